"""Everything machine-readable: each subject as a stream of plain dictionaries, dates as ISO text, codes with labels.

For access and portability (GDPR Art. 15 and 20), for moving to another program, and for whoever wants to compute with
the data. Records in the bin are left out; keys that only serve search and order are too.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

from sqlalchemy import false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from permenti_desktop.db.models.data_protection import Restriction
from permenti_desktop.db.models.grant import Cohort, Grant
from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.network import NetworkGroup, NetworkMeeting
from permenti_desktop.db.models.organisation import Organisation
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.tandem import Tandem, TandemMentee
from permenti_desktop.db.models.timeline import FollowUp, TimelineEntry, TimelinePerson
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import NotFound
from permenti_desktop.domain.vocab import Vocabulary
from permenti_desktop.i18n import Texts
from permenti_desktop.queries import office
from permenti_desktop.queries.history import CODED
from permenti_desktop.queries.listing import chunks, ids_of

Plain: TypeAlias = dict[str, Any]
"""What JSON can hold: text, whole numbers, decimals as text, true and false, None, lists and dictionaries."""

_LEFT_OUT: Final = frozenset({"search_key", "sort_key", "skeleton_key", "in_bin", "binned_at", "version"})


def _load(*children: InstrumentedAttribute[Any]) -> list[Any]:
    return [selectinload(child) for child in children]


_PERSON_OF: Final = {
    Participant: joinedload(Participant.person).options(*_load(Person.languages, Person.consents)),
    Mentor: joinedload(Mentor.person).options(*_load(Person.languages, Person.consents)),
}

SUBJECTS: Final[Mapping[str, tuple[Any, tuple[InstrumentedAttribute[Any], ...]]]] = {
    "person": (Person, (Person.languages, Person.consents)),
    "participant": (
        Participant,
        (Participant.qualifications, Participant.phases, Participant.participations, Participant.outcomes),
    ),
    "mentor": (Mentor, (Mentor.absences,)),
    "organisation": (Organisation, (Organisation.people,)),
    "tandem": (Tandem, (Tandem.mentees, Tandem.goals, Tandem.meetings)),
    "internship": (Internship, (Internship.checklist, Internship.visits)),
    "timeline_entry": (TimelineEntry, (TimelineEntry.people,)),
    "follow_up": (FollowUp, ()),
    "network_group": (NetworkGroup, (NetworkGroup.members,)),
    "network_meeting": (NetworkMeeting, (NetworkMeeting.attendance, NetworkMeeting.lines)),
    "grant": (Grant, (Grant.targets, Grant.deadlines)),
    "cohort": (Cohort, ()),
}
"""What can be dumped: the table and the rows that belong to a record of it."""


def subjects() -> tuple[str, ...]:
    """The names of all subjects, in an order in which each refers only to those before it or to itself."""
    return tuple(SUBJECTS)


def count(session: Session, subject: str) -> int:
    """How many records of a subject there are, for a progress bar."""
    return len(_ids(session, subject))


def _ids(session: Session, subject: str) -> Sequence[int]:
    table, _children = SUBJECTS[subject]
    wanted = select(table.id).where(table.in_bin == false())
    if table is TimelineEntry:
        # What is blocked leaves the house with no list, entries about her included.
        about = select(TimelinePerson.entry_id).join(Restriction, Restriction.person_id == TimelinePerson.person_id)
        wanted = wanted.where(TimelineEntry.id.not_in(about.where(Restriction.lifted_at.is_(None))))
    return ids_of(session, wanted.order_by(table.id))


def records(session: Session, subject: str, texts: Texts, ids: Sequence[int] | None = None) -> Iterator[Plain]:
    """Every record of a subject as plain data, read 500 at a time. A code stands with its label in the language of
    *texts* as ``{"code": …, "label": …}``; the rows that belong to a record are lists inside it."""
    table, children = SUBJECTS[subject]
    words = office.vocabularies(session)
    wanted = ids if ids is not None else _ids(session, subject)
    options = [selectinload(child) for child in children]
    if table in _PERSON_OF:
        options.append(_PERSON_OF[table])
    for some in chunks(wanted, 500):
        found = session.scalars(
            select(table).where(table.id.in_(some)).options(*options).execution_options(populate_existing=True)
        )
        by_id = {record.id: record for record in found}
        for id in some:
            if id in by_id:
                yield _plain(by_id[id], children, words, texts)
        session.expunge_all()


def _plain(
    record: Any, children: Sequence[InstrumentedAttribute[Any]], words: Mapping[str, Vocabulary], texts: Texts
) -> Plain:
    plain: Plain = _columns(record, words, texts)
    if type(record) in _PERSON_OF:
        person = _columns(record.person, words, texts)
        person.pop("id")
        for name in ("languages", "consents"):
            person[name] = [_columns(row, words, texts) for row in getattr(record.person, name)]
        plain["person"] = person
    for child in children:
        plain[child.key] = [_columns(row, words, texts) for row in getattr(record, child.key)]
    return plain


def _columns(row: Any, words: Mapping[str, Vocabulary], texts: Texts) -> Plain:
    """The columns of one row; what only repeats the record it belongs to is left out."""
    table = row.__table__
    plain: Plain = {}
    for column in row.__mapper__.columns:
        if column.name in _LEFT_OUT:
            continue
        value = getattr(row, row.__mapper__.get_property_by_column(column).key)
        vocabulary = words.get(CODED.get(f"{table.name}.{column.name}") or CODED.get(column.name) or "")
        plain[column.name] = plain_value(value, vocabulary, texts)
    return plain


def plain_value(value: Any, vocabulary: Vocabulary | None, texts: Texts) -> Any:
    """A value as JSON holds it: dates and moments as ISO text (a partial date in the length that is known), decimals as
    text with a point, a code with its label."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, PartialDate):
        return value.iso
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [plain_value(one, vocabulary, texts) for one in value]
    if vocabulary is not None and value:
        return {"code": value, "label": vocabulary.label(value, texts)}
    return value


def person(session: Session, id: int, texts: Texts) -> Plain:
    """Everything about one person, in all her roles: for her right of access and to take it elsewhere. What entries say
    of others stays in; the office reads it before it hands it over. Raises NotFound."""
    her = next(records(session, "person", texts, [id]), None)
    if her is None:
        raise NotFound()
    found: Plain = {"person": her}
    for role in ("participant", "mentor"):
        as_role = next(records(session, role, texts, [id]), None)
        if as_role is not None:
            as_role.pop("person")
            found[role] = as_role
    hers: dict[str, Any] = {
        "tandem": select(Tandem.id).where(
            Tandem.in_bin == false(),
            or_(
                Tandem.mentor_id == id,
                Tandem.substitute_id == id,
                Tandem.id.in_(select(TandemMentee.tandem_id).where(TandemMentee.participant_id == id)),
            ),
        ),
        "internship": select(Internship.id).where(
            Internship.in_bin == false(), or_(Internship.participant_id == id, Internship.mentor_id == id)
        ),
        "timeline_entry": select(TimelineEntry.id)
        .join(TimelinePerson, TimelinePerson.entry_id == TimelineEntry.id)
        .where(TimelinePerson.person_id == id, TimelineEntry.in_bin == false()),
        "follow_up": select(FollowUp.id).where(FollowUp.person_id == id, FollowUp.in_bin == false()),
    }
    for subject, statement in hers.items():
        ids = session.scalars(statement).all()
        found[subject] = list(records(session, subject, texts, sorted(ids)))
    return found
