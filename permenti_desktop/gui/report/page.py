"""Berichte: choose a report and a period at the left, see it as it will be at the right, save it with one click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import groupby
from typing import Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from permenti_desktop.db.session import Session
from permenti_desktop.domain import vocab
from permenti_desktop.domain.errors import UserError
from permenti_desktop.gui import hub, jobs
from permenti_desktop.gui.commands import Handlers
from permenti_desktop.gui.list_and_file import ListAndFile
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.pdf_pane import PdfPane
from permenti_desktop.gui.privacy import P, guard
from permenti_desktop.gui.report.periods import PRESETS, period, running
from permenti_desktop.gui.report.saving import print_report, save_report
from permenti_desktop.gui.theme import kind, spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import Button, button
from permenti_desktop.gui.widgets.card import Card
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.flow import FlowLayout
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.i18n import _, language, ngettext, number_text, texts
from permenti_desktop.queries import grant, person
from permenti_desktop.queries.grant import GrantRow
from permenti_desktop.reports import catalogue, figures
from permenti_desktop.reports.catalogue import Preview, Report
from permenti_desktop.reports.options import Format, Options, of_period

_PAUSE = 250
_MOST_MISSING = 200


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing in one record: whose, and the fields in words."""

    id: int
    name: str
    fields: tuple[str, ...]


def gaps(session: Session, options: Options) -> tuple[Gap, ...]:
    """The records in which something is missing that a funder asks for, by name."""
    found = sorted(figures.missing(session, options), key=lambda one: one.participant_id)
    names = person.names(session, [one.participant_id for one in found])
    made = [
        Gap(id, names[id].list_name, tuple(dict.fromkeys(_(figures.FIELDS[one.field]) for one in own)))
        for id, own in groupby(found, key=lambda one: one.participant_id)
        if id in names
    ]
    return tuple(sorted(made, key=lambda gap: gap.name))


