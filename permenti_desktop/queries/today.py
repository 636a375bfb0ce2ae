"""The page "Heute": where the office stands, what is to be done, what runs out, what is missing."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from permenti_desktop.db.models.grant import Deadline, Grant, Target
from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.organisation import Organisation
from permenti_desktop.db.models.participant import Outcome, Participant, Participation, PhasePeriod
from permenti_desktop.db.models.person import Consent, Person
from permenti_desktop.db.models.tandem import Tandem, TandemMentee
from permenti_desktop.db.models.timeline import FollowUp
from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import PartialDate, add_months, end_of_month
from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.domain.person import display_name
from permenti_desktop.queries import data_protection, network, office, organisation, tandem
from permenti_desktop.queries import participant as participants
from permenti_desktop.queries import person as people
from permenti_desktop.queries import timeline as stream
from permenti_desktop.queries.listing import Anything, Column, Ids, Order, begun, ids_of, narrow, not_over, tuples
from permenti_desktop.queries.network import GroupRow, PromiseRow
from permenti_desktop.queries.organisation import SilentPartner
from permenti_desktop.queries.timeline import FollowUpRow

MONTHS: Final = 6
"""So many months, the current one included, are in the series beside a figure."""

SHOWN: Final = 6
"""So many of what runs out stand on the page with their names; of the others it says how many there are."""

WORK: Final = tuple(sorted(vocab.EMPLOYED_STATUSES))
WORK_OR_EDUCATION: Final = tuple(sorted(vocab.EMPLOYED_STATUSES | vocab.EDUCATION_STATUSES))

ExpiringKind: TypeAlias = Literal["internship", "tandem", "consent", "residence", "clearance", "deadline", "retention"]
MissingField: TypeAlias = Literal[
    "consent", "entry", "gender", "birth", "employment_on_entry", "education_on_entry", "german", "status_after_exit"
]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and how it came about: *series* holds the number at the end of each of the last months (first day of
    the month, number), the current one last. *change* is the difference to the end of last month."""

    value: int
    series: tuple[tuple[date, int], ...]

    @property
    def change(self) -> int:
        """How much more (or less) than at the end of last month."""
        return self.value - self.series[-2][1]


@dataclass(frozen=True, slots=True)
class Figures:
    """The four figures on top. *waiting* participants have no mentor yet, *ending_soon* internships end within the
    office's period; *employed* are those in work or training by what is known of this year, *target* what the grants
    ask of this year (None: nothing)."""

    active: Figure
    tandems: Figure
    waiting: int
    internships: Figure
    ending_soon: int
    employed: Figure
    target: int | None


@dataclass(frozen=True, slots=True)
class ToDo:
    """Open follow-ups by when they are due; *week* reaches to Sunday, *later* counts the rest. *promises* from network
    meetings are due until Sunday or overdue."""

    overdue: tuple[FollowUpRow, ...]
    today: tuple[FollowUpRow, ...]
    week: tuple[FollowUpRow, ...]
    later: int
    promises: tuple[PromiseRow, ...]

    @property
    def count(self) -> int:
        """How many the page shows."""
        return len(self.overdue) + len(self.today) + len(self.week)


