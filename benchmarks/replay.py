"""What a query costs beyond SQL: its own statements, recorded once and asked again over the driver's own cursor."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

Clock = Callable[[], float]

PROCESSOR: Clock = time.process_time
"""For what reads and reckons: other programs on the machine do not show in it, nor does waiting for the disk."""


def seconds(work: Callable[[], object], clock: Clock = time.perf_counter) -> float:
    """How long something takes once."""
    start = clock()
    work()
    return clock() - start


def in_turn(rounds: int, *works: Callable[[], object], clock: Clock = time.perf_counter) -> list[float]:
    """The median of each, run in turn after one round that warms the caches."""
    found: list[list[float]] = [[] for _ in works]
    for number in range(rounds + 1):
        for times, work in zip(found, works, strict=True):
            taken = seconds(work, clock)
            if number:
                times.append(taken)
    return [statistics.median(times) for times in found]


def statements(session: Session, query: Callable[[], object]) -> list[tuple[str, Any]]:
    """The statements that a query sends, with their parameters."""
    sent: list[tuple[str, Any]] = []

    def seen(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, _many: bool) -> None:
        sent.append((sql, parameters))

    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", seen)
    try:
        query()
    finally:
        event.remove(engine, "before_cursor_execute", seen)
    return sent


def driver(session: Session) -> Any:
    """The driver's own connection under a session."""
    return session.connection().connection.driver_connection


def asked_raw(connection: Any, sent: list[tuple[str, Any]]) -> None:
    """Ask recorded statements and fetch every row."""
    for sql, parameters in sent:
        connection.execute(sql, parameters).fetchall()
