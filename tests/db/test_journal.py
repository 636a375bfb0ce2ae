"""The journal: what triggers write, what history shows, and undo and redo of whatever was done."""

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from permenti_desktop.db import journal
from permenti_desktop.db.database import Database
from permenti_desktop.db.journal_tables import OWN_TABLES
from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.office import Disclosure, Draft, OfficeTerm, Setting
from permenti_desktop.db.models.organisation import Organisation
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.models.person import Person, PersonLanguage
from permenti_desktop.db.models.tandem import Tandem, TandemMentee
from permenti_desktop.db.models.timeline import TimelineEntry, TimelinePerson
from permenti_desktop.db.opening import open_database
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import Conflict
from tests.db_fixtures import OfficeFile

DAY = date(2026, 3, 1)
Dump = dict[str, list[tuple[Any, ...]]]


def dump(database: Database) -> Dump:
    """Every row of every table of the office, read through information of the database itself and not the models;
    ``version`` is a counter that only rises and no value."""
    with database.read() as session:
        if database.is_sqlite:
            found = session.execute(text("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")).all()
            names = [name for name, sql in found if "VIRTUAL" not in sql and not name.startswith("sqlite_")]
        else:
            names = list(
                session.execute(
                    text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
                ).scalars()
            )
        content: Dump = {}
        for name in sorted(set(names) - OWN_TABLES):
            if name.startswith("search_"):
                continue
            rows = session.execute(text(f'SELECT * FROM "{name}"')).mappings()
            content[name] = sorted(
                (tuple((k, repr(v)) for k, v in sorted(row.items()) if k != "version") for row in rows), key=repr
            )
        return content


def add_person(session: Session, name: str = "Demir", **values: Any) -> int:
    person = Person(last_name=name, search_key=name.lower(), sort_key=name.lower(), **values)
    session.add(person)
    session.flush()
    return person.id


def test_an_entry_says_who_when_and_what_in_the_language_of_the_window(database: Database) -> None:
    with database.write("Anna") as session:
        add_person(session)
        journal.name(session, "Notiz zu {name} gespeichert", name="Demir")
    with database.read() as session:
        (entry,) = journal.entries(session)
    assert (entry.who, entry.sentence, entry.kind) == ("Anna", "Notiz zu Demir gespeichert", "edit")
    assert entry.at.tzinfo is not None


def test_history_has_the_old_and_the_new_value_and_the_rows_that_belong(database: Database) -> None:
    with database.write() as session:
        id = add_person(session, birth=PartialDate.of("1985-03"), informal=False)
        other = add_person(session, "Other")
    with database.write() as session:
        session.get_one(Person, id).birth = PartialDate.of("1985-03-07")
        session.get_one(Person, id).informal = True
        session.add(PersonLanguage(person_id=id, language="uk"))
    with database.write() as session:
        session.execute(delete(PersonLanguage))
    with database.read() as session:
        changes = journal.history(session, "person", id)
        kinds = [(c.table, c.op) for c in changes]
        assert (kinds[0], kinds[-1]) == (("person_language", "D"), ("person", "I"))
        assert sorted(kinds[1:3]) == [("person", "U"), ("person_language", "I")]
        updated = next(c for c in changes if c.op == "U")
        assert (updated.before["birth"], updated.after["birth"]) == (
            PartialDate.of("1985-03"),
            PartialDate.of("1985-03-07"),
        )
        assert (updated.before["informal"], updated.after["informal"]) == (False, True)
        assert "last_name" not in updated.before
        inserted = changes[-1]
        assert inserted.before == {}
        assert (inserted.after["last_name"], "nationality" in inserted.after) == ("Demir", False)
        assert changes[0].before["language"] == "uk"
        assert [c.op for c in journal.history(session, "person", other)] == ["I"]


def test_bulk_statements_and_cascades_are_seen_and_undone(database: Database) -> None:
    with database.write() as session:
        ids = [add_person(session, name) for name in ("A", "B", "C")]
        session.add_all(PersonLanguage(person_id=id, language="ar") for id in ids)
    before = dump(database)
    with database.write() as session:
        session.execute(update(Person).values(town="Witten"))
        session.execute(delete(Person).where(Person.id == ids[1]))  # the database takes her languages along
    with database.read() as session:
        entry = journal.undoable(session)
        assert entry is not None
        ops = sorted((c.table, c.op) for c in journal.changes(session, entry.id))
    assert ops == [("person", "D"), *[("person", "U")] * 3, ("person_language", "D")]
    with database.write() as session:
        journal.undo(session)
    assert dump(database) == before


