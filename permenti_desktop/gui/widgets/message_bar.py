"""Messages above a page instead of pop-ups: a sentence, the next step, perhaps buttons; stays until dealt with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from permenti_desktop.domain.errors import UserError
from permenti_desktop.gui.theme import kind, spaced
from permenti_desktop.gui.widgets.button import button, icon_button
from permenti_desktop.gui.widgets.label import IconLabel, announce, label
from permenti_desktop.i18n import _

Tone = Literal["info", "ok", "warn", "bad"]
_ICONS = {"info": "info", "ok": "circle-check", "warn": "circle-alert", "bad": "triangle-alert"}


class Message(QFrame):
    """One message; ``closed`` is sent when it is dealt with."""

    closed = Signal()

    def __init__(
        self, sentence: str, tone: Tone, actions: Sequence[tuple[str, Callable[[], object]]], next_step: str
    ) -> None:
        super().__init__()
        kind(self, f"message-{tone}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        layout = QHBoxLayout(self)
        spaced(layout, (12, 6, 6, 6), 8)
        layout.addWidget(IconLabel(_ICONS[tone], tone, 18))
        words = QVBoxLayout()
        spaced(words, 0, 2)
        self.sentence = label(sentence, "strong", wrap=True)
        words.addWidget(self.sentence)
        if next_step:
            words.addWidget(label(next_step, "", wrap=True))
        layout.addLayout(words, 1)
        for text, run in actions:
            made = button(text, run)
            made.clicked.connect(self.close_message)
            layout.addWidget(made)
        layout.addWidget(icon_button("x", _("Meldung schließen"), self.close_message))
        self.setAccessibleName(f"{sentence} {next_step}".strip())

    def close_message(self) -> None:
        """Take it away."""
        self.hide()
        self.deleteLater()
        self.closed.emit()


class MessageBar(QWidget):
    """The place for messages at the top of a page or the window; empty it takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        spaced(self._layout, (0, 0, 0, 8), 6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._messages: dict[str, Message] = {}
        self.setVisible(False)

    def say(
        self,
        sentence: str,
        tone: Tone = "info",
        *,
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
        next_step: str = "",
        key: str = "",
    ) -> Message:
        """Show a message; one with the same key (default: the same sentence) is replaced."""
        name = key or sentence
        self.take_back(name)
        message = Message(sentence, tone, actions, next_step)
        self._messages[name] = message
        self._layout.addWidget(message)
        message.closed.connect(self._tidy)
        self.setVisible(True)
        announce(self, f"{sentence} {next_step}".strip())
        return message

    def error(self, error: UserError, key: str = "") -> Message:
        """Show what went wrong and what to do next."""
        return self.say(error.sentence, "bad", next_step=error.next_step, key=key)

    def take_back(self, key: str) -> None:
        """Remove a message that no longer holds."""
        message = self._messages.pop(key, None)
        if message is not None:
            message.close_message()

    def clear(self) -> None:
        """Remove all messages."""
        for key in list(self._messages):
            self.take_back(key)

    def sentences(self) -> list[str]:
        """What is being said."""
        return [message.sentence.text() for message in self._messages.values()]

    def _tidy(self) -> None:
        sender = self.sender()
        self._messages = {key: message for key, message in self._messages.items() if message is not sender}
        self.setVisible(bool(self._messages))
