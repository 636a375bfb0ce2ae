"""Power loss, simulated: what the program wrote and what it had the disk confirm is recorded by the system; then
disks are made up on which unconfirmed writes are missing, torn or done in another order. Whatever was acknowledged to
the person must be there on each of them.
"""

import random
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from permenti_desktop.db import raw
from permenti_desktop.db.place import Place
from permenti_desktop.db.raw import dbapi2
from tests.db_fixtures import OfficeFile
from tests.torture.rounds import Outcome, empty_office

SECTOR = 512

PROGRAM = """
import os, sys
from pathlib import Path
from permenti_desktop.db import engine, opening, raw
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.place import Place
path, key, place, synchronous = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), Place(sys.argv[3]), sys.argv[4]
connect = raw.connect
def connected(*args, **how):
    connection = connect(*args, **how)
    connection.execute("PRAGMA wal_autocheckpoint=60")
    connection.execute(f"PRAGMA synchronous={synchronous}")
    return connection
opening.place_of = lambda _path: place
raw.connect = connected
database = opening.open_database(path, data_key=key)
for number in range(1, 31):
    with database.write() as session:
        session.add(Person(last_name=f"P{number}", contact_note=str(number) * 4000))
        if number % 5 == 0:
            session.query(Person).filter_by(last_name=f"P{number - 3}").one().contact_note = "short"
    os.write(1, str(number).encode())
os._exit(0)  # as if the plug were pulled: nothing is tidied up
"""

CALL = re.compile(r"^\d+ +(\w+)\((\d+)<([^>]*)>(?:, (.*))?\) += (-?\d+)$")

UNLINK = re.compile(r'^\d+ +unlink\("([^"]*)"\) += 0$')


@dataclass
class File:
    """A file on a disk that confirms late: what is certain, and the writes that may or may not have happened."""

    certain: bytearray = field(default_factory=bytearray)
    unconfirmed: list[tuple[int, bytes | None]] = field(default_factory=list)
    """(offset, data), or (length, None) for a truncation."""
    removed: list["File"] = field(default_factory=list)
    """What the file was before it was removed, as long as the disk may forget that it was."""

    def confirm(self) -> None:
        for change in self.unconfirmed:
            apply(self.certain, *change)
        self.unconfirmed.clear()

    def remove(self) -> None:
        self.removed = [File(self.certain, self.unconfirmed)]
        self.certain, self.unconfirmed = bytearray(), []

    def after_power_loss(self, rng: random.Random) -> bytes:
        """One of the contents that may be found when the power is back."""
        if self.removed and not self.unconfirmed and rng.random() < 0.5:
            return self.removed[0].after_power_loss(rng)
        content = bytearray(self.certain)
        some = [change for change in self.unconfirmed if rng.random() < 0.6]
        if rng.random() < 0.7:
            rng.shuffle(some)
        for offset, data in some:
            if data is None or rng.random() < 0.7:
                apply(content, offset, data)
                continue
            for start in range(0, len(data), SECTOR):
                if rng.random() < 0.5:
                    apply(content, offset + start, data[start : start + SECTOR])
        return bytes(content)


