"""The list of participants that funders ask for: one line per person and operation, read in pieces, so that 100,000
lines never are in memory at once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, String, cast, exists, false, func, select
from sqlalchemy.orm import Session

from permenti_desktop.db.models.grant import Cohort, Grant
from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.organisation import Organisation
from permenti_desktop.db.models.participant import Participant, Participation, PhasePeriod
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.tandem import Tandem, TandemMentee
from permenti_desktop.db.models.timeline import TimelineEntry, TimelinePerson
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.participant import PhaseInput, current_phase
from permenti_desktop.domain.person import display_name
from permenti_desktop.queries import office
from permenti_desktop.queries.figures import (
    BEGUN_INTERNSHIPS,
    BEGUN_TANDEMS,
    Facts,
    Span,
    Unit,
    people_facts,
    status_after_six_months,
    status_at_exit,
)
from permenti_desktop.queries.listing import Ids, begun, chunks, ids_of, not_over, touches


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line: a person in an operation, by what was known on the cut-off date. Codes are those of the vocabularies;
    *mentors* and *internships* (hosts) are those of the period. *uncertain* marks a line whose partial dates do not say
    whether it belongs to the period."""

    participant_id: int
    number: str
    last_name: str
    first_name: str
    gender: str | None
    birth: PartialDate | None
    nationality: str | None
    postal_code: str
    town: str
    grant: str
    cohort: str
    entry: PartialDate | None
    exit: PartialDate | None
    exit_reason: str | None
    dropout: bool
    phase: str
    german: str | None
    education_on_entry: str | None
    employment_on_entry: str | None
    status_on_leaving: str | None
    status_after_six_months: str | None
    mentors: tuple[str, ...]
    internships: tuple[str, ...]
    counselling_minutes: int
    uncertain: bool


def ids(
    session: Session,
    start: date | None = None,
    end: date | None = None,
    cut_off: date | None = None,
    grant_id: int | None = None,
) -> Ids:
    """The participants whom :func:`rows` has to look at, by name: those whose participations may touch the period;
    without a period, all. Their number is what a progress bar counts to."""
    span = _span(start, end, cut_off)
    conditions: list[ColumnElement[bool]] = [Participant.in_bin == false()]
    hers: list[ColumnElement[bool]] = [Participation.participant_id == Participant.id]
    if grant_id is not None:
        hers.append(Participation.grant_id == grant_id)
    if start is not None or end is not None:
        # Re-entry joins two rows to one participation, which may touch the period although neither row does.
        conditions.append(exists().where(*hers, begun(Participation.entry, span.last)))
        conditions.append(exists().where(*hers, not_over(Participation.exit, span.first)))
    elif grant_id is not None:
        conditions.append(exists().where(*hers))
    return ids_of(session, select(Participant.id).where(*conditions).order_by(Participant.sort_key, Participant.id))


def rows(
    session: Session,
    ids: Sequence[int],
    start: date | None = None,
    end: date | None = None,
    cut_off: date | None = None,
    grant_id: int | None = None,
) -> Iterator[ListRow]:
    """The lines for *ids* (of :func:`ids`, or a list behind a figure) in their order, read 1,000 people at a time.

    With a period only participations that touch it, by what was known on the *cut_off* date (default: the end of the
    period, or today); with a *grant_id* only those of that grant. Who has no participation has a line only without
    either."""
    span = _span(start, end, cut_off)
    known_on = cut_off or end or date.today()
    bounded = start is not None or end is not None
    settings = office.settings(session)
    grants = {row[0]: row[1] for row in session.execute(select(Grant.id, Grant.title))}
    for some in chunks(ids):
        facts = people_facts(session, known_on, some, settings)
        units: dict[int, list[Unit]] = defaultdict(list)
        for unit in facts.units:
            if grant_id is None or unit.grant_id == grant_id:
                units[unit.participant_id].append(unit)
        people = _people(session, some)
        phases = _phases(session, some, known_on)
        mentors, hosts = _mentors(session, some, span), _hosts(session, some, span)
        minutes = _minutes(session, some, span)
        for id in some:
            if id not in people:
                continue
            person = people[id]
            of_period = (mentors.get(id, ()), hosts.get(id, ()), minutes.get(id, 0))
            if not bounded and grant_id is None and not units[id]:
                yield _line(person, phases.get(id, "contact"), facts, None, "", False, *of_period)
            for unit in sorted(units[id], key=lambda one: one.entry.iso if one.entry else ""):
                touched = span.touched_by(unit.entry, unit.exit) if bounded else True
                if touched is not False:
                    grant = grants.get(unit.grant_id, "") if unit.grant_id is not None else ""
                    yield _line(person, phases.get(id, "contact"), facts, unit, grant, touched is None, *of_period)


def _span(start: date | None, end: date | None, cut_off: date | None) -> Span:
    last = end or date.max
    return Span(start or date.min, min(last, cut_off or last))


