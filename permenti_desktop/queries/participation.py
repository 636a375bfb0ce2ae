"""People in operations, and what became of them: what the statement of figures, the indicators of ESF+ and the list of
participants count from.

The rules, and where they come from:

- *Each person once per operation* (Regulation (EU) 2021/1057, Annex I). Several entries into one grant are one
  participation: the data of the first entry stay, the exit is that of the last. Another grant is another participation.
- *Nothing after the cut-off date counts.* An exit after it has not happened yet.
- *On leaving* is the window from the exit to 28 days after it (set); the last event in it counts
  (:func:`domain.participant.status_on_leaving`). *Six months after* is the entry made for that moment, else the last
  event dated within 28 days around that day.
- *Set aside is not in the bin*: people whose data are blocked, and rows that stand for somebody who was erased, are in
  no list and count here (``db/base.py``).

Rows stay the plain tuples that the database hands over, with dates as their text
(:mod:`permenti_desktop.queries.period`): an object with dates for each of 100,000 people took four times as long as
reading them.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeAlias

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    String,
    bindparam,
    case,
    cast,
    false,
    func,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import Session

from permenti_desktop.db.models.participant import Outcome, Participant, Participation
from permenti_desktop.db.models.person import Person
from permenti_desktop.domain.dates import PartialDate, add_months
from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.domain.participant import (
    OutcomeInput,
    ParticipationInput,
    missing_for_funder,
    status_on_leaving,
)
from permenti_desktop.queries import office
from permenti_desktop.queries.listing import IDS, Anything, Column, begun, may_concern, parsed, tuples, tuples_for
from permenti_desktop.queries.period import Span, moment

Happened: TypeAlias = tuple[str, str | None, str]
"""Something that became of somebody: moment, day, status."""

EVERYBODY: Final = Participant.binned_at.is_(None)
"""All who count, those set aside included."""


class Unit(NamedTuple):
    """A person in an operation: the data of the first entry, the exit of the last. Dates are texts as they are stored;
    *entry*, *exit*, *birth* and *unemployed_since* give them as dates."""

    participant_id: int
    grant_id: int | None
    entered: str | None
    left: str | None
    exit_reason: str | None
    dropout: bool
    employment_on_entry: str | None
    education_on_entry: str | None
    third_country: str | None
    foreign_background: str | None
    minority: str | None
    disability: str | None
    homeless: str | None
    without_work_since: str | None
    gender: str | None
    born: str | None
    town: str
    sort_key: str
    id: int

    @property
    def entry(self) -> PartialDate | None:
        """The day of her first entry."""
        return moment(self.entered)

    @property
    def exit(self) -> PartialDate | None:
        """The day of her last exit, if it lies before the cut-off date."""
        return moment(self.left)

    @property
    def birth(self) -> PartialDate | None:
        """When she was born."""
        return moment(self.born)

    @property
    def unemployed_since(self) -> PartialDate | None:
        """Since when she was without work on her entry."""
        return moment(self.without_work_since)

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that a funder asks and that are empty (:func:`domain.participant.missing_for_funder`)."""
        return _missing(self.gender, bool(self.born), self.employment_on_entry, self.education_on_entry)


@cache
def _missing(gender: str | None, is_born: bool, employment: str | None, education: str | None) -> tuple[str, ...]:
    given = ParticipationInput(employment_on_entry=employment, education_on_entry=education)
    return tuple(missing_for_funder(given, gender, PartialDate(2000) if is_born else None))


@dataclass(frozen=True, slots=True)
class Facts:
    """Participations by the names of the people, and what became of them."""

    settings: OfficeSettings
    cut_off: date
    units: tuple[Unit, ...]
    outcomes: Mapping[int, Sequence[Happened]]
    last_exits: Mapping[int, str]
    leaving: dict[tuple[int, int | None], str | None] = field(default_factory=dict)
    """Statuses on leaving that were looked for already."""
    later: dict[tuple[int, int | None], tuple[str | None, bool]] = field(default_factory=dict)
    """Those of six months after."""

    def of_grant(self, grant_id: int) -> "Facts":
        """The facts of one grant."""
        return replace(self, units=tuple(unit for unit in self.units if unit.grant_id == grant_id))


