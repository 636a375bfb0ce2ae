"""Taking a person out of a file: records, notes, drafts, search index, journal (GDPR Art. 17), and doing it again in a
backup that knows her still.

What a funder may ask for years stays without a person (DOMAIN: "the row for statistics stays without a person"): the
row keeps gender, town, and as much of the birth date as age on entry needs; her participations, outcomes, and the
skeletons of tandems, internships and hours (when, how long, how it ended), all without a word of text. Somebody of whom
no figure was ever reported goes entirely.

It stands on this floor because a restored backup is cleaned before anybody can see it (:func:`replay_file`).
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, String, Table, Text, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from permenti_desktop.db import journal, keys, ledger, search
from permenti_desktop.db.base import Versioned, utc_now
from permenti_desktop.db.journal_tables import journal_change, journal_entry
from permenti_desktop.db.ledger import KEY, Ledger, Line
from permenti_desktop.db.models.data_protection import DisclosurePerson, Erasure, Restriction
from permenti_desktop.db.models.internship import ChecklistItem, Internship, Visit
from permenti_desktop.db.models.mentor import Absence, Mentor
from permenti_desktop.db.models.network import Attendance, GroupMember
from permenti_desktop.db.models.office import Draft, Setting
from permenti_desktop.db.models.organisation import ContactPerson
from permenti_desktop.db.models.participant import Outcome, Participant, Participation, PhasePeriod, Qualification
from permenti_desktop.db.models.person import Consent, Person, PersonLanguage
from permenti_desktop.db.models.tandem import Goal, Tandem, TandemMeeting, TandemMentee
from permenti_desktop.db.models.timeline import FollowUp, TimelineEntry, TimelinePerson
from permenti_desktop.db.place import Place
from permenti_desktop.db.schema import metadata
from permenti_desktop.domain.data_protection import Names, birth_for_figures, figures_need
from permenti_desktop.domain.errors import UserError
from permenti_desktop.i18n import N_

if TYPE_CHECKING:
    from permenti_desktop.db.database import Database

_KEPT_OF_PERSON: Final = frozenset({"id", "gender", "town", "birth"})
_KEPT_OF_PARTICIPANT: Final = frozenset({"id", "entry", "exit", "town"})
_KEPT_OF_TANDEM: Final = frozenset(
    {"id", "mentor_id", "state", "start", "end", "end_reason", "no_fault", "cohort_id", "in_bin", "binned_at"}
)
_KEPT_OF_INTERNSHIP: Final = frozenset(
    {
        "id", "participant_id", "kind", "state", "start", "end", "hours_per_week", "hours_total", "outcome", "in_bin",
        "binned_at",
    }
)  # fmt: skip
# Columns of one line in which an office writes about people; longer texts are looked through anyway.
_LINES: Final = frozenset(
    {"supervisor", "who", "with_whom", "topic", "role", "function", "interpreter", "reason", "title", "what",
     "recipient", "purpose", "recognition_text", "author", "reference"}
)  # fmt: skip
_NOT_LOOKED_THROUGH: Final = frozenset(
    {"person", "office_term", "erasure", "journal_entry", "journal_change", "journal_head"}
)

Counts = Counter[str]


# One person -----------------------------------------------------------------------------------------------


def erase(
    session: Session, ids: Iterable[int], *, reason: str, at: datetime | None = None, outward: bool = True
) -> dict[int, Counts]:
    """Take people out of the file, in the running write, which cannot be undone; answers what was removed, in numbers:
    ``records``, ``notes``, ``drafts``, ``journal`` (steps blanked), ``texts`` (about others, in which she was named)
    and ``mentions`` (texts in which her last name still stands and perhaps means somebody else).

    A line of the ledger is written for each, and (*outward*) into the ledger beside the file. The search index is made
    anew, so several at once are quicker.
    """
    found: dict[int, Counts] = {}
    for id in dict.fromkeys(ids):
        counts = _erase_one(session, id, reason, at or utc_now())
        if counts is not None:
            found[id] = counts
    if found:
        _finish(session, outward=outward)
    return found


def _erase_one(session: Session, id: int, reason: str, at: datetime) -> Counts | None:
    her = session.get(Person, id)
    if her is None:
        return None
    tag = ledger.fingerprint(key(session), her.id, her.created_at)
    merged, formerly = _merged(session, id), _former_names(session, her)
    counts, kept = _take_out(session, her)
    for names in formerly:
        _out_of_texts(session, names, counts)
        counts["journal"] += _out_of_journal(session, names)
    for one in merged:
        _take_out_merged(session, one, counts)
        # In a backup from before the merging she is two.
        _line(session, ledger.fingerprint(key(session), one.id, one.created_at), reason, at, kept, Counter())
    _line(session, tag, reason, at, kept, counts)
    session.flush()
    return counts


def _line(session: Session, tag: str, reason: str, at: datetime, kept: bool, counts: Counts) -> None:
    if session.scalar(select(Erasure.id).where(Erasure.tag == tag)) is None:
        who = journal.current(session).who or ""
        session.add(Erasure(tag=tag, at=at, who=who, reason=reason, figures_kept=kept, counts=json.dumps(counts)))
        session.flush()


def _former_names(session: Session, her: Person) -> list[Names]:
    """What she was called before she married, or before a slip was mended: others' texts may call her so still."""
    names = {(her.first_name, her.last_name)}
    first, last = her.first_name, her.last_name
    for change in journal.history(session, "person", her.id, limit=None):  # the newest first
        if change.table == "person" and change.op == "U":
            first, last = change.before.get("first_name", first), change.before.get("last_name", last)
            names.add((first, last))
    names.remove((her.first_name, her.last_name))
    return [Names((first,) if first.strip() else (), last) for first, last in sorted(names)]


