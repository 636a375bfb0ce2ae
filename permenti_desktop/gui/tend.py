"""What the program does by itself after opening, beside the window.

Phases that began or ended meanwhile take effect, what lay in the bin for as long as the office says is removed for good
(after a backup), and once a month the newest backup is restored for trial. On a shared database only the first, and no
backups: whoever runs the server makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from permenti_desktop import settings
from permenti_desktop.domain.errors import UserError
from permenti_desktop.gui.keeper import DRILLS, RENEWED, folder_for, save_backups
from permenti_desktop.i18n import _

DRILL_EVERY: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class LastDrill:
    """The last trial of restoring on this machine, and what was wrong; "" if all was well."""

    at: datetime
    wrong: str

    @property
    def due(self) -> bool:
        """Whether it is time for another: after a month, and after one that failed."""
        return bool(self.wrong) or datetime.now(UTC) - self.at >= DRILL_EVERY


def _remembered(name: str) -> dict[str, Any]:
    found = settings.load().layouts.get(name)
    return {**found} if isinstance(found, dict) else {}


def _remember(name: str, target: str, value: object) -> None:
    settings.save(settings.load().with_layout(name, {**_remembered(name), target: value}))


def last_drill(path: Path) -> LastDrill | None:
    """The last drill of a file; None if there never was one."""
    found: Any = _remembered(DRILLS).get(str(path))
    try:
        return LastDrill(datetime.fromisoformat(found["at"]), str(found["wrong"]))
    except (TypeError, KeyError, ValueError):
        return None


def try_restore(database: Any) -> LastDrill:
    """Restore the newest backup for trial and remember how it went.  Runs in a thread; a failure is an answer."""
    from permenti_desktop.db.drill import drill

    wrong = ""
    try:
        drill(database.path, database.key, folder_for(database.path))
    except UserError as error:
        wrong = str(error)
    _remember(DRILLS, str(database.path), {"at": datetime.now(UTC).isoformat(), "wrong": wrong})
    found = last_drill(database.path)
    assert found is not None
    return found


def tend(database: Any, target: str, *, backups: bool, today: date | None = None) -> LastDrill | None:
    """All of it, in a thread.  Answers a drill that was made now, None if none was due."""
    from permenti_desktop.queries import office
    from permenti_desktop.usecases import tending

    if database.read_only:
        return None
    today = today or date.today()
    with database.read() as session:
        before = datetime.now(UTC) - timedelta(days=office.settings(session).bin_days)
        old = tending.old_in_bin(session, before)
    if old and backups:
        save_backups(database, "erasure", only_if_changed=True)
    since = _day(_remembered(RENEWED).get(target)) or today - timedelta(days=366)
    if old or since < today:
        with database.write() as session:
            tending.renew(session, since, today)
        if old:
            with database.write() as session:
                tending.empty_bin(session, before, today)
        _remember(RENEWED, target, today.isoformat())
    if not backups or not _drill_due(database.path):
        return None
    return try_restore(database)


def _drill_due(path: Path) -> bool:
    from permenti_desktop.db.backup_list import last_checked

    last = last_drill(path)
    return (last is None or last.due) and last_checked(path, folder_for(path)) is not None


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def words(drill: LastDrill | None) -> str:
    """How the last drill went, in a sentence."""
    from permenti_desktop.i18n import days_ago, local

    if drill is None:
        return _("Noch nie zur Probe wiederhergestellt")
    ago = days_ago(local(drill.at).date(), datetime.now().astimezone().date())
    if drill.wrong:
        return _("Die Probe {ago} ist nicht gelungen").format(ago=ago)
    return _("Zur Probe wiederhergestellt {ago}, alles war da").format(ago=ago)
