"""Choosing a person by typing a piece of the name, the number or the telephone number.

The provider's Suggestions carry the id as value, the name as text, and birth year and place as detail, so that two
Fatimas can be told apart.  The last row makes a new person out of what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.widgets.label import isolated
from permenti_desktop.gui.widgets.suggest import Provider, SuggestField, Suggestion
from permenti_desktop.i18n import _

Create = Callable[[str, Callable[[int, str], None]], object]
"""Called with what was typed and with whom to tell the new id and name."""


class PersonPicker(SuggestField):
    """``value()`` is the id of the person, or None."""

    def __init__(self, provider: Provider, *, create: Create | None = None, parent: QWidget | None = None) -> None:
        super().__init__(provider, parent=parent)
        self._create = create
        self.setPlaceholderText(_("Name, Nummer oder Telefon"))
        guard(self)

    def extended(self, rows: Sequence[Suggestion]) -> list[Suggestion]:
        text = self.text().strip()
        if self._create is None or not text:
            return list(rows)
        new = _("neu anlegen: {name}").format(name=isolated(text))
        return [*rows, Suggestion(None, new, icon="user-plus")]

    def take(self, suggestion: Suggestion) -> None:
        if suggestion.value is None and self._create is not None:
            typed = self.text().strip()
            self.hide_offers()
            self._create(typed, self._made)
        else:
            super().take(suggestion)

    def problem(self) -> str:
        return "" if self.readable() else _("Bitte wählen Sie die Person aus der Liste aus.")

    def _made(self, person: Any, name: str) -> None:
        super().take(Suggestion(person, name))
