"""People in operations by column, as the statement of figures counts them: the n-th values of all columns belong
together. The rules, and where they come from, are those of :mod:`permenti_desktop.queries.participation`.

Everything stays in the order of the tables: whoever shows people has an order of her own, and putting a hundred
thousand by name would take as long as a tenth of the SQL. A rule on an event is asked once for all that happened on the
same day after an exit on the same day.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import compress, repeat
from operator import not_
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, String, bindparam, case, false, or_, select, true, type_coerce
from sqlalchemy.orm import Session

from permenti_desktop.db.models.participant import Outcome, Participant, Participation
from permenti_desktop.db.models.person import Person
from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.domain.participant import day_on_leaving
from permenti_desktop.queries import office
from permenti_desktop.queries.columns import as_ids, columns
from permenti_desktop.queries.listing import IDS, Anything
from permenti_desktop.queries.participation import (
    EVERYBODY,
    exit_days,
    may_touch,
    missing,
    one_of,
    possible_days,
    told_after_six_months,
)
from permenti_desktop.queries.period import Span


@dataclass(frozen=True, slots=True)
class Participations:
    """People in operations. The columns are those of :class:`queries.participation.Unit`; *leaving* is the
    status on leaving, *later* the one six months after, *missing* what a funder asks and is empty."""

    participant_ids: Sequence[int]
    grant_ids: Sequence[int | None]
    entered: Sequence[str | None]
    left: Sequence[str | None]
    exit_reasons: Sequence[str | None]
    dropouts: Sequence[bool]
    leaving: Sequence[str | None]
    later: Sequence[str | None]
    missing: Sequence[tuple[str, ...]]

    def of_grant(self, grant_id: int) -> "Participations":
        """Those of one grant."""
        return self.chosen([grant == grant_id for grant in self.grant_ids])

    def chosen(self, wanted: Sequence[object]) -> "Participations":
        """Those for which *wanted* is true."""
        return Participations(*(tuple(compress(getattr(self, one.name), wanted)) for one in fields(self)))


class People:
    """Gender and town of people, put together when somebody asks for them."""

    def __init__(self, ids: Sequence[int], genders: Sequence[str | None], towns: Sequence[str]) -> None:
        self._ids, self._genders, self._towns = ids, genders, towns

    def with_others(self, session: Session, wanted: set[int | None]) -> "People":
        """With those who are wanted and not among them: what they did is counted, none of their participations."""
        others = [id for id in wanted.difference(self._ids) if id is not None]
        ids, genders, towns = columns(session, _people(), 3, ids=as_ids(others))
        if not ids:
            return self
        return People((*self._ids, *ids), (*self._genders, *genders), (*self._towns, *towns))

    def of(self, ids: Sequence[int | None]) -> "Whose":
        """The people of a column."""
        return Whose(self, ids)

    @cached_property
    def gender_of(self) -> dict[int | None, str | None]:
        """The gender of each."""
        return dict(zip(self._ids, self._genders, strict=True))

    @cached_property
    def town_of(self) -> dict[int | None, str]:
        """The town of each."""
        return dict(zip(self._ids, self._towns, strict=True))


class Whose:
    """The people of a column, of whom gender and town are looked up when somebody asks for them."""

    def __init__(self, people: People, ids: Sequence[int | None]) -> None:
        self._people, self._ids = people, ids

    @cached_property
    def genders(self) -> Sequence[str | None]:
        """The gender of each."""
        return tuple(map(self._people.gender_of.get, self._ids))

    @cached_property
    def towns(self) -> Sequence[str | None]:
        """The town of each."""
        return tuple(map(self._people.town_of.get, self._ids))


class _Read(NamedTuple):
    """The columns as they are read: the first fields of a :class:`queries.participation.Unit`, in their order."""

    participant_ids: Sequence[int]
    grant_ids: Sequence[int | None]
    entered: Sequence[str | None]
    left: Sequence[str | None]
    exit_reasons: Sequence[str | None]
    dropouts: Sequence[bool]
    employment: Sequence[str | None]
    education: Sequence[str | None]
    genders: Sequence[str | None]
    born: Sequence[bool]
    towns: Sequence[str]


class _Events(NamedTuple):
    """What happened after exits, of each person in the order in which it was entered. What is unknown is left out."""

    people: Sequence[int]
    moments: Sequence[str]
    days: Sequence[str | None]
    statuses: Sequence[str]


_Rule: TypeAlias = Callable[[str, str | None, str], Any]
"""When an event told something about an exit, by its moment, its date and the day of the exit; None if it did not. The
answers can be compared: the last counts."""


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What became of people after their exits. *people* and *left* are columns of participations; *last_exits* has the
    last exit of each person, *earlier* are the places of those that were not her last."""

    settings: OfficeSettings
    cut_off: date
    people: Sequence[int]
    left: Sequence[str | None]
    last_exits: Mapping[int, str]
    earlier: Sequence[int]
    events: _Events

    def on_leaving(self) -> Sequence[str | None]:
        """The status on leaving of each exit."""
        window = self.window

        @cache
        def told(moment: str, on: str | None, exit: str) -> date | None:
            start, end, _later = exit_days(exit, window)
            return day_on_leaving(moment, possible_days(on), start, end)

        return self._statuses(told)

    def after_six_months(self) -> Sequence[str | None]:
        """The status six months after each exit."""
        window = self.window

        @cache
        def told(moment: str, on: str | None, exit: str) -> tuple[bool, date] | None:
            start, _end, day = exit_days(exit, window)
            return told_after_six_months(moment, possible_days(on), start, day, window)

        return self._statuses(told)

    def are_six_months_over(self, exit: str | None) -> bool:
        """Whether the day six months after an exit has come by the cut-off date."""
        return exit is not None and exit_days(exit, self.window)[2] <= self.cut_off

    @property
    def window(self) -> timedelta:
        """For how long after an exit she is leaving."""
        return timedelta(days=self.settings.on_leaving_days)

    def _statuses(self, rule: _Rule) -> Sequence[str | None]:
        """The status of each exit that a rule finds."""
        last = _last_told(self.events, map(self.last_exits.__getitem__, self.events.people), rule)
        found = [status if exit else None for status, exit in zip(map(last.get, self.people), self.left, strict=True)]
        if self.earlier:
            hers = {self.people[at] for at in self.earlier}
            dated: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
            for event in zip(*self.events, strict=True):
                if event[0] in hers and event[2]:  # one without a date belongs to her last exit only
                    dated[event[0]].append(event)
            for at in self.earlier:
                if happened := dated[self.people[at]]:
                    exits = repeat(self.left[at] or "", len(happened))
                    found[at] = _last_told(_Events(*zip(*happened, strict=True)), exits, rule).get(self.people[at])
                else:
                    found[at] = None
        return found


