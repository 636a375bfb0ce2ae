"""Dates as offices know them: whole, or only a month or a year; read from lists and typed by hand.

Many participants have only a year in their papers, so a date is a :class:`PartialDate` wherever that can
happen. What is not surely a date is no date: it stays text for a person to decide, and is never taken for
today.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import total_ordering
from typing import Final, Literal

Kind = Literal["birth", "event"]
"""What a date is for: it decides how two-digit years are read."""

Precision = Literal["year", "month", "day"]

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
"""Years outside these are slips of the keyboard or of a spreadsheet, in lists as in forms."""


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, to the month or to the year. Ordered by its first day, the vaguer first."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("a day without a month")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def of(cls, iso: str) -> "PartialDate":
        """From ISO text as it is stored: "1985", "1985-03" or "1985-03-07". Raises ValueError."""
        if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", iso, re.ASCII):
            raise ValueError("not a stored date")
        return cls(*(int(part) for part in iso.split("-")))

    @classmethod
    def of_day(cls, day: date) -> "PartialDate":
        """From a whole date."""
        return cls(day.year, day.month, day.day)

    @property
    def iso(self) -> str:
        """The text that is stored: "1985", "1985-03" or "1985-03-07"."""
        parts = [f"{self.year:04}"]
        if self.month is not None:
            parts.append(f"{self.month:02}")
        if self.day is not None:
            parts.append(f"{self.day:02}")
        return "-".join(parts)

    @property
    def precision(self) -> Precision:
        """How exactly the date is known."""
        return "year" if self.month is None else "month" if self.day is None else "day"

    @property
    def exact(self) -> date | None:
        """The day, when it is known."""
        return self.first() if self.day is not None else None

    def first(self) -> date:
        """The earliest day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def last(self) -> date:
        """The latest day it can mean."""
        if self.day is not None:
            return self.first()
        return end_of_month(date(self.year, self.month or 12, 1))

    def __str__(self) -> str:
        return self.iso

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self._order() < other._order()

    def _order(self) -> tuple[date, bool, bool]:
        return self.first(), self.month is not None, self.day is not None


# Reckoning -------------------------------------------------------------------------------------------------


