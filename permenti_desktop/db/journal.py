"""The journal: who changed what and when, in words; and undo, which applies an entry backwards.

Triggers write what changed (:mod:`permenti_desktop.db.triggers`). Here an entry is opened and closed around
it, named by the use case, listed, and applied backwards. Undo is journalled itself, so redo is the undo of
an undo, and both survive a restart.

Undo restores values exactly, with one exception: ``version`` only ever rises, so that a form opened before
an undo cannot save over what came after it.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    LargeBinary,
    Row,
    Table,
    TypeDecorator,
    and_,
    bindparam,
    case,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from permenti_desktop.db import restricting
from permenti_desktop.db.base import UtcDateTime
from permenti_desktop.db.engine import asked, asked_kept
from permenti_desktop.db.journal_tables import WITHOUT_JOURNAL, journal_change, journal_entry
from permenti_desktop.db.schema import metadata, owners
from permenti_desktop.domain.errors import Conflict
from permenti_desktop.i18n import N_, _

Kind: TypeAlias = Literal["edit", "undo", "redo", "final"]
Op: TypeAlias = Literal["I", "U", "D"]
Values: TypeAlias = dict[str, Any]

UNNAMED = N_("Änderung")
_INFO = "journal"
_AFTER = "after commit"
_COUNTERS = frozenset({"version", "updated_at"})
"""Columns in which a later edit shows although it changed something else; they are no reason to refuse an
undo."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One step: ``text`` is a German msgid, ``args`` its placeholders.

    ``final`` entries are not undone: an erasure, a migration. ``of_id`` is the entry that an undo or redo
    applied backwards, ``reversed_by`` the one that applied this one backwards.
    """

    id: int
    at: datetime
    who: str | None
    text: str
    args: dict[str, Any]
    kind: Kind
    of_id: int | None = None
    reversed_by: int | None = None

    @property
    def sentence(self) -> str:
        """In the language of the window."""
        return _(self.text).format(**self.args) if self.args else _(self.text)


@dataclass(frozen=True, slots=True)
class RowChange:
    """What an entry did to one row. ``before`` is empty for an inserted, ``after`` for a deleted row; for
    an update both hold the columns that changed. Values are as in the models (dates as dates, codes as
    text)."""

    entry: Entry
    table: str
    id: int
    op: Op
    before: Values
    after: Values


def begin(session: Session, who: str | None) -> None:
    """Open the entry of a transaction; the first statement in it, because it waits for other writers."""
    id = (
        session.connection()
        .exec_driver_sql(
            "UPDATE journal_head SET last_id = last_id + 1, entry_id = last_id + 1 WHERE id = 1 RETURNING entry_id"
        )
        .scalar_one()
    )
    session.info[_INFO] = Entry(id, datetime.now(UTC), who, UNNAMED, {}, "edit")


def current(session: Session) -> Entry:
    """The entry of the transaction that the session writes in."""
    entry = session.info.get(_INFO)
    if not isinstance(entry, Entry):
        raise RuntimeError("not in a write")
    return entry


def name(session: Session, msgid: str, **args: str | int) -> None:
    """Say in plain words what the running write does: ``name(session, N_("Notiz zu {name} gespeichert"),
    name=…)``.

    Undo, history and audit trail show it. The last call in a transaction counts, so a use case that uses
    another names the whole.
    """
    session.info[_INFO] = replace(current(session), text=msgid, args=dict(args))


def make_final(session: Session) -> None:
    """The running write cannot be undone, and nothing before it by "undo" either (an erasure)."""
    session.info[_INFO] = replace(current(session), kind="final")


def after_commit(session: Session, work: Callable[[Any], None]) -> None:
    """Have something done with the database when the running write is committed, and not at all if it fails."""
    waiting: list[Callable[[Any], None]] = session.info.setdefault(_AFTER, [])
    if work not in waiting:
        waiting.append(work)


def waiting(session: Session) -> tuple[Callable[[Any], None], ...]:
    """What :func:`after_commit` was told."""
    return tuple(session.info.get(_AFTER, ()))


def end(session: Session) -> frozenset[tuple[str, int]]:
    """Close the entry; answer what was touched. An entry that changed nothing is not kept.

    Raises ``Restricted`` when it changed the data of somebody who is blocked.
    """
    session.flush()
    entry = current(session)
    touched = _touched(session, entry.id)
    restricting.guard(session, touched)
    if touched:
        session.execute(
            insert(journal_entry),
            {
                "id": entry.id,
                "at": entry.at,
                "who": entry.who,
                "text": entry.text,
                "args": json.dumps(entry.args, ensure_ascii=False),
                "kind": entry.kind,
                "of_id": entry.of_id,
            },
        )
    session.connection().exec_driver_sql("UPDATE journal_head SET entry_id = NULL WHERE id = 1")
    return touched


def record(session: Session, table: Table, op: Literal["I", "D"], rows: Iterable[Values]) -> None:
    """Write into the running entry what no trigger sees, because the table is only ever added to (``WITHOUT_JOURNAL``):
    for a use case that moves such rows all the same, and whose undo must move them back. *rows* are whole rows."""
    entry_id = current(session).id
    changes = []
    for row in rows:
        change: Values = {"entry_id": entry_id, "subject": table.name, "subject_id": row.get("id", 0), "op": op}
        for (owner, column), field in zip(owners(table), ("owner", "owner2"), strict=False):
            change |= {field: owner, f"{field}_id": row[column]}
        changes.append(change | {"after" if op == "I" else "before": json.dumps(row, ensure_ascii=False)})
    if changes:
        session.execute(insert(journal_change), changes)


def last_entry(session: Session) -> int:
    """The id of the newest entry, 0 in a new database."""
    [(newest,)] = asked(session.connection(), "SELECT last_id FROM journal_head")
    return int(newest)


def touched_since(session: Session, entry_id: int) -> dict[int, frozenset[tuple[str, int]]]:
    """What every entry after a given one touched, the oldest first."""
    c = journal_entry.c
    ids = session.scalars(select(c.id).where(c.id > entry_id).order_by(c.id)).all()
    return {id: _touched(session, id) for id in ids}


_C: Final = journal_change.c
_CHANGES: Final = select(
    _C.subject, _C.subject_id, _C.owner, _C.owner_id, _C.owner2, _C.owner2_id, case((_C.op == "U", _C.before))
).where(_C.entry_id == bindparam("entry"))
"""What an entry changed: asked after every save, so it is made once. Without DISTINCT, which would cost more than it
saves: most rows are changed once."""


def _touched(session: Session, entry_id: int) -> frozenset[tuple[str, int]]:
    rows = asked_kept(session.connection(), _CHANGES, entry=entry_id)
    touched: set[tuple[str, int]] = set()
    for subject, id, owner, owner_id, owner2, owner2_id, before in rows:
        touched.add((subject, id))
        if owner is not None:
            touched.add((owner, owner_id))
        if owner2 is not None:
            touched.add((owner2, owner2_id))
        if before is not None:
            touched.update(_owners_left(subject, before))
    return frozenset(touched)


def _owners_left(subject: str, before: str) -> Iterator[tuple[str, int]]:
    """Records that lost a row to another one: the change itself names only the new owner."""
    for owner, column in owners(metadata.tables[subject]) if subject in metadata.tables else ():
        if f'"{column}":' in before:
            id = json.loads(before).get(column)
            if id is not None:
                yield owner, id


# Lists


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    e = row._mapping
    return Entry(
        e["id"],
        e["at"],
        e["who"],
        e["text"],
        json.loads(e["args"]),
        e["kind"],
        e["of_id"],
        e["reversed_by"],
    )


def entries(
    session: Session, *, before: int | None = None, limit: int = 100, who: str | None = None
) -> tuple[Entry, ...]:
    """The newest entries first; *before* is the id of the last one already shown."""
    query = select(journal_entry).order_by(journal_entry.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(journal_entry.c.id < before)
    if who is not None:
        query = query.where(journal_entry.c.who == who)
    return tuple(_entry(row) for row in session.execute(query))


def entry(session: Session, id: int) -> Entry | None:
    """One entry, or None."""
    row = session.execute(select(journal_entry).where(journal_entry.c.id == id)).one_or_none()
    return None if row is None else _entry(row)


def changes(session: Session, entry_id: int) -> tuple[RowChange, ...]:
    """What one entry did, in the order it did it."""
    return tuple(_rows(session, journal_change.c.entry_id == entry_id, newest_first=False, limit=None))


def history(session: Session, table: str, id: int, *, limit: int | None = 200) -> tuple[RowChange, ...]:
    """What happened to a record and to the rows that belong to it, the newest first."""
    c = journal_change.c
    mine = or_(
        and_(c.subject == table, c.subject_id == id),
        and_(c.owner == table, c.owner_id == id),
        and_(c.owner2 == table, c.owner2_id == id),
    )
    return tuple(_rows(session, mine, newest_first=True, limit=limit))


def _rows(session: Session, condition: Any, *, newest_first: bool, limit: int | None) -> Iterator[RowChange]:
    c = journal_change.c
    found = session.execute(
        select(c.subject, c.subject_id, c.op, c.before, c.after, journal_entry)
        .join(journal_entry, journal_entry.c.id == c.entry_id)
        .where(condition)
        .order_by(c.id.desc() if newest_first else c.id)
        .limit(limit)
    )
    for row in found:
        yield RowChange(
            _entry(row),
            row.subject,
            row.subject_id,
            row.op,
            _decoded(row.subject, row.before),
            _decoded(row.subject, row.after),
        )


def _decoded(table: str, payload: str | None) -> Values:
    if payload is None:
        return {}
    known: dict[str, Column[Any]] = (
        {c.name: c for c in metadata.tables[table].columns} if table in metadata.tables else {}
    )
    return {name: _value(known[name], value) if name in known else value for name, value in json.loads(payload).items()}


def _value(column: Column[Any], value: Any) -> Any:
    """A value as the models have it. What older releases stored in another way is given as it is."""
    kind = column.type
    if value is None or isinstance(kind, LargeBinary):
        return value
    try:
        if isinstance(kind, UtcDateTime):
            moment = datetime.fromisoformat(value)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        if isinstance(kind, Boolean):
            return bool(value)
        if isinstance(kind, Date):
            return date.fromisoformat(value)
        if isinstance(kind, TypeDecorator):
            return kind.process_result_value(value, None)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return value
    return value


# Undo and redo

PHASES_RENEWED = N_("Phasen dem heutigen Tag angepasst")
BIN_EXPIRED = N_("Papierkorb: entfernt, was dort seine Zeit gelegen hatte")
MERGED = N_("„{other}“ mit „{name}“ zusammengeführt")
"""Its arguments also say which entry was ``kept`` and which is ``gone``."""
_BY_ITSELF = (PHASES_RENEWED, BIN_EXPIRED)
"""Steps that the calendar takes and no person: "undo" goes past them to what a person did last."""


def undoable(session: Session, who: str | None = None) -> Entry | None:
    """The step that "undo" would take back, or None; on a server only one's own (*who*)."""
    c = journal_entry.c
    mine = and_(c.kind != "undo", c.reversed_by.is_(None), c.text.not_in(_BY_ITSELF))
    query = select(journal_entry).where(mine).order_by(c.id.desc()).limit(1)
    if who is not None:
        query = query.where(or_(c.who == who, c.kind == "final"))
    row = session.execute(query).one_or_none()
    return None if row is None or row.kind == "final" else _entry(row)


