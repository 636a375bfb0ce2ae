"""The page of internships in the real window over a real database, driven by keys and clicks."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from permenti_desktop.db.database import Database
from permenti_desktop.domain import holidays
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.internship import ChecklistItemInput, InternshipInput
from permenti_desktop.domain.organisation import OrganisationInput
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.gui.internship.board import Card
from permenti_desktop.gui.internship.page import InternshipPage
from permenti_desktop.gui.internship.periods import Bar
from permenti_desktop.gui.pdf_pane import PdfPane
from permenti_desktop.gui.widgets.person_picker import PersonPicker
from permenti_desktop.queries import internship, participant
from permenti_desktop.usecases import internship as internships
from permenti_desktop.usecases import organisation as organisations
from permenti_desktop.usecases import participant as participants
from tests.gui.real_window import CTRL, Desk, Elsewhere, desk

Types = Callable[[QWidget, str], None]
TODAY = date.today()


def day(shift: int) -> PartialDate:
    """A day counted from today."""
    return PartialDate.of_day(TODAY + timedelta(days=shift))


def enter(database: Database) -> dict[str, int]:
    """Three participants and a company; one internship runs and ends soon, one is agreed, one is sought."""
    ids: dict[str, int] = {}
    with database.write("M. Adler") as session:
        for key, last, first in (
            ("amina", "Al-Hassan", "Amina"),
            ("zahra", "Haidari", "Zahra"),
            ("rana", "Nassar", "Rana"),
        ):
            given = ParticipantInput(person=PersonInput(last_name=last, first_name=first), residence_title="26")
            ids[key] = participants.save(session, None, None, given)
        ids["host"] = organisations.save(
            session, None, None, OrganisationInput(name="Stadt-Apotheke", kind="company", town="Witten")
        )
        running = InternshipInput(
            participant_id=ids["amina"],
            organisation_id=ids["host"],
            state="running",
            start=day(-20),
            end=day(5),
            hours_per_week=Decimal(20),
            checklist=(
                ChecklistItemInput(text="Praktikumsvertrag", with_whom="Betrieb", due=TODAY - timedelta(days=2)),
                ChecklistItemInput(text="Versicherung", with_whom="Träger", done_on=TODAY),
            ),
        )
        ids["running"] = internships.save(session, None, None, running)
        agreed = InternshipInput(
            participant_id=ids["zahra"],
            organisation_id=ids["host"],
            state="agreed",
            start=day(-1),
            agreement_on=TODAY,
            checklist=(ChecklistItemInput(text="Meldung", with_whom="Jobcenter"),),
        )
        ids["agreed"] = internships.save(session, None, None, agreed)
        ids["sought"] = internships.save(session, None, None, InternshipInput(participant_id=ids["rana"]))
    return ids


@pytest.fixture
def here(working: Database, qtbot: QtBot) -> Iterator[Desk[InternshipPage]]:
    ids = enter(working)
    with desk(working, qtbot, "internship", InternshipPage, ("organisation", "participant")) as made:
        made.ids = ids
        made.wait(lambda: len(made.page.board.cards()) == 3)
        made.settle()
        yield made


def open_one(here: Desk[InternshipPage], name: str) -> None:
    here.window.go("internship", here.ids[name])
    here.wait(lambda: here.page.file.file is not None and here.page.file.file.id == here.ids[name])
    here.settle()


def stored(here: Desk[InternshipPage], name: str) -> InternshipInput:
    """What the database holds of an internship."""
    found: InternshipInput = here.read(internship.load, here.ids[name])[1]
    return found


def card(here: Desk[InternshipPage], name: str) -> Card:
    """The card of an internship."""
    return next(one for one in here.page.board.cards() if one.row.id == here.ids[name])


def on_board(here: Desk[InternshipPage]) -> dict[str, list[int]]:
    """The cards by column."""
    return {state: [one.row.id for one in column.cards] for state, column in here.page.board.columns.items()}


def test_board_shows_each_in_its_column_and_says_what_is_missing(here: Desk[InternshipPage]) -> None:
    assert here.page.view() == "board"
    assert on_board(here)["running"] == [here.ids["running"]]
    assert on_board(here)["agreed"] == [here.ids["agreed"]]
    assert on_board(here)["sought"] == [here.ids["sought"]]
    spoken = card(here, "running").accessibleName()
    for words in ("Amina Al-Hassan", "Stadt-Apotheke", "noch 5 Tage", "Vertrag fehlt", "1 Punkt überfällig", "läuft"):
        assert words in spoken
    assert here.page.subtitle.text() == "1 laufen · 1 enden bald · 3 gesamt"


def test_card_moves_by_keys_keeps_the_focus_and_can_be_taken_back(here: Desk[InternshipPage]) -> None:
    here.page.board.focus_card(here.ids["sought"])
    here.key(Qt.Key.Key_Right, CTRL)
    here.wait(lambda: on_board(here)["requested"] == [here.ids["sought"]])
    assert stored(here, "sought").state == "requested"
    here.settle()
    assert card(here, "sought").hasFocus()
    here.wait(lambda: "angefragt" in here.said())
    QTest.keyClick(here.window, Qt.Key.Key_Z, CTRL)
    here.wait(lambda: on_board(here)["sought"] == [here.ids["sought"]])


def test_moving_to_running_leads_her_into_the_phase_on_the_planned_day(here: Desk[InternshipPage]) -> None:
    here.page.board.focus_card(here.ids["agreed"])
    here.key(Qt.Key.Key_Right, CTRL)
    here.wait(lambda: here.ids["agreed"] in on_board(here)["running"])
    assert stored(here, "agreed").start == day(-1)
    phases = here.read(participant.load, here.ids["zahra"])[1].phases
    assert [one.since for one in phases if one.phase == "internship"] == [day(-1)]
    here.settle()
    here.key(Qt.Key.Key_Right, CTRL)
    here.wait(lambda: here.ids["agreed"] in on_board(here)["completed"])
    assert stored(here, "agreed").end == day(0)


def test_card_moves_by_dropping_it_on_a_column(here: Desk[InternshipPage]) -> None:
    data = QMimeData()
    data.setData("application/x-permenti-internship", str(here.ids["sought"]).encode())
    column = here.page.board.columns["agreed"]
    place, move = QPoint(10, 10), Qt.DropAction.MoveAction
    button, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enters = QDragEnterEvent(place, move, data, button, no_key)
    QApplication.sendEvent(column, enters)
    assert enters.isAccepted()
    QApplication.sendEvent(column, QDropEvent(place.toPointF(), move, data, button, no_key))
    here.wait(lambda: here.ids["sought"] in on_board(here)["agreed"])
    assert stored(here, "sought").state == "agreed"


def test_arrows_walk_from_card_to_card_and_enter_opens(here: Desk[InternshipPage]) -> None:
    here.page.board.focus_card()
    assert card(here, "sought").hasFocus()
    here.key(Qt.Key.Key_Right)
    assert card(here, "agreed").hasFocus()
    here.key(Qt.Key.Key_Right)
    here.key(Qt.Key.Key_Return)
    here.wait(lambda: here.page.file.file is not None)
    assert here.page.view() == "list"
    assert here.page.file.id == here.ids["running"]
    assert here.page.file.stream.box.text.hasFocus()


def test_board_is_filtered_by_name(here: Desk[InternshipPage], type_text: Types) -> None:
    QTest.keyClick(here.window, Qt.Key.Key_F, CTRL)
    assert here.page.search.hasFocus()
    type_text(here.page.search, "haidari")
    here.wait(lambda: [one.row.id for one in here.page.board.cards()] == [here.ids["agreed"]])


def listed(here: Desk[InternshipPage], names: list[str]) -> bool:
    """Whether the list holds these."""
    return list(here.page.list.table.model_.ids) == [here.ids[name] for name in names]


def test_list_pills(here: Desk[InternshipPage]) -> None:
    here.page.views.choose("list", tell=True)
    for pill, names in (
        # Each gives other rows than the one before it, or it could do nothing and nobody would notice.
        ("running", ["running"]),
        ("open_points", ["running", "agreed"]),
        ("ending", ["running"]),
        ("all", ["running", "agreed", "sought"]),
        ("without_agreement", ["running"]),
    ):
        here.page.list.pills.choose(pill, tell=True)
        here.wait(partial(listed, here, names))


def test_checklist_is_ticked_with_one_key(here: Desk[InternshipPage]) -> None:
    open_one(here, "running")
    here.page.file.show_checklist()
    row = here.page.file.checklist.rows[0]
    assert row.check.accessibleName() == "Praktikumsvertrag"
    assert "mit: Betrieb" in row.check.accessibleDescription()
    row.check.setFocus()
    QTest.keyClick(row.check, Qt.Key.Key_Space)
    here.wait(lambda: all(one.done_on == TODAY for one in stored(here, "running").checklist))
    here.wait(lambda: here.page.file.checklist.rows[0].check.value())


def test_new_internship_for_a_participant_shows_what_is_to_clarify(here: Desk[InternshipPage]) -> None:
    here.window.go("participant")
    sender = here.window.current()
    assert isinstance(sender, Elsewhere)
    sender.new_wanted.emit("internship", here.ids["rana"])
    assert here.window.current() is here.page
    content = here.page.drawer.content
    assert content is not None

    def words() -> str:
        return " ".join(one.text() for one in content.findChildren(QWidget) if hasattr(one, "text") and one.isVisible())

    here.wait(lambda: "Praktikumsvertrag mit Aufgaben und Zeiten" in words())
    assert "mit: Betrieb" in words()
    here.key(Qt.Key.Key_Return, CTRL)
    here.wait(here.page.drawer.isHidden)
    here.wait(lambda: here.page.file.file is not None and here.page.file.file.row.participant == "Rana Nassar")
    here.settle()
    made = here.read(internship.load, here.page.file.id)[1]
    assert made.state == "sought"
    assert [one.with_whom for one in made.checklist][:2] == ["Betrieb", "Betrieb"]
    assert here.page.file.tabs.currentWidget() is here.page.file.checklist


def test_new_internship_by_keyboard(here: Desk[InternshipPage], type_text: Types) -> None:
    QTest.keyClick(here.window, Qt.Key.Key_N, CTRL)
    here.wait(here.page.drawer.isVisible)
    picker = here.window.focusWidget()
    assert isinstance(picker, PersonPicker)
    here.key(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: here.page.drawer.messages.sentences())
    type_text(picker, "Nassar")
    here.wait(picker.offered)
    here.key(Qt.Key.Key_Return)
    here.key(Qt.Key.Key_Return, CTRL)
    here.wait(here.page.drawer.isHidden)
    here.wait(lambda: len(here.page.board.cards()) == 4)


def test_a_visit_and_the_end_through_their_drawers(here: Desk[InternshipPage], type_text: Types) -> None:
    open_one(here, "running")
    here.click(here.page.file.deeds.buttons["Besuch eintragen"])
    here.wait(here.page.drawer.isVisible)
    here.key(Qt.Key.Key_Return, CTRL)
    here.wait(here.page.drawer.isHidden)
    here.wait(lambda: [one.on for one in stored(here, "running").visits] == [TODAY])
    here.settle()
    here.click(here.page.file.deeds.buttons["Praktikum beenden"])
    here.wait(here.page.drawer.isVisible)
    here.key(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: stored(here, "running").state == "completed")
    assert stored(here, "running").end == PartialDate.of_day(TODAY)
    here.wait(lambda: not here.page.file.deeds.buttons)


def test_the_form_saves_evaluation_and_hours_by_itself(here: Desk[InternshipPage], type_text: Types) -> None:
    open_one(here, "running")
    QTest.keyClick(here.window, Qt.Key.Key_F2)
    form = here.page.file.form.form
    form.set_field("evaluation_host", "Sehr zuverlässig.")
    field = form.widget_of("hours_total")
    field.setFocus()
    type_text(field, "62,5")
    here.key(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: stored(here, "running").hours_total == Decimal("62.5"))
    assert stored(here, "running").evaluation_host == "Sehr zuverlässig."
    assert stored(here, "running").hours_per_week == 20


def test_host_in_the_head_is_a_link(here: Desk[InternshipPage]) -> None:
    open_one(here, "running")
    file = here.page.file.file
    assert file is not None
    fact = here.page.file._facts(file)[0]
    assert fact.value == "Stadt-Apotheke · Witten"
    assert fact.run is not None
    fact.run()
    there = here.window.current()
    assert isinstance(there, Elsewhere)
    assert there.opened == here.ids["host"]


def test_card_into_the_bin_and_back(here: Desk[InternshipPage]) -> None:
    here.page.board.focus_card(here.ids["sought"])
    QTest.keyClick(here.window, Qt.Key.Key_Delete)
    here.wait(lambda: len(here.page.board.cards()) == 2)
    assert on_board(here)["sought"] == []
    assert set(here.read(internship.ids)) == {here.ids["running"], here.ids["agreed"]}
    here.wait(lambda: "Papierkorb" in here.said())
    QTest.keyClick(here.window, Qt.Key.Key_Z, CTRL)
    here.wait(lambda: on_board(here)["sought"] == [here.ids["sought"]])
    assert here.ids["sought"] in here.read(internship.ids)


def test_every_view_is_accessible_in_every_look(here: Desk[InternshipPage]) -> None:
    assert here.audit_all_looks() == []
    open_one(here, "running")
    for tab in range(3):
        here.page.file.tabs.setCurrentIndex(tab)
        assert here.audit_all_looks() == []
    here.page.new_for(here.ids["rana"])
    here.settle()
    assert here.audit_all_looks() == []


def test_an_empty_office_says_what_to_do(working: Database, qtbot: QtBot) -> None:
    with desk(working, qtbot, "internship", InternshipPage) as made:
        made.wait(made.page.nothing.isVisible)  # the board says it, too, and not with six empty columns
        assert made.audit_all_looks() == []
        made.click(made.page.nothing._button)
        made.wait(made.page.drawer.isVisible)
        made.page.drawer.close_drawer()
        made.page.show_view("list")
        made.wait(made.page.list.empty.isVisible)
        assert made.audit_all_looks() == []


# The time line ------------------------------------------------------------------------------------------------------


@pytest.fixture
def line(here: Desk[InternshipPage]) -> Desk[InternshipPage]:
    """The time line in front, with the bars of what has a beginning."""
    here.page.show_view("periods")
    here.wait(lambda: len(here.page.periods.bars()) == 2)
    here.settle()
    return here


def bar(here: Desk[InternshipPage], name: str) -> Bar:
    """The bar of an internship."""
    return next(one for one in here.page.periods.bars() if one.row.id == here.ids[name])


def worked(day: date, step: int) -> date:
    """The next day that is neither on a weekend nor a holiday, by the calendar of the test's own."""
    day += timedelta(days=step)
    while day.weekday() > 4 or holidays.holiday(day):
        day += timedelta(days=step)
    return day


