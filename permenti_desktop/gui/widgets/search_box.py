"""A line to type a filter or a search into: picture at the left, ✕ at the right, Esc clears."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from permenti_desktop.gui.icons import pixmap
from permenti_desktop.gui.theme import T, fixed
from permenti_desktop.gui.widgets.inner_button import InnerButton
from permenti_desktop.gui.widgets.undo_key import leaves_undo
from permenti_desktop.i18n import _


class SearchBox(QLineEdit):
    """``searched`` is sent while typing, a moment after the last key; Enter sends it at once, and ``entered``."""

    searched = Signal(str)
    entered = Signal()
    downward = Signal()
    """↓ was pressed: the list below wants the focus."""

    def __init__(self, hint: str, *, picture: str = "funnel", delay: int = 60, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._picture = picture
        self._clear = InnerButton(self, "circle-x", _("Leeren (Esc)"))
        self._clear.clicked.connect(self.clear)
        self._clear.set_shown(False)
        T.changed.connect(self._restyle)
        self._restyle()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(delay)
        self._timer.timeout.connect(self._send)
        self._sent = ""
        self.textChanged.connect(self._typed)
        fixed(self, min_width=120)

    def event(self, event: QEvent) -> bool:
        return leaves_undo(self, event) or super().event(event)

    def _typed(self, text: str) -> None:
        self._clear.set_shown(bool(text))
        self._timer.start()

    def _send(self) -> None:
        self._timer.stop()
        text = self.text().strip()
        if text != self._sent:
            self._sent = text
            self.searched.emit(text)

    def _restyle(self) -> None:
        margins = self.textMargins()
        margins.setLeft(T.px(22))
        self.setTextMargins(margins)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = T.px(16)
        painter = QPainter(self)
        ink = T.color("text2")
        place = (T.px(10), (self.height() - side) // 2)
        painter.drawPixmap(*place, pixmap(self._picture, ink, side, self.devicePixelRatioF()))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._send()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._send()
            self.entered.emit()
        elif key == Qt.Key.Key_Down:
            self._send()
            self.downward.emit()
        else:
            super().keyPressEvent(event)
