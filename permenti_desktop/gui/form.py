"""A form is data: sections of field specs.  It keeps the frozen snapshot it was filled from.

::

    SECTIONS = (
        Section(_("Person"), (
            Field("person.last_name", _("Nachname"), private=True),
            Field("person.birth", _("Geburtsdatum"), "date", meaning="birth", hint=_("Ein Jahr genügt.")),
            Field("person.gender", _("Geschlecht"), "choice", terms=vocab.GENDER),
            Field("person.languages", _("Sprachen"), "rows", row=LanguageInput, add=_("Sprache hinzufügen"), fields=(
                Field("language", _("Sprache"), "choice", terms=languages), Field("level", _("Niveau"), "choice", …))),
        )),
    )
    form = Form(SECTIONS, check=lambda i: participant.check(i, date.today()))
    form.fill(one.input, labels={"case_worker_id": "M. Adler"})
    form.save_wanted.connect(self.save)

    def save(self):                                  # connected to save_wanted
        jobs.write(usecases.participant.save, self.id, self.form.version_for(self.version), self.form.storable(),
                   then=self.saved, failed=self.not_saved)
    def saved(self, _id): self.form.saved(); self.read_again()          # ends in form.update_snapshot(new, labels)
    def not_saved(self, error): self.form.not_saved(error); self.failed(error)

``value()`` is the snapshot with what a person has changed; a field nobody touched keeps exactly what it had.
``dirty`` is a comparison.  What cannot be read stays in its field, is explained under it, and is not stored;
nothing ever blocks leaving.  ``update_snapshot`` shows a newer state of the same record without losing edits; where
somebody else has meanwhile stored another value in a field that is being edited, both stand side by side to choose from
and neither is saved over the other.
Before showing another record or leaving: ``flush()``.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Final, Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from permenti_desktop.domain.check import Problem
from permenti_desktop.domain.dates import Kind as DateMeaning
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import BadInput, UserError
from permenti_desktop.domain.vocab import Vocabulary
from permenti_desktop.gui import jobs
from permenti_desktop.gui.clash import Clash, ClashPanel
from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.theme import T, kind, spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import button, icon_button
from permenti_desktop.gui.widgets.card import FoldingSection
from permenti_desktop.gui.widgets.date_field import DateField
from permenti_desktop.gui.widgets.factory import Labelled, as_input
from permenti_desktop.gui.widgets.fields import Terms
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.gui.widgets.person_picker import Create
from permenti_desktop.gui.widgets.suggest import Provider, SuggestField, Suggestion
from permenti_desktop.i18n import _

FieldKind = Literal[
    "line", "text", "choice", "multi", "week", "check", "number", "date", "time", "suggest", "person", "rows", "custom"
]
TWO_COLUMNS_FROM: Final = 900
ROW_FIELD_WIDTH: Final = 168
PAUSE: Final = 1500
"""Milliseconds without a change after which ``save_wanted`` comes."""


@dataclass(frozen=True)
class Field:
    """One field.  ``name`` is the attribute of the Input, dotted for a nested one ("person.birth")."""

    name: str
    label: str
    kind: FieldKind = "line"
    terms: Terms | Vocabulary = ()
    hint: str = ""
    """A grey sentence below the field."""
    placeholder: str = ""
    wide: bool = False
    """Takes the whole width of the section; text, rows and week always do."""
    optional: bool = True
    """A choice without the empty term when False."""
    meaning: DateMeaning = "event"
    decimals: int = 0
    unit: str = ""
    lines: int = 3
    limit: int = 0
    provider: Provider | None = None
    """For "suggest" and "person"."""
    create: Create | None = None
    free: bool = False
    """For "suggest": the text itself is the value, whether offered or not; without it the offer's value is."""
    code: str = ""
    """For "suggest" with free text: the attribute that gets the value of the chosen offer (None for own words)."""
    row: type | None = None
    """For "rows": the Input class of one row, made without arguments."""
    fields: tuple[Field, ...] = ()
    add: str = ""
    """For "rows": the words on the button that adds one."""
    new_row: Callable[[], Any] | None = None
    """For "rows": makes a new row that is not empty (today's date, for example)."""
    private: bool = False
    """Veiled by Sichtschutz."""
    make: Callable[[], QWidget] | None = None
    """For "custom": a widget with value, set_value, problem and changed."""