def apply(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
        return
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data


def recorded(office_file: OfficeFile, place: Place, synchronous: str) -> list[tuple[str, str, int, bytes | None]]:
    """What the program did to its files: (call, ending of the file, offset, data), and its acknowledgements."""
    log = office_file.path.with_name("calls")
    calls = "trace=pwrite64,write,fsync,fdatasync,ftruncate,unlink"
    strace = ["strace", "-f", "-y", "-xx", "-s", "1000000", "-o", str(log), "-e", calls]
    words = [str(office_file.path), office_file.data_key.hex(), place.value, synchronous]
    subprocess.run([*strace, sys.executable, "-c", PROGRAM, *words], check=True, capture_output=True)
    found = []
    name = "".join(f"\\x{byte:02x}" for byte in bytes(office_file.path))
    for line in log.read_text("ascii").splitlines():
        if removed := UNLINK.match(line):
            gone = bytes.fromhex(removed[1].replace("\\x", "")).decode().removeprefix(str(office_file.path))
            if gone in ("-wal", "-journal"):
                found.append(("remove", gone, 0, None))
            continue
        match = CALL.match(line)
        if match is None or match[5].startswith("-"):
            continue
        call, descriptor, path, arguments = match[1], match[2], match[3], match[4] or ""
        ending = path.removeprefix(str(office_file.path)).removeprefix(name)
        if call == "write" and descriptor == "1":
            found.append(("said", "", int(decoded(arguments)), None))
        elif ending not in ("", "-wal", "-journal") and ending not in (hexed("-wal"), hexed("-journal")):
            continue
        else:
            ending = {hexed("-wal"): "-wal", hexed("-journal"): "-journal"}.get(ending, ending)
            if call == "pwrite64":
                found.append(("write", ending, int(arguments.rpartition(",")[2]), decoded(arguments)))
            elif call == "ftruncate":
                found.append(("truncate", ending, int(arguments), None))
            else:
                found.append(("sync", ending, 0, None))
    return found


def hexed(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def decoded(arguments: str) -> bytes:
    return bytes.fromhex(arguments.split('"')[1].replace("\\x", ""))


def disks(
    calls: list[tuple[str, str, int, bytes | None]], before: bytes, number: int, seed: int
) -> Iterator[tuple[int, dict[str, bytes]]]:
    """Made-up disks, each with the number of the last acknowledgement before the power went."""
    rng = random.Random(seed)
    moments = sorted(rng.randrange(len(calls)) for _ in range(number))
    files = {"": File(bytearray(before)), "-wal": File(), "-journal": File()}
    said, at = 0, 0
    for moment in moments:
        for call, ending, place, data in calls[at:moment]:
            if call == "said":
                said = place
            elif call == "sync":
                files[ending].confirm()
                for file in files.values():  # a disk that confirms a write confirms the names of files before it
                    file.removed.clear()
            elif call == "remove":
                files[ending].remove()
            else:
                files[ending].unconfirmed.append((place, data))
        at = max(at, moment)
        yield said, {ending: file.after_power_loss(rng) for ending, file in files.items()}


def lost(office_file: OfficeFile, folder: Path, place: Place, synchronous: str, states: int) -> int:
    """On how many of the disks something acknowledged is missing or the file is broken."""
    before = office_file.path.read_bytes()
    calls = recorded(office_file, place, synchronous)
    assert [call for call in calls if call[0] == "said"][-1][2] == 30
    assert len([call for call in calls if call[0] == "write"]) > 200
    folder.mkdir()
    broken = 0
    for said, content in disks(calls, before, states, seed=7):
        path = folder / "found.permenti"
        for ending in ("", "-wal", "-journal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
        for ending, data in content.items():
            if data or not ending:
                Path(f"{path}{ending}").write_bytes(data)
        broken += not whole(path, office_file.data_key, place, said)
    return broken


def whole(path: Path, key: bytes, place: Place, said: int) -> bool:
    try:
        connection = raw.connect(path, key, place=place)
    except Exception:
        return False
    try:
        names = {name for (name,) in connection.execute("SELECT last_name FROM person")}
        entries = connection.execute("SELECT count(*) FROM journal_entry").fetchone()[0]
        good = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except dbapi2.DatabaseError:
        return False
    finally:
        connection.close()
    complete = names == {f"P{number}" for number in range(1, len(names) + 1)}
    return good and complete and entries == len(names) and len(names) >= said


def losing(folder: Path, rounds: int) -> Outcome:
    """Half of the disks are the own one with its WAL, half a stick with its journal."""
    losses = []
    for place, states in ((Place.OWN_DISK, rounds - rounds // 2), (Place.STICK, rounds // 2)):
        office_file = empty_office(folder / place.value)
        if broken := lost(office_file, folder / f"{place.value}-disks", place, "FULL", states):
            losses.append(f"{broken} of {states} disks on {place.value}")
    return Outcome(rounds, tuple(losses))


def losing_control(folder: Path) -> int:
    """WAL without waiting for the disk at each commit."""
    return lost(empty_office(folder / "office"), folder / "disks", Place.OWN_DISK, "NORMAL", 150)
