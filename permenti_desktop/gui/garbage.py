"""Reference cycles are collected in the window's thread only.

Python collects them in whatever thread happens to allocate next.  Widgets sit in cycles (a button that calls its page),
and a widget destroyed by a worker takes the whole program with it.  So the automatic collection is switched off, and a
timer of the window does the same work by the same thresholds.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

MILLISECONDS: Final = 500


class Collector(QObject):
    """Lives as long as the application it is a child of."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.setInterval(MILLISECONDS)
        self._timer.timeout.connect(self.look)
        gc.disable()
        self._timer.start()

    def rest(self) -> None:
        """No more looks."""
        self._timer.stop()

    def go_on(self) -> None:
        """Look again."""
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that has grown past its threshold, as Python itself would."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return


_collector: Collector | None = None
"""Kept by name: looking through the children of the application makes PySide6 build the class of its style (5 ms)."""


def rest() -> None:
    """Collect nothing until :func:`settle`: much is being loaded, and the window answers nothing while it is looked
    through."""
    if _collector is not None and isValid(_collector):
        _collector.rest()


def settle() -> None:
    """What has been loaded by now stays until the end: it is never looked through again.  Collecting goes on."""
    gc.freeze()
    if _collector is not None and isValid(_collector):
        _collector.go_on()


def install(app: QObject) -> Collector:
    """Collect in this thread from now on, once per application."""
    global _collector
    if _collector is None or not isValid(_collector):
        _collector = Collector(app)
    return _collector
