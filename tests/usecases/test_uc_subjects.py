"""Mentors, organisations, tandems, internships, network, timeline and grants."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.network import MinutesLine, NetworkMeeting
from permenti_desktop.db.models.organisation import ContactPerson, Organisation
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.tandem import Tandem
from permenti_desktop.db.models.timeline import FollowUp, TimelineEntry, TimelinePerson
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import BadInput, Conflict, NotFound, UserError
from permenti_desktop.domain.grant import CohortInput, DeadlineInput, GrantInput, TargetInput
from permenti_desktop.domain.internship import ChecklistItemInput, InternshipInput, VisitInput
from permenti_desktop.domain.mentor import AbsenceInput, MentorInput
from permenti_desktop.domain.network import (
    AttendanceInput,
    GroupMemberInput,
    MinutesLineInput,
    NetworkGroupInput,
    NetworkMeetingInput,
)
from permenti_desktop.domain.organisation import ContactPersonInput, OrganisationInput
from permenti_desktop.domain.participant import ParticipantInput, PhaseInput
from permenti_desktop.domain.person import LanguageInput, PersonInput
from permenti_desktop.domain.tandem import GoalInput, TandemInput, TandemMeetingInput
from permenti_desktop.domain.timeline import FollowUpInput, TimelineEntryInput
from permenti_desktop.usecases import (
    grant,
    internship,
    mentor,
    network,
    office,
    organisation,
    participant,
    person,
    tandem,
    timeline,
    undo,
)
from tests.usecases.conftest import Do
from tests.usecases.rows import snapshot

TODAY = date(2026, 11, 22)


def day(iso: str) -> PartialDate:
    return PartialDate.of(iso)


def make_participant(do: Do, last_name: str = "Haidari", residence_title: str | None = None) -> int:
    given = ParticipantInput(
        person=PersonInput(last_name=last_name, first_name="Zahra"),
        residence_title=residence_title,
        phases=(PhaseInput(phase="contact", since=day("2026-01-02")),),
    )
    id: int = do(participant.save, None, None, given, today=TODAY)
    return id


def make_mentor(do: Do, last_name: str = "Böhm") -> int:
    id: int = do(mentor.save, None, None, MentorInput(person=PersonInput(last_name=last_name, first_name="Karin")))
    return id


def phases(session: Session, id: int) -> list[tuple[str, str, str | None]]:
    rows = session.get_one(Participant, id).phases
    return [(one.phase, one.since.iso if one.since else "", one.until and one.until.iso) for one in rows]


# Mentor and organisation


def test_a_mentor_with_absences(do: Do, look: Do) -> None:
    given = MentorInput(
        person=PersonInput(last_name="Böhm", first_name="Karin", town="Witten", postal_code="58452"),
        absences=(AbsenceInput(since=date(2026, 7, 1), until=date(2026, 7, 31), reason="Urlaub"),),
    )
    id = do(mentor.save, None, None, given, today=TODAY)
    row = look(lambda session: (session.get_one(Mentor, id).town, session.get_one(Mentor, id).sort_key))
    assert row == ("Witten", "boehm  karin")
    do(mentor.save, id, 2, replace(given, absences=()), today=TODAY)
    with pytest.raises(Conflict):
        do(mentor.save, id, 2, given, today=TODAY)
    assert look(lambda session: session.get_one(Mentor, id).absences) == []


def test_one_save_of_a_mentor_is_one_step_of_each_version(do: Do, look: Do) -> None:
    absence = AbsenceInput(since=date(2026, 7, 1), until=date(2026, 7, 31), reason="Urlaub")
    given = MentorInput(person=PersonInput(last_name="Böhm", first_name="Karin"), absences=(absence,))
    id = do(mentor.save, None, None, given, today=TODAY)
    other = replace(
        given,
        person=replace(given.person, first_name="Karina", languages=(LanguageInput(language="uk"),)),
        absences=(replace(absence, until=None),),
        capacity=3,
    )
    do(mentor.save, id, 2, other, today=TODAY)
    assert look(lambda session: session.get_one(Person, id).version) == 2
    assert look(lambda session: session.get_one(Mentor, id).version) == 2


def test_an_organisation_with_contacts_entered_in_passing(do: Do, look: Do) -> None:
    new = organisation.NewContact(PersonInput(last_name="Öz", first_name="Can"), "Inhaber")
    given = OrganisationInput(name="Bäckerei Öz", postal_code="58452", town="Witten", phone="02302 12345")
    id = do(organisation.save, None, None, given, new_people=(new,), today=TODAY)
    row = look(lambda session: session.get_one(Organisation, id))
    assert (row.sort_key, row.search_key, row.ags) == ("baeckerei oez", "backerei oz", "05954036")
    contact, her = look(
        lambda session: (session.scalars(select(ContactPerson)).one(), session.scalars(select(Person)).one())
    )
    assert (contact.person_id, contact.function, her.sort_key) == (her.id, "Inhaber", "oez  can")
    kept = ContactPersonInput(id=contact.id, person_id=her.id, function="Inhaber")
    do(organisation.save, id, 1, replace(given, people=(kept,)), new_people=(new,), today=TODAY)
    assert look(lambda session: session.get_one(Organisation, id).version) == 2
    with pytest.raises(Conflict):
        do(organisation.save, id, 1, given, today=TODAY)
    do(person.save, her.id, 1, PersonInput(last_name="Özdemir", first_name="Can"), today=TODAY)
    assert look(lambda session: session.get_one(Person, her.id).sort_key) == "oezdemir  can"


def test_a_contact_in_passing_is_checked_too(do: Do, look: Do) -> None:
    before = look(snapshot)
    with pytest.raises(BadInput) as refused:
        do(organisation.save, None, None, OrganisationInput(name="X"), new_people=(organisation.NewContact(),))
    assert [problem.field for problem in refused.value.problems] == ["new_people.0.person.last_name"]
    assert look(snapshot) == before


# Tandem


@pytest.fixture
def pair(do: Do) -> tuple[int, int]:
    return make_mentor(do), make_participant(do)


def test_a_tandem_from_proposal_to_closing(pair: tuple[int, int], do: Do, look: Do) -> None:
    karin, zahra = pair
    id = do(tandem.save, None, None, TandemInput(mentor_id=karin, mentee_ids=(zahra,), reason="Beruf"), today=TODAY)
    do(tandem.start_trial, id, 1, date(2026, 3, 1), today=TODAY)
    assert look(lambda session: phases(session, zahra))[-2:] == [
        ("contact", "2026-01-02", "2026-02-28"),
        ("trial", "2026-03-01", None),
    ]
    do(tandem.confirm_trial, id, None, mentee_on=date(2026, 3, 20))
    do(tandem.confirm_trial, id, None, mentor_on=date(2026, 3, 22))
    do(tandem.start, id, None, date(2026, 4, 1), agreement_on=date(2026, 3, 30), today=TODAY)
    do(tandem.pause, id, None)
    do(tandem.resume, id, None)
    do(tandem.add_meeting, id, TandemMeetingInput(on=date(2026, 4, 8), minutes=90))
    row = look(lambda session: (session.get_one(Tandem, id), len(session.get_one(Tandem, id).meetings)))
    found, meetings = row
    assert (found.state, found.start, found.trial_mentee_on, found.trial_mentor_on, found.agreement_on, meetings) == (
        "running", day("2026-04-01"), date(2026, 3, 20), date(2026, 3, 22), date(2026, 3, 30), 1,
    )  # fmt: skip
    assert look(lambda session: session.get_one(Participant, zahra).phase) == "tandem"
    do(tandem.end, id, None, date(2026, 10, 31), "goal_reached", note="Stelle gefunden", today=TODAY)
    found = look(lambda session: session.get_one(Tandem, id))
    assert (found.state, found.end, found.end_reason, found.no_fault) == (
        "completed",
        day("2026-10-31"),
        "goal_reached",
        False,
    )
    assert look(lambda session: phases(session, zahra))[-1] == ("tandem", "2026-04-01", "2026-10-31")
    with pytest.raises(UserError):
        do(tandem.start, id, None, date(2026, 11, 1), today=TODAY)


def test_a_new_mentor_without_fault(pair: tuple[int, int], do: Do, look: Do) -> None:
    karin, zahra = pair
    other = make_mentor(do, "Winter")
    given = TandemInput(
        mentor_id=karin,
        mentee_ids=(zahra,),
        state="running",
        start=day("2026-04-01"),
        rhythm_days=14,
        goals=(GoalInput(text="Lebenslauf", reached_on=date(2026, 5, 1)), GoalInput(text="Praktikum")),
    )
    id = do(tandem.save, None, None, given, today=TODAY)
    before = look(snapshot)
    new = do(tandem.rematch, id, 1, date(2026, 11, 20), other, reason="Gleicher Beruf", today=TODAY)

    def both(session: Session) -> list[Any]:
        return [
            (one.mentor_id, one.state, one.follows_id, one.no_fault, [goal.text for goal in one.goals],
             [mentee.participant_id for mentee in one.mentees])
            for one in (session.get_one(Tandem, id), session.get_one(Tandem, new))
        ]  # fmt: skip

    assert look(both) == [
        (karin, "ended_early", None, True, ["Lebenslauf", "Praktikum"], [zahra]),
        (other, "proposed", id, False, ["Praktikum"], [zahra]),
    ]
    assert do(undo.undo) == "Neue Mentorin für Zahra Haidari"
    assert look(snapshot) == before


def test_a_tandem_ending_before_it_began_is_refused(pair: tuple[int, int], do: Do, look: Do) -> None:
    given = TandemInput(mentor_id=pair[0], mentee_ids=(pair[1],), state="running", start=day("2026-04-01"))
    id = do(tandem.save, None, None, given, today=TODAY)
    before = look(snapshot)
    with pytest.raises(BadInput):
        do(tandem.end, id, None, date(2026, 3, 1), "no_time", today=TODAY)
    assert look(snapshot) == before


def test_a_group_gains_and_loses_mentees(pair: tuple[int, int], do: Do, look: Do) -> None:
    karin, zahra = pair
    second, third = make_participant(do, "Demir"), make_participant(do, "Nowak")
    given = TandemInput(mentor_id=karin, mentee_ids=(zahra, second))
    id = do(tandem.save, None, None, given, today=TODAY)
    do(tandem.save, id, 1, replace(given, mentee_ids=(second, third, third)), today=TODAY)
    found = look(lambda session: [mentee.participant_id for mentee in session.get_one(Tandem, id).mentees])
    assert found == [second, third]
    assert look(lambda session: session.get_one(Tandem, id).version) == 2
    with pytest.raises(Conflict):
        do(tandem.save, id, 1, given, today=TODAY)


def test_a_proposal_that_came_to_nothing(pair: tuple[int, int], do: Do, look: Do) -> None:
    id = do(tandem.save, None, None, TandemInput(mentor_id=pair[0], mentee_ids=(pair[1],)), today=TODAY)
    do(tandem.decline, id, 1, "keine Zeit")
    assert look(lambda session: session.get_one(Tandem, id).state) == "declined"


# Internship


def checklist(session: Session, id: int) -> list[tuple[str, str]]:
    return [(item.text, item.with_whom) for item in session.get_one(Internship, id).checklist]


def test_the_starting_checklist_follows_kind_and_residence_title(do: Do, look: Do) -> None:
    tolerated, settled = make_participant(do, residence_title="duldung"), make_participant(do, residence_title="9")
    first = do(internship.save, None, None, InternshipInput(participant_id=tolerated, kind="trial_work"), today=TODAY)
    second = do(internship.save, None, None, InternshipInput(participant_id=settled, kind="trial_work"), today=TODAY)
    authority = ("Ob eine Zustimmung zur Beschäftigung nötig ist", "Ausländerbehörde")
    assert look(lambda session: checklist(session, first))[0] == authority
    assert authority not in look(lambda session: checklist(session, second))
    assert len(look(lambda session: checklist(session, second))) == 2


def test_the_office_has_a_checklist_of_its_own(do: Do, look: Do) -> None:
    do(office.found, "Stelle", "other", today=TODAY)
    own = {"mag": (("Zuweisung holen", "Jobcenter EN"),)}
    do(office.save_settings, replace(look(office.settings), checklists=own), today=TODAY)
    her = make_participant(do)
    id = do(internship.save, None, None, InternshipInput(participant_id=her, kind="mag"), today=TODAY)
    assert look(lambda session: checklist(session, id)) == [("Zuweisung holen", "Jobcenter EN")]


def test_an_internship_from_first_to_last_day(do: Do, look: Do) -> None:
    her = make_participant(do)
    given = InternshipInput(participant_id=her, hours_per_week=Decimal("20.5"), agreement_on=date(2026, 8, 20))
    id = do(internship.save, None, None, given, today=TODAY)
    do(internship.start, id, 1, date(2026, 9, 1), today=TODAY)
    assert look(lambda session: session.get_one(Participant, her).phase) == "internship"
    do(internship.save, id, 2, replace(given, state="running", start=day("2026-09-01"), tasks="Verkauf"), today=TODAY)
    assert look(lambda session: checklist(session, id)) == []  # the form handed over none
    points = (ChecklistItemInput(text="Vertrag"),)
    do(internship.save, id, 3, replace(given, state="running", checklist=points), today=TODAY)
    item = look(lambda session: session.get_one(Internship, id).checklist[0].id)
    do(internship.tick, id, item, date(2026, 9, 2))
    with pytest.raises(NotFound):
        do(internship.tick, id, 4711, date(2026, 9, 2))
    do(internship.add_visit, id, VisitInput(on=date(2026, 9, 10), note="Läuft gut"))
    version = look(lambda session: session.get_one(Internship, id).version)
    assert version == 6  # one for each deed: nothing counts twice
    with pytest.raises(Conflict):
        do(internship.end, id, 1, date(2026, 10, 31), "hired", today=TODAY)
    do(internship.end, id, version, date(2026, 10, 31), "hired", today=TODAY)
    found = look(lambda session: session.get_one(Internship, id))
    assert (found.state, found.end, found.outcome, found.hours_per_week) == (
        "completed", day("2026-10-31"), "hired", Decimal("20.5"),
    )  # fmt: skip
    assert look(lambda session: phases(session, her)) == [
        ("contact", "2026-01-02", None),
        ("internship", "2026-09-01", "2026-10-31"),
    ]
    assert look(lambda session: session.get_one(Participant, her).phase) == "contact"


# Network


def test_a_meeting_lists_the_members_and_promises_stay_open_until_done(do: Do, look: Do) -> None:
    rege = do(organisation.save, None, None, OrganisationInput(name="REGE", kind="authority"), today=TODAY)
    grone = do(organisation.save, None, None, OrganisationInput(name="Grone", kind="provider"), today=TODAY)
    speaker = do(person.save, None, None, PersonInput(last_name="Sprecher"), today=TODAY)
    members = (GroupMemberInput(organisation_id=rege, spokesperson_id=speaker), GroupMemberInput(organisation_id=grone))
    group = do(network.save_group, None, None, NetworkGroupInput(name="Netzwerk", members=members), today=TODAY)
    lines = (MinutesLineInput(kind="promise", text="Liste schicken", who="REGE", due=date(2026, 12, 1)),)
    meeting = NetworkMeetingInput(group_id=group, on=date(2026, 11, 20), lines=lines)
    id = do(network.save_meeting, None, None, meeting, today=TODAY)
    there = look(
        lambda session: [
            (a.organisation_id, a.person_id, a.attended) for a in session.get_one(NetworkMeeting, id).attendance
        ]
    )
    assert there == [(rege, speaker, False), (grone, None, False)]
    line = look(lambda session: session.scalars(select(MinutesLine)).one())
    assert line.done_on is None
    assert do(network.promise_done, line.id, date(2026, 11, 30)) == id
    assert look(lambda session: session.get_one(MinutesLine, line.id).done_on) == date(2026, 11, 30)
    with pytest.raises(Conflict):
        do(
            network.save_meeting,
            id,
            1,
            replace(meeting, attendance=(AttendanceInput(organisation_id=rege),)),
            today=TODAY,
        )
    do(network.promise_done, line.id, None)
    assert look(lambda session: session.get_one(MinutesLine, line.id).done_on) is None
    version = look(lambda session: session.get_one(NetworkMeeting, id).version)
    do(network.save_meeting, id, version, replace(meeting, lines=(), held=True), today=TODAY)
    found = look(lambda session: (session.get_one(NetworkMeeting, id).held, session.get_one(NetworkMeeting, id).lines))
    assert found == (True, [])
    do(network.save_group, group, 1, NetworkGroupInput(name="Ämter-Netzwerk", members=()), today=TODAY)
    with pytest.raises(Conflict):
        do(network.save_group, group, 1, NetworkGroupInput(name="X"), today=TODAY)


# Timeline


def test_an_entry_for_several_people_with_a_follow_up_for_each(do: Do, look: Do) -> None:
    ids = tuple(make_participant(do, name) for name in ("Haidari", "Demir"))
    given = TimelineEntryInput(
        on=TODAY,
        text="Workshop",
        minutes=90,
        person_ids=ids,
        follow_up=FollowUpInput(due=date(2026, 12, 1), text="Nachfragen"),
    )
    id = do(timeline.save, None, None, given, today=TODAY)
    people = select(TimelinePerson.person_id, TimelinePerson.on).order_by(TimelinePerson.person_id)
    assert look(lambda session: session.execute(people).all()) == [(ids[0], TODAY), (ids[1], TODAY)]
    due = look(lambda session: session.execute(select(FollowUp.person_id, FollowUp.entry_id, FollowUp.author)).all())
    assert due == [(ids[0], id, "Anna Beispiel"), (ids[1], id, "Anna Beispiel")]
    earlier = replace(given, on=date(2026, 11, 2), person_ids=ids[1:], follow_up=None)
    do(timeline.save, id, 1, earlier, today=TODAY)
    assert look(lambda session: session.execute(people).all()) == [(ids[1], date(2026, 11, 2))]
    assert look(lambda session: session.get_one(TimelineEntry, id).author) == "Anna Beispiel"
    with pytest.raises(Conflict):
        do(timeline.save, id, 1, given, today=TODAY)


def test_whom_alone_a_change_of_people_concerns_raises_the_version(do: Do, look: Do) -> None:
    ids = tuple(make_participant(do, name) for name in ("Haidari", "Demir"))
    given = TimelineEntryInput(on=TODAY, text="Anruf", person_ids=ids)
    id = do(timeline.save, None, None, given, today=TODAY)
    do(timeline.save, id, 1, replace(given, person_ids=ids[:1]), today=TODAY)
    assert look(lambda session: session.get_one(TimelineEntry, id).version) == 2


def test_an_entry_about_an_organisation(do: Do, look: Do) -> None:
    firm = do(organisation.save, None, None, OrganisationInput(name="Bäckerei Öz"), today=TODAY)
    given = TimelineEntryInput(on=TODAY, text="Angefragt", organisation_id=firm, follow_up=FollowUpInput(due=TODAY))
    do(timeline.save, None, None, given, today=TODAY)
    assert look(lambda session: session.scalars(select(FollowUp.organisation_id)).all()) == [firm]
    with pytest.raises(BadInput):
        do(timeline.save, None, None, TimelineEntryInput(on=TODAY, text="Für niemanden"), today=TODAY)


def test_a_follow_up_is_done_moved_or_dropped_with_a_reason(do: Do, look: Do) -> None:
    her = make_participant(do)

    def row() -> FollowUp:
        found: FollowUp = look(lambda session: session.get_one(FollowUp, id))
        return found

    id = do(timeline.save_follow_up, None, None, FollowUpInput(due=TODAY, text="Anrufen", person_id=her), today=TODAY)
    do(timeline.follow_up_moved, id, 1, date(2026, 11, 29))
    assert row().due == date(2026, 11, 29)
    with pytest.raises(Conflict):
        do(timeline.follow_up_done, id, 1, TODAY)
    do(timeline.follow_up_done, id, 2, TODAY, "erreicht")
    assert (row().done_on, row().done_note) == (TODAY, "erreicht")
    do(timeline.follow_up_reopened, id, None)
    with pytest.raises(BadInput):
        do(timeline.follow_up_dropped, id, None, TODAY, "  ")
    do(timeline.follow_up_dropped, id, None, TODAY, "weggezogen")
    assert (row().done_on, row().dropped_reason) == (TODAY, "weggezogen")
    do(timeline.save_follow_up, id, None, FollowUpInput(due=TODAY, text="Doch anrufen", person_id=her), today=TODAY)
    assert (row().text, row().done_on) == ("Doch anrufen", TODAY)


def test_a_follow_up_that_names_somebody_is_hers_alone(do: Do, look: Do) -> None:
    ids = tuple(make_participant(do, name) for name in ("Haidari", "Demir"))
    due = FollowUpInput(due=TODAY, person_id=ids[1])
    do(timeline.save, None, None, TimelineEntryInput(on=TODAY, text="x", person_ids=ids, follow_up=due), today=TODAY)
    assert look(lambda session: session.scalars(select(FollowUp.person_id)).all()) == [ids[1]]


def test_a_follow_up_of_the_office_itself(do: Do, look: Do) -> None:
    do(timeline.save_follow_up, None, None, FollowUpInput(due=TODAY, text="Raum buchen"), today=TODAY)
    assert look(lambda session: session.scalars(select(FollowUp.text)).all()) == ["Raum buchen"]


def test_one_follow_up_for_each_of_several(do: Do, look: Do) -> None:
    ids = [make_participant(do, name) for name in ("Haidari", "Demir")]
    assert do(timeline.add_follow_ups, [*ids, ids[0]], date(2026, 12, 1), "Einladen", today=TODAY) == 2
    assert sorted(look(lambda session: session.scalars(select(FollowUp.person_id)).all())) == ids


# Grants


def test_a_grant_and_a_cohort(do: Do, look: Do) -> None:
    from permenti_desktop.db.models.grant import Cohort, Grant

    given = GrantInput(
        title="ESF+", targets=(TargetInput(value=20),), deadlines=(DeadlineInput(title="Zwischenbericht", due=TODAY),)
    )
    id = do(grant.save, None, None, given, today=TODAY)
    deadline = look(lambda session: session.get_one(Grant, id).deadlines[0].id)
    do(grant.deadline_done, id, deadline, TODAY)
    with pytest.raises(Conflict):
        do(grant.save, id, 1, given, today=TODAY)
    do(grant.save, id, 2, replace(given, targets=()), today=TODAY)
    assert look(lambda session: session.get_one(Grant, id).targets) == []
    cohort = do(grant.save_cohort, None, None, CohortInput(name="Durchgang 4"), today=TODAY)
    do(grant.save_cohort, cohort, 1, CohortInput(name="Durchgang 5"), today=TODAY)
    with pytest.raises(Conflict):
        do(grant.save_cohort, cohort, 1, CohortInput(name="Durchgang 6"), today=TODAY)
    assert look(lambda session: session.get_one(Cohort, cohort).name) == "Durchgang 5"
