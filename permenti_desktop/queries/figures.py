"""The statement of figures for a period: how many came, went, were accompanied, and what became of them.

Plain data, no document. Behind each figure stand the ids of what was counted, so that a list can be shown, and beside
it what may belong to it but is not known exactly.

The rules on people in operations, on the cut-off date and on what became of them stand in
:mod:`permenti_desktop.queries.participation`, those on partial dates in :mod:`permenti_desktop.queries.period`. And:

- *On leaving* and *six months after* speak of those whose exit lies in the period.
- *Partial dates are not guessed.* What certainly lies in the period is counted; a month or year that lies in it only in
  part is named in ``uncertain`` and not counted.
- *Hours* are those of :mod:`permenti_desktop.queries.hours`.
- *Targets* are compared as the grant sets them: a target of a year with that year, a target of the whole period with
  the whole period, both up to the cut-off date; never in proportion.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property
from itertools import compress
from operator import attrgetter
from typing import Any, Final, Generic, Literal, NamedTuple, TypeAlias, TypeVar

from sqlalchemy import false, select
from sqlalchemy.orm import Session

from permenti_desktop.db.models.grant import Grant, Target
from permenti_desktop.db.models.network import NetworkMeeting
from permenti_desktop.domain import vocab
from permenti_desktop.domain.participant import is_employed, is_in_education
from permenti_desktop.domain.text import sort_key
from permenti_desktop.domain.vocab import Vocabulary
from permenti_desktop.queries import hours, participation
from permenti_desktop.queries.accompaniment import Accompaniment, InternshipFact, TandemFact, accompaniment, ran
from permenti_desktop.queries.hours import Hours
from permenti_desktop.queries.participation import Facts, Unit, status_after_six_months, status_at_exit
from permenti_desktop.queries.period import Certainty, Span, month

Record: TypeAlias = Literal["participant", "tandem", "internship", "mentor", "meeting"]
"""What the ids of a figure are ids of."""


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
    *uncertain* are those that may belong to the period, named and not counted. *genders*, *towns* and *days* stand
    beside the ids, and are empty for a figure that is not split."""

    code: str
    record: Record
    ids: tuple[int, ...]
    uncertain: tuple[int, ...] = ()
    genders: tuple[str | None, ...] = ()
    towns: tuple[str | None, ...] = ()
    days: tuple[str | None, ...] = ()

    @property
    def value(self) -> int:
        """How many were counted."""
        return len(self.ids)

    @property
    def people(self) -> int:
        """How many different records were counted."""
        return len(set(self.ids))

    @property
    def by_gender(self) -> tuple[Share, ...]:
        """By gender, which "u" says is not known."""
        return _shares((None if code == "u" else code for code in self.genders), self.ids, vocab.GENDER.codes)

    @property
    def by_town(self) -> tuple[Share, ...]:
        """By town."""
        return _shares(self.towns, self.ids)

    @property
    def by_month(self) -> tuple[Share, ...]:
        """By the month of the day that is counted ("2026-03")."""
        return _shares(map(month, self.days), self.ids)


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


# Counting ----------------------------------------------------------------------------------------------------------


Fact = TypeVar("Fact", Unit, TandemFact, InternshipFact)
Other = TypeVar("Other", TandemFact, InternshipFact)
_Day: TypeAlias = Callable[[Any], str | None]

_ENTRY: Final[_Day] = attrgetter("entered")
_EXIT: Final[_Day] = attrgetter("left")
_START: Final[_Day] = attrgetter("started")
_END: Final[_Day] = attrgetter("ended")
_GENDER: Final = attrgetter("gender")
_TOWN: Final = attrgetter("town")
_ID_OF: Final[dict[Record, Callable[[Any], int]]] = {
    "participant": attrgetter("participant_id"),
    "tandem": attrgetter("id"),
    "internship": attrgetter("id"),
    "mentor": attrgetter("mentor_id"),
}


class _Chosen(NamedTuple, Generic[Fact]):
    """What counts, and what may."""

    surely: Sequence[Fact]
    perhaps: Sequence[Fact]

    def those(self, wanted: Callable[[Fact], object]) -> "_Chosen[Fact]":
        """Of them, for which *wanted* is true."""
        return _Chosen(list(filter(wanted, self.surely)), list(filter(wanted, self.perhaps)))


def _chosen(facts: Sequence[Fact], answers: Iterable[Certainty]) -> _Chosen[Fact]:
    """What of some facts counts by the answers to them."""
    known = list(answers)
    perhaps = [fact for fact, answer in zip(facts, known, strict=True) if answer is None] if None in known else []
    return _Chosen(list(compress(facts, known)), perhaps)


