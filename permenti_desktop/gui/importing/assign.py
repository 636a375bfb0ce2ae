"""Step 2: what each list is about and what each of its columns means."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from permenti_desktop.exchange.fields import BESIDE, SUBJECT_LABELS, SUBJECTS, Subject, field_by_key, fields_of
from permenti_desktop.exchange.tables import Column, Table
from permenti_desktop.gui.importing.reading import Draft, choose_field, choose_subject, is_sensitive, tick_column
from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.theme import fixed, kind, spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.chip import Chip
from permenti_desktop.gui.widgets.fields import CheckField, ChoiceField
from permenti_desktop.gui.widgets.label import CutLabel, label
from permenti_desktop.gui.widgets.pills import PillBar
from permenti_desktop.i18n import _, pgettext

_SURE, _LIKELY = 0.85, 0.65


def fields_for(table: Table) -> list[tuple[str, str]]:
    """(key, words) of all that a column of a list can mean; what the words above it suggest is first of its kind."""
    subject = table.subject
    if subject is None:
        return []
    keys = {field.key: _(field.label) for field in fields_of(subject)}
    for other, names in BESIDE[subject].items():
        keys.update(_beside(other, field.key, field.label) for field in fields_of(other) if field.name in names)
    for column in table.columns:
        for key in (column.field, *column.alternatives):
            if key is not None and key not in keys:
                field = field_by_key(key)
                keys.update([_beside(field.subject, key, field.label)])
    return list(keys.items())


def _beside(subject: Subject, key: str, words: str) -> tuple[str, str]:
    role = {
        "participant": _("Teilnehmerin"),
        "mentor": _("Mentorin"),
        "organisation": _("Organisation"),
        "internship": _("Praktikum"),
        "tandem": _("Tandem"),
    }[subject]
    return key, f"{role}: {_(words)}"


class ColumnLine(QWidget):
    """One column: its words and samples, its meaning, how sure that is, and whether it is taken over."""

    field_chosen = Signal(int, object)
    ticked = Signal(int, bool)

    def __init__(self, column: Column, fields: list[tuple[str, str]]) -> None:
        super().__init__()
        self.index = column.index
        head = " ".join(f"{column.group} {column.header}".split()) or _("Spalte {n} ohne Kopf").format(n=column.index)
        grid = QGridLayout(self)
        spaced(grid, (0, 4, 0, 4), 10)
        words = QVBoxLayout()
        spaced(words, 0, 1)
        words.addWidget(CutLabel(head, "strong"))
        samples = CutLabel(" · ".join(" ".join(text.split()) for text in column.samples[:3]) or _("leer"), "caption")
        guard(samples)
        words.addWidget(samples)
        grid.addLayout(words, 0, 0)
        self.choice: ChoiceField = factory.choice(
            _("Feld für „{column}“").format(column=head),
            fields,
            empty=_("kein Feld, bleibt als Text"),
            typing=False,
        )
        self.choice.changed.connect(self._chosen)
        grid.addWidget(self.choice, 0, 1)
        side = QHBoxLayout()
        spaced(side, 0, 0)
        self.sure = Chip("")
        side.addWidget(self.sure)
        side.addStretch(1)
        holder = QWidget()
        holder.setLayout(side)
        fixed(holder, width=150)
        grid.addWidget(holder, 0, 2)
        self.tick: CheckField = factory.check(_("übernehmen"))
        self.tick.setAccessibleName(_("„{column}“ übernehmen").format(column=head))
        self.tick.changed.connect(self._ticked)
        grid.addWidget(self.tick, 0, 3)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(1, 4)

    def show_column(self, column: Column, taken: bool) -> None:
        """Show what it means now."""
        self.choice.set_value(column.field)
        self.tick.set_value(taken)
        self.choice.setEnabled(taken or not is_sensitive(column))
        self.sure.set_text(*_certainty(column, taken))

    def _chosen(self) -> None:
        self.field_chosen.emit(self.index, self.choice.value())

    def _ticked(self) -> None:
        self.ticked.emit(self.index, self.tick.value())


def _certainty(column: Column, taken: bool) -> tuple[str, str]:
    """How sure a meaning is, in words, and the tone of them."""
    if not taken:
        if is_sensitive(column):
            return _("besonders geschützt"), "warn"
        return _("bleibt draußen"), "outline"
    if column.by == "person":
        return _("Ihre Wahl"), "info"
    if column.field is None:
        return _("nur als Text"), "outline"
    if column.confidence >= _SURE:
        return pgettext("column", "sicher"), "ok"
    if column.confidence >= _LIKELY:
        return _("wahrscheinlich"), "info"
    return _("bitte prüfen"), "warn"


class Assign(QWidget):
    """``changed`` is sent when something was assigned otherwise."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.draft: Draft | None = None
        self.number = 0
        self.lines: list[ColumnLine] = []
        outer = QVBoxLayout(self)
        spaced(outer, 0, 10)
        self.sheets = PillBar((), name=_("Listen in der Datei"))
        self.sheets.chosen.connect(self._sheet_chosen)
        outer.addWidget(self.sheets)
        card = QFrame()
        kind(card, "card")
        inside = QVBoxLayout(card)
        spaced(inside, (14, 10, 6, 8), 8)
        top = QHBoxLayout()
        spaced(top, (0, 0, 8, 0), 10)
        self.subject: ChoiceField = factory.choice(
            _("Was in dieser Liste steht"), self._subjects, empty=_("nichts davon, auslassen"), typing=False
        )
        fixed(self.subject, width=230)
        words = label(_("In dieser Liste stehen"), "strong")
        words.setBuddy(self.subject)
        self.subject.changed.connect(self._subject_chosen)
        top.addWidget(words)
        top.addWidget(self.subject)
        self.about = CutLabel("", "caption")
        top.addWidget(self.about, 1)
        inside.addLayout(top)
        rule = QFrame()
        kind(rule, "line")
        fixed(rule, height=1)
        inside.addWidget(rule)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setAccessibleName(_("Spalten"))
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside.addWidget(self.area, 1)
        outer.addWidget(card, 1)

    @staticmethod
    def _subjects() -> list[tuple[str, str]]:
        return [(subject, _(SUBJECT_LABELS[subject])) for subject in SUBJECTS]

    def show_draft(self, draft: Draft, number: int | None = None) -> None:
        """Show a file, at one of its lists."""
        fresh = draft is not self.draft
        self.draft = draft
        tables = draft.found.tables
        if number is not None:
            self.number = number
        elif fresh:
            self.number = next((at for at, one in enumerate(tables) if one.subject is not None), 0)
        names = [one.sheet_name.strip() for one in tables]
        pills = [
            (str(at), name if names.count(name) == 1 else f"{name} ({tables[at].first_row})")
            for at, name in enumerate(names)
        ]
        self.sheets.set_pills(pills)
        self.sheets.setVisible(len(pills) > 1)
        self.sheets.choose(str(self.number))
        self._show_table()

    def _sheet_chosen(self, code: str) -> None:
        self.number = int(code)
        self._show_table()

    def _show_table(self) -> None:
        draft = self.draft
        if draft is None or not draft.found.tables:
            return
        table = draft.found.tables[self.number]
        off = self.number in draft.off
        self.subject.set_value(None if off else table.subject)
        rows = _("Zeilen {first} bis {last}").format(first=table.first_row, last=table.last_row)
        self.about.setText(" · ".join(part for part in (rows, " ".join(table.title.split())) if part))
        inner = QWidget()
        layout = QVBoxLayout(inner)
        spaced(layout, (0, 0, 10, 0), 0)
        self.lines = []
        if off or table.subject is None:
            layout.addWidget(
                label(
                    _("Diese Liste wird ausgelassen. Wählen Sie oben, was darin steht, um sie zu übernehmen."),
                    wrap=True,
                )
            )
        else:
            fields = fields_for(table)
            for column in table.columns:
                line = ColumnLine(column, fields)
                line.show_column(column, draft.taken(self.number, column))
                line.field_chosen.connect(self._field_chosen)
                line.ticked.connect(self._ticked)
                self.lines.append(line)
                layout.addWidget(line)
        layout.addStretch(1)
        self.area.setWidget(inner)

    def _show_lines(self) -> None:
        """What the columns mean now, without making the lines anew: the focus stays where it is."""
        assert self.draft is not None
        columns = {column.index: column for column in self.draft.found.tables[self.number].columns}
        for line in self.lines:
            column = columns[line.index]
            line.show_column(column, self.draft.taken(self.number, column))

    def _subject_chosen(self) -> None:
        if self.draft is not None:
            choose_subject(self.draft, self.number, self.subject.value(), date.today())
            self._show_table()
            self.changed.emit()

    def _field_chosen(self, column: int, key: str | None) -> None:
        if self.draft is not None:
            choose_field(self.draft, self.number, column, key, date.today())
            self._show_lines()
            self.changed.emit()

    def _ticked(self, column: int, taken: bool) -> None:
        if self.draft is not None:
            tick_column(self.draft, self.number, column, taken, date.today())
            self._show_lines()
            self.changed.emit()
