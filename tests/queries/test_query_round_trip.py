"""Whatever is saved, the form shows again: over random records of participants, mentors, tandems and internships."""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from permenti_desktop.db.database import Database
from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.internship import ChecklistItemInput, InternshipInput, VisitInput
from permenti_desktop.domain.mentor import AbsenceInput, MentorInput
from permenti_desktop.domain.participant import (
    OutcomeInput,
    ParticipantInput,
    ParticipationInput,
    PhaseInput,
    QualificationInput,
)
from permenti_desktop.domain.person import ConsentInput, LanguageInput, PersonInput
from permenti_desktop.domain.tandem import GoalInput, TandemInput, TandemMeetingInput
from permenti_desktop.queries import internship, mentor, participant, tandem
from permenti_desktop.usecases import internship as internship_use_cases
from permenti_desktop.usecases import mentor as mentor_use_cases
from permenti_desktop.usecases import participant as participant_use_cases
from permenti_desktop.usecases import tandem as tandem_use_cases

TODAY = date(2026, 11, 23)

# Words as they are kept: whatever letters, but no blanks at the ends, which saving takes away.
WORDS = st.text("abcäöüßşłأمйの'-.,0 ", max_size=20).map(lambda text: " ".join(text.split()))
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2026, 11, 1))
PARTIAL = st.none() | st.dates(date(2000, 1, 1), date(2026, 11, 1)).flatmap(
    lambda day: st.sampled_from(
        [PartialDate(day.year), PartialDate(day.year, day.month), PartialDate(day.year, day.month, day.day)]
    )
)
NUMBERS = st.none() | st.integers(0, 500)


def code(vocabulary: vocab.Vocabulary) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(vocabulary.codes)


def sure(vocabulary: vocab.Vocabulary) -> st.SearchStrategy[str]:
    return st.sampled_from(vocabulary.codes)


