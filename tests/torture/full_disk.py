"""A full disk, at whatever write: a small disk of its own is mounted for one process and filled up to the last pages.

Started as a program by :func:`running_full` in a mount namespace of its own, so that nobody else sees the disk.
"""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from permenti_desktop.db import backup, keys
from permenti_desktop.db.backup_list import backups_of
from permenti_desktop.db.check import check
from permenti_desktop.db.database import Database
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.opening import open_database
from permenti_desktop.domain.errors import DiskFull, UserError
from permenti_desktop.exchange import write_dump
from permenti_desktop.i18n import texts
from tests.db_fixtures import OfficeFile, copied
from tests.torture.rounds import Outcome, empty_office

_DISK_KILOBYTES = 8192
PEOPLE = 60


def running_full(folder: Path, rounds: int) -> Outcome:
    """Runs the rounds in a process that may mount a disk for itself."""
    folder.mkdir(parents=True, exist_ok=True)
    office_file = empty_office(folder / "office")
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        session.add_all(Person(last_name=f"P{number}", contact_note="x" * 3000) for number in range(PEOPLE))
    database.close()
    disk = folder / "disk"
    disk.mkdir()
    ran = subprocess.run(
        [
            "unshare", "-rm", sys.executable, "-m", "tests.torture.full_disk",
            str(disk), str(office_file.path), office_file.data_key.hex(), str(rounds),
        ],
        cwd=Path(__file__).resolve().parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode:
        return Outcome(0, (ran.stderr,))
    *losses, remark = ran.stdout.splitlines()
    return Outcome(rounds, tuple(losses), remark)


def _rounds(disk: Path, template: OfficeFile, rounds: int) -> None:
    """Prints a line for each loss, and at the end what was counted."""
    rng = random.Random(5)
    done = dict.fromkeys(("saving", "backing up", "exporting"), 0)
    full = 0
    for number in range(rounds):
        what = list(done)[number % len(done)]
        done[what] += 1
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_DISK_KILOBYTES}k", "tmpfs", str(disk)], check=True)
        try:
            office_file = copied(template, disk / "office")
            free = shutil.disk_usage(disk).free
            # From not a single page on to a little more than the deed needs.
            left = rng.randrange(0, {"saving": 600_000, "backing up": 1_600_000, "exporting": 120_000}[what], 4096)
            ballast = disk / "ballast"
            ballast.write_bytes(bytes(free - left))
            faults, was_full = _DEEDS[what](office_file, ballast)
            full += was_full
            for fault in faults:
                print(f"{what}, {left:,} bytes free: {fault}")
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    each = ", ".join(f"{what} {count}" for what, count in done.items())
    print(f"{each}; the disk was full in {full}")


def _whole(office_file: OfficeFile, people: set[str]) -> list[str]:
    """What is wrong with the file after all, once there is room again."""
    database = open_database(office_file.path, data_key=office_file.data_key)
    try:
        faults = list(check(database).problems)
        with database.read() as session:
            there = set(session.execute(text("SELECT last_name FROM person")).scalars())
        return faults if there == people else [*faults, f"{len(there)} people instead of {len(people)}"]
    finally:
        database.close()


def _said(deed: Callable[[], object]) -> tuple[list[str], bool]:
    """What was not said rightly, and whether there was no room."""
    try:
        deed()
    except DiskFull:
        return [], True
    except UserError as error:
        return [f"said as {type(error).__name__}: {error}"], True
    except Exception as error:
        return [f"no sentence for {type(error).__name__}: {error}"], True
    return [], False


def _saving(office_file: OfficeFile, ballast: Path) -> tuple[list[str], bool]:
    people = {f"P{number}" for number in range(PEOPLE)}
    opened: list[Database] = []

    def save() -> None:
        opened.append(open_database(office_file.path, data_key=office_file.data_key))
        for number in range(100):
            with opened[0].write() as session:
                session.add(Person(last_name=f"N{number}", contact_note="x" * 20_000))
            people.add(f"N{number}")

    faults, full = _said(save)
    ballast.unlink()
    if opened:  # with room it goes on in the same program
        with opened[0].write() as session:
            session.add(Person(last_name="danach"))
        people.add("danach")
        opened[0].close()
    return [*faults, *_whole(office_file, people)], full


def _backing_up(office_file: OfficeFile, ballast: Path) -> tuple[list[str], bool]:
    faults, full = _said(lambda: backup.back_up_file(office_file.path, office_file.data_key, "manual"))
    ballast.unlink()
    made = [one for one in backups_of(office_file.path) if one.checked]
    if len(made) != (not full):
        faults.append(f"{len(made)} backups count")
    for one in made:
        if backup.contents_of(one.path, office_file.data_key, thorough=True).rows["person"] != PEOPLE:
            faults.append("a backup that is not whole counts")
    if full:
        folder = office_file.path.with_name(f"{office_file.path.stem}-Sicherungen")
        faults += [f"left behind: {file.name}" for file in folder.glob("*")]
    backup.back_up_file(office_file.path, office_file.data_key, "manual")
    return [*faults, *_whole(office_file, {f"P{number}" for number in range(PEOPLE)})], full


def _exporting(office_file: OfficeFile, ballast: Path) -> tuple[list[str], bool]:
    database = open_database(office_file.path, data_key=office_file.data_key, read_only=True)
    folder = ballast.with_name("out")

    def export() -> None:
        with database.read() as session:
            write_dump.write(session, folder, texts("de"))

    faults, full = _said(export)
    database.close()
    ballast.unlink()
    if full and folder.exists():
        faults += [f"left behind: {file.name}" for file in folder.iterdir()]
    return [*faults, *_whole(office_file, {f"P{number}" for number in range(PEOPLE)})], full


_DEEDS: dict[str, Callable[[OfficeFile, Path], tuple[list[str], bool]]] = {
    "saving": _saving,
    "backing up": _backing_up,
    "exporting": _exporting,
}


def running_full_control(folder: Path) -> int:
    """Without the part file: half a backup lies there under its name and counts."""
    office_file = empty_office(folder)
    made = backup.back_up_file(office_file.path, office_file.data_key, "manual")
    content = made.path.read_bytes()
    made.path.write_bytes(content[: len(content) // 2])  # what a full disk leaves of a file written in place
    lost = 0
    for one in backups_of(office_file.path):
        try:
            backup.contents_of(one.path, office_file.data_key, thorough=True)
        except UserError:
            lost += one.checked
    keys.envelope_path(made.path).unlink()
    return lost


if __name__ == "__main__":
    os.environ.setdefault("PERMENTI_HOME", sys.argv[1])
    _rounds(Path(sys.argv[1]), OfficeFile(Path(sys.argv[2]), bytes.fromhex(sys.argv[3])), int(sys.argv[4]))
