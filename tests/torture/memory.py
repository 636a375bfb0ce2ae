"""What is in the memory of the program after a lock: neither the data key nor the passphrase nor a note.

The program itself runs in a process of its own, is driven from inside, locks by its key, and is found again as the
process that it started anew. The memory is read by the system's own way (``/proc/PID/mem``), all that may be read.
"""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.db_fixtures import PASSPHRASE, OfficeFile
from tests.torture.rounds import Outcome, empty_office

NOTE = "Kanarienvogel im Gespräch über den Betrieb"

_SCRIPT = """
import sys
from PySide6.QtCore import QTimer
from permenti_desktop.gui import app, jobs
from permenti_desktop.gui.begin import Begin
from permenti_desktop.gui.program import Program
from permenti_desktop.usecases import office

passphrase = sys.stdin.readline().rstrip("\\n")
note = sys.stdin.readline().rstrip("\\n")
application = app.application(["permenti"])
program = Program(application, Begin(file=sys.argv[1], section="settings"))

def window():
    QTimer.singleShot(20, work if program.window is not None else window)

def work():
    if program.database is None or program.window.current() is None:
        QTimer.singleShot(20, work)
        return
    jobs.write(office.keep_draft, "participant:17:note", note)
    jobs.read(lambda session: office.drafts(session), then=told, owner=program.window)

def told(drafts):
    print("open", flush=True)
    QTimer.singleShot(0, hear)

def hear():
    sys.stdin.readline()
    program.window.commands.run("lock")

page = program.start_window.page
page.passphrase.line.setText(passphrase)
page.open()
window()
sys.exit(application.exec())
"""


def _secrets(office_file: OfficeFile) -> dict[str, tuple[bytes, ...]]:
    """What is looked for, in every way in which Python, Qt and the libraries keep it."""
    key = office_file.data_key

    def text(words: str) -> tuple[bytes, ...]:
        return tuple(dict.fromkeys(words.encode(coding) for coding in ("utf-8", "latin-1", "utf-16-le", "utf-32-le")))

    return {
        "key": (key, key.hex().encode(), key.hex().upper().encode()),
        "passphrase": text(PASSPHRASE),
        "note": text(NOTE),
    }


def copies(pid: int, secrets: dict[str, tuple[bytes, ...]]) -> dict[str, int]:
    """How often each secret stands in the memory of a process."""
    found = dict.fromkeys(secrets, 0)
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            match = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
            if match is None:
                continue
            start, end = int(match[1], 16), int(match[2], 16)
            try:
                memory.seek(start)
                content = memory.read(end - start)
            except (OSError, ValueError, OverflowError):  # the system's own pages
                continue
            for name, forms in secrets.items():
                found[name] += sum(content.count(form) for form in forms)
    return found


def _until(question: Callable[[], int], seconds: float = 60) -> int:
    """Ask again until the answer is not 0."""
    deadline = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < deadline:
        threading.Event().wait(0.1)
    return answer


def _opened(office_file: OfficeFile, folder: Path) -> "subprocess.Popen[str]":
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, str(office_file.path)],
        env={**os.environ, "PERMENTI_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).resolve().parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{PASSPHRASE}\n{NOTE}\n")
    process.stdin.flush()
    if process.stdout.readline().strip() != "open":
        process.kill()
        raise AssertionError("the program did not open the file")
    return process


def _locked(path: Path) -> int:
    """The process that shows the page of the passphrase for a file, 0 if there is none."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if os.fsencode(path) in words and b"--reason" in words:
            return int(folder.name)
    return 0


def _at_rest(pid: int) -> int:
    """Whether a process has nothing to do: its window is painted, and it waits."""

    def used() -> tuple[str, ...]:
        return tuple(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13])

    before = used()
    threading.Event().wait(1.0)
    return int(used() == before and int(before[0]) > 10)


def locking(folder: Path, rounds: int) -> Outcome:
    """Opened, a note written, locked; the memory of what is there then is searched."""
    losses: list[str] = []
    open_copies = 0
    for number in range(rounds):
        office_file = empty_office(folder / str(number))
        secrets = _secrets(office_file)
        process = _opened(office_file, folder / str(number))
        open_copies += sum(copies(process.pid, secrets).values())
        assert process.stdin is not None
        process.stdin.write("lock\n")
        process.stdin.flush()
        process.wait(60)
        process.stdin.close()
        assert process.stdout is not None
        process.stdout.close()  # its successor may have it open
        successor = _until(lambda path=office_file.path: _locked(path))  # type: ignore[misc]
        if not successor:
            losses.append(f"round {number}: nothing was started anew")
            continue
        try:
            _until(lambda pid=successor: _at_rest(pid))  # type: ignore[misc]
            found = copies(successor, secrets)
            losses += [f"round {number}: {count} copies of the {name}" for name, count in found.items() if count]
        finally:
            os.kill(successor, signal.SIGKILL)
    return Outcome(rounds, tuple(losses), f"{open_copies} copies before the lock")


def locking_control(folder: Path) -> int:
    """Before the lock: how many copies there are; 0 if one of the three is not found."""
    office_file = empty_office(folder)
    process = _opened(office_file, folder)
    try:
        found = copies(process.pid, _secrets(office_file))
    finally:
        process.kill()
        process.communicate()
    return sum(found.values()) if all(found.values()) else 0
