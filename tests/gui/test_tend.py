"""What is done by itself after opening: phases take effect, the bin is emptied after a month, restoring is tried."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from permenti_desktop import settings
from permenti_desktop.db import backup, journal
from permenti_desktop.db.backup_list import backups_of
from permenti_desktop.db.database import Database
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.participant import ParticipantInput, PhaseInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.gui import tend
from permenti_desktop.queries import participant as queries
from permenti_desktop.usecases import bin as paper_bin
from permenti_desktop.usecases import office, participant

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    settings.save(settings.Settings())
    yield
    settings.save(settings.Settings())


def woman(database: Database, name: str, *phases: PhaseInput) -> int:
    given = ParticipantInput(person=PersonInput(last_name=name, first_name="A"), phases=phases)
    with database.write("Anna") as session:
        return participant.save(session, None, None, given, today=TODAY)


def run(database: Database, today: date = TODAY) -> tend.LastDrill | None:
    return tend.tend(database, str(database.path), backups=database.path is not None, today=today)


def phase(database: Database, id: int) -> str | None:
    with database.read() as session:
        return queries.rows(session, [id])[0].phase


def age_in_bin(database: Database, days: int) -> None:
    """As if it had gone into the bin days ago: the only thing here that no program does."""
    moment = datetime.now(UTC) - timedelta(days=days)
    with database.write() as session:
        for table in ("participant", "person"):
            session.execute(
                text(f"UPDATE {table} SET binned_at = :at WHERE in_bin"),
                {"at": moment.strftime("%Y-%m-%d %H:%M:%S.%f") if database.is_sqlite else moment},
            )


def test_a_phase_that_begins_takes_effect_and_undo_goes_past_it(database: Database) -> None:
    day = PartialDate.of_day
    id = woman(
        database,
        "Hussein",
        PhaseInput(phase="matching", since=day(date(2026, 11, 1)), until=day(date(2026, 11, 23))),
        PhaseInput(phase="tandem", since=day(date(2026, 11, 24))),
    )
    other = woman(database, "Okoye")
    run(database)
    assert phase(database, id) == "matching"
    run(database, date(2026, 11, 24))
    assert phase(database, id) == "tandem"
    with database.read() as session:
        entry = journal.undoable(session)
        newest = journal.entries(session, limit=1)[0]
    assert newest.sentence.startswith("Phasen")
    assert entry is not None
    assert "Okoye" in entry.sentence
    with database.write() as session:
        journal.undo(session)
    with database.read() as session:
        assert list(queries.ids(session)) == [id]
        assert other not in queries.ids(session)


def test_what_lay_in_the_bin_for_a_month_goes_after_a_backup(sqlite_database: Database) -> None:
    database = sqlite_database
    id = woman(database, "Hussein")
    woman(database, "Okoye")
    with database.write() as session:
        paper_bin.put(session, "participant", id)
    age_in_bin(database, 29)
    run(database)
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM participant")) == 2
    age_in_bin(database, 31)
    assert database.path is not None
    assert backups_of(database.path) == ()
    run(database)
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM participant")) == 1
    (made,) = backups_of(database.path)
    assert made.reason == "erasure"
    assert backup.contents_of(made.path, database.key).rows["participant"] == 2
    count = journal_length(database)
    run(database)
    assert journal_length(database) == count  # nothing due, nothing written


def test_the_office_says_how_long_things_lie_in_the_bin(database: Database) -> None:
    id = woman(database, "Hussein")
    with database.write() as session:
        office.save_settings(session, replace(office.settings(session), office="Stelle", bin_days=90), today=TODAY)
        paper_bin.put(session, "participant", id)
    for days, left in ((89, 1), (91, 0)):
        age_in_bin(database, days)
        tend.tend(database, str(database.path), backups=False, today=TODAY)
        with database.read() as session:
            assert session.scalar(text("SELECT count(*) FROM participant")) == left


def journal_length(database: Database) -> int:
    with database.read() as session:
        return journal.last_entry(session)


def test_restoring_is_tried_every_month_and_after_a_failure(sqlite_database: Database) -> None:
    database = sqlite_database
    woman(database, "Hussein")
    assert run(database) is None  # no backup to try yet
    made = backup.back_up(database, "manual")
    first = run(database)
    assert first is not None
    assert first.wrong == ""
    assert run(database) is None
    assert "alles war da" in tend.words(tend.last_drill(database.path or Path()))
    made.path.write_bytes(made.path.read_bytes()[:-4096])
    month_ago = (datetime.now(UTC) - timedelta(days=31)).isoformat()
    tend._remember(tend.DRILLS, str(database.path), {"at": month_ago, "wrong": ""})
    failed = run(database)
    assert failed is not None
    assert failed.wrong
    assert failed.due
    backup.back_up(database, "manual")
    again = run(database)
    assert again is not None
    assert again.wrong == ""


def test_a_file_opened_for_looking_only_is_left_alone(sqlite_database: Database) -> None:
    sqlite_database.read_only = True
    assert run(sqlite_database) is None
