"""Real databases for tests: a template is created and migrated once, every test gets a copy of it.

``database`` runs a test twice when ``PERMENTI_TEST_POSTGRES`` holds the URL of a PostgreSQL server on which databases
may be created ("postgresql+psycopg://postgres@127.0.0.1:5432/postgres"): over an encrypted file and over the server.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from permenti_desktop.db.database import Database
from permenti_desktop.db.keys import Cost
from permenti_desktop.db.opening import create_database, open_database

PASSPHRASE = "Drei Wörter am Hafen"
PERSON = "Anna Beispiel"
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
"""Argon2id with hardly any memory: the tests open hundreds of files. What people get is tested in test_keys."""

SERVER = os.environ.get("PERMENTI_TEST_POSTGRES", "")
KINDS = ["sqlite", "postgresql"] if SERVER else ["sqlite"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a server, what only servers have is not collected; the last line of the run says so."""
    if SERVER:
        return
    left = [item for item in items if {"server_url", "empty_server_url"} & set(getattr(item, "fixturenames", ()))]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


@dataclass(frozen=True)
class OfficeFile:
    """A closed encrypted file with the newest schema and nothing in it."""

    path: Path
    data_key: bytes


def copied(office_file: OfficeFile, folder: Path, name: str = "Büro.permenti") -> OfficeFile:
    """A copy of a closed file with its key file."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    shutil.copy2(office_file.path, target)
    shutil.copy2(f"{office_file.path}.key", f"{target}.key")
    return OfficeFile(target, office_file.data_key)


@pytest.fixture(scope="session")
def template_file(tmp_path_factory: pytest.TempPathFactory) -> OfficeFile:
    """The file that all others are copies of; opened by nobody."""
    path = tmp_path_factory.mktemp("template") / "template.permenti"
    database = create_database(path, PASSPHRASE, name=PERSON, cost=CHEAP)
    key = database.key
    database.close()
    return OfficeFile(path, key)


@pytest.fixture
def office_file(template_file: OfficeFile, tmp_path: Path) -> OfficeFile:
    """A closed file of the test's own."""
    return copied(template_file, tmp_path / "office")


@pytest.fixture
def sqlite_database(office_file: OfficeFile) -> Iterator[Database]:
    """An open encrypted file: for what only files have."""
    database = open_database(office_file.path, data_key=office_file.data_key)
    yield database
    database.close()


def _on_server(statement: str) -> None:
    engine = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


def _url(name: str) -> str:
    return make_url(SERVER).set(database=name).render_as_string(hide_password=False)


@contextmanager
def server_database() -> Iterator[str]:
    """The URL of a migrated database of one's own on the server, gone afterwards."""
    name = f"permenti_own_{secrets.token_hex(6)}"
    _on_server(f"CREATE DATABASE {name}")
    try:
        create_database(_url(name)).close()
        yield _url(name)
    finally:
        _on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _server_template() -> Iterator[str]:
    name = f"permenti_template_{secrets.token_hex(6)}"
    _on_server(f"CREATE DATABASE {name}")
    create_database(_url(name)).close()
    yield name
    _on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def server_url(_server_template: str) -> Iterator[str]:
    """The URL of a migrated database of the test's own on the server."""
    name = f"permenti_test_{secrets.token_hex(6)}"
    _on_server(f"CREATE DATABASE {name} TEMPLATE {_server_template}")
    yield _url(name)
    _on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_server_url() -> Iterator[str]:
    """The URL of a database without any table."""
    name = f"permenti_empty_{secrets.token_hex(6)}"
    _on_server(f"CREATE DATABASE {name}")
    yield _url(name)
    _on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An open, empty database of every kind: for what holds on both."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_database")
        return
    database = open_database(request.getfixturevalue("server_url"))
    yield database
    database.close()


@pytest.fixture(scope="session")
def demo_file(template_file: OfficeFile, tmp_path_factory: pytest.TempPathFactory) -> OfficeFile:
    """A made-up office of 24 participants as of today; opened by nobody."""
    from permenti_desktop.demo import office

    made = copied(template_file, tmp_path_factory.mktemp("demo"), "Beispiel.permenti")
    database = open_database(made.path, data_key=made.data_key)
    with database.write(office.COORDINATOR) as session:
        office.make(session, participants=24, seed=7, site="ennepe-ruhr", today=date.today())
    database.close()
    return made


@pytest.fixture
def demo_database(demo_file: OfficeFile, tmp_path: Path) -> Iterator[Database]:
    """The made-up office, open, a copy of the test's own."""
    mine = copied(demo_file, tmp_path / "demo", "Beispiel.permenti")
    database = open_database(mine.path, data_key=mine.data_key)
    yield database
    database.close()
