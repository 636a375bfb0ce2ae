"""The statement of figures: what stands in the files, against counts by raw SQL over the tables."""

import csv
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text

from permenti_desktop.db.database import Database
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.grant import GrantInput, TargetInput
from permenti_desktop.domain.participant import OutcomeInput, ParticipantInput, ParticipationInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.i18n import texts
from permenti_desktop.reports import catalogue, figures, write_csv
from permenti_desktop.reports.document import Chart, Document, KeyFigures, Note
from permenti_desktop.reports.options import Format, Options, of_period
from permenti_desktop.usecases import grant, participant

START, END, CUT_OFF = date(2026, 1, 1), date(2026, 12, 31), date(2026, 11, 22)
REPORT = catalogue.BY_NAME["figures"]


def options(**changes: Any) -> Options:
    given: dict[str, Any] = {
        "start": START,
        "end": END,
        "cut_off": CUT_OFF,
        "made_at": datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        "made_by": "Petra Beispiel",
    }
    return Options(**(given | changes))


def written(database: Database, format: Format, language: str, given: Options | None = None) -> bytes:
    out = BytesIO()
    with database.read() as session:
        catalogue.write(session, REPORT, given or options(), language, format, out)
    return out.getvalue()


def built(database: Database, given: Options | None = None, language: str = "de") -> Document:
    with database.read() as session:
        return figures.build(session, given or options(), texts(language), "pdf")


def one(database: Database, statement: str, **values: object) -> Any:
    with database.read() as session:
        return session.execute(text(statement), values).scalar()


PERIOD = {"first": START.isoformat(), "last": CUT_OFF.isoformat()}

# Every operation of a person is counted once: the first entry, the last exit.
UNITS = """
    (SELECT p.participant_id, p.grant_id, min(p.entry) AS entry,
            (SELECT q.exit FROM participation q WHERE q.participant_id = p.participant_id
             AND q.grant_id IS p.grant_id ORDER BY q.entry DESC LIMIT 1) AS gone
     FROM participation p JOIN participant t ON t.id = p.participant_id WHERE NOT t.in_bin
     GROUP BY p.participant_id, p.grant_id)
"""

COUNTS = {
    1: f"SELECT count(*) FROM {UNITS} WHERE entry BETWEEN :first AND :last",
    2: f"SELECT count(*) FROM {UNITS} WHERE gone BETWEEN :first AND :last",
    4: f"SELECT count(*) FROM {UNITS} WHERE entry <= :last AND (gone IS NULL OR gone >= :first)",
    5: f"SELECT count(*) FROM {UNITS} WHERE entry <= :last AND (gone IS NULL OR gone >= :last)",
    9: """SELECT count(*) FROM tandem WHERE NOT in_bin AND start BETWEEN :first AND :last
          AND state IN ('running', 'paused', 'completed', 'ended_early')""",
    12: """SELECT count(*) FROM tandem WHERE NOT in_bin AND "end" BETWEEN :first AND :last
           AND state IN ('running', 'paused', 'completed', 'ended_early')""",
    13: """SELECT count(*) FROM internship WHERE NOT in_bin AND start BETWEEN :first AND :last
           AND state IN ('running', 'completed', 'aborted')""",
    15: """SELECT count(*) FROM internship WHERE NOT in_bin AND "end" BETWEEN :first AND :last
           AND state IN ('completed', 'aborted')""",
    17: """SELECT count(*) FROM network_meeting WHERE NOT in_bin AND held AND "on" BETWEEN :first AND :last""",
}
"""Number of the line in the report → the same figure counted another way. The demo office knows all its dates whole."""


def sheet_rows(content: bytes, name: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(BytesIO(content))[name].iter_rows(values_only=True))


@pytest.mark.parametrize(("language", "sheet"), [("de", "Kennzahlen"), ("en", None)])
def test_the_figures_in_excel_are_those_of_the_tables(demo: Database, language: str, sheet: str | None) -> None:
    content = written(demo, "xlsx", language)
    name = sheet or texts("en").gettext("Kennzahlen")
    found = {row[0]: row for row in sheet_rows(content, name)[1:]}
    assert list(found) == list(range(1, 18))
    for number, statement in COUNTS.items():
        wanted = one(demo, statement, **PERIOD)
        assert found[number][2] == wanted, found[number]
        assert wanted > 0, "a figure of nothing proves nothing"
    for row in found.values():
        split = row[3:7]
        assert split == (None,) * 4 or sum(split) == row[2]


