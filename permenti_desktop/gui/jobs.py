"""Work beside the window: reading, writing in order, long work with progress.

``read(query, *args, then=show, owner=page)`` runs ``query(session, *args)`` in one snapshot off the window's thread
and calls ``then(answer)`` in it.  The answer is dropped when the owner is gone, and when the same owner has asked
the same thing again meanwhile (the newest wins per owner and key).

``write(use_case, *args, then=…, failed=…)`` runs ``use_case(session, *args)`` in one transaction; all writes happen
one after another, in the order in which they were asked for.

``long(function, *args, then=…)`` runs ``function(*args, tick=tick)``; it calls ``tick(done, total)`` now and then,
and that raises ``Cancelled`` once the person has pressed "Abbrechen".

A ``UserError`` goes to ``failed``, or without one to the signal ``board().problem``, which the main window shows.
Any other exception is a mistake of the program and goes to ``sys.excepthook``.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from permenti_desktop.domain.errors import Cancelled, UserError

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

Then = Callable[[Any], object]
Failed = Callable[[UserError], object]


class Store(Protocol):
    """What jobs need of ``permenti_desktop.db.database.Database``."""

    def read(self) -> AbstractContextManager[Any]: ...
    def write(self, who: str | None = None) -> AbstractContextManager[Any]: ...


class Work(QObject):
    """One piece of long work: what it is called, how far it is, and the way to stop it."""

    progress = Signal(int, int)
    """done, total; total 0 while nobody knows."""
    ended = Signal()

    def __init__(self, title: str, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self.cancelled = False

    def cancel(self) -> None:
        """Ask it to stop at its next tick."""
        self.cancelled = True

    def tick(self, done: int = 0, total: int = 0) -> None:
        """Called by the work itself, in its own thread; raises Cancelled after ``cancel``."""
        if self.cancelled:
            raise Cancelled
        self.progress.emit(done, total)


Arrived = Callable[[Any, BaseException | None], None]


class Board(QObject):
    """Where answers arrive in the window's thread, and what others may listen to.  Lives as long as the process."""

    problem = Signal(object)
    """A UserError nobody else takes care of."""
    work_started = Signal(object)
    """A Work has begun; the main window shows its bar."""
    written = Signal()
    """A write has been committed."""
    settled = Signal()
    """Nothing is under way any more."""
    _answer = Signal(int, object, object)

    def __init__(self) -> None:
        super().__init__()
        self._answer.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def deliver(self, number: int, answer: object, error: BaseException | None) -> None:
        """Bring an answer into the window's thread; called from the workers'."""
        self._answer.emit(number, answer, error)

    def _deliver(self, number: int, answer: object, error: BaseException | None) -> None:
        arrived = _state.waiting.pop(number, None)
        if arrived is None:
            return  # asked before the last stop()
        try:
            arrived(answer, error)
        finally:
            if not _state.waiting:
                self.settled.emit()


class _Ticket:
    """The number of the newest question of one owner and key.  Workers look at it and never at the owner: were a
    worker the last to hold a widget, the widget would be destroyed in the wrong thread."""

    __slots__ = ("newest",)

    def __init__(self) -> None:
        self.newest = 0


class _State:
    """What is running.  Touched in the window's thread only."""

    def __init__(self) -> None:
        self.store: Store | None = None
        self.board: Board | None = None
        self.readers: ThreadPoolExecutor | None = None
        self.writer: ThreadPoolExecutor | None = None
        self.workers: ThreadPoolExecutor | None = None
        self.works: list[Work] = []
        self.ended: list[Work] = []
        self.waiting: dict[int, Arrived] = {}
        self.tickets: WeakKeyDictionary[QObject, dict[str, _Ticket]] = WeakKeyDictionary()
        self.numbers = itertools.count(1)


_state = _State()


def start(store: Store) -> None:
    """Begin work over an open database; ends the work over the one before."""
    from concurrent.futures import ThreadPoolExecutor  # not before the first paint

    stop()
    _state.store = store
    _state.readers = ThreadPoolExecutor(2, "reader")
    _state.writer = ThreadPoolExecutor(1, "writer")
    _state.workers = ThreadPoolExecutor(1, "worker")


def stop() -> None:
    """Finish: waits for all writes, gives up reads that have not begun, cancels long work.  Answers are dropped."""
    for work in _state.works:
        work.cancel()
    for pool, drop in ((_state.readers, True), (_state.workers, True), (_state.writer, False)):
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=drop)
    _state.store = _state.readers = _state.writer = _state.workers = None
    _state.waiting.clear()
    _state.tickets.clear()
    for work in _state.works:
        work.ended.emit()
    _state.ended += _state.works
    _state.works.clear()


