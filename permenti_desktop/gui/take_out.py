"""A list as it is shown, to Excel (Strg+Umschalt+E) or to the printer (Strg+P): the same rows, columns and order.

Days and numbers leave as days and numbers, so that one can sort and filter in Excel; what stands in the second line
of a row gets a column of its own there.  A list names people: for what it is taken out is asked and written down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, cast

from PySide6.QtWidgets import QWidget

from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.gui import jobs
from permenti_desktop.gui.deeds import Asking
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.pdf_pane import PdfPane
from permenti_desktop.gui.privacy import P
from permenti_desktop.gui.report.saving import print_report, save_report
from permenti_desktop.gui.table import Column, Rows, Table
from permenti_desktop.gui.theme import T
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.i18n import Texts, _, date_text, language, ngettext, number_text
from permenti_desktop.queries import office
from permenti_desktop.reports import catalogue, document
from permenti_desktop.reports.catalogue import Preview, Report
from permenti_desktop.reports.document import Document, Kind, Tick, Value, no_tick
from permenti_desktop.reports.options import Format, Options

_AT_ONCE: Final = 500
"""Rows read in one go while a file is written."""
_LETTER: Final = 7
"""Width of a letter in design pixels, for the widths of columns in the file."""


@dataclass(frozen=True)
class Listing:
    """What a list shows now: title, ids in their order, columns from left to right, and what it was filtered by."""

    title: str
    ids: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: Rows
    facts: tuple[tuple[str, str], ...] = ()

    def words(self) -> str:
        """How much it is, and what it was filtered by, in a line."""
        lines, columns = len(self.ids), len(self.columns)
        words = [
            ngettext("{n} Zeile", "{n} Zeilen", lines).format(n=number_text(lines)),
            ngettext("{n} Spalte", "{n} Spalten", columns).format(n=columns),
        ]
        return " · ".join(words + [_("{what}: {words}").format(what=what, words=said) for what, said in self.facts])


def listing(table: Table, title: str, filtered: str, ids: Sequence[int] | None = None) -> Listing:
    """What a table shows, or only some of it (the selected rows)."""
    facts = [(_("Auswahl"), filtered)] if filtered else []
    by = next((column.title for column in table.model_.columns if column.name == table.asked.sort), "")
    if by:
        words = _("{column}, absteigend") if table.asked.descending else _("{column}, aufsteigend")
        facts.append((_("Sortiert nach"), words.format(column=by)))
    chosen = tuple(table.model_.ids if ids is None else ids)
    return Listing(title, chosen, tuple(table.shown_columns()), table.read_rows, tuple(facts))


def report_of(shown: Listing) -> Report:
    """The list as a report, to be saved, looked at and printed like all others."""

    def build(session: Any, options: Options, speak: Texts, format: Format, tick: Tick = no_tick) -> Document:
        settings = office.settings(session)
        ids = options.ids if options.ids is not None else shown.ids
        paper = format == "pdf"
        columns, cells = _on_paper(shown.columns) if paper else _in_cells(shown.columns)
        table = document.Table(
            shown.title, columns, _Rows(session, ids, shown.rows, cells), count=len(ids), empty=_("Niemand ausgewählt.")
        )
        return Document(
            title=shown.title,
            language=speak.language,
            office=settings.office,
            cut_off=options.cut_off,
            made_at=options.made_at,
            made_by=options.made_by,
            facts=(*shown.facts, (_("Zweck"), options.purpose)),
            confidential=_("Enthält personenbezogene Daten. Nur für den genannten Zweck verwenden."),
            blocks=(table,),
        )

    return Report("list", shown.title, "", "list", True, build)


_Cell = Callable[[Any], Value]


@dataclass(frozen=True, slots=True)
class _Rows:
    """The lines, read anew each time somebody goes through them."""

    session: Any
    ids: Sequence[int]
    read: Rows
    cells: tuple[_Cell, ...]

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        for start in range(0, len(self.ids), _AT_ONCE):
            part = self.ids[start : start + _AT_ONCE]
            found = {row.id: row for row in self.read(self.session, part)}
            for id in part:
                if id in found:  # or it was put into the bin meanwhile
                    yield tuple(cell(found[id]) for cell in self.cells)


def _plain(value: Any) -> Value:
    """A value as reports take it: a partial date as a day, or as what is known of it."""
    return value.exact or value.iso if isinstance(value, PartialDate) else cast("Value", value)


def _words(column: Column) -> _Cell:
    """What the cell says; a picture alone by its spoken words."""

    def said(row: Any) -> str:
        cell = column.cell(row)
        return cell.text or cell.spoken

    return said


def _first(column: Column) -> _Cell:
    return (lambda row: _plain(column.value(row))) if column.value is not None else _words(column)  # type: ignore[misc]


def _in_cells(columns: Sequence[Column]) -> tuple[tuple[document.Column, ...], tuple[_Cell, ...]]:
    """For Excel: every value in a column of its own."""
    heads: list[document.Column] = []
    cells: list[_Cell] = []
    for column in columns:
        heads.append(document.Column(column.title, cast("Kind", column.kind)))
        cells.append(_first(column))
        for detail in column.also:
            heads.append(document.Column(detail.title, cast("Kind", detail.kind)))
            cells.append(lambda row, detail=detail: _plain(detail.value(row)))  # type: ignore[misc]
    return tuple(heads), tuple(cells)


def _on_paper(columns: Sequence[Column]) -> tuple[tuple[document.Column, ...], tuple[_Cell, ...]]:
    """For the printer: as on screen, the second line below the first."""

    def lines(column: Column) -> _Cell:
        first = _first(column)

        def said(row: Any) -> str:
            values = [first(row), *(_plain(detail.value(row)) for detail in column.also)]
            return "\n".join(words for value in values if (words := _said(value)))

        return said

    heads = tuple(
        document.Column(
            column.title, "text" if column.also else cast("Kind", column.kind), width=max(6, column.width / _LETTER)
        )
        for column in columns
    )
    return heads, tuple(lines(column) if column.also else _first(column) for column in columns)


def _said(value: Value) -> str:
    if isinstance(value, date):
        return date_text(value)
    return "" if value is None else str(value)


class TakeOut(Asking):
    """Asks in the drawer what a report about people is for, then saves it.

    ``ids`` are the people it is about, or the records of the list; ``told`` says in a line what leaves the house.
    """

    def __init__(self, page: Page, drawer: Drawer, report: Report, ids: Sequence[int], told: str) -> None:
        super().__init__(page, drawer)
        self.report, self._ids, self._told = report, tuple(ids), told
        self.purpose = factory.choice(_("Zweck"), vocab.PURPOSE, optional=False, typing=False)
        self.purpose.set_value("programme")

    def open(self) -> None:
        """Show what leaves the house, and ask what for."""
        self._tell()
        self.show(_("Diese Liste nach Excel"), _("Speichern …"), self._save)

    def _tell(self) -> None:
        self.layout.addWidget(label(self._told, "caption", wrap=True))
        self.add(_("Zweck"), self.purpose, _("Jede Ausgabe mit Personendaten wird mit ihrem Zweck vermerkt."))

    def options(self) -> Options:
        """What is chosen."""
        database: Any = jobs.database()
        return Options(
            cut_off=date.today(),
            ids=self._ids,
            purpose=vocab.PURPOSE.label(str(self.purpose.value())),
            made_at=datetime.now(UTC),
            made_by=str(database.who),
        )

    def _save(self) -> None:
        options = self.options()
        self.drawer.close_drawer()
        save_report(self.page, self.report, options, "xlsx")


class Pdf(TakeOut):
    """Saves a report as a PDF."""

    def open(self) -> None:
        self._tell()
        self.show(_("{report} als PDF").format(report=self.report.title), _("Speichern …"), self._save)

    def _save(self) -> None:
        options = self.options()
        self.drawer.close_drawer()
        save_report(self.page, self.report, options, "pdf")


class PrintOut(TakeOut):
    """The preview of what is shown, and the way to the printer."""

    def open(self) -> None:
        self._tell()
        self.pane: QWidget
        if P.active:
            self.pane = label(_("Sichtschutz ist an. F9 zeigt die Namen und die Vorschau wieder."), "muted", wrap=True)
        else:
            self.pane = PdfPane()
            self.pane.setMinimumHeight(T.px(260))
            self.purpose.changed.connect(self.look)
            self.look()
        self.layout.addWidget(self.pane, 100)  # all the room there is, before the stretch at the end
        self.show(_("{report} drucken").format(report=self.report.title), _("Drucken …"), self._print, wide=True)

    def look(self) -> None:
        """Make the preview."""
        jobs.read(
            catalogue.preview, self.report, self.options(), language(),
            then=self._seen, owner=self.pane, key="look", failed=self.drawer.failed,
        )  # fmt: skip

    def _seen(self, made: Preview) -> None:
        if isinstance(self.pane, PdfPane):
            self.pane.show_pdf(made.content)

    def _print(self) -> None:
        options = self.options()
        self.drawer.close_drawer()
        print_report(self.page, self.report, options)
