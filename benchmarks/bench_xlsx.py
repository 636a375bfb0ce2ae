"""A workbook of 100,000 rows and 30 columns against the least that could be written: CSV, zipped.

Both write the same rows, made anew for each, in a process of its own, so that time and memory are theirs.
"""

import csv
import io
import random
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from benchmarks.measure import Cost, Row, child, medians, tell

ROWS = 100_000
COLUMNS = 30

_TOWNS = ("Dortmund", "Bielefeld", "Köln", "Witten", "Hagen", "Schwelm", "Gevelsberg", "Sprockhövel")
_STATES = ("Aufnahme", "In Beratung", "Im Tandem", "Im Praktikum", "Pausiert", "Abgeschlossen")
_SYLLABLES = ("sha", "lan", "hus", "sein", "ami", "na", "ol", "ena", "mar", "yam", "tes", "fay", "ak", "goz")
_WORDS = "Gespräch Termin Jobcenter Sprachkurs Anerkennung Bewerbung Betrieb Kinderbetreuung & Praktikum <neu>".split()


class Rows:
    """The rows, made while they are read: 10 texts, 6 dates, 6 whole numbers, 3 decimals, 3 chips, 2 notes."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __iter__(self) -> Iterator[tuple[str | date | int | float | None, ...]]:
        chance = random.Random(5)
        first = date(2015, 1, 1)
        # A stock of whole rows would let caches shine; single values are drawn anew for every row.
        notes = [" ".join(chance.choices(_WORDS, k=6)) for _ in range(5_000)]
        names = ["".join(chance.choices(_SYLLABLES, k=3)).title() for _ in range(20_000)]
        pick, below = chance.choice, chance.random
        for number in range(self.count):
            day = int(below() * 3_000)
            yield (
                f"TN-{number:06}", pick(names), pick(names), pick(_TOWNS), f"{44000 + int(below() * 2000)}",
                f"+49 231 {int(below() * 1e7):07}", f"{pick(names).lower()}{number}@example.org", pick(names),
                pick(_TOWNS), pick(names),
                first + timedelta(day), first + timedelta(day + 30), first + timedelta(day + 90), None,
                first + timedelta(day + 120), first + timedelta(day + 400),
                number, int(below() * 60), int(below() * 2_000), int(below() * 9), int(below() * 100), None,
                round(below() * 100, 2), round(below() * 1_000, 1), round(below(), 4),
                pick(_STATES), pick(_STATES), pick(_STATES),
                pick(notes), pick(notes),
            )  # fmt: skip


def _floor(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package, package.open("rows.csv", "w") as raw:
        text = io.TextIOWrapper(raw, "utf-8", newline="")
        csv.writer(text).writerows(Rows(ROWS))
        text.flush()


def _ours(path: Path) -> None:
    from permenti_desktop.reports import write_xlsx
    from permenti_desktop.reports.document import Column, Document, Kind, Table, Tone

    kinds: list[Kind] = ["text"] * 10
    kinds += ["date"] * 6
    kinds += ["integer"] * 6
    kinds += ["decimal"] * 3
    kinds += ["chip"] * 3
    kinds += ["text"] * 2
    tones: dict[str, Tone] = dict(zip(_STATES, ("info", "violet", "ok", "work", "warn", "neutral"), strict=True))
    columns = tuple(
        Column(f"Spalte {number}", kind, decimals=2, tones=tones if kind == "chip" else {})
        for number, kind in enumerate(kinds, 1)
    )
    document = Document("Alle Teilnehmerinnen", "de", (Table("Teilnehmerinnen", columns, Rows(ROWS), ROWS),))
    with path.open("wb") as out:
        write_xlsx.write(document, out)


def _rows() -> None:
    for _row in Rows(ROWS):
        pass


def run() -> list[Row]:
    """Time and memory of the workbook. Making the rows is the same work for both and taken off."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out"
        rows, floor, ours = medians(
            3,
            lambda: child("benchmarks.bench_xlsx", "rows", path),
            lambda: child("benchmarks.bench_xlsx", "floor", path),
            lambda: child("benchmarks.bench_xlsx", "ours", path),
        )
        size = path.stat().st_size / 1e6
    least, taken = floor.seconds - rows.seconds, ours.seconds - rows.seconds
    return [
        Row(f"Excel {ROWS:,} × {COLUMNS}, dates, chips, filter", "csv + zip", least, taken, "≤ 2.5×", 2.5),
        Row(f"  its memory (file of {size:.0f} MB)", "csv + zip", *_memory(floor, ours), "≤ 200 MB", 200, "MB"),
    ]


def _memory(floor: Cost, ours: Cost) -> tuple[float, float]:
    return floor.megabytes, ours.megabytes


if __name__ == "__main__":
    target = Path(sys.argv[2])
    tell({"rows": _rows, "floor": lambda: _floor(target), "ours": lambda: _ours(target)}[sys.argv[1]])
