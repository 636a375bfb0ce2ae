"""What the page of data protection shows: who is blocked, whose period is over, who was erased, what left the house;
and everything that is kept about one person."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import Session

from permenti_desktop.db.models.data_protection import DisclosurePerson, Erasure, Restriction
from permenti_desktop.db.models.grant import Grant
from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.network import Attendance, GroupMember
from permenti_desktop.db.models.office import Disclosure, Draft
from permenti_desktop.db.models.organisation import ContactPerson, Organisation
from permenti_desktop.db.models.participant import Participant, Participation
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.tandem import Tandem, TandemMentee
from permenti_desktop.db.models.timeline import FollowUp, TimelinePerson
from permenti_desktop.domain import text as spelling
from permenti_desktop.domain.data_protection import due_after_exit
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import NotFound, UserError
from permenti_desktop.domain.grant import GrantInput, keep_until
from permenti_desktop.domain.person import list_name
from permenti_desktop.i18n import Texts, _
from permenti_desktop.queries import dump, office
from permenti_desktop.queries.office import DisclosureRow
from permenti_desktop.queries.records import as_input

Plain = dump.Plain


@dataclass(frozen=True, slots=True)
class RestrictionRow:
    """Somebody whose data are blocked; *ground* is a code of ``RESTRICTION_GROUND``."""

    id: int
    name: str
    number: str
    is_participant: bool
    ground: str
    note: str
    since: datetime
    who: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A record (*id*) that no list shows because *person* is blocked."""

    id: int
    person: int
    since: datetime
    ground: str


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """A line of the ledger. It names nobody."""

    id: int
    tag: str
    at: datetime
    who: str
    reason: str
    figures_kept: bool
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """How long the files of a grant (*grant_id* None: of no grant) are kept. *until* is the last day, None as long as
    nobody entered when the grant ends; *people* are those whose files are to go after it, *due* whether it is over.

    Somebody who takes part in several stands where the period ends last.
    """

    grant_id: int | None
    title: str
    until: date | None
    years: int
    people: tuple[int, ...]
    due: bool


@dataclass(frozen=True, slots=True)
class DueRow:
    """Somebody whose period is over."""

    id: int
    name: str
    number: str
    exit: PartialDate | None
    until: date


# Blocked, erased -------------------------------------------------------------------------------------------


def restrictions(session: Session) -> tuple[RestrictionRow, ...]:
    """Everybody whose data are blocked, by name."""
    rows = session.execute(
        select(
            Person.id,
            Person.last_name,
            Person.first_name,
            func.coalesce(Participant.number, ""),
            Participant.id,
            Restriction.ground,
            Restriction.note,
            Restriction.since,
            Restriction.who,
        )
        .join(Restriction, Restriction.person_id == Person.id)
        .outerjoin(Participant, Participant.id == Person.id)
        .where(Restriction.lifted_at.is_(None))
        .order_by(Person.sort_key, Person.id)
    )
    return tuple(
        RestrictionRow(id, list_name(last, first), number, participant is not None, ground, note, since, who)
        for id, last, first, number, participant, ground, note, since, who in rows
    )


def set_aside(session: Session, subject: str, id: int) -> SetAside | None:
    """Why a record is in no list, if somebody is blocked whom it is about; *subject* is the name of its table."""
    mentees = select(TandemMentee.participant_id).where(TandemMentee.tandem_id == id)
    about = {
        "participant": Restriction.person_id == id,
        "mentor": Restriction.person_id == id,
        "tandem": or_(
            Restriction.person_id.in_(mentees),
            Restriction.person_id.in_(select(Tandem.mentor_id).where(Tandem.id == id)),
        ),
        "internship": Restriction.person_id.in_(select(Internship.participant_id).where(Internship.id == id)),
    }
    if subject not in about:
        return None
    row = session.execute(
        select(Restriction.person_id, Restriction.since, Restriction.ground)
        .where(about[subject], Restriction.lifted_at.is_(None))
        .order_by(Restriction.id)
        .limit(1)
    ).first()
    return None if row is None else SetAside(id, *row)