@dataclass(frozen=True, slots=True)
class Expiring:
    """Something that ends soon or has just ended. *id* is the record to open (participant, mentor, internship, tandem,
    grant), *detail* the host, the purpose (code), the residence title (code), what the funder expects, or how many
    files are to be anonymised because the retention period of the grant is over."""

    kind: ExpiringKind
    id: int
    name: str
    detail: str
    on: PartialDate
    days: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that is empty for *count* active participants; *names* are the first of them."""

    field: MissingField
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Badges:
    """The numbers at the sections of the side bar."""

    today: int
    tandems: int
    internships: int
    mentors: int
    network: int


@dataclass(frozen=True, slots=True)
class Today:
    """Everything that the page shows. *expiring* are the first of *expiring_count* that run out. *silent* counts active
    participants with whom nobody spoke for long; it is said, and counted, only where there is nothing to do (else
    None)."""

    day: date
    figures: Figures
    to_do: ToDo
    expiring: tuple[Expiring, ...]
    expiring_count: int
    groups: tuple[GroupRow, ...]
    partners: tuple[SilentPartner, ...]
    missing: tuple[Missing, ...]
    silent: int | None
    badges: Badges


def page(session: Session, today: date, author: str | None = None) -> Today:
    """The whole page; with *author* ("Meine") only one's own follow-ups. A constant number of statements."""
    settings = office.settings(session)
    active = Order(active_ids(session, today))
    ends, how_many = expiring(session, today, settings, active)
    found_figures = figures(session, today, settings, active, how_many["internship"])
    to_do = things_to_do(session, today, author)
    overdue = tuple(group for group in network.groups(session, today) if group.rhythm in ("due", "overdue"))
    partners = organisation.silent(session, today)
    return Today(
        day=today,
        figures=found_figures,
        to_do=to_do,
        expiring=ends[:SHOWN],
        expiring_count=how_many.total(),
        groups=overdue,
        partners=partners,
        missing=missing(session, today, settings, active),
        silent=None if to_do.count or to_do.promises else len(silent_ids(session, today, settings, active)),
        badges=Badges(
            today=len(to_do.overdue) + len(to_do.today),
            tandems=found_figures.waiting,
            internships=found_figures.ending_soon,
            mentors=how_many["clearance"],
            network=sum(group.rhythm == "overdue" for group in overdue),
        ),
    )


def active_ids(session: Session, today: date) -> Ids:
    """Active participants by name."""
    return ids_of(
        session,
        select(Participant.id)
        .where(Participant.in_bin == false(), participants.is_active(today))
        .order_by(Participant.sort_key, Participant.id),
    )


# Figures -----------------------------------------------------------------------------------------------------------


def months(today: date) -> tuple[date, ...]:
    """The first days of the last months, the current one last."""
    first = today.replace(day=1)
    return tuple(add_months(first, -back) for back in range(MONTHS - 1, -1, -1))


def _ends(today: date) -> tuple[date, ...]:
    """The days to which a series speaks: ends of months, and today."""
    return tuple(min(end_of_month(month), today) for month in months(today))


def figures(
    session: Session,
    today: date,
    settings: OfficeSettings | None = None,
    active: Order | None = None,
    ending_soon: int | None = None,
) -> Figures:
    """The four figures on top. *active* (:func:`active_ids`) and the internships that end soon are handed over where
    they are known already."""
    if ending_soon is None:
        chosen = settings or office.settings(session)
        ends = select(func.count()).select_from(Internship).where(*_ending(today, chosen.expiring_days))
        ending_soon = session.scalar(ends) or 0
    # Counted in an index that holds phase and exit, instead of asking the row of each who is in matching.
    waits = case((and_(*tandem.waits_for_mentor(today)), 1), else_=0)
    waiting = session.scalar(select(func.sum(waits)).where(Participant.in_bin == false())) or 0
    return Figures(
        active=_active(session, today, active_ids(session, today) if active is None else active.ids),
        tandems=_running(session, today, Tandem, tandem.RUNNING, ("completed", "ended_early")),
        waiting=waiting,
        internships=_running(session, today, Internship, ("running",), ("completed", "aborted")),
        ending_soon=ending_soon,
        employed=_employed(session, today),
        target=_target(session, today),
    )


def waiting_ids(session: Session, today: date) -> Ids:
    """The participants who wait for a mentor, by name."""
    return ids_of(
        session,
        select(Participant.id).where(*tandem.waits_for_mentor(today)).order_by(Participant.sort_key, Participant.id),
    )


def _ending(today: date, days: int) -> tuple[ColumnElement[bool], ...]:
    """Running internships whose last day is near or past."""
    return (
        Internship.in_bin == false(),
        Internship.state == "running",
        Internship.end.is_not(None),
        begun(Internship.end, today + timedelta(days=days)),
    )


def _series(today: date, now: int, past: Sequence[int]) -> Figure:
    return Figure(now, tuple(zip(months(today), (*past, now), strict=True)))


