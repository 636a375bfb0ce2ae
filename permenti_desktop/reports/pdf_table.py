"""Tables of the PDF: widths, wrapped cells, repeated heads. Made for 10,000 rows as for five.

A cell is turned into PDF operators once per distinct value and column, with its place across the page already
in them; a row then only adds the height. That is what makes long tables cheap.
"""

from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from permenti_desktop.reports.document import NUMBERS, Column, Row, Table, Tone, Value
from permenti_desktop.reports.formats import value_text
from permenti_desktop.reports.look import ACCENT, LINE, MUTED, TEXT, TINT, TONES
from permenti_desktop.reports.pdf_pages import BOTTOM, LONG, MARGIN, SHORT, TOP, Layout, pill, rect, rgb, rule
from permenti_desktop.reports.typeset import Line, lines, longest_word, plain_width, printed

_SAMPLE: Final = 200
_CHUNK: Final = 256
_REMEMBERED: Final = 4_000
_SHORT: Final = 20
_PAD: Final = 4.0
_CHIP: Final = 5.0
_LEADING: Final = 1.3
_HIGHEST_HEAD: Final = 8
_HEAD_TEXT: Final = "#0E2F2E"
# Wishes of a column in thousandths of the font size: about 55 letters.
_WIDEST: Final = 29_000.0
_LONGEST_WORD: Final = 13_500.0
"""As wide as "sozialversicherungspflichtig" (28 letters); longer words may break."""


