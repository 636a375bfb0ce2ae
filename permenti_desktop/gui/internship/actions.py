"""What is done with an internship on its way, in the drawer: first day, visits, last day.

The use cases are called without a version: each sets only what it is named after, and what was typed in the form is
saved right before.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from permenti_desktop.domain import vocab
from permenti_desktop.domain.internship import VisitInput
from permenti_desktop.gui import jobs
from permenti_desktop.gui.deeds import Asking
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.i18n import _
from permenti_desktop.queries.internship import InternshipFile
from permenti_desktop.usecases import internship


class _Deed(Asking):
    """A use case on one internship, on a day."""

    def __init__(self, page: Page, drawer: Drawer, file: InternshipFile) -> None:
        super().__init__(page, drawer)
        self.file = file

    def ask_day(self, name: str, day: date) -> None:
        """The field for the day."""
        self.on = factory.date(name)
        self.on.set_value(day)
        self._on = self.add(name, self.on)

    def day(self) -> date | None:
        """The day, None after saying that it is missing."""
        found = self.on.day()
        if found is None:
            self.refuse(self._on, _("Bitte geben Sie ein Datum ein."))
        return found

    def write(self, said: str, use_case: Any, *args: object, **more: Any) -> None:
        """Do it, close the drawer and tell."""

        def done(_id: int) -> None:
            self.done(said)

        self.drawer.confirm_button.setEnabled(False)
        jobs.write(use_case, self.file.id, *args, then=done, failed=self.drawer.failed, owner=self.drawer, **more)


class Start(_Deed):
    """Her first day."""

    def open(self) -> None:
        """Ask for the day."""
        given = self.file.content
        planned = given.start.exact if given.start is not None else None
        self.ask_day(_("Erster Tag"), planned or date.today())
        if self.file.row.open_points:
            self.explain(_("Auf der Prüfliste ist noch etwas offen. Bitte klären Sie es vor dem ersten Tag."))
        self.show(_("Praktikum beginnen"), _("Beginnen"), self._save)

    def _save(self) -> None:
        day = self.day()
        if day is not None:
            self.write(_("Praktikum begonnen"), internship.start, None, day)


class Visit(_Deed):
    """A visit at the host company."""

    def open(self) -> None:
        """Ask when and how it was."""
        self.ask_day(_("Besucht am"), date.today())
        self.note = factory.text(_("Eindruck"), rows=5)
        self.add(_("Eindruck"), self.note)
        self.show(_("Besuch eintragen"), _("Eintragen"), self._save)

    def _save(self) -> None:
        day = self.day()
        if day is not None:
            self.write(_("Besuch eingetragen"), internship.add_visit, VisitInput(on=day, note=self.note.value()))


class End(_Deed):
    """Her last day and what came of it."""

    def __init__(self, page: Page, drawer: Drawer, file: InternshipFile, lists: Lists) -> None:
        super().__init__(page, drawer, file)
        self._lists = lists

    def open(self) -> None:
        """Ask for day, result and how it went."""
        given = self.file.content
        planned = given.end.exact if given.end is not None else None
        today = date.today()
        self.ask_day(_("Letzter Tag"), planned if planned is not None and planned <= today else today)
        self.outcome = factory.choice(_("Was daraus wurde"), self._lists.terms(vocab.INTERNSHIP_OUTCOME))
        self.outcome.set_value(given.outcome)
        self.note = factory.text(_("Anmerkung zum Ergebnis"), rows=3)
        self.aborted = factory.check(_("Vorzeitig abgebrochen"))
        self.add(_("Was daraus wurde"), self.outcome)
        self.add(_("Anmerkung zum Ergebnis"), self.note)
        self.add(_("Vorzeitig abgebrochen"), self.aborted)
        self.show(_("Praktikum beenden"), _("Beenden"), self._save)

    def _save(self) -> None:
        day = self.day()
        if day is not None:
            self.write(
                _("Praktikum beendet"), internship.end, None, day, self.outcome.value(),
                note=self.note.value(), aborted=self.aborted.value(),
            )  # fmt: skip
