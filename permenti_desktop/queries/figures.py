"""The statement of figures for a period: how many came, went, were accompanied, and what became of them.

Plain data, no document. Behind each figure stand the ids of what was counted, so that a list can be shown, and beside
it what may belong to it but is not known exactly.

The rules, and where they come from:

- *Each person once per operation* (Regulation (EU) 2021/1057, Annex I). Several entries into one grant are one
  participation: the data of the first entry stay, the exit is that of the last. Another grant is another participation.
- *Nothing after the cut-off date counts.* An exit after it has not happened yet.
- *Partial dates are not guessed.* What certainly lies in the period is counted; a month or year that lies in it only in
  part is named in ``uncertain`` and not counted.
- *On leaving* is the window from the exit to 28 days after it (set); the last event in it counts
  (:func:`domain.participant.status_on_leaving`). *Six months after* is the entry made for that moment, else the last
  event dated within 28 days around that day. Both speak of those whose exit lies in the period.
- *Hours of counselling* are the minutes of timeline entries, for each participant an entry is about
  (:class:`domain.timeline.TimelineEntryInput`); hours of tandems are the minutes of their meetings, once per meeting.
- *Hours of internships* that lie only partly in the period are those of the days in it, by the weekly hours; where only
  a total is known, the share of the days, and the internship is named in ``uncertain``. One of which nobody knows
  whether it was in the period, or when it ended, is named there and not counted.
- *Set aside is not in the bin*: people whose data are blocked, and rows that stand for somebody who was erased, are in
  no list and count here (``db/base.py``).
- *Targets* are compared as the grant sets them: a target of a year with that year, a target of the whole period with
  the whole period, both up to the cut-off date; never in proportion.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import String, cast, false, func, select
from sqlalchemy.orm import Session

from permenti_desktop.db.models.grant import Grant, Target
from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.network import NetworkMeeting
from permenti_desktop.db.models.participant import Outcome, Participant, Participation
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.tandem import Tandem, TandemMeeting, TandemMentee
from permenti_desktop.db.models.timeline import TimelineEntry, TimelinePerson
from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import PartialDate, add_months
from permenti_desktop.domain.internship import InternshipInput, hours
from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.domain.participant import (
    OutcomeInput,
    ParticipationInput,
    is_employed,
    is_in_education,
    missing_for_funder,
    status_on_leaving,
)
from permenti_desktop.domain.text import sort_key
from permenti_desktop.queries import office

Record: TypeAlias = Literal["participant", "tandem", "internship", "mentor", "meeting"]
"""What the ids of a figure are ids of."""

Certainty: TypeAlias = bool | None
"""Yes, no, or (None) not to be said from a partial date."""

BEGUN_TANDEMS: Final = frozenset({"running", "paused", "completed", "ended_early"})
BEGUN_INTERNSHIPS: Final = frozenset({"running", "completed", "aborted"})


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a figure: those with one value (a code of the vocabulary, a town, a month "2026-03"; empty: not
    known)."""

    code: str
    ids: tuple[int, ...]

    @property
    def value(self) -> int:
        """How many."""
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. *ids* holds one id per counted unit; a person who takes part in two operations is there twice.
    *uncertain* are those that may belong to the period, named and not counted."""

    code: str
    record: Record
    ids: tuple[int, ...]
    uncertain: tuple[int, ...] = ()
    by_gender: tuple[Share, ...] = ()
    by_town: tuple[Share, ...] = ()
    by_month: tuple[Share, ...] = ()

    @property
    def value(self) -> int:
        """How many were counted."""
        return len(self.ids)

    @property
    def people(self) -> int:
        """How many different records were counted."""
        return len(set(self.ids))


@dataclass(frozen=True, slots=True)
class Hours:
    """A sum of hours. *records* were added up, *without_length* are those in the period whose length is missing;
    *by_month* and *by_kind* hold hours (month "2026-03", kind of entry or form of meeting)."""

    code: str
    hours: Decimal
    records: int
    without_length: int
    by_month: tuple[tuple[str, Decimal], ...]
    by_kind: tuple[tuple[str, Decimal], ...]
    uncertain: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target and what was reached of it between *start* and *end*."""

    grant_id: int
    grant: str
    indicator: str
    year: int | None
    start: date
    end: date
    target: int
    actual: Decimal


@dataclass(frozen=True, slots=True)
class MissingValue:
    """A field that a funder asks and that is empty for a participant; *due* is the day by which it should be known."""

    participant_id: int
    field: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Inexact:
    """A date that is known only to the month or year and lies in the period only in part."""

    figure: str
    record: Record
    id: int
    date: str


