"""Excel workbooks (.xlsx, .xlsm), part by part.

openpyxl's tables of colours and number formats are used, but not its reader: that one follows drawings and
pictures, keeps either formulas or results, and gives up on styles that other programs write. This one takes
in one pass what a person sees: values, comments, fills, struck-through text, merges, what is hidden.
"""

import posixpath
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Final, Literal
from xml.etree.ElementTree import Element

from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel, from_ISO8601

from permenti_desktop.exchange.guard import MAX_TEXT, Archive, Budget, TooMuch, check_area, local_name
from permenti_desktop.exchange.workbook import EMPTY, Area, Cell, Sheet, Shown, Value, Workbook

_CELL_NAME: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})\Z")
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MAX_COLUMN: Final = 16_384
_MAX_ROW: Final = 1_048_576
_FUNCTION: Final = re.compile(
    r"[A-ZÄÖÜ][A-ZÄÖÜ0-9._]*\(|\$?[A-Z]{1,3}\$?[0-9]{1,7}\b|[0-9)][-+*/^&]|[-+*/^&][0-9(]|!|#REF"
)
# openpyxl's built-in 14 is "mm-dd-yy"; what counts here is only that it shows a day.
_QUOTED: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')


def read(archive: Archive, name: str) -> Workbook:
    """Read all sheets of a workbook; charts and other things that are no sheet of cells are left out."""
    main = _main_part(archive)
    targets = _relations(archive, main)
    strings = _shared_strings(archive, targets)
    styles = _Styles(archive, targets)
    sheets: list[Sheet] = []
    budget = Budget()
    epoch = CALENDAR_WINDOWS_1900
    for element in archive.elements(main, frozenset({"workbookPr", "sheet"})):
        if element.tag == "workbookPr":
            if element.get("date1904") in ("1", "true"):
                epoch = CALENDAR_MAC_1904
            continue
        kind, part = targets.get(_relation_id(element), ("", ""))
        if kind != "worksheet":
            continue
        if part not in archive.names:
            raise KeyError(part)
        sheets.append(
            _read_sheet(
                archive,
                part,
                element.get("name", ""),
                element.get("state", "visible") != "visible",
                strings,
                styles,
                epoch,
                budget,
            )
        )
    return Workbook(name, "xlsx", tuple(sheets))


# Parts and how they refer to each other ---------------------------------------------------------------------


