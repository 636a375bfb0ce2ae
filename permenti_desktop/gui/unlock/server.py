"""Opening a server: there is no passphrase of ours, and the ORM is needed at once."""

from __future__ import annotations

from permenti_desktop.db.database import Database
from permenti_desktop.db.opening import open_database


def open_server(url: str) -> Database:
    """Open a PostgreSQL database by its address."""
    return open_database(url)
