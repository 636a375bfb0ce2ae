"""Tests of the window: a real QApplication without a screen, the program's look, real databases."""

import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from permenti_desktop import settings
from permenti_desktop.db.database import Database
from permenti_desktop.gui import app as program
from permenti_desktop.gui import hub, jobs, remember
from permenti_desktop.gui.privacy import P
from permenti_desktop.gui.theme import T


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as the program makes it."""
    return program.application(["permenti"])


class _Elsewhere:
    """Remembers what belongs to the window and is imported by another thread; see ``gui/preload.py``."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        if name.startswith(("PySide6", "permenti_desktop.gui")) and (
            threading.current_thread() is not threading.main_thread()
        ):
            self.names.append(name)


_elsewhere = _Elsewhere()
sys.meta_path.insert(0, _elsewhere)


@pytest.fixture(autouse=True)
def _window_in_its_thread() -> Iterator[None]:
    """No test may import a module of the window in another thread."""
    yield
    names, _elsewhere.names = _elsewhere.names, []
    assert not names


@pytest.fixture(autouse=True)
def _fresh_look(qapp: QApplication) -> Iterator[None]:
    """Every test begins in the light look at normal size, in German, with nothing remembered."""
    remember.forget()
    settings.save(settings.Settings())
    program.use_language(qapp, "de")
    T.apply("light", 1.0)
    P.switch(False)
    yield
    hub.stop()
    jobs.stop()
    # What was closed goes now: the next test would put its look on a window that nobody sees any more.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def working(sqlite_database: Database) -> Database:
    """An open database with jobs and hub running over it."""
    jobs.start(sqlite_database)
    hub.start(sqlite_database)
    return sqlite_database


@pytest.fixture
def type_text() -> Callable[[QWidget, str], None]:
    """Types letter by letter; QTest.keyClicks aborts the process on ä, é and ş."""

    def typed(widget: QWidget, text: str) -> None:
        for letter in text:
            for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(widget, event)

    return typed


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Callable[..., QWidget]]:
    """Shows a widget in an active window of a size and keeps it until the test ends."""
    kept: list[QWidget] = []

    def show(widget: QWidget, width: int = 480, height: int = 320) -> QWidget:
        window = widget
        if not widget.isWindow() or type(widget) is not QWidget:
            window = QWidget()
            layout = QVBoxLayout(window)
            layout.addWidget(widget)
        kept.append(window)
        window.resize(width, height)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    yield show
    for window in kept:
        window.close()
        window.deleteLater()
    # Destroyed by Qt while Python still holds them; the other way round children with work left would crash.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    kept.clear()
