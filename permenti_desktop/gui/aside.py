"""Work beside the window that is not done with the open database: opening it, backing it up, restoring.

``aside(function, *args, then=…, failed=…)`` runs ``function(*args)`` in a thread of its own and calls ``then(answer)``
in the window's thread.  A ``UserError`` goes to ``failed``; anything else is a mistake of the program.
The answer comes even when the owner has gone, unless ``owner`` is named.
"""

from __future__ import annotations

import itertools
import sys
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from permenti_desktop.domain.errors import UserError

_Arrived = Callable[[Any, BaseException | None], None]


class Aside:
    """One piece of work; ``wait()`` blocks until it is done and delivers the answer at once."""

    def __init__(self, number: int, thread: threading.Thread) -> None:
        self._number = number
        self._thread = thread
        self.answer: Any = None
        self.error: BaseException | None = None

    @property
    def running(self) -> bool:
        """Whether the answer has not been delivered yet."""
        return self._number in _waiting

    def join(self) -> None:
        """Block until it is done; for another thread, which the answer does not concern."""
        self._thread.join()

    def wait(self) -> None:
        """Block until it is done; for closing the program, and for what cannot go on without the answer."""
        self._thread.join()
        _deliver(self._number, self.answer, self.error)


class _Bridge(QObject):
    """Lives in the window's thread and lasts as long as the process."""

    arrived = Signal(int, object, object)

    def __init__(self) -> None:
        from PySide6.QtCore import Qt  # not before the first window: see first_view.py

        super().__init__()
        self.arrived.connect(_deliver, Qt.ConnectionType.QueuedConnection)


_bridge: _Bridge | None = None
_waiting: dict[int, _Arrived] = {}
_numbers = itertools.count(1)


def _deliver(number: int, answer: object, error: BaseException | None) -> None:
    arrived = _waiting.pop(number, None)
    if arrived is not None:
        arrived(answer, error)


def aside(
    function: Callable[..., Any],
    *args: object,
    then: Callable[[Any], object] | None = None,
    failed: Callable[[UserError], object] | None = None,
    owner: QObject | None = None,
    **options: object,
) -> Aside:
    """Run in a thread; see above.  What is to be done with the answer stays behind in the window's thread."""
    global _bridge
    if _bridge is None or not isValid(_bridge):
        _bridge = _Bridge()
    bridge = _bridge
    number = next(_numbers)

    def arrived(answer: Any, error: BaseException | None) -> None:
        there = owner is None or isValid(owner)
        if error is None:
            if then is not None and there:
                then(answer)
        elif isinstance(error, UserError):
            if failed is not None and there:
                failed(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)

    def run() -> None:
        try:
            work.answer = function(*args, **options)
        except BaseException as caught:
            work.error = caught
        if isValid(bridge):
            bridge.arrived.emit(number, work.answer, work.error)

    _waiting[number] = arrived
    thread = threading.Thread(target=run, name=f"aside-{number}", daemon=True)
    work = Aside(number, thread)
    thread.start()
    return work
