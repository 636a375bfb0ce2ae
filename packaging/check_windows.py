"""Tests the artefacts for Windows under Wine, in a fresh prefix, on a screen without a monitor.

Wine is not Windows: what only a person on a real one can see stands in packaging/windows/CHECKLIST.md. Wine 8 lacks
two libraries of Windows 10 and ends programs in a third; stand-ins for them lie in the prefix, never in the product.
"""

from __future__ import annotations

import getpass
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import build_windows
from outcome import Outcome
from screen import COLOURS, LONGEST, SLOWEST, picture, screen, to_the_end, wait_for, windows, xdotool
from workshop import COMMAND, NAME, OUT, WORK, BuildError, files_below, fresh, need, run, step, version

PREFIX: Final = WORK / "wine"
HOME: Final = WORK / "wine-home"
"""Wine makes links from the user's folders in the prefix to the home; it gets one of its own."""
PICTURES: Final = WORK / "pictures"
PASSPHRASE: Final = "sieben Tassen Tee"
UNINSTALL: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Permenti"
FILE_TYPE: Final = r"HKCU\Software\Classes\.permenti"
OPEN: Final = r"HKCU\Software\Classes\Permenti.Office\shell\open\command"
LOCALES: Final = WORK / "locales"
LANGUAGES: Final = ("en_GB", "de_DE")
"""Wine takes the language of Windows from the system's; both are made here, for many machines have neither."""
RUNNING: Final = 3
"""The exit status of installer and uninstaller while the program runs."""


def check(outcome: Outcome) -> None:
    """Test what lies in dist for Windows."""
    for program, package in (
        ("wine", "wine wine64"),
        ("Xvfb", "xvfb"),
        ("openbox", "openbox"),
        ("xdotool", "xdotool"),
        ("scrot", "scrot"),
        ("localedef", "locales"),
        (build_windows.GCC, "gcc-mingw-w64-x86-64-win32"),
    ):
        need(program, package)
    setup = OUT / f"{NAME}-{version()}-windows-x64-setup.exe"
    portable = OUT / f"{NAME}-{version()}-windows-x64-portable.zip"
    if not (setup.is_file() and portable.is_file()):
        raise BuildError("Nothing is built for Windows yet: python3 dev.py build windows")
    with screen() as display:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("QT_", "PERMENTI_"))},
            "HOME": str(fresh(HOME)),
            "WINEPREFIX": str(PREFIX),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscms=n;winemenubuilder.exe=d",
            "DISPLAY": display,
            "LOCPATH": str(LOCALES),
            "LC_ALL": "de_DE.UTF-8",
        }
        wine = Wine(environment, display)
        with step("A fresh Wine prefix"):
            wine.make()
        try:
            with step("Installing and upgrading"):
                install_and_upgrade(outcome, wine, setup)
            with step("Self-test and window of the installed program"):
                installed_program(outcome, wine)
            with step("Refusing while it runs, uninstalling"):
                refuse_and_uninstall(outcome, wine, setup)
            with step("Another folder, purge"):
                other_folder_and_purge(outcome, wine, setup)
            with step("The wizard by keyboard"):
                wizard(outcome, wine, setup)
            with step("The portable zip in a folder with blanks and accents"):
                unpacked_zip(outcome, wine, portable)
        finally:
            wine.stop()


