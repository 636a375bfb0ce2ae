"""The list of participants that funders ask for: one line per person and operation, read in pieces, so that 100,000
lines never are in memory at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, exists, false, func, or_, select, type_coerce
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
from permenti_desktop.queries.accompaniment import BEGUN_INTERNSHIPS, BEGUN_TANDEMS
from permenti_desktop.queries.listing import IDS, Anything, Ids, begun, chunks, ids_of, not_over, touches, tuples_for
from permenti_desktop.queries.participation import (
    Facts,
    Unit,
    facts_of,
    status_after_six_months,
    status_at_exit,
)
from permenti_desktop.queries.period import Certainty, Span, moment


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
        facts = facts_of(session, known_on, some, settings)
        units: dict[int, list[tuple[Unit, Certainty]]] = defaultdict(list)
        entered, left = [unit.entered for unit in facts.units], [unit.left for unit in facts.units]
        touched = span.touched(entered, left) if bounded else [True] * len(entered)
        for unit, answer in zip(facts.units, touched, strict=True):
            if grant_id is None or unit.grant_id == grant_id:
                units[unit.participant_id].append((unit, answer))
        people = {row[0]: row for row in tuples_for(session, _people(), some)}
        phases = _phases(session, some, known_on)
        mentors, hosts = _mentors(session, some, span), _hosts(session, some, span)
        minutes = _minutes(session, some, span)
        for id in some:
            if id not in people:
                continue
            person = (*people[id], phases.get(id, "contact"))
            of_period = (mentors.get(id, ()), hosts.get(id, ()), minutes.get(id, 0))
            if not bounded and grant_id is None and not units[id]:
                yield _line(person, facts, None, "", False, *of_period)
            for unit, answer in sorted(units[id], key=lambda one: one[0].entered or ""):
                if answer is not False:
                    grant = grants.get(unit.grant_id, "") if unit.grant_id is not None else ""
                    yield _line(person, facts, unit, grant, answer is None, *of_period)


def _span(start: date | None, end: date | None, cut_off: date | None) -> Span:
    last = end or date.max
    return Span(start or date.min, min(last, cut_off or last))


@cache
def _begun_phases(are_open: bool) -> Anything:
    """Stretches of the path that had begun by a day, and those of them that had not ended before it."""
    day: Any = bindparam("day", type_=PhasePeriod.since.type)
    began = or_(PhasePeriod.since.is_(None), PhasePeriod.since <= day)
    conditions = [PhasePeriod.participant_id.in_(IDS), began]
    if are_open:
        until = func.coalesce(type_coerce(PhasePeriod.until, String), "9999").concat("-99")
        conditions.append(until >= bindparam("iso", type_=String))
    return select(
        PhasePeriod.id,
        PhasePeriod.participant_id,
        PhasePeriod.phase,
        type_coerce(PhasePeriod.since, String),
        type_coerce(PhasePeriod.until, String),
    ).where(*conditions)


def _phases(session: Session, ids: Sequence[int], day: date) -> dict[int, str]:
    """The phase of each on a day, by her history (:func:`domain.participant.current_phase`); those without one are
    left out. Ended phases are read only of those who have no open one: the others are decided without them."""
    found = _decided(tuples_for(session, _begun_phases(True), ids, day=day, iso=day.isoformat()), day)
    others = [id for id in ids if id not in found]
    return {**found, **_decided(tuples_for(session, _begun_phases(False), others, day=day), day)} if others else found


def _decided(rows: Iterable[tuple[Any, ...]], day: date) -> dict[int, str]:
    periods: dict[int, list[PhaseInput]] = defaultdict(list)
    for _id, participant_id, phase, since, until in sorted(rows, key=itemgetter(0)):
        periods[participant_id].append(PhaseInput(phase=phase, since=moment(since), until=moment(until)))
    return {id: hers[0].phase if len(hers) == 1 else current_phase(hers, day) for id, hers in periods.items()}


@cache
def _people() -> Anything:
    """What stands in the rows of people themselves, without regard to any participation."""
    return (
        select(
            Participant.id,
            Participant.number,
            Person.last_name,
            Person.first_name,
            Person.gender,
            type_coerce(Person.birth, String),
            Person.nationality,
            Person.postal_code,
            Person.town,
            Cohort.name,
            Participant.german,
        )
        .join(Person, Person.id == Participant.id)
        .outerjoin(Cohort, Cohort.id == Participant.cohort_id)
        .where(Participant.id.in_(IDS))
    )


def _line(
    person: tuple[Any, ...],
    facts: Facts,
    unit: Unit | None,
    grant: str,
    uncertain: bool,
    mentors: tuple[str, ...],
    internships: tuple[str, ...],
    minutes: int,
) -> ListRow:
    id, number, last, first, gender, birth, nationality, postal_code, town, cohort, german, phase = person
    return ListRow(
        participant_id=id,
        number=number,
        last_name=last,
        first_name=first,
        gender=gender,
        birth=moment(birth),
        nationality=nationality,
        postal_code=postal_code,
        town=town,
        grant=grant,
        cohort=cohort or "",
        entry=unit.entry if unit else None,
        exit=unit.exit if unit else None,
        exit_reason=unit.exit_reason if unit else None,
        dropout=bool(unit and unit.dropout),
        phase=phase,
        german=german,
        education_on_entry=unit.education_on_entry if unit else None,
        employment_on_entry=unit.employment_on_entry if unit else None,
        status_on_leaving=status_at_exit(facts, unit) if unit else None,
        status_after_six_months=status_after_six_months(facts, unit)[0] if unit else None,
        mentors=mentors,
        internships=internships,
        counselling_minutes=minutes,
        uncertain=uncertain,
    )


@lru_cache(maxsize=8)
def _mentors_of(span: Span) -> Anything:
    return (
        select(TandemMentee.participant_id, Person.id, Person.last_name, Person.first_name, Person.title)
        .join(Tandem, Tandem.id == TandemMentee.tandem_id)
        .join(Person, Person.id == Tandem.mentor_id)
        .where(
            TandemMentee.participant_id.in_(IDS),
            Tandem.state.in_(BEGUN_TANDEMS),
            Tandem.in_bin == false(),
            touches(Tandem.start, Tandem.end, span.first, span.last),
        )
        .order_by(Tandem.start, Tandem.id)
    )


def _mentors(session: Session, ids: Sequence[int], span: Span) -> dict[int, tuple[str, ...]]:
    """The mentors of the period by participant, in the order of their tandems."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for participant, mentor, last, first, title in tuples_for(session, _mentors_of(span), ids):
        found[participant][mentor] = display_name(last, first, title)
    return {id: tuple(names.values()) for id, names in found.items()}


