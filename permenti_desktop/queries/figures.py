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

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property
from itertools import compress
from operator import itemgetter, not_, or_
from typing import Final, Literal, NamedTuple, TypeAlias

from sqlalchemy import false, select
from sqlalchemy.orm import Session

from permenti_desktop.db.models.grant import Grant, Target
from permenti_desktop.db.models.network import NetworkMeeting
from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.participant import is_employed, is_in_education
from permenti_desktop.domain.text import sort_key
from permenti_desktop.domain.vocab import Vocabulary
from permenti_desktop.queries import hours, participation
from permenti_desktop.queries.accompaniment import (
    BEGUN_INTERNSHIPS,
    Accompaniment,
    Internships,
    Tandems,
    accompaniment,
    chosen,
    ran,
)
from permenti_desktop.queries.hours import Hours
from permenti_desktop.queries.participation_columns import Afterwards, Participations, Whose, by_column
from permenti_desktop.queries.period import Answers, Span, all_of, answered, has_doubt, moment, month

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


class _Split(NamedTuple):
    """By what a figure can be split: the days that are counted, whose gender and town count, and which of all these it
    counts. Put together when asked for."""

    counted: Answers
    days: Sequence[str | None]
    whose: Whose | None = None


_NOT_SPLIT: Final = _Split([], ())


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. *ids* holds one id per counted unit; a person who takes part in two operations is there twice.
    *uncertain* are those that may belong to the period, named and not counted. A figure that is not about participants
    has shares by month only."""

    code: str
    record: Record
    ids: tuple[int, ...]
    uncertain: tuple[int, ...] = ()
    split: _Split = field(default=_NOT_SPLIT, repr=False, compare=False)

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
        if self.split.whose is None:
            return ()
        genders = compress(self.split.whose.genders, self.split.counted)
        return _shares((None if code == "u" else code for code in genders), self.ids, vocab.GENDER.codes)

    @property
    def by_town(self) -> tuple[Share, ...]:
        """By town."""
        if self.split.whose is None:
            return ()
        return _shares(compress(self.split.whose.towns, self.split.counted), self.ids)

    @property
    def by_month(self) -> tuple[Share, ...]:
        """By the month of the day that is counted ("2026-03")."""
        return _shares(map(month, compress(self.split.days, self.split.counted)), self.ids)


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


class MissingValue(NamedTuple):
    """A field that a funder asks and that is empty for a participant; *due* is the day by which it should be known."""

    participant_id: int
    field: str
    due: date | None


class Inexact(NamedTuple):
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


class _Counter:
    """Counts what lies in one span."""

    def __init__(self, units: Participations, others: Accompaniment, span: Span) -> None:
        self.units, self.others, self.span = units, others, span
        self.inexact: list[Inexact] = []

    def of_grant(self, grant_id: int, members: frozenset[int]) -> "_Counter":
        """One grant: its participations, and what its participants ever did."""
        return _Counter(self.units.of_grant(grant_id), self.others.of(members), self.span)

    def at(self, span: Span) -> "_Counter":
        """The same in another span."""
        return _Counter(self.units, self.others, span)

    @cached_property
    def came(self) -> Answers:
        """Whose entry lies in the span."""
        return self.span.held(self.units.entered)

    @cached_property
    def left(self) -> Answers:
        """Whose exit lies in the span."""
        return self.span.held(self.units.left)

    @cached_property
    def there(self) -> Answers:
        """Who took part in the span."""
        return self.span.touched(self.units.entered, self.units.left)

    @cached_property
    def tandems_begun(self) -> Answers:
        """Which tandems began."""
        return self.span.held(self.others.tandems.started)

    @cached_property
    def tandems_running(self) -> Answers:
        """Which tandems ran."""
        return ran(self.others.tandems, self.span)

    @cached_property
    def internships_begun(self) -> Answers:
        """Which internships began. One that is agreed on and whose first day has passed may have: nobody said so."""
        answers = self.span.held(self.others.internships.started)
        agreed = answered(self.others.internships.states, "agreed".__eq__)
        if True not in set(agreed):
            return answers
        return [None if one and but else one for one, but in zip(answers, agreed, strict=True)]

    @cached_property
    def mentors(self) -> tuple[dict[int, str | None], dict[int, str | None]]:
        """Mentors with a tandem that ran in the span, and the day on which the first of them began; and those with one
        that may have run."""

        def firsts(answers: Sequence[object]) -> dict[int, str | None]:
            backwards = (
                compress(reversed(column), reversed(answers)) for column in (tandems.mentor_ids, tandems.started)
            )
            return dict(zip(*backwards, strict=True))  # the first tandem comes last

        tandems, running = self.others.tandems, self.tandems_running
        surely = firsts(running)
        if not has_doubt(running):
            return surely, {}
        perhaps = firsts([answer is None for answer in running])
        return surely, {id: day for id, day in perhaps.items() if id not in surely}

    def figure(
        self,
        code: str,
        record: Record,
        answers: Answers,
        days: Sequence[str | None],
        ids: Sequence[int],
        whose: Whose,
    ) -> Figure:
        """What was answered of some records as a figure, noting what is inexact."""
        perhaps = [at for at, answer in enumerate(answers) if answer is None] if has_doubt(answers) else []
        self.note(code, record, [(ids[at], days[at]) for at in perhaps])
        return Figure(
            code,
            record,
            tuple(compress(ids, answers)),
            tuple(ids[at] for at in perhaps),
            _Split(answers, days, whose),
        )

    def note(self, code: str, record: Record, perhaps: Iterable[tuple[int, str | None]]) -> None:
        """Remember what may belong to a figure."""
        self.inexact += [Inexact(code, record, id, day or "") for id, day in perhaps]


def _shares(codes: Iterable[str | None], ids: Iterable[int], order: Sequence[str] = ()) -> tuple[Share, ...]:
    """Parts by value: in the order of a vocabulary, or by the words themselves; the unknown last."""
    found: dict[str, list[int]] = defaultdict(list)
    for code, id in zip(codes, ids, strict=False):
        found[code or ""].append(id)
    places = {code: index for index, code in enumerate(order)}

    def place(code: str) -> tuple[bool, int, str]:
        return (not code, places.get(code, len(places)), code if order else sort_key(code))

    return tuple(Share(code, tuple(found[code])) for code in sorted(found, key=place))


_OVER: Final = BEGUN_INTERNSHIPS - {"running"}


def _parts(
    of: Tandems | Internships, answers: Answers, codes: Sequence[str | None], vocabulary: Vocabulary
) -> tuple[Share, ...]:
    """Tandems or internships by one of their codes."""
    return _shares(compress(codes, answers), compress(of.ids, answers), vocabulary.codes)


def _mentors(count: _Counter) -> Figure:
    surely, perhaps = count.mentors
    ids = tuple(sorted(surely))
    count.note("mentors", "mentor", sorted(perhaps.items(), key=itemgetter(0)))
    return Figure("mentors", "mentor", ids, tuple(sorted(perhaps)), _by_day(list(map(surely.__getitem__, ids))))


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
    days = _by_day([on.isoformat() for _id, on in rows])
    return Figure("network_meetings", "meeting", tuple(id for id, _on in rows), split=days)


def _by_day(days: Sequence[str | None]) -> _Split:
    """Of what is not about participants, only the days are known."""
    return _Split([True] * len(days), days)


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
    units, after, people = by_column(session, known_on, read)
    others = accompaniment(session, known_on, read)
    people = people.with_others(session, others.people)
    everything = _Counter(units, others, span)
    grants = {grant_id} if grant_id is not None else None
    members = participation.members(session, known_on, grants or {one.grant_id for one in wanted})
    count = everything.of_grant(grant_id, members[grant_id]) if grant_id is not None else everything
    units, tandems = count.units, count.others.tandems
    on_day = count.at(Span(span.last, span.last))
    statuses = vocab.STATUS_AFTER_EXIT.codes

    gone = units.chosen([answer is not False for answer in count.left])  # in the period, or perhaps
    left = span.held(gone.left)
    to_work, to_learn = answered(gone.leaving, is_employed), answered(gone.leaving, is_in_education)
    # Nothing is due before six months are over, unless somebody told it already.
    is_due = list(map(or_, answered(gone.left, after.are_six_months_over), map(bool, gone.later)))
    due, not_due = all_of(left, is_due), all_of(left, list(map(not_, is_due)))
    ended = span.held(tandems.ended)
    internships = count.others.internships
    begun = answered(internships.states, BEGUN_INTERNSHIPS.__contains__)
    begun_now = all_of(span.held(internships.started), begun)
    over = all_of(span.held(internships.ended), answered(internships.states, _OVER.__contains__))

    everybody, leavers = people.of(units.participant_ids), people.of(gone.participant_ids)
    mentees, interns = people.of(tandems.mentees), people.of(internships.participant_ids)

    def of_people(code: str, answers: Answers, days: Sequence[str | None], counter: _Counter = count) -> Figure:
        return counter.figure(code, "participant", answers, days, units.participant_ids, everybody)

    def of_gone(code: str, answers: Answers) -> Figure:
        return count.figure(code, "participant", answers, gone.left, gone.participant_ids, leavers)

    def of_tandems(code: str, answers: Answers, days: Sequence[str | None], counter: _Counter = count) -> Figure:
        return counter.figure(code, "tandem", answers, days, tandems.ids, mentees)

    def of_internships(code: str, answers: Answers, days: Sequence[str | None]) -> Figure:
        return count.figure(code, "internship", answers, days, internships.ids, interns)

    entries = of_people("entries", count.came, units.entered)
    exits = of_gone("exits", left)
    active = of_people("active", count.there, units.entered)
    found = Statement(
        start=start,
        end=end,
        cut_off=known_on,
        office=after.settings.office,
        site=after.settings.site,
        grant_id=grant_id,
        grant="",
        entries=entries,
        exits=exits,
        dropouts=of_gone("dropouts", all_of(left, list(map(bool, gone.dropouts)))),
        active=active,
        active_on_cut_off=of_people("active_on_cut_off", on_day.there, units.entered, on_day),
        exit_reasons=_shares(compress(gone.exit_reasons, left), exits.ids, vocab.EXIT_REASON.codes),
        on_leaving=_shares(compress(gone.leaving, left), exits.ids, statuses),
        employed_after_exit=of_gone("employed_after_exit", all_of(left, to_work)),
        education_after_exit=of_gone("education_after_exit", all_of(left, to_learn)),
        six_months=_shares(compress(gone.later, due), compress(gone.participant_ids, due), statuses),
        six_months_not_due=tuple(compress(gone.participant_ids, not_due)),
        employed_after_six_months=of_gone("employed_after_six_months", all_of(left, answered(gone.later, is_employed))),
        tandems_begun=of_tandems("tandems", count.tandems_begun, tandems.started),
        tandems_running=of_tandems("tandems_running", count.tandems_running, tandems.started),
        tandems_on_cut_off=of_tandems("tandems_on_cut_off", on_day.tandems_running, tandems.started, on_day),
        tandems_ended=of_tandems("tandems_ended", ended, tandems.ended),
        tandem_end_reasons=_parts(tandems, ended, tandems.end_reasons, vocab.TANDEM_END_REASON),
        internships_begun=of_internships("internships", count.internships_begun, internships.started),
        internships_running=of_internships(
            "internships_running", all_of(ran(internships, span), begun), internships.started
        ),
        internships_ended=of_internships("internships_ended", over, internships.ended),
        internship_outcomes=_parts(internships, over, internships.outcomes, vocab.INTERNSHIP_OUTCOME),
        internship_kinds=_parts(internships, begun_now, internships.kinds, vocab.INTERNSHIP_KIND),
        internship_hours=hours.of_internships(internships, span),
        counselling=hours.of_counselling(session, span, grants),
        tandem_hours=hours.of_tandems(session, span, grants),
        mentors=_mentors(count),
        network_meetings=_network_meetings(session, span),
        targets=tuple(_target_lines(session, everything, members, wanted)),
        missing=_missing(units, after, (*active.ids, *active.uncertain, *exits.ids)),
        inexact=(),
    )
    title = session.scalar(select(Grant.title).where(Grant.id == grant_id)) if grant_id is not None else ""
    return replace(found, grant=title or "", inexact=tuple(dict.fromkeys(count.inexact)))


def _missing(units: Participations, after: Afterwards, people: Iterable[int]) -> tuple[MissingValue, ...]:
    """What funders ask and is empty, for those whom the statement speaks of."""
    weeks = timedelta(weeks=after.settings.figures_due_weeks)
    everybody = range(len(units.participant_ids))
    reasons, statuses = units.exit_reasons, units.leaving
    places = set(compress(everybody, units.missing))
    if None in set(units.entered):
        places.update(at for at in everybody if units.entered[at] is None)
    places.update(at for at in compress(everybody, units.left) if reasons[at] is None or statuses[at] is None)
    spoken_of = {units.participant_ids[at] for at in places}.intersection(people)

    @cache
    def after_entry(entered: str) -> date:
        return PartialDate.of(entered).last() + weeks

    found: list[MissingValue] = []
    for at in sorted(places):
        id, entered, leave = units.participant_ids[at], units.entered[at], moment(units.left[at])
        if id not in spoken_of:
            continue
        if not entered:
            found.append(MissingValue(id, "entry", None))
        due = after_entry(entered) if entered else None
        found.extend([MissingValue(id, field, due) for field in units.missing[at]])
        if leave is not None:
            if reasons[at] is None:
                found.append(MissingValue(id, "exit_reason", leave.last() + weeks))
            window = leave.last() + after.window
            if window < after.cut_off and statuses[at] is None:
                found.append(MissingValue(id, "status_after_exit", window))
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


class _Reached:
    """What was reached of the targets of one grant. How many stand on each day is counted once, and a span is compared
    with the days; only what certainly lies in it counts."""

    def __init__(self, everything: _Counter, grant_id: int, members: frozenset[int]) -> None:
        self._units, self._others = everything.units, everything.others
        self._everything, self._members = everything, members
        self._hers = answered(self._units.grant_ids, lambda grant: grant == grant_id)

    @cached_property
    def entries(self) -> Counter[str | None]:
        """Of the first entries."""
        return Counter(compress(self._units.entered, self._hers))

    @cached_property
    def exits(self) -> Counter[str | None]:
        """Of the last exits."""
        return Counter(compress(self._units.left, self._hers))

    @cached_property
    def exits_to_work(self) -> Counter[str | None]:
        """Of the exits for work."""
        return Counter(compress(self._units.left, all_of(self._hers, answered(self._units.leaving, is_employed))))

    @cached_property
    def exits_to_learn(self) -> Counter[str | None]:
        """Of the exits to learn."""
        return Counter(compress(self._units.left, all_of(self._hers, answered(self._units.leaving, is_in_education))))

    @cached_property
    def tandems(self) -> Counter[str | None]:
        """Of the beginnings of tandems."""
        return Counter(compress(self._others.tandems.started, self._others.tandems_of(self._members)))

    @cached_property
    def internships(self) -> Counter[str | None]:
        """Of the beginnings of internships that are more than agreed on."""
        internships = self._others.internships
        begun = answered(internships.states, BEGUN_INTERNSHIPS.__contains__)
        return Counter(compress(internships.started, all_of(begun, self._others.internships_of(self._members))))

    def active(self, span: Span) -> int:
        """How many took part."""
        return all_of(self._hers, self._everything.at(span).there).count(True)

    def mentors(self, span: Span) -> int:
        """How many mentors had a tandem that ran."""
        tandems = chosen(self._others.tandems, self._others.tandems_of(self._members))
        return len(set(compress(tandems.mentor_ids, ran(tandems, span))))


def _on(days: Mapping[str | None, int], span: Span) -> int:
    """How many stand on the days of a span."""
    return sum(compress(days.values(), span.held(days)))


def _target_lines(
    session: Session, everything: _Counter, members: Mapping[int, frozenset[int]], wanted: Iterable[_Wanted]
) -> Iterator[TargetLine]:
    reached = cache(lambda grant_id: _Reached(everything, grant_id, members[grant_id]))
    for one in wanted:
        actual = _INDICATORS[one.indicator](session, reached(one.grant_id), one)
        yield TargetLine(
            one.grant_id, one.grant, one.indicator, one.year, one.span.first, one.end, one.value, Decimal(actual)
        )


_Actual: TypeAlias = Callable[[Session, _Reached, _Wanted], int | Decimal]

_INDICATORS: Final[dict[str, _Actual]] = {
    "entries": lambda _session, reached, one: _on(reached.entries, one.span),
    "exits": lambda _session, reached, one: _on(reached.exits, one.span),
    "active": lambda _session, reached, one: reached.active(one.span),
    "tandems": lambda _session, reached, one: _on(reached.tandems, one.span),
    "internships": lambda _session, reached, one: _on(reached.internships, one.span),
    "mentors": lambda _session, reached, one: reached.mentors(one.span),
    "employed_after_exit": lambda _session, reached, one: _on(reached.exits_to_work, one.span),
    "education_after_exit": lambda _session, reached, one: _on(reached.exits_to_learn, one.span),
    "network_meetings": lambda session, _reached, one: _network_meetings(session, one.span).value,
    "hours": lambda session, _reached, one: hours.of_counselling(session, one.span, {one.grant_id}).hours,
}
"""How each indicator of ``vocab.INDICATOR`` is counted; a target of another one has no line."""