def _main_part(archive: Archive) -> str:
    if "_rels/.rels" in archive.names:
        for kind, part in _relations(archive, "").values():
            if kind == "officeDocument" and part in archive.names:
                return part
    return "xl/workbook.xml"


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Relation id → (kind, part) of a part; "" asks for the whole package."""
    folder, file = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{file}.rels")
    found: dict[str, tuple[str, str]] = {}
    if rels not in archive.names:
        return found
    for element in archive.elements(rels, frozenset({"Relationship"})):
        if element.get("TargetMode") == "External":
            continue
        target = element.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[element.get("Id", "")] = (posixpath.basename(element.get("Type", "")), path)
    return found


def _relation_id(element: Element) -> str:
    return next((value for key, value in element.attrib.items() if local_name(key) == "id" and "}" in key), "")


def _part_of_kind(targets: Mapping[str, tuple[str, str]], kind: str, archive: Archive) -> str | None:
    return next((part for found, part in targets.values() if found == kind and part in archive.names), None)


def _shared_strings(archive: Archive, targets: Mapping[str, tuple[str, str]]) -> list[tuple[str, bool]]:
    """All shared texts, each with whether the whole of it is struck through."""
    part = _part_of_kind(targets, "sharedStrings", archive)
    if part is None:
        return []
    return [_rich_text(element) for element in archive.elements(part, frozenset({"si"}))]


def _rich_text(element: Element) -> tuple[str, bool]:
    """The text of a shared or inline string; reading aids (rPh) left out."""
    texts: list[str] = []
    struck: list[bool] = []
    length = 0
    for child in element:
        if child.tag == "t":
            texts.append(child.text or "")
            struck.append(False)
        elif child.tag == "r":
            texts.append("".join(grand.text or "" for grand in child if grand.tag == "t"))
            struck.append(any(flag.tag == "strike" and _is_on(flag) for flag in child.iter()))
        if texts:
            length += len(texts[-1])
        if length > MAX_TEXT:
            raise TooMuch("text")
    whole = bool(texts) and all(flag or not text.strip() for text, flag in zip(texts, struck, strict=True))
    return _unescaped("".join(texts)), whole and any(text.strip() for text in texts)


def _is_on(flag: Element) -> bool:
    return flag.get("val", "1") not in ("0", "false")


def _unescaped(text: str) -> str:
    """Characters that XML cannot hold are written "_x000D_"; control characters are dropped, line breaks
    kept.
    """
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return "".join(
        sign
        for sign in text.replace("\r\n", "\n").replace("\r", "\n")
        if sign in "\n\t" or not (ord(sign) < 32 or 0xD800 <= ord(sign) < 0xE000)
    )


# Styles -----------------------------------------------------------------------------------------------------


class _Styles:
    """What a cell's style number means: is a number a date, how much of it shows, which fill, struck or
    not.
    """

    def __init__(self, archive: Archive, targets: Mapping[str, tuple[str, str]]) -> None:
        self._theme = _theme_colours(archive, targets)
        self.dates: dict[int, Shown] = {}
        self.times: set[int] = set()
        self.colours: dict[int, str] = {}
        self.struck: set[int] = set()
        part = _part_of_kind(targets, "styles", archive)
        if part is None:
            return
        formats: dict[int, str] = {}
        fills: list[str] = []
        fonts: list[bool] = []
        number = 0
        # "fonts" and "fills" are wanted as a whole: the same tags occur again among the conditional styles.
        for element in archive.elements(part, frozenset({"numFmts", "fonts", "fills", "cellXfs"})):
            if element.tag == "numFmts":
                for child in element:
                    formats[int(child.get("numFmtId", "-1"))] = child.get("formatCode", "")
            elif element.tag == "fonts":
                fonts = [any(flag.tag == "strike" and _is_on(flag) for flag in font) for font in element]
            elif element.tag == "fills":
                fills = [self._fill(fill) for fill in element]
            else:
                for number, style in enumerate(element):
                    self._add(number, style, formats, fills, fonts)

    def _add(
        self, number: int, style: Element, formats: Mapping[int, str], fills: list[str], fonts: list[bool]
    ) -> None:
        format_id = int(style.get("numFmtId", "0"))
        shown = date_format(formats.get(format_id) or BUILTIN_FORMATS.get(format_id, ""))
        # 27–36 and 50–58 are date formats whose look depends on the country; none of them is written out.
        if shown is None and (27 <= format_id <= 36 or 50 <= format_id <= 58) and format_id not in formats:
            shown = "day"
        if shown == "time":
            self.times.add(number)
        elif shown is not None:
            self.dates[number] = shown
        fill = int(style.get("fillId", "0"))
        if 0 <= fill < len(fills) and fills[fill]:
            self.colours[number] = fills[fill]
        font = int(style.get("fontId", "0"))
        if 0 <= font < len(fonts) and fonts[font]:
            self.struck.add(number)

    def _fill(self, fill: Element) -> str:
        for pattern in fill:
            if pattern.tag != "patternFill" or pattern.get("patternType", "none") == "none":
                continue
            colour = next((child for child in pattern if child.tag == "fgColor"), None)
            return self._colour(colour) if colour is not None else ""
        return ""

    def _colour(self, colour: Element) -> str:
        rgb = colour.get("rgb")
        if rgb is None and (index := colour.get("indexed")) is not None and index.isdigit():
            # 64 and 65 are the system's own text and window colours.
            rgb = str(COLOR_INDEX[int(index)]) if int(index) < 64 else None
        if rgb is None and (theme := colour.get("theme")) is not None and theme.isdigit():
            if int(theme) >= len(self._theme):
                return ""
            rgb = _tinted(self._theme[int(theme)], float(colour.get("tint", "0")))
        rgb = (rgb or "")[-6:].upper()
        return "" if rgb == "FFFFFF" or not re.fullmatch(r"[0-9A-F]{6}", rgb) else rgb


def date_format(code: str) -> Shown | Literal["time"] | None:
    """Whether a number format shows a date ("day", "month", "year"), a "time", or neither (None)."""
    first = _QUOTED.sub("", code.split(";")[0]).lower()
    if "general" in first or "standard" in first or "0" in first or "#" in first or "@" in first:
        return None
    if "d" in first or re.search(r"t{1,4}(?=[./ -]|$)", first):
        return "day"
    if "y" in first or "j" in first:
        return "month" if "m" in first else "year"
    if "mmm" in first:
        return "month"
    if "h" in first or "s" in first:
        return "time"
    return None


def _theme_colours(archive: Archive, targets: Mapping[str, tuple[str, str]]) -> list[str]:
    """The twelve colours of the theme in the order in which cells count them (the first two pairs are
    swapped).
    """
    part = _part_of_kind(targets, "theme", archive)
    if part is None:
        return []
    colours: list[str] = []
    for element in archive.elements(part, frozenset({"clrScheme"})):
        for child in element:
            inner = next(iter(child), None)
            colours.append("" if inner is None else str(inner.get("lastClr") or inner.get("val") or ""))
    if len(colours) >= 4:
        colours[0:4] = [colours[1], colours[0], colours[3], colours[2]]
    return colours


def _tinted(rgb: str, tint: float) -> str:
    """Lighter (tint > 0) or darker (tint < 0), channel by channel: near enough to name the colour."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", rgb) or not -1 <= tint <= 1:
        return ""
    channels = [int(rgb[i : i + 2], 16) for i in (0, 2, 4)]
    mixed = [value * (1 + tint) if tint < 0 else value + (255 - value) * tint for value in channels]
    return "".join(f"{round(value):02X}" for value in mixed)


