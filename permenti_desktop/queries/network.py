"""Network groups with their rhythm, meetings, and promises that wait to be kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from sqlalchemy import and_, case, false, func, select
from sqlalchemy.orm import Session, selectinload

from permenti_desktop.db.models.network import Attendance, GroupMember, MinutesLine, NetworkGroup, NetworkMeeting
from permenti_desktop.db.models.organisation import Organisation
from permenti_desktop.db.models.person import Person
from permenti_desktop.domain import text as spelling
from permenti_desktop.domain.errors import NotFound
from permenti_desktop.domain.network import (
    AttendanceInput,
    GroupMemberInput,
    MinutesLineInput,
    NetworkGroupInput,
    NetworkMeetingInput,
    meeting_overdue,
    next_meeting_due,
)
from permenti_desktop.domain.person import display_name
from permenti_desktop.queries.listing import Ids, chunks, ids_of, in_order_of, narrow
from permenti_desktop.queries.records import as_input, as_inputs, this_day

Rhythm: TypeAlias = Literal["new", "in_time", "due", "overdue"]
"""How a group stands: never met; within its target; past the target; past the longest gap accepted."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A network group. *due* is the day by which it should meet again, *next* the next meeting that is planned."""

    id: int
    name: str
    purpose: str
    members: int
    target_weeks: int
    limit_weeks: int
    last: date | None
    next: date | None
    due: date | None
    days_since: int | None
    rhythm: Rhythm
    open_promises: int


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in a list."""

    id: int
    group_id: int
    group: str
    on: date
    time: str
    place: str
    held: bool
    attended: int
    invited: int
    promises: int


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise from the minutes: who, what, by when."""

    id: int
    meeting_id: int
    group_id: int
    group: str
    promised_on: date
    text: str
    who: str
    due: date | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class MemberLine:
    """An organisation at the table, and who speaks for it."""

    id: int
    organisation_id: int
    organisation: str
    spokesperson_id: int | None
    spokesperson: str
    role: str


@dataclass(frozen=True, slots=True)
class GroupFile:
    """Everything that the page of a group shows at once."""

    id: int
    version: int
    content: NetworkGroupInput
    row: GroupRow
    in_bin: bool
    members: tuple[MemberLine, ...]
    meetings: tuple[MeetingRow, ...]
    promises: tuple[PromiseRow, ...]


@dataclass(frozen=True, slots=True)
class MeetingFile:
    """A meeting with what its form needs: the names of who was invited, and promises carried over from before."""

    id: int
    version: int
    content: NetworkMeetingInput
    group: str
    in_bin: bool
    organisations: dict[int, str]
    people: dict[int, str]
    carried_over: tuple[PromiseRow, ...]


def ids(session: Session, *, search: str = "", in_bin: bool = False) -> Ids:
    """The ids of all groups by name."""
    order = ids_of(
        session,
        select(NetworkGroup.id).where(NetworkGroup.in_bin == in_bin).order_by(NetworkGroup.sort_key, NetworkGroup.id),
    )
    if not search.strip():
        return order
    wanted = spelling.words(search)
    names = session.execute(select(NetworkGroup.id, NetworkGroup.name))
    return narrow(order, [id for id, name in names if all(word in spelling.search_key(name) for word in wanted)])


def rows(session: Session, ids: Sequence[int], today: date | None = None) -> tuple[GroupRow, ...]:
    """Groups with their rhythm for *ids*, in their order."""
    day = this_day(today)
    found: dict[int, GroupRow] = {}
    for some in chunks(ids):
        met = (
            select(
                NetworkMeeting.group_id,
                func.max(case((and_(NetworkMeeting.held, NetworkMeeting.on <= day), NetworkMeeting.on))).label("last"),
                func.min(case((and_(~NetworkMeeting.held, NetworkMeeting.on >= day), NetworkMeeting.on))).label("next"),
            )
            .where(NetworkMeeting.in_bin == false())
            .group_by(NetworkMeeting.group_id)
            .subquery()
        )
        seats = select(GroupMember.group_id, func.count().label("number")).group_by(GroupMember.group_id).subquery()
        waiting = (
            select(NetworkMeeting.group_id, func.count().label("number"))
            .join(MinutesLine, MinutesLine.meeting_id == NetworkMeeting.id)
            .where(MinutesLine.kind == "promise", MinutesLine.done_on.is_(None), NetworkMeeting.in_bin == false())
            .group_by(NetworkMeeting.group_id)
            .subquery()
        )
        for row in session.execute(
            select(
                NetworkGroup.id,
                NetworkGroup.name,
                NetworkGroup.purpose,
                NetworkGroup.target_weeks,
                NetworkGroup.limit_weeks,
                met.c.last,
                met.c.next,
                seats.c.number.label("members"),
                waiting.c.number.label("promises"),
            )
            .outerjoin(met, met.c.group_id == NetworkGroup.id)
            .outerjoin(seats, seats.c.group_id == NetworkGroup.id)
            .outerjoin(waiting, waiting.c.group_id == NetworkGroup.id)
            .where(NetworkGroup.id.in_(some))
        ):
            found[row.id] = GroupRow(
                id=row.id,
                name=row.name,
                purpose=row.purpose,
                members=row.members or 0,
                target_weeks=row.target_weeks,
                limit_weeks=row.limit_weeks,
                last=row.last,
                next=row.next,
                due=next_meeting_due(row.last, row.target_weeks),
                days_since=(day - row.last).days if row.last else None,
                rhythm=rhythm(row.last, row.target_weeks, row.limit_weeks, day),
                open_promises=row.promises or 0,
            )
    return in_order_of(ids, found)


