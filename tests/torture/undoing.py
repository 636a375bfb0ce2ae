"""Random sequences of what people do, taken back step by step and done again: the database equals what it was."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from permenti_desktop.db.database import Database
from permenti_desktop.db.engine import writing
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.models.tandem import Tandem
from permenti_desktop.db.opening import open_database
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import UserError
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.participant import ParticipantInput, PhaseInput, QualificationInput
from permenti_desktop.domain.person import LanguageInput, PersonInput
from permenti_desktop.domain.tandem import TandemInput
from permenti_desktop.domain.timeline import FollowUpInput, TimelineEntryInput
from permenti_desktop.usecases import bin, mentor, merge, office, participant, tandem, timeline, undo
from tests.torture.rounds import Outcome, empty_office
from tests.usecases.rows import stored

TODAY = date(2026, 11, 22)
Choose = Callable[[int], int]


def one_of(session: Session, model: type[Any], choose: Choose) -> int | None:
    ids = session.scalars(select(model.id).order_by(model.id)).all()
    return ids[choose(len(ids))] if ids else None


def new_participant(session: Session, choose: Choose) -> None:
    given = ParticipantInput(
        person=PersonInput(last_name=f"Name {choose(9)}", languages=(LanguageInput(language="de", level="A1"),)),
        phases=(PhaseInput(since=PartialDate(2026)),),
        qualifications=(QualificationInput(title="Diplom"),) * choose(3),
    )
    participant.save(session, None, None, given, today=TODAY)


def new_mentor(session: Session, choose: Choose) -> None:
    mentor.save(session, None, None, MentorInput(person=PersonInput(last_name=f"Mentorin {choose(9)}")), today=TODAY)


def edit(session: Session, choose: Choose) -> None:
    if (id := one_of(session, Participant, choose)) is not None:
        row = session.get_one(Participant, id)
        given = replace(
            participant.as_given(row),
            person=PersonInput(last_name=f"Neu {choose(9)}", town="Witten"),
            aims=f"Ziel {choose(9)}",
            qualifications=(QualificationInput(title="Abitur"),) * choose(2),
        )
        participant.save(session, id, None, given, today=TODAY)


def new_phase(session: Session, choose: Choose) -> None:
    if (id := one_of(session, Participant, choose)) is not None:
        participant.set_phase(session, id, None, "matching", PartialDate(2026, 1 + choose(11)), today=TODAY)


def new_tandem(session: Session, choose: Choose) -> None:
    karin, zahra = one_of(session, Mentor, choose), one_of(session, Participant, choose)
    if karin is not None and zahra is not None and karin != zahra:
        id = tandem.save(session, None, None, TandemInput(mentor_id=karin, mentee_ids=(zahra,)), today=TODAY)
        tandem.start(session, id, None, TODAY, today=TODAY)


def note(session: Session, choose: Choose) -> None:
    if (id := one_of(session, Participant, choose)) is not None:
        given = TimelineEntryInput(on=TODAY, text="Anruf", person_ids=(id,), follow_up=FollowUpInput(due=TODAY))
        timeline.save(session, None, None, given, today=TODAY)


def aside(session: Session, choose: Choose) -> None:
    kind, model = (("participant", Participant), ("mentor", Mentor), ("tandem", Tandem))[choose(3)]
    if (id := one_of(session, model, choose)) is not None:
        (bin.put if choose(2) else bin.restore)(session, kind, id)


def join(session: Session, choose: Choose) -> None:
    keep, other = one_of(session, Participant, choose), one_of(session, Participant, choose)
    if keep is not None and other is not None and keep != other:
        merge.merge(session, keep, other, today=TODAY)


def profile(session: Session, choose: Choose) -> None:
    office.found(session, "Stelle", ("koeln", "dortmund", "bielefeld")[choose(3)], today=TODAY)


DEEDS = (new_participant, new_participant, new_mentor, edit, new_phase, new_tandem, note, aside, join, profile)


def sequence(database: Database, seed: int) -> list[str]:
    """One sequence of 20 steps, back and forth; answers what was not as it had been."""
    random = Random(seed)
    faults = []

    def look() -> Any:
        with database.read() as session:
            return stored(session)

    def run(step: Callable[[Session], object]) -> None:
        with database.write() as session:
            step(session)

    def choose(n: int) -> int:
        return random.randrange(n)

    for _ in range(4):  # what is chosen from
        run(lambda session: new_participant(session, choose))
    run(lambda session: new_mentor(session, choose))
    states = [look()]
    for _ in range(15):
        deed = random.choice(DEEDS)
        with contextlib.suppress(UserError):  # mentor and mentee of one tandem cannot be merged
            run(lambda session, deed=deed: deed(session, choose))  # type: ignore[misc]
        if (now := look()) != states[-1]:
            states.append(now)
    for number, state in reversed(list(enumerate(states[:-1]))):
        run(undo.undo)
        if look() != state:
            faults.append(f"after undo of step {number + 1}")
    for number, state in enumerate(states[1:]):
        run(undo.redo)
        if look() != state:
            faults.append(f"after redo of step {number + 1}")
    return faults


def undoing(folder: Path, rounds: int) -> Outcome:
    """Each sequence in a file of its own."""
    losses = []
    for seed in range(rounds):
        office_file = empty_office(folder / str(seed % 10), f"{seed}.permenti")
        database = open_database(office_file.path, data_key=office_file.data_key)
        losses += [f"sequence {seed}: {fault}" for fault in sequence(database, seed)]
        database.close()
        office_file.path.unlink()
    return Outcome(rounds, tuple(losses))


def undoing_control(folder: Path) -> int:
    """Without one trigger of the journal, what it does not see is not taken back."""
    office_file = empty_office(folder)
    database = open_database(office_file.path, data_key=office_file.data_key)
    with writing(database.engine) as connection, connection.begin():
        connection.execute(text("DROP TRIGGER journal_person_update"))
    faults = sequence(database, 1)
    database.close()
    return len(faults)