def test_hours_and_months_add_up_to_what_was_entered(demo: Database) -> None:
    counselling = one(
        demo,
        """SELECT sum(e.minutes) FROM timeline_entry e JOIN timeline_person p ON p.entry_id = e.id
           JOIN participant t ON t.id = p.person_id WHERE NOT e.in_bin AND p."on" BETWEEN :first AND :last""",
        **PERIOD,
    )
    tandems = one(
        demo,
        """SELECT sum(m.minutes) FROM tandem_meeting m JOIN tandem t ON t.id = m.tandem_id
           WHERE NOT t.in_bin AND m."on" BETWEEN :first AND :last""",
        **PERIOD,
    )
    document = built(demo)
    (hours,) = [table for table in document.tables if table.name == "Stunden"]
    sums = {row[0]: row[2] for row in hours.rows if row[1] == "Summe"}
    assert sums["Beratung"] == (Decimal(counselling) / 60).quantize(Decimal("0.01"))
    assert sums["Treffen der Tandems"] == (Decimal(tandems) / 60).quantize(Decimal("0.01"))
    (months,) = [table for table in document.tables if table.name == "Je Monat"]
    rows = list(months.rows)
    assert [row[0] for row in rows][:3] == ["Januar 2026", "Februar 2026", "März 2026"]
    assert len(rows) == 11, "nothing after the cut-off date"
    assert months.total is not None
    assert months.total[5:] == (sums["Beratung"], sums["Treffen der Tandems"])


def test_towns_are_split_and_summed(demo: Database) -> None:
    with demo.read() as session:
        statement = f"""SELECT s.town, count(*) FROM {UNITS} u JOIN person s ON s.id = u.participant_id
                        WHERE u.entry <= :last AND (u.gone IS NULL OR u.gone >= :first) GROUP BY s.town"""
        wanted = {town or "ohne Angabe": number for town, number in session.execute(text(statement), PERIOD)}
    (towns,) = [table for table in built(demo).tables if table.name == "Nach Ort"]
    assert {row[1]: row[2] for row in towns.rows} == wanted
    assert {row[0] for row in towns.rows} == {"Ennepe-Ruhr-Kreis"}
    assert towns.total is not None
    assert towns.total[2] == sum(wanted.values())


def test_a_second_program_reads_the_same_figures(
    demo: Database, tmp_path: Path, office: Callable[[Path, str], Path]
) -> None:
    source = tmp_path / "figures.xlsx"
    source.write_bytes(written(demo, "xlsx", "de"))
    office(source, "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1")
    with (tmp_path / "figures-Kennzahlen.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))[1:]
    found = {int(row[0]): int(row[2]) for row in rows}
    assert {number: found[number] for number in COUNTS} == {
        number: one(demo, statement, **PERIOD) for number, statement in COUNTS.items()
    }
    with (tmp_path / "figures-Je Monat.csv").open(encoding="utf-8", newline="") as file:
        total = list(csv.reader(file, delimiter=";"))[-1]
    assert total[:3] == ["Summe", str(found[1]), str(found[2])]  # a living formula, worked out by LibreOffice


def pages_of(file: Path) -> list[str]:
    told = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True).stdout.decode()
    return told.split("\f")[:-1]


@pytest.mark.parametrize(
    ("language", "period", "cut_off"),
    [("de", "01.01.2026 – 31.12.2026", "22.11.2026"), ("en", "1 Jan 2026 – 31 Dec 2026", "22 Nov 2026")],
)
def test_the_pdf_is_sound_and_says_period_and_cut_off_date_on_every_page(
    demo: Database, tmp_path: Path, language: str, period: str, cut_off: str
) -> None:
    file = tmp_path / "figures.pdf"
    file.write_bytes(written(demo, "pdf", language))
    subprocess.run(["qpdf", "--check", file], check=True, capture_output=True)
    fonts = subprocess.run(["pdffonts", file], check=True, capture_output=True).stdout.decode().splitlines()[2:]
    assert fonts
    assert all(re.search(r"\byes +yes +yes\b", line) for line in fonts), "embedded, subset, readable"
    pages = pages_of(file)
    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        assert period in page
        assert cut_off in page
        assert re.search(rf"\b{number} (von|of) {len(pages)}\b", page)
        assert len(page.split()) > 40, f"page {number} is nearly empty"


