"""What a form or an import learns about an Input before it is stored.

A check never blocks leaving a form: it names the field, how serious the matter is, and one sentence with the next
step. Only ``error`` keeps a value from being stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.i18n import N_, _

Level = Literal["hint", "warning", "error"]

MISSING = N_("Bitte füllen Sie dieses Feld aus.")


@dataclass(frozen=True, slots=True)
class Problem:
    """One remark on one field of an Input.

    ``field`` is the attribute's name, dotted for nested Inputs ("person.last_name") and with an index for rows of a
    child table ("languages.0.level"); ``sentence`` is already in the user's language.
    """

    field: str
    level: Level
    sentence: str


def required(field: str, value: object) -> Iterable[Problem]:
    """An empty value in a field without which a record has no meaning."""
    if value is None or (isinstance(value, str) and not value.strip()):
        yield Problem(field, "error", _(MISSING))


def in_order(
    start_field: str,
    start: date | PartialDate | None,
    end_field: str,
    end: date | PartialDate | None,
) -> Iterable[Problem]:
    """An end before its start. Partial dates are compared so that a doubt never becomes an error."""
    if start is None or end is None:
        return
    if last_day(end) < first_day(start):
        yield Problem(end_field, "error", _("Das Ende liegt vor dem Beginn. Bitte prüfen Sie beide Daten."))


def first_day(value: date | PartialDate) -> date:
    """The earliest day that a full or partial date can mean."""
    return value if isinstance(value, date) else value.first()


def last_day(value: date | PartialDate) -> date:
    """The latest day that a full or partial date can mean."""
    return value if isinstance(value, date) else value.last()


def not_negative(field: str, value: float | None) -> Iterable[Problem]:
    """A number that counts something cannot be below zero."""
    if value is not None and value < 0:
        yield Problem(field, "error", _("Diese Zahl kann nicht negativ sein."))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those problems that keep an Input from being stored."""
    return tuple(problem for problem in problems if problem.level == "error")


def prefixed(prefix: str, problems: Iterable[Problem]) -> Iterable[Problem]:
    """The problems of a nested Input, named by the path from its parent."""
    for problem in problems:
        yield Problem(f"{prefix}.{problem.field}", problem.level, problem.sentence)
