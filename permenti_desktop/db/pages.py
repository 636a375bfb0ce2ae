"""The pages of an encrypted file, read without SQLite: for a damaged file, of which SQLite reads nothing any more once
it has met one bad page.

Every page carries a code of its own (HMAC-SHA512), so a page is either exactly what was written or known to be bad.
Formats: https://www.sqlite.org/fileformat2.html and https://www.zetetic.net/sqlcipher/design/ (version 4: pages of
4,096 bytes, AES-256-CBC, 80 bytes at the end of each for IV and code).
"""

import hashlib
import hmac
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

PAGE_BYTES: Final = 4096
_IV_BYTES: Final = 16
_CODE_BYTES: Final = 64
_USABLE: Final = PAGE_BYTES - _IV_BYTES - _CODE_BYTES
_SALT_BYTES: Final = 16
_HMAC_SALT_MASK: Final = 0x3A
_HMAC_KEY_ROUNDS: Final = 2

_BROKEN: Final = (IndexError, struct.error)
"""What reading meets where pages are good, each for itself, but not of one time (a disk that forgot writes)."""

_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE = 2, 5, 10, 13

Value = int | float | str | bytes | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """The decrypted content of every good page by its number (from 1), and the numbers of the others."""

    good: dict[int, bytes]
    bad: frozenset[int]


@dataclass(slots=True)
class Found:
    """What was read of one table. Rows by their rowid, as they lie in the record."""

    rows: dict[int, Row] = field(default_factory=dict)
    cut: set[int] = field(default_factory=set)
    """Rowids whose text goes on in a page that is bad."""
    gaps: list[tuple[int, int]] = field(default_factory=list)
    """Where a page is bad: rows with more than the first rowid and at most the second may have been there."""
    leaves: list[tuple[int, int]] = field(default_factory=list)
    """The rowids that each page read holds: first and last."""


# Decrypting


def read(path: Path, key: bytes, salts: tuple[bytes, ...] = ()) -> Pages:
    """Decrypt and check every page, those in the WAL beside the file included.

    *salts* are tried besides the file's own first 16 bytes, in case these are damaged (the key file knows them).
    """
    content = path.read_bytes()
    changed = _committed(path.with_name(path.name + "-wal"))
    best = Pages({}, frozenset())
    for salt in dict.fromkeys((content[:_SALT_BYTES], *salts)):
        if len(salt) == _SALT_BYTES:
            found = _decrypted(content, changed, key, salt)
            if len(found.good) > len(best.good) or not best.bad:
                best = found
    return best


