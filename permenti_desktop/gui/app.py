"""Starting the window.

``application(argv)`` makes the QApplication with look, language, guards and the crash dialog; only PySide6 is
imported for it.  ``show_window(database, places, hooks)`` is given an open database and shows the main window.
What lies between (choosing a file, the passphrase, the first run) is given to ``run(argv, begin)``.
"""

from __future__ import annotations

import builtins
import sys
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Final

# PySide6 puts its own function in the place of builtins.__import__, which makes every later import a fifth slower.
# It is only needed for "from __feature__ import", which this program does not use.
_IMPORT: Final = builtins.__import__

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator, Signal  # noqa: E402
from PySide6.QtGui import QFontDatabase, QGuiApplication, QIcon  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

builtins.__import__ = _IMPORT

from permenti_desktop import i18n, log, paths, settings  # noqa: E402
from permenti_desktop.gui import garbage, hub, jobs  # noqa: E402
from permenti_desktop.gui.main_window import Hooks, MainWindow, Place  # noqa: E402
from permenti_desktop.gui.theme import MODES, T  # noqa: E402

NAME: Final = "Permenti"
_QT_WORDS: Final = "words of Qt"


class _Crashes(QObject):
    """Brings what went wrong in any thread into the window's, and shows it once at a time."""

    happened = Signal(object)

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._open = False
        self.happened.connect(self._show, Qt.ConnectionType.QueuedConnection)

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
    app.setApplicationName(NAME)
    app.setApplicationDisplayName("")
    app.setDesktopFileName("permenti")
    app.setWindowIcon(QIcon(str(paths.resource("icons/app.svg"))))
    chosen = settings.load()
    use_language(app, chosen.language)
    T.apply(next((mode for mode in MODES if mode == chosen.theme), "auto"), chosen.zoom / 100)
    garbage.install(app)
    install_crash_dialog(app)
    return app


def use_language(app: QApplication, language: str) -> None:
    """The language of the program's and of Qt's own words (calendar, file dialog, context menus of fields)."""
    i18n.use(language)
    german = language == "de"
    QLocale.setDefault(
        QLocale(QLocale.Language.German, QLocale.Country.Germany)
        if german
        else QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    )
    # By name: looking through all children of the application makes PySide6 build the class of its style, too (5 ms).
    old = app.findChild(QTranslator, _QT_WORDS)
    if old is not None:
        app.removeTranslator(old)
        old.setParent(None)
    translator = QTranslator(app)
    translator.setObjectName(_QT_WORDS)
    if translator.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    QGuiApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


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
    jobs.start(database)
    hub.start(database)
    window = MainWindow(places, hooks)
    window.go(first or places[0].section)
    window.show()
    return window


def close_window(window: MainWindow) -> None:
    """Take the window away and finish all writes; the database may be closed afterwards."""
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
    hub.stop()
    jobs.stop()
    del kept
    return status
