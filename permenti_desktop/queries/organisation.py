"""Organisations: the list, the form, the file, and how long ago one was last in touch."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, false, func, select, union_all
from sqlalchemy.orm import Session, selectinload

from permenti_desktop.db import search as full_text
from permenti_desktop.db.models.internship import Internship, Visit
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.network import Attendance, GroupMember, NetworkGroup, NetworkMeeting
from permenti_desktop.db.models.organisation import ContactPerson, Organisation
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.timeline import TimelineEntry
from permenti_desktop.domain import text as spelling
from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import NotFound
from permenti_desktop.domain.organisation import ContactPersonInput, OrganisationInput
from permenti_desktop.domain.person import display_name
from permenti_desktop.queries import participant as participants
from permenti_desktop.queries import person as people
from permenti_desktop.queries import timeline as stream
from permenti_desktop.queries.listing import (
    FEW,
    IDS,
    Anything,
    Column,
    Ids,
    chunks,
    ids_by_group,
    ids_of,
    in_order_of,
    narrow,
    not_over,
    rows_for,
)
from permenti_desktop.queries.participant import InternshipLine
from permenti_desktop.queries.records import as_input, as_inputs, this_day
from permenti_desktop.queries.timeline import FollowUpRow, TimelinePage


@dataclass(frozen=True, slots=True)
class OrganisationFilter:
    """Which organisations a list shows; all conditions together. *silent* are those whose own rhythm has passed,
    *hosting* those where an internship is running."""

    kinds: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    silent: bool = False
    hosting: bool = False
    group_id: int | None = None
    only: tuple[int, ...] | None = None
    in_bin: bool = False


EVERYTHING: Final = OrganisationFilter()

SORTS: Final = ("name", "kind", "town", "sector", "last_contact")
"""Columns by which the list can be ordered."""


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One line of the list. *contact* is the person who speaks for it now; *overdue_days* says by how many days its own
    rhythm has passed (None: no rhythm, or in time)."""

    id: int
    name: str
    kind: str
    size: str | None
    sector: str
    role: str
    town: str
    phone: str
    email: str
    contact: str
    rhythm_days: int | None
    last_contact: date | None
    overdue_days: int | None
    running: int
    internships: int
    mentors: int


@dataclass(frozen=True, slots=True)
class OrganisationHit:
    """An organisation as a picker shows it."""

    id: int
    name: str
    kind: str
    town: str


@dataclass(frozen=True, slots=True)
class OrganisationPills:
    """How many organisations each pill of the list would show, and how many there are in all."""

    companies: int
    hosting: int
    silent: int
    all: int


@dataclass(frozen=True, slots=True)
class SilentPartner:
    """A partner with whom one was not in touch within its own rhythm. *days* since the last contact; None if there
    never was one."""

    id: int
    name: str
    rhythm_days: int
    last_contact: date | None
    days: int | None


# In touch ----------------------------------------------------------------------------------------------------------


def last_contact_of_each(of: Anything | None = None) -> Anything:
    """The statement for organisation and day of the last contact: any entry about it, a network meeting that it
    attended, a visit at one of its internships. *of* chooses the organisations; without it all are asked for."""

    def wanted(id: Column) -> ColumnElement[bool]:
        return id.is_not(None) if of is None else id.in_(of)

    # Wrapped, so that SQLite takes the few entries about organisations by their index and not all that are in no bin.
    kept = func.coalesce(TimelineEntry.in_bin, false()) == false()
    contacts = union_all(
        select(TimelineEntry.organisation_id.label("id"), func.max(TimelineEntry.on).label("day"))
        .where(wanted(TimelineEntry.organisation_id), kept)
        .group_by(TimelineEntry.organisation_id),
        select(Attendance.organisation_id, func.max(NetworkMeeting.on))
        .join(NetworkMeeting, NetworkMeeting.id == Attendance.meeting_id)
        .where(
            wanted(Attendance.organisation_id),
            Attendance.attended,
            NetworkMeeting.held,
            NetworkMeeting.in_bin == false(),
        )
        .group_by(Attendance.organisation_id),
        select(Internship.organisation_id, func.max(Visit.on))
        .join(Visit, Visit.internship_id == Internship.id)
        .where(wanted(Internship.organisation_id), Visit.on.is_not(None), Internship.in_bin == false())
        .group_by(Internship.organisation_id),
    ).subquery()
    return select(contacts.c.id, func.max(contacts.c.day).label("day")).group_by(contacts.c.id)