def restriction(session: Session, id: int) -> RestrictionRow | None:
    """How a person's data are blocked, or None."""
    return next((row for row in restrictions(session) if row.id == id), None)


def erasures(session: Session, before: int | None = None, limit: int = 200) -> tuple[ErasureRow, ...]:
    """The ledger, the newest line first."""
    statement = select(Erasure).order_by(Erasure.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(Erasure.id < before)
    return tuple(_erasure(row) for row in session.scalars(statement))


def erasure(session: Session, id: int) -> ErasureRow:
    """One line of the ledger. Raises NotFound."""
    row = session.get(Erasure, id)
    if row is None:
        raise NotFound()
    return _erasure(row)


def _erasure(row: Erasure) -> ErasureRow:
    return ErasureRow(row.id, row.tag, row.at, row.who, row.reason, row.figures_kept, json.loads(row.counts))


# Retention -------------------------------------------------------------------------------------------------


def periods(session: Session, today: date) -> tuple[PeriodRow, ...]:
    """The retention calendar: what ends first stands first, what has no end last."""
    years = office.settings(session).retention_years
    grants = {
        grant.id: (grant.title, keep_until(as_input(GrantInput, grant)), grant.retention_years)
        for grant in session.scalars(select(Grant).where(Grant.binned_at.is_(None)))
    }
    people: dict[tuple[int | None, date | None], list[int]] = defaultdict(list)
    for id, (grant_id, until) in _until(session, grants, years).items():
        people[grant_id, until].append(id)
    rows = [
        PeriodRow(id, title, until, of_grant, tuple(people.pop((id, until), ())), _over(until, today))
        for id, (title, until, of_grant) in grants.items()
    ]
    rows += [
        PeriodRow(grant_id, "", until, years, tuple(found), _over(until, today))
        for (grant_id, until), found in people.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.until is None, row.until or date.max, row.grant_id or 0)))


def over(session: Session, today: date) -> tuple[PeriodRow, ...]:
    """Grants whose period is over while files are still there; asks for people only if there is such a grant."""
    grants = session.scalars(select(Grant).where(Grant.binned_at.is_(None)))
    if not any(_over(keep_until(as_input(GrantInput, grant)), today) for grant in grants):
        return ()
    return tuple(row for row in periods(session, today) if row.due and row.people and row.grant_id is not None)


def due(session: Session, today: date) -> tuple[DueRow, ...]:
    """Those whose period is over, by name: their files are to be anonymised. Who is blocked is among them, because the
    reason to keep her file has gone."""
    found = {id: row.until for row in periods(session, today) if row.due for id in row.people}
    rows = session.execute(
        select(Person.id, Person.last_name, Person.first_name, Participant.number, Participant.exit)
        .join(Participant, Participant.id == Person.id)
        .where(Person.id.in_(list(found)))
        .order_by(Person.sort_key, Person.id)
    )
    return tuple(
        DueRow(id, list_name(last, first), number, left, until)
        for id, last, first, number, left in rows
        if (until := found[id]) is not None
    )


def _over(until: date | None, today: date) -> bool:
    return until is not None and until < today


def _until(
    session: Session, grants: Mapping[int, tuple[str, date | None, int]], years: int
) -> dict[int, tuple[int | None, date | None]]:
    """Per participant who has left and is not erased yet: the grant that keeps her file longest, and until when.

    Without a grant the years of the office count, from 31 December of the year of her exit.
    """
    named = or_(Person.last_name != "", Person.first_name != "")
    rows = session.execute(
        select(Participant.id, Participant.exit, Participation.grant_id, Participation.exit)
        .join(Person, Person.id == Participant.id)
        .outerjoin(Participation, Participation.participant_id == Participant.id)
        .where(Participant.binned_at.is_(None), named)
        .order_by(Participant.id)
    )
    found: dict[int, tuple[int | None, date | None]] = {}
    here: set[int] = set()
    for id, left, grant_id, left_grant in rows:
        exit = left_grant if left_grant is not None else left
        if exit is None:
            here.add(id)  # she takes part in something still
            continue
        of_grant = grants.get(grant_id) if grant_id is not None else None
        until = of_grant[1] if of_grant is not None else due_after_exit(exit, years)
        known = found.get(id)
        if known is None or _later(until, known[1]):
            found[id] = (grant_id if of_grant is not None else None, until)
    return {id: kept for id, kept in found.items() if id not in here}


