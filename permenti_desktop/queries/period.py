"""Periods, and what partial dates say about them: yes, no, or that it cannot be said.

*Nothing is guessed*: of a month or year that lies in a period only in part nobody knows whether it counts.

Dates come from the database as ISO text of the length that is known ("2026", "2026-03", "2026-03-07"), which sorts like
the dates themselves. An office has many thousand records but few different days: the rules are asked once for each text
of a column (:meth:`Span.held`, :meth:`Span.touched`), and what is left is to look up the answers.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import and_
from typing import TypeAlias

from permenti_desktop.domain.dates import PartialDate

Certainty: TypeAlias = bool | None
"""Yes, no, or (None) not to be said from a partial date."""

Answers: TypeAlias = list[Certainty]
"""One for each value of a column."""

_partial = lru_cache(maxsize=65536)(PartialDate.of)


def moment(text: str | None) -> PartialDate | None:
    """The date of a stored text."""
    return _partial(text) if text else None


def month(text: str | None) -> str:
    """The month of a stored date ("2026-03"); empty where it is not known."""
    return text[:7] if text and len(text) > 4 else ""


@dataclass(frozen=True, slots=True)
class Span:
    """The days from *first* to *last*, both included; empty when *last* lies before *first*."""

    first: date
    last: date

    def holds(self, value: PartialDate | None) -> Certainty:
        """Whether a date lies in it."""
        if value is None or self.last < self.first:
            return False
        earliest, latest = value.first(), value.last()
        if self.first <= earliest and latest <= self.last:
            return True
        return None if earliest <= self.last and latest >= self.first else False

    def held(self, days: Sequence[str | None]) -> Answers:
        """:meth:`holds` for a column of stored texts."""
        return answered(days, lambda text: self.holds(moment(text)))

    def touched(self, starts: Sequence[str | None], ends: Sequence[str | None]) -> Answers:
        """Whether stretches from *starts* to *ends* (None: goes on) have a day in it, for columns of stored texts."""
        begun = answered(starts, lambda text: self._begun(moment(text)))
        return all_of(begun, answered(ends, lambda text: self._lasted(moment(text))))

    def _begun(self, start: PartialDate | None) -> Certainty:
        """Whether what began on a day had begun by the end of the span."""
        if start is None or self.last < self.first:
            return False
        return True if start.last() <= self.last else None if start.first() <= self.last else False

    def _lasted(self, end: PartialDate | None) -> Certainty:
        """Whether what ended on a day was still there when the span began."""
        if end is None:
            return True
        return True if end.first() >= self.first else None if end.last() >= self.first else False


def both(one: Certainty, other: Certainty) -> Certainty:
    """Whether both are so."""
    if one is False or other is False:
        return False
    return True if one and other else None


def all_of(some: Answers, others: Answers) -> Answers:
    """:func:`both` for two columns."""
    try:
        return list(map(and_, some, others))
    except TypeError:  # None is no truth: somewhere it cannot be said
        return list(map(both, some, others))


def has_doubt(answers: Iterable[Certainty]) -> bool:
    """Whether one of the answers is not known."""
    return None in set(answers)  # a set of three at most; quicker than comparing each


def answered(column: Sequence[str | None], rule: Callable[[str | None], Certainty]) -> Answers:
    """The answers of a rule to a column of texts, each asked once."""
    known = {text: rule(text) for text in set(column)}
    return list(map(known.__getitem__, column))
