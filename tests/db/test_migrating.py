"""Migrations: models and database are the same, a failure leaves what was, newer ones are left alone."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, Engine, MetaData, String, insert, text
from sqlalchemy.orm import Session

from permenti_desktop.db import backup_list, migrating, raw, revision, search, triggers
from permenti_desktop.db.check import check
from permenti_desktop.db.database import Database
from permenti_desktop.db.engine import WRITING, postgresql_engine, sqlite_engine
from permenti_desktop.db.fingerprint import fingerprint
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.opening import open_database
from permenti_desktop.db.place import Place
from permenti_desktop.db.schema import metadata
from permenti_desktop.domain.errors import Damaged
from tests.db_fixtures import OfficeFile


def from_models(connection: Connection, tables: MetaData = metadata) -> None:
    """A schema made from the models at once, without migrations."""
    tables.create_all(connection)
    triggers.install(connection, tables)
    search.install(connection, tables)


def writing_engine(engine: Engine) -> Engine:
    return engine.execution_options(**{WRITING: True})


def test_the_constants_name_the_steps() -> None:
    assert tuple(name for name, _step in migrating.STEPS) == revision.RELEASED
    assert revision.RELEASED[-1] == revision.HEAD


def test_models_and_migrations_are_the_same(database: Database) -> None:
    with database.read() as session:
        context = MigrationContext.configure(session.connection(), opts=migrating.options())
        assert compare_metadata(context, metadata) == []


def test_the_fingerprint_is_that_of_the_models_on_sqlite(sqlite_database: Database, tmp_path: Path) -> None:
    path, key = tmp_path / "models.db", b"k" * 32
    raw.create_file(path)
    raw.connect(path, key, place=Place.STICK, fresh=True).close()
    engine = sqlite_engine(path, key, Place.STICK)
    with writing_engine(engine).begin() as connection:
        from_models(connection)
        expected = fingerprint(connection)
    engine.dispose()
    with sqlite_database.read() as session:
        assert fingerprint(session.connection()) == expected
    assert len(expected) > 100


def test_the_fingerprint_is_that_of_the_models_on_a_server(server_url: str, empty_server_url: str) -> None:
    empty, full = postgresql_engine(empty_server_url), postgresql_engine(server_url)
    with writing_engine(empty).begin() as connection:
        from_models(connection)
        migrating.order_by_code_point(connection)
        expected = fingerprint(connection)
    with writing_engine(full).begin() as connection:
        assert fingerprint(connection) == expected
    empty.dispose()
    full.dispose()


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE person ADD COLUMN extra TEXT",
        "DROP INDEX ix_person_skeleton_key",
        "CREATE INDEX extra ON person (town)",
        "DROP TRIGGER journal_person_update",
    ],
)
def test_control_the_fingerprint_notices_what_differs(sqlite_database: Database, change: str) -> None:
    with writing_engine(sqlite_database.engine).begin() as connection:
        before = fingerprint(connection)
        connection.exec_driver_sql(change)
        assert fingerprint(connection) != before


def test_control_the_fingerprint_notices_a_check_that_is_gone(sqlite_database: Database) -> None:
    """compare_metadata does not."""
    with writing_engine(sqlite_database.engine).begin() as connection:
        before = fingerprint(connection)
        connection.exec_driver_sql("DROP TABLE journal_head")
        connection.exec_driver_sql(
            "CREATE TABLE journal_head (id INTEGER NOT NULL, last_id INTEGER NOT NULL, entry_id INTEGER,"
            " CONSTRAINT pk_journal_head PRIMARY KEY (id))"
        )
        assert fingerprint(connection) != before
        context = MigrationContext.configure(connection, opts=migrating.options())
        assert compare_metadata(context, metadata) == []


# A made-up next revision stands for those to come: the machinery is what is shown here.


def grow(op: Operations) -> None:
    """A batch operation, which rebuilds the table on SQLite, and data that is carried over in Python."""
    anew: Literal["always", "auto"] = "always" if op.get_bind().dialect.name == "sqlite" else "auto"
    with op.batch_alter_table("person", recreate=anew, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("town", existing_type=String(120), nullable=False)
    op.execute(text("UPDATE person SET town = town || '!'"))


def grow_and_fail(op: Operations) -> None:
    """The same, and something goes wrong at the end."""
    grow(op)
    raise ZeroDivisionError


def orphan(op: Operations) -> None:
    """A mistake in a migration: a row that belongs to nobody."""
    op.execute(text("INSERT INTO person_language (person_id, language, certificate) VALUES (4711, 'uk', '')"))


@pytest.fixture
def with_step(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Operations], None]], None]:
    def add(step: Callable[[Operations], None]) -> None:
        monkeypatch.setattr(migrating, "STEPS", (*migrating.STEPS, ("9999", step)))
        monkeypatch.setattr(revision, "RELEASED", (*revision.RELEASED, "9999"))
        monkeypatch.setattr(revision, "HEAD", "9999")

    return add


def some_people(database: Database) -> list[tuple[str, str]]:
    with database.write() as session:
        for number in range(20):
            person = Person(last_name=f"P{number}", town="Witten", search_key=f"p{number}")
            session.add(person)
            session.flush()
            session.execute(
                text("INSERT INTO person_language (person_id, language, certificate) VALUES (:id, 'uk', '')"),
                {"id": person.id},
            )
    return [(f"P{number}", "Witten!") for number in range(20)]


def test_a_step_keeps_the_rows_that_belong_and_makes_the_journal_anew(
    office_file: OfficeFile, with_step: Callable[[Callable[[Operations], None]], None]
) -> None:
    database = open_database(office_file.path, data_key=office_file.data_key)
    expected = some_people(database)
    with database.read() as session:
        schema = fingerprint(session.connection())
    database.close()
    with_step(grow)
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.read() as session:
        assert session.execute(text("SELECT last_name, town FROM person ORDER BY id")).all() == expected
        assert session.scalar(text("SELECT count(*) FROM person_language")) == 20
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
        assert set(session.scalars(text("SELECT kind FROM journal_entry"))) == {"final"}
        assert fingerprint(session.connection()) == schema
    database.close()
    (made,) = backup_list.backups_of(office_file.path)
    assert made.reason == "migration"


@pytest.mark.parametrize(("step", "error"), [(grow_and_fail, ZeroDivisionError), (orphan, Damaged)])
def test_a_step_that_fails_leaves_everything_as_it_was(
    office_file: OfficeFile,
    with_step: Callable[[Callable[[Operations], None]], None],
    step: Callable[[Operations], None],
    error: type[Exception],
) -> None:
    database = open_database(office_file.path, data_key=office_file.data_key)
    some_people(database)
    with database.read() as session:
        before = fingerprint(session.connection())
    database.close()
    content = hashlib.sha256(office_file.path.read_bytes()).digest()
    with_step(step)
    with pytest.raises(error):
        open_database(office_file.path, data_key=office_file.data_key)
    assert hashlib.sha256(office_file.path.read_bytes()).digest() == content
    engine = sqlite_engine(office_file.path, office_file.data_key, Place.OWN_DISK)
    with engine.connect() as connection:
        assert fingerprint(connection) == before
        assert connection.scalar(text("SELECT count(*) FROM person WHERE town = 'Witten'")) == 20
    engine.dispose()


@pytest.mark.parametrize(("step", "error"), [(grow_and_fail, ZeroDivisionError)])
def test_a_step_that_fails_on_a_server_leaves_everything_as_it_was(
    server_url: str,
    with_step: Callable[[Callable[[Operations], None]], None],
    step: Callable[[Operations], None],
    error: type[Exception],
) -> None:
    database = open_database(server_url)
    some_people(database)
    with database.read() as session:
        before = fingerprint(session.connection())
    with_step(step)
    with pytest.raises(error):
        open_database(server_url)
    with database.read() as session:
        assert fingerprint(session.connection()) == before
    assert check(database).is_good
    database.close()


def test_migrating_what_is_current_does_nothing(database: Database) -> None:
    with database.read() as session:
        before = fingerprint(session.connection())
    migrating.upgrade(database.engine)
    with database.read() as session:
        assert fingerprint(session.connection()) == before


def test_no_table_has_columns_that_the_journal_cannot_give_back_exactly() -> None:
    """JSON has no equality on PostgreSQL, floats and enumerations of the database have other pitfalls."""
    kinds = {type(column.type).__visit_name__ for table in metadata.sorted_tables for column in table.columns} - {
        "type_decorator"
    }
    assert kinds <= {"integer", "string", "text", "boolean", "date", "datetime", "numeric", "large_binary", "time"}


def test_people_of_the_first_schema_are_found_by_their_numbers(tmp_path: Path) -> None:
    path, key = tmp_path / "first.db", b"k" * 32
    raw.create_file(path)
    raw.connect(path, key, place=Place.STICK, fresh=True).close()
    engine = sqlite_engine(path, key, Place.STICK)
    migrating.upgrade(engine, to="0001")
    with writing_engine(engine).begin() as connection:
        people = [
            {"id": 1, "last_name": "Haidari", "search_key": "haidari", "mobile": "+49 176 1234567", "version": 1},
            {"id": 2, "last_name": "Nowak", "search_key": "nowak", "mobile": "", "version": 1},
        ]
        connection.execute(insert(metadata.tables["person"]), people)
    migrating.upgrade(engine)
    with Session(engine) as session:
        found = [list(search.matching(session, "person", typed)) for typed in ("4567", "1761", "haid", "nowak")]
    engine.dispose()
    assert found == [[1], [1], [1], [2]]
