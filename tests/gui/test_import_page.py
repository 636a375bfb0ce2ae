"""The page that takes over a list, in the real window over a real database, with the list of an office."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook as NewWorkbook
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from permenti_desktop.db.backup_list import backups_of
from permenti_desktop.db.database import Database
from permenti_desktop.domain import countries
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.gui.importing.page import ImportPage
from permenti_desktop.gui.importing.step_bar import ASSIGN, CHECK, DONE, FILE
from permenti_desktop.i18n import texts
from permenti_desktop.queries import dump, participant, tandem
from permenti_desktop.usecases import participant as participants
from tests.exchange import lists
from tests.gui.real_window import Desk, desk

Types = Callable[[QWidget, str], None]
LISTS = Path(__file__).resolve().parents[1] / "data" / "lists"
SAMPLE = LISTS / "TN-Liste_EN-Kreis.xlsx"


@pytest.fixture
def at(working: Database, qtbot: QtBot) -> Iterator[Desk[ImportPage]]:
    with desk(working, qtbot, "importing", ImportPage, ("participant",)) as found:
        yield found


def drop(at: Desk[ImportPage], path: Path) -> None:
    """Drag a file onto the page and let it go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    none = Qt.KeyboardModifier.NoModifier
    left, copy = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    QApplication.sendEvent(at.page.file, QDragEnterEvent(QPoint(40, 40), copy, data, left, none))
    QApplication.sendEvent(at.page.file, QDropEvent(QPointF(40, 40), copy, data, left, none))
    at.settle()


def planned(at: Desk[ImportPage]) -> None:
    """Wait until the plan is shown."""
    at.wait(lambda: at.page.plan is not None and at.page.take_button.isVisible() and "Wird" not in at.page.told.text())
    at.settle()


def table_file(folder: Path, *rows: tuple[Any, ...]) -> Path:
    book = NewWorkbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Teilnehmerinnen"
    for row in rows:
        sheet.append(row)
    path = folder / "Liste.xlsx"
    book.save(path)
    return path


def everything(database: Database) -> dict[str, list[Any]]:
    with database.read() as session:
        return {subject: list(dump.records(session, subject, texts("de"))) for subject in dump.subjects()}


def women(at: Desk[ImportPage]) -> dict[str, ParticipantInput]:
    """Everyone in the database by "Nachname, Vorname"; of two with one name, the last."""
    found = [at.read(participant.load, id)[1] for id in at.read(participant.ids)]
    return {f"{one.person.last_name}, {one.person.first_name}": one for one in found}


