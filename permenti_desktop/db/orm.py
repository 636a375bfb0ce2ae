"""SQLAlchemy with all tables, ready to be asked: what the window loads in a thread as soon as it is painted.

SQLAlchemy imports two libraries of Python that only servers and plug-ins need: ``asyncio`` with sockets and TLS, and
``importlib.metadata`` with everything for e-mail.  They are a sixth of the time that its import takes.  While it is
imported, two stand-ins lie in their places; whoever asks one of them for something gets it from the library itself.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any, Final

_NOT_NEEDED: Final = ("asyncio", "importlib.metadata")


def load() -> None:
    """Import SQLAlchemy, declare every table and map every class; a second time does nothing."""
    if "sqlalchemy.orm" not in sys.modules:
        with _stand_ins():
            import sqlalchemy.dialects.sqlite
    import sqlalchemy.orm

    from permenti_desktop.db import schema  # noqa: F401  # declares the tables

    sqlalchemy.orm.configure_mappers()


@contextmanager
def _stand_ins() -> Iterator[None]:
    made: dict[str, ModuleType] = {}
    for name in _NOT_NEEDED:
        if name not in sys.modules:
            made[name] = sys.modules[name] = _StandIn(name)
            package, _dot, child = name.rpartition(".")
            if package:
                setattr(sys.modules[package], child, made[name])
    try:
        yield
    finally:
        for name, module in made.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]  # the next who imports it gets the library


class _StandIn(ModuleType):
    """Has nothing of its own and passes every question on.

    A function is handed out as one that asks the library when it is called: SQLAlchemy keeps ``asyncio.iscoroutine``
    under a name of its own.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__path__":  # a part of the library may be asked for in another thread
            raise AttributeError(name)
        if name == "iscoroutine":
            return _is_coroutine
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def _is_coroutine(value: object) -> bool:
    import asyncio

    return asyncio.iscoroutine(value)