def redoable(session: Session, who: str | None = None) -> Entry | None:
    """The undo that "redo" would take back, or None; a new edit leaves nothing to redo."""
    c = journal_entry.c
    query = (
        select(journal_entry)
        .where(
            or_(c.kind.in_(("edit", "final")), and_(c.kind == "undo", c.reversed_by.is_(None))),
            c.text.not_in(_BY_ITSELF),
        )
        .order_by(c.id.desc())
        .limit(1)
    )
    if who is not None:
        query = query.where(or_(c.who == who, c.kind == "final"))
    row = session.execute(query).one_or_none()
    return _entry(row) if row is not None and row.kind == "undo" else None


def undo(session: Session, entry_id: int | None = None, *, who: str | None = None) -> Entry:
    """Take back one step: the newest, or any entry of the history. Answers what was taken back.

    Raises :class:`Conflict` with a sentence if something later stands in the way; then nothing is changed,
    provided that the transaction ends with the exception.
    """
    found = undoable(session, who) if entry_id is None else entry(session, entry_id)
    if found is None:
        raise Conflict(_("Es gibt nichts, was sich zurücknehmen lässt."), _("Es wurde nichts geändert."))
    return _reverse(session, found)


def redo(session: Session, *, who: str | None = None) -> Entry:
    """Do again what the newest undo took back. Answers the undo that was itself taken back."""
    found = redoable(session, who)
    if found is None:
        raise Conflict(_("Es gibt nichts zu wiederholen."), _("Es wurde nichts geändert."))
    return _reverse(session, found)


