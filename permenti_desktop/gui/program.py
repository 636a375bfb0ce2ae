"""The program while it runs: passphrase or first run, main window, lock, backups, end.

The first paint needs PySide6 and the bare driver only: a picture of the window (``first_view.py``).  When it is there,
the bars are built under it, and the ORM is loaded in a thread; a page that is asked for earlier waits for it.
"""

from __future__ import annotations

import contextlib
from datetime import datetime
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from permenti_desktop import i18n, settings
from permenti_desktop.gui import garbage, preload
from permenti_desktop.gui.aside import Aside, aside
from permenti_desktop.gui.begin import Begin
from permenti_desktop.gui.first_view import FirstView
from permenti_desktop.gui.main_window import Hooks, MainWindow, Place
from permenti_desktop.gui.places import module_of, places
from permenti_desktop.i18n import _, datetime_text, ngettext, time_text

if TYPE_CHECKING:  # what the first picture does not show is imported when it is needed
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from permenti_desktop.db.first_look import FirstLook
    from permenti_desktop.db.opening import Door
    from permenti_desktop.domain.errors import UserError
    from permenti_desktop.domain.office import OfficeSettings
    from permenti_desktop.gui import hub, tend
    from permenti_desktop.gui.ending import Ending
    from permenti_desktop.gui.hooks import WindowHooks
    from permenti_desktop.gui.idle import Idle
    from permenti_desktop.gui.keeper import Keeper
    from permenti_desktop.gui.others import Others
    from permenti_desktop.gui.start_window import StartWindow
    from permenti_desktop.gui.unlock.page import UnlockPage


PRELOAD_AFTER: Final = 300
"""Milliseconds after the page of the passphrase is shown: it is painted, and nobody types so fast."""
COMPLETE_AFTER: Final = 50
"""Milliseconds after the first window is shown without a picture: it is painted by then."""
PAINTED_BY: Final = 1000
"""Milliseconds after which nobody waits for the first paint any more."""
UNCOVER_BY: Final = 3000
"""Milliseconds after the page is built at which its first picture goes, whatever has been read."""
TEND_AFTER: Final = 3000
"""Milliseconds after opening: the first page is there by then."""
TEND_EVERY: Final = 30 * 60_000


def lock_minutes(office: OfficeSettings) -> int:
    """The office says at most, this machine may lock sooner; 0 is never."""
    wanted = [minutes for minutes in (settings.load().lock_after_minutes, office.lock_minutes) if minutes > 0]
    return min(wanted, default=0)