def test_time_line_shows_what_has_a_beginning_with_state_and_days_in_words(line: Desk[InternshipPage]) -> None:
    sentences = [one.sentence() for one in line.page.periods.bars()]
    assert any("Amina Al-Hassan · Stadt-Apotheke" in words and "läuft" in words for words in sentences)
    assert {one.row.id for one in line.page.periods.bars()} == {line.ids["running"], line.ids["agreed"]}
    assert line.page.periods.period_words() == line.page.period_words.text()


def test_end_moves_by_working_days_with_the_keyboard_and_comes_back(line: Desk[InternshipPage]) -> None:
    view = line.page.periods
    view.setFocus()
    bar(line, "running").setFocus()
    before = stored(line, "running")
    assert before.end is not None
    assert before.end.exact is not None
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    later = PartialDate.of_day(worked(before.end.exact, 1))
    line.wait(lambda: stored(line, "running").end == later)
    line.settle()
    focused = view.focused()
    assert focused is not None
    assert focused.row.id == line.ids["running"]
    QTest.keyClick(line.window, Qt.Key.Key_Z, CTRL)
    line.wait(lambda: stored(line, "running") == before)
    line.settle()
    keys = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    bar(line, "running").setFocus()
    assert before.start is not None
    assert before.start.exact is not None
    QTest.keyClick(view, Qt.Key.Key_Left, keys)
    earlier = PartialDate.of_day(worked(before.start.exact, -1))
    line.wait(lambda: stored(line, "running").start == earlier)
    assert stored(line, "running").end == before.end


