"""What the world does to a program while it saves: killed, disk full, file damaged, opened twice.

The program under test is a process of its own; what it acknowledged must be there afterwards. Each test has a control
that shows that it would notice.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from permenti_desktop.db import backup, keys, raw
from permenti_desktop.db.backup_list import DamagedFile, backups_of
from permenti_desktop.db.check import check
from permenti_desktop.db.database import Database
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.opening import open_database
from permenti_desktop.db.schema import metadata
from permenti_desktop.domain.errors import UserError
from tests.db_fixtures import PASSPHRASE, OfficeFile
from tests.needed import needs

OPEN = """
import os, sys
from pathlib import Path
from permenti_desktop.db import backup, keys
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.opening import open_database
from permenti_desktop.domain.errors import DiskFull, InUse, UserError
path, key = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
"""

SAVE = (
    OPEN
    + """
database = open_database(path, data_key=key)
number = 0
while True:
    number += 1
    with database.write() as session:
        session.add(Person(last_name=f"P{number}", contact_note="x" * 3000))
        if sys.argv[3] == "too early":
            print(number, flush=True)
            os._exit(9)
    print(number, flush=True)
"""
)


def program(source: str, office_file: OfficeFile, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", source, str(office_file.path), office_file.data_key.hex(), *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def saved(office_file: OfficeFile) -> set[str]:
    """Who is in the file after a crash; the file must be whole, with as many entries as people."""
    database = open_database(office_file.path, data_key=office_file.data_key)
    try:
        report = check(database)
        assert report.is_good, report
        with database.read() as session:
            names = set(session.execute(text("SELECT last_name FROM person")).scalars())
            assert session.scalar(text("SELECT count(*) FROM journal_entry")) == len(names)
        return names
    finally:
        database.close()


def test_killed_while_saving_every_acknowledged_edit_is_there(office_file: OfficeFile) -> None:
    rng = random.Random(1)
    total = 0
    for round in range(8):
        copy = OfficeFile(office_file.path.with_name(f"{round}.permenti"), office_file.data_key)
        shutil.copy2(office_file.path, copy.path)
        shutil.copy2(keys.envelope_path(office_file.path), keys.envelope_path(copy.path))
        process = program(SAVE, copy, "rightly")
        assert process.stdout is not None
        process.stdout.readline()
        deadline = time.monotonic() + rng.random() * 0.4
        acknowledged = 1
        while time.monotonic() < deadline:
            acknowledged = int(process.stdout.readline())
        process.kill()
        rest = process.communicate()[0].split()
        acknowledged = int(rest[-1]) if rest else acknowledged
        names = saved(copy)
        assert names >= {f"P{number}" for number in range(1, acknowledged + 1)}
        assert len(names) <= acknowledged + 1  # at most the one that was not acknowledged any more
        total += acknowledged
    assert total > 40


def test_control_an_edit_acknowledged_before_its_commit_is_missed(office_file: OfficeFile) -> None:
    answer = program(SAVE, office_file, "too early").communicate()[0]
    assert answer.split() == ["1"]
    assert saved(office_file) == set()


CHANGES = {
    "passphrase": "keys.set_passphrase(keys.envelope_path(path), 'Berta', key, f'neu {n}', keys.Cost(64, 1, 1))",
    "backup": "backup.back_up_file(path, key, 'manual')",
    "restore": "backup.restore(path, Path(sys.argv[3]), key)",
}

CHANGE = (
    OPEN
    + """
print("ready", flush=True)
n = 0
while True:
    n += 1
    {}
