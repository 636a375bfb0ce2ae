"""What a cell means where the program has a closed list: levels, residence titles, recognition, status
after exit …

The words are those that offices really write, German and English, with their abbreviations. A word that may
mean two codes is never decided here: § 25 Abs. 2 AufenthG stands for refugee status as well as for
subsidiary protection, and stays text for a person to decide.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from permenti_desktop.domain import countries, languages
from permenti_desktop.domain.dates import PartialDate, read_date
from permenti_desktop.domain.text import search_key
from permenti_desktop.exchange.read_values import as_cell
from permenti_desktop.exchange.reading import (
    Reading,
    empty,
    plain,
    says_nothing,
    says_ongoing,
    says_unknown,
    sure,
    unreadable,
    unsure,
)
from permenti_desktop.exchange.workbook import Cell, Value
from permenti_desktop.i18n import _

# Language levels --------------------------------------------------------------------------------------------

_LEVEL: Final = re.compile(
    r"(?<![a-z0-9])(a|b|c)\s?[-.]?\s?([0-2])(?:\s?[.]\s?([1-4]))?(\+{1,2}|-(?!\s?[abc]?\d))?(?![0-9a-z])"
)
_ORDER: Final = ("A0", "A1", "A2", "B1", "B2", "C1", "C2")
_NOT_YET: Final = re.compile(
    r"noch kein|noch nicht|\bkein (?=[abc]\s?[12])|nicht erreicht|"
    r"kurs|läuft|laufend|angestrebt|ziel|geplant|angemeldet|in arbeit|derzeit|aktuell|macht|besucht|ab \d|wartet|"
    r"course|planned|aim|currently|in progress|anmeld|prüfung (?:am|im|in)\b|exam (?:on|in)\b|lernt|learning|"
    r"nicht bestanden|durchgefallen|wiederhol"
)
_REACHED: Final = re.compile(r"(?<!nicht )(?:bestanden|abgeschlossen|erreicht|absolviert|passed|completed)")
_CERTIFICATES: Final = (
    (re.compile(r"test\s?daf(?:\s*(?:tdn\s*)?[345](?:[x,/ ]*[345])*)?"), "TestDaF"),
    (re.compile(r"dsh(?:[ -]?[123])?"), "DSH"),
    (re.compile(r"telc(?: deutsch)?(?: pflege| medizin)?"), "telc"),
    (re.compile(r"goethe(?:[ -]?(?:zertifikat|institut|inst\.?|zert\.?))?"), "Goethe-Zertifikat"),
    (re.compile(r"ösd|oesd"), "ÖSD"),
    (re.compile(r"\bdtz\b|deutschtest für zuwanderer"), "DTZ"),
    (re.compile(r"\bdtb\b|deutsch-test für den beruf"), "DTB"),
    (re.compile(r"fachsprach(?:en)?prüfung|\bfsp\b"), "Fachsprachprüfung"),
)
_BEGINNER: Final = re.compile(r"anfänger(?:in)?|beginner")
_MOTHER_TONGUE: Final = re.compile(r"mutterspr|erstsprache|native|muttersprache|mother tongue|\bl1\b")
_NO_GERMAN: Final = re.compile(
    r"(?:noch )?kein(?:e|en)?(?: kenntnisse| deutsch(?:kenntnisse)?)?|ohne(?: deutsch| kenntnisse)?|"
    r"alpha(?:betisierung)?(?:skurs|kurs)?|analphabetin|0|a0|no german|none|nein"
)


@dataclass(frozen=True, slots=True)
class Level:
    """A language level with the certificate that shows it."""

    code: str | None
    certificate: str = ""
    certificate_on: PartialDate | None = None


def read_level(value: Cell | Value, today: date) -> Reading[Level]:
    """A level of German: "B2.1" is B2, "B1/B2" is B1 (reached in full), "C1 TestDaF" has its certificate.

    A course that is attended is no level reached; "gut" is none either.
    """
    cell = as_cell(value)
    text = cell.text
    words = plain(text).replace("–", "-").replace("—", "-")
    if cell.blank or (says_nothing(text) and words != "none"):
        return empty()
    if _MOTHER_TONGUE.search(words):
        return sure(Level("L1"))
    certificate, stripped = _certificate(text, words)
    found = list(_LEVEL.finditer(stripped))
    if not found:
        if _NO_GERMAN.fullmatch(words.strip(" .!")):
            return _no_level(words, text)
        if certificate:
            return unsure(Level(None, certificate), _("Zum Zertifikat steht keine Stufe da."), text)
        return unreadable(text, _("Das ist keine Stufe von A1 bis C2; der Text bleibt erhalten."))
    codes = list(dict.fromkeys(f"{match[1]}{match[2]}".upper() for match in found))
    codes = [code for code in codes if code in _ORDER]
    if not codes:
        return unreadable(text, _("Das ist keine Stufe von A1 bis C2; der Text bleibt erhalten."))
    lowest = min(codes, key=_ORDER.index)
    rest = stripped
    for match in found:
        rest = rest.replace(match[0], " ", 1)
    taken_on = _year_of_certificate(rest, today)
    if taken_on is not None:
        rest = re.sub(r"(?:\d{1,2}[./])?\d{4}|\d{1,2}\.\d{1,2}\.\d{2,4}", " ", rest)
    level = Level(lowest, certificate, taken_on)
    left = re.sub(
        r"\b(?:niveau|stufe|level|ger|cefr|deutsch|german|ca\.?|zertifikat|zert\.?|prüfung|bestanden|passed|certificate|"
        r"mit|anfängerin|anfänger|beginner|vom|von|am|bis|und|zwischen|ger-niveau|sprachniveau|nachweis|abgeschlossen)\b",
        " ",
        rest,
    ).strip(" .,;:/()+-–>→|!")
    left = " ".join(left.split())
    if _NOT_YET.search(rest) and not _REACHED.search(rest):
        if len(codes) > 1:
            return unsure(
                level, _("Als erreicht gilt hier {level}; daneben steht: {text}").format(level=lowest, text=text), text
            )
        return Reading(
            None,
            "unreadable",
            _("Das klingt nach einem Kurs, nicht nach einer erreichten Stufe; der Text bleibt erhalten."),
            text,
        )
    if len(codes) > 1:
        return unsure(
            level, _("Zwischen zwei Stufen: eingetragen wird die niedrigere, {level}.").format(level=lowest), text
        )
    if left and not _BEGINNER.fullmatch(left):
        return unsure(level, _("Neben der Stufe steht noch: {text}").format(text=left), text)
    if re.search(r"\b(?:ca|circa|etwa|ungefähr|vermutlich|geschätzt|approx)\b|~", words):
        return unsure(level, _("Nur ungefähr: {text}").format(text=text), text)
    plus = any(match[3] or match[4] for match in found)
    return sure(level, text if plus else "")


def _certificate(text: str, words: str) -> tuple[str, str]:
    """The certificate as it is written, and the text without it."""
    for pattern, name in _CERTIFICATES:
        match = pattern.search(words)
        if match is None:
            continue
        digits = re.search(r"[1-5](?:[x,/ ]*[345])*$", match[0])
        shown = f"{name} {digits[0]}" if digits and name in ("TestDaF", "DSH") else name
        if name == "telc" and "deutsch" in match[0]:
            shown = " ".join(["telc Deutsch", *(w.capitalize() for w in match[0].split()[2:])])
        return shown, f"{words[: match.start()]} {words[match.end() :]}"
    return "", words


def _no_level(words: str, text: str) -> Reading[Level]:
    if "alpha" in words:
        return unsure(Level("A0"), _("Als „keine Kenntnisse / Alphabetisierung“ gelesen."), text)
    return sure(Level("A0"))


def _year_of_certificate(rest: str, today: date) -> PartialDate | None:
    pieces = re.findall(r"\d{1,2}\.\d{1,2}\.\d{2,4}|(?:\d{1,2}[./])?(?:19|20)\d{2}", rest)
    return read_date(pieces[0], kind="event", today=today) if len(pieces) == 1 else None


# Languages --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language and its level. ``language`` is a CLDR code."""

    language: str
    level: str | None


