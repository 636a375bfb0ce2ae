"""People: what is the same for every role. Participants and mentors are saved through their own modules.

The folded names that search and order need, the one spelling of telephone numbers and the municipality are worked
out here, and the copies in the rows of her roles are kept in step.
"""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from permenti_desktop.db import journal
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.models.person import Consent, Person, PersonLanguage
from permenti_desktop.domain import person as rules
from permenti_desktop.domain import places, text
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.i18n import N_
from permenti_desktop.usecases import phone, records

KEY_LENGTH = 400
"""Keys of names are cut to the length of their columns; nobody's name is told apart that late."""


def save(
    session: Session, id: int | None, version: int | None, given: PersonInput, *, today: date | None = None
) -> int:
    """Save a person without regard to her roles, e.g. who speaks for an organisation; returns the id."""
    day = records.today_or(today)
    records.refuse(rules.check(given, day))
    if id is None:
        person = create(session, given)
        journal.name(session, N_("Person {name} angelegt"), name=name(person))
    else:
        person = records.whole(session, Person, id)
        records.same_version(person.version, version)
        put(session, person, given)
        journal.name(session, N_("Person {name} geändert"), name=name(person))
    session.flush()
    return person.id


def name(person: Person) -> str:
    """The name as history and undo show it."""
    return rules.display_name(person.last_name, person.first_name)


def columns(given: PersonInput, where: str = "") -> dict[str, object]:
    """All columns of a person's row that follow from an Input."""
    telephone = replace(given, phone=phone.one_spelling(given.phone), mobile=phone.one_spelling(given.mobile))
    found = records.values(Person, telephone, where)
    found["ags"] = given.ags or places.ags(given.postal_code, given.town)
    found.update(keys(telephone))
    return found


def keys(of: Person | PersonInput) -> dict[str, str]:
    """What a person is found by (names and telephone numbers, folded), her place in lists (last name first, "Al"
    before "Al Hassan"), and the sound of her name."""
    last, first = text.sort_key(of.last_name), text.sort_key(of.first_name)
    called = text.search_key(f"{of.last_name} {of.first_name} {of.call_name} {of.own_script_name}")
    return {
        "search_key": " ".join(filter(None, (called, text.number_key(of.phone), text.number_key(of.mobile)))),
        # Two blanks sort before any letter, and names hold one at most.
        "sort_key": f"{last}  {first}".strip()[:KEY_LENGTH],
        "skeleton_key": text.skeleton_key(f"{of.last_name} {of.first_name} {of.call_name}")[:KEY_LENGTH],
    }


def create(session: Session, given: PersonInput, where: str = "") -> Person:
    """A new person in the session, with languages and consents."""
    person = Person(**columns(given, where))
    records.sync(person.languages, given.languages, PersonLanguage, f"{where}languages")
    records.sync(person.consents, given.consents, Consent, f"{where}consents")
    session.add(person)
    return person


def put(session: Session, person: Person, given: PersonInput, where: str = "") -> bool:
    """Make a person's rows what the form handed over, and the copies in her roles; True when something changed."""
    with session.no_autoflush:  # one save is one step of the version
        changed = records.assign(person, columns(given, where))
        children = records.sync_of(session, person, "languages", given.languages, where)
        children |= records.sync_of(session, person, "consents", given.consents, where)
        if children:
            records.touch(person)
        if changed or children:
            tell_roles(session, person)
    return changed or children


def german(person: Person) -> str | None:
    """Her level of German."""
    return rules.german_level(records.as_input(rules.LanguageInput, spoken) for spoken in person.languages)


def tell_roles(session: Session, person: Person) -> None:
    """Bring the copies that her roles keep of the person into step."""
    participant, mentor = session.get(Participant, person.id), session.get(Mentor, person.id)
    copies: dict[str, object] = {"sort_key": person.sort_key, "town": person.town}
    if mentor is not None:
        records.assign(mentor, copies)
    if participant is not None:
        records.assign(participant, copies | {"german": german(person)})
