"""Who is known already, below the fields of somebody new; hidden while there is nobody."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.gui.widgets.row import ActionRow


class KnownPeople(QWidget):
    """A question and a line for each of them."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question
        self._layout = QVBoxLayout(self)
        spaced(self._layout, (0, 4, 0, 0), 4)
        self.hide()

    def show_rows(self, rows: Sequence[ActionRow]) -> None:
        """Show these lines instead of those before."""
        while (item := self._layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.setVisible(bool(rows))
        if rows:
            self._layout.addWidget(label(self._question, "strong"))
        for row in rows:
            self._layout.addWidget(row)
