"""The fifth tab of the file: consents and other legal bases, with their validity."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt

from permenti_desktop.domain import vocab
from permenti_desktop.gui.deeds import ScrollTab
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.participant.reading import consent_look
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.gui.widgets.row import ActionRow
from permenti_desktop.i18n import _, date_text
from permenti_desktop.queries.participant import ConsentLine, ParticipantFile


class _Owner(Protocol):
    """What the tab needs of the file it is in."""

    def edit_consents(self) -> None: ...


class PapersTab(ScrollTab):
    """One line per purpose; they are edited in the form."""

    def __init__(self, page: Page, owner: _Owner) -> None:
        super().__init__(_("Unterlagen"))
        self._page, self._owner = page, owner
        self._shown: object = None

    def show_file(self, file: ParticipantFile) -> None:
        """Show a participant."""
        if (file.id, file.consents) == self._shown:
            return
        self._shown = (file.id, file.consents)
        layout = self.begin()
        layout.addWidget(label(_("Einwilligungen"), "subtitle"))
        known = {line.purpose for line in file.consents}
        if "programme" not in known:
            layout.addWidget(
                label(_("Für die Teilnahme am Programm ist noch keine Rechtsgrundlage eingetragen."), "", wrap=True)
            )
        for line in file.consents:
            layout.addWidget(self._row(line))
        layout.addWidget(
            button(_("Einwilligung eintragen oder widerrufen"), self._owner.edit_consents, icon="pencil", look="link"),
            0,
            Qt.AlignmentFlag.AlignLeft,
        )
        self.end()

    def _row(self, line: ConsentLine) -> ActionRow:
        words, picture, tone = consent_look(line.state)
        basis = vocab.LEGAL_BASIS.label(line.basis)
        given = _("erteilt am {date}").format(date=date_text(line.given_on)) if line.given_on else ""
        if line.state == "withdrawn":
            words = _("widerrufen am {date}").format(date=date_text(line.withdrawn_on))
        elif line.valid_until is not None:
            until = date_text(line.valid_until)
            words = (
                _("abgelaufen am {date}").format(date=until)
                if line.state == "expired"
                else _("gültig bis {date}").format(date=until)
            )
        row = ActionRow(
            vocab.PURPOSE.label(line.purpose),
            " · ".join(part for part in (given, basis) if part),
            note=words,
            tone=tone,
            icon=picture,
            disc=tone or "ok",
            private=False,
        )
        row.opened.connect(self._owner.edit_consents)
        return row