def _merged(session: Session, id: int) -> list[Person]:
    """Other entries of hers that were merged into this one, as they were: the journal knows them still."""
    found = []
    for gone in journal.merged_into(session, id):
        was = journal.last_seen(session, "person", gone)
        if was is not None and session.get(Person, gone) is None:
            found.append(Person(**was))
    return found


def _take_out_merged(session: Session, was: Person, counts: Counts) -> None:
    """What the journal and others' texts say of her under the name of an entry that was merged into hers."""
    role = journal.last_seen(session, "participant", was.id)
    names = _names(was, (role or {}).get("number", ""))
    _out_of_texts(session, names, counts)
    counts["journal"] += journal.erase(session, [(table, was.id) for table in ("person", "participant", "mentor")])
    counts["journal"] += _out_of_journal(session, names)


def _finish(session: Session, *, outward: bool) -> None:
    """What is done once, however many went: no word of theirs in the index, none in the statistics of the indexes, and
    none in the journal of this step."""
    search.forget(session.connection())
    own = journal.current(session).id
    session.execute(update(journal_change).where(journal_change.c.entry_id == own).values(before=None, after=None))
    journal.make_final(session)
    journal.name(session, N_("Personendaten gelöscht"))
    if outward:
        journal.after_commit(session, settle)
    session.expire_all()


def key(session: Session) -> bytes:
    """The key of this file's ledger; made at the first erasure."""
    row = session.get(Setting, KEY)
    if row is None:
        row = Setting(key=KEY, value=json.dumps(keys.new_data_key().hex()))
        session.add(row)
        session.flush()
    return bytes.fromhex(json.loads(row.value))


def _take_out(session: Session, her: Person) -> tuple[Counts, bool]:
    session.flush()
    id = her.id
    participant, mentor = session.get(Participant, id), session.get(Mentor, id)
    names = _names(her, participant.number if participant is not None else "")
    counts: Counts = Counter()
    records = [("person", id), ("participant", id), ("mentor", id)]
    figures = participant is not None and _has_figures(session, id)
    mentored = mentor is not None and _has_mentored(session, id)
    records += _tandems(session, id, names, counts, figures=figures, mentored=mentored)
    records += _internships(session, id, figures)
    records += _entries(session, id, names, counts, figures)
    counts["records"] += len(records) - 3
    for model, column in _HERS:
        session.execute(delete(model).where(column == id))
    for model, column in _POINTING:
        _set(session, model, column == id, {column.name: None})
    drafts = session.execute(delete(Draft).where(or_(*_draft_keys(records))))
    counts["drafts"] += int(drafts.rowcount)  # type: ignore[attr-defined]
    session.expire_all()
    if figures or mentored:
        _blank_person(session, id, figures)
        if participant is not None:
            _blank_role(session, Participant, id, _KEPT_OF_PARTICIPANT if figures else frozenset({"id"}))
        if mentor is not None:
            _blank_role(session, Mentor, id, frozenset({"id"}))
    else:
        session.execute(delete(Person).where(Person.id == id))
    counts["records"] += 1 + (participant is not None) + (mentor is not None)
    session.expire_all()
    _out_of_texts(session, names, counts)
    counts["journal"] += journal.erase(session, records)
    counts["journal"] += _out_of_journal(session, names)
    return counts, figures or mentored


