"""Saving one edit, and creating many participants at once, against raw SQL with the same triggers and indexes.

The floors write the very rows that ours wrote, ready made, over the driver's own cursor into an encrypted file with
the same schema. Importing is measured by the rows that arrive in the tables: 12,500 participants and all that belongs
to them (eight rows each), with the commit.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.measure import Row
from permenti_desktop.db import engine as engines
from permenti_desktop.db.database import Database
from permenti_desktop.db.keys import Cost
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.opening import create_database
from permenti_desktop.db.schema import metadata
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.participant import (
    ParticipantInput,
    ParticipationInput,
    PhaseInput,
    QualificationInput,
)
from permenti_desktop.domain.person import ConsentInput, LanguageInput, PersonInput
from permenti_desktop.usecases import bulk, participant, records

COUNT = 12_500
EDITS = 100
TODAY = date(2026, 11, 22)
_LAST = ("Haidari", "Öztürk", "Schewtschenko", "Al-Hassan", "Müller", "Demir", "Tesfaye", "Nowak")
_TABLES = ("person", "person_language", "consent", "participant", "qualification", "phase_period", "participation")
_CHEAP = Cost(memory_kib=64, passes=1, lanes=1)


def _given(number: int, chance: random.Random) -> ParticipantInput:
    return ParticipantInput(
        person=PersonInput(
            last_name=f"{chance.choice(_LAST)}-{number % 977}",
            first_name=f"Amina {number % 1301}",
            birth=PartialDate(chance.randint(1960, 2005), chance.randint(1, 12), 3),
            postal_code="44137",
            town="Dortmund",
            phone=f"0231 12{number % 10000:04}",
            email=f"a{number}@example.org",
            languages=(LanguageInput(language="de", level="B1"), LanguageInput(language="fa", level="L1")),
            consents=(ConsentInput(given_on=date(2026, 1, 2)),),
        ),
        arrival=PartialDate(2020),
        occupation_held="Lehrerin",
        qualifications=(QualificationInput(title="Diplom", isced="6"),),
        phases=(PhaseInput(phase="contact", since=PartialDate(2026, 1, 2)),),
        participations=(ParticipationInput(entry=PartialDate(2026, 1, 2)),),
    )


def _new(folder: str, name: str) -> Database:
    return create_database(Path(folder) / f"{name}.permenti", "drei lange Wörter", name="Anna", cost=_CHEAP)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _create(database: Database, given: list[ParticipantInput]) -> None:
    with database.write() as session:
        bulk.participants(session, given, today=TODAY)


def _statement(name: str) -> str:
    columns = ", ".join(f'"{column.name}"' for column in metadata.tables[name].columns)
    marks = ", ".join("?" * len(metadata.tables[name].columns))
    return f"INSERT INTO {name} ({columns}) VALUES ({marks})"


def _rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    with database.read() as session:
        for name in _TABLES:
            columns = ", ".join(f'"{column.name}"' for column in metadata.tables[name].columns)
            rows = session.connection().exec_driver_sql(f"SELECT {columns} FROM {name}")
            found[name] = [tuple(row) for row in rows]
    return found


def _create_raw(database: Database, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    with database.write() as session:
        driver: Any = session.connection().connection.driver_connection
        for name, ready in rows.items():
            driver.executemany(_statement(name), ready)


def _edit_raw(database: Database, number: int) -> None:
    with engines.writing(database.engine) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE journal_head SET last_id = last_id + 1, entry_id = last_id + 1")
        connection.exec_driver_sql(
            "UPDATE participant SET aims = ?, version = version + 1 WHERE id = 7", (f"Ziel {number}",)
        )


def _edit(database: Database, form: ParticipantInput, number: int) -> None:
    with database.write() as session:
        participant.save(session, 7, None, replace(form, aims=f"Ziel {number} neu"), today=TODAY)


def _form(database: Database) -> ParticipantInput:
    with database.read() as session:
        row = session.get_one(Participant, 7)
        her = records.as_input(
            PersonInput,
            row.person,
            languages=tuple(records.as_input(LanguageInput, one) for one in row.person.languages),
            consents=tuple(records.as_input(ConsentInput, one) for one in row.person.consents),
        )
        qualifications = tuple(records.as_input(QualificationInput, one) for one in row.qualifications)
        return replace(participant.as_given(row), person=her, qualifications=qualifications)


def run() -> list[Row]:
    """Both rows of the table."""
    chance = random.Random(7)
    given = [_given(number, chance) for number in range(COUNT)]
    with tempfile.TemporaryDirectory() as folder:
        ours, floor = _new(folder, "ours"), _new(folder, "floor")
        created = _seconds(lambda: _create(ours, given))
        rows = _rows(ours)
        written = sum(map(len, rows.values()))
        created_raw = _seconds(lambda: _create_raw(floor, rows))
        form = _form(ours)
        edits: list[float] = []
        raw: list[float] = []
        for number in range(EDITS):
            edits.append(_seconds(lambda number=number: _edit(ours, form, number)))  # type: ignore[misc]
            raw.append(_seconds(lambda number=number: _edit_raw(floor, number)))  # type: ignore[misc]
        ours.close()
        floor.close()
    return [
        Row("save one edit, journal included", "raw SQL, same triggers", statistics.median(raw),
            statistics.median(edits), "≤ 20×, ≤ 8 ms", 20),
        Row(f"import {written:,} rows ({COUNT:,} participants)", "raw executemany", created_raw, created, "≤ 3×", 3),
    ]  # fmt: skip
