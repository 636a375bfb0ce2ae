"""What is done with one participant or several, in the drawer: follow-ups, status, exit, return, merging, history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from permenti_desktop.domain import vocab
from permenti_desktop.domain.participant import current_participation
from permenti_desktop.domain.timeline import FollowUpInput, moved
from permenti_desktop.gui import jobs, providers
from permenti_desktop.gui.deeds import Asking
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.theme import kind, spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.label import isolated, label
from permenti_desktop.gui.widgets.row import ActionRow
from permenti_desktop.i18n import N_, _, date_text, relative_day
from permenti_desktop.queries import participant as participants
from permenti_desktop.queries import timeline as stream
from permenti_desktop.queries.participant import ParticipantFile
from permenti_desktop.queries.timeline import FollowUpRow
from permenti_desktop.usecases import merge, participant, timeline

_MANY: Final = 8
"""So many fields of one step are listed in the history; of more that were entered at once only the number."""


def has_left(file: ParticipantFile) -> bool:
    """Whether the participation that counts today has an exit."""
    now = current_participation(file.content.participations)
    return now is not None and now.exit is not None


# Follow-ups --------------------------------------------------------------------------------------------------------


class FollowUps(Asking):
    """What is due for one participant, and a new one."""

    def __init__(self, page: Page, drawer: Drawer, id: int) -> None:
        super().__init__(page, drawer)
        self._id = id
        self.due = factory.date(_("Wiedervorlage am"))
        self.text = factory.line(_("Was ist zu tun?"))

    def open(self) -> None:
        """Read what is due and show it."""
        jobs.read(
            stream.follow_ups, person_id=self._id, then=self._got, owner=self.drawer, key="due",
            failed=self.page.failed,
        )  # fmt: skip

    def _got(self, rows: Sequence[FollowUpRow]) -> None:
        self.add(_("Wiedervorlage am"), self.due, _("Zum Beispiel +7, fr oder 5.3."))
        self.add(_("Was ist zu tun?"), self.text)
        if rows:
            self.layout.addWidget(label(_("Schon vorgemerkt"), "heading"))
        today = date.today()
        for row in rows:
            self.layout.addWidget(self._row(row, today))
        self.show(_("Wiedervorlage"), _("Anlegen"), self._save)

    def _row(self, row: FollowUpRow, today: date) -> ActionRow:
        tone = "bad" if row.due < today else "warn" if row.due == today else ""
        made = ActionRow(
            row.text or _("ohne Text"),
            date_text(row.due),
            note=relative_day(row.due, today),
            tone=tone,
            icon="calendar-clock",
            disc=tone or "neutral",
            actions=(
                (_("Erledigt"), "E", lambda: self._settle(timeline.follow_up_done, row, today)),
                (_("+1 Woche"), "W", lambda: self._settle(timeline.follow_up_moved, row, moved(row.due, 7, today))),
                (_("Morgen"), "M", lambda: self._settle(timeline.follow_up_moved, row, today + timedelta(days=1))),
            ),
        )
        return made

    def _settle(self, use_case: Any, row: FollowUpRow, day: date) -> None:
        said = (
            _("Wiedervorlage erledigt")
            if use_case is timeline.follow_up_done
            else _("Wiedervorlage verschoben: {when}").format(when=relative_day(day, date.today()))
        )
        jobs.write(
            use_case, row.id, row.version, day,
            then=lambda _id: self.done(said), failed=self.drawer.failed, owner=self.drawer,
        )  # fmt: skip

    def _save(self) -> None:
        given = FollowUpInput(due=self.due.day(), text=self.text.value(), person_id=self._id)
        jobs.write(
            timeline.save_follow_up, None, None, given,
            then=lambda _id: self.done(_("Wiedervorlage angelegt")), failed=self.drawer.failed, owner=self.drawer,
        )  # fmt: skip


class ManyFollowUps(Asking):
    """The same follow-up for several people, as one step.  ``title`` and ``said`` name them: with "{n}"."""

    def __init__(
        self,
        page: Page,
        drawer: Drawer,
        ids: Sequence[int],
        *,
        title: str = N_("Wiedervorlage für {n} Teilnehmerinnen"),
        said: str = N_("Wiedervorlage für {n} Teilnehmerinnen angelegt"),
    ) -> None:
        super().__init__(page, drawer)
        self._ids, self._title, self._said = list(ids), title, said
        self.due = factory.date(_("Wiedervorlage am"))
        self.text = factory.line(_("Was ist zu tun?"))

    def open(self) -> None:
        """Show the fields."""
        self.add(_("Wiedervorlage am"), self.due, _("Zum Beispiel +7, fr oder 5.3."))
        self.add(_("Was ist zu tun?"), self.text)
        self.show(_(self._title).format(n=len(self._ids)), _("Anlegen"), self._save)

    def _save(self) -> None:
        day = self.due.day()
        if day is None:
            self.drawer.messages.say(_("Bitte geben Sie ein Datum für die Wiedervorlage ein."), "bad", key="failed")
            return
        said = _(self._said).format(n=len(self._ids))
        jobs.write(
            timeline.add_follow_ups, self._ids, day, self.text.value(),
            then=lambda _count: self.done(said), failed=self.drawer.failed, owner=self.drawer,
        )  # fmt: skip


# Her path ----------------------------------------------------------------------------------------------------------


class PhaseChange(Asking):
    """Another status for one or several, from a day on."""

    def __init__(self, page: Page, drawer: Drawer, lists: Lists, ids: Sequence[int], now: str | None = None) -> None:
        super().__init__(page, drawer)
        self._ids, self._lists, self._now = list(ids), lists, now
        self.phase = factory.choice(_("Neuer Status"), lists.terms(vocab.PHASE))
        self.since = factory.date(_("Seit"), partial=True)
        self.since.set_value(date.today())
        self.note = factory.text(_("Anmerkung"), rows=3)

    def open(self) -> None:
        """Show the fields."""
        self.add(_("Neuer Status"), self.phase)
        self.add(_("Seit"), self.since, _("Der bisherige Status endet am Tag davor und bleibt im Verlauf."))
        if len(self._ids) == 1:
            self.add(_("Anmerkung"), self.note)
            title = _("Status ändern: bisher {phase}").format(phase=self._lists.phase(self._now)) if self._now else ""
            self.show(title or _("Status ändern"), _("Ändern"), self._save)
        else:
            self.show(_("Status von {n} Teilnehmerinnen ändern").format(n=len(self._ids)), _("Ändern"), self._save)

    def _save(self) -> None:
        phase, since = self.phase.value(), self.since.value()
        if not phase or since is None:
            self.drawer.messages.say(_("Bitte wählen Sie einen Status und einen Tag."), "bad", key="failed")
            return
        said = _("Status geändert: {phase}").format(phase=self._lists.phase(phase))

        def done(_answer: int) -> None:
            self.done(said)

        if len(self._ids) == 1:
            jobs.write(
                participant.set_phase, self._ids[0], None, phase, since, note=self.note.value(),
                then=done, failed=self.drawer.failed, owner=self.drawer,
            )  # fmt: skip
        else:
            jobs.write(
                participant.set_phases, self._ids, phase, since,
                then=done, failed=self.drawer.failed, owner=self.drawer,
            )  # fmt: skip


class Leaving(Asking):
    """Her exit: when, why, and what she does then."""

    def __init__(self, page: Page, drawer: Drawer, lists: Lists, file: ParticipantFile) -> None:
        super().__init__(page, drawer)
        self._file = file
        self.day = factory.date(_("Austritt am"), partial=True)
        self.day.set_value(date.today())
        self.reason = factory.choice(_("Grund"), lists.terms(vocab.EXIT_REASON))
        self.status = factory.choice(_("Was sie danach tut"), lists.terms(vocab.STATUS_AFTER_EXIT))
        self.note = factory.text(_("Anmerkung"), rows=3)

    def open(self) -> None:
        """Show the fields."""
        self.add(_("Austritt am"), self.day)
        self.add(_("Grund"), self.reason)
        self.add(
            _("Was sie danach tut"),
            self.status,
            _("Sie wird nach vier Wochen und nach sechs Monaten noch einmal danach gefragt; das tragen Sie dann nach."),
        )
        self.add(_("Anmerkung"), self.note)
        self.show(_("Austritt eintragen"), _("Eintragen"), self._save)

    def _save(self) -> None:
        day, reason = self.day.value(), self.reason.value()
        if day is None or not reason:
            self.drawer.messages.say(_("Bitte geben Sie den Tag und den Grund des Austritts an."), "bad", key="failed")
            return
        said = _("Austritt von {name} eingetragen").format(name=isolated(self._file.list_name))
        jobs.write(
            participant.leave, self._file.id, None, day, reason, note=self.note.value(), status=self.status.value(),
            then=lambda _id: self.done(said), failed=self.drawer.failed, owner=self.drawer,
        )  # fmt: skip


class Returning(Asking):
    """Her return after an exit."""

    def __init__(self, page: Page, drawer: Drawer, lists: Lists, file: ParticipantFile) -> None:
        super().__init__(page, drawer)
        self._file = file
        now = current_participation(file.content.participations)
        self.day = factory.date(_("Wiedereintritt am"), partial=True)
        self.day.set_value(date.today())
        self.grant = factory.choice(_("Förderung"), lists.grants)
        self.grant.set_value(now.grant_id if now is not None else None)
        self.phase = factory.choice(_("Status"), lists.terms(vocab.PHASE), optional=False)
        self.phase.set_value("interview")

    def open(self) -> None:
        """Show the fields."""
        self.add(_("Wiedereintritt am"), self.day)
        self.add(
            _("Förderung"),
            self.grant,
            _("In dieselbe Förderung: der Austritt wird aufgehoben. In eine andere: eine neue Teilnahme."),
        )
        self.add(_("Status"), self.phase)
        self.show(_("Wiedereintritt eintragen"), _("Eintragen"), self._save)

    def _save(self) -> None:
        day = self.day.value()
        if day is None:
            self.drawer.messages.say(_("Bitte geben Sie den Tag des Wiedereintritts an."), "bad", key="failed")
            return
        said = _("Wiedereintritt von {name} eingetragen").format(name=isolated(self._file.list_name))
        jobs.write(
            participant.reenter, self._file.id, None, day, self.grant.value(), phase=self.phase.value(),
            then=lambda _id: self.done(said), failed=self.drawer.failed, owner=self.drawer,
        )  # fmt: skip


# Two entries of one person -----------------------------------------------------------------------------------------


class Merging(Asking):
    """Choose the other entry, see both side by side, make them one."""

    def __init__(self, page: Page, drawer: Drawer, file: ParticipantFile) -> None:
        super().__init__(page, drawer)
        self._file = file
        self._other: ParticipantFile | None = None
        self.picker = factory.person_picker(
            _("Der andere Eintrag"), providers.people(drawer, role="participant", without=lambda: file.id)
        )
        self.picker.changed.connect(self._chosen)
        self._both = QWidget()
        self._sides = QVBoxLayout(self._both)
        spaced(self._sides, 0, 8)

    def open(self) -> None:
        """Show the picker."""
        self.layout.addWidget(
            label(
                _(
                    "Zwei Einträge derselben Person werden einer. Diese Akte bleibt; was hier leer ist, kommt aus der "
                    "anderen, Verlauf, Tandems und Praktika gehören danach hierher. Es lässt sich rückgängig machen."
                ),
                wrap=True,
            )
        )
        self.add(_("Der andere Eintrag"), self.picker)
        self.layout.addWidget(self._both)
        self.show(_("Mit einem anderen Eintrag zusammenführen"), _("Zusammenführen"), self._save)
        self.drawer.confirm_button.setEnabled(False)

    def _chosen(self) -> None:
        id = self.picker.value()
        self._other = None
        self.drawer.confirm_button.setEnabled(False)
        self._compare()
        if isinstance(id, int):
            jobs.read(
                participants.file, id, date.today(), then=self._got, owner=self.picker, key="other",
                failed=self.drawer.failed,
            )  # fmt: skip

    def _got(self, other: ParticipantFile) -> None:
        self._other = other
        self.drawer.confirm_button.setEnabled(True)
        self._compare()

    def _compare(self) -> None:
        while (item := self._sides.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if self._other is None:
            return
        for title, file in ((_("Bleibt"), self._file), (_("Geht darin auf"), self._other)):
            box = QFrame()
            kind(box, "well")
            inner = QVBoxLayout(box)
            spaced(inner, (10, 8, 10, 8), 2)
            inner.addWidget(label(title, "heading"))
            name = label(file.list_name, "strong", wrap=True)
            guard(name)
            inner.addWidget(name)
            person = file.content.person
            born = _("geboren {date}").format(date=date_text(person.birth)) if person.birth else ""
            for line in (file.number, born, file.town, person.mobile or person.phone, person.email):
                if line:
                    words = label(line, "caption", wrap=True)
                    guard(words)
                    inner.addWidget(words)
            self._sides.addWidget(box)

    def _save(self) -> None:
        if self._other is None:
            return
        names = isolated(self._other.list_name), isolated(self._file.list_name)
        said = _("{other} ist jetzt Teil der Akte von {name}").format(other=names[0], name=names[1])
        jobs.write(
            merge.merge, self._file.id, self._other.id,
            then=lambda _id: self.done(said), failed=self.drawer.failed, owner=self.drawer,
        )  # fmt: skip
