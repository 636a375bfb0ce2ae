"""The window in the self-test: every page over a real office, in both languages and three looks."""

from __future__ import annotations

import os
import time
from importlib import import_module
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from permenti_desktop import i18n, paths, settings
from permenti_desktop.db import first_look, opening
from permenti_desktop.gui import app as start
from permenti_desktop.gui import jobs, places
from permenti_desktop.gui.begin import Begin
from permenti_desktop.gui.list_page import ListPage
from permenti_desktop.gui.program import Program
from permenti_desktop.gui.theme import T
from permenti_desktop.i18n import _

LONGEST: Final = 60.0
"""Seconds after which a page that is still reading counts as a failure."""
_COLOURS: Final = 12
"""A picture with fewer colours than this is blank."""


def pages(file: Path, passphrase: str) -> str:
    """Show every page and look at what was painted; answers how many. Raises RuntimeError for a blank or stuck one."""
    before = settings.load().language
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen" if os.name == "posix" and not _has_screen() else "")
    if not os.environ["QT_QPA_PLATFORM"]:
        del os.environ["QT_QPA_PLATFORM"]
    count = 0
    for language in ("de", "en"):
        settings.change(language=language)
        app = start.application(["permenti"])
        program = Program(app, Begin(file=str(file)))
        door = opening.knock(file, passphrase=passphrase)
        program.show_office(door, first_look.look(door))
        if program.start_window is not None:
            program.start_window.hide()
        _until(app, program, entered=True)
        _pictures_and_words(app, language)
        window = program.window
        assert window is not None
        missing = set(places.sections()) - set(window.places)
        for section in missing:  # a module the office does without: its page is not shown, but it must be there
            import_module(places.module_of(section))
        # Each look once over all pages: putting one on costs more than a page, the more so the more pages there are.
        for look in ("light", "dark", "contrast") if language == "de" else ("light",):
            T.apply(look, 1.0)
            for section in window.places:
                window.go(section)
                page = window.current()
                if isinstance(page, ListPage):
                    page.file.ensurePolished()  # it is made by being asked for, else when the list has its rows
                _until(app, program)
                colours = _colours(window.grab())
                if colours < _COLOURS:
                    raise RuntimeError(f"{section} ({look}, {language}) is blank")
                count += 1
        start.close_window(window)
        program.database.close()
        program.database = None
    i18n.use(before)
    return _("{n} Seiten gezeigt, {icons} Bilder gezeichnet").format(n=count, icons=len(_icons()))


def _colours(picture: QPixmap) -> int:
    """How many colours a picture has, by every few of its points."""
    image = picture.toImage().scaledToWidth(160, Qt.TransformationMode.FastTransformation)
    return len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())})


def _icons() -> list[Path]:
    return sorted(paths.resource("icons").rglob("*.svg"))


def _pictures_and_words(app: QApplication, language: str) -> None:
    """Every picture can be drawn, and Qt's own words are in the language of the window."""
    for icon in _icons():
        if not QSvgRenderer(str(icon)).isValid():
            raise RuntimeError(f"{icon.name} cannot be drawn")
    cancel = app.translate("QPlatformTheme", "Cancel")
    if cancel != {"de": "Abbrechen", "en": "Cancel"}[language]:
        raise RuntimeError(f"Qt's own words are missing: {cancel}")


def _has_screen() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) or os.uname().sysname == "Darwin"


def _until(app: QApplication, program: Program, *, entered: bool = False) -> None:
    """Let the program run until everything asked for has arrived."""
    end = time.monotonic() + LONGEST
    quiet = 0
    while quiet < 5:
        if time.monotonic() > end:
            raise RuntimeError("a page does not finish reading")
        app.processEvents()
        time.sleep(0.01)
        ready = jobs.idle() and (not entered or program.database is not None)
        quiet = quiet + 1 if ready else 0
