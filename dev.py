#!/usr/bin/env python3
"""Everything a developer types: python3 dev.py run, test, check, bench, translate, build, demo …

Needs Python 3.11 and nothing else: the first call makes .venv from the versions in requirements.lock, each of
them checked against its hash. Where the system lacks something, it says in one line what to type; as root on
Debian or Ubuntu it types that line itself.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements.lock"
RUNTIME_LOCK = ROOT / "requirements.runtime.lock"

# What PySide6 and Qt's xcb platform load from the system, found in a clean Debian 12 root.
QT_PACKAGES = (
    "libegl1",
    "libgl1",
    "libglib2.0-0",
    "libdbus-1-3",
    "libfontconfig1",
    "libxkbcommon-x11-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxcb-xkb1",
    "libwayland-cursor0",
)
QT_PROBE = """
import ctypes, pathlib
from PySide6 import QtCore, QtGui, QtWidgets, QtSvg, QtPrintSupport, QtPdfWidgets
plugins = pathlib.Path(QtCore.QLibraryInfo.path(QtCore.QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
for plugin in sorted([*plugins.glob("libqxcb.so"), *plugins.glob("libqoffscreen.so")]):
    ctypes.CDLL(str(plugin))
"""
# What the tests use beside Python: the program that shows it is there, its Debian packages, what for.
TEST_TOOLS = (
    ("git", ("git",), "the rules of the repository"),
    ("xvfb-run", ("xvfb", "xauth"), "the window driven from outside"),
    ("pdftotext", ("poppler-utils",), "PDF files read by a second program"),
    ("qpdf", ("qpdf",), "PDF files checked by a second program"),
    ("soffice", ("libreoffice-calc-nogui",), "Excel files read by a second program"),
    ("fc-list", ("fontconfig", "fonts-dejavu-core"), "letters in the pictures of windows"),
    ("initdb", ("postgresql",), "the database tests on PostgreSQL"),
    ("strace", ("strace",), "what a power failure leaves of the file"),
    ("unshare", ("util-linux",), "two machines on one share"),
    ("hostname", ("hostname",), "two machines on one share"),
)


# What building uses, and testing what was built besides: the program that shows it is there, its Debian packages.
BUILD_TOOLS = (
    ("git", ("git",)),
    ("objdump", ("binutils",)),
    ("dpkg-deb", ("dpkg",)),
    ("xz", ("xz-utils",)),
    ("makeself", ("makeself",)),
    ("makensis", ("nsis",)),
    ("x86_64-w64-mingw32-gcc", ("gcc-mingw-w64-x86-64-win32",)),
    ("x86_64-w64-mingw32-objdump", ("binutils-mingw-w64-x86-64",)),
)
BUILD_TEST_TOOLS = (
    ("debootstrap", ("debootstrap",)),
    ("wine", ("wine", "wine64")),
    ("localedef", ("locales",)),
    ("Xvfb", ("xvfb",)),
    ("openbox", ("openbox",)),
    ("xdotool", ("xdotool",)),
    ("scrot", ("scrot",)),
    ("desktop-file-validate", ("desktop-file-utils",)),
    ("update-mime-database", ("shared-mime-info",)),
)


def say(text: str = "") -> None:
    """Print at once, also where the terminal cannot show every letter."""
    print(text, flush=True)


def run(*command: str | Path, environment: dict[str, str] | None = None) -> int:
    """Run a command in the project folder and return its exit code."""
    return subprocess.run(
        [str(part) for part in command], cwd=ROOT, check=False, env={**os.environ, **(environment or {})}
    ).returncode


def module(*arguments: str | Path, environment: dict[str, str] | None = None) -> int:
    """Run a Python module in .venv: module("pytest", "-q")."""
    return run(PYTHON, "-m", *arguments, environment=environment)


# --- the system -----------------------------------------------------------------------------------


def release(file: Path = Path("/etc/os-release")) -> dict[str, str]:
    """What the system says about itself; empty where there is no such file (Windows, macOS)."""
    if not file.exists():
        return {}
    pairs = (line.partition("=") for line in file.read_text("utf-8").splitlines() if "=" in line)
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def is_debian(system: dict[str, str]) -> bool:
    """Whether apt is the way to install something: Debian, Ubuntu and what is made from them."""
    return bool({"debian", "ubuntu"} & {system.get("ID", ""), *system.get("ID_LIKE", "").split()})


def package_names(packages: Sequence[str], system: dict[str, str]) -> list[str]:
    """The packages by the names of this release: Debian 13 and Ubuntu 24.04 renamed libglib2.0-0."""
    names = ("UBUNTU_CODENAME", "DEBIAN_CODENAME", "VERSION_CODENAME")
    codename = next((system[name] for name in names if name in system), "")
    renamed = codename not in {"bookworm", "jammy"}
    return [f"{name}t64" if renamed and name == "libglib2.0-0" else name for name in packages]


def apt_line(packages: Sequence[str], system: dict[str, str]) -> str:
    """The line that installs the packages, as a person would type it."""
    return "sudo apt-get install -y --no-install-recommends " + " ".join(package_names(packages, system))


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def install(packages: Sequence[str], reason: str) -> bool:
    """Install packages as root on Debian or Ubuntu, otherwise name the line; True if they are there now."""
    system = release()
    if not is_debian(system) or shutil.which("apt-get") is None:
        say(f"{reason}\nOn Debian and Ubuntu these packages hold it: {' '.join(packages)}")
        return False
    if not is_root():
        say(f"{reason}\nPlease type:\n\n    {apt_line(packages, system)}\n")
        return False
    say(f"{reason}\nInstalling: {' '.join(package_names(packages, system))}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "-qq", "update", environment=quiet)
    command = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *package_names(packages, system)]
    # apt's long list of unpacked packages helps nobody while it works; where it fails, all of it is shown.
    done = subprocess.run(
        command, env={**os.environ, **quiet}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        say(done.stdout.decode(errors="replace"))
        say("These packages could not be installed.")
    return done.returncode == 0


# --- Python and Qt --------------------------------------------------------------------------------


def digest(*files: Path) -> str:
    """One hash over files and over the Python that .venv is made for."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return hashlib.sha256(b"\0".join([version.encode(), *(file.read_bytes() for file in files)])).hexdigest()


def ensure_venv() -> None:
    """Make .venv from the locked versions, or bring it up to them; at once where it is up to date.

    Two stamps in .venv say what was installed: one over the lock, one over pyproject.toml.
    """
    lock, project = VENV / "permenti-lock.stamp", VENV / "permenti-project.stamp"
    locked = PYTHON.exists() and lock.exists() and lock.read_text() == digest(LOCK)
    if not locked:
        if importlib.util.find_spec("ensurepip") is None:
            # The package that fits this very Python: python3-venv would be that of the system's first choice.
            name = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
            if not install([name], "Python's venv is missing on this machine."):
                sys.exit(1)
        say("Making .venv from the locked versions (about a minute, once) …")
        if fault := run(sys.executable, "-m", "venv", VENV):
            sys.exit(fault)
        lock.unlink(missing_ok=True)
        options = ["--quiet", "--disable-pip-version-check", "--no-input"]
        if fault := module("pip", "install", *options, "--require-hashes", "-r", LOCK):
            say("The packages could not be installed; the lines above say why. Is the network there?")
            sys.exit(fault)
        lock.write_text(digest(LOCK))
        project.unlink(missing_ok=True)
    if not project.exists() or project.read_text() != digest(ROOT / "pyproject.toml"):
        options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation"]
        if fault := module("pip", "install", *options, "-e", ROOT):
            sys.exit(fault)
        project.write_text(digest(ROOT / "pyproject.toml"))


def compile_translations() -> None:
    """Compile the translations that are newer than what was compiled from them."""
    for source in sorted((ROOT / "translations").glob("*.po")):
        target = source.parent / source.stem / "LC_MESSAGES" / "permenti.mo"
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            if fault := run(PYTHON, "tools/translations.py", "compile"):
                sys.exit(fault)
            return


def ensure_qt() -> bool:
    """Whether Qt finds its system libraries; installs them or names the line. Not asked again once it did."""
    found = VENV / "permenti-qt.stamp"
    if found.exists():
        return True
    for attempt in (1, 2):
        probe = subprocess.run([PYTHON, "-c", QT_PROBE], capture_output=True, text=True, check=False)
        if probe.returncode == 0:
            found.write_text("Qt and its xcb platform were loaded once; delete this file to look again.\n")
            return True
        fault = (probe.stderr.strip() or "no reason given").splitlines()[-1]
        if attempt == 2 or not install(QT_PACKAGES, f"Qt lacks libraries of the system: {fault}"):
            return False
    return False


# --- PostgreSQL for the tests ---------------------------------------------------------------------


def postgres_programs() -> Path | None:
    """The folder with initdb and pg_ctl, of the newest PostgreSQL that is installed."""
    folders = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/opt/homebrew/opt").glob("postgresql@*/bin"),
        *Path("C:/Program Files/PostgreSQL").glob("*/bin"),
    ]
    numbered = [(int("".join(filter(str.isdigit, folder.parent.name)) or 0), folder) for folder in folders]
    whole = [pair for pair in numbered if any(pair[1].glob("initdb*"))]
    if whole:
        return max(whole)[1]
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def postgres() -> Iterator[str | None]:
    """A PostgreSQL of its own on loopback in a temporary folder, gone afterwards; gives its URL, or None.

    It sorts words in the German order, as an office's server does, so that the tests notice a query that
    leaves sorting to the database. Nothing is kept: it writes without waiting for the disk.
    """
    if given := os.environ.get("PERMENTI_TEST_POSTGRES"):
        yield given
        return
    programs = postgres_programs()
    if programs is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="permenti-postgres-"))
    data, log = folder / "data", folder / "log"
    # PostgreSQL refuses to run as root; Debian's package brings a user for it.
    user = "postgres" if is_root() else None
    if user:
        shutil.chown(folder, user, user)

    def call(program: str, *arguments: str) -> int:
        return subprocess.run(
            [str(programs / program), *arguments],
            cwd=folder,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        ).returncode

    try:
        port = free_port()
        settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        settings += " -c synchronous_commit=off -c full_page_writes=off -c max_connections=50"
        order = ["--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=de-DE"]
        made = call("initdb", "-D", str(data), "-U", "permenti", "--auth=trust", "--no-sync", *order) == 0
        if made and call("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-s", "-o", settings, "start") == 0:
            yield f"postgresql+psycopg://permenti@127.0.0.1:{port}/postgres"
        else:
            say("PostgreSQL is installed but does not start:")
            say(log.read_text("utf-8", "replace") if log.exists() else "initdb failed; see above.")
            yield None
    finally:
        if (data / "postmaster.pid").exists():
            call("pg_ctl", "-D", str(data), "-w", "-s", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


# --- the commands ---------------------------------------------------------------------------------


def has_display() -> bool:
    """Whether a window can be shown: always, except on a Linux without a screen."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def command_run(arguments: list[str]) -> int:
    """start the program (more words are passed on to it)"""
    ensure_venv()
    compile_translations()
    if arguments:
        return module("permenti_desktop", *arguments)
    if not has_display():
        say("Hier ist kein Bildschirm. Ohne Fenster entsteht stattdessen ein Übungsbüro mit seinen Berichten.")
        say("There is no display here. Instead, a demo office and its reports are made, without a window.")
        return command_demo([])
    if not ensure_qt():
        return 1
    return module("permenti_desktop")


def command_demo(arguments: list[str]) -> int:
    """make a demo office and its reports in a folder, without a window"""
    ensure_venv()
    compile_translations()
    folder = ROOT / "build" / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    office, passphrase = folder / "Musterbüro.permenti", folder / "Passwort.txt"
    passphrase.write_text("Übungsbüro ohne echte Daten\n", "utf-8")
    key = ["--passphrase-file", str(passphrase)]
    if fault := module("permenti_desktop", "demo", office, *key, *arguments):
        return fault
    reports = (
        ("figures", "de", "xlsx", "Kennzahlen"),
        ("figures", "de", "pdf", "Kennzahlen"),
        ("figures", "en", "xlsx", "Figures"),
        ("participants", "de", "xlsx", "Teilnehmerinnen"),
        ("participants", "de", "csv", "Teilnehmerinnen"),
    )
    # The demo office ends today, whenever that is.
    today = datetime.date.today()
    period = ["--from", f"{today.year - 1}-01-01", "--to", today.isoformat()]
    for name, language, kind, title in reports:
        target = folder / f"{title}.{kind}"
        options = [*period, "--format", kind, "--language", language, "-o", str(target), *key]
        if fault := module("permenti_desktop", "report", office, name, *options):
            return fault
    say(f"\nDas Übungsbüro und seine Berichte liegen in / The demo office and its reports are in\n{folder}\n")
    for file in sorted(folder.iterdir()):
        say(f"    {file.name}  {file.stat().st_size / 1024:,.0f} kB")
    return 0


def command_check(_arguments: list[str]) -> int:
    """style, types, floors, repository and translations"""
    ensure_venv()
    steps = (
        ("ruff check", ("-m", "ruff", "check", "--quiet", "--output-format", "concise", ".")),
        ("ruff format", ("-m", "ruff", "format", "--quiet", "--check", "--output-format", "concise", ".")),
        ("mypy", ("-m", "mypy")),
        ("floors and repository", ("-m", "pytest", "-q", "tests/test_floors.py", "tests/test_repository.py")),
        ("translations", ("tools/translations.py", "check")),
    )
    failed = []
    for name, command in steps:
        say(f"--- {name}")
        if run(PYTHON, *command):
            failed.append(name)
    say(f"Check failed: {', '.join(failed)}" if failed else "Check passed.")
    return 1 if failed else 0


def install_test_tools() -> None:
    """Bring what the tests use beside Python, or name the line and say what will not be tested."""
    missing = [
        tool for tool in TEST_TOOLS if not (postgres_programs() if tool[0] == "initdb" else shutil.which(tool[0]))
    ]
    if missing and sys.platform.startswith("linux"):
        packages = [name for _program, names, _what in missing for name in names]
        install(
            packages,
            f"The tests use programs that are missing here: {', '.join(tool[0] for tool in missing)}",
        )
    for program, _packages, what in missing:
        if not (postgres_programs() if program == "initdb" else shutil.which(program)):
            say(f"NOT TESTED HERE, because {program} is missing: {what}")


def command_test(arguments: list[str]) -> int:
    """everything: checks, then all tests (with words after it: only these, as pytest takes them)"""
    ensure_venv()
    install_test_tools()
    if not ensure_qt():
        say("The tests of the window will fail: Qt's libraries are missing.")
    compile_translations()
    checked = 0 if arguments else command_check([])
    with postgres() as url:
        if url is None:
            say("NOT TESTED HERE: PostgreSQL is missing; the database tests run on SQLite alone.")
        environment = {"PERMENTI_TEST_POSTGRES": url} if url else {}
        # One more than cores: while one test waits for the disk or for a program, another computes.
        workers = str((os.cpu_count() or 1) + 1)
        tested = module("pytest", "-n", workers, "--dist", "worksteal", *arguments, environment=environment)
    if checked:
        say("The checks before the tests failed; see above.")
    return tested or checked


def command_torture(arguments: list[str]) -> int:
    """the long versions of the tests of safety, one line each (hours; names after it: only these)"""
    ensure_venv()
    install_test_tools()
    compile_translations()
    with postgres() as url:
        environment = {"PERMENTI_TEST_POSTGRES": url} if url else {}
        return module("tests.torture", *arguments, environment=environment)


def command_bench(arguments: list[str]) -> int:
    """measure speed and memory against floors of the same run"""
    ensure_venv()
    compile_translations()
    return module("benchmarks", *arguments)


def command_translate(arguments: list[str]) -> int:
    """bring the translations up to the texts in the code"""
    ensure_venv()
    return run(PYTHON, "tools/translations.py", *(arguments or ["update"]))


def command_build(arguments: list[str]) -> int:
    """build the installers: [--fast | --release] [linux] [windows]"""
    ensure_venv()
    install_build_tools(BUILD_TOOLS)
    return run(PYTHON, "packaging/build.py", *arguments)


def command_build_test(arguments: list[str]) -> int:
    """test the installers that were built: [linux] [windows]"""
    ensure_venv()
    install_build_tools(BUILD_TOOLS + BUILD_TEST_TOOLS)
    return run(PYTHON, "packaging/check_built.py", *arguments)


def install_build_tools(tools: Sequence[tuple[str, tuple[str, ...]]]) -> None:
    """Bring what building uses beside Python; where it cannot be brought, the line is named and the build says more."""
    missing = [tool for tool in tools if not shutil.which(tool[0])]
    if missing and sys.platform.startswith("linux"):
        packages = [name for _program, names in missing for name in names]
        install(packages, f"Building uses programs that are missing here: {', '.join(tool[0] for tool in missing)}")


def command_screenshots(arguments: list[str]) -> int:
    """take the pictures of README and help anew"""
    ensure_venv()
    compile_translations()
    if not ensure_qt():
        return 1
    return run(PYTHON, "tools/screenshots.py", *arguments)


def command_lock(arguments: list[str]) -> int:
    """write the two locks anew from pyproject.toml (needs uv; --upgrade takes newer versions)"""
    uv = shutil.which("uv")
    if uv is None:
        say("This command needs uv, which users do not: python3 -m pip install uv")
        return 1
    # --universal: one lock for all systems and Pythons. Existing pins stay unless --upgrade is given.
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-header"]
    for target, groups in ((LOCK, ["--group", "dev"]), (RUNTIME_LOCK, [])):
        command = [
            uv,
            "pip",
            "compile",
            "--quiet",
            *options,
            *groups,
            *arguments,
            "pyproject.toml",
            "-o",
            target.name,
        ]
        if fault := run(*command):
            return fault
        say(f"{target.name} is written.")
    return 0


COMMANDS = {
    "run": command_run,
    "test": command_test,
    "check": command_check,
    "bench": command_bench,
    "torture": command_torture,
    "translate": command_translate,
    "build": command_build,
    "build-test": command_build_test,
    "demo": command_demo,
    "screenshots": command_screenshots,
    "lock": command_lock,
}


def main(words: Sequence[str]) -> int:
    """Run the command that the first word names; the other words are its own."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if sys.version_info < (3, 11):  # noqa: UP036 -- older Pythons shall get a sentence, not a traceback
        say(f"Permenti Desktop needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 1
    lines = [f"  {name:12} {command.__doc__}" for name, command in COMMANDS.items()]
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="Permenti Desktop for developers",
        epilog="commands:\n" + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="command")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="passed on")
    chosen = parser.parse_args(words)
    # Ended from outside, it still stops the database it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return COMMANDS[chosen.command](chosen.arguments)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
