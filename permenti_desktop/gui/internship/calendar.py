"""The calendar of internships: beginnings, ends, visits and what is to be settled, on the days of a month or a week.

Every entry leads to its internship; the same days stand in the list, the time line and the file for other calendars.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from permenti_desktop.domain import holidays
from permenti_desktop.domain.dates import end_of_month, iso_week
from permenti_desktop.gui.privacy import P
from permenti_desktop.gui.theme import T, kind, spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.label import CutLabel, label
from permenti_desktop.i18n import N_, _, date_text, long_date_text, month_text, ngettext, weekday_text
from permenti_desktop.queries.internship import InternshipDay

_SHOWN: Final = 3
"""Entries of a day in the month; the week shows all."""
_WHAT: Final = {
    "start": (N_("Beginn"), "ok"),
    "end": (N_("Ende"), "work"),
    "visit": (N_("Besuch"), "violet"),
    "due": (N_("Zu klären"), "warn"),
}


def what_words(what: str) -> str:
    """The kind of a day: "Beginn"."""
    return _(_WHAT[what][0])


def span(day: date, *, week: bool) -> tuple[date, date]:
    """The whole weeks that show the month (or the week) of a day."""
    first = day if week else day.replace(day=1)
    last = day if week else end_of_month(day)
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


class Event(QAbstractButton):
    """One entry of a day; its whole sentence is its tool tip and what a screen reader says."""

    walk_wanted = Signal(int)

    def __init__(self, day: InternshipDay) -> None:
        super().__init__()
        self.day = day
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{long_date_text(day.on)}: {self.sentence()}")
        self.setToolTip(self.sentence())

    def sentence(self) -> str:
        """What there is on that day, in words."""
        parts = (what_words(self.day.what), P.text(self.day.participant), self.day.host, self.day.words)
        return " · ".join(part for part in parts if part)

    def sizeHint(self) -> QSize:
        return QSize(T.px(60), T.px(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1
        }.get(Qt.Key(event.key()))  # fmt: skip
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif step is not None and not event.modifiers():
            self.walk_wanted.emit(step)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink, ground, border = T.tone(_WHAT[self.day.what][1])
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 2, -1, -2)
        pen = QPen(T.color("accent"), 2) if self.hasFocus() else QPen(border, 1) if border is not None else None
        painter.setPen(pen if pen is not None else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, T.px(5), T.px(5))
        painter.setPen(ink)
        font = T.font("caption", 600 if self.underMouse() else 400)
        painter.setFont(font)
        words = f"{what_words(self.day.what)}: {P.text(self.day.participant)}"
        room = box.adjusted(T.px(6), 0, -T.px(4), 0)
        metrics = T.metrics("caption", 600 if self.underMouse() else 400)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        painter.end()


class Calendar(QScrollArea):
    """``show_days`` shows what was read for ``first`` to ``last``."""

    opened = Signal(int)
    """The id of an internship."""
    week_wanted = Signal(object)
    """A day has more than fits: its week is to be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Kalender der Praktika"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.day, self.week = date.today(), False
        self._days: tuple[InternshipDay, ...] = ()
        self._fill()
        T.changed.connect(self._fill)
        P.changed.connect(self._fill)

    @property
    def first(self) -> date:
        """The first day on screen."""
        return span(self.day, week=self.week)[0]

    @property
    def last(self) -> date:
        """The last day on screen."""
        return span(self.day, week=self.week)[1]

    def words(self) -> str:
        """ "November 2026" or "KW 48: 23.11. – 29.11.2026"."""
        if not self.week:
            return month_text(self.day)
        return _("KW {week}: {first} – {last}").format(
            week=iso_week(self.day)[1], first=date_text(self.first), last=date_text(self.last)
        )

    def show_around(self, day: date, *, week: bool) -> None:
        """The month or the week around a day, empty until its days have been read."""
        self.day, self.week, self._days = day, week, ()
        self._fill()

    def show_days(self, days: Sequence[InternshipDay]) -> None:
        """Show these; the entry that had the focus keeps it."""
        if tuple(days) != self._days:
            self._days = tuple(days)
            self._fill()

    def events(self) -> list[Event]:
        """All entries on screen, in the order of their days."""
        inner = self.widget()
        return inner.findChildren(Event) if inner is not None else []

    def focus_first(self) -> None:
        """The cursor onto the first entry from today on, or the first."""
        found = self.events()
        ahead = next((one for one in found if one.day.on >= date.today()), None)
        if found:
            (ahead or found[0]).setFocus(Qt.FocusReason.TabFocusReason)

    def _fill(self, *_what: object) -> None:
        focus = self.window().focusWidget()
        before = focus.day if isinstance(focus, Event) and self.isAncestorOf(focus) else None
        inner = QWidget()
        grid = QGridLayout(inner)
        spaced(grid, (8, 0, 8, 8), 4)
        for column in range(7):
            head = label(weekday_text(self.first + timedelta(days=column), short=not self.week), "heading")
            grid.addWidget(head, 0, column)
            grid.setColumnStretch(column, 1)
        by_day = {on: list(group) for on, group in groupby(self._days, key=lambda one: one.on)}
        again: Event | None = None
        for number in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days=number)
            box, made = self._day(day, by_day.get(day, []))
            grid.addWidget(box, 1 + number // 7, number % 7)
            grid.setRowStretch(1 + number // 7, 1)
            again = again or next((one for one in made if one.day == before), None)
        self.setWidget(inner)
        if again is not None:
            again.setFocus()

    def _day(self, day: date, days: Sequence[InternshipDay]) -> tuple[QWidget, list[Event]]:
        box = QFrame()
        kind(box, "card" if day.month == self.day.month or self.week else "well")
        box.setMinimumHeight(T.px(76))
        layout = QVBoxLayout(box)
        spaced(layout, (5, 3, 5, 4), 1)
        today = day == date.today()
        words = _("{day}. heute").format(day=day.day) if today else str(day.day)
        free = holidays.holiday(day)
        layout.addWidget(CutLabel(f"{words}  {free}" if free else words, "strong" if today else "caption"))
        made = []
        for one in days if self.week else days[:_SHOWN]:
            event = Event(one)
            event.clicked.connect(partial(self.opened.emit, one.id))
            event.walk_wanted.connect(self._walk)
            layout.addWidget(event)
            made.append(event)
        left = len(days) - len(made)
        if left > 0:
            more = button(ngettext("+{n} weiterer", "+{n} weitere", left).format(n=left), look="link")
            more.clicked.connect(partial(self.week_wanted.emit, day))
            layout.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        box.setAccessibleName(long_date_text(day))
        return box, made

    def _walk(self, step: int) -> None:
        found = self.events()
        place = next((index for index, one in enumerate(found) if one.hasFocus()), None)
        if place is not None:
            target = found[max(0, min(len(found) - 1, place + step))]
            target.setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(target)
