"""What was changed, told to those who show it.

``watch(widget, refresh)``: after every commit ``refresh(touched)`` is called with a frozenset of (table, id), at
most once per turn of the event loop, and only while the widget is visible; a hidden one is told when it is shown
again, with everything that happened meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

Touched = frozenset[tuple[str, int]]
Refresh = Callable[[Touched], object]


class Speaker(Protocol):
    """What the hub needs of ``permenti_desktop.db.database.Database``."""

    def listen(self, callback: Callable[[Any], None]) -> Callable[[], None]: ...


class _Watch(QObject):
    """One widget that wants to know; a child of it, so it goes when the widget goes."""

    def __init__(self, widget: QWidget, refresh: Refresh, tables: frozenset[str]) -> None:
        super().__init__(widget)
        self._widget = widget
        self._refresh = refresh
        self._tables = tables
        self._pending: set[tuple[str, int]] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._tell)
        widget.installEventFilter(self)

    def hear(self, touched: Touched) -> None:
        if self._tables and not any(table in self._tables for table, _id in touched):
            return
        self._pending |= touched
        if self._widget.isVisible():
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self._pending:
            self._timer.start()
        return False

    def _tell(self) -> None:
        if self._pending and self._widget.isVisible():
            touched, self._pending = frozenset(self._pending), set()
            self._refresh(touched)


class Hub(QObject):
    """The one listener at the database; there is one, made by ``start``."""

    changed = Signal(object)
    """Everything a commit touched, in the window's thread."""
    _heard = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._watches: list[_Watch] = []
        self._stop: Callable[[], None] | None = None
        self._heard.connect(self._spread, Qt.ConnectionType.QueuedConnection)

    def connect_to(self, speaker: Speaker) -> None:
        self.close()
        self._stop = speaker.listen(self._hear)

    def close(self) -> None:
        if self._stop is not None:
            self._stop()
            self._stop = None

    def add(self, watch: _Watch) -> None:
        self._watches.append(watch)

    def _hear(self, change: Any) -> None:
        # Called in the writer's thread, after the commit; the queued signal carries it over.
        self._heard.emit(change.touched)

    def _spread(self, touched: Touched) -> None:
        self._watches = [watch for watch in self._watches if isValid(watch)]
        for watch in self._watches:
            watch.hear(touched)
        self.changed.emit(touched)


_hub: Hub | None = None


def hub() -> Hub:
    """The hub of this process."""
    global _hub
    if _hub is None or not isValid(_hub):
        _hub = Hub()
    return _hub


def start(speaker: Speaker) -> None:
    """Listen to an open database."""
    hub().connect_to(speaker)


def stop() -> None:
    """Listen no more."""
    if _hub is not None:
        _hub.close()


def watch(widget: QWidget, refresh: Refresh, tables: Iterable[str] = ()) -> None:
    """Have ``refresh`` called after changes to any of ``tables`` (none named: any table), see above."""
    hub().add(_Watch(widget, refresh, frozenset(tables)))
