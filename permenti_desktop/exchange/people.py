"""Who is meant by a name: people of a plan and of the database by the words of their names."""

from collections.abc import Iterable
from dataclasses import dataclass

from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import PersonInput, list_name
from permenti_desktop.domain.text import search_key
from permenti_desktop.exchange import duplicates
from permenti_desktop.exchange.duplicates import Known
from permenti_desktop.exchange.read_names import Name
from permenti_desktop.i18n import _, date_text
from permenti_desktop.queries.known import KnownPerson


@dataclass
class Someone:
    """A person in the plan or in the database, for links by name."""

    id: int
    name: Name
    birth: PartialDate | None = None
    entry: PartialDate | None = None
    exit: PartialDate | None = None
    firm: str = ""
    known: int | None = None


class People:
    """People by the words of their names, in whatever order; titles do not count."""

    def __init__(self, people: Iterable[Someone]) -> None:
        self._by_name: dict[str, list[Someone]] = {}
        self._by_id: dict[int, Someone] = {}
        for one in people:
            self.add(one)

    def add(self, one: Someone) -> None:
        """One more."""
        self._by_name.setdefault(_name_key(one.name), []).append(one)
        self._by_id[one.id] = one

    def named(self, name: Name) -> list[Someone]:
        """All of this name; nobody for an empty one."""
        key = _name_key(name)
        return list(self._by_name.get(key, ())) if key else []

    def get(self, id: int) -> Someone | None:
        """The one with this id."""
        return self._by_id.get(id)


def _name_key(name: Name) -> str:
    return " ".join(sorted(search_key(f"{name.last} {name.first}").split()))


def is_contact(person: KnownPerson, contact: PersonInput) -> bool:
    """Whether a contact person is meant by a name in a list, of which often only the family name is there."""
    last = search_key(person.last) == search_key(contact.last_name)
    first, other = search_key(person.first), search_key(contact.first_name)
    return last and (not first or not other or first == other)


def known_of(key: int, person: PersonInput, given: ParticipantInput | None = None) -> Known:
    entry = given.participations[0].entry if given is not None and given.participations else None
    return Known(
        key,
        person.last_name,
        person.first_name,
        person.birth,
        tuple(number for number in (person.phone, person.mobile) if number),
        person.email,
        person.postal_code,
        person.street,
        person.nationality,
        entry,
    )


def known_of_person(one: KnownPerson) -> Known:
    return Known(
        one.id,
        one.last,
        one.first,
        one.birth,
        one.phones,
        one.email,
        one.postal_code,
        one.street,
        one.nationality,
        one.entry,
    )


def participant_as_someone(id: int, given: ParticipantInput) -> Someone:
    first = given.participations[0] if given.participations else None
    return Someone(
        id,
        Name(given.person.last_name, given.person.first_name),
        given.person.birth,
        first.entry if first else None,
        first.exit if first else None,
    )


def who_is_meant(
    people: People, name: Name, birth: PartialDate | None, on: PartialDate | None
) -> tuple[list[Someone], str]:
    """Who of several women of one name is meant: by her birth, else by who was in the programme on the
    day.
    """
    same = people.named(name)
    if len(same) > 1 and birth is not None:
        same = [one for one in same if duplicates.births_agree(one.birth, birth)] or same
    if len(same) > 1 and on is not None:
        there = [
            one
            for one in same
            if one.entry is not None
            and one.entry.first() <= on.last()
            and (one.exit is None or on.first() <= one.exit.last())
        ]
        if len(there) == 1:
            return there, _("Von mehreren Frauen dieses Namens war zu dieser Zeit nur eine im Programm.")
        same = there or same
    return same, ""


def with_firm(one: Someone) -> str:
    return f"{one.name.whole} ({one.firm})" if one.firm else one.name.whole


def with_birth(one: Someone) -> str:
    shown = list_name(one.name.last, one.name.first)
    return f"{shown}, {date_text(one.birth)}" if one.birth else shown
