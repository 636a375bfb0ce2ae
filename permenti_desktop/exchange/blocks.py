"""Where lists lie on a sheet: rows that are headers, titles over groups of columns, lists below and beside each other.

Headers are told by the words that name fields, never by their place.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final

from permenti_desktop.exchange import headers
from permenti_desktop.exchange.fields import FIELDS
from permenti_desktop.exchange.headers import header_key
from permenti_desktop.exchange.workbook import EMPTY, Area, Cell, Sheet

_FORM_ROWS: Final = 80
"""A form of one woman has no more rows."""
_HEADER_DEPTH: Final = 40
"""Rows from the top in which a header is looked for with all means; below, only with whole words."""


def turned(sheet: Sheet) -> Sheet:
    """The sheet with rows and columns exchanged."""
    width = sheet.width
    rows = tuple(
        tuple(sheet.rows[row][column] if column < len(sheet.rows[row]) else EMPTY for row in range(sheet.height))
        for column in range(width)
    )
    merged = tuple(Area(area.left, area.top, area.right, area.bottom) for area in sheet.merged)
    return Sheet(sheet.name, rows, merged, sheet.hidden_rows, sheet.hidden_columns, sheet.hidden)


def texts_of_row(sheet: Sheet, row: int) -> dict[int, str]:
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
    first = {header_key(text) for text in texts_of_row(sheet, header_row).values()}
    other = {header_key(text) for text in texts_of_row(sheet, row).values()}
    return len(first & other) >= max(2, len(other) * 0.6)


def _means_otherwise(sheet: Sheet, row: int, header_row: int) -> bool:
    """Whether a row repeats a header, but names other fields over some of its columns: the next list ("Ehemalige") has
    the exit where this one has the town."""
    first, other = texts_of_row(sheet, header_row), texts_of_row(sheet, row)
    changed = [
        header_key(text) for column, text in other.items() if header_key(text) != header_key(first.get(column, ""))
    ]
    return any(headers.best_score(key) >= 0.7 for key in changed)


@dataclass(frozen=True)
class Block:
    """A header with its rows: where labels stand, and where the body is."""

    header_rows: tuple[int, ...]
    labels: dict[int, tuple[str, str]]
    """Column → (group, label)."""
    first_row: int
    last_row: int


def blocks_of(sheet: Sheet) -> list[Block]:
    rows = _header_rows(sheet)
    if not rows:
        return []
    kept: list[int] = [rows[0]]
    for row in rows[1:]:
        if not _repeats(sheet, row, kept[-1]) or _means_otherwise(sheet, row, kept[-1]):
            kept.append(row)
    blocks: list[Block] = []
    for number, row in enumerate(kept):
        head, labels = _labels(sheet, row, kept[number - 1] if number else 0)
        next_head = kept[number + 1] if number + 1 < len(kept) else sheet.height + 1
        if next_head <= sheet.height:
            # The title of the next list stands between the two.
            next_head = _from_its_title(sheet, min(_labels(sheet, next_head, row)[0]), max(head))
        blocks.append(Block(head, labels, max(head) + 1, next_head - 1))
    return blocks


def _from_its_title(sheet: Sheet, header_row: int, limit: int) -> int:
    """The first row that belongs to a list: its header's, or that of a title above it after a gap."""
    row = header_row - 1
    while row > limit and not texts_of_row(sheet, row):
        row -= 1
    lone = row > limit + 1 and len(texts_of_row(sheet, row)) == 1
    return row if lone and not texts_of_row(sheet, row - 1) else header_row


def _labels(sheet: Sheet, row: int, above_limit: int) -> tuple[tuple[int, ...], dict[int, tuple[str, str]]]:
    """The header rows around a row that is one, and the label of each column with the title of its group."""
    own = texts_of_row(sheet, row)
    below = texts_of_row(sheet, row + 1) if row < sheet.height else {}
    above = texts_of_row(sheet, row - 1) if row - 1 > above_limit else {}
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


def side_by_side(sheet: Sheet, block: Block) -> list[list[int]]:
    """The columns of a block, split where an empty column parts two lists that each begin with a name."""
    used = set(block.labels)
    for row in range(block.first_row, block.last_row + 1):
        used.update(texts_of_row(sheet, row))
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


def stripes(sheet: Sheet) -> list[Sheet]:
    """The sheet cut at its empty columns, where each part is a list with a header in a row of its own: "Patinnen" that
    begin two rows below the women. Each part keeps its columns' numbers; [sheet] where there is one list."""
    used = sorted({column for row in range(1, sheet.height + 1) for column in texts_of_row(sheet, row)})
    parts: list[list[int]] = []
    for column in used:
        if parts and column - parts[-1][-1] == 1:
            parts[-1].append(column)
        else:
            parts.append([column])
    if len(parts) < 2 or len(parts) > 6:
        return [sheet]
    cut = [_only(sheet, part) for part in parts]
    heads = [_header_rows(one) for one in cut]
    lists = [
        rows and _begins_a_list([header_key(text) for text in texts_of_row(one, rows[0]).values()])
        for one, rows in zip(cut, heads, strict=True)
    ]
    apart = len({rows[0] for rows in heads if rows}) == len(heads)
    return cut if all(lists) and apart else [sheet]


def is_form_in_columns(sheet: Sheet) -> bool:
    """Whether the words that name fields stand in two columns or more, each with what was filled in to its right: one
    woman's form, of which no row and no column is a record."""
    if sheet.height > _FORM_ROWS:
        return False
    labelled = []
    for column in range(1, min(sheet.width, 12) + 1):
        keys = [header_key(row[column - 1].text) for row in sheet.rows if column <= len(row)]
        # "B1" is what a column of levels holds as well.
        named = {key for key in keys if key in headers.exact_words() and not re.fullmatch(r"[abc][012]", key)}
        if len(named) >= 3 and len(named) >= sum(bool(key) for key in keys) * 0.6:
            labelled.append(column)
    return len(labelled) >= 2 and all(after - before >= 2 for before, after in pairwise(labelled))


def _only(sheet: Sheet, columns: Sequence[int]) -> Sheet:
    """The sheet with nothing but some of its columns."""
    kept = set(columns)
    rows = tuple(tuple(cell if number in kept else EMPTY for number, cell in enumerate(row, 1)) for row in sheet.rows)
    merged = tuple(area for area in sheet.merged if area.left in kept)
    return replace(sheet, rows=rows, merged=merged)


def _counts_something(keys: Sequence[str]) -> bool:
    return 2 <= len(keys) <= 4 and any(
        re.match(r"(?:anzahl|summe|gesamt|count|total|number of)\b", key) for key in keys
    )


def _begins_a_list(keys: Sequence[str]) -> bool:
    naming = [field for field in FIELDS if field.name in ("name", "last", "first")]
    return any(headers.match(key, field).score >= 0.9 for key in keys for field in naming)
