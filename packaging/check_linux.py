"""Tests the artefacts for Linux where nothing of this machine helps them: in clean roots of Debian 12 and 13.

Needs root, for the roots. Each root is made once and kept below build/packaging/roots; each test works in a copy.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from outcome import Outcome
from screen import COLOURS, SLOWEST, picture, screen, to_the_end, wait_for, windows, xdotool
from workshop import COMMAND, NAME, OUT, WORK, BuildError, fresh, need, run, say, step, version

RELEASES: Final = ("bookworm", "trixie")
ROOTS: Final = WORK / "roots"
USER: Final = "probe"
PASSPHRASE: Final = "sieben Tassen Tee"
PICTURES: Final = WORK / "pictures"
_OWN_MOUNTS: Final = "PERMENTI_OWN_MOUNTS"


def check(outcome: Outcome) -> None:
    """Test what lies in dist for Linux."""
    if os.geteuid() != 0:
        raise BuildError("The tests of the Linux artefacts make clean roots, so they need root.")
    for program, holder in (
        ("debootstrap", "debootstrap"),
        ("Xvfb", "xvfb"),
        ("openbox", "openbox"),
        ("xdotool", "xdotool"),
        ("scrot", "scrot"),
        ("desktop-file-validate", "desktop-file-utils"),
        ("update-mime-database", "shared-mime-info"),
    ):
        need(program, holder)
    package = OUT / f"{COMMAND}_{version()}_amd64.deb"
    single = OUT / f"{NAME}-{version()}-linux-x86_64.run"
    if not (package.is_file() and single.is_file()):
        raise BuildError("Nothing is built for Linux yet: python3 dev.py build linux")
    for release in RELEASES:
        with step(f"Debian package in a clean {release}"), clean_root(release) as root:
            check_package(outcome, release, root, package)
            if release == RELEASES[0]:
                check_single(outcome, release, root, single)


def with_own_mounts() -> None:
    """Begin anew with mounts that only this process and its children see, and that end with them: a test that is broken
    off leaves no /proc behind in a folder that may be deleted."""
    if os.geteuid() == 0 and os.environ.get(_OWN_MOUNTS) != "1":
        os.environ[_OWN_MOUNTS] = "1"
        os.execvp("unshare", ["unshare", "--mount", sys.executable, *sys.argv])


@contextmanager
def clean_root(release: str) -> Iterator[Path]:
    """A copy of a root of Debian with nothing but the base system and one user; taken down afterwards."""
    source, root = ROOTS / release, ROOTS / f"{release}-test"
    if not (source / "etc" / "debian_version").exists() or (source / "debootstrap").exists():  # or broken off
        say(f"    making the root of {release}, once")
        fresh(source)
        run("debootstrap", "--variant=minbase", release, source)
    shutil.rmtree(root, ignore_errors=True)
    run("cp", "-a", source, root)
    run("mount", "--bind", "/proc", root / "proc")  # nobody else sees it, see with_own_mounts
    try:
        run("chroot", root, "useradd", "--create-home", "--shell", "/bin/sh", USER)
        yield root
    finally:
        run("umount", root / "proc")
        shutil.rmtree(root, ignore_errors=True)


def in_root(root: Path, *command: str, user: str = USER, display: str = "") -> tuple[int, str]:
    """Run a command in a root; its exit status and all it said."""
    return to_the_end(words_in_root(root, command, user, display))


def words_in_root(root: Path, command: Sequence[str], user: str, display: str) -> list[str]:
    home = "/root" if user == "root" else f"/home/{user}"
    known = [f"HOME={home}", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"]
    known += ["DEBIAN_FRONTEND=noninteractive", f"XDG_RUNTIME_DIR={home}", *([f"DISPLAY={display}"] if display else [])]
    return ["chroot", f"--userspec={user}:{user}", str(root), "/usr/bin/env", "-i", "-C", home, *known, *command]


def check_package(outcome: Outcome, release: str, root: Path, package: Path) -> None:
    shutil.copy(package, root / "new.deb")
    older(package, root / "old.deb")
    in_root(root, "apt-get", "-qq", "update", user="root")
    apt = ("apt-get", "-qq", "install", "-y", "--no-install-recommends")
    status, said = in_root(root, *apt, "/old.deb", user="root")
    outcome.tell(f"{release}: an older version is installed by apt", status == 0, said)
    status, said = in_root(root, *apt, "/new.deb", user="root")
    outcome.tell(f"{release}: the new one takes its place", status == 0, said)
    program = root / "usr" / "lib" / COMMAND
    outcome.tell(f"{release}: no leftover of the old version", not (program / "leftover").exists())
    status, said = in_root(root, COMMAND, "--version")
    outcome.tell(f"{release}: says its version", said.strip() == f"{COMMAND} {version()}", said)
    missing = missing_libraries(root, program)
    outcome.tell(f"{release}: every library is found", not missing, ", ".join(missing))
    check_desktop(outcome, release, root / "usr" / "share")
    with screen() as display:
        self_test(outcome, f"{release}, package", root, COMMAND, display)
        double_click(outcome, f"{release}, package", root, COMMAND, display, PICTURES / f"{release}-deb.png")
    status, said = in_root(root, "apt-get", "-qq", "purge", "-y", COMMAND, user="root")
    gone = not program.exists() and not (root / "usr" / "bin" / COMMAND).exists()
    outcome.tell(f"{release}: removed", status == 0 and gone, said)
    kept = root / "home" / USER / "office.permenti"
    outcome.tell(
        f"{release}: the office is still there", kept.is_file() and kept.with_suffix(".permenti.key").is_file()
    )


def older(package: Path, target: Path) -> None:
    """The same package as an older version, with a file that the new one does not have."""
    folder = fresh(WORK / "older")
    run("dpkg-deb", "-R", package, folder / "root")
    control = folder / "root" / "DEBIAN" / "control"
    control.write_text(re.sub(r"(?m)^Version: .*$", "Version: 0.0.1", control.read_text("utf-8")), "utf-8")
    (folder / "root" / "usr" / "lib" / COMMAND / "leftover").write_text("of an old version")
    run("dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", folder / "root", target)
    shutil.rmtree(folder)


def missing_libraries(root: Path, program: Path) -> list[str]:
    """What the loader of the root does not find for the files of the program."""
    inside = f"/{program.relative_to(root)}"
    script = (
        f"find {inside} -type f \\( -name '*.so*' -o -name {COMMAND} \\) -print0 | "
        f"LD_LIBRARY_PATH={inside}/_internal:{inside}/_internal/PySide6/Qt/lib xargs -0 ldd 2>/dev/null"
    )
    _status, said = in_root(root, "sh", "-c", script)
    return sorted(set(re.findall(r"(\S+) => not found", said)))


def check_desktop(outcome: Outcome, where: str, share: Path) -> None:
    """Menu entry, file type and icons, by the tools of the desktop."""
    entry = share / "applications" / "permenti.desktop"
    done = subprocess.run(["desktop-file-validate", entry], capture_output=True, text=True, check=False)
    outcome.tell(f"{where}: menu entry is valid", done.returncode == 0 and not done.stdout, done.stdout + done.stderr)
    mime = fresh(WORK / "mime")
    shutil.copytree(share / "mime" / "packages", mime / "packages")
    run("update-mime-database", mime)
    kinds = (mime / "globs2").read_text("utf-8")
    outcome.tell(f"{where}: file type *.permenti", "application/vnd.permenti.office:*.permenti" in kinds, kinds)
    icons = [share / "icons/hicolor/scalable/apps/permenti.svg", share / "icons/hicolor/48x48/apps/permenti.png"]
    outcome.tell(f"{where}: icons", all(icon.is_file() for icon in icons))


def self_test(outcome: Outcome, where: str, root: Path, program: str, display: str) -> None:
    """The program's own check, as a user without rights, writing only where it is told to."""
    before = files_in(root / "home" / USER)
    status, said = in_root(root, program, "self-test", "folder of the test", display=display)
    outcome.tell(f"{where}: self-test", status == 0 and "FEHLER" not in said, said)
    outcome.quote(said)
    strangers = sorted(str(file) for file in files_in(root / "home" / USER) - before)
    outcome.tell(f"{where}: self-test wrote only into its folder", not strangers, ", ".join(strangers))


