"""Lock and end: a new process at the same place, writes finished, drafts kept, a backup made, the lock given back."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from permenti_desktop import settings
from permenti_desktop.db import lock_file, opening
from permenti_desktop.db.backup import back_up_file
from permenti_desktop.db.backup_list import backups_of
from permenti_desktop.db.opening import open_database
from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.gui.begin import parsed
from permenti_desktop.gui.idle import Idle
from permenti_desktop.gui.program import lock_minutes
from permenti_desktop.usecases import office
from tests.db_fixtures import PASSPHRASE, OfficeFile

# The program itself, driven from inside its process; what it starts anew is a program that writes its arguments down.
_SCRIPT = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from permenti_desktop.gui import app, jobs
from permenti_desktop.gui.program import Program
from permenti_desktop.gui.begin import Begin
from permenti_desktop.usecases import office

file, passphrase, recorder, do = sys.argv[1:5]
application = app.application(["permenti"])
program = Program(application, Begin(file=file, section="settings"))
sys.executable = recorder
steps = {
    "key": lambda: program.window.commands.run("lock"),
    "idle": lambda: program.lock_by_idle(),
    "close": lambda: program.window.close(),
    "restore": lambda: program.restore(*restored()),
    "rekey": lambda: program.rekey(program.database.who, passphrase),
}

def restored():
    from permenti_desktop.db.backup_list import backups_of
    oldest = backups_of(program.database.path)[-1]
    return oldest.path, oldest.at

def go():
    if program.database is None or program.window.current() is None:
        QTimer.singleShot(20, go)
        return
    # Asked for and not waited for: locking and closing wait for it.
    jobs.write(office.keep_draft, "participant:17:note", "Halb fertiger Satz")
    jobs.write(office.save_term, "instrument", None, "Lotsenbogen")
    steps[do]()
    assert not program.window.isVisible()

page = program.start_window.page
page.passphrase.line.setText(passphrase)
page.open()
QTimer.singleShot(20, lambda: wait_for_window())
def wait_for_window():
    QTimer.singleShot(20, go if program.window is not None else wait_for_window)
sys.exit(application.exec())
"""


def run(office_file: OfficeFile, tmp_path: Path, do: str) -> list[str]:
    """Drive the program; returns the arguments it was started anew with."""
    noted = tmp_path / "noted.txt"
    recorder = tmp_path / "recorder"
    recorder.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{noted}.part"\nmv "{noted}.part" "{noted}"\n')
    recorder.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(office_file.path), PASSPHRASE, str(recorder), do],
        env={**os.environ, "PERMENTI_HOME": str(tmp_path / "home"), "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr, done.stderr
    if do == "close":
        assert not noted.exists()
        return []
    for _try in range(100):
        if noted.exists():
            return noted.read_text().splitlines()
        subprocess.run(["sleep", "0.05"], check=True)
    raise AssertionError("nothing was started")


@pytest.mark.skipif(sys.platform == "win32", reason="the recorder is a shell script")
@pytest.mark.parametrize("do", ["key", "idle", "close"])
def test_locking_and_closing_lose_nothing(office_file: OfficeFile, tmp_path: Path, do: str) -> None:
    words = run(office_file, tmp_path, do)
    if words:
        assert words[:3] == ["-m", "permenti_desktop", "gui"]
        begin = parsed(words[3:])
        assert (begin.file, begin.section, begin.reason, begin.drafts) == (str(office_file.path), "settings", do, 1)
        assert begin.locked
        assert begin.minutes == (10 if do == "idle" else 0)
    assert not lock_file.lock_path(office_file.path).exists()
    database = open_database(office_file.path, passphrase=PASSPHRASE)
    try:
        with database.read() as session:
            assert office.drafts(session) == {"participant:17:note": "Halb fertiger Satz"}
            from permenti_desktop.queries import office as query

            assert "Lotsenbogen" in [term.de for term in query.terms(session, "instrument")]
    finally:
        database.close()
    (backup,) = backups_of(office_file.path)
    assert backup.reason == "exit"
    assert opening.unlock(backup.path, passphrase=PASSPHRASE) == office_file.data_key


@pytest.mark.skipif(sys.platform == "win32", reason="the recorder is a shell script")
def test_encrypting_anew_begins_anew_with_all_that_was_there(office_file: OfficeFile, tmp_path: Path) -> None:
    begin = parsed(run(office_file, tmp_path, "rekey")[3:])
    assert (begin.reason, begin.section) == ("rekeyed", "settings")
    database = open_database(office_file.path, passphrase=PASSPHRASE)
    try:
        assert database.key != office_file.data_key
        with database.read() as session:
            assert office.drafts(session) == {"participant:17:note": "Halb fertiger Satz"}
    finally:
        database.close()
    newest, former = backups_of(office_file.path)
    assert newest.reason == former.reason == "rekey"
    assert opening.unlock(newest.path, passphrase=PASSPHRASE) == database.key
    assert opening.unlock(former.path, passphrase=PASSPHRASE) == office_file.data_key


@pytest.mark.skipif(sys.platform == "win32", reason="the recorder is a shell script")
def test_restoring_begins_anew_and_keeps_what_it_replaces(office_file: OfficeFile, tmp_path: Path) -> None:
    back_up_file(office_file.path, office_file.data_key, "manual")
    begin = parsed(run(office_file, tmp_path, "restore")[3:])
    assert (begin.reason, begin.section) == ("restored", "backups")
    database = open_database(office_file.path, passphrase=PASSPHRASE)
    try:
        with database.read() as session:
            assert office.drafts(session) == {}
    finally:
        database.close()
    aside = [backup for backup in backups_of(office_file.path) if backup.reason == "replaced"]
    assert len(aside) == 1
    kept = open_database(aside[0].path, passphrase=PASSPHRASE)
    try:
        with kept.read() as session:
            assert office.drafts(session) == {"participant:17:note": "Halb fertiger Satz"}
    finally:
        kept.close()


def test_the_shorter_of_both_times_counts() -> None:
    settings.change(lock_after_minutes=30)
    assert lock_minutes(OfficeSettings(lock_minutes=10)) == 10
    settings.change(lock_after_minutes=5)
    assert lock_minutes(OfficeSettings(lock_minutes=10)) == 5
    settings.change(lock_after_minutes=0)
    assert lock_minutes(OfficeSettings(lock_minutes=10)) == 10
    assert lock_minutes(OfficeSettings(lock_minutes=0)) == 0


def test_idle_is_sent_once_and_any_touch_begins_anew(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("permenti_desktop.gui.idle.clock", lambda: now[0])
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    idle = Idle(qapp, 1, widget)
    left: list[int] = []
    idle.left.connect(lambda: left.append(1))
    window = widget.windowHandle()
    place = QPointF(3, 3)
    for event in (
        QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a"),
        QMouseEvent(
            QEvent.Type.MouseMove,
            place,
            place,
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        ),
    ):
        now[0] += 59
        QApplication.sendEvent(window, event)
        now[0] += 59
        idle.look()
        assert left == []
    now[0] += 1
    idle.look()
    idle.look()
    assert left[:1] == [1]
    idle.stop()
