"""Über: version, where things lie, licences and credits in full, and the local error log."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from permenti_desktop import log, paths
from permenti_desktop.gui import jobs
from permenti_desktop.gui.settings.group import Group
from permenti_desktop.gui.theme import fixed
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.label import CutLabel, label
from permenti_desktop.i18n import _
from permenti_desktop.version import version


def shipped_text(name: str) -> str:
    """LICENSE, NOTICE or CREDITS.md: in the installed package, in a frozen program or in the source tree."""
    root = paths.resource("icons").parent.parent
    for folder in (root, root.parent):
        if (folder / name).is_file():
            return (folder / name).read_text("utf-8")
    try:
        site = Path(str(metadata.distribution("permenti-desktop").locate_file("")))
    except metadata.PackageNotFoundError:
        return ""
    # By their folder, not by metadata.files(): built programs come without pip's list of files.
    for file in site.glob(f"permenti_desktop-*.dist-info/licenses/{name}"):
        return file.read_text("utf-8")
    return ""


class AboutGroup(Group):
    """What one is asked for when help is needed."""

    def __init__(self) -> None:
        super().__init__("about", _("Über"), _("Permenti Desktop, freie Software unter der Apache-Lizenz 2.0."))
        database: Any = jobs.database()
        self.version = label(version())
        self.add(_("Version"), "", self.version)
        file = str(database.path) if database.path is not None else _("gemeinsame Datenbank")
        self.add(_("Datei"), "", self._path(file))
        self.add(_("Einstellungen dieses Rechners"), "", self._path(str(paths.config_dir())))
        self.log = button(_("Ordner zeigen"), self._show_log, icon="folder-open")
        self.add(
            _("Fehlerbericht"),
            _("Liegt nur auf diesem Rechner, ohne Angaben zu Personen: {folder}").format(folder=paths.log_dir()),
            self.log,
            "Protokoll log Fehler Absturz",
        )
        self.copy = button(_("Fehlerbericht kopieren"), self._copy_log, icon="copy")
        self.add(_("Fehlerbericht schicken"), _("Kopieren und in eine E-Mail einfügen."), self.copy)
        self.which = factory.choice(
            _("Lizenzen und Dank"),
            [("CREDITS.md", _("Bestandteile und Dank")), ("LICENSE", _("Lizenz")), ("NOTICE", _("Hinweise"))],
            optional=False,
        )
        self.which.changed.connect(self._show_text)
        self.add(_("Lizenzen und Dank"), "", self.which, "Lizenz Apache OFL Quellen")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("Lizenzen und Dank"))
        fixed(self.text, height=280)
        self.body.addWidget(self.text)
        self._show_text()

    def _path(self, text: str) -> QWidget:
        made = CutLabel(text, "caption")
        return made

    def _show_text(self) -> None:
        self.text.setPlainText(shipped_text(self.which.value() or "CREDITS.md"))

    def _show_log(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.log_dir())))

    def _copy_log(self) -> None:
        try:
            text = log.log_file().read_text("utf-8", errors="replace")
        except OSError:
            text = ""
        QGuiApplication.clipboard().setText(f"Permenti {version()}\n{text[-60_000:]}")
        self.said.emit(_("Der Fehlerbericht ist kopiert."))
