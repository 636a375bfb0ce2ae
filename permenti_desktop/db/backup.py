"""Backups: made by the online backup API, checked before they count, rotated, restored.

A backup is an encrypted file like the original, with a key file of its own: it can simply be opened. It
lies under its name only when it was reopened with the key and found whole; what a crash leaves is a
``.part``. A live file is never copied byte by byte.

A server is backed up into such a file too, and restored from one, so that there is one way for both.
"""

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from permenti_desktop.db import failures, keys, ledger, lock_file, raw
from permenti_desktop.db.backup_list import STAMP, Backup, Reason, backups_of, folder_of, last_checked
from permenti_desktop.db.place import Place, place_of
from permenti_desktop.domain.errors import Damaged, DiskFull, Missing, NotOurs, UserError, WrongPassphrase
from permenti_desktop.i18n import _

if TYPE_CHECKING:
    from permenti_desktop.db.database import Database

_PART: Final = ".part"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: its schema revision, the last step in its journal, and rows per table."""

    revision: str
    last_entry: int
    rows: dict[str, int]


# Making


def back_up(
    database: "Database",
    reason: Reason,
    *,
    folder: Path | None = None,
    name: str = "",
    key: bytes | None = None,
    envelope: keys.Envelope | None = None,
) -> Backup:
    """Back up an open database, while others read and write.

    For a server *folder*, *name* (of the file, "Büro.permenti"), *key* and *envelope* say where and under
    whose passphrase; for a file they follow from it. Raises a :class:`UserError`; then there is no new
    backup.
    """
    if database.path is not None:
        return back_up_file(database.path, database.key, reason, folder=folder, read_only=database.read_only)
    if folder is None or not name or key is None or envelope is None:
        raise ValueError("the backup of a server needs folder, name, key and envelope")
    with failures.translated():
        return _kept(folder / name, folder, key, reason, envelope, lambda part: _from_server(database, part, key))


def back_up_file(
    path: Path, key: bytes, reason: Reason, *, folder: Path | None = None, read_only: bool = False
) -> Backup:
    """Back up an encrypted file that is ours, open or not; *read_only* if nothing may be written beside it."""
    with failures.translated():
        envelope_file = keys.envelope_path(path)
        envelope = keys.read(envelope_file) if envelope_file.exists() else None
        return _kept(
            path, folder or folder_of(path), key, reason, envelope, lambda part: _from_file(path, part, key, read_only)
        )


def _kept(
    path: Path,
    folder: Path,
    key: bytes,
    reason: Reason,
    envelope: keys.Envelope | None,
    fill: Callable[[Path], dict[str, int]],
) -> Backup:
    """Fill a part file, check it against what *fill* counted, and give it its name."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _clear_parts(path, folder)
    at = datetime.now(UTC)
    final = folder / f"{path.stem}.{at.strftime(STAMP)}.{reason}{path.suffix}"
    part = final.with_name(final.name + _PART)
    try:
        expected = fill(part)
        if contents_of(part, key, thorough=True).rows != expected:
            raise Damaged(_("Die Sicherung enthält nicht dasselbe wie die Datei."), _("Bitte sichern Sie noch einmal."))
        _sync(part)
        if envelope is not None:
            own = envelope._replace(file_id=_header(part))
            keys.write(keys.envelope_path(final), own)
        ledger.copy(path, key, folder)
        part.replace(final)
        _remove(part)  # its empty journal, where SQLite keeps one
        keys.sync_folder(folder)
    except BaseException as error:
        full = failures.is_full(part)  # asked before there is room again
        _remove(part)
        if not final.exists():
            keys.envelope_path(final).unlink(missing_ok=True)
        if full and isinstance(failures.sentence_for(error) or error, Missing):
            raise DiskFull() from None
        raise
    return Backup(final, at, reason, final.stat().st_size)


def _from_file(path: Path, part: Path, key: bytes, read_only: bool) -> dict[str, int]:
    raw.create_file(part)
    settled = read_only and not path.with_name(path.name + "-wal").exists()
    source = raw.connect(path, key, place=place_of(path), read_only=read_only, immutable=settled)
    try:
        target = raw.connect(part, key, place=Place.STICK, fresh=True)
        try:
            source.execute("BEGIN")  # the copy and the counts are of one state
            rows = _count(source)
            source.backup(target, pages=-1)
            source.execute("COMMIT")
            target.execute("PRAGMA journal_mode=DELETE").fetchall()
        finally:
            target.close()
    finally:
        source.close()
    return rows


