"""What happened, newest first, grouped by month: notes, calls, tandems, internships, vouchers, documents …

Each entry is one widget that paints itself and can be walked to; the page gives them in portions and adds more when
"Ältere anzeigen" is pressed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.theme import T, spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.label import draw_disc, label
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


class EntryView(QWidget):
    """One entry, painted by itself: seven widgets each would take a third of a second for fifty of them.

    Enter or a double click opens it, the context menu asks for actions, Strg+C copies the text; under the mouse the
    text becomes a label, so that a part of it can be selected.
    """

    opened = Signal(object)
    menu_wanted = Signal(object, object)

    def __init__(self, entry: Entry, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = entry
        self.last = False
        self._by = " · ".join(part for part in (date_text(entry.on), entry.by) if part)
        self._label: QLabel | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        guard(self)
        self.setAccessibleName(f"{entry.kind}, {date_text(entry.on)}, {entry.by}: {entry.text}")

    # -- where things are --------------------------------------------------------------------------------------

    def _parts(self, width: int) -> tuple[QRect, QRect, QRect]:
        """Title, day and author (beside the title, or below where there is no room), text."""
        left, right = T.px(34), width - T.px(8)
        room = max(T.px(40), right - left)
        strong, small = T.metrics("body", 600), T.metrics("caption")
        line = strong.height()
        wide = min(room, strong.horizontalAdvance(self.entry.kind) + 2)
        title = QRect(left, T.px(4), wide, line)
        beside = room - wide - T.px(8)
        if small.horizontalAdvance(self._by) + 2 <= beside:
            by = QRect(title.right() + T.px(8), title.y(), beside, line)
            bottom = title.bottom()
        else:
            by = QRect(left, title.bottom() + T.px(2), room, small.height())
            bottom = by.bottom()
        height = 0
        if self.entry.text:
            flags = int(Qt.TextFlag.TextWordWrap)
            height = T.metrics().boundingRect(QRect(0, 0, room, 100_000), flags, self.entry.text).height()
        return title, by, QRect(left, bottom + T.px(3), room, height)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(T.px(30), self._parts(width)[2].bottom() + T.px(12))

    def sizeHint(self) -> QSize:
        width = max(self.width(), T.px(200))
        return QSize(T.px(200), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(T.px(120), T.px(30))

    # -- look --------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        title, by, text = self._parts(self.width())
        middle = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextDontClip)  # a "g" reaches below its line
        painter = QPainter(self)
        side, line = T.px(26), T.px(2)
        if not self.last:
            painter.fillRect((side - line) // 2, side + 1, line, self.height() - side - 1, T.color("line"))
        entry = self.entry
        draw_disc(painter, 0, 0, side, "", entry.icon, entry.tone, self.devicePixelRatioF())
        painter.setPen(T.color("text"))
        painter.setFont(T.font("body", 600))
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(title, middle, T.metrics("body", 600).elidedText(entry.kind, elide, title.width()))
        painter.setPen(T.color("text2"))
        painter.setFont(T.font("caption"))
        painter.drawText(by, middle, T.metrics("caption").elidedText(self._by, elide, by.width()))
        if self._label is None:
            painter.setPen(T.color("text"))
            painter.setFont(T.font())
            painter.drawText(text, int(Qt.TextFlag.TextWordWrap), entry.text)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(T.color("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(T.px(28), 1, -1, -T.px(5)), T.px(5), T.px(5))
        painter.end()

    # -- mouse and keys ------------------------------------------------------------------------------------------

    def enterEvent(self, event: QEnterEvent) -> None:
        if self.entry.text and self._label is None:
            made = label(self.entry.text, wrap=True, parent=self)
            made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            made.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
            made.setGeometry(self._parts(self.width())[2].adjusted(0, 0, 0, T.px(8)))
            made.setAlignment(Qt.AlignmentFlag.AlignTop)
            made.show()
            self._label = made
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        if self._label is not None and not self._label.hasSelectedText():
            self._drop_label()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._drop_label()

    def _drop_label(self) -> None:
        if self._label is not None:
            self._label.hide()
            self._label.deleteLater()
            self._label = None
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.opened.emit(self.entry.key)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.entry.text)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self.entry.key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(self.entry.key, event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


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
        T.changed.connect(self._fill)
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
            views = [EntryView(entry, inner) for entry in group]
            views[-1].last = True
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
