"""Merging two entries of one woman: nothing is lost, nothing points at the one that is gone, and undo takes it back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from permenti_desktop.db import journal, ledger
from permenti_desktop.db.database import Database
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.organisation import ContactPerson
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.tandem import Tandem
from permenti_desktop.db.models.timeline import TimelinePerson
from permenti_desktop.db.schema import metadata
from permenti_desktop.domain.data_protection import Restricted
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import Conflict, UserError
from permenti_desktop.domain.grant import GrantInput
from permenti_desktop.domain.internship import InternshipInput
from permenti_desktop.domain.mentor import AbsenceInput, MentorInput
from permenti_desktop.domain.network import (
    AttendanceInput,
    GroupMemberInput,
    NetworkGroupInput,
    NetworkMeetingInput,
)
from permenti_desktop.domain.organisation import ContactPersonInput, OrganisationInput
from permenti_desktop.domain.participant import (
    OutcomeInput,
    ParticipantInput,
    ParticipationInput,
    PhaseInput,
    QualificationInput,
)
from permenti_desktop.domain.person import ConsentInput, LanguageInput, PersonInput
from permenti_desktop.domain.tandem import TandemInput
from permenti_desktop.domain.timeline import FollowUpInput, TimelineEntryInput
from permenti_desktop.queries import data_protection as questions
from permenti_desktop.queries.office import DisclosureRow
from permenti_desktop.usecases import (
    data_protection,
    grant,
    internship,
    mentor,
    merge,
    network,
    office,
    organisation,
    participant,
    tandem,
    timeline,
    undo,
)
from tests.usecases.conftest import Do
from tests.usecases.rows import snapshot

TODAY = date(2026, 11, 22)


def day(iso: str) -> PartialDate:
    return PartialDate.of(iso)


FIRST = ParticipantInput(
    person=PersonInput(
        last_name="Schewtschenko",
        first_name="Olena",
        town="Witten",
        postal_code="58452",
        contact_note="abends",
        languages=(LanguageInput(language="de", level="A2"), LanguageInput(language="uk", level="L1")),
        consents=(ConsentInput(given_on=date(2026, 1, 15)),),
    ),
    remarks="Kommt aus Lwiw.",
    phases=(PhaseInput(phase="contact", since=day("2026-01-10")),),
    qualifications=(QualificationInput(title="Diplom"),),
)
SECOND = ParticipantInput(
    person=PersonInput(
        last_name="Shevchenko",
        first_name="Olena",
        birth=day("1988-05"),
        mobile="0176 12345678",
        contact_note="nicht montags",
        languages=(
            LanguageInput(language="de", level="B1", certificate="telc"),
            LanguageInput(language="en", level="B2"),
        ),
        consents=(ConsentInput(given_on=date(2026, 1, 15)), ConsentInput(purpose="press", given_on=date(2026, 2, 1))),
    ),
    remarks="Buchhalterin.",
    children=2,
    travel=("transit",),
    phases=(
        PhaseInput(phase="contact", since=day("2026-01-10")),
        PhaseInput(phase="matching", since=day("2026-03-01")),
    ),
    qualifications=(QualificationInput(title="Diplom"), QualificationInput(title="Sprachkurs")),
    outcomes=(OutcomeInput(status="job_search"),),
)


def pointing_at(session: Session, id: int) -> dict[str, int]:
    """How many rows point at a person, by table and column, as the schema itself says."""
    found = {}
    for table in metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name in ("person", "participant", "mentor") for key in column.foreign_keys):
                count = session.scalar(select(func.count()).select_from(table).where(column == id))
                if count:
                    found[f"{table.name}.{column.name}"] = count
    return found


def everything(do: Do, second: int, other: int) -> None:
    """Let every column of the schema that can point at a person point at *second*."""
    mentee = do(participant.save, None, None, replace(FIRST, case_worker_id=second), today=TODAY)
    firm = OrganisationInput(name="Öz", people=(ContactPersonInput(person_id=second),))
    firm_id = do(organisation.save, None, None, firm, today=TODAY)
    do(tandem.save, None, None, TandemInput(mentor_id=second, mentee_ids=(mentee,)), today=TODAY)
    do(tandem.save, None, None, TandemInput(mentor_id=other, substitute_id=second, mentee_ids=(mentee,)), today=TODAY)
    do(tandem.save, None, None, TandemInput(mentor_id=other, mentee_ids=(second,)), today=TODAY)
    given = InternshipInput(participant_id=second, organisation_id=firm_id)
    do(internship.save, None, None, given, today=TODAY)
    do(internship.save, None, None, replace(given, participant_id=mentee, mentor_id=second), today=TODAY)
    members = (GroupMemberInput(organisation_id=firm_id, spokesperson_id=second),)
    group = do(network.save_group, None, None, NetworkGroupInput(name="Netz", members=members), today=TODAY)
    attendance = (AttendanceInput(organisation_id=firm_id, person_id=second, attended=True),)
    meeting = NetworkMeetingInput(group_id=group, on=TODAY, attendance=attendance)
    do(network.save_meeting, None, None, meeting, today=TODAY)
    entry = TimelineEntryInput(on=TODAY, text="Anruf", person_ids=(second,), follow_up=FollowUpInput(due=TODAY))
    do(timeline.save, None, None, entry, today=TODAY)
    do(data_protection.block, second, "accuracy", "Geburtsdatum")
    do(data_protection.lift, second, "geklärt")
    do(office.disclose, "Teilnehmerinnenliste", "Jobcenter", "Nachweis", "", 1, [second])


@pytest.fixture
def both(do: Do) -> tuple[int, int]:
    first, second = (do(participant.save, None, None, given, today=TODAY) for given in (FIRST, SECOND))
    return first, second


def test_everything_that_pointed_at_the_other_points_at_the_kept_one(both: tuple[int, int], do: Do, look: Do) -> None:
    keep, other = both
    karin = do(mentor.save, None, None, MentorInput(person=PersonInput(last_name="Böhm")), today=TODAY)
    absences = (AbsenceInput(since=TODAY),)
    do(mentor.add_role, other, None, MentorInput(person=SECOND.person, absences=absences), today=TODAY)
    everything(do, other, karin)
    pointed = look(lambda session: pointing_at(session, other))
    columns = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name in ("person", "participant", "mentor") for key in column.foreign_keys)
    }
    missing = columns - pointed.keys() - {"participation.participant_id"}
    assert missing == set()  # this test knows every reference of the schema
    before = look(snapshot)
    assert do(merge.merge, keep, other, today=TODAY) == keep
    assert look(lambda session: pointing_at(session, other)) == {}
    assert look(lambda session: session.get(Person, other)) is None
    assert columns - look(lambda session: pointing_at(session, keep)).keys() <= {"participation.participant_id"}
    for _time in range(2):
        assert do(undo.undo) == "„Olena Shevchenko“ mit „Olena Schewtschenko“ zusammengeführt"
        assert look(snapshot) == before
        assert look(lambda session: pointing_at(session, other)) == pointed
        do(undo.redo)
        assert look(lambda session: pointing_at(session, other)) == {}


def test_what_was_told_about_either_was_told_about_her(both: tuple[int, int], do: Do, look: Do) -> None:
    keep, other = both
    do(office.disclose, "Liste", "Jobcenter", "Nachweis", "", 2, both)
    do(office.disclose, "Akte", "die Person selbst", "Auskunft", "", 1, [other])

    def told(id: int) -> list[str]:
        rows: tuple[DisclosureRow, ...] = look(lambda session: questions.disclosures(session, person=id))
        return [row.what for row in rows]

    do(merge.merge, keep, other, today=TODAY)
    assert told(keep) == ["Akte", "Liste"]
    do(office.disclose, "später", "Jobcenter", "Nachweis", "", 1, [keep])
    do(undo.undo)
    assert (told(keep), told(other)) == (["später", "Liste"], ["Akte", "Liste"])
    do(undo.redo)
    assert (told(keep), told(other)) == (["später", "Akte", "Liste"], [])


def test_while_either_is_blocked_nothing_is_merged(both: tuple[int, int], do: Do, look: Do) -> None:
    """To join two entries is more than to keep them (GDPR Art. 18(2)), and a block must not get lost by it."""
    keep, other = both
    do(data_protection.block, other, "objection")
    before = look(snapshot)
    for pair in ((keep, other), (other, keep)):
        with pytest.raises(Restricted):
            do(merge.merge, *pair, today=TODAY)
    assert look(snapshot) == before
    do(data_protection.lift, other)
    do(merge.merge, keep, other, today=TODAY)
    do(data_protection.block, keep, "objection")
    with pytest.raises((Restricted, Conflict)):  # undo would change her, too
        do(undo.undo, look(lambda session: journal.entries(session)[1].id))


def test_who_is_erased_is_gone_under_the_name_of_a_merged_entry_too(
    both: tuple[int, int], do: Do, database: Database
) -> None:
    keep, other = both
    again = do(participant.save, None, None, ParticipantInput(person=PersonInput(last_name="Szewczenko")), today=TODAY)
    note = TimelineEntryInput(on=TODAY, text="Olena Shevchenko kennt sie.")
    berta = do(participant.save, None, None, ParticipantInput(person=PersonInput(last_name="Berta")), today=TODAY)
    do(timeline.save, None, None, replace(note, person_ids=(berta,)), today=TODAY)
    do(merge.merge, other, again, today=TODAY)
    do(merge.merge, keep, other, today=TODAY)
    words = ("Shevchenko", "Szewczenko", "Schewtschenko", "12345678", "nicht montags")

    def there() -> set[str]:
        with database.read() as session:
            content = "\n".join(
                str(tuple(row)) for table in metadata.sorted_tables for row in session.execute(select(table))
            )
        return {word for word in words if word in content}

    assert there() == set(words)  # control
    do(data_protection.erase, keep, "request")
    assert there() == set()
    if database.path is not None:
        # In backups from before she stands three times.
        assert len(ledger.read([ledger.file_beside(database.path)], database.key)[0].lines) == 3


def test_what_either_knew_is_known_afterwards(both: tuple[int, int], do: Do, look: Do) -> None:
    keep, other = both
    do(merge.merge, keep, other, 1, 1, today=TODAY)

    def her(session: Session) -> Any:
        row = session.get_one(Participant, keep)
        person = row.person
        return (
            (person.last_name, person.birth, person.mobile, person.contact_note, person.sort_key),
            (row.remarks, row.children, row.travel, row.number, row.phase, row.german, row.town),
            sorted((one.language, one.level, one.certificate) for one in person.languages),
            sorted(one.purpose for one in person.consents),
            [one.phase for one in row.phases],
            [one.title for one in row.qualifications],
            [one.status for one in row.outcomes],
        )

    assert look(her) == (
        ("Schewtschenko", day("1988-05"), "+49 176 12345678", "abends\nnicht montags", "schewtschenko  olena"),
        ("Kommt aus Lwiw.\nBuchhalterin.", 2, ("transit",), "TN-2026-0001", "matching", "B1", "Witten"),
        [("de", "B1", "telc"), ("en", "B2", ""), ("uk", "L1", "")],
        ["press", "programme"],
        ["contact", "matching"],
        ["Diplom", "Sprachkurs"],
        ["job_search"],
    )


def test_once_per_grant_with_the_first_entry_and_the_last_exit(do: Do, look: Do) -> None:
    esf, land = (do(grant.save, None, None, GrantInput(title=title), today=TODAY) for title in ("ESF+", "Land"))
    late = ParticipationInput(
        grant_id=esf, entry=day("2026-08-01"), exit=day("2026-10-31"), exit_reason="work", education_on_entry="6"
    )
    early = ParticipationInput(
        grant_id=esf,
        entry=day("2026-01-15"),
        exit=day("2026-05-31"),
        exit_reason="moved",
        employment_on_entry="inactive",
    )
    elsewhere = ParticipationInput(grant_id=land, entry=day("2025-01-01"))
    keep = do(participant.save, None, None, replace(FIRST, participations=(late,)), today=TODAY)
    other = do(participant.save, None, None, replace(SECOND, participations=(early, elsewhere)), today=TODAY)
    do(merge.merge, keep, other, today=TODAY)
    rows = look(lambda session: session.get_one(Participant, keep).participations)
    assert {
        (one.grant_id, one.entry, one.exit, one.exit_reason, one.employment_on_entry, one.education_on_entry)
        for one in rows
    } == {
        (esf, day("2026-01-15"), day("2026-10-31"), "work", "inactive", "6"),
        (land, day("2025-01-01"), None, None, None, None),
    }
    copies = look(lambda session: session.get_one(Participant, keep))
    assert (copies.entry, copies.exit) == (day("2026-01-15"), day("2026-10-31"))


def test_a_link_that_both_had_is_there_once(both: tuple[int, int], do: Do, look: Do) -> None:
    karin = do(mentor.save, None, None, MentorInput(person=PersonInput(last_name="Böhm")), today=TODAY)
    contacts = tuple(ContactPersonInput(person_id=id) for id in both)
    do(organisation.save, None, None, OrganisationInput(name="Öz", people=contacts), today=TODAY)
    group = do(tandem.save, None, None, TandemInput(mentor_id=karin, mentee_ids=both), today=TODAY)
    do(timeline.save, None, None, TimelineEntryInput(on=TODAY, text="Workshop", person_ids=both), today=TODAY)
    before = look(snapshot)
    do(merge.merge, *both, today=TODAY)
    assert look(lambda session: [one.participant_id for one in session.get_one(Tandem, group).mentees]) == [both[0]]
    for column in (TimelinePerson.person_id, ContactPerson.person_id):
        assert look(lambda session, column=column: session.scalars(select(column)).all()) == [both[0]]
    do(undo.undo)
    assert look(snapshot) == before


def test_a_role_that_only_the_other_had_moves_over(do: Do, look: Do) -> None:
    keep = do(mentor.save, None, None, MentorInput(person=replace(FIRST.person, town="Dortmund")), today=TODAY)
    other = do(participant.save, None, None, SECOND, today=TODAY)
    do(merge.merge, keep, other, today=TODAY)
    row = look(lambda session: session.get_one(Participant, keep))
    assert (row.sort_key, row.town, row.german, row.number) == (
        "schewtschenko  olena",
        "Dortmund",
        "B1",
        "TN-2026-0001",
    )
    assert look(lambda session: session.get_one(Mentor, keep).sort_key) == "schewtschenko  olena"


def test_mentor_and_mentee_of_one_tandem_are_two(both: tuple[int, int], do: Do, look: Do) -> None:
    keep, other = both
    do(mentor.add_role, other, None, MentorInput(person=SECOND.person), today=TODAY)
    do(tandem.save, None, None, TandemInput(mentor_id=other, mentee_ids=(keep,)), today=TODAY)
    before = look(snapshot)
    for pair in ((keep, other), (other, keep), (keep, keep)):
        with pytest.raises(UserError):
            do(merge.merge, *pair, today=TODAY)
    assert look(snapshot) == before


def test_a_stale_version_is_refused(both: tuple[int, int], do: Do) -> None:
    with pytest.raises(Conflict):
        do(merge.merge, *both, 2, 1, today=TODAY)
    with pytest.raises(Conflict):
        do(merge.merge, *both, 1, 2, today=TODAY)


def test_what_was_typed_about_the_other_is_not_lost(both: tuple[int, int], do: Do, look: Do) -> None:
    keep, other = both
    do(office.keep_draft, f"participant:{keep}:note", "Heute")
    do(office.keep_draft, f"participant:{other}:note", "Morgen")
    do(office.keep_draft, f"participant:{other}:aims", "Ziel")
    do(office.keep_draft, f"participant:{other}1:note", "Fremd")
    do(merge.merge, keep, other, today=TODAY)
    assert look(office.drafts) == {
        f"participant:{keep}:note": "Heute\nMorgen",
        f"participant:{keep}:aims": "Ziel",
        f"participant:{other}1:note": "Fremd",
    }
