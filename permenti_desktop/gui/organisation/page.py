"""Organisations: list and file side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final

from permenti_desktop.domain import organisation as rules
from permenti_desktop.domain import vocab
from permenti_desktop.domain.organisation import OrganisationInput
from permenti_desktop.domain.person import PersonInput, display_name
from permenti_desktop.domain.timeline import TimelineEntryInput, draft_key
from permenti_desktop.gui import jobs
from permenti_desktop.gui.list_and_file import ListAndFile
from permenti_desktop.gui.list_page import ListPage
from permenti_desktop.gui.list_panel import ListPanel
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.organisation.sections import sections
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.record_form import RecordForm
from permenti_desktop.gui.record_panel import RecordPanel
from permenti_desktop.gui.stream import RecordStream
from permenti_desktop.gui.table import Asked, Cell, Column, Detail
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.file_head import Fact
from permenti_desktop.i18n import N_, _, days_ago, ngettext, relative_day
from permenti_desktop.queries import office, organisation, person, timeline
from permenti_desktop.queries.organisation import OrganisationFile, OrganisationFilter, OrganisationRow
from permenti_desktop.usecases import organisation as changes
from permenti_desktop.usecases import person as people

PILLS: Final = {
    "all": (N_("Alle"), OrganisationFilter()),
    "companies": (N_("Betriebe"), OrganisationFilter(kinds=("company",))),
    "hosting": (N_("Mit Praktikum"), OrganisationFilter(hosting=True)),
    "silent": (N_("Lange nicht gesprochen"), OrganisationFilter(silent=True)),
}


def ids(session: Any, asked: Asked) -> Sequence[int]:
    """All ids that the list shows, in its order."""
    chosen = PILLS.get(asked.pill, PILLS["all"])[1]
    return organisation.ids(
        session,
        search=asked.filter,
        filter=replace(chosen, **dict(asked.more or {})),
        sort=asked.sort or "name",
        descending=asked.descending,
    )


def counts(session: Any, _asked: Asked) -> Mapping[str, int]:
    """The numbers on the pills."""
    found = organisation.pills(session, date.today())
    return {
        "all": found.all,
        "companies": found.companies,
        "hosting": found.hosting,
        "silent": found.silent,
        "": found.all,
    }


def labels(session: Any, given: OrganisationInput) -> Mapping[str, str]:
    """The names of the people who speak for an organisation."""
    names = person.names(session, [one.person_id for one in given.people if one.person_id is not None])
    return {
        f"people.{index}.person_id": names[one.person_id].name
        for index, one in enumerate(given.people)
        if one.person_id in names
    }


def _name(row: OrganisationRow) -> Cell:
    return Cell(row.name, second=row.role or row.sector, strong=True)


def _last_contact(row: OrganisationRow) -> Cell:
    words = days_ago(row.last_contact, date.today()) if row.last_contact else _("noch nie")
    if row.overdue_days is not None:
        return Cell(words, icon="triangle-alert", tone="warn")
    return Cell(words, tone="" if row.last_contact else "muted")


def _internships(row: OrganisationRow) -> Cell:
    if not row.internships:
        return Cell()
    running = ngettext("{n} läuft", "{n} laufen", row.running).format(n=row.running) if row.running else ""
    return Cell(str(row.internships), second=running)


def _kind(row: OrganisationRow) -> Cell:
    return Cell(vocab.ORGANISATION_KIND.label(row.kind), chip=True)


def columns() -> tuple[Column, ...]:
    """The columns of the list."""
    return (
        Column("name", _("Name"), _name, width=230, priority=0, stretch=True,
               also=(Detail(_("Branche"), lambda row: row.role or row.sector),)),
        Column("kind", _("Art"), _kind, width=156, priority=2),
        Column("town", _("Ort"), lambda row: Cell(row.town), width=120, priority=3),
        Column(
            "contact", _("Ansprechperson"), lambda row: Cell(row.contact, private=True), width=140, priority=4,
            sortable=False,
        ),
        Column("last_contact", _("Letzter Kontakt"), _last_contact, width=130, priority=1,
               value=lambda row: row.last_contact, kind="partial_date"),
        Column("internships", _("Praktika"), _internships, width=90, priority=5, sortable=False,
               value=lambda row: row.internships, kind="integer",
               also=(Detail(_("davon laufend"), lambda row: row.running, "integer"),)),
        Column("sector", _("Branche"), lambda row: Cell(row.sector), width=120, priority=6, hidden=True),
        Column("phone", _("Telefon"), lambda row: Cell(row.phone), width=130, priority=7, sortable=False, hidden=True),
        Column("email", _("E-Mail"), lambda row: Cell(row.email), width=170, priority=7, sortable=False, hidden=True),
    )  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """A file as it is opened: its content, and what was typed into its note box and not saved."""

    file: OrganisationFile
    draft: str


def opened(session: Any, id: int) -> Opened:
    """A file and its draft in one snapshot."""
    return Opened(organisation.file(session, id, date.today()), office.draft(session, draft_key("organisation", id)))


class OrganisationPanel(RecordPanel):
    """The file of one organisation: head, what happened, its form."""

    subject, first_field = "organisation", "name"
    file: OrganisationFile | None
    form: RecordForm

    def __init__(self, page: Page, drawer: Drawer, lists: Callable[[], Lists]) -> None:
        super().__init__(
            page, drawer, lists, name=_("Organisation"), read=opened,
            in_bin=_("Diese Organisation liegt im Papierkorb."),
            empty=EmptyState(
                "building-2", _("Keine Organisation gewählt"),
                _("Wählen Sie links eine aus oder legen Sie eine neue an."),
            ),
        )  # fmt: skip
        self.stream = RecordStream(page, drawer, lists, name="organisation", read=timeline.of_organisation)
        self.form = RecordForm(
            sections(self, self._create_person),
            load=organisation.load,
            save=changes.save,
            check=rules.check,
            labels=labels,
        )
        self.form.created.connect(self.open_file)
        self.form.filled.connect(self.come_back_soon)
        self.tabs.add(_("Verlauf"), self.stream)
        self.tabs.add(_("Stammdaten"), self.form)

    def begin(self, name: str = "") -> None:
        """A new organisation: its form, empty."""
        self.flush()
        self.id = self.file = None
        self.messages.clear()
        self.head.set_person(_("Neue Organisation"), "+", _("Wird gespeichert, sobald sie einen Namen hat."))
        self.head.set_chips([])
        self.head.set_facts([])
        self.stream.begin_new()
        self.form.begin(OrganisationInput(name=name))
        self._stack.setCurrentIndex(1)
        self.edit()

    def flush(self) -> None:
        """Save what is typed, also of one that has no id yet."""
        self.stream.flush()
        self.form.flush()

    def first_about(self, id: int) -> TimelineEntryInput:
        return TimelineEntryInput(organisation_id=id)

    def note_about(self, file: OrganisationFile) -> tuple[str, TimelineEntryInput]:
        return file.name, TimelineEntryInput(organisation_id=file.id)

    def back_words(self) -> str:
        return self.file.name if self.file is not None else ""

    def show_head(self, file: OrganisationFile) -> None:
        initials = "".join(word[0] for word in file.name.split()[:2] if word[0].isalnum()).upper()
        self.head.set_person(file.name, initials or "·", file.town)
        self.head.set_chips([(vocab.ORGANISATION_KIND.label(file.kind), "neutral")])
        self.head.set_facts(self._facts(file))

    def _facts(self, file: OrganisationFile) -> list[Fact]:
        today = date.today()
        speaker = file.people[0] if file.people else None
        contact = _("noch keine")
        if speaker is not None:
            contact = ", ".join(part for part in (speaker.name, speaker.function, speaker.phone) if part)
        last = days_ago(file.last_contact, today) if file.last_contact else _("noch nie")
        if file.next_contact is not None:
            last += " · " + _("wieder {day}").format(day=relative_day(file.next_contact, today))
        late = file.next_contact is not None and file.next_contact < today
        running = sum(one.state == "running" for one in file.internships)
        hosted = ngettext("{n} Praktikum", "{n} Praktika", len(file.internships)).format(n=len(file.internships))
        if running:
            hosted += ", " + ngettext("{n} läuft", "{n} laufen", running).format(n=running)
        follow_up = _("keine")
        if file.follow_up is not None:
            day = relative_day(file.follow_up.due, today)
            follow_up = f"{day}: {file.follow_up.text}"
        return [
            Fact(_("Ansprechperson"), contact, "user", partial(self.edit, "people")),
            Fact(_("Letzter Kontakt"), last, "clock", tone="warn" if late else ""),
            Fact(_("Praktika"), hosted, "briefcase"),
            Fact(_("Wiedervorlage"), follow_up, "calendar-clock", keep=True),
        ]

    def _create_person(self, typed: str, made: Any) -> None:
        """A person entered in passing: the last word is the last name."""
        *first, last = typed.split() or [""]
        given = PersonInput(first_name=" ".join(first), last_name=last)

        def saved(id: int) -> None:
            made(id, display_name(given.last_name, given.first_name))

        jobs.write(people.save, None, None, given, then=saved, failed=self._page.failed)


class OrganisationPage(ListPage):
    """The section "Organisationen"."""

    section, icon = "organisation", "building-2"
    tables = (
        "organisation", "contact_person", "person", "timeline_entry", "follow_up", "internship", "office_term",
        "setting",
    )  # fmt: skip
    file: OrganisationPanel

    def __init__(self) -> None:
        super().__init__(_("Organisationen"))
        self.add_action(button(_("Neue Organisation"), self.new, icon="plus", look="primary"))
        self.list = ListPanel(
            "organisations",
            columns(),
            ids=ids,
            rows=organisation.rows,
            title=_("Organisationen"),
            pills=[(code, _(words)) for code, (words, _filter) in PILLS.items()],
            counts=counts,
            bulk=[(_("Excel"), "file-spreadsheet", self.to_excel), (_("Papierkorb"), "trash-2", self.bulk_bin)],
            empty=(
                _("Noch keine Organisationen"),
                _("Betriebe, Behörden, Kammern und Träger stehen hier. Legen Sie die erste an."),
                _("Neue Organisation"),
                self.new,
            ),
            empty_icon="building-2",
            views=True,
        )
        self.file = OrganisationPanel(self, self.drawer, self.lists)
        self.split = ListAndFile(self.list, self.file, name="organisations")
        self.body.addWidget(self.split, 1)
        self.ready()

    def new(self) -> None:
        """Begin a new organisation."""
        self._open_first = False
        self.file.begin()
        self.split.show_file()
