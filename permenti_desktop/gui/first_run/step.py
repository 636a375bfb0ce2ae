"""One page of the first run: a heading, a sentence, fields.  The wizard asks it whether one may go on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from permenti_desktop.gui.theme import T, kind, spaced
from permenti_desktop.gui.widgets.label import Disc, label
from permenti_desktop.gui.widgets.validation_line import ValidationLine


class Step(QWidget):
    """``changed`` is sent when something was entered; ``problem()`` says why one cannot go on yet."""

    changed = Signal()
    name = ""

    def __init__(self, title: str, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        layout = QVBoxLayout(self)
        spaced(layout, 0, 12)
        layout.addWidget(label(title, "title", wrap=True))
        if sentence:
            layout.addWidget(label(sentence, "", wrap=True))
        self.body = QVBoxLayout()
        spaced(self.body, 0, 12)
        layout.addLayout(self.body)
        self.remark = ValidationLine()
        layout.addWidget(self.remark)
        layout.addStretch(1)

    def problem(self) -> str:
        """A sentence; "" when one may go on."""
        return ""

    def on_show(self) -> None:
        """The page comes to the front."""

    def focus_first(self) -> None:
        """The cursor stands where one begins."""
        self.focusNextChild()


class Choice(QFrame):
    """A large button: a picture, words, and a sentence below them."""

    clicked = Signal()

    def __init__(
        self, icon: str, title: str, sentence: str, run: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        kind(self, "card")
        self._run = run
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        row = QHBoxLayout(self)
        spaced(row, (14, 10, 14, 10), 14)
        row.addWidget(Disc("", icon, "ok", 40))
        words = QVBoxLayout()
        spaced(words, 0, 2)
        words.addWidget(label(title, "strong", wrap=True))
        words.addWidget(label(sentence, "caption", wrap=True))
        row.addLayout(words, 1)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(T.px(200), T.px(60)))

    def _pressed(self) -> None:
        self.clicked.emit()
        self._run()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()) and event.button() == Qt.MouseButton.LeftButton:
            self._pressed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pressed()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = painter.pen()
            pen.setColor(T.color("accent"))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), T.px(7), T.px(7))
            painter.end()
