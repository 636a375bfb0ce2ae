"""The backups of a file as the page lists them: when, why, what is in them, how large, whether they were checked."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from permenti_desktop.db import keys
from permenti_desktop.db.backup import Contents, contents_of
from permenti_desktop.db.backup_list import Backup, backups_of
from permenti_desktop.domain.errors import NotOurs, UserError
from permenti_desktop.gui.keeper import folder_for, second_folder
from permenti_desktop.gui.table import Asked
from permenti_desktop.i18n import N_, _, ngettext, number_text

REASONS: Final = {
    "manual": N_("von Hand"),
    "timer": N_("alle 30 Minuten"),
    "exit": N_("beim Schließen"),
    "migration": N_("vor einer neuen Fassung"),
    "import": N_("vor dem Übernehmen"),
    "restore": N_("vor dem Wiederherstellen"),
    "bulk": N_("vor einer Sammeländerung"),
    "erasure": N_("vor dem Löschen"),
    "rekey": N_("vor dem neuen Schlüssel"),
    "replaced": N_("ersetzt, aufgehoben"),
    "other": N_("andere"),
}


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One line. ``state``: "checked" when it was made, "good" and "bad" after looking again, "former" if only the key
    of before a new encryption opens it, "unknown"."""

    id: int
    backup: Backup
    contents: Contents | None
    state: str
    elsewhere: bool

    @property
    def words(self) -> str:
        """What is in it: "131 TN · 22 M · 2.914 Notizen"."""
        return "–" if self.contents is None else contents_words(self.contents)


def contents_words(contents: Contents) -> str:
    """The numbers a coordinator knows her file by."""
    rows = contents.rows
    parts = [
        _("{n} TN").format(n=number_text(rows.get("participant", 0))),
        _("{n} M").format(n=number_text(rows.get("mentor", 0))),
        ngettext("{n} Notiz", "{n} Notizen", rows.get("timeline_entry", 0)).format(
            n=number_text(rows.get("timeline_entry", 0))
        ),
    ]
    return " · ".join(parts)


def size_words(size: int) -> str:
    """A size as people say it: "14 MB"."""
    if size >= 1_000_000_000:
        return f"{number_text(size / 1_000_000_000, 1)} GB"
    if size >= 1_000_000:
        return f"{number_text(size / 1_000_000, 0 if size >= 10_000_000 else 1)} MB"
    return f"{number_text(max(1, round(size / 1000)))} KB"


class Listing:
    """Reads the folders off the window's thread; what was read of a backup is kept, because it never changes."""

    def __init__(self, database: Any) -> None:
        self._path: Path = database.path
        self._key: bytes = database.key
        self._turn = threading.Lock()
        self._known: dict[int, tuple[Backup, bool]] = {}
        self._numbers: dict[Path, int] = {}
        self._contents: dict[Path, Contents | None] = {}
        self._looked: dict[Path, str] = {}

    def ids(self, _session: object, asked: Asked) -> Sequence[int]:
        """All backups in both places, the newest first unless asked otherwise."""
        second = second_folder()
        found = [(backup, False) for backup in backups_of(self._path, folder_for(self._path))]
        if second is not None:
            found += [(backup, True) for backup in backups_of(self._path, second)]
        with self._turn:
            for one, _elsewhere in found:
                self._numbers.setdefault(one.path, len(self._numbers) + 1)
            self._known = {self._numbers[one.path]: (one, elsewhere) for one, elsewhere in found}
            known = dict(self._known)

        def by(id: int) -> tuple[str | int, datetime]:
            backup, _elsewhere = known[id]
            first: str | int = _(REASONS[backup.reason]) if asked.sort == "reason" else 0
            return (backup.bytes if asked.sort == "size" else first), backup.at

        return sorted(known, key=by, reverse=asked.descending)

    def rows(self, _session: object, ids: Sequence[int]) -> Sequence[BackupRow]:
        """What is in these backups; reads each file once."""
        return [row for id in ids if (row := self.row(id)) is not None]

    def row(self, id: int) -> BackupRow | None:
        """One line, or None if the backup has gone."""
        with self._turn:
            found = self._known.get(id)
        if found is None:
            return None
        backup, elsewhere = found
        if backup.path not in self._contents:
            self._look(backup.path, thorough=False)
        state = self._looked.get(backup.path, "checked" if backup.checked else "unknown")
        return BackupRow(id, backup, self._contents[backup.path], state, elsewhere)

    def check(self, id: int) -> BackupRow | None:
        """Read every page of a backup again; what comes out is remembered until the program ends."""
        row = self.row(id)
        if row is None:
            return None
        self._look(row.backup.path, thorough=True)
        return self.row(id)

    def _look(self, path: Path, *, thorough: bool) -> None:
        """Read what a backup holds, all of it if *thorough*."""
        self._contents.setdefault(path, None)
        try:
            self._contents[path] = contents_of(path, self._key, thorough=thorough)
            if thorough:
                self._looked[path] = "good"
        except NotOurs:
            self._looked[path] = "bad" if self._has_our_key(path) else "former"
        except (UserError, OSError):
            self._looked[path] = "bad"

    def _has_our_key(self, path: Path) -> bool:
        """Whether somebody's way to the key is the same as beside the file; after a new data key none is."""
        try:
            ours, theirs = (set(keys.read(keys.envelope_path(one)).slots) for one in (self._path, path))
        except (UserError, OSError):
            return True
        return bool(ours & theirs)


@dataclass(frozen=True, slots=True)
class Loss:
    """What is in the file and not in a backup."""

    at: datetime
    steps: int
    participants: int
    mentors: int
    notes: int

    @property
    def words(self) -> str:
        """Said before it is lost."""
        parts = [
            ngettext("{n} Notiz", "{n} Notizen", self.notes).format(n=number_text(self.notes)) if self.notes else "",
            ngettext("{n} Teilnehmerin", "{n} Teilnehmerinnen", self.participants).format(
                n=number_text(self.participants)
            )
            if self.participants
            else "",
            ngettext("{n} Mentorin", "{n} Mentorinnen", self.mentors).format(n=number_text(self.mentors))
            if self.mentors
            else "",
        ]
        return ", ".join(part for part in parts if part)


def loss(session: Any, row: BackupRow) -> Loss:
    """Compare the open file with a backup."""
    from permenti_desktop.db import journal
    from permenti_desktop.queries import office

    contents = row.contents
    rows = contents.rows if contents is not None else {}
    newest = journal.entries(session, limit=1)
    last = newest[0].id if newest else 0
    counts = office.counts(session)
    return Loss(
        at=row.backup.at,
        steps=max(0, last - (contents.last_entry if contents is not None else 0)),
        participants=max(0, counts.participants - rows.get("participant", 0)),
        mentors=max(0, counts.mentors - rows.get("mentor", 0)),
        notes=max(0, counts.notes - rows.get("timeline_entry", 0)),
    )
