"""The key envelope: passphrases as people type them, persons who come and go, the recovery sheet."""

import json
import os
import random
import shutil
import stat
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from permenti_desktop.db import keys
from permenti_desktop.db.backup_list import DamagedFile
from permenti_desktop.db.opening import create_database, open_database
from permenti_desktop.domain.errors import UserError, WrongPassphrase
from tests.db_fixtures import CHEAP, PASSPHRASE, OfficeFile

ODD = [
    "",
    " ",
    "  two  spaces  ",
    "Übergröße äöüß",
    unicodedata.normalize("NFD", "Übergröße äöüß"),
    'it\'s "quoted" `code`',
    "x'00112233'",
    "x'" + "ab" * 32 + "'",
    "'; DROP TABLE person; --",
    "סיסמה عربي فارسی",
    "\u202ereversed\u202c",
    "👩‍🔧 Schlosserin",
    "null\x00byte",
    "tab\tline\n",
    "%s %d {name} \\",
    "a" * 1000,
    "ﬁne ½ ①",
]


@pytest.mark.parametrize("passphrase", ODD)
def test_odd_passphrases_open_the_file_and_their_neighbours_do_not(tmp_path: Path, passphrase: str) -> None:
    path = tmp_path / "Büro ' \" %20 ?#.permenti"
    create_database(path, passphrase, name="Anna", cost=CHEAP).close()
    open_database(path, passphrase=passphrase).close()
    for wrong in (passphrase + " ", " " + passphrase, passphrase + "x", passphrase[:-1] if passphrase else "x"):
        with pytest.raises(WrongPassphrase):
            open_database(path, passphrase=wrong)


@given(passphrase=st.text(max_size=60), other=st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_a_passphrase_fits_exactly_when_it_is_the_same_text_however_composed(passphrase: str, other: str) -> None:
    key = keys.new_data_key()
    envelope = keys.Envelope((keys.make_slot("A", passphrase, key, CHEAP),))
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert keys.unwrap(envelope, unicodedata.normalize(form, passphrase)) == (key, "A")  # type: ignore[arg-type]
    if unicodedata.normalize("NFKC", other) != unicodedata.normalize("NFKC", passphrase):
        with pytest.raises(WrongPassphrase):
            keys.unwrap(envelope, other)


def test_what_people_get_is_slow_on_purpose_and_takes_64_mib() -> None:
    slot = keys.make_slot("A", "geheim", keys.new_data_key())
    assert slot.cost.memory_kib == 64 * 1024
    start = time.perf_counter()
    keys.unwrap(keys.Envelope((slot,)), "geheim")
    assert time.perf_counter() - start > 0.01


def test_the_same_passphrase_never_wraps_alike() -> None:
    key = keys.new_data_key()
    one, two = (keys.make_slot("A", "geheim", key, CHEAP) for _ in range(2))
    assert one.salt != two.salt
    assert one.wrapped != two.wrapped


def test_people_come_change_their_passphrase_and_go(office_file: OfficeFile) -> None:
    envelope = keys.envelope_path(office_file.path)
    keys.set_passphrase(envelope, "Berta", office_file.data_key, "zweites", CHEAP)
    assert keys.unwrap(keys.read(envelope), "zweites")[1] == "Berta"
    keys.set_passphrase(envelope, "Berta", office_file.data_key, "drittes", CHEAP)
    with pytest.raises(WrongPassphrase):
        open_database(office_file.path, passphrase="zweites")
    open_database(office_file.path, passphrase="drittes").close()
    open_database(office_file.path, passphrase=PASSPHRASE).close()
    keys.remove_person(envelope, "Berta")
    with pytest.raises(WrongPassphrase):
        open_database(office_file.path, passphrase="drittes")
    with pytest.raises(UserError, match="letzte"):
        keys.remove_person(envelope, keys.read(envelope).names[0])
    open_database(office_file.path, passphrase=PASSPHRASE).close()


def test_the_key_file_is_private_and_leaves_no_part_behind(office_file: OfficeFile) -> None:
    envelope = keys.envelope_path(office_file.path)
    keys.set_passphrase(envelope, "Berta", office_file.data_key, "zweites", CHEAP)
    if os.name == "posix":
        assert stat.S_IMODE(envelope.stat().st_mode) == 0o600
        assert stat.S_IMODE(office_file.path.stat().st_mode) == 0o600
    assert [file.name for file in envelope.parent.iterdir() if ".part" in file.name] == []


def test_neither_key_nor_passphrase_stands_in_the_files(office_file: OfficeFile) -> None:
    for file in office_file.path.parent.iterdir():
        content = file.read_bytes()
        assert office_file.data_key not in content
        assert office_file.data_key.hex().encode() not in content.lower()
        assert PASSPHRASE.encode() not in content


def test_a_changed_key_file_is_refused(office_file: OfficeFile) -> None:
    """Every byte counts: whatever is changed, the file is refused or opens with the very same key."""
    envelope = keys.envelope_path(office_file.path)
    original = envelope.read_bytes()
    rng = random.Random(1)
    refused = 0
    for _ in range(300):
        damaged = bytearray(original)
        at = rng.randrange(len(damaged))
        damaged[at] ^= 1 << rng.randrange(8)
        try:
            key, _name = keys.unwrap(keys.loads(bytes(damaged)), PASSPHRASE)
        except (keys.KeyFileDamaged, WrongPassphrase):
            refused += 1
        else:
            assert key == office_file.data_key  # a changed blank or date does no harm
    assert refused > 150


def test_a_lowered_cost_is_noticed(office_file: OfficeFile) -> None:
    content = json.loads(keys.envelope_path(office_file.path).read_bytes())
    content["slots"][0]["name"] = "Mallory"
    with pytest.raises(WrongPassphrase):
        keys.unwrap(keys.loads(json.dumps(content).encode()), PASSPHRASE)


@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"[]", b"{", b"\xff\xfe", b'{"format": "permenti-key", "version": 2}', b"[" * 100_000,
     b'{"format":"permenti-key","version":1,"file":"","slots":[]}',
     b'{"format":"permenti-key","version":1,"file":"","slots":[{"memory_kib":99999999999}]}'],
)  # fmt: skip
def test_what_is_no_key_file_is_refused(content: bytes) -> None:
    with pytest.raises(keys.KeyFileDamaged):
        keys.loads(content)


