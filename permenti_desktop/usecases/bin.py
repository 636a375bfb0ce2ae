"""The bin: deleting is putting aside, until the bin is emptied.

What only makes sense together goes in and comes out together: with a participant her internships, her open follow-ups
and the tandems in which nobody is left. All rows of one deed carry the same moment, which is how they are found again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import Session

from permenti_desktop.db import erasing, journal, search
from permenti_desktop.db.base import Base, Versioned, utc_now
from permenti_desktop.db.models.grant import Cohort, Grant
from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.network import NetworkGroup, NetworkMeeting
from permenti_desktop.db.models.organisation import ContactPerson, Organisation
from permenti_desktop.db.models.participant import Participant, Participation
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.tandem import Tandem, TandemMentee
from permenti_desktop.db.models.timeline import FollowUp, TimelineEntry, TimelinePerson
from permenti_desktop.domain.grant import GrantInput, keep_until
from permenti_desktop.i18n import N_, date_text
from permenti_desktop.usecases import person, records, tandem

KINDS: Final[dict[str, type[Any]]] = {
    # In this order the bin is emptied: what belongs to others first.
    "follow_up": FollowUp,
    "timeline_entry": TimelineEntry,
    "internship": Internship,
    "tandem": Tandem,
    "network_meeting": NetworkMeeting,
    "network_group": NetworkGroup,
    "participant": Participant,
    "mentor": Mentor,
    "organisation": Organisation,
    "cohort": Cohort,
    "grant_award": Grant,
    "person": Person,
}
"""What can be put into the bin, by the name of its table."""

_ROLES: Final[tuple[type[Any], ...]] = (Participant, Mentor)
_PERSON_TABLES: Final = ("person", *(role.__tablename__ for role in _ROLES))

_PUT: Final = {
    "tandem": N_("Tandem {label} in den Papierkorb gelegt"),
    "internship": N_("Praktikum von {label} in den Papierkorb gelegt"),
    "follow_up": N_("Wiedervorlage vom {label} in den Papierkorb gelegt"),
    "timeline_entry": N_("Notiz vom {label} in den Papierkorb gelegt"),
    "network_meeting": N_("Netzwerktreffen am {label} in den Papierkorb gelegt"),
}
_RESTORED: Final = {
    "tandem": N_("Tandem {label} aus dem Papierkorb geholt"),
    "internship": N_("Praktikum von {label} aus dem Papierkorb geholt"),
    "follow_up": N_("Wiedervorlage vom {label} aus dem Papierkorb geholt"),
    "timeline_entry": N_("Notiz vom {label} aus dem Papierkorb geholt"),
    "network_meeting": N_("Netzwerktreffen am {label} aus dem Papierkorb geholt"),
}


@dataclass(frozen=True, slots=True)
class Emptied:
    """What emptying the bin did: records gone for good, and records kept because a funder's period still runs."""

    gone: int
    kept: int


def put(session: Session, kind: str, id: int, version: int | None = None) -> int:
    """Put a record into the bin, with what makes no sense without it; returns how many records went in.

    *version* is compared as in saving (the sum with the person's for a role). Raises Conflict, NotFound.
    """
    row = records.fetch(session, KINDS[kind], id)
    if version is not None:
        records.same_version(_version(row), version)
    moment = utc_now()
    count = _aside([row], moment)
    if isinstance(row, Person):
        count += _aside(_roles(session, row.id), moment)
    if isinstance(row, Participant | Mentor) and not _still_known(session, row.id):
        count += _aside([row.person], moment)
    session.flush()
    count += _aside(_with(session, row), moment)
    session.flush()
    journal.name(session, _PUT.get(kind, N_("{label} in den Papierkorb gelegt")), label=_label(session, row))
    return count


def put_all(session: Session, kind: str, ids: Iterable[int]) -> int:
    """Put several records into the bin in one step; returns how many records went in."""
    chosen = list(dict.fromkeys(ids))
    count = sum(put(session, kind, id) for id in chosen)
    journal.name(session, N_("{count} Einträge in den Papierkorb gelegt"), count=len(chosen))
    return count


