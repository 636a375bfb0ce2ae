"""Mentors: the list with its pills, the form, the file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, String, case, exists, false, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.mentor import Absence, Mentor
from permenti_desktop.db.models.organisation import Organisation
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.tandem import Tandem, TandemMeeting, TandemMentee
from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import NotFound
from permenti_desktop.domain.mentor import AbsenceInput, MentorInput, free_places, is_absent
from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.domain.person import display_name, list_name
from permenti_desktop.domain.text import sort_key
from permenti_desktop.queries import office
from permenti_desktop.queries import participant as participants
from permenti_desktop.queries import person as people
from permenti_desktop.queries import timeline as stream
from permenti_desktop.queries.listing import (
    Anything,
    Ids,
    chunks,
    ids_by_group,
    ids_of,
    in_order_of,
    narrow,
    remembered,
)
from permenti_desktop.queries.participant import ConsentLine, InternshipLine, TandemLine
from permenti_desktop.queries.records import as_input, as_inputs, this_day
from permenti_desktop.queries.timeline import FollowUpRow, TimelinePage

TAKING: Final = ("trial", "running", "paused")
"""States of a tandem that take one of a mentor's places."""


@dataclass(frozen=True, slots=True)
class MentorFilter:
    """Which mentors a list shows; all conditions together. The first five are the pills, which speak of active mentors:
    *clearance* ends within the office's ``expiring_days`` or has ended, *silent* are those whom nobody met or noted
    anything about for its ``silence_days``. Empty fields ask nothing."""

    active: bool = False
    free: bool = False
    clearance: bool = False
    untrained: bool = False
    silent: bool = False
    statuses: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    organisation_id: int | None = None
    only: tuple[int, ...] | None = None
    in_bin: bool = False


EVERYONE: Final = MentorFilter()

SORTS: Final = ("name", "status", "town", "places", "training", "clearance", "last_contact", "since")
"""Columns by which the list can be ordered."""


@dataclass(frozen=True, slots=True)
class MentorRow:
    """One line of the list. *taken* of *capacity* places are taken, *free* are left; *absent* says whether she is away
    today, *mentees* names whom she accompanies."""

    id: int
    name: str
    spoken_name: str
    own_script_name: str
    occupation: str
    sector: str
    organisation: str
    status: str
    capacity: int | None
    taken: int
    free: int
    town: str
    reach_km: int | None
    languages: tuple[str, ...]
    training_on: PartialDate | None
    clearance_until: date | None
    last_contact: date | None
    absent: bool
    mentees: tuple[str, ...]
    next_due: date | None
    since: PartialDate | None
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class MentorPills:
    """How many mentors each pill of the list would show, and how many there are in all."""

    active: int
    free: int
    clearance: int
    untrained: int
    silent: int
    all: int


# The list ----------------------------------------------------------------------------------------------------------


def _taken() -> ColumnElement[int]:
    """How many of a mentor's places are taken: one per tandem, as ``domain.mentor.free_places`` counts."""
    return (
        select(func.count())
        .select_from(Tandem)
        .where(Tandem.mentor_id == Mentor.id, Tandem.state.in_(TAKING), Tandem.in_bin == false())
        .scalar_subquery()
    )


def _conditions(chosen: MentorFilter, today: date, settings: OfficeSettings) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Mentor.in_bin == chosen.in_bin]
    if chosen.active or chosen.free or chosen.clearance or chosen.untrained or chosen.silent:
        found.append(Mentor.status == "active")
    if chosen.free:
        found.append(func.coalesce(Mentor.capacity, 0) > _taken())
        away = exists().where(
            Absence.mentor_id == Mentor.id,
            or_(Absence.since.is_not(None), Absence.until.is_not(None)),
            or_(Absence.since.is_(None), Absence.since <= today),
            or_(Absence.until.is_(None), Absence.until >= today),
        )
        found.append(~away)
    if chosen.clearance:
        found.append(Mentor.clearance_until <= today + timedelta(days=settings.expiring_days))
    if chosen.untrained:
        found.append(Mentor.training_on.is_(None))
    if chosen.silent:
        since = today - timedelta(days=settings.silence_days)
        met = exists().where(
            Tandem.mentor_id == Mentor.id,
            Tandem.in_bin == false(),
            TandemMeeting.tandem_id == Tandem.id,
            TandemMeeting.on >= since,
            TandemMeeting.on <= today,
        )
        found += [~stream.spoken_with_since(Mentor.id, since), ~met]
    if chosen.statuses:
        found.append(Mentor.status.in_(chosen.statuses))
    if chosen.towns:
        found.append(Mentor.town.in_(chosen.towns))
    found.extend(Mentor.id.in_(people.people_with_language(code)) for code in chosen.languages)
    if chosen.times:
        kept = type_coerce(Mentor.times, String)
        found.append(or_(*(kept.contains(f",{code},") for code in chosen.times)))
    if chosen.organisation_id is not None:
        found.append(Mentor.organisation_id == chosen.organisation_id)
    return found