def _decrypted(content: bytes, changed: dict[int, bytes], key: bytes, salt: bytes) -> Pages:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    masked = bytes(byte ^ _HMAC_SALT_MASK for byte in salt)
    code_key = hashlib.pbkdf2_hmac("sha512", key, masked, _HMAC_KEY_ROUNDS, 32)
    good, bad = {}, set()
    number_of_pages = max(-(-len(content) // PAGE_BYTES), max(changed, default=0))
    for number in range(1, number_of_pages + 1):
        page = changed.get(number) or content[(number - 1) * PAGE_BYTES : number * PAGE_BYTES]
        start = _SALT_BYTES if number == 1 else 0
        text, code = page[start : _USABLE + _IV_BYTES], page[_USABLE + _IV_BYTES :]
        if not hmac.compare_digest(hmac.digest(code_key, text + struct.pack("<I", number), "sha512"), code):
            bad.add(number)
            continue
        decryptor = Cipher(algorithms.AES(key), modes.CBC(page[_USABLE : _USABLE + _IV_BYTES])).decryptor()
        good[number] = bytes(start) + decryptor.update(page[start:_USABLE]) + decryptor.finalize()
    return Pages(good, frozenset(bad))


def _committed(wal: Path) -> dict[int, bytes]:
    """The pages of the last commit in a WAL, still encrypted; what follows a torn frame does not count."""
    try:
        content = wal.read_bytes()
    except FileNotFoundError:
        return {}
    if len(content) < 32:
        return {}
    order = ">" if content[3] & 1 else "<"
    salts = content[16:24]
    sums = _checksum(content[:24], (0, 0), order)
    if content[:3] != b"\x37\x7f\x06" or sums != struct.unpack(">II", content[24:32]):
        return {}
    pages: dict[int, bytes] = {}
    pending: dict[int, bytes] = {}
    for at in range(32, len(content) - PAGE_BYTES - 23, PAGE_BYTES + 24):
        head, page = content[at : at + 24], content[at + 24 : at + 24 + PAGE_BYTES]
        sums = _checksum(head[:8] + page, sums, order)
        if head[8:16] != salts or sums != struct.unpack(">II", head[16:24]):
            break
        number, size_after_commit = struct.unpack(">II", head[:8])
        pending[number] = page
        if size_after_commit:
            pages |= pending
            pending = {}
    return pages


def _checksum(data: bytes, start: tuple[int, int], order: str) -> tuple[int, int]:
    one, two = start
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two


# Trees


def table(pages: Pages, root: int, seen: set[int]) -> Found:
    """All rows of a table that can be reached from its root page; *seen* collects the pages that are its own."""
    found = Found()
    stack = [(root, -(2**63), 2**63 - 1)]
    while stack:
        number, low, high = stack.pop()
        page = pages.good.get(number)
        if number in seen or page is None or _kind(page, number) not in (_INTERIOR_TABLE, _LEAF_TABLE):
            if number not in seen:
                found.gaps.append((low, high))
            continue
        seen.add(number)
        if _kind(page, number) == _LEAF_TABLE:
            add_leaf(pages, number, found, seen)
            continue
        try:
            for at in _cells(page, number):
                (child,) = struct.unpack_from(">I", page, at)
                key, _at = _varint(page, at + 4, signed=True)
                stack.append((child, low, key))
                low = key
            stack.append((struct.unpack_from(">I", page, _header(number) + 8)[0], low, high))
        except _BROKEN:
            found.gaps.append((low, high))
    return found


def add_leaf(pages: Pages, number: int, found: Found, seen: set[int]) -> None:
    """Add the rows of one page to what was found."""
    page = pages.good[number]
    ids = []
    for at in _cells(page, number):
        size, at = _varint(page, at)
        rowid, at = _varint(page, at, signed=True)
        ids.append(rowid)
        row = _row(pages, page, at, size, _USABLE - 35, seen)
        if row is None:
            found.cut.add(rowid)
        else:
            found.rows[rowid] = row
    if ids:
        found.leaves.append((ids[0], ids[-1]))


def index(pages: Pages, root: int) -> tuple[list[Row], bool]:
    """The entries of an index (its columns, and at the end the rowid), and whether all its pages can be read."""
    stack, seen = [root], set[int]()
    entries: list[Row] = []
    whole = True
    while stack:
        number = stack.pop()
        page = pages.good.get(number)
        if number in seen or page is None or _kind(page, number) not in (_INTERIOR_INDEX, _LEAF_INDEX):
            whole = False
            continue
        seen.add(number)
        interior = _kind(page, number) == _INTERIOR_INDEX
        if interior:
            stack.append(struct.unpack_from(">I", page, _header(number) + 8)[0])
        for at in _cells(page, number):
            if interior:
                stack.append(struct.unpack_from(">I", page, at)[0])
                at += 4
            size, at = _varint(page, at)
            row = _row(pages, page, at, size, (_USABLE - 12) * 64 // 255 - 23, seen)
            if row and isinstance(row[-1], int):
                entries.append(row)
            else:
                whole = False
    return entries, whole


def is_leaf_of_a_table(pages: Pages, number: int) -> bool:
    """Whether a page holds rows, whoever's they are."""
    return number in pages.good and _kind(pages.good[number], number) == _LEAF_TABLE


def _header(number: int) -> int:
    return 100 if number == 1 else 0


def _kind(page: bytes, number: int) -> int:
    return page[_header(number)]


def _cells(page: bytes, number: int) -> tuple[int, ...]:
    header = _header(number)
    (count,) = struct.unpack_from(">H", page, header + 3)
    start = header + (12 if page[header] in (_INTERIOR_INDEX, _INTERIOR_TABLE) else 8)
    return struct.unpack_from(f">{count}H", page, start)


def _row(pages: Pages, page: bytes, at: int, size: int, most: int, seen: set[int]) -> Row | None:
    """The values of a cell; None if a page on which it goes on is bad."""
    try:
        payload = _payload(pages, page, at, size, most, seen)
        return None if payload is None else _record(payload)
    except _BROKEN:
        return None


def _payload(pages: Pages, page: bytes, at: int, size: int, most: int, seen: set[int]) -> bytes | None:
    """The record of a cell, put together with what lies in other pages; None if one of these is bad."""
    if size <= most:
        return page[at : at + size]
    least = (_USABLE - 12) * 32 // 255 - 23
    local = least + (size - least) % (_USABLE - 4)
    if local > most:
        local = least
    parts = [page[at : at + local]]
    (following,) = struct.unpack_from(">I", page, at + local)
    left = size - local
    while left > 0:
        more = pages.good.get(following)
        if more is None:
            return None
        seen.add(following)
        parts.append(more[4 : 4 + min(left, _USABLE - 4)])
        left -= _USABLE - 4
        (following,) = struct.unpack_from(">I", more, 0)
    return b"".join(parts)


def _varint(data: bytes, at: int, *, signed: bool = False) -> tuple[int, int]:
    value = 0
    for step in range(8):
        byte = data[at + step]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + step + 1
    value = value << 8 | data[at + 8]
    return (value - 2**64 if signed and value >= 2**63 else value), at + 9


_INTEGER_BYTES: Final = (0, 1, 2, 3, 4, 6, 8)


def _record(payload: bytes) -> Row:
    end, at = _varint(payload, 0)
    body = end
    values: list[Value] = []
    while at < end:
        kind, at = _varint(payload, at)
        if kind == 0:
            values.append(None)
        elif kind <= 6:
            length = _INTEGER_BYTES[kind]
            values.append(int.from_bytes(payload[body : body + length], "big", signed=True))
            body += length
        elif kind == 7:
            values.append(struct.unpack_from(">d", payload, body)[0])
            body += 8
        elif kind in (8, 9):
            values.append(kind - 8)
        else:
            length = (kind - 12) // 2
            content = payload[body : body + length]
            values.append(content.decode("utf-8", "replace") if kind % 2 else content)
            body += length
    return tuple(values)
