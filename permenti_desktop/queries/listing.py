"""Lists of many thousand records: all ids in order at once, and what a search leaves of them.

A list window keeps an array of ids and reads the rows of the page it shows by id. Reading the ids as one
aggregated text is several times faster than fetching them row by row, and an order once read is narrowed by the
hits of a search without asking the database to sort again.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import (
    ColumnElement,
    Engine,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from permenti_desktop.db import journal
from permenti_desktop.db.engine import WRITING, asked_kept
from permenti_desktop.domain.dates import PartialDate

Ids: TypeAlias = "array[int]"
"""Ids in the order of a list."""

Anything: TypeAlias = Select[*tuple[Any, ...]]
"""A statement with any columns."""

Key = TypeVar("Key")


class _Each(FunctionElement[Any]):
    """The numbers of a list that is handed over as one text: one parameter, however many there are."""

    inherit_cache = True
    name = "each"


@compiles(_Each)
def _each(element: _Each, compiler: SQLCompiler, **_given: Any) -> str:
    listed = compiler.process(element.clauses)
    if compiler.dialect.name == "sqlite":
        return f"json_each({listed})"
    return f"json_array_elements_text(CAST({listed} AS json))"


IDS: Final = select(cast(_Each(bindparam("ids", type_=String)).table_valued("value").c.value, Integer))
"""The ids that a statement is asked for by :func:`rows_for`; built once and asked again and again."""

FEW: Final = 500
"""So many ids are looked up one by one; of more, everything is read and compared here."""

Column: TypeAlias = InstrumentedAttribute[Any] | ColumnElement[Any]


def parsed(text: str | None) -> Ids:
    """Ids from their aggregated text ("3,1,2")."""
    # JSON reads them in half the time of split and int.
    return array("q", json.loads(f"[{text}]")) if text else array("q")


def ids_of(session: Session, ordered: Anything) -> Ids:
    """All ids of a statement with one column and an order, read as one text."""
    found = ordered.subquery()
    return parsed(session.execute(select(func.aggregate_strings(cast(found.c[0], String), ","))).scalar_one())


class Order:
    """The ids of a list in their order, and for each where it stands, so that hits are put in order without walking
    through the whole list."""

    __slots__ = ("_places", "ids")

    def __init__(self, ids: Ids) -> None:
        self.ids = ids
        self._places: list[int] = []

    def narrowed(self, matches: Ids) -> Ids:
        """Those of *matches* that are in the list, in its order; each stands in *matches* once."""
        if not self._places:
            places = [-1] * (max(self.ids, default=0) + 1)  # a list: faster to look into than an array
            for place, id in enumerate(self.ids):
                places[id] = place
            self._places = places  # whole at once: several threads share an order
        place_of = self._places.__getitem__
        try:
            found = sorted(matches, key=place_of)
        except IndexError:  # people who were added after everybody in the list
            end = len(self._places)
            found = sorted([id for id in matches if id < end], key=place_of)
        return array("q", found[bisect_left(found, 0, key=place_of) :])  # who is not in the list stands first


_orders: WeakKeyDictionary[Engine, tuple[int, object, Order]] = WeakKeyDictionary()


def remembered(session: Session, key: object, make: Callable[[], Ids]) -> Order:
    """The order that *make* reads, kept for as long as nothing is saved: while someone types, the list is searched at
    every letter, but sorted once. One order per database; ids only, and not to be changed by who gets it."""
    connection = session.connection()
    if connection.get_execution_options().get(WRITING):
        return Order(make())  # what it sees may be rolled back
    engine, state = connection.engine, journal.last_entry(session)
    known = _orders.get(engine)
    if known is not None and known[:2] == (state, key):
        return known[2]
    order = Order(make())
    _orders[engine] = (state, key, order)
    return order


def ids_by_group(session: Session, grouped: Anything, place: Callable[[Any], Any], descending: bool) -> Ids:
    """All ids of a statement with the columns (group, id) that is ordered within each group, the groups put in
    order by *place*. For columns with few distinct values whose order no index knows (phases, towns)."""
    found = grouped.subquery()
    rows = session.execute(
        select(found.c[0], func.aggregate_strings(cast(found.c[1], String), ",")).group_by(found.c[0])
    ).all()
    result: Ids = array("q")
    for _group, text in sorted(rows, key=lambda row: place(row[0]), reverse=descending):
        result.extend(parsed(text))
    return result


def narrow(order: Ids, matches: Iterable[int]) -> Ids:
    """Those ids of *order* that are among *matches*, in its order."""
    wanted = matches if isinstance(matches, set | frozenset) else set(matches)
    return array("q", [id for id in order if id in wanted])


def chunks(ids: Sequence[int], size: int = 1000) -> Iterator[Sequence[int]]:
    """*ids* in pieces that a statement can take as parameters."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _listed(ids: Iterable[int]) -> str:
    """Ids as the one parameter of :data:`IDS`."""
    return str(list(ids))  # which is JSON, and sooner made than by that module


