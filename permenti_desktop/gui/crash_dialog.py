"""What is shown when the program has made a mistake: what it was, in a form that can be sent on.

Version, system and traceback without a single value (log.exception_text): no personal data.
"""

from __future__ import annotations

import platform
import sys

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.i18n import _
from permenti_desktop.log import exception_text
from permenti_desktop.version import version


def report_text(error: BaseException) -> str:
    """The text that may be copied and sent: versions and traceback, nothing about people."""
    return "\n".join(
        (
            f"Permenti {version()}",
            f"Python {sys.version.split()[0]}, Qt {qVersion()}, {platform.platform()}",
            "",
            exception_text(error),
        )
    )


class CrashDialog(QDialog):
    """One of the few dialogs there are: the program cannot know whether the page behind it is still right."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Fehler im Programm"))
        self.report = report_text(error)
        layout = QVBoxLayout(self)
        spaced(layout, 24, 12)
        layout.addWidget(label(_("Das Programm hat einen Fehler gemacht."), "subtitle", wrap=True))
        layout.addWidget(
            label(
                _(
                    "Was gespeichert war, ist gespeichert. Sie können weiterarbeiten; beim nächsten Start ist "
                    "alles wieder in Ordnung. Bitte schicken Sie diesen Bericht an die Stelle, die Ihr Programm "
                    "betreut. Er enthält keine Angaben zu Personen."
                ),
                wrap=True,
            )
        )
        text = QPlainTextEdit(self.report)
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setAccessibleName(_("Fehlerbericht"))
        layout.addWidget(text, 1)
        row = QHBoxLayout()
        spaced(row, 0, 8)
        self.copy_button = button(_("Bericht kopieren"), self.copy, icon="copy")
        row.addWidget(self.copy_button)
        row.addStretch(1)
        row.addWidget(button(_("Weiterarbeiten"), self.accept, look="primary"))
        layout.addLayout(row)
        self.resize(640, 420)

    def copy(self) -> None:
        """Put the report into the clipboard."""
        QGuiApplication.clipboard().setText(self.report)
        self.copy_button.setText(_("Kopiert"))
