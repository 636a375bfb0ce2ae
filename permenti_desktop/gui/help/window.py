"""The manual in a window of its own: for the pages before an office is open, where there is no side bar to go to."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from permenti_desktop.gui.help.page import HelpPage
from permenti_desktop.gui.theme import T, spaced


class HelpWindow(QWidget):
    """Opens with a chapter; Esc closes it."""

    def __init__(self, over: QWidget, chapter: str) -> None:
        super().__init__(over, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.page = HelpPage()
        self.page.pdf_button.hide()  # saving is work of the office's window, with its progress and its messages
        self.setWindowTitle(self.page.title)
        inside = QVBoxLayout(self)
        spaced(inside, 0, 0)
        inside.addWidget(self.page)
        self.resize(min(T.px(1000), over.width()), min(T.px(700), over.height()))
        self.page.open_about(chapter)
        self.page.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
