"""A document as a PDF to be read and printed: A4, bundled fonts, charts as vectors, numbered pages.

Pages are laid out here and written as PDF operators; reportlab makes the file, the fonts and the bookmarks.
Its own paragraphs and tables are not used: they take user text for markup ("3 < 5" is an error, an image tag
reads a file), and they are four times as slow on long tables.

Nothing is ever cut: text breaks into lines, words into pieces where a column is narrow, a row that is higher
than a page goes on on the next one, and a chart whose words leave it no room is written as a table. Only the
title in the running head of later pages is shortened; it stands in full on the first one.
"""

import threading
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from permenti_desktop.i18n import Texts, texts
from permenti_desktop.reports import chart_shapes
from permenti_desktop.reports.document import (
    Chart,
    Code,
    Column,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Kind,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Table,
    Tick,
    no_tick,
)
from permenti_desktop.reports.formats import cover_facts, period_line, value_text
from permenti_desktop.reports.look import ACCENT, LINE, MUTED, SOFT, TEXT, TEXT_2, TONES
from permenti_desktop.reports.pdf_pages import LEADING, LONG, MARGIN, SHORT, Layout, pill, rect, rgb, rule
from permenti_desktop.reports.pdf_table import Grid, put_table
from permenti_desktop.reports.typeset import Ink, font, lines, printed

PROGRAM: Final = "Permenti Desktop"

_BODY: Final = 10.0
_CODE: Final = 120.0
"""Side of a QR code in points."""
# The fonts of reportlab belong to the whole process: a preview and a report that is saved take turns.
_TURN: Final = threading.Lock()


def write(document: Document, out: BinaryIO, tick: Tick = no_tick) -> frozenset[str]:
    """Write *document* as a PDF into the open binary file *out*.

    Answers the characters for which no bundled font has a letter (they are printed as empty boxes), so that
    the window can say so. Lets through whatever *tick* raises; *out* is then worthless.
    """
    with _TURN:
        return _write(document, out, tick)


def _write(document: Document, out: BinaryIO, tick: Tick) -> frozenset[str]:
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    # Page streams stay binary: the text encoding makes the file a quarter larger and serves nobody.
    rl_config.useA85 = 0
    canvas = Canvas(out, (SHORT, LONG), initialFontName=font("NotoSans", False).fontName, lang=document.language)
    canvas.setTitle(printed(document.title)[:255])
    canvas.setSubject(printed(period_line(document, texts(document.language))))
    canvas.setAuthor(printed(document.office)[:255])
    canvas.setCreator(PROGRAM)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    layout = Layout(document, Ink(canvas), tick)
    _run(layout)
    layout.put_out(canvas)
    canvas.save()
    return frozenset(layout.ink.missing)


def _run(layout: Layout) -> None:
    """Lay out the whole document."""
    document = layout.document
    # A report that is one wide table has its first page across as well.
    first = next((block for block in document.blocks if not isinstance(block, Heading)), None)
    grids = {id(block): Grid(block, document.language) for block in (first,) if isinstance(block, Table)}
    layout.turn(any(grid.landscape for grid in grids.values()))
    _cover(layout)
    for block in document.blocks:
        match block:
            case Heading():
                layout.headings.append(block)
            case Paragraph():
                layout.start(3 * _BODY * LEADING)
                if block.page_of:
                    layout.refer(block.page_of, _BODY)
                layout.flow(block.text, _BODY, bold=block.strong, after=4 if block.mark else 7, mark=block.mark)
            case Picture():
                layout.picture(block.file, block.name, *_pixels(block.file))
            case Code():
                _code(layout, block)
            case Note():
                layout.start(40)
                layout.note(block.text, *TONES[block.tone])
            case KeyFigures():
                _figures(layout, block.figures)
            case Chart():
                _chart(layout, block)
            case Table():
                put_table(layout, block, grids.get(id(block)) or Grid(block, document.language))
            case PageBreak():
                layout.start(0)
                layout.turn(layout.page.landscape)
    layout.start(0)
    layout.advance(0)


def _pixels(file: Path) -> tuple[int, int]:
    """Width and height of a picture."""
    from reportlab.lib.utils import ImageReader

    across, down = ImageReader(str(file)).getSize()
    return across, down