class Grid:
    """The columns of a table with their places, found from its first rows."""

    def __init__(self, table: Table, language: str) -> None:
        rows = iter(table.rows)
        sample = list(islice(rows, _SAMPLE))
        self.rows = chain(sample, rows)
        self.heads = [printed(column.name).replace("\n", " ") for column in table.columns]
        wanted = [
            _wanted(column, head, at, sample, table, language)
            for at, (column, head) in enumerate(zip(table.columns, self.heads, strict=True))
        ]
        self.landscape, self.size = _page_and_size(wanted)
        room = (LONG if self.landscape else SHORT) - 2 * MARGIN
        self.widths = _shared_out(wanted, room, self.size)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a column would like, in thousandths: everything in one line, and the least before words break."""

    best: float
    least: float
    fixed: float
    """Points on top of the text: the padding, and the round ends of a chip."""


def _wanted(column: Column, head: str, at: int, sample: list[Row], table: Table, language: str) -> _Wanted:
    shown = [printed(value_text(row[at], column.kind, column.decimals, language))[:1_000] for row in sample]
    if table.total is not None:
        shown.append(printed(value_text(table.total[at], column.kind, column.decimals, language))[:1_000])
    distinct = sorted({line for text in shown for line in text.split("\n")}, key=len)[-40:]
    best = max((plain_width(line, False) for line in distinct), default=0.0)
    if column.kind in NUMBERS or "date" in column.kind:
        # Figures are never broken, and later rows may have one digit more.
        best = min(best + (600 if column.kind in NUMBERS else 0), _WIDEST / 2)
        least = best
    else:
        least = min(max((longest_word(line, False) for line in distinct), default=0.0), _LONGEST_WORD)
    if column.width is not None:
        best = column.width * 560
        least = min(least, best)
    head_word = min(longest_word(head, True), _LONGEST_WORD)
    best = max(min(best, _WIDEST), head_word, min(plain_width(head, True), 9_000))
    return _Wanted(best, max(least, head_word), 2 * _PAD + (2 * _CHIP if column.kind == "chip" else 0))


def _page_and_size(wanted: list[_Wanted]) -> tuple[bool, float]:
    """Whether the page lies across, and the size of the letters: the first choice whose words do not break."""
    for landscape, size, crowded in ((False, 8.5, 1.35), (True, 8.5, 9), (True, 7.5, 9), (True, 6.5, 9)):
        room = (LONG if landscape else SHORT) - 2 * MARGIN
        least = sum(column.least * size / 1000 + column.fixed for column in wanted)
        best = sum(column.best * size / 1000 + column.fixed for column in wanted)
        if least <= room and best <= room * crowded:
            return landscape, size
    return True, 6.0


def _shared_out(wanted: list[_Wanted], room: float, size: float) -> list[float]:
    """Widths in points that fill *room* or less."""
    least = [column.least * size / 1000 + column.fixed for column in wanted]
    best = [column.best * size / 1000 + column.fixed for column in wanted]
    if sum(least) >= room:
        # Hopelessly many columns: all get narrower alike, and words break into pieces.
        return [width * room / sum(least) for width in least]
    if sum(best) >= room:
        share = (room - sum(least)) / max(1e-9, sum(best) - sum(least))
        return [low + (high - low) * share for low, high in zip(least, best, strict=True)]
    # A table that nearly fills the page fills it; a small one keeps its columns together.
    stretch = min(room / sum(best), 1.6)
    return [width * stretch for width in best]


@dataclass(frozen=True, slots=True)
class _Shown:
    """One line of a cell: operators before and after its height, and where its text stands (in points)."""

    before: str
    after: str
    x: float
    width: float
    tone: Tone | None


class _Cells(dict[Value, tuple[_Shown, ...]]):
    """The cells of a column as operators, made when first wanted and remembered as long as there is room."""

    def __init__(
        self, layout: Layout, column: Column, x: float, width: float, size: float, bold: bool, colour: str
    ) -> None:
        super().__init__()
        self._layout = layout
        self._column = column
        self._bold = bold
        self._size = size
        self._colour = colour
        indent = _PAD + (_CHIP if column.kind == "chip" else 0)
        self.left = x + indent
        self._room = width - 2 * indent

    def __missing__(self, value: Value) -> tuple[_Shown, ...]:
        column = self._column
        text = value_text(value, column.kind, column.decimals, self._layout.document.language)
        made = self.lines_of(printed(text), column.tones.get(text) if isinstance(value, str) else None)
        if len(self) < _REMEMBERED and len(text) < 200:
            self[value] = made
        return made

    def lines_of(self, text: str, tone: Tone | None = None) -> tuple[_Shown, ...]:
        """*text* broken into lines of this column."""
        if not text:
            return ()
        return tuple(self._shown(line, tone) for line in lines(text, self._bold, self._room * 1000 / self._size))

    def _shown(self, line: Line, tone: Tone | None) -> _Shown:
        width = line.width * self._size / 1000
        align = self._column.aligned
        x = self.left + (0 if align == "left" else (self._room - width) / (1 if align == "right" else 2))
        shown = self._layout.ink.show(line, self._bold, self._size)
        if tone is not None:
            shown = f"{rgb(TONES[tone][0])} rg {shown} {rgb(self._colour)} rg"
        return _Shown(f"1 0 0 1 {x:.2f} ", f" Tm {shown}", x, width, tone)


def put_table(layout: Layout, table: Table, grid: Grid) -> None:
    """Put *table* onto as many pages as it takes, with its head on each of them."""
    _TableOnPages(layout, table, grid).put()


class _TableOnPages:
    def __init__(self, layout: Layout, table: Table, grid: Grid) -> None:
        self.layout = layout
        self.table = table
        self.grid = grid
        self.size = grid.size
        self.leading = grid.size * _LEADING
        self.right = MARGIN + sum(grid.widths)
        places = [MARGIN + sum(grid.widths[:at]) for at in range(len(grid.widths))]
        columns = list(zip(table.columns, places, grid.widths, strict=True))
        self._head_cells = [
            _Cells(layout, column, x, width, self.size, True, _HEAD_TEXT) for column, x, width in columns
        ]
        self._cells = [_Cells(layout, column, x, width, self.size, False, TEXT) for column, x, width in columns]
        self._bold_cells = [_Cells(layout, column, x, width, self.size, True, TEXT) for column, x, width in columns]
        self._heads = [cells.lines_of(head) for cells, head in zip(self._head_cells, grid.heads, strict=True)]
        self._chips = [at for at, column in enumerate(table.columns) if column.kind == "chip" and column.tones]

    def put(self) -> None:
        layout, table = self.layout, self.table
        head_height = self._height(self._heads)
        wanted = max(60.0, self._short_table())
        same = layout.start(min(head_height, 200) + wanted, self.grid.landscape, caption=table.name)
        if not same and table.name:
            layout.flow(table.name, 10.5, bold=True, after=4)
        self._tell_long_heads()
        self._head()
        empty = True
        while chunk := list(islice(self.grid.rows, _CHUNK)):
            empty = False
            self._rows(chunk)
            layout.advance(len(chunk))
        if table.total is not None:
            self._total(table.total)
        self._close()
        layout.y -= 4
        if empty:
            layout.flow(table.empty or layout.speak.gettext("Keine Einträge"), 8.5, colour=MUTED, after=4)
        if table.note:
            layout.flow(table.note, 8.5, colour=MUTED)
        layout.y -= 10

    def _short_table(self) -> float:
        """The height of the rows of a short table, so that it is not torn apart where a new page would hold it; 0 for
        a long one."""
        count = self.table.count
        if count is None or count > _SHORT:
            return 0.0
        rows = list(self.grid.rows)
        self.grid.rows = chain(rows)
        total = () if self.table.total is None else (self.table.total,)
        below = 44.0 if self.table.note else 30.0  # with the caption and what keeps the blocks apart
        return below + sum(
            self._height([known[value] for known, value in zip(self._cells, row, strict=True)])
            for row in (*rows, *total)
        )

    def _tell_long_heads(self) -> None:
        """The name of a column that would fill the page is told before the table; its head shows the beginning."""
        for at, words in enumerate(self._heads):
            if len(words) > _HIGHEST_HEAD:
                self.layout.flow(self.grid.heads[at], 8.5, colour=MUTED)
                self._heads[at] = words[:_HIGHEST_HEAD]

    def _height(self, cells: list[tuple[_Shown, ...]]) -> float:
        return max(1, *map(len, cells), 1) * self.leading + 2 * _PAD - 1

    def _head(self) -> None:
        """The names of the columns, at the top of every page of the table; opens the text of the rows."""
        layout, page, heads = self.layout, self.layout.page, self._heads
        height = self._height(heads)
        page.under.append(rect(MARGIN, layout.y - height, self.right - MARGIN, height, TINT))
        page.over.append(rule(MARGIN, self.right, layout.y - height, ACCENT, 0.8))
        page.text.append(f"BT {rgb(_HEAD_TEXT)} rg {layout.ink.select(True, self.size)}")
        self._words(heads, layout.y)
        page.text.append(f"{rgb(TEXT)} rg {layout.ink.select(False, self.size)}")
        layout.y -= height
        page.over.append(f"{rgb(LINE)} RG 0.5 w")

    def _close(self) -> None:
        self.layout.page.text.append("ET")

    def _words(self, cells: list[tuple[_Shown, ...]], top: float) -> None:
        text = self.layout.page.text
        first = top - _PAD - self.size * 0.98
        for words in cells:
            y = first
            for shown in words:
                text.append(f"{shown.before}{y:.2f}{shown.after}")
                y -= self.leading

    def _rows(self, rows: list[Row]) -> None:
        cells = self._cells
        leading, extra = self.leading, 2 * _PAD - 1
        for row in rows:
            shown = [known[value] for known, value in zip(cells, row, strict=True)]
            self._row(shown, max(1, max(map(len, shown))) * leading + extra)

    def _row(self, shown: list[tuple[_Shown, ...]], height: float) -> None:
        layout = self.layout
        if layout.y - height < BOTTOM:
            shown, height = self._over_the_edge(shown, height)
        y = layout.y
        page = layout.page
        base = y - _PAD - self.size * 0.98
        at = f"{base:.2f}"
        text = page.text
        for words in shown:
            if words:
                one = words[0]
                text.append(f"{one.before}{at}{one.after}")
                if len(words) > 1:
                    below = base
                    for one in words[1:]:
                        below -= self.leading
                        text.append(f"{one.before}{below:.2f}{one.after}")
        for chip in self._chips:
            self._tint(shown[chip], base)
        layout.y = y - height
        page.over.append(f"{MARGIN:g} {layout.y:.2f} m {self.right:.2f} {layout.y:.2f} l S")

    def _over_the_edge(self, shown: list[tuple[_Shown, ...]], height: float) -> tuple[list[tuple[_Shown, ...]], float]:
        """Begin a new page for a row that does not fit. One that fits no page is written in parts; answers
        what is left of it and how high that is."""
        layout, extra = self.layout, 2 * _PAD - 1
        full = layout.page.height - TOP - BOTTOM - self._height(self._heads)
        if height <= full:
            self._next_page()
            return shown, height
        while True:
            fit = int((layout.y - BOTTOM - extra) / self.leading)
            if fit < 3:
                self._next_page()
                continue
            rest = [words[fit:] for words in shown]
            part = [words[:fit] for words in shown]
            part_height = max(1, *map(len, part)) * self.leading + extra
            if not any(rest):
                return part, part_height
            self._row(part, part_height)
            shown = rest

    def _next_page(self) -> None:
        self._close()
        self.layout.turn(self.grid.landscape)
        self._head()

    def _tint(self, words: tuple[_Shown, ...], base: float) -> None:
        """The tint of a chip, behind each of its lines."""
        for number, one in enumerate(words):
            if one.tone is not None:
                y = base - number * self.leading + self.size * 0.32
                tint = TONES[one.tone][1]
                self.layout.page.under.append(pill(one.x - _CHIP, y, one.width + 2 * _CHIP, self.size * 1.22, tint))

    def _total(self, total: Row) -> None:
        """The row that stands apart, bold below a strong line."""
        layout = self.layout
        shown = [known[value] for known, value in zip(self._bold_cells, total, strict=True)]
        height = self._height(shown)
        if layout.y - height < BOTTOM:
            self._next_page()
        layout.page.text.append(layout.ink.select(True, self.size))
        top = layout.y
        self._row(shown, height)
        layout.page.over.append(rule(MARGIN, self.right, top, ACCENT, 1.0))
