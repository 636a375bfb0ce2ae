"""Pictures of the program from a demo office, for README and manual: never out of date, nobody in them exists.

    python3 dev.py screenshots [FOLDER] [--all | --manual]

Without an option it makes the few that README shows, in German, in ``docs/screenshots``; with ``--manual`` those of
the manual, in both languages, in ``resources/manual/pictures``; with ``--all`` every page in both languages, light,
dark and high contrast, at 1440×900 and 1093×582, for a person to look at.

On Linux they are the same on every machine and day, so that only those change whose page has changed: they are made
with the fonts of resources/fonts alone, and where there is a C compiler (``cc``), the clock of this program stands
still at one moment (``standing_clock.c``). Without one they show today.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

MOMENT = 1795509000
"""Tuesday, 24 November 2026, 9:30 in Witten."""
TOOLS = Path(__file__).resolve().parent
FONTS = """<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<alias binding="same"><family>Sans Serif</family><prefer><family>Noto Sans</family></prefer></alias></fontconfig>"""


def same_everywhere(folder: Path) -> int:
    """Run this tool with the fonts of the program and, with a C compiler, at one moment; returns its exit status."""
    fonts = FONTS.format(fonts=TOOLS.parent / "resources" / "fonts", cache=folder / "cache")
    (folder / "fonts.conf").write_text(fonts, encoding="utf-8")
    own = {"STANDING_CLOCK": str(MOMENT), "TZ": "Europe/Berlin", "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    if shutil.which("cc"):
        clock = folder / "standing_clock.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", clock, TOOLS / "standing_clock.c"], check=True)
        own["LD_PRELOAD"] = str(clock)
    return subprocess.run([sys.executable, *sys.argv], env={**os.environ, **own}, check=False).returncode


if sys.platform == "linux" and "STANDING_CLOCK" not in os.environ:
    with tempfile.TemporaryDirectory(prefix="permenti-clock-") as _folder:
        sys.exit(same_everywhere(Path(_folder)))

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_home = tempfile.TemporaryDirectory(prefix="permenti-screenshots-")
os.environ["PERMENTI_HOME"] = _home.name
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from openpyxl import Workbook  # noqa: E402
from PIL import Image  # noqa: E402
from PySide6.QtGui import QImage  # noqa: E402
from PySide6.QtWidgets import QApplication, QLabel  # noqa: E402

from permenti_desktop import settings  # noqa: E402
from permenti_desktop.db import backup, first_look, opening  # noqa: E402
from permenti_desktop.demo import office  # noqa: E402
from permenti_desktop.gui import app as start  # noqa: E402
from permenti_desktop.gui import jobs  # noqa: E402
from permenti_desktop.gui.begin import Begin  # noqa: E402
from permenti_desktop.gui.importing.page import ImportPage  # noqa: E402
from permenti_desktop.gui.importing.step_bar import CHECK  # noqa: E402
from permenti_desktop.gui.page import Page  # noqa: E402
from permenti_desktop.gui.program import Program  # noqa: E402
from permenti_desktop.gui.theme import T  # noqa: E402

PASSPHRASE = "nur Beispieldaten 2026"
SIZES = ((1440, 900), (1093, 582))
README = (
    ("heute", "today", "light", False),
    ("teilnehmerinnen", "participant", "light", True),
    ("teilnehmerinnen-dunkel", "participant", "dark", True),
    ("praktika", "internship", "light", True),
    ("berichte", "report", "light", False),
)
WITH_RECORD = ("participant", "mentor", "organisation", "network", "grant")
LIST = (
    ("Nr.", "Name", "Vorname", "Geb.-Datum", "Herkunft", "Wohnort", "Deutsch", "Eintritt", "Bemerkung"),
    (1, "Yıldız", "Ayşe", "03.04.1988", "Türkei", "Witten", "B1", "01.02.2026", "sucht Teilzeit"),
    (2, "Haile", "Selam", "1991", "Eritrea", "Hattingen", "A2/B1", "15.3.26", ""),
    (3, "Kowalenko", "Olha", "12.12.79", "Ukraine", "Schwelm", "B2", "März 2026", "Anerkennung läuft"),
    (4, "Rahimi", "Zahra", "", "Afghanistan", "Herdecke", "A1", "unklar", "Kita ab Mai"),
    (5, "Sow", "Fatoumata", "", "Guinea", "Witten", "C1", "02.04.2026", ""),
)
"""An office's list with what such lists have: a year alone, two levels at once, a date nobody can read."""
MANUAL_SIZE = (1240, 775)
LONGEST = 20.0
"""Seconds after which a page that is still reading is taken as it is."""


