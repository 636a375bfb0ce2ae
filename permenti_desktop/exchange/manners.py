"""How a whole list writes names and dates, and what its colours mean."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from permenti_desktop.exchange import read_names
from permenti_desktop.exchange.fields import field_by_key
from permenti_desktop.exchange.headers import header_key
from permenti_desktop.exchange.read_names import Order
from permenti_desktop.exchange.reading import plain, says_ongoing
from permenti_desktop.exchange.tables import Column, Table, body_rows
from permenti_desktop.exchange.workbook import EMPTY, Cell, Sheet


def with_manners(table: Table, sheet: Sheet, today: date) -> Table:
    """How this list writes names and dates, seen over whole columns."""
    orders: dict[str, tuple[Order | None, bool]] = {}
    capitals: set[str] = set()
    american = other = 0
    serials: set[str] = set()
    rows = body_rows(table)
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
        [sheet.cell(row, email.index).text for row in body_rows(table)]
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


def legend_of(sheet: Sheet) -> dict[str, str]:
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
    for number, row in enumerate(sheet.rows):
        for position, cell in enumerate(row):
            # A filled cell without text, explained by the one to its right.
            after = row[position + 1] if position + 1 < len(row) else EMPTY
            lone = sum(not one.blank for one in row) == 1
            if cell.colour and cell.blank and lone and isinstance(after.value, str) and used.get(cell.colour, 0) > 1:
                legend[cell.colour] = after.text.lstrip("=–-: ")
            if _LEGEND_TITLE.fullmatch(plain(cell.text).rstrip(": ")):
                for one in _explained(sheet, number, position):
                    if used.get(one.colour or "", 0) > 1:
                        legend.setdefault(one.colour or "", one.text)
    for colour in used:
        word = colour_name(colour)
        meaning = named.get(word) or next((named[other] for other in _ALSO.get(word, ()) if other in named), None)
        if meaning:
            legend.setdefault(colour, meaning)
    return legend


_LEGEND_TITLE: Final = re.compile(
    r"(?:farb)?legende|legend|farben|farberklärung|bedeutung(?: der farben)?|colou?rs|key"
)


def _explained(sheet: Sheet, row: int, column: int) -> Iterator[Cell]:
    """The filled cells with a word in them below or right of the title "Legende"."""
    for below in sheet.rows[row + 1 :]:
        cell = below[column] if column < len(below) else EMPTY
        if cell.blank or not cell.colour:
            break
        yield cell
    for cell in sheet.rows[row][column + 1 :]:
        if cell.blank or not cell.colour:
            break
        yield cell


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
