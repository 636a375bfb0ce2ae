"""The third tab of the file: what she wants, and the goals agreed on in her tandems."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt

from permenti_desktop.gui.deeds import ScrollTab
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.gui.widgets.row import ActionRow
from permenti_desktop.i18n import _, date_text
from permenti_desktop.queries.participant import GoalLine, ParticipantFile


class AimsTab(ScrollTab):
    """Aims in her own words, then the goals of her tandems."""

    def __init__(self, page: Page) -> None:
        super().__init__(_("Ziele"))
        self._page = page
        self._shown: object = None

    def show_file(self, file: ParticipantFile) -> None:
        """Show a participant."""
        now = (file.id, file.content.aims, file.content.occupation_wanted, file.goals, file.tandems)
        if now == self._shown:
            return
        self._shown = now
        layout = self.begin()
        layout.addWidget(label(_("Was sie will"), "subtitle"))
        wanted = file.content.occupation_wanted
        if wanted:
            layout.addWidget(label(_("Wunschberuf: {occupation}").format(occupation=wanted), wrap=True))
        aims = label(
            file.content.aims or _("Noch nichts eingetragen. Ziele und Wünsche stehen in den Stammdaten."),
            "" if file.content.aims else "muted",
            wrap=True,
        )
        aims.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        guard(aims)
        layout.addWidget(aims)
        names = {line.id: line.name for line in file.tandems}
        layout.addWidget(label(_("Im Tandem vereinbart"), "subtitle"))
        for goal in file.goals:
            layout.addWidget(self._row(goal, names.get(goal.tandem_id, "")))
        if not file.goals:
            sentence = (
                _("In ihrem Tandem ist noch kein Ziel vereinbart. Ziele werden im Tandem eingetragen.")
                if file.tandems
                else _("Noch kein Tandem. Mit einem Tandem werden hier auch dessen Ziele stehen.")
            )
            layout.addWidget(label(sentence, "muted", wrap=True))
        self.end()

    def _row(self, goal: GoalLine, mentor: str) -> ActionRow:
        reached = goal.reached_on is not None
        late = not reached and goal.due is not None and goal.due < date.today()
        if goal.reached_on is not None:
            note = _("erreicht am {date}").format(date=date_text(goal.reached_on))
        elif goal.due is not None:
            note = _("bis {date}").format(date=date_text(goal.due))
        else:
            note = _("offen")
        agreed = _("vereinbart am {date}").format(date=date_text(goal.agreed_on)) if goal.agreed_on else ""
        detail = " · ".join(part for part in (mentor, agreed, goal.review) if part)
        row = ActionRow(
            goal.text,
            detail,
            note=note,
            tone="ok" if reached else "warn" if late else "",
            icon="circle-check" if reached else "target",
            disc="ok" if reached else "info",
        )
        tandem = goal.tandem_id
        row.opened.connect(lambda: self._page.go("tandem", tandem))
        return row
