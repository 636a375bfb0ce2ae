"""What the window shows before SQLAlchemy is loaded: settings and the first rows, read with the bare driver."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from permenti_desktop.db import ledger, opening, raw
from permenti_desktop.db.failures import translated
from permenti_desktop.db.opening import Door

ROWS: Final = 40
"""As many as fit on a large screen."""


@dataclass(frozen=True, slots=True)
class FirstRow:
    """One line: a name, and where she lives or what is to be done."""

    name: str
    detail: str
    due: str = ""
    """ISO; empty for people."""


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What was read through one connection. ``settings`` are names with JSON, as the office's settings are stored."""

    settings: tuple[tuple[str, str], ...]
    to_do: tuple[FirstRow, ...]
    participants: tuple[FirstRow, ...]
    drafts: int


NOTHING: Final = FirstLook((), (), (), 0)


def knock_and_look(
    path: Path, *, passphrase: str | None = None, data_key: bytes | None = None, read_only: bool = False
) -> tuple[Door, FirstLook]:
    """Unlock a file as :func:`opening.knock` does, and read what the first paint needs on the way."""
    seen: list[FirstLook] = []
    door = opening.knock(
        path,
        passphrase=passphrase,
        data_key=data_key,
        read_only=read_only,
        also=lambda connection: seen.append(_read(connection, path)),
    )
    try:
        return door, seen[0] if seen else look(door)
    except BaseException:
        door.leave()
        raise


def look(door: Door) -> FirstLook:
    """Read what the first paint needs. An older file is not read: its tables may be others."""
    if door.is_older:
        return NOTHING
    with translated():
        connection = raw.connect(door.path, door.key, place=door.place, read_only=door.read_only)
        try:
            return _read(connection, door.path)
        finally:
            connection.close()


def _read(connection: raw.RawConnection, path: Path) -> FirstLook:
    erased = ledger.tags_beside(path)
    if erased and not erased <= {tag for (tag,) in connection.execute("SELECT tag FROM erasure").fetchall()}:
        return NOTHING  # an older copy of the file, not cleaned yet
    settings = connection.execute("SELECT key, value FROM setting").fetchall()
    to_do = connection.execute(
        "SELECT coalesce(p.last_name || ', ' || p.first_name, o.name, ''), f.text, f.due FROM follow_up f"
        " LEFT JOIN person p ON p.id = f.person_id LEFT JOIN organisation o ON o.id = f.organisation_id"
        " WHERE f.done_on IS NULL AND f.dropped_reason = '' AND f.in_bin = 0 ORDER BY f.due, f.id LIMIT ?",
        (ROWS,),
    ).fetchall()
    # By the participant's own copy of the key, which has an index; by the person's all would be sorted first.
    people = connection.execute(
        "SELECT p.last_name || ', ' || p.first_name, p.town FROM participant t JOIN person p ON p.id = t.id"
        " WHERE t.in_bin = 0 ORDER BY t.sort_key, t.id LIMIT ?",
        (ROWS,),
    ).fetchall()
    drafts = connection.execute("SELECT count(*) FROM draft").fetchone()[0]
    return FirstLook(
        tuple((str(key), str(value)) for key, value in settings),
        tuple(FirstRow(str(who), str(what), str(due or "")) for who, what, due in to_do),
        tuple(FirstRow(str(who), str(town)) for who, town in people),
        int(drafts),
    )