def _code(layout: Layout, code: Code) -> None:
    """A QR code (ISO/IEC 18004, correction level M) of squares, with the quiet zone of four that cameras need."""
    from reportlab.graphics.barcode.qr import QrCodeWidget

    drawn = QrCodeWidget(code.text, barLevel="M").qr
    drawn.make()
    count = drawn.getModuleCount()
    size = _CODE / count
    quiet = 4 * size
    layout.start(_CODE + 2 * quiet + 16)
    left, top = MARGIN + quiet, layout.y - quiet
    for row in range(count):
        at = 0
        while at < count:
            begin = at
            while at < count and drawn.isDark(row, at):
                at += 1
            if at > begin:  # neighbours are one bar: between two, some viewers show a hair of white
                bar = rect(left + begin * size, top - (row + 1) * size, (at - begin) * size, size, "#000000")
                layout.page.over.append(bar)
            at += 1
    layout.y = top - _CODE - quiet
    layout.flow(code.name, 8.5, colour=MUTED)
    layout.y -= 6


def _cover(layout: Layout) -> None:
    """The head of the first page: title, what the report speaks of, who may read it."""
    document = layout.document
    layout.page.under.append(rect(MARGIN, layout.y - 4, 46, 4, ACCENT))
    layout.y -= 18
    if document.office:
        layout.flow(document.office, 9, colour=TEXT_2, after=4)
    layout.flow(document.title, 22, bold=True, colour=ACCENT, leading=1.22, after=3)
    if document.subtitle:
        layout.flow(document.subtitle, 12, colour=TEXT_2, after=3)
    layout.y -= 8
    facts = [fact for fact in cover_facts(document, layout.speak) if fact[1] != document.office]
    if facts:
        layout.page.over.append(rule(MARGIN, layout.page.width - MARGIN, layout.y, LINE))
        layout.y -= 8
        size, leading = 9.0, 9.0 * LEADING
        for name, value in facts:
            names = lines(printed(name), False, 112 / size * 1000)
            values = lines(printed(value), False, (layout.room - 124) / size * 1000)
            for at in range(max(len(names), len(values))):
                layout.need(leading)
                if at < len(names):
                    layout.show(names[at], MARGIN, layout.y - size, size, MUTED)
                if at < len(values):
                    layout.show(values[at], MARGIN + 124, layout.y - size, size, TEXT)
                layout.y -= leading
        layout.y -= 4
        layout.page.over.append(rule(MARGIN, layout.page.width - MARGIN, layout.y, LINE))
        layout.y -= 12
    if document.confidential:
        layout.note(document.confidential, *TONES["warn"])


def _figures(layout: Layout, figures: tuple[Figure, ...]) -> None:
    """Key figures as cards, three or four side by side."""
    per_row = 4 if len(figures) in (4, 7, 8) or len(figures) > 9 else 3
    gap = 10.0
    for first in range(0, len(figures), per_row):
        group = figures[first : first + per_row]
        width = (SHORT - 2 * MARGIN - gap * (per_row - 1)) / per_row
        cards = [_Card(figure, width, layout) for figure in group]
        height = max(card.height for card in cards)
        layout.start(height + 10)
        if height > 240:
            # Somebody wrote a whole page into the name of a figure.
            for card in cards:
                layout.flow(f"{card.figure.name}: {card.value} {card.target} {card.figure.note}", _BODY, after=5)
            continue
        for number, card in enumerate(cards):
            card.draw(MARGIN + number * (width + gap), layout.y, height)
        layout.y -= height + 10
    layout.y -= 4