def test_an_edge_is_drawn_and_snaps_to_a_working_day(line: Desk[InternshipPage]) -> None:
    view = line.page.periods
    one = bar(line, "running")
    sunday = one.days.last + timedelta(days=6 - one.days.last.weekday() + 7)
    at = view.mapFromScene(one.rect().right(), one.rect().center().y())
    to = view.mapFromScene((view.x_of(sunday) + view.x_of(sunday + timedelta(days=1))) / 2, one.rect().center().y())
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(view.viewport(), left, Qt.KeyboardModifier.NoModifier, at)
    QTest.mouseMove(view.viewport(), to)
    QTest.mouseRelease(view.viewport(), left, Qt.KeyboardModifier.NoModifier, to)
    wanted = PartialDate.of_day(worked(sunday, -1))
    line.wait(lambda: stored(line, "running").end == wanted)
    line.wait(lambda: "bis" in line.said())


def test_days_that_overlap_are_said_and_outlined(line: Desk[InternshipPage]) -> None:
    second = InternshipInput(participant_id=line.ids["amina"], state="agreed", start=day(2), end=day(12))
    with line.database.write("M. Adler") as session:
        twin = internships.save(session, None, None, second)
    line.wait(lambda: len(line.page.periods.bars()) == 3)
    assert line.page.periods.clashes == {line.ids["running"], twin}
    assert "überschneidet sich" in bar(line, "running").sentence()
    assert "überschneidet sich" not in bar(line, "agreed").sentence()


