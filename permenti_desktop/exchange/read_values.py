"""What a cell means, one function for each kind of value: dates, numbers, telephone, e-mail, address.

Closed lists (levels, residence titles …) are read in ``read_terms``, names in ``read_names``. Every
function takes what stands in the cell and answers with a :class:`Reading`; none raises.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, Literal

import phonenumbers

from permenti_desktop.domain.dates import Kind, PartialDate, read_date
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
from permenti_desktop.exchange.workbook import Cell, Value, text_of
from permenti_desktop.i18n import _, date_text

DateOrder = Literal["dmy", "mdy"]

_EPOCH: Final = date(1899, 12, 30)


def as_cell(value: Cell | Value) -> Cell:
    """A cell around a bare value."""
    return value if isinstance(value, Cell) else Cell(value)


# Dates ------------------------------------------------------------------------------------------------------

_DATE_PIECE: Final = re.compile(
    r"""(?<![\w.,/§-])(?:
        \d{4}-\d{1,2}-\d{1,2}
      | \d{1,2}\s?\.\s?\d{1,2}\s?\.\s?(?:\d{4}|\d{2})
      | \d{1,2}/\d{1,2}/(?:\d{4}|\d{2})
      | \d{1,2}[./]\d{4}
      | (?:0?[1-9]|1[0-2])/\d{2}
      | (?:\d{1,2}\.\s?)?(?:jan|feb|mär|maer|mrz|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)[a-zäö]*\.?\s?'?
        (?:\d{4}|\d{2})
      | (?:19|20)\d{2}
    )(?![\d/-]|\.\d)""",
    re.IGNORECASE | re.VERBOSE,
)
_DOUBT: Final = re.compile(r"\?|\b(?:ca|circa|etwa|um|ungefähr|ungef|vermutlich|wohl|approx|about|evtl|vsl)\b|~|±")
_SLASHED: Final = re.compile(r"\s*(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})\s*")


def read_partial_date(value: Cell | Value, kind: Kind, today: date, order: DateOrder = "dmy") -> Reading[PartialDate]:
    """A date, month or year. ``kind`` "birth" lies in the past; ``order`` is the manner of the whole
    column.
    """
    cell = as_cell(value)
    text = cell.text
    if cell.blank or says_nothing(text):
        return empty()
    if isinstance(cell.value, bool | time):
        return unreadable(text, _("Das ist kein Datum."))
    if isinstance(cell.value, date):
        return _stored_date(cell, cell.value, kind, today)
    found = read_date(_in_order(cell.value, order), kind=kind, today=today)
    if isinstance(cell.value, int | float):
        return _number_as_date(cell.value, found, text, kind, today)
    if found is not None and re.fullmatch(r"\s*\d{2}-\d{2}-\d{2}\s*", text):
        return unsure(found, _("Tag oder Jahr zuerst? Gelesen als {day}.").format(day=date_text(found)))
    if found is not None:
        return sure(found)
    return _text_as_date(text, kind, today, order)


def _stored_date(cell: Cell, stored: date, kind: Kind, today: date) -> Reading[PartialDate]:
    day = stored.date() if isinstance(stored, datetime) else stored
    serial = (day - _EPOCH).days
    # Who types 1985 into a cell that is formatted as a date sees 07.06.1905.
    if day.year < 1910 and 1925 <= serial <= today.year:
        return unsure(
            PartialDate(serial),
            _("In der Liste steht {shown}; gemeint ist wohl das Jahr {year}.").format(
                shown=date_text(day), year=serial
            ),
        )
    found = read_date(day, kind=kind, today=today)
    if found is None:
        return unreadable(cell.text, _("Dieses Datum kann nicht stimmen; der Text bleibt erhalten."))
    if cell.shown == "month" and day.day == 1:
        return unsure(PartialDate(day.year, day.month), _("In der Liste ist nur der Monat zu sehen."))
    if cell.shown == "year" and (day.month, day.day) == (1, 1):
        return unsure(PartialDate(day.year), _("In der Liste ist nur das Jahr zu sehen."))
    return sure(found)


def _number_as_date(
    number: int | float, found: PartialDate | None, text: str, kind: Kind, today: date
) -> Reading[PartialDate]:
    if found is not None and found.precision == "year":
        return sure(found)
    if found is not None:
        return unsure(found, _("Aus der Zahl {number} gelesen: {day}.").format(number=text, day=date_text(found)))
    compact = _compact_date(str(int(number)) if float(number).is_integer() else "", kind, today)
    return compact or unreadable(text, _("Das ist kein Datum."))


def _compact_date(digits: str, kind: Kind, today: date) -> Reading[PartialDate] | None:
    """ "19850307" or "07031985", with the leading zero possibly lost."""
    if not re.fullmatch(r"\d{7,8}", digits):
        return None
    padded = digits.zfill(8)
    shapes = [f"{padded[:2]}.{padded[2:4]}.{padded[4:]}"]
    if len(digits) == 8:
        shapes.append(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    found = {read_date(shape, kind=kind, today=today) for shape in shapes} - {None}
    if len(found) != 1:
        return None
    day = found.pop()
    if day is None or not 1920 <= day.year <= today.year + 5:
        return None
    return unsure(day, _("Aus der Zahl {number} gelesen: {day}.").format(number=digits, day=date_text(day)))


def _in_order(value: Value, order: DateOrder) -> Value:
    """The American manner turned round: 12/31/1985 → 31/12/1985."""
    if order == "mdy" and isinstance(value, str) and (match := _SLASHED.fullmatch(value)):
        return f"{match[3]}{match[2]}{match[1]}{match[2]}{match[4]}"
    return value


def _text_as_date(text: str, kind: Kind, today: date, order: DateOrder) -> Reading[PartialDate]:
    if says_unknown(text):
        return unreadable(text, _("Das Datum ist nicht bekannt."))
    if re.fullmatch(r"\s*\d{1,2} \d{1,2} \d{4}\s*", text):
        return read_partial_date(".".join(text.split()), kind, today, order)
    if re.fullmatch(r"\d{5}", text.strip()):
        number = int(text)
        found = read_date(number, kind=kind, today=today)
        if found is not None:
            return _number_as_date(number, found, text, kind, today)
    compact = _compact_date(text.strip(), kind, today)
    if compact is not None:
        return compact
    if _DOUBT.search(plain(text)):
        return unreadable(text, _("Das Datum ist nicht sicher; der Text bleibt erhalten."))
    pieces = _DATE_PIECE.findall(text)
    if len(pieces) == 1:
        found = read_date(_in_order(pieces[0], order), kind=kind, today=today)
        rest = " ".join(text.replace(pieces[0], " ").split()).strip(" ,;:()-–")
        # A season or half a year is vaguer than the year alone would pretend to be known.
        if found is not None and not re.search(
            r"frühling|frühjahr|sommer|herbst|winter|halbjahr|quartal|anfang|mitte|ende|vor |nach |kw\b", plain(rest)
        ):
            if not rest or re.fullmatch(r"(?:geb|geboren|am|seit|ab|den|vom|since|from|born)\.?", plain(rest)):
                return sure(found)
            return unsure(found, _("Neben dem Datum steht noch: {text}").format(text=rest), text)
    return unreadable(text, _("Das ist kein eindeutiges Datum; der Text bleibt erhalten."))


def read_month(value: Cell | Value) -> Reading[int]:
    """A month by its number or its name, in a column of its own."""
    cell = as_cell(value)
    words = plain(cell.text).strip(" .")
    if cell.blank or says_nothing(cell.text):
        return empty()
    if words.isdigit() and 1 <= int(words) <= 12:
        return sure(int(words))
    for number, names in enumerate(_MONTHS, 1):
        if re.fullmatch(rf"(?:{names})[a-zäöü]*", words):
            return sure(number)
    return unreadable(cell.text, _("Das ist kein Monat; der Text bleibt erhalten."))


_MONTHS: Final = (
    "jan|jän",
    "feb",
    "mär|mar|mrz",
    "apr",
    "mai|may",
    "jun",
    "jul",
    "aug",
    "sep",
    "o[kc]t",
    "nov",
    "de[zc]",
)


def read_day(value: Cell | Value, today: date, order: DateOrder = "dmy") -> Reading[date]:
    """A date that has to be known to the day."""
    found = read_partial_date(value, "event", today, order)
    if found.value is None:
        return Reading(None, found.state, found.remark, found.rest)
    day = found.value.exact
    if day is None:
        return unreadable(as_cell(value).text, _("Hier wird der Tag gebraucht; der Text bleibt erhalten."))
    return Reading(day, found.state, found.remark, found.rest)


@dataclass(frozen=True, slots=True)
class Period:
    """From – to; either may be missing."""

    start: PartialDate | None
    end: PartialDate | None


def read_period(value: Cell | Value, today: date, order: DateOrder = "dmy") -> Reading[Period]:
    """ "01.03.–30.04.2020", "März 2020 bis Mai 2020", "seit 1.8.2020", or a single date as the beginning."""
    cell = as_cell(value)
    text = cell.text
    if cell.blank or says_nothing(text):
        return empty()
    if isinstance(cell.value, str) and (until := re.match(r"\s*(?:bis|until)(?:\s+zum)?\s+(.*)", text, re.IGNORECASE)):
        closing = read_partial_date(until[1], "event", today, order)
        if closing.value is not None:
            return Reading(Period(None, closing.value), closing.state, closing.remark, closing.rest)
    single = read_partial_date(cell, "event", today, order)
    if single.value is not None and single.state == "read":
        return sure(Period(single.value, None))
    for match in re.finditer(r"\s*(?:–|—|-|\bbis\b|\bto\b|\buntil\b|\s/\s)\s*", text):
        first, last = text[: match.start()].strip(), text[match.end() :].strip()
        first = re.sub(r"^(?:vom|von|from|ab|seit)\s+", "", first, flags=re.IGNORECASE)
        last = re.sub(r"^(?:bis|zum)\s+(?:zum\s+)?", "", last, flags=re.IGNORECASE)
        end = read_date(_in_order(last, order), kind="event", today=today)
        if end is None and last and not says_ongoing(last):
            continue
        start = read_date(_in_order(first, order), kind="event", today=today)
        if start is None and end is not None and re.fullmatch(r"\d{1,2}\.\s?(?:\d{1,2}\.?)?|[^\W\d]+\.?", first):
            start = _borrowed_year(first, end, today)
        if start is not None:
            return sure(Period(start, end))
    if single.value is not None:
        return Reading(Period(single.value, None), single.state, single.remark, single.rest)
    return unreadable(text, _("Das ist kein eindeutiger Zeitraum; der Text bleibt erhalten."))


def _borrowed_year(first: str, end: PartialDate, today: date) -> PartialDate | None:
    """The beginning of "01.03.–30.04.2020" or "1.–14.4.2020": year (and month) stand only at the end."""
    bare = first.rstrip(".")
    if re.fullmatch(r"\d{1,2}", bare):
        shape = f"{bare}.{end.month}.{end.year}" if end.month else ""
    elif re.fullmatch(r"\d{1,2}\.\s?\d{1,2}", bare):
        shape = f"{bare}.{end.year}"
    else:
        shape = f"{bare} {end.year}"
    found = read_date(shape, kind="event", today=today)
    if found is not None and found > end:
        try:
            return PartialDate(found.year - 1, found.month, found.day)
        except ValueError:
            return None
    return found


# Numbers ----------------------------------------------------------------------------------------------------

_NUMBER: Final = re.compile(r"(?<![\d.,])(\d{1,4})(?:[.,](\d{1,2}))?(?![\d.,]*\d)")
_NUMBER_WORDS: Final = {
    word: number
    for number, words in enumerate(
        (
            "kein keine keins null nein no none",
            "ein eine eins einen one",
            "zwei two",
            "drei three",
            "vier four",
            "fünf fuenf five",
            "sechs six",
            "sieben seven",
            "acht eight",
            "neun nine",
            "zehn ten",
        )
    )
    for word in words.split()
}


def read_total_hours(value: Cell | Value) -> Reading[Decimal]:
    """Hours of a whole internship: 120, "120 Std.", "insgesamt 38,5 h"."""
    cell = as_cell(value)
    text = cell.text
    if cell.blank or says_nothing(text):
        return empty()
    numbers = [] if isinstance(cell.value, bool | date) else _NUMBER.findall(text)
    rest = plain(_NUMBER.sub(" ", text, count=1))
    hours = Decimal(f"{numbers[0][0]}.{numbers[0][1] or 0}") if len(numbers) == 1 else Decimal(0)
    said = re.fullmatch(r"(?:[\s.,:()]|h|std|stunden?|hours?|hrs?|insges|insgesamt|gesamt|ges|total)*", rest)
    if not 0 < hours <= 5000 or not said:
        return unreadable(text, _("Das ist keine eindeutige Stundenzahl; der Text bleibt erhalten."))
    return sure(hours)


def read_hours(value: Cell | Value) -> Reading[Decimal]:
    """Hours per week: 20, "20h", "39,5", "30 Std./Wo."."""
    cell = as_cell(value)
    text = cell.text
    if cell.blank or says_nothing(text):
        return empty()
    if isinstance(cell.value, bool | date):
        return unreadable(text, _("Das ist keine Stundenzahl; der Text bleibt erhalten."))
    numbers = _NUMBER.findall(text)
    if len(numbers) != 1:
        return unreadable(text, _("Das ist keine eindeutige Stundenzahl; der Text bleibt erhalten."))
    whole, decimals = numbers[0]
    hours = Decimal(f"{whole}.{decimals or 0}")
    rest = _NUMBER.sub(" ", text, count=1)
    known = re.fullmatch(
        r"(?:[\s./,:()-]|h|std|stunden?|hours?|hrs?|wo|woche|wöchentl|wöchentlich|week|wk|weekly|per|pro|in|der|je|w)*",
        plain(rest),
    )
    if not 0 < hours <= 168:
        return unreadable(text, _("So viele Stunden hat keine Woche; der Text bleibt erhalten."))
    if re.search(r"tag|day|monat|month", plain(rest)):
        return unreadable(text, _("Hier stehen keine Wochenstunden; der Text bleibt erhalten."))
    if not known:
        return unsure(hours, _("Neben der Zahl steht noch: {text}").format(text=" ".join(rest.split())), text)
    return sure(hours)


def read_count(value: Cell | Value, most: int) -> Reading[int]:
    """A small number: places of a mentor, years of experience. ``most`` is what is still believable."""
    cell = as_cell(value)
    text = cell.text
    if cell.blank or says_nothing(text):
        return empty()
    if isinstance(cell.value, bool | date):
        return unreadable(text, _("Das ist keine Zahl; der Text bleibt erhalten."))
    words = plain(text).strip(" .,!")
    if words in _NUMBER_WORDS:
        return sure(_NUMBER_WORDS[words])
    numbers = re.findall(r"\d+(?:[.,]\d+)?", text)
    if len(numbers) == 1 and numbers[0].isdigit() and int(numbers[0]) <= most:
        rest = text.replace(numbers[0], " ").strip(" .,:()")
        if not rest or re.fullmatch(
            r"(?:plätze?|mentees?|frauen|tandems?|personen|jahre?|j|years?|places?|max|min|km)\.?", plain(rest)
        ):
            return sure(int(numbers[0]))
        return unsure(int(numbers[0]), _("Neben der Zahl steht noch: {text}").format(text=rest), text)
    return unreadable(text, _("Das ist keine eindeutige Zahl; der Text bleibt erhalten."))


def read_children(value: Cell | Value) -> Reading[int]:
    """The number of children: 2, "keine", "2 (4 u. 7 J.)", "1 Sohn, 2 Töchter". "ja" gives no number."""
    cell = as_cell(value)
    text = cell.text
    words = plain(text).strip(" .,!")
    if cell.blank or (says_nothing(text) and words not in ("-", "–", "none", "")):
        return empty()
    if words in ("", "-", "–", "—"):
        return empty()
    if isinstance(cell.value, bool | date):
        return unreadable(text, _("Wie viele Kinder, steht nicht da; der Text bleibt erhalten."))
    if words in _NUMBER_WORDS:
        return sure(_NUMBER_WORDS[words])
    if re.fullmatch(r"(?:hat )?keine?(?: kinder?)?|kinderlos|no children|ohne(?: kinder)?|0", words):
        return sure(0)
    head = re.fullmatch(r"(\d{1,2}|[a-zäöü]+)\s*(?:kind(?:er)?|child(?:ren)?|k\.?)?\s*(.*)", words)
    if head and (head[1].isdigit() or head[1] in _NUMBER_WORDS):
        number = int(head[1]) if head[1].isdigit() else _NUMBER_WORDS[head[1]]
        tail = head[2].strip()
        if number <= 15 and not tail:
            return sure(number)
        # "4;7" are two children of these ages, or four: only as many ages as children are theirs.
        listed = re.match(r"[,;:/]\s*\d", tail)
        if listed and len(re.findall(r"\d+", tail)) != number:
            return unreadable(text, _("Wie viele Kinder, steht nicht da; der Text bleibt erhalten."))
        # What follows in brackets or after a comma are ages.
        if number <= 15 and re.match(r"[(\[,;:/]|im alter|alter|aged?\b|davon|u\d", tail):
            return sure(number, text)
    kinds = re.findall(
        r"(\d{1,2}|[a-zäöü]+)\s*(?:sohn|söhne|töchter|tochter|mädchen|jungen?|sons?|daughters?)\b", words
    )
    counts = [int(one) if one.isdigit() else _NUMBER_WORDS.get(one, -1) for one in kinds]
    if counts and min(counts) >= 0:
        return unsure(sum(counts), _("Zusammengezählt aus: {text}").format(text=text), text)
    return unreadable(text, _("Wie viele Kinder, steht nicht da; der Text bleibt erhalten."))


# Telephone and e-mail ---------------------------------------------------------------------------------------

_LIKE_A_DATE: Final = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}|(?:19|20)\d{2}-\d{1,2}-\d{1,2}")
_NUMBER_START: Final = r"(?:\+|00|0|\(0)"
_BETWEEN_NUMBERS: Final = re.compile(
    rf"\s*[;,\n|]\s*(?={_NUMBER_START})|\s+(?:oder|od\.|u\.|und|and|or|/)\s+(?={_NUMBER_START})"
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number: ``text`` as it is to be stored, ``mobile`` where its range says so."""

    text: str
    mobile: bool


