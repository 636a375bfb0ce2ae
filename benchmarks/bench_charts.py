"""The small bars of a tile, the only chart on screen: first painted, and painted again."""

import json
import os
import statistics
import subprocess
import sys
import time

from benchmarks.measure import ROOT, Row

VALUES = (31.0, 33.0, 30.0, 36.0, 41.0, 44.0)
ROUNDS = 60


def _paint() -> list[float]:
    """In a child without a screen: the medians of a new chart, and of one painted again."""
    from permenti_desktop.gui import app as program
    from permenti_desktop.gui.widgets.charts import SmallBars

    app = program.application(["bench"])
    first: list[float] = []
    again: list[float] = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        chart = SmallBars(VALUES, "Aktive")
        chart.resize(96, 32)
        chart.grab()
        new = time.perf_counter()
        chart.grab()
        end = time.perf_counter()
        first.append(new - start)
        again.append(end - new)
        chart.deleteLater()
        app.processEvents()
    return [statistics.median(first), statistics.median(again)]


def run() -> list[Row]:
    """Both rows."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench_charts"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        env={"QT_QPA_PLATFORM": "offscreen", **os.environ},
    )
    first, again = json.loads(done.stdout.splitlines()[-1])
    return [
        Row("bars of a tile, first paint", "22 ms", 0.022, first, "≤ 22 ms", 1),
        Row("  painted again", "1 ms", 0.001, again, "≤ 1 ms", 1),
    ]


if __name__ == "__main__":
    print(json.dumps(_paint()))
