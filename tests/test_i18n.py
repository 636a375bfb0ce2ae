"""Languages: catalogues, forms of address, dates and numbers as people write them."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permenti_desktop import i18n, paths
from permenti_desktop.domain.dates import PartialDate

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    i18n.use("de")
    i18n.use_forms("feminine")
    yield
    i18n.use("de")
    i18n.use_forms("feminine")


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An English catalogue of four sentences, compiled by Babel as the build does it."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    book = Catalog(locale="en")
    book.add("Heute", "Today")
    book.add(("{n} Mentorin", "{n} Mentorinnen"), ("{n} mentor", "{n} mentors"))
    book.add("Offen", "Open", context="Termin")
    book.add("Offen", "Vacant", context="Stelle")
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with open(folder / "permenti.mo", "wb") as stream:
        write_mo(stream, book)
    monkeypatch.setattr(paths, "translations", lambda: tmp_path)
    i18n._catalogue.cache_clear()
    yield
    i18n._catalogue.cache_clear()


def test_german_needs_no_catalogue_and_chooses_its_plural() -> None:
    assert i18n._("Heute") == "Heute"
    assert [i18n.ngettext("ein Tag", "mehrere Tage", n) for n in (0, 1, 2, 11, 21)] == [
        "mehrere Tage", "ein Tag", "mehrere Tage", "mehrere Tage", "mehrere Tage",
    ]  # fmt: skip
    assert i18n.pgettext("Termin", "Offen") == "Offen"
    assert i18n._("") == ""


@pytest.mark.usefixtures("catalogue")
def test_english_is_read_from_its_catalogue_and_falls_back_to_german() -> None:
    i18n.use("en")
    assert i18n.language() == "en"
    assert i18n._("Heute") == "Today"
    assert i18n._("Das steht in keinem Katalog.") == "Das steht in keinem Katalog."
    assert i18n.ngettext("{n} Mentorin", "{n} Mentorinnen", 1) == "{n} mentor"
    assert i18n.ngettext("{n} Mentorin", "{n} Mentorinnen", 0) == "{n} mentors"
    assert i18n.pgettext("Termin", "Offen") == "Open"
    assert i18n.pgettext("Stelle", "Offen") == "Vacant"
    assert i18n._("") == ""
    assert i18n.texts("de").gettext("Heute") == "Heute"


@pytest.mark.usefixtures("catalogue")
def test_a_report_keeps_its_language_while_the_window_changes() -> None:
    report = i18n.texts("en")
    i18n.use("de")
    assert (report.gettext("Heute"), i18n._("Heute")) == ("Today", "Heute")


def test_an_unknown_language_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="language"):
        i18n.use("fr")
    with pytest.raises(ValueError, match="form"):
        i18n.use_forms("male")
    assert i18n.language() == "de"


@pytest.mark.parametrize(
    ("text", "star"),
    [
        ("Mentorinnen", "Mentor*innen"),
        ("Ohne Mentorin", "Ohne Mentor*in"),
        ("Ersatzmentorin", "Ersatzmentor*in"),
        ("Liste der Mentorinnen und Teilnehmerinnen", "Liste der Mentor*innen und Teilnehmerinnen"),
        ("Mentoring in Köln", "Mentoring in Köln"),
        ("Mentoringprogramm", "Mentoringprogramm"),
        ("{mentorin} ist Mentorin von {teilnehmerin}", "{mentorin} ist Mentor*in von {teilnehmerin}"),
        ("Mentorinnenabend", "Mentor*innenabend"),
        ("Teilnehmerin", "Teilnehmerin"),
        ("Koordinatorin", "Koordinatorin"),
    ],
)
def test_only_the_words_for_mentors_take_the_form_of_address(text: str, star: str) -> None:
    i18n.use_forms("star")
    assert i18n._(text) == star
    i18n.use_forms("colon")
    assert i18n._(text) == star.replace("*", ":")
    i18n.use_forms("feminine")
    assert i18n._(text) == text


def test_forms_of_address_hold_for_plurals_and_stay_when_the_language_changes() -> None:
    i18n.use_forms("star")
    assert i18n.ngettext("{n} Mentorin", "{n} Mentorinnen", 2) == "{n} Mentor*innen"
    i18n.use("en")
    assert i18n._("Mentorin (ohne Katalog)") == "Mentorin (ohne Katalog)"
    i18n.use("de")
    assert i18n._("Mentorin") == "Mentor*in"
    assert i18n.texts("de").pgettext("Spalte", "Mentorin") == "Mentor*in"


@given(st.text(alphabet="MmentoriTlhgäöüß {}-.*:\n", max_size=40))
def test_forms_of_address_touch_nothing_but_the_sign_after_mentor(text: str) -> None:
    for forms, sign in (("star", "*"), ("colon", ":")):
        formed = i18n.with_forms(text, forms)
        for mentor in ("Mentor", "mentor"):
            formed = formed.replace(f"{mentor}{sign}in", f"{mentor}in")
        for mentor in ("Mentor", "mentor"):
            text = text.replace(f"{mentor}{sign}in", f"{mentor}in")
        assert formed == text


@given(st.text(max_size=60))
def test_a_text_without_mentors_is_never_touched(text: str) -> None:
    if "mentorin" not in text.casefold():
        assert i18n.with_forms(text, "star") == text


def test_dates_are_written_as_exactly_as_they_are_known() -> None:
    for value in (date(1985, 3, 7), "1985-03-07", PartialDate(1985, 3, 7), datetime(1985, 3, 7, 23, 59)):
        assert i18n.date_text(value) == "07.03.1985"
        assert i18n.date_text(value, "en") == "7 Mar 1985"
    for month in ("1985-03", PartialDate(1985, 3)):
        assert i18n.date_text(month) == "März 1985"
        assert i18n.date_text(month, "en") == "March 1985"
    for year in ("1985", PartialDate(1985)):
        assert i18n.date_text(year) == i18n.date_text(year, "en") == "1985"
    assert i18n.date_text(None) == i18n.date_text("") == ""
    assert i18n.short_date_text("1985-03-07") == "07.03.85"
    assert i18n.short_date_text("1985-03-07", "en") == "07/03/85"
    assert i18n.short_date_text("1985-03") == "März 1985"
    assert i18n.long_date_text(TODAY) == "Montag, 23.11.2026"
    assert i18n.long_date_text(TODAY, "en") == "Monday, 23 Nov 2026"
    assert i18n.near_date_text(date(2026, 11, 25)) == "Mi, 25.11."
    assert i18n.near_date_text(date(2026, 11, 25), "en") == "Wed, 25 Nov"


def test_moments_are_shown_on_the_clock_of_this_machine() -> None:
    moment = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    here = moment.astimezone()
    expected = f"{here:%d.%m.%Y, %H:%M}"
    assert i18n.datetime_text(moment) == expected
    assert i18n.datetime_text(moment.replace(tzinfo=None)) == expected
    assert i18n.datetime_text(None) == ""


def test_numbers_and_amounts() -> None:
    assert i18n.number_text(1234567) == "1.234.567"
    assert i18n.number_text(1234.5, 1) == "1.234,5"
    assert i18n.number_text(Decimal("0.125"), 2) == "0,12"
    assert i18n.number_text(-3, 2, "en") == "-3.00"
    assert i18n.number_text(None) == i18n.money_text(None) == i18n.percent_text(None) == ""
    assert i18n.money_text(Decimal("1234.50")) == "1.234,50\u00a0€"
    assert i18n.money_text(49, "en") == "€49.00"
    assert i18n.percent_text(0.46) == "46\u00a0%"
    assert i18n.percent_text(0.4567, 1, "en") == "45.7%"


@pytest.mark.parametrize(
    ("day", "due", "ago"),
    [
        (date(2026, 11, 17), "seit 6 Tagen", "vor 6 Tagen"),
        (date(2026, 11, 22), "seit 1 Tag", "gestern"),
        (date(2026, 11, 23), "heute", "heute"),
        (date(2026, 11, 24), "morgen", "morgen"),
        (date(2026, 11, 26), "in 3 Tagen", "in 3 Tagen"),
    ],
)
def test_days_near_today_are_said_in_words(day: date, due: str, ago: str) -> None:
    assert i18n.relative_day(day, TODAY) == due
    assert i18n.days_ago(day, TODAY) == ago


def test_lists_of_words() -> None:
    assert [i18n.list_text(items) for items in ([], ["Dari"], ["Dari", "Farsi"], ["A", "B", "C"])] == [
        "", "Dari", "Dari und Farsi", "A, B und C",
    ]  # fmt: skip


def test_the_start_of_the_program_does_not_import_babel() -> None:
    code = (
        "import sys; from permenti_desktop import i18n, paths, settings, log; i18n.use('en'); i18n.use('de');"
        "i18n.date_text('1985-03-07'); sys.exit('babel' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(i18n.__file__).parent.parent)


def test_shipped_things_are_found_in_the_source_tree() -> None:
    assert paths.resource("icons/app.svg").is_file()
    assert paths.translations().name == "translations"


def test_shipped_things_are_found_in_an_installed_and_in_a_frozen_program(tmp_path: Path) -> None:
    package = tmp_path / "site" / "permenti_desktop"
    (package / "resources" / "icons").mkdir(parents=True)
    (tmp_path / "frozen" / "resources" / "icons").mkdir(parents=True)
    for name in ("__init__.py", "paths.py"):
        shutil.copy(Path(paths.__file__).with_name(name), package)
    ask = "from permenti_desktop import paths; print(paths.resource('icons'))"
    for prelude, expected in (
        ("", package / "resources" / "icons"),
        (
            f"import sys; sys._MEIPASS = {str(tmp_path / 'frozen')!r}; ",
            tmp_path / "frozen" / "resources" / "icons",
        ),
    ):
        found = subprocess.run(
            [sys.executable, "-c", prelude + ask],
            check=True, capture_output=True, text=True, cwd=package.parent,
        )  # fmt: skip
        assert Path(found.stdout.strip()) == expected.resolve()


def test_one_variable_moves_all_folders_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERMENTI_HOME", str(tmp_path / "home"))
    folders = [paths.data_dir(), paths.config_dir(), paths.log_dir(), paths.documents_dir()]
    assert len(set(folders)) == 4
    assert all(folder.is_dir() and folder.is_relative_to(tmp_path / "home") for folder in folders)
