"""Killed: while it saves, and while it does the seven things that touch more than one file or table."""

import atexit
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import text

from permenti_desktop.db import backup, keys, raw
from permenti_desktop.db.backup_list import STAMP, backups_of, folder_of
from permenti_desktop.db.check import check
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.opening import open_database, unlock
from permenti_desktop.db.place import Place
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.usecases import participant
from tests.db.pages_in_clear import traces
from tests.db.test_erasing import FIELDS, canary, enter, everything
from tests.db_fixtures import CHEAP, PASSPHRASE, OfficeFile, copied
from tests.torture import deeds
from tests.torture.deeds import Tell
from tests.torture.rounds import Outcome, Program, empty_office

_ROUNDS_PER_FILE = 25


def saved(office_file: OfficeFile) -> tuple[set[str], list[str]]:
    """Who is in the file, and what is wrong with it: it must be whole, each participant with her note and step."""
    database = open_database(office_file.path, data_key=office_file.data_key)
    try:
        faults = list(check(database).problems)
        with database.read() as session:
            names = set(session.execute(text("SELECT last_name FROM person")).scalars())
            for table in ("participant", "timeline_entry", "timeline_person", "journal_entry"):
                if (count := session.scalar(text(f"SELECT count(*) FROM {table}"))) != len(names):
                    faults.append(f"{count} rows in {table} for {len(names)} people")
        return names, faults
    finally:
        database.close()


