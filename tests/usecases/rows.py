"""All rows of the office, to be compared before and after."""

from functools import cache
from typing import Any

from sqlalchemy import Dialect, select
from sqlalchemy.orm import Session

from permenti_desktop.db.schema import journaled, metadata

Snapshot = dict[str, list[tuple[Any, ...]]]

COUNTERS = frozenset({"version", "created_at", "updated_at"})
"""What an undo does not turn back, and what differs between two saves of the same."""


def snapshot(session: Session, *, without: frozenset[str] = COUNTERS) -> Snapshot:
    """Every journalled table: its rows, ordered by key."""
    return {
        table.name: [
            tuple(row)
            for row in session.execute(
                select(*(column for column in table.columns if column.name not in without)).order_by(
                    *table.primary_key.columns
                )
            )
        ]
        for table in journaled(metadata)
    }


@cache
def _as_stored(dialect: Dialect) -> dict[str, str]:
    """One statement a table, written out once."""
    return {
        table.name: str(
            select(*(column for column in table.columns if column.name not in COUNTERS))
            .order_by(*table.primary_key.columns)
            .compile(dialect=dialect)
        )
        for table in journaled(metadata)
    }


def stored(session: Session) -> Snapshot:
    """As :func:`snapshot`, with the values as the driver gives them: ten times as quick, to be compared only."""
    connection = session.connection()
    statements = _as_stored(connection.dialect)
    return {name: [tuple(row) for row in connection.exec_driver_sql(sql)] for name, sql in statements.items()}


def numbered(session: Session) -> Snapshot:
    """As :func:`snapshot`, with ids counted from 1 in each table: whatever ids were given out, equal is equal."""
    ranks: dict[str, dict[Any, int]] = {}
    found: Snapshot = {}
    for table in journaled(metadata):
        columns = [column for column in table.columns if column.name not in COUNTERS]
        keys = list(table.primary_key.columns)
        own = keys[0] if len(keys) == 1 and not keys[0].foreign_keys and keys[0].name == "id" else None
        rows = session.execute(select(*columns).order_by(*keys)).all()
        if own is not None:
            position = columns.index(own)
            ranks[table.name] = {row[position]: rank for rank, row in enumerate(rows, 1)}

        def counted(column: Any, value: Any) -> Any:
            target = next((key.column.table.name for key in column.foreign_keys), None)
            if value is None or (target is None and column is not own):  # noqa: B023 - called in this turn only
                return value
            target = target or column.table.name
            while target not in ranks:  # a role shares the person's id
                target = "person"
            return ranks[target][value]

        found[table.name] = [
            tuple(counted(column, value) for column, value in zip(columns, row, strict=True)) for row in rows
        ]
    return found
