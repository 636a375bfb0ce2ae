"""Mentors: the list at the left, the file at the right."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.gui import deeds, hub, jobs, office_lists
from permenti_desktop.gui.commands import Handlers
from permenti_desktop.gui.icons import icon
from permenti_desktop.gui.list_and_file import ListAndFile
from permenti_desktop.gui.list_panel import ListPanel
from permenti_desktop.gui.mentor import reading
from permenti_desktop.gui.mentor.columns import columns
from permenti_desktop.gui.mentor.file import MentorPanel
from permenti_desktop.gui.mentor.new_mentor import NewMentor
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.tandem.new_tandem import NewTandem
from permenti_desktop.gui.widgets.button import button, icon_button
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.i18n import _
from permenti_desktop.queries import mentor, office

_LISTS = frozenset({"office_term", "setting", "cohort"})
"""Tables from which the lists to choose from come."""


class MentorPage(Page):
    """The section "Mentorinnen"."""

    section, icon = "mentor", "user-check"

    def __init__(self) -> None:
        super().__init__(_("Mentorinnen"))
        self._lists = Lists()
        self._settings = OfficeSettings()
        self._counts: dict[str, int] = {}
        self._open_first = True
        self.drawer = Drawer(self)
        self.add_action(icon_button("columns-3", _("Spalten wählen"), self.choose_columns))
        self.new_button = button(_("Neue Mentorin"), self.new, icon="plus", look="primary", tip=_("Strg+N"))
        self.add_action(self.new_button)
        self.list = ListPanel(
            "mentors",
            columns(self.lists, self.settings),
            ids=reading.ids,
            rows=mentor.rows,
            counts=reading.counts,
            title=_("Mentorinnen"),
            pills=(
                ("active", _("Aktiv")),
                ("free", _("Frei")),
                ("clearance", _("Zeugnis läuft ab")),
                ("untrained", _("Ohne Schulung")),
                ("silent", _("Lange nicht gesprochen")),
                ("all", _("Alle")),
            ),
            bulk=((_("Papierkorb"), "trash-2", self.bulk_bin),),
            empty=(
                _("Noch keine Mentorinnen"),
                _("Legen Sie die erste an, oder übernehmen Sie Ihre Excel-Liste unter „Liste übernehmen“."),
                _("Neue Mentorin"),
                self.new,
            ),
            empty_icon="user-check",
        )
        table = self.list.table
        table.current_changed.connect(self._walked)
        table.opened.connect(self.open_record)
        table.delete_pressed.connect(self.delete)
        table.set_context(self._context)
        table.counted.connect(self._counted)
        self.list.counts_changed.connect(self._show_counts)
        self.file = MentorPanel(self, self.drawer, self.lists, self.settings)
        self.file.tandem_wanted.connect(self.new_tandem)
        self.split = ListAndFile(self.list, self.file, name="mentors", share=62)
        self.body.addWidget(self.split, 1)
        self._read_lists()

    def lists(self) -> Lists:
        """The office's words and lists as they were read last."""
        return self._lists

    def settings(self) -> OfficeSettings:
        """The office's rules as they were read last."""
        return self._settings

    # -- what pages do ---------------------------------------------------------------------------------------

    def refresh(self, touched: hub.Touched = frozenset()) -> None:
        self.list.refresh()
        self.file.refresh()
        if any(table in _LISTS for table, _id in touched):
            self._read_lists()

    def handlers(self) -> Handlers:
        own = {**self.list.handlers(), "new": self.new, "delete": self.delete}
        if self.file.id is not None:
            own |= {"note": self.write_note, "follow_up": self.file.write_follow_up, "edit": self.edit}
        return own

    def reflow(self, width: int, height: int) -> None:
        self.split.reflow(width)
        self.file.set_height(height)

    def open_record(self, record: int) -> None:
        """Show a file with the cursor in the note box: writing during the call."""
        self._open_first = False
        self.list.table.blockSignals(True)
        self.list.table.select(record)
        self.list.table.blockSignals(False)
        self.file.open_file(record)
        self.split.show_file()
        self.write_note()

    def record(self) -> int | None:
        return self.file.id

    def back(self) -> bool:
        if not self.drawer.isHidden():
            self.drawer.close_drawer()
            return True
        return self.split.go_back()

    def focus_first(self) -> None:
        self.list.table.setFocus()

    def panes(self) -> list[QWidget]:
        return self.split.panes()

    def may_leave(self) -> None:
        self.file.flush()

    # -- doing -----------------------------------------------------------------------------------------------

    def new(self) -> None:
        """The drawer for a new mentor."""
        self.file.flush()
        NewMentor(self, self.drawer, self.open_record).open()

    def new_tandem(self, mentor_id: int) -> None:
        """The drawer for a new tandem with a mentor."""
        self.file.flush()
        NewTandem(self, self.drawer, self._lists, partial(self.go, "tandem")).open(mentor_id=mentor_id)

    def write_note(self) -> None:
        """The note box of the open file."""
        self.split.show_file()
        self.file.write_note()

    def edit(self) -> None:
        """F2: the form of the open file."""
        self.split.show_file()
        self.file.edit()

    def delete(self) -> None:
        """Entf in the list: the selected rows go into the bin."""
        if self.list.table.hasFocus():
            self.bulk_bin(self.list.table.selected_ids())

    def bulk_bin(self, ids: list[int]) -> None:
        """All of them into the bin, as one step."""
        self.file.flush()
        deeds.into_bin(self, "mentor", ids)

    def choose_columns(self) -> None:
        """The menu of columns."""
        self.list.choose_columns()

    # -- list ------------------------------------------------------------------------------------------------

    def _walked(self, id: int) -> None:
        if not self.split.one_pane:
            self.file.open_file(id)

    def _counted(self, number: int) -> None:
        if self._open_first and number and not self.split.one_pane:
            self._open_first = False
            if self.file.id is None:
                self.list.table.select(self.list.table.model_.ids[0])

    def _show_counts(self, shown: int, counts: object) -> None:
        if isinstance(counts, dict):
            self._counts = counts
        total = self._counts.get("", shown)
        self.set_subtitle(_("{shown} angezeigt · {all} gesamt").format(shown=shown, all=total))

    def _context(self, ids: list[int]) -> list[QAction]:
        found = []
        if len(ids) == 1:
            found.append(
                self._action("notebook-pen", _("Akte öffnen und Notiz schreiben"), partial(self.open_record, ids[0]))
            )
            found.append(self._action("handshake", _("Tandem anlegen …"), partial(self.new_tandem, ids[0])))
        found.append(self._action("trash-2", _("In den Papierkorb"), partial(self.bulk_bin, ids)))
        return found

    def _action(self, picture: str, words: str, run: partial[None]) -> QAction:
        made = QAction(icon(picture), words, self)
        made.triggered.connect(run)
        return made

    def _read_lists(self) -> None:
        jobs.read(office_lists.lists, then=self._got_lists, owner=self, key="lists")
        jobs.read(office.settings, then=self._got_settings, owner=self, key="settings")

    def _got_settings(self, settings: OfficeSettings) -> None:
        self._settings = settings
        self.list.table.viewport().update()

    def _got_lists(self, lists: Lists) -> None:
        if lists != self._lists:
            self._lists = lists
            self.file.use_lists()
            self.list.table.viewport().update()