def ids(
    session: Session,
    *,
    search: str = "",
    filter: MentorFilter = EVERYONE,
    sort: str = "name",
    descending: bool = False,
    today: date | None = None,
) -> Ids:
    """The ids of all mentors that the filter shows, in the order of the list; with *search*, those of them that match
    what was typed."""
    day = this_day(today)
    order = remembered(
        session,
        ("mentor", filter, sort, descending, day),
        lambda: _only(_ordered(session, filter, sort, descending, day), filter.only),
    )
    return order.narrowed(matching(session, search)) if search.strip() else order.ids


def _only(order: Ids, ids: tuple[int, ...] | None) -> Ids:
    return order if ids is None else narrow(order, ids)


def matching(session: Session, typed: str) -> Ids:
    """The ids of all people who match what was typed, in no order."""
    return people.matching(session, typed)


def variants(session: Session, typed: str, without: Iterable[int] = ()) -> tuple[int, ...]:
    """Mentors whose names are spelt otherwise but sound alike: a second tier, shown below the exact hits."""
    return people.variants(session, typed, 50, "mentor", without)


def _ordered(session: Session, chosen: MentorFilter, sort: str, descending: bool, today: date) -> Ids:
    conditions = _conditions(chosen, today, office.settings(session))
    name = (Mentor.sort_key, Mentor.id)
    plain: Anything = select(Mentor.id).where(*conditions)
    if sort in ("status", "town"):
        column = Mentor.status if sort == "status" else Mentor.town
        grouped = select(column, Mentor.id).where(*conditions).order_by(column, *name)
        return ids_by_group(session, grouped, _status_place if sort == "status" else _town_place, descending)
    if sort == "last_contact":
        noted, met = stream.last_contact_of_each().subquery(), _last_meeting_of_each(today).subquery()
        joined = plain.outerjoin(noted, noted.c[0] == Mentor.id).outerjoin(met, met.c[0] == Mentor.id)
        last = case((or_(noted.c[1].is_(None), met.c[1] > noted.c[1]), met.c[1]), else_=noted.c[1])
        value = last.desc() if descending else last.asc()
        return ids_of(session, joined.order_by(value.nulls_last(), *name))
    if sort == "name":
        if descending:
            return ids_of(session, plain.order_by(Mentor.sort_key.desc(), Mentor.id.desc()))
        return ids_of(session, plain.order_by(*name))
    left = func.coalesce(Mentor.capacity, 0) - _taken()
    wanted: ColumnElement[Any] = {
        "places": case((left > 0, left), else_=0),
        "training": Mentor.training_on.expression,
        "clearance": Mentor.clearance_until.expression,
        "since": Mentor.since.expression,
    }[sort]
    order = wanted.desc() if descending else wanted.asc()
    return ids_of(session, plain.order_by(order.nulls_last(), *name))


def _last_meeting_of_each(today: date) -> Anything:
    """The statement: mentor and day of the last meeting of one of her tandems; one that is only planned is none."""
    return (
        select(Tandem.mentor_id, func.max(TandemMeeting.on))
        .join(TandemMeeting, TandemMeeting.tandem_id == Tandem.id)
        .where(Tandem.in_bin == false(), TandemMeeting.on <= today)
        .group_by(Tandem.mentor_id)
    )


def _last_contacts(session: Session, ids: Sequence[int], today: date) -> dict[int, date]:
    """The day of the last entry about each of these mentors, or of the last meeting of a tandem, whichever is later."""
    found = stream.last_contacts(session, ids)
    for mentor, day in session.execute(_last_meeting_of_each(today).where(Tandem.mentor_id.in_(ids))):
        found[mentor] = max(day, found.get(mentor, day))
    return found


def _status_place(code: str) -> tuple[int, str]:
    codes = vocab.MENTOR_STATUS.codes
    return (codes.index(code), "") if code in codes else (len(codes), code)


def _town_place(town: str) -> tuple[bool, str]:
    return (not town, sort_key(town))


