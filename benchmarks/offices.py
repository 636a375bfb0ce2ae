"""The made-up offices that are measured, each made once by the demo generator and kept in ``build/benchmarks``.

Making the large one takes minutes; who comes meanwhile waits. Delete the folder to have them made anew.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from permenti_desktop.db import keys, lock_file, opening
from permenti_desktop.db.database import Database
from permenti_desktop.db.keys import Cost
from permenti_desktop.demo import office as demo

CACHE: Final = Path(__file__).resolve().parent.parent / "build" / "benchmarks"
PASSPHRASE: Final = "geheim-geheim-7"
LARGE: Final = 100_000
SMALL: Final = 500
_CHEAP: Final = Cost(memory_kib=64, passes=1, lanes=1)


def office(participants: int) -> Path:
    """The file of an office with so many participants, made if it is not there or of an older schema."""
    path = CACHE / f"office{participants}.permenti"
    CACHE.mkdir(parents=True, exist_ok=True)
    with _alone():
        if not path.exists() or _is_older(path):
            _make(path, participants)
    return path


@contextmanager
def _alone() -> Iterator[None]:
    """One maker at a time: two would write into each other's file."""
    while True:
        try:
            lock = lock_file.acquire(CACHE / "making.lock")
            break
        except lock_file.FileInUse:
            time.sleep(1)
    try:
        yield
    finally:
        lock.release()


def data_key(path: Path) -> bytes:
    """The key of such a file, without the time that deriving it from the passphrase takes."""
    return opening.unlock(path, passphrase=PASSPHRASE)


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """The office, open."""
    database = opening.open_database(path, passphrase=PASSPHRASE)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def copied(path: Path, folder: Path) -> Iterator[Database]:
    """A copy of the office to write into, open."""
    copy = folder / path.name
    shutil.copyfile(path, copy)
    shutil.copyfile(keys.envelope_path(path), keys.envelope_path(copy))
    with opened(copy) as database:
        yield database


def _is_older(path: Path) -> bool:
    door = opening.knock(path, passphrase=PASSPHRASE)
    door.leave()
    return door.is_older


def _make(path: Path, participants: int) -> None:
    print(f"An office with {participants:,} participants is being made …", flush=True)
    making = path.with_name("making.permenti")
    for left in (making, keys.envelope_path(making)):
        left.unlink(missing_ok=True)
    database = opening.create_database(making, PASSPHRASE, name=demo.COORDINATOR, cost=_CHEAP)
    try:
        with database.write() as session:
            demo.make(session, participants=participants, today=date.today())
    finally:
        database.close()
    keys.envelope_path(making).replace(keys.envelope_path(path))
    making.replace(path)
