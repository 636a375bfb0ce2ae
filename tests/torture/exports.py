"""Hostile text in every field of every record, through every export, looked at by second programs.

Each round shifts the texts by one record, so that after as many rounds as there are texts each has stood in each field.
"""

import csv
import io
import json
import os
import re
import subprocess
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from xml.dom.minidom import parseString

import openpyxl
from sqlalchemy import String, Text, text
from sqlalchemy.orm import Session

from permenti_desktop.db.opening import open_database
from permenti_desktop.db.schema import journaled, metadata
from permenti_desktop.demo import office
from permenti_desktop.exchange import write_dump
from permenti_desktop.i18n import texts
from permenti_desktop.reports import catalogue, data_protection
from permenti_desktop.reports.options import FORMATS, Options
from permenti_desktop.reports.plain import clean
from tests.reports.test_hostile_reports import TEXTS as ALL_TEXTS
from tests.reports.test_hostile_reports import squeezed
from tests.torture.deeds import TODAY
from tests.torture.rounds import Outcome, empty_office

TEXTS: Final = [words for kind, words in ALL_TEXTS.items() if len(words) < 1000 and kind != "surrogates"]
"""Half of a pair of surrogates is no text that a database takes."""

_KEYS: Final = frozenset({"search_key", "sort_key", "skeleton_key"})
_OPTIONS: Final = Options(
    start=date(2020, 1, 1),
    end=date(2026, 12, 31),
    cut_off=TODAY,
    made_at=datetime(2026, 11, 22, tzinfo=UTC),
    made_by="x",
)
_DANGERS: Final = ("URI", "Launch", "JavaScript", "JS", "EmbeddedFile", "AA", "OpenAction", "SubmitForm")


def fields() -> dict[str, list[str]]:
    """Where a person types words: every text column that holds no code and no key of ours."""
    return {
        table.name: names
        for table in journaled(metadata)
        if "id" in table.columns
        and (
            names := [
                column.name
                for column in table.columns
                if isinstance(column.type, String)
                and column.name not in _KEYS
                and (isinstance(column.type, Text) or (column.type.length or 0) >= 60)
            ]
        )
    }


def _fill(session: Session, shift: int) -> None:
    for table, columns in fields().items():
        if table == "office_term":
            continue
        put = ", ".join(f'"{column}" = :words' for column in columns)
        for number, words in enumerate(TEXTS):
            session.execute(
                text(f'UPDATE "{table}" SET {put} WHERE (id + :shift) % :count = :number'),
                {"words": words, "shift": shift, "count": len(TEXTS), "number": number},
            )


def exporting(folder: Path, rounds: int) -> Outcome:
    """One round is all exports of an office whose every field holds one of the texts."""
    office_file = empty_office(folder / "office")
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        office.make(session, participants=len(TEXTS) + 5, seed=3, site="ennepe-ruhr", today=TODAY)
    losses: list[str] = []
    books = folder / "books"
    books.mkdir()
    files = 0
    for shift in range(rounds):
        with database.write() as session:
            _fill(session, shift)
        with database.read() as session:
            names = set(session.execute(text("SELECT last_name FROM person")).scalars())
            someone = session.execute(text("SELECT id FROM participant ORDER BY id LIMIT 1 OFFSET :at"), {"at": shift})
            id = someone.scalar_one()
            for report in catalogue.REPORTS:
                for format in FORMATS:
                    out = io.BytesIO()
                    catalogue.write(session, report, _OPTIONS, "de", format, out)
                    found = _faults(out.getvalue(), format, folder)
                    losses += [f"round {shift}, {report.name}.{format}: {fault}" for fault in found]
                    files += 1
                    if format == "xlsx":
                        (books / f"{shift:03}-{report.name}.xlsx").write_bytes(out.getvalue())
                    if format == "csv" and report.personal:
                        shown = squeezed(out.getvalue().decode("utf-8-sig").replace('""', '"'))
                        lost = [words for words in names if squeezed(words).strip("'") not in shown]
                        losses += [f"round {shift}: the list lacks {words!r}" for words in lost]
            out = io.BytesIO()
            data_protection.write_access(session, id, "pdf", "de", out, datetime.now(UTC))
            losses += [f"round {shift}, access.pdf: {fault}" for fault in _faults(out.getvalue(), "pdf", folder)]
            out = io.BytesIO()
            data_protection.write_access(session, id, "json", "de", out, datetime.now(UTC))
            json.loads(out.getvalue())
            files += 2
            dump = folder / f"dump{shift}"
            write_dump.write(session, dump, texts("de"))
            files += 1
            people = {
                record["last_name"] for record in json.loads((dump / "person.json").read_text("utf-8"))["records"]
            }
            losses += [f"round {shift}: the dump lacks {words!r}" for words in names - people]
            for file in dump.iterdir():
                json.loads(file.read_text("utf-8"))
    database.close()
    losses += _calculated(books)
    return Outcome(
        rounds, tuple(losses), f"{len(TEXTS)} texts, {sum(map(len, fields().values()))} fields, {files} exports"
    )


