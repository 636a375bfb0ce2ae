"""A document as an Excel workbook: a first sheet to read, one sheet per table to work with, native charts.

openpyxl makes the workbook (sheets, styles, native tables, charts, print set-up) with every table still
empty. The rows are then streamed as sheet XML of our own into the finished package, because openpyxl keeps
every cell as an object: 100,000 rows of 30 columns would take it 15 times as long and 1.2 GB.

What a cell becomes:

- Text is always an inline string, so nothing a user typed can become a formula. Text that begins like one
  also carries ``quotePrefix``, so that it stays text when someone edits the cell.
- A whole date is a real date. A date known only to the year or month ("1985", "03.1985") is text: as a
  number 1985 Excel would show 7 June 1905, and a made-up day would be counted with. So is a date before
  March 1900, which Excel cannot hold (it believes in 29 February 1900).
- Hours are decimal hours (90 minutes are 1.5), because people multiply them by a rate.
- Totals stand below the native table, not in it: sorting and filtering leave them alone, and they follow
  the filter (``SUBTOTAL``).

The package holds no hidden sheet, no comment, no cache of a chart, and no person in its properties.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import chain, islice, repeat
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import escape

from permenti_desktop.domain.errors import UserError
from permenti_desktop.i18n import Texts, _, texts
from permenti_desktop.reports.document import (
    Chart,
    Column,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    Row,
    Table,
    Tick,
    Tone,
    Value,
    no_tick,
)
from permenti_desktop.reports.formats import cover_facts, period_line, value_text
from permenti_desktop.reports.look import ACCENT, LINE, MUTED, SERIES, TARGET, TEXT, TEXT_2, TONES
from permenti_desktop.reports.plain import clean, is_formula

MAX_ROWS: Final = 1_048_576
"""Rows of one sheet, the header included (Excel specifications and limits)."""
MAX_TEXT: Final = 32_767
"""Longest text of a cell in UTF-16 units (the same source)."""
PROGRAM: Final = "Permenti Desktop"

_EPOCH: Final = date(1899, 12, 30).toordinal()
_FIRST_DAY: Final = date(1900, 3, 1)
_FONT: Final = "Calibri"
_CHUNK: Final = 256
_SAMPLE: Final = 200
_READABLE: Final = 230.0
"""Widths of columns that one page across holds in letters that can still be read."""
_CHART_SCALE: Final = 75
"""Per cent at which the sheet of charts is printed: a table and its chart are as wide as a page across."""
_CHART_ROWS: Final = 41
"""Rows of that sheet on one page at that scale."""
_WIDEST: Final = 45.0
_REMEMBERED: Final = 4_000
"""Pieces of XML kept for each column: days of eleven years."""
_ROW_HEAD: Final = '"><c r="A'
_NOT_FIRST: Final = " =+-@"
_PACKED: Final = 3
"""How hard the package is packed, 1 to 9. On lists, 4 takes a third longer and packs no tighter."""
_ZIP64_CELLS: Final = 8_000_000
# A text that reads like an escape of Office Open XML (ECMA-376 22.9.2.19) must be escaped itself.
_ESCAPE_LIKE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_OPEN_ESCAPE: Final = re.compile(r"_(x[0-9A-Fa-f]{0,4})?$")
_FOOTER: Final = re.compile(r"<oddFooter>.*?</oddFooter>", re.DOTALL)
_DATE_FORMATS: Final = {"de": "dd.mm.yyyy", "en": "[$-809]d mmm yyyy"}


def write(document: Document, out: BinaryIO, tick: Tick = no_tick) -> None:
    """Write *document* as a workbook into the open binary file *out*.

    Raises :class:`UserError` when a table has more rows than a sheet can hold, and lets through whatever
    *tick* raises; *out* is then worthless.
    """
    frame = _Frame(document)
    with zipfile.ZipFile(BytesIO(frame.saved())) as package:
        _fill(package, frame, out, tick)


# Text and names --------------------------------------------------------------------------------------------


def held(text: str, cut: str = "…") -> str:
    """*text* as a cell can hold it: no control characters, no accidental escapes, not too long."""
    text = _ESCAPE_LIKE.sub("_x005F_", clean(text))
    if len(text) * 2 <= MAX_TEXT:
        return text
    if _units(text, MAX_TEXT) == text:
        return text
    # The cut must not leave half an escape behind.
    return _OPEN_ESCAPE.sub("", _units(text, MAX_TEXT - len(cut))) + cut


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A name Excel allows for a sheet, close to *wanted* and none of *taken*: at most 31 characters, none of
    ``[]:*?/\\``, no apostrophe at either end, not "History", unique whatever the case."""
    name = re.sub(r"[\[\]:*?/\\\n\t]+", " ", clean(wanted))
    name = _ESCAPE_LIKE.sub("-", name)
    name = " ".join(name.split()).strip("'")
    name = _units(name, 31).strip(" '") or "Blatt"
    if name.lower() == "history":
        name += " 1"
    lower = {one.lower() for one in taken}
    number, unique = 2, name
    while unique.lower() in lower:
        ending = f" {number}"
        unique = _units(name, 31 - len(ending)).rstrip(" '") + ending
        number += 1
    return unique


