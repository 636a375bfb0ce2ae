"""Occupations: from the word a person says to a group of the ISCO-08, and back to words.

Three shipped lists are read when first asked: AuxCO (everyday words), ESCO (the European list with its other names)
and the names of the ISCO-08 groups. The code is the four digits of an ISCO-08 unit group; its first digits are the
wider groups, so that two codes that begin alike are kindred occupations. Names are given in the women's form.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Final

from permenti_desktop import paths
from permenti_desktop.domain.text import search_key, sort_key


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation by the name to show and its ISCO-08 unit group."""

    name: str
    code: str


# What participants say and no list has: fields of study and words of everyday speech.
_SPOKEN: Final = {
    "2421": "Betriebswirtin, Betriebswirt, BWL, Betriebswirtschaft, Betriebswirtschaftslehre, Business Administration, "
    "Wirtschaftswissenschaften",
    "2631": "Volkswirtin, Volkswirt, VWL, Volkswirtschaftslehre, Ökonomin, Ökonom",
    "2619": "Juristin, Jurist, Jura, Rechtswissenschaft, Rechtswissenschaften",
    "2330": "Lehrerin, Lehrer, Englischlehrerin, Mathematiklehrerin, Lehramt, Gymnasiallehrerin",
    "2341": "Grundschullehrerin, Grundschullehrer, Primarlehrerin",
    "2342": "Erzieherin, Erzieher, Kindergärtnerin, Kindergärtner, Vorschullehrerin",
    "5311": "Kinderbetreuerin, Kinderpflegerin, Tagesmutter, Babysitterin",
    "3212": "Laborassistentin, Laborassistent, Laborantin, Medizinische Laborantin, MTA, MTLA",
    "3221": "Krankenschwester, Krankenpfleger, Krankenpflegerin, Pflegefachfrau, Altenpflegerin",
    "5321": "Pflegehelferin, Pflegehelfer, Altenpflegehelferin, Krankenpflegehelferin",
    "3222": "Geburtshelferin",
    "2222": "Hebamme",
    "2211": "Ärztin, Arzt, Humanmedizin, Medizin, Hausärztin",
    "2212": "Fachärztin, Gynäkologin, Kinderärztin, Chirurgin, Internistin",
    "2261": "Zahnärztin, Zahnarzt, Zahnmedizin",
    "2262": "Apothekerin, Apotheker, Pharmazie, Pharmazeutin",
    "3256": "Arzthelferin, MFA, Medizinische Fachangestellte",
    "3251": "Zahnarzthelferin, ZFA, Zahnmedizinische Fachangestellte",
    "3312": "Bankkauffrau, Bankkaufmann, Bankangestellte",
    "3313": "Buchhalterin, Buchhalter, Buchhaltung",
    "2411": "Wirtschaftsprüferin, Steuerberaterin, Bilanzbuchhalterin",
    "4110": "Bürokauffrau, Bürokaufmann, Bürokraft, Sachbearbeiterin, "
    "Kauffrau für Büromanagement, Verwaltungsangestellte",
    "4120": "Sekretärin, Sekretär",
    "2142": "Bauingenieurin, Bauingenieur, Bauingenieurwesen",
    "2144": "Maschinenbauingenieurin, Maschinenbau",
    "2151": "Elektroingenieurin, Elektrotechnik",
    "2149": "Ingenieurin, Ingenieur, Wirtschaftsingenieurin",
    "2132": "Agraringenieurin, Agraringenieur, Agrarwissenschaft, Agrarwissenschaften",
    "2161": "Architektin, Architekt, Architektur",
    "2512": "Softwareentwicklerin, Programmiererin, Informatikerin, Informatiker, Informatik, Softwareingenieurin",
    "2113": "Chemikerin, Chemiker, Chemie",
    "2131": "Biologin, Biologe, Biologie",
    "2111": "Physikerin, Physiker, Physik",
    "2120": "Mathematikerin, Mathematiker, Mathematik",
    "2634": "Psychologin, Psychologe, Psychologie",
    "2635": "Sozialarbeiterin, Sozialpädagogin, Soziale Arbeit",
    "2632": "Soziologin, Politikwissenschaftlerin, Soziologie, Politikwissenschaft",
    "2642": "Journalistin, Journalist, Journalismus, Journalistik",
    "2643": "Dolmetscherin, Dolmetscher, Übersetzerin, Übersetzer, Anglistik, Germanistik, Sprachwissenschaft",
    "2166": "Grafikdesignerin, Grafikdesigner, Grafikerin, Mediengestalterin",
    "2651": "Künstlerin, Kunstmalerin, Bildhauerin",
    "5120": "Köchin, Koch",
    "5131": "Kellnerin, Servicekraft",
    "5141": "Friseurin, Friseur, Friseuse",
    "5142": "Kosmetikerin",
    "5223": "Verkäuferin, Verkäufer, Einzelhandelskauffrau, Kauffrau im Einzelhandel",
    "7531": "Schneiderin, Schneider, Änderungsschneiderin",
    "2163": "Modedesignerin, Modedesigner, Modedesign",
    "7533": "Näherin",
    "7512": "Bäckerin, Konditorin",
    "9112": "Reinigungskraft, Putzfrau, Putzkraft, Raumpflegerin",
    "9412": "Küchenhilfe, Küchenhelferin",
    "8322": "Taxifahrerin, Kraftfahrerin",
    "4321": "Lageristin, Lagerarbeiterin, Fachkraft für Lagerlogistik",
    "6111": "Landwirtin, Bäuerin",
}

