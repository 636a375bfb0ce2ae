"""Hours of counselling, of tandems and of internships in a period.

- *Counselling* are the minutes of timeline entries, for each participant an entry is about
  (:class:`domain.timeline.TimelineEntryInput`); *tandems* the minutes of their meetings, once per meeting.
- *Internships* that lie only partly in the period have the hours of the days in it, by the weekly hours; where only a
  total is known, the share of the days, and the internship is named in ``uncertain``. One of which nobody knows whether
  it was in the period, or when it ended, is named there and not counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from itertools import compress
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, String, cast, false, func, select, true
from sqlalchemy.orm import Session

from permenti_desktop.db.models.participant import Participation
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.tandem import Tandem, TandemMeeting, TandemMentee
from permenti_desktop.db.models.timeline import TimelineEntry, TimelinePerson
from permenti_desktop.domain import vocab
from permenti_desktop.domain.internship import hours_of_days
from permenti_desktop.queries.accompaniment import Internships, in_hours
from permenti_desktop.queries.columns import columns
from permenti_desktop.queries.listing import Anything, Column
from permenti_desktop.queries.participation import counted
from permenti_desktop.queries.period import Span, answered, moment, month

Sums: TypeAlias = tuple[str, str | None, int, int, int]
"""Month, kind, minutes, how many records, and of how many the length is known."""


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


def of_counselling(session: Session, span: Span, grants: set[int] | None) -> Hours:
    """Minutes of entries about participants; for several people an entry counts for each of them. *grants* restricts it
    to their participants."""
    # The entries of the period stand in one index with their minutes. "+ 0" keeps the database from going through the
    # people instead, of whom each has entries of many years.
    about: ColumnElement[int] = TimelinePerson.person_id + 0
    if grants is not None:
        hers = select(Participation.participant_id).where(
            Participation.grant_id.in_(grants), Participation.participant_id.in_(counted())
        )
        return _hours("hours", _of_entries(session, span, about.in_(hers)), vocab.ENTRY_KIND.codes)
    # Whether somebody counts is asked of the few who do not, rather than of each entry.
    sums = {(row[0], row[1]): row for row in _of_entries(session, span)}
    for on, kind, minutes, number, timed in _of_entries(session, span, TimelinePerson.person_id.in_(_others())):
        _on, _kind, all_minutes, all_of_them, all_timed = sums[on, kind]
        sums[on, kind] = (on, kind, all_minutes - minutes, all_of_them - number, all_timed - timed)
    return _hours("hours", (row for row in sums.values() if row[3]), vocab.ENTRY_KIND.codes)


def _of_entries(session: Session, span: Span, *conditions: ColumnElement[bool]) -> Iterator[Sums]:
    statement: Anything = (
        select(TimelineEntry.on, TimelineEntry.kind, *_minutes(TimelineEntry.minutes))
        .join(TimelinePerson, TimelinePerson.entry_id == TimelineEntry.id)
        .where(TimelineEntry.in_bin == false(), TimelineEntry.on.between(span.first, span.last), *conditions)
        .group_by(TimelineEntry.on, TimelineEntry.kind)
    )
    for on, kind, minutes, number, timed in zip(*columns(session, statement, 5), strict=True):
        yield str(on), kind, minutes or 0, number, timed


def _others() -> Any:
    """The ids of everybody who is no participant, or none that counts."""
    return select(Person.id).where(Person.id.not_in(counted()))


def of_tandems(session: Session, span: Span, grants: set[int] | None) -> Hours:
    """Minutes of tandem meetings, once per meeting."""
    binned = select(Tandem.id).where(Tandem.in_bin == true(), Tandem.binned_at.is_not(None))
    # As a text, so that all meetings are read one after the other: to fetch those of a year by the index of days takes
    # longer, to put them in order for it longer still.
    on = cast(TandemMeeting.on, String)
    conditions = [on.between(span.first.isoformat(), span.last.isoformat()), TandemMeeting.tandem_id.not_in(binned)]
    if grants is not None:
        of_grant = (
            select(TandemMentee.tandem_id)
            .join(Participation, Participation.participant_id == TandemMentee.participant_id)
            .where(Participation.grant_id.in_(grants))
        )
        conditions.append(TandemMeeting.tandem_id.in_(of_grant))
    months = (
        select(func.substr(on, 1, 7).label("month"), TandemMeeting.form, TandemMeeting.minutes)
        .where(*conditions)
        .subquery()
    )
    rows: Iterable[Any] = session.execute(
        select(months.c.month, months.c.form, *_minutes(months.c.minutes)).group_by(months.c.month, months.c.form)
    )
    return _hours("tandem_hours", rows, vocab.MEETING_FORM.codes)


def _minutes(column: Column) -> tuple[ColumnElement[int], ...]:
    """The sum of a column, of how many, and how many of them are known."""
    return func.sum(column), func.count(), func.count(column)


def _hours(code: str, rows: Iterable[Sums], order: Sequence[str]) -> Hours:
    """Added up."""
    by_month: Counter[str] = Counter()
    by_kind: Counter[str] = Counter()
    records = without = 0
    for on, kind, minutes, number, timed in rows:
        by_month[month(on)] += int(minutes or 0)
        by_kind[kind or ""] += int(minutes or 0)
        records += timed
        without += number - timed
    places = {kind: index for index, kind in enumerate(order)}
    return Hours(
        code,
        _in_hours(sum(by_month.values())),
        records,
        without,
        tuple((one, _in_hours(by_month[one])) for one in sorted(by_month)),
        tuple(
            (kind, _in_hours(by_kind[kind])) for kind in sorted(by_kind, key=lambda one: places.get(one, len(places)))
        ),
    )


def _in_hours(minutes: int) -> Decimal:
    """Minutes as hours with two places."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"))


