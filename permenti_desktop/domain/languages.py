"""Languages people speak: stable codes, their names, and what offices write instead.

The code is that of Unicode CLDR, which is ISO 639 ("ar", "ckb") with "fa-AF" for Dari. Names come from
``resources/languages``; the ones it lacks stand here.
"""

import json
import re
from functools import cache
from typing import Final

from permenti_desktop import i18n, paths
from permenti_desktop.domain.text import search_key, sort_key

COMMON: Final = (
    "de", "ar", "fa-AF", "fa", "ps", "kmr", "ckb", "uk", "ru", "tr", "ti", "am", "so", "en", "fr",
)  # fmt: skip
"""What participants and mentors speak most, to be offered first."""

# Languages that the source lacks, and names that people use instead of the scholars'.
_OWN_NAMES: Final = {
    "aii": {"de": "Assyrisch", "en": "Assyrian"},
    "bal": {"de": "Belutschisch", "en": "Balochi"},
    "bej": {"de": "Bedscha", "en": "Beja"},
    "byn": {"de": "Bilen", "en": "Bilen"},
    "ckb": {"de": "Sorani", "en": "Sorani"},
    "dyu": {"de": "Dioula", "en": "Dyula"},
    "fa": {"de": "Farsi", "en": "Farsi"},
    "ff": {"de": "Fula", "en": "Fula"},
    "gsg": {"de": "Deutsche Gebärdensprache", "en": "German Sign Language"},
    "haz": {"de": "Hasaragi", "en": "Hazaragi"},
    "kmr": {"de": "Kurmandschi", "en": "Kurmanji", "ku": "kurmancî", "tr": "Kurmançça"},
    "kri": {"de": "Krio", "en": "Krio"},
    "mnk": {"de": "Mandinka", "en": "Mandinka"},
    "pcm": {"de": "Nigerianisches Pidgin", "en": "Nigerian Pidgin"},
    "ssy": {"de": "Saho", "en": "Saho"},
    "sus": {"de": "Susu", "en": "Susu"},
    "syr": {"de": "Aramäisch (Suryoyo)", "en": "Aramaic (Suryoyo)"},
    "zza": {"de": "Zazaki", "en": "Zazaki"},
}

_ALIASES: Final = {
    "aii": "Assyrisch-Aramäisch, Ostaramäisch, Sureth",
    "am": "Amhara, Amharic",
    "ar": "Hocharabisch, Arabic, Arabisch Syrien, Arabisch Irak",
    "az": "Aserisch, Azeri, Aserbaidschanisch-Türkisch",
    "bal": "Belutschi, Baluchi, Balutschi, Balotschi",
    "be": "Weißrussisch, Belorussisch",
    "bm": "Bamanankan",
    "bn": "Bangla, Bengali",
    "bs": "Bosnian",
    "ckb": "Zentralkurdisch, Kurdisch Sorani, Sorani Kurdisch, Kurdi Sorani, Südkurdisch",
    "de": "German, Dt",
    "dyu": "Diula, Jula, Dyula",
    "en": "English, Engl",
    "es": "Spanish, Castellano",
    "fa": "Persisch, Persian, Iranisch, Farsi Persisch, Parsi",
    "fa-AF": "Dari Persisch, Persisch Dari, Farsi Dari, Dari Farsi, Afghanisches Persisch, Darie",
    "ff": "Ful, Fulah, Fulani, Fulfulde, Peul, Peulh, Pular, Poular, Pulaar",
    "fil": "Filipino",
    "fr": "French, Francais, Franz, Frz",
    "gsg": "DGS, Gebärdensprache",
    "ha": "Hausa",
    "haz": "Hazaragi, Hazara",
    "hy": "Armenian",
    "it": "Italian",
    "ka": "Georgian",
    "kmr": "Kurmanci, Kurmanji, Kurmancî, Kurmandji, Kurmandschi Kurdisch, Kurdisch Kurmandschi, Kurdisch Kurmanci, "
    "Kurdisch Kurmanji, Nordkurdisch, Badini, Bahdini",
    "kri": "Sierra Leone Krio",
    "ku": "Kurdish, Kurdi",
    "ln": "Lingala",
    "mnk": "Mandingo, Mandinga, Malinke, Maninka",
    "om": "Oromiffa, Oromifa, Oromoo, Afaan Oromo",
    "pa": "Pandschabi, Panjabi",
    "pcm": "Pidgin, Pidgin Englisch",
    "ps": "Pashto, Paschto, Pashtu, Paschtunisch, Pachto, Paschtou",
    "pt": "Portuguese",
    "ro": "Moldauisch, Moldawisch",
    "rom": "Romanes, Romanisch",
    "ru": "Russian",
    "sh": "Serbokroatisch, BKS, Jugoslawisch",
    "si": "Singalesisch",
    "so": "Somalisch, Somalie, Af Soomaali",
    "sq": "Albanian, Kosovo-Albanisch, Shqip",
    "sus": "Soussou, Sousou, Soso",
    "sw": "Swahili, Kiswahili, Kisuaheli",
    "syr": "Aramäisch, Suryoyo, Turoyo, Neuaramäisch, Syrisch-Aramäisch",
    "th": "Thai",
    "ti": "Tigrinja, Tigrinia, Tigrigna, Tigrinnya, Tigrinisch, Tigriniya",
    "tr": "Turkish, Türk",
    "uk": "Ukrainian",
    "ur": "Pakistanisch",
    "uz": "Uzbek",
    "vi": "Vietnamese",
    "zh": "Mandarin, Hochchinesisch, Chinese",
    "zza": "Zaza, Dimli, Kirmancki",
}  # fmt: skip

