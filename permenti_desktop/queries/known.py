"""Who and what is already in the database, as an import compares it with a list: flat rows, one per record."""

from dataclasses import dataclass

from sqlalchemy import false, select
from sqlalchemy.orm import Session

from permenti_desktop.db.models.grant import Cohort
from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.organisation import ContactPerson, Organisation
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.tandem import Tandem, TandemMentee
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import NotFound
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.queries.participant import person_input


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person with her roles. ``organisation_id`` is a mentor's firm, ``speaks_for`` are the organisations whose
    contact person she is; ``entry`` and ``exit`` a participant's."""

    id: int
    last: str
    first: str
    birth: PartialDate | None
    phones: tuple[str, ...]
    email: str
    postal_code: str
    street: str
    nationality: str | None
    participant: bool
    mentor: bool
    organisation_id: int | None
    entry: PartialDate | None
    exit: PartialDate | None
    speaks_for: tuple[int, ...] = ()


@dataclass(frozen=True)
class KnownRecords:
    """Everything an import needs to know of what is there. Names of organisations and cohorts by id; internships as
    (participant, organisation, start); tandems as (mentor, mentee)."""

    people: tuple[KnownPerson, ...] = ()
    organisations: tuple[tuple[int, str], ...] = ()
    cohorts: tuple[tuple[int, str], ...] = ()
    internships: frozenset[tuple[int, int | None, PartialDate | None]] = frozenset()
    tandems: frozenset[tuple[int, int]] = frozenset()


def records(session: Session) -> KnownRecords:
    """All that is not in the bin."""
    people = select(
        Person.id,
        Person.last_name,
        Person.first_name,
        Person.birth,
        Person.phone,
        Person.mobile,
        Person.email,
        Person.postal_code,
        Person.street,
        Person.nationality,
        Participant.id,
        Participant.entry,
        Participant.exit,
        Mentor.id,
        Mentor.organisation_id,
    ).outerjoin(Participant, (Participant.id == Person.id) & (Participant.in_bin == false()))
    people = people.outerjoin(Mentor, (Mentor.id == Person.id) & (Mentor.in_bin == false()))
    speaks_for: dict[int, list[int]] = {}
    contacts = select(ContactPerson.person_id, ContactPerson.organisation_id).order_by(ContactPerson.id)
    for her, organisation in session.execute(contacts):
        speaks_for.setdefault(her, []).append(organisation)
    found = [
        KnownPerson(
            id=id,
            last=last,
            first=first,
            birth=birth,
            phones=tuple(number for number in (phone, mobile) if number),
            email=email,
            postal_code=postal_code,
            street=street,
            nationality=nationality,
            participant=participant is not None,
            mentor=mentor is not None,
            organisation_id=organisation,
            entry=entry,
            exit=exit,
            speaks_for=tuple(speaks_for.get(id, ())),
        )
        for (
            id, last, first, birth, phone, mobile, email, postal_code, street, nationality,
            participant, entry, exit, mentor, organisation,
        ) in session.execute(people.where(Person.in_bin == false()).order_by(Person.id))
    ]  # fmt: skip
    organisations = select(Organisation.id, Organisation.name).where(Organisation.in_bin == false())
    cohorts = select(Cohort.id, Cohort.name).where(Cohort.in_bin == false())
    internships = select(Internship.participant_id, Internship.organisation_id, Internship.start)
    tandems = select(Tandem.mentor_id, TandemMentee.participant_id).join(
        TandemMentee, TandemMentee.tandem_id == Tandem.id
    )
    return KnownRecords(
        tuple(found),
        tuple((id, name) for id, name in session.execute(organisations.order_by(Organisation.id))),
        tuple((id, name) for id, name in session.execute(cohorts.order_by(Cohort.id))),
        frozenset(
            (her, host, start) for her, host, start in session.execute(internships.where(Internship.in_bin == false()))
        ),
        frozenset((one, other) for one, other in session.execute(tandems.where(Tandem.in_bin == false()))),
    )


def person(session: Session, id: int) -> tuple[int, PersonInput]:
    """Version and content of a person without regard to her roles. Raises NotFound."""
    record = session.get(Person, id)
    if record is None:
        raise NotFound()
    return record.version, person_input(record)