def counted() -> CompoundSelect[int]:
    """The ids of all who count, asked of an index: few are set aside."""
    listed = select(Participant.id).where(Participant.in_bin == false())
    return listed.union_all(select(Participant.id).where(Participant.in_bin == true(), EVERYBODY))


# Reading -----------------------------------------------------------------------------------------------------------


def facts(session: Session, cut_off: date, span: Span | None = None) -> Facts:
    """The facts of everybody with a participation that may touch a span; of everybody, without one. Of who is in it,
    everything is read: a re-entry joins two rows to one participation, although neither may touch the span."""
    conditions = (EVERYBODY, *(_may_touch(span) if span is not None else ()))
    rows = tuples(session, _units(*conditions), cut_off=cut_off)
    who = select(Participation.participant_id).join(Participant, Participant.id == Participation.participant_id)
    happened = tuples(session, _happened(Outcome.participant_id.in_(who.where(*conditions))), cut_off=cut_off)
    return _facts(office.settings(session), cut_off, rows, happened)


def facts_of(session: Session, cut_off: date, ids: Sequence[int], settings: OfficeSettings) -> Facts:
    """The facts of some people, for lists."""
    rows = tuples_for(session, _units_of_some(), ids, cut_off=cut_off)
    return _facts(settings, cut_off, rows, tuples_for(session, _happened_to_some(), ids, cut_off=cut_off))


def members(session: Session, cut_off: date, grants: Collection[int]) -> dict[int, frozenset[int]]:
    """Everybody who ever took part in each of some grants."""
    ids = func.aggregate_strings(cast(Participation.participant_id, String), ",")
    rows = session.execute(
        select(Participation.grant_id, ids)
        .where(
            Participation.grant_id.in_(grants),
            or_(Participation.entry.is_(None), begun(Participation.entry, cut_off)),
            Participation.participant_id.in_(counted()),
        )
        .group_by(Participation.grant_id)
    )
    found = {id: frozenset(parsed(text)) for id, text in rows}
    return {id: found.get(id, frozenset()) for id in grants}


def _facts(settings: OfficeSettings, cut_off: date, rows: Iterable[Any], happened: Iterable[Any]) -> Facts:
    units = tuple(_joined(map(Unit._make, rows)))
    last_exits: dict[int, str] = {}
    for unit in units:
        if unit.left:
            last_exits[unit.participant_id] = max(unit.left, last_exits.get(unit.participant_id, ""))
    outcomes: dict[int, list[Happened]] = defaultdict(list)
    for _id, participant_id, when, on, status in sorted(happened, key=itemgetter(0)):
        outcomes[participant_id].append((when, on, status))
    return Facts(settings, cut_off, units, outcomes, last_exits)


def _joined(rows: Iterable[Unit]) -> Iterable[Unit]:
    """One unit for each person and operation, by name."""
    # Read in the order of the tables, which is much quicker than in that of the names.
    ordered = sorted(rows, key=_BY_NAME)
    number = Counter(map(_WHO_AND_WHERE, ordered))
    if len(number) == len(ordered):
        return ordered
    entries: dict[tuple[int, int | None], list[Unit]] = defaultdict(list)
    for row in ordered:
        entries[row.participant_id, row.grant_id].append(row)
    return (several[0] if len(several) == 1 else _one_of(several) for several in entries.values())


_BY_NAME: Final = itemgetter(*map(Unit._fields.index, ("sort_key", "participant_id", "id")))
_WHO_AND_WHERE: Final = itemgetter(*map(Unit._fields.index, ("participant_id", "grant_id")))


def _one_of(entries: Sequence[Unit]) -> Unit:
    """Several entries into one operation. What has no date can be neither the first nor the last of them."""
    dated = sorted((row for row in entries if row.entered), key=lambda row: row.entered or "")
    first, last = (dated[0], dated[-1]) if dated else (entries[0], entries[-1])
    return first._replace(left=last.left, exit_reason=last.exit_reason, dropout=last.dropout)


