"""What is done with a tandem on its way, in the drawer: trial, confirmation, start, meetings, end, a new mentor.

The use cases are called without a version: each sets only what it is named after, and what was typed in the form is
saved right before.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from permenti_desktop.domain import vocab
from permenti_desktop.domain.tandem import TandemMeetingInput
from permenti_desktop.gui import jobs, providers
from permenti_desktop.gui.deeds import Asking
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.i18n import _
from permenti_desktop.queries.tandem import TandemFile
from permenti_desktop.usecases import tandem


class _Deed(Asking):
    """A use case on one tandem."""

    def __init__(self, page: Page, drawer: Drawer, file: TandemFile) -> None:
        super().__init__(page, drawer)
        self.file = file

    def write(
        self, said: str, use_case: Any, *args: object, then: Callable[[int], object] | None = None, **more: Any
    ) -> None:
        """Do it, close the drawer and tell."""

        def done(id: int) -> None:
            self.done(said)
            if then is not None:
                then(id)

        self.drawer.confirm_button.setEnabled(False)
        jobs.write(use_case, self.file.id, *args, then=done, failed=self.drawer.failed, owner=self.drawer, **more)


class StartTrial(_Deed):
    """Both try whether they suit each other."""

    def open(self) -> None:
        """Ask since when."""
        self.on = factory.date(_("Beginn der Schnupperphase"))
        self.on.set_value(date.today())
        self._on = self.add(_("Beginn der Schnupperphase"), self.on)
        self.explain(_("Drei bis vier Treffen, danach bestätigen beide, ob es passt."))
        self.show(_("Schnupperphase beginnen"), _("Beginnen"), self._save)

    def _save(self) -> None:
        day = self.on.day()
        if day is None:
            self.refuse(self._on, _("Bitte geben Sie ein Datum ein."))
            return
        self.write(_("Schnupperphase begonnen"), tandem.start_trial, None, day)


class Confirm(_Deed):
    """Both say yes to each other."""

    def open(self) -> None:
        """Ask when; what is known is filled in."""
        given = self.file.content
        self.mentee = factory.date(_("Von der Teilnehmerin bestätigt am"))
        self.mentor = factory.date(_("Von der Mentorin bestätigt am"))
        self.mentee.set_value(given.trial_mentee_on or date.today())
        self.mentor.set_value(given.trial_mentor_on or date.today())
        self._mentee = self.add(_("Von der Teilnehmerin bestätigt am"), self.mentee)
        self.add(_("Von der Mentorin bestätigt am"), self.mentor)
        self.explain(_("Hat erst eine von beiden zugesagt, leeren Sie das andere Feld."))
        self.show(_("Schnupperphase bestätigen"), _("Bestätigen"), self._save)

    def _save(self) -> None:
        mentee, mentor = self.mentee.day(), self.mentor.day()
        if mentee is None and mentor is None:
            self.refuse(self._mentee, _("Bitte geben Sie mindestens ein Datum ein."))
            return
        said = _("Von beiden bestätigt") if mentee and mentor else _("Bestätigung eingetragen")
        self.write(said, tandem.confirm_trial, None, mentee_on=mentee, mentor_on=mentor)


class Start(_Deed):
    """The tandem begins."""

    def open(self) -> None:
        """Ask for the days."""
        given = self.file.content
        self.on = factory.date(_("Beginn"))
        self.agreement = factory.date(_("Tandemvereinbarung vom"))
        self.planned_end = factory.date(_("Geplantes Ende"))
        self.on.set_value(date.today())
        self.agreement.set_value(given.agreement_on)
        self.planned_end.set_value(given.planned_end)
        self._on = self.add(_("Beginn"), self.on)
        self.add(_("Tandemvereinbarung vom"), self.agreement)
        self.add(_("Geplantes Ende"), self.planned_end)
        if not self.file.row.trial_confirmed:
            self.explain(
                _("Die Schnupperphase ist noch nicht von beiden bestätigt. Das Tandem kann trotzdem beginnen.")
            )
        self.show(_("Tandem starten"), _("Starten"), self._save)

    def _save(self) -> None:
        day = self.on.day()
        if day is None:
            self.refuse(self._on, _("Bitte geben Sie ein Datum ein."))
            return
        self.write(
            _("Tandem begonnen"), tandem.start, None, day,
            agreement_on=self.agreement.day(), planned_end=self.planned_end.day(),
        )  # fmt: skip


class Meeting(_Deed):
    """A meeting of the two."""

    def __init__(self, page: Page, drawer: Drawer, file: TandemFile, lists: Lists) -> None:
        super().__init__(page, drawer, file)
        self._lists = lists

    def open(self) -> None:
        """Ask when, how long, how, about what."""
        self.on = factory.date(_("Am"))
        self.on.set_value(date.today())
        self.minutes = factory.number(_("Dauer in Minuten"), unit=_("Min."))
        self.form = factory.choice(_("Form"), self._lists.terms(vocab.MEETING_FORM))
        self.form.set_value("in_person")
        self.topic = factory.line(_("Thema"))
        self._on = self.add(_("Am"), self.on)
        self.add(_("Dauer in Minuten"), self.minutes)
        self.add(_("Form"), self.form)
        self.add(_("Thema"), self.topic)
        self.show(_("Treffen eintragen"), _("Eintragen"), self._save)

    def _save(self) -> None:
        day = self.on.day()
        if day is None:
            self.refuse(self._on, _("Bitte geben Sie ein Datum ein."))
            return
        minutes = self.minutes.value()
        meeting = TandemMeetingInput(
            on=day,
            minutes=int(minutes) if minutes is not None else None,
            form=self.form.value(),
            topic=self.topic.value(),
        )
        self.write(_("Treffen eingetragen"), tandem.add_meeting, meeting)


class End(_Deed):
    """The tandem ends, for a reason."""

    def __init__(self, page: Page, drawer: Drawer, file: TandemFile, lists: Lists) -> None:
        super().__init__(page, drawer, file)
        self._lists = lists

    def open(self) -> None:
        """Ask when and why."""
        self.on = factory.date(_("Beendet am"))
        self.on.set_value(date.today())
        self.reason = factory.choice(_("Grund"), self._lists.terms(vocab.TANDEM_END_REASON))
        self.note = factory.text(_("Anmerkung zum Ende"), rows=3)
        self._on = self.add(_("Beendet am"), self.on)
        self._reason = self.add(_("Grund"), self.reason)
        self.add(_("Anmerkung zum Ende"), self.note)
        self.show(_("Tandem beenden"), _("Beenden"), self._save)

    def _save(self) -> None:
        day, reason = self.on.day(), self.reason.value()
        if day is None:
            self.refuse(self._on, _("Bitte geben Sie ein Datum ein."))
        elif reason is None:
            self.refuse(self._reason, _("Bitte wählen Sie einen Grund."))
        else:
            self.write(_("Tandem beendet"), tandem.end, None, day, reason, note=self.note.value())


class Decline(_Deed):
    """The proposal comes to nothing."""

    def open(self) -> None:
        """Ask why."""
        self.note = factory.text(_("Warum nicht"), rows=3)
        self.add(_("Warum nicht"), self.note)
        self.show(_("Nicht zustande gekommen"), _("Eintragen"), self._save)

    def _save(self) -> None:
        self.write(_("Tandem nicht zustande gekommen"), tandem.decline, None, self.note.value())


class Rematch(_Deed):
    """A new mentor for the same mentees, and nobody is to blame."""

    def __init__(
        self, page: Page, drawer: Drawer, file: TandemFile, lists: Lists, opened: Callable[[int], object]
    ) -> None:
        super().__init__(page, drawer, file)
        self._lists, self._opened = lists, opened

    def open(self) -> None:
        """Ask for the new mentor and why the first tandem ends."""
        mentor = self.file.row.mentor_id
        people = providers.people(self.content, role="mentor", without=lambda: mentor)
        self.mentor = factory.person_picker(_("Neue Mentorin"), people)
        self.on = factory.date(_("Wechsel am"))
        self.on.set_value(date.today())
        self.why = factory.text(_("Warum die beiden zusammenpassen"), rows=2)
        self.reason = factory.choice(
            _("Warum das bisherige Tandem endet"), self._lists.terms(vocab.TANDEM_END_REASON), optional=False
        )
        self.reason.set_value("no_fit")
        self.note = factory.text(_("Anmerkung zum Ende"), rows=2)
        self._mentor = self.add(_("Neue Mentorin"), self.mentor)
        self._on = self.add(_("Wechsel am"), self.on)
        self.add(_("Warum die beiden zusammenpassen"), self.why)
        self.add(_("Warum das bisherige Tandem endet"), self.reason)
        self.add(_("Anmerkung zum Ende"), self.note)
        self.explain(_("Das bisherige Tandem endet ohne Verschulden. Offene Ziele gehen mit in das neue Tandem."))
        self.show(_("Neu vermitteln"), _("Neues Tandem vorschlagen"), self._save)

    def _save(self) -> None:
        mentor, day = self.mentor.value(), self.on.day()
        if mentor is None:
            self.refuse(self._mentor, _("Bitte wählen Sie eine Mentorin."))
        elif day is None:
            self.refuse(self._on, _("Bitte geben Sie ein Datum ein."))
        else:
            self.write(
                _("Neues Tandem vorgeschlagen"), tandem.rematch, None, day, mentor,
                then=self._opened, reason=self.why.value(), end_reason=self.reason.value(), end_note=self.note.value(),
            )  # fmt: skip
