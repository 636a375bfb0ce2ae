"""What happened: one stream of everything about a person or an organisation, newest first; and what is due."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from permenti_desktop.db.models.internship import Internship, Visit
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.network import Attendance, NetworkGroup, NetworkMeeting
from permenti_desktop.db.models.organisation import Organisation
from permenti_desktop.db.models.participant import Outcome, Participant, Participation, PhasePeriod, Qualification
from permenti_desktop.db.models.person import Consent, Person
from permenti_desktop.db.models.tandem import Tandem, TandemMeeting, TandemMentee
from permenti_desktop.db.models.timeline import FollowUp, TimelineEntry, TimelinePerson
from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import NotFound
from permenti_desktop.domain.person import display_name
from permenti_desktop.domain.text import isolate
from permenti_desktop.domain.timeline import FollowUpInput, TimelineEntryInput
from permenti_desktop.i18n import _
from permenti_desktop.queries.listing import IDS, Anything, Column, chunks, rows_for
from permenti_desktop.queries.records import as_input, this_day

Cursor: TypeAlias = tuple[str, int, int]
"""Where a page of a timeline ended: day, rank within the day, id."""


_Id: TypeAlias = BindParameter[int]


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One line of a timeline.

    ``source`` says where it comes from: ``entry`` (a conversation, call, mail, visit or note, ``code`` its kind, the
    only lines that are edited in the timeline itself), ``follow_up`` (settled), ``phase``, ``joined`` and ``left``
    (a participation), ``outcome``, ``qualification`` (recognised), ``consent`` and ``consent_withdrawn``,
    ``tandem_start``, ``tandem_end``, ``tandem_meeting``, ``internship_start``, ``internship_end``,
    ``internship_visit``, ``network_meeting``. ``id`` is the record to open (the tandem of a meeting, the internship
    of a visit), ``row_id`` the row itself. ``who`` names the other person or the organisation.
    """

    on: PartialDate
    source: str
    id: int
    row_id: int
    code: str
    text: str
    detail: str
    minutes: int | None
    author: str
    who: str
    headline: str
    cursor: Cursor


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A stretch of a timeline; *next* is where the following page begins, None at the end."""

    items: tuple[TimelineItem, ...]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A follow-up in a list. ``name`` is the person's or the organisation's; empty for the office's own."""

    id: int
    version: int
    due: date
    text: str
    person_id: int | None
    organisation_id: int | None
    name: str
    role: str
    author: str
    done_on: date | None
    done_note: str
    dropped_reason: str
    kind: str


# Where lines come from, and which comes first on the same day (the highest on top).
_RANKS: Final = {
    "entry": 90,
    "follow_up": 80,
    "tandem_meeting": 70,
    "internship_visit": 65,
    "network_meeting": 60,
    "outcome": 50,
    "left": 45,
    "tandem_end": 40,
    "internship_end": 38,
    "internship_start": 36,
    "tandem_start": 34,
    "phase": 30,
    "joined": 25,
    "qualification": 20,
    "consent_withdrawn": 15,
    "consent": 10,
}


def _line(
    source: str,
    on: Column,
    id: Column,
    row_id: Column,
    *,
    code: Any = "",
    text: Any = "",
    detail: Any = "",
    minutes: Any = None,
    author: Any = "",
    who: tuple[Any, Any, Any] = ("", "", ""),
) -> Anything:
    """One source of a timeline with the columns that all of them share."""

    def words(value: Any) -> ColumnElement[str]:
        return func.coalesce(cast(literal(value) if isinstance(value, str) else value, String), literal(""))

    return select(
        cast(on, String).label("day"),
        literal(_RANKS[source]).label("rank"),
        row_id.label("row_id"),
        literal(source).label("source"),
        id.label("id"),
        words(code).label("code"),
        words(text).label("text"),
        words(detail).label("detail"),
        (cast(null(), Integer) if minutes is None else minutes).label("minutes"),
        words(author).label("author"),
        words(who[0]).label("last_name"),
        words(who[1]).label("first_name"),
        words(who[2]).label("title"),
    ).where(on.is_not(None))


