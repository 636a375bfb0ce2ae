"""Odd lists of other offices: at least 99 of 100 cells as a careful person reads them, what she would ask is asked."""

from pathlib import Path

import pytest

from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.exchange import read_workbook
from permenti_desktop.exchange.plan import make_plan
from permenti_desktop.exchange.recognise import recognise
from permenti_desktop.exchange.steps import Plan
from permenti_desktop.queries.known import KnownRecords
from tests.exchange import odd_lists
from tests.exchange.reading_aid import TODAY, read, wrong_cells


def plan_of(path: Path) -> Plan:
    return make_plan(recognise(read_workbook.read(path), TODAY), KnownRecords(), TODAY)


@pytest.mark.parametrize("odd", odd_lists.all_odd(), ids=lambda odd: odd.name)
def test_as_a_careful_person_reads_it(odd: odd_lists.Odd, tmp_path: Path) -> None:
    path = tmp_path / f"liste.{odd.suffix}"
    odd.write(path)
    count, wrong = wrong_cells(read(path), odd.truth)
    assert len(wrong) <= count * 0.01, wrong
    plan = plan_of(path)
    asked = {cell.text for cell in plan.doubts}
    assert set(odd.listed) <= asked
    assert plan.left_out == odd.left_out
    entries = {
        step.given.person.last_name: step.given
        for step in plan.steps
        if isinstance(step.given, ParticipantInput | MentorInput)
    }
    for last, words in odd.notes.items():
        assert words in entries[last].remarks
    for last, words in odd.kept.items():
        assert words in entries[last].unread
