"""Many complete records at once, for the import of an office's list and for sample data.

The rows are the ones that saving one by one makes: columns and copies come from the same functions. They go to the
database as one statement per table and batch, because building an object per row costs seven times as much. The
caller's transaction makes it all or nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from permenti_desktop.db import journal, many
from permenti_desktop.db.base import Base, utc_now
from permenti_desktop.db.models.internship import ChecklistItem, Internship, Visit
from permenti_desktop.db.models.mentor import Absence, Mentor
from permenti_desktop.db.models.organisation import ContactPerson, Organisation
from permenti_desktop.db.models.participant import Outcome, Participant, Participation, PhasePeriod, Qualification
from permenti_desktop.db.models.person import Consent, Person, PersonLanguage
from permenti_desktop.db.models.tandem import Goal, Tandem, TandemMeeting, TandemMentee
from permenti_desktop.db.models.timeline import FollowUp, TimelineEntry, TimelinePerson
from permenti_desktop.domain import internship as internship_rules
from permenti_desktop.domain import mentor as mentor_rules
from permenti_desktop.domain import organisation as organisation_rules
from permenti_desktop.domain import participant as participant_rules
from permenti_desktop.domain import person as person_rules
from permenti_desktop.domain import tandem as tandem_rules
from permenti_desktop.domain import timeline as timeline_rules
from permenti_desktop.domain.internship import ChecklistItemInput, InternshipInput
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.organisation import OrganisationInput
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.domain.tandem import TandemInput
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.i18n import N_
from permenti_desktop.usecases import office, organisation, participant, person, records, timeline

BATCH: Final = 1000
"""Records per statement: enough that the statement's own cost does not show, few enough to report and to cancel."""

Tick = Callable[[int, int], None]
"""Told how many are done of how many; may raise ``errors.Cancelled``."""

Rows = list[dict[str, object]]
InputT = TypeVar("InputT")


def participants(
    session: Session, given: Sequence[ParticipantInput], *, tick: Tick | None = None, today: date | None = None
) -> list[int]:
    """New participants with all that belongs to them; returns their ids in order. Raises BadInput."""
    day = records.today_or(today)
    pattern = office.settings(session).participant_number
    number = participant.last_number(session, pattern, day)
    ids: list[int] = []
    for batch in _batches(given, tick):
        filled = _people(session, [one.person for one in batch], "person.", ids)
        roles: Rows = []
        children: dict[type[Base], Rows] = {Qualification: [], PhasePeriod: [], Participation: [], Outcome: []}
        for one, (id, her) in zip(batch, filled, strict=True):
            records.refuse(participant_rules.check(one, day))
            row = records.values(Participant, one)
            if not row["number"]:
                number += 1
                row["number"] = participant.numbered(pattern, day, number)
            row |= participant.copies(one.phases, one.participations, day)
            row |= participant.copies_of_person(one.person, her)
            row["id"] = id
            roles.append(row)
            for name, kind in (
                ("qualifications", Qualification),
                ("phases", PhasePeriod),
                ("participations", Participation),
                ("outcomes", Outcome),
            ):
                _children(children[kind], kind, getattr(one, name), name, "participant_id", id)
        _insert(session, Participant, roles)
        for model, rows in children.items():
            _insert(session, model, rows)
    journal.name(session, N_("{count} Teilnehmerinnen angelegt"), count=len(ids))
    return ids


def mentors(
    session: Session, given: Sequence[MentorInput], *, tick: Tick | None = None, today: date | None = None
) -> list[int]:
    """New mentors with their persons and absences; returns their ids in order. Raises BadInput."""
    day = records.today_or(today)
    ids: list[int] = []
    for batch in _batches(given, tick):
        roles: Rows = []
        absences: Rows = []
        for one, (id, her) in zip(batch, _people(session, [one.person for one in batch], "person.", ids), strict=True):
            records.refuse(mentor_rules.check(one, day))
            copies = {"town": her["town"], "sort_key": her["sort_key"]}
            roles.append(records.values(Mentor, one) | copies | {"id": id})
            _children(absences, Absence, one.absences, "absences", "mentor_id", id)
        _insert(session, Mentor, roles)
        _insert(session, Absence, absences)
    journal.name(session, N_("{count} Mentorinnen angelegt"), count=len(ids))
    return ids


