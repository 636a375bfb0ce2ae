"""The whole office as files that any program can read: one JSON file per subject, ISO dates, codes with labels."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from permenti_desktop import paths
from permenti_desktop.db import failures
from permenti_desktop.db.session import Session
from permenti_desktop.domain.errors import UserError
from permenti_desktop.i18n import Texts, _
from permenti_desktop.queries import dump
from permenti_desktop.version import version

FORMAT: Final = 1
"""Rises when the meaning of what stands in the files changes."""

Tick = Callable[[int, int], None]


def write(session: Session, folder: Path, texts: Texts, tick: Tick | None = None) -> dict[str, int]:
    """Write every subject into ``folder`` (made where it is missing); answers how many records each file holds.

    Nothing that lies there is replaced (:func:`refuse_used`). What could not be written whole is taken away again, with
    the folder that was made for it. The files hold personal data in the clear and are readable by their owner only.
    """
    refuse_used(folder)
    names = _files(folder)
    with failures.translated(), paths.folder_for(folder):
        counts = {}
        try:
            for done, (subject, path) in enumerate(names.items()):
                if tick is not None:
                    tick(done, len(names))
                counts[subject] = _write_one(session, subject, path, texts)
        except BaseException:
            for path in names.values():
                path.unlink(missing_ok=True)
            raise
    if tick is not None:
        tick(len(names), len(names))
    return counts


def refuse_used(folder: Path) -> None:
    """Raise :class:`UserError` when there are files of these names in the folder."""
    with failures.translated():
        if any(path.exists() for path in _files(folder).values()):
            raise UserError(_("In diesem Ordner liegt schon eine Ausgabe."), _("Bitte wählen Sie einen leeren Ordner."))


def _files(folder: Path) -> dict[str, Path]:
    return {subject: folder / f"{subject}.json" for subject in dump.subjects()}


def _write_one(session: Session, subject: str, path: Path, texts: Texts) -> int:
    """One subject, streamed: a list of records, one line each."""
    count = 0
    path.touch(mode=0o600)
    head = {
        "format": FORMAT,
        "program": f"permenti-desktop {version()}",
        "subject": subject,
        "language": texts.language,
    }
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "records": [')
        for record in dump.records(session, subject, texts):
            file.write((",\n" if count else "\n") + json.dumps(record, ensure_ascii=False))
            count += 1
        file.write("\n]}\n")
    return count
