"""The shell: sections, keys, going and coming back, the palette, messages; and the accessibility audit of all of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from permenti_desktop import settings
from permenti_desktop.db.database import Database
from permenti_desktop.domain import vocab
from permenti_desktop.domain.errors import NotFound
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import LanguageInput, PersonInput
from permenti_desktop.gui import app, commands, jobs
from permenti_desktop.gui.crash_dialog import CrashDialog, report_text
from permenti_desktop.gui.form import Field, Form, Section
from permenti_desktop.gui.list_and_file import ListAndFile
from permenti_desktop.gui.list_panel import ListPanel
from permenti_desktop.gui.main_window import Hooks, MainWindow, Place
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.palette import Deliver, Entry, rank
from permenti_desktop.gui.privacy import P
from permenti_desktop.gui.side_bar import SideBar
from permenti_desktop.gui.table import Asked, Cell, Column
from permenti_desktop.gui.theme import T, kind, spaced
from permenti_desktop.gui.widgets.button import button, icon_button
from permenti_desktop.gui.widgets.card import Card, Figure
from permenti_desktop.gui.widgets.charts import SmallBars
from permenti_desktop.gui.widgets.file_head import Fact, FileHead
from permenti_desktop.gui.widgets.note_box import Note, NoteBox
from permenti_desktop.gui.widgets.pills import PillBar
from permenti_desktop.gui.widgets.row import ActionRow
from permenti_desktop.gui.widgets.tabs import Tabs
from permenti_desktop.gui.widgets.timeline import Entry as Happening
from permenti_desktop.gui.widgets.timeline import Timeline
from permenti_desktop.gui.widgets.toast import Toast
from permenti_desktop.queries import office as questions
from permenti_desktop.usecases import office
from tests.gui.audit import audit

NAMES = ("Hussein, Shilan", "Rahimi, Farzaneh", "Al-Hassan, Amina", "Öztürk, Derya")


@dataclass(frozen=True)
class Row:
    id: int
    name: str


def _ids(session: Session, asked: Asked) -> list[int]:
    return [number for number, name in enumerate(NAMES, 1) if asked.filter.casefold() in name.casefold()]


def _rows(session: Session, ids: list[int]) -> list[Row]:
    return [Row(number, NAMES[number - 1]) for number in ids]


def _counts(session: Session, asked: Asked) -> dict[str, int]:
    return {"": 4, "active": 4, "mentor": 2, "consent": 1, "due": 1}


COLUMNS = (
    Column("name", "Name", lambda row: Cell(row.name, "Dari, Farsi", strong=True, private=True), 190, 0, stretch=True),
    Column("phase", "Status", lambda row: Cell("Im Praktikum", tone="work", chip=True), 119, 1),
    Column("due", "Wiedervorlage", lambda row: Cell("seit 6 Tagen", icon="triangle-alert", tone="bad"), 112, 1),
    Column("consent", "Einwilligung", lambda row: Cell(icon="shield-check", spoken="erteilt"), 94, 4),
)


class PeoplePage(Page):
    section, icon = "participants", "users"

    def __init__(self) -> None:
        super().__init__("Teilnehmerinnen")
        self.made: list[str] = []
        self.list = ListPanel(
            "people",
            COLUMNS,
            ids=_ids,
            rows=_rows,
            title="Teilnehmerinnen",
            pills=[
                ("active", "Aktiv"),
                ("mentor", "Ohne Mentorin"),
                ("consent", "Einwilligung fehlt"),
                ("due", "Fällig"),
            ],
            counts=_counts,
            bulk=[("Wiedervorlage", "calendar-clock", print), ("Einladen", "calendar-days", print)],
            more_filters=True,
        )
        self.add_action(icon_button("printer", "Drucken"))
        self.add_action(button("Neue Teilnehmerin", self.new, icon="plus", look="primary"))
        self.file = QFrame()
        kind(self.file, "card")
        layout = QVBoxLayout(self.file)
        spaced(layout, 1, 0)
        self.head = FileHead()
        self.head.set_person("Amina Al-Hassan", "AA", "TN-2026-0148 · 34 Jahre · Leipzig", "أمينة الحسن")
        self.head.set_chips([("Im Praktikum", "work"), ("Arabisch", "neutral")])
        self.head.set_facts(
            [
                Fact("Mentorin", "Brigitte Lorenz", "handshake", self.new),
                Fact("Wiedervorlage", "heute: Kita-Platz klären", "calendar-clock", self.new, "warn", keep=True),
            ]
        )
        layout.addWidget(self.head)
        self.tabs = Tabs("Akte")
        course = QWidget()
        inner = QVBoxLayout(course)
        spaced(inner, (16, 12, 16, 0), 10)
        self.note = NoteBox([("note", "Beratung"), ("call", "Telefonat")])
        inner.addWidget(self.note)
        self.timeline = Timeline()
        from datetime import date

        self.timeline.set_entries(
            [
                Happening(1, "Praktikum", "luggage", "ok", date(2026, 11, 20), "M. Adler", "Halbzeit im Betrieb."),
                Happening(2, "Telefonat", "phone", "info", date(2026, 10, 14), "S. Kern", "Kita ab März."),
            ]
        )
        inner.addWidget(self.timeline, 1)
        self.tabs.add("Verlauf", course)
        self.form = Form(
            [
                Section(
                    "Person",
                    (
                        Field("person.last_name", "Nachname", private=True),
                        Field("person.birth", "Geburtsdatum", "date", meaning="birth", hint="Ein Jahr genügt."),
                        Field("person.gender", "Geschlecht", "choice", terms=vocab.GENDER),
                        Field("person.informal", "Wir sagen du", "check"),
                        Field("children", "Kinder", "number"),
                        Field("travel", "Wie sie kommt", "multi", terms=vocab.TRAVEL),
                        Field("times", "Wann sie kann", "week"),
                        Field("aims", "Ziele", "text"),
                        Field(
                            "person.languages",
                            "Sprachen",
                            "rows",
                            row=LanguageInput,
                            add="Sprache hinzufügen",
                            fields=(
                                Field("language", "Sprache", "choice", terms=[("de", "Deutsch")]),
                                Field("level", "Niveau", "choice", terms=vocab.cefr()),
                            ),
                        ),
                    ),
                )
            ]
        )
        self.form.fill(
            ParticipantInput(person=PersonInput(last_name="Al-Hassan", languages=(LanguageInput(1, "de", "B1"),)))
        )
        self.tabs.add("Stammdaten", self.form)
        layout.addWidget(self.tabs, 1)
        self.split = ListAndFile(self.list, self.file)
        self.body.addWidget(self.split, 1)
        self.open: int | None = None

    def refresh(self, touched: object = frozenset()) -> None:
        self.list.refresh()

    def handlers(self) -> commands.Handlers:
        return {"new": self.new, **self.list.handlers()}

    def new(self) -> None:
        self.made.append("new")

    def reflow(self, width: int, height: int) -> None:
        self.split.reflow(width)
        self.head.set_small(height < 590)

    def open_record(self, record: int) -> None:
        self.open = record
        self.list.table.select(record)
        self.split.show_file()

    def record(self) -> int | None:
        return self.open

    def back(self) -> bool:
        return self.split.go_back()

    def panes(self) -> list[QWidget]:
        return self.split.panes()


class TodayPage(Page):
    section, icon = "today", "sun"

    def __init__(self) -> None:
        super().__init__("Heute", "Montag, 23. November 2026 · KW 48")
        self.done: list[str] = []
        figure = Figure("Teilnehmerinnen aktiv", SmallBars((1, 2, 3), "Teilnehmerinnen"))
        figure.set_value("48", "+3 im November")
        self.body.addWidget(figure)
        card = Card("Zu tun", link="Alle Wiedervorlagen", on_link=lambda: None)
        card.set_count(2)
        self.rows = [
            ActionRow(
                name,
                "Rückruf",
                note="seit 6 Tagen",
                tone="bad",
                icon="phone",
                actions=[("Erledigt", "E", lambda: self.done.append("E")), ("+1 Woche", "W", lambda: None)],
            )
            for name in ("Shilan Hussein", "Farzaneh Rahimi")
        ]
        for row in self.rows:
            card.body.addWidget(row)
        self.body.addWidget(card)
        self.body.addStretch(1)


class EmptyPage(Page):
    section = "settings"

    def __init__(self) -> None:
        super().__init__("Einstellungen")


PLACES = (
    Place("today", "Heute", "sun", TodayPage),
    Place("participants", "Teilnehmerinnen", "users", PeoplePage),
    Place("settings", "Einstellungen", "settings", EmptyPage, lower=True),
)
Opening = Callable[..., MainWindow]


@pytest.fixture
def opened(working: Database, qtbot: QtBot) -> Iterator[Opening]:
    """Shows the program's window over the test's database."""
    kept: list[MainWindow] = []

    def show(
        width: int = 1440, height: int = 900, first: str = "participants", hooks: Hooks | None = None
    ) -> MainWindow:
        window = app.show_window(working, PLACES, hooks or Hooks(undo=lambda: None, lock=lambda: None), first)
        kept.append(window)
        window.resize(width, height)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.waitUntil(jobs.idle)
        return window

    yield show
    for window in kept:
        app.close_window(window)
    QApplication.sendPostedEvents(None, 52)
    kept.clear()


def _people(window: MainWindow) -> PeoplePage:
    page = window.page("participants")
    assert isinstance(page, PeoplePage)
    return page


# Going ---------------------------------------------------------------------------------------------------------


def test_pages_are_made_when_they_are_first_shown(opened: Opening) -> None:
    window = opened(first="today")
    assert window.stack.count() == 1
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.stack.count() == 2
    assert window.current() is window.page("participants")


def test_the_title_is_the_section_and_never_a_name(opened: Opening) -> None:
    window = opened()
    window.go("participants", 3)
    assert window.windowTitle() == "Teilnehmerinnen – Permenti"
    assert not any(part in window.windowTitle() for name in NAMES for part in name.split(", "))


def test_back_leads_to_where_one_was(opened: Opening) -> None:
    window = opened()
    window.go("participants", 3)
    window.go("today")
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.current() is _people(window)
    assert _people(window).open == 3


def test_a_narrow_window_shows_list_or_file(opened: Opening) -> None:
    window = opened(1000, 700)
    split = _people(window).split
    assert split.one_pane
    assert split.left.isVisible()
    assert not split.right.isVisible()
    window.go("participants", 2)
    assert split.right.isVisible()
    assert not split.left.isVisible()
    window.back()
    assert split.left.isVisible()
    window.resize(1440, 900)
    assert split.left.isVisible()
    assert split.right.isVisible()


def test_breakpoints_follow_the_text_size(opened: Opening) -> None:
    window = opened(1440, 900)
    assert not window.side.narrow
    window.zoom(1)
    window.zoom(1)
    window.zoom(1)
    assert T.zoom == 1.5
    assert window.side.narrow
    assert _people(window).split.one_pane
    assert settings.load().zoom == 150


def test_the_smallest_laptop_keeps_list_and_file(opened: Opening) -> None:
    window = opened(1093, 582)
    people = _people(window)
    assert (window.width(), window.height()) == (1093, 582)
    assert window.side.narrow
    assert people.list.isVisible()
    assert people.file.isVisible()
    assert people.note.isVisible()
    assert people.note.visibleRegion().boundingRect().height() == people.note.height()


def test_panes_in_turn(opened: Opening) -> None:
    window = opened()
    seen: list[str] = []
    for _turn in range(4):
        QTest.keyClick(window, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        assert focus is not None
        people = _people(window)
        parts = {"side": window.side, "top": window.top, "list": people.list, "file": people.file}
        seen.append(next(name for name, part in parts.items() if part.isAncestorOf(focus)))
    assert sorted(seen) == ["file", "list", "side", "top"]


def test_window_comes_back_where_it_was(opened: Opening) -> None:
    window = opened(770, 600)
    window.close()
    assert settings.load().window_geometry
    again = MainWindow(PLACES)
    assert again.size() == window.size()
    again.deleteLater()


# Commands --------------------------------------------------------------------------------------------------------


def test_every_key_of_the_table_is_taken_once_and_never_altgr() -> None:
    taken: dict[str, str] = {}
    sections = {f"Ctrl+{number}" for number in range(1, 10)}
    for command in commands.TABLE:
        for keys in command.keys:
            parsed = QKeySequence(keys)
            assert parsed.toString() != "", keys
            assert not {"Ctrl", "Alt"} <= set(keys.split("+")), keys
            assert not keys.endswith(("/", "[", "]", "\\")), keys
            assert keys not in sections, keys
            if not command.local:
                assert keys not in taken, (keys, command.name, taken.get(keys))
                taken[keys] = command.name


@pytest.mark.parametrize(
    ("keys", "german"),
    [("Ctrl+K", "Strg+K"), ("Ctrl+Shift+W", "Strg+Umschalt+W"), ("Ctrl++", "Strg++"), ("Ctrl+-", "Strg+−"),
     ("Del", "Entf"), ("Alt+Left", "Alt+←")],
)  # fmt: skip
def test_keys_as_they_are_printed_on_a_german_keyboard(keys: str, german: str) -> None:
    assert commands.keys_text(keys) == german


def test_new_is_what_the_page_says(opened: Opening) -> None:
    window = opened()
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert _people(window).made == ["new"]
    assert window.commands.actions["new"].isEnabled()
    window.go("today")
    assert not window.commands.actions["new"].isEnabled()


def test_ctrl_f_filters_and_escape_shows_all_again(opened: Opening, qtbot: QtBot) -> None:
    window = opened()
    people = _people(window)
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert people.list.search.hasFocus()
    people.list.search.insert("öz")
    qtbot.waitUntil(lambda: people.list.table.model_.rowCount() == 1)
    QTest.keyClick(people.list.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: people.list.table.model_.rowCount() == len(NAMES))


def test_undo_leaves_typing_to_the_field(opened: Opening) -> None:
    undone: list[int] = []
    window = opened(hooks=Hooks(undo=lambda: undone.append(1)))
    box = _people(window).note.text
    box.setFocus()
    box.insertPlainText("Wort")
    QTest.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (box.toPlainText(), undone) == ("", [])
    _people(window).list.table.setFocus()
    QTest.keyClick(_people(window).list.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [1]


def test_undo_in_an_empty_field_is_the_windows(opened: Opening) -> None:
    """After a note has been saved the cursor stands in the empty box: Ctrl+Z takes back the note."""
    done: list[str] = []
    window = opened(hooks=Hooks(undo=lambda: done.append("undo"), redo=lambda: done.append("redo")))
    people = _people(window)
    for field in (people.note.text, people.note.minutes):
        field.setFocus()
        done.clear()
        QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(field, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
        assert done == ["undo", "redo"]


def test_tab_leads_from_a_note_to_its_follow_up(opened: Opening) -> None:
    box = _people(opened()).note
    box.text.setFocus()
    QTest.keyClick(box.text, Qt.Key.Key_Tab)
    assert box.follow_up.hasFocus()
    order = [box.kind, box.day, box.minutes, box.save_button]
    for field in order:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        assert field.hasFocus()


def test_ctrl_0_is_the_normal_size_again(opened: Opening) -> None:
    window = opened()
    QTest.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert T.zoom > 1.0
    QTest.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert T.zoom == 1.0


def test_privacy_by_key(opened: Opening) -> None:
    window = opened()
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert P.active
    people = _people(window)
    assert people.head.name.graphicsEffect() is not None
    assert people.form.widget_of("person.last_name").graphicsEffect() is not None
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert people.head.name.graphicsEffect() is None


def test_all_keys_are_explained_in_the_window(opened: Opening) -> None:
    window = opened()
    QTest.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "Alle Tasten"
    QTest.keyClick(focus, Qt.Key.Key_Escape)
    assert not focus.isVisible()


# The palette -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "typed", "place"),
    [("Öztürk, Derya", "ozt", 0), ("Neue Notiz", "notiz", 1), ("Text größer", "te gr", 2), ("Hilfe", "xyz", None)],
)
def test_ranking(words: str, typed: str, place: int | None) -> None:
    assert rank(words, typed) == place


def test_anything_is_found_and_done_by_keys_alone(
    opened: Opening, qtbot: QtBot, type_text: Callable[[QWidget, str], None]
) -> None:
    did: list[str] = []

    def find(text: str, deliver: Deliver) -> None:
        def look(session: Session) -> list[str]:
            return [name for name in NAMES if rank(name, text) is not None]

        def show(names: list[str]) -> None:
            deliver(
                [
                    Entry(
                        "Teilnehmerinnen",
                        name,
                        lambda name=name: did.append(f"note {name}"),
                        "Im Praktikum · Leipzig",
                        "user",
                        verb="Notiz schreiben",
                        open=lambda name=name: did.append(f"open {name}"),
                        more=(Entry("Aktionen", "Gutschein", lambda: did.append("voucher")),),
                        private=True,
                    )
                    for name in names
                ]
            )

        jobs.read(look, then=show)

    window = opened(hooks=Hooks(find=find))

    def palette(keys: str) -> QLineEdit:
        QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        assert window.palette_ is not None
        type_text(window.palette_.line, keys)
        qtbot.waitUntil(lambda: bool(window.palette_ and window.palette_.entries()))
        qtbot.waitUntil(lambda: bool(window.palette_ and "Öztürk" in window.palette_.entries()[0].text))
        return window.palette_.line

    # Ctrl+K, three letters, Enter: a note on a participant costs five keys before the text.
    QTest.keyClick(palette("özt"), Qt.Key.Key_Return)
    QTest.keyClick(palette("özt"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    line = palette("özt")
    QTest.keyClick(line, Qt.Key.Key_Right)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert did == ["note Öztürk, Derya", "open Öztürk, Derya", "voucher"]


def test_commands_and_sections_are_found(opened: Opening, type_text: Callable[[QWidget, str], None]) -> None:
    window = opened()
    window.commands.run("palette")
    assert window.palette_ is not None
    type_text(window.palette_.line, "heut")
    assert window.palette_.entries()[0].text == "Heute"
    QTest.keyClick(window.palette_.line, Qt.Key.Key_Return)
    assert window.current() is window.page("today")
    assert not window.palette_.isVisible()


def test_escape_gives_the_focus_back(opened: Opening) -> None:
    window = opened()
    box = _people(window).note.text
    box.setFocus()
    window.commands.run("palette")
    assert window.palette_ is not None
    QTest.keyClick(window.palette_.line, Qt.Key.Key_Escape)
    assert box.hasFocus()


# Telling ---------------------------------------------------------------------------------------------------------


def test_toast_undoes_and_waits_while_looked_at(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    did: list[int] = []
    window = shown(QWidget(), 800, 400)
    toast = Toast(window, milliseconds=50)
    toast.say("Notiz gespeichert", "Rückgängig", lambda: did.append(1))
    assert toast.isVisible()
    middle = QPointF(5, 5)
    QApplication.sendEvent(toast, QEnterEvent(middle, middle, middle))
    assert toast.waiting()
    toast.leaveEvent(QEnterEvent(middle, middle, middle))
    qtbot.waitUntil(lambda: not toast.isVisible())
    assert did == []
    toast.say("Notiz gespeichert", "Rückgängig", lambda: did.append(1))
    QTest.mouseClick(toast._button, Qt.MouseButton.LeftButton)
    assert did == [1]
    assert not toast.isVisible()


def test_errors_stay_on_the_page_until_closed(opened: Opening, qtbot: QtBot) -> None:
    window = opened()
    people = _people(window)

    def missing(session: Session) -> None:
        raise NotFound

    jobs.write(missing)
    qtbot.waitUntil(lambda: bool(people.messages.sentences()))
    assert people.messages.sentences() == ["Diesen Eintrag gibt es nicht mehr."]
    jobs.write(missing)
    qtbot.waitUntil(jobs.idle)
    assert len(people.messages.sentences()) == 1
    people.messages.clear()
    assert people.messages.isHidden()


def test_the_top_bar_says_that_it_is_saved(opened: Opening, working: Database, qtbot: QtBot) -> None:
    window = opened()
    jobs.write(office.keep_draft, "note", "Text")
    qtbot.waitUntil(lambda: window.top.state.text() == "Gespeichert")
    with working.read() as session:
        assert questions.draft(session, "note") == "Text"


def test_the_state_of_saving_is_not_painted_cut_while_it_changes(opened: Opening) -> None:
    top = opened().top
    top.window().resize(1440, 900)
    for words in ("Gespeichert", "Gespeichert · noch nie gesichert", "Wird gesichert …"):
        top.set_state(words)
        assert top.state.width() == top.state.sizeHint().width() > 40


def test_a_crash_report_holds_no_value(shown: Callable[..., QWidget]) -> None:
    try:
        raise ValueError("Frau Beispiel, geboren 1985")
    except ValueError as error:
        dialog = CrashDialog(error)
        text = report_text(error)
    assert "ValueError" in text
    assert "test_main_window.py" in text
    assert "Beispiel" not in text
    dialog.copy()
    assert QApplication.clipboard().text() == dialog.report
    dialog.deleteLater()


# Parts of pages --------------------------------------------------------------------------------------------------


def test_pills_that_do_not_fit_go_into_a_menu(shown: Callable[..., QWidget]) -> None:
    bar = PillBar([("a", "Aktiv"), ("b", "Ohne Mentorin"), ("c", "Einwilligung fehlt"), ("d", "Fällig")])
    window = shown(bar, 700, 80)
    bar.set_counts({"a": 18, "b": 7, "c": 4, "d": 4})
    assert bar._more.isHidden()
    window.resize(260, 80)
    assert not bar._more.isHidden()
    bar.choose("d", tell=True)
    assert not bar._buttons["d"].isHidden()
    assert bar.code() == "d"
    right = max(made.geometry().right() for made in [*bar._buttons.values(), bar._more] if not made.isHidden())
    assert right <= bar.width()


def test_a_long_name_of_an_office_takes_two_lines(shown: Callable[..., QWidget]) -> None:
    bar = SideBar([("today", "Heute", "sun", "")], [])
    shown(bar, 300, 500)
    bar.set_office("Beispielstelle Herdecke an der Ruhr")
    first, second = (line for line in bar._office)
    assert f"{first.text()} {second.text()}" == "Beispielstelle Herdecke an der Ruhr"
    assert second.isVisible()
    assert T.metrics("subtitle", 600).horizontalAdvance(first.text()) <= first.width()
    bar.set_office("Kurz")
    assert (first.text(), second.isVisible()) == ("Kurz", False)


def test_a_pill_longer_than_the_room_is_cut_and_says_all_in_its_tip(shown: Callable[..., QWidget]) -> None:
    long = "Alle in Hagen, die bald einen Platz brauchen"
    bar = PillBar([("a", "Aktiv"), ("own", long)])
    window = shown(bar, 900, 80)
    bar.set_counts({"own": 12})
    bar.choose("own")
    own = bar._buttons["own"]
    assert own.text() == f"{long}  12"
    window.resize(300, 80)
    assert own.text().endswith("…  12")
    assert own.toolTip() == long
    assert own.accessibleName() == f"{long}, 12"
    assert own.sizeHint().width() <= own.width()
    assert own.geometry().right() < bar._more.geometry().left()
    assert bar._more.geometry().right() <= bar.width()
    window.resize(900, 80)
    assert own.text() == f"{long}  12"
    assert own.toolTip() == ""


def test_note_box_sends_a_note_and_expands_blocks(
    shown: Callable[..., QWidget], qtbot: QtBot, type_text: Callable[[QWidget, str], None]
) -> None:
    from datetime import date, timedelta

    today = date(2026, 11, 23)
    box = NoteBox([("advice", "Beratung"), ("call", "Telefonat")], today=lambda: today)
    box.set_blocks({"erst": "Erstgespräch: "})
    shown(box)
    box.text.setFocus()
    type_text(box.text, "/erst ")
    assert box.text.toPlainText() == "Erstgespräch: "
    type_text(box.text, "bringt Zeugnisse mit")
    box.follow_up.setText("+7")
    box.minutes.setText("45")
    with qtbot.waitSignal(box.save_wanted) as sent:
        QTest.keyClick(box.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sent.args == [Note("Erstgespräch: bringt Zeugnisse mit", "advice", today, 45, today + timedelta(days=7))]
    box.follow_up.setText("bald")
    with qtbot.assertNotEmitted(box.save_wanted):
        box.save()
    assert box.remark.level == "error"
    assert "bringt Zeugnisse mit" in box.draft()


def test_row_actions_appear_with_the_focus_and_have_keys(opened: Opening) -> None:
    window = opened(first="today")
    page = window.page("today")
    assert isinstance(page, TodayPage)
    row, other = page.rows
    assert row._actions.isHidden()
    row.setFocus()
    assert not row._actions.isHidden()
    QTest.keyClick(row, Qt.Key.Key_E)
    assert page.done == ["E"]
    QTest.keyClick(row, Qt.Key.Key_Down)
    assert other.hasFocus()


def test_tabs_by_key(opened: Opening) -> None:
    window = opened()
    people = _people(window)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert people.tabs.currentWidget() is people.form


@pytest.mark.parametrize("scheme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("size", [(1440, 900, 1.0), (1093, 582, 1.0), (1440, 900, 1.75)])
def test_audit_of_the_shell(opened: Opening, scheme: str, size: tuple[int, int, float], qtbot: QtBot) -> None:
    T.apply(scheme, size[2])  # type: ignore[arg-type]
    window = opened(*size[:2])
    people = _people(window)

    def nothing_found() -> None:
        assert audit(window) == []

    qtbot.waitUntil(nothing_found)  # the layout settles in the next turn
    people.tabs.setCurrentIndex(1)
    people.split.show_file()
    qtbot.waitUntil(nothing_found)
    window.go("today")
    qtbot.waitUntil(nothing_found)


def test_the_audit_finds_what_is_wrong(shown: Callable[..., QWidget]) -> None:
    """The control: one widget for each kind of finding."""
    from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

    window = QWidget()
    nameless = QLineEdit(window)
    small = QPushButton("x", window)
    small.setAccessibleName("Schließen")
    small.setFixedSize(16, 16)
    cut = QLabel("Ein langer Satz, der nicht hineinpasst", window)
    cut.setGeometry(0, 60, 40, 20)
    wheel = QComboBox(window)
    wheel.setAccessibleName("Auswahl")
    wheel.setFocusPolicy(Qt.FocusPolicy.WheelFocus)
    unreached = QPushButton("Los", window)
    unreached.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    for index, widget in enumerate((nameless, small, wheel, unreached)):
        widget.move(QPoint(0, 90 + 40 * index))
    shown(window)
    words = " | ".join(f"{finding.where}: {finding.what}" for finding in audit(window))
    for expected in ("no name", "at least 24", "words are cut", "the wheel", "cannot be reached"):
        assert expected in words, words
