"""Restoring the newest backup for trial: it is really restored, leaves nothing, and a bad one is found."""

from pathlib import Path

import pytest

from permenti_desktop.db import backup, keys
from permenti_desktop.db.backup_list import Backup, backups_of, folder_of
from permenti_desktop.db.drill import drill
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.opening import open_database
from permenti_desktop.db.rekey import rekey
from permenti_desktop.domain.errors import Missing, UserError
from tests.db_fixtures import CHEAP, PERSON, OfficeFile

WORD = "Vier Tassen am Fenster"


def saved(office_file: OfficeFile, people: int) -> Backup:
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        session.add_all(Person(last_name=f"Demir {number}") for number in range(people))
    made = backup.back_up(database, "manual")
    database.close()
    return made


def everything(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_newest_backup_is_restored_compared_and_removed_again(office_file: OfficeFile) -> None:
    saved(office_file, 2)
    newest = saved(office_file, 3)
    before = everything(office_file.path.parent)
    found = drill(office_file.path, office_file.data_key)
    assert found.backup_at == newest.at
    assert found.rows["person"] == 5
    assert everything(office_file.path.parent) == before


def test_it_runs_while_the_file_is_open(office_file: OfficeFile) -> None:
    saved(office_file, 2)
    database = open_database(office_file.path, data_key=office_file.data_key)
    assert drill(office_file.path, office_file.data_key).rows["person"] == 2
    with database.write() as session:
        session.add(Person(last_name="Okoye"))
    database.close()


def test_without_a_backup_it_says_so(office_file: OfficeFile) -> None:
    with pytest.raises(Missing, match="noch keine Sicherung"):
        drill(office_file.path, office_file.data_key)


@pytest.mark.parametrize("harm", ["flipped", "cut", "key file", "rekeyed"])
def test_what_cannot_be_restored_is_found_and_nothing_is_left(office_file: OfficeFile, harm: str) -> None:
    made = saved(office_file, 50)
    key = office_file.data_key
    if harm == "flipped":
        content = bytearray(made.path.read_bytes())
        content[len(content) // 2] ^= 1
        made.path.write_bytes(content)
    elif harm == "cut":
        made.path.write_bytes(made.path.read_bytes()[:-4096])
    elif harm == "key file":
        keys.envelope_path(made.path).write_bytes(b"{}")
    else:
        key = rekey(office_file.path, key, PERSON, WORD, cost=CHEAP)
        for newer in (one for one in backups_of(office_file.path) if one.reason == "rekey"):
            newer.path.unlink()  # what there is now, only the former key opens
    before = everything(folder_of(office_file.path))
    with pytest.raises(UserError):
        drill(office_file.path, key)
    assert everything(folder_of(office_file.path)) == before
