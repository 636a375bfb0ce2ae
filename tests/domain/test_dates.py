"""Dates from lists, typed dates, ages and weeks."""

import calendar
import itertools
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permenti_desktop.domain.dates import (
    FIRST_YEAR,
    LAST_YEAR,
    Kind,
    PartialDate,
    add_months,
    age_on,
    end_of_month,
    iso_week,
    monday_of,
    read_date,
    typed_date,
)

TODAY = date(2026, 11, 22)  # a Sunday
KINDS: tuple[Kind, ...] = ("birth", "event")

days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
partials = st.one_of(
    st.builds(PartialDate.of_day, days),
    days.map(lambda day: PartialDate(day.year, day.month)),
    days.map(lambda day: PartialDate(day.year)),
)


@given(partials)
def test_a_stored_date_is_read_back_and_spans_its_days(value: PartialDate) -> None:
    assert PartialDate.of(value.iso) == value
    first, last = value.first(), value.last()
    assert {"day": 1, "month": 28, "year": 365}[value.precision] <= (last - first).days + 1 <= 366
    assert first.isoformat().startswith(value.iso)
    assert last.isoformat().startswith(value.iso)
    assert not (last + timedelta(days=1)).isoformat().startswith(value.iso)
    assert (value.exact is None) == (value.precision != "day")


@given(partials, partials)
def test_partial_dates_are_ordered_by_their_first_day(one: PartialDate, other: PartialDate) -> None:
    if one.first() != other.first():
        assert (one < other) == (one.first() < other.first())
    else:
        assert (one < other) == (len(one.iso) < len(other.iso))
    assert (one < other) + (other < one) + (one == other) == 1
    assert (one < other) == (one.iso < other.iso)


@pytest.mark.parametrize(
    "text", ["", "85", "1985-3", "1985-13", "1985-02-30", "1985-03-07 ", "0000", "１９８５", "1985--07"]
)
def test_other_text_is_not_a_stored_date(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PartialDate.of(text)


def test_a_day_needs_its_month() -> None:
    with pytest.raises(ValueError, match="month"):
        PartialDate(1985, None, 7)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        # as they stand in the lists of offices
        ("01.10.1981", "1981-10-01"),
        ("5/3/26", "2026-03-05"),
        ("17/12/2018", "2018-12-17"),
        ("2020-03-15", "2020-03-15"),
        ("27.9.18", "2018-09-27"),
        ("Okt. 1998", "1998-10"),
        ("Sept. 2020", "2020-09"),
        ("Juni 2019", "2019-06"),
        ("März 1977", "1977-03"),
        ("März 20", "2020-03"),
        ("Jan. 21", "2021-01"),
        ("03/2019", "2019-03"),
        ("3/20", "2020-03"),
        ("1985", "1985"),
        (1985, "1985"),
        (1985.0, "1985"),
        (datetime(1984, 7, 3), "1984-07-03"),
        (date(1984, 7, 3), "1984-07-03"),
        # day numbers of a spreadsheet: 1 January 2020 is 43831 in every of them
        (43831, "2020-01-01"),
        (43831.75, "2020-01-01"),
        # other hands
        (" 5. 3. 2026 ", "2026-03-05"),
        ("05-03-2026", "2026-03-05"),
        ("7. März 1985", "1985-03-07"),
        ("7.Maerz 85", "1985-03-07"),
        ("7 Mar 1985", "1985-03-07"),
        ("March 7, 1985", "1985-03-07"),
        ("Jänner '19", "2019-01"),
        ("DEZ 2019", "2019-12"),
        ("2020/03/15", "2020-03-15"),
        ("2020-03", "2020-03"),
        ("3.2019", "2019-03"),
        ("00.00.1985", "1985"),
        ("00.03.1985", "1985-03"),
        ("xx.xx.1985", "1985"),
        ("Mo, 03.05.2021", "2021-05-03"),
        ("Mo. 3.5.21", "2021-05-03"),
        ("seit 2013", "2013"),
        ("geb. 3.4.1985", "1985-04-03"),
        ("Jg. 1985", "1985"),
        ("2020-03-15 00:00:00", "2020-03-15"),
        ("2020-03-15T00:00:00", "2020-03-15"),
        ("12.03.2021 14:30", "2021-03-12"),
        ("12.03.2021, 14.30 Uhr", "2021-03-12"),
        ("29.02.2020", "2020-02-29"),
        ("\u200e01.10.1981", "1981-10-01"),
        ("01.10.1981\u00a0", "1981-10-01"),
        # not surely a date
        ("Herbst 2019", None),
        ("ca. 1980", None),
        ("um 1980", None),
        ("1985?", None),
        ("KW 12/2019", None),
        ("Anfang 2020", None),
        ("Mitte März 2020", None),
        ("vor Weihn.", None),
        ("2019/20", None),
        ("2019/2020", None),
        ("05/11", None),
        ("12/17/2018", None),
        ("31.02.2020", None),
        ("29.02.2019", None),
        ("00.00.0000", None),
        ("15.00.1985", None),
        ("01.01.", None),
        ("85", None),
        ("?", None),
        ("-", None),
        ("", None),
        ("58452", None),
        ("2 (4 u. 7 J.)", None),
        ("0176/3014673", None),
        ("heute", None),
        (None, None),
        (True, None),
        (0, None),
        (12, None),
        (1764701746, None),
        (58452, None),
        (float("nan"), None),
        (float("inf"), None),
        (datetime(1899, 12, 30), None),
        (["2020"], None),
    ],
)  # fmt: skip
def test_reading_a_cell(written: object, meant: str | None) -> None:
    read = read_date(written, kind="event", today=TODAY)
    assert (read.iso if read else None) == meant


