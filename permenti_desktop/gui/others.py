"""What others change on a shared database comes by itself: every few seconds the open views hear of it.

A file has no others; its lock sees to that. The look runs beside the window and never twice at once.
"""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from permenti_desktop.domain.errors import UserError
from permenti_desktop.gui.aside import Aside, aside

EVERY: Final = 3000
"""Milliseconds between two looks: so soon a colleague's change is there, and 30 people cost the server little."""


class Others(QObject):
    """Belongs to one open database."""

    lost = Signal(object)
    """The server does not answer: a UserError, sent once until it answers again."""
    found = Signal()
    """It answers again."""

    def __init__(self, database: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._database = database
        self._work: Aside | None = None
        self._away = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)
        if not database.is_sqlite:
            self._timer.start()

    def look(self) -> None:
        """Ask what others wrote since the last look, and have it told."""
        if self._work is None or not self._work.running:
            self._work = aside(self._database.catch_up, then=self._there, failed=self._failed, owner=self)

    def stop(self) -> None:
        """Ask no more."""
        self._timer.stop()
        if self._work is not None and self._work.running:
            self._work.wait()

    def _there(self, _nothing: object) -> None:
        if self._away:
            self._away = False
            self.found.emit()

    def _failed(self, error: UserError) -> None:
        if not self._away:
            self._away = True
            self.lost.emit(error)
