"""The fourth tab of the file: her internships."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt

from permenti_desktop.domain import vocab
from permenti_desktop.gui.deeds import ScrollTab
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.gui.widgets.row import ActionRow
from permenti_desktop.i18n import _, date_text
from permenti_desktop.queries.participant import InternshipLine, ParticipantFile

_TONES = {"sought": "neutral", "requested": "info", "agreed": "info", "running": "work", "completed": "ok"}


class InternshipsTab(ScrollTab):
    """One line per internship; Enter opens it on its own page."""

    def __init__(self, page: Page) -> None:
        super().__init__(_("Praktika"))
        self._page = page
        self._shown: object = None

    def show_file(self, file: ParticipantFile) -> None:
        """Show a participant."""
        if (file.id, file.internships) == self._shown:
            return
        self._shown = (file.id, file.internships)
        layout = self.begin()
        for line in file.internships:
            layout.addWidget(self._row(line))
        if not file.internships:
            layout.addWidget(label(_("Noch keine Praktika"), "muted", wrap=True))
        begin = partial(self._page.new_wanted.emit, "internship", file.id)
        new = button(_("Neues Praktikum"), begin, icon="plus", look="link")
        layout.addWidget(new, 0, Qt.AlignmentFlag.AlignLeft)
        self.end()

    def _row(self, line: InternshipLine) -> ActionRow:
        dates = " – ".join(date_text(day) for day in (line.start, line.end) if day is not None)
        detail = [vocab.INTERNSHIP_KIND.label(line.kind), dates, vocab.INTERNSHIP_OUTCOME.label(line.outcome)]
        tone = _TONES.get(line.state, "neutral")
        row = ActionRow(
            line.name or _("Betrieb noch offen"),
            " · ".join(part for part in detail if part),
            note=vocab.INTERNSHIP_STATE.label(line.state),
            icon="briefcase",
            disc=tone,
            private=False,
        )
        row.opened.connect(lambda: self._page.go("internship", line.id))
        return row