class Program(QObject):
    """There is one while the window is open; ``current()`` finds it."""

    def __init__(self, app: QApplication, begin: Begin) -> None:
        super().__init__(app)
        self.setObjectName("program")
        self.app = app
        self.begin = begin
        self.database: Any = None
        self.look: FirstLook | None = None
        self.start_window: StartWindow | None = None
        self._section = ""
        self.window: MainWindow | None = None
        self.keeper: Keeper | None = None
        self.idle: Idle | None = None
        self.others: Others | None = None
        self._hooks: WindowHooks | None = None
        self._complete = False
        self._is_shown = False
        self._door: Door | None = None
        self._entering: Aside | None = None
        self._preloading: Aside | None = None
        self._restored_at: datetime | None = None
        self._ending = False
        self._listening = False
        self._tending: Aside | None = None
        self._daily = QTimer(self)
        self._daily.setInterval(TEND_EVERY)
        self._daily.timeout.connect(self._tend)
        app.setQuitOnLastWindowClosed(False)
        app.aboutToQuit.connect(self._last_chance)
        app.commitDataRequest.connect(self._last_chance)
        self._begin()

    # -- before the window ---------------------------------------------------------------------------------------

    def _begin(self) -> None:
        from permenti_desktop.gui.first_run.state import unfinished

        recent = settings.load().recent_files
        if self.begin.file:
            self.show_unlock(self.begin.file)
        elif unfinished() or not recent:
            self.show_first_run()
        else:
            self.show_unlock(recent[0])

    @cached_property
    def office(self) -> OfficeSettings:
        """The office's settings as they were read last."""
        from permenti_desktop.domain import office

        return office.read(self.look.settings if self.look is not None else ())

    @property
    def hooks(self) -> WindowHooks:
        """What the program does for its window."""
        if self._hooks is None:
            from permenti_desktop.gui.hooks import WindowHooks

            self._hooks = WindowHooks(self)
            self._hooks.ready = self.ready
        return self._hooks

    def _completed(self) -> None:
        """The application itself, once something is on the screen."""
        if not self._complete:
            from permenti_desktop.gui import app

            self._complete = True
            app.complete(self.app)

    def _start(self) -> StartWindow:
        if self.start_window is None:
            from permenti_desktop.gui.start_window import StartWindow
            from permenti_desktop.gui.theme import T

            T.look_again()
            QTimer.singleShot(COMPLETE_AFTER, self, self._completed)
            self.start_window = StartWindow()
            self.start_window.closed.connect(self._start_closed)
        return self.start_window

    def _start_closed(self) -> None:
        if self.window is None and not self._ending:
            self.app.quit()

    def show_unlock(self, target: str) -> UnlockPage:
        """The page of the passphrase for a file."""
        from permenti_desktop.gui.unlock.page import UnlockPage

        begin = self.begin if target == self.begin.file else Begin(file=target)
        page = UnlockPage(
            target, reason=_reason(begin), drafts=begin.drafts, locked=begin.locked, read_only=begin.read_only
        )
        page.opened.connect(self._unlocked)
        page.server_opened.connect(self.show_server)
        page.restored.connect(self._restored)
        page.other_file.connect(self.show_unlock)
        page.beginning_wanted.connect(self._again)
        page.settings_wanted.connect(self._to_settings)
        window = self._start()
        window.show_page(page)
        window.show()
        page.focus_first()
        QTimer.singleShot(PRELOAD_AFTER, page, partial(self._preload, page))
        return page

    def _preload(self, page: UnlockPage) -> None:
        """Load what the window will need while the passphrase is being typed.  Not while a file is being opened: its
        first rows come sooner without."""
        if self._preloading is None and not page.busy:
            garbage.rest()
            section = self.begin.section or "today"
            self._preloading = aside(_load_below, section, then=self._preloaded)

    def _preloaded(self, _aside: object) -> None:
        """The floors below are there; what the page has of the window is imported in this thread."""
        if self.start_window is not None:
            _import_page(self.begin.section or "today")
        garbage.settle()

    def _unlocked(self, door: Door, look: FirstLook) -> None:
        """On to the window, or to where the first run of this file was left."""
        from permenti_desktop.gui.first_run import state

        if state.load().file == str(door.path.absolute()):
            self.show_first_run((door, look))
        else:
            self.show_office(door, look)

    def show_first_run(self, opened: tuple[Door, FirstLook] | None = None) -> QWidget:
        """The choice between new, open, restore and samples; or the rest of it for a file that was just made."""
        from permenti_desktop.gui.first_run.wizard import Wizard

        wizard = Wizard(opened)
        self.app.aboutToQuit.connect(wizard.abandon)
        wizard.opened.connect(self.show_office)
        wizard.file_chosen.connect(self.show_unlock)
        wizard.language_changed.connect(self._again)
        window = self._start()
        window.show_page(wizard)
        window.show()
        wizard.focus_first()
        return wizard

    def _again(self) -> None:
        """The first run in another language."""
        self.show_first_run()

    def _to_settings(self) -> None:
        self.begin = self.begin._replace(section="settings", record=None)

    def _restored(self, at: datetime) -> None:
        self._restored_at = at

    # -- the window ----------------------------------------------------------------------------------------------

    def show_office(self, door: Door, look: FirstLook, section: str = "") -> None:
        """The main window over an unlocked file: painted at once, usable as soon as the ORM is there."""
        self._door = door
        self.look = look
        name, forms, modules = look.office()
        i18n.use_forms(forms)
        self.begin = self.begin._replace(file=str(door.path.absolute()))
        found = places(modules if modules is not None else self.office.modules, self.ready)
        self._section = self._wanted(found, section)
        rows = {"today": look.to_do, "participant": look.participants}.get(self._section, ())
        lock = Place("lock", _("Sperren"), "lock", found[0].make, lower=True)
        share = settings.load().layouts.get(f"{self._section} split")
        self.window = MainWindow(
            found, cover=partial(FirstView, [*found, lock], name, self._section, rows, share=share)
        )
        self.window.show()
        self.window.activateWindow()
        self._close_start()
        # After the first paint, which would have to share the interpreter with the loading; a window that is shown
        # minimised is not painted.
        if self.window.cover is not None:
            self.window.cover.painted.connect(self._painted)
        QTimer.singleShot(PAINTED_BY, self, self._painted)

    def _painted(self) -> None:
        """The first picture is on the screen: build the bars under it, then load."""
        window = self.window
        if window is None or window.cover is None or self._entering is not None:
            return
        self._furnish(window)  # first: beside the loading it would take twice as long
        self._enter()
        self._completed()

    def _furnish(self, window: MainWindow) -> None:
        """Build the bars under the picture, which covers nothing but the page from then on."""
        if window.cover is not None and not window.furnished:
            window.hooks = self._window_hooks()
            self.hooks.window = window
            window.furnish()
            self._dress(window)
            window.cover.page_only()

    def _wanted(self, found: list[Place], section: str) -> str:
        sections = [place.section for place in found]
        wanted = section or self.begin.section
        return wanted if wanted in sections else next(iter(sections), "")

    def show_server(self, database: Any) -> None:
        """The main window over a server: it is open already."""
        settings.save(settings.load().with_recent(self.begin.file))
        from permenti_desktop.queries import office as query

        with database.read() as session:
            self.office = query.settings(session)
        self._show_window(self.begin.file)
        assert self.window is not None
        self._entered(database)
        self.window.show()
        self._close_start()

    def _show_window(self, target: str, section: str = "") -> None:
        i18n.use_forms(self.office.forms)
        self.begin = self.begin._replace(file=target)
        found = places(self.office.modules, self.ready)
        self._section = self._wanted(found, section)
        self.window = MainWindow(found, self._window_hooks())
        self.hooks.window = self.window
        self._dress(self.window)

    def _window_hooks(self) -> Hooks:
        hooks = self.hooks
        return Hooks(
            find=hooks.find,
            undo=hooks.undo,
            redo=hooks.redo,
            lock=self.lock_by_key,
            note=hooks.note,
            follow_up=hooks.follow_up,
            closing=self._closing,
        )

    def _dress(self, window: MainWindow) -> None:
        window.top.set_state("")
        # The first look knows the name; all settings are read with the rules of the office, when those are there.
        known = "office" in vars(self)
        window.side.set_office(self.office.office if known or self.look is None else self.look.office()[0])
        window.side.set_current(self._section)

    def _close_start(self) -> None:
        if self.start_window is not None:
            window, self.start_window = self.start_window, None
            window.hide()
            window.deleteLater()

    def _enter(self) -> None:
        if self._entering is None and self._door is not None and self.database is None:
            garbage.rest()
            self._entering = aside(_load, self._door, self._preloading, then=self._entered, failed=self._not_entered)

    def ready(self) -> None:
        """Wait until the database is open; returns at once when it is."""
        if self.database is None:
            self._enter()
            if self._entering is not None:
                self._entering.wait()

    def _entered(self, database: Any) -> None:
        """The database is open."""
        from permenti_desktop.gui import hub, jobs
        from permenti_desktop.gui.keeper import Keeper

        self.database = database
        self._door = None
        window = self.window
        assert window is not None
        if database.path is not None and not database.read_only:
            _remember(str(database.path.absolute()))
        jobs.start(database)
        hub.start(database)
        self._furnish(window)
        self.keeper = Keeper(database, self)
        self.keeper.told.connect(window.top.set_state)
        self.keeper.failed.connect(self._backup_failed)
        jobs.board().written.connect(self.keeper.note_change)
        if database.read_only:
            window.messages.say(
                _("Diese Datei ist nur zum Ansehen geöffnet."), next_step=_("Änderungen werden nicht gespeichert.")
            )
        self._tell_restored()
        aside(_load_below, self._section, then=self._load_page, owner=self)

    def _load_page(self, _aside: object) -> None:
        """What the first page has of the window; a thread must not (see ``preload.py``)."""
        if self.window is not None and self.window.current() is None and self._section and not self._ending:
            _import_page(self._section)
        garbage.settle()
        QTimer.singleShot(0, self, self._build_page)  # in turns of their own: the window answers in between

    def _build_page(self) -> None:
        """The first page is built under its picture, and asks for its rows before anything else does."""
        window = self.window
        if window is not None and self.database is not None and not self._ending:
            if window.current() is None and self._section:
                window.page(self._section)
            QTimer.singleShot(0, self, self._show_page)

    def _show_page(self) -> None:
        """The first page takes the place of its picture."""
        window = self.window
        if window is None or self.database is None or self._ending:
            return
        from permenti_desktop.gui import jobs

        if window.current() is None and self._section:
            window.go(self._section, self.begin.record if self._section == self.begin.section else None)
        page = window.current()
        if page is None or window.cover is None or (page.is_filled if page.fills else jobs.idle()):
            QTimer.singleShot(0, self, self._shown)
        else:
            (page.filled if page.fills else jobs.board().settled).connect(self._shown)
            QTimer.singleShot(UNCOVER_BY, self, self._shown)

    def _shown(self) -> None:
        """The first page has something to show."""
        if self.window is not None:
            self.window.uncover()
        if not self._is_shown:
            self._is_shown = True
            QTimer.singleShot(0, self, self._work)

    def _work(self) -> None:
        """What goes on beside the pages: backups, the lock after a while, what others write."""
        database, window = self.database, self.window
        if database is None or window is None or self.keeper is None or self._ending:
            return
        from permenti_desktop.gui import hub
        from permenti_desktop.gui.idle import Idle
        from permenti_desktop.gui.others import Others

        self.hooks.watch()
        self.idle = Idle(self.app, lock_minutes(self.office), self)
        self.idle.left.connect(self.lock_by_idle)
        hub.hub().changed.connect(self._changed)
        self._listening = True
        self.others = Others(database, self)
        self.others.lost.connect(self._server_lost)
        self.others.found.connect(self._server_found)
        QTimer.singleShot(TEND_AFTER, self, self._tend)
        self._daily.start()
        self.keeper.say()
        QTimer.singleShot(0, self, self._settle)

    def _settle(self) -> None:
        """What can wait until the page is there: reminders, the lock of the desktop, the list of recent files."""
        if self.database is None or self._ending:
            return
        from permenti_desktop.gui.system_lock import SystemLock

        self._system_lock = SystemLock(self)
        self._system_lock.locked.connect(self.lock_by_system)
        self._remind()

    def _not_entered(self, error: UserError) -> None:
        """The file could not be opened after all (an older one could not be brought up to date)."""
        self._door = None
        window, self.window, self.hooks.window = self.window, None, None
        self._entering = None
        page = self.show_unlock(self.begin.file)
        page.refuse(error)
        if window is not None:
            window.hide()
            window.deleteLater()

    def _changed(self, touched: hub.Touched) -> None:
        if any(table == "setting" for table, _id in touched):
            from permenti_desktop.gui import jobs
            from permenti_desktop.queries import office as query

            jobs.read(query.settings, then=self._settings_changed, owner=self, key="office")

    def _settings_changed(self, office: OfficeSettings) -> None:
        """The office's settings take effect at once; other sections are there after the next start."""
        self.office = office
        if self.window is not None:
            self.window.side.set_office(office.office)
        if self.idle is not None:
            self.idle.set_minutes(lock_minutes(office))

    def rebuild(self) -> None:
        """The window anew in another language, at the same place, over the same open file."""
        old = self.window
        if old is None or self.database is None:
            return
        page = old.current()
        where, record = (page.section, page.record()) if page is not None else ("", None)
        if page is not None:
            page.may_leave()
        settings.change(window_geometry=bytes(old.saveGeometry().toBase64().data()).decode("ascii"))
        self._show_window(self.begin.file, where)
        assert self.window is not None
        assert self.keeper is not None
        self.keeper.told.connect(self.window.top.set_state)
        self.window.go(self._section, record)
        self.window.show()
        self.window.activateWindow()
        # It goes when what is being done in it is done.
        old.hooks = Hooks()
        old.hide()
        old.deleteLater()
        self.keeper.say()
        self.hooks.look()

    def machine_settings_changed(self) -> None:
        """The settings of this machine take effect."""
        if self.idle is not None:
            self.idle.set_minutes(lock_minutes(self.office))
        if self.keeper is not None:
            self.keeper.say()

    def _tend(self) -> None:
        """What the calendar asks for; see ``gui/tend.py``."""
        from permenti_desktop.gui import tend

        if self.database is None or self._ending or (self._tending is not None and self._tending.running):
            return
        self._tending = aside(
            tend.tend,
            self.database,
            self.begin.file,
            backups=self._may_back_up(),
            then=self._tended,
            failed=self._backup_failed,
            owner=self,
        )

    def _tended(self, drill: tend.LastDrill | None) -> None:
        if drill is not None and drill.wrong and self.window is not None:
            self.window.messages.say(
                _("Die neueste Sicherung ließ sich nicht zur Probe wiederherstellen."),
                "warn",
                next_step=drill.wrong,
                actions=[(_("Sicherungen öffnen"), self._to_backups)],
                key="drill",
            )

    def _server_lost(self, error: UserError) -> None:
        if self.window is not None:
            self.window.top.set_state(_("Keine Verbindung"), "bad", "triangle-alert")
            self.window.messages.say(error.sentence, "warn", next_step=error.next_step, key="server")

    def _server_found(self) -> None:
        if self.window is not None and self.keeper is not None:
            self.window.messages.take_back("server")
            self.keeper.say()

    def _backup_failed(self, error: UserError) -> None:
        if self.window is not None:
            self.window.messages.say(
                _("Die Sicherung ist nicht gelungen: {reason}").format(reason=error.sentence),
                "warn",
                next_step=error.next_step,
                actions=[(_("Sicherungen öffnen"), self._to_backups)],
                key="backup",
            )

    def _to_backups(self) -> None:
        if self.window is not None:
            self.window.go("backups")

    def _tell_restored(self) -> None:
        from permenti_desktop.gui import keeper

        if self.window is None or self.database is None or self.database.path is None:
            return
        if self._restored_at is not None:
            keeper.pause(self.database.path, self._restored_at.isoformat())
        moment = keeper.paused(self.database.path)
        if moment:
            when = datetime_text(datetime.fromisoformat(moment))
            self.window.messages.say(
                _("Sie arbeiten mit dem wiederhergestellten Stand vom {when}.").format(when=when),
                "warn",
                next_step=_("Automatische Sicherungen ruhen, bis Sie bestätigen, dass dieser Stand stimmt."),
                actions=[(_("Der Stand stimmt"), self.confirm_restored), (_("Sicherungen öffnen"), self._to_backups)],
                key="restored",
            )

    def _remind(self) -> None:
        """Once, on opening: the second place is late."""
        if self.window is None or self.keeper is None or not self.keeper.possible or not settings.load().reminders:
            return
        days = self.keeper.days_without_second()
        never = self.keeper.never_on_second()
        if never or (days is not None and days > 7):
            self.window.messages.say(
                _("Auf dem zweiten Ort wurde noch nie gesichert.")
                if days is None
                else ngettext(
                    "Auf dem zweiten Ort wurde seit {n} Tag nicht gesichert.",
                    "Auf dem zweiten Ort wurde seit {n} Tagen nicht gesichert.",
                    days,
                ).format(n=days),
                "info",
                next_step=_("Bitte stecken Sie den Stick ein; beim nächsten Mal wird dort mitgesichert."),
                actions=[(_("Sicherungen öffnen"), self._to_backups)],
                key="stick",
            )

    def confirm_restored(self) -> None:
        """The restored state is the right one: automatic backups go on."""
        from permenti_desktop.gui import keeper

        keeper.pause(self.database.path, "")
        if self.keeper is not None:
            self.keeper.say()
        if self.window is not None:
            self.window.messages.take_back("restored")

    # -- lock and end ----------------------------------------------------------------------------------------------

    def lock_by_key(self) -> None:
        """Ctrl+L."""
        self._lock("key")

    def lock_by_idle(self) -> None:
        """Nobody has touched the program for a while."""
        self._lock("idle", lock_minutes(self.office))

    def lock_by_system(self) -> None:
        """The desktop was locked."""
        self._lock("system")

    def _lock(self, reason: str, minutes: int = 0) -> None:
        """Restart into the page of the passphrase: a new process remembers nothing of the data."""
        if self.window is None or self._ending:
            return
        page = self.window.current()
        now = datetime.now().astimezone()
        self.end(
            Begin(
                file=self.begin.file,
                section=page.section if page is not None else "",
                record=page.record() if page is not None else None,
                reason=reason,
                at=time_text(now),
                minutes=minutes,
                read_only=self.begin.read_only,
            ),
            _("Wird gesperrt …"),
        )

    def _closing(self) -> bool:
        """The window is being closed: finish everything first, then go."""
        if not self._ending:
            self.end(None, _("Wird gespeichert, gesichert und geschlossen …"))
        return False

    def end(self, restart: Begin | None, words: str) -> None:
        """Finish writes, back up if anything was changed, close, and start anew if asked to."""
        self._end(restart, words, lambda ending: ending.close(self._may_back_up()))

    def restore(self, source: Path, moment: datetime) -> None:
        """Put a checked backup in the place of the open file, which is kept, and begin anew.  See ``gui/backups``."""
        if self.database is not None and self.database.path is not None:
            restart = Begin(file=self.begin.file, section="backups", reason="restored")
            words = _("Die Sicherung wird wiederhergestellt …")
            self._end(restart, words, lambda ending: ending.put_back(source, moment))

    def rekey(self, name: str, passphrase: str) -> None:
        """Encrypt the open file anew under a new data key, which only *name*'s *passphrase* opens, and begin anew."""
        if self.database is not None and self.database.path is not None:
            restart = Begin(file=self.begin.file, section="settings", reason="rekeyed")
            words = _("Die Datei wird neu verschlüsselt …")
            self._end(restart, words, lambda ending: ending.encrypt_anew(name, passphrase))

    def _end(self, restart: Begin | None, words: str, last: Callable[[Ending], object]) -> None:
        """Finish writes, then do the *last* thing.  The names are gone from the screen at once."""
        window = self.window
        if window is None or self._ending:
            return
        page = window.current()
        if page is not None:
            page.may_leave()
        self._ending = True
        settings.change(window_geometry=bytes(window.saveGeometry().toBase64().data()).decode("ascii"))
        start = self._start()
        start.show_sentence(words)
        start.setWindowState(window.windowState())
        start.show()
        for other in self.app.topLevelWidgets():  # dialogs and menus, too
            if other is not start:
                other.hide()
        if self.idle is not None:
            self.idle.stop()
        # What the pages asked to be written on leaving is in the queue; one more turn lets late answers queue theirs.
        QTimer.singleShot(0, self, partial(self._finish, restart, last))

    def _finish(self, restart: Begin | None, last: Callable[[Ending], object]) -> None:
        self.ready()
        if self.database is None:  # it could not be opened after all, and the page of the passphrase says why
            self._ending = False
            return
        self._quiet()
        from permenti_desktop.gui.ending import Ending

        ending = Ending(self.database, self._start(), restart, self.begin, self)
        ending.closed.connect(self._closed)
        last(ending)

    def _closed(self) -> None:
        self.database = None

    def _quiet(self) -> None:
        """Finish all writes; what they changed is told to nobody any more."""
        from permenti_desktop.gui import hub, jobs

        jobs.stop()
        hub.stop()
        self._daily.stop()
        if self._tending is not None and self._tending.running:
            self._tending.wait()
        if self.others is not None:
            self.others.stop()
        if self.keeper is not None:
            self.keeper.stop()
        if self._listening:
            self._listening = False
            self.hooks.stop()
            hub.hub().changed.disconnect(self._changed)

    def _may_back_up(self) -> bool:
        from permenti_desktop.gui import keeper

        return self.keeper is not None and self.keeper.possible and not keeper.paused(self.keeper.path)

    def _last_chance(self, *_manager: object) -> None:
        """The desktop ends or the program quits another way: no write may be lost."""
        if self.database is not None:
            if self.window is not None:
                page = self.window.current()
                if page is not None:
                    page.may_leave()
            self._quiet()
            self.database.close()
            self.database = None
        elif self._door is not None and self._entering is None:
            self._door.leave()
            self._door = None