_HERS: Final[tuple[tuple[Any, Any], ...]] = (
    (PersonLanguage, PersonLanguage.person_id),
    (Consent, Consent.person_id),
    (Qualification, Qualification.participant_id),
    (PhasePeriod, PhasePeriod.participant_id),
    (Absence, Absence.mentor_id),
    (FollowUp, FollowUp.person_id),
    (ContactPerson, ContactPerson.person_id),
    (Restriction, Restriction.person_id),
    (DisclosurePerson, DisclosurePerson.person_id),
)
"""Rows that go with her in any case."""

_POINTING: Final[tuple[tuple[Any, Any], ...]] = (
    (Tandem, Tandem.substitute_id),
    (Internship, Internship.mentor_id),
    (Participant, Participant.case_worker_id),
    (GroupMember, GroupMember.spokesperson_id),
    (Attendance, Attendance.person_id),
)
"""Columns of other records that name her."""


def _names(her: Person, number: str) -> Names:
    hers = [
        her.own_script_name,
        her.email,
        her.phone,
        her.mobile,
        her.street if any(map(str.isdigit, her.street)) else "",
    ]
    hers.append(number)
    return Names(
        tuple(dict.fromkeys(one for one in (her.first_name, her.call_name) if one.strip())),
        her.last_name,
        tuple(dict.fromkeys(one for one in hers if len(one.strip()) >= 3)),
    )


def _has_figures(session: Session, id: int) -> bool:
    """Whether a figure of any report counts or may count her."""
    hours = (
        select(func.count())
        .select_from(TimelinePerson)
        .join(TimelineEntry, TimelineEntry.id == TimelinePerson.entry_id)
        .where(TimelinePerson.person_id == id, TimelineEntry.minutes.is_not(None))
    )
    rows = (
        select(func.count()).select_from(Participation).where(Participation.participant_id == id),
        select(func.count()).select_from(Internship).where(Internship.participant_id == id),
        select(func.count()).select_from(TandemMentee).where(TandemMentee.participant_id == id),
        hours,
    )
    return any(session.scalar(one) for one in rows)


def _has_mentored(session: Session, id: int) -> bool:
    return any(map(figures_need, session.scalars(select(Tandem.state).where(Tandem.mentor_id == id))))


def _tandems(
    session: Session, id: int, names: Names, counts: Counts, *, figures: bool, mentored: bool
) -> list[tuple[str, int]]:
    """Tandems in which only she was accompanied lose every word; others lose her name. What never began goes."""
    mine = select(TandemMentee.tandem_id).where(TandemMentee.participant_id == id)
    found: list[tuple[str, int]] = []
    for one in session.scalars(select(Tandem).where(or_(Tandem.mentor_id == id, Tandem.id.in_(mine)))).all():
        mentees = {row.participant_id for row in one.mentees}
        others = mentees - {id}
        found.append(("tandem", one.id))
        began = figures_need(one.state)
        if one.mentor_id == id and not (began and mentored):
            session.execute(delete(Tandem).where(Tandem.id == one.id))
        elif one.mentor_id != id and not (began and figures):
            session.execute(
                delete(TandemMentee).where(TandemMentee.tandem_id == one.id, TandemMentee.participant_id == id)
            )
            if not others:
                session.execute(delete(Tandem).where(Tandem.id == one.id))
        elif others:
            _name_out(session, Tandem, Tandem.id == one.id, names, counts)
            _name_out(session, Goal, Goal.tandem_id == one.id, names, counts)
            _name_out(session, TandemMeeting, TandemMeeting.tandem_id == one.id, names, counts)
        else:
            _set(session, Tandem, Tandem.id == one.id, _blank(Tandem, _KEPT_OF_TANDEM))
            session.execute(delete(Goal).where(Goal.tandem_id == one.id))
            session.execute(update(TandemMeeting).where(TandemMeeting.tandem_id == one.id).values(topic=""))
    session.expire_all()
    return found


