"""Another data key for a file: when the recovery sheet was lost, or somebody who left must not read a copy to come.

Changing a passphrase changes the envelope only; whoever has the data key goes on reading. Here the whole file is
written anew under a new data key, beside the old one, checked, and put in its place. File and envelope cannot be
replaced in one step: meanwhile the envelope speaks of both files and tells by their first bytes which one lies there,
so that at any moment, whatever is switched off, one of the two opens.

Only the person who does it keeps her passphrase: the others' cannot be known, and a way from the old data key to the
new one would make it worthless. What was copied before, backups included, the old key still opens.
"""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from permenti_desktop.db import failures, keys, lock_file, raw
from permenti_desktop.db.place import Place, place_of
from permenti_desktop.domain.errors import Damaged, InUse, UserError
from permenti_desktop.i18n import _

_PART: Final = ".part"
_PAGES: Final = 500
"""Pages (of 4 KB) copied between two looks at the progress."""

Tick = Callable[[int, int], None]


def rekey(
    path: Path,
    key: bytes,
    name: str,
    passphrase: str,
    *,
    folder: Path | None = None,
    cost: keys.Cost | None = None,
    user: str | None = None,
    tick: Tick | None = None,
) -> bytes:
    """Give a closed file a new data key, which is answered; from then on only *name*'s *passphrase* opens it.

    A checked backup under the old key is made first (in *folder*, or beside the file), and one under the new key at
    the end: the newest backup is to open with the file's key. *tick* is called with pages done
    and all pages, and may raise to stop. Raises a :class:`UserError`; the old file and its passphrases are then as they
    were.
    """
    from permenti_desktop.db.backup import back_up_file

    lock = lock_file.acquire(lock_file.lock_path(path), user)
    try:
        with failures.translated():
            finish(path)
        back_up_file(path, key, "rekey", folder=folder)
        with failures.translated():
            new_key = keys.new_data_key()
            part = path.with_name(path.name + _PART)
            envelope_file = keys.envelope_path(path)
            before = keys.read(envelope_file)
            try:
                _clear(part)
                _write_anew(path, key, part, new_key, tick)
                coming = keys.Envelope((keys.make_slot(name, passphrase, new_key, cost),), _first_bytes(part))
                keys.write(envelope_file, before._replace(coming=coming))
                part.replace(path)
            except BaseException:
                _clear(part)
                if keys.read(envelope_file).coming is not None:
                    keys.write(envelope_file, before)
                raise
            keys.sync_folder(path.parent)
            finish(path)
        with contextlib.suppress(UserError):  # the file is good; the next backup by itself says what is wrong
            back_up_file(path, new_key, "rekey", folder=folder)
        return new_key
    finally:
        lock.release()


def finish(path: Path) -> None:
    """Reduce an envelope that speaks of two files to the one that lies there: the end of every rekeying, also of one
    that broke off. Whoever calls it holds the lock of the file."""
    envelope_file = keys.envelope_path(path)
    try:
        envelope = keys.read(envelope_file)
    except (OSError, UserError):
        return  # missing or damaged: told when it is needed
    if envelope.coming is not None:
        _clear(path.with_name(path.name + _PART))
        keys.write(envelope_file, keys.of_file(envelope, _first_bytes(path)))


def _write_anew(path: Path, key: bytes, part: Path, new_key: bytes, tick: Tick | None) -> None:
    from permenti_desktop.db.backup import contents_of

    raw.create_file(part)
    source = raw.connect(path, key, place=place_of(path))
    try:
        target = raw.connect(part, new_key, place=Place.STICK, fresh=True)
        try:
            source.backup(
                target,
                pages=_PAGES,
                progress=None if tick is None else lambda _status, left, total: tick(total - left, total),
            )
            target.execute("PRAGMA journal_mode=DELETE").fetchall()
        finally:
            target.close()
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        source.close()
    if any(file.exists() and file.stat().st_size for file in _companions(path)):
        raise InUse()  # what lies there would be taken for the new file's
    if contents_of(part, new_key, thorough=True) != contents_of(path, key):
        raise Damaged(
            _("Die neu verschlüsselte Datei enthält nicht dasselbe wie die alte."),
            _("Es wurde nichts geändert. Bitte versuchen Sie es noch einmal."),
        )
    with part.open("r+b") as file:
        os.fsync(file.fileno())


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(raw.HEADER_BYTES)


def _companions(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(path.name + ending) for ending in ("-wal", "-journal"))


def _clear(part: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        part.with_name(part.name + ending).unlink(missing_ok=True)