"""
)


@pytest.mark.parametrize("what", CHANGES)
def test_killed_meanwhile_the_file_opens_and_no_half_backup_counts(office_file: OfficeFile, what: str) -> None:
    rng = random.Random(2)
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        session.add_all(Person(last_name=f"P{number}", contact_note="x" * 3000) for number in range(300))
    database.close()
    made = backup.back_up_file(office_file.path, office_file.data_key, "manual")
    for _round in range(6):
        process = program(CHANGE.format(CHANGES[what]), office_file, str(made.path))
        assert process.stdout is not None
        process.stdout.readline()
        deadline = time.monotonic() + rng.random() * 0.25
        while time.monotonic() < deadline:
            pass
        process.kill()
        process.communicate()
        database = open_database(office_file.path, passphrase=PASSPHRASE)
        assert check(database).is_good
        with database.read() as session:
            assert session.scalar(text("SELECT count(*) FROM person")) == 300
        database.close()
        for found in backups_of(office_file.path):
            if found.checked:
                assert backup.contents_of(found.path, office_file.data_key, thorough=True).rows["person"] == 300
                assert keys.unwrap(keys.read(keys.envelope_path(found.path)), PASSPHRASE)[0] == office_file.data_key
        backup.back_up_file(office_file.path, office_file.data_key, "manual")  # clears what was left
        assert not [file for file in made.path.parent.iterdir() if ".part" in file.name]


FILL = (
    OPEN
    + """
database = open_database(path, data_key=key)
number = 0
try:
    while True:
        with database.write() as session:
            session.add(Person(last_name=f"P{number + 1}", contact_note="x" * 20000))
        number += 1
except UserError as error:
    kind = type(error).__name__
(path.parent / "ballast").unlink()
with database.write() as session:
    session.add(Person(last_name=f"P{number + 1}"))
database.close()
print(kind, number)
"""
)


@pytest.mark.parametrize("megabytes", ["2.4", "2.7", "3.1"])
def test_disk_full_is_said_loses_nothing_and_ends_with_room(
    office_file: OfficeFile, tmp_path: Path, megabytes: str
) -> None:
    """On a disk of a few megabytes that is mounted for one process only. Its WAL may have to stay beside the file."""
    needs("unshare")
    disk, kept = tmp_path / "disk", tmp_path / "kept"
    disk.mkdir()
    kept.mkdir()
    script = (
        'mount -t tmpfs -o size="$3"k disk "$1" && cp -r "$2"/. "$1" && head -c 300000 /dev/zero > "$1/ballast" &&'
        ' "$4" -c "$5" "$1/$6" "$7" && cp "$1/$6"* "$8"'
    )
    name = office_file.path.name
    words = [str(disk), str(office_file.path.parent), str(int(float(megabytes) * 1024)), sys.executable, FILL]
    ran = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, "sh", *words, name, office_file.data_key.hex(), str(kept)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    kind, number = ran.stdout.split()
    assert kind == "DiskFull"
    assert int(number) > 3
    after = OfficeFile(kept / name, office_file.data_key)
    assert saved(after) == {f"P{n}" for n in range(1, int(number) + 2)}


def read_everything(database: Database) -> list[str]:
    with database.read() as session:
        return [repr(session.execute(table.select()).all()) for table in metadata.sorted_tables]


def looked_at(office_file: OfficeFile) -> UserError | tuple[list[str], tuple[str, ...]]:
    """What a person gets who opens a file, reads everything and has it checked."""
    try:
        database = open_database(office_file.path, passphrase=PASSPHRASE)
        try:
            return read_everything(database), check(database).problems
        finally:
            database.close()
    except UserError as error:
        return error


def test_damage_is_found_explained_and_never_a_crash(office_file: OfficeFile) -> None:
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        session.add_all(Person(last_name=f"P{number}", contact_note="x" * 500) for number in range(400))
    good = read_everything(database)
    database.close()
    made = backup.back_up_file(office_file.path, office_file.data_key, "manual")
    original = office_file.path.read_bytes()
    rng = random.Random(3)
    found = 0
    for _ in range(40):
        content = bytearray(original)
        kind = rng.randrange(4)
        at = rng.randrange(len(content))
        if kind == 0:
            content[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            content[at : at + 512] = rng.randbytes(len(content[at : at + 512]))
        elif kind == 2:
            content[at : at + 4096] = bytes(len(content[at : at + 4096]))
        else:
            del content[at:]
        office_file.path.write_bytes(content)
        outcome = looked_at(office_file)
        if isinstance(outcome, DamagedFile):
            assert outcome.backups == (made,)
        elif not isinstance(outcome, UserError):
            # What was hit holds nothing of the office (an index, a free page): the check names it all the same.
            read, problems = outcome
            assert read == good
            assert problems
        else:
            assert not content
        found += 1
    assert found == 40
    backup.restore(office_file.path, made.path, office_file.data_key)
    database = open_database(office_file.path, passphrase=PASSPHRASE)
    assert read_everything(database) == good
    database.close()


def saved_twice(office_file: OfficeFile) -> list[UserError]:
    """What a person is told who saves twice."""
    errors = []
    try:
        database = open_database(office_file.path, passphrase=PASSPHRASE)
    except UserError as error:
        return [error]
    for _try in range(2):
        try:
            with database.write() as session:
                session.add(Person(last_name="Okoye", sort_key="p20"))
        except UserError as error:
            errors.append(error)
    database.close()
    return errors


def test_saving_into_a_damaged_file_says_damage_and_not_something_else(office_file: OfficeFile) -> None:
    """Every page in turn; a connection that met damage calls itself read-only."""
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        session.add_all(Person(last_name=f"P{number}", sort_key=f"p{number}") for number in range(50))
    database.close()
    original = office_file.path.read_bytes()
    refused = 0
    for page in range(1, len(original) // 4096, 9):
        content = bytearray(original)
        content[page * 4096 + 1000] ^= 4
        office_file.path.write_bytes(content)
        for error in saved_twice(office_file):
            assert isinstance(error, DamagedFile), page
            refused += 1
    assert refused > 5


def test_control_without_authentication_damage_would_be_read_as_data(office_file: OfficeFile) -> None:
    """The same bit in a file without the page code is not noticed by SQLite's own reading."""
    plain = office_file.path.with_name("plain.db")
    key = office_file.data_key.hex()
    connection = raw.dbapi2.connect(str(plain), isolation_level=None)
    connection.execute(f"PRAGMA key=\"x'{key}'\"")
    connection.execute("PRAGMA cipher_use_hmac=OFF")
    connection.execute("CREATE TABLE t (x)")
    connection.execute("INSERT INTO t VALUES (?)", (b"A" * 2000,))
    connection.close()
    content = bytearray(plain.read_bytes())
    content[-1500] ^= 1
    plain.write_bytes(content)
    connection = raw.dbapi2.connect(str(plain))
    connection.execute(f"PRAGMA key=\"x'{key}'\"")
    connection.execute("PRAGMA cipher_use_hmac=OFF")
    (value,) = connection.execute("SELECT x FROM t").fetchone()
    connection.close()
    assert value != b"A" * 2000
    assert len(value) == 2000


