"""A mentor (Mentorin): a person who accompanies one or several participants, with or without a firm behind her."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from permenti_desktop.domain import person as person_rules
from permenti_desktop.domain.check import Problem, in_order, not_negative, prefixed
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.i18n import _


@dataclass(frozen=True, slots=True)
class AbsenceInput:
    """A stretch in which a mentor is away."""

    id: int | None = None
    since: date | None = None
    until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MentorInput:
    """Everything a form hands over about a mentor. ``capacity`` counts tandems at one time, ``reach_km`` is how far
    she travels, one way."""

    person: PersonInput = field(default_factory=PersonInput)
    organisation_id: int | None = None
    status: str = "active"
    occupation: str = ""
    occupation_code: str | None = None
    sector: str = ""
    capacity: int | None = 1
    reach_km: int | None = None
    times: tuple[str, ...] = ()
    wishes: str = ""
    no_gos: str = ""
    training_on: PartialDate | None = None
    clearance_until: date | None = None
    confidentiality_on: date | None = None
    since: PartialDate | None = None
    since_text: str = ""
    until: PartialDate | None = None
    remarks: str = ""
    unread: str = ""
    absences: tuple[AbsenceInput, ...] = ()


def check(mentor: MentorInput, today: date) -> Iterable[Problem]:
    """Rules over one mentor."""
    yield from prefixed("person", person_rules.check(mentor.person, today))
    yield from not_negative("capacity", mentor.capacity)
    yield from not_negative("reach_km", mentor.reach_km)
    yield from in_order("since", mentor.since, "until", mentor.until)
    if mentor.clearance_until and mentor.clearance_until < today:
        yield Problem("clearance_until", "warning", _("Das Führungszeugnis ist nicht mehr gültig."))
    for index, absence in enumerate(mentor.absences):
        yield from prefixed(f"absences.{index}", in_order("since", absence.since, "until", absence.until))


def free_places(capacity: int | None, running_tandems: int) -> int:
    """How many more tandems a mentor can take; never below zero."""
    return max(0, (capacity or 0) - running_tandems)


def is_absent(absences: Iterable[AbsenceInput], on: date) -> bool:
    """Whether a mentor is away on a day."""
    return any(
        (absence.since is None or absence.since <= on) and (absence.until is None or on <= absence.until)
        for absence in absences
        if absence.since or absence.until
    )
