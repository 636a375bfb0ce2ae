"""From the arguments to the window: ``run(arguments)`` is what the terminal calls."""

from __future__ import annotations

import gc


def run(arguments: list[str]) -> int:
    """The program with a window; returns the exit status."""
    # All that is imported from here on stays: looking for garbage in it takes a tenth of the time to the first window.
    # ``gui/garbage.py`` collects as soon as there is an application.
    gc.disable()

    from permenti_desktop import log
    from permenti_desktop.gui import app
    from permenti_desktop.gui.begin import parsed
    from permenti_desktop.gui.program import Program

    begin = parsed(arguments)
    log.setup(tell=False)
    return app.run(["permenti"], lambda application: Program(application, begin))