def _in_the_way() -> Conflict:
    return Conflict(
        _("Dieser Schritt lässt sich nicht mehr zurücknehmen, weil später etwas daran geändert wurde."),
        _("Bitte nehmen Sie zuerst die späteren Schritte zurück."),
    )


def _reverse(session: Session, found: Entry) -> Entry:
    if found.kind == "final":
        raise Conflict(_("Dieser Schritt lässt sich nicht zurücknehmen."), _("Es wurde nichts geändert."))
    if found.reversed_by is not None:
        raise Conflict(_("Dieser Schritt ist schon zurückgenommen."), _("Es wurde nichts geändert."))
    session.flush()
    session.info[_INFO] = replace(
        current(session),
        text=found.text,
        args=found.args,
        kind="redo" if found.kind == "undo" else "undo",
        of_id=found.id,
    )
    own_id = current(session).id
    if _counted(session, own_id):
        raise RuntimeError("undo needs a transaction of its own")
    session.execute(update(journal_entry).where(journal_entry.c.id == found.id).values(reversed_by=own_id))
    try:
        _apply_backwards(session, found.id)
        _record_backwards(session, found.id, own_id)
    except IntegrityError:
        raise _in_the_way() from None
    # What the database did by itself (a cascade into rows that came later) would be more than was asked for.
    opposite = {"I": "D", "D": "I", "U": "U"}
    wanted = Counter({(s, i, opposite[op]): n for (s, i, op), n in _counted(session, found.id).items()})
    if _counted(session, own_id) != wanted:
        raise _in_the_way()
    session.expire_all()
    return found


