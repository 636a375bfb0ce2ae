"""Where the first run was left, so that it goes on there: a small file on this machine, without anything about people
and without the passphrase."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from permenti_desktop import paths


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What was entered so far.  ``page`` is where the person was; ``file`` is set once the file has been made."""

    page: str = "welcome"
    office: str = ""
    provider: str = ""
    site: str = "other"
    folder: str = ""
    name: str = ""
    """Name of the file, without its ending."""
    file: str = ""
    sheet_later: bool = False


def _file() -> Path:
    return paths.config_dir() / "first_run.json"


def load() -> FirstRun:
    """What was entered so far; the beginning when there is nothing or it cannot be read."""
    try:
        found: Any = json.loads(_file().read_text("utf-8"))
    except (OSError, ValueError):
        return FirstRun()
    if not isinstance(found, dict):
        return FirstRun()
    default = asdict(FirstRun())
    known = {one.name for one in fields(FirstRun)}
    return FirstRun(**{k: v for k, v in found.items() if k in known and type(v) is type(default[k])})


def save(state: FirstRun) -> None:
    """Remember it.  That it cannot be remembered stops nobody."""
    with contextlib.suppress(OSError):
        _file().write_text(json.dumps(asdict(state), ensure_ascii=False), "utf-8")


def forget() -> None:
    """The first run is done."""
    with contextlib.suppress(OSError):
        _file().unlink(missing_ok=True)


def unfinished() -> bool:
    """Whether a first run was left before its end, and before its file was made."""
    return _file().exists() and not load().file
