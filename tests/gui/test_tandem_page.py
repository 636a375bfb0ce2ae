"""The page of tandems in the real window over a real database, driven by keys and clicks."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from permenti_desktop.db.database import Database
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.participant import ParticipantInput, PhaseInput
from permenti_desktop.domain.person import LanguageInput, PersonInput
from permenti_desktop.domain.tandem import GoalInput, TandemInput, TandemMeetingInput
from permenti_desktop.gui.tandem import actions
from permenti_desktop.gui.tandem.page import TandemPage
from permenti_desktop.gui.tandem.people_field import PeopleField
from permenti_desktop.gui.widgets.person_picker import PersonPicker
from permenti_desktop.gui.widgets.row import ActionRow
from permenti_desktop.queries import participant, tandem
from permenti_desktop.usecases import mentor as mentors
from permenti_desktop.usecases import participant as participants
from permenti_desktop.usecases import tandem as tandems
from tests.gui.real_window import CTRL, Desk, Elsewhere, desk

Types = Callable[[QWidget, str], None]
TODAY = date.today()


def day(shift: int) -> PartialDate:
    """A day counted from today."""
    return PartialDate.of_day(TODAY + timedelta(days=shift))


def enter(database: Database) -> dict[str, int]:
    """Three participants, two mentors; one tandem runs and is late, one is proposed, one participant waits."""
    ids: dict[str, int] = {}
    with database.write("M. Adler") as session:
        for key, last, first in (("brigitte", "Lorenz", "Brigitte"), ("heike", "Brandt", "Heike")):
            person = PersonInput(last_name=last, first_name=first, languages=(LanguageInput(language="ar"),))
            ids[key] = mentors.save(session, None, None, MentorInput(person=person, capacity=2))
        for key, last, first in (
            ("amina", "Al-Hassan", "Amina"),
            ("zahra", "Haidari", "Zahra"),
            ("rana", "Nassar", "Rana"),
        ):
            given = ParticipantInput(
                person=PersonInput(last_name=last, first_name=first, languages=(LanguageInput(language="ar"),)),
                phases=(PhaseInput(phase="matching", since=day(-40)),),
                occupation_wanted="Lehrerin",
            )
            ids[key] = participants.save(session, None, None, given)
        running = TandemInput(
            mentor_id=ids["brigitte"],
            mentee_ids=(ids["amina"],),
            state="running",
            start=day(-60),
            rhythm_days=14,
            goals=(GoalInput(text="Anerkennung"), GoalInput(text="Lebenslauf", reached_on=TODAY)),
            meetings=(TandemMeetingInput(on=TODAY - timedelta(days=20), minutes=60, topic="Lebenslauf"),),
        )
        ids["running"] = tandems.save(session, None, None, running)
        proposed = TandemInput(
            mentor_id=ids["heike"], mentee_ids=(ids["zahra"],), proposed_on=TODAY - timedelta(days=3)
        )
        ids["proposed"] = tandems.save(session, None, None, proposed)
    return ids


@pytest.fixture
def here(working: Database, qtbot: QtBot) -> Iterator[Desk[TandemPage]]:
    ids = enter(working)
    with desk(working, qtbot, "tandem", TandemPage, ("mentor", "participant")) as made:
        made.ids = ids
        made.wait(lambda: len(made.page.list.table.model_.ids) == 2)
        made.settle()
        yield made


def open_tandem(here: Desk[TandemPage], name: str) -> None:
    here.window.go("tandem", here.ids[name])
    here.wait(lambda: here.page.file.file is not None and here.page.file.file.id == here.ids[name])
    here.settle()


def stored(here: Desk[TandemPage], name: str) -> TandemInput:
    """What the database holds of a tandem."""
    found: TandemInput = here.read(tandem.load, here.ids[name])[1]
    return found


def deed(here: Desk[TandemPage], words: str) -> None:
    """Press a button under the head and wait for its drawer."""
    here.click(here.page.file.deeds.buttons[words])
    here.wait(here.page.drawer.isVisible)


def confirm(here: Desk[TandemPage]) -> None:
    """Ctrl+Enter in the drawer, until it is gone."""
    here.key(Qt.Key.Key_Return, CTRL)
    here.wait(here.page.drawer.isHidden)
    here.settle()


def test_a_late_meeting_is_said_in_words(here: Desk[TandemPage]) -> None:
    table = here.page.list.table
    place = table.model_.place(here.ids["running"])
    assert place is not None
    here.wait(lambda: table.row(here.ids["running"]) is not None)
    spoken = table.model_.sentence(place)
    assert "Amina Al-Hassan" in spoken
    assert "überfällig seit 6 Tagen" in spoken
    assert "Ziele erreicht: 1 von 2" in spoken
    assert here.page.subtitle.text() == "2 angezeigt · 2 gesamt · 2 warten"
    here.page.list.pills.choose("overdue", tell=True)
    here.wait(lambda: list(table.model_.ids) == [here.ids["running"]])


def test_from_proposal_over_trial_to_a_running_tandem(here: Desk[TandemPage], type_text: Types) -> None:
    open_tandem(here, "proposed")
    deed(here, "Schnupperphase beginnen")
    confirm(here)
    assert stored(here, "proposed").state == "trial"
    assert stored(here, "proposed").trial_since == TODAY
    deed(here, "Von beiden bestätigt")
    confirm(here)
    assert stored(here, "proposed").trial_mentee_on == TODAY
    assert stored(here, "proposed").trial_mentor_on == TODAY
    deed(here, "Tandem starten")
    confirm(here)
    assert stored(here, "proposed").state == "running"
    assert stored(here, "proposed").start == PartialDate.of_day(TODAY)
    phases = here.read(participant.load, here.ids["zahra"])[1].phases
    assert {one.phase for one in phases if one.until is None} >= {"tandem"}
    assert "Treffen eintragen" in here.page.file.deeds.buttons


def test_a_meeting_makes_it_punctual_again_and_can_be_taken_back(here: Desk[TandemPage], type_text: Types) -> None:
    open_tandem(here, "running")
    deed(here, "Treffen eintragen")
    here.key(Qt.Key.Key_Tab)
    focus = here.window.focusWidget()
    assert focus is not None
    type_text(focus, "45")
    confirm(here)
    meetings = stored(here, "running").meetings
    assert [(one.on, one.minutes, one.form) for one in meetings if one.on == TODAY] == [(TODAY, 45, "in_person")]
    here.wait(lambda: here.page.file.file is not None and here.page.file.file.row.overdue_days is None)
    QTest.keyClick(here.window, Qt.Key.Key_Z, CTRL)
    here.wait(lambda: len(stored(here, "running").meetings) == 1)


def test_the_end_needs_a_reason(here: Desk[TandemPage]) -> None:
    open_tandem(here, "running")
    file = here.page.file.file
    assert file is not None
    asking = actions.End(here.page, here.page.drawer, file, here.page.lists())
    asking.open()
    here.key(Qt.Key.Key_Return, CTRL)
    here.settle()
    assert here.page.drawer.isVisible()
    assert asking.reason.hasFocus()
    asking.reason.set_value("goal_reached")
    confirm(here)
    assert stored(here, "running").state == "completed"
    assert stored(here, "running").end == PartialDate.of_day(TODAY)
    assert not here.page.file.deeds.buttons


def test_a_new_mentor_without_fault_takes_over_the_open_goal(here: Desk[TandemPage], type_text: Types) -> None:
    open_tandem(here, "running")
    deed(here, "Neu vermitteln")
    picker = here.window.focusWidget()
    assert isinstance(picker, PersonPicker)
    type_text(picker, "Brandt")
    here.wait(picker.offered)
    here.key(Qt.Key.Key_Return)
    assert picker.value() == here.ids["heike"]
    confirm(here)
    assert stored(here, "running").state == "ended_early"
    assert stored(here, "running").no_fault
    here.wait(lambda: here.page.file.id not in (here.ids["running"], here.ids["proposed"]))
    here.settle()
    new = here.read(tandem.load, here.page.file.id)[1]
    assert new.mentor_id == here.ids["heike"]
    assert [goal.text for goal in new.goals] == ["Anerkennung"]
    assert "Folgt auf das Tandem mit" in here.page.file.messages.sentences()[0]


def test_who_waits_gets_a_tandem(here: Desk[TandemPage]) -> None:
    here.page.views.choose("waiting", tell=True)
    table = here.page.waiting.table
    here.wait(lambda: table.row(here.ids["rana"]) is not None)
    assert "seit 40 Tagen" in table.model_.sentence(table.model_.place(here.ids["rana"]) or 0)
    table.select(here.ids["rana"])
    person = here.page.person
    here.wait(lambda: person.head.name.text() == "Rana Nassar")
    row = next(one for one in person.mentors.findChildren(ActionRow) if "Brigitte Lorenz" in one.accessibleName())
    assert "spricht Arabisch" in row.accessibleName()
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    here.wait(here.page.drawer.isVisible)
    here.settle()
    confirm(here)
    here.wait(lambda: here.page.view() == "tandems" and here.page.file.file is not None)
    here.wait(lambda: here.page.file.file is not None and here.page.file.file.row.mentees == ("Rana Nassar",))
    given = here.read(tandem.load, here.page.file.id)[1]
    assert (given.mentor_id, given.mentee_ids, given.rhythm_days) == (here.ids["brigitte"], (here.ids["rana"],), 14)


def test_her_file_sends_her_to_those_who_wait_or_into_a_new_tandem(here: Desk[TandemPage]) -> None:
    here.window.go("participant")
    sender = here.window.current()
    assert isinstance(sender, Elsewhere)
    sender.new_wanted.emit("tandem", here.ids["rana"])
    here.wait(lambda: here.page.person.head.name.text() == "Rana Nassar")
    assert here.window.current() is here.page
    assert here.page.view() == "waiting"
    assert here.page.drawer.isHidden()
    here.settle()
    here.window.go("participant")
    sender.new_wanted.emit("tandem", here.ids["amina"])
    here.wait(here.page.drawer.isVisible)
    content = here.page.drawer.content
    assert content is not None
    here.wait(lambda: content.findChildren(PeopleField)[0].value() == (here.ids["amina"],))


def test_both_sides_are_needed(here: Desk[TandemPage]) -> None:
    QTest.keyClick(here.window, Qt.Key.Key_N, CTRL)
    here.wait(here.page.drawer.isVisible)
    here.key(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: here.page.drawer.messages.sentences())
    assert here.page.drawer.isVisible()
    assert len(here.page.list.table.model_.ids) == 2


def test_a_second_mentee_makes_it_a_group(here: Desk[TandemPage], type_text: Types) -> None:
    open_tandem(here, "running")
    here.page.file.edit("mentee_ids")
    field = here.page.file.form.form.widget_of("mentee_ids")
    assert isinstance(field, PeopleField)
    here.wait(lambda: field.names() == ("Amina Al-Hassan",))
    field.picker.setFocus()
    type_text(field.picker, "Nassar")
    here.wait(field.picker.offered)
    here.key(Qt.Key.Key_Return)
    here.wait(lambda: field.value() == (here.ids["amina"], here.ids["rana"]))
    here.page.file.flush()
    here.wait(lambda: stored(here, "running").mentee_ids == (here.ids["amina"], here.ids["rana"]))
    here.wait(lambda: here.page.file.head.name.text() == "Amina Al-Hassan und Rana Nassar")


def test_a_note_belongs_to_the_tandem_and_both_of_them(here: Desk[TandemPage]) -> None:
    open_tandem(here, "running")
    box = here.page.file.stream.box
    assert box.text.hasFocus()
    box.text.insertPlainText("Beide sind zufrieden.")
    here.key(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: "gespeichert" in here.said())
    here.wait(lambda: "Beide sind zufrieden." in [one.text for one in here.page.file.stream.timeline.entries()])
    hers = here.read(participant.timeline, here.ids["amina"])
    assert "Beide sind zufrieden." in [one.text for one in hers.items]


def test_mentor_in_the_head_is_a_link(here: Desk[TandemPage]) -> None:
    open_tandem(here, "running")
    fact = here.page.file._facts(here.page.file.file)[0]  # type: ignore[arg-type]  # open_tandem waited for it
    assert fact.value == "Brigitte Lorenz"
    assert fact.run is not None
    fact.run()
    there = here.window.current()
    assert isinstance(there, Elsewhere)
    assert there.opened == here.ids["brigitte"]


def test_bin_and_back(here: Desk[TandemPage]) -> None:
    table = here.page.list.table
    table.setFocus()
    table.select(here.ids["proposed"])
    QTest.keyClick(here.window, Qt.Key.Key_Delete)
    here.wait(lambda: list(table.model_.ids) == [here.ids["running"]])
    here.wait(lambda: "Papierkorb" in here.said())
    QTest.keyClick(here.window, Qt.Key.Key_Z, CTRL)
    here.wait(lambda: len(table.model_.ids) == 2)


def test_history_takes_back_a_later_step_but_not_what_made_the_tandem(here: Desk[TandemPage]) -> None:
    version, given = here.read(tandem.load, here.ids["running"])
    with here.database.write("M. Adler") as session:
        tandems.save(session, here.ids["running"], version, replace(given, rhythm_days=21))
    here.window.go("tandem", here.ids["running"])
    here.wait(lambda: here.page.file.file is not None and here.page.file.file.id == here.ids["running"])
    here.page.file.history()
    here.wait(here.page.drawer.isVisible)
    content = here.page.drawer.content
    assert content is not None
    (back,) = [one for one in content.findChildren(QPushButton) if one.text() == "Diesen Schritt zurücknehmen"]
    back.click()
    here.wait(lambda: here.read(tandem.load, here.ids["running"])[1].rhythm_days == 14)
    here.wait(here.page.drawer.isHidden)


def test_every_view_is_accessible_in_every_look(here: Desk[TandemPage]) -> None:
    open_tandem(here, "running")
    for tab in range(2):
        here.page.file.tabs.setCurrentIndex(tab)
        assert here.audit_all_looks() == []
    here.page.show_view("waiting")
    here.settle()
    assert here.audit_all_looks() == []
    here.page.new()
    assert here.audit_all_looks() == []


def test_an_empty_office_says_what_to_do(working: Database, qtbot: QtBot) -> None:
    with desk(working, qtbot, "tandem", TandemPage) as made:
        made.wait(made.page.list.empty.isVisible)
        made.page.show_view("waiting")
        made.wait(made.page.waiting.empty.isVisible)
        assert made.audit_all_looks() == []
