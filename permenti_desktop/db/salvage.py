"""What can still be read of a damaged file, in a new one; with a list of what could not.

The way after the last: a good backup brings back more. It reads page by page (:mod:`permenti_desktop.db.pages`),
because SQLite stops at the first bad one. The damaged file is only read. Rows whose page is good are all kept, also
where the page that led to them is bad; a record that others refer to and that is lost gets an empty one in its place,
so that her notes do not go with it.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from permenti_desktop.db import failures, keys, ledger, lock_file, migrating, pages, raw, search, triggers
from permenti_desktop.db.backup_list import damaged
from permenti_desktop.db.engine import sqlite_engine, writing
from permenti_desktop.db.pages import Found, Pages, Row, Value
from permenti_desktop.db.place import Place
from permenti_desktop.db.revision import HEAD, RELEASED
from permenti_desktop.db.schema import metadata
from permenti_desktop.domain.errors import Damaged, NewerFile, ReadOnly, UserError
from permenti_desktop.i18n import N_, _, ngettext

WORDS: Final = {
    "person": N_("Personen (Name und Anschrift)"),
    "participant": N_("Teilnehmerinnen"),
    "mentor": N_("Mentorinnen"),
    "organisation": N_("Organisationen"),
    "contact_person": N_("Ansprechpersonen"),
    "tandem": N_("Tandems"),
    "tandem_meeting": N_("Treffen der Tandems"),
    "internship": N_("Praktika"),
    "timeline_entry": N_("Notizen"),
    "timeline_person": N_("Zuordnung von Notizen zu Personen"),
    "follow_up": N_("Wiedervorlagen"),
    "network_meeting": N_("Netzwerktreffen"),
    "consent": N_("Einwilligungen"),
    "person_language": N_("Sprachen"),
    "qualification": N_("Abschlüsse"),
    "phase_period": N_("Phasen"),
    "participation": N_("Teilnahmen an Förderungen"),
    "outcome": N_("Verbleib"),
    "cohort": N_("Durchgänge"),
    "goal": N_("Ziele der Tandems"),
    "tandem_mentee": N_("Mentees der Tandems"),
    "checklist_item": N_("Checklisten der Praktika"),
    "visit": N_("Besuche in Betrieben"),
    "network_group": N_("Gruppen im Netzwerk"),
    "group_member": N_("Mitglieder der Gruppen"),
    "attendance": N_("Anwesenheit bei Netzwerktreffen"),
    "minutes_line": N_("Protokolle der Netzwerktreffen"),
    "absence": N_("Abwesenheiten"),
    "grant_award": N_("Förderungen"),
    "target": N_("Zielzahlen der Förderungen"),
    "deadline": N_("Fristen der Förderungen"),
    "disclosure": N_("Nachweis der Ausgaben"),
    "setting": N_("Einstellungen der Stelle"),
    "office_term": N_("Eigene Begriffe der Stelle"),
    "draft": N_("Entwürfe"),
    "journal_entry": N_("Verlauf: Schritte"),
    "journal_change": N_("Verlauf: Änderungen"),
}
"""What the tables hold, for the list; the others are called by their own name."""

Tick = Callable[[int, int], None]

_NAMES: Final = ("last_name", "name", "title")
"""The column that says of an empty record in the place of a lost one what it is."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Rows of one table that could not be read. ``more`` means that there may be others that nothing names."""

    table: str
    ids: tuple[int, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The new file, how many rows each table has in it, and what could not be read."""

    path: Path
    rows: dict[str, int]
    lost: tuple[Lost, ...]
    stood_in: tuple[tuple[str, int], ...]
    """Empty records made for lost ones that others refer to: table and id."""
    cut_off: tuple[tuple[str, int], ...]
    """Rows that lead to nothing any more and were left out, or lost their reference: table and rowid."""
    bad_pages: int

    @property
    def is_whole(self) -> bool:
        """Nothing of the office is missing."""
        return not (self.lost or self.stood_in or self.cut_off)

    def report(self) -> str:
        """The list of what could not be read; numbers, and no name of a person."""
        lines = [_("Gerettet in: {file}").format(file=self.path.name)]
        if self.is_whole:
            lines.append(_("Es fehlt nichts: beschädigt waren nur Stellen ohne Einträge."))
            return "\n".join(lines)
        lines.append(
            ngettext("{count} beschädigte Stelle", "{count} beschädigte Stellen", self.bad_pages).format(
                count=self.bad_pages
            )
        )
        for one in self.lost:
            lines.append(_("Nicht lesbar – {what}: {count}").format(what=_words(one.table), count=_count(one)))
            if one.ids:
                lines.append(_("  Nummern: {numbers}").format(numbers=_ranges(one.ids)))
        for sentence, found in (
            (_("Leer ersetzt, weil anderes daran hängt – {what}: {numbers}"), self.stood_in),
            (_("Ohne das, worauf es sich bezieht – {what}: {numbers}"), self.cut_off),
        ):
            for table in dict.fromkeys(table for table, _id in found):
                numbers = _ranges(id for name, id in found if name == table)
                lines.append(sentence.format(what=_words(table), numbers=numbers))
        return "\n".join(lines)


def _ranges(ids: Iterable[int]) -> str:
    """Numbers as people write them: 1–19, 35."""
    runs: list[list[int]] = []
    for id in sorted(ids):
        if runs and id == runs[-1][-1] + 1:
            runs[-1].append(id)
        else:
            runs.append([id])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _words(table: str) -> str:
    return _(WORDS[table]) if table in WORDS else table


def _count(lost: Lost) -> str:
    if not lost.ids:
        return _("Anzahl unbekannt")
    return _("mindestens {count}").format(count=len(lost.ids)) if lost.more else str(len(lost.ids))


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    kind: str
    required: bool
    is_rowid: bool

    def takes(self, value: Value) -> bool:
        """Whether a value may stand here: how pages are told apart that nothing leads to any more."""
        if value is None:
            return self.is_rowid or not self.required
        if self.is_rowid:
            return False
        if "INT" in self.kind or "BOOL" in self.kind:
            return isinstance(value, int)
        if "NUM" in self.kind or "REAL" in self.kind or "FLOA" in self.kind:
            return isinstance(value, int | float)
        return isinstance(value, bytes if "BLOB" in self.kind else str)


def suggested(path: Path) -> Path:
    """A free name beside the damaged file."""
    names = (f"{path.stem} (gerettet{number}){path.suffix}" for number in ("", *(f" {n}" for n in range(2, 1000))))
    return next(there for name in names if not (there := path.with_name(name)).exists())


def salvage(path: Path, key: bytes, target: Path, tick: Tick | None = None, *, held: bool = False) -> Salvaged:
    """Read what can be read of *path* and write it into the new file *target*, under the same key and passphrases.

    *tick* is called with the hundredths done and 100; *held* says that the lock of the file is the caller's. Raises a
    :class:`UserError`: a file lies there already, the schema is newer, or not one row can be read. *target* then does
    not exist.
    """
    tick = tick or (lambda _done, _all: None)
    envelope = keys.envelope_path(path)
    if target.exists() or keys.envelope_path(target).exists():
        raise UserError(_("Unter diesem Namen gibt es schon eine Datei."), _("Bitte wählen Sie einen anderen Namen."))
    part = target.with_name(target.name + ".part")
    with failures.translated():
        lock = None
        with suppress(ReadOnly):  # from a stick that cannot be written, it is read all the same
            lock = None if held else lock_file.acquire(lock_file.lock_path(path))
        try:
            own = keys.read(envelope) if envelope.exists() else None
            found = _read(path, key, _salts(own), part)
            tick(30, 100)
            made = _written(found, key, part, target, tick)
            with part.open("r+b") as file:
                salt = file.read(raw.HEADER_BYTES)
                os.fsync(file.fileno())
            if own is not None:
                mine = keys.of_file(own, path.read_bytes()[: raw.HEADER_BYTES])
                keys.write(keys.envelope_path(target), mine._replace(file_id=salt))
            part.replace(target)
            keys.sync_folder(target.parent)
            ledger.copy(path, key, target.parent)
            tick(100, 100)
            return made
        except Damaged:
            raise damaged(path) from None
        finally:
            _remove(part)
            if not target.exists():
                keys.envelope_path(target).unlink(missing_ok=True)
            if lock is not None:
                lock.release()


def _salts(envelope: keys.Envelope | None) -> tuple[bytes, ...]:
    """The first bytes of the file as its key file knows them, in case these are damaged."""
    known = () if envelope is None else (envelope, envelope.coming)
    return tuple(one.file_id for one in known if one is not None)


def _remove(part: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        part.with_name(part.name + ending).unlink(missing_ok=True)


def _read(path: Path, key: bytes, salts: tuple[bytes, ...], part: Path) -> Pages:
    """The good pages. A transaction that a crash left half done on a stick is turned back first, in a copy."""
    journal = path.with_name(path.name + "-journal")
    if not (journal.exists() and journal.stat().st_size):
        return pages.read(path, key, salts)
    from sqlcipher3 import dbapi2

    try:
        shutil.copy2(path, part)
        shutil.copy2(journal, part.with_name(part.name + "-journal"))
        with suppress(dbapi2.DatabaseError, UserError):
            raw.connect(part, key, place=Place.STICK).close()
        return pages.read(part, key, salts)
    finally:
        _remove(part)


# What the old file held


@dataclass(frozen=True, slots=True)
class _Schema:
    """Where tables and indexes begin in the old file, as far as it still says so."""

    tables: dict[str, int]
    indexes: dict[str, dict[str, int]]
    """By table and name."""
    seen: set[int]


_Named = dict[int, dict[str, Value]]
"""Rows of a table by id: what indexes say of them."""


@dataclass(frozen=True, slots=True)
class _Index:
    """What all indexes of a table say together; if one of them can be read as a whole, no row is missing in it."""

    named: _Named
    one_is_whole: bool


def _schema(all: Pages) -> _Schema:
    seen: set[int] = set()
    found = pages.table(all, 1, seen)
    if found.gaps:
        for number in sorted(all.good):
            if number not in seen and pages.is_leaf_of_a_table(all, number):
                more, own = Found(), set[int]()
                pages.add_leaf(all, number, more, own)
                if more.rows and all_fit_the_schema(more.rows.values()):
                    found.rows.update(more.rows)
                    seen |= own | {number}
    tables: dict[str, int] = {}
    indexes: dict[str, dict[str, int]] = {}
    for kind, name, of, root, sql in found.rows.values():
        if not (isinstance(root, int) and root > 0):
            continue
        if kind == "table" and "WITHOUT ROWID" not in str(sql):
            tables[str(name)] = root
        elif kind == "index":
            indexes.setdefault(str(of), {})[str(name)] = root
    return _Schema(tables, indexes, seen)


def all_fit_the_schema(rows: Iterable[Row]) -> bool:
    """Whether rows are those of SQLite's own list of tables."""
    kinds = {"table", "index", "trigger", "view"}
    return all(len(row) == 5 and row[0] in kinds and isinstance(row[3], int) for row in rows)


def _collected(
    all: Pages, schema: _Schema, columns: dict[str, tuple[_Column, ...]], fresh: dict[str, int], connection: Connection
) -> tuple[dict[str, Found], dict[str, _Index]]:
    """The rows of every table of ours, and what indexes say of those that are damaged. *fresh* is where tables begin
    in a new file: the same page in most old ones."""
    seen = set(schema.seen)
    found = {name: pages.table(all, root, seen) for name, root in schema.tables.items()}
    for name in sorted(columns.keys() - found.keys()):
        guess, own = Found(gaps=[(-(2**63), 2**63 - 1)]), set[int]()
        if fresh[name] in all.good and fresh[name] not in seen:
            tried = pages.table(all, fresh[name], own)
            if tried.rows and not own & seen and _fit(columns[name], tried.rows.values()):
                guess = tried
                seen |= own
        found[name] = guess
    indexes = {
        name: _index(all, schema.indexes.get(name, {}), connection)
        for name in columns
        if found[name].gaps or found[name].cut
    }
    for number in sorted(all.good.keys() - seen):
        if not pages.is_leaf_of_a_table(all, number):
            continue
        leaf, own = Found(), set[int]()
        pages.add_leaf(all, number, leaf, own)
        if leaf.leaves and (owner := _owner(leaf, found, columns, indexes)) is not None:
            found[owner].rows.update(leaf.rows)
            found[owner].cut |= leaf.cut
    return found, indexes


def _index(all: Pages, roots: dict[str, int], connection: Connection) -> _Index:
    """All that the indexes of a table say."""
    named: _Named = {}
    one_is_whole = False
    for index, root in roots.items():
        columns = [str(row[2]) for row in connection.execute(text(f'PRAGMA index_info("{index}")'))]
        entries, whole = pages.index(all, root)
        one_is_whole |= whole
        for *values, id in entries:
            if isinstance(id, int):
                named.setdefault(id, {}).update(zip(columns, values, strict=False))
    return _Index(named, one_is_whole)


def _fit(columns: Sequence[_Column], rows: Iterable[Row]) -> bool:
    return all(
        len(row) <= len(columns) and all(column.takes(value) for column, value in zip(columns, row, strict=False))
        for row in rows
    )


def _owner(
    leaf: Found, found: dict[str, Found], columns: dict[str, tuple[_Column, ...]], indexes: dict[str, _Index]
) -> str | None:
    """Whose rows are on a page that nothing leads to any more; None if that is not sure."""
    first, last = leaf.leaves[0]
    possible = [
        name
        for name, own in columns.items()
        if any(low < first and last <= high for low, high in found[name].gaps)
        and not (leaf.rows.keys() & found[name].rows.keys())
        and _fit(own, leaf.rows.values())
        and _is_named(leaf, own, indexes[name])
    ]
    if len(possible) > 1:
        longest = max((len(row) for row in leaf.rows.values()), default=0)
        possible = [name for name in possible if len(columns[name]) == longest]
    return possible[0] if len(possible) == 1 else None


def _is_named(leaf: Found, columns: Sequence[_Column], index: _Index) -> bool:
    """Whether the indexes of a table say of the rows on a page what stands there."""
    if index.one_is_whole and not index.named.keys() >= leaf.rows.keys() | leaf.cut:
        return False
    return all(
        value == index.named[id].get(column.name, value)
        for id, row in leaf.rows.items()
        if id in index.named
        for column, value in zip(columns, row, strict=False)
        if not column.is_rowid
    )


def _losses(found: dict[str, Found], indexes: dict[str, _Index]) -> tuple[Lost, ...]:
    """What could not be read."""
    lost = []
    for name, index in indexes.items():
        ids = tuple(sorted((index.named.keys() - found[name].rows.keys()) | found[name].cut))
        more = bool(found[name].gaps) and not index.one_is_whole
        if ids or more:
            lost.append(Lost(name, ids, more))
    return tuple(lost)


# The new file


def _written(all: Pages, key: bytes, part: Path, target: Path, tick: Tick) -> Salvaged:
    schema = _schema(all)
    revision = _revision(all, schema)
    _remove(part)
    raw.create_file(part)
    raw.connect(part, key, place=Place.STICK, fresh=True).close()
    engine = sqlite_engine(part, key, Place.STICK)
    try:
        migrating.upgrade(engine, to=revision)
        with writing(engine) as connection:
            _pragma(connection, "foreign_keys=OFF")
            with connection.begin():
                fresh, columns = _layout(connection)
                found, indexes = _collected(all, schema, columns, fresh, connection)
                if not any(found[name].rows for name in columns if name not in ("setting", "journal_head")):
                    raise Damaged()
                lost = _losses(found, indexes)
                triggers.drop(connection)
                search.drop(connection)
                refused: list[tuple[str, int]] = []
                for number, (name, own) in enumerate(columns.items()):
                    refused += _insert(connection, name, own, found[name].rows)
                    tick(30 + 60 * (number + 1) // len(columns), 100)
                stood_in, cut_off = _mend_references(connection, indexes)
                _mend_journal(connection)
                _keep_numbers(connection, found, lost)
                rows = {
                    name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in columns
                }
                if revision == HEAD:
                    triggers.install(connection, metadata)
                    search.install(connection, metadata)
            _pragma(connection, "foreign_keys=ON")
    finally:
        engine.dispose()
    if raw.problems(part, key, Place.STICK):
        raise Damaged()
    return Salvaged(target, rows, lost, stood_in, (*refused, *cut_off), len(all.bad))


def _pragma(connection: Connection, setting: str) -> None:
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _revision(all: Pages, schema: _Schema) -> str:
    """The schema of the old file; the newest where that cannot be read any more."""
    root = schema.tables.get("alembic_version")
    rows = pages.table(all, root, set()).rows.values() if root else ()
    for row in rows:
        if row[0] not in RELEASED:
            raise NewerFile()
        return str(row[0])
    return HEAD


def _layout(connection: Connection) -> tuple[dict[str, int], dict[str, tuple[_Column, ...]]]:
    """Where the tables begin in the new file, and their columns."""
    roots = {
        str(name): int(root)
        for name, root in connection.execute(
            text("SELECT name, rootpage FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY rootpage")
        )
        if not str(name).startswith(("sqlite_", "search_", "alembic_"))
    }
    columns = {}
    for name in roots:
        info = connection.execute(text(f'PRAGMA table_info("{name}")')).all()
        keys_of_it = [row for row in info if row[5]]
        columns[name] = tuple(
            _Column(
                str(row[1]),
                str(row[2]).upper(),
                bool(row[3]),
                bool(row[5]) and len(keys_of_it) == 1 and str(row[2]).upper() == "INTEGER",
            )
            for row in info
        )
    return roots, columns


def _insert(
    connection: Connection, name: str, columns: Sequence[_Column], rows: dict[int, Row]
) -> list[tuple[str, int]]:
    """Put rows into the new table; answers those that it does not take."""
    if not rows:
        return []
    connection.execute(text(f'DELETE FROM "{name}"'))  # what every new file has
    refused = []
    by_length: dict[int, list[tuple[int, tuple[Value, ...]]]] = {}
    for rowid, row in rows.items():
        # A row from before a column was added is shorter: the column's default follows.
        values = tuple(rowid if column.is_rowid else value for column, value in zip(columns, row, strict=False))
        by_length.setdefault(len(values), []).append((rowid, values))
    for length, group in by_length.items():
        listed = ", ".join(f'"{column.name}"' for column in columns[:length])
        statement = f'INSERT INTO "{name}" (rowid, {listed}) VALUES (?{", ?" * length})'
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(statement, [(rowid, *values) for rowid, values in group])
        except DBAPIError:
            for rowid, values in group:
                try:
                    with connection.begin_nested():
                        connection.exec_driver_sql(statement, (rowid, *values))
                except DBAPIError:
                    refused.append((name, rowid))
    return refused


def _mend_references(
    connection: Connection, indexes: dict[str, _Index]
) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
    """Give every reference something to lead to: an empty record, or nothing, or leave the row out."""
    stood_in: list[tuple[str, int]] = []
    cut_off: list[tuple[str, int]] = []
    while broken := connection.execute(text("PRAGMA foreign_key_check")).all():
        for table, rowid, parent, number in broken:
            ours, theirs = next(
                (row[3], row[4])
                for row in connection.execute(text(f'PRAGMA foreign_key_list("{table}")'))
                if row[0] == number
            )
            where, values = f'"{table}" WHERE rowid = :rowid', {"rowid": rowid}
            wanted = connection.execute(text(f'SELECT "{ours}" FROM {where}'), values).scalar()
            if wanted is None:  # mended or gone already
                continue
            if connection.execute(
                text(f'SELECT 1 FROM "{parent}" WHERE "{theirs or "id"}" = :id'), {"id": wanted}
            ).first():
                continue
            if _stand_in(
                connection, parent, wanted, indexes[parent].named.get(wanted, {}) if parent in indexes else {}
            ):
                stood_in.append((parent, wanted))
                continue
            cut_off.append((table, rowid))
            try:
                with connection.begin_nested():
                    connection.execute(text(f'UPDATE "{table}" SET "{ours}" = NULL WHERE rowid = :rowid'), values)
            except DBAPIError:
                connection.execute(text(f"DELETE FROM {where}"), values)
    return tuple(dict.fromkeys(stood_in)), tuple(dict.fromkeys(cut_off))


def _stand_in(connection: Connection, parent: str, id: int, known: dict[str, Value]) -> bool:
    """A record with the number of a lost one and what indexes still know of it, if the table allows one."""
    table = metadata.tables.get(parent)
    if table is None:
        return False
    columns = [str(row[1]) for row in connection.execute(text(f'PRAGMA table_info("{parent}")'))]
    values: dict[str, Value] = {}
    for column in table.columns:
        if column.name == "id":
            values["id"] = id
        elif column.name == "version":
            values["version"] = 1
        elif column.name in _NAMES:
            folded = known.get("sort_key")
            values[column.name] = " ".join([_("(nicht lesbar)"), *([folded] if isinstance(folded, str) else [])])
        elif column.name in known:
            values[column.name] = known[column.name]
        elif isinstance(column.default, ScalarElementColumnDefault):
            values[column.name] = _stored(column.default.arg)
        elif not column.nullable:
            values[column.name] = _NEUTRAL.get(column.type.python_type, "")
    given = [name for name in columns if name in values]
    listed, marks = ", ".join(f'"{name}"' for name in given), ", ".join("?" * len(given))
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(
                f'INSERT INTO "{parent}" ({listed}) VALUES ({marks})', tuple(values[name] for name in given)
            )
    except DBAPIError:
        return False
    return True


_NEUTRAL: Final[dict[type, Value]] = {
    int: 0,
    bool: 0,
    date: "1900-01-01",
    datetime: "1900-01-01 00:00:00.000000",
    bytes: b"",
}
"""What stands in a field that must not be empty and of which nothing is known any more."""


def _stored(value: Any) -> Value:
    """A default of a model as SQLite keeps it."""
    return int(value) if isinstance(value, bool) else ("" if value == () else value)


def _mend_journal(connection: Connection) -> None:
    """Nothing from before can be undone: a step may have lost a part of what it changed."""
    connection.execute(text("DELETE FROM journal_change WHERE entry_id NOT IN (SELECT id FROM journal_entry)"))
    connection.execute(text("UPDATE journal_entry SET kind = 'final' WHERE kind <> 'final'"))
    connection.execute(
        text(
            "UPDATE journal_head SET entry_id = NULL,"
            " last_id = max(last_id, (SELECT coalesce(max(id), 0) FROM journal_entry))"
        )
    )


def _keep_numbers(connection: Connection, found: dict[str, Found], lost: tuple[Lost, ...]) -> None:
    """A number is never given out twice, nor that of what was lost."""
    highest = {str(row[0]): row[1] for row in found.get("sqlite_sequence", Found()).rows.values() if len(row) == 2}
    for one in lost:
        highest[one.table] = max([int(highest.get(one.table) or 0), *one.ids])
    for table, number in highest.items():
        if isinstance(number, int):
            done = connection.execute(
                text("UPDATE sqlite_sequence SET seq = max(seq, :number) WHERE name = :table"),
                {"table": table, "number": number},
            )
            known = metadata.tables.get(table)
            if not done.rowcount and known is not None and known.dialect_options["sqlite"]["autoincrement"]:
                connection.execute(
                    text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :number)"),
                    {"table": table, "number": number},
                )
