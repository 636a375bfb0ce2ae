"""Opening looks before it touches: every kind of file gets its own sentence and stays as it was."""

import hashlib
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest
from sqlalchemy import text

from permenti_desktop.db import backup, failures, keys, lock_file, migrating, opening, raw
from permenti_desktop.db.backup_list import DamagedFile
from permenti_desktop.db.database import Database
from permenti_desktop.db.engine import sqlite_engine, writing
from permenti_desktop.db.lock_file import FileInUse
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.opening import Content, EmptyFile, KeyFileMissing, create_database, inspect, open_database
from permenti_desktop.db.place import Place
from permenti_desktop.db.raw import revision
from permenti_desktop.db.revision import HEAD, RELEASED
from permenti_desktop.domain.errors import (
    DiskFull,
    Missing,
    NewerFile,
    NotOurs,
    ReadOnly,
    UserError,
    WrongPassphrase,
)
from tests.db_fixtures import CHEAP, PASSPHRASE, PERSON, OfficeFile, copied


def digests(folder: Path) -> dict[str, str]:
    """Every file of a folder by its content."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def refused(path: Path, error: type[UserError], **how: object) -> UserError:
    """Opening is refused in this way, and nothing in the folder is different afterwards."""
    before = digests(path.parent)
    with pytest.raises(error) as raised:
        open_database(path, **(how or {"passphrase": PASSPHRASE}))  # type: ignore[arg-type]
    assert digests(path.parent) == before
    assert raised.value.sentence
    assert raised.value.next_step
    return raised.value


def set_revision(office_file: OfficeFile, name: str) -> None:
    connection = raw.connect(office_file.path, office_file.data_key, place=Place.STICK)
    connection.execute("UPDATE alembic_version SET version_num = ?", (name,))
    connection.close()


def test_a_new_file_is_encrypted_private_complete_and_alone(tmp_path: Path) -> None:
    path = tmp_path / "Büro.permenti"
    database = create_database(path, PASSPHRASE, name=PERSON, cost=CHEAP)
    assert database.path == path
    with database.write() as session:
        session.add(Person(last_name="Kanarienvogel"))
    database.close()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["Büro.permenti", "Büro.permenti.key"]
    content = path.read_bytes()
    assert b"SQLite format 3" not in content
    assert b"Kanarienvogel" not in content
    if os.name == "posix":
        assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}
    state = inspect(path)
    assert (state.content, state.people, state.holder) == (Content.LOCKED_UP, (PERSON,), None)


def test_a_file_is_never_made_over_another(office_file: OfficeFile) -> None:
    before = digests(office_file.path.parent)
    with pytest.raises(UserError, match="schon eine Datei"):
        create_database(office_file.path, "other", cost=CHEAP)
    assert digests(office_file.path.parent) == before


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="Ordner"):
        create_database(tmp_path / "Stick" / "a.permenti", PASSPHRASE, cost=CHEAP)


def test_missing(tmp_path: Path) -> None:
    assert inspect(tmp_path / "a.permenti").content is Content.MISSING
    refused(tmp_path / "a.permenti", Missing)


def test_empty_is_not_taken_for_a_new_database(office_file: OfficeFile) -> None:
    office_file.path.write_bytes(b"")
    assert inspect(office_file.path).content is Content.EMPTY
    refused(office_file.path, EmptyFile)
    refused(office_file.path, EmptyFile, data_key=office_file.data_key)


def a_text(path: Path, _file: OfficeFile) -> None:
    path.write_text("Sehr geehrte Damen und Herren,\n" * 400, "utf-8")


def a_plain_database(path: Path, _file: OfficeFile) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE person (id INTEGER PRIMARY KEY)")
    connection.commit()
    connection.close()


def a_workbook(path: Path, _file: OfficeFile) -> None:
    path.write_bytes(b"PK\x03\x04" + random.Random(1).randbytes(4093))


def a_folder(path: Path, _file: OfficeFile) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [a_text, a_plain_database, a_workbook, a_folder])
def test_what_is_not_ours(tmp_path: Path, office_file: OfficeFile, make: Callable[[Path, OfficeFile], None]) -> None:
    path = tmp_path / "foreign" / "a.permenti"
    path.parent.mkdir()
    make(path, office_file)
    assert inspect(path).content is Content.NOT_OURS
    refused(path, NotOurs)
    refused(path, NotOurs, data_key=office_file.data_key)


def test_an_encrypted_database_of_another_program(tmp_path: Path) -> None:
    """With the right key, but without our application id."""
    path = tmp_path / "a.permenti"
    key = keys.new_data_key()
    connection = raw.dbapi2.connect(str(path))
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    refused(path, NotOurs, data_key=key)


def test_wrong_passphrase(office_file: OfficeFile) -> None:
    refused(office_file.path, WrongPassphrase, passphrase=PASSPHRASE + " ")


def test_wrong_recovery_sheet(office_file: OfficeFile) -> None:
    refused(office_file.path, DamagedFile, data_key=keys.new_data_key())
    keys.envelope_path(office_file.path).unlink()
    refused(office_file.path, NotOurs, data_key=keys.new_data_key())


def test_without_key_file_only_the_sheet_opens_it(office_file: OfficeFile) -> None:
    keys.envelope_path(office_file.path).unlink()
    assert inspect(office_file.path).content is Content.WITHOUT_KEY_FILE
    refused(office_file.path, KeyFileMissing)
    open_database(office_file.path, data_key=office_file.data_key).close()


def test_with_a_damaged_key_file_only_the_sheet_opens_it(office_file: OfficeFile) -> None:
    keys.envelope_path(office_file.path).write_bytes(b'{"format":')
    assert inspect(office_file.path).content is Content.KEY_FILE_DAMAGED
    refused(office_file.path, keys.KeyFileDamaged)
    open_database(office_file.path, data_key=office_file.data_key).close()


def test_newer(office_file: OfficeFile) -> None:
    set_revision(office_file, "9999")
    refused(office_file.path, NewerFile)


def test_newer_says_which_version_made_it(office_file: OfficeFile) -> None:
    """A person must know which version to install."""
    connection = raw.connect(office_file.path, office_file.data_key, place=Place.STICK)
    assert raw.made_by(connection) == metadata.version("permenti-desktop")
    connection.execute("PRAGMA user_version = 2013004")
    connection.close()
    set_revision(office_file, "9999")
    assert "Fassung 2.13.4 " in str(refused(office_file.path, NewerFile))


def test_newer_with_commits_that_are_still_in_the_wal(office_file: OfficeFile) -> None:
    """After a crash the revision stands beside the file, not in it."""
    connection = raw.connect(office_file.path, office_file.data_key)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    crashed = office_file.path.with_name("crashed.permenti")
    for ending in ("", "-wal", ".key"):
        shutil.copy2(f"{office_file.path}{ending}", f"{crashed}{ending}")
    connection.close()
    content = crashed.read_bytes()
    with pytest.raises(NewerFile):
        open_database(crashed, passphrase=PASSPHRASE)
    assert crashed.read_bytes() == content


@pytest.mark.parametrize("offset", [0, 5, 15, 16, 100, 4000])
def test_a_damaged_first_page_is_said_to_be_damage_and_brings_the_backups(office_file: OfficeFile, offset: int) -> None:
    made = backup.back_up_file(office_file.path, office_file.data_key, "manual")
    content = bytearray(office_file.path.read_bytes())
    content[offset] ^= 0xFF
    office_file.path.write_bytes(content)
    error = refused(office_file.path, DamagedFile)
    assert isinstance(error, DamagedFile)
    assert [found.path for found in error.backups] == [made.path]


def test_a_file_that_was_cut_off(office_file: OfficeFile) -> None:
    content = office_file.path.read_bytes()
    for length in (1, 16, 100, 4095):
        office_file.path.write_bytes(content[:length])
        refused(office_file.path, DamagedFile)


def test_in_use_is_said_before_anything_is_tried(office_file: OfficeFile) -> None:
    database = open_database(office_file.path, passphrase=PASSPHRASE, user="Berta")
    try:
        state = inspect(office_file.path)
        assert state.holder is not None
        assert state.holder.user == "Berta"
        with pytest.raises(FileInUse):
            open_database(office_file.path, passphrase=PASSPHRASE)
    finally:
        database.close()
    open_database(office_file.path, passphrase=PASSPHRASE).close()


def test_the_lock_is_given_back_when_opening_fails(office_file: OfficeFile) -> None:
    set_revision(office_file, "9999")
    refused(office_file.path, NewerFile)
    assert not lock_file.lock_path(office_file.path).exists()


def test_read_only_reads_beside_who_has_it_open_and_writes_nothing(office_file: OfficeFile) -> None:
    before = digests(office_file.path.parent)
    database = open_database(office_file.path, passphrase=PASSPHRASE, read_only=True)
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM person")) == 0
    with pytest.raises(ReadOnly), database.write():
        pass
    database.close()
    assert digests(office_file.path.parent) == before


UNPRIVILEGED = """
import os, sys
from permenti_desktop.db import backup, database, engine, migrating, opening
from permenti_desktop.db.opening import open_database
from permenti_desktop.domain.errors import UserError
engine.sqlite_engine(sys.argv[1], b"", None).dispose()
opening.inspect(sys.argv[1])
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    opened = open_database(sys.argv[1], passphrase=sys.argv[2], read_only=sys.argv[3] == "read")
    with opened.read() as session:
        pass
    opened.close()
    print("opened")