def read_phones(value: Cell | Value) -> Reading[tuple[Phone, ...]]:
    """One or several numbers. Written in one way, "+49 176 2345678"; a number that has lost its leading
    zero to the spreadsheet gets it back, with a remark; what is no possible number stays as it is written,
    with a remark.
    """
    cell = as_cell(value)
    text = cell.text
    if cell.blank or says_nothing(text):
        return empty()
    if isinstance(cell.value, bool | date):
        return unreadable(text, _("Das ist keine Telefonnummer; der Text bleibt erhalten."))
    found: list[Phone] = []
    remarks: list[str] = []
    rests: list[str] = []
    for piece in _BETWEEN_NUMBERS.split(text):
        one = _read_phone(piece, isinstance(cell.value, int | float))
        if one.value is None:
            rests.append(piece.strip())
            continue
        found.append(one.value)
        if one.remark:
            remarks.append(one.remark)
        if one.rest:
            rests.append(one.rest)
    rest = "; ".join(dict.fromkeys(rests))
    if not found:
        return unreadable(text, _("Das ist keine Telefonnummer; der Text bleibt erhalten."))
    numbers = tuple(dict.fromkeys(found))
    if rest and not remarks:
        remarks.append(_("Neben der Nummer steht noch: {text}").format(text=rest))
    if remarks:
        return unsure(numbers, " ".join(dict.fromkeys(remarks)), text if rest else "")
    return sure(numbers)


