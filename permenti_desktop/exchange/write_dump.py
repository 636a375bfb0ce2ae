"""The whole office as files that any program can read: one JSON file per subject, ISO dates, codes with labels."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

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

    Nothing that lies there is replaced: a folder with files of these names is refused. A file that could not be
    written whole is taken away again. The files hold personal data in the clear and are readable by their owner only.
    """
    names = {subject: folder / f"{subject}.json" for subject in dump.subjects()}
    with failures.translated():
        folder.mkdir(parents=True, exist_ok=True)
        if any(path.exists() for path in names.values()):
            raise UserError(_("In diesem Ordner liegt schon eine Ausgabe."), _("Bitte wählen Sie einen leeren Ordner."))
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