except UserError as error:
    print(type(error).__name__)
"""


@pytest.mark.parametrize(("how", "answer"), [("write", "ReadOnly"), ("read", "opened")])
def test_a_folder_where_nothing_may_be_written(template_file: OfficeFile, how: str, answer: str) -> None:
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "stick"
        office_file = copied(template_file, folder)
        for file in folder.iterdir():
            file.chmod(0o444)
        folder.chmod(0o555)
        Path(parent).chmod(0o755)
        before = digests(folder)
        ran = subprocess.run(
            [sys.executable, "-c", UNPRIVILEGED, str(office_file.path), PASSPHRASE, how],
            capture_output=True,
            text=True,
            check=False,
        )
        folder.chmod(0o755)
        assert ran.stdout.strip() == answer, ran.stderr
        assert digests(folder) == before


def test_older_is_backed_up_and_brought_to_the_newest_schema(office_file: OfficeFile) -> None:
    """As long as one revision is released, its predecessor is the empty schema of a made-up one."""
    office_file.path.unlink()
    raw.create_file(office_file.path)
    raw.connect(office_file.path, office_file.data_key, place=Place.STICK, fresh=True).close()
    engine = sqlite_engine(office_file.path, office_file.data_key, Place.STICK)
    with writing(engine) as connection, connection.begin():
        migrating.note_revision(connection, "0000")
        connection.exec_driver_sql("CREATE TABLE journal_head (last_id INTEGER)")
    engine.dispose()
    assert "0000" not in RELEASED
    refused(office_file.path, NewerFile, data_key=office_file.data_key)


def test_opening_needs_neither_orm_nor_alembic_to_know_key_and_revision(office_file: OfficeFile) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom permenti_desktop.db import opening, raw\n"
        "from permenti_desktop.db.place import place_of\n"
        "path = Path(sys.argv[1])\nkey = opening.unlock(path, passphrase=sys.argv[2])\n"
        "connection = raw.connect(path, key, place=place_of(path))\n"
        "print(raw.revision(connection), raw.ids(connection, 'SELECT group_concat(id) FROM person'))\n"
        "connection.close()\n"
        "print([name for name in ('sqlalchemy', 'alembic', 'psycopg') if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(office_file.path), PASSPHRASE], capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines() == [f"{HEAD} []", "[]"]


def test_every_connection_has_the_settings_of_the_house(office_file: OfficeFile) -> None:
    for place, mode in ((Place.OWN_DISK, "wal"), (Place.STICK, "truncate"), (Place.SHARE, "truncate")):
        connection = raw.connect(office_file.path, office_file.data_key, place=place)
        found = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "secure_delete",
                "temp_store",
                "trusted_schema",
                "application_id",
            )
        }
        connection.close()
        assert found == {
            "journal_mode": mode,
            "synchronous": 2,
            "foreign_keys": 1,
            "secure_delete": 1,
            "temp_store": 2,
            "trusted_schema": 0,
            "application_id": raw.APPLICATION_ID,
        }


def test_another_reader_of_the_format_opens_the_file(office_file: OfficeFile) -> None:
    """No lock-in: with the recovery sheet's key and SQLCipher's defaults, nothing else is needed."""
    connection = raw.dbapi2.connect(str(office_file.path))
    connection.execute(f"PRAGMA key=\"x'{office_file.data_key.hex()}'\"")
    assert revision(connection) == HEAD
    connection.close()


def test_neither_a_message_nor_a_repr_shows_key_or_passphrase(office_file: OfficeFile) -> None:
    database = open_database(office_file.path, passphrase=PASSPHRASE)
    shown = [repr(database), repr(database.engine), str(database.engine.url)]
    with database.read() as session, pytest.raises(Exception, match="no such table") as raised:
        session.execute(text("SELECT * FROM missing WHERE x = :x"), {"x": "Kanarienvogel"})
    shown.append(str(raised.value))
    database.close()
    for words in shown:
        assert "Kanarienvogel" not in words
        assert office_file.data_key.hex() not in words
        assert PASSPHRASE not in words


# Servers


def test_a_server_without_our_tables_is_not_ours(empty_server_url: str) -> None:
    with pytest.raises(NotOurs):
        open_database(empty_server_url)
    create_database(empty_server_url).close()
    database = open_database(empty_server_url)
    with database.read() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
    database.close()
    with pytest.raises(UserError, match="schon Daten"):
        create_database(empty_server_url)


def test_a_newer_server_is_refused(server_url: str) -> None:
    database = open_database(server_url)
    with writing(database.engine) as connection, connection.begin():
        migrating.note_revision(connection, "9999")
    database.close()
    with pytest.raises(NewerFile):
        open_database(server_url)


def test_a_server_that_does_not_answer_or_refuses() -> None:
    for url in ("postgresql://nobody@127.0.0.1:1/x", "postgresql+psycopg://nobody@127.0.0.1:1/x"):
        with pytest.raises(Missing, match="antwortet nicht"):
            open_database(url)
    with pytest.raises(UserError, match="Adresse"):
        open_database("postgresql:office")


def test_sentences_come_from_codes(tmp_path: Path) -> None:
    assert isinstance(failures.sentence_for(OSError(28, "x")), DiskFull)
    assert isinstance(failures.sentence_for(PermissionError(13, "x")), ReadOnly)
    assert isinstance(failures.sentence_for(FileNotFoundError(2, "x")), Missing)
    assert failures.sentence_for(ValueError("x")) is None
    assert failures.sentence_for(OSError(9999, "x")) is None


def test_a_database_says_what_it_is_without_its_name(sqlite_database: Database) -> None:
    assert repr(sqlite_database) == "<Database sqlite>"
    assert opening.inspect(sqlite_database.path or "").place is Place.OWN_DISK
