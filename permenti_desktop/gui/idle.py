"""Nobody has touched the program for a while: ``left`` is sent once.

Keys and the mouse reach the window of the system before they reach any widget, so one filter there sees all of them
and costs nothing while painting.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)
#: Milliseconds between two looks at the clock.
LOOK = 5000


def clock() -> float:
    """Seconds that go on while the machine sleeps, where the system has such a clock."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.time() if boot is None else time.clock_gettime(boot)


class Idle(QObject):
    """Watches all windows of the program; ``minutes`` 0 never sends ``left``."""

    left = Signal()

    def __init__(self, app: QGuiApplication, minutes: float, parent: QObject | None = None) -> None:
        super().__init__(parent or app)
        self._minutes = minutes
        self._since = clock()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        app.focusWindowChanged.connect(self._watch)
        self._watch(app.focusWindow())

    def set_minutes(self, minutes: float) -> None:
        """Another time, from now on."""
        self._minutes = minutes
        self._since = clock()

    @property
    def minutes(self) -> float:
        """Minutes until ``left``; 0 for never."""
        return self._minutes

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    def look(self) -> None:
        """Whether the time is over."""
        if self._minutes and clock() - self._since >= self._minutes * 60:
            self._timer.stop()
            self.left.emit()

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._since = clock()
        return False
