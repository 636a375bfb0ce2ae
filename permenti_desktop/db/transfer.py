"""All rows from one database into another with the same schema: a server into a backup file and back.

Values go through the columns' types, so each side stores them its own way. Journal triggers are off
meanwhile: the journal itself is copied along.
"""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Integer, func, insert, select, text

from permenti_desktop.db import search, triggers
from permenti_desktop.db.database import Database
from permenti_desktop.db.engine import sqlite_engine, writing
from permenti_desktop.db.migrating import create_file_with_schema
from permenti_desktop.db.place import Place
from permenti_desktop.db.schema import metadata
from permenti_desktop.domain.errors import ReadOnly

_BATCH: Final = 5000


def server_to_file(database: Database, part: Path, key: bytes) -> dict[str, int]:
    """Write everything into a new encrypted file; answers rows per table, as a check of the file counts
    them."""
    create_file_with_schema(part, key)
    engine = sqlite_engine(part, key, Place.STICK)
    try:
        with database.read() as session, writing(engine) as target, target.begin():
            target.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            rows = copy(session.connection(), target)
        return {**rows, "alembic_version": 1}
    finally:
        engine.dispose()


def file_to_server(source: Database, target: Database) -> dict[str, int]:
    """Replace everything on a server by the content of an open file, in one transaction; answers rows per
    table.

    Whoever calls this has made a backup of the server before.
    """
    if target.read_only:
        raise ReadOnly()
    with source.read() as session, writing(target.engine) as connection, connection.begin():
        connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")
        return copy(session.connection(), connection)


def copy(source: Connection, target: Connection) -> dict[str, int]:
    """Replace all rows of *target* by those of *source*."""
    triggers.drop(target)
    search.drop(target)
    for table in reversed(metadata.sorted_tables):
        target.execute(table.delete())
    counts = {}
    for table in metadata.sorted_tables:
        counts[table.name] = 0
        result = source.execution_options(yield_per=_BATCH).execute(select(table))
        for batch in result.mappings().partitions(_BATCH):
            rows = [dict(row) for row in batch]
            target.execute(insert(table), rows)
            counts[table.name] += len(rows)
    if target.dialect.name == "postgresql":
        target.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")  # indexes wait for no open checks
        _set_sequences(target)
    triggers.install(target, metadata)
    search.install(target, metadata)
    return counts


def _set_sequences(connection: Connection) -> None:
    """The next id on the server follows the highest that came."""
    for table in metadata.sorted_tables:
        key = list(table.primary_key.columns)
        if len(key) != 1 or not isinstance(key[0].type, Integer):
            continue
        sequence = connection.execute(select(func.pg_get_serial_sequence(table.name, key[0].name))).scalar_one()
        if sequence is not None:
            connection.execute(
                text(
                    f'SELECT setval(:sequence, coalesce((SELECT max("{key[0].name}") FROM "{table.name}"), 0) + 1,'
                    " false)"
                ),
                {"sequence": sequence},
            )