class _Counter:
    """Counts what lies in one span."""

    def __init__(self, facts: Facts, others: Accompaniment, span: Span) -> None:
        self.facts, self.others, self.span = facts, others, span
        self.holds, self.touched = span.holding(), span.touching()
        self.inexact: list[Inexact] = []

    @cached_property
    def left(self) -> _Chosen[Unit]:
        """Whose exit lies in the span."""
        return self.dated(self.facts.units, _EXIT)

    def of_grant(self, grant_id: int, members: frozenset[int], span: Span) -> "_Counter":
        """One grant in another span: its participations, and what its participants ever did."""
        return _Counter(self.facts.of_grant(grant_id), self.others.of(members), span)

    def dated(self, facts: Sequence[Fact], when: _Day) -> _Chosen[Fact]:
        """Facts whose day lies in the span."""
        return _chosen(facts, map(self.holds, map(when, facts)))

    def running(self, facts: Sequence[Other]) -> _Chosen[Other]:
        """Tandems or internships that ran in the span."""
        return _chosen(facts, (ran(one, self.touched, self.holds) for one in facts))

    def figure(self, code: str, record: Record, chosen: _Chosen[Fact], when: _Day, *, split: bool = True) -> Figure:
        """What was chosen as a figure, noting what is inexact; *split* by the gender and town of the participant."""
        surely, perhaps = chosen
        id_of = _ID_OF[record]
        self.inexact += [Inexact(code, record, id_of(one), when(one) or "") for one in perhaps]
        return Figure(
            code,
            record,
            tuple(map(id_of, surely)),
            tuple(map(id_of, perhaps)),
            tuple(map(_GENDER, surely)) if split else (),
            tuple(map(_TOWN, surely)) if split else (),
            tuple(map(when, surely)),
        )


def _shares(codes: Iterable[str | None], ids: Iterable[int], order: Sequence[str] = ()) -> tuple[Share, ...]:
    """Parts by value: in the order of a vocabulary, or by the words themselves; the unknown last."""
    found: dict[str, list[int]] = defaultdict(list)
    for code, id in zip(codes, ids, strict=False):
        found[code or ""].append(id)
    places = {code: index for index, code in enumerate(order)}

    def place(code: str) -> tuple[bool, int, str]:
        return (not code, places.get(code, len(places)), code if order else sort_key(code))

    return tuple(Share(code, tuple(found[code])) for code in sorted(found, key=place))


def _parts(facts: Sequence[TandemFact | InternshipFact], field: str, vocabulary: Vocabulary) -> tuple[Share, ...]:
    """Tandems or internships by one of their codes."""
    return _shares(map(attrgetter(field), facts), (one.id for one in facts), vocabulary.codes)


# What counts in one span -------------------------------------------------------------------------------------------


def _came(count: _Counter) -> _Chosen[Unit]:
    return count.dated(count.facts.units, _ENTRY)


def _there(count: _Counter) -> _Chosen[Unit]:
    units = count.facts.units
    return _chosen(units, map(count.touched, map(_ENTRY, units), map(_EXIT, units)))


def _went_to_work(count: _Counter) -> _Chosen[Unit]:
    return count.left.those(lambda unit: is_employed(status_at_exit(count.facts, unit)))


def _went_to_learn(count: _Counter) -> _Chosen[Unit]:
    return count.left.those(lambda unit: is_in_education(status_at_exit(count.facts, unit)))


def _tandems_begun(count: _Counter) -> _Chosen[TandemFact]:
    return count.dated(count.others.tandems, _START)


def _internships_begun(count: _Counter) -> _Chosen[InternshipFact]:
    """An internship that is agreed on and whose first day has passed may have begun: nobody said so."""
    surely, perhaps = count.dated(count.others.internships, _START)
    agreed = [one for one in surely if one.state == "agreed"]
    if not agreed:
        return _Chosen(surely, perhaps)
    return _Chosen([one for one in surely if one.state != "agreed"], sorted((*perhaps, *agreed)))


def _mentors(count: _Counter) -> _Chosen[TandemFact]:
    """Mentors with a tandem that ran in the span, each by the first that did."""
    running = count.running(count.others.tandems)
    surely = {one.mentor_id: one for one in reversed(running.surely)}
    perhaps = {one.mentor_id: one for one in reversed(running.perhaps) if one.mentor_id not in surely}
    return _Chosen([surely[id] for id in sorted(surely)], [perhaps[id] for id in sorted(perhaps)])


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
    ids = tuple(id for id, _on in rows)
    return Figure("network_meetings", "meeting", ids, days=tuple(on.isoformat() for _id, on in rows))