def test_drafts_and_disclosures_are_no_steps_to_undo(database: Database) -> None:
    with database.write() as session:
        session.add(Draft(key="participant:1:note", text="half a senten"))
        session.add(Disclosure(what="Teilnehmendenliste"))
    with database.read() as session:
        assert journal.entries(session) == ()
        assert session.scalar(select(Draft.text)) == "half a senten"


def test_a_row_named_by_other_keys_than_a_number_is_undone(database: Database) -> None:
    with database.write() as session:
        session.add(Setting(key="threshold", value="3"))
    first = dump(database)
    with database.write() as session:
        session.execute(update(Setting).values(value="5"))
    second = dump(database)
    with database.write() as session:
        session.execute(delete(Setting))
    with database.write() as session:
        journal.undo(session)
    assert dump(database) == second
    with database.write() as session:
        journal.undo(session)
    assert dump(database) == first


def test_undo_and_redo_go_back_and_forth_and_end(database: Database) -> None:
    with pytest.raises(Conflict), database.write() as session:
        journal.undo(session)
    states = [dump(database)]
    for name in ("A", "B", "C"):
        with database.write() as session:
            add_person(session, name)
            journal.name(session, "{name} angelegt", name=name)
        states.append(dump(database))
    for expected, name in ((states[2], "C"), (states[1], "B"), (states[0], "A")):
        with database.write() as session:
            assert journal.undo(session).sentence == f"{name} angelegt"
        assert dump(database) == expected
    with pytest.raises(Conflict), database.write() as session:
        journal.undo(session)
    for expected in states[1:]:
        with database.write() as session:
            journal.redo(session)
        assert dump(database) == expected
    with pytest.raises(Conflict), database.write() as session:
        journal.redo(session)


def test_a_new_edit_leaves_nothing_to_redo(database: Database) -> None:
    with database.write() as session:
        add_person(session)
    with database.write() as session:
        journal.undo(session)
    with database.read() as session:
        assert journal.redoable(session) is not None
    with database.write() as session:
        add_person(session, "Okoye")
    with database.read() as session:
        assert journal.redoable(session) is None


def test_undo_survives_a_restart(office_file: OfficeFile) -> None:
    database = open_database(office_file.path, data_key=office_file.data_key)
    before = dump(database)
    with database.write() as session:
        add_person(session)
    after = dump(database)
    database.close()
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        journal.undo(session)
    assert dump(database) == before
    database.close()
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        journal.redo(session)
    assert dump(database) == after
    database.close()


def test_an_older_step_is_taken_back_past_later_ones_that_do_not_touch_it(database: Database) -> None:
    with database.write() as session:
        id = add_person(session)
    with database.write() as session:
        session.get_one(Person, id).town = "Witten"
    with database.read() as session:
        step = journal.undoable(session)
        assert step is not None
    with database.write() as session:
        session.get_one(Person, id).phone = "02302 1"
    with database.write() as session:
        journal.undo(session, step.id)
    with database.read() as session:
        person = session.get_one(Person, id)
        assert (person.town, person.phone) == ("", "02302 1")


def test_a_step_that_was_changed_later_is_refused_and_nothing_is_touched(database: Database) -> None:
    with database.write() as session:
        id = add_person(session)
    with database.write() as session:
        session.get_one(Person, id).town = "Witten"
    with database.read() as session:
        step = journal.undoable(session)
        assert step is not None
    with database.write() as session:
        session.get_one(Person, id).town = "Hagen"
    before = dump(database)
    with pytest.raises(Conflict) as refused, database.write() as session:
        journal.undo(session, step.id)
    assert "später" in str(refused.value)
    assert dump(database) == before
    with database.read() as session:
        assert journal.entry(session, step.id) == step  # not marked as taken back


def test_taking_back_a_new_record_never_takes_what_came_later_along(database: Database) -> None:
    """The cascade of the database would; the control below shows it."""
    with database.write() as session:
        id = add_person(session)
    with database.read() as session:
        step = journal.undoable(session)
        assert step is not None
    with database.write() as session:
        session.add(TimelineEntry(on=DAY, text="important", people=[TimelinePerson(person_id=id, on=DAY)]))
    before = dump(database)
    with pytest.raises(Conflict), database.write() as session:
        journal.undo(session, step.id)
    assert dump(database) == before
    with database.write() as session:
        session.execute(delete(Person).where(Person.id == id))
    assert dump(database)["timeline_person"] == []


def test_a_step_is_not_taken_back_twice(database: Database) -> None:
    with database.write() as session:
        id = add_person(session)
        add_person(session, "Other")
    with database.read() as session:
        step = journal.undoable(session)
        assert step is not None
    with database.write() as session:
        journal.undo(session, step.id)
    with pytest.raises(Conflict), database.write() as session:
        journal.undo(session, step.id)
    with database.read() as session:
        assert session.get(Person, id) is None


