"""What was recognised in a file: its lists and their columns, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass

from permenti_desktop.exchange import headers
from permenti_desktop.exchange.blocks import turned
from permenti_desktop.exchange.fields import Subject, field_by_key
from permenti_desktop.exchange.headers import header_key
from permenti_desktop.exchange.read_names import Order
from permenti_desktop.exchange.read_values import DateOrder
from permenti_desktop.exchange.workbook import Sheet, Workbook, address


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list and what it seems to mean. ``field`` is a key of ``fields``, None for none."""

    index: int
    header: str
    group: str = ""
    field: str | None = None
    confidence: float = 0.0
    by: str = ""
    """ "header", "values" or "person": what decided."""
    alternatives: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    hidden: bool = False
    meanings: tuple[tuple[str, str], ...] = ()
    """What a person said words of this column mean: (text in plain letters, code)."""

    @property
    def near(self) -> bool:
        """Whether the words above it name something that only lies near to the field, and nobody has confirmed it."""
        return (
            self.field is not None
            and self.by == "header"
            and headers.is_near(header_key(self.header), field_by_key(self.field))
        )


@dataclass(frozen=True)
class Table:
    """One list on a sheet. Rows and columns count as the sheet shows them; in a ``turned`` list (people
    side by side, headers at the left) they are exchanged."""

    sheet: int
    sheet_name: str
    subject: Subject | None
    header_rows: tuple[int, ...]
    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    turned: bool = False
    confidence: float = 0.0
    name_orders: Mapping[str, tuple[Order | None, bool]] | None = None
    """Subject → how whole names are written in its name column, and whether that is certain."""
    capitals: frozenset[str] = frozenset()
    """Fields whose names stand in capitals throughout, as a manner of the list."""
    date_order: DateOrder = "dmy"
    serials: frozenset[str] = frozenset()
    """Fields whose days stand as bare numbers throughout, as a spreadsheet keeps them."""
    legend: Mapping[str, str] | None = None
    """Fill → what it means, as the list itself says."""
    title: str = ""
    fingerprint: str = ""

    def column_of(self, key: str) -> Column | None:
        """The first column with this meaning."""
        return next((column for column in self.columns if column.field == key), None)

    def place(self, row: int, column: int) -> str:
        """The name of a cell as Excel shows it."""
        return address(column, row) if self.turned else address(row, column)


@dataclass(frozen=True)
class Recognition:
    """What was found in a file. ``left_out`` names sheets without a list, each with its reason's sheet
    name.
    """

    book: Workbook
    tables: tuple[Table, ...]
    left_out: tuple[str, ...] = ()

    def sheet_of(self, table: Table) -> Sheet:
        """The sheet of a table, turned where the table is."""
        sheet = self.book.sheets[table.sheet]
        return turned(sheet) if table.turned else sheet


def body_rows(table: Table) -> range:
    return range(table.first_row, table.last_row + 1)
