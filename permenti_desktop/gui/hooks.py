"""What the program does for its window: find (Ctrl+K), undo and redo by name, lock, note and follow-up anywhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from shiboken6 import isValid

from permenti_desktop.domain.errors import UserError
from permenti_desktop.gui import hub, jobs
from permenti_desktop.gui.main_window import MainWindow
from permenti_desktop.gui.widgets.label import isolated
from permenti_desktop.i18n import N_, _, date_text

if TYPE_CHECKING:
    from permenti_desktop.gui.palette import Deliver, Entry

#: What can be found: the words of its group, its picture, the section where it is opened.
_KINDS: dict[str, tuple[str, str, str]] = {
    "participant": (N_("Teilnehmerinnen"), "user", "participant"),
    "mentor": (N_("Mentorinnen"), "user-check", "mentor"),
    "person": (N_("Ansprechpersonen"), "user", "organisation"),
    "organisation": (N_("Organisationen"), "building-2", "organisation"),
    "tandem": (N_("Tandems"), "handshake", "tandem"),
    "internship": (N_("Praktika"), "briefcase-business", "internship"),
    "group": (N_("Netzwerk"), "network", "network"),
    "note": (N_("Notizen"), "message-square-text", ""),
}


class WindowHooks(QObject):
    """Made before the window, because the window takes ``Hooks``; ``window`` is set right after."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.window: MainWindow | None = None
        self._asking = ""  # for whom a "note" or "follow_up" is to be, while the palette asks for it
        self.ready: Callable[[], object] = lambda: None
        """Called before the database is asked for the first time."""

    # -- undo ------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the newest step and say which."""
        self.ready()
        from permenti_desktop.usecases import undo

        jobs.write(undo.undo, then=partial(self._said, True), failed=self._failed, owner=self)

    def redo(self) -> None:
        """Do again what was taken back."""
        self.ready()
        from permenti_desktop.usecases import undo

        jobs.write(undo.redo, then=partial(self._said, False), failed=self._failed, owner=self)

    def _said(self, undone: bool, what: str) -> None:
        if self.window is None:
            return
        if undone:
            self.window.toast.say(
                _("Rückgängig gemacht: {what}").format(what=what), _("Wiederholen"), self.redo, icon="redo-2"
            )
        else:
            self.window.say(_("Wiederholt: {what}").format(what=what), undo=True)

    def _failed(self, error: UserError) -> None:
        if self.window is not None:
            page = self.window.current()
            (page.messages if page is not None else self.window.messages).error(error, key="undo")

    def watch(self) -> None:
        """Keep the words at the undo buttons right: after every change, in the open file."""
        hub.hub().changed.connect(self.look)
        self.look()

    def stop(self) -> None:
        """The file is being closed: what was changed last is not read again."""
        hub.hub().changed.disconnect(self.look)

    def look(self, _touched: object = None) -> None:
        """Read what undo and redo would do."""
        jobs.read(_steps, then=self._show_steps, owner=self, key="steps")

    def _show_steps(self, steps: tuple[str, str]) -> None:
        if self.window is not None:
            self.window.top.set_undo(*steps)

    # -- finding ---------------------------------------------------------------------------------------------

    def find(self, text: str, deliver: Deliver) -> None:
        """People and organisations for the palette."""
        self.ready()
        jobs.read(_found, text, then=partial(self._deliver, deliver), owner=self, key="find")

    def _deliver(self, deliver: Deliver, found: tuple[Any, ...]) -> None:
        # A person who speaks for no organisation has no page of her own to open.
        asked = ("participant", "mentor") if self._asking else tuple(_KINDS)
        entries = [self._entry(hit) for hit in found if _leads_somewhere(hit) and hit.kind in asked]
        order = list(_KINDS)
        deliver(sorted(entries, key=lambda entry: order.index(self._kinds[entry.group])))

    @property
    def _kinds(self) -> dict[str, str]:
        return {_(words): kind for kind, (words, _icon, _section) in _KINDS.items()}

    def _entry(self, hit: Any) -> Entry:
        from permenti_desktop.gui.palette import Entry

        words, icon, section = _KINDS[hit.kind]
        group = _(words)
        if hit.kind == "note":
            where, record = (hit.role, hit.person_id) if hit.role else ("organisation", hit.organisation_id)
            detail = " · ".join(part for part in (date_text(hit.on), hit.detail) if part)
            return Entry(group, hit.title, partial(self._go, where, record), detail=detail, icon=icon, private=True)
        opening = partial(self._go, section, hit.organisation_id if hit.kind == "person" else hit.id)
        if hit.kind not in ("participant", "mentor"):
            return Entry(group, hit.title, opening, detail=hit.detail, icon=icon, verb=_("Öffnen"), private=True)
        note = partial(self._begin, section, hit.id, "note")
        follow_up = partial(self._begin, section, hit.id, "follow_up")
        wanted, verb = (follow_up, _("Wiedervorlage")) if self._asking == "follow_up" else (note, _("Notiz schreiben"))
        name = isolated(hit.title)
        more = (
            Entry("", _("Notiz zu {name}").format(name=name), note, icon="notebook-pen", private=True),
            Entry("", _("Wiedervorlage für {name}").format(name=name), follow_up, icon="calendar-clock", private=True),
            Entry("", _("Akte von {name} öffnen").format(name=name), opening, icon="file-text", private=True),
        )
        return Entry(
            group,
            hit.title,
            wanted,
            detail=hit.detail,
            icon=icon,
            verb=verb,
            open=opening,
            more=more,
            private=True,
        )

    def _go(self, section: str, record: int) -> None:
        if self.window is not None:
            self.window.go(section, record)

    def _begin(self, section: str, record: int, what: str) -> None:
        """Open a record with the cursor in its note; its page knows how."""
        if self.window is None:
            return
        self.window.go(section, record)
        page = self.window.current()
        handler = page.handlers().get(what) if page is not None else None
        if handler is not None:
            handler()

    # -- writing from anywhere -------------------------------------------------------------------------------

    def note(self) -> None:
        """Ctrl+Shift+B where nobody is open: ask who, by the palette, whose Enter begins a note."""
        self._ask_who("note", _("Notiz zu wem?"))

    def follow_up(self) -> None:
        """Ctrl+Shift+W where nobody is open: the same, and Enter begins a follow-up."""
        self._ask_who("follow_up", _("Wiedervorlage für wen?"))

    def _ask_who(self, what: str, question: str) -> None:
        if self.window is None or not isValid(self.window):
            return
        self.window.open_palette()
        palette = self.window.palette_
        if palette is not None:
            palette.open(ask=question)
            self._asking = what
            palette.closed.connect(self._answered, Qt.ConnectionType.UniqueConnection)

    def _answered(self) -> None:
        self._asking = ""


def _leads_somewhere(hit: Any) -> bool:
    return hit.organisation_id is not None or (hit.kind != "person" and (hit.kind != "note" or bool(hit.role)))


def _steps(session: Any) -> tuple[str, str]:
    from permenti_desktop.db import journal

    back, again = journal.undoable(session), journal.redoable(session)
    return (back.sentence if back is not None else ""), (again.sentence if again is not None else "")


def _found(session: Any, text: str) -> tuple[Any, ...]:
    from permenti_desktop.queries import search

    return search.find(session, text)
