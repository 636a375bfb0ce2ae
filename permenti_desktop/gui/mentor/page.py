"""Mentors: the list at the left, the file at the right."""

from __future__ import annotations

from functools import partial

from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.gui import jobs
from permenti_desktop.gui.list_and_file import ListAndFile
from permenti_desktop.gui.list_page import Lines, ListPage
from permenti_desktop.gui.list_panel import ListPanel
from permenti_desktop.gui.mentor import reading
from permenti_desktop.gui.mentor.columns import columns
from permenti_desktop.gui.mentor.file import MentorPanel
from permenti_desktop.gui.mentor.new_mentor import NewMentor
from permenti_desktop.gui.participant.actions import ManyFollowUps
from permenti_desktop.gui.tandem.new_tandem import NewTandem
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.i18n import N_, _
from permenti_desktop.queries import mentor, office


class MentorPage(ListPage):
    """The section "Mentorinnen"."""

    section, icon = "mentor", "user-check"
    lists_from = frozenset({"office_term", "setting", "cohort"})
    file: MentorPanel

    def __init__(self) -> None:
        super().__init__(_("Mentorinnen"))
        self._settings = OfficeSettings()
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
            bulk=(
                (_("Wiedervorlage"), "calendar-clock", self.bulk_follow_up),
                (_("Excel"), "file-spreadsheet", self.to_excel),
                (_("Papierkorb"), "trash-2", self.bulk_bin),
            ),
            empty=(
                _("Noch keine Mentorinnen"),
                _("Legen Sie die erste an, oder übernehmen Sie Ihre Excel-Liste unter „Liste übernehmen“."),
                _("Neue Mentorin"),
                self.new,
            ),
            empty_icon="user-check",
            views=True,
        )
        self.file = MentorPanel(self, self.drawer, self.lists, self.settings)
        self.file.tandem_wanted.connect(self.new_tandem)
        self.split = ListAndFile(self.list, self.file, name="mentors", share=62)
        self.body.addWidget(self.split, 1)
        self.ready()

    def settings(self) -> OfficeSettings:
        """The office's rules as they were read last."""
        return self._settings

    # -- doing -----------------------------------------------------------------------------------------------

    def new(self) -> None:
        """The drawer for a new mentor."""
        self.file.flush()
        NewMentor(self, self.drawer, self.open_record).open()

    def new_tandem(self, mentor_id: int) -> None:
        """The drawer for a new tandem with a mentor."""
        self.file.flush()
        NewTandem(self, self.drawer, self._lists, partial(self.go, "tandem")).open(mentor_id=mentor_id)

    def bulk_follow_up(self, ids: list[int]) -> None:
        """The same follow-up for all of them."""
        ManyFollowUps(
            self, self.drawer, ids,
            title=N_("Wiedervorlage für {n} Mentorinnen"), said=N_("Wiedervorlage für {n} Mentorinnen angelegt"),
        ).open()  # fmt: skip

    def context(self, ids: list[int]) -> Lines:
        if len(ids) != 1:
            return []
        return [("handshake", _("Tandem anlegen …"), partial(self.new_tandem, ids[0]))]

    def _read_lists(self) -> None:
        super()._read_lists()
        jobs.read(office.settings, then=self._got_settings, owner=self, key="settings")

    def _got_settings(self, settings: OfficeSettings) -> None:
        self._settings = settings
        self.list.table.viewport().update()