def of_internships(internships: Internships, span: Span) -> Hours:
    """Hours of the days in a span."""
    first_day, last_day = span.first.toordinal(), span.last.toordinal()
    by_kind: dict[str, Decimal] = defaultdict(Decimal)
    by_month: dict[str, Decimal] = defaultdict(Decimal)
    records = without = 0
    doubtful: list[int] = []
    agreed = answered(internships.states, "agreed".__eq__)
    touched = span.touched(internships.started, internships.ends)
    concerned = [answer is not False and not is_agreed for answer, is_agreed in zip(touched, agreed, strict=True)]
    for surely, id, kind, start, end, without_end, weekly, total in compress(
        zip(
            touched, internships.ids, internships.kinds, internships.started, internships.ends,
            internships.without_end, internships.hours_per_week, internships.hours_total, strict=True,
        ),
        concerned,
    ):  # fmt: skip
        if not surely or without_end:
            doubtful.append(id)  # whether or how long it was in the span is not known
            continue
        # One that goes on is reckoned to the last day of the span.
        first, last = _days(start)[0], _days(end)[1] if end else last_day
        in_span = (last if last < last_day else last_day) - (first if first > first_day else first_day) + 1
        worked: Decimal | None = None
        if total is not None and first_day <= first and last <= last_day:
            worked = in_hours(total)
        elif weekly is not None:
            worked = _worked(weekly, in_span)
        elif total is not None and end:
            share = Decimal(in_span) / Decimal(last - first + 1)
            worked = ((in_hours(total) or 0) * share * 2).quantize(Decimal(1)) / 2
            doubtful.append(id)
        if worked is None:
            without += 1
            continue
        records += 1
        by_kind[kind] += worked
        by_month[_month(first if first > first_day else first_day)] += worked
    order = {kind: index for index, kind in enumerate(vocab.INTERNSHIP_KIND.codes)}
    return Hours(
        "internship_hours",
        sum(by_kind.values(), Decimal(0)),
        records,
        without,
        tuple((one, by_month[one]) for one in sorted(by_month)),
        tuple((kind, by_kind[kind]) for kind in sorted(by_kind, key=lambda one: order.get(one, len(order)))),
        tuple(doubtful),
    )


@cache
def _worked(weekly: Any, days: int) -> Decimal:
    return hours_of_days(in_hours(weekly) or Decimal(0), days)


_month = lru_cache(maxsize=4096)(lambda day: month(date.fromordinal(day).isoformat()))


@lru_cache(maxsize=65536)
def _days(text: str | None) -> tuple[int, int]:
    """The numbers of the first and the last day that a stored date can mean."""
    known = moment(text)
    return (known.first().toordinal(), known.last().toordinal()) if known else (0, 0)