def _may_touch(span: Span) -> tuple[ColumnElement[bool], ...]:
    """Participants with a participation that had begun by the end of the span, and one that was not over before it."""
    begun_by, not_over_at = may_concern(Participation.entry, Participation.exit, span.first, span.last)
    began = select(Participation.participant_id).where(begun_by)
    lasted = select(Participation.participant_id).where(not_over_at)
    return Participation.participant_id.in_(began), Participation.participant_id.in_(lasted)


def _units(*conditions: ColumnElement[bool]) -> Anything:
    cut_off: Any = bindparam("cut_off", type_=Participation.entry.type)
    left = Participation.exit <= cut_off

    def text(column: Column) -> ColumnElement[str]:
        return type_coerce(column, String)

    return (
        select(
            Participation.participant_id,
            Participation.grant_id,
            text(Participation.entry),
            text(case((left, Participation.exit))),
            case((left, Participation.exit_reason)),
            case((left, Participation.dropout), else_=false()),
            Participation.employment_on_entry,
            Participation.education_on_entry,
            Participation.third_country,
            Participation.foreign_background,
            Participation.minority,
            Participation.disability,
            Participation.homeless,
            text(Participation.unemployed_since),
            Person.gender,
            text(Person.birth),
            Person.town,
            Participant.sort_key,
            Participation.id,
        )
        .join(Participant, Participant.id == Participation.participant_id)
        .join(Person, Person.id == Participation.participant_id)
        .where(or_(Participation.entry.is_(None), Participation.entry <= cut_off), *conditions)
    )


def _happened(to_whom: ColumnElement[bool]) -> Anything:
    cut_off: Any = bindparam("cut_off", type_=Outcome.on.type)
    return select(
        Outcome.id, Outcome.participant_id, Outcome.moment, type_coerce(Outcome.on, String), Outcome.status
    ).where(to_whom, or_(Outcome.on.is_(None), Outcome.on <= cut_off))


@cache
def _units_of_some() -> Anything:
    return _units(Participation.participant_id.in_(IDS))


@cache
def _happened_to_some() -> Anything:
    return _happened(Outcome.participant_id.in_(IDS))


# What became of them -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def _outcome(when: str, on: str | None, status: str) -> OutcomeInput:
    return OutcomeInput(moment=when, on=moment(on), status=status)


def status_at_exit(facts: Facts, unit: Unit) -> str | None:
    """Her status on leaving, or None."""
    key = (unit.participant_id, unit.grant_id)
    if key not in facts.leaving:
        events = _events(facts, unit)
        leave = unit.exit
        facts.leaving[key] = (
            status_on_leaving(events, leave, facts.settings.on_leaving_days) if events and leave else None
        )
    return facts.leaving[key]


def _events(facts: Facts, unit: Unit) -> Sequence[OutcomeInput]:
    """What is known of her after this exit. An event without a date belongs to her last exit only."""
    is_last = unit.left == facts.last_exits.get(unit.participant_id)
    return [_outcome(*one) for one in facts.outcomes.get(unit.participant_id, ()) if is_last or one[1]]


def status_after_six_months(facts: Facts, unit: Unit) -> tuple[str | None, bool]:
    """Her status six months after the exit, and whether that day has come by the cut-off date."""
    key = (unit.participant_id, unit.grant_id)
    if key not in facts.later:
        leave = unit.exit
        facts.later[key] = _six_months_after(facts, leave, _events(facts, unit)) if leave else (None, False)
    return facts.later[key]


def _six_months_after(facts: Facts, leave: PartialDate, events: Sequence[OutcomeInput]) -> tuple[str | None, bool]:
    day = _half_a_year_after(leave)
    if not events:
        return None, day <= facts.cut_off
    window = timedelta(days=facts.settings.on_leaving_days)
    said: list[tuple[date, int, str]] = []
    near: list[tuple[date, int, str]] = []
    for position, event in enumerate(events):
        if event.status == "unknown":
            continue
        on = event.on.first() if event.on else day
        if event.moment == "six_months" and on >= leave.first():
            said.append((on, position, event.status))
        elif event.on is not None and day - window <= on <= day + window:
            near.append((on, position, event.status))
    known = max(said or near, default=None)
    return (known[2] if known else None), day <= facts.cut_off or bool(known)


@lru_cache(maxsize=65536)
def _half_a_year_after(leave: PartialDate) -> date:
    return add_months(leave.last(), 6)
