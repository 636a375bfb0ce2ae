"""Another data key for a file: the old one opens it no more, nothing is lost, whatever is switched off meanwhile."""

import contextlib
import random
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from permenti_desktop.db import backup, keys, lock_file
from permenti_desktop.db.backup_list import backups_of
from permenti_desktop.db.check import check
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.opening import open_database
from permenti_desktop.db.rekey import finish, rekey
from permenti_desktop.domain.errors import Cancelled, Damaged, InUse, NotOurs, WrongPassphrase
from tests.db_fixtures import CHEAP, PASSPHRASE, PERSON, OfficeFile

NEW = "Vier Tassen am Fenster"


def fill(office_file: OfficeFile, people: int) -> None:
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        session.add_all(Person(last_name=f"P{number}", contact_note="x" * 3000) for number in range(people))
    database.close()


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def test_only_the_new_key_and_her_own_passphrase_open_the_file(office_file: OfficeFile) -> None:
    path = office_file.path
    fill(office_file, 40)
    keys.set_passphrase(keys.envelope_path(path), "Berta", office_file.data_key, "Bertas Wort", CHEAP)
    seen: list[tuple[int, int]] = []
    new_key = rekey(
        path, office_file.data_key, PERSON, NEW, cost=CHEAP, tick=lambda done, total: seen.append((done, total))
    )
    assert new_key != office_file.data_key
    assert seen[-1][0] == seen[-1][1] > 0
    for word in (PASSPHRASE, "Bertas Wort"):
        with pytest.raises(WrongPassphrase):
            open_database(path, passphrase=word)
    with pytest.raises(Damaged, match="neue Blatt"):
        open_database(path, data_key=office_file.data_key)
    database = open_database(path, passphrase=NEW)
    assert database.key == new_key
    assert check(database).is_good
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM person")) == 40
    database.close()
    assert keys.read(keys.envelope_path(path)).names == (PERSON,)
    assert keys.read(keys.envelope_path(path)).coming is None
    # The copy from before is whole, and the passphrases of before open it.
    newest, made = backups_of(path)
    assert newest.reason == made.reason == "rekey"
    assert backup.contents_of(newest.path, new_key).rows["person"] == 40
    assert made.checked
    assert backup.contents_of(made.path, office_file.data_key, thorough=True).rows["person"] == 40
    assert keys.unwrap(keys.read(keys.envelope_path(made.path)), "Bertas Wort")[0] == office_file.data_key


def test_stopped_or_refused_the_old_file_is_as_it_was(office_file: OfficeFile) -> None:
    path = office_file.path
    fill(office_file, 40)
    before = files(path.parent)

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        rekey(path, office_file.data_key, PERSON, NEW, cost=CHEAP, tick=stop)
    assert files(path.parent) == before
    with pytest.raises(NotOurs):
        rekey(path, keys.new_data_key(), PERSON, NEW, cost=CHEAP)
    assert files(path.parent) == before
    lock = lock_file.acquire(lock_file.lock_path(path))
    with pytest.raises(InUse):
        rekey(path, office_file.data_key, PERSON, NEW, cost=CHEAP)
    lock.release()
    assert files(path.parent) == before


REKEY = """
import sys
from pathlib import Path
from permenti_desktop.db import keys
from permenti_desktop.db.opening import unlock
from permenti_desktop.db.rekey import rekey
path = Path(sys.argv[1])
print("ready", flush=True)
while True:
    rekey(path, unlock(path, passphrase=sys.argv[2]), "Anna", sys.argv[2], cost=keys.Cost(64, 1, 1))
"""


def test_killed_meanwhile_the_file_opens_with_the_passphrase(office_file: OfficeFile) -> None:
    path = office_file.path
    fill(office_file, 300)
    rng = random.Random(3)
    for _round in range(12):
        process = subprocess.Popen([sys.executable, "-c", REKEY, str(path), PASSPHRASE], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(rng.random() * 0.3)
        process.kill()
        process.communicate()
        database = open_database(path, passphrase=PASSPHRASE)
        assert check(database).is_good
        with database.read() as session:
            assert session.scalar(text("SELECT count(*) FROM person")) == 300
        database.close()
        assert keys.read(keys.envelope_path(path)).coming is None


@pytest.mark.parametrize("replaced", [False, True])
def test_switched_off_between_envelope_and_file_either_one_opens(office_file: OfficeFile, replaced: bool) -> None:
    """The two moments that cannot be one: the envelope speaks of both files, and one of them lies there."""
    path, envelope_file = office_file.path, keys.envelope_path(office_file.path)
    fill(office_file, 5)
    old_file, old_envelope = path.read_bytes(), keys.read(envelope_file)
    rekey(path, office_file.data_key, PERSON, NEW, cost=CHEAP)
    both = keys.Envelope(old_envelope.slots, old_envelope.file_id, keys.read(envelope_file))
    keys.write(envelope_file, both)
    if not replaced:
        path.write_bytes(old_file)
    word, other = (NEW, PASSPHRASE) if replaced else (PASSPHRASE, NEW)
    looked = open_database(path, passphrase=word, read_only=True)  # changes nothing
    looked.close()
    assert keys.read(envelope_file) == both
    with pytest.raises(WrongPassphrase):
        open_database(path, passphrase=other)
    database = open_database(path, passphrase=word)
    database.close()
    assert keys.read(envelope_file).coming is None
    assert keys.read(envelope_file).file_id == path.read_bytes()[:16]
    # The control: with an envelope for the other file only, the file cannot be read.
    keys.write(envelope_file, old_envelope if replaced else both.coming or both)
    finish(path)
    with pytest.raises((WrongPassphrase, Damaged)):
        open_database(path, passphrase=word)
