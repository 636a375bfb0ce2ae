"""A list as it lies before the reader: sheets of cells, before anyone has said what they mean.

Plain frozen data, the same for every kind of file. Rows and columns count from 1, as Excel shows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property
from typing import Final, Literal, TypeAlias

Value: TypeAlias = str | int | float | bool | date | time | None
Shown: TypeAlias = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``shown`` says how much of a date its format lets a person see: who typed "3/85" meant a
    month, and the first day was added by the spreadsheet."""

    value: Value = None
    comment: str = ""
    colour: str = ""
    """Fill as "RRGGBB", "" without one (white counts as none)."""
    struck: bool = False
    shown: Shown = "day"
    broken: bool = False
    """A formula that shows an error, or that has no stored result."""

    @property
    def text(self) -> str:
        """What a person reads in the cell, with outer blanks and line breaks tamed."""
        return text_of(self.value)

    @property
    def blank(self) -> bool:
        """Nothing to read in it, whatever its colour."""
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


EMPTY: Final = Cell()


def text_of(value: Value) -> str:
    """A value as a German office writes it: "07.03.1985", "39,5", "ja"."""
    if value is None:
        return ""
    if isinstance(value, str):
        if value.isprintable():
            return " ".join(value.split())
        lines = [" ".join(line.split()) for line in value.splitlines()]
        return "\n".join(line for line in lines if line)
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).replace(".", ",")
    if isinstance(value, datetime):
        day = f"{value:%d.%m.}{value.year:04}"
        return day if (value.hour, value.minute) == (0, 0) else f"{day} {value:%H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.}{value.year:04}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value)


@dataclass(frozen=True, slots=True)
class Area:
    """Merged cells: first and last row and column, all included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet, cut off behind its last cell with something in it. Rows are as wide as their last cell."""

    name: str
    rows: tuple[tuple[Cell, ...], ...] = field(repr=False)
    merged: tuple[Area, ...] = ()
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden: bool = False

    @cached_property
    def width(self) -> int:
        """Number of columns."""
        return max((len(row) for row in self.rows), default=0)

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.rows)

    def cell(self, row: int, column: int) -> Cell:
        """The cell itself; an empty one outside the sheet and under a merge."""
        if 1 <= row <= len(self.rows) and 1 <= column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return EMPTY

    @cached_property
    def _covered(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Cells under a merge that runs down one column: they read as its first cell does."""
        return {
            (row, area.left): (area.top, area.left)
            for area in self.merged
            if area.left == area.right
            for row in range(area.top + 1, min(area.bottom, self.height) + 1)
        }

    def seen(self, row: int, column: int) -> Cell:
        """The cell as a person reads it: a merge down a column speaks for all rows beside it."""
        at = self._covered.get((row, column))
        return self.cell(*at) if at else self.cell(row, column)

    def is_covered(self, row: int, column: int) -> bool:
        """Whether the cell lies under a merge that runs down its column."""
        return (row, column) in self._covered

    def spanned(self, row: int, column: int) -> Area | None:
        """The merge that begins in this cell."""
        return next((area for area in self.merged if (area.top, area.left) == (row, column)), None)


@dataclass(frozen=True)
class Workbook:
    """A file that was read. ``kind`` is "xlsx", "ods" or "csv"; ``encoding`` and ``separator`` are set for
    text.
    """

    name: str
    kind: str
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    separator: str = ""


def corrected(book: Workbook, changes: Mapping[tuple[str, str], str]) -> Workbook:
    """The same with cells that a person corrected: (sheet, "B7") → text. The file itself stays untouched."""
    sheets = []
    for sheet in book.sheets:
        rows = [list(row) for row in sheet.rows]
        for row in range(1, len(rows) + 1):
            for column in range(1, sheet.width + 1):
                text = changes.get((sheet.name, address(row, column)))
                if text is None:
                    continue
                line = rows[row - 1]
                line.extend([EMPTY] * (column - len(line)))
                line[column - 1] = replace(line[column - 1], value=text or None, broken=False, shown="day")
        sheets.append(replace(sheet, rows=tuple(tuple(row) for row in rows)))
    return replace(book, sheets=tuple(sheets))


def letters(column: int) -> str:
    """A column as Excel names it: 1 → "A", 28 → "AB"."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def number_of(name: str) -> int:
    """A column by its name: "A" → 1, "AB" → 28."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


def address(row: int, column: int) -> str:
    """A cell as Excel names it: "B7"."""
    return f"{letters(column)}{row}"
