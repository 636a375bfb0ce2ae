"""Tandems: the list with its rhythm, the form, the file, and who waits for a mentor."""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, false, func, or_, select
from sqlalchemy.orm import Session, selectinload

from permenti_desktop.db.models.grant import Cohort
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.participant import Participant, PhasePeriod
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.tandem import Goal, Tandem, TandemMeeting, TandemMentee
from permenti_desktop.domain import vocab
from permenti_desktop.domain.check import first_day
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import NotFound
from permenti_desktop.domain.person import display_name
from permenti_desktop.domain.tandem import GoalInput, TandemInput, TandemMeetingInput, next_meeting_due
from permenti_desktop.queries import participant as participants
from permenti_desktop.queries import person as people
from permenti_desktop.queries import timeline as stream
from permenti_desktop.queries.listing import FEW, Ids, begun, chunks, ids_by_group, ids_of, in_order_of, narrow
from permenti_desktop.queries.records import as_input, as_inputs, this_day
from permenti_desktop.queries.timeline import TimelinePage

RUNNING: Final = ("running", "paused")
"""States of a tandem that has begun and not ended."""

OPEN: Final = tuple(sorted(vocab.TANDEM_OPEN))


@dataclass(frozen=True, slots=True)
class TandemFilter:
    """Which tandems a list shows; all conditions together. *open* leaves out what is over, *overdue* shows running ones
    whose next meeting is late by their rhythm."""

    open: bool = False
    running: bool = False
    overdue: bool = False
    states: tuple[str, ...] = ()
    mentor_id: int | None = None
    participant_id: int | None = None
    cohort_id: int | None = None
    start_from: date | None = None
    start_to: date | None = None
    only: tuple[int, ...] | None = None
    in_bin: bool = False


EVERYTHING: Final = TandemFilter()

SORTS: Final = ("mentee", "mentor", "state", "start", "end", "last_meeting")
"""Columns by which the list can be ordered."""


@dataclass(frozen=True, slots=True)
class TandemRow:
    """One line of the list. *meeting_due* is the day by which the next meeting should be by the rhythm agreed on,
    *overdue_days* how many days ago that was (None: in time, or not running)."""

    id: int
    mentor_id: int
    mentor: str
    mentee_ids: tuple[int, ...]
    mentees: tuple[str, ...]
    state: str
    cohort: str
    start: PartialDate | None
    planned_end: date | None
    end: PartialDate | None
    rhythm_days: int | None
    meetings: int
    minutes: int
    last_meeting: date | None
    meeting_due: date | None
    overdue_days: int | None
    trial_confirmed: bool
    agreement_on: date | None
    goals: int
    goals_reached: int


