"""What is in memory when the first window has been painted: PySide6 and our own code, nothing heavy."""

import os
import subprocess
import sys
from pathlib import Path

from tests.db_fixtures import OfficeFile

SCRIPT = """
import builtins
before = builtins.__import__
import sys
from permenti_desktop.gui import app
from permenti_desktop.gui.list_and_file import ListAndFile
from permenti_desktop.gui.list_panel import ListPanel
from permenti_desktop.gui.main_window import MainWindow, Place
from permenti_desktop.gui.page import Page

class Empty(Page):
    section = "today"
    def __init__(self):
        super().__init__("Heute")

application = app.application(["permenti"])
window = MainWindow([Place("today", "Heute", "sun", Empty)])
window.go("today")
window.show()
window.grab()
print(builtins.__import__ is before)
print(sorted({name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names)))
"""
OURS = {
    "PySide6", "permenti_desktop", "shiboken6", "shibokensupport", "signature_bootstrap", "__main__",
}  # fmt: skip


def test_only_pyside_and_our_own_code_before_first_paint(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PERMENTI_HOME": str(tmp_path)},
    )
    original, modules = done.stdout.splitlines()[-2:]
    assert original == "True"
    found = {name.strip(" '[]") for name in modules.split(",")}
    assert {name for name in found if not name.startswith(("_", "platformdirs"))} <= OURS


OFFICE = """
import gc
gc.disable()
import sys
from pathlib import Path
from PySide6.QtCore import QEvent, QObject
from permenti_desktop import log
from permenti_desktop.gui import app
from permenti_desktop.gui.begin import Begin
from permenti_desktop.gui.program import Program
from permenti_desktop.db.first_look import knock_and_look

class Unlocked(Program):
    def _begin(self):
        self.show_office(*knock_and_look(Path(sys.argv[1]), data_key=bytes.fromhex(sys.argv[2])))

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            print(*sorted(sys.modules), flush=True)
            watched.removeEventFilter(self)
            application.exit(0)
        return False

log.setup(tell=False)
application = app.application(["permenti"])
watch = Watch()
program = Unlocked(application, Begin(file=sys.argv[1], section="participant"))
program._view.installEventFilter(watch)
sys.exit(application.exec())
"""
# Modules of Python that were loaded once, and what each of them and what it loads cost the first window.
TOO_DEAR = {
    "asyncio", "concurrent.futures", "decimal", "hashlib", "hmac", "importlib.metadata", "logging.handlers", "secrets",
    "socket", "sqlite3", "uuid",
}  # fmt: skip
# Of our own: everything that only the open database needs.
LATER = (
    "permenti_desktop.queries", "permenti_desktop.usecases", "permenti_desktop.reports", "permenti_desktop.exchange",
    "permenti_desktop.planning", "permenti_desktop.db.models", "permenti_desktop.db.engine",
    "permenti_desktop.domain.dates", "permenti_desktop.domain.check", "permenti_desktop.gui.table",
    "permenti_desktop.gui.form", "permenti_desktop.gui.palette", "permenti_desktop.gui.keeper",
    "permenti_desktop.gui.idle", "permenti_desktop.gui.others", "permenti_desktop.gui.tend",
    "permenti_desktop.gui.widgets.toast", "permenti_desktop.gui.widgets.fields",
)  # fmt: skip


def test_the_window_over_an_office_is_painted_with_little_in_memory(office_file: OfficeFile, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OFFICE, str(office_file.path), office_file.data_key.hex()],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PERMENTI_HOME": str(tmp_path / "home"), "PYTHONPATH": str(Path.cwd())},
    )
    assert done.returncode == 0, done.stderr
    names = set(done.stdout.split())
    strangers = {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names)
    assert {name for name in strangers if not name.startswith("_")} <= OURS | {"sqlcipher3"}
    assert names & TOO_DEAR == set()
    assert sorted(name for name in names if name.startswith(LATER)) == []
    own = [name for name in names if name.partition(".")[0] == "permenti_desktop"]
    assert len(own) < 60