def _counted(session: Session, entry_id: int) -> Counter[tuple[str, int, str]]:
    c = journal_change.c
    rows = session.execute(select(c.subject, c.subject_id, c.op).where(c.entry_id == entry_id))
    return Counter((subject, id, op) for subject, id, op in rows)


def _apply_backwards(session: Session, entry_id: int) -> None:
    connection = session.connection()
    sqlite = connection.dialect.name == "sqlite"
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON" if sqlite else "SET CONSTRAINTS ALL DEFERRED")
    c = journal_change.c
    rows = session.execute(
        select(c.subject, c.subject_id, c.op, c.before, c.after).where(c.entry_id == entry_id).order_by(c.id.desc())
    )
    steps = [_step(metadata.tables.get(row.subject), row, sqlite) for row in _children_first(rows)]
    for statement, group in groupby(steps, key=lambda step: step[0]):
        parameters = [step[1] for step in group]
        if connection.exec_driver_sql(statement, parameters).rowcount != len(parameters):
            raise _in_the_way()
    if not sqlite:
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")


def _record_backwards(session: Session, entry_id: int, own_id: int) -> None:
    """What :func:`record` wrote has no trigger to write its undoing."""
    c = journal_change.c
    unseen = select(journal_change).where(c.entry_id == entry_id, c.subject.in_(WITHOUT_JOURNAL)).order_by(c.id.desc())
    rows = [dict(row) for row in session.execute(unseen).mappings()]
    for row in rows:
        del row["id"]
        row |= {"entry_id": own_id, "op": "D" if row["op"] == "I" else "I"}
        row["before"], row["after"] = row["after"], row["before"]
    if rows:
        session.execute(insert(journal_change), rows)


