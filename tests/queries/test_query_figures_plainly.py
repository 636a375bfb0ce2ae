"""The statement of figures and the indicators of ESF+ against a plain reckoning, over offices made up by chance.

The reckoning knows nothing of the queries: it takes what was entered, puts every day that a partial date can mean in
its place, and asks of each whether it counts. What is so for all is counted, what is so for some is uncertain. Partial
dates, re-entries, several operations, missing entries and ends are frequent in these offices.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import product
from random import Random

import pytest

from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.grant import GrantInput, TargetInput
from permenti_desktop.domain.internship import InternshipInput
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.participant import (
    OutcomeInput,
    ParticipantInput,
    ParticipationInput,
    is_employed,
    status_on_leaving,
)
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.domain.tandem import TandemInput
from permenti_desktop.queries import esf, figures
from permenti_desktop.queries.figures import Figure
from permenti_desktop.usecases import bulk, grant
from tests.queries.small_office import Office

FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)
PEOPLE, MENTORS, TANDEMS, INTERNSHIPS, PERIODS = 60, 6, 50, 40, 15
STATUSES = ("employed_full", "job_search", "studies", "unknown")

Dated = PartialDate | None
Answer = bool | None


@dataclass
class Made:
    """What was entered, by id."""

    grants: tuple[int, int]
    people: dict[int, ParticipantInput]
    tandems: dict[int, TandemInput]
    internships: dict[int, InternshipInput]


def coarse(chance: Random, day: date) -> PartialDate:
    known = chance.choice(("day", "day", "month", "year"))
    whole = PartialDate.of_day(day)
    return whole if known == "day" else replace(whole, day=None) if known == "month" else PartialDate(day.year)


def stretch(chance: Random) -> tuple[Dated, Dated]:
    first, last = sorted(FIRST + timedelta(days=chance.randrange((LAST - FIRST).days)) for _ in range(2))
    start = coarse(chance, first) if chance.random() < 0.93 else None
    return start, coarse(chance, last) if chance.random() < 0.7 else None


def outcomes(chance: Random) -> Iterator[OutcomeInput]:
    for _ in range(chance.randrange(4)):
        moment = chance.choice(("exit", "four_weeks", "six_months", "other"))
        on, _last = stretch(chance)
        yield OutcomeInput(moment=moment, on=on, status=chance.choice(STATUSES))


def participations(chance: Random, grants: tuple[int, int]) -> Iterator[ParticipationInput]:
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
        entry, leave = stretch(chance)
        yield ParticipationInput(
            grant_id=chance.choice((*grants, None)),
            entry=entry,
            exit=leave,
            exit_reason=chance.choice(("work", None)) if leave else None,
            dropout=bool(leave) and chance.random() < 0.3,
            employment_on_entry=chance.choice(("unemployed", "inactive", "employed", "unknown", None)),
            education_on_entry=chance.choice(("3", "6", None)),
        )


def make(office: Office, chance: Random) -> Made:
    with office.database.write("Anna Adler") as session:
        first, second = (
            grant.save(
                session,
                None,
                None,
                GrantInput(
                    title=f"Zuwendung {year}",
                    start=date(year, 3, 1),
                    end=date(year + 2, 2, 28),
                    targets=tuple(
                        TargetInput(indicator=indicator, value=5, year=of_year)
                        for indicator in ("entries", "employed_after_exit")
                        for of_year in (None, year, year + 1)
                    ),
                ),
                today=office.today,
            )
            for year in (2024, 2025)
        )
        people = [
            ParticipantInput(
                person=PersonInput(
                    last_name=f"Name{chance.randrange(30)}",
                    gender=chance.choice(("f", "f", "m", "x", "u", None)),
                    birth=coarse(chance, date(1990, 5, 17)) if chance.random() < 0.8 else None,
                    town=chance.choice(("Witten", "Hagen", "")),
                ),
                participations=tuple(participations(chance, (first, second))),
                outcomes=tuple(outcomes(chance)),
            )
            for _ in range(PEOPLE)
        ]
        ids = bulk.participants(session, people, today=office.today)
        mentors = bulk.mentors(
            session,
            [MentorInput(person=PersonInput(last_name=f"M{number}")) for number in range(MENTORS)],
            today=office.today,
        )
        tandems, internships = [], []
        for _ in range(TANDEMS):
            start, end = stretch(chance)
            over = chance.choice(("completed", "ended_early"))
            tandems.append(
                TandemInput(
                    mentor_id=chance.choice(mentors),
                    mentee_ids=tuple(chance.sample(ids, chance.choice((1, 1, 2)))),
                    state=over if end or chance.random() < 0.3 else chance.choice(("running", "paused", "proposed")),
                    start=start,
                    end=end,
                )
            )
        for _ in range(INTERNSHIPS):
            start, end = stretch(chance)
            internships.append(
                InternshipInput(
                    participant_id=chance.choice(ids),
                    state=chance.choice(("running", "completed", "aborted", "agreed", "sought")),
                    start=start,
                    end=end,
                )
            )
        told = bulk.tandems(session, tandems, today=office.today)
        hosted = bulk.internships(session, internships, today=office.today)
    return Made(
        (first, second),
        dict(zip(ids, people, strict=True)),
        dict(zip(told, tandems, strict=True)),
        dict(zip(hosted, internships, strict=True)),
    )


# The reckoning -----------------------------------------------------------------------------------------------------


@cache
def days(value: PartialDate) -> tuple[date, ...]:
    """Every day that a date can mean."""
    first, last = value.first(), value.last()
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


def settled(answers: Iterable[bool]) -> Answer:
    different = set(answers)
    return different.pop() if len(different) == 1 else None


@cache
def within(value: Dated, first: date, last: date) -> Answer:
    return settled(first <= day <= last for day in days(value)) if value else False


@cache
def overlaps(start: Dated, end: Dated, first: date, last: date) -> Answer:
    if start is None or last < first:
        return False
    begun = {day <= last for day in days(start)}
    lasted = {day >= first for day in days(end)} if end else {True}
    return settled(one and other for one, other in product(begun, lasted))


@dataclass
class Part:
    """A person in an operation, by the cut-off date."""

    her: int
    grant: int | None
    first: ParticipationInput
    last: ParticipationInput
    exit: Dated
    events: tuple[OutcomeInput, ...]


def parts(made: Made, cut_off: date, grant_id: int | None) -> list[Part]:
    found = []
    for her, given in made.people.items():
        operations: dict[int | None, list[ParticipationInput]] = defaultdict(list)
        for one in given.participations:
            if one.entry is None or min(days(one.entry)) <= cut_off:
                operations[one.grant_id].append(one)
        hers = []
        for operation, entries in operations.items():
            dated = sorted((one for one in entries if one.entry), key=lambda one: one.entry.iso if one.entry else "")
            first, last = (dated[0], dated[-1]) if dated else (entries[0], entries[-1])
            exit = last.exit if last.exit and min(days(last.exit)) <= cut_off else None
            hers.append(Part(her, operation, first, last, exit, ()))
        last_exit = max((one.exit.iso for one in hers if one.exit), default=None)
        for part in hers:
            is_last = part.exit is not None and part.exit.iso == last_exit
            part.events = tuple(
                event for event in given.outcomes if (is_last if event.on is None else min(days(event.on)) <= cut_off)
            )
        found += hers
    return [one for one in found if grant_id is None or one.grant == grant_id]


def split(decided: Iterable[tuple[int, Answer]]) -> tuple[list[int], list[int]]:
    """Those who count, and those who may."""
    pairs = list(decided)
    return sorted(id for id, answer in pairs if answer), sorted(id for id, answer in pairs if answer is None)


def told(figure: Figure) -> tuple[list[int], list[int]]:
    for shares in (figure.by_gender, figure.by_town, figure.by_month):
        assert not shares or sorted(id for share in shares for id in share.ids) == sorted(figure.ids)
    return sorted(figure.ids), sorted(figure.uncertain)


def periods(chance: Random, made: Made) -> Iterator[tuple[date, date, date, int | None]]:
    yield date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31), None
    for _ in range(PERIODS):
        start = FIRST + timedelta(days=chance.randrange(1200))
        end = start + timedelta(days=chance.choice((0, 30, 89, 364, 800)))
        cut_off = end + timedelta(days=chance.choice((-20, 0, 0, 200)))
        yield start, end, cut_off, chance.choice((None, None, *made.grants))


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_is_that_of_a_plain_reckoning(office: Office, seed: int) -> None:
    chance = Random(seed)
    made = make(office, chance)
    uncertain = 0
    for start, end, cut_off, grant_id in periods(chance, made):
        with office.database.read() as session:
            found = figures.statement(session, start, end, cut_off, grant_id)
        of_period = parts(made, cut_off, grant_id)
        last = min(end, cut_off)
        people = {one.her for one in of_period}

        def in_span(value: Dated, start: date = start, last: date = last) -> Answer:
            return within(value, start, last)

        def runs(begin: Dated, until: Dated, over: bool, start: date = start, last: date = last) -> Answer:
            answer = overlaps(begin, until, start, last)
            return None if answer and over and not within(begin, start, last) else answer

        def leaving(one: Part) -> str | None:
            return status_on_leaving(one.events, one.exit) if one.exit else None

        def of_parts(decide: Callable[[Part], Answer], among: list[Part] = of_period) -> tuple[list[int], list[int]]:
            return split((one.her, decide(one)) for one in among)

        assert told(found.entries) == of_parts(lambda one: in_span(one.first.entry))
        assert told(found.exits) == of_parts(lambda one: in_span(one.exit))
        assert told(found.dropouts) == of_parts(lambda one: in_span(one.exit) if one.last.dropout else False)
        assert told(found.employed_after_exit) == of_parts(
            lambda one: in_span(one.exit) if is_employed(leaving(one)) else False
        )
        assert told(found.active) == of_parts(
            lambda one, start=start, last=last: overlaps(one.first.entry, one.exit, start, last)
        )
        if start <= last:
            assert told(found.active_on_cut_off) == of_parts(
                lambda one, last=last: overlaps(one.first.entry, one.exit, last, last)
            )
        gone = [one for one in of_period if in_span(one.exit)]
        assert {share.code: sorted(share.ids) for share in found.on_leaving} == _grouped(
            (leaving(one) or "", one.her) for one in gone
        )
        assert {share.code: sorted(share.ids) for share in found.exit_reasons} == _grouped(
            (one.last.exit_reason or "", one.her) for one in gone
        )
        assert sorted((*found.six_months_not_due, *(id for share in found.six_months for id in share.ids))) == sorted(
            one.her for one in gone
        )

        tandems = {
            id: one
            for id, one in made.tandems.items()
            if one.state != "proposed" and (grant_id is None or people.intersection(one.mentee_ids))
        }
        assert told(found.tandems_begun) == split((id, in_span(one.start)) for id, one in tandems.items())
        ended = {id: _known(one.end, cut_off) for id, one in tandems.items()}
        assert told(found.tandems_ended) == split((id, in_span(ended[id])) for id in tandems)
        running = {
            id: runs(one.start, ended[id], one.end is None and one.state in ("completed", "ended_early"))
            for id, one in tandems.items()
        }
        assert told(found.tandems_running) == split(running.items())
        by_mentor: dict[int, set[Answer]] = defaultdict(set)
        for id, answer in running.items():
            by_mentor[tandems[id].mentor_id or 0].add(answer)
        assert told(found.mentors) == split(
            (mentor, True if True in answers else None if None in answers else False)
            for mentor, answers in by_mentor.items()
        )

        internships = {
            id: one
            for id, one in made.internships.items()
            if one.state != "sought" and (grant_id is None or one.participant_id in people)
        }
        assert told(found.internships_begun) == split(
            (id, None if one.state == "agreed" and in_span(one.start) else in_span(one.start))
            for id, one in internships.items()
        )
        assert told(found.internships_running) == split(
            (id, runs(one.start, one.end, one.end is None and one.state in ("completed", "aborted")))
            for id, one in internships.items()
            if one.state != "agreed"
        )
        assert told(found.internships_ended) == split(
            (id, in_span(_known(one.end, cut_off)))
            for id, one in internships.items()
            if one.state in ("completed", "aborted")
        )

        for line in found.targets:
            hers = parts(made, cut_off, line.grant_id)
            until = min(line.end, cut_off)
            day_of = (
                (lambda one: one.first.entry)
                if line.indicator == "entries"
                else lambda one: one.exit if is_employed(leaving(one)) else None
            )
            assert line.actual == Decimal(sum(within(day_of(one), line.start, until) is True for one in hers))
        uncertain += len(found.inexact)

        with office.database.read() as session:
            report = {one.code: one for one in esf.indicators(session, start, end, cut_off, grant_id).indicators}
        total = report["EECO01"]
        assert (sorted(total.ids), sorted(total.uncertain)) == told(found.entries)
        whole = [one for one in of_period if _complete(made, one)]
        for code, chosen in (
            ("EECO04", lambda one: one.first.employment_on_entry == "inactive"),
            ("EECO10", lambda one: one.first.education_on_entry == "3"),
        ):
            counted = of_parts(lambda one, chosen=chosen: in_span(one.first.entry) if chosen(one) else False, whole)
            assert (sorted(report[code].ids), sorted(report[code].uncertain)) == counted
        employed = of_parts(
            lambda one: (
                in_span(one.exit)
                if one.first.employment_on_entry in ("unemployed", "inactive") and is_employed(leaving(one))
                else False
            ),
            whole,
        )
        assert (sorted(report["EECR04"].ids), sorted(report["EECR04"].uncertain)) == employed
    assert uncertain > 100, "offices without partial dates prove little"


def _known(end: Dated, cut_off: date) -> Dated:
    """An end, unless it lies behind the cut-off date for sure."""
    return end if end and min(days(end)) <= cut_off else None


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for code, id in sorted(pairs):
        found[code].append(id)
    return dict(found)


def _complete(made: Made, one: Part) -> bool:
    """Whether nothing is missing that a funder asks of everybody."""
    person = made.people[one.her].person
    return (
        person.gender in ("f", "m", "x")
        and person.birth is not None
        and one.first.employment_on_entry not in (None, "unknown")
        and one.first.education_on_entry is not None
    )
