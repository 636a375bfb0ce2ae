"""The checklist of an internship: what is to clarify, with whom, by when; ticked off with one key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from permenti_desktop.domain.internship import ChecklistItemInput
from permenti_desktop.gui.deeds import ScrollTab
from permenti_desktop.gui.theme import fixed, kind, spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.chip import Chip
from permenti_desktop.gui.widgets.fields import CheckField
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.i18n import _, date_text, relative_day


class PointRow(QFrame):
    """One point: a tick, what, with whom, by when."""

    ticked = Signal(bool)

    def __init__(self, point: ChecklistItemInput, today: date) -> None:
        super().__init__()
        kind(self, "well")
        layout = QHBoxLayout(self)
        spaced(layout, (10, 6, 10, 6), 10)
        self.check: CheckField = factory.check("")
        fixed(self.check, width=26, height=26)
        self.check.set_value(point.done_on is not None)
        self.check.setAccessibleName(point.text)
        self.check.changed.connect(self._changed)
        layout.addWidget(self.check, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        spaced(words, 0, 0)
        words.addWidget(label(point.text, "" if point.done_on is None else "muted", wrap=True))
        details = [_("mit: {whom}").format(whom=point.with_whom) if point.with_whom else ""]
        late = point.done_on is None and point.due is not None and point.due < today
        if point.done_on is not None:
            details.append(_("geklärt am {date}").format(date=date_text(point.done_on)))
        elif point.due is not None:
            when = _("bis {date}").format(date=date_text(point.due))
            details.append(f"{when} ({relative_day(point.due, today)})")
        shown = " · ".join(part for part in details if part)
        if shown:
            words.addWidget(label(shown, "caption", wrap=True))
            self.check.setAccessibleDescription(shown)
        layout.addLayout(words, 1)
        if late:
            layout.addWidget(Chip(_("überfällig"), "bad"), 0, Qt.AlignmentFlag.AlignTop)

    def _changed(self) -> None:
        self.ticked.emit(self.check.value())


class ChecklistTab(ScrollTab):
    """All points; open ones first."""

    def __init__(self, tick: Callable[[int, bool], object], edit: Callable[[], object]) -> None:
        super().__init__(_("Prüfliste"))
        self._tick, self._edit = tick, edit
        self._shown: object = None
        self.rows: list[PointRow] = []

    def show_points(self, id: int, points: tuple[ChecklistItemInput, ...]) -> None:
        """Show the points of an internship; the focus stays at its point."""
        if (id, points) == self._shown:
            return
        self._shown = (id, points)
        focused = next((row.check.accessibleName() for row in self.rows if row.check.hasFocus()), None)
        layout = self.begin()
        today = date.today()
        done = sum(point.done_on is not None for point in points)
        if points:
            head = _("{done} von {all} geklärt").format(done=done, all=len(points))
            layout.addWidget(label(head, "subtitle"))
        else:
            layout.addWidget(label(_("Noch keine Punkte. Fügen Sie hinzu, was zu klären ist."), "muted", wrap=True))
        self.rows = []
        for point in sorted(points, key=lambda one: (one.done_on is not None, one.due or date.max)):
            row = PointRow(point, today)
            if point.id is not None:
                row.ticked.connect(partial(self._tick, point.id))
            layout.addWidget(row)
            self.rows.append(row)
        layout.addWidget(
            button(_("Punkte ändern oder hinzufügen"), self._edit, icon="pencil", look="link"),
            0,
            Qt.AlignmentFlag.AlignLeft,
        )
        self.end()
        for row in self.rows:
            if row.check.accessibleName() == focused:
                row.check.setFocus()
