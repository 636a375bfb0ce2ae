"""Reading many thousand rows by column: what is counted over and over is looked up in lists, not asked of objects."""

from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy.orm import Session

from permenti_desktop.queries.listing import Anything

_AT_ONCE: Final = 200
"""So many rows are taken apart while they are still near the processor; as many as a list needs would not be. And so
few that Python, which looks for garbage after 700 new objects, does not go through all columns for them."""


def columns(
    session: Session, statement: Anything, width: int, texts: Collection[int] = (), **parameters: object
) -> list[tuple[Any, ...]]:
    """The columns of a statement as the driver hands them over; the n-th values of all belong together. *texts* are the
    places of columns that are asked again and again: equal texts become one object, and looking up the answer to it is
    twice as quick. Only for columns that Python and the database write alike (numbers, texts)."""
    found: list[list[Any]] = [[] for _ in range(width)]
    known: dict[int, dict[Any, Any]] = {at: {} for at in texts}
    cursor = session.connection().execute(statement, parameters).cursor
    while cursor is not None and (rows := cursor.fetchmany(_AT_ONCE)):
        for at, values in enumerate(zip(*rows, strict=True)):
            found[at].extend(map(known[at].setdefault, values, values) if at in known else values)
    return list(map(tuple, found))


def as_ids(ids: Iterable[int]) -> str:
    """Ids as the one parameter of :data:`queries.listing.IDS`."""
    return str(list(ids))  # which is JSON, and sooner made than by that module
