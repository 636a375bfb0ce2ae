"""A tandem: a mentor and one or several mentees, from proposal to closing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from permenti_desktop.domain import vocab
from permenti_desktop.domain.check import Problem, in_order, not_negative, prefixed
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.person import in_vocabulary
from permenti_desktop.i18n import _


@dataclass(frozen=True, slots=True)
class GoalInput:
    """A goal that both agreed on, with its review."""

    id: int | None = None
    text: str = ""
    agreed_on: date | None = None
    due: date | None = None
    review: str = ""
    reached_on: date | None = None


@dataclass(frozen=True, slots=True)
class TandemMeetingInput:
    """One meeting of a tandem. ``minutes`` is its length."""

    id: int | None = None
    on: date | None = None
    minutes: int | None = None
    form: str | None = "in_person"
    topic: str = ""


@dataclass(frozen=True, slots=True)
class TandemInput:
    """Everything a form hands over about a tandem. Several ``mentee_ids`` make it a group."""

    mentor_id: int | None = None
    substitute_id: int | None = None
    mentee_ids: tuple[int, ...] = ()
    cohort_id: int | None = None
    state: str = "proposed"
    proposed_on: date | None = None
    reason: str = ""
    trial_since: date | None = None
    trial_mentee_on: date | None = None
    trial_mentor_on: date | None = None
    agreement_on: date | None = None
    start: PartialDate | None = None
    planned_end: date | None = None
    end: PartialDate | None = None
    rhythm_days: int | None = None
    interim_on: date | None = None
    interim_note: str = ""
    closing_on: date | None = None
    closing_note: str = ""
    end_reason: str | None = None
    end_note: str = ""
    no_fault: bool = False
    follows_id: int | None = None
    remarks: str = ""
    unread: str = ""
    goals: tuple[GoalInput, ...] = ()
    meetings: tuple[TandemMeetingInput, ...] = ()


def check(tandem: TandemInput, today: date) -> Iterable[Problem]:
    """Rules over one tandem."""
    if tandem.mentor_id is None:
        yield Problem("mentor_id", "error", _("Bitte wählen Sie eine Mentorin."))
    if not tandem.mentee_ids:
        yield Problem("mentee_ids", "error", _("Bitte wählen Sie mindestens eine Teilnehmerin."))
    if tandem.mentor_id is not None and tandem.mentor_id in tandem.mentee_ids:
        yield Problem("mentor_id", "error", _("Mentorin und Mentee können nicht dieselbe Person sein."))
    if tandem.substitute_id is not None and tandem.substitute_id == tandem.mentor_id:
        yield Problem("substitute_id", "warning", _("Die Vertretung ist dieselbe Person wie die Mentorin."))
    yield from in_vocabulary("state", tandem.state, vocab.TANDEM_STATE)
    yield from in_order("start", tandem.start, "end", tandem.end)
    if tandem.state == "running" and tandem.start is None:
        yield Problem("start", "warning", _("Das Tandem läuft, aber sein Beginn fehlt."))
    if tandem.state in ("completed", "ended_early") and tandem.end is None:
        yield Problem("end", "warning", _("Das Tandem ist beendet, aber sein Ende fehlt."))
    if tandem.state == "running" and not (tandem.trial_mentee_on and tandem.trial_mentor_on):
        yield Problem("trial_mentee_on", "hint", _("Die Schnupperphase ist nicht von beiden bestätigt."))
    for index, meeting in enumerate(tandem.meetings):
        yield from prefixed(f"meetings.{index}", not_negative("minutes", meeting.minutes))
        if meeting.on is None:
            yield Problem(f"meetings.{index}.on", "warning", _("Das Datum des Treffens fehlt."))


def next_meeting_due(last_meeting: date | None, start: PartialDate | None, rhythm_days: int | None) -> date | None:
    """The day by which the next meeting should be, by the rhythm that both agreed on."""
    if not rhythm_days:
        return None
    last = last_meeting or (start.first() if start else None)
    return last + timedelta(days=rhythm_days) if last else None
