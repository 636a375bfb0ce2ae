"""Participants: saved with everything that belongs to them, and led along their path.

Lists of many thousands are sorted and filtered by copies in the participant's own row (phase, entry, exit, German,
town, sort key). Whatever changes their sources goes through :func:`renew`.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from permenti_desktop.db import journal
from permenti_desktop.db.models.participant import Outcome, Participant, Participation, PhasePeriod
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.restricting import blocked
from permenti_desktop.domain import participant as rules
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import Conflict
from permenti_desktop.domain.participant import (
    OutcomeInput,
    ParticipantInput,
    ParticipationInput,
    PhaseInput,
)
from permenti_desktop.domain.person import LanguageInput, PersonInput, german_level
from permenti_desktop.i18n import N_, _
from permenti_desktop.usecases import office, person, records

COMPLETED_REASONS = frozenset({"completed", "end_of_project", "work", "training"})
"""Reasons of leaving after which her path is completed and not broken off (``vocab.EXIT_REASON``)."""


def save(
    session: Session, id: int | None, version: int | None, given: ParticipantInput, *, today: date | None = None
) -> int:
    """Save a participant with her person, languages, consents, qualifications, phases, participations and outcomes.

    ``id`` None makes a new one, who gets the next number where none was typed. ``version`` is the sum of the versions
    of person and participant. Returns the id. Raises BadInput, Conflict, NotFound.
    """
    day = records.today_or(today)
    records.refuse(rules.check(given, day))
    if id is None:
        her = person.create(session, given.person, "person.")
        return _add_role(session, her, given, day)
    row = records.fetch(session, Participant, id, joinedload(Participant.person))
    records.same_version(records.version(row.person, row), version)
    person.put(session, row.person, given.person, "person.")
    put(session, row, given, day)
    session.flush()
    journal.name(session, N_("Teilnehmerin {name} geändert"), name=person.name(row.person))
    return row.id


def add_role(
    session: Session, person_id: int, version: int | None, given: ParticipantInput, *, today: date | None = None
) -> int:
    """Make a participant of a person whom the office knows already, e.g. as a mentor. ``version`` is the person's.

    Raises Conflict when she is one already.
    """
    day = records.today_or(today)
    records.refuse(rules.check(given, day))
    her = records.whole(session, Person, person_id)
    records.same_version(her.version, version)
    if session.get(Participant, person_id) is not None:
        raise Conflict()
    person.put(session, her, given.person, "person.")
    return _add_role(session, her, given, day)


def _add_role(session: Session, her: Person, given: ParticipantInput, day: date) -> int:
    row = Participant(person=her, **records.values(Participant, given))
    if not row.number:
        row.number = next_number(session, day)
    put(session, row, given, day, new=True)
    session.add(row)
    session.flush()
    journal.name(session, N_("Teilnehmerin {name} angelegt"), name=person.name(her))
    return row.id


def whole(session: Session, id: int) -> Participant:
    """Her row with her person and all that belongs to both."""
    her = records.whole(session, Person, id)
    row = records.whole(session, Participant, id)
    assert row.person is her  # held until then: the session forgets what nobody holds, and would read it again
    return row


def put(session: Session, row: Participant, given: ParticipantInput, today: date, *, new: bool = False) -> None:
    """Make the rows of the role what the form handed over, and the copies what follows from them."""
    with session.no_autoflush:  # one save is one step of the version
        changed = False if new else records.assign(row, records.values(Participant, given))
        children = records.sync_of(session, row, "qualifications", given.qualifications)
        children |= records.sync_of(session, row, "phases", given.phases)
        children |= records.sync_of(session, row, "participations", given.participations)
        children |= records.sync_of(session, row, "outcomes", given.outcomes)
        if children and not new:
            records.touch(row)
        if children or new:
            renew(row, today)
        elif changed:  # her path is as it was; only the calendar may have led her on
            path = sorted(given.phases, key=lambda period: period.id or 0)
            records.assign(row, {"phase": records.one_line(rules.current_phase(path, today))})


def renew(row: Participant, today: date) -> bool:
    """Bring the copies in a participant's row into step with their sources; True when one changed."""
    her = row.person
    found = copies(
        [records.as_input(PhaseInput, phase) for phase in row.phases],
        [records.as_input(ParticipationInput, one) for one in row.participations],
        today,
    )
    found["german"] = person.german(her)
    return records.assign(row, found | {"town": her.town, "sort_key": her.sort_key})