@pytest.mark.parametrize(
    ("written", "birth", "event"),
    [
        ("25.9.71", "1971-09-25", "2071-09-25"),
        ("5.3.26", "2026-03-05", "2026-03-05"),
        ("5.12.26", "1926-12-05", "2026-12-05"),
        ("3/85", "1985-03", "1985-03"),
        ("1.1.99", "1999-01-01", "1999-01-01"),
        ("1.1.75", "1975-01-01", "2075-01-01"),
        ("1.1.2031", None, "2031-01-01"),
    ],
)
def test_years_of_two_digits_are_past_for_births_and_near_for_the_rest(
    written: str, birth: str | None, event: str
) -> None:
    born = read_date(written, kind="birth", today=TODAY)
    assert (born.iso if born else None) == birth
    happened = read_date(written, kind="event", today=TODAY)
    assert happened is not None
    assert happened.iso == event


@given(st.dates(date(1930, 1, 1), date(2060, 12, 31)), st.sampled_from(KINDS))
def test_all_ways_to_write_a_whole_date_mean_the_same(day: date, kind: Kind) -> None:
    written = (
        day,
        datetime(day.year, day.month, day.day, 13, 5),
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d/%m/%Y}",
        f"{day.day}. {day:%B} {day.year}",  # English names: the C locale of the tests
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%b} {day.year}",
    )
    expected = None if kind == "birth" and day > TODAY else PartialDate.of_day(day)
    assert [read_date(value, kind=kind, today=TODAY) for value in written] == [expected] * len(written)
    assert typed_date(f"{day:%d%m%Y}", kind=kind, today=TODAY) == expected


@given(st.dates(TODAY - timedelta(days=365 * 49), TODAY + timedelta(days=365 * 49)))
def test_a_short_year_of_an_event_is_the_nearest(day: date) -> None:
    for text in (f"{day:%d.%m.%y}", f"{day:%d%m%y}", f"{day.day}/{day.month}/{day:%y}"):
        assert typed_date(text, kind="event", today=TODAY) == PartialDate.of_day(day)


