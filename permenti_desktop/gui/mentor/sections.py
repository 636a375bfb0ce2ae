"""The form of a mentor as data: every field of her Input, in the order in which one asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from permenti_desktop.domain import countries, languages, vocab
from permenti_desktop.domain.mentor import AbsenceInput
from permenti_desktop.domain.person import LanguageInput
from permenti_desktop.gui import providers, shared_sections
from permenti_desktop.gui.form import Field, Section
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.i18n import _, language


def sections(lists: Callable[[], Lists], owner: QObject) -> tuple[Section, ...]:
    """All fields of ``MentorInput``.  ``lists`` knows the office's words now."""

    named = partial(shared_sections.choice, lists)

    return (
        Section(
            _("Angebot"),
            (
                named("status", _("Stand"), vocab.MENTOR_STATUS, optional=False),
                Field(
                    "capacity", _("Plätze"), "number",
                    hint=_("So viele Tandems begleitet sie zugleich."),
                ),
                Field(
                    "occupation", _("Beruf"), "suggest", provider=providers.occupation_names, free=True,
                    code="occupation_code",
                ),
                Field("sector", _("Branche")),
                Field("organisation_id", _("Betrieb"), "suggest", provider=providers.organisations(owner)),
                Field("reach_km", _("Fährt bis zu, einfach"), "number", unit=_("km")),
                Field("since", _("Dabei seit"), "date", hint=_("Ein Jahr oder ein Monat genügt.")),
                Field("until", _("Dabei bis"), "date"),
                Field("since_text", _("Dabei seit, in ihren Worten")),
                Field("wishes", _("Wünsche"), "text", lines=2),
                Field("no_gos", _("Was nicht geht"), "text", lines=2),
            ),
            name="offer",
        ),
        Section(_("Zeiten"), (Field("times", _("Hat Zeit"), "week"),), name="times"),
        Section(
            _("Abwesenheiten"),
            (
                Field(
                    "absences",
                    _("Nicht da"),
                    "rows",
                    row=AbsenceInput,
                    add=_("Abwesenheit hinzufügen"),
                    fields=(
                        Field("since", _("Von"), "date"),
                        Field("until", _("Bis"), "date"),
                        Field("reason", _("Grund")),
                    ),
                ),
            ),
            name="absences",
        ),
        Section(
            _("Schulung und Nachweise"),
            (
                Field("training_on", _("Schulung am"), "date"),
                Field("clearance_until", _("Führungszeugnis gültig bis"), "date"),
                Field("confidentiality_on", _("Verschwiegenheit unterschrieben am"), "date"),
            ),
            name="papers",
        ),
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
                Field(
                    "person.nationality", _("Staatsangehörigkeit"), "choice", terms=countries.choices(language())
                ),
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
                    "person.postal_code", _("Postleitzahl"), "suggest", provider=providers.postal_codes("person."),
                    free=True,
                ),
                Field("person.town", _("Wohnort"), "suggest", provider=providers.towns("person."), free=True),
                Field(
                    "person.contact_note", _("Erreichbarkeit"), "text", lines=2,
                    placeholder=_("z. B. nur vormittags, lieber Nachricht als Anruf"),
                ),
            ),
            name="contact",
        ),
        Section(
            _("Sprachen"),
            (
                Field(
                    "person.languages",
                    _("Sprachen"),
                    "rows",
                    row=LanguageInput,
                    add=_("Sprache hinzufügen"),
                    fields=(
                        Field("language", _("Sprache"), "choice", terms=languages.choices(language())),
                        named("level", _("Niveau"), vocab.cefr()),
                    ),
                ),
            ),
            name="languages",
        ),
        shared_sections.consents(lists),
        shared_sections.remarks(),
    )  # fmt: skip
