"""Which sheet holds what, where its header is, and what each column means.

By meaning, not by position: words above a column and the cells below it are weighed together, and what is
left in doubt is said (``confidence``, ``alternatives``) so that a person can choose. Nothing here reads a
record.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from permenti_desktop.exchange import headers, read_names, read_terms, read_values
from permenti_desktop.exchange.fields import (
    BESIDE,
    FIELDS,
    SUBJECTS,
    TITLE_WORDS,
    Field,
    Subject,
    field_by_key,
    fields_of,
)
from permenti_desktop.exchange.headers import header_key
from permenti_desktop.exchange.read_names import Order
from permenti_desktop.exchange.read_values import DateOrder
from permenti_desktop.exchange.reading import plain, says_nothing, says_ongoing, says_unknown
from permenti_desktop.exchange.workbook import EMPTY, Area, Cell, Sheet, Workbook, address, number_of

_HEADER_DEPTH: Final = 40
"""Rows from the top in which a header is looked for with all means; below, only with whole words."""
_SAMPLE: Final = 60
"""Cells of a column that are looked at to tell what they are."""
_ENOUGH: Final = 0.5
"""Below this, a column is left without a meaning."""


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


def recognise(
    book: Workbook,
    today: date,
    remembered: Mapping[str, Mapping[str, str | None]] | None = None,
    tick: Callable[[int, int], None] | None = None,
) -> Recognition:
    """Find the lists in a file.

    *remembered*: fingerprint of a header → header text → field key, as a person once decided. *tick* is told the
    sheets done of all, and may raise Cancelled.
    """
    tables: list[Table] = []
    left_out: list[str] = []
    for number, sheet in enumerate(book.sheets):
        if tick is not None:
            tick(number, len(book.sheets))
        found = _tables_of(sheet, number, today)
        if not any(table.subject for table in found):
            left_out.append(sheet.name)
        tables.extend(found)
    if remembered:
        tables = [_as_remembered(table, book, today, remembered) for table in tables]
    return Recognition(book, tuple(tables), tuple(left_out))


def choose(
    found: Recognition, table: Table, today: date, fields: Mapping[int, str | None], subject: Subject | None = None
) -> Recognition:
    """The same with a person's choice for one table: column index → field key (None: leave out).

    With another *subject* the columns are weighed anew before the choices are applied.
    """
    sheet = found.sheet_of(table)
    changed = table
    if subject is not None and subject != table.subject:
        columns = tuple(replace(column, field=None, confidence=0.0, by="", alternatives=()) for column in table.columns)
        columns, confidence = _assigned(sheet, columns, _body(table), subject, today)
        changed = replace(table, subject=subject, columns=columns, confidence=confidence)
    changed = _with_choice(changed, sheet, today, fields)
    tables = tuple(changed if one is table else one for one in found.tables)
    return replace(found, tables=tables)


def translate(found: Recognition, table: Table, column: int, meanings: Mapping[str, str | None]) -> Recognition:
    """The same with what words of a column mean: text of a cell → code of its field's list (None: as it is read)."""
    columns = []
    for one in table.columns:
        if one.index == column:
            told = {**dict(one.meanings), **{plain(text): code for text, code in meanings.items()}}
            one = replace(one, meanings=tuple((text, code) for text, code in told.items() if code is not None))
        columns.append(one)
    changed = replace(table, columns=tuple(columns))
    return replace(found, tables=tuple(changed if one is table else one for one in found.tables))


def column_at(found: Recognition, sheet: str, place: str) -> tuple[int, Column] | None:
    """Number of the table and the column of a cell, "J5"; None where no list is."""
    match = re.fullmatch(r"([A-Z]+)(\d+)", place)
    if match is None:
        return None
    across, down = number_of(match[1]), int(match[2])
    for number, table in enumerate(found.tables):
        row, index = (across, down) if table.turned else (down, across)
        if table.sheet_name == sheet and table.first_row <= row <= table.last_row:
            column = next((one for one in table.columns if one.index == index), None)
            if column is not None:
                return number, column
    return None


def _with_choice(table: Table, sheet: Sheet, today: date, fields: Mapping[int, str | None]) -> Table:
    taken = {key for key in fields.values() if key}
    columns = []
    for column in table.columns:
        if column.index in fields:
            columns.append(replace(column, field=fields[column.index], confidence=1.0, by="person", meanings=()))
        elif column.field in taken and not field_by_key(column.field).many:
            columns.append(replace(column, field=None, confidence=0.0, by=""))
        else:
            columns.append(column)
    return _with_manners(replace(table, columns=tuple(columns)), sheet, today)


def _as_remembered(
    table: Table, book: Workbook, today: date, remembered: Mapping[str, Mapping[str, str | None]]
) -> Table:
    wanted = remembered.get(table.fingerprint)
    if not wanted:
        return table
    sheet = book.sheets[table.sheet]
    fields = {
        column.index: wanted[header_key(column.header)]
        for column in table.columns
        if header_key(column.header) in wanted
    }
    return _with_choice(table, turned(sheet) if table.turned else sheet, today, fields)


# Rows -------------------------------------------------------------------------------------------------------


def turned(sheet: Sheet) -> Sheet:
    """The sheet with rows and columns exchanged."""
    width = sheet.width
    rows = tuple(
        tuple(sheet.rows[row][column] if column < len(sheet.rows[row]) else EMPTY for row in range(sheet.height))
        for column in range(width)
    )
    merged = tuple(Area(area.left, area.top, area.right, area.bottom) for area in sheet.merged)
    return Sheet(sheet.name, rows, merged, sheet.hidden_rows, sheet.hidden_columns, sheet.hidden)


def _texts(sheet: Sheet, row: int) -> dict[int, str]:
    """Column → text of the cells of a row that say something."""
    return {column: cell.text for column, cell in enumerate(sheet.rows[row - 1], 1) if not cell.blank}


_DAY: Final = re.compile(
    r"(?:(?:mo|di|mi|do|fr|sa|so)\.?,?\s*)?\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2}|\s?\d{4})?", re.IGNORECASE
)
_DATA: Final = re.compile(r"@|\d{4,}|\d[./-]\d|^\d+$")


def _without_days(sheet: Sheet, row: int) -> list[Cell]:
    """The cells of a row that say something, without a run of days: above columns of crosses stands when it was."""
    cells = [cell for cell in sheet.rows[row - 1] if not cell.blank]
    days = [cell for cell in cells if isinstance(cell.value, date) or _DAY.fullmatch(cell.text)]
    words = [cell for cell in cells if cell not in days]
    return words if len(days) >= 3 and len(words) >= 2 else cells


