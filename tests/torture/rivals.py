"""Several at once: programs on one file, machines on one share, users on one server, threads in one program."""

import random
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import text

from permenti_desktop.db import lock_file, opening, raw
from permenti_desktop.db.check import check
from permenti_desktop.db.database import Database
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.timeline import TimelineEntry, TimelinePerson
from permenti_desktop.db.opening import open_database
from permenti_desktop.db.place import Place
from permenti_desktop.domain.errors import Conflict, UserError
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.queries import participant as read_participant
from permenti_desktop.usecases import participant
from tests.db_fixtures import OfficeFile, server_database
from tests.torture import deeds
from tests.torture.rounds import Outcome, Program, empty_office


def _names(office_file: OfficeFile) -> tuple[set[str], list[str]]:
    database = open_database(office_file.path, data_key=office_file.data_key)
    try:
        with database.read() as session:
            return set(session.execute(text("SELECT last_name FROM person")).scalars()), list(check(database).problems)
    finally:
        database.close()


# Two programs


def programs(folder: Path, rounds: int) -> Outcome:
    """Three programs at the same moment: each saves or is told that the file is open elsewhere."""
    office_file = empty_office(folder)
    told: set[str] = set()
    refused = 0
    losses = []
    for number in range(rounds):
        running = {
            name: Program(deeds.save_once, office_file.path, office_file.data_key, name)
            for name in (f"{number}{letter}" for letter in "ABC")
        }
        for name, program in running.items():
            answer = program.finish()
            if answer == ["saved"]:
                told.add(name)
            elif answer == ["told"]:
                refused += 1
            else:
                losses.append(f"round {number}: {answer}")
    there, problems = _names(office_file)
    losses += [*problems, *(f"{name} is missing" for name in sorted(told - there))]
    return Outcome(rounds, tuple(losses), f"{len(told)} saved, {refused} told")


def programs_control(folder: Path) -> int:
    """Without the lock file both believe that the file is theirs."""
    office_file = empty_office(folder)
    acquire = lock_file.acquire
    lock_file.acquire = _pretend
    try:
        both = [open_database(office_file.path, data_key=office_file.data_key) for _ in range(2)]
    finally:
        lock_file.acquire = acquire
    for one in both:
        one.close()
    return len(both) - 1


class _Pretended:
    def release(self) -> None: ...

    def still_ours(self) -> bool:
        return True


def _pretend(path: Path, user: str | None = None) -> lock_file.LockFile:
    return _Pretended()  # type: ignore[return-value]


# Two machines