def people(
    session: Session, given: Sequence[PersonInput], *, tick: Tick | None = None, today: date | None = None
) -> list[int]:
    """New persons without a role of their own; returns their ids in order. Raises BadInput."""
    day = records.today_or(today)
    ids: list[int] = []
    for batch in _batches(given, tick):
        for one in batch:
            records.refuse(person_rules.check(one, day))
        _people(session, batch, "", ids)
    journal.name(session, N_("{count} Personen angelegt"), count=len(ids))
    return ids


def organisations(
    session: Session, given: Sequence[OrganisationInput], *, tick: Tick | None = None, today: date | None = None
) -> list[int]:
    """New organisations with those who speak for them; returns their ids in order. Raises BadInput."""
    day = records.today_or(today)
    ids: list[int] = []
    for batch in _batches(given, tick):
        for one in batch:
            records.refuse(organisation_rules.check(one, day))
        new = _insert_counted(session, Organisation, [organisation.columns(one) for one in batch])
        contacts: Rows = []
        for id, one in zip(new, batch, strict=True):
            _children(contacts, ContactPerson, one.people, "people", "organisation_id", id)
        _insert(session, ContactPerson, contacts)
        ids += new
    journal.name(session, N_("{count} Organisationen angelegt"), count=len(ids))
    return ids


def tandems(
    session: Session, given: Sequence[TandemInput], *, tick: Tick | None = None, today: date | None = None
) -> list[int]:
    """New tandems with mentees, goals and meetings; returns their ids in order. Raises BadInput."""
    day = records.today_or(today)
    ids: list[int] = []
    for batch in _batches(given, tick):
        for one in batch:
            records.refuse(tandem_rules.check(one, day))
        new = _insert_counted(session, Tandem, [records.values(Tandem, one) for one in batch])
        mentees: Rows = []
        goals: Rows = []
        meetings: Rows = []
        for id, one in zip(new, batch, strict=True):
            mentees += ({"tandem_id": id, "participant_id": mentee} for mentee in dict.fromkeys(one.mentee_ids))
            _children(goals, Goal, one.goals, "goals", "tandem_id", id)
            _children(meetings, TandemMeeting, one.meetings, "meetings", "tandem_id", id)
        _insert(session, TandemMentee, mentees)
        _insert(session, Goal, goals)
        _insert(session, TandemMeeting, meetings)
        ids += new
    journal.name(session, N_("{count} Tandems angelegt"), count=len(ids))
    return ids


def internships(
    session: Session, given: Sequence[InternshipInput], *, tick: Tick | None = None, today: date | None = None
) -> list[int]:
    """New internships with checklist and visits; returns their ids in order. Raises BadInput.

    One without a checklist gets the starting one, as in saving one by one.
    """
    day = records.today_or(today)
    lists = office.settings(session).checklists
    ids: list[int] = []
    for batch in _batches(given, tick):
        for one in batch:
            records.refuse(internship_rules.check(one, day))
        new = _insert_counted(session, Internship, [records.values(Internship, one) for one in batch])
        titles = _residence_titles(session, batch)
        items: Rows = []
        visits: Rows = []
        for id, one in zip(new, batch, strict=True):
            points = one.checklist
            if not points and (own := lists.get(one.kind)) is not None:
                points = tuple(ChecklistItemInput(text=what, with_whom=whom) for what, whom in own)
            elif not points:
                points = internship_rules.checklist(one.kind, titles.get(one.participant_id))
            _children(items, ChecklistItem, points, "checklist", "internship_id", id)
            _children(visits, Visit, one.visits, "visits", "internship_id", id)
        _insert(session, ChecklistItem, items)
        _insert(session, Visit, visits)
        ids += new
    journal.name(session, N_("{count} Praktika angelegt"), count=len(ids))
    return ids