def _read_phone(piece: str, was_number: bool) -> Reading[Phone]:
    digits = re.sub(r"\D", "", piece)
    if len(digits) < 5 or len(digits) > 16 or _LIKE_A_DATE.fullmatch(piece.strip()):
        return unreadable(piece)
    label = re.sub(r"[\d\s+/().–-]", "", re.sub(r"\(0\)", "", piece)).strip(" .:,")
    core = re.sub(r"[^\d+/() .–-]", " ", piece).strip()
    remark = ""
    # "0176 1234567/8" are two numbers that differ in their end.
    if ending := re.search(r"(\d{5,})\s*/\s*\d{1,2}\s*$", piece):
        first = _read_phone(piece[: ending.end(1)], was_number)
        if first.value is not None:
            told = _("Neben der Nummer steht noch: {text}").format(text=piece[ending.end(1) :].strip())
            return unsure(first.value, told, piece.strip())
    if len(digits) < 9 and not re.match(r"\(?\s*(?:0|\+)", core):
        # "44 55 66" is a number of some town: which one, nobody but the office knows.
        return unsure(
            Phone(" ".join(piece.split()), False),
            _("Die Vorwahl fehlt; die Nummer bleibt, wie sie geschrieben ist."),
        )
    lost_zero = (was_number or re.fullmatch(r"\d+", piece.strip())) and not digits.startswith("0")
    if lost_zero and digits.startswith("49") and len(digits) >= 11:
        core = f"+{digits}"
    elif lost_zero:
        core = f"0{digits}"
        remark = _("Die führende Null fehlte in der Liste und wurde ergänzt.")
    try:
        number = phonenumbers.parse(re.sub(r"(?<=\d)\s*/\s*(?=\d)", " ", core), "DE")
    except phonenumbers.NumberParseException:
        return unreadable(piece)
    if not phonenumbers.is_possible_number(number):
        return unsure(
            Phone(" ".join(piece.split()), False),
            _("Diese Nummer kann so nicht stimmen; sie bleibt, wie sie geschrieben ist."),
        )
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    national = str(number.national_number)
    mobile = number.country_code == 49 and national.startswith(("15", "16", "17"))
    ordinary = re.fullmatch(
        r"(?:tel|telefon|fon|phone|mobil|mob|handy|fest|festnetz|privat|priv|p|m|t|d|h)*", plain(label)
    )
    rest = "" if ordinary else piece.strip()
    phone = Phone(written, mobile)
    return unsure(phone, remark, rest) if remark else sure(phone, rest)