def restore(session: Session, kind: str, id: int) -> int:
    """Take a record out of the bin, with what went in together with it; returns how many came back."""
    row = records.fetch(session, KINDS[kind], id)
    if not row.in_bin or row.binned_at is None:
        return 0
    moment = row.binned_at
    count = _back([row])
    if isinstance(row, Participant | Mentor):
        count += _back([row.person])
    session.flush()
    for model in KINDS.values():
        together = select(model).where(model.in_bin, model.binned_at == moment)
        # Others may have gone in by the same deed ("delete 12 participants"): only what is hers comes back.
        count += _back(one for one in session.scalars(together) if _belongs(session, one, row))
        session.flush()
    said = _RESTORED.get(kind, N_("{label} aus dem Papierkorb geholt"))
    journal.name(session, said, label=_label(session, row))
    return count


def empty(session: Session, before: datetime | None = None, *, today: date | None = None) -> Emptied:
    """Delete for good what went into the bin before a moment (None: everything). Cannot be undone.

    Participants in a grant whose retention period still runs stay, and so do grants that participations name. What
    the journal holds of the deleted records is blanked, and indexes are made anew without their words.
    """
    day = records.today_or(today)
    gone: list[tuple[str, int]] = []
    kept = 0
    for kind, model in KINDS.items():
        due = select(model).where(model.in_bin, model.binned_at.is_not(None))  # what is set aside stays
        if before is not None:
            due = due.where(model.binned_at < before)
        for row in session.scalars(due).all():
            if _must_stay(session, row, day):
                kept += 1
                continue
            gone.append((kind, row.id))
        ids = [id for name, id in gone if name == kind]
        gone += _die_with(session, kind, ids)
        for start in range(0, len(ids), 500):
            session.execute(delete(model).where(model.id.in_(ids[start : start + 500])))
    gone += _without_anybody(session)
    session.expire_all()
    if gone:
        gone_before = [one for kind, id in gone if kind == "person" for one in journal.merged_into(session, id)]
        journal.erase(session, [*gone, *((table, id) for id in gone_before for table in _PERSON_TABLES)])
        search.forget(session.connection())
        journal.make_final(session)
        journal.after_commit(session, erasing.clear_away)
    journal.name(session, N_("Papierkorb geleert"))
    return Emptied(len(gone), kept)


# What goes together ----------------------------------------------------------------------------------------


def _with(session: Session, row: Any) -> list[Any]:
    """Records that make no sense while this one is in the bin, and are not there yet."""
    found: list[Any] = []
    if isinstance(row, Participant):
        found += _live(session, Internship, Internship.participant_id == row.id)
        mentees = select(TandemMentee.participant_id).where(TandemMentee.tandem_id == Tandem.id)
        others = mentees.join(Participant, Participant.id == TandemMentee.participant_id).where(~Participant.in_bin)
        hers = exists(mentees.where(TandemMentee.participant_id == row.id))
        found += _live(session, Tandem, hers, ~exists(others))
    if isinstance(row, Mentor):
        found += _live(session, Tandem, Tandem.mentor_id == row.id)
    if isinstance(row, Participant | Mentor) and row.person.in_bin:
        found += _live(session, FollowUp, FollowUp.person_id == row.id)
    if isinstance(row, Person):
        found += _live(session, FollowUp, FollowUp.person_id == row.id)
        for role in _roles(session, row.id):
            found += _with(session, role)
    if isinstance(row, Organisation):
        found += _live(session, FollowUp, FollowUp.organisation_id == row.id)
    if isinstance(row, NetworkGroup):
        found += _live(session, NetworkMeeting, NetworkMeeting.group_id == row.id)
    return list(dict.fromkeys(found))


def _live(session: Session, model: type[Any], *conditions: ColumnElement[bool]) -> list[Any]:
    return list(session.scalars(select(model).where(~model.in_bin, *conditions)))


def _belongs(session: Session, one: Any, row: Any) -> bool:
    """Whether a record went into the bin because of another."""
    if isinstance(row, Person | Participant | Mentor):
        if isinstance(one, Person | Participant | Mentor):
            return bool(one.id == row.id)
        if isinstance(one, Internship):
            return one.participant_id == row.id
        if isinstance(one, Tandem):
            return one.mentor_id == row.id or any(mentee.participant_id == row.id for mentee in one.mentees)
        return isinstance(one, FollowUp) and one.person_id == row.id
    if isinstance(row, Organisation):
        return isinstance(one, FollowUp) and one.organisation_id == row.id
    return isinstance(row, NetworkGroup) and isinstance(one, NetworkMeeting) and one.group_id == row.id


