"""The list of participants that funders ask for: one line per person and operation, read in pieces, so that 100,000
lines never are in memory at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, Final, NamedTuple

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
from permenti_desktop.queries.participation import Facts, Unit, facts_of
from permenti_desktop.queries.period import Certainty, Span, moment


class ListRow(NamedTuple):
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
    grants: dict[int | None, str] = {row[0]: row[1] for row in session.execute(select(Grant.id, Grant.title))}
    for some in chunks(ids):
        facts = facts_of(session, known_on, some, settings)
        units = facts.units
        entered, left = [unit.entered for unit in units], [unit.left for unit in units]
        certain = span.touched(entered, left) if bounded else [True] * len(units)
        places: dict[int, tuple[int, ...]] = {}
        for place, unit in enumerate(units):
            if certain[place] is not False and (grant_id is None or unit.grant_id == grant_id):
                her = unit.participant_id
                places[her] = (*places[her], place) if her in places else (place,)
        for her, several in places.items():
            if len(several) > 1:
                places[her] = tuple(sorted(several, key=lambda place: entered[place] or ""))
        people = {row[0]: row for row in tuples_for(session, _people(), some)}
        of_period = (
            _phases(session, some, known_on),
            _mentors(session, some, span),
            _hosts(session, some, span),
            _minutes(session, some, span),
        )
        without = () if bounded or grant_id is not None else (len(units),)
        lines = [(people[id], place) for id in some if id in people for place in places.get(id, without)]
        if lines:
            whose, at = zip(*lines, strict=True)
            hers, sure = (*units, _NOWHERE), (*certain, True)
            yield from _told(whose, [hers[n] for n in at], [sure[n] for n in at], facts, grants, *of_period)


_NOWHERE: Final = Unit(0, None, None, None, None, False, None, None, None, None, "", "", 0)
"""For who has no participation."""


def _told(
    people: Sequence[tuple[Any, ...]],
    units: Sequence[Unit],
    certain: Sequence[Certainty],
    facts: Facts,
    grants: Mapping[int | None, str],
    phases: Mapping[int, str],
    mentors: Mapping[int, tuple[str, ...]],
    hosts: Mapping[int, tuple[str, ...]],
    minutes: Mapping[int, int],
) -> Iterable[ListRow]:
    """Lines from rows of :func:`_people`, participations, and whether these belong to the period. They are put together
    column by column, which takes half as long as line by line."""
    ids, numbers, last, first, genders, births, nationalities, postal_codes, towns, cohorts, german = zip(
        *people, strict=True
    )
    _hers, granted, entered, left, reasons, dropouts, employment, education, *_more = zip(*units, strict=True)
    became = facts.became
    return map(
        ListRow._make,
        zip(
            ids,
            numbers,
            last,
            first,
            genders,
            map(moment, births),
            nationalities,
            postal_codes,
            towns,
            [grants.get(grant, "") for grant in granted],
            [cohort or "" for cohort in cohorts],
            map(moment, entered),
            map(moment, left),
            reasons,
            map(bool, dropouts),
            [phases.get(id, "contact") for id in ids],
            german,
            education,
            employment,
            [became.at_exit(id, day) if day else None for id, day in zip(ids, left, strict=True)],
            [became.six_months_after(id, day)[0] if day else None for id, day in zip(ids, left, strict=True)],
            [mentors.get(id, ()) for id in ids],
            [hosts.get(id, ()) for id in ids],
            [minutes.get(id, 0) for id in ids],
            [answer is None for answer in certain],
            strict=True,
        ),
    )


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


def _decided(rows: Sequence[tuple[Any, ...]], day: date) -> dict[int, str]:
    """Nearly everybody has one, which needs no rule."""
    found = {row[1]: row[2] for row in rows}
    if len(found) < len(rows):
        number = Counter(map(itemgetter(1), rows))
        several: dict[int, list[PhaseInput]] = defaultdict(list)
        for _id, participant_id, phase, since, until in sorted(rows, key=itemgetter(0)):
            if number[participant_id] > 1:
                several[participant_id].append(PhaseInput(phase=phase, since=moment(since), until=moment(until)))
        found.update({id: current_phase(hers, day) for id, hers in several.items()})
    return found


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
