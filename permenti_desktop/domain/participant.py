"""A participant (Teilnehmerin) and her path: phases, participations in grants, qualifications, status after exit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeAlias, TypeVar

from permenti_desktop.domain import person as person_rules
from permenti_desktop.domain import vocab
from permenti_desktop.domain.check import Problem, first_day, in_order, last_day, not_negative, prefixed
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.i18n import _


@dataclass(frozen=True, slots=True)
class QualificationInput:
    """A school leaving certificate, degree or trade. ``isced`` is the level without regard to recognition
    (Regulation (EU) 2021/1057, Annex I: by level reached)."""

    id: int | None = None
    title: str = ""
    institution: str = ""
    country: str | None = None
    isced: str | None = None
    completed: PartialDate | None = None
    regulated: str | None = None
    recognition: str | None = None
    recognition_text: str = ""
    applied_on: PartialDate | None = None
    recognised_on: PartialDate | None = None
    compensation: str = ""


@dataclass(frozen=True, slots=True)
class PhaseInput:
    """A stretch of her path. Phases may overlap, pause and come again: a history, never one overwritten status."""

    id: int | None = None
    phase: str = "contact"
    since: PartialDate | None = None
    until: PartialDate | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ParticipationInput:
    """Her entry into and exit from one operation (grant), with what the funder asks on entry.

    Re-entry keeps the first entry's data and replaces exit and results; another operation is another participation.
    """

    id: int | None = None
    grant_id: int | None = None
    entry: PartialDate | None = None
    exit: PartialDate | None = None
    exit_reason: str | None = None
    exit_note: str = ""
    dropout: bool = False
    employment_on_entry: str | None = None
    unemployed_since: PartialDate | None = None
    education_on_entry: str | None = None
    third_country: str | None = None
    foreign_background: str | None = None
    minority: str | None = None
    disability: str | None = None
    homeless: str | None = None


@dataclass(frozen=True, slots=True)
class OutcomeInput:
    """What she did at a given day after her exit."""

    id: int | None = None
    moment: str = "exit"
    on: PartialDate | None = None
    status: str = "unknown"
    note: str = ""


@dataclass(frozen=True, slots=True)
class ParticipantInput:
    """Everything a form hands over about a participant. ``travel`` and ``times`` hold codes of ``vocab.TRAVEL`` and
    ``vocab.TIMES``; ``travel_minutes`` is the longest way she accepts, one way, in minutes."""

    person: PersonInput = field(default_factory=PersonInput)
    number: str = ""
    arrival: PartialDate | None = None
    residence_title: str | None = None
    residence_text: str = ""
    residence_expires: date | None = None
    household: str = ""
    children: int | None = None
    childcare: str = ""
    travel: tuple[str, ...] = ()
    travel_minutes: int | None = None
    driving_licence: str | None = None
    times: tuple[str, ...] = ()
    occupation_held: str = ""
    occupation_held_code: str | None = None
    occupation_wanted: str = ""
    occupation_wanted_code: str | None = None
    experience: str = ""
    experience_years: int | None = None
    aims: str = ""
    employment: str | None = None
    case_worker_id: int | None = None
    cohort_id: int | None = None
    remarks: str = ""
    unread: str = ""
    qualifications: tuple[QualificationInput, ...] = ()
    phases: tuple[PhaseInput, ...] = ()
    participations: tuple[ParticipationInput, ...] = ()
    outcomes: tuple[OutcomeInput, ...] = ()


def check(participant: ParticipantInput, today: date) -> Iterable[Problem]:
    """Rules over one participant."""
    yield from prefixed("person", person_rules.check(participant.person, today))
    yield from not_negative("children", participant.children)
    yield from not_negative("travel_minutes", participant.travel_minutes)
    yield from not_negative("experience_years", participant.experience_years)
    birth = participant.person.birth
    if birth and participant.arrival and participant.arrival.last() < birth.first():
        yield Problem("arrival", "warning", _("Die Ankunft liegt vor der Geburt."))
    if participant.residence_expires and participant.residence_expires < today:
        yield Problem("residence_expires", "warning", _("Der Aufenthaltstitel ist nach diesem Datum abgelaufen."))
    for index, phase in enumerate(participant.phases):
        yield from prefixed(f"phases.{index}", in_order("since", phase.since, "until", phase.until))
    for index, participation in enumerate(participant.participations):
        where = f"participations.{index}"
        yield from prefixed(where, in_order("entry", participation.entry, "exit", participation.exit))
        if participation.exit is not None and participation.entry is None:
            yield Problem(f"{where}.entry", "warning", _("Es gibt einen Austritt, aber keinen Eintritt."))
        if birth and participation.entry and participation.entry.last() < birth.first():
            yield Problem(f"{where}.entry", "error", _("Der Eintritt liegt vor der Geburt."))
    for index, qualification in enumerate(participant.qualifications):
        yield from prefixed(
            f"qualifications.{index}",
            in_order("applied_on", qualification.applied_on, "recognised_on", qualification.recognised_on),
        )


def current_phase(phases: Sequence[PhaseInput], today: date) -> str:
    """The phase that a list shows for her: of those that have begun and not ended, the one that began last (of one
    day, the one entered last); with no open one, the one that ended last; without any, ``contact``."""
    begun = [phase for phase in phases if phase.since is None or first_day(phase.since) <= today]
    if not begun:
        return "contact"
    open_phases = [phase for phase in begun if phase.until is None or last_day(phase.until) >= today]

    def start(phase: PhaseInput) -> date:
        return first_day(phase.since) if phase.since else date.min

    if open_phases:
        return max(reversed(open_phases), key=start).phase
    return max(
        reversed(begun), key=lambda phase: (last_day(phase.until) if phase.until else date.max, start(phase))
    ).phase


def current_participation(participations: Sequence[ParticipationInput]) -> ParticipationInput | None:
    """The participation that counts today: the one that began last."""
    dated = [one for one in participations if one.entry is not None]
    if not dated:
        return participations[0] if participations else None
    return max(dated, key=lambda one: first_day(one.entry) if one.entry else date.min)


# Regulation (EU) 2021/1057, Annex I: "on leaving" is within four weeks; a setting may change it.
ON_LEAVING_DAYS = 28


Known = TypeVar("Known")
"""A date as it is known: a partial date, or the text of one."""

Happened: TypeAlias = tuple[int, int, str, Known, str]
"""An outcome as it is stored: id, whose, moment, date, status."""

Days: TypeAlias = tuple[date, date] | tuple[None, None]
"""The earliest and the latest day that a date can mean."""


def status_on_leaving(
    outcomes: Iterable[OutcomeInput], exit_on: PartialDate, days: int = ON_LEAVING_DAYS
) -> str | None:
    """Her status on leaving: of the outcomes dated from the exit to ``days`` days after it, the **last** counts.
    An outcome marked "on exit" without a date counts as of the day of exit. None when nothing is known."""
    events = [(0, 0, one.moment, one.on, one.status) for one in outcomes]
    known: dict[PartialDate | None, Days] = {
        one[3]: (one[3].first(), one[3].last()) if one[3] else (None, None) for one in events
    }
    return last_status(events, known, exit_on.first(), exit_on.last() + timedelta(days=days))


def day_on_leaving(moment: str, on: Days, start: date, end: date) -> date | None:
    """As of which day an event tells the status on leaving: one from *start* (the first day of the exit) to *end*, or
    one without a date that was entered for that moment. None when it tells nothing about it."""
    first, last = on
    if first is None or last is None:
        return start if moment == "exit" else end if moment == "four_weeks" else None
    if first <= end and (first >= start or (moment == "exit" and last >= start)):
        return first if first > start else start
    return None


def last_status(events: Iterable[Happened[Known]], days: Mapping[Known, Days], start: date, end: date) -> str | None:
    """:func:`status_on_leaving` for many thousand exits, whose *days* are reckoned already: the status of the last
    event from *start* (the first day of the exit) to *end*."""
    latest, known = date.min, None
    for _id, _whose, moment, on, status in events:
        if status == "unknown":
            continue
        day = day_on_leaving(moment, days[on], start, end)
        if day is not None and day >= latest:
            latest, known = day, status
    return known


def missing_for_funder(participation: ParticipationInput, gender: str | None, birth: PartialDate | None) -> list[str]:
    """Non-sensitive fields without which her record counts in the grand total only (names of fields): gender,
    employment, age, education (Regulation (EU) 2021/1057, Annex I)."""
    missing = []
    if gender in (None, "u"):
        missing.append("gender")
    if birth is None:
        missing.append("birth")
    if participation.employment_on_entry in (None, "unknown"):
        missing.append("employment_on_entry")
    if participation.education_on_entry is None:
        missing.append("education_on_entry")
    return missing


def is_employed(status: str | None) -> bool:
    """Whether a status after exit is work (employed or self-employed)."""
    return status in vocab.EMPLOYED_STATUSES


def is_in_education(status: str | None) -> bool:
    """Whether a status after exit is education or training."""
    return status in vocab.EDUCATION_STATUSES