# The statement -----------------------------------------------------------------------------------------------------


def statement(
    session: Session, start: date, end: date, cut_off: date | None = None, grant_id: int | None = None
) -> Statement:
    """The figures from *start* to *end* by what is known on the *cut_off* date (default: the end of the period). With a
    *grant_id* only its participations and what its participants did; network meetings belong to the office and are
    always all of them. The number of statements does not depend on how much there is."""
    known_on = cut_off or end
    span = Span(start, min(end, known_on))
    wanted = _wanted(session, span, known_on, grant_id)
    # Read is what concerns the period or one of its targets, not the whole life of the office.
    read = Span(
        min((span.first, *(one.span.first for one in wanted))), max((span.last, *(one.span.last for one in wanted)))
    )
    everything = _Counter(participation.facts(session, known_on, read), accompaniment(session, known_on, read), span)
    grants = {grant_id} if grant_id is not None else None
    members = participation.members(session, known_on, grants or {one.grant_id for one in wanted})
    count = everything.of_grant(grant_id, members[grant_id], span) if grant_id is not None else everything
    facts, others = count.facts, count.others
    on_day = _Counter(facts, others, Span(span.last, span.last))
    statuses = vocab.STATUS_AFTER_EXIT.codes

    entries = count.figure("entries", "participant", _came(count), _ENTRY)
    exits = count.figure("exits", "participant", count.left, _EXIT)
    active = count.figure("active", "participant", _there(count), _ENTRY)
    left = count.left.surely
    left_ids = [unit.participant_id for unit in left]
    later = [(unit.participant_id, *status_after_six_months(facts, unit)) for unit in left]
    due = [(id, status) for id, status, is_due in later if is_due]
    begun = [one for one in others.internships if one.state != "agreed"]
    ended = count.dated(others.tandems, _END)
    over = count.dated([one for one in begun if one.state != "running"], _END)
    begun_now = count.dated(begun, _START).surely

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
        dropouts=count.figure("dropouts", "participant", count.left.those(lambda unit: unit.dropout), _EXIT),
        active=active,
        active_on_cut_off=on_day.figure("active_on_cut_off", "participant", _there(on_day), _ENTRY),
        exit_reasons=_shares((unit.exit_reason for unit in left), left_ids, vocab.EXIT_REASON.codes),
        on_leaving=_shares((status_at_exit(facts, unit) for unit in left), left_ids, statuses),
        employed_after_exit=count.figure("employed_after_exit", "participant", _went_to_work(count), _EXIT),
        education_after_exit=count.figure("education_after_exit", "participant", _went_to_learn(count), _EXIT),
        six_months=_shares((status for _id, status in due), (id for id, _status in due), statuses),
        six_months_not_due=tuple(id for id, _status, is_due in later if not is_due),
        employed_after_six_months=count.figure(
            "employed_after_six_months",
            "participant",
            count.left.those(lambda unit: is_employed(status_after_six_months(facts, unit)[0])),
            _EXIT,
        ),
        tandems_begun=count.figure("tandems", "tandem", _tandems_begun(count), _START),
        tandems_running=count.figure("tandems_running", "tandem", count.running(others.tandems), _START),
        tandems_on_cut_off=on_day.figure("tandems_on_cut_off", "tandem", on_day.running(others.tandems), _START),
        tandems_ended=count.figure("tandems_ended", "tandem", ended, _END),
        tandem_end_reasons=_parts(ended.surely, "end_reason", vocab.TANDEM_END_REASON),
        internships_begun=count.figure("internships", "internship", _internships_begun(count), _START),
        internships_running=count.figure("internships_running", "internship", count.running(begun), _START),
        internships_ended=count.figure("internships_ended", "internship", over, _END),
        internship_outcomes=_parts(over.surely, "outcome", vocab.INTERNSHIP_OUTCOME),
        internship_kinds=_parts(begun_now, "kind", vocab.INTERNSHIP_KIND),
        internship_hours=hours.of_internships(others.internships, span),
        counselling=hours.of_counselling(session, span, grants),
        tandem_hours=hours.of_tandems(session, span, grants),
        mentors=count.figure("mentors", "mentor", _mentors(count), _START, split=False),
        network_meetings=_network_meetings(session, span),
        targets=tuple(_target_lines(session, everything, members, wanted)),
        missing=_missing(facts, {*active.ids, *active.uncertain, *exits.ids}, known_on),
        inexact=(),
    )
    title = session.scalar(select(Grant.title).where(Grant.id == grant_id)) if grant_id is not None else ""
    return replace(found, grant=title or "", inexact=tuple(dict.fromkeys(count.inexact)))


