"""Participants: saved as one, led along their path, and their copies always in step."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from permenti_desktop.db import journal
from permenti_desktop.db.database import Change, Database
from permenti_desktop.db.models.participant import Participant, Qualification
from permenti_desktop.db.models.person import Person
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import BadInput, Conflict, NotFound
from permenti_desktop.domain.grant import GrantInput
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.participant import (
    OutcomeInput,
    ParticipantInput,
    ParticipationInput,
    PhaseInput,
    QualificationInput,
)
from permenti_desktop.domain.person import ConsentInput, LanguageInput, PersonInput
from permenti_desktop.usecases import grant, mentor, office, participant, records, undo
from tests.usecases.conftest import Do
from tests.usecases.rows import snapshot

TODAY = date(2026, 11, 22)


def day(iso: str) -> PartialDate:
    return PartialDate.of(iso)


AMINA = ParticipantInput(
    person=PersonInput(
        last_name=" Al-Hassan ",
        first_name="Amina",
        postal_code="44137",
        town="Dortmund",
        phone="0231/123456",
        languages=(LanguageInput(language="de", level="B1"), LanguageInput(language="ar", level="L1")),
        consents=(ConsentInput(given_on=date(2026, 1, 15)),),
    ),
    residence_title="25_2",
    travel=("transit", "walk"),
    qualifications=(QualificationInput(title="Apothekerin", isced="7"),),
    phases=(
        PhaseInput(phase="contact", since=day("2026-01-10"), until=day("2026-01-20")),
        PhaseInput(phase="profiling", since=day("2026-01-21")),
    ),
    participations=(ParticipationInput(entry=day("2026-01-15"), employment_on_entry="unemployed"),),
    outcomes=(),
)


def given(session: Session, id: int) -> tuple[ParticipantInput, int]:
    """What a form is filled with: the whole Input and the version."""
    row = session.get_one(Participant, id)
    her = row.person
    person = records.as_input(
        PersonInput,
        her,
        languages=tuple(records.as_input(LanguageInput, one) for one in her.languages),
        consents=tuple(records.as_input(ConsentInput, one) for one in her.consents),
    )
    whole = replace(
        participant.as_given(row),
        person=person,
        qualifications=tuple(records.as_input(QualificationInput, one) for one in row.qualifications),
    )
    return whole, records.version(her, row)


def copies(session: Session, id: int) -> tuple[Any, ...]:
    row = session.get_one(Participant, id)
    return row.phase, row.entry, row.exit, row.german, row.town, row.sort_key


@pytest.fixture
def amina(do: Do) -> int:
    id: int = do(participant.save, None, None, AMINA, today=TODAY)
    return id


def test_a_new_participant_is_stored_with_all_that_belongs_to_her(amina: int, look: Do) -> None:
    stored, version = look(lambda session: given(session, amina))
    assert version == 2
    assert stored.person.last_name == "Al-Hassan"
    assert stored.person.phone == "+49 231 123456"
    assert stored.person.ags == "05913000"  # Dortmund
    assert stored.number == "TN-2026-0001"
    assert stored.travel == ("transit", "walk")
    assert [one.title for one in stored.qualifications] == ["Apothekerin"]
    assert [one.language for one in stored.person.languages] == ["de", "ar"]
    assert look(lambda session: copies(session, amina)) == (
        "profiling",
        day("2026-01-15"),
        None,
        "B1",
        "Dortmund",
        "al hassan  amina",
    )


def test_saving_what_is_stored_changes_nothing(amina: int, do: Do, look: Do, database: Database) -> None:
    told: list[Change] = []
    database.listen(told.append)
    stored, version = look(lambda session: given(session, amina))
    do(participant.save, amina, version, stored, today=TODAY)
    assert told == []
    assert look(lambda session: given(session, amina)) == (stored, version)


def test_copies_follow_every_save_and_come_back_with_undo(amina: int, do: Do, look: Do) -> None:
    stored, version = look(lambda session: given(session, amina))
    before = look(snapshot)
    changed = replace(
        stored,
        person=replace(
            stored.person,
            last_name="Öztürk",
            town="Witten",
            postal_code="58452",
            languages=(LanguageInput(language="de", level="C1"),),
        ),
        phases=(*stored.phases, PhaseInput(phase="matching", since=day("2026-11"))),
        participations=(replace(stored.participations[0], exit=day("2026-11-20"), exit_reason="work"),),
    )
    do(participant.save, amina, version, changed, today=TODAY)
    after = ("matching", day("2026-01-15"), day("2026-11-20"), "C1", "Witten", "oeztuerk  amina")
    assert look(lambda session: copies(session, amina)) == after
    found_by = look(lambda session: session.get_one(Person, amina).search_key).split()
    assert found_by[:2] == ["ozturk", "amina"]
    assert {"3456", "231123456"} <= set(found_by)
    assert do(undo.undo) == "Teilnehmerin Amina Öztürk geändert"
    assert look(snapshot) == before
    do(undo.redo)
    assert look(lambda session: copies(session, amina)) == after


def test_a_stale_version_is_refused_and_nothing_is_overwritten(amina: int, do: Do, look: Do) -> None:
    stored, version = look(lambda session: given(session, amina))
    do(participant.save, amina, version, replace(stored, aims="Approbation"), today=TODAY)
    with pytest.raises(Conflict):
        do(participant.save, amina, version, replace(stored, aims="Pflege"), today=TODAY)
    assert look(lambda session: session.get_one(Participant, amina).aims) == "Approbation"


def test_a_change_of_a_child_alone_raises_the_version(amina: int, do: Do, look: Do) -> None:
    stored, version = look(lambda session: given(session, amina))
    more = replace(stored, qualifications=(*stored.qualifications, QualificationInput(title="Abitur")))
    do(participant.save, amina, version, more, today=TODAY)
    stored, newer = look(lambda session: given(session, amina))
    assert newer > version
    languages = replace(stored, person=replace(stored.person, languages=stored.person.languages[:1]))
    do(participant.save, amina, newer, languages, today=TODAY)
    assert look(lambda session: given(session, amina))[1] > newer


def test_one_save_is_one_step_of_each_version(amina: int, do: Do, look: Do) -> None:
    stored, _version = look(lambda session: given(session, amina))
    everything = replace(
        stored,
        aims="Approbation",
        person=replace(stored.person, first_name="Amira", languages=stored.person.languages[:1], consents=()),
        qualifications=(),
        phases=(*stored.phases, PhaseInput(phase="matching", since=day("2026-11"))),
        outcomes=(OutcomeInput(moment="exit", status="employed_full"),),
    )
    do(participant.save, amina, None, everything, today=TODAY)
    assert look(lambda session: session.get_one(Person, amina).version) == 2
    assert look(lambda session: session.get_one(Participant, amina).version) == 2


def test_a_save_reads_nothing_twice(amina: int, do: Do, look: Do, database: Database) -> None:
    stored, version = look(lambda session: given(session, amina))
    read: list[tuple[str, str]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            tables = statement.split("FROM", 1)[1].split("WHERE")[0]
            read.append((tables.strip(), repr(parameters)))

    event.listen(database.engine, "before_cursor_execute", note)
    do(participant.save, amina, version, replace(stored, aims="Approbation"), today=TODAY)
    event.remove(database.engine, "before_cursor_execute", note)
    assert len(read) == len(set(read))


def test_what_is_stored_the_same_is_no_change_however_it_was_typed(amina: int, do: Do, look: Do) -> None:
    stored, version = look(lambda session: given(session, amina))
    (school,) = stored.qualifications
    typed = replace(
        stored,
        qualifications=(replace(school, title="  Apothekerin "),),
        phases=stored.phases[::-1],
        person=replace(stored.person, languages=stored.person.languages[::-1]),
    )
    do(participant.save, amina, version, typed, today=TODAY)
    assert look(lambda session: given(session, amina)) == (stored, version)


@pytest.mark.parametrize("field", ["qualifications", "phases", "participations"])
def test_a_row_that_is_no_longer_there_or_named_twice_is_a_conflict(amina: int, do: Do, look: Do, field: str) -> None:
    stored, version = look(lambda session: given(session, amina))
    rows = getattr(stored, field)
    for wrong in ((replace(rows[0], id=4711), *rows[1:]), (*rows[1:], rows[0], rows[0])):
        with pytest.raises(Conflict):
            do(participant.save, amina, version, replace(stored, **{field: wrong}), today=TODAY)
    assert look(lambda session: given(session, amina)) == (stored, version)


def test_the_calendar_leads_her_on_with_any_save(amina: int, do: Do, look: Do) -> None:
    stored, version = look(lambda session: given(session, amina))
    later = (*stored.phases, PhaseInput(phase="matching", since=day("2026-12-01")))
    do(participant.save, amina, version, replace(stored, phases=later), today=TODAY)
    assert look(lambda session: copies(session, amina))[0] == "profiling"
    stored, version = look(lambda session: given(session, amina))
    do(participant.save, amina, version, replace(stored, aims="Approbation"), today=date(2026, 12, 2))
    assert look(lambda session: copies(session, amina))[0] == "matching"


def test_an_undo_between_reading_and_saving_is_a_conflict(amina: int, do: Do, look: Do) -> None:
    stored, version = look(lambda session: given(session, amina))
    do(participant.save, amina, version, replace(stored, aims="Approbation"), today=TODAY)
    form, newer = look(lambda session: given(session, amina))
    do(undo.undo)
    with pytest.raises(Conflict):
        do(participant.save, amina, newer, replace(form, children=2), today=TODAY)


def test_children_are_changed_added_and_removed_by_their_id(amina: int, do: Do, look: Do) -> None:
    stored, version = look(lambda session: given(session, amina))
    (kept,) = stored.qualifications
    rows = (replace(kept, title="Pharmazie"), QualificationInput(title="Sprachkurs"))
    do(participant.save, amina, version, replace(stored, qualifications=rows), today=TODAY)
    stored, version = look(lambda session: given(session, amina))
    assert (stored.qualifications[0].id, stored.qualifications[0].title) == (kept.id, "Pharmazie")
    do(participant.save, amina, version, replace(stored, qualifications=stored.qualifications[1:]), today=TODAY)
    assert look(lambda session: session.scalars(select(Qualification.title)).all()) == ["Sprachkurs"]


def test_a_child_of_another_record_is_not_taken(amina: int, do: Do, look: Do) -> None:
    stored, _ = look(lambda session: given(session, amina))
    with pytest.raises(Conflict):
        do(participant.save, None, None, replace(AMINA, qualifications=stored.qualifications), today=TODAY)


def test_what_the_rules_refuse_is_not_stored(do: Do, look: Do) -> None:
    nobody = ParticipantInput(person=PersonInput())
    with pytest.raises(BadInput) as refused:
        do(participant.save, None, None, nobody, today=TODAY)
    assert [problem.field for problem in refused.value.problems] == ["person.last_name"]
    assert look(lambda session: session.scalars(select(Person.id)).all()) == []


def test_a_record_that_is_gone(do: Do) -> None:
    with pytest.raises(NotFound):
        do(participant.save, 4711, 2, AMINA, today=TODAY)


def test_numbers_follow_the_highest_of_the_year(do: Do, look: Do) -> None:
    def number(id: int) -> str:
        found: str = look(lambda session: session.get_one(Participant, id).number)
        return found

    for typed in ("TN-2026-0009", "TN-2026-10234", "TN-2025-0999", "TN-2026-A1", "TN-2026-%"):
        do(participant.save, None, None, replace(AMINA, number=typed), today=TODAY)
    assert number(do(participant.save, None, None, AMINA, today=TODAY)) == "TN-2026-10235"
    assert number(do(participant.save, None, None, AMINA, today=date(2027, 1, 2))) == "TN-2027-0001"
    do(office.found, "Stelle Witten", "other", today=TODAY)
    settings = look(office.settings)
    do(office.save_settings, replace(settings, participant_number="{number:03}/EN"), today=TODAY)
    assert number(do(participant.save, None, None, AMINA, today=TODAY)) == "001/EN"
    assert number(do(participant.save, None, None, AMINA, today=TODAY)) == "002/EN"


# Her path


def path(session: Session, id: int) -> list[tuple[str, str | None, str | None]]:
    row = session.get_one(Participant, id)
    return [(one.phase, one.since and one.since.iso, one.until and one.until.iso) for one in row.phases]


def test_a_new_phase_ends_the_open_one_the_day_before(amina: int, do: Do, look: Do) -> None:
    version = look(lambda session: given(session, amina))[1]
    do(participant.set_phase, amina, version, "matching", day("2026-11-22"), today=TODAY)
    assert look(lambda session: path(session, amina)) == [
        ("contact", "2026-01-10", "2026-01-20"),
        ("profiling", "2026-01-21", "2026-11-21"),
        ("matching", "2026-11-22", None),
    ]
    assert look(lambda session: copies(session, amina))[0] == "matching"
    with pytest.raises(Conflict):
        do(participant.set_phase, amina, version, "tandem", day("2026-11-22"), today=TODAY)


def test_two_phases_begun_on_one_day(amina: int, do: Do, look: Do) -> None:
    do(participant.set_phase, amina, None, "matching", day("2026-11-22"), today=TODAY)
    do(participant.set_phase, amina, None, "trial", day("2026-11-22"), today=TODAY)
    assert look(lambda session: path(session, amina))[-2:] == [
        ("matching", "2026-11-22", "2026-11-22"),
        ("trial", "2026-11-22", None),
    ]
    assert look(lambda session: copies(session, amina))[0] == "trial"


def test_a_phase_beside_another(amina: int, do: Do, look: Do) -> None:
    do(participant.set_phase, amina, None, "paused", day("2026-11"), keep_open=True, today=TODAY)
    assert look(lambda session: path(session, amina))[1:] == [
        ("profiling", "2026-01-21", None),
        ("paused", "2026-11", None),
    ]


def test_several_participants_in_one_step(do: Do, look: Do) -> None:
    ids = [do(participant.save, None, None, AMINA, today=TODAY) for _ in range(3)]
    before = look(snapshot)
    assert do(participant.set_phases, ids, "matching", day("2026-11-22"), today=TODAY) == 3
    assert {look(lambda session, id=id: copies(session, id))[0] for id in ids} == {"matching"}
    assert do(undo.undo) == "Phase von 3 Teilnehmerinnen geändert"
    assert look(snapshot) == before


def test_a_phase_that_begins_with_a_new_day(amina: int, do: Do, look: Do) -> None:
    do(participant.set_phase, amina, None, "matching", day("2026-12-01"), today=TODAY)
    assert look(lambda session: copies(session, amina))[0] == "profiling"
    assert do(participant.renew_all, TODAY, date(2026, 11, 30)) == 0
    assert do(participant.renew_all, TODAY, date(2026, 12, 1)) == 1
    assert look(lambda session: copies(session, amina))[0] == "matching"
    assert do(participant.renew_all, date(2026, 12, 1), date(2026, 12, 2)) == 0


def test_leaving_closes_what_is_open_and_keeps_what_she_does_then(amina: int, do: Do, look: Do) -> None:
    do(
        participant.leave,
        amina,
        None,
        day("2026-11-20"),
        "work",
        note="Apotheke am Markt",
        status="employed_part",
        today=TODAY,
    )
    stored, _ = look(lambda session: given(session, amina))
    (one,) = stored.participations
    assert (one.exit, one.exit_reason, one.exit_note, one.dropout) == (
        day("2026-11-20"),
        "work",
        "Apotheke am Markt",
        False,
    )
    assert [(o.moment, o.on, o.status) for o in stored.outcomes] == [("exit", day("2026-11-20"), "employed_part")]
    assert look(lambda session: path(session, amina))[1:] == [
        ("profiling", "2026-01-21", "2026-11-20"),
        ("completed", "2026-11-20", None),
    ]
    assert look(lambda session: copies(session, amina))[:3] == ("completed", day("2026-01-15"), day("2026-11-20"))


def test_leaving_early_is_a_dropout(amina: int, do: Do, look: Do) -> None:
    do(participant.leave, amina, None, day("2026-11-20"), "moved", today=TODAY)
    assert look(lambda session: copies(session, amina))[0] == "dropout"
    assert look(lambda session: given(session, amina))[0].participations[0].dropout


def test_leaving_without_a_known_entry(do: Do, look: Do) -> None:
    id = do(participant.save, None, None, replace(AMINA, participations=()), today=TODAY)
    do(participant.leave, id, None, day("2026-11-20"), "work", today=TODAY)
    (one,) = look(lambda session: given(session, id))[0].participations
    assert (one.entry, one.exit) == (None, day("2026-11-20"))


def test_leaving_before_entering_is_refused(amina: int, do: Do, look: Do) -> None:
    before = look(snapshot)
    with pytest.raises(BadInput):
        do(participant.leave, amina, None, day("2025-11-20"), "work", today=TODAY)
    assert look(snapshot) == before


def test_reentry_into_the_same_grant_keeps_the_first_entry(do: Do, look: Do) -> None:
    esf = do(grant.save, None, None, GrantInput(title="ESF+ 2026"), today=TODAY)
    hers = replace(
        AMINA,
        participations=(ParticipationInput(grant_id=esf, entry=day("2026-01-15"), employment_on_entry="unemployed"),),
    )
    id = do(participant.save, None, None, hers, today=TODAY)
    do(participant.leave, id, None, day("2026-06-30"), "childcare", status="parental_leave", today=TODAY)
    do(participant.reenter, id, None, day("2026-11-01"), esf, today=TODAY)
    stored, _ = look(lambda session: given(session, id))
    (one,) = stored.participations
    assert (one.entry, one.exit, one.exit_reason, one.dropout) == (day("2026-01-15"), None, None, False)
    assert one.employment_on_entry == "unemployed"
    # What she did in between stays in her file, but is no result any more.
    assert [(o.moment, o.on, o.status) for o in stored.outcomes] == [("other", day("2026-06-30"), "parental_leave")]
    assert look(lambda session: copies(session, id))[:3] == ("interview", day("2026-01-15"), None)


def test_reentry_into_another_grant_is_another_participation(do: Do, look: Do) -> None:
    first, second = (do(grant.save, None, None, GrantInput(title=title), today=TODAY) for title in ("A", "B"))
    hers = replace(
        AMINA,
        participations=(ParticipationInput(grant_id=first, entry=day("2026-01-15"), exit=day("2026-06-30")),),
        outcomes=(OutcomeInput(moment="exit", on=day("2026-06-30"), status="job_search"),),
    )
    id = do(participant.save, None, None, hers, today=TODAY)
    do(participant.reenter, id, None, day("2026-11-01"), second, today=TODAY)
    stored, _ = look(lambda session: given(session, id))
    assert [(one.grant_id, one.entry, one.exit) for one in stored.participations] == [
        (first, day("2026-01-15"), day("2026-06-30")),
        (second, day("2026-11-01"), None),
    ]
    assert [one.moment for one in stored.outcomes] == ["exit"]
    assert look(lambda session: copies(session, id))[1:3] == (day("2026-11-01"), None)


# One person, several roles


def test_a_participant_becomes_a_mentor_and_both_follow_her_name(amina: int, do: Do, look: Do) -> None:
    from permenti_desktop.db.models.mentor import Mentor

    stored, _ = look(lambda session: given(session, amina))
    version = look(lambda session: session.get_one(Person, amina).version)
    assert do(mentor.add_role, amina, version, MentorInput(person=stored.person), today=TODAY) == amina
    with pytest.raises(Conflict):
        do(mentor.add_role, amina, None, MentorInput(person=stored.person), today=TODAY)
    stored, version = look(lambda session: given(session, amina))
    renamed = replace(stored, person=replace(stored.person, last_name="Zöller", town="Witten"))
    do(participant.save, amina, version, renamed, today=TODAY)
    found = look(lambda session: (session.get_one(Mentor, amina).sort_key, session.get_one(Mentor, amina).town))
    assert found == ("zoeller  amina", "Witten")
    married = MentorInput(person=replace(renamed.person, last_name="Ärni", languages=stored.person.languages[1:]))
    do(mentor.save, amina, None, married, today=TODAY)
    assert look(lambda session: copies(session, amina))[3:] == (None, "Witten", "aerni  amina")


def test_a_mentor_becomes_a_participant(do: Do, look: Do) -> None:
    id = do(mentor.save, None, None, MentorInput(person=PersonInput(last_name="Böhm", first_name="Karin")), today=TODAY)
    hers = replace(AMINA, person=PersonInput(last_name="Böhm", first_name="Karin"))
    assert do(participant.add_role, id, 1, hers, today=TODAY) == id
    assert look(lambda session: copies(session, id))[4:] == ("", "boehm  karin")
    with pytest.raises(Conflict):
        do(participant.add_role, id, None, hers, today=TODAY)


def test_every_step_has_a_name(amina: int, do: Do, look: Do) -> None:
    do(participant.set_phase, amina, None, "matching", day("2026-11-22"), today=TODAY)
    do(participant.leave, amina, None, day("2026-11-22"), "work", today=TODAY)
    do(participant.reenter, amina, None, day("2026-11-22"), today=TODAY)
    steps = look(lambda session: [(entry.sentence, entry.who) for entry in journal.entries(session)])
    assert steps == [
        ("Wiedereintritt von Amina Al-Hassan eingetragen", "Anna Beispiel"),
        ("Austritt von Amina Al-Hassan eingetragen", "Anna Beispiel"),
        ("Phase von Amina Al-Hassan geändert", "Anna Beispiel"),
        ("Teilnehmerin Amina Al-Hassan angelegt", "Anna Beispiel"),
    ]
