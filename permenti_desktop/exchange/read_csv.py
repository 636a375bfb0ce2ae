"""Text lists (.csv, .txt, .tsv): which letters, which separator, and then rows."""

import csv
import io
from typing import Final

from permenti_desktop.exchange.guard import MAX_TEXT, Budget, TooMuch, check_area
from permenti_desktop.exchange.workbook import EMPTY, Cell, Sheet, Workbook

_SEPARATORS: Final = ";\t,|"
_BYTE_ORDER_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def read(data: bytes, name: str) -> Workbook | None:
    """Read a text list; None when the bytes are no text at all. Everything stays text: nothing is converted
    here.
    """
    decoded = _decoded(data)
    if decoded is None:
        return None
    text, encoding = decoded
    text = text.lstrip("\ufeff")
    lines = text.splitlines()
    separator = ""
    # Excel's own hint in a first line of its own.
    if lines and lines[0].strip().lower().startswith("sep=") and len(lines[0].strip()) <= 5:
        separator = lines[0].rstrip("\r\n")[4:5]
        text = text.split("\n", 1)[1] if "\n" in text else ""
    separator = separator or _separator(text)
    rows = _rows(text, separator)
    sheet_name = name.rsplit(".", 1)[0]
    return Workbook(name, "csv", (Sheet(sheet_name, rows),), encoding, separator)


def _decoded(data: bytes) -> tuple[str, str] | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                return None
    zeros = data[:4000].count(0)
    if zeros:
        # Without a mark, text in two bytes per letter shows a zero in every second place.
        even, odd = data[:4000:2].count(0), data[1:4000:2].count(0)
        if zeros < len(data[:4000]) // 4 or len(data) % 2 or min(even, odd) > max(even, odd) // 10:
            return None
        encoding = "utf-16-le" if odd > even else "utf-16-be"
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            return None
    if sum(byte < 32 and byte not in b"\t\n\r\x0c\x1a" for byte in data[:20_000]) > 2:
        return None
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        # Five byte values mean nothing in cp1252; old Apple and DOS files use them, and control signs do no
        # harm.
        return (data.decode("latin-1"), "latin-1") if _mostly_letters(data) else None


def _mostly_letters(data: bytes) -> bool:
    sample = data[:4000]
    return sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in sample) > 0.7 * len(sample)


def _separator(text: str) -> str:
    """The sign that splits the first rows most evenly into most columns; a lone column needs none."""
    sample = "\n".join(text.splitlines()[:60])
    best, best_score = ";", 0.0
    for sign in _SEPARATORS:
        widths = [len(row) for row in _parsed(sample, sign) if any(field.strip() for field in row)]
        if not widths:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        score = 0.0 if usual == 1 else widths.count(usual) / len(widths) + min(usual, 20) / 20
        # "Sow, Kadiatou" has a comma in it: a comma has to be clearly better than a semicolon.
        if score > best_score + (0.1 if sign == "," else 0.0):
            best, best_score = sign, score
    return best


def _parsed(text: str, separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        # A single quotation mark that is never closed: then quotation marks are ordinary letters.
        return [line.split(separator) for line in text.splitlines()]


def _rows(text: str, separator: str) -> tuple[tuple[Cell, ...], ...]:
    budget = Budget()
    rows: list[tuple[Cell, ...]] = []
    width = 0
    for fields in _parsed(text, separator):
        cells: list[Cell] = []
        for content in fields:
            if len(content) > MAX_TEXT:
                raise TooMuch("text")
            cells.append(Cell(content) if content.strip() else EMPTY)
        budget.take(sum(cell is not EMPTY for cell in cells))
        while cells and cells[-1] is EMPTY:
            cells.pop()
        width = max(width, len(cells))
        rows.append(tuple(cells))
        check_area(len(rows), max(width, 1))
    while rows and not rows[-1]:
        rows.pop()
    return tuple(rows)
