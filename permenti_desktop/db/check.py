"""Whether an open database is as it should be: pages, structure, references, search index, triggers,
journal."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from permenti_desktop.db import raw, search, triggers
from permenti_desktop.db.backup import contents_of
from permenti_desktop.db.backup_list import Backup, backups_of
from permenti_desktop.db.database import Database
from permenti_desktop.db.engine import reading, writing
from permenti_desktop.db.schema import metadata
from permenti_desktop.domain.errors import UserError


@dataclass(frozen=True, slots=True)
class Report:
    """What was found; ``problems`` name tables, pages and triggers, never a person.

    ``search`` are tables whose search index is out of step, which :func:`repair_search` mends.
    """

    problems: tuple[str, ...]
    search: tuple[str, ...]
    rows: dict[str, int]

    @property
    def is_good(self) -> bool:
        """Nothing was found."""
        return not self.problems and not self.search


def check(database: Database) -> Report:
    """Check everything; takes a second per 100 MB or so, others wait with writing meanwhile."""
    problems = _problems_of_the_file(database)
    connect = reading if database.read_only else writing
    with database.door(), connect(database.engine) as connection:
        with connection.begin():
            expected = set(triggers.expected(metadata, connection.dialect.name))
            found = set(triggers.installed(connection))
            problems += [f"trigger missing: {name}" for name, _table in sorted(expected - found)]
            problems += [f"trigger unknown: {name}" for name, _table in sorted(found - expected)]
            if database.is_sqlite:
                there = set(connection.execute(text("SELECT name FROM sqlite_schema WHERE type = 'trigger'")).scalars())
                problems += [f"trigger missing: {name}" for name in search.expected(metadata) if name not in there]
            orphans = connection.execute(
                text("SELECT count(*) FROM journal_change WHERE entry_id NOT IN (SELECT id FROM journal_entry)")
            ).scalar_one()
            if orphans:
                problems.append(f"journal: {orphans} changes without an entry")
            out_of_step = () if database.read_only else tuple(search.out_of_step(connection))
            rows = {
                table.name: connection.execute(text(f'SELECT count(*) FROM "{table.name}"')).scalar_one()
                for table in metadata.sorted_tables
            }
    return Report(tuple(problems), out_of_step, rows)


def _problems_of_the_file(database: Database) -> list[str]:
    """On a connection of its own: one that met a damaged page refuses to write from then on."""
    if database.path is None:
        return []
    with database.door():
        return raw.problems(database.path, database.key, database.place, read_only=database.read_only)


def newest_good(path: Path, key: bytes, folder: Path | None = None) -> Backup | None:
    """The newest backup of a file that this key opens and that is whole: what to go back to when the file is not."""
    for backup in backups_of(path, folder):
        if backup.checked:
            with suppress(UserError):
                contents_of(backup.path, key, thorough=True)
                return backup
    return None


def repair_search(database: Database) -> None:
    """Fill the search index anew."""
    with database.door(), writing(database.engine) as connection, connection.begin():
        search.rebuild(connection)