def board() -> Board:
    """The signals of this module."""
    if _state.board is None:
        _state.board = Board()
    return _state.board


def database() -> Store:
    """The open database, for what is neither a query nor a use case (backup, reports)."""
    if _state.store is None:
        raise RuntimeError("no database is open")
    return _state.store


def idle() -> bool:
    """Whether every answer has arrived."""
    return not _state.waiting


def read(
    query: Callable[..., Any],
    *args: object,
    then: Then,
    owner: QObject | None = None,
    key: str | None = None,
    failed: Failed | None = None,
    **options: object,
) -> None:
    """Read off the window's thread; ``key`` tells questions of one owner apart (default: the query's name)."""
    store = database()
    number = next(_state.numbers)
    ticket = _Ticket()
    if owner is not None:
        name = key or f"{query.__module__}.{query.__qualname__}"
        ticket = _state.tickets.setdefault(owner, {}).setdefault(name, ticket)
    ticket.newest = number

    def run() -> Any:
        if ticket.newest != number:
            return None
        with store.read() as session:
            return query(session, *args, **options)

    def arrived(answer: Any, error: BaseException | None) -> None:
        if ticket.newest != number or not _there(owner):
            if error is not None and not isinstance(error, UserError):
                _bug(error)
        elif error is None:
            then(answer)
        else:
            _fail(error, failed)

    assert _state.readers is not None
    _submit(_state.readers, number, run, arrived)


def write(
    use_case: Callable[..., Any],
    *args: object,
    then: Then | None = None,
    failed: Failed | None = None,
    owner: QObject | None = None,
    who: str | None = None,
    **options: object,
) -> None:
    """Change something; ``then`` and ``failed`` are left out when the owner is gone, the change itself never is."""
    store = database()
    number = next(_state.numbers)

    def run() -> Any:
        with store.write(who) as session:
            return use_case(session, *args, **options)

    def arrived(answer: Any, error: BaseException | None) -> None:
        if error is None:
            board().written.emit()
            if then is not None and _there(owner):
                then(answer)
        else:
            # An error is told even if the page is gone: the person believes that it was saved.
            _fail(error, failed if _there(owner) else None)

    assert _state.writer is not None
    _submit(_state.writer, number, run, arrived)


def long(
    function: Callable[..., Any],
    *args: object,
    title: str,
    then: Then | None = None,
    failed: Failed | None = None,
    owner: QObject | None = None,
    **options: object,
) -> Work:
    """Long work with progress and cancel; being cancelled is not an error and calls neither."""
    database()
    number = next(_state.numbers)
    # Those who listened to earlier work have let go of it by now.
    for old in _state.ended:
        old.deleteLater()
    _state.ended.clear()
    # A child of the board, so that it is never destroyed by the worker that is the last to hold it.
    work = Work(title, board())
    _state.works.append(work)
    tick = work.tick

    def run() -> Any:
        return function(*args, tick=tick, **options)

    def arrived(answer: Any, error: BaseException | None) -> None:
        _state.works.remove(work)
        _state.ended.append(work)
        work.ended.emit()
        if error is None:
            if then is not None and _there(owner):
                then(answer)
        elif not isinstance(error, Cancelled):
            _fail(error, failed if _there(owner) else None)

    assert _state.workers is not None
    board().work_started.emit(work)
    _submit(_state.workers, number, run, arrived)
    return work


def _there(owner: QObject | None) -> bool:
    return owner is None or isValid(owner)


def _fail(error: BaseException, failed: Failed | None) -> None:
    if not isinstance(error, UserError):
        _bug(error)
    elif failed is not None:
        failed(error)
    else:
        board().problem.emit(error)


def _bug(error: BaseException) -> None:
    sys.excepthook(type(error), error, error.__traceback__)


def _submit(pool: ThreadPoolExecutor, number: int, run: Callable[[], Any], arrived: Arrived) -> None:
    """Run in a pool.  What is to be done with the answer stays behind in the window's thread, under a number."""
    signals = board()
    _state.waiting[number] = arrived

    def task() -> None:
        try:
            answer, error = run(), None
        except BaseException as caught:
            answer, error = None, caught
        signals.deliver(number, answer, error)

    pool.submit(task)
