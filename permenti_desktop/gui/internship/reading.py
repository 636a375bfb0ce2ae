"""What the page of internships reads and writes, in the shape that list, board, file and form ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.internship import ChecklistItemInput, InternshipInput
from permenti_desktop.domain.timeline import draft_key
from permenti_desktop.gui.table import Asked
from permenti_desktop.queries import internship, office, organisation, person
from permenti_desktop.queries.internship import InternshipDay, InternshipFile, InternshipFilter, InternshipRow
from permenti_desktop.usecases import internship as changes

PILLS: Final[dict[str, InternshipFilter]] = {
    "all": InternshipFilter(),
    "running": InternshipFilter(running=True),
    "ending": InternshipFilter(ending_days=30),
    "open_points": InternshipFilter(open_points=True),
    "without_agreement": InternshipFilter(without_agreement=True),
}
"""What each pill of the list asks for."""

BARS: Final = 300
"""So many bars the time line shows; the list shows all."""
CARDS: Final = 40
"""So many cards a column of the board shows; the list shows all."""


@dataclass(frozen=True)
class Opened:
    """An internship as it is opened: its content, the mentor's name, and what was typed and not saved."""

    file: InternshipFile
    draft: str


@dataclass(frozen=True)
class BoardColumn:
    """One state on the board: how many there are, and the first cards."""

    state: str
    total: int
    rows: tuple[InternshipRow, ...]


def ids(session: Any, asked: Asked) -> Sequence[int]:
    """All ids the list shows, in its order."""
    chosen = replace(PILLS.get(asked.pill, InternshipFilter()), **dict(asked.more or {}))
    return internship.ids(
        session, search=asked.filter, filter=chosen, sort=asked.sort or "participant", descending=asked.descending
    )


def counts(session: Any, _asked: Asked) -> Mapping[str, int]:
    """The numbers on the pills; "" is how many there are in all."""
    found = internship.pills(session, date.today())
    return {
        "running": found.running,
        "ending": found.ending,
        "open_points": found.open_points,
        "without_agreement": found.without_agreement,
        "all": found.all,
        "": found.all,
    }


def board(session: Any, pill: str, search: str) -> tuple[BoardColumn, ...]:
    """The columns of the board; what ended last stands first in the columns of those that are over."""
    chosen = PILLS.get(pill, InternshipFilter())
    known = set(internship.matching(session, search)) if search.strip() else None
    found = []
    for state, column in internship.board(session, chosen).items():
        cards = [id for id in column if known is None or id in known]
        if state in ("completed", "aborted"):
            cards.reverse()
        found.append(BoardColumn(state, len(cards), internship.rows(session, cards[:CARDS])))
    return tuple(found)


def periods(session: Any, pill: str, search: str, first: date, last: date) -> tuple[tuple[InternshipRow, ...], int]:
    """The internships that touch the days of the time line, and how many more there are than it shows."""
    chosen = replace(PILLS.get(pill, InternshipFilter()), start=first, end=last)
    found = internship.ids(session, search=search, filter=chosen, sort="host")
    return internship.rows(session, found[:BARS]), max(0, len(found) - BARS)


def days(session: Any, pill: str, search: str, first: date, last: date) -> tuple[InternshipDay, ...]:
    """What the calendar shows."""
    return internship.days(session, first, last, search=search, filter=PILLS.get(pill, InternshipFilter()))


def set_days(session: Any, id: int, first: date | None, last: date | None) -> int:
    """Other days for an internship; None leaves the day that is there. Raises BadInput, Conflict, NotFound."""
    version, given = internship.load(session, id)
    start = PartialDate.of_day(first) if first is not None else given.start
    end = PartialDate.of_day(last) if last is not None else given.end
    return changes.save(session, id, version, replace(given, start=start, end=end))


def opened(session: Any, id: int) -> Opened:
    """An internship and its draft in one snapshot."""
    return Opened(internship.file(session, id, date.today()), office.draft(session, draft_key("internship", id)))


def labels(session: Any, given: InternshipInput) -> Mapping[str, str]:
    """The words for the ids in the form."""
    people = {"participant_id": given.participant_id, "mentor_id": given.mentor_id}
    names = person.names(session, [id for id in people.values() if id is not None])
    found = {field: names[id].name for field, id in people.items() if id in names}
    if given.organisation_id is not None:
        hosts = organisation.names(session, [given.organisation_id])
        found["organisation_id"] = hosts.get(given.organisation_id, "")
    return found


def starting_points(session: Any, participant: int | None, kind: str) -> tuple[ChecklistItemInput, ...]:
    """What will be to clarify for an internship of this kind; nothing before it is known whose."""
    return changes.starting_checklist(session, participant, kind) if participant is not None else ()


def move(session: Any, id: int, state: str) -> int:
    """Put an internship into another state, with what belongs to it: the first day leads her into the phase, the
    last one out of it. Days that are planned and have come stay; others become today. Raises UserError."""
    version, given = internship.load(session, id)
    today = date.today()
    if state == given.state:
        return id
    if state == "running" and (given.start is None or given.start.exact is not None or given.start.first() > today):
        planned = given.start.exact if given.start is not None else None
        return changes.start(session, id, version, planned if planned is not None and planned <= today else today)
    if state in ("completed", "aborted"):
        planned = given.end.exact if given.end is not None else None
        last = planned if planned is not None and planned <= today else today
        return changes.end(session, id, version, last, aborted=state == "aborted")
    return changes.save(session, id, version, replace(given, state=state))


def state_after(state: str, step: int) -> str | None:
    """The neighbouring column of the board, None at its edge."""
    codes = vocab.INTERNSHIP_STATE.codes
    place = codes.index(state) + step if state in codes else -1
    return codes[place] if 0 <= place < len(codes) else None
