"""The key envelope beside the encrypted file, passphrases and the recovery sheet.

The file is encrypted with a random 256-bit *data key* that nobody knows. The envelope ``<file>.key`` (JSON)
wraps it once per person: her passphrase goes through Argon2id into a key that encrypts the data key with
AES-256-GCM. People come and go and change their passphrases without the file being written anew. GCM tells
a wrong passphrase for sure, so that a wrong passphrase, a damaged file and a foreign file get three
different sentences.

The printed recovery sheet carries the data key itself, in groups with a check letter each.
"""

import base64
import binascii
import json
import os
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from permenti_desktop.db.failures import translated
from permenti_desktop.domain.errors import Damaged, Missing, UserError, WrongPassphrase
from permenti_desktop.i18n import _

KEY_BYTES: Final = 32
_FORMAT: Final = "permenti-key"
_VERSION: Final = 1
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_MAX_MEMORY_KIB: Final = 4 * 1024 * 1024  # an envelope from elsewhere must not make us take all memory


class Cost(NamedTuple):
    """What one try of a passphrase costs: memory in KiB, passes over it, lanes."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4


class Slot(NamedTuple):
    """One person's way to the data key."""

    name: str
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes
    since: str
    """Day on which the passphrase was set, ISO."""


class Envelope(NamedTuple):
    """The content of a ``.key`` file. ``file_id`` are the first 16 bytes of the encrypted file (its salt):
    they say whether envelope and file belong together; empty until the file exists. ``coming`` is there only while
    the file is given another data key: the envelope of the file that is about to take its place."""

    slots: tuple[Slot, ...]
    file_id: bytes = b""
    coming: "Envelope | None" = None

    @property
    def names(self) -> tuple[str, ...]:
        """Who has a passphrase."""
        return tuple(slot.name for slot in self.slots)


class KeyFileDamaged(Damaged):
    """The envelope cannot be read: the recovery sheet or the envelope of a backup still opens the file."""

    @staticmethod
    def words() -> tuple[str, str]:
        return (
            _("Die Schlüsseldatei neben der Datenbank ist beschädigt."),
            _("Bitte öffnen Sie die Datei mit dem Wiederherstellungsblatt oder stellen Sie eine Sicherung wieder her."),
        )


class BadRecoveryCode(UserError):
    """The typed recovery code has a mistake; ``group`` counts from 1, None if the length is wrong."""

    def __init__(self, group: int | None) -> None:
        super().__init__(
            _("Der Wiederherstellungscode ist nicht vollständig.")
            if group is None
            else _("In der {group}. Gruppe des Wiederherstellungscodes ist ein Tippfehler.").format(group=group),
            _("Bitte vergleichen Sie die Eingabe mit dem Blatt."),
        )
        self.group = group


def _random(count: int) -> bytes:
    """Bytes nobody can guess, from the system: what ``secrets`` gives, which loads OpenSSL's hashes for it (5 ms)."""
    return os.urandom(count)


def new_data_key() -> bytes:
    """A fresh 256-bit key."""
    return _random(KEY_BYTES)


def envelope_path(database: Path) -> Path:
    """Where the envelope of a file lies."""
    return database.with_name(database.name + ".key")


def normalised(passphrase: str) -> bytes:
    """The same bytes however a keyboard or system composes letters (NFKC). Spaces count."""
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", errors="surrogatepass")