@lru_cache(maxsize=8)
def _hosts_of(span: Span) -> Anything:
    return (
        select(Internship.participant_id, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Internship.organisation_id)
        .where(
            Internship.participant_id.in_(IDS),
            Internship.state.in_(BEGUN_INTERNSHIPS),
            Internship.in_bin == false(),
            touches(Internship.start, Internship.end, span.first, span.last),
        )
        .order_by(Internship.start, Internship.id)
    )


def _hosts(session: Session, ids: Sequence[int], span: Span) -> dict[int, tuple[str, ...]]:
    """The hosts of the period's internships by participant; an internship without a host is an empty name."""
    found: dict[int, list[str]] = defaultdict(list)
    for participant, name in tuples_for(session, _hosts_of(span), ids):
        found[participant].append(name or "")
    return {id: tuple(names) for id, names in found.items()}


@lru_cache(maxsize=8)
def _minutes_of(span: Span) -> Anything:
    return (
        select(TimelinePerson.person_id, func.sum(TimelineEntry.minutes))
        .join(TimelineEntry, TimelineEntry.id == TimelinePerson.entry_id)
        .where(
            TimelinePerson.person_id.in_(IDS),
            TimelinePerson.on.between(span.first, span.last),
            TimelineEntry.in_bin == false(),
        )
        .group_by(TimelinePerson.person_id)
    )


def _minutes(session: Session, ids: Sequence[int], span: Span) -> dict[int, int]:
    """Minutes of counselling in the period by participant."""
    return {id: int(minutes or 0) for id, minutes in tuples_for(session, _minutes_of(span), ids)}