def _children_first(rows: Iterable[Row[*tuple[Any, ...]]]) -> Iterator[Row[*tuple[Any, ...]]]:
    """The changes in an order in which taking back an insertion cascades into nothing that is still to be done.

    SQLite journals a cascade before its cause, PostgreSQL after it; applied exactly backwards, the latter would delete
    a parent first. Between two deletions-to-be-undone the order among tables is free, because references are
    checked at the end; rows of one table keep theirs, except that a row leaves its own kind before that one goes.
    """
    order = {table.name: -position for position, table in enumerate(metadata.sorted_tables)}
    own_kind = {
        table.name for table in metadata.sorted_tables if any(k.column.table is table for k in table.foreign_keys)
    }
    for deleted, run in groupby(rows, key=lambda row: row.op == "D"):
        if deleted:
            yield from run
        else:
            yield from sorted(
                run, key=lambda row: (order.get(row.subject, 0), row.subject in own_kind and row.op == "I")
            )


def _step(table: Table | None, row: Row[*tuple[Any, ...]], sqlite: bool) -> tuple[str, tuple[Any, ...]]:
    """The statement that takes one change back, written so that it hits no row if a later change stands in
    the way."""
    payload = row.after if row.op == "I" else row.before
    if table is None or payload is None:  # the table is gone, or the content was erased
        raise _in_the_way()
    before: Values = json.loads(row.before) if row.before else {}
    after: Values = json.loads(row.after) if row.after else {}
    key = {c.name: before.get(c.name, after.get(c.name, row.subject_id)) for c in table.primary_key.columns}
    names = {column.name for column in table.columns}
    if not names.issuperset(before) or not names.issuperset(after):
        raise _in_the_way()
    if sqlite:
        return _sqlite_step(table, row.op, key, before, after)
    return _postgresql_step(table, row.op, key, row.before, row.after, before, after)


def _compared(table: Table) -> list[str]:
    return [c.name for c in table.columns if c.name not in _COUNTERS and not isinstance(c.type, LargeBinary)]


def _sqlite_step(table: Table, op: str, key: Values, before: Values, after: Values) -> tuple[str, tuple[Any, ...]]:
    binary = {c.name for c in table.columns if isinstance(c.type, LargeBinary)}

    def stored(values: Values, column: str) -> Any:
        value = values.get(column)
        return bytes.fromhex(value) if column in binary and value is not None else value

    if op == "D":
        columns = [c.name for c in table.columns]
        return (
            f'INSERT INTO "{table.name}" ({_list(columns)}) VALUES ({", ".join("?" * len(columns))})',
            tuple(stored(before, column) for column in columns),
        )
    if op == "I":
        columns = _compared(table)
        where = " AND ".join(f'"{column}" IS ?' for column in columns)
        return f'DELETE FROM "{table.name}" WHERE {where}', tuple(after.get(column) for column in columns)
    columns = sorted(before.keys() - {"version"} - key.keys())
    checked = [column for column in _compared(table) if column in after and column not in key]
    sets = [f'"{column}" = ?' for column in columns]
    if "version" in table.columns:
        sets.append('"version" = "version" + 1')
    where = " AND ".join(f'"{column}" IS ?' for column in (*key, *checked))
    return (
        f'UPDATE "{table.name}" SET {", ".join(sets)} WHERE {where}',
        (*(stored(before, column) for column in columns), *key.values(), *(after[column] for column in checked)),
    )


