"""Ids for many rows before they are inserted.

What the database gives out while it inserts has to be asked row by row; ids taken beforehand let rows and the rows
that belong to them go in as one statement per table.
"""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session


def take(session: Session, table: str, count: int) -> Sequence[int]:
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