def end_of_month(day: date) -> date:
    """The last day of the month that *day* lies in."""
    if day.month == 12:
        return date(day.year, 12, 31)
    return date(day.year, day.month + 1, 1) - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day so many months later (or earlier); the month's last day where there is no such day.

    Raises ValueError or OverflowError beyond the calendar's end.
    """
    index = day.year * 12 + day.month - 1 + months
    start = date(index // 12, index % 12 + 1, 1)
    return start.replace(day=min(day.day, end_of_month(start).day))


def iso_week(day: date) -> tuple[int, int]:
    """Year and number of the ISO week (KW) of *day*; around New Year the year can be a neighbour."""
    year, week, _weekday = day.isocalendar()
    return year, week


def monday_of(year: int, week: int) -> date:
    """The Monday of an ISO week. Raises ValueError when the year has no such week."""
    return date.fromisocalendar(year, week, 1)


def age_on(birth: PartialDate | date, day: date) -> tuple[int, int]:
    """The age in full years on *day*: the lowest and the highest that the known birth date allows.

    Someone born on 29 February completes a year with the end of 28 February (§§ 187, 188 BGB), so her age
    rises on 1 March in a year without the 29th. A day before the birth gives negative numbers.
    """
    earliest, latest = (birth, birth) if isinstance(birth, date) else (birth.first(), birth.last())
    return _full_years(latest, day), _full_years(earliest, day)


def _full_years(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


# Reading ---------------------------------------------------------------------------------------------------

_MONTH_NAMES: Final = (
    ("januar", "january", "jan", "jänner", "jaenner", "jän"),
    ("februar", "february", "feb", "febr", "feber"),
    ("märz", "maerz", "marz", "march", "mär", "mar", "mrz"),
    ("april", "apr"),
    ("mai", "may"),
    ("juni", "june", "jun", "juno"),
    ("juli", "july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("dezember", "december", "dez", "dec"),
)
_MONTHS: Final = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}
_MONTH: Final = "(?P<name>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"

_DAY_NAMES: Final = (
    ("montag", "mo", "monday", "mon"),
    ("dienstag", "di", "tuesday", "tue", "tues"),
    ("mittwoch", "mi", "wednesday", "wed"),
    ("donnerstag", "do", "thursday", "thu", "thur", "thurs"),
    ("freitag", "fr", "friday", "fri"),
    ("samstag", "sonnabend", "sa", "saturday", "sat"),
    ("sonntag", "so", "sunday", "sun"),
)
_WEEKDAYS: Final = {name: number for number, names in enumerate(_DAY_NAMES) for name in names}

_NEAR_DAYS: Final = {
    "vorgestern": -2,
    "gestern": -1,
    "yesterday": -1,
    "heute": 0,
    "today": 0,
    "morgen": 1,
    "tomorrow": 1,
    "übermorgen": 2,
    "uebermorgen": 2,
}

_YEAR: Final = r"(?P<year>\d{4}|\d{2})"
_LEAD: Final = re.compile(
    r"(?:am|seit|geb\.?|geboren|\*|jg\.?|jahrgang|(?:"
    + "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
    + r")(?:\.,|\.|,))\s*(?=\w|\?)"
)
_TIME: Final = re.compile(r"(?:\s+|t|,\s*)\d{1,2}[:.]\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*uhr)?z?$")

# Official papers write 00 for what is not known; offices write xx or ??.
_WHOLE: Final = re.compile(r"(?P<day>\d{1,2}|xx|\?\?)\s*[./-]\s*(?P<month>\d{1,2}|xx|\?\?)\s*[./-]\s*" + _YEAR)
_ISO: Final = re.compile(r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?:(?P=sign)(?P<day>\d{1,2}))?")
_NAMED: Final = re.compile(r"(?:(?P<day>\d{1,2})\s*\.?\s*)?" + _MONTH + r"\s*,?\s*['’]?" + _YEAR)
_NAMED_FIRST: Final = re.compile(_MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(?P<year>\d{4})")
_MONTH_AND_YEAR: Final = re.compile(r"(?P<month>\d{1,2})\s*[./-]\s*(?P<year>\d{4})")
_MONTH_AND_SHORT_YEAR: Final = re.compile(r"(?P<month>\d{1,2})\s*/\s*(?P<year>\d{2})")
_YEAR_ALONE: Final = re.compile(r"(?P<year>\d{4})")

# 1 January 1900 is day 1 of a spreadsheet, which also believes in 29 February 1900.
_SPREADSHEET_EPOCH: Final = date(1899, 12, 30)
_FIRST_SERIAL: Final = (date(1925, 1, 1) - _SPREADSHEET_EPOCH).days


def read_date(value: object, *, kind: Kind, today: date) -> PartialDate | None:
    """The date that a cell of an office list means, or None when it is not surely one.

    Understands dates, years as numbers, day numbers of a spreadsheet, and text in the German, ISO and English
    manner with the day before the month: "01.10.1981", "5/3/26", "2020-03-15", "Okt. 1998", "März 20",
    "03/2019", "3/20", "1985", "00.00.1985". Not a date are "Herbst 2019", "ca. 1980", "KW 12/2019", "05/11".
    *kind* decides about two-digit years: a birth lies in the past, anything else as near to *today* as
    possible.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, datetime):
        return _checked(PartialDate.of_day(value.date()), kind, today)
    if isinstance(value, date):
        return _checked(PartialDate.of_day(value), kind, today)
    if isinstance(value, int | float):
        return _checked(_from_number(value, today), kind, today)
    if isinstance(value, PartialDate):
        return _checked(value, kind, today)
    if isinstance(value, str):
        return _checked(_from_text(_plain(value), kind, today), kind, today)
    return None