_EMAIL: Final = re.compile(r"[^\s@,;<>()\[\]\"':]+@[^\s@,;<>()\[\]\"':]+\.[^\W\d_]{2,}")


def read_emails(value: Cell | Value) -> Reading[tuple[str, ...]]:
    """One or several e-mail addresses; letters of all languages are allowed before the @."""
    cell = as_cell(value)
    text = cell.text
    if cell.blank or says_nothing(text) or plain(text) in ("keine", "nein", "no", "keine e-mail", "nicht vorhanden"):
        return empty()
    found = tuple(dict.fromkeys(address.rstrip(".") for address in _EMAIL.findall(text)))
    if not found:
        return unreadable(text, _("Das ist keine E-Mail-Adresse; der Text bleibt erhalten."))
    rest = _EMAIL.sub(" ", re.sub(r"(?i)mailto:", "", text)).strip(" <>()[]\"',;/\n")
    if rest and plain(rest) not in ("und", "oder", "and", "or"):
        return unsure(found, _("Neben der Adresse steht noch: {text}").format(text=rest), text)
    return sure(found)


# Address ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Address:
    """Street with number, postal code, town; each may be empty."""

    street: str = ""
    postal_code: str = ""
    town: str = ""


_CODE: Final = re.compile(r"(?<![\d/-])(?:D[- ]?|DE[- ]?)?(\d{5})(?!\d)", re.IGNORECASE)
_HOUSE: Final = re.compile(r"[^\W\d].*\s\d{1,4}\s?[a-zA-Z]?(?:\s?[-/+]\s?\d{1,4}\s?[a-zA-Z]?)?\b")
_STREET_WORD: Final = re.compile(
    r"(?:str\.?|straße|strasse|weg|platz|pl\.|allee|gasse|ring|damm|ufer|berg|hof|markt|wall|chaussee|promenade|street)\b"
)


