"""Tandems, from the proposal over the trial phase to the closing talk, and on to the next one without fault.

Starting a trial or a tandem leads the mentees into the phase of that name, because nobody enters it twice.
"""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from permenti_desktop.db import journal
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.tandem import Goal, Tandem, TandemMeeting, TandemMentee
from permenti_desktop.domain import tandem as rules
from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import UserError
from permenti_desktop.domain.tandem import GoalInput, TandemInput, TandemMeetingInput
from permenti_desktop.i18n import N_, _, list_text
from permenti_desktop.usecases import participant, person, records


def save(
    session: Session, id: int | None, version: int | None, given: TandemInput, *, today: date | None = None
) -> int:
    """Save a tandem with mentees, goals and meetings; returns the id. Raises BadInput, Conflict, NotFound."""
    records.refuse(rules.check(given, records.today_or(today)))
    filled = records.values(Tandem, given)
    if id is None:
        row = Tandem(**filled)
        session.add(row)
    else:
        row = _found(session, id, version)
        records.assign(row, filled)
    changed = records.sync_links(row.mentees, "participant_id", given.mentee_ids, TandemMentee)
    changed |= records.sync(row.goals, given.goals, Goal, "goals")
    changed |= records.sync(row.meetings, given.meetings, TandemMeeting, "meetings")
    if changed and id is not None:
        records.touch(row)
    return _named(session, row, N_("Tandem {names} angelegt") if id is None else N_("Tandem {names} geändert"))


def start_trial(session: Session, id: int, version: int | None, on: date, *, today: date | None = None) -> int:
    """Both try whether they suit each other (three to four meetings)."""
    row = _open(session, id, version)
    row.state, row.trial_since = "trial", on
    _lead(session, row, "trial", on, today)
    return _named(session, row, N_("Schnupperphase {names} begonnen"))


def confirm_trial(
    session: Session,
    id: int,
    version: int | None,
    *,
    mentee_on: date | None = None,
    mentor_on: date | None = None,
) -> int:
    """One or both say yes to each other; None leaves what is known."""
    row = _open(session, id, version)
    row.trial_mentee_on = mentee_on or row.trial_mentee_on
    row.trial_mentor_on = mentor_on or row.trial_mentor_on
    return _named(session, row, N_("Schnupperphase {names} bestätigt"))


def start(
    session: Session,
    id: int,
    version: int | None,
    on: date,
    *,
    agreement_on: date | None = None,
    planned_end: date | None = None,
    today: date | None = None,
) -> int:
    """The tandem begins. A missing confirmation does not hinder it: the check of the Input says so in the form."""
    row = _open(session, id, version)
    row.state, row.start = "running", PartialDate.of_day(on)
    row.agreement_on = agreement_on or row.agreement_on
    row.planned_end = planned_end or row.planned_end
    _lead(session, row, "tandem", on, today)
    return _named(session, row, N_("Tandem {names} begonnen"))


def pause(session: Session, id: int, version: int | None) -> int:
    """The tandem rests (illness, childcare)."""
    row = _open(session, id, version)
    row.state = "paused"
    return _named(session, row, N_("Tandem {names} pausiert"))


def resume(session: Session, id: int, version: int | None) -> int:
    """The tandem goes on."""
    row = _open(session, id, version)
    row.state = "running"
    return _named(session, row, N_("Tandem {names} fortgesetzt"))


def decline(session: Session, id: int, version: int | None, note: str = "") -> int:
    """The proposal comes to nothing."""
    row = _open(session, id, version)
    row.state, row.end_note = "declined", records.several_lines(note) or row.end_note
    return _named(session, row, N_("Tandem {names} nicht zustande gekommen"))


def end(
    session: Session,
    id: int,
    version: int | None,
    on: date,
    reason: str,
    *,
    note: str = "",
    early: bool | None = None,
    no_fault: bool = False,
    today: date | None = None,
) -> int:
    """The tandem ends on a day, for a reason of ``vocab.TANDEM_END_REASON``; whether early follows from the reason
    unless it is said."""
    row = _open(session, id, version)
    _end(session, row, on, reason, note, early, no_fault, records.today_or(today))
    return _named(session, row, N_("Tandem {names} beendet"))