@dataclass(frozen=True, slots=True)
class Statement:
    """The figures of one period. Shares of a status, reason or outcome are in the order of their vocabulary, the
    unknown (empty code) last."""

    start: date
    end: date
    cut_off: date
    office: str
    site: str
    grant_id: int | None
    grant: str
    entries: Figure
    exits: Figure
    dropouts: Figure
    active: Figure
    active_on_cut_off: Figure
    exit_reasons: tuple[Share, ...]
    on_leaving: tuple[Share, ...]
    employed_after_exit: Figure
    education_after_exit: Figure
    six_months: tuple[Share, ...]
    six_months_not_due: tuple[int, ...]
    employed_after_six_months: Figure
    tandems_begun: Figure
    tandems_running: Figure
    tandems_on_cut_off: Figure
    tandems_ended: Figure
    tandem_end_reasons: tuple[Share, ...]
    internships_begun: Figure
    internships_running: Figure
    internships_ended: Figure
    internship_outcomes: tuple[Share, ...]
    internship_kinds: tuple[Share, ...]
    internship_hours: Hours
    counselling: Hours
    tandem_hours: Hours
    mentors: Figure
    network_meetings: Figure
    targets: tuple[TargetLine, ...]
    missing: tuple[MissingValue, ...]
    inexact: tuple[Inexact, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures that count something, in the order of the statement."""
        return (
            self.entries,
            self.exits,
            self.dropouts,
            self.active,
            self.active_on_cut_off,
            self.employed_after_exit,
            self.education_after_exit,
            self.employed_after_six_months,
            self.tandems_begun,
            self.tandems_running,
            self.tandems_on_cut_off,
            self.tandems_ended,
            self.internships_begun,
            self.internships_running,
            self.internships_ended,
            self.mentors,
            self.network_meetings,
        )


# Time --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """The days from *first* to *last*, both included; empty when *last* lies before *first*."""

    first: date
    last: date

    def holds(self, value: PartialDate | None) -> Certainty:
        """Whether a date lies in it."""
        # Most dates are told by their year alone.
        if value is None or self.last < self.first or not self.first.year <= value.year <= self.last.year:
            return False
        earliest, latest = value.first(), value.last()
        if self.first <= earliest and latest <= self.last:
            return True
        return None if earliest <= self.last and latest >= self.first else False

    def touched_by(self, start: PartialDate | None, end: PartialDate | None) -> Certainty:
        """Whether a stretch from *start* to *end* (None: goes on) has a day in it."""
        if start is None or self.last < self.first:
            return False
        began = _not_after(start, self.last)
        lasted = True if end is None else _not_before(end, self.first)
        if began is False or lasted is False:
            return False
        return True if began and lasted else None


def _not_after(value: PartialDate, day: date) -> Certainty:
    if value.year != day.year:
        return value.year < day.year
    return True if value.last() <= day else None if value.first() <= day else False


def _not_before(value: PartialDate, day: date) -> Certainty:
    if value.year != day.year:
        return value.year > day.year
    return True if value.first() >= day else None if value.last() >= day else False


def _up_to(value: PartialDate | None, day: date) -> PartialDate | None:
    """A date, unless it lies after *day* for sure: then it has not happened yet."""
    return value if value is not None and value.first() <= day else None


def _month(value: PartialDate | date | None) -> str:
    if value is None or (isinstance(value, PartialDate) and value.month is None):
        return ""
    return f"{value.year:04}-{value.month:02}"


_partial = lru_cache(maxsize=65536)(PartialDate.of)


def _date(text: str | None) -> PartialDate | None:
    return _partial(text) if text else None


# What is counted ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unit:
    """A person in an operation: the data of the first entry, the exit of the last."""

    participant_id: int
    grant_id: int | None
    entry: PartialDate | None
    exit: PartialDate | None
    exit_reason: str | None
    dropout: bool
    on_entry: ParticipationInput
    gender: str | None
    birth: PartialDate | None
    town: str


@dataclass(frozen=True, slots=True)
class _Tandem:
    id: int
    mentor_id: int
    state: str
    start: PartialDate | None
    end: PartialDate | None
    end_missing: bool
    end_reason: str | None
    mentees: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Internship:
    id: int
    participant_id: int
    state: str
    kind: str
    outcome: str | None
    start: PartialDate | None
    end: PartialDate | None
    end_missing: bool
    hours_per_week: Decimal | None
    hours_total: Decimal | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that figures are counted from, read once."""

    settings: OfficeSettings
    cut_off: date
    units: tuple[Unit, ...]
    outcomes: Mapping[int, tuple[OutcomeInput, ...]]
    last_exits: Mapping[int, PartialDate]
    tandems: tuple[_Tandem, ...]
    internships: tuple[_Internship, ...]
    leaving: dict[tuple[int, int | None], str | None] = field(default_factory=dict)
    """Statuses on leaving that were looked for already."""

    def of_grant(self, grant_id: int) -> "Facts":
        """The facts of one grant: its participations, and what its participants did."""
        units = tuple(unit for unit in self.units if unit.grant_id == grant_id)
        people = {unit.participant_id for unit in units}
        return replace(
            self,
            units=units,
            tandems=tuple(one for one in self.tandems if people.intersection(one.mentees)),
            internships=tuple(one for one in self.internships if one.participant_id in people),
        )


def _read(session: Session, cut_off: date) -> Facts:
    people = people_facts(session, cut_off)
    return replace(people, tandems=_tandems(session, cut_off), internships=_internships(session, cut_off))


def people_facts(
    session: Session, cut_off: date, ids: Sequence[int] | None = None, settings: OfficeSettings | None = None
) -> Facts:
    """Participations and what became of people, of everybody or (for lists) of some; without tandems and
    internships."""
    units = _units(session, cut_off, ids)
    last_exits: dict[int, PartialDate] = {}
    for unit in units:
        if unit.exit is not None:
            known = last_exits.get(unit.participant_id)
            last_exits[unit.participant_id] = unit.exit if known is None else max(known, unit.exit)
    return Facts(
        settings=settings or office.settings(session),
        cut_off=cut_off,
        units=units,
        outcomes=_outcomes(session, cut_off, ids),
        last_exits=last_exits,
        tandems=(),
        internships=(),
    )


def _units(session: Session, cut_off: date, ids: Sequence[int] | None = None) -> tuple[Unit, ...]:
    wanted = Participant.binned_at.is_(None) if ids is None else Participation.participant_id.in_(ids)
    rows = (
        session.connection()
        .execute(
            select(
                Participation.participant_id,
                Participation.grant_id,
                cast(Participation.entry, String).label("entry"),
                cast(Participation.exit, String).label("exit"),
                Participation.exit_reason,
                Participation.dropout,
                Participation.employment_on_entry,
                cast(Participation.unemployed_since, String).label("unemployed_since"),
                Participation.education_on_entry,
                Participation.third_country,
                Participation.foreign_background,
                Participation.minority,
                Participation.disability,
                Participation.homeless,
                Person.gender,
                cast(Person.birth, String).label("birth"),
                Person.town,
                Participant.sort_key,
            )
            .join(Participant, Participant.id == Participation.participant_id)
            .join(Person, Person.id == Participation.participant_id)
            .where(wanted)
            .order_by(Participation.id)
        )
        .all()
    )
    grouped: dict[tuple[int, int | None], list[Any]] = defaultdict(list)
    # Read in the order of the tables, which is much quicker than in that of the names.
    known_on = cut_off.isoformat()
    for row in sorted(rows, key=attrgetter("sort_key", "participant_id")):
        if (row.entry or "") <= known_on:
            grouped[row.participant_id, row.grant_id].append(row)
    units = []
    for (participant_id, grant_id), entries in grouped.items():
        first, last = entries[0], entries[-1]
        if len(entries) > 1:
            # Dated entries in their order; what has no date cannot be the first or the last of several.
            dated = sorted((row for row in entries if row.entry), key=lambda row: str(row.entry))
            first, last = (dated[0], dated[-1]) if dated else (first, last)
        exit_on = _up_to(_date(last.exit), cut_off)
        units.append(
            Unit(
                participant_id=participant_id,
                grant_id=grant_id,
                entry=_date(first.entry),
                exit=exit_on,
                exit_reason=last.exit_reason if exit_on else None,
                dropout=bool(last.dropout and exit_on),
                on_entry=ParticipationInput(
                    grant_id=grant_id,
                    entry=_date(first.entry),
                    exit=exit_on,
                    employment_on_entry=first.employment_on_entry,
                    unemployed_since=_date(first.unemployed_since),
                    education_on_entry=first.education_on_entry,
                    third_country=first.third_country,
                    foreign_background=first.foreign_background,
                    minority=first.minority,
                    disability=first.disability,
                    homeless=first.homeless,
                ),
                gender=first.gender,
                birth=_date(first.birth),
                town=first.town,
            )
        )
    return tuple(units)


def _outcomes(session: Session, cut_off: date, ids: Sequence[int] | None = None) -> dict[int, tuple[OutcomeInput, ...]]:
    found: dict[int, list[OutcomeInput]] = defaultdict(list)
    statement = select(Outcome.participant_id, Outcome.moment, cast(Outcome.on, String), Outcome.status)
    if ids is not None:
        statement = statement.where(Outcome.participant_id.in_(ids))
    for participant_id, moment, on, status in session.connection().execute(statement.order_by(Outcome.id)):
        day = _date(on)
        if day is None or day.first() <= cut_off:
            found[participant_id].append(OutcomeInput(moment=moment, on=day, status=status))
    return {id: tuple(events) for id, events in found.items()}


def _tandems(session: Session, cut_off: date) -> tuple[_Tandem, ...]:
    mentees: dict[int, list[int]] = defaultdict(list)
    for tandem_id, participant_id in session.connection().execute(
        select(TandemMentee.tandem_id, TandemMentee.participant_id).order_by(TandemMentee.id)
    ):
        mentees[tandem_id].append(participant_id)
    return tuple(
        _Tandem(
            id,
            mentor,
            state,
            _date(start),
            _up_to(_date(end), cut_off),
            end is None and state in ("completed", "ended_early"),
            reason,
            tuple(mentees.get(id, ())),
        )
        for id, mentor, state, start, end, reason in session.connection().execute(
            select(
                Tandem.id,
                Tandem.mentor_id,
                Tandem.state,
                cast(Tandem.start, String),
                cast(Tandem.end, String),
                Tandem.end_reason,
            )
            .where(Tandem.binned_at.is_(None), Tandem.state.in_(BEGUN_TANDEMS))
            .order_by(Tandem.id)
        )
    )


def _internships(session: Session, cut_off: date) -> tuple[_Internship, ...]:
    return tuple(
        _Internship(
            id,
            participant,
            state,
            kind,
            outcome,
            _date(start),
            _date(end),
            end is None and state in ("completed", "aborted"),
            per_week,
            total,
        )
        for id, participant, state, kind, outcome, start, end, per_week, total in session.connection().execute(
            select(
                Internship.id,
                Internship.participant_id,
                Internship.state,
                Internship.kind,
                Internship.outcome,
                cast(Internship.start, String),
                cast(Internship.end, String),
                Internship.hours_per_week,
                Internship.hours_total,
            )
            .where(Internship.binned_at.is_(None), Internship.state.in_(BEGUN_INTERNSHIPS | {"agreed"}))
            .order_by(Internship.id)
        )
    )


# Counting ----------------------------------------------------------------------------------------------------------


class _Counter:
    """Counts units into figures and notes what is inexact on the way."""

    def __init__(self, facts: Facts, span: Span) -> None:
        self.facts = facts
        self.span = span
        self.inexact: list[Inexact] = []
        self._people = {unit.participant_id: unit for unit in facts.units}

    def units(
        self,
        code: str,
        decide: Callable[[Unit], Certainty],
        when: Callable[[Unit], PartialDate | None],
    ) -> Figure:
        """A figure of participations, split by gender, town and month."""
        counted: list[Unit] = []
        doubtful: list[int] = []
        for unit in self.facts.units:
            answer = decide(unit)
            if answer:
                counted.append(unit)
            elif answer is None:
                doubtful.append(unit.participant_id)
                self._doubt(code, "participant", unit.participant_id, when(unit))
        return Figure(
            code,
            "participant",
            tuple(unit.participant_id for unit in counted),
            tuple(doubtful),
            by_gender=_shares(
                ((unit.gender if unit.gender != "u" else "", unit.participant_id) for unit in counted),
                vocab.GENDER.codes,
            ),
            by_town=_shares((unit.town, unit.participant_id) for unit in counted),
            by_month=_shares((_month(when(unit)), unit.participant_id) for unit in counted),
        )

    def others(
        self,
        code: str,
        record: Record,
        rows: Iterable[tuple[int, Certainty, PartialDate | None, int | None]],
    ) -> Figure:
        """A figure of tandems, internships …: rows of id, decision, day, and the participant whose gender and town
        split it (None: not split)."""
        counted: list[tuple[int, PartialDate | None, int | None]] = []
        doubtful: list[int] = []
        for id, answer, day, participant_id in rows:
            if answer:
                counted.append((id, day, participant_id))
            elif answer is None:
                doubtful.append(id)
                self._doubt(code, record, id, day)
        split = [(self._people.get(her), id) for id, _day, her in counted if her is not None]
        return Figure(
            code,
            record,
            tuple(id for id, _day, _her in counted),
            tuple(doubtful),
            by_gender=_shares(
                ((her.gender if her and her.gender != "u" else "", id) for her, id in split), vocab.GENDER.codes
            ),
            by_town=_shares(((her.town if her else "", id) for her, id in split)),
            by_month=_shares(((_month(day), id) for id, day, _her in counted)),
        )

    def _doubt(self, code: str, record: Record, id: int, day: PartialDate | None) -> None:
        self.inexact.append(Inexact(code, record, id, day.iso if day else ""))


def _shares(pairs: Iterable[tuple[str | None, int]], order: Sequence[str] = ()) -> tuple[Share, ...]:
    """Parts by value: in the order of a vocabulary, or by the words themselves; the unknown last."""
    found: dict[str, list[int]] = defaultdict(list)
    for code, id in pairs:
        found[code or ""].append(id)
    places = {code: index for index, code in enumerate(order)}

    def place(code: str) -> tuple[bool, int, str]:
        return (not code, places.get(code, len(places)), code if order else sort_key(code))

    return tuple(Share(code, tuple(found[code])) for code in sorted(found, key=place))


def status_at_exit(facts: Facts, unit: Unit) -> str | None:
    """Her status on leaving, or None."""
    if unit.exit is None:
        return None
    key = (unit.participant_id, unit.grant_id)
    if key not in facts.leaving:
        facts.leaving[key] = status_on_leaving(_events(facts, unit), unit.exit, facts.settings.on_leaving_days)
    return facts.leaving[key]


def _events(facts: Facts, unit: Unit) -> tuple[OutcomeInput, ...]:
    """What is known of her after this exit. An event without a date belongs to her last exit only."""
    events = facts.outcomes.get(unit.participant_id, ())
    if unit.exit == facts.last_exits.get(unit.participant_id):
        return events
    return tuple(event for event in events if event.on is not None)


def status_after_six_months(facts: Facts, unit: Unit) -> tuple[str | None, bool]:
    """Her status six months after the exit, and whether that day has come by the cut-off date."""
    if unit.exit is None:
        return None, False
    day = add_months(unit.exit.last(), 6)
    window = timedelta(days=facts.settings.on_leaving_days)
    said: list[tuple[date, int, str]] = []
    near: list[tuple[date, int, str]] = []
    for position, event in enumerate(_events(facts, unit)):
        if event.status == "unknown":
            continue
        on = event.on.first() if event.on else day
        if event.moment == "six_months" and on >= unit.exit.first():
            said.append((on, position, event.status))
        elif event.on is not None and day - window <= on <= day + window:
            near.append((on, position, event.status))
    known = max(said or near, default=None)
    return (known[2] if known else None), day <= facts.cut_off or bool(known)


# Figures of one span -----------------------------------------------------------------------------------------------


def _entries(count: _Counter) -> Figure:
    return count.units("entries", lambda unit: count.span.holds(unit.entry), lambda unit: unit.entry)


def _exits(count: _Counter) -> Figure:
    return count.units("exits", lambda unit: count.span.holds(unit.exit), lambda unit: unit.exit)


def _active(count: _Counter) -> Figure:
    return count.units("active", lambda unit: count.span.touched_by(unit.entry, unit.exit), lambda unit: unit.entry)


def _left_as(count: _Counter, code: str, wanted: Callable[[str | None], bool]) -> Figure:
    facts = count.facts

    def decide(unit: Unit) -> Certainty:
        in_span = count.span.holds(unit.exit)
        return in_span if in_span is False or wanted(status_at_exit(facts, unit)) else False

    return count.units(code, decide, lambda unit: unit.exit)


def _tandems_begun(count: _Counter) -> Figure:
    return count.others(
        "tandems",
        "tandem",
        (
            (one.id, count.span.holds(one.start), one.start, one.mentees[0] if one.mentees else None)
            for one in count.facts.tandems
        ),
    )


def _ran(one: _Tandem | _Internship, span: Span) -> Certainty:
    """Whether it ran in the span. What is over, nobody knows since when, may have."""
    touched = span.touched_by(one.start, one.end)
    return None if touched and one.end_missing and one.start is not None and not span.holds(one.start) else touched


def _tandems_running(count: _Counter, code: str = "tandems_running") -> Figure:
    return count.others(
        code,
        "tandem",
        (
            (one.id, _ran(one, count.span), one.start, one.mentees[0] if one.mentees else None)
            for one in count.facts.tandems
        ),
    )


def _internship_began(one: _Internship, span: Span) -> Certainty:
    """An internship that is agreed on and whose first day has passed may have begun: nobody said so."""
    in_span = span.holds(one.start)
    return None if one.state == "agreed" and in_span else in_span


def _internships_begun(count: _Counter) -> Figure:
    return count.others(
        "internships",
        "internship",
        (
            (one.id, _internship_began(one, count.span), one.start, one.participant_id)
            for one in count.facts.internships
        ),
    )


def _mentors(count: _Counter) -> Figure:
    """Mentors with a tandem that ran in the span."""
    answers: dict[int, Certainty] = {}
    begin: dict[int, PartialDate | None] = {}
    for one in count.facts.tandems:
        answer = _ran(one, count.span)
        if answer or (answer is None and not answers.get(one.mentor_id)):
            answers[one.mentor_id] = answer
        begin.setdefault(one.mentor_id, one.start)
    return count.others("mentors", "mentor", ((id, answers[id], begin[id], None) for id in sorted(answers)))


def _network_meetings(session: Session, span: Span) -> Figure:
    rows = session.execute(
        select(NetworkMeeting.id, NetworkMeeting.on)
        .where(
            NetworkMeeting.in_bin == false(),
            NetworkMeeting.held,
            NetworkMeeting.on.between(span.first, span.last),
        )
        .order_by(NetworkMeeting.on, NetworkMeeting.id)
    ).all()
    return Figure(
        "network_meetings",
        "meeting",
        tuple(id for id, _on in rows),
        by_month=_shares((_month(on), id) for id, on in rows),
    )


def _counselling(session: Session, span: Span, grants: set[int] | None) -> Hours:
    """Minutes of entries about participants; for several people an entry counts for each of them. *grants* restricts it
    to their participants."""
    month = func.substr(cast(TimelinePerson.on, String), 1, 7)
    columns = (
        month,
        TimelineEntry.kind,
        func.sum(TimelineEntry.minutes),
        func.count(),
        func.count(TimelineEntry.minutes),
    )
    statement = (
        select(*columns)
        .select_from(TimelinePerson)
        .join(TimelineEntry, TimelineEntry.id == TimelinePerson.entry_id)
        .join(Participant, Participant.id == TimelinePerson.person_id)
        .where(
            TimelinePerson.on.between(span.first, span.last),
            TimelineEntry.in_bin == false(),
            Participant.binned_at.is_(None),
        )
        .group_by(month, TimelineEntry.kind)
    )
    if grants is not None:
        of_grant = select(Participation.participant_id).where(Participation.grant_id.in_(grants))
        statement = statement.where(TimelinePerson.person_id.in_(of_grant))
    return _hours("hours", session.execute(statement).all(), vocab.ENTRY_KIND.codes)


def _tandem_hours(session: Session, span: Span, grants: set[int] | None) -> Hours:
    """Minutes of tandem meetings, once per meeting."""
    month = func.substr(cast(TandemMeeting.on, String), 1, 7)
    form = func.coalesce(TandemMeeting.form, "")
    statement = (
        select(month, form, func.sum(TandemMeeting.minutes), func.count(), func.count(TandemMeeting.minutes))
        .join(Tandem, Tandem.id == TandemMeeting.tandem_id)
        .where(TandemMeeting.on.between(span.first, span.last), Tandem.binned_at.is_(None))
        .group_by(month, form)
    )
    if grants is not None:
        of_grant = (
            select(TandemMentee.tandem_id)
            .join(Participation, Participation.participant_id == TandemMentee.participant_id)
            .where(Participation.grant_id.in_(grants))
        )
        statement = statement.where(TandemMeeting.tandem_id.in_(of_grant))
    return _hours("tandem_hours", session.execute(statement).all(), vocab.MEETING_FORM.codes)


def _hours(code: str, rows: Sequence[Any], order: Sequence[str]) -> Hours:
    by_month: Counter[str] = Counter()
    by_kind: Counter[str] = Counter()
    records = without = 0
    for month, kind, minutes, number, timed in rows:
        by_month[month] += int(minutes or 0)
        by_kind[kind] += int(minutes or 0)
        records += timed
        without += number - timed
    places = {kind: index for index, kind in enumerate(order)}
    return Hours(
        code,
        _in_hours(sum(by_month.values())),
        records,
        without,
        tuple((month, _in_hours(by_month[month])) for month in sorted(by_month)),
        tuple(
            (kind, _in_hours(by_kind[kind])) for kind in sorted(by_kind, key=lambda one: places.get(one, len(places)))
        ),
    )


def _in_hours(minutes: int) -> Decimal:
    """Minutes as hours with two places."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"))


def _internship_hours(count: _Counter) -> Hours:
    by_month: dict[str, Decimal] = defaultdict(Decimal)
    by_kind: dict[str, Decimal] = defaultdict(Decimal)
    records = without = 0
    doubtful: list[int] = []
    span = count.span
    for one in count.facts.internships:
        touched = span.touched_by(one.start, one.end)
        if one.state == "agreed" or one.start is None or touched is False:
            continue
        if touched is None or one.end_missing:
            doubtful.append(one.id)  # whether or how long it was in the span is not known
            continue
        # One that goes on is reckoned to the last day of the span.
        first, last = one.start.first(), one.end.last() if one.end else span.last
        whole = InternshipInput(
            start=one.start, end=one.end, hours_per_week=one.hours_per_week, hours_total=one.hours_total
        )
        inside = span.first <= first and last <= span.last
        begin, finish = max(first, span.first), min(last, span.last)
        if inside:
            worked = hours(whole, span.last)
        elif one.hours_per_week is not None:
            stretch = replace(whole, start=PartialDate.of_day(begin), end=PartialDate.of_day(finish), hours_total=None)
            worked = hours(stretch)
        elif one.hours_total is not None and one.end is not None:
            share = Decimal((finish - begin).days + 1) / Decimal((last - first).days + 1)
            worked = (one.hours_total * share * 2).quantize(Decimal(1)) / 2
            doubtful.append(one.id)
        else:
            worked = None
        if worked is None:
            without += 1
            continue
        records += 1
        by_kind[one.kind] += worked
        by_month[_month(begin)] += worked
    order = {kind: index for index, kind in enumerate(vocab.INTERNSHIP_KIND.codes)}
    return Hours(
        "internship_hours",
        sum(by_kind.values(), Decimal(0)),
        records,
        without,
        tuple((month, by_month[month]) for month in sorted(by_month)),
        tuple((kind, by_kind[kind]) for kind in sorted(by_kind, key=lambda one: order.get(one, len(order)))),
        tuple(doubtful),
    )


# The statement -----------------------------------------------------------------------------------------------------


def statement(
    session: Session, start: date, end: date, cut_off: date | None = None, grant_id: int | None = None
) -> Statement:
    """The figures from *start* to *end* by what is known on the *cut_off* date (default: the end of the period). With a
    *grant_id* only its participations and what its participants did; network meetings belong to the office and are
    always all of them. The number of statements does not depend on how much there is."""
    known_on = cut_off or end
    span = Span(start, min(end, known_on))
    everything = _read(session, known_on)
    facts = everything.of_grant(grant_id) if grant_id is not None else everything
    count = _Counter(facts, span)
    grants = {grant_id} if grant_id is not None else None
    on_day = _Counter(facts, Span(span.last, span.last))

    entries, exits, active = _entries(count), _exits(count), _active(count)
    left = [unit for unit in facts.units if span.holds(unit.exit)]
    later = [(unit, *status_after_six_months(facts, unit)) for unit in left]
    ended = [one for one in facts.tandems if span.holds(one.end)]
    over = [one for one in facts.internships if one.state != "agreed" and span.holds(_up_to(one.end, known_on))]
    statuses = vocab.STATUS_AFTER_EXIT.codes

    found = Statement(
        start=start,
        end=end,
        cut_off=known_on,
        office=facts.settings.office,
        site=facts.settings.site,
        grant_id=grant_id,
        grant="",
        entries=entries,
        exits=exits,
        dropouts=count.units(
            "dropouts", lambda unit: count.span.holds(unit.exit) if unit.dropout else False, lambda unit: unit.exit
        ),
        active=active,
        active_on_cut_off=replace(_active(on_day), code="active_on_cut_off"),
        exit_reasons=_shares(((unit.exit_reason, unit.participant_id) for unit in left), vocab.EXIT_REASON.codes),
        on_leaving=_shares(((status_at_exit(facts, unit), unit.participant_id) for unit in left), statuses),
        employed_after_exit=_left_as(count, "employed_after_exit", is_employed),
        education_after_exit=_left_as(count, "education_after_exit", is_in_education),
        six_months=_shares(((status, unit.participant_id) for unit, status, due in later if due), statuses),
        six_months_not_due=tuple(unit.participant_id for unit, _status, due in later if not due),
        employed_after_six_months=count.units(
            "employed_after_six_months",
            lambda unit: count.span.holds(unit.exit) if is_employed(status_after_six_months(facts, unit)[0]) else False,
            lambda unit: unit.exit,
        ),
        tandems_begun=_tandems_begun(count),
        tandems_running=_tandems_running(count),
        tandems_on_cut_off=_tandems_running(on_day, "tandems_on_cut_off"),
        tandems_ended=count.others(
            "tandems_ended",
            "tandem",
            ((one.id, span.holds(one.end), one.end, one.mentees[0] if one.mentees else None) for one in facts.tandems),
        ),
        tandem_end_reasons=_shares(((one.end_reason, one.id) for one in ended), vocab.TANDEM_END_REASON.codes),
        internships_begun=_internships_begun(count),
        internships_running=count.others(
            "internships_running",
            "internship",
            (
                (one.id, _ran(one, span), one.start, one.participant_id)
                for one in facts.internships
                if one.state != "agreed"
            ),
        ),
        internships_ended=count.others(
            "internships_ended",
            "internship",
            (
                (one.id, span.holds(_up_to(one.end, known_on)), one.end, one.participant_id)
                for one in facts.internships
                if one.state in ("completed", "aborted")
            ),
        ),
        internship_outcomes=_shares(
            ((one.outcome, one.id) for one in over if one.state != "running"), vocab.INTERNSHIP_OUTCOME.codes
        ),
        internship_kinds=_shares(
            ((one.kind, one.id) for one in facts.internships if one.state != "agreed" and span.holds(one.start)),
            vocab.INTERNSHIP_KIND.codes,
        ),
        internship_hours=_internship_hours(count),
        counselling=_counselling(session, span, grants),
        tandem_hours=_tandem_hours(session, span, grants),
        mentors=_mentors(count),
        network_meetings=_network_meetings(session, span),
        targets=_targets(session, everything, span, known_on, grant_id),
        missing=_missing(facts, {*active.ids, *active.uncertain, *exits.ids}, known_on),
        inexact=(),
    )
    title = session.scalar(select(Grant.title).where(Grant.id == grant_id)) if grant_id is not None else ""
    return replace(found, grant=title or "", inexact=tuple(dict.fromkeys(count.inexact)))


def _missing(facts: Facts, people: set[int], cut_off: date) -> tuple[MissingValue, ...]:
    """What funders ask and is empty, for those whom the statement speaks of."""
    weeks = timedelta(weeks=facts.settings.figures_due_weeks)
    found: list[MissingValue] = []
    for unit in facts.units:
        if unit.participant_id not in people:
            continue
        due = unit.entry.last() + weeks if unit.entry else None
        if unit.entry is None:
            found.append(MissingValue(unit.participant_id, "entry", None))
        fields = missing_for_funder(unit.on_entry, unit.gender, unit.birth)
        found.extend(MissingValue(unit.participant_id, field, due) for field in fields)
        if unit.exit is not None:
            if unit.exit_reason is None:
                found.append(MissingValue(unit.participant_id, "exit_reason", unit.exit.last() + weeks))
            window = unit.exit.last() + timedelta(days=facts.settings.on_leaving_days)
            if window < cut_off and status_at_exit(facts, unit) is None:
                found.append(MissingValue(unit.participant_id, "status_after_exit", window))
    return tuple(dict.fromkeys(found))


def _targets(session: Session, facts: Facts, span: Span, cut_off: date, grant_id: int | None) -> tuple[TargetLine, ...]:
    conditions = [Grant.in_bin == false(), Target.value.is_not(None)]
    if grant_id is not None:
        conditions.append(Grant.id == grant_id)
    lines: list[TargetLine] = []
    counted: dict[tuple[int, Span], _Counter] = {}
    for id, title, start, end, indicator, value, year in session.execute(
        select(Grant.id, Grant.title, Grant.start, Grant.end, Target.indicator, Target.value, Target.year)
        .join(Target, Target.grant_id == Grant.id)
        .where(*conditions)
        .order_by(Grant.start.asc().nulls_last(), Grant.id, Target.year.asc().nulls_last(), Target.id)
    ):
        first, last = start or date(1900, 1, 1), end or date(2100, 12, 31)
        if year is not None:
            first, last = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        if value is None or first > span.last or last < span.first:
            continue
        own = Span(first, min(last, cut_off))
        count = counted.setdefault((id, own), _Counter(facts.of_grant(id), own))
        actual = _indicator(session, count, indicator, id)
        if actual is not None:
            lines.append(TargetLine(id, title, indicator, year, own.first, last, value, actual))
    return tuple(lines)


def _indicator(session: Session, count: _Counter, code: str, grant_id: int) -> Decimal | None:
    """What was reached of an indicator of ``vocab.INDICATOR``; None for one that the program does not know."""
    if code == "hours":
        return _counselling(session, count.span, {grant_id}).hours
    if code == "network_meetings":
        return Decimal(_network_meetings(session, count.span).value)
    counters: dict[str, Callable[[_Counter], Figure]] = {
        "entries": _entries,
        "exits": _exits,
        "active": _active,
        "tandems": _tandems_begun,
        "internships": _internships_begun,
        "mentors": _mentors,
        "employed_after_exit": lambda one: _left_as(one, "employed_after_exit", is_employed),
        "education_after_exit": lambda one: _left_as(one, "education_after_exit", is_in_education),
    }
    return Decimal(counters[code](count).value) if code in counters else None