def _faults(content: bytes, format: str, folder: Path) -> list[str]:
    """What a file does that it must not do."""
    if format == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
        return [
            f"a cell begins like a formula: {cell[:30]!r}"
            for row in rows
            for cell in row
            if cell.startswith(tuple("=+-@\t\r"))
        ]
    if format == "xlsx":
        package = zipfile.ZipFile(io.BytesIO(content))
        faults = [f"{name} leads outside" for name in package.namelist() if b"TargetMode" in package.read(name)]
        for name in package.namelist():
            parseString(package.read(name))
        for sheet in openpyxl.load_workbook(io.BytesIO(content)):
            for row in sheet.iter_rows():
                faults += [
                    f"a formula: {cell.value}"
                    for cell in row
                    if cell.data_type == "f" and not re.fullmatch(r"=(SUBTOTAL|SUM)\([0-9A-Z,:$]+\)", str(cell.value))
                ]
        return faults
    target, plain = folder / "one.pdf", folder / "plain.pdf"
    target.write_bytes(content)
    checked = subprocess.run(["qpdf", "--check", str(target)], capture_output=True, check=False)
    faults = [checked.stdout.decode(errors="replace")] if checked.returncode else []
    subprocess.run(["qpdf", "--qdf", "--object-streams=disable", str(target), str(plain)], check=True)
    structure = re.sub(rb"stream\n.*?endstream", b"", plain.read_bytes(), flags=re.DOTALL)
    structure = re.sub(rb"\((?:\\.|[^\\)])*\)", b"", structure)
    faults += [f"/{danger}" for danger in _DANGERS if re.search(rf"/{danger}\b".encode(), structure)]
    read = subprocess.run(["pdftotext", "-raw", str(target), "-"], check=True, capture_output=True).stdout
    return faults if read.strip() else [*faults, "no text"]


def _shown(folder: Path) -> dict[str, str]:
    """What LibreOffice shows of the workbooks in a folder, all sheets, in one go."""
    profile = folder / "profile"
    books = sorted(folder.glob("*.xlsx"))
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={profile.resolve().as_uri()}", "--headless", "--norestore",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):59,0,76,1,,1031,false,true,true,false,false,-1",
            "--outdir", str(folder), *map(str, books),
        ],
        check=True, capture_output=True, timeout=1800,
        env={**os.environ, "SAL_USE_VCLPLUGIN": "svp", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    return {
        book.stem: "\n".join(part.read_text("utf-8") for part in sorted(folder.glob(f"{book.stem}-*.csv")))
        for book in books
    }


def _calculated(books: Path) -> list[str]:
    faults = []
    for name, shown in _shown(books).items():
        if not shown:
            faults.append(f"{name}: LibreOffice does not open it")
        faults += [f"{name}: LibreOffice shows {error}" for error in ("#NAME?", "Err:", "#REF!") if error in shown]
        if name.endswith("participants"):
            letters = squeezed(shown.replace('""', '"'))
            lost = [words for words in TEXTS if squeezed(clean(words)) not in letters]
            faults += [f"{name}: LibreOffice does not show {words!r}" for words in lost]
    return faults


def exporting_control(folder: Path) -> int:
    """Written as people type it, without marking it as text: how many texts LibreOffice calculates."""
    folder.mkdir(parents=True, exist_ok=True)
    formulas = [words for words in TEXTS if words.startswith("=")]
    book = openpyxl.Workbook()
    for words in formulas:
        book.active.append([words])
    book.save(folder / "careless.xlsx")
    shown = _shown(folder)["careless"]
    return sum(words not in shown.replace('""', '"') for words in formulas)