def _could_be_header(sheet: Sheet, row: int) -> bool:
    cells = _without_days(sheet, row)
    if len(cells) < 2:
        return False
    data = sum(
        not isinstance(cell.value, str) or bool(_DATA.search(cell.text)) or len(cell.text) > 60 for cell in cells
    )
    return data <= len(cells) * 0.2


def _header_strength(sheet: Sheet, row: int) -> float:
    """How many cells of a row name a field; 0 when it cannot be a header."""
    if not _could_be_header(sheet, row):
        return 0.0
    keys = [header_key(cell.text) for cell in _without_days(sheet, row)]
    if row > _HEADER_DEPTH:
        matched = [1.0 if key in headers.exact_words() else 0.0 for key in keys]
    else:
        matched = [headers.best_score(key) for key in keys]
    strong = sum(score >= 0.7 for score in matched)
    if strong < 2 or strong < len(keys) * 0.5:
        return 0.0
    return sum(score for score in matched if score >= 0.7) * (0.5 + 0.5 * strong / len(keys))


def _header_rows(sheet: Sheet) -> list[int]:
    """All rows that are headers of some list, from the top."""
    strengths = {row: _header_strength(sheet, row) for row in range(1, sheet.height + 1)}
    found: list[int] = []
    for row, strength in strengths.items():
        if strength < 1.4:
            continue
        if found and row - found[-1] == 1:
            # Two rows of headers belong together; the fuller one is the header, the other its companion.
            if strength > strengths[found[-1]]:
                found[-1] = row
            continue
        # Deep in a list, "Praktikum | Ausbildung" is data; a header there repeats most of an earlier one or
        # is full.
        if found and strength < 2.4 and not _repeats(sheet, row, found[0]):
            continue
        found.append(row)
    return found


def _repeats(sheet: Sheet, row: int, header_row: int) -> bool:
    first = {header_key(text) for text in _texts(sheet, header_row).values()}
    other = {header_key(text) for text in _texts(sheet, row).values()}
    return len(first & other) >= max(2, len(other) * 0.6)


@dataclass(frozen=True)
class _Block:
    """A header with its rows: where labels stand, and where the body is."""

    header_rows: tuple[int, ...]
    labels: dict[int, tuple[str, str]]
    """Column → (group, label)."""
    first_row: int
    last_row: int


def _blocks(sheet: Sheet) -> list[_Block]:
    rows = _header_rows(sheet)
    if not rows:
        return []
    kept: list[int] = [rows[0]]
    for row in rows[1:]:
        if not _repeats(sheet, row, kept[-1]):
            kept.append(row)
    blocks: list[_Block] = []
    for number, row in enumerate(kept):
        head, labels = _labels(sheet, row, kept[number - 1] if number else 0)
        next_head = kept[number + 1] if number + 1 < len(kept) else sheet.height + 1
        if next_head <= sheet.height:
            # The title of the next list stands between the two.
            next_head = _from_its_title(sheet, min(_labels(sheet, next_head, row)[0]), max(head))
        blocks.append(_Block(head, labels, max(head) + 1, next_head - 1))
    return blocks


def _from_its_title(sheet: Sheet, header_row: int, limit: int) -> int:
    """The first row that belongs to a list: its header's, or that of a title above it after a gap."""
    row = header_row - 1
    while row > limit and not _texts(sheet, row):
        row -= 1
    lone = row > limit + 1 and len(_texts(sheet, row)) == 1
    return row if lone and not _texts(sheet, row - 1) else header_row


def _labels(sheet: Sheet, row: int, above_limit: int) -> tuple[tuple[int, ...], dict[int, tuple[str, str]]]:
    """The header rows around a row that is one, and the label of each column with the title of its group."""
    own = _texts(sheet, row)
    below = _texts(sheet, row + 1) if row < sheet.height else {}
    above = _texts(sheet, row - 1) if row - 1 > above_limit else {}
    if below and _is_second_row(sheet, row, own, below):
        groups = _groups(sheet, row, own)
        labels = {
            column: (groups.get(column, "") if column in below else "", below.get(column) or own.get(column, ""))
            for column in sorted(set(own) | set(below))
        }
        return (row, row + 1), {column: label for column, label in labels.items() if label[1]}
    if above and _is_group_row(sheet, row - 1, above, own):
        groups = _groups(sheet, row - 1, above, max(own))
        labels = {column: (groups.get(column, ""), label) for column, label in own.items()}
        # What stands only above is a label of its own ("Nr." merged over both rows).
        for column, label in above.items():
            if column not in own:
                area = sheet.spanned(row - 1, column)
                if area is None or area.right == column:
                    labels[column] = ("", label)
        return (row - 1, row), labels
    return (row,), {column: ("", label) for column, label in own.items()}


def _is_second_row(sheet: Sheet, row: int, own: dict[int, str], below: dict[int, str]) -> bool:
    """Whether the row below a header holds the finer labels under titles that span several columns."""
    wide = [area for column in own if (area := sheet.spanned(row, column)) is not None and area.right > area.left]
    if not _plain_words(below):
        return False
    scores = [headers.best_score(header_key(text)) for text in below.values()]
    known = sum(score >= 0.7 for score in scores)
    if wide and any(any(area.left <= column <= area.right for column in below) for area in wide):
        return known >= len(below) * 0.5
    # Without merges (a text file): all finer labels stand under or right of a title, and none repeats the
    # header.
    return known >= 2 and known >= len(below) * 0.8 and bool(set(below) - set(own)) and len(below) >= 2


def _is_group_row(sheet: Sheet, row: int, above: dict[int, str], own: dict[int, str]) -> bool:
    """Whether the row above a header holds titles over groups of columns."""
    if len(above) < 1 or not _plain_words(above):
        return False
    wide = [area for column in above if (area := sheet.spanned(row, column)) is not None and area.right > area.left]
    # One title over everything is the title of the sheet.
    if any(area.right - area.left + 1 >= len(own) * 0.9 for area in wide):
        return False
    tall = any((area := sheet.spanned(row, column)) is not None and area.bottom > row for column in above)
    return bool(wide) or tall or (len(above) >= 2 and len(above) < len(own))


