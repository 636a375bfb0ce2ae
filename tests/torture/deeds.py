"""What the programs do that are killed, told off or raced against each other. Each runs in a process of its own, gets a
way to tell what it acknowledges, and goes on until it is ended."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from permenti_desktop.db import backup, keys, migrating, revision
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.opening import open_database, unlock
from permenti_desktop.db.rekey import rekey
from permenti_desktop.domain.errors import InUse
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.exchange import read_workbook
from permenti_desktop.exchange.apply import apply, load
from permenti_desktop.exchange.plan import make_plan
from permenti_desktop.exchange.recognise import recognise
from permenti_desktop.queries import known
from permenti_desktop.usecases import data_protection, participant, timeline
from tests.db_fixtures import CHEAP, PASSPHRASE, PERSON

Tell = Callable[[object], None]

TODAY = date(2026, 11, 22)
LIST = Path(__file__).resolve().parents[1] / "data" / "lists" / "TN-Liste_EN-Kreis.xlsx"
OLD_FILE = Path(__file__).resolve().parents[1] / "data" / "released" / "0001" / "Beispiel.permenti"


def save_one(session: Session, name: str) -> None:
    """A participant with a note, as a coordinator saves her."""
    id = participant.save(session, None, None, ParticipantInput(person=PersonInput(last_name=name)), today=TODAY)
    timeline.save(
        session,
        None,
        None,
        TimelineEntryInput(on=TODAY, text=f"Gespräch mit {name}. " * 60, person_ids=(id,)),
        today=TODAY,
    )


def save(tell: Tell, path: Path, key: bytes, prefix: str) -> None:
    """Save people and acknowledge each after her commit."""
    database = open_database(path, data_key=key)
    number = 0
    while True:
        number += 1
        with database.write() as session:
            save_one(session, f"{prefix}-{number}")
        tell(f"{prefix}-{number}")


def save_and_tell_too_early(tell: Tell, path: Path, key: bytes) -> None:
    """The control: acknowledged before the commit."""
    database = open_database(path, data_key=key)
    with database.write() as session:
        save_one(session, "zu früh")
        session.flush()
        tell("zu früh")
        os._exit(9)


def change_passphrase(tell: Tell, path: Path, key: bytes) -> None:
    """Change a second person's passphrase, again and again."""
    tell("ready")
    number = 0
    while True:
        number += 1
        keys.set_passphrase(keys.envelope_path(path), "Berta", key, f"neu {number}", CHEAP)
        tell(number)


def change_key(tell: Tell, path: Path, _key: bytes) -> None:
    """Give the file another data key, again and again; the passphrase stays."""
    tell("ready")
    while True:
        rekey(path, unlock(path, passphrase=PASSPHRASE), PERSON, PASSPHRASE, cost=CHEAP)
        tell("done")


def migrate(tell: Tell, path: Path, key: bytes) -> None:
    """Open a file of an older schema; where none is older yet, a made-up step is to be done."""
    if len(revision.RELEASED) == 1:
        migrating.STEPS = (*migrating.STEPS, ("0002", _grow))  # type: ignore[misc]
        revision.RELEASED = ("0001", "0002")  # type: ignore[misc]
        revision.HEAD = "0002"  # type: ignore[misc]
    tell("ready")
    open_database(path, data_key=key).close()
    tell("done")


def _grow(op: object) -> None:
    op.execute(text("UPDATE person SET town = town || '!'"))  # type: ignore[attr-defined]
    op.execute(text("ALTER TABLE person ADD COLUMN extra TEXT"))  # type: ignore[attr-defined]


def take_over_list(tell: Tell, path: Path, key: bytes) -> None:
    """Take over an office's list, in one transaction after a backup."""
    database = open_database(path, data_key=key)
    found = recognise(read_workbook.read(LIST), TODAY)
    with database.read() as session:
        plan = make_plan(found, known.records(session), TODAY, stored=lambda subject, id: load(session, subject, id))
    tell("ready")
    backup.back_up(database, "import")
    with database.write() as session:
        apply(session, plan, TODAY)
    tell("done")


def back_up(tell: Tell, path: Path, key: bytes) -> None:
    """Back up, again and again."""
    tell("ready")
    while True:
        backup.back_up_file(path, key, "manual")
        tell("done")


def restore(tell: Tell, path: Path, key: bytes, source: Path) -> None:
    """Put a backup in the place of the file, again and again."""
    tell("ready")
    while True:
        backup.restore(path, source, key)
        tell("done")


def erase(tell: Tell, path: Path, key: bytes, ids: list[int]) -> None:
    """Erase people, one after the other."""
    database = open_database(path, data_key=key)
    tell("ready")
    for id in ids:
        with database.write() as session:
            data_protection.erase(session, id, "request", despite_retention=True, today=TODAY)
        tell(id)
    database.close()


def save_once(tell: Tell, path: Path, key: bytes, name: str) -> None:
    """Open, save one, close; or be told that somebody has the file open."""
    try:
        database = open_database(path, data_key=key)
        with database.write() as session:
            session.add(Person(last_name=name))
        database.close()
        tell("saved")
    except InUse:
        tell("told")