def _active(session: Session, today: date, active: Ids) -> Figure:
    """Active participants now, and reckoned back: who had begun (entry, else first phase, else the day of the record)
    and not ended (exit, else the beginning of the phase that ended it) on the last day of each month."""
    ours = Participant.in_bin == false()
    ends = [day.isoformat() for day in _ends(today)[:-1]]
    first_phase = (
        select(func.min(cast(PhasePeriod.since, String)))
        .where(PhasePeriod.participant_id == Participant.id)
        .scalar_subquery()
    )
    last_phase = (
        select(func.max(cast(PhasePeriod.since, String)))
        .where(PhasePeriod.participant_id == Participant.id, PhasePeriod.phase.in_(participants.ENDED_PHASES))
        .scalar_subquery()
    )
    # Who began before the first of these days, or was gone by then, counts alike on all: indexes tell the others.
    entry, exit = cast(Participant.entry, String), cast(Participant.exit, String)
    recorded = func.substr(cast(Participant.created_at, String), 1, 10)
    without_entry = select(Participant.id, func.coalesce(first_phase, recorded)).where(
        ours, Participant.entry.is_(None)
    )
    begun_later = select(Participant.id, entry).where(ours, Participant.entry > PartialDate.of_day(_ends(today)[0]))
    gone_later = select(Participant.id, func.coalesce(exit, last_phase, "")).where(
        ours, case((participants.is_active(today), 0), else_=1) == 1, func.coalesce(exit, "9999") > ends[0]
    )
    began = dict(tuples(session, without_entry) + tuples(session, begun_later))
    gone = dict(tuples(session, gone_later))
    starts = sorted(began[id] for id in began.keys() & set(active))
    exits = sorted(end for id, end in gone.items() if id not in began)
    both = [(began[id], end) for id, end in gone.items() if id in began]
    past = []
    for day in ends:
        since_then = len(starts) - bisect_right(starts, day)
        still_there = len(exits) - bisect_right(exits, day) + sum(start <= day < end for start, end in both)
        past.append(len(active) - since_then + still_there)
    return _series(today, len(active), past)


def _running(
    session: Session, today: date, table: type[Tandem] | type[Internship], states: Sequence[str], over: Sequence[str]
) -> Figure:
    """What runs now, and what ran at the end of each month by its dates."""
    ends = [day.isoformat() for day in _ends(today)[:-1]]
    start, end = cast(table.start, String).label("start"), cast(table.end, String).label("end")
    ours = table.in_bin == false()
    # Two halves, each by an index of its own: nothing is read of what was over by then.
    known = union_all(
        select(start, literal("9999").label("end")).where(ours, table.state.in_(states)),
        select(start, end).where(ours, table.state.in_(over), table.end > PartialDate.of_day(_ends(today)[0])),
    ).subquery()
    counted = [func.sum(case((known.c.end == "9999", 1), else_=0))]
    for day in ends:
        counted.append(func.sum(case((and_(known.c.start <= day, known.c.end > day), 1), else_=0)))
    row = session.execute(select(*counted).select_from(known)).one()
    now, *past = (number or 0 for number in row)
    return _series(today, now, past)


def _employed(session: Session, today: date) -> Figure:
    """Participants in work or training by what is known of this year: by the month in which it was first known, added
    up. Years before are not counted, so the series begins anew in January."""
    first = date(today.year, 1, 1)
    known = (
        select(func.min(cast(Outcome.on, String)).label("day"))
        .where(
            Outcome.status.in_(WORK_OR_EDUCATION),
            Outcome.on >= PartialDate(today.year),
            begun(Outcome.on, today),
            Outcome.participant_id.not_in(select(Participant.id).where(Participant.in_bin == true())),
        )
        .group_by(Outcome.participant_id + 0)  # not by the index, which would ask the rows of all years
        .subquery()
    )
    ends = [end.isoformat() if end >= first else "" for end in _ends(today)[:-1]]
    row = session.execute(
        select(func.count(), *(func.sum(case((known.c.day <= end, 1), else_=0)) for end in ends)).select_from(known)
    ).one()
    now, *past = (number or 0 for number in row)
    return _series(today, now, past)


def employed_ids(session: Session, today: date) -> Ids:
    """The participants behind the figure "in work or training", by name."""
    known = select(Outcome.participant_id).where(
        Outcome.status.in_(WORK_OR_EDUCATION), Outcome.on >= PartialDate(today.year), begun(Outcome.on, today)
    )
    return ids_of(
        session,
        select(Participant.id)
        .where(Participant.in_bin == false(), Participant.id.in_(known))
        .order_by(Participant.sort_key, Participant.id),
    )


