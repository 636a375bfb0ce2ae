"""The form of an organisation, as data."""

from __future__ import annotations

from PySide6.QtCore import QObject

from permenti_desktop.domain import vocab
from permenti_desktop.domain.organisation import ContactPersonInput
from permenti_desktop.gui import providers
from permenti_desktop.gui.form import Field, Section
from permenti_desktop.gui.widgets.person_picker import Create
from permenti_desktop.i18n import _


def sections(owner: QObject, create_person: Create) -> tuple[Section, ...]:
    """All fields of ``OrganisationInput``."""
    return (
        Section(
            _("Organisation"),
            (
                Field("name", _("Name"), wide=True),
                Field("kind", _("Art"), "choice", terms=vocab.ORGANISATION_KIND, optional=False),
                Field("size", _("Größe"), "choice", terms=vocab.ORGANISATION_SIZE),
                Field("sector", _("Branche")),
                Field("role", _("Aufgabe am Tisch"), hint=_("Wofür diese Stelle im Netzwerk steht.")),
            ),
        ),
        Section(
            _("Menschen"),
            (
                Field(
                    "people",
                    _("Ansprechpersonen"),
                    "rows",
                    row=ContactPersonInput,
                    add=_("Ansprechperson hinzufügen"),
                    fields=(
                        Field(
                            "person_id", _("Person"), "person", provider=providers.people(owner), create=create_person,
                            private=True,
                        ),
                        Field("function", _("Funktion")),
                        Field("since", _("Seit"), "date"),
                        Field("until", _("Bis"), "date"),
                    ),
                ),
            ),
        ),
        Section(
            _("Kontakt"),
            (
                Field("phone", _("Telefon")),
                Field("email", _("E-Mail")),
                Field("website", _("Internetseite")),
                Field(
                    "rhythm_days", _("Turnus"), "number", unit=_("Tage"),
                    hint=_("Wie oft Sie in Kontakt sein möchten. „Heute“ erinnert daran."),
                ),
                Field("street", _("Straße und Hausnummer")),
                Field(
                    "postal_code", _("Postleitzahl"), "suggest", provider=providers.postal_codes(), free=True
                ),
                Field("town", _("Ort"), "suggest", provider=providers.towns(), free=True),
            ),
        ),
        Section(
            _("Notizen"),
            (
                Field("remarks", _("Bemerkung"), "text"),
                Field(
                    "unread", _("Aus der Liste übernommen, noch nicht zugeordnet"), "text",
                    hint=_("Tragen Sie es an der richtigen Stelle ein und leeren Sie dann dieses Feld."),
                ),
            ),
        ),
    )  # fmt: skip
