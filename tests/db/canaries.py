"""A made-up office whose every field holds a word that stands nowhere else, for looking where it went."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from permenti_desktop.db.database import Database
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.internship import ChecklistItemInput, InternshipInput, VisitInput
from permenti_desktop.domain.mentor import MentorInput
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
from permenti_desktop.usecases import internship, mentor, office, participant, records, tandem, timeline
from tests.db_fixtures import PERSON

TODAY = date(2026, 11, 20)


def canary(number: int, field: str) -> str:
    """A word that stands nowhere else, of letters only, so that the index takes it for one word."""
    return "Kanari" + "".join(chr(ord("a") + int(digit)) for digit in f"{number:03}") + field


def full(number: int) -> str:
    return f"{canary(number, 'vorname')} {canary(number, 'nachname')}"


def her(number: int) -> ParticipantInput:
    """A participant with a canary in every field that takes words."""

    def c(field: str) -> str:
        return canary(number, field)

    return ParticipantInput(
        person=PersonInput(
            last_name=c("nachname"), first_name=c("vorname"), call_name=c("rufname"), own_script_name=c("schrift"),
            title=c("titel"), gender="f", birth=PartialDate(1985, 3, 7), nationality="SYR", street=c("strasse"),
            postal_code="58452", town="Witten", phone=f"0234 77{number:03}11", email=f"{c('mail')}@example.org",
            contact_note=c("kontakt"),
            languages=(LanguageInput(language="de", level="B1", certificate=c("zertifikat")),),
            consents=(ConsentInput(given_on=TODAY, sheet_version=c("bogen"), interpreter=c("dolmetsch")),),
        ),
        number=c("nummer"), residence_text=c("titelwort"), household=c("haushalt"), childcare=c("kinder"),
        occupation_held=c("beruf"), occupation_wanted=c("wunsch"), experience=c("erfahrung"), aims=c("ziele"),
        remarks=c("bemerkung"),
        qualifications=(
            QualificationInput(title=c("abschluss"), institution=c("schule"), compensation=c("ausgleich")),
        ),
        phases=(PhaseInput(phase="tandem", since=PartialDate(2025, 2), note=c("phase")),),
        participations=(
            ParticipationInput(
                entry=PartialDate(2025, 1, 15), exit=PartialDate(2025, 9, 30), exit_reason="work",
                exit_note=c("austritt"), employment_on_entry="unemployed", education_on_entry="3",
            ),
        ),
        outcomes=(
            OutcomeInput(moment="exit", on=PartialDate(2025, 10, 1), status="employed_full", note=c("verbleib")),
        ),
    )  # fmt: skip


FIELDS = (
    "vorname nachname rufname schrift titel strasse mail kontakt zertifikat bogen dolmetsch nummer titelwort haushalt "
    "kinder beruf wunsch erfahrung ziele bemerkung abschluss schule ausgleich phase austritt verbleib notiz thema "
    "wiedervorlage entwurf vorher grund ziel treffen betreuung aufgaben auswertung punkt besuch"
).split()


def enter(database: Database, count: int) -> list[int]:
    """Women with files full of canaries; their mentor and a colleague stay."""

    def do(use_case: Callable[..., Any], *given: Any, **more: Any) -> Any:
        with database.write(PERSON) as session:
            return use_case(session, *given, today=TODAY, **more)

    other = do(
        participant.save, None, None, ParticipantInput(person=PersonInput(last_name="Bleibt", first_name="Berta"))
    )
    helper = do(mentor.save, None, None, MentorInput(person=PersonInput(last_name="Mentorin", first_name="Maria")))
    ids = []
    for number in range(count):

        def c(field: str, number: int = number) -> str:
            return canary(number, field)

        id = do(participant.save, None, None, replace(her(number), aims=c("vorher")))
        with database.read() as session:
            row = participant.whole(session, id)
            version = records.version(row.person, row)
            given = participant.as_given(row)
        changed = replace(her(number), person=replace(her(number).person, consents=given.person.consents))
        # An edit, so that the journal holds what stood there before.
        do(participant.save, id, version, replace(changed, phases=given.phases, participations=given.participations))
        entry = TimelineEntryInput(
            on=TODAY, kind="call", text=c("notiz"), topic=c("thema"), minutes=45, person_ids=(id,)
        )
        do(timeline.save, None, None, entry)
        # Two are in it: the note stays with the other one.
        both = replace(entry, text=f"Mit {full(number)} und Berta gesprochen.", topic="", person_ids=(id, other))
        do(timeline.save, None, None, both)
        # In somebody else's note.
        do(timeline.save, None, None, replace(both, text=f"Berta kennt {full(number)}.", person_ids=(other,)))
        do(timeline.save_follow_up, None, None, FollowUpInput(due=TODAY, text=c("wiedervorlage"), person_id=id))
        do(
            tandem.save, None, None,
            TandemInput(
                mentor_id=helper, mentee_ids=(id,), state="running", start=PartialDate(2025, 3, 1), reason=c("grund"),
                goals=(GoalInput(text=c("ziel")),),
                meetings=(TandemMeetingInput(on=TODAY, minutes=60, form="person", topic=c("treffen")),),
            ),
        )  # fmt: skip
        do(
            internship.save, None, None,
            InternshipInput(
                participant_id=id, mentor_id=helper, state="completed", start=PartialDate(2025, 5, 1),
                end=PartialDate(2025, 5, 31), hours_total=80, supervisor=c("betreuung"), tasks=c("aufgaben"),
                evaluation_host=c("auswertung"), checklist=(ChecklistItemInput(text=c("punkt")),),
                visits=(VisitInput(on=TODAY, note=c("besuch")),),
            ),
        )  # fmt: skip
        with database.write() as session:
            office.keep_draft(session, f"participant:{id}:note", c("entwurf"))
            participant.sensitive_opened(session, id)
        ids.append(id)
    return ids