def _plain_words(texts: Mapping[int, str]) -> bool:
    return all(len(text) <= 60 and not _DATA.search(text) for text in texts.values())


def _groups(sheet: Sheet, row: int, titles: dict[int, str], last: int = 0) -> dict[int, str]:
    """Column → title of its group: as merged, or up to the next title."""
    groups: dict[int, str] = {}
    columns = sorted(titles)
    for number, column in enumerate(columns):
        area = sheet.spanned(row, column)
        merged_at_all = any(one.top <= row <= one.bottom and one.right > one.left for one in sheet.merged)
        if area is not None:
            right = area.right
        elif merged_at_all:
            right = column
        else:
            right = (columns[number + 1] - 1) if number + 1 < len(columns) else max(last, column)
        for one in range(column, right + 1):
            groups[one] = titles[column]
    return groups


# Tables -----------------------------------------------------------------------------------------------------


def _tables_of(sheet: Sheet, number: int, today: date) -> list[Table]:
    if not any(not cell.blank for row in sheet.rows for cell in row):
        return []
    tables = _upright(sheet, number, today)
    best = max((table.confidence for table in tables), default=0.0)
    if best < 0.6 and sheet.width >= 3 and 3 <= sheet.height <= 80:
        other = [replace(table, turned=True) for table in _upright(turned(sheet), number, today)]
        if max((table.confidence for table in other if len(table.header_rows) == 1), default=0.0) > best + 0.1:
            return other
    return tables


def _upright(sheet: Sheet, number: int, today: date) -> list[Table]:
    blocks = _blocks(sheet)
    if not blocks:
        return [_without_header(sheet, number, today)]
    tables: list[Table] = []
    for block in blocks:
        for columns in _side_by_side(sheet, block):
            tables.append(_table(sheet, number, block, columns, today))
    return tables


def _side_by_side(sheet: Sheet, block: _Block) -> list[list[int]]:
    """The columns of a block, split where an empty column parts two lists that each begin with a name."""
    used = set(block.labels)
    for row in range(block.first_row, block.last_row + 1):
        used.update(_texts(sheet, row))
    columns = sorted(used)
    parts: list[list[int]] = []
    for column in columns:
        if parts and column - parts[-1][-1] == 1:
            parts[-1].append(column)
        else:
            parts.append([column])
    if len(parts) < 2:
        return [columns]
    keys = [[header_key(block.labels[column][1]) for column in part if column in block.labels] for part in parts]
    seen: set[str] = set()
    repeated = False
    for part in keys:
        repeated = repeated or len(seen & set(part)) >= 2
        seen |= set(part)
    independent = all(_begins_a_list(part) and len(part) >= 2 for part in keys)
    if independent and repeated:
        return parts
    # A small count beside the list ("Herkunft | Anzahl") is none of the women's columns.
    counts = [_counts_something(part) and not _begins_a_list(part) for part in keys]
    if any(counts) and not counts[0]:
        own = [column for part, counting in zip(parts, counts, strict=True) if not counting for column in part]
        return [own, *(part for part, counting in zip(parts, counts, strict=True) if counting)]
    return [columns]


def _counts_something(keys: Sequence[str]) -> bool:
    return 2 <= len(keys) <= 4 and any(
        re.match(r"(?:anzahl|summe|gesamt|count|total|number of)\b", key) for key in keys
    )


def _begins_a_list(keys: Sequence[str]) -> bool:
    naming = [field for field in FIELDS if field.name in ("name", "last", "first")]
    return any(headers.match(key, field).score >= 0.9 for key in keys for field in naming)


def _table(sheet: Sheet, number: int, block: _Block, indexes: Sequence[int], today: date) -> Table:
    rows = range(block.first_row, block.last_row + 1)
    columns = tuple(
        Column(
            index,
            " ".join(block.labels.get(index, ("", ""))[1].split()),
            " ".join(block.labels.get(index, ("", ""))[0].split()),
            samples=_samples(sheet, rows, index),
            hidden=index in sheet.hidden_columns,
        )
        for index in indexes
    )
    title = _title(sheet, min(block.header_rows))
    subject, columns, confidence = _subject(sheet, columns, rows, title, today)
    keys = [header_key(f"{column.group} {column.header}") for column in columns]
    table = Table(
        number,
        sheet.name,
        subject,
        block.header_rows,
        block.first_row,
        block.last_row,
        columns,
        confidence=confidence,
        title=title,
        legend=_legend(sheet),
        fingerprint=hashlib.sha256("\n".join([subject or "", *keys]).encode()).hexdigest()[:16],
    )
    return _with_manners(table, sheet, today)


def _without_header(sheet: Sheet, number: int, today: date) -> Table:
    """A list without a header: only its cells can say what it is, so that everything in it is a
    suggestion.
    """
    widths = [len(_texts(sheet, row)) for row in range(1, sheet.height + 1)]
    usual = max(widths, default=0)
    first = next((row for row, width in enumerate(widths, 1) if width >= max(2, usual * 0.5)), 1)
    rows = range(first, sheet.height + 1)
    used = sorted({column for row in rows for column in _texts(sheet, row)})
    columns = tuple(
        Column(index, "", samples=_samples(sheet, rows, index), hidden=index in sheet.hidden_columns) for index in used
    )
    title = _title(sheet, first)
    subject, columns, confidence = _subject(sheet, columns, rows, title, today)
    return _with_manners(
        Table(
            number,
            sheet.name,
            subject if len(columns) > 1 or _title_subjects(sheet.name, title) else None,
            (),
            first,
            sheet.height,
            columns,
            confidence=confidence * 0.7,
            title=title,
            legend=_legend(sheet),
            fingerprint="",
        ),
        sheet,
        today,
    )


def _title(sheet: Sheet, before: int) -> str:
    return " ".join(text for row in range(max(1, before - 8), before) for text in _texts(sheet, row).values())[:400]


def _samples(sheet: Sheet, rows: Iterable[int], column: int) -> tuple[str, ...]:
    found: list[str] = []
    for row in rows:
        text = sheet.cell(row, column).text
        if text and text not in found:
            found.append(text)
            if len(found) == 3:
                break
    return tuple(found)


def _body(table: Table) -> range:
    return range(table.first_row, table.last_row + 1)


# What a list is about ---------------------------------------------------------------------------------------

