"""Looking for personal data where they must not be: in every file the program ever wrote, and in every error text
(SAFETY, tests 6 and 20). Each round is a process of its own with a home and a temporary folder of its own, which ends
without a farewell, so that what a crash leaves is looked at too.

``leak_scan`` and ``error_scan`` take the number of rounds and a folder, and answer how many canaries were found
(``losses``) and how many of the same canaries are found where nothing protects them (``control``).
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import text

from permenti_desktop import cli, log
from permenti_desktop.db import backup, raw
from permenti_desktop.db.database import Database
from permenti_desktop.db.opening import create_database, open_database
from permenti_desktop.domain.errors import UserError
from permenti_desktop.usecases import office, participant
from tests.db.canaries import FIELDS, TODAY, canary, enter, her
from tests.db.pages_in_clear import traces
from tests.db_fixtures import CHEAP, PASSPHRASE, PERSON

ROOT = Path(__file__).resolve().parents[2]
FILE, SAID = "Büro.permenti", "said.txt"


@dataclass(frozen=True)
class Leaks:
    """How often was looked, what was found where, and how much the same search finds in an unprotected file."""

    rounds: int
    losses: tuple[str, ...]
    control: int


def words() -> list[str]:
    """The canaries: one in every kind of field, and the passphrase."""
    return [*(canary(0, field) for field in FIELDS), PASSPHRASE]


def leak_scan(rounds: int, folder: Path) -> Leaks:
    """Work in a process that ends like a crash; look for the canaries in all it left."""
    losses: list[str] = []
    control = 0
    for number in range(rounds):
        place = _round(folder / str(number))
        for path in sorted(place.rglob("*")):
            if path.is_file() and path.parent.name != "plain" and path.name != SAID:
                losses += [f"{path.relative_to(place)}: {word}" for word in traces(path.read_bytes(), words())]
        control += len(traces(_plain_copy(place), words()))
    return Leaks(rounds, tuple(losses), control)


def error_scan(rounds: int, folder: Path) -> Leaks:
    """Let everything go wrong that can; look for the canaries in what is said and logged."""
    losses: list[str] = []
    control = 0
    for number in range(rounds):
        place = _round(folder / str(number))
        said = (place / SAID).read_bytes()
        assert said.count(b"\n") >= 8  # something was said at all
        logged = b"".join(path.read_bytes() for path in place.rglob("*.log*") if path.is_file())
        assert b"RuntimeError" in logged
        losses += [f"said: {word}" for word in traces(said, words())]
        losses += [f"log: {word}" for word in traces(logged, words())]
        control += len(traces(str(her(0)).encode(), words()))
    return Leaks(rounds, tuple(losses), control)


def _round(place: Path) -> Path:
    place.mkdir(parents=True)
    for name in ("home", "tmp"):
        (place / name).mkdir()
    environment = {
        **os.environ, "PERMENTI_HOME": str(place / "home"), "TMPDIR": str(place / "tmp"), "TEMP": str(place / "tmp"),
        "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    script = "import sys; from pathlib import Path; from tests.db.leaks import live; live(Path(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", script, str(place)], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 7, done.stderr.decode()[-2000:]
    with (place / SAID).open("ab") as file:
        file.write(done.stdout + done.stderr)
    return place


def live(place: Path) -> None:
    """One life of the program: work, backups, mistakes, and an end without a farewell."""
    log.setup()
    path = place / "office" / FILE
    path.parent.mkdir()
    database = create_database(path, PASSPHRASE, name=PERSON, cost=CHEAP)
    enter(database, 1)
    backup.back_up(database, "manual")
    with (place / SAID).open("w", encoding="utf-8") as said:
        for mistake in _mistakes(database, path):
            try:
                mistake()
            except UserError as error:
                said.write(f"{error}\n")
            except Exception as error:
                said.write(f"{log.exception_text(error)}\n")
            else:
                said.write("nothing went wrong\n")
    database.close()
    copy = next(path.parent.rglob("*.manual.permenti"))
    backup.restore(path, copy, database.key)
    database = open_database(path, passphrase=PASSPHRASE)
    with database.write() as session:
        office.keep_draft(session, "participant:1:note", canary(0, "entwurf"))
    _plain(path, database.key, place / "plain")
    os._exit(7)


def _mistakes(database: Database, path: Path) -> list[Callable[[], object]]:
    """What goes wrong with personal data in hand: rules, versions, the database's own checks, bugs."""

    def write(work: Callable[..., object]) -> None:
        with database.write() as session:
            work(session)

    def too_long() -> None:
        given = replace(her(0), number=canary(0, "nummer") * 40)
        write(lambda session: participant.save(session, None, None, given, today=TODAY))

    def old_version() -> None:
        with database.read() as session:
            id = session.scalar(text("SELECT max(id) FROM participant"))
        write(lambda session: participant.save(session, id, 0, her(0), today=TODAY))

    def sql(statement: str) -> Callable[[], None]:
        def run() -> None:
            write(lambda session: session.execute(text(statement), {"name": canary(0, "nachname")}))

        return run

    def of_the_program() -> None:
        raise RuntimeError(f"a mistake that speaks of {canary(0, 'nachname')}")

    def in_the_terminal() -> None:
        def fail() -> int:
            raise RuntimeError(canary(0, "notiz"))

        cli.guarded(fail)

    return [
        too_long,
        old_version,
        sql("INSERT INTO person (id, last_name) VALUES (1, :name)"),
        sql("INSERT INTO nirgends (last_name) VALUES (:name)"),
        sql("UPDATE person SET version = NULL WHERE last_name = :name"),
        of_the_program,
        in_the_terminal,
        lambda: open_database(path, passphrase=canary(0, "nachname")),
        lambda: open_database(path.with_name(canary(0, "anders")), passphrase=PASSPHRASE),
    ]


def _plain(path: Path, key: bytes, folder: Path) -> None:
    """The same data without protection, for the control."""
    folder.mkdir()
    connection = raw.connect(path, key)
    target = sqlite3.connect(folder / "plain.db")
    names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    for (name,) in connection.execute(names).fetchall():
        rows = [str(row) for row in connection.execute(f'SELECT * FROM "{name}"').fetchall()]
        target.execute(f'CREATE TABLE "plain_{name}" (row)')
        target.executemany(f'INSERT INTO "plain_{name}" VALUES (?)', [(row,) for row in rows])
    target.commit()
    target.close()
    connection.close()


def _plain_copy(place: Path) -> bytes:
    return (place / "plain" / "plain.db").read_bytes()
