"""Einstellungen: one page, search on top; groups at the left, one of them at the right."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from permenti_desktop.gui import hub
from permenti_desktop.gui.commands import Handlers
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.palette import rank
from permenti_desktop.gui.settings.about import AboutGroup
from permenti_desktop.gui.settings.backup import BackupGroup
from permenti_desktop.gui.settings.checklists import ChecklistGroup
from permenti_desktop.gui.settings.group import Found, Group
from permenti_desktop.gui.settings.look import LookGroup
from permenti_desktop.gui.settings.office import OfficeGroup
from permenti_desktop.gui.settings.security import SecurityGroup
from permenti_desktop.gui.settings.terms import TermsGroup
from permenti_desktop.gui.theme import T, fixed, kind, spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.line_list import LineList
from permenti_desktop.i18n import _


class SettingsPage(Page):
    """Everything takes effect at once and is saved by itself."""

    section: ClassVar[str] = "settings"
    icon: ClassVar[str] = "settings"
    tables: ClassVar[tuple[str, ...]] = ("setting", "office_term")

    def __init__(self) -> None:
        super().__init__(_("Einstellungen"), _("Alles wird sofort gespeichert."))
        self.groups: list[Group | OfficeGroup] = [
            LookGroup(),
            SecurityGroup(),
            OfficeGroup(),
            ChecklistGroup(),
            TermsGroup(),
            BackupGroup(),
            AboutGroup(),
        ]
        card = QFrame()
        kind(card, "card")
        row = QHBoxLayout(card)
        spaced(row, (1, 1, 1, 1), 0)
        left = QWidget()
        fixed(left, width=232)
        column = QVBoxLayout(left)
        spaced(column, (12, 12, 8, 12), 8)
        self.search = factory.search(_("Einstellung suchen"), picture="search")
        self.search.searched.connect(self._search)
        self.search.entered.connect(self._first)
        self.search.downward.connect(self._to_list)
        column.addWidget(self.search)
        self.list = LineList(_("Gruppen der Einstellungen"))
        column.addWidget(self.list, 1)
        row.addWidget(left)
        line = QFrame()
        kind(line, "line")
        fixed(line, width=1)
        row.addWidget(line)
        self.stack = QStackedWidget()
        for group in self.groups:
            self.stack.addWidget(group)
            group.said.connect(self._tell)
            group.failed.connect(self.failed)
        row.addWidget(self.stack, 1)
        self.body.addWidget(card, 1)
        self._found: list[tuple[Group | OfficeGroup, Found | None]] = []
        self.list.currentRowChanged.connect(self._show)
        self.list.itemActivated.connect(self._activated)
        self.list.itemClicked.connect(self._activated)
        self._search("")

    def refresh(self, touched: hub.Touched = frozenset()) -> None:
        for group in self.groups:
            if touched or group is self.stack.currentWidget():
                group.refresh()

    def show_group(self, name: str) -> None:
        """Go to a group by its name: "security"."""
        self.search.clear()
        self._search("")
        for index, group in enumerate(self.groups):
            if group.name == name:
                self.list.setCurrentRow(index)

    def _search(self, text: str) -> None:
        before = self.stack.currentWidget()
        self.list.blockSignals(True)
        if not text:
            self._found = [(group, None) for group in self.groups]
            self.list.put([group.title for group in self.groups])
        else:
            hits = [
                (place, group, found)
                for group in self.groups
                for found in group.found
                if (place := rank(found.words, text)) is not None
            ]
            hits.sort(key=lambda hit: (rank(hit[2].title, text) is None, hit[0]))
            self._found = [(group, found) for _place, group, found in hits]
            self.list.put([f"{found.title}\n{group.title}" for _place, group, found in hits])
        self.list.blockSignals(False)
        if not text:
            now = next((index for index, group in enumerate(self.groups) if group is before), 0)
            self.list.setCurrentRow(now)
        elif self._found:
            self.list.setCurrentRow(0)
        self.set_subtitle(
            _("Alles wird sofort gespeichert.")
            if not text or self._found
            else _("Keine Einstellung gefunden. Versuchen Sie ein anderes Wort.")
        )

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._found):
            group, found = self._found[row]
            leaving = self.stack.currentWidget()
            if isinstance(leaving, Group | OfficeGroup) and leaving is not group:
                leaving.flush()
            self.stack.setCurrentWidget(group)
            if found is not None and isinstance(group, Group):
                group.ensureWidgetVisible(found.widget, 0, T.px(60))

    def _activated(self, _item: QListWidgetItem) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._found):
            group, found = self._found[row]
            if found is not None:
                group.show_setting(found.widget)

    def _first(self) -> None:
        if self._found and self.list.currentItem() is not None:
            self._activated(self.list.currentItem())

    def _to_list(self) -> None:
        self.list.setFocus()

    def _tell(self, sentence: str) -> None:
        self.say(sentence)

    def handlers(self) -> Handlers:
        return {"filter": self.search.setFocus}

    def focus_first(self) -> None:
        self.list.setFocus()

    def panes(self) -> list[QWidget]:
        return [self.list, self.stack]

    def may_leave(self) -> None:
        for group in self.groups:
            group.flush()
