"""Backups: each reopened, compared with what the file held when it was made, and restored; five years of rotation."""

import random
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import text

from permenti_desktop.db import backup, keys
from permenti_desktop.db.backup_list import Backup
from permenti_desktop.db.database import Database
from permenti_desktop.db.opening import open_database, unlock
from permenti_desktop.db.schema import metadata
from tests.db.test_backup import test_rotation_over_five_years as rotation_over_five_years
from tests.db_fixtures import PASSPHRASE
from tests.torture.deeds import save_one
from tests.torture.rounds import Outcome, empty_office


def _contents(database: Database) -> dict[str, list[Any]]:
    with database.read() as session:
        return {
            table.name: sorted(map(repr, session.execute(table.select()).all())) for table in metadata.sorted_tables
        }


def restoring(folder: Path, rounds: int) -> Outcome:
    """*rounds* backups between edits; each is opened with the passphrase, compared, and restored over the newest."""
    rng = random.Random(15)
    office_file = empty_office(folder)
    database = open_database(office_file.path, data_key=office_file.data_key)
    held: list[tuple[Backup, dict[str, list[Any]]]] = []
    for number in range(rounds):
        for edit in range(rng.randrange(1, 4)):
            with database.write() as session:
                save_one(session, f"B{number}-{edit}")
        if rng.random() < 0.3:
            with database.write() as session:
                session.execute(text("DELETE FROM timeline_entry WHERE id % 5 = 0"))
        held.append((backup.back_up(database, "manual"), _contents(database)))
    database.close()
    losses = []
    for number, (one, content) in enumerate(held):
        copy = open_database(one.path, passphrase=PASSPHRASE, read_only=True)
        if _contents(copy) != content:
            losses.append(f"backup {number} does not hold what the file held")
        copy.close()
        aside = backup.restore(office_file.path, one.path, unlock(one.path, passphrase=PASSPHRASE))
        database = open_database(office_file.path, passphrase=PASSPHRASE)
        if _contents(database) != content:
            losses.append(f"backup {number} was not restored as it was")
        database.close()
        if aside is None:
            losses.append(f"restoring backup {number} kept nothing")
        else:  # the disk is not to be filled
            for file in (aside.path, keys.envelope_path(aside.path)):
                file.unlink()
    try:
        rotation_over_five_years()
    except AssertionError as error:
        losses.append(f"rotation: {error}")
    return Outcome(rounds, tuple(losses), "each restored; 1,825 days of rotation")


def restoring_control(folder: Path) -> int:
    """A live file copied byte by byte lacks what is still beside it."""
    office_file = empty_office(folder)
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        save_one(session, "Haidari")
    content = _contents(database)
    target = folder / "copied.permenti"
    shutil.copy2(office_file.path, target)
    database.close()
    copy = open_database(target, data_key=office_file.data_key, read_only=True)
    lost = sum(len(rows) - len(_contents(copy)[table]) for table, rows in content.items())
    copy.close()
    return lost
