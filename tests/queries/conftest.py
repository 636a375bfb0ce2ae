"""A small office with known answers, entered through the use cases as a coordinator would, and a count of the
statements that a query sends."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine, event

from permenti_desktop.db.database import Database
from permenti_desktop.domain.grant import CohortInput, DeadlineInput, GrantInput, TargetInput
from permenti_desktop.domain.internship import InternshipInput, VisitInput
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.network import GroupMemberInput, MinutesLineInput, NetworkGroupInput, NetworkMeetingInput
from permenti_desktop.domain.organisation import ContactPersonInput, OrganisationInput
from permenti_desktop.domain.participant import (
    OutcomeInput,
    ParticipantInput,
    ParticipationInput,
    PhaseInput,
)
from permenti_desktop.domain.person import ConsentInput, LanguageInput, PersonInput
from permenti_desktop.domain.tandem import GoalInput, TandemInput, TandemMeetingInput
from permenti_desktop.domain.timeline import FollowUpInput, TimelineEntryInput
from permenti_desktop.usecases import grant, internship, mentor, network, organisation, tandem, timeline
from tests.queries.small_office import Office, Statements, day


@pytest.fixture
def office(database: Database) -> Office:
    """An empty office."""
    return Office(database)


@pytest.fixture
def dortmund(office: Office) -> Office:
    """Five participants, two mentors, two companies, an authority, a network group, two grants."""
    with office.database.write("Anna Adler") as session:
        today = office.today
        office.grants["esf"] = grant.save(
            session,
            None,
            None,
            GrantInput(
                title="Wege in Arbeit",
                funder="Land",
                start=date(2026, 1, 1),
                end=date(2027, 12, 31),
                targets=(
                    TargetInput(indicator="entries", value=40, year=2026),
                    TargetInput(indicator="employed_after_exit", value=24, year=2026),
                ),
                deadlines=(DeadlineInput(title="Zwischenbericht", due=date(2026, 12, 1)),),
            ),
            today=today,
        )
        office.cohorts["first"] = grant.save_cohort(
            session, None, None, CohortInput(name="Durchgang 1", start=date(2026, 2, 1)), today=today
        )
        for name, given in (
            ("stadtwerke", OrganisationInput(name="Stadtwerke Witten", town="Witten", size="medium", rhythm_days=30)),
            ("cafe", OrganisationInput(name="Café Ölmühle", town="Hagen", size="micro")),
            ("jobcenter", OrganisationInput(name="Jobcenter", kind="authority", rhythm_days=90)),
        ):
            office.organisations[name] = organisation.save(session, None, None, given, today=today)
    people = office.participant
    german = LanguageInput(language="de", level="B1")
    people(
        "amina",
        ParticipantInput(
            person=PersonInput(
                last_name="Al-Hassan",
                first_name="Amina",
                own_script_name="أمينة الحسن",
                gender="f",
                birth=day("1992-03-07"),
                nationality="SY",
                town="Witten",
                postal_code="58452",
                mobile="0176 1234567",
                languages=(LanguageInput(language="ar", level="L1"), german),
                consents=(
                    ConsentInput(purpose="programme", given_on=date(2026, 1, 12), valid_until=date(2027, 12, 31)),
                    ConsentInput(purpose="press", given_on=date(2026, 1, 12), valid_until=date(2026, 12, 5)),
                ),
            ),
            cohort_id=office.cohorts["first"],
            occupation_wanted="Köchin",
            travel=("bus", "walk"),
            phases=(
                PhaseInput(phase="interview", since=day("2026-01-12"), until=day("2026-03-31")),
                PhaseInput(phase="tandem", since=day("2026-04-01")),
            ),
            participations=(
                ParticipationInput(
                    grant_id=office.grants["esf"],
                    entry=day("2026-01-12"),
                    employment_on_entry="unemployed",
                    education_on_entry="3",
                ),
            ),
        ),
    )
    people(
        "derya",
        ParticipantInput(
            person=PersonInput(
                last_name="Öztürk",
                first_name="Derya",
                gender="f",
                town="Hagen",
                languages=(LanguageInput(language="tr", level="L1"),),
            ),
            phases=(PhaseInput(phase="matching", since=day("2026-10-05")),),
            participations=(ParticipationInput(grant_id=office.grants["esf"], entry=day("2026-09-15")),),
        ),
    )
    people(
        "olena",
        ParticipantInput(
            person=PersonInput(
                last_name="Schewtschenko",
                first_name="Olena",
                gender="f",
                birth=day("1985"),
                town="Witten",
                languages=(LanguageInput(language="uk", level="L1"), LanguageInput(language="de", level="A2")),
                consents=(ConsentInput(given_on=date(2026, 2, 1), withdrawn_on=date(2026, 11, 1)),),
            ),
            residence_title="24",
            residence_expires=date(2026, 12, 4),
            phases=(PhaseInput(phase="contact", since=day("2026-11-02")),),
        ),
    )
    people(
        "farah",
        ParticipantInput(
            person=PersonInput(last_name="Rahimi", first_name="Farah", gender="f", birth=day("1990-05"), town="Bochum"),
            phases=(
                PhaseInput(phase="internship", since=day("2026-02"), until=day("2026-08-31")),
                PhaseInput(phase="completed", since=day("2026-09-01")),
            ),
            participations=(
                ParticipationInput(
                    grant_id=office.grants["esf"],
                    entry=day("2026-02-01"),
                    exit=day("2026-08-31"),
                    exit_reason="work",
                    employment_on_entry="inactive",
                    education_on_entry="6",
                ),
            ),
            outcomes=(OutcomeInput(moment="exit", on=day("2026-09-14"), status="employed_part"),),
        ),
    )
    people(
        "ueberall",
        ParticipantInput(
            person=PersonInput(last_name="Overbeck", first_name="Zahra", gender="x", birth=day("2001-11-24")),
            phases=(PhaseInput(phase="dropout", since=day("2026-10-20")),),
            participations=(
                ParticipationInput(
                    grant_id=office.grants["esf"], entry=day("2026-10-01"), exit=day("2026-10-20"), dropout=True
                ),
            ),
        ),
    )
    with office.database.write("Anna Adler") as session:
        for name, mentor_given in (
            (
                "brigitte",
                MentorInput(
                    person=PersonInput(last_name="Lorenz", first_name="Brigitte", title="Dr.", town="Witten"),
                    organisation_id=office.organisations["stadtwerke"],
                    capacity=2,
                    training_on=day("2025-05"),
                    clearance_until=date(2026, 12, 10),
                ),
            ),
            (
                "heike",
                MentorInput(
                    person=PersonInput(
                        last_name="Brandt", first_name="Heike", languages=(LanguageInput(language="ar", level="B2"),)
                    ),
                    capacity=1,
                ),
            ),
        ):
            office.people[name] = mentor.save(session, None, None, mentor_given, today=today)
        office.tandems["amina"] = tandem.save(
            session,
            None,
            None,
            TandemInput(
                mentor_id=office.people["brigitte"],
                mentee_ids=(office.people["amina"],),
                state="running",
                start=day("2026-04-01"),
                planned_end=date(2026, 12, 15),
                rhythm_days=14,
                goals=(GoalInput(text="Bewerbung schreiben", agreed_on=date(2026, 4, 1)),),
                meetings=(
                    TandemMeetingInput(on=date(2026, 4, 8), minutes=90),
                    TandemMeetingInput(on=date(2026, 11, 2), minutes=30, form="phone"),
                ),
            ),
            today=today,
        )
        office.internships["amina"] = internship.save(
            session,
            None,
            None,
            InternshipInput(
                participant_id=office.people["amina"],
                organisation_id=office.organisations["cafe"],
                mentor_id=office.people["brigitte"],
                state="running",
                start=day("2026-11-02"),
                end=day("2026-12-18"),
                hours_per_week=Decimal("20.00"),
                visits=(VisitInput(on=date(2026, 11, 20), note="läuft gut"),),
            ),
            today=today,
        )
        office.internships["farah"] = internship.save(
            session,
            None,
            None,
            InternshipInput(
                participant_id=office.people["farah"],
                organisation_id=office.organisations["stadtwerke"],
                state="completed",
                start=day("2026-05-04"),
                end=day("2026-06-12"),
                hours_total=Decimal("160.00"),
                outcome="hired",
            ),
            today=today,
        )
        timeline.save(
            session,
            None,
            None,
            TimelineEntryInput(
                on=date(2026, 11, 20),
                kind="conversation",
                text="Halbzeitgespräch, Kita-Platz fehlt",
                minutes=45,
                person_ids=(office.people["amina"], office.people["brigitte"]),
                follow_up=FollowUpInput(
                    due=date(2026, 11, 23), text="Kita-Platz klären", person_id=office.people["amina"]
                ),
            ),
            today=today,
        )
        timeline.save(
            session,
            None,
            None,
            TimelineEntryInput(
                on=date(2026, 8, 20),
                kind="call",
                text="Praktikumsplätze im Herbst",
                organisation_id=office.organisations["stadtwerke"],
            ),
            today=today,
        )
        timeline.save_follow_up(
            session,
            None,
            None,
            FollowUpInput(due=date(2026, 11, 17), text="Rückruf", person_id=office.people["derya"]),
            today=date(2026, 11, 10),
        )
        timeline.save_follow_up(
            session,
            None,
            None,
            FollowUpInput(due=date(2026, 11, 27), text="Vertrag", organisation_id=office.organisations["cafe"]),
            today=today,
        )
        timeline.save_follow_up(
            session, None, None, FollowUpInput(due=date(2026, 12, 24), text="Weihnachtspost"), today=today
        )
        office.groups["table"] = network.save_group(
            session,
            None,
            None,
            NetworkGroupInput(
                name="Arbeitskreis Arbeitsmarkt",
                members=(
                    GroupMemberInput(organisation_id=office.organisations["jobcenter"]),
                    GroupMemberInput(organisation_id=office.organisations["stadtwerke"]),
                ),
            ),
            today=today,
        )
        network.save_meeting(
            session,
            None,
            None,
            NetworkMeetingInput(
                group_id=office.groups["table"],
                on=date(2026, 9, 1),
                held=True,
                lines=(
                    MinutesLineInput(kind="promise", text="Liste schicken", who="Jobcenter", due=date(2026, 11, 1)),
                    MinutesLineInput(kind="info", text="Neue Leitung"),
                ),
            ),
            today=today,
        )
        organisation.save(
            session,
            office.organisations["cafe"],
            None,
            OrganisationInput(
                name="Café Ölmühle",
                town="Hagen",
                size="micro",
                people=(ContactPersonInput(person_id=office.people["heike"], function="Leitung"),),
            ),
            today=today,
        )
    return office


@pytest.fixture
def statements() -> Statements:
    """Collects the statements that reach the database inside a ``with``."""

    @contextmanager
    def collect(engine: Engine) -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            sent.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return collect
