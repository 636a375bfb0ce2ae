"""Rules over one participant, against the wording of Regulation (EU) 2021/1057, Annex I, and worked examples."""

from datetime import date

import pytest

from permenti_desktop.domain import participant as rules
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.participant import (
    OutcomeInput,
    ParticipantInput,
    ParticipationInput,
    PhaseInput,
)
from permenti_desktop.domain.person import ConsentInput, PersonInput, consent_state

TODAY = date(2026, 11, 23)


def day(iso: str) -> PartialDate:
    return PartialDate.of(iso)


def outcome(on: str | None, status: str, moment: str = "other") -> OutcomeInput:
    return OutcomeInput(moment=moment, on=day(on) if on else None, status=status)


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        # The last event of the 28 days counts, in whatever order it was typed.
        ([outcome("2026-03-20", "employed_part"), outcome("2026-03-05", "job_search")], "employed_part"),
        ([outcome("2026-03-05", "job_search"), outcome("2026-03-29", "apprenticeship")], "apprenticeship"),
        # 1 March + 28 days is 29 March; the 30th is outside.
        ([outcome("2026-03-05", "job_search"), outcome("2026-03-30", "employed_full")], "job_search"),
        ([outcome("2026-03-30", "employed_full")], None),
        ([outcome("2026-02-28", "employed_full")], None),
        ([outcome(None, "studies", moment="exit")], "studies"),
        ([outcome(None, "studies", "exit"), outcome("2026-03-10", "employed_full")], "employed_full"),
        ([outcome("2026-03-10", "unknown")], None),
        ([], None),
    ],
)
def test_the_last_event_within_28_days_of_leaving_counts(outcomes: list[OutcomeInput], expected: str | None) -> None:
    assert rules.status_on_leaving(outcomes, day("2026-03-01")) == expected


def test_an_office_with_another_window_counts_by_it() -> None:
    late = [outcome("2026-04-20", "employed_full")]
    assert rules.status_on_leaving(late, day("2026-03-01")) is None
    assert rules.status_on_leaving(late, day("2026-03-01"), days=60) == "employed_full"


def test_phases_are_a_history_and_the_one_that_began_last_is_shown() -> None:
    phases = [
        PhaseInput(phase="matching", since=day("2026-05-01")),
        PhaseInput(phase="interview", since=day("2026-01-10"), until=day("2026-02-01")),
        PhaseInput(phase="internship", since=day("2026-12-01")),
        PhaseInput(phase="tandem", since=day("2026-06")),
    ]
    assert rules.current_phase(phases, TODAY) == "tandem"
    assert rules.current_phase(phases, date(2026, 12, 2)) == "internship"
    assert rules.current_phase(phases[1:2], TODAY) == "interview"
    assert rules.current_phase([], TODAY) == "contact"


def test_missing_fields_for_the_funder_are_named_and_sensitive_ones_are_not_asked() -> None:
    nothing = ParticipationInput(disability=None, minority=None, homeless=None)
    assert rules.missing_for_funder(nothing, None, None) == [
        "gender",
        "birth",
        "employment_on_entry",
        "education_on_entry",
    ]
    complete = ParticipationInput(employment_on_entry="unemployed", education_on_entry="6")
    assert rules.missing_for_funder(complete, "f", day("1985")) == []


def test_exit_before_entry_is_an_error_and_a_doubt_is_not() -> None:
    def problems(entry: str, exit_on: str) -> list[str]:
        one = ParticipantInput(
            person=PersonInput(last_name="Sow"),
            participations=(ParticipationInput(entry=day(entry), exit=day(exit_on)),),
        )
        return [problem.field for problem in rules.check(one, TODAY) if problem.level == "error"]

    assert problems("2026-05-02", "2026-05-01") == ["participations.0.exit"]
    assert problems("2026-05-20", "2026-05") == []


def test_a_person_with_one_name_is_welcome_and_one_without_is_not() -> None:
    one_name = ParticipantInput(person=PersonInput(first_name="Malala"))
    assert not [problem for problem in rules.check(one_name, TODAY) if problem.level == "error"]
    nameless = [problem.field for problem in rules.check(ParticipantInput(), TODAY) if problem.level == "error"]
    assert nameless == ["person.last_name"]


@pytest.mark.parametrize(
    ("consent", "state"),
    [
        (ConsentInput(given_on=date(2026, 1, 1)), "given"),
        (ConsentInput(given_on=date(2026, 1, 1), valid_until=date(2026, 12, 20)), "expiring"),
        (ConsentInput(given_on=date(2026, 1, 1), valid_until=date(2026, 11, 22)), "expired"),
        (ConsentInput(given_on=date(2026, 1, 1), withdrawn_on=date(2026, 11, 23)), "withdrawn"),
        (ConsentInput(given_on=None), "missing"),
        (ConsentInput(purpose="press", given_on=date(2026, 1, 1)), "missing"),
    ],
)
def test_consent_is_read_per_purpose_and_day(consent: ConsentInput, state: str) -> None:
    assert consent_state([consent], "programme", TODAY) == state