def test_other_months_and_the_way_into_the_file(line: Desk[InternshipPage]) -> None:
    line.page.show_months(1)
    line.page.show_months(1)
    line.page.show_months(1)
    line.page.show_months(1)
    line.wait(lambda: not any(one.row.id == line.ids["running"] for one in line.page.periods.bars()))
    line.page.show_months(0)
    line.wait(lambda: any(one.row.id == line.ids["running"] for one in line.page.periods.bars()))
    view = line.page.periods
    view.setFocus()
    bar(line, "running").setFocus()
    QTest.keyClick(view, Qt.Key.Key_Return)
    line.wait(lambda: line.page.file.file is not None and line.page.file.file.id == line.ids["running"])
    assert line.page.view() == "list"


def test_the_time_line_is_accessible_in_every_look(line: Desk[InternshipPage]) -> None:
    assert line.audit_all_looks() == []


# The calendar ------------------------------------------------------------------------------------------------------


@pytest.fixture
def calendar(here: Desk[InternshipPage]) -> Desk[InternshipPage]:
    """The calendar in front, at the week of today."""
    here.page.show_view("calendar")
    here.page.show_week(TODAY)
    here.settle()
    return here


def there(here: Desk[InternshipPage]) -> set[tuple[date, str, int]]:
    """Day, kind and internship of each entry on screen."""
    return {(one.day.on, one.day.what, one.day.id) for one in here.page.calendar.events()}