def _later(one: date | None, other: date | None) -> bool:
    return other is not None and (one is None or one > other)


# What left the house ---------------------------------------------------------------------------------------


def disclosures(
    session: Session,
    *,
    person: int | None = None,
    start: date | None = None,
    end: date | None = None,
    before: int | None = None,
    limit: int | None = 200,
) -> tuple[DisclosureRow, ...]:
    """What left the house and who looked at what is specially protected, the newest first: all, or about one person,
    between two days (both included)."""
    statement = select(
        Disclosure.id,
        Disclosure.at,
        Disclosure.who,
        Disclosure.what,
        Disclosure.recipient,
        Disclosure.purpose,
        Disclosure.basis,
        Disclosure.people,
    ).order_by(Disclosure.id.desc())
    if limit is not None:
        statement = statement.limit(limit)
    if before is not None:
        statement = statement.where(Disclosure.id < before)
    if person is not None:
        statement = statement.where(
            Disclosure.id.in_(select(DisclosurePerson.disclosure_id).where(DisclosurePerson.person_id == person))
        )
    # Days of this machine's time zone: those that the person who asks means.
    if start is not None:
        statement = statement.where(Disclosure.at >= datetime.combine(start, time()).astimezone())
    if end is not None:
        statement = statement.where(Disclosure.at < datetime.combine(end + timedelta(days=1), time()).astimezone())
    return tuple(DisclosureRow(*row) for row in session.execute(statement))


# Everything about one person -------------------------------------------------------------------------------

_NOT_HERS: Final = frozenset({"author", "version"})


def access(session: Session, id: int, texts: Texts) -> Plain:
    """Everything the office keeps about a person, in all her roles, also what is blocked or lies in the bin
    (GDPR Art. 15): for her, and machine-readable to take elsewhere (Art. 20).

    Other people stand in it by their role and not by their name (Art. 15(4)): her mentor is "mentor 12". What entries
    say about others stays as it was written; the office reads it before it hands it over. Raises NotFound.
    """
    her = next(dump.records(session, "person", texts, [id]), None)
    if her is None or not (her["last_name"] or her["first_name"]):
        raise NotFound()
    found: Plain = {"person": her}
    for role in ("participant", "mentor"):
        as_role = next(dump.records(session, role, texts, [id]), None)
        if as_role is not None:
            as_role.pop("person")
            found[role] = as_role
    mine = select(TandemMentee.tandem_id).where(TandemMentee.participant_id == id)
    hers: dict[str, Any] = {
        "tandem": select(Tandem.id).where(or_(Tandem.mentor_id == id, Tandem.substitute_id == id, Tandem.id.in_(mine))),
        "internship": select(Internship.id).where(or_(Internship.participant_id == id, Internship.mentor_id == id)),
        "timeline_entry": select(TimelinePerson.entry_id).where(TimelinePerson.person_id == id),
        "follow_up": select(FollowUp.id).where(FollowUp.person_id == id),
    }
    for subject, statement in hers.items():
        ids = sorted(session.scalars(statement))
        found[subject] = [_without_others(one, id) for one in dump.records(session, subject, texts, ids)]
    found["organisation"] = _organisations(session, id)
    found["draft"] = _drafts(session, id)
    found["restriction"] = _restrictions(session, id)
    found["disclosure"] = [
        {
            "at": row.at.isoformat(),
            "what": row.what,
            "recipient": row.recipient,
            "purpose": row.purpose,
            "basis": row.basis,
        }
        for row in disclosures(session, person=id, limit=None)
    ]
    found["kept_until"] = _kept_until(session, id)
    return found