_NEEDS: Final[dict[Subject, tuple[frozenset[str], ...]]] = {
    "participant": (frozenset({"participant.name", "participant.last", "participant.first"}),),
    "mentor": (frozenset({"mentor.name", "mentor.last", "mentor.first"}),),
    "organisation": (frozenset({"organisation.name"}),),
    "internship": (
        frozenset({"participant.name", "participant.last", "participant.first"}),
        frozenset({"organisation.name", "internship.start", "internship.period", "internship.hours"}),
    ),
    "tandem": (
        frozenset({"mentor.name", "mentor.last", "mentor.first"}),
        frozenset({"participant.name", "participant.last", "participant.first"}),
    ),
}


def _title_subjects(name: str, title: str) -> dict[Subject, float]:
    """How clearly the name of the sheet and its title rows say what the list is about."""
    found: dict[Subject, float] = {}
    for text, weight in ((name, 1.0), (title, 0.6)):
        key = header_key(re.sub(r"([a-zäöü])([A-ZÄÖÜ])", r"\1 \2", text.replace("_", " ")))
        words = key.split()
        for subject, names in TITLE_WORDS.items():
            for word in names:
                wanted = header_key(word)
                if wanted in words or (" " in wanted and wanted in key):
                    strength = weight
                elif len(wanted) >= 6 and wanted in key.replace(" ", ""):
                    strength = weight * 0.8
                else:
                    continue
                found[subject] = max(found.get(subject, 0.0), strength)
    return found


def _subject(
    sheet: Sheet, columns: tuple[Column, ...], rows: range, title: str, today: date
) -> tuple[Subject | None, tuple[Column, ...], float]:
    """The subject whose fields explain the columns best, with the columns so explained."""
    hints = _title_subjects(sheet.name, title)
    words = {word for column in columns for text in column.samples for word in header_key(text).split()}
    said = {"participant"} if words & {"tn", "teilnehmerin"} else set()
    best: tuple[float, Subject, tuple[Column, ...], float] | None = None
    for subject in SUBJECTS:
        assigned, confidence = _assigned(sheet, columns, rows, subject, today)
        keys = {column.field for column in assigned if column.field}
        needs = _NEEDS[subject]
        missing = sum(not (need & keys) for need in needs)
        total = sum(column.confidence for column in assigned if column.field) / max(len(columns), 1)
        rank = total + 0.35 * hints.get(subject, 0.0) - 0.5 * missing
        if subject == "tandem" and not missing and not hints.get("tandem"):
            rank += 0.12 if _speaks_of_pairs(assigned) else -0.15
        # Most lists of an office are lists of women: where nothing tells the subjects apart, it is one.
        if subject == "participant":
            rank += 0.06
        # "TN aktiv" is said of nobody else.
        if subject in said:
            rank += 0.15
        if best is None or rank > best[0]:
            best = (rank, subject, assigned, confidence if not missing else 0.2)
    if best is None or best[3] <= 0.2 or best[0] < 0.25:
        return None, columns, 0.0
    return best[1], best[2], best[3]


def _speaks_of_pairs(columns: Sequence[Column]) -> bool:
    """Whether headers name both a mentee and a mentor, and the row is about both: then it is a pair. A list of mentees
    with one column for the mentor's name is a list of mentees."""
    hers = (
        "mentor.last",
        "mentor.first",
        "mentor.organisation",
        "mentor.sector",
        "mentor.occupation",
        "mentor.capacity",
    )
    of_mentor = sum(column.field in (*hers, "mentor.name") for column in columns)
    of_mentee = sum((column.field or "").startswith("participant.") for column in columns)
    if of_mentor < 2 and of_mentee > 3:
        return False
    words = {word for column in columns for word in header_key(f"{column.group} {column.header}").split()}
    return "mentee" in words and bool(words & {"mentorin", "mentor"})


# What a column means ----------------------------------------------------------------------------------------


def _full_rows(sheet: Sheet, rows: range, columns: Sequence[Column]) -> list[int]:
    """Rows that look like records: titles between rows, sums and legends would blur what a column holds."""
    widths = {row: sum(not sheet.seen(row, column.index).blank for column in columns) for row in rows}
    least = max(2, max(widths.values(), default=0) * 0.35)
    return [row for row, width in widths.items() if width >= least] or list(rows)


def _sample_cells(sheet: Sheet, rows: Sequence[int], column: int) -> list[Cell]:
    found: list[Cell] = []
    for row in rows:
        cell = sheet.seen(row, column)
        if not (cell.blank or says_nothing(cell.text) or says_unknown(cell.text) or says_ongoing(cell.text)):
            found.append(cell)
            if len(found) >= _SAMPLE:
                break
    return found


def _share(cells: Sequence[Cell], test: Callable[[Cell], bool]) -> float:
    return sum(test(cell) for cell in cells) / len(cells)


