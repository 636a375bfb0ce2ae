"""The page "Heute": where the office stands, what is to be done, what runs out, what is missing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, false, func, or_, select, true, type_coerce
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
from permenti_desktop.queries.listing import Column, Ids, begun, ids_of, narrow, not_over
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
    found_figures = figures(session, today, settings)
    to_do = things_to_do(session, today, author)
    ends, how_many = expiring(session, today, settings)
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
        missing=missing(session, today, settings),
        silent=None if to_do.count or to_do.promises else len(silent_ids(session, today, settings)),
        badges=Badges(
            today=len(to_do.overdue) + len(to_do.today),
            tandems=found_figures.waiting,
            internships=found_figures.ending_soon,
            mentors=how_many["clearance"],
            network=sum(group.rhythm == "overdue" for group in overdue),
        ),
    )


# Figures -----------------------------------------------------------------------------------------------------------


def months(today: date) -> tuple[date, ...]:
    """The first days of the last months, the current one last."""
    first = today.replace(day=1)
    return tuple(add_months(first, -back) for back in range(MONTHS - 1, -1, -1))


def _ends(today: date) -> tuple[date, ...]:
    """The days to which a series speaks: ends of months, and today."""
    return tuple(min(end_of_month(month), today) for month in months(today))


def figures(session: Session, today: date, settings: OfficeSettings | None = None) -> Figures:
    """The four figures on top."""
    chosen = settings or office.settings(session)
    waiting, ending = session.execute(
        select(
            select(func.count()).select_from(Participant).where(*tandem.waits_for_mentor(today)).scalar_subquery(),
            select(func.count()).select_from(Internship).where(*_ending(today, chosen.expiring_days)).scalar_subquery(),
        )
    ).one()
    return Figures(
        active=_active(session, today),
        tandems=_running(session, today, Tandem, tandem.RUNNING, ("completed", "ended_early")),
        waiting=waiting,
        internships=_running(session, today, Internship, ("running",), ("completed", "aborted")),
        ending_soon=ending,
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


def _active(session: Session, today: date) -> Figure:
    """Active participants now, and reckoned back: who had begun (entry, else first phase, else the day of the record)
    and not ended (exit, else the beginning of the phase that ended it) on the last day of each month."""
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
    recorded = func.substr(cast(Participant.created_at, String), 1, 10)
    began = func.coalesce(cast(Participant.entry, String), first_phase, recorded)
    ended = func.coalesce(cast(Participant.exit, String), last_phase, "")
    active = participants.is_active(today)
    ends = [day.isoformat() for day in _ends(today)[:-1]]
    counted = [func.sum(case((active, 1), else_=0))]
    for day in ends:
        counted.append(func.sum(case((and_(began <= day, or_(active, ended > day)), 1), else_=0)))
    row = session.execute(select(*counted).where(Participant.in_bin == false())).one()
    now, *past = (number or 0 for number in row)
    return _series(today, now, past)


def _running(
    session: Session, today: date, table: type[Tandem] | type[Internship], states: Sequence[str], over: Sequence[str]
) -> Figure:
    """What runs now, and what ran at the end of each month by its dates."""
    counted: list[Any] = [func.sum(case((table.state.in_(states), 1), else_=0))]
    for day in _ends(today)[:-1]:
        ran = and_(
            begun(table.start, day),
            or_(table.state.in_(states), and_(table.state.in_(over), table.end > PartialDate.of_day(day))),
        )
        counted.append(func.sum(case((ran, 1), else_=0)))
    row = session.execute(select(*counted).where(table.in_bin == false())).one()
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
        .group_by(Outcome.participant_id)
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


def expiring(
    session: Session, today: date, settings: OfficeSettings | None = None, shown: int = SHOWN
) -> tuple[tuple[Expiring, ...], Counter[ExpiringKind]]:
    """What ends within the office's period, and what has ended although nobody said so: at least the first *shown* by
    day, and how many there are of each kind. Many thousand are counted; names are read of the first."""
    chosen = settings or office.settings(session)
    last = today + timedelta(days=chosen.expiring_days)
    found: list[Expiring] = []

    def add(kind: ExpiringKind, id: int, name: str, detail: str | None, on: PartialDate | date) -> None:
        day = on if isinstance(on, PartialDate) else PartialDate.of_day(on)
        found.append(Expiring(kind, id, name, detail or "", day, (day.last() - today).days))

    active = participants.is_active(today)
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
            (Participant.in_bin == false(), active, Participant.residence_expires <= last),
        ),
        "clearance": (
            Mentor.id,
            Mentor.clearance_until,
            (Mentor.in_bin == false(), Mentor.status == "active", Mentor.clearance_until <= last),
        ),
    }
    numbers = session.execute(
        select(*(select(func.count(id)).where(*which).scalar_subquery() for id, _day, which in many.values()))
    ).one()
    how_many: Counter[ExpiringKind] = Counter(dict(zip(many, numbers, strict=True)))

    def first(kind: ExpiringKind) -> ColumnElement[bool]:
        id, day, which = many[kind]
        return id.in_(select(select(id).where(*which).order_by(day, id).limit(shown).subquery().c[0]))

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
    newer = aliased(Consent)
    soon = select(Consent.id).where(Consent.valid_until.between(today, last))  # an index tells it; few they are
    for consent in session.execute(
        select(Consent.person_id, *name, Consent.purpose, Consent.valid_until)
        .join(Person, Person.id == Consent.person_id)
        .join(Participant, Participant.id == Consent.person_id)
        .where(
            Participant.in_bin == false(),
            active,
            Consent.id.in_(soon),
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
    how_many.update(one.kind for one in found if one.kind not in many)
    return tuple(sorted(found, key=lambda one: (one.on.last(), one.kind, one.name))), how_many


# What is missing ---------------------------------------------------------------------------------------------------


def _lacking(field: MissingField, today: date, settings: OfficeSettings) -> tuple[ColumnElement[bool], ...]:
    """The participants for whom a field is empty. Fields of the entry concern the participation that counts today."""
    ours = Participant.in_bin == false()
    active = and_(ours, participants.is_active(today))
    entered = Participant.entry.is_not(None)

    # Sets, not one look per participant: few lack something, and a table is read in one go.
    def of_person(condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return Participant.id.in_(select(Person.id).where(condition))

    def on_entry(condition: ColumnElement[bool]) -> ColumnElement[bool]:
        her = aliased(Participant)
        return Participant.id.in_(
            select(Participation.participant_id)
            .join(her, and_(her.id == Participation.participant_id, her.entry == Participation.entry))
            .where(condition)
        )

    if field == "consent":
        return active, ~people.has_consent(Participant.id, today)
    if field == "entry":
        return active, Participant.entry.is_(None), Participant.phase.not_in(("contact", "interview"))
    if field == "gender":
        return active, entered, of_person(or_(Person.gender.is_(None), Person.gender == "u"))
    if field == "birth":
        return active, entered, of_person(Person.birth.is_(None))
    if field == "employment_on_entry":
        column = Participation.employment_on_entry
        return active, on_entry(or_(column.is_(None), column == "unknown"))
    if field == "education_on_entry":
        return active, on_entry(Participation.education_on_entry.is_(None))
    if field == "german":
        return active, entered, Participant.german.is_(None)
    # Who left longer ago than the window "on leaving", and not before last year: what became of her?
    due = today - timedelta(days=settings.on_leaving_days)
    known = Participant.id.in_(select(Outcome.participant_id).where(Outcome.status != "unknown"))
    return (
        ours,
        Participant.exit >= PartialDate(today.year - 1),
        ~not_over(Participant.exit, due),
        ~known,
    )


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


def missing_ids(session: Session, field: MissingField, today: date, settings: OfficeSettings | None = None) -> Ids:
    """The participants for whom a field is empty, by name."""
    chosen = settings or office.settings(session)
    return ids_of(
        session,
        select(Participant.id).where(*_lacking(field, today, chosen)).order_by(Participant.sort_key, Participant.id),
    )


def missing(session: Session, today: date, settings: OfficeSettings | None = None) -> tuple[Missing, ...]:
    """What is missing for consents and funders, with the first names; fields in which nothing is missing are left
    out."""
    chosen = settings or office.settings(session)
    ids = {field: missing_ids(session, field, today, chosen) for field in _FIELDS}
    first = {id for of_field in ids.values() for id in of_field[:3]}
    names = people.names(session, first)
    return tuple(
        Missing(field, len(of_field), tuple(names[id].name for id in of_field[:3] if id in names))
        for field, of_field in ids.items()
        if of_field
    )


def silent_ids(session: Session, today: date, settings: OfficeSettings | None = None) -> Ids:
    """Active participants with an entry about whom nothing was noted for as long as the office set, by name."""
    chosen = settings or office.settings(session)
    since = today - timedelta(days=chosen.silence_days)
    # Three sets that indexes hold, instead of a look into her entries for each.
    ours = Participant.in_bin == false()
    active = select(Participant.id).where(ours, participants.is_active(today))
    entered = ids_of(session, select(Participant.id).where(ours, begun(Participant.entry, since)))
    spoken_with = ids_of(session, stream.people_spoken_with_since(since))
    by_name = ids_of(session, active.order_by(Participant.sort_key, Participant.id))
    return narrow(by_name, set(entered).difference(spoken_with))
