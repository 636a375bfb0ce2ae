"""Finding people by what is typed, whatever way it is spelt, on both kinds of database."""

from datetime import date

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from permenti_desktop.db import search
from permenti_desktop.db.check import check, repair_search
from permenti_desktop.db.database import Database
from permenti_desktop.db.engine import writing
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.timeline import TimelineEntry
from permenti_desktop.domain.text import search_key, sort_key

NAMES = [
    "Müller Anna",
    "Mueller-Schmidt Olena",
    "Шевченко Оксана",
    "Al-Hassan Amira",
    "Ahmad",
    "O'Neill Ann",
    "Ånd",
    "zu 1",
]


def add(session: Session, name: str) -> None:
    session.add(Person(last_name=name, search_key=search_key(name), sort_key=sort_key(name)))


def found(database: Database, query: str) -> list[str]:
    with database.read() as session:
        ids = search.matching(session, "person", query)
        names = {row.id: row.last_name for row in session.execute(select(Person.id, Person.last_name))}
        return sorted((names[id] for id in ids), key=sort_key)


@pytest.fixture
def people(database: Database) -> Database:
    with database.write() as session:
        for name in NAMES:
            add(session, name)
    return database


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("müller", ["Mueller-Schmidt Olena", "Müller Anna"]),
        ("Mull", ["Mueller-Schmidt Olena", "Müller Anna"]),
        ("muller a", ["Müller Anna"]),
        ("a MÜ", ["Müller Anna"]),
        ("schm ole", ["Mueller-Schmidt Olena"]),
        ("шев", ["Шевченко Оксана"]),
        ("hassan", ["Al-Hassan Amira"]),
        ("oneill", ["O'Neill Ann"]),
        ("a", ["Ahmad", "Al-Hassan Amira", "Ånd", "Müller Anna", "O'Neill Ann"]),
        ("1", ["zu 1"]),
        ("", []),
        ("  ", []),
        ("uller", []),
        ('"', []),
        ("' OR 1=1 --", []),
        ("a* OR b", []),
        ("NEAR(a b)", []),
        ("müller:*", ["Mueller-Schmidt Olena", "Müller Anna"]),
        ("x" * 500, []),
    ],
)
def test_every_word_begins_a_word_of_the_name(people: Database, query: str, expected: list[str]) -> None:
    assert found(people, query) == sorted(expected, key=sort_key)


def test_renamed_and_deleted_people_are_followed_however_it_is_done(people: Database) -> None:
    with people.write() as session:
        session.execute(update(Person).where(Person.last_name == "Ahmad").values(search_key="zeynep"))
        session.execute(delete(Person).where(Person.last_name == "Müller Anna"))
    assert found(people, "ahmad") == []
    assert found(people, "zey") == ["Ahmad"]
    assert found(people, "muller") == ["Mueller-Schmidt Olena"]


def test_what_is_rolled_back_is_not_found(people: Database) -> None:
    def fail() -> None:
        with people.write() as session:
            add(session, "Zuletzt")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert found(people, "zuletzt") == []
    assert check(people).is_good


def test_notes_are_found_by_whole_words_and_the_beginning_of_the_last(database: Database) -> None:
    with database.write() as session:
        for note in ("Gespräch über Praktikum", "Anruf beim Jobcenter", "Praktikum: Zusage!"):
            session.add(TimelineEntry(on=date(2026, 1, 1), text=note, topic="Wohnung" if "Anruf" in note else ""))
    with database.read() as session:
        notes = {row.id: row.text for row in session.execute(select(TimelineEntry.id, TimelineEntry.text))}

        def texts(query: str) -> list[str]:
            return [notes[id] for id in search.match_notes(session, query)]

        assert texts("praktikum") == ["Praktikum: Zusage!", "Gespräch über Praktikum"]
        assert texts("Praktikum Zus") == ["Praktikum: Zusage!"]
        assert texts("wohnung jobc") == ["Anruf beim Jobcenter"]
        assert texts("ktikum") == []
        assert texts("") == []
        assert texts("\"' ( AND") == []
        assert len(search.match_notes(session, "praktikum", limit=1)) == 1


def test_the_index_is_as_quick_with_one_letter_and_asks_no_table_row_by_row(sqlite_database: Database) -> None:
    with sqlite_database.read() as session:
        plan = session.execute(
            text("EXPLAIN QUERY PLAN SELECT rowid FROM search_person WHERE search_person MATCH '\"a\"*'")
        ).all()
    assert "VIRTUAL TABLE" in plan[0][3]


def test_an_index_out_of_step_is_noticed_and_mended(sqlite_database: Database) -> None:
    with writing(sqlite_database.engine) as connection, connection.begin():
        connection.exec_driver_sql("DROP TRIGGER search_person_insert")
    with sqlite_database.write() as session:
        add(session, "Ahmad")
    report = check(sqlite_database)
    assert report.search == ("person",)
    assert any("search_person_insert" in problem for problem in report.problems)
    assert found(sqlite_database, "ahmad") == []
    repair_search(sqlite_database)
    assert check(sqlite_database).search == ()
    assert found(sqlite_database, "ahmad") == ["Ahmad"]


def test_many_at_once(database: Database) -> None:
    with database.write() as session:
        session.execute(
            insert(Person), [{"last_name": f"N{n}", "search_key": f"n{n}", "sort_key": f"n{n:05}"} for n in range(3000)]
        )
    with database.read() as session:
        assert len(set(search.matching(session, "person", "n"))) == 3000
        assert len(search.matching(session, "person", "n29")) == 111
