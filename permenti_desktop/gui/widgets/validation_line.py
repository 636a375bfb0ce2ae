"""The line under a field: a hint (grey), please check (amber), cannot be stored (red)."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from permenti_desktop.domain.check import Level
from permenti_desktop.gui.theme import T, spaced
from permenti_desktop.gui.widgets.label import IconLabel, label
from permenti_desktop.i18n import N_, _

_LEVELS = {
    "hint": ("info", "muted", N_("Hinweis")),
    "warning": ("circle-alert", "warn", N_("Bitte prüfen")),
    "error": ("triangle-alert", "bad", N_("Geht nicht")),
}


class ValidationLine(QWidget):
    """Empty it takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        spaced(layout, (2, 2, 0, 0), 4)
        self._icon = IconLabel("info", "muted", 14)
        self._label = label("", "caption", wrap=True)
        layout.addWidget(self._icon)
        layout.addWidget(self._label, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.level: Level | None = None
        self.setVisible(False)
        T.changed.connect(self._colour)

    def text(self) -> str:
        return self._label.text()

    def say(self, level: Level | None, sentence: str = "") -> None:
        """Show a sentence at a level; None clears the line."""
        self.level = level
        if level is None:
            self._label.setText("")
            self.setVisible(False)
            return
        picture, role, word = _LEVELS[level]
        self._icon.set_icon(picture, role)
        self._label.setText(sentence)
        self._label.setAccessibleName(f"{_(word)}: {sentence}")
        self._colour()
        self.setVisible(True)

    def _colour(self) -> None:
        if self.level is not None:
            palette = self._label.palette()
            palette.setColor(self._label.foregroundRole(), T.color(_LEVELS[self.level][1]))
            self._label.setPalette(palette)
            self._label.setStyleSheet(f"color: {T.hex(_LEVELS[self.level][1])};")