def _wrapping_key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    from argon2.low_level import Type, hash_secret_raw  # here, because the first window is painted without it

    return hash_secret_raw(
        normalised(passphrase),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _bound(name: str, cost: Cost) -> bytes:
    """What GCM authenticates besides the key: nobody swaps names or lowers the cost unseen."""
    return json.dumps([_FORMAT, _VERSION, name, cost.memory_kib, cost.passes, cost.lanes]).encode()


def make_slot(name: str, passphrase: str, data_key: bytes, cost: Cost | None = None) -> Slot:
    """Wrap *data_key* for a person. Takes about a tenth of a second, on purpose."""
    if len(data_key) != KEY_BYTES:
        raise ValueError("a data key has 32 bytes")
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cost = cost or Cost()
    salt, nonce = _random(_SALT_BYTES), _random(_NONCE_BYTES)
    wrapped = AESGCM(_wrapping_key(passphrase, salt, cost)).encrypt(nonce, data_key, _bound(name, cost))
    return Slot(name, cost, salt, nonce, wrapped, datetime.now(UTC).date().isoformat())


def unwrap(envelope: Envelope, passphrase: str, name: str | None = None) -> tuple[bytes, str]:
    """The data key and whose passphrase it was; only *name*'s slot if given. Raises
    :class:`WrongPassphrase`."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    for slot in envelope.slots:
        if name is not None and slot.name != name:
            continue
        key = _wrapping_key(passphrase, slot.salt, slot.cost)
        try:
            return AESGCM(key).decrypt(slot.nonce, slot.wrapped, _bound(slot.name, slot.cost)), slot.name
        except InvalidTag:
            continue
    raise WrongPassphrase()


def with_slot(envelope: Envelope, slot: Slot) -> Envelope:
    """The envelope with a person added, or her passphrase changed if she is in it already."""
    if slot.name not in envelope.names:
        return envelope._replace(slots=(*envelope.slots, slot))
    return envelope._replace(slots=tuple(slot if old.name == slot.name else old for old in envelope.slots))


def without_slot(envelope: Envelope, name: str) -> Envelope:
    """The envelope without a person. The last one stays: nobody locks everybody out."""
    left = tuple(slot for slot in envelope.slots if slot.name != name)
    if not left:
        raise UserError(
            _("Das ist das letzte Passwort zu dieser Datei; es bleibt bestehen."),
            _("Bitte legen Sie zuerst ein anderes Passwort an."),
        )
    return envelope._replace(slots=left)


# The file


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def dumps(envelope: Envelope) -> bytes:
    """The envelope as it lies on the disk."""
    content = {"format": _FORMAT, "version": _VERSION, **_content(envelope)}
    if envelope.coming is not None:
        content["coming"] = _content(envelope.coming)
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8")


def _content(envelope: Envelope) -> dict[str, Any]:
    return {
        "file": _text(envelope.file_id),
        "slots": [
            {
                "name": slot.name,
                "kdf": "argon2id",
                "memory_kib": slot.cost.memory_kib,
                "passes": slot.cost.passes,
                "lanes": slot.cost.lanes,
                "salt": _text(slot.salt),
                "cipher": "aes-256-gcm",
                "nonce": _text(slot.nonce),
                "key": _text(slot.wrapped),
                "since": slot.since,
            }
            for slot in envelope.slots
        ],
    }


def loads(data: bytes) -> Envelope:
    """The envelope from its bytes. Raises :class:`KeyFileDamaged` for anything that is none."""
    try:
        content = json.loads(data)
        if content["format"] != _FORMAT or content["version"] != _VERSION:
            raise KeyFileDamaged()
        coming = _envelope(content["coming"]) if "coming" in content else None
        return _envelope(content)._replace(coming=coming)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error):
        raise KeyFileDamaged() from None


def _envelope(content: dict[str, Any]) -> Envelope:
    slots = tuple(_slot(item) for item in content["slots"])
    if not slots:
        raise KeyFileDamaged()
    return Envelope(slots, base64.b64decode(content["file"], validate=True))


def of_file(envelope: Envelope, file_id: bytes) -> Envelope:
    """The part of an envelope that belongs to the file with these first bytes: while a file is given another data key,
    a crash leaves the old or the new one beside an envelope for both."""
    if envelope.coming is not None and envelope.coming.file_id == file_id:
        return envelope.coming
    return envelope._replace(coming=None)


def _slot(item: dict[str, Any]) -> Slot:
    cost = Cost(int(item["memory_kib"]), int(item["passes"]), int(item["lanes"]))
    slot = Slot(
        str(item["name"]),
        cost,
        base64.b64decode(item["salt"], validate=True),
        base64.b64decode(item["nonce"], validate=True),
        base64.b64decode(item["key"], validate=True),
        str(item["since"]),
    )
    sane = (
        item["kdf"] == "argon2id"
        and item["cipher"] == "aes-256-gcm"
        and 8 * cost.lanes <= cost.memory_kib <= _MAX_MEMORY_KIB
        and 1 <= cost.passes <= 100
        and 1 <= cost.lanes <= 64
        and len(slot.salt) == _SALT_BYTES
        and len(slot.nonce) == _NONCE_BYTES
        and len(slot.wrapped) == KEY_BYTES + 16
    )
    if not sane:
        raise KeyFileDamaged()
    return slot


def read(path: Path) -> Envelope:
    """The envelope of a ``.key`` file."""
    with translated():
        return loads(path.read_bytes())


def write(path: Path, envelope: Envelope) -> None:
    """Put the envelope on the disk so that at any moment the old or the new one is there in full."""
    with translated():
        write_durably(path, dumps(envelope))


def write_durably(path: Path, data: bytes) -> None:
    """Write beside, fsync, replace, fsync the folder; private (0600) from the first byte."""
    part = path.with_name(f"{path.name}.{_random(4).hex()}.part")
    try:
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut. Windows does it by itself; some shares cannot, and then nobody
    can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)


def set_passphrase(envelope_file: Path, name: str, data_key: bytes, passphrase: str, cost: Cost | None = None) -> None:
    """Let *name* open the file with *passphrase*, whether she could before or not. Others' passphrases
    stay."""
    write(envelope_file, with_slot(read(envelope_file), make_slot(name, passphrase, data_key, cost)))


def remove_person(envelope_file: Path, name: str) -> None:
    """*name*'s passphrase opens this file no more. (A copy she took along, with its key file, it still
    opens.)"""
    write(envelope_file, without_slot(read(envelope_file), name))


def let_in(database: Path, name: str, data_key: bytes, passphrase: str, cost: Cost | None = None) -> None:
    """Let *name* open a file that was opened, by its recovery sheet perhaps. In a good key file others' passphrases
    stay; one that is lost, damaged or another file's is made anew."""
    with translated(), database.open("rb") as file:
        file_id = file.read(_SALT_BYTES)
    try:
        own = of_file(read(envelope_path(database)), file_id).file_id == file_id
    except (KeyFileDamaged, Missing):
        own = False
    if own:
        set_passphrase(envelope_path(database), name, data_key, passphrase, cost)
    else:
        renew_key_file(database, name, data_key, passphrase, cost)