def _units(text: str, most: int) -> str:
    """The beginning of *text* in at most so many UTF-16 units, which is how Excel counts; no pair is halved."""
    return text.encode("utf-16-le")[: most * 2].decode("utf-16-le", "ignore")


def column_names(columns: tuple[Column, ...]) -> list[str]:
    """Names of a native table's columns: one line, not empty, at most 255 characters, unique whatever the case."""
    names: list[str] = []
    for number, column in enumerate(columns, 1):
        name = " ".join(clean(column.name).split())[:200] or str(number)
        unique, again = name, 2
        while unique.lower() in {one.lower() for one in names}:
            unique, again = f"{name} {again}", again + 1
        names.append(unique)
    return names


def _letter(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# The frame: everything but the rows, by openpyxl -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _ColumnStyles:
    """Numbers of the cell styles of one column."""

    value: int
    text: int
    quoted: int
    tones: dict[str, int]
    total: int
    quoted_total: int


@dataclass(slots=True)
class _Sheet:
    """A table on its way into the package."""

    table: Table
    rows: Iterator[Row]
    styles: list[_ColumnStyles]
    part: str
    native: str
    wrapped: tuple[tuple[int, int], ...]
    """Columns whose text breaks into lines: their number, and how many letters fit into one line."""
    last_row: int = 0


class _Frame:
    """The workbook with empty tables, and what is needed to fill them."""

    def __init__(self, document: Document) -> None:
        from openpyxl import Workbook
        from openpyxl.packaging.core import DocumentProperties

        self.document = document
        self.speak: Texts = texts(document.language)
        self.cut = " " + self.speak.gettext("… [gekürzt]")
        self.sheets: list[_Sheet] = []
        self._linked: list[str] = []
        self._charts = ""
        self._book: Any = Workbook()
        self._styles: dict[tuple[object, ...], int] = {}
        self._scratch: Any = self._book.create_sheet("scratch")
        made = document.made_at or datetime.now(UTC)
        self._book.properties = DocumentProperties(
            creator=PROGRAM,
            title=held(document.title)[:255],
            subject=held(period_line(document, self.speak)) or None,
            language=document.language,
            created=made.replace(tzinfo=None),
            modified=made.replace(tzinfo=None),
        )
        cover = self._book.active
        cover.title = sheet_name(self.speak.gettext("Überblick"), ())
        for table in document.tables:
            self._add_table(table)
        charts = [block for block in document.blocks if isinstance(block, Chart)]
        if charts:
            self._add_charts(charts)
        self._fill_cover(cover)
        self._book.remove(self._scratch)

    def saved(self) -> bytes:
        """The package with empty tables."""
        out = BytesIO()
        self._book.save(out)
        return out.getvalue()

    # Styles

    def _style(
        self,
        number_format: str = "General",
        align: str = "left",
        *,
        wrap: bool = False,
        quoted: bool = False,
        bold: bool = False,
        tone: Tone | None = None,
        total: bool = False,
    ) -> int:
        """The number of a cell style in the workbook, made when first wanted."""
        key = (number_format, align, wrap, quoted, bold, tone, total)
        if key not in self._styles:
            cell = self._scratch.cell(1, len(self._styles) + 1)
            self._dress(cell, number_format, align, wrap=wrap, quoted=quoted, bold=bold, tone=tone, total=total)
            self._styles[key] = int(cell.style_id)
        return self._styles[key]

    @staticmethod
    def _dress(
        cell: Any,
        number_format: str,
        align: str,
        *,
        wrap: bool,
        quoted: bool,
        bold: bool,
        tone: Tone | None,
        total: bool,
    ) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        colour, tint = TONES[tone] if tone else (TEXT, "")
        cell.font = Font(name=_FONT, size=10, bold=bold or total, color=_argb(colour))
        cell.alignment = Alignment(horizontal=align, vertical="top", wrap_text=wrap, indent=int(align == "right"))
        cell.border = Border(
            top=Side("medium", color=_argb(ACCENT)) if total else None,
            bottom=None if total else Side("thin", color=_argb(LINE)),
        )
        if tint:
            cell.fill = PatternFill("solid", fgColor=_argb(tint))
        cell.number_format = number_format
        if quoted:
            cell.quotePrefix = True

    def _column_styles(self, column: Column, wrap: bool) -> _ColumnStyles:
        number_format = _number_format(column, self.document.language)
        align = column.aligned
        return _ColumnStyles(
            value=self._style(number_format, align, wrap=wrap),
            text=self._style("@", align, wrap=wrap),
            quoted=self._style("@", align, wrap=wrap, quoted=True),
            tones={word: self._style("@", align, tone=tone) for word, tone in column.tones.items()},
            total=self._style(number_format, align, total=True),
            quoted_total=self._style("@", align, quoted=True, total=True),
        )

    # Sheets of tables

    def _add_table(self, table: Table) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill
        from openpyxl.worksheet.table import Table as NativeTable
        from openpyxl.worksheet.table import TableStyleInfo

        rows = iter(table.rows)
        sample = list(islice(rows, _SAMPLE))
        names = column_names(table.columns)
        sheet = self._book.create_sheet(sheet_name(table.name, self._book.sheetnames))
        widths = _widths(table, names, sample, self.document.language)
        styles = []
        for number, (column, name, (width, wrap)) in enumerate(zip(table.columns, names, widths, strict=True), 1):
            cell = sheet.cell(1, number)
            _put_text(cell, name, self.cut)
            cell.font = Font(name=_FONT, size=10, bold=True, color="FFFFFFFF")
            cell.fill = PatternFill("solid", fgColor=_argb(ACCENT))
            cell.alignment = Alignment(
                horizontal=column.aligned, vertical="center", wrap_text=True, indent=int(column.aligned == "right")
            )
            sheet.column_dimensions[_letter(number)].width = width
            styles.append(self._column_styles(column, wrap))
        sheet.row_dimensions[1].height = 30
        native = f"Tabelle{len(self.sheets) + 1}"
        last = _letter(len(table.columns))
        listed = NativeTable(displayName=native, name=native, ref=f"A1:{last}2")
        # The lines come from the cells: a table style would paint over the tints of the chips.
        listed.tableStyleInfo = TableStyleInfo(name=None, showRowStripes=False)
        sheet.add_table(listed)
        sheet.freeze_panes = "B2" if len(table.columns) > 5 else "A2"
        sheet.print_title_rows = "1:1"
        wide = sum(width for width, _wrap in widths)
        self._set_up_page(sheet, clean(table.name), landscape=wide > 95)
        if wide > _READABLE:
            # Two pages side by side can be read, one cannot; the first column stands on both.
            sheet.page_setup.fitToWidth = round(wide / _READABLE + 0.5)
            sheet.print_title_cols = "A:A"
        self._linked.append(sheet.title)
        self.sheets.append(
            _Sheet(
                table=table,
                rows=chain(sample, rows),
                styles=styles,
                part=f"xl/worksheets/sheet{len(self.sheets) + 2}.xml",
                native=native,
                wrapped=tuple((at, max(1, int(width * 1.05))) for at, (width, wrap) in enumerate(widths) if wrap),
            )
        )

    def _set_up_page(self, sheet: Any, name: str, *, landscape: bool) -> None:
        """A4, across the page when wide, as wide as the paper, numbered, with period and cut-off date."""
        from openpyxl.worksheet.properties import PageSetupProperties

        sheet.sheet_view.showGridLines = False
        setup = sheet.page_setup
        setup.paperSize = 9
        setup.orientation = "landscape" if landscape else "portrait"
        setup.fitToWidth, setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        margins = sheet.page_margins
        margins.left = margins.right = 0.5
        margins.top, margins.bottom = 0.8, 0.9
        margins.header = margins.footer = 0.35
        sheet.oddHeader.left.text = _footer_text(self.document.title)
        sheet.oddHeader.right.text = _footer_text(name)
        foot = (period_line(self.document, self.speak), self.document.confidential)
        sheet.oddFooter.left.text = "\n".join(_footer_text(text) for text in foot if text)
        sheet.oddFooter.right.text = self.speak.gettext("Seite {page} von {pages}").format(page="&P", pages="&N")
        for part in (sheet.oddHeader.left, sheet.oddHeader.right, sheet.oddFooter.left, sheet.oddFooter.right):
            part.size = 8
            part.color = MUTED[1:]

    # Charts

    def _add_charts(self, charts: list[Chart]) -> None:
        from openpyxl.styles import Alignment, Font
        from openpyxl.worksheet.pagebreak import Break

        sheet = self._book.create_sheet(sheet_name(self.speak.gettext("Diagramme"), self._book.sheetnames))
        self._charts = sheet.title
        self._set_up_page(sheet, self.speak.gettext("Diagramme"), landscape=True)
        sheet.column_dimensions["A"].width = 26
        for number in range(2, 2 + max(len(chart.series) for chart in charts)):
            sheet.column_dimensions[_letter(number)].width = 17
        # A chart is not cut by the edge of a page. Excel minds the breaks only where it does not fit the page itself.
        sheet.sheet_properties.pageSetUpPr.fitToPage = False
        sheet.page_setup.scale = _CHART_SCALE
        row = page = 1
        for chart in charts:
            _put_text(sheet.cell(row, 1), chart.name, self.cut)
            sheet.cell(row, 1).font = Font(name=_FONT, size=13, bold=True, color=_argb(ACCENT))
            head = row + 1
            for number, series in enumerate(chart.series, 2):
                cell = sheet.cell(head, number)
                _put_text(cell, series.name, self.cut)
                cell.font = Font(name=_FONT, size=10, bold=True, color=_argb(TEXT_2))
                cell.alignment = Alignment(horizontal="right", wrap_text=True)
                for offset, value in enumerate(series.values, 1):
                    cell = sheet.cell(head + offset, number, value)
                    cell.number_format = _chart_format(chart)
                    cell.font = Font(name=_FONT, size=10, color=_argb(TEXT))
            for offset, category in enumerate(chart.categories, 1):
                cell = sheet.cell(head + offset, 1)
                _put_text(cell, category, self.cut)
                cell.font = Font(name=_FONT, size=10, color=_argb(TEXT))
            last = head + len(chart.categories)
            if chart.note:
                _put_text(sheet.cell(last + 1, 1), chart.note, self.cut)
                sheet.cell(last + 1, 1).font = Font(name=_FONT, size=9, italic=True, color=_argb(MUTED))
            if chart.series and chart.categories:
                sheet.add_chart(_native_chart(chart, sheet, head, last), f"{_letter(len(chart.series) + 3)}{head}")
            begin, row = row, max(last + 4, row + 3 + int(_chart_height(chart) / 0.53))
            if begin > page and row - page > _CHART_ROWS:
                sheet.row_breaks.append(Break(id=begin - 1))
                page = begin

    # The first sheet

    def _fill_cover(self, sheet: Any) -> None:
        """Title, what the report speaks of, texts and key figures in order, and links to the tables."""
        from openpyxl.styles import Alignment, Border, Font, Side

        self._set_up_page(sheet, "", landscape=False)
        for letter, width in zip("ABCDE", (34, 16, 16, 16, 20), strict=True):
            sheet.column_dimensions[letter].width = width
        row = 1

        def line(text: str, size: float = 10, colour: str = TEXT, bold: bool = False, fill: str = "") -> Any:
            nonlocal row
            cell = sheet.cell(row, 1)
            _put_text(cell, text, self.cut)
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=5)
            cell.font = Font(name=_FONT, size=size, bold=bold, color=_argb(colour))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if fill:
                _fill_row(sheet, row, fill)
            # Excel does not fit the height of merged cells: it is worked out from the text.
            lines = sum(1 + int(len(part) * size / 10 / 104) for part in str(cell.value).split("\n"))
            sheet.row_dimensions[row].height = min(409.0, lines * size * 1.45 + 3)
            row += 1
            return cell

        line(self.document.title, 20, ACCENT, bold=True)
        if self.document.subtitle:
            line(self.document.subtitle, 12, TEXT_2)
        row += 1
        for name, value in cover_facts(self.document, self.speak):
            _put_text(sheet.cell(row, 1), name, self.cut)
            sheet.cell(row, 1).font = Font(name=_FONT, size=10, color=_argb(MUTED))
            sheet.cell(row, 1).alignment = Alignment(vertical="top")
            cell = sheet.cell(row, 2)
            _put_text(cell, value, self.cut)
            cell.font = Font(name=_FONT, size=10, color=_argb(TEXT))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=5)
            lines = sum(1 + len(part) // 68 for part in str(cell.value).split("\n"))
            sheet.row_dimensions[row].height = min(409.0, lines * 14.5)
            row += 1
        if self.document.confidential:
            row += 1
            line(self.document.confidential, 10, *TONES["warn"][:1], fill=TONES["warn"][1])
        row += 1
        linked = iter(self._linked)
        for block in self.document.blocks:
            match block:
                case Heading():
                    row += 1
                    line(block.text, 14 if block.level == 1 else 12, ACCENT, bold=True)
                case Paragraph():
                    line(f"{block.mark} {block.text}".lstrip(), bold=block.strong)
                case Note():
                    line(block.text, 10, TONES[block.tone][0], fill=TONES[block.tone][1])
                case KeyFigures():
                    row = self._put_figures(sheet, row, block.figures)
                case Table() | Chart():
                    charted = isinstance(block, Chart)
                    target = self._charts if charted else next(linked)
                    arrow = self.speak.gettext("Diagramm: {name}") if charted else self.speak.gettext("Tabelle: {name}")
                    cell = line("→ " + arrow.format(name=block.name), 10, ACCENT)
                    _link(cell, target)
                    cell.font = Font(name=_FONT, size=10, underline="single", color=_argb(ACCENT))
                    if isinstance(block, Table) and block.note:
                        line(block.note, 9, MUTED)
                case _:
                    pass
        rule = Side("medium", color=_argb(ACCENT))
        for column in range(1, 6):
            cell = sheet.cell(2 if self.document.subtitle else 1, column)
            cell.border = Border(bottom=rule)

    def _put_figures(self, sheet: Any, row: int, figures: tuple[Figure, ...]) -> int:
        """Key figures as a small table: name, value, target, remark. Answers the next free row."""
        from openpyxl.styles import Alignment, Border, Font, Side

        targets = any(figure.target is not None for figure in figures)
        if targets:
            for column, name in ((2, self.speak.gettext("Ist")), (3, self.speak.gettext("Soll"))):
                cell = sheet.cell(row, column, name)
                cell.font = Font(name=_FONT, size=9, color=_argb(MUTED))
                cell.alignment = Alignment(horizontal="right")
            row += 1
        for figure in figures:
            column_of = Column("", figure.kind, decimals=figure.decimals)
            _put_text(sheet.cell(row, 1), figure.name, self.cut)
            sheet.cell(row, 1).font = Font(name=_FONT, size=10, color=_argb(TEXT))
            sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="center")
            for column, value, size in ((2, figure.value, 14), (3, figure.target, 10)):
                cell = sheet.cell(row, column)
                self._put_value(cell, value, column_of)
                cell.font = Font(name=_FONT, size=size, bold=column == 2, color=_argb(TEXT))
                cell.alignment = Alignment(horizontal="right", vertical="center")
            _put_text(sheet.cell(row, 4), figure.note, self.cut)
            sheet.cell(row, 4).font = Font(name=_FONT, size=9, color=_argb(MUTED))
            sheet.cell(row, 4).alignment = Alignment(horizontal="left", wrap_text=True, vertical="center", indent=1)
            sheet.merge_cells(start_row=row, start_column=4, end_row=row, end_column=5)
            lines = max(1 + len(figure.name) // 34, 1 + len(figure.note) // 34)
            sheet.row_dimensions[row].height = min(409.0, max(21.0, 14 * lines))
            for column in range(1, 6):
                sheet.cell(row, column).border = Border(bottom=Side("thin", color=_argb(LINE)))
            row += 1
        return row + 1

    def _put_value(self, cell: Any, value: Value, column: Column) -> None:
        number = _number(value, column)
        if number is None:
            _put_text(cell, value_text(value, column.kind, column.decimals, self.document.language), self.cut)
        else:
            cell.value = number
            cell.number_format = _number_format(column, self.document.language)


def _argb(colour: str) -> str:
    return "FF" + colour[1:]


def _put_text(cell: Any, text: str, cut: str) -> None:
    """Text as text, whatever it looks like."""
    text = held(text, cut)
    cell.value = text or None
    if text:
        cell.data_type = "s"
        if is_formula(text):
            cell.quotePrefix = True


def _link(cell: Any, sheet: str) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink

    quoted = sheet.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1")


def _fill_row(sheet: Any, row: int, tint: str) -> None:
    from openpyxl.styles import PatternFill

    for column in range(1, 6):
        sheet.cell(row, column).fill = PatternFill("solid", fgColor=_argb(tint))


def _footer_text(text: str) -> str:
    # "&" begins a code; the whole footer may hold 255 characters.
    short = " ".join(clean(text).split())
    short = short if len(short) <= 70 else short[:69] + "…"
    return short.replace("&", "&&")


def _number_format(column: Column, language: str) -> str:
    match column.kind:
        case "date" | "partial_date":
            return _DATE_FORMATS[language]
        case "integer":
            return "#,##0"
        case "decimal":
            return "#,##0" + ("." + "0" * column.decimals if column.decimals else "")
        case "percent":
            return "0" + ("." + "0" * column.decimals if column.decimals else "") + (" %" if language == "de" else "%")
        case "hours":
            return "#,##0.00"
        case _:
            return "@"


def _number(value: Value, column: Column) -> int | float | Decimal | None:
    """The number a cell holds, or None when it holds text (or nothing)."""
    if isinstance(value, str):
        if column.kind == "partial_date" and len(value) == 10:
            value = date.fromisoformat(value)
        else:
            return None
    if value is None:
        return None
    if isinstance(value, date):
        return value.toordinal() - _EPOCH if value >= _FIRST_DAY else None
    if column.kind == "hours":
        return value / 60
    return value


def _widths(table: Table, names: list[str], sample: list[Row], language: str) -> list[tuple[float, bool]]:
    """Per column: its width in characters, and whether its text is broken into lines."""
    found: list[tuple[float, bool]] = []
    for number, (column, name) in enumerate(zip(table.columns, names, strict=True)):
        shown = [value_text(row[number], column.kind, column.decimals, language) for row in sample]
        longest = max((len(line) for text in shown for line in text[:2_000].split("\n")), default=0)
        wraps = longest > _WIDEST or any("\n" in text for text in shown)
        # The header may break into two lines at a space and needs room for the filter's arrow.
        word = max((len(part) for part in name.split()), default=0)
        header = max(word, min(len(name), len(name) // 2 + 4)) + 4
        width = column.width or max(min(longest, _WIDEST), 11.0 if "date" in column.kind else 6.0) + 2
        found.append((min(max(width, min(header, 40)), 100.0), wraps))
    return found


def _chart_format(chart: Chart) -> str:
    places = "." + "0" * chart.decimals if chart.decimals else ""
    return f"0{places}%" if chart.percent else f"#,##0{places}"


def _chart_height(chart: Chart) -> float:
    """In centimetres: more for many bars that lie."""
    bars = len(chart.categories) * (1 if chart.kind == "stacked" else len(chart.series))
    return max(8.5, min(16.0, 2.5 + 0.55 * bars)) if _lies(chart) else 8.5


def _lies(chart: Chart) -> bool:
    """Whether the bars of a chart lie on their side in Excel."""
    longest = max((len(name) for name in chart.categories), default=0)
    return chart.kind in ("bar", "stacked") and len(chart.categories) > 2 and longest * len(chart.categories) > 90


def _native_chart(chart: Chart, sheet: Any, head: int, last: int) -> Any:
    """An Excel chart that reads the cells beside it."""
    from openpyxl.chart import BarChart, LineChart, Reference
    from openpyxl.chart.label import DataLabelList
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    native: Any
    if chart.kind == "line":
        native = LineChart()
    else:
        native = BarChart()
        # Long names stand beside bars that lie; below bars that stand they would be turned round.
        lies = _lies(chart)
        native.type = "bar" if lies else "col"
        if lies:
            native.x_axis.scaling.orientation = "maxMin"
            native.y_axis.crosses = "max"
        native.gapWidth = 60
        if chart.kind == "stacked":
            native.grouping = "stacked"
            native.overlap = 100
        elif chart.kind == "target":
            native.overlap = -5
    native.add_data(
        Reference(sheet, min_col=2, max_col=1 + len(chart.series), min_row=head, max_row=last), titles_from_data=True
    )
    native.set_categories(Reference(sheet, min_col=1, min_row=head + 1, max_row=last))
    for number, series in enumerate(native.series):
        colour = SERIES[number % len(SERIES)]
        if chart.kind == "target":
            colour = TARGET if number == 0 else ACCENT
        if chart.kind == "line":
            series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour[1:], w=28_000))
            series.marker.symbol = "circle"
            series.marker.size = 6
            series.marker.graphicalProperties = GraphicalProperties(solidFill=colour[1:])
            series.marker.graphicalProperties.line.solidFill = colour[1:]
            series.smooth = False
        else:
            series.graphicalProperties = GraphicalProperties(solidFill=colour[1:])
            series.graphicalProperties.line.noFill = True
    if len(chart.series) == 1 or chart.kind == "target":
        native.dataLabels = DataLabelList()
        native.dataLabels.showVal = True
        for name in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
            setattr(native.dataLabels, name, False)
    if len(chart.series) == 1:
        native.legend = None
    else:
        native.legend.position = "b"
    native.x_axis.delete = False
    native.y_axis.delete = False
    native.y_axis.number_format = _chart_format(chart)
    native.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE[1:]))
    native.y_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    native.height, native.width = _chart_height(chart), 17
    return native