def _entry(on: Column) -> Anything:
    """The entries of a timeline; *on* is their day, or its copy beside each person they are about."""
    return _line(
        "entry",
        on,
        TimelineEntry.id,
        TimelineEntry.id,
        code=TimelineEntry.kind,
        text=TimelineEntry.text,
        detail=TimelineEntry.topic,
        minutes=TimelineEntry.minutes,
        author=TimelineEntry.author,
    )


def _of_person(id: _Id) -> list[Anything]:
    entry = (
        _entry(TimelinePerson.on)
        .join_from(TimelinePerson, TimelineEntry, TimelineEntry.id == TimelinePerson.entry_id)
        .where(TimelinePerson.person_id == id, TimelineEntry.in_bin == false())
    )
    settled = _line(
        "follow_up",
        FollowUp.done_on,
        FollowUp.id,
        FollowUp.id,
        code=case((FollowUp.dropped_reason != "", "dropped"), else_="done"),
        text=FollowUp.text,
        detail=FollowUp.done_note.concat(FollowUp.dropped_reason),
        author=FollowUp.author,
    ).where(FollowUp.person_id == id, FollowUp.in_bin == false())
    phases = _line(
        "phase",
        PhasePeriod.since,
        PhasePeriod.participant_id,
        PhasePeriod.id,
        code=PhasePeriod.phase,
        text=PhasePeriod.note,
    ).where(PhasePeriod.participant_id == id)
    joined = _line("joined", Participation.entry, Participation.participant_id, Participation.id).where(
        Participation.participant_id == id
    )
    left = _line(
        "left",
        Participation.exit,
        Participation.participant_id,
        Participation.id,
        code=Participation.exit_reason,
        text=Participation.exit_note,
    ).where(Participation.participant_id == id)
    outcomes = _line(
        "outcome", Outcome.on, Outcome.participant_id, Outcome.id, code=Outcome.status, text=Outcome.note
    ).where(Outcome.participant_id == id)
    recognised = _line(
        "qualification",
        Qualification.recognised_on,
        Qualification.participant_id,
        Qualification.id,
        code=Qualification.recognition,
        text=Qualification.title,
    ).where(Qualification.participant_id == id)
    consents = _line("consent", Consent.given_on, Consent.person_id, Consent.id, code=Consent.purpose).where(
        Consent.person_id == id
    )
    withdrawn = _line(
        "consent_withdrawn", Consent.withdrawn_on, Consent.person_id, Consent.id, code=Consent.purpose
    ).where(Consent.person_id == id)
    lines = [entry, settled, phases, joined, left, outcomes, recognised, consents, withdrawn]
    return lines + _of_tandems(id) + _of_internships(Internship.participant_id == id)


def _of_tandems(id: _Id) -> list[Anything]:
    """Tandems in which a person is mentee (the other one is the mentor) or mentor (the others are her mentees)."""
    name = (Person.last_name, Person.first_name, Person.title)
    lines: list[Anything] = []
    for source, day, code, text in (
        ("tandem_start", Tandem.start, Tandem.state, Tandem.reason),
        ("tandem_end", Tandem.end, Tandem.end_reason, Tandem.end_note),
    ):
        line = _line(source, day, Tandem.id, Tandem.id, code=code, text=text, who=name).where(Tandem.in_bin == false())
        lines.append(
            line.join_from(TandemMentee, Tandem, Tandem.id == TandemMentee.tandem_id)
            .join(Person, Person.id == Tandem.mentor_id)
            .where(TandemMentee.participant_id == id)
        )
        lines.append(
            line.join_from(Tandem, TandemMentee, Tandem.id == TandemMentee.tandem_id)
            .join(Person, Person.id == TandemMentee.participant_id)
            .where(Tandem.mentor_id == id)
        )
    hers = (
        select(TandemMentee.tandem_id)
        .where(TandemMentee.participant_id == id)
        .union(select(Tandem.id).where(Tandem.mentor_id == id))
    )
    meetings = (
        _line(
            "tandem_meeting",
            TandemMeeting.on,
            TandemMeeting.tandem_id,
            TandemMeeting.id,
            code=TandemMeeting.form,
            text=TandemMeeting.topic,
            minutes=TandemMeeting.minutes,
        )
        .join_from(TandemMeeting, Tandem, Tandem.id == TandemMeeting.tandem_id)
        .where(TandemMeeting.tandem_id.in_(hers), Tandem.in_bin == false())
    )
    return [*lines, meetings]