def renew_key_file(database: Path, name: str, data_key: bytes, passphrase: str, cost: Cost | None = None) -> None:
    """A new key file, in which *name* is alone."""
    with translated(), database.open("rb") as file:
        file_id = file.read(_SALT_BYTES)
    write(envelope_path(database), Envelope((make_slot(name, passphrase, data_key, cost),), file_id))


# The recovery sheet

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that nothing is read wrongly; read again they mean 1, 1, 0, V."""

_READ_AS: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
_GROUPS: Final = 13
_GROUP_LETTERS: Final = 4
"""13 groups of 4 letters carry 260 bits: the key and four zeros."""


def _times(a: int, b: int) -> int:
    """Product in the field of 32 elements (x^5 + x^2 + 1)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 32:
            a ^= 0b100101
        b >>= 1
    return product


def _check_letter(group: str, position: int) -> str:
    # Unequal weights in a field: every single wrong letter and every swap of two letters changes the sum. The
    # position is added, so that exchanged groups show too.
    total = position + 1
    for place, letter in enumerate(group):
        total ^= _times(place + 2, _LETTERS.index(letter))
    return _LETTERS[total]


def recovery_code(data_key: bytes) -> str:
    """The data key for a person to print, keep in a safe and type: 13 groups of five characters."""
    number = int.from_bytes(data_key, "big")
    letters = "".join(_LETTERS[(number >> shift) & 31] for shift in range(255, -1, -5))
    groups = [letters[i : i + _GROUP_LETTERS] for i in range(0, len(letters), _GROUP_LETTERS)]
    return "-".join(group + _check_letter(group, i) for i, group in enumerate(groups))