@dataclass(frozen=True)
class Section:
    """A heading with fields; ``folded`` ones are closed at first (sensitive ones: opening them is told)."""

    title: str
    fields: tuple[Field, ...]
    folded: bool = False
    hint: str = ""
    name: str = ""


class _Grid(QWidget):
    """Puts its children into as many columns as the width allows; wide ones get a line of their own."""

    def __init__(self, columns: Callable[[int], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._items: list[tuple[QWidget, bool]] = []
        self._now = 0
        self._grid = QGridLayout(self)
        spaced(self._grid, 0, 12)

    def add(self, widget: QWidget, *, wide: bool) -> None:
        self._items.append((widget, wide))
        self._now = 0
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = max(1, self._columns(round(self.width() / T.zoom)))
        if columns == self._now:
            return
        for old in range(self._now):
            self._grid.setColumnStretch(old, 0)
        self._now = columns
        for widget, _wide in self._items:
            self._grid.removeWidget(widget)
        row = column = 0
        for widget, wide in self._items:
            if wide and column:
                row, column = row + 1, 0
            self._grid.addWidget(widget, row, column, 1, columns if wide else 1, Qt.AlignmentFlag.AlignTop)
            column = columns if wide else column + 1
            if column >= columns:
                row, column = row + 1, 0
        for new in range(columns):
            self._grid.setColumnStretch(new, 1)


@cache
def _hints(cls: Hashable) -> Mapping[str, Any]:
    return typing.get_type_hints(cls)


def _takes(annotation: Any) -> tuple[type, ...]:
    """The types an annotation allows: ``date | None`` → (date, NoneType)."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return tuple(one for one in typing.get_args(annotation) if isinstance(one, type))
    return (annotation,) if isinstance(annotation, type) else ()


def get(record: Any, path: str) -> Any:
    """The attribute of a dotted path."""
    for name in path.split("."):
        record = getattr(record, name)
    return record


def put(record: Any, path: str, value: Any) -> Any:
    """A copy of a frozen record with another value at a dotted path."""
    name, _dot, rest = path.partition(".")
    return replace(record, **{name: put(getattr(record, name), rest, value) if rest else value})


_UNKNOWN: Final = object()


class _Slot(QObject):
    """One field in one form or row: its widget, what it was filled with, what the record holds."""

    def __init__(self, spec: Field, owner: QWidget) -> None:
        super().__init__(owner)
        self.spec = spec
        self.widget = _make(spec)
        self.input = as_input(self.widget)
        if spec.private:
            guard(self.widget)
        self.labelled = Labelled(spec.label, self.widget, hint=spec.hint)
        self.original: Any = None
        self.code_original: Any = None
        self._filled: Any = _UNKNOWN
        self._sent: Any = _UNKNOWN
        self._sent_value: Any = _UNKNOWN
        self._asked: Any = _UNKNOWN
        self.clash: tuple[Any, Any] | None = None
        """What somebody else stored while this field was being edited, and nobody has chosen yet."""
        self._source: tuple[Any, Mapping[str, str], str] = (None, {}, "")
        self.takes: tuple[type, ...] = ()

    def fill(self, record: Any, labels: Mapping[str, str], prefix: str) -> None:
        """Show the record's value."""
        self.clash = None
        self._source = record, labels, prefix
        self._remember(record)
        value = self.original
        if isinstance(self.widget, RowsField):
            self.widget.set_rows(value or (), labels, f"{prefix}{self.spec.name}.")
        elif isinstance(self.widget, SuggestField):
            if self.spec.free or self.spec.code:
                self.widget.set_value(self.code_original, value or "")
            else:
                words = labels.get(f"{prefix}{self.spec.name}", str(value or ""))
                self.widget.set_value(value or None, words)
        else:
            self.input.set_value(value)
        self._filled = self._raw()
        self._sent = self._sent_value = self._asked = _UNKNOWN

    def update(self, record: Any, labels: Mapping[str, str], prefix: str, *, saved: bool) -> None:
        """Show a newer state.  What was changed and not yet ``saved`` stays; what is being typed in is not touched."""
        taken = saved and self._sent is not _UNKNOWN and self._raw() == self._sent
        before = self.original, self.code_original
        self._source = record, labels, prefix
        if taken or not self.edited:
            self.clash = None
            self._remember(record)
            if isinstance(self.widget, RowsField):
                self.widget.update_rows(self.original or (), labels, f"{prefix}{self.spec.name}.", saved=saved)
                self._filled = self._raw()
            elif taken and _has_focus(self.widget):
                self._filled = self._raw()
            elif taken or (self.original, self.code_original) != before:
                self.fill(record, labels, prefix)
            return
        current = self.current()
        self._remember(record)
        if isinstance(self.widget, RowsField):
            self.widget.update_rows(self.original or (), labels, f"{prefix}{self.spec.name}.", saved=saved)
            current = self.current()
        now = self.original, self.code_original
        same = current == now and not self.input.problem()
        self._filled = self._raw() if same else _UNKNOWN
        own = self._sent_value == now or (saved and self._sent is not _UNKNOWN)
        if same or isinstance(self.widget, RowsField):  # the rows of a list compare field by field themselves
            self.clash = None
        elif now != before and not own:
            self.clash = now

    def words(self) -> str:
        """What stands in the field, for a person."""
        return _shown(self.widget)

    def their_words(self) -> str:
        """What somebody else stored, for a person."""
        probe = _Slot(self.spec, self.widget)
        probe.labelled.hide()
        probe.fill(*self._source)
        words = _shown(probe.widget)
        probe.labelled.deleteLater()
        probe.deleteLater()
        return words

    def take_theirs(self) -> None:
        """Show what somebody else stored, in the place of what was typed."""
        self.fill(*self._source)

    def mark_sent(self, *, held: bool = False) -> None:
        """Remember what is being saved; or, ``held``, that the old value is saved while what stands here has an
        error."""
        self._asked = self._raw()
        if self.clash is None and not held:
            self._sent, self._sent_value = self._asked, self.current()
        else:  # what clashes is not sent, either
            self._sent = self._sent_value = _UNKNOWN
        if isinstance(self.widget, RowsField):
            self.widget.mark_sent(held=held)

    @property
    def changed_since_sent(self) -> bool:
        """Whether a person went on after the last saving was asked for."""
        return self._asked is _UNKNOWN or self._raw() != self._asked

    def _remember(self, record: Any) -> None:
        self.original = get(record, self.spec.name)
        self.code_original = get(record, self.spec.code) if self.spec.code else None
        head, _dot, last = self.spec.name.rpartition(".")
        holder: type = type(get(record, head) if head else record)
        self.takes = _takes(_hints(holder).get(last))
        if isinstance(self.widget, DateField):
            self.widget.set_partial(PartialDate in self.takes)

    def _raw(self) -> Any:
        if isinstance(self.widget, SuggestField):
            return self.widget.value(), self.widget.text().strip()
        return self.input.value()

    @property
    def edited(self) -> bool:
        """Whether a person has changed what the field shows."""
        return self._filled is _UNKNOWN or self._raw() != self._filled or bool(self.input.problem())

    def current(self) -> tuple[Any, Any]:
        """The value and, for free text with a code, the code; what cannot be read stays what it was."""
        if self.input.problem() or not self.edited:
            return self.original, self.code_original
        widget = self.widget
        if isinstance(widget, SuggestField) and (self.spec.free or self.spec.code):
            return widget.text().strip(), widget.value() if self.spec.code else None
        value = self.input.value()
        if isinstance(value, PartialDate) and PartialDate not in self.takes and date in self.takes:
            value = value.exact
        if value is None and type(None) not in self.takes:
            value = "" if str in self.takes else self.original
        return value, None

    def into(self, record: Any) -> Any:
        """The record with this field's value."""
        value, code = self.current()
        if value != self.original:
            record = put(record, self.spec.name, value)
        if self.spec.code and code != self.code_original:
            record = put(record, self.spec.code, code)
        return record


def _make(spec: Field) -> QWidget:
    name = spec.label
    match spec.kind:
        case "line":
            return factory.line(name, spec.placeholder, limit=spec.limit)
        case "text":
            return factory.text(name, spec.placeholder, rows=spec.lines)
        case "choice":
            return factory.choice(name, spec.terms, optional=spec.optional)
        case "multi":
            return factory.multi_choice(name, spec.terms)
        case "week":
            return factory.week(name)
        case "check":
            return factory.check(name)
        case "number":
            return factory.number(name, decimals=spec.decimals, unit=spec.unit)
        case "date":
            # Whether a year or a month is enough is said by the type of the attribute; it is set when filled.
            return factory.date(name, meaning=spec.meaning)
        case "time":
            return factory.time(name)
        case "suggest":
            assert spec.provider is not None, spec.name
            return factory.suggest(name, spec.provider, free=spec.free or bool(spec.code), hint=spec.placeholder)
        case "person":
            assert spec.provider is not None, spec.name
            return factory.person_picker(name, spec.provider, create=spec.create)
        case "rows":
            return RowsField(spec)
        case "custom":
            assert spec.make is not None, spec.name
            made = spec.make()
            made.setAccessibleName(name)
            return made


def _shown(widget: QWidget) -> str:
    """What stands in a field, in one line."""
    if isinstance(widget, QPlainTextEdit):
        words = widget.toPlainText()
    elif isinstance(widget, QComboBox):
        words = widget.currentText()
    elif isinstance(widget, QCheckBox):
        words = _("ja") if widget.isChecked() else _("nein")
    elif isinstance(widget, QLineEdit):
        words = widget.text()
    else:
        words = ", ".join(box.text() for box in widget.findChildren(QAbstractButton) if box.isChecked())
    return " ".join(words.split()) or _("leer")


def _has_focus(widget: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and (focus is widget or widget.isAncestorOf(focus))


def _is_wide(spec: Field) -> bool:
    return spec.wide or spec.kind in ("text", "rows", "week", "multi")


class RowsField(QWidget):
    """A small list inside a form: languages, qualifications, phases.  Each row is a frame of inline fields with a
    button to remove it; ``value()`` is a tuple of the row's frozen Inputs."""

    changed = Signal()

    def __init__(self, spec: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert spec.row is not None, spec.name
        self.spec = spec
        self._rows: list[_Row] = []
        self._sent_rows: list[_Row] = []
        self._labels: Mapping[str, str] = {}
        self._prefix = ""
        layout = QVBoxLayout(self)
        spaced(layout, 0, 6)
        self._list = QVBoxLayout()
        spaced(self._list, 0, 6)
        layout.addLayout(self._list)
        self._none = label(_("noch nichts eingetragen"), "muted")
        layout.addWidget(self._none)
        self.add_button = button(spec.add or _("Hinzufügen"), self.add_row, icon="plus", look="link")
        layout.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.add_button)

    def value(self) -> tuple[Any, ...]:
        return tuple(row.value() for row in self._rows)

    def set_value(self, value: Sequence[Any] | None) -> None:
        self.set_rows(value or (), self._labels, self._prefix)

    def set_rows(self, rows: Sequence[Any], labels: Mapping[str, str], prefix: str) -> None:
        """Show these rows; ``labels`` hold the words for ids by path ("attendance.0.person_id")."""
        self._labels, self._prefix = labels, prefix
        self._sent_rows = []
        for old in self._rows:
            old.hide()
            old.deleteLater()
        self._rows = []
        for index, record in enumerate(rows):
            self._append(record, f"{prefix}{index}.")
        self._renumber()

    def mark_sent(self, *, held: bool = False) -> None:
        """Remember which rows are being saved, so that new ones get their ids afterwards and not a twin."""
        self._sent_rows = [] if held else [row for row in self._rows if row.record.id is None]
        for row in self._rows:
            for slot in row.slots:
                slot.mark_sent(held=held)

    def update_rows(self, records: Sequence[Any], labels: Mapping[str, str], prefix: str, *, saved: bool) -> None:
        """A newer state of the list.  Known rows are updated, new ones that were saved get their ids."""
        self._labels, self._prefix = labels, prefix
        known = {row.record.id: row for row in self._rows if row.record.id is not None}
        stored = {record.id for record in records}
        fresh = [record for record in records if record.id not in known]
        waiting = [row for row in self._sent_rows if row in self._rows] if saved else []
        pairs = [(known[record.id], record) for record in records if record.id in known]
        if len(fresh) == len(waiting):
            pairs += list(zip(waiting, fresh, strict=True))
            fresh = []
        for row, record in pairs:
            place = next(index for index, one in enumerate(records) if one is record)
            row.update_record(record, labels, f"{prefix}{place}.", saved=saved)
        for record in fresh:
            place = next(index for index, one in enumerate(records) if one is record)
            self._append(record, f"{prefix}{place}.")
        for row in list(self._rows):
            if row.record.id is not None and row.record.id not in stored:
                if row.edited:
                    row.record = replace(row.record, id=None)  # removed by somebody else, but wanted here: a new one
                    continue
                self._rows.remove(row)
                row.hide()
                row.deleteLater()
        self._sent_rows = []
        self._renumber()

    def clashes(self) -> bool:
        """Whether a field of a row was changed here and elsewhere."""
        return any(slot.clash is not None for row in self._rows for slot in row.slots)

    def storable(self) -> tuple[Any, ...]:
        """The rows as ``value()``, but what clashes stays what it is in the store."""
        found = []
        for row in self._rows:
            record = row.record
            for slot in row.slots:
                record = record if slot.clash is not None else slot.into(record)
            found.append(record)
        return tuple(found)

    def problem(self) -> str:
        """Rows explain themselves; nothing is said about the list as a whole."""
        return ""

    def unreadable(self) -> bool:
        """Whether something in a row cannot be read."""
        return any(slot.input.problem() for row in self._rows for slot in row.slots)

    def rows(self) -> list[_Row]:
        """The rows on screen."""
        return list(self._rows)

    def add_row(self) -> None:
        """A new row at the end, with the cursor in it."""
        make = self.spec.new_row or self.spec.row
        assert make is not None
        row = self._append(make(), "")
        self._renumber()
        self.changed.emit()
        row.focus_first()

    def remove_row(self, row: _Row) -> None:
        """Take a row away; undo brings it back, because the whole form is saved as one step."""
        self._rows.remove(row)
        row.hide()
        row.deleteLater()
        self._renumber()
        self.add_button.setFocus()
        self.changed.emit()

    def _append(self, record: Any, prefix: str) -> _Row:
        row = _Row(self.spec, record, self._labels, prefix, self)
        row.changed.connect(self.changed)
        row.removed.connect(self._remove_sender)
        self._rows.append(row)
        self._list.addWidget(row)
        return row

    def _remove_sender(self) -> None:
        sender = self.sender()
        if isinstance(sender, _Row):
            self.remove_row(sender)

    def _renumber(self) -> None:
        self._none.setVisible(not self._rows)
        before: QWidget | None = None
        for number, row in enumerate(self._rows, 1):
            row.set_number(number)
            for widget in row.tab_order():
                if before is not None:
                    QWidget.setTabOrder(before, widget)
                before = widget
        if before is not None:
            QWidget.setTabOrder(before, self.add_button)


class _Row(QFrame):
    """One row of a RowsField."""

    changed = Signal()
    removed = Signal()

    def __init__(self, spec: Field, record: Any, labels: Mapping[str, str], prefix: str, parent: QWidget) -> None:
        super().__init__(parent)
        kind(self, "well")
        self.record = record
        layout = QHBoxLayout(self)
        spaced(layout, (10, 8, 4, 8), 6)
        grid = _Grid(lambda width: min(4, width // ROW_FIELD_WIDTH))
        self.slots: list[_Slot] = []
        for field in spec.fields:
            slot = _Slot(field, self)
            slot.fill(record, labels, prefix)
            slot.input.changed.connect(self._edited)
            if isinstance(slot.widget, SuggestField):
                slot.widget.chosen.connect(self._chosen)
            grid.add(slot.labelled, wide=_is_wide(field))
            self.slots.append(slot)
        layout.addWidget(grid, 1)
        self.remove = icon_button("trash-2", _("Zeile entfernen"), self.removed.emit, size=16)
        layout.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)

    def set_number(self, number: int) -> None:
        self.remove.setAccessibleName(_("Zeile {number} entfernen").format(number=number))

    def tab_order(self) -> list[QWidget]:
        return [*(slot.widget for slot in self.slots), self.remove]

    def focus_first(self) -> None:
        self.slots[0].widget.setFocus(Qt.FocusReason.TabFocusReason)

    def value(self) -> Any:
        record = self.record
        for slot in self.slots:
            record = slot.into(record)
        return record

    @property
    def edited(self) -> bool:
        return any(slot.edited for slot in self.slots)

    def update_record(self, record: Any, labels: Mapping[str, str], prefix: str, *, saved: bool) -> None:
        """A newer state of this row."""
        self.record = record
        for slot in self.slots:
            slot.update(record, labels, prefix, saved=saved)

    def slot(self, name: str) -> _Slot | None:
        return next((slot for slot in self.slots if slot.spec.name == name), None)

    def _edited(self) -> None:
        self.changed.emit()

    def _chosen(self, suggestion: Suggestion) -> None:
        _fill_others(self.slots, suggestion)


def _fill_others(slots: Iterable[_Slot], suggestion: Suggestion) -> None:
    """Put what follows from an offer into the other fields: a place brings its postal code."""
    fills = dict(suggestion.fills)
    for slot in slots:
        if slot.spec.name in fills:
            value = fills[slot.spec.name]
            if isinstance(slot.widget, SuggestField):
                slot.widget.set_value(None if slot.spec.free else value, str(value or ""))
            else:
                slot.input.set_value(value)


class Form(QScrollArea):
    """The form itself, scrolling; see the top of this file."""

    changed = Signal()
    """Something was typed; ask ``dirty``."""
    save_wanted = Signal()
    """A pause, leaving the form, or Ctrl+Enter, while there is something to save."""
    confirmed = Signal()
    """Ctrl+Enter, whether there is something to save or not."""
    section_opened = Signal(str)
    """A folded section was opened (its name or title): looking at sensitive data is told."""

    def __init__(
        self,
        sections: Sequence[Section],
        *,
        check: Callable[[Any], Iterable[Problem]] | None = None,
        two_columns_from: int = TWO_COLUMNS_FROM,
        autosave: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._check = check
        self._autosave = autosave
        self.snapshot: Any = None
        self.slots: dict[str, _Slot] = {}
        self._constant: dict[str, Any] = {}
        self._labels: Mapping[str, str] = {}
        self._folds: dict[str, FoldingSection] = {}
        self._folded: list[FoldingSection] = []
        self._filled_times = 0
        self._under_way: list[int] = []  # for each save under way: which filling it belonged to
        self._committed = False
        inner = QWidget()
        layout = QVBoxLayout(inner)
        spaced(layout, (16, 12, 16, 16), 12)
        for section in sections:
            fold = FoldingSection(section.title, folded=section.folded, hint=section.hint)
            fold.setObjectName(section.name or section.title)
            fold.opened.connect(self._section_opened)
            if section.folded:
                self._folded.append(fold)
            grid = _Grid(lambda width: 2 if width >= two_columns_from else 1)
            for field in section.fields:
                slot = _Slot(field, self)
                slot.input.changed.connect(self._edited)
                if isinstance(slot.widget, SuggestField):
                    slot.widget.chosen.connect(self._chosen)
                self.slots[field.name] = slot
                self._folds[field.name] = fold
                grid.add(slot.labelled, wide=_is_wide(field))
            fold.body.addWidget(grid)
            layout.addWidget(fold)
        layout.addStretch(1)
        self.clash_panel = ClashPanel()
        self.clash_panel.chosen.connect(self._choose)
        layout.insertWidget(0, self.clash_panel)
        self.setWidget(inner)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._paused)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)

    # -- content ---------------------------------------------------------------------------------------------

    def fill(self, snapshot: Any, labels: Mapping[str, str] | None = None) -> None:
        """Show another record.  ``labels`` are the words for ids by field name ("case_worker_id": "M. Adler")."""
        self._timer.stop()
        self._filled_times += 1
        self._committed = False
        self.snapshot = snapshot
        self._labels = labels or {}
        for slot in self.slots.values():
            slot.fill(snapshot, self._labels, "")
        self._constant.clear()
        self.show_problems(self.problems())
        self._show_clashes()

    def fold_again(self) -> None:
        """Close the sections that are closed at first: what was opened for one record is not open for the next."""
        for fold in self._folded:
            fold.fold()

    def update_snapshot(self, snapshot: Any, labels: Mapping[str, str] | None = None) -> None:
        """A newer state of the same record (after saving, or changed elsewhere); what is being typed stays."""
        self._labels = labels if labels is not None else self._labels
        saved, self._committed = self._committed, False
        constant, self._constant = self._constant, {}
        self.snapshot = snapshot
        for slot in self.slots.values():
            slot.update(snapshot, self._labels, "", saved=saved)
        for name, value in constant.items():
            if get(snapshot, name) != value and not saved:
                self._constant[name] = value
        self.show_problems(self.problems())
        self._show_clashes()
        if self.dirty and self._autosave:
            self._timer.start()

    def value(self) -> Any:
        """The Input: the snapshot with everything readable that was changed."""
        record = self.snapshot
        for slot in self.slots.values():
            record = slot.into(record)
        for name, value in self._constant.items():
            record = put(record, name, value)
        return record

    def storable(self) -> Any:
        """What is to be saved now: ``value()``, but fields with an error keep what was stored, so that one slip does
        not hold up the rest.  Call it once per write; then ``saved`` or ``not_saved``."""
        held = self._held_back()
        for name, slot in self.slots.items():
            slot.mark_sent(held=name in held)
        self._under_way.append(self._filled_times)
        return self._storable()

    def version_for(self, version: int | None) -> int | None:
        """The version to save with: None while an own save of the same record is still under way, because that
        one will have raised it."""
        return None if self._filled_times in self._under_way else version

    def saved(self) -> None:
        """The write was committed; the next ``update_snapshot`` brings what it made of the record."""
        if self._under_way and self._under_way.pop(0) == self._filled_times:
            self._committed = True

    def not_saved(self, error: UserError) -> None:
        """The write was refused; everything typed stays, and the remarks are shown at the fields."""
        mine = bool(self._under_way) and self._under_way.pop(0) == self._filled_times
        if mine and isinstance(error, BadInput):
            self.show_problems([*self.problems(), *error.problems])

    def _storable(self) -> Any:
        record = self.value()
        for name, slot in self.slots.items():
            if slot.clash is not None:
                record = put(record, name, slot.original)
                if slot.spec.code:
                    record = put(record, slot.spec.code, slot.code_original)
            elif isinstance(slot.widget, RowsField) and slot.widget.clashes():
                record = put(record, name, slot.widget.storable())
        for name in self._held_back():
            slot = self.slots[name]
            record = put(record, name, slot.original)
            if slot.spec.code:
                record = put(record, slot.spec.code, slot.code_original)
        return record

    def _held_back(self) -> set[str]:
        """The fields with an error: what stands in them stays there and is not stored."""
        found = (self._slot_name(problem.field) for problem in self.problems() if problem.level == "error")
        return {name for name in found if name is not None}

    @property
    def dirty(self) -> bool:
        """Whether something differs from the snapshot, or stands in a field and cannot be read."""
        return self.snapshot is not None and (self.value() != self.snapshot or self.unreadable())

    def unreadable(self) -> bool:
        """Whether a field holds text that cannot be read."""
        return any(
            slot.widget.unreadable() if isinstance(slot.widget, RowsField) else bool(slot.input.problem())
            for slot in self.slots.values()
        )

    def set_field(self, name: str, value: Any, words: str = "") -> None:
        """Change one attribute from the program, as if typed; it need not have a field."""
        slot = self.slots.get(name)
        if slot is None:
            self._constant[name] = value
        elif isinstance(slot.widget, SuggestField):
            slot.widget.set_value(value, words or str(value or ""))
        else:
            slot.input.set_value(value)
        self._edited()

    def widget_of(self, name: str) -> QWidget:
        """The field of an attribute."""
        return self.slots[name].widget

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field, opening its section."""
        base = self._slot_name(name)
        if base is not None:
            self._folds[base].unfold()
            self.slots[base].widget.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(self.slots[base].labelled)

    # -- problems --------------------------------------------------------------------------------------------

    def problems(self) -> list[Problem]:
        """What ``check`` says about the present value, and what cannot be read."""
        found = list(self._check(self.value())) if self._check is not None and self.snapshot is not None else []
        for name, slot in self.slots.items():
            if isinstance(slot.widget, RowsField):
                for number, row in enumerate(slot.widget.rows()):
                    found += [
                        Problem(f"{name}.{number}.{inner.spec.name}", "error", sentence)
                        for inner in row.slots
                        if (sentence := inner.input.problem())
                    ]
            elif sentence := slot.input.problem():
                found.append(Problem(name, "error", sentence))
        return found

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say them at their fields, the gravest first; others' remarks go.  Also for what a use case answered."""
        grave = {"error": 0, "warning": 1, "hint": 2}
        worst: dict[int, Problem] = {}
        for problem in sorted(problems, key=lambda one: grave[one.level], reverse=True):
            slot = self._slot_at(problem.field)
            if slot is not None:
                worst[id(slot)] = problem
        for slot in self._all_slots():
            remark = worst.get(id(slot))
            if remark is None:
                if slot.labelled.remark.level is not None:
                    slot.labelled.say(None)
            elif (slot.labelled.remark.level, slot.labelled.remark.text()) != (remark.level, remark.sentence):
                slot.labelled.say(remark.level, remark.sentence)

    def mark_missing(self, missing: Mapping[str, str]) -> None:
        """Amber marks at fields a report needs: {field name: sentence}."""
        for name, slot in self.slots.items():
            slot.labelled.set_missing(missing.get(name, ""))

    def _all_slots(self) -> Iterable[_Slot]:
        for slot in self.slots.values():
            yield slot
            if isinstance(slot.widget, RowsField):
                for row in slot.widget.rows():
                    yield from row.slots

    def _slot_name(self, path: str) -> str | None:
        while path:
            if path in self.slots:
                return path
            path = path.rpartition(".")[0]
        return None

    def _slot_at(self, path: str) -> _Slot | None:
        name = self._slot_name(path)
        if name is None:
            return None
        slot = self.slots[name]
        if isinstance(slot.widget, RowsField) and len(path) > len(name):
            number, _dot, inner = path[len(name) + 1 :].partition(".")
            rows = slot.widget.rows()
            if number.isdecimal() and int(number) < len(rows):
                return rows[int(number)].slot(inner) or slot
        return slot

    # -- what others changed meanwhile -----------------------------------------------------------------------

    def clashes(self) -> list[Clash]:
        """The fields that were changed here and elsewhere, and nobody has chosen yet."""
        return [Clash(slot.spec.label, slot.words(), slot.their_words()) for slot in self._clashing()]

    def _clashing(self) -> list[_Slot]:
        return [slot for slot in self._all_slots() if slot.clash is not None]

    def _show_clashes(self) -> None:
        self.clash_panel.show_clashes(self.clashes())

    def _choose(self, index: int, mine: bool) -> None:
        slots = self._clashing()
        if index < len(slots):
            slots[index].clash = None
            if not mine:
                slots[index].take_theirs()
            self._show_clashes()
            self._edited()
            self._want_save()

    def _settle(self) -> None:
        """Nobody has chosen, and the record is left: what was typed here is stored, what stood there remains in the
        history, and it is said."""
        if clashes := self.clashes():
            for slot in self._clashing():
                slot.clash = None
            self._show_clashes()
            first = clashes[0]
            jobs.board().problem.emit(
                UserError(
                    _("„{field}“ war auch von anderen geändert worden: „{theirs}“. Gespeichert ist „{mine}“.").format(
                        field=first.field, theirs=first.theirs, mine=first.mine
                    ),
                    _("Beides steht im Änderungsverlauf."),
                )
            )

    # -- saving ----------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Ask for saving now if there is something to save (before leaving, printing, locking)."""
        self._settle()
        self._want_save(now=True)

    def _edited(self) -> None:
        self.changed.emit()
        self.show_problems(self.problems())
        if self._autosave:
            self._timer.start()

    def _want_save(self, *, now: bool = False) -> None:
        self._timer.stop()
        if self.snapshot is None or self._storable() == self.snapshot:
            return
        if self._filled_times in self._under_way:
            # New rows of a save under way have no ids yet; saving them again would make twins.  The end of that
            # save starts the clock again.  Only what is left for good is saved at once.
            if now and any(slot.changed_since_sent for slot in self.slots.values()):
                self.save_wanted.emit()
            return
        self.save_wanted.emit()

    def _paused(self) -> None:
        self._want_save()

    def _focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if (
            self._autosave
            and old is not None
            and self.isAncestorOf(old)
            and (new is None or not self.isAncestorOf(new))
        ):
            self._want_save()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._want_save()
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Ctrl+Enter belongs to the form that has the focus, before any shortcut of the window.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()
                return True
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:
        if self._autosave:
            self._settle()
            self._want_save(now=True)
        super().hideEvent(event)

    def _chosen(self, suggestion: Suggestion) -> None:
        names = {name for name, _value in suggestion.fills}
        _fill_others(self.slots.values(), suggestion)
        for name, value in suggestion.fills:
            if name not in self.slots and name in names:
                self._constant[name] = value
        self._edited()

    def _section_opened(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.section_opened.emit(sender.objectName())
