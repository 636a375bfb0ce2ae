"""A table as CSV (RFC 4180) that a German or English Excel opens by double-click, and that reads back unchanged.

UTF-8 with a byte order mark, lines ended by CR LF, every field quoted. German: semicolons, decimal commas,
07.03.1985; English: commas, decimal points, 1985-03-07 (Excel reads that in every English-speaking country).

A text that a spreadsheet would take for a formula gets an apostrophe in front, also when it already begins
with apostrophes and such a sign; :func:`read` takes exactly one away again. So nothing a user typed is ever
calculated, and nothing is lost.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import BinaryIO, Final

from permenti_desktop.reports.document import Column, Document, Table, Tick, Value, no_tick
from permenti_desktop.reports.formats import value_text
from permenti_desktop.reports.plain import clean

DELIMITERS: Final = {"de": ";", "en": ","}

# The wide forms of the signs count in Excel as well (East Asian keyboards).
_GUARDED: Final = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_CHUNK: Final = 256


def write(document: Document, out: BinaryIO, tick: Tick = no_tick, table: int = 0) -> None:
    """Write the table number *table* of *document* into the open binary file *out*.

    A CSV file holds one table. Raises IndexError when the document has none of that number, and lets through
    whatever *tick* raises; *out* is then worthless.
    """
    chosen: Table = document.tables[table]
    language = document.language
    out.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(out, "utf-8", newline="", write_through=False)
    try:
        sheet = csv.writer(text, delimiter=DELIMITERS[language], quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        sheet.writerow([guarded(clean(column.name)) for column in chosen.columns])
        rows = iter(chosen.rows)
        done = 0
        while chunk := list(islice(rows, _CHUNK)):
            tick(done, max(chosen.count or 0, done))
            for row in chunk:
                sheet.writerow(
                    [_field(value, column, language) for value, column in zip(row, chosen.columns, strict=True)]
                )
            done += len(chunk)
        text.flush()
    finally:
        text.detach()  # the file belongs to who opened it
    tick(done, done)


def read(raw: bytes, language: str) -> Iterator[list[str]]:
    """The rows of a CSV file written here, the head first, with every text as it was before it was guarded."""
    text = io.StringIO(raw.decode("utf-8-sig"), newline="")
    for row in csv.reader(text, delimiter=DELIMITERS[language], strict=True):
        yield [unguarded(field) for field in row]


def guarded(text: str) -> str:
    """*text* with an apostrophe in front if a spreadsheet could take it for a formula."""
    return "'" + text if _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """What :func:`guarded` was given."""
    return text[1:] if text[:1] == "'" and _GUARDED.match(text) else text


def _field(value: Value, column: Column, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(clean(value_text(value, column.kind, column.decimals, language)))
    if isinstance(value, date) and language == "en":
        return value.isoformat()
    if isinstance(value, date) or column.kind == "percent":
        return value_text(value, column.kind, column.decimals, language)
    # Thousands are not set apart and nothing is rounded away: a program reads this, not a person.
    exact = Decimal(value) / 60 if column.kind == "hours" else Decimal(str(value))
    plain = f"{exact:f}" if column.kind != "hours" else f"{exact:.4f}".rstrip("0").rstrip(".")
    return plain.replace(".", ",") if language == "de" else plain
