"""Saved views of a list: a filter under a name, for everybody in the office.

They lie in the table of settings under ``views.<list>`` as a JSON list.  A view says whom a list asks for and in which
order, never who answered: it holds no person's data.  What a later version adds is kept by an older one only as long
as it does not save; what cannot be read is left out, so that a broken view never keeps a list from opening.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from permenti_desktop.domain.check import Problem, required
from permenti_desktop.i18n import _

LONGEST: Final = 40
"""Letters of a name: it stands on a pill."""
_DAY: Final = "day"


@dataclass(frozen=True, slots=True)
class SavedView:
    """What a list shows under a name.  *filter* is the text typed, *pill* the code of a shipped filter, *more* the
    further conditions by the attribute of the list's filter, *sort* a column."""

    name: str
    filter: str = ""
    pill: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False


def key(list_name: str) -> str:
    """Under which setting the views of a list lie."""
    return f"views.{list_name}"


def check(name: str, others: Iterable[str]) -> Iterable[Problem]:
    """A view needs a name, a short one, and one that no other view of the list has."""
    yield from required("name", name)
    if len(name) > LONGEST:
        yield Problem(
            "name", "error", _("Bitte wählen Sie einen kürzeren Namen: höchstens {n} Zeichen.").format(n=LONGEST)
        )
    if name.casefold() in {one.casefold() for one in others}:
        yield Problem("name", "error", _("Diesen Namen hat schon eine andere Ansicht. Bitte wählen Sie einen anderen."))


def stored(views: Iterable[SavedView]) -> list[dict[str, Any]]:
    """The views as JSON holds them."""
    return [
        {
            "name": view.name,
            "filter": view.filter,
            "pill": view.pill,
            "more": {name: _as_json(value) for name, value in view.more.items()},
            "sort": view.sort,
            "descending": view.descending,
        }
        for view in views
    ]


def read(value: object) -> tuple[SavedView, ...]:
    """The views from what was stored; entries that make no sense are left out."""
    found = []
    for one in value if isinstance(value, list) else []:
        if isinstance(one, dict) and isinstance(one.get("name"), str) and one["name"]:
            more = one.get("more")
            given = {str(name): _from_json(part) for name, part in more.items()} if isinstance(more, dict) else {}
            found.append(
                SavedView(
                    one["name"],
                    str(one.get("filter") or ""),
                    str(one.get("pill") or ""),
                    given,
                    str(one.get("sort") or ""),
                    bool(one.get("descending")),
                )
            )
    return tuple(found)


def _as_json(value: Any) -> Any:
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    return [_as_json(one) for one in value] if isinstance(value, (tuple, list)) else value


def _from_json(value: Any) -> Any:
    if isinstance(value, dict):
        try:
            return date.fromisoformat(str(value.get(_DAY)))
        except ValueError:
            return None
    return tuple(_from_json(one) for one in value) if isinstance(value, list) else value
