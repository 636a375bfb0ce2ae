"""Trying whether a backup can really be restored: the newest one is, into a folder of its own, and compared.

A backup was checked when it was made. Whether it can be read years later, from where it lies, with the key of today,
only restoring shows. The copy stays encrypted all the time and is removed at the end.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from permenti_desktop.db import backup, check, failures, keys
from permenti_desktop.db.backup_list import Backup, folder_of, last_checked
from permenti_desktop.db.opening import open_database
from permenti_desktop.domain.errors import Damaged, Missing
from permenti_desktop.i18n import _

_FOLDER: Final = "Probe"


@dataclass(frozen=True, slots=True)
class Drill:
    """What a drill restored: the backup's moment, and the rows per table that were found again."""

    backup_at: datetime
    rows: dict[str, int]


def drill(path: Path, key: bytes, folder: Path | None = None) -> Drill:
    """Restore the newest checked backup of a file beside the backups, open it, compare, remove it again.

    Raises Missing when there is no backup, and what restoring and opening raise; nothing is left behind either way.
    """
    newest = last_checked(path, folder)
    if newest is None:
        raise Missing(_("Es gibt noch keine Sicherung."), _("Bitte sichern Sie zuerst."))
    place = (folder or folder_of(path)) / _FOLDER
    try:
        with failures.translated():
            _remove(place)
            place.mkdir(mode=0o700)
        return _restored(newest, place / path.name, key)
    finally:
        _remove(place)


def _restored(newest: Backup, target: Path, key: bytes) -> Drill:
    expected = backup.contents_of(newest.path, key).rows
    backup.restore(target, newest.path, key, folder=target.parent)
    if keys.envelope_path(newest.path).exists():
        keys.read(keys.envelope_path(target))
    database = open_database(target, data_key=key)
    try:
        report = check.check(database)
    finally:
        database.close()
    found = backup.contents_of(target, key).rows
    if report.problems or any(found.get(table) != count for table, count in expected.items()):
        raise Damaged(
            _("Die neueste Sicherung ließ sich nicht vollständig wiederherstellen."),
            _("Bitte sichern Sie jetzt neu. Die anderen Sicherungen bleiben."),
        )
    return Drill(newest.at, expected)


def _remove(place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
