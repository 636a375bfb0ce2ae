#!/usr/bin/env python3
"""Builds everything that is handed out: python3 dev.py build [--release] [linux] [windows].

Without ``--release`` the files are packed fast (bigger, the same content), as for a check of every change. Built on
Linux, for Linux and Windows alike; for macOS see packaging/macos. The finished files lie in ``dist``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Final

import build_linux
import build_windows
from workshop import OUT, BuildError, check_python, megabytes, say

BUILDS: Final[dict[str, Callable[..., None]]] = {"linux": build_linux.build, "windows": build_windows.build}


def main(words: Sequence[str]) -> int:
    """Build what the words name, or everything; returns the exit status."""
    parser = argparse.ArgumentParser(prog="dev.py build", description=__doc__)
    parser.add_argument("systems", nargs="*", choices=[*BUILDS, []], metavar="linux|windows", help="default: both")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--fast", action="store_true", help="pack fast (default)")
    kind.add_argument("--release", action="store_true", help="pack small: takes some minutes more")
    chosen = parser.parse_args(words)
    try:
        check_python()
        if not sys.platform.startswith("linux"):
            raise BuildError("The artefacts are built on Linux, those for Windows too; for macOS see packaging/macos.")
        for name in chosen.systems or BUILDS:
            BUILDS[name](release=chosen.release)
    except BuildError as error:
        say(f"{error}")
        return 1
    say("\nIn dist/:")
    for file in sorted(OUT.iterdir()):
        if file.suffix in (".deb", ".run", ".exe", ".zip"):
            say(f"    {megabytes(file):>9}  {file.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
