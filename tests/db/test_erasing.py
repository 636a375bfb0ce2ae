"""Somebody who is erased is nowhere any more: not in records, notes, drafts, index, journal or freed pages, and not
after an older backup came back (SAFETY, test 17)."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from permenti_desktop.db import backup, erasing, journal, ledger
from permenti_desktop.db import search as full_text
from permenti_desktop.db.backup_list import backups_of
from permenti_desktop.db.check import check
from permenti_desktop.db.database import Database
from permenti_desktop.db.first_look import look
from permenti_desktop.db.opening import knock, open_database
from permenti_desktop.db.rekey import rekey
from permenti_desktop.domain.data_protection import Names
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.domain.view import SavedView
from permenti_desktop.queries import view as queries
from permenti_desktop.usecases import bin as bins
from permenti_desktop.usecases import office, person, timeline, view
from tests.db.canaries import FIELDS, TODAY, canary, enter
from tests.db.pages_in_clear import decrypted, traces
from tests.db_fixtures import CHEAP, PASSPHRASE, PERSON, OfficeFile
from tests.length import LONG

WOMEN = 30 if LONG else 8


def everything(database: Database) -> str:
    """All rows of all tables, the search index among them, as text."""
    with database.read() as session:
        tables = session.scalars(
            text("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
        ).all()
        return "\n".join(
            str([tuple(row) for row in session.execute(text(f'SELECT * FROM "{name}"'))]) for name in tables
        )


def words(count: int) -> list[str]:
    return [canary(number, field) for number in range(count) for field in FIELDS]


def index_hits(database: Database, word: str) -> int:
    with database.read() as session:
        return len(full_text.matching(session, "person", word)) + len(full_text.match_notes(session, word))


def whole_content(path: Path, key: bytes) -> bytes:
    """What the file holds on the disk, and what lies beside it under its name."""
    wal = path.with_name(f"{path.name}-wal")
    assert not wal.exists() or not wal.stat().st_size
    return decrypted(path, key)


@pytest.fixture
def with_women(sqlite_database: Database) -> tuple[Database, list[int]]:
    return sqlite_database, enter(sqlite_database, WOMEN)


def test_they_are_gone_and_stay_gone_when_an_older_backup_comes_back(
    with_women: tuple[Database, list[int]],
) -> None:
    database, ids = with_women
    path, key = database.path, database.key
    assert path is not None
    told = words(WOMEN)
    older = backup.back_up(database, "erasure")
    full_content = whole_content(older.path, key)
    assert sorted(traces(full_content, told)) == sorted(told)  # control: they are found while they are there
    assert index_hits(database, canary(3, "nachname")) >= 2

    with database.write(PERSON) as session:
        counts = erasing.erase(session, ids, reason="request")
    assert len(counts) == WOMEN
    assert all(one["texts"] >= 2 and one["drafts"] == 1 and one["mentions"] == 0 for one in counts.values())
    assert traces(everything(database).encode(), told) == []
    assert index_hits(database, canary(3, "nachname")) == index_hits(database, canary(3, "notiz")) == 0
    assert check(database).is_good
    database.close()
    assert traces(whole_content(path, key), told) == []

    backup.restore(path, older.path, key)
    assert traces(whole_content(path, key), told) == []  # before it is opened for the first time
    again = open_database(path, data_key=key)
    assert traces(everything(again).encode(), told) == []
    assert index_hits(again, canary(3, "notiz")) == 0
    with again.read() as session:
        assert session.scalar(text("SELECT count(*) FROM erasure")) == WOMEN
        assert session.scalar(text("SELECT count(*) FROM person WHERE last_name = 'Bleibt'")) == 1
        assert session.scalar(text("SELECT count(*) FROM timeline_entry WHERE text LIKE 'Berta kennt%'")) == WOMEN
    assert check(again).is_good
    again.close()
    beside = [one for one in path.parent.rglob("*") if one.is_file() and one.suffix not in (".permenti", ".key")]
    assert {one.name for one in beside} == {f"{path.name}.erased", f"{path.name}.lock"} - (
        set() if (path.parent / f"{path.name}.lock").exists() else {f"{path.name}.lock"}
    )
    assert all(traces(one.read_bytes(), [*told, PERSON]) == [] for one in beside)


def test_control_without_the_ledger_an_older_backup_brings_her_back(with_women: tuple[Database, list[int]]) -> None:
    database, ids = with_women
    path, key = database.path, database.key
    assert path is not None
    older = backup.back_up(database, "erasure")
    with database.write() as session:
        erasing.erase(session, ids[:1], reason="request")
    database.close()
    for one in path.parent.rglob("*.erased"):
        one.unlink()
    backup.restore(path, older.path, key)
    assert traces(whole_content(path, key), [canary(0, "notiz")]) == [canary(0, "notiz")]


def one_erased(database: Database) -> tuple[int, Path]:
    """One woman, a backup in which she still is, and her erasure."""
    (id,) = enter(database, 1)
    older = backup.back_up(database, "manual")
    with database.write() as session:
        erasing.erase(session, [id], reason="request")
    return id, older.path


def test_an_older_copy_laid_in_the_files_place_by_hand_is_cleaned_before_it_is_shown(
    sqlite_database: Database,
) -> None:
    path, key = sqlite_database.path, sqlite_database.key
    assert path is not None
    _id, older = one_erased(sqlite_database)
    sqlite_database.close()
    shutil.copy2(older, path)
    door = knock(path, data_key=key)
    assert look(door).participants == ()
    door.leave()
    again = open_database(path, data_key=key)
    assert traces(everything(again).encode(), words(1)) == []
    again.close()
    assert traces(whole_content(path, key), words(1)) == []


def test_a_backup_on_a_stick_carries_the_ledger_and_is_cleaned_on_another_machine(
    sqlite_database: Database, tmp_path: Path
) -> None:
    path, key = sqlite_database.path, sqlite_database.key
    assert path is not None
    stick = tmp_path / "Stick"
    (id,) = enter(sqlite_database, 1)
    older = backup.back_up(sqlite_database, "manual", folder=stick)
    with sqlite_database.write() as session:
        erasing.erase(session, [id], reason="request")
    backup.back_up(sqlite_database, "manual", folder=stick)  # the next visit of the stick
    sqlite_database.close()
    elsewhere = tmp_path / "anderer Rechner" / "Stelle.permenti"
    elsewhere.parent.mkdir()
    backup.restore(elsewhere, older.path, key)
    assert traces(whole_content(elsewhere, key), words(1)) == []


def test_an_older_backup_under_an_older_data_key_is_cleaned_too(sqlite_database: Database) -> None:
    """The ledger is sealed for every data key the file had."""
    path, old_key = sqlite_database.path, sqlite_database.key
    assert path is not None
    _id, older = one_erased(sqlite_database)
    sqlite_database.close()
    new_key = rekey(path, old_key, PERSON, PASSPHRASE, cost=CHEAP)
    database = open_database(path, data_key=new_key)
    (second,) = enter(database, 1)
    with database.write() as session:
        erasing.erase(session, [second], reason="request")
    database.close()
    assert len(ledger.read([ledger.file_beside(path)], new_key)[0].lines) == 2
    backup.restore(path, older, old_key)
    assert traces(whole_content(path, old_key), words(1)) == []


def test_the_ledger_names_nobody_and_opens_with_no_other_key(sqlite_database: Database) -> None:
    path, key = sqlite_database.path, sqlite_database.key
    assert path is not None
    one_erased(sqlite_database)
    rows = [json.loads(row) for row in ledger.file_beside(path).read_text("utf-8").splitlines()]
    assert [sorted(row) for row in rows] == [["seal"], ["at", "figures_kept", "reason", "tag"]]
    assert len(rows[1]["tag"]) == 64
    assert rows[1]["reason"] == "request"
    assert ledger.read([ledger.file_beside(path)], b"k" * 32) == ()
    assert ledger.read([ledger.file_beside(path)], key)[0].lines


def test_a_ledger_that_is_damaged_or_of_another_office_does_no_harm(office_file: OfficeFile, tmp_path: Path) -> None:
    strange = office_file.path.with_name("fremd.erased")
    strange.write_text("{not json\n", "utf-8")
    office_file.path.with_name("zweite.erased").write_text('{"seal": "00", "x": 1}\n{"tag": 7}\n', "utf-8")
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM erasure")) == 0
    database.close()


def test_nobody_who_comes_later_is_taken_for_her(sqlite_database: Database) -> None:
    """After an older backup came back, numbers of people are given out again."""
    path, key = sqlite_database.path, sqlite_database.key
    assert path is not None
    empty = backup.back_up(sqlite_database, "manual")
    enter(sqlite_database, 1)
    with sqlite_database.write() as session:
        erasing.erase(session, range(1, 9), reason="request")
    sqlite_database.close()
    backup.restore(path, empty.path, key)
    for _time in range(2):
        database = open_database(path, data_key=key)
        if _time == 0:
            ids = enter(database, 1)
        with database.read() as session:
            assert session.scalar(text("SELECT count(*) FROM person WHERE last_name <> ''")) == 3
        database.close()
    assert ids


def test_the_samples_for_choosing_an_index_name_her_no_more(office_file: OfficeFile) -> None:
    """When SQLite counts, it keeps some keys of each index (sqlite.org/fileformat2.html, "The sqlite_stat4 table")."""
    database = open_database(office_file.path, data_key=office_file.data_key)
    ids = enter(database, 2)
    database.close()  # counts
    database = open_database(office_file.path, data_key=office_file.data_key)
    samples = text("SELECT count(*) FROM sqlite_stat4 WHERE instr(CAST(sample AS TEXT), :word)")
    gone, stays = canary(0, "nummer"), canary(1, "nummer")
    with database.read() as session:
        assert session.scalar(samples, {"word": gone})  # control: they do name her
    with database.write() as session:
        erasing.erase(session, ids[:1], reason="request")
    with database.read() as session:
        assert not session.scalar(samples, {"word": gone})
        assert session.scalar(samples, {"word": stays})
    assert traces(everything(database).encode(), words(1)) == []
    assert traces(whole_content(office_file.path, office_file.data_key), words(1)) == []
    database.close()


def test_the_samples_of_a_server_name_her_no_more(server_url: str) -> None:
    database = open_database(server_url)
    ids = enter(database, 2)

    def samples() -> list[str]:
        with database.read() as session:
            kept = "concat(histogram_bounds, most_common_vals)"
            found = session.scalars(text(f"SELECT {kept} FROM pg_stats WHERE schemaname = current_schema()"))
            return traces("\n".join(found).encode(), words(1))

    with database.engine.connect() as connection, connection.begin():
        connection.execute(text("ANALYZE"))
    assert canary(0, "nachname") in samples()  # control: they do name her
    with database.write() as session:
        erasing.erase(session, ids[:1], reason="request")
    assert samples() == []
    database.close()


def test_a_name_that_she_bore_before_goes_from_others_texts_too(database: Database) -> None:
    names = ("Haddat", "Haddad", "Klein")
    with database.write() as session:
        id = person.save(session, None, None, PersonInput(last_name=names[0], first_name="Amal"), today=TODAY)
        other = person.save(session, None, None, PersonInput(last_name="Bleibt"), today=TODAY)
    for version, name in enumerate(names[1:], 1):
        with database.write() as session:
            person.save(session, id, version, PersonInput(last_name=name, first_name="Amal"), today=TODAY)
    said = "Kommt mit Amal Haddat, Amal Haddad und Amal Klein. Herr Klein kommt auch."
    with database.write() as session:
        entry = TimelineEntryInput(on=TODAY, text=said, person_ids=(other,))
        timeline.save(session, None, None, entry, today=TODAY)
        view.save(session, "participants", SavedView("für Amal Haddad", filter="amal klein"))
        office.note(session, "elsewhere", "Klein & Kollegen")
    with database.write() as session:
        erasing.erase(session, [id], reason="request")
    with database.read() as session:
        told = session.scalar(text("SELECT text FROM timeline_entry"))
        journaled = session.scalars(
            text("SELECT coalesce(after, '') || coalesce(before, '') FROM journal_change")
        ).all()
        views = queries.saved(session, "participants")
        assert office.noted(session, "elsewhere") == "Klein & Kollegen"
    assert told == "Kommt mit […], […] und […]. Herr Klein kommt auch."
    assert [(one.name, one.filter) for one in views] == [("für […]", "[…]")]
    assert not [payload for payload in journaled if "Amal" in payload]


def test_an_erasure_cannot_be_taken_back(sqlite_database: Database) -> None:
    one_erased(sqlite_database)
    with sqlite_database.read() as session:
        assert journal.undoable(session) is None
        assert (
            session.scalar(text("SELECT text FROM journal_entry ORDER BY id DESC LIMIT 1")) == "Personendaten gelöscht"
        )
        assert (
            session.scalar(
                text(
                    "SELECT count(*) FROM journal_change WHERE entry_id = (SELECT max(id) FROM journal_entry)"
                    " AND (before IS NOT NULL OR after IS NOT NULL)"
                )
            )
            == 0
        )


def test_somebody_without_figures_goes_entirely(database: Database) -> None:
    """Also on a server."""
    with database.write() as session:
        id = person.save(session, None, None, PersonInput(last_name="Kontakt", first_name="Karl"), today=TODAY)
    with database.write() as session:
        erasing.erase(session, [id], reason="request")
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM person")) == 0
        assert session.execute(text("SELECT figures_kept, reason FROM erasure")).one() == (False, "request")


def test_on_a_server_words_and_journal_lose_her_too(server_url: str) -> None:
    database = open_database(server_url)
    ids = enter(database, 2)
    with database.write() as session:
        erasing.erase(session, ids, reason="request")
    with database.read() as session:
        tables = session.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
        ).all()
        content = "\n".join(
            str([tuple(row) for row in session.execute(text(f'SELECT * FROM "{name}"'))]) for name in tables
        )
    assert traces(content.encode(), words(2)) == []
    assert check(database).is_good
    database.close()


def test_what_was_set_aside_is_not_in_the_bin_and_stays_when_it_is_emptied(sqlite_database: Database) -> None:
    one_erased(sqlite_database)
    with sqlite_database.write() as session:
        assert bins.empty(session, today=TODAY + timedelta(days=9999)) == bins.Emptied(0, 0)
    with sqlite_database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM participant WHERE in_bin AND binned_at IS NULL")) == 1


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Amal Haddad war da.", "[…] war da."),
        ("Haddad, Amal", "[…]"),
        ("HADDAD AMAL", "[…]"),
        ("Amals Haddad", "Amals Haddad"),
        ("Amal  Haddads Zeugnis", "[…] Zeugnis"),
        ("Frau Haddad", "Frau Haddad"),
        ("Amalia Haddadi", "Amalia Haddadi"),
    ],
)
def test_a_name_in_full_is_taken_out_of_texts_about_others(said: str, expected: str) -> None:
    assert Names(("Amal",), "Haddad").without(said) == expected


def test_in_texts_about_her_and_others_one_of_her_names_is_enough() -> None:
    assert Names(("Amal",), "Haddad").without("Amal und Frau Haddad, Amalia", loose=True) == "[…] und Frau […], Amalia"


def test_a_backup_made_by_an_older_release_is_brought_up_to_date_before_it_is_cleaned(tmp_path: Path) -> None:
    released = Path(__file__).parents[1] / "data" / "released" / "0001"
    passphrase = (released / "passphrase.txt").read_text("utf-8").strip()
    path = tmp_path / "Beispiel.permenti"
    for ending in ("", ".key"):
        shutil.copy2(released / f"Beispiel.permenti{ending}", f"{path}{ending}")
    database = open_database(path, passphrase=passphrase)
    key = database.key
    (old,) = (one for one in backups_of(path) if one.reason == "migration")
    with database.write() as session:
        id, name = session.execute(text("SELECT id, last_name FROM person WHERE last_name LIKE 'O''Reilly%'")).one()
        erasing.erase(session, [id], reason="request")
    database.close()
    assert traces(decrypted(old.path, key), [name]) == [name]
    backup.restore(path, old.path, key)
    assert traces(whole_content(path, key), [name]) == []
