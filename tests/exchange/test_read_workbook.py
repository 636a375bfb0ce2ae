"""Files from strangers: read as another program reads them, or refused with a sentence and a next step."""

import io
import random
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from permenti_desktop.domain.errors import Missing, Unreadable
from permenti_desktop.exchange import guard, read_workbook
from permenti_desktop.exchange.workbook import Workbook

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "lists" / "TN-Liste_EN-Kreis.xlsx"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def bytes_of(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


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


def workbook_of(sheet_xml: str, **parts: str) -> bytes:
    """The smallest workbook with one sheet, by hand; *parts* replace or add files (dots stand for slashes)."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    files = {
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{relation}"><sheets>'
        '<sheet name="Tabelle1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{relation}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet_xml,
    }
    files.update({name.replace("__", "/"): text for name, text in parts.items()})
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return target.getvalue()


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


def bomb_of_zeros() -> bytes:
    """A sheet of 300 MB that packs to 300 KB."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", "<a/>")
        archive.writestr("xl/workbook.xml", "<a/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            block = b" " * 1024 * 1024
            for _number in range(300):
                part.write(block)
    return target.getvalue()


def entities() -> bytes:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    return workbook_of(
        f'<!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]><worksheet xmlns="{MAIN}"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData></worksheet>'
    )


def outside_file() -> bytes:
    return workbook_of(
        f'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]><worksheet xmlns="{MAIN}"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>'
    )


def cells_at_the_end() -> bytes:
    return workbook_of(
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )


def too_many_cells() -> bytes:
    row = "".join("<c><v>1</v></c>" for _ in range(1000))
    rows = f"<row>{row}</row>" * 600
    return workbook_of(f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>')


def deeply_nested() -> bytes:
    return workbook_of("<a>" * 50_000 + "</a>" * 50_000)


def password() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


def old_excel() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "Workbook".encode("utf-16-le") + b"\0" * 600


def cut_off() -> bytes:
    return SAMPLE.read_bytes()[:9000]


def sheet_missing() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(SAMPLE) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            if info.filename != "xl/worksheets/sheet2.xml":
                new.writestr(info, old.read(info))
    return target.getvalue()


def broken_xml() -> bytes:
    return workbook_of("<worksheet><sheetData><row r='1'><c r='A1'><v>1")


def letter() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("_rels/.rels", "<a/>")
        archive.writestr("word/document.xml", "<a/>")
    return target.getvalue()


def lying_sizes() -> bytes:
    """The directory says that a part is small; it is not."""
    data = bytearray(workbook_of(f'<worksheet xmlns="{MAIN}"><sheetData>{"<row/>" * 5000}</sheetData></worksheet>'))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"PK\x05\x06"))
    struct.pack_into("<I", data, at + 24, 10)
    return bytes(data)


def ods_bomb() -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<o:d xmlns:o="{office}" xmlns:t="{table}" xmlns:x="{text}"><t:table t:name="a">'
            '<t:table-row t:number-rows-repeated="1000000"><t:table-cell t:number-columns-repeated="16000">'
            "<x:p>ha</x:p></t:table-cell></t:table-row></t:table></o:d>",
        )
    return target.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "blank cells": lambda: bytes_of(openpyxl.Workbook()),
    "picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
    "program": lambda: b"MZ" + bytes(range(256)) * 40,
    "random bytes": lambda: random.Random(1).randbytes(5000),
    "internet page": lambda: b"<html><body><table><tr><td>Sow</td></tr></table></body></html>",
    "letter": letter,
    "password": password,
    "old excel": old_excel,
    "cut off": cut_off,
    "sheet missing": sheet_missing,
    "broken xml": broken_xml,
    "bomb of zeros": bomb_of_zeros,
    "entities": entities,
    "outside file": outside_file,
    "cells at the end": cells_at_the_end,
    "too many cells": too_many_cells,
    "deeply nested": deeply_nested,
    "lying sizes": lying_sizes,
    "ods bomb": ods_bomb,
    "text of one gigantic cell": lambda: b"Name;Ort\n" + b"x" * 1_000_000 + b";y\n",
}


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


def test_two_thousand_mutations_never_crash() -> None:
    """Bytes flipped, cut out and doubled, in the packed file and in its parts: read or refused, nothing else."""
    chance = random.Random(20261122)
    whole = small_list()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    outcomes = {"read": 0, "refused": 0}
    for round_ in range(2000):
        if round_ % 2:
            data = mutated(whole, chance)
        else:
            victim = chance.choice(sorted(parts))
            target = io.BytesIO()
            with zipfile.ZipFile(target, "w") as archive:
                for name, content in parts.items():
                    archive.writestr(name, mutated(content, chance) if name == victim else content)
            data = target.getvalue()
        try:
            read(data)
            outcomes["read"] += 1
        except Unreadable:
            outcomes["refused"] += 1
    assert outcomes["read"] > 100
    assert outcomes["refused"] > 100


def small_list() -> bytes:
    book = openpyxl.Workbook()
    for row in (["Name", "geb.", "Deutsch"], ["Sow, Kadiatou", date(1985, 3, 7), "B1"], ["Demir, Zeynep", 1990, "A2"]):
        book.active.append(row)
    book.active["A2"].comment = Comment("Kommentar", "Büro")
    book.active["B2"].fill = PatternFill("solid", fgColor="FFFFFF00")
    book.active.merge_cells("A5:B5")
    return bytes_of(book)


def mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _number in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed)) if changed else 0
        kind = chance.randrange(4)
        if kind == 0 and changed:
            changed[at] = chance.randrange(256)
        elif kind == 1:
            del changed[at : at + chance.randint(1, 40)]
        elif kind == 2:
            changed[at:at] = changed[at : at + chance.randint(1, 40)]
        else:
            changed[at:at] = chance.choice([b"99999999999", b"-1", b"<", b"&#0;", b"\x00", b"1e999", "ü".encode()])
    return bytes(changed)