def rows(kind: type[Any], **given_fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(st.builds(kind, id=st.none(), **given_fields), max_size=3).map(tuple)


PEOPLE = st.builds(
    PersonInput,
    last_name=WORDS.map(lambda text: text or "Nur"),
    first_name=WORDS,
    call_name=WORDS,
    own_script_name=WORDS,
    title=WORDS,
    gender=code(vocab.GENDER),
    birth=PARTIAL,
    nationality=st.sampled_from([None, "SY", "UA"]),
    street=WORDS,
    postal_code=st.just(""),
    town=WORDS,
    ags=st.just("05911000"),
    phone=st.just(""),
    mobile=st.just(""),
    email=WORDS,
    contact_note=WORDS,
    informal=st.booleans(),
    languages=rows(
        LanguageInput,
        language=st.sampled_from(["de", "ar", "uk"]),
        level=code(vocab.cefr()),
        certificate=WORDS,
        certificate_on=PARTIAL,
    ),
    consents=rows(
        ConsentInput,
        purpose=sure(vocab.PURPOSE),
        basis=sure(vocab.LEGAL_BASIS),
        given_on=DAYS,
        valid_until=DAYS,
        withdrawn_on=st.none(),
        sheet_version=WORDS,
        interpreter=WORDS,
    ),
)
TIMES = st.lists(sure(vocab.TIMES), unique=True, max_size=4).map(tuple)

PARTICIPANTS = st.builds(
    ParticipantInput,
    person=PEOPLE.map(lambda person: replace(person, birth=None)),  # an entry before the birth is refused
    number=st.integers(1, 10**6).map(str),
    arrival=PARTIAL,
    residence_title=code(vocab.residence_title()),
    residence_text=WORDS,
    residence_expires=DAYS,
    household=WORDS,
    children=NUMBERS,
    childcare=WORDS,
    travel=st.lists(sure(vocab.TRAVEL), unique=True).map(tuple),
    travel_minutes=NUMBERS,
    driving_licence=code(vocab.YES_NO),
    times=TIMES,
    occupation_held=WORDS,
    occupation_wanted=WORDS,
    experience=WORDS,
    experience_years=NUMBERS,
    aims=WORDS,
    employment=code(vocab.EMPLOYMENT),
    remarks=WORDS,
    unread=WORDS,
    qualifications=rows(
        QualificationInput,
        title=WORDS,
        institution=WORDS,
        country=st.sampled_from([None, "SY"]),
        isced=code(vocab.isced()),
        completed=PARTIAL,
        regulated=code(vocab.YES_NO),
        recognition=code(vocab.recognition()),
        recognition_text=WORDS,
        applied_on=PARTIAL,
        recognised_on=st.none(),
        compensation=WORDS,
    ),
    phases=rows(PhaseInput, phase=sure(vocab.PHASE), since=PARTIAL, until=st.none(), note=WORDS),
    participations=rows(
        ParticipationInput,
        grant_id=st.none(),
        entry=PARTIAL,
        exit=st.none(),
        exit_reason=code(vocab.EXIT_REASON),
        exit_note=WORDS,
        dropout=st.booleans(),
        employment_on_entry=code(vocab.EMPLOYMENT),
        unemployed_since=PARTIAL,
        education_on_entry=code(vocab.isced()),
        third_country=code(vocab.YES_NO),
        disability=code(vocab.YES_NO),
    ),
    outcomes=rows(
        OutcomeInput, moment=sure(vocab.OUTCOME_MOMENT), on=PARTIAL, status=sure(vocab.STATUS_AFTER_EXIT), note=WORDS
    ),
)

MENTORS = st.builds(
    MentorInput,
    person=PEOPLE,
    organisation_id=st.none(),
    status=sure(vocab.MENTOR_STATUS),
    occupation=WORDS,
    sector=WORDS,
    capacity=NUMBERS,
    reach_km=NUMBERS,
    times=TIMES,
    wishes=WORDS,
    no_gos=WORDS,
    training_on=PARTIAL,
    clearance_until=DAYS,
    confidentiality_on=DAYS,
    since=PARTIAL,
    since_text=WORDS,
    until=st.none(),
    remarks=WORDS,
    unread=WORDS,
    absences=rows(AbsenceInput, since=DAYS, until=st.none(), reason=WORDS),
)

TANDEMS = st.builds(
    TandemInput,
    state=sure(vocab.TANDEM_STATE),
    proposed_on=DAYS,
    reason=WORDS,
    trial_since=DAYS,
    agreement_on=DAYS,
    start=PARTIAL,
    planned_end=DAYS,
    end=st.none(),
    rhythm_days=NUMBERS,
    interim_note=WORDS,
    end_reason=code(vocab.TANDEM_END_REASON),
    no_fault=st.booleans(),
    remarks=WORDS,
    goals=rows(GoalInput, text=WORDS, agreed_on=DAYS, due=DAYS, review=WORDS, reached_on=DAYS),
    meetings=rows(TandemMeetingInput, on=DAYS, minutes=NUMBERS, form=code(vocab.MEETING_FORM), topic=WORDS),
)

INTERNSHIPS = st.builds(
    InternshipInput,
    kind=sure(vocab.INTERNSHIP_KIND),
    state=sure(vocab.INTERNSHIP_STATE),
    supervisor=WORDS,
    start=PARTIAL,
    end=st.none(),
    hours_per_week=st.none() | st.decimals(1, 60, places=2),
    hours_total=st.none() | st.decimals(0, 2000, places=2),
    tasks=WORDS,
    agreement_on=DAYS,
    insurance=code(vocab.INSURANCE),
    permit_question=code(vocab.PERMIT_QUESTION),
    outcome=code(vocab.INTERNSHIP_OUTCOME),
    outcome_note=WORDS,
    checklist=rows(ChecklistItemInput, text=WORDS.map(lambda text: text or "x"), with_whom=WORDS, due=DAYS).filter(
        bool
    ),
    visits=rows(VisitInput, on=DAYS, note=WORDS),
)

MANY = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def without_ids(value: Any) -> Any:
    """An Input whose rows have no ids, as before they were saved for the first time."""
    if not is_dataclass(value) or isinstance(value, type):
        return tuple(without_ids(one) for one in value) if isinstance(value, tuple) else value
    if isinstance(value, PartialDate):
        return value
    kept: dict[str, Any] = {
        one.name: None if one.name == "id" else without_ids(getattr(value, one.name)) for one in fields(value)
    }
    return replace(value, **kept)


@given(saved=PARTICIPANTS)
@MANY
def test_participants_come_back_as_they_were_saved(sqlite_database: Database, saved: ParticipantInput) -> None:
    with sqlite_database.write() as session:
        id = participant_use_cases.save(session, None, None, saved, today=TODAY)
    with sqlite_database.read() as session:
        version, shown = participant.load(session, id)
    assert without_ids(shown) == saved
    with sqlite_database.write() as session:
        participant_use_cases.save(session, id, version, shown, today=TODAY)
    with sqlite_database.read() as session:
        assert participant.load(session, id) == (version, shown)


@given(saved=MENTORS)
@MANY
def test_mentors_come_back_as_they_were_saved(sqlite_database: Database, saved: MentorInput) -> None:
    with sqlite_database.write() as session:
        id = mentor_use_cases.save(session, None, None, saved, today=TODAY)
    with sqlite_database.read() as session:
        _version, shown = mentor.load(session, id)
    assert without_ids(shown) == saved


@given(saved=TANDEMS, hours=INTERNSHIPS)
@MANY
def test_tandems_and_internships_come_back_as_they_were_saved(
    sqlite_database: Database, saved: TandemInput, hours: InternshipInput
) -> None:
    with sqlite_database.write() as session:
        her = participant_use_cases.save(
            session, None, None, ParticipantInput(person=PersonInput(last_name="A")), today=TODAY
        )
        mentor_id = mentor_use_cases.save(
            session, None, None, MentorInput(person=PersonInput(last_name="B")), today=TODAY
        )
        saved = replace(saved, mentor_id=mentor_id, mentee_ids=(her,))
        hours = replace(hours, participant_id=her, mentor_id=mentor_id)
        tandem_id = tandem_use_cases.save(session, None, None, saved, today=TODAY)
        internship_id = internship_use_cases.save(session, None, None, hours, today=TODAY)
    with sqlite_database.read() as session:
        assert without_ids(tandem.load(session, tandem_id)[1]) == saved
        shown = internship.load(session, internship_id)[1]
    assert without_ids(shown) == hours
    assert shown.hours_per_week is None or isinstance(shown.hours_per_week, Decimal)
