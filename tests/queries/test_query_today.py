"""The page of the day, against an office whose answers can be counted by hand."""

from datetime import UTC, date, datetime
from itertools import product

from permenti_desktop.db.models.participant import Participant, PhasePeriod
from permenti_desktop.db.models.person import Person
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import ConsentInput, PersonInput
from permenti_desktop.domain.timeline import FollowUpInput
from permenti_desktop.queries import today
from permenti_desktop.usecases import participant, timeline
from tests.queries.small_office import Office, Statements


def test_the_page_says_where_the_office_stands(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        page = today.page(session, dortmund.today)
    figures = page.figures
    assert figures.active.value == 3
    assert figures.tandems.value == 1
    assert figures.waiting == 1
    assert (figures.internships.value, figures.ending_soon) == (1, 1)
    assert (figures.employed.value, figures.target) == (1, 24)
    assert [row.text for row in page.to_do.overdue] == ["Rückruf"]
    assert [row.text for row in page.to_do.today] == ["Kita-Platz klären"]
    assert [row.text for row in page.to_do.week] == ["Vertrag"]
    assert (page.to_do.count, page.to_do.later) == (3, 1)
    assert [promise.text for promise in page.to_do.promises] == ["Liste schicken"]
    assert [(one.kind, one.on.iso) for one in page.expiring] == [
        ("deadline", "2026-12-01"),
        ("residence", "2026-12-04"),
        ("consent", "2026-12-05"),
        ("clearance", "2026-12-10"),
        ("tandem", "2026-12-15"),
        ("internship", "2026-12-18"),
    ]
    assert [(group.name, group.rhythm) for group in page.groups] == [("Arbeitskreis Arbeitsmarkt", "overdue")]
    # Never in touch with the Jobcenter; with the Stadtwerke 95 days ago, wanted every 30.
    assert [(partner.name, partner.days) for partner in page.partners] == [
        ("Jobcenter", None),
        ("Stadtwerke Witten", 95),
    ]
    assert page.badges == today.Badges(today=2, tandems=1, internships=1, mentors=1, network=1)


def test_the_months_before_are_reckoned_back(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        figures = today.figures(session, dortmund.today)
    months = [month.isoformat()[:7] for month, _number in figures.active.series]
    assert months == ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11"]
    # June and July: Amina, Farah. August: Farah's last day is the 31st, so she is gone at its end. September: Derya
    # came; the one who came and broke off in October is in no end of a month. November: Olena.
    assert [number for _month, number in figures.active.series] == [2, 2, 1, 2, 2, 3]
    assert figures.active.change == 1
    assert [number for _month, number in figures.tandems.series] == [1, 1, 1, 1, 1, 1]
    assert [number for _month, number in figures.internships.series] == [0, 0, 0, 0, 0, 1]
    assert [number for _month, number in figures.employed.series] == [0, 0, 0, 1, 1, 1]


def test_whoever_came_and_went_in_whatever_order_is_counted_month_by_month(office: Office) -> None:
    # Dates known in part, an exit before the entry, none of either: each with a path of its own and without.
    dates = (None, "2025", "2025-12-31", "2026", "2026-07", "2026-07-31", "2026-08-15", "2026-10-31", "2026-12-20")
    people = list(product(dates, dates, ("profiling", "completed"), (None, "2026-09-30"), (False, True)))
    with office.database.write() as session:
        for number, (entry, exit, phase, since, in_bin) in enumerate(people):
            her = Person(last_name=f"N{number}")
            session.add(her)
            session.flush()
            recorded = datetime(2026, 8, 1, 12, tzinfo=UTC)
            row = Participant(id=her.id, phase=phase, in_bin=in_bin, sort_key=f"{number:04}", created_at=recorded)
            row.entry, row.exit = (PartialDate.of(day) if day else None for day in (entry, exit))
            session.add(row)
            if since:
                row.phases.append(PhasePeriod(phase=phase, since=PartialDate.of(since)))
    with office.database.read() as session:
        found = today.figures(session, date(2026, 11, 23)).active

    def counts(day: str, entry: str | None, exit: str | None, phase: str, since: str | None, in_bin: bool) -> bool:
        active = phase != "completed" and (exit is None or PartialDate.of(exit).last() >= date(2026, 11, 23))
        begun = entry or since or "2026-08-01"
        ended = exit or (since if phase == "completed" else None) or ""
        return not in_bin and begun <= day and (active or ended > day)

    ends = ("2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31")
    assert [number for _month, number in found.series[:-1]] == [
        sum(counts(day, *one) for one in people) for day in ends
    ]
    assert found.value == sum(counts("9999", *one) for one in people)


def test_who_stands_first_among_many_consents_that_end_the_same_day_is_told_by_name(office: Office) -> None:
    for name in "HCAGEBDF":
        consent = ConsentInput(given_on=date(2026, 1, 2), valid_until=date(2026, 12, 5))
        person = PersonInput(last_name=name, first_name="X", consents=(consent,))
        office.participant(name, ParticipantInput(person=person))
    with office.database.read() as session:
        page = today.page(session, office.today)
    assert [one.name for one in page.expiring] == ["X A", "X B", "X C", "X D", "X E", "X F"]
    assert page.expiring_count == 8


def test_what_is_missing_names_the_field_and_whom(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        found = {one.field: (one.count, one.names) for one in today.missing(session, dortmund.today)}
        listed = dortmund.names(today.missing_ids(session, "consent", dortmund.today))
    assert found == {
        "consent": (2, ("Derya Öztürk", "Olena Schewtschenko")),
        "birth": (1, ("Derya Öztürk",)),
        "employment_on_entry": (1, ("Derya Öztürk",)),
        "education_on_entry": (1, ("Derya Öztürk",)),
        "german": (1, ("Derya Öztürk",)),
        "status_after_exit": (1, ("Zahra Overbeck",)),
    }
    assert listed == ["derya", "olena"]


def test_only_my_own(dortmund: Office) -> None:
    with dortmund.database.write("Berta Kern") as session:
        timeline.save_follow_up(
            session, None, None, FollowUpInput(due=dortmund.today, text="Post"), today=dortmund.today
        )
    with dortmund.database.read() as session:
        mine = today.things_to_do(session, dortmund.today, "Berta Kern")
        all_of_us = today.things_to_do(session, dortmund.today)
    assert ([row.text for row in mine.today], mine.count, mine.later) == (["Post"], 1, 0)
    assert (all_of_us.count, all_of_us.later) == (4, 1)


def test_nobody_heard_of_for_long(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        # Amina was spoken with on the 20th; Derya came in on 15 September and nothing was noted for 60 days.
        assert dortmund.names(today.silent_ids(session, dortmund.today)) == ["derya"]


def test_an_empty_office_has_a_page_too(office: Office, statements: Statements) -> None:
    with office.database.read() as session, statements(office.database.engine) as sent:
        page = today.page(session, office.today)
    assert page.figures.active.value == 0
    assert len(page.expiring) == len(page.missing) == len(page.groups) == 0
    assert len(sent) <= 40


def test_the_page_takes_as_many_statements_for_much_as_for_little(dortmund: Office, statements: Statements) -> None:
    def count() -> int:
        with dortmund.database.read() as session, statements(dortmund.database.engine) as sent:
            today.page(session, dortmund.today)
        return len(sent)

    before = count()
    for _ in range(3):
        with dortmund.database.write() as session:
            participant.save(
                session,
                None,
                None,
                ParticipantInput(person=PersonInput(last_name="Neu")),
                today=date(2026, 11, 23),
            )
    assert count() == before
