"""What the environment does to the database, said in sentences for the person.

The only place that turns driver errors into :class:`~permenti_desktop.domain.errors.UserError`, and it does
so by error code, never by the words of a message: PostgreSQL's messages are translated and quote the row.
What has no entry here is a mistake of the program and passes through unchanged.
"""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from permenti_desktop.domain.errors import Conflict, Damaged, DiskFull, InUse, Missing, ReadOnly, UserError
from permenti_desktop.i18n import _

# Result codes of SQLite (https://www.sqlite.org/rescode.html); the driver gives the primary ones only.
_BUSY, _LOCKED, _PROTOCOL = 5, 6, 15
_READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _CONSTRAINT, _NOTADB = 8, 10, 11, 13, 14, 19, 26

_CODES = {
    "database is locked": _BUSY,
    "attempt to write a readonly database": _READONLY,
    "disk I/O error": _IOERR,
    "database disk image is malformed": _CORRUPT,
    "database or disk is full": _FULL,
    "unable to open database file": _CANTOPEN,
    "file is not a database": _NOTADB,
}
"""SQLite's own words for these codes, fixed and English."""

_NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_NO_ROOM_BYTES: Final = 64 * 1024
_NOT_ALLOWED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_GONE = frozenset(
    {errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTCONN, errno.EHOSTDOWN, errno.ESTALE, errno.EIO}
    if hasattr(errno, "ESTALE") and hasattr(errno, "EHOSTDOWN")
    else {errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO}
)


def busy() -> InUse:
    """Someone else has been writing for longer than we wait."""
    return InUse(
        _("Die Datei wird gerade von einem anderen Vorgang beschrieben."),
        _("Bitte warten Sie einen Moment und versuchen Sie es noch einmal."),
    )


def place_gone() -> Missing:
    """Reading or writing failed because the disk, stick or share does not answer."""
    return Missing(
        _("Der Datenträger oder das Netzlaufwerk antwortet nicht mehr."),
        _("Bitte prüfen Sie die Verbindung und öffnen Sie die Datei dann noch einmal."),
    )


def is_full(path: Path) -> bool:
    """Whether the disk of a file has next to no room. SQLite calls it a failed read or write, and not a full disk, when
    the memory that it shares beside the WAL cannot grow."""
    try:
        return shutil.disk_usage(path.parent).free < _NO_ROOM_BYTES
    except OSError:
        return False


def server_gone() -> Missing:
    """The PostgreSQL server cannot be reached or hung up."""
    return Missing(
        _("Die gemeinsame Datenbank antwortet nicht."),
        _("Bitte prüfen Sie die Verbindung zum Netz und versuchen Sie es noch einmal."),
    )


def from_os_error(error: OSError) -> UserError | None:
    """The sentence for a failed file operation, or None if there is none."""
    if error.errno in _NO_ROOM or getattr(error, "winerror", None) in (39, 112):
        return DiskFull()
    if getattr(error, "winerror", None) in (32, 33):  # another program has it open
        return InUse()
    if error.errno in _NOT_ALLOWED:
        return ReadOnly()
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        return UserError(
            _("Hier wird ein Ordner gebraucht, aber unter diesem Namen liegt schon eine Datei."),
            _("Bitte wählen Sie einen anderen Ordner."),
        )
    if isinstance(error, FileNotFoundError):
        return Missing()
    if error.errno in _GONE:
        return place_gone()
    return None


def from_sqlite(error: BaseException) -> UserError | None:
    """The sentence for an error of the SQLite driver, or None."""
    if not type(error).__module__.startswith(("sqlcipher3", "sqlite3")):
        return None
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # the driver forgets it when a backup fails
        code = _CODES.get(str(error))
    if not isinstance(code, int):
        return None
    primary = code & 0xFF
    if primary == _CONSTRAINT:
        # Which constraint it was only the words say; they are fixed, English, and hold no value of a row.
        words = str(error)
        if words == "FOREIGN KEY constraint failed":
            return still_needed()
        return already_there() if words.startswith("UNIQUE constraint failed") else None
    if primary in (_BUSY, _LOCKED, _PROTOCOL):
        return busy()
    if primary == _READONLY:
        return ReadOnly()
    if primary == _FULL:
        return DiskFull()
    if primary in (_CORRUPT, _NOTADB):  # a page that does not decrypt is "not a database" in a file that was one
        return Damaged()
    if primary in (_IOERR, _CANTOPEN):
        return place_gone()
    return None