def copies(
    phases: Sequence[PhaseInput], participations: Sequence[ParticipationInput], today: date
) -> dict[str, object]:
    """The copies that follow from her path: current phase, entry and exit of the participation that counts."""
    current = rules.current_participation(participations)
    return {
        "phase": rules.current_phase(phases, today),
        "entry": current.entry if current else None,
        "exit": current.exit if current else None,
    }


def copies_of_person(given: PersonInput, filled: dict[str, object]) -> dict[str, object]:
    """The copies that follow from her person; *filled* are the columns of the person's row."""
    languages: Iterable[LanguageInput] = given.languages
    return {"german": german_level(languages), "town": filled["town"], "sort_key": filled["sort_key"]}


def renew_all(session: Session, since: date, today: date) -> int:
    """Bring the current phase into step for those in whose path a phase began or ended after *since*.

    A phase may begin or end on a day on which nobody saves anything: called when the program opens and when the day
    changes. Returns how many rows changed.
    """
    first, last = PartialDate.of_day(since - timedelta(days=366)), PartialDate.of_day(today)
    # Months and years are shorter text than their days, so a year before covers every partial date.
    ids = select(PhasePeriod.participant_id).where(
        or_(PhasePeriod.since.between(first, last), PhasePeriod.until.between(first, last))
    )
    changed = 0
    open_to_change = Participant.id.not_in(blocked(session))
    for row in session.scalars(select(Participant).where(Participant.id.in_(ids), open_to_change)):
        phase = rules.current_phase([records.as_input(PhaseInput, one) for one in row.phases], today)
        changed += records.assign(row, {"phase": phase})
    session.flush()
    if changed:
        journal.name(session, journal.PHASES_RENEWED)
    return changed


# Numbers ---------------------------------------------------------------------------------------------------


def next_number(session: Session, today: date) -> str:
    """The next free number by the office's pattern, e.g. "TN-2026-0148" after "TN-2026-0147"."""
    pattern = office.settings(session).participant_number
    return numbered(pattern, today, last_number(session, pattern, today) + 1)


def last_number(session: Session, pattern: str, today: date) -> int:
    """The highest running number that was given by a pattern in this year; 0 when none was."""
    prefix, suffix = _around_number(pattern, today)
    column = Participant.number
    found = session.scalars(
        select(column)
        .where(column.startswith(prefix, autoescape=True), column.endswith(suffix, autoescape=True))
        .order_by(func.length(column).desc(), column.desc())
    )
    # What someone typed in the same manner ("TN-2026-A1") is no running number.
    digits = (number[len(prefix) : len(number) - len(suffix)] for number in found)
    return next((int(one) for one in digits if one.isascii() and one.isdigit()), 0)


def numbered(pattern: str, today: date, number: int) -> str:
    """A number by a pattern: ``{year}`` is the year, ``{number:04}`` the running number with at least four digits."""
    return pattern.format(year=today.year, number=number)


def _around_number(pattern: str, today: date) -> tuple[str, str]:
    marked = numbered(pattern, today, 10**12)  # longer than any number that is given out
    prefix, _, suffix = marked.partition(str(10**12))
    return prefix, suffix


# Her path --------------------------------------------------------------------------------------------------


def set_phase(
    session: Session,
    id: int,
    version: int | None,
    phase: str,
    since: PartialDate,
    *,
    note: str = "",
    keep_open: bool = False,
    today: date | None = None,
) -> int:
    """Lead her into a phase on a day. The phases that are open end the day before, unless *keep_open*."""
    row = _her(session, id, version)
    begin_phase(row, phase, since, records.today_or(today), note=note, keep_open=keep_open)
    session.flush()
    journal.name(session, N_("Phase von {name} geändert"), name=person.name(row.person))
    return row.id


def set_phases(
    session: Session, ids: Sequence[int], phase: str, since: PartialDate, *, today: date | None = None
) -> int:
    """Lead several participants into a phase on the same day; returns how many."""
    day = records.today_or(today)
    for id in ids:
        begin_phase(whole(session, id), phase, since, day)
    session.flush()
    journal.name(session, N_("Phase von {count} Teilnehmerinnen geändert"), count=len(ids))
    return len(ids)


def begin_phase(
    row: Participant, phase: str, since: PartialDate, today: date, *, note: str = "", keep_open: bool = False
) -> None:
    """Open a phase in a participant's rows, and close the open ones before it."""
    if not keep_open:
        close_phases(row, since)
    row.phases.append(PhasePeriod(phase=phase, since=since, note=records.several_lines(note)))
    records.touch(row)
    renew(row, today)