def test_a_final_step_stops_undo(database: Database) -> None:
    with database.write() as session:
        add_person(session)
    with database.write() as session:
        add_person(session, "Okoye")
        journal.make_final(session)
    with database.read() as session:
        assert journal.undoable(session) is None
        final = journal.entries(session)[0]
    with pytest.raises(Conflict), database.write() as session:
        journal.undo(session, final.id)


def test_on_a_server_one_takes_back_ones_own_steps(database: Database) -> None:
    with database.write("Anna") as session:
        mine = add_person(session)
    with database.write("Berta") as session:
        hers = add_person(session, "Okoye")
    with database.write("Anna") as session:
        journal.undo(session, who="Anna")
    with database.read() as session:
        assert session.get(Person, mine) is None
        assert session.get(Person, hers) is not None
        assert journal.undoable(session, "Anna") is None


def test_a_version_never_comes_back_so_that_an_old_form_cannot_save_over_an_undo(database: Database) -> None:
    with database.write() as session:
        id = add_person(session)
    with database.write() as session:
        session.get_one(Person, id).town = "Witten"
    with database.read() as session:
        seen_in_form = session.get_one(Person, id).version
    with database.write() as session:
        journal.undo(session)
    with database.write() as session:
        session.get_one(Person, id).town = "Hagen"
    with database.read() as session:
        assert session.get_one(Person, id).version > seen_in_form


def test_an_id_is_never_given_out_twice(database: Database) -> None:
    with database.write() as session:
        first = add_person(session)
    with database.write() as session:
        journal.undo(session)
    with database.write() as session:
        assert add_person(session, "Okoye") > first


def test_every_kind_of_value_comes_back_as_it_was(database: Database) -> None:
    texts = ["", " ", "ä\u0308ß", "שלום", "\u200f", "😀", "'; DROP", '"\\', "\n\t\r", "null", "1", "{}", "x" * 5000]
    with database.write() as session:
        host = Organisation(name="Tischlerei")
        session.add(host)
        for number, value in enumerate(texts):
            id = add_person(
                session, value[:100], birth=PartialDate.of("1990"), contact_note=value, informal=number % 2 == 0
            )
            participant = Participant(id=id, travel=("bus", "car"), children=number, arrival=PartialDate.of("2022-03"))
            session.add(participant)
            session.flush()
            session.add(
                Internship(
                    participant_id=id,
                    hours_per_week=Decimal("38.50"),
                    hours_total=Decimal("0.10") * number,
                    agreement_on=DAY,
                )
            )
    before = dump(database)
    with database.write() as session:
        session.execute(update(Internship).values(hours_per_week=Decimal("0.3"), hours_total=None, agreement_on=None))
        session.execute(update(Person).values(birth=None, contact_note="x", informal=True))
        session.execute(delete(Person))
    assert dump(database)["person"] == []
    with database.write() as session:
        journal.undo(session)
    assert dump(database) == before
    with database.write() as session:
        journal.redo(session)
    assert dump(database)["participant"] == []
    with database.write() as session:
        journal.undo(session)
    assert dump(database) == before


def test_unique_values_that_changed_places_are_undone(database: Database) -> None:
    with database.write() as session:
        session.add_all(OfficeTerm(vocabulary="phase", code=code) for code in "ab")
    before = dump(database)
    with database.write() as session:
        for old, new in (("a", "x"), ("b", "a"), ("x", "b")):
            session.execute(update(OfficeTerm).where(OfficeTerm.code == old).values(code=new))
    with database.write() as session:
        journal.undo(session)
    assert dump(database) == before


def test_erasing_leaves_that_something_happened_but_not_what(database: Database) -> None:
    canary = "Kanarienvogel"
    with database.write() as session:
        id = add_person(session, canary)
        other = add_person(session, "Other")
        session.add(PersonLanguage(person_id=id, language="uk", certificate=canary))
        journal.name(session, "{name} angelegt", name=canary)
    with database.write() as session:
        session.get_one(Person, id).call_name = canary + "2"
    with database.write() as session:
        session.execute(delete(Person).where(Person.id == id))
        assert journal.erase(session, [("person", id)]) > 0
        journal.make_final(session)
    with database.write() as session:
        journal.erase(session, [("person", id)])  # her deletion is in the journal since the commit's end
    with database.read() as session:
        for table in sorted(OWN_TABLES):
            assert canary not in repr(session.execute(text(f"SELECT * FROM {table}")).all())
        assert len(journal.history(session, "person", id)) >= 4
        assert journal.history(session, "person", other)[0].after["last_name"] == "Other"


# Random sequences


