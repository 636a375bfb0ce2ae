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
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from permenti_desktop.domain.errors import Cancelled, UserError

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

    def __init__(self, title: str) -> None:
        super().__init__()
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


class Board(QObject):
    """Where answers arrive in the window's thread, and what others may listen to."""

    problem = Signal(object)
    """A UserError nobody else takes care of."""
    work_started = Signal(object)
    """A Work has begun; the main window shows its bar."""
    written = Signal()
    """A write has been committed."""
    settled = Signal()
    """Nothing is under way any more."""
    _answer = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._answer.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def deliver(self, call: Callable[[], None]) -> None:
        """Have ``call`` called in the window's thread; may be called from any thread."""
        self._answer.emit(call)

    def _deliver(self, call: Callable[[], None]) -> None:
        try:
            call()
        finally:
            _state.open -= 1
            if _state.open == 0:
                self.settled.emit()


class _State:
    """What is running.  Touched in the window's thread only."""

    def __init__(self) -> None:
        self.store: Store | None = None
        self.board: Board | None = None
        self.readers: ThreadPoolExecutor | None = None
        self.writer: ThreadPoolExecutor | None = None
        self.workers: ThreadPoolExecutor | None = None
        self.works: list[Work] = []
        self.open = 0
        self.tickets: WeakKeyDictionary[QObject, dict[str, int]] = WeakKeyDictionary()
        self.numbers = itertools.count(1)


_state = _State()


def start(store: Store) -> None:
    """Begin work over an open database; ends the work over the one before."""
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
    _state.tickets.clear()
    _state.works.clear()
    _state.open = 0
    if _state.board is not None:
        _state.board.deleteLater()
        _state.board = None


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
    return _state.open == 0


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
    name = key or f"{query.__module__}.{query.__qualname__}"
    if owner is not None:
        _state.tickets.setdefault(owner, {})[name] = number

    def wanted() -> bool:
        return owner is None or (isValid(owner) and _state.tickets.get(owner, {}).get(name) == number)

    def run() -> Any:
        if not wanted():
            return None
        with store.read() as session:
            return query(session, *args, **options)

    assert _state.readers is not None
    _submit(_state.readers, run, wanted, then, failed)


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
    signals = board()

    def wanted() -> bool:
        return owner is None or isValid(owner)

    def run() -> Any:
        with store.write(who) as session:
            return use_case(session, *args, **options)

    def done(answer: Any) -> None:
        signals.written.emit()
        if then is not None and wanted():
            then(answer)

    assert _state.writer is not None
    # An error is told even if the page is gone: the person believes that it was saved.
    _submit(_state.writer, run, lambda: True, done, failed if wanted() else None, wanted)


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
    work = Work(title)
    _state.works.append(work)

    def wanted() -> bool:
        return owner is None or isValid(owner)

    def run() -> Any:
        return function(*args, tick=work.tick, **options)

    def end() -> None:
        if work in _state.works:
            _state.works.remove(work)
        work.ended.emit()

    def done(answer: Any) -> None:
        end()
        if then is not None and wanted():
            then(answer)

    def broken(error: UserError) -> None:
        end()
        if isinstance(error, Cancelled):
            return
        if failed is not None and wanted():
            failed(error)
        else:
            board().problem.emit(error)

    assert _state.workers is not None
    _submit(_state.workers, run, lambda: True, done, broken, on_bug=end)
    board().work_started.emit(work)
    return work


def _submit(
    pool: ThreadPoolExecutor,
    run: Callable[[], Any],
    wanted: Callable[[], bool],
    then: Then,
    failed: Failed | None,
    failed_wanted: Callable[[], bool] = lambda: True,
    on_bug: Callable[[], None] | None = None,
) -> None:
    """Run in a pool and bring the answer or the error back into the window's thread."""
    signals = board()
    _state.open += 1

    def finished(future: Future[Any]) -> None:
        if future.cancelled():
            return

        def answer() -> None:
            error = future.exception()
            if error is None:
                if wanted():
                    then(future.result())
            elif isinstance(error, UserError):
                if failed is not None and wanted() and failed_wanted():
                    failed(error)
                elif wanted():
                    signals.problem.emit(error)
            else:
                if on_bug is not None:
                    on_bug()
                sys.excepthook(type(error), error, error.__traceback__)

        if isValid(signals):
            signals.deliver(answer)

    pool.submit(run).add_done_callback(finished)
