"""Participants: the list at the left, the file at the right."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from permenti_desktop import settings
from permenti_desktop.gui import deeds, hub, jobs, office_lists
from permenti_desktop.gui.commands import Handlers
from permenti_desktop.gui.icons import icon
from permenti_desktop.gui.list_and_file import ListAndFile
from permenti_desktop.gui.list_panel import ListPanel
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.participant import actions, reading
from permenti_desktop.gui.participant.columns import columns
from permenti_desktop.gui.participant.file import FilePanel
from permenti_desktop.gui.participant.filters import FilterLine, Filters
from permenti_desktop.gui.participant.new_participant import NewParticipant
from permenti_desktop.gui.widgets.button import button, icon_button
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.i18n import _

_LISTS = frozenset({"office_term", "setting", "cohort", "grant_award"})
"""Tables from which the lists to choose from come."""


class ParticipantPage(Page):
    """Section "participant"."""

    section, icon = "participant", "users"

    def __init__(self) -> None:
        super().__init__(_("Teilnehmerinnen"))
        self._lists = Lists()
        self._counts: dict[str, int] = {}
        self._open_first = True
        self.drawer = Drawer(self)
        self.add_action(icon_button("columns-3", _("Spalten wählen"), self.choose_columns))
        self.new_button = button(_("Neue Teilnehmerin"), self.new, icon="plus", look="primary", tip=_("Strg+N"))
        self.add_action(self.new_button)
        self.list = ListPanel(
            "participant",
            columns(self.lists),
            ids=reading.ids,
            rows=reading.rows,
            counts=reading.counts,
            title=_("Teilnehmerinnen"),
            pills=(
                ("active", _("Aktiv")),
                ("without_mentor", _("Ohne Mentorin")),
                ("consent_missing", _("Einwilligung fehlt")),
                ("due", _("Fällig")),
                ("all", _("Alle")),
            ),
            bulk=(
                (_("Wiedervorlage"), "calendar-clock", self.bulk_follow_up),
                (_("Status"), "route", self.bulk_phase),
                (_("Papierkorb"), "trash-2", self.bulk_bin),
            ),
            empty=(
                _("Noch keine Teilnehmerinnen"),
                _("Legen Sie die erste an, oder übernehmen Sie Ihre Excel-Liste unter „Liste übernehmen“."),
                _("Neue Teilnehmerin"),
                self.new,
            ),
            empty_icon="users",
            more_filters=True,
        )
        self.filter_line = FilterLine(self.clear_filters)
        layout = self.list.layout()
        assert layout is not None
        layout.insertWidget(1, self.filter_line)  # type: ignore[attr-defined]  # a vertical box
        table = self.list.table
        if "participant" not in settings.load().layouts:
            table.asked = replace(table.asked, sort="next_due")
        table.current_changed.connect(self._walked)
        table.opened.connect(self._entered)
        table.delete_pressed.connect(self.delete)
        table.set_context(self._context)
        table.counted.connect(self._counted)
        self.list.counts_changed.connect(self._show_counts)
        self.list.filter_wanted.connect(self.choose_filters)
        self.file = FilePanel(self, self.drawer, self.lists)
        self.split = ListAndFile(self.list, self.file, name="participant")
        self.body.addWidget(self.split, 1)
        self._read_lists()

    # -- what pages do ---------------------------------------------------------------------------------------

    def lists(self) -> Lists:
        """The office's words and lists as they were read last."""
        return self._lists

    def refresh(self, touched: hub.Touched = frozenset()) -> None:
        """Read list and file again."""
        self.list.refresh()
        self.file.refresh()
        if any(table in _LISTS for table, _id in touched):
            self._read_lists()

    def handlers(self) -> Handlers:
        """What can be done here by name and key."""
        own = {**self.list.handlers(), "new": self.new, "delete": self.delete}
        if self.file.id is not None:
            own |= {"note": self.write_note, "follow_up": self.file.follow_ups, "edit": self.file.edit}
        return own

    def reflow(self, width: int, height: int) -> None:
        """One or two panes, and how much of the head there is room for."""
        self.split.reflow(width)
        self.file.set_height(height)

    def open_record(self, record: int) -> None:
        """Show a file with the cursor in the note box: writing during the call."""
        self._open_first = False
        self.list.table.blockSignals(True)
        self.list.table.select(record)
        self.list.table.blockSignals(False)
        self.file.head.pin.setChecked(False)
        self.file.open_file(record)
        self.split.show_file()
        self.write_note()

    def record(self) -> int | None:
        """The file that is open."""
        return self.file.id

    def back(self) -> bool:
        """On a narrow window: from the file back to the list."""
        if not self.drawer.isHidden():
            self.drawer.close_drawer()
            return True
        return self.split.go_back()

    def focus_first(self) -> None:
        """Into the list."""
        self.list.table.setFocus()

    def panes(self) -> list[QWidget]:
        """For F6."""
        return self.split.panes()

    def may_leave(self) -> None:
        """Keep everything typed."""
        self.file.flush()

    # -- list ------------------------------------------------------------------------------------------------

    def _walked(self, id: int) -> None:
        """The cursor has moved in the list; on a narrow window the file is opened by Enter only."""
        if not self.split.one_pane and not self.file.pinned:
            self.file.open_file(id)

    def _entered(self, id: int) -> None:
        self.open_record(id)

    def _counted(self, number: int) -> None:
        if self._open_first and number and not self.split.one_pane:
            self._open_first = False
            if self.file.id is None:
                self.list.table.select(self.list.table.model_.ids[0])

    def _show_counts(self, shown: int, counts: object) -> None:
        if isinstance(counts, dict):
            self._counts = counts
        all_of_them = self._counts.get("", shown)
        self.set_subtitle(_("{shown} angezeigt · {all} gesamt").format(shown=shown, all=all_of_them))

    def _context(self, ids: list[int]) -> list[QAction]:
        found = []
        if len(ids) == 1:
            found.append(
                self._action("notebook-pen", _("Akte öffnen und Notiz schreiben"), partial(self.open_record, ids[0]))
            )
        found.append(self._action("calendar-clock", _("Wiedervorlage …"), partial(self.bulk_follow_up, ids)))
        found.append(self._action("route", _("Status ändern …"), partial(self.bulk_phase, ids)))
        found.append(self._action("trash-2", _("In den Papierkorb"), partial(self.bulk_bin, ids)))
        return found

    def _action(self, picture: str, words: str, run: partial[None]) -> QAction:
        made = QAction(icon(picture), words, self)
        made.triggered.connect(run)
        return made

    def choose_columns(self) -> None:
        """The menu of columns."""
        self.list.choose_columns()

    # -- filters ---------------------------------------------------------------------------------------------

    def choose_filters(self) -> None:
        """The drawer with further filters."""
        Filters(self, self.drawer, self._lists, self.list.asked().more or {}, self.apply_filters).open()

    def apply_filters(self, more: dict[str, object]) -> None:
        """Show who answers to these conditions."""
        self.filter_line.show_conditions(more, self._lists)
        self.list.set_more_filters(more or None)

    def clear_filters(self) -> None:
        """Further filters off."""
        self.apply_filters({})

    # -- doing -----------------------------------------------------------------------------------------------

    def new(self) -> None:
        """The drawer for a new participant."""
        self.file.flush()
        NewParticipant(self, self.drawer, self._lists, self.open_record).open()

    def write_note(self) -> None:
        """The note box of the open file."""
        self.split.show_file()
        self.file.write_note()

    def delete(self) -> None:
        """Entf in the list: the selected rows go into the bin."""
        if self.list.table.hasFocus():
            self.bulk_bin(self.list.table.selected_ids())

    def bulk_follow_up(self, ids: list[int]) -> None:
        """The same follow-up for all of them."""
        if len(ids) == 1:
            actions.FollowUps(self, self.drawer, ids[0]).open()
        else:
            actions.ManyFollowUps(self, self.drawer, ids).open()

    def bulk_phase(self, ids: list[int]) -> None:
        """The same status for all of them."""
        actions.PhaseChange(self, self.drawer, self._lists, ids).open()

    def bulk_bin(self, ids: list[int]) -> None:
        """All of them into the bin, as one step."""
        if ids:
            self.file.flush()
            deeds.into_bin(self, "participant", ids)

    # -- lists to choose from --------------------------------------------------------------------------------

    def _read_lists(self) -> None:
        jobs.read(office_lists.lists, then=self._got_lists, owner=self, key="lists")

    def _got_lists(self, lists: Lists) -> None:
        if lists != self._lists:
            self._lists = lists
            self.file.use_lists()
            self.list.table.viewport().update()
