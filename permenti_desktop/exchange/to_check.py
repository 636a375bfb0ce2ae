"""What a person should look at before a list is taken over, each thing once."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from permenti_desktop.exchange.fields import field_by_key
from permenti_desktop.exchange.reading import says_nothing
from permenti_desktop.exchange.records import RecordSet
from permenti_desktop.exchange.steps import ColumnKind, PlanCell, PlanColumn
from permenti_desktop.exchange.tables import Column
from permenti_desktop.exchange.tables import Recognition as Recognised
from permenti_desktop.exchange.workbook import letters
from permenti_desktop.i18n import _


def as_one_cell(cells: Sequence[PlanCell]) -> PlanCell:
    """One cell that says several things (an address, a whole name), in one line."""
    if len(cells) == 1:
        return cells[0]
    labels, values, remarks = (
        dict.fromkeys(filter(None, texts))
        for texts in ([c.label for c in cells], [c.after for c in cells], [c.remark for c in cells])
    )
    state = "unreadable" if not values else "unsure"
    return replace(cells[0], label=", ".join(labels), after=", ".join(values), remark=" ".join(remarks), state=state)


def columns_to_look_at(found: Recognised, sets: Iterable[RecordSet]) -> tuple[PlanColumn, ...]:
    """Columns without a meaning, and those whose meaning is not certain; empty ones are left out."""
    result = []
    for one in sets:
        sheet = found.sheet_of(one.table)
        rows = [draft.row for draft in one.drafts]
        for column in one.table.columns:
            told = _told_of(column)
            if told is None and column.field in one.table.serials:
                told = "serials", _("Die Zahlen sind als Tage gelesen, wie Excel sie zählt.")
            cells = sum(not says_nothing(sheet.cell(row, column.index).text) for row in rows)
            if told is None or not cells:
                continue
            kind, remark = told
            place = str(column.index) if one.table.turned else letters(column.index)
            label = _(field_by_key(column.field).label) if column.field else ""
            header = " ".join(f"{column.group} {column.header}".split())
            result.append(PlanColumn(one.table.sheet_name, place, header, kind, label, cells, column.samples, remark))
    return tuple(result)


def _told_of(column: Column) -> tuple[ColumnKind, str] | None:
    if column.field is None:
        return "kept", _("Kein Feld dafür; der Text bleibt im Eintrag erhalten.")
    field = field_by_key(column.field)
    if field.sensitive and column.by != "person":
        return "ignored", _("Besonders geschützte Angabe: nicht übernommen.")
    if field.kind in ("keep", "people") or field.key in ONLY_TEXT:
        return "kept", _("Kein Feld dafür; der Text bleibt im Eintrag erhalten.")
    if column.near:
        return "near", _("Nur etwas Ähnliches; bitte prüfen Sie, ob das stimmt.")
    if column.by == "values":
        return "values", _("Nur an den Werten erkannt; bitte prüfen.")
    if column.by == "header" and column.confidence < UNSURE:
        return "unsure", _("Nicht sicher erkannt; bitte prüfen.")
    return None


ONLY_TEXT: Final = frozenset(
    (
        "participant.case_worker",
        "participant.travel",
        "participant.times",
        "mentor.times",
        "mentor.cohort",
        "organisation.mobile",
    )
)
"""Fields that are understood, but have no place of their own in a record yet: they stay as text."""
UNSURE: Final = 0.65
"""A column whose meaning is less certain than this is asked about."""
