"""The pages of an encrypted file as they lie on the disk, decrypted by this module's own hands.

SQLCipher 4 (zetetic.net, "Design"): pages of 4,096 bytes, AES-256 in CBC mode, at the end of each page 16 bytes of
initialisation vector and 64 bytes of HMAC; the first 16 bytes of the file are its salt. With a raw key the key is the
cipher's. Freed pages and the unused room inside of pages are in it, which no SQL shows.
"""

from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, SALT = 4096, 80, 16


def decrypted(path: Path, key: bytes) -> bytes:
    """Everything that lies in the file, page after page."""
    raw = path.read_bytes()
    assert len(raw) % PAGE == 0
    found = []
    for start in range(0, len(raw), PAGE):
        page = raw[start : start + PAGE]
        body, vector = page[SALT if start == 0 else 0 : -RESERVED], page[-RESERVED : -RESERVED + 16]
        turn = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
        found.append(turn.update(body) + turn.finalize())
    return b"\n".join(found)


def traces(content: bytes, words: Iterable[str]) -> list[str]:
    """Which words stand in bytes, in the encodings a program might write them."""
    return [
        word
        for word in words
        if any(word.encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
        or word.encode().hex().encode() in content.lower()
    ]
