"""A plan as the rows of a list: its records, the cells in doubt, the rows that are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from permenti_desktop.domain.text import search_key
from permenti_desktop.exchange.fields import SUBJECT_LABELS
from permenti_desktop.exchange.records import LineKind
from permenti_desktop.exchange.steps import KIND_LABELS, Plan, PlanCell, Step
from permenti_desktop.gui.importing.reading import where
from permenti_desktop.gui.table import Asked, Cell, Column
from permenti_desktop.i18n import N_, _

KIND_TONES: Final = {"add": "ok", "change": "info", "duplicate": "warn", "problem": "bad", "same": "neutral"}
#: What is to be decided comes first.
_ORDER: Final = ("problem", "duplicate", "change", "add", "same", "doubt", "kept", "line")
_LINE_WORDS: Final[dict[LineKind, str]] = {
    "total": N_("Summenzeile"),
    "section": N_("Zwischenüberschrift"),
    "legend": N_("Erläuterung"),
    "header": N_("wiederholte Kopfzeile"),
    "continuation": N_("Fortsetzung der Zeile darüber"),
    "unclear": N_("nicht als Eintrag erkannt"),
}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One line. ``step`` is the number of the record it belongs to, ``cell`` the cell that is in doubt."""

    id: int
    kind: str
    words: str
    title: str
    subject: str
    where: str
    remark: str
    step: int | None = None
    cell: PlanCell | None = None


class PlanRows:
    """All lines of one plan. Never changed, so that it can be read from any thread."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        places: dict[tuple[str, str], Step] = {}
        rows: list[PlanRow] = []
        for step in plan.steps:
            for cell in step.cells:
                places.setdefault((cell.sheet, cell.place), step)
            words = _(KIND_LABELS[step.kind])
            subject = _(SUBJECT_LABELS[step.subject])
            remark = step.remark
            if step.kind == "duplicate" and not remark and step.candidates:
                remark = ", ".join(step.candidates[0].reasons)
            rows.append(PlanRow(step.number, step.kind, words, step.title, subject, where(step), remark, step.number))
        for column in plan.columns:
            read = column.label if column.label and column.kind not in ("kept", "ignored") else _("bleibt als Text")
            told = "doubt" if column.kind in ("near", "values", "unsure", "serials") else "kept"
            samples = "; ".join(" ".join(text.split()) for text in column.samples)
            rows.append(
                PlanRow(
                    len(rows) + 1,
                    told,
                    _("Spalte"),
                    column.header or _("Spalte ohne Kopf"),
                    read if column.kind != "ignored" else _("wird nicht übernommen"),
                    _("{sheet}, Spalte {place}").format(sheet=column.sheet.strip(), place=column.place),
                    f"{column.remark} ({samples})" if samples else column.remark,
                )
            )
        for told, cells in (("doubt", plan.doubts), ("kept", plan.kept)):
            for cell in cells:
                owner = places.get((cell.sheet, cell.place))
                read = cell.after if told == "doubt" and cell.after else _("bleibt als Text")
                title = owner.title if owner is not None else f"{cell.sheet.strip()} {cell.place}"
                rows.append(
                    PlanRow(
                        len(rows) + 1,
                        told,
                        _("Zweifel") if told == "doubt" else _("Text"),
                        title,
                        f"{_(cell.label)}: {cell.text} → {read}",
                        _("{sheet}, Zelle {place}").format(sheet=cell.sheet.strip(), place=cell.place),
                        cell.remark or _("Sagt mehr, als das Feld fasst."),
                        owner.number if owner is not None else None,
                        cell,
                    )
                )
        for line in plan.lines:
            place = _("{sheet}, Zeile {row}").format(sheet=line.sheet.strip(), row=line.row)
            words = _(_LINE_WORDS[line.kind])
            rows.append(PlanRow(len(rows) + 1, "line", _("kein Eintrag"), line.text, "", place, words))
        for name in plan.left_out:
            sentence = _("Auf diesem Blatt steht keine Liste, die das Programm kennt.")
            rows.append(PlanRow(len(rows) + 1, "line", _("kein Eintrag"), name.strip(), "", name.strip(), sentence))
        self._rows = {row.id: row for row in rows}
        self._keys = {row.id: search_key(f"{row.title} {row.subject} {row.where} {row.remark}") for row in rows}

    def row(self, id: int) -> PlanRow | None:
        """One line."""
        return self._rows.get(id)

    def step(self, number: int | None) -> Step | None:
        """The record with this number."""
        return self.plan.steps[number - 1] if number is not None else None

    def ids(self, asked: Asked) -> Sequence[int]:
        """The lines asked for, in their order."""
        wanted = search_key(asked.filter).split()
        found = [
            row
            for row in self._rows.values()
            if (row.kind == asked.pill if asked.pill != "all" else row.kind not in ("doubt", "kept", "line"))
            and all(word in self._keys[row.id] for word in wanted)
        ]

        def by(row: PlanRow) -> tuple[object, ...]:
            first: object = _ORDER.index(row.kind)
            if asked.sort == "title":
                first = search_key(row.title)
            elif asked.sort == "where":
                first = row.where
            return first, row.id

        return [row.id for row in sorted(found, key=by, reverse=asked.descending)]

    def rows(self, ids: Sequence[int]) -> Sequence[PlanRow]:
        """These lines."""
        return [self._rows[id] for id in ids if id in self._rows]

    def counts(self) -> dict[str, int]:
        """How many lines of each kind."""
        counts = dict.fromkeys(_ORDER, 0)
        for row in self._rows.values():
            counts[row.kind] += 1
        return {**counts, "all": len(self.plan.steps)}


def columns() -> tuple[Column, ...]:
    """What the list shows."""
    return (
        Column("kind", _("Was"), _kind, width=110, priority=0),
        Column("title", _("Name"), _title, width=220, priority=0, stretch=True),
        Column("where", _("Wo es steht"), lambda row: Cell(row.where), width=170, priority=2),
        Column("remark", _("Hinweis"), lambda row: Cell(row.remark), width=240, priority=1, sortable=False),
    )


def _kind(row: PlanRow) -> Cell:
    if row.kind in KIND_TONES:
        return Cell(row.words, chip=True, tone=KIND_TONES[row.kind])
    return Cell(row.words, chip=True, tone="warn" if row.kind == "doubt" else "outline")


def _title(row: PlanRow) -> Cell:
    return Cell(row.title, second=row.subject, strong=True, private=True)
