"""Rows of a recognised list as drafts of records: each cell with what was read from it, and how surely.

Nothing is dropped: cells without a field, comments, colours with a legend, struck-through and hidden cells
end up as text with the record; rows that are no record (subtotals, legends, titles between rows) are listed
with their kind.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from permenti_desktop.domain import places
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.exchange import headers, read_names, read_terms, read_values, wording
from permenti_desktop.exchange.columns import language_of
from permenti_desktop.exchange.fields import Subject, field_by_key
from permenti_desktop.exchange.headers import header_key
from permenti_desktop.exchange.manners import colour_name
from permenti_desktop.exchange.read_names import Name
from permenti_desktop.exchange.reading import Reading, plain, says_nothing, says_ongoing, says_same_as_above
from permenti_desktop.exchange.tables import Column, Recognition, Table
from permenti_desktop.exchange.workbook import Cell, Sheet
from permenti_desktop.i18n import _, date_text

State = Literal["read", "unsure", "unreadable", "kept", "ignored"]
"""read, read with a doubt, not read (its text is kept), no field for it (its text is kept), left out on
purpose.
"""

LineKind = Literal["total", "section", "legend", "header", "continuation", "unclear"]


@dataclass(frozen=True, slots=True)
class Item:
    """What one cell says about one field. ``field`` is "" where the list has a column the program does not
    know.
    """

    field: str
    value: object
    text: str
    place: str
    state: State = "read"
    remark: str = ""
    label: str = ""
    """The words above the column, for text that is kept."""


def _one_day_each(items: Sequence[Item]) -> list[Item]:
    """A field for one day takes one: a second, different one in the same row stays as text and is listed."""
    taken: dict[str, PartialDate] = {}
    found = []
    for item in items:
        if item.field and isinstance(item.value, PartialDate):
            first = taken.setdefault(item.field, item.value)
            if item.value != first:
                remark = _("In dieser Zeile steht dafür schon {first}; der Text bleibt erhalten.").format(
                    first=date_text(first)
                )
                item = replace(item, value=None, state="unreadable", remark=remark)
        found.append(item)
    return found


@dataclass(frozen=True)
class Draft:
    """One row of a list: what it says about a record (and, in lists of pairs, about both people)."""

    subject: Subject
    sheet: str
    row: int
    items: tuple[Item, ...]
    notes: tuple[str, ...] = ()
    """Comments, colours, struck-through and hidden, in words."""

    def item(self, key: str) -> Item | None:
        """The first cell that says something about a field."""
        return next((item for item in self.items if item.field == key), None)

    def value(self, key: str) -> object:
        """What was read for a field, None for nothing."""
        return next((item.value for item in self.items if item.field == key and item.value is not None), None)

    def text(self, key: str) -> str:
        """What was read for a field of text, "" for nothing."""
        found = self.value(key)
        return found if isinstance(found, str) else ""

    def day(self, key: str) -> PartialDate | None:
        """What was read for a date."""
        found = self.value(key)
        return found if isinstance(found, PartialDate) else None

    def name(self, subject: str) -> Name:
        """The name of the participant, mentor or contact person in this row; empty parts where there is
        none.
        """
        whole = self.value(f"{subject}.name")
        if isinstance(whole, Name):
            return whole
        return Name(self.text(f"{subject}.last"), self.text(f"{subject}.first"), self.text(f"{subject}.title"))

    @property
    def place(self) -> str:
        """Where it stands, for the person: "Teilnehmerinnen, Zeile 7"."""
        return _("{sheet}, Zeile {row}").format(sheet=self.sheet.strip(), row=self.row)


@dataclass(frozen=True, slots=True)
class Line:
    """A row that is no record of its own."""

    sheet: str
    row: int
    kind: LineKind
    text: str


@dataclass(frozen=True)
class RecordSet:
    """All drafts of one table, and the rows that are none."""

    table: Table
    drafts: tuple[Draft, ...]
    lines: tuple[Line, ...]


def read_records(found: Recognition, today: date) -> tuple[RecordSet, ...]:
    """The drafts of every table that has a subject."""
    return tuple(_read_table(found, table, today) for table in found.tables if table.subject is not None)


# Rows -------------------------------------------------------------------------------------------------------

_TOTAL: Final = re.compile(
    r"(?:zwischen-?)?summe|anwesend|teilnehmendenzahl|gesamt(?:summe|zahl)?|insgesamt|anzahl|(?:sub)?total|σ|∑|durchschnitt|mittelwert|count|average|sum\b"
)
_LEGEND_LINE: Final = re.compile(
    r"legende|legend|stand\s*:|stand(?: vom)?\s*[\d.]+|quelle|erläuterung|hinweis\s*:|\*|erstellt|as of|note\s*:|"
    r"druckdatum|seite \d|"
    r"(?:gelb|rot|grün|blau|orange|grau|rosa|lila|yellow|red|green|blue|grey)\b.{0,20}[=:–-]"
)
_COHORT: Final = re.compile(
    r"(?:durchgang|runde|kohorte|gruppe|staffel|kurs|cohort|round|group|jahrgang)\b.*|\d+\.\s*(?:durchgang|runde|staffel|gruppe)"
)


@dataclass(frozen=True, slots=True)
class _Section:
    """A title between rows that says something about the rows below it."""

    text: str
    place: str
    town: str = ""
    cohort: str = ""
    phase: str = ""


def _read_table(found: Recognition, table: Table, today: date) -> RecordSet:
    sheet = found.sheet_of(table)
    reader = _RowReader(table, sheet, today)
    drafts: list[Draft] = []
    lines: list[Line] = []
    section = _first_section(table, sheet)
    for row in range(table.first_row, table.last_row + 1):
        cells = {
            column.index: sheet.seen(row, column.index)
            for column in table.columns
            if not sheet.seen(row, column.index).blank
        }
        own = {index for index in cells if not sheet.is_covered(row, index)}
        if not own:
            continue
        kind = reader.kind_of_row(row, cells, own)
        text = " | ".join(cells[index].text for index in sorted(own))
        if kind == "record":
            drafts.append(reader.draft(row, cells, section))
            continue
        lines.append(Line(table.sheet_name, row, kind, text))
        if kind == "section":
            section = _section(text, table.place(row, min(own)), section)
        elif kind in ("continuation", "unclear") and drafts:
            # What stands in a row without a name belongs to the woman above it, or to nobody: a person
            # decides.
            note = _("Zeile {row} darunter: {text}").format(row=row, text=text)
            if kind == "continuation":
                drafts[-1] = replace(drafts[-1], notes=(*drafts[-1].notes, note))
    return RecordSet(table, tuple(drafts), tuple(lines))


def _first_section(table: Table, sheet: Sheet) -> _Section | None:
    """A town or a cohort over the list: in the row above its header, over its columns, or as the sheet's
    name.
    """
    groups = {column.group for column in table.columns}
    if len(groups) == 1 and (group := groups.pop()):
        found = _section(group, table.place(min(table.header_rows), table.columns[0].index), None)
        if found.town or found.cohort:
            return found
    top = min(table.header_rows, default=table.first_row)
    for row in range(top - 1, max(0, top - 4), -1):
        texts = [(column, cell.text) for column, cell in enumerate(sheet.rows[row - 1], 1) if not cell.blank]
        if len(texts) == 1:
            found = _section(texts[0][1], table.place(row, texts[0][0]), None)
            if found.town or found.cohort:
                return found
    found = _section(table.sheet_name.strip(), _("Name des Blattes"), None)
    told = {column.field for column in table.columns}
    without_town = not told & {f"{table.subject}.{name}" for name in ("town", "address")}
    return found if found.cohort or (found.town and without_town) else None


def _section(text: str, place: str, before: _Section | None) -> _Section:
    bare = re.sub(r"\(?\b\d+\s*(?:tn|frauen|personen|teilnehmerinnen)?\)?\s*$", "", text.strip().rstrip(":")).strip(
        " :–-("
    )
    bare = re.sub(r"^(?:ort|stadt|standort|gemeinde|town)\s*:\s*", "", bare, flags=re.IGNORECASE)
    if _COHORT.fullmatch(plain(text.rstrip(": "))):
        return _Section(text, place, before.town if before else "", text.strip().rstrip(":"))
    town = bare if bare and places.read_place(bare) is not None else ""
    phase = read_terms.read_phase(bare).value if bare and not town and len(bare.split()) <= 4 else None
    return _Section(text, place, town, before.cohort if before and town else "", phase or "")


class _RowReader:
    """Reads the rows of one table; knows what stood above for "s.o."."""

    def __init__(self, table: Table, sheet: Sheet, today: date) -> None:
        self.table = table
        self.sheet = sheet
        self.today = today
        self.subject: Subject = table.subject or "participant"
        self.above: dict[int, tuple[Cell, str]] = {}
        self.naming = [column.index for column in table.columns if column.field in _NAMING[self.subject]]
        self.header_keys = {header_key(column.header) for column in table.columns if column.header}
        self.quiet = _quiet_colours(table, sheet)

    # Which rows are records

    def kind_of_row(self, row: int, cells: Mapping[int, Cell], own: set[int]) -> LineKind | Literal["record"]:
        """Tell a record from subtotals, legends, repeated headers and titles between rows."""
        texts = [cells[index].text for index in sorted(own)]
        first = plain(texts[0])
        keys = [header_key(text) for text in texts]
        if self.header_keys and len(texts) >= 2 and sum(key in self.header_keys for key in keys) >= 0.6 * len(texts):
            return "header"
        names = [cells[index].text for index in self.naming if index in cells]
        # "(Nachname, Vorname) | (TT.MM.JJJJ)": a row that explains the header.
        if (
            self.header_keys
            and len(texts) >= 2
            and names
            and all(header_key(name) in headers.exact_words() for name in names)
        ):
            return "header"
        # Another person who speaks for the organisation above, whose name is merged down or not written again.
        naming = [index for index in self.naming if index in cells]
        if self.subject == "organisation" and not any(index in own for index in naming) and self._names_contact(own):
            return "record"
        # A name merged over two rows: the second row says more of the same woman.
        if naming and not any(index in own for index in naming):
            return "continuation"
        named = any(self._can_be_name(name) for name in names)
        summing = any(_TOTAL.match(plain(text)) for text in texts[:3])
        if summing and not (named and not any(_TOTAL.match(plain(name)) for name in names)):
            return "total"
        if len(texts) == 1:
            return self._kind_of_lone(row, texts[0], first, min(own), named)
        if named:
            return "record"
        if _LEGEND_LINE.match(first):
            return "legend"
        if names and not all(says_nothing(name) for name in names):
            # Something stands where the name belongs, and more beside it: a person looks at it.
            return "record" if len(texts) >= 3 else "unclear"
        if all(isinstance(cells[index].value, int | float) for index in own):
            return "total"
        if any(index in cells for index in self.naming):
            return "unclear"
        return "continuation" if len(texts) <= 2 and self._only_texts(own) else "unclear"

    def _names_contact(self, own: set[int]) -> bool:
        """Whether a row below an organisation names a person, and says more of her."""
        contact = next((one.index for one in self.table.columns if one.field in _CONTACT), None)
        above = any(index in self.above for index in self.naming)
        beside = {one.index for one in self.table.columns if (one.field or "").startswith("organisation.contact")}
        return above and contact in own and len(own) >= 2 and all(index in beside or index > contact for index in own)

    def _kind_of_lone(self, row: int, text: str, words: str, index: int, named: bool) -> LineKind | Literal["record"]:
        if _LEGEND_LINE.match(words) or len(text) > 80 or text in (self.table.legend or {}).values():
            return "legend"
        area = self.sheet.spanned(row, index)
        wide = area is not None and area.right > area.left
        lone_column = len(self.table.columns) == 1
        if named and not wide and not text.rstrip().endswith(":") and (lone_column or self._surely_name(text, index)):
            return "record"
        if re.search(r"[^\W\d]", text) and (index in self.naming or index == self.table.columns[0].index or wide):
            return "section"
        if isinstance(self.sheet.cell(row, index).value, int | float):
            return "total" if not 1900 < float(str(self.sheet.cell(row, index).value)) < 2100 else "section"
        return "continuation" if self._only_texts({index}) else "unclear"

    def _surely_name(self, text: str, index: int) -> bool:
        if self.subject == "organisation":
            return places.read_place(text) is None
        if index not in self.naming or _COHORT.match(plain(text)):
            return False
        return (
            ("," in text or len(text.split()) in (2, 3))
            and places.read_place(text) is None
            and not _STATE_WORDS.search(plain(text))
        )

    def _can_be_name(self, text: str) -> bool:
        if says_nothing(text):
            return False
        if self.subject == "organisation":
            return bool(re.search(r"[^\W\d]{2}", text))
        bare = read_names.split_birth(re.sub(r"^\d{1,3}[.)]\s+", "", text))[0]
        return read_names.looks_like_name(re.sub(r"\([^)]*\)", " ", bare).strip() or bare)

    def _only_texts(self, indexes: Iterable[int]) -> bool:
        by_index = {column.index: column for column in self.table.columns}
        return all(
            (key := by_index[index].field) is None
            or field_by_key(key).kind in ("text", "keep", "languages", "phone", "email")
            for index in indexes
        )

    # One record

    def draft(self, row: int, cells: Mapping[int, Cell], section: _Section | None) -> Draft:
        """Read one row."""
        items: list[Item] = []
        notes: list[str] = []
        for column in self.table.columns:
            cell = cells.get(column.index) or self.sheet.cell(row, column.index)
            place = self.table.place(row, column.index)
            if not cell.blank:
                items.extend(self._read(column, cell, place))
                self._remember(column, cell, place)
            notes.extend(self._notes(cell, place))
        if self.subject == "organisation" and not any(item.field == "organisation.name" for item in items):
            items = [*self._named_above(), *items]
        items = _joined_birth(_ticked_level(_joined_house(items)), self.today)
        if section is not None:
            items.extend(self._from_section(items, section))
        if row in self.sheet.hidden_rows:
            notes.append(_("Diese Zeile ist in der Liste ausgeblendet."))
        items = _one_day_each(_cross_checked(items, self.today))
        return Draft(self.subject, self.table.sheet_name, row, tuple(items), tuple(dict.fromkeys(notes)))

    def _named_above(self) -> list[Item]:
        """The organisation whose name stands in a row above, and is not written again."""
        found = []
        for index in self.naming:
            if index in self.above:
                cell, place = self.above[index]
                remark = _("Aus Zelle {place} darüber.").format(place=place)
                found.append(Item("organisation.name", cell.text, cell.text, place, "read", remark))
        return found

    def _remember(self, column: Column, cell: Cell, place: str) -> None:
        if not says_same_as_above(cell.text) and not says_nothing(cell.text):
            self.above[column.index] = (cell, place)

    def _read(self, column: Column, cell: Cell, place: str) -> list[Item]:
        label = column.header or column.group
        if column.field is None:
            # "fehlt" is said of a paper, and worth knowing.
            if says_nothing(cell.text) and plain(cell.text) != "fehlt":
                return []
            # "gültig bis" says nothing without the "Bildungsgutschein" over it.
            whole = " ".join(dict.fromkeys(filter(None, [column.group, column.header])))
            return [Item("", cell.text, cell.text, place, "kept", "", whole)]
        field = field_by_key(column.field)
        if field.sensitive and column.by != "person":
            return [
                Item(field.key, None, "", place, "ignored", _("Besonders geschützte Angabe: nicht übernommen."), label)
            ]
        if code := dict(column.meanings).get(plain(cell.text)):
            return [Item(field.key, wording.value_of(field.key, code, cell.text), cell.text, place, "read", "", label)]
        source = cell
        repeated = ""
        if says_same_as_above(cell.text) and column.index in self.above:
            source, other = self.above[column.index]
            repeated = _("„{text}“: aus Zelle {place} übernommen.").format(text=cell.text, place=other)
        items = self._items(column, source, place, label)
        if field.key in self.table.serials and re.fullmatch(r"[1-7]\d{4}", cell.text):
            # A whole column of them is asked about once.
            items = [replace(item, state="read", remark="") if item.value is not None else item for item in items]
        if column.near:
            remark = _("Die Spalte heißt „{header}“; gelesen als „{field}“. Bitte prüfen Sie, ob das stimmt.").format(
                header=column.header, field=_(field.label)
            )
            items = [_doubted(item, remark) if item.value is not None else item for item in items]
        if cell.broken:
            items = [
                _doubted(item, _("Hier steht eine Formel ohne Ergebnis; sie wird als Text behalten.")) for item in items
            ]
        if repeated:
            items = [_doubted(replace(item, text=cell.text), repeated) for item in items]
        if cell.struck:
            items = [_doubted(item, _("In der Liste durchgestrichen.")) for item in items]
        return items

    def _items(self, column: Column, cell: Cell, place: str, label: str) -> list[Item]:
        field = field_by_key(column.field or "")
        subject, text, today = field.subject, cell.text, self.today
        order = self.table.date_order

        def one(reading: Reading[object], name: str = field.name) -> list[Item]:
            items = [_item(f"{subject}.{name}", reading, reading.value, text, place, label)]
            told = reading.value is None or kind in _WITH_THEIR_WORDS
            return items if told else _with_rest(items, reading.rest, text, place, label)

        kind = field.kind
        if kind in ("name", "person"):
            return self._name_items(column, cell, place, label)
        if kind == "name_part":
            reading = read_names.read_name_part(cell)
            title, bare = read_names.split_title(reading.value or "")
            if title and bare:
                named = self._part_items(field.key, replace(reading, value=bare), text, place, label)
                return [*named, Item(f"{subject}.title", title, text, place, "read", "", label)]
            return self._part_items(field.key, reading, text, place, label)
        if kind == "organisation" and field.subject != "organisation" and _NO_FIRM.fullmatch(plain(text)):
            # "selbstständig" and "im Ruhestand" are no firm.
            return [Item(field.key, None, text, place, "kept", "", label)]
        if kind == "gender" and read_terms.read_gender(cell).value is None:
            salutation, title = read_names.split_salutation(text)
            if salutation is not None:
                titled = "organisation" not in subject
                with_title = Item(f"{subject}.title", title, text, place, "read", "", label)
                beside = [with_title if titled else _kept(title, text, place, label)] if title else []
                return [Item(field.key, salutation, text, place, "read", "", label), *beside]
        if kind == "consent":
            given = read_values.read_day(cell, today, order)
            if given.value is None and not says_nothing(text):
                remark = _("Eine Einwilligung braucht den Tag, an dem sie gegeben wurde; der Text bleibt erhalten.")
                return [Item(field.key, None, text, place, "unreadable", remark, label)]
            return one(given)
        if field.name in ("exit", "end", "until", "residence_expires") and says_ongoing(text):
            # There is no end yet; only of a title it says something that has no field.
            unlimited = field.name == "residence_expires"
            remark = "" if unlimited else _("Läuft noch: kein Ende.")
            return [Item(field.key, None, text, place, "kept" if unlimited else "read", remark, label)]
        if kind in ("birth", "event"):
            return one(read_values.read_partial_date(cell, "birth" if kind == "birth" else "event", today, order))
        if kind == "day":
            return one(read_values.read_day(cell, today, order))
        if kind == "period":
            period = read_values.read_period(cell, today, order)
            names = ("entry", "exit") if subject == "participant" else ("start", "end")
            if period.value is None:
                return one(period, names[0])
            ends = ((names[0], period.value.start), (names[1], period.value.end))
            dated = [
                _item(f"{subject}.{name}", period, end, text, place, label) for name, end in ends if end is not None
            ]
            return _with_rest(dated, period.rest, text, place, label)
        if kind in ("address", "phone", "email") and (reached := self._contact_items(column, cell, place, label)):
            return reached
        if kind in ("address", "town", "street"):
            return self._address_items(kind, subject, cell, place, label)
        if kind == "phone":
            return self._phone_items(column, cell, place, label)
        if kind == "email":
            emails = read_values.read_emails(cell)
            items = [_item(field.key, emails, emails.value[0] if emails.value else None, text, place, label)]
            if emails.value and len(emails.value) > 1:
                items.append(_kept(", ".join(emails.value[1:]), text, place, label))
            return _with_rest(items, emails.rest if emails.value else "", text, place, label)
        if kind == "german_mark":
            ticked = read_terms.read_yes_no(cell)
            code = text_of_level(label) if ticked.value == "yes" else None
            return [_item(field.key, ticked, code, text, place, label)] if ticked.value != "no" else []
        if kind == "level":
            level = read_terms.read_level(cell, today)
            items = [_item(field.key, level, level.value.code if level.value else None, text, place, label)]
            if level.value is not None and level.value.code is None:
                items = [Item(field.key, None, text, place, "unreadable", level.remark, label)]
            if level.value is not None and level.value.certificate:
                items.append(Item("participant.certificate", level.value.certificate, text, place, "read", "", label))
            if level.value is not None and level.value.certificate_on:
                items.append(
                    Item("participant.certificate_on", level.value.certificate_on, text, place, "read", "", label)
                )
            return _with_rest(items, level.rest if level.value else "", text, place, label)
        if kind == "spoken":
            return one(read_terms.read_spoken(cell, language_of(column.header) or ""), "languages")
        if kind == "languages" and _MOTHER_TONGUE.search(plain(column.header)):
            spoken = read_terms.read_languages(cell)
            if spoken.value is not None and not spoken.rest:
                return one(replace(spoken, value=read_terms.as_mother_tongue(spoken.value)))
        if field.name == "household" and self.table.column_of(f"{subject}.children") is None:
            # "verh., 2 Kinder" in the one column for both.
            told = re.search(r"\b(?:\d{1,2}|[a-zäöü]+)\s+(?:kind(?:er)?|child(?:ren)?)\b", plain(text))
            children = read_values.read_children(told[0]) if told else None
            if children is not None and children.value is not None and children.state == "read":
                return [
                    *one(read_values.read_text(cell)),
                    Item(f"{subject}.children", children.value, text, place, "read", "", label),
                ]
        reader = _READERS.get(kind)
        if reader is None:
            if kind == "people":
                return [Item(field.key, text, text, place, "read", "", label)]
            if kind == "keep":
                return [] if says_nothing(text) else [Item(field.key, text, text, place, "kept", "", label)]
            return one(read_values.read_text(cell))
        return one(reader(cell, today))

    def _part_items(self, key: str, reading: Reading[str], text: str, place: str, label: str) -> list[Item]:
        """A family or given name from a column of its own."""
        if reading.value is not None and key in self.table.capitals:
            return [_item(key, reading, read_names.in_ordinary_letters(reading.value), text, place, label)]
        item = _item(key, reading, reading.value, text, place, label)
        shouted = reading.value is not None and _shouts(reading.value)
        items = [_doubted(item, _in_capitals(reading.value or "")) if shouted else item]
        return _with_rest(items, reading.rest if reading.value else "", text, place, label)

    def _name_items(self, column: Column, cell: Cell, place: str, label: str) -> list[Item]:
        field = field_by_key(column.field or "")
        order, certain = (self.table.name_orders or {}).get(field.key, (None, False))
        if field.kind == "person" or field.subject != self.subject:
            # Someone who is only named here is looked up by the whole name; its order matters less.
            certain = True
            order = order or "first_last"
        behind = ""
        if isinstance(cell.value, str) and field.kind == "name":
            bare, behind = read_names.split_birth(cell.text)
            reading = read_names.read_name(replace(cell, value=bare) if behind else cell, order, certain)
        else:
            reading = read_names.read_name(cell, order, certain)
        if field.kind == "person":
            return [_item(field.key, reading, reading.value, cell.text, place, label)]
        prefix = field.subject
        if self.subject == "tandem" and prefix == "participant" and (several := read_names.read_several(cell, order)):
            # A group: one mentor, several mentees in one cell.
            first = [("last", several[0].last), ("first", several[0].first), ("title", several[0].title)]
            others = [Item("participant.other", name, cell.text, place, "read", "", label) for name in several[1:]]
            return [*(Item(f"{prefix}.{n}", v, cell.text, place, "read", "", label) for n, v in first if v), *others]
        if reading.value is None:
            return [_item(f"{prefix}.last", reading, None, cell.text, place, label)]
        name = reading.value
        doubt = ""
        if field.key in self.table.capitals:
            name = replace(
                name,
                last=read_names.in_ordinary_letters(name.last),
                first=read_names.in_ordinary_letters(name.first),
            )
        elif _shouts(name.last) or _shouts(name.first):
            doubt = _in_capitals(name.last if _shouts(name.last) else name.first)
        items = [
            _item(f"{prefix}.{part}", reading, value, cell.text, place, label)
            for part, value in (("last", name.last), ("first", name.first), ("title", name.title))
            if value
        ]
        if doubt:
            items = [_doubted(item, doubt) if _shouts(str(item.value)) else item for item in items]
        items = _with_rest(items, reading.rest, cell.text, place, label)
        if behind and self.table.column_of(f"{prefix}.birth") is None:
            born = read_values.read_partial_date(behind, "birth", self.today, self.table.date_order)
            item = _item(f"{prefix}.birth", born, born.value, cell.text, place, label)
            # "Name, Vorname (Geburtsdatum)" says so itself.
            told = re.search(r"\bgeb|birth|born|jahrgang", plain(f"{column.group} {column.header}"))
            items.append(item if told else _doubted(item, _("Stand hinter dem Namen.")))
        return items

    def _address_items(self, kind: str, subject: str, cell: Cell, place: str, label: str) -> list[Item]:
        text = cell.text
        if kind == "street":
            street = read_values.read_text(cell)
            if street.value and re.search(r"\b\d{5}\b", street.value):
                kind = "address"
            else:
                return [_item(f"{subject}.street", street, street.value, text, place, label)]
        reading = read_values.read_address(cell) if kind == "address" else read_values.read_town(cell)
        if reading.value is None:
            name = "street" if kind == "address" else "town"
            return [_item(f"{subject}.{name}", reading, None, text, place, label)]
        parts = (
            ("street", reading.value.street),
            ("postal", reading.value.postal_code),
            ("town", reading.value.town),
        )
        items = [_item(f"{subject}.{name}", reading, value, text, place, label) for name, value in parts if value]
        return _with_rest(items, reading.rest, text, place, label)

    def _phone_items(self, column: Column, cell: Cell, place: str, label: str) -> list[Item]:
        field = field_by_key(column.field or "")
        if isinstance(cell.value, str) and "@" in cell.text:
            return self._reach_items(column, cell, place, label)
        reading = read_values.read_phones(cell)
        if not reading.value:
            return [_item(field.key, reading, None, cell.text, place, label)]
        items = [_item(field.key, reading, reading.value[0].text, cell.text, place, label)]
        other = f"{field.subject}.{'phone' if field.name == 'mobile' else 'mobile'}"
        spare = list(reading.value[1:])
        if spare and self.table.column_of(other) is None and field.subject != "organisation":
            items.append(_item(other, reading, spare.pop(0).text, cell.text, place, label))
        if spare:
            items.append(_kept(", ".join(phone.text for phone in spare), cell.text, place, label))
        return _with_rest(items, reading.rest, cell.text, place, label)

    def _contact_items(self, column: Column, cell: Cell, place: str, label: str) -> list[Item]:
        """Several ways to reach her in one cell, each to its own field; () where there is one. What has a column of its
        own stays as text."""
        field = field_by_key(column.field or "")
        if not isinstance(cell.value, str):
            return []
        found = read_values.read_contact(cell.text)
        if found.sorts < 2:
            return []
        subject, text = field.subject, cell.text
        items: list[Item] = []

        def has_column(*names: str) -> bool:
            columns = (self.table.column_of(f"{subject}.{name}") for name in names)
            return any(one is not None and one.index != column.index for one in columns)

        if found.phones:
            numbers = replace(cell, value=", ".join(found.phones))
            if has_column("phone") and (field.name != "mobile"):
                items.append(_kept(numbers.text, text, place, label))
            else:
                phone = column if field.kind == "phone" else replace(column, field=f"{subject}.phone")
                items += self._phone_items(phone, numbers, place, label)
        if found.address:
            if has_column("address", "street", "postal", "town"):
                items.append(_kept(found.address, text, place, label))
            else:
                items += self._address_items("address", subject, replace(cell, value=found.address), place, label)
        if found.emails:
            first = () if has_column("email") else found.emails[:1]
            items += [Item(f"{subject}.email", one, text, place, "read", "", label) for one in first]
            others = [one for one in found.emails if one not in first]
            items += [_kept(", ".join(others), text, place, label)] if others else []
        if found.rest:
            said = ", ".join(found.rest)
            remark = _("Daneben steht noch: {text}").format(text=said)
            items = [_doubted(items[0], remark), *items[1:], _kept(said, text, place, label)]
        return [replace(item, text=text) for item in items]

    def _reach_items(self, column: Column, cell: Cell, place: str, label: str) -> list[Item]:
        """A number and an e-mail address in one cell."""
        field = field_by_key(column.field or "")
        emails = read_values.read_emails(cell)
        if not emails.value:
            return [_item(field.key, read_values.read_phones(Cell(cell.text)), None, cell.text, place, label)]
        rest = cell.text
        for address in emails.value:
            rest = rest.replace(address, " ")
        rest = rest.strip(" ,;/|\n")
        numbers = self._phone_items(column, replace(cell, value=rest), place, label) if rest else []
        numbers = [replace(item, text=cell.text) for item in numbers]
        key = f"{field.subject}.email"
        if self.table.column_of(key) is None and len(emails.value) == 1:
            return [*numbers, Item(key, emails.value[0], cell.text, place, "read", "", label)]
        return [*numbers, _kept(", ".join(emails.value), cell.text, place, label)]

    def _notes(self, cell: Cell, place: str) -> list[str]:
        notes: list[str] = []
        if cell.comment:
            notes.append(_("Kommentar in Zelle {place}: {text}").format(place=place, text=cell.comment))
        if cell.colour and not cell.blank:
            meaning = (self.table.legend or {}).get(cell.colour)
            if meaning:
                notes.append(_("Farbe {colour}: {meaning}").format(colour=colour_name(cell.colour), meaning=meaning))
            elif cell.colour not in self.quiet:
                notes.append(
                    _("Zelle {place} ist {colour} gefärbt; die Liste sagt nicht, was das heißt.").format(
                        place=place, colour=colour_name(cell.colour)
                    )
                )
        return notes

    def _from_section(self, items: list[Item], section: _Section) -> list[Item]:
        said = {item.field for item in items if item.value is not None}
        remark = _("Aus der Zwischenüberschrift „{text}“.").format(text=section.text)
        found: list[Item] = []
        subject = self.subject
        if section.town and f"{subject}.town" not in said and subject in ("participant", "mentor"):
            found.append(Item(f"{self.subject}.town", section.town, section.text, section.place, "unsure", remark))
        if (
            section.cohort
            and f"{self.subject}.cohort" not in said
            and self.subject in ("participant", "mentor", "tandem")
        ):
            found.append(Item(f"{self.subject}.cohort", section.cohort, section.text, section.place, "unsure", remark))
        told = section.phase and self.subject == "participant" and "participant.phase" not in said
        if told and not any(item.field == "participant.exit" and item.value is not None for item in items):
            found.append(Item("participant.phase", section.phase, section.text, section.place, "unsure", remark))
        if not section.town and not section.cohort:
            found.append(Item("", section.text, section.text, section.place, "kept", "", _("Zwischenüberschrift")))
        return found


_NAMING: Final[dict[Subject, frozenset[str]]] = {
    "participant": frozenset({"participant.name", "participant.last", "participant.first"}),
    "mentor": frozenset({"mentor.name", "mentor.last", "mentor.first"}),
    "organisation": frozenset({"organisation.name"}),
    "internship": frozenset({"participant.name", "participant.last", "participant.first"}),
    "tandem": frozenset(
        {"participant.name", "participant.last", "participant.first", "mentor.name", "mentor.last", "mentor.first"}
    ),
}

_CONTACT: Final = ("organisation.contact", "organisation.contact_last")
_MOTHER_TONGUE: Final = re.compile(r"muttersprach|erstsprach|mother tongue|native language|first language")
_NO_FIRM: Final = re.compile(
    r"selbst(?:st)?ändig(?:e)?|freiberuflich|freiberuflerin|freelance\w*|self[- ]employed|(?:im |in )?ruhestand|"
    r"(?:in )?rente|rentnerin|rentner|retired|privat|private|arbeitslos|arbeits?suchend|(?:in )?elternzeit|kein\w*|"
    r"ohne|studentin|hausfrau"
)

_STATE_WORDS: Final = re.compile(
    r"aktiv|aktuell|ausgeschied|ehemal|warte|abgebroch|beendet|neu|laufend|abgeschlossen|active|former|waiting|"
    r"teilnehmerin|frauen|stadt|kreis|durchgang|gruppe"
)


def _quiet_colours(table: Table, sheet: Sheet) -> frozenset[str]:
    """Fills that only make the list easier to read: stripes, and whole columns in one colour."""
    rows = range(table.first_row, table.last_row + 1)
    per_colour: dict[str, set[int]] = {}
    cells: dict[str, int] = {}
    for row in rows:
        for column in table.columns:
            colour = sheet.cell(row, column.index).colour
            if colour:
                per_colour.setdefault(colour, set()).add(row)
                cells[colour] = cells.get(colour, 0) + 1
    many = max(len(rows), 1)
    return frozenset(
        colour
        for colour, found in per_colour.items()
        if len(found) >= many * 0.4 and (cells[colour] >= 3 * len(found) or len(found) >= many * 0.8)
    )


# Readers ----------------------------------------------------------------------------------------------------

_READERS: Final[dict[str, Callable[[Cell, date], Reading[object]]]] = {
    "country": lambda cell, today: read_terms.read_country(cell),
    "residence": lambda cell, today: read_terms.read_residence(cell, today),
    "recognition": lambda cell, today: read_terms.read_recognition(cell, today),
    "outcome": lambda cell, today: read_terms.read_outcome(cell),
    "exit_reason": lambda cell, today: read_terms.read_exit_reason(cell),
    "result": lambda cell, today: read_terms.read_result(cell),
    "languages": lambda cell, today: read_terms.read_languages(cell),
    "birth_day": lambda cell, today: read_values.read_count(cell, 31),
    "birth_month": lambda cell, today: read_values.read_month(cell),
    "children": lambda cell, today: read_values.read_children(cell),
    "hours": lambda cell, today: read_values.read_hours(cell),
    "total_hours": lambda cell, today: read_values.read_total_hours(cell),
    "capacity": lambda cell, today: read_values.read_count(cell, 20),
    "postal": lambda cell, today: read_values.read_postal_code(cell),
    "yes_no": lambda cell, today: read_terms.read_yes_no(cell),
    "gender": lambda cell, today: read_terms.read_gender(cell),
    "employment": lambda cell, today: read_terms.read_employment(cell),
    "phase": lambda cell, today: read_terms.read_phase(cell),
    "mentor_status": lambda cell, today: read_terms.read_mentor_status(cell),
    "tandem_state": lambda cell, today: read_terms.read_tandem_state(cell),
    "internship_kind": lambda cell, today: read_terms.read_internship_kind(cell),
    "internship_state": lambda cell, today: read_terms.read_internship_state(cell),
    "organisation_kind": lambda cell, today: read_terms.read_organisation_kind(cell),
    "travel": lambda cell, today: read_terms.read_travel(cell),
    "size": lambda cell, today: read_terms.read_size(cell),
}


_WITH_THEIR_WORDS: Final = frozenset(("residence", "recognition", "outcome", "exit_reason", "result"))
"""Kinds of field that keep the words of the list beside the code that was read from them."""


def _item(key: str, reading: Reading[object], value: object, text: str, place: str, label: str) -> Item:
    """An item from a reading. "-" and "k. A." are read, too: there is nothing."""
    state: State = "read" if reading.state == "empty" else reading.state
    return Item(key, value, text, place, state, reading.remark, label)


def _doubted(item: Item, remark: str) -> Item:
    state: State = "unsure" if item.state == "read" else item.state
    return replace(item, state=state, remark=" ".join([item.remark, remark]).strip())


def _kept(value: str, text: str, place: str, label: str) -> Item:
    return Item("", value, text, place, "kept", "", label)


def _with_rest(items: list[Item], rest: str, text: str, place: str, label: str) -> list[Item]:
    return [*items, _kept(rest, text, place, label)] if rest else items


def _shouts(name: str) -> bool:
    return any(read_names.is_capitals(word) for word in re.split(r"[\s-]+", name))


def _in_capitals(name: str) -> str:
    return _("In Großbuchstaben geschrieben; vielleicht {name}?").format(name=read_names.in_ordinary_letters(name))


def text_of_level(header: str) -> str | None:
    """The level that a column is for: "Deutsch B1" → "B1"."""
    match = re.search(r"\b([ABC][12])\b", header.upper())
    return match[1] if match else None


def _ticked_level(items: list[Item]) -> list[Item]:
    """A column for each level, with a cross in it: the highest one that is ticked."""
    ticked = [item for item in items if item.field == "participant.german_mark" and item.value]
    if not ticked or any(item.field == "participant.german" and item.value for item in items):
        return items
    highest = max(ticked, key=lambda item: str(item.value))
    found = replace(highest, field="participant.german")
    if len(ticked) > 1:
        found = _doubted(found, _("Mehrere Stufen sind angekreuzt; eingetragen wird die höchste."))
    return [*(item for item in items if item not in ticked), found]


def _joined_house(items: list[Item]) -> list[Item]:
    """The number of the house goes with its street."""
    house = next((item for item in items if item.field.endswith(".house")), None)
    if house is None:
        return items
    result: list[Item] = []
    for item in items:
        if item is house:
            continue
        if item.field.endswith(".street") and isinstance(item.value, str):
            result.append(replace(item, value=f"{item.value} {house.text}", text=f"{item.text} {house.text}"))
        else:
            result.append(item)
    if not any(item.field.endswith(".street") and item.value for item in result):
        result.append(replace(house, field="", value=house.text, state="kept"))
    return result


def _joined_birth(items: list[Item], today: date) -> list[Item]:
    """Day and month of a birth in columns of their own go with its year; without one they stay as text."""
    parts = {item.field.partition(".")[2]: item for item in items if ".birth" in item.field}
    if not parts.keys() & {"birth_day", "birth_month"}:
        return items
    year, month, day = (parts.get(name) for name in ("birth", "birth_month", "birth_day"))
    born = year.value if year is not None else None
    result = [item for item in items if item is not month and item is not day]
    if isinstance(born, PartialDate) and born.precision == "year" and month is not None and month.value:
        shown = f"{day.value}.{month.value}.{born.year}" if day is not None and day.value else ""
        found = read_values.read_partial_date(shown or f"{month.value}/{born.year}", "birth", today)
        if found.value is not None:
            return [replace(item, value=found.value) if item is year else item for item in result]
    return [*result, *(_kept(one.text, one.text, one.place, one.label) for one in (day, month) if one is not None)]


def _cross_checked(items: list[Item], today: date) -> list[Item]:
    """What single cells cannot know: an exit before the entry, a birth that leaves no time to grow up."""
    by_field = {item.field: item.value for item in items if isinstance(item.value, PartialDate)}
    result = list(items)

    def doubt(key: str, remark: str) -> None:
        for number, item in enumerate(result):
            if item.field == key:
                result[number] = _doubted(item, remark)

    for start_key, end_key in (
        ("participant.entry", "participant.exit"),
        ("internship.start", "internship.end"),
        ("tandem.start", "tandem.end"),
    ):
        start, end = by_field.get(start_key), by_field.get(end_key)
        if isinstance(start, PartialDate) and isinstance(end, PartialDate) and end.last() < start.first():
            doubt(end_key, _("Das Ende liegt vor dem Beginn."))
    # Capitals hide whether a Turkish name has a dot on its i.
    if any(item.field == "participant.nationality" and item.value in ("TR", "AZ") for item in items):
        for key in ("participant.last", "participant.first"):
            if any(item.field == key and _shouts(item.text) and "I" in item.text for item in items):
                doubt(key, _("In Großbuchstaben geschrieben: i oder ı?"))
    birth, entry = by_field.get("participant.birth"), by_field.get("participant.entry")
    if isinstance(birth, PartialDate):
        if birth.year > today.year - 14 or birth.year < today.year - 90:
            doubt("participant.birth", _("Dieses Geburtsdatum ist ungewöhnlich."))
        elif isinstance(entry, PartialDate) and entry.year - birth.year < 14:
            doubt("participant.birth", _("Zwischen Geburt und Eintritt liegen weniger als 14 Jahre."))
    return result
