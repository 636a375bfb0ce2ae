"""The window: side bar, top bar, pages in a stack; where keys, messages, going and coming back meet.

It knows no subject.  ``places`` say which pages there are and make them when they are first shown; ``Hooks`` are
what the rest of the program can do for it (undo, lock, find).

At the start it is shown bare, with a picture over it (``first_view.py``), and furnished when that is painted.  So what
the bars and pages need is imported in the functions that need it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from permenti_desktop import settings
from permenti_desktop.gui.first_view import NARROW, WIDE, FirstView
from permenti_desktop.gui.first_view import Place as Place
from permenti_desktop.gui.theme import T
from permenti_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStackedWidget

    from permenti_desktop.domain.errors import UserError
    from permenti_desktop.gui.commands import Commands, Handlers
    from permenti_desktop.gui.page import Page
    from permenti_desktop.gui.palette import Entry, Palette, Provider
    from permenti_desktop.gui.side_bar import SideBar
    from permenti_desktop.gui.top_bar import TopBar
    from permenti_desktop.gui.widgets.message_bar import MessageBar
    from permenti_desktop.gui.widgets.toast import Toast
    from permenti_desktop.gui.work_strip import WorkStrip

PROGRAM = "Permenti"
ICONS_BELOW = 1240
SMALLEST = QSize(760, 480)
FRAME = 40
"""Points left free for the title bar, which the desktop adds: else the foot of the window lies below the screen."""


class Hooks(NamedTuple):
    """What the program can do for its window; what is None cannot be done (read-only, no lock)."""

    find: Provider | None = None
    undo: Callable[[], object] | None = None
    redo: Callable[[], object] | None = None
    lock: Callable[[], object] | None = None
    remind: Callable[[], object] | None = None
    note: Callable[[], object] | None = None
    follow_up: Callable[[], object] | None = None
    closing: Callable[[], bool] | None = None
    """Asked before the window closes; False keeps it open."""


class MainWindow(QWidget):
    """The shell.  ``go(section, record)`` is the one way from page to page."""

    commands: Commands
    side: SideBar
    top: TopBar
    works: WorkStrip
    messages: MessageBar
    stack: QStackedWidget

    def __init__(
        self,
        places: Sequence[Place],
        hooks: Hooks | None = None,
        *,
        cover: Callable[[QWidget], FirstView] | None = None,
    ) -> None:
        """With a ``cover`` the window is bare under it until ``furnish`` is called."""
        super().__init__()
        self.hooks = hooks or Hooks()
        self.places = {place.section: place for place in places}
        self._pages: dict[str, Page] = {}
        self._past: list[tuple[str, int | None]] = []
        self._current = ""
        chosen = settings.load()
        self._want_narrow = chosen.side_bar_narrow
        self.furnished = False
        self.palette_: Palette | None = None
        # Made with its parent: setParent() takes one of Qt's enumerations, too (see first_view.py).
        self.cover = cover(self) if cover is not None else None
        self.setWindowTitle(PROGRAM)
        self.setMinimumSize(SMALLEST)
        if self.cover is None:
            self.furnish()
        self._restore_geometry(chosen.window_geometry)

    def furnish(self) -> None:
        """Bars, keys and the stack of pages; once."""
        from PySide6.QtGui import QKeySequence, QShortcut
        from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

        from permenti_desktop.gui import jobs
        from permenti_desktop.gui.commands import Commands, all_keys, keys_text
        from permenti_desktop.gui.privacy import P
        from permenti_desktop.gui.side_bar import SideBar
        from permenti_desktop.gui.theme import spaced
        from permenti_desktop.gui.top_bar import TopBar
        from permenti_desktop.gui.widgets.message_bar import MessageBar
        from permenti_desktop.gui.work_strip import WorkStrip

        self.furnished = True
        self.commands = Commands(self, self._asked)
        layout = QHBoxLayout(self)
        spaced(layout, 0, 0)
        upper = [p for p in self.places.values() if not p.lower]
        lower = [p for p in self.places.values() if p.lower]
        items = [
            (p.section, p.title, p.icon, keys_text(f"Ctrl+{(n + 1) % 10}") if n < 10 else "")
            for n, p in enumerate(upper)
        ]
        below = [(p.section, p.title, p.icon, "") for p in lower]
        if self.hooks.lock is not None:
            below.append(("lock", _("Sperren"), "lock", all_keys("lock")))
        self.side = SideBar(items, below)
        self.side.chosen.connect(self._side_chosen)
        layout.addWidget(self.side)
        right = QVBoxLayout()
        spaced(right, 0, 0)
        self.top = TopBar(self.commands)
        self.top.lock.setVisible(self.hooks.lock is not None)
        self.top.bell.setVisible(self.hooks.remind is not None)
        self.top.bell.clicked.connect(self._remind)
        right.addWidget(self.top)
        self.works = WorkStrip()
        right.addWidget(self.works)
        self.messages = MessageBar()
        right.addWidget(self.messages)
        self.stack = QStackedWidget()
        right.addWidget(self.stack, 1)
        layout.addLayout(right, 1)
        self._section_titles = [p.title for p in upper]
        for number, place in enumerate(upper[:10], 1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number % 10}"), self)
            shortcut.activated.connect(partial(self.go, place.section))
        signals = jobs.board()
        signals.problem.connect(self._problem)
        signals.work_started.connect(self.works.show_work)
        signals.written.connect(self._written)
        T.changed.connect(self._reflow)
        P.changed.connect(self.top.privacy.setChecked)
        self._reflow()
        self.commands.update_enabled()
        if self.cover is not None:
            self.setFocus()  # or Qt would give it to the first section, with a ring that the picture has not
            self.cover.raise_()

    def uncover(self) -> None:
        """Take the first picture away: what it stood for is there."""
        cover, self.cover = self.cover, None
        if cover is not None:
            cover.hide()
            cover.deleteLater()

    # -- going -----------------------------------------------------------------------------------------------

    def page(self, section: str) -> Page:
        """The page of a section, made now if it has not been yet."""
        found = self._pages.get(section)
        if found is None:
            found = self.places[section].make()
            found.badge_changed.connect(self.side.set_badge)
            found.said.connect(self._said)
            found.went.connect(self._went)
            found.new_wanted.connect(self._new_wanted)
            self._pages[section] = found
            found.reflow(*self._page_room())
            self.stack.addWidget(found)
        return found

    def current(self) -> Page | None:
        """The page on screen."""
        return self._pages.get(self._current)

    def go(self, section: str, record: int | None = None, *, remember: bool = True) -> None:
        """Show a section, perhaps with one record open."""
        if section not in self.places:
            return
        leaving = self.current()
        if leaving is not None:
            self.uncover()
            leaving.may_leave()
            here = (self._current, leaving.record())
            if remember and here != (section, record):
                self._past.append(here)
                del self._past[:-50]
        page = self.page(section)
        self._current = section
        self.stack.setCurrentWidget(page)
        self.side.set_current(section)
        self.setWindowTitle(f"{page.title} – {PROGRAM}")
        self.top.back.setEnabled(bool(self._past))
        if record is not None:
            page.open_record(record)
        elif leaving is not page:
            page.focus_first()
        self.commands.update_enabled()

    def back(self) -> None:
        """Alt+←: out of the Akte on a narrow window, else to where one was before."""
        page = self.current()
        if page is not None and page.back():
            return
        if self._past:
            section, record = self._past.pop()
            self.go(section, record, remember=False)

    def _went(self, section: str, record: object) -> None:
        self.go(section, record if isinstance(record, int) else None)
        if record is not None and not isinstance(record, int) and section in self.places:
            self.page(section).show_list(record)

    def _side_chosen(self, key: str) -> None:
        if key == "lock":
            self.commands.run("lock")
        else:
            self.go(key)
        self.side.set_current(self._current)

    def _new_wanted(self, what: str, whom: object) -> None:
        if what in self.places and isinstance(whom, int):
            self.go(what)
            self.page(what).begin_for(whom)
        else:
            self.commands.run(what)

    # -- telling ---------------------------------------------------------------------------------------------

    @cached_property
    def toast(self) -> Toast:
        """The short messages at the lower edge; made for the first one."""
        from permenti_desktop.gui.widgets.toast import Toast

        return Toast(self)

    def say(self, sentence: str, *, undo: bool = False) -> None:
        """A toast."""
        self._said(sentence, "undo" if undo else "", None)

    def _said(self, sentence: str, action: str, run: object) -> None:
        if action == "undo":
            if self.hooks.undo is not None:
                self.toast.say(sentence, _("Rückgängig"), self.hooks.undo)
            else:
                self.toast.say(sentence)
        else:
            self.toast.say(sentence, action, run if callable(run) else None, icon="arrow-right")

    def _problem(self, error: UserError) -> None:
        page = self.current()
        (page.messages if page is not None else self.messages).error(error)

    def _written(self) -> None:
        self.top.set_state(_("Gespeichert"))

    def set_badge(self, section: str, number: int, tone: str = "neutral") -> None:
        """The number beside a section; for counts that are known before its page is made."""
        self.side.set_badge(section, number, tone)

    def _remind(self) -> None:
        if self.hooks.remind is not None:
            self.hooks.remind()

    # -- commands --------------------------------------------------------------------------------------------

    def _asked(self) -> list[Handlers]:
        page = self.current()
        return [*([page.handlers()] if page is not None else []), self.handlers()]

    def handlers(self) -> Handlers:
        """What the window itself answers to."""
        own: dict[str, Callable[[], object]] = {
            "palette": self.open_palette,
            "back": self.back,
            "next_pane": self.next_pane,
            "keys": self._show_keys,
            "larger": partial(self.zoom, 1),
            "smaller": partial(self.zoom, -1),
            "normal_size": partial(self.zoom, 0),
            "privacy": self.switch_privacy,
            "full_screen": self._full_screen,
            "quit": self.close,
        }
        if "settings" in self.places:
            own["settings"] = partial(self.go, "settings")
        if "help" in self.places:
            own["help"] = self._help
        for name in ("undo", "redo", "lock", "note", "follow_up"):
            hook = getattr(self.hooks, name)
            if hook is not None:
                own[name] = hook
        return own

    def _entries(self) -> list[Entry]:
        """What the palette offers besides what it finds: sections and commands."""
        from permenti_desktop.gui.commands import TABLE, all_keys, keys_text
        from permenti_desktop.gui.palette import Entry

        entries = [
            Entry(
                _("Aktionen"),
                _(command.text),
                partial(self.commands.run, command.name),
                icon=command.icon,
                keys=all_keys(command.name),
            )
            for command in TABLE
            if not command.local
            and command.name not in ("palette", "next_pane", *self.places)
            and self.commands.handler(command.name) is not None
        ]
        for number, place in enumerate(self.places.values(), 1):
            keys = keys_text(f"Ctrl+{number % 10}") if number <= 10 and not place.lower else ""
            run = partial(self.go, place.section)
            entries.append(Entry(_("Bereiche"), place.title, run, icon=place.icon, keys=keys))
        return entries

    def open_palette(self) -> None:
        """Ctrl+K."""
        if self.palette_ is None:
            from permenti_desktop.gui.palette import Palette

            self.palette_ = Palette(self, self._entries, self.hooks.find)
        self.palette_.open()

    def zoom(self, step: int) -> None:
        """Larger (+1), smaller (-1), normal (0); remembered."""
        T.zoom_by(step)
        settings.change(zoom=round(T.zoom * 100))

    def switch_privacy(self) -> None:
        """F9."""
        from permenti_desktop.gui.privacy import P

        P.switch(not P.active)
        words = _("Sichtschutz ist an. F9 zeigt die Namen wieder.") if P.active else _("Sichtschutz ist aus.")
        self.toast.say(words, private=False)

    def _show_keys(self) -> None:
        from permenti_desktop.gui.keys_help import KeysHelp

        KeysHelp(self, self._section_titles).open()

    def _help(self) -> None:
        """F1: the chapter of the manual about the section on screen."""
        about = self._current
        self.go("help")
        if about != "help":
            self.page("help").open_about(about)

    def _full_screen(self) -> None:
        from PySide6.QtCore import Qt

        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def next_pane(self) -> None:
        """F6: side bar, search, and the panes of the page, in turn."""
        from PySide6.QtCore import Qt

        page = self.current()
        panes: list[QWidget] = [self.side, self.top, *(page.panes() if page is not None else [])]
        focus = QApplication.focusWidget()
        now = -1
        for index, pane in enumerate(panes):
            if focus is not None and (pane is focus or pane.isAncestorOf(focus)):
                now = index
        pane = panes[(now + 1) % len(panes)]
        if pane is self.side:
            self.side.focus_current()
        elif pane is self.top:
            self.top.search.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            pane.setFocus(Qt.FocusReason.TabFocusReason)
            focus = QApplication.focusWidget()
            if focus is None or not (pane is focus or pane.isAncestorOf(focus)):
                _focus_inside(pane)

    # -- size ------------------------------------------------------------------------------------------------

    def _page_room(self) -> tuple[int, int]:
        narrow = self._narrow()
        width = self.width() / T.zoom - (NARROW if narrow else WIDE)
        return round(width), round(self.height() / T.zoom) - 50

    def _narrow(self) -> bool:
        return self._want_narrow or self.width() / T.zoom < ICONS_BELOW

    def _reflow(self) -> None:
        if not self.furnished:
            return
        narrow = self._narrow()
        if narrow != self.side.narrow:
            self.side.set_narrow(narrow)
        self.top.set_narrow(self.width() / T.zoom < 860)
        room = self._page_room()
        for page in self._pages.values():
            page.reflow(*room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.cover is not None:
            self.cover.set_narrow(self._narrow())
            self.cover.setGeometry(self.rect())
        self._reflow()

    def minimumSizeHint(self) -> QSize:
        return SMALLEST

    def _restore_geometry(self, stored: str) -> None:
        if not (stored and self.restoreGeometry(QByteArray.fromBase64(stored.encode("ascii")))):
            screen = self.screen().availableSize()
            self.resize(min(1440, screen.width()), min(900, screen.height() - FRAME))
        if self.cover is not None:
            self.cover.set_narrow(self._narrow())
            self.cover.setGeometry(self.rect())
        self._reflow()

    def closeEvent(self, event: QCloseEvent) -> None:
        page = self.current()
        if page is not None:
            page.may_leave()
        if self.hooks.closing is not None and not self.hooks.closing():
            event.ignore()
            return
        from permenti_desktop.gui import remember

        remember.flush()
        settings.change(window_geometry=bytes(self.saveGeometry().toBase64().data()).decode("ascii"))
        super().closeEvent(event)


def _focus_inside(pane: QWidget) -> None:
    """The first thing in a pane that takes the focus by Tab."""
    from PySide6.QtCore import Qt

    for widget in pane.findChildren(QWidget):
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            return