def read_address(value: Cell | Value) -> Reading[Address]:
    """An address in one cell: "Ruhrstr. 13, 58256 Ennepetal", "58452 Witten, Am Markt 3", over two lines …"""
    cell = as_cell(value)
    text = cell.text
    if cell.blank or says_nothing(text):
        return empty()
    if isinstance(cell.value, bool | date | int | float):
        return read_address_number(cell)
    codes = list(_CODE.finditer(text))
    if len(codes) == 1:
        before = _tidy(text[: codes[0].start()])
        after = _tidy(text[codes[0].end() :])
        code = codes[0][1]
        if before and after:
            return _street_then_town(before, code, after, text)
        if after:
            return _town_then_street(code, after, text)
        if before:
            return unsure(Address(before, code, ""), _("Zu dieser Postleitzahl steht kein Ort."), "")
        return unsure(Address("", code, ""), _("Zu dieser Postleitzahl steht kein Ort."), "")
    if len(codes) > 1:
        return unreadable(text, _("Hier stehen mehrere Postleitzahlen; der Text bleibt erhalten."))
    pieces = [_tidy(piece) for piece in re.split(r"[,;\n]", text) if _tidy(piece)]
    if len(pieces) == 2 and looks_like_street(pieces[0]) and not looks_like_street(pieces[1]):
        return sure(Address(pieces[0], "", pieces[1]))
    if len(pieces) == 2 and looks_like_street(pieces[1]) and not looks_like_street(pieces[0]):
        return sure(Address(pieces[1], "", pieces[0]))
    if len(pieces) == 1 and looks_like_street(pieces[0]):
        return sure(Address(pieces[0], "", ""))
    if len(pieces) == 1 and re.fullmatch(r"[^\W\d][^\d]*", pieces[0]):
        return unsure(Address("", "", pieces[0]), _("Als Ort gelesen."))
    return unreadable(text, _("Diese Anschrift ließ sich nicht zerlegen; der Text bleibt erhalten."))