def silent(session: Session, today: date) -> tuple[SilentPartner, ...]:
    """Partners whose own rhythm has passed without any contact, the longest first."""
    partners = session.execute(
        select(Organisation.id, Organisation.name, Organisation.rhythm_days)
        .where(Organisation.in_bin == false(), Organisation.rhythm_days > 0)
        .order_by(Organisation.sort_key, Organisation.id)
    ).all()
    last = dict(map(tuple, rows_for(session, last_contact_of_each(IDS), [id for id, *_more in partners])))
    found = []
    for id, name, rhythm in partners:
        day: date | None = last.get(id)
        days = (today - day).days if day is not None else None
        if rhythm is not None and (days is None or days > rhythm):
            found.append(SilentPartner(id, name, rhythm, day, days))
    return tuple(sorted(found, key=lambda partner: (partner.days is not None, -(partner.days or 0))))


# The list ----------------------------------------------------------------------------------------------------------


def matching(session: Session, typed: str) -> Ids:
    """The ids of all organisations that match what was typed, in no order: each typed word begins a word of the name,
    or a typed number is part of the telephone number."""
    found = full_text.matching(session, "organisation", typed)
    if digits := people.typed_number(typed):
        found.extend(session.scalars(select(Organisation.id).where(people.has_number(Organisation.phone, digits))))
    return found


def find(session: Session, text: str, limit: int = 12, kind: str | None = None) -> tuple[OrganisationHit, ...]:
    """Organisations for a picker, those whose names begin with what was typed first."""
    hits = set(matching(session, text))
    if not hits:
        return ()
    conditions = [Organisation.in_bin == false()]
    if kind is not None:
        conditions.append(Organisation.kind == kind)
    if len(hits) <= FEW:
        conditions.append(Organisation.id.in_(hits))
    rows = session.execute(
        select(Organisation.id, Organisation.name, Organisation.kind, Organisation.town)
        .where(*conditions)
        .order_by(Organisation.sort_key.startswith(spelling.sort_key(text)).desc(), Organisation.sort_key)
        .limit(limit if len(hits) <= FEW else None)
    )
    return tuple(OrganisationHit(row.id, row.name, row.kind, row.town) for row in rows if row.id in hits)[:limit]


def _conditions(session: Session, chosen: OrganisationFilter, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Organisation.in_bin == chosen.in_bin]
    coded: tuple[tuple[Column, tuple[str, ...]], ...] = (
        (Organisation.kind, chosen.kinds),
        (Organisation.size, chosen.sizes),
        (Organisation.town, chosen.towns),
    )
    found.extend(column.in_(codes) for column, codes in coded if codes)
    if chosen.hosting:
        running = select(Internship.organisation_id).where(
            Internship.state == "running", Internship.in_bin == false(), Internship.organisation_id.is_not(None)
        )
        found.append(Organisation.id.in_(running))
    if chosen.group_id is not None:
        members = select(GroupMember.organisation_id).where(GroupMember.group_id == chosen.group_id)
        found.append(Organisation.id.in_(members))
    if chosen.silent:
        found.append(Organisation.id.in_([partner.id for partner in silent(session, today)]))
    return found


def ids(
    session: Session,
    *,
    search: str = "",
    filter: OrganisationFilter = EVERYTHING,
    sort: str = "name",
    descending: bool = False,
    today: date | None = None,
) -> Ids:
    """The ids of all organisations that the filter shows, in the order of the list; with *search*, those of them that
    match what was typed."""
    conditions = _conditions(session, filter, this_day(today))
    name = (Organisation.sort_key, Organisation.id)
    plain: Anything = select(Organisation.id).where(*conditions)
    if sort == "name":
        by_name = (Organisation.sort_key.desc(), Organisation.id.desc()) if descending else name
        order = ids_of(session, plain.order_by(*by_name))
    elif sort == "last_contact":
        last = last_contact_of_each().subquery()
        value = last.c.day.desc() if descending else last.c.day.asc()
        joined = plain.outerjoin(last, last.c.id == Organisation.id)
        order = ids_of(session, joined.order_by(value.nulls_last(), *name))
    else:
        column = {"kind": Organisation.kind, "town": Organisation.town, "sector": Organisation.sector}[sort]
        grouped = select(column, Organisation.id).where(*conditions).order_by(column, *name)
        order = ids_by_group(session, grouped, _kind_place if sort == "kind" else _word_place, descending)
    if filter.only is not None:
        order = narrow(order, filter.only)
    return narrow(order, matching(session, search)) if search.strip() else order


