"""An office of a test's own, and the names by which its records are asked for."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from sqlalchemy import Engine

from permenti_desktop.db.database import Database
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.usecases import participant

Statements: TypeAlias = Callable[[Engine], AbstractContextManager[list[str]]]

TODAY = date(2026, 11, 23)
"""A Monday."""


def day(text: str) -> PartialDate:
    """A whole or partial date from its ISO text."""
    return PartialDate.of(text)


@dataclass
class Office:
    """The office, and the ids of what was entered, by a short name."""

    database: Database
    people: dict[str, int] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    tandems: dict[str, int] = field(default_factory=dict)
    internships: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    grants: dict[str, int] = field(default_factory=dict)
    cohorts: dict[str, int] = field(default_factory=dict)
    today: date = TODAY

    def participant(self, name: str, given: ParticipantInput) -> int:
        """Enter a participant."""
        with self.database.write("Anna Adler") as session:
            self.people[name] = participant.save(session, None, None, given, today=self.today)
        return self.people[name]

    def names(self, ids: Iterable[int]) -> list[str]:
        """The short names of people, in the order of their ids."""
        short = {id: name for name, id in self.people.items()}
        return [short[id] for id in ids]
