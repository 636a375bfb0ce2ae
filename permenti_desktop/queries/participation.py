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
reading them. The statement of figures counts them by column (:mod:`permenti_desktop.queries.participation_columns`),
which is quicker still.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeAlias

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    String,
    and_,
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
from permenti_desktop.domain.participant import Days, Happened, ParticipationInput, last_status, missing_for_funder
from permenti_desktop.queries import office
from permenti_desktop.queries.listing import IDS, Anything, Column, begun, may_concern, parsed, tuples, tuples_for
from permenti_desktop.queries.period import Span, moment

Row: TypeAlias = tuple[Any, ...]
"""A participation as it was read: the fields of :class:`Unit`, those that only ESF+ asks left out or not."""

EVERYBODY: Final = Participant.binned_at.is_(None)
"""All who count, those set aside included."""


class Unit(NamedTuple):
    """A person in an operation: the data of the first entry, the exit of the last. Dates are texts as they are stored;
    *entry*, *exit*, *birth* and *unemployed_since* give them as dates. The last six are read for ESF+ only, which asks
    them."""

    participant_id: int
    grant_id: int | None
    entered: str | None
    left: str | None
    exit_reason: str | None
    dropout: bool
    employment_on_entry: str | None
    education_on_entry: str | None
    gender: str | None
    born: str | None
    town: str
    sort_key: str
    id: int
    third_country: str | None = None
    foreign_background: str | None = None
    minority: str | None = None
    disability: str | None = None
    homeless: str | None = None
    without_work_since: str | None = None

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
        return missing(self.gender, bool(self.born), self.employment_on_entry, self.education_on_entry)


@cache
def missing(gender: str | None, is_born: bool, employment: str | None, education: str | None) -> tuple[str, ...]:
    """The fields that a funder asks and that are empty."""
    given = ParticipationInput(employment_on_entry=employment, education_on_entry=education)
    return tuple(missing_for_funder(given, gender, PartialDate(2000) if is_born else None))


@dataclass(frozen=True, slots=True)
class Became:
    """What became of people after their exits, by person, and the last exit of each; *days* are those of each exit: its
    first, the end of the window of leaving, and the one six months after; *possible* those of each date of an event."""

    settings: OfficeSettings
    cut_off: date
    events: Mapping[int, Sequence[Happened[str | None]]]
    possible: Mapping[str | None, Days]
    last_exits: Mapping[int, str]
    days: Mapping[str, tuple[date, date, date]]
    window: timedelta

    def at_exit(self, participant_id: int, left: str | None) -> str | None:
        """The status on leaving of who left on a day, or None."""
        events = self.events.get(participant_id)
        if not events or not left:
            return None
        if left != self.last_exits[participant_id]:
            events = _dated(events)
        first, end, _later = self.days[left]
        return last_status(events, self.possible, first, end)

    def six_months_after(self, participant_id: int, left: str | None) -> tuple[str | None, bool]:
        """The status six months after an exit, and whether that day has come by the cut-off date."""
        if not left:
            return None, False
        first, _end, day = self.days[left]
        events = self.events.get(participant_id)
        if not events:
            return None, day <= self.cut_off
        if left != self.last_exits[participant_id]:
            events = _dated(events)
        latest, known = (False, date.min), None
        for _id, _whose, when, text, status in events:
            if status == "unknown":
                continue
            told = told_after_six_months(when, self.possible[text], first, day, self.window)
            if told is not None and told >= latest:
                latest, known = told, status
        return known, day <= self.cut_off or known is not None


def told_after_six_months(moment: str, on: Days, exit: date, day: date, window: timedelta) -> tuple[bool, date] | None:
    """Whether an event was entered for the moment six months after an exit (else it lies near that *day*), and when it
    was; None when it tells nothing about it. Of several the last counts, of those that were entered for it first."""
    first = on[0]
    if moment == "six_months" and (first or day) >= exit:
        return True, first or day
    if first is not None and day - window <= first <= day + window:
        return False, first
    return None


def _dated(events: Sequence[Happened[str | None]]) -> Sequence[Happened[str | None]]:
    """What is known of her after an exit that was not her last: an event without a date belongs to the last only."""
    return [one for one in events if one[3]]


@dataclass(frozen=True, slots=True)
class Facts:
    """Participations by the names of the people, and what became of them."""

    settings: OfficeSettings
    cut_off: date
    units: tuple[Unit, ...]
    became: Became
    leaving: dict[tuple[int, str | None], str | None] = field(default_factory=dict)
    """Statuses on leaving that were looked for already."""

    def of_grant(self, grant_id: int) -> "Facts":
        """The facts of one grant."""
        return replace(self, units=tuple(unit for unit in self.units if unit.grant_id == grant_id))


def counted() -> CompoundSelect[int]:
    """The ids of all who count, asked of an index: few are set aside."""
    listed = select(Participant.id).where(Participant.in_bin == false())
    return listed.union_all(select(Participant.id).where(Participant.in_bin == true(), EVERYBODY))


# Reading -----------------------------------------------------------------------------------------------------------


def facts(session: Session, cut_off: date, span: Span) -> Facts:
    """The facts of everybody with a participation that may touch a span, with what ESF+ asks. Of who is in it,
    everything is read: a re-entry joins two rows to one participation, although neither may touch the span."""
    rows = _joined(tuples(session, _units(EVERYBODY, may_touch(span), asked=True), cut_off=cut_off))
    return _facts(session, office.settings(session), cut_off, rows)


def facts_of(session: Session, cut_off: date, ids: Sequence[int], settings: OfficeSettings) -> Facts:
    """The facts of some people, for lists."""
    return _facts(session, settings, cut_off, _joined(tuples_for(session, _units_of_some(), ids, cut_off=cut_off)))


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


