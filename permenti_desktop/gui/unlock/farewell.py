"""The last word when something at the end failed: everything is saved, but there is no new backup, or no restore."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from permenti_desktop.domain.errors import UserError
from permenti_desktop.gui.theme import fixed, kind, spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.i18n import _


class Farewell(QWidget):
    """A card with what happened, and the button that closes."""

    def __init__(
        self,
        error: UserError,
        close: Callable[[], object],
        heading: str = "",
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        card = QFrame()
        kind(card, "card")
        fixed(card, min_width=320, max_width=520)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(card)
        spaced(column, 28, 10)
        column.addWidget(label(heading or _("Alles ist gespeichert, aber nicht gesichert."), "subtitle", wrap=True))
        column.addWidget(label(error.sentence, "", wrap=True))
        column.addWidget(label(error.next_step, "", wrap=True))
        self.button = button(action or _("Schließen"), close, look="primary")
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignRight)
