"""Hours of counselling, of tandems and of internships in a period.

- *Counselling* are the minutes of timeline entries, for each participant an entry is about
  (:class:`domain.timeline.TimelineEntryInput`); *tandems* the minutes of their meetings, once per meeting.
- *Internships* that lie only partly in the period have the hours of the days in it, by the weekly hours; where only a
  total is known, the share of the days, and the internship is named in ``uncertain``. One of which nobody knows whether
  it was in the period, or when it ended, is named there and not counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, false, func, select, true
from sqlalchemy.orm import Session

from permenti_desktop.db.models.participant import Participation
from permenti_desktop.db.models.tandem import Tandem, TandemMeeting, TandemMentee
from permenti_desktop.db.models.timeline import TimelineEntry, TimelinePerson
from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.internship import InternshipInput, hours
from permenti_desktop.queries.accompaniment import InternshipFact
from permenti_desktop.queries.listing import Column
from permenti_desktop.queries.participation import counted
from permenti_desktop.queries.period import Span, moment, month


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
    conditions = [
        TimelineEntry.in_bin == false(),
        TimelineEntry.on.between(span.first, span.last),
        about.in_(counted()),
    ]
    if grants is not None:
        of_grant = select(Participation.participant_id).where(Participation.grant_id.in_(grants))
        conditions.append(about.in_(of_grant))
    rows = session.execute(
        select(TimelineEntry.on, TimelineEntry.kind, *_minutes(TimelineEntry.minutes))
        .join(TimelinePerson, TimelinePerson.entry_id == TimelineEntry.id)
        .where(*conditions)
        .group_by(TimelineEntry.on, TimelineEntry.kind)
    ).all()
    return _hours("hours", rows, vocab.ENTRY_KIND.codes)


def of_tandems(session: Session, span: Span, grants: set[int] | None) -> Hours:
    """Minutes of tandem meetings, once per meeting."""
    binned = select(Tandem.id).where(Tandem.in_bin == true(), Tandem.binned_at.is_not(None))
    conditions = [TandemMeeting.on.between(span.first, span.last), TandemMeeting.tandem_id.not_in(binned)]
    if grants is not None:
        of_grant = (
            select(TandemMentee.tandem_id)
            .join(Participation, Participation.participant_id == TandemMentee.participant_id)
            .where(Participation.grant_id.in_(grants))
        )
        conditions.append(TandemMeeting.tandem_id.in_(of_grant))
    rows = session.execute(
        select(TandemMeeting.on, TandemMeeting.form, *_minutes(TandemMeeting.minutes))
        .where(*conditions)
        .group_by(TandemMeeting.on, TandemMeeting.form)
    ).all()
    return _hours("tandem_hours", rows, vocab.MEETING_FORM.codes)


def _minutes(column: Column) -> tuple[ColumnElement[int], ...]:
    """The sum of a column, of how many, and how many of them are known."""
    return func.sum(column), func.count(), func.count(column)


def _hours(code: str, rows: Iterable[Any], order: Sequence[str]) -> Hours:
    """Added up: rows of day, kind, minutes, how many, and of how many the length is known."""
    by_month: Counter[str] = Counter()
    by_kind: Counter[str] = Counter()
    records = without = 0
    for on, kind, minutes, number, timed in rows:
        by_month[month(on.isoformat())] += int(minutes or 0)
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


def of_internships(internships: Iterable[InternshipFact], span: Span) -> Hours:
    """Hours of the days in a span."""
    by_month: dict[str, Decimal] = defaultdict(Decimal)
    by_kind: dict[str, Decimal] = defaultdict(Decimal)
    records = without = 0
    doubtful: list[int] = []
    touching = span.touching()
    for one in internships:
        touched = touching(one.started, one.end) if one.state != "agreed" else False
        if touched is False:
            continue
        if touched is None or one.without_end:
            doubtful.append(one.id)  # whether or how long it was in the span is not known
            continue
        start, end = moment(one.started), moment(one.end)
        if start is None:
            continue
        # One that goes on is reckoned to the last day of the span.
        first, last = start.first(), end.last() if end else span.last
        whole = InternshipInput(start=start, end=end, hours_per_week=one.hours_per_week, hours_total=one.hours_total)
        inside = span.first <= first and last <= span.last
        begin, finish = max(first, span.first), min(last, span.last)
        if inside:
            worked = hours(whole, span.last)
        elif one.hours_per_week is not None:
            stretch = replace(whole, start=PartialDate.of_day(begin), end=PartialDate.of_day(finish), hours_total=None)
            worked = hours(stretch)
        elif one.hours_total is not None and end is not None:
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
        by_month[month(begin.isoformat())] += worked
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
