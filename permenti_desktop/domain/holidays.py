"""Working days in North Rhine-Westphalia, where the offices of the programme lie.

The eleven holidays of § 2 of the Feiertagsgesetz NW: the nine that hold in all of Germany, Corpus Christi and All
Saints' Day.  The movable ones follow from Easter, which is reckoned by the Gregorian computus.
"""

from datetime import date, timedelta
from functools import cache
from typing import Final

from permenti_desktop.i18n import N_, _

_FIXED: Final = {
    (1, 1): N_("Neujahr"),
    (5, 1): N_("Tag der Arbeit"),
    (10, 3): N_("Tag der Deutschen Einheit"),
    (11, 1): N_("Allerheiligen"),
    (12, 25): N_("1. Weihnachtstag"),
    (12, 26): N_("2. Weihnachtstag"),
}
_FROM_EASTER: Final = {
    -2: N_("Karfreitag"),
    1: N_("Ostermontag"),
    39: N_("Christi Himmelfahrt"),
    50: N_("Pfingstmontag"),
    60: N_("Fronleichnam"),
}


@cache
def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar (the anonymous algorithm of Nature, 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def holiday(day: date) -> str:
    """The name of the holiday, "" on other days; Sundays are none."""
    name = _FIXED.get((day.month, day.day)) or _FROM_EASTER.get((day - easter(day.year)).days)
    return _(name) if name else ""


def is_working_day(day: date) -> bool:
    """Monday to Friday without holidays."""
    fixed = (day.month, day.day) in _FIXED
    return day.weekday() < 5 and not fixed and (day - easter(day.year)).days not in _FROM_EASTER


def working_day(day: date, step: int) -> date:
    """The day itself if one works on it, else the next one in the direction of *step* (1 or -1)."""
    while not is_working_day(day):
        day += timedelta(days=step)
    return day


def shifted(day: date, step: int) -> date:
    """The next working day after (1) or before (-1) a day."""
    return working_day(day + timedelta(days=step), step)