# Sheets -----------------------------------------------------------------------------------------------------


def _position(name: str) -> tuple[int, int]:
    """("B7") → (7, 2). Raises ValueError for anything else, and for cells no sheet has."""
    match = _CELL_NAME.match(name)
    if match is None:
        raise ValueError(name)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    if not (1 <= row <= _MAX_ROW and column <= _MAX_COLUMN):
        raise ValueError(name)
    return row, column


def _area(reference: str) -> Area | None:
    first, _, last = reference.partition(":")
    top, left = _position(first)
    bottom, right = _position(last or first)
    return Area(top, left, bottom, right) if top <= bottom and left <= right else None


def _read_sheet(
    archive: Archive,
    part: str,
    name: str,
    hidden: bool,
    strings: list[tuple[str, bool]],
    styles: _Styles,
    epoch: datetime,
    budget: Budget,
) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    merged: list[Area] = []
    hidden_columns: set[int] = set()
    hidden_rows: set[int] = set()
    row = column = 0
    for element in archive.elements(part, frozenset({"col", "row", "mergeCell"})):
        if element.tag == "col":
            if element.get("hidden") in ("1", "true") or element.get("width") == "0":
                first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                hidden_columns.update(range(first, min(last, _MAX_COLUMN) + 1))
        elif element.tag == "mergeCell":
            budget.take()
            area = _area(element.get("ref", ""))
            if area is not None and (area.bottom, area.right) != (area.top, area.left):
                merged.append(area)
        else:
            row = int(element.get("r", str(row + 1)))
            if not 1 <= row <= _MAX_ROW:
                raise ValueError("row")
            if element.get("hidden") in ("1", "true"):
                hidden_rows.add(row)
            column = 0
            for child in element:
                if child.tag != "c":
                    continue
                budget.take()
                reference = child.get("r")
                _row, column = _position(reference) if reference else (row, column + 1)
                cell = _read_cell(child, strings, styles, epoch)
                if cell is not None:
                    cells[(row, column)] = cell
    for (row, column), comment in _comments(archive, part).items():
        old = cells.get((row, column), EMPTY)
        cells[(row, column)] = Cell(old.value, comment, old.colour, old.struck, old.shown, old.broken)
    return Sheet(
        name,
        _rows(cells),
        tuple(merged),
        frozenset(hidden_columns),
        frozenset(hidden_rows),
        hidden,
    )


