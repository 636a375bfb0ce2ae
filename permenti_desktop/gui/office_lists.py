"""The office's own words and lists, as the fields of all files offer them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from permenti_desktop.domain.vocab import PHASE, Vocabulary
from permenti_desktop.queries import grant, office, participant


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
        cohorts=grant.cohort_choices(session),
        grants=grant.choices(session),
        towns=participant.towns(session),
        blocks={code: blocks.label(code) for code in blocks.codes} if blocks is not None else {},
    )