def expected(here: Desk[InternshipPage], first: date, last: date) -> set[tuple[date, str, int]]:
    """The same by what was entered above."""
    running, agreed = here.ids["running"], here.ids["agreed"]
    all_of_them = {
        (TODAY - timedelta(days=20), "start", running),
        (TODAY + timedelta(days=5), "end", running),
        (TODAY - timedelta(days=2), "due", running),
        (TODAY - timedelta(days=1), "start", agreed),
    }
    return {one for one in all_of_them if first <= one[0] <= last}


def test_calendar_shows_the_days_of_a_week_and_of_a_month(calendar: Desk[InternshipPage]) -> None:
    monday = TODAY - timedelta(days=TODAY.weekday())
    for week in (0, -1, 1):
        begin = monday + timedelta(days=7 * week)
        calendar.page.show_week(begin)
        wanted = expected(calendar, begin, begin + timedelta(days=6))
        calendar.wait(lambda wanted=wanted: there(calendar) == wanted)
    calendar.page.span.choose("month", tell=True)
    calendar.page.show_today()
    view = calendar.page.calendar
    assert (view.first.weekday(), view.last.weekday()) == (0, 6)
    assert view.first <= TODAY.replace(day=1)
    calendar.wait(lambda: there(calendar) == expected(calendar, view.first, view.last))


