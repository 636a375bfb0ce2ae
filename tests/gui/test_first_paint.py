"""What is in memory when the first window has been painted: PySide6 and our own code, nothing heavy."""

import os
import subprocess
import sys
from pathlib import Path

from permenti_desktop.db.opening import open_database
from permenti_desktop.usecases import office
from tests.db_fixtures import OfficeFile

OFFICE = """
import builtins
before = builtins.__import__
import gc
gc.disable()
import sys
from pathlib import Path
from permenti_desktop import log
from permenti_desktop.gui import app
from PySide6.QtCore import QEvent, QObject, QTimer
from permenti_desktop.gui.begin import Begin
from permenti_desktop.gui.program import Program
from permenti_desktop.db.first_look import knock_and_look

class Unlocked(Program):
    def _begin(self):
        self.show_office(*knock_and_look(Path(sys.argv[1]), data_key=bytes.fromhex(sys.argv[2])))

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, done)
            watched.removeEventFilter(self)
        return False

def done():
    print(builtins.__import__ is before, "Qt" in vars(sys.modules["PySide6.QtCore"]))
    print(*sorted(sys.modules), flush=True)
    application.exit(0)

log.setup(tell=False)
application = app.application(["permenti"])
watch = Watch()
program = Unlocked(application, Begin(file=sys.argv[1], section="participant"))
program.window.cover.installEventFilter(watch)
sys.exit(application.exec())
"""
FLOOR = {
    "PySide6", "permenti_desktop", "shiboken6", "shibokensupport", "signature_bootstrap", "sqlcipher3",
}  # fmt: skip
# Modules of Python that were loaded once, and what each of them and what it loads cost the first window.
TOO_DEAR = {
    "asyncio", "concurrent.futures", "decimal", "hashlib", "hmac", "importlib.metadata", "logging.handlers", "secrets",
    "socket", "sqlite3", "uuid",
}  # fmt: skip
STRANGERS = {
    "PySide6.QtCore", "PySide6.QtGui", "PySide6.QtSvg", "PySide6.QtWidgets", "sqlcipher3._sqlite3", "sqlcipher3.dbapi2",
}  # fmt: skip
# Of our own: the picture of the window, and the way through the door of a file.
OWN = {
    "db.failures", "db.first_look", "db.keys", "db.lock_file", "db.opening", "db.place", "db.raw", "db.rekey",
    "db.revision", "domain.errors", "gui.app", "gui.aside", "gui.begin", "gui.first_view", "gui.garbage",
    "gui.main_window", "gui.pixmaps", "gui.places", "gui.preload", "gui.program", "gui.style_sheet", "gui.theme",
    "i18n", "log", "paths", "settings", "version",
}  # fmt: skip


def test_the_window_over_an_office_is_painted_with_little_in_memory(office_file: OfficeFile, tmp_path: Path) -> None:
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        office.found(session, "Brücken Witten", "ennepe-ruhr")
    database.close()
    # As at every start but the first: how the desktop looked last time is known.
    settings = tmp_path / "home" / "config" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"scheme": "light"}', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", OFFICE, str(office_file.path), office_file.data_key.hex()],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PERMENTI_HOME": str(tmp_path / "home"), "PYTHONPATH": str(Path.cwd())},
    )
    assert done.returncode == 0, done.stderr
    states, modules = done.stdout.splitlines()[-2:]
    import_is_pythons, all_enumerations_of_qt = states.split()
    assert import_is_pythons == "True"
    assert all_enumerations_of_qt == "False"
    names = set(modules.split())
    strangers = {name for name in names if name.startswith(("PySide6.Qt", "sqlcipher3."))}
    assert strangers <= STRANGERS
    others = {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names)
    assert {name for name in others if not name.startswith("_")} <= FLOOR
    assert names & TOO_DEAR == set()
    own = {name.partition(".")[2] for name in names if name.startswith("permenti_desktop.")}
    assert own - {"db", "domain", "gui"} <= OWN