def _from_server(database: "Database", part: Path, key: bytes) -> dict[str, int]:
    from permenti_desktop.db import transfer

    return transfer.server_to_file(database, part, key)


def _count(connection: raw.RawConnection) -> dict[str, int]:
    names = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'search\\_%' ESCAPE '\\' ORDER BY name"
    ).fetchall()
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(raw.HEADER_BYTES)


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _remove(path: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _clear_parts(path: Path, folder: Path) -> None:
    """What a crash left; nobody else writes here, the lock of the database is ours."""
    for left in folder.glob(f"{_escaped(path.stem)}.*{_PART}*"):
        left.unlink(missing_ok=True)


def _escaped(text: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", text)


# Looking


def contents_of(path: Path, key: bytes, *, thorough: bool = False) -> Contents:
    """What a backup holds. *thorough* reads every page and checks everything; takes a second per 100 MB or
    so.

    Raises :class:`Damaged`, :class:`NotOurs`, or :class:`Missing` when it is not there any more.
    """
    with failures.translated():
        return _contents(path, key, thorough=thorough)


def _contents(path: Path, key: bytes, *, thorough: bool) -> Contents:
    connection = raw.connect(path, key, place=Place.STICK, read_only=True, immutable=True)
    try:
        if thorough and (problems := raw.problems_in(connection)):
            raise Damaged(
                _("Die Sicherung ist beschädigt ({count} Stellen).").format(count=len(problems)),
                _("Bitte nehmen Sie eine andere Sicherung."),
            )
        revision = raw.revision(connection)
        if revision is None:
            raise NotOurs()
        last = connection.execute("SELECT last_id FROM journal_head").fetchone()
        return Contents(revision, last[0] if last else 0, _count(connection))
    finally:
        connection.close()


def is_needed(database: "Database", *, folder: Path | None = None) -> bool:
    """Whether anything was changed since the newest checked backup of an open file."""
    if database.path is None:
        return False
    newest = last_checked(database.path, folder)
    if newest is None:
        return True
    with database.read() as session:
        last: int = session.connection().exec_driver_sql("SELECT last_id FROM journal_head").scalar_one()
    try:
        return contents_of(newest.path, database.key).last_entry != last
    except UserError:
        return True


# Rotating


@dataclass(frozen=True, slots=True)
class Keep:
    """How many are kept: the newest of each of the last hours, days, weeks and months that have one.

    No backup older than *longest* stays, as erased people live on in it: the proof of an erasure names the day. Only
    *least* are always kept. A year is never longer than an office's deletion period, which is told in years.
    """

    hours: int = 24
    days: int = 14
    weeks: int = 8
    months: int = 12
    least: int = 3
    longest: timedelta = timedelta(days=365)


def to_remove(backups: Iterable[Backup], now: datetime, keep: Keep | None = None) -> tuple[Backup, ...]:
    """Which backups may go. What a restore put aside is kept for a month."""
    keep = keep or Keep()
    ordered = sorted(backups, key=lambda backup: backup.at, reverse=True)
    checked = [backup for backup in ordered if backup.checked]
    kept: set[Path] = {backup.path for backup in checked[: keep.least]}
    for limit, period in ((keep.hours, _hour), (keep.days, _day), (keep.weeks, _week), (keep.months, _month)):
        seen: dict[object, Backup] = {}
        for backup in checked:
            if now - backup.at <= keep.longest:
                seen.setdefault(period(backup.at), backup)
        kept.update(backup.path for backup in list(seen.values())[:limit])
    kept.update(backup.path for backup in ordered if not backup.checked and now - backup.at <= timedelta(days=31))
    return tuple(backup for backup in ordered if backup.path not in kept)


def _hour(at: datetime) -> tuple[date, int]:
    return at.date(), at.hour


def _day(at: datetime) -> date:
    return at.date()


def _week(at: datetime) -> tuple[int, int]:
    return at.isocalendar()[:2]


def _month(at: datetime) -> tuple[int, int]:
    return at.year, at.month


def rotate(
    path: Path, *, now: datetime | None = None, keep: Keep | None = None, folder: Path | None = None
) -> tuple[Backup, ...]:
    """Remove the backups of a file that may go; answers which."""
    gone = to_remove(backups_of(path, folder), now or datetime.now(UTC), keep)
    with failures.translated():
        for backup in gone:
            # The key file last: as long as the backup is there, it can be opened.
            backup.path.unlink(missing_ok=True)
            keys.envelope_path(backup.path).unlink(missing_ok=True)
    return gone


# Restoring


def restore(
    path: Path,
    source: Path,
    key: bytes,
    *,
    folder: Path | None = None,
    user: str | None = None,
    passphrase: str | None = None,
) -> Backup | None:
    """Put a backup in the place of a closed file. Answers what was put aside: the old file with its key file.

    *key* is the data key of the backup (``opening.unlock`` of it). Nothing is touched before the backup was
    found whole, and whoever was erased since it was made is erased in it before it takes the file's place. Raises a
    :class:`UserError`; the old file is then in its place.

    If the file has the same data key, today's passphrases go on opening it, so that nobody comes back in with the
    backup who was removed since. *passphrase* is the one with which the backup was opened: when it is not among
    today's, those of the backup count, or she who restores would be locked out.
    """
    from permenti_desktop.db import erasing

    contents_of(source, key, thorough=True)
    with failures.translated():
        lock = lock_file.acquire(lock_file.lock_path(path), user)
        try:
            part = path.with_name(path.name + _PART)
            try:
                _copy(source, part)
                if _digest(part) != _digest(source):
                    raise failures.place_gone()
                erasing.replay_file(part, key, ledger.read(ledger.around(path, folder, source.parent), key))
                same_key = path.exists() and _settle(path, key)
                before = _envelope_of(path)
                after = _envelope_of(source)
                if before is not None and _opens(before, key, passphrase, same_key=same_key):
                    after = before
                aside = _put_aside(path, folder or folder_of(path))
                envelope_file = keys.envelope_path(path)
                if after is not None:
                    after = after._replace(file_id=_header(part))
                    # Until the file is replaced the key file speaks of both (db/rekey.py).
                    keys.write(envelope_file, after if before is None else before._replace(coming=after))
                part.replace(path)
                keys.sync_folder(path.parent)
                if after is not None and before is not None:
                    with contextlib.suppress(UserError):  # or else the next opening does it
                        keys.write(envelope_file, after)
            except BaseException:
                _remove(part)
                raise
            return aside
        finally:
            lock.release()


def _envelope_of(path: Path) -> keys.Envelope | None:
    """What the key file beside a file says of it; None if there is none, or a damaged one, or another file's."""
    try:
        envelope = keys.of_file(keys.read(keys.envelope_path(path)), _header(path))
        return envelope if envelope.file_id == _header(path) else None
    except (OSError, UserError):
        return None


def _opens(envelope: keys.Envelope, key: bytes, passphrase: str | None, *, same_key: bool) -> bool:
    """Whether whoever restores gets in by this envelope; without a passphrase she is in already, or has the sheet."""
    if passphrase is None:
        return same_key
    try:
        return keys.unwrap(envelope, passphrase)[0] == key
    except WrongPassphrase:
        return False


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    raw.create_file(target)
    with source.open("rb") as old, target.open("r+b") as new:
        shutil.copyfileobj(old, new, 1 << 20)
        new.flush()
        os.fsync(new.fileno())


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _put_aside(path: Path, folder: Path) -> Backup | None:
    """Keep a file that is about to be replaced, with its key file, in the folder of backups.

    The file stays in its place until the new one replaces it in one step: there is never none.
    """
    if not path.exists():
        return None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    at = datetime.now(UTC)
    aside = folder / f"{path.stem}.{at.strftime(STAMP)}.replaced{path.suffix}"
    envelope_file = keys.envelope_path(path)
    if envelope_file.exists():
        keys.write_durably(keys.envelope_path(aside), envelope_file.read_bytes())
    try:
        os.link(path, aside)
    except OSError:  # another disk, or a stick that knows no links
        _copy(path, aside)
    # Beside the new file they would be taken for its own.
    for ending in ("-wal", "-journal"):
        companion = path.with_name(path.name + ending)
        if companion.exists():
            if companion.stat().st_size:
                _copy(companion, aside.with_name(aside.name + ending))
            companion.unlink()
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    return Backup(aside, at, "replaced", aside.stat().st_size)


def _settle(path: Path, key: bytes) -> bool:
    """Bring what a crash left beside a file into it, if *key* opens it; answers whether it does."""
    from sqlcipher3 import dbapi2

    try:
        connection = raw.connect(path, key, place=place_of(path))
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()
    except (dbapi2.DatabaseError, UserError):
        return False
    return True
