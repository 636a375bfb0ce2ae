"""The list of participants: every line that the tables hold, in three formats and two languages."""

import csv
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text

from permenti_desktop.db.database import Database
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.participant import ParticipantInput, ParticipationInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.i18n import texts
from permenti_desktop.reports import catalogue, participants, write_csv
from permenti_desktop.reports.options import Format, Options
from permenti_desktop.usecases import participant

REPORT = catalogue.BY_NAME["participants"]
PERIOD = {"first": "2026-01-01", "last": "2026-11-22"}
OPTIONS = Options(
    start=date(2026, 1, 1),
    end=date(2026, 12, 31),
    cut_off=date(2026, 11, 22),
    made_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
    made_by="Petra Beispiel",
)


def written(database: Database, format: Format, language: str = "de", options: Options = OPTIONS) -> bytes:
    out = BytesIO()
    with database.read() as session:
        catalogue.write(session, REPORT, options, language, format, out)
    return out.getvalue()


def lines(database: Database) -> dict[str, tuple[str, str, str | None, int]]:
    """Number → last name, entry, exit, minutes of counselling: of everybody whose participation touches the period."""
    statement = """
        SELECT t.number, s.last_name, p.entry, p.exit,
               (SELECT coalesce(sum(e.minutes), 0) FROM timeline_entry e JOIN timeline_person q ON q.entry_id = e.id
                WHERE q.person_id = t.id AND NOT e.in_bin AND q."on" BETWEEN :first AND :last)
        FROM participant t JOIN person s ON s.id = t.id JOIN participation p ON p.participant_id = t.id
        WHERE NOT t.in_bin AND p.entry <= :last AND (p.exit IS NULL OR p.exit >= :first)
    """
    with database.read() as session:
        return {
            number: (name, entry, exit_on if exit_on and exit_on <= PERIOD["last"] else None, minutes)
            for number, name, entry, exit_on, minutes in session.execute(text(statement), PERIOD)
        }


def test_excel_holds_every_line_with_real_dates_and_numbers(demo: Database) -> None:
    book = openpyxl.load_workbook(BytesIO(written(demo, "xlsx")))
    sheet = book["Teilnehmerinnen"]
    head, *rows = list(sheet.iter_rows(values_only=True))
    assert len(head) == 24
    place = {name: at for at, name in enumerate(head)}
    wanted = lines(demo)
    assert len(rows) == len(wanted) > 20
    for row in rows:
        name, entry, exit_on, minutes = wanted[str(row[place["Nummer"]])]
        assert row[place["Nachname"]] == name
        assert row[place["Eintritt"]] == datetime.fromisoformat(entry)
        assert row[place["Austritt"]] == (datetime.fromisoformat(exit_on) if exit_on else None)
        assert row[place["Beratungsstunden"]] == pytest.approx(minutes / 60)
        assert isinstance(row[place["Postleitzahl"]], str)
    assert sheet.freeze_panes == "B2"
    (native,) = sheet.tables.values()
    assert native.autoFilter is not None
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$1"
    assert all(sheet.column_dimensions[letter].width > 6 for letter in "ABCDEFGHIJKLMNOPQRSTUVWX")


