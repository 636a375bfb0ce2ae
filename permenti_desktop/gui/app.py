"""Starting the window.

``application(argv)`` makes the QApplication with look, language, guards and the crash dialog; only PySide6 is
imported for it.  ``show_window(database, places, hooks)`` is given an open database and shows the main window.
What lies between (choosing a file, the passphrase, the first run) is given to ``run(argv, begin)``.
"""

from __future__ import annotations

import builtins
import contextlib
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

# PySide6 puts its own function in the place of builtins.__import__, which makes every later import a fifth slower.
# It is only needed for "from __feature__ import", which this program does not use.
_IMPORT: Final = builtins.__import__

from PySide6.QtCore import QLocale, QObject, QTimer, Signal  # noqa: E402
from PySide6.QtGui import QFontDatabase  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

builtins.__import__ = _IMPORT

from permenti_desktop import i18n, log, settings  # noqa: E402
from permenti_desktop.gui import garbage  # noqa: E402
from permenti_desktop.gui.theme import MODES, T  # noqa: E402

if TYPE_CHECKING:
    from permenti_desktop.gui.main_window import Hooks, MainWindow, Place

NAME: Final = "Permenti"
_QT_WORDS: Final = "words of Qt"


class _Crashes(QObject):
    """Brings what went wrong in any thread into the window's, and shows it once at a time."""

    happened = Signal(object)

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._open = False
        self.happened.connect(self._came)

    def _came(self, error: BaseException) -> None:
        # In the window's thread by now, and shown in a turn of its own: what failed may be in the midst of painting.
        QTimer.singleShot(0, self, partial(self._show, error))

    def _show(self, error: BaseException) -> None:
        if self._open:
            return
        from permenti_desktop.gui.crash_dialog import CrashDialog

        self._open = True
        dialog = CrashDialog(error, QApplication.activeWindow())
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self._open = False


def application(argv: Sequence[str]) -> QApplication:
    """The QApplication of this process, ready: settings read, language and look put on, guards installed."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        app = found
    else:
        # The style as an argument, because QApplication.setStyle answers with it, and PySide6 builds its class (5 ms).
        app = QApplication([*argv, "-style", "Fusion"])
        app.setProperty("fusion", True)
        # Qt reads the fonts of the system when the first word is laid out: 10 ms, in which another thread may go on.
        threading.Thread(target=QFontDatabase.families, name="fonts", daemon=True).start()
    builtins.__import__ = _IMPORT
    # A thread that computes gives the interpreter back after a millisecond instead of five: the window asks for it
    # dozens of times while it paints.
    sys.setswitchinterval(0.001)
    app.setApplicationName(NAME)
    app.setApplicationDisplayName("")
    app.setDesktopFileName("permenti")
    chosen = settings.load()
    _speak(chosen.language)
    T.begin(next((mode for mode in MODES if mode == chosen.theme), "auto"), chosen.zoom / 100, chosen.scheme)
    garbage.install(app)
    install_crash_dialog(app)
    return app


def complete(app: QApplication) -> None:
    """What the first window is painted without: the look the desktop wants, Qt's own words, the program's picture."""
    from PySide6.QtGui import QIcon

    from permenti_desktop import paths

    chosen = settings.load()
    scheme = T.look_again()
    if chosen.theme == "auto" and chosen.scheme != scheme:
        with contextlib.suppress(OSError):
            settings.change(scheme=scheme)
    use_language(app, chosen.language)
    app.setWindowIcon(QIcon(str(paths.resource("icons/app.svg"))))


def use_language(app: QApplication, language: str) -> None:
    """The language of the program's and of Qt's own words (calendar, file dialog, context menus of fields)."""
    from PySide6.QtCore import QLibraryInfo, Qt, QTranslator

    _speak(language)
    # By name: looking through all children of the application makes PySide6 build the class of its style, too (5 ms).
    old = app.findChild(QTranslator, _QT_WORDS)
    if old is not None:
        app.removeTranslator(old)
        old.setParent(None)
    translator = QTranslator(app)
    translator.setObjectName(_QT_WORDS)
    if translator.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def _speak(language: str) -> None:
    i18n.use(language)
    german = language == "de"
    QLocale.setDefault(
        QLocale(QLocale.Language.German, QLocale.Country.Germany)
        if german
        else QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    )


def install_crash_dialog(app: QApplication) -> None:
    """Mistakes of the program, in slots and threads too, go to the local log and into a dialog; it goes on running."""
    crashes = _Crashes(app)

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            app.quit()
            return
        import logging

        logging.getLogger(__name__).error("uncaught", exc_info=(kind, error, trace))
        crashes.happened.emit(error)

    def in_thread(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            caught(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    sys.excepthook = caught
    threading.excepthook = in_thread


def show_window(database: Any, places: Sequence[Place], hooks: Hooks | None = None, first: str = "") -> MainWindow:
    """Show the main window over an open ``Database``; ``first`` is the section to begin with (default: the first)."""
    from permenti_desktop.gui import hub, jobs
    from permenti_desktop.gui.main_window import MainWindow

    jobs.start(database)
    hub.start(database)
    window = MainWindow(places, hooks)
    window.go(first or places[0].section)
    window.show()
    return window


def close_window(window: MainWindow) -> None:
    """Take the window away and finish all writes; the database may be closed afterwards."""
    from permenti_desktop.gui import hub, jobs

    window.close()
    window.deleteLater()
    hub.stop()
    jobs.stop()


def run(argv: Sequence[str], begin: Callable[[QApplication], object]) -> int:
    """The program with a window.  ``begin(app)`` shows the first thing (passphrase, first run or main window) and
    returns what must be kept alive until the end.  Returns the exit status."""
    app = application(argv)
    kept = begin(app)
    QTimer.singleShot(1000, app, log.tell_start)  # after the first paint
    status = app.exec()
    from permenti_desktop.gui import hub, jobs

    hub.stop()
    jobs.stop()
    del kept
    return status
