"""Fields and sections that the forms of several subjects have in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from permenti_desktop.domain import vocab
from permenti_desktop.domain.person import ConsentInput
from permenti_desktop.domain.vocab import Vocabulary
from permenti_desktop.gui.form import Field, Section
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.i18n import _


def choice(lists: Callable[[], Lists], path: str, label: str, vocabulary: Vocabulary, **more: Any) -> Field:
    """A field for one of the office's words; ``lists`` knows them now."""
    return Field(path, label, "choice", terms=lambda: lists().terms(vocabulary), **more)


def _new_consent() -> ConsentInput:
    return ConsentInput(given_on=date.today())


def consents(lists: Callable[[], Lists]) -> Section:
    """The consents of a person, participant or mentor: one for each purpose (Art. 7 DSGVO)."""
    return Section(
        _("Einwilligungen"),
        (
            Field(
                "person.consents",
                _("Rechtsgrundlagen je Zweck"),
                "rows",
                row=ConsentInput,
                new_row=_new_consent,
                add=_("Einwilligung hinzufügen"),
                fields=(
                    choice(lists, "purpose", _("Zweck"), vocab.PURPOSE, optional=False),
                    choice(lists, "basis", _("Rechtsgrundlage"), vocab.LEGAL_BASIS, optional=False),
                    Field("given_on", _("Erteilt am"), "date"),
                    Field("valid_until", _("Gültig bis"), "date"),
                    Field("withdrawn_on", _("Widerrufen am"), "date"),
                    Field("sheet_version", _("Fassung des Vordrucks")),
                    Field("interpreter", _("Übersetzt von")),
                ),
            ),
        ),
        name="consents",
    )


def remarks() -> Section:
    """What there is to say besides, and what an import could not put in its place."""
    return Section(
        _("Bemerkungen"),
        (
            Field("remarks", _("Bemerkungen"), "text"),
            Field(
                "unread",
                _("Aus der Liste übernommen, noch nicht zugeordnet"),
                "text",
                hint=_("Tragen Sie es an der richtigen Stelle ein und leeren Sie dann dieses Feld."),
            ),
        ),
        name="remarks",
    )
