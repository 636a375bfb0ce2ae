"""The file (Akte) of one participant: head with facts, tabs, and what can be done with her."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFrame, QMenu, QStackedLayout, QVBoxLayout, QWidget

from permenti_desktop.domain import languages
from permenti_desktop.domain.errors import NotFound, UserError
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.gui import deeds, jobs
from permenti_desktop.gui.icons import icon
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.participant import actions, reading
from permenti_desktop.gui.participant.aims import AimsTab
from permenti_desktop.gui.participant.internships import InternshipsTab
from permenti_desktop.gui.participant.master import MasterTab
from permenti_desktop.gui.participant.papers import PapersTab
from permenti_desktop.gui.participant.reading import Opened
from permenti_desktop.gui.participant.stream import stream_tab
from permenti_desktop.gui.stream import Shown
from permenti_desktop.gui.theme import kind, spaced, status_tone
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.file_head import Fact, FileHead
from permenti_desktop.gui.widgets.message_bar import MessageBar
from permenti_desktop.gui.widgets.tabs import Tabs
from permenti_desktop.i18n import _, date_text, relative_day
from permenti_desktop.queries.participant import ENDED_PHASES, ParticipantFile

LOW: Final = 610
"""Height of the page in design pixels below which the head shows the follow-up alone."""

TINY: Final = 420
"""Height below which there is room for name, tabs and note box only (large text on a small screen)."""


class FilePanel(QFrame):
    """The right half of the page.  ``open_file`` shows a participant, ``refresh`` reads her again."""

    opened = Signal(int)

    def __init__(self, page: Page, drawer: Drawer, lists: Callable[[], Lists]) -> None:
        super().__init__()
        kind(self, "card")
        self.setAccessibleName(_("Akte"))
        self._page, self._drawer, self._lists = page, drawer, lists
        self.id: int | None = None
        self.file: ParticipantFile | None = None
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(1, 1, 1, 1)
        self.empty = EmptyState(
            "users", _("Keine Akte geöffnet"), _("Wählen Sie links eine Teilnehmerin, oder legen Sie eine neue an.")
        )
        self._stack.addWidget(self.empty)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        spaced(layout, 0, 0)
        self.head = FileHead()
        self.head.menu_button.clicked.connect(self._open_menu)
        self.head.pin.setToolTip(_("Akte anheften: sie bleibt offen, während Sie in der Liste gehen"))
        layout.addWidget(self.head)
        self.messages = MessageBar()
        layout.addWidget(self.messages)
        self.tabs = Tabs(_("Akte"))
        self.stream = stream_tab(page, drawer, lists)
        self.master = MasterTab(page, lists)
        self.aims = AimsTab(page)
        self.internships = InternshipsTab(page)
        self.papers = PapersTab(page, self)
        self.tabs.add(_("Verlauf"), self.stream)
        self.tabs.add(_("Stammdaten"), self.master)
        self.tabs.add(_("Ziele"), self.aims)
        self.tabs.add(_("Praktika"), self.internships)
        self.tabs.add(_("Unterlagen"), self.papers)
        self.master.read_again.connect(self.refresh)
        self.tabs.currentChanged.connect(self._tab_changed)
        layout.addWidget(self.tabs, 1)
        self._stack.addWidget(whole)
        self.setFocusProxy(self.tabs.tabBar())

    # -- opening ---------------------------------------------------------------------------------------------

    @property
    def pinned(self) -> bool:
        """Whether this file stays while someone walks through the list."""
        return self.head.pin.isChecked() and self.id is not None

    def open_file(self, id: int) -> None:
        """Show a participant; what was typed for the one before is kept first."""
        if id == self.id:
            self.refresh()
            return
        self.flush()
        self.messages.clear()
        self.id = id
        self.stream.begin(id, TimelineEntryInput(person_ids=(id,)))
        self.refresh()

    def refresh(self) -> None:
        """Read again what is shown; what is being typed stays."""
        if self.id is not None:
            jobs.read(reading.opened, self.id, then=self._show, owner=self, key="file", failed=self._failed)

    def close_file(self) -> None:
        """Show nobody."""
        self.flush()
        self.id = self.file = None
        self.head.pin.setChecked(False)
        self._stack.setCurrentWidget(self.empty)

    def flush(self) -> None:
        """Save what is typed, before leaving, locking or opening another file."""
        if self.id is not None:
            self.stream.flush()
            self.master.flush()

    def use_lists(self) -> None:
        """The office's words and lists have been read."""
        self.stream.use_lists()
        self.master.use_lists()
        if self.file is not None:
            self._show_head(self.file)

    def set_height(self, height: int) -> None:
        """The height of the page in design pixels: on a low window head and stream take less room."""
        self.head.set_small(height < LOW, height < TINY)
        self.stream.set_low(height < TINY)

    def write_note(self) -> None:
        """Bring the note box to the front, with the cursor in it."""
        self.tabs.setCurrentWidget(self.stream)
        self.stream.write()

    def edit(self) -> None:
        """F2: the form, with the cursor in its first field."""
        self.tabs.setCurrentWidget(self.master)
        self.master.focus_first()

    def edit_consents(self) -> None:
        """The form, at the consents."""
        self.tabs.setCurrentWidget(self.master)
        self.master.focus_field("person.consents")

    def _failed(self, error: UserError) -> None:
        if isinstance(error, NotFound):
            self.close_file()
        self._page.failed(error)

    def _show(self, answer: Opened) -> None:
        file = answer.file
        if file.id != self.id:
            return
        self.file = file
        self._stack.setCurrentIndex(1)
        self._show_head(file)
        self._tell_state(file)
        about = TimelineEntryInput(person_ids=(file.id,))
        self.stream.show_record(Shown(file.id, file.list_name, file.timeline, answer.draft, about))
        self.master.set_file(file)
        self.aims.show_file(file)
        self.internships.show_file(file)
        self.papers.show_file(file)
        self._show_current()
        self.opened.emit(file.id)

    def _tab_changed(self) -> None:
        self._show_current()

    def _show_current(self) -> None:
        if self.tabs.currentWidget() is self.master:
            self.master.show_now()

    def _tell_state(self, file: ParticipantFile) -> None:
        if file.in_bin:
            self.messages.say(
                _("Diese Akte liegt im Papierkorb."),
                "warn",
                actions=[(_("Zurückholen"), self.restore)],
                key="bin",
            )
        else:
            self.messages.take_back("bin")

    # -- head ------------------------------------------------------------------------------------------------

    def _show_head(self, file: ParticipantFile) -> None:
        parts = [file.number, age_words(file.age), file.town]
        self.head.set_person(file.name, file.initials, " · ".join(part for part in parts if part), file.own_script_name)
        chips = [(self._lists().phase(file.phase), status_tone(file.phase))]
        for code, level in file.languages[:4]:
            words = languages.name(code)
            chips.append((f"{words} {level}" if level and code == "de" else words, "neutral"))
        if len(file.languages) > 4:
            chips.append((_("+{n}").format(n=len(file.languages) - 4), "neutral"))
        self.head.set_chips(chips)
        facts = (self._mentor(file), self._internship(file), self._follow_up(file), self._consent(file))
        self.head.set_facts(facts)

    def _mentor(self, file: ParticipantFile) -> Fact:
        if file.tandem is None:
            words = _("noch keine – Vorschläge ansehen")
            return Fact(_("Mentorin"), words, "handshake", self._find_mentor)
        tandem = file.tandem.id
        return Fact(_("Mentorin"), file.tandem.name, "handshake", lambda: self._page.go("tandem", tandem))

    def _find_mentor(self) -> None:
        self._page.new_wanted.emit("tandem", self.id)

    def _internship(self, file: ParticipantFile) -> Fact:
        if file.internship is None:
            return Fact(_("Praktikum"), _("keines"), "briefcase", lambda: self.tabs.setCurrentWidget(self.internships))
        line = file.internship
        words = line.name or _("Betrieb noch offen")
        if line.end is not None:
            words = _("{name}, bis {date}").format(name=words, date=date_text(line.end))
        return Fact(_("Praktikum"), words, "briefcase", lambda: self._page.go("internship", line.id))

    def _follow_up(self, file: ParticipantFile) -> Fact:
        run = self.follow_ups
        if file.follow_up is None:
            return Fact(_("Wiedervorlage"), _("keine – anlegen"), "calendar-clock", run, keep=True)
        today = date.today()
        due = file.follow_up.due
        words = relative_day(due, today)
        if file.follow_up.text:
            words = _("{when}: {what}").format(when=words, what=file.follow_up.text)
        tone = "bad" if due < today else "warn" if due == today else ""
        return Fact(_("Wiedervorlage"), words, "calendar-clock", run, tone=tone, keep=True)

    def _consent(self, file: ParticipantFile) -> Fact:
        words, picture, tone = reading.consent_look(file.consent)
        if file.consent_until is not None and file.consent in ("given", "expiring"):
            until = date_text(file.consent_until)
            words = (
                _("läuft ab am {date}").format(date=until)
                if file.consent == "expiring"
                else _("erteilt bis {date}").format(date=until)
            )
        return Fact(_("Einwilligung"), words, picture, lambda: self.tabs.setCurrentWidget(self.papers), tone=tone)

    # -- doing -----------------------------------------------------------------------------------------------

    def follow_ups(self) -> None:
        """The drawer with what is due for her."""
        if self.file is not None:
            actions.FollowUps(self._page, self._drawer, self.file.id).open()

    def menu(self) -> QMenu:
        """What can be done with her."""
        menu = QMenu(self)
        file = self.file
        if file is None:
            return menu
        menu.addAction(icon("route"), _("Status ändern …"), self.change_phase)
        if file.phase in ENDED_PHASES or actions.has_left(file):
            menu.addAction(icon("log-in"), _("Wiedereintritt eintragen …"), self.reenter)
        else:
            menu.addAction(icon("log-out"), _("Austritt eintragen …"), self.leave)
        menu.addAction(icon("calendar-clock"), _("Wiedervorlagen …"), self.follow_ups)
        menu.addSeparator()
        menu.addAction(icon("history"), _("Änderungsverlauf …"), self.history)
        menu.addAction(icon("merge"), _("Mit einem anderen Eintrag zusammenführen …"), self.merge)
        menu.addSeparator()
        if file.in_bin:
            menu.addAction(
                icon("archive-restore"),
                _("Aus dem Papierkorb holen"),
                self.restore,
            )
        else:
            menu.addAction(icon("trash-2"), _("In den Papierkorb"), self.delete)
        return menu

    def change_phase(self) -> None:
        """The drawer for another status."""
        if self.file is not None:
            self.flush()
            actions.PhaseChange(self._page, self._drawer, self._lists(), [self.file.id], self.file.phase).open()

    def leave(self) -> None:
        """The drawer for her exit."""
        if self.file is not None:
            self.flush()
            actions.Leaving(self._page, self._drawer, self._lists(), self.file).open()

    def reenter(self) -> None:
        """The drawer for her return."""
        if self.file is not None:
            self.flush()
            actions.Returning(self._page, self._drawer, self._lists(), self.file).open()

    def history(self) -> None:
        """The drawer with what was changed."""
        if self.file is not None:
            deeds.show_history(self._page, self._drawer, "participant", self.file.id)

    def merge(self) -> None:
        """The drawer for making two entries one."""
        if self.file is not None:
            self.flush()
            actions.Merging(self._page, self._drawer, self.file).open()

    def delete(self) -> None:
        """Into the bin, with a way back."""
        if self.file is not None:
            self.flush()
            deeds.into_bin(self._page, "participant", [self.file.id])

    def restore(self) -> None:
        """Out of the bin."""
        if self.file is not None:
            deeds.restore(self._page, "participant", self.file.id, self.file.list_name)

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        corner = self.head.menu_button.rect().bottomRight()
        menu.popup(self.head.menu_button.mapToGlobal(corner) - QPoint(menu.sizeHint().width(), 0))


def age_words(age: tuple[int, int] | None) -> str:
    """An age in words, as exactly as the birth date allows: "34 Jahre", "33–34 Jahre"."""
    if age is None:
        return ""
    low, high = age
    return _("{n} Jahre").format(n=low) if low == high else _("{low}–{high} Jahre").format(low=low, high=high)
