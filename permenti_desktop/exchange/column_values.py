"""What the cells of a column can be: the share of them that could stand in a kind of field."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from permenti_desktop.exchange import read_names, read_terms, read_values
from permenti_desktop.exchange.reading import plain, says_nothing, says_ongoing, says_unknown
from permenti_desktop.exchange.tables import Column
from permenti_desktop.exchange.workbook import Cell, Sheet

_SAMPLE: Final = 60
"""Cells of a column that are looked at to tell what they are."""


def full_rows(sheet: Sheet, rows: range, columns: Sequence[Column]) -> list[int]:
    """Rows that look like records: titles between rows, sums and legends would blur what a column holds."""
    widths = {row: sum(not sheet.seen(row, column.index).blank for column in columns) for row in rows}
    least = max(2, max(widths.values(), default=0) * 0.35)
    return [row for row, width in widths.items() if width >= least] or list(rows)


def sample_cells(sheet: Sheet, rows: Sequence[int], column: int) -> list[Cell]:
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


def share_that_fits(kind: str, cells: Sequence[Cell], today: date) -> float | None:
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
        numbers = any(_has_phone(cell) for cell in cells)
        test = lambda cell: _has_phone(cell) or (numbers and _has_email(cell))  # noqa: E731
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
        test = _is_hours
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
    elif kind == "internship_state":
        test = lambda cell: read_terms.read_internship_state(cell).value is not None  # noqa: E731
    elif kind == "exit_reason":
        test = _is_exit_reason
    elif kind == "travel":
        test = lambda cell: read_terms.read_travel(cell).value is not None  # noqa: E731
    elif kind == "size":
        test = lambda cell: read_terms.read_size(cell).value is not None  # noqa: E731
    elif kind == "spoken":
        test = lambda cell: read_terms.read_spoken(cell, "").state in ("read", "empty")  # noqa: E731
    elif kind == "phase":
        test = lambda cell: read_terms.read_phase(cell).value is not None or _says_active(cell)  # noqa: E731
    elif kind == "birth_day":
        test = lambda cell: cell.text.rstrip(".").isdigit() and 1 <= int(cell.text.rstrip(".")) <= 31  # noqa: E731
    elif kind == "birth_month":
        test = lambda cell: read_values.read_month(cell).value is not None  # noqa: E731
    elif kind == "name":
        test = is_whole_name
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
    if is_whole_name(cell) and read_names.split_birth(cell.text)[1]:
        return False  # a name with her birth behind it
    reading = read_values.read_partial_date(cell, "birth" if kind == "birth" else "event", today)
    found = reading.value
    # "Ulla Pohl (03/25)" and "Fiktion bis 3/25" are no columns of dates.
    if reading.rest and re.search(r"(?<![\d/])\d{1,2}/\d{2}(?![\d/])", cell.text):
        return False
    if found is None and kind != "birth" and re.search(r"(?:19|20)\d\d", cell.text) and len(cell.text) < 20:
        return True
    return found is not None and first <= found.year <= last


def _is_residence(cell: Cell, today: date) -> bool:
    if _is_date(cell, "event", today, 1970, today.year + 15):
        return False
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


def _is_exit_reason(cell: Cell) -> bool:
    found = read_terms.read_exit_reason(cell).value
    return found is not None and (found.dropout or found.reason != "other")


def _has_phone(cell: Cell) -> bool:
    """Whether a cell holds a whole telephone number: "955/12/22" may be anything."""
    return any(phone.text.startswith("+") for phone in read_values.read_phones(cell).value or ())


def _has_email(cell: Cell) -> bool:
    """How to reach somebody is often one column: a number, an address, or both."""
    return read_values.read_emails(cell).value is not None


def _is_address(cell: Cell) -> bool:
    found = read_values.read_address(cell).value
    return found is not None and bool(found.street or found.postal_code)


def _is_town(cell: Cell) -> bool:
    found = read_values.read_town(cell).value if isinstance(cell.value, str) else None
    return found is not None and bool(found.town) and not found.street and len(cell.text) <= 50


def _is_hours(cell: Cell) -> bool:
    found = read_values.read_hours(cell).value
    return found is not None and found <= 60


def is_whole_name(cell: Cell) -> bool:
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


def mostly_births(cells: Sequence[Cell], today: date) -> bool:
    years = [
        found.year for cell in cells if (found := read_values.read_partial_date(cell, "birth", today).value) is not None
    ]
    return (
        bool(years)
        and sorted(years)[len(years) // 2] <= today.year - 18
        and sum(year > today.year - 14 for year in years) <= len(years) * 0.1
    )
