"""Everything that can be done by name and key: one table, read by menus, the palette (Ctrl+K) and the help of keys.

The main window makes one QAction of each row.  What a command does is said by who is on screen: a page returns
``{"new": self.new, "print": self.print_list}`` from ``handlers()``; the window adds its own.  A command nobody on
screen answers to is disabled.

Never Ctrl+Alt+letter (that is AltGr on German keyboards), never ``/ [ ] \\``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from permenti_desktop.gui.icons import icon
from permenti_desktop.i18n import N_, _, language

Handlers = Mapping[str, Callable[[], object]]


@dataclass(frozen=True)
class Command:
    """One row: name in code, words, keys (Qt's English spelling), picture, and the group it stands under in help.

    ``local`` rows are keys of a list or a field; they are explained, but no window-wide action is made of them.
    """

    name: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    group: str = ""
    local: bool = False


_FIND = N_("Finden und gehen")
_WRITE = N_("Schreiben")
_LIST = N_("Listen")
_LOOK = N_("Ansicht")
_DATE = N_("Datumsfelder")

TABLE: Final[tuple[Command, ...]] = (
    Command("palette", N_("Person, Notiz oder Befehl suchen"), ("Ctrl+K",), "search", _FIND),
    Command("filter", N_("Diese Liste filtern"), ("Ctrl+F",), "funnel", _FIND),
    Command("back", N_("Zurück"), ("Alt+Left",), "arrow-left", _FIND),
    Command("next_pane", N_("Nächster Bereich"), ("F6",), "panel-left", _FIND),
    Command("help", N_("Hilfe zu dieser Seite"), ("F1",), "circle-help", _FIND),
    Command("keys", N_("Alle Tasten"), ("Ctrl+F1",), "keyboard", _FIND),
    Command("new", N_("Neu in diesem Bereich"), ("Ctrl+N",), "plus", _WRITE),
    Command("note", N_("Neue Notiz"), ("Ctrl+Shift+B",), "notebook-pen", _WRITE),
    Command("follow_up", N_("Neue Wiedervorlage"), ("Ctrl+Shift+W",), "calendar-clock", _WRITE),
    Command("edit", N_("Feld bearbeiten"), ("F2",), "pencil", _WRITE),
    Command("confirm", N_("Speichern"), ("Ctrl+Return", "Ctrl+Enter"), "check", _WRITE),
    Command("undo", N_("Rückgängig"), ("Ctrl+Z",), "undo-2", _WRITE),
    Command("redo", N_("Wiederholen"), ("Ctrl+Y",), "redo-2", _WRITE),
    Command("delete", N_("In den Papierkorb"), ("Del",), "trash-2", _WRITE),
    Command("walk", N_("In der Liste gehen"), ("Up", "Down"), "", _LIST, local=True),
    Command("open", N_("Akte öffnen"), ("Return",), "", _LIST, local=True),
    Command("clear_filter", N_("Filter zurücksetzen"), ("Esc",), "", _LIST, local=True),
    Command("select_all", N_("Alle auswählen"), ("Ctrl+A",), "", _LIST, local=True),
    Command("done", N_("Wiedervorlage erledigt"), ("E",), "", _LIST, local=True),
    Command("plus_week", N_("Wiedervorlage um eine Woche schieben"), ("W",), "", _LIST, local=True),
    Command("tomorrow", N_("Wiedervorlage auf morgen schieben"), ("M",), "", _LIST, local=True),
    Command("print", N_("Drucken, was zu sehen ist"), ("Ctrl+P",), "printer", _LIST),
    Command("excel", N_("Diese Liste nach Excel"), ("Ctrl+Shift+E",), "download", _LIST),
    Command("columns", N_("Spalten wählen"), (), "columns-3", _LIST),
    Command("today", N_("Heute eintragen"), ("Ctrl+.", "Ctrl+;"), "", _DATE, local=True),
    Command("day_up", N_("Einen Tag vor oder zurück"), ("Up", "Down"), "", _DATE, local=True),
    Command("month_up", N_("Einen Monat vor oder zurück"), ("PgUp", "PgDown"), "", _DATE, local=True),
    Command("larger", N_("Text größer"), ("Ctrl++", "Ctrl+="), "zoom-in", _LOOK),
    Command("smaller", N_("Text kleiner"), ("Ctrl+-",), "zoom-out", _LOOK),
    Command("normal_size", N_("Text in normaler Größe"), ("Ctrl+0",), "", _LOOK),
    Command("privacy", N_("Sichtschutz"), ("F9",), "eye-off", _LOOK),
    Command("lock", N_("Sperren"), ("Ctrl+L",), "lock", _LOOK),
    Command("settings", N_("Einstellungen"), ("Ctrl+,",), "settings", _LOOK),
    Command("full_screen", N_("Ganzer Bildschirm"), ("F11",), "", _LOOK),
    Command("quit", N_("Beenden"), ("Ctrl+Q",), "", _LOOK),
)
BY_NAME: Final = {command.name: command for command in TABLE}

_GERMAN_KEYS: Final = {
    "Ctrl": "Strg", "Shift": "Umschalt", "Return": "Eingabe", "Enter": "Eingabe", "Del": "Entf", "PgUp": "Bild↑",
    "PgDown": "Bild↓", "Up": "↑", "Down": "↓", "Left": "←", "Right": "→", "Space": "Leertaste",
}  # fmt: skip
_ENGLISH_KEYS: Final = {
    "PgUp": "Page Up", "PgDown": "Page Down", "Up": "↑", "Down": "↓", "Left": "←", "Right": "→",
    "Return": "Enter", "Del": "Delete",
}  # fmt: skip


def keys_text(keys: str) -> str:
    """A shortcut as it is printed on the keyboard: "Ctrl+Shift+W" → "Strg+Umschalt+W"."""
    names = _GERMAN_KEYS if language() == "de" else _ENGLISH_KEYS
    head, plus, last = keys.rpartition("+")
    if keys.endswith("++"):
        head, plus, last = keys[:-2], "+", "+"
    parts = [*head.split("+"), last] if plus else [keys]
    shown = [names.get(part, "−" if part == "-" else part) for part in parts if part]
    return "+".join(shown)


def all_keys(name: str) -> str:
    """All shortcuts of a command in words, e.g. "Strg++, Strg+="; "" if it has none."""
    return ", ".join(dict.fromkeys(keys_text(keys) for keys in BY_NAME[name].keys))


class Commands(QObject):
    """The window's actions.  ``ask`` returns the handlers on screen, the most particular first."""

    ran = Signal(str)

    def __init__(self, window: QWidget, ask: Callable[[], list[Handlers]]) -> None:
        super().__init__(window)
        self._ask = ask
        self.actions: dict[str, QAction] = {}
        for command in TABLE:
            if command.local:
                continue
            action = QAction(_(command.text), self)
            action.setShortcuts([QKeySequence(keys) for keys in command.keys])
            action.setObjectName(command.name)
            if command.icon:
                action.setIcon(icon(command.icon))
            action.triggered.connect(self._triggered)
            window.addAction(action)
            self.actions[command.name] = action
        window.installEventFilter(self)
        self.update_enabled()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Before Qt looks for a shortcut: a record may have been opened meanwhile, or another view be in front.
        if event.type() == QEvent.Type.ShortcutOverride:
            self.update_enabled()
        return False

    def _triggered(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.run(sender.objectName())

    def handler(self, name: str) -> Callable[[], object] | None:
        """Who does a command now."""
        for handlers in self._ask():
            if name in handlers:
                return handlers[name]
        return None

    def run(self, name: str) -> bool:
        """Do a command; False if nobody on screen answers to it."""
        handler = self.handler(name)
        if handler is None:
            return False
        handler()
        self.ran.emit(name)
        return True

    def update_enabled(self) -> None:
        """Look again at who is on screen: call after every change of page."""
        handlers = self._ask()
        for name, action in self.actions.items():
            action.setEnabled(any(name in names for names in handlers))
