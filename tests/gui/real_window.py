"""The real window over a real database with one section, for tests of pages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from permenti_desktop.db.database import Database
from permenti_desktop.gui import jobs
from permenti_desktop.gui.hooks import WindowHooks
from permenti_desktop.gui.main_window import Hooks, MainWindow, Place
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.theme import T
from tests.gui.audit import audit

P = TypeVar("P", bound=Page)
CTRL = Qt.KeyboardModifier.ControlModifier
_WAIT = 10_000


class Elsewhere(Page):
    """Any other section, to go to."""

    section, icon = "elsewhere", "sun"

    def __init__(self) -> None:
        super().__init__("Anderswo")
        self.opened: int | None = None

    def open_record(self, record: int) -> None:
        self.opened = record


@dataclass
class Desk(Generic[P]):
    """A window with one page of a kind, and what a test does with it."""

    database: Database
    window: MainWindow
    page: P
    qtbot: QtBot
    ids: dict[str, int] = field(default_factory=dict)

    def settle(self) -> None:
        """Wait until everything asked for has arrived and is shown."""
        for _round in range(3):
            self.qtbot.waitUntil(jobs.idle, timeout=_WAIT)
            QApplication.processEvents()

    def wait(self, condition: Callable[[], object]) -> None:
        """Wait until something holds."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=_WAIT)

    def read(self, query: Callable[..., Any], *args: object, **options: object) -> Any:
        """What the database says now."""
        with self.database.read() as session:
            return query(session, *args, **options)

    def said(self) -> str:
        """What the toast says."""
        return self.window.toast.text()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key for whatever has the focus."""
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key, modifiers)

    def click(self, widget: QWidget) -> None:
        """The left button in the middle of a widget."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def audit_all_looks(self) -> list[str]:
        """Findings in both looks, at the smallest window and with large text."""
        found = []
        for look, zoom, width, height in (
            ("light", 1.0, 1440, 900),
            ("dark", 1.0, 1093, 582),
            ("light", 1.5, 1440, 900),
        ):
            T.apply(look, zoom)  # type: ignore[arg-type]  # the literals are those of the theme
            self.window.resize(width, height)
            self.settle()
            found += [f"{look} {zoom} {one.where}: {one.what}" for one in audit(self.page)]
        return found


@contextmanager
def real_window(qtbot: QtBot, places: list[Place]) -> Iterator[MainWindow]:
    """The window with these sections, shown and active."""
    hooks = WindowHooks()
    window = MainWindow(
        places, Hooks(find=hooks.find, undo=hooks.undo, redo=hooks.redo, note=hooks.note, follow_up=hooks.follow_up)
    )
    hooks.window = window
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    window.close()
    jobs.stop()


@contextmanager
def desk(
    database: Database, qtbot: QtBot, section: str, page: type[P], others: tuple[str, ...] = ()
) -> Iterator[Desk[P]]:
    """The window with the page in front."""
    places = [Place(section, section, "sun", page), *(Place(other, other, "sun", Elsewhere) for other in others)]
    with real_window(qtbot, places) as window:
        window.go(section)
        made = window.page(section)
        assert isinstance(made, page)
        found = Desk(database, window, made, qtbot)
        found.settle()
        yield found
