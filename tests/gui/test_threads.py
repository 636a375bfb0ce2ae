"""No thread but the window's ever imports a module of Qt or of the window: PySide6 does not survive it (see
``gui/preload.py``)."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from permenti_desktop.db.opening import open_database
from permenti_desktop.demo import office as demo_office
from tests.db_fixtures import OfficeFile

SCRIPT = """
import gc
gc.disable()
import sys
import threading
from pathlib import Path

elsewhere = []

class Watch:
    def find_spec(self, name, path=None, target=None):
        of_window = name.startswith(("PySide6", "shiboken6", "permenti_desktop.gui"))
        if of_window and threading.current_thread() is not threading.main_thread():
            elsewhere.append(name)

sys.meta_path.insert(0, Watch())

from permenti_desktop import log
from permenti_desktop.gui import app
from PySide6.QtCore import QTimer
from permenti_desktop.gui.begin import Begin
from permenti_desktop.gui.program import Program
from permenti_desktop.db.first_look import knock_and_look

locked, path, key = sys.argv[1] == "locked", Path(sys.argv[2]), bytes.fromhex(sys.argv[3])

class Opened(Program):
    def _begin(self):
        if locked:
            super()._begin()
        else:
            self.show_office(*knock_and_look(path, data_key=key))

def look():
    if program.window is None:
        if "sqlalchemy.orm" in sys.modules and program._preloading is not None and not program._preloading.running:
            program._unlocked(*knock_and_look(path, data_key=key))
        return
    page = program.window.current()
    if page is not None and page.has_file() and program.database is not None:
        timer.stop()
        program.end(None, "")  # which backs up in a thread, and closes

log.setup(tell=False)
application = app.application(["permenti"])
program = Opened(application, Begin(file=str(path), section="participant"))
timer = QTimer()
timer.setInterval(10)
timer.timeout.connect(look)
timer.start()
application.exec()
print("closed" if program.database is None else "open", *elsewhere)
"""


@pytest.mark.parametrize("begin", ["locked", "unlocked"])
def test_what_belongs_to_the_window_is_imported_in_its_thread(
    begin: str, office_file: OfficeFile, tmp_path: Path
) -> None:
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        demo_office.make(session, participants=12, seed=5, today=date.today())
    database.close()
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, begin, str(office_file.path), office_file.data_key.hex()],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "PERMENTI_HOME": str(tmp_path / "home"), "PYTHONPATH": str(Path.cwd())},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["closed"]