def read_address_number(cell: Cell) -> Reading[Address]:
    """A number in a column of addresses can only be a postal code."""
    code = read_postal_code(cell)
    if code.value is None:
        return unreadable(cell.text)
    return unsure(Address("", code.value, ""), _("Zu dieser Postleitzahl steht kein Ort."))


def looks_like_street(text: str) -> bool:
    """Whether a text reads as a street, with its number or by its last syllable."""
    return bool(_HOUSE.fullmatch(text) or _STREET_WORD.search(plain(text)))


@dataclass(frozen=True, slots=True)
class Contact:
    """Ways to reach somebody in one cell, each as it is written; ``rest`` is what is none of them."""

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    address: str = ""
    rest: tuple[str, ...] = ()

    @property
    def sorts(self) -> int:
        """How many different ways stand there."""
        return bool(self.phones) + bool(self.emails) + bool(self.address)


_REACH_LABEL: Final = re.compile(
    r"^(?:tel(?:efon)?|fon|phone|mob(?:il)?|mobile|handy|cell|festnetz|whatsapp|e-?mail|mail|anschrift|adresse|address|"
    r"wohnt|post)\b\s*[.:]*\s*",
    re.IGNORECASE,
)


def read_contact(text: str) -> Contact:
    """Number, e-mail and address in one cell: "Tel: 0231-555123, leila@example.org, Münsterstr. 45, 44145 Dortmund"."""
    emails = tuple(dict.fromkeys(address.rstrip(".") for address in _EMAIL.findall(text)))
    pieces: list[str] = []
    for piece in re.split(r"[,;\n|]|\s/\s", _EMAIL.sub(" , ", re.sub(r"(?i)mailto:", "", text))):
        # "0231 / 55 51 23" is one number.
        if pieces and re.fullmatch(r".*\(?0\d{1,5}\)?\s*", pieces[-1]) and re.fullmatch(r"\s*\d[\d ]+", piece):
            pieces[-1] = f"{pieces[-1].strip()} {piece.strip()}"
        else:
            pieces.append(piece)
    phones: list[str] = []
    address: list[str] = []
    rest: list[str] = []
    for piece in pieces:
        bare = _REACH_LABEL.sub("", _tidy(piece)).strip()
        if not bare:
            continue
        digits = re.sub(r"\D", "", bare)
        if re.match(r"[(+0]", bare) and len(digits) >= 6 and not re.search(r"[^\W\d]", bare):
            phones.append(bare)
        elif looks_like_street(bare) or _CODE.search(bare):
            address.append(bare)
        elif address and len(address) == 1 and re.fullmatch(r"[^\W\d][^\d@]*", bare):
            address.append(bare)  # the town behind its street
        else:
            rest.append(bare)
    return Contact(tuple(phones), emails, ", ".join(address), tuple(rest))


