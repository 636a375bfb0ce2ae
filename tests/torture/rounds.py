"""What every test that is done over and over has: how often, what was lost, and a control that must lose something."""

import atexit
import multiprocessing
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from permenti_desktop.db.opening import create_database
from tests.db_fixtures import CHEAP, PASSPHRASE, PERSON, OfficeFile, copied


@dataclass(frozen=True)
class Outcome:
    """How many rounds were done, and what was lost in them, a sentence each; ``remark`` says what else was counted."""

    rounds: int
    losses: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Torture:
    """One line of the table. ``control`` does the same without the protection and answers how much that lost."""

    number: int
    name: str
    what: str
    count: int
    """Rounds of the long version."""
    short: int
    """Rounds in the normal tests."""
    run: Callable[[Path, int], Outcome]
    taken_away: str
    control: Callable[[Path], int]
    needs: tuple[str, ...] = ()
    """Programs without which it cannot be done; "postgresql" for a server."""


@cache
def _template() -> OfficeFile:
    folder = Path(tempfile.mkdtemp(prefix="permenti-torture-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "template.permenti"
    database = create_database(path, PASSPHRASE, name=PERSON, cost=CHEAP)
    key = database.key
    database.close()
    return OfficeFile(path, key)


def empty_office(folder: Path, name: str = "Büro.permenti") -> OfficeFile:
    """A closed file with nothing in it."""
    return copied(_template(), folder, name)


_context: Any = multiprocessing.get_context(
    "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
)
if "forkserver" in multiprocessing.get_all_start_methods():
    _context.set_forkserver_preload(["tests.torture.warm"])  # so that a round costs no imports


class Program:
    """A process of its own that does one deed and tells what it acknowledged."""

    def __init__(self, deed: Callable[..., object], *words: object) -> None:
        self._reader, writer = _context.Pipe(duplex=False)
        self._process = _context.Process(target=_perform, args=(deed, writer, *words))
        self._process.start()
        writer.close()

    def next(self) -> Any:
        """What it tells next; raises EOFError when it has ended."""
        return self._reader.recv()

    def let_run(self, seconds: float) -> None:
        """Wait, at most until it ends."""
        self._process.join(seconds)

    def kill(self) -> list[Any]:
        """End it as the system does when memory is short; answers all that it had told."""
        self._process.kill()
        return self.finish()

    def finish(self) -> list[Any]:
        """Everything that it tells until it ends."""
        told = []
        with suppress(EOFError, ConnectionResetError):
            while True:
                told.append(self._reader.recv())
        self._process.join()
        self._reader.close()
        self._process.close()
        return told


def _perform(deed: Callable[..., object], writer: Connection, *words: object) -> None:
    deed(writer.send, *words)
