"""Rules of the other subjects, by worked examples."""

from datetime import date
from decimal import Decimal

from permenti_desktop.domain import grant, internship, mentor, network, tandem, timeline, vocab
from permenti_desktop.domain.check import errors
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.grant import GrantInput
from permenti_desktop.domain.internship import InternshipInput
from permenti_desktop.domain.mentor import AbsenceInput
from permenti_desktop.domain.network import MinutesLineInput, NetworkGroupInput, NetworkMeetingInput
from permenti_desktop.domain.tandem import TandemInput
from permenti_desktop.domain.timeline import FollowUpInput, TimelineEntryInput
from permenti_desktop.i18n import texts

TODAY = date(2026, 11, 23)


def test_records_are_kept_five_years_from_31_december_of_the_last_payment() -> None:
    # The example of the data protection rules: five years from 31 December of the year of the last payment.
    assert grant.keep_until(GrantInput(last_payment_on=date(2026, 3, 2))) == date(2031, 12, 31)
    assert grant.keep_until(GrantInput(end=date(2025, 6, 30), retention_years=10)) == date(2035, 12, 31)
    assert grant.keep_until(GrantInput()) is None


def test_hours_of_an_internship_follow_from_weeks_and_dates() -> None:
    four_weeks = InternshipInput(
        start=PartialDate.of("2026-03-02"), end=PartialDate.of("2026-03-29"), hours_per_week=Decimal("39.5")
    )
    assert internship.hours(four_weeks) == Decimal(158)  # 4 × 39.5
    assert internship.hours(four_weeks, until=date(2026, 3, 8)) == Decimal("39.5")
    assert internship.hours(four_weeks, until=date(2026, 3, 1)) == 0
    recorded = InternshipInput(hours_total=Decimal(120), hours_per_week=Decimal(20))
    assert internship.hours(recorded) == 120
    assert internship.hours(InternshipInput(hours_per_week=Decimal(20))) is None


def test_the_checklist_names_with_whom_to_clarify_and_never_says_allowed() -> None:
    for kind in vocab.INTERNSHIP_KIND.codes:
        for title in (*vocab.residence_title().codes, None):
            lines = internship.checklist(kind, title)
            assert lines
            assert all(line.with_whom for line in lines)
            assert not any("erlaubt" in line.text for line in lines)
    assert any(line.with_whom == "Ausländerbehörde" for line in internship.checklist("internship", "duldung"))
    assert not any(line.with_whom == "Ausländerbehörde" for line in internship.checklist("internship", "ne"))


def test_nobody_mentors_herself() -> None:
    fields = [problem.field for problem in errors(tandem.check(TandemInput(mentor_id=3, mentee_ids=(3, 4)), TODAY))]
    assert fields == ["mentor_id"]


def test_the_rhythm_of_a_tandem_counts_from_the_last_meeting() -> None:
    start = PartialDate.of("2026-01-05")
    assert tandem.next_meeting_due(None, start, 14) == date(2026, 1, 19)
    assert tandem.next_meeting_due(date(2026, 2, 2), start, 14) == date(2026, 2, 16)
    assert tandem.next_meeting_due(date(2026, 2, 2), start, None) is None


def test_a_group_that_meets_every_4_weeks_is_overdue_after_6() -> None:
    last = date(2026, 10, 12)
    assert network.next_meeting_due(last, 4) == date(2026, 11, 9)
    assert not network.meeting_overdue(last, 6, date(2026, 11, 23))
    assert network.meeting_overdue(last, 6, date(2026, 11, 24))
    assert not network.meeting_overdue(None, 6, TODAY)
    assert NetworkGroupInput().target_weeks == 4
    assert NetworkGroupInput().limit_weeks == 6


def test_a_promise_asks_who_and_by_when_but_lets_one_leave() -> None:
    meeting = NetworkMeetingInput(group_id=1, on=TODAY, lines=(MinutesLineInput(kind="promise", text="Liste senden"),))
    problems = list(network.check_meeting(meeting, TODAY))
    assert [problem.field for problem in problems] == ["lines.0.who", "lines.0.due"]
    assert errors(problems) == ()


def test_a_mentor_is_absent_between_two_days_inclusive() -> None:
    away = [AbsenceInput(since=date(2026, 7, 1), until=date(2026, 7, 31)), AbsenceInput()]
    assert mentor.is_absent(away, date(2026, 7, 31))
    assert not mentor.is_absent(away, date(2026, 8, 1))
    assert mentor.free_places(2, 1) == 1
    assert mentor.free_places(None, 0) == 0
    assert mentor.free_places(1, 3) == 0


def test_an_entry_belongs_to_someone_and_a_follow_up_has_a_day() -> None:
    lonely = TimelineEntryInput(on=TODAY, text="Anruf", follow_up=FollowUpInput(text="Rückruf"))
    assert [problem.field for problem in errors(timeline.check(lonely, TODAY))] == ["person_ids", "due"]


def test_a_follow_up_moves_from_today_once_it_is_overdue() -> None:
    assert timeline.moved(date(2026, 11, 1), 7, TODAY) == date(2026, 11, 30)
    assert timeline.moved(date(2026, 12, 1), 7, TODAY) == date(2026, 12, 8)


def test_labels_come_in_both_languages_and_unknown_codes_stay_visible() -> None:
    assert vocab.cefr().label("A1", texts("de")).startswith("A1")
    assert vocab.isced().label("6", texts("en")).startswith("Bachelor")
    assert vocab.PHASE.label("tandem", texts("de")) == "Im Tandem"
    assert vocab.PHASE.label("own-phase", texts("de")) == "own-phase"
    assert vocab.PHASE.label(None) == ""
