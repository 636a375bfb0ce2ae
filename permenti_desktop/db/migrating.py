"""From the schema a file has to the one the program needs: all steps in one transaction, or none.

Alembic does the operations; it is imported here only, and this module only when there is something to
migrate. Each step is a module of :mod:`permenti_desktop.db.migrations.versions` with ``upgrade(op)``, in
the order of ``STEPS``; a file is never migrated back (backups keep the old one).
"""

from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, Engine, text

from permenti_desktop.db import raw, search, triggers
from permenti_desktop.db.engine import WRITING, sqlite_engine
from permenti_desktop.db.migrations.versions import r0001, r0002
from permenti_desktop.db.place import Place
from permenti_desktop.db.schema import metadata
from permenti_desktop.domain.errors import Damaged, NewerFile
from permenti_desktop.version import to_number, version

STEPS: Final[tuple[tuple[str, Callable[[Operations], None]], ...]] = (
    ("0001", r0001.upgrade),
    ("0002", r0002.upgrade),
)
"""Every revision ever released, the oldest first, each with the step that leads to it."""


def create_file_with_schema(path: Path, data_key: bytes) -> None:
    """A new encrypted file with the newest schema, without key file and lock: the inside of a new office
    file."""
    raw.create_file(path)
    first = raw.connect(path, data_key, place=Place.STICK, fresh=True)  # no WAL beside a file that is renamed
    first.close()
    engine = sqlite_engine(path, data_key, Place.STICK)
    try:
        upgrade(engine)
    finally:
        engine.dispose()


def upgrade(engine: Engine, *, to: str | None = None) -> None:
    """Bring the database to *to*: the newest, unless a test wants an old one.

    Foreign keys are off meanwhile (a table that is rebuilt would take its children along) and checked at
    the end. Raises :class:`NewerFile` for a revision that is not ours and :class:`Damaged` if a reference
    leads nowhere; the database is then as it was.
    """
    with engine.connect().execution_options(**{WRITING: True}) as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            _pragma(connection, "foreign_keys=OFF")
        try:
            with connection.begin():
                _run(connection, to or STEPS[-1][0])
        finally:
            if sqlite:
                _pragma(connection, "foreign_keys=ON")


def _pragma(connection: Connection, setting: str) -> None:
    """A setting that must not be made inside a transaction."""
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _run(connection: Connection, to: str) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (0x5045524D,))  # two programs start at once
    current = revision(connection)
    steps = steps_between(current, to)
    if not steps:
        return
    if current is not None:
        triggers.drop(connection)
        search.drop(connection)
    operations = Operations(MigrationContext.configure(connection, opts=options()))
    for _name, step in steps:
        step(operations)
    if not sqlite:
        order_by_code_point(connection)
    note_revision(connection, to)
    if sqlite:
        connection.exec_driver_sql(f"PRAGMA user_version = {to_number(version())}")
    if to == STEPS[-1][0]:
        triggers.install(connection, metadata)
        search.install(connection, metadata)
    if current is not None:
        # What was changed under another schema is not taken back under this one.
        connection.execute(text("UPDATE journal_entry SET kind = 'final' WHERE kind <> 'final'"))
    if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise Damaged()


def order_by_code_point(connection: Connection) -> None:
    """Let the server compare texts as SQLite does, whatever order its languages have: lists are sorted by
    stored keys."""
    columns = connection.execute(
        text(
            "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a"
            " JOIN pg_class c ON c.oid = a.attrelid WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"
            " AND c.relnamespace = current_schema()::regnamespace"
            " AND a.attcollation = 'pg_catalog.default'::regcollation ORDER BY c.relname, a.attnum"
        )
    ).all()
    for table, group in groupby(columns, key=lambda row: str(row[0])):
        changes = ", ".join(f'ALTER "{name}" TYPE {kind} COLLATE "C"' for _table, name, kind in group)
        connection.exec_driver_sql(f'ALTER TABLE "{table}" {changes}')


def steps_between(current: str | None, to: str) -> tuple[tuple[str, Callable[[Operations], None]], ...]:
    """The steps still to be done. Raises :class:`NewerFile` for a revision that this program does not
    know."""
    names = [name for name, _step in STEPS]
    if current is not None and current not in names:
        raise NewerFile()
    start = 0 if current is None else names.index(current) + 1
    return STEPS[start : names.index(to) + 1]


def revision(connection: Connection) -> str | None:
    """The revision noted in the database, None if it is empty."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def note_revision(connection: Connection, name: str) -> None:
    """Write down which schema the database has."""
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
    )
    connection.exec_driver_sql("DELETE FROM alembic_version")
    connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:name)"), {"name": name})


def options() -> dict[str, Any]:
    """How models and database are compared and rendered, here and in
    :mod:`permenti_desktop.db.migrations.draft`."""
    return {"target_metadata": metadata, "compare_type": True, "render_as_batch": True, "include_name": _ours}


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    """The search index is made by :mod:`permenti_desktop.db.search`, not by migrations."""
    return kind not in ("table", "index") or not (name or "").startswith("search_")