def entries(
    session: Session, given: Sequence[TimelineEntryInput], *, tick: Tick | None = None, today: date | None = None
) -> list[int]:
    """New timeline entries with their follow-ups; returns their ids in order. Raises BadInput."""
    day = records.today_or(today)
    author = journal.current(session).who or ""
    ids: list[int] = []
    for batch in _batches(given, tick):
        for one in batch:
            records.refuse(timeline_rules.check(one, day))
        rows = [records.values(TimelineEntry, one) | {"author": author} for one in batch]
        new = _insert_counted(session, TimelineEntry, rows)
        about: Rows = []
        due: Rows = []
        for id, one in zip(new, batch, strict=True):
            about += ({"entry_id": id, "person_id": her, "on": one.on} for her in dict.fromkeys(one.person_ids))
            for follow_up in timeline.per_person(one):
                due.append(records.values(FollowUp, follow_up) | {"entry_id": id, "author": author})
        _insert(session, TimelinePerson, about)
        _insert(session, FollowUp, due)
        ids += new
    journal.name(session, N_("{count} Notizen angelegt"), count=len(ids))
    return ids


# Rows ------------------------------------------------------------------------------------------------------


def _batches(given: Sequence[InputT], tick: Tick | None) -> Iterator[Sequence[InputT]]:
    for start in range(0, len(given), BATCH):
        if tick is not None:
            tick(start, len(given))
        yield given[start : start + BATCH]
    if tick is not None:
        tick(len(given), len(given))


def _people(
    session: Session, given: Sequence[PersonInput], where: str, ids: list[int]
) -> list[tuple[int, dict[str, object]]]:
    """Insert persons with languages and consents; answers id and columns of each, and adds the ids to *ids*."""
    filled = [person.columns(one, where) for one in given]
    new = _insert_counted(session, Person, filled)
    languages: Rows = []
    consents: Rows = []
    for id, one in zip(new, given, strict=True):
        _children(languages, PersonLanguage, one.languages, f"{where}languages", "person_id", id)
        _children(consents, Consent, one.consents, f"{where}consents", "person_id", id)
    _insert(session, PersonLanguage, languages)
    _insert(session, Consent, consents)
    ids += new
    return list(zip(new, filled, strict=True))


def _children(rows: Rows, model: type[Base], given: Iterable[object], where: str, owner: str, owner_id: int) -> None:
    for index, one in enumerate(given):
        row = records.values(model, one, f"{where}.{index}.")
        row[owner] = owner_id
        rows.append(row)


def _record(model: type[Base], rows: Rows) -> Rows:
    """Rows of a record with the columns that the session sets on its own."""
    if "version" not in model.__table__.columns:
        return rows
    now = utc_now()
    for row in rows:
        row.update(version=1, in_bin=False, binned_at=None, created_at=now, updated_at=now)
    return rows


def _insert(session: Session, model: type[Base], rows: Rows) -> None:
    many.insert(session, model.metadata.tables[model.__tablename__], _record(model, rows))


def _insert_counted(session: Session, model: type[Base], rows: Rows) -> Sequence[int]:
    """Insert rows whose ids count up; answers the ids in the order of the rows."""
    new = many.take_ids(session, model.__tablename__, len(rows))
    for id, row in zip(new, rows, strict=True):
        row["id"] = id
    _insert(session, model, rows)
    return new


def _residence_titles(session: Session, batch: Sequence[InternshipInput]) -> dict[int | None, str | None]:
    ids = {one.participant_id for one in batch if one.participant_id is not None}
    rows = session.execute(select(Participant.id, Participant.residence_title).where(Participant.id.in_(ids)))
    return {row.id: row.residence_title for row in rows}