_PREPOSITIONS: Final = frozenset(("am", "an", "auf", "bei", "beim", "fur", "im", "in", "mit", "und", "von"))

_NOT_PART_OF_IT: Final = frozenset(
    (
        "studium", "studiert", "studierte", "studentin", "student", "ausbildung", "gelernt", "gelernte", "gelernter",
        "dipl", "diplom", "diplomierte", "bachelor", "master", "ba", "bsc", "ma", "msc", "b", "m", "a", "sc", "eng",
        "ing", "staatl", "staatlich", "anerkannte", "gepr", "geprufte", "abgeschlossen", "abgeschlossenes",
        "abgebrochen", "als", "im", "bereich", "beruf", "frau", "zuletzt", "jahre", "der", "die", "das", "in",
        "promovierte", "dr",
    )
)  # fmt: skip


def _rows(name: str) -> Iterator[dict[str, str]]:
    with paths.resource(f"occupations/{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def _groups() -> dict[str, str]:
    return {row["code"]: row["label_de"] for row in _rows("isco08_de")}


def group_name(code: str) -> str:
    """The German name of an ISCO-08 group of one to four digits; the code itself where there is none."""
    return _groups().get(code, code)


def is_code(code: str) -> bool:
    """Whether this is an ISCO-08 unit group of four digits."""
    return len(code) == 4 and code in _groups()


def kinship(one: str | None, other: str | None) -> int:
    """How closely two occupations are related: the number of leading digits their codes share, 0 to 4."""
    shared = 0
    for left, right in zip(one or "", other or "", strict=False):
        if left != right:
            break
        shared += 1
    return shared


# Forms of names --------------------------------------------------------------------------------------------

_FEMALE: Final = re.compile(r"(?:in|innen|frau|schwester|hebamme|dame|euse|ess|mädchen|nonne)$", re.IGNORECASE)


def both_forms(title: str) -> tuple[str, str]:
    """The women's and the men's form of a title as the lists write it; the same twice where there is one.

    "Landwirt/in", "Koch/Köchin", "Zahnarzt/ -ärztin", "Kaufmann/-frau für …", "Technische/r Informatiker/in",
    "KrankenpflegerIn".
    """
    text = re.sub(r"\s*/\s*(-?)\s*", r"/\1", " ".join(title.split())).replace(" - ", " – ")
    text = re.sub(r"(\w)/?In\b", r"\1/in", text)
    text = re.sub(r"beamt\(er/in\)", "beamter/-beamtin", text)
    whole = text.split("/")
    if len(whole) == 2 and all(whole) and _are_two_titles(whole[0], whole[1]):
        women, men = whole[1], whole[0]
        if _FEMALE.search(men.split()[0]) and not _FEMALE.search(women.split()[0]):
            women, men = men, women
        return women, men
    women = men = text
    for match in re.finditer(r"([\w-]+)/(-?)(\w+)", text):
        # "Bühne/Film" are two things, not two forms of one.
        if match[3][0].isupper() and not _FEMALE.search(match[3]):
            continue
        female, male = _pair(match[1], match[3], bool(match[2]))
        women = women.replace(match[0], female, 1)
        men = men.replace(match[0], male, 1)
    return women, men


def _are_two_titles(first: str, second: str) -> bool:
    """Whether two full titles stand beside each other, not a title and an ending."""
    return len(second) > 3 and second[0].isupper() and not first.endswith("-")


def _pair(word: str, ending: str, joined: bool) -> tuple[str, str]:
    """Women's and men's form of "Landwirt" + "in", "Kaufmann" + "frau", "Zahnarzt" + "ärztin"."""
    if ending == "in":
        return (word[:-1] if word.endswith("e") else word) + "in", word
    if ending in ("r", "n", "s"):
        return word, word + ending
    if ending == "frau" and word.lower().endswith("mann"):
        return word[:-4] + ending, word
    start = search_key(ending)[:2]
    places = [index for index in range(len(word)) if search_key(word[index:]).startswith(start)]
    if ending == "pfleger" and word.endswith("schwester"):
        return word, word.removesuffix("schwester") + ending
    if ending == "schwester" and word.endswith("pfleger"):
        return word.removesuffix("pfleger") + ending, word
    if places:
        return word[: places[-1]] + (ending if places[-1] else ending.capitalize()), word
    return (word, ending) if _FEMALE.search(word) else (ending if not joined else word, word)


# Finding ---------------------------------------------------------------------------------------------------


@cache
def _index() -> dict[str, tuple[int, Occupation]]:
    """Occupation by the key of each of its names, with the rank of the list it is from: 0 is believed first."""
    found: dict[str, tuple[int, Occupation]] = {}

    def add(rank: int, occupation: Occupation, names: Iterable[str]) -> None:
        for name in names:
            if key := search_key(name):
                found.setdefault(key, (rank, occupation))

    for code, names in _SPOKEN.items():
        women = ""
        for name in names.split(", "):
            # A man's form and a field of study are shown as the woman's occupation before them.
            women = name if not women or _FEMALE.search(name.split(" (")[0]) else women
            add(0, Occupation(women, code), [name])
    for row in _rows("auxco_occupations_de"):
        forms = both_forms(row["title"])
        add(1, Occupation(forms[0], row["isco08"]), (*forms, row["title"]))
    others = []
    for row in _rows("esco_occupations_de"):
        forms = both_forms(row["label_de"])
        occupation = Occupation(forms[0], row["isco08"])
        add(2, occupation, (*forms, row["label_de"]))
        others.append((occupation, row["alt_labels_de"]))
    for occupation, labels in others:
        for label in labels.split("|"):
            add(3, occupation, both_forms(label))
    return found


@cache
def _endings() -> dict[str, Occupation]:
    """Names of one word that German compounds end with: "…lehrerin", "…buchhalterin"."""
    return {
        key: occupation for key, (rank, occupation) in _index().items() if rank < 3 and len(key) >= 6 and " " not in key
    }


def read_occupation(text: str) -> Occupation | None:
    """The occupation that somebody wrote, or None when no list knows it.

    "Krankenschwester", "Lehrerin (Mathe)", "Dipl.-Bauingenieurin", "BWL Studium", "Chemielehrerin". Of several in
    one text the first that is known.
    """
    for piece in re.split(r"[,;/\n+]|\bund\b|\bbzw\b", re.sub(r"\([^)]*\)?", " ", text)):
        words = [word for word in search_key(piece).split() if not word.isdecimal()]
        kept = [word for word in words if word not in _NOT_PART_OF_IT]
        # "Verkäuferin im Kiosk": where nothing else is known, what stands before the place.
        before = list(takewhile(lambda word: word not in _PREPOSITIONS, words))
        for key in (" ".join(words), " ".join(kept), " ".join(before)):
            if found := _index().get(key):
                return found[1]
        if len(kept) == 1 and (compound := _by_ending(kept[0])):
            return compound
    return None


def _by_ending(word: str) -> Occupation | None:
    """The last part of a compound decides what it is: a "Chemielehrerin" is a teacher."""
    for start in range(2, len(word) - 5):
        if found := _endings().get(word[start:]):
            return found
    return None


def suggest(text: str, limit: int = 8) -> tuple[Occupation, ...]:
    """Occupations to offer while someone types, the likeliest first, each name once."""
    typed = search_key(text)
    if len(typed) < 2:
        return ()
    best: dict[Occupation, tuple[int, int, str]] = {}
    for key, (rank, occupation) in _index().items():
        if typed not in key:
            continue
        if key == typed:
            place = 0
        elif key.startswith(typed):
            place = 1
        elif f" {typed}" in key:
            place = 2
        else:
            place = 3
        order = (place * 4 + rank, len(key), sort_key(occupation.name))
        if order < best.get(occupation, (99, 0, "")):
            best[occupation] = order
    named: dict[str, Occupation] = {}
    for occupation in sorted(best, key=best.__getitem__):
        named.setdefault(search_key(occupation.name), occupation)
        if len(named) == limit:
            break
    return tuple(named.values())