# The rows: sheet XML of our own ----------------------------------------------------------------------------


class _Cells(dict[Value, str]):
    """The XML of a column's cells, made when first wanted and remembered as long as there is room.

    Each piece stands between two numbers of the row: ``" s="4"><v>12</v></c><c r="C``. *end* is what comes after
    the cell: the beginning of the next one, or the end of the row.
    """

    def __init__(self, column: Column, styles: _ColumnStyles, language: str, cut: str, end: str) -> None:
        super().__init__()
        self._column = column
        self._styles = styles
        self._language = language
        self._cut = cut
        self._end = end
        self._literal = column.kind != "partial_date"
        self._text_head = f'" s="{styles.text}" t="inlineStr"><is><t>'
        self._text_end = f"</t></is></c>{end}"

    def __missing__(self, value: Value) -> str:
        if self._literal and type(value) is str and _is_plain(value):
            style = self._styles.tones.get(value) if self._styles.tones else None
            head = self._text_head if style is None else f'" s="{style}" t="inlineStr"><is><t>'
            piece = head + value + self._text_end
        else:
            piece = self._piece(value)
        if len(self) < _REMEMBERED and len(piece) < 200:
            self[value] = piece
        return piece

    def _piece(self, value: Value) -> str:
        styles = self._styles
        if value is None or value == "":
            return f'" s="{styles.value}"/>{self._end}'
        number = _number(value, self._column)
        if number is not None:
            return f'" s="{styles.value}"><v>{number}</v></c>{self._end}'
        text = held(value_text(value, self._column.kind, self._column.decimals, self._language), self._cut)
        if is_formula(text):
            style = styles.quoted
        else:
            style = styles.tones.get(text, styles.text) if styles.tones else styles.text
        # Without this mark XML readers may drop white space at the ends and fold line breaks.
        kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text or "  " in text else ""
        return f'" s="{style}" t="inlineStr"><is><t{kept}>{escape(text)}</t></is></c>{self._end}'


