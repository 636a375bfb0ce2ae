"""A layout that breaks into lines like words: chips, checkable choices."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget, QWidgetItem
from shiboken6 import isValid

from permenti_desktop.gui.theme import T


class FlowLayout(QLayout):
    """Widgets from left to right, as many lines as needed; ``gap`` in design pixels.

    Keeps widgets, not layout items: PySide loses the items of a layout written in Python when their memory is used
    again, and the program ends with them.
    """

    def __init__(self, parent: QWidget | None = None, gap: int = 6) -> None:
        super().__init__(parent)
        self._flowing: list[QWidget] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        raise TypeError("only widgets flow")

    def addWidget(self, widget: QWidget) -> None:
        """A further one at the end."""
        self.addChildWidget(widget)
        self._flowing.append(widget)
        self.invalidate()

    def count(self) -> int:
        return len(self._there())

    def itemAt(self, index: int) -> QLayoutItem:
        # Qt is told of no items; what it would do with them is done below.
        return None  # type: ignore[return-value]

    def takeAt(self, index: int) -> QLayoutItem:
        if not 0 <= index < len(self._there()):
            return None  # type: ignore[return-value]  # the stub has no word for it
        taken = self._flowing.pop(index)
        self.invalidate()
        return QWidgetItem(taken)

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return _flow(self._shown(), QRect(0, 0, width, 0), self._gap, move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        _flow(self._shown(), rect, self._gap, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for widget in self._shown():
            size = size.expandedTo(widget.minimumSizeHint().expandedTo(widget.minimumSize()))
        return size

    def _there(self) -> list[QWidget]:
        self._flowing = [widget for widget in self._flowing if isValid(widget)]
        return self._flowing

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._there() if not widget.isHidden()]


def _flow(widgets: list[QWidget], rect: QRect, gap: int, *, move: bool) -> int:
    """Place widgets one after the other in lines, each on the middle of its line; returns the height they take."""
    gap = T.px(gap)
    x = y = height = 0
    line: list[tuple[QWidget, int, QSize]] = []

    def place() -> None:
        for widget, left, size in line if move else ():
            down = (height - size.height()) // 2
            width = min(size.width(), max(1, rect.width()))
            widget.setGeometry(rect.x() + left, rect.y() + y + down, width, size.height())

    for widget in widgets:
        hint = widget.sizeHint().expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize())
        if x > 0 and x + hint.width() > rect.width():
            place()
            line = []
            x, y, height = 0, y + height + gap, 0
        line.append((widget, x, hint))
        x += hint.width() + gap
        height = max(height, hint.height())
    place()
    return y + height


class Flow(QWidget):
    """The same as a widget of its own, for what is made anew while the window is open (chips, choices, entries)."""

    def __init__(self, gap: int = 6, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap = gap
        self._flowing: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        T.changed.connect(self.arrange)

    def add(self, widget: QWidget) -> None:
        """A further one at the end."""
        widget.setParent(self)
        widget.show()
        self._flowing.append(widget)
        self.arrange()

    def clear(self) -> None:
        """Take all of them away."""
        for old in self._flowing:
            old.hide()
            old.deleteLater()
        self._flowing = []
        self.updateGeometry()

    def flowing(self) -> list[QWidget]:
        """What is in it."""
        return list(self._flowing)

    def arrange(self) -> None:
        """Place everything again; called when a size inside has changed."""
        self.updateGeometry()
        self._place(self.width(), move=True)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(width, move=False)

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > T.px(100) else T.px(240)
        return QSize(width, self._place(width, move=False))

    def minimumSizeHint(self) -> QSize:
        return QSize(T.px(40), self._place(max(self.width(), T.px(40)), move=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(self.width(), move=True)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def _place(self, width: int, *, move: bool) -> int:
        shown = [widget for widget in self._flowing if not widget.isHidden()]
        return _flow(shown, QRect(0, 0, width, 0), self._gap, move=move)
