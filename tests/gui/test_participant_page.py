"""The page of participants in the real window over a real database, driven by keys and clicks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from permenti_desktop.db.database import Database
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.participant import ParticipantInput, PhaseInput
from permenti_desktop.domain.person import ConsentInput, LanguageInput, PersonInput
from permenti_desktop.domain.tandem import GoalInput, TandemInput
from permenti_desktop.domain.timeline import FollowUpInput, TimelineEntryInput
from permenti_desktop.gui import jobs
from permenti_desktop.gui.main_window import MainWindow, Place
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.participant.page import ParticipantPage
from permenti_desktop.gui.theme import T
from permenti_desktop.gui.widgets.button import IconButton
from permenti_desktop.gui.widgets.fields import MultiField
from permenti_desktop.gui.widgets.row import ActionRow
from permenti_desktop.queries import office, participant, timeline
from permenti_desktop.queries.participant import ParticipantFilter
from permenti_desktop.usecases import mentor as mentors
from permenti_desktop.usecases import participant as participants
from permenti_desktop.usecases import tandem as tandems
from permenti_desktop.usecases import timeline as entries
from tests.gui.audit import audit
from tests.gui.real_window import real_window

Types = Callable[[QWidget, str], None]
TODAY = date.today()


def day(shift: int) -> PartialDate:
    """A day counted from today."""
    return PartialDate.of_day(TODAY + timedelta(days=shift))


class Elsewhere(Page):
    """Any other section, to go to and come back from."""

    section, icon = "tandem", "handshake"

    def __init__(self) -> None:
        super().__init__("Tandems")
        self.opened: int | None = None

    def open_record(self, record: int) -> None:
        self.opened = record


@dataclass
class Office:
    """A window over an office of four participants and a mentor."""

    database: Database
    window: MainWindow
    page: ParticipantPage
    qtbot: QtBot
    ids: dict[str, int]

    def settle(self) -> None:
        """Wait until everything asked for has arrived and is shown."""
        self.qtbot.waitUntil(jobs.idle, timeout=10_000)
        QApplication.processEvents()
        self.qtbot.waitUntil(jobs.idle, timeout=10_000)

    def open(self, name: str) -> None:
        """Open a file as the window does."""
        self.window.go("participant", self.ids[name])
        file = self.page.file
        self.qtbot.waitUntil(lambda: file.file is not None and file.file.id == self.ids[name], timeout=10_000)
        self.settle()

    def shown(self) -> list[str]:
        """The names in the list from top to bottom."""
        table = self.page.list.table
        self.qtbot.waitUntil(lambda: all(table.row(id) is not None for id in table.model_.ids), timeout=10_000)
        return [table.row(id).name.split(",")[0] for id in table.model_.ids]

    def read(self, query: Callable[..., Any], *args: object, **options: object) -> Any:
        """What the database says now."""
        with self.database.read() as session:
            return query(session, *args, **options)

    def content(self, name: str) -> ParticipantInput:
        """The stored content of a participant."""
        found: ParticipantInput = self.read(participant.load, self.ids[name])[1]
        return found

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)


def enter(database: Database) -> dict[str, int]:
    """What a coordinator has entered so far."""
    consent = ConsentInput(given_on=TODAY - timedelta(days=30), valid_until=TODAY + timedelta(days=300))
    amina = ParticipantInput(
        person=PersonInput(
            last_name="Al-Hassan",
            first_name="Amina",
            own_script_name="أمينة الحسن",
            birth=PartialDate(1992),
            town="Witten",
            mobile="+49 176 1234567",
            gender="f",
            languages=(LanguageInput(language="ar", level="L1"), LanguageInput(language="de", level="B1")),
            consents=(consent,),
        ),
        aims="Sie möchte wieder als Apothekerin arbeiten.",
        phases=(PhaseInput(phase="tandem", since=day(-60)),),
        unread="Nr. alt: 17",
    )
    shilan = ParticipantInput(
        person=PersonInput(
            last_name="Hussein", first_name="Şilan", town="Hagen", languages=(LanguageInput(language="ckb"),)
        ),
        phases=(PhaseInput(phase="profiling", since=day(-20)),),
    )
    derya = ParticipantInput(
        person=PersonInput(last_name="Öztürk", first_name="Derya", consents=(consent,)),
        phases=(PhaseInput(phase="interview", since=day(-5)),),
    )
    gone = ParticipantInput(
        person=PersonInput(last_name="Zaytseva", first_name="Olha"),
        phases=(PhaseInput(phase="completed", since=day(-400)),),
    )
    ids: dict[str, int] = {}
    with database.write("M. Adler") as session:
        for name, given in (("amina", amina), ("shilan", shilan), ("derya", derya), ("olha", gone)):
            ids[name] = participants.save(session, None, None, given)
        person = PersonInput(last_name="Lorenz", first_name="Brigitte")
        ids["mentor"] = mentors.save(session, None, None, MentorInput(person=person, status="active"))
        goal = GoalInput(text="Anerkennung beantragen", agreed_on=TODAY - timedelta(days=40))
        given_tandem = TandemInput(
            mentor_id=ids["mentor"],
            mentee_ids=(ids["amina"],),
            state="running",
            start=day(-50),
            goals=(goal,),
        )
        ids["tandem"] = tandems.save(session, None, None, given_tandem)
        entries.save_follow_up(
            session, None, None, FollowUpInput(TODAY - timedelta(days=6), "Zeugnis nachfragen", ids["shilan"])
        )
        entries.save_follow_up(session, None, None, FollowUpInput(TODAY, "Kita-Platz klären", ids["amina"]))
        note = TimelineEntryInput(
            on=TODAY - timedelta(days=9), kind="call", text="Kita-Eingewöhnung verschoben.", minutes=10,
            person_ids=(ids["amina"],),
        )  # fmt: skip
        ids["note"] = entries.save(session, None, None, note)
    return ids


@pytest.fixture
def empty_office(working: Database, qtbot: QtBot) -> Iterator[Office]:
    """The window over a file in which nobody is entered."""
    places = [
        Place("participant", "Teilnehmerinnen", "users", ParticipantPage),
        Place("tandem", "Tandems", "handshake", Elsewhere),
    ]
    with real_window(qtbot, places) as window:
        window.go("participant")
        page = window.page("participant")
        assert isinstance(page, ParticipantPage)
        office_ = Office(working, window, page, qtbot, {})
        office_.settle()
        yield office_


@pytest.fixture
def here(working: Database, request: pytest.FixtureRequest) -> Office:
    """The window over the office above."""
    ids = enter(working)
    made: Office = request.getfixturevalue("empty_office")
    made.ids = ids
    made.wait(lambda: len(made.page.list.table.model_.ids) == 3)
    made.settle()
    return made


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key for whatever has the focus."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifiers)


CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_list_shows_active_ones_by_due_day_with_counts(here: Office) -> None:
    assert here.shown() == ["Hussein", "Al-Hassan", "Öztürk"]
    assert here.page.subtitle.text() == "3 angezeigt · 4 gesamt"
    spoken = here.page.list.table.model_.sentence(0)
    assert "Hussein, Şilan" in spoken
    assert "seit 6 Tagen" in spoken
    assert "fehlt" in spoken
    bar = here.page.list.pills
    bar.choose("without_mentor", tell=True)
    here.wait(lambda: here.shown() == ["Hussein", "Öztürk"])
    bar.choose("consent_missing", tell=True)
    here.wait(lambda: here.shown() == ["Hussein"])
    bar.choose("due", tell=True)
    here.wait(lambda: here.shown() == ["Hussein", "Al-Hassan"])
    bar.choose("all", tell=True)
    here.wait(lambda: len(here.shown()) == 4)


def test_filter_field_finds_without_accents_and_says_when_nothing_fits(here: Office, type_text: Types) -> None:
    QTest.keyClick(here.window, Qt.Key.Key_F, CTRL)
    search = here.page.list.search
    assert search.hasFocus()
    type_text(search, "silan")
    here.wait(lambda: here.shown() == ["Hussein"])
    type_text(search, "xyz")
    here.wait(here.page.list.empty.isVisible)
    QTest.keyClick(search, Qt.Key.Key_Escape)
    here.wait(lambda: len(here.shown()) == 3)


def test_head_shows_who_she_is_and_its_facts_are_links(here: Office) -> None:
    here.open("amina")
    head = here.page.file.head
    assert head.name.text() == "Amina Al-Hassan"
    facts = {view.fact.what: view for view in head._fact_views}
    assert facts["Mentorin"].fact.value == "Brigitte Lorenz"
    assert facts["Wiedervorlage"].fact.value == "heute: Kita-Platz klären"
    assert facts["Einwilligung"].fact.value.startswith("erteilt bis")
    QTest.mouseClick(facts["Einwilligung"], Qt.MouseButton.LeftButton)
    assert here.page.file.tabs.currentIndex() == 4
    QTest.mouseClick(facts["Mentorin"], Qt.MouseButton.LeftButton)
    elsewhere = here.window.page("tandem")
    assert isinstance(elsewhere, Elsewhere)
    assert elsewhere.opened == here.ids["tandem"]
    QTest.keyClick(here.window, Qt.Key.Key_Left, ALT)
    assert here.window.current() is here.page
    assert here.page.record() == here.ids["amina"]


def test_note_in_six_keys_from_anywhere(here: Office, type_text: Types) -> None:
    here.window.go("tandem")
    QTest.keyClick(here.window, Qt.Key.Key_K, CTRL)  # 1
    palette = here.window.palette_
    assert palette is not None
    line = QApplication.focusWidget()
    assert line is not None
    type_text(line, "ozt")  # 2, 3, 4: any spelling

    def offered() -> str:
        model = palette.list.model()
        return " ".join(str(model.index(row, 0).data()) for row in range(model.rowCount()))

    here.wait(lambda: "Öztürk" in offered())
    QTest.keyClick(line, Qt.Key.Key_Return)  # 5
    box = here.page.file.stream.box
    here.wait(box.text.hasFocus)
    type_text(box.text, "Bringt Zeugnisse mit, schöne Grüße.")
    QTest.keyClick(box.text, Qt.Key.Key_Return, CTRL)  # 6
    here.wait(lambda: any("Zeugnisse" in entry.text for entry in here.page.file.stream.timeline.entries()))
    assert box.draft() == ""
    here.wait(lambda: "gespeichert" in here.window.toast.text())
    page = here.read(timeline.of_person, here.ids["derya"])
    assert [item.text for item in page.items if item.source == "entry"] == ["Bringt Zeugnisse mit, schöne Grüße."]


def test_follow_up_comes_with_the_note(here: Office, type_text: Types) -> None:
    here.open("derya")
    box = here.page.file.stream.box
    assert box.text.hasFocus()
    type_text(box.text, "Lebenslauf fehlt noch")
    press(Qt.Key.Key_Tab)  # two keys more than the note alone: Tab and what is typed
    assert box.follow_up.hasFocus()
    type_text(box.follow_up, "+7")
    press(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: here.read(timeline.follow_ups, person_id=here.ids["derya"]))
    (row,) = here.read(timeline.follow_ups, person_id=here.ids["derya"])
    assert (row.due, row.text) == (TODAY + timedelta(days=7), "Lebenslauf fehlt noch")


def test_the_key_of_a_follow_up_asks_for_whom_where_nobody_is_open(here: Office, type_text: Types) -> None:
    here.window.go("tandem")
    QTest.keyClick(here.window, Qt.Key.Key_W, CTRL | Qt.KeyboardModifier.ShiftModifier)
    palette = here.window.palette_
    assert palette is not None
    assert palette.line.placeholderText() == "Wiedervorlage für wen?"
    assert palette.entries() == []  # somebody is asked for, not a command
    type_text(palette.line, "ozt")
    here.wait(lambda: [entry.text for entry in palette.entries()] == ["Öztürk, Derya"])
    press(Qt.Key.Key_Return)
    here.wait(here.page.drawer.isVisible)
    assert here.page.record() == here.ids["derya"]
    press(Qt.Key.Key_Escape)
    QTest.keyClick(here.window, Qt.Key.Key_K, CTRL)
    assert palette.line.placeholderText() == "Person, Notiz oder Befehl suchen …"
    assert palette.entries() != []


def test_f2_edits_the_record_that_was_opened_after_the_page(here: Office) -> None:
    """The first record is read after its page has come to the front."""
    here.wait(lambda: here.page.record() is not None)
    here.page.list.table.setFocus()
    press(Qt.Key.Key_F2)
    form = here.page.file.master.form
    assert form is not None
    here.wait(form.widget_of("person.last_name").hasFocus)


def test_ctrl_z_after_a_note_takes_back_the_note(here: Office, type_text: Types) -> None:
    here.open("derya")
    box = here.page.file.stream.box
    type_text(box.text, "Hat angerufen")
    press(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: "gespeichert" in here.window.toast.text())
    assert box.text.hasFocus()
    press(Qt.Key.Key_Z, CTRL)
    here.wait(lambda: here.window.toast.text().startswith("Rückgängig gemacht: Notiz"))
    assert not [one for one in here.read(timeline.of_person, here.ids["derya"]).items if one.source == "entry"]
    press(Qt.Key.Key_Y, CTRL)
    here.wait(lambda: here.window.toast.text().startswith("Wiederholt: Notiz"))


def test_what_is_typed_and_not_saved_waits_in_her_file(here: Office, type_text: Types) -> None:
    here.open("amina")
    box = here.page.file.stream.box
    type_text(box.text, "Angefangener Satz")
    here.open("derya")
    assert box.draft() == ""
    here.wait(lambda: here.read(office.draft, f"participant:{here.ids['amina']}:note") == "Angefangener Satz")
    here.open("amina")
    assert box.draft() == "Angefangener Satz"
    press(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: here.read(office.draft, f"participant:{here.ids['amina']}:note") == "")


def test_draft_from_before_comes_back_with_the_file(here: Office) -> None:
    from permenti_desktop.usecases import office as changes

    with here.database.write() as session:
        changes.keep_draft(session, f"participant:{here.ids['derya']}:note", "Vor der Sperre geschrieben")
    here.open("derya")
    here.wait(lambda: here.page.file.stream.box.draft() == "Vor der Sperre geschrieben")


def test_stream_is_filtered_edited_and_emptied_into_the_bin(here: Office, type_text: Types) -> None:
    here.open("amina")
    stream = here.page.file.stream
    kinds = [entry.kind for entry in stream.timeline.entries()]
    assert "Telefonat" in kinds
    assert "Tandem mit \u2068Brigitte Lorenz\u2069 begonnen" in kinds
    stream.filter.choose("talks", tell=True)
    here.wait(lambda: [entry.kind for entry in stream.timeline.entries()] == ["Telefonat"])
    (entry,) = stream.timeline.entries()
    stream.timeline.opened.emit(entry.key)
    drawer = here.page.drawer
    here.wait(drawer.isVisible)
    field = QApplication.focusWidget()
    assert field is not None
    press(Qt.Key.Key_End, CTRL)
    type_text(field, " Neuer Termin am Montag.")
    press(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: not drawer.isVisible())
    here.wait(lambda: "Neuer Termin" in stream.timeline.entries()[0].text)
    stream.delete(stream.timeline.entries()[0].key)  # type: ignore[arg-type]
    here.wait(lambda: not stream.timeline.entries())
    QTest.keyClick(here.window, Qt.Key.Key_Z, CTRL)
    here.wait(lambda: len(stream.timeline.entries()) == 1)


def test_form_saves_by_itself_and_shows_problems_at_the_field(here: Office, type_text: Types) -> None:
    here.open("amina")
    QTest.keyClick(here.window, Qt.Key.Key_2, ALT)
    form = here.page.file.master.form
    assert form is not None
    town = form.widget_of("household")
    town.setFocus()
    type_text(town, "mit zwei Kindern")
    children = form.widget_of("children")
    children.setFocus()
    type_text(children, "zwei")
    assert form.slots["children"].labelled.remark.level == "error"
    press(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: here.content("amina").household == "mit zwei Kindern")
    assert here.content("amina").children is None
    press(Qt.Key.Key_A, CTRL)
    type_text(children, "2")
    here.open("derya")
    here.wait(lambda: here.content("amina").children == 2)
    assert here.content("amina").person.own_script_name == "أمينة الحسن"


def test_every_field_of_the_input_is_in_the_form(here: Office) -> None:
    from dataclasses import fields

    here.open("amina")
    QTest.keyClick(here.window, Qt.Key.Key_2, ALT)
    form = here.page.file.master.form
    assert form is not None
    wanted = {one.name for one in fields(ParticipantInput)} - {"person"}
    wanted |= {f"person.{one.name}" for one in fields(PersonInput)}
    codes = {slot.spec.code for slot in form.slots.values() if slot.spec.code}
    # The municipality follows from the place; what an import could not read has a bar of its own.
    assert wanted - set(form.slots) - codes == {"person.ags", "unread"}
    for slot in form.slots.values():
        if slot.spec.row is not None:
            inner = {one.name for one in fields(slot.spec.row)} - {"id"}
            assert {field.name for field in slot.spec.fields} == inner


def test_rest_of_an_import_is_shown_and_can_be_removed(here: Office) -> None:
    here.open("amina")
    QTest.keyClick(here.window, Qt.Key.Key_2, ALT)
    bar = here.page.file.master.unread
    here.wait(bar.isVisible)
    assert bar.text.text() == "Nr. alt: 17"
    QTest.mouseClick(bar.clear_button, Qt.MouseButton.LeftButton)
    here.wait(lambda: here.content("amina").unread == "")
    here.wait(lambda: not bar.isVisible())


def test_opening_protected_statements_is_recorded_and_closes_for_the_next(here: Office) -> None:
    here.open("amina")
    QTest.keyClick(here.window, Qt.Key.Key_2, ALT)
    form = here.page.file.master.form
    assert form is not None
    (fold,) = form._folded
    assert not fold.header.open
    assert here.read(office.disclosures) == ()
    fold.header.setFocus()
    press(Qt.Key.Key_Space)
    here.wait(lambda: here.read(office.disclosures))
    (row,) = here.read(office.disclosures)
    assert here.content("amina").number in row.what
    assert "Hassan" not in row.what
    here.open("derya")
    here.page.file.tabs.setCurrentIndex(1)
    here.settle()
    assert not fold.header.open


def test_conflict_is_said_and_nothing_typed_is_lost(here: Office, type_text: Types) -> None:
    here.open("amina")
    QTest.keyClick(here.window, Qt.Key.Key_2, ALT)
    master = here.page.file.master
    form = master.form
    assert form is not None
    version, given = here.read(participant.load, here.ids["amina"])
    master._version = version - 1  # as if another machine had saved since this file was read
    field = form.widget_of("household")
    field.setFocus()
    type_text(field, "allein")
    press(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: master.messages.sentences())
    assert "geändert" in master.messages.sentences()[0]
    assert here.content("amina").household == given.household
    master.read_again.emit()
    here.wait(lambda: here.content("amina").household == "allein")


def test_goals_and_consents_are_shown(here: Office) -> None:
    here.open("amina")
    QTest.keyClick(here.window, Qt.Key.Key_3, ALT)
    rows = [row.accessibleName() for row in here.page.file.aims.findChildren(ActionRow)]
    assert any("Anerkennung beantragen" in row for row in rows)
    QTest.keyClick(here.window, Qt.Key.Key_5, ALT)
    papers = here.page.file.papers
    rows = [row.accessibleName() for row in papers.findChildren(ActionRow)]
    assert any("Teilnahme am Programm" in row and "gültig bis" in row for row in rows)


def test_new_participant_shows_who_is_there_already(here: Office, type_text: Types) -> None:
    QTest.keyClick(here.window, Qt.Key.Key_N, CTRL)
    drawer = here.page.drawer
    assert drawer.isVisible()
    first = QApplication.focusWidget()
    assert first is not None
    type_text(first, "Alhassan")
    press(Qt.Key.Key_Tab)
    second = QApplication.focusWidget()
    assert second is not None
    type_text(second, "Amina")
    content = drawer.content
    assert content is not None
    here.wait(lambda: [row for row in content.findChildren(ActionRow) if "Al-Hassan" in row.accessibleName()])
    press(Qt.Key.Key_A, CTRL)
    type_text(second, "Zeynep")
    press(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: not drawer.isVisible())
    here.wait(lambda: here.page.file.file is not None and here.page.file.file.list_name == "Alhassan, Zeynep")
    file = here.page.file.file
    assert file is not None
    assert file.number
    assert here.page.file.stream.box.text.hasFocus()


def test_new_participant_without_a_name_is_explained(here: Office) -> None:
    QTest.keyClick(here.window, Qt.Key.Key_N, CTRL)
    press(Qt.Key.Key_Return, CTRL)
    drawer = here.page.drawer
    here.wait(lambda: drawer.messages.sentences())
    assert drawer.isVisible()
    press(Qt.Key.Key_Escape)
    assert not drawer.isVisible()


def test_tab_stays_in_the_drawer(here: Office) -> None:
    QTest.keyClick(here.window, Qt.Key.Key_N, CTRL)
    drawer = here.page.drawer
    for _step in range(12):
        press(Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        assert drawer.isAncestorOf(focus)


def test_bulk_bar_gives_all_of_them_a_follow_up(here: Office, type_text: Types) -> None:
    table = here.page.list.table
    table.setFocus()
    press(Qt.Key.Key_A, CTRL)
    bulk = here.page.list.bulk
    assert bulk.isVisible()
    here.page.bulk_follow_up(table.selected_ids())
    field = QApplication.focusWidget()
    assert field is not None
    type_text(field, "+7")
    press(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: len(here.read(timeline.follow_ups)) == 5)
    here.wait(lambda: "3 Teilnehmerinnen" in here.window.toast.text())


def test_status_of_several_is_changed_as_one_step(here: Office) -> None:
    table = here.page.list.table
    table.setFocus()
    press(Qt.Key.Key_A, CTRL)
    here.page.bulk_phase(table.selected_ids())
    choice = QApplication.focusWidget()
    assert choice is not None
    choice.set_value("matching")  # type: ignore[attr-defined]
    press(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: {here.read(participant.rows, [id])[0].phase for id in table.model_.ids} == {"matching"})
    QTest.keyClick(here.window, Qt.Key.Key_Z, CTRL)
    here.wait(lambda: here.read(participant.rows, [here.ids["amina"]])[0].phase == "tandem")


def test_delete_puts_into_the_bin_and_undo_takes_her_out(here: Office) -> None:
    here.page.list.table.setFocus()
    here.page.list.table.select(here.ids["shilan"])
    press(Qt.Key.Key_Delete)
    here.wait(lambda: here.shown() == ["Al-Hassan", "Öztürk"])
    here.wait(lambda: "Papierkorb" in here.window.toast.text())
    QTest.keyClick(here.window, Qt.Key.Key_Z, CTRL)
    here.wait(lambda: here.shown() == ["Hussein", "Al-Hassan", "Öztürk"])


def test_exit_and_return(here: Office) -> None:
    here.open("derya")
    here.page.file.leave()
    drawer = here.page.drawer
    content = drawer.content
    assert content is not None
    press(Qt.Key.Key_Tab)
    reason = QApplication.focusWidget()
    while reason is not None and reason.accessibleName() != "Grund":
        press(Qt.Key.Key_Tab)
        reason = QApplication.focusWidget()
    assert reason is not None
    reason.set_value("work")  # type: ignore[attr-defined]
    press(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: not drawer.isVisible())
    stored = here.content("derya")
    assert stored.participations[0].exit_reason == "work"
    here.wait(lambda: here.page.file.file is not None and here.page.file.file.phase == "completed")
    assert any("Wiedereintritt" in line[1] for line in here.page.file.menu() if line is not None)
    here.page.file.reenter()
    press(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: here.content("derya").participations[0].exit is None)


def test_two_entries_become_one(here: Office, type_text: Types) -> None:
    with here.database.write() as session:
        twin = ParticipantInput(person=PersonInput(last_name="Alhasan", first_name="Amina", email="amina@example.org"))
        other = participants.save(session, None, None, twin)
    here.open("amina")
    here.page.file.merge()
    drawer = here.page.drawer
    picker = QApplication.focusWidget()
    assert picker is not None
    assert not drawer.confirm_button.isEnabled()
    type_text(picker, "Alhasan")
    here.wait(lambda: picker.offered())  # type: ignore[attr-defined]
    assert here.ids["amina"] not in [one.value for one in picker.offered()]  # type: ignore[attr-defined]
    press(Qt.Key.Key_Return)
    here.wait(drawer.confirm_button.isEnabled)
    press(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: here.content("amina").person.email == "amina@example.org")
    assert other not in here.read(participant.ids)


def test_history_names_what_was_changed(here: Office) -> None:
    with here.database.write("M. Adler") as session:
        version, given = participant.load(session, here.ids["amina"])
        moved = replace(given, person=replace(given.person, town="Wetter (Ruhr)"))
        participants.save(session, here.ids["amina"], version, moved)
    here.open("amina")
    here.page.file.history()
    drawer = here.page.drawer
    here.wait(drawer.isVisible)
    content = drawer.content
    assert content is not None
    from PySide6.QtWidgets import QLabel

    words = [found.text() for found in content.findChildren(QLabel)]
    assert any("Witten → Wetter (Ruhr)" in text for text in words)


def test_one_line_of_the_history_is_put_back_and_the_rest_stays(here: Office) -> None:
    before = here.content("amina")
    with here.database.write("M. Adler") as session:
        version, given = participant.load(session, here.ids["amina"])
        moved = replace(given, person=replace(given.person, town="Wetter (Ruhr)", email="neu@example.org"))
        participants.save(session, here.ids["amina"], version, moved)
        version, given = participant.load(session, here.ids["amina"])
    with here.database.write("M. Adler") as session:
        participants.save(session, here.ids["amina"], version, replace(given, remarks="Teilzeit"))
    here.open("amina")
    here.page.file.history()
    here.wait(here.page.drawer.isVisible)

    def buttons() -> dict[str, QWidget]:
        content = here.page.drawer.content
        found = content.findChildren(IconButton) if content is not None else []
        return {one.accessibleName(): one for one in found}

    assert "„Ort“ wiederherstellen" in buttons()
    QTest.mouseClick(buttons()["„Ort“ wiederherstellen"], Qt.MouseButton.LeftButton)
    here.wait(lambda: here.content("amina").person.town == before.person.town)
    assert here.content("amina").person.email == "neu@example.org"
    assert here.content("amina").remarks == "Teilzeit"
    here.wait(lambda: here.window.toast.text() == "„Ort“ ist wieder: Witten")
    QTest.keyClick(here.window, Qt.Key.Key_Z, CTRL)
    here.wait(lambda: here.content("amina").person.town == "Wetter (Ruhr)")


def test_further_filters_are_said_as_a_sentence(here: Office) -> None:
    here.page.apply_filters({"german_from": "A2", "towns": ("Witten", "Hagen")})
    here.wait(lambda: here.shown() == ["Al-Hassan"])
    assert here.page.filter_line.words.text() == "Wohnort ist Witten oder Hagen und Deutsch mindestens A2"
    here.page.clear_filters()
    here.wait(lambda: len(here.shown()) == 3)
    assert not here.page.filter_line.isVisible()
    here.page.choose_filters()
    assert here.page.drawer.isVisible()
    press(Qt.Key.Key_Escape)


def test_yes_and_no_of_the_further_filters_are_chosen_and_read_as_words(here: Office) -> None:
    here.page.choose_filters()
    content = here.page.drawer.content
    assert content is not None
    marks = next(one for one in content.findChildren(MultiField) if one.accessibleName() == "Nur wer")
    assert marks.value() == ()
    marks.set_value(("without_mentor", "due"))
    here.page.drawer.confirm()
    here.wait(lambda: here.page.filter_line.isVisible())
    assert here.page.filter_line.words.text() == "hat keine Mentorin und hat eine fällige Wiedervorlage"
    assert here.page.list.asked().more == {"without_mentor": True, "due": True}
    wanted = ParticipantFilter(active=True, without_mentor=True, due=True)
    with here.database.read() as session:
        rows = participant.rows(session, participant.ids(session, filter=wanted))
    expected = [row.name.split(",")[0] for row in rows]
    here.wait(lambda: sorted(here.shown()) == sorted(expected))


def test_empty_office_shows_the_next_step(empty_office: Office) -> None:
    empty_office.wait(empty_office.page.list.empty.isVisible)
    assert empty_office.page.file.empty.isVisible()
    assert audit(empty_office.window) == []


def test_narrow_window_shows_list_or_file(here: Office) -> None:
    here.window.resize(900, 600)
    here.wait(lambda: here.page.split.one_pane)
    here.page.split.show_list()
    table = here.page.list.table
    table.setFocus()
    table.select(here.ids["derya"])
    assert table.isVisible()
    press(Qt.Key.Key_Return)
    here.wait(here.page.file.isVisible)
    assert not table.isVisible()
    QTest.keyClick(here.window, Qt.Key.Key_Left, ALT)
    assert table.isVisible()


def test_pinned_file_stays_while_one_walks(here: Office) -> None:
    here.open("amina")
    here.page.file.head.pin.setChecked(True)
    table = here.page.list.table
    table.setFocus()
    table.select(here.ids["derya"])
    here.settle()
    assert here.page.record() == here.ids["amina"]
    press(Qt.Key.Key_Return)
    here.wait(lambda: here.page.record() == here.ids["derya"])


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(("mode", "zoom"), [("light", 1.0), ("dark", 1.0), ("contrast", 1.0), ("light", 1.5)])
@pytest.mark.parametrize("size", [(1440, 900), (1093, 582)])
def test_everything_can_be_read_and_reached(
    here: Office, qapp: QApplication, mode: Any, zoom: float, size: tuple[int, int], language: str
) -> None:
    from permenti_desktop.gui import app as program

    program.use_language(qapp, language)
    T.apply(mode, zoom)
    here.window.resize(*size)
    here.open("amina")
    found: list[tuple[object, Any]] = []
    for tab in range(5):
        here.page.file.tabs.setCurrentIndex(tab)
        here.settle()
        found += [(tab, one) for one in audit(here.page.file)]
    here.page.file.tabs.setCurrentIndex(0)
    found += [("list", one) for one in audit(here.page)]
    for name, open_drawer in (
        ("new", here.page.new),
        ("filters", here.page.choose_filters),
        ("exit", here.page.file.leave),
    ):
        open_drawer()
        here.settle()
        found += [(name, one) for one in audit(here.page.drawer)]
        here.page.drawer.close_drawer()
    assert found == []


def test_menu_of_a_row_offers_what_the_bulk_bar_does(here: Office) -> None:
    actions = here.page._context([here.ids["amina"]])
    assert [action.text() for action in actions] == [
        "Öffnen und Notiz schreiben",
        "Wiedervorlage …",
        "Status ändern …",
        "In den Papierkorb",
    ]


def test_list_and_file_keep_their_shares_when_the_window_grows(here: Office) -> None:
    splitter = here.page.split.splitter
    assert here.page.has_file() or here.page.file
    stretches = [splitter.widget(at).sizePolicy().horizontalStretch() for at in (0, 1)]
    assert stretches == [60, 40]