def _fits(kind: str, cells: Sequence[Cell], today: date) -> float | None:
    """The share of cells that can be what a kind of field holds; None where any text can."""
    test: Callable[[Cell], bool]
    if kind == "birth":
        test = lambda cell: _is_date(cell, "birth", today, 1935, today.year - 14)  # noqa: E731
    elif kind in ("event", "day"):
        test = lambda cell: _is_date(cell, "event", today, 1970, today.year + 15)  # noqa: E731
    elif kind == "period":
        test = lambda cell: read_values.read_period(cell, today).value is not None  # noqa: E731
    elif kind == "level":
        test = lambda cell: read_terms.read_level(cell, today).value is not None  # noqa: E731
    elif kind == "residence":
        test = lambda cell: _is_residence(cell, today)  # noqa: E731
    elif kind == "recognition":
        test = lambda cell: _is_recognition(cell, today)  # noqa: E731
    elif kind == "outcome":
        test = _is_outcome
    elif kind == "result":
        test = lambda cell: read_terms.read_result(cell).value is not None  # noqa: E731
    elif kind == "country":
        test = lambda cell: read_terms.read_country(cell).value is not None  # noqa: E731
    elif kind == "languages":
        test = lambda cell: read_terms.read_languages(cell).value is not None  # noqa: E731
    elif kind == "phone":
        test = lambda cell: read_values.read_phones(cell).value is not None  # noqa: E731
    elif kind == "email":
        test = lambda cell: read_values.read_emails(cell).value is not None  # noqa: E731
    elif kind == "postal":
        test = lambda cell: read_values.read_postal_code(cell).value is not None  # noqa: E731
    elif kind == "address":
        test = _is_address
    elif kind == "street":
        test = lambda cell: isinstance(cell.value, str) and read_values.looks_like_street(cell.text)  # noqa: E731
    elif kind == "town":
        test = _is_town
    elif kind == "house":
        test = lambda cell: bool(re.fullmatch(r"\d{1,4}\s?[a-zA-Z]?(?:\s?-\s?\d{1,4})?", cell.text))  # noqa: E731
    elif kind == "hours":
        test = lambda cell: _is_hours(cell)  # noqa: E731
    elif kind == "children":
        test = lambda cell: read_values.read_children(cell).value is not None or plain(cell.text) in ("ja", "x")  # noqa: E731
    elif kind == "capacity":
        test = lambda cell: read_values.read_count(cell, 20).value is not None  # noqa: E731
    elif kind == "yes_no":
        test = lambda cell: read_terms.read_yes_no(cell).value is not None or len(cell.text) <= 12  # noqa: E731
    elif kind == "german_mark":
        test = lambda cell: read_terms.read_yes_no(cell).value is not None  # noqa: E731
    elif kind == "gender":
        test = lambda cell: read_terms.read_gender(cell).value is not None  # noqa: E731
    elif kind == "employment":
        test = lambda cell: read_terms.read_employment(cell).value is not None  # noqa: E731
    elif kind == "mentor_status":
        test = lambda cell: read_terms.read_mentor_status(cell).value is not None  # noqa: E731
    elif kind == "tandem_state":
        test = lambda cell: read_terms.read_tandem_state(cell).value is not None  # noqa: E731
    elif kind == "organisation_kind":
        test = lambda cell: read_terms.read_organisation_kind(cell).value is not None  # noqa: E731
    elif kind == "internship_kind":
        test = lambda cell: read_terms.read_internship_kind(cell).value is not None  # noqa: E731
    elif kind == "phase":
        test = lambda cell: read_terms.read_phase(cell).value is not None or _says_active(cell)  # noqa: E731
    elif kind == "birth_day":
        test = lambda cell: cell.text.rstrip(".").isdigit() and 1 <= int(cell.text.rstrip(".")) <= 31  # noqa: E731
    elif kind == "birth_month":
        test = lambda cell: read_values.read_month(cell).value is not None  # noqa: E731
    elif kind == "name":
        test = _is_whole_name
    elif kind == "name_part":
        test = _is_name_part
    elif kind == "person":
        test = lambda cell: read_names.is_nobody(cell.text) or _is_person(cell)  # noqa: E731
    elif kind == "number":
        test = lambda cell: len(cell.text) <= 12 and 0 < len(re.sub(r"\D", "", cell.text)) < 8  # noqa: E731
    elif kind == "certificate":
        test = lambda cell: bool(re.search(r"telc|goethe|daf|dsh|ösd|dt[zb]|zertif|ja|nein", plain(cell.text)))  # noqa: E731
    elif kind == "organisation":
        test = lambda cell: isinstance(cell.value, str) and not re.fullmatch(r"[\d./ -]+", cell.text)  # noqa: E731
    else:
        return None
    return _share(cells, test) if cells else None


def _says_active(cell: Cell) -> bool:
    """Whether a cell says in the office's own words that somebody takes part: no phase yet, but a status."""
    return bool(re.search(r"\b(?:in)?akti[vf]|\bactive\b|\blaufend", plain(cell.text)))


def _is_date(cell: Cell, kind: str, today: date, first: int, last: int) -> bool:
    if isinstance(cell.value, int | float) and not 1900 <= cell.value <= 2100 and not 7000 < cell.value < 60000:
        return False
    found = read_values.read_partial_date(cell, "birth" if kind == "birth" else "event", today).value
    if found is None and kind != "birth" and re.search(r"(?:19|20)\d\d", cell.text) and len(cell.text) < 20:
        return True
    return found is not None and first <= found.year <= last


def _is_residence(cell: Cell, today: date) -> bool:
    found = read_terms.read_residence(cell, today)
    text = plain(cell.text)
    return found.value is not None and (
        found.value.code not in (None, "unknown") or bool(re.search(r"§|\bae\b|aufenth|25", text))
    )


def _is_recognition(cell: Cell, today: date) -> bool:
    found = read_terms.read_recognition(cell, today).value
    return found is not None and (found.code is not None or "anabin" in plain(cell.text))


def _is_outcome(cell: Cell) -> bool:
    found = read_terms.read_outcome(cell).value
    return found is not None and (found.status is not None or found.dropout)


def _is_address(cell: Cell) -> bool:
    found = read_values.read_address(cell).value
    return found is not None and bool(found.street or found.postal_code)


def _is_town(cell: Cell) -> bool:
    found = read_values.read_town(cell).value if isinstance(cell.value, str) else None
    return found is not None and bool(found.town) and not found.street and len(cell.text) <= 50


def _is_hours(cell: Cell) -> bool:
    found = read_values.read_hours(cell).value
    return found is not None and found <= 60


def _is_whole_name(cell: Cell) -> bool:
    if not isinstance(cell.value, str):
        return False
    text = read_names.split_birth(re.sub(r"^\d{1,3}[.)]\s+", "", cell.text))[0]
    return read_names.looks_like_name(text) and ("," in text or len(text.split()) >= 2)


def _is_name_part(cell: Cell) -> bool:
    text = cell.text
    return (
        isinstance(cell.value, str)
        and read_names.looks_like_name(text)
        and "," not in text
        and not text[:1].islower()
        and len(text.split()) <= 3
        and not re.search(r"[.]$", text)
    )


def _is_person(cell: Cell) -> bool:
    return isinstance(cell.value, str) and read_names.looks_like_name(cell.text)


