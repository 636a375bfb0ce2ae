"""Organisations: list and file side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from PySide6.QtWidgets import QFrame, QMenu, QStackedLayout, QVBoxLayout, QWidget

from permenti_desktop.domain import organisation as rules
from permenti_desktop.domain import vocab
from permenti_desktop.domain.organisation import OrganisationInput
from permenti_desktop.domain.person import PersonInput, display_name
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.gui import hub, jobs, office_lists
from permenti_desktop.gui.commands import Handlers
from permenti_desktop.gui.icons import icon
from permenti_desktop.gui.list_and_file import ListAndFile
from permenti_desktop.gui.list_panel import ListPanel
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.organisation.sections import sections
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.record_form import RecordForm
from permenti_desktop.gui.stream import RecordStream, Shown, draft_key
from permenti_desktop.gui.table import Asked, Cell, Column
from permenti_desktop.gui.theme import kind, spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.file_head import Fact, FileHead
from permenti_desktop.gui.widgets.label import isolated
from permenti_desktop.gui.widgets.tabs import Tabs
from permenti_desktop.i18n import N_, _, days_ago, ngettext, relative_day
from permenti_desktop.queries import office, organisation, person, timeline
from permenti_desktop.queries.organisation import OrganisationFile, OrganisationFilter, OrganisationRow
from permenti_desktop.usecases import bin as paper_bin
from permenti_desktop.usecases import organisation as changes
from permenti_desktop.usecases import person as people

_LISTS: Final = ("office_term", "setting")
"""Tables from which the lists to choose from come."""

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
        Column("name", _("Name"), _name, width=230, priority=0, stretch=True),
        Column("kind", _("Art"), _kind, width=156, priority=2),
        Column("town", _("Ort"), lambda row: Cell(row.town), width=120, priority=3),
        Column(
            "contact", _("Ansprechperson"), lambda row: Cell(row.contact, private=True), width=140, priority=4,
            sortable=False,
        ),
        Column("last_contact", _("Letzter Kontakt"), _last_contact, width=130, priority=1),
        Column("internships", _("Praktika"), _internships, width=90, priority=5, sortable=False),
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


class OrganisationFileView(QFrame):
    """The file of one organisation: head, what happened, its form."""

    def __init__(self, page: Page, drawer: Drawer, lists: Callable[[], Lists]) -> None:
        super().__init__()
        kind(self, "card")
        self._page = page
        self.id: int | None = None
        self._shown_name = ""
        self._stack = QStackedLayout(self)
        self._nothing = EmptyState()
        self._nothing.say(
            _("Keine Organisation gewählt"), _("Wählen Sie links eine aus oder legen Sie eine neue an."), "building-2"
        )
        self._stack.addWidget(self._nothing)
        content = QWidget()
        layout = QVBoxLayout(content)
        spaced(layout, (0, 0, 0, 0), 0)
        self.head = FileHead(pin=False)
        menu = QMenu(self)
        menu.addAction(icon("trash-2"), _("In den Papierkorb"), self._to_bin)
        self.head.menu_button.setMenu(menu)
        layout.addWidget(self.head)
        self.tabs = Tabs()
        layout.addWidget(self.tabs, 1)
        self.stream = RecordStream(page, drawer, lists, name="organisation", read=timeline.of_organisation)
        self.form = RecordForm(
            sections(self, self._create_person),
            load=organisation.load,
            save=changes.save,
            check=rules.check,
            labels=labels,
        )
        self.form.created.connect(self.open)
        self.tabs.add(_("Verlauf"), self.stream)
        self.tabs.add(_("Stammdaten"), self.form)
        self._stack.addWidget(content)

    def open(self, id: int) -> None:
        """Show an organisation."""
        changed = id != self.id
        self.id = id
        if changed:
            self.stream.begin(id, TimelineEntryInput(organisation_id=id))
        jobs.read(opened, id, then=self._show, owner=self, key="file", failed=self._page.failed)
        if changed and self.form.record != id:
            self.form.open(id)

    def begin(self, name: str = "") -> None:
        """A new organisation: its form, empty."""
        self.id = None
        self._shown_name = ""
        self.head.set_person(_("Neue Organisation"), "+", _("Wird gespeichert, sobald sie einen Namen hat."))
        self.head.set_chips([])
        self.head.set_facts([])
        self.stream.begin_new()
        self.form.begin(OrganisationInput(name=name))
        self._stack.setCurrentIndex(1)
        self.tabs.setCurrentIndex(1)
        self.form.form.focus_field("name")

    def refresh(self, touched: hub.Touched = frozenset()) -> None:
        """Read again what is shown."""
        if self.id is not None:
            self.open(self.id)
            self.form.refresh()

    def flush(self) -> None:
        """Save what is typed, before leaving or locking."""
        self.stream.flush()
        self.form.flush()

    def _show(self, answer: Opened) -> None:
        file = answer.file
        if file.id != self.id:
            return
        self._stack.setCurrentIndex(1)
        self._shown_name = file.name
        initials = "".join(word[0] for word in file.name.split()[:2] if word[0].isalnum()).upper()
        self.head.set_person(file.name, initials or "·", file.town)
        self.head.set_chips([(vocab.ORGANISATION_KIND.label(file.kind), "neutral")])
        self.head.set_facts(self._facts(file))
        about = TimelineEntryInput(organisation_id=file.id)
        self.stream.show_record(Shown(file.id, file.name, file.timeline, answer.draft, about))

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
            Fact(_("Ansprechperson"), contact, "user", self._to_form, keep=False),
            Fact(_("Letzter Kontakt"), last, "clock", tone="warn" if late else ""),
            Fact(_("Praktika"), hosted, "briefcase"),
            Fact(_("Wiedervorlage"), follow_up, "calendar-clock", keep=True),
        ]

    def _to_form(self) -> None:
        self.tabs.setCurrentIndex(1)

    def _to_bin(self) -> None:
        if self.id is None:
            return
        name = self._shown_name
        self.flush()
        self._page.say(_("{name} liegt im Papierkorb").format(name=isolated(name)), undo=True)
        jobs.write(paper_bin.put, "organisation", self.id, failed=self._page.failed)
        self.id = None
        self._stack.setCurrentIndex(0)

    def _create_person(self, typed: str, made: Any) -> None:
        """A person entered in passing: the last word is the last name."""
        *first, last = typed.split() or [""]
        given = PersonInput(first_name=" ".join(first), last_name=last)

        def saved(id: int) -> None:
            made(id, display_name(given.last_name, given.first_name))

        jobs.write(people.save, None, None, given, then=saved, failed=self._page.failed)


class OrganisationPage(Page):
    """The section "Organisationen"."""

    section, icon = "organisation", "building-2"
    tables = ("organisation", "contact_person", "person", "timeline_entry", "follow_up", "internship", *_LISTS)

    def __init__(self) -> None:
        super().__init__(_("Organisationen"))
        self._lists = Lists()
        self.drawer = Drawer(self)
        self.add_action(button(_("Neue Organisation"), self.new, icon="plus", look="primary"))
        self.list = ListPanel(
            "organisations",
            columns(),
            ids=ids,
            rows=organisation.rows,
            title=_("Organisationen"),
            pills=[(code, _(words)) for code, (words, _filter) in PILLS.items()],
            counts=counts,
            bulk=[(_("In den Papierkorb"), "trash-2", self._bin_all)],
            empty=(
                _("Noch keine Organisationen"),
                _("Betriebe, Behörden, Kammern und Träger stehen hier. Legen Sie die erste an."),
                _("Neue Organisation"),
                self.new,
            ),
            empty_icon="building-2",
        )
        self.file = OrganisationFileView(self, self.drawer, self.lists)
        self.split = ListAndFile(self.list, self.file, name="organisations")
        self.body.addWidget(self.split, 1)
        self.list.table.current_changed.connect(self._current)
        self.list.table.opened.connect(self.open_record)
        self.list.counts_changed.connect(self._counted)
        self._read_lists()

    def lists(self) -> Lists:
        """The office's words and lists as they were read last."""
        return self._lists

    def refresh(self, touched: hub.Touched = frozenset()) -> None:
        self.list.refresh()
        self.file.refresh(touched)
        if any(table in _LISTS for table, _id in touched):
            self._read_lists()

    def handlers(self) -> Handlers:
        return {"new": self.new, **self.list.handlers()}

    def reflow(self, width: int, height: int) -> None:
        self.split.reflow(width)
        self.file.head.set_small(height < 640)

    def open_record(self, record: int) -> None:
        self.list.table.select(record)
        self.file.open(record)
        self.split.show_file()

    def record(self) -> int | None:
        return self.file.id

    def back(self) -> bool:
        if not self.drawer.isHidden():
            self.drawer.close_drawer()
            return True
        return self.split.go_back()

    def focus_first(self) -> None:
        self.list.table.setFocus()

    def panes(self) -> list[QWidget]:
        return [self.list, self.file]

    def may_leave(self) -> None:
        self.file.flush()

    def new(self) -> None:
        """Begin a new organisation."""
        self.file.begin()
        self.split.show_file()

    def _current(self, record: int | None) -> None:
        if record is not None and not self.split.one_pane:
            self.file.open(record)

    def _counted(self, shown: int, found: Mapping[str, int] | None) -> None:
        total = (found or {}).get("", shown)
        self.set_subtitle(_("{shown} angezeigt · {total} gesamt").format(shown=shown, total=total))

    def _bin_all(self, chosen: list[int]) -> None:
        words = ngettext("{n} Organisation liegt im Papierkorb", "{n} Organisationen liegen im Papierkorb", len(chosen))
        self.say(words.format(n=len(chosen)), undo=True)
        jobs.write(paper_bin.put_all, "organisation", chosen, failed=self.failed)

    def _read_lists(self) -> None:
        jobs.read(office_lists.lists, then=self._got_lists, owner=self, key="lists")

    def _got_lists(self, lists: Lists) -> None:
        if lists != self._lists:
            self._lists = lists
            self.file.stream.use_lists()