def test_no_person_stands_in_any_file(demo: Database, tmp_path: Path) -> None:
    with demo.read() as session:
        names = {
            word
            for row in session.execute(text("SELECT last_name, first_name FROM person JOIN participant USING (id)"))
            for word in row
        }
    file = tmp_path / "figures.pdf"
    file.write_bytes(written(demo, "pdf", "de"))
    book = openpyxl.load_workbook(BytesIO(written(demo, "xlsx", "de")))
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    words = set(re.findall(r"\w+", " ".join(pages_of(file)) + " " + " ".join(cells)))
    assert len(names) > 40
    assert not {name for name in names if name in words}


def test_both_languages_say_the_same(demo: Database) -> None:
    german, english = built(demo), built(demo, language="en")
    assert [type(block) for block in german.blocks] == [type(block) for block in english.blocks]

    def numbers(document: Document) -> list[Any]:
        return [cell for table in document.tables for row in table.rows for cell in row if not isinstance(cell, str)]

    assert numbers(german) == numbers(english)
    assert english.title != german.title


def test_excel_has_native_charts_tables_and_print_set_up(demo: Database) -> None:
    document = built(demo)
    book = openpyxl.load_workbook(BytesIO(written(demo, "xlsx", "de")))
    wanted = [block for block in document.blocks if isinstance(block, Chart)]
    assert len(book["Diagramme"]._charts) == len(wanted) >= 4
    for table in document.tables:
        sheet = book[table.name]
        (native,) = sheet.tables.values()
        assert native.autoFilter is not None
        assert sheet.freeze_panes == ("B2" if len(table.columns) > 5 else "A2")
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.paperSize == 9
        assert "01.01.2026 – 31.12.2026" in sheet.oddFooter.left.text
        assert "22.11.2026" in sheet.oddFooter.left.text


def test_the_csv_holds_every_figure_of_every_table(demo: Database) -> None:
    rows = list(write_csv.read(written(demo, "csv", "de"), "de"))
    assert rows[0] == ["Tabelle", "Zeile", "Spalte", "Zahl"]
    counted = Counter(row[0] for row in rows[1:])
    told = {table.name for table in built(demo).tables if any(column.kind != "text" for column in table.columns)}
    assert set(counted) == told
    assert not [row for row in rows if "None" in " ".join(row)]
    (entries,) = [row for row in rows if row[:3] == ["Kennzahlen", "Eintritte", "Gesamt"]]
    assert int(entries[3]) == one(demo, COUNTS[1], **PERIOD)


def day(iso: str) -> PartialDate:
    return PartialDate.of(iso)


def enter(database: Database, name: str, *participations: ParticipationInput, **more: Any) -> int:
    outcomes = more.pop("outcomes", ())
    with database.write() as session:
        return participant.save(
            session,
            None,
            None,
            ParticipantInput(
                person=PersonInput(last_name=name, first_name="Test", gender="f", birth=day("1990"), **more),
                participations=participations,
                outcomes=outcomes,
            ),
            today=CUT_OFF,
        )


def figure(document: Document, name: str) -> tuple[Any, ...]:
    (table,) = [table for table in document.tables if table.name == "Kennzahlen"]
    (row,) = [row for row in table.rows if row[1] == name]
    return row[2:]


