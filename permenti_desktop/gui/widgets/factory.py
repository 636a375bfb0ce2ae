"""Every input of the program is made here: with its label, its name for screen readers, and its manners.

``name`` is the label as it is read ("Nachname").  ``Labelled`` puts the label above and the line for remarks below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date as _date
from typing import Any, Protocol, TypeVar, cast

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from permenti_desktop.domain.check import Level
from permenti_desktop.domain.dates import Kind
from permenti_desktop.domain.vocab import Vocabulary
from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets.date_field import DateField
from permenti_desktop.gui.widgets.fields import (
    CheckField,
    ChoiceField,
    LineField,
    MultiField,
    NumberField,
    Terms,
    TextField,
    TimeField,
    WeekField,
)
from permenti_desktop.gui.widgets.label import IconLabel, label
from permenti_desktop.gui.widgets.person_picker import Create, PersonPicker
from permenti_desktop.gui.widgets.search_box import SearchBox
from permenti_desktop.gui.widgets.suggest import Provider, SuggestField
from permenti_desktop.gui.widgets.validation_line import ValidationLine

_W = TypeVar("_W", bound=QWidget)


class Input(Protocol):
    """What all fields have in common."""

    @property
    def changed(self) -> SignalInstance: ...
    def value(self) -> Any: ...
    def set_value(self, value: Any) -> None: ...
    def problem(self) -> str: ...


def as_input(widget: QWidget) -> Input:
    """A field seen as what it has in common with the others."""
    return cast(Input, widget)


def _named(widget: _W, name: str) -> _W:
    widget.setAccessibleName(name)
    return widget


def terms_of(vocabulary: Vocabulary) -> Sequence[tuple[str, str]]:
    """The terms of a vocabulary in the language of the window, in their own order."""
    return [(code, vocabulary.label(code)) for code in vocabulary.codes]


def line(name: str, hint: str = "", *, limit: int = 0) -> LineField:
    """One line of text."""
    return _named(LineField(hint, limit), name)


def text(name: str, hint: str = "", *, rows: int = 3, most: int = 12) -> TextField:
    """Several lines of text."""
    return _named(TextField(hint, rows, most), name)


def choice(
    name: str,
    terms: Terms | Vocabulary,
    *,
    optional: bool = True,
    empty: str = "–",
    typing: bool | None = None,
) -> ChoiceField:
    """One of several; long lists can be typed into."""
    listed = terms_of(terms) if isinstance(terms, Vocabulary) else terms
    made = _named(ChoiceField(listed, optional=optional, empty=empty, typing=typing), name)
    edit = made.lineEdit()
    if edit is not None:
        edit.setAccessibleName(name)
    return made


def multi_choice(name: str, terms: Terms | Vocabulary) -> MultiField:
    """Any number of several."""
    return _named(MultiField(terms_of(terms) if isinstance(terms, Vocabulary) else terms), name)


def week(name: str) -> WeekField:
    """The week as a grid (codes of vocab.TIMES)."""
    return _named(WeekField(), name)


def check(name: str) -> CheckField:
    """Yes or no; the words stand beside the tick."""
    return _named(CheckField(name), name)


def number(name: str, *, decimals: int = 0, unit: str = "") -> NumberField:
    """A number or nothing."""
    return _named(NumberField(decimals, unit), name)


def date(
    name: str,
    *,
    meaning: Kind = "event",
    partial: bool = False,
    compact: bool = False,
    today: Callable[[], _date] = _date.today,
) -> DateField:
    """A date or nothing; ``partial``: a year or a month is enough; ``compact``: without the button."""
    return _named(DateField(meaning=meaning, partial=partial, compact=compact, today=today), name)


def time(name: str) -> TimeField:
    """A time of day or nothing."""
    return _named(TimeField(), name)


def suggest(name: str, provider: Provider, *, free: bool = False, hint: str = "", least: int = 1) -> SuggestField:
    """A line with type-ahead; ``free``: any text counts."""
    made = _named(SuggestField(provider, free=free, least=least), name)
    made.setPlaceholderText(hint)
    return made


def person_picker(name: str, provider: Provider, *, create: Create | None = None) -> PersonPicker:
    """A person, by name, number or telephone."""
    return _named(PersonPicker(provider, create=create), name)


def search(hint: str, *, picture: str = "funnel") -> SearchBox:
    """A line to filter a list or to search with."""
    return SearchBox(hint, picture=picture)


class Labelled(QWidget):
    """A field with its label above and the line for remarks below.  ``say`` shows what is to be said about it."""

    def __init__(self, name: str, widget: QWidget, *, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.widget = widget
        layout = QVBoxLayout(self)
        spaced(layout, 0, 3)
        self._missing = IconLabel("circle-alert", "warn", 13)
        self._missing.setVisible(False)
        if isinstance(widget, CheckField):
            row = QHBoxLayout()
            spaced(row, 0, 4)
            row.addWidget(widget)
            row.addWidget(self._missing)
            row.addStretch(1)
            layout.addLayout(row)
        else:
            head = QHBoxLayout()
            spaced(head, 0, 4)
            # A long name breaks instead of making the whole form wider than its window.
            long = len(name) > 22
            self.label = label(name, "caption", wrap=long)
            self.label.setBuddy(widget)
            head.addWidget(self.label, int(long))
            head.addWidget(self._missing)
            head.addStretch(int(not long))
            layout.addLayout(head)
            layout.addWidget(widget)
        self.remark = ValidationLine()
        layout.addWidget(self.remark)
        if hint:
            layout.addWidget(label(hint, "caption", wrap=True))
            widget.setAccessibleDescription(hint)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(isinstance(widget, MultiField) or bool(hint))
        self.setSizePolicy(policy)
        layout.addStretch(1)

    def say(self, level: Level | None, sentence: str = "") -> None:
        """A remark on the value; None clears it.  The border of the field takes the same colour."""
        self.remark.say(level, sentence)
        border = {"warning": "warn", "error": "bad"}.get(level or "", "")
        if self.widget.property("level") != border:
            self.widget.setProperty("level", border)
            style = self.widget.style()
            style.unpolish(self.widget)
            style.polish(self.widget)
        self.widget.setAccessibleDescription(sentence)

    def set_missing(self, sentence: str) -> None:
        """An amber mark at the label: a report needs this field.  "" takes it away."""
        self._missing.setVisible(bool(sentence))
        self._missing.setToolTip(sentence)
        self._missing.setAccessibleName(sentence)


def labelled(name: str, widget: QWidget, *, hint: str = "") -> Labelled:
    """A field with label and line for remarks."""
    return Labelled(name, widget, hint=hint)
