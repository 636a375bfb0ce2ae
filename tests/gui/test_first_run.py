"""The first run: from nothing to a file, without losing anything on the way."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from permenti_desktop import i18n, paths, settings
from permenti_desktop.db import keys, opening
from permenti_desktop.db.backup import back_up_file
from permenti_desktop.db.first_look import look
from permenti_desktop.db.place import Place, place_of
from permenti_desktop.db.sync_folder import sync_service
from permenti_desktop.gui import recovery_sheet
from permenti_desktop.gui.first_run import making, state
from permenti_desktop.gui.first_run.wizard import Wizard
from permenti_desktop.gui.theme import T
from permenti_desktop.queries import participant
from permenti_desktop.usecases import office
from tests.db_fixtures import PASSPHRASE, OfficeFile
from tests.gui.audit import audit

PASS = "Apfel Birne Kirsche 7"


@pytest.fixture(autouse=True)
def _nothing_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A home of its own for every test: documents, settings, what was left of a first run."""
    monkeypatch.setenv("PERMENTI_HOME", str(tmp_path / "home"))
    settings.save(settings.Settings())


@pytest.fixture
def wizard(shown: Callable[..., QWidget], qtbot: QtBot) -> Callable[..., Wizard]:
    def made(width: int = 1093, height: int = 582) -> Wizard:
        made = Wizard()
        shown(made, width, height)
        return made

    return made


def fill(one: Wizard) -> None:
    """Up to the page of the passphrase."""
    one.show_step("project")
    one.project.office.setText("Brücken: Witten")
    one.go_on()
    assert one.current.name == "place"
    one.go_on()
    assert one.current.name == "passphrase"


def test_from_nothing_to_a_file(wizard: Callable[..., Wizard], qtbot: QtBot, tmp_path: Path) -> None:
    one = wizard()
    opened: list[tuple[object, object, str]] = []
    one.opened.connect(lambda door, look, section: opened.append((door, look, section)))
    choice = one.welcome.choices[0]
    QTest.keyClick(choice, Qt.Key.Key_Return)
    assert one.current.name == "project"
    one.go_on()
    assert one.project.remark.text() == "Bitte geben Sie den Namen Ihrer Stelle ein."
    one.project.office.setText("Brücken: Witten")
    one.project.changed.emit()
    assert one.project.remark.text() == ""
    next(tick for tick in one.project.sites.buttons() if tick.property("code") == "koeln").click()
    one.go_on()
    # What no system allows in a name is not proposed.
    assert one.place.target() == paths.documents_dir() / "Brücken Witten.permenti"
    one.go_on()
    one.passphrase.person.setText("M. Adler")
    one.passphrase.first.line.setText(PASS)
    assert one.passphrase.strength.text() == "Stärke: sehr gut"
    one.passphrase.second.line.setText("Apfel Birne Kirsche 8")
    one.go_on()
    assert one.current.name == "passphrase"
    assert "zweimal gleich" in one.passphrase.remark.text()
    one.passphrase.second.line.setText(PASS)
    QTest.keyClick(one.passphrase.second.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: one.current.name == "sheet", timeout=30_000)
    assert one.passphrase.first.text() == ""
    # On only after the sheet, or with the promise.
    one.go_on()
    assert one.current.name == "sheet"
    recovery_sheet.write(tmp_path / "Blatt.pdf", one.sheet.data_key, one.sheet.file_name, one.sheet.office)
    printed = "".join(page.extract_text() for page in PdfReader(tmp_path / "Blatt.pdf").pages)
    code = "-".join(group for group in keys.recovery_code(one.sheet.data_key).split("-") if group in printed)
    assert keys.from_recovery_code(code) == one.sheet.data_key
    one.sheet.later.click()
    one.go_on()
    stick = tmp_path / "stick"
    one.backups.stick.line.setText(str(stick))
    one.go_on()
    assert one.current.name == "backups"
    stick.mkdir()
    one.go_on()
    assert settings.load().stick_folder == str(stick)
    assert one.current.name == "lists"
    QTest.keyClick(one.lists.later, Qt.Key.Key_Space)
    QTest.mouseClick(one.done.tiles[0], Qt.MouseButton.LeftButton)
    ((door, _look, section),) = opened
    assert section == "participant"
    assert isinstance(door, opening.Door)
    assert door.who == "M. Adler"
    assert settings.load().recent_files == (str(door.path),)
    assert not state.unfinished()
    database = opening.enter(door)
    try:
        with database.read() as session:
            found = office.settings(session)
        assert (found.office, found.site) == ("Brücken: Witten", "koeln")
    finally:
        database.close()


def test_back_never_loses_input_and_a_new_start_goes_on(wizard: Callable[..., Wizard], qtbot: QtBot) -> None:
    one = wizard()
    fill(one)
    one.passphrase.first.line.setText(PASS)
    one.go_back()
    one.go_back()
    assert one.project.office.value() == "Brücken: Witten"
    one.go_on()
    one.go_on()
    assert one.passphrase.first.text() == PASS
    assert state.unfinished()
    kept = (paths.config_dir() / "first_run.json").read_text("utf-8")
    assert PASS not in kept
    again = wizard()
    assert again.current.name == "passphrase"
    assert again.project.office.value() == "Brücken: Witten"
    assert again.passphrase.first.text() == ""


