"""The long versions, a line each: ``python3 dev.py torture [NAME …] [--rounds N]``.

Ends with 1 if anything was lost, or if a control lost nothing although its protection was taken away.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path


def main(words: list[str]) -> int:
    """Run the named tests, or all."""
    with tempfile.TemporaryDirectory(prefix="permenti-torture-") as folder:
        os.environ["PERMENTI_HOME"] = str(Path(folder) / "home")
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from tests.torture.missing import missing
        from tests.torture.table import TABLE

        parser = argparse.ArgumentParser(prog="dev.py torture")
        parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(one.name for one in TABLE))
        parser.add_argument("--rounds", type=int, help="instead of the long version's number")
        options = parser.parse_args(words)
        if unknown := set(options.names) - {one.name for one in TABLE}:
            parser.error(f"unknown: {', '.join(sorted(unknown))}")
        good = True
        print(f"{'':3} {'test':15} {'rounds':>7} {'losses':>7} {'seconds':>8}  control")
        for one in TABLE:
            if options.names and one.name not in options.names:
                continue
            if lacking := missing(one):
                print(f"{one.number:3} {one.name:15} NOT DONE HERE: {', '.join(lacking)} is missing")
                continue
            start = time.perf_counter()
            room = Path(folder) / one.name
            outcome = one.run(room / "rounds", options.rounds or one.count)
            caught = one.control(room / "control")
            shutil.rmtree(room, ignore_errors=True)
            good &= not outcome.losses and caught > 0
            print(
                f"{one.number:3} {one.name:15} {outcome.rounds:7} {len(outcome.losses):7}"
                f" {time.perf_counter() - start:8.0f}  without {one.taken_away}: {caught or 'NOTHING'} lost"
                + (f"  ({outcome.remark})" if outcome.remark else ""),
                flush=True,
            )
            for loss in outcome.losses[:10]:
                print(f"      {loss}", flush=True)
        return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