def _facts(session: Session, settings: OfficeSettings, cut_off: date, rows: Sequence[Row]) -> Facts:
    units = tuple(Unit(*row) for row in rows)
    became = _became(session, settings, cut_off, [row[0] for row in rows], [row[_LEFT] for row in rows])
    return Facts(settings, cut_off, units, became)


def _became(
    session: Session, settings: OfficeSettings, cut_off: date, people: Sequence[int], left: Sequence[str | None]
) -> Became:
    """What became of those who left."""
    last_exits: dict[int, str] = {}
    for her, leave in zip(people, left, strict=True):
        if leave and leave > last_exits.get(her, ""):
            last_exits[her] = leave
    window = timedelta(days=settings.on_leaving_days)
    days = {leave: exit_days(leave, window) for leave in set(left) if leave}
    events: dict[int, list[Happened[str | None]]] = defaultdict(list)
    happened: list[Any] = tuples_for(session, _happened_to_some(), sorted(last_exits), cut_off=cut_off)
    happened.sort(key=itemgetter(0))
    for event in happened:
        events[event[1]].append(event)
    possible = {on: possible_days(on) for on in set(map(itemgetter(3), happened))}
    return Became(settings, cut_off, events, possible, last_exits, days, window)


@lru_cache(maxsize=65536)
def exit_days(left: str, window: timedelta) -> tuple[date, date, date]:
    """The first day of an exit, the end of the window of leaving, and the day six months after."""
    leave = PartialDate.of(left)
    return leave.first(), leave.last() + window, add_months(leave.last(), 6)


@lru_cache(maxsize=65536)
def possible_days(on: str | None) -> Days:
    """The earliest and the latest day that a stored date can mean."""
    known = moment(on)
    return (known.first(), known.last()) if known else (None, None)


_LEFT, _SORT_KEY, _ID = map(Unit._fields.index, ("left", "sort_key", "id"))
_BY_NAME: Final = (_ID, 0, _SORT_KEY)
"""By what is sorted, the last first."""


def _joined(rows: list[Row]) -> Sequence[Row]:
    """One row for each person and operation, by name."""
    # Read in the order of the tables, which is much quicker than in that of the names; what is in order already takes
    # no time to sort.
    for at in _BY_NAME:
        rows.sort(key=itemgetter(at))
    number = Counter(map(itemgetter(0), rows))
    if len(number) == len(rows):
        return rows
    entries: dict[tuple[int, int | None], list[Row]] = defaultdict(list)
    for row in rows:
        if number[row[0]] > 1:
            entries[row[:2]].append(row)
    joined = {several[0][_ID]: one_of(several) for several in entries.values()}
    first = [row for row in rows if number[row[0]] == 1 or row[_ID] in joined]
    return [joined.get(row[_ID], row) for row in first]


def one_of(entries: Sequence[Row]) -> Row:
    """Several entries into one operation. What has no date can be neither the first nor the last of them."""
    if len(entries) == 1:
        return entries[0]
    units = [Unit(*row) for row in entries]
    dated = sorted((unit for unit in units if unit.entered), key=lambda unit: unit.entered or "")
    first, last = (dated[0], dated[-1]) if dated else (units[0], units[-1])
    joined = first._replace(id=units[0].id, left=last.left, exit_reason=last.exit_reason, dropout=last.dropout)
    return joined[: len(entries[0])]


def may_touch(span: Span) -> ColumnElement[bool]:
    """Participations that may touch a span, and all of who has several."""
    several = select(Participation.participant_id).group_by(Participation.participant_id).having(func.count() > 1)
    touches = and_(*may_concern(Participation.entry, Participation.exit, span.first, span.last))
    return or_(touches, Participation.participant_id.in_(several))


def _units(*conditions: ColumnElement[bool], asked: bool = False) -> Anything:
    cut_off: Any = bindparam("cut_off", type_=Participation.entry.type)
    left = Participation.exit <= cut_off

    def text(column: Column) -> ColumnElement[str]:
        return type_coerce(column, String)

    of_esf = (
        Participation.third_country,
        Participation.foreign_background,
        Participation.minority,
        Participation.disability,
        Participation.homeless,
        text(Participation.unemployed_since),
    )
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
            Person.gender,
            text(Person.birth),
            Person.town,
            Participant.sort_key,
            Participation.id,
            *(of_esf if asked else ()),
        )
        .join(Participant, Participant.id == Participation.participant_id)
        .join(Person, Person.id == Participation.participant_id)
        .where(or_(Participation.entry.is_(None), Participation.entry <= cut_off), *conditions)
    )


@cache
def _units_of_some() -> Anything:
    return _units(Participation.participant_id.in_(IDS))


@cache
def _happened_to_some() -> Anything:
    cut_off: Any = bindparam("cut_off", type_=Outcome.on.type)
    return select(
        Outcome.id, Outcome.participant_id, Outcome.moment, type_coerce(Outcome.on, String), Outcome.status
    ).where(Outcome.participant_id.in_(IDS), or_(Outcome.on.is_(None), Outcome.on <= cut_off))


# What became of them -----------------------------------------------------------------------------------------------


def status_at_exit(facts: Facts, unit: Unit) -> str | None:
    """Her status on leaving, or None."""
    key = (unit.participant_id, unit.left)
    if key not in facts.leaving:
        facts.leaving[key] = facts.became.at_exit(*key)
    return facts.leaving[key]


def status_after_six_months(facts: Facts, unit: Unit) -> tuple[str | None, bool]:
    """Her status six months after the exit, and whether that day has come by the cut-off date."""
    return facts.became.six_months_after(unit.participant_id, unit.left)