def people(session: Session) -> list[int]:
    """Everybody who leaves with an export of everything: who is in no bin and not blocked."""
    return list(session.scalars(select(Person.id).where(Person.in_bin == false()).order_by(Person.id)))


def find_person(session: Session, typed: str) -> int:
    """The one person whom a number, an id or a name means. Raises NotFound, or UserError when several are meant."""
    wanted = typed.strip()
    by_number = session.scalars(select(Participant.id).where(Participant.number == wanted)).all() if wanted else ()
    if len(by_number) == 1:
        return by_number[0]
    if wanted.isdecimal() and session.get(Person, int(wanted)) is not None:
        return int(wanted)
    key = spelling.sort_key(wanted)
    names = session.execute(select(Person.id, Person.last_name, Person.first_name).where(Person.sort_key != "")).all()
    hits = [
        id
        for id, last, first in names
        if key in map(spelling.sort_key, (f"{first} {last}", f"{last} {first}", f"{last}, {first}"))
    ]
    if not hits:
        raise NotFound()
    if len(hits) > 1:
        raise UserError(
            _("Mehrere Personen heißen so."), _("Bitte geben Sie statt des Namens die Nummer der Teilnehmerin an.")
        )
    return hits[0]


def _without_others(record: Plain, id: int) -> Plain:
    """A record that several share, without those who are not her."""
    plain = {name: value for name, value in record.items() if name not in _NOT_HERS}
    for rows, key, said in (("people", "person_id", "other_people"), ("mentees", "participant_id", "other_mentees")):
        others = sum(1 for one in plain.pop(rows, ()) if one.get(key) != id)
        if others:
            plain[said] = others
    return plain


def _organisations(session: Session, id: int) -> list[Plain]:
    rows = session.execute(
        select(Organisation.name, ContactPerson.function)
        .join(Organisation, Organisation.id == ContactPerson.organisation_id)
        .where(ContactPerson.person_id == id)
        .order_by(ContactPerson.id)
    ).all()
    groups = session.scalar(select(func.count()).select_from(GroupMember).where(GroupMember.spokesperson_id == id))
    meetings = session.scalar(
        select(func.count()).select_from(Attendance).where(and_(Attendance.person_id == id, Attendance.attended))
    )
    found: list[Plain] = [{"name": name, "function": function} for name, function in rows]
    if groups or meetings:
        found.append({"network_groups": groups, "network_meetings_attended": meetings})
    return found


def _drafts(session: Session, id: int) -> list[Plain]:
    keys = [Draft.key.startswith(f"{table}:{id}:", autoescape=True) for table in ("person", "participant", "mentor")]
    rows = session.execute(select(Draft.text, Draft.at).where(or_(*keys)).order_by(Draft.at))
    return [{"text": text, "at": at.isoformat()} for text, at in rows]


def _restrictions(session: Session, id: int) -> list[Plain]:
    rows = session.scalars(select(Restriction).where(Restriction.person_id == id).order_by(Restriction.id))
    return [
        {
            "ground": row.ground,
            "since": row.since.isoformat(),
            "lifted_at": row.lifted_at.isoformat() if row.lifted_at else None,
        }
        for row in rows
    ]


def _kept_until(session: Session, id: int) -> list[Plain]:
    grants = session.scalars(
        select(Grant).join(Participation, Participation.grant_id == Grant.id).where(Participation.participant_id == id)
    )
    found: dict[int, Plain] = {}
    for grant in grants:
        until = keep_until(as_input(GrantInput, grant))
        found[grant.id] = {
            "grant": grant.title,
            "years": grant.retention_years,
            "until": until.isoformat() if until else None,
        }
    return list(found.values())
