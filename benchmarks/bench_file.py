"""Opening one file with 200 notes against raw SQL, and whether the number of statements depends on how much there is.

The floor asks its very statements over the driver's own cursor and fetches plain rows.
"""

import tempfile
from datetime import date, timedelta
from pathlib import Path

from benchmarks import offices
from benchmarks.measure import Row
from benchmarks.replay import asked_raw, driver, in_turn, statements
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.queries import participant
from permenti_desktop.usecases import bulk

NOTES = 200
ROUNDS = 30


def run() -> list[Row]:
    """Time and statements."""
    today = date.today()
    with tempfile.TemporaryDirectory() as folder:
        source = offices.office(offices.SMALL)
        with offices.copied(source, Path(folder)) as database:
            with database.read() as session:
                few, much = participant.ids(session)[:2]
            with database.write() as session:
                given = [
                    TimelineEntryInput(on=today - timedelta(days=number), kind="call", text="Wort " * 30,
                                       minutes=20, person_ids=(much,))
                    for number in range(NOTES)
                ]  # fmt: skip
                bulk.entries(session, given, today=today)
            with database.read() as session:
                connection = driver(session)
                least = len(statements(session, lambda: participant.file(session, few, today, NOTES)))
                session.expire_all()
                sent = statements(session, lambda: participant.file(session, much, today, NOTES))

                def raw() -> None:
                    asked_raw(connection, sent)

                def ours() -> None:
                    session.expire_all()
                    participant.file(session, much, today, NOTES)

                floor, taken = in_turn(ROUNDS, raw, ours)
    return [
        Row(f"open one file with {NOTES} notes", "raw SQL", floor, taken, "≤ 10×", 10),
        Row("  in milliseconds", "16 ms", 0.016, taken, "≤ 16 ms", 1),
        Row("  its statements", "with few notes", least, len(sent), "the same number", 1, "statements"),
    ]
