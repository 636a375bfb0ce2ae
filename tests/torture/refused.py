"""Files that are not to be opened: each kind gets its own sentence, and not one bit of the file is changed."""

import hashlib
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

from permenti_desktop.db import keys, raw
from permenti_desktop.db.backup_list import DamagedFile
from permenti_desktop.db.opening import EmptyFile, open_database
from permenti_desktop.db.place import Place
from permenti_desktop.domain.errors import Damaged, NewerFile, NotOurs, UserError, WrongPassphrase
from tests.db_fixtures import PASSPHRASE, OfficeFile
from tests.torture.rounds import Outcome, empty_office


def _damaged(path: Path, _key: bytes, rng: random.Random) -> tuple[type[UserError], ...]:
    content = bytearray(path.read_bytes())
    if rng.random() < 0.3:
        del content[rng.randrange(1, 4096) :]
    else:
        at = rng.randrange(4096)
        content[at] ^= 1 << rng.randrange(8)
    path.write_bytes(content)
    return (DamagedFile,)


def _foreign(path: Path, key: bytes, rng: random.Random) -> tuple[type[UserError], ...]:
    path.unlink()
    keys.envelope_path(path).unlink()
    kind = rng.randrange(4)
    if kind == 0:
        path.write_text("Sehr geehrte Damen und Herren,\n" * rng.randrange(1, 500), "utf-8")
    elif kind == 1:
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE person (id INTEGER PRIMARY KEY)")
        connection.commit()
        connection.close()
    elif kind == 2:
        path.write_bytes(b"PK\x03\x04" + rng.randbytes(rng.randrange(5000, 9000) | 1))
    else:
        # Another program's, encrypted: with somebody's key file beside it.
        connection = raw.dbapi2.connect(str(path))
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        connection.execute("CREATE TABLE t (x)")
        connection.close()
        keys.renew_key_file(path, "Anna", key, PASSPHRASE, keys.Cost(64, 1, 1))
        return (NotOurs, Damaged)
    return (NotOurs,)


def _empty(path: Path, _key: bytes, rng: random.Random) -> tuple[type[UserError], ...]:
    path.write_bytes(b"")
    if rng.random() < 0.5:
        keys.envelope_path(path).unlink()
    return (EmptyFile,)


def _newer(path: Path, key: bytes, rng: random.Random) -> tuple[type[UserError], ...]:
    connection = raw.connect(path, key, place=Place.STICK)
    connection.execute("UPDATE alembic_version SET version_num = ?", (f"{rng.randrange(5000, 9999)}",))
    connection.close()
    return (NewerFile,)


def _wrong_key(path: Path, key: bytes, rng: random.Random) -> tuple[type[UserError], ...]:
    if rng.random() < 0.5:
        keys.renew_key_file(path, "Anna", key, f"anderes {rng.random()}", keys.Cost(64, 1, 1))
        return (WrongPassphrase,)
    # The key file of another office's file lies beside it.
    keys.renew_key_file(path, "Anna", rng.randbytes(32), PASSPHRASE, keys.Cost(64, 1, 1))
    return (Damaged, NotOurs)


KINDS: tuple[Callable[[Path, bytes, random.Random], tuple[type[UserError], ...]], ...] = (
    _damaged,
    _foreign,
    _empty,
    _newer,
    _wrong_key,
)


def _digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir() if file.is_file()}


def _by_the_program(office_file: OfficeFile) -> UserError | None:
    try:
        open_database(office_file.path, passphrase=PASSPHRASE).close()
    except UserError as error:
        return error
    return None


def refusing(folder: Path, rounds: int, look: Callable[[OfficeFile], UserError | None] = _by_the_program) -> Outcome:
    """The five kinds in turn."""
    rng = random.Random(9)
    losses = []
    for number in range(rounds):
        make = KINDS[number % len(KINDS)]
        office_file = empty_office(folder / str(number))
        expected = make(office_file.path, office_file.data_key, rng)
        before = _digests(office_file.path.parent)
        error = look(office_file)
        what = f"{number} {make.__name__[1:]}"
        if _digests(office_file.path.parent) != before:
            losses.append(f"{what}: the file was changed")
        if not isinstance(error, expected) or not error.sentence or not error.next_step:
            losses.append(f"{what}: {type(error).__name__} {error}")
    return Outcome(rounds, tuple(losses))


def _at_once(office_file: OfficeFile) -> UserError | None:
    """As SQLCipher alone opens a file, with the settings that a program of ours needs."""
    connection = raw.dbapi2.connect(str(office_file.path), isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level=NONE").fetchall()
        connection.execute(f"PRAGMA key=\"x'{office_file.data_key.hex()}'\"")
        connection.execute(f"PRAGMA application_id={raw.APPLICATION_ID}")
    except raw.dbapi2.DatabaseError as error:
        return NotOurs(str(error))
    finally:
        connection.close()
    return None


def refusing_control(folder: Path) -> int:
    """Without looking first: files are changed, and one error stands for everything."""
    return len(refusing(folder, 25, _at_once).losses)