def _last_told(events: _Events, exits: Iterable[str], rule: _Rule) -> dict[int, str]:
    """The status of each person by the last event that told something; of several of one day the one entered last."""
    latest: dict[int, Any] = {}
    statuses: dict[int, str] = {}
    told = list(map(rule, events.moments, events.days, exits))
    for her, day, status in compress(zip(events.people, told, events.statuses, strict=True), told):
        before = latest.get(her)
        if before is None or day >= before:
            latest[her], statuses[her] = day, status
    return statuses


# Reading -----------------------------------------------------------------------------------------------------------


def by_column(session: Session, cut_off: date, span: Span) -> tuple[Participations, Afterwards, People]:
    """Who has a participation that may touch a span (:func:`queries.participation.facts`), what became of them, and who
    they are."""
    texts = [_Read._fields.index(name) for name in ("entered", "left", "employment", "education")]
    statement = _participations(may_touch(span), Participation.participant_id.not_in(_binned()))
    read = _once_per_operation(_Read(*columns(session, statement, len(_Read._fields), texts, cut_off=cut_off)))
    people, left = read.participant_ids, read.left
    after = _afterwards(session, cut_off, people, left)
    found = Participations(
        participant_ids=people,
        grant_ids=read.grant_ids,
        entered=read.entered,
        left=left,
        exit_reasons=read.exit_reasons,
        dropouts=read.dropouts,
        leaving=after.on_leaving(),
        later=after.after_six_months(),
        missing=tuple(map(missing, read.genders, read.born, read.employment, read.education)),
    )
    return found, after, People(people, read.genders, read.towns)


