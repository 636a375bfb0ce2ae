"""Sheets of LibreOffice and other programs that write OpenDocument (.ods)."""

import re
from datetime import date, datetime, time
from typing import Final
from xml.etree.ElementTree import Element

from permenti_desktop.domain.errors import Unreadable
from permenti_desktop.exchange.guard import MAX_TEXT, Archive, Budget, TooMuch, check_area, local_name
from permenti_desktop.exchange.workbook import EMPTY, Area, Cell, Sheet, Shown, Value, Workbook
from permenti_desktop.i18n import _

_MONTH_SHOWN: Final = re.compile(r"\d{1,2}[./-]\d{2,4}|[^\W\d]+\.?\s*'?\d{2,4}")
_HIDDEN: Final = ("collapse", "filter")


def read(archive: Archive, name: str) -> Workbook:
    """Read all sheets. Raises Unreadable for a document that is no workbook or lies behind a password."""
    if b"spreadsheet" not in archive.read("mimetype", 200):
        raise Unreadable(
            _("Diese Datei ist keine Liste."),
            _("Bitte wählen Sie eine Liste aus Excel oder LibreOffice (.xlsx, .ods, .csv)."),
        )
    if "META-INF/manifest.xml" in archive.names and any(
        True for _found in archive.elements("META-INF/manifest.xml", frozenset({"encryption-data"}))
    ):
        raise Unreadable(
            _("Diese Liste ist mit einem Passwort geschützt."),
            _("Bitte öffnen Sie sie in Excel oder LibreOffice und speichern Sie sie dort ohne Passwort."),
        )
    colours: dict[str, str] = {}
    hidden_tables: set[str] = set()
    sheets: list[Sheet] = []
    budget = Budget()
    for element in archive.elements("content.xml", frozenset({"style", "table"})):
        if element.tag == "style":
            _note_style(element, colours, hidden_tables)
        else:
            sheets.append(_read_table(element, colours, hidden_tables, budget))
    return Workbook(name, "ods", tuple(sheets))


def _get(element: Element, name: str, default: str = "") -> str:
    """An attribute by its local name; OpenDocument puts every attribute into a namespace."""
    return next((value for key, value in element.attrib.items() if local_name(key) == name), default)


def _note_style(element: Element, colours: dict[str, str], hidden_tables: set[str]) -> None:
    name = _get(element, "name")
    for child in element:
        if child.tag == "table-cell-properties":
            colour = _get(child, "background-color").lstrip("#").upper()
            if re.fullmatch(r"[0-9A-F]{6}", colour) and colour != "FFFFFF":
                colours[name] = colour
        elif child.tag == "table-properties" and _get(child, "display") == "false":
            hidden_tables.add(name)


def _count(element: Element, name: str) -> int:
    """How often an element stands for itself and its like."""
    return max(1, int(_get(element, name, "1")))


class _Reader:
    """Places cells while rows and columns are repeated."""

    def __init__(self, colours: dict[str, str], budget: Budget) -> None:
        self.colours = colours
        self.budget = budget
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merged: list[Area] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.column_colours: dict[int, str] = {}
        self.row = 1
        self.column = 1

    def read_inner(self, element: Element) -> None:
        """Rows and columns of a table or of a group in it."""
        for child in element:
            if child.tag == "table-column":
                count = _count(child, "number-columns-repeated")
                if _get(child, "visibility") in _HIDDEN:
                    self.hidden_columns.update(range(self.column, self.column + min(count, 20_000)))
                self.column += count
            elif child.tag == "table-row":
                self.read_row(child)
            elif child.tag in (
                "table-columns",
                "table-column-group",
                "table-header-columns",
                "table-rows",
                "table-row-group",
                "table-header-rows",
            ):
                self.read_inner(child)

    def read_row(self, element: Element) -> None:
        count = _count(element, "number-rows-repeated")
        found: list[tuple[int, int, Cell]] = []
        column = 1
        for child in element:
            if child.tag not in ("table-cell", "covered-table-cell"):
                continue
            repeated = _count(child, "number-columns-repeated")
            cell = self.read_cell(child)
            if not cell.blank or cell.comment:
                self.budget.take(repeated)
                found.extend((column + i, column, cell) for i in range(repeated))
            elif cell.colour and repeated < 200:
                found.extend((column + i, column, cell) for i in range(repeated))
            wide, high = _count(child, "number-columns-spanned"), _count(child, "number-rows-spanned")
            if wide > 1 or high > 1:
                self.merged.append(Area(self.row, column, self.row + high - 1, column + wide - 1))
            column += repeated
        if _get(element, "visibility") in _HIDDEN and count < 20_000:
            self.hidden_rows.update(range(self.row, self.row + count))
        readable = any(not cell.blank or cell.comment for _column, _first, cell in found)
        if readable:
            self.budget.take((count - 1) * len(found))
        # Blank rows are repeated a million times to the end of the sheet; only their first one can matter.
        for i in range(count if readable else 1):
            for place, _first, cell in found:
                self.cells[(self.row + i, place)] = cell
        self.row += count

    def read_cell(self, element: Element) -> Cell:
        text, comment = _texts(element)
        colour = self.colours.get(_get(element, "style-name"), "")
        value, shown, broken = _value(element, text)
        if value is None and not comment and not colour:
            return EMPTY
        return Cell(value, comment, colour, False, shown, broken)


