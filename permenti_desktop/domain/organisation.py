"""An organisation and its people: company, authority, chamber, training provider, association."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from permenti_desktop.domain import vocab
from permenti_desktop.domain.check import Problem, in_order, not_negative, prefixed, required
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.person import in_vocabulary
from permenti_desktop.i18n import _


@dataclass(frozen=True, slots=True)
class ContactPersonInput:
    """A person who speaks for the organisation, and as what."""

    id: int | None = None
    person_id: int | None = None
    function: str = ""
    since: PartialDate | None = None
    until: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class OrganisationInput:
    """Everything a form hands over about an organisation. ``rhythm_days`` is how often one wants to be in touch."""

    name: str = ""
    kind: str = "company"
    size: str | None = None
    sector: str = ""
    role: str = ""
    street: str = ""
    postal_code: str = ""
    town: str = ""
    ags: str | None = None
    phone: str = ""
    email: str = ""
    website: str = ""
    rhythm_days: int | None = None
    remarks: str = ""
    unread: str = ""
    people: tuple[ContactPersonInput, ...] = ()


def check(organisation: OrganisationInput, today: date) -> Iterable[Problem]:
    """Rules over one organisation."""
    yield from required("name", organisation.name)
    yield from in_vocabulary("kind", organisation.kind, vocab.ORGANISATION_KIND)
    yield from not_negative("rhythm_days", organisation.rhythm_days)
    for index, contact in enumerate(organisation.people):
        if contact.person_id is None:
            yield Problem(f"people.{index}.person_id", "error", _("Bitte wählen Sie eine Person."))
        yield from prefixed(f"people.{index}", in_order("since", contact.since, "until", contact.until))


def is_sme(size: str | None) -> bool:
    """Whether an organisation counts as a small or medium-sized enterprise (fewer than 250 people; Commission
    Recommendation 2003/361/EC; indicator EECO19)."""
    return size in vocab.SME_SIZES