def _checked(found: PartialDate | None, kind: Kind, today: date) -> PartialDate | None:
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    return None if kind == "birth" and found.first() > today else found


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    visible = "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")
    return " ".join(visible.split())


def _from_number(value: int | float, today: date) -> PartialDate | None:
    if value != value or abs(value) > 1_000_000:
        return None
    if value == int(value) and FIRST_YEAR <= value <= LAST_YEAR:
        return PartialDate(int(value))
    if _FIRST_SERIAL <= value <= (today - _SPREADSHEET_EPOCH).days + 5 * 366:
        return PartialDate.of_day(_SPREADSHEET_EPOCH + timedelta(days=int(value)))
    return None


def _from_text(text: str, kind: Kind, today: date) -> PartialDate | None:
    text = _LEAD.sub("", text, count=1) if _LEAD.match(text) else text
    if re.search(r"\d[:.]\d{2}", text):
        text = _TIME.sub("", text)
    if found := _WHOLE.fullmatch(text):
        return _built(found["year"], found["month"], found["day"], kind, today)
    if found := _ISO.fullmatch(text):
        return _built(found["year"], found["month"], found["day"], kind, today)
    if found := _NAMED_FIRST.fullmatch(text) or _NAMED.fullmatch(text):
        return _built(found["year"], str(_MONTHS[found["name"]]), found["day"], kind, today)
    if found := _MONTH_AND_YEAR.fullmatch(text):
        return _built(found["year"], found["month"], None, kind, today)
    # "05/11" may as well be a day without its year.
    if (found := _MONTH_AND_SHORT_YEAR.fullmatch(text)) and int(found["year"]) > 12:
        return _built(found["year"], found["month"], None, kind, today)
    if found := _YEAR_ALONE.fullmatch(text):
        return _built(found["year"], None, None, kind, today)
    return None


def _known(part: str | None) -> int | None:
    return int(part) if part and part.isdecimal() and int(part) > 0 else None


def _built(year: str, month: str | None, day: str | None, kind: Kind, today: date) -> PartialDate | None:
    """The date of these parts, or None when there is no such day; "00", "xx" and "??" are unknown parts.

    A month above 12 is never taken for the day: in a list written in the American manner the other dates
    would then be read wrongly without a sign of it.
    """
    month_number, day_number = _known(month), _known(day)
    if month_number is None and day_number is not None:
        return None
    candidates = list(_dates(year, month_number, day_number, today))
    if not candidates:
        return None
    if kind == "birth":
        return max((one for one in candidates if one.first() <= today), default=None)
    return min(candidates, key=lambda one: abs((one.first() - today).days))


def _dates(year: str, month: int | None, day: int | None, today: date) -> Iterator[PartialDate]:
    if len(year) == 4:
        years = [int(year)]
    else:
        century = today.year // 100 * 100
        years = [century + shift + int(year) for shift in (-100, 0, 100)]
    for one in years:
        try:
            yield PartialDate(one, month, day)
        except ValueError:
            continue


# Typing ----------------------------------------------------------------------------------------------------

_SHIFT: Final = re.compile(
    r"(?P<count>[+-]\s?\d{1,4})\s*(?P<unit>|t|tage?n?|d|days?|w|wochen?|weeks?|m|monate?n?|months?|j|jahre?n?|y|years?)"
)
_WEEK: Final = re.compile(r"(?:kw|wk|cw|week)\s*\.?\s*(?P<week>\d{1,2})(?:\s*[/.\s-]\s*(?P<year>\d{4}|\d{2}))?")
_DAY_AND_MONTH: Final = re.compile(r"(?P<day>\d{1,2})\s*[./-]\s*(?P<month>\d{1,2})\s*[./-]?")
_DAY_AND_NAME: Final = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s*\.?\s*" + _MONTH)
_NAME_AND_DAY: Final = re.compile(_MONTH + r"\s*(?P<day>\d)(?:st|nd|rd|th)?")
_DIGITS: Final = re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4}|\d{2})?")


