"""Organisations and the people who speak for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from permenti_desktop.db import journal
from permenti_desktop.db.models.organisation import ContactPerson, Organisation
from permenti_desktop.domain import organisation as rules
from permenti_desktop.domain import person as person_rules
from permenti_desktop.domain import places, text
from permenti_desktop.domain.check import prefixed
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.organisation import OrganisationInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.i18n import N_
from permenti_desktop.usecases import person, phone, records


@dataclass(frozen=True, slots=True)
class NewContact:
    """A person who speaks for an organisation and is entered in passing."""

    person: PersonInput = field(default_factory=PersonInput)
    function: str = ""
    since: PartialDate | None = None


def save(
    session: Session,
    id: int | None,
    version: int | None,
    given: OrganisationInput,
    *,
    new_people: Sequence[NewContact] = (),
    today: date | None = None,
) -> int:
    """Save an organisation with those who speak for it; *new_people* are entered along with it. Returns the id."""
    day = records.today_or(today)
    records.refuse(rules.check(given, day))
    for index, contact in enumerate(new_people):
        records.refuse(prefixed(f"new_people.{index}.person", person_rules.check(contact.person, day)))
    if id is None:
        row = Organisation(**columns(given))
        session.add(row)
    else:
        row = records.whole(session, Organisation, id)
        records.same_version(row.version, version)
        records.assign(row, columns(given))
    changed = records.sync(row.people, given.people, ContactPerson, "people")
    for index, contact in enumerate(new_people):
        her = person.create(session, contact.person, f"new_people.{index}.person.")
        session.flush()
        row.people.append(
            ContactPerson(person_id=her.id, function=records.one_line(contact.function), since=contact.since)
        )
        changed = True
    if changed and id is not None:
        records.touch(row)
    session.flush()
    said = N_("Organisation {name} angelegt") if id is None else N_("Organisation {name} geändert")
    journal.name(session, said, name=row.name)
    return row.id


def columns(given: OrganisationInput) -> dict[str, object]:
    """All columns of an organisation's row that follow from an Input."""
    found = records.values(Organisation, given)
    found["phone"] = phone.one_spelling(given.phone)
    found["ags"] = given.ags or places.ags(given.postal_code, given.town)
    found["search_key"] = text.search_key(given.name)
    found["sort_key"] = text.sort_key(given.name)[: person.KEY_LENGTH]
    return found
