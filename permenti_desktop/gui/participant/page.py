"""Participants: the list at the left, the file at the right."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from permenti_desktop import settings
from permenti_desktop.gui.list_and_file import ListAndFile
from permenti_desktop.gui.list_page import Lines, ListPage
from permenti_desktop.gui.list_panel import ListPanel
from permenti_desktop.gui.participant import reading
from permenti_desktop.gui.participant.columns import columns
from permenti_desktop.gui.participant.filter_line import FilterLine, sentence
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.i18n import _

if TYPE_CHECKING:  # the list is shown without them
    from permenti_desktop.gui.participant.file import FilePanel


class ParticipantPage(ListPage):
    """Section "participant"."""

    section, icon = "participant", "users"
    lists_from = frozenset({"office_term", "setting", "cohort", "grant_award"})

    def __init__(self) -> None:
        super().__init__(_("Teilnehmerinnen"))
        self.new_button = button(_("Neue Teilnehmerin"), self.new, icon="plus", look="primary", tip=_("Strg+N"))
        self.add_action(self.new_button)
        self.list = ListPanel(
            "participant",
            columns(self.lists),
            ids=reading.ids,
            first=reading.first,
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
                (_("Excel"), "file-spreadsheet", self.to_excel),
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
            views=True,
        )
        self.filter_line = FilterLine(self.clear_filters)
        layout = self.list.layout()
        assert layout is not None
        layout.insertWidget(1, self.filter_line)  # type: ignore[attr-defined]  # a vertical box
        table = self.list.table
        if "participant" not in settings.load().layouts:
            table.asked = replace(table.asked, sort="next_due")
        self.list.filter_wanted.connect(self.choose_filters)
        self.list.more_changed.connect(self._more_changed)
        self.split = ListAndFile(self.list, name="participant")
        self.body.addWidget(self.split, 1)
        self.ready()

    @cached_property
    def file(self) -> FilePanel:
        """The Akte."""
        from permenti_desktop.gui.participant.file import FilePanel

        return self.joined(FilePanel(self, self.drawer, self.lists))

    # -- what pages do ---------------------------------------------------------------------------------------

    def open_record(self, record: int) -> None:
        self.file.head.pin.setChecked(False)
        super().open_record(record)

    def walks(self) -> bool:
        return super().walks() and not (self.has_file() and self.file.pinned)

    def context(self, ids: list[int]) -> Lines:
        return [
            ("calendar-clock", _("Wiedervorlage …"), partial(self.bulk_follow_up, ids)),
            ("route", _("Status ändern …"), partial(self.bulk_phase, ids)),
        ]

    # -- filters ---------------------------------------------------------------------------------------------

    def choose_filters(self) -> None:
        """The drawer with further filters."""
        from permenti_desktop.gui.participant.filters import Filters

        Filters(self, self.drawer, self._lists, self.list.asked().more or {}, self.apply_filters).open()

    def apply_filters(self, more: dict[str, object]) -> None:
        """Show who answers to these conditions."""
        self.list.set_more_filters(more or None)

    def _more_changed(self, more: dict[str, object]) -> None:
        self.filter_line.show_conditions(more, self._lists)

    def more_words(self) -> str:
        return sentence(self.list.asked().more or {}, self._lists)

    def clear_filters(self) -> None:
        """Further filters off."""
        self.apply_filters({})

    # -- doing -----------------------------------------------------------------------------------------------

    def new(self) -> None:
        """The drawer for a new participant."""
        from permenti_desktop.gui.participant.new_participant import NewParticipant

        self.file.flush()
        NewParticipant(self, self.drawer, self._lists, self.open_record).open()

    def bulk_follow_up(self, ids: list[int]) -> None:
        """The same follow-up for all of them."""
        from permenti_desktop.gui.participant import actions

        if len(ids) == 1:
            actions.FollowUps(self, self.drawer, ids[0]).open()
        else:
            actions.ManyFollowUps(self, self.drawer, ids).open()

    def bulk_phase(self, ids: list[int]) -> None:
        """The same status for all of them."""
        from permenti_desktop.gui.participant import actions

        actions.PhaseChange(self, self.drawer, self._lists, ids).open()
