"""A short list of lines to choose from, at the left of a page."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from permenti_desktop.gui.theme import T

_Index = QModelIndex | QPersistentModelIndex


class _Delegate(QStyledItemDelegate):
    """A line like one of the side bar: what is chosen has a tint; a second line is smaller."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        painter.fillRect(rect, T.color("base"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(T.color("sel" if chosen else "hover"))
            painter.drawRoundedRect(rect.adjusted(0, 0, 0, -2), T.px(5), T.px(5))
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(T.color("sel_text" if T.high_contrast else "accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -3), T.px(5), T.px(5))
        first, _line, second = str(index.data()).partition("\n")
        box = rect.adjusted(T.px(10), T.px(4), -T.px(6), -T.px(6))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        words = box.adjusted(0, 0, 0, -box.height() // 2) if second else box
        for text, size, weight, room, ink in (
            (first, "body", 600 if chosen else 400, words, "text"),
            (second, "caption", 400, box.adjusted(0, box.height() // 2, 0, 0), "text2"),
        ):
            painter.setFont(T.font(size, weight))
            painter.setPen(T.color("sel_text" if chosen else ink))
            shown = T.metrics(size, weight).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, middle, shown)


class LineList(QListWidget):
    """A short list at the left of a page (groups of settings, chapters); ``name`` is for screen readers."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)
        self.setUniformItemSizes(False)
        T.changed.connect(self._restyle)

    def put(self, words: list[str]) -> None:
        """Show these lines."""
        self.clear()
        for line in words:
            item = QListWidgetItem(line)
            self.addItem(item)
        self._restyle()

    def _restyle(self) -> None:
        for index in range(self.count()):
            item = self.item(index)
            lines = item.text().count("\n") + 1
            item.setSizeHint(QSize(T.px(100), T.px(34) if lines == 1 else T.px(46)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.itemActivated.emit(self.currentItem())
        else:
            super().keyPressEvent(event)
