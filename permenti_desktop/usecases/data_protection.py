"""The rights of a person over her data: blocked, anonymised, erased; and what was handed to her.

A use case neither makes the backup before an erasure nor opens files: window and terminal do that, as for an import.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from permenti_desktop.db import erasing, journal
from permenti_desktop.db.base import utc_now
from permenti_desktop.db.models.data_protection import Erasure, Restriction
from permenti_desktop.db.models.grant import Grant
from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.participant import Participant, Participation
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.tandem import Tandem, TandemMentee
from permenti_desktop.db.models.timeline import FollowUp
from permenti_desktop.db.restricting import blocked
from permenti_desktop.domain.data_protection import ERASURE_REASON, RESTRICTION_GROUND, StillKept
from permenti_desktop.domain.errors import NotFound, UserError
from permenti_desktop.domain.grant import GrantInput, keep_until
from permenti_desktop.i18n import N_, _
from permenti_desktop.usecases import office, person, records

ACCESS: Final = N_("Auskunft an die betroffene Person (Art. 15 DSGVO)")


@dataclass(frozen=True, slots=True)
class Erased:
    """What one erasure did: the number of its line in the ledger and what was removed, in numbers."""

    line: int
    counts: dict[str, int]


# Blocking (Art. 18) ----------------------------------------------------------------------------------------


def block(session: Session, id: int, ground: str, note: str = "") -> int:
    """Keep a person's data and work with them no longer: she stands in no list, search, named report or export, and
    nothing of her can be changed until the block is lifted. Figures for funders still count her. Returns the id."""
    her = records.fetch(session, Person, id)
    if ground not in RESTRICTION_GROUND:
        raise ValueError(ground)
    if id in blocked(session):
        raise UserError(_("Diese Akte ist schon gesperrt."), _("Es wurde nichts geändert."))
    if her.in_bin:
        raise UserError(_("Diese Akte liegt im Papierkorb."), _("Bitte holen Sie sie zurück, bevor Sie sie sperren."))
    session.add(
        Restriction(
            person_id=id,
            ground=ground,
            note=records.several_lines(note),
            since=utc_now(),
            who=journal.current(session).who or "",
        )
    )
    for row in _hers(session, id):
        if not row.in_bin:
            row.in_bin = True
    session.flush()
    journal.name(session, N_("Daten von {name} gesperrt"), name=person.name(her))
    return id


def lift(session: Session, id: int, note: str = "") -> int:
    """End the block: everything of hers is back in its lists. Returns the id."""
    her = records.fetch(session, Person, id)
    found = session.scalars(
        select(Restriction).where(Restriction.person_id == id, Restriction.lifted_at.is_(None))
    ).all()
    if not found:
        raise UserError(_("Diese Akte ist nicht gesperrt."), _("Es wurde nichts geändert."))
    for one in found:
        one.lifted_at, one.lifted_note = utc_now(), records.several_lines(note)
    session.flush()
    others = blocked(session)
    for row in _hers(session, id):
        if row.in_bin and row.binned_at is None and not (_people(row) & others):
            row.in_bin = False
    session.flush()
    journal.name(session, N_("Sperre der Daten von {name} aufgehoben"), name=person.name(her))
    return id


def _hers(session: Session, id: int) -> list[Any]:
    """The records that no list shows while she is blocked."""
    mine = select(TandemMentee.tandem_id).where(TandemMentee.participant_id == id)
    others = (
        select(TandemMentee.id)
        .join(Person, Person.id == TandemMentee.participant_id)
        .where(TandemMentee.tandem_id == Tandem.id, TandemMentee.participant_id != id, ~Person.in_bin)
    )
    found: list[Any] = [row for model in (Person, Participant, Mentor) if (row := session.get(model, id)) is not None]
    for statement in (
        select(Tandem).where(Tandem.id.in_(mine), ~exists(others)),
        select(Tandem).where(Tandem.mentor_id == id),
        select(Internship).where(Internship.participant_id == id),
        select(FollowUp).where(FollowUp.person_id == id),
    ):
        found += session.scalars(statement)
    return list(dict.fromkeys(found))


def _people(row: Any) -> set[int]:
    if isinstance(row, Tandem):
        return {row.mentor_id, *(one.participant_id for one in row.mentees)}
    return {row.participant_id} if isinstance(row, Internship) else set()


# Erasing and anonymising (Art. 17) -------------------------------------------------------------------------


def kept_until(session: Session, id: int) -> tuple[bool, date | None]:
    """Whether a funder's retention period names her, and its last day (None: nobody entered when it ends)."""
    days = [
        keep_until(records.as_input(GrantInput, grant))
        for grant in session.scalars(
            select(Grant)
            .join(Participation, Participation.grant_id == Grant.id)
            .where(Participation.participant_id == id)
        )
    ]
    if not days:
        return False, None
    return True, None if None in days else max(day for day in days if day is not None)


def may_erase(session: Session, id: int, *, despite_retention: bool = False, today: date | None = None) -> None:
    """Raise what :func:`erase` would, before a backup is made for nothing: NotFound, StillKept."""
    her = records.fetch(session, Person, id)
    if is_anonymous(her):
        raise NotFound()
    kept, until = kept_until(session, id)
    if kept and not despite_retention and (until is None or until >= records.today_or(today)):
        raise StillKept(until)


def erase(
    session: Session, id: int, reason: str, *, despite_retention: bool = False, today: date | None = None
) -> Erased:
    """Erase a person. Cannot be undone, and is done again when an older backup comes back. The row that funders'
    figures need stays without her, if there is one.

    Raises StillKept while the retention period of a grant runs, unless the office has clarified that
    (*despite_retention*): what stays then is the row for the figures.
    """
    if reason not in ERASURE_REASON:
        raise ValueError(reason)
    may_erase(session, id, despite_retention=despite_retention, today=today)
    (counts,) = erasing.erase(session, [id], reason=reason).values()
    journal.name(session, N_("Personendaten gelöscht"))
    return Erased(_newest(session), dict(counts))


def anonymise(session: Session, ids: Sequence[int], *, today: date | None = None) -> int:
    """Take out those whose retention period is over, in one step; returns how many. Raises StillKept for one whose
    period still runs."""
    day = records.today_or(today)
    for id in ids:
        kept, until = kept_until(session, id)
        if kept and (until is None or until >= day):
            raise StillKept(until)
    found = erasing.erase(session, ids, reason="retention")
    journal.name(session, N_("{count} Akten nach Ablauf der Frist anonymisiert"), count=len(found))
    return len(found)


def is_anonymous(her: Person) -> bool:
    """Whether the row stands for somebody who was erased: set aside, and nobody's name."""
    return her.in_bin and her.binned_at is None and not (her.last_name or her.first_name)


def _newest(session: Session) -> int:
    return session.scalars(select(Erasure.id).order_by(Erasure.id.desc()).limit(1)).one()


# What leaves the house -------------------------------------------------------------------------------------


def handed_over(session: Session, id: int, how: str) -> int:
    """Record that a person was given the access report; *how* is its format."""
    her = records.fetch(session, Person, id)
    participant = session.get(Participant, id)
    number = participant.number if participant is not None and participant.number else str(her.id)
    what = _("Auskunft über alle Daten: {number} ({how})").format(number=number, how=how)
    recipient, basis = _("die Person selbst"), _("Art. 15 und 20 DSGVO")
    return office.disclose(session, what, recipient, _(ACCESS), basis, 1, [id])
