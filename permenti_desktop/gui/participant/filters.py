"""Further filters, chosen in the drawer; ``filter_line.py`` says them above the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from permenti_desktop.domain import countries, languages, vocab
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.participant.filter_line import MARKS, Conditions
from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.i18n import _, language
from permenti_desktop.queries.participant import GERMAN_LEVELS

_DAYS: Final = ("entry_from", "entry_to", "exit_from", "exit_to", "residence_expires_to")


class Filters:
    """The drawer: all conditions hold together, several values of one are alternatives."""

    def __init__(
        self, page: Page, drawer: Drawer, lists: Lists, now: Conditions, apply: Callable[[dict[str, Any]], object]
    ) -> None:
        self._page, self._drawer, self._lists, self._apply = page, drawer, lists, apply
        self._kept = {name: value for name, value in now.items() if name == "only"}
        levels = [(level, level) for level in GERMAN_LEVELS if level not in ("A0", "L1")]
        spoken = languages.choices(language())
        self.fields: dict[str, QWidget] = {
            "german_from": factory.choice(_("Deutsch mindestens"), levels),
            "german_to": factory.choice(_("Deutsch höchstens"), levels),
            "marks": factory.multi_choice(_("Nur wer"), [(name, _(words)) for name, words in MARKS.items()]),
            "towns": factory.multi_choice(_("Wohnort"), [(town, town) for town in lists.towns]),
            "phases": factory.multi_choice(_("Status"), lists.terms(vocab.PHASE)),
            "cohort_id": factory.choice(_("Durchgang"), lists.cohorts),
            "grant_id": factory.choice(_("Förderung"), lists.grants),
            "languages": factory.choice(_("Spricht"), spoken),
            "nationalities": factory.choice(_("Staatsangehörigkeit"), countries.choices(language())),
            "genders": factory.multi_choice(_("Geschlecht"), lists.terms(vocab.GENDER)),
            "occupation": factory.line(_("Beruf oder Wunschberuf enthält")),
            "employment": factory.multi_choice(_("Erwerbsstatus"), lists.terms(vocab.EMPLOYMENT)),
            "travel": factory.multi_choice(_("Kommt mit"), lists.terms(vocab.TRAVEL)),
            "times": factory.week(_("Hat Zeit")),
            "entry_from": factory.date(_("Eintritt ab")),
            "entry_to": factory.date(_("Eintritt bis")),
            "exit_from": factory.date(_("Austritt ab")),
            "exit_to": factory.date(_("Austritt bis")),
            "residence_expires_to": factory.date(_("Aufenthaltstitel läuft ab bis")),
        }
        self._content = QWidget()
        layout = QVBoxLayout(self._content)
        spaced(layout, (0, 0, 6, 0), 10)
        for name, field in self.fields.items():
            value = now.get(name) if name != "marks" else tuple(mark for mark in MARKS if now.get(mark))
            if name in ("languages", "nationalities"):
                value = value[0] if value else None
            factory.as_input(field).set_value(value)
            layout.addWidget(factory.labelled(field.accessibleName(), field))
        layout.addWidget(button(_("Alle Angaben leeren"), self.empty, icon="rotate-ccw", look="link"))
        layout.addStretch(1)

    def open(self) -> None:
        """Show them."""
        self._drawer.show_content(_("Weitere Filter"), self._content, confirm=_("Anzeigen"), run=self._confirm)

    def empty(self) -> None:
        """All fields empty."""
        for field in self.fields.values():
            factory.as_input(field).set_value(None)

    def conditions(self) -> dict[str, Any]:
        """What the fields ask."""
        asked = dict(self._kept)
        for name, field in self.fields.items():
            value = factory.as_input(field).value()
            if name in ("languages", "nationalities"):
                value = (value,) if value else ()
            elif name in _DAYS:
                value = value.exact if value is not None else None
            elif name == "marks":
                asked |= dict.fromkeys(value or (), True)
                continue
            if value not in (None, "", ()):
                asked[name] = value
        return asked

    def _confirm(self) -> None:
        for field in self.fields.values():
            problem = factory.as_input(field).problem()
            if problem:
                self._drawer.messages.say(problem, "bad", key="failed")
                field.setFocus()
                return
        asked = self.conditions()
        self._drawer.close_drawer()
        self._apply(asked)
