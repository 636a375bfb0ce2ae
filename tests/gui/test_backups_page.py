"""Sicherungen: made, listed with what is in them, checked, told before something is lost."""

import os
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from permenti_desktop import i18n, settings
from permenti_desktop.db import raw
from permenti_desktop.db.backup import back_up, back_up_file
from permenti_desktop.db.backup_list import STAMP, backups_of, folder_of
from permenti_desktop.db.database import Database
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.opening import open_database
from permenti_desktop.db.rekey import rekey
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.gui import jobs, keeper
from permenti_desktop.gui.backups.listing import Listing, size_words
from permenti_desktop.gui.backups.page import BackupsPage
from permenti_desktop.gui.keeper import Keeper, save_backups
from permenti_desktop.gui.table import Asked
from permenti_desktop.gui.theme import T
from permenti_desktop.gui.widgets.button import Button
from permenti_desktop.gui.widgets.message_bar import Message
from permenti_desktop.usecases import participant, timeline
from tests.db_fixtures import CHEAP, PASSPHRASE, OfficeFile
from tests.gui.audit import audit


def add_woman(database: Database, last_name: str) -> int:
    with database.write() as session:
        return participant.save(
            session, None, None, ParticipantInput(person=PersonInput(last_name=last_name, first_name="A"))
        )


@pytest.fixture
def page(working: Database, shown: Callable[..., QWidget], qtbot: QtBot) -> Callable[..., BackupsPage]:
    def made(width: int = 1200, height: int = 700) -> BackupsPage:
        made = BackupsPage()
        made.reflow(round(width / T.zoom), round(height / T.zoom))
        shown(made, width, height)
        qtbot.waitUntil(jobs.idle)
        return made

    return made


def test_first_backup_is_made_by_the_button(page: Callable[..., BackupsPage], working: Database, qtbot: QtBot) -> None:
    one = page()
    assert one.last.text() == "Noch nie gesichert"
    assert one.none.isVisible()
    add_woman(working, "Hussein")
    QTest.mouseClick(one.now, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(one.table.isVisible, timeout=10_000)
    qtbot.waitUntil(jobs.idle)
    assert one.last.text().startswith("Letzte Sicherung heute ")
    assert one.subtitle.text() == "1 Sicherung"
    model = one.table.model_

    def words() -> set[object]:
        return {model.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole) for column in range(6)}

    qtbot.waitUntil(lambda: words() >= {"von Hand", "1 TN · 0 M · 0 Notizen", "geprüft", "Rechner"})
    assert working.path is not None
    assert [backup.reason for backup in backups_of(working.path)] == ["manual"]


def test_the_file_is_checked_on_demand_and_damage_brings_the_next_step(
    page: Callable[..., BackupsPage], working: Database, qtbot: QtBot
) -> None:
    add_woman(working, "Hussein")
    save_backups(working, "manual", only_if_changed=False)
    one = page()
    said: list[str] = []
    one.say = lambda sentence, **_more: said.append(sentence)  # type: ignore[method-assign]
    QTest.mouseClick(one.check_file_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: said == ["Die Datei ist in Ordnung."], timeout=10_000)
    path = working.path
    assert path is not None
    assert raw.problems(path, working.key, working.place) == []  # brings what is beside the file into it
    content = bytearray(path.read_bytes())
    content[40 * 4096 - 2000] ^= 1
    path.write_bytes(content)
    QTest.mouseClick(one.check_file_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: one.messages.sentences() == ["Die Datei ist beschädigt."], timeout=10_000)
    (message,) = [m for m in one.messages.findChildren(Message) if m.isVisible()]
    assert "neueste gute Sicherung ist vom" in message.accessibleName()
    rescue = next(b for b in message.findChildren(Button) if b.text() == "Retten, was lesbar ist")
    QTest.mouseClick(rescue, Qt.MouseButton.LeftButton)
    rescued = path.with_name(f"{path.stem} (gerettet).permenti")
    qtbot.waitUntil(lambda: any("Gerettet" in sentence for sentence in one.messages.sentences()), timeout=20_000)
    copy = open_database(rescued, data_key=working.key)
    with copy.read() as session:
        assert [one.last_name for one in session.query(Person)] == ["Hussein"]
    copy.close()


