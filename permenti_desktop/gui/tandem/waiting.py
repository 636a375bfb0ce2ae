"""Who waits for a mentor: her in short, and the mentors who have a place."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from permenti_desktop.domain import languages
from permenti_desktop.gui import deeds, jobs
from permenti_desktop.gui.mentor.columns import places_words
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.tandem import reading
from permenti_desktop.gui.tandem.reading import Waiting
from permenti_desktop.gui.theme import kind, spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.file_head import Fact, FileHead
from permenti_desktop.gui.widgets.label import initials, label
from permenti_desktop.gui.widgets.row import ActionRow
from permenti_desktop.i18n import _, date_text, ngettext


class WaitingPanel(QFrame):
    """The right half of the page while those who wait are on its left."""

    tandem_wanted = Signal(int, object)
    """The participant, and the mentor or None."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        kind(self, "card")
        self.setAccessibleName(_("Wartet auf eine Mentorin"))
        self._page = page
        self.id: int | None = None
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(1, 1, 1, 1)
        self._stack.addWidget(
            EmptyState("hourglass", _("Niemand gewählt"), _("Wählen Sie links eine Teilnehmerin, die wartet."))
        )
        whole = QWidget()
        layout = QVBoxLayout(whole)
        spaced(layout, 0, 0)
        self.head = FileHead(pin=False)
        self.head.menu_button.hide()
        layout.addWidget(self.head)
        row = QHBoxLayout()
        spaced(row, (16, 4, 16, 8), 8)
        self.new_button = button(_("Tandem anlegen"), self.new_tandem, icon="plus", look="primary")
        row.addWidget(self.new_button)
        row.addWidget(button(_("Akte öffnen"), self._open_file, icon="users"))
        row.addStretch(1)
        layout.addLayout(row)
        self.mentors = deeds.ScrollTab(_("Mentorinnen mit freiem Platz"))
        layout.addWidget(self.mentors, 1)
        self._stack.addWidget(whole)
        self.setFocusProxy(self.new_button)

    def open_person(self, id: int) -> None:
        """Show one who waits."""
        self.id = id
        self.refresh()

    def refresh(self) -> None:
        """Read her again."""
        if self.id is not None:
            jobs.read(
                reading.waiting_one, self.id, then=self._show, owner=self, key="waiting", failed=self._page.failed
            )

    def new_tandem(self) -> None:
        """A tandem with her."""
        if self.id is not None:
            self.tandem_wanted.emit(self.id, None)

    def _open_file(self) -> None:
        self._page.go("participant", self.id)

    def _show(self, answer: Waiting) -> None:
        row = answer.row
        if row is None or row.id != self.id:
            # She has found a mentor meanwhile, or does not wait any more.
            self.id = None
            self._stack.setCurrentIndex(0)
            return
        self._stack.setCurrentIndex(1)
        days = ngettext("{n} Tag", "{n} Tagen", row.days).format(n=row.days) if row.days is not None else ""
        line = _("wartet seit {days}").format(days=days) if days else _("wartet auf eine Mentorin")
        self.head.set_person(row.name, initials(row.name), " · ".join(part for part in (row.town, line) if part))
        self.head.set_chips([(languages.name(code), "neutral") for code in row.languages])
        proposed = ngettext("{n} Vorschlag", "{n} Vorschläge", row.proposed).format(n=row.proposed)
        since = date_text(row.since) if row.since else _("nicht bekannt")
        self.head.set_facts(
            [
                Fact(_("Wunschberuf"), row.occupation_wanted or _("noch nicht eingetragen"), "briefcase"),
                Fact(_("Im Matching seit"), since, "hourglass", keep=True),
                Fact(_("Vorgeschlagen"), proposed if row.proposed else _("noch niemand"), "handshake"),
            ]
        )
        layout = self.mentors.begin()
        layout.addWidget(label(_("Mentorinnen mit freiem Platz"), "subtitle"))
        layout.addWidget(
            label(_("Gemeinsame Sprache und gleicher Ort stehen oben. Die Wahl treffen Sie."), "caption", wrap=True)
        )
        if not answer.mentors:
            layout.addWidget(label(_("Zurzeit hat keine Mentorin einen Platz frei."), "muted", wrap=True))
        hers = set(row.languages) - {"de"}
        for one in answer.mentors:
            shared = [languages.name(code) for code in one.languages if code in hers]
            words = [
                one.occupation or one.sector,
                one.town,
                _("spricht {languages}").format(languages=", ".join(shared)) if shared else "",
            ]
            mentor = ActionRow(
                one.spoken_name,
                " · ".join(part for part in words if part),
                note=places_words(one.taken, one.capacity),
                icon="user-check",
                disc="ok" if shared else "neutral",
                actions=(
                    (_("Tandem anlegen"), "T", partial(self._with, one.id)),
                    (_("Akte"), "A", partial(self._page.go, "mentor", one.id)),
                ),
            )
            mentor.opened.connect(partial(self._with, one.id))
            layout.addWidget(mentor)
        self.mentors.end()

    def _with(self, mentor: int) -> None:
        if self.id is not None:
            self.tandem_wanted.emit(self.id, mentor)
