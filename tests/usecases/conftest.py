"""Doing something, and looking at what it left."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from permenti_desktop.db.database import Database

Do = Callable[..., Any]


@pytest.fixture
def do(database: Database) -> Do:
    """One use case in a transaction of its own, as the window runs it."""

    def run(use_case: Callable[..., Any], *args: Any, **more: Any) -> Any:
        with database.write("Anna Beispiel") as session:
            return use_case(session, *args, **more)

    return run


@pytest.fixture
def look(database: Database) -> Do:
    """What a function sees in the database."""

    def run(question: Callable[[Session], Any]) -> Any:
        with database.read() as session:
            return question(session)

    return run