def from_recovery_code(code: str) -> bytes:
    """The data key that a recovery code stands for, typed with or without dashes, in any case.

    Raises :class:`BadRecoveryCode`, which names the first wrong group. The groups that are right stay
    right: a mistake in one is not reported for another.
    """
    text = unicodedata.normalize("NFKC", code).upper().translate(_READ_AS)
    words = [word for word in "".join(c if c.isalnum() else " " for c in text).split() if word]
    width = _GROUP_LETTERS + 1
    if len(words) != _GROUPS:  # typed in one go, or with spaces elsewhere
        joined = "".join(words)
        words = [joined[i : i + width] for i in range(0, len(joined), width)]
    number = 0
    for position, word in enumerate(words[:_GROUPS]):
        group, check = word[:-1], word[-1:]
        if len(word) != width or any(letter not in _LETTERS for letter in word):
            raise BadRecoveryCode(position + 1 if len(words) >= _GROUPS or len(word) == width else None)
        if _check_letter(group, position) != check:
            raise BadRecoveryCode(position + 1)
        for letter in group:
            number = number << 5 | _LETTERS.index(letter)
    if len(words) != _GROUPS or number >> (8 * KEY_BYTES):
        raise BadRecoveryCode(None)
    return number.to_bytes(KEY_BYTES, "big")


# Strength

_COMMON: Final = (
    "passwort", "password", "qwertz", "qwerty", "hallo", "geheim", "permenti", "admin", "sommer", "winter",
    "herbst", "fruehling", "frühling", "willkommen", "schatz", "ichliebedich", "abc", "123", "dortmund", "mentorin",
    "tandem", "jobcenter", "letmein", "welcome", "iloveyou",
)  # fmt: skip


def strength(passphrase: str) -> int:
    """How hard a passphrase is to guess: 0 very weak, 1 weak, 2 fair, 3 good, 4 very good.

    An estimate from length, kinds of characters and what people commonly choose; each step is roughly a
    thousand times more work. It warns, it does not forbid.
    """
    text = unicodedata.normalize("NFKC", passphrase).casefold()
    for common in sorted(_COMMON, key=len, reverse=True):
        text = text.replace(common, common[0])  # a common word is worth one character
    kept = "".join(c for i, c in enumerate(text) if i < 2 or not _predictable(text[i - 2], text[i - 1], c))
    words = [word for word in kept.split() if len(word) >= 3]
    kinds = (
        26 * any(c.isalpha() for c in passphrase)
        + 26 * (any(c.isupper() for c in passphrase) and any(c.islower() for c in passphrase))
        + 10 * any(c.isdigit() for c in passphrase)
        + 20 * any(not c.isalnum() for c in passphrase)
    )
    bits = len(kept) * max(kinds, 10).bit_length() * 0.55
    if len(words) >= 3:
        bits = max(bits, 12.0 * len(words))
    if len(set(kept)) < 5:
        bits = min(bits, 15)
    return next((step for step, limit in enumerate((20, 32, 45, 60)) if bits < limit), 4)


def _predictable(first: str, second: str, third: str) -> bool:
    """Whether three characters repeat or count (aaa, 123, cba)."""
    a, b, c = ord(first), ord(second), ord(third)
    return b - a == c - b and abs(b - a) <= 1


def strength_in_words(passphrase: str) -> str:
    """The estimate as a word and what would help."""
    return (
        _("sehr schwach – bitte nehmen Sie mehrere Wörter"),
        _("schwach – ein weiteres Wort hilft"),
        _("mittel – ein weiteres Wort hilft"),
        _("gut"),
        _("sehr gut"),
    )[strength(passphrase)]
