"""Saving and printing the recovery sheet: used by the first run and by the settings."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from permenti_desktop import paths
from permenti_desktop.i18n import _, language


def pdf(data_key: bytes, file_name: str, office: str) -> bytes:
    """The sheet as a PDF, in memory."""
    from permenti_desktop.reports import recovery_sheet, write_pdf

    out = io.BytesIO()
    now = datetime.now().astimezone()
    write_pdf.write(recovery_sheet.document(data_key, file_name, office, language(), now), out)
    return out.getvalue()


def save(owner: QWidget, data_key: bytes, file_name: str, office: str) -> str:
    """Ask for a place and save the sheet there; returns the name of the file, "" when the person changed her mind.

    Raises a UserError when it cannot be written.
    """
    proposed = paths.documents_dir() / (_("Wiederherstellungsblatt {name}").format(name=Path(file_name).stem) + ".pdf")
    name, _chosen = QFileDialog.getSaveFileName(
        owner, _("Wiederherstellungsblatt speichern"), str(proposed), "PDF (*.pdf)"
    )
    if not name:
        return ""
    write(Path(name), data_key, file_name, office)
    return name


def write(target: Path, data_key: bytes, file_name: str, office: str) -> None:
    """Save the sheet under a name."""
    from permenti_desktop.reports import recovery_sheet

    recovery_sheet.save(target, data_key, file_name, office, language(), datetime.now().astimezone())


def print_sheet(owner: QWidget, data_key: bytes, file_name: str, office: str) -> bool:
    """Print the sheet; False when the person changed her mind."""
    from permenti_desktop.gui.print_pdf import print_pdf

    return print_pdf(pdf(data_key, file_name, office), owner, _("Wiederherstellungsblatt"))
