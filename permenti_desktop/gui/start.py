"""From the arguments to the window: ``run(arguments)`` is what the terminal calls."""

from __future__ import annotations

from permenti_desktop import log
from permenti_desktop.gui import app
from permenti_desktop.gui.begin import parsed
from permenti_desktop.gui.program import Program


def run(arguments: list[str]) -> int:
    """The program with a window; returns the exit status."""
    begin = parsed(arguments)
    log.setup(tell=False)
    return app.run(["permenti"], lambda application: Program(application, begin))
