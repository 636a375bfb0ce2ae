"""An open database: ``read`` and ``write``, and who is told of a change."""

import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from permenti_desktop.db import engine as engines
from permenti_desktop.db import failures, journal, raw
from permenti_desktop.db.backup_list import DamagedFile, damaged
from permenti_desktop.db.place import Place
from permenti_desktop.db.schema import journaled, metadata
from permenti_desktop.domain.errors import Damaged, DiskFull, Missing, ReadOnly

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Change:
    """What one commit touched: every changed row and the record it belongs to, as (table name, id).

    Rows without an id of their own (a setting, a link between two records) have the id 0; their owners are
    named.
    """

    entry_id: int
    touched: frozenset[tuple[str, int]]


_MANY: Final = 1000
"""Rows in one commit after which the statistics of the indexes are renewed at once: an import, not an edit."""

_LARGE: Final = 100_000
"""Rows of a table of which a day's edits change nothing that its statistics say."""

Listener = Callable[[Change], None]


class Database:
    """An open file or server. Made by :mod:`permenti_desktop.db.opening`; safe to use from several
    threads."""

    def __init__(
        self,
        engine: Engine,
        *,
        path: Path | None = None,
        key: bytes = b"",
        place: Place = Place.OWN_DISK,
        read_only: bool = False,
        on_close: Callable[[], None] | None = None,
        who: str = "",
    ) -> None:
        self.engine = engine
        self.path = path
        """The encrypted file; None for a server."""
        self.key = key
        """The raw data key: for backups and the recovery sheet. Never shown, never logged."""
        self.place = place
        self.read_only = read_only
        self.who = who
        """Whose passphrase opened the file: she stands in the journal unless a write names someone else."""
        self._on_close = on_close
        self._turn = threading.Lock()
        self._writer: int | None = None
        self._listeners: list[Listener] = []
        self._closed = False
        self._changed: set[str] = set()
        self._own: set[int] = set()
        self._seen = 0
        if not self.is_sqlite:
            with self.read() as session:
                self._seen = journal.last_entry(session)

    def __repr__(self) -> str:
        return f"<Database {self.engine.dialect.name}{' read-only' if self.read_only else ''}>"

    @property
    def is_sqlite(self) -> bool:
        """An encrypted file, not a server."""
        return self.path is not None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One snapshot of everything, however long it is read. Nothing ORM leaves the block; nothing is
        written.

        Raises a :class:`~permenti_desktop.domain.errors.UserError` when disk, share or server fail.
        """
        with (
            self.door(),
            engines.reading(self._open()) as connection,
            connection.begin(),
            Session(bind=connection, autoflush=False) as session,
        ):
            yield session

    @contextmanager
    def write(self, who: str | None = None) -> Iterator[Session]:
        """One transaction and one journal entry; committed when the block ends, gone when it raises.

        Writers take turns. Listeners are told after the commit, in the thread that wrote, and not at all if
        nothing was changed. *who* is the person as the office calls her. Raises
        :class:`~permenti_desktop.domain.errors.Conflict` when a record was changed meanwhile, and the
        sentences of :mod:`permenti_desktop.db.failures`.
        """
        engine = self._open()
        if self.read_only:
            raise ReadOnly()
        if self._writer == threading.get_ident():
            raise RuntimeError("a write inside a write")
        with self._turn:
            self._writer = threading.get_ident()
            try:
                with (
                    self.door(),
                    engines.writing(engine) as connection,
                    connection.begin(),
                    Session(bind=connection, expire_on_commit=False) as session,
                ):
                    journal.begin(session, who or self.who or None)
                    entry_id = journal.current(session).id
                    yield session
                    touched = journal.end(session)
                    waiting = journal.waiting(session)
            finally:
                self._writer = None
        changed = {table for table, _id in touched}
        if len(touched) > _MANY:
            self._gather_statistics(changed)
            self._changed -= changed
        else:
            self._changed |= changed
        for work in waiting:
            work(self)
        if touched:
            self._own.add(entry_id)
            self._tell(Change(entry_id, touched))

    def listen(self, callback: Listener) -> Callable[[], None]:
        """Call *callback* after every commit that changed something; the answer stops it."""
        self._listeners.append(callback)

        def stop() -> None:
            if callback in self._listeners:
                self._listeners.remove(callback)

        return stop

    def catch_up(self) -> None:
        """Tell the listeners what others wrote on the server since the last look: to be called every few seconds.

        A file has no others, its lock sees to that.
        """
        if self.is_sqlite:
            return
        with self.read() as session:
            news = journal.touched_since(session, self._seen)
        for entry_id, touched in news.items():
            self._seen = max(self._seen, entry_id)
            if entry_id not in self._own:
                self._tell(Change(entry_id, touched))
        self._own = {entry_id for entry_id in self._own if entry_id > self._seen}

    def close(self) -> None:
        """Give back connections and the lock of the file. A second time does nothing."""
        if self._closed:
            return
        with self._turn:  # a writer finishes first
            self._gather_statistics(self._changed, largest=_LARGE)
            self._closed = True
            self.engine.dispose()
            if self._on_close is not None:
                self._on_close()

    @contextmanager
    def door(self) -> Iterator[None]:
        """Errors of the environment leave as sentences; damage brings along what can be restored."""
        try:
            with failures.translated():
                yield
        except Damaged as error:
            self.engine.dispose()  # the connections that met the damage are of no use any more
            if self.path is None or isinstance(error, DamagedFile):
                raise
            raise damaged(self.path) from None
        except Missing:
            if self.path is None or not failures.is_full(self.path):
                raise
            raise DiskFull() from None
        except ReadOnly:
            # SQLCipher lets a connection that met a damaged page only read from then on.
            if self.path is None or self.read_only or not self._is_damaged(self.path):
                raise
            self.engine.dispose()
            raise damaged(self.path) from None

    def _is_damaged(self, path: Path) -> bool:
        if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
            return False
        try:
            return bool(raw.problems(path, self.key, self.place))
        except Exception as error:
            return isinstance(failures.sentence_for(error), Damaged)

    def _open(self) -> Engine:
        if self._closed:
            raise RuntimeError("the database is closed")
        return self.engine

    def _gather_statistics(self, changed: Iterable[str], largest: int | None = None) -> None:
        """Let SQLite count what the indexes of the *changed* tables hold, so that it takes the right ones; those known
        to have more than *largest* rows are left as they are. A server does it by itself.

        The whole of each index is read: a sample takes half as long and says that nearly every record is in the bin.
        The journal's tables, by far the largest, are left out, its statements leave no choice. Never worth an error.
        """
        names = sorted(table.name for table in journaled(metadata) if table.name in changed)
        if not self.is_sqlite or not names:
            return
        with suppress(DBAPIError, dbapi2.Error), self.engine.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA query_only=OFF")
            known: dict[str, int] = {}
            if cursor.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'").fetchone():
                counted = "SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl"
                known = dict(cursor.execute(counted).fetchall())
            for name in names:
                if largest is None or known.get(name, 0) <= largest:
                    cursor.execute(f'ANALYZE "{name}"')
            cursor.close()

    def _tell(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(change)
            except Exception:
                # What was committed stays committed; a view that fails must not make it look lost.
                _log.exception("a listener failed")