def _of_internships(condition: ColumnElement[bool], trainee: bool = False) -> list[Anything]:
    """Internships by a condition; *who* is the host, or for the host's own timeline the *trainee*."""
    name = (Person.last_name, Person.first_name, Person.title) if trainee else (Organisation.name, "", "")
    lines: list[Anything] = []
    for source, day, code, text in (
        ("internship_start", Internship.start, Internship.kind, Internship.tasks),
        ("internship_end", Internship.end, Internship.outcome, Internship.outcome_note),
    ):
        lines.append(_line(source, day, Internship.id, Internship.id, code=code, text=text, who=name))
    lines.append(
        _line("internship_visit", Visit.on, Internship.id, Visit.id, text=Visit.note, who=name).join_from(
            Internship, Visit, Visit.internship_id == Internship.id
        )
    )
    # What is only sought or asked for has not happened, whatever its dates say.
    happened = Internship.state.not_in(("sought", "requested"))
    other = (Person, Person.id == Internship.participant_id)
    host = (Organisation, Organisation.id == Internship.organisation_id)
    table, on = other if trainee else host
    return [
        (line if index == 2 else line.select_from(Internship))
        .outerjoin(table, on)
        .where(condition, happened, Internship.in_bin == false())
        for index, line in enumerate(lines)
    ]


def _of_organisation(id: _Id) -> list[Anything]:
    entries = _entry(TimelineEntry.on).where(TimelineEntry.organisation_id == id, TimelineEntry.in_bin == false())
    settled = _line(
        "follow_up",
        FollowUp.done_on,
        FollowUp.id,
        FollowUp.id,
        code=case((FollowUp.dropped_reason != "", "dropped"), else_="done"),
        text=FollowUp.text,
        detail=FollowUp.done_note.concat(FollowUp.dropped_reason),
        author=FollowUp.author,
    ).where(FollowUp.organisation_id == id, FollowUp.in_bin == false())
    meetings = (
        _line(
            "network_meeting",
            NetworkMeeting.on,
            NetworkMeeting.id,
            Attendance.id,
            text=NetworkMeeting.minutes,
            who=(NetworkGroup.name, "", ""),
        )
        .join_from(Attendance, NetworkMeeting, NetworkMeeting.id == Attendance.meeting_id)
        .join(NetworkGroup, NetworkGroup.id == NetworkMeeting.group_id)
        .where(
            Attendance.organisation_id == id,
            Attendance.attended,
            NetworkMeeting.held,
            NetworkMeeting.in_bin == false(),
        )
    )
    return [entries, settled, meetings, *_of_internships(Internship.organisation_id == id, trainee=True)]


def _of_tandem(id: _Id) -> list[Anything]:
    entries = _entry(TimelineEntry.on).where(TimelineEntry.tandem_id == id, TimelineEntry.in_bin == false())
    meetings = _line(
        "tandem_meeting",
        TandemMeeting.on,
        TandemMeeting.tandem_id,
        TandemMeeting.id,
        code=TandemMeeting.form,
        text=TandemMeeting.topic,
        minutes=TandemMeeting.minutes,
    ).where(TandemMeeting.tandem_id == id)
    return [entries, meetings]


def _of_internship(id: _Id) -> list[Anything]:
    entries = _entry(TimelineEntry.on).where(TimelineEntry.internship_id == id, TimelineEntry.in_bin == false())
    visits = _line("internship_visit", Visit.on, Visit.internship_id, Visit.id, text=Visit.note).where(
        Visit.internship_id == id
    )
    return [entries, visits]


