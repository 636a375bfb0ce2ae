"""Checking the file, and saving what can still be read of a damaged one: what the page of the passphrase and the page
of backups do beside the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from permenti_desktop.db import opening
from permenti_desktop.i18n import _

if TYPE_CHECKING:
    from permenti_desktop.db.backup_list import Backup
    from permenti_desktop.db.salvage import Salvaged


@dataclass(frozen=True, slots=True)
class Rescued:
    """The new file, the list of what could not be read, and where that list was saved."""

    path: Path
    words: str
    list: Path
    is_whole: bool


def salvage(path: Path, passphrase: str) -> Rescued:
    """Salvage a file that does not open into a new one beside it."""
    return _rescued(path, opening.unlock(path, passphrase=passphrase), held=False)


def salvage_open(database: Any) -> Rescued:
    """The same with a file that is open here."""
    return _rescued(database.path, database.key, held=True)


def _rescued(path: Path, key: bytes, *, held: bool) -> Rescued:
    from permenti_desktop.db import failures, keys
    from permenti_desktop.db.salvage import salvage, suggested

    made: Salvaged = salvage(path, key, suggested(path), held=held)
    words = made.report()
    beside = made.path.with_suffix(".txt")
    with failures.translated():
        keys.write_durably(beside, f"{words}\n".encode())
    return Rescued(made.path, words, beside, made.is_whole)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: nothing, an index that was made anew, or damage, with what to go back to."""

    problems: tuple[str, ...]
    repaired: bool
    newest_good: Backup | None


def check(database: Any, folder: Path | None) -> Checked:
    """Check the open file; a search index that is out of step is filled anew."""
    from permenti_desktop.db import check as checking
    from permenti_desktop.db.backup_list import DamagedFile

    try:
        report = checking.check(database)
        if report.search and not report.problems:
            checking.repair_search(database)
        problems, stale = report.problems, bool(report.search)
    except DamagedFile as error:
        problems, stale = (error.sentence,), False
    good = checking.newest_good(database.path, database.key, folder) if problems else None
    return Checked(problems, stale, good)


def told(found: Checked) -> tuple[str, str]:
    """What a person is told about damage: a sentence, and the next step."""
    from permenti_desktop.i18n import datetime_text

    if found.newest_good is None:
        step = _(
            "Eine unbeschädigte Sicherung ist nicht da. Sehen Sie auf Ihrem Stick nach, oder retten Sie das Lesbare."
        )
    else:
        when = datetime_text(found.newest_good.at)
        step = _("Die neueste gute Sicherung ist vom {when}. Bitte stellen Sie sie wieder her.").format(when=when)
    return _("Die Datei ist beschädigt."), step