def test_from_the_file_to_records_and_back(at: Desk[ImportPage], tmp_path: Path) -> None:
    page, before = at.page, everything(at.database)
    truth = json.loads((LISTS / "TN-Liste_EN-Kreis.truth.json").read_text("utf-8"))
    drop(at, SAMPLE)
    assert page.draft is not None
    assert page.step == FILE
    assert [table.subject for table in page.draft.found.tables] == [
        "participant",
        "mentor",
        "internship",
        "organisation",
    ]
    at.key(Qt.Key.Key_Space)  # the focus is on "Spalten zuordnen"
    assert page.step == ASSIGN
    assert [line.choice.value() for line in page.assign.lines[:3]] == [
        "participant.number",
        "participant.name",
        "participant.birth",
    ]
    at.click(page.check_button)
    planned(at)
    assert page.plan is not None
    counts = Counter(step.kind for step in page.plan.steps)
    shown = {code: made.text().split()[-1] for code, made in page.check.pills._buttons.items()}
    assert shown["add"] == str(counts["add"])
    assert shown["problem"] == str(counts["problem"])
    assert shown["doubt"] == str(len(page.plan.doubts))
    assert shown["kept"] == str(len(page.plan.kept))
    assert page.plan.columns == ()
    assert shown["line"] == "5"
    assert everything(at.database) == before
    made = page.plan
    at.click(page.take_button)
    at.wait(lambda: page.taken is not None)
    at.settle()
    assert page.step == DONE
    assert str(made.writes) in page.result.headline.text()
    assert at.database.path is not None
    assert [one.reason for one in backups_of(at.database.path)] == ["import"]
    # What was shown is what is there.
    assert len(at.read(participant.ids)) == sum(step.writes and step.subject == "participant" for step in made.steps)
    assert len(at.read(tandem.ids)) == sum(step.writes and step.subject == "tandem" for step in made.steps)
    there = women(at)
    names = Counter(f"{one['last']}, {one['first']}".casefold() for one in truth["participants"])
    checked = [one for one in truth["participants"] if names[f"{one['last']}, {one['first']}".casefold()] == 1]
    assert len(checked) > 70
    for one in checked:
        her = there[f"{one['last']}, {one['first']}"]
        assert (her.person.birth.iso if her.person.birth else None) == one["birth"]
        assert (her.person.postal_code, her.person.town) == (one["postal"], one["town"])
        assert countries.name(her.person.nationality or "") == one["country"]
        first = her.participations[0]
        assert (first.entry.iso if first.entry else None) == one["entry"]
    page.save_protocol_to(tmp_path / "protokoll.csv")
    at.settle()
    with (tmp_path / "protokoll.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert len(rows) == 1 + sum(map(len, (made.steps, made.doubts, made.kept, made.lines, made.left_out)))
    at.click(page.result.undo)
    at.settle()
    assert everything(at.database) == before
    assert "Rückgängig gemacht" in page.result.headline.text()


def test_the_same_list_again_takes_three_clicks(at: Desk[ImportPage]) -> None:
    page = at.page
    drop(at, SAMPLE)
    at.click(page.check_button)
    planned(at)
    at.click(page.take_button)
    at.wait(lambda: page.taken is not None)
    at.settle()
    at.click(page.result.again)
    drop(at, SAMPLE)
    assert page.draft is not None
    assert page.draft.is_known
    assert QApplication.focusWidget() is page.check_button
    at.key(Qt.Key.Key_Space)
    planned(at)
    assert page.plan is not None
    assert page.plan.writes == 0
    assert not page.take_button.isEnabled()
    assert not page.plan.count("add")
    assert page.plan.count("same")


def test_a_question_is_answered_by_keys_for_all_rows_that_ask_it(at: Desk[ImportPage]) -> None:
    page = at.page
    drop(at, SAMPLE)
    at.click(page.check_button)
    planned(at)
    before = page.plan
    assert before is not None
    page.check.choose("problem")
    at.settle()
    step = page.check.detail.step
    assert step is not None
    assert step.kind == "problem"
    assert step.candidates
    same = [one for one in before.steps if one.remark == step.remark]
    page.check.list.table.setFocus()
    at.key(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.check.detail.answers[0]
    QTest.mouseClick(
        page.check.detail.for_all, Qt.MouseButton.LeftButton, pos=page.check.detail.for_all.rect().center()
    )
    page.check.detail.for_all.setFocus()
    if not page.check.detail.for_all.isChecked():
        at.key(Qt.Key.Key_Space)
    page.check.detail.answers[0].setFocus()
    at.key(Qt.Key.Key_Space)
    at.wait(lambda: page.plan is not before)
    at.settle()
    assert page.plan is not None
    assert page.plan.count("problem") == before.count("problem") - len(same)
    after = page.check.detail.step
    assert after is not None
    assert after.kind == "problem"
    assert after.remark != step.remark
    assert QApplication.focusWidget() is page.check.detail.answers[0]


def test_someone_who_is_known_perhaps_is_asked_about(at: Desk[ImportPage], tmp_path: Path) -> None:
    page = at.page
    with at.database.write("M. Adler") as session:
        known = participants.save(
            session,
            None,
            None,
            ParticipantInput(person=PersonInput(last_name="Okafor", first_name="Blessing", birth=PartialDate(1990))),
        )
    path = table_file(
        tmp_path,
        ("Nachname", "Vorname", "Geburtsdatum", "Ort"),
        ("Okafor", "Blessing", "28.02.1990", "Dortmund"),
        ("Rezai", "Gul Makai", "01.01.1971", "Dortmund"),
    )
    drop(at, path)
    at.click(page.check_button)
    planned(at)
    assert page.plan is not None
    assert page.plan.count("duplicate") == 1
    page.check.choose("duplicate")
    at.settle()
    words = [made.text() for made in page.check.detail.answers]
    assert words[0].startswith("Okafor")
    assert "Neu anlegen" in words
    assert "Auslassen" in words
    old = page.plan
    at.click(page.check.detail.answers[0])
    at.wait(lambda: page.plan is not old)
    at.settle()
    assert page.plan.count("change") == 1
    page.check.choose("change")
    at.settle()
    cells = {cell.field: cell for cell in page.check.detail.step.cells} if page.check.detail.step else {}
    assert (cells["participant.birth"].before, cells["participant.birth"].after) == ("1990", "28.02.1990")
    at.click(page.take_button)
    at.wait(lambda: page.taken is not None)
    at.settle()
    assert len(at.read(participant.ids)) == 2
    her = at.read(participant.load, known)[1]
    assert her.person.birth is not None
    assert her.person.birth.iso == "1990-02-28"


def test_someone_under_another_name_is_picked_by_hand(at: Desk[ImportPage], tmp_path: Path, type_text: Types) -> None:
    page = at.page
    with at.database.write("M. Adler") as session:
        known = participants.save(
            session, None, None, ParticipantInput(person=PersonInput(last_name="Öztürk", first_name="Meryem"))
        )
    drop(
        at,
        table_file(tmp_path, ("Nachname", "Vorname", "Ort"), ("Kaya", "Meryem", "Witten"), ("Rezai", "Gul", "Hagen")),
    )
    at.click(page.check_button)
    planned(at)
    old = page.plan
    assert old is not None
    assert old.count("add") == 2
    assert page.check.detail.title.text() == "Kaya, Meryem"
    picker = page.check.detail.picker
    picker.setFocus()
    type_text(picker, "Özt")
    at.wait(lambda: picker._offers is not None and picker._offers.isVisible())
    at.key(Qt.Key.Key_Return)
    at.wait(lambda: page.plan is not old)
    at.settle()
    assert page.plan is not None
    assert [step.id for step in page.plan.steps if step.kind == "change"] == [known]
    at.click(page.take_button)
    at.wait(lambda: page.taken is not None)
    at.settle()
    assert at.read(participant.load, known)[1].person.town == "Witten"


def test_a_cell_is_corrected_and_taken_back(at: Desk[ImportPage], tmp_path: Path, type_text: Types) -> None:
    page = at.page
    path = table_file(
        tmp_path,
        ("Nachname", "Vorname", "Geburtsdatum", "Ort"),
        ("Haile", "Tirhas", "irgendwann", "Dortmund"),
        ("Rezai", "Gul Makai", "01.01.1971", "Dortmund"),
    )
    content = path.read_bytes()
    drop(at, path)
    at.click(page.check_button)
    planned(at)
    page.check.choose("doubt")
    at.settle()
    cell = page.check.detail.cell()
    assert cell is not None
    assert (cell.place, cell.text, cell.state) == ("C2", "irgendwann", "unreadable")
    page.check.detail.table.setFocus()
    at.key(Qt.Key.Key_Return)
    line = page.check.detail.text
    assert QApplication.focusWidget() is line
    old = page.plan
    type_text(line, "15.06.1969")
    at.key(Qt.Key.Key_Return)
    at.wait(lambda: page.plan is not old)
    at.settle()
    assert page.plan is not None
    assert not page.plan.doubts
    page.check.choose("add")
    at.settle()
    given = page.plan.steps[0].given
    assert isinstance(given, ParticipantInput)
    assert given.person.birth is not None
    assert given.person.birth.iso == "1969-06-15"
    page.check.list.table.select(1)
    at.settle()
    page.check.detail.table.select(3)
    assert page.check.detail.back_button.isVisible()
    old = page.plan
    at.click(page.check.detail.back_button)
    at.wait(lambda: page.plan is not old)
    assert page.plan.doubts[0].text == "irgendwann"
    assert path.read_bytes() == content


def test_for_each_field_of_a_known_woman_one_chooses(at: Desk[ImportPage], tmp_path: Path) -> None:
    page = at.page
    with at.database.write("M. Adler") as session:
        known = participants.save(
            session,
            None,
            None,
            ParticipantInput(
                person=PersonInput(
                    last_name="Haile",
                    first_name="Tirhas",
                    birth=PartialDate(1969, 6, 15),
                    street="Ruhrstr. 1",
                    phone="+49 2302 1111",
                    email="t@example.org",
                )
            ),
        )
    path = table_file(
        tmp_path,
        ("Nachname", "Vorname", "Geburtsdatum", "Straße", "Telefon", "E-Mail", "Kinder"),
        ("Haile", "Tirhas", "15.06.1969", "Wiesenstr. 9", "02302 2222", "neu@example.org", 2),
    )
    drop(at, path)
    at.click(page.check_button)
    planned(at)

    def choose(place: str, code: str) -> None:
        detail = page.check.detail
        assert detail.step is not None
        number = next(n for n, cell in enumerate(detail.step.cells, 1) if cell.place == place)
        detail.table.select(number)
        at.settle()
        assert detail.field_choice.isVisible()
        old = page.plan
        detail.field_choice.choose(code, tell=True)
        at.wait(lambda: page.plan is not old)
        at.settle()

    page.check.choose("change")
    at.settle()
    step = page.check.detail.step
    assert step is not None
    cells = {cell.place: cell for cell in step.cells}
    # Side by side: what is there, what the list says, what it will be. Nothing that is there is overwritten unasked.
    street = cells["D2"]
    assert (street.before, street.listed, street.after) == ("Ruhrstr. 1", "Wiesenstr. 9", "Ruhrstr. 1")
    assert cells["G2"].after == "2"
    choose("D2", "take")
    choose("F2", "both")
    choose("G2", "keep")
    assert at.audit_all_looks() == []
    at.click(page.take_button)
    at.wait(lambda: page.taken is not None)
    at.settle()
    her = at.read(participant.load, known)[1]
    assert her.person.street == "Wiesenstr. 9"
    assert her.person.email == "t@example.org"
    assert her.unread == "E-Mail: neu@example.org"
    assert her.children is None


def test_what_may_be_double_stands_beside_what_is_there(at: Desk[ImportPage], tmp_path: Path) -> None:
    page = at.page
    with at.database.write("M. Adler") as session:
        person = PersonInput(last_name="Haile", first_name="Tirhas", town="Witten")
        participants.save(session, None, None, ParticipantInput(person=person))
    drop(at, table_file(tmp_path, ("Nachname", "Vorname", "Ort"), ("Haile", "Tirhas", "Hagen"), ("Sow", "A.", "Hagen")))
    at.click(page.check_button)
    planned(at)
    page.check.choose("duplicate")
    at.settle()
    step = page.check.detail.step
    assert step is not None
    assert [(cell.before, cell.listed) for cell in step.cells] == [
        ("Haile", "Haile"),
        ("Tirhas", "Tirhas"),
        ("Witten", "Hagen"),
    ]


def test_a_word_of_the_office_is_translated_once_and_remembered(at: Desk[ImportPage], tmp_path: Path) -> None:
    page = at.page
    rows = [("Nachname", "Vorname", "Geburtsdatum", "Status")]
    states = ("TN aktiv", "TN aktiv", "beendet", "TN  aktiv", "Warteliste")
    rows += [
        (one.last, one.first, lists.dotted(one.birth), state) for one, state in zip(lists.PEOPLE, states, strict=False)
    ]
    path = table_file(tmp_path, *rows)
    drop(at, path)
    at.click(page.check_button)
    planned(at)
    page.check.choose("doubt")
    at.settle()
    detail = page.check.detail
    cell = detail.cell()
    assert cell is not None
    assert (cell.text, cell.state) == ("TN aktiv", "unreadable")
    assert detail.words.isVisible()
    assert "3 Zeilen" in detail.words_label.text()
    assert at.audit_all_looks() == []
    old = page.plan
    detail.words_choice.set_value("qualification")
    detail.words_choice.changed.emit()
    at.wait(lambda: page.plan is not old)
    at.settle()
    assert page.plan is not None
    assert page.plan.doubts == ()
    phases = [
        [one.phase for one in step.given.phases] for step in page.plan.steps if isinstance(step.given, ParticipantInput)
    ]
    assert phases == [["qualification"], ["qualification"], ["completed"], ["qualification"], ["matching"]]
    at.click(page.take_button)
    at.wait(lambda: page.taken is not None)
    at.settle()
    assert [one.phases[0].phase for one in women(at).values()].count("qualification") == 3
    # The next list with these headers knows the word.
    at.click(page.result.again)
    drop(at, path)
    assert page.draft is not None
    assert page.draft.found.tables[0].columns[3].meanings == (("tn aktiv", "qualification"),)


def test_reading_can_be_cancelled(at: Desk[ImportPage]) -> None:
    page = at.page
    page.open_file(SAMPLE)
    assert page.opening is not None
    assert page.file.cancel_button.isVisible()
    assert not page.file.choose_button.isVisible()
    at.click(page.file.cancel_button)
    at.wait(lambda: page.opening is None)
    at.settle()
    assert page.draft is None
    assert page.messages.sentences() == ["Das Lesen wurde abgebrochen."]
    assert page.file.choose_button.isEnabled()
    # Of two files dropped in a row the last counts.
    page.open_file(SAMPLE)
    drop(at, SAMPLE)
    assert page.draft is not None
    assert page.draft.found.book.name == SAMPLE.name


def test_a_protected_column_stays_out_until_it_is_ticked(at: Desk[ImportPage], tmp_path: Path) -> None:
    page = at.page
    rows = [("Nachname", "Vorname", "Geburtsdatum", "Religion")]
    rows += [(one.last, one.first, lists.dotted(one.birth), "sunnitisch") for one in lists.PEOPLE]
    drop(at, table_file(tmp_path, *rows))
    at.click(page.assign_button)
    line = page.assign.lines[3]
    assert not line.tick.isChecked()
    assert line.choice.value() == "participant.sensitive"
    at.click(page.check_button)
    planned(at)
    assert page.plan is not None
    assert not any("sunnitisch" in str(step.given) for step in page.plan.steps)
    at.click(page.back_button)
    assert page.step == ASSIGN
    line = page.assign.lines[3]
    line.tick.setFocus()
    at.key(Qt.Key.Key_Space)
    at.click(page.check_button)
    planned(at)
    assert any("sunnitisch" in str(step.given) for step in page.plan.steps)
    at.click(page.back_button)
    page.assign.lines[2].tick.setFocus()
    at.key(Qt.Key.Key_Space)
    at.click(page.check_button)
    planned(at)
    assert not any("1983" in str(step.given) for step in page.plan.steps)


def test_another_subject_and_a_list_left_out(at: Desk[ImportPage]) -> None:
    page = at.page
    drop(at, SAMPLE)
    at.click(page.assign_button)
    page.assign.sheets.choose("1", tell=True)
    assert page.assign.subject.value() == "mentor"
    page.assign.subject.setFocus()
    at.key(Qt.Key.Key_Home)
    page.assign.subject.activated.emit(0)
    assert not page.assign.lines
    at.click(page.check_button)
    planned(at)
    assert page.plan is not None
    assert not any(step.row and step.row[0] == "Mentorinnen" for step in page.plan.steps)
    at.click(page.bar.buttons[ASSIGN])
    assert page.assign.number == 1
    assert page.assign.subject.value() is None


def test_a_file_that_is_no_list_is_refused_in_words(at: Desk[ImportPage], tmp_path: Path) -> None:
    picture = tmp_path / "Foto.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    drop(at, picture)
    assert at.page.messages.sentences() == ["Diese Datei ist keine Liste."]
    assert at.page.draft is None
    assert at.page.file.choose_button.isEnabled()


@pytest.mark.parametrize("layout", lists.all_layouts(), ids=lambda layout: layout.name)
def test_lists_of_many_shapes_are_taken_over(at: Desk[ImportPage], layout: lists.Layout, tmp_path: Path) -> None:
    page = at.page
    path = tmp_path / f"{layout.name}{layout.suffix}"
    layout.write(path)
    drop(at, path)
    assert page.draft is not None
    at.click(page.assign_button)
    for number, table in enumerate(page.draft.found.tables):
        page.assign.sheets.choose(str(number), tell=True)
        shown = [line.choice.value() for line in page.assign.lines]
        assert shown == ([column.field for column in table.columns] if table.subject else [])
    at.click(page.check_button)
    planned(at)
    made = page.plan
    assert made is not None
    for code in ("all", "doubt", "kept", "line"):
        page.check.choose(code)
        at.settle()
        for id in list(page.check.list.table.model_.ids)[:6]:
            page.check.list.table.select(id)
            at.settle()
            assert page.check.detail.title.text()
    women_before = len(at.read(participant.ids))
    at.click(page.take_button)
    at.wait(lambda: page.taken is not None)
    at.settle()
    new = sum(step.writes and step.kind == "add" and step.subject == "participant" for step in made.steps)
    assert len(at.read(participant.ids)) - women_before == new


def test_cancelling_writes_nothing(at: Desk[ImportPage]) -> None:
    page, before = at.page, everything(at.database)
    drop(at, SAMPLE)
    at.click(page.check_button)
    planned(at)
    at.click(page.take_button)
    assert page.work is not None
    page.work.cancel()
    at.wait(lambda: page.work is None)
    at.settle()
    assert page.step == CHECK
    assert page.taken is None
    assert everything(at.database) == before
    assert page.messages.sentences() == ["Die Übernahme wurde abgebrochen."]
    assert page.take_button.isEnabled()


@pytest.mark.parametrize("step", [FILE, ASSIGN, CHECK, DONE])
def test_everyone_can_use_it(at: Desk[ImportPage], step: int) -> None:
    page = at.page
    assert at.audit_all_looks() == []
    drop(at, SAMPLE)
    if step in (CHECK, DONE):
        at.click(page.check_button)
        planned(at)
    elif step == ASSIGN:
        at.click(page.assign_button)
    if step == DONE:
        at.click(page.take_button)
        at.wait(lambda: page.taken is not None)
    at.settle()
    assert page.step == step
    assert at.audit_all_looks() == []
