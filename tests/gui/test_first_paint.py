"""What is in memory when the first window has been painted: PySide6 and our own code, nothing heavy."""

import os
import subprocess
import sys
from pathlib import Path

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