# The recovery sheet


@given(key=st.binary(min_size=32, max_size=32))
def test_the_recovery_code_gives_the_key_back_however_it_is_typed(key: bytes) -> None:
    code = keys.recovery_code(key)
    assert len(code.split("-")) == 13
    for typed in (
        code,
        code.lower(),
        code.replace("-", " "),
        code.replace("-", ""),
        f"  {code}\n",
        code.replace("1", "l").replace("0", "O"),
        code.replace("1", "I").replace("V", "U"),
    ):
        assert keys.from_recovery_code(typed) == key


@given(key=st.binary(min_size=32, max_size=32), position=st.integers(0, 64), data=st.data())
def test_one_wrong_letter_is_found_in_its_group(key: bytes, position: int, data: st.DataObject) -> None:
    letters = list(keys.recovery_code(key).replace("-", ""))
    wrong = data.draw(st.sampled_from([c for c in keys._LETTERS if c != letters[position]]))
    letters[position] = wrong
    with pytest.raises(keys.BadRecoveryCode) as found:
        keys.from_recovery_code("".join(letters))
    assert found.value.group == position // 5 + 1
    assert str(found.value.group) in str(found.value)


@given(key=st.binary(min_size=32, max_size=32), group=st.integers(0, 12), place=st.integers(0, 3))
def test_two_letters_that_changed_places_are_found(key: bytes, group: int, place: int) -> None:
    groups = keys.recovery_code(key).split("-")
    word = groups[group]
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if swapped == word:
        return
    groups[group] = swapped
    with pytest.raises(keys.BadRecoveryCode) as found:
        keys.from_recovery_code("-".join(groups))
    assert found.value.group == group + 1


@given(key=st.binary(min_size=32, max_size=32), one=st.integers(0, 12), two=st.integers(0, 12))
def test_two_groups_that_changed_places_are_found(key: bytes, one: int, two: int) -> None:
    groups = keys.recovery_code(key).split("-")
    if one == two:
        return
    groups[one], groups[two] = groups[two], groups[one]
    with pytest.raises(keys.BadRecoveryCode) as found:
        keys.from_recovery_code("-".join(groups))
    assert found.value.group == min(one, two) + 1


@pytest.mark.parametrize("typed", ["", "ABCD", "-", "x" * 500])
def test_a_code_of_another_length_is_refused(typed: str) -> None:
    with pytest.raises(keys.BadRecoveryCode):
        keys.from_recovery_code(typed)


def test_a_missing_group_is_said_to_be_missing() -> None:
    code = keys.recovery_code(keys.new_data_key())
    with pytest.raises(keys.BadRecoveryCode, match="vollständig"):
        keys.from_recovery_code(code.rpartition("-")[0])


def test_the_sheet_opens_the_file_without_its_key_file_and_makes_a_new_one(office_file: OfficeFile) -> None:
    code = keys.recovery_code(office_file.data_key)
    keys.envelope_path(office_file.path).unlink()
    key = keys.from_recovery_code(code)
    open_database(office_file.path, data_key=key).close()
    keys.let_in(office_file.path, "Anna", key, "ganz neu", CHEAP)
    open_database(office_file.path, passphrase="ganz neu").close()
    keys.let_in(office_file.path, "Berta", key, "auch neu", CHEAP)
    assert keys.read(keys.envelope_path(office_file.path)).names == ("Anna", "Berta")


def test_another_offices_key_file_is_said_to_be_one_and_makes_room_for_ones_own(
    office_file: OfficeFile, tmp_path: Path
) -> None:
    other = tmp_path / "Andere.permenti"
    create_database(other, "Wort der anderen", name="Carla", cost=CHEAP).close()
    envelope_file = keys.envelope_path(office_file.path)
    shutil.copy2(keys.envelope_path(other), envelope_file)
    with pytest.raises(WrongPassphrase, match="zu einer anderen Datei"):
        open_database(office_file.path, passphrase=PASSPHRASE)
    with pytest.raises(DamagedFile, match="gehören nicht zusammen"):
        open_database(office_file.path, passphrase="Wort der anderen")
    with pytest.raises(WrongPassphrase, match="nicht zu dieser Datei"):  # control: here nothing is strange
        open_database(other, passphrase=PASSPHRASE)
    keys.let_in(office_file.path, "Anna", office_file.data_key, "ganz neu", CHEAP)
    assert keys.read(envelope_file).names == ("Anna",)
    open_database(office_file.path, passphrase="ganz neu").close()


# Strength


def test_strength_orders_what_is_easier_and_harder_to_guess() -> None:
    ordered = ["123456", "passwort1", "Sommer2026", "Witten-Bus-371", "pferd batterie klammer heftig"]
    values = [keys.strength(text) for text in ordered]
    assert values == sorted(values)
    assert (values[0], values[-1]) == (0, 4) or values[-1] >= 3
    assert keys.strength("") == 0
    assert keys.strength("a" * 200) == 0
    assert keys.strength("passwortpasswortpasswort") == 0
    assert all(keys.strength_in_words(text) for text in ordered)