def _is_plain(text: str) -> bool:
    """Whether *text* may stand in XML just as it is: most do, and asking is quicker than mending.

    What is printable holds no control character, no half surrogate and no white space but the plain one
    (``str.isprintable``).
    """
    return (
        text.isprintable()
        and 0 < len(text) <= MAX_TEXT // 2
        and text[0] not in _NOT_FIRST
        and text[-1] != " "
        and "<" not in text
        and "&" not in text
        and ">" not in text
        and "_x" not in text
        and "  " not in text
    )


def _fill(package: zipfile.ZipFile, frame: _Frame, out: BinaryIO, tick: Tick) -> None:
    """Copy *package* into *out* with the rows streamed into the sheets of the tables."""
    by_part = {sheet.part: sheet for sheet in frame.sheets}
    known = all(sheet.table.count is not None for sheet in frame.sheets)
    total = sum(sheet.table.count or 0 for sheet in frame.sheets) if known else 0
    done = 0
    later: list[str] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_PACKED) as target:
        for item in package.infolist():
            if item.filename.startswith("xl/tables/"):
                later.append(item.filename)  # their size is known when the rows are written
            elif item.filename in by_part:
                done = _stream(package, target, by_part[item.filename], frame, done, total, tick)
            else:
                target.writestr(item.filename, _unbroken(package.read(item.filename).decode()))
        for name in later:
            target.writestr(name, _resized(package.read(name).decode(), frame.sheets))
    tick(done, done)


