"""The schema revisions this program knows, as constants: opening a file compares with them and imports no
Alembic.

A test compares them with the steps in :mod:`permenti_desktop.db.migrating`.
"""

from typing import Final

RELEASED: Final = ("0001", "0002")
"""Every revision, the oldest first."""

HEAD: Final = RELEASED[-1]
"""The revision that the models of today stand for."""
