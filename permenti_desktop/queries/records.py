"""From a stored record back to what a form shows."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any, TypeVar

Input = TypeVar("Input")


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def as_input(kind: type[Input], record: Any, **given: Any) -> Input:
    """An Input whose fields are the record's columns of the same name, but for those that are *given*."""
    return kind(**{name: given[name] if name in given else getattr(record, name) for name in _names(kind)})  # type: ignore[arg-type]


def as_inputs(kind: type[Input], records: Iterable[Any]) -> tuple[Input, ...]:
    """One Input per child row, in the order of the rows."""
    return tuple(as_input(kind, record) for record in records)


def this_day(today: date | None) -> date:
    """The day that a query takes for today."""
    return today if today is not None else date.today()