def _postgresql_step(
    table: Table,
    op: str,
    key: Values,
    before_text: str,
    after_text: str,
    before: Values,
    after: Values,
) -> tuple[str, tuple[Any, ...]]:
    """The server turns JSON back into the columns' types by itself."""
    name = f'"{table.name}"'
    record = f"jsonb_populate_record(NULL::{name}, CAST(%s AS jsonb))"
    if op == "D":
        return f"INSERT INTO {name} SELECT * FROM {record}", (before_text,)
    same = "t.{0} IS NOT DISTINCT FROM a.{0}"
    if op == "I":
        where = " AND ".join(same.format(f'"{column}"') for column in _compared(table))
        return f"DELETE FROM {name} t USING {record} a WHERE {where}", (after_text,)
    columns = sorted(before.keys() - {"version"} - key.keys())
    checked = [column for column in _compared(table) if column in after and column not in key]
    sets = [f'"{column}" = b."{column}"' for column in columns]
    if "version" in table.columns:
        sets.append('"version" = t."version" + 1')
    where = " AND ".join(
        [*(f't."{column}" = %s' for column in key), *(same.format(f'"{column}"') for column in checked)]
    )
    return (
        f"UPDATE {name} t SET {', '.join(sets)} FROM {record} b, {record} a WHERE {where}",
        (before_text, after_text, *key.values()),
    )


def _list(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


# Erasing


def merged_into(session: Session, id: int) -> list[int]:
    """The entries of people that became part of this one, directly or before that of one that did. Where the merging
    was undone they are there again."""
    c = journal_entry.c
    into: dict[int, list[int]] = {}
    for args in session.scalars(select(c.args).where(c.text == MERGED).order_by(c.id)):
        said = json.loads(args)
        if "kept" in said:
            into.setdefault(said["kept"], []).append(said["gone"])
    found: dict[int, None] = {}
    coming = [id]
    while coming:
        more = [one for one in into.get(coming.pop(), ()) if one not in found and one != id]
        found |= dict.fromkeys(more)
        coming += more
    return list(found)


def last_seen(session: Session, table: str, id: int) -> Values | None:
    """A deleted row as it was, or None."""
    c = journal_change.c
    payload = session.scalar(
        select(c.before)
        .where(c.subject == table, c.subject_id == id, c.op == "D", c.before.is_not(None))
        .order_by(c.id.desc())
        .limit(1)
    )
    return None if payload is None else _decoded(table, payload)


def erase(session: Session, records: Iterable[tuple[str, int]]) -> int:
    """Blank what the journal holds of the given records and of the rows that belong to them.

    That something happened and when stays; what it was, the names in its words and the possibility to undo
    it go. Answers how many changes were blanked.
    """
    c = journal_change.c
    blanked = 0
    for table, id in records:
        mine = or_(
            and_(c.subject == table, c.subject_id == id),
            and_(c.owner == table, c.owner_id == id),
            and_(c.owner2 == table, c.owner2_id == id),
        )
        entry_ids = select(c.entry_id).where(mine).scalar_subquery()
        session.execute(
            update(journal_entry).where(journal_entry.c.id.in_(entry_ids)).values(args="{}", text=UNNAMED, kind="final")
        )
        result = session.execute(
            update(journal_change)
            .where(mine, or_(c.before.is_not(None), c.after.is_not(None)))
            .values(before=None, after=None)
        )
        blanked += int(result.rowcount)  # type: ignore[attr-defined]
    return blanked
