"""Filling an empty office in one go: the indexes come back, and nothing is kept of a failure."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from permenti_desktop.db import filling, many, search
from permenti_desktop.db.check import check
from permenti_desktop.db.database import Database
from permenti_desktop.db.fingerprint import fingerprint
from permenti_desktop.db.models.person import Person


def add(session: Session, *names: str) -> list[int]:
    rows = [Person(last_name=name, search_key=name.lower(), sort_key=name.lower()) for name in names]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def schema(database: Database) -> tuple[str, ...]:
    with database.read() as session:
        return fingerprint(session.connection())


def test_after_filling_the_schema_is_as_before_and_names_are_found(database: Database) -> None:
    before = schema(database)
    with database.write() as session, filling.without_indexes(session):
        ids = add(session, "Haidari", "Nowak", "Haider")
    assert schema(database) == before
    with database.read() as session:
        assert sorted(search.matching(session, "person", "haid")) == [ids[0], ids[2]]
    assert check(database).is_good


def test_indexes_are_off_meanwhile_only_where_nothing_is(sqlite_database: Database) -> None:
    def indexes(session: Session, table: str) -> int:
        sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?"
        return int(session.connection().exec_driver_sql(sql, (table,)).scalar_one())

    with sqlite_database.write() as session:
        add(session, "Haidari")
    with sqlite_database.write() as session:
        people = indexes(session, "person")
        with filling.without_indexes(session):
            assert indexes(session, "person") == people > 0
            assert indexes(session, "tandem") == 0
            add(session, "Nowak")
        assert indexes(session, "tandem") > 0
    with sqlite_database.read() as session:
        assert len(search.matching(session, "person", "nowak")) == 1
    assert check(sqlite_database).is_good


def test_a_filling_that_fails_leaves_the_file_as_it_was(database: Database) -> None:
    before = schema(database)
    with pytest.raises(ZeroDivisionError), database.write() as session, filling.without_indexes(session):
        add(session, "Haidari")
        _ = 1 / 0
    assert schema(database) == before
    with database.read() as session:
        assert session.scalars(select(Person.id)).all() == []


def test_ids_taken_beforehand_are_given_out_once(database: Database) -> None:
    with database.write() as session:
        gone = add(session, "Haidari", "Nowak")[-1]
    with database.write() as session:
        session.delete(session.get_one(Person, gone))
    with database.write() as session:
        taken = many.take_ids(session, "person", 3)
        assert list(taken) == sorted(set(taken))
        assert len(taken) == 3
        assert taken[0] > gone
        session.add_all(Person(id=id, last_name="Neu") for id in taken)
        session.flush()
        assert add(session, "Weiter")[0] > taken[-1]
