"""One tandem: head with facts, what can be done next, what happened, its form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from permenti_desktop.domain import tandem as rules
from permenti_desktop.domain import vocab
from permenti_desktop.domain.errors import NotFound, UserError
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.gui import deeds, jobs
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.record_form import RecordForm
from permenti_desktop.gui.stream import RecordStream, Shown
from permenti_desktop.gui.tandem import actions, reading
from permenti_desktop.gui.tandem.columns import overdue_words, rhythm_words, state_tone
from permenti_desktop.gui.tandem.reading import Opened
from permenti_desktop.gui.tandem.sections import sections
from permenti_desktop.gui.theme import kind, spaced
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.file_head import Fact, FileHead
from permenti_desktop.gui.widgets.label import initials, isolated
from permenti_desktop.gui.widgets.message_bar import MessageBar
from permenti_desktop.gui.widgets.tabs import Tabs
from permenti_desktop.i18n import _, date_text, days_ago, list_text, ngettext, relative_day
from permenti_desktop.queries import tandem
from permenti_desktop.queries import timeline as stream
from permenti_desktop.queries.tandem import TandemFile
from permenti_desktop.usecases import tandem as changes

LOW: Final = 610
"""Height of the page in design pixels below which the head shows its most important fact alone."""
VERY_LOW: Final = 470
"""Height below which the next steps stand in the menu only."""


class TandemPanel(QFrame):
    """The right half of the page.  ``open_file`` shows a tandem, ``refresh`` reads it again."""

    def __init__(self, page: Page, drawer: Drawer, lists: Callable[[], Lists]) -> None:
        super().__init__()
        kind(self, "card")
        self.setAccessibleName(_("Tandem"))
        self._page, self._drawer, self._lists = page, drawer, lists
        self.id: int | None = None
        self.file: TandemFile | None = None
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(1, 1, 1, 1)
        self._stack.addWidget(
            EmptyState(
                "handshake", _("Kein Tandem geöffnet"), _("Wählen Sie links eines, oder legen Sie ein neues an.")
            )
        )
        whole = QWidget()
        layout = QVBoxLayout(whole)
        spaced(layout, 0, 0)
        self.head = FileHead(pin=False)
        self.head.menu_button.clicked.connect(self._open_menu)
        layout.addWidget(self.head)
        self.deeds = deeds.DeedBar(_("Nächste Schritte"))
        layout.addWidget(self.deeds)
        self.messages = MessageBar()
        layout.addWidget(self.messages)
        self.tabs = Tabs(_("Tandem"))
        self.stream = RecordStream(page, drawer, lists, name="tandem", read=stream.of_tandem)
        self.form = RecordForm(
            sections(lists, self),
            load=tandem.load,
            save=changes.save,
            check=rules.check,
            labels=reading.labels,
            two_columns_from=600,
        )
        self.form.form.setAccessibleName(_("Stammdaten"))
        self.tabs.add(_("Verlauf"), self.stream)
        self.tabs.add(_("Stammdaten"), self.form)
        layout.addWidget(self.tabs, 1)
        self._stack.addWidget(whole)
        self.setFocusProxy(self.tabs.tabBar())

    # -- opening ---------------------------------------------------------------------------------------------

    def open_file(self, id: int) -> None:
        """Show a tandem; what was typed for the one before is saved first."""
        if id != self.id:
            self.flush()
            self.messages.clear()
            self.id = id
            self.stream.begin(id)
            self.form.open(id)
            self.form.form.verticalScrollBar().setValue(0)
            self._read()
        else:
            self.refresh()

    def refresh(self) -> None:
        """Read again what is shown; what is being typed stays."""
        if self.id is not None:
            self._read()
            self.form.refresh()

    def _read(self) -> None:
        jobs.read(reading.opened, self.id, then=self._show, owner=self, key="file", failed=self._failed)

    def flush(self) -> None:
        """Save what is typed."""
        if self.id is not None:
            self.stream.flush()
            self.form.flush()

    def set_height(self, height: int) -> None:
        """The room of the page in design pixels: a low one shows less, and the note box keeps its place."""
        self.head.set_small(height < LOW)
        self.stream.set_low(height < LOW)
        self.deeds.set_low(height < VERY_LOW)

    def use_lists(self) -> None:
        """The office's words have been read."""
        self.stream.use_lists()
        for name in ("state", "cohort_id", "end_reason"):
            field: Any = self.form.form.widget_of(name)
            field.refresh_terms()
        if self.file is not None:
            self._show_head(self.file)

    def write_note(self) -> None:
        """Bring the note box to the front, with the cursor in it."""
        self.tabs.setCurrentWidget(self.stream)
        self.stream.write()

    def write_follow_up(self) -> None:
        """Bring the note box to the front, with the cursor in the day of the follow-up."""
        self.tabs.setCurrentWidget(self.stream)
        self.stream.write_follow_up()

    def edit(self, field: str = "mentor_id") -> None:
        """F2: the form, with the cursor in a field."""
        self.tabs.setCurrentWidget(self.form)
        self.form.form.focus_field(field)

    def _failed(self, error: UserError) -> None:
        if isinstance(error, NotFound):
            self.id = self.file = None
            self._stack.setCurrentIndex(0)
        self._page.failed(error)

    def _show(self, answer: Opened) -> None:
        file = answer.file
        if file.id != self.id:
            return
        self.file = file
        self._stack.setCurrentIndex(1)
        self._show_head(file)
        self._show_deeds(file)
        if file.in_bin:
            self.messages.say(
                _("Dieses Tandem liegt im Papierkorb."), "warn",
                actions=[(_("Zurückholen"), self._restore)], key="bin",
            )  # fmt: skip
        else:
            self.messages.take_back("bin")
        if file.content.follows_id is not None and file.follows:
            self.messages.say(
                _("Folgt auf das Tandem mit {name}.").format(name=isolated(file.follows)), "info",
                actions=[(_("Ansehen"), partial(self._page.go, "tandem", file.content.follows_id))], key="follows",
            )  # fmt: skip
        else:
            self.messages.take_back("follows")
        about = TimelineEntryInput(person_ids=(*file.row.mentee_ids, file.row.mentor_id), tandem_id=file.id)
        self.stream.show_record(Shown(file.id, self._name(file), file.timeline, answer.draft, about))

    # -- head ------------------------------------------------------------------------------------------------

    def _name(self, file: TandemFile) -> str:
        return list_text(file.row.mentees)

    def _show_head(self, file: TandemFile) -> None:
        row = file.row
        first = initials(row.mentees[0]) if row.mentees else "?"
        line = [_("mit {mentor}").format(mentor=isolated(row.mentor))]
        if file.substitute:
            line.append(_("Vertretung {name}").format(name=isolated(file.substitute)))
        if row.meetings:
            line.append(ngettext("{n} Treffen", "{n} Treffen", row.meetings).format(n=row.meetings))
        if row.minutes:
            line.append(_("{n} Std.").format(n=round(row.minutes / 60)))
        self.head.set_person(self._name(file), first, " · ".join(line))
        chips = [(self._lists().label(vocab.TANDEM_STATE, row.state), state_tone(row.state))]
        if row.overdue_days is not None:
            chips.append((_("Treffen überfällig"), "warn"))
        if row.state == "trial" and row.trial_confirmed:
            chips.append((_("von beiden bestätigt"), "ok"))
        if row.cohort:
            chips.append((row.cohort, "neutral"))
        if len(row.mentees) > 1:
            chips.append((_("Gruppe"), "neutral"))
        self.head.set_chips(chips)
        self.head.set_facts(self._facts(file))

    def _facts(self, file: TandemFile) -> list[Fact]:
        row, today = file.row, date.today()
        rhythm = rhythm_words(row.rhythm_days)
        tone = ""
        if row.overdue_days is not None:
            met, tone = overdue_words(row.overdue_days), "warn"
        elif row.meeting_due is not None:
            met = relative_day(row.meeting_due, today)
        elif row.last_meeting is not None:
            met = _("zuletzt {when}").format(when=days_ago(row.last_meeting, today))
        else:
            met = _("noch keins")
        if rhythm and row.state == "running":
            met = f"{met} · {rhythm}"
        facts = [
            Fact(_("Mentorin"), row.mentor, "user-check", partial(self._page.go, "mentor", row.mentor_id)),
            Fact(
                _("Nächstes Treffen") if row.state == "running" else _("Treffen"), met, "calendar-clock",
                self.meeting, tone=tone, keep=True,
            ),
            Fact(_("Laufzeit"), self._period(file), "clock", partial(self.edit, "start")),
        ]  # fmt: skip
        if row.goals:
            reached = _("{reached} von {all} erreicht").format(reached=row.goals_reached, all=row.goals)
            facts.append(Fact(_("Ziele"), reached, "target", partial(self.edit, "goals")))
        else:
            facts.append(Fact(_("Ziele"), _("noch keine vereinbart"), "target", partial(self.edit, "goals")))
        return facts

    def _period(self, file: TandemFile) -> str:
        given = file.content
        if given.end is not None:
            why = self._lists().label(vocab.TANDEM_END_REASON, given.end_reason)
            dates = " – ".join(date_text(day) for day in (given.start, given.end) if day is not None)
            return " · ".join(part for part in (dates, why) if part)
        if given.start is not None:
            since = _("seit {date}").format(date=date_text(given.start))
            if given.planned_end is not None:
                return _("{since}, geplant bis {date}").format(since=since, date=date_text(given.planned_end))
            return since
        if given.trial_since is not None:
            return _("Schnupperphase seit {date}").format(date=date_text(given.trial_since))
        if given.proposed_on is not None:
            return _("vorgeschlagen am {date}").format(date=date_text(given.proposed_on))
        return _("noch nicht begonnen")

    # -- doing -----------------------------------------------------------------------------------------------

    def _show_deeds(self, file: TandemFile) -> None:
        """What usually comes next stands first and is marked."""
        state, confirmed = file.row.state, file.row.trial_confirmed
        trial: deeds.Deed = (_("Schnupperphase beginnen"), "calendar-days", "primary", self.start_trial)
        confirm: deeds.Deed = (_("Von beiden bestätigt"), "badge-check", "primary", self.confirm_trial)
        start: deeds.Deed = (_("Tandem starten"), "play", "primary" if confirmed else "", self.start)
        meeting: deeds.Deed = (
            _("Treffen eintragen"), "calendar-check", "primary" if state == "running" else "", self.meeting
        )  # fmt: skip
        end: deeds.Deed = (_("Beenden"), "flag", "", self.end)
        rematch: deeds.Deed = (_("Neu vermitteln"), "refresh-cw", "", self.rematch)
        shown: tuple[deeds.Deed, ...] = ()
        if file.in_bin:
            pass
        elif state == "proposed":
            shown = (trial, start, (_("Nicht zustande gekommen"), "circle-x", "", self.decline))
        elif state == "trial":
            shown = (start, meeting, end) if confirmed else (confirm, start, meeting, end)
        elif state == "running":
            shown = (meeting, rematch, end)
        elif state == "paused":
            shown = ((_("Fortsetzen"), "play", "primary", self.resume), meeting, rematch, end)
        self.deeds.set_deeds(shown)

    def start_trial(self) -> None:
        """Ask since when the two try."""
        if file := self._current():
            actions.StartTrial(self._page, self._drawer, file).open()

    def confirm_trial(self) -> None:
        """Ask when both said yes."""
        if file := self._current():
            actions.Confirm(self._page, self._drawer, file).open()

    def start(self) -> None:
        """Ask for the days of the tandem."""
        if file := self._current():
            actions.Start(self._page, self._drawer, file).open()

    def meeting(self) -> None:
        """Ask about a meeting."""
        if file := self._current():
            actions.Meeting(self._page, self._drawer, file, self._lists()).open()

    def end(self) -> None:
        """Ask when and why it ends."""
        if file := self._current():
            actions.End(self._page, self._drawer, file, self._lists()).open()

    def decline(self) -> None:
        """Ask why it came to nothing."""
        if file := self._current():
            actions.Decline(self._page, self._drawer, file).open()

    def rematch(self) -> None:
        """Ask for a new mentor."""
        if file := self._current():
            opened = self._page.open_record
            actions.Rematch(self._page, self._drawer, file, self._lists(), opened).open()

    def pause(self) -> None:
        """The tandem rests."""
        self._at_once(changes.pause, _("Tandem pausiert"))

    def resume(self) -> None:
        """The tandem goes on."""
        self._at_once(changes.resume, _("Tandem fortgesetzt"))

    def _at_once(self, use_case: Any, said: str) -> None:
        if file := self._current():

            def done(_id: int) -> None:
                self._page.say(said, undo=True)

            jobs.write(use_case, file.id, None, then=done, failed=self._page.failed, owner=self)

    def _current(self) -> TandemFile | None:
        """The tandem on screen, with what is typed saved first."""
        self.flush()
        return self.file

    def delete(self) -> None:
        """Into the bin, with a way back."""
        if file := self._current():
            deeds.into_bin(self._page, "tandem", [file.id])

    def history(self) -> None:
        """The drawer with what was changed."""
        if file := self._current():
            deeds.show_history(self._page, self._drawer, "tandem", file.id)

    def _restore(self) -> None:
        if self.file is not None:
            deeds.restore(self._page, "tandem", self.file.id, _("Das Tandem"))

    def _open_menu(self) -> None:
        file = self.file
        if file is None:
            return
        lines: list[deeds.MenuLine] = [(picture, words, run) for words, picture, _look, run in self.deeds.shown]
        if file.row.state == "running":
            lines.append(("pause", _("Pausieren"), self.pause))
        if file.row.state == "trial":
            lines.append(("refresh-cw", _("Neu vermitteln"), self.rematch))
        lines.append(None)
        for her, name in zip(file.row.mentee_ids, file.row.mentees, strict=True):
            words = _("Akte von {name} öffnen").format(name=isolated(name))
            lines.append(("users", words, partial(self._page.go, "participant", her)))
        lines += [None, ("history", _("Änderungsverlauf …"), self.history)]
        if file.in_bin:
            lines.append(("archive-restore", _("Aus dem Papierkorb holen"), self._restore))
        else:
            lines.append(("trash-2", _("In den Papierkorb"), self.delete))
        deeds.open_menu(self.head, lines)
