"""An empty file filled in one go: its indexes are made when all is there.

Putting a row into a dozen indexes at a time costs more than sorting each index once at the end, and the more so the
larger the file gets. The transaction makes it all or nothing, the indexes included.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

from permenti_desktop.db import search
from permenti_desktop.db.schema import metadata


@contextmanager
def without_indexes(session: Session) -> Iterator[None]:
    """Take the indexes off the tables that have no rows yet, and the full-text index out of step; put both right at
    the end. For files only: a server keeps its indexes, others may be reading."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        yield
        return
    empty = [
        table.name
        for table in metadata.sorted_tables
        if not connection.exec_driver_sql(f'SELECT EXISTS (SELECT 1 FROM "{table.name}")').scalar()
    ]
    own = text("SELECT type, name, sql, tbl_name FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")
    filling = [
        (kind, name, sql)
        for kind, name, sql, table in connection.execute(own).all()
        if table in empty
        and ((kind == "index" and not sql.startswith("CREATE UNIQUE")) or name in search.expected(metadata))
    ]
    for kind, name, _sql in filling:
        connection.exec_driver_sql(f'DROP {kind.upper()} "{name}"')
    yield
    session.flush()
    for _kind, _name, sql in filling:
        connection.exec_driver_sql(sql)
    search.rebuild(connection)
