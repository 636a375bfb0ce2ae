"""How well the words above a column name a field: whole words, abbreviations, compounds, slips of the pen."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from permenti_desktop.domain.text import search_key
from permenti_desktop.exchange.fields import FIELDS, ROLE_WORDS, Field, Subject

_FEMALE_ENDING: Final = re.compile(r"(?<=\w)(?:[*:_/·|.]\s?-?|\(|-)?\s?(?:I|(?<=[*:_/·|(-])i)n(?:nen)?\)?(?!\w)")
_WEAK: Final = 0.72
_SIGNS: Final = {"#": "nr", "*": "geb", "@": "e mail", "☎": "tel", "§": "aufenthalt"}


@lru_cache(maxsize=20_000)
def header_key(text: str) -> str:
    """The words of a header in one spelling: "Teilnehmer*innen" and "TeilnehmerInnen" are "teilnehmerin",
    "Geb.-\\nDatum" is "geb datum"."""
    joined = re.sub(r"(?<=[^\W\d])-\s*\n\s*(?=[a-zäöü])", "", text)
    joined = _FEMALE_ENDING.sub("in", joined)
    key = search_key(joined) or _SIGNS.get(text.strip(), "")
    return " ".join(re.sub(r"(?<=\w{3})innen$", "in", word) for word in key.split())


@lru_cache(maxsize=8)
def _word_keys() -> dict[str, tuple[tuple[str, float], ...]]:
    """Field key → (word key, weight)."""
    return {
        field.key: tuple(
            dict.fromkeys(
                [
                    *((header_key(word), 1.0) for word in field.words),
                    *((header_key(word), _WEAK) for word in (*field.weak, *field.near)),
                ]
            )
        )
        for field in FIELDS
    }


@lru_cache(maxsize=50_000)
def likeness(header: str, word: str) -> float:
    """0 to 1: how well a header names what the word means; both are keys."""
    if not header or not word:
        return 0.0
    if header == word:
        return 1.0
    squeezed, target = header.replace(" ", ""), word.replace(" ", "")
    if squeezed == target:
        return 0.97
    header_words, word_words = header.split(), word.split()
    span = len(word_words)
    if any(header_words[start : start + span] == word_words for start in range(len(header_words) - span + 1)):
        # One-letter and two-letter words ("d", "nr") inside a longer header say little.
        if len(target) < 3:
            return 0.45 if span == 1 else 0.6
        return 0.62 + 0.3 * len(target) / len(squeezed)
    if header_words == word_words[: len(header_words)]:
        # "Name" is whole, and no abbreviation of "Name Mentorin".
        return 0.55
    if len(squeezed) >= 3 and target.startswith(squeezed) and len(target) - len(squeezed) <= 14:
        return (0.72 if len(squeezed) >= 4 else 0.6) + 0.2 * len(squeezed) / len(target)
    if len(target) >= 5 and (squeezed.startswith(target) or squeezed.endswith(target)):
        return 0.58 + 0.3 * len(target) / len(squeezed)
    # "Staatsang.-keit", "Aufenth.-Titel": every word of the header begins the next piece of the word.
    if len(header_words) > 1 and all(len(one) >= 2 for one in header_words) and _pieces(header_words, target):
        return 0.75
    if len(squeezed) >= 5 and len(target) >= 5:
        ratio = fuzz.ratio(squeezed, target) / 100
        if ratio >= 0.84:
            return ratio * 0.88
    return 0.0


def _pieces(parts: list[str], word: str) -> bool:
    if not word.startswith(parts[0]):
        return False
    at = len(parts[0])
    for part in parts[1:]:
        at = word.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


@dataclass(frozen=True, slots=True)
class Match:
    """A field that a header may name. ``weak``: only where the cells bear it out."""

    field: Field
    score: float
    weak: bool


@lru_cache(maxsize=20_000)
def match(header: str, field: Field) -> Match:
    """How well a header (key) names a field."""
    best, weak = 0.0, False
    for word, weight in _word_keys()[field.key]:
        score = likeness(header, word) * weight
        if score > best:
            best, weak = score, weight < 1.0
    return Match(field, best, weak)


@lru_cache(maxsize=20_000)
def is_near(header: str, field: Field) -> bool:
    """Whether a header names something that only lies near to the field: "Erstgespräch" for the entry."""
    if not field.near:
        return False
    near = max(likeness(header, header_key(word)) for word in field.near)
    own = max((likeness(header, header_key(word)) for word in (*field.words, *field.weak)), default=0.0)
    return near > own


@lru_cache(maxsize=20_000)
def best_score(header: str) -> float:
    """How well a text names any field at all: what tells a row of headers from a row of data."""
    return max((match(header, field).score for field in FIELDS), default=0.0)


@lru_cache(maxsize=1)
def exact_words() -> frozenset[str]:
    """All keys that name some field without doubt."""
    return frozenset(word for words in _word_keys().values() for word, weight in words if weight == 1.0)


@lru_cache(maxsize=20_000)
def roles(header: str) -> tuple[tuple[Subject, str], ...]:
    """Whose column a header says it is, each with what the header says besides: "mentorin tel" → (mentor,
    "tel").
    """
    words = header.split()
    found: list[tuple[Subject, str]] = []
    for subject, names in ROLE_WORDS.items():
        keys = {header_key(name) for name in names}
        if any(word in keys for word in words):
            rest = " ".join(
                word for word in words if word not in keys and word not in ("der", "des", "die", "of", "zur")
            )
            found.append((subject, rest))
    return tuple(found)