def rows(session: Session, ids: Sequence[int], today: date | None = None) -> tuple[MentorRow, ...]:
    """The lines of the list for *ids*, in their order, by a constant number of statements."""
    day = this_day(today)
    found: dict[int, MentorRow] = {}
    for some in chunks(ids):
        spoken = people.languages(session, some)
        contacts = _last_contacts(session, some, day)
        dues = stream.next_dues(session, some)
        away = _away(session, some, day)
        mentees, taken = _mentees(session, some)
        statement = (
            select(
                Mentor.id,
                Person.last_name,
                Person.first_name,
                Person.title,
                Person.own_script_name,
                Person.mobile,
                Person.phone,
                Person.email,
                Mentor.occupation,
                Mentor.sector,
                Organisation.name.label("organisation"),
                Mentor.status,
                Mentor.capacity,
                Mentor.town,
                Mentor.reach_km,
                Mentor.training_on,
                Mentor.clearance_until,
                Mentor.since,
            )
            .join(Person, Person.id == Mentor.id)
            .outerjoin(Organisation, Organisation.id == Mentor.organisation_id)
            .where(Mentor.id.in_(some))
        )
        for row in session.execute(statement):
            tandems = len(taken.get(row.id, ()))
            found[row.id] = MentorRow(
                id=row.id,
                name=list_name(row.last_name, row.first_name),
                spoken_name=display_name(row.last_name, row.first_name, row.title),
                own_script_name=row.own_script_name,
                occupation=row.occupation,
                sector=row.sector,
                organisation=row.organisation or "",
                status=row.status,
                capacity=row.capacity,
                taken=tandems,
                free=free_places(row.capacity, tandems),
                town=row.town,
                reach_km=row.reach_km,
                languages=tuple(code for code, _level in spoken.get(row.id, ())),
                training_on=row.training_on,
                clearance_until=row.clearance_until,
                last_contact=contacts.get(row.id),
                absent=row.id in away,
                mentees=tuple(mentees.get(row.id, ())),
                next_due=dues.get(row.id),
                since=row.since,
                phone=row.mobile or row.phone,
                email=row.email,
            )
    return in_order_of(ids, found)


def _away(session: Session, ids: Sequence[int], day: date) -> set[int]:
    absences: dict[int, list[AbsenceInput]] = {}
    for id, since, until in session.execute(
        select(Absence.mentor_id, Absence.since, Absence.until).where(Absence.mentor_id.in_(ids))
    ):
        absences.setdefault(id, []).append(AbsenceInput(since=since, until=until))
    return {id for id, stretches in absences.items() if is_absent(stretches, day)}


def _mentees(session: Session, ids: Sequence[int]) -> tuple[dict[int, list[str]], dict[int, set[int]]]:
    """The names of mentees, and the tandems that take places, by mentor."""
    names: dict[int, list[str]] = {}
    taken: dict[int, set[int]] = {}
    for mentor, tandem, last, first in session.execute(
        select(Tandem.mentor_id, Tandem.id, Person.last_name, Person.first_name)
        .outerjoin(TandemMentee, TandemMentee.tandem_id == Tandem.id)
        .outerjoin(Person, Person.id == TandemMentee.participant_id)
        .where(Tandem.mentor_id.in_(ids), Tandem.state.in_(TAKING), Tandem.in_bin == false())
        .order_by(Tandem.id, TandemMentee.id)
    ):
        taken.setdefault(mentor, set()).add(tandem)
        if last is not None:
            names.setdefault(mentor, []).append(display_name(last, first))
    return names, taken


def pills(session: Session, today: date) -> MentorPills:
    """How many each pill would show."""
    settings = office.settings(session)

    def count(chosen: MentorFilter) -> Any:
        return select(func.count()).select_from(Mentor).where(*_conditions(chosen, today, settings)).scalar_subquery()

    row = session.execute(
        select(
            count(MentorFilter(active=True)),
            count(MentorFilter(free=True)),
            count(MentorFilter(clearance=True)),
            count(MentorFilter(untrained=True)),
            count(MentorFilter(silent=True)),
            count(EVERYONE),
        )
    ).one()
    return MentorPills(*row)


def towns(session: Session) -> tuple[str, ...]:
    """The towns in which mentors live, in order, for the filter."""
    found = session.scalars(select(Mentor.town).where(Mentor.in_bin == false(), Mentor.town != "").distinct())
    return tuple(sorted(found, key=sort_key))


# The form ----------------------------------------------------------------------------------------------------------


def _record(session: Session, id: int) -> Mentor:
    record = session.execute(
        select(Mentor)
        .where(Mentor.id == id)
        .options(
            joinedload(Mentor.person).options(selectinload(Person.languages), selectinload(Person.consents)),
            selectinload(Mentor.absences),
        )
    ).scalar_one_or_none()
    if record is None:
        raise NotFound()
    return record


def _as_input(record: Mentor) -> MentorInput:
    return as_input(
        MentorInput,
        record,
        person=participants.person_input(record.person),
        absences=as_inputs(AbsenceInput, record.absences),
    )