_SHORT_LANGUAGES: Final = {
    short: code
    for code, shorts in {
        "de": "d de deu dt", "en": "e en eng", "fr": "f fr fra", "ar": "ar ara", "tr": "t tr", "ru": "ru rus",
        "uk": "uk ukr", "fa": "fa", "ku": "ku", "es": "es sp", "it": "it", "pl": "pl", "so": "so", "ti": "ti",
        "ps": "ps", "ur": "ur", "ro": "ro", "sq": "sq", "pt": "pt",
    }.items()
    for short in shorts.split()
}  # fmt: skip
"""Languages by the letters that stand for them where a cell holds nothing else: "D, FR, AR"."""
_HOW_WELL: Final = re.compile(
    r"fließend|fliessend|sehr gut\w*|gut\w*|etwas|wenig|grundkenntnisse|kenntnisse|basis|verhandlungssicher|fluent|"
    r"good|some|basic|in wort und schrift"
)


def read_languages(value: Cell | Value) -> Reading[tuple[Spoken, ...]]:
    """Several languages in one cell: "Arabisch, Englisch B2, Kurdisch (Muttersprache)"."""
    cell = as_cell(value)
    text = cell.text
    if cell.blank or says_nothing(text):
        return empty()
    found: list[Spoken] = []
    left: list[str] = []
    beside: list[str] = []
    open_levels: list[str] = []
    pieces = re.split(r"[,;/\n+|]|\bund\b|\band\b|&", text)
    short = [_SHORT_LANGUAGES.get(plain(piece)) for piece in pieces if piece.strip()]
    if len(short) > 1 and all(short):
        return sure(tuple(Spoken(code, None) for code in dict.fromkeys(filter(None, short))))
    # "UKR, RUS, D: B2, E: B1": letters stand for languages where every piece is of that kind.
    abbreviated = len(pieces) > 1 and all(_short_language(piece) for piece in pieces if piece.strip())
    for piece in pieces:
        words = plain(piece)
        levels = sorted({f"{one[1]}{one[2]}".upper() for one in _LEVEL.finditer(words)})
        bare = _LEVEL.sub(" ", words)
        mother = bool(_MOTHER_TONGUE.search(bare) or re.search(r"\bms\b", bare))
        # "Kurdisch (Kurmandschi)" says which Kurdish it is.
        named = languages.read_language(" ".join(re.sub(r"[()]", " ", bare).split()))
        inside = re.search(r"\(([^)]*)\)", bare)
        named = named or (languages.read_language(inside[1]) if inside else None)
        bare = re.sub(r"\([^)]*\)|[-:=()]|mutterspr\w*|erstsprache|native|mother tongue", " ", bare).strip()
        code = named or languages.read_language(bare) or languages.read_language(_HOW_WELL.sub(" ", bare).strip())
        code = code or (_short_language(piece) if abbreviated else None)
        if code is None:
            if words.strip():
                left.append(piece.strip())
            continue
        # "etwas Deutsch" is no level of the scale: the words stay beside the language.
        if not levels and not mother and _HOW_WELL.search(words):
            beside.append(piece.strip())
        # A course that is attended is no level reached, and of "A1-A2" the lower one is.
        attended = bool(_NOT_YET.search(words)) and not _REACHED.search(words)
        if levels and not mother and (len(levels) > 1 or attended):
            open_levels.append(piece.strip())
        shown = "L1" if mother else levels[0] if levels and not attended else None
        found.append(Spoken(code, shown))
    if not found:
        return unreadable(text, _("Diese Sprache steht nicht in der Auswahlliste; der Text bleibt erhalten."))
    if left:
        return unsure(tuple(found), _("Nicht erkannt: {text}").format(text=", ".join(left)), text)
    if open_levels:
        return unsure(tuple(found), _("Bitte prüfen: {text}").format(text=", ".join(open_levels)), text)
    return sure(tuple(found), ", ".join(beside))


def _short_language(piece: str) -> str | None:
    bare = _LEVEL.sub(" ", plain(piece)).strip(" :=-–()")
    return _SHORT_LANGUAGES.get(bare) or languages.read_language(bare)


def as_mother_tongue(spoken: tuple[Spoken, ...]) -> tuple[Spoken, ...]:
    """Languages in a column for the first language: spoken as one, where no level stands beside."""
    return tuple(one if one.level else Spoken(one.language, "L1") for one in spoken)


