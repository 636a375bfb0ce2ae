"""Cards: a white box with a heading, a count and a link at the right; and sections that fold."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from permenti_desktop.gui.icons import pixmap
from permenti_desktop.gui.theme import T, kind, spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.label import CutLabel, label


class Card(QFrame):
    """A box; put the content into ``card.body`` (a vertical layout)."""

    def __init__(
        self,
        title: str = "",
        *,
        link: str = "",
        on_link: Callable[[], object] | None = None,
        margins: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        kind(self, "card")
        outer = QVBoxLayout(self)
        spaced(outer, (margins, margins - 4, margins, margins - 4), 8)
        self.heading: QLabel | None = None
        self.count: QLabel | None = None
        if title:
            head = QHBoxLayout()
            spaced(head, 0, 8)
            self.heading = label(title, "subtitle")
            self.count = label("", "muted")
            head.addWidget(self.heading)
            head.addWidget(self.count)
            head.addStretch(1)
            if link:
                head.addWidget(button(link, on_link, look="link"))
            outer.addLayout(head)
            self.setAccessibleName(title)
        self.body = QVBoxLayout()
        spaced(self.body, 0, 8)
        outer.addLayout(self.body, 1)

    def set_count(self, number: int | None) -> None:
        """The number beside the heading."""
        if self.count is not None:
            self.count.setText("" if number is None else str(number))


class FoldingSection(QFrame):
    """A section that can be folded; ``opened`` is sent when someone unfolds it (sensitive ones are logged)."""

    opened = Signal()

    def __init__(self, title: str, *, folded: bool = False, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        spaced(outer, 0, 8)
        self.header = _Fold(title, self)
        self.header.toggled.connect(self._toggle)
        outer.addWidget(self.header)
        self.content = QWidget()
        self.body = QVBoxLayout(self.content)
        spaced(self.body, (0, 0, 0, 8), 8)
        if hint:
            self.body.addWidget(label(hint, "caption", wrap=True))
        outer.addWidget(self.content)
        self.header.set_open(not folded)
        self.content.setVisible(not folded)

    def _toggle(self) -> None:
        unfolded = not self.header.open
        self.header.set_open(unfolded)
        self.content.setVisible(unfolded)
        if unfolded:
            self.opened.emit()

    def fold(self) -> None:
        """Close it from the program (another record is shown)."""
        if self.header.open:
            self._toggle()

    def unfold(self) -> None:
        """Open it from the program (a problem is inside)."""
        if not self.header.open:
            self._toggle()


class _Fold(QWidget):
    """The line one clicks on."""

    toggled = Signal()

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.open = True
        self._title = title
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        T.changed.connect(self.updateGeometry)
        self.set_open(True)

    def set_open(self, unfolded: bool) -> None:
        self.open = unfolded
        self.setAccessibleName(self._title)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(T.metrics("subtitle", 600).horizontalAdvance(self._title) + T.px(32), T.px(28))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.toggled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggled.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = T.px(16)
        name = "chevron-down" if self.open else "chevron-right"
        painter.drawPixmap(
            T.px(2), (self.height() - side) // 2, pixmap(name, T.color("text2"), side, self.devicePixelRatioF())
        )
        painter.setFont(T.font("subtitle", 600))
        painter.setPen(T.color("text"))
        box = self.rect().adjusted(T.px(24), 0, 0, 0)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), self._title)
        if self.hasFocus():
            painter.setPen(T.color("accent"))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), T.px(4), T.px(4))
        painter.end()


class Figure(QFrame):
    """A tile of the page "Heute": words, a large number, what changed, a small chart; the whole tile is a link."""

    clicked = Signal()

    def __init__(self, title: str, chart: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        kind(self, "card")
        self._title = title
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        outer = QVBoxLayout(self)
        spaced(outer, (16, 10, 16, 10), 2)
        outer.addWidget(CutLabel(title, "caption"))
        line = QHBoxLayout()
        spaced(line, 0, 8)
        self._number = label("–", "figure")
        self._note = CutLabel("", "caption")
        line.addWidget(self._number)
        line.addWidget(self._note, 1)
        if chart is not None:
            line.addWidget(chart, 0, Qt.AlignmentFlag.AlignBottom)
        outer.addLayout(line)
        self.setAccessibleName(title)

    def set_value(self, number: str, note: str = "") -> None:
        """The number and the words beside it."""
        self._number.setText(number)
        self._note.setText(note)
        self.setAccessibleName(f"{self._title}: {number} {note}".strip())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(T.color("accent"))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), T.px(7), T.px(7))
            painter.end()
