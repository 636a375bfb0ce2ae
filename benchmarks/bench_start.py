"""From starting Python to the list window over an unlocked database of 100,000, against an empty QMainWindow.

Both are processes of their own, timed from outside: interpreter, imports and the first paint are in it. The floor
imports nothing but PySide6, and shows the window as anybody would. Neither compiles its modules: an installed program
has its bytecode, so the first round, which writes what is missing, does not count.

Ours does what ``gui/start.py`` does with the page of the passphrase left out; deriving the key from the passphrase is
slow on purpose and no part of it. *Visible* is when the first rows have been painted. *Ready* is when the ORM is
loaded with all tables, every class mapped and the database open through it; *page* when the page has taken the place of
its picture and shows rows that were read through the ORM, counts and choices of its fields not waited for. *Stall* is
the longest time in which the window answered nothing, from when it was visible until a second after the page was there
(the file beside the list is built in that time).

Each process also tells the processor time it has taken until then, all its threads together: other work on the machine
lengthens the clock by much and the processor time by little.
"""

from __future__ import annotations

import itertools
import sys
import time

# What only the measuring process needs is imported in its functions: a child pays for nothing but what it measures.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from benchmarks.measure import Row

ROUNDS = 9
AFTER_MS = 1000
TICK_MS = 5
"""Between two looks whether the window answers. Oftener, and the looking itself would hold up the loading."""


def _painted(widget: Any, then: Callable[[], None]) -> object:
    """Call *then* when the first painting of a widget is over; keep the answer."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        seen = False

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if not self.seen and event.type() == QEvent.Type.Paint:
                self.seen = True
                QTimer.singleShot(0, then)
            return False

    watch = Watch()
    widget.installEventFilter(watch)
    return watch


def _floor(begun: float) -> list[float]:
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(["floor"])
    window = QMainWindow()
    window.resize(1440, 900)
    visible: list[float] = []

    def done() -> None:
        visible.extend((time.time() - begun, time.process_time()))
        app.quit()

    watch = _painted(window, done)
    window.show()
    app.exec()
    del watch
    return visible


def _ours(begun: float, path: str, key: bytes) -> list[float]:
    """As ``gui/start.py`` does, with the page of the passphrase left out."""
    import gc

    gc.disable()

    from pathlib import Path

    from permenti_desktop import log
    from permenti_desktop.gui import app as start
    from permenti_desktop.gui.begin import Begin
    from permenti_desktop.gui.program import Program

    log.setup(tell=False)
    app = start.application(["permenti"])

    from PySide6.QtCore import QTimer

    from permenti_desktop.db.first_look import knock_and_look

    class Unlocked(Program):
        def _begin(self) -> None:
            self.show_office(*knock_and_look(Path(path), data_key=key))

    program = Unlocked(app, Begin(file=path, section="participant"))
    found: list[float] = []
    ticks: list[float] = []
    timer = QTimer()
    timer.setInterval(TICK_MS)

    def visible() -> None:
        found.extend((time.time() - begun, time.process_time()))
        ticks.append(time.perf_counter())
        timer.start()

    def tick() -> None:
        ticks.append(time.perf_counter())
        if len(found) == 2 and program.database is not None:
            found.extend((time.time() - begun, time.process_time()))
        page: Any = program.window.current() if program.window is not None else None
        model = page.list.table.model_ if page is not None else None
        if len(found) == 4 and model is not None and len(model.ids) and model.row(0) is not None:
            found.extend((time.time() - begun, time.process_time()))
            QTimer.singleShot(AFTER_MS, end)

    def end() -> None:
        from permenti_desktop.gui import jobs

        timer.stop()
        found.append(max(later - sooner for sooner, later in itertools.pairwise(ticks)))
        jobs.stop()
        program.database.close()
        program.database = None
        app.exit()

    timer.timeout.connect(tick)
    assert program.window is not None
    watch = _painted(program.window.cover, visible)
    app.exec()
    del watch
    return found


def _run(kind: str, path: Path, key: bytes, home: str) -> list[float]:
    import json
    import os
    import subprocess

    from benchmarks.measure import ROOT

    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PERMENTI_HOME": home}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench_start", kind, str(path), repr(time.time())],
        cwd=ROOT,
        check=True,
        input=key.hex() + "\n",
        capture_output=True,
        text=True,
        env=environment,
    )
    return [float(value) for value in json.loads(done.stdout.splitlines()[-1])]


def run() -> list[Row]:
    """Visible, ready, and the longest stall."""
    import statistics
    import tempfile

    from benchmarks import offices
    from benchmarks.measure import Row

    path = offices.office(offices.LARGE)
    key = offices.data_key(path)
    floors: list[list[float]] = []
    ours: list[list[float]] = []
    with tempfile.TemporaryDirectory() as home:
        for number in range(ROUNDS + 1):
            empty, full = _run("floor", path, key, home), _run("ours", path, key, home)
            if number:
                floors.append(empty)
                ours.append(full)
    floor, floor_work = (statistics.median(one[at] for one in floors) for at in range(2))
    visible, visible_work, ready, ready_work, page, page_work, stall = (
        statistics.median(one[at] for one in ours) for at in range(7)
    )
    name = "empty QMainWindow"
    return [
        Row("list window visible, unlocked office of 100,000", name, floor, visible, "≤ 1.5×", 1.5),
        Row("  the same by processor time", name, floor_work, visible_work, "≤ 1.5×", 1.5),
        Row("  full start, ORM ready in the background", name, floor, ready, "≤ 4.5×", 4.5),
        Row("  the same by processor time", name, floor_work, ready_work, "≤ 4.5×", 4.5),
        Row("  full start, page there with rows of its own", name, floor, page, "–", None),
        Row("  the same by processor time", name, floor_work, page_work, "–", None),
        Row("  longest stall after that", "100 ms", 0.1, stall, "≤ 100 ms", 1.0),
    ]


if __name__ == "__main__":
    made = sys.stdin.readline().strip()
    since = float(sys.argv[3])
    print(_floor(since) if sys.argv[1] == "floor" else _ours(since, sys.argv[2], bytes.fromhex(made)))
