"""Keeps backups without being asked: every 30 minutes and at the end, if anything was changed.

It works beside the window, on a connection of its own, and says in the top bar what is saved and backed up.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from permenti_desktop import settings
from permenti_desktop.db.backup_list import Backup, Reason, last_checked
from permenti_desktop.domain.errors import Missing, UserError
from permenti_desktop.gui.aside import Aside, aside
from permenti_desktop.i18n import _, date_text, time_text

MINUTES: Final = 30
_PAUSED: Final = "paused"
_SECOND: Final = "second place"
DRILLS: Final = "restore drills"
RENEWED: Final = "renewed"
KEPT: Final = (_PAUSED, _SECOND, DRILLS, RENEWED)
"""What stands among the layouts and is none."""
_STICK_EVERY: Final = timedelta(hours=20)
_WARN_AFTER: Final = timedelta(days=7)


def folder_for(path: Path) -> Path | None:
    """Where this machine keeps the backups of a file; None: beside it, as ``db/backup_list.py`` says."""
    chosen = settings.load().backup_folder
    return Path(chosen) if chosen else None


def second_folder() -> Path | None:
    """The second place, if one was chosen and is there now (the stick is plugged in)."""
    chosen = settings.load().stick_folder
    return Path(chosen) if chosen and Path(chosen).is_dir() else None


def no_second_place(folder: Path, path: Path, backups: Path | None = None) -> UserError | None:
    """Why a folder is of no use as second place of a file: the backups are there anyway, in *backups* or beside it."""
    from permenti_desktop.db.backup_list import folder_of

    if folder.resolve() != (backups or folder_for(path) or folder_of(path)).resolve():
        return None
    return UserError(
        _("In diesem Ordner liegen die Sicherungen schon."),
        _("Bitte wählen Sie als zweiten Ort einen Stick oder ein Netzlaufwerk."),
    )


class NotOnSecond(UserError):
    """The backup was made, the copy of it on the second place was not."""


def _key(path: Path) -> str:
    return str(path)


def paused(path: Path) -> str:
    """The moment (ISO) of the backup that was restored and not confirmed yet; "" if automatic backups are on."""
    found = settings.load().layouts.get(_PAUSED)
    return str(found.get(_key(path), "")) if isinstance(found, dict) else ""


def pause(path: Path, moment: str) -> None:
    """After a restore automatic backups rest until the person says that this state is the right one; "" ends it."""
    chosen = settings.load()
    found = chosen.layouts.get(_PAUSED)
    known = {**found} if isinstance(found, dict) else {}
    known.pop(_key(path), None)
    if moment:
        known[_key(path)] = moment
    settings.save(chosen.with_layout(_PAUSED, known or None))


def _remember_second(path: Path) -> None:
    """The day of the newest backup on the second place: it is not always there to be asked."""
    chosen = settings.load()
    found = chosen.layouts.get(_SECOND)
    known = {**found} if isinstance(found, dict) else {}
    known[_key(path)] = datetime.now(UTC).date().isoformat()
    settings.save(chosen.with_layout(_SECOND, known))


def save_backups(database: Any, reason: Reason, *, only_if_changed: bool) -> Backup | None:
    """Make a checked backup and let old ones go; also on the second place, when it is there and due.

    However long the office keeps files, no backup stays longer than the proof of an erasure says (``backup.Keep``).
    Runs in a thread.  Returns the new backup, None when nothing was changed.
    """
    from permenti_desktop.db import backup

    path: Path = database.path
    folder = folder_for(path)
    if folder is not None and not folder.is_dir():
        # Made anew, it would lie where a stick or a share is usually mounted, and nobody would find it.
        raise Missing(
            _("Der Ordner der Sicherungen ist nicht da: {folder}").format(folder=folder),
            _("Bitte verbinden Sie ihn oder wählen Sie unter „Einstellungen · Sicherung“ einen anderen."),
        )
    made: Backup | None = None
    if not only_if_changed or backup.is_needed(database, folder=folder):
        made = backup.back_up(database, reason, folder=folder)
        backup.rotate(path, folder=folder)
    second = second_folder()
    if second is not None:
        newest = last_checked(path, second)
        due = newest is None or datetime.now(UTC) - newest.at > _STICK_EVERY
        if not only_if_changed or (due and (made is not None or newest is None)):
            try:
                backup.back_up(database, reason, folder=second)
            except UserError as error:
                sentence = _("Auf dem zweiten Ort wurde nicht gesichert: {why}").format(why=error.sentence)
                raise NotOnSecond(sentence, error.next_step) from error
            _remember_second(path)
            backup.rotate(path, folder=second)
    return made


class Keeper(QObject):
    """Belongs to one open file.  ``told`` brings words, tone and picture for the top bar."""

    told = Signal(str, str, str)
    backed_up = Signal()
    """A backup has been made; the page of backups looks again."""
    failed = Signal(object)
    """A backup could not be made: a UserError."""

    def __init__(self, database: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.database = database
        self._changed = False
        self._work: Aside | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(MINUTES * 60_000)
        self._timer.timeout.connect(self.on_time)
        self._automatic = self.possible
        if self._automatic:
            self._timer.start()

    @property
    def possible(self) -> bool:
        """Whether there is a file to be backed up: a server's backups are made by those who run it."""
        return self.database.path is not None and not self.database.read_only

    @property
    def path(self) -> Path:
        """The open file."""
        path: Path = self.database.path
        return path

    def note_change(self) -> None:
        """Something was written."""
        self._changed = True
        self.say()

    def say(self) -> None:
        """Tell the top bar how things stand."""
        self.told.emit(*self.state())

    def state(self) -> tuple[str, str, str]:
        """Words, tone and picture: "Gespeichert · gesichert 09:14"."""
        if self.database.read_only:
            return _("Nur zum Ansehen geöffnet"), "info", "eye"
        if not self.possible:
            return _("Gespeichert"), "ok", "circle-check"
        newest = last_checked(self.path, folder_for(self.path))
        if paused(self.path):
            return _("Gespeichert · automatische Sicherung ruht"), "warn", "circle-alert"
        if newest is None:
            return _("Gespeichert · noch nie gesichert"), "warn", "circle-alert"
        when = newest.at.astimezone()
        today = datetime.now().astimezone().date()
        words = time_text(newest.at) if when.date() == today else date_text(when.date())
        text = _("Gespeichert · gesichert {when}").format(when=words)
        if datetime.now(UTC) - newest.at > _WARN_AFTER:
            return text, "warn", "circle-alert"
        return text, "ok", "circle-check"

    def days_without_second(self) -> int | None:
        """Days since the last backup on the second place; None when there is none chosen or never was one."""
        if not settings.load().stick_folder:
            return None
        found = settings.load().layouts.get(_SECOND)
        day = found.get(_key(self.path)) if isinstance(found, dict) else None
        try:
            return (datetime.now(UTC).date() - date.fromisoformat(str(day))).days
        except ValueError:
            return None

    def never_on_second(self) -> bool:
        """Whether a second place was chosen, is not there, and has no backup of this file although the first has."""
        return (
            bool(settings.load().stick_folder)
            and self.days_without_second() is None
            and second_folder() is None
            and last_checked(self.path, folder_for(self.path)) is not None
        )

    def on_time(self) -> None:
        """Every 30 minutes: back up if anything was changed."""
        if self._changed and not paused(self.path):
            self.back_up("timer", only_if_changed=True)

    def back_up(self, reason: Reason, *, only_if_changed: bool = False) -> None:
        """Back up now, beside the window."""
        if self._work is not None and self._work.running:
            return
        self.told.emit(_("Wird gesichert …"), "info", "refresh-cw")
        self._work = aside(
            save_backups,
            self.database,
            reason,
            only_if_changed=only_if_changed,
            then=self._done,
            failed=self._failed,
            owner=self,
        )

    def wait(self) -> None:
        """Until a backup that is under way is done."""
        if self._work is not None and self._work.running:
            self._work.wait()

    def stop(self) -> None:
        """No more backups by itself."""
        self._timer.stop()
        self.wait()

    def _done(self, _made: object) -> None:
        self._changed = False
        self.say()
        self.backed_up.emit()

    def _failed(self, error: UserError) -> None:
        if isinstance(error, NotOnSecond):
            self._done(None)
            self.failed.emit(error)
            return
        self.told.emit(_("Gespeichert · nicht gesichert"), "bad", "triangle-alert")
        self.failed.emit(error)
