"""A network group with its members and meetings: who sits at the table, how often, and who promised what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from permenti_desktop.domain.check import Problem, prefixed, required
from permenti_desktop.i18n import _


@dataclass(frozen=True, slots=True)
class GroupMemberInput:
    """An organisation at the table, and who speaks for it."""

    id: int | None = None
    organisation_id: int | None = None
    spokesperson_id: int | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class NetworkGroupInput:
    """A network group. ``target_weeks`` is the rhythm wanted, ``limit_weeks`` the longest gap accepted."""

    name: str = ""
    purpose: str = ""
    target_weeks: int = 4
    limit_weeks: int = 6
    remarks: str = ""
    members: tuple[GroupMemberInput, ...] = ()


@dataclass(frozen=True, slots=True)
class AttendanceInput:
    """Whether a member organisation was there, and through whom."""

    id: int | None = None
    organisation_id: int | None = None
    person_id: int | None = None
    attended: bool = False


@dataclass(frozen=True, slots=True)
class MinutesLineInput:
    """A line of the minutes: information, decision, or a promise (who, what, by when) that is carried over until it
    is done."""

    id: int | None = None
    kind: str = "info"
    text: str = ""
    who: str = ""
    due: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class NetworkMeetingInput:
    """One meeting of a group, from agenda to minutes."""

    group_id: int | None = None
    on: date | None = None
    time: str = ""
    place: str = ""
    agenda: str = ""
    minutes: str = ""
    held: bool = False
    attendance: tuple[AttendanceInput, ...] = ()
    lines: tuple[MinutesLineInput, ...] = ()


def check_group(group: NetworkGroupInput, today: date) -> Iterable[Problem]:
    """Rules over one group."""
    yield from required("name", group.name)
    if group.target_weeks < 1:
        yield Problem("target_weeks", "error", _("Der Turnus muss mindestens eine Woche betragen."))
    if group.limit_weeks < group.target_weeks:
        yield Problem("limit_weeks", "warning", _("Die Grenze liegt unter dem gewünschten Turnus."))
    for index, member in enumerate(group.members):
        if member.organisation_id is None:
            yield Problem(f"members.{index}.organisation_id", "error", _("Bitte wählen Sie eine Organisation."))


def check_meeting(meeting: NetworkMeetingInput, today: date) -> Iterable[Problem]:
    """Rules over one meeting. A promise needs who and by when."""
    if meeting.group_id is None:
        yield Problem("group_id", "error", _("Bitte wählen Sie eine Netzwerkgruppe."))
    if meeting.on is None:
        yield Problem("on", "error", _("Bitte geben Sie das Datum des Treffens ein."))
    for index, line in enumerate(meeting.lines):
        if line.kind == "promise":
            missing = []
            if not line.who.strip():
                missing.append(Problem("who", "warning", _("Wer übernimmt diese Aufgabe?")))
            if line.due is None:
                missing.append(Problem("due", "warning", _("Bis wann soll diese Aufgabe erledigt sein?")))
            yield from prefixed(f"lines.{index}", missing)


def next_meeting_due(last_meeting: date | None, target_weeks: int) -> date | None:
    """The day by which a group should meet again. Default rhythm: every 4 weeks, at most 6 (both set per group)."""
    return last_meeting + timedelta(weeks=target_weeks) if last_meeting else None


def meeting_overdue(last_meeting: date | None, limit_weeks: int, today: date) -> bool:
    """Whether the longest accepted gap between two meetings has passed."""
    return last_meeting is not None and today > last_meeting + timedelta(weeks=limit_weeks)
