"""The lock file: one program at a time, decided by real processes at once."""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from permenti_desktop.db import lock_file
from permenti_desktop.db.lock_file import FileInUse, Holder
from tests.needed import needs

ROUND = """
import sys, time
from pathlib import Path
from permenti_desktop.db import lock_file
from permenti_desktop.domain.errors import InUse
path, start = Path(sys.argv[1]), float(sys.argv[2])
while time.time() < start:
    pass
try:
    lock = lock_file.acquire(path)
except InUse:
    print("told")
else:
    print("won", flush=True)
    if sys.argv[3] == "wait":
        sys.stdin.read()
        lock.release()
    elif sys.argv[3] == "die":
        import os
        os._exit(9)
"""


OTHER_MACHINE = ["unshare", "-ru", "sh", "-c", 'hostname LAPTOP-7 && exec "$@"', "sh"]
"""Runs a program under another name of the machine, as on a second one that has the same share mounted."""


def racer(path: Path, start: float, then: str, elsewhere: bool = False) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*(OTHER_MACHINE if elsewhere else []), sys.executable, "-c", ROUND, str(path), str(start), then],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def race(path: Path, runners: int, elsewhere: int = 0) -> int:
    """How many of some processes that start at the same moment believe that the lock is theirs; some of them on another
    machine."""
    start = time.time() + 0.35
    processes = [racer(path, start, "wait", number < elsewhere) for number in range(runners)]
    answers = []
    for process in processes:
        assert process.stdout is not None
        answers.append(process.stdout.readline().strip())
    for process in processes:
        process.communicate()
    assert set(answers) <= {"won", "told"}
    return answers.count("won")


def someone(**changes: object) -> Holder:
    return replace(lock_file._me("Berta"), token="x" * 32, **changes)  # type: ignore[arg-type]


def put(path: Path, holder: Holder) -> None:
    path.write_text(json.dumps(asdict(holder)), "utf-8")


def test_one_of_several_processes_wins_and_the_others_are_told(tmp_path: Path) -> None:
    for number in range(6):
        path = tmp_path / f"{number}.lock"
        assert race(path, 3) == 1
        assert not path.exists()


def test_one_of_several_processes_takes_over_what_a_dead_one_left(tmp_path: Path) -> None:
    for number in range(6):
        path = tmp_path / f"{number}.lock"
        dead = racer(path, 0, "die")
        assert dead.communicate()[0].strip() == "won"
        assert path.exists()
        assert race(path, 3) == 1


def test_one_of_two_machines_on_a_share_wins_and_the_other_is_told_who_it_was(tmp_path: Path) -> None:
    needs("unshare", "hostname")
    for number in range(5):
        assert race(tmp_path / f"{number}.lock", 4, elsewhere=2) == 1
    path = tmp_path / "a.lock"
    other = racer(path, 0, "wait", elsewhere=True)
    assert other.stdout is not None
    assert other.stdout.readline().strip() == "won"
    with pytest.raises(FileInUse, match="LAPTOP-7"):
        lock_file.acquire(path)
    other.communicate()
    lock_file.acquire(path).release()


def test_a_dead_program_of_another_machine_keeps_its_lock(tmp_path: Path) -> None:
    needs("unshare", "hostname")
    path = tmp_path / "a.lock"
    assert racer(path, 0, "die", elsewhere=True).communicate()[0].strip() == "won"
    with pytest.raises(FileInUse, match="LAPTOP-7"):
        lock_file.acquire(path)


def test_who_has_it_since_when_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    put(path, someone(host="LAPTOP-7", machine="other", since="2026-03-01T09:14:00+00:00"))
    with pytest.raises(FileInUse) as told:
        lock_file.acquire(path)
    assert told.value.holder is not None
    for word in ("Berta", "LAPTOP-7", "2026"):
        assert word in str(told.value)
    assert "token" not in str(told.value)


def test_the_same_process_does_not_open_a_file_twice(tmp_path: Path) -> None:
    lock = lock_file.acquire(tmp_path / "a.lock")
    with pytest.raises(FileInUse, match="diesem Rechner"):
        lock_file.acquire(tmp_path / "a.lock")
    lock.release()
    lock.release()
    lock_file.acquire(tmp_path / "a.lock").release()


@pytest.mark.parametrize("changes", [{"boot": "another"}, {"started": "1"}, {"pid": 2**22 - 3}])
def test_a_lock_of_this_machine_without_its_process_is_stale(tmp_path: Path, changes: dict[str, object]) -> None:
    path = tmp_path / "a.lock"
    put(path, someone(**changes))
    lock = lock_file.acquire(path)
    assert lock.still_ours()
    assert lock.holder.token not in ("", "x" * 32)
    lock.release()
    assert not path.exists()


@pytest.mark.parametrize("changes", [{"host": "other"}, {"machine": "other"}])
def test_a_lock_of_another_machine_is_never_removed_unasked(tmp_path: Path, changes: dict[str, object]) -> None:
    """Its process and boot say nothing here, however dead they look."""
    path = tmp_path / "a.lock"
    put(path, someone(boot="another", pid=2**22 - 3, **changes))
    before = path.read_bytes()
    with pytest.raises(FileInUse):
        lock_file.acquire(path)
    assert path.read_bytes() == before


def test_a_person_may_take_over_what_she_was_told_of_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    seen = someone(host="other")
    put(path, replace(seen, token="y" * 32))
    with pytest.raises(FileInUse):
        lock_file.take_over(path, seen)
    put(path, seen)
    lock = lock_file.take_over(path, seen)
    assert lock.still_ours()
    lock.release()
    assert not path.exists()


@pytest.mark.parametrize("left", [b"", b"{"])
def test_a_lock_whose_writer_died_before_it_was_written_is_removed(tmp_path: Path, left: bytes) -> None:
    """Killed or without power between making the lock and writing into it."""
    path = tmp_path / "a.lock"
    path.write_bytes(left)
    assert race(path, 3) == 1


def test_a_lock_that_is_just_being_written_is_left_to_its_writer(tmp_path: Path) -> None:
    """Slowly, as on a share: who comes meanwhile waits for what it will say, and never takes it away."""
    path = tmp_path / "a.lock"
    path.write_bytes(b"")
    writer = threading.Timer(0.3, put, (path, someone(host="LAPTOP-7")))
    writer.start()
    with pytest.raises(FileInUse, match="LAPTOP-7"):
        lock_file.acquire(path)
    writer.join()
    assert path.exists()


def test_an_unwritten_lock_that_somebody_holds_counts_as_held(tmp_path: Path) -> None:
    """Its maker lives and was only stopped for long: the system's own lock says so."""
    if os.name == "nt":
        return
    path = tmp_path / "a.lock"
    with path.open("wb") as made:
        assert lock_file._system_lock(made.fileno())
        with pytest.raises(FileInUse):
            lock_file.acquire(path)
        assert path.exists()
    lock_file.take_over(path, None).release()


def test_a_lock_that_was_taken_away_is_noticed_and_the_others_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    lock = lock_file.acquire(path)
    path.unlink()
    put(path, someone(host="other"))
    assert not lock.still_ours()
    lock.release()
    assert path.exists()


def test_a_held_lock_is_not_removed_even_if_it_looks_stale(tmp_path: Path) -> None:
    """Between our look and our hand somebody else took it over; the system's own lock protects hers."""
    if os.name == "nt":
        return
    path = tmp_path / "a.lock"
    lock = lock_file.acquire(path)
    assert not lock_file._remove_stale(path, lock.holder)
    assert path.exists()
    lock.release()
