"""Saving: a whole file or the old one, and a sentence for whatever the system answers."""

import contextlib
import errno
import os
import random
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from permenti_desktop.domain.errors import Cancelled, DiskFull, Missing, ReadOnly, TargetOpen, UserError
from permenti_desktop.reports.saving import save

posix_only = os.name == "posix"


def write_new(out: BinaryIO) -> str:
    out.write(b"neu" * 1_000)
    return "fertig"


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    target = tmp_path / "Bericht.xlsx"
    seen: list[int] = []

    def write(out: BinaryIO) -> str:
        (beside,) = tmp_path.iterdir()
        seen.append(beside.stat().st_mode & 0o777)
        return write_new(out)

    assert save(target, write) == "fertig"
    assert target.read_bytes() == b"neu" * 1_000
    assert left_in(tmp_path) == ["Bericht.xlsx"]
    if os.name == "posix":
        assert seen == [0o600]
        assert target.stat().st_mode & 0o777 == 0o600


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "Bericht.xlsx"
    target.write_bytes(b"alt")
    target.chmod(0o644)
    save(target, write_new)
    assert target.read_bytes().startswith(b"neu")
    if os.name == "posix":
        assert target.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("name", ["Büro.permenti", "Büro.permenti.key", "umbenannt.db", "umbenannt.db.key"])
def test_the_file_of_an_office_and_its_key_are_never_replaced(tmp_path: Path, name: str) -> None:
    """`report d.permenti figures … -o d.permenti` once left a PDF where the office had been."""
    for one in ("Büro.permenti", "Büro.permenti.key", "umbenannt.db", "umbenannt.db.key"):
        (tmp_path / one).write_bytes(b"die Stelle")
    before = left_in(tmp_path)
    with pytest.raises(UserError, match="anderen Namen"):
        save(tmp_path / name, write_new)
    assert left_in(tmp_path) == before
    assert all((tmp_path / one).read_bytes() == b"die Stelle" for one in before)


@pytest.mark.skipif(not posix_only, reason="other systems have no named pipes in folders")
def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    """A pipe stands for a device: as root, -o /dev/full once put a PDF into its place."""
    pipe = tmp_path / "Rohr"
    os.mkfifo(pipe)
    with pytest.raises(UserError, match="anderen Namen"):
        save(pipe, write_new)
    assert pipe.is_fifo()


@pytest.mark.parametrize("stop", [Cancelled(), ValueError("a mistake of the program"), KeyboardInterrupt()])
def test_whatever_stops_it_leaves_the_old_file(tmp_path: Path, stop: BaseException) -> None:
    target = tmp_path / "Bericht.xlsx"
    target.write_bytes(b"alt")

    def write(out: BinaryIO) -> None:
        out.write(b"halb")
        raise stop

    with pytest.raises(type(stop)):
        save(target, write)
    assert target.read_bytes() == b"alt"
    assert left_in(tmp_path) == ["Bericht.xlsx"]


@contextlib.contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write everywhere: permissions only tell something to an ordinary user."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


if posix_only:

    def test_a_folder_that_is_read_only() -> None:
        with tempfile.TemporaryDirectory(dir="/tmp") as name:
            folder = Path(name)
            folder.chmod(0o555)
            with as_nobody(), pytest.raises(ReadOnly) as caught:
                save(folder / "Bericht.pdf", write_new)
            assert left_in(folder) == []
            folder.chmod(0o755)
        assert caught.value.sentence
        assert caught.value.next_step

    def test_the_disk_gets_full_at_any_byte(tmp_path: Path) -> None:
        """A limit of the system on the size of files, at 60 places of a workbook; the control has none."""
        script = textwrap.dedent("""
            import resource, signal, sys
            from pathlib import Path
            from permenti_desktop.domain.errors import DiskFull
            from permenti_desktop.reports.saving import save
            target = Path(sys.argv[1])
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
            def write(out):
                for _ in range(200):
                    out.write(b"x" * 1000)
            for limit in map(int, sys.argv[2:]):
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
                try:
                    save(target, write)
                    print("saved")
                except DiskFull as error:
                    print("full")
                resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
                assert target.read_bytes() == (b"alt" if limit < 200_000 else b"x" * 200_000)
                assert [path.name for path in target.parent.iterdir()] == [target.name]
        """)
        target = tmp_path / "Bericht.xlsx"
        target.write_bytes(b"alt")
        chance = random.Random(3)
        limits = [0, 1, 199_999, *(chance.randrange(200_000) for _ in range(57)), 200_000]
        done = subprocess.run(
            [sys.executable, "-c", script, str(target), *map(str, limits)], check=True, capture_output=True, text=True
        )
        assert done.stdout.split() == ["full"] * 60 + ["saved"]


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(Missing) as caught:
        save(tmp_path / "Stick" / "Bericht.pdf", write_new)
    assert "Ordner" in caught.value.sentence
    assert caught.value.next_step


def test_a_folder_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "Bericht.pdf").mkdir()
    with pytest.raises(ReadOnly):
        save(tmp_path / "Bericht.pdf", write_new)


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        save(tmp_path / ("B" * 300 + ".pdf"), write_new)
    assert "zu lang" in caught.value.sentence
    assert left_in(tmp_path) == []


def test_a_file_that_libreoffice_has_open(tmp_path: Path) -> None:
    target = tmp_path / "Bericht.xlsx"
    target.write_bytes(b"alt")
    (tmp_path / ".~lock.Bericht.xlsx#").write_text(",petra,laptop,16.07.2026 08:30,file:///home/petra;")
    with pytest.raises(TargetOpen):
        save(target, write_new)
    assert target.read_bytes() == b"alt"


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EROFS, ReadOnly),
        (errno.EACCES, ReadOnly),
        (errno.EBUSY, TargetOpen),
        (errno.EIO, Missing),
        (errno.ENODEV, Missing),
    ],
)
def test_what_the_system_answers_while_writing(tmp_path: Path, number: int, error: type[UserError]) -> None:
    def write(out: BinaryIO) -> None:
        raise OSError(number, "in the words of some other language")

    with pytest.raises(error):
        save(tmp_path / "Bericht.pdf", write)
    assert left_in(tmp_path) == []


def test_a_missing_file_of_the_program_is_not_blamed_on_the_folder(tmp_path: Path) -> None:
    def write(out: BinaryIO) -> None:
        (tmp_path / "fonts" / "gone.ttf").read_bytes()

    with pytest.raises(FileNotFoundError):
        save(tmp_path / "Bericht.pdf", write)
