"""The drawer that asks for the name of a saved view."""

from __future__ import annotations

from collections.abc import Callable

from permenti_desktop.domain.view import LONGEST
from permenti_desktop.gui.deeds import Asking
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.i18n import _

Write = Callable[[str, Callable[[], object], Callable[..., object]], object]
"""Saves under a name; then what follows, and who is told of a refusal."""


class ViewName(Asking):
    """Asks for the name of a view."""

    def __init__(self, page: Page, drawer: Drawer, title: str, name: str, write: Write) -> None:
        super().__init__(page, drawer)
        self._title, self._write = title, write
        self.name = factory.line(_("Name der Ansicht"), limit=LONGEST)
        self.name.setText(name)

    def open(self) -> None:
        """Show the field."""
        self.explain(_("Filter und Reihenfolge der Liste unter einem Namen, für alle in Ihrem Büro."))
        self.add(_("Name der Ansicht"), self.name)
        self.show(self._title, _("Speichern"), self._save)

    def _save(self) -> None:
        if not self.name.text().strip():
            self.refuse(self.fields[0], _("Bitte geben Sie der Ansicht einen Namen."))
            return
        self._write(self.name.text(), self.drawer.close_drawer, self.drawer.failed)