def rematch(
    session: Session,
    id: int,
    version: int | None,
    on: date,
    mentor_id: int,
    *,
    reason: str = "",
    end_reason: str = "no_fit",
    end_note: str = "",
    today: date | None = None,
) -> int:
    """A new mentor for the same mentees, and nobody is to blame: ends the tandem and proposes the one that follows
    it, with the goals that are not reached yet. Returns the new tandem's id."""
    day = records.today_or(today)
    row = _open(session, id, version)
    follower = TandemInput(
        mentor_id=mentor_id,
        mentee_ids=tuple(mentee.participant_id for mentee in row.mentees),
        cohort_id=row.cohort_id,
        proposed_on=on,
        reason=reason,
        rhythm_days=row.rhythm_days,
        follows_id=row.id,
        goals=tuple(
            replace(records.as_input(GoalInput, goal), id=None) for goal in row.goals if goal.reached_on is None
        ),
    )
    _end(session, row, on, end_reason, end_note, True, True, day)
    session.flush()
    new_id = save(session, None, None, follower, today=day)
    journal.name(
        session, N_("Neue Mentorin für {names}"), names=_mentees(session, records.fetch(session, Tandem, new_id))
    )
    return new_id


def add_meeting(session: Session, id: int, meeting: TandemMeetingInput) -> int:
    """Note a meeting of the two; returns the meeting's id. Needs no version: it only adds."""
    row = _found(session, id, None)
    added = TandemMeeting(**records.values(TandemMeeting, meeting))
    row.meetings.append(added)
    records.touch(row)
    _named(session, row, N_("Treffen im Tandem {names} eingetragen"))
    return added.id


def _found(session: Session, id: int, version: int | None) -> Tandem:
    row = records.whole(session, Tandem, id)
    records.same_version(row.version, version)
    return row


def _open(session: Session, id: int, version: int | None) -> Tandem:
    row = _found(session, id, version)
    if row.state not in vocab.TANDEM_OPEN:
        raise UserError(
            _("Dieses Tandem ist schon beendet."),
            _("Bitte öffnen Sie es und ändern Sie dort seinen Stand, wenn das ein Irrtum war."),
        )
    return row


def _end(
    session: Session,
    row: Tandem,
    on: date,
    reason: str,
    note: str,
    early: bool | None,
    no_fault: bool,
    today: date,
) -> None:
    before_its_time = reason not in ("goal_reached", "time_over", "work") if early is None else early
    row.state = "ended_early" if before_its_time else "completed"
    row.end = PartialDate.of_day(on)
    row.end_reason, row.no_fault = reason, no_fault
    row.end_note = records.several_lines(note) or row.end_note
    records.refuse(rules.check(records.as_input(TandemInput, row, mentee_ids=_mentee_ids(row)), today))
    for her in _participants(session, row):
        for phase in ("trial", "tandem"):
            participant.close_phases(her, PartialDate.of_day(on), only=phase, inclusive=True)
        records.touch(her)
        participant.renew(her, today)


def _lead(session: Session, row: Tandem, phase: str, on: date, today: date | None) -> None:
    for her in _participants(session, row):
        participant.begin_phase(her, phase, PartialDate.of_day(on), records.today_or(today))


def _participants(session: Session, row: Tandem) -> list[Participant]:
    return [participant.whole(session, mentee.participant_id) for mentee in row.mentees]


def _mentee_ids(row: Tandem) -> tuple[int, ...]:
    return tuple(mentee.participant_id for mentee in row.mentees)


def _mentees(session: Session, row: Tandem) -> str:
    return list_text([person.name(records.fetch(session, Person, id)) for id in _mentee_ids(row)], "de")


def names(session: Session, row: Tandem) -> str:
    """Who is in it, as history shows it: "Karin Böhm – Zahra Haidari und Dilan Demir"."""
    mentor = person.name(records.fetch(session, Mentor, row.mentor_id).person)
    return f"{mentor} – {_mentees(session, row)}"


def _named(session: Session, row: Tandem, said: str) -> int:
    session.flush()
    journal.name(session, said, names=names(session, row))
    return row.id