def test_calendar_is_walked_and_opened_by_keys(calendar: Desk[InternshipPage]) -> None:
    calendar.page.span.choose("month", tell=True)
    calendar.page.show_today()
    calendar.settle()
    events = calendar.page.calendar.events()
    assert len(events) >= 2
    events[0].setFocus()
    calendar.key(Qt.Key.Key_Right)
    assert events[1].hasFocus()
    wanted = events[1].day.id
    calendar.key(Qt.Key.Key_Return)
    calendar.wait(lambda: calendar.page.file.file is not None and calendar.page.file.file.id == wanted)
    assert calendar.page.view() == "list"


def test_calendar_is_printed_after_a_look(calendar: Desk[InternshipPage]) -> None:
    calendar.page.calendar.show_around(TODAY, week=False)
    calendar.page._read_days()
    calendar.settle()
    QTest.keyClick(calendar.window, Qt.Key.Key_P, CTRL)
    calendar.wait(calendar.page.drawer.isVisible)
    pane = calendar.page.drawer.findChild(PdfPane)
    assert pane is not None
    calendar.wait(lambda: pane.document.pageCount() > 0)
    shown = pane.document.getAllText(0).text()
    for words in ("Termine", "Beginn", "Zahra Haidari"):
        assert words in shown


@pytest.mark.parametrize("names", [False, True])
def test_calendar_file_names_nobody_unless_asked_and_is_written_down(
    calendar: Desk[InternshipPage], names: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    target = tmp_path / "praktika.ics"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
    calendar.page.calendar.show_around(TODAY, week=False)
    calendar.page._read_days()
    calendar.settle()
    calendar.page.calendar_file()
    calendar.wait(calendar.page.drawer.isVisible)
    tick = calendar.page.drawer.findChild(QCheckBox)
    assert tick is not None
    if names:
        calendar.click(tick)
    calendar.page.drawer.confirm()
    calendar.wait(target.exists)
    calendar.wait(lambda: calendar.page.messages.sentences())
    calendar.settle()
    content = target.read_text(encoding="utf-8").replace("\n ", "")
    assert content.count("BEGIN:VEVENT") == len(calendar.page.calendar.events())
    assert ("Haidari" in content) is names
    with calendar.database.read() as session:
        found = session.execute(text("SELECT what, people FROM disclosure")).all()
    assert [("ICS" in what, people >= 1) for what, people in found] == [(True, True)]


def test_the_calendar_is_accessible_in_every_look(calendar: Desk[InternshipPage]) -> None:
    assert calendar.audit_all_looks() == []
    calendar.page.span.choose("month", tell=True)
    assert calendar.audit_all_looks() == []
