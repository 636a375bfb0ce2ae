"""A PDF table of 10,000 rows against the least code that draws it: ``drawString`` for every cell.

The floor draws by hand what it knows to fit: no measuring, no wrapping, no other scripts. Both embed the same
font. The sheet of one person is measured the same way.
"""

import random
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, child, medians, tell

ROWS = 10_000
SHEETS = 200

_HEADS = ("Nr.", "Name", "Vorname", "Geboren", "Wohnort", "Status", "Eintritt", "Gespräche")
_TOWNS = ("Dortmund", "Bielefeld", "Köln", "Witten", "Hagen", "Schwelm", "Gevelsberg", "Sprockhövel")
_STATES = ("Aufnahme", "In Beratung", "Im Tandem", "Im Praktikum", "Pausiert", "Abgeschlossen")
_SYLLABLES = ("sha", "lan", "hus", "sein", "ami", "na", "ol", "ena", "mar", "yam", "tes", "fäy", "ak", "göz")


def _rows() -> list[tuple[Any, ...]]:
    chance = random.Random(7)
    return [
        (
            f"TN-{number:05}", "".join(chance.choices(_SYLLABLES, k=3)).title(),
            "".join(chance.choices(_SYLLABLES, k=2)).title(), date(1960, 1, 1) + timedelta(chance.randrange(17_000)),
            chance.choice(_TOWNS), chance.choice(_STATES), date(2015, 1, 1) + timedelta(chance.randrange(4_000)),
            chance.randrange(60),
        )
        for number in range(ROWS)
    ]  # fmt: skip


def _canvas(path: Path) -> Any:
    from reportlab import rl_config
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    from permenti_desktop import paths

    rl_config.useA85 = 0  # as ours
    pdfmetrics.registerFont(TTFont("Sans", str(paths.resource("fonts/NotoSans-Regular.ttf"))))
    return Canvas(str(path), A4)


def _floor(path: Path, rows: list[tuple[Any, ...]]) -> None:
    canvas = _canvas(path)
    places = (50, 105, 185, 265, 325, 395, 465, 545)
    for first in range(0, len(rows), 42):
        canvas.setFont("Sans", 8.5)
        y = 780.0
        for x, head in zip(places, _HEADS, strict=True):
            canvas.drawString(x, y, head)
        for row in rows[first : first + 42]:
            y -= 16
            for at, value in enumerate(row):
                if isinstance(value, date):
                    canvas.drawString(places[at], y, f"{value:%d.%m.%Y}")
                elif isinstance(value, int):
                    canvas.drawRightString(places[at], y, str(value))
                else:
                    canvas.drawString(places[at], y, value)
            canvas.line(50, y - 5, 545, y - 5)
        canvas.drawRightString(545, 30, f"Seite {canvas.getPageNumber()}")
        canvas.showPage()
    canvas.save()


def _ours(path: Path, rows: list[tuple[Any, ...]]) -> None:
    from permenti_desktop.reports import write_pdf
    from permenti_desktop.reports.document import Column, Document, Table, Tone

    tones: dict[str, Tone] = dict(zip(_STATES, ("info", "violet", "ok", "work", "warn", "neutral"), strict=True))
    columns = (
        Column("Nr."), Column("Name"), Column("Vorname"), Column("Geboren", "date"), Column("Wohnort"),
        Column("Status", "chip", tones=tones), Column("Eintritt", "date"), Column("Gespräche", "integer"),
    )  # fmt: skip
    document = Document("Teilnehmerinnen", "de", (Table("Teilnehmerinnen", columns, rows, len(rows)),))
    with path.open("wb") as out:
        write_pdf.write(document, out)


def _our_sheets(path: Path) -> None:
    """The same persons, each as a document of her own, as the program writes them."""
    from permenti_desktop.reports import write_pdf
    from permenti_desktop.reports.document import Document, Paragraph

    for number in range(SHEETS):
        text = "\n".join(
            f"Am {line + 1}. Tag wurde über Praktikum und Sprachkurs gesprochen. ({number})" for line in range(12)
        )
        facts = tuple((f"Angabe {line}", f"Wert {line} der Teilnehmerin {number}, Köln") for line in range(24))
        document = Document(f"Teilnehmerin {number}", "de", (Paragraph(text),), facts=facts)
        with path.open("wb") as out:
            write_pdf.write(document, out)


def _floor_sheets(path: Path) -> None:
    """One page per person, 24 names with values and 12 lines of text, drawn by hand."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    _canvas(path)
    for number in range(SHEETS):
        canvas = Canvas(str(path), A4)
        canvas.setFont("Sans", 20)
        canvas.drawString(50, 780, f"Teilnehmerin {number}")
        canvas.setFont("Sans", 9)
        for line in range(24):
            canvas.drawString(50, 740 - line * 14, f"Angabe {line}")
            canvas.drawString(174, 740 - line * 14, f"Wert {line} der Teilnehmerin {number}, Köln")
        for line in range(12):
            words = f"Am {line + 1}. Tag wurde über Praktikum und Sprachkurs gesprochen. ({number})"
            canvas.drawString(50, 380 - line * 14, words)
        canvas.showPage()
        canvas.save()


def run() -> list[Row]:
    """Time of the long table and of single sheets."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.pdf"

        def costs(*kinds: str) -> list[float]:
            works = [lambda kind=kind: child("benchmarks.bench_pdf", kind, path) for kind in kinds]
            return [cost.seconds for cost in medians(5, *works)]

        table_floor, table = costs("floor", "ours")
        sheet_floor, sheet = costs("floor-sheets", "our-sheets")
    return [
        Row(f"PDF table, {ROWS:,} rows, embedded font", "hand-drawn canvas", table_floor, table, "≤ 1.5×", 1.5),
        Row(f"PDF sheet of one participant ({SHEETS} files)", "bare reportlab", sheet_floor, sheet, "≤ 1.5×", 1.5),
    ]


if __name__ == "__main__":
    target = Path(sys.argv[2])
    made = _rows()
    works = {
        "floor": lambda: _floor(target, made),
        "ours": lambda: _ours(target, made),
        "floor-sheets": lambda: _floor_sheets(target),
        "our-sheets": lambda: _our_sheets(target),
    }
    tell(works[sys.argv[1]])
