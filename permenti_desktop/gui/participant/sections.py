"""The form of a participant as data: every field of her Input, in the order in which one asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from permenti_desktop.domain import countries, languages, vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.participant import OutcomeInput, ParticipationInput, PhaseInput, QualificationInput
from permenti_desktop.domain.person import LanguageInput
from permenti_desktop.domain.vocab import Vocabulary
from permenti_desktop.gui import providers, shared_sections
from permenti_desktop.gui.form import Field, Section
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.widgets.suggest import Provider
from permenti_desktop.i18n import _, language

SENSITIVE: Final = "sensitive"
"""The name of the section that stays closed and whose opening is recorded."""


def _new_phase() -> PhaseInput:
    return PhaseInput(since=PartialDate.of_day(date.today()))


def sections(lists: Callable[[], Lists], colleagues: Provider) -> tuple[Section, ...]:
    """The form.  ``lists`` knows the office's words now, ``colleagues`` finds people while one types."""

    def terms(vocabulary: Vocabulary) -> Callable[[], list[tuple[str, str]]]:
        return lambda: lists().terms(vocabulary)

    def named(path: str, label: str, vocabulary: Vocabulary, **more: Any) -> Field:
        return Field(path, label, "choice", terms=terms(vocabulary), **more)

    yes_no = vocab.YES_NO
    spoken = languages.choices(language())
    lands = countries.choices(language())
    return (
        Section(
            _("Person"),
            (
                Field("person.last_name", _("Nachname"), private=True),
                Field("person.first_name", _("Vorname"), private=True),
                Field("person.call_name", _("Rufname"), private=True),
                Field("person.own_script_name", _("Name in eigener Schrift"), private=True),
                Field("person.title", _("Titel"), placeholder=_("z. B. Dr.")),
                named("person.gender", _("Geschlecht"), vocab.GENDER),
                Field("person.birth", _("Geburtsdatum"), "date", meaning="birth", hint=_("Ein Jahr genügt.")),
                Field("person.nationality", _("Staatsangehörigkeit"), "choice", terms=lands),
                Field("number", _("Nummer")),
                Field("cohort_id", _("Durchgang"), "choice", terms=lambda: lists().cohorts),
                Field("case_worker_id", _("Zuständig"), "person", provider=colleagues),
                Field("person.informal", _("Wir duzen uns"), "check"),
            ),
            name="person",
        ),
        Section(
            _("Kontakt"),
            (
                Field("person.mobile", _("Mobiltelefon"), private=True),
                Field("person.phone", _("Telefon"), private=True),
                Field("person.email", _("E-Mail"), private=True),
                Field("person.street", _("Straße und Hausnummer"), private=True),
                Field(
                    "person.postal_code",
                    _("Postleitzahl"),
                    "suggest",
                    provider=providers.postal_codes("person."),
                    free=True,
                ),
                Field("person.town", _("Wohnort"), "suggest", provider=providers.towns("person."), free=True),
                Field(
                    "person.contact_note",
                    _("Erreichbarkeit"),
                    "text",
                    lines=2,
                    placeholder=_("z. B. nur vormittags, lieber Nachricht als Anruf"),
                ),
            ),
            name="contact",
        ),
        Section(
            _("Aufenthalt und Sprache"),
            (
                Field("arrival", _("In Deutschland seit"), "date", hint=_("Ein Jahr oder ein Monat genügt.")),
                named("residence_title", _("Aufenthaltstitel"), vocab.residence_title()),
                Field("residence_expires", _("Aufenthaltstitel gültig bis"), "date"),
                Field("residence_text", _("Anmerkung zum Aufenthalt")),
                Field(
                    "person.languages",
                    _("Sprachen"),
                    "rows",
                    row=LanguageInput,
                    add=_("Sprache hinzufügen"),
                    fields=(
                        Field("language", _("Sprache"), "choice", terms=spoken),
                        named("level", _("Niveau"), vocab.cefr()),
                        Field("certificate", _("Zertifikat")),
                        Field("certificate_on", _("Zertifikat vom"), "date"),
                    ),
                ),
            ),
            name="residence",
        ),
        Section(
            _("Bildung und Beruf"),
            (
                Field(
                    "occupation_held",
                    _("Beruf"),
                    "suggest",
                    provider=providers.occupation_names,
                    free=True,
                    code="occupation_held_code",
                ),
                Field(
                    "occupation_wanted",
                    _("Wunschberuf"),
                    "suggest",
                    provider=providers.occupation_names,
                    free=True,
                    code="occupation_wanted_code",
                ),
                named("employment", _("Erwerbsstatus"), vocab.EMPLOYMENT),
                Field("experience_years", _("Berufserfahrung in Jahren"), "number", unit=_("Jahre")),
                Field("experience", _("Berufserfahrung"), "text"),
                Field("aims", _("Ziele und Wünsche"), "text"),
                Field(
                    "qualifications",
                    _("Abschlüsse und Anerkennung"),
                    "rows",
                    row=QualificationInput,
                    add=_("Abschluss hinzufügen"),
                    fields=(
                        Field("title", _("Abschluss")),
                        Field("institution", _("Schule oder Hochschule")),
                        Field("country", _("Land"), "choice", terms=lands),
                        named("isced", _("Stufe (ISCED)"), vocab.isced()),
                        Field("completed", _("Abgeschlossen"), "date"),
                        named("regulated", _("Reglementierter Beruf"), yes_no),
                        named("recognition", _("Anerkennung"), vocab.recognition()),
                        Field("applied_on", _("Beantragt am"), "date"),
                        Field("recognised_on", _("Anerkannt am"), "date"),
                        Field("compensation", _("Ausgleichsmaßnahme")),
                        Field("recognition_text", _("Anmerkung zur Anerkennung")),
                    ),
                ),
            ),
            name="work",
        ),
        Section(
            _("Familie, Wege und Zeiten"),
            (
                Field("household", _("Haushalt")),
                Field("children", _("Kinder"), "number"),
                Field("childcare", _("Kinderbetreuung")),
                named("driving_licence", _("Führerschein"), yes_no),
                Field("travel_minutes", _("Längster Weg, einfach"), "number", unit=_("Min.")),
                Field("travel", _("Kommt mit"), "multi", terms=lambda: lists().terms(vocab.TRAVEL)),
                Field("times", _("Hat Zeit"), "week"),
            ),
            name="family",
        ),
        Section(
            _("Ihr Weg"),
            (
                Field(
                    "phases",
                    _("Status im Verlauf"),
                    "rows",
                    row=PhaseInput,
                    new_row=_new_phase,
                    add=_("Status hinzufügen"),
                    fields=(
                        named("phase", _("Status"), vocab.PHASE, optional=False),
                        Field("since", _("Seit"), "date"),
                        Field("until", _("Bis"), "date"),
                        Field("note", _("Anmerkung")),
                    ),
                ),
                Field(
                    "outcomes",
                    _("Verbleib"),
                    "rows",
                    row=OutcomeInput,
                    add=_("Verbleib hinzufügen"),
                    fields=(
                        named("moment", _("Zeitpunkt"), vocab.OUTCOME_MOMENT, optional=False),
                        Field("on", _("Am"), "date"),
                        named("status", _("Was sie dann tat"), vocab.STATUS_AFTER_EXIT, optional=False),
                        Field("note", _("Anmerkung")),
                    ),
                ),
            ),
            name="path",
        ),
        shared_sections.consents(lists),
        Section(
            _("Bemerkungen"),
            (Field("remarks", _("Bemerkungen"), "text", lines=3),),
            name="remarks",
        ),
        Section(
            _("Förderung und besondere Angaben"),
            (
                Field(
                    "participations",
                    _("Teilnahme je Förderung"),
                    "rows",
                    row=ParticipationInput,
                    add=_("Teilnahme hinzufügen"),
                    fields=(
                        Field("grant_id", _("Förderung"), "choice", terms=lambda: lists().grants),
                        Field("entry", _("Eintritt"), "date"),
                        Field("exit", _("Austritt"), "date"),
                        named("exit_reason", _("Grund des Austritts"), vocab.EXIT_REASON),
                        Field("exit_note", _("Anmerkung zum Austritt")),
                        Field("dropout", _("Abbruch"), "check"),
                        named("employment_on_entry", _("Erwerbsstatus beim Eintritt"), vocab.EMPLOYMENT),
                        Field("unemployed_since", _("Arbeitslos seit"), "date"),
                        named("education_on_entry", _("Bildungsstand beim Eintritt"), vocab.isced()),
                        named("third_country", _("Drittstaatsangehörige"), yes_no),
                        named("foreign_background", _("Ausländische Herkunft"), yes_no),
                        named("minority", _("Angehörige einer Minderheit"), yes_no),
                        named("disability", _("Behinderung"), yes_no),
                        named("homeless", _("Wohnungslos"), yes_no),
                    ),
                ),
            ),
            folded=True,
            hint=_("Enthält besonders geschützte Angaben. Jedes Öffnen dieses Abschnitts wird festgehalten."),
            name=SENSITIVE,
        ),
    )