# How sure a kind is by its cells alone, where no word above helps: what looks like an e-mail address is one.
_BY_VALUES: Final = {
    "email": 0.9,
    "level": 0.8,
    "postal": 0.8,
    "phone": 0.72,
    "address": 0.75,
    "country": 0.78,
    "birth": 0.7,
    "residence": 0.7,
    "name": 0.66,
    "street": 0.7,
    "outcome": 0.55,
    "event": 0.56,
    "languages": 0.6,
    "recognition": 0.52,
}
_TAKEN_BY_VALUES: Final = frozenset(
    {
        "name",
        "birth",
        "nationality",
        "address",
        "street",
        "postal",
        "phone",
        "email",
        "german",
        "residence",
        "entry",
        "exit",
        "outcome",
        "recognition",
        "start",
        "end",
    }
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    column: int
    field: Field
    score: float
    by: str


_BARE: Final = frozenset({"von", "bis", "ab", "seit", "beginn", "ende", "from", "to", "until", "start", "end"})
_SOMETHING_ELSE: Final = ("praktik", "hospit", "tandem", "kurs", "massnahme", "internship", "course", "measure")


def _of_something_else(columns: tuple[Column, ...]) -> frozenset[int]:
    """Columns that only say "von" and "bis" and stand right of a course, an internship or a tandem: its dates, not
    those of taking part in the programme."""
    found = set()
    other = False
    for column in columns:
        header = header_key(column.header)
        if header in _BARE:
            if other and not column.group:
                found.add(column.index)
        else:
            other = any(word in header for word in _SOMETHING_ELSE)
    return frozenset(found)


def _assigned(
    sheet: Sheet, columns: tuple[Column, ...], rows: range, subject: Subject, today: date
) -> tuple[tuple[Column, ...], float]:
    """The columns with their meanings in a list of *subject*, and how sure that is on the whole."""
    full = _full_rows(sheet, rows, columns)
    samples = {column.index: _sample_cells(sheet, full, column.index) for column in columns}
    fits: dict[tuple[int, str], float | None] = {}

    def fit(column: int, kind: str) -> float | None:
        if (column, kind) not in fits:
            fits[column, kind] = _fits(kind, samples[column], today)
        return fits[column, kind]

    candidates: list[_Candidate] = []
    headless = not any(column.header for column in columns)
    for column in columns:
        candidates.extend(_by_header(column, subject, fit, columns))
        best = max((one.score for one in candidates if one.column == column.index), default=0.0)
        if headless or not column.header or best < 0.6:
            candidates.extend(_by_values(column, subject, fit, samples[column.index], today))
    if subject == "participant":
        beside = _of_something_else(columns)
        candidates = [one for one in candidates if one.column not in beside]
    # In a list of pairs, a bare "Telefon" belongs to the person whose name stands to its left.
    if subject == "tandem":
        candidates = _to_nearest(candidates, columns)
    chosen = _greedy(candidates, columns)
    chosen = _repaired(chosen, columns, samples, subject, today)
    result: list[Column] = []
    for column in columns:
        one = chosen.get(column.index)
        others = sorted(
            (
                other
                for other in candidates
                if other.column == column.index and (one is None or other.field != one.field)
            ),
            key=lambda other: -other.score,
        )
        alternatives = tuple(dict.fromkeys(other.field.key for other in others))[:4]
        if one is None:
            result.append(replace(column, field=None, confidence=0.0, by="", alternatives=alternatives))
        else:
            result.append(
                replace(
                    column,
                    field=one.field.key,
                    confidence=round(min(one.score, 1.0), 2),
                    by=one.by,
                    alternatives=alternatives,
                )
            )
    named = [column for column in result if column.header or column.samples]
    known = sum(column.confidence for column in result if column.field)
    return tuple(result), known / max(len(named), 1)


def _possible(column: Column, subject: Subject) -> Iterable[tuple[Field, str, float]]:
    """(field, header key, weight) for every field that a column of this list may mean."""
    label, group = header_key(column.header), header_key(column.group)
    both = f"{group} {label}".strip()
    for field in fields_of(subject):
        yield field, label, 1.0
        # A title over a group ("Durchgang 1") must not drown the words below it: both count only as a whole.
        if group and headers.match(both, field).score >= 0.95:
            yield field, both, 1.0
    for other, names in BESIDE[subject].items():
        for field in fields_of(other):
            if field.name in names:
                yield field, label, 0.96
    for role, rest in headers.roles(both):
        weight = 0.99 if role in BESIDE[subject] or role == subject else 0.93
        if role == "tandem" and subject != "tandem":
            continue
        if not rest:
            name = "name" if role not in ("internship", "tandem") else ""
            if name and role != subject:
                yield field_by_key(f"{role}.{name}"), header_key(field_by_key(f"{role}.{name}").words[0]), weight
            continue
        for field in fields_of(role):
            yield field, rest, weight


def _by_header(
    column: Column, subject: Subject, fit: Callable[[int, str], float | None], columns: tuple[Column, ...]
) -> list[_Candidate]:
    if not column.header:
        return []
    best: dict[str, _Candidate] = {}
    for field, key, weight in _possible(column, subject):
        match = headers.match(key, field)
        score = match.score * weight
        if score < 0.42:
            continue
        share = fit(column.index, field.kind)
        if share is not None:
            # The words count, but cells that are something else altogether outweigh them.
            certain = match.score >= 0.97 and not match.weak
            score *= 0.6 + 0.4 * share if share >= 0.5 else 0.35 + 0.5 * share
            # A clear word keeps its column even when nobody could write a date: then all its cells are listed.
            if certain:
                score = max(score, 0.52 * weight)
            if match.weak:
                score = score * 1.12 if share >= 0.8 else score
        elif match.weak and field.kind not in ("text", "keep", "organisation"):
            score *= 0.8
        elif field.kind == "text" and match.weak:
            score *= 0.9
        if field.kind == "keep" and score < 0.95:
            score *= 0.8
        # A column of dates is no remark and no degree, whatever stands above it.
        if field.kind in ("text", "keep") and (fit(column.index, "event") or 0.0) >= 0.8:
            score *= 0.6
        if score >= 0.35 and (field.key not in best or best[field.key].score < score):
            best[field.key] = _Candidate(column.index, field, score, "header")
    return list(best.values())


def _by_values(
    column: Column,
    subject: Subject,
    fit: Callable[[int, str], float | None],
    cells: Sequence[Cell],
    today: date,
) -> list[_Candidate]:
    """What the cells alone suggest, for a column without a word above it or with one that nobody knows."""
    if len(cells) < 2:
        return []
    found: list[_Candidate] = []
    fields = list(fields_of(subject))
    for other, names in BESIDE[subject].items():
        fields.extend(field for field in fields_of(other) if field.name in names)
    for field in fields:
        sureness = _BY_VALUES.get(field.kind)
        if sureness is None or field.name not in _TAKEN_BY_VALUES:
            continue
        share = fit(column.index, field.kind)
        if share is None or share < 0.75:
            continue
        if field.kind == "birth" and not _mostly_births(cells, today):
            continue
        if field.kind == "event" and _mostly_births(cells, today):
            continue
        if field.kind in ("country", "level", "name") and len(cells) < 3:
            sureness -= 0.1
        score = sureness * share * (0.9 if column.header else 1.0)
        found.append(_Candidate(column.index, field, score, "values"))
    return found


def _mostly_births(cells: Sequence[Cell], today: date) -> bool:
    years = [
        found.year for cell in cells if (found := read_values.read_partial_date(cell, "birth", today).value) is not None
    ]
    return (
        bool(years)
        and sorted(years)[len(years) // 2] <= today.year - 18
        and sum(year > today.year - 14 for year in years) <= len(years) * 0.1
    )


def _to_nearest(candidates: list[_Candidate], columns: tuple[Column, ...]) -> list[_Candidate]:
    anchors: dict[int, str] = {}
    for column in columns:
        told = {role for role, _rest in headers.roles(header_key(f"{column.group} {column.header}"))}
        if "mentor" in told and "participant" not in told:
            anchors[column.index] = "mentor"
        elif "participant" in told and "mentor" not in told:
            anchors[column.index] = "participant"
        elif header_key(column.header) in _FIRM_WORDS:
            anchors.setdefault(column.index, "mentor")
    for index, owner in _blocks_of_pairs(columns):
        anchors.setdefault(index, owner)
    if not anchors:
        return candidates
    result = []
    for one in candidates:
        left = [index for index in anchors if index <= one.column]
        owner = anchors[max(left)] if left else anchors[min(anchors)]
        bonus = 0.06 if one.field.subject == owner else 0.0
        result.append(replace(one, score=one.score + bonus))
    return result


_FIRM_WORDS: Final = frozenset({"firma", "unternehmen", "betrieb", "branche", "company", "employer", "sector"})
_NAME_WORDS: Final = frozenset({"name", "nachname", "vorname", "surname", "last name", "first name", "full name"})


def _blocks_of_pairs(columns: tuple[Column, ...]) -> list[tuple[int, str]]:
    """Where two people of a pair stand side by side under the same headers: the block with the firm is the mentor's."""
    seen: set[str] = set()
    first = second = 0
    for column in columns:
        key = header_key(column.header)
        if key in _NAME_WORDS:
            first = first or column.index
            if key in seen and not second:
                second = column.index
            seen.add(key)
    firm = next((column.index for column in columns if header_key(column.header) in _FIRM_WORDS), 0)
    if not second or not firm:
        return []
    if firm < second:
        return [(first, "mentor"), (second, "participant")]
    return [(first, "participant"), (second, "mentor")]


def _greedy(candidates: list[_Candidate], columns: tuple[Column, ...]) -> dict[int, _Candidate]:
    chosen: dict[int, _Candidate] = {}
    taken: set[str] = set()
    hidden = {column.index for column in columns if column.hidden}
    # Equal scores: the column further left wins, and a column that is seen wins over a hidden one.
    for one in sorted(candidates, key=lambda one: (-round(one.score, 3), one.column in hidden, one.column)):
        if one.score < _ENOUGH or one.column in chosen or (one.field.key in taken and not one.field.many):
            continue
        chosen[one.column] = one
        taken.add(one.field.key)
    return chosen


_HOST: Final = re.compile(r"prakti|einsatz|host|placement|hospit")


def _repaired(
    chosen: dict[int, _Candidate],
    columns: tuple[Column, ...],
    samples: Mapping[int, Sequence[Cell]],
    subject: Subject,
    today: date,
) -> dict[int, _Candidate]:
    """What single columns cannot know of each other: "Name" beside "Vorname" is the family name."""
    keys = {one.field.key: index for index, one in chosen.items()}
    result = dict(chosen)
    for person in ("participant", "mentor"):
        whole = keys.get(f"{person}.name")
        if whole is not None and chosen[whole].by == "values" and f"{person}.last" in keys:
            del result[whole], keys[f"{person}.name"]
        name, first, last = (keys.get(f"{person}.{part}") for part in ("name", "first", "last"))
        if name is not None and first is not None and last is None:
            cells = samples[name]
            commas = sum("," in cell.text for cell in cells)
            if not cells or commas < len(cells) * 0.5:
                result[name] = replace(chosen[name], field=field_by_key(f"{person}.last"))
        if last is not None and first is None and name is None:
            cells = samples[last]
            whole = sum(_is_whole_name(cell) for cell in cells)
            if cells and whole > len(cells) * 0.7:
                result[last] = replace(chosen[last], field=field_by_key(f"{person}.name"))
    # "Mentorin | Unternehmen" in a list of participants: it is the mentor's firm, not a host.
    if (
        subject == "participant"
        and "organisation.name" in keys
        and not any(key.startswith("internship.") for key in keys)
    ):
        index = keys["organisation.name"]
        header = next(header_key(column.header) for column in columns if column.index == index)
        if any(key.startswith("mentor.") or key == "participant.mentor" for key in keys) and not _HOST.search(header):
            result[index] = replace(chosen[index], field=field_by_key("mentor.organisation"))
    # "Mentor | Company": the firm beside her name is hers.
    if subject == "participant" and "participant.mentor" in keys and "mentor.organisation" not in keys:
        firm = field_by_key("mentor.organisation")
        for column in columns:
            near = 0 < column.index - keys["participant.mentor"] <= 2
            if near and column.index not in result and headers.match(header_key(column.header), firm).score >= 0.9:
                result[column.index] = _Candidate(column.index, firm, 0.8, "header")
                break
    contact = keys.get("organisation.contact")
    if (
        contact is not None
        and "organisation.contact_first" in keys
        and "organisation.contact_last" not in keys
        and sum("," in cell.text for cell in samples[contact]) < len(samples[contact]) * 0.5
    ):
        result[contact] = replace(chosen[contact], field=field_by_key("organisation.contact_last"))
    # "Institution | Name": the name beside an institution is its contact person's.
    if subject == "organisation" and "organisation.name" in keys and "organisation.contact" not in keys:
        for column in columns:
            cells = samples[column.index]
            if (
                column.index not in result
                and header_key(column.header) == "name"
                and (_fits("person", cells, today) or 0) > 0.6
            ):
                part = "contact_last" if "organisation.contact_first" in keys else "contact"
                result[column.index] = _Candidate(column.index, field_by_key(f"organisation.{part}"), 0.7, "header")
                break
    address, street, postal, town = (keys.get(f"{subject}.{part}") for part in ("address", "street", "postal", "town"))
    # "Adresse" beside "PLZ" and "Ort" holds the street alone.
    if address is not None and street is None and (postal is not None or town is not None):
        cells = samples[address]
        with_code = sum(bool(re.search(r"\b\d{5}\b", cell.text)) for cell in cells)
        if with_code < len(cells) * 0.3:
            result[address] = replace(chosen[address], field=field_by_key(f"{subject}.street"))
    return result


# Manners of the whole list ----------------------------------------------------------------------------------


def _with_manners(table: Table, sheet: Sheet, today: date) -> Table:
    """How this list writes names and dates, seen over whole columns."""
    orders: dict[str, tuple[Order | None, bool]] = {}
    capitals: set[str] = set()
    american = other = 0
    serials: set[str] = set()
    rows = _body(table)
    for column in table.columns:
        if column.field is None:
            continue
        field = field_by_key(column.field)
        texts = [sheet.cell(row, column.index).text for row in rows]
        if field.kind in ("name", "person", "people"):
            orders[field.key] = _name_order(table, sheet, column, texts)
        if field.kind in ("name", "name_part"):
            names = [text for text in texts if read_names.looks_like_name(text)]
            shouted = sum(any(read_names.is_capitals(word) for word in re.split(r"[\s,-]+", name)) for name in names)
            if len(names) >= 3 and shouted >= len(names) * 0.7:
                capitals.add(field.key)
        if field.kind in ("birth", "event", "day"):
            numbers = [text for text in texts if re.fullmatch(r"[1-7]\d{4}", text)]
            if len(numbers) >= 3 and len(numbers) >= 0.8 * sum(not says_ongoing(text) for text in texts if text):
                serials.add(field.key)
            for text in texts:
                if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(?:\d{4}|\d{2})", text.strip()):
                    american += int(match[2]) > 12
                    other += int(match[1]) > 12
    return replace(
        table,
        name_orders=orders,
        capitals=frozenset(capitals),
        serials=frozenset(serials),
        date_order="mdy" if american > other and american > 0 and other == 0 else "dmy",
    )


def _name_order(table: Table, sheet: Sheet, column: Column, texts: list[str]) -> tuple[Order | None, bool]:
    key = header_key(column.header)
    field = field_by_key(column.field or "")
    email = table.column_of(f"{field.subject}.email")
    addresses = (
        [sheet.cell(row, email.index).text for row in _body(table)]
        if email is not None and field.name == "name"
        else []
    )
    found, certain = read_names.order_of_column(texts, addresses)
    if found is not None and certain:
        return found, True
    if re.search(r"(?:nach|zu|familien)name.*vorname|name.*vorname|last.*first|surname.*(?:first|given)", key):
        return "last_first", True
    if re.search(r"vorname.*name|first.*(?:last|sur|family)", key):
        return "first_last", True
    if found is not None:
        return found, certain
    # A list that writes "Sow, Kadiatou" in some rows has put the family name first in the others, too.
    commas = sum("," in text for text in texts)
    if commas and commas >= len([text for text in texts if text]) * 0.5:
        return "last_first", True
    return None, False


def _legend(sheet: Sheet) -> dict[str, str]:
    """Fill → meaning, where the sheet explains its colours: "gelb = Wartet auf Mentorin", or a filled cell
    beside its explanation."""
    named: dict[str, str] = {}
    legend: dict[str, str] = {}
    used: dict[str, int] = {}
    for row in sheet.rows:
        for cell in row:
            if cell.colour:
                used[cell.colour] = used.get(cell.colour, 0) + 1
            if isinstance(cell.value, str) and ("=" in cell.value or ":" in cell.value):
                for match in _LEGEND.finditer(cell.text):
                    named[plain(match[1])] = match[2].strip(" .;,")
    for row in sheet.rows:
        for position, cell in enumerate(row):
            # A filled cell without text, explained by the one to its right.
            after = row[position + 1] if position + 1 < len(row) else EMPTY
            lone = sum(not one.blank for one in row) == 1
            if cell.colour and cell.blank and lone and isinstance(after.value, str) and used.get(cell.colour, 0) > 1:
                legend[cell.colour] = after.text.lstrip("=–-: ")
    for colour in used:
        word = colour_name(colour)
        meaning = named.get(word) or next((named[other] for other in _ALSO.get(word, ()) if other in named), None)
        if meaning:
            legend.setdefault(colour, meaning)
    return legend


_COLOUR_WORDS: Final = (
    "gelb|rot|grün|gruen|blau|orange|grau|rosa|pink|lila|violett|türkis|braun|hellgrün|hellblau|hellrot"
)
_ENGLISH: Final = "yellow|red|green|blue|grey|gray|purple|turquoise|brown|light green|light blue"
_LEGEND: Final = re.compile(
    rf"\b({_COLOUR_WORDS}|{_ENGLISH})(?:e markierung|er hintergrund| markiert| hinterlegt| unterlegt)?\s*[=:–-]\s*"
    rf"(.+?)(?=\s*[,;|/]\s*(?:{_COLOUR_WORDS}|{_ENGLISH})\b|\s{{2,}}|\n|$)",
    re.IGNORECASE,
)
_ALSO: Final = {
    "gelb": ("yellow",),
    "rot": ("red", "hellrot", "rosa", "pink"),
    "grün": ("green", "gruen", "hellgrün", "light green", "türkis"),
    "blau": ("blue", "hellblau", "light blue", "türkis"),
    "orange": ("gelb",),
    "grau": ("grey", "gray"),
    "rosa": ("pink", "rot", "hellrot", "red"),
    "lila": ("violett", "purple"),
    "braun": ("brown",),
    "türkis": ("turquoise", "blau", "grün"),
}


def colour_name(rgb: str) -> str:
    """The German word for a fill: "FFFF00" → "gelb"."""
    red, green, blue = (int(rgb[i : i + 2], 16) for i in (0, 2, 4))
    most, least = max(red, green, blue), min(red, green, blue)
    if most - least < 24:
        return "grau"
    spread = most - least
    if most == red:
        hue = ((green - blue) / spread * 60) % 360
    elif most == green:
        hue = (blue - red) / spread * 60 + 120
    else:
        hue = (red - green) / spread * 60 + 240
    for limit, word in (
        (15, "rot"),
        (48, "orange"),
        (70, "gelb"),
        (165, "grün"),
        (195, "türkis"),
        (260, "blau"),
        (300, "lila"),
        (340, "rosa"),
    ):
        if hue < limit:
            return word
    return "rot"