def close_phases(row: Participant, on: PartialDate, *, only: str | None = None, inclusive: bool = False) -> None:
    """End the open phases (or *only* one of them) the day before *on*, or on that day when *inclusive*.

    A phase that began the same day or later, or a day that is not exactly known, ends on that day.
    """
    for period in row.phases:
        if period.until is not None or (only is not None and period.phase != only):
            continue
        end = on
        if on.exact and not inclusive:
            before = PartialDate.of_day(on.exact - timedelta(days=1))
            if period.since is None or period.since.first() <= before.first():
                end = before
        if period.since is not None and period.since.first() > end.last():
            end = period.since
        period.until = end


def leave(
    session: Session,
    id: int,
    version: int | None,
    exit: PartialDate,
    reason: str,
    *,
    note: str = "",
    status: str | None = None,
    dropout: bool | None = None,
    today: date | None = None,
) -> int:
    """Her exit: closes the participation that counts and the open phases, and keeps what she does then.

    *status* is a code of ``vocab.STATUS_AFTER_EXIT``; *dropout* follows from the reason unless it is said.
    """
    day = records.today_or(today)
    row = _her(session, id, version)
    broken_off = reason not in COMPLETED_REASONS if dropout is None else dropout
    participation = _current(row)
    if participation is None:
        participation = Participation()
        row.participations.append(participation)
    participation.exit = exit
    participation.exit_reason = reason
    participation.exit_note = records.several_lines(note)
    participation.dropout = broken_off
    records.refuse(rules.check(as_given(row), day))
    close_phases(row, exit, inclusive=True)
    row.phases.append(PhasePeriod(phase="dropout" if broken_off else "completed", since=exit, note=""))
    if status is not None:
        row.outcomes.append(Outcome(moment="exit", on=exit, status=status, note=""))
    records.touch(row)
    renew(row, day)
    session.flush()
    journal.name(session, N_("Austritt von {name} eingetragen"), name=person.name(row.person))
    return row.id


def reenter(
    session: Session,
    id: int,
    version: int | None,
    entry: PartialDate,
    grant_id: int | None = None,
    *,
    phase: str = "interview",
    today: date | None = None,
) -> int:
    """Her return after an exit (Regulation (EU) 2021/1057, Annex I: each person once per operation).

    Into the same grant: the data of the first entry stay, exit and results are replaced by those to come. Results
    that are known already stay in her file as what she did "at another time". Another grant is another participation.
    """
    day = records.today_or(today)
    row = _her(session, id, version)
    earlier = [one for one in row.participations if one.grant_id == grant_id]
    if earlier:
        _forget_exit(row, max(earlier, key=begin))
    else:
        row.participations.append(Participation(grant_id=grant_id, entry=entry))
    begin_phase(row, phase, entry, day)
    records.refuse(rules.check(as_given(row), day))
    session.flush()
    journal.name(session, N_("Wiedereintritt von {name} eingetragen"), name=person.name(row.person))
    return row.id


def _forget_exit(row: Participant, participation: Participation) -> None:
    old = participation.exit
    participation.exit = participation.exit_reason = None
    participation.exit_note, participation.dropout = "", False
    for outcome in row.outcomes:
        if outcome.moment == "other" or (outcome.on and old and outcome.on.last() < old.first()):
            continue
        outcome.moment = "other"
        outcome.on = outcome.on or old


def sensitive_opened(session: Session, id: int) -> int:
    """Record that somebody has looked at the specially protected statements in her file (GDPR Art. 5(2), 9).

    Her number stands for her: the record outlives an erasure of the file.
    """
    row = records.fetch(session, Participant, id)
    what = _("Besondere Angaben geöffnet: {number}").format(number=row.number or row.id)
    return office.disclose(session, what, "", _("Begleitung im Programm"), "", 1, [id])


def begin(participation: Participation) -> date:
    """The day of entry that orders participations; one without an entry comes first."""
    return participation.entry.first() if participation.entry else date.min


def _current(row: Participant) -> Participation | None:
    given = [records.as_input(ParticipationInput, one) for one in row.participations]
    current = rules.current_participation(given)
    return None if current is None else row.participations[given.index(current)]


def as_given(row: Participant) -> ParticipantInput:
    """The path of a participant as an Input, for the rules over it."""
    return records.as_input(
        ParticipantInput,
        row,
        person=records.as_input(PersonInput, row.person),
        phases=tuple(records.as_input(PhaseInput, one) for one in row.phases),
        participations=tuple(records.as_input(ParticipationInput, one) for one in row.participations),
        outcomes=tuple(records.as_input(OutcomeInput, one) for one in row.outcomes),
    )


def _her(session: Session, id: int, version: int | None) -> Participant:
    row = whole(session, id)
    records.same_version(records.version(row.person, row), version)
    return row
