"""Full-text search over folded names and over notes, kept in step by the database itself.

On SQLite every table with a ``search_key`` has an FTS5 table ``search_<table>`` over that column (no
positions, prefixes of one to four letters, so that one typed letter is as quick as a whole name), and notes
have one over their texts without prefixes. They hold no copy of the text; triggers keep them in step. On
PostgreSQL the same words are found by a GIN index over the same columns. The functions below are the same
for both.
"""

import json
import re
from array import array
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, MetaData, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from permenti_desktop.db.engine import asked
from permenti_desktop.db.schema import metadata as _metadata
from permenti_desktop.domain.text import words

NOTES: Final = {"timeline_entry": ("topic", "text")}
"""Tables whose long texts are searched, and the columns."""

_CORRUPT: Final = 11
_PREFIX: Final = "search_"
_NAMES_OPTIONS: Final = (
    """tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co Mc'", detail=none, prefix='1 2 3 4'"""
)
_NOTES_OPTIONS: Final = """tokenize="unicode61 remove_diacritics 2", detail=none"""


def indexed(metadata: MetaData) -> dict[str, tuple[str, ...]]:
    """The tables with an index and its columns."""
    names = {table.name: ("search_key",) for table in metadata.sorted_tables if "search_key" in table.columns}
    return {**names, **{name: columns for name, columns in NOTES.items() if name in metadata.tables}}