def _roles(session: Session, person_id: int) -> list[Any]:
    return [role for model in _ROLES if (role := session.get(model, person_id)) is not None]


def _still_known(session: Session, person_id: int) -> bool:
    """Whether a person has something left for which the office knows her."""
    if any(not role.in_bin for role in _roles(session, person_id)):
        return True
    speaks = select(ContactPerson.id).join(Organisation, Organisation.id == ContactPerson.organisation_id)
    works = select(Participant.id).where(Participant.case_worker_id == person_id, ~Participant.in_bin)
    return bool(
        session.scalar(select(exists(speaks.where(ContactPerson.person_id == person_id, ~Organisation.in_bin))))
        or session.scalar(select(exists(works)))
    )


def _aside(rows: Iterable[Versioned], moment: datetime) -> int:
    count = 0
    for row in rows:
        if not row.in_bin:
            row.in_bin, row.binned_at = True, moment
            count += 1
    return count


def _back(rows: Iterable[Versioned]) -> int:
    count = 0
    for row in rows:
        if row.in_bin:
            row.in_bin, row.binned_at = False, None
            count += 1
    return count


def _version(row: Any) -> int:
    return records.version(row.person, row) if isinstance(row, Participant | Mentor) else int(row.version)


def _label(session: Session, row: Any) -> str:
    """A name for the sentence that history shows."""
    match row:
        case Participant() | Mentor():
            return person.name(row.person)
        case Person():
            return person.name(row)
        case Organisation() | NetworkGroup() | Cohort():
            return row.name
        case Grant():
            return row.title
        case Tandem():
            return tandem.names(session, row)
        case Internship():
            return person.name(records.fetch(session, Participant, row.participant_id).person)
        case FollowUp():
            return date_text(row.due, "de")
        case _:
            return date_text(row.on, "de")


# What goes for good ----------------------------------------------------------------------------------------


def _must_stay(session: Session, row: Base, today: date) -> bool:
    if isinstance(row, Grant):
        return bool(session.scalar(select(exists().where(Participation.grant_id == row.id))))
    if isinstance(row, Person):
        # A role that must stay, or one that is not in the bin (long enough), keeps the person.
        return bool(_roles(session, row.id)) or _still_known(session, row.id)
    if not isinstance(row, Participant):
        return False
    grants = session.scalars(
        select(Grant)
        .join(Participation, Participation.grant_id == Grant.id)
        .where(Participation.participant_id == row.id)
    )
    until = [keep_until(records.as_input(GrantInput, grant)) for grant in grants]
    return any(day is None or day >= today for day in until)


def _die_with(session: Session, kind: str, ids: list[int]) -> list[tuple[str, int]]:
    """Records that the database deletes along with the given ones."""
    found: list[tuple[str, int]] = []
    columns: dict[str, tuple[tuple[type[Any], Any], ...]] = {
        "participant": ((Internship, Internship.participant_id),),
        "mentor": ((Tandem, Tandem.mentor_id),),
        "organisation": ((FollowUp, FollowUp.organisation_id), (TimelineEntry, TimelineEntry.organisation_id)),
        "network_group": ((NetworkMeeting, NetworkMeeting.group_id),),
        "person": ((FollowUp, FollowUp.person_id),),
    }
    for model, column in columns.get(kind, ()):
        for start in range(0, len(ids), 500):
            hers = session.scalars(select(model.id).where(column.in_(ids[start : start + 500])))
            found += [(model.__tablename__, id) for id in hers]
    return found


def _without_anybody(session: Session) -> list[tuple[str, int]]:
    """Delete tandems without a mentee and entries about nobody, which are left when people are deleted."""
    found: list[tuple[str, int]] = []
    empty_tandem = ~exists().where(TandemMentee.tandem_id == Tandem.id)
    nobody = ~exists().where(TimelinePerson.entry_id == TimelineEntry.id)
    about_nobody = nobody & TimelineEntry.organisation_id.is_(None)
    for model, condition in ((Tandem, empty_tandem), (TimelineEntry, about_nobody)):
        ids = session.scalars(select(model.id).where(condition)).all()
        if ids:
            session.execute(delete(model).where(condition))
            found += [(model.__tablename__, id) for id in ids]
    return found
