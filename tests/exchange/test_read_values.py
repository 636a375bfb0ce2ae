"""Single cells: what a careful person reads from them, and that nothing is guessed silently."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.exchange import read_names, read_terms, read_values
from permenti_desktop.exchange.reading import Reading
from permenti_desktop.exchange.workbook import Cell

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("cell", "kind", "iso", "state"),
    [
        ("Okt. 1998", "birth", "1998-10", "read"),
        (1969, "birth", "1969", "read"),
        (date(1984, 7, 3), "birth", "1984-07-03", "read"),
        ("05/10/1999", "birth", "1999-10-05", "read"),
        ("25.9.71", "birth", "1971-09-25", "read"),
        ("27.9.18", "event", "2018-09-27", "read"),
        ("1970-03-08", "birth", "1970-03-08", "read"),
        (30895, "birth", "1984-08-01", "unsure"),
        ("30895", "birth", "1984-08-01", "unsure"),
        (19850307, "birth", "1985-03-07", "unsure"),
        (7031985, "birth", "1985-03-07", "unsure"),
        (Cell(date(1985, 3, 1), shown="month"), "birth", "1985-03", "unsure"),
        (Cell(date(1985, 1, 1), shown="year"), "birth", "1985", "unsure"),
        # 1985 typed into a cell that shows dates
        (date(1905, 6, 7), "birth", "1985", "unsure"),
        ("01.03.1985 (Aleppo)", "birth", "1985-03-01", "unsure"),
        ("geb. 1.3.85", "birth", "1985-03-01", "read"),
        ("Herbst 2019", "event", None, "unreadable"),
        ("vor Weihn.", "event", None, "unreadable"),
        ("ca. 1980", "birth", None, "unreadable"),
        ("1980?", "birth", None, "unreadable"),
        ("31.02.2020", "event", None, "unreadable"),
        ("12/31/1985", "birth", None, "unreadable"),
        (date(2030, 1, 1), "birth", None, "unreadable"),
        (True, "event", None, "unreadable"),
        ("-", "event", None, "empty"),
        ("k. A.", "event", None, "empty"),
        (None, "event", None, "empty"),
    ],
)
def test_dates(cell: Any, kind: Any, iso: str | None, state: str) -> None:
    found = read_values.read_partial_date(cell, kind, TODAY)
    assert (found.value.iso if found.value else None, found.state) == (iso, state)


def test_american_dates_are_read_as_their_column_says() -> None:
    found = read_values.read_partial_date("12/31/1985", "birth", TODAY, "mdy")
    assert found.value == PartialDate(1985, 12, 31)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("01.03.–30.04.2020", "2020-03-01", "2020-04-30"),
        ("1.–14.4.2020", "2020-04-01", "2020-04-14"),
        ("15.12. - 20.01.2021", "2020-12-15", "2021-01-20"),
        ("März 2020 bis Mai 2020", "2020-03", "2020-05"),
        ("2020-03-01 - 2020-04-01", "2020-03-01", "2020-04-01"),
        ("1/2020-6/2020", "2020-01", "2020-06"),
        ("seit 1.8.2020", "2020-08-01", None),
        ("bis 31.7.2020", None, "2020-07-31"),
        ("irgendwann", None, None),
    ],
)
def test_periods(text: str, start: str | None, end: str | None) -> None:
    found = read_values.read_period(text, TODAY)
    period = found.value
    assert (period.start.iso if period and period.start else None) == start
    assert (period.end.iso if period and period.end else None) == end


@pytest.mark.parametrize(
    ("text", "level", "certificate", "state"),
    [
        ("B1/B2", "B1", "", "unsure"),
        ("A2-B1", "A2", "", "unsure"),
        ("B2.1", "B2", "", "read"),
        ("Anfängerin A1", "A1", "", "read"),
        ("b2", "B2", "", "read"),
        ("B 1", "B1", "", "read"),
        ("A2+", "A2", "", "read"),
        ("Niveau B1", "B1", "", "read"),
        ("C1 TestDaF", "C1", "TestDaF", "read"),
        ("B2 (telc)", "B2", "telc", "read"),
        ("Goethe B2", "B2", "Goethe-Zertifikat", "read"),
        ("keine", "A0", "", "read"),
        ("Muttersprache", "L1", "", "read"),
        ("im B2-Kurs", None, None, "unreadable"),
        ("B1 angestrebt", None, None, "unreadable"),
        ("gut", None, None, "unreadable"),
        ("B3", None, None, "unreadable"),
        ("-", None, None, "empty"),
    ],
)
def test_levels(text: str, level: str | None, certificate: str | None, state: str) -> None:
    found = read_terms.read_level(text, TODAY)
    assert found.state == state
    assert (found.value.code if found.value else None) == level
    assert (found.value.certificate if found.value else None) == certificate


def test_a_certificate_without_a_level_gives_none() -> None:
    found = read_terms.read_level("DSH 2", TODAY)
    assert found.state == "unsure"
    assert found.value == read_terms.Level(None, "DSH 2")


def test_the_year_of_a_certificate() -> None:
    found = read_terms.read_level("B1 telc 2019", TODAY).value
    assert found == read_terms.Level("B1", "telc", PartialDate(2019))


@pytest.mark.parametrize(
    ("text", "code", "state"),
    [
        ("AE § 25 Abs. 2", None, "unsure"),
        ("AE §25(2)", None, "unsure"),
        ("§ 25 II", None, "unsure"),
        ("§ 25 Abs. 2 S. 1 Alt. 1", "25_2a", "read"),
        ("§ 25 Abs. 2, 2. Alt.", "25_2b", "read"),
        ("AE 25,3", "25_3", "read"),
        ("AE (§ 25 Abs.3)", "25_3", "read"),
        ("§ 25 V", "25_4_5", "read"),
        ("§ 25b AufenthG", "25a_b", "read"),
        ("§ 25", None, "unsure"),
        ("§ 24 AufenthG", "24", "read"),
        ("§ 23 Abs. 1", "22_23", "read"),
        ("§ 28 AufenthG", "28_36", "read"),
        ("Familiennachzug", "28_36", "read"),
        ("Niederlassungserl.", "ne", "read"),
        ("Duldung", "duldung", "read"),
        ("Aufenthaltsgestattung", "gestattung", "read"),
        ("Fiktionsbescheinigung", "fiktion", "read"),
        ("Blaue Karte EU", "18g", "read"),
        ("subsidiärer Schutz", "25_2b", "read"),
        ("eingebürgert", "de_eu", "read"),
        ("AE", None, "unsure"),
        ("?", "unknown", "unsure"),
        ("liegt noch bei der ABH", None, "unsure"),
    ],
)
def test_residence_titles(text: str, code: str | None, state: str) -> None:
    found = read_terms.read_residence(text, TODAY)
    assert found.value is not None
    assert (found.value.code, found.value.text, found.state) == (code, text, state)
    assert code is None or code in vocab.residence_title()


def test_a_title_with_its_end() -> None:
    found = read_terms.read_residence("§ 24 AufenthG bis 04.03.2027", TODAY).value
    assert found is not None
    assert (found.code, found.expires) == ("24", date(2027, 3, 4))


@pytest.mark.parametrize(
    ("text", "code", "applied", "state"),
    [
        ("ja", "full", None, "unsure"),
        ("nein", "none", None, "unsure"),
        ("läuft", "applied", None, "read"),
        ("teilw.", "partial", None, "read"),
        ("beantragt 3/20", "applied", "2020-03", "read"),
        ("anabin H+", None, None, "unsure"),
        ("abgelehnt", "rejected", None, "read"),
        ("nicht anerkannt", "none", None, "unsure"),
        ("ZAB beantragt", "zab_requested", None, "read"),
    ],
)
def test_recognition(text: str, code: str | None, applied: str | None, state: str) -> None:
    found = read_terms.read_recognition(text, TODAY)
    assert found.value is not None
    assert (found.value.code, found.value.text, found.state) == (code, text, state)
    assert (found.value.applied_on.iso if found.value.applied_on else None) == applied
    assert code is None or code in vocab.recognition()


@pytest.mark.parametrize(
    ("text", "status", "dropout"),
    [
        ("Arbeit TZ", "employed_part", False),
        ("Arbeit VZ (unbefr.)", "employed_full", False),
        ("Ausbildung ab 1.8.", "apprenticeship", False),
        ("Sprachkurs C1", "language_course", False),
        ("Studium", "studies", False),
        ("abgebrochen - Umzug", "moved", True),
        ("Elternzeit", "parental_leave", False),
        ("Praktikum", "internship", False),
        ("unbekannt", "unknown", False),
        ("Minijob", "employed_mini", False),
        ("full-time work", "employed_full", False),
    ],
)
def test_status_after_exit(text: str, status: str, dropout: bool) -> None:
    found = read_terms.read_outcome(text)
    assert found.value is not None
    assert (found.value.status, found.value.dropout, found.state) == (status, dropout, "read")
    assert status in vocab.STATUS_AFTER_EXIT


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Übernahme!", "hired"),
        ("gut", "good"),
        ("abgebr.", "aborted"),
        ("Ausbildungsplatz", "training"),
        ("keine Übernahme", None),
    ],
)
def test_results_of_internships(text: str, code: str | None) -> None:
    assert read_terms.read_result(text).value == code


@pytest.mark.parametrize(
    ("cell", "count", "state"),
    [
        (2, 2, "read"),
        (0, 0, "read"),
        ("keine", 0, "read"),
        ("2 (4 u. 7 J.)", 2, "read"),
        ("drei", 3, "read"),
        ("1 Sohn, 2 Töchter", 3, "unsure"),
        ("ja", None, "unreadable"),
        ("mehrere", None, "unreadable"),
        ("-", None, "empty"),
    ],
)
def test_children(cell: Any, count: int | None, state: str) -> None:
    found = read_values.read_children(cell)
    assert (found.value, found.state) == (count, state)


@pytest.mark.parametrize(
    ("cell", "texts", "state"),
    [
        (1634218096, ["+49 163 4218096"], "unsure"),
        ("+49 1520 7666193", ["+49 1520 7666193"], "read"),
        ("00491631712187", ["+49 163 1712187"], "read"),
        (491631712187, ["+49 163 1712187"], "read"),
        ("0163/4173763", ["+49 163 4173763"], "read"),
        ("02302 12345 oder 0163 4173763", ["+49 2302 12345", "+49 163 4173763"], "read"),
        ("0163 4173763 (Mann)", ["+49 163 4173763"], "unsure"),
        ("12.05.1989", None, "unreadable"),
        ("keins", None, "unreadable"),
    ],
)
def test_phones(cell: Any, texts: list[str] | None, state: str) -> None:
    found = read_values.read_phones(cell)
    assert ([phone.text for phone in found.value] if found.value else None, found.state) == (texts, state)


@pytest.mark.parametrize(
    ("cell", "emails", "state"),
    [
        ("özlem.şahin@example.org", ("özlem.şahin@example.org",), "read"),
        ("<a@b.de>", ("a@b.de",), "read"),
        ("a@b.de, c@d.de", ("a@b.de", "c@d.de"), "read"),
        ("a@b.de (Tochter)", ("a@b.de",), "unsure"),
        ("a(at)b.de", None, "unreadable"),
        ("keine", None, "empty"),
    ],
)
def test_emails(cell: str, emails: tuple[str, ...] | None, state: str) -> None:
    found = read_values.read_emails(cell)
    assert (found.value, found.state) == (emails, state)


@pytest.mark.parametrize(
    ("text", "street", "code", "town"),
    [
        ("Ruhrstr. 13, 58256 Ennepetal", "Ruhrstr. 13", "58256", "Ennepetal"),
        ("Hauptstraße 36, 58300 Wetter (Ruhr)", "Hauptstraße 36", "58300", "Wetter (Ruhr)"),
        ("58452 Witten, Am Markt 3", "Am Markt 3", "58452", "Witten"),
        ("Lindenallee 26a\n58455 Witten", "Lindenallee 26a", "58455", "Witten"),
        ("D-58455 Witten", "", "58455", "Witten"),
        ("Am Markt 3, Witten", "Am Markt 3", "", "Witten"),
        ("Am Markt 3", "Am Markt 3", "", ""),
    ],
)
def test_addresses(text: str, street: str, code: str, town: str) -> None:
    assert read_values.read_address(text).value == read_values.Address(street, code, town)


def test_a_postal_code_that_lost_its_zero() -> None:
    found = read_values.read_postal_code(1067)
    assert (found.value, found.state) == ("01067", "unsure")


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("20h", "20"),
        ("39,5", "39.5"),
        (20, "20"),
        (19.25, "19.25"),
        ("30 Std./Wo.", "30"),
        ("VZ", None),
        ("20-25", None),
        ("6 Std./Tag", None),
    ],
)
def test_hours(cell: Any, hours: str | None) -> None:
    assert read_values.read_hours(cell).value == (Decimal(hours) if hours else None)


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("ja", "yes"),
        ("x", "yes"),
        ("✓", "yes"),
        (1, "yes"),
        (True, "yes"),
        ("nein", "no"),
        ("-", "no"),
        (0, "no"),
        ("", None),
        ("teils", None),
    ],
)
def test_yes_and_no(cell: Any, answer: str | None) -> None:
    assert read_terms.read_yes_no(cell).value == answer


@pytest.mark.parametrize(
    ("text", "order", "last", "first", "state"),
    [
        ("Sow, Kadiatou ", None, "Sow", "Kadiatou", "read"),
        ("Al-Jubouri, Avin", None, "Al-Jubouri", "Avin", "read"),
        ("Al Khatib, Maya", None, "Al Khatib", "Maya", "read"),
        ("Fatima Al Khatib", "first_last", "Al Khatib", "Fatima", "read"),
        ("Al Khatib Fatima", "last_first", "Al Khatib", "Fatima", "read"),
        ("Anna von der Heide", "first_last", "von der Heide", "Anna", "read"),
        ("Dr. Karin Böhm", "first_last", "Böhm", "Karin", "read"),
        ("Böhm, Dr. Karin", None, "Böhm", "Karin", "read"),
        ("Fr. Öz", "first_last", "Öz", "", "read"),
        ("DIALLO Aïssatou", None, "DIALLO", "Aïssatou", "read"),
        ("Saoirse Ó Briain", "first_last", "Ó Briain", "Saoirse", "read"),
        ("Rima Kassab", None, "Kassab", "Rima", "unsure"),
        ("Gul Makai Rezai", "first_last", "Rezai", "Gul Makai", "unsure"),
        ("فاطمة الخطيب", "first_last", "الخطيب", "فاطمة", "read"),
        ("Almaz", "first_last", "Almaz", "", "unsure"),
        ("Sadat (geb. Karimi), Nilofar", None, "Sadat", "Nilofar", "unsure"),
    ],
)
def test_names(text: str, order: Any, last: str, first: str, state: str) -> None:
    found = read_names.read_name(text, order)
    assert found.value is not None
    assert (found.value.last, found.value.first, found.state) == (last, first, state)


@pytest.mark.parametrize("text", ["N.N.", "noch keine", "offen", "-", "", "12", "siehe Akte!", "a@b.de"])
def test_no_names(text: str) -> None:
    assert read_names.read_name(text, "first_last").value is None


@pytest.mark.parametrize(
    ("names", "emails", "order"),
    [
        (["Sow Kadiatou", "Demir Zeynep", "Kassab Rima"], [], "last_first"),
        (["Kadiatou Sow", "Zeynep Demir", "Rima Kassab"], [], "first_last"),
        (["SOW Kadiatou", "DEMIR Zeynep", "KASSAB Rima"], [], "last_first"),
        (
            ["Xala Ynne", "Pere Zett", "Oma Quill"],
            ["ynne.xala@x.org", "zett.pere@x.org", "quill.oma@x.org"],
            "last_first",
        ),
        (["Xala Ynne", "Pere Zett", "Oma Quill"], [], None),
    ],
)
def test_the_column_tells_which_name_comes_first(names: list[str], emails: list[str], order: str | None) -> None:
    assert read_names.order_of_column(names, emails)[0] == order


# Whatever stands in a cell -----------------------------------------------------------------------------------------

anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=True),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.text(max_size=60),
    st.text(alphabet="0123456789./-: ,()ABCabc§+@?%äöüß\n\t", max_size=40),
)


def every_reading(cell: Cell) -> list[Reading[object]]:
    return [
        read_values.read_partial_date(cell, "birth", TODAY),
        read_values.read_partial_date(cell, "event", TODAY, "mdy"),
        read_values.read_day(cell, TODAY),
        read_values.read_period(cell, TODAY),
        read_values.read_hours(cell),
        read_values.read_count(cell, 20),
        read_values.read_children(cell),
        read_values.read_phones(cell),
        read_values.read_emails(cell),
        read_values.read_address(cell),
        read_values.read_postal_code(cell),
        read_values.read_town(cell),
        read_values.read_text(cell),
        read_terms.read_level(cell, TODAY),
        read_terms.read_languages(cell),
        read_terms.read_country(cell),
        read_terms.read_residence(cell, TODAY),
        read_terms.read_recognition(cell, TODAY),
        read_terms.read_outcome(cell),
        read_terms.read_exit_reason(cell),
        read_terms.read_result(cell),
        read_terms.read_yes_no(cell),
        read_terms.read_gender(cell),
        read_terms.read_employment(cell),
        read_terms.read_phase(cell),
        read_terms.read_tandem_state(cell),
        read_terms.read_mentor_status(cell),
        read_terms.read_internship_kind(cell),
        read_terms.read_organisation_kind(cell),
        read_names.read_name(cell, "last_first"),
        read_names.read_name(cell, None),
        read_names.read_name_part(cell),
    ]


@given(anything)
def test_no_reader_ever_raises_or_stays_silent(value: Any) -> None:
    """A value is there, or the reason why not; who doubts says so; a blank cell says nothing at all."""
    cell = Cell(value)
    for found in every_reading(cell):
        if found.state == "unreadable":
            assert found.value is None
            assert found.remark
        if found.state == "unsure":
            assert found.value is not None
            assert found.remark
        if cell.blank:
            assert found.state == "empty"


@given(st.dates(date(1940, 1, 1), date(2008, 12, 31)))
def test_a_birth_date_is_read_from_every_hand(day: date) -> None:
    for text in (f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day.year}", day.isoformat(), f"{day:%d/%m/%Y}"):
        assert read_values.read_partial_date(text, "birth", TODAY).value == PartialDate.of_day(day)
    serial = (day - date(1899, 12, 30)).days
    assert read_values.read_partial_date(serial, "birth", TODAY).value == PartialDate.of_day(day)


@given(st.dates(date(1940, 1, 1), date(2008, 12, 31)), st.integers(1, 400))
def test_a_period_is_read_back(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    found = read_values.read_period(f"{start:%d.%m.%Y} - {end:%d.%m.%Y}", TODAY).value
    assert found == read_values.Period(PartialDate.of_day(start), PartialDate.of_day(end))


@given(st.integers(1, 9_999_999))
def test_a_number_that_lost_its_zero_gets_it_back(rest: int) -> None:
    written = read_values.read_phones(f"0176{rest:07}").value
    lost = read_values.read_phones(int(f"176{rest:07}"))
    assert lost.value == written
    assert lost.state == "unsure"