def _unbroken(xml: str) -> str:
    """*xml* with real line breaks in the page footer: openpyxl escapes them, and LibreOffice prints the escape."""
    return _FOOTER.sub(lambda footer: footer[0].replace("_x000a_", "\n"), xml)


def _stream(
    package: zipfile.ZipFile,
    target: zipfile.ZipFile,
    sheet: _Sheet,
    frame: _Frame,
    done: int,
    total: int,
    tick: Tick,
) -> int:
    before, _end, after = _unbroken(package.read(sheet.part).decode()).partition("</sheetData>")
    columns = sheet.table.columns
    count = sheet.table.count
    language = frame.document.language
    before = re.sub(r'<dimension ref="[^"]*" ?/>', "", before)
    ends = [f'<c r="{_letter(number)}' for number in range(2, len(columns) + 1)] + ["</row>"]
    cells = [
        _Cells(column, styles, language, frame.cut, end)
        for column, styles, end in zip(columns, sheet.styles, ends, strict=True)
    ]
    # Parts of more than 2 GiB need another header, which some readers dislike: only where it may be needed.
    huge = (count or 0) * len(columns) > _ZIP64_CELLS
    with target.open(sheet.part, "w", force_zip64=huge) as stream:
        stream.write(before.encode())
        row_number = 1
        while chunk := list(islice(sheet.rows, _CHUNK)):
            tick(done, max(total, done))
            # Column by column, as each has its own pieces; between the pieces of a row stands its number.
            pieces = [
                map(known.__getitem__, values) for known, values in zip(cells, zip(*chunk, strict=True), strict=True)
            ]
            numbers = map(str, range(row_number + 1, row_number + len(chunk) + 1))
            starts = repeat('<row r="', len(chunk))
            rows = zip(starts, _row_heads(chunk, sheet.wrapped), *pieces, strict=True)
            text = "".join([number.join(row) for number, row in zip(numbers, rows, strict=True)])
            row_number += len(chunk)
            if row_number > MAX_ROWS:
                raise UserError(
                    _("Diese Tabelle hat mehr Zeilen, als ein Excel-Blatt fassen kann."),
                    _("Bitte wählen Sie einen kürzeren Zeitraum oder speichern Sie sie als CSV."),
                )
            stream.write(text.encode())
            done += len(chunk)
        if row_number == 1:
            # A native table needs one row.
            row_number = 2
            stream.write(_empty_row(sheet, frame).encode())
        sheet.last_row = row_number
        if sheet.table.total is not None:
            stream.write(_total_row(sheet, sheet.table.total, frame).encode())
        stream.write(b"</sheetData>")
        stream.write(_after(after, sheet).encode())
    return done


