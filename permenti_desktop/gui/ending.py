"""The end of the window over an open file: writes are finished, the file is closed with a backup, or a backup is put in
its place, or it is encrypted anew; then the process ends or begins anew at the page of the passphrase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QProcess, QTimer

from permenti_desktop import settings
from permenti_desktop.gui import keeper
from permenti_desktop.gui.aside import aside
from permenti_desktop.gui.begin import Begin, command
from permenti_desktop.gui.unlock.farewell import Farewell
from permenti_desktop.i18n import _, number_text

if TYPE_CHECKING:
    from permenti_desktop.domain.errors import UserError
    from permenti_desktop.gui.program import Program


class Ending(QObject):
    """``restart`` is where the next process begins; None if there is none."""

    def __init__(self, program: Program, restart: Begin | None) -> None:
        super().__init__(program)
        self._program, self._restart = program, restart

    def begin(self, words: str, last: Callable[[], object]) -> None:
        """Finish the writes, then do the ``last`` thing: :meth:`close`, :meth:`put_back` or :meth:`encrypt_anew`.

        The names are gone from the screen at once.
        """
        program, window = self._program, self._program.window
        assert window is not None
        page = window.current()
        if page is not None:
            page.may_leave()
        settings.change(window_geometry=bytes(window.saveGeometry().toBase64().data()).decode("ascii"))
        start = program.starting()
        start.show_sentence(words)
        start.setWindowState(window.windowState())
        start.show()
        for other in program.app.topLevelWidgets():  # dialogs and menus, too
            if other is not start:
                other.hide()
        if program.idle is not None:
            program.idle.stop()
        # What the pages asked to be written on leaving is in the queue; one more turn lets late answers queue theirs.
        QTimer.singleShot(0, self, partial(self._finish, last))

    def _finish(self, last: Callable[[], object]) -> None:
        program = self._program
        program.ready()
        if program.database is None:  # it could not be opened after all, and the page of the passphrase says why
            program.ending = None
            return
        program.quiet()
        last()

    # -- closing ---------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Back up if anything was changed, and close."""
        aside(_close, self._program.database, self._program.may_back_up(), then=self._gone, failed=self._gone_badly)

    def _gone(self, drafts: int) -> None:
        self._program.database = None
        if self._restart is not None:
            program, *arguments = command(replace(self._restart, drafts=drafts))
            QProcess.startDetached(program, arguments)
        self._program.app.quit()

    def _gone_badly(self, error: UserError) -> None:
        """The last backup failed (disk full, share gone); everything is saved all the same, so it is said and done."""
        self._program.database = None
        if self._restart is not None:
            self._gone(0)
            return
        start = self._program.starting()
        start.show_page(Farewell(error, self._program.app.quit))
        start.show()

    # -- a backup in its place -------------------------------------------------------------------------------

    def put_back(self, source: Path, moment: datetime) -> None:
        """Put a checked backup in the place of the file, which is kept."""
        database = self._program.database
        then = partial(self._is_back, database.path, moment)
        aside(_restore, database, database.path, source, database.key, then=then, failed=self._not_back)

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
            self._program.database,
            name,
            passphrase,
            done,
            then=self._encrypted,
            failed=partial(self._not_encrypted, clock),
        )

    def _say_done(self, done: list[int]) -> None:
        if done[1]:
            percent = number_text(100 * done[0] // done[1])
            self._program.starting().show_sentence(_("Die Datei wird neu verschlüsselt: {n} %").format(n=percent))

    def _encrypted(self, _key: object) -> None:
        self._gone(0)

    def _not_encrypted(self, clock: QTimer, error: UserError) -> None:
        clock.stop()
        self._not_changed(error, _("Die Datei wurde nicht neu verschlüsselt. Sie ist, wie sie war."))

    def _not_changed(self, error: UserError, heading: str) -> None:
        """Nothing was replaced: say why, and open the file again."""
        self._program.database = None
        self._restart = replace(self._restart or self._program.begin, reason="")
        start = self._program.starting()
        start.show_page(Farewell(error, partial(self._gone, 0), heading, _("Datei wieder öffnen")))
        start.show()


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