def _target(session: Session, today: date) -> int | None:
    """What the grants ask of this year for work and training after exit: the targets of the year, or where a grant
    that runs today names none for it, those of its whole period."""
    rows = session.execute(
        select(Target.grant_id, Target.year, Target.value)
        .join(Grant, Grant.id == Target.grant_id)
        .where(
            Grant.in_bin == false(),
            Target.indicator.in_(("employed_after_exit", "education_after_exit")),
            Target.value.is_not(None),
            or_(Target.year == today.year, Target.year.is_(None)),
            or_(Grant.start.is_(None), Grant.start <= today),
            or_(Grant.end.is_(None), Grant.end >= today),
        )
    ).all()
    of_year = {row.grant_id for row in rows if row.year is not None}
    counted = [row.value for row in rows if row.year is not None or row.grant_id not in of_year]
    return sum(counted) if counted else None


# To do -------------------------------------------------------------------------------------------------------------


def things_to_do(session: Session, today: date, author: str | None = None) -> ToDo:
    """What is due until Sunday, and how much comes later."""
    sunday = today + timedelta(days=6 - today.weekday())
    rows = stream.follow_ups(session, author=author, due_until=sunday)
    conditions = [stream.is_open(), FollowUp.due > sunday]
    if author is not None:
        conditions.append(FollowUp.author == author)
    return ToDo(
        overdue=tuple(row for row in rows if row.due < today),
        today=tuple(row for row in rows if row.due == today),
        week=tuple(row for row in rows if row.due > today),
        later=session.scalar(select(func.count()).select_from(FollowUp).where(*conditions)) or 0,
        promises=network.promises(session, due_until=sunday),
    )


# What runs out -----------------------------------------------------------------------------------------------------


def _consents_until(today: date, last: date) -> Anything:
    """The statement for consents that are the newest for their purpose and run out by a day, the first of them first:
    the consent, whose it is, and the day."""
    newer = aliased(Consent)
    return (
        select(Consent.id, Consent.person_id, Consent.valid_until)
        .where(
            Consent.valid_until.between(today, last),
            Consent.given_on.is_not(None),
            or_(Consent.withdrawn_on.is_(None), Consent.withdrawn_on > today),
            ~exists().where(
                newer.person_id == Consent.person_id,
                newer.purpose == Consent.purpose,
                or_(
                    newer.given_on > Consent.given_on,
                    and_(newer.given_on == Consent.given_on, newer.id < Consent.id),
                ),
            ),
        )
        .order_by(Consent.valid_until)
    )


