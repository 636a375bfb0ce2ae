"""Files that want to do harm, and files that came to harm: each is read or refused in one sentence, nothing else.

:func:`hostile_lists` does it over and over with the list of an office: bytes flipped, cut out and doubled, in the
packed file and in its parts. Each that can be read goes all the way to a plan, because the parts behind the reader
meet the same nonsense.
"""

import io
import random
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import openpyxl

from permenti_desktop.domain.errors import UserError
from permenti_desktop.exchange import read_workbook
from permenti_desktop.exchange.plan import make_plan
from permenti_desktop.exchange.recognise import recognise
from permenti_desktop.queries.known import KnownRecords
from tests.exchange.reading_aid import TODAY

SAMPLE: Final = Path(__file__).resolve().parents[1] / "data" / "lists" / "TN-Liste_EN-Kreis.xlsx"
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MOST_SECONDS: Final = 20.0
"""Of computing, for one file: what else the machine does must not count."""
MOST_MEMORY: Final = 150 * 1024 * 1024
"""Bytes for one file; the sample itself takes a tenth of it."""


@dataclass(frozen=True)
class Counts:
    """How many files were tried, what went wrong (a sentence each), how many were read, and how many of the same files
    end in a bare error where the door that turns errors into sentences is taken away."""

    rounds: int
    losses: tuple[str, ...]
    control: int
    read: int


