"""What the page of mentors reads: its queries in the shape that list, file and form ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.timeline import draft_key
from permenti_desktop.gui.table import Asked
from permenti_desktop.queries import mentor, office, organisation
from permenti_desktop.queries.mentor import MentorFile, MentorFilter

PILLS: Final[dict[str, MentorFilter]] = {
    "active": MentorFilter(active=True),
    "free": MentorFilter(free=True),
    "clearance": MentorFilter(clearance=True),
    "untrained": MentorFilter(untrained=True),
    "silent": MentorFilter(silent=True),
    "all": MentorFilter(),
}
"""What each pill of the list asks for."""


@dataclass(frozen=True)
class Opened:
    """A file as it is opened: its content, and what was typed into its note box and not saved."""

    file: MentorFile
    draft: str


def ids(session: Any, asked: Asked) -> Sequence[int]:
    """All ids the list shows, in its order."""
    chosen = replace(PILLS.get(asked.pill, MentorFilter()), **dict(asked.more or {}))
    return mentor.ids(
        session, search=asked.filter, filter=chosen, sort=asked.sort or "name", descending=asked.descending
    )


def counts(session: Any, _asked: Asked) -> Mapping[str, int]:
    """The numbers on the pills; "" is how many there are in all."""
    found = mentor.pills(session, date.today())
    return {
        "active": found.active,
        "free": found.free,
        "clearance": found.clearance,
        "untrained": found.untrained,
        "silent": found.silent,
        "all": found.all,
        "": found.all,
    }


def opened(session: Any, id: int) -> Opened:
    """A file and its draft in one snapshot."""
    return Opened(mentor.file(session, id, date.today()), office.draft(session, draft_key("mentor", id)))


def labels(session: Any, given: MentorInput) -> Mapping[str, str]:
    """The words for the ids in the form."""
    if given.organisation_id is None:
        return {}
    return {"organisation_id": organisation.names(session, [given.organisation_id]).get(given.organisation_id, "")}