def install(connection: Connection, metadata: MetaData) -> None:
    """Make the indexes and fill them from what is there. Belongs into the migrating transaction."""
    for table, columns in indexed(metadata).items():
        for statement in _statements(connection.dialect.name, table, columns):
            connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Remove the indexes and their triggers."""
    if connection.dialect.name != "sqlite":
        names = connection.execute(
            text(
                "SELECT c.relname FROM pg_class c WHERE c.relkind = 'i' AND c.relname LIKE 'search\\_%'"
                " AND c.relnamespace = current_schema()::regnamespace"
            )
        ).scalars()
        for name in list(names):
            connection.exec_driver_sql(f'DROP INDEX "{name}"')
        return
    found = connection.execute(
        text(
            "SELECT type, name FROM sqlite_schema WHERE name LIKE 'search\\_%' ESCAPE '\\'"
            " AND (type = 'trigger' OR sql LIKE 'CREATE VIRTUAL TABLE%') ORDER BY type DESC"
        )
    ).all()
    for kind, name in found:
        connection.exec_driver_sql(f'DROP {kind.upper()} "{name}"')


def rebuild(connection: Connection) -> None:
    """Fill the indexes anew from the tables, and leave no trace of words that are gone."""
    if connection.dialect.name == "sqlite":
        for table in indexed(_metadata):
            connection.exec_driver_sql(f"INSERT INTO {_PREFIX}{table}({_PREFIX}{table}) VALUES ('rebuild')")


def forget(connection: Connection) -> None:
    """After something was deleted for good: no word of it is left in the indexes, nor in the samples that SQLite took
    out of those of the tables (``sqlite_stat4``, names among them) for choosing one."""
    rebuild(connection)
    if connection.dialect.name != "sqlite":
        return  # a server keeps such samples too, and takes them anew after the commit: erasing.clear_away()
    there = set(connection.execute(text("SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat_'")).scalars())
    if "sqlite_stat1" not in there:
        return
    counted = list(connection.execute(text("SELECT DISTINCT tbl FROM sqlite_stat1 ORDER BY tbl")).scalars())
    if "sqlite_stat4" in there:
        connection.execute(text("DELETE FROM sqlite_stat4"))
    for name in counted:
        if name in _metadata.tables:
            connection.exec_driver_sql(f'ANALYZE "{name}"')


def out_of_step(connection: Connection) -> list[str]:
    """The tables whose index does not say what the table says; none on PostgreSQL, which sees to it itself.

    The connection must be allowed to write, although nothing is written: so SQLite wants it.
    """
    if connection.dialect.name != "sqlite":
        return []
    found = []
    for table in indexed(_metadata):
        index = _PREFIX + table
        try:
            connection.exec_driver_sql(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
        except DBAPIError as error:
            if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF != _CORRUPT:
                raise
            found.append(table)
    return found


def _statements(dialect: str, table: str, columns: Sequence[str]) -> list[str]:
    index = _PREFIX + table
    if dialect != "sqlite":
        together = " || ' ' || ".join(f'"{column}"' for column in columns)
        return [f"CREATE INDEX {index} ON \"{table}\" USING gin (to_tsvector('simple', {together}))"]
    listed = ", ".join(f'"{column}"' for column in columns)
    options = _NAMES_OPTIONS if columns == ("search_key",) else _NOTES_OPTIONS
    new = ", ".join(f'NEW."{column}"' for column in columns)
    old = ", ".join(f'OLD."{column}"' for column in columns)
    put = f"INSERT INTO {index}(rowid, {listed}) VALUES (NEW.id, {new});"
    take = f"INSERT INTO {index}({index}, rowid, {listed}) VALUES ('delete', OLD.id, {old});"
    changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns)
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5({listed}, content='{table}', content_rowid='id', {options})",
        f"INSERT INTO {index}({index}) VALUES ('rebuild')",
        f'CREATE TRIGGER {index}_insert AFTER INSERT ON "{table}" BEGIN {put} END',
        f'CREATE TRIGGER {index}_delete AFTER DELETE ON "{table}" BEGIN {take} END',
        f'CREATE TRIGGER {index}_update AFTER UPDATE OF {listed} ON "{table}" WHEN {changed} BEGIN {take} {put} END',
    ]


def expected(metadata: MetaData) -> list[str]:
    """The names of the triggers that keep the indexes in step on SQLite."""
    return sorted(f"{_PREFIX}{table}_{kind}" for table in indexed(metadata) for kind in ("insert", "update", "delete"))


# Asking


def match_expression(query: str) -> str:
    """What is typed as an FTS5 expression: every word must begin a word of the name. Empty if nothing is
    typed."""
    return _expression(words(query))


def _expression(words: Sequence[str]) -> str:
    return " ".join(f'"{word}"*' for word in words)


def matching(session: Session, table: str, query: str) -> "array[int]":
    """The ids of all rows of a table with names ("person", "organisation") that match, in no order: the quick way for
    a list that keeps its own order. Nothing typed, nothing found.

    Every typed word must begin a word of the name, in any order and spelling. All ids come as one text, which is
    several times as fast as rows.
    """
    typed = words(query)
    if not typed:
        return array("q")
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        index = _PREFIX + table
        [(answer,)] = asked(
            connection, f"SELECT group_concat(rowid) FROM {index} WHERE {index} MATCH ?", (_expression(typed),)
        )
    else:
        found = "to_tsvector('simple', search_key) @@ to_tsquery('simple', %s)"
        [(answer,)] = asked(
            connection,
            f"SELECT string_agg(id::text, ',') FROM \"{table}\" WHERE {found}",
            (" & ".join(f"'{word}':*" for word in typed),),
        )
    # JSON reads them in half the time of split and int.
    return array("q", json.loads(f"[{answer}]")) if answer else array("q")


_WORD: Final = re.compile(r"\w+")


def match_notes(session: Session, query: str, *, limit: int = 1000, index: str = "timeline_entry") -> list[int]:
    """The ids of notes that contain all typed words (whole words; the last one may be a beginning), newest
    first."""
    tokens = _WORD.findall(query.casefold())
    if not tokens:
        return []
    columns = NOTES[index]
    if session.get_bind().dialect.name == "sqlite":
        rows = session.execute(
            text(
                f"SELECT rowid FROM {_PREFIX}{index} WHERE {_PREFIX}{index} MATCH :query"
                " ORDER BY rowid DESC LIMIT :limit"
            ),
            {"query": " ".join(f'"{word}"' for word in tokens) + "*", "limit": limit},
        )
    else:
        together = " || ' ' || ".join(f'"{column}"' for column in columns)
        rows = session.execute(
            text(
                f"SELECT id FROM \"{index}\" WHERE to_tsvector('simple', {together}) @@ to_tsquery('simple', :query)"
                " ORDER BY id DESC LIMIT :limit"
            ),
            {"query": " & ".join(f"'{word}'" for word in tokens) + ":*", "limit": limit},
        )
    return [id for (id,) in rows]
