"""Empty lists and pages: what this is, why it is empty, one button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from permenti_desktop.gui.theme import fixed, spaced
from permenti_desktop.gui.widgets.button import Button, button
from permenti_desktop.gui.widgets.label import IconLabel, label


class EmptyState(QWidget):
    """A picture, a heading, a sentence with the next step, and perhaps one button, in the middle."""

    def __init__(
        self,
        icon: str = "search",
        title: str = "",
        sentence: str = "",
        action: str = "",
        run: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._run = run
        layout = QVBoxLayout(self)
        spaced(layout, 24, 8)
        layout.addStretch(1)
        self._icon = IconLabel(icon, "ctrl", 40)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        self._title = label(title, "subtitle", wrap=True)
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._title)
        self._sentence = label(sentence, "muted", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._sentence)
        self._button: Button = button(action, self._pressed, look="primary")
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._button.setVisible(bool(action))
        layout.addStretch(2)
        fixed(self, min_width=200)

    def say(
        self, title: str, sentence: str, icon: str = "search", action: str = "", run: Callable[[], object] | None = None
    ) -> None:
        """Say something else: "Noch keine …" and "Nichts passt zu diesem Filter" share one place."""
        self._icon.set_icon(icon, "ctrl")
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._run = run

    def _pressed(self) -> None:
        if self._run is not None:
            self._run()
