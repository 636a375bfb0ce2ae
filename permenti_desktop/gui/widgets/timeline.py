"""What happened, newest first, grouped by month: notes, calls, tandems, internships, vouchers, documents …

Rows are widgets, because their text can be selected and copied; the page gives them in portions and adds more when
"Ältere anzeigen" is pressed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.theme import T, fixed, spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.flow import FlowLayout
from permenti_desktop.gui.widgets.label import CutLabel, draw_disc, label
from permenti_desktop.i18n import _, date_text, month_text


@dataclass(frozen=True)
class Entry:
    """One thing that happened.  ``by`` is who (and how long), ``key`` what a click or the menu gives back.  Of a day
    that is not exactly known only what is known is shown."""

    key: object
    kind: str
    icon: str
    tone: str
    on: date | PartialDate
    by: str
    text: str


class _Mark(QWidget):
    """The disc with the line that runs on to the next entry."""

    def __init__(self, icon: str, tone: str) -> None:
        super().__init__()
        self._icon, self._tone = icon, tone
        self.last = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        T.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(T.px(26), T.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        side = T.px(26)
        painter = QPainter(self)
        if not self.last:
            wide = T.px(2)
            painter.fillRect((side - wide) // 2, side + 1, wide, self.height() - side - 1, T.color("line"))
        draw_disc(painter, 0, 0, side, "", self._icon, self._tone, self.devicePixelRatioF())
        painter.end()


class EntryView(QFrame):
    """One entry; Enter or a double click opens it, the context menu asks for actions."""

    opened = Signal(object)
    menu_wanted = Signal(object, object)

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout(self)
        spaced(row, (0, 0, 8, 0), 8)
        self.mark = _Mark(entry.icon, entry.tone)
        row.addWidget(self.mark)
        words = QVBoxLayout()
        spaced(words, (0, 2, 0, 12), 2)
        # The words on day and author go below a long title instead of making everything wider than the window.
        head = FlowLayout(gap=8)
        title = CutLabel(entry.kind, "strong")
        guard(title)
        by = label(" · ".join(part for part in (date_text(entry.on), entry.by) if part), "caption")
        for part in (title, by):
            part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            fixed(part, height=20)
            head.addWidget(part)
        words.addLayout(head)
        if entry.text:
            text: QLabel = label(entry.text, wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            guard(text)
            words.addWidget(text)
        row.addLayout(words, 1)
        self.setAccessibleName(f"{entry.kind}, {date_text(entry.on)}, {entry.by}: {entry.text}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.opened.emit(self.entry.key)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: object) -> None:
        self.opened.emit(self.entry.key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(self.entry.key, event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(T.color("accent"))
            painter.drawRoundedRect(self.rect().adjusted(T.px(30), 0, -1, -T.px(6)), T.px(5), T.px(5))
            painter.end()


class Timeline(QScrollArea):
    """``set_entries`` shows the first portion, ``add_entries`` more; ``more_wanted`` when someone wants older ones."""

    opened = Signal(object)
    menu_wanted = Signal(object, object)
    more_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Verlauf"))
        self._entries: list[Entry] = []
        self._more = False
        self._views: list[EntryView] = []
        self._empty = _("Noch nichts notiert. Die erste Notiz schreiben Sie oben.")
        self._fill()

    def set_empty(self, sentence: str) -> None:
        """What is said while there is nothing."""
        self._empty = sentence

    def set_entries(self, entries: Sequence[Entry], *, more: bool = False) -> None:
        """Newest first; ``more`` says that older ones can be asked for."""
        place = self.verticalScrollBar().value()
        self._entries, self._more = list(entries), more
        self._fill()
        self.verticalScrollBar().setValue(place)

    def add_entries(self, entries: Sequence[Entry], *, more: bool = False) -> None:
        """Older ones, below."""
        self.set_entries([*self._entries, *entries], more=more)

    def entries(self) -> list[Entry]:
        """What is shown."""
        return list(self._entries)

    def _fill(self) -> None:
        inner = QWidget()
        layout = QVBoxLayout(inner)
        spaced(layout, (0, 0, 4, 8), 4)
        self._views = []
        for month, group in groupby(self._entries, key=lambda entry: _month(entry.on)):
            layout.addWidget(label(month_text(month), "heading"))
            views = [EntryView(entry) for entry in group]
            views[-1].mark.last = True
            for view in views:
                view.opened.connect(self.opened)
                view.menu_wanted.connect(self.menu_wanted)
                layout.addWidget(view)
            self._views += views
        if not self._entries:
            layout.addWidget(label(self._empty, "muted", wrap=True))
        if self._more:
            layout.addWidget(
                button(_("Ältere anzeigen"), self.more_wanted.emit, look="link"), 0, Qt.AlignmentFlag.AlignLeft
            )
        layout.addStretch(1)
        self.setWidget(inner)


def _month(on: date | PartialDate) -> date:
    """The first day of the month that an entry stands under."""
    day = on.first() if isinstance(on, PartialDate) else on
    return day.replace(day=1)
