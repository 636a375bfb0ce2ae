"""Tandems and internships that may concern a period, as the statement of figures counts them: by column, with dates as
their text (:mod:`permenti_desktop.queries.period`).

Of several mentees the first stands for the tandem.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import compress
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, String, and_, case, select, type_coerce
from sqlalchemy.orm import Session

from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.tandem import Tandem, TandemMentee
from permenti_desktop.queries.columns import columns
from permenti_desktop.queries.listing import Anything, Column, begun, may_concern
from permenti_desktop.queries.period import Answers, Span

BEGUN_TANDEMS: Final = frozenset({"running", "paused", "completed", "ended_early"})
BEGUN_INTERNSHIPS: Final = frozenset({"running", "completed", "aborted"})


@dataclass(frozen=True, slots=True)
class Tandems:
    """Tandems that began, by their ids. *ended* is empty when that lies behind the cut-off date; *without_end*: it is
    over, and nobody entered since when."""

    ids: Sequence[int]
    mentor_ids: Sequence[int]
    started: Sequence[str | None]
    ended: Sequence[str | None]
    without_end: Sequence[bool]
    end_reasons: Sequence[str | None]
    mentees: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Internships:
    """Internships that began or are agreed on, by their ids. *ends* may lie behind the cut-off date, *ended* does
    not."""

    ids: Sequence[int]
    participant_ids: Sequence[int]
    states: Sequence[str]
    kinds: Sequence[str]
    outcomes: Sequence[str | None]
    started: Sequence[str | None]
    ends: Sequence[str | None]
    ended: Sequence[str | None]
    without_end: Sequence[bool]
    hours_per_week: Sequence[Any]
    hours_total: Sequence[Any]


Columns = TypeVar("Columns", Tandems, Internships)


@dataclass(frozen=True, slots=True)
class Accompaniment:
    """All of it. *further* are the second and later mentees of a tandem: (tandem, participant)."""

    tandems: Tandems
    further: Sequence[tuple[int, int | None]]
    internships: Internships

    def of(self, people: Collection[int]) -> "Accompaniment":
        """What some people did."""
        return replace(
            self,
            tandems=chosen(self.tandems, self.tandems_of(people)),
            internships=chosen(self.internships, self.internships_of(people)),
        )

    def tandems_of(self, people: Collection[int]) -> Answers:
        """Which tandems are theirs."""
        theirs: Answers = tuple(map(people.__contains__, self.tandems.mentees))
        further = {id for id, mentee in self.further if mentee in people}
        if further:
            theirs = [one or id in further for one, id in zip(theirs, self.tandems.ids, strict=True)]
        return theirs

    def internships_of(self, people: Collection[int]) -> Answers:
        """Which internships are theirs."""
        return tuple(map(people.__contains__, self.internships.participant_ids))

    @property
    def people(self) -> set[int | None]:
        """Whose gender and town count."""
        return {*self.tandems.mentees, *self.internships.participant_ids}


def chosen(some: Columns, wanted: Iterable[object]) -> Columns:
    """Those for which *wanted* is true."""
    marks = list(wanted)
    return type(some)(*(tuple(compress(getattr(some, one.name), marks)) for one in fields(some)))


def ran(some: Tandems | Internships, span: Span) -> Answers:
    """Whether they ran in a span. What is over, nobody knows since when, may have."""
    answers = span.touched(some.started, some.ended)
    if not any(some.without_end):
        return answers
    return [
        None if answer and without_end and not held else answer
        for answer, without_end, held in zip(answers, some.without_end, span.held(some.started), strict=True)
    ]


def accompaniment(session: Session, cut_off: date, span: Span) -> Accompaniment:
    """Tandems and internships that may concern a span."""
    tandems = Tandems(*_read(session, _tandems(cut_off, span), Tandems))
    ids, further = tandems.ids, []
    if len(set(ids)) < len(ids):
        first = [at == 0 or ids[at - 1] != id for at, id in enumerate(ids)]
        further = [
            pair for pair, is_first in zip(zip(ids, tandems.mentees, strict=True), first, strict=True) if not is_first
        ]
        tandems = chosen(tandems, first)
    return Accompaniment(tandems, further, Internships(*_read(session, _internships(cut_off, span), Internships)))


_TEXTS: Final = frozenset({"states", "started", "ends", "ended", "end_reasons", "kinds", "outcomes"})


def _read(session: Session, statement: Anything, kind: type[Tandems | Internships]) -> list[tuple[Any, ...]]:
    names = [one.name for one in fields(kind)]
    return columns(session, statement, len(names), [at for at, name in enumerate(names) if name in _TEXTS])


@cache
def in_hours(value: Any) -> Decimal | None:
    """Hours as the driver of either database hands them over: SQLite keeps numbers, not decimals."""
    return None if value is None else Decimal(f"{value:.2f}")


def _text(column: Column) -> ColumnElement[str]:
    return type_coerce(column, String)


def _tandems(cut_off: date, span: Span) -> Anything:
    return (
        select(
            Tandem.id,
            Tandem.mentor_id,
            _text(Tandem.start),
            _text(case((begun(Tandem.end, cut_off), Tandem.end))),
            and_(Tandem.end.is_(None), Tandem.state.in_(("completed", "ended_early"))),
            Tandem.end_reason,
            TandemMentee.participant_id,
        )
        .outerjoin(TandemMentee, TandemMentee.tandem_id == Tandem.id)
        .where(
            Tandem.binned_at.is_(None),
            Tandem.state.in_(BEGUN_TANDEMS),
            *may_concern(Tandem.start, Tandem.end, span.first, span.last),
        )
        .order_by(Tandem.id, TandemMentee.id)
    )


def _internships(cut_off: date, span: Span) -> Anything:
    return (
        select(
            Internship.id,
            Internship.participant_id,
            Internship.state,
            Internship.kind,
            Internship.outcome,
            _text(Internship.start),
            _text(Internship.end),
            _text(case((begun(Internship.end, cut_off), Internship.end))),
            and_(Internship.end.is_(None), Internship.state.in_(("completed", "aborted"))),
            Internship.hours_per_week,
            Internship.hours_total,
        )
        .where(
            Internship.binned_at.is_(None),
            Internship.state.in_(BEGUN_INTERNSHIPS | {"agreed"}),
            *may_concern(Internship.start, Internship.end, span.first, span.last),
        )
        .order_by(Internship.id)
    )
