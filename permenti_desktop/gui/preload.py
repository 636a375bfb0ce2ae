"""What is loaded in a thread before a page is built: the floors below it.

Never a module of the window.  PySide6 keeps its classes in one table without a lock, and the window's thread looks into
it while Qt delivers an event, whether or not it holds the interpreter.  A class made by a thread meanwhile brought the
program down without a word, about once in two hundred starts.  So whatever names a class of Qt or derives one is
imported in the window's thread, in turns of its own (``tests/gui/test_threads.py``).
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

_LIST: Final = (
    "domain.countries",
    "domain.languages",
    "queries.grant",
    "queries.office",
    "queries.participant",
    "queries.view",
    "usecases.view",
)
_BY_SECTION: Final = {
    "today": ("queries.today", "queries.organisation", "queries.tandem", "usecases.network", "usecases.timeline"),
    "participant": _LIST,
    "mentor": (*_LIST, "queries.mentor", "usecases.mentor"),
    "tandem": (*_LIST, "queries.tandem"),
    "internship": (*_LIST, "queries.internship", "usecases.internship"),
    "organisation": (*_LIST, "queries.organisation", "usecases.organisation"),
}
_FILE: Final = (
    "domain.places",
    "queries.data_protection",
    "queries.history",
    "queries.organisation",
    "usecases.bin",
    "usecases.merge",
    "usecases.timeline",
    "usecases.undo",
)


def below(section: str) -> None:
    """In a thread, when the ORM is there: what the page of a section asks and changes."""
    _load(*_BY_SECTION.get(section, _LIST))


def below_file() -> None:
    """In a thread: what a file beside a list asks and changes."""
    _load(*_FILE)


def _load(*names: str) -> None:
    for name in names:
        import_module(f"permenti_desktop.{name}")