def test_no_backup_outlives_what_the_proof_of_an_erasure_says(working: Database) -> None:
    """However long the office keeps files: "in older backups she still is until ... at the latest", a year later."""
    path = working.path
    assert path is not None
    made = back_up(working, "erasure")
    for months in (13, 20, 30):
        day = datetime.now(UTC) - timedelta(days=30.5 * months)
        old = made.path.with_name(f"{path.stem}.{day.strftime(STAMP)}.erasure{path.suffix}")
        shutil.copy2(made.path, old)
        shutil.copy2(f"{made.path}.key", f"{old}.key")
    for number in range(3):
        add_woman(working, f"Frau {number}")
        save_backups(working, "manual", only_if_changed=False)
    year_ago = datetime.now(UTC) - timedelta(days=365)
    assert [one.at for one in backups_of(path) if one.at < year_ago] == []
    assert len(backups_of(path)) >= 3


def test_what_would_be_lost_is_said_first(page: Callable[..., BackupsPage], working: Database, qtbot: QtBot) -> None:
    add_woman(working, "Hussein")
    save_backups(working, "manual", only_if_changed=False)
    who = add_woman(working, "Rahimi")
    for text in ("Anruf", "Besuch"):
        with working.write() as session:
            timeline.save(session, None, None, TimelineEntryInput(on=date(2026, 11, 20), text=text, person_ids=(who,)))
    one = page()
    one.table.selectRow(0)
    QTest.mouseClick(one.restore_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(one.confirm.isVisible)
    assert "3 Schritte" in one.consequence.text()
    assert "2 Notizen, 1 Teilnehmerin" in one.consequence.text()
    assert one.leave_it.hasFocus()  # Enter does no harm
    QTest.keyClick(one.leave_it, Qt.Key.Key_Space)
    assert not one.confirm.isVisible()


def test_a_backup_that_was_damaged_later_is_found(
    page: Callable[..., BackupsPage], working: Database, qtbot: QtBot
) -> None:
    made = save_backups(working, "manual", only_if_changed=False)
    assert made is not None
    one = page()
    one.table.selectRow(0)
    QTest.mouseClick(one.check_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: one.listing.row(one.table.selected_ids()[0]).state == "good")  # type: ignore[union-attr]
    whole = made.path.read_bytes()
    made.path.write_bytes(whole[:8192] + os.urandom(4096) + whole[12288:])
    QTest.mouseClick(one.check_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: one.messages.sentences() != [])
    assert "beschädigt" in one.messages.sentences()[0]


def test_the_second_place_gets_its_copy_and_is_remembered(working: Database, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    settings.change(stick_folder=str(stick))
    one = Keeper(working)
    assert one.days_without_second() is None
    add_woman(working, "Hussein")
    save_backups(working, "timer", only_if_changed=True)
    assert working.path is not None
    assert len(backups_of(working.path, stick)) == 1
    assert one.days_without_second() == 0
    add_woman(working, "Rahimi")
    save_backups(working, "timer", only_if_changed=True)
    assert len(backups_of(working.path, stick)) == 1  # once a day is enough there
    assert len(backups_of(working.path)) == 2
    stick.rename(tmp_path / "pulled out")
    add_woman(working, "Öztürk")
    assert save_backups(working, "exit", only_if_changed=True) is not None


def test_the_folder_of_backups_is_no_second_place(page: Callable[..., BackupsPage], working: Database) -> None:
    one = page()
    assert working.path is not None
    folder = folder_of(working.path)
    folder.mkdir(exist_ok=True)
    one.set_stick(str(folder / ".." / folder.name))
    assert "liegen die Sicherungen schon" in one.messages.sentences()[0]
    assert settings.load().stick_folder == ""


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder in which nobody can write, not even root")
def test_a_second_place_that_fails_does_not_hide_that_there_is_a_backup(working: Database, qtbot: QtBot) -> None:
    settings.change(stick_folder="/proc")
    one = Keeper(working)
    add_woman(working, "Hussein")
    with qtbot.waitSignal(one.failed) as told:
        one.back_up("manual")
    assert told.args is not None
    assert "Auf dem zweiten Ort wurde nicht gesichert" in told.args[0].sentence
    assert one.state()[1] == "ok"
    assert working.path is not None
    assert len(backups_of(working.path)) == 1


def test_a_backup_of_before_a_new_encryption_is_not_called_damaged(
    office_file: OfficeFile,
) -> None:
    path = office_file.path
    former = back_up_file(path, office_file.data_key, "manual").path
    key = rekey(path, office_file.data_key, "Anna Beispiel", PASSPHRASE, cost=CHEAP)
    harmed = back_up_file(path, key, "timer").path
    content = harmed.read_bytes()
    harmed.write_bytes(content[:100] + bytes(3000) + content[3100:])
    database = open_database(path, data_key=key)
    listing = Listing(database)
    states = {
        row.backup.path: row.state for row in listing.rows(None, listing.ids(None, Asked(sort="at", descending=True)))
    }
    database.close()
    assert states.pop(former) == "former"
    assert states.pop(harmed) == "bad"
    assert sorted(states.values()) == ["checked", "former"]


def test_the_page_says_how_the_last_trial_went(
    page: Callable[..., BackupsPage], working: Database, qtbot: QtBot
) -> None:
    add_woman(working, "Hussein")
    save_backups(working, "timer", only_if_changed=True)
    one = page()
    assert one.drill.text() == "Noch nie zur Probe wiederhergestellt"
    QTest.mouseClick(one.drill_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "alles war da" in one.drill.text(), timeout=10_000)
    for backup in backups_of(working.path or Path()):
        backup.path.write_bytes(backup.path.read_bytes()[:-4096])
    QTest.mouseClick(one.drill_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "nicht gelungen" in one.drill.text(), timeout=10_000)
    assert one.drill_where.text()


def test_nothing_changed_means_no_new_backup(working: Database) -> None:
    add_woman(working, "Hussein")
    assert save_backups(working, "timer", only_if_changed=True) is not None
    assert save_backups(working, "timer", only_if_changed=True) is None


def test_after_a_restore_automatic_backups_rest_until_confirmed(working: Database, qtbot: QtBot) -> None:
    assert working.path is not None
    keeper.pause(working.path, "2026-11-22T10:00:00+00:00")
    one = Keeper(working)
    add_woman(working, "Hussein")
    one.note_change()
    one.on_time()
    assert backups_of(working.path) == ()
    assert "ruht" in one.state()[0]
    keeper.pause(working.path, "")
    with qtbot.waitSignal(one.backed_up, timeout=10_000):
        one.on_time()
    assert [backup.reason for backup in backups_of(working.path)] == ["timer"]
    assert one.state()[0].startswith("Gespeichert · gesichert ")


def test_a_backup_that_fails_is_said(working: Database, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "no folder").write_text("")
    settings.change(backup_folder=str(tmp_path / "no folder"))
    one = Keeper(working)
    told: list[str] = []
    one.told.connect(lambda words, _tone, _picture: told.append(words))
    with qtbot.waitSignal(one.failed, timeout=10_000):
        one.back_up("manual")
    assert told[-1] == "Gespeichert · nicht gesichert"


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "1 KB"), (2_100, "2 KB"), (2_149_000, "2,1 MB"), (14_400_000, "14 MB"), (3_000_000_000, "3,0 GB")],
)
def test_sizes_are_said_as_people_say_them(size: int, words: str) -> None:
    assert size_words(size) == words


@pytest.mark.parametrize("scheme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(("width", "zoom"), [(1243, 1.0), (1036, 1.0), (1036, 1.5)])
def test_page_can_be_used_by_everyone(
    page: Callable[..., BackupsPage],
    working: Database,
    qtbot: QtBot,
    scheme: str,
    language: str,
    width: int,
    zoom: float,
) -> None:
    T.apply(scheme, zoom)  # type: ignore[arg-type]
    i18n.use(language)
    save_backups(working, "manual", only_if_changed=False)
    one = page(width, 640)
    assert audit(one) == []
    one.table.selectRow(0)
    one.ask_restore()
    qtbot.waitUntil(one.confirm.isVisible)
    qtbot.waitUntil(lambda: audit(one) == [])
