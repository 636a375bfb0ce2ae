"""Tandems: the list or those who wait at the left, one of them at the right."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from permenti_desktop.gui import hub, jobs
from permenti_desktop.gui.list_and_file import ListAndFile
from permenti_desktop.gui.list_page import ListPage
from permenti_desktop.gui.list_panel import ListPanel
from permenti_desktop.gui.record_panel import LOW
from permenti_desktop.gui.tandem import reading
from permenti_desktop.gui.tandem.columns import columns, waiting_columns
from permenti_desktop.gui.tandem.file import TandemPanel
from permenti_desktop.gui.tandem.new_tandem import NewTandem
from permenti_desktop.gui.tandem.reading import Waiting
from permenti_desktop.gui.tandem.waiting import WaitingPanel
from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.pills import PillBar
from permenti_desktop.i18n import _, ngettext
from permenti_desktop.queries import tandem


class TandemPage(ListPage):
    """The section "Tandems"."""

    section, icon = "tandem", "handshake"
    lists_from = frozenset({"office_term", "setting", "cohort"})
    file: TandemPanel

    def __init__(self) -> None:
        super().__init__(_("Tandems"))
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
            bulk=(
                (_("Excel"), "file-spreadsheet", self.to_excel),
                (_("Papierkorb"), "trash-2", self.bulk_bin),
            ),
            empty=(
                _("Noch keine Tandems"),
                _("Ein Tandem bringt eine Teilnehmerin mit einer Mentorin zusammen. Legen Sie das erste an."),
                _("Neues Tandem"),
                self.new,
            ),
            empty_icon="handshake",
            views=True,
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
        self.waiting.table.current_changed.connect(self._walked_waiting)
        self.waiting.table.opened.connect(self._entered_waiting)
        self.ready()

    # -- what pages do ---------------------------------------------------------------------------------------

    def refresh(self, touched: hub.Touched = frozenset()) -> None:
        super().refresh(touched)
        self.waiting.refresh()
        self.person.refresh()

    def reflow(self, width: int, height: int) -> None:
        super().reflow(width, height)
        self.person.head.set_small(height < LOW)

    def open_record(self, record: int) -> None:
        self.show_view("tandems")
        super().open_record(record)

    def show_list(self, asked: object) -> None:
        self.show_view("tandems")
        super().show_list(asked)

    def record(self) -> int | None:
        return self.file.id if self.view() == "tandems" else None

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

    def shown_list(self) -> ListPanel:
        return self.waiting if self.view() == "waiting" else self.list

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

    # -- list ------------------------------------------------------------------------------------------------

    def _walked_waiting(self, id: int) -> None:
        if not self.split.one_pane:
            self.person.open_person(id)

    def _entered_waiting(self, id: int) -> None:
        self.person.open_person(id)
        self.split.show_file()
        self.person.new_button.setFocus()

    def tell_counts(self, shown: int, counts: Mapping[str, int]) -> None:
        total, waiting = counts.get("", shown), counts.get("waiting", 0)
        words = _("{shown} angezeigt · {all} gesamt").format(shown=shown, all=total)
        if waiting:
            words += " · " + ngettext("{n} wartet", "{n} warten", waiting).format(n=waiting)
        self.set_subtitle(words)
        self.views.set_counts({"waiting": waiting})
        self.set_badge(waiting)
