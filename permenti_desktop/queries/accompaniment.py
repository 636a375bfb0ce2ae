"""Tandems and internships that may concern a period, as the statement of figures counts them.

Plain tuples as the database hands them over, with dates as their text (:mod:`permenti_desktop.queries.period`). Gender
and town are those of the participant; of several mentees the first stands for the tandem.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, String, and_, case, select, type_coerce
from sqlalchemy.orm import Session

from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.tandem import Tandem, TandemMentee
from permenti_desktop.queries.listing import Anything, Column, begun, may_concern, tuples
from permenti_desktop.queries.period import Certainty, Span

BEGUN_TANDEMS: Final = frozenset({"running", "paused", "completed", "ended_early"})
BEGUN_INTERNSHIPS: Final = frozenset({"running", "completed", "aborted"})


class TandemFact(NamedTuple):
    """A tandem that began. *ended* is empty when that lies behind the cut-off date; *without_end*: it is over, and
    nobody entered since when."""

    id: int
    mentor_id: int
    started: str | None
    ended: str | None
    without_end: bool
    end_reason: str | None
    mentee: int | None
    gender: str | None
    town: str | None


class InternshipFact(NamedTuple):
    """An internship that began or is agreed on. *end* may lie behind the cut-off date, *ended* does not."""

    id: int
    participant_id: int
    state: str
    kind: str
    outcome: str | None
    started: str | None
    end: str | None
    ended: str | None
    without_end: bool
    hours_per_week: Decimal | None
    hours_total: Decimal | None
    gender: str | None
    town: str | None


@dataclass(frozen=True, slots=True)
class Accompaniment:
    """All of it. *further* are the second and later mentees of a tandem: (tandem, participant)."""

    tandems: tuple[TandemFact, ...]
    further: tuple[tuple[int, int | None], ...]
    internships: tuple[InternshipFact, ...]

    def of(self, people: Collection[int]) -> "Accompaniment":
        """What some people did."""
        theirs = {id for id, mentee in self.further if mentee in people}
        return replace(
            self,
            tandems=tuple(one for one in self.tandems if one.mentee in people or one.id in theirs),
            internships=tuple(one for one in self.internships if one.participant_id in people),
        )


def ran(
    one: TandemFact | InternshipFact,
    touched: Callable[[str | None, str | None], Certainty],
    holds: Callable[[str | None], Certainty],
) -> Certainty:
    """Whether it ran in a span. What is over, nobody knows since when, may have."""
    answer = touched(one.started, one.ended)
    return None if answer and one.without_end and not holds(one.started) else answer


def accompaniment(session: Session, cut_off: date, span: Span) -> Accompaniment:
    """Tandems and internships that may concern a span."""
    tandems: dict[int, TandemFact] = {}
    further: list[tuple[int, int | None]] = []
    for one in map(TandemFact._make, tuples(session, _tandems(cut_off, span))):
        if tandems.setdefault(one.id, one) is not one:
            further.append((one.id, one.mentee))
    return Accompaniment(
        tuple(tandems.values()),
        tuple(further),
        tuple(map(InternshipFact._make, session.connection().execute(_internships(cut_off, span)))),
    )


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
            Person.id,
            Person.gender,
            Person.town,
        )
        .outerjoin(TandemMentee, TandemMentee.tandem_id == Tandem.id)
        .outerjoin(Person, Person.id == TandemMentee.participant_id)
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
            Person.gender,
            Person.town,
        )
        .outerjoin(Person, Person.id == Internship.participant_id)
        .where(
            Internship.binned_at.is_(None),
            Internship.state.in_(BEGUN_INTERNSHIPS | {"agreed"}),
            *may_concern(Internship.start, Internship.end, span.first, span.last),
        )
        .order_by(Internship.id)
    )
