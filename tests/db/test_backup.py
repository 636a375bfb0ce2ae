"""Backups: made while others write, checked before they count, rotated over years, restored without loss."""

import os
import random
import shutil
import stat
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from permenti_desktop.db import backup, keys, transfer
from permenti_desktop.db.backup import Keep
from permenti_desktop.db.backup_list import Backup, DamagedFile, backups_of, folder_of, last_checked
from permenti_desktop.db.check import check
from permenti_desktop.db.database import Database
from permenti_desktop.db.journal_tables import OWN_TABLES
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.models.person import Person, PersonLanguage
from permenti_desktop.db.models.tandem import Tandem
from permenti_desktop.db.models.timeline import TimelineEntry, TimelinePerson
from permenti_desktop.db.opening import create_database, open_database, unlock
from permenti_desktop.db.schema import metadata
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import Damaged, DiskFull, InUse, Missing, UserError, WrongPassphrase
from tests.db_fixtures import CHEAP, PASSPHRASE, PERSON, OfficeFile

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def fill(database: Database, people: int = 5) -> None:
    with database.write("Anna") as session:
        for number in range(people):
            person = Person(
                last_name=f"Demir {number}",
                search_key="demir",
                sort_key=f"demir {number}",
                birth=PartialDate.of("1985-03"),
            )
            person.languages.append(PersonLanguage(language="uk", level="B2"))
            session.add(person)
            session.flush()
            session.add(Participant(id=person.id, children=number, travel=("bus",)))
            session.add(Mentor(id=person.id))
            session.flush()
            first = Tandem(mentor_id=person.id)
            session.add(first)
            session.flush()
            session.add(Tandem(mentor_id=person.id, follows_id=first.id))
            about = [TimelinePerson(person_id=person.id, on=date(2026, 1, 1))]
            session.add(TimelineEntry(on=date(2026, 1, 1), text="Gespräch", people=about))


def rows(database: Database) -> dict[str, list[str]]:
    """Every value of every table as the models have it, so that a file and a server can be compared."""
    with database.read() as session:
        return {
            table.name: sorted(repr(tuple(row)) for row in session.execute(table.select()))
            for table in metadata.sorted_tables
        }


def test_a_backup_holds_what_the_file_held_and_opens_with_the_same_passphrase(sqlite_database: Database) -> None:
    fill(sqlite_database)
    made = backup.back_up(sqlite_database, "manual")
    assert (made.reason, made.checked) == ("manual", True)
    assert backups_of(sqlite_database.path or Path()) == (made,)
    copy = open_database(made.path, passphrase=PASSPHRASE)
    assert rows(copy) == rows(sqlite_database)
    copy.close()
    with pytest.raises(WrongPassphrase):
        open_database(made.path, passphrase="other")


def test_a_backup_is_private_alone_and_encrypted(sqlite_database: Database) -> None:
    fill(sqlite_database)
    made = backup.back_up(sqlite_database, "manual")
    names = sorted(file.name for file in made.path.parent.iterdir())
    assert names == [made.path.name, made.path.name + ".key"]
    assert b"Demir" not in made.path.read_bytes()
    if os.name == "posix":
        assert {stat.S_IMODE(file.stat().st_mode) for file in made.path.parent.iterdir()} == {0o600}
        assert stat.S_IMODE(made.path.parent.stat().st_mode) == 0o700