def rhythm(last: date | None, target_weeks: int, limit_weeks: int, today: date) -> Rhythm:
    """How a group stands by its rhythm."""
    if last is None:
        return "new"
    if meeting_overdue(last, limit_weeks, today):
        return "overdue"
    due = next_meeting_due(last, target_weeks)
    return "due" if due is not None and today > due else "in_time"


def groups(session: Session, today: date | None = None) -> tuple[GroupRow, ...]:
    """All groups by name, with their rhythm."""
    return rows(session, ids(session), today)


def meetings(
    session: Session,
    group_id: int | None = None,
    start: date | None = None,
    end: date | None = None,
    limit: int = 500,
) -> tuple[MeetingRow, ...]:
    """Meetings of one group or of all, the newest first."""
    seats = (
        select(
            Attendance.meeting_id,
            func.count().label("invited"),
            func.sum(case((Attendance.attended, 1), else_=0)).label("attended"),
        )
        .group_by(Attendance.meeting_id)
        .subquery()
    )
    promised = (
        select(MinutesLine.meeting_id, func.count().label("number"))
        .where(MinutesLine.kind == "promise", MinutesLine.done_on.is_(None))
        .group_by(MinutesLine.meeting_id)
        .subquery()
    )
    conditions = [NetworkMeeting.in_bin == false()]
    if group_id is not None:
        conditions.append(NetworkMeeting.group_id == group_id)
    if start is not None:
        conditions.append(NetworkMeeting.on >= start)
    if end is not None:
        conditions.append(NetworkMeeting.on <= end)
    found = session.execute(
        select(
            NetworkMeeting.id,
            NetworkMeeting.group_id,
            NetworkGroup.name,
            NetworkMeeting.on,
            NetworkMeeting.time,
            NetworkMeeting.place,
            NetworkMeeting.held,
            seats.c.attended,
            seats.c.invited,
            promised.c.number,
        )
        .join(NetworkGroup, NetworkGroup.id == NetworkMeeting.group_id)
        .outerjoin(seats, seats.c.meeting_id == NetworkMeeting.id)
        .outerjoin(promised, promised.c.meeting_id == NetworkMeeting.id)
        .where(*conditions)
        .order_by(NetworkMeeting.on.desc(), NetworkMeeting.id.desc())
        .limit(limit)
    )
    return tuple(
        MeetingRow(
            id=row.id,
            group_id=row.group_id,
            group=row.name,
            on=row.on,
            time=row.time,
            place=row.place,
            held=row.held,
            attended=row.attended or 0,
            invited=row.invited or 0,
            promises=row.number or 0,
        )
        for row in found
    )


