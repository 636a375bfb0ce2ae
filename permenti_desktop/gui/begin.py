"""What the program begins with, as arguments of a command line: so it starts itself anew when it locks, so that nothing
of the data stays in memory.  None of the arguments says anything about a person."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

from permenti_desktop.i18n import _


class Begin(NamedTuple):
    """What the program begins with.  ``reason`` is why it was locked: "idle", "key", "system", or "restored"."""

    file: str = ""
    section: str = ""
    record: int | None = None
    reason: str = ""
    at: str = ""
    """The time of day of the lock, "14:32"; the moment of the restored backup, ISO."""
    minutes: int = 0
    drafts: int = 0
    read_only: bool = False

    @property
    def locked(self) -> bool:
        """Whether this is a lock, not a start."""
        return self.reason in ("idle", "key", "system")


def parsed(arguments: Sequence[str]) -> Begin:
    """The arguments of ``gui``; what is not understood ends the program with the usual sentence."""
    parser = argparse.ArgumentParser(prog="permenti-desktop gui", add_help=False)
    parser.add_argument("file", nargs="?", default="", metavar=_("DATEI"))
    for name in ("section", "reason", "at"):
        parser.add_argument(f"--{name}", default="", help=argparse.SUPPRESS)
    for name in ("record", "minutes", "drafts"):
        parser.add_argument(f"--{name}", type=int, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--read-only", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(list(arguments))
    return Begin(
        file=options.file,
        section=options.section,
        record=options.record,
        reason=options.reason,
        at=options.at,
        minutes=options.minutes or 0,
        drafts=options.drafts or 0,
        read_only=options.read_only,
    )


def program_words() -> list[str]:
    """How this program is started: itself where it is installed as one, else Python with it."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "permenti_desktop"]


def command(begin: Begin) -> list[str]:
    """The command line that begins so."""
    words = [*program_words(), "gui"]
    for name in ("section", "reason", "at", "minutes", "drafts"):
        if value := getattr(begin, name):
            words += [f"--{name}", str(value)]
    if begin.record is not None:
        words += ["--record", str(begin.record)]
    if begin.read_only:
        words.append("--read-only")
    if begin.file:
        words += ["--", begin.file if begin.file.startswith("postgresql") else os.path.abspath(begin.file)]
    return words