def _chart(layout: Layout, chart: Chart) -> None:
    size = chart_shapes.SIZE
    name = lines(printed(chart.name), True, (SHORT - 2 * MARGIN) / 10.5 * 1000)
    width = SHORT - 2 * MARGIN
    fitting = chart_shapes.drawable(_printed_chart(chart), width, _measure)
    height = chart_shapes.height(_printed_chart(chart), width, _wrap, _measure) if fitting else 0
    if not fitting or height > 560 or len(name) > 5:
        put_table(layout, table := _chart_table(chart, layout.speak), Grid(table, layout.document.language))
        return
    chart = _printed_chart(chart)
    same = layout.start(height + 30 + 15 * len(name), caption=chart.name)
    if not same:
        layout.y -= 4
        layout.flow(chart.name, 10.5, bold=True, after=4)
    left, top = MARGIN, layout.y
    page = layout.page
    for shape in chart_shapes.shapes(chart, width, layout.document.language, _wrap, _measure):
        match shape:
            case chart_shapes.Rect():
                page.under.append(
                    rect(left + shape.x, top - shape.y - shape.height, shape.width, shape.height, shape.fill)
                )
            case chart_shapes.Path():
                points = [f"{left + x:.2f} {top - y:.2f}" for x, y in shape.points]
                path = f"{points[0]} m " + " ".join(f"{point} l" for point in points[1:])
                page.under.append(f"{rgb(shape.colour)} RG {shape.width:g} w 1 j {path} S")
            case chart_shapes.Dot():
                page.under.append(
                    pill(
                        left + shape.x - shape.radius,
                        top - shape.y,
                        2 * shape.radius + 0.01,
                        2 * shape.radius,
                        shape.fill,
                    )
                )
            case chart_shapes.Label():
                layout.one_line(
                    shape.text, left + shape.x, top - shape.y, size, shape.colour, bold=shape.bold, align=shape.align
                )
    layout.y -= height + 8
    if chart.note:
        layout.flow(chart.note, 8.5, colour=MUTED)
    layout.y -= 10


def _wrap(text: str, room: float) -> list[str]:
    return [line.text for line in lines(text, False, room / chart_shapes.SIZE * 1000)]


def _measure(text: str) -> float:
    return max(line.width for line in lines(text, False, 1e9)) * chart_shapes.SIZE / 1000


class _Card:
    """One key figure: the number large, its name, and how far it is from its target."""

    def __init__(self, figure: Figure, width: float, layout: Layout) -> None:
        self.figure = figure
        self._layout = layout
        self._width = width
        language = layout.document.language
        inner = width - 20
        self.value = value_text(figure.value, figure.kind, figure.decimals, language) or "–"
        wanted = value_text(figure.target, figure.kind, figure.decimals, language)
        self.target = layout.speak.gettext("Soll {target}").format(target=wanted) if wanted else ""
        self._value = lines(printed(self.value), True, inner / 20 * 1000)
        self._name = lines(printed(figure.name), False, inner / 9 * 1000)
        self._note = lines(printed(figure.note), False, inner / 8 * 1000) if figure.note else []
        self.height = 18 + 24 * len(self._value) + 12.5 * len(self._name) + 11 * len(self._note)
        if self.target:
            self.height += 18

    def draw(self, x: float, y: float, height: float) -> None:
        """Draw the card with its upper left corner at (*x*, *y*)."""
        layout, page = self._layout, self._layout.page
        page.under.append(rect(x, y - height, self._width, height, SOFT))
        page.under.append(rect(x, y - height, 2.5, height, ACCENT))
        left, at = x + 12, y - 8
        for line in self._value:
            layout.show(line, left, at - 19, 20, ACCENT, bold=True)
            at -= 24
        at -= 3
        for line in self._name:
            layout.show(line, left, at - 9, 9, TEXT)
            at -= 12.5
        for line in self._note:
            layout.show(line, left, at - 8, 8, MUTED)
            at -= 11
        if self.target:
            layout.one_line(self.target, left, y - height + 14, 8, TEXT_2)
            if (share := self._share()) is not None:
                room = self._width - 24
                page.over.append(pill(left, y - height + 8, room, 3, LINE))
                if share > 0:
                    page.over.append(pill(left, y - height + 8, max(3.01, room * share), 3, ACCENT))

    def _share(self) -> float | None:
        value, target = self.figure.value, self.figure.target
        if isinstance(value, (int, float)) and isinstance(target, (int, float)) and target > 0:
            return max(0.0, min(1.0, value / target))
        return None


def _printed_chart(chart: Chart) -> Chart:
    return replace(
        chart,
        categories=tuple(printed(name).replace("\n", " ") for name in chart.categories),
        series=tuple(replace(series, name=printed(series.name).replace("\n", " ")) for series in chart.series),
    )


def _chart_table(chart: Chart, speak: Texts) -> Table:
    """The figures of a chart as a table."""
    kind: Kind = "percent" if chart.percent else "decimal"
    columns = (Column(""), *(Column(series.name, kind, decimals=chart.decimals) for series in chart.series))
    rows = tuple(
        (name, *(speak.gettext("–") if series.values[at] is None else series.values[at] for series in chart.series))
        for at, name in enumerate(chart.categories)
    )
    return Table(chart.name, columns, rows, count=len(rows), note=chart.note)
