"""Internships: board, calendar and list, the form, the file."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, String, case, false, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased, selectinload

from permenti_desktop.db.models.internship import ChecklistItem, Internship, Visit
from permenti_desktop.db.models.organisation import Organisation
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.models.person import Person
from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import NotFound
from permenti_desktop.domain.internship import ChecklistItemInput, InternshipInput, VisitInput, hours
from permenti_desktop.domain.person import display_name, list_name
from permenti_desktop.queries import organisation as organisations
from permenti_desktop.queries import person as people
from permenti_desktop.queries import timeline as stream
from permenti_desktop.queries.listing import (
    FEW,
    Ids,
    begun,
    chunks,
    ids_by_group,
    ids_of,
    in_order_of,
    narrow,
    touches,
)
from permenti_desktop.queries.records import as_input, as_inputs, this_day
from permenti_desktop.queries.timeline import TimelinePage


@dataclass(frozen=True, slots=True)
class InternshipFilter:
    """Which internships a list shows; all conditions together. *ending_days* shows running ones that end within so many
    days (or should have ended), *open_points* those with something on the checklist; *start* and *end* show what may
    touch the days between."""

    running: bool = False
    ending_days: int | None = None
    open_points: bool = False
    without_agreement: bool = False
    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    participant_id: int | None = None
    organisation_id: int | None = None
    mentor_id: int | None = None
    start: date | None = None
    end: date | None = None
    only: tuple[int, ...] | None = None
    in_bin: bool = False


EVERYTHING: Final = InternshipFilter()

SORTS: Final = ("participant", "host", "state", "kind", "start", "end")
"""Columns by which the list can be ordered."""


@dataclass(frozen=True, slots=True)
class InternshipRow:
    """One line of the list, one card of the board, one bar of the calendar. *town* and *sector* are the host's;
    *next_date* is the next day on the checklist, the beginning or the end, whichever comes first from today."""

    id: int
    version: int
    participant_id: int
    participant: str
    list_name: str
    organisation_id: int | None
    host: str
    town: str
    sector: str
    mentor: str
    kind: str
    state: str
    start: PartialDate | None
    end: PartialDate | None
    hours_per_week: Decimal | None
    hours: Decimal | None
    agreement_on: date | None
    outcome: str | None
    visits: int
    last_visit: date | None
    open_points: int
    overdue_points: int
    next_date: date | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class InternshipDay:
    """A day that matters in an internship: its beginning ("start"), its end ("end"), a visit ("visit"), a point that is
    to be settled ("due"). *row_id* tells two visits apart, *words* is their note or the point; *number* is hers."""

    on: date
    what: str
    id: int
    row_id: int
    participant_id: int
    number: str
    participant: str
    host: str
    words: str


@dataclass(frozen=True, slots=True)
class InternshipPills:
    """How many internships each pill of the list would show, by state, and how many there are in all."""

    running: int
    ending: int
    open_points: int
    without_agreement: int
    by_state: dict[str, int]
    all: int


@dataclass(frozen=True, slots=True)
class InternshipFile:
    """Everything that the page of an internship shows at once."""

    id: int
    version: int
    content: InternshipInput
    row: InternshipRow
    residence_title: str | None
    in_bin: bool
    timeline: TimelinePage


def _conditions(chosen: InternshipFilter, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Internship.in_bin == chosen.in_bin]
    if chosen.running:
        found.append(Internship.state == "running")
    if chosen.ending_days is not None:
        last = today + timedelta(days=chosen.ending_days)
        found += [Internship.state == "running", Internship.end.is_not(None), begun(Internship.end, last)]
    if chosen.open_points:
        found.append(Internship.state.in_(("requested", "agreed", "running")))
        found.append(Internship.id.in_(select(ChecklistItem.internship_id).where(ChecklistItem.done_on.is_(None))))
    if chosen.without_agreement:
        found += [Internship.state.in_(("agreed", "running")), Internship.agreement_on.is_(None)]
    if chosen.states:
        found.append(Internship.state.in_(chosen.states))
    if chosen.kinds:
        found.append(Internship.kind.in_(chosen.kinds))
    if chosen.towns or chosen.sectors:
        hosts = select(Organisation.id)
        if chosen.towns:
            hosts = hosts.where(Organisation.town.in_(chosen.towns))
        if chosen.sectors:
            hosts = hosts.where(Organisation.sector.in_(chosen.sectors))
        found.append(Internship.organisation_id.in_(hosts))
    if chosen.participant_id is not None:
        found.append(Internship.participant_id == chosen.participant_id)
    if chosen.organisation_id is not None:
        found.append(Internship.organisation_id == chosen.organisation_id)
    if chosen.mentor_id is not None:
        found.append(Internship.mentor_id == chosen.mentor_id)
    if chosen.start is not None or chosen.end is not None:
        found.append(touches(Internship.start, Internship.end, chosen.start or date.min, chosen.end or date.max))
    return found


def ids(
    session: Session,
    *,
    search: str = "",
    filter: InternshipFilter = EVERYTHING,
    sort: str = "start",
    descending: bool = True,
    today: date | None = None,
) -> Ids:
    """The ids of all internships that the filter shows, in the order of the list (the newest first); with *search*,
    those whose participant or host matches what was typed."""
    conditions = _conditions(filter, this_day(today))
    if sort in ("state", "kind"):
        column = Internship.state if sort == "state" else Internship.kind
        grouped = select(column, Internship.id).where(*conditions).order_by(column, Internship.start, Internship.id)
        known = vocab.INTERNSHIP_STATE.codes if sort == "state" else vocab.INTERNSHIP_KIND.codes
        order = ids_by_group(session, grouped, lambda code: _place(code, known), descending)
    else:
        participant = select(Participant.sort_key).where(Participant.id == Internship.participant_id)
        host = select(Organisation.sort_key).where(Organisation.id == Internship.organisation_id)
        value: ColumnElement[Any] = {
            "participant": participant.scalar_subquery(),
            "host": host.scalar_subquery(),
            "start": Internship.start.expression,
            "end": Internship.end.expression,
        }[sort]
        wanted = (value.desc() if descending else value.asc()).nulls_last()
        order = ids_of(
            session,
            select(Internship.id)
            .where(*conditions)
            .order_by(wanted, Internship.id.desc() if descending else Internship.id),
        )
    if filter.only is not None:
        order = narrow(order, filter.only)
    return narrow(order, matching(session, search)) if search.strip() else order


def _place(code: str, known: Sequence[str]) -> tuple[int, str]:
    return (known.index(code), "") if code in known else (len(known), code)


def matching(session: Session, typed: str) -> Ids:
    """The ids of all internships whose participant or host matches what was typed, in no order."""
    who, where = set(people.matching(session, typed)), set(organisations.matching(session, typed))
    pairs = select(Internship.id, Internship.participant_id, Internship.organisation_id)
    if len(who) + len(where) <= FEW:
        pairs = pairs.where(or_(Internship.participant_id.in_(who), Internship.organisation_id.in_(where)))
    return array("q", [id for id, participant, host in session.execute(pairs) if participant in who or host in where])


def rows(session: Session, ids: Sequence[int], today: date | None = None) -> tuple[InternshipRow, ...]:
    """The lines of the list for *ids*, in their order, by a constant number of statements."""
    day = this_day(today)
    found: dict[int, InternshipRow] = {}
    mentor = aliased(Person)
    for some in chunks(ids):
        visited = {
            row[0]: (row[1], row[2])
            for row in session.execute(
                select(Visit.internship_id, func.count(), func.max(Visit.on))
                .where(Visit.internship_id.in_(some))
                .group_by(Visit.internship_id)
            )
        }
        points = {
            row[0]: (row[1], row[2], row[3])
            for row in session.execute(
                select(
                    ChecklistItem.internship_id,
                    func.count(),
                    func.sum(case((ChecklistItem.due < day, 1), else_=0)),
                    func.min(case((ChecklistItem.due >= day, ChecklistItem.due))),
                )
                .where(ChecklistItem.internship_id.in_(some), ChecklistItem.done_on.is_(None))
                .group_by(ChecklistItem.internship_id)
            )
        }
        for row in session.execute(
            select(
                Internship.id,
                Internship.version,
                Internship.participant_id,
                Person.last_name,
                Person.first_name,
                Person.title,
                Internship.organisation_id,
                Organisation.name,
                Organisation.town,
                Organisation.sector,
                mentor.last_name.label("mentor_last"),
                mentor.first_name.label("mentor_first"),
                mentor.title.label("mentor_title"),
                Internship.kind,
                Internship.state,
                Internship.start,
                Internship.end,
                Internship.hours_per_week,
                Internship.hours_total,
                Internship.agreement_on,
                Internship.outcome,
            )
            .join(Person, Person.id == Internship.participant_id)
            .outerjoin(Organisation, Organisation.id == Internship.organisation_id)
            .outerjoin(mentor, mentor.id == Internship.mentor_id)
            .where(Internship.id.in_(some))
        ):
            visits, last_visit = visited.get(row.id, (0, None))
            open_points, overdue, next_point = points.get(row.id, (0, 0, None))
            ahead = [next_point]
            ahead += [one.first() for one in (row.start, row.end) if one is not None and one.first() >= day]
            over = row.state in ("completed", "aborted")
            found[row.id] = InternshipRow(
                id=row.id,
                version=row.version,
                participant_id=row.participant_id,
                participant=display_name(row.last_name, row.first_name, row.title),
                list_name=list_name(row.last_name, row.first_name),
                organisation_id=row.organisation_id,
                host=row.name or "",
                town=row.town or "",
                sector=row.sector or "",
                mentor=display_name(row.mentor_last or "", row.mentor_first or "", row.mentor_title or ""),
                kind=row.kind,
                state=row.state,
                start=row.start,
                end=row.end,
                hours_per_week=row.hours_per_week,
                hours=hours(
                    InternshipInput(
                        start=row.start,
                        end=row.end,
                        hours_per_week=row.hours_per_week,
                        hours_total=row.hours_total,
                    ),
                    until=day,
                ),
                agreement_on=row.agreement_on,
                outcome=row.outcome,
                visits=visits,
                last_visit=last_visit,
                open_points=0 if over else open_points,
                overdue_points=0 if over else overdue or 0,
                next_date=None if over else min((one for one in ahead if one is not None), default=None),
                days_left=(row.end.last() - day).days if row.end is not None and row.state == "running" else None,
            )
    return in_order_of(ids, found)


def days(
    session: Session, first: date, last: date, *, search: str = "", filter: InternshipFilter = EVERYTHING
) -> tuple[InternshipDay, ...]:
    """The days from *first* to *last* that matter in the internships the filter shows, in their order. What is known to
    the month only stands on no day; a point that is settled, and one of an internship that is over, is not due."""
    chosen = select(Internship.id).where(*_conditions(filter, date.today()))
    found: list[tuple[date, str, int, int, str]] = []
    for what, column in (("start", Internship.start), ("end", Internship.end)):
        within = type_coerce(column, String).between(first.isoformat(), last.isoformat())
        for id, day in session.execute(select(Internship.id, column).where(Internship.id.in_(chosen), within)):
            if day is not None and day.exact is not None:
                found.append((day.exact, what, id, 0, ""))
    visits = select(Visit.on, Visit.internship_id, Visit.id, Visit.note)
    visits = visits.where(Visit.internship_id.in_(chosen), Visit.on.between(first, last))
    found += [(on, "visit", id, row, note) for on, id, row, note in session.execute(visits) if on is not None]
    open_ones = chosen.where(Internship.state.not_in(("completed", "aborted")))
    points = select(ChecklistItem.due, ChecklistItem.internship_id, ChecklistItem.id, ChecklistItem.text)
    points = points.where(
        ChecklistItem.internship_id.in_(open_ones),
        ChecklistItem.done_on.is_(None),
        ChecklistItem.due.between(first, last),
    )
    found += [(due, "due", id, row, words) for due, id, row, words in session.execute(points) if due is not None]
    if search.strip():
        known = set(matching(session, search))
        found = [one for one in found if one[2] in known]
    known_rows = {row.id: row for row in rows(session, sorted({one[2] for one in found}))}
    numbered = select(Participant.id, Participant.number)
    whose = {row.participant_id for row in known_rows.values()}
    numbers = {id: number for some in chunks(sorted(whose)) for id, number in _pairs(session, numbered, some)}
    made = [
        InternshipDay(
            on, what, id, row_id, row.participant_id, numbers.get(row.participant_id, ""), row.participant, row.host,
            words,
        )
        for on, what, id, row_id, words in found
        if (row := known_rows.get(id)) is not None
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda day: (day.on, _KINDS_OF_DAYS.index(day.what), day.participant, day.row_id)))


_KINDS_OF_DAYS: Final = ("start", "end", "visit", "due")


def _pairs(session: Session, wanted: Any, ids: Sequence[int]) -> list[tuple[int, str]]:
    return [(row[0], row[1]) for row in session.execute(wanted.where(Participant.id.in_(ids)))]


def board(session: Session, filter: InternshipFilter = EVERYTHING, today: date | None = None) -> dict[str, Ids]:
    """The ids of the cards in each column of the board (one per state, in its order), by their beginning."""
    conditions = _conditions(filter, this_day(today))
    grouped = select(Internship.state, Internship.id).where(*conditions).order_by(Internship.start.asc().nulls_first())
    columns: dict[str, Ids] = {state: array("q") for state in vocab.INTERNSHIP_STATE.codes}
    for state, id in session.execute(grouped):
        columns.setdefault(state, array("q")).append(id)
    return columns


def pills(session: Session, today: date, ending_days: int = 30) -> InternshipPills:
    """How many each pill would show."""

    def count(chosen: InternshipFilter) -> Any:
        return select(func.count()).select_from(Internship).where(*_conditions(chosen, today)).scalar_subquery()

    running, ending, points, bare, everything = session.execute(
        select(
            count(InternshipFilter(running=True)),
            count(InternshipFilter(ending_days=ending_days)),
            count(InternshipFilter(open_points=True)),
            count(InternshipFilter(without_agreement=True)),
            count(EVERYTHING),
        )
    ).one()
    states = session.execute(
        select(Internship.state, func.count()).where(Internship.in_bin == false()).group_by(Internship.state)
    )
    return InternshipPills(running, ending, points, bare, {row[0]: row[1] for row in states}, everything)


# The form and the file ---------------------------------------------------------------------------------------------


def _record(session: Session, id: int) -> Internship:
    record = session.execute(
        select(Internship)
        .where(Internship.id == id)
        .options(selectinload(Internship.checklist), selectinload(Internship.visits))
    ).scalar_one_or_none()
    if record is None:
        raise NotFound()
    return record


def _as_input(record: Internship) -> InternshipInput:
    return as_input(
        InternshipInput,
        record,
        checklist=as_inputs(ChecklistItemInput, record.checklist),
        visits=as_inputs(VisitInput, record.visits),
    )


def load(session: Session, id: int) -> tuple[int, InternshipInput]:
    """Version and content of an internship as its form shows it. Raises NotFound."""
    record = _record(session, id)
    return record.version, _as_input(record)


def file(session: Session, id: int, today: date, limit: int = 50) -> InternshipFile:
    """The page of an internship. Raises NotFound."""
    record = _record(session, id)
    title = session.scalar(select(Participant.residence_title).where(Participant.id == record.participant_id))
    return InternshipFile(
        id=id,
        version=record.version,
        content=_as_input(record),
        row=rows(session, [id], today)[0],
        residence_title=title,
        in_bin=record.in_bin,
        timeline=stream.of_internship(session, id, limit=limit, today=today),
    )
