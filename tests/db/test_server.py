"""Two people on one server: nobody overwrites the other unseen, and each sees what the other did."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from permenti_desktop.db import backup, journal, keys
from permenti_desktop.db.database import Change
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.opening import open_database
from permenti_desktop.domain.errors import Conflict, Missing


def test_interleaved_edits_of_one_record_lose_none(server_url: str) -> None:
    """Each reads, thinks, and saves what she saw plus one; who saw an older state is told and reads again."""
    databases = [open_database(server_url) for _ in range(2)]
    with databases[0].write() as session:
        person = Person(last_name="Demir", contact_note="0")
        session.add(person)
        session.flush()
        id = person.id
    told = [0, 0]
    failures: list[BaseException] = []

    def save(number: int) -> None:
        database = databases[number]
        with database.read() as session:
            seen = session.get_one(Person, id)
            version, value = seen.version, int(seen.contact_note)
        with database.write(f"user {number}") as session:
            person = session.get_one(Person, id)
            if person.version != version:
                raise Conflict()
            person.contact_note = str(value + 1)

    def work(number: int) -> None:
        try:
            done = 0
            while done < 100:
                try:
                    save(number)
                    done += 1
                except Conflict:
                    told[number] += 1
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with databases[0].read() as session:
        assert session.get_one(Person, id).contact_note == "200"
        assert session.scalar(text("SELECT count(*) FROM journal_entry")) == 201
    assert sum(told) > 0  # the control: they did get in each other's way
    for database in databases:
        database.close()


def test_each_sees_what_the_other_did_and_only_once(server_url: str) -> None:
    mine, hers = open_database(server_url), open_database(server_url)
    told: list[Change] = []
    mine.listen(told.append)
    with mine.write() as session:
        session.add(Person(last_name="Demir"))
    with hers.write("Berta") as session:
        person = Person(last_name="Okoye")
        session.add(person)
        session.flush()
        id = person.id
    assert len(told) == 1
    mine.catch_up()
    mine.catch_up()
    assert [change.touched for change in told[1:]] == [{("person", id)}]
    mine.close()
    hers.close()


def test_what_the_other_changed_later_is_not_taken_back(server_url: str) -> None:
    mine, hers = open_database(server_url), open_database(server_url)
    with mine.write("Anna") as session:
        person = Person(last_name="Demir")
        session.add(person)
        session.flush()
        id = person.id
    with hers.write("Berta") as session:
        session.get_one(Person, id).town = "Witten"
    with pytest.raises(Conflict), mine.write("Anna") as session:
        journal.undo(session, who="Anna")
    with mine.read() as session:
        assert session.get_one(Person, id).town == "Witten"
    mine.close()
    hers.close()


def test_a_server_that_hangs_up_is_said_so_and_found_again(server_url: str) -> None:
    database = open_database(server_url)
    with database.write() as session:
        session.add(Person(last_name="Demir"))

    def cut() -> None:
        with database.read() as session:
            own = session.scalar(text("SELECT pg_backend_pid()"))
            other = open_database(server_url)
            with other.engine.connect() as connection:
                connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})
            other.close()
            session.scalar(text("SELECT count(*) FROM person"))

    with pytest.raises(Missing, match="antwortet nicht"):
        cut()
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM person")) == 1
    database.close()


def test_a_backup_of_a_server_leaves_nothing_beside_it(server_url: str, tmp_path: Path) -> None:
    """SQLite kept the empty journal of the part file."""
    database = open_database(server_url)
    key = keys.new_data_key()
    envelope = keys.Envelope((keys.make_slot("Anna", "Brücke über die Ruhr 7", key),), b"")
    made = backup.back_up(database, "manual", folder=tmp_path, name="Server.permenti", key=key, envelope=envelope)
    database.close()
    assert set(tmp_path.iterdir()) == {made.path, keys.envelope_path(made.path)}
