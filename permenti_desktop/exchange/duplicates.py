"""Who is entered twice: inside a list, and against the people who are already in the database.

Pure calculation over frozen rows. A name alone never decides: women share names (four "Kadiatou Sow" in one
district), so that something besides the name has to agree and nothing may speak against it. Where one side knows no
date of birth, nothing could speak against it: then the name alone is a question to a person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.text import ALIKE, search_key, skeleton_key
from permenti_desktop.i18n import _

CERTAIN: Final = 90
"""From this score, two entries are surely of one person."""
_SAME_NAME: Final = 45
LIKELY: Final = 60
"""From this score, two entries are shown side by side, and a person decides."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is compared of a person. ``key`` is whatever the caller knows her by (a row, an id)."""

    key: int
    last: str
    first: str
    birth: PartialDate | None = None
    phones: tuple[str, ...] = ()
    email: str = ""
    postal_code: str = ""
    street: str = ""
    nationality: str | None = None
    entry: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that may be one person, with the reasons in words."""

    one: int
    other: int
    score: int
    reasons: tuple[str, ...]

    @property
    def certain(self) -> bool:
        """Whether nobody needs to decide."""
        return self.score >= CERTAIN


def within(people: Sequence[Known]) -> tuple[Pair, ...]:
    """Pairs in one list, the surest first, each with the earlier entry in front."""
    pairs = []
    for one, other in _near(people, people):
        if one < other:
            pair = compare(people[one], people[other])
            if pair is not None:
                pairs.append(pair)
    return tuple(sorted(set(pairs), key=lambda pair: (-pair.score, pair.one, pair.other)))


def against(new: Sequence[Known], existing: Sequence[Known]) -> tuple[Pair, ...]:
    """For people of a list, those who may be the same in the database, the surest first for each."""
    pairs = {pair for one, other in _near(new, existing) if (pair := compare(new[one], existing[other])) is not None}
    return tuple(sorted(pairs, key=lambda pair: (pair.one, -pair.score, pair.other)))


def _near(one: Sequence[Known], other: Sequence[Known]) -> Iterable[tuple[int, int]]:
    """Index pairs worth comparing: those that share a key. Keeps 5,000 against 5,000 quick."""
    buckets: dict[str, list[int]] = {}
    for number, person in enumerate(other):
        for key in _keys(person):
            buckets.setdefault(key, []).append(number)
    seen: set[tuple[int, int]] = set()
    for number, person in enumerate(one):
        for key in _keys(person):
            for match in buckets.get(key, ()):
                if (number, match) not in seen:
                    seen.add((number, match))
                    yield number, match


def _keys(person: Known) -> set[str]:
    keys = {f"n:{' '.join(sorted(skeleton_key(f'{person.last} {person.first}').split()))}"}
    if person.birth is not None and person.birth.day is not None:
        # A date of birth is shared by few; the first letters keep those apart who merely share 1 January.
        keys.add(f"b:{person.birth.iso}:{skeleton_key(person.first)[:1]}")
        keys.add(f"b:{person.birth.iso}:{skeleton_key(person.last)[:1]}")
    keys.update(f"p:{number}" for number in map(_digits, person.phones) if number)
    if person.email:
        keys.add(f"e:{person.email.casefold()}")
    return keys


def _digits(phone: str) -> str:
    digits = "".join(sign for sign in phone if sign.isdigit()).removeprefix("00").removeprefix("49").lstrip("0")
    return digits if len(digits) >= 6 else ""


def births_agree(one: PartialDate | None, other: PartialDate | None) -> bool | None:
    """Whether two dates of birth can be the same: None when one is not known, or both only as different parts."""
    if one is None or other is None:
        return None
    shared = [
        (a, b)
        for a, b in ((one.year, other.year), (one.month, other.month), (one.day, other.day))
        if a is not None and b is not None
    ]
    return all(a == b for a, b in shared)


def compare(one: Known, other: Known) -> Pair | None:
    """The pair with its score (0–100) and reasons, or None when it is not worth a look."""
    reasons: list[str] = []
    name = _name_score(one, other, reasons)
    if name == 0:
        return None
    score = name
    births = births_agree(one.birth, other.birth)
    if births:
        exact = one.birth == other.birth and one.birth is not None and one.birth.day is not None
        partly = one.birth is not None and other.birth is not None and one.birth.month is not None
        score += 40 if exact else 30 if partly and other.birth and other.birth.month else 15
        reasons.append(_("gleiches Geburtsdatum") if exact else _("Geburtsdaten passen zueinander"))
    if births is False:
        if not _slip(one.birth, other.birth):
            return None
        reasons.append(_("Geburtsdaten weichen wenig ab"))
        score -= 15
    phones = {_digits(phone) for phone in one.phones} & {_digits(phone) for phone in other.phones} - {""}
    if phones:
        score += 25
        reasons.append(_("gleiche Telefonnummer"))
    if one.email and one.email.casefold() == other.email.casefold():
        score += 20
        reasons.append(_("gleiche E-Mail-Adresse"))
    if one.postal_code and one.postal_code == other.postal_code and _same(one.street, other.street):
        score += 20
        reasons.append(_("gleiche Anschrift"))
    elif one.postal_code and other.postal_code and one.postal_code != other.postal_code and not births:
        score -= 10
    if one.nationality and other.nationality and one.nationality != other.nationality:
        score -= 15
    if one.entry is not None and one.entry == other.entry and one.entry.day is not None:
        score += 10
        reasons.append(_("gleicher Eintritt"))
    if score < LIKELY or len(reasons) < 2:
        foreign = one.nationality and other.nationality and one.nationality != other.nationality
        if name < _SAME_NAME or births is not None or foreign:
            return None
        reasons.append(_("Geburtsdatum nicht auf beiden Seiten bekannt"))
        score = LIKELY
    return Pair(one.key, other.key, min(score, 100), tuple(reasons))


def _same(one: str, other: str) -> bool:
    def key(street: str) -> str:
        return search_key(street).replace("strasse", "str").replace(" ", "")

    return bool(one) and key(one) == key(other)


def _name_score(one: Known, other: Known, reasons: list[str]) -> int:
    """Up to 50 for the name; family and given name exchanged count nearly as much."""
    first = (search_key(one.last), search_key(one.first))
    second = (search_key(other.last), search_key(other.first))
    if not any(first) or not any(second):
        return 0
    if first == second:
        reasons.append(_("gleicher Name"))
        return 50
    if first == second[::-1]:
        reasons.append(_("gleicher Name, Vor- und Nachname vertauscht"))
        return 46
    if sorted(" ".join(first).split()) == sorted(" ".join(second).split()):
        reasons.append(_("gleiche Namensteile"))
        return 45
    skeletons = [(skeleton_key(a), skeleton_key(b)) for a, b in zip(first, second, strict=True)]
    likeness = [fuzz.ratio(a, b) if a and b else 70.0 for a, b in skeletons]
    if min(likeness) >= 99:
        reasons.append(_("Name klingt gleich"))
        return 45
    if min(likeness) >= ALIKE:
        reasons.append(_("ähnlicher Name"))
        return 38
    # A new family name after a wedding: the given name stays.
    if first[1] and first[1] == second[1]:
        reasons.append(_("gleicher Vorname"))
        return 15
    return 0


def _slip(one: PartialDate | None, other: PartialDate | None) -> bool:
    """One digit that differs, or day and month exchanged: a slip of the pen rather than another person."""
    if one is None or other is None or one.day is None or other.day is None:
        return False
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    return sum(a != b for a, b in zip(one.iso, other.iso, strict=True)) == 1
