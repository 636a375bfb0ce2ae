"""One record of the plan: its cells before and after, the question to a person, and cells to be corrected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from permenti_desktop.domain.text import search_key
from permenti_desktop.exchange.fields import FIELDS, SUBJECT_LABELS
from permenti_desktop.exchange.steps import (
    KIND_LABELS,
    Candidate,
    CellChoice,
    CellKey,
    Decision,
    Plan,
    PlanCell,
    Step,
    StepKey,
)
from permenti_desktop.exchange.wording import meanings_of
from permenti_desktop.gui import jobs
from permenti_desktop.gui.importing.plan_rows import KIND_TONES, PlanRow
from permenti_desktop.gui.importing.reading import where
from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.providers import person_suggestion
from permenti_desktop.gui.table import Asked, Cell, Column, Table
from permenti_desktop.gui.theme import fixed, kind, spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import Button, button
from permenti_desktop.gui.widgets.chip import Chip
from permenti_desktop.gui.widgets.fields import ChoiceField
from permenti_desktop.gui.widgets.label import CutLabel, label
from permenti_desktop.gui.widgets.pills import PillBar
from permenti_desktop.gui.widgets.suggest import Deliver, Suggestion
from permenti_desktop.i18n import _, ngettext, number_text
from permenti_desktop.queries.person import PersonHit, Role, find

_KNOWN_KEYS: Final = frozenset(field.key for field in FIELDS)
_STATE_TONES: Final = {"unsure": "warn", "unreadable": "bad", "kept": "muted", "ignored": "muted"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to the question whom a row means; ``decision`` None takes an earlier answer back."""

    words: str
    reasons: str
    decision: Decision | None


def choices(step: Step, own_list: bool, decided: bool, about: Mapping[int, str]) -> list[Choice]:
    """The answers to choose from. *own_list*: the row stands in a list of this subject, so that the plan asks for
    decisions about it; what is only mentioned beside another record has none of its own. *about* tells those who are
    known already apart."""
    if step.key is None or not own_list:
        return []
    found = [_for(candidate, about) for candidate in step.candidates]
    asks = step.kind in ("problem", "duplicate")
    if step.subject in ("participant", "mentor", "organisation") and (step.kind == "duplicate" or step.candidates):
        found.append(Choice(_("Neu anlegen"), _("Es ist jemand anderes."), "new"))
    if asks or step.writes:
        found.append(Choice(_("Auslassen"), _("Diese Zeile wird nicht übernommen."), "leave"))
    if decided:
        found.append(Choice(_("Wieder wie vorgeschlagen"), _("Ihre Entscheidung wird zurückgenommen."), None))
    return found


def _for(candidate: Candidate, about: Mapping[int, str]) -> Choice:
    more = about.get(candidate.choice, "") if isinstance(candidate.choice, int) else ""
    return Choice(candidate.name, " · ".join(filter(None, (more, ", ".join(candidate.reasons)))), candidate.choice)


