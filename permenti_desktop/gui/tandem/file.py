"""One tandem: head with facts, what can be done next, what happened, its form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from permenti_desktop.domain import tandem as rules
from permenti_desktop.domain import vocab
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.gui import deeds, jobs
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.record_form import RecordForm
from permenti_desktop.gui.record_panel import RecordPanel
from permenti_desktop.gui.stream import RecordStream
from permenti_desktop.gui.tandem import actions, reading
from permenti_desktop.gui.tandem.columns import overdue_words, rhythm_words, state_tone
from permenti_desktop.gui.tandem.sections import sections
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.file_head import Fact
from permenti_desktop.gui.widgets.label import initials, isolated
from permenti_desktop.i18n import _, date_text, days_ago, list_text, ngettext, relative_day
from permenti_desktop.queries import tandem
from permenti_desktop.queries import timeline as stream
from permenti_desktop.queries.tandem import TandemFile
from permenti_desktop.usecases import tandem as changes


class TandemPanel(RecordPanel):
    """The right half of the page of tandems."""

    subject, first_field = "tandem", "mentor_id"
    fields_with_terms = ("state", "cohort_id", "end_reason")
    file: TandemFile | None
    form: RecordForm

    def __init__(self, page: Page, drawer: Drawer, lists: Callable[[], Lists]) -> None:
        super().__init__(
            page, drawer, lists, name=_("Tandem"), read=reading.opened,
            in_bin=_("Dieses Tandem liegt im Papierkorb."), steps=True,
            empty=EmptyState(
                "handshake", _("Kein Tandem geöffnet"), _("Wählen Sie links eines, oder legen Sie ein neues an.")
            ),
        )  # fmt: skip
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
        self.form.filled.connect(self.come_back_soon)
        self.tabs.add(_("Verlauf"), self.stream)
        self.tabs.add(_("Stammdaten"), self.form)

    def note_about(self, file: TandemFile) -> tuple[str, TimelineEntryInput]:
        about = TimelineEntryInput(person_ids=(*file.row.mentee_ids, file.row.mentor_id), tandem_id=file.id)
        return self._name(file), about

    def show_file(self, file: TandemFile) -> None:
        self._show_deeds(file)
        if file.content.follows_id is not None and file.follows:
            self.messages.say(
                _("Folgt auf das Tandem mit {name}.").format(name=isolated(file.follows)), "info",
                actions=[(_("Ansehen"), partial(self._page.go, "tandem", file.content.follows_id))], key="follows",
            )  # fmt: skip
        else:
            self.messages.take_back("follows")

    # -- head ------------------------------------------------------------------------------------------------

    def _name(self, file: TandemFile) -> str:
        return list_text(file.row.mentees)

    def show_head(self, file: TandemFile) -> None:
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
        if file := self.current():
            actions.StartTrial(self._page, self._drawer, file).open()

    def confirm_trial(self) -> None:
        """Ask when both said yes."""
        if file := self.current():
            actions.Confirm(self._page, self._drawer, file).open()

    def start(self) -> None:
        """Ask for the days of the tandem."""
        if file := self.current():
            actions.Start(self._page, self._drawer, file).open()

    def meeting(self) -> None:
        """Ask about a meeting."""
        if file := self.current():
            actions.Meeting(self._page, self._drawer, file, self._lists()).open()

    def end(self) -> None:
        """Ask when and why it ends."""
        if file := self.current():
            actions.End(self._page, self._drawer, file, self._lists()).open()

    def decline(self) -> None:
        """Ask why it came to nothing."""
        if file := self.current():
            actions.Decline(self._page, self._drawer, file).open()

    def rematch(self) -> None:
        """Ask for a new mentor."""
        if file := self.current():
            opened = self._page.open_record
            actions.Rematch(self._page, self._drawer, file, self._lists(), opened).open()

    def pause(self) -> None:
        """The tandem rests."""
        self._at_once(changes.pause, _("Tandem pausiert"))

    def resume(self) -> None:
        """The tandem goes on."""
        self._at_once(changes.resume, _("Tandem fortgesetzt"))

    def _at_once(self, use_case: Any, said: str) -> None:
        if file := self.current():

            def done(_id: int) -> None:
                self._page.say(said, undo=True)

            jobs.write(use_case, file.id, None, then=done, failed=self._page.failed, owner=self)

    def back_words(self) -> str:
        return _("Das Tandem")

    def menu_lines(self) -> list[deeds.MenuLine]:
        file = self.file
        lines = super().menu_lines()
        if file is None:
            return lines
        if file.row.state == "running":
            lines.append(("pause", _("Pausieren"), self.pause))
        if file.row.state == "trial":
            lines.append(("refresh-cw", _("Neu vermitteln"), self.rematch))
        lines.append(None)
        for her, name in zip(file.row.mentee_ids, file.row.mentees, strict=True):
            words = _("Akte von {name} öffnen").format(name=isolated(name))
            lines.append(("users", words, partial(self._page.go, "participant", her)))
        return lines
