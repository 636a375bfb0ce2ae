"""An import end to end on a real database: planned, written as planned, undone as one step, and read in again."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from permenti_desktop.db import journal
from permenti_desktop.db.database import Database
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import Conflict
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.participant import ParticipantInput, ParticipationInput
from permenti_desktop.domain.person import LanguageInput, PersonInput
from permenti_desktop.exchange import read_workbook
from permenti_desktop.exchange.apply import Result, apply, load
from permenti_desktop.exchange.plan import make_plan
from permenti_desktop.exchange.recognise import recognise
from permenti_desktop.exchange.steps import Decision, Plan, Step, StepKey
from permenti_desktop.exchange.workbook import Workbook, corrected
from permenti_desktop.i18n import texts
from permenti_desktop.queries import dump, known
from permenti_desktop.queries import internship as internships
from permenti_desktop.queries import mentor as mentors
from permenti_desktop.queries import organisation as organisations
from permenti_desktop.queries import participant as participants
from permenti_desktop.queries import tandem as tandems
from permenti_desktop.usecases import mentor as mentor_cases
from permenti_desktop.usecases import participant as participant_cases
from permenti_desktop.usecases import undo
from tests.exchange import lists

TODAY = date(2026, 11, 22)
SAMPLES = Path(__file__).resolve().parents[1] / "data" / "lists"
SAMPLE = SAMPLES / "TN-Liste_EN-Kreis.xlsx"


def plan_of(database: Database, book: Workbook, decisions: dict[StepKey, Decision] | None = None) -> Plan:
    with database.read() as session:
        there = known.records(session)

        def stored(subject: str, id: int) -> tuple[int, object]:
            return load(session, subject, id)

        return make_plan(recognise(book, TODAY), there, TODAY, decisions, stored)


def write(database: Database, plan: Plan) -> Result:
    with database.write() as session:
        return apply(session, plan, TODAY)


def everything(database: Database) -> dict[str, list[Any]]:
    with database.read() as session:
        return {subject: list(dump.records(session, subject, texts("de"))) for subject in dump.subjects()}


def list_of(tmp_path: Path, *rows: tuple[Any, ...], name: str = "Teilnehmerinnen") -> Workbook:
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(list(row))
    book.save(tmp_path / "liste.xlsx")
    return read_workbook.read(tmp_path / "liste.xlsx")


def of(plan: Plan, subject: str, kind: str | None = None) -> list[Step]:
    return [step for step in plan.steps if step.subject == subject and kind in (None, step.kind)]


@pytest.fixture(scope="module")
def sample() -> Workbook:
    return read_workbook.read(SAMPLE)


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return json.loads((SAMPLES / "TN-Liste_EN-Kreis.truth.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_planning_changes_nothing(database: Database, sample: Workbook) -> None:
    before = everything(database)
    plan_of(database, sample)
    assert everything(database) == before


def test_the_sample_is_written_as_it_was_shown(database: Database, sample: Workbook, truth: dict[str, Any]) -> None:
    plan = plan_of(database, sample)
    result = write(database, plan)
    assert result.added == plan.writes
    steps = {step.number: step for step in plan.steps}
    by_row = {step.row[1]: step for step in of(plan, "participant") if step.row}
    with database.read() as session:
        for number, id in result.ids.items():
            given = steps[number].given
            if isinstance(given, ParticipantInput):
                stored = participants.load(session, id)[1]
                assert stored.person.last_name == given.person.last_name
                assert stored.person.birth == given.person.birth
                assert (stored.unread, stored.remarks) == (given.unread, given.remarks)
                assert [(one.entry, one.exit) for one in stored.participations] == [
                    (one.entry, one.exit) for one in given.participations
                ]
                assert [(one.status, one.note) for one in stored.outcomes] == [
                    (one.status, one.note) for one in given.outcomes
                ]
            elif isinstance(given, MentorInput):
                kept = mentors.load(session, id)[1]
                assert (kept.sector, kept.capacity, kept.since_text) == (given.sector, given.capacity, given.since_text)
        # Every woman of the truth is there, the three who stand in the list twice only once.
        firsts = {max(pair): min(pair) for pair in truth["duplicates"]}
        for number, row in enumerate(truth["participants"], 1):
            step = by_row[truth["participants"][firsts.get(number, number) - 1]["row"]]
            her = participants.load(session, result.ids[step.number])[1]
            assert (her.person.last_name.casefold(), her.person.first_name) == (row["last"].casefold(), row["first"])
            assert str(her.person.birth).startswith(row["birth"]) or number in firsts or number in firsts.values()
            assert her.participations[0].entry is not None
            assert str(her.participations[0].entry) == row["entry"] or number in (*firsts, *firsts.values())
            assert (her.person.postal_code, her.person.town) == (row["postal"], row["town"])
            assert her.person.languages[0].level == row["german"]
        # Internships belong to whom the truth says; those that may belong to several are not written.
        written = [step for step in of(plan, "internship") if step.writes and step.row]
        assert len(written) == 24
        for step in written:
            wanted, start, end = truth["internships"][step.row[1] - 2]  # type: ignore[index]
            owner = by_row[truth["participants"][firsts.get(wanted, wanted) - 1]["row"]]
            stored_one = internships.load(session, result.ids[step.number])[1]
            assert stored_one.participant_id == result.ids[owner.number]
            assert (str(stored_one.start), str(stored_one.end)) == (start, end)
        mentor_of = {row["row"]: row["mentor"] for row in truth["participants"]}
        for step in of(plan, "tandem", "add"):
            assert step.row is not None
            pair = tandems.load(session, result.ids[step.number])[1]
            person = mentors.load(session, pair.mentor_id or 0)[1].person
            assert mentor_of[step.row[1]].endswith(f"{person.first_name} {person.last_name}")


def test_what_needs_a_person_is_listed_with_whom_to_choose(database: Database, sample: Workbook) -> None:
    plan = plan_of(database, sample)
    problems = [step for step in plan.steps if step.kind == "problem"]
    assert {step.subject for step in problems} == {"internship", "tandem"}
    for step in problems:
        assert step.remark
        assert len(step.candidates) >= 2
        assert not step.writes
    # The text stays with the woman although nothing is linked.
    women = {step.row: step for step in of(plan, "participant")}
    for step in problems:
        if step.subject == "tandem" and women[step.row].given is not None:
            given = women[step.row].given
            assert isinstance(given, ParticipantInput)
            assert "Mentorin: " in given.unread


def test_a_person_chooses_and_the_plan_follows(database: Database, sample: Workbook) -> None:
    plan = plan_of(database, sample)
    step = next(step for step in of(plan, "internship", "problem"))
    assert step.key is not None
    choice = step.candidates[1].choice
    again = plan_of(database, sample, {step.key: choice})
    chosen = next(one for one in again.steps if one.key == step.key)
    assert chosen.kind == "add"
    result = write(database, again)
    with database.read() as session:
        stored = internships.load(session, result.ids[chosen.number])[1]
        her = participants.load(session, stored.participant_id or 0)[1]
    meant = next(one for one in again.steps if one.key == choice)
    assert isinstance(meant.given, ParticipantInput)
    assert her.person.birth == meant.given.person.birth


def test_one_step_back_and_everything_is_as_it_was(database: Database, sample: Workbook) -> None:
    before = everything(database)
    write(database, plan_of(database, sample))
    with database.read() as session:
        entry = journal.undoable(session)
    assert entry is not None
    assert "TN-Liste_EN-Kreis.xlsx" in entry.sentence
    with database.write() as session:
        undo.undo(session)
    assert everything(database) == before


def test_read_in_twice_nothing_is_doubled(database: Database, sample: Workbook) -> None:
    write(database, plan_of(database, sample))
    before = everything(database)
    again = plan_of(database, sample)
    assert again.count("add", "participant") == 0
    assert again.count("add", "mentor") == 0
    assert again.count("add", "organisation") == 0
    assert again.count("add", "internship") == 0
    assert again.count("add", "tandem") == 0
    write(database, again)
    after = everything(database)
    assert {subject: len(rows) for subject, rows in after.items()} == {
        subject: len(rows) for subject, rows in before.items()
    }


def her() -> ParticipantInput:
    return ParticipantInput(
        person=PersonInput(
            last_name="Sow",
            first_name="Kadiatou",
            birth=PartialDate(1990, 2),
            town="Witten",
            phone="02302 1234",
            languages=(LanguageInput(language="de", level="B1"),),
        ),
        participations=(ParticipationInput(entry=PartialDate(2020, 5, 4)),),
        remarks="schon da",
    )


def save(database: Database, given: ParticipantInput) -> int:
    with database.write() as session:
        return participant_cases.save(session, None, None, given, today=TODAY)


HEADER = ("Name, Vorname", "geb.", "Wohnort", "Tel.", "Deutsch", "Eintritt", "Austritt", "Bemerkung")


def test_blanks_are_filled_and_nothing_is_overwritten(database: Database, tmp_path: Path) -> None:
    id = save(database, her())
    book = list_of(
        tmp_path, HEADER, ("Sow, Kadiatou", "03.02.1990", "Witten", "02302 1234", "B2", "04.05.2020", "1.8.2021", "neu")
    )
    plan = plan_of(database, book)
    (step,) = of(plan, "participant")
    assert (step.kind, step.id) == ("change", id)
    cells = {cell.field: (cell.before, cell.after) for cell in step.cells}
    assert cells["participant.exit"] == ("", "01.08.2021")
    assert cells["participant.birth"] == ("Februar 1990", "03.02.1990")
    assert "B2" in step.remark
    write(database, plan)
    with database.read() as session:
        stored = participants.load(session, id)[1]
    assert stored.person.birth == PartialDate(1990, 2, 3)
    assert stored.person.languages[0].level == "B1"
    assert stored.participations[0].exit == PartialDate(2021, 8, 1)
    assert stored.remarks == "schon da\nneu"


def test_a_record_changed_since_the_plan_is_not_overwritten(database: Database, tmp_path: Path) -> None:
    id = save(database, her())
    plan = plan_of(
        database,
        list_of(
            tmp_path, HEADER, ("Sow, Kadiatou", "03.02.1990", "Witten", "02302 1234", "B2", "04.05.2020", "1.8.2021")
        ),
    )
    with database.write() as session:
        version, stored = participants.load(session, id)
        participant_cases.save(
            session, id, version, stored.__class__(**{**vars_of(stored), "remarks": "anders"}), today=TODAY
        )
    before = everything(database)
    with pytest.raises(Conflict):
        write(database, plan)
    assert everything(database) == before


def vars_of(given: ParticipantInput) -> dict[str, Any]:
    return {name: getattr(given, name) for name in given.__dataclass_fields__}


def test_a_name_alone_does_not_make_her_the_same(database: Database, tmp_path: Path) -> None:
    save(database, her())
    plan = plan_of(
        database, list_of(tmp_path, HEADER, ("Sow, Kadiatou", "17.09.1977", "Wetter", None, "A1", "1.1.2022"))
    )
    assert [step.kind for step in of(plan, "participant")] == ["add"]


def test_perhaps_the_same_waits_for_a_person(database: Database, tmp_path: Path) -> None:
    id = save(database, her())
    book = list_of(tmp_path, HEADER, ("Sow, Kadiatou", "1990", "Witten", None, "B1", "2020"))
    plan = plan_of(database, book)
    (step,) = of(plan, "participant")
    assert (step.kind, step.writes) == ("duplicate", False)
    assert [candidate.choice for candidate in step.candidates] == [id]
    assert step.key is not None
    assert [one.kind for one in of(plan_of(database, book, {step.key: "new"}), "participant")] == ["add"]
    assert [one.id for one in of(plan_of(database, book, {step.key: id}), "participant")] == [id]
    assert plan_of(database, book, {step.key: "leave"}).writes == 0


def test_a_mentor_who_becomes_a_participant_is_entered_once(database: Database, tmp_path: Path) -> None:
    person = PersonInput(last_name="Demir", first_name="Zeynep", birth=PartialDate(1985, 3, 7), email="z@example.org")
    with database.write() as session:
        id = mentor_cases.save(session, None, None, MentorInput(person=person), today=TODAY)
    book = list_of(
        tmp_path,
        ("Nachname", "Vorname", "geb.", "E-Mail", "Ort"),
        ("Demir", "Zeynep", "7.3.85", "z@example.org", "Witten"),
    )
    plan = plan_of(database, book)
    (step,) = of(plan, "participant")
    assert (step.id, step.role_only, step.writes) == (id, True, True)
    write(database, plan)
    with database.read() as session:
        assert participants.load(session, id)[1].person.town == "Witten"
        assert mentors.load(session, id)[1].person.town == "Witten"


def test_what_the_rules_refuse_stays_as_text(database: Database, tmp_path: Path) -> None:
    book = list_of(tmp_path, HEADER, ("Sow, Kadiatou", "1990", "Witten", None, "B1", "04.05.2020", "01.01.2019"))
    plan = plan_of(database, book)
    (step,) = of(plan, "participant")
    assert step.kind == "add"
    assert step.remark
    result = write(database, plan)
    with database.read() as session:
        stored = participants.load(session, result.ids[step.number])[1]
    assert stored.participations[0].exit is None
    assert "Austritt: 01.01.2019" in stored.unread


def test_a_corrected_cell(database: Database, tmp_path: Path) -> None:
    book = list_of(tmp_path, HEADER, ("Sow, Kadiatou", "ca. 1990", "Witten", None, "B1", "04.05.2020"))
    (step,) = of(plan_of(database, book), "participant")
    (doubt,) = [cell for cell in step.cells if cell.state == "unreadable"]
    assert (doubt.place, doubt.sheet) == ("B2", "Teilnehmerinnen")
    better = corrected(book, {("Teilnehmerinnen", "B2"): "1990"})
    (step,) = of(plan_of(database, better), "participant")
    assert isinstance(step.given, ParticipantInput)
    assert step.given.person.birth == PartialDate(1990)


def test_pairs_of_koeln(database: Database, tmp_path: Path) -> None:
    layout = lists.koeln()
    path = tmp_path / "koeln.xlsx"
    layout.write(path)
    plan = plan_of(database, read_workbook.read(path))
    assert plan.count("problem") == 0
    assert plan.count("add", "tandem") == len(layout.truth["tandem"])
    assert plan.count("add", "participant") == len(layout.truth["participant"])
    assert plan.cohorts == ("Durchgang 1", "Durchgang 2")
    result = write(database, plan)
    with database.read() as session:
        for step, row in zip(of(plan, "tandem"), layout.truth["tandem"], strict=True):
            pair = tandems.load(session, result.ids[step.number])[1]
            mentor = mentors.load(session, pair.mentor_id or 0)[1]
            mentee = participants.load(session, pair.mentee_ids[0])[1]
            firm = organisations.load(session, mentor.organisation_id or 0)[1]
            assert f"{mentor.person.first_name} {mentor.person.last_name}" == row["mentor"]
            assert f"{mentee.person.first_name} {mentee.person.last_name}" == row["mentee"]
            assert firm.name == row["firm"]
            assert str(pair.start) == row["start"]
            assert pair.cohort_id is not None


@pytest.mark.parametrize("layout", lists.all_layouts(), ids=lambda layout: layout.name)
def test_every_layout_can_be_written_and_undone(database: Database, layout: lists.Layout, tmp_path: Path) -> None:
    path = tmp_path / f"liste.{layout.suffix}"
    layout.write(path)
    before = everything(database)
    plan = plan_of(database, read_workbook.read(path))
    assert plan.count("add", "participant") >= len(layout.truth.get("participant", []))
    write(database, plan)
    assert everything(database) != before
    with database.write() as session:
        undo.undo(session)
    assert everything(database) == before
