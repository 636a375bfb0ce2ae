"""The first tab of the file: the note box, always open, and below it everything that happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from permenti_desktop.domain import vocab
from permenti_desktop.domain.errors import UserError
from permenti_desktop.domain.timeline import FollowUpInput, TimelineEntryInput
from permenti_desktop.gui import jobs
from permenti_desktop.gui.icons import icon
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.participant.entry import EntryDrawer
from permenti_desktop.gui.participant.reading import Lists, draft_key
from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.label import isolated
from permenti_desktop.gui.widgets.note_box import Note, NoteBox
from permenti_desktop.gui.widgets.pills import PillBar
from permenti_desktop.gui.widgets.timeline import Entry, Timeline
from permenti_desktop.i18n import N_, _, ngettext
from permenti_desktop.queries import participant
from permenti_desktop.queries.participant import ParticipantFile
from permenti_desktop.queries.timeline import Cursor, TimelineItem, TimelinePage
from permenti_desktop.usecases import bin as paper_bin
from permenti_desktop.usecases import office, timeline

_PORTION: Final = 50

FILTERS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "": (N_("Alles"), ()),
    "talks": (N_("Gespräche"), ("entry",)),
    "due": (N_("Wiedervorlagen"), ("follow_up",)),
    "tandem": (N_("Tandem"), ("tandem_start", "tandem_end", "tandem_meeting")),
    "internship": (N_("Praktikum"), ("internship_start", "internship_end", "internship_visit")),
    "path": (
        N_("Werdegang"),
        ("phase", "joined", "left", "outcome", "qualification", "consent", "consent_withdrawn", "network_meeting"),
    ),
}
"""Chips above the stream: words and the sources they leave."""

_LOOKS: Final = {
    "conversation": ("message-square-text", "violet"),
    "call": ("phone", "info"),
    "mail": ("mail", "info"),
    "visit": ("map-pin", "ok"),
    "note": ("notebook-pen", "neutral"),
    "meeting": ("users", "violet"),
    "follow_up": ("calendar-check", "neutral"),
    "phase": ("route", "neutral"),
    "joined": ("log-in", "info"),
    "left": ("log-out", "neutral"),
    "outcome": ("flag", "ok"),
    "qualification": ("award", "info"),
    "consent": ("shield-check", "ok"),
    "consent_withdrawn": ("shield-x", "warn"),
    "tandem_start": ("handshake", "ok"),
    "tandem_end": ("handshake", "neutral"),
    "tandem_meeting": ("handshake", "ok"),
    "internship_start": ("briefcase", "work"),
    "internship_end": ("briefcase", "work"),
    "internship_visit": ("briefcase", "work"),
    "network_meeting": ("network", "neutral"),
}
_BLOCKS: Final = {
    "erst": N_("Erstgespräch: Anliegen – Situation – Ziele – Vereinbart: "),
    "tel": N_("Telefonat mit ihr: "),
    "nicht": N_("Nicht erreicht, Nachricht hinterlassen. "),
    "bew": N_("Bewerbungsunterlagen besprochen: Lebenslauf – Anschreiben – Nächster Schritt: "),
}
"""Text blocks that are shipped; the office's own of the same name replace them."""


def save_note(session: Any, id: int, given: TimelineEntryInput) -> int:
    """Save a note and drop its draft in one step."""
    office.drop_draft(session, draft_key(id))
    return timeline.save(session, None, None, given)


def look(item: TimelineItem) -> tuple[str, str]:
    """Picture and tone of a line."""
    return _LOOKS.get(item.code if item.source == "entry" else item.source, ("circle", "neutral"))


def entry_of(item: TimelineItem, lists: Lists) -> Entry:
    """A line of the stream as it is shown."""
    picture, tone = look(item)
    kind = item.headline
    if item.source == "entry":
        kind = lists.label(vocab.ENTRY_KIND, item.code)
    elif item.source == "phase":
        kind = _("Status: {phase}").format(phase=lists.phase(item.code))
    minutes = _("{n} Min.").format(n=item.minutes) if item.minutes else ""
    by = " · ".join(part for part in (item.author, minutes) if part)
    if item.source == "entry":
        # A topic that says no more than the kind or the first words is not said twice.
        said = item.detail and item.detail != kind and not item.text.startswith(item.detail)
        parts = (item.detail if said else "", item.text)
    else:
        parts = (item.text, item.detail)
    return Entry(item, kind, picture, tone, item.on, by, "\n".join(part for part in parts if part))


