"""The file (Akte) of one mentor: head with facts, what happened, her data, her tandems, her papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal

from permenti_desktop.domain import languages, vocab
from permenti_desktop.domain import mentor as rules
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.gui import deeds
from permenti_desktop.gui.mentor import reading
from permenti_desktop.gui.mentor.columns import clearance_look, places_words, status_tone
from permenti_desktop.gui.mentor.sections import sections
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.participant.reading import consent_look
from permenti_desktop.gui.record_form import RecordForm
from permenti_desktop.gui.record_panel import RecordPanel
from permenti_desktop.gui.stream import RecordStream
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.file_head import Fact
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.gui.widgets.row import ActionRow
from permenti_desktop.i18n import N_, _, date_text, days_ago, ngettext, relative_day
from permenti_desktop.queries import mentor
from permenti_desktop.queries import timeline as stream
from permenti_desktop.queries.mentor import MentorFile
from permenti_desktop.usecases import mentor as changes

FILTERS = {
    "": (N_("Alles"), ()),
    "talks": (N_("Gespräche"), ("entry",)),
    "due": (N_("Wiedervorlagen"), ("follow_up",)),
    "tandem": (N_("Tandems"), ("tandem_start", "tandem_end", "tandem_meeting")),
    "internship": (N_("Praktika"), ("internship_start", "internship_end", "internship_visit")),
}
"""Chips above the stream: words and the sources they leave."""


class MentorPanel(RecordPanel):
    """The right half of the page of mentors."""

    subject, first_field = "mentor", "status"
    file: MentorFile | None
    form: RecordForm

    tandem_wanted = Signal(int)
    """Somebody wants a new tandem with this mentor."""

    def __init__(
        self, page: Page, drawer: Drawer, lists: Callable[[], Lists], settings: Callable[[], OfficeSettings]
    ) -> None:
        super().__init__(
            page, drawer, lists, name=_("Akte"), read=reading.opened, in_bin=_("Diese Akte liegt im Papierkorb."),
            empty=EmptyState(
                "user-check",
                _("Keine Akte geöffnet"),
                _("Wählen Sie links eine Mentorin, oder legen Sie eine neue an."),
            ),
        )  # fmt: skip
        self._settings = settings
        self.stream = RecordStream(page, drawer, lists, name="mentor", read=stream.of_person, filters=FILTERS)
        self.form = RecordForm(
            sections(lists, self),
            load=mentor.load,
            save=changes.save,
            check=rules.check,
            labels=reading.labels,
            two_columns_from=600,
        )
        self.form.form.setAccessibleName(_("Stammdaten"))
        self.form.filled.connect(self.come_back_soon)
        self.tandems = deeds.ScrollTab(_("Tandems"))
        self.papers = deeds.ScrollTab(_("Unterlagen"))
        self.tabs.add(_("Verlauf"), self.stream)
        self.tabs.add(_("Stammdaten"), self.form)
        self.tabs.add(_("Tandems"), self.tandems)
        self.tabs.add(_("Unterlagen"), self.papers)

    def first_about(self, id: int) -> TimelineEntryInput:
        return TimelineEntryInput(person_ids=(id,))

    def note_about(self, file: MentorFile) -> tuple[str, TimelineEntryInput]:
        return file.list_name, TimelineEntryInput(person_ids=(file.id,))

    def show_file(self, file: MentorFile) -> None:
        self._show_tandems(file)
        self._show_papers(file)

    # -- head ------------------------------------------------------------------------------------------------

    def show_head(self, file: MentorFile) -> None:
        given = file.content
        parts = [given.occupation or given.sector, file.organisation, file.town]
        line = " · ".join(part for part in parts if part)
        self.head.set_person(file.name, file.initials, line, file.own_script_name)
        chips = [(self._lists().label(vocab.MENTOR_STATUS, given.status), status_tone(given.status))]
        if file.absent:
            chips.append((_("zurzeit nicht da"), "warn"))
        chips += [(languages.name(code), "neutral") for code, _level in file.languages[:4]]
        if len(file.languages) > 4:
            chips.append((_("+{n}").format(n=len(file.languages) - 4), "neutral"))
        self.head.set_chips(chips)
        self.head.set_facts(self._facts(file))

    def _facts(self, file: MentorFile) -> list[Fact]:
        today = date.today()
        places = places_words(file.taken, file.content.capacity)
        free = ngettext("{n} Platz frei", "{n} Plätze frei", file.free).format(n=file.free) if file.free else _("voll")
        clearance, tone = clearance_look(file.content.clearance_until, today, self._settings().expiring_days)
        if file.content.clearance_until is not None and tone != "bad":
            clearance = _("gültig bis {date}").format(date=clearance)
        last = days_ago(file.last_contact, today) if file.last_contact else _("noch nie")
        follow_up, due_tone = _("keine – anlegen"), ""
        if file.follow_up is not None:
            due = file.follow_up.due
            follow_up = relative_day(due, today)
            if file.follow_up.text:
                follow_up = _("{when}: {what}").format(when=follow_up, what=file.follow_up.text)
            due_tone = "bad" if due < today else "warn" if due == today else ""
        return [
            Fact(_("Plätze"), f"{places} · {free}", "handshake", partial(self.tabs.setCurrentWidget, self.tandems)),
            Fact(
                _("Führungszeugnis"), clearance, "shield-check", partial(self.edit, "clearance_until"),
                tone="" if tone == "muted" else tone,
            ),
            Fact(
                _("Wiedervorlage"), follow_up, "calendar-clock", self.write_follow_up, tone=due_tone, keep=True
            ),
            Fact(_("Letzter Kontakt"), last, "clock", self.write_note),
        ]  # fmt: skip

    # -- tabs ------------------------------------------------------------------------------------------------

    def _show_tandems(self, file: MentorFile) -> None:
        layout = self.tandems.begin()
        if not file.tandems:
            layout.addWidget(label(_("Noch kein Tandem mit dieser Mentorin."), "muted", wrap=True))
        for line in file.tandems:
            met = ngettext("{n} Treffen", "{n} Treffen", line.meetings).format(n=line.meetings) if line.meetings else ""
            last = _("zuletzt {date}").format(date=date_text(line.last_meeting)) if line.last_meeting else ""
            dates = " – ".join(date_text(day) for day in (line.start, line.end) if day is not None)
            row = ActionRow(
                line.name or _("noch ohne Teilnehmerin"),
                " · ".join(part for part in (dates, met, last) if part),
                note=self._lists().label(vocab.TANDEM_STATE, line.state),
                icon="handshake",
                disc="ok" if line.state == "running" else "info" if line.state in vocab.TANDEM_OPEN else "neutral",
            )
            row.opened.connect(partial(self._page.go, "tandem", line.id))
            layout.addWidget(row)
        new = button(_("Tandem anlegen"), self._new_tandem, icon="plus", look="link")
        layout.addWidget(new, 0, Qt.AlignmentFlag.AlignLeft)
        if file.internships:
            layout.addWidget(label(_("Praktika, zu denen sie die Tür geöffnet hat"), "subtitle", wrap=True))
        for one in file.internships:
            dates = " – ".join(date_text(day) for day in (one.start, one.end) if day is not None)
            words = [self._lists().label(vocab.INTERNSHIP_KIND, one.kind), dates]
            row = ActionRow(
                one.name,
                " · ".join(part for part in words if part),
                note=self._lists().label(vocab.INTERNSHIP_STATE, one.state),
                icon="briefcase",
                disc="work",
            )
            row.opened.connect(partial(self._page.go, "internship", one.id))
            layout.addWidget(row)
        self.tabs.set_number(2, len(file.tandems))
        self.tandems.end()

    def _new_tandem(self) -> None:
        if self.id is not None:
            self.tandem_wanted.emit(self.id)

    def _show_papers(self, file: MentorFile) -> None:
        layout = self.papers.begin()
        given = file.content
        layout.addWidget(label(_("Nachweise"), "subtitle"))
        clearance, tone = clearance_look(given.clearance_until, date.today(), self._settings().expiring_days)
        for title, value, picture, field, look in (
            (_("Führungszeugnis"), clearance, "shield-check", "clearance_until", "" if tone == "muted" else tone),
            (_("Schulung"), _known(given.training_on), "graduation-cap", "training_on", ""),
            (_("Verschwiegenheit"), _known(given.confidentiality_on), "signature", "confidentiality_on", ""),
        ):
            row = ActionRow(title, note=value, tone=look, icon=picture, disc=look or "neutral", private=False)
            row.opened.connect(partial(self.edit, field))
            layout.addWidget(row)
        layout.addWidget(label(_("Einwilligungen"), "subtitle"))
        if not file.consents:
            layout.addWidget(label(_("Es ist noch keine Rechtsgrundlage eingetragen."), "muted", wrap=True))
        for line in file.consents:
            words, picture, look = consent_look(line.state)
            if line.valid_until is not None and not look:
                words = _("gültig bis {date}").format(date=date_text(line.valid_until))
            since = _("seit {date}").format(date=date_text(line.given_on)) if line.given_on else ""
            row = ActionRow(
                self._lists().label(vocab.PURPOSE, line.purpose),
                " · ".join(part for part in (self._lists().label(vocab.LEGAL_BASIS, line.basis), since) if part),
                note=words,
                tone=look,
                icon=picture,
                disc=look or "ok",
                private=False,
            )
            row.opened.connect(partial(self.edit, "person.consents"))
            layout.addWidget(row)
        add = button(
            _("Einwilligung eintragen oder widerrufen"), partial(self.edit, "person.consents"), icon="pencil",
            look="link",
        )  # fmt: skip
        layout.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        self.papers.end()

    # -- doing -----------------------------------------------------------------------------------------------

    def back_words(self) -> str:
        return self.file.name if self.file is not None else ""

    def menu_lines(self) -> list[deeds.MenuLine]:
        return [("handshake", _("Tandem anlegen …"), self._new_tandem)]


def _known(day: date | PartialDate | None) -> str:
    """A day of a paper, or that it is missing."""
    return date_text(day) if day is not None else _("fehlt")
