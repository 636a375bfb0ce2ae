"""What must be shown, each with a control that fails when the protection is taken away.

Tests without a count ("all", "each") lie with their subject and are run by pytest; their controls are tests, too.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.db import leaks
from tests.exchange import hostile as hostile_lists
from tests.length import LONG_NAME
from tests.torture import (
    copies,
    damage,
    exports,
    full_disk,
    killed,
    memory,
    passphrases,
    power,
    refused,
    rivals,
    undoing,
)
from tests.torture.rounds import Outcome, Torture

ROOT: Final = Path(__file__).resolve().parents[2]


def by_tests(*words: str) -> Callable[[Path, int], Outcome]:
    """Runs tests that have no count; each of them is a round."""

    def run(folder: Path, _rounds: int) -> Outcome:
        folder.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={folder}", *words]
        environment = {**os.environ, LONG_NAME: "1"}
        ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        passed = re.search(r"(\d+) passed", ran.stdout)
        losses = tuple(re.findall(r"^(?:FAILED|ERROR) (.*)$", ran.stdout, re.MULTILINE))
        if ran.returncode and not losses:
            losses = (ran.stdout[-500:] + ran.stderr[-500:],)
        return Outcome(int(passed[1]) if passed else 0, losses)

    return run


def control_by_tests(*words: str) -> Callable[[Path], int]:
    """Controls that are tests: how many of them found what they must find."""

    def control(folder: Path) -> int:
        outcome = by_tests(*words)(folder, 0)
        return 0 if outcome.losses else outcome.rounds

    return control


def _lists(folder: Path, rounds: int) -> Outcome:
    counts = hostile_lists.hostile_lists(rounds, folder)
    kinds = len(hostile_lists.KINDS)
    return Outcome(counts.rounds, counts.losses, f"and {kinds} files of 13 kinds; {counts.read} mutated ones were read")


def _lists_control(folder: Path) -> int:
    return hostile_lists.hostile_lists(30, folder).control


def _scanned(scan: Callable[[int, Path], leaks.Leaks]) -> Callable[[Path, int], Outcome]:
    def run(folder: Path, rounds: int) -> Outcome:
        found = scan(rounds, folder)
        return Outcome(found.rounds, found.losses, f"{len(leaks.words())} canaries each")

    return run


def _scanned_control(scan: Callable[[int, Path], leaks.Leaks]) -> Callable[[Path], int]:
    return lambda folder: scan(1, folder).control


TABLE: Final = (
    Torture(
        1, "kill", "kill -9 while it saves", 500, 6,
        killed.saving, "acknowledging after the commit", killed.saving_control,
    ),
    Torture(
        2, "power", "power loss: writes reordered, torn, dropped", 10_000, 80,
        power.losing, "waiting for the disk (WAL + NORMAL)", power.losing_control, ("strace",),
    ),
    Torture(
        3, "kill-meanwhile", "kill -9 during the operations on files and many rows", 350, 7,
        killed.meanwhile, "part files, the two-sided key file, the one transaction", killed.meanwhile_control,
    ),
    Torture(
        4, "full-disk", "disk full while saving, backing up, exporting", 200, 6,
        full_disk.running_full, "the part file of a backup", full_disk.running_full_control, ("unshare",),
    ),
    Torture(
        5, "damage", "random damage: told, explained, backup offered", 500, 20,
        damage.finding, "the code of each page", damage.finding_control,
    ),
    Torture(
        5, "salvage", "salvage after random damage", 500, 6,
        damage.salvaging, "reading page by page", damage.salvaging_control, ("dbstat",),
    ),
    Torture(
        6, "leaks", "canaries in all files the program ever wrote", 20, 0,  # tests/db/test_leaks.py
        _scanned(leaks.leak_scan), "the cipher (a plain copy)", _scanned_control(leaks.leak_scan),
    ),
    Torture(
        7, "memory", "memory of the process after the lock", 10, 1,
        memory.locking, "starting anew", memory.locking_control, ("proc",),
    ),
    Torture(
        8, "passphrases", "odd passphrases", 200, 20,
        passphrases.typing, "normalising (NFKC)", passphrases.typing_control,
    ),
    Torture(
        9, "refused", "damaged, foreign, empty, newer, wrong-key files", 100, 25,
        refused.refusing, "looking before touching", refused.refusing_control,
    ),
    Torture(
        10, "stairway", "every step of the migrations; a failure at every operation", 0, 0,
        by_tests("tests/db/test_stairway.py", "-k", "failure or step_by_step"),
        "the one transaction", control_by_tests("tests/db/test_migrating.py", "-k", "control"), ("postgresql",),
    ),
    Torture(
        11, "released", "a file of every released schema, value by value", 0, 0,
        by_tests("tests/db/test_stairway.py", "-k", "released_schema"),
        "a CHECK, a trigger, an index", control_by_tests("tests/db/test_migrating.py", "-k", "control"),
    ),
    Torture(
        12, "programs", "programs on one file", 100, 3,
        rivals.programs, "the lock file", rivals.programs_control,
    ),
    Torture(
        12, "machines", "two machines on one share, two mounts", 60, 3,
        rivals.machines, "the lock file", rivals.machines_control, ("unshare", "hostname"),
    ),
    Torture(
        13, "users", "two users on PostgreSQL, interleaved edits", 1000, 12,
        rivals.users, "comparing versions", rivals.users_control, ("postgresql",),
    ),
    Torture(
        14, "threads", "eight threads reading and writing", 1600, 160,
        rivals.threads, "reading one state", rivals.threads_control,
    ),
    Torture(
        15, "backups", "every backup reopened, compared, restored; rotation", 100, 3,
        copies.restoring, "the backup interface (a plain copy)", copies.restoring_control,
    ),
    Torture(
        16, "undo", "undo and redo of random sequences", 1000, 3,
        undoing.undoing, "one trigger of the journal", undoing.undoing_control,
    ),
    Torture(
        17, "erasure", "30 people erased, then an older backup restored", 0, 0,
        by_tests("tests/db/test_erasing.py", "-k", "stay_gone"),
        "the ledger", control_by_tests("tests/db/test_erasing.py", "-k", "control_without_the_ledger"),
    ),
    Torture(
        18, "lists", "hostile and broken import files", 2000, 0,  # tests/exchange/test_hostile_lists.py

        _lists, "the door before the reader", _lists_control,
    ),
    Torture(
        19, "exports", "hostile text in every field through every export", len(exports.TEXTS), 1,
        exports.exporting, "marking it as text", exports.exporting_control, ("soffice", "pdftotext", "qpdf"),
    ),
    Torture(
        20, "errors", "canaries in every error text and log", 20, 0,  # tests/db/test_leaks.py
        _scanned(leaks.error_scan), "withholding what errors quote", _scanned_control(leaks.error_scan),
    ),
    Torture(
        21, "second-reader", "another build of the cipher opens the files", 0, 0,
        by_tests("tests/db/test_stairway.py", "-k", "second_reader and not control"),
        "the right key", control_by_tests("tests/db/test_stairway.py", "-k", "control_a_second_reader"),
    ),
)  # fmt: skip
