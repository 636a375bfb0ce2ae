"""Several people in one field: each with a button to take her away, and a line to add another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from permenti_desktop.gui import jobs, providers
from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.theme import kind, spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import icon_button
from permenti_desktop.gui.widgets.label import CutLabel, IconLabel
from permenti_desktop.gui.widgets.suggest import Deliver, Suggestion
from permenti_desktop.i18n import _
from permenti_desktop.queries import person
from permenti_desktop.queries.person import PersonName


class PeopleField(QWidget):
    """``value()`` is a tuple of ids in the order in which they were chosen."""

    changed = Signal()

    def __init__(self, role: person.Role, name: str) -> None:
        super().__init__()
        self._ids: tuple[int, ...] = ()
        self._names: dict[int, str] = {}
        self._rows: list[QFrame] = []
        layout = QVBoxLayout(self)
        spaced(layout, 0, 4)
        self._list = QVBoxLayout()
        spaced(self._list, 0, 4)
        layout.addLayout(self._list)
        everyone = providers.people(self, role=role)

        def others(text: str, deliver: Deliver) -> None:
            def without(offers: Sequence[Suggestion]) -> None:
                deliver([one for one in offers if one.value not in self._ids])

            everyone(text, without)

        self.picker = factory.person_picker(name, others)
        self.picker.chosen.connect(self._chosen)
        layout.addWidget(self.picker)
        self.setFocusProxy(self.picker)
        self.setAccessibleName(name)

    def value(self) -> tuple[int, ...]:
        return self._ids

    def set_value(self, value: Iterable[int] | None) -> None:
        """Show these people; their names are read."""
        self._ids = tuple(value or ())
        self.picker.set_value(None, "")
        self._show()
        unknown = [id for id in self._ids if id not in self._names]
        if unknown:
            jobs.read(person.names, unknown, then=self._named, owner=self, key="names")

    def problem(self) -> str:
        return self.picker.problem()

    def setAccessibleName(self, name: str) -> None:
        """The line that adds somebody carries the name."""
        super().setAccessibleName(name)
        self.picker.setAccessibleName(name)

    def names(self) -> tuple[str, ...]:
        """The names on screen."""
        return tuple(self._names.get(id, "") for id in self._ids)

    def _named(self, names: Mapping[int, PersonName]) -> None:
        self._names.update({id: one.name for id, one in names.items()})
        self._show()

    def _chosen(self, suggestion: Suggestion) -> None:
        if isinstance(suggestion.value, int) and suggestion.value not in self._ids:
            self._names.setdefault(suggestion.value, suggestion.text)
            self._ids = (*self._ids, suggestion.value)
            self.picker.set_value(None, "")
            self._show()
            self.changed.emit()

    def _remove(self, id: int) -> None:
        self._ids = tuple(one for one in self._ids if one != id)
        self._show()
        self.picker.setFocus()
        self.changed.emit()

    def _show(self) -> None:
        for old in self._rows:
            old.hide()
            old.deleteLater()
        self._rows = [self._row(id) for id in self._ids]
        before: QWidget | None = None
        for row in self._rows:
            self._list.addWidget(row)
            last = row.findChildren(QWidget)[-1]
            if before is not None:
                QWidget.setTabOrder(before, last)
            before = last
        self.picker.setPlaceholderText(
            _("Weitere: Name, Nummer oder Telefon") if self._ids else _("Name, Nummer oder Telefon")
        )
        self.updateGeometry()

    def _row(self, id: int) -> QFrame:
        row = QFrame()
        kind(row, "well")
        layout = QHBoxLayout(row)
        spaced(layout, (10, 2, 4, 2), 8)
        layout.addWidget(IconLabel("user", "text2", 16))
        name = self._names.get(id, "")
        shown = CutLabel(name or "…")
        guard(shown)
        layout.addWidget(shown, 1)
        layout.addWidget(
            icon_button("x", _("{name} herausnehmen").format(name=name), partial(self._remove, id), size=16)
        )
        return row


def made(role: person.Role, name: str) -> Callable[[], QWidget]:
    """For a "custom" field of a form."""
    return lambda: PeopleField(role, name)
