"""The drawer for a new tandem: who with whom, since when proposed, and why they suit each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.domain.tandem import TandemInput
from permenti_desktop.gui import jobs, providers
from permenti_desktop.gui.deeds import Asking
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.tandem.people_field import PeopleField
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.i18n import _
from permenti_desktop.queries import office, person
from permenti_desktop.queries.person import PersonName
from permenti_desktop.usecases import tandem


class NewTandem(Asking):
    """Everything else is entered later, in the tandem itself."""

    def __init__(self, page: Page, drawer: Drawer, lists: Lists, opened: Callable[[int], object]) -> None:
        super().__init__(page, drawer)
        self._opened = opened
        self.mentees = PeopleField("participant", _("Teilnehmerinnen"))
        self.mentor = factory.person_picker(_("Mentorin"), providers.people(self.content, role="mentor"))
        self.proposed_on = factory.date(_("Vorgeschlagen am"))
        self.rhythm = factory.number(_("Tage zwischen zwei Treffen"), unit=_("Tage"))
        self.cohort = factory.choice(_("Durchgang"), lists.cohorts)
        self.reason = factory.text(_("Warum die beiden zusammenpassen"), rows=3)
        self.named = {
            "mentee_ids": self.add(_("Teilnehmerinnen"), self.mentees, _("Mit mehreren ist es eine Gruppe.")),
            "mentor_id": self.add(_("Mentorin"), self.mentor),
            "proposed_on": self.add(_("Vorgeschlagen am"), self.proposed_on),
            "rhythm_days": self.add(_("Tage zwischen zwei Treffen"), self.rhythm),
        }
        if lists.cohorts:
            self.add(_("Durchgang"), self.cohort)
        self.add(_("Warum die beiden zusammenpassen"), self.reason)
        self.proposed_on.set_value(date.today())

    def open(self, *, mentor_id: int | None = None, mentee_ids: Sequence[int] = ()) -> None:
        """Show the fields, perhaps with one side filled in; the cursor where something is missing."""
        self.mentees.set_value(mentee_ids)
        self.show(_("Neues Tandem"), _("Anlegen"), self.save)
        jobs.read(office.settings, then=self._use_settings, owner=self.content, key="settings")
        if mentee_ids:
            self.mentor.setFocus()
        if mentor_id is not None:

            def named(names: Mapping[int, PersonName]) -> None:
                if mentor_id in names:
                    self.mentor.set_value(mentor_id, names[mentor_id].name)

            jobs.read(person.names, [mentor_id], then=named, owner=self.content, key="mentor")
            (self.reason if mentee_ids else self.mentees.picker).setFocus()

    def _use_settings(self, settings: OfficeSettings) -> None:
        """The rhythm that the office is used to, unless one is typed already."""
        if self.rhythm.value() is None and not self.rhythm.problem():
            self.rhythm.set_value(settings.tandem_rhythm_days)

    def given(self) -> TandemInput:
        """What stands in the fields."""
        rhythm = self.rhythm.value()
        return TandemInput(
            mentor_id=self.mentor.value(),
            mentee_ids=self.mentees.value(),
            cohort_id=self.cohort.value(),
            proposed_on=self.proposed_on.day(),
            rhythm_days=int(rhythm) if rhythm is not None else None,
            reason=self.reason.value(),
        )

    def save(self) -> None:
        """Make it, then open it."""
        self.drawer.confirm_button.setEnabled(False)
        jobs.write(tandem.save, None, None, self.given(), then=self._saved, failed=self.failed, owner=self.drawer)

    def _saved(self, id: int) -> None:
        self.done(_("Tandem angelegt"))
        self._opened(id)
