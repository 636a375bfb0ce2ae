"""Layouts of lists and panes, remembered on this machine without a write for every pixel that is drawn.

``remember(name, layout)`` waits for a pause and then writes all that came together; ``recall(name)`` knows what has
not been written yet; ``flush()`` writes at once (the window is closed).
"""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QTimer
from shiboken6 import isValid

from permenti_desktop import settings

MILLISECONDS: Final = 400
_pending: dict[str, Any] = {}
_timer: QTimer | None = None


def remember(name: str, layout: Any) -> None:
    """Keep a layout (what JSON can hold); None returns it to what is shipped."""
    global _timer
    _pending[name] = layout
    if _timer is None or not isValid(_timer):
        app = QCoreApplication.instance()
        _timer = QTimer(app)
        if app is not None:
            app.aboutToQuit.connect(flush)
        _timer.setSingleShot(True)
        _timer.setInterval(MILLISECONDS)
        _timer.timeout.connect(flush)
    _timer.start()


def recall(name: str) -> Any:
    """What is remembered under a name, None if nothing."""
    return _pending[name] if name in _pending else settings.load().layouts.get(name)


def flush() -> None:
    """Write what is waiting.  A folder that cannot be written loses a layout and nothing else."""
    if not _pending:
        return
    now = settings.load()
    for name, layout in _pending.items():
        now = now.with_layout(name, layout)
    _pending.clear()
    try:
        settings.save(now)
    except OSError:
        return


def forget() -> None:
    """Drop what is waiting (all layouts have just been reset)."""
    _pending.clear()