def _missing(facts: Facts, people: set[int], cut_off: date) -> tuple[MissingValue, ...]:
    """What funders ask and is empty, for those whom the statement speaks of."""
    weeks = timedelta(weeks=facts.settings.figures_due_weeks)
    on_leaving = timedelta(days=facts.settings.on_leaving_days)
    found: list[MissingValue] = []
    for unit in facts.units:
        if unit.participant_id not in people:
            continue
        entry, leave, fields = unit.entry, unit.exit, unit.missing
        if entry is None:
            found.append(MissingValue(unit.participant_id, "entry", None))
        if fields:
            due = entry.last() + weeks if entry else None
            found.extend(MissingValue(unit.participant_id, field, due) for field in fields)
        if leave is not None:
            if unit.exit_reason is None:
                found.append(MissingValue(unit.participant_id, "exit_reason", leave.last() + weeks))
            window = leave.last() + on_leaving
            if window < cut_off and status_at_exit(facts, unit) is None:
                found.append(MissingValue(unit.participant_id, "status_after_exit", window))
    return tuple(dict.fromkeys(found))


# Targets -----------------------------------------------------------------------------------------------------------


class _Wanted(NamedTuple):
    """A target of a grant, and the days up to the cut-off date that are compared with it; *end* is its own."""

    grant_id: int
    grant: str
    indicator: str
    year: int | None
    value: int
    end: date
    span: Span


def _wanted(session: Session, span: Span, cut_off: date, grant_id: int | None) -> list[_Wanted]:
    """The targets that concern a span."""
    conditions = [Grant.in_bin == false(), Target.value.is_not(None), Target.indicator.in_(_INDICATORS)]
    if grant_id is not None:
        conditions.append(Grant.id == grant_id)
    found: list[_Wanted] = []
    for id, title, start, end, indicator, value, year in session.execute(
        select(Grant.id, Grant.title, Grant.start, Grant.end, Target.indicator, Target.value, Target.year)
        .join(Target, Target.grant_id == Grant.id)
        .where(*conditions)
        .order_by(Grant.start.asc().nulls_last(), Grant.id, Target.year.asc().nulls_last(), Target.id)
    ):
        first, last = start or date(1900, 1, 1), end or date(2100, 12, 31)
        if year is not None:
            first, last = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        if value is not None and first <= span.last and last >= span.first:
            found.append(_Wanted(id, title, indicator, year, value, last, Span(first, min(last, cut_off))))
    return found


def _target_lines(
    session: Session, everything: _Counter, members: Mapping[int, frozenset[int]], wanted: Iterable[_Wanted]
) -> Iterator[TargetLine]:
    counter = cache(everything.of_grant)
    for one in wanted:
        count = counter(one.grant_id, members[one.grant_id], one.span)
        actual = _INDICATORS[one.indicator](session, count, one.grant_id)
        yield TargetLine(
            one.grant_id, one.grant, one.indicator, one.year, one.span.first, one.end, one.value, Decimal(actual)
        )


_Actual: TypeAlias = Callable[[Session, _Counter, int], int | Decimal]

_INDICATORS: Final[dict[str, _Actual]] = {
    "entries": lambda _session, count, _grant: len(_came(count).surely),
    "exits": lambda _session, count, _grant: len(count.left.surely),
    "active": lambda _session, count, _grant: len(_there(count).surely),
    "tandems": lambda _session, count, _grant: len(_tandems_begun(count).surely),
    "internships": lambda _session, count, _grant: len(_internships_begun(count).surely),
    "mentors": lambda _session, count, _grant: len(_mentors(count).surely),
    "employed_after_exit": lambda _session, count, _grant: len(_went_to_work(count).surely),
    "education_after_exit": lambda _session, count, _grant: len(_went_to_learn(count).surely),
    "network_meetings": lambda session, count, _grant: _network_meetings(session, count.span).value,
    "hours": lambda session, count, grant: hours.of_counselling(session, count.span, {grant}).hours,
}
"""How each indicator of ``vocab.INDICATOR`` is counted; a target of another one has no line."""