class StreamTab(QWidget):
    """Note box and stream of one participant."""

    more_shown = Signal()

    def __init__(self, page: Page, drawer: Drawer, lists: Callable[[], Lists]) -> None:
        super().__init__()
        self._page, self._drawer, self._lists = page, drawer, lists
        self.id: int | None = None
        self._name = ""
        self._list_name = ""
        self._next: Cursor | None = None
        self._typed: dict[int, str] = {}  # drafts as they stand here, newer than what a read may bring
        layout = QVBoxLayout(self)
        spaced(layout, (16, 12, 12, 0), 8)
        self.box = NoteBox(lambda: lists().terms(vocab.ENTRY_KIND))
        self.box.save_wanted.connect(self._save)
        self.box.draft_changed.connect(self._keep_draft)
        layout.addWidget(self.box)
        self.filter = PillBar(
            [(code, _(words)) for code, (words, _sources) in FILTERS.items()], name=_("Verlauf filtern")
        )
        self.filter.chosen.connect(self._filtered)
        layout.addWidget(self.filter)
        self.timeline = Timeline()
        self.timeline.setMinimumHeight(24)  # on a low window it gives way before the note box does
        self.timeline.opened.connect(self._open)
        self.timeline.menu_wanted.connect(self._menu)
        self.timeline.more_wanted.connect(self._more)
        layout.addWidget(self.timeline, 1)
        self.setFocusProxy(self.box)

    # -- content ---------------------------------------------------------------------------------------------

    def use_lists(self) -> None:
        """The office's words have been read."""
        self.box.refresh_kinds()
        self.box.set_blocks({code: _(text) for code, text in _BLOCKS.items()} | dict(self._lists().blocks))

    def begin(self, id: int) -> None:
        """Another file is being opened: from now on everything typed belongs to her."""
        self.flush()
        self.id = id
        self._name = self._list_name = ""
        self.box.clear()
        self.box.set_draft(self._typed.get(id, ""))
        self.filter.choose("")

    def show_file(self, file: ParticipantFile, draft: str | None = None) -> None:
        """Show what was read; ``draft`` is what was typed earlier and not saved."""
        self._name, self._list_name = file.name, file.list_name
        if draft and file.id not in self._typed:
            typed = self.box.draft()
            self.box.set_draft(f"{draft}\n{typed}" if typed else draft)
            self._typed[file.id] = self.box.draft()
        if self.filter.code():
            self._read(None)
        else:
            self._show_page(file.timeline)

    def _show_page(self, page: TimelinePage) -> None:
        self._next = page.next
        entries = [entry_of(item, self._lists()) for item in page.items]
        if entries != self.timeline.entries():
            self.timeline.set_entries(entries, more=page.next is not None)

    def _add_page(self, page: TimelinePage) -> None:
        self._next = page.next
        self.timeline.add_entries([entry_of(item, self._lists()) for item in page.items], more=page.next is not None)
        self.more_shown.emit()

    def _read(self, before: Cursor | None) -> None:
        if self.id is None:
            return
        sources = FILTERS[self.filter.code()][1] or None
        show = self._show_page if before is None else self._add_page
        jobs.read(participant.timeline, self.id, before, _PORTION, sources, then=show, owner=self, key="stream")

    def _more(self) -> None:
        self._read(self._next)

    def _filtered(self) -> None:
        words = FILTERS[self.filter.code()][0]
        self.timeline.set_empty(
            _("Dazu ist noch nichts festgehalten: {filter}.").format(filter=_(words))
            if self.filter.code()
            else _("Noch nichts notiert. Die erste Notiz schreiben Sie oben.")
        )
        self._read(None)

    # -- writing ---------------------------------------------------------------------------------------------

    def _save(self, note: Note) -> None:
        if self.id is None:
            return
        id, name = self.id, self._list_name
        first_line = note.text.strip().splitlines()[0]
        follow_up = None
        if note.follow_up is not None:
            text = first_line if len(first_line) <= 120 else first_line[:119].rstrip() + "…"
            follow_up = FollowUpInput(due=note.follow_up, text=text)
        given = TimelineEntryInput(
            on=note.on,
            kind=str(note.kind or "note"),
            text=note.text,
            minutes=note.minutes,
            person_ids=(id,),
            follow_up=follow_up,
        )

        def saved(_id: int) -> None:
            self._page.say(_("Notiz zu {name} gespeichert").format(name=isolated(name)), undo=True)

        def failed(error: UserError) -> None:
            # What was written stands in the box again, or waits in her file as a draft.
            if self.id == id:
                later = self.box.draft()
                self.box.set_draft(f"{note.text}\n{later}" if later else note.text)
                self._keep_draft(self.box.draft())
            else:
                self._typed[id] = note.text
                jobs.write(office.keep_draft, draft_key(id), note.text)
            self._page.failed(error)

        self._typed[id] = ""
        self.box.clear()
        jobs.write(save_note, id, given, then=saved, failed=failed, owner=self)

    def _keep_draft(self, text: str) -> None:
        if self.id is not None and self._typed.get(self.id, "") != text:
            self._typed[self.id] = text
            jobs.write(office.keep_draft, draft_key(self.id), text)

    def flush(self) -> None:
        """Keep what is typed, before leaving or locking."""
        self._keep_draft(self.box.draft())

    # -- lines -----------------------------------------------------------------------------------------------

    def _open(self, item: object) -> None:
        if not isinstance(item, TimelineItem):
            return
        if item.source == "entry":
            EntryDrawer(self._page, self._drawer, self._lists()).open_entry(item.row_id)
        elif item.source.startswith("tandem"):
            self._page.go("tandem", item.id)
        elif item.source.startswith("internship"):
            self._page.go("internship", item.id)

    def _menu(self, item: object, place: QPoint) -> None:
        if not isinstance(item, TimelineItem):
            return
        menu = QMenu(self)
        if item.source == "entry":
            menu.addAction(icon("pencil"), _("Bearbeiten"), lambda: self._open(item))
            menu.addAction(icon("trash-2"), _("In den Papierkorb"), lambda: self.delete(item))
        elif item.source.startswith("tandem"):
            menu.addAction(icon("handshake"), _("Tandem öffnen"), lambda: self._open(item))
        elif item.source.startswith("internship"):
            menu.addAction(icon("briefcase"), _("Praktikum öffnen"), lambda: self._open(item))
        else:
            return
        menu.popup(place)
        menu.aboutToHide.connect(menu.deleteLater)

    def delete(self, item: TimelineItem) -> None:
        """Put an entry into the bin."""

        def gone(count: int) -> None:
            said = ngettext("Notiz in den Papierkorb gelegt", "{n} Einträge in den Papierkorb gelegt", count)
            self._page.say(said.format(n=count), undo=True)

        jobs.write(paper_bin.put, "timeline_entry", item.row_id, then=gone, failed=self._page.failed, owner=self)