def _edit(session: Session, rng: random.Random) -> None:
    """One step as a coordinator, an import or a clean-up might take it."""
    people = list(session.scalars(select(Person.id)))
    kind = rng.randrange(9)
    if kind <= 2 or not people:
        id = add_person(session, rng.choice("ABCDEFGH"), town=rng.choice(["Witten", "Hagen", ""]))
        if rng.random() < 0.7:
            session.add(Participant(id=id, children=rng.choice([None, 0, 3])))
            session.flush()
        return
    id = rng.choice(people)
    if kind == 3:
        person = session.get_one(Person, id)
        person.town = rng.choice(["Witten", "Hagen", "Wetter (Ruhr)"])
        person.birth = rng.choice([None, PartialDate.of("1985"), PartialDate.of("1985-03-07")])
    elif kind == 4:
        session.add_all(
            PersonLanguage(person_id=id, language=rng.choice(["uk", "ar"])) for _ in range(rng.randrange(3))
        )
    elif kind == 5:
        about = rng.sample(people, min(len(people), 2))
        session.add(TimelineEntry(on=DAY, text="x", people=[TimelinePerson(person_id=p, on=DAY) for p in about]))
    elif kind == 6:
        session.execute(update(Participant).where(Participant.id != id).values(case_worker_id=id, aims="work"))
    elif kind == 7:
        session.execute(delete(rng.choice([PersonLanguage, TimelineEntry])).where(text("id % 2 = 0")))
    else:
        session.execute(delete(Person).where(Person.id == id))


def _play(database: Database, seed: int, steps: int) -> None:
    rng = random.Random(seed)
    done: list[Dump] = [dump(database)]  # done[i]: the state after i steps that were not taken back
    taken_back: list[Dump] = []
    for _ in range(steps):
        choice = rng.random()
        if choice < 0.55:
            with database.write() as session:
                _edit(session, rng)
                session.flush()
                changed = bool(journal._counted(session, journal.current(session).id))
            if changed:
                done.append(dump(database))
                taken_back.clear()
        elif choice < 0.8 and len(done) > 1:
            with database.write() as session:
                journal.undo(session)
            taken_back.append(done.pop())
            assert dump(database) == done[-1]
        elif taken_back:
            with database.write() as session:
                journal.redo(session)
            done.append(taken_back.pop())
            assert dump(database) == done[-1]
    for expected in reversed(done[:-1]):
        with database.write() as session:
            journal.undo(session)
        assert dump(database) == expected


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_random_steps_taken_back_and_forth_leave_the_database_as_it_was(sqlite_database: Database, seed: int) -> None:
    _play(sqlite_database, seed, steps=25)


@pytest.mark.parametrize("seed", range(3))
def test_random_steps_on_every_kind_of_database(database: Database, seed: int) -> None:
    _play(database, seed, steps=30)


def test_many_rows_of_one_import_are_taken_back_in_one_step(database: Database) -> None:
    before = dump(database)
    empty = {"version": 1, "in_bin": False, "updated_at": None, "created_at": None}
    with database.write() as session:
        session.execute(
            insert(Person),
            [
                {"last_name": f"N{number}", **{k: v for k, v in empty.items() if v is not None}}
                for number in range(2000)
            ],
        )
    with database.write() as session:
        journal.undo(session)
    assert dump(database) == before
    with database.write() as session:
        journal.redo(session)
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM person")) == 2000


def test_a_deletion_with_cascades_of_all_kinds_goes_back_and_forth(database: Database) -> None:
    """Children deleted, references emptied in other tables and in the own one: SQLite and PostgreSQL do these in
    different orders."""
    with database.write() as session:
        ids = [add_person(session, name) for name in ("A", "B", "C")]
        session.add(Mentor(id=ids[0]))
        session.add_all([Participant(id=ids[1], case_worker_id=ids[0]), Participant(id=ids[2], case_worker_id=ids[1])])
        session.flush()
        first = Tandem(mentor_id=ids[0], mentees=[TandemMentee(participant_id=ids[1])])
        session.add(first)
        session.flush()
        session.add(Tandem(mentor_id=ids[0], follows_id=first.id))
        session.add(TimelineEntry(on=DAY, tandem_id=first.id, people=[TimelinePerson(person_id=ids[1], on=DAY)]))
        session.flush()
        first_id = first.id
    states = [dump(database)]
    for statement in (
        delete(Tandem).where(Tandem.id == first_id),
        delete(Person).where(Person.id == ids[1]),
        delete(Person),
    ):
        with database.write() as session:
            session.execute(statement)
        states.append(dump(database))
    assert len({repr(state) for state in states}) == 4
    for _round in range(2):
        for expected in reversed(states[:-1]):
            with database.write() as session:
                journal.undo(session)
            assert dump(database) == expected
        for expected in states[1:]:
            with database.write() as session:
                journal.redo(session)
            assert dump(database) == expected
