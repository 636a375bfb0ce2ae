"""Mentors: saved with their person and absences."""

from datetime import date

from sqlalchemy.orm import Session, joinedload

from permenti_desktop.db import journal
from permenti_desktop.db.models.mentor import Absence, Mentor
from permenti_desktop.db.models.person import Person
from permenti_desktop.domain import mentor as rules
from permenti_desktop.domain.errors import Conflict
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.i18n import N_
from permenti_desktop.usecases import person, records


def save(
    session: Session, id: int | None, version: int | None, given: MentorInput, *, today: date | None = None
) -> int:
    """Save a mentor with her person; returns the id.

    ``version`` is the sum of the versions of person and mentor. Raises BadInput, Conflict, NotFound.
    """
    records.refuse(rules.check(given, records.today_or(today)))
    if id is None:
        return _add_role(session, person.create(session, given.person, "person."), given)
    row = records.fetch(session, Mentor, id, joinedload(Mentor.person))
    records.same_version(records.version(row.person, row), version)
    person.put(session, row.person, given.person, "person.")
    with session.no_autoflush:  # one save is one step of the version
        records.assign(row, _columns(given, row.person))
        if records.sync_of(session, row, "absences", given.absences):
            records.touch(row)
    session.flush()
    journal.name(session, N_("Mentorin {name} geändert"), name=person.name(row.person))
    return row.id


def add_role(
    session: Session, person_id: int, version: int | None, given: MentorInput, *, today: date | None = None
) -> int:
    """Make a mentor of a person whom the office knows already: one person, several roles, entered once.

    ``version`` is the person's. Raises Conflict when she is a mentor already.
    """
    records.refuse(rules.check(given, records.today_or(today)))
    her = records.whole(session, Person, person_id)
    records.same_version(her.version, version)
    if session.get(Mentor, person_id) is not None:
        raise Conflict()
    person.put(session, her, given.person, "person.")
    return _add_role(session, her, given)


def _add_role(session: Session, her: Person, given: MentorInput) -> int:
    row = Mentor(person=her, **_columns(given, her))
    records.sync(row.absences, given.absences, Absence, "absences")
    session.add(row)
    session.flush()
    journal.name(session, N_("Mentorin {name} angelegt"), name=person.name(her))
    return row.id


def _columns(given: MentorInput, her: Person) -> dict[str, object]:
    return records.values(Mentor, given) | {"town": her.town, "sort_key": her.sort_key}
