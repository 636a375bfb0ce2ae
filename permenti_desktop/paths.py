"""The one place that knows where things are: what is shipped with the program, and what belongs to its user.

Shipped files are found in an installed package (inside ``permenti_desktop``), in the source tree (beside it)
and in a frozen program (below ``sys._MEIPASS``). The user's folders follow the manners of the system; the
environment variable ``PERMENTI_HOME`` puts all of them below one folder (portable use, tests).
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_NAME = "Permenti" if sys.platform in ("win32", "darwin") else "permenti"


@cache
def _shipped(folder: str) -> Path:
    bundle = getattr(sys, "_MEIPASS", None)
    roots = [Path(bundle) / _PACKAGE.name, Path(bundle)] if bundle else []
    roots += [_PACKAGE, _PACKAGE.parent]
    for root in roots:
        if (root / folder).is_dir():
            return root / folder
    return _PACKAGE / folder


def resource(name: str) -> Path:
    """A shipped file or folder by its name with slashes, e.g. ``resource("icons/users.svg")``."""
    return _shipped("resources") / name


def translations() -> Path:
    """The folder with ``<language>/LC_MESSAGES/permenti.mo``; it need not exist."""
    return _shipped("translations")


def _home() -> Path | None:
    home = os.environ.get("PERMENTI_HOME")
    return Path(home) if home else None


def _made(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def data_dir() -> Path:
    """The folder for what the program keeps for itself (samples, lock files); exists afterwards."""
    if home := _home():
        return _made(home / "data")
    from platformdirs import user_data_path

    return _made(user_data_path(_NAME, appauthor=False))


def config_dir(*, make: bool = True) -> Path:
    """The folder of the machine's settings; exists afterwards, unless it is only to be read from."""
    if home := _home():
        folder = home / "config"
    else:
        from platformdirs import user_config_path

        folder = user_config_path(_NAME, appauthor=False)
    return _made(folder) if make else folder


def log_dir() -> Path:
    """The folder of the local log; exists afterwards."""
    if home := _home():
        return _made(home / "log")
    from platformdirs import user_log_path

    return _made(user_log_path(_NAME, appauthor=False))


def documents_dir() -> Path:
    """The folder offered for databases, reports and lists: the user's documents."""
    if home := _home():
        return _made(home / "documents")
    from platformdirs import user_documents_path

    return user_documents_path()


@contextmanager
def folder_for(folder: Path) -> Iterator[None]:
    """A folder that is there within, made where it is missing. When what was to be put there fails, the folders that
    were made for it go again, unless something lies in them."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for one in missing:
            with suppress(OSError):
                one.rmdir()
        raise
