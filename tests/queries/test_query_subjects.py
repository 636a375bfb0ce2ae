"""Mentors, tandems, internships, organisations, network, grants and the office: lists, files and forms against what
was entered by hand."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from permenti_desktop.domain.errors import NotFound
from permenti_desktop.domain.tandem import TandemInput, TandemMeetingInput
from permenti_desktop.queries import grant, internship, mentor, network, office, organisation, tandem, timeline
from permenti_desktop.queries.internship import InternshipFilter
from permenti_desktop.queries.mentor import MentorFilter, MentorPills
from permenti_desktop.queries.organisation import OrganisationFilter
from permenti_desktop.queries.tandem import TandemFilter
from permenti_desktop.usecases import bin as bin_use_cases
from permenti_desktop.usecases import grant as grant_use_cases
from permenti_desktop.usecases import internship as internship_use_cases
from permenti_desktop.usecases import mentor as mentor_use_cases
from permenti_desktop.usecases import network as network_use_cases
from permenti_desktop.usecases import organisation as organisation_use_cases
from permenti_desktop.usecases import tandem as tandem_use_cases
from permenti_desktop.usecases import timeline as timeline_use_cases
from tests.queries.small_office import Office, Statements


def test_every_column_orders_the_mentors(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        for sort in mentor.SORTS:
            for descending in (False, True):
                found = mentor.ids(session, sort=sort, descending=descending, today=dortmund.today)
                assert sorted(dortmund.names(found)) == ["brigitte", "heike"]
        assert dortmund.names(mentor.ids(session)) == ["heike", "brigitte"]
        assert dortmund.names(mentor.ids(session, sort="clearance")) == ["brigitte", "heike"]
        assert dortmund.names(mentor.ids(session, sort="last_contact")) == ["brigitte", "heike"]


def test_a_meeting_of_her_tandem_is_a_contact_with_a_mentor_and_a_planned_one_is_not(dortmund: Office) -> None:
    heike = dortmund.people["heike"]
    with dortmund.database.write() as session:
        given = TandemInput(
            mentor_id=heike,
            mentee_ids=(dortmund.people["amina"],),
            state="running",
            meetings=(
                TandemMeetingInput(on=dortmund.today - timedelta(days=2)),
                TandemMeetingInput(on=dortmund.today + timedelta(days=12)),
            ),
        )
        met = tandem_use_cases.save(session, None, None, given)
    with dortmund.database.read() as session:
        assert mentor.rows(session, [heike], dortmund.today)[0].last_contact == dortmund.today - timedelta(days=2)
        assert mentor.file(session, heike, dortmund.today).last_contact == dortmund.today - timedelta(days=2)
        assert mentor.pills(session, dortmund.today).silent == 0
        assert list(mentor.ids(session, filter=MentorFilter(silent=True), today=dortmund.today)) == []
        ordered = mentor.ids(session, sort="last_contact", descending=True, today=dortmund.today)
        assert dortmund.names(ordered)[0] == "heike"
    with dortmund.database.write() as session:
        bin_use_cases.put(session, "tandem", met)
    with dortmund.database.read() as session:
        assert mentor.rows(session, [heike], dortmund.today)[0].last_contact is None


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (MentorFilter(free=True), ["heike", "brigitte"]),
        (MentorFilter(clearance=True), ["brigitte"]),
        (MentorFilter(untrained=True), ["heike"]),
        (MentorFilter(silent=True), ["heike"]),
        (MentorFilter(languages=("ar",)), ["heike"]),
        (MentorFilter(towns=("Witten",)), ["brigitte"]),
        (MentorFilter(statuses=("paused",)), []),
    ],
)
def test_filters_of_mentors_show_whom_they_say(dortmund: Office, chosen: MentorFilter, expected: list[str]) -> None:
    with dortmund.database.read() as session:
        assert dortmund.names(mentor.ids(session, filter=chosen, today=dortmund.today)) == expected


def test_lines_and_pills_of_mentors(dortmund: Office, statements: Statements) -> None:
    with dortmund.database.read() as session:
        assert mentor.pills(session, dortmund.today) == MentorPills(
            active=2, free=2, clearance=1, untrained=1, silent=1, all=2
        )
        line = mentor.rows(session, [dortmund.people["brigitte"]], dortmund.today)[0]
        with statements(dortmund.database.engine) as one:
            mentor.rows(session, [dortmund.people["brigitte"]], dortmund.today)
        with statements(dortmund.database.engine) as two:
            mentor.rows(session, [dortmund.people["brigitte"], dortmund.people["heike"]], dortmund.today)
    assert (line.taken, line.free, line.mentees) == (1, 1, ("Amina Al-Hassan",))
    assert (line.organisation, line.last_contact) == ("Stadtwerke Witten", date(2026, 11, 20))
    assert len(one) == len(two) <= 7


def test_the_file_of_a_mentor(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        her = mentor.file(session, dortmund.people["brigitte"], dortmund.today)
    assert (her.name, her.taken, her.free, her.organisation) == ("Dr. Brigitte Lorenz", 1, 1, "Stadtwerke Witten")
    assert [(line.name, line.meetings) for line in her.tandems] == [("Amina Al-Hassan", 2)]
    assert [line.name for line in her.internships] == ["Amina Al-Hassan"]
    assert [item.source for item in her.timeline.items] == [
        "entry",
        "tandem_meeting",
        "tandem_meeting",
        "tandem_start",
    ]


def test_lists_of_tandems(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        for sort in tandem.SORTS:
            for descending in (False, True):
                assert list(tandem.ids(session, sort=sort, descending=descending)) == [dortmund.tandems["amina"]]
        line = tandem.rows(session, [dortmund.tandems["amina"]], dortmund.today)[0]
        pills = tandem.pills(session, dortmund.today)
        waiting = tandem.waiting(session, dortmund.today)
        for typed, expected in (("lorenz", 1), ("amina", 1), ("derya", 0)):
            assert len(tandem.ids(session, search=typed)) == expected
        overdue = tandem.ids(session, filter=TandemFilter(overdue=True), today=dortmund.today)
    # The last meeting was on 2 November, the rhythm is 14 days: due on the 16th, seven days before the 23rd.
    assert (line.last_meeting, line.meeting_due, line.overdue_days) == (date(2026, 11, 2), date(2026, 11, 16), 7)
    assert (line.meetings, line.minutes, line.mentees) == (2, 120, ("Amina Al-Hassan",))
    assert (line.goals, line.goals_reached) == (1, 0)
    assert (pills.open, pills.running, pills.overdue, pills.waiting, pills.all) == (1, 1, 1, 1, 1)
    assert [(row.list_name, row.days) for row in waiting] == [("Öztürk, Derya", 49)]
    assert list(overdue) == [dortmund.tandems["amina"]]


def test_lists_of_internships(dortmund: Office) -> None:
    amina, farah = dortmund.internships["amina"], dortmund.internships["farah"]
    with dortmund.database.read() as session:
        for sort in internship.SORTS:
            for descending in (False, True):
                found = internship.ids(session, sort=sort, descending=descending)
                assert sorted(found) == sorted((amina, farah))
        assert list(internship.ids(session, sort="host", descending=False)) == [amina, farah]
        for chosen, expected in (
            (InternshipFilter(running=True), [amina]),
            (InternshipFilter(ending_days=30), [amina]),
            (InternshipFilter(ending_days=20), []),
            (InternshipFilter(towns=("Witten",)), [farah]),
            (InternshipFilter(start=date(2026, 6, 1), end=date(2026, 6, 30)), [farah]),
            (InternshipFilter(start=date(2026, 6, 13), end=date(2026, 11, 1)), []),
            (InternshipFilter(without_agreement=True), [amina]),
        ):
            assert list(internship.ids(session, filter=chosen, today=dortmund.today)) == expected
        assert list(internship.ids(session, search="olmuhle")) == [amina]
        first, second = internship.rows(session, [amina, farah], dortmund.today)
        board = internship.board(session)
        pills = internship.pills(session, dortmund.today)
    assert (first.host, first.town, first.visits, first.last_visit) == ("Café Ölmühle", "Hagen", 1, date(2026, 11, 20))
    assert first.days_left == 25
    # 2 to 23 November are 22 days: 20 hours × 22 / 7 = 62.86, in half hours 63.
    assert first.hours == Decimal(63)
    assert (second.hours, second.outcome, second.days_left) == (Decimal(160), "hired", None)
    assert {state: list(ids) for state, ids in board.items() if ids} == {"running": [amina], "completed": [farah]}
    assert (pills.running, pills.ending, pills.all, pills.by_state) == (1, 1, 2, {"running": 1, "completed": 1})


def test_lists_of_organisations(dortmund: Office) -> None:
    ids = dortmund.organisations
    with dortmund.database.read() as session:
        assert list(organisation.ids(session)) == [ids["cafe"], ids["jobcenter"], ids["stadtwerke"]]
        for sort in organisation.SORTS:
            assert sorted(organisation.ids(session, sort=sort)) == sorted(ids.values())
        assert list(organisation.ids(session, search="ölm")) == [ids["cafe"]]
        hosting = organisation.ids(session, filter=OrganisationFilter(hosting=True))
        silent = organisation.ids(session, filter=OrganisationFilter(silent=True), today=dortmund.today)
        cafe, works, center = organisation.rows(
            session, [ids["cafe"], ids["stadtwerke"], ids["jobcenter"]], dortmund.today
        )
        found = organisation.find(session, "stadt")
        file = organisation.file(session, ids["cafe"], dortmund.today)
    assert list(hosting) == [ids["cafe"]]
    assert sorted(silent) == sorted((ids["stadtwerke"], ids["jobcenter"]))
    # A visit at an internship is a contact; so is a call.
    assert (cafe.last_contact, cafe.contact, cafe.running) == (date(2026, 11, 20), "Heike Brandt", 1)
    assert (works.last_contact, works.overdue_days, works.mentors) == (date(2026, 8, 20), 65, 1)
    assert (center.last_contact, center.overdue_days) == (None, None)
    assert [hit.name for hit in found] == ["Stadtwerke Witten"]
    assert [line.name for line in file.people] == ["Heike Brandt"]
    assert [line.name for line in file.internships] == ["Amina Al-Hassan"]
    assert [item.source for item in file.timeline.items] == ["internship_visit", "internship_start"]
    assert file.follow_up is not None
    assert file.follow_up.text == "Vertrag"


def test_network_groups_and_their_rhythm(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        (group,) = network.groups(session, dortmund.today)
        file = network.group_file(session, group.id, dortmund.today)
        meeting = network.meeting_file(session, file.meetings[0].id)
        (early,) = network.groups(session, date(2026, 9, 29))
        (later,) = network.groups(session, date(2026, 9, 30))
        (limit,) = network.groups(session, date(2026, 10, 13))
        assert list(network.ids(session, search="arbeitsm")) == [group.id]
        assert list(network.ids(session, search="xyz")) == []
    # Met on 1 September; 4 weeks are over on the 29th, 6 weeks on 13 October.
    assert (early.rhythm, later.rhythm, limit.rhythm, group.rhythm) == ("in_time", "due", "due", "overdue")
    assert (group.last, group.due, group.members, group.open_promises) == (date(2026, 9, 1), date(2026, 9, 29), 2, 1)
    assert [line.organisation for line in file.members] == ["Jobcenter", "Stadtwerke Witten"]
    assert [promise.text for promise in file.promises] == ["Liste schicken"]
    assert sorted(meeting.organisations.values()) == ["Jobcenter", "Stadtwerke Witten"]


def test_grants_and_cohorts(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        (row,) = grant.rows(session)
        (cohort,) = grant.cohorts(session)
        assert grant.choices(session) == ((dortmund.grants["esf"], "Wege in Arbeit"),)
    assert (row.participants, row.targets, row.next_deadline_title) == (4, 2, "Zwischenbericht")
    assert row.keep_until == date(2032, 12, 31)
    assert (cohort.name, cohort.participants, cohort.tandems) == ("Durchgang 1", 1, 0)


def test_how_much_there_is(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        counts = office.counts(session)
    assert (counts.participants, counts.mentors, counts.organisations) == (5, 2, 3)
    assert (counts.tandems, counts.internships, counts.notes, counts.follow_ups) == (1, 2, 2, 4)
    assert (counts.groups, counts.meetings, counts.grants, counts.cohorts, counts.in_bin) == (1, 1, 1, 1, 0)


def test_the_words_of_an_office_stand_in_its_vocabularies(dortmund: Office) -> None:
    from permenti_desktop.usecases import office as office_use_cases

    with dortmund.database.write() as session:
        office_use_cases.save_term(session, "phase", "matching", "Vermittlung", "placement")
        own = office_use_cases.save_term(session, "exit_reason", None, "Elternzeit")
        office_use_cases.retire_term(session, "exit_reason", "motivation")
    with dortmund.database.read() as session:
        found = office.vocabularies(session)
        rows = office.terms(session, "exit_reason")
        gone = office.retired(session)
    assert found["phase"].label("matching") == "Vermittlung"
    assert found["phase"].label("tandem") == "Im Tandem"
    assert found["exit_reason"].label(own) == "Elternzeit"
    assert found["exit_reason"].label("motivation") == "anderes Ziel"
    assert gone == {"exit_reason": frozenset({"motivation"})}
    assert [(row.code, row.shipped) for row in rows][-1] == (own, False)


def test_every_form_shows_what_was_saved(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        meeting_id = network.meetings(session)[0].id
        entry_id = next(
            item.id
            for item in timeline.of_person(session, dortmund.people["amina"], today=dortmund.today).items
            if item.source == "entry"
        )
        follow_up_id = timeline.follow_ups(session)[0].id
    forms: tuple[tuple[Callable[..., Any], Callable[..., Any], int], ...] = (
        (mentor.load, mentor_use_cases.save, dortmund.people["brigitte"]),
        (tandem.load, tandem_use_cases.save, dortmund.tandems["amina"]),
        (internship.load, internship_use_cases.save, dortmund.internships["amina"]),
        (organisation.load, organisation_use_cases.save, dortmund.organisations["cafe"]),
        (network.load_group, network_use_cases.save_group, dortmund.groups["table"]),
        (network.load_meeting, network_use_cases.save_meeting, meeting_id),
        (grant.load, grant_use_cases.save, dortmund.grants["esf"]),
        (grant.load_cohort, grant_use_cases.save_cohort, dortmund.cohorts["first"]),
        (timeline.load, timeline_use_cases.save, entry_id),
        (timeline.load_follow_up, timeline_use_cases.save_follow_up, follow_up_id),
    )
    for load, save, id in forms:
        with dortmund.database.read() as session:
            version, content = load(session, id)
        with dortmund.database.write() as session:
            save(session, id, version, content, today=dortmund.today)
        with dortmund.database.read() as session:
            assert load(session, id) == (version, content)
            with pytest.raises(NotFound):
                load(session, 999_999)


def test_settled_follow_ups_are_kept_apart(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        waiting = timeline.follow_ups(session)
    assert [(row.text, row.name, row.role) for row in waiting] == [
        ("Rückruf", "Derya Öztürk", "participant"),
        ("Kita-Platz klären", "Amina Al-Hassan", "participant"),
        ("Vertrag", "Café Ölmühle", "organisation"),
        ("Weihnachtspost", "", "office"),
    ]
    with dortmund.database.write() as session:
        timeline_use_cases.follow_up_done(session, waiting[0].id, None, date(2026, 11, 23), "ruft zurück")
        timeline_use_cases.follow_up_dropped(session, waiting[1].id, None, date(2026, 11, 23), "hat Platz")
    with dortmund.database.read() as session:
        assert [row.text for row in timeline.follow_ups(session)] == ["Vertrag", "Weihnachtspost"]
        settled = timeline.follow_ups(session, settled=True)
        assert {(row.text, row.done_note, row.dropped_reason) for row in settled} == {
            ("Rückruf", "ruft zurück", ""),
            ("Kita-Platz klären", "", "hat Platz"),
        }
        newest = timeline.of_person(session, dortmund.people["amina"], today=dortmund.today).items[0]
    assert (newest.source, newest.code, newest.detail) == ("follow_up", "dropped", "hat Platz")