def _tidy(text: str) -> str:
    return " ".join(text.replace("\n", " ").split()).strip(" ,;/|–-·")


def _street_then_town(street: str, code: str, town: str, text: str) -> Reading[Address]:
    pieces = [_tidy(piece) for piece in town.split(",") if _tidy(piece)]
    if len(pieces) > 1:
        return unsure(
            Address(street, code, pieces[0]),
            _("Hinter dem Ort steht noch: {text}").format(text=", ".join(pieces[1:])),
            text,
        )
    return sure(Address(street, code, town))


def _town_then_street(code: str, after: str, text: str) -> Reading[Address]:
    pieces = [_tidy(piece) for piece in re.split(r"[,;]", after) if _tidy(piece)]
    if len(pieces) == 1:
        return sure(Address("", code, pieces[0]))
    street = ", ".join(pieces[1:])
    if looks_like_street(street):
        return sure(Address(street, code, pieces[0]))
    return unsure(Address(street, code, pieces[0]), _("Als Straße gelesen: {text}").format(text=street))


def read_postal_code(value: Cell | Value) -> Reading[str]:
    """A postal code; one that lost its leading zero to the spreadsheet gets it back, with a remark."""
    cell = as_cell(value)
    text = cell.text
    if cell.blank or says_nothing(text):
        return empty()
    match = re.fullmatch(r"(?:D|DE)?[- ]*(\d{4,5})", text.strip(), re.IGNORECASE)
    if match is None:
        return unreadable(text, _("Das ist keine Postleitzahl; der Text bleibt erhalten."))
    if len(match[1]) == 4:
        return unsure(f"0{match[1]}", _("Die führende Null fehlte in der Liste und wurde ergänzt."))
    return sure(match[1])