def test_a_small_office_is_counted_by_hand(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        esf = grant.save(
            session,
            None,
            None,
            GrantInput(
                title="Wege in Arbeit",
                funder="Land",
                ministry="Ministerium für Gleichstellung",
                reference="AZ 17",
                start=START,
                end=date(2027, 12, 31),
                targets=(
                    TargetInput(indicator="entries", value=4, year=2026),
                    TargetInput(indicator="hours", value=100, year=2026),
                    TargetInput(indicator="tandems", value=0, year=2026),
                ),
            ),
            today=CUT_OFF,
        )
    took_part = ParticipationInput(grant_id=esf, employment_on_entry="unemployed", education_on_entry="3")

    def part(entry: str, exit: str | None = None, **more: Any) -> ParticipationInput:
        return replace(took_part, entry=day(entry), exit=day(exit) if exit else None, **more)

    # Came, went to work, and came back: one participation, in by the first entry, still here.
    enter(sqlite_database, "Amin", part("2026-01-12", "2026-03-31"), part("2026-09-01"), town="Witten")
    # Went in June and works 14 days later.
    enter(
        sqlite_database, "Berg", part("2026-02-01", "2026-06-30", exit_reason="work"), town="Hagen",
        outcomes=(OutcomeInput(moment="exit", on=day("2026-07-14"), status="employed_part"),),
    )  # fmt: skip
    # Two operations: counted in each.
    enter(sqlite_database, "Celik", part("2026-05-04"), ParticipationInput(entry=day("2026-05-04")), town="Witten")
    # Only the year is known, and it lies in the period in part: named, not counted.
    enter(sqlite_database, "Diallo", part("2026"), town="Witten")
    # After the cut-off date.
    enter(sqlite_database, "Eze", part("2026-12-01"), town="Witten")

    document = built(sqlite_database)
    assert figure(document, "Eintritte") == (4, 4, 0, 0, 0, 1)
    assert figure(document, "Austritte")[0] == 1
    assert figure(document, "in Arbeit nach dem Austritt")[0] == 1
    assert figure(document, "Teilnehmerinnen am Stichtag")[:2] == (3, 3)
    said = [block.text for block in document.blocks if isinstance(block, Note)]
    assert any("1 Teilnehmerin" in sentence for sentence in said), said
    (vague,) = [table for table in document.tables if table.name == "Ungenaue Daten"]
    assert ("Eintritte", 1) in tuple(vague.rows)
    (missing,) = [table for table in document.tables if table.name == "Fehlende Angaben"]
    assert {row[0]: row[1] for row in missing.rows} == {"Erwerbsstatus bei Eintritt": 1, "Bildung bei Eintritt": 1}
    (targets,) = [table for table in document.tables if table.name == "Soll und Ist"]
    assert tuple(targets.rows) == (
        ("Eintritte", "2026", 4, 3, Decimal("0.75")),
        ("begonnene Tandems", "2026", 0, 0, None),
    )
    (timed,) = [table for table in document.tables if table.name == "Soll und Ist in Stunden"]
    assert next(iter(timed.rows))[2:4] == (100, Decimal("0.00"))

    of_grant = built(sqlite_database, options(grant_id=esf))
    assert figure(of_grant, "Eintritte")[0] == 3
    assert (
        dict(of_grant.facts).items()
        >= {
            "Zuwendung": "Wege in Arbeit",
            "Zuwendungsgeber": "Land",
            "Ministerium": "Ministerium für Gleichstellung",
            "Aktenzeichen": "AZ 17",
            "Bewilligungszeitraum": "01.01.2026 – 31.12.2027",
        }.items()
    )
    assert of_grant.subtitle == "Wege in Arbeit"


def test_an_empty_office_has_a_report_without_empty_charts(sqlite_database: Database, tmp_path: Path) -> None:
    document = built(sqlite_database)
    (cards,) = [block for block in document.blocks if isinstance(block, KeyFigures)]
    assert all(card.value == 0 for card in cards.figures)
    assert [table.name for table in document.tables] == ["Kennzahlen", "Je Monat", "Stunden", "Wie gezählt wurde"]
    file = tmp_path / "empty.pdf"
    file.write_bytes(written(sqlite_database, "pdf", "de"))
    assert "niemand ausgetreten" in " ".join(pages_of(file))
    written(sqlite_database, "xlsx", "en")


def test_a_period_of_one_month_and_of_many_years(demo: Database) -> None:
    month = built(demo, of_period(date(2026, 10, 1), date(2026, 10, 31), CUT_OFF))
    assert month.cut_off == date(2026, 10, 31)
    assert "Je Monat" not in [table.name for table in month.tables]
    years = built(demo, of_period(date(2022, 1, 1), END, CUT_OFF))
    assert years.cut_off == CUT_OFF
    (months,) = [table for table in years.tables if table.name == "Je Monat"]
    assert len(list(months.rows)) == 4 * 12 + 11
    (chart,) = [block for block in years.blocks if isinstance(block, Chart) and block.kind == "line"]
    assert len(chart.categories) == 4 * 12 + 11
