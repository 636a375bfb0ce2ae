"""A short list beside its form, for subjects that need no file of their own (grants, cohorts)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from permenti_desktop.domain.text import search_key
from permenti_desktop.gui import deeds, jobs
from permenti_desktop.gui.commands import Handlers
from permenti_desktop.gui.form import Section
from permenti_desktop.gui.list_and_file import ListAndFile
from permenti_desktop.gui.list_panel import ListPanel
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.record_form import Check, Labels, Load, RecordForm, Save
from permenti_desktop.gui.table import Asked, Column
from permenti_desktop.gui.theme import kind, spaced
from permenti_desktop.gui.widgets.button import icon_button
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.i18n import _
from permenti_desktop.usecases import bin as paper_bin

ReadAll = Callable[[Any], Sequence[Any]]


def list_handlers(page: Page, drawer: Drawer, panel: ListPanel) -> dict[str, Callable[[], object]]:
    """Filter, columns, Excel and printer of a list without a page of its own."""

    def out(paper: bool) -> None:
        from permenti_desktop.gui.take_out import PrintOut, TakeOut, listing, report_of  # reports: when one is made

        typed = panel.asked().filter
        shown = listing(panel.table, panel.accessibleName(), _("„{text}“").format(text=typed) if typed else "")
        (PrintOut if paper else TakeOut)(page, drawer, report_of(shown), shown.ids, shown.words()).open()

    return {**panel.handlers(), "excel": lambda: out(False), "print": lambda: out(True)}


class RecordsPane(QWidget):
    """``read_all(session)`` gives all rows with ``.id``; ``words(row)`` what the filter line looks in."""

    def __init__(
        self,
        page: Page,
        name: str,
        columns: Sequence[Column],
        *,
        read_all: ReadAll,
        words: Callable[[Any], str],
        sections: Sequence[Section],
        load: Load,
        save: Save,
        check: Check,
        new: Callable[[], Any],
        table: str,
        empty: tuple[str, str, str],
        picture: str,
        title: str,
        drawer: Drawer,
        labels: Labels | None = None,
        actions: Sequence[tuple[str, str, Callable[[], object]]] = (),
    ) -> None:
        """``actions`` are further buttons above the form: picture, words, what is done with the open record."""
        super().__init__()
        self._page, self._new, self._table, self._title = page, new, table, title
        self._drawer = drawer

        def ids(session: Any, asked: Asked) -> Sequence[int]:
            wanted = search_key(asked.filter)
            return [row.id for row in read_all(session) if wanted in search_key(words(row))]

        def rows(session: Any, chosen: Sequence[int]) -> Sequence[Any]:
            return [row for row in read_all(session) if row.id in set(chosen)]

        layout = QVBoxLayout(self)
        spaced(layout, 0, 0)
        heading, sentence, action = empty
        self.list = ListPanel(
            name, columns, ids=ids, rows=rows, title=title, empty=(heading, sentence, action, self.begin),
            empty_icon=picture,
        )  # fmt: skip
        self.card = QFrame()
        kind(self.card, "card")
        self._stack = QStackedLayout(self.card)
        nothing = EmptyState()
        nothing.say(_("Nichts gewählt"), _("Wählen Sie links einen Eintrag aus."), picture)
        self._stack.addWidget(nothing)
        content = QWidget()
        inner = QVBoxLayout(content)
        spaced(inner, 0, 0)
        head = QHBoxLayout()
        spaced(head, (16, 12, 12, 0), 8)
        self.heading = label("", "subtitle", wrap=True)
        head.addWidget(self.heading, 1)
        for icon, tip, run in (
            *actions,
            ("history", _("Änderungsverlauf"), self.history),
            ("trash-2", _("In den Papierkorb"), self.to_bin),
        ):
            head.addWidget(icon_button(icon, tip, run), 0, Qt.AlignmentFlag.AlignTop)
        inner.addLayout(head)
        self.form = RecordForm(sections, load=load, save=save, check=check, labels=labels)
        inner.addWidget(self.form, 1)
        self._stack.addWidget(content)
        self.split = ListAndFile(self.list, self.card, name=name, share=48)
        layout.addWidget(self.split, 1)
        self.form.created.connect(self._created)
        self.list.table.current_changed.connect(self._current)
        self.list.table.opened.connect(self.open)
        self.list.table.delete_pressed.connect(self.to_bin)

    # -- for the keys of the page ----------------------------------------------------------------------------

    def handlers(self) -> Handlers:
        """Commands that list and form answer to."""
        own = list_handlers(self._page, self._drawer, self.list)
        return own if self.form.record is None else {**own, "edit": self.edit}

    def edit(self) -> None:
        """F2: into the form."""
        self.split.show_file()
        self.form.form.focus_field(next(iter(self.form.form.slots)))

    def history(self) -> None:
        """The drawer with what was changed in the open record."""
        if self.form.record is not None:
            self.form.flush()
            deeds.show_history(self._page, self._drawer, self._table, self.form.record)

    # -- records ---------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read list and form again."""
        self.list.refresh()
        self.form.refresh()

    def open(self, record: int) -> None:
        """Show a record."""
        self.list.table.select(record)
        self._show(record)
        self.split.show_file()

    def begin(self) -> None:
        """A new record."""
        self.heading.setText(_("Neu: {what}").format(what=self._title))
        self.form.begin(self._new())
        self._stack.setCurrentIndex(1)
        self.split.show_file()
        self.form.form.focus_field(next(iter(self.form.form.slots)))

    def to_bin(self) -> None:
        """Put the open record aside."""
        if self.form.record is None:
            self._stack.setCurrentIndex(0)
            return
        record = self.form.record
        self.form.flush()
        self._page.say(_("Der Eintrag liegt im Papierkorb"), undo=True)
        jobs.write(paper_bin.put, self._table, record, failed=self._page.failed)
        self.form.record = None
        self._stack.setCurrentIndex(0)

    def _current(self, record: int | None) -> None:
        if record is not None and not self.split.one_pane:
            self._show(record)

    def _show(self, record: int) -> None:
        self.heading.setText(self._title)
        self._stack.setCurrentIndex(1)
        if self.form.record != record:
            self.form.open(record)

    def _created(self, record: int) -> None:
        self.list.refresh()
        self.list.table.select(record)
        self.heading.setText(self._title)
