"""A line that appears below something settled, for the few words that say what came of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.i18n import _


class DoneLine(QWidget):
    """Enter or the button confirm, with or without words; Esc takes the line away."""

    confirmed = Signal(str)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        spaced(row, (50, 0, 8, 4), 8)
        self.line = factory.line(_("Was daraus wurde"), _("Kurz notieren (freiwillig), dann Eingabe"))
        self.line.returnPressed.connect(self._confirm)
        row.addWidget(self.line, 1)
        row.addWidget(button(_("Erledigt"), self._confirm, icon="check", look="primary"))
        self.setFocusProxy(self.line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _confirm(self) -> None:
        self.confirmed.emit(self.line.text().strip())
