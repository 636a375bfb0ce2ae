"""Anything found from anywhere (Ctrl+K): people, organisations, tandems, internships, network groups and notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from permenti_desktop.db import search as full_text
from permenti_desktop.db.models.data_protection import Restriction
from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.network import NetworkGroup
from permenti_desktop.db.models.organisation import ContactPerson, Organisation
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.tandem import Tandem, TandemMentee
from permenti_desktop.db.models.timeline import TimelineEntry, TimelinePerson
from permenti_desktop.domain import text as spelling
from permenti_desktop.domain.person import display_name
from permenti_desktop.queries import internship, organisation, person, tandem
from permenti_desktop.queries import network as networks
from permenti_desktop.queries import participant as participants
from permenti_desktop.queries.person import PersonHit
from permenti_desktop.queries.records import this_day

Kind: TypeAlias = Literal["participant", "mentor", "person", "organisation", "tandem", "internship", "group", "note"]

PEOPLE = 8
OTHERS = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found. *kind* and *id* say where it leads: for a note *id* is the entry, and *person_id* or
    *organisation_id* whose file it stands in. *state* is the code of a phase or state, *detail* what tells two hits
    apart (town, mentor, host, the words around what was typed). Of a contact person *organisation_id* is the one she
    speaks for. *alike* marks a name that is only spelt alike."""

    kind: Kind
    id: int
    title: str
    detail: str
    state: str = ""
    on: date | None = None
    person_id: int | None = None
    organisation_id: int | None = None
    alike: bool = False
    role: str = ""
    """Of a note: whose file it stands in, "participant" or "mentor"; "" when it stands in an organisation's."""


def find(session: Session, typed: str, today: date | None = None) -> tuple[Hit, ...]:
    """What matches, best first: people whose names begin with what was typed, other people, organisations, tandems and
    internships of these people, groups, notes that contain every word; names that are only spelt alike stand below the
    exact people. A constant number of statements."""
    if not spelling.words(typed):
        return ()
    day = this_day(today)
    hits = person.find(session, typed, PEOPLE)
    exact = [hit for hit in hits if not hit.alike]
    found = _people(session, hits, day)
    found += _organisations(session, typed)
    found += _tandems(session, [hit.id for hit in exact], day)
    found += _internships(session, [hit.id for hit in exact], day)
    found += _groups(session, typed)
    found += _notes(session, typed)
    return tuple(found)


def _people(session: Session, hits: Sequence[PersonHit], today: date) -> list[Hit]:
    rows = participants.rows(session, [hit.id for hit in hits if "participant" in hit.roles], today)
    shown = {row.id: row for row in rows}
    places = _speaking_for(session, [hit.id for hit in hits if "contact" in hit.roles and hit.id not in shown])
    found = []
    for hit in hits:
        row = shown.get(hit.id)
        if row is not None:
            detail = " · ".join(part for part in (row.number, row.town, row.mentor) if part)
            found.append(Hit("participant", hit.id, hit.name, detail, state=row.phase, alike=hit.alike))
            continue
        kind: Kind = "mentor" if "mentor" in hit.roles else "person"
        place, name = places.get(hit.id, (None, "")) if kind == "person" else (None, "")
        detail = " · ".join(part for part in (name, hit.town, hit.phone) if part)
        found.append(Hit(kind, hit.id, hit.name, detail, organisation_id=place, alike=hit.alike))
    return found


def _speaking_for(session: Session, people: Sequence[int]) -> dict[int, tuple[int, str]]:
    """The organisation each of these people speaks for, with its name; one she still speaks for comes first."""
    found: dict[int, tuple[int, str]] = {}
    for person_id, id, name in session.execute(
        select(ContactPerson.person_id, Organisation.id, Organisation.name)
        .join(Organisation, Organisation.id == ContactPerson.organisation_id)
        .where(ContactPerson.person_id.in_(people), Organisation.in_bin == false())
        .order_by(ContactPerson.until.is_not(None), ContactPerson.id.desc())
    ):
        found.setdefault(person_id, (id, name))
    return found


def _organisations(session: Session, typed: str) -> list[Hit]:
    return [
        Hit("organisation", hit.id, hit.name, hit.town, state=hit.kind)
        for hit in organisation.find(session, typed, OTHERS)
    ]


