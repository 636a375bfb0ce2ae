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
from itertools import product
from operator import and_
from typing import Any, Final, TypeAlias, TypeVar

from permenti_desktop.domain.dates import PartialDate

Certainty: TypeAlias = bool | None
"""Yes, no, or (None) not to be said from a partial date."""

Answers: TypeAlias = Sequence[Certainty]
"""One for each value of a column. Made as tuples: Python does not look through them for garbage again and again."""

_WHOLE: Final = len("2026-03-07")
"""Texts of this length are whole days, and compare as the days do."""

Value = TypeVar("Value")

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

    def held(self, days: Iterable[str | None]) -> Answers:
        """:meth:`holds` for a column of stored texts."""
        first, last = self.first.isoformat(), self.last.isoformat()

        def is_held(text: str | None) -> Certainty:
            return first <= text <= last if text and len(text) == _WHOLE else self.holds(moment(text))

        return answered(days, is_held)

    def touched(self, starts: Sequence[str | None], ends: Iterable[str | None]) -> Answers:
        """Whether stretches from *starts* to *ends* (None: goes on) have a day in it, for columns of stored texts."""
        if self.last < self.first:
            return (False,) * len(starts)
        first, last = self.first.isoformat(), self.last.isoformat()

        def has_begun(text: str | None) -> Certainty:
            return text <= last if text and len(text) == _WHOLE else self._begun(moment(text))

        def has_lasted(text: str | None) -> Certainty:
            return text >= first if text and len(text) == _WHOLE else self._lasted(moment(text))

        return all_of(answered(starts, has_begun), answered(ends, has_lasted))

    def _begun(self, start: PartialDate | None) -> Certainty:
        """Whether what began on a day had begun by the end of the span."""
        if start is None:
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


_BOTH: Final = {pair: both(*pair) for pair in product((True, False, None), repeat=2)}


def all_of(some: Answers, others: Answers) -> Answers:
    """:func:`both` for two columns."""
    try:
        return tuple(map(and_, some, others))
    except TypeError:  # None is no truth: somewhere it cannot be said
        return tuple(map(_BOTH.__getitem__, zip(some, others, strict=True)))


def has_doubt(answers: Iterable[Certainty]) -> bool:
    """Whether one of the answers is not known."""
    return None in set(answers)  # a set of three at most; quicker than comparing each


def answered(column: Iterable[Value], rule: Callable[[Value], Certainty]) -> Answers:
    """The answers of a rule to a column, each value asked once."""
    return tuple(map(_Asked(rule).__getitem__, column))


class _Asked(dict[Any, Certainty]):
    """The answers of a rule that were asked already."""

    def __init__(self, rule: Callable[[Any], Certainty]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, value: Any) -> Certainty:
        answer = self[value] = self._rule(value)
        return answer