def _kind_place(code: str) -> tuple[int, str]:
    codes = vocab.ORGANISATION_KIND.codes
    return (codes.index(code), "") if code in codes else (len(codes), code)


def _word_place(word: str) -> tuple[bool, str]:
    return (not word, spelling.sort_key(word))


def rows(session: Session, ids: Sequence[int], today: date | None = None) -> tuple[OrganisationRow, ...]:
    """The lines of the list for *ids*, in their order, by a constant number of statements."""
    day = this_day(today)
    found: dict[int, OrganisationRow] = {}
    for some in chunks(ids):
        last = last_contact_of_each().subquery()
        contacts = {row[0]: row[1] for row in session.execute(select(last.c.id, last.c.day).where(last.c.id.in_(some)))}
        speakers = _speakers(session, some, day)
        hosted: dict[int, dict[str, int]] = defaultdict(dict)
        for id, state, number in session.execute(
            select(Internship.organisation_id, Internship.state, func.count())
            .where(Internship.organisation_id.in_(some), Internship.in_bin == false())
            .group_by(Internship.organisation_id, Internship.state)
        ):
            if id is not None:
                hosted[id][state] = number
        mentors = {
            row[0]: row[1]
            for row in session.execute(
                select(Mentor.organisation_id, func.count())
                .where(Mentor.organisation_id.in_(some), Mentor.in_bin == false(), Mentor.status != "ended")
                .group_by(Mentor.organisation_id)
            )
        }
        for record in session.execute(
            select(
                Organisation.id,
                Organisation.name,
                Organisation.kind,
                Organisation.size,
                Organisation.sector,
                Organisation.role,
                Organisation.town,
                Organisation.phone,
                Organisation.email,
                Organisation.rhythm_days,
            ).where(Organisation.id.in_(some))
        ):
            contact = contacts.get(record.id)
            days = (day - contact).days - record.rhythm_days if contact and record.rhythm_days else 0
            states = hosted.get(record.id, {})
            found[record.id] = OrganisationRow(
                id=record.id,
                name=record.name,
                kind=record.kind,
                size=record.size,
                sector=record.sector,
                role=record.role,
                town=record.town,
                phone=record.phone,
                email=record.email,
                contact=speakers.get(record.id, ""),
                rhythm_days=record.rhythm_days,
                last_contact=contact,
                overdue_days=days if days > 0 else None,
                running=states.get("running", 0),
                internships=sum(number for state, number in states.items() if state not in ("sought", "requested")),
                mentors=mentors.get(record.id, 0),
            )
    return in_order_of(ids, found)


def _speakers(session: Session, ids: Sequence[int], today: date) -> dict[int, str]:
    """Who speaks for each organisation today; of several, the one entered first."""
    found: dict[int, str] = {}
    for id, last, first, title in session.execute(
        select(ContactPerson.organisation_id, Person.last_name, Person.first_name, Person.title)
        .join(Person, Person.id == ContactPerson.person_id)
        .where(ContactPerson.organisation_id.in_(ids), not_over(ContactPerson.until, today), Person.in_bin == false())
        .order_by(ContactPerson.id)
    ):
        found.setdefault(id, display_name(last, first, title))
    return found


def pills(session: Session, today: date) -> OrganisationPills:
    """How many each pill would show."""

    def count(*conditions: ColumnElement[bool]) -> Any:
        found = select(func.count()).select_from(Organisation).where(Organisation.in_bin == false(), *conditions)
        return found.scalar_subquery()

    hosting = _conditions(session, OrganisationFilter(hosting=True), today)
    companies, hosts, everything = session.execute(
        select(count(Organisation.kind == "company"), count(*hosting), count())
    ).one()
    return OrganisationPills(companies, hosts, len(silent(session, today)), everything)


def towns(session: Session) -> tuple[str, ...]:
    """The towns in which organisations sit, in order, for the filter."""
    found = session.scalars(
        select(Organisation.town).where(Organisation.in_bin == false(), Organisation.town != "").distinct()
    )
    return tuple(sorted(found, key=spelling.sort_key))


