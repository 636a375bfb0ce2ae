"""The exclusive lock file beside the database: one program at a time, on one machine or on a share.

Two machines on one shared folder do not see each other's SQLite locks reliably: both get acknowledged
commits, half of them are gone, and the integrity check says "ok". A file that only one of them can create
(O_EXCL) decides; it says who, where and since when.

A lock of this machine whose process is gone (a crash, a power cut) is removed by whoever comes next. So
that two who come at once do not remove each other's fresh lock, the holder keeps the file open and locked
by the system, and only who gets that system lock on the very file that still lies there may remove it; on
Windows an open file cannot be removed at all. Locks of other machines are never removed unasked: nobody
here can know whether they live. A lock that says nothing is just being written, or its writer died between
making and writing it: after a while in which nothing changed and nobody held it, it is removed, too. Who was
only slow notices that the lock is not his, because he looks again after writing.
"""

import json
import os
import sys
import time
import zlib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from permenti_desktop.db.failures import translated
from permenti_desktop.domain.errors import InUse
from permenti_desktop.i18n import _, datetime_text

_TRIES: Final = 20
_WRITTEN_WITHIN: Final = 1.5
"""Seconds in which whoever made a lock has certainly written it, on a slow share, too."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the file open."""

    host: str
    machine: str
    boot: str
    pid: int
    started: str
    user: str
    since: str
    """UTC, ISO."""
    token: str

    @property
    def since_utc(self) -> datetime:
        """The moment of opening."""
        return datetime.fromisoformat(self.since)


class FileInUse(InUse):
    """Someone has the file open; ``holder`` says who, None if that cannot be read."""

    def __init__(self, holder: Holder | None) -> None:
        if holder is None:
            super().__init__()
        elif _same_machine(holder):
            super().__init__(
                _("Die Datei ist auf diesem Rechner schon geöffnet, seit {since}.").format(
                    since=datetime_text(holder.since_utc)
                ),
                _("Bitte wechseln Sie in das andere Fenster oder schließen Sie es."),
            )
        else:
            super().__init__(
                _("{user} hat die Datei am Rechner „{host}“ geöffnet, seit {since}.").format(
                    user=holder.user, host=holder.host, since=datetime_text(holder.since_utc)
                ),
                _("Bitte warten Sie, bis die Datei dort geschlossen ist."),
            )
        self.holder = holder


class LockFile:
    """A held lock; made by :func:`acquire`."""

    def __init__(self, path: Path, holder: Holder, descriptor: int) -> None:
        self.path = path
        self.holder = holder
        self._descriptor: int | None = descriptor

    def still_ours(self) -> bool:
        """Whether the lock on the disk is the one we made: somebody may have removed it by force."""
        found = read(self.path)
        return found is not None and found.token == self.holder.token

    def release(self) -> None:
        """Let the file go. A second time does nothing; a lock that is no longer ours stays."""
        if self._descriptor is None:
            return
        descriptor, self._descriptor = self._descriptor, None
        ours = self.still_ours()
        if os.name == "nt":
            os.close(descriptor)  # an open file cannot be removed there
        if ours:
            self.path.unlink(missing_ok=True)
        if os.name != "nt":
            os.close(descriptor)


def lock_path(database: Path) -> Path:
    """Where the lock of a file lies."""
    return database.with_name(database.name + ".lock")


def acquire(path: Path, user: str | None = None) -> LockFile:
    """Take the lock, or raise :class:`FileInUse` with who has it.

    Raises the sentences of :mod:`permenti_desktop.db.failures` when the folder cannot be written.
    """
    me = _me(user)
    with translated():
        for _try in range(_TRIES):
            if lock := _create(path, me):
                return lock
            holder = read(path)
            if holder is None:
                if not path.exists() or (_stays_unwritten(path) and _remove_stale(path, None)):
                    continue  # released between the two looks, or left by one who died too early
                holder = read(path)
            if holder is None or not _gone(holder) or not _remove_stale(path, holder):
                raise FileInUse(holder)
    raise FileInUse(read(path))


def take_over(path: Path, seen: Holder | None, user: str | None = None) -> LockFile:
    """Take a lock by force, after a person has made sure that the other machine does not run any more.

    *seen* is the holder she was told of: if meanwhile someone else has it, :class:`FileInUse` is raised.
    """
    with translated():
        holder = read(path)
        if holder is not None and (seen is None or holder.token != seen.token):
            raise FileInUse(holder)
        path.unlink(missing_ok=True)
    return acquire(path, user)


def read(path: Path) -> Holder | None:
    """Who holds the lock; None if nobody does or the file says nothing readable (it is just being
    written)."""
    try:
        content = json.loads(path.read_bytes())
        return Holder(**{name: content[name] for name in Holder.__slots__})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _create(path: Path, me: Holder) -> LockFile | None:
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        return None
    except PermissionError:
        # Windows says so for a file that is just being removed; else the folder really is not writable.
        if os.name == "nt" and path.exists():
            return None
        raise
    try:
        _system_lock(descriptor)
        os.write(descriptor, json.dumps(asdict(me)).encode("utf-8"))
        os.fsync(descriptor)
    except BaseException:
        os.close(descriptor)
        path.unlink(missing_ok=True)
        raise
    lock = LockFile(path, me, descriptor)
    if not lock.still_ours():  # some shares let two machines create one file; the last to write has it
        lock.release()
        return None
    return lock


