"""Names and words: cleaned, ordered, and found whatever way they are spelt.

Four keys of one text, each stored beside it by the database: :func:`search_key` for finding, :func:`sort_key`
for ordering, :func:`skeleton_key` for finding what only sounds alike, and the text itself, which
:func:`clean` frees of invisible signs.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

ALIKE: Final = 80.0
"""Likeness of two skeletons (0 to 100, rapidfuzz's ratio) from which names are offered as spelt otherwise."""

SHORTEST_NUMBER: Final = 3
"""So many digits in a row of a telephone number are looked for; fewer are in too many numbers."""

_ZERO_WIDTH_JOINERS: Final = "\u200c\u200d"  # Persian and Kurdish words are written with them
_FIRST_STRONG_ISOLATE: Final = "\u2068"
_POP_ISOLATE: Final = "\u2069"
_DIRECTION_SIGNS: Final = "\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e"

# Letters that Unicode does not take apart, and the marks that take the place of a letter.
_BASE_LETTERS: Final = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h",
        "ı": "i", "ŋ": "n", "ə": "e", "ɛ": "e", "ɔ": "o", "ɓ": "b", "ɗ": "d", "ɖ": "d", "ŧ": "t", "ɣ": "g",
        "ƙ": "k",
        # Arabic letters that are written one for another in names, and letters of its neighbours
        "ى": "ي", "ی": "ي", "ې": "ي", "ێ": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك", "ة": "ه", "ھ": "ه", "ہ": "ه",
        "ە": "ه", "ۀ": "ه", "ٱ": "ا", "ۆ": "و", "ۇ": "و", "ڤ": "ف", "ء": "", "ـ": "",
    }
)  # fmt: skip
_APOSTROPHES: Final = str.maketrans("", "", "'’‘ʼʻʿʾ`´′ʹ")


def _visible(sign: str) -> bool:
    return sign in _ZERO_WIDTH_JOINERS or unicodedata.category(sign) not in ("Cf", "Cc", "Cs")


def clean(text: str) -> str:
    """A one-line text as it is stored: composed (NFC), single blanks, without invisible and direction signs."""
    visible = "".join(sign if _visible(sign) else " " * sign.isspace() for sign in unicodedata.normalize("NFC", text))
    return " ".join(visible.split()).strip(_ZERO_WIDTH_JOINERS)


def clean_lines(text: str) -> str:
    """A text of several lines as it is stored: as :func:`clean`, but blanks and line ends stay as written."""
    lines = re.split(r"\r\n|[\r\n\v\f\x85\u2028\u2029]", unicodedata.normalize("NFC", text))
    kept = ("".join(sign for sign in line if sign == "\t" or _visible(sign)) for line in lines)
    return "\n".join(line.rstrip() for line in kept).strip("\n")


def isolate(name: str) -> str:
    """A name for a composed sentence: whichever way it is written, it does not turn the sentence around."""
    bare = "".join(sign for sign in name if sign not in _DIRECTION_SIGNS)
    return f"{_FIRST_STRONG_ISOLATE}{bare}{_POP_ISOLATE}" if bare else ""


