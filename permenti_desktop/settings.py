"""Settings of this machine: language, look, window, recent files. Nothing about people is kept here.

They are a small JSON file in :func:`permenti_desktop.paths.config_dir`. Keys that this version does not know
are kept, so that an older program does not lose what a newer one wrote; a broken file is set aside and the
defaults are used.
"""

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

from permenti_desktop import paths

RECENT_FILES: Final = 8
"""How many recently used files are remembered."""

ZOOM: Final = (90, 175)
"""The smallest and the largest text size in per cent."""

_CHOICES: Final = {
    "language": ("de", "en"),
    "theme": ("auto", "light", "dark", "contrast"),
    "spacing": ("compact", "normal", "roomy"),
}
_RANGES: Final = {"zoom": ZOOM, "lock_after_minutes": (0, 24 * 60)}


@dataclass(frozen=True)
class Settings:
    """What this machine remembers. Change it with :func:`dataclasses.replace` or :func:`change`."""

    language: str = "de"
    theme: str = "auto"
    """"auto", "light", "dark" or "contrast"."""
    scheme: str = ""
    """What "auto" came to last time: the first window is painted so, before the desktop has been asked."""
    zoom: int = 100
    """Text size in per cent, 90 to 175."""
    spacing: str = "normal"
    """Height of rows: "compact", "normal" or "roomy"."""
    recent_files: tuple[str, ...] = ()
    """Paths or addresses of databases, the latest first; never with a password in them."""
    open_last: bool = True
    """Offer the latest file again at start."""
    lock_after_minutes: int = 10
    """Minutes without a key or a click until the program locks; 0 means never."""
    reminders: bool = True
    """Show reminders (without names) on the desktop."""
    backup_folder: str = ""
    """Where this machine puts backups; empty means beside the program's own data."""
    stick_folder: str = ""
    """A second place for backups that is not always there, such as a stick."""
    last_folder: str = ""
    """The folder last used to open or save a file."""
    side_bar_narrow: bool = False
    window_geometry: str = ""
    """Position and size of the window, as Qt writes it, base64."""
    window_state: str = ""
    layouts: Mapping[str, Any] = field(default_factory=dict)
    """Columns, widths and order of each list, by the list's name; the lists know what is in it."""
    unknown: Mapping[str, Any] = field(default_factory=dict)
    """Keys of another version, kept as they are."""

    def with_recent(self, path: str) -> "Settings":
        """The settings with *path* as the latest file."""
        others = tuple(other for other in self.recent_files if other != path)
        return replace(self, recent_files=(path, *others)[:RECENT_FILES])

    def without_recent(self, path: str) -> "Settings":
        """The settings without *path* among the recent files."""
        return replace(self, recent_files=tuple(other for other in self.recent_files if other != path))

    def with_layout(self, name: str, layout: Any) -> "Settings":
        """The settings with the layout of one list; None returns it to what is shipped."""
        layouts = {key: value for key, value in self.layouts.items() if key != name}
        return replace(self, layouts=layouts if layout is None else {**layouts, name: layout})


def _file(*, make: bool = True) -> Path:
    return paths.config_dir(make=make) / "settings.json"


def _understood(name: str, value: Any, default: Any) -> Any:
    """A value from the file, or the default when it is of the wrong kind or out of its range."""
    if name == "recent_files":
        return tuple(item for item in value if isinstance(item, str))[:RECENT_FILES] if isinstance(value, list) else ()
    if name in ("layouts", "unknown"):
        return value if isinstance(value, dict) else {}
    if type(value) is not type(default):
        return default
    if name in _CHOICES and value not in _CHOICES[name]:
        return default
    if name in _RANGES:
        low, high = _RANGES[name]
        return min(max(value, low), high)
    return value


def load() -> Settings:
    """The settings of this machine; the defaults for all that is missing, of the wrong kind or unreadable."""
    path = _file(make=False)
    try:
        found = json.loads(path.read_text("utf-8"))
        if not isinstance(found, dict):
            raise ValueError("not an object")
    except FileNotFoundError:
        return Settings()
    except OSError:
        # It may be readable again later, so it stays where it is.
        return Settings()
    except (ValueError, RecursionError):
        with contextlib.suppress(OSError):
            os.replace(path, path.with_name("settings.broken.json"))
        return Settings()
    default = Settings()
    known = {item.name for item in fields(Settings)} - {"unknown"}
    values = {name: _understood(name, found[name], getattr(default, name)) for name in known & found.keys()}
    return Settings(**values, unknown={name: value for name, value in found.items() if name not in known})


def save(settings: Settings) -> None:
    """Write the settings: either all of them arrive, or the old file stays. Raises OSError."""
    path = _file()
    content = {name: value for name, value in vars(settings).items() if name != "unknown"}
    text = json.dumps({**settings.unknown, **content}, ensure_ascii=False, indent=1, sort_keys=True)
    handle, part = tempfile.mkstemp(prefix="settings.", suffix=".part", dir=path.parent)
    try:
        with open(handle, "w", encoding="utf-8") as stream:
            stream.write(text + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(part)
        raise
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def change(**values: Any) -> Settings:
    """Read the settings, change the named ones, write and return them. Raises OSError."""
    settings = replace(load(), **values)
    save(settings)
    return settings