def _stays_unwritten(path: Path) -> bool:
    """Whether a lock that says nothing is still the same and says nothing a while later."""
    try:
        first = os.stat(path)
        end = time.monotonic() + _WRITTEN_WITHIN
        while time.monotonic() < end:
            time.sleep(0.05)
            now = os.stat(path)
            if (now.st_ino, now.st_size, now.st_mtime_ns) != (first.st_ino, first.st_size, first.st_mtime_ns):
                return False
    except FileNotFoundError:
        return False
    return read(path) is None


def _remove_stale(path: Path, holder: Holder | None) -> bool:
    """Remove the lock of a process that is gone, or one that says nothing (None). False if someone was faster or lives
    after all."""
    if os.name == "nt":
        try:
            path.unlink(missing_ok=True)
        except PermissionError:
            return False
        return True
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return True
    try:
        if not _system_lock(descriptor):
            return False
        try:
            there = os.stat(path)
        except FileNotFoundError:
            return True
        mine = os.fstat(descriptor)
        found = read(path)
        if (there.st_dev, there.st_ino) != (mine.st_dev, mine.st_ino):
            return True  # a new one lies there: look again
        if found != holder:
            return False
        path.unlink()
        return True
    finally:
        os.close(descriptor)


def _system_lock(descriptor: int) -> bool:
    """The system's own lock on the open file, for as long as it is open. False if another has it.

    A share that knows no such locks answers with an error; then the content of the file alone decides.
    """
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


# Who is who


def _me(user: str | None) -> Holder:
    return Holder(
        host=_host(),
        machine=_machine(),
        boot=_boot(),
        pid=os.getpid(),
        started=_started(os.getpid()) or "",
        user=user or os.environ.get("USERNAME") or os.environ.get("USER") or "?",
        since=datetime.now(UTC).isoformat(timespec="seconds"),
        token=os.urandom(16).hex(),
    )


def _same_machine(holder: Holder) -> bool:
    return holder.host == _host() and holder.machine == _machine()


def _gone(holder: Holder) -> bool:
    """Whether a holder certainly lives no more: this machine, but an earlier start of it or no such
    process."""
    if not _same_machine(holder):
        return False
    if holder.boot != _boot():
        return True
    started = _started(holder.pid)
    # The number of a dead process is given to a new one some day; its start tells them apart.
    return started is None or started != holder.started


def _host() -> str:
    """The name of this machine."""
    if sys.platform == "win32":
        import socket

        return socket.gethostname()
    return os.uname().nodename  # the same, without the module: it and what it loads cost the first window 4 ms


@cache
def _machine() -> str:
    """Tells two machines with one name apart: 32 bits of a checksum, which say nothing of the real identifier."""
    found = ""
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            found = str(winreg.QueryValueEx(key, "MachineGuid")[0])
    else:
        for place in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
            try:
                found = Path(place).read_text(encoding="ascii").strip()
                break
            except OSError:
                continue
    if not found:
        import uuid

        found = str(uuid.getnode())
    return f"{zlib.crc32(f'permenti:{found}'.encode()):08x}"


@cache
def _boot() -> str:
    """Changes with every start of the machine, where the system has such a thing; process start times do
    the rest."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _started(pid: int) -> str | None:
    """When a process was started, in whatever unit the system has; None if there is no such process."""
    if sys.platform == "win32":
        return _started_on_windows(pid)
    try:
        words = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return None if words[0] in "ZX" else words[19]
    except (FileNotFoundError, ProcessLookupError):
        if Path("/proc/self/stat").exists():
            return None
    except OSError:
        return ""
    try:  # macOS has no /proc; it does not tell the start without a foreign program, so the number must do
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    return ""


def _started_on_windows(pid: int) -> str | None:
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        kernel.OpenProcess.argtypes = [wintypes.DWORD, wintypes.BOOL, wintypes.DWORD]
        handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
        if not handle:
            return "" if ctypes.get_last_error() == 5 else None  # access denied: it lives
        try:
            code = wintypes.DWORD()
            if kernel.GetExitCodeProcess(wintypes.HANDLE(handle), ctypes.byref(code)) and code.value != 259:
                return None
            times = [wintypes.FILETIME() for _ in range(4)]
            pointers = [ctypes.byref(time) for time in times]
            if not kernel.GetProcessTimes(wintypes.HANDLE(handle), *pointers):
                return ""
            return str((times[0].dwHighDateTime << 32) + times[0].dwLowDateTime)
        finally:
            kernel.CloseHandle(wintypes.HANDLE(handle))
    return ""
