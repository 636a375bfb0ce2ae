"""What all builds share: where things lie, commands, wheels with checked hashes, the project's own wheel, files
that come out the same twice.

Everything that is made lies below ``build/packaging`` and may be deleted at any time; finished artefacts lie in
``dist``. Nothing here needs more than Python and pip.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent
WORK: Final = ROOT / "build" / "packaging"
OUT: Final = ROOT / "dist"
RUNTIME_LOCK: Final = ROOT / "requirements.runtime.lock"
TOOLS_LOCK: Final = HERE / "requirements.lock"

PYTHON: Final = (3, 11)
"""The Python inside every built program: bytecode and wheels are made for it."""
COMMAND: Final = "permenti-desktop"
"""The name of the program as a command, of its Debian package and of its folder."""
NAME: Final = "Permenti"
ENDING: Final = ".permenti"


class BuildError(Exception):
    """What a person can put right; said in one sentence."""


def say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is done and how long it took."""
    say(f"--- {what}")
    begin = time.monotonic()
    yield
    say(f"    {time.monotonic() - begin:.0f} s")


def run(*command: str | Path, cwd: Path = ROOT, environment: dict[str, str] | None = None) -> None:
    """Run a command quietly; its output is shown only where it fails. Raises BuildError."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        cwd=cwd,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch()), "PYTHONHASHSEED": "0", **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        say(done.stdout)
        raise BuildError(f"{Path(words[0]).name} ended with {done.returncode}; its output stands above.")


def need(program: str, package: str) -> None:
    """Raise BuildError where a program is missing, with the Debian package that holds it."""
    if shutil.which(program) is None:
        raise BuildError(f"{program} is missing. On Debian and Ubuntu: sudo apt-get install -y {package}")


def check_python() -> None:
    """The Windows tree takes the standard library of the Python that builds; it must be the same 3.11."""
    if sys.version_info[:2] != PYTHON:
        wanted = ".".join(map(str, PYTHON))
        raise BuildError(f"Programs are built with Python {wanted}; this is {sys.version.split()[0]}.")


@cache
def version() -> str:
    """The version of the project, as pyproject.toml says it."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


@cache
def epoch() -> int:
    """The moment that all files of a build bear: that of the last commit, so that a second build is the same."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    shown = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    return int(shown) if shown else 1_700_000_000


def sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def fresh(folder: Path) -> Path:
    """An empty folder of this name."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def files_below(folder: Path) -> list[Path]:
    """All files and links below a folder, in the order of their names."""
    return sorted(path for path in folder.rglob("*") if path.is_symlink() or path.is_file())


def same_time(folder: Path) -> None:
    """Give everything below a folder the time of the build and plain permissions."""
    for path in [folder, *folder.rglob("*")]:
        if path.is_symlink():
            os.utime(path, (epoch(), epoch()), follow_symlinks=False)
            continue
        runs = path.is_dir() or bool(path.stat().st_mode & 0o100)
        path.chmod(0o755 if runs else 0o644)
        os.utime(path, (epoch(), epoch()))


def megabytes(path: Path) -> str:
    """The size of a file, or of all files below a folder."""
    total = path.stat().st_size if path.is_file() else sum(file.lstat().st_size for file in files_below(path))
    return f"{total / 1e6:.1f} MB"


# --- wheels ---------------------------------------------------------------------------------------


def entries(lock: Path, target: dict[str, str]) -> list[str]:
    """The entries of a lock that count on a target system, without their markers.

    ``pip download --platform`` asks the building machine about markers, not the target: so they are read here.
    """
    from pip._vendor.packaging.markers import Marker

    found = []
    for entry in lock.read_text("utf-8").replace("\\\n", " ").splitlines():
        if not entry.strip() or entry.startswith("#"):
            continue
        requirement, *hashes = entry.split(" --hash=")
        pin, _semicolon, marker = requirement.partition(";")
        if marker.strip() and not Marker(marker.strip()).evaluate(target):
            continue
        found.append(" --hash=".join([pin.strip(), *(one.strip() for one in hashes)]))
    return found


HOST: Final[dict[str, str]] = {}
"""Markers are asked of this machine."""
WINDOWS: Final = {
    "os_name": "nt",
    "sys_platform": "win32",
    "platform_system": "Windows",
    "platform_machine": "AMD64",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "python_version": "3.11",
    "python_full_version": "3.11.9",
}


def wheels(lock: Path, name: str, target: dict[str, str]) -> list[Path]:
    """The wheels of a lock for a target, each checked against its hash; downloaded once for each lock."""
    wanted = "".join(f"{entry}\n" for entry in entries(lock, target))
    folder = WORK / "wheels" / f"{name}-{hashlib.sha256(wanted.encode()).hexdigest()[:12]}"
    if not (folder / "complete").exists():
        fresh(folder)
        (folder / "requirements.txt").write_text(wanted, "utf-8")
        options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:", "--require-hashes"]
        if target:
            options += ["--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp"]
        run(sys.executable, "-m", "pip", "download", *options, "-r", folder / "requirements.txt", "-d", folder)
        (folder / "complete").touch()
    return sorted(folder.glob("*.whl"))


def unpack(wheel: Path, folder: Path) -> None:
    """Put the content of a wheel where Python finds it. Scripts are left out: nobody runs them here."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            top, _slash, rest = name.partition("/")
            if top.endswith(".data"):
                scheme, _slash, rest = rest.partition("/")
                if scheme not in ("purelib", "platlib"):
                    continue
                target = folder / rest
            else:
                target = folder / name
            if name.endswith("/"):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))


def project_wheel() -> Path:
    """The wheel of the program itself, built anew: package, resources and compiled translations."""
    folder = fresh(WORK / "project")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def environment_for(name: str, packages: Sequence[Path]) -> Path:
    """A Python environment with exactly these wheels, made once for each set of them; its python."""
    folder = WORK / name
    python = folder / "bin" / "python"
    stamp = folder / "complete"
    content = "\n".join([sys.version, *(wheel.name for wheel in packages)])
    if not stamp.exists() or stamp.read_text() != content:
        shutil.rmtree(folder, ignore_errors=True)
        run(sys.executable, "-m", "venv", "--without-pip", folder)
        pip(python, *packages)
        stamp.write_text(content)
    return python


def pip(python: Path, *packages: Path) -> None:
    """Install files into the environment of another Python, without asking the network."""
    options = ["--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--force-reinstall"]
    run(sys.executable, "-m", "pip", "--python", python, "install", *options, *packages)
