"""What came of reading one cell: a value, and how sure it is.

Nothing is guessed silently. *unsure* carries a value together with the reason why a person should look at it;
*unreadable* carries none, and the text of the cell stays with the record.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Generic, Literal, TypeVar

from permenti_desktop.i18n import _

State = Literal["read", "unsure", "unreadable", "empty"]
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_NOTHING: Final = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "–",
        "—",
        "/",
        "./.",
        ".",
        "_",
        "k.a.",
        "k. a.",
        "ka",
        "k.a",
        "keine angabe",
        "keine angaben",
        "n/a",
        "n.a.",
        "n. a.",
        "na",
        "none",
        "null",
        "nicht bekannt",
        "not known",
        "unknown",
        "fehlt",
        "leer",
        "#n/a",
        "#nv",
        "nan",
        "entfällt",
    }
)
_SAME_AS_ABOVE: Final = frozenset(
    {"s.o.", "s. o.", "so.", "s.o", "siehe oben", "dito", "dto.", "dto", "ebenso", "ebd.", "see above", "ditto"}
    | {'"', "''", "〃", "“", "”", '-"-', '- " -', "-''-", "„", "„“"}
)


@dataclass(frozen=True, slots=True)
class Reading(Generic[T_co]):
    """``value`` is None when nothing could be read. ``rest`` is what the cell says beyond the value
    ("unbefr.") and is kept as text; ``remark`` is a sentence for the person, in her language."""

    value: T_co | None
    state: State = "read"
    remark: str = ""
    rest: str = ""


def sure(value: T, rest: str = "") -> Reading[T]:
    """Read without doubt."""
    return Reading(value, "read", "", rest)


def unsure(value: T, remark: str, rest: str = "") -> Reading[T]:
    """Read, but a person should look at it."""
    return Reading(value, "unsure", remark, rest)


def unreadable(text: str, remark: str = "") -> Reading[T]:
    """Not read: the text stays."""
    return Reading(None, "unreadable", remark or _("Das ließ sich nicht einordnen; der Text bleibt erhalten."), text)


def empty() -> Reading[T]:
    """Nothing in the cell, or a sign for nothing."""
    return Reading(None, "empty")


def says_nothing(text: str) -> bool:
    """Whether a cell stands empty, also by a dash or "k. A."."""
    return plain(text) in _NOTHING


def says_unknown(text: str) -> bool:
    """Whether someone put a question mark where she did not know."""
    return bool(
        re.fullmatch(r"\?+|\(\?\)|unklar|unbekannt|weiß nicht|offen|tbd|to be clarified|zu klären", plain(text))
    )


def says_same_as_above(text: str) -> bool:
    """Whether a cell repeats the one above: "s.o.", "dito", a ditto mark."""
    return text.strip().casefold() in _SAME_AS_ABOVE


_ONGOING: Final = re.compile(
    r"(?:noch )?laufend|läuft(?: noch)?|(?:ist )?noch (?:im projekt|im programm|dabei|aktiv|drin|in (?:der )?maßnahme|"
    r"in betreuung|tn|teilnehmerin|im tandem)|(?:bis )?heute|bis auf weiteres|andauernd|dauert an|"
    r"(?:still )?ongoing|still (?:in (?:the )?(?:project|programme)|active|running)|to date|current(?:ly)?|present|"
    r"unbefr(?:istet)?|unlimited|indefinite"
)


def says_ongoing(text: str) -> bool:
    """Whether a cell for an end says that there is none yet: "laufend", "noch im Projekt", "unbefr."."""
    return bool(_ONGOING.fullmatch(plain(text).strip(" .,!()")))


def says_without(text: str) -> bool:
    """Whether a cell says that there is none: "kein", "ohne Abschluss", "nein"."""
    return bool(re.fullmatch(r"(?:kein|ohne|nein|no\b|none|without)\w*(?: \w+)?", plain(text).strip(" .!")))


@lru_cache(maxsize=16_384)
def plain(text: str) -> str:
    """Small letters, single blanks, one kind of dash and quotation mark, no invisible signs."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    visible = "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")
    return " ".join(visible.replace("’", "'").replace("‐", "-").replace("‑", "-").split())
