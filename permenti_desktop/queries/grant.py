"""Grants with their targets and reporting dates, and cohorts."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import distinct, false, func, select
from sqlalchemy.orm import Session, selectinload

from permenti_desktop.db.models.grant import Cohort, Grant
from permenti_desktop.db.models.participant import Participant, Participation
from permenti_desktop.db.models.tandem import Tandem
from permenti_desktop.domain.errors import NotFound
from permenti_desktop.domain.grant import CohortInput, DeadlineInput, GrantInput, TargetInput, keep_until
from permenti_desktop.queries.records import as_input, as_inputs


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant in a list. *participants* counts each person once; *next_deadline* is the next day on which the funder
    expects something; *keep_until* the last day on which its records must be kept."""

    id: int
    title: str
    funder: str
    ministry: str
    reference: str
    start: date | None
    end: date | None
    participants: int
    targets: int
    next_deadline: date | None
    next_deadline_title: str
    keep_until: date | None


@dataclass(frozen=True, slots=True)
class CohortRow:
    """A cohort in a list."""

    id: int
    name: str
    start: date | None
    end: date | None
    participants: int
    tandems: int


def rows(session: Session, in_bin: bool = False) -> tuple[GrantRow, ...]:
    """All grants, the newest first."""
    people = {
        row[0]: row[1]
        for row in session.execute(
            select(Participation.grant_id, func.count(distinct(Participation.participant_id)))
            .where(
                Participation.grant_id.is_not(None),
                Participation.participant_id.not_in(select(Participant.id).where(Participant.binned_at.is_not(None))),
            )
            .group_by(Participation.grant_id)
        )
    }
    records = session.scalars(
        select(Grant)
        .where(Grant.in_bin == in_bin)
        .options(selectinload(Grant.targets), selectinload(Grant.deadlines))
        .order_by(Grant.start.desc().nulls_last(), Grant.id)
    )
    found = []
    for record in records:
        waiting = [(one.due, one.title) for one in record.deadlines if one.due is not None and one.done_on is None]
        due, title = min(waiting, default=(None, ""))
        found.append(
            GrantRow(
                id=record.id,
                title=record.title,
                funder=record.funder,
                ministry=record.ministry,
                reference=record.reference,
                start=record.start,
                end=record.end,
                participants=people.get(record.id, 0),
                targets=len(record.targets),
                next_deadline=due,
                next_deadline_title=title,
                keep_until=keep_until(_as_input(record)),
            )
        )
    return tuple(found)


def load(session: Session, id: int) -> tuple[int, GrantInput]:
    """Version and content of a grant as its form shows it. Raises NotFound."""
    record = session.get(Grant, id, options=(selectinload(Grant.targets), selectinload(Grant.deadlines)))
    if record is None:
        raise NotFound()
    return record.version, _as_input(record)


def _as_input(record: Grant) -> GrantInput:
    return as_input(
        GrantInput,
        record,
        targets=as_inputs(TargetInput, record.targets),
        deadlines=as_inputs(DeadlineInput, record.deadlines),
    )


def choices(session: Session) -> tuple[tuple[int, str], ...]:
    """Grants to choose from: id and title, the newest first."""
    rows = session.execute(
        select(Grant.id, Grant.title).where(Grant.in_bin == false()).order_by(Grant.start.desc().nulls_last(), Grant.id)
    )
    return tuple((row.id, row.title) for row in rows)


def cohorts(session: Session, in_bin: bool = False) -> tuple[CohortRow, ...]:
    """All cohorts, the newest first."""
    members = (
        select(func.count()).where(Participant.cohort_id == Cohort.id, Participant.in_bin == false()).scalar_subquery()
    )
    tandems = select(func.count()).where(Tandem.cohort_id == Cohort.id, Tandem.in_bin == false()).scalar_subquery()
    rows = session.execute(
        select(Cohort.id, Cohort.name, Cohort.start, Cohort.end, members, tandems)
        .where(Cohort.in_bin == in_bin)
        .order_by(Cohort.start.desc().nulls_last(), Cohort.id)
    )
    return tuple(CohortRow(*row) for row in rows)


def cohort_choices(session: Session) -> tuple[tuple[int, str], ...]:
    """Cohorts to choose from: id and name, the newest first. Who is in them is not counted, which takes long."""
    rows = session.execute(
        select(Cohort.id, Cohort.name)
        .where(Cohort.in_bin == false())
        .order_by(Cohort.start.desc().nulls_last(), Cohort.id)
    )
    return tuple((row.id, row.name) for row in rows)


def load_cohort(session: Session, id: int) -> tuple[int, CohortInput]:
    """Version and content of a cohort as its form shows it. Raises NotFound."""
    record = session.get(Cohort, id)
    if record is None:
        raise NotFound()
    return record.version, as_input(CohortInput, record)