def expiring(
    session: Session,
    today: date,
    settings: OfficeSettings | None = None,
    active: Order | None = None,
    shown: int = SHOWN,
) -> tuple[tuple[Expiring, ...], Counter[ExpiringKind]]:
    """What ends within the office's period, and what has ended although nobody said so: at least the first *shown* by
    day, and how many there are of each kind. Many thousand are counted; names are read of the first."""
    chosen = settings or office.settings(session)
    last = today + timedelta(days=chosen.expiring_days)
    found: list[Expiring] = []

    def add(kind: ExpiringKind, id: int, name: str, detail: str | None, on: PartialDate | date) -> None:
        day = on if isinstance(on, PartialDate) else PartialDate.of_day(on)
        found.append(Expiring(kind, id, name, detail or "", day, (day.last() - today).days))

    hosted_until = type_coerce(Internship.end, String).concat("-99")  # a month ends behind its days
    many: dict[ExpiringKind, tuple[Column, Column, tuple[ColumnElement[bool], ...]]] = {
        "internship": (Internship.id, hosted_until, _ending(today, chosen.expiring_days)),
        "tandem": (
            Tandem.id,
            Tandem.planned_end,
            (Tandem.in_bin == false(), Tandem.state.in_(tandem.RUNNING), Tandem.planned_end <= last),
        ),
        "residence": (
            Participant.id,
            Participant.residence_expires,
            (Participant.in_bin == false(), participants.is_active(today), Participant.residence_expires <= last),
        ),
        "clearance": (
            Mentor.id,
            Mentor.clearance_until,
            (Mentor.in_bin == false(), Mentor.status == "active", Mentor.clearance_until <= last),
        ),
    }
    ending = {
        kind: ids_of(session, select(id).where(*which).order_by(day, id)) for kind, (id, day, which) in many.items()
    }
    how_many: Counter[ExpiringKind] = Counter({kind: len(ids) for kind, ids in ending.items()})

    def first(kind: ExpiringKind) -> ColumnElement[bool]:
        return many[kind][0].in_(ending[kind][:shown])

    name = (Person.last_name, Person.first_name, Person.title)
    for hosted in session.execute(
        select(Internship.id, *name, Organisation.name, Internship.end)
        .join(Person, Person.id == Internship.participant_id)
        .outerjoin(Organisation, Organisation.id == Internship.organisation_id)
        .where(first("internship"))
    ):
        if hosted.end is not None:
            add(
                "internship",
                hosted.id,
                display_name(hosted.last_name, hosted.first_name, hosted.title),
                hosted.name,
                hosted.end,
            )
    mentee = aliased(Person)
    tandems: dict[int, tuple[list[str], str, date | None]] = {}
    for pair, last_name, first_name, their_last, their_first, end in session.execute(
        select(Tandem.id, Person.last_name, Person.first_name, mentee.last_name, mentee.first_name, Tandem.planned_end)
        .join(Person, Person.id == Tandem.mentor_id)
        .join(TandemMentee, TandemMentee.tandem_id == Tandem.id)
        .join(mentee, mentee.id == TandemMentee.participant_id)
        .where(first("tandem"))
        .order_by(TandemMentee.id)
    ):
        line = tandems.setdefault(pair, ([], display_name(last_name, first_name), end))
        line[0].append(display_name(their_last, their_first))
    for id, (mentees, mentor, planned) in tandems.items():
        if planned is not None:
            add("tandem", id, ", ".join(mentees), mentor, planned)
    hers = set(active_ids(session, today) if active is None else active.ids)
    soon = [line for line in tuples(session, _consents_until(today, last)) if line[1] in hers]
    how_many["consent"] = len(soon)
    # Of one day all are read: their names say which come first.
    shown_until = soon[:shown][-1][2] if soon[:shown] else None
    for consent in session.execute(
        select(Consent.person_id, *name, Consent.purpose, Consent.valid_until)
        .join(Person, Person.id == Consent.person_id)
        .where(Consent.id.in_([id for id, _her, day in soon if day <= shown_until]))
    ):
        if consent.valid_until is not None:
            person = display_name(consent.last_name, consent.first_name, consent.title)
            add("consent", consent.person_id, person, consent.purpose, consent.valid_until)
    for titled in session.execute(
        select(Participant.id, *name, Participant.residence_title, Participant.residence_expires)
        .join(Person, Person.id == Participant.id)
        .where(first("residence"))
    ):
        if titled.residence_expires is not None:
            person = display_name(titled.last_name, titled.first_name, titled.title)
            add("residence", titled.id, person, titled.residence_title, titled.residence_expires)
    for cleared in session.execute(
        select(Mentor.id, *name, Mentor.clearance_until).join(Person, Person.id == Mentor.id).where(first("clearance"))
    ):
        if cleared.clearance_until is not None:
            add(
                "clearance",
                cleared.id,
                display_name(cleared.last_name, cleared.first_name, cleared.title),
                "",
                cleared.clearance_until,
            )
    for awaited in session.execute(
        select(Grant.id, Grant.title, Deadline.title.label("what"), Deadline.due)
        .join(Deadline, Deadline.grant_id == Grant.id)
        .where(Grant.in_bin == false(), Deadline.done_on.is_(None), Deadline.due <= last)
    ):
        if awaited.due is not None:
            add("deadline", awaited.id, awaited.title, awaited.what, awaited.due)
    for period in data_protection.over(session, today):
        if period.until is not None:
            add("retention", period.grant_id or 0, period.title, str(len(period.people)), period.until)
    how_many.update(one.kind for one in found if one.kind not in how_many)
    return tuple(sorted(found, key=lambda one: (one.on.last(), one.kind, one.name))), how_many


# What is missing ---------------------------------------------------------------------------------------------------


