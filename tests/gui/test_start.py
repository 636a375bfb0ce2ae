"""From the arguments to the window: what is painted first, the passphrase, every refusal with its next step."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from permenti_desktop import settings
from permenti_desktop.db import keys, lock_file, opening
from permenti_desktop.db.backup import back_up_file
from permenti_desktop.db.first_look import look
from permenti_desktop.db.opening import open_database
from permenti_desktop.domain.participant import ParticipantInput, PhaseInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.domain.timeline import FollowUpInput
from permenti_desktop.gui import keeper
from permenti_desktop.gui import program as program_module
from permenti_desktop.gui.begin import Begin, command, parsed
from permenti_desktop.gui.first_view import NARROW, WIDE, FirstView
from permenti_desktop.gui.main_window import ICONS_BELOW
from permenti_desktop.gui.places import places, sections
from permenti_desktop.gui.program import Program
from permenti_desktop.gui.theme import Mode, T
from permenti_desktop.gui.unlock.page import UnlockPage
from permenti_desktop.gui.unlock.passphrase_field import caps_lock_from
from permenti_desktop.gui.widgets.button import Button
from permenti_desktop.queries import participant as participant_query
from permenti_desktop.usecases import bin as paper_bin
from permenti_desktop.usecases import office, participant, timeline
from tests.db_fixtures import PASSPHRASE, OfficeFile
from tests.gui.audit import audit


@pytest.fixture
def filled(office_file: OfficeFile) -> OfficeFile:
    """An office with one participant and one thing to do."""
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        office.found(session, "Brücken Witten", "ennepe-ruhr")
        who = participant.save(
            session, None, None, ParticipantInput(person=PersonInput(last_name="Hussein", first_name="Shilan"))
        )
        timeline.save_follow_up(
            session, None, None, FollowUpInput(due=date(2026, 11, 20), text="Rückruf wegen Schichten", person_id=who)
        )
    database.close()
    return office_file


@pytest.fixture
def begin(qapp: QApplication, qtbot: QtBot) -> Iterator[Callable[[Begin], Program]]:
    """Starts the program in this process and takes it away again."""
    programs: list[Program] = []

    def started(begin: Begin) -> Program:
        program = Program(qapp, begin)
        programs.append(program)
        return program

    yield started
    for program in programs:
        program._last_chance()
        for window in (program.window, program.start_window):
            if window is not None:
                window.hide()
                window.deleteLater()
        program.deleteLater()
    qapp.processEvents()
    qapp.setQuitOnLastWindowClosed(True)


def page_of(program: Program) -> UnlockPage:
    assert program.start_window is not None
    page = program.start_window.page
    assert isinstance(page, UnlockPage)
    return page


def type_into(widget: QWidget, text: str) -> None:
    for letter in text:
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def offered(page: UnlockPage) -> list[str]:
    """The words on the buttons of the next steps."""
    return [made.text() for made in page.steps.findChildren(Button) if not made.isHidden()]


# Arguments --------------------------------------------------------------------------------------------------


def test_arguments_survive_the_way_through_a_command_line(tmp_path: Path) -> None:
    file = str(tmp_path / "Büro mit Leerzeichen.permenti")
    begin = Begin(file=file, section="participant", record=17, reason="idle", at="14:32", minutes=10, drafts=2)
    words = command(begin)
    assert words[: words.index("gui")] == [sys.executable, "-m", "permenti_desktop"]
    assert parsed(words[words.index("gui") + 1 :]) == begin
    assert begin.locked
    assert not Begin(reason="restored").locked


def test_sections_follow_the_modules_of_the_office() -> None:
    few = [place.section for place in places(("participants", "mentors"))]
    all_of_them = [place.section for place in places(("participants", "network", "grants", "reports"))]
    assert "network" not in few
    assert "grant" not in few
    assert {"today", "participant", "tandem", "settings", "backups"} <= set(few)  # no office is without them
    assert {"network", "grant"} <= set(all_of_them)
    lower = [place.section for place in places(()) if place.lower]
    assert lower == ["importing", "settings", "backups", "data_protection", "help"]
    upper = [place.section for place in places(("network", "grants", "reports")) if not place.lower]
    assert len(upper) <= 9  # Strg+1 … Strg+9; Strg+0 is the normal size of the text


# First paint ------------------------------------------------------------------------------------------------

_SCRIPT = """
import sys
from PySide6.QtCore import QEvent, QObject
from permenti_desktop.gui import app
from permenti_desktop.gui.program import Program
from permenti_desktop.gui.begin import Begin
from permenti_desktop.gui.first_view import NARROW, WIDE, FirstView
from permenti_desktop.gui.main_window import ICONS_BELOW

