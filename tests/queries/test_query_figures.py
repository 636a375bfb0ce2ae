"""The statement of figures against worked examples, each reckoned by hand from the rules of the funders."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import update

from permenti_desktop.db.models.participant import Participant
from permenti_desktop.domain.grant import GrantInput, TargetInput
from permenti_desktop.domain.internship import InternshipInput
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.participant import OutcomeInput, ParticipantInput, ParticipationInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.domain.tandem import TandemInput, TandemMeetingInput
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.queries import figures
from permenti_desktop.queries.figures import Statement
from permenti_desktop.usecases import bin as bin_use_cases
from permenti_desktop.usecases import grant, internship, mentor, tandem, timeline
from tests.queries.small_office import Office, Statements, day

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def enter(
    office: Office,
    name: str,
    *participations: ParticipationInput | tuple[str | None, str | None],
    outcomes: tuple[tuple[str, str | None, str], ...] = (),
    gender: str | None = "f",
    birth: str | None = "1990-01-01",
    town: str = "",
) -> int:
    """A participant with participations as (entry, exit) or whole Inputs."""
    given = tuple(
        one
        if isinstance(one, ParticipationInput)
        else ParticipationInput(
            entry=day(one[0]) if one[0] else None,
            exit=day(one[1]) if one[1] else None,
            employment_on_entry="unemployed",
            education_on_entry="3",
        )
        for one in participations
    )
    return office.participant(
        name,
        ParticipantInput(
            person=PersonInput(last_name=name, gender=gender, birth=day(birth) if birth else None, town=town),
            participations=given,
            outcomes=tuple(
                OutcomeInput(moment=moment, on=day(on) if on else None, status=status)
                for moment, on, status in outcomes
            ),
        ),
    )


def stated(
    office: Office,
    start: date = YEAR[0],
    end: date = YEAR[1],
    cut_off: date | None = None,
    grant_id: int | None = None,
) -> Statement:
    with office.database.read() as session:
        return figures.statement(session, start, end, cut_off, grant_id)


@pytest.fixture
def grants(office: Office) -> Office:
    with office.database.write() as session:
        for name in ("A", "B"):
            office.grants[name] = grant.save(
                session,
                None,
                None,
                GrantInput(title=f"Zuwendung {name}", start=date(2025, 1, 1), end=date(2027, 12, 31)),
                today=office.today,
            )
    return office


def test_reentry_into_one_operation_is_one_participation(grants: Office) -> None:
    a = grants.grants["A"]
    enter(
        grants,
        "her",
        ParticipationInput(
            grant_id=a,
            entry=day("2026-01-10"),
            exit=day("2026-02-28"),
            exit_reason="health",
            dropout=True,
            employment_on_entry="unemployed",
            education_on_entry="3",
        ),
        ParticipationInput(
            grant_id=a,
            entry=day("2026-05-01"),
            exit=day("2026-09-30"),
            exit_reason="work",
            employment_on_entry="employed",
        ),
        outcomes=(("exit", "2026-10-01", "employed_full"),),
    )
    found = stated(grants)
    assert [(share.code, share.value) for share in found.entries.by_month] == [("2026-01", 1)]
    assert [(share.code, share.value) for share in found.exits.by_month] == [("2026-09", 1)]
    assert (found.dropouts.value, found.active.value) == (0, 1)
    assert [(share.code, share.value) for share in found.exit_reasons] == [("work", 1)]
    # The data of the first entry stay: nothing is missing, although the second has no education.
    assert found.missing == ()


def test_another_operation_is_a_new_participation(grants: Office) -> None:
    a, b = grants.grants["A"], grants.grants["B"]
    enter(
        grants,
        "her",
        ParticipationInput(grant_id=a, entry=day("2025-11-01"), exit=day("2026-01-31")),
        ParticipationInput(grant_id=b, entry=day("2026-02-15")),
    )
    everything, of_a, of_b = stated(grants), stated(grants, grant_id=a), stated(grants, grant_id=b)
    assert (everything.entries.value, everything.exits.value) == (1, 1)
    assert (everything.active.value, everything.active.people) == (2, 1)
    assert (of_a.entries.value, of_a.exits.value, of_a.active.value) == (0, 1, 1)
    assert (of_b.entries.value, of_b.exits.value, of_b.active.value) == (1, 0, 1)
    assert (of_a.grant, of_b.grant) == ("Zuwendung A", "Zuwendung B")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        # The exit is on 1 March; 28 days later is the 29th, and the last event up to it counts.
        ((("other", "2026-03-10", "job_search"), ("other", "2026-03-29", "employed_part")), "employed_part"),
        ((("other", "2026-03-10", "employed_part"), ("other", "2026-03-20", "job_search")), "job_search"),
        ((("other", "2026-03-10", "job_search"), ("other", "2026-03-30", "employed_part")), "job_search"),
        ((("other", "2026-02-28", "employed_part"),), ""),
        ((("exit", None, "apprenticeship"),), "apprenticeship"),
        ((("exit", None, "unknown"),), ""),
        ((), ""),
    ],
)
def test_on_leaving_is_the_last_event_within_28_days(
    office: Office, events: tuple[tuple[str, str | None, str], ...], expected: str
) -> None:
    enter(office, "her", ("2026-01-05", "2026-03-01"), outcomes=events)
    found = stated(office)
    assert [(share.code, share.value) for share in found.on_leaving] == [(expected, 1)]
    assert found.employed_after_exit.value == (expected == "employed_part")
    assert found.education_after_exit.value == (expected == "apprenticeship")


def test_six_months_after(office: Office) -> None:
    enter(office, "said", ("2026-01-05", "2026-03-31"), outcomes=(("six_months", "2026-11-15", "employed_full"),))
    # 30 April + 6 months is 30 October; an event on 10 October lies within 28 days of it, one on 20 September does not.
    enter(office, "near", ("2026-01-05", "2026-04-30"), outcomes=(("other", "2026-10-10", "studies"),))
    enter(office, "far", ("2026-01-05", "2026-04-30"), outcomes=(("other", "2026-09-20", "studies"),))
    enter(office, "early", ("2026-01-05", "2026-08-01"))
    found = stated(office)
    assert [(share.code, office.names(share.ids)) for share in found.six_months] == [
        ("employed_full", ["said"]),
        ("studies", ["near"]),
        ("", ["far"]),
    ]
    assert office.names(found.six_months_not_due) == ["early"]
    assert office.names(found.employed_after_six_months.ids) == ["said"]


def test_partial_dates_that_straddle_the_period_are_named_and_not_counted(office: Office) -> None:
    enter(office, "month", ("2026-03", None))
    enter(office, "year", ("2026", None))
    enter(office, "before", ("2025", None))
    first_half = stated(office, date(2026, 1, 1), date(2026, 6, 30))
    assert office.names(first_half.entries.ids) == ["month"]
    assert office.names(first_half.entries.uncertain) == ["year"]
    assert [(one.figure, one.date) for one in first_half.inexact if one.figure == "entries"] == [("entries", "2026")]
    assert sorted(office.names(first_half.active.ids)) == ["before", "month"]
    assert office.names(first_half.active.uncertain) == ["year"]
    whole_year = stated(office)
    assert office.names(whole_year.entries.ids) == ["month", "year"]
    assert [(share.code, share.value) for share in whole_year.entries.by_month] == [("2026-03", 1), ("", 1)]


def test_nothing_after_the_cut_off_date_counts(office: Office) -> None:
    enter(office, "left", ("2026-01-05", "2026-10-15"), outcomes=(("exit", "2026-10-16", "employed_full"),))
    enter(office, "came", ("2026-11-01", None))
    enter(office, "stays", ("2026-02-01", None))
    on_september = stated(office, cut_off=date(2026, 9, 30))
    assert office.names(on_september.entries.ids) == ["left", "stays"]
    assert on_september.exits.value == on_september.employed_after_exit.value == 0
    assert office.names(on_september.active_on_cut_off.ids) == ["left", "stays"]
    at_end = stated(office)
    assert (at_end.entries.value, at_end.exits.value, at_end.employed_after_exit.value) == (3, 1, 1)
    assert office.names(at_end.active_on_cut_off.ids) == ["came", "stays"]


def test_who_takes_part_twice_or_is_set_aside_counts_and_who_is_in_the_bin_does_not(grants: Office) -> None:
    a, b = grants.grants["A"], grants.grants["B"]
    enter(grants, "zoe", ("2026-01-05", None))
    enter(
        grants,
        "maria",
        ParticipationInput(grant_id=b, entry=day("2026-03-01")),
        ParticipationInput(grant_id=a, entry=day("2026-01-05"), exit=day("2026-02-28")),
    )
    enter(grants, "kept", ("2026-01-05", None))
    gone = enter(grants, "gone", ("2026-01-05", None))
    enter(grants, "anna", ("2026-01-05", "2026-02-28"))
    with grants.database.write() as session:
        bin_use_cases.put(session, "participant", gone)
        # Set aside, as blocking her data does: in no list, and counted.
        session.execute(
            update(Participant).where(Participant.id == grants.people["kept"]).values(in_bin=True, binned_at=None)
        )
    found = stated(grants)
    assert sorted(grants.names(found.active.ids)) == ["anna", "kept", "maria", "maria", "zoe"]
    assert sorted(grants.names(found.exits.ids)) == ["anna", "maria"]
    assert [sorted(grants.names(share.ids)) for share in found.entries.by_month] == [
        ["anna", "kept", "maria", "zoe"],
        ["maria"],
    ]


def test_an_event_without_a_date_tells_about_the_last_exit_only(grants: Office) -> None:
    enter(
        grants,
        "her",
        ParticipationInput(grant_id=grants.grants["A"], entry=day("2026-01-05"), exit=day("2026-02-28")),
        ParticipationInput(grant_id=grants.grants["B"], entry=day("2026-03-01"), exit=day("2026-04-30")),
        outcomes=(("exit", None, "employed_full"), ("six_months", None, "studies")),
    )
    found = stated(grants)
    assert [(share.code, share.value) for share in found.on_leaving] == [("employed_full", 1), ("", 1)]
    assert [(share.code, share.value) for share in found.six_months] == [("studies", 1), ("", 1)]


def test_splits_add_up_to_the_figure(office: Office) -> None:
    enter(office, "a", ("2026-01-05", None), town="Witten")
    enter(office, "b", ("2026-01-20", None), town="Hagen", gender="x")
    enter(office, "c", ("2026-02-01", None), town="Witten", gender="u")
    enter(office, "d", ("2026-02-01", None), gender=None)
    entries = stated(office).entries
    assert [(share.code, share.value) for share in entries.by_gender] == [("f", 1), ("x", 1), ("", 2)]
    assert [(share.code, share.value) for share in entries.by_town] == [("Hagen", 1), ("Witten", 2), ("", 1)]
    assert [(share.code, share.value) for share in entries.by_month] == [("2026-01", 2), ("2026-02", 2)]


def test_what_funders_ask_and_is_empty(office: Office) -> None:
    enter(
        office,
        "her",
        ParticipationInput(entry=day("2026-01-05"), exit=day("2026-03-01"), employment_on_entry="unknown"),
        gender="u",
        birth=None,
    )
    found = stated(office)
    assert {(one.field, one.due) for one in found.missing} == {
        ("gender", date(2026, 2, 2)),
        ("birth", date(2026, 2, 2)),
        ("employment_on_entry", date(2026, 2, 2)),
        ("education_on_entry", date(2026, 2, 2)),
        ("exit_reason", date(2026, 3, 29)),
        ("status_after_exit", date(2026, 3, 29)),
    }
    # Before the window has passed nobody can know her status.
    assert "status_after_exit" not in {one.field for one in stated(office, cut_off=date(2026, 3, 20)).missing}


@pytest.fixture
def paired(office: Office) -> Office:
    """One participant, two mentors, three tandems."""
    enter(office, "her", ("2026-01-05", None), town="Witten")
    with office.database.write() as session:
        for name in ("brigitte", "heike"):
            office.people[name] = mentor.save(
                session, None, None, MentorInput(person=PersonInput(last_name=name)), today=office.today
            )
        for name, who, state, start, end, meetings in (
            ("first", "brigitte", "ended_early", "2025-06-01", "2026-02-10", (("2025-12-01", 60), ("2026-01-15", 90))),
            ("second", "heike", "running", "2026-03-01", None, (("2026-03-05", 45), ("2026-04-05", None))),
            ("third", "brigitte", "proposed", "2026-05-01", None, ()),
        ):
            office.tandems[name] = tandem.save(
                session,
                None,
                None,
                TandemInput(
                    mentor_id=office.people[who],
                    mentee_ids=(office.people["her"],),
                    state=state,
                    start=day(start),
                    end=day(end) if end else None,
                    end_reason="no_fit" if end else None,
                    meetings=tuple(
                        TandemMeetingInput(on=date.fromisoformat(on), minutes=minutes) for on, minutes in meetings
                    ),
                ),
                today=office.today,
            )
    return office


def test_tandems_and_their_hours(paired: Office) -> None:
    found = stated(paired)
    first, second = paired.tandems["first"], paired.tandems["second"]
    assert found.tandems_begun.ids == (second,)
    assert found.tandems_running.ids == (first, second)
    assert found.tandems_on_cut_off.ids == (second,)
    assert found.tandems_ended.ids == (first,)
    assert [(share.code, share.value) for share in found.tandem_end_reasons] == [("no_fit", 1)]
    assert found.mentors.value == 2
    assert [(share.code, share.value) for share in found.tandems_running.by_town] == [("Witten", 2)]
    # 90 and 45 minutes in 2026; the meeting of April has no length.
    assert (found.tandem_hours.hours, found.tandem_hours.records, found.tandem_hours.without_length) == (
        Decimal("2.25"),
        2,
        1,
    )
    # A mentee whose own participation was over before the period.
    enter(paired, "early", ("2024-01-05", "2024-12-31"), gender="x", town="Hagen")
    with paired.database.write() as session:
        tandem.save(
            session,
            None,
            None,
            TandemInput(
                mentor_id=paired.people["heike"],
                mentee_ids=(paired.people["early"],),
                state="running",
                start=day("2026-06-01"),
            ),
            today=paired.today,
        )
    again = stated(paired).tandems_running
    assert [(share.code, share.value) for share in again.by_town] == [("Hagen", 1), ("Witten", 2)]
    assert [(share.code, share.value) for share in again.by_gender] == [("f", 2), ("x", 1)]
    summer = stated(paired, date(2026, 6, 1), date(2026, 8, 31))
    assert (summer.mentors.value, summer.tandems_begun.value, summer.tandems_running.value) == (1, 1, 2)


def test_hours_of_counselling_count_for_each_participant(paired: Office) -> None:
    enter(paired, "other", ("2026-01-05", None))
    with paired.database.write() as session:
        for on, kind, minutes, people in (
            ("2026-01-10", "conversation", 60, ("her", "other")),
            ("2026-02-10", "call", 15, ("her", "brigitte")),
            ("2026-02-11", "note", None, ("her",)),
            ("2025-12-31", "call", 30, ("her",)),
            ("2026-03-01", "call", 20, ("brigitte",)),
        ):
            timeline.save(
                session,
                None,
                None,
                TimelineEntryInput(
                    on=date.fromisoformat(on),
                    kind=kind,
                    text="…",
                    minutes=minutes,
                    person_ids=tuple(paired.people[name] for name in people),
                ),
                today=paired.today,
            )
    hours = stated(paired).counselling
    # 60 minutes for each of two participants, 15 for one; the mentor is no participant.
    assert (hours.hours, hours.records, hours.without_length) == (Decimal("2.25"), 3, 1)
    assert hours.by_month == (("2026-01", Decimal("2.00")), ("2026-02", Decimal("0.25")))
    assert hours.by_kind == (("conversation", Decimal("2.00")), ("call", Decimal("0.25")), ("note", Decimal("0.00")))


def test_internships_and_their_hours(office: Office) -> None:
    enter(office, "her", ("2026-01-05", None))
    with office.database.write() as session:
        for name, given in (
            # 28 days of 20 hours a week: 80 hours.
            ("inside", ("completed", "2026-03-02", "2026-03-29", 20, None, "hired")),
            # 14 of its days lie in 2026: 40 hours.
            ("over_new_year", ("completed", "2025-12-18", "2026-01-14", 20, None, None)),
            # 100 hours in 20 days, 10 of them in 2026: 50 hours, but that is an estimate.
            ("total", ("aborted", "2025-12-22", "2026-01-10", None, 100, "nothing")),
            # Running since 14 December: 18 days to the end of the year of 7 hours a week: 18 hours.
            ("running", ("running", "2026-12-14", None, 7, None, None)),
            ("agreed", ("agreed", "2026-10-01", None, None, None, None)),
            ("sought", ("sought", "2026-10-01", None, None, None, None)),
        ):
            state, start, end, week, total, outcome = given
            office.internships[name] = internship.save(
                session,
                None,
                None,
                InternshipInput(
                    participant_id=office.people["her"],
                    kind="internship",
                    state=state,
                    start=day(start),
                    end=day(end) if end else None,
                    hours_per_week=Decimal(week) if week else None,
                    hours_total=Decimal(total) if total else None,
                    outcome=outcome,
                ),
                today=office.today,
            )
    ids = office.internships
    found = stated(office)
    assert found.internships_begun.ids == (ids["inside"], ids["running"])
    assert found.internships_begun.uncertain == (ids["agreed"],)
    assert found.internships_running.ids == (ids["inside"], ids["over_new_year"], ids["total"], ids["running"])
    assert found.internships_ended.ids == (ids["inside"], ids["over_new_year"], ids["total"])
    assert [(share.code, share.value) for share in found.internship_outcomes] == [
        ("hired", 1),
        ("nothing", 1),
        ("", 1),
    ]
    assert found.internship_hours.hours == Decimal(80 + 40 + 50 + 18)
    assert found.internship_hours.uncertain == (ids["total"],)


def test_targets_are_compared_as_the_grant_sets_them(grants: Office) -> None:
    with grants.database.write() as session:
        id = grant.save(
            session,
            None,
            None,
            GrantInput(
                title="Mit Zielen",
                start=date(2025, 7, 1),
                end=date(2027, 6, 30),
                targets=(
                    TargetInput(indicator="entries", value=10, year=2026),
                    TargetInput(indicator="entries", value=30, year=None),
                    TargetInput(indicator="employed_after_exit", value=5, year=None),
                    TargetInput(indicator="entries", value=8, year=2027),
                    TargetInput(indicator="exits", value=None, year=2026),
                ),
            ),
            today=grants.today,
        )
    for name, entry, leave in (
        ("a", "2025-08-01", "2026-01-31"),
        ("b", "2026-02-01", None),
        ("c", "2026-11-01", None),
        ("d", "2025-06-30", None),
    ):
        enter(
            grants,
            name,
            ParticipationInput(grant_id=id, entry=day(entry), exit=day(leave) if leave else None),
            outcomes=(("exit", "2026-02-01", "self_employed"),) if leave else (),
        )
    found = stated(grants, date(2026, 7, 1), date(2026, 9, 30), grant_id=id)
    # Up to the cut-off date: one entry in 2026 so far; two since the grant began (one came a day too early).
    assert [(line.indicator, line.year, line.target, line.actual) for line in found.targets] == [
        ("entries", 2026, 10, Decimal(1)),
        ("entries", None, 30, Decimal(2)),
        ("employed_after_exit", None, 5, Decimal(1)),
    ]


def test_who_is_in_the_bin_is_not_counted(office: Office) -> None:
    her = enter(office, "her", ("2026-01-05", None))
    assert stated(office).entries.value == 1
    with office.database.write() as session:
        bin_use_cases.put(session, "participant", her)
    assert stated(office).entries.value == stated(office).active.value == 0


def test_the_statement_takes_as_many_statements_for_much_as_for_little(
    office: Office, paired: Office, statements: Statements
) -> None:
    def count() -> int:
        with office.database.read() as session, statements(office.database.engine) as sent:
            figures.statement(session, *YEAR)
        return len(sent)

    before = count()
    for number in range(5):
        enter(office, f"more{number}", ("2026-01-05", "2026-03-01"), outcomes=(("exit", None, "employed"),))
    assert count() == before <= 15


def test_everything_equals_a_count_by_hand_over_many(office: Office) -> None:
    # 60 participants with entries spread over three years; counted here from the same list.
    spread = []
    for number in range(60):
        entry = date(2025, 1, 15).toordinal() + number * 13
        leave = entry + 40 + (number * 7) % 200 if number % 3 else None
        first = date.fromordinal(entry)
        last = date.fromordinal(leave) if leave else None
        spread.append((first, last))
        enter(office, f"p{number:02}", (first.isoformat(), last.isoformat() if last else None))
    for start, end in ((date(2025, 1, 1), date(2025, 12, 31)), (date(2026, 3, 1), date(2026, 3, 31)), YEAR):
        found = stated(office, start, end)
        assert found.entries.value == sum(start <= first <= end for first, _last in spread)
        assert found.exits.value == sum(last is not None and start <= last <= end for _first, last in spread)
        assert found.active.value == sum(first <= end and (last is None or last >= start) for first, last in spread)