def _internships(session: Session, id: int, figures: bool) -> list[tuple[str, int]]:
    ids = session.scalars(select(Internship.id).where(Internship.participant_id == id)).all()
    if figures:
        _set(session, Internship, Internship.id.in_(ids), _blank(Internship, _KEPT_OF_INTERNSHIP))
    session.execute(delete(ChecklistItem).where(ChecklistItem.internship_id.in_(ids)))
    session.execute(delete(Visit).where(Visit.internship_id.in_(ids)))
    return [("internship", one) for one in ids]


def _entries(session: Session, id: int, names: Names, counts: Counts, figures: bool) -> list[tuple[str, int]]:
    """Entries about her alone keep day, kind and minutes where figures add them up; in entries about several people her
    name is taken out."""
    ids = list(session.scalars(select(TimelinePerson.entry_id).where(TimelinePerson.person_id == id)))
    shared = set(
        session.scalars(
            select(TimelinePerson.entry_id).where(TimelinePerson.entry_id.in_(ids), TimelinePerson.person_id != id)
        )
    )
    alone = [one for one in ids if one not in shared]
    timed = TimelineEntry.minutes.is_not(None) if figures else TimelineEntry.id.is_(None)
    stays = or_(timed, TimelineEntry.organisation_id.is_not(None))
    counts["notes"] += len(ids)
    for some in _chunks(alone):
        mine = TimelineEntry.id.in_(some)
        kept = session.scalars(select(TimelineEntry.id).where(mine, stays)).all()
        session.execute(delete(TimelineEntry).where(mine, TimelineEntry.id.not_in(kept)))
        blank = {"text": "", "topic": "", "author": "", "tandem_id": None, "internship_id": None}
        _set(session, TimelineEntry, TimelineEntry.id.in_(kept), blank)
    for some in _chunks(list(shared)):
        _name_out(session, TimelineEntry, TimelineEntry.id.in_(some), names, counts)
    if not figures:
        session.execute(delete(TimelinePerson).where(TimelinePerson.person_id == id))
    return [("timeline_entry", one) for one in ids]


def _blank_person(session: Session, id: int, figures: bool) -> None:
    her = session.get_one(Person, id)
    entries = session.scalars(select(Participation.entry).where(Participation.participant_id == id))
    values = _blank(Person, _KEPT_OF_PERSON if figures else frozenset({"id"}))
    if figures:
        values["birth"] = birth_for_figures(her.birth, [entry for entry in entries if entry is not None])
    # Set aside and not in the bin: no list shows the row, figures count it (db/base.py).
    values |= {"in_bin": True, "binned_at": None, "created_at": utc_now()}
    _set(session, Person, Person.id == id, values)
    session.execute(update(Participation).where(Participation.participant_id == id).values(exit_note=""))
    session.execute(update(Outcome).where(Outcome.participant_id == id).values(note=""))


def _blank_role(session: Session, model: Any, id: int, kept: frozenset[str]) -> None:
    values = _blank(model, kept) | {"in_bin": True, "binned_at": None, "created_at": utc_now()}
    _set(session, model, model.id == id, values)


def _blank(model: Any, kept: frozenset[str]) -> dict[str, Any]:
    """Every column of a table that is not kept, at its empty value."""
    own = {column.name for column in Versioned.__dict__.values() if hasattr(column, "name")}
    left = kept | own | {"version", "in_bin", "binned_at", "created_at", "updated_at"}
    found: dict[str, Any] = {}
    for column in model.__table__.columns:
        if column.name in left:
            continue
        default = column.default.arg if column.default is not None and not callable(column.default.arg) else None
        found[column.name] = default
    return found


