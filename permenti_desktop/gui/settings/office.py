"""Stelle: everything an office sets for itself; saved in its file, for everyone who opens it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from permenti_desktop.domain import office as rules
from permenti_desktop.domain import site_profile, vocab
from permenti_desktop.domain.check import Problem
from permenti_desktop.domain.errors import UserError
from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.gui import jobs
from permenti_desktop.gui.form import Field, Form, Section
from permenti_desktop.gui.settings.group import Found
from permenti_desktop.gui.theme import fixed, spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.flow import FlowLayout
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.i18n import _
from permenti_desktop.queries import office as queries
from permenti_desktop.usecases import office as use_cases


def _sections() -> tuple[Section, ...]:
    return (
        Section(
            _("Anschrift"),
            (
                Field("office", _("Name der Stelle")),
                Field("provider", _("Träger")),
                Field("address", _("Anschrift"), "text", lines=2),
                Field("phone", _("Telefon")),
                Field("email", _("E-Mail")),
            ),
        ),
        Section(
            _("Wörter und Nummern"),
            (
                Field(
                    "forms",
                    _("Schreibweise"),
                    "choice",
                    terms=(("feminine", "Mentorinnen"), ("star", "Mentor*innen"), ("colon", "Mentor:innen")),
                    optional=False,
                ),
                Field(
                    "participant_number",
                    _("Muster der TN-Nummer"),
                    hint=_("{year} steht für das Jahr, {number:04} für die laufende Nummer."),
                ),
            ),
        ),
        Section(
            _("Bereiche und Phasen"),
            (
                Field(
                    "modules",
                    _("Bereiche, die Sie nutzen"),
                    "multi",
                    terms=site_profile.MODULE,
                    hint=_("Gilt ab dem nächsten Start. Ausgeblendete Daten bleiben erhalten."),
                ),
                Field("phases", _("Phasen auf dem Weg einer Teilnehmerin"), "multi", terms=vocab.PHASE),
            ),
        ),
        Section(
            _("Rhythmen und Fristen"),
            (
                Field("network_target_weeks", _("Netzwerktreffen alle"), "number", unit=_("Wochen")),
                Field("network_limit_weeks", _("spätestens nach"), "number", unit=_("Wochen")),
                Field("tandem_rhythm_days", _("Tandemtreffen alle"), "number", unit=_("Tage")),
                Field("follow_up_days", _("Wiedervorlage üblicherweise in"), "number", unit=_("Tage")),
                Field("silence_days", _("Lange nicht gesprochen nach"), "number", unit=_("Tage")),
                Field("expiring_days", _("„Läuft aus“ zeigt die nächsten"), "number", unit=_("Tage")),
                Field("lock_minutes", _("Sperren spätestens nach"), "number", unit=_("Minuten")),
            ),
        ),
        Section(
            _("Zahlen für Berichte"),
            (
                Field(
                    "small_cells",
                    _("Kleine Zahlen verbergen unter"),
                    "choice",
                    terms=((3, "3"), (5, "5"), (10, "10")),
                    optional=False,
                ),
                Field("on_leaving_days", _("Verbleib „bei Austritt“ zählt bis"), "number", unit=_("Tage")),
                Field("figures_due_weeks", _("Angaben vollständig nach"), "number", unit=_("Wochen")),
                Field("long_term_months", _("Langzeitarbeitslos ab"), "number", unit=_("Monate")),
                Field("long_term_months_under_25", _("unter 25 Jahren ab"), "number", unit=_("Monate")),
                Field("short_contact_hours", _("Kurzkontakt unter"), "number", unit=_("Stunden")),
            ),
        ),
        Section(
            _("Aufbewahrung"),
            (
                Field("bin_days", _("Papierkorb behält"), "number", unit=_("Tage")),
                Field(
                    "retention_years",
                    _("Akten behalten"),
                    "number",
                    unit=_("Jahre"),
                    hint=_("Welche Frist gilt, steht im Zuwendungsbescheid. Bitte klären Sie es mit Ihrem Träger."),
                ),
            ),
        ),
    )


class OfficeGroup(QWidget):
    """A form over the settings of the office; saved by itself."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.name, self.title = "office", _("Stelle")
        outer = QVBoxLayout(self)
        spaced(outer, (0, 14, 0, 0), 4)
        head = QVBoxLayout()
        spaced(head, (20, 0, 20, 0), 4)
        head.addWidget(label(self.title, "title"))
        head.addWidget(label(_("Gilt für alle, die diese Datei öffnen."), "muted", wrap=True))
        profile = QWidget()
        row = FlowLayout(profile, gap=8)
        row.addWidget(label(_("Standortprofil"), "strong"))
        self.site = factory.choice(_("Standortprofil"), vocab.SITE, optional=False)
        fixed(self.site, min_width=200)
        row.addWidget(self.site)
        self.take = button(_("Profil übernehmen"), self.take_profile)
        row.addWidget(self.take)
        head.addWidget(profile)
        head.addWidget(
            label(_("Ein Profil setzt Bereiche, Phasen, Wörter und Rhythmen neu. Akten bleiben."), "caption", wrap=True)
        )
        outer.addLayout(head)
        sections = _sections()
        self.form = Form(sections, check=_check)
        self.form.save_wanted.connect(self.save)
        outer.addWidget(self.form, 1)
        self.found = [Found(_("Standortprofil"), _("Standortprofil Profil Standort"), self.site)]
        self.found += [
            Found(field.label, f"{field.label} {field.hint} {section.title}", self.form.widget_of(field.name))
            for section in sections
            for field in section.fields
        ]
        self._filled = False
        self.refresh()

    def refresh(self) -> None:
        """Read again what the office has set."""
        jobs.read(queries.settings, then=self._read, owner=self)

    def _read(self, found: OfficeSettings) -> None:
        if self._filled:
            self.form.update_snapshot(found)
        else:
            self._filled = True
            self.form.fill(found)
        if not self.site.hasFocus():
            self.site.set_value(found.site)

    def save(self) -> None:
        """Save what was changed."""
        jobs.write(use_cases.save_settings, self.form.storable(), then=self._saved, failed=self._not_saved, owner=self)

    def _saved(self, _nothing: object) -> None:
        self.form.saved()
        self.refresh()

    def _not_saved(self, error: UserError) -> None:
        self.form.not_saved(error)
        self.failed.emit(error)

    def take_profile(self) -> None:
        """Take over what another kind of site starts with; undo takes it back."""
        self.form.flush()
        jobs.write(use_cases.choose_profile, self.site.value(), then=self._taken, failed=self.failed.emit, owner=self)

    def _taken(self, _nothing: object) -> None:
        self.refresh()
        self.said.emit(_("Das Profil ist übernommen."))

    def show_setting(self, widget: QWidget) -> None:
        """Bring a setting into view with the focus on it."""
        for name in self.form.slots:
            if self.form.widget_of(name) is widget:
                self.form.focus_field(name)
                return
        widget.setFocus()

    def flush(self) -> None:
        """Save what is typed."""
        self.form.flush()


def _check(given: OfficeSettings) -> list[Problem]:
    return list(rules.check(given, date.today()))