def rows_for(session: Session, statement: Anything, ids: Sequence[int], **more: object) -> Sequence[Any]:
    """The rows of a statement with :data:`IDS`. Asked of the connection: what the session adds for objects costs more
    than reading a page of plain rows."""
    return session.connection().execute(statement, {"ids": _listed(ids), **more}).all()


def tuples(session: Session, statement: Anything, **parameters: object) -> list[tuple[Any, ...]]:
    """All rows of a statement as the driver hands them over, for many thousand of them: a row that knows its names
    costs as much again. Only for columns that Python and the database write alike (numbers, texts)."""
    cursor = session.connection().execute(statement, parameters).cursor
    return [] if cursor is None else list(cursor.fetchall())


def tuples_for(session: Session, statement: Anything, ids: Sequence[int], **more: object) -> list[tuple[Any, ...]]:
    """:func:`tuples` of a statement with :data:`IDS` that is kept (``@cache``): for what each page of a list or report
    asks."""
    return asked_kept(session.connection(), statement, ids=_listed(ids), **more)


@lru_cache(maxsize=65536)
def whole_day(value: str | date | None) -> date | None:
    """A day as the driver of either database hands it over: SQLite keeps its ISO text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def in_order_of(ids: Iterable[int], rows: Mapping[int, Key]) -> tuple[Key, ...]:
    """The rows in the order of *ids*; ids that are gone meanwhile are left out."""
    return tuple(rows[id] for id in ids if id in rows)


# Dates are kept as ISO text of the length that is known ("2026", "2026-03", "2026-03-07"), so that their text
# compares like their first day. ----------------------------------------------------------------------------------


def begun(column: Column, day: date) -> ColumnElement[bool]:
    """Whether the earliest day that a partial date can mean is *day* or before; false where there is none."""
    return column <= PartialDate.of_day(day)


def not_over(column: Column, day: date) -> ColumnElement[bool]:
    """Whether the latest day that a partial date can mean is *day* or after; true where there is none."""
    # "2026-03" and "-99" sort behind every day of March; one comparison, where OR would scatter the reading.
    return func.coalesce(type_coerce(column, String), "9999").concat("-99") >= day.isoformat()


def touches(start: Column, end: Column, first: date, last: date) -> ColumnElement[bool]:
    """Whether a stretch of partial dates may touch the days from *first* to *last*."""
    return and_(begun(start, last), not_over(end, first))


def may_concern(start: Column, end: Column, first: date, last: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether a stretch, its beginning or its end may lie in the days from *first* to *last*, in two halves: so much is
    read that no rule misses anything: partial dates may mean a beginning after the end."""
    not_before = func.coalesce(type_coerce(start, String), "").concat("-99") >= first.isoformat()
    begun_by = or_(start.is_(None), begun(start, last), begun(end, last))
    return begun_by, or_(not_over(end, first), not_before)
