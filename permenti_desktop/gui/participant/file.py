"""The file (Akte) of one participant: head with facts, tabs, and what can be done with her."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from permenti_desktop.domain import languages
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.gui import deeds
from permenti_desktop.gui.form import Form
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.participant import actions, reading
from permenti_desktop.gui.participant.aims import AimsTab
from permenti_desktop.gui.participant.internships import InternshipsTab
from permenti_desktop.gui.participant.master import MasterTab
from permenti_desktop.gui.participant.papers import PapersTab
from permenti_desktop.gui.participant.stream import stream_tab
from permenti_desktop.gui.record_panel import LOW, RecordPanel
from permenti_desktop.gui.theme import status_tone
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.file_head import Fact
from permenti_desktop.i18n import _, date_text, relative_day
from permenti_desktop.queries.participant import ENDED_PHASES, ParticipantFile

TINY: Final = 420
"""Height below which there is room for name, tabs and note box only (large text on a small screen)."""


class FilePanel(RecordPanel):
    """The right half of the page of participants."""

    subject, first_field = "participant", "person.last_name"
    file: ParticipantFile | None

    def __init__(self, page: Page, drawer: Drawer, lists: Callable[[], Lists]) -> None:
        super().__init__(
            page, drawer, lists, name=_("Akte"), read=reading.opened, in_bin=_("Diese Akte liegt im Papierkorb."),
            pin=True,
            empty=EmptyState(
                "users", _("Keine Akte geöffnet"), _("Wählen Sie links eine Teilnehmerin, oder legen Sie eine neue an.")
            ),
        )  # fmt: skip
        self.head.pin.setToolTip(_("Akte anheften: sie bleibt offen, während Sie in der Liste gehen"))
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

    # -- opening ---------------------------------------------------------------------------------------------

    @property
    def pinned(self) -> bool:
        """Whether this file stays while someone walks through the list."""
        return self.head.pin.isChecked() and self.id is not None

    def first_about(self, id: int) -> TimelineEntryInput:
        return TimelineEntryInput(person_ids=(id,))

    def note_about(self, file: ParticipantFile) -> tuple[str, TimelineEntryInput]:
        return file.list_name, TimelineEntryInput(person_ids=(file.id,))

    def close_file(self) -> None:
        super().close_file()
        self.head.pin.setChecked(False)

    def flush(self) -> None:
        super().flush()
        if self.id is not None:
            self.master.flush()

    def use_lists(self) -> None:
        super().use_lists()
        self.master.use_lists()

    def set_height(self, height: int) -> None:
        self.head.set_small(height < LOW, height < TINY)
        self.stream.set_low(height < TINY)

    def write_follow_up(self) -> None:
        self.follow_ups()

    def edit(self, field: str = "") -> None:
        self.tabs.setCurrentWidget(self.master)
        self.master.focus_field(field or self.first_field)

    def edit_consents(self) -> None:
        """The form, at the consents."""
        self.edit("person.consents")

    def form_on_screen(self) -> Form | None:
        return self.master.form if self.tabs.currentWidget() is self.master else None

    def show_file(self, file: ParticipantFile) -> None:
        self.master.set_file(file)
        self.aims.show_file(file)
        self.internships.show_file(file)
        self.papers.show_file(file)
        self._tab_changed()

    def _tab_changed(self) -> None:
        if self.tabs.currentWidget() is self.master:
            self.master.show_now()

    # -- head ------------------------------------------------------------------------------------------------

    def show_head(self, file: ParticipantFile) -> None:
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

    def menu_lines(self) -> list[deeds.MenuLine]:
        file = self.file
        if file is None:
            return []
        gone = file.phase in ENDED_PHASES or actions.has_left(file)
        return [
            ("route", _("Status ändern …"), self.change_phase),
            ("log-in", _("Wiedereintritt eintragen …"), self.reenter)
            if gone
            else ("log-out", _("Austritt eintragen …"), self.leave),
            ("calendar-clock", _("Wiedervorlagen …"), self.follow_ups),
            ("merge", _("Mit einem anderen Eintrag zusammenführen …"), self.merge),
        ]

    def back_words(self) -> str:
        return self.file.list_name if self.file is not None else ""

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

    def merge(self) -> None:
        """The drawer for making two entries one."""
        if self.file is not None:
            self.flush()
            actions.Merging(self._page, self._drawer, self.file).open()


def age_words(age: tuple[int, int] | None) -> str:
    """An age in words, as exactly as the birth date allows: "34 Jahre", "33–34 Jahre"."""
    if age is None:
        return ""
    low, high = age
    return _("{n} Jahre").format(n=low) if low == high else _("{low}–{high} Jahre").format(low=low, high=high)
