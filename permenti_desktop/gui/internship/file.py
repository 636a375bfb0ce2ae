"""One internship: head with facts, what can be done next, what happened, its checklist, its form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from permenti_desktop.domain import internship as rules
from permenti_desktop.domain import vocab
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.gui import deeds, jobs
from permenti_desktop.gui.internship import actions, reading
from permenti_desktop.gui.internship.checklist import ChecklistTab
from permenti_desktop.gui.internship.columns import period_words, state_tone, warnings
from permenti_desktop.gui.internship.sections import sections
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.record_form import RecordForm
from permenti_desktop.gui.record_panel import RecordPanel
from permenti_desktop.gui.stream import RecordStream
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.file_head import Fact
from permenti_desktop.gui.widgets.label import initials, isolated
from permenti_desktop.i18n import _, date_text, ngettext, number_text, relative_day
from permenti_desktop.queries import internship
from permenti_desktop.queries import timeline as stream
from permenti_desktop.queries.internship import InternshipFile
from permenti_desktop.usecases import internship as changes


class InternshipPanel(RecordPanel):
    """The right half of the page of internships."""

    subject, first_field = "internship", "kind"
    fields_with_terms = ("kind", "state", "insurance", "permit_question", "outcome")
    file: InternshipFile | None
    form: RecordForm

    def __init__(self, page: Page, drawer: Drawer, lists: Callable[[], Lists]) -> None:
        super().__init__(
            page, drawer, lists, name=_("Praktikum"), read=reading.opened,
            in_bin=_("Dieses Praktikum liegt im Papierkorb."), steps=True,
            empty=EmptyState(
                "briefcase", _("Kein Praktikum geöffnet"), _("Wählen Sie links eines, oder legen Sie ein neues an.")
            ),
        )  # fmt: skip
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
        self.form.filled.connect(self.come_back_soon)
        self.tabs.add(_("Verlauf"), self.stream)
        self.tabs.add(_("Prüfliste"), self.checklist)
        self.tabs.add(_("Stammdaten"), self.form)

    def note_about(self, file: InternshipFile) -> tuple[str, TimelineEntryInput]:
        return file.row.participant, TimelineEntryInput(person_ids=(file.row.participant_id,), internship_id=file.id)

    def show_file(self, file: InternshipFile) -> None:
        self._show_deeds(file)
        points = file.content.checklist
        self.checklist.show_points(file.id, points)
        self.tabs.set_number(1, sum(point.done_on is None for point in points))

    def show_checklist(self) -> None:
        """What is to be clarified to the front."""
        self.tabs.setCurrentWidget(self.checklist)

    # -- head ------------------------------------------------------------------------------------------------

    def show_head(self, file: InternshipFile) -> None:
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
        if file := self.current():
            words = self._lists().label(vocab.INTERNSHIP_STATE, state)

            def done(_id: int) -> None:
                self._page.say(_("Stand des Praktikums: {state}").format(state=words), undo=True)

            jobs.write(reading.move, file.id, state, then=done, failed=self._page.failed, owner=self)

    def start(self) -> None:
        """Ask for her first day."""
        if file := self.current():
            actions.Start(self._page, self._drawer, file).open()

    def visit(self) -> None:
        """Ask about a visit."""
        if file := self.current():
            actions.Visit(self._page, self._drawer, file).open()

    def end(self) -> None:
        """Ask for her last day and what came of it."""
        if file := self.current():
            actions.End(self._page, self._drawer, file, self._lists()).open()

    def _tick(self, item: int, done: bool) -> None:
        if file := self.current():
            jobs.write(
                changes.tick, file.id, item, date.today() if done else None, failed=self._page.failed, owner=self
            )

    def back_words(self) -> str:
        return _("Das Praktikum")

    def menu_lines(self) -> list[deeds.MenuLine]:
        file = self.file
        lines = super().menu_lines()
        if file is None:
            return lines
        her = partial(self._page.go, "participant", file.row.participant_id)
        lines += [None, ("users", _("Akte der Teilnehmerin öffnen"), her)]
        if file.content.mentor_id is not None:
            mentor = partial(self._page.go, "mentor", file.content.mentor_id)
            lines.append(("user-check", _("Akte der Mentorin öffnen"), mentor))
        return lines
