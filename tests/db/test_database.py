"""Reading and writing through the one door, on both kinds of database."""

import traceback

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from permenti_desktop.db import engine as engines
from permenti_desktop.db import journal
from permenti_desktop.db.database import Change, Database
from permenti_desktop.db.failures import DatabaseFault
from permenti_desktop.db.models.person import Person, PersonLanguage
from permenti_desktop.domain.errors import Conflict, ReadOnly
from tests.torture.rivals import eight_threads


def add_person(database: Database, name: str = "Demir") -> int:
    with database.write("Anna") as session:
        person = Person(last_name=name, search_key=name.lower(), sort_key=name.lower())
        session.add(person)
        session.flush()
        journal.name(session, "{name} angelegt", name=name)
        return person.id


def test_what_is_written_is_read(database: Database) -> None:
    id = add_person(database)
    with database.read() as session:
        person = session.get_one(Person, id)
        assert (person.last_name, person.version) == ("Demir", 1)


def test_an_exception_leaves_nothing_and_tells_nobody(database: Database) -> None:
    told: list[Change] = []
    database.listen(told.append)

    def fail() -> None:
        with database.write() as session:
            session.add(Person(last_name="Nobody"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.read() as session:
        assert session.scalars(select(Person)).all() == []
        assert journal.entries(session) == ()
    assert told == []


def test_listeners_are_told_after_the_commit_what_was_touched(database: Database) -> None:
    id = add_person(database)
    told: list[Change] = []
    seen: list[int] = []

    def look(change: Change) -> None:
        told.append(change)
        with database.read() as session:
            seen.append(len(session.scalars(select(PersonLanguage)).all()))

    stop = database.listen(look)
    with database.write() as session:
        language = PersonLanguage(person_id=id, language="uk", level="C2")
        session.add(language)
        session.flush()
        language_id = language.id
    assert told[0].touched == {("person_language", language_id), ("person", id)}
    assert seen == [1]
    stop()
    add_person(database)
    assert len(told) == 1


def test_a_row_that_moves_touches_the_record_it_left(database: Database) -> None:
    left, joined = add_person(database), add_person(database, "Okoye")
    with database.write() as session:
        session.add(PersonLanguage(person_id=left, language="ti"))
    told: list[Change] = []
    database.listen(told.append)
    with database.write() as session:
        session.execute(update(PersonLanguage).values(person_id=joined))
    assert {("person", left), ("person", joined)} <= told[0].touched


def test_a_write_that_changes_nothing_leaves_no_entry(database: Database) -> None:
    told: list[Change] = []
    database.listen(told.append)
    with database.write() as session:
        session.execute(update(Person).values(town="Witten"))  # there is nobody
    with database.read() as session:
        assert journal.entries(session) == ()
    assert told == []


def test_a_listener_that_fails_does_not_make_the_commit_look_lost(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_change: Change) -> None:
        raise ZeroDivisionError

    told: list[Change] = []
    database.listen(fail)
    database.listen(told.append)
    add_person(database)
    assert len(told) == 1
    assert "a listener failed" in caplog.text


def test_a_reader_sees_one_state_and_cannot_write(database: Database) -> None:
    id = add_person(database)
    with database.read() as reader:
        with database.write() as writer:
            writer.get_one(Person, id).town = "Witten"
        assert reader.get_one(Person, id).town == ""
    with database.read() as reader:
        assert reader.get_one(Person, id).town == "Witten"
    with pytest.raises(ReadOnly), database.read() as reader:
        reader.execute(text("UPDATE person SET town = 'Hagen'"))
    with database.read() as reader:
        assert reader.get_one(Person, id).town == "Witten"


def test_who_saves_an_outdated_version_is_told_and_overwrites_nothing(database: Database) -> None:
    id = add_person(database)

    def save() -> None:
        with database.write() as session:
            person = session.get_one(Person, id)
            # What another program did between our reading and our saving.
            session.execute(text("UPDATE person SET town = 'Hagen', version = version + 1 WHERE id = :id"), {"id": id})
            person.town = "Witten"

    with pytest.raises(Conflict):
        save()
    with database.read() as session:
        assert session.get_one(Person, id).town == ""


def test_a_reference_to_nobody_is_refused_with_a_sentence(database: Database) -> None:
    with pytest.raises(Conflict) as refused, database.write() as session:
        session.add(PersonLanguage(person_id=4711, language="de"))
    assert "verbunden" in str(refused.value)


def test_a_change_outside_of_a_write_is_refused_by_the_database_itself(database: Database) -> None:
    columns = "vocabulary, code, de, en, position, retired"
    statement = text(f"INSERT INTO office_term ({columns}) VALUES ('phase', 'x', '', '', 0, :no)")
    with (
        engines.writing(database.engine) as connection,
        connection.begin(),
        pytest.raises(IntegrityError, match="entry_id"),
    ):
        connection.execute(statement, {"no": False})


def test_a_write_inside_a_write_is_a_mistake(database: Database) -> None:
    with database.write(), pytest.raises(RuntimeError), database.write():
        pass


def test_a_closed_database_is_not_used(database: Database) -> None:
    database.close()
    with pytest.raises(RuntimeError), database.read():
        pass
    database.close()


def test_eight_threads_read_and_write_together(database: Database) -> None:
    """Nothing is lost, no reader sees half a change."""
    assert eight_threads(database, 50) == []


def test_a_mistake_of_the_program_is_told_without_the_row(database: Database) -> None:
    canary = "Kanarienvogel"
    with pytest.raises(DatabaseFault) as told, database.write() as session:
        session.execute(
            text("INSERT INTO person (last_name, first_name) VALUES (:name, NULL)"), {"name": canary}
        )  # a column that must not be empty
    shown = "".join(traceback.format_exception(told.value))
    assert "INSERT INTO person" in shown
    assert canary not in shown


def test_a_text_that_is_none_is_told_without_the_text(sqlite_database: Database) -> None:
    with pytest.raises(DatabaseFault) as told, sqlite_database.read() as session:
        session.execute(text("SELECT CAST(x'4b616e6172ff' AS TEXT)")).all()
    assert "Kanar" not in "".join(traceback.format_exception(told.value))


def test_after_an_import_the_indexes_have_statistics(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        session.add_all(Person(last_name=f"P{n}", sort_key=f"p{n}") for n in range(1100))
    with sqlite_database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'person'"))


def test_an_import_counts_what_the_indexes_of_its_tables_hold(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        session.add_all(Person(last_name=f"P{number}", sort_key=f"p{number}") for number in range(1100))
    with sqlite_database.read() as session:
        stored = session.execute(text("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'person'"))
        known = {index: stat for index, stat in stored}  # noqa: C416
        others = session.execute(text("SELECT count(*) FROM sqlite_stat1 WHERE tbl <> 'person'")).scalar_one()
    # Rows of the index, and how many share the first column: nobody is in the bin, so all of them.
    assert known["ix_person_in_bin_sort_key"].split()[:2] == ["1100", "1100"]
    assert others == 0