def read_town(value: Cell | Value) -> Reading[Address]:
    """A town, perhaps with its postal code in the same cell."""
    cell = as_cell(value)
    text = cell.text
    if cell.blank or says_nothing(text):
        return empty()
    if isinstance(cell.value, bool | date | int | float):
        return read_address_number(cell)
    if says_unknown(text):
        return unreadable(text)
    match = re.fullmatch(r"(?:D[- ]?|DE[- ]?)?(\d{5})\s*,?\s+(\D+)", text.replace("\n", " "), re.IGNORECASE)
    if match:
        return sure(Address("", match[1], _tidy(match[2])))
    match = re.fullmatch(r"(\D+?)\s*[,(]?\s*(\d{5})\)?", text.replace("\n", " "))
    if match:
        return sure(Address("", match[2], _tidy(match[1])))
    if re.search(r"\d", text):
        return read_address(cell)
    return sure(Address("", "", _tidy(text)))


def day_of_serial(serial: int) -> date:
    """The day that a spreadsheet keeps as this number."""
    return _EPOCH + timedelta(days=serial)


def read_text(value: Cell | Value) -> Reading[str]:
    """Any text, as it stands."""
    cell = as_cell(value)
    if cell.blank or says_nothing(cell.text):
        return empty()
    text = text_of(cell.value)
    if cell.broken:
        return unsure(text, _("Hier steht eine Formel ohne Ergebnis; sie wird als Text behalten."))
    return sure(text)
