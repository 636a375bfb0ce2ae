"""A folder: shown, and chosen with the system's dialog."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.i18n import _


class FolderLine(QWidget):
    """``folder()`` is None while nothing is chosen; it can be typed, too."""

    changed = Signal()

    def __init__(self, name: str, hint: str = "", *, choose: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        row = QHBoxLayout(self)
        spaced(row, 0, 8)
        self.line = factory.line(name, hint)
        self.line.changed.connect(self.changed)
        row.addWidget(self.line, 1)
        self.button = button(choose or _("Wählen …"), self.choose, icon="folder-open")
        self.button.setAccessibleName(f"{self.button.text()} {name}")
        row.addWidget(self.button)
        self.setFocusProxy(self.line)

    def folder(self) -> Path | None:
        """The folder, which need not exist."""
        text = self.line.value()
        return Path(text).expanduser() if text else None

    def set_folder(self, folder: Path | str | None) -> None:
        """Show a folder."""
        self.line.set_value(str(folder) if folder else "")

    def choose(self) -> None:
        """Ask with the system's dialog."""
        now = self.folder()
        found = QFileDialog.getExistingDirectory(self, self._name, str(now) if now is not None else "")
        if found:
            self.set_folder(found)
            self.changed.emit()
