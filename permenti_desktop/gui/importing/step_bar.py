"""The four steps in a row: where one is, and the way back to those that have been reached."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets.button import Button, button
from permenti_desktop.gui.widgets.label import IconLabel
from permenti_desktop.i18n import N_, _, pgettext

FILE, ASSIGN, CHECK, DONE = range(4)
_WORDS = (N_("1 Datei"), N_("2 Zuordnen"), N_("3 Prüfen"), N_("4 Übernehmen"))


class StepBar(QWidget):
    """``chosen`` sends the number of a step; ``show_at`` says where one is and how far one may go."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(pgettext("import", "Schritte"))
        row = QHBoxLayout(self)
        spaced(row, 0, 4)
        self.buttons: list[Button] = []
        for number, words in enumerate(_WORDS):
            if number:
                row.addWidget(IconLabel("chevron-right", "muted", 14))
            made = button(_(words), look="pill")
            made.setCheckable(True)
            made.setObjectName(str(number))
            made.clicked.connect(self._clicked)
            self.buttons.append(made)
            row.addWidget(made)
        row.addStretch(1)
        self.show_at(FILE, FILE)

    def show_at(self, now: int, farthest: int) -> None:
        """Mark the step and switch on those that can be gone to."""
        for number, made in enumerate(self.buttons):
            made.setChecked(number == now)
            made.setEnabled(number <= farthest)
            made.updateGeometry()
        self._now = now

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, Button):
            sender.setChecked(int(sender.objectName()) == self._now)
            self.chosen.emit(int(sender.objectName()))
