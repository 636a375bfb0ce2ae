"""Undo and redo as use cases. What is taken back and when that is impossible: ``db/journal.py``."""

from sqlalchemy.orm import Session

from permenti_desktop.db import journal


def undo(session: Session, entry_id: int | None = None, who: str | None = None) -> str:
    """Take back the newest step, or any step of the history; returns what was taken back, in words.

    On a server *who* limits "the newest" to one's own steps. Raises Conflict when something later stands in the way.
    """
    return journal.undo(session, entry_id, who=who).sentence


def redo(session: Session, who: str | None = None) -> str:
    """Do again what the newest undo took back; returns what was done again, in words. Raises Conflict."""
    return journal.redo(session, who=who).sentence