def still_needed() -> Conflict:
    """A foreign key: something refers to the record, or what it refers to is gone."""
    return Conflict(
        _("Das geht nicht, weil ein anderer Eintrag damit verbunden ist."),
        _("Bitte laden Sie die Ansicht neu und lösen Sie zuerst die Verbindung."),
    )


def already_there() -> Conflict:
    """A value that may stand only once is there already."""
    return Conflict(
        _("Diesen Eintrag gibt es schon. Es wurde nichts überschrieben."),
        _("Bitte laden Sie die Ansicht neu und prüfen Sie, ob er dasselbe meint."),
    )


def from_postgresql(error: BaseException) -> UserError | None:
    """The sentence for an error of psycopg by its SQLSTATE, or None.

    Codes: https://www.postgresql.org/docs/15/errcodes-appendix.html
    """
    module = type(error).__module__
    if not module.startswith("psycopg"):
        return None
    state: str | None = getattr(error, "sqlstate", None)
    if state is None:
        return server_gone() if type(error).__name__ == "OperationalError" else None
    if state == "23503":
        return still_needed()
    if state == "23505":
        return already_there()
    if state == "22001":
        return UserError(
            _("Ein Text ist zu lang für sein Feld."), _("Bitte kürzen Sie ihn und speichern Sie noch einmal.")
        )
    if state in ("40001", "40P01"):  # serialization failure, deadlock
        return Conflict()
    if state == "55P03":  # lock not available in time
        return busy()
    if state in ("25006", "42501"):  # read-only transaction, insufficient privilege
        return ReadOnly(
            _("In dieser gemeinsamen Datenbank dürfen Sie nichts ändern."),
            _("Bitte lassen Sie sich die Rechte von der Person geben, die die Datenbank verwaltet."),
        )
    if state in ("53100", "53200"):  # disk full, out of memory
        return DiskFull()
    if state == "53300":  # too many connections
        return busy()
    if state in ("28P01", "28000"):
        return server_refused()
    if state[:2] in ("08", "57", "58"):  # connection, operator intervention, system error
        return server_gone()
    if state[:2] == "XX":
        return Damaged()
    return None


def server_refused() -> UserError:
    """The server does not know this user or password."""
    return UserError(
        _("Die gemeinsame Datenbank hat die Anmeldung abgelehnt."),
        _("Bitte prüfen Sie Benutzername und Passwort der Verbindung."),
    )


def sentence_for(error: BaseException) -> UserError | None:
    """The user's view of *error*, or None if it is a mistake of the program."""
    if isinstance(error, UserError):
        return None
    if type(error).__name__ == "StaleDataError" and type(error).__module__.startswith("sqlalchemy"):
        return Conflict()
    if type(error).__module__.startswith("sqlalchemy"):
        original = getattr(error, "orig", None)
        if original is None:
            return busy() if type(error).__name__ == "TimeoutError" else None
        return sentence_for(original)
    if isinstance(error, OSError):
        return from_os_error(error)
    return from_sqlite(error) or from_postgresql(error)


class DatabaseFault(RuntimeError):
    """A mistake of the program that the database refused: its kind, code and statement, and no value of a row."""


def _without_values(error: Exception) -> Exception:
    """The drivers quote rows in their messages (PostgreSQL's DETAIL, a text that is no UTF-8)."""
    original = getattr(error, "orig", error)
    kind = type(original)
    if not kind.__module__.startswith(("psycopg", "sqlcipher3")):
        return error
    code = getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None) or "?"
    fault = DatabaseFault(f"{kind.__name__} {code}: {getattr(error, 'statement', None) or ''}")
    return fault.with_traceback(error.__traceback__)


@contextmanager
def translated() -> Iterator[None]:
    """At the door: let environment errors out as sentences, and mistakes of the program without what they quote.

    ``from None`` is deliberate: nothing personal goes into a log, nor into a crash report that somebody copies.
    """
    try:
        yield
    except Exception as error:
        if sentence := sentence_for(error):
            raise sentence from None
        bare = _without_values(error)
        if bare is error:
            raise
        raise bare from None