class Wine:
    """Programs for Windows in one prefix."""

    def __init__(self, environment: dict[str, str], display: str) -> None:
        self.environment = environment
        self.display = display
        self.user = PREFIX / "drive_c" / "users" / getpass.getuser()
        self.local = self.user / "AppData" / "Local"
        self.program = self.local / "Programs" / NAME
        self.settings = self.local / NAME

    def make(self) -> None:
        """The prefix: Windows 10, with the stand-ins."""
        shutil.rmtree(PREFIX, ignore_errors=True)
        run("wineboot", "--init", environment={**self.environment, "DISPLAY": ""})
        for language in LANGUAGES:
            target = LOCALES / f"{language}.UTF-8"
            if not target.exists():
                LOCALES.mkdir(parents=True, exist_ok=True)
                run("localedef", "-i", language, "-f", "UTF-8", target)
        self.run("reg", "add", r"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f")
        system = PREFIX / "drive_c" / "windows" / "system32"
        for name, libraries in (("bcryptprimitives", ("-ladvapi32",)), ("mscms", ())):
            source = build_windows.DATA / "wine" / f"{name}.c"
            run(build_windows.GCC, "-shared", "-O1", "-s", "-o", system / f"{name}.dll", source, *libraries)
        icu = WORK / "icuuc.c"
        icu.write_text(empty_functions(build_windows.TREE / "runtime/site-packages/PySide6/Qt6Core.dll", "icuuc.dll"))
        run(build_windows.GCC, "-shared", "-O1", "-s", "-o", system / "icuuc.dll", icu)

    def run(self, *words: str | Path) -> tuple[int, str]:
        """Run a program to its end; exit status and output. Python ends at once if its output is a file: so a pipe."""
        return to_the_end(["wine", *(str(word) for word in words)], self.environment, errors=subprocess.DEVNULL)

    @contextmanager
    def running(self, *words: str | Path, language: str = "") -> Iterator[subprocess.Popen[bytes]]:
        """A program while it runs."""
        process = subprocess.Popen(
            ["wine", *(str(word) for word in words)],
            env={**self.environment, **({"LC_ALL": language} if language else {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield process
        finally:
            self.run("taskkill", "/F", "/IM", f"{NAME}.exe")
            process.terminate()
            process.wait()

    def registry(self, key: str, value: str = "") -> str:
        """A value of the registry; empty where there is none."""
        status, said = self.run("reg", "query", key, *(("/v", value) if value else ("/ve",)))
        found = re.search(r"REG_\w+\s+(.*)", said)
        return found[1].strip() if status == 0 and found else ""

    def windows_path(self, path: Path) -> str:
        return "Z:" + str(path).replace("/", "\\")

    def menu_entry(self) -> bool:
        return any(self.user.rglob(f"{NAME}.lnk"))

    def stop(self) -> None:
        subprocess.run(["wineserver", "-k"], env=self.environment, check=False)
        subprocess.run(["wineserver", "-w"], env=self.environment, check=False)


def empty_functions(file: Path, library: str) -> str:
    """C source of a library with every function that a file takes from another one; each answers with nothing.

    Qt asks icuuc.dll for text encodings older than Unicode only, and does without them.
    """
    shown = subprocess.run([build_windows.OBJDUMP, "-p", file], capture_output=True, text=True, check=True).stdout
    part = shown.partition(f"DLL Name: {library}")[2].partition("DLL Name:")[0]
    names = re.findall(r"^\t[0-9a-f]+\t +\d+  (\w+)", part, re.MULTILINE)
    return "".join(f"__declspec(dllexport) long long {name}(void) {{ return 0; }}\n" for name in names)


def differences(tree: Path, installed: Path) -> list[str]:
    """What differs between the built tree and the installed one, apart from the uninstaller."""
    wanted = {file.relative_to(tree): file for file in files_below(tree)}
    found = {file.relative_to(installed): file for file in files_below(installed)}
    found.pop(Path("uninstall.exe"), None)
    different = [name for name in wanted.keys() & found.keys() if wanted[name].read_bytes() != found[name].read_bytes()]
    return [str(name) for name in sorted({*different, *(wanted.keys() ^ found.keys())})]


def install_and_upgrade(outcome: Outcome, wine: Wine, setup: Path) -> None:
    """An older version first (a small tree with a leftover), then the new one over it."""
    small = fresh(WORK / "older-windows")
    for name in (f"{NAME}.exe", f"{COMMAND}.exe"):
        shutil.copy(build_windows.TREE / name, small / name)
    (small / "runtime").mkdir()
    (small / "runtime" / "leftover.txt").write_text("of an old version")
    older = build_windows.installer(release=False, number="0.0.1", tree=small, target=WORK / "older-setup.exe")
    status, said = wine.run(older, "/S")
    outcome.tell(
        "Windows: an older version is installed", status == 0 and (wine.program / "uninstall.exe").exists(), said
    )
    wine.settings.mkdir(parents=True, exist_ok=True)
    (wine.settings / "settings.json").write_text('{"language": "de"}')
    (wine.program / "a file of hers.txt").write_text("mine")

    status, said = wine.run(setup, "/S")
    outcome.tell("Windows: silent upgrade, exit status 0", status == 0, f"{status} {said}")
    outcome.tell("Windows: no leftover of the old version", not (wine.program / "runtime" / "leftover.txt").exists())
    outcome.tell("Windows: a file of the user's in the folder is kept", (wine.program / "a file of hers.txt").exists())
    (wine.program / "a file of hers.txt").unlink()
    different = differences(build_windows.TREE, wine.program)
    outcome.tell("Windows: every file as built", not different, ", ".join(different[:9]))
    outcome.tell("Windows: settings are kept", (wine.settings / "settings.json").read_text() == '{"language": "de"}')
    outcome.tell("Windows: entry in the start menu", wine.menu_entry())
    outcome.tell("Windows: version in the list of programs", wine.registry(UNINSTALL, "DisplayVersion") == version())
    outcome.tell("Windows: file type", wine.registry(FILE_TYPE) == "Permenti.Office", wine.registry(FILE_TYPE))
    opening = wine.registry(OPEN)
    outcome.tell("Windows: a double click opens the file", opening.endswith('Permenti.exe" gui "%1"'), opening)


def installed_program(outcome: Outcome, wine: Wine) -> None:
    """The self-test, and a double click on an office in a folder with blanks and accents."""
    command = wine.program / f"{COMMAND}.exe"
    status, said = wine.run(command, "--version")
    outcome.tell("Windows: says its version", said.strip() == f"{COMMAND} {version()}", said)
    folder = fresh(WORK / "Prüfung mit Leerzeichen")
    # The first window starts Wine's desktop, which never lets go of the pipes of the program that opened the window:
    # the self-test would wait for ever for the end of its own. So another window comes first.
    with wine.running("notepad"):
        wait_for(lambda: bool(windows(wine.display, "Notepad|Editor")), SLOWEST)
        status, said = wine.run(command, "self-test", wine.windows_path(folder))
    outcome.tell("Windows: self-test", status == 0 and "FEHLER" not in said, said)
    outcome.quote(said)

    documents = wine.user / "Büro José Ñandú"
    documents.mkdir()
    (documents / "pass.txt").write_text(PASSPHRASE + "\n")
    office = f"C:\\users\\{wine.user.name}\\Büro José Ñandú\\Büro.permenti"
    status, said = wine.run(command, "demo", office, "--passphrase-file", office.replace("Büro.permenti", "pass.txt"))
    outcome.tell("Windows: a demo office in a folder with accents", status == 0, said)
    # What the Explorer runs on a double click. Wine's own does not look where programs for one user are registered.
    opening = [first or second for first, second in re.findall(r'"([^"]*)"|(\S+)', wine.registry(OPEN))]
    with wine.running(*(word.replace("%1", office) for word in opening)):
        shown = wait_for(lambda: bool(windows(wine.display, "Permenti")), SLOWEST)
        outcome.tell("Windows: a double click opens a window", shown)
        if shown:
            (window, *_others) = windows(wine.display, "Permenti")
            xdotool(wine.display, "windowactivate", "--sync", window)
            wait_for(lambda: False, 4)
            picture(wine.display, PICTURES / "windows-password.png")
            xdotool(wine.display, "type", "--delay", "60", PASSPHRASE)
            xdotool(wine.display, "key", "Return")
            wait_for(lambda: False, 20)
            colours = picture(wine.display, PICTURES / "windows.png")
            outcome.tell("Windows: the office is shown, see windows.png", colours > COLOURS, f"{colours} colours")


def refuse_and_uninstall(outcome: Outcome, wine: Wine, setup: Path) -> None:
    before = wine.registry(UNINSTALL, "DisplayVersion")
    with wine.running(wine.program / f"{NAME}.exe"):
        wait_for(lambda: bool(windows(wine.display, "Permenti")), SLOWEST)
        status, said = wine.run(setup, "/S")
        outcome.tell("Windows: installer refuses while it runs, status 3", status == RUNNING, f"{status} {said}")
        status, said = wine.run(wine.program / "uninstall.exe", "/S", f"_?={installed_as(wine)}")
        outcome.tell("Windows: uninstaller refuses while it runs, status 3", status == RUNNING, f"{status} {said}")
        whole = not differences(build_windows.TREE, wine.program) and before == version()
        outcome.tell("Windows: the running version is untouched", whole)
    (wine.program / "a file of hers.txt").write_text("mine")
    status, said = wine.run(wine.program / "uninstall.exe", "/S", f"_?={installed_as(wine)}")
    outcome.tell("Windows: uninstalled, exit status 0", status == 0, f"{status} {said}")
    left = [file.name for file in files_below(wine.program) if file.name != "uninstall.exe"]
    outcome.tell("Windows: nothing is left but the user's own file", left == ["a file of hers.txt"], ", ".join(left))
    outcome.tell("Windows: settings are kept after that", (wine.settings / "settings.json").exists())
    office = wine.user / "Büro José Ñandú" / "Büro.permenti"
    outcome.tell("Windows: the office is kept", office.exists() and office.with_name("Büro.permenti.key").exists())
    clean = not wine.registry(UNINSTALL, "DisplayName") and not wine.registry(FILE_TYPE) and not wine.registry(OPEN)
    outcome.tell("Windows: registry and start menu are clean", clean and not wine.menu_entry())
    shutil.rmtree(wine.program)


def installed_as(wine: Wine) -> str:
    """The folder of the program as Windows writes it. With ``_?=`` the uninstaller is waited for."""
    return f"C:\\users\\{wine.user.name}\\AppData\\Local\\Programs\\{NAME}"


def other_folder_and_purge(outcome: Outcome, wine: Wine, setup: Path) -> None:
    """A folder with blanks and accents, and the removal of everything but the offices."""
    # NSIS takes all that follows /D= as it stands, without quotes; Wine would put quotes around a word with blanks.
    status, said = wine.run(setup, "/S", *"/D=C:\\Büro Größe\\Permenti".split(" "))
    folder = PREFIX / "drive_c" / "Büro Größe" / "Permenti"
    outcome.tell("Windows: installed into a chosen folder", status == 0 and (folder / f"{NAME}.exe").exists(), said)
    status, said = wine.run(folder / f"{COMMAND}.exe", "--version")
    outcome.tell("Windows: runs there", said.strip() == f"{COMMAND} {version()}", said)
    own = wine.settings / "her own.permenti"
    own.write_bytes(b"an office that lies there")
    status, said = wine.run(folder / "uninstall.exe", "/S", "/PURGE", *"_?=C:\\Büro Größe\\Permenti".split(" "))
    left = [file.name for file in files_below(wine.settings)]
    outcome.tell("Windows: purged, but no office", status == 0 and left == ["her own.permenti"], f"{status} {left}")
    shutil.rmtree(folder, ignore_errors=True)


def wizard(outcome: Outcome, wine: Wine, setup: Path) -> None:
    """The pages by keyboard alone, in both languages; the last one opens the program."""
    for language, title in zip(LANGUAGES, ("Permenti Setup", "Installation von Permenti"), strict=True):
        wine.stop()  # the language is read when the first program starts
        with wine.running(setup, language=f"{language}.UTF-8"):
            wizard_in(outcome, wine, language[:2], title)
        wine.run(wine.program / "uninstall.exe", "/S", f"_?={installed_as(wine)}")
        shutil.rmtree(wine.program, ignore_errors=True)


def wizard_in(outcome: Outcome, wine: Wine, language: str, title: str) -> None:
    """Go through the open wizard, by its title in this language, with the Return key."""

    def look(page: str) -> None:
        picture(wine.display, PICTURES / f"windows-wizard-{language}-{page}.png")

    def is_open() -> bool:
        return bool(windows(wine.display, title))

    shown = wait_for(is_open, SLOWEST)
    outcome.tell(f"Windows: wizard in {language}", shown)
    for page in ("welcome", "folder"):
        wait_for(lambda: False, 3)
        look(page)
        xdotool(wine.display, "key", "Return")
    wait_for(lambda: False, 1)
    look("progress")
    wait_for(lambda: (wine.program / "uninstall.exe").exists() and wine.menu_entry(), LONGEST)
    wait_for(lambda: False, 5)
    look("end")
    whole = not differences(build_windows.TREE, wine.program)
    outcome.tell(f"Windows: wizard in {language} by keyboard installs", whole)
    xdotool(wine.display, "key", "Return")
    ran = wait_for(lambda: not is_open() and bool(windows(wine.display, NAME)), SLOWEST)
    wait_for(lambda: False, 4)
    look("program")
    outcome.tell(f"Windows: wizard in {language} opens the program", ran)


def unpacked_zip(outcome: Outcome, wine: Wine, portable: Path) -> None:
    folder = fresh(WORK / "Stick von Zoë")
    shutil.unpack_archive(portable, folder)
    outcome.tell("Windows: portable, the same tree", not differences(build_windows.TREE, folder / NAME))
    status, said = wine.run(folder / NAME / f"{COMMAND}.exe", "--version")
    outcome.tell("Windows: portable says its version", said.strip() == f"{COMMAND} {version()}", f"{status} {said}")
    shutil.rmtree(folder)
