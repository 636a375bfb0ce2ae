"""Checklisten: what is to be clarified for each kind of internship, in the office's own words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from permenti_desktop.domain import vocab
from permenti_desktop.domain.internship import checklist
from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.gui import jobs
from permenti_desktop.gui.settings.group import Group
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.factory import labelled
from permenti_desktop.i18n import _
from permenti_desktop.queries import office as queries
from permenti_desktop.usecases import office as use_cases

SIGN = "|"
Lines = tuple[tuple[str, str], ...]


def as_text(lines: Lines) -> str:
    """One line each: what, and with whom after a stroke."""
    return "\n".join(f"{what} {SIGN} {who}" if who else what for what, who in lines)


def as_lines(text: str) -> Lines:
    """What was typed, without empty lines."""
    found = []
    for line in text.splitlines():
        what, _sign, who = line.partition(SIGN)
        if what.strip():
            found.append((what.strip(), who.strip()))
    return tuple(found)


def shipped(kind: str) -> Lines:
    """What the program starts with where the office set nothing."""
    return tuple((item.text, item.with_whom) for item in checklist(kind, None))


class ChecklistGroup(Group):
    """One kind of internship at a time; an empty list goes back to the shipped one."""

    def __init__(self) -> None:
        super().__init__(
            "checklists",
            _("Checklisten"),
            _("Was vor und während eines Praktikums zu klären ist. Gilt für neue Praktika."),
        )
        self._settings = OfficeSettings()
        self.kind = factory.choice(_("Art des Praktikums"), vocab.INTERNSHIP_KIND, optional=False)
        self.kind.changed.connect(self._chosen)
        self.add(_("Art des Praktikums"), "", self.kind, "Checkliste Praktikum Hospitation")
        self.text = factory.text(_("Punkte der Checkliste"), rows=8, most=16)
        self.field = labelled(
            _("Punkte der Checkliste"),
            self.text,
            hint=_("Eine Zeile je Punkt; nach einem Strich | steht, mit wem: Versicherung klären | Betrieb"),
        )
        self.body.addWidget(self.field)
        self.back = button(_("Mitgelieferte Liste"), self.reset, icon="rotate-ccw")
        self.add(_("Zurücksetzen"), _("Wieder die mitgelieferten Punkte nehmen."), self.back)
        self._shown = ""
        self._kind = self.kind.value()
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        jobs.read(queries.settings, then=self._read, owner=self)

    def _read(self, found: OfficeSettings) -> None:
        dirty = self.text.value() != self._shown
        self._settings = found
        if not dirty:
            self._fill()

    def _fill(self) -> None:
        self._kind = self.kind.value()
        self.text.set_value(as_text(self._settings.checklists.get(self._kind) or shipped(self._kind)))
        self._shown = self.text.value()

    def _chosen(self) -> None:
        chosen = self.kind.value()
        self.kind.set_value(self._kind)
        self.flush()
        self.kind.set_value(chosen)
        self._fill()

    def reset(self) -> None:
        """The shipped list."""
        self.text.set_value("")
        self.flush()
        self._fill()

    def flush(self) -> None:
        """Save what was typed."""
        if self.text.value() == self._shown:
            return
        lines = as_lines(self.text.value())
        checklists = {kind: points for kind, points in self._settings.checklists.items() if kind != self._kind}
        if lines and lines != shipped(self._kind):
            checklists[self._kind] = lines
        self._settings = replace(self._settings, checklists=checklists)
        self._shown = self.text.value()
        jobs.write(_save, checklists, failed=self.failed.emit, owner=self)


def _save(session: Any, checklists: dict[str, Lines]) -> None:
    use_cases.save_settings(session, replace(use_cases.settings(session), checklists=checklists))
