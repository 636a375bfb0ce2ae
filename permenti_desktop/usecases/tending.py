"""What follows from the calendar alone: phases that begin or end on a day, and the end of the time in the bin."""

from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from permenti_desktop.db import journal
from permenti_desktop.usecases import bin as paper_bin
from permenti_desktop.usecases import participant


def old_in_bin(session: Session, before: datetime) -> bool:
    """Whether something went into the bin before a moment."""
    return any(
        session.scalar(select(exists(select(model.id).where(model.in_bin, model.binned_at < before))))
        for model in paper_bin.KINDS.values()
    )


def renew(session: Session, since: date, today: date) -> int:
    """Bring the copies of what depends on the day into step; returns how many records changed."""
    return participant.renew_all(session, since, today)


def empty_bin(session: Session, before: datetime, today: date) -> paper_bin.Emptied:
    """Remove for good what went into the bin before a moment. Earlier steps can still be undone, as far as they do not
    touch what was removed."""
    emptied = paper_bin.empty(session, before, today=today)
    journal.name(session, journal.BIN_EXPIRED)
    return emptied