class _Machine:
    """A program under another machine's name, with the share mounted elsewhere; a line for each thing it is to do."""

    def __init__(self, name: str, share: Path, mount: Path, office_file: OfficeFile, *words: str) -> None:
        mount.mkdir(parents=True)
        script = 'mount --bind "$1" "$2" && hostname "$3" && shift 3 && exec "$@"'
        self._process = subprocess.Popen(
            [
                "unshare", "-rmu", "sh", "-c", script, "sh", str(share), str(mount), name,
                sys.executable, "-m", "tests.torture.rivals",
                str(mount / office_file.path.name), office_file.data_key.hex(), *words,
            ],
            cwd=Path(__file__).resolve().parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def tell(self, words: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(words + "\n")
        self._process.stdin.flush()

    def answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def switch_off(self) -> None:
        self._process.communicate()


def _as_a_machine(path: Path, key: bytes, careless: bool) -> None:
    """What a machine does: saves five people one after the other for each line it reads. The locks that SQLite itself
    sets do not reach the other machine, as on many shares."""
    uri = raw.uri
    raw.uri = lambda path, mode, immutable=False: uri(path, mode, immutable=immutable) + "&nolock=1"
    opening.place_of = lambda path: Place.SHARE
    if careless:
        lock_file.acquire = _pretend
    print("ready", flush=True)
    for line in sys.stdin:
        name = line.strip()
        done = 0
        try:
            database = open_database(path, data_key=key)
            try:
                for number in range(5):
                    with database.write() as session:
                        session.add(Person(last_name=f"{name}-{number}"))
                    done += 1
            finally:
                database.close()
            print(f"saved {done}", flush=True)
        except lock_file.FileInUse:
            print("told", flush=True)
        except Exception as error:
            print(f"failed {done} {type(error).__name__}", flush=True)


def _share(folder: Path, rounds: int, *words: str) -> tuple[int, int, list[str]]:
    """Saved, told, and what was lost."""
    office_file = empty_office(folder / "share")
    both = {
        name: _Machine(name, office_file.path.parent, folder / name, office_file, *words)
        for name in ("BUERO", "LAPTOP")
    }
    for machine in both.values():
        machine.answer()
    told: set[str] = set()
    refused = 0
    losses = []
    for number in range(rounds):
        for name, machine in both.items():
            machine.tell(f"{name}{number}")
        for name, machine in both.items():
            word, *rest = machine.answer().split()
            if word in ("saved", "failed"):
                told |= {f"{name}{number}-{one}" for one in range(int(rest[0]))}
            if word == "failed":
                losses.append(f"round {number}: {rest[1]} on {name}")
            refused += word == "told"
    for machine in both.values():
        machine.switch_off()
    try:
        there, problems = _names(office_file)
    except UserError as error:
        return len(told), refused, [*losses, f"the file does not open any more: {error}"]
    return len(told), refused, [*losses, *problems, *(f"{name} is missing" for name in sorted(told - there))]


def machines(folder: Path, rounds: int) -> Outcome:
    """Two machines at the same moment; each has mounted the share for itself."""
    saved, refused, losses = _share(folder, rounds)
    return Outcome(rounds, tuple(losses), f"{saved} saved, {refused} times told")


def machines_control(folder: Path) -> int:
    """Without the lock file, what one machine saved the other overwrites."""
    return len(_share(folder, 10, "careless")[2])


# Two users


def users(folder: Path, rounds: int, *, careless: bool = False) -> Outcome:
    """Both have a record open and save it, in any order or at once: nobody overwrites what she has not seen."""
    rng = random.Random(13)
    losses: list[str] = []
    conflicts = 0
    with server_database() as url:
        both = [open_database(url), open_database(url)]
        with both[0].write() as session:
            given = ParticipantInput(person=PersonInput(last_name="Haidari"))
            ids = [participant.save(session, None, None, given, today=deeds.TODAY) for _ in range(5)]
        expected = {id: {"town": "", "aims": ""} for id in ids}

        def seen(user: int, id: int) -> tuple[int, ParticipantInput]:
            with both[user].read() as session:
                return read_participant.load(session, id)

        def save(user: int, id: int, version: int, form: ParticipantInput, value: str) -> bool:
            """User 0 writes her aims, user 1 her town: each form holds the other's field as it was."""
            form = replace(form, aims=value) if user == 0 else replace(form, person=replace(form.person, town=value))
            try:
                with both[user].write(f"user {user}") as session:
                    participant.save(session, id, None if careless else version, form, today=deeds.TODAY)
            except Conflict:
                return False
            return True

        for number in range(rounds):
            id = rng.choice(ids)
            forms = [seen(user, id) for user in (0, 1)]
            answers = [False, False]

            def run(user: int, id: int = id, forms: list[tuple[int, ParticipantInput]] = forms) -> None:
                answers[user] = save(user, id, *forms[user], f"{user}.{number}")  # noqa: B023 - ends in this turn

            if rng.random() < 0.5:
                threads = [threading.Thread(target=run, args=(user,)) for user in (0, 1)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
            else:
                for user in rng.sample((0, 1), 2):
                    run(user)
            for user, field in enumerate(("aims", "town")):
                if answers[user]:
                    expected[id][field] = f"{user}.{number}"
                else:  # told: she reloads and enters it again
                    conflicts += 1
                    if not save(user, id, *seen(user, id), f"{user}.{number} again"):
                        losses.append(f"edit {number}: refused although nobody else was there")
                    expected[id][field] = f"{user}.{number} again"
            there = seen(0, id)[1]
            for field, value in (("aims", there.aims), ("town", there.person.town)):
                if value != expected[id][field]:
                    losses.append(f"edit {number}: {field} is {value!r} and not {expected[id][field]!r}")
                    expected[id][field] = value
        losses += check(both[0]).problems
        for one in both:
            one.close()
    return Outcome(rounds, tuple(losses), f"{conflicts} times told")


def users_control(folder: Path) -> int:
    """Without comparing versions the later one overwrites the earlier one."""
    return len(users(folder, 40, careless=True).losses)


# Threads


def eight_threads(database: Database, times: int) -> list[str]:
    """Each writes and reads as often; a reader never sees half a change. Answers what was wrong."""
    with database.write() as session:
        people = [Person(last_name=f"P{number}") for number in range(8)]
        session.add_all(people)
        session.flush()
        ids = [person.id for person in people]
    faults: list[str] = []

    def work(id: int) -> None:
        try:
            for number in range(times):
                with database.write() as session:
                    entry = TimelineEntry(on=date(2026, 1, 1), text=f"{id}/{number}")
                    entry.people.append(TimelinePerson(person_id=id, on=date(2026, 1, 1)))
                    session.add(entry)
                with database.read() as session:
                    entries = session.scalar(text("SELECT count(*) FROM timeline_entry"))
                    links = session.scalar(text("SELECT count(*) FROM timeline_person"))
                if entries != links:
                    faults.append(f"{entries} notes and {links} links")
        except Exception as error:
            faults.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=work, args=(id,)) for id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        for what, expected in (
            ("count(*) FROM timeline_entry", 8 * times),
            ("count(*) FROM journal_entry", 8 * times + 1),
            ("count(DISTINCT id) FROM journal_entry", 8 * times + 1),
        ):
            if (found := session.scalar(text(f"SELECT {what}"))) != expected:
                faults.append(f"{what}: {found} instead of {expected}")
    return faults


def threads(folder: Path, rounds: int) -> Outcome:
    """*rounds* writes and as many reads, by eight threads."""
    office_file = empty_office(folder)
    database = open_database(office_file.path, data_key=office_file.data_key)
    faults = eight_threads(database, rounds // 8)
    database.close()
    return Outcome(rounds, tuple(faults))


def threads_control(folder: Path) -> int:
    """Two looks instead of one: between them another thread writes, and they do not fit each other."""
    office_file = empty_office(folder)
    database = open_database(office_file.path, data_key=office_file.data_key)
    counts: list[int] = []
    for table in ("timeline_entry", "timeline_person"):
        with database.read() as session:
            counts.append(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
        writer = threading.Thread(target=_one_note, args=(database,))
        writer.start()
        writer.join()
    database.close()
    return abs(counts[0] - counts[1])


def _one_note(database: Database) -> None:
    with database.write() as session:
        person = Person(last_name="P")
        session.add(person)
        session.flush()
        entry = TimelineEntry(on=date(2026, 1, 1), text="x")
        entry.people.append(TimelinePerson(person_id=person.id, on=date(2026, 1, 1)))
        session.add(entry)


if __name__ == "__main__":
    _as_a_machine(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), sys.argv[3:] == ["careless"])