def load(session: Session, id: int) -> tuple[int, MentorInput]:
    """Version and content of a mentor as her form shows it; the version is the sum of the person's and the mentor's.
    Raises NotFound."""
    record = _record(session, id)
    return record.version + record.person.version, _as_input(record)


def for_person(session: Session, person_id: int) -> tuple[int, MentorInput]:
    """What the form of a mentor begins with when somebody known becomes one: her person as it is, and the person's
    version, as ``usecases.mentor.add_role`` takes them. Raises NotFound."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound()
    return person.version, MentorInput(person=participants.person_input(person))


# The file ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MentorFile:
    """Everything that the file of a mentor shows at once. The internships are those to which she opened the door."""

    id: int
    version: int
    content: MentorInput
    initials: str
    name: str
    list_name: str
    own_script_name: str
    town: str
    organisation: str
    languages: tuple[tuple[str, str | None], ...]
    taken: int
    free: int
    absent: bool
    in_bin: bool
    follow_up: FollowUpRow | None
    last_contact: date | None
    tandems: tuple[TandemLine, ...]
    internships: tuple[InternshipLine, ...]
    follow_ups: tuple[FollowUpRow, ...]
    consents: tuple[ConsentLine, ...]
    timeline: TimelinePage


def file(session: Session, id: int, today: date, limit: int = 50) -> MentorFile:
    """The file of a mentor with the first page of her timeline. Raises NotFound."""
    record = _record(session, id)
    person = record.person
    content = _as_input(record)
    tandems = tandems_of(session, id)
    taken = sum(line.state in TAKING for line in tandems)
    follow_ups = stream.follow_ups(session, person_id=id)
    organisation = None
    if record.organisation_id is not None:
        organisation = session.scalar(select(Organisation.name).where(Organisation.id == record.organisation_id))
    return MentorFile(
        id=id,
        version=record.version + person.version,
        content=content,
        initials=people.initials(person.last_name, person.first_name),
        name=display_name(person.last_name, person.first_name, person.title),
        list_name=list_name(person.last_name, person.first_name),
        own_script_name=person.own_script_name,
        town=person.town,
        organisation=organisation or "",
        languages=tuple((spoken.language, spoken.level) for spoken in content.person.languages),
        taken=taken,
        free=free_places(record.capacity, taken),
        absent=is_absent(content.absences, today),
        in_bin=record.in_bin,
        follow_up=follow_ups[0] if follow_ups else None,
        last_contact=_last_contacts(session, [id], today).get(id),
        tandems=tandems,
        internships=participants.internships_where(session, Internship.mentor_id == id, trainee=True),
        follow_ups=follow_ups,
        consents=participants.consent_lines(content.person, today),
        timeline=stream.of_person(session, id, limit=limit, today=today),
    )


def tandems_of(session: Session, id: int) -> tuple[TandemLine, ...]:
    """The tandems of a mentor, open ones first, then the newest; a group is one line with all its mentees."""
    met = (
        select(TandemMeeting.tandem_id, func.count().label("number"), func.max(TandemMeeting.on).label("last"))
        .join(Tandem, Tandem.id == TandemMeeting.tandem_id)
        .where(Tandem.mentor_id == id)
        .group_by(TandemMeeting.tandem_id)
        .subquery()
    )
    mentee = aliased(Person)
    lines: dict[int, TandemLine] = {}
    for row in session.execute(
        select(
            Tandem.id,
            mentee.id.label("mentee"),
            mentee.last_name,
            mentee.first_name,
            Tandem.state,
            Tandem.start,
            Tandem.end,
            met.c.number,
            met.c.last,
        )
        .outerjoin(TandemMentee, TandemMentee.tandem_id == Tandem.id)
        .outerjoin(mentee, mentee.id == TandemMentee.participant_id)
        .outerjoin(met, met.c.tandem_id == Tandem.id)
        .where(Tandem.mentor_id == id, Tandem.in_bin == false())
        .order_by(Tandem.start.desc().nulls_last(), Tandem.id.desc(), TandemMentee.id)
    ):
        known = lines.get(row.id)
        name = display_name(row.last_name or "", row.first_name or "")
        lines[row.id] = TandemLine(
            id=row.id,
            name=f"{known.name}, {name}" if known else name,
            other_id=known.other_id if known else row.mentee or 0,
            state=row.state,
            start=row.start,
            end=row.end,
            meetings=row.number or 0,
            last_meeting=row.last,
        )
    return tuple(sorted(lines.values(), key=lambda line: line.state not in vocab.TANDEM_OPEN))