@given(st.dates(date(1927, 1, 1), TODAY))
def test_a_short_year_of_a_birth_is_past(day: date) -> None:
    assert read_date(f"{day:%d.%m.%y}", kind="birth", today=TODAY) == PartialDate.of_day(day)


@given(st.text(max_size=30) | st.from_regex(r"[0-9./ a-zä-]{1,12}", fullmatch=True), st.sampled_from(KINDS), days)
def test_no_text_can_break_reading_or_typing(text: str, kind: Kind, today: date) -> None:
    for found in (read_date(text, kind=kind, today=today), typed_date(text, kind=kind, today=today)):
        if found is not None:
            assert FIRST_YEAR <= found.year <= LAST_YEAR
            assert kind == "event" or found.first() <= today


@given(st.integers() | st.floats(), st.sampled_from(KINDS))
def test_no_number_can_break_reading(number: float, kind: Kind) -> None:
    found = read_date(number, kind=kind, today=TODAY)
    assert found is None or FIRST_YEAR <= found.year <= LAST_YEAR


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5.3.", "2027-03-05"),
        ("5.3", "2027-03-05"),
        ("5.11.", "2026-11-05"),
        ("5,11,", "2026-11-05"),
        ("5/11", "2026-11-05"),
        ("5 11", "2026-11-05"),
        ("5.3.26", "2026-03-05"),
        ("5,3,26", "2026-03-05"),
        ("5 3 26", "2026-03-05"),
        ("5-3-2026", "2026-03-05"),
        ("050326", "2026-03-05"),
        ("05032026", "2026-03-05"),
        ("0503", "2027-03-05"),
        ("5 märz", "2027-03-05"),
        ("5. Mär", "2027-03-05"),
        ("5märz", "2027-03-05"),
        ("5 maerz 26", "2026-03-05"),
        ("mar 5", "2027-03-05"),
        ("heute", "2026-11-22"),
        ("HEUTE", "2026-11-22"),
        ("gestern", "2026-11-21"),
        ("vorgestern", "2026-11-20"),
        ("morgen", "2026-11-23"),
        ("übermorgen", "2026-11-24"),
        ("today", "2026-11-22"),
        ("yesterday", "2026-11-21"),
        ("tomorrow", "2026-11-23"),
        ("mo", "2026-11-23"),
        ("fr", "2026-11-27"),
        ("fr.", "2026-11-27"),
        ("so", "2026-11-29"),
        ("Mittwoch", "2026-11-25"),
        ("mon", "2026-11-23"),
        ("thursday", "2026-11-26"),
        ("+7", "2026-11-29"),
        ("-2", "2026-11-20"),
        ("+0", "2026-11-22"),
        ("+2w", "2026-12-06"),
        ("+ 2 Wochen", "2026-12-06"),
        ("+1m", "2026-12-22"),
        ("-1 Monat", "2026-10-22"),
        ("+1j", "2027-11-22"),
        ("+1y", "2027-11-22"),
        ("+3 Tage", "2026-11-25"),
        ("kw48", "2026-11-23"),
        ("KW 48", "2026-11-23"),
        ("kw1", "2027-01-04"),
        ("kw1/26", "2025-12-29"),
        ("kw 53", "2026-12-28"),
        ("week 48", "2026-11-23"),
        ("ende", "2026-11-30"),
        ("end", "2026-11-30"),
        ("29.2.", "2028-02-29"),
        ("1985", "1985"),
        ("3/85", "1985-03"),
        ("märz 85", "1985-03"),
        ("", None),
        ("   ", None),
        ("5", None),
        ("31.4.", None),
        ("kw54", None),
        ("kw53/25", None),
        ("+99999", None),
        ("+9999j", None),
        ("blau", None),
        ("+", None),
    ],
)  # fmt: skip
def test_what_is_short_to_type(typed: str, meant: str | None) -> None:
    found = typed_date(typed, kind="event", today=TODAY)
    assert (found.iso if found else None) == meant