class Watch(QObject):
    heavy = None
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, FirstView) and self.heavy is None:
            names = ("sqlalchemy", "alembic", "openpyxl", "reportlab", "babel", "rapidfuzz", "phonenumbers")
            self.heavy = [name for name in names if name in sys.modules]
            print("PAINTED", ",".join(self.heavy), flush=True)
            application.exit(0)
        return False

application = app.application(["permenti"])
watch = Watch()
application.installEventFilter(watch)
program = Program(application, Begin(file=sys.argv[1], section="participant"))
page = program.start_window.page
page.passphrase.line.setText(sys.argv[2])
page.open()
sys.exit(application.exec())
"""


def test_first_paint_needs_no_orm(filled: OfficeFile, tmp_path: Path) -> None:
    environment = {**os.environ, "PERMENTI_HOME": str(tmp_path / "home"), "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(filled.path), PASSPHRASE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "PAINTED \n" in done.stdout, (done.stdout, done.stderr)
    assert not lock_file.lock_path(filled.path).exists()


def test_first_look_reads_what_the_first_paint_shows(filled: OfficeFile) -> None:
    door = opening.knock(filled.path, passphrase=PASSPHRASE)
    try:
        seen = look(door)
    finally:
        door.leave()
    assert [(row.name, row.detail, row.due) for row in seen.to_do] == [
        ("Hussein, Shilan", "Rückruf wegen Schichten", "2026-11-20")
    ]
    assert [row.name for row in seen.participants] == ["Hussein, Shilan"]
    assert dict(seen.settings)["office"] == '"Brücken Witten"'
    assert not lock_file.lock_path(filled.path).exists()


def test_the_first_rows_stand_as_in_the_list(filled: OfficeFile) -> None:
    """Due ones first, then by name; no one who has left, and no order that the list does not have."""
    database = open_database(filled.path, data_key=filled.data_key)
    with database.write() as session:
        for number, name in enumerate(("Zewdu", "Aziz", "Bayram", "Camara", "Omar")):
            phases = (PhaseInput(phase="dropout"),) if name == "Bayram" else ()
            who = participant.save(
                session, None, None, ParticipantInput(person=PersonInput(last_name=name, first_name="A"), phases=phases)
            )
            if name in ("Zewdu", "Omar", "Bayram"):
                given = FollowUpInput(due=date(2026, 11, 21 - number % 2), text="Anruf", person_id=who)
                timeline.save_follow_up(session, None, None, given)
    with database.read() as session:
        wanted = participant_query.ids(session, filter=participant_query.ACTIVE, sort="next_due")
        names = [row.name for row in participant_query.rows(session, wanted)]
        by_name = participant_query.ids(session, filter=participant_query.ACTIVE, sort="name")
        alphabet = [row.name for row in participant_query.rows(session, by_name)]
    database.close()

    def seen() -> list[str]:
        door = opening.knock(filled.path, passphrase=PASSPHRASE)
        try:
            return [row.name for row in look(door).participants]
        finally:
            door.leave()

    assert len(names) == 5
    assert seen() == names
    settings.change(layouts={"participant": {"sort": "name", "descending": False}})
    assert seen() == alphabet != names
    settings.change(layouts={"participant": {"sort": "town", "descending": False}})
    assert seen() == []


@pytest.mark.parametrize(("width", "height", "mode"), [(1440, 900, "light"), (1093, 582, "dark")])
def test_the_first_picture_looks_as_the_bars_will(
    begin: Callable[[Begin], Program], filled: OfficeFile, qapp: QApplication, width: int, height: int, mode: Mode
) -> None:
    T.apply(mode)
    program = begin(Begin(file="none"))
    door = opening.knock(filled.path, passphrase=PASSPHRASE)
    program.show_office(door, look(door), "participant")
    window = program.window
    assert window is not None
    assert window.cover is not None
    window.resize(width, height)
    left = WIDE if width >= ICONS_BELOW else NARROW
    first = window.grab().toImage()
    program._furnish(window)
    window.uncover()
    qapp.processEvents()
    bars = window.grab().toImage()
    for part in (QRect(0, 0, left, height), QRect(left, 0, width - left, 49)):
        one, other = first.copy(part), bars.copy(part)
        away = [
            (x, y)
            for x in range(part.width())
            for y in range(part.height())
            if abs(one.pixelColor(x, y).lightness() - other.pixelColor(x, y).lightness()) > 24
        ]
        assert len(away) < 200, away[:5]


@pytest.mark.parametrize("section", sections())
@pytest.mark.parametrize("has_people", [True, False], ids=["filled", "empty"])
def test_every_section_takes_the_place_of_its_picture_by_itself(
    begin: Callable[[Begin], Program],
    filled: OfficeFile,
    has_people: bool,
    section: str,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(program_module, "UNCOVER_BY", 3_600_000)
    if not has_people:
        database = open_database(filled.path, data_key=filled.data_key)
        with database.write() as session:
            paper_bin.put_all(session, "participant", participant_query.ids(session))
        database.close()
    program = begin(Begin(file="none"))
    door = opening.knock(filled.path, passphrase=PASSPHRASE)
    program.show_office(door, look(door), section)
    window = program.window
    assert window is not None
    qtbot.waitUntil(lambda: window.cover is None and program.idle is not None, timeout=20_000)
    page = window.current()
    assert page is not None
    assert page.section == section


# From the passphrase to the window --------------------------------------------------------------------------


def test_passphrase_and_enter_open_the_window(
    begin: Callable[[Begin], Program], filled: OfficeFile, qtbot: QtBot
) -> None:
    program = begin(Begin(file=str(filled.path), section="settings"))
    page = page_of(program)
    assert program.start_window is not None
    assert program.start_window.windowTitle() == "Permenti"
    qtbot.waitUntil(page.passphrase.line.isVisible)
    type_into(page.passphrase.line, PASSPHRASE)
    QTest.keyClick(page.passphrase.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.window is not None, timeout=10_000)
    assert program.window is not None
    assert program.start_window is None
    assert program.window.findChild(FirstView) is not None
    qtbot.waitUntil(lambda: program.window is not None and program.window.current() is not None, timeout=20_000)
    assert program.database.who == "Anna Beispiel"
    current = program.window.current()
    assert current is not None
    assert current.section == "settings"
    assert program.window.windowTitle() == "Einstellungen – Permenti"
    assert settings.load().recent_files == (str(filled.path),)
    qtbot.waitUntil(lambda: "noch nie gesichert" in program.window.top.state.text())


@pytest.mark.parametrize("days", [None, 3, 9])
def test_a_second_place_that_is_late_is_reminded_of(
    begin: Callable[[Begin], Program], office_file: OfficeFile, qtbot: QtBot, tmp_path: Path, days: int | None
) -> None:
    back_up_file(office_file.path, office_file.data_key, "manual")
    settings.change(stick_folder=str(tmp_path / "pulled out"))
    if days is not None:
        last = {str(office_file.path): (datetime.now(UTC).date() - timedelta(days=days)).isoformat()}
        settings.save(settings.load().with_layout(keeper._SECOND, last))
    program = begin(Begin(file=str(office_file.path), section="settings"))
    page = page_of(program)
    qtbot.waitUntil(page.passphrase.line.isVisible)
    type_into(page.passphrase.line, PASSPHRASE)
    QTest.keyClick(page.passphrase.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: hasattr(program, "_system_lock"), timeout=30_000)  # in the same turn as the reminder
    assert program.window is not None
    said = " ".join(program.window.messages.sentences())
    assert ("Auf dem zweiten Ort wurde noch nie gesichert." in said) == (days is None)
    assert ("Auf dem zweiten Ort wurde seit 9 Tagen nicht gesichert." in said) == (days == 9)
    assert ("zweiten Ort" in said) == (days != 3)


def test_a_page_asked_for_at_once_waits_for_the_database(
    begin: Callable[[Begin], Program], filled: OfficeFile, qtbot: QtBot
) -> None:
    program = begin(Begin(file=str(filled.path)))
    door = opening.knock(filled.path, passphrase=PASSPHRASE)
    program.show_office(door, look(door))
    assert program.database is None
    assert program.window is not None
    program.window.go("backups")
    assert program.database is not None
    current = program.window.current()
    assert current is not None
    assert current.section == "backups"


def test_undo_is_named_and_takes_back(begin: Callable[[Begin], Program], filled: OfficeFile, qtbot: QtBot) -> None:
    program = begin(Begin(file=str(filled.path), section="settings"))
    door = opening.knock(filled.path, passphrase=PASSPHRASE)
    program.show_office(door, look(door))
    program.ready()
    window = program.window
    assert window is not None
    from permenti_desktop.gui import jobs

    jobs.write(office.save_term, "instrument", None, "Lotsenbogen")
    qtbot.waitUntil(lambda: "Lotsenbogen" in window.top.undo.toolTip(), timeout=20_000)
    assert window.commands.run("undo")
    qtbot.waitUntil(lambda: "Lotsenbogen" in window.toast.text())
    qtbot.waitUntil(lambda: "Lotsenbogen" in window.top.redo.toolTip())
    with program.database.read() as session:
        from permenti_desktop.queries import office as query

        assert "Lotsenbogen" not in [term.de for term in query.terms(session, "instrument")]


# Refusals -------------------------------------------------------------------------------------------------


def test_wrong_passphrase_says_so_and_keeps_the_cursor(
    begin: Callable[[Begin], Program], filled: OfficeFile, qtbot: QtBot
) -> None:
    page = page_of(begin(Begin(file=str(filled.path))))
    type_into(page.passphrase.line, "falsch")
    QTest.keyClick(page.passphrase.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.messages.sentences() != [])
    assert page.messages.sentences() == ["Das Passwort passt nicht zu dieser Datei."]
    assert page.passphrase.line.selectedText() != ""
    assert offered(page) == []


@pytest.mark.parametrize(
    ("spoil", "sentence", "first_step"),
    [
        (lambda path: path.unlink(), "ist nicht da", "Noch einmal versuchen"),
        (lambda path: path.write_bytes(b""), "leer", "Andere Datei wählen"),
        (lambda path: path.write_bytes(b"Ein Brief." * 500), "gehört nicht zu diesem Programm", "Andere Datei wählen"),
        (lambda path: keys.envelope_path(path).unlink(), "Schlüsseldatei", "Mit Wiederherstellungsblatt öffnen"),
        (
            lambda path: keys.envelope_path(path).write_bytes(b"{"),
            "Schlüsseldatei",
            "Mit Wiederherstellungsblatt öffnen",
        ),
    ],
    ids=["missing", "empty", "not ours", "no key file", "key file damaged"],
)
def test_what_is_wrong_is_said_before_a_passphrase_is_typed(
    begin: Callable[[Begin], Program],
    office_file: OfficeFile,
    qtbot: QtBot,
    spoil: Callable[[Path], object],
    sentence: str,
    first_step: str,
) -> None:
    if sentence == "gehört nicht zu diesem Programm":
        keys.envelope_path(office_file.path).unlink()
    spoil(office_file.path)
    page = page_of(begin(Begin(file=str(office_file.path))))
    assert len(page.messages.sentences()) == 1
    assert sentence in page.messages.sentences()[0]
    assert offered(page)[0] == first_step


def test_file_in_use_says_so_and_can_be_looked_at(
    begin: Callable[[Begin], Program], filled: OfficeFile, qtbot: QtBot
) -> None:
    other = open_database(filled.path, data_key=filled.data_key)
    try:
        program = begin(Begin(file=str(filled.path), section="backups"))
        page = page_of(program)
        type_into(page.passphrase.line, PASSPHRASE)
        page.open()
        qtbot.waitUntil(lambda: page.messages.sentences() != [], timeout=10_000)
        assert "schon geöffnet" in page.messages.sentences()[0]
        assert offered(page) == ["Noch einmal versuchen", "Nur ansehen", "Andere Datei wählen"]
        page.open_read_only()
        qtbot.waitUntil(lambda: program.database is not None, timeout=20_000)
        assert program.database.read_only
        assert program.window is not None
        top = program.window.top
        qtbot.waitUntil(lambda: top.state.text() == "Nur zum Ansehen geöffnet")
        program._last_chance()
    finally:
        other.close()


def test_damaged_file_offers_its_newest_good_backup(
    begin: Callable[[Begin], Program], filled: OfficeFile, qtbot: QtBot
) -> None:
    back_up_file(filled.path, filled.data_key, "manual")
    newer = back_up_file(filled.path, filled.data_key, "manual")
    newer.path.write_bytes(newer.path.read_bytes()[:4096] + os.urandom(newer.bytes - 4096))
    whole = filled.path.read_bytes()
    filled.path.write_bytes(whole[:16] + os.urandom(len(whole) - 16))
    program = begin(Begin(file=str(filled.path), section="backups"))
    page = page_of(program)
    type_into(page.passphrase.line, PASSPHRASE)
    page.open()
    qtbot.waitUntil(lambda: page.messages.sentences() != [], timeout=10_000)
    assert "beschädigt" in page.messages.sentences()[0]
    assert offered(page)[0].startswith("Sicherung vom ")
    made = next(b for b in page.steps.findChildren(Button) if b.text().startswith("Sicherung vom "))
    QTest.mouseClick(made, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: program.database is not None, timeout=20_000)
    with program.database.read() as session:
        assert office.settings(session).office == "Brücken Witten"
    assert program.window is not None
    assert "wiederhergestellten Stand" in program.window.messages.sentences()[0]
    # The damaged file is kept beside the backups.
    assert any("replaced" in left.name for left in newer.path.parent.iterdir())
    top = program.window.top
    qtbot.waitUntil(lambda: "ruht" in top.state.text())
    program.confirm_restored()
    assert "ruht" not in program.window.top.state.text()
    assert program.window.messages.sentences() == []


def test_what_is_readable_of_a_damaged_file_is_salvaged_and_opened(
    begin: Callable[[Begin], Program], filled: OfficeFile, qtbot: QtBot
) -> None:
    """Without any backup; the damaged file stays as it is."""
    content = bytearray(filled.path.read_bytes())
    content[2000] ^= 1  # the first page: the file does not open any more
    filled.path.write_bytes(content)
    page = page_of(begin(Begin(file=str(filled.path), section="backups")))
    type_into(page.passphrase.line, PASSPHRASE)
    page.open()
    qtbot.waitUntil(lambda: page.messages.sentences() != [], timeout=10_000)
    made = next(b for b in page.steps.findChildren(Button) if b.text() == "Retten, was lesbar ist")
    QTest.mouseClick(made, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.rescued.isVisible, timeout=20_000)
    rescued = filled.path.with_name(f"{filled.path.stem} (gerettet).permenti")
    assert rescued.with_suffix(".txt").read_text("utf-8").strip() == page.rescued.text()
    assert filled.path.read_bytes() == content
    assert offered(page)[0] == "Gerettete Datei öffnen"
    with qtbot.waitSignal(page.other_file) as chosen:
        QTest.mouseClick(page.steps.findChildren(Button)[0], Qt.MouseButton.LeftButton)
    assert chosen.args == [str(rescued)]
    database = open_database(rescued, passphrase=PASSPHRASE)
    with database.read() as session:
        assert office.settings(session).office == "Brücken Witten"
    database.close()


def test_recovery_sheet_opens_and_sets_a_new_passphrase(
    begin: Callable[[Begin], Program], filled: OfficeFile, qtbot: QtBot
) -> None:
    keys.envelope_path(filled.path).unlink()
    program = begin(Begin(file=str(filled.path), section="backups"))
    page = page_of(program)
    page.show_recovery()
    assert page.recovery.code.isVisible()
    code = keys.recovery_code(filled.data_key)
    page.recovery.code.set_value("X" + code[1:])
    page.recovery.confirmed.emit()
    assert "1. Gruppe" in page.recovery._code.remark.text()
    page.recovery.code.set_value(code.lower())
    page.recovery.name.set_value("Vera Vertretung")
    page.recovery.first.line.setText("Wolke Tisch Sieben")
    page.recovery.second.line.setText("Wolke Tisch Acht")
    page.recovery.confirmed.emit()
    assert "verschieden" in page.recovery.second.remark.text()
    page.recovery.second.line.setText("Wolke Tisch Sieben")
    page.recovery.confirmed.emit()
    qtbot.waitUntil(lambda: program.database is not None, timeout=20_000)
    assert opening.unlock(filled.path, passphrase="Wolke Tisch Sieben") == filled.data_key


# Manners --------------------------------------------------------------------------------------------------


def test_lock_page_is_neutral_and_says_why(begin: Callable[[Begin], Program], filled: OfficeFile) -> None:
    program = begin(Begin(file=str(filled.path), reason="idle", at="14:32", minutes=10, drafts=1))
    page = page_of(program)
    assert page.reason.text() == "Gesperrt nach 10 Minuten ohne Eingabe, 14:32."
    assert page.drafts.text() == "1 Entwurf ist gesichert."
    shown = " ".join(widget.text() for widget in page.findChildren(QWidget) if hasattr(widget, "text"))
    assert filled.path.stem not in shown
    page._settings()
    assert program.begin.section == "settings"


def test_caps_lock_is_seen_from_what_is_typed() -> None:
    def event(text: str, shift: bool) -> QKeyEvent:
        modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        return QKeyEvent(QKeyEvent.Type.KeyPress, 0, modifier, text)

    assert caps_lock_from(event("A", False)) is True
    assert caps_lock_from(event("a", True)) is True
    assert caps_lock_from(event("a", False)) is False
    assert caps_lock_from(event("A", True)) is False
    assert caps_lock_from(event("7", False)) is None
    assert caps_lock_from(event("", False)) is None


def test_caps_lock_hint_is_shown_at_the_field(begin: Callable[[Begin], Program], filled: OfficeFile) -> None:
    page = page_of(begin(Begin(file=str(filled.path))))
    type_into(page.passphrase.line, "A")
    assert page.passphrase.remark.text() == "Die Feststelltaste ist an."
    type_into(page.passphrase.line, "a")
    assert page.passphrase.remark.text() == ""


@pytest.mark.parametrize("look_", ["light", "dark", "contrast"])
@pytest.mark.parametrize(("width", "height", "zoom"), [(1440, 900, 1.0), (1093, 582, 1.0), (1093, 582, 1.5)])
def test_page_of_the_passphrase_can_be_used_by_everyone(
    begin: Callable[[Begin], Program], office_file: OfficeFile, qtbot: QtBot, look_: str, width: int, height: int,
    zoom: float,
) -> None:  # fmt: skip
    T.apply(look_, zoom)  # type: ignore[arg-type]
    program = begin(Begin(file=str(office_file.path)))
    window = program.start_window
    assert window is not None
    window.resize(width, height)
    page = page_of(program)
    page.refuse(lock_file.FileInUse(None))
    qtbot.waitUntil(page.steps.isVisible)
    qtbot.waitUntil(lambda: audit(window) == [])  # the layout settles in the next turn
    page.show_recovery()
    qtbot.waitUntil(page.recovery.isVisible)
    qtbot.waitUntil(lambda: audit(window) == [])  # the layout settles in the next turn