def cell_columns() -> tuple[Column, ...]:
    """Field, what stands in the list, what becomes of it."""
    return (
        Column("field", _("Feld"), _field, width=110, priority=0, sortable=False),
        Column("before", _("Bisher"), _before, width=100, priority=1, sortable=False),
        Column("text", _("In der Liste"), _text, width=115, priority=0, stretch=True, sortable=False),
        Column("after", _("Wird"), _after, width=150, priority=0, stretch=True, sortable=False),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    id: int
    cell: PlanCell
    compared: bool
    asked: bool


def _field(line: _Line) -> Cell:
    return Cell(_(line.cell.label) or _("Spalte ohne Kopf"), second=line.cell.place)


def _before(line: _Line) -> Cell:
    """What the record has now, beside what the list says."""
    return Cell(line.cell.before or "–", private=True) if line.compared else Cell("")


def _text(line: _Line) -> Cell:
    return Cell(" ".join(line.cell.text.split()), private=True)


def _after(line: _Line) -> Cell:
    cell = line.cell
    tone = _STATE_TONES.get(cell.state, "")
    if cell.state == "ignored":
        return Cell(_("wird nicht übernommen"), second=cell.remark, tone=tone)
    if cell.state in ("kept", "unreadable") and not cell.after:
        return Cell(_("bleibt als Text"), second=cell.remark, tone=tone)
    second = cell.remark
    if line.compared and line.asked:
        words = _("unverändert") if not cell.differs else _("weicht ab") if cell.before else _("kommt dazu")
        return Cell(words, second=cell.remark, tone="warn" if cell.differs and cell.before else "muted")
    if line.compared and cell.before != cell.after:
        second = _("bisher: {before}").format(before=cell.before or _("leer"))
    elif line.compared:
        second = second or (_("bleibt; die Liste sagt es anders") if cell.differs else _("unverändert"))
        tone = tone or ("warn" if cell.differs else "")
    return Cell(cell.after or "–", second=second, tone=tone, private=True)


class Detail(QFrame):
    """``decided`` sends (keys, decision); ``corrected`` (sheet, place, text or None to take it back); ``chosen``
    (key of a cell, what its field shall be); ``translated`` (cell, what its text means in the whole column)."""

    decided = Signal(object, object)
    corrected = Signal(str, str, object)
    chosen = Signal(object, object)
    translated = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        kind(self, "card")
        self.setAccessibleName(_("Ausgewählte Zeile"))
        self.step: Step | None = None
        self.plan = Plan("", ())
        self._others: tuple[StepKey, ...] = ()
        self._cells: tuple[PlanCell, ...] = ()
        self._changed: frozenset[tuple[str, str]] = frozenset()
        self._key: object = None
        self.choices: Mapping[CellKey, CellChoice] = {}
        self.meaning: Callable[[PlanCell], tuple[str | None, int]] = lambda _cell: (None, 0)
        outer = QVBoxLayout(self)
        spaced(outer, 1, 0)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(self.area)
        content = QWidget()
        self.area.setWidget(content)
        column = QVBoxLayout(content)
        spaced(column, (14, 12, 14, 12), 8)
        head = QHBoxLayout()
        spaced(head, 0, 8)
        self.title = CutLabel("", "subtitle")
        guard(self.title)
        head.addWidget(self.title, 1)
        self.chip = Chip("")
        head.addWidget(self.chip)
        column.addLayout(head)
        self.place = CutLabel("", "caption")
        column.addWidget(self.place)
        self.remark = label("", wrap=True)
        column.addWidget(self.remark)
        self.question = self._make_question()
        column.addWidget(self.question)
        self.table = Table(
            "import cells", cell_columns(), ids=self._ids, rows=self._rows, title=_("Zellen dieser Zeile")
        )
        self.table.asked = Asked(sort="list")  # in the order of the list
        self.table.current_changed.connect(self._show_cell)
        self.table.opened.connect(self._edit_cell)
        self.table.counted.connect(self._cells_shown)
        fixed(self.table, min_width=200)
        self.table.setMinimumHeight(150)
        column.addWidget(self.table, 1)
        self.editor = self._make_editor()
        column.addWidget(self.editor)
        self.show_nothing()

    def _make_question(self) -> QFrame:
        frame = QFrame()
        kind(frame, "well")
        layout = QVBoxLayout(frame)
        spaced(layout, (12, 8, 12, 8), 6)
        self.asks = label("", "strong", wrap=True)
        layout.addWidget(self.asks)
        self._answers = QVBoxLayout()
        spaced(self._answers, 0, 4)
        layout.addLayout(self._answers)
        self.answers: list[Button] = []
        self._choices: list[Choice] = []
        self.other = QWidget()
        other = QHBoxLayout(self.other)
        spaced(other, 0, 8)
        words = label(_("Es ist:"))
        other.addWidget(words)
        self.picker = factory.person_picker(_("Es ist jemand, der schon da ist"), self._people)
        self.picker.chosen.connect(self._picked)
        words.setBuddy(self.picker)
        other.addWidget(self.picker, 1)
        layout.addWidget(self.other)
        self.for_all = factory.check("")
        layout.addWidget(self.for_all)
        return frame

    def _make_editor(self) -> QFrame:
        frame = QFrame()
        layout = QVBoxLayout(frame)
        spaced(layout, 0, 4)
        self.cell_remark = label("", "caption", wrap=True)
        layout.addWidget(self.cell_remark)
        self.field_choice = PillBar(
            (
                ("take", _("Aus der Liste nehmen")),
                ("keep", _("Bisheriges behalten")),
                ("both", _("Behalten, Liste als Text dazu")),
            ),
            name=_("Was in diesem Feld stehen soll"),
        )
        self.field_choice.chosen.connect(self._choose)
        layout.addWidget(self.field_choice)
        self.words = QWidget()
        words = QHBoxLayout(self.words)
        spaced(words, 0, 8)
        self.words_label = label("", "strong", wrap=True)
        guard(self.words_label)
        words.addWidget(self.words_label, 1)
        self.words_choice: ChoiceField = factory.choice(_("Bedeutung"), self._meanings, empty=_("wie gelesen"))
        self.words_choice.changed.connect(self._translate)
        words.addWidget(self.words_choice, 1)
        layout.addWidget(self.words)
        row = QHBoxLayout()
        spaced(row, 0, 8)
        self.cell_label = label("", "strong")
        row.addWidget(self.cell_label)
        self.text = factory.line(_("Zelle berichtigen"))
        self.text.returnPressed.connect(self.correct)
        row.addWidget(self.text, 1)
        self.correct_button = button(_("Berichtigen"), self.correct, icon="pencil")
        self.back_button = button(_("Zurücknehmen"), self.take_back, icon="undo-2")
        row.addWidget(self.correct_button)
        row.addWidget(self.back_button)
        layout.addLayout(row)
        return frame

    # -- showing ---------------------------------------------------------------------------------------------

    def show_nothing(self) -> None:
        """No row is chosen."""
        self._say(_("Keine Zeile gewählt"), "", _("Wählen Sie eine Zeile, um zu sehen, was aus ihren Zellen wird."))
        self._set_cells((), None)
        self.step = None
        self.question.hide()

    def show_line(self, row: PlanRow) -> None:
        """A row that is no record."""
        self._say(row.title, row.where, row.remark)
        self.chip.set_text(row.words, "outline")
        self.chip.show()
        self._set_cells((), None)
        self.step = None
        self.question.hide()

    def show_step(
        self,
        step: Step,
        answers: Sequence[Choice],
        chosen: Decision | None,
        others: tuple[StepKey, ...],
        changed: frozenset[tuple[str, str]],
        cell: PlanCell | None = None,
    ) -> None:
        """A record; *others* are those that ask the same, *changed* the cells that were corrected."""
        self.step, self._others, self._changed = step, others, changed
        subject = _(SUBJECT_LABELS[step.subject])
        self._say(step.title, " · ".join(part for part in (subject, where(step)) if part), step.remark)
        self.chip.set_text(_(KIND_LABELS[step.kind]), KIND_TONES[step.kind])
        self.chip.show()
        self._show_answers(step, answers, chosen)
        self._set_cells(step.cells, (step.key, cell.place if cell else ""), cell)

    def _say(self, title: str, place: str, remark: str) -> None:
        self.title.setText(title)
        self.place.setText(place)
        self.place.setVisible(bool(place))
        self.remark.setText(remark)
        self.remark.setVisible(bool(remark))
        self.chip.hide()

    def _show_answers(self, step: Step, answers: Sequence[Choice], chosen: Decision | None) -> None:
        focused = any(made.hasFocus() for made in self.answers)
        while (item := self._answers.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.answers, self._choices = [], list(answers)
        for number, choice in enumerate(answers):
            line = QWidget()
            row = QHBoxLayout(line)
            spaced(row, 0, 8)
            made = button(choice.words, look="pill")
            made.setCheckable(True)
            made.setChecked(choice.decision is not None and choice.decision == chosen)
            made.setObjectName(str(number))
            made.setAccessibleName(", ".join(filter(None, (choice.words, choice.reasons))))
            made.clicked.connect(self._answered)
            guard(made)
            row.addWidget(made)
            row.addWidget(CutLabel(choice.reasons, "caption"), 1)
            self.answers.append(made)
            self._answers.addWidget(line)
        asking = step.kind in ("problem", "duplicate")
        self.asks.setText(_("Bitte entscheiden Sie:") if asking else _("Sie können anders entscheiden:"))
        count = len(self._others)
        self.for_all.setText(
            ngettext(
                "auch für {n} weitere Zeile mit derselben Frage",
                "auch für {n} weitere Zeilen mit derselben Frage",
                count,
            ).format(n=number_text(count))
        )
        self.for_all.setAccessibleName(self.for_all.text())
        self.for_all.setVisible(count > 0)
        self.for_all.set_value(False)
        self.question.setVisible(bool(answers))
        possible = step.kind != "same" and (step.subject in ("participant", "mentor") or step.kind == "problem")
        self.other.setVisible(possible and step.subject in ("participant", "mentor", "internship"))
        self.picker.set_value(None)
        if focused:
            (self.answers[0] if self.answers else self.table).setFocus()

    def _people(self, text: str, deliver: Deliver) -> None:
        """Those whom a row may mean: in the list above it, and in the database."""
        step = self.step
        if step is None:
            return
        role: Role = "mentor" if step.subject == "mentor" else "participant"
        words = search_key(text).split()
        there = [
            Suggestion(one.key, one.title, where(one), icon="file-spreadsheet")
            for one in self.plan.steps
            if one.key is not None
            and one.subject == role
            and one.kind == "add"
            and one.number < step.number
            and all(word in search_key(one.title) for word in words)
        ]

        def show(hits: Sequence[PersonHit]) -> None:
            deliver([*there[:8], *(person_suggestion(hit) for hit in hits)])

        jobs.read(find, text, 12, role, then=show, owner=self, key="people")

    def _picked(self, suggestion: Suggestion) -> None:
        if self.step is not None and self.step.key is not None:
            keys = (self.step.key, *(self._others if self.for_all.value() else ()))
            self.decided.emit(keys, suggestion.value)

    def _answered(self) -> None:
        sender = self.sender()
        if isinstance(sender, Button) and self.step is not None and self.step.key is not None:
            decision = self._choices[int(sender.objectName())].decision
            keys = (self.step.key, *(self._others if self.for_all.value() else ()))
            self.decided.emit(keys, decision)

    # -- cells -----------------------------------------------------------------------------------------------

    def _set_cells(self, cells: tuple[PlanCell, ...], key: object, cell: PlanCell | None = None) -> None:
        now = self.table.current_id()
        place = now if key == self._key and now is not None else 1
        if cell is not None:
            same = (at for at, one in enumerate(cells, 1) if one.place == cell.place and one.field == cell.field)
            place = next(same, 1)
        self._cells, self._key, self._wanted = cells, key, place
        self.table.setVisible(bool(cells))
        self.editor.setVisible(bool(cells))
        self.table.refresh()

    def _ids(self, _session: object, _asked: Asked) -> Sequence[int]:
        return range(1, len(self._cells) + 1)

    def _rows(self, _session: object, ids: Sequence[int]) -> Sequence[_Line]:
        cells, step = self._cells, self.step
        asked = step is not None and step.kind == "duplicate"
        known = step is not None and step.id is not None and step.kind in ("change", "same") and not step.role_only
        compared = asked or known
        return [_Line(id, cells[id - 1], compared, asked) for id in ids if id <= len(cells)]

    def _cells_shown(self, count: int) -> None:
        if count and count == len(self._cells):
            self.table.select(min(self._wanted, count))
            self._show_cell(min(self._wanted, count))

    def cell(self) -> PlanCell | None:
        """The cell under the cursor."""
        id = self.table.current_id()
        return self._cells[id - 1] if id is not None and id <= len(self._cells) else None

    def _show_cell(self, id: int) -> None:
        cell = self._cells[id - 1] if 0 < id <= len(self._cells) else None
        if cell is None:
            return
        self._wanted = id
        self.cell_label.setText(_("Zelle {place}").format(place=cell.place))
        self.text.setAccessibleName(_("Zelle {place} berichtigen").format(place=cell.place))
        self.text.set_value(" ".join(cell.text.split()))
        self.cell_remark.setText(cell.remark)
        self.cell_remark.setVisible(bool(cell.remark))
        possible = cell.state != "ignored" and bool(cell.place)
        self.text.setEnabled(possible)
        self.correct_button.setEnabled(possible)
        self.back_button.setVisible((cell.sheet, cell.place) in self._changed)
        step = self.step
        choosing = step is not None and step.kind in ("change", "same") and step.id is not None and cell.differs
        self.field_choice.setVisible(choosing)
        if choosing:
            self.field_choice.choose(self.choices.get(cell.key, "take" if cell.after == cell.listed else "keep"))
        self._show_meanings(cell)

    def _meanings(self) -> Sequence[tuple[str, str]]:
        cell = self.cell()
        return meanings_of(cell.field) if cell is not None else ()

    def _show_meanings(self, cell: PlanCell) -> None:
        """Offer to say once what a word of this column means, where the field has a list to choose from."""
        meant, count = self.meaning(cell)
        offered = bool(cell.field in _KNOWN_KEYS and cell.text and meanings_of(cell.field) and count)
        offered = offered and (meant is not None or cell.state in ("unsure", "unreadable"))
        self.words.setVisible(offered)
        if not offered:
            return
        text = " ".join(cell.text.split())
        self.words_label.setText(
            ngettext("„{text}“ ({n} Zeile) heißt:", "„{text}“ (in {n} Zeilen der Spalte) heißt:", count).format(
                text=text, n=number_text(count)
            )
        )
        self.words_choice.setAccessibleName(_("Was „{text}“ in dieser Spalte heißt").format(text=text))
        self.words_choice.refresh_terms()
        self.words_choice.set_value(meant)

    def _choose(self, code: str) -> None:
        cell = self.cell()
        if cell is not None:
            self.chosen.emit(cell.key, code)

    def _translate(self) -> None:
        cell = self.cell()
        if cell is not None and self.words_choice.value() != self.meaning(cell)[0]:
            self.translated.emit(cell, self.words_choice.value())

    def _edit_cell(self, _id: int) -> None:
        self.text.setFocus()
        self.text.selectAll()

    def correct(self) -> None:
        """Read the cell as if this stood in it."""
        cell = self.cell()
        if cell is not None and self.text.value() != " ".join(cell.text.split()):
            self.corrected.emit(cell.sheet, cell.place, self.text.value())

    def take_back(self) -> None:
        """Read the cell as it stands in the file."""
        cell = self.cell()
        if cell is not None:
            self.corrected.emit(cell.sheet, cell.place, None)
