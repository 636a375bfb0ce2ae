"""Engines: the encrypted file through SQLCipher, or a PostgreSQL server by its URL.

Transactions are begun explicitly. A reader gets one snapshot and may not write; a writer takes the write
lock at once, so that it waits at its first statement and never fails half way.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Engine, Select, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from permenti_desktop.db import raw
from permenti_desktop.db.place import Place

WRITING: Final = "permenti_writing"
"""Execution option of a connection whose transaction may write."""

POSTGRESQL_WAIT_MS: Final = 10_000
"""How long a writer waits for another before the person is told; in milliseconds."""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def sqlite_engine(path: Path, key: bytes, place: Place, *, read_only: bool = False, immutable: bool = False) -> Engine:
    """The engine over an encrypted file that has been looked at already (:mod:`permenti_desktop.db.opening`).

    A pool of real connections: one shared by threads crashes the interpreter. Parameters never show in
    messages.
    """

    def creator() -> raw.RawConnection:
        return raw.connect(path, key, place=place, read_only=read_only, immutable=immutable)

    engine = create_engine(
        "sqlite+pysqlite:///file",
        module=dbapi2,
        creator=creator,
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=24,
        hide_parameters=True,
        json_serializer=_json,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITING, False)
        cursor = connection.connection.cursor()
        if not read_only:
            cursor.execute(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
        cursor.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
        if not writing:
            cursor.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()  # takes the snapshot now
        cursor.close()

    return engine


def postgresql_engine(url: str) -> Engine:
    """The engine over a PostgreSQL server. Passwords come from the URL or from libpq's own places."""
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=24,
        pool_pre_ping=True,  # a laptop sleeps, its connections do not survive
        hide_parameters=True,
        json_serializer=_json,
        connect_args={"options": f"-c timezone=UTC -c lock_timeout={POSTGRESQL_WAIT_MS}", "connect_timeout": 10},
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not connection.get_execution_options().get(WRITING, False):
            connection.connection.cursor().execute("SELECT 1").close()  # takes the snapshot now

    return engine


def reading(engine: Engine) -> Connection:
    """A connection whose transaction sees one state of the database and cannot change it."""
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        return connection
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def writing(engine: Engine) -> Connection:
    """A connection whose transaction may write."""
    return engine.connect().execution_options(**{WRITING: True})


def asked(
    connection: Connection, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()
) -> list[tuple[Any, ...]]:
    """All rows of a statement that is written in the database's own words, by the driver's own cursor: for
    what is asked at every letter. What SQLAlchemy adds would take as long as the statement itself.

    Who listens to statements hears of it all the same.
    """
    cursor = connection.connection.cursor()
    try:
        for told in connection.engine.dispatch.before_cursor_execute:
            told(connection, cursor, sql, parameters, None, False)
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
    finally:
        cursor.close()


class _Prepared:
    """A statement in the database's own words, with what is compared with."""

    __slots__ = ("_fixed", "_places", "_ready", "_words")

    def __init__(self, statement: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        asked_for = dict.fromkeys(name for name, bound in compiled.binds.items() if bound.required)
        told = compiled.construct_expanded_state(asked_for)  # each of a list (IN) in its place
        ready = {
            name: bound.type.dialect_impl(dialect).bind_processor(dialect) for name, bound in compiled.binds.items()
        }
        self._words: str = told.statement
        self._places: Sequence[str] | None = told.positiontup
        self._ready: dict[str, Callable[[Any], object] | None] = {**ready, **told.processors}
        self._fixed = self._readied({name: told.parameters[name] for name in told.parameters if name not in asked_for})

    def _readied(self, given: Mapping[str, Any]) -> dict[str, object]:
        """Values as the driver takes them."""
        ready = self._ready.get
        return {name: make(value) if (make := ready(name)) else value for name, value in given.items()}

    def asked(self, connection: Connection, **given: object) -> list[tuple[Any, ...]]:
        """Its rows as the driver hands them over."""
        values = {**self._fixed, **self._readied(given)}
        places = self._places
        return asked(connection, self._words, values if places is None else tuple(values[name] for name in places))


_prepared = lru_cache(maxsize=128)(_Prepared)


def asked_kept(connection: Connection, statement: Select[*tuple[Any, ...]], **given: object) -> list[tuple[Any, ...]]:
    """:func:`asked` of a statement that is asked again and again: it is put into the database's own words once. It must
    be one that is kept, not made anew each time; *given* are its parameters. Rows are as the driver hands them over."""
    return _prepared(statement, connection.dialect).asked(connection, **given)


def is_postgresql(target: object) -> bool:
    """Whether a target is a server's URL and not a file."""
    return isinstance(target, str) and target.startswith(("postgresql:", "postgresql+psycopg:", "postgres:"))
