"""The window before the window: passphrase, first run, last words; as large as the main one, and neutral."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from permenti_desktop import settings
from permenti_desktop.gui.main_window import FRAME, PROGRAM, SMALLEST
from permenti_desktop.gui.theme import T, spaced
from permenti_desktop.gui.widgets.label import label


class StartWindow(QWidget):
    """Shows one thing at a time; ``show_page`` takes the old one away."""

    closed = Signal()
    """The person has closed it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page: QWidget | None = None
        self._layout = QVBoxLayout(self)
        spaced(self._layout, 0, 0)
        self.setWindowTitle(PROGRAM)
        self.setMinimumSize(SMALLEST)
        stored = settings.load().window_geometry
        if not (stored and self.restoreGeometry(QByteArray.fromBase64(stored.encode("ascii")))):
            screen = self.screen().availableSize()
            self.resize(min(1440, screen.width()), min(900, screen.height() - FRAME))

    def show_page(self, page: QWidget) -> None:
        """Show something else."""
        if self.page is not None:
            self.page.hide()
            self.page.deleteLater()
        self.page = page
        self._layout.addWidget(page)
        page.show()

    def show_sentence(self, sentence: str) -> None:
        """Nothing but a sentence, while something is being finished."""
        words = label(sentence, "subtitle", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.show_page(words)

    def minimumSizeHint(self) -> QSize:
        return SMALLEST

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        steps = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
        step = steps.get(Qt.Key(event.key()))
        if control and event.key() == Qt.Key.Key_Q:
            self.close()
        elif event.key() == Qt.Key.Key_F1:
            from permenti_desktop.gui.help.window import HelpWindow

            HelpWindow(self, getattr(self.page, "chapter", "start")).show()
        elif control and step is not None:
            T.zoom_by(step)
            settings.change(zoom=round(T.zoom * 100))
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
