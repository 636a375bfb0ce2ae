"""Sicherung: where backups go on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from permenti_desktop import settings
from permenti_desktop.db.backup_list import folder_of
from permenti_desktop.gui import jobs
from permenti_desktop.gui.first_run.folder_line import FolderLine
from permenti_desktop.gui.keeper import no_second_place
from permenti_desktop.gui.program import current
from permenti_desktop.gui.settings.group import Group
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.i18n import _


class BackupGroup(Group):
    """The list of backups has a page of its own."""

    def __init__(self) -> None:
        super().__init__(
            "backup", _("Sicherung"), _("Alle 30 Minuten und beim Schließen, wenn sich etwas geändert hat.")
        )
        database: Any = jobs.database()
        path: Path | None = database.path
        self._path = path
        chosen = settings.load()
        self.folder = FolderLine(_("Ordner der Sicherungen"), str(folder_of(path)) if path is not None else "")
        self.folder.set_folder(chosen.backup_folder)
        self.folder.changed.connect(self._changed)
        self.add(
            _("Ordner der Sicherungen"),
            _("Leer: neben der Datei. Sicherungen, die woanders liegen, bleiben dort."),
            self.folder,
        )
        self.stick = FolderLine(_("Stick oder zweiter Ort"), _("noch keiner gewählt"))
        self.stick.set_folder(chosen.stick_folder)
        self.stick.changed.connect(self._changed)
        self.add(
            _("Stick oder zweiter Ort"),
            _("Ist er da, wird dort einmal am Tag mitgesichert."),
            self.stick,
            "USB Netzlaufwerk",
        )
        self.remind = factory.check(_("An den zweiten Ort erinnern"))
        self.remind.set_value(chosen.reminders)
        self.remind.changed.connect(self._remind)
        self.add(
            _("Erinnerung"), _("Nach 7 Tagen ohne Sicherung auf dem zweiten Ort, beim Öffnen der Datei."), self.remind
        )
        self.open = button(_("Sicherungen öffnen"), self._open, icon="database-backup")
        self.add(_("Alle Sicherungen"), _("Ansehen, prüfen, wiederherstellen."), self.open)

    def _changed(self) -> None:
        stick = self.stick.folder()
        if self._path is not None and stick is not None:
            problem = no_second_place(stick, self._path, self.folder.folder())
            if problem is not None:
                self.failed.emit(problem)
                return
        for line, name in ((self.folder, "backup_folder"), (self.stick, "stick_folder")):
            folder = line.folder()
            if folder is None or folder.is_dir():
                settings.change(**{name: str(folder or "")})
        program = current()
        if program is not None:
            program.machine_settings_changed()

    def _remind(self) -> None:
        settings.change(reminders=self.remind.value())

    def _open(self) -> None:
        program = current()
        if program is not None and program.window is not None:
            program.window.go("backups")