TWO = (
    OPEN
    + """
try:
    database = open_database(path, data_key=key)
    with database.write() as session:
        session.add(Person(last_name=sys.argv[3]))
    database.close()
    print("saved")
except InUse as error:
    print("told")
"""
)


def test_two_programs_on_one_file_save_one_after_the_other_or_are_told(office_file: OfficeFile) -> None:
    acknowledged = set()
    for round in range(5):
        processes = [(name, program(TWO, office_file, name)) for name in (f"A{round}", f"B{round}", f"C{round}")]
        answers = {name: process.communicate()[0].strip() for name, process in processes}
        assert set(answers.values()) <= {"saved", "told"}
        acknowledged |= {name for name, answer in answers.items() if answer == "saved"}
    assert len(acknowledged) >= 5
    assert saved(office_file) == acknowledged


def test_nothing_of_the_office_is_left_beside_the_file(office_file: OfficeFile) -> None:
    """A canary in every text field: looked for in whatever the program wrote while open and after."""
    canary = "Kanarienvogel"
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        person = Person(**{c.name: canary for c in Person.__table__.columns if str(c.type) in ("TEXT", "VARCHAR(200)")})
        session.add(person)
    backup.back_up(database, "manual")
    for moment in ("open", "closed"):
        files = [file for file in office_file.path.parent.parent.rglob("*") if file.is_file()]
        assert len(files) >= 4
        for file in files:
            content = file.read_bytes()
            for coded in (canary.encode(), canary.casefold().encode(), canary.encode("utf-16-le")):
                assert coded not in content, (moment, file)
            assert office_file.data_key.hex().encode() not in content
        if moment == "open":
            database.close()
    if os.name == "posix":
        assert sorted(file.name for file in office_file.path.parent.glob("*") if file.is_file()) == [
            office_file.path.name,
            office_file.path.name + ".key",
        ]
