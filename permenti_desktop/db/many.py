"""Many rows at once: ids taken beforehand, and one statement per table.

What the database gives out while it inserts has to be asked row by row; ids taken beforehand let rows and the rows
that belong to them go in together. The values are made ready column by column, which costs a third of what
SQLAlchemy's own way row by row does.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Table, text
from sqlalchemy import insert as insert_into
from sqlalchemy.orm import Session


def take_ids(session: Session, table: str, count: int) -> Sequence[int]:
    """The next *count* ids of a table whose ids count up, in order, for rows that this write inserts.

    On SQLite nobody else writes meanwhile, and the counter follows what is inserted; on PostgreSQL the table's own
    sequence gives them out. An id is never given out twice on either.
    """
    if session.get_bind().dialect.name == "sqlite":
        counter = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
        last = session.execute(counter, {"table": table}).scalar() or 0
        return range(last + 1, last + 1 + count)
    sequence = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
    return sorted(session.execute(sequence, {"table": table, "count": count}).scalars())


def insert(session: Session, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that all have the same columns; columns that are missing get the default of the model."""
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        connection.execute(insert_into(table), rows)
        return
    columns, values = [], []
    for column in table.columns:
        if column.name in rows[0]:
            given: Sequence[Any] = [row[column.name] for row in rows]
        elif column.default is not None and column.default.is_scalar:
            given = (column.default.arg,) * len(rows)  # type: ignore[attr-defined]
        else:
            continue
        columns.append(f'"{column.name}"')
        values.append(_ready(column.type, given, connection.dialect))
    marks = ", ".join("?" * len(columns))
    statement = f'INSERT INTO "{table.name}" ({", ".join(columns)}) VALUES ({marks})'
    connection.exec_driver_sql(statement, list(zip(*values, strict=True)))


def _ready(kind: Any, values: Sequence[Any], dialect: Dialect) -> Sequence[Any]:
    """Values of one column as the driver takes them."""
    process = kind.dialect_impl(dialect).bind_processor(dialect)
    first = values[0]
    if process is None:
        return values
    if all(value is first for value in values):  # the moment of writing, or a column that nobody filled
        return [process(first)] * len(values)
    return [None if value is None else process(value) for value in values]
