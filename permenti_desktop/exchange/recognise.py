"""Which sheet holds what, where its header is, and what each column means.

By meaning, not by position: words above a column and the cells below it are weighed together, and what is
left in doubt is said (``confidence``, ``alternatives``) so that a person can choose. Nothing here reads a
record.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from permenti_desktop.exchange.blocks import (
    Block,
    blocks_of,
    is_form_in_columns,
    side_by_side,
    stripes,
    texts_of_row,
    turned,
)
from permenti_desktop.exchange.columns import assign_columns
from permenti_desktop.exchange.fields import SUBJECTS, TITLE_WORDS, Subject, field_by_key
from permenti_desktop.exchange.headers import header_key
from permenti_desktop.exchange.manners import legend_of, with_manners
from permenti_desktop.exchange.reading import plain
from permenti_desktop.exchange.tables import Column, Recognition, Table, body_rows
from permenti_desktop.exchange.workbook import Sheet, Workbook, number_of


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
        columns, confidence = assign_columns(sheet, columns, body_rows(table), subject, today)
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
    return with_manners(replace(table, columns=tuple(columns)), sheet, today)


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


def _tables_of(sheet: Sheet, number: int, today: date) -> list[Table]:
    if not any(not cell.blank for row in sheet.rows for cell in row):
        return []
    if is_form_in_columns(sheet):
        return []
    tables = _upright(sheet, number, today)
    best = max((table.confidence for table in tables), default=0.0)
    if best < 0.6 and sheet.width >= 2 and 3 <= sheet.height <= 80:
        other = [replace(table, turned=True) for table in _upright(turned(sheet), number, today)]
        if max((table.confidence for table in other if len(table.header_rows) == 1), default=0.0) > best + 0.1:
            return other
    return tables


def _upright(sheet: Sheet, number: int, today: date) -> list[Table]:
    parts = stripes(sheet)
    if len(parts) > 1:
        return [table for part in parts for table in _upright(part, number, today)]
    blocks = blocks_of(sheet)
    if not blocks:
        return [_without_header(sheet, number, today)]
    tables: list[Table] = []
    for block in blocks:
        for columns in side_by_side(sheet, block):
            tables.append(_table(sheet, number, block, columns, today))
    return tables


def _table(sheet: Sheet, number: int, block: Block, indexes: Sequence[int], today: date) -> Table:
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
        legend=legend_of(sheet),
        fingerprint=hashlib.sha256("\n".join([subject or "", *keys]).encode()).hexdigest()[:16],
    )
    return with_manners(table, sheet, today)


def _without_header(sheet: Sheet, number: int, today: date) -> Table:
    """A list without a header: only its cells can say what it is, so that everything in it is a
    suggestion.
    """
    widths = [len(texts_of_row(sheet, row)) for row in range(1, sheet.height + 1)]
    usual = max(widths, default=0)
    first = next((row for row, width in enumerate(widths, 1) if width >= max(2, usual * 0.5)), 1)
    rows = range(first, sheet.height + 1)
    used = sorted({column for row in rows for column in texts_of_row(sheet, row)})
    columns = tuple(
        Column(index, "", samples=_samples(sheet, rows, index), hidden=index in sheet.hidden_columns) for index in used
    )
    title = _title(sheet, first)
    subject, columns, confidence = _subject(sheet, columns, rows, title, today)
    return with_manners(
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
            legend=legend_of(sheet),
            fingerprint="",
        ),
        sheet,
        today,
    )


def _title(sheet: Sheet, before: int) -> str:
    return " ".join(text for row in range(max(1, before - 8), before) for text in texts_of_row(sheet, row).values())[
        :400
    ]


def _samples(sheet: Sheet, rows: Iterable[int], column: int) -> tuple[str, ...]:
    found: list[str] = []
    for row in rows:
        text = sheet.cell(row, column).text
        if text and text not in found:
            found.append(text)
            if len(found) == 3:
                break
    return tuple(found)


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
        assigned, confidence = assign_columns(sheet, columns, rows, subject, today)
        keys = {column.field for column in assigned if column.field}
        needs = _NEEDS[subject]
        missing = sum(not (need & keys) for need in needs)
        total = sum(column.confidence for column in assigned if column.field) / max(len(columns), 1)
        rank = total + 0.35 * hints.get(subject, 0.0) - 0.5 * missing
        if subject == "tandem" and not missing and not hints.get("tandem"):
            rank += 0.12 if _speaks_of_pairs(assigned) else -0.15
        # "Name, Träger, Beginn, Ende" is a course or a voucher: an internship is called one, or names a firm.
        if subject in _OWN_WORDS and not hints.get(subject) and not _has_own_words(subject, columns):
            rank -= 0.5
        # Most lists of an office are lists of women: where nothing tells the subjects apart, it is one.
        if subject == "participant":
            rank += 0.06
        # "TN aktiv" is said of nobody else, and vouchers are given to women.
        if subject in said or (subject == "participant" and _speaks_of_vouchers(columns)):
            rank += 0.15
        if best is None or rank > best[0]:
            best = (rank, subject, assigned, confidence if not missing else 0.2)
    if best is None or best[3] <= 0.2 or best[0] < 0.25:
        return None, columns, 0.0
    return best[1], best[2], best[3]


def _speaks_of_vouchers(columns: Sequence[Column]) -> bool:
    return any(re.search(r"gutschein|voucher|\bavgs\b", plain(column.header)) for column in columns)


_OWN_WORDS: Final = {
    "internship": re.compile(
        r"praktik|hospit|internship|placement|probearbeit|\bmag\b|betrieb|firma|unternehmen|arbeitgeber|einsatz|"
        r"\bhost\b|company|employer|\bfirm\b|business"
    ),
    "mentor": re.compile(
        r"mentor|patin|mentee|tandem|plätze|platz|kapazit|capacity|places|slots|branche|sector|industry|firma|"
        r"unternehmen|betrieb|arbeitgeber|company|employer|\bfirm\b|business|führungszeugnis|schulung|training|wünsche"
    ),
}


def _has_own_words(subject: Subject, columns: Sequence[Column]) -> bool:
    """Whether some header names what only lists of this subject hold."""
    words = _OWN_WORDS[subject]
    return any(words.search(plain(f"{column.group} {column.header}")) for column in columns)


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
