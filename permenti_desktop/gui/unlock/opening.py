"""What is done beside the page of the passphrase: opening, the recovery sheet, the newest good backup."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from permenti_desktop.db import keys, opening
from permenti_desktop.db.backup_list import Backup, DamagedFile, backups_of
from permenti_desktop.db.first_look import FirstLook, knock_and_look, look
from permenti_desktop.domain.errors import Damaged, NotOurs, UserError
from permenti_desktop.i18n import _

Opened = tuple[opening.Door, FirstLook]


def is_server(target: str) -> bool:
    """Whether the target is an address of a server, not a file."""
    return target.startswith(("postgresql://", "postgresql+"))


def open_file(path: Path, passphrase: str, *, read_only: bool = False) -> Opened:
    """Unlock a file and read what the first paint needs; raises as ``opening.open_database`` does."""
    return knock_and_look(path, passphrase=passphrase, read_only=read_only)


def _looked_at(door: opening.Door) -> Opened:
    try:
        return door, look(door)
    except BaseException:
        door.leave()
        raise


def take_over(path: Path, passphrase: str) -> Opened:
    """Open a file whose lock another machine left behind.  Only after a person said that it is closed there."""
    from permenti_desktop.db import lock_file

    opening.unlock(path, passphrase=passphrase)  # nobody without the passphrase takes a lock away
    lock = lock_file.lock_path(path)
    lock_file.take_over(lock, lock_file.read(lock)).release()
    return open_file(path, passphrase)


def recover(path: Path, code: str, name: str, passphrase: str) -> Opened:
    """Open a file by its recovery sheet and give the person a new passphrase.

    A key file that is lost, damaged or another file's is made anew; in a good one the others' passphrases stay.
    """
    data_key = keys.from_recovery_code(code)
    door = opening.knock(path, data_key=data_key)
    try:
        keys.let_in(path, name, data_key, passphrase)
        return _looked_at(door)
    except BaseException:
        door.leave()
        raise


def newest_good(path: Path, folder: Path | None, passphrase: str) -> Backup:
    """The newest backup of a file that this passphrase opens and that is whole."""
    from permenti_desktop.db.backup import contents_of

    last: UserError | None = None
    for backup in backups_of(path, folder):
        if not backup.checked:
            continue
        try:
            contents_of(backup.path, opening.unlock(backup.path, passphrase=passphrase), thorough=True)
            return backup
        except UserError as error:
            last = error
    if last is not None and not isinstance(last, Damaged | NotOurs):
        raise last
    raise DamagedFile((), _("Es ist keine unbeschädigte Sicherung dieser Datei da."))


def restore(path: Path, folder: Path | None, passphrase: str) -> tuple[Opened, datetime]:
    """Put the newest good backup in the place of a file and open it; what lay there is kept."""
    from permenti_desktop.db.backup import restore as put_back

    backup = newest_good(path, folder, passphrase)
    data_key = opening.unlock(backup.path, passphrase=passphrase)
    put_back(path, backup.path, data_key, folder=folder, passphrase=passphrase)
    return open_file(path, passphrase), backup.at


def restore_from(source: Path, path: Path, passphrase: str) -> Opened:
    """Make a backup (on a stick, of another machine) the file under *path* and open it."""
    from permenti_desktop.db.backup import restore as put_back

    put_back(path, source, opening.unlock(source, passphrase=passphrase), passphrase=passphrase)
    return open_file(path, passphrase)