class ReportPage(Page):
    """The section "Berichte"."""

    section: ClassVar[str] = "report"
    icon: ClassVar[str] = "file-chart-column"
    tables: ClassVar[tuple[str, ...]] = (
        "participant",
        "person",
        "participation",
        "outcome",
        "tandem",
        "tandem_mentee",
        "tandem_meeting",
        "internship",
        "organisation",
        "timeline_entry",
        "network_meeting",
        "grant_award",
        "target",
        "cohort",
        "setting",
        "office_term",
    )

    def __init__(self) -> None:
        super().__init__(_("Berichte"))
        self._grants: tuple[GrantRow, ...] = ()
        self._gaps: tuple[Gap, ...] = ()
        self._preview: Preview | None = None
        self._instead = (_("Die Vorschau wird vorbereitet …"), "")
        self.split = ListAndFile(self._choices(), self._result(), name="reports", share=36)
        self.split.back.setText(_("Auswahl"))
        self.split.back.setToolTip(_("Zurück zur Auswahl (Alt+←)"))
        self.body.addWidget(self.split, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.look)
        P.changed.connect(self._show_result)
        self._choose_report(catalogue.REPORTS[0].name)
        self._preset("quarter")

    # -- what is on the page -------------------------------------------------------------------------------------

    def _choices(self) -> QWidget:
        """The left half: report, period, grant, language, formats."""
        card = QFrame()
        kind(card, "card")
        outer = QVBoxLayout(card)
        spaced(outer, (0, 0, 0, 0), 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(_("Auswahl für den Bericht"))
        content = QWidget()
        inner = QVBoxLayout(content)
        spaced(inner, 16, 12)
        self.cards: dict[str, Button] = {}
        group = QButtonGroup(self)
        for report in catalogue.REPORTS:
            made = button(_(report.title), partial(self._report_clicked, report.name), icon=report.icon)
            made.setCheckable(True)
            made.setAccessibleDescription(_(report.about))
            group.addButton(made)
            self.cards[report.name] = made
            inner.addWidget(made)
            inner.addWidget(label(_(report.about), "caption", wrap=True))
        inner.addWidget(label(_("Zeitraum"), "subtitle"))
        self.presets: dict[str, Button] = {}
        pills = QWidget()
        row = FlowLayout(pills)
        spaced(row, 0, 6)
        periods = QButtonGroup(self)
        for code, words in PRESETS:
            pill = button(_(words), partial(self._preset, code), look="pill")
            pill.setCheckable(True)
            periods.addButton(pill)
            self.presets[code] = pill
            row.addWidget(pill)
        inner.addWidget(pills)
        days = QHBoxLayout()
        spaced(days, 0, 8)
        self.first, self.last = factory.date(_("Erster Tag")), factory.date(_("Letzter Tag"))
        for field, name in ((self.first, _("Erster Tag")), (self.last, _("Letzter Tag"))):
            field.changed.connect(self._day_typed)
            days.addWidget(factory.labelled(name, field), 1)
        inner.addLayout(days)
        self.grant = factory.choice(_("Zuwendung"), self._grant_terms, empty=_("alle Teilnehmerinnen"), typing=False)
        self.grant.changed.connect(self._grant_chosen)
        inner.addWidget(factory.labelled(_("Zuwendung"), self.grant))
        spoken = (("de", _("Deutsch")), ("en", _("Englisch")))
        self.language = factory.choice(_("Sprache des Berichts"), spoken, optional=False, typing=False)
        self.language.set_value(language())
        self.language.changed.connect(self.later)
        inner.addWidget(factory.labelled(_("Sprache des Berichts"), self.language))
        self.purpose = factory.choice(_("Zweck der Weitergabe"), vocab.PURPOSE, optional=False, typing=False)
        self.purpose.set_value("funder")
        self.purpose.changed.connect(self.later)
        self._purpose_row = factory.labelled(
            _("Zweck der Weitergabe"),
            self.purpose,
            hint=_("Jede Ausgabe mit Personendaten wird mit ihrem Zweck vermerkt."),
        )
        inner.addWidget(self._purpose_row)
        inner.addStretch(1)
        scroll.setWidget(content)
        outer.addWidget(scroll, 1)
        foot = QVBoxLayout()
        spaced(foot, (16, 8, 16, 12), 0)
        row_of_buttons = QWidget()
        flow = FlowLayout(row_of_buttons)
        spaced(flow, 0, 8)
        foot.addWidget(row_of_buttons)
        self.buttons = {
            "pdf": button(_("PDF speichern"), partial(self.save, "pdf"), icon="file-text", look="primary"),
            "xlsx": button(_("Excel"), partial(self.save, "xlsx"), icon="file-spreadsheet"),
            "csv": button(_("CSV"), partial(self.save, "csv"), icon="table"),
            "print": button(_("Drucken"), self.print, icon="printer"),
            "look": button(_("Vorschau"), self.show_preview, icon="eye"),
        }
        for made in self.buttons.values():
            flow.addWidget(made)
        self.buttons["look"].setVisible(False)
        outer.addLayout(foot)
        return card

    def _result(self) -> QWidget:
        """The right half: the line about what is missing, and the preview or the list of it."""
        card = Card(_("Vorschau"))
        line = QHBoxLayout()
        spaced(line, 0, 8)
        self.told = label("", "caption", wrap=True)
        line.addWidget(self.told, 1)
        self.missing_button = button("", self._toggle_missing, look="link")
        line.addWidget(self.missing_button)
        card.body.addLayout(line)
        self.stack = QStackedWidget()
        self.nothing = EmptyState("file-chart-column", *self._instead)
        self.pdf = PdfPane()
        self.missing_list = QScrollArea()
        self.missing_list.setWidgetResizable(True)
        self.missing_list.setAccessibleName(_("Fehlende Angaben"))
        for part in (self.nothing, self.pdf, self.missing_list):
            self.stack.addWidget(part)
        card.body.addWidget(self.stack, 1)
        return card

    # -- choosing ------------------------------------------------------------------------------------------------

    @property
    def report(self) -> Report:
        """The report that is chosen."""
        return next(catalogue.BY_NAME[name] for name, made in self.cards.items() if made.isChecked())

    def _choose_report(self, name: str) -> None:
        self.cards[name].setChecked(True)
        self._purpose_row.setVisible(self.report.personal)

    def _report_clicked(self, name: str) -> None:
        self._choose_report(name)
        self.later()

    def _grant_terms(self) -> Sequence[tuple[int, str]]:
        return [(one.id, one.title) for one in self._grants]

    def _grant_row(self) -> GrantRow | None:
        chosen = self.grant.value()
        return next((one for one in self._grants if one.id == chosen), None)

    def _grant_chosen(self) -> None:
        if self.presets["grant"].isChecked():
            self._preset("grant")
        self.later()

    def _preset(self, code: str) -> None:
        """A period by one click; "von – bis" leads to the fields."""
        self.presets[code].setChecked(True)
        today = date.today()
        found = period(code, today, self._grant_row() or running(self._grants, today))
        if found is not None:
            self.first.set_value(found[0])
            self.last.set_value(found[1])
            self.later()
        elif code == "free":
            self.first.setFocus()
            self.first.selectAll()
        elif code == "grant":
            self.messages.say(
                _("Es gibt noch keine Zuwendung mit Beginn und Ende."),
                next_step=_("Tragen Sie sie unter „Zuwendungen“ ein oder wählen Sie die Tage selbst."),
                key="grant",
            )

    def _day_typed(self) -> None:
        self.presets["free"].setChecked(True)
        self.later()

    def options(self) -> Options | None:
        """What is chosen; None while the days are not there. Raises UserError when they are in the wrong order."""
        first, last = self.first.day(), self.last.day()
        if first is None or last is None:
            return None
        database: Any = jobs.database()
        spoken = self.language.value() or language()
        purpose = vocab.PURPOSE.label(self.purpose.value(), texts(spoken)) if self.report.personal else ""
        return replace(
            of_period(first, last, date.today(), self.grant.value()),
            purpose=purpose,
            made_at=datetime.now(UTC),
            made_by=str(database.who),
        )

    # -- looking -------------------------------------------------------------------------------------------------

    def refresh(self, touched: hub.Touched = frozenset()) -> None:
        jobs.read(grant.rows, then=self._grants_read, owner=self, key="grants", failed=self.failed)

    def _grants_read(self, rows: tuple[GrantRow, ...]) -> None:
        self._grants = rows
        self.grant.refresh_terms()
        self.look()

    def later(self) -> None:
        """Look again after a short pause, so that typing a date makes one preview and not eight."""
        self._pause.start(_PAUSE)

    def look(self) -> None:
        """Make the preview of what is chosen."""
        self._pause.stop()
        self.messages.take_back("period")
        options = self._checked()
        for name, made in self.buttons.items():
            made.setEnabled(options is not None or name == "look")
        if options is None:
            self._preview = None
            self._gaps = ()
            self._instead = _("Noch keine Vorschau"), _("Bitte geben Sie den ersten und den letzten Tag ein.")
            self._show_result()
            return
        self._instead = _("Die Vorschau wird vorbereitet …"), ""
        self._show_result()
        spoken = self.language.value() or language()
        jobs.read(
            catalogue.preview, self.report, options, spoken,
            then=self._seen, owner=self, key="look", failed=self._not_seen,
        )  # fmt: skip
        jobs.read(gaps, options, then=self._counted, owner=self, key="gaps", failed=self.failed)

    def _checked(self) -> Options | None:
        try:
            return self.options()
        except UserError as error:
            self.messages.error(error, key="period")
            return None

    def _seen(self, preview: Preview) -> None:
        self._preview = preview
        self.pdf.show_pdf(preview.content)
        self._show_result()

    def _not_seen(self, error: UserError) -> None:
        self._instead = _("Noch keine Vorschau"), ""
        self._show_result()
        self.failed(error)

    def _counted(self, found: tuple[Gap, ...]) -> None:
        self._gaps = found
        if self.stack.currentWidget() is self.missing_list:
            self._fill_missing()
        self._show_result()

    def _show_result(self, _hidden: bool = False) -> None:
        """Preview, list of what is missing, or why there is nothing to see."""
        preview = self._preview
        listed = self.stack.currentWidget() is self.missing_list and bool(self._gaps)
        if preview is None:
            self.nothing.say(*self._instead, "file-chart-column")
            self.stack.setCurrentWidget(self.nothing)
        elif listed:
            self.stack.setCurrentWidget(self.missing_list)
        elif P.active and self.report.personal:
            self.nothing.say(
                _("Sichtschutz ist an"), _("Namen sind verborgen. Mit F9 sehen Sie die Vorschau wieder."), "eye-off"
            )
            self.stack.setCurrentWidget(self.nothing)
        else:
            self.stack.setCurrentWidget(self.pdf)
        self.told.setText(self._words(preview))
        count = len(self._gaps)
        self.missing_button.setVisible(bool(count))
        if listed:
            self.missing_button.setText(_("Zur Vorschau"))
        else:
            words = ngettext(
                "Bei {n} Person fehlen Angaben: Liste öffnen", "Bei {n} Personen fehlen Angaben: Liste öffnen", count
            )
            self.missing_button.setText(words.format(n=number_text(count)))

    @staticmethod
    def _words(preview: Preview | None) -> str:
        if preview is None:
            return ""
        if preview.shown < preview.people:
            return _("Die ersten {shown} von {people} Personen. Gespeichert wird die ganze Liste.").format(
                shown=number_text(preview.shown), people=number_text(preview.people)
            )
        return _("So wird die PDF-Datei.")

    def _toggle_missing(self) -> None:
        if self.stack.currentWidget() is self.missing_list:
            self.stack.setCurrentWidget(self.pdf)
        else:
            self._fill_missing()
            self.stack.setCurrentWidget(self.missing_list)
        self._show_result()

    def _fill_missing(self) -> None:
        """One line per person: her name leads to her file."""
        content = QWidget()
        layout = QVBoxLayout(content)
        spaced(layout, (0, 0, 8, 0), 4)
        for gap in self._gaps[:_MOST_MISSING]:
            name = button(gap.name, partial(self.go, "participant", gap.id), look="link")
            guard(name)
            layout.addWidget(name)
            layout.addWidget(label(", ".join(gap.fields), "caption", wrap=True))
        rest = len(self._gaps) - _MOST_MISSING
        if rest > 0:
            layout.addWidget(label(_("und {n} weitere").format(n=number_text(rest)), "muted"))
        layout.addStretch(1)
        self.missing_list.setWidget(content)

    def show_preview(self) -> None:
        """On a narrow window: the preview to the front."""
        self.split.show_file()

    # -- saving --------------------------------------------------------------------------------------------------

    def save(self, format: Format) -> None:
        """Ask where to and save."""
        options = self._checked()
        if options is not None:
            save_report(self, self.report, options, format, self.language.value() or language())

    def print(self) -> None:
        """Ask for the printer and print the whole report."""
        options = self._checked()
        if options is not None:
            print_report(self, self.report, options, self.language.value() or language())

    # -- for the window ------------------------------------------------------------------------------------------

    def handlers(self) -> Handlers:
        excel: Callable[[], object] = partial(self.save, "xlsx")
        return {"print": self.print, "excel": excel}

    def reflow(self, width: int, height: int) -> None:
        self.split.reflow(width)
        self.buttons["look"].setVisible(self.split.one_pane)

    def back(self) -> bool:
        return self.split.go_back()

    def focus_first(self) -> None:
        next(made for made in self.cards.values() if made.isChecked()).setFocus()

    def panes(self) -> list[QWidget]:
        return self.split.panes()
