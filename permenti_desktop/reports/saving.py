"""Saving a report so that there is always a whole file: the old one until the new one is complete.

What is written goes into a file beside the target that only this user may read; when it is on the disk it
takes the target's place in one step. Whatever goes wrong, nothing half-written is left, and what the system
answers (by number, never by its words) becomes a sentence with a next step.
"""

import contextlib
import errno
import os
import secrets
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

from permenti_desktop.domain.errors import DiskFull, Missing, ReadOnly, TargetOpen, UserError
from permenti_desktop.i18n import _

Result = TypeVar("Result")

# EFBIG: the file system (FAT, a quota) takes no file of this size; to the person that is the same.
_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} if sys.platform != "win32" else {errno.ENOSPC, errno.EFBIG}
_FORBIDDEN: Final = {errno.EACCES, errno.EPERM, errno.EROFS}
_GONE: Final = {errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO, errno.EIO, errno.EHOSTUNREACH, errno.ENOTCONN}
_BUSY: Final = {errno.EBUSY, errno.ETXTBSY}
# Windows: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION, ERROR_USER_MAPPED_FILE.
_WINDOWS_BUSY: Final = {32, 33, 1224}
# ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL.
_WINDOWS_FULL: Final = {39, 112}


def save(target: Path, write: Callable[[BinaryIO], Result]) -> Result:
    """Let *write* fill a new file and put it at *target*; answers what *write* answers.

    A new file may be read by its owner only; one that is replaced keeps its permissions. Raises TargetOpen,
    ReadOnly, DiskFull or Missing, and lets through what *write* raises; the old file then is as it was.
    """
    with _in_words(target):
        if not target.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        if target.is_dir():
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        _spare_what_is_no_report(target)
        _look_for_other_programs(target)
        kept = _permissions(target)
        beside = target.with_name(f".{target.name[:80]}.{secrets.token_hex(6)}.part")
        number = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(number, "w+b") as out:
                result = write(out)
                out.flush()
                os.fsync(out.fileno())
            if kept is not None:
                beside.chmod(kept)
            beside.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise
        _settle(target.parent)
    return result


def _spare_what_is_no_report(target: Path) -> None:
    """Never take the place of an office's file, of its key or of a device, whatever name was given."""
    for place in (target, Path(os.path.realpath(target))):
        name = place.name
        is_office = name.endswith(".permenti") or place.with_name(f"{name}.key").exists()
        is_key = name.endswith(".key") and place.with_suffix("").exists()
        if place.exists() and (is_office or is_key or not place.is_file()):
            raise UserError(
                _("Unter diesem Namen liegt etwas anderes als ein Bericht, zum Beispiel die Datei der Stelle."),
                _("Bitte wählen Sie für den Bericht einen anderen Namen."),
            )


def _permissions(target: Path) -> int | None:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return None


def _look_for_other_programs(target: Path) -> None:
    """LibreOffice lays a lock file beside what it has open. Elsewhere than on Windows nothing else would stop us
    from replacing the file under its hands, and its next saving would bring the old figures back."""
    if target.with_name(f".~lock.{target.name}#").exists():
        raise TargetOpen()


def _settle(folder: Path) -> None:
    """Have the new name written to the disk as well. Windows and some shares cannot and need not."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


@contextmanager
def _in_words(target: Path) -> Iterator[None]:
    """Turn what the system answers into a sentence."""
    try:
        yield
    except UserError:
        raise
    except OSError as error:
        raise _sentence(error, target) from error


def _sentence(error: OSError, target: Path) -> Exception:
    if error.filename is not None and Path(os.fsdecode(error.filename)).parent != target.parent:
        return error  # about another file, e.g. a font that is missing: a mistake of the program
    windows = getattr(error, "winerror", None)
    if error.errno in _FULL or windows in _WINDOWS_FULL:
        return DiskFull()
    if error.errno in _BUSY or windows in _WINDOWS_BUSY:
        return TargetOpen()
    if windows == 5 and target.exists() and os.access(target.parent, os.W_OK):
        return TargetOpen()  # replacing a file that is open is "access denied" there
    if error.errno in _FORBIDDEN:
        return ReadOnly()
    if error.errno in _GONE:
        return Missing(
            _("Der Ordner, in dem gespeichert werden soll, ist nicht erreichbar."),
            _("Bitte stecken Sie den Stick ein, verbinden Sie das Netzlaufwerk oder wählen Sie einen anderen Ordner."),
        )
    if error.errno == errno.ENAMETOOLONG:
        return UserError(_("Der Name der Datei ist zu lang."), _("Bitte wählen Sie einen kürzeren Namen."))
    return error
