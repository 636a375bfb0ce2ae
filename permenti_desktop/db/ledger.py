"""The ledger of erasures beside the file: what makes an erasure hold when an older backup comes back.

A person who was erased still stands in the backups made before. A line for her is kept in the file (table ``erasure``)
and once more in a small file ``….erased`` beside it and beside its backups, because an older backup knows nothing of
what came later. When one is restored or opened, all lines are done again at once.

A line names nobody. It holds a fingerprint (HMAC-SHA256) of what never changes in her row, its number and the
microsecond in which it was made, under a key of the ledger's own. That key lies in the office's file, and in the ledger
sealed (AES-256-GCM) with the data key, anew for each data key the file ever had: a backup under an old data key finds
its way too. Whoever has the ledger alone learns how many people were erased, and when.
"""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from permenti_desktop.db import keys
from permenti_desktop.db.backup_list import folder_of

ENDING: Final = ".erased"
KEY: Final = "erasure_key"
"""The setting that holds the key of the ledger, as JSON text of hexadecimal digits."""
_NONCE: Final = 12
_SEALED_FOR: Final = b"permenti ledger of erasures"


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One erasure as it stands outside: whom (as a fingerprint), when, why (a code), and whether figures stay."""

    at: datetime
    tag: str
    reason: str
    figures_kept: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger that a data key opens: its key and its lines."""

    key: bytes
    lines: frozenset[Line]


def fingerprint(key: bytes, person_id: int, created_at: datetime) -> str:
    """The tag of a person: the same in every backup that knows her, and of no use to recognise her without one."""
    import hmac  # it and the cipher below are loaded for those who erase, not for the first window

    moment = created_at.astimezone(UTC).isoformat(timespec="microseconds")
    return hmac.new(key, f"person:{person_id}:{moment}".encode(), "sha256").hexdigest()


def file_beside(path: Path) -> Path:
    """Where the ledger of a file lies."""
    return path.with_name(path.name + ENDING)


def places(path: Path, folder: Path | None = None) -> tuple[Path, ...]:
    """Every place of the ledger of a file: beside it and in its folder of backups."""
    return file_beside(path), (folder or folder_of(path)) / (path.name + ENDING)


def around(path: Path, *folders: Path | None) -> tuple[Path, ...]:
    """The ledgers that may speak of a file, whatever they are called: beside it and in these folders. Whose they are
    is told by their seal."""
    found: list[Path] = []
    for folder in dict.fromkeys((path.parent, folder_of(path), *(one for one in folders if one is not None))):
        with suppress(OSError):
            found += sorted(one for one in folder.iterdir() if one.name.endswith(ENDING))
    return tuple(found)


def read(files: Iterable[Path], data_key: bytes) -> tuple[Ledger, ...]:
    """The ledgers that the data key opens. What cannot be read or is another file's is passed over."""
    found: dict[bytes, set[Line]] = {}
    for file in files:
        try:
            rows = [json.loads(row) for row in file.read_text(encoding="utf-8").splitlines() if row.strip()]
            key = next((key for row in rows if "seal" in row and (key := _unsealed(row["seal"], data_key))), None)
            lines = [_line(row) for row in rows if "tag" in row]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if key is not None:
            found.setdefault(key, set()).update(lines)
    return tuple(Ledger(key, frozenset(lines)) for key, lines in found.items())


def tags_beside(path: Path) -> frozenset[str]:
    """The tags in the ledger of exactly this file, read without a key."""
    try:
        rows = [json.loads(row) for row in file_beside(path).read_text(encoding="utf-8").splitlines()]
        return frozenset(str(row["tag"]) for row in rows if "tag" in row)
    except (OSError, ValueError, TypeError):
        return frozenset()


def copy(path: Path, data_key: bytes, folder: Path) -> None:
    """Lay the ledger of a file beside backups in another folder: it travels with them."""
    for one in read(around(path), data_key):
        write(folder / (path.name + ENDING), data_key, one)


def write(file: Path, data_key: bytes, ledger: Ledger) -> bool:
    """Add what is missing to a ledger outside; True if anything was. Never takes a line away."""
    try:
        old = [json.loads(row) for row in file.read_text(encoding="utf-8").splitlines() if row.strip()]
    except (OSError, ValueError):
        old = []
    seals = [row["seal"] for row in old if "seal" in row]
    known = {row["tag"] for row in old if "tag" in row}
    new = [_row(line) for line in sorted(ledger.lines) if line.tag not in known]
    if not any(_unsealed(seal, data_key) == ledger.key for seal in seals):
        new.insert(0, {"seal": _sealed(ledger.key, data_key)})
    if not new:
        return False
    rows = [*old, *new]
    keys.write_durably(file, "".join(json.dumps(row) + "\n" for row in rows).encode())
    return True


def _row(line: Line) -> dict[str, object]:
    return {"tag": line.tag, "at": line.at.isoformat(), "reason": line.reason, "figures_kept": line.figures_kept}


def _line(row: dict[str, object]) -> Line:
    at = datetime.fromisoformat(str(row["at"])).astimezone(UTC)
    return Line(at, str(row["tag"]), str(row["reason"]), bool(row["figures_kept"]))


def _sealed(key: bytes, data_key: bytes) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE)
    return (nonce + AESGCM(data_key).encrypt(nonce, key, _SEALED_FOR)).hex()


def _unsealed(seal: str, data_key: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        box = bytes.fromhex(seal)
        return AESGCM(data_key).decrypt(box[:_NONCE], box[_NONCE:], _SEALED_FOR)
    except (InvalidTag, ValueError):
        return None
