"""The pages of a PDF in the making: where the next line goes, and when a new page begins.

Everything is kept as PDF operators until the number of pages is known. Coordinates are points from the lower
left corner, as PDF has them; ``y`` is the upper edge of what comes next.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from permenti_desktop.i18n import Texts, texts
from permenti_desktop.reports.document import Align, Document, Heading, Tick
from permenti_desktop.reports.formats import period_line
from permenti_desktop.reports.look import ACCENT, LINE, MUTED, TEXT, TEXT_2, TONES
from permenti_desktop.reports.typeset import Ink, Line, lines, plain_width, printed

SHORT: Final = 595.28
LONG: Final = 841.89
MARGIN: Final = 50.0
TOP: Final = 62.0
BOTTOM: Final = 62.0
LEADING: Final = 1.42


# Operators -------------------------------------------------------------------------------------------------


def rgb(colour: str) -> str:
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.3g}" for at in (1, 3, 5))


def rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f"{rgb(fill)} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f"


def rule(x1: float, x2: float, y: float, colour: str, width: float = 0.5) -> str:
    return f"{rgb(colour)} RG {width:g} w {x1:.2f} {y:.2f} m {x2:.2f} {y:.2f} l S"


def pill(x: float, y: float, width: float, height: float, fill: str) -> str:
    """A bar with round ends, as one stroke: *x* to *x + width*, centred on *y*."""
    half = height / 2
    return f"q {rgb(fill)} RG {height:.2f} w 1 J {x + half:.2f} {y:.2f} m {x + width - half:.2f} {y:.2f} l S Q"


# Pages -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Page:
    """A page in the making: operators for what lies below the text, for the text, and for what lies above."""

    landscape: bool
    under: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    pictures: list[tuple[Path, float, float, float, float]] = field(default_factory=list)
    """File, lower left corner, width and height of each picture."""
    bookmarks: list[tuple[str, int, float]] = field(default_factory=list)
    """Title, level and height of every heading on the page."""
    references: list[tuple[str, float, float]] = field(default_factory=list)
    """Lines of a table of contents on the page: title of the heading, base line and size of its letters."""

    @property
    def width(self) -> float:
        return LONG if self.landscape else SHORT

    @property
    def height(self) -> float:
        return SHORT if self.landscape else LONG


class Layout:
    """Puts text onto pages, from top to bottom."""

    def __init__(self, document: Document, ink: Ink, tick: Tick) -> None:
        self.document = document
        self.ink = ink
        self.tick = tick
        self.speak: Texts = texts(document.language)
        self.pages: list[Page] = []
        self.page = Page(False)
        self.y = 0.0
        self.headings: list[Heading] = []
        """Headings that wait for what they stand above, so that none is left alone at the foot of a page."""
        self._done = 0
        counts = [table.count for table in document.tables]
        self._total = sum(count for count in counts if count) if None not in counts else 0

    @property
    def room(self) -> float:
        """Width between the margins."""
        return self.page.width - 2 * MARGIN

    # Places

    def turn(self, landscape: bool) -> None:
        """Begin a new page."""
        self.page = Page(landscape)
        self.pages.append(self.page)
        self.y = self.page.height - (MARGIN if len(self.pages) == 1 else TOP)

    def need(self, height: float) -> None:
        """Begin a new page if there is less than *height* left on this one."""
        if self.y - height < BOTTOM and self.y < self.page.height - TOP - 1:
            self.turn(self.page.landscape)

    def start(self, height: float, landscape: bool = False, caption: str = "") -> bool:
        """Make room for a block that wants at least *height*, with the headings that belong to it.

        Answers whether a heading says the same as *caption*, which then need not be repeated.
        """
        headings, self.headings = self.headings, []
        if (height or headings) and self.page.landscape != landscape:
            self.turn(landscape)
        self.need(min(height + 34 * len(headings), 400))
        for heading in headings:
            self._heading(heading)
        return bool(headings) and headings[-1].text == caption

    # Text

    def show(self, line: Line, x: float, y: float, size: float, colour: str, bold: bool = False) -> None:
        """Write one line of text with its left end at *x* and its base line at *y*."""
        ink = self.ink
        self.page.text.append(
            f"BT {rgb(colour)} rg {ink.select(bold, size)} 1 0 0 1 {x:.2f} {y:.2f} Tm {ink.show(line, bold, size)} ET"
        )

    def one_line(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        align: Align = "left",
        room: float | None = None,
    ) -> None:
        """Write a short text of the program's own making, or a longer one shortened to *room*."""
        # No line holds more than a few hundred letters: the rest of a monstrous title is not even looked at.
        found = lines(printed(text[:1_000]).replace("\n", " "), bold, (room or 5_000) / size * 1000)
        line = found[0]
        if len(found) > 1 and not line.pieces:
            line = Line(line.width + plain_width(" …", bold), line.text + " …")
        width = line.width * size / 1000
        self.show(line, x - {"left": 0, "right": width, "center": width / 2}[align], y, size, colour, bold)

    def flow(
        self,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = TEXT,
        after: float = 0,
        leading: float = LEADING,
        mark: str = "",
    ) -> None:
        """Write running text over the full width, going on on the next page where this one ends. With a *mark* the
        text stands further in, and the mark beside its first line."""
        inset = 18.0 if mark else 0.0
        for line in lines(printed(text), bold, (self.room - inset) / size * 1000):
            self.need(size * leading)
            if mark:
                self.one_line(mark, MARGIN + inset - 6, self.y - size * 1.05, size, colour, bold=bold, align="right")
                mark = ""
            x = MARGIN + (self.room - line.width * size / 1000 if line.backwards else inset)
            self.show(line, x, self.y - size * 1.05, size, colour, bold)
            self.y -= size * leading
        self.y -= after

    def refer(self, title: str, size: float) -> None:
        """The line that begins here ends with the page of a heading, and leads to it on a screen."""
        self.need(size * LEADING)
        self.page.references.append((printed(title), self.y - size * 1.05, size))

    def picture(self, file: Path, name: str, across: int, down: int) -> None:
        """A picture of so many pixels over the full width, framed by a thin line, with its name below."""
        width = min(self.room, 360.0 * across / down)
        height = width * down / across
        self.start(height + 24)
        low = self.y - height
        self.page.pictures.append((file, MARGIN, low, width, height))
        self.page.over.append(f"{rgb(LINE)} RG 0.5 w {MARGIN:.2f} {low:.2f} {width:.2f} {height:.2f} re S")
        self.y = low - 4
        if name:
            self.flow(name, 8.5, colour=MUTED)
        self.y -= 8

    def _heading(self, heading: Heading) -> None:
        size = 15.0 if heading.level == 1 else 11.5
        if self.y < self.page.height - TOP - 1:
            self.y -= 14 if heading.level == 1 else 8
        self.page.bookmarks.append((printed(heading.text), heading.level - 1, self.y + 6))
        self.flow(heading.text, size, bold=True, colour=ACCENT, after=5, leading=1.3)

    def note(self, text: str, colour: str, tint: str) -> None:
        size = 9.0
        leading = size * LEADING
        found = lines(printed(text), False, (self.room - 22) / size * 1000)
        while found:
            self.need(leading + 12)
            fit = max(1, int((self.y - BOTTOM - 12) / leading))
            part, found = found[:fit], found[fit:]
            height = len(part) * leading + 11
            self.page.under.append(rect(MARGIN, self.y - height, self.room, height, tint))
            self.page.under.append(rect(MARGIN, self.y - height, 3, height, colour))
            y = self.y - 6
            for line in part:
                x = MARGIN + (self.room - 10 - line.width * size / 1000 if line.backwards else 12)
                self.show(line, x, y - size * 1.05, size, colour)
                y -= leading
            self.y -= height + 8

    def advance(self, rows: int) -> None:
        """Tell that *rows* more rows are written."""
        self._done += rows
        self.tick(self._done, max(self._total, self._done))

    # The end

    def put_out(self, canvas: Any) -> None:
        """Write all pages with their heads and feet, now that their number is known."""
        document = self.document
        line = period_line(document, self.speak)
        pages = len(self.pages)
        deepest = -1
        places = {
            mark[0]: (number, f"{number}-{at}")
            for number, page in enumerate(self.pages, 1)
            for at, mark in enumerate(page.bookmarks)
        }
        for number, page in enumerate(self.pages, 1):
            self.page = page
            left, right = MARGIN, page.width - MARGIN
            if number > 1:
                top = page.height - 40
                self.one_line(document.title, left, top, 8, TEXT_2, room=(right - left) * 0.55)
                self.one_line(line, right, top, 8, MUTED, align="right")
                page.over.append(rule(left, right, top - 7, LINE))
            page.over.append(rule(left, right, 46, LINE))
            self.one_line(line or document.title, left, 34, 8, MUTED, room=(right - left) * 0.7)
            if document.confidential:
                self.one_line(document.confidential, left, 23, 8, TONES["warn"][0], room=(right - left) * 0.8)
            count = self.speak.gettext("Seite {page} von {pages}").format(page=number, pages=pages)
            self.one_line(count, right, 34, 8, MUTED, align="right")
            canvas.setPageSize((page.width, page.height))
            for at, (title, level, height) in enumerate(page.bookmarks):
                key = f"{number}-{at}"
                canvas.bookmarkHorizontalAbsolute(key, height)
                deepest = min(level, deepest + 1)
                canvas.addOutlineEntry(title[:200], key, deepest, closed=False)
            for title, base, size in page.references:
                target, key = places[title]
                self.one_line(str(target), right, base, size, TEXT_2, align="right")
                canvas.linkAbsolute(title, key, (left, base - 0.3 * size, right, base + size))
            for file, x, y, width, height in page.pictures:
                canvas.drawImage(str(file), x, y, width, height)
            canvas.addLiteral("\n".join((*page.under, *page.text, *page.over)))
            canvas.showPage()
