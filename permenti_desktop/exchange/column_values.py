"""What the cells of a column can be: the share of them that could stand in a kind of field."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from permenti_desktop.exchange import read_names, read_terms, read_values
from permenti_desktop.exchange.reading import Reading, plain, says_nothing, says_ongoing, says_unknown
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
    test = _TESTS.get(kind)
    if test is None or not cells:
        return None
    if kind == "phone" and any(_has_phone(cell) for cell in cells):  # columns of numbers often hold addresses, too
        return _share(cells, lambda cell: _has_phone(cell) or _has_email(cell))
    return _share(cells, lambda cell: test(cell, today))


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


_Test = Callable[[Cell, date], bool]


def _cell(test: Callable[[Cell], bool]) -> _Test:
    return lambda cell, _today: test(cell)


def _reads(read: Callable[[Cell], Reading[Any]]) -> _Test:
    return lambda cell, _today: read(cell).value is not None


def _says(test: Callable[[str], object]) -> _Test:
    return lambda cell, _today: bool(test(cell.text))


_TESTS: Final[Mapping[str, _Test]] = {
    "address": _cell(_is_address),
    "birth": lambda cell, today: _is_date(cell, "birth", today, 1935, today.year - 14),
    "birth_day": _says(lambda text: text.rstrip(".").isdigit() and 1 <= int(text.rstrip(".")) <= 31),
    "birth_month": _reads(read_values.read_month),
    "capacity": _reads(lambda cell: read_values.read_count(cell, 20)),
    "certificate": _says(lambda text: re.search(r"telc|goethe|daf|dsh|ösd|dt[zb]|zertif|ja|nein", plain(text))),
    "children": _cell(
        lambda cell: read_values.read_children(cell).value is not None or plain(cell.text) in ("ja", "x")
    ),
    "country": _reads(read_terms.read_country),
    "day": lambda cell, today: _is_date(cell, "event", today, 1970, today.year + 15),
    "email": _reads(read_values.read_emails),
    "employment": _reads(read_terms.read_employment),
    "event": lambda cell, today: _is_date(cell, "event", today, 1970, today.year + 15),
    "exit_reason": _cell(_is_exit_reason),
    "gender": _reads(read_terms.read_gender),
    "german_mark": _reads(read_terms.read_yes_no),
    "hours": _cell(_is_hours),
    "house": _says(lambda text: re.fullmatch(r"\d{1,4}\s?[a-zA-Z]?(?:\s?-\s?\d{1,4})?", text)),
    "internship_kind": _reads(read_terms.read_internship_kind),
    "internship_state": _reads(read_terms.read_internship_state),
    "languages": _reads(read_terms.read_languages),
    "level": lambda cell, today: read_terms.read_level(cell, today).value is not None,
    "mentor_status": _reads(read_terms.read_mentor_status),
    "name": _cell(is_whole_name),
    "name_part": _cell(_is_name_part),
    "number": _says(lambda text: len(text) <= 12 and 0 < len(re.sub(r"\D", "", text)) < 8),
    "organisation": _cell(lambda cell: isinstance(cell.value, str) and not re.fullmatch(r"[\d./ -]+", cell.text)),
    "organisation_kind": _reads(read_terms.read_organisation_kind),
    "outcome": _cell(_is_outcome),
    "period": lambda cell, today: read_values.read_period(cell, today).value is not None,
    "person": _cell(lambda cell: read_names.is_nobody(cell.text) or _is_person(cell)),
    "phase": _cell(lambda cell: read_terms.read_phase(cell).value is not None or _says_active(cell)),
    "phone": _cell(_has_phone),
    "postal": _reads(read_values.read_postal_code),
    "recognition": _is_recognition,
    "residence": _is_residence,
    "result": _reads(read_terms.read_result),
    "size": _reads(read_terms.read_size),
    "spoken": _cell(lambda cell: read_terms.read_spoken(cell, "").state in ("read", "empty")),
    "street": _cell(lambda cell: isinstance(cell.value, str) and read_values.looks_like_street(cell.text)),
    "tandem_state": _reads(read_terms.read_tandem_state),
    "town": _cell(_is_town),
    "travel": _reads(read_terms.read_travel),
    "yes_no": _cell(lambda cell: read_terms.read_yes_no(cell).value is not None or len(cell.text) <= 12),
}
"""Whether a cell can be what a kind of field holds."""
