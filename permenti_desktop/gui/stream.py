"""Note box and stream of a record: a participant, a mentor, a tandem, an internship, an organisation.

::

    self.stream = RecordStream(page, drawer, lists, name="tandem", read=queries.timeline.of_tandem)
    self.stream.begin(17)
    self.stream.show(Shown(17, _("Amina und Brigitte"), file.timeline, draft, about))

``about`` is an entry without text: it says whom and what the notes written here belong to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from permenti_desktop.domain import vocab
from permenti_desktop.domain.errors import UserError
from permenti_desktop.domain.timeline import FollowUpInput, TimelineEntryInput, draft_key
from permenti_desktop.gui import jobs
from permenti_desktop.gui.entry import EntryDrawer
from permenti_desktop.gui.icons import icon
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.label import isolated
from permenti_desktop.gui.widgets.note_box import Note, NoteBox
from permenti_desktop.gui.widgets.pills import PillBar
from permenti_desktop.gui.widgets.timeline import Entry, Timeline
from permenti_desktop.i18n import _, ngettext
from permenti_desktop.queries.timeline import Cursor, TimelineItem, TimelinePage
from permenti_desktop.usecases import bin as paper_bin
from permenti_desktop.usecases import office, timeline

_PORTION: Final = 50
_LONGEST: Final = 120
"""So much of a note becomes the text of its follow-up."""

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

Filters = Mapping[str, tuple[str, tuple[str, ...]]]
"""Code, words and the sources a chip leaves; the first leaves all."""


@dataclass(frozen=True)
class Shown:
    """A record as it was read: its id, its name in a sentence, the first page of its stream, what was typed earlier
    and not saved, and an entry that says whom notes are about."""

    id: int
    name: str
    page: TimelinePage
    draft: str
    about: TimelineEntryInput


def save_note(session: Any, key: str, given: TimelineEntryInput) -> int:
    """Save a note and drop its draft in one step."""
    office.drop_draft(session, key)
    return timeline.save(session, None, None, given)


def entry_of(item: TimelineItem, lists: Lists) -> Entry:
    """A line of the stream as it is shown."""
    picture, tone = _LOOKS.get(item.code if item.source == "entry" else item.source, ("circle", "neutral"))
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


class RecordStream(QWidget):
    """The first tab of a file."""

    def __init__(
        self,
        page: Page,
        drawer: Drawer,
        lists: Callable[[], Lists],
        *,
        name: str,
        read: Callable[..., TimelinePage],
        filters: Filters | None = None,
        blocks: Mapping[str, str] | None = None,
    ) -> None:
        """``blocks`` are shipped text blocks; the office's own of the same name replace them."""
        super().__init__()
        self._page, self._drawer, self._lists = page, drawer, lists
        self._record_kind, self._query, self._filters = name, read, filters or {}
        self._blocks = blocks or {}
        self._empty = _("Noch nichts notiert. Die erste Notiz schreiben Sie oben.")
        self.id: int | None = None
        self._name = ""
        self._about: TimelineEntryInput | None = None
        self._next: Cursor | None = None
        self._typed: dict[int, str] = {}  # drafts as they stand here, newer than what a read may bring
        layout = QVBoxLayout(self)
        spaced(layout, (16, 12, 12, 0), 8)
        self.box = NoteBox(lambda: lists().terms(vocab.ENTRY_KIND))
        self.box.save_wanted.connect(self._save)
        self.box.draft_changed.connect(self._keep_draft)
        layout.addWidget(self.box)
        self.filter = PillBar(
            [(code, _(words)) for code, (words, _sources) in self._filters.items()], name=_("Verlauf filtern")
        )
        self.filter.chosen.connect(self._filtered)
        layout.addWidget(self.filter)
        if not self._filters:
            self.filter.hide()
        self.timeline = Timeline()
        self.timeline.set_empty(self._empty)
        self.timeline.opened.connect(self._open)
        self.timeline.menu_wanted.connect(self._menu)
        self.timeline.more_wanted.connect(self._more)
        self.timeline.setMinimumHeight(1)  # on a low window the note box keeps its height, not the stream
        layout.addWidget(self.timeline, 1)
        self.setFocusProxy(self.box)

    # -- content ---------------------------------------------------------------------------------------------

    def use_lists(self) -> None:
        """The office's words have been read."""
        self.box.refresh_kinds()
        self.box.set_blocks({code: _(text) for code, text in self._blocks.items()} | dict(self._lists().blocks))

    def begin(self, id: int, about: TimelineEntryInput | None = None) -> None:
        """Another record is being opened: from now on everything typed belongs to it.  With ``about`` a note can be
        saved before the record has been read."""
        self.flush()
        self.id, self._name, self._about = id, "", about
        self.box.setEnabled(True)
        self.box.clear()
        self.box.set_draft(self._typed.get(id, ""))
        if self._filters:
            self.filter.choose(next(iter(self._filters)))

    def begin_new(self) -> None:
        """A record that has not been saved yet: there is nothing to write a note about."""
        self.flush()
        self.id, self._about, self._next = None, None, None
        self.box.clear()
        self.box.setEnabled(False)
        self.timeline.set_entries([], more=False)

    def show_record(self, shown: Shown) -> None:
        """Show what was read."""
        if shown.id != self.id:
            return
        self._name, self._about = shown.name, shown.about
        if shown.draft and shown.id not in self._typed:
            typed = self.box.draft()
            self.box.set_draft(f"{shown.draft}\n{typed}" if typed else shown.draft)
            self._typed[shown.id] = self.box.draft()
        if self._sources():
            self._read(None)
        else:
            self._show_page(shown.page)

    def flush(self) -> None:
        """Keep what is typed, before leaving or locking."""
        self._keep_draft(self.box.draft())

    def write(self) -> None:
        """The cursor into the note box."""
        self.box.text.setFocus()

    def write_follow_up(self) -> None:
        """The cursor into the day of the follow-up that goes with a note."""
        self.box.follow_up.setFocus()

    def set_low(self, low: bool) -> None:
        """On a low window the chips give their room to the note box, unless one of them is on."""
        self.filter.setVisible(bool(self._filters) and (not low or bool(self._sources())))

    def _sources(self) -> tuple[str, ...]:
        return self._filters.get(self.filter.code(), ("", ()))[1]

    def _show_page(self, page: TimelinePage) -> None:
        self._next = page.next
        entries = [entry_of(item, self._lists()) for item in page.items]
        if entries != self.timeline.entries():
            self.timeline.set_entries(entries, more=page.next is not None)

    def _add_page(self, page: TimelinePage) -> None:
        self._next = page.next
        self.timeline.add_entries([entry_of(item, self._lists()) for item in page.items], more=page.next is not None)

    def _read(self, before: Cursor | None) -> None:
        if self.id is None:
            return
        show = self._show_page if before is None else self._add_page
        more = {"sources": self._sources() or None} if self._filters else {}
        jobs.read(
            self._query, self.id, before=before, limit=_PORTION, then=show, owner=self, key="stream",
            failed=self._page.failed, **more,
        )  # fmt: skip

    def _more(self) -> None:
        self._read(self._next)

    def _filtered(self) -> None:
        words = self._filters[self.filter.code()][0]
        self.timeline.set_empty(
            _("Dazu ist noch nichts festgehalten: {filter}.").format(filter=_(words))
            if self._sources()
            else self._empty
        )
        self._read(None)

    # -- writing ---------------------------------------------------------------------------------------------

    def _save(self, note: Note) -> None:
        if self.id is None or self._about is None:
            return
        id, about = self.id, self._about
        follow_up = None
        if note.follow_up is not None:
            line = note.text.strip().splitlines()[0]
            text = line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
            her = about.person_ids[0] if about.person_ids else None
            host = about.organisation_id if her is None else None
            follow_up = FollowUpInput(due=note.follow_up, text=text, person_id=her, organisation_id=host)
        given = replace(
            about,
            on=note.on,
            kind=str(note.kind or "note"),
            text=note.text,
            minutes=note.minutes,
            follow_up=follow_up,
        )

        name = self._name

        def saved(_id: int) -> None:
            known = name or (self._name if self.id == id else "")
            said = _("Notiz zu {name} gespeichert").format(name=isolated(known)) if known else _("Notiz gespeichert")
            self._page.say(said, undo=True)

        def failed(error: UserError) -> None:
            # What was written stands in the box again, or waits as a draft of its record.
            if self.id == id:
                later = self.box.draft()
                self.box.set_draft(f"{note.text}\n{later}" if later else note.text)
                self._keep_draft(self.box.draft())
            else:
                self._typed[id] = note.text
                jobs.write(office.keep_draft, draft_key(self._record_kind, id), note.text)
            self._page.failed(error)

        self._typed[id] = ""
        self.box.clear()
        jobs.write(save_note, draft_key(self._record_kind, id), given, then=saved, failed=failed, owner=self)

    def _keep_draft(self, text: str) -> None:
        if self.id is not None and self._typed.get(self.id, "") != text:
            self._typed[self.id] = text
            jobs.write(office.keep_draft, draft_key(self._record_kind, self.id), text)

    # -- lines -----------------------------------------------------------------------------------------------

    def _open(self, item: object) -> None:
        if not isinstance(item, TimelineItem):
            return
        if item.source == "entry":
            EntryDrawer(self._page, self._drawer, self._lists()).open_entry(item.row_id)
        elif section := self._elsewhere(item):
            self._page.go(section, item.id)

    def _elsewhere(self, item: TimelineItem) -> str:
        """The section in which a line has its record, if that is another one."""
        section = item.source.partition("_")[0]
        return section if section in ("tandem", "internship") and section != self._record_kind else ""

    def _menu(self, item: object, place: QPoint) -> None:
        if not isinstance(item, TimelineItem):
            return
        menu = QMenu(self)
        section = self._elsewhere(item)
        if item.source == "entry":
            menu.addAction(icon("pencil"), _("Bearbeiten"), lambda: self._open(item))
            menu.addAction(icon("trash-2"), _("In den Papierkorb"), lambda: self.delete(item))
        elif section == "tandem":
            menu.addAction(icon("handshake"), _("Tandem öffnen"), lambda: self._open(item))
        elif section == "internship":
            menu.addAction(icon("briefcase"), _("Praktikum öffnen"), lambda: self._open(item))
        menu.aboutToHide.connect(menu.deleteLater)
        if menu.isEmpty():
            menu.deleteLater()
        else:
            menu.popup(place)

    def delete(self, item: TimelineItem) -> None:
        """Put an entry into the bin."""

        def gone(count: int) -> None:
            said = ngettext("Notiz in den Papierkorb gelegt", "{n} Einträge in den Papierkorb gelegt", count)
            self._page.say(said.format(n=count), undo=True)

        jobs.write(paper_bin.put, "timeline_entry", item.row_id, then=gone, failed=self._page.failed, owner=self)
