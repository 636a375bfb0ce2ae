"""What every benchmark needs: a row of the table, medians of interleaved runs, and processes of their own."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what is measured, the floor of the same run, ours, and what is wanted.

    *most* is the highest good ratio, or with ``unit="MB"`` the highest good amount; None only informs.
    """

    what: str
    floor_name: str
    floor: float
    ours: float
    bar: str
    most: float | None = None
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """How many times the floor."""
        return self.ours / self.floor if self.floor else float("inf")

    @property
    def good(self) -> bool | None:
        """Whether the bar is reached; None where there is none."""
        if self.most is None:
            return None
        return (self.ours if self.unit == "MB" else self.ratio) <= self.most


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds and megabytes (peak of the process) of one run."""

    seconds: float
    megabytes: float


def timed(work: Callable[[], object]) -> Cost:
    """Run *work* here and tell its processor time and the peak of this process."""
    start = time.process_time()
    work()
    return Cost(time.process_time() - start, _peak())


def _peak() -> float:
    if sys.platform == "win32":
        return 0.0
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage tells begins, in a child, with what its parent had
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1e3
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def child(module: str, *arguments: object) -> Cost:
    """Run ``python -m module arguments`` and read the :class:`Cost` that :func:`tell` printed there."""
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return Cost(*json.loads(done.stdout.splitlines()[-1]))


def tell(work: Callable[[], object]) -> None:
    """In a child: run *work* and print its cost."""
    cost = timed(work)
    print(json.dumps([cost.seconds, cost.megabytes]))


def medians(rounds: int, *works: Callable[[], Cost]) -> list[Cost]:
    """Run the works in turn, *rounds* times, and answer the median of each: a slow minute hits all alike."""
    found: list[list[Cost]] = [[] for _ in works]
    for _ in range(rounds):
        for costs, work in zip(found, works, strict=True):
            costs.append(work())
    return [
        Cost(statistics.median(cost.seconds for cost in costs), max(cost.megabytes for cost in costs))
        for costs in found
    ]
