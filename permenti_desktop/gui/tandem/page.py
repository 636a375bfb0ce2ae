"""Tandems: the list or those who wait at the left, one of them at the right."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from permenti_desktop.gui import deeds, hub, jobs, office_lists
from permenti_desktop.gui.commands import Handlers
from permenti_desktop.gui.icons import icon
from permenti_desktop.gui.list_and_file import ListAndFile
from permenti_desktop.gui.list_panel import ListPanel
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.tandem import reading
from permenti_desktop.gui.tandem.columns import columns, waiting_columns
from permenti_desktop.gui.tandem.file import LOW, TandemPanel
from permenti_desktop.gui.tandem.new_tandem import NewTandem
from permenti_desktop.gui.tandem.reading import Waiting
from permenti_desktop.gui.tandem.waiting import WaitingPanel
from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets.button import button, icon_button
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.pills import PillBar
from permenti_desktop.i18n import _, ngettext
from permenti_desktop.queries import tandem

_LISTS = frozenset({"office_term", "setting", "cohort"})
"""Tables from which the lists to choose from come."""


class TandemPage(Page):
    """The section "Tandems"."""

    section, icon = "tandem", "handshake"

    def __init__(self) -> None:
        super().__init__(_("Tandems"))
        self._lists = Lists()
        self._counts: dict[str, int] = {}
        self._open_first = True
        self.drawer = Drawer(self)
        self.add_action(icon_button("columns-3", _("Spalten wählen"), self.choose_columns))
        self.new_button = button(_("Neues Tandem"), self.new, icon="plus", look="primary", tip=_("Strg+N"))
        self.add_action(self.new_button)
        self.views = PillBar((("tandems", _("Tandems")), ("waiting", _("Warten auf eine Mentorin"))), name=_("Ansicht"))
        self.views.chosen.connect(self.show_view)
        self.list = ListPanel(
            "tandems",
            columns(self.lists),
            ids=reading.ids,
            rows=tandem.rows,
            counts=reading.counts,
            title=_("Tandems"),
            pills=(
                ("open", _("Offen")),
                ("running", _("Läuft")),
                ("overdue", _("Treffen überfällig")),
                ("all", _("Alle")),
            ),
            bulk=((_("Papierkorb"), "trash-2", self.bulk_bin),),
            empty=(
                _("Noch keine Tandems"),
                _("Ein Tandem bringt eine Teilnehmerin mit einer Mentorin zusammen. Legen Sie das erste an."),
                _("Neues Tandem"),
                self.new,
            ),
            empty_icon="handshake",
        )
        self.waiting = ListPanel(
            "waiting",
            waiting_columns(),
            ids=reading.waiting_ids,
            rows=reading.waiting_rows,
            counts=reading.waiting_counts,
            title=_("Warten auf eine Mentorin"),
            empty=(
                _("Niemand wartet"),
                _("Hier steht, wer den Status „Matching“ und noch keine Mentorin hat."),
                "",
                None,
            ),
            empty_icon="hourglass",
        )
        self.file = TandemPanel(self, self.drawer, self.lists)
        self.person = WaitingPanel(self)
        self.person.tandem_wanted.connect(self._new_with)
        left, right = QWidget(), QWidget()
        column = QVBoxLayout(left)
        spaced(column, 0, 8)
        column.addWidget(self.views)
        self._lefts = QStackedLayout()
        column.addLayout(self._lefts, 1)  # before it is filled: the first widget is shown at once
        self._lefts.addWidget(self.list)
        self._lefts.addWidget(self.waiting)
        self._rights = QStackedLayout(right)
        self._rights.addWidget(self.file)
        self._rights.addWidget(self.person)
        self.split = ListAndFile(left, right, name="tandems", share=58)
        self.body.addWidget(self.split, 1)
        table = self.list.table
        table.current_changed.connect(self._walked)
        table.opened.connect(self.open_record)
        table.delete_pressed.connect(self.delete)
        table.set_context(self._context)
        table.counted.connect(self._counted)
        self.list.counts_changed.connect(self._show_counts)
        self.waiting.table.current_changed.connect(self._walked_waiting)
        self.waiting.table.opened.connect(self._entered_waiting)
        self._read_lists()

    def lists(self) -> Lists:
        """The office's words and lists as they were read last."""
        return self._lists

    # -- what pages do ---------------------------------------------------------------------------------------

    def refresh(self, touched: hub.Touched = frozenset()) -> None:
        self.list.refresh()
        self.waiting.refresh()
        self.file.refresh()
        self.person.refresh()
        if any(table in _LISTS for table, _id in touched):
            self._read_lists()

    def handlers(self) -> Handlers:
        own = {
            **self._shown_list().handlers(),
            "new": self.new,
            "delete": self.delete,
            "columns": self.choose_columns,
        }
        if self.file.id is not None and self.view() == "tandems":
            own |= {"note": self.write_note, "follow_up": self.file.write_follow_up, "edit": self.edit}
        return own

    def reflow(self, width: int, height: int) -> None:
        self.split.reflow(width)
        self.file.set_height(height)
        self.person.head.set_small(height < LOW)

    def open_record(self, record: int) -> None:
        """Show a tandem with the cursor in the note box."""
        self._open_first = False
        self.show_view("tandems")
        self.list.table.blockSignals(True)
        self.list.table.select(record)
        self.list.table.blockSignals(False)
        self.file.open_file(record)
        self.split.show_file()
        self.write_note()

    def record(self) -> int | None:
        return self.file.id if self.view() == "tandems" else None

    def back(self) -> bool:
        if not self.drawer.isHidden():
            self.drawer.close_drawer()
            return True
        return self.split.go_back()

    def focus_first(self) -> None:
        self._shown_list().table.setFocus()

    def panes(self) -> list[QWidget]:
        return self.split.panes()

    def may_leave(self) -> None:
        self.file.flush()

    # -- views -----------------------------------------------------------------------------------------------

    def view(self) -> str:
        """ "tandems" or "waiting"."""
        return self.views.code()

    def show_view(self, code: str) -> None:
        """The tandems, or those who wait for a mentor."""
        self.views.choose(code)
        waiting = code == "waiting"
        if waiting:
            self.file.flush()
        self._lefts.setCurrentIndex(int(waiting))
        self._rights.setCurrentIndex(int(waiting))
        if waiting and self.person.id is None and self.waiting.table.model_.ids and not self.split.one_pane:
            self.waiting.table.select(self.waiting.table.model_.ids[0])

    def _shown_list(self) -> ListPanel:
        return self.waiting if self.view() == "waiting" else self.list

    def choose_columns(self) -> None:
        """The menu of columns of the list on screen."""
        self._shown_list().choose_columns()

    # -- doing -----------------------------------------------------------------------------------------------

    def new(self) -> None:
        """The drawer for a new tandem; with the one who waits, if she is on screen."""
        her = self.person.id if self.view() == "waiting" else None
        self.new_for(() if her is None else (her,))

    def begin_for(self, participant: int) -> None:
        """Her, among those who wait; the drawer for a new tandem, if she does not wait by her status."""
        self._open_first = False

        def show(answer: Waiting) -> None:
            if answer.row is None:
                self.new_for((participant,))
                return
            self.show_view("waiting")
            self.waiting.table.select(participant)
            self._entered_waiting(participant)

        jobs.read(reading.waiting_one, participant, then=show, owner=self, key="begin", failed=self.failed)

    def new_for(self, mentee_ids: tuple[int, ...], mentor_id: int | None = None) -> None:
        """The drawer for a new tandem of these participants."""
        self.file.flush()
        NewTandem(self, self.drawer, self._lists, self.open_record).open(mentor_id=mentor_id, mentee_ids=mentee_ids)

    def _new_with(self, participant: int, mentor: object) -> None:
        self.new_for((participant,), mentor if isinstance(mentor, int) else None)

    def write_note(self) -> None:
        """The note box of the open tandem."""
        self.split.show_file()
        self.file.write_note()

    def edit(self) -> None:
        """F2: the form of the open tandem."""
        self.split.show_file()
        self.file.edit()

    def delete(self) -> None:
        """Entf in the list: the selected rows go into the bin."""
        if self.list.table.hasFocus():
            self.bulk_bin(self.list.table.selected_ids())

    def bulk_bin(self, ids: list[int]) -> None:
        """All of them into the bin, as one step."""
        self.file.flush()
        deeds.into_bin(self, "tandem", ids)

    # -- list ------------------------------------------------------------------------------------------------

    def _walked(self, id: int) -> None:
        if not self.split.one_pane:
            self.file.open_file(id)

    def _walked_waiting(self, id: int) -> None:
        if not self.split.one_pane:
            self.person.open_person(id)

    def _entered_waiting(self, id: int) -> None:
        self.person.open_person(id)
        self.split.show_file()
        self.person.new_button.setFocus()

    def _counted(self, number: int) -> None:
        if self._open_first and number and not self.split.one_pane:
            self._open_first = False
            if self.file.id is None:
                self.list.table.select(self.list.table.model_.ids[0])

    def _show_counts(self, shown: int, counts: object) -> None:
        if isinstance(counts, dict):
            self._counts = counts
        total, waiting = self._counts.get("", shown), self._counts.get("waiting", 0)
        words = _("{shown} angezeigt · {all} gesamt").format(shown=shown, all=total)
        if waiting:
            words += " · " + ngettext("{n} wartet", "{n} warten", waiting).format(n=waiting)
        self.set_subtitle(words)
        self.views.set_counts({"waiting": waiting})
        self.set_badge(self._counts.get("overdue", 0), "warn")

    def _context(self, ids: list[int]) -> list[QAction]:
        found = []
        if len(ids) == 1:
            found.append(
                self._action("notebook-pen", _("Öffnen und Notiz schreiben"), partial(self.open_record, ids[0]))
            )
        found.append(self._action("trash-2", _("In den Papierkorb"), partial(self.bulk_bin, ids)))
        return found

    def _action(self, picture: str, words: str, run: partial[None]) -> QAction:
        made = QAction(icon(picture), words, self)
        made.triggered.connect(run)
        return made

    def _read_lists(self) -> None:
        jobs.read(office_lists.lists, then=self._got_lists, owner=self, key="lists")

    def _got_lists(self, lists: Lists) -> None:
        if lists != self._lists:
            self._lists = lists
            self.file.use_lists()
            self.list.table.viewport().update()