def _set(session: Session, model: Any, where: ColumnElement[bool], values: dict[str, Any]) -> None:
    """Change rows as a use case would: a form that shows the old ones cannot be saved over them."""
    table: Table = model.__table__
    if "version" in table.columns:
        values = values | {"version": table.c.version + 1, "updated_at": utc_now()}
    session.execute(update(table).where(where).values(values))


# What names her elsewhere ---------------------------------------------------------------------------------


def _texts(table: Table) -> list[str]:
    return [
        column.name
        for column in table.columns
        if (isinstance(column.type, Text) or (isinstance(column.type, String) and column.name in _LINES))
        and not column.name.endswith("_key")
    ]


def _name_out(
    session: Session, model: Any, where: ColumnElement[bool], names: Names, counts: Counts, *, loose: bool = True
) -> None:
    """Take her name out of the texts of some rows. *loose*: one of her names is enough, the rows are about her."""
    table: Table = model.__table__ if not isinstance(model, Table) else model
    columns = _texts(table)
    key_column = next(iter(table.primary_key.columns))
    for row in session.execute(select(key_column, *(table.c[name] for name in columns)).where(where)).all():
        changed: dict[str, Any] = {
            name: new
            for name, old in zip(columns, row[1:], strict=True)
            if old and (new := names.without(old, loose=loose)) != old
        }
        if changed:
            if "version" in table.columns:
                changed["version"] = table.c.version + 1
            session.execute(update(table).where(key_column == row[0]).values(changed))
            counts["texts"] += 1


def _out_of_texts(session: Session, names: Names, counts: Counts) -> None:
    if not names.needles:
        return
    for table in metadata.sorted_tables:
        columns = _texts(table) if table.name not in _NOT_LOOKED_THROUGH else []
        if not columns:
            continue
        near = or_(*(table.c[column].icontains(word, autoescape=True) for column in columns for word in names.needles))
        _name_out(session, table, near, names, counts, loose=False)
        if table.name == "setting":
            continue  # a view may bear her name; what the office calls itself is no text about her
        for row in session.execute(select(*(table.c[column] for column in columns)).where(near)):
            counts["mentions"] += any(text is not None and names.perhaps_in(text) for text in row)


def _out_of_journal(session: Session, names: Names) -> int:
    """Blank the steps about others whose words or values name her."""
    if not names.needles:
        return 0
    c, e = journal_change.c, journal_entry.c
    blanked = 0
    near = or_(*(column.icontains(word, autoescape=True) for column in (c.before, c.after) for word in names.needles))
    hits = [
        (id, entry)
        for id, entry, before, after in session.execute(select(c.id, c.entry_id, c.before, c.after).where(near))
        if names.named_in(_readable(before)) or names.named_in(_readable(after))
    ]
    for some in _chunks(hits):
        session.execute(
            update(journal_change).where(c.id.in_([id for id, _entry in some])).values(before=None, after=None)
        )
        entries = {entry for _id, entry in some}
        session.execute(update(journal_entry).where(e.id.in_(entries)).values(kind="final"))
        blanked += len(some)
    near = or_(*(e.args.icontains(word, autoescape=True) for word in names.needles))
    said = [id for id, args in session.execute(select(e.id, e.args).where(near)) if names.named_in(_readable(args))]
    for some in _chunks(said):
        session.execute(
            update(journal_entry).where(e.id.in_(some)).values(args="{}", text=journal.UNNAMED, kind="final")
        )
    return blanked + len(said)


def _readable(payload: str | None) -> str:
    """The values of a payload as text; a person's names, which are two values, stand beside each other."""
    if not payload:
        return ""
    values = json.loads(payload)
    parts = [str(values.pop(name)) for name in ("first_name", "last_name") if name in values]
    return "\n".join([" ".join(parts), *(str(value) for value in values.values() if value is not None)])


def _draft_keys(records: Sequence[tuple[str, int]]) -> list[ColumnElement[bool]]:
    return [Draft.key.startswith(f"{table}:{id}:", autoescape=True) for table, id in records]


