"""Printing a PDF that lies in memory: nothing readable is left on the disk."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

_DOTS_PER_POINT = 300 / 72
_KEEP = Qt.AspectRatioMode.KeepAspectRatio


def paint(content: bytes, printer: QPrinter) -> int:
    """Paint all pages on a printer; returns how many there are."""
    store = QByteArray(content)
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument(None)  # type: ignore[call-overload]  # the stubs ask for a parent
    document.load(buffer)
    painter = QPainter(printer)
    for number in range(document.pageCount()):
        if number:
            printer.newPage()
        points = document.pagePointSize(number)
        size = QSize(round(points.width() * _DOTS_PER_POINT), round(points.height() * _DOTS_PER_POINT))
        image = document.render(number, size)
        room = painter.viewport()
        # The printer scales: an image of its own 1,200 dots per inch takes half a gigabyte and many seconds a page.
        painter.drawImage(QRect(room.topLeft(), size.scaled(room.size(), _KEEP)), image)
    painter.end()
    pages: int = document.pageCount()
    document.close()
    return pages


def print_pdf(content: bytes, owner: QWidget, title: str) -> bool:
    """Ask for the printer and print; False when the person changed her mind."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, owner)
    if not dialog.exec():
        return False
    return paint(content, printer) > 0