def test_a_second_program_opens_it_and_finds_the_same_lines(
    demo: Database, tmp_path: Path, office: Callable[[Path, str], Path]
) -> None:
    source = tmp_path / "people.xlsx"
    source.write_bytes(written(demo, "xlsx"))
    office(source, "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1")
    with (tmp_path / "people-Teilnehmerinnen.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    wanted = lines(demo)
    assert {row["Nummer"] for row in rows} == set(wanted)
    for row in rows:
        _name, entry, _exit, _minutes = wanted[row["Nummer"]]
        assert row["Eintritt"] == date.fromisoformat(entry).strftime("%d.%m.%Y")


@pytest.mark.parametrize(
    ("language", "period", "cut_off", "title"),
    [
        ("de", "01.01.2026 – 31.12.2026", "Stichtag 22.11.2026", "Teilnehmendenliste"),
        ("en", "1 Jan 2026 – 31 Dec 2026", "22 Nov 2026", ""),
    ],
)
def test_the_pdf_lies_across_and_says_what_it_is_on_every_page(
    demo: Database, tmp_path: Path, language: str, period: str, cut_off: str, title: str
) -> None:
    file = tmp_path / "people.pdf"
    file.write_bytes(written(demo, "pdf", language))
    subprocess.run(["qpdf", "--check", file], check=True, capture_output=True)
    told = subprocess.run(["pdfinfo", file], check=True, capture_output=True).stdout.decode()
    wide, high = (float(number) for number in re.findall(r"Page size: +([\d.]+) x ([\d.]+)", told)[0])
    assert wide > high
    pages = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True).stdout.decode()
    for number, page in enumerate(pages.split("\f")[:-1], 1):
        assert period in page
        assert cut_off in page
        assert title in page
        assert re.search(rf"\b{number} (von|of) ", page)
    numbers = set(re.findall(r"TN-2026-\d{4}", pages))
    assert numbers == set(lines(demo))


def test_the_csv_reads_back(demo: Database) -> None:
    head, *rows = list(write_csv.read(written(demo, "csv", "en"), "en"))
    assert len(head) == 24
    wanted = lines(demo)
    assert {row[0]: row[10] for row in rows} == {number: entry for number, (_n, entry, _x, _m) in wanted.items()}


def test_lines_are_read_while_they_are_written_and_can_be_read_again(demo: Database) -> None:
    with demo.read() as session:
        document = participants.build(session, OPTIONS, texts("de"), "xlsx")
        (table,) = document.tables
        assert not isinstance(table.rows, tuple | list)
        assert list(table.rows) == list(table.rows)
        assert table.count == len(participants.people(session, OPTIONS))


def test_partial_dates_hostile_names_and_a_list_chosen_by_hand(sqlite_database: Database) -> None:
    ids = []
    for name, birth, entry in (("=1+1", "1985", "2026"), ("Öztürk", "1990-05", "2026-03-01"), ("Nobody", None, None)):
        given = ParticipantInput(
            person=PersonInput(last_name=name, first_name="A", birth=PartialDate.of(birth) if birth else None),
            participations=(ParticipationInput(entry=PartialDate.of(entry)),) if entry else (),
        )
        with sqlite_database.write() as session:
            ids.append(participant.save(session, None, None, given, today=date(2026, 11, 22)))
    sheet = openpyxl.load_workbook(BytesIO(written(sqlite_database, "xlsx")))["Teilnehmerinnen"]
    found = {row[1].value: row for row in sheet.iter_rows(min_row=2)}
    assert set(found) == {"=1+1", "Öztürk"}, "who never took part has no line in a period"
    assert found["=1+1"][1].data_type == "s"
    assert found["=1+1"][4].value == "1985"
    assert found["Öztürk"][4].value == "05.1990"
    assert found["=1+1"][23].value == "?"
    assert found["Öztürk"][10].value == datetime(2026, 3, 1)

    by_hand = Options(cut_off=date(2026, 11, 22), ids=(ids[2], ids[0]))
    rows = list(write_csv.read(written(sqlite_database, "csv", options=by_hand), "de"))
    assert [row[1] for row in rows[1:]] == ["Nobody", "=1+1"]


def test_columns_are_the_same_in_both_languages(demo: Database) -> None:
    with demo.read() as session:
        (german,) = participants.build(session, OPTIONS, texts("de"), "xlsx").tables
        (english,) = participants.build(session, OPTIONS, texts("en"), "xlsx").tables
    assert [column.kind for column in german.columns] == [column.kind for column in english.columns]
    names: list[Any] = [column.name for column in english.columns]
    assert len(set(names)) == len(names)