def read_spoken(value: Cell | Value, language: str) -> Reading[tuple[Spoken, ...]]:
    """How well she speaks the language that the column is for: "B2", "Muttersprache", a cross; "gut" stays as text."""
    cell = as_cell(value)
    text = " ".join(cell.text.split())
    words = plain(text)
    if cell.blank or says_nothing(text):
        return empty()
    if _MOTHER_TONGUE.search(words):
        return sure((Spoken(language, "L1"),))
    codes = [f"{match[1]}{match[2]}".upper() for match in _LEVEL.finditer(words)]
    if len(codes) == 1 and codes[0] in _ORDER and not _NOT_YET.search(words):
        rest = _LEVEL.sub(" ", words).strip(" .,;:()-–")
        return sure((Spoken(language, codes[0]),), text if rest else "")
    marked = read_yes_no(cell).value
    if marked is not None:
        return sure((Spoken(language, None),)) if marked == "yes" else empty()
    if _HOW_WELL.search(words):
        return sure((Spoken(language, None),), text)
    return unreadable(text)


# Countries --------------------------------------------------------------------------------------------------


@cache
def _country_names() -> dict[str, str]:
    """German and English names by search key, for slips of the pen."""
    return {search_key(countries.name(code, language)): code for code in countries.codes() for language in ("de", "en")}


def read_country(value: Cell | Value) -> Reading[str]:
    """A country as CLDR code: "Syrien", "syrisch", "Syrian Arab Republic"; a slip of the pen with a
    remark.
    """
    cell = as_cell(value)
    text = cell.text
    if cell.blank or says_nothing(text):
        return empty()
    if not isinstance(cell.value, str) or says_unknown(text):
        return unreadable(text, _("Dieses Land steht nicht in der Auswahlliste; der Text bleibt erhalten."))
    code = countries.read_country(text)
    if code is not None:
        if countries.read_country(re.split(r"[/(),;:+&\n]", text)[0]) != code or re.search(r"[/(;,]", text):
            return unsure(code, _("Neben dem Land steht noch etwas: {text}").format(text=text), text)
        return sure(code)
    wanted = search_key(text)
    if len(wanted) >= 5:
        best = process.extract(wanted, _country_names().keys(), scorer=fuzz.ratio, score_cutoff=86, limit=3)
        near = {_country_names()[name] for name, _score, _index in best}
        if len(near) == 1:
            return unsure(near.pop(), _("Vermutlich verschrieben: {text}").format(text=text))
    return unreadable(text, _("Dieses Land steht nicht in der Auswahlliste; der Text bleibt erhalten."))


# Residence titles (AufenthG, AsylG) -------------------------------------------------------------------------

_TITLE_WORDS: Final = (
    (re.compile(r"niederlass|\bne\b|unbefristet\w* (?:ae|aufenthalt|titel)|settlement|permanent residen"), "ne"),
    (re.compile(r"daueraufenthalt|\b9a\b"), "dau_eu"),
    (re.compile(r"fiktion"), "fiktion"),
    (re.compile(r"gestattung|ankunftsnachweis|büma|asylbewerb|asylverfahren|asylum seeker|im asyl"), "gestattung"),
    (re.compile(r"duldung|geduldet|toleration|tolerated|\b60\s?[acd]\b"), "duldung"),
    (re.compile(r"familiennachzug|familienzusammenf|fam\.?\s?-?nachzug|family re"), "28_36"),
    (re.compile(r"blaue karte|blue card|\b18g\b"), "18g"),
    (re.compile(r"chancenkarte|opportunity card|arbeitsplatzsuche"), "20"),
    (re.compile(r"chancen-?\s?aufenthalt|\b104\s?c\b"), "104c"),
    (re.compile(r"\bvisum\b|\bvisa\b"), "visum"),
    (
        re.compile(
            r"eingebürgert|deutsche staats|dt\.? staats|\bdeutsche?\b|\beu[- ]?bürger|\beu-?(?:staats|angeh)|"
            r"unionsbürger|freizügig|german citizen|\beu citizen|^eu$"
        ),
        "de_eu",
    ),
    (re.compile(r"abschiebungsverbot|abschiebeverbot"), "25_3"),
    (
        re.compile(r"flüchtlingseigenschaft|anerkannter? flüchtling|gfk|genfer|recogni[sz]ed refugee|refugee status"),
        "25_2a",
    ),
    (re.compile(r"subsidi"), "25_2b"),
    (re.compile(r"asylberechtig|asylanerkennung"), "25_1"),
    (re.compile(r"vorübergehender schutz|temporary protection|massenzustrom"), "24"),
    (re.compile(r"resettlement|kontingent|landesaufnahme|härtefall"), "22_23"),
)
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_SECTION: Final = re.compile(
    r"(?<![\d.])(?:§+\s*)?(\d{1,3})(?:\s?([a-g])(?![a-zäöüß]))?(?![\d.])"
    r"(?:\s*(?:abs\.?|absatz|,|\(|/|-|\bsec\.?|\bpara\.?)?\s*\b(\d|iii|ii|iv|i|v)\s?([ab]\b)?(?!\d)\)?)?"
)
_ALTERNATIVE: Final = re.compile(r"(?:alt\.?|alternative)\s*([12])|([12])\.?\s*alt")
_SECTION_CODES: Final = {
    "24": "24",
    "22": "22_23",
    "23": "22_23",
    "23a": "22_23",
    "25a": "25a_b",
    "25b": "25a_b",
    "104c": "104c",
    "9": "ne",
    "26": "ne",
    "9a": "dau_eu",
    "18g": "18g",
    "18a": "18",
    "18b": "18",
    "18d": "18",
    "19c": "18",
    "16": "16",
    "16a": "16",
    "16b": "16",
    "16d": "16",
    "16e": "16",
    "16f": "16",
    "16g": "16",
    "17": "16",
    "20": "20",
    "20a": "20",
    "55": "gestattung",
    "63a": "gestattung",
    "60a": "duldung",
    "60c": "duldung",
    "60d": "duldung",
    "81": "fiktion",
    "6": "visum",
    **{str(number): "28_36" for number in range(28, 37)},
    "36a": "28_36",
}


@dataclass(frozen=True, slots=True)
class Residence:
    """A residence title: the code where it is certain, the text always, the day it ends where it stands
    there.
    """

    code: str | None
    text: str
    expires: date | None = None


