"""Internships and their kin, with what is to be settled before the first day, and visits."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from permenti_desktop.db import journal
from permenti_desktop.db.models.internship import ChecklistItem, Internship, Visit
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.domain import internship as rules
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.internship import ChecklistItemInput, InternshipInput, VisitInput
from permenti_desktop.i18n import N_
from permenti_desktop.usecases import office, participant, person, records


def save(
    session: Session, id: int | None, version: int | None, given: InternshipInput, *, today: date | None = None
) -> int:
    """Save an internship with checklist and visits; returns the id. A new one without a checklist gets the starting
    one for its kind and her residence title. Raises BadInput, Conflict, NotFound."""
    records.refuse(rules.check(given, records.today_or(today)))
    if id is None:
        if not given.checklist and given.participant_id is not None:
            given = replace(given, checklist=starting_checklist(session, given.participant_id, given.kind))
        row = Internship(**records.values(Internship, given))
        session.add(row)
    else:
        row = _found(session, id, version)
        records.assign(row, records.values(Internship, given))
    changed = records.sync(row.checklist, given.checklist, ChecklistItem, "checklist")
    changed |= records.sync(row.visits, given.visits, Visit, "visits")
    if changed and id is not None:
        records.touch(row)
    return _named(
        session, row, N_("Praktikum von {name} angelegt") if id is None else N_("Praktikum von {name} geändert")
    )


def starting_checklist(session: Session, participant_id: int, kind: str) -> tuple[ChecklistItemInput, ...]:
    """What is to be clarified for an internship of this kind with her residence title: the office's own list where it
    made one in the settings, else the one shipped."""
    her = records.fetch(session, Participant, participant_id)
    own = office.settings(session).checklists.get(kind)
    if own is None:
        return rules.checklist(kind, her.residence_title)
    return tuple(ChecklistItemInput(text=what, with_whom=whom) for what, whom in own)


def start(session: Session, id: int, version: int | None, on: date, *, today: date | None = None) -> int:
    """Her first day. Leads her into the phase of internships; a tandem goes on beside it."""
    row = _found(session, id, version)
    row.state, row.start = "running", PartialDate.of_day(on)
    her = participant.whole(session, row.participant_id)
    participant.begin_phase(her, "internship", PartialDate.of_day(on), records.today_or(today), keep_open=True)
    return _named(session, row, N_("Praktikum von {name} begonnen"))


def end(
    session: Session,
    id: int,
    version: int | None,
    on: date,
    outcome: str | None = None,
    *,
    note: str = "",
    aborted: bool = False,
    today: date | None = None,
) -> int:
    """Her last day and what came of it (``vocab.INTERNSHIP_OUTCOME``)."""
    day = records.today_or(today)
    row = _found(session, id, version)
    row.state, row.end = ("aborted" if aborted else "completed"), PartialDate.of_day(on)
    row.outcome = outcome or row.outcome
    row.outcome_note = records.several_lines(note) or row.outcome_note
    records.refuse(rules.check(records.as_input(InternshipInput, row), day))
    her = participant.whole(session, row.participant_id)
    participant.close_phases(her, PartialDate.of_day(on), only="internship", inclusive=True)
    records.touch(her)
    participant.renew(her, day)
    return _named(session, row, N_("Praktikum von {name} beendet"))


def tick(session: Session, id: int, item_id: int, on: date | None) -> int:
    """Tick a point of the checklist off on a day, or (None) take the tick away."""
    row = _found(session, id, None)
    records.child(row.checklist, item_id).done_on = on
    records.touch(row)
    return _named(session, row, N_("Prüfpunkt im Praktikum von {name} geändert"))


def add_visit(session: Session, id: int, visit: VisitInput) -> int:
    """Note a visit at the host company; returns the visit's id. Needs no version: it only adds."""
    row = _found(session, id, None)
    added = Visit(**records.values(Visit, visit))
    row.visits.append(added)
    records.touch(row)
    _named(session, row, N_("Besuch im Praktikum von {name} eingetragen"))
    return added.id


def _found(session: Session, id: int, version: int | None) -> Internship:
    row = records.whole(session, Internship, id)
    records.same_version(row.version, version)
    return row


def _named(session: Session, row: Internship, said: str) -> int:
    session.flush()
    her = records.fetch(session, Participant, row.participant_id).person
    journal.name(session, said, name=person.name(her))
    return row.id