def _row_heads(rows: list[Row], wrapped: tuple[tuple[int, int], ...]) -> Iterable[str]:
    """For each row what stands between its number and the number of its first cell.

    A row whose text breaks into lines is given a height. Excel would find it by itself when it opens the file,
    LibreOffice does not, and would print one row over the next. Not "custom": both fit it anew after an edit.
    """
    if not wrapped:
        return repeat(_ROW_HEAD, len(rows))
    most = [1] * len(rows)
    for at, letters in wrapped:
        for number, row in enumerate(rows):
            text = row[at]
            if isinstance(text, str) and (len(text) > letters or "\n" in text):
                lines = sum([1 + len(line) // letters for line in text.split("\n")])
                if lines > most[number]:
                    most[number] = lines
    return [f'" ht="{min(409, 13.5 * lines + 1.5):g}"><c r="A' if lines > 1 else _ROW_HEAD for lines in most]


def _empty_row(sheet: _Sheet, frame: _Frame) -> str:
    text = sheet.table.empty or frame.speak.gettext("Keine Einträge")
    cells = [f'<c r="A2{_Cells(Column(""), sheet.styles[0], frame.document.language, frame.cut, "")[text]}']
    cells += [f'<c r="{_letter(number)}2" s="{one.value}"/>' for number, one in enumerate(sheet.styles[1:], 2)]
    return f'<row r="2">{"".join(cells)}</row>'


def _total_row(sheet: _Sheet, total: Row, frame: _Frame) -> str:
    at = sheet.last_row + 1
    cells = []
    for number, (value, column, styles) in enumerate(zip(total, sheet.table.columns, sheet.styles, strict=True), 1):
        letter = _letter(number)
        figure = _number(value, column)
        style = styles.total
        if figure is None:
            text = held(value_text(value, column.kind, column.decimals, frame.document.language), frame.cut)
            style = styles.quoted_total if is_formula(text) else styles.total
            inner = f' t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>' if text else "/>"
        elif column.sums:
            inner = f"><f>SUBTOTAL(109,{letter}2:{letter}{sheet.last_row})</f><v>{figure}</v></c>"
        else:
            inner = f"><v>{figure}</v></c>"
        cells.append(f'<c r="{letter}{at}" s="{style}"{inner}')
    return f'<row r="{at}">{"".join(cells)}</row>'


def _after(xml: str, sheet: _Sheet) -> str:
    """What follows the rows, with Excel's green corners for "number stored as text" switched off: a postal
    code or a year is meant as text. The element's place is given by the schema (CT_Worksheet)."""
    area = f"A2:{_letter(len(sheet.table.columns))}{sheet.last_row}"
    quiet = f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors>'
    place = min(at for mark in ("<drawing", "<legacyDrawing", "<tableParts") if (at := xml.find(mark)) >= 0)
    return xml[:place] + quiet + xml[place:]


def _resized(xml: str, sheets: list[_Sheet]) -> str:
    """The definition of a native table, stretched over the rows that were written."""
    for sheet in sheets:
        if f'displayName="{sheet.native}"' in xml:
            area = f'ref="A1:{_letter(len(sheet.table.columns))}{sheet.last_row}"'
            return re.sub(r'ref="A1:[A-Z]+2"', area, xml)
    raise ValueError("a native table without a sheet")