def _tandems(session: Session, people: Sequence[int], today: date) -> list[Hit]:
    ids = session.scalars(
        select(Tandem.id)
        .outerjoin(TandemMentee, TandemMentee.tandem_id == Tandem.id)
        .where(or_(Tandem.mentor_id.in_(people), TandemMentee.participant_id.in_(people)), Tandem.in_bin == false())
        .group_by(Tandem.id)
        .order_by(Tandem.id.desc())
        .limit(OTHERS)
    ).all()
    return [
        Hit("tandem", row.id, f"{', '.join(row.mentees)} – {row.mentor}", row.cohort, state=row.state)
        for row in tandem.rows(session, ids, today)
    ]


def _internships(session: Session, people: Sequence[int], today: date) -> list[Hit]:
    ids = session.scalars(
        select(Internship.id)
        .where(Internship.participant_id.in_(people), Internship.in_bin == false())
        .order_by(Internship.id.desc())
        .limit(OTHERS)
    ).all()
    return [
        Hit("internship", row.id, row.participant, row.host, state=row.state, person_id=row.participant_id)
        for row in internship.rows(session, ids, today)
    ]


def _groups(session: Session, typed: str) -> list[Hit]:
    ids = networks.ids(session, search=typed)[:OTHERS]
    names = session.execute(select(NetworkGroup.id, NetworkGroup.name).where(NetworkGroup.id.in_(ids)))
    shown = {row[0]: row[1] for row in names}
    return [Hit("group", id, shown[id], "") for id in ids if id in shown]


def _notes(session: Session, typed: str) -> list[Hit]:
    """Notes that contain every typed word, the newest first, with the words around the first of them."""
    ids = full_text.match_notes(session, typed, limit=4 * OTHERS)
    blocked = (
        select(TimelinePerson.entry_id)
        .join(Restriction, Restriction.person_id == TimelinePerson.person_id)
        .where(Restriction.lifted_at.is_(None))
    )
    entries = session.execute(
        select(
            TimelineEntry.id,
            TimelineEntry.on,
            TimelineEntry.kind,
            TimelineEntry.topic,
            TimelineEntry.text,
            TimelineEntry.organisation_id,
            Organisation.name,
        )
        .outerjoin(Organisation, Organisation.id == TimelineEntry.organisation_id)
        .where(TimelineEntry.id.in_(ids), TimelineEntry.in_bin == false(), TimelineEntry.id.not_in(blocked))
        .order_by(TimelineEntry.on.desc(), TimelineEntry.id.desc())
        .limit(OTHERS)
    ).all()
    about: dict[int, tuple[int, str, str]] = {}
    # Of several people in one note (a tandem's, say) the participant comes first: it is her file.
    for entry_id, person_id, last, first, title, participant_id, mentor_id in session.execute(
        select(
            TimelinePerson.entry_id,
            Person.id,
            Person.last_name,
            Person.first_name,
            Person.title,
            Participant.id,
            Mentor.id,
        )
        .join(Person, Person.id == TimelinePerson.person_id)
        .outerjoin(Participant, Participant.id == Person.id)
        .outerjoin(Mentor, Mentor.id == Person.id)
        .where(TimelinePerson.entry_id.in_([entry.id for entry in entries]))
        .order_by(Participant.id.is_(None), Mentor.id.is_(None), Person.sort_key, Person.id)
    ):
        role = "participant" if participant_id is not None else "mentor" if mentor_id is not None else ""
        about.setdefault(entry_id, (person_id, display_name(last, first, title), role))
    others = [her for her, _name, role in about.values() if not role]
    places = _speaking_for(session, others) if others else {}
    return [
        Hit(
            "note",
            entry.id,
            about[entry.id][1] if entry.id in about else entry.name or "",
            excerpt(f"{entry.topic} {entry.text}".strip(), typed),
            state=entry.kind,
            on=entry.on,
            person_id=about[entry.id][0] if entry.id in about else None,
            organisation_id=entry.organisation_id
            or (places.get(about[entry.id][0], (None, ""))[0] if entry.id in about else None),
            role=about[entry.id][2] if entry.id in about else "",
        )
        for entry in entries
    ]


def excerpt(text: str, typed: str, length: int = 90) -> str:
    """The words of a text around the first typed word, in one line, with dots where it was cut."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    folded = line.casefold()
    # Casefolding may lengthen a text (ß); then the place is only about right.
    places = [place for word in typed.casefold().split() if (place := folded.find(word)) >= 0]
    start = max(0, min(min(places, default=0) - length // 3, len(line) - length))
    if start:
        start = line.find(" ", start) + 1 or start
    end = start + length
    if end < len(line):
        end = max(line.rfind(" ", start, end), start + length // 2)
    return f"{'… ' if start else ''}{line[start:end].strip()}{' …' if end < len(line) else ''}"