@dataclass(frozen=True, slots=True)
class TandemPills:
    """How many tandems each pill of the list would show, and how many participants wait for a mentor."""

    open: int
    running: int
    overdue: int
    waiting: int
    all: int


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A participant who waits for a mentor: *since* is the day on which she came into matching, *days* how long ago."""

    id: int
    name: str
    list_name: str
    town: str
    occupation_wanted: str
    languages: tuple[str, ...]
    since: PartialDate | None
    days: int | None
    proposed: int


@dataclass(frozen=True, slots=True)
class TandemFile:
    """Everything that the page of a tandem shows at once."""

    id: int
    version: int
    content: TandemInput
    row: TandemRow
    substitute: str
    follows: str
    in_bin: bool
    timeline: TimelinePage


# The list ----------------------------------------------------------------------------------------------------------


def _last_meeting() -> ColumnElement[Any]:
    return select(func.max(TandemMeeting.on)).where(TandemMeeting.tandem_id == Tandem.id).scalar_subquery()


def _conditions(chosen: TandemFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Tandem.in_bin == chosen.in_bin]
    if chosen.open:
        found.append(Tandem.state.in_(OPEN))
    if chosen.running:
        found.append(Tandem.state.in_(RUNNING))
    if chosen.states:
        found.append(Tandem.state.in_(chosen.states))
    if chosen.mentor_id is not None:
        found.append(Tandem.mentor_id == chosen.mentor_id)
    if chosen.participant_id is not None:
        hers = TandemMentee.participant_id == chosen.participant_id
        found.append(exists().where(TandemMentee.tandem_id == Tandem.id, hers))
    if chosen.cohort_id is not None:
        found.append(Tandem.cohort_id == chosen.cohort_id)
    if chosen.start_from is not None:
        found.append(Tandem.start >= PartialDate.of_day(chosen.start_from))
    if chosen.start_to is not None:
        found.append(begun(Tandem.start, chosen.start_to))
    return found


def overdue_ids(session: Session, today: date) -> dict[int, int]:
    """Running tandems whose next meeting is late by their rhythm, and by how many days."""
    last = (
        select(TandemMeeting.tandem_id, func.max(TandemMeeting.on).label("day"))
        .group_by(TandemMeeting.tandem_id)
        .subquery()
    )
    found = {}
    for id, start, rhythm, day in session.execute(
        select(Tandem.id, Tandem.start, Tandem.rhythm_days, last.c.day)
        .outerjoin(last, last.c.tandem_id == Tandem.id)
        .where(Tandem.in_bin == false(), Tandem.state == "running", Tandem.rhythm_days > 0)
    ):
        due = next_meeting_due(day, start, rhythm)
        if due is not None and due < today:
            found[id] = (today - due).days
    return found


def ids(
    session: Session,
    *,
    search: str = "",
    filter: TandemFilter = EVERYTHING,
    sort: str = "start",
    descending: bool = True,
    today: date | None = None,
) -> Ids:
    """The ids of all tandems that the filter shows, in the order of the list (the newest first); with *search*, those
    of a mentor or mentee who matches what was typed."""
    conditions = _conditions(filter)
    plain = select(Tandem.id).where(*conditions)
    if sort == "state":
        grouped = select(Tandem.state, Tandem.id).where(*conditions).order_by(Tandem.state, Tandem.start, Tandem.id)
        order = ids_by_group(session, grouped, _state_place, descending)
    else:
        mentee = (
            select(func.min(Participant.sort_key))
            .join(TandemMentee, TandemMentee.participant_id == Participant.id)
            .where(TandemMentee.tandem_id == Tandem.id)
            .scalar_subquery()
        )
        mentor = select(Mentor.sort_key).where(Mentor.id == Tandem.mentor_id).scalar_subquery()
        value: ColumnElement[Any] = {
            "mentee": mentee,
            "mentor": mentor,
            "start": Tandem.start.expression,
            "end": Tandem.end.expression,
            "last_meeting": _last_meeting(),
        }[sort]
        wanted = (value.desc() if descending else value.asc()).nulls_last()
        order = ids_of(session, plain.order_by(wanted, Tandem.id.desc() if descending else Tandem.id))
    if filter.overdue:
        order = narrow(order, overdue_ids(session, this_day(today)))
    if filter.only is not None:
        order = narrow(order, filter.only)
    return narrow(order, matching(session, search)) if search.strip() else order


def _state_place(code: str) -> tuple[int, str]:
    codes = vocab.TANDEM_STATE.codes
    return (codes.index(code), "") if code in codes else (len(codes), code)


def matching(session: Session, typed: str) -> Ids:
    """The ids of all tandems of people who match what was typed, in no order."""
    found = set(people.matching(session, typed))
    pairs = select(Tandem.id, Tandem.mentor_id, TandemMentee.participant_id).outerjoin(
        TandemMentee, TandemMentee.tandem_id == Tandem.id
    )
    if len(found) <= FEW:  # the database looks few people up; of many, it is asked for all tandems at once
        pairs = pairs.where(or_(Tandem.mentor_id.in_(found), TandemMentee.participant_id.in_(found)))
    return array(
        "q", sorted({id for id, mentor, mentee in session.execute(pairs) if mentor in found or mentee in found})
    )


def rows(session: Session, ids: Sequence[int], today: date | None = None) -> tuple[TandemRow, ...]:
    """The lines of the list for *ids*, in their order, by a constant number of statements."""
    day = this_day(today)
    found: dict[int, TandemRow] = {}
    for some in chunks(ids):
        mentees = _mentees(session, some)
        met = {
            id: (number, minutes, last)
            for id, number, minutes, last in session.execute(
                select(
                    TandemMeeting.tandem_id,
                    func.count(),
                    func.sum(TandemMeeting.minutes),
                    func.max(TandemMeeting.on),
                )
                .where(TandemMeeting.tandem_id.in_(some))
                .group_by(TandemMeeting.tandem_id)
            )
        }
        goals = _goals(session, some)
        for row in session.execute(
            select(
                Tandem.id,
                Tandem.mentor_id,
                Person.last_name,
                Person.first_name,
                Person.title,
                Tandem.state,
                Cohort.name,
                Tandem.start,
                Tandem.planned_end,
                Tandem.end,
                Tandem.rhythm_days,
                Tandem.trial_mentee_on,
                Tandem.trial_mentor_on,
                Tandem.agreement_on,
            )
            .join(Person, Person.id == Tandem.mentor_id)
            .outerjoin(Cohort, Cohort.id == Tandem.cohort_id)
            .where(Tandem.id.in_(some))
        ):
            number, minutes, last = met.get(row.id, (0, None, None))
            due = next_meeting_due(last, row.start, row.rhythm_days) if row.state == "running" else None
            hers = mentees.get(row.id, [])
            agreed, reached = goals.get(row.id, (0, 0))
            found[row.id] = TandemRow(
                id=row.id,
                mentor_id=row.mentor_id,
                mentor=display_name(row.last_name, row.first_name, row.title),
                mentee_ids=tuple(id for id, _name in hers),
                mentees=tuple(name for _id, name in hers),
                state=row.state,
                cohort=row.name or "",
                start=row.start,
                planned_end=row.planned_end,
                end=row.end,
                rhythm_days=row.rhythm_days,
                meetings=number,
                minutes=minutes or 0,
                last_meeting=last,
                meeting_due=due,
                overdue_days=(day - due).days if due is not None and due < day else None,
                trial_confirmed=row.trial_mentee_on is not None and row.trial_mentor_on is not None,
                agreement_on=row.agreement_on,
                goals=agreed,
                goals_reached=reached,
            )
    return in_order_of(ids, found)


def _mentees(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for tandem, id, last, first in session.execute(
        select(TandemMentee.tandem_id, Person.id, Person.last_name, Person.first_name)
        .join(Person, Person.id == TandemMentee.participant_id)
        .where(TandemMentee.tandem_id.in_(ids))
        .order_by(TandemMentee.id)
    ):
        found[tandem].append((id, display_name(last, first)))
    return found


def _goals(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    return {
        row[0]: (row[1], row[2])
        for row in session.execute(
            select(Goal.tandem_id, func.count(), func.count(Goal.reached_on))
            .where(Goal.tandem_id.in_(ids))
            .group_by(Goal.tandem_id)
        )
    }


def pills(session: Session, today: date) -> TandemPills:
    """How many each pill would show."""

    def count(chosen: TandemFilter) -> Any:
        return select(func.count()).select_from(Tandem).where(*_conditions(chosen)).scalar_subquery()

    opened, running, everything, waits = session.execute(
        select(
            count(TandemFilter(open=True)),
            count(TandemFilter(running=True)),
            count(EVERYTHING),
            select(func.count()).select_from(Participant).where(*waits_for_mentor(today)).scalar_subquery(),
        )
    ).one()
    return TandemPills(opened, running, len(overdue_ids(session, today)), waits, everything)


# Who waits ---------------------------------------------------------------------------------------------------------


def waits_for_mentor(today: date) -> tuple[ColumnElement[bool], ...]:
    """Active participants in matching who have no mentor yet."""
    return (
        Participant.in_bin == false(),
        Participant.phase == "matching",
        participants.is_active(today),
        ~participants.has_mentor(),
    )


def waiting(session: Session, today: date) -> tuple[WaitingRow, ...]:
    """Participants who wait for a mentor, the longest first."""
    her_ids = session.scalars(select(Participant.id).where(*waits_for_mentor(today))).all()
    since: dict[int, PartialDate] = {}
    proposed: dict[int, int] = {}
    found: list[WaitingRow] = []
    for some in chunks(her_ids):
        for id, begin in session.execute(
            select(PhasePeriod.participant_id, func.max(PhasePeriod.since))
            .where(PhasePeriod.participant_id.in_(some), PhasePeriod.phase == "matching")
            .group_by(PhasePeriod.participant_id)
        ):
            if begin is not None:
                since[id] = begin
        for id, number in session.execute(
            select(TandemMentee.participant_id, func.count())
            .join(Tandem, Tandem.id == TandemMentee.tandem_id)
            .where(TandemMentee.participant_id.in_(some), Tandem.state == "proposed", Tandem.in_bin == false())
            .group_by(TandemMentee.participant_id)
        ):
            proposed[id] = number
    for row in participants.rows(session, her_ids, today):
        begin = since.get(row.id) or row.entry
        found.append(
            WaitingRow(
                id=row.id,
                name=row.spoken_name,
                list_name=row.name,
                town=row.town,
                occupation_wanted=row.occupation_wanted,
                languages=row.languages,
                since=begin,
                days=(today - first_day(begin)).days if begin else None,
                proposed=proposed.get(row.id, 0),
            )
        )
    return tuple(sorted(found, key=lambda row: (-(row.days if row.days is not None else -1), row.list_name)))


# The form and the file ---------------------------------------------------------------------------------------------


def _record(session: Session, id: int) -> Tandem:
    record = session.execute(
        select(Tandem)
        .where(Tandem.id == id)
        .options(selectinload(Tandem.mentees), selectinload(Tandem.goals), selectinload(Tandem.meetings))
    ).scalar_one_or_none()
    if record is None:
        raise NotFound()
    return record


def _as_input(record: Tandem) -> TandemInput:
    return as_input(
        TandemInput,
        record,
        mentee_ids=tuple(mentee.participant_id for mentee in record.mentees),
        goals=as_inputs(GoalInput, record.goals),
        meetings=as_inputs(TandemMeetingInput, record.meetings),
    )


def load(session: Session, id: int) -> tuple[int, TandemInput]:
    """Version and content of a tandem as its form shows it. Raises NotFound."""
    record = _record(session, id)
    return record.version, _as_input(record)


def file(session: Session, id: int, today: date, limit: int = 50) -> TandemFile:
    """The page of a tandem. Raises NotFound."""
    record = _record(session, id)
    names = people.names(session, [record.substitute_id] if record.substitute_id is not None else [])
    earlier = rows(session, [record.follows_id], today) if record.follows_id is not None else ()
    return TandemFile(
        id=id,
        version=record.version,
        content=_as_input(record),
        row=rows(session, [id], today)[0],
        substitute=names[record.substitute_id].name if record.substitute_id in names else "",
        follows=earlier[0].mentor if earlier else "",
        in_bin=record.in_bin,
        timeline=stream.of_tandem(session, id, limit=limit, today=today),
    )
