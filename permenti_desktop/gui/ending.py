"""The end of the window over an open file: it is closed with a backup, or a backup is put in its place, or it is
encrypted anew; then the process ends, or another one begins at the page of the passphrase."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QTimer, Signal

from permenti_desktop.gui import keeper
from permenti_desktop.gui.aside import aside
from permenti_desktop.gui.begin import Begin, command
from permenti_desktop.gui.unlock.farewell import Farewell
from permenti_desktop.i18n import _, number_text

if TYPE_CHECKING:
    from permenti_desktop.db.database import Database
    from permenti_desktop.domain.errors import UserError
    from permenti_desktop.gui.start_window import StartWindow


class Ending(QObject):
    """Over a file that nobody writes to any more.  ``start`` is the small window that is on the screen meanwhile;
    ``restart`` is where the next process begins, None if there is none; ``begun`` is where this one did."""

    closed = Signal()
    """The file is closed; sent before the process ends."""

    def __init__(
        self, database: Database, start: StartWindow, restart: Begin | None, begun: Begin, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._database, self._start = database, start
        self._restart, self._begun = restart, begun

    # -- closing ---------------------------------------------------------------------------------------------

    def close(self, may_back_up: bool) -> None:
        """Back up if anything was changed, and close."""
        aside(_close, self._database, may_back_up, then=self._gone, failed=self._gone_badly)

    def _gone(self, drafts: int) -> None:
        self.closed.emit()
        if self._restart is not None:
            program, *arguments = command(self._restart._replace(drafts=drafts))
            QProcess.startDetached(program, arguments)
        QCoreApplication.quit()

    def _gone_badly(self, error: UserError) -> None:
        """The last backup failed (disk full, share gone); everything is saved all the same, so it is said and done."""
        if self._restart is not None:
            self._gone(0)
            return
        self.closed.emit()
        self._start.show_page(Farewell(error, QCoreApplication.quit))
        self._start.show()

    # -- a backup in its place -------------------------------------------------------------------------------

    def put_back(self, source: Path, moment: datetime) -> None:
        """Put a checked backup in the place of the file, which is kept."""
        path = self._database.path
        assert path is not None
        then = partial(self._is_back, path, moment)
        aside(_restore, self._database, path, source, self._database.key, then=then, failed=self._not_back)

    def _is_back(self, path: Path, moment: datetime, _aside: object) -> None:
        keeper.pause(path, moment.isoformat())
        self._gone(0)

    def _not_back(self, error: UserError) -> None:
        self._not_changed(error, _("Die Sicherung wurde nicht wiederhergestellt. Die Datei ist, wie sie war."))

    # -- another key -----------------------------------------------------------------------------------------

    def encrypt_anew(self, name: str, passphrase: str) -> None:
        """Encrypt the file under a new data key, which only *name*'s *passphrase* opens."""
        done = [0, 0]
        clock = QTimer(self)
        clock.setInterval(250)
        clock.timeout.connect(partial(self._say_done, done))
        clock.start()  # until the process ends, or says why it did not go
        aside(
            _rekey,
            self._database,
            name,
            passphrase,
            done,
            then=self._encrypted,
            failed=partial(self._not_encrypted, clock),
        )

    def _say_done(self, done: list[int]) -> None:
        if done[1]:
            percent = number_text(100 * done[0] // done[1])
            self._start.show_sentence(_("Die Datei wird neu verschlüsselt: {n} %").format(n=percent))

    def _encrypted(self, _key: object) -> None:
        self._gone(0)

    def _not_encrypted(self, clock: QTimer, error: UserError) -> None:
        clock.stop()
        self._not_changed(error, _("Die Datei wurde nicht neu verschlüsselt. Sie ist, wie sie war."))

    def _not_changed(self, error: UserError, heading: str) -> None:
        """Nothing was replaced: say why, and open the file again."""
        self.closed.emit()
        self._restart = (self._restart or self._begun)._replace(reason="")
        self._start.show_page(Farewell(error, partial(self._gone, 0), heading, _("Datei wieder öffnen")))
        self._start.show()


def _restore(database: Any, path: Path, source: Path, key: bytes) -> object:
    """In a thread: close, keep what lies there, put the backup in its place."""
    from permenti_desktop.db import backup

    database.close()
    return backup.restore(path, source, key, folder=keeper.folder_for(path))


def _rekey(database: Any, name: str, passphrase: str, done: list[int]) -> object:
    """In a thread: close, and write the file anew; *done* tells pages done and all pages."""
    from permenti_desktop.db import rekey

    def tick(now: int, total: int) -> None:
        done[:] = now, total

    database.close()
    return rekey.rekey(
        database.path, database.key, name, passphrase, folder=keeper.folder_for(database.path), tick=tick
    )


def _close(database: Any, may_back_up: bool) -> int:
    """In a thread: back up if changed, count the drafts that are kept, close."""
    from permenti_desktop.queries import office

    try:
        with database.read() as session:
            drafts = len(office.drafts(session))
        if may_back_up:
            keeper.save_backups(database, "exit", only_if_changed=True)
        return drafts
    finally:
        database.close()