def bytes_of(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def workbook_of(sheet_xml: str) -> bytes:
    """The smallest workbook with one sheet, by hand."""
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
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return target.getvalue()


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


ONE_SHEET: Final = (
    f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
)


def climbing_names() -> bytes:
    """Parts that would lie outside, were they unpacked, and a sheet that points there."""
    target = io.BytesIO(workbook_of(ONE_SHEET))
    with zipfile.ZipFile(target, "a") as archive:
        for name in ("../../../outside.txt", "/outside.txt", "..\\outside.txt", "C:\\outside.txt"):
            archive.writestr(name, "out")
    return target.getvalue()


def sheet_outside() -> bytes:
    """The sheet is said to be a file of the machine."""
    return _with_part(
        workbook_of(ONE_SHEET),
        "xl/_rels/workbook.xml.rels",
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="../../../../../../etc/hostname"/></Relationships>',
    )


def circular_relations() -> bytes:
    """A workbook whose sheet is the workbook."""
    return _with_part(
        workbook_of(ONE_SHEET),
        "xl/_rels/workbook.xml.rels",
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="workbook.xml"/></Relationships>',
    )


def broken_strings() -> bytes:
    """Cells that name texts which are not there."""
    cells = "".join(f'<c r="A{n}" t="s"><v>{v}</v></c>' for n, v in enumerate(("7", "-3", "x", "99999999999"), 1))
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    strings = f'<sst xmlns="{MAIN}" count="9" uniqueCount="9"><si><t>one</t></si></sst>'
    return _with_part(workbook_of(sheet), "xl/sharedStrings.xml", strings)


def with_macro() -> bytes:
    """A list with a program in it, which is never looked at."""
    target = io.BytesIO(SAMPLE.read_bytes())
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/vbaProject.bin", bytes.fromhex("d0cf11e0a1b11ae1") + b"Sub Auto_Open()" * 50)
    return target.getvalue()


def _with_part(data: bytes, part: str, content: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != part:
                new.writestr(info.filename, old.read(info))
        new.writestr(part, content)
    return target.getvalue()


@dataclass(frozen=True)
class Hostile:
    """One kind of harm: the file under a name, and whether a person gets the list or a sentence."""

    name: str
    data: Callable[[], bytes]
    refused: bool = True


KINDS: Final = (
    Hostile("bomb.xlsx", bomb_of_zeros),
    Hostile("file of the machine.xlsx", outside_file),
    Hostile("billion laughs.xlsx", entities),
    Hostile("not a zip.xlsx", HOSTILE["random bytes"]),
    Hostile("cut off.xlsx", cut_off),
    Hostile("empty.xlsx", HOSTILE["empty"]),
    Hostile("password.xlsx", password),
    Hostile("wrong ending.csv", SAMPLE.read_bytes, refused=False),
    Hostile("picture.xlsx", HOSTILE["picture"]),
    Hostile("far cell.xlsx", cells_at_the_end),
    Hostile("climbing names.xlsx", climbing_names, refused=False),
    Hostile("sheet outside.xlsx", sheet_outside),
    Hostile("circular.xlsx", circular_relations),
    Hostile("missing sheet.xlsx", sheet_missing),
    Hostile("macro.xlsm", with_macro, refused=False),
    Hostile("broken strings.xlsx", broken_strings),
)
"""The thirteen kinds; three of them come in two shapes."""


def outcome(path: Path) -> str:
    """What a person gets for a file: "read", or the sentence with which it is refused. Anything else is raised."""
    try:
        book = read_workbook.read(path)
    except UserError as error:
        if not error.sentence or not error.next_step:
            raise AssertionError("refused without a sentence or a next step") from error
        return error.sentence
    plan = make_plan(recognise(book, TODAY), KnownRecords(), TODAY)
    if plan.cells < 0:
        raise AssertionError("no plan")
    return "read"


def hostile_lists(rounds: int, folder: Path, kinds: Sequence[Hostile] = KINDS) -> Counts:
    """Try *rounds* mutated copies of the sample, and each of *kinds* once; nothing may be written beside them."""
    chance = random.Random(20261122)
    whole = SAMPLE.read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    folder.mkdir(parents=True, exist_ok=True)
    losses: list[str] = []
    control = read = 0
    for kind in kinds:
        data = kind.data()
        tracemalloc.start()
        said = _tried(folder / kind.name, data, kind.name, losses)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        if said and (said == "read") == kind.refused:
            losses.append(f"{kind.name}: {said}")
        if peak > MOST_MEMORY:
            losses.append(f"{kind.name}: {peak >> 20} MB")
    for number in range(rounds):
        data = _mutated_file(whole, parts, chance, number)
        read += _tried(folder / "mutated.xlsx", data, f"mutated {number}", losses) == "read"
        control += _bare_error(data)
    return Counts(rounds, tuple(losses), control, read)


def _tried(path: Path, data: bytes, name: str, losses: list[str]) -> str:
    """What became of one file; what should not have happened goes to *losses*."""
    path.write_bytes(data)
    before = _contents(path.parent)
    start = time.process_time()
    said = ""
    try:
        said = outcome(path)
    except Exception as error:  # whatever it is, it is what this looks for
        losses.append(f"{name}: {type(error).__name__}: {error}")
    if time.process_time() - start > MOST_SECONDS:
        losses.append(f"{name}: {time.process_time() - start:.0f} seconds")
    if _contents(path.parent) != before or path.read_bytes() != data:
        losses.append(f"{name}: something was written")
    path.unlink()
    return said


def _contents(folder: Path) -> list[tuple[str, int]]:
    """What lies in the folder and in the one above it."""
    return sorted((str(one), one.stat().st_size) for one in (*folder.parent.iterdir(), *folder.iterdir()))


def _bare_error(data: bytes) -> bool:
    """Whether the reader behind the door ends in an error that is no sentence."""
    try:
        read_workbook._read(data, "liste.xlsx")
    except UserError:
        return False
    except Exception:  # the control: this is what the door turns into a sentence
        return True
    return False


def _mutated_file(whole: bytes, parts: dict[str, bytes], chance: random.Random, number: int) -> bytes:
    """The packed file, or one of its parts, changed by lot."""
    if number % 2:
        return _mutated(whole, chance)
    victim = chance.choice(sorted(parts))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, _mutated(content, chance) if name == victim else content)
    return target.getvalue()


def _mutated(data: bytes, chance: random.Random) -> bytes:
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