def current() -> Program | None:
    """The running program, for its own pages (settings, backups); None in tests of a page alone."""
    app = QApplication.instance()
    found = app.findChild(Program) if app is not None else None
    return found


def _reason(begin: Begin) -> str:
    match begin.reason:
        case "idle":
            return _("Gesperrt nach {minutes} Minuten ohne Eingabe, {at}.").format(minutes=begin.minutes, at=begin.at)
        case "key":
            return _("Von Ihnen gesperrt, {at}.").format(at=begin.at)
        case "system":
            return _("Gesperrt, weil der Rechner gesperrt wurde, {at}.").format(at=begin.at)
        case "restored":
            return _("Die Sicherung ist wiederhergestellt. Bitte öffnen Sie die Datei wieder.")
        case "rekeyed":
            return _(
                "Die Datei ist neu verschlüsselt. Bitte drucken Sie nach dem Öffnen ein neues Wiederherstellungsblatt."
            )
    return ""


def _remember(target: str) -> None:
    """Put an opened file first among the recent ones."""
    chosen = settings.load()
    if chosen.recent_files[:1] != (target,):
        settings.save(chosen.with_recent(target))


def _load(door: Door, preloading: Aside | None) -> Any:
    """In a thread: the ORM and the open database."""
    if preloading is not None:
        preloading.join()  # two threads that import the same in another order get in each other's way
    from permenti_desktop.db import opening, orm

    orm.load()
    return opening.enter(door)


def _load_below(section: str) -> None:
    """In a thread: the ORM, and what the page of a section needs of the floors below."""
    from permenti_desktop.db import orm

    orm.load()
    preload.below(section)


def _import_page(section: str) -> None:
    """In the window's thread (see ``preload.py``): the page of a section."""
    with contextlib.suppress(ImportError):  # whoever needs it will say what is wrong
        import_module(module_of(section))
