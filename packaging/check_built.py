#!/usr/bin/env python3
"""Tests what python3 dev.py build made: python3 dev.py build-test [linux] [windows].

Linux in clean roots of Debian 12 and 13, Windows under Wine in a fresh prefix; both on a screen without a monitor.
Pictures of the running programs lie in build/packaging/pictures afterwards: look at them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Final

import check_linux
import check_windows
from outcome import Outcome
from workshop import BuildError, say

CHECKS: Final[dict[str, Callable[[Outcome], None]]] = {"linux": check_linux.check, "windows": check_windows.check}


def main(words: Sequence[str]) -> int:
    """Test what the words name, or everything; returns the exit status."""
    parser = argparse.ArgumentParser(prog="dev.py build-test", description=__doc__)
    parser.add_argument("systems", nargs="*", choices=[*CHECKS, []], metavar="linux|windows", help="default: both")
    chosen = parser.parse_args(words)
    names = chosen.systems or list(CHECKS)
    if "linux" in names:
        check_linux.with_own_mounts()
    outcome = Outcome()
    try:
        for name in names:
            CHECKS[name](outcome)
    except BuildError as error:
        say(f"{error}")
        return 1
    say(f"\n{outcome.good} good, {len(outcome.failed)} failed.")
    for what in outcome.failed:
        say(f"    {what}")
    return 1 if outcome.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