def _lacking(field: MissingField) -> Anything:
    """The statement for everybody for whom a field is empty that active participants must have; others are among them.
    Fields of the entry concern the participation that counts today."""
    ours = Participant.in_bin == false()
    without_entry = select(Participant.id).where(ours, Participant.entry.is_(None))

    def of_person(condition: ColumnElement[bool]) -> Anything:
        return select(Person.id).where(condition, Person.id.not_in(without_entry))

    def on_entry(condition: ColumnElement[bool]) -> Anything:
        return (
            select(Participation.participant_id)
            .join(
                Participant,
                and_(Participant.id == Participation.participant_id, Participant.entry == Participation.entry),
            )
            .where(condition)
            .distinct()
        )

    if field == "entry":
        return without_entry.where(Participant.phase.not_in(("contact", "interview")))
    if field == "gender":
        return of_person(or_(Person.gender.is_(None), Person.gender == "u"))
    if field == "birth":
        return of_person(Person.birth.is_(None))
    if field == "employment_on_entry":
        column = Participation.employment_on_entry
        return on_entry(or_(column.is_(None), column == "unknown"))
    if field == "education_on_entry":
        return on_entry(Participation.education_on_entry.is_(None))
    return select(Participant.id).where(ours, Participant.german.is_(None), Participant.id.not_in(without_entry))


def _without_status(session: Session, today: date, settings: OfficeSettings) -> Ids:
    """Who left longer ago than the window "on leaving", and not before last year: what became of her?"""
    due = today - timedelta(days=settings.on_leaving_days)
    gone = ids_of(
        session,
        select(Participant.id)
        .where(
            Participant.in_bin == false(),
            Participant.exit >= PartialDate(today.year - 1),
            ~not_over(Participant.exit, due),
        )
        .order_by(Participant.sort_key, Participant.id),
    )
    known = set(ids_of(session, select(Outcome.participant_id).where(Outcome.status != "unknown")))
    return array("q", [id for id in gone if id not in known])


_FIELDS: Final[tuple[MissingField, ...]] = (
    "consent",
    "entry",
    "gender",
    "birth",
    "employment_on_entry",
    "education_on_entry",
    "german",
    "status_after_exit",
)


def missing_ids(
    session: Session,
    field: MissingField,
    today: date,
    settings: OfficeSettings | None = None,
    active: Order | None = None,
) -> Ids:
    """The participants for whom a field is empty, by name; *active* as in :func:`figures`."""
    if field == "status_after_exit":
        return _without_status(session, today, settings or office.settings(session))
    by_name = active or Order(active_ids(session, today))
    # Sets are sooner compared here than in the database.
    if field == "consent":
        given = set(ids_of(session, people.with_consent(today)))
        return array("q", [id for id in by_name.ids if id not in given])
    return by_name.narrowed(ids_of(session, _lacking(field)))


def missing(
    session: Session, today: date, settings: OfficeSettings | None = None, active: Order | None = None
) -> tuple[Missing, ...]:
    """What is missing for consents and funders, with the first names; fields in which nothing is missing are left
    out. *active* as in :func:`figures`."""
    chosen = settings or office.settings(session)
    by_name = active or Order(active_ids(session, today))
    ids = {field: missing_ids(session, field, today, chosen, by_name) for field in _FIELDS}
    first = {id for of_field in ids.values() for id in of_field[:3]}
    names = people.names(session, first)
    return tuple(
        Missing(field, len(of_field), tuple(names[id].name for id in of_field[:3] if id in names))
        for field, of_field in ids.items()
        if of_field
    )


def silent_ids(
    session: Session, today: date, settings: OfficeSettings | None = None, active: Order | None = None
) -> Ids:
    """Active participants with an entry about whom nothing was noted for as long as the office set, by name; *active*
    as in :func:`figures`."""
    chosen = settings or office.settings(session)
    since = today - timedelta(days=chosen.silence_days)
    # Three sets that indexes hold, instead of a look into her entries for each.
    by_name = active_ids(session, today) if active is None else active.ids
    entered = ids_of(
        session, select(Participant.id).where(Participant.in_bin == false(), begun(Participant.entry, since))
    )
    spoken_with = ids_of(session, stream.people_spoken_with_since(since))
    return narrow(by_name, set(entered).difference(spoken_with))
