"""What encryption costs: the same screens over the same rows, in a file with a key and in one without."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import offices
from benchmarks.measure import Row
from benchmarks.replay import driver, in_turn
from permenti_desktop.db import raw
from permenti_desktop.db.database import Database
from permenti_desktop.db.engine import sqlite_engine
from permenti_desktop.gui.participant import reading
from permenti_desktop.gui.table import Asked
from permenti_desktop.queries import figures, participant, today

PARTICIPANTS = 3_000
ROUNDS = 7
_NO_SCREEN = "every note read"
_SETTINGS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "temp_store=MEMORY",
    "cache_size=-32000",
)


def _without_key(path: Path, _key: bytes, **_how: object) -> raw.RawConnection:
    """As ``db.raw.connect``, for a file that is not encrypted."""
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, cached_statements=256)
    for setting in ("journal_mode=WAL", *_SETTINGS):
        connection.execute(f"PRAGMA {setting}").fetchall()
    return connection


def _plain_copy(database: Database, path: Path) -> None:
    with database.engine.connect() as connection:
        cursor: Any = connection.connection.cursor()
        cursor.execute("PRAGMA query_only=OFF")
        cursor.execute("ATTACH DATABASE ? AS plain KEY ''", (str(path),))
        cursor.execute("SELECT sqlcipher_export('plain')").fetchall()
        cursor.execute("DETACH DATABASE plain")


def _screens(database: Database, day: date) -> dict[str, Callable[[], object]]:
    with database.read() as session:
        her = participant.ids(session)[0]

    def with_session(query: Callable[[Any], object]) -> Callable[[], object]:
        def work() -> None:
            with database.read() as session:
                query(session)

        return work

    def rows(asked: Asked) -> Callable[[Any], object]:
        return lambda session: reading.rows(session, reading.ids(session, asked)[:64])

    return {
        "list": with_session(rows(Asked(pill="active"))),
        "keystroke": with_session(rows(Asked(filter="am", pill="all"))),
        "one file": with_session(lambda session: reading.opened(session, her)),
        "today": with_session(lambda session: today.page(session, day)),
        "statement of figures": with_session(
            lambda session: figures.statement(session, date(day.year, 1, 1), day, day)
        ),
        _NO_SCREEN: with_session(
            lambda session: driver(session).execute("SELECT sum(length(text)) FROM timeline_entry").fetchall()
        ),
    }


def _bar(name: str) -> tuple[str, float | None]:
    return ("no screen, informs", None) if name == _NO_SCREEN else ("≤ 1.3×", 1.3)


def run() -> list[Row]:
    """One row for each screen."""
    day = date.today()
    connect = raw.connect
    with tempfile.TemporaryDirectory() as folder, offices.opened(offices.office(PARTICIPANTS)) as keyed:
        path = Path(folder) / "plain.db"
        _plain_copy(keyed, path)
        try:
            raw.connect = _without_key  # type: ignore[assignment]
            plain = Database(sqlite_engine(path, b"", keyed.place), path=path)
            with plain.read():
                pass  # its one connection, kept by the pool from now on
        finally:
            raw.connect = connect
        floors = _screens(plain, day)
        ours = _screens(keyed, day)
        taken = [in_turn(ROUNDS, floors[name], ours[name]) for name in ours]
        plain.close()
    return [
        Row(f"encryption, office of {PARTICIPANTS:,}: {name}", "without a key", floor, own, *_bar(name))
        for name, (floor, own) in zip(ours, taken, strict=True)
    ]
