"""The whole schema: models, journal, and the rules of the house that hold for every table.

Import ``metadata`` from here wherever all tables are meant (migrations, triggers, backup, check).
"""

from functools import cache
from typing import Final

from sqlalchemy import ForeignKeyConstraint, Integer, MetaData, Table

from permenti_desktop.db import journal_tables
from permenti_desktop.db.models.all import metadata as _metadata


def _with_house_rules(metadata: MetaData) -> MetaData:
    for table in metadata.tables.values():
        if _counts_up(table):
            # An id is never given out twice: a form that shows a deleted record must not save into its
            # successor.
            table.dialect_options["sqlite"]["autoincrement"] = True
        for constraint in table.constraints:
            if isinstance(constraint, ForeignKeyConstraint):
                # Undo puts rows back one by one; their references are checked when all are there.
                constraint.deferrable = True
                constraint.initially = "IMMEDIATE"
    return metadata


def _counts_up(table: Table) -> bool:
    key = list(table.primary_key.columns)
    return (
        len(key) == 1
        and isinstance(key[0].type, Integer)
        and not key[0].foreign_keys
        and key[0].autoincrement is not False
    )


metadata: Final = _with_house_rules(_metadata)


def journaled(metadata: MetaData) -> tuple[Table, ...]:
    """The tables whose changes the journal sees, parents before children."""
    return tuple(
        table
        for table in metadata.sorted_tables
        if table.name not in journal_tables.OWN_TABLES | journal_tables.WITHOUT_JOURNAL
        and table.info.get("journal", True)
    )


@cache
def owners(table: Table) -> tuple[tuple[str, str], ...]:
    """The records that a row belongs to and dies with, as (table, column of ours): at most two."""
    found = [
        (key.column.table.name, column.name)
        for column in table.columns
        for key in column.foreign_keys
        if (key.ondelete or "").upper() == "CASCADE"
    ]
    if len(found) > 2:
        raise ValueError(f"{table.name} belongs to more than two records")
    return tuple(found)


def id_column(table: Table) -> str | None:
    """The column that names a row for the journal: the only integer key; None for keys of other kinds."""
    key = list(table.primary_key.columns)
    return key[0].name if len(key) == 1 and isinstance(key[0].type, Integer) else None
