"""Workbooks, read back by openpyxl and by LibreOffice."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.dom.minidom import parseString

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from permenti_desktop.domain.errors import Cancelled, UserError
from permenti_desktop.reports import write_xlsx
from permenti_desktop.reports.document import Column, Document, Row, Table


def written(document: Document) -> bytes:
    out = io.BytesIO()
    write_xlsx.write(document, out)
    return out.getvalue()


def book(document: Document) -> Any:
    return openpyxl.load_workbook(io.BytesIO(written(document)))


def listed(*rows: Row, columns: tuple[Column, ...], **more: Any) -> Document:
    return Document("Liste", "de", (Table("Liste", columns, rows, **more),))


def test_the_list_is_a_native_table(document: Document) -> None:
    sheet = book(document)["Teilnehmerinnen"]
    (native,) = sheet.tables.values()
    assert native.ref == "A1:H6"
    assert native.autoFilter.ref == "A1:H6"
    assert [column.name for column in native.tableColumns] == [cell.value for cell in sheet[1]]
    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert "Stichtag 15.07.2026" in sheet.oddFooter.left.text
    assert "&P von &N" in str(sheet.oddFooter.right.text)


def test_values_are_dates_and_numbers(document: Document) -> None:
    sheet = book(document)["Teilnehmerinnen"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert rows[0] == (
        "Hussein, Shilan", "شیلان حسین", datetime(1985, 3, 7), datetime(2026, 1, 12), "Im Tandem", 14, 12.5, 0.5,
    )  # fmt: skip
    assert rows[1][2] == "1990"
    assert rows[2][2] == "11.1978"
    assert rows[3][1] == "ምሕረት ተስፋይ"
    assert rows[3][3] is None
    assert sheet["C2"].number_format == "dd.mm.yyyy"
    assert sheet["H2"].number_format == "0.0 %"
    assert sheet["E2"].fill.fgColor.rgb == "FFDFF2E6"
    assert sheet["F2"].alignment.horizontal == "right"


def test_the_total_is_a_formula_below_the_table(document: Document) -> None:
    sheet = book(document)["Teilnehmerinnen"]
    assert sheet["A7"].value == "Summe"
    assert sheet["F7"].value == "=SUBTOTAL(109,F2:F6)"
    values = openpyxl.load_workbook(io.BytesIO(written(document)), data_only=True)["Teilnehmerinnen"]
    assert values["F7"].value == 1230
    assert values["G7"].value == pytest.approx(2095 / 60)


def test_libreoffice_shows_it_as_people_read_it(
    document: Document, office: Callable[[Path, str], Path], tmp_path: Path
) -> None:
    source = tmp_path / "liste.xlsx"
    table = replace(document.tables[0], rows=(*document.tables[0].rows, ("x", "", "1905-06-07", None, "", 1, 1, 0.125)))
    sheet_only = replace(document, blocks=(table,))
    source.write_bytes(written(sheet_only))
    # Sheet 2, as shown, UTF-8, German.
    shown = office(source, "csv:Text - txt - csv (StarCalc):59,34,76,1,,1031,false,true,true,false,false,2")
    lines = next(source.parent.glob("liste*.csv")).read_text("utf-8").splitlines()
    assert shown.suffix == ".csv"
    assert lines[1] == "Hussein, Shilan;شیلان حسین;07.03.1985;12.01.2026;Im Tandem;14;12,50;50,0 %"
    assert lines[2].split(";")[2] == "1990"
    assert lines[6].split(";")[2] == "07.06.1905"
    # Excel and LibreOffice round half up, and so do our own words.
    assert lines[6].split(";")[7] == "12,5 %"
    assert lines[7].split(";")[:1] + lines[7].split(";")[5:7] == ["Summe", "1.230", "34,92"]


def test_rows_are_as_high_as_their_text() -> None:
    """Widths are in letters: 100 letters in a column of 20 need at least five lines."""
    columns = (Column("Notiz", width=20),)
    sheet = book(listed(("kurz",), ("Wort " * 20,), ("eins\nzwei\ndrei",), columns=columns))["Liste"]
    assert sheet.row_dimensions[2].height is None
    assert 5 * 13 <= sheet.row_dimensions[3].height <= 7 * 14
    assert sheet.row_dimensions[4].height == pytest.approx(3 * 13.5 + 1.5)
    assert sheet["A3"].alignment.wrap_text


def test_the_foot_of_a_page_has_real_line_breaks(document: Document) -> None:
    package = zipfile.ZipFile(io.BytesIO(written(document)))
    for name in package.namelist():
        if name.startswith("xl/worksheets/sheet"):
            foot = parseString(package.read(name)).getElementsByTagName("oddFooter")[0].firstChild.data
            assert "15.07.2026\nNur für" in foot


def test_old_dates_stay_right() -> None:
    columns = (Column("Tag", "date"),)
    sheet = book(listed((date(1899, 12, 31),), (date(1900, 3, 1),), (date(1900, 2, 28),), columns=columns))["Liste"]
    assert [cell.value for cell in sheet["A"]][1:] == ["31.12.1899", datetime(1900, 3, 1), "28.02.1900"]


def test_first_sheet_says_what_the_report_speaks_of(document: Document) -> None:
    cover = book(document).worksheets[0]
    cells = [str(cell.value) for row in cover.iter_rows() for cell in row if cell.value is not None]
    for wanted in (
        "Sachbericht zum Verwendungsnachweis", "01.01.2026 – 30.06.2026", "15.07.2026", "IV-2026-0815/7",
        "Koordinierungsstelle Ennepe-Ruhr-Kreis", "Auf einen Blick", "Ehrenamtliche Stunden",
        "Nur für den Zuwendungsgeber. Enthält personenbezogene Daten.", "3 enden im Juli",
    ):  # fmt: skip
        assert wanted in cells
    numbers = [cell.value for row in cover.iter_rows() for cell in row if isinstance(cell.value, (int, float))]
    assert numbers == [48, 50, 31, 24, 12, 15, 0.354, 0.3, 1020.5]
    links = [cell.hyperlink.location for row in cover.iter_rows() for cell in row if cell.hyperlink]
    assert links == ["'Diagramme'!A1"] * 4 + ["'Teilnehmerinnen'!A1"]


def test_charts_read_the_cells_beside_them(document: Document) -> None:
    sheet = book(document)["Diagramme"]
    assert len(sheet._charts) == 4
    references = [series.val.numRef.f for chart in sheet._charts for series in chart.series]
    assert references[:2] == ["'Diagramme'!$B$3:$B$6", "'Diagramme'!$C$3:$C$6"]
    for reference in references:
        area = reference.partition("!")[2].replace("$", "")
        assert all(isinstance(row[0].value, (int, float, type(None))) for row in sheet[area])
    assert [cell.value for cell in sheet["A"]][2:6] == ["Teilnehmerinnen", "Tandems", "Praktika", "In Arbeit"]


def test_nothing_hidden_and_nobody_in_the_properties(document: Document) -> None:
    raw = written(replace(document, protected=True))
    opened = openpyxl.load_workbook(io.BytesIO(raw))
    assert [sheet.sheet_state for sheet in opened] == ["visible"] * len(opened.sheetnames)
    assert opened.properties.creator == "Permenti Desktop"
    assert opened.properties.lastModifiedBy is None
    package = zipfile.ZipFile(io.BytesIO(raw))
    text = b"".join(package.read(name) for name in package.namelist())
    assert b"Petra" not in text
    for trace in ("comment", "pivot", "externalLink", "calcChain", "custom", "printerSettings", "docProps/thumb"):
        assert not [name for name in package.namelist() if trace in name]
    assert b"numCache" not in text
    assert b"strCache" not in text


def test_every_part_is_xml_and_the_sheet_is_in_the_order_of_the_schema(document: Document) -> None:
    package = zipfile.ZipFile(io.BytesIO(written(document)))
    assert package.testzip() is None
    for name in package.namelist():
        parseString(package.read(name))
    sheet = parseString(package.read("xl/worksheets/sheet2.xml")).documentElement
    order = [node.tagName for node in sheet.childNodes]
    # CT_Worksheet, ECMA-376 part 1, 18.3.1.99
    schema = ["sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "mergeCells",
              "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "ignoredErrors", "drawing",
              "tableParts"]  # fmt: skip
    assert order == sorted(order, key=schema.index)


def test_an_empty_list_says_so() -> None:
    sheet = book(listed(columns=(Column("Name"), Column("Zahl", "integer"))))["Liste"]
    assert sheet["A2"].value == "Keine Einträge"
    assert next(iter(sheet.tables.values())).ref == "A1:B2"


def test_names_of_columns_are_unique_and_the_same_in_table_and_cells() -> None:
    columns = tuple(Column(name) for name in ("Name", "name", "", "Name\nlang", "_x0041_", "=1+1", "x" * 300))
    raw = written(listed(("a",) * 7, columns=columns))
    package = zipfile.ZipFile(io.BytesIO(raw))
    native = parseString(package.read("xl/tables/table1.xml"))
    names = [node.getAttribute("name") for node in native.getElementsByTagName("tableColumn")]
    sheet = openpyxl.load_workbook(io.BytesIO(raw))["Liste"]
    assert names == [cell.value for cell in sheet[1]]
    assert names[4] == "_x005F_x0041_"  # which Excel shows as _x0041_
    assert len({name.lower() for name in names}) == 7
    assert all(0 < len(name) <= 255 for name in names)


@given(st.lists(st.text(), min_size=1, max_size=6))
def test_names_of_sheets_are_what_excel_allows(wanted: list[str]) -> None:
    taken: list[str] = []
    for name in wanted:
        taken.append(write_xlsx.sheet_name(name, taken))
    assert len({name.lower() for name in taken}) == len(taken)
    for name in taken:
        assert 0 < len(name.encode("utf-16-le")) <= 62
        assert not set(name) & set("[]:*?/\\\n\t\x00")
        assert name[0] != "'"
        assert name[-1] != "'"
        assert name.lower() != "history"


def test_every_text_comes_back_as_it_was_typed() -> None:
    """Text that needs no mending takes a short way of its own into the sheet, and nothing may take it by mistake."""
    signs = (*"aß <>&=+-@_\n\t\x0b\x85\xa0\ud800ش\U0001f600", "_x0041_", "_x")
    typed = [text for one in signs for other in signs for text in (one + other, f"{one}a{other}", f"a{one}{other}a")]
    columns = (Column("a"), Column("b", "chip", tones={"==": "warn", "aa": "ok"}))
    raw = written(listed(*((text, text) for text in typed), columns=columns))
    sheet = openpyxl.load_workbook(io.BytesIO(raw))["Liste"]
    for text, cells in zip(typed, sheet.iter_rows(min_row=2), strict=True):
        for cell in cells:
            assert (cell.value or "") == write_xlsx.held(text)
            assert cell.data_type != "f"
            assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t", "\n", "\x0b", "\x85")), text
    # White space is only safe where its keeping is asked for (XML 1.0, 2.10); openpyxl keeps it anyhow.
    for node in parseString(zipfile.ZipFile(io.BytesIO(raw)).read("xl/worksheets/sheet2.xml")).getElementsByTagName(
        "t"
    ):
        text = node.firstChild.data
        if text.strip() != text or "  " in text or "\n" in text:
            assert node.getAttribute("xml:space") == "preserve", text
    tints = {cells[0].value: cells[1].fill.fgColor.rgb for cells in sheet.iter_rows(min_row=2)}
    assert tints["aa"] == "FFDFF2E6"
    assert tints["=="] == tints["aaa"] == "00000000"


def test_rows_are_streamed() -> None:
    """20,000 rows of fresh text pass through; at no time do more than a few hundred exist."""

    class Rows:
        def __iter__(self) -> Iterator[Row]:
            return ((f"Zeile {number} {'x' * 200}", number) for number in range(20_000))

    columns = (Column("Text"), Column("Zahl", "integer"))
    document = Document("Liste", "de", (Table("Liste", columns, Rows(), count=20_000),))
    written(listed(("a", 1), columns=columns))  # imports and caches are not the rows
    tracemalloc.start()
    target = io.BytesIO()
    write_xlsx.write(document, target)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak - len(target.getvalue()) < 6_000_000
    sheet = openpyxl.load_workbook(target, read_only=True)["Liste"]
    assert sum(1 for _row in sheet.iter_rows()) == 20_001


def test_progress_and_cancelling() -> None:
    rows = tuple((str(number),) for number in range(2_000))
    seen: list[tuple[int, int]] = []
    table = Table("Liste", (Column("a"),), rows, count=2_000)
    write_xlsx.write(Document("Liste", "de", (table,)), io.BytesIO(), lambda *now: seen.append(now))
    assert seen[0] == (0, 2_000)
    assert seen[-1] == (2_000, 2_000)
    assert seen == sorted(seen)

    def stop(done: int, total: int) -> None:
        if done > 500:
            raise Cancelled()

    with pytest.raises(Cancelled):
        write_xlsx.write(Document("Liste", "de", (table,)), io.BytesIO(), stop)


def test_more_rows_than_a_sheet_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_xlsx, "MAX_ROWS", 1_000)
    rows = tuple((1,) for _ in range(1_000))
    with pytest.raises(UserError) as caught:
        written(listed(*rows, columns=(Column("a", "integer"),)))
    assert "CSV" in caught.value.next_step


def test_english(document: Document) -> None:
    opened = book(replace(document, language="en"))
    sheet = opened["Teilnehmerinnen"]
    assert sheet["C2"].number_format == "[$-809]d mmm yyyy"
    assert sheet["C4"].value == "November 1978"
