"""Printing a PDF that lies in memory: nothing readable is left on the disk."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from permenti_desktop.reports.document import Tick, no_tick

_DOTS_PER_POINT = 300 / 72
_KEEP = Qt.AspectRatioMode.KeepAspectRatio


def ask(owner: QWidget, title: str) -> QPrinter | None:
    """Ask for the printer; None when the person changed her mind."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    return printer if QPrintDialog(printer, owner).exec() else None


def paint(content: bytes, printer: QPrinter, tick: Tick = no_tick) -> int:
    """Paint all pages on a printer, in any thread; returns how many. If *tick* stops it, nothing is printed."""
    store = QByteArray(content)
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument(None)  # type: ignore[call-overload]  # the stubs ask for a parent
    document.load(buffer)
    pages: int = document.pageCount()
    painter = QPainter(printer)
    try:
        for number in range(pages):
            tick(number, pages)
            if number:
                printer.newPage()
            points = document.pagePointSize(number)
            size = QSize(round(points.width() * _DOTS_PER_POINT), round(points.height() * _DOTS_PER_POINT))
            room = painter.viewport()
            # The printer scales: an image of its own 1,200 dots per inch takes half a gigabyte and many seconds a page.
            painter.drawImage(QRect(room.topLeft(), size.scaled(room.size(), _KEEP)), document.render(number, size))
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
        document.close()
    return pages


def print_pdf(content: bytes, owner: QWidget, title: str) -> bool:
    """Ask for the printer and print a page or two at once; False when the person changed her mind."""
    printer = ask(owner, title)
    return printer is not None and paint(content, printer) > 0
