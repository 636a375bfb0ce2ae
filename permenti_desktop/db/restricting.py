"""What is blocked cannot be changed, whoever tries: form, list, import, undo (GDPR Art. 18(2)).

The journal sees every change of a transaction and whom it belongs to, so this one look at its end holds for all ways
in. Blocking, lifting and erasing change the block itself and are let through.
"""

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from permenti_desktop.db.engine import asked_kept
from permenti_desktop.db.models.data_protection import Restriction
from permenti_desktop.db.models.tandem import Tandem, TandemMentee
from permenti_desktop.db.models.timeline import TimelinePerson
from permenti_desktop.domain.data_protection import Restricted

_HERSELF = ("person", "participant", "mentor")
_BLOCKED = select(Restriction.person_id).where(Restriction.lifted_at.is_(None))


def blocked(session: Session) -> frozenset[int]:
    """The ids of all people whose data are blocked today."""
    session.flush()  # what is blocked by the running write counts too
    return frozenset(id for (id,) in asked_kept(session.connection(), _BLOCKED))


def guard(session: Session, touched: frozenset[tuple[str, int]]) -> None:
    """Raise :class:`Restricted` when *touched* (as the journal tells it) holds data of somebody who is blocked."""
    people = blocked(session)
    if not people:
        return
    if changed := _ids(touched, "restriction"):
        people -= frozenset(session.scalars(select(Restriction.person_id).where(Restriction.id.in_(changed))))
    hit = {id for name in _HERSELF for id in _ids(touched, name)}
    entries, tandems = _ids(touched, "timeline_entry"), _ids(touched, "tandem")
    if people and (entries or tandems):
        hit |= set(
            session.scalars(
                union_all(
                    select(TimelinePerson.person_id).where(TimelinePerson.entry_id.in_(entries)),
                    select(TandemMentee.participant_id).where(TandemMentee.tandem_id.in_(tandems)),
                    select(Tandem.mentor_id).where(Tandem.id.in_(tandems)),
                )
            )
        )
    if people & hit:
        raise Restricted()


def _ids(touched: frozenset[tuple[str, int]], table: str) -> list[int]:
    return [id for name, id in touched if name == table]
