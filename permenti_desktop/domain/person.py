"""A person: entered once, whatever roles she or he holds (participant, mentor, contact person)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from permenti_desktop.domain import vocab
from permenti_desktop.domain.check import Problem, in_order, prefixed
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.i18n import _


@dataclass(frozen=True, slots=True)
class LanguageInput:
    """One language a person speaks. ``language`` is a CLDR code, ``level`` a code of ``vocab.cefr()``."""

    id: int | None = None
    language: str = ""
    level: str | None = None
    certificate: str = ""
    certificate_on: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class ConsentInput:
    """On which basis data of a person are used for one purpose (GDPR Art. 6, 7)."""

    id: int | None = None
    purpose: str = "programme"
    basis: str = "consent"
    given_on: date | None = None
    valid_until: date | None = None
    withdrawn_on: date | None = None
    sheet_version: str = ""
    interpreter: str = ""


@dataclass(frozen=True, slots=True)
class PersonInput:
    """What is known of a person apart from her roles. One of the two names may be empty: some people have one name."""

    last_name: str = ""
    first_name: str = ""
    call_name: str = ""
    own_script_name: str = ""
    title: str = ""
    gender: str | None = None
    birth: PartialDate | None = None
    nationality: str | None = None
    street: str = ""
    postal_code: str = ""
    town: str = ""
    ags: str | None = None
    phone: str = ""
    mobile: str = ""
    email: str = ""
    contact_note: str = ""
    informal: bool = False
    languages: tuple[LanguageInput, ...] = ()
    consents: tuple[ConsentInput, ...] = ()


def check(person: PersonInput, today: date) -> Iterable[Problem]:
    """Rules over one person."""
    if not (person.last_name.strip() or person.first_name.strip()):
        yield Problem("last_name", "error", _("Bitte geben Sie einen Nachnamen oder einen Vornamen ein."))
    if person.birth is not None:
        if person.birth.first() > today:
            yield Problem("birth", "error", _("Das Geburtsdatum liegt in der Zukunft."))
        elif today.year - person.birth.year > 110:
            yield Problem("birth", "warning", _("Das Geburtsdatum liegt mehr als 110 Jahre zurück."))
    if person.postal_code and not (person.postal_code.isdigit() and len(person.postal_code) == 5):
        yield Problem("postal_code", "warning", _("Eine deutsche Postleitzahl hat fünf Ziffern."))
    if person.email and "@" not in person.email:
        yield Problem("email", "warning", _("In dieser E-Mail-Adresse fehlt das @."))
    for index, spoken in enumerate(person.languages):
        if not spoken.language:
            yield Problem(f"languages.{index}.language", "warning", _("Bitte wählen Sie eine Sprache."))
    for index, consent in enumerate(person.consents):
        yield from prefixed(
            f"consents.{index}", in_order("given_on", consent.given_on, "withdrawn_on", consent.withdrawn_on)
        )


def display_name(last_name: str, first_name: str, title: str = "") -> str:
    """A name as it is spoken: "Dr. Karin Böhm"."""
    return f"{title.strip()} {f'{first_name.strip()} {last_name.strip()}'.strip()}".strip()


def list_name(last_name: str, first_name: str) -> str:
    """A name as it stands in lists: "Böhm, Karin"."""
    last_name, first_name = last_name.strip(), first_name.strip()
    return f"{last_name}, {first_name}" if last_name and first_name else last_name or first_name


def german_level(languages: Iterable[LanguageInput]) -> str | None:
    """The level of German among the languages of a person, if it is known."""
    return next((spoken.level for spoken in languages if spoken.language == "de"), None)


def consent_state(consents: Iterable[ConsentInput], purpose: str, today: date) -> str:
    """How it stands with one purpose: ``given``, ``expiring`` (within 30 days), ``expired``, ``withdrawn`` or
    ``missing``. The newest entry for the purpose decides."""
    relevant = [consent for consent in consents if consent.purpose == purpose and consent.given_on is not None]
    if not relevant:
        return "missing"
    newest = max(relevant, key=lambda consent: consent.given_on or date.min)
    if newest.withdrawn_on is not None and newest.withdrawn_on <= today:
        return "withdrawn"
    if newest.valid_until is not None:
        if newest.valid_until < today:
            return "expired"
        if (newest.valid_until - today).days <= 30:
            return "expiring"
    return "given"


def in_vocabulary(field: str, code: str | None, vocabulary: vocab.Vocabulary) -> Iterable[Problem]:
    """A code that the vocabulary does not know, as it may come from an import or another program."""
    if code and code not in vocabulary:
        yield Problem(field, "warning", _("Dieser Wert steht nicht in der Auswahlliste."))
