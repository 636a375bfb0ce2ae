"""What the page reads: the queries of participants in the shape that list, file and fields ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from permenti_desktop.domain import languages
from permenti_desktop.domain.timeline import draft_key
from permenti_desktop.gui.table import Asked
from permenti_desktop.i18n import _
from permenti_desktop.queries import office, participant
from permenti_desktop.queries.participant import EVERYONE, ParticipantFilter, ParticipantRow

PILLS: Final[dict[str, ParticipantFilter]] = {
    "active": ParticipantFilter(active=True),
    "without_mentor": ParticipantFilter(without_mentor=True),
    "consent_missing": ParticipantFilter(consent_missing=True),
    "due": ParticipantFilter(due=True),
    "all": ParticipantFilter(),
}
"""What each pill of the list asks for."""


# The list ----------------------------------------------------------------------------------------------------------


def chosen(asked: Asked) -> ParticipantFilter:
    """Pill and further filters together."""
    of_pill = PILLS.get(asked.pill, EVERYONE)
    return replace(of_pill, **dict(asked.more)) if asked.more else of_pill


def ids(session: Any, asked: Asked) -> Sequence[int]:
    """All ids the list shows, in its order."""
    return participant.ids(
        session, search=asked.filter, filter=chosen(asked), sort=asked.sort or "name", descending=asked.descending
    )


def first(session: Any, asked: Asked) -> Sequence[int]:
    """The first ids of the list, where they are found much sooner than all."""
    if asked.filter or asked.descending:
        return ()
    return participant.first_ids(session, filter=chosen(asked), sort=asked.sort or "name")


def rows(session: Any, ids: Sequence[int]) -> tuple[ParticipantRow, ...]:
    """The lines of the list for some ids."""
    return participant.rows(session, ids)


def counts(session: Any, _asked: Asked) -> Mapping[str, int]:
    """The numbers on the pills; "" is how many there are in all."""
    found = participant.pills(session, date.today())
    return {
        "active": found.active,
        "without_mentor": found.without_mentor,
        "consent_missing": found.consent_missing,
        "due": found.due,
        "all": found.all,
        "": found.all,
    }


# The file ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Opened:
    """A file as it is opened: its content, and what was typed into its note box and not saved."""

    file: participant.ParticipantFile
    draft: str


def opened(session: Any, id: int) -> Opened:
    """Read a file and its draft in one snapshot."""
    return Opened(participant.file(session, id, date.today()), office.draft(session, draft_key("participant", id)))


# Words ---------------------------------------------------------------------------------------------------------------


def language_words(codes: Iterable[str]) -> str:
    """Languages in a row, in the order in which they were entered."""
    return ", ".join(languages.name(code) for code in codes)


def consent_look(state: str) -> tuple[str, str, str]:
    """Words, picture and tone of how it stands with a consent."""
    return {
        "given": (_("erteilt"), "shield-check", ""),
        "expiring": (_("läuft ab"), "shield-alert", "warn"),
        "expired": (_("abgelaufen"), "shield-alert", "bad"),
        "withdrawn": (_("widerrufen"), "shield-x", "bad"),
        "missing": (_("fehlt"), "shield-alert", "bad"),
    }.get(state, (_("fehlt"), "shield-alert", "bad"))
