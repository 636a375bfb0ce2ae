"""The bin: what goes in together comes out together, and what is emptied is gone for good."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from permenti_desktop.db import journal
from permenti_desktop.db.base import utc_now
from permenti_desktop.db.schema import metadata
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import Conflict, NotFound
from permenti_desktop.domain.grant import CohortInput, GrantInput
from permenti_desktop.domain.internship import InternshipInput
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.network import NetworkGroupInput, NetworkMeetingInput
from permenti_desktop.domain.organisation import ContactPersonInput, OrganisationInput
from permenti_desktop.domain.participant import ParticipantInput, ParticipationInput
from permenti_desktop.domain.person import LanguageInput, PersonInput
from permenti_desktop.domain.tandem import TandemInput
from permenti_desktop.domain.timeline import FollowUpInput, TimelineEntryInput
from permenti_desktop.usecases import (
    bin,
    grant,
    internship,
    mentor,
    network,
    organisation,
    participant,
    tandem,
    timeline,
    undo,
)
from tests.usecases.conftest import Do
from tests.usecases.rows import snapshot

TODAY = date(2026, 11, 22)


def aside(session: Session) -> set[tuple[str, int]]:
    """What lies in the bin."""
    return {
        (name, row.id)
        for name in bin.KINDS
        for row in session.execute(select(metadata.tables[name].c.id).where(metadata.tables[name].c.in_bin))
    }


class Office:
    """Two participants in one group, one of them with an internship, an entry and a follow-up."""

    def __init__(self, do: Do) -> None:
        self.karin = do(mentor.save, None, None, MentorInput(person=PersonInput(last_name="Böhm")), today=TODAY)
        self.zahra, self.dilan = (
            do(
                participant.save,
                None,
                None,
                ParticipantInput(person=PersonInput(last_name=name, languages=(LanguageInput(language="fa"),))),
                today=TODAY,
            )
            for name in ("Haidari", "Demir")
        )
        self.group = do(
            tandem.save, None, None, TandemInput(mentor_id=self.karin, mentee_ids=(self.zahra, self.dilan)), today=TODAY
        )
        self.alone = do(
            tandem.save, None, None, TandemInput(mentor_id=self.karin, mentee_ids=(self.zahra,)), today=TODAY
        )
        self.internship = do(internship.save, None, None, InternshipInput(participant_id=self.zahra), today=TODAY)
        self.entry = do(
            timeline.save,
            None,
            None,
            TimelineEntryInput(on=TODAY, text="Anruf", person_ids=(self.zahra,), follow_up=FollowUpInput(due=TODAY)),
            today=TODAY,
        )
        self.shared = do(
            timeline.save,
            None,
            None,
            TimelineEntryInput(on=TODAY, text="Workshop", person_ids=(self.zahra, self.dilan)),
            today=TODAY,
        )


@pytest.fixture
def there(do: Do) -> Office:
    return Office(do)


def test_what_makes_no_sense_without_her_goes_and_comes_with_her(there: Office, do: Do, look: Do) -> None:
    before = look(snapshot)
    assert do(bin.put, "participant", there.zahra) == 5
    went = {
        ("participant", there.zahra),
        ("person", there.zahra),
        ("tandem", there.alone),
        ("internship", there.internship),
    }
    found = look(aside)
    assert went < found
    assert {name for name, _ in found - went} == {"follow_up"}
    assert do(bin.restore, "participant", there.zahra) == 5
    assert look(snapshot) == before
    assert do(bin.restore, "participant", there.zahra) == 0


def test_the_last_mentee_takes_the_group_along(there: Office, do: Do, look: Do) -> None:
    do(bin.put, "participant", there.zahra)
    do(bin.put, "participant", there.dilan)
    assert ("tandem", there.group) in look(aside)
    do(bin.restore, "participant", there.zahra)
    # The group went in with the other one and stays with her.
    assert ("tandem", there.group) in look(aside)
    do(bin.restore, "participant", there.dilan)
    assert look(aside) == set()


def test_several_go_in_one_step_and_one_comes_back(there: Office, do: Do, look: Do) -> None:
    do(bin.put_all, "participant", [there.zahra, there.dilan])
    do(bin.restore, "participant", there.dilan)
    assert ("participant", there.zahra) in look(aside)
    assert ("participant", there.dilan) not in look(aside)
    assert ("person", there.dilan) not in look(aside)


def test_putting_aside_is_a_step_that_can_be_undone(there: Office, do: Do, look: Do) -> None:
    before = look(snapshot)
    do(bin.put_all, "participant", [there.zahra, there.dilan])
    assert do(undo.undo) == "2 Einträge in den Papierkorb gelegt"
    assert look(snapshot) == before
    do(bin.put, "mentor", there.karin)
    assert {("tandem", there.group), ("tandem", there.alone)} < look(aside)
    assert do(undo.undo) == "Böhm in den Papierkorb gelegt"
    assert look(snapshot) == before


def test_a_person_with_another_role_stays(there: Office, do: Do, look: Do) -> None:
    do(mentor.add_role, there.dilan, None, MentorInput(person=PersonInput(last_name="Demir")), today=TODAY)
    do(bin.put, "participant", there.dilan)
    assert ("person", there.dilan) not in look(aside)
    do(bin.put, "mentor", there.dilan)
    assert ("person", there.dilan) in look(aside)
    do(bin.restore, "mentor", there.dilan)
    assert look(aside) == {("participant", there.dilan)}


def test_a_contact_of_an_organisation_stays(there: Office, do: Do, look: Do) -> None:
    contact = ContactPersonInput(person_id=there.dilan)
    do(organisation.save, None, None, OrganisationInput(name="Öz", people=(contact,)), today=TODAY)
    do(bin.put, "participant", there.dilan)
    assert ("person", there.dilan) not in look(aside)
    do(bin.put, "person", there.dilan)
    assert ("person", there.dilan) in look(aside)


def test_a_stale_version_is_refused(there: Office, do: Do) -> None:
    with pytest.raises(Conflict):
        do(bin.put, "participant", there.zahra, 1)
    with pytest.raises(NotFound):
        do(bin.put, "participant", 4711)
    do(bin.put, "participant", there.zahra, 2)


def test_a_group_takes_its_meetings_along(do: Do, look: Do) -> None:
    group = do(network.save_group, None, None, NetworkGroupInput(name="Netzwerk"), today=TODAY)
    meeting = do(network.save_meeting, None, None, NetworkMeetingInput(group_id=group, on=TODAY), today=TODAY)
    do(bin.put, "network_group", group)
    assert look(aside) == {("network_group", group), ("network_meeting", meeting)}
    do(bin.restore, "network_group", group)
    assert look(aside) == set()
    do(bin.put, "network_group", group)
    do(bin.empty, today=TODAY)
    assert look(lambda session: session.execute(select(metadata.tables["network_meeting"])).all()) == []


def test_emptied_is_gone_for_good_and_leaves_no_word(there: Office, do: Do, look: Do) -> None:
    do(bin.put, "participant", there.zahra)
    assert do(bin.empty, utc_now() - timedelta(days=30), today=TODAY) == bin.Emptied(0, 0)
    emptied = do(bin.empty, today=TODAY)
    assert emptied.kept == 0
    left = look(snapshot)
    assert [row[0] for row in left["participant"]] == [there.dilan]
    assert [row[0] for row in left["tandem"]] == [there.group]
    assert [row[0] for row in left["timeline_entry"]] == [there.shared]
    assert not any(left[name] for name in ("internship", "follow_up", "checklist_item"))
    journaled = look(
        lambda session: [
            str(tuple(row))
            for name in ("journal_change", "journal_entry")
            for row in session.execute(select(metadata.tables[name]))
        ]
    )
    assert not [row for row in journaled if "Haidari" in row or "Anruf" in row or "Ausländerbehörde" in row]
    assert look(journal.undoable) is None


def test_who_is_still_owed_to_a_funder_stays(do: Do, look: Do) -> None:
    running = do(grant.save, None, None, GrantInput(title="neu", end=date(2026, 12, 31)), today=TODAY)
    over = do(grant.save, None, None, GrantInput(title="alt", end=date(2018, 6, 30)), today=TODAY)
    endless = do(grant.save, None, None, GrantInput(title="ohne Ende"), today=TODAY)
    ids = {}
    for title, grant_id in (("neu", running), ("alt", over), ("endlos", endless)):
        one = ParticipationInput(grant_id=grant_id, entry=PartialDate(2018))
        given = ParticipantInput(person=PersonInput(last_name=title), participations=(one,))
        ids[title] = do(participant.save, None, None, given, today=TODAY)
        do(bin.put, "participant", ids[title])
    for grant_id in (running, over, endless):
        do(bin.put, "grant_award", grant_id)
    emptied = do(bin.empty, today=TODAY)
    assert {id for name, id in look(aside) if name == "participant"} == {ids["neu"], ids["endlos"]}
    assert {id for name, id in look(aside) if name == "grant_award"} == {running, endless}
    assert emptied.gone == 3  # the participant, her person and the old grant
    assert emptied.kept == 6


def test_every_kind_goes_in_and_comes_out_by_its_name(there: Office, do: Do, look: Do) -> None:
    group = do(network.save_group, None, None, NetworkGroupInput(name="Netzwerk"), today=TODAY)
    firm = do(organisation.save, None, None, OrganisationInput(name="Bäckerei Öz"), today=TODAY)
    due = do(timeline.save_follow_up, None, None, FollowUpInput(due=TODAY, organisation_id=firm), today=TODAY)
    meeting = do(network.save_meeting, None, None, NetworkMeetingInput(group_id=group, on=TODAY), today=TODAY)
    names = {
        ("tandem", there.group): "Tandem Böhm – Haidari und Demir",
        ("internship", there.internship): "Praktikum von Haidari",
        ("follow_up", due): "Wiedervorlage vom 22.11.2026",
        ("timeline_entry", there.entry): "Notiz vom 22.11.2026",
        ("network_meeting", meeting): "Netzwerktreffen am 22.11.2026",
        ("network_group", group): "Netzwerk",
        ("participant", there.zahra): "Haidari",
        ("mentor", there.karin): "Böhm",
        ("person", there.dilan): "Demir",
        ("organisation", firm): "Bäckerei Öz",
        ("cohort", do(grant.save_cohort, None, None, CohortInput(name="Durchgang 4"), today=TODAY)): "Durchgang 4",
        ("grant_award", do(grant.save, None, None, GrantInput(title="ESF+"), today=TODAY)): "ESF+",
    }
    assert {kind for kind, _ in names} == bin.KINDS.keys()
    before = look(snapshot)
    for (kind, id), name in names.items():
        do(bin.put, kind, id)
        assert look(journal.undoable).sentence == f"{name} in den Papierkorb gelegt"
        assert (kind, id) in look(aside)
        do(bin.restore, kind, id)
        assert look(journal.undoable).sentence == f"{name} aus dem Papierkorb geholt"
        assert look(snapshot) == before


def test_an_organisation_takes_its_follow_ups_along(do: Do, look: Do) -> None:
    firm = do(organisation.save, None, None, OrganisationInput(name="Bäckerei Öz"), today=TODAY)
    due = do(timeline.save_follow_up, None, None, FollowUpInput(due=TODAY, organisation_id=firm), today=TODAY)
    do(bin.put, "organisation", firm)
    assert look(aside) == {("organisation", firm), ("follow_up", due)}
    do(bin.empty, today=TODAY)
    assert look(aside) == set()


def test_an_empty_bin_is_no_step(there: Office, do: Do, look: Do) -> None:
    newest = look(journal.undoable)
    assert do(bin.empty, today=TODAY) == bin.Emptied(0, 0)
    assert look(journal.undoable) == newest
