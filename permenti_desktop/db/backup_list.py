"""Which backups a file has, told by their names: no key and no database is needed to look."""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, TypeAlias

from permenti_desktop.domain.errors import Damaged
from permenti_desktop.i18n import _

Reason: TypeAlias = Literal[
    "manual", "timer", "exit", "migration", "import", "restore", "bulk", "erasure", "rekey", "replaced", "other"
]
"""Why a backup was made. "replaced" is no backup but what a restore put aside; nobody has checked it."""

_REASONS: Final = ("manual", "timer", "exit", "migration", "import", "restore", "bulk", "erasure", "rekey", "replaced")
STAMP: Final = "%Y-%m-%dT%H-%M-%S-%fZ"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup in its folder. ``checked`` is false only for what a restore put aside."""

    path: Path
    at: datetime
    reason: Reason
    bytes: int

    @property
    def checked(self) -> bool:
        """Whether it was reopened and found whole when it was made."""
        return self.reason != "replaced"


def folder_of(path: Path) -> Path:
    """The folder of a file's backups, unless the office chose another."""
    return path.with_name(f"{path.stem}-Sicherungen")


def backups_of(path: Path, folder: Path | None = None) -> tuple[Backup, ...]:
    """The backups of a file, the newest first, told by their names."""
    folder = folder or folder_of(path)
    pattern = re.compile(
        rf"{re.escape(path.stem)}\.(\d{{4}}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{{6}}Z)\.([a-z]+){re.escape(path.suffix)}"
    )
    found = []
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return ()
    for name in names:
        if match := pattern.fullmatch(name):
            at = datetime.strptime(match[1], STAMP).replace(tzinfo=UTC)
            file = folder / name
            found.append(Backup(file, at, _reason(match[2]), file.stat().st_size))
    return tuple(sorted(found, key=lambda backup: backup.at, reverse=True))


def _reason(word: str) -> Reason:
    return next((reason for reason in _REASONS if reason == word), "other")


def last_checked(path: Path, folder: Path | None = None) -> Backup | None:
    """The newest backup that was checked: "last checked copy" in the window."""
    return next((backup for backup in backups_of(path, folder) if backup.checked), None)


class DamagedFile(Damaged):
    """Our file, but it cannot be read; ``backups`` are its backups, the newest first."""

    def __init__(self, backups: tuple[Backup, ...] = (), sentence: str = "") -> None:
        super().__init__(
            sentence, "" if backups else _("Bitte suchen Sie eine Sicherung, zum Beispiel auf einem Stick.")
        )
        self.backups = backups


def damaged(path: Path) -> DamagedFile:
    """The error for a file, with what can be restored in its place."""
    return DamagedFile(tuple(backup for backup in backups_of(path) if backup.checked))
