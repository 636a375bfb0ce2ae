"""Two entries of one person become one; nothing that either knew is lost, and undo takes it back.

The entry that is kept says what counts where both say something else; its empty fields are filled from the other,
longer texts are joined, and everything that points at the other is pointed at the kept one: what was told about her to
others, too, and that her data were once blocked. While they are blocked nothing is merged (GDPR Art. 18(2)).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import Column, Table, Text, delete, exists, insert, inspect, literal, select, update
from sqlalchemy.orm import Session

from permenti_desktop.db import journal
from permenti_desktop.db.base import Versioned, utc_now
from permenti_desktop.db.models.data_protection import DisclosurePerson
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.office import Draft
from permenti_desktop.db.models.participant import Participant, Participation
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.tandem import Tandem, TandemMentee
from permenti_desktop.db.restricting import blocked
from permenti_desktop.db.schema import metadata
from permenti_desktop.domain import vocab
from permenti_desktop.domain.data_protection import Restricted
from permenti_desktop.domain.errors import UserError
from permenti_desktop.i18n import _
from permenti_desktop.usecases import participant, person, records

_ROLES: Final[tuple[type[Any], ...]] = (Participant, Mentor)
_PERSON_TABLES: Final = ("person", *(role.__tablename__ for role in _ROLES))
_COPIES: Final = frozenset({"search_key", "sort_key", "skeleton_key", "phase", "entry", "exit", "german", "town"})
_BOOKKEEPING: Final = frozenset({"id", "version", "in_bin", "binned_at", "created_at", "updated_at"})
# Links that say the same twice once both entries are one: table, what else names the link.
_LINKS: Final = (
    ("timeline_person", "entry_id"),
    ("tandem_mentee", "tandem_id"),
    ("contact_person", "organisation_id"),
)
_DISCLOSED: Final[Table] = metadata.tables[DisclosurePerson.__tablename__]


def references() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column in the database that points at a person by whatever role, apart from the roles' own rows."""
    for table in metadata.sorted_tables:
        if table.name in _PERSON_TABLES[1:]:
            columns = [column for column in table.columns if not column.primary_key]
        else:
            columns = list(table.columns)
        for column in columns:
            if any(key.column.table.name in _PERSON_TABLES for key in column.foreign_keys):
                yield table, column


def merge(
    session: Session,
    keep_id: int,
    other_id: int,
    keep_version: int | None = None,
    other_version: int | None = None,
    *,
    today: date | None = None,
) -> int:
    """Merge the entry *other_id* into *keep_id*; returns the latter.

    The versions are the persons' own. Raises UserError when one is the mentor and the other the mentee of a tandem,
    Restricted when the data of one are blocked, Conflict when one was changed meanwhile.
    """
    keep, other = records.fetch(session, Person, keep_id), records.fetch(session, Person, other_id)
    records.same_version(keep.version, keep_version)
    records.same_version(other.version, other_version)
    if blocked(session) & {keep_id, other_id}:
        raise Restricted()
    _refuse_own_mentor(session, keep_id, other_id)
    names = {"name": person.name(keep), "other": person.name(other)}
    _fill(keep, other)
    session.flush()
    for role in _ROLES:
        _join_role(session, role, keep_id, other_id)
    _point_at(session, keep_id, other_id)
    _told_about(session, keep_id, other_id)
    session.expire_all()
    _tidy(session, keep_id)
    for role in _ROLES:
        session.execute(delete(role).where(role.id == other_id))
    session.execute(delete(Person).where(Person.id == other_id))
    session.expire_all()
    _renew(session, keep_id, today)
    journal.name(session, journal.MERGED, **names, kept=keep_id, gone=other_id)
    return keep_id


def _refuse_own_mentor(session: Session, one: int, other: int) -> None:
    both = select(Tandem.id).join(TandemMentee, TandemMentee.tandem_id == Tandem.id)
    pairs = both.where(Tandem.mentor_id.in_((one, other)), TandemMentee.participant_id.in_((one, other)))
    if one == other or session.scalar(select(exists(pairs))):
        raise UserError(
            _("Diese beiden sind Mentorin und Mentee in einem Tandem und können nicht dieselbe Person sein."),
            _("Bitte prüfen Sie zuerst das Tandem."),
        )


def _fill(keep: Any, other: Any) -> None:
    """Empty fields of the kept row from the other; longer texts that differ one below the other."""
    for column in inspect(type(keep)).columns:
        name = column.name
        if name in _BOOKKEEPING or (name in _COPIES and type(keep) is not Person):
            continue
        mine, theirs = getattr(keep, name), getattr(other, name)
        if mine in (None, "", ()):
            setattr(keep, name, theirs)
        elif name not in _COPIES and isinstance(column.type, Text) and theirs and theirs not in mine:
            setattr(keep, name, f"{mine}\n{theirs}")
    keep.in_bin = keep.in_bin and other.in_bin
    if not keep.in_bin:
        keep.binned_at = None


def _join_role(session: Session, role: type[Any], keep_id: int, other_id: int) -> None:
    """One row of a role of both: the other's fills the kept one, or becomes it."""
    other = session.get(role, other_id)
    if other is None:
        return
    keep = session.get(role, keep_id)
    if keep is not None:
        _fill(keep, other)
        session.flush()
        return
    table = metadata.tables[role.__tablename__]
    copied = [column for column in table.columns if column.name != "id"]
    row = select(literal(keep_id), *copied).where(table.c.id == other_id)
    session.execute(insert(table).from_select(["id", *(column.name for column in copied)], row))