def read_residence(value: Cell | Value, today: date) -> Reading[Residence]:
    """A residence title: "AE 25,3", "§ 24 AufenthG", "Niederlassungserl."; "§ 25 Abs. 2" stays open."""
    cell = as_cell(value)
    text = " ".join(cell.text.split())
    if cell.blank or says_nothing(text):
        return empty()
    words = plain(text)
    expires, words = _expiry(words, today)
    if says_unknown(text):
        return unsure(Residence("unknown", text), _("In der Liste steht ein Fragezeichen."), text)
    by_word = list(dict.fromkeys(code for pattern, code in _TITLE_WORDS if pattern.search(words)))
    by_section, remark = _title_by_section(words)
    if re.match(r"(?:noch )?(?:kein\w*|nicht|ohne|no|not)\b", words):
        by_word, by_section = [], None  # "keine Duldung"
    codes = list(dict.fromkeys([*by_word, *([by_section] if by_section else [])]))
    if codes == ["25_2a"] or codes == ["25_2b"]:
        remark = ""
    if len(codes) == 1 and not remark:
        residence = Residence(codes[0], text, expires)
        if re.search(r"\?|beantragt|abgelaufen|wird verlängert|in verlängerung|applied|expired", words):
            return unsure(residence, _("Neben dem Titel steht noch etwas: {text}").format(text=text), text)
        return sure(residence, text)
    if remark:
        return Reading(Residence(None, text, expires), "unsure", remark, text)
    if len(codes) > 1:
        return unsure(
            Residence(None, text, expires), _("Hier stehen mehrere Aufenthaltstitel; der Text bleibt erhalten."), text
        )
    return unsure(
        Residence(None, text, expires),
        _("Dieser Aufenthaltstitel ist nicht eindeutig; der Text bleibt erhalten."),
        text,
    )


def _expiry(words: str, today: date) -> tuple[date | None, str]:
    match = re.search(
        r"\(?\b(?:gültig |valid )?(?:bis|until|till|gilt bis|valid (?:until|till|to))(?: zum)?:?\s*([\d./-]+)\)?", words
    )
    if match is None:
        return None, words
    found = read_date(match[1].rstrip("."), kind="event", today=today)
    return (found.exact if found else None), f"{words[: match.start()]} {words[match.end() :]}"


def _title_by_section(words: str) -> tuple[str | None, str]:
    """The code by the number of the section, or a remark why it stays open."""
    sections = [
        match for match in _SECTION.finditer(words) if match[1] + (match[2] or "") in _SECTION_CODES or match[1] == "25"
    ]
    if not sections or not re.search(
        r"§|\bae\b|\bsec|section|aufenthg|asylg|abs|auf\.?erl|erlaubnis|titel|^\s*\d", words
    ):
        return None, ""
    match = sections[0]
    number, letter = match[1], match[2] or ""
    if number != "25" or letter:
        return _SECTION_CODES.get(number + letter) or _SECTION_CODES.get(number), ""
    paragraph = _ROMAN.get(match[3] or "") or (int(match[3]) if (match[3] or "").isdigit() else None)
    if paragraph == 1:
        return "25_1", ""
    if paragraph == 3:
        return "25_3", ""
    if paragraph in (4, 5):
        return "25_4_5", ""
    if paragraph == 2:
        alternative = _ALTERNATIVE.search(words)
        if alternative:
            return ("25_2a" if "1" in (alternative[1] or alternative[2]) else "25_2b"), ""
        return None, _("§ 25 Abs. 2 kann Flüchtlingseigenschaft oder subsidiären Schutz bedeuten; bitte wählen Sie.")
    return None, _("§ 25 hat mehrere Absätze; bitte wählen Sie den Aufenthaltstitel.")


# Recognition of qualifications ------------------------------------------------------------------------------

_RECOGNITION: Final = (
    (
        re.compile(
            r"^(?:noch )?(?:nicht|kein(?:en)?|not|no)(?: yet)? (?:antrag|beantragt|gestellt|applied|application)\b|"
            r"antrag (?:noch )?nicht gestellt"
        ),
        "none",
    ),
    (re.compile(r"\b(?:abgelehnt|ablehnung|rejected|refused|negativ)"), "rejected"),
    (
        re.compile(
            r"zab\b.*(?:liegt vor|da\b|erhalten|vorhanden|fertig|ja\b)|zeugnisbewertung (?:liegt vor|vorhanden|da)"
        ),
        "zab_done",
    ),
    (re.compile(r"\bzab\b|zeugnisbewertung|statement of comparability"), "zab_requested"),
    (re.compile(r"anpassungs|kenntnisprüfung|eignungsprüfung|ausgleichsma|adaptation"), "measure"),
    (re.compile(r"teilw|partiell|partial|teil(?:anerk|gleichw)"), "partial"),
    (
        re.compile(
            r"beantragt|antrag (?:gestellt|läuft)|in bearbeitung|applied|im verfahren|verfahren läuft|"
            r"gestellt|submitted"
        ),
        "applied",
    ),
    (re.compile(r"beratung|advice|counsel"), "advice"),
    (re.compile(r"nicht (?:nötig|erforderlich|reglementiert)|entfällt|not required|non-regulated"), "n/a"),
    (
        re.compile(
            r"^(?:voll(?:e|ständig)?\b.*|anerkannt(?:\s*\([^?]*\)|,? (?:seit|am|im|\d)[^?]*)?|ja,? voll.*|gleichwertig|"
            r"fully?(?: recogni[sz]ed)?|approbation.*|berufserlaubnis.*)$"
        ),
        "full",
    ),
    (re.compile(r"^(?:kein antrag|nicht beantragt|noch nicht|no application|not applied)\b"), "none"),
)


@dataclass(frozen=True, slots=True)
class Recognition:
    """Where the recognition of a qualification stands; ``text`` is what the list says."""

    code: str | None
    text: str
    applied_on: PartialDate | None = None