def saving(folder: Path, rounds: int) -> Outcome:
    """Killed at any moment from opening on, and three times of four in the middle of saving, however busy the machine
    is; the next program goes on in the same file."""
    rng = random.Random(1)
    losses: list[str] = []
    told: set[str] = set()
    edits = 0
    for number in range(rounds):
        if number % _ROUNDS_PER_FILE == 0:
            office_file, told = empty_office(folder / str(number // _ROUNDS_PER_FILE)), set()
        program = Program(deeds.save, office_file.path, office_file.data_key, f"R{number}")
        new: set[str] = set()
        if number % 4:
            new |= {program.next() for _ in range(rng.randint(1, 8))}
            program.let_run(rng.random() * 0.03)
        else:
            program.let_run(0.05 + rng.random() * 0.35)
        new |= set(program.kill())
        told |= new
        edits += len(new)
        there, faults = saved(office_file)
        losses += [f"round {number}: {fault}" for fault in faults]
        losses += [f"round {number}: {name} is missing" for name in sorted(told - there)]
        more = there - told
        if len(more) > 1:  # at most the one that was committed and not acknowledged any more
            losses.append(f"round {number}: {len(more)} that nobody acknowledged")
        told |= more
    return Outcome(rounds, tuple(losses), f"{edits:,} acknowledged edits")


def saving_control(folder: Path) -> int:
    """An edit that is acknowledged before its commit is missed."""
    office_file = empty_office(folder)
    told = Program(deeds.save_and_tell_too_early, office_file.path, office_file.data_key).finish()
    there, _faults = saved(office_file)
    return len(set(told) - there)


# The seven

Look = Callable[[OfficeFile, list[Any]], list[str]]
PEOPLE = 300


def _filled(folder: Path) -> OfficeFile:
    office_file = empty_office(folder)
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        session.add_all(Person(last_name=f"P{number}", contact_note="x" * 3000) for number in range(PEOPLE))
    database.close()
    return office_file


def _opened(office_file: OfficeFile, people: int = PEOPLE) -> list[str]:
    """What is wrong with a file that must open with the passphrase and hold everybody."""
    try:
        database = open_database(office_file.path, passphrase=PASSPHRASE)
    except Exception as error:
        return [f"does not open: {error}"]
    try:
        faults = list(check(database).problems)
        with database.read() as session:
            count = session.scalar(text("SELECT count(*) FROM person"))
        return faults if count == people else [*faults, f"{count} people instead of {people}"]
    except Exception as error:
        return [f"cannot be read: {error}"]
    finally:
        database.close()


def _after_passphrase(office_file: OfficeFile, told: list[Any]) -> list[str]:
    faults = _opened(office_file)
    last = max((number for number in told if isinstance(number, int)), default=0)
    if last and not faults:
        envelope = keys.read(keys.envelope_path(office_file.path))
        fits = []
        for number in (last, last + 1):
            with suppress(Exception):
                fits.append(keys.unwrap(envelope, f"neu {number}", "Berta"))
        if not fits:
            faults.append("an acknowledged passphrase does not open the file")
    return faults


def _after_rekey(office_file: OfficeFile, _told: list[Any]) -> list[str]:
    faults = _opened(office_file)
    if not faults and keys.read(keys.envelope_path(office_file.path)).coming is not None:
        faults.append("the key file speaks of two files")
    return faults


def _after_backup(office_file: OfficeFile, _told: list[Any]) -> list[str]:
    faults = _opened(office_file)
    for found in backups_of(office_file.path):
        if found.checked:
            try:
                key = keys.unwrap(keys.read(keys.envelope_path(found.path)), PASSPHRASE)[0]
                count = backup.contents_of(found.path, key, thorough=True).rows["person"]
                if count != PEOPLE:
                    faults.append(f"a backup has {count} people")
            except Exception as error:
                faults.append(f"a backup that counts is not whole: {error}")
    return faults


def _schema(office_file: OfficeFile) -> tuple[str | None, list[Any], list[int]]:
    connection = raw.connect(office_file.path, office_file.data_key, place=Place.OWN_DISK)
    try:
        # The tables of the search index and of the planner's statistics hold nothing of their own.
        tables = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_%'"
            " AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()
        counts = [connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name, _sql in tables]
        return raw.revision(connection), tables, counts
    finally:
        connection.close()


def _old_office(folder: Path) -> OfficeFile:
    key = unlock(deeds.OLD_FILE, passphrase=deeds.OLD_FILE.with_name("passphrase.txt").read_text("utf-8").strip())
    return copied(OfficeFile(deeds.OLD_FILE, key), folder)


def _after_migration(office_file: OfficeFile, _told: list[Any]) -> list[str]:
    before, after = _schema(_old_office(office_file.path.parent / "as-it-was")), _schema(office_file)
    problems = raw.problems(office_file.path, office_file.data_key, Place.OWN_DISK)
    if after[0] == before[0] and after != before:
        problems.append("an old file that is not as it was")
    missing = {name for name, _sql in before[1]} - {name for name, _sql in after[1]}
    return [*problems, *(f"{name} is gone" for name in sorted(missing))]


def _after_import(office_file: OfficeFile, _told: list[Any]) -> list[str]:
    database = open_database(office_file.path, data_key=office_file.data_key)
    try:
        faults = list(check(database).problems)
        with database.read() as session:
            people = session.scalar(text("SELECT count(*) FROM participant"))
            steps = session.scalar(text("SELECT count(*) FROM journal_entry"))
        if (people == 0) != (steps == 0) or steps not in (0, 1) or people not in (0, _whole_list()):
            faults.append(f"half a list: {people} participants in {steps} steps")
        return faults
    finally:
        database.close()


_of_list: list[int] = []


def _whole_list() -> int:
    """How many participants the list has, once it was taken over undisturbed."""
    return _of_list[0]


def _dry_run(deed: Callable[..., object], office_file: OfficeFile, *words: object) -> float:
    """How long a deed takes that nobody disturbs, in seconds."""
    program = Program(deed, office_file.path, office_file.data_key, *words)
    program.next()
    start = time.perf_counter()
    program.finish()
    return time.perf_counter() - start


def _moments(folder: Path) -> dict[str, float]:
    """Until when each of the deeds is killed, in seconds after it began: the last ones end by themselves."""
    old, new = _old_office(folder / "old"), empty_office(folder / "new")
    lasts = {"migration": _dry_run(deeds.migrate, old), "import": _dry_run(deeds.take_over_list, new)}
    database = open_database(new.path, data_key=new.data_key)
    with database.read() as session:
        _of_list[:] = [session.scalar(text("SELECT count(*) FROM participant")) or 0]
    database.close()
    lasts["erasure"] = _dry_run(deeds.erase, _with_women(folder / "women"), _women[0][1])
    return {"passphrase": 0.1, "rekey": 0.3, "backup": 0.2, "restore": 0.2, **lasts}


WOMEN = 8
_women: list[tuple[OfficeFile, list[int]]] = []


def _with_women(folder: Path) -> OfficeFile:
    """A file of women with a word of their own in every field; made once, then copied."""
    if not _women:
        office_file = empty_office(Path(tempfile.mkdtemp(prefix="permenti-women-")))
        atexit.register(shutil.rmtree, office_file.path.parent, ignore_errors=True)
        database = open_database(office_file.path, data_key=office_file.data_key)
        ids = enter(database, WOMEN)
        database.close()
        _women.append((office_file, ids))
    return copied(_women[0][0], folder)


def _after_erasure(office_file: OfficeFile, told: list[Any]) -> list[str]:
    """Each woman is wholly there or wholly gone; gone, if that was acknowledged."""
    database = open_database(office_file.path, passphrase=PASSPHRASE)
    try:
        faults = list(check(database).problems)
        content = everything(database).encode()
    finally:
        database.close()
    for number, id in enumerate(_women[0][1]):
        hers = [canary(number, field) for field in FIELDS]
        there = traces(content, hers)
        if len(there) not in (0, len(hers)) or (there and id in told):
            faults.append(f"{len(there)} of {len(hers)} words of an erased woman are still there")
    return faults


SEVEN: dict[str, tuple[Callable[..., object], Callable[[Path], OfficeFile], Look]] = {
    "passphrase": (deeds.change_passphrase, _filled, _after_passphrase),
    "rekey": (deeds.change_key, _filled, _after_rekey),
    "migration": (deeds.migrate, _old_office, _after_migration),
    "import": (deeds.take_over_list, empty_office, _after_import),
    "backup": (deeds.back_up, _filled, _after_backup),
    "restore": (deeds.restore, _filled, _after_backup),
    "erasure": (deeds.erase, _with_women, _after_erasure),
}


def meanwhile(folder: Path, rounds: int) -> Outcome:
    """Each of the seven in turn; a file that was hit is used again unless the deed is done once only."""
    rng = random.Random(2)
    moments = _moments(folder / "undisturbed")
    losses: list[str] = []
    done = dict.fromkeys(SEVEN, 0)
    office_files: dict[str, OfficeFile] = {}
    for number in range(rounds):
        name = list(SEVEN)[number % len(SEVEN)]
        deed, make, look = SEVEN[name]
        once = name in ("migration", "import", "erasure")
        if once or name not in office_files or done[name] % _ROUNDS_PER_FILE == 0:
            office_files[name] = make(folder / name / str(number))
            if name == "restore":
                backup.back_up_file(office_files[name].path, office_files[name].data_key, "manual")
        office_file = office_files[name]
        words: tuple[object, ...] = (office_file.path, office_file.data_key)
        if name == "restore":
            words += (next(one for one in reversed(backups_of(office_file.path)) if one.checked).path,)
        elif name == "erasure":
            words += (_women[0][1],)
        program = Program(deed, *words)
        told = [program.next()]
        program.let_run(rng.random() * moments[name] * 1.05)
        told += program.kill()
        losses += [f"{name}, round {number}: {fault}" for fault in look(office_file, told)]
        if name in ("backup", "restore", "rekey") and done[name] % 5 == 4:
            for old in backups_of(office_file.path)[:-1]:  # the disk is not to be filled
                for file in (old.path, keys.envelope_path(old.path)):
                    file.unlink(missing_ok=True)
        if once:
            shutil.rmtree(office_file.path.parent)
        done[name] += 1
    each = ", ".join(f"{name} {count}" for name, count in done.items())
    return Outcome(rounds, tuple(losses), each)


# The same, done carelessly: ended at the worst moment


def _careless_passphrase(_tell: Tell, path: Path, key: bytes) -> None:
    """Written in place instead of beside."""

    def in_place(path: Path, data: bytes) -> None:
        path.write_bytes(data[: len(data) // 2])
        os._exit(9)

    keys.write_durably = in_place
    keys.set_passphrase(keys.envelope_path(path), "Berta", key, "neu", CHEAP)


def _careless_rekey(tell: Tell, path: Path, key: bytes) -> None:
    """An envelope for the new file only, while the old one still lies there."""
    write = keys.write

    def alone(path: Path, envelope: keys.Envelope) -> None:
        write(path, envelope.coming or envelope)
        if envelope.coming is not None:
            os._exit(9)

    keys.write = alone
    deeds.change_key(tell, path, key)


def _careless_migration(_tell: Tell, path: Path, key: bytes) -> None:
    """Statement by statement instead of in one transaction."""
    connection = raw.connect(path, key)
    connection.execute("ALTER TABLE person ADD COLUMN halfway TEXT")
    os._exit(9)


def _careless_import(_tell: Tell, path: Path, key: bytes) -> None:
    """A commit after every row."""
    database = open_database(path, data_key=key)
    with database.write() as session:
        participant.save(
            session, None, None, ParticipantInput(person=PersonInput(last_name="Erste")), today=deeds.TODAY
        )
    os._exit(9)


def _careless_backup(_tell: Tell, path: Path, _key: bytes) -> None:
    """Written under its name before it is whole."""
    from datetime import UTC, datetime

    target = folder_of(path) / f"{path.stem}.{datetime.now(UTC).strftime(STAMP)}.manual{path.suffix}"
    target.parent.mkdir(exist_ok=True)
    shutil.copy2(keys.envelope_path(path), keys.envelope_path(target))
    target.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    os._exit(9)


def _careless_restore(_tell: Tell, path: Path, _key: bytes, source: Path) -> None:
    """Written over the file instead of beside it."""
    path.write_bytes(source.read_bytes()[:50_000])
    os._exit(9)


def _careless_erasure(_tell: Tell, path: Path, key: bytes) -> None:
    """Her notes in one transaction, the journal in the next, her name in one that it never comes to."""
    database = open_database(path, data_key=key)
    for statement in (
        "UPDATE timeline_entry SET text = '', topic = ''",
        "UPDATE journal_change SET before = NULL, after = NULL",
    ):
        with database.write() as session:
            session.execute(text(statement))
    os._exit(9)


CARELESS: dict[str, Callable[..., object]] = {
    "passphrase": _careless_passphrase,
    "rekey": _careless_rekey,
    "migration": _careless_migration,
    "import": _careless_import,
    "backup": _careless_backup,
    "restore": _careless_restore,
    "erasure": _careless_erasure,
}


def meanwhile_control(folder: Path) -> int:
    """Each of them done carelessly and ended at the worst moment; answers 0 if one of them lost nothing."""
    _moments(folder / "undisturbed")
    caught = 0
    for name, careless in CARELESS.items():
        _deed, make, look = SEVEN[name]
        office_file = make(folder / name)
        made = backup.back_up_file(office_file.path, office_file.data_key, "manual")
        Program(careless, office_file.path, office_file.data_key, *([made.path] if name == "restore" else [])).finish()
        if not look(office_file, []):
            return 0
        caught += 1
    return caught
