"""Passphrases as people type them: each opens the file however a keyboard composes it, its neighbours do not."""

import random
import unicodedata
from pathlib import Path

from permenti_desktop.db import keys
from permenti_desktop.db.opening import open_database, unlock
from permenti_desktop.domain.errors import WrongPassphrase
from tests.db_fixtures import CHEAP
from tests.torture.rounds import Outcome, empty_office

ODD = (
    "", " ", "  two  spaces  ", "\u00a0geschützt\u00a0", "Übergröße äöüß", "it's \"quoted\" `code`", "x'00112233'",
    "x'" + "ab" * 32 + "'", "'; DROP TABLE person; --", "סיסמה عربي فارسی", "\u202ereversed\u202c", "👩‍🔧 Schlosserin",
    "null\x00byte",
    "tab\tline\n", "%s %d {name} \\", "a" * 1000, "ﬁne ½ ①", "Ａ３ weit", "\ufeffmit BOM", "İstanbul ıI",
)  # fmt: skip
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz0123456789 ",
    "äöüßÄÖÜéèêçñåø ",
    "'\"`´^~\\/%$&{}[]()<>|;:,.!?#*+-=_@€ ",
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя ",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي\u064b\u064f\u200c ",
    "ሀለሐመሠረሰሸቀበተቸኀነኘአከ ",
    "漢字仮名交じり文🙂👩🏽‍🚀\u0301\u0308\u0323 ",
    "\t\n\r\x00\x1b\x7f\u00a0\u2003\u200b\u200f\u202e ",
)


def passphrases(count: int) -> list[str]:
    """The odd ones, then ones drawn by lot from all kinds of letters, up to 1,000 of them long."""
    rng = random.Random(8)
    found = list(ODD[:count])
    while len(found) < count:
        alphabet = "".join(rng.sample(_ALPHABETS, rng.choice((1, 1, 2, 3))))
        found.append("".join(rng.choices(alphabet, k=rng.choice((1, 5, 12, 30, 200, 1000)))))
    return found


def _opens(path: Path, passphrase: str, key: bytes) -> bool:
    try:
        return unlock(path, passphrase=passphrase) == key
    except WrongPassphrase:
        return False


def typing(folder: Path, rounds: int) -> Outcome:
    """Each passphrase in four compositions opens the file; with a letter more or less it does not."""
    office_file = empty_office(folder, "Büro ' \" %20 ?#.permenti")
    path, key = office_file.path, office_file.data_key
    losses = []
    tries = 0
    for number, passphrase in enumerate(passphrases(rounds)):
        keys.renew_key_file(path, "Anna", key, passphrase, CHEAP)
        open_database(path, passphrase=passphrase).close()
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            tries += 1
            if not _opens(path, unicodedata.normalize(form, passphrase), key):  # type: ignore[arg-type]
                losses.append(f"passphrase {number} does not open in {form}")
        same = keys.normalised(passphrase)
        for wrong in (passphrase + " ", " " + passphrase, passphrase + "x", passphrase[:-1], passphrase.swapcase()):
            tries += 1
            if keys.normalised(wrong) != same and _opens(path, wrong, key):
                losses.append(f"passphrase {number}: a neighbour opens the file")
    return Outcome(rounds, tuple(losses), f"{tries:,} tries")


def typing_control(folder: Path) -> int:
    """Without normalising, what another keyboard composes does not open."""
    normalised = keys.normalised
    keys.normalised = lambda passphrase: passphrase.encode("utf-8", "surrogatepass")
    try:
        return len(typing(folder, 20).losses)
    finally:
        keys.normalised = normalised
