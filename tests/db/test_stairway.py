"""Every step of every migration, up and rolled back; files of every released schema (SAFETY, tests 10, 11, 21).

``tests/data/released/<revision>`` holds a made-up office as that release wrote it, its passphrase, and what ``dump``
said of it. A second reader of the file is SQLite3 Multiple Ciphers (package apsw-sqlite3mc), which has a SQLCipher of
its own and shares no code with ours.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw
import pytest
from alembic.operations import Operations
from sqlalchemy import Connection, Engine, text

from permenti_desktop.db import backup_list, migrating, raw
from permenti_desktop.db.check import check
from permenti_desktop.db.engine import WRITING, postgresql_engine, sqlite_engine
from permenti_desktop.db.fingerprint import fingerprint
from permenti_desktop.db.opening import open_database, unlock
from permenti_desktop.db.place import Place
from permenti_desktop.db.revision import RELEASED
from permenti_desktop.exchange import write_dump
from permenti_desktop.i18n import texts
from tests.length import LONG

DATA = Path(__file__).parents[1] / "data" / "released"
OLD = RELEASED[:-1]
KEY = b"k" * 32


class Broken(Exception):
    """What a test makes go wrong."""


class Failing:
    """Operations of which one is done and then fails. ``done`` counts them."""

    def __init__(self, real: Operations, at: int) -> None:
        self._real, self._at, self.done = real, at, 0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        if name == "f" or not callable(found):
            return found

        def call(*given: Any, **more: Any) -> Any:
            answer = found(*given, **more)
            self.done += 1
            if self.done == self._at:
                raise Broken
            return answer

        return call


@contextmanager
def failing_at(name: str, at: int) -> Iterator[None]:
    """One step breaks off behind its operation number *at*."""
    with pytest.MonkeyPatch.context() as patch:
        real = dict(migrating.STEPS)[name]

        def broken(op: Operations) -> None:
            real(Failing(op, at))  # type: ignore[arg-type]

        steps = tuple((one, broken if one == name else step) for one, step in migrating.STEPS)
        patch.setattr(migrating, "STEPS", steps)
        yield


def state(connection: Connection) -> tuple[object, ...]:
    return fingerprint(connection), migrating.revision(connection), contents(connection)


def contents(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables of ours."""
    if connection.dialect.name == "sqlite":
        query = (
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            " AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search%'"
        )
    else:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    return {
        name: sorted(tuple(map(repr, row)) for row in connection.execute(text(f'SELECT * FROM "{name}"')))  # type: ignore[misc]
        for name in sorted(connection.execute(text(query)).scalars())
    }


def sqlite_at(folder: Path, name: str | None) -> Engine:
    """An encrypted file with the schema of a revision, None for an empty one."""
    path = folder / f"{name}.permenti"
    if not path.exists():
        raw.create_file(path)
        raw.connect(path, KEY, place=Place.STICK, fresh=True).close()
    engine = sqlite_engine(path, KEY, Place.STICK)
    if name is not None:
        migrating.upgrade(engine, to=name)
    return engine


def writing(engine: Engine) -> Engine:
    return engine.execution_options(**{WRITING: True})


def every_operation_rolls_back(name: str, engine: Engine) -> int:
    """Let each operation of a step fail; the database must be what it was. Answers how often it failed.

    The first step has many operations; in the short version one of eight of them fails."""
    with writing(engine).begin() as connection:
        before = state(connection)
    stride = 8 if name == RELEASED[0] and not LONG else 1
    at = 1 - stride
    while True:
        at += stride
        try:
            with failing_at(name, at):
                migrating.upgrade(engine, to=name)
            return at // stride
        except Broken:
            pass
        with writing(engine).begin() as connection:
            assert state(connection) == before, at


@pytest.mark.parametrize("name", RELEASED)
def test_a_failure_at_every_operation_rolls_back(tmp_path: Path, name: str) -> None:
    before = RELEASED[RELEASED.index(name) - 1] if name != RELEASED[0] else None
    engine = sqlite_at(tmp_path, before)
    assert every_operation_rolls_back(name, engine) >= 5
    engine.dispose()


@pytest.mark.parametrize("name", RELEASED)
def test_a_failure_at_every_operation_rolls_back_on_a_server(empty_server_url: str, name: str) -> None:
    engine = postgresql_engine(empty_server_url)
    if name != RELEASED[0]:
        migrating.upgrade(engine, to=RELEASED[RELEASED.index(name) - 1])
    assert every_operation_rolls_back(name, engine) >= 5
    engine.dispose()


@pytest.mark.parametrize("name", OLD)
def test_step_by_step_is_the_same_as_at_once(tmp_path: Path, name: str) -> None:
    slowly = sqlite_at(tmp_path, name)
    migrating.upgrade(slowly)
    (tmp_path / "at once").mkdir()
    at_once = sqlite_at(tmp_path / "at once", RELEASED[-1])
    with writing(slowly).begin() as one, writing(at_once).begin() as other:
        assert fingerprint(one) == fingerprint(other)
    slowly.dispose()
    at_once.dispose()


