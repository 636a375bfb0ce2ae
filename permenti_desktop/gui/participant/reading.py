"""What the page reads: the queries of participants in the shape that list, file and fields ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QObject

from permenti_desktop.domain import languages, occupations, places
from permenti_desktop.domain.vocab import PHASE, Vocabulary
from permenti_desktop.gui import jobs
from permenti_desktop.gui.table import Asked
from permenti_desktop.gui.widgets.suggest import Deliver, Provider, Suggestion
from permenti_desktop.i18n import _
from permenti_desktop.queries import grant, office, participant, person
from permenti_desktop.queries.participant import ParticipantFilter, ParticipantRow
from permenti_desktop.queries.person import PersonHit

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
    return replace(PILLS.get(asked.pill, ParticipantFilter()), **dict(asked.more or {}))


def ids(session: Any, asked: Asked) -> Sequence[int]:
    """All ids the list shows, in its order."""
    return participant.ids(
        session, search=asked.filter, filter=chosen(asked), sort=asked.sort or "name", descending=asked.descending
    )


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
    return Opened(participant.file(session, id, date.today()), office.draft(session, draft_key(id)))


def draft_key(id: int) -> str:
    """Where the text of the note box is kept."""
    return f"participant:{id}:note"


# Words and lists to choose from ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lists:
    """The office's own words and the lists of a form: vocabularies, terms no longer offered, cohorts, grants, towns."""

    words: Mapping[str, Vocabulary] = field(default_factory=dict)
    retired: Mapping[str, frozenset[str]] = field(default_factory=dict)
    cohorts: tuple[tuple[int, str], ...] = ()
    grants: tuple[tuple[int, str], ...] = ()
    towns: tuple[str, ...] = ()
    blocks: Mapping[str, str] = field(default_factory=dict)

    def terms(self, vocabulary: Vocabulary) -> list[tuple[str, str]]:
        """Terms to choose from, in the office's words and without those it has retired."""
        known = self.words.get(vocabulary.name, vocabulary)
        gone = self.retired.get(vocabulary.name, frozenset())
        return [(code, known.label(code)) for code in known.codes if code not in gone]

    def label(self, vocabulary: Vocabulary, code: str | None) -> str:
        """A term in the office's words."""
        return self.words.get(vocabulary.name, vocabulary).label(code)

    def phase(self, code: str | None) -> str:
        """A phase in the office's words."""
        return self.label(PHASE, code)


def lists(session: Any) -> Lists:
    """Read them all."""
    words = office.vocabularies(session)
    blocks = words.get("text_block")
    return Lists(
        words=words,
        retired=office.retired(session),
        cohorts=tuple((row.id, row.name) for row in grant.cohorts(session)),
        grants=grant.choices(session),
        towns=participant.towns(session),
        blocks={code: blocks.label(code) for code in blocks.codes} if blocks is not None else {},
    )


# While someone types -----------------------------------------------------------------------------------------------


def person_suggestion(hit: PersonHit) -> Suggestion:
    """A person with what tells two of the same name apart."""
    detail = [str(hit.birth_year) if hit.birth_year else "", hit.town, hit.number, hit.phone]
    return Suggestion(hit.id, hit.name, " · ".join(part for part in detail if part), icon="user")


def people(owner: QObject, *, role: person.Role | None = None, without: Callable[[], int | None] | None = None) -> Provider:
    """A provider of people for pickers."""

    def provide(text: str, deliver: Deliver) -> None:
        def show(hits: Iterable[PersonHit]) -> None:
            left_out = without() if without is not None else None
            deliver([person_suggestion(hit) for hit in hits if hit.id != left_out])

        jobs.read(person.find, text, 12, role, then=show, owner=owner, key=f"people {role}")

    return provide


def postal_codes(text: str, deliver: Deliver) -> None:
    """Places for a field that keeps the postal code."""
    deliver(
        [
            Suggestion(
                place.postal_code,
                place.postal_code,
                _place_words(place.town, place.district),
                fills=(("person.town", place.town), ("person.ags", place.ags or None)),
            )
            for place in places.suggest(text)
            if place.postal_code
        ]
    )


def towns(text: str, deliver: Deliver) -> None:
    """Places for a field that keeps the town."""
    offers = []
    for place in places.suggest(text):
        fills: list[tuple[str, Any]] = [("person.ags", place.ags or None)]
        if place.postal_code:
            fills.append(("person.postal_code", place.postal_code))
        detail = _place_words(place.postal_code, place.district if place.district != place.town else "")
        offers.append(Suggestion(place.town, place.town, detail, fills=tuple(fills)))
    deliver(offers)


def _place_words(first: str, district: str) -> str:
    return " · ".join(part for part in (first, district) if part)


def jobs_by_name(text: str, deliver: Deliver) -> None:
    """Occupations with the code that goes with them."""
    deliver(
        [
            Suggestion(found.code, found.name, occupations.group_name(found.code))
            for found in occupations.suggest(text)
        ]
    )


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