def _read_table(element: Element, colours: dict[str, str], hidden_tables: set[str], budget: Budget) -> Sheet:
    reader = _Reader(colours, budget)
    reader.read_inner(element)
    full = [place for place, cell in reader.cells.items() if not cell.blank or cell.comment]
    height = max((row for row, _column in full), default=0)
    width = max((column for _row, column in full), default=0)
    check_area(height, width)
    rows: list[list[Cell]] = [[] for _ in range(height)]
    for (row, column), cell in sorted(reader.cells.items(), key=lambda item: item[0]):
        if row <= height and column <= width:
            rows[row - 1].extend([EMPTY] * (column - 1 - len(rows[row - 1])))
            rows[row - 1].append(cell)
    return Sheet(
        _get(element, "name"),
        tuple(tuple(row) for row in rows),
        tuple(reader.merged),
        frozenset(reader.hidden_columns),
        frozenset(reader.hidden_rows),
        _get(element, "style-name") in hidden_tables,
    )


def _texts(element: Element) -> tuple[str, str]:
    """What stands in a cell, and what stands in the note beside it."""
    lines: list[str] = []
    notes: list[str] = []
    for child in element:
        if child.tag == "p":
            lines.append(_paragraph(child))
        elif child.tag == "annotation":
            notes.extend(_paragraph(inner) for inner in child if inner.tag == "p")
    text = "\n".join(lines)
    if len(text) > MAX_TEXT:
        raise TooMuch("text")
    return text, " ".join(" ".join(notes).split())


def _paragraph(element: Element) -> str:
    pieces = [element.text or ""]
    for child in element:
        if child.tag == "s":
            pieces.append(" " * min(_count(child, "c"), MAX_TEXT))
        elif child.tag == "tab":
            pieces.append("\t")
        elif child.tag == "line-break":
            pieces.append("\n")
        elif child.tag != "annotation":
            pieces.append(_paragraph(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _value(element: Element, text: str) -> tuple[Value, Shown, bool]:
    """A cell's value, how much of a date it shows, and whether it is a formula that failed."""
    kind = _get(element, "value-type")
    formula = _get(element, "formula")
    if formula and re.match(r"#[A-Z/0-9]+[!?]?$|Err:\d+$", text.strip()):
        typed = re.sub(r"^[a-z]+:", "", formula)
        return typed, "day", bool(re.search(r"\(|\[\.", typed))
    if kind in ("float", "percentage", "currency"):
        number = float(_get(element, "value"))
        if number != number or number in (float("inf"), float("-inf")):
            raise ValueError("number")
        return (int(number) if number.is_integer() and abs(number) < 1e15 else number), "day", False
    if kind == "date":
        moment = datetime.fromisoformat(_get(element, "date-value")[:26])
        value = moment.date() if moment.time() == time(0) else moment
        return value, _shown(text, value), False
    if kind == "boolean":
        return _get(element, "boolean-value") == "true", "day", False
    return (text if text.strip() else None), "day", False


def _shown(text: str, value: date) -> Shown:
    if text.strip() in (str(value.year), f"'{value.year % 100:02}"):
        return "year"
    return "month" if _MONTH_SHOWN.fullmatch(text.strip()) else "day"
