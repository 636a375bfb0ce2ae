"""A layout that breaks into lines like words: chips, checkable choices."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from permenti_desktop.gui.theme import T


class FlowLayout(QLayout):
    """Items from left to right, as many lines as needed; ``gap`` in design pixels."""

    def __init__(self, parent: QWidget | None = None, gap: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem:
        # Qt asks past the end and wants nothing then; the stub has no word for it.
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def takeAt(self, index: int) -> QLayoutItem:
        return self._items.pop(index) if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        gap = T.px(self._gap)
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, line = rect.x(), y + line + gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), QSize(min(size.width(), max(1, rect.width())), size.height())))
            x += size.width() + gap
            line = max(line, size.height())
        return y + line - rect.y()


class Flow(QWidget):
    """Widgets from left to right, as many lines as needed; ``gap`` in design pixels.

    Holds widgets, not layout items: PySide loses the items of a layout written in Python when their memory is used
    again, so this is what to use for whatever is made anew while the window is open (chips, choices, entries).
    """

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
        gap = T.px(self._gap)
        x = y = line = 0
        for widget in self._flowing:
            if widget.isHidden():
                continue
            hint = widget.sizeHint().expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize())
            if x > 0 and x + hint.width() > width:
                x, y, line = 0, y + line + gap, 0
            if move:
                widget.setGeometry(x, y, min(hint.width(), max(1, width)), hint.height())
            x += hint.width() + gap
            line = max(line, hint.height())
        return y + line