def _point_at(session: Session, keep_id: int, other_id: int) -> None:
    for name, beside in _LINKS:
        table = metadata.tables[name]
        (column,) = (one for found, one in references() if found is table)
        twin = table.alias()
        same = (twin.c[column.name] == keep_id) & (twin.c[beside] == table.c[beside])
        session.execute(
            delete(table).where(column == other_id, exists(select(literal(1)).select_from(twin).where(same)))
        )
    for table, column in references():
        if table is _DISCLOSED:
            continue
        if column.primary_key:
            # A row that is named by whom it is about is another row when it is about another: so says the journal.
            copied = [literal(keep_id) if one is column else one for one in table.columns]
            rows = select(*copied).where(column == other_id)
            session.execute(insert(table).from_select([one.name for one in table.columns], rows))
            session.execute(delete(table).where(column == other_id))
            continue
        changes: dict[str, Any] = {column.name: keep_id}
        if "version" in table.columns:
            changes |= {"version": table.c.version + 1, "updated_at": utc_now()}
        session.execute(update(table).where(column == other_id).values(changes))
    for table_name in _PERSON_TABLES:
        _rename_drafts(session, f"{table_name}:{other_id}:", f"{table_name}:{keep_id}:")


def _told_about(session: Session, keep_id: int, other_id: int) -> None:
    """What was disclosed about the other was about her. The journal does not watch that record by itself."""
    c = _DISCLOSED.c
    about = {id: set(session.scalars(select(c.disclosure_id).where(c.person_id == id))) for id in (keep_id, other_id)}

    def rows(id: int, disclosures: set[int]) -> list[dict[str, int]]:
        return [{"disclosure_id": one, "person_id": id} for one in sorted(disclosures)]

    if new := rows(keep_id, about[other_id] - about[keep_id]):
        session.execute(insert(_DISCLOSED), new)
        journal.record(session, _DISCLOSED, "I", new)
    session.execute(delete(_DISCLOSED).where(c.person_id == other_id))
    journal.record(session, _DISCLOSED, "D", rows(other_id, about[other_id]))


def _rename_drafts(session: Session, old: str, new: str) -> None:
    for draft in session.scalars(select(Draft).where(Draft.key.startswith(old, autoescape=True))):
        key = new + draft.key[len(old) :]
        kept = session.get(Draft, key)
        if kept is None:
            session.execute(update(Draft).where(Draft.key == draft.key).values(key=key))
        else:
            kept.text = f"{kept.text}\n{draft.text}"
            session.execute(delete(Draft).where(Draft.key == draft.key))


# Rows that are there twice ---------------------------------------------------------------------------------


def _tidy(session: Session, keep_id: int) -> None:
    her = records.fetch(session, Person, keep_id)
    _one_per_language(her)
    _drop_twins(her.consents)
    if row := session.get(Participant, keep_id):
        _once_per_grant(row)
        for rows in (row.qualifications, row.phases, row.participations, row.outcomes):
            _drop_twins(rows)
    if mentor := session.get(Mentor, keep_id):
        _drop_twins(mentor.absences)
    session.flush()


def _drop_twins(rows: list[Any]) -> None:
    """Rows that say exactly the same: the first stays."""
    seen = set()
    for row in list(rows):
        said = tuple(getattr(row, column.name) for column in inspect(type(row)).columns if column.name != "id")
        if said in seen:
            rows.remove(row)
        seen.add(said)


def _one_per_language(her: Person) -> None:
    """A language once, with the better level."""
    order = {code: rank for rank, code in enumerate(vocab.cefr().codes)}
    best: dict[str, Any] = {}
    for spoken in list(her.languages):
        kept = best.setdefault(spoken.language, spoken)
        if kept is spoken:
            continue
        if order.get(spoken.level or "", -1) > order.get(kept.level or "", -1):
            kept.level = spoken.level
        kept.certificate = kept.certificate or spoken.certificate
        kept.certificate_on = kept.certificate_on or spoken.certificate_on
        her.languages.remove(spoken)


def _once_per_grant(row: Participant) -> None:
    """Each person once per operation: the first entry's data stay, the last exit counts (Regulation (EU) 2021/1057)."""
    first: dict[int, Participation] = {}
    for one in sorted(row.participations, key=participant.begin):
        kept = first.setdefault(one.grant_id, one) if one.grant_id is not None else one
        if kept is one:
            continue
        kept.exit, kept.exit_reason, kept.exit_note, kept.dropout = (
            one.exit,
            one.exit_reason,
            one.exit_note,
            one.dropout,
        )
        for column in inspect(Participation).columns:
            if getattr(kept, column.name) is None and not column.name.startswith("exit"):
                setattr(kept, column.name, getattr(one, column.name))
        row.participations.remove(one)


def _renew(session: Session, keep_id: int, today: date | None) -> None:
    her = records.fetch(session, Person, keep_id)
    records.assign(her, dict(person.keys(her)))
    records.touch(her)
    person.tell_roles(session, her)
    for role in _ROLES:
        row: Versioned | None = session.get(role, keep_id)
        if row is not None:
            records.touch(row)
        if isinstance(row, Participant):
            participant.renew(row, records.today_or(today))
    session.flush()