def promises(
    session: Session,
    group_id: int | None = None,
    before: date | None = None,
    due_until: date | None = None,
    settled: bool = False,
) -> tuple[PromiseRow, ...]:
    """Open promises (or those that were kept) of one group or of all, by the day they are due; *before* restricts them
    to meetings before a day, as they are carried over to it."""
    conditions = [
        MinutesLine.kind == "promise",
        MinutesLine.done_on.is_not(None) if settled else MinutesLine.done_on.is_(None),
        NetworkMeeting.in_bin == false(),
    ]
    if group_id is not None:
        conditions.append(NetworkMeeting.group_id == group_id)
    if before is not None:
        conditions.append(NetworkMeeting.on < before)
    if due_until is not None:
        conditions.append(MinutesLine.due <= due_until)
    found = session.execute(
        select(
            MinutesLine.id,
            NetworkMeeting.id.label("meeting_id"),
            NetworkGroup.id.label("group_id"),
            NetworkGroup.name,
            NetworkMeeting.on,
            MinutesLine.text,
            MinutesLine.who,
            MinutesLine.due,
            MinutesLine.done_on,
        )
        .join(NetworkMeeting, NetworkMeeting.id == MinutesLine.meeting_id)
        .join(NetworkGroup, NetworkGroup.id == NetworkMeeting.group_id)
        .where(*conditions)
        .order_by(MinutesLine.due.asc().nulls_last(), MinutesLine.id)
    )
    return tuple(PromiseRow(*row) for row in found)


def load_group(session: Session, id: int) -> tuple[int, NetworkGroupInput]:
    """Version and content of a group as its form shows it. Raises NotFound."""
    record = _group(session, id)
    return record.version, as_input(NetworkGroupInput, record, members=as_inputs(GroupMemberInput, record.members))


def _group(session: Session, id: int) -> NetworkGroup:
    record = session.execute(
        select(NetworkGroup).where(NetworkGroup.id == id).options(selectinload(NetworkGroup.members))
    ).scalar_one_or_none()
    if record is None:
        raise NotFound()
    return record


def load_meeting(session: Session, id: int) -> tuple[int, NetworkMeetingInput]:
    """Version and content of a meeting as its form shows it. Raises NotFound."""
    record = _meeting(session, id)
    return record.version, _meeting_input(record)


def _meeting(session: Session, id: int) -> NetworkMeeting:
    record = session.execute(
        select(NetworkMeeting)
        .where(NetworkMeeting.id == id)
        .options(selectinload(NetworkMeeting.attendance), selectinload(NetworkMeeting.lines))
    ).scalar_one_or_none()
    if record is None:
        raise NotFound()
    return record


def _meeting_input(record: NetworkMeeting) -> NetworkMeetingInput:
    return as_input(
        NetworkMeetingInput,
        record,
        attendance=as_inputs(AttendanceInput, record.attendance),
        lines=as_inputs(MinutesLineInput, record.lines),
    )


def group_file(session: Session, id: int, today: date) -> GroupFile:
    """The page of a group. Raises NotFound."""
    record = _group(session, id)
    members = session.execute(
        select(
            GroupMember.id,
            GroupMember.organisation_id,
            Organisation.name,
            GroupMember.spokesperson_id,
            Person.last_name,
            Person.first_name,
            Person.title,
            GroupMember.role,
        )
        .join(Organisation, Organisation.id == GroupMember.organisation_id)
        .outerjoin(Person, Person.id == GroupMember.spokesperson_id)
        .where(GroupMember.group_id == id)
        .order_by(Organisation.sort_key, GroupMember.id)
    )
    return GroupFile(
        id=id,
        version=record.version,
        content=as_input(NetworkGroupInput, record, members=as_inputs(GroupMemberInput, record.members)),
        row=rows(session, [id], today)[0],
        in_bin=record.in_bin,
        members=tuple(
            MemberLine(
                id=row.id,
                organisation_id=row.organisation_id,
                organisation=row.name,
                spokesperson_id=row.spokesperson_id,
                spokesperson=display_name(row.last_name or "", row.first_name or "", row.title or ""),
                role=row.role,
            )
            for row in members
        ),
        meetings=meetings(session, id),
        promises=promises(session, id),
    )


def meeting_file(session: Session, id: int) -> MeetingFile:
    """A meeting with the names that its form shows. Raises NotFound."""
    record = _meeting(session, id)
    content = _meeting_input(record)
    organisations = session.execute(
        select(Organisation.id, Organisation.name).where(
            Organisation.id.in_([one.organisation_id for one in content.attendance if one.organisation_id])
        )
    )
    people = session.execute(
        select(Person.id, Person.last_name, Person.first_name, Person.title).where(
            Person.id.in_([one.person_id for one in content.attendance if one.person_id])
        )
    )
    group = session.scalar(select(NetworkGroup.name).where(NetworkGroup.id == record.group_id))
    return MeetingFile(
        id=id,
        version=record.version,
        content=content,
        group=group or "",
        in_bin=record.in_bin,
        organisations={row.id: row.name for row in organisations},
        people={row.id: display_name(row.last_name, row.first_name, row.title) for row in people},
        carried_over=promises(session, record.group_id, before=record.on),
    )
