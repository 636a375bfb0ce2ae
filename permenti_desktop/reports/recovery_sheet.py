"""The recovery sheet: with it the file is opened when the passphrase is forgotten or the key file is lost."""

from datetime import datetime
from itertools import zip_longest
from pathlib import Path

from permenti_desktop.db.keys import recovery_code
from permenti_desktop.i18n import texts
from permenti_desktop.reports import saving, write_pdf
from permenti_desktop.reports.document import Code, Column, Document, Heading, Note, Paragraph, Table


def document(data_key: bytes, file_name: str, office: str, language: str, at: datetime) -> Document:
    """The sheet for a file.  Whoever holds it can open the file: it belongs into a safe, not beside the machine."""
    speak = texts(language)
    _ = speak.gettext
    groups = tuple(enumerate(recovery_code(data_key).split("-"), 1))
    half = (len(groups) + 1) // 2  # two columns, so that everything stands on one sheet
    rows = tuple((*left, *right) for left, right in zip_longest(groups[:half], groups[half:], fillvalue=(None, "")))
    return Document(
        title=_("Wiederherstellungsblatt"),
        subtitle=_("Datei: {name}").format(name=file_name),
        language=language,
        office=office,
        made_at=at,
        confidential=_("Vertraulich: Wer dieses Blatt hat, kann die Datei öffnen."),
        blocks=(
            Note(
                _(
                    "Bewahren Sie dieses Blatt verschlossen auf, zum Beispiel im Tresor der Leitung, und nicht neben "
                    "dem Rechner. Ohne Passwort und ohne dieses Blatt kann niemand die Daten lesen, auch wir nicht."
                ),
                "warn",
            ),
            Heading(_("So öffnen Sie die Datei mit diesem Blatt")),
            Paragraph(_("1. Starten Sie das Programm und wählen Sie „Passwort vergessen?“.")),
            Paragraph(_("2. Tippen Sie die 13 Gruppen der Reihe nach ab. Striche und große Buchstaben sind egal.")),
            Paragraph(_("3. Geben Sie Ihren Namen und ein neues Passwort ein.")),
            Heading(_("Code")),
            Table(
                _("Code"),
                (Column(_("Gruppe"), "integer", width=12.0), Column(_("Zeichen"), width=38.0)) * 2,
                rows,
            ),
            Code(recovery_code(data_key), _("Derselbe Code für eine Kamera.")),
        ),
    )


def save(target: Path, data_key: bytes, file_name: str, office: str, language: str, at: datetime) -> None:
    """The sheet as a PDF at *target*, which only its owner may read. Raises a UserError when it cannot be written."""
    sheet = document(data_key, file_name, office, language, at)
    saving.save(target, lambda out: write_pdf.write(sheet, out))