def _rows(cells: Mapping[tuple[int, int], Cell]) -> tuple[tuple[Cell, ...], ...]:
    """Cells as rows up to the last one with something to read; cells that are only coloured do not stretch
    the sheet.
    """
    full = [place for place, cell in cells.items() if not cell.blank or cell.comment]
    height = max((row for row, _column in full), default=0)
    width = max((column for _row, column in full), default=0)
    check_area(height, width)
    rows: list[list[Cell]] = [[] for _ in range(height)]
    for (row, column), cell in sorted(cells.items(), key=lambda item: item[0]):
        if row <= height and column <= width:
            line = rows[row - 1]
            line.extend([EMPTY] * (column - 1 - len(line)))
            line.append(cell)
    return tuple(tuple(line) for line in rows)


def _read_cell(element: Element, strings: list[tuple[str, bool]], styles: _Styles, epoch: datetime) -> Cell | None:
    style = int(element.get("s", "0"))
    kind = element.get("t", "n")
    raw: str | None = None
    formula: str | None = None
    inline: tuple[str, bool] = ("", False)
    for child in element:
        if child.tag == "v":
            raw = child.text
        elif child.tag == "f":
            formula = child.text or ""
        elif child.tag == "is":
            inline = _rich_text(child)
    colour = styles.colours.get(style, "")
    struck = style in styles.struck
    value: Value = None
    shown: Shown = "day"
    broken = False
    if kind == "s" and raw is not None:
        value, all_struck = strings[int(raw)]
        struck = struck or all_struck
    elif kind == "inlineStr":
        value, all_struck = inline
        struck = struck or all_struck
    elif kind == "str" and raw is not None:
        value = _unescaped(raw)
    elif kind == "b" and raw is not None:
        value = raw.strip() in ("1", "true")
    elif kind == "e":
        value, broken = raw or "", True
    elif kind == "d" and raw is not None:
        value = _date_or_time(from_ISO8601(raw))
    elif raw is not None and raw.strip():
        value, shown = _number(float(raw), style, styles, epoch)
    if formula is not None and (value is None or value == "" or broken):
        # "=Rücksprache JC" was typed by a person; "=SUMME(B2:B9)" without a result was not.
        broken = bool(_FUNCTION.search(formula.upper())) or not formula.strip()
        value = f"={formula}"
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise TooMuch("text")
    if value is None and not colour:
        return None
    return Cell(value, "", colour, struck and value is not None, shown, broken)


def _number(number: float, style: int, styles: _Styles, epoch: datetime) -> tuple[Value, Shown]:
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError("number")
    if style in styles.dates or style in styles.times:
        try:
            converted = _date_or_time(from_excel(number, epoch))
        except (OverflowError, ValueError):
            converted = None
        if converted is not None:
            return converted, styles.dates.get(style, "day")
    return (int(number) if number.is_integer() and abs(number) < 1e15 else number), "day"


def _date_or_time(value: object) -> date | time | None:
    if isinstance(value, datetime):
        return value.date() if value.time() == time(0) else value
    return value if isinstance(value, date | time) else None


# Comments ---------------------------------------------------------------------------------------------------


def _comments(archive: Archive, sheet_part: str) -> dict[tuple[int, int], str]:
    """Notes beside cells; a discussion in new Excel replaces the stand-in that it leaves for old Excel."""
    found: dict[tuple[int, int], list[str]] = {}
    threads: dict[tuple[int, int], list[str]] = {}
    for kind, part in _relations(archive, sheet_part).values():
        if part not in archive.names:
            continue
        if kind == "comments":
            for element in archive.elements(part, frozenset({"comment"})):
                texts = [child for child in element if child.tag == "text"]
                note = " ".join("".join(_rich_text(text)[0] for text in texts).split())
                if note:
                    found.setdefault(_position(element.get("ref", "")), []).append(note)
        elif kind == "threadedComment":
            for element in archive.elements(part, frozenset({"threadedComment"})):
                note = " ".join("".join(child.text or "" for child in element if child.tag == "text").split())
                if note:
                    threads.setdefault(_position(element.get("ref", "")), []).append(note)
    found.update(threads)
    return {place: " – ".join(notes) for place, notes in found.items()}
