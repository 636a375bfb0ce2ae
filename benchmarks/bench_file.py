"""Opening one file with 200 notes in the office of 100,000 against raw SQL, and whether the number of statements
depends on how much there is.

The floor asks its very statements over the driver's own cursor and fetches plain rows. The notes are written into a
transaction that is taken back.
"""

from contextlib import suppress
from datetime import date, timedelta

from benchmarks import offices
from benchmarks.measure import Row
from benchmarks.replay import PROCESSOR, asked_raw, driver, in_turn, statements
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.queries import participant
from permenti_desktop.usecases import bulk

NOTES = 200
ROUNDS = 30


class _TakenBack(Exception):
    pass


def run() -> list[Row]:
    """Time and statements."""
    today = date.today()
    given: list[TimelineEntryInput] = []
    with (
        offices.opened(offices.office(offices.LARGE)) as database,
        suppress(_TakenBack),
        database.write() as session,
    ):
        few, much = participant.ids(session)[:2]
        for number in range(NOTES):
            on = today - timedelta(days=number)
            given.append(TimelineEntryInput(on=on, kind="call", text="Wort " * 30, minutes=20, person_ids=(much,)))
        bulk.entries(session, given, today=today)
        connection = driver(session)
        least = len(statements(session, lambda: participant.file(session, few, today, NOTES)))
        session.expire_all()
        sent = statements(session, lambda: participant.file(session, much, today, NOTES))

        def raw() -> None:
            asked_raw(connection, sent)

        def ours() -> None:
            session.expire_all()
            participant.file(session, much, today, NOTES)

        floor, taken = in_turn(ROUNDS, raw, ours, clock=PROCESSOR)
        raise _TakenBack
    return [
        Row(f"open one file with {NOTES} notes", "raw SQL", floor, taken, "≤ 10×", 10),
        Row("  in milliseconds", "16 ms", 0.016, taken, "≤ 16 ms", 1),
        Row("  its statements", "with few notes", least, len(sent), "the same number", 1, "statements"),
    ]
