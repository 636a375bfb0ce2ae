"""The form of a tandem as data: every field of its Input."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QObject

from permenti_desktop.domain import vocab
from permenti_desktop.domain.tandem import GoalInput, TandemMeetingInput
from permenti_desktop.gui import providers, shared_sections
from permenti_desktop.gui.form import Field, Section
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.tandem import people_field
from permenti_desktop.i18n import _


def _new_goal() -> GoalInput:
    return GoalInput(agreed_on=date.today())


def _new_meeting() -> TandemMeetingInput:
    return TandemMeetingInput(on=date.today())


def sections(lists: Callable[[], Lists], owner: QObject) -> tuple[Section, ...]:
    """All fields of ``TandemInput``; ``lists`` knows the office's words now."""

    named = partial(shared_sections.choice, lists)

    mentors = providers.people(owner, role="mentor")
    mentees = _("Teilnehmerinnen")
    return (
        Section(
            _("Tandem"),
            (
                Field("mentor_id", _("Mentorin"), "person", provider=mentors, private=True),
                Field(
                    "substitute_id", _("Vertretung"), "person", provider=mentors, private=True,
                    hint=_("Wer einspringt, wenn die Mentorin nicht kann."),
                ),
                Field(
                    "mentee_ids", mentees, "custom", make=people_field.made("participant", mentees), wide=True,
                    hint=_("Mit mehreren ist es eine Gruppe."),
                ),
                named("state", _("Stand"), vocab.TANDEM_STATE, optional=False),
                Field("cohort_id", _("Durchgang"), "choice", terms=lambda: lists().cohorts),
                Field("proposed_on", _("Vorgeschlagen am"), "date"),
                Field(
                    "rhythm_days", _("Tage zwischen zwei Treffen"), "number", unit=_("Tage"),
                    hint=_("Danach erinnert die Liste an überfällige Treffen."),
                ),
                Field("reason", _("Warum die beiden zusammenpassen"), "text", lines=2),
            ),
            name="pair",
        ),
        Section(
            _("Schnupperphase"),
            (
                Field("trial_since", _("Schnupperphase seit"), "date"),
                Field("trial_mentee_on", _("Von der Teilnehmerin bestätigt am"), "date"),
                Field("trial_mentor_on", _("Von der Mentorin bestätigt am"), "date"),
            ),
            name="trial",
        ),
        Section(
            _("Vereinbarung"),
            (
                Field("agreement_on", _("Tandemvereinbarung vom"), "date"),
                Field("start", _("Beginn"), "date"),
                Field("planned_end", _("Geplantes Ende"), "date"),
            ),
            name="agreement",
        ),
        Section(
            _("Ziele"),
            (
                Field(
                    "goals",
                    _("Zielvereinbarung"),
                    "rows",
                    row=GoalInput,
                    new_row=_new_goal,
                    add=_("Ziel hinzufügen"),
                    fields=(
                        Field("text", _("Ziel"), wide=True),
                        Field("agreed_on", _("Vereinbart am"), "date"),
                        Field("due", _("Bis"), "date"),
                        Field("reached_on", _("Erreicht am"), "date"),
                        Field("review", _("Rückblick"), wide=True),
                    ),
                ),
            ),
            name="goals",
        ),
        Section(
            _("Treffen"),
            (
                Field(
                    "meetings",
                    _("Treffen"),
                    "rows",
                    row=TandemMeetingInput,
                    new_row=_new_meeting,
                    add=_("Treffen hinzufügen"),
                    fields=(
                        Field("on", _("Am"), "date"),
                        Field("minutes", _("Dauer"), "number", unit=_("Min.")),
                        named("form", _("Form"), vocab.MEETING_FORM),
                        Field("topic", _("Thema")),
                    ),
                ),
            ),
            name="meetings",
        ),
        Section(
            _("Zwischengespräch und Abschluss"),
            (
                Field("interim_on", _("Zwischengespräch am"), "date"),
                Field("closing_on", _("Abschlussgespräch am"), "date"),
                Field("interim_note", _("Ergebnis des Zwischengesprächs"), "text", lines=2),
                Field("closing_note", _("Ergebnis des Abschlussgesprächs"), "text", lines=2),
            ),
            name="talks",
        ),
        Section(
            _("Ende"),
            (
                Field("end", _("Beendet am"), "date"),
                named("end_reason", _("Grund"), vocab.TANDEM_END_REASON),
                Field("no_fault", _("Niemand ist schuld: neu vermitteln"), "check"),
                Field("end_note", _("Anmerkung zum Ende"), "text", lines=2),
            ),
            name="end",
        ),
        shared_sections.remarks(),
    )  # fmt: skip