def _bare(text: str) -> str:
    """Small letters without marks, digits as 0–9, everything else a blank; apostrophes vanish."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_APOSTROPHES)).translate(_BASE_LETTERS)
    signs = []
    for sign in apart:
        if sign.isascii():
            signs.append(sign if sign.isalnum() else " ")
            continue
        category = unicodedata.category(sign)
        if category == "Nd":
            signs.append(str(unicodedata.decimal(sign)))
        elif category[0] == "L" or category == "Mc":
            signs.append(sign)
        elif category not in ("Mn", "Me", "Cf", "Sk", "Lm"):
            signs.append(" ")
    return " ".join("".join(signs).translate(_BASE_LETTERS).split())


@lru_cache(maxsize=4096)
def search_key(text: str) -> str:
    """The text as it is searched: "Müller", "Mueller" and "Muller" are all "muller"; words apart by one blank.

    Marks, case, apostrophes and punctuation do not count; the two letters that stand for an umlaut count as
    its vowel. The key of a beginning is a beginning of the key, so that it can be used while someone types.
    """
    return _DIGRAPHS.sub(lambda match: match[0][0], _bare(text))


_DIGRAPHS: Final = re.compile(r"[aou]e")


def number_key(number: str) -> str:
    """A telephone number as it is searched: each of its ends of at least three digits as a word, so that any digits
    in a row are the beginning of one ("231 4567" is "2314567 314567 14567 4567 567")."""
    digits = "".join(sign for sign in search_key(number) if sign.isdigit())
    return " ".join(digits[start:] for start in range(len(digits) - SHORTEST_NUMBER + 1))


def words(text: str) -> tuple[str, ...]:
    """The words of a text by their search keys."""
    return tuple(search_key(text).split())


@lru_cache(maxsize=4096)
def sort_key(text: str) -> str:
    """The text as it is ordered in lists of names, DIN 5007-2: ä as ae, ö as oe, ü as ue, ß as ss.

    Other marked letters stand with their base letter. Compared by code point, so that other scripts follow
    the Latin one, each in its own order.
    """
    composed = unicodedata.normalize("NFC", text).casefold()
    return _bare(composed.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue"))


# Ukrainian and Russian letters as German offices write them; enough to find a name in either script.
_CYRILLIC: Final = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ж": "sh", "з": "z",
        "и": "y", "і": "i", "ї": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
        "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "tsch", "ш": "sh",
        "щ": "shtsch", "ь": "", "ъ": "", "ы": "y", "э": "e", "ю": "yu", "я": "ya", "ё": "yo",
    }
)  # fmt: skip

# Letters whose mark is a sound of its own.
_SOUNDING_MARKS: Final = str.maketrans(
    {"ş": "sh", "š": "sh", "ś": "sh", "ç": "tsch", "č": "tsch", "ć": "tsch", "ž": "zh", "ż": "zh", "ğ": "g"}
)

# In this order: spelling → sound. Sounds: "s" all hissing ones, "J" as in Jamila and Yasmin, "k" also g, q
# and gh, "h" also kh, "v" also w, "a" the vowels a e i y ä, "o" the vowels o u ö ü.
_SOUNDS: Final = tuple(
    (re.compile(spelling), sound)
    for spelling, sound in (
        (r"\b(?:ch|kh|x)", "h"),  # Chatera, Khatera, Xatire
        (r"\b[jy](?=[aeiou])", "J"),
        (r"\b(a|e)(l|n|s|r|t|d|z|sh|sch) (?=\w)", r"al"),  # Al-Hassan, El Hassan, Ash-Shami
        (r"\b(abd)(u|e|a|o)l ?", r"abdal"),  # Abdul Rahman, Abdelrahman
        (r"(?<=a)w(?=[^aeiouy\s])", "u"),  # Fawzia, Rawda
        (r"dzsch|dsch|dzh|dsh|dj", "J"),
        (r"schtsch|shtsch|shch|tsch|tch|sch|sh|zh|tz|ts|cz", "s"),
        (r"kh", "h"),
        (r"ks|x", "h"),  # Oksana, Oxana; Somali and Kurdish x is an h or kh
        (r"ch(?=[bdfghklmpstvwz])", "h"),  # Ruchsana, Bachtiar
        (r"ck|qu|gh|q|g", "k"),
        (r"ch", "s"),  # Shevchenko, Bouchra
        (r"\bc(?=a[abwy]|ali|um|us)|(?<=[aeiou])c(?=[^aeiouy]|\b)", ""),  # Cali, Sacdiyo: the Somali ayn
        (r"c(?=[aou])", "k"),  # Camara
        (r"c", "s"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"z", "s"),
        (r"\bou(?=[aeiou])", "v"),  # Ouédraogo
        (r"w", "v"),
        (r"(?<=[ou])j(?=[^aeiouyj\s])", "s"),  # Rojda
        (r"dt\b", "t"),
        (r"(?<=\w)h\b", ""),
        (r"ou|oo|ue|oe|u", "o"),
        (r"[eijy]", "a"),
    )
)


@lru_cache(maxsize=4096)
def skeleton_key(text: str) -> str:
    """What is left of a name when the ways to spell it are taken away, for finding it by how it sounds."""
    sounding = unicodedata.normalize("NFC", text).casefold().translate(_SOUNDING_MARKS).translate(_CYRILLIC)
    key = _bare(sounding)
    for spelling, sound in _SOUNDS:
        key = spelling.sub(sound, key)
    return " ".join(re.sub(r"(.)\1+", r"\1", key).lower().split())