def read_recognition(value: Cell | Value, today: date) -> Reading[Recognition]:
    """Recognition: "läuft", "teilw.", "beantragt 3/20", "ja", "nein"; "anabin H+" rates a university, not a
    degree.
    """
    cell = as_cell(value)
    text = " ".join(cell.text.split())
    words = plain(text).strip(" .!")
    if cell.blank or (says_nothing(text) and words != "entfällt"):
        return empty()
    if says_unknown(text):
        return Reading(Recognition(None, text), "unsure", _("In der Liste steht ein Fragezeichen."), text)
    if isinstance(cell.value, bool) or words in ("ja", "yes", "x", "j", "y", "✓"):
        if cell.value is False:
            return unsure(Recognition("none", text), _("„nein“ als „kein Antrag“ gelesen."), text)
        return unsure(Recognition("full", text), _("„ja“ als volle Anerkennung gelesen."), text)
    if words in ("nein", "no", "n", "keine", "nicht anerkannt"):
        return unsure(Recognition("none", text), _("„nein“ als „kein Antrag“ gelesen."), text)
    if "anabin" in words or re.fullmatch(r"h\s?[+±-](?:/-)?", words):
        return Reading(
            Recognition(None, text),
            "unsure",
            _("anabin bewertet die Hochschule oder den Abschluss, nicht den Antrag; der Text bleibt erhalten."),
            text,
        )
    if re.match(r"(?:noch )?(?:nicht|kein\w*|no|not)\b", words) and not any(
        pattern.search(words) and code in ("none", "n/a") for pattern, code in _RECOGNITION
    ):
        return Reading(
            Recognition(None, text), "unsure", _("Das ließ sich nicht einordnen; der Text bleibt erhalten."), text
        )
    code = next((code for pattern, code in _RECOGNITION if pattern.search(words)), None)
    if code is None and re.fullmatch(r"läuft(?: noch)?|laufend|in progress|pending|ongoing", words):
        code = "applied"
    if code is None:
        return Reading(
            Recognition(None, text), "unsure", _("Das ließ sich nicht einordnen; der Text bleibt erhalten."), text
        )
    applied = None
    pieces = re.findall(r"\d{1,2}\.\d{1,2}\.\d{2,4}|\d{1,2}[/.]\d{2,4}|(?:19|20)\d{2}", words)
    if code == "applied" and len(pieces) == 1:
        applied = read_date(pieces[0], kind="event", today=today)
    return sure(Recognition(code, text, applied), text)


# Status after exit ------------------------------------------------------------------------------------------

