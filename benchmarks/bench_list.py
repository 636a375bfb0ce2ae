"""The list of 100,000 participants: a keystroke in its filter, sorting, its queries beyond SQL, memory, paint.

A keystroke is measured letter by letter while names are typed, the first letter included. Its floor asks the
full-text index itself for all ids. *Painted* is from the ids to the last pixel, against a C++ ``QStandardItemModel``
of the same size that is reset and painted in a plain ``QTableView``. All but painting is told by processor time.
"""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import offices
from benchmarks.measure import ROOT, Row
from benchmarks.replay import PROCESSOR, asked_raw, driver, in_turn, seconds, statements

TYPED = ("amina", "haidari", "müller", "olena sch", "fatima al")
ROUNDS = 5
FLOOR_SQL = "SELECT rowid FROM search_person WHERE search_person MATCH ?"


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]


def _keystrokes(path: Path) -> list[Row]:
    from permenti_desktop.db.search import match_expression
    from permenti_desktop.gui.participant import reading
    from permenti_desktop.gui.table import Asked, Model

    words = [word[:end] for word in TYPED for end in range(1, len(word) + 1)]
    model = Model(())
    floor: list[float] = []
    ours: list[float] = []
    with offices.opened(path) as database:
        for number in range(ROUNDS + 1):
            for typed in words:
                with database.read() as session:
                    connection, expression = driver(session), match_expression(typed)
                    raw = seconds(lambda c=connection, e=expression: c.execute(FLOOR_SQL, (e,)).fetchall(), PROCESSOR)  # type: ignore[misc]
                asked = Asked(filter=typed, pill="all")

                def keystroke(asked: Asked = asked) -> None:
                    with database.read() as session:
                        found = reading.ids(session, asked)
                    model.set_ids(found)

                own = seconds(keystroke, PROCESSOR)
                if number:
                    floor.append(raw)
                    ours.append(own)
    fts = "raw FTS5, all ids"
    return [
        Row("keystroke: search + model, median", fts, _percentile(floor, 0.5), _percentile(ours, 0.5), "≤ 2×", 2),
        Row("  95th percentile", "16 ms", 0.016, _percentile(ours, 0.95), "≤ 16 ms", 1),
    ]


def _queries(path: Path) -> Iterator[Row]:
    from permenti_desktop.queries import figures, participant, participant_list
    from permenti_desktop.queries import today as page_of_the_day

    today = date.today()
    with offices.opened(path) as database, database.read() as session:
        connection = driver(session)
        ids = "SELECT id FROM participant WHERE in_bin = 0"
        plain, sort = in_turn(
            ROUNDS,
            lambda: connection.execute(ids).fetchall(),
            lambda: participant.ids(session, sort="name"),
            clock=PROCESSOR,
        )
        yield Row("sort by name", "fetching the ids", plain, sort, "≤ 2×", 2)
        some = participant.ids(session)[:64]
        listed = participant_list.ids(session, date(today.year, 1, 1), today)[:5_000]
        (taken,) = in_turn(3, lambda: page_of_the_day.page(session, today), clock=PROCESSOR)
        yield Row("page of the day", "0.5 s", 0.5, taken, "≤ 0.5 s", 1)
        measured: dict[str, Any] = {
            "list: ids of all who are active": lambda: participant.ids(session, filter=participant.ACTIVE),
            "list: 64 rows": lambda: participant.rows(session, some),
            "list: numbers on the pills": lambda: participant.pills(session, today),
            f"report: {len(listed):,} lines of the list of participants": lambda: sum(
                1 for _line in participant_list.rows(session, listed, date(today.year, 1, 1), today)
            ),
            "report: statement of figures": lambda: figures.statement(session, date(today.year, 1, 1), today, today),
        }
        for name, query in measured.items():
            sent = statements(session, query)
            rounds = 7 if name.startswith("report") else 3 * ROUNDS
            floor, ours = in_turn(rounds, partial(asked_raw, connection, sent), query, clock=PROCESSOR)
            yield Row(name, "its own SQL, raw", floor, ours, "≤ 1.2×", 1.2)


def _paint() -> list[float]:
    """In a child without a screen: p50 and p95 of the floor, then of ours; then megabytes of both."""
    import time

    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QTableView

    from permenti_desktop.gui import app as program
    from permenti_desktop.gui import jobs
    from permenti_desktop.gui.office_lists import Lists
    from permenti_desktop.gui.participant.columns import columns
    from permenti_desktop.gui.participant.reading import ids, rows
    from permenti_desktop.gui.table import Asked, Table

    app = program.application(["bench"])
    jobs_of: list[float] = []
    floor: list[float] = []
    path = offices.office(offices.LARGE)
    before = _resident()
    with offices.opened(path) as database:
        jobs.start(database)
        table = Table("bench", columns(Lists), ids=ids, rows=rows)
        table.resize(1000, 800)
        table.show()
        with database.read() as session:
            everyone = ids(session, Asked(pill="all"))
            halves = [everyone[::2], everyone[1::2], everyone]
            shown = [row for half in halves for row in rows(session, half[:64])]
        table.model_.set_ids(everyone)
        table.model_.put_rows(shown)
        memory = _resident() - before
        view = QTableView()
        view.resize(1000, 800)
        shown_columns = len(table.shown_columns())
        texts = [f"Zeile {number}" for number in range(64)]
        models = []
        for half in halves:
            model = QStandardItemModel(len(half), shown_columns)
            for number, text in enumerate(texts):
                for column in range(shown_columns):
                    model.setItem(number, column, QStandardItem(text))
            models.append(model)
        view.show()
        app.processEvents()
        for number in range(45):
            start = time.perf_counter()
            view.setModel(models[number % 3])
            view.grab()
            middle = time.perf_counter()
            table.model_.set_ids(halves[number % 3])
            table.grab()
            end = time.perf_counter()
            if number > 4:
                floor.append(middle - start)
                jobs_of.append(end - middle)
        jobs.stop()
        table.deleteLater()
        view.deleteLater()
        app.processEvents()
    return [
        _percentile(floor, 0.5), _percentile(floor, 0.95),
        _percentile(jobs_of, 0.5), _percentile(jobs_of, 0.95),
        before, memory,
    ]  # fmt: skip


def _resident() -> float:
    """Megabytes this process holds now; Linux only, elsewhere 0."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if status.exists() else 0.0


def run() -> Iterator[Row]:
    """All of it."""
    path = offices.office(offices.LARGE)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench_list"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        env={"QT_QPA_PLATFORM": "offscreen", **os.environ},
    )
    half, most, our_half, our_most, empty, memory = json.loads(done.stdout.splitlines()[-1])
    items = "QStandardItemModel"
    yield from _keystrokes(path)
    yield from (
        Row("keystroke to painted, median", items, half, our_half, "≤ 1.5×", 1.5),
        Row("  95th percentile", items, most, our_most, "≤ 1.7×", 1.7),
        Row("memory of the list, added to the program's own", "before", empty, memory, "≤ 100 MB", 100, "MB"),
    )
    gc.disable()  # as in the window, where threads never look for garbage (gui/garbage.py)
    try:
        yield from _queries(path)
    finally:
        gc.enable()


if __name__ == "__main__":
    print(json.dumps(_paint()))