def of_person(
    session: Session,
    id: int,
    before: Cursor | None = None,
    limit: int = 50,
    sources: Iterable[str] | None = None,
    today: date | None = None,
) -> TimelinePage:
    """The timeline of a person in all her roles. Beginnings and ends that lie in the future have not happened yet and
    are left out; *sources* restricts it to some kinds of lines. One statement."""
    return _page(session, "person", id, before, limit, sources, today)


def of_organisation(
    session: Session, id: int, before: Cursor | None = None, limit: int = 50, today: date | None = None
) -> TimelinePage:
    """The timeline of an organisation: entries, internships there, network meetings it took part in."""
    return _page(session, "organisation", id, before, limit, None, today)


def of_tandem(
    session: Session, id: int, before: Cursor | None = None, limit: int = 50, today: date | None = None
) -> TimelinePage:
    """The timeline of a tandem: its meetings and the entries that belong to it."""
    return _page(session, "tandem", id, before, limit, None, today)


def of_internship(
    session: Session, id: int, before: Cursor | None = None, limit: int = 50, today: date | None = None
) -> TimelinePage:
    """The timeline of an internship: visits and the entries that belong to it."""
    return _page(session, "internship", id, before, limit, None, today)


_SUBJECTS: Final[dict[str, Callable[[_Id], list[Anything]]]] = {
    "person": _of_person,
    "organisation": _of_organisation,
    "tandem": _of_tandem,
    "internship": _of_internship,
}


@cache
def _statement(subject: str, continued: bool, chosen: bool) -> Anything:
    """The statement for one subject. It is long, so it is built once and run with other parameters each time."""
    stream = union_all(*_SUBJECTS[subject](bindparam("subject_id", type_=Integer))).subquery()
    column = stream.c
    statement = select(stream).where(or_(column.day <= bindparam("today"), column.source == "entry"))
    if chosen:
        statement = statement.where(column.source.in_(bindparam("sources", expanding=True)))
    if continued:
        day, rank = bindparam("day", type_=String), bindparam("rank", type_=Integer)
        statement = statement.where(
            or_(
                column.day < day,
                and_(column.day == day, column.rank < rank),
                and_(column.day == day, column.rank == rank, column.row_id < bindparam("row_id", type_=Integer)),
            )
        )
    return statement.order_by(column.day.desc(), column.rank.desc(), column.row_id.desc()).limit(bindparam("limit"))


def _page(
    session: Session,
    subject: str,
    id: int,
    before: Cursor | None,
    limit: int,
    sources: Iterable[str] | None,
    today: date | None,
) -> TimelinePage:
    parameters: dict[str, Any] = {"subject_id": id, "today": this_day(today).isoformat(), "limit": limit + 1}
    if sources is not None:
        parameters["sources"] = list(sources)
    if before is not None:
        parameters |= zip(("day", "rank", "row_id"), before, strict=True)
    statement = _statement(subject, before is not None, sources is not None)
    rows = session.execute(statement, parameters).all()
    items = tuple(_item(row) for row in rows[:limit])
    return TimelinePage(items, items[-1].cursor if len(rows) > limit else None)


def _item(row: Any) -> TimelineItem:
    who = display_name(row.last_name, row.first_name, row.title)
    return TimelineItem(
        on=PartialDate.of(row.day),
        source=row.source,
        id=row.id,
        row_id=row.row_id,
        code=row.code,
        text=row.text,
        detail=row.detail,
        minutes=row.minutes,
        author=row.author,
        who=who,
        headline=_headline(row.source, row.code, isolate(who)),
        cursor=(row.day, row.rank, row.row_id),
    )


