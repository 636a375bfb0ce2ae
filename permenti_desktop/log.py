"""The local log: what the program did and where it failed, and never about whom.

Of a message only its template is written, "saved participant %s"; arguments are left out unless they are
marked with :func:`public` (counts, durations, versions). Of an exception its type, its codes and the places
in the code are written, never its text: PostgreSQL and SQLite quote rows in theirs. Messages of other
libraries are withheld altogether, because what they put into their templates is not ours to judge.
"""

import contextlib
import logging
import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from permenti_desktop import paths
from permenti_desktop.version import version

_OWN: Final = "permenti_desktop"
_MAX_BYTES: Final = 1_000_000
_BACKUPS: Final = 3
_WITHHELD: Final = "…"


class public:  # noqa: N801 - reads as a word where it is used: log.info("%s rows", public(n))
    """Marks an argument of a log message as harmless: a count, a duration, a version, a name in the code."""

    __slots__ = ("value",)

    def __init__(self, value: int | float | str) -> None:
        self.value = value

    def __str__(self) -> str:
        return str(self.value)


class _Formatter(logging.Formatter):
    """Writes templates with public arguments only, and exceptions without their texts."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        # The record itself is not touched: other handlers get it too.
        when = self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ")
        line = f"{when} {record.levelname} {record.name}: {message(record)}"
        error = record.exc_info[1] if record.exc_info else None
        return f"{line}\n{exception_text(error)}" if error is not None else line


def message(record: logging.LogRecord) -> str:
    """The message of a record without anything personal."""
    if record.name.partition(".")[0] != _OWN:
        return f"message withheld ({_place(record.pathname)}:{record.lineno})"
    template = record.msg
    if not isinstance(template, str):
        return f"{type(template).__name__} withheld"
    if not record.args:
        return template
    values = record.args if isinstance(record.args, tuple) else (record.args,)
    try:
        return template % tuple(value if isinstance(value, public) else _WITHHELD for value in values)
    except (TypeError, ValueError):
        # %d, %(name)s and the like do not take a withheld value.
        return template


def _place(filename: str) -> str:
    """A code file's path from its package on: what stands before may hold the name of the machine's user."""
    parts = filename.replace("\\", "/").split("/")
    for marker in (_OWN, "site-packages"):
        if marker in parts:
            start = len(parts) - 1 - parts[::-1].index(marker)
            return "/".join(parts[start + (marker != _OWN) :])
    return "/".join(parts[-2:])


def _frames(trace: TracebackType | None) -> list[str]:
    lines = []
    while trace is not None:
        code = trace.tb_frame.f_code
        lines.append(f"  {_place(code.co_filename)}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    return lines


def _codes(error: BaseException) -> str:
    """Numbers and fixed names by which the cause can be looked up; none of them comes from a record."""
    found = []
    for name in ("errno", "winerror", "sqlite_errorcode", "sqlite_errorname", "sqlstate", "code"):
        value = getattr(error, name, None)
        if isinstance(value, int) or (isinstance(value, str) and value.isascii() and len(value) <= 40):
            found.append(f"{name}={value}")
    original = getattr(error, "orig", None)
    if isinstance(original, BaseException):
        found.append(f"orig={_type_name(original)}{_codes(original)}")
    return f" ({', '.join(found)})" if found else ""


def _type_name(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def exception_text(error: BaseException) -> str:
    """Type, codes and places in the code of an exception and of what caused it, without a single value.

    For the log and the crash dialog.
    """
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        if lines:
            lines.append("caused by")
        lines.append(f"{_type_name(current)}{_codes(current)}")
        lines += _frames(current.__traceback__)
        if isinstance(current, BaseExceptionGroup):
            for inner in current.exceptions:
                lines += ["  | " + line for line in exception_text(inner).splitlines()]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(lines)


class _Handler(logging.FileHandler):
    """A file that is set aside when it is full.

    ``logging.handlers`` has one too, and imports sockets, queues and pickle for it: 8 ms before the first window.
    """

    def emit(self, record: logging.LogRecord) -> None:
        try:
            size = len(self.format(record).encode("utf-8")) + 1
            if self.stream is not None and self.stream.tell() + size > _MAX_BYTES:
                self._set_aside()
        except Exception:
            self.handleError(record)
        else:
            super().emit(record)

    def _set_aside(self) -> None:
        full, self.stream = self.stream, None  # logging opens it again for the next record
        if full is not None:
            full.close()
        for number in range(_BACKUPS, 0, -1):
            newer = f"{self.baseFilename}.{number - 1}" if number > 1 else self.baseFilename
            with contextlib.suppress(OSError):  # not there yet, or just being read by somebody
                os.replace(newer, f"{self.baseFilename}.{number}")

    def _open(self) -> Any:
        stream = super()._open()
        if sys.platform != "win32":
            os.chmod(self.baseFilename, 0o600)
        return stream

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """A log that cannot be written (disk full) neither stops work nor prints the record's arguments."""


def log_file() -> Path:
    """The current log file; older ones lie beside it with a number."""
    return paths.log_dir() / "permenti.log"


def setup(level: int = logging.INFO, *, tell: bool = True) -> Path:
    """Send all log messages of this process to the local log, once; returns its file.

    Without *tell* the line about the start is left to :func:`tell_start`: looking up the version costs time that the
    first window does not have.
    """
    path = log_file()
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler, _Handler):
            root.removeHandler(handler)
            handler.close()
    handler = _Handler(path, encoding="utf-8", delay=True)
    handler.setFormatter(_Formatter())
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    own = logging.getLogger(_OWN)
    own.setLevel(level)
    if tell:
        tell_start()
    return path


def tell_start() -> None:
    """Write which version runs on what."""
    logging.getLogger(_OWN).info(
        "start: version %s, Python %s, %s",
        public(version()),
        public(sys.version.split()[0]),
        public(sys.platform),
    )
