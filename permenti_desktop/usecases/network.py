"""Network groups and their meetings: who was there, what was decided, who promised what.

A promise stays one line in the minutes of the meeting where it was given. It is carried over by being shown at every
later meeting of its group until it is done: a copy per meeting would have to be ticked off as often.
"""

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from permenti_desktop.db import journal
from permenti_desktop.db.models.network import Attendance, GroupMember, MinutesLine, NetworkGroup, NetworkMeeting
from permenti_desktop.domain import network as rules
from permenti_desktop.domain import text
from permenti_desktop.domain.network import AttendanceInput, NetworkGroupInput, NetworkMeetingInput
from permenti_desktop.i18n import N_, date_text
from permenti_desktop.usecases import person, records


def save_group(
    session: Session, id: int | None, version: int | None, given: NetworkGroupInput, *, today: date | None = None
) -> int:
    """Save a network group with its members; returns the id."""
    records.refuse(rules.check_group(given, records.today_or(today)))
    filled = records.values(NetworkGroup, given)
    filled["sort_key"] = text.sort_key(given.name)[: person.KEY_LENGTH]
    if id is None:
        row = NetworkGroup(**filled)
        session.add(row)
    else:
        row = records.whole(session, NetworkGroup, id)
        records.same_version(row.version, version)
        records.assign(row, filled)
    if records.sync(row.members, given.members, GroupMember, "members") and id is not None:
        records.touch(row)
    session.flush()
    said = N_("Netzwerkgruppe {name} angelegt") if id is None else N_("Netzwerkgruppe {name} geändert")
    journal.name(session, said, name=row.name)
    return row.id


def save_meeting(
    session: Session, id: int | None, version: int | None, given: NetworkMeetingInput, *, today: date | None = None
) -> int:
    """Save a meeting with attendance and minutes; returns the id. A new one without attendance lists the members of
    the group and who speaks for them."""
    records.refuse(rules.check_meeting(given, records.today_or(today)))
    if id is None:
        if not given.attendance:
            given = replace(given, attendance=_members(session, given.group_id))
        row = NetworkMeeting(**records.values(NetworkMeeting, given))
        session.add(row)
    else:
        row = records.whole(session, NetworkMeeting, id)
        records.same_version(row.version, version)
        records.assign(row, records.values(NetworkMeeting, given))
    changed = records.sync(row.attendance, given.attendance, Attendance, "attendance")
    changed |= records.sync(row.lines, given.lines, MinutesLine, "lines")
    if changed and id is not None:
        records.touch(row)
    session.flush()
    said = N_("Netzwerktreffen am {date} angelegt") if id is None else N_("Netzwerktreffen am {date} geändert")
    journal.name(session, said, date=date_text(row.on, "de"))
    return row.id


def promise_done(session: Session, line_id: int, on: date | None) -> int:
    """A promise is kept on a day, or (None) open again; returns the id of its meeting."""
    line = records.fetch(session, MinutesLine, line_id)
    meeting = records.fetch(session, NetworkMeeting, line.meeting_id)
    line.done_on = on
    records.touch(meeting)
    session.flush()
    journal.name(
        session, N_("Aufgabe „{text}“ erledigt") if on else N_("Aufgabe „{text}“ wieder geöffnet"), text=line.text[:80]
    )
    return meeting.id


def _members(session: Session, group_id: int | None) -> tuple[AttendanceInput, ...]:
    rows = session.execute(
        select(GroupMember.organisation_id, GroupMember.spokesperson_id)
        .where(GroupMember.group_id == group_id)
        .order_by(GroupMember.id)
    )
    return tuple(AttendanceInput(organisation_id=organisation, person_id=speaker) for organisation, speaker in rows)