def _headline(source: str, code: str, who: str) -> str:
    """What a line says in bold, in the language of the window."""
    if source == "entry":
        return vocab.ENTRY_KIND.label(code)
    if source == "phase":
        return vocab.PHASE.label(code)
    if source == "follow_up":
        return _("Wiedervorlage entfallen") if code == "dropped" else _("Wiedervorlage erledigt")
    if source == "joined":
        return _("Eintritt")
    if source == "left":
        reason = vocab.EXIT_REASON.label(code)
        return _("Austritt: {reason}").format(reason=reason) if reason else _("Austritt")
    if source == "outcome":
        return _("Verbleib: {status}").format(status=vocab.STATUS_AFTER_EXIT.label(code))
    if source == "qualification":
        return _("Anerkennung: {state}").format(state=vocab.recognition().label(code))
    if source == "consent":
        return _("Rechtsgrundlage: {purpose}").format(purpose=vocab.PURPOSE.label(code))
    if source == "consent_withdrawn":
        return _("Einwilligung widerrufen: {purpose}").format(purpose=vocab.PURPOSE.label(code))
    if source == "tandem_start":
        return _("Tandem mit {name} begonnen").format(name=who)
    if source == "tandem_end":
        return _("Tandem mit {name} beendet").format(name=who)
    if source == "tandem_meeting":
        form = vocab.MEETING_FORM.label(code)
        return _("Tandemtreffen ({form})").format(form=form) if form else _("Tandemtreffen")
    if source == "internship_start":
        kind = vocab.INTERNSHIP_KIND.label(code)
        return (
            _("{kind} begonnen: {name}").format(kind=kind, name=who) if who else _("{kind} begonnen").format(kind=kind)
        )
    if source == "internship_end":
        return _("Praktikum beendet: {name}").format(name=who) if who else _("Praktikum beendet")
    if source == "internship_visit":
        return _("Besuch im Betrieb: {name}").format(name=who) if who else _("Besuch im Betrieb")
    return _("Netzwerktreffen: {name}").format(name=who)


# Entries and follow-ups --------------------------------------------------------------------------------------------


def load(session: Session, id: int) -> tuple[int, TimelineEntryInput]:
    """Version and content of an entry as its form shows it. Raises NotFound."""
    entry = session.get(TimelineEntry, id)
    if entry is None:
        raise NotFound()
    people = tuple(person.person_id for person in entry.people)
    return entry.version, as_input(TimelineEntryInput, entry, person_ids=people, follow_up=None)


def load_follow_up(session: Session, id: int) -> tuple[int, FollowUpInput]:
    """Version and content of a follow-up as its form shows it. Raises NotFound."""
    follow_up = session.get(FollowUp, id)
    if follow_up is None:
        raise NotFound()
    return follow_up.version, as_input(FollowUpInput, follow_up)


def is_open() -> ColumnElement[bool]:
    """A follow-up that is neither done nor dropped nor in the bin."""
    return and_(FollowUp.in_bin == false(), FollowUp.done_on.is_(None), FollowUp.dropped_reason == "")


