"""Holidays and working days, against published calendars of North Rhine-Westphalia."""

from datetime import date

import pytest

from permenti_desktop.domain import holidays


@pytest.mark.parametrize(
    "day",
    # From the table of Easter dates of the Physikalisch-Technische Bundesanstalt; 2008 and 2038 are nearly the limits.
    [date(2008, 3, 23), date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25)],
)
def test_easter(day: date) -> None:
    assert holidays.easter(day.year) == day


def test_the_eleven_holidays_of_2026() -> None:
    days = [date.fromordinal(number) for number in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
    assert [day for day in days if holidays.holiday(day)] == [
        date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14), date(2026, 5, 25),
        date(2026, 6, 4), date(2026, 10, 3), date(2026, 11, 1), date(2026, 12, 25), date(2026, 12, 26),
    ]  # fmt: skip


def test_from_working_day_to_working_day() -> None:
    assert holidays.shifted(date(2026, 12, 23), 1) == date(2026, 12, 24)
    assert holidays.shifted(date(2026, 12, 24), 1) == date(2026, 12, 28)  # over Christmas and the weekend
    assert holidays.shifted(date(2026, 6, 5), -1) == date(2026, 6, 3)  # over Corpus Christi
    assert holidays.working_day(date(2026, 11, 22), -1) == date(2026, 11, 20)