# The form ----------------------------------------------------------------------------------------------------------


def _record(session: Session, id: int) -> Organisation:
    record = session.execute(
        select(Organisation).where(Organisation.id == id).options(selectinload(Organisation.people))
    ).scalar_one_or_none()
    if record is None:
        raise NotFound()
    return record


def load(session: Session, id: int) -> tuple[int, OrganisationInput]:
    """Version and content of an organisation as its form shows it. Raises NotFound."""
    record = _record(session, id)
    return record.version, as_input(OrganisationInput, record, people=as_inputs(ContactPersonInput, record.people))


# The file ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A person who speaks, or spoke, for an organisation."""

    id: int
    person_id: int
    name: str
    function: str
    phone: str
    email: str
    since: PartialDate | None
    until: PartialDate | None


@dataclass(frozen=True, slots=True)
class OrganisationFile:
    """Everything that the file of an organisation shows at once."""

    id: int
    version: int
    content: OrganisationInput
    name: str
    kind: str
    town: str
    in_bin: bool
    last_contact: date | None
    next_contact: date | None
    follow_up: FollowUpRow | None
    people: tuple[ContactLine, ...]
    mentors: tuple[tuple[int, str], ...]
    groups: tuple[tuple[int, str], ...]
    internships: tuple[InternshipLine, ...]
    follow_ups: tuple[FollowUpRow, ...]
    timeline: TimelinePage


def file(session: Session, id: int, today: date, limit: int = 50) -> OrganisationFile:
    """The file of an organisation with the first page of its timeline. Raises NotFound."""
    record = _record(session, id)
    last = last_contact_of_each().subquery()
    contact = session.scalar(select(last.c.day).where(last.c.id == id))
    follow_ups = stream.follow_ups(session, organisation_id=id)
    speakers = tuple(
        ContactLine(
            id=row.id,
            person_id=row.person_id,
            name=display_name(row.last_name, row.first_name, row.title),
            function=row.function,
            phone=row.mobile or row.phone,
            email=row.email,
            since=row.since,
            until=row.until,
        )
        for row in session.execute(
            select(
                ContactPerson.id,
                ContactPerson.person_id,
                ContactPerson.function,
                ContactPerson.since,
                ContactPerson.until,
                Person.last_name,
                Person.first_name,
                Person.title,
                Person.mobile,
                Person.phone,
                Person.email,
            )
            .join(Person, Person.id == ContactPerson.person_id)
            .where(ContactPerson.organisation_id == id)
            .order_by(ContactPerson.id)
        )
    )
    mentors = session.execute(
        select(Person.id, Person.last_name, Person.first_name, Person.title)
        .join(Mentor, Mentor.id == Person.id)
        .where(Mentor.organisation_id == id, Mentor.in_bin == false())
        .order_by(Mentor.sort_key, Mentor.id)
    )
    groups = session.execute(
        select(NetworkGroup.id, NetworkGroup.name)
        .join(GroupMember, GroupMember.group_id == NetworkGroup.id)
        .where(GroupMember.organisation_id == id, NetworkGroup.in_bin == false())
        .order_by(NetworkGroup.sort_key, NetworkGroup.id)
    )
    return OrganisationFile(
        id=id,
        version=record.version,
        content=as_input(OrganisationInput, record, people=as_inputs(ContactPersonInput, record.people)),
        name=record.name,
        kind=record.kind,
        town=record.town,
        in_bin=record.in_bin,
        last_contact=contact,
        next_contact=contact + timedelta(days=record.rhythm_days) if contact and record.rhythm_days else None,
        follow_up=follow_ups[0] if follow_ups else None,
        people=speakers,
        mentors=tuple((row.id, display_name(row.last_name, row.first_name, row.title)) for row in mentors),
        groups=tuple((row.id, row.name) for row in groups),
        internships=participants.internships_where(session, Internship.organisation_id == id, trainee=True),
        follow_ups=follow_ups,
        timeline=stream.of_organisation(session, id, limit=limit, today=today),
    )


def names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """The names of organisations by their ids."""
    found: dict[int, str] = {}
    for some in chunks(sorted(set(ids))):
        rows = session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(some)))
        found.update({row[0]: row[1] for row in rows})
    return found
