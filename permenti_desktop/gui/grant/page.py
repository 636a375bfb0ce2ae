"""Grants with targets and reporting dates, and cohorts."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from permenti_desktop.domain import grant as rules
from permenti_desktop.domain import vocab
from permenti_desktop.domain.grant import CohortInput, DeadlineInput, GrantInput, TargetInput
from permenti_desktop.gui import hub
from permenti_desktop.gui.commands import Handlers
from permenti_desktop.gui.form import Field, Section
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.records_pane import RecordsPane
from permenti_desktop.gui.table import Cell, Column
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.tabs import Tabs
from permenti_desktop.i18n import _, date_text, relative_day
from permenti_desktop.queries import grant
from permenti_desktop.queries.grant import CohortRow, GrantRow
from permenti_desktop.usecases import grant as changes


def _period(start: date | None, end: date | None) -> str:
    return " – ".join(date_text(day) for day in (start, end) if day is not None)


def _title(row: GrantRow) -> Cell:
    return Cell(row.title, second=row.funder, strong=True)


def _when(row: GrantRow) -> Cell:
    return Cell(_period(row.start, row.end))


def _deadline(row: GrantRow) -> Cell:
    if row.next_deadline is None:
        return Cell(_("keiner"), tone="muted")
    today = date.today()
    days = (row.next_deadline - today).days
    words = relative_day(row.next_deadline, today) if days <= 14 else date_text(row.next_deadline)
    tone = "bad" if days < 0 else "warn" if days <= 28 else ""
    return Cell(words, second=row.next_deadline_title, tone=tone, icon="triangle-alert" if days < 0 else "")


def grant_columns() -> tuple[Column, ...]:
    """The columns of the list of grants."""
    return (
        Column("title", _("Zuwendung"), _title, width=220, priority=0, stretch=True, sortable=False),
        Column("start", _("Zeitraum"), _when, width=190, priority=2, sortable=False),
        Column("deadline", _("Nächster Termin"), _deadline, width=140, priority=1, sortable=False),
        Column("participants", _("Teilnehmerinnen"), lambda row: Cell(str(row.participants), right=True), width=118,
               priority=3, sortable=False, right=True),
    )  # fmt: skip


def cohort_columns() -> tuple[Column, ...]:
    """The columns of the list of cohorts."""

    def name(row: CohortRow) -> Cell:
        return Cell(row.name, second=_period(row.start, row.end), strong=True)

    return (
        Column("name", _("Durchgang"), name, width=200, priority=0, stretch=True, sortable=False),
        Column("participants", _("Teilnehmerinnen"), lambda row: Cell(str(row.participants), right=True), width=118,
               priority=1, sortable=False, right=True),
        Column("tandems", _("Tandems"), lambda row: Cell(str(row.tandems), right=True), width=80, priority=2,
               sortable=False, right=True),
    )  # fmt: skip


def grant_sections() -> tuple[Section, ...]:
    """All fields of ``GrantInput``."""
    return (
        Section(
            _("Zuwendung"),
            (
                Field("title", _("Bezeichnung"), wide=True),
                Field("funder", _("Zuwendungsgeber")),
                Field("ministry", _("Ministerium"), hint=_("So, wie es in diesem Zeitraum heißt.")),
                Field("reference", _("Aktenzeichen")),
                Field("start", _("Beginn"), "date"),
                Field("end", _("Ende"), "date"),
            ),
        ),
        Section(
            _("Ziele"),
            (
                Field(
                    "targets", _("Zielzahlen"), "rows", row=TargetInput, add=_("Zielzahl hinzufügen"),
                    hint=_("Ohne Jahr gilt eine Zielzahl für den ganzen Zeitraum."),
                    fields=(
                        Field("indicator", _("Was gezählt wird"), "choice", terms=vocab.INDICATOR, optional=False),
                        Field("value", _("Ziel"), "number"),
                        Field("year", _("Jahr"), "number"),
                    ),
                ),
            ),
        ),
        Section(
            _("Termine"),
            (
                Field(
                    "deadlines", _("Termine beim Zuwendungsgeber"), "rows", row=DeadlineInput,
                    add=_("Termin hinzufügen"),
                    fields=(
                        Field("title", _("Was")),
                        Field("due", _("Fällig am"), "date"),
                        Field("done_on", _("Erledigt am"), "date"),
                    ),
                ),
            ),
        ),
        Section(
            _("Regeln"),
            (
                Field("last_payment_on", _("Letzte Zahlung"), "date"),
                Field(
                    "retention_years", _("Aufbewahren"), "number", unit=_("Jahre"),
                    hint=_("Gezählt ab dem 31. Dezember des Jahres der letzten Zahlung."),
                ),
                Field(
                    "short_contact_hours", _("Kurzkontakt bis"), "number", unit=_("Stunden"),
                    hint=_("Bis zu dieser Dauer ist kein Fragebogen nötig."),
                ),
                Field("remarks", _("Bemerkung"), "text"),
            ),
        ),
    )  # fmt: skip


def cohort_sections() -> tuple[Section, ...]:
    """All fields of ``CohortInput``."""
    return (
        Section(
            _("Durchgang"),
            (
                Field("name", _("Name"), wide=True),
                Field("start", _("Beginn"), "date"),
                Field("end", _("Ende"), "date"),
                Field("remarks", _("Bemerkung"), "text"),
            ),
        ),
    )


class GrantPage(Page):
    """The section "Zuwendungen"."""

    section, icon = "grant", "landmark"
    tables = ("grant_award", "target", "deadline", "cohort", "participation", "participant")

    def __init__(self) -> None:
        super().__init__(_("Zuwendungen"))
        self.drawer = Drawer(self)
        self.add_action(button(_("Neuer Eintrag"), self.new, icon="plus", look="primary"))
        self.grants = RecordsPane(
            self,
            "grants",
            grant_columns(),
            read_all=grant.rows,
            words=lambda row: f"{row.title} {row.funder} {row.reference}",
            sections=grant_sections(),
            load=grant.load,
            save=changes.save,
            check=rules.check,
            new=GrantInput,
            table="grant_award",
            title=_("Zuwendung"),
            picture="landmark",
            drawer=self.drawer,
            empty=(
                _("Noch keine Zuwendung"),
                _("Tragen Sie Zeitraum, Ziele und Termine aus dem Bescheid ein: für Soll und Ist im Bericht."),
                _("Neue Zuwendung"),
            ),
        )
        self.cohorts = RecordsPane(
            self,
            "cohorts",
            cohort_columns(),
            read_all=grant.cohorts,
            words=lambda row: row.name,
            sections=cohort_sections(),
            load=grant.load_cohort,
            save=changes.save_cohort,
            check=rules.check_cohort,
            new=CohortInput,
            table="cohort",
            title=_("Durchgang"),
            picture="users",
            drawer=self.drawer,
            empty=(
                _("Noch kein Durchgang"),
                _("Ein Durchgang fasst Tandems zusammen, die gemeinsam beginnen und enden."),
                _("Neuer Durchgang"),
            ),
        )
        self.tabs = Tabs()
        self.tabs.add(_("Zuwendungen"), self.grants)
        self.tabs.add(_("Durchgänge"), self.cohorts)
        self.body.addWidget(self.tabs, 1)

    def _pane(self) -> RecordsPane:
        return self.cohorts if self.tabs.currentIndex() == 1 else self.grants

    def refresh(self, touched: hub.Touched = frozenset()) -> None:
        self.grants.refresh()
        self.cohorts.refresh()

    def handlers(self) -> Handlers:
        return {"new": self.new, **self._pane().handlers()}

    def back(self) -> bool:
        if self.drawer.isHidden():
            return False
        self.drawer.close_drawer()
        return True

    def new(self) -> None:
        """Begin a new grant, or a new cohort where cohorts are shown."""
        self._pane().begin()

    def reflow(self, width: int, height: int) -> None:
        for pane in (self.grants, self.cohorts):
            pane.split.reflow(width)

    def open_record(self, record: int) -> None:
        self.tabs.setCurrentIndex(0)
        self.grants.open(record)

    def record(self) -> int | None:
        return self.grants.form.record

    def focus_first(self) -> None:
        self._pane().list.table.setFocus()

    def panes(self) -> list[QWidget]:
        return [self._pane().list, self._pane().card]

    def may_leave(self) -> None:
        self.grants.form.flush()
        self.cohorts.form.flush()