def settle(app: QApplication) -> None:
    """Run the program until nothing is under way any more, and a moment longer for what is painted later."""
    end = time.monotonic() + LONGEST
    quiet = 0
    while quiet < 12 and time.monotonic() < end:
        app.processEvents()
        time.sleep(0.02)
        quiet = quiet + 1 if jobs.idle() else 0


def until(app: QApplication, true: Callable[[], bool]) -> None:
    """Run the program until something is so."""
    end = time.monotonic() + LONGEST
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        app.processEvents()
        time.sleep(0.02)


def save(image: QImage, file: Path, small: bool) -> None:
    """Save a picture; a *small* one with 200 colours, a third as large, since it is shipped with the program."""
    image.save(str(file))
    if small:
        with Image.open(file) as picture:
            fewer = picture.convert("RGB").quantize(200, dither=Image.Dither.NONE)
        fewer.save(file, optimize=True)


def without_folder(page: Page) -> None:
    """Show a folder for files as it might be called, not this tool's own one, and a disk with some room."""
    for line in page.findChildren(QLabel):
        if _home.name in line.text():
            line.setText(re.sub(r"\d+([.,]\d)? GB", "120 GB", line.text().replace(_home.name, "…")))


def with_list(page: Page, file: Path, app: QApplication) -> None:
    """Bring the page of the import to its third step with LIST."""
    book = Workbook()
    assert book.active is not None
    for row in LIST:
        book.active.append(row)
    book.save(file)
    assert isinstance(page, ImportPage)
    page.open_file(file)
    settle(app)
    page.go_to(CHECK)
    settle(app)


def main() -> int:
    """Make the pictures; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--all", action="store_true", help="every page, look, language and size")
    parser.add_argument("--manual", action="store_true", help="the pictures of the manual")
    parser.add_argument("--only", default="", help="only pages whose section contains this")
    options = parser.parse_args()
    folder = Path(options.folder or ("resources/manual/pictures" if options.manual else "docs/screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    sizes = (MANUAL_SIZE,) if options.manual else SIZES if options.all else SIZES[:1]
    file = Path(_home.name) / "Beispiel.permenti"
    database = opening.create_database(file, PASSPHRASE, name=office.COORDINATOR)
    with database.write(office.COORDINATOR) as session:
        office.make(session, participants=64, seed=4, today=date.today())
    backup.back_up(database, "manual")
    database.close()
    for language in ("de", "en") if options.all or options.manual else ("de",):
        settings.save(replace(settings.Settings(), language=language))
        app = start.application(["permenti"])
        app.setCursorFlashTime(0)  # it would stand in one picture and not in the next
        program = Program(app, Begin(file=str(file)))
        door = opening.knock(file, passphrase=PASSPHRASE)
        program.show_office(door, first_look.look(door))
        if program.start_window is not None:
            program.start_window.hide()
        until(app, lambda program=program: program.idle is not None)  # type: ignore[misc]
        window = program.window
        assert window is not None
        assert program.idle is not None
        program.idle.set_minutes(0)  # nobody touches it, and all pictures take longer than the office's ten minutes
        wanted: tuple[tuple[str, str, str, bool], ...] = README
        if options.all:
            wanted = tuple(
                (f"{section}-{look}-{language}", section, look, section in WITH_RECORD)
                for section in window.places
                for look in ("light", "dark", "contrast")
                if options.only in section
            )
        if options.manual:
            (folder / language).mkdir(exist_ok=True)
            wanted = tuple(
                (f"{language}/{section}", section, "light", section in WITH_RECORD)
                for section in window.places
                if section != "help" and options.only in section
            )
        for name, section, look, with_record in wanted:
            for width, height in sizes:
                T.apply(look, 1.0)  # type: ignore[arg-type]
                window.resize(width, height)
                window.go(section)
                settle(app)
                page = window.current()
                if with_record and page is not None:
                    table = getattr(getattr(page, "list", None), "table", None)
                    ids = list(table.model_.ids) if table is not None else [1]
                    if ids:
                        page.open_record(ids[min(3, len(ids) - 1)])
                if options.manual and section == "importing" and page is not None:
                    with_list(page, Path(_home.name) / "Liste.xlsx", app)
                settle(app)
                suffix = f"-{width}" if options.all else ""
                if page is not None:
                    without_folder(page)
                save(window.grab().toImage(), folder / f"{name}{suffix}.png", small=options.manual)
        window.hide()
        start.close_window(window)
        if program.database is not None:
            program.database.close()
            program.database = None
    print(f"{folder}")
    return 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # nothing is left to be done, and Qt's end of the process need not be waited for
