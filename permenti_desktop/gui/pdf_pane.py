"""Pages of a PDF that lies in memory, to look at: of a report, and of a list before it is printed."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from permenti_desktop.gui.theme import spaced
from permenti_desktop.i18n import _


class PdfPane(QWidget):
    """A PDF that lies in memory."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        spaced(layout, 0, 0)
        self._store = QByteArray()
        self._buffer: QBuffer | None = None
        self.document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setAccessibleName(_("Vorschau"))
        self.view.setDocument(self.document)
        layout.addWidget(self.view)

    def show_pdf(self, content: bytes) -> None:
        """Show another PDF and stay at the same height."""
        bar = self.view.verticalScrollBar()
        before = bar.value()
        self.document.close()
        old = self._buffer
        self._store = QByteArray(content)
        self._buffer = QBuffer(self._store, self)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        if old is not None:
            old.deleteLater()
        bar.setValue(min(before, bar.maximum()))
