"""The form of one record: reads it, saves by itself while one works, and shows what others changed meanwhile.

    self.form = RecordForm(sections, load=queries.organisation.load, save=usecases.organisation.save,
                           check=organisation_rules.check, labels=labels)
    self.form.open(17)        # or self.form.begin(OrganisationInput()) for a new one: saved once it has no error
    self.form.refresh()       # after a change told by the hub

``labels(session, given)`` reads the words for ids in the Input ("mentor_id": "Brigitte Lorenz") in the same snapshot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from permenti_desktop.domain.check import Problem, errors
from permenti_desktop.domain.errors import Conflict, UserError
from permenti_desktop.gui import jobs
from permenti_desktop.gui.form import Form, Section
from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets.message_bar import MessageBar
from permenti_desktop.i18n import _

Load = Callable[..., tuple[int, Any]]
Save = Callable[..., int]
Check = Callable[[Any, date], Iterable[Problem]]
Labels = Callable[[Any, Any], Mapping[str, str]]


class RecordForm(QWidget):
    """A ``Form`` bound to its load and save functions."""

    created = Signal(int)
    """A new record was saved for the first time."""
    saved = Signal(int)
    filled = Signal(int)
    """A record stands in the fields that was not there before."""

    def __init__(
        self,
        sections: Sequence[Section],
        *,
        load: Load,
        save: Save,
        check: Check,
        labels: Labels | None = None,
        two_columns_from: int = 900,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._load, self._save, self._check, self._labels = load, save, check, labels
        self.record: int | None = None
        self.version: int | None = None
        self._shown: int | None = None  # whose content stands in the fields; behind ``record`` while it is being read
        self._creating = False
        layout = QVBoxLayout(self)
        spaced(layout, 0, 0)
        self.messages = MessageBar()
        layout.addWidget(self.messages)
        self.form = Form(sections, check=lambda given: check(given, date.today()), two_columns_from=two_columns_from)
        layout.addWidget(self.form, 1)
        self.form.save_wanted.connect(self.save)

    def open(self, record: int) -> None:
        """Show another record; what was typed in the one before is saved first."""
        self.form.flush()
        self.record = record
        self.refresh()

    def begin(self, given: Any, labels: Mapping[str, str] | None = None) -> None:
        """A new record: nothing is stored before it has no error."""
        self.form.flush()
        self.record = self.version = self._shown = None
        self.form.fill(given, labels or {})

    def refresh(self, *_touched: object) -> None:
        """Read the open record again; what is being typed stays."""
        if self.record is not None:
            jobs.read(
                _loaded, self._load, self._labels, self.record,
                then=self._got, owner=self, key="open", failed=self._failed,
            )  # fmt: skip

    @property
    def shown(self) -> int | None:
        """Whose content stands in the fields; None for a new record, and while the first one is being read."""
        return self._shown

    def save(self) -> None:
        """Save what can be saved now."""
        if self._shown is None and (self._creating or errors(self._check(self.form.value(), date.today()))):
            return  # a new record appears once it makes sense; until then it is only typed
        self._creating = self._shown is None
        version = self.form.version_for(self.version)
        jobs.write(self._save, self._shown, version, self.form.storable(), then=self._written, failed=self._not_written)

    def flush(self) -> None:
        """Save before another record is shown or the page is left."""
        self.form.flush()

    def _got(self, loaded: tuple[int, int, Any, Mapping[str, str]]) -> None:
        record, version, given, labels = loaded
        if record != self.record:
            return
        if self._shown == record:
            self.version = version
            self.form.update_snapshot(given, labels)
            return
        self.form.flush()  # what was typed into the one before while this one was being read
        self.messages.clear()
        self._shown, self.version = record, version
        self.form.fill(given, labels)
        self.filled.emit(record)

    def _written(self, record: int) -> None:
        self.form.saved()
        self.messages.clear()
        if self._creating:
            self._creating = False
            if self.record is None:  # or another one has been opened meanwhile
                self.record = self._shown = record
                self.created.emit(record)
        self.refresh()
        self.saved.emit(record)

    def _not_written(self, error: UserError) -> None:
        self._creating = False
        self.form.not_saved(error)
        if isinstance(error, Conflict) and self.record is not None:
            # What others changed comes into the form; where both changed one field, it asks which is to stand.
            next_step = _("Ihre Eingaben stehen noch in den Feldern.")
            self.messages.say(error.sentence, "info", next_step=next_step, key="conflict")
        else:
            self._failed(error)
        self.refresh()

    def _failed(self, error: UserError) -> None:
        self.messages.error(error)


def _loaded(session: Any, load: Load, labels: Labels | None, record: int) -> tuple[int, int, Any, Mapping[str, str]]:
    """The record with its version and the words for its ids, in one snapshot."""
    version, given = load(session, record)
    return record, version, given, labels(session, given) if labels is not None else {}