_SCRIPT_NAMES: Final = ("de", "en", "fr", "tr", "so", "ku", "uk", "ru", "ar", "fa", "ps", "ckb", "ti", "am")
# "Syrisch" is what someone from Syria is called to speak; it may be Arabic, Kurdish or Aramaic. The same
# goes for "Afghanisch"; "Indisch" and "Afrikanisch" are no languages either.
_AMBIGUOUS: Final = frozenset(("", "syrisch", "syriac", "afghanisch"))


# Languages that nobody speaks at home: dead or invented ones.
_LEFT_OUT: Final = frozenset(("ae", "arc", "cu", "gez", "ia", "ie", "io", "pi", "vo"))


@cache
def _source() -> dict[str, dict[str, str]]:
    with paths.resource("languages/languages_cldr.json").open(encoding="utf-8") as file:
        found: dict[str, dict[str, str]] = json.load(file)
    return {code: names for code, names in found.items() if code not in _LEFT_OUT}


@cache
def _names() -> dict[str, dict[str, str]]:
    source = _source()
    own = {code: {**source.get(code, {}), **names} for code, names in _OWN_NAMES.items()}
    return {**source, **own}


def codes() -> frozenset[str]:
    """All codes."""
    return frozenset(_names())


def name(code: str, language: str | None = None) -> str:
    """A language's name in a language (default: the one in use); in English, then as the code, if it has none."""
    known = _names().get(code)
    if known is None:
        return code
    return known.get(language or i18n.language()) or known.get("en") or code


@cache
def choices(language: str) -> tuple[tuple[str, str], ...]:
    """Code and name of every language: the common ones first, then all others, ordered by name."""
    others = sorted(_names().keys() - set(COMMON), key=lambda code: sort_key(name(code, language)))
    return tuple((code, name(code, language)) for code in (*COMMON, *others))


@cache
def _by_key() -> dict[str, str]:
    """Code by every name and alias. The first language that has a name decides, German first."""
    found: dict[str, str] = {}
    for names in (_OWN_NAMES, _source()):
        for language in _SCRIPT_NAMES:
            for code, known in names.items():
                if known.get(language):
                    found.setdefault(search_key(known[language]), code)
    for code, aliases in _ALIASES.items():
        for alias in aliases.split(", "):
            found.setdefault(search_key(alias), code)
    return {key: code for key, code in found.items() if key not in _AMBIGUOUS}


_LEVEL: Final = re.compile(
    r"\b(?:[abc]\s?[0-2](?:\s?[-–/]\s?[abc]?\s?[0-2])?\+?(?:\.\d)?|muttersprach(?:e|lerin|ler|lich)|ms|erstsprache|"
    r"fließend|fliessend|sehr gut\w*|gut\w*|etwas|wenig|grundkenntnisse|kenntnisse|basis|verhandlungssicher|"
    r"native|fluent|mother tongue|in wort und schrift|sprache)\b",
    re.IGNORECASE,
)


def read_language(text: str) -> str | None:
    """The language that somebody wrote, or None when it is not certain: "Farsi", "arab.", "Kurdisch (Kurmandschi)"."""
    bare = _LEVEL.sub(" ", text)
    if found := _read(bare):
        return found
    # What stands in brackets is the closer word: "Kurdisch (Sorani)", "Farsi (Dari)".
    inside = [found for piece in re.findall(r"\(([^)]*)\)", bare) if (found := _read(piece))]
    outside = _read(re.sub(r"\([^)]*\)", " ", bare))
    return inside[0] if inside else outside


def _read(text: str) -> str | None:
    key = search_key(text)
    if found := _by_key().get(key):
        return found
    # Codes of two letters are words in a list: "ja", "so", "am".
    if len(text.strip()) > 2 and text.strip() in _names():
        return text.strip()
    if key.endswith(("ische", "ischen", "isches")):
        return _by_key().get(re.sub(r"e[ns]?$", "", key))
    # "arab.", "türk.": shortened, and only one language begins so in German.
    if text.strip().endswith(".") and len(key) >= 3 and " " not in key:
        meant = {code for code in _names() if search_key(name(code, "de")).startswith(key)}
        return meant.pop() if len(meant) == 1 else None
    return None


def read_languages(text: str) -> tuple[str, ...]:
    """All languages named in a text, each once, in their order: "Arabisch, Kurdisch (Sorani) und etwas Deutsch A1"."""
    found: dict[str, None] = {}
    for piece in re.split(r"[,;/+&|\n•]|\bund\b|\bsowie\b|\band\b", text):
        if code := read_language(piece):
            found[code] = None
    return tuple(found)
