"""The indicators of ESF+ against worked examples of the rules that are got wrong by hand."""

from datetime import date
from typing import Any

import pytest

from permenti_desktop.domain.participant import OutcomeInput, ParticipantInput, ParticipationInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.queries import esf
from permenti_desktop.usecases import timeline
from tests.queries.small_office import Office, day

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def enter(office: Office, name: str, *, entry: str = "2026-03-01", leave: str | None = None, **more: Any) -> None:
    """A participant complete in all that funders ask, but for what is given otherwise."""
    gender, birth = more.pop("gender", "f"), more.pop("birth", "1990-01-01")
    outcomes = more.pop("outcomes", ())
    fields = {"employment_on_entry": "unemployed", "education_on_entry": "3"} | more
    if "unemployed_since" in fields:
        fields["unemployed_since"] = day(fields["unemployed_since"])
    office.participant(
        name,
        ParticipantInput(
            person=PersonInput(last_name=name, gender=gender, birth=day(birth) if birth else None),
            participations=(ParticipationInput(entry=day(entry), exit=day(leave) if leave else None, **fields),),
            outcomes=tuple(OutcomeInput(moment=moment, on=day(on), status=status) for moment, on, status in outcomes),
        ),
    )


def counted(office: Office, code: str) -> tuple[list[str], list[str]]:
    """Who is counted in an indicator, and who may be."""
    with office.database.read() as session:
        found = {one.code: one for one in esf.indicators(session, *YEAR).indicators}
    return office.names(found[code].ids), office.names(found[code].uncertain)


def test_a_record_that_is_incomplete_counts_in_the_grand_total_only(office: Office) -> None:
    enter(office, "whole")
    enter(office, "without_gender", gender="u")
    enter(office, "without_birth", birth=None)
    enter(office, "without_education", education_on_entry=None)
    enter(office, "without_employment", employment_on_entry="unknown")
    enter(office, "no_answer", disability="unknown", minority=None)
    with office.database.read() as session:
        report = esf.indicators(session, *YEAR)
    found = {one.code: one for one in report.indicators}
    assert found["EECO01"].value == 6
    assert office.names(found["EECO01"].women) == ["no_answer", "whole"]
    assert office.names(found["EECO02"].ids) == ["no_answer", "whole"]
    assert {(office.names([one.participant_id])[0], one.field) for one in report.incomplete} == {
        ("without_gender", "gender"),
        ("without_birth", "birth"),
        ("without_education", "education_on_entry"),
        ("without_employment", "employment_on_entry"),
    }


def test_women_men_and_others_add_up(office: Office) -> None:
    for name, gender in (("a", "f"), ("b", "m"), ("c", "x"), ("d", "f")):
        enter(office, name, gender=gender, third_country="yes", disability="no")
    with office.database.read() as session:
        found = {one.code: one for one in esf.indicators(session, *YEAR).indicators}
    third = found["EECO13"]
    assert (third.value, len(third.women), len(third.men), len(third.non_binary)) == (4, 2, 1, 1)
    assert found["EECO12"].value == 0
    assert not found["EECO17"].recorded
    assert tuple(found) == tuple(esf.TITLES)


@pytest.mark.parametrize(
    ("birth", "since", "sure", "maybe"),
    [
        # Entry on 1 March 2026. More than 12 months: without work since 28 February 2025 at the latest.
        ("1990-01-01", "2025-02-28", True, False),
        ("1990-01-01", "2025-03-01", False, False),
        ("1990-01-01", "2025", False, True),
        # Under 25: more than six months. Born on 2 March 2001 she is 24 on that day, born on the 1st she is 25.
        ("2001-03-02", "2025-08-31", True, False),
        ("2001-03-01", "2025-08-31", False, False),
        ("2001-03-02", "2025-09-01", False, False),
        ("2001", "2025-08-15", False, True),
    ],
)
def test_long_term_unemployed(office: Office, birth: str, since: str, sure: bool, maybe: bool) -> None:
    enter(office, "her", birth=birth, unemployed_since=since)
    assert counted(office, "EECO03") == (["her"] * sure, ["her"] * maybe)
    assert counted(office, "EECO02") == (["her"], [])


@pytest.mark.parametrize(
    ("birth", "code"),
    [
        ("2008-03-02", "EECO06"),  # 17 on 1 March 2026
        ("2008-03-01", "EECO07"),  # 18
        ("1996-03-02", "EECO07"),  # 29
        ("1996-03-01", None),  # 30
        ("1971-03-02", None),  # 54
        ("1971-03-01", "EECO08"),  # 55
    ],
)
def test_age_is_taken_on_entry(office: Office, birth: str, code: str | None) -> None:
    enter(office, "her", birth=birth)
    bands = {band for band in ("EECO06", "EECO07", "EECO08") if counted(office, band)[0]}
    assert bands == ({code} if code else set())


def test_a_birth_year_that_does_not_decide_is_named(office: Office) -> None:
    enter(office, "her", birth="1996")
    assert counted(office, "EECO07") == ([], ["her"])


@pytest.mark.parametrize(
    ("before", "status", "codes"),
    [
        ("inactive", "job_search", {"EECR01"}),
        ("unemployed", "job_search", set()),
        ("unemployed", "employed_mini", {"EECR04"}),
        ("inactive", "self_employed", {"EECR04"}),
        ("employed", "employed_full", set()),
        ("employed", "apprenticeship", {"EECR02"}),
        ("in_education", "studies", {"EECR02"}),
    ],
)
def test_on_leaving(office: Office, before: str, status: str, codes: set[str]) -> None:
    enter(office, "her", leave="2026-06-30", employment_on_entry=before, outcomes=(("exit", "2026-07-10", status),))
    assert {code for code in ("EECR01", "EECR02", "EECR04") if counted(office, code)[0]} == codes


def test_seeking_and_working_on_leaving_exclude_each_other(office: Office) -> None:
    enter(
        office,
        "her",
        leave="2026-06-30",
        employment_on_entry="inactive",
        outcomes=(("other", "2026-07-05", "employed_full"), ("other", "2026-07-20", "job_search")),
    )
    assert counted(office, "EECR01")[0] == ["her"]
    assert counted(office, "EECR04")[0] == []


def test_six_months_after(office: Office) -> None:
    enter(office, "her", leave="2026-04-30", outcomes=(("six_months", "2026-10-30", "employed_part"),))
    assert counted(office, "EECR05")[0] == ["her"]
    assert counted(office, "EECR04")[0] == []


def test_short_contact_needs_no_questionnaire(office: Office) -> None:
    for name, minutes in (("short", 479), ("long", 480)):
        office.participant(name, ParticipantInput(person=PersonInput(last_name=name)))
        with office.database.write() as session:
            timeline.save(
                session,
                None,
                None,
                TimelineEntryInput(on=date(2026, 11, 1), text="…", minutes=minutes, person_ids=(office.people[name],)),
                today=office.today,
            )
    enter(office, "entered")
    with office.database.read() as session:
        found = esf.short_contacts(session)
    assert [(one.name, one.minutes, one.due) for one in found] == [("long", 480, True), ("short", 479, False)]
