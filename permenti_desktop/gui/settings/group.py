"""A group of settings: a heading and rows, each a title with a sentence at the left and what is set at the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from permenti_desktop.gui.theme import T, fixed, kind, spaced
from permenti_desktop.gui.widgets.label import label

ONE_COLUMN_BELOW = 620


@dataclass(frozen=True)
class Found:
    """What the search on top finds: a setting's words, and the widget that sets it."""

    title: str
    words: str
    widget: QWidget


class Row(QFrame):
    """One setting."""

    def __init__(self, title: str, sentence: str, widget: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.widget = widget
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        spaced(self._layout, (0, 8, 0, 8), 16)
        words = QVBoxLayout()
        spaced(words, 0, 2)
        caption = label(title, "strong", wrap=True)
        caption.setBuddy(widget)
        words.addWidget(caption)
        if sentence:
            words.addWidget(label(sentence, "caption", wrap=True))
            if not widget.accessibleDescription():
                widget.setAccessibleDescription(sentence)
        self._layout.addLayout(words, 3)
        self._layout.addWidget(widget, 2, Qt.AlignmentFlag.AlignVCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() / T.zoom < ONE_COLUMN_BELOW
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._layout.direction() != wanted:
            self._layout.setDirection(wanted)
            spaced(self._layout, (0, 8, 0, 8), 6 if narrow else 16)


class Group(QScrollArea):
    """``said`` is a sentence for the toast."""

    said = Signal(str)
    failed = Signal(object)
    """A UserError."""

    def __init__(self, name: str, title: str, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.title = title
        self.found: list[Found] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        outer = QVBoxLayout(inner)
        spaced(outer, (20, 14, 20, 20), 4)
        fixed(inner, max_width=860)
        outer.addWidget(label(title, "title"))
        if sentence:
            outer.addWidget(label(sentence, "muted", wrap=True))
        self.body = QVBoxLayout()
        spaced(self.body, 0, 0)
        outer.addLayout(self.body)
        outer.addStretch(1)
        self.setWidget(inner)

    def add(self, title: str, sentence: str, widget: QWidget, words: str = "") -> Row:
        """One more setting; ``words`` are further ones to find it by."""
        if not widget.accessibleName():
            widget.setAccessibleName(title)
        if self.found:
            line = QFrame()
            kind(line, "line")
            fixed(line, height=1)
            self.body.addWidget(line)
        row = Row(title, sentence, widget)
        self.body.addWidget(row)
        self.found.append(Found(title, f"{title} {sentence} {words}", widget))
        return row

    def heading(self, words: str) -> None:
        """Words between rows."""
        self.body.addSpacing(T.px(8))
        self.body.addWidget(label(words, "subtitle", wrap=True))

    def show_setting(self, widget: QWidget) -> None:
        """Bring a setting into view with the focus on it."""
        self.ensureWidgetVisible(widget, 0, T.px(60))
        widget.setFocus(Qt.FocusReason.TabFocusReason)

    def refresh(self) -> None:
        """Read again."""

    def flush(self) -> None:
        """Save what is typed."""