def _chunks(ids: Sequence[Any], size: int = 500) -> Iterable[Sequence[Any]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


# The ledger outside, and older backups --------------------------------------------------------------------


def settle(database: "Database") -> None:
    """After an erasure, and when a file is opened: nothing of her is left in the journal file, and the ledger outside
    knows of it. What cannot be written now (the folder of backups is not there) is written the next time."""
    if database.read_only:
        return
    if database.path is None:
        clear_away(database)
        return
    with database.read() as session:
        own = _own(session)
    if own is None:
        return
    clear_away(database)
    for place in ledger.places(database.path):
        if place.parent.is_dir():
            with suppress(OSError):
                ledger.write(place, database.key, own)


def clear_away(database: "Database") -> None:
    """After something was deleted for good: no older state of it is left beside the file.

    A server is asked to clear away the rows that nobody sees any more, and to take its samples of the columns anew;
    where it will not now, it does so by itself sooner or later.
    """
    if database.path is None:
        with suppress(UserError), database.door(), database.engine.connect() as server:
            alone = server.execution_options(isolation_level="AUTOCOMMIT")
            for table in metadata.sorted_tables:
                alone.exec_driver_sql(f'VACUUM (ANALYZE) "{table.name}"')
        return
    with database.door():
        connection = database.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA query_only=OFF")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            cursor.close()
        finally:
            connection.close()


def _own(session: Session) -> Ledger | None:
    """The ledger in the file, None as long as nobody was erased."""
    row = session.get(Setting, KEY)
    if row is None:
        return None
    lines = [Line(one.at, one.tag, one.reason, one.figures_kept) for one in session.scalars(select(Erasure))]
    return Ledger(bytes.fromhex(json.loads(row.value)), frozenset(lines))


def catch_up(database: "Database") -> int:
    """Do again in an open file what the ledger beside it knows and the file does not; answers how many people went."""
    if database.path is None or database.read_only:
        return 0
    outside = ledger.read(ledger.around(database.path), database.key)
    if not outside:
        return 0
    with database.read() as session:
        news = _news(session, outside)
    if not news:
        return 0
    with database.write() as session:
        return _replay(session, outside)


def replay_file(part: Path, data_key: bytes, outside: Iterable[Ledger]) -> int:
    """Clean a copy of a backup before it takes the file's place; answers how many people went.

    An older schema is brought to today's first: what there is to erase is known of today's only.
    """
    from permenti_desktop.db.database import Database
    from permenti_desktop.db.engine import sqlite_engine
    from permenti_desktop.db.migrating import upgrade

    found = tuple(outside)
    if not any(one.lines for one in found):
        return 0
    engine = sqlite_engine(part, data_key, Place.STICK)
    database = Database(engine, path=part, key=data_key, place=Place.STICK)
    try:
        upgrade(engine)
        with database.read() as session:
            if not _news(session, found):
                return 0
        with database.write() as session:
            return _replay(session, found, outward=False)
    finally:
        database.close()
        part.with_name(part.name + "-journal").unlink(missing_ok=True)


def _news(session: Session, outside: Iterable[Ledger]) -> frozenset[str]:
    known = frozenset(session.scalars(select(Erasure.tag)))
    return frozenset(line.tag for one in outside for line in one.lines) - known


def _replay(session: Session, outside: Iterable[Ledger], *, outward: bool = True) -> int:
    """Erase whom the ledgers name and take their lines over."""
    gone = 0
    for one in outside:
        row = session.get(Setting, KEY)
        if row is None:  # the backup is older than the first erasure: the key comes back with the ledger
            session.add(Setting(key=KEY, value=json.dumps(one.key.hex())))
            session.flush()
        known = frozenset(session.scalars(select(Erasure.tag)))
        lines = {line.tag: line for line in one.lines if line.tag not in known}
        people = session.execute(select(Person.id, Person.created_at)).all()
        for id, created_at in people:
            line = lines.pop(ledger.fingerprint(one.key, id, created_at), None)
            if line is not None:
                gone += _erase_one(session, id, line.reason, line.at) is not None
        if one.key == key(session):
            # Whom this backup does not know: the line alone, so that the next opening need not look again.
            for line in sorted(lines.values()):
                session.execute(
                    insert(Erasure).values(
                        tag=line.tag,
                        at=line.at,
                        reason=line.reason,
                        figures_kept=line.figures_kept,
                        who="",
                        counts="{}",
                    )
                )
    if gone:
        _finish(session, outward=outward)
    return gone
