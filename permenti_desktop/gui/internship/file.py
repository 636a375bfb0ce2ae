"""One internship: head with facts, what can be done next, what happened, its checklist, its form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from permenti_desktop.domain import internship as rules
from permenti_desktop.domain import vocab
from permenti_desktop.domain.errors import NotFound, UserError
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.gui import deeds, jobs
from permenti_desktop.gui.internship import actions, reading
from permenti_desktop.gui.internship.checklist import ChecklistTab
from permenti_desktop.gui.internship.columns import period_words, state_tone, warnings
from permenti_desktop.gui.internship.reading import Opened
from permenti_desktop.gui.internship.sections import sections
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.record_form import RecordForm
from permenti_desktop.gui.stream import RecordStream, Shown
from permenti_desktop.gui.theme import kind, spaced
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.file_head import Fact, FileHead
from permenti_desktop.gui.widgets.label import initials, isolated
from permenti_desktop.gui.widgets.message_bar import MessageBar
from permenti_desktop.gui.widgets.tabs import Tabs
from permenti_desktop.i18n import _, date_text, ngettext, number_text, relative_day
from permenti_desktop.queries import internship
from permenti_desktop.queries import timeline as stream
from permenti_desktop.queries.internship import InternshipFile
from permenti_desktop.usecases import internship as changes

LOW: Final = 610
"""Height of the page in design pixels below which the head shows its most important fact alone."""
VERY_LOW: Final = 470
"""Height below which the next steps stand in the menu only."""


class InternshipPanel(QFrame):
    """The right half of the page.  ``open_file`` shows an internship, ``refresh`` reads it again."""

    def __init__(self, page: Page, drawer: Drawer, lists: Callable[[], Lists]) -> None:
        super().__init__()
        kind(self, "card")
        self.setAccessibleName(_("Praktikum"))
        self._page, self._drawer, self._lists = page, drawer, lists
        self.id: int | None = None
        self.file: InternshipFile | None = None
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(1, 1, 1, 1)
        self._stack.addWidget(
            EmptyState(
                "briefcase", _("Kein Praktikum geöffnet"), _("Wählen Sie links eines, oder legen Sie ein neues an.")
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
        self.tabs = Tabs(_("Praktikum"))
        self.stream = RecordStream(page, drawer, lists, name="internship", read=stream.of_internship)
        self.checklist = ChecklistTab(self._tick, partial(self.edit, "checklist"))
        self.form = RecordForm(
            sections(lists, self),
            load=internship.load,
            save=changes.save,
            check=rules.check,
            labels=reading.labels,
            two_columns_from=600,
        )
        self.form.form.setAccessibleName(_("Stammdaten"))
        self.tabs.add(_("Verlauf"), self.stream)
        self.tabs.add(_("Prüfliste"), self.checklist)
        self.tabs.add(_("Stammdaten"), self.form)
        layout.addWidget(self.tabs, 1)
        self._stack.addWidget(whole)
        self.setFocusProxy(self.tabs.tabBar())

    # -- opening ---------------------------------------------------------------------------------------------

    def open_file(self, id: int) -> None:
        """Show an internship; what was typed for the one before is saved first."""
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
        for name in ("kind", "state", "insurance", "permit_question", "outcome"):
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

    def show_checklist(self) -> None:
        """What is to be clarified to the front."""
        self.tabs.setCurrentWidget(self.checklist)

    def edit(self, field: str = "kind") -> None:
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
                _("Dieses Praktikum liegt im Papierkorb."), "warn",
                actions=[(_("Zurückholen"), self._restore)], key="bin",
            )  # fmt: skip
        else:
            self.messages.take_back("bin")
        points = file.content.checklist
        self.checklist.show_points(file.id, points)
        self.tabs.set_number(1, sum(point.done_on is None for point in points))
        about = TimelineEntryInput(person_ids=(file.row.participant_id,), internship_id=file.id)
        self.stream.show_record(Shown(file.id, file.row.participant, file.timeline, answer.draft, about))

    # -- head ------------------------------------------------------------------------------------------------

    def _show_head(self, file: InternshipFile) -> None:
        row = file.row
        kind_words = self._lists().label(vocab.INTERNSHIP_KIND, row.kind)
        helps = [
            _("betreut von {name}").format(name=isolated(file.content.supervisor)) if file.content.supervisor else "",
            _("Tür geöffnet von {name}").format(name=isolated(row.mentor)) if row.mentor else "",
        ]
        line = " · ".join(part for part in (kind_words, *helps) if part)
        self.head.set_person(row.participant, initials(row.participant), line)
        chips = [(self._lists().label(vocab.INTERNSHIP_STATE, row.state), state_tone(row.state))]
        chips += [(text, "neutral" if tone in ("", "muted") else tone) for text, tone in warnings(row)]
        self.head.set_chips(chips)
        self.head.set_facts(self._facts(file))

    def _facts(self, file: InternshipFile) -> list[Fact]:
        row, today = file.row, date.today()
        host = " · ".join(part for part in (row.host, row.town) if part) or _("noch offen – eintragen")
        to_host = partial(self.edit, "organisation_id")
        if row.organisation_id is not None:
            to_host = partial(self._page.go, "organisation", row.organisation_id)
        hours = _("{n} Std.").format(n=number_text(row.hours, 0)) if row.hours else ""
        period = " · ".join(part for part in (period_words(row), hours) if part)
        ahead = relative_day(row.next_date, today) if row.next_date else _("keiner")
        if row.open_points:
            points = ngettext("{n} Punkt", "{n} Punkte", row.open_points).format(n=row.open_points)
            ahead = _("{when} · {points} offen").format(when=ahead, points=points)
        visits = (
            ngettext("{n} Besuch", "{n} Besuche", row.visits).format(n=row.visits) if row.visits else _("noch keiner")
        )
        if row.last_visit is not None:
            visits = _("{visits}, zuletzt {date}").format(visits=visits, date=date_text(row.last_visit))
        second = Fact(_("Besuche"), visits, "map-pin", self.visit)
        if row.outcome:
            outcome = self._lists().label(vocab.INTERNSHIP_OUTCOME, row.outcome)
            second = Fact(_("Ergebnis"), outcome, "flag", partial(self.edit, "outcome"))
        return [
            Fact(_("Betrieb"), host, "building-2", to_host),
            Fact(_("Zeitraum"), period, "calendar-days", partial(self.edit, "start")),
            Fact(
                _("Nächster Termin"), ahead, "calendar-clock", self.show_checklist,
                tone="bad" if row.overdue_points else "", keep=True,
            ),
            second,
        ]  # fmt: skip

    # -- doing -----------------------------------------------------------------------------------------------

    def _show_deeds(self, file: InternshipFile) -> None:
        """What usually comes next stands first and is marked."""
        state = file.row.state
        requested: deeds.Deed = (_("Betrieb ist angefragt"), "send", "primary", self.to_requested)
        agreed: deeds.Deed = (
            _("Betrieb hat zugesagt"), "badge-check", "primary" if state == "requested" else "", self.to_agreed
        )  # fmt: skip
        start: deeds.Deed = (_("Praktikum beginnen"), "play", "primary" if state == "agreed" else "", self.start)
        visit: deeds.Deed = (_("Besuch eintragen"), "map-pin", "primary" if state == "running" else "", self.visit)
        end: deeds.Deed = (_("Praktikum beenden"), "flag", "", self.end)
        shown: dict[str, tuple[deeds.Deed, ...]] = {
            "sought": (requested, agreed),
            "requested": (agreed, start),
            "agreed": (start, visit),
            "running": (visit, end),
        }
        self.deeds.set_deeds(() if file.in_bin else shown.get(state, ()))

    def to_requested(self) -> None:
        """The host has been asked."""
        self._move("requested")

    def to_agreed(self) -> None:
        """The host has agreed."""
        self._move("agreed")

    def _move(self, state: str) -> None:
        if file := self._current():
            words = self._lists().label(vocab.INTERNSHIP_STATE, state)

            def done(_id: int) -> None:
                self._page.say(_("Stand des Praktikums: {state}").format(state=words), undo=True)

            jobs.write(reading.move, file.id, state, then=done, failed=self._page.failed, owner=self)

    def start(self) -> None:
        """Ask for her first day."""
        if file := self._current():
            actions.Start(self._page, self._drawer, file).open()

    def visit(self) -> None:
        """Ask about a visit."""
        if file := self._current():
            actions.Visit(self._page, self._drawer, file).open()

    def end(self) -> None:
        """Ask for her last day and what came of it."""
        if file := self._current():
            actions.End(self._page, self._drawer, file, self._lists()).open()

    def _tick(self, item: int, done: bool) -> None:
        if file := self._current():
            jobs.write(
                changes.tick, file.id, item, date.today() if done else None, failed=self._page.failed, owner=self
            )

    def _current(self) -> InternshipFile | None:
        """The internship on screen, with what is typed saved first."""
        self.flush()
        return self.file

    def delete(self) -> None:
        """Into the bin, with a way back."""
        if file := self._current():
            deeds.into_bin(self._page, "internship", [file.id])

    def history(self) -> None:
        """The drawer with what was changed."""
        if file := self._current():
            deeds.show_history(self._page, self._drawer, "internship", file.id)

    def _restore(self) -> None:
        if self.file is not None:
            deeds.restore(self._page, "internship", self.file.id, _("Das Praktikum"))

    def _open_menu(self) -> None:
        file = self.file
        if file is None:
            return
        lines: list[deeds.MenuLine] = [(picture, words, run) for words, picture, _look, run in self.deeds.shown]
        her = partial(self._page.go, "participant", file.row.participant_id)
        lines += [None, ("users", _("Akte der Teilnehmerin öffnen"), her)]
        if file.content.mentor_id is not None:
            mentor = partial(self._page.go, "mentor", file.content.mentor_id)
            lines.append(("user-check", _("Akte der Mentorin öffnen"), mentor))
        lines += [None, ("history", _("Änderungsverlauf …"), self.history)]
        if file.in_bin:
            lines.append(("archive-restore", _("Aus dem Papierkorb holen"), self._restore))
        else:
            lines.append(("trash-2", _("In den Papierkorb"), self.delete))
        deeds.open_menu(self.head, lines)
