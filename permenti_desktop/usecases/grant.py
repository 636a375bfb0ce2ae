"""Grants with their targets and deadlines, and cohorts."""

from datetime import date

from sqlalchemy.orm import Session

from permenti_desktop.db import journal
from permenti_desktop.db.models.grant import Cohort, Deadline, Grant, Target
from permenti_desktop.domain import grant as rules
from permenti_desktop.domain.grant import CohortInput, GrantInput
from permenti_desktop.i18n import N_
from permenti_desktop.usecases import records


def save(session: Session, id: int | None, version: int | None, given: GrantInput, *, today: date | None = None) -> int:
    """Save a grant with targets and deadlines; returns the id."""
    records.refuse(rules.check(given, records.today_or(today)))
    filled = records.values(Grant, given)
    if id is None:
        row = Grant(**filled)
        session.add(row)
    else:
        row = records.whole(session, Grant, id)
        records.same_version(row.version, version)
        records.assign(row, filled)
    changed = records.sync(row.targets, given.targets, Target, "targets")
    changed |= records.sync(row.deadlines, given.deadlines, Deadline, "deadlines")
    if changed and id is not None:
        records.touch(row)
    session.flush()
    said = N_("Zuwendung {title} angelegt") if id is None else N_("Zuwendung {title} geändert")
    journal.name(session, said, title=row.title)
    return row.id


def deadline_done(session: Session, id: int, deadline_id: int, on: date | None) -> int:
    """Tick off what the funder expected, or (None) take the tick away."""
    row = records.whole(session, Grant, id)
    deadline = records.child(row.deadlines, deadline_id)
    deadline.done_on = on
    records.touch(row)
    session.flush()
    said = N_("Frist {title} erledigt") if on else N_("Frist {title} wieder geöffnet")
    journal.name(session, said, title=deadline.title)
    return row.id


def save_cohort(
    session: Session, id: int | None, version: int | None, given: CohortInput, *, today: date | None = None
) -> int:
    """Save a cohort; returns the id."""
    records.refuse(rules.check_cohort(given, records.today_or(today)))
    filled = records.values(Cohort, given)
    if id is None:
        row = Cohort(**filled)
        session.add(row)
    else:
        row = records.whole(session, Cohort, id)
        records.same_version(row.version, version)
        records.assign(row, filled)
    session.flush()
    said = N_("Durchgang {name} angelegt") if id is None else N_("Durchgang {name} geändert")
    journal.name(session, said, name=row.name)
    return row.id
