"""Text of users made fit for a file: what no format can hold is taken out, everything else stays.

Names and notes come from forms, imports and other people's lists. A control character makes a workbook
unreadable, half a surrogate pair cannot be encoded, and a sign that turns the reading direction makes a line
say something else than it holds. This is done in one place, before any writer sees the text.
"""

import re
from typing import Final

# Not characters of XML 1.0 (production [2] Char), plus C1 controls, which no reader shows.
_UNFIT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DIRECTION: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")

REPLACEMENT: Final = "\ufffd"
"""Stands for half a surrogate pair, as in every other program."""


def clean(text: str) -> str:
    """*text* with only the characters a file can hold; every kind of line break becomes a newline.

    Half surrogates (a broken emoji from an old list) become U+FFFD, line separators become newlines, other
    control characters go without a trace.
    """
    if _UNFIT.search(text) is None:
        return text
    return _UNFIT.sub(_fit, text.replace("\r\n", "\n"))


def _fit(match: re.Match[str]) -> str:
    sign = match[0]
    if sign in "\r\x0b\x0c\x85":
        return "\n"
    return REPLACEMENT if "\ud800" <= sign <= "\udfff" else ""


def undirected(text: str) -> str:
    """*text* without the invisible signs that force a reading direction (Unicode TR 36, 2.5).

    For print only: letters alone decide the direction there, so no name can turn the rest of its line round.
    """
    return _DIRECTION.sub("", text)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take *text* for a formula: it begins with = + - @ or white space before it."""
    return text.startswith(_DANGEROUS)