@lru_cache(maxsize=65536)
def _partial(text: str) -> PartialDate:
    return PartialDate.of(text)


def _phases(session: Session, ids: Sequence[int], day: date) -> dict[int, str]:
    """The phase of each on a day, by her history; "contact" for those without one."""
    found: dict[int, list[PhaseInput]] = defaultdict(list)
    for row in session.execute(
        select(PhasePeriod.participant_id, PhasePeriod.phase, PhasePeriod.since, PhasePeriod.until)
        .where(PhasePeriod.participant_id.in_(ids))
        .order_by(PhasePeriod.id)
    ):
        found[row.participant_id].append(PhaseInput(phase=row.phase, since=row.since, until=row.until))
    return {id: current_phase(periods, day) for id, periods in found.items()}


def _people(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    """What stands in her own rows, without regard to any participation."""
    return {
        row.id: row
        for row in session.execute(
            select(
                Participant.id,
                Participant.number,
                Person.last_name,
                Person.first_name,
                Person.gender,
                cast(Person.birth, String).label("birth"),
                Person.nationality,
                Person.postal_code,
                Person.town,
                Cohort.name.label("cohort"),
                Participant.german,
            )
            .join(Person, Person.id == Participant.id)
            .outerjoin(Cohort, Cohort.id == Participant.cohort_id)
            .where(Participant.id.in_(ids))
        )
    }


def _line(
    person: Any,
    phase: str,
    facts: Facts,
    unit: Unit | None,
    grant: str,
    uncertain: bool,
    mentors: tuple[str, ...],
    internships: tuple[str, ...],
    minutes: int,
) -> ListRow:
    return ListRow(
        participant_id=person.id,
        number=person.number,
        last_name=person.last_name,
        first_name=person.first_name,
        gender=person.gender,
        birth=_partial(person.birth) if person.birth else None,
        nationality=person.nationality,
        postal_code=person.postal_code,
        town=person.town,
        grant=grant,
        cohort=person.cohort or "",
        entry=unit.entry if unit else None,
        exit=unit.exit if unit else None,
        exit_reason=unit.exit_reason if unit else None,
        dropout=unit.dropout if unit else False,
        phase=phase,
        german=person.german,
        education_on_entry=unit.on_entry.education_on_entry if unit else None,
        employment_on_entry=unit.on_entry.employment_on_entry if unit else None,
        status_on_leaving=status_at_exit(facts, unit) if unit else None,
        status_after_six_months=status_after_six_months(facts, unit)[0] if unit else None,
        mentors=mentors,
        internships=internships,
        counselling_minutes=minutes,
        uncertain=uncertain,
    )


def _mentors(session: Session, ids: Sequence[int], span: Span) -> dict[int, tuple[str, ...]]:
    """The mentors of the period by participant, in the order of their tandems."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for participant, mentor, last, first, title in session.execute(
        select(TandemMentee.participant_id, Person.id, Person.last_name, Person.first_name, Person.title)
        .join(Tandem, Tandem.id == TandemMentee.tandem_id)
        .join(Person, Person.id == Tandem.mentor_id)
        .where(
            TandemMentee.participant_id.in_(ids),
            Tandem.state.in_(BEGUN_TANDEMS),
            Tandem.in_bin == false(),
            touches(Tandem.start, Tandem.end, span.first, span.last),
        )
        .order_by(Tandem.start, Tandem.id)
    ):
        found[participant][mentor] = display_name(last, first, title)
    return {id: tuple(names.values()) for id, names in found.items()}


def _hosts(session: Session, ids: Sequence[int], span: Span) -> dict[int, tuple[str, ...]]:
    """The hosts of the period's internships by participant; an internship without a host is an empty name."""
    found: dict[int, list[str]] = defaultdict(list)
    for participant, name in session.execute(
        select(Internship.participant_id, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Internship.organisation_id)
        .where(
            Internship.participant_id.in_(ids),
            Internship.state.in_(BEGUN_INTERNSHIPS),
            Internship.in_bin == false(),
            touches(Internship.start, Internship.end, span.first, span.last),
        )
        .order_by(Internship.start, Internship.id)
    ):
        found[participant].append(name or "")
    return {id: tuple(names) for id, names in found.items()}


def _minutes(session: Session, ids: Sequence[int], span: Span) -> dict[int, int]:
    """Minutes of counselling in the period by participant."""
    return {
        row[0]: int(row[1] or 0)
        for row in session.execute(
            select(TimelinePerson.person_id, func.sum(TimelineEntry.minutes))
            .join(TimelineEntry, TimelineEntry.id == TimelinePerson.entry_id)
            .where(
                TimelinePerson.person_id.in_(ids),
                TimelinePerson.on.between(span.first, span.last),
                TimelineEntry.in_bin == false(),
            )
            .group_by(TimelinePerson.person_id)
        )
    }