def test_a_backup_made_while_others_write_is_of_one_state(sqlite_database: Database) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            fill(sqlite_database, 1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [backup.back_up(sqlite_database, "timer") for _ in range(4)]
    finally:
        stop.set()
        writer.join()
    for one in made:
        copy = open_database(one.path, data_key=sqlite_database.key)
        with copy.read() as session:
            people = session.scalar(text("SELECT count(*) FROM person"))
            assert session.scalar(text("SELECT count(*) FROM person_language")) == people
            assert session.scalar(text("SELECT count(*) FROM tandem")) == 2 * (people or 0)
        copy.close()


def test_whether_a_backup_is_needed(sqlite_database: Database) -> None:
    assert backup.is_needed(sqlite_database)
    backup.back_up(sqlite_database, "manual")
    assert not backup.is_needed(sqlite_database)
    fill(sqlite_database, 1)
    assert backup.is_needed(sqlite_database)


def test_what_a_backup_holds_is_told_without_opening_it(sqlite_database: Database) -> None:
    fill(sqlite_database, 3)
    made = backup.back_up(sqlite_database, "manual")
    contents = backup.contents_of(made.path, sqlite_database.key)
    assert (contents.rows["person"], contents.rows["tandem"], contents.last_entry) == (3, 6, 1)
    assert sorted(file.name for file in made.path.parent.iterdir()) == [made.path.name, made.path.name + ".key"]


def test_a_file_opened_for_reading_only_is_checked_and_backed_up_elsewhere(
    office_file: OfficeFile, tmp_path: Path
) -> None:
    before = sorted(file.name for file in office_file.path.parent.iterdir())
    database = open_database(office_file.path, passphrase=PASSPHRASE, read_only=True)
    assert check(database).is_good
    made = backup.back_up(database, "manual", folder=tmp_path / "elsewhere")
    database.close()
    assert backup.contents_of(made.path, office_file.data_key).rows["person"] == 0
    assert sorted(file.name for file in office_file.path.parent.iterdir()) == before


def test_a_damaged_file_makes_no_backup(office_file: OfficeFile) -> None:
    """The control: with the checks taken away a damaged page is copied without a word."""
    database = open_database(office_file.path, data_key=office_file.data_key)
    fill(database, 40)
    database.close()
    content = bytearray(office_file.path.read_bytes())
    content[len(content) // 2] ^= 1
    office_file.path.write_bytes(content)
    with pytest.raises(Damaged):
        backup.back_up_file(office_file.path, office_file.data_key, "manual")
    assert backups_of(office_file.path) == ()
    assert [file.name for file in folder_of(office_file.path).iterdir()] == []


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_backup_is_not_restored_and_the_file_stays(office_file: OfficeFile, seed: int) -> None:
    made = backup.back_up_file(office_file.path, office_file.data_key, "manual")
    content = bytearray(made.path.read_bytes())
    content[random.Random(seed).randrange(len(content))] ^= 0x10
    made.path.write_bytes(content)
    before = office_file.path.read_bytes()
    with pytest.raises(UserError):
        backup.restore(office_file.path, made.path, office_file.data_key)
    assert office_file.path.read_bytes() == before


def test_restoring_brings_back_and_keeps_what_it_replaces(office_file: OfficeFile) -> None:
    database = open_database(office_file.path, passphrase=PASSPHRASE)
    fill(database, 2)
    old = rows(database)
    made = backup.back_up(database, "manual")
    fill(database, 3)
    newer = rows(database)
    database.close()
    key = unlock(made.path, passphrase=PASSPHRASE)
    aside = backup.restore(office_file.path, made.path, key)
    database = open_database(office_file.path, passphrase=PASSPHRASE)
    assert rows(database) == old
    database.close()
    assert aside is not None
    assert not aside.checked
    replaced = open_database(aside.path, passphrase=PASSPHRASE)
    assert rows(replaced) == newer
    replaced.close()
    assert last_checked(office_file.path) == made


def test_restoring_over_a_damaged_or_missing_file(office_file: OfficeFile) -> None:
    made = backup.back_up_file(office_file.path, office_file.data_key, "manual")
    rubbish = b"\x00" * 5000
    office_file.path.write_bytes(rubbish)
    aside = backup.restore(office_file.path, made.path, office_file.data_key)
    open_database(office_file.path, passphrase=PASSPHRASE).close()
    assert aside is not None
    assert aside.path.read_bytes() == rubbish
    office_file.path.unlink()
    keys.envelope_path(office_file.path).unlink()
    assert backup.restore(office_file.path, made.path, office_file.data_key) is None
    open_database(office_file.path, passphrase=PASSPHRASE).close()


def test_what_a_crash_left_beside_the_file_does_not_get_into_the_restored_one(office_file: OfficeFile) -> None:
    made = backup.back_up_file(office_file.path, office_file.data_key, "manual")
    database = open_database(office_file.path, data_key=office_file.data_key)
    fill(database, 2)
    crashed = office_file.path.with_name("crashed.permenti")
    for ending in ("", "-wal", ".key"):
        shutil.copy2(f"{office_file.path}{ending}", f"{crashed}{ending}")
    database.close()
    aside = backup.restore(crashed, made.path, office_file.data_key)
    database = open_database(crashed, data_key=office_file.data_key)
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM person")) == 0
    database.close()
    assert aside is not None
    replaced = open_database(aside.path, data_key=office_file.data_key)
    with replaced.read() as session:
        assert session.scalar(text("SELECT count(*) FROM person")) == 2
    replaced.close()


def test_who_may_open_the_file_today_may_open_it_after_restoring_and_nobody_else(office_file: OfficeFile) -> None:
    """A backup holds the key file of its day, and with it those who were removed since."""
    path, key = office_file.path, office_file.data_key
    envelope_file = keys.envelope_path(path)
    keys.set_passphrase(envelope_file, "Berta", key, "Bertas Wort", CHEAP)
    older = backup.back_up_file(path, key, "manual")
    keys.remove_person(envelope_file, "Berta")
    keys.set_passphrase(envelope_file, PERSON, key, "neues Wort", CHEAP)

    backup.restore(path, older.path, key)  # from the window, where she is in
    open_database(path, passphrase="neues Wort").close()
    for gone in ("Bertas Wort", PASSPHRASE):
        with pytest.raises(WrongPassphrase):
            open_database(path, passphrase=gone)
    backup.restore(path, older.path, key, passphrase="neues Wort")
    with pytest.raises(WrongPassphrase):
        open_database(path, passphrase="Bertas Wort")
    assert keys.read(envelope_file).coming is None
    assert keys.read(envelope_file).file_id == path.read_bytes()[:16]
    # She knows but the passphrase of then: it must open what she restores.
    backup.restore(path, older.path, key, passphrase=PASSPHRASE)
    open_database(path, passphrase=PASSPHRASE).close()


def test_a_backup_whose_stick_was_pulled_out_is_missed_in_words(office_file: OfficeFile, tmp_path: Path) -> None:
    before = office_file.path.read_bytes()
    with pytest.raises(Missing):
        backup.restore(office_file.path, tmp_path / "Stick" / "fort.permenti", office_file.data_key)
    assert office_file.path.read_bytes() == before


def test_an_open_file_is_not_replaced(sqlite_database: Database) -> None:
    made = backup.back_up(sqlite_database, "manual")
    with pytest.raises(InUse):
        backup.restore(sqlite_database.path or Path(), made.path, sqlite_database.key)


def test_damage_found_while_reading_brings_the_backups(office_file: OfficeFile) -> None:
    database = open_database(office_file.path, data_key=office_file.data_key)
    fill(database, 40)
    made = backup.back_up(database, "manual")
    database.close()
    content = bytearray(office_file.path.read_bytes())
    for page in range(8192, len(content), 4096):  # all but the first two pages
        content[page + 50] ^= 1
    office_file.path.write_bytes(content)
    with pytest.raises(DamagedFile) as found:
        read_everything(office_file)
    assert found.value.backups == (made,)


def read_everything(office_file: OfficeFile) -> None:
    database = open_database(office_file.path, data_key=office_file.data_key)
    try:
        rows(database)
    finally:
        database.close()


def test_a_name_with_every_sign_that_means_something_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "Büro [1] {x} (2).v1 +*.permenti".replace("*", "" if os.name == "nt" else "*")
    database = create_database(path, PASSPHRASE, cost=CHEAP)
    other = create_database(tmp_path / "Büro [1].permenti", PASSPHRASE, cost=CHEAP)
    try:
        made = backup.back_up(database, "exit")
        backup.back_up(other, "exit")
        assert backups_of(path) == (made,)
    finally:
        database.close()
        other.close()


def test_what_a_crash_left_is_cleared_and_never_listed(sqlite_database: Database) -> None:
    path = sqlite_database.path
    assert path is not None
    made = backup.back_up(sqlite_database, "manual")
    left = made.path.with_name(made.path.name.replace("manual", "timer") + ".part")
    left.write_bytes(b"half")
    assert backups_of(path) == (made,)
    backup.back_up(sqlite_database, "timer")
    assert not left.exists()


# Rotation


def at(moment: datetime, reason: str = "timer") -> Backup:
    return Backup(Path(f"{moment.isoformat()}.{reason}"), moment, reason, 1)  # type: ignore[arg-type]


def test_rotation_over_five_years() -> None:
    """Every half hour of the working days; after each day what is left has to make sense."""
    kept: list[Backup] = []
    keep = Keep()
    start = datetime(2021, 1, 1, tzinfo=UTC)
    for day in range(5 * 365):
        morning = start + timedelta(days=day, hours=8)
        if morning.weekday() < 5:
            kept += [at(morning + timedelta(minutes=30 * number)) for number in range(18)]
        now = start + timedelta(days=day, hours=18)
        gone = {one.path for one in backup.to_remove(kept, now, keep)}
        kept = [one for one in kept if one.path not in gone]
        ages = sorted(now - one.at for one in kept)
        if day > 7:
            assert len(kept) >= keep.least
            assert len(kept) <= keep.hours + keep.days + keep.weeks + keep.months
            assert ages[-1] <= keep.longest
            assert ages[0] <= timedelta(days=3)
        if day > 400:
            assert {one.at.date() for one in kept if now - one.at <= timedelta(days=14)} >= {
                (now - timedelta(days=back)).date() for back in range(14) if (now - timedelta(days=back)).weekday() < 5
            }
            months = {(one.at.year, one.at.month) for one in kept}
            assert len(months) >= 11


def test_three_stay_however_old_and_a_short_deletion_period_is_kept_otherwise() -> None:
    old = [at(NOW - timedelta(days=400 + number)) for number in range(10)]
    assert len(old) - len(backup.to_remove(old, NOW)) == 3
    young = [at(NOW - timedelta(days=number)) for number in range(60)]
    left = set(young) - set(backup.to_remove(young, NOW, Keep(longest=timedelta(days=10))))
    assert max(NOW - one.at for one in left) <= timedelta(days=10)


def test_what_was_put_aside_stays_a_month_and_never_counts_as_a_backup() -> None:
    replaced = [at(NOW - timedelta(days=number), "replaced") for number in (1, 30, 40)]
    checked = [at(NOW - timedelta(days=number)) for number in (1, 2, 3)]
    gone = backup.to_remove([*replaced, *checked], NOW)
    assert gone == (replaced[2],)


def test_rotating_removes_the_key_file_too(sqlite_database: Database) -> None:
    path = sqlite_database.path
    assert path is not None
    for _number in range(5):
        backup.back_up(sqlite_database, "timer")
    gone = backup.rotate(path, now=datetime.now(UTC) + timedelta(days=800))
    assert len(gone) == 2
    assert len(backups_of(path)) == 3
    assert len(list(folder_of(path).iterdir())) == 6


# Disk full


def test_a_full_disk_leaves_file_and_backups_as_they_were(office_file: OfficeFile) -> None:
    if os.name != "posix":
        return  # the limit below is the system's
    import resource
    import signal

    database = open_database(office_file.path, data_key=office_file.data_key)
    fill(database, 30)
    good = backup.back_up(database, "manual")
    before = rows(database)
    size = office_file.path.stat().st_size
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        for limit in (0, 1, 4096, size // 3, size // 2, size - 5000):
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, old[1]))
            with pytest.raises((DiskFull, Missing)):  # SQLite calls this limit a failed write
                backup.back_up(database, "timer")
            resource.setrlimit(resource.RLIMIT_FSIZE, old)
            assert backups_of(office_file.path) == (good,)
            assert len(list(folder_of(office_file.path).iterdir())) == 2
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, ignored)
    assert rows(database) == before
    backup.back_up(database, "timer")
    database.close()


# Servers


def test_a_server_is_backed_up_into_a_file_and_restored_from_it(
    server_url: str, empty_server_url: str, tmp_path: Path
) -> None:
    server = open_database(server_url)
    fill(server, 4)
    with server.write() as session:
        session.execute(text("DELETE FROM person WHERE last_name = 'Demir 1'"))
    key = keys.new_data_key()
    envelope = keys.Envelope((keys.make_slot("Anna", PASSPHRASE, key, CHEAP),))
    made = backup.back_up(server, "manual", folder=tmp_path, name="Büro.permenti", key=key, envelope=envelope)
    copy = open_database(made.path, passphrase=PASSPHRASE)
    assert rows(copy) == rows(server)

    other = create_database(empty_server_url)
    fill(other, 1)
    transfer.file_to_server(copy, other)
    assert rows(other) == rows(server)
    before = len(rows(other)["person"])
    fill(other, 1)  # ids go on where they were, the journal is on again
    assert len(rows(other)["person"]) == before + 1
    assert len(rows(other)["journal_entry"]) == 3
    assert rows(other).keys() >= OWN_TABLES
    for database in (copy, other, server):
        database.close()
