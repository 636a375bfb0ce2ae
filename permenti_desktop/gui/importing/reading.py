"""What the page does off the window's thread: read a list, work out the plan, take it over, write the protocol."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Final

from permenti_desktop.db import backup, journal
from permenti_desktop.db.session import Session
from permenti_desktop.exchange import apply, plan, read_workbook, recognise
from permenti_desktop.exchange.fields import SUBJECT_LABELS, SUBJECTS, Subject, field_by_key
from permenti_desktop.exchange.headers import header_key
from permenti_desktop.exchange.reading import plain
from permenti_desktop.exchange.steps import KIND_LABELS, CellChoice, CellKey, Decision, Plan, Step, StepKey
from permenti_desktop.exchange.tables import Column, Recognition, Table
from permenti_desktop.exchange.wording import meanings_of
from permenti_desktop.exchange.workbook import corrected
from permenti_desktop.gui import keeper
from permenti_desktop.i18n import N_, _, date_text, language
from permenti_desktop.queries import known
from permenti_desktop.reports import saving
from permenti_desktop.reports.write_csv import DELIMITERS, guarded
from permenti_desktop.usecases import office

_REMEMBERED: Final = "import_columns"
"""The note in the file: fingerprint of a header → {"subject", "fields": header → field, "dropped": headers}."""

Changes = Mapping[tuple[str, str], str]
"""Cells that were corrected: (sheet, "B7") → text."""


@dataclass
class Draft:
    """One list on its way in: what was found in it, and everything that a person has decided so far."""

    found: Recognition
    known: frozenset[int] = frozenset()
    """Tables whose columns were assigned by a person before."""
    dropped: dict[int, set[int]] = field(default_factory=dict)
    """Table → columns that are not taken over at all, not even as text."""
    off: set[int] = field(default_factory=set)
    """Tables that are left out."""
    decisions: dict[StepKey, Decision] = field(default_factory=dict)
    changes: dict[tuple[str, str], str] = field(default_factory=dict)
    choices: dict[CellKey, CellChoice] = field(default_factory=dict)
    """What single fields of records that are known already shall be."""

    def taken(self, table: int, column: Column) -> bool:
        """Whether a column is ticked."""
        return column.index not in self.dropped.get(table, ())

    def wanted(self) -> Recognition:
        """What the plan is made from: without what is not to be taken over."""
        tables = tuple(
            replace(
                one,
                subject=None if number in self.off else one.subject,
                columns=tuple(column for column in one.columns if self.taken(number, column) or _held_back(column)),
            )
            for number, one in enumerate(self.found.tables)
        )
        return replace(self.found, tables=tables)

    @property
    def is_known(self) -> bool:
        """Whether a person has assigned the columns of every list in it before."""
        tables = {number for number, one in enumerate(self.found.tables) if one.subject and number not in self.off}
        return bool(tables) and tables <= self.known

    def rows(self, table: Table) -> int:
        """How many rows of a list say something."""
        sheet = self.found.sheet_of(table)
        rows = sheet.rows[table.first_row - 1 : table.last_row]
        return sum(any(not cell.blank for cell in row) for row in rows)


def is_sensitive(column: Column) -> bool:
    """Whether what a column means is specially protected (GDPR Art. 9)."""
    return column.field is not None and field_by_key(column.field).sensitive


def _held_back(column: Column) -> bool:
    """A protected column nobody has ticked: it stays, so that the plan can say what is not taken over."""
    return is_sensitive(column) and column.by != "person"


def open_list(database: Any, path: Path, today: date, *, tick: Callable[[int, int], None]) -> Draft:
    """Read a file and recognise what is in it, as a person assigned the same columns before. Raises Unreadable, and
    Cancelled from *tick*."""
    tick(0, 0)
    book = read_workbook.read(path)
    with database.read() as session:
        noted = _noted(session)
    columns = {name: one["fields"] for name, one in noted.items()}
    found = recognise.recognise(book, today, columns, tick)
    tick(0, 0)
    draft = Draft(found)
    seen: set[int] = set()
    for number, table in enumerate(found.tables):
        one = noted.get(table.fingerprint)
        if one is not None:
            seen.add(number)
            _as_noted(draft, number, one, today)
        columns_now = draft.found.tables[number].columns
        draft.dropped.setdefault(number, set()).update(column.index for column in columns_now if _held_back(column))
    draft.known = frozenset(seen)
    return draft


def _as_noted(draft: Draft, number: int, one: Mapping[str, Any], today: date) -> None:
    table = draft.found.tables[number]
    subject = one.get("subject")
    if subject is None:
        draft.off.add(number)
    elif subject in SUBJECTS and subject != table.subject:
        fields = {column.index: column.field for column in table.columns if column.by == "person"}
        draft.found = recognise.choose(draft.found, table, today, fields, subject)
    told = one.get("values", {})
    for column in draft.found.tables[number].columns:
        values = told.get(header_key(column.header)) if isinstance(told, dict) else None
        if column.field is not None and isinstance(values, dict):
            codes = {code for code, _label in meanings_of(column.field)}
            known = {text: code for text, code in values.items() if code in codes}
            draft.found = recognise.translate(draft.found, draft.found.tables[number], column.index, known)
    names = set(one.get("dropped", ()))
    draft.dropped[number] = {column.index for column in table.columns if header_key(column.header) in names}


def _noted(session: Session) -> dict[str, dict[str, Any]]:
    """What is remembered; whatever has another shape is as good as forgotten."""
    stored = office.noted(session, _REMEMBERED)
    if not isinstance(stored, dict):
        return {}
    return {name: one for name, one in stored.items() if isinstance(one, dict) and isinstance(one.get("fields"), dict)}


def remember(session: Session, draft: Draft) -> bool:
    """Remember how the columns were assigned, for the next list with these headers; whether that was new."""
    noted = _noted(session)
    before = dict(noted)
    for number, table in enumerate(draft.found.tables):
        keys = [header_key(column.header) for column in table.columns]
        own = [(key, column) for key, column in zip(keys, table.columns, strict=True) if key and keys.count(key) == 1]
        noted[table.fingerprint] = {
            "subject": None if number in draft.off else table.subject,
            "fields": {key: column.field for key, column in own if not _held_back(column)},
            "dropped": [key for key, column in own if not draft.taken(number, column)],
            "values": {key: dict(column.meanings) for key, column in own if column.meanings},
        }
    if noted == before:
        return False
    office.note(session, _REMEMBERED, noted)
    journal.name(session, N_("Zuordnung der Spalten gemerkt"))
    return True


@dataclass(frozen=True)
class Planned:
    """A plan, and what tells people of one name apart: id → firm, birth, town."""

    plan: Plan
    about: Mapping[int, str]


@dataclass(frozen=True)
class Asked:
    """What a plan is asked with: the lists, cells corrected, whom rows mean, and what known records shall be."""

    found: Recognition
    changes: Changes
    decisions: Mapping[StepKey, Decision]
    choices: Mapping[CellKey, CellChoice]


def asked(draft: Draft) -> Asked:
    """What the draft says now, for a thread beside the window's."""
    return Asked(draft.wanted(), dict(draft.changes), dict(draft.decisions), dict(draft.choices))