@pytest.mark.parametrize("name", OLD)
def test_step_by_step_is_the_same_as_at_once_on_a_server(empty_server_url: str, server_url: str, name: str) -> None:
    slowly, at_once = postgresql_engine(empty_server_url), postgresql_engine(server_url)
    migrating.upgrade(slowly, to=name)
    migrating.upgrade(slowly)
    with writing(slowly).begin() as one, writing(at_once).begin() as other:
        assert fingerprint(one) == fingerprint(other)
    slowly.dispose()
    at_once.dispose()


# Files of released schemas --------------------------------------------------------------------------------


def passphrase(name: str) -> str:
    return (DATA / name / "passphrase.txt").read_text("utf-8").strip()


def copied(name: str, folder: Path) -> Path:
    path = folder / "Beispiel.permenti"
    for ending in ("", ".key"):
        shutil.copy2(DATA / name / f"Beispiel.permenti{ending}", f"{path}{ending}")
    return path


def second_reader(path: Path, key: bytes) -> apsw.Connection:
    """The file through SQLite3 Multiple Ciphers, with the settings that its manual gives for SQLCipher 4."""
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    connection = apsw.Connection(f"{path.absolute().as_uri()}?mode=ro&immutable=1", flags=flags)
    for setting in ("cipher='sqlcipher'", "legacy=4", f"key=\"x'{key.hex()}'\""):
        connection.execute(f"PRAGMA {setting}").fetchall()
    return connection


def rows(path: Path, key: bytes) -> dict[str, list[dict[str, Any]]]:
    """All tables as the second reader sees them."""
    connection = second_reader(path, key)
    names = [
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            " AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search%' ORDER BY name"
        )
    ]
    found = {}
    for name in names:
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
        found[name] = [dict(zip(columns, row, strict=True)) for row in connection.execute(f'SELECT * FROM "{name}"')]
    connection.close()
    return found


def values(record: Any) -> Any:
    """What ``dump`` said, without the words of labels, which releases may change."""
    if isinstance(record, dict):
        return record["code"] if record.keys() == {"code", "label"} else {k: values(v) for k, v in record.items()}
    return [values(one) for one in record] if isinstance(record, list) else record


def test_every_released_schema_has_a_file() -> None:
    assert sorted(one.name for one in DATA.iterdir()) == sorted(OLD)


@pytest.mark.parametrize("name", OLD)
def test_a_file_of_a_released_schema_comes_to_head_with_every_value(tmp_path: Path, name: str) -> None:
    path = copied(name, tmp_path)
    old_file = hashlib.sha256(path.read_bytes()).digest()
    key = unlock(path, passphrase=passphrase(name))
    before = rows(path, key)
    database = open_database(path, passphrase=passphrase(name))
    with database.read() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == RELEASED[-1]
        counts = write_dump.write(session, tmp_path / "dump", texts("de"))
    assert check(database).is_good
    database.close()

    after = rows(path, key)
    # The number of the schema; what was changed under another schema cannot be taken back; what people are found by.
    changed = {"alembic_version": {"version_num"}, "journal_entry": {"kind"}, "person": {"search_key"}}
    for table, old_rows in before.items():
        for old, new in zip(old_rows, after[table], strict=True):
            for column in old.keys() - changed.get(table, set()):
                assert new[column] == old[column], (table, column)
    assert sum(map(len, before.values())) > 1000

    for subject, count in counts.items():
        told = json.loads((DATA / name / "dump" / f"{subject}.json").read_text("utf-8"))["records"]
        now = json.loads((tmp_path / "dump" / f"{subject}.json").read_text("utf-8"))["records"]
        assert count == len(told)
        for one, two in zip(map(values, now), map(values, told), strict=True):
            assert {field: one[field] for field in two} == two
    (made,) = backup_list.backups_of(path)
    assert made.reason == "migration"
    assert rows(made.path, key) == before
    assert hashlib.sha256((DATA / name / "Beispiel.permenti").read_bytes()).digest() == old_file


@pytest.mark.parametrize("name", OLD)
def test_a_second_reader_opens_the_file_of_each_release(tmp_path: Path, name: str) -> None:
    path = copied(name, tmp_path)
    found = rows(path, unlock(path, passphrase=passphrase(name)))
    told = {
        one.stem: len(json.loads(one.read_text("utf-8"))["records"]) for one in (DATA / name / "dump").glob("*.json")
    }
    for subject, count in told.items():
        table = found["grant_award" if subject == "grant" else subject]
        assert sum(1 for row in table if not row.get("in_bin")) == count


def test_a_second_reader_opens_what_this_program_writes_today(tmp_path: Path) -> None:
    path = copied(OLD[-1], tmp_path)
    database = open_database(path, passphrase=passphrase(OLD[-1]))
    key = database.key
    database.close()
    connection = second_reader(path, key)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_control_a_second_reader_with_another_key_reads_nothing(tmp_path: Path) -> None:
    path = copied(OLD[-1], tmp_path)
    with pytest.raises(apsw.NotADBError):
        second_reader(path, b"x" * 32).execute("SELECT count(*) FROM person").fetchall()
