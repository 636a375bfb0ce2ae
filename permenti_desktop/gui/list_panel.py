"""The left half of most pages: filter line, pills with counts, the list, the bar for several, the empty state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from permenti_desktop.domain.view import SavedView
from permenti_desktop.gui import jobs
from permenti_desktop.gui.commands import Handlers
from permenti_desktop.gui.table import Asked, Column, Ids, Rows, Table
from permenti_desktop.gui.theme import fixed, kind, spaced
from permenti_desktop.gui.widgets.button import IconButton, button, icon_button
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.gui.widgets.pills import PillBar
from permenti_desktop.gui.widgets.search_box import SearchBox
from permenti_desktop.i18n import _, ngettext

Bulk = tuple[str, str, Callable[[list[int]], object]]
"""Words, picture, what is done with the selected ids."""


class ListPanel(QFrame):
    """A card around a ``Table``.

    ``counts(session, asked) -> {pill code: number}`` fills the pills; ``""`` in the answer is the number of all
    records.  ``empty`` is (title, sentence, words on the button, what it does) for a list without any record.
    """

    counts_changed = Signal(int, object)
    """How many are shown, and the answer of ``counts`` (or None)."""
    filter_wanted = Signal()
    """The button "Weitere Filter" was pressed."""
    more_changed = Signal(object)
    """Other further filters are on: {attribute: value}, empty without any."""
    views_wanted = Signal()
    """The button of the saved views was pressed."""

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        *,
        ids: Ids,
        rows: Rows,
        first: Ids | None = None,
        title: str = "",
        pills: Sequence[tuple[str, str]] = (),
        counts: Callable[..., Mapping[str, int]] | None = None,
        bulk: Sequence[Bulk] = (),
        empty: tuple[str, str, str, Callable[[], object] | None] | None = None,
        empty_icon: str = "inbox",
        more_filters: bool = False,
        views: bool = False,
        two_lines: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        kind(self, "card")
        self.setAccessibleName(title or _("Liste"))
        self._read_counts = counts
        self._counts: Mapping[str, int] | None = None
        self._numbers_wait = False
        self._empty = empty or (_("Noch nichts da"), _("Was Sie anlegen, erscheint hier."), "", None)
        self._empty_icon = empty_icon
        self.table = Table(name, columns, ids=ids, rows=rows, first=first, title=title, two_lines=two_lines)
        outer = QVBoxLayout(self)
        spaced(outer, 1, 0)
        top = QHBoxLayout()
        spaced(top, (10, 10, 10, 10), 6)
        self.search = SearchBox(_("Liste filtern"))
        fixed(self.search, width=168)
        top.addWidget(self.search)
        self.pills = PillBar(pills, name=_("Filter"))
        top.addWidget(self.pills, 1)
        self.more: IconButton | None = None
        if more_filters:
            self.more = icon_button("sliders-horizontal", _("Weitere Filter"), self.filter_wanted.emit)
            top.addWidget(self.more)
        self.views_button = icon_button("bookmark", _("Ansicht speichern oder ändern"), self.views_wanted.emit)
        top.addWidget(self.views_button)
        if not views:
            self.views_button.hide()
        self._shipped = tuple(pills)
        self._views: dict[str, SavedView] = {}
        self._view = ""
        outer.addLayout(top)
        self._stack = QStackedLayout()
        outer.addLayout(self._stack, 1)  # first, or the table would be shown as a window of its own for a moment
        self._stack.addWidget(self.table)
        self.empty = EmptyState()
        self._stack.addWidget(self.empty)
        self.bulk = BulkBar(bulk, self.table)
        outer.addWidget(self.bulk)
        self.setFocusProxy(self.table)
        self.search.searched.connect(self._filtered)
        self.search.entered.connect(self._open_first)
        self.search.downward.connect(self._into_list)
        self.pills.chosen.connect(self._pill_chosen)
        self.table.counted.connect(self._counted)
        if pills:
            self.table.asked = replace(self.table.asked, pill=self.pills.code())

    def pill_words(self) -> str:
        """The shipped filter that is on, in words."""
        return dict(self._shipped).get(self.table.asked.pill, "")

    def asked(self) -> Asked:
        """What the list shows now."""
        return self.table.asked

    def refresh(self, *_touched: object) -> None:
        """Read the list and the counts again; the first time the counts wait until there is something to see."""
        self._numbers_wait = not self.table.loaded
        self.table.refresh()
        if not self._numbers_wait:
            self._read_numbers()

    def _read_numbers(self) -> None:
        if self._read_counts is not None:
            jobs.read(self._read_counts, self.table.asked, then=self._got_counts, owner=self, key="counts")

    def show_asked(self, asked: Asked, *, view: str = "") -> None:
        """Show a filter from elsewhere (a saved view, a figure on "Heute")."""
        self._view = view
        self._set_search(asked.filter)
        if view or asked.pill:
            self.pills.choose(view or asked.pill)
        self._tell_more(asked.more)
        self.table.show_asked(asked)
        self._read_numbers()

    def set_more_filters(self, more: Mapping[str, Any] | None) -> None:
        """Further filters; the button shows that some are on."""
        self.table.asked = replace(self.table.asked, more=more)
        self._tell_more(more)
        self.refresh()

    def _tell_more(self, more: Mapping[str, Any] | None) -> None:
        if self.more is not None:
            self.more.setCheckable(True)
            self.more.setChecked(bool(more))
        self.more_changed.emit(dict(more or {}))

    def _set_search(self, text: str) -> None:
        self.search.blockSignals(True)
        self.search.setText(text)
        self.search.blockSignals(False)

    # -- saved views -----------------------------------------------------------------------------------------

    def set_views(self, views: Sequence[SavedView]) -> None:
        """The office's own filters, as pills behind the shipped ones."""
        self._views = {f"view {view.name}": view for view in views}
        if self._view not in self._views:
            self._view = ""
        chosen = self._view or self.table.asked.pill
        self.pills.set_pills([*self._shipped, *((code, view.name) for code, view in self._views.items())])
        self.pills.choose(chosen)

    def view(self) -> SavedView | None:
        """The saved view that is on."""
        return self._views.get(self._view)

    def as_view(self, name: str) -> SavedView:
        """What is shown now, as a view of that name."""
        asked = self.table.asked
        # Whom a figure on "Heute" led here is no filter: the next day it would be somebody else.
        more = {name: value for name, value in (asked.more or {}).items() if name != "only"}
        return SavedView(name, asked.filter, asked.pill, more, asked.sort, asked.descending)

    def show_view(self, name: str) -> None:
        """Show a saved view."""
        view = self._views[f"view {name}"]
        asked = Asked(view.filter, view.pill, dict(view.more) or None, view.sort, view.descending)
        self.show_asked(asked, view=f"view {name}")

    def clear_filter(self) -> None:
        """Show everything again."""
        self.search.clear()
        self.set_more_filters(None)
        self._filtered("")

    def focus_filter(self) -> None:
        """Ctrl+F."""
        self.search.setFocus()
        self.search.selectAll()

    def handlers(self) -> Handlers:
        """Commands every list answers to; the page adds its own."""
        return {"filter": self.focus_filter, "columns": self.choose_columns}

    def choose_columns(self) -> None:
        """The menu of columns, at the upper right corner of the list."""
        menu = self.table.column_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        corner = self.table.mapToGlobal(self.table.rect().topRight())
        menu.popup(corner - QPoint(menu.sizeHint().width(), 0))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.table.setFocus(event.reason())

    def _filtered(self, text: str) -> None:
        self.table.asked = replace(self.table.asked, filter=text)
        self.refresh()

    def _pill_chosen(self, code: str) -> None:
        view = self._views.get(code)
        if view is not None:
            self.show_view(view.name)
            return
        if self._view:  # what the view brought goes with it
            self._view = ""
            self._set_search("")
            self.table.asked = replace(self.table.asked, filter="", more=None)
            self._tell_more(None)
        self.table.asked = replace(self.table.asked, pill=code)
        self.refresh()

    def _into_list(self) -> None:
        self.table.setFocus()

    def _open_first(self) -> None:
        ids = self.table.model_.ids
        if ids:
            current = self.table.current_id() or ids[0]
            self.table.select(current)
            self.table.opened.emit(current)

    def _got_counts(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self.pills.set_counts({code: number for code, number in counts.items() if code})
        self.counts_changed.emit(len(self.table.model_.ids), counts)

    def _counted(self, number: int) -> None:
        self.counts_changed.emit(number, self._counts)
        if self._numbers_wait:
            self._numbers_wait = False
            self._read_numbers()
        if number:
            self._stack.setCurrentWidget(self.table)
            return
        asked = self.table.asked
        if asked.filter or asked.more or (asked.pill and self._counts and self._counts.get("", 0)):
            self.empty.say(
                _("Nichts passt zu diesem Filter"),
                _("Esc im Filterfeld zeigt wieder alles. Vielleicht steht es auch unter einem anderen Filter."),
                "search",
                _("Filter zurücksetzen") if asked.filter or asked.more else "",
                self.clear_filter,
            )
        else:
            title, sentence, action, run = self._empty
            self.empty.say(title, sentence, self._empty_icon, action, run)
        self._stack.setCurrentWidget(self.empty)


class BulkBar(QFrame):
    """Appears from two selected rows on: how many, and what can be done with all of them."""

    def __init__(self, actions: Sequence[Bulk], table: Table) -> None:
        super().__init__()
        kind(self, "bulk")
        self._table = table
        layout = QHBoxLayout(self)
        spaced(layout, (12, 8, 12, 8), 8)
        self._count = label("", "strong")
        layout.addWidget(self._count)
        layout.addStretch(1)
        self._runs: dict[str, Callable[[list[int]], object]] = {}
        for text, picture, run in actions:
            made = button(text, icon=picture)
            made.setObjectName(text)
            made.clicked.connect(self._clicked)
            layout.addWidget(made)
            self._runs[text] = run
        close = icon_button("x", _("Auswahl aufheben"), self._clear)
        close.set_icon("x", "sel_text")  # on the tint of what is selected
        layout.addWidget(close)
        self.hide()
        table.selected_changed.connect(self._show_count)

    def _show_count(self, number: int) -> None:
        self._count.setText(ngettext("{n} ausgewählt", "{n} ausgewählt", number).format(n=number))
        self.setVisible(number > 1)

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._runs[sender.objectName()](self._table.selected_ids())

    def _clear(self) -> None:
        self._table.select(self._table.current_id())
