"""Two people changed one field at the same time: both values side by side, to be chosen field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.theme import kind, spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.i18n import _


@dataclass(frozen=True, slots=True)
class Clash:
    """One field: what was typed here, and what somebody else stored meanwhile."""

    field: str
    mine: str
    theirs: str


class ClashPanel(QFrame):
    """Above a form; hidden while there is nothing to choose."""

    chosen = Signal(int, bool)
    """The number of the field, and whether what was typed here is to stand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        kind(self, "message-warn")
        self._shown: list[Clash] = []
        column = QVBoxLayout(self)
        spaced(column, (12, 8, 12, 10), 6)
        column.addWidget(label(_("Jemand anderes hat diese Angaben gleichzeitig geändert."), "strong", wrap=True))
        column.addWidget(label(_("Bitte wählen Sie, was gelten soll. Bis dahin ist beides noch da."), wrap=True))
        self._body = QWidget()
        self._layout = column
        column.addWidget(self._body)
        self.setAccessibleName(_("Gleichzeitig geändert"))
        self.hide()

    def show_clashes(self, clashes: Sequence[Clash]) -> None:
        """Show these; none hides the panel."""
        if list(clashes) == self._shown:
            return
        self._shown = list(clashes)
        self._layout.removeWidget(self._body)
        self._body.hide()
        self._body.deleteLater()
        self._body = QWidget()
        grid = QGridLayout(self._body)
        spaced(grid, 0, 8)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for number, clash in enumerate(clashes):
            row = 3 * number
            grid.addWidget(label(clash.field, "caption"), row, 0, 1, 2)
            for column, (whose, value, words, mine) in enumerate(
                (
                    (_("Ihre Eingabe"), clash.mine, _("Meine Eingabe nehmen"), True),
                    (_("Inzwischen gespeichert"), clash.theirs, _("Das Gespeicherte nehmen"), False),
                )
            ):
                text = label(f"{whose}: {value}", wrap=True)
                guard(text)
                grid.addWidget(text, row + 1, column)
                choose = button(words, partial(self.chosen.emit, number, mine))
                choose.setAccessibleName(
                    _("{field}: {choice} ({value})").format(field=clash.field, choice=words, value=value)
                )
                grid.addWidget(choose, row + 2, column)
        self._layout.addWidget(self._body)
        self.setVisible(bool(clashes))
