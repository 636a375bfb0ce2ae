"""What the page of tandems reads, in the shape that lists, file and form ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from permenti_desktop.domain.tandem import TandemInput
from permenti_desktop.domain.timeline import draft_key
from permenti_desktop.gui.table import Asked
from permenti_desktop.queries import mentor, office, person, tandem
from permenti_desktop.queries.mentor import MentorFilter, MentorRow
from permenti_desktop.queries.tandem import TandemFile, TandemFilter, WaitingRow

PILLS: Final[dict[str, TandemFilter]] = {
    "open": TandemFilter(open=True),
    "running": TandemFilter(running=True),
    "overdue": TandemFilter(overdue=True),
    "all": TandemFilter(),
}
"""What each pill of the list asks for."""


@dataclass(frozen=True)
class Opened:
    """A tandem as it is opened: its content, and what was typed into its note box and not saved."""

    file: TandemFile
    draft: str


def ids(session: Any, asked: Asked) -> Sequence[int]:
    """All ids the list shows, in its order."""
    chosen = replace(PILLS.get(asked.pill, TandemFilter()), **dict(asked.more or {}))
    return tandem.ids(
        session, search=asked.filter, filter=chosen, sort=asked.sort or "mentee", descending=asked.descending
    )


def counts(session: Any, _asked: Asked) -> Mapping[str, int]:
    """The numbers on the pills, and how many wait; "" is how many tandems there are in all."""
    found = tandem.pills(session, date.today())
    return {
        "open": found.open,
        "running": found.running,
        "overdue": found.overdue,
        "all": found.all,
        "": found.all,
        "waiting": found.waiting,
    }


def opened(session: Any, id: int) -> Opened:
    """A tandem and its draft in one snapshot."""
    return Opened(tandem.file(session, id, date.today()), office.draft(session, draft_key("tandem", id)))


def labels(session: Any, given: TandemInput) -> Mapping[str, str]:
    """The words for the ids in the form."""
    wanted = {"mentor_id": given.mentor_id, "substitute_id": given.substitute_id}
    names = person.names(session, [id for id in wanted.values() if id is not None])
    return {field: names[id].name for field, id in wanted.items() if id in names}


# Who waits ---------------------------------------------------------------------------------------------------------


def waiting_ids(session: Any, asked: Asked) -> Sequence[int]:
    """Participants who wait for a mentor; the longest first, or by the column asked for."""
    found = list(tandem.waiting(session, date.today()))
    if asked.sort == "name":
        found.sort(key=lambda row: row.list_name)
    elif asked.sort == "town":
        found.sort(key=lambda row: row.town)
    if asked.descending:
        found.reverse()
    if asked.filter.strip():
        known = set(person.matching(session, asked.filter))
        found = [row for row in found if row.id in known]
    return [row.id for row in found]


def waiting_rows(session: Any, ids: Sequence[int]) -> tuple[WaitingRow, ...]:
    """Their lines."""
    wanted = set(ids)
    return tuple(row for row in tandem.waiting(session, date.today()) if row.id in wanted)


def waiting_counts(session: Any, _asked: Asked) -> Mapping[str, int]:
    """How many wait."""
    return {"": tandem.pills(session, date.today()).waiting}


@dataclass(frozen=True)
class Waiting:
    """One who waits, and the mentors who have a place."""

    row: WaitingRow | None
    mentors: tuple[MentorRow, ...]


def waiting_one(session: Any, id: int, limit: int = 100) -> Waiting:
    """Her, and who has a place: mentors with a language of hers first."""
    row = next(iter(waiting_rows(session, [id])), None)
    free = mentor.rows(session, mentor.ids(session, filter=MentorFilter(free=True))[:limit])
    if row is not None:
        spoken = set(row.languages) - {"de"}
        free = tuple(sorted(free, key=lambda one: (not spoken & set(one.languages), one.town != row.town)))
    return Waiting(row, free)