def _once_per_operation(read: _Read) -> _Read:
    """Each person once per operation: several entries of hers into one are joined."""
    people = read.participant_ids
    if len(set(people)) == len(people):
        return read
    number = Counter(people)
    several = [number[her] > 1 for her in people]
    entries: dict[tuple[int, int | None], list[tuple[Any, ...]]] = defaultdict(list)
    for at, row in compress(enumerate(zip(*read, strict=True)), several):
        entries[row[:2]].append((*row, "", at))  # as a Unit; its place stands for its id
    joined = list(map(one_of, entries.values()))
    once = list(map(not_, several))
    found: Iterable[Sequence[Any]] = read
    return _Read(*((*compress(column, once), *(row[at] for row in joined)) for at, column in enumerate(found)))


def _afterwards(session: Session, cut_off: date, people: Sequence[int], left: Sequence[str | None]) -> Afterwards:
    exits = list(filter(None, left))
    last_exits = dict(zip(compress(people, left), exits, strict=True))
    earlier: list[int] = []
    if len(last_exits) < len(exits):  # some left several operations
        for her, exit in zip(compress(people, left), exits, strict=True):
            last_exits[her] = max(exit, last_exits[her])
        earlier = [at for at in compress(range(len(left)), left) if left[at] != last_exits[people[at]]]
    texts = [_Events._fields.index(name) for name in ("moments", "days", "statuses")]
    read = columns(session, _events(), len(_Events._fields), texts, ids=as_ids(sorted(last_exits)), cut_off=cut_off)
    return Afterwards(office.settings(session), cut_off, people, left, last_exits, earlier, _Events(*read))


def _binned() -> Anything:
    """Who is in the bin; who is set aside counts."""
    return select(Participant.id).where(Participant.in_bin == true(), ~EVERYBODY)


def _participations(*conditions: ColumnElement[bool]) -> Anything:
    cut_off: Any = bindparam("cut_off", type_=Participation.entry.type)
    left = Participation.exit <= cut_off
    return (
        select(
            Participation.participant_id,
            Participation.grant_id,
            type_coerce(Participation.entry, String),
            type_coerce(case((left, Participation.exit)), String),
            case((left, Participation.exit_reason)),
            case((left, Participation.dropout), else_=false()),
            Participation.employment_on_entry,
            Participation.education_on_entry,
            Person.gender,
            Person.birth.is_not(None),
            Person.town,
        )
        .join(Person, Person.id == Participation.participant_id)
        .where(or_(Participation.entry.is_(None), Participation.entry <= cut_off), *conditions)
        .order_by(Participation.id)
    )


@cache
def _events() -> Anything:
    cut_off: Any = bindparam("cut_off", type_=Outcome.on.type)
    return (
        select(Outcome.participant_id, Outcome.moment, type_coerce(Outcome.on, String), Outcome.status)
        .where(
            Outcome.participant_id.in_(IDS),
            Outcome.status != "unknown",
            or_(Outcome.on.is_(None), Outcome.on <= cut_off),
        )
        .order_by(Outcome.participant_id, Outcome.id)
    )


@cache
def _people() -> Anything:
    return select(Person.id, Person.gender, Person.town).where(Person.id.in_(IDS))
