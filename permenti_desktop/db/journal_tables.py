"""The tables of the journal. Who writes what into them: :mod:`permenti_desktop.db.triggers` the changes,
:mod:`permenti_desktop.db.journal` the entries.

They are no records of the office: no trigger watches them, and no query above this floor reads them directly.
"""

from typing import Final

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, Text

from permenti_desktop.db.base import Base, UtcDateTime

journal_head: Final = Table(
    "journal_head",
    Base.metadata,
    # One row. Writing it first is what makes writers wait for each other on PostgreSQL, and what numbers
    # entries in the order of their commits. ``entry_id`` is empty outside a write: whoever changes a record
    # without an entry then fails at NOT NULL of journal_change, so nothing slips past the journal.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("last_id", Integer, nullable=False),
    Column("entry_id", Integer),
    CheckConstraint("id = 1", name="one_row"),
)

journal_entry: Final = Table(
    "journal_entry",
    Base.metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(120)),
    Column("text", Text, nullable=False),  # the German msgid, translated where it is shown
    Column("args", Text, nullable=False),  # JSON object: its placeholders
    Column("kind", String(8), nullable=False),
    Column("of_id", Integer),  # the entry that an undo or redo applied backwards
    Column("reversed_by", Integer),  # the entry that applied this one backwards
    CheckConstraint("kind IN ('edit', 'undo', 'redo', 'final')", name="kind"),
    Index(None, "at"),
)

journal_change: Final = Table(
    "journal_change",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", Integer, nullable=False, index=True),
    Column("subject", String(40), nullable=False),
    Column("subject_id", Integer, nullable=False),
    # The record that the row belongs to and dies with, if any; a row between two records has two.
    Column("owner", String(40)),
    Column("owner_id", Integer),
    Column("owner2", String(40)),
    Column("owner2_id", Integer),
    Column("op", String(1), nullable=False),
    Column("before", Text),  # JSON: a deleted row, or the old values of the columns that changed
    Column("after", Text),  # JSON: a new row, or the new values of the columns that changed
    CheckConstraint("op IN ('I', 'U', 'D')", name="op"),
    Index(None, "subject", "subject_id"),
    Index(None, "owner_id", "owner"),
    Index(None, "owner2_id", "owner2"),
)

OWN_TABLES: Final = frozenset({"journal_head", "journal_entry", "journal_change"})

WITHOUT_JOURNAL: Final = frozenset({"draft", "disclosure", "disclosure_person", "erasure"})
"""Drafts are saved every few seconds and belong to nobody yet; the records of what left the house and of who was erased
are only ever added to, and undo must not reach them. Other tables opt out by ``info={"journal": False}``."""
