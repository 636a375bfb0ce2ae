"""What happened (timeline entries) and what is due next (follow-ups).

A follow-up is done, moved or dropped with a reason; it never just disappears.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from permenti_desktop.db import journal
from permenti_desktop.db.models.organisation import Organisation
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.timeline import FollowUp, TimelineEntry, TimelinePerson
from permenti_desktop.domain import timeline as rules
from permenti_desktop.domain.check import Problem
from permenti_desktop.domain.errors import BadInput
from permenti_desktop.domain.timeline import FollowUpInput, TimelineEntryInput
from permenti_desktop.i18n import N_, _, date_text
from permenti_desktop.usecases import person, records


def save(
    session: Session, id: int | None, version: int | None, given: TimelineEntryInput, *, today: date | None = None
) -> int:
    """Save an entry for one or several people; returns the id.

    With a ``follow_up`` each of them gets one (unless it names a person), or the organisation where there is no
    person. Raises BadInput, Conflict, NotFound.
    """
    records.refuse(rules.check(given, records.today_or(today)))
    filled = records.values(TimelineEntry, given)
    if id is None:
        row = TimelineEntry(**filled, author=journal.current(session).who or "")
        session.add(row)
    else:
        row = records.whole(session, TimelineEntry, id)
        records.same_version(row.version, version)
        records.assign(row, filled)
    if _sync_people(row, given) and id is not None:
        records.touch(row)
    session.flush()
    for one in per_person(given):
        _add_follow_up(session, one, row.id)
    session.flush()
    said = N_("Notiz zu {name} gespeichert") if id is None else N_("Notiz zu {name} geändert")
    journal.name(session, said, name=_about(session, given.person_ids, given.organisation_id))
    return row.id


def _sync_people(row: TimelineEntry, given: TimelineEntryInput) -> bool:
    ids = dict.fromkeys(given.person_ids)
    assert given.on is not None
    gone = [one for one in row.people if one.person_id not in ids]
    known = {one.person_id for one in row.people}
    for one in gone:
        row.people.remove(one)
    for one in row.people:
        records.assign(one, {"on": given.on})
    row.people.extend(TimelinePerson(person_id=id, on=given.on) for id in ids if id not in known)
    return bool(gone) or len(known) < len(ids)


def per_person(entry: TimelineEntryInput) -> list[FollowUpInput]:
    """The follow-ups that come with an entry: one for each whom it is about, unless it names somebody."""
    follow_up = entry.follow_up
    if follow_up is None:
        return []
    if follow_up.person_id is not None or follow_up.organisation_id is not None:
        return [follow_up]
    if not entry.person_ids:
        return [FollowUpInput(follow_up.due, follow_up.text, None, entry.organisation_id)]
    return [FollowUpInput(follow_up.due, follow_up.text, id) for id in dict.fromkeys(entry.person_ids)]


# Follow-ups ------------------------------------------------------------------------------------------------


def save_follow_up(
    session: Session, id: int | None, version: int | None, given: FollowUpInput, *, today: date | None = None
) -> int:
    """Save a follow-up; returns the id."""
    records.refuse(rules.check_follow_up(given, records.today_or(today)))
    if id is None:
        row = _add_follow_up(session, given, given.entry_id)
    else:
        row = _follow_up(session, id, version)
        records.assign(row, records.values(FollowUp, given))
    return _named(
        session, row, N_("Wiedervorlage {name} angelegt") if id is None else N_("Wiedervorlage {name} geändert")
    )


def add_follow_ups(
    session: Session, person_ids: Sequence[int], due: date, text: str, *, today: date | None = None
) -> int:
    """The same follow-up for several people, each with her own; returns how many."""
    given = FollowUpInput(due=due, text=text)
    records.refuse(rules.check_follow_up(given, records.today_or(today)))
    ids = dict.fromkeys(person_ids)
    for id in ids:
        _add_follow_up(session, FollowUpInput(due=due, text=text, person_id=id), None)
    session.flush()
    journal.name(session, N_("Wiedervorlage für {count} Personen angelegt"), count=len(ids))
    return len(ids)


def follow_up_done(session: Session, id: int, version: int | None, on: date, note: str = "") -> int:
    """Done on a day, with a line on how it went."""
    row = _follow_up(session, id, version)
    row.done_on, row.done_note, row.dropped_reason = on, records.several_lines(note), ""
    return _named(session, row, N_("Wiedervorlage {name} erledigt"))


def follow_up_moved(session: Session, id: int, version: int | None, due: date) -> int:
    """Moved to another day."""
    row = _follow_up(session, id, version)
    row.due = due
    return _named(session, row, N_("Wiedervorlage {name} auf den {date} verschoben"), date=date_text(due, "de"))


def follow_up_dropped(session: Session, id: int, version: int | None, on: date, reason: str) -> int:
    """Dropped, with the reason. It counts as settled on that day."""
    row = _follow_up(session, id, version)
    if not reason.strip():
        raise BadInput((Problem("reason", "error", _("Bitte schreiben Sie kurz, warum sie entfällt.")),))
    row.done_on, row.dropped_reason = on, records.several_lines(reason)
    return _named(session, row, N_("Wiedervorlage {name} entfällt"))


def follow_up_reopened(session: Session, id: int, version: int | None) -> int:
    """Open again after all."""
    row = _follow_up(session, id, version)
    row.done_on, row.dropped_reason = None, ""
    return _named(session, row, N_("Wiedervorlage {name} wieder geöffnet"))


def _follow_up(session: Session, id: int, version: int | None) -> FollowUp:
    row = records.fetch(session, FollowUp, id)
    records.same_version(row.version, version)
    return row


def _add_follow_up(session: Session, given: FollowUpInput, entry_id: int | None) -> FollowUp:
    row = FollowUp(
        **records.values(FollowUp, given) | {"entry_id": entry_id}, author=journal.current(session).who or ""
    )
    session.add(row)
    return row


def _named(session: Session, row: FollowUp, said: str, **args: str) -> int:
    session.flush()
    about = _about(session, (row.person_id,) if row.person_id is not None else (), row.organisation_id)
    journal.name(session, said, name=about, **args)
    return row.id


def _about(session: Session, person_ids: Sequence[int], organisation_id: int | None) -> str:
    """Whom it is about: one name, or the first and how many more ("Amina Haidari +11")."""
    if person_ids:
        first = person.name(records.fetch(session, Person, person_ids[0]))
        return first if len(person_ids) == 1 else f"{first} +{len(person_ids) - 1}"
    if organisation_id is not None:
        return records.fetch(session, Organisation, organisation_id).name
    return ""