def files_in(home: Path) -> set[Path]:
    """All files of a user but those in the folder that the self-test is given."""
    files = {file.relative_to(home) for file in home.rglob("*") if file.is_file()}
    return {file for file in files if file.parts[0] != "folder of the test"}


def double_click(outcome: Outcome, where: str, root: Path, program: str, display: str, target: Path) -> None:
    """What the desktop does on a double click: the program with a file. The password is typed, the window looked at."""
    home = root / "home" / USER
    (home / "pass").write_text(PASSPHRASE + "\n")
    status, said = in_root(root, program, "demo", "office.permenti", "--passphrase-file", "pass")
    outcome.tell(f"{where}: a demo office", status == 0, said)
    running = subprocess.Popen(
        words_in_root(root, (program, "gui", f"/home/{USER}/office.permenti"), USER, display),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    try:
        shown = wait_for(lambda: bool(windows(display, "Permenti")), SLOWEST)
        outcome.tell(f"{where}: a window opens", shown)
        if not shown:
            return
        (window, *_others) = windows(display, "Permenti")
        xdotool(display, "windowactivate", "--sync", window)
        wait_for(lambda: False, 2)
        picture(display, target.with_name(f"{target.stem}-password.png"))
        xdotool(display, "type", "--delay", "40", PASSPHRASE)
        xdotool(display, "key", "Return")
        wait_for(lambda: False, 8)
        colours = picture(display, target)
        outcome.tell(f"{where}: the office is shown, see {target.name}", colours > COLOURS, f"{colours} colours")
        xdotool(display, "key", "ctrl+q")
        ended = wait_for(lambda: running.poll() is not None, SLOWEST)
        outcome.tell(f"{where}: ends by Ctrl+Q", ended and running.returncode == 0)
    finally:
        running.terminate()
        said, _nothing = running.communicate(timeout=20)
        outcome.tell(f"{where}: Qt has nothing to complain about", not said.strip(), said)


def check_single(outcome: Outcome, release: str, root: Path, single: Path) -> None:
    """The self-extracting file, for a user without rights."""
    where = f"{release}, .run"
    home = root / "home" / USER
    for name in ("folder of the test", "office-Sicherungen"):
        shutil.rmtree(home / name, ignore_errors=True)
    for name in ("office.permenti", "office.permenti.key", "pass"):
        (home / name).unlink(missing_ok=True)
    shutil.copy(single, root / "permenti.run")
    if shutil.which("xz", path=root / "usr" / "bin") is None:
        in_root(root, "apt-get", "-qq", "install", "-y", "--no-install-recommends", "xz-utils", user="root")
    status, said = in_root(root, "/permenti.run", "--quiet")
    outcome.tell(f"{where}: installed without root", status == 0, said)
    program = f"/home/{USER}/.local/bin/{COMMAND}"
    status, said = in_root(root, program, "--version")
    outcome.tell(f"{where}: says its version", said.strip() == f"{COMMAND} {version()}", said)
    check_desktop(outcome, where, home / ".local" / "share")
    leftover = home / ".local" / "lib" / COMMAND / "leftover"
    leftover.write_text("of an old version")
    in_root(root, "/permenti.run", "--quiet")
    outcome.tell(f"{where}: an upgrade leaves nothing of the old version", not leftover.exists())
    with screen() as display:
        self_test(outcome, where, root, program, display)
        double_click(outcome, where, root, program, display, PICTURES / f"{release}-run.png")
        running = subprocess.Popen(words_in_root(root, (program,), USER, display))
        try:
            wait_for(lambda: bool(windows(display, "Permenti")), SLOWEST)
            status, said = in_root(root, "/permenti.run", "--quiet", "--", "--uninstall")
            refused = status != 0 and (home / ".local" / "lib" / COMMAND).is_dir()
            outcome.tell(f"{where}: refuses while the program runs", refused, said)
        finally:
            running.terminate()
            running.wait(20)
    status, said = in_root(root, "/permenti.run", "--quiet", "--", "--uninstall")
    left = [path.name for path in (home / ".local").rglob("*permenti*") if path.suffix != ".log"]
    settings = home / ".config" / "permenti"
    outcome.tell(f"{where}: removed", status == 0 and not (home / ".local/lib" / COMMAND).exists(), f"{said} {left}")
    outcome.tell(
        f"{where}: office and settings are still there", (home / "office.permenti").exists() and settings.exists()
    )
    in_root(root, "/permenti.run", "--quiet", "--", "--purge")
    outcome.tell(f"{where}: purged, the office stays", not settings.exists() and (home / "office.permenti").exists())
