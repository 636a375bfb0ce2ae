"""What the window shows before SQLAlchemy is loaded: settings and the first rows, read with the bare driver."""

import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from permenti_desktop import settings
from permenti_desktop.db import opening, raw
from permenti_desktop.db.failures import translated
from permenti_desktop.db.opening import Door
from permenti_desktop.i18n import FORMS_OF_ADDRESS

ROWS: Final = 40
"""As many as fit on a large screen."""


class FirstRow(NamedTuple):
    """One line: a name, and where she lives or what is to be done."""

    name: str
    detail: str
    due: str = ""
    """ISO; empty for people."""


class FirstLook(NamedTuple):
    """What was read through one connection. ``settings`` are names with JSON, as the office's settings are stored."""

    settings: tuple[tuple[str, str], ...]
    to_do: tuple[FirstRow, ...]
    participants: tuple[FirstRow, ...]
    drafts: int

    def office(self) -> tuple[str, str, tuple[str, ...] | None]:
        """What the window shows of the office's settings: its name, its forms of address, its modules (None: not said).

        All of them are read by :mod:`permenti_desktop.domain.office`, for which the first window need not wait.
        """
        found: dict[str, Any] = {}
        for key, value in self.settings:
            if key in ("office", "forms", "modules"):
                with suppress(ValueError):
                    found[key] = json.loads(value)
        name, forms, modules = found.get("office"), found.get("forms"), found.get("modules")
        return (
            name if isinstance(name, str) else "",
            forms if forms in FORMS_OF_ADDRESS else FORMS_OF_ADDRESS[0],
            tuple(str(module) for module in modules) if isinstance(modules, list) else None,
        )


_LEDGER: Final = ".erased"
"""The ending of a ledger; see :mod:`permenti_desktop.db.ledger`, which is imported where one lies."""

_OPEN: Final = "in_bin = 0 AND done_on IS NULL AND dropped_reason = '' AND person_id IS NOT NULL"
_ACTIVE: Final = (
    "t.in_bin = 0 AND t.phase NOT IN ('completed', 'dropout', 'alumna') AND coalesce(t.exit, '9999') || '-99' >= ?"
)
"""As the list has it: :mod:`permenti_desktop.queries.participant`."""
_MANY: Final = 500
"""Participants who are due on few days: to sort more of them would hold up the first window."""

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
    if path.with_name(path.name + _LEDGER).exists():
        from permenti_desktop.db import ledger

        erased = ledger.tags_beside(path)
        if not erased <= {tag for (tag,) in connection.execute("SELECT tag FROM erasure").fetchall()}:
            return NOTHING  # an older copy of the file, not cleaned yet
    stored = connection.execute("SELECT key, value FROM setting").fetchall()
    to_do = connection.execute(
        "SELECT coalesce(p.last_name || ', ' || p.first_name, o.name, ''), f.text, f.due FROM follow_up f"
        " LEFT JOIN person p ON p.id = f.person_id LEFT JOIN organisation o ON o.id = f.organisation_id"
        " WHERE f.done_on IS NULL AND f.dropped_reason = '' AND f.in_bin = 0 ORDER BY f.due, f.id LIMIT ?",
        (ROWS,),
    ).fetchall()
    people = _participants(connection)
    drafts = connection.execute("SELECT count(*) FROM draft").fetchone()[0]
    return FirstLook(
        tuple((str(key), str(value)) for key, value in stored),
        tuple(FirstRow(str(who), str(what), str(due or "")) for who, what, due in to_do),
        tuple(FirstRow(str(who), str(town)) for who, town in people),
        int(drafts),
    )


def _participants(connection: raw.RawConnection) -> list[tuple[Any, Any]]:
    """Names and towns as the list begins with them: by the next day that is due, or as it was sorted last by name.

    Nobody where it was sorted by something else: rows must not change places when the list itself is there.
    """
    layout = settings.load().layouts.get("participant")
    if not isinstance(layout, dict):
        layout = {"sort": "next_due"}
    sort = layout.get("sort")
    if layout.get("descending") or sort not in ("next_due", "name"):
        return []
    today = date.today().isoformat()
    due: list[tuple[Any, Any, Any]] = []
    if sort == "next_due":
        # Both are answered by the index alone.
        undone = "FROM follow_up WHERE in_bin = 0 AND done_on IS NULL"
        last = connection.execute(f"SELECT due {undone} ORDER BY due LIMIT 1 OFFSET ?", (2 * ROWS,)).fetchone()
        until = last[0] if last is not None else "9999-12-31"
        many = connection.execute(f"SELECT count(*) {undone} AND due <= ?", (until,)).fetchone()[0]
        if many <= _MANY:
            due = connection.execute(
                "SELECT p.last_name || ', ' || p.first_name, p.town, t.id FROM"
                f" (SELECT person_id, min(due) AS due FROM follow_up WHERE {_OPEN} AND due <= ? GROUP BY person_id) f"
                " JOIN participant t ON t.id = f.person_id JOIN person p ON p.id = t.id"
                f" WHERE {_ACTIVE} ORDER BY f.due, t.sort_key, t.id LIMIT ?",
                (until, today, ROWS),
            ).fetchall()
        if due and last is not None:  # others are due later; who comes after these has not been read
            return [(name, town) for name, town, _id in due]
    known = {id for _name, _town, id in due}
    # By the participant's own copy of the key, which has an index; by the person's all would be sorted first.
    by_name = (
        connection.execute(
            "SELECT p.last_name || ', ' || p.first_name, p.town, t.id FROM participant t JOIN person p ON p.id = t.id"
            f" WHERE {_ACTIVE} ORDER BY t.sort_key, t.phase, t.exit, t.id LIMIT ?",
            (today, 2 * ROWS),
        ).fetchall()
        if len(due) < ROWS
        else ()
    )
    rest = [(name, town) for name, town, id in by_name if id not in known]
    return [*((name, town) for name, town, _id in due), *rest][:ROWS]
