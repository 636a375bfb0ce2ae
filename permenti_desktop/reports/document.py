"""A finished report that is not yet a file: plain data in the report's own language.

Whoever builds a document has already chosen the words and counted the figures. The writers
(``write_xlsx``, ``write_pdf``, ``write_csv``) only lay it out and write numbers and dates the way the
document's language writes them, so one document gives the same report in every format.

What a cell may hold depends on the kind of its column:

=============  ==========================================================================================
text, chip     ``str``
date           ``datetime.date``
partial_date   ISO text as the database keeps it: "1985-03-07", "1985-03" or "1985"
integer        ``int``
decimal        ``int``, ``float`` or ``Decimal``, with the column's number of decimals
percent        a share: 0.254 is 25.4 %
hours          whole *minutes* (``int``), written as hours: 90 is 1.50
=============  ==========================================================================================

``None`` is an empty cell. A ``str`` in a column of dates or numbers is written as it stands, which is how a
suppressed figure ("–", "< 3") gets into a table of figures.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["text", "chip", "date", "partial_date", "integer", "decimal", "percent", "hours"]
Tone: TypeAlias = Literal["neutral", "info", "ok", "warn", "bad", "violet", "work"]
Align: TypeAlias = Literal["left", "right", "center"]
ChartKind: TypeAlias = Literal["bar", "stacked", "line", "target"]

Value: TypeAlias = str | date | int | float | Decimal | None
Row: TypeAlias = tuple[Value, ...]

Tick: TypeAlias = Callable[[int, int], None]
"""Told ``(done, total)`` in steps of the work while a report is made; total is 0 while nobody knows it.

It may raise :class:`permenti_desktop.domain.errors.Cancelled`: everything half made is then thrown away.
"""

NUMBERS: frozenset[str] = frozenset({"integer", "decimal", "percent", "hours"})
"""The kinds whose cells are numbers and stand at the right."""


def no_tick(done: int, total: int) -> None:
    """A tick for those who do not want to know."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. *width* is a wish in characters; without one the writers look at the cells."""

    name: str
    kind: Kind = "text"
    width: float | None = None
    align: Align | None = None
    decimals: int = 1
    sums: bool = False
    """The table's total in this column is the plain sum of its cells: a living formula in Excel."""
    tones: Mapping[str, Tone] = field(default_factory=dict)
    """For chips: the tint of each word. Words are what counts, the tint comes third."""

    @property
    def aligned(self) -> Align:
        """The wanted alignment, or the one that goes with the kind."""
        return self.align or ("right" if self.kind in NUMBERS else "left")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (a part) or 2 (within a part); it also is a bookmark of the PDF."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. Line breaks are kept, and nothing in it is taken for markup."""

    text: str
    strong: bool = False
    mark: str = ""
    """What hangs to the left of an item of a list: "•" or "3."."""
    page_of: str = ""
    """The text of a heading: on paper its page stands at the end of the line. For a table of contents."""


@dataclass(frozen=True, slots=True)
class Note:
    """A remark set apart from the text: where a figure comes from, what is still missing."""

    text: str
    tone: Tone = "info"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is shipped with the program, over the full width of the page; only on paper. *name* says in
    words what it shows and stands below it."""

    file: Path
    name: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A text for a camera, as a QR code; only on paper. *name* says below what it is."""

    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page (in Excel it changes nothing)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure. *target* is of the same kind as *value* and shown beside it."""

    name: str
    value: Value
    kind: Kind = "integer"
    decimals: int = 1
    target: Value = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A few figures that say the most, side by side."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. *name* is its caption and, in Excel, the name of its sheet.

    *rows* may be any iterable of tuples, e.g. an object whose ``__iter__`` reads from the database row by
    row: tables of 100,000 rows are written without ever being held in memory. A plain generator can be
    written only once. *count* is the number of rows if known, for the progress bar. *total* is a row of the
    same shape that stands apart below the others.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    count: int | None = None
    total: Row | None = None
    note: str = ""
    empty: str = ""
    """What to say instead of rows when there are none; without it the writers say "Keine Einträge"."""


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values of a chart, one per category; ``None`` leaves a gap (a suppressed figure)."""

    name: str
    values: tuple[int | float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart.

    bar: bars side by side per category · stacked: bars on top of each other · line: one line per series ·
    target: exactly two series, target first and what was reached second, drawn as one pair per category.
    """

    name: str
    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    percent: bool = False
    """The values are shares (0 to 1) and written in per cent."""
    decimals: int = 0
    note: str = ""


Block: TypeAlias = Heading | Paragraph | Note | Picture | Code | PageBreak | KeyFigures | Table | Chart


@dataclass(frozen=True, slots=True)
class Document:
    """A report in one language, with what stands on its first page and at the foot of every other one."""

    title: str
    language: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    office: str = ""
    period: tuple[date, date] | None = None
    """First and last day the figures speak of, both included."""
    cut_off: date | None = None
    """The day whose state of the data is shown (Stichtag)."""
    made_at: datetime | None = None
    """When the report was made, in UTC."""
    made_by: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    """Further lines of the first page: funder, reference number, version of the definitions …"""
    confidential: str = ""
    """A sentence printed on every page, e.g. who may read this."""
    protected: bool = False
    """The figures are protected against recognition: the name of who made the report stays out of it, and
    the file holds nothing that does not also stand on its pages."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables in the order in which they stand in the report."""
        return tuple(block for block in self.blocks if isinstance(block, Table))
