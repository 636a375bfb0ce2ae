"""The page of mentors in the real window over a real database, driven by keys and clicks."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from permenti_desktop.db.database import Database
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import LanguageInput, PersonInput
from permenti_desktop.domain.tandem import TandemInput
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.gui import jobs
from permenti_desktop.gui.mentor.new_mentor import is_mobile
from permenti_desktop.gui.mentor.page import MentorPage
from permenti_desktop.gui.widgets.row import ActionRow
from permenti_desktop.queries import mentor, person, timeline
from permenti_desktop.usecases import mentor as mentors
from permenti_desktop.usecases import participant as participants
from permenti_desktop.usecases import tandem as tandems
from permenti_desktop.usecases import timeline as entries
from tests.gui.real_window import CTRL, Desk, Elsewhere, desk

Types = Callable[[QWidget, str], None]
TODAY = date.today()


def enter(database: Database) -> dict[str, int]:
    """Three mentors, one with a mentee and a note, and a participant."""
    ids: dict[str, int] = {}
    with database.write("M. Adler") as session:
        ids["brigitte"] = mentors.save(
            session,
            None,
            None,
            MentorInput(
                person=PersonInput(
                    last_name="Lorenz",
                    first_name="Brigitte",
                    town="Witten",
                    mobile="0171 2345678",
                    languages=(LanguageInput(language="ar"),),
                ),
                occupation="Apothekerin",
                capacity=2,
                reach_km=15,
                training_on=PartialDate(2025, 3),
                clearance_until=TODAY + timedelta(days=10),
            ),
        )
        ids["sabine"] = mentors.save(
            session,
            None,
            None,
            MentorInput(person=PersonInput(last_name="Ehlers", first_name="Sabine"), capacity=1),
        )
        paused = MentorInput(person=PersonInput(last_name="Brandt", first_name="Heike"), status="paused")
        ids["heike"] = mentors.save(session, None, None, paused)
        amina = ParticipantInput(person=PersonInput(last_name="Al-Hassan", first_name="Amina", town="Hagen"))
        ids["amina"] = participants.save(session, None, None, amina)
        given = TandemInput(
            mentor_id=ids["brigitte"],
            mentee_ids=(ids["amina"],),
            state="running",
            start=PartialDate.of_day(TODAY - timedelta(days=30)),
        )
        ids["tandem"] = tandems.save(session, None, None, given)
        note = TimelineEntryInput(
            on=TODAY - timedelta(days=3), kind="call", text="Nimmt gern noch jemanden.", person_ids=(ids["brigitte"],)
        )
        entries.save(session, None, None, note)
    return ids


@pytest.fixture
def here(working: Database, qtbot: QtBot) -> Iterator[Desk[MentorPage]]:
    ids = enter(working)
    with desk(working, qtbot, "mentor", MentorPage, ("tandem", "participant")) as made:
        made.ids = ids
        made.wait(lambda: shown(made) == ["Ehlers", "Lorenz"])
        made.settle()
        yield made


def shown(here: Desk[MentorPage]) -> list[str]:
    """The last names in the list from top to bottom."""
    table = here.page.list.table
    rows = [table.row(id) for id in table.model_.ids]
    return [row.name.split(",")[0] for row in rows] if all(row is not None for row in rows) else []


def shows(here: Desk[MentorPage], names: list[str]) -> bool:
    """Whether the list holds these."""
    return shown(here) == names


def open_file(here: Desk[MentorPage], name: str) -> None:
    here.window.go("mentor", here.ids[name])
    file = here.page.file
    here.wait(lambda: file.file is not None and file.file.id == here.ids[name])
    here.settle()


def test_list_says_places_languages_and_papers_in_words(here: Desk[MentorPage]) -> None:
    spoken = here.page.list.table.model_.sentence(1)
    assert "Lorenz, Brigitte, Apothekerin" in spoken
    assert "Plätze: 1 von 2 belegt, 1 frei" in spoken
    assert "bis 15 km" in spoken
    assert "Arabisch" in spoken
    assert "vor 3 Tagen" in spoken
    other = here.page.list.table.model_.sentence(0)
    assert "Schulung fehlt" in other
    assert "Führungszeugnis: fehlt" in other
    assert here.page.subtitle.text() == "2 angezeigt · 3 gesamt"


def test_pills_leave_whom_they_name(here: Desk[MentorPage]) -> None:
    for pill, names in (
        ("free", ["Ehlers", "Lorenz"]),
        ("clearance", ["Lorenz"]),
        ("untrained", ["Ehlers"]),
        ("silent", ["Ehlers"]),
        ("all", ["Brandt", "Ehlers", "Lorenz"]),
    ):
        here.page.list.pills.choose(pill, tell=True)
        here.wait(partial(shows, here, names))


def test_note_with_follow_up_reaches_her_file_and_can_be_taken_back(here: Desk[MentorPage], type_text: Types) -> None:
    open_file(here, "sabine")
    box = here.page.file.stream.box
    assert box.text.hasFocus(), here.window.focusWidget()
    box.text.insertPlainText("Möchte im Januar anfangen.")
    box.follow_up.setFocus()
    type_text(box.follow_up, "+7")
    here.key(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: "Ehlers" in here.said())
    here.settle()
    found = here.read(timeline.follow_ups, person_id=here.ids["sabine"])
    assert [(one.due, one.text) for one in found] == [(TODAY + timedelta(days=7), "Möchte im Januar anfangen.")]
    here.wait(
        lambda: [entry.text for entry in here.page.file.stream.timeline.entries()] == ["Möchte im Januar anfangen."]
    )
    QTest.keyClick(here.window, Qt.Key.Key_Z, CTRL)
    here.wait(lambda: not here.page.file.stream.timeline.entries())


def test_what_is_typed_and_not_saved_waits_as_a_draft(here: Desk[MentorPage]) -> None:
    open_file(here, "sabine")
    here.page.file.stream.box.text.insertPlainText("Noch nicht fert")
    open_file(here, "brigitte")
    assert here.page.file.stream.box.draft() == ""
    open_file(here, "sabine")
    assert here.page.file.stream.box.draft() == "Noch nicht fert"


def test_form_saves_by_itself_with_week_and_absence(here: Desk[MentorPage], type_text: Types) -> None:
    open_file(here, "sabine")
    QTest.keyClick(here.window, Qt.Key.Key_F2)
    form = here.page.file.form.form
    field = form.widget_of("sector")
    assert isinstance(field, QLineEdit)
    field.setFocus()
    type_text(field, "Gesundheit")
    form.set_field("times", ("tu_pm", "th_ev"))
    rows = form.widget_of("absences")
    rows.add_row()  # type: ignore[attr-defined]  # a field of rows
    since = rows.rows()[0].slot("since").widget  # type: ignore[attr-defined]
    type_text(since, "24.12.26")
    here.key(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: here.read(mentor.load, here.ids["sabine"])[1].sector == "Gesundheit")
    here.settle()
    stored = here.read(mentor.load, here.ids["sabine"])[1]
    assert stored.times == ("tu_pm", "th_ev")
    assert [one.since for one in stored.absences] == [date(2026, 12, 24)]
    assert stored.capacity == 1


def test_a_change_elsewhere_while_a_file_is_being_opened_empties_nothing(here: Desk[MentorPage]) -> None:
    before = here.read(mentor.load, here.ids["brigitte"])[1]
    here.page.file.open_file(here.ids["brigitte"])
    here.page.file.refresh()
    here.settle()
    here.page.file.edit()
    here.page.file.form.form.set_field("sector", "Gesundheit")
    here.page.file.flush()
    here.wait(lambda: here.read(mentor.load, here.ids["brigitte"])[1].sector == "Gesundheit")
    assert here.read(mentor.load, here.ids["brigitte"])[1] == replace(before, sector="Gesundheit")


def test_what_is_typed_while_the_next_file_is_being_read_belongs_to_the_one_on_screen(here: Desk[MentorPage]) -> None:
    open_file(here, "sabine")
    here.page.file.edit()
    form = here.page.file.form
    form.open(here.ids["heike"])
    form.form.set_field("sector", "Handwerk")
    form.form.flush()
    here.settle()
    assert here.read(mentor.load, here.ids["sabine"])[1].sector == "Handwerk"
    assert here.read(mentor.load, here.ids["heike"])[1].sector == ""
    assert form.form.value().status == "paused"


def test_after_a_restart_one_is_where_one_was(working: Database, qtbot: QtBot) -> None:
    ids = enter(working)
    with desk(working, qtbot, "mentor", MentorPage) as before:
        before.window.resize(1100, 640)
        before.window.go("mentor", ids["brigitte"])
        before.settle()
        before.page.file.edit("occupation")
        field = before.page.file.form.form.widget_of("occupation")
        assert isinstance(field, QLineEdit)
        field.setCursorPosition(4)
        before.settle()
        bar = before.page.file.form.form.verticalScrollBar()
        bar.setValue(bar.maximum() // 2)
        place = bar.value()
        assert place > 0
    jobs.start(working)
    with desk(working, qtbot, "mentor", MentorPage) as after:
        after.window.resize(1100, 640)
        after.window.go("mentor", ids["brigitte"])
        after.wait(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
        after.settle()
        form = after.page.file.form.form
        field = form.widget_of("occupation")
        assert isinstance(field, QLineEdit)
        assert after.page.file.tabs.currentWidget() is after.page.file.form
        assert field.hasFocus()
        assert field.cursorPosition() == 4
        assert form.verticalScrollBar().value() == place
        after.window.go("mentor", ids["sabine"])  # only the way back leads there
        after.settle()
        assert after.page.file.stream.box.text.hasFocus()


def test_after_a_restart_the_caret_stands_in_the_draft(working: Database, qtbot: QtBot) -> None:
    ids = enter(working)
    with desk(working, qtbot, "mentor", MentorPage) as before:
        before.window.go("mentor", ids["sabine"])
        before.settle()
        box = before.page.file.stream.box
        box.text.insertPlainText("Angefangener Satz")
        cursor = box.text.textCursor()
        cursor.setPosition(11)
        box.text.setTextCursor(cursor)
    jobs.start(working)
    with desk(working, qtbot, "mentor", MentorPage) as after:
        after.window.go("mentor", ids["sabine"])
        text = after.page.file.stream.box.text
        after.wait(lambda: text.toPlainText() == "Angefangener Satz")
        after.settle()
        assert text.hasFocus()
        assert text.textCursor().position() == 11


def test_new_mentor_by_keyboard(here: Desk[MentorPage], type_text: Types) -> None:
    QTest.keyClick(here.window, Qt.Key.Key_N, CTRL)
    drawer = here.page.drawer
    here.wait(drawer.isVisible)
    for text in ("Öztürk", "Meryem", "0151 9876543"):
        focus = here.window.focusWidget()
        assert focus is not None
        type_text(focus, text)
        here.key(Qt.Key.Key_Tab)
    here.key(Qt.Key.Key_Return, CTRL)
    here.wait(drawer.isHidden)
    here.wait(lambda: here.page.file.file is not None and here.page.file.file.name == "Meryem Öztürk")
    stored = here.read(mentor.load, here.page.file.file.id)[1]  # type: ignore[union-attr]
    assert stored.person.mobile.replace(" ", "") == "+491519876543"
    assert stored.capacity == 1
    here.wait(lambda: shown(here) == ["Ehlers", "Lorenz", "Öztürk"])


def test_a_name_is_needed_and_said_at_its_field(here: Desk[MentorPage]) -> None:
    QTest.keyClick(here.window, Qt.Key.Key_N, CTRL)
    here.wait(here.page.drawer.isVisible)
    here.key(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: here.page.drawer.messages.sentences())
    assert here.page.drawer.isVisible()
    assert here.page.drawer.confirm_button.isEnabled()


def test_a_participant_becomes_a_mentor_and_stays_one_person(here: Desk[MentorPage], type_text: Types) -> None:
    QTest.keyClick(here.window, Qt.Key.Key_N, CTRL)
    here.wait(here.page.drawer.isVisible)
    for text in ("Al-Hassan", "Amina"):
        focus = here.window.focusWidget()
        assert focus is not None
        type_text(focus, text)
        here.key(Qt.Key.Key_Tab)
    content = here.page.drawer.content
    assert content is not None
    here.wait(lambda: content.findChildren(ActionRow))
    row = content.findChildren(ActionRow)[0]
    assert "Teilnehmerin" in row.accessibleName()
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    here.wait(lambda: here.page.file.id == here.ids["amina"])
    here.settle()
    hits = here.read(person.find, "Al-Hassan")
    assert [set(hit.roles) for hit in hits] == [{"participant", "mentor"}]


def test_bin_and_back(here: Desk[MentorPage]) -> None:
    table = here.page.list.table
    table.setFocus()
    table.select(here.ids["sabine"])
    QTest.keyClick(here.window, Qt.Key.Key_Delete)
    here.wait(lambda: shown(here) == ["Lorenz"])
    here.wait(lambda: "Papierkorb" in here.said())
    here.wait(lambda: here.page.file.messages.sentences() == ["Diese Akte liegt im Papierkorb."])
    QTest.keyClick(here.window, Qt.Key.Key_Z, CTRL)
    here.wait(lambda: shown(here) == ["Ehlers", "Lorenz"])


def test_the_same_follow_up_for_several_is_one_step(here: Desk[MentorPage], type_text: Types) -> None:
    table = here.page.list.table
    table.setFocus()
    table.select(table.model_.ids[0])
    here.key(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    bar = here.page.list.bulk
    assert bar.isVisible()
    here.click(next(one for one in bar.findChildren(QWidget) if one.objectName() == "Wiedervorlage"))
    here.wait(here.page.drawer.isVisible)
    focus = QApplication.focusWidget()
    assert focus is not None
    type_text(focus, "+7")
    here.key(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: "2 Mentorinnen" in here.said())
    here.settle()
    for name in ("sabine", "brigitte"):
        found = here.read(timeline.follow_ups, person_id=here.ids[name])
        assert [one.due for one in found] == [TODAY + timedelta(days=7)]
    QTest.keyClick(here.window, Qt.Key.Key_Z, CTRL)
    here.wait(lambda: not here.read(timeline.follow_ups, person_id=here.ids["sabine"]))
    assert not here.read(timeline.follow_ups, person_id=here.ids["brigitte"])


def test_tandem_in_her_file_opens_its_page(here: Desk[MentorPage]) -> None:
    open_file(here, "brigitte")
    file = here.page.file
    file.tabs.setCurrentIndex(2)
    row = file.tandems.findChildren(ActionRow)[0]
    assert "Amina Al-Hassan" in row.accessibleName()
    assert "läuft" in row.accessibleName()
    QTest.keyClick(row, Qt.Key.Key_Return)
    there = here.window.current()
    assert isinstance(there, Elsewhere)
    assert there.opened == here.ids["tandem"]


def test_history_names_what_was_changed(here: Desk[MentorPage]) -> None:
    open_file(here, "sabine")
    form = here.page.file.form.form
    form.set_field("sector", "Handwerk")
    form.flush()
    here.wait(lambda: here.read(mentor.load, here.ids["sabine"])[1].sector == "Handwerk")
    here.page.file.history()
    here.wait(here.page.drawer.isVisible)
    content = here.page.drawer.content
    assert content is not None
    words = " ".join(widget.text() for widget in content.findChildren(QWidget) if hasattr(widget, "text"))
    assert "Branche" in words
    assert "Handwerk" in words


def test_every_tab_is_accessible_in_every_look(here: Desk[MentorPage]) -> None:
    open_file(here, "brigitte")
    for tab in range(4):
        here.page.file.tabs.setCurrentIndex(tab)
        assert here.audit_all_looks() == []


def test_drawer_is_accessible(here: Desk[MentorPage]) -> None:
    here.page.new()
    assert here.audit_all_looks() == []


def test_an_empty_office_says_what_to_do(working: Database, qtbot: QtBot) -> None:
    with desk(working, qtbot, "mentor", MentorPage) as made:
        made.wait(made.page.list.empty.isVisible)
        assert made.audit_all_looks() == []


@pytest.mark.parametrize(
    ("number", "mobile"),
    [("0171 234", True), ("+49 151 2", True), ("0049 160 1", True), ("0231 12", False), ("", False)],
)
def test_mobile_numbers(number: str, mobile: bool) -> None:
    assert is_mobile(number) is mobile