_OUTCOME: Final = (
    (
        re.compile(
            r"(?:arbeits?|ausbildungs|job|stellen|praktikums)(?:platz)?suche|"
            r"such(?:t|e) (?:noch )?(?:eine?n? )?(?:arbeit|job|ausbildung|stelle|praktikum|minijob)|looking for|seeking"
        ),
        "job_search",
    ),
    (re.compile(r"minijob|mini-job|geringfügig|450|520|538|556"), "employed_mini"),
    (re.compile(r"selbst?ständig|self-?employed|freiberuf|gründung"), "self_employed"),
    (
        re.compile(r"anpassungsl|qualifizier|umschulung|weiterbildung|nachqual|retraining|further training"),
        "qualification",
    ),
    (
        re.compile(
            r"sprachkurs|deutschkurs|integrationskurs|b2-?kurs|c1-?kurs|language course|berufssprachkurs|\bbsk\b"
        ),
        "language_course",
    ),
    (re.compile(r"ausbildung|azubi|apprentice|vocational training"), "apprenticeship"),
    (re.compile(r"studium|studiert|\buni\b|university|studies|master|bachelor|hochschule"), "studies"),
    (re.compile(r"praktikum|internship|hospitation"), "internship"),
    (re.compile(r"elternzeit|mutterschutz|schwanger|kinderbetreuung|parental|maternity|baby"), "parental_leave"),
    (
        re.compile(r"arbeits?suche|arbeitsuchend|arbeitslos|bewirbt|job ?search|unemployed|\balg\b|looking for work"),
        "job_search",
    ),
    (re.compile(r"weggezogen|umgezogen|umzug|verzogen|moved|relocat"), "moved"),
    (re.compile(r"nicht erwerbst|inactive|hausfrau|rente"), "inactive"),
    (
        re.compile(
            r"arbeit|job|vollzeit|teilzeit|\bvz\b|\btz\b|beschäft|angestellt|festanstellung|svpflichtig|sv-pflichtig|employed|work|full-?time|part-?time|übernahme|anstellung"
        ),
        "employed",
    ),
)
_NO_WORK: Final = re.compile(
    r"job-?\s?cent(?:er|re)|agentur für arbeit|arbeitsagentur|arbeitsamt|arbeitserlaubnis|arbeitsgelegenheit"
)
"""Words that hold "Arbeit" or "Job" and say of neither that she has it."""
_DROPOUT: Final = re.compile(
    r"abgebr|abbruch|dropout|dropped out|ausgestiegen|ausgeschieden|nicht mehr erreich|kein kontakt|no contact"
)
_EXIT_REASONS: Final = (
    (re.compile(r"umzug|umgezogen|verzogen|weggezogen|moved|relocat"), "moved"),
    (re.compile(r"krank|gesundh|health|illness"), "health"),
    (re.compile(r"kinderbetr|elternzeit|schwanger|mutterschutz|kita|childcare|maternity|parental"), "childcare"),
    (re.compile(r"kein kontakt|nicht (?:mehr )?erreichbar|no contact|meldet sich nicht"), "no_contact"),
    (re.compile(r"motivation|anderes ziel|kein interesse|no interest"), "motivation"),
    (re.compile(r"arbeit(?!slos|suche|suchend|serlaubnis)|job\b|work|employ"), "work"),
    (re.compile(r"ausbildung|studium|training|studies"), "training"),
    (re.compile(r"regulär|planmäßig|abgeschlossen|beendet|completed|ziel erreicht"), "completed"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Status after exit, and what the same words say about why she left."""

    status: str | None
    dropout: bool = False
    reason: str | None = None
    text: str = ""


def read_outcome(value: Cell | Value) -> Reading[Outcome]:
    """Status after exit: "Arbeit TZ", "Ausbildung ab 1.8.", "abgebrochen - Umzug", "Elternzeit"."""
    cell = as_cell(value)
    text = " ".join(cell.text.split())
    if cell.blank or (says_nothing(text) and plain(text) != "unknown") or says_ongoing(text):
        return empty()
    words = plain(text)
    if re.fullmatch(r"\?+|unbekannt|unknown|nicht bekannt|unklar", words):
        return sure(Outcome("unknown", text=text))
    dropout = bool(_DROPOUT.search(words))
    reason = next((code for pattern, code in _EXIT_REASONS if pattern.search(words)), None)
    if dropout:
        status = "moved" if reason == "moved" else None
        outcome = Outcome(status, True, reason or "other", text)
        return sure(outcome, text)
    said = _NO_WORK.sub(" ", words)
    meant = next(((match, code) for pattern, code in _OUTCOME if (match := pattern.search(said))), None)
    # "keine Arbeit", "nicht im Praktikum": what she does is not said.
    status = meant[1] if meant is not None and not _DENIED.search(said[: meant[0].start()]) else None
    if status is None:
        return Reading(
            Outcome(None, False, None, text),
            "unsure",
            _("Das ließ sich nicht einordnen; der Text bleibt erhalten."),
            text,
        )
    if status == "employed":
        part = re.search(r"\btz\b|teilzeit|part-?time|\bhalbtags", words)
        full = re.search(r"\bvz\b|vollzeit|full-?time", words)
        status = "employed_part" if part and not full else "employed_full" if full and not part else "employed"
    outcome = Outcome(status, False, reason if status in ("moved",) else None, text)
    if (
        re.search(r"\?|evtl|vielleicht|geplant|in aussicht|ab sofort gesucht|sucht|nicht|kein|maybe|planned", words)
        and status != "job_search"
    ):
        return unsure(outcome, _("Bitte prüfen: {text}").format(text=text), text)
    known = re.fullmatch(
        r"arbeit(?: in)? (?:tz|vz|teilzeit|vollzeit)|arbeit|studium|elternzeit|praktikum|minijob|ausbildung|sprachkurs|"
        r"umzug|weggezogen|teilzeit|vollzeit|in arbeit|arbeitslos|arbeitsuchend",
        words,
    )
    return sure(outcome, "" if known else text)


def read_exit_reason(value: Cell | Value) -> Reading[Outcome]:
    """Why she left, in a column of its own."""
    cell = as_cell(value)
    text = " ".join(cell.text.split())
    if cell.blank or says_nothing(text):
        return empty()
    words = plain(text)
    reason = next((code for pattern, code in _EXIT_REASONS if pattern.search(words)), None)
    if (
        reason is not None
        and re.match(r"(?:(?:noch|hat) )?(?:kein\w*|nicht|no|not)\b", words)
        and reason != "no_contact"
    ):
        reason = None if reason not in ("motivation", "childcare") else reason
    if reason is None:
        return unsure(Outcome(None, bool(_DROPOUT.search(words)), "other", text), _("Als anderer Grund gelesen."), text)
    return sure(Outcome(None, bool(_DROPOUT.search(words)), reason, text), text)


# Internships, tandems, mentors ------------------------------------------------------------------------------

_RESULT: Final = (
    (re.compile(r"abgebr|abbruch|aborted|dropped|vorzeitig"), "aborted"),
    (re.compile(r"ausbildung|apprentice"), "training"),
    (re.compile(r"weiteres praktikum|verläng|another internship|extended"), "another_internship"),
    (re.compile(r"übernahme|übernommen|eingestellt|hired|festanstellung|arbeitsvertrag"), "hired"),
    (re.compile(r"angebot|offer|stelle in aussicht"), "job_offer"),
    (re.compile(r"kein ergebnis|nichts|no result|nothing|ohne ergebnis"), "nothing"),
    (re.compile(r"gut|positiv|erfolgreich|good|success|zufrieden|super|prima"), "good"),
)


def read_result(value: Cell | Value) -> Reading[str]:
    """What came of an internship: "Übernahme!", "gut", "abgebr."."""
    cell = as_cell(value)
    text = " ".join(cell.text.split())
    if cell.blank or says_nothing(text) or says_ongoing(text):
        return empty()
    words = plain(text)
    code = next((code for pattern, code in _RESULT if pattern.search(words)), None)
    if code is None:
        return unreadable(text)
    if re.search(r"\bkeine?\b|\bnicht\b|\?|\bno\b|\bnot\b|evtl|vielleicht|maybe", words) and code != "nothing":
        return unreadable(text, _("Das Ergebnis ist nicht eindeutig; der Text bleibt erhalten."))
    bare = re.fullmatch(
        r"(?:übernahme|übernommen|gut|sehr gut|abgebr|abgebrochen|good|hired|aborted|arbeitsangebot)[.!]*", words
    )
    return sure(code, "" if bare else text)


_INTERNSHIP_KIND: Final = (
    (re.compile(r"hospitat|schnupper|shadow"), "job_shadowing"),
    (re.compile(r"probearb|probe-?arbeit|probetag|trial work"), "trial_work"),
    (re.compile(r"\bmag\b|§\s?45|maßnahme bei einem arbeitgeber"), "mag"),
    (re.compile(r"orientier|orientation"), "orientation"),
    (re.compile(r"prakti|internship|placement"), "internship"),
)
_INTERNSHIP_STATE: Final = (
    (re.compile(r"abgebr|abbruch|vorzeitig|abgesagt|aborted|dropped|cancelled"), "aborted"),
    (re.compile(r"beendet|abgeschl|absolviert|fertig|erledigt|completed|finished|ended|\bdone\b"), "completed"),
    (re.compile(r"läuft|laufend|aktiv|gestartet|begonnen|running|ongoing|active|started"), "running"),
    (re.compile(r"angefragt|anfrage|wartet auf|requested|asked|pending"), "requested"),
    (re.compile(r"zugesagt|zusage|vereinbart|bestätigt|fest\b|agreed|confirmed"), "agreed"),
    (re.compile(r"gesucht|sucht|suche|sought|looking"), "sought"),
)
_TRAVEL: Final = (
    (re.compile(r"zu fuß|fuß|zu fuss|laufen|walk\w*|on foot"), "walk"),
    (re.compile(r"(?:mit dem )?(?:fahr)?rad|e-?bike|fahrrad|bike|bicycle"), "bike"),
    (
        re.compile(
            r"(?:mit )?(?:öpnv|öpv|bus(?: und bahn)?|bahn|u-bahn|s-bahn|straßenbahn|zug|nahverkehr|deutschlandticket|"
            r"public transport|train|transit)"
        ),
        "transit",
    ),
    (re.compile(r"(?:mit (?:dem )?)?(?:eigenes )?(?:auto|pkw)|car"), "car"),
    (re.compile(r"(?:wird gebracht|mitfahr\w*|lift)"), "lift"),
)
_TANDEM_STATE: Final = (
    (re.compile(r"abgebr|abbruch|vorzeitig|ended early|dropped"), "ended_early"),
    (re.compile(r"nicht zustande|abgelehnt|declined|rejected"), "declined"),
    (re.compile(r"beendet|abgeschl|fertig|completed|ended|finished|closed"), "completed"),
    (re.compile(r"paus"), "paused"),
    (re.compile(r"schnupper|probe|trial|kennenlern"), "trial"),
    (re.compile(r"vorgeschlag|vorschlag|geplant|proposed|planned|angefragt|offen"), "proposed"),
    (re.compile(r"läuft|laufend|aktiv|active|running|ongoing|besteht|gestartet"), "running"),
)
_MENTOR_STATUS: Final = (
    (re.compile(r"paus"), "paused"),
    (re.compile(r"beendet|ausgesch|inaktiv|nicht (?:mehr|aktiv)|ended|inactive|former|ehemal"), "ended"),
    (re.compile(r"interess|anfrage|prospect|interested"), "interested"),
    (re.compile(r"aktiv|active|ja\b|dabei"), "active"),
)
_PHASE: Final = (
    (re.compile(r"abgebr|abbruch|dropout|dropped"), "dropout"),
    (re.compile(r"ehemalig|alumna|alumni"), "alumna"),
    (re.compile(r"abgeschl|beendet|ausgesch|ausgetr|completed|finished|left|ended"), "completed"),
    (re.compile(r"paus|ruht|on hold"), "paused"),
    (re.compile(r"schnupper|probephase|trial"), "trial"),
    (re.compile(r"tandem|hat mentorin|with mentor"), "tandem"),
    (re.compile(r"praktikum|internship"), "internship"),
    (re.compile(r"bewerb|application"), "application"),
    (re.compile(r"matching|wartet|warteliste|sucht mentorin|waiting"), "matching"),
    (re.compile(r"qualifiz|sprachkurs|qualification"), "qualification"),
    (re.compile(r"profiling"), "profiling"),
    (re.compile(r"erstgespr|interview"), "interview"),
    (re.compile(r"kontakt|interess|anfrage|contact"), "contact"),
)
_GENDER: Final = (
    (re.compile(r"w|weiblich|f|female|frau|woman|fr"), "f"),
    (re.compile(r"m|männlich|male|herr|mann|hr"), "m"),
    (re.compile(r"d|x|divers|diverse|nicht-?binär|non-?binary"), "x"),
)
_EMPLOYMENT: Final = (
    (
        re.compile(r"langzeitarbeitslos|long[- ]term unemployed|arbeitslos (?:über|>|länger als) (?:12|1 jahr)"),
        "long_term_unemployed",
    ),
    (re.compile(r"selbst?ständig|self-?employed|freiberuf"), "self_employed"),
    (re.compile(r"nicht arbeit(?!slos)|nicht erwerbst|inactive|hausfrau|elternzeit"), "inactive"),
    (re.compile(r"arbeitslos|arbeitsuchend|unemployed|\balg\b|erwerbslos|job ?seeking"), "unemployed"),
    (re.compile(r"sch[uü]l|ausbild|studi|kurs|education|training"), "in_education"),
    (
        re.compile(r"beschäft|minijob|berufst|arbeitet|angestellt|teilzeit|vollzeit|employed|working|erwerbstät"),
        "employed",
    ),
)
_ORGANISATION_KIND: Final = (
    (
        re.compile(
            r"jobcenter|agentur für arbeit|arbeitsagentur|\bstadt\b|kreis\b|gleichstellung|"
            r"amt\b|behörde|kommunal|"
            r"gemeinde|ministerium|bezirksregierung|ausländerbeh|integrationsbeauf|authority|\bjc\b|regionalagentur"
        ),
        "authority",
    ),
    (re.compile(r"\bihk\b|sihk|\bhwk\b|handwerkskammer|kammer|chamber"), "chamber"),
    (
        re.compile(
            r"\bvhs\b|volkshochschule|bildungs|akademie|\bträger|qualifizierung|quabed|"
            r"grone|\brege\b|sprachschule|berufskolleg|training provider|\bbfz\b|schule\b"
        ),
        "provider",
    ),
    (
        re.compile(
            r"e\.?\s?v\.?(?:$|\s)|verein|verband|caritas|diakonie|\bawo\b|\bdrk\b|paritätisch|stiftung|association|netzwerk|initiative|\bngo\b"
        ),
        "association",
    ),
    (
        re.compile(
            r"gmbh|\bag\b|\bkg\b|\bohg\b|\bgbr\b|praxis|apotheke|kanzlei|büro|betrieb|firma|unternehmen|company|architekten|volksbank|sparkasse|stadtwerke|klinik|krankenhaus|hotel|restaurant|\be\.?k\.?\b|service"
        ),
        "company",
    ),
)
_YES: Final = frozenset(
    ("ja", "ja!", "j", "x", "xx", "yes", "y", "1", "true", "wahr", "✓", "✔", "☑", "ok", "vorhanden", "liegt vor")
)
_NO: Final = frozenset(
    {"nein", "n", "no", "0", "false", "falsch", "☐", "-", "–", "fehlt", "nicht", "nicht vorhanden", "liegt nicht vor"}
    | {"keine", "kein"}
)


def read_yes_no(value: Cell | Value) -> Reading[str]:
    """ "yes" or "no" from ja/nein/x/✓/0/1; a blank says nothing, never "no"."""
    cell = as_cell(value)
    if isinstance(cell.value, bool):
        return sure("yes" if cell.value else "no")
    text = cell.text
    words = plain(text).rstrip(" .")
    if cell.blank:
        return empty()
    if words in _YES:
        return sure("yes")
    if words in _NO:
        return sure("no")
    if says_nothing(text):
        return empty()
    if match := re.match(r"(ja|nein|yes|no)\b[\s,;:(-]+", words):
        return unsure("yes" if match[1] in _YES else "no", _("Daneben steht noch: {text}").format(text=text), text)
    return unreadable(text, _("Das ist weder ja noch nein; der Text bleibt erhalten."))


_DENIED: Final = re.compile(r"\b(?:nicht|kein\w*|nie|ohne|no|not|never|without)\s+(?:\w+\s+){0,2}$")
_SMALL_WORDS: Final = frozenset("im in der die das noch ist zur zum the a is in on bei mit hat tn".split())


def _by_words(value: Cell | Value, table: tuple[tuple[re.Pattern[str], str], ...], whole: bool = False) -> Reading[str]:
    cell = as_cell(value)
    text = " ".join(cell.text.split())
    if cell.blank or says_nothing(text):
        return empty()
    words = plain(text).strip(" .!")
    code = next(
        (code for pattern, code in table if (pattern.fullmatch(words) if whole else pattern.search(words))), None
    )
    if code is None:
        return unreadable(text)
    # "noch kein Praktikum", "nicht im Tandem" say the contrary.
    found = next(match for pattern, _code in table if (match := pattern.search(words)))
    if _DENIED.search(words[: found.start()]):
        return unreadable(text)
    # "pausiert wg. Krankheit" says more than its code; "im Tandem" does not.
    before, after = words[: found.start()].rpartition(" ")[0], words[found.end() :].partition(" ")[2]
    more = [word for word in f"{before} {after}".split() if word not in _SMALL_WORDS]
    return sure(code, text if more else "")


def read_internship_kind(value: Cell | Value) -> Reading[str]:
    """Hospitation, Praktikum, Probearbeit …"""
    return _by_words(value, _INTERNSHIP_KIND)


def read_internship_state(value: Cell | Value) -> Reading[str]:
    """läuft, abgebrochen, zugesagt …; "geplant" may be agreed or only thought of."""
    cell = as_cell(value)
    if re.fullmatch(r"(?:noch )?(?:geplant|vorgesehen|planned)", plain(cell.text).strip(" .!")):
        return unsure("agreed", _("„{text}“ als „zugesagt“ gelesen.").format(text=cell.text.strip()))
    return _by_words(value, _INTERNSHIP_STATE)


def read_travel(value: Cell | Value) -> Reading[tuple[str, ...]]:
    """How she gets about: "ÖPNV", "Fahrrad/Bus", "zu Fuß"; what else stands there stays as text."""
    cell = as_cell(value)
    text = " ".join(cell.text.split())
    if cell.blank or says_nothing(text):
        return empty()
    pieces = [piece.strip(" .()") for piece in re.split(r"[,;/+&]|\bund\b|\bund/oder\b|\boder\b|\band\b", plain(text))]
    if plain(text).strip(" .") in ("bus und bahn", "bus & bahn", "bus und/oder bahn"):
        return sure(("transit",))
    found: dict[str, None] = {}
    left = []
    for piece in filter(None, pieces):
        code = next((code for pattern, code in _TRAVEL if pattern.fullmatch(piece)), None)
        found.update({code: None} if code else {})
        left += [] if code else [piece]
    if not found:
        return unreadable(text)
    return sure(tuple(found), text if left else "")


_SIZES: Final = ((9, "micro"), (49, "small"), (249, "medium"))


def read_size(value: Cell | Value) -> Reading[str]:
    """The size of a firm by the number of its people: 12, "ca. 1200", "10-49", "> 250"."""
    cell = as_cell(value)
    text = " ".join(cell.text.split())
    words = plain(text)
    if cell.blank or says_nothing(text):
        return empty()
    shape = re.fullmatch(
        r"(?P<sign>>|<|ab|über|mehr als|unter|bis|bis zu|weniger als|more than|over|under|less than|up to)?\s*"
        r"(?:ca\.?|circa|rund|etwa|about|~)?\s*(?P<low>\d[\d. ]*)(?:\s*(?:-|–|bis|to)\s*(?P<high>\d[\d. ]*))?\s*\+?\s*"
        r"(?:ma|mitarbeiter\w*|mitarbeitende|beschäftigte|personen|leute|employees|people|staff)?\.?",
        words,
    )
    if isinstance(cell.value, bool | date) or shape is None:
        return unreadable(text)
    low, high = (int(re.sub(r"\D", "", shape[name])) if shape[name] else None for name in ("low", "high"))
    assert low is not None
    over = (shape["sign"] or "") in (">", "über", "mehr als", "more than", "over")
    under = (shape["sign"] or "") in ("<", "unter", "weniger als", "under", "less than")
    sizes = {_size_of(low + over - under), _size_of(high if high is not None else low + over - under)}
    # "bis 200" may be a firm of three.
    open_below = under or (shape["sign"] or "").startswith(("bis", "up to"))
    if len(sizes) > 1 or (open_below and low > 10):
        return unreadable(text)
    if (over or shape["sign"] == "ab") and sizes != {"large"}:
        return unreadable(text)
    return sure(sizes.pop(), "" if high is None and text.isdigit() else text)


def _size_of(people: int) -> str:
    return next((code for most, code in _SIZES if people <= most), "large")


def read_tandem_state(value: Cell | Value) -> Reading[str]:
    """läuft, beendet, abgebrochen …"""
    return _by_words(value, _TANDEM_STATE)


def read_mentor_status(value: Cell | Value) -> Reading[str]:
    """aktiv, pausiert, beendet …; under "aktiv?" also a bare yes or no."""
    text = as_cell(value).text
    if plain(text).strip(" .!") in ("nein", "no"):
        return unsure("ended", _("„{text}“ als „beendet“ gelesen.").format(text=text.strip()))
    return sure("active") if plain(text) in _YES else _by_words(value, _MENTOR_STATUS)


def read_phase(value: Cell | Value) -> Reading[str]:
    """Where she stands on her path: "wartet", "im Tandem", "pausiert", "abgebrochen" …"""
    return _by_words(value, _PHASE)


def read_gender(value: Cell | Value) -> Reading[str]:
    """w, m, d, Frau, female …"""
    return _by_words(value, _GENDER, whole=True)


def read_employment(value: Cell | Value) -> Reading[str]:
    """Employment on entry: arbeitslos, beschäftigt, in Ausbildung …"""
    return _by_words(value, _EMPLOYMENT)


def read_organisation_kind(value: Cell | Value) -> Reading[str]:
    """Jobcenter → authority, IHK → chamber …: from a column for it."""
    return _by_words(value, _ORGANISATION_KIND)


def kind_of_organisation(name: str) -> str | None:
    """The kind that a name itself tells: "SIHK zu Hagen" is a chamber. None when it tells nothing."""
    words = plain(name)
    return next((code for pattern, code in _ORGANISATION_KIND if pattern.search(words)), None)
