"""Step 3: everything that would be written, what is to be decided, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from permenti_desktop.db.session import Session
from permenti_desktop.exchange.steps import CellChoice, CellKey, Decision, Plan, PlanCell, Step, StepKey
from permenti_desktop.gui.importing.detail import Detail, choices
from permenti_desktop.gui.importing.plan_rows import PlanRow, PlanRows, columns
from permenti_desktop.gui.importing.reading import (
    Asked,
    Draft,
    Planned,
    meaning_of,
    plan_of,
    rows_with,
    translate,
)
from permenti_desktop.gui.list_and_file import ListAndFile
from permenti_desktop.gui.list_panel import ListPanel
from permenti_desktop.gui.table import Asked as Filter
from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets.pills import PillBar
from permenti_desktop.i18n import _

_NOTHING = Plan("", ())


def look(session: Session, what: Asked, today: date) -> tuple[Planned, PlanRows]:
    """The plan and its lines; for a thread beside the window's."""
    planned = plan_of(session, what, today)
    return planned, PlanRows(planned.plan)


class Check(QWidget):
    """``changed`` is sent when a decision or a correction asks for a new plan."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows = PlanRows(_NOTHING)
        self.draft: Draft | None = None
        self._about: Mapping[int, str] = {}
        self._at: tuple[object, str, int] = (None, "", 0)
        """What the cursor is on, of what kind that is, and at which place."""
        outer = QVBoxLayout(self)
        spaced(outer, 0, 8)
        self.pills = PillBar(
            (
                ("all", _("Alle")),
                ("problem", _("zu klären")),
                ("duplicate", _("doppelt?")),
                ("change", _("ändern")),
                ("add", _("neu")),
                ("same", _("schon da")),
                ("doubt", _("Zweifel")),
                ("kept", _("nur als Text")),
                ("line", _("keine Einträge")),
            ),
            name=_("Was geschehen soll"),
        )
        self.pills.chosen.connect(self._pill_chosen)
        outer.addWidget(self.pills)
        self.list = ListPanel(
            "import plan",
            columns(),
            ids=self._ids,
            rows=self._rows,
            title=_("Zeilen der Liste"),
            empty=(_("Hier steht nichts"), _("Unter den anderen Filtern finden Sie den Rest der Liste."), "", None),
            empty_icon="list-checks",
        )
        self.list.table.asked = Filter(pill="all", sort="kind")
        self.list.table.current_changed.connect(self._show_row)
        self.list.table.opened.connect(self._open)
        self.list.table.counted.connect(self._counted)
        self.detail = Detail()
        self.detail.decided.connect(self._decided)
        self.detail.corrected.connect(self._corrected)
        self.detail.chosen.connect(self._chosen)
        self.detail.translated.connect(self._translated)
        self.detail.meaning = self._meaning
        self.split = ListAndFile(self.list, self.detail, name="import", share=54)
        outer.addWidget(self.split, 1)

    # -- the list --------------------------------------------------------------------------------------------

    def show_plan(self, planned: Planned, rows: PlanRows, draft: Draft) -> None:
        """Show a plan; the cursor stays on the row it was on, or on the next where that has left the filter."""
        table = self.list.table
        row = self.row()
        place = table.currentIndex().row()
        if row is not None:
            self._at = (self._key(row), row.kind, max(0, place))
        self.rows, self.draft, self._about = rows, draft, planned.about
        self.detail.plan = planned.plan
        self.pills.set_counts(self.rows.counts())
        self.list.refresh()

    def row(self) -> PlanRow | None:
        """The line under the cursor."""
        id = self.list.table.current_id()
        return self.rows.row(id) if id is not None else None

    def _key(self, row: PlanRow) -> object:
        step = self.rows.step(row.step)
        key = step.key if step is not None else None
        return (
            row.kind in ("doubt", "kept", "line"),
            key or row.title,
            (row.cell.sheet, row.cell.place) if row.cell else None,
        )

    def _ids(self, _session: object, asked: Filter) -> Sequence[int]:
        return self.rows.ids(asked)

    def _rows(self, _session: object, ids: Sequence[int]) -> Sequence[PlanRow]:
        return self.rows.rows(ids)

    def _pill_chosen(self, code: str) -> None:
        self._at = (None, "", 0)
        asked = self.list.table.asked
        self.list.table.asked = Filter(asked.filter, code, sort=asked.sort, descending=asked.descending)
        self.list.refresh()

    def choose(self, code: str) -> None:
        """Show one kind of lines."""
        self.pills.choose(code)
        self._pill_chosen(code)

    def _counted(self, count: int) -> None:
        ids = list(self.list.table.model_.ids)
        if not ids:
            self.detail.show_nothing()
            return
        key, before, place = self._at
        found = next((id for id in ids if (row := self.rows.row(id)) is not None and self._key(row) == key), None)
        row = self.rows.row(found) if found is not None else None
        if row is not None and before in ("problem", "duplicate") and row.kind != before:
            found = None  # decided: on to the next question instead of after it
        wanted = found if found is not None else ids[min(place, count - 1)]
        self.list.table.select(wanted)
        self._show_row(wanted)

    def _show_row(self, id: int) -> None:
        row = self.rows.row(id)
        if row is None or self.draft is None:
            self.detail.show_nothing()
            return
        self._at = (self._key(row), row.kind, max(0, self.list.table.currentIndex().row()))
        step = self.rows.step(row.step)
        if step is None:
            self.detail.show_line(row)
            return
        chosen = self.draft.decisions.get(step.key) if step.key is not None else None
        answers = choices(step, self._asked_for(step), chosen is not None, self._about)
        self.detail.choices = self.draft.choices
        self.detail.show_step(step, answers, chosen, self._same_question(step), frozenset(self.draft.changes), row.cell)

    def _asked_for(self, step: Step) -> bool:
        """Whether the plan looks at decisions about a step: its row is of its own list, or names her mentor."""
        if step.row is None or self.draft is None:
            return False
        subjects = {table.subject for table in self.draft.found.tables if table.sheet_name == step.row[0]}
        return step.subject in subjects or step.subject == "tandem"

    def _same_question(self, step: Step) -> tuple[StepKey, ...]:
        """Other rows in which the same name may mean the same people."""
        if step.kind != "problem" or not step.candidates:
            return ()
        wanted = [one.choice for one in step.candidates]
        return tuple(
            other.key
            for other in self.rows.plan.steps
            if other.key is not None
            and other.key != step.key
            and (other.kind, other.subject, other.remark) == (step.kind, step.subject, step.remark)
            and [one.choice for one in other.candidates] == wanted
        )

    def _open(self, _id: int) -> None:
        self.split.show_file()
        if self.detail.answers and self.detail.question.isVisible():
            self.detail.answers[0].setFocus()
        elif self.detail.table.isVisible():
            self.detail.table.setFocus()

    # -- deciding --------------------------------------------------------------------------------------------

    def _decided(self, keys: Sequence[StepKey], decision: Decision | None) -> None:
        if self.draft is None:
            return
        for key in keys:
            if decision is None:
                self.draft.decisions.pop(key, None)
            else:
                self.draft.decisions[key] = decision
        self.changed.emit()

    def _chosen(self, key: CellKey, choice: CellChoice | None) -> None:
        if self.draft is None:
            return
        if choice is None:
            self.draft.choices.pop(key, None)
        else:
            self.draft.choices[key] = choice
        self.changed.emit()

    def _translated(self, cell: PlanCell, code: str | None) -> None:
        if self.draft is not None:
            translate(self.draft, cell.sheet, cell.place, cell.text, code)
            self.changed.emit()

    def _meaning(self, cell: PlanCell) -> tuple[str | None, int]:
        """What a person said the text of a cell means, and how many cells of its column say the same."""
        if self.draft is None:
            return None, 0
        place = (self.draft, cell.sheet, cell.place, cell.text)
        return meaning_of(*place), rows_with(*place)

    def _corrected(self, sheet: str, place: str, text: str | None) -> None:
        if self.draft is None:
            return
        if text is None:
            self.draft.changes.pop((sheet, place), None)
        else:
            self.draft.changes[sheet, place] = text
        self.changed.emit()
