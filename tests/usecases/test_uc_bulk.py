"""Many at once makes the rows that one by one makes."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from permenti_desktop.db import journal
from permenti_desktop.db.database import Database
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.models.person import Person
from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import BadInput, Cancelled
from permenti_desktop.domain.internship import ChecklistItemInput, InternshipInput, VisitInput
from permenti_desktop.domain.mentor import AbsenceInput, MentorInput
from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.domain.organisation import ContactPersonInput, OrganisationInput
from permenti_desktop.domain.participant import (
    OutcomeInput,
    ParticipantInput,
    ParticipationInput,
    PhaseInput,
    QualificationInput,
)
from permenti_desktop.domain.person import ConsentInput, LanguageInput, PersonInput
from permenti_desktop.domain.tandem import GoalInput, TandemInput, TandemMeetingInput
from permenti_desktop.domain.timeline import FollowUpInput, TimelineEntryInput
from permenti_desktop.usecases import (
    bulk,
    internship,
    mentor,
    office,
    organisation,
    participant,
    person,
    tandem,
    timeline,
    undo,
)
from tests.usecases.conftest import Do
from tests.usecases.rows import numbered, snapshot

TODAY = date(2026, 11, 22)

words = st.sampled_from(["", " Öz ", "Al-Hassan", "Шевченко", "a\nb", "شيلان", "ß", "Dr. x"])
names = st.sampled_from(["Haidari", "Al Hassan", "Öztürk", "de la Cruz", "Шевченко", "Нowak  "])
days = st.dates(date(1990, 1, 1), date(2027, 12, 31))
partial = st.none() | st.builds(PartialDate, st.integers(1990, 2026)) | days.map(PartialDate.of_day)
ended = st.none()


def few(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=3).map(tuple)


person_inputs = st.builds(
    PersonInput,
    last_name=names,
    first_name=words,
    call_name=words,
    own_script_name=words,
    birth=st.none() | st.just(PartialDate(1985)),
    postal_code=st.sampled_from(["", "44137", "58452", "99999"]),
    town=st.sampled_from(["", "Dortmund", "Witten"]),
    phone=st.sampled_from(["", "0231 123456", "Büro 12", "+380 50 123 4567"]),
    contact_note=words,
    languages=few(
        st.builds(LanguageInput, language=st.sampled_from(["de", "fa"]), level=st.sampled_from(["B1", None]))
    ),
    consents=few(st.builds(ConsentInput, purpose=st.sampled_from(vocab.PURPOSE.codes), given_on=st.none() | days)),
)
participant_inputs = st.builds(
    ParticipantInput,
    person=person_inputs,
    number=st.sampled_from(["", "", "TN-2026-0007", "alt 3"]),
    arrival=partial,
    travel=st.sampled_from([(), ("car",), ("transit", "walk")]),
    children=st.none() | st.integers(0, 9),
    aims=words,
    qualifications=few(st.builds(QualificationInput, title=words, completed=partial)),
    phases=few(st.builds(PhaseInput, phase=st.sampled_from(vocab.PHASE.codes), since=partial, until=ended)),
    participations=few(st.builds(ParticipationInput, entry=partial, exit=ended)),
    outcomes=few(st.builds(OutcomeInput, on=partial, status=st.sampled_from(["employed", "unknown"]))),
)
mentor_inputs = st.builds(
    MentorInput,
    person=person_inputs,
    occupation=words,
    times=st.sampled_from([(), ("mo_am", "fr_ev")]),
    absences=few(st.builds(AbsenceInput, since=st.none() | days, reason=words)),
)


class Undone(Exception):
    """Takes a transaction back."""


def rows_of(database: Database, make: Callable[[Session], object]) -> Any:
    """The rows that a deed would leave; the database stays as it was."""
    found: Any = None
    with pytest.raises(Undone), database.write("Anna Beispiel") as session:
        make(session)
        session.flush()
        session.expire_all()
        found = numbered(session)
        raise Undone
    return found


def same(database: Database, one: Callable[..., int], many: Callable[..., list[int]], given: Sequence[Any]) -> None:
    singly = rows_of(database, lambda session: [one(session, None, None, single, today=TODAY) for single in given])
    assert rows_of(database, lambda session: many(session, given, today=TODAY)) == singly


fixture_is_left_as_it_was = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@fixture_is_left_as_it_was
@given(st.lists(participant_inputs, max_size=6))
def test_participants(database: Database, given: list[ParticipantInput]) -> None:
    numbered_by_hand = sum(one.number == "TN-2026-0007" for one in given)
    if numbered_by_hand:  # one by one counts on from a number typed in between
        given = [one for one in given if one.number != ""]
    same(database, participant.save, bulk.participants, given)


@fixture_is_left_as_it_was
@given(st.lists(mentor_inputs, max_size=6))
def test_mentors(database: Database, given: list[MentorInput]) -> None:
    same(database, mentor.save, bulk.mentors, given)


@fixture_is_left_as_it_was
@given(st.lists(person_inputs, max_size=6))
def test_people(database: Database, given: list[PersonInput]) -> None:
    same(database, person.save, bulk.people, given)


def test_organisations_tandems_internships_and_entries(database: Database, do: Do) -> None:
    participants = do(
        bulk.participants,
        [
            ParticipantInput(person=PersonInput(last_name=name), residence_title=title)
            for name, title in (("Haidari", "duldung"), ("Demir", "9"), ("Nowak", None))
        ],
        today=TODAY,
    )
    (karin,) = do(bulk.mentors, [MentorInput(person=PersonInput(last_name="Böhm"))], today=TODAY)
    organisations = [
        OrganisationInput(name="Bäckerei Öz", town="Witten", people=(ContactPersonInput(person_id=karin),)),
        OrganisationInput(name="REGE mbH", kind="authority", phone="0521 9622-0"),
    ]
    same(database, organisation.save, bulk.organisations, organisations)
    (firm, _) = do(bulk.organisations, organisations, today=TODAY)
    same(
        database,
        tandem.save,
        bulk.tandems,
        [
            TandemInput(
                mentor_id=karin,
                mentee_ids=(participants[0], participants[1], participants[0]),
                state="running",
                start=PartialDate(2026, 3),
                goals=(GoalInput(text="Lebenslauf"),),
                meetings=(TandemMeetingInput(on=date(2026, 4, 8), minutes=90),),
            ),
            TandemInput(mentor_id=karin, mentee_ids=(participants[2],)),
        ],
    )
    internships = [
        InternshipInput(participant_id=her, organisation_id=firm, kind=kind, hours_per_week=Decimal("19.50"))
        for her in participants
        for kind in vocab.INTERNSHIP_KIND.codes
    ]
    own = InternshipInput(
        participant_id=participants[0],
        checklist=(ChecklistItemInput(text="Eigenes"),),
        visits=(VisitInput(on=date(2026, 9, 10)),),
    )
    same(database, internship.save, bulk.internships, [*internships, own])
    settings = OfficeSettings(office="Stelle", checklists={"mag": (("Zuweisung", "Jobcenter"),)})
    do(office.save_settings, settings, today=TODAY)
    same(database, internship.save, bulk.internships, internships)
    due = FollowUpInput(due=date(2026, 12, 1), text="Nachfragen")
    same(
        database,
        timeline.save,
        bulk.entries,
        [
            TimelineEntryInput(on=TODAY, text="Workshop\n", minutes=90, person_ids=tuple(participants), follow_up=due),
            TimelineEntryInput(on=TODAY, text="Angefragt", organisation_id=firm, follow_up=due),
            TimelineEntryInput(
                on=date(2026, 1, 2), kind="call", text="x", person_ids=(participants[0], participants[0])
            ),
        ],
    )


def test_more_than_one_batch_in_order_and_with_news_of_it(do: Do, look: Do) -> None:
    count = bulk.BATCH * 2 + 7
    given = [ParticipantInput(person=PersonInput(last_name=f"Name {n}")) for n in range(count)]
    told: list[tuple[int, int]] = []
    ids = do(bulk.participants, given, tick=lambda done, total: told.append((done, total)), today=TODAY)
    assert told == [(0, count), (bulk.BATCH, count), (2 * bulk.BATCH, count), (count, count)]
    rows = look(lambda session: session.execute(select(Person.id, Person.last_name).order_by(Person.id)).all())
    assert [tuple(row) for row in rows] == [(id, f"Name {n}") for n, id in enumerate(ids)]
    last = look(lambda session: session.get_one(Participant, ids[-1]).number)
    assert last == f"TN-2026-{count:04}"
    assert look(lambda session: session.scalar(select(func.count()).select_from(Participant))) == count
    assert do(participant.save, None, None, given[0], today=TODAY) > ids[-1]


def test_a_list_is_one_step_that_can_be_undone(do: Do, look: Do) -> None:
    before = look(snapshot)
    do(bulk.participants, [ParticipantInput(person=PersonInput(last_name="Haidari"))] * 3, today=TODAY)
    assert look(journal.undoable).sentence == "3 Teilnehmerinnen angelegt"
    do(undo.undo)
    assert look(snapshot) == before


@pytest.mark.parametrize("error", [BadInput, Cancelled])
def test_all_or_nothing(error: type[Exception], do: Do, look: Do) -> None:
    before = look(snapshot)

    def tick(done: int, total: int) -> None:
        if done and error is Cancelled:
            raise Cancelled

    good = ParticipantInput(person=PersonInput(last_name="Haidari"))
    given = [good] * (bulk.BATCH + 1) + ([ParticipantInput()] if error is BadInput else [good])
    with pytest.raises(error):
        do(bulk.participants, given, tick=tick, today=TODAY)
    assert look(snapshot) == before
