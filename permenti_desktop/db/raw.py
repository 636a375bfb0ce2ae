"""Connections to the encrypted file with the bare driver: what is needed before the first window.

No SQLAlchemy here: importing it costs more than drawing the list, so the window verifies key and revision
and reads its first rows through this module while the rest is imported in a thread.
:mod:`permenti_desktop.db.engine` makes its connections here too, so that there is one list of settings for
every connection.

Journal mode. On the own disk WAL + FULL: readers keep their snapshot while another thread writes, and an
acknowledged commit survives a power cut (WAL + NORMAL does not). ``locking_mode=EXCLUSIVE`` is *not* used
although it would keep strangers out: measured, the second connection of the same process is then refused
too ("database is locked"), and the window reads while the writer writes; it saves nothing either (0.24 ms a
commit against 0.23). Other programs and machines are kept out by :mod:`permenti_desktop.db.lock_file`. On a
stick or share TRUNCATE + FULL: WAL needs shared memory, which a share does not have, and leaves a second
file that people forget when they copy.
"""

import os
import stat
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from sqlcipher3 import dbapi2

from permenti_desktop.db import failures
from permenti_desktop.db.place import Place
from permenti_desktop.domain.errors import DiskFull, Missing, NotOurs
from permenti_desktop.version import from_number

RawConnection: TypeAlias = Any
"""A ``sqlcipher3.dbapi2.Connection``; the driver ships no types."""

APPLICATION_ID: Final = 0x50524D54
"""Stands in the header of every file of ours ("PRMT"), so that no other program's file is taken for one."""

KEY_BYTES: Final = 32
HEADER_BYTES: Final = 16
PLAIN_HEADER: Final = b"SQLite format 3\x00"

BUSY_SECONDS_OWN_DISK: Final = 10.0
BUSY_SECONDS_ELSEWHERE: Final = 60.0
"""Without WAL a commit waits for the readers, and a report may read for a while."""


def uri(path: Path, mode: str, *, immutable: bool = False) -> str:
    """The file as an SQLite URI; *mode* is ro, rw or rwc. Drive letters and shares of Windows included."""
    text = quote(path.absolute().as_posix(), safe="/:")
    if text[1:2] == ":":
        text = "/" + text
    elif text.startswith("//"):
        text = "//" + text
    return f"file:{text}?mode={mode}" + ("&immutable=1" if immutable else "")


def make_private(path: Path) -> None:
    """Nobody but the owner reads the file (mode 0600); Windows' own rights of the profile folder do the
    same."""
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        path.chmod(0o600)


def create_file(path: Path) -> None:
    """An empty private file for :func:`connect` to fill; fails if there is one already."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def connect(
    path: Path,
    key: bytes,
    *,
    place: Place = Place.OWN_DISK,
    read_only: bool = False,
    immutable: bool = False,
    fresh: bool = False,
) -> RawConnection:
    """A keyed connection with every setting of the house.

    *key* is the raw 256-bit data key. *immutable* promises SQLite that nobody changes the file meanwhile,
    and leaves no file beside it. *fresh* is for an empty file just made by :func:`create_file`, which gets
    our application id. Raises :class:`NotOurs` when key and file do not belong together or the file is not
    encrypted, :class:`DiskFull` when there is no room for what SQLite keeps beside it.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a data key has 32 bytes")
    with path.open("rb") as file:
        header = file.read(HEADER_BYTES)
    if header == PLAIN_HEADER or (len(header) < HEADER_BYTES and not fresh):
        raise NotOurs()
    on_own_disk = place is Place.OWN_DISK
    connection = dbapi2.connect(
        uri(path, "ro" if read_only else "rw", immutable=immutable),
        uri=True,
        isolation_level=None,  # the driver begins no transaction behind our back
        check_same_thread=False,  # the pool hands a connection on, but never to two threads at once
        timeout=BUSY_SECONDS_OWN_DISK if on_own_disk else BUSY_SECONDS_ELSEWHERE,
        cached_statements=256,
    )
    try:
        connection.execute("PRAGMA cipher_log_level=NONE").fetchall()
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"").fetchall()
        if not connection.execute("PRAGMA cipher_version").fetchall():
            raise RuntimeError("this build of SQLite does not encrypt")
        if fresh:
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        elif connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise NotOurs()
        if not read_only:
            # Changing the mode removes a journal; EXTRA has the folder confirmed, so that it cannot come back.
            connection.execute("PRAGMA synchronous=EXTRA")
            connection.execute(f"PRAGMA journal_mode={'WAL' if on_own_disk else 'TRUNCATE'}").fetchall()
        for setting in (
            "synchronous=FULL",
            "journal_size_limit=16777216",  # a large import does not leave a large file behind
            "foreign_keys=ON",
            "recursive_triggers=ON",  # so that REPLACE is seen by the journal as a deletion
            "secure_delete=ON",
            "temp_store=MEMORY",
            "trusted_schema=OFF",
            "cache_size=-32000",  # an index over a million entries fits; half of it took twice as long
        ):
            connection.execute(f"PRAGMA {setting}").fetchall()
    except dbapi2.DatabaseError as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF == 26:  # SQLITE_NOTADB: the first page does not decrypt
            raise NotOurs() from None
        if isinstance(failures.from_sqlite(error), Missing) and failures.is_full(path):
            raise DiskFull() from None
        raise
    except BaseException:
        connection.close()
        raise
    return connection


def opens_with_salt(path: Path, key: bytes, salt: bytes) -> bool:
    """Whether the file would open if its first 16 bytes were *salt*: then only these are damaged."""
    connection = dbapi2.connect(uri(path, "ro", immutable=True), uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level=NONE").fetchall()
        connection.execute(f"PRAGMA key=\"x'{key.hex()}{salt.hex()}'\"").fetchall()
        return bool(connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID)
    except dbapi2.DatabaseError:
        return False
    finally:
        connection.close()


def problems(path: Path, key: bytes, place: Place, *, read_only: bool = False) -> list[str]:
    """What :func:`problems_in` finds in a file, on a connection of its own: one that met a damaged page refuses to
    write from then on."""
    settled = read_only and not path.with_name(path.name + "-wal").exists()
    connection = connect(path, key, place=place, read_only=read_only, immutable=settled)
    try:
        if not read_only:
            # Pages that lie in the WAL only would be reported as damaged.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return problems_in(connection)
    finally:
        connection.close()


def problems_in(connection: RawConnection) -> list[str]:
    """What the three checks of the file itself find: pages, structure, references. Empty if all is well."""
    found = [f"page: {row[0]}" for row in connection.execute("PRAGMA cipher_integrity_check").fetchall()]
    found += [row[0] for row in connection.execute("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
    found += [f"reference: {row[0]}" for row in connection.execute("PRAGMA foreign_key_check").fetchall()]
    return found


def revision(connection: RawConnection) -> str | None:
    """The schema revision noted in the file by the migrations; None in a file without one."""
    known = connection.execute(
        "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'alembic_version'"
    ).fetchone()
    if known is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def made_by(connection: RawConnection) -> str:
    """The version of the program that brought the file to its schema, "1.12.3"; empty in files older than this note."""
    return from_number(int(connection.execute("PRAGMA user_version").fetchone()[0]))


def ids(connection: RawConnection, sql: str, parameters: tuple[object, ...] = ()) -> list[int]:
    """All ids of a query whose single column is one ``group_concat`` of them; four times as fast as rows."""
    text = connection.execute(sql, parameters).fetchone()[0]
    return [] if text is None else [int(id) for id in text.split(",")]
