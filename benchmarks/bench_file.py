"""Opening one file with 200 notes against raw SQL, and whether the number of statements depends on how much there is.

The floor asks for the same by hand, one statement per table, and fetches plain rows.
"""

import tempfile
from datetime import date, timedelta
from pathlib import Path

from benchmarks import offices
from benchmarks.measure import Row
from benchmarks.replay import driver, in_turn, statements
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.queries import participant
from permenti_desktop.usecases import bulk

NOTES = 200
ROUNDS = 30
BY_PERSON = (
    "SELECT * FROM participant JOIN person USING (id) WHERE id = ?",
    "SELECT * FROM person_language WHERE person_id = ?",
    "SELECT * FROM consent WHERE person_id = ?",
    "SELECT * FROM qualification WHERE participant_id = ?",
    "SELECT * FROM phase_period WHERE participant_id = ?",
    "SELECT * FROM participation WHERE participant_id = ?",
    "SELECT * FROM outcome WHERE participant_id = ?",
    "SELECT t.*, p.last_name, p.first_name FROM tandem_mentee m JOIN tandem t ON t.id = m.tandem_id"
    " JOIN person p ON p.id = t.mentor_id WHERE m.participant_id = ?",
    "SELECT g.* FROM tandem_mentee m JOIN goal g ON g.tandem_id = m.tandem_id WHERE m.participant_id = ?",
    "SELECT x.* FROM tandem_mentee m JOIN tandem_meeting x ON x.tandem_id = m.tandem_id WHERE m.participant_id = ?",
    "SELECT i.*, o.name FROM internship i LEFT JOIN organisation o ON o.id = i.organisation_id"
    " WHERE i.participant_id = ?",
    "SELECT * FROM follow_up WHERE person_id = ? ORDER BY due",
    'SELECT e.* FROM timeline_person p JOIN timeline_entry e ON e.id = p.entry_id WHERE p.person_id = ?'
    ' ORDER BY p."on" DESC, e.id DESC LIMIT 200',
)  # fmt: skip


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
                most = len(statements(session, lambda: participant.file(session, much, today, NOTES)))

                def by_hand() -> None:
                    for sql in BY_PERSON:
                        connection.execute(sql, (much,)).fetchall()

                def ours() -> None:
                    session.expire_all()
                    participant.file(session, much, today, NOTES)

                floor, taken = in_turn(ROUNDS, by_hand, ours)
    return [
        Row(f"open one file with {NOTES} notes", "raw SQL", floor, taken, "≤ 10×", 10),
        Row("  in milliseconds", "16 ms", 0.016, taken, "≤ 16 ms", 1),
        Row("  its statements", "with few notes", least, most, "the same number", 1, "statements"),
    ]
