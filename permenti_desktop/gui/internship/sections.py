"""The form of an internship as data: every field of its Input."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QObject

from permenti_desktop.domain import vocab
from permenti_desktop.domain.internship import ChecklistItemInput, VisitInput
from permenti_desktop.gui import providers, shared_sections
from permenti_desktop.gui.form import Field, Section
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.i18n import _


def _new_visit() -> VisitInput:
    return VisitInput(on=date.today())


def sections(lists: Callable[[], Lists], owner: QObject) -> tuple[Section, ...]:
    """All fields of ``InternshipInput``; ``lists`` knows the office's words now."""

    named = partial(shared_sections.choice, lists)

    return (
        Section(
            _("Praktikum"),
            (
                Field(
                    "participant_id", _("Teilnehmerin"), "person", private=True,
                    provider=providers.people(owner, role="participant"),
                ),
                named("kind", _("Art"), vocab.INTERNSHIP_KIND, optional=False),
                Field("organisation_id", _("Betrieb"), "suggest", provider=providers.organisations(owner)),
                named("state", _("Stand"), vocab.INTERNSHIP_STATE, optional=False),
                Field("supervisor", _("Betreuung im Betrieb")),
                Field(
                    "mentor_id", _("Mentorin, die die Tür geöffnet hat"), "person", private=True,
                    provider=providers.people(owner, role="mentor"),
                ),
                Field("tasks", _("Aufgaben"), "text", lines=2),
            ),
            name="internship",
        ),
        Section(
            _("Zeiten"),
            (
                Field("start", _("Beginn"), "date"),
                Field("end", _("Ende"), "date"),
                Field("hours_per_week", _("Stunden pro Woche"), "number", decimals=1, unit=_("Std.")),
                Field(
                    "hours_total", _("Stunden insgesamt"), "number", decimals=1, unit=_("Std."),
                    hint=_("Was wirklich gearbeitet wurde. Bleibt es leer, wird aus Wochenstunden gerechnet."),
                ),
            ),
            name="times",
        ),
        Section(
            _("Vertrag, Versicherung und Aufenthalt"),
            (
                Field("agreement_on", _("Vertrag vom"), "date"),
                named("insurance", _("Versicherung"), vocab.INSURANCE),
                named("permit_question", _("Frage an die Ausländerbehörde"), vocab.PERMIT_QUESTION),
                Field("permit_note", _("Was dazu gesagt wurde"), "text", lines=2),
            ),
            name="agreement",
        ),
        Section(
            _("Prüfliste"),
            (
                Field(
                    "checklist",
                    _("Was zu klären ist"),
                    "rows",
                    row=ChecklistItemInput,
                    add=_("Punkt hinzufügen"),
                    fields=(
                        Field("text", _("Was"), wide=True),
                        Field("with_whom", _("Mit wem")),
                        Field("due", _("Bis"), "date"),
                        Field("done_on", _("Geklärt am"), "date"),
                    ),
                ),
            ),
            name="checklist",
        ),
        Section(
            _("Besuche im Betrieb"),
            (
                Field(
                    "visits",
                    _("Besuche"),
                    "rows",
                    row=VisitInput,
                    new_row=_new_visit,
                    add=_("Besuch hinzufügen"),
                    fields=(Field("on", _("Am"), "date"), Field("note", _("Eindruck"), wide=True)),
                ),
            ),
            name="visits",
        ),
        Section(
            _("Auswertung und Ergebnis"),
            (
                Field("evaluation_participant", _("Was sie sagt"), "text"),
                Field("evaluation_host", _("Was der Betrieb sagt"), "text"),
                named("outcome", _("Was daraus wurde"), vocab.INTERNSHIP_OUTCOME),
                Field("outcome_note", _("Anmerkung zum Ergebnis"), "text", lines=2),
            ),
            name="outcome",
        ),
        shared_sections.remarks(),
    )  # fmt: skip