def test_left_after_the_file_was_made_it_goes_on_at_the_sheet(wizard: Callable[..., Wizard], qtbot: QtBot) -> None:
    one = wizard()
    fill(one)
    one.passphrase.person.setText("M. Adler")
    one.passphrase.first.line.setText(PASS)
    one.passphrase.second.line.setText(PASS)
    one.go_on()
    qtbot.waitUntil(lambda: one.current.name == "sheet", timeout=30_000)
    one.abandon()
    file = Path(state.load().file)
    assert not state.unfinished()  # the file is opened first, then it goes on
    door = opening.knock(file, passphrase=PASS)
    try:
        again = Wizard((door, look(door)))
        assert again.current.name == "sheet"
        assert again.sheet.data_key == door.key
        again.go_back()
        assert again.current.name == "passphrase"
        assert not again.passphrase.first.line.isEnabled()
        again.go_on()
        assert again.current.name == "sheet"
        again.deleteLater()
    finally:
        door.leave()


def test_a_bad_place_is_said_before_anything_is_written(
    wizard: Callable[..., Wizard], qtbot: QtBot, tmp_path: Path
) -> None:
    one = wizard()
    fill(one)
    one.go_back()
    cloud = tmp_path / "OneDrive - Stadt Witten" / "Dokumente"
    cloud.mkdir(parents=True)
    one.place.folder.set_folder(cloud)
    one.place._look()
    assert "OneDrive" in one.place.remark.text()
    assert one.place.remark.level == "warning"
    one.go_on()
    assert one.current.name == "passphrase"  # a warning forbids nothing
    one.go_back()
    one.place.folder.set_folder(tmp_path / "gibt es nicht")
    one.go_on()
    assert one.place.remark.text() == "Diesen Ordner gibt es nicht."
    one.place.folder.set_folder(tmp_path)
    one.place.file.set_value("a/b")
    one.go_on()
    assert "Dateinamen" in one.place.remark.text()
    (tmp_path / "alt.permenti").write_bytes(b"x")
    one.place.file.set_value("alt")
    one.go_on()
    assert "schon eine Datei" in one.place.remark.text()


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - Stadt Witten/Büro", "OneDrive"),
        ("Dropbox (Persönlich)/x", "Dropbox"),
        ("Nextcloud/Büro", "Nextcloud"),
        ("Google Drive/x", "Google Drive"),
        ("Dokumente/Büro", ""),
        ("Nextcloudfreunde", ""),
    ],
)
def test_folders_of_services_are_known_by_name(tmp_path: Path, folder: str, service: str) -> None:
    assert sync_service(tmp_path / folder, {}) == service


def test_folders_of_services_are_known_by_marks_and_environment(tmp_path: Path) -> None:
    inside = tmp_path / "Ablage" / "Büro"
    inside.mkdir(parents=True)
    assert sync_service(inside, {}) == ""
    (tmp_path / "Ablage" / ".sync_ab12.db").touch()
    assert sync_service(inside, {}) == "Nextcloud"
    other = tmp_path / "Firma"
    assert sync_service(other / "x", {"OneDriveCommercial": str(other)}) == "OneDrive"
    assert place_of(tmp_path) in Place


def test_backup_from_a_stick_becomes_the_file(
    wizard: Callable[..., Wizard], office_file: OfficeFile, qtbot: QtBot, tmp_path: Path
) -> None:
    backup = back_up_file(office_file.path, office_file.data_key, "manual", folder=tmp_path / "stick")
    one = wizard()
    opened: list[opening.Door] = []
    one.opened.connect(lambda door, _look, _section: opened.append(door))
    one.show_restore(backup.path)
    step = one.current
    target = tmp_path / "neu"
    target.mkdir()
    step.folder.set_folder(target)  # type: ignore[attr-defined]
    one.go_on()
    assert "Passwort" in step.remark.text()
    step.passphrase.line.setText("falsch")  # type: ignore[attr-defined]
    one.go_on()
    qtbot.waitUntil(lambda: one.messages.sentences() != [], timeout=10_000)
    step.passphrase.line.setText(PASSPHRASE)  # type: ignore[attr-defined]
    one.go_on()
    qtbot.waitUntil(lambda: opened != [], timeout=10_000)
    assert opened[0].path == target / "Büro.permenti"
    opened[0].leave()


def test_samples_open_at_once_and_again(wizard: Callable[..., Wizard], qtbot: QtBot) -> None:
    one = wizard()
    opened: list[opening.Door] = []
    one.opened.connect(lambda door, _look, _section: opened.append(door))
    QTest.keyClick(one.welcome.choices[3], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened != [], timeout=60_000)
    assert opened[0].path == making.sample_file()
    opened[0].leave()
    before = os.stat(making.sample_file()).st_mtime_ns
    door, seen = making.make_samples(making.sample_file())
    door.leave()
    assert os.stat(making.sample_file()).st_mtime_ns == before
    database = opening.open_database(making.sample_file(), passphrase=making.SAMPLE_PASSPHRASE)
    with database.read() as session:
        listed = participant.ids(session, filter=participant.ACTIVE, sort="next_due")
        names = [row.name for row in participant.rows(session, listed)]
    database.close()
    assert len(names) > 10
    assert [one.name for one in seen.participants] == names


def test_language_is_chosen_on_the_first_page(wizard: Callable[..., Wizard], qtbot: QtBot) -> None:
    one = wizard()
    with qtbot.waitSignal(one.language_changed):
        one.welcome.languages.buttons()[1].click()
    assert i18n.language() == "en"
    assert settings.load().language == "en"


@pytest.mark.parametrize("scheme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(("width", "height", "zoom"), [(1440, 900, 1.0), (1093, 582, 1.0), (1093, 582, 1.5)])
def test_every_page_can_be_used_by_everyone(
    wizard: Callable[..., Wizard], qtbot: QtBot, scheme: str, language: str, width: int, height: int, zoom: float
) -> None:
    T.apply(scheme, zoom)  # type: ignore[arg-type]
    i18n.use(language)
    one = wizard(width, height)
    for name in one.steps:
        one.show_step(name)
        QTest.qWaitForWindowExposed(one)
        assert audit(one) == []