def follow_ups(
    session: Session,
    *,
    person_id: int | None = None,
    organisation_id: int | None = None,
    author: str | None = None,
    due_until: date | None = None,
    due_from: date | None = None,
    settled: bool = False,
    limit: int = 500,
) -> tuple[FollowUpRow, ...]:
    """Follow-ups by due day, the open ones (or with *settled* those that were done or dropped, latest first). For a
    person, an organisation, or all; *author* restricts them to one's own."""
    conditions: list[ColumnElement[bool]] = [FollowUp.in_bin == false()]
    conditions.append(~is_open() if settled else is_open())
    if person_id is not None:
        conditions.append(FollowUp.person_id == person_id)
    if organisation_id is not None:
        conditions.append(FollowUp.organisation_id == organisation_id)
    if author is not None:
        conditions.append(FollowUp.author == author)
    if due_until is not None:
        conditions.append(FollowUp.due <= due_until)
    if due_from is not None:
        conditions.append(FollowUp.due >= due_from)
    order = (FollowUp.due.desc(), FollowUp.id.desc()) if settled else (FollowUp.due, FollowUp.id)
    rows = session.execute(
        select(
            FollowUp.id,
            FollowUp.version,
            FollowUp.due,
            FollowUp.text,
            FollowUp.person_id,
            FollowUp.organisation_id,
            FollowUp.author,
            FollowUp.done_on,
            FollowUp.done_note,
            FollowUp.dropped_reason,
            Person.last_name,
            Person.first_name,
            Person.title,
            Organisation.name.label("organisation"),
            Participant.id.label("participant"),
            Mentor.id.label("mentor"),
            TimelineEntry.kind,
        )
        .outerjoin(Person, Person.id == FollowUp.person_id)
        .outerjoin(Participant, Participant.id == FollowUp.person_id)
        .outerjoin(Mentor, Mentor.id == FollowUp.person_id)
        .outerjoin(Organisation, Organisation.id == FollowUp.organisation_id)
        .outerjoin(TimelineEntry, TimelineEntry.id == FollowUp.entry_id)
        .where(*conditions)
        .order_by(*order)
        .limit(limit)
    ).all()
    return tuple(
        FollowUpRow(
            id=row.id,
            version=row.version,
            due=row.due,
            text=row.text,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            name=display_name(row.last_name or "", row.first_name or "", row.title or "") or row.organisation or "",
            role=(
                "participant"
                if row.participant is not None
                else "mentor"
                if row.mentor is not None
                else "organisation"
                if row.organisation_id is not None
                else "person"
                if row.person_id is not None
                else "office"
            ),
            author=row.author,
            done_on=row.done_on,
            done_note=row.done_note,
            dropped_reason=row.dropped_reason,
            kind=row.kind or "",
        )
        for row in rows
    )


@cache
def _last_contacts() -> Anything:
    return last_contact_of_each().where(TimelinePerson.person_id.in_(IDS))


@cache
def _next_dues() -> Anything:
    return next_due_of_each().where(FollowUp.person_id.in_(IDS))


def last_contacts(session: Session, people: Sequence[int]) -> dict[int, date]:
    """The day of the last entry about each of *people*."""
    found: dict[int, date] = {}
    for some in chunks(people):
        found.update({row[0]: row[1] for row in rows_for(session, _last_contacts(), some)})
    return found


def last_contact_of_each() -> Select[int, date]:
    """The statement behind: person and day of the last entry about her."""
    # What is in the bin is left out by its few ids, so that one index tells all the rest.
    return (
        select(TimelinePerson.person_id, func.max(TimelinePerson.on))
        .where(TimelinePerson.entry_id.not_in(select(TimelineEntry.id).where(TimelineEntry.in_bin == true())))
        .group_by(TimelinePerson.person_id)
    )


def spoken_with_since(person_id: Column, day: date) -> ColumnElement[bool]:
    """Whether there is an entry about a person on *day* or later."""
    return exists().where(
        TimelinePerson.person_id == person_id,
        TimelinePerson.on >= day,
        TimelinePerson.entry_id.not_in(select(TimelineEntry.id).where(TimelineEntry.in_bin == true())),
    )


def people_spoken_with_since(day: date) -> Anything:
    """The statement behind: everybody about whom there is an entry on *day* or later, in no order."""
    in_bin = select(TimelineEntry.id).where(TimelineEntry.in_bin == true())
    return (
        select(TimelinePerson.person_id)
        .where(TimelinePerson.on >= day, TimelinePerson.entry_id.not_in(in_bin))
        .distinct()
    )


def next_dues(session: Session, people: Sequence[int]) -> dict[int, date]:
    """The day of the next open follow-up of each of *people*."""
    found: dict[int, date] = {}
    for some in chunks(people):
        found.update({row[0]: row[1] for row in rows_for(session, _next_dues(), some)})
    return found


def next_due_of_each() -> Anything:
    """The statement behind: person and day of her next open follow-up."""
    return (
        select(FollowUp.person_id, func.min(FollowUp.due))
        .where(is_open(), FollowUp.person_id.is_not(None))
        .group_by(FollowUp.person_id)
    )