@pytest.mark.parametrize("typed", ["5.3.", "0503", "5 märz", "mo", "+7", "morgen", "kw48"])
def test_a_birth_has_a_year_and_lies_in_the_past(typed: str) -> None:
    assert typed_date(typed, kind="birth", today=TODAY) is None


@given(days)
def test_a_weekday_means_the_next_one(today: date) -> None:
    for number, names in enumerate(("mo mon", "di tue", "mi wed", "do thu", "fr fri", "sa sat", "so sun")):
        for name in names.split():
            found = typed_date(name, kind="event", today=today)
            if found is None:
                assert today.year == LAST_YEAR
                continue
            assert found.first().weekday() == number
            assert 1 <= (found.first() - today).days <= 7


@given(st.dates(date(1910, 1, 1), date(2090, 1, 1)), st.integers(1, 31), st.integers(1, 12))
def test_a_day_without_a_year_is_the_nearest(today: date, day: int, month: int) -> None:
    found = typed_date(f"{day}.{month}.", kind="event", today=today)
    if found is None:
        assert day > calendar.monthrange(2024, month)[1]
        return
    assert (found.day, found.month) == (day, month)
    assert (day, month) == (29, 2) or abs((found.first() - today).days) <= 183


@given(days.filter(lambda day: day.year < LAST_YEAR), st.integers(-600, 600))
def test_months_later_keeps_the_day_or_takes_the_last(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == min(day.day, calendar.monthrange(later.year, later.month)[1])
    assert end_of_month(day).day == calendar.monthrange(day.year, day.month)[1]


@pytest.mark.parametrize(
    ("birth", "on", "ages"),
    [
        (PartialDate(2000, 3, 7), date(2018, 3, 6), (17, 17)),
        (PartialDate(2000, 3, 7), date(2018, 3, 7), (18, 18)),
        (date(2000, 3, 7), date(2018, 3, 7), (18, 18)),
        (PartialDate(2000), date(2018, 6, 30), (17, 18)),
        (PartialDate(2000), date(2018, 12, 31), (18, 18)),
        (PartialDate(2000, 6), date(2018, 6, 15), (17, 18)),
        (PartialDate(2000, 6), date(2018, 5, 31), (17, 17)),
        (PartialDate(2004, 2, 29), date(2022, 2, 28), (17, 17)),
        (PartialDate(2004, 2, 29), date(2022, 3, 1), (18, 18)),
    ],
)
def test_age_is_a_range_when_the_birth_is_known_in_part(
    birth: PartialDate | date, on: date, ages: tuple[int, int]
) -> None:
    assert age_on(birth, on) == ages


@given(partials, st.dates(date(2100, 12, 31), date(2120, 1, 1)))
def test_the_age_of_every_possible_birthday_lies_in_the_range(birth: PartialDate, on: date) -> None:
    low, high = age_on(birth, on)
    span = (birth.last() - birth.first()).days
    ages = {age_on(birth.first() + timedelta(days=step), on)[0] for step in range(0, span + 1)}
    assert ages == set(range(low, high + 1))


def test_weeks_of_the_year() -> None:
    # 2026 has 53 weeks: it begins on a Thursday (ISO 8601)
    assert iso_week(date(2026, 11, 23)) == (2026, 48)
    assert iso_week(date(2027, 1, 3)) == (2026, 53)
    assert iso_week(date(2025, 12, 29)) == (2026, 1)
    assert monday_of(2026, 48) == date(2026, 11, 23)
    with pytest.raises(ValueError, match="53"):
        monday_of(2025, 53)


def test_months_in_words_are_all_known() -> None:
    german = "Januar,Februar,März,April,Mai,Juni,Juli,August,September,Oktober,November,Dezember"
    short = "Jan.,Feb.,Mrz.,Apr.,Mai,Jun.,Jul.,Aug.,Sep.,Okt.,Nov.,Dez."
    for names, number in itertools.product((german.split(","), short.split(",")), range(12)):
        assert read_date(f"{names[number]} 2019", kind="event", today=TODAY) == PartialDate(2019, number + 1)