def typed_date(text: str, *, kind: Kind, today: date) -> PartialDate | None:
    """The date that someone typed into a date field, or None when it is empty or not (yet) one.

    All that :func:`read_date` knows, and what is short to type: "5.3.", "5.3.26", "050326", "5 märz",
    "heute", "mo" (the next Monday, never today), "+7", "-2", "+2w", "+1m", "+1j", "kw48" (its Monday), "ende"
    (of this month); the same in English. A day without its year is the one nearest to *today*; a birth needs
    its year.
    """
    plain = _plain(text)
    if not plain:
        return None
    # The keypad has a comma where a full stop is meant; blanks serve as well.
    dotted = re.sub(r"(?<=\d)\s*[,\s]\s*(?=\d|$)", ".", plain)
    found = _shorthand(plain, today) or _typed_numbers(dotted, kind, today) or _from_text(dotted, kind, today)
    return _checked(found or _from_text(plain, kind, today), kind, today)


def _shorthand(text: str, today: date) -> PartialDate | None:
    word = text.rstrip(".")
    if word in _NEAR_DAYS:
        return PartialDate.of_day(today + timedelta(days=_NEAR_DAYS[word]))
    if word in _WEEKDAYS:
        ahead = (_WEEKDAYS[word] - today.weekday() - 1) % 7 + 1
        return PartialDate.of_day(today + timedelta(days=ahead))
    if word in ("ende", "end", "ultimo"):
        return PartialDate.of_day(end_of_month(today))
    if found := _SHIFT.fullmatch(text):
        return _shifted(today, int(found["count"].replace(" ", "")), found["unit"][:1])
    if found := _WEEK.fullmatch(text):
        return _week(int(found["week"]), found["year"], today)
    return None


def _shifted(today: date, count: int, unit: str) -> PartialDate | None:
    try:
        if unit in ("m", "j", "y"):
            return PartialDate.of_day(add_months(today, count if unit == "m" else 12 * count))
        return PartialDate.of_day(today + timedelta(days=count * (7 if unit == "w" else 1)))
    except (ValueError, OverflowError):
        return None


def _week(week: int, year: str | None, today: date) -> PartialDate | None:
    if year is None:
        years = [today.year - 1, today.year, today.year + 1]
    else:
        years = [int(year) if len(year) == 4 else today.year // 100 * 100 + int(year)]
    mondays = []
    for one in years:
        try:
            mondays.append(monday_of(one, week))
        except ValueError:
            continue
    if not mondays:
        return None
    return PartialDate.of_day(min(mondays, key=lambda monday: abs((monday - today).days)))


def _typed_numbers(text: str, kind: Kind, today: date) -> PartialDate | None:
    """Days with or without their year, as digits in a row or apart."""
    if (found := _DIGITS.fullmatch(text)) and not (found["year"] is None and FIRST_YEAR <= int(text) <= LAST_YEAR):
        if found["year"] is not None:
            return _built(found["year"], found["month"], found["day"], kind, today)
        return _nearest_day(int(found["month"]), int(found["day"]), kind, today)
    if found := _DAY_AND_MONTH.fullmatch(text):
        return _nearest_day(int(found["month"]), int(found["day"]), kind, today)
    if found := _DAY_AND_NAME.fullmatch(text) or _NAME_AND_DAY.fullmatch(text):
        return _nearest_day(_MONTHS[found["name"]], int(found["day"]), kind, today)
    return None


def _nearest_day(month: int, day: int, kind: Kind, today: date) -> PartialDate | None:
    if kind == "birth":
        return None
    # 29 February may be up to eight years away, where a century is not a leap year.
    days = []
    for year in range(today.year - 8, today.year + 9):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    if not days:
        return None
    return PartialDate.of_day(min(days, key=lambda one: abs((one - today).days)))
