"""Undo and redo over whatever people do: the database equals what it was, step by step."""

from datetime import date

import pytest

from permenti_desktop.db.database import Database
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import Conflict
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.usecases import participant, undo
from tests.torture.undoing import sequence
from tests.usecases.conftest import Do

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("seed", range(8))
def test_undo_and_redo_of_whatever_people_do(seed: int, database: Database) -> None:
    assert sequence(database, seed) == []


def test_with_nothing_to_take_back(do: Do) -> None:
    for step in (undo.undo, undo.redo):
        with pytest.raises(Conflict):
            do(step)


def test_an_older_step_alone(do: Do, look: Do) -> None:
    from permenti_desktop.db import journal

    first = do(participant.save, None, None, ParticipantInput(person=PersonInput(last_name="Haidari")), today=TODAY)
    do(participant.set_phase, first, None, "matching", PartialDate(2026, 11, 1), today=TODAY)
    step = look(journal.undoable).id
    second = do(participant.save, None, None, ParticipantInput(person=PersonInput(last_name="Demir")), today=TODAY)
    assert do(undo.undo, step) == "Phase von Haidari geändert"
    assert look(lambda session: session.get_one(Participant, first).phase) == "contact"
    assert look(lambda session: session.get(Participant, second)) is not None
