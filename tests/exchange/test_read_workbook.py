"""Files from strangers: read as another program reads them, or refused with a sentence and a next step."""

import tracemalloc
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from permenti_desktop.domain.errors import Missing, Unreadable
from permenti_desktop.exchange import guard, read_workbook
from permenti_desktop.exchange.workbook import Workbook
from tests.exchange.hostile import HOSTILE, MAIN, SAMPLE, bytes_of, workbook_of


def read(data: bytes, name: str = "liste.xlsx") -> Workbook:
    return read_workbook.read_bytes(data, name)


def test_cells_of_the_sample_are_those_that_openpyxl_reads() -> None:
    book = read_workbook.read(SAMPLE)
    other = openpyxl.load_workbook(SAMPLE)
    assert [sheet.name for sheet in book.sheets] == other.sheetnames
    for sheet, expected in zip(book.sheets, other.worksheets, strict=True):
        for row in expected.iter_rows():
            for cell in row:
                ours = sheet.cell(cell.row, cell.column)
                value = cell.value.date() if isinstance(cell.value, datetime) else cell.value
                assert (ours.value or None) == (value or None)
                assert ours.comment == (cell.comment.text if cell.comment else "")
                filled = cell.fill.fill_type is not None
                assert ours.colour == (cell.fill.fgColor.rgb[-6:] if filled else "")
    assert book.sheets[0].hidden_columns == {5}


def test_what_a_person_sees_in_excel() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = date(1985, 3, 1)
    sheet["A1"].number_format = "MMM YY"
    sheet["A2"] = date(1985, 1, 1)
    sheet["A2"].number_format = "YYYY"
    sheet["A3"] = date(1985, 3, 7)
    sheet["B1"] = "weg"
    sheet["B1"].font = Font(strike=True)
    sheet["B2"] = "grün"
    sheet["B2"].fill = PatternFill("solid", fgColor="FF92D050")
    sheet["B2"].comment = Comment("ruft zurück", "Büro")
    sheet["B3"] = "=Rücksprache JC"
    sheet["B4"] = "=SUM(A1:A3)"
    sheet["C1"] = True
    sheet["C2"] = 39.5
    sheet["C3"] = " 1,5 "
    sheet.merge_cells("D1:D3")
    sheet["D1"] = "Witten"
    sheet.row_dimensions[4].hidden = True
    book.create_sheet("geheim").sheet_state = "hidden"
    found = read(bytes_of(book))
    ours = found.sheets[0]
    assert (ours.cell(1, 1).value, ours.cell(1, 1).shown) == (date(1985, 3, 1), "month")
    assert ours.cell(2, 1).shown == "year"
    assert (ours.cell(3, 1).value, ours.cell(3, 1).shown) == (date(1985, 3, 7), "day")
    assert ours.cell(1, 2).struck
    assert (ours.cell(2, 2).colour, ours.cell(2, 2).comment) == ("92D050", "ruft zurück")
    assert (ours.cell(3, 2).value, ours.cell(3, 2).broken) == ("=Rücksprache JC", False)
    assert (ours.cell(4, 2).value, ours.cell(4, 2).broken) == ("=SUM(A1:A3)", True)
    assert [ours.cell(row, 3).text for row in (1, 2, 3)] == ["ja", "39,5", "1,5"]
    assert ours.seen(3, 4).value == "Witten"
    assert ours.cell(3, 4).blank
    assert ours.hidden_rows == {4}
    assert found.sheets[1].hidden


def test_the_stored_result_of_a_formula_counts() -> None:
    """Excel stores results beside formulas; openpyxl writes none, so the part is written by hand."""
    row = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{row}</sheetData></worksheet>'
    found = read(workbook_of(sheet))
    assert found.sheets[0].cell(1, 1).value == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_text_lists(encoding: str, separator: str) -> None:
    rows = [["Name", "Ort", "Bemerkung"], ["Öztürk Gülşen" if encoding != "cp1252" else "Öztürk", "Köln", 'sagt "ja"']]
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows]
    data = "\r\n".join(separator.join(row) for row in quoted).encode(encoding)
    found = read(data, "liste.csv")
    assert [[cell.text for cell in row] for row in found.sheets[0].rows] == rows
    assert found.separator == separator


def test_a_comma_inside_names_does_not_split_them() -> None:
    text = "Name;Ort\nSow, Kadiatou;Witten\nDiallo, Aïssatou;Hattingen\n"
    found = read(text.encode("cp1252"), "liste.csv")
    assert [cell.text for cell in found.sheets[0].rows[1]] == ["Sow, Kadiatou", "Witten"]
    assert found.encoding == "cp1252"


# Hostile and broken files: each ends in a sentence with a next step, never in a crash, never in much memory ----------


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_and_broken_files(kind: str) -> None:
    data = HOSTILE[kind]()
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable) as caught:
            read(data)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 150 * 1024 * 1024
    assert caught.value.sentence
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("kind", "word"),
    [("password", "Passwort"), ("old excel", ".xls"), ("entities", "Anweisungen"), ("bomb of zeros", "größer")],
)
def test_the_sentence_names_the_reason(kind: str, word: str) -> None:
    with pytest.raises(Unreadable, match=word):
        read(HOSTILE[kind]())


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        read_workbook.read(tmp_path / "fort.xlsx")


def test_a_folder_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        read_workbook.read(tmp_path)


def test_without_the_guard_the_bomb_would_unpack(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the limits taken away, the same file is unpacked and parsed to its end."""
    small = workbook_of(f'<worksheet xmlns="{MAIN}"><sheetData>{" " * 3_000_000}</sheetData></worksheet>')
    with pytest.raises(Unreadable, match="größer"):
        read(small)
    monkeypatch.setattr(guard, "MAX_RATIO", 10**9)
    with pytest.raises(Unreadable, match="keine Zellen"):
        read(small)


def test_without_the_guard_the_far_cell_would_stretch_the_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook_of(
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="2000"><c r="ALL2000"><v>1</v></c></row></sheetData></worksheet>'
    )
    with pytest.raises(Unreadable, match="größer"):
        read(data)
    monkeypatch.setattr(guard, "MAX_AREA", 10**9)
    assert read(data).sheets[0].height == 2000