def plan_of(session: Session, what: Asked, today: date) -> Planned:
    """What taking over would do with these cells corrected, compared with what is there now."""
    found = what.found
    if what.changes:
        found = replace(found, book=corrected(found.book, what.changes))
    there = known.records(session)

    def stored(subject: str, id: int) -> tuple[int, object]:
        return apply.load(session, subject, id)

    made = plan.make_plan(found, there, today, what.decisions, stored, what.choices)
    candidates = {one.choice for step in made.steps for one in step.candidates}
    firms = dict(there.organisations)
    about = {
        one.id: ", ".join(
            part
            for part in (
                firms.get(one.organisation_id, "") if one.organisation_id is not None else "",
                date_text(one.birth) if one.birth is not None else "",
                f"{one.postal_code} {one.street}".strip(),
            )
            if part
        )
        for one in there.people
        if one.id in candidates
    }
    return Planned(made, about)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written: the step of the history, how much, and the backup made before (None on a server)."""

    entry: int
    added: int
    changed: int
    backup: Path | None


def take_over(database: Any, draft: Draft, made: Plan, today: date, *, tick: Callable[[int, int], None]) -> Taken:
    """Back up, then write the plan in one step. Raises Cancelled from *tick*, Conflict and what backups raise."""
    tick(0, 0)
    copy = None
    if database.path is not None:
        copy = backup.back_up(database, "import", folder=keeper.folder_for(database.path)).path
    tick(0, made.writes)
    with database.read() as session:
        fresh = _noted(session)
    with database.write() as session:
        remember(session, draft)
    tick(0, made.writes)
    try:
        with database.write() as session:
            done = apply.apply(session, made, today, tick)
            entry = journal.current(session).id
    except BaseException:
        _forget(database, fresh)
        raise
    return Taken(entry, done.added, done.changed, copy)


def _forget(database: Any, before: Mapping[str, Any]) -> None:
    """Nothing was taken over: what was remembered for it goes as well."""
    with database.write() as session:
        if _noted(session) != before:
            office.note(session, _REMEMBERED, before or None)
            journal.name(session, N_("Zuordnung der Spalten zurückgenommen"))


# The protocol -----------------------------------------------------------------------------------------------


def where(step: Step) -> str:
    """ "Teilnehmerinnen, Zeile 7"; "" for what a list only mentions."""
    if step.row is None:
        return ""
    return _("{sheet}, Zeile {row}").format(sheet=step.row[0].strip(), row=step.row[1])


def protocol_rows(made: Plan) -> list[tuple[str, ...]]:
    """The protocol as a table: first every record, then every cell to check, then the rows that are no records."""
    rows: list[tuple[str, ...]] = [
        (
            _("Was"),
            _("Liste"),
            _("Name"),
            _("Blatt und Zeile"),
            _("Zelle"),
            _("Feld"),
            _("Stand in der Liste"),
            _("Übernommen als"),
            _("Hinweis"),
        )
    ]
    for step in made.steps:
        what = _("geschrieben") if step.writes else _("nicht geschrieben")
        head = f"{_(KIND_LABELS[step.kind])}, {what}" if step.kind != "same" else _(KIND_LABELS[step.kind])
        rows.append((head, _(SUBJECT_LABELS[step.subject]), step.title, where(step), "", "", "", "", step.remark))
    for column in made.columns:
        samples = "; ".join(column.samples)
        label = column.label if column.kind != "kept" else ""
        sheet, place = column.sheet.strip(), column.place
        rows.append((_("Spalte ansehen"), "", "", sheet, place, column.header, samples, label, column.remark))
    for what, cells in ((_("bitte prüfen"), made.doubts), (_("bleibt als Text"), made.kept)):
        rows += [
            (what, "", "", cell.sheet.strip(), cell.place, _(cell.label), cell.text, cell.after, cell.remark)
            for cell in cells
        ]
    for line in made.lines:
        place = _("{sheet}, Zeile {row}").format(sheet=line.sheet.strip(), row=line.row)
        rows.append((_("kein Eintrag"), "", "", place, "", "", line.text, "", ""))
    rows += [(_("Blatt ohne Liste"), "", "", name.strip(), "", "", "", "", "") for name in made.left_out]
    return rows


def save_protocol(made: Plan, sentence: str, target: Path, *, tick: Callable[[int, int], None]) -> Path:
    """Write the protocol: a table for .csv, otherwise plain text. Raises what reports/saving.py raises."""
    rows = protocol_rows(made)
    tick(0, 0)

    def fill(out: BinaryIO) -> None:
        if target.suffix.casefold() == ".csv":
            text = io.StringIO(newline="")
            sheet = csv.writer(text, delimiter=DELIMITERS[language()], quoting=csv.QUOTE_ALL, lineterminator="\r\n")
            sheet.writerows([guarded(cell) for cell in row] for row in rows)
            content = text.getvalue()
        else:
            lines = [" · ".join(part.replace("\n", " ") for part in row if part) for row in rows[1:]]
            content = "\r\n".join([sentence, "", *lines, ""])
        out.write(content.encode("utf-8-sig"))

    saving.save(target, fill)
    return target


def choose_subject(draft: Draft, number: int, subject: Subject | None, today: date) -> None:
    """Say what a list is about (None: leave it out); the columns are weighed anew for another subject."""
    if subject is None:
        draft.off.add(number)
        return
    draft.off.discard(number)
    table = draft.found.tables[number]
    if table.subject != subject:
        draft.found = recognise.choose(draft.found, table, today, {}, subject)
        held = {column.index for column in draft.found.tables[number].columns if _held_back(column)}
        draft.dropped[number] = held


def choose_field(draft: Draft, number: int, column: int, key: str | None, today: date) -> None:
    """Say what a column means (None: nothing the program knows; its text stays with the record)."""
    draft.found = recognise.choose(draft.found, draft.found.tables[number], today, {column: key})
    if key is not None and field_by_key(key).sensitive:
        draft.dropped.setdefault(number, set()).discard(column)


def translate(draft: Draft, sheet: str, place: str, text: str, code: str | None) -> None:
    """Say what a word means in the whole column of a cell (None: as it is read)."""
    found = recognise.column_at(draft.found, sheet, place)
    if found is not None:
        number, column = found
        draft.found = recognise.translate(draft.found, draft.found.tables[number], column.index, {text: code})


def meaning_of(draft: Draft, sheet: str, place: str, text: str) -> str | None:
    """What a person said a word means in the column of a cell."""
    found = recognise.column_at(draft.found, sheet, place)
    return dict(found[1].meanings).get(plain(text)) if found is not None else None


def rows_with(draft: Draft, sheet: str, place: str, text: str) -> int:
    """How many cells of a column say the same as this one."""
    found = recognise.column_at(draft.found, sheet, place)
    if found is None:
        return 0
    table = draft.found.tables[found[0]]
    cells = draft.found.sheet_of(table)
    return sum(
        plain(cells.cell(row, found[1].index).text) == plain(text) for row in range(table.first_row, table.last_row + 1)
    )


def tick_column(draft: Draft, number: int, column: int, taken: bool, today: date) -> None:
    """Take a column over or not."""
    if not taken:
        draft.dropped.setdefault(number, set()).add(column)
        return
    draft.dropped.setdefault(number, set()).discard(column)
    found = next(one for one in draft.found.tables[number].columns if one.index == column)
    if _held_back(found):
        choose_field(draft, number, column, found.field, today)
