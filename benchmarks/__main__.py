"""All benchmarks in one table: ``python -m benchmarks [name …]``.

Only ratios count: the floor is built and measured in the same run on the same machine. Nothing here fails;
a bar that is not reached is marked.
"""

import importlib
import sys
from collections.abc import Iterable
from typing import Final

from benchmarks.measure import Row

MODULES: Final = (
    "bench_start", "bench_list", "bench_file", "bench_usecases", "bench_office", "bench_encryption", "bench_charts",
    "bench_xlsx", "bench_pdf",
)  # fmt: skip
"""Modules of this package with a ``run()`` that gives rows, in the order of the table."""


def main(names: list[str]) -> None:
    """Run the benchmarks whose module name contains one of *names*, or all of them."""
    chosen = [module for module in MODULES if not names or any(name in module for name in names)]
    print(f"{'what':56} {'floor':26} {'':>10} {'ours':>10} {'ratio':>7}  bar")
    for name in chosen:
        rows: Iterable[Row] = importlib.import_module(f"benchmarks.{name}").run()
        for row in rows:
            mark = {True: "ok", False: "MISSED", None: ""}[row.good]
            print(
                f"{row.what:56} {row.floor_name:26} {_amount(row.floor, row.unit):>10} "
                f"{_amount(row.ours, row.unit):>10} {row.ratio:6.2f}×  {row.bar} {mark}",
                flush=True,
            )


def _amount(value: float, unit: str) -> str:
    if unit == "s":
        return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"
    return f"{value:.0f} {unit}"


if __name__ == "__main__":
    main(sys.argv[1:])
