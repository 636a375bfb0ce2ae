"""Damage: a file whose bytes were changed at random is told, explained and never a crash; and what lies on its good
pages comes back whole."""

import random
import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import Any

from sqlalchemy import text

from permenti_desktop.db import backup, pages, raw
from permenti_desktop.db.backup_list import DamagedFile
from permenti_desktop.db.check import check
from permenti_desktop.db.database import Database
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.opening import open_database
from permenti_desktop.db.place import Place
from permenti_desktop.db.salvage import salvage
from permenti_desktop.db.schema import metadata
from permenti_desktop.demo import office
from permenti_desktop.domain.errors import UserError
from tests.db_fixtures import PASSPHRASE, OfficeFile
from tests.torture.deeds import TODAY
from tests.torture.rounds import Outcome, empty_office

PAGE = pages.PAGE_BYTES


def damaged(original: bytes, rng: random.Random) -> bytes:
    """One bit, a sector of rubbish, a page of nothing, or the end cut off."""
    content = bytearray(original)
    kind = rng.randrange(4)
    at = rng.randrange(len(content))
    if kind == 0:
        content[at] ^= 1 << rng.randrange(8)
    elif kind == 1:
        content[at : at + 512] = rng.randbytes(len(content[at : at + 512]))
    elif kind == 2:
        content[at : at + PAGE] = bytes(len(content[at : at + PAGE]))
    else:
        del content[at:]
    return bytes(content)


def read_everything(database: Database) -> list[str]:
    """All rows of all tables."""
    with database.read() as session:
        return [repr(session.execute(table.select()).all()) for table in metadata.sorted_tables]


def _looked_at(office_file: OfficeFile) -> UserError | tuple[list[str], tuple[str, ...]]:
    """What a person gets who opens a file, reads everything and has it checked."""
    try:
        database = open_database(office_file.path, passphrase=PASSPHRASE)
        try:
            return read_everything(database), check(database).problems
        finally:
            database.close()
    except UserError as error:
        return error


def finding(folder: Path, rounds: int) -> Outcome:
    """Every damage gets its sentence with the newest good backup, or is named by the check and touched no row."""
    office_file = empty_office(folder)
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        session.add_all(Person(last_name=f"P{number}", contact_note="x" * 500) for number in range(400))
    good = read_everything(database)
    database.close()
    made = backup.back_up_file(office_file.path, office_file.data_key, "manual")
    original = office_file.path.read_bytes()
    rng = random.Random(3)
    losses = []
    for number in range(rounds):
        office_file.path.write_bytes(damaged(original, rng))
        outcome = _looked_at(office_file)
        if isinstance(outcome, UserError):
            empty = not office_file.path.stat().st_size
            if not empty and not (isinstance(outcome, DamagedFile) and outcome.backups == (made,)):
                losses.append(f"damage {number}: {outcome}")
        elif outcome[0] != good or not outcome[1]:
            losses.append(f"damage {number} was not noticed")
    backup.restore(office_file.path, made.path, office_file.data_key)
    database = open_database(office_file.path, passphrase=PASSPHRASE)
    if read_everything(database) != good:
        losses.append("the backup did not bring everything back")
    database.close()
    return Outcome(rounds, tuple(losses))


def finding_control(folder: Path) -> int:
    """The same bit in a file without the pages' code is read as data, without a word."""
    folder.mkdir(parents=True, exist_ok=True)
    plain, key = folder / "plain.db", "ab" * 32

    def opened() -> Any:
        connection = raw.dbapi2.connect(str(plain), isolation_level=None)
        connection.execute(f"PRAGMA key=\"x'{key}'\"")
        connection.execute("PRAGMA cipher_use_hmac=OFF")
        return connection

    connection = opened()
    connection.execute("CREATE TABLE t (x)")
    connection.execute("INSERT INTO t VALUES (?)", (b"A" * 2000,))
    connection.close()
    content = bytearray(plain.read_bytes())
    content[-1500] ^= 1
    plain.write_bytes(content)
    connection = opened()
    (value,) = connection.execute("SELECT x FROM t").fetchone()
    connection.close()
    return int(value != b"A" * 2000 and len(value) == 2000)


# Salvage


def has_page_lists() -> bool:
    """Whether Python's own SQLite tells which page a row lies on."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("SELECT 1 FROM dbstat")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True


Rows = dict[str, dict[int, tuple[Any, ...]]]


def pages_of_rows(office_file: OfficeFile, plain: Path) -> dict[str, dict[int, set[int]]]:
    """On which pages each row lies, told by another build of SQLite that reads the file decrypted."""
    found = pages.read(office_file.path, office_file.data_key)
    first = pages.read(office_file.path, office_file.data_key).good[1]
    content = [raw.PLAIN_HEADER + first[16:], *(found.good[number] for number in range(2, len(found.good) + 1))]
    plain.write_bytes(b"".join(page + bytes(PAGE - len(page)) for page in content))
    connection = sqlite3.connect(plain)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    where: dict[str, dict[int, set[int]]] = defaultdict(dict)
    for table in metadata.tables:
        rowids = [id for (id,) in connection.execute(f'SELECT rowid FROM "{table}" ORDER BY rowid')]
        leaves: dict[str, list[int]] = {}
        at = 0
        more = []
        for path, page, kind, cells in connection.execute(
            "SELECT path, pageno, pagetype, ncell FROM dbstat WHERE name = ? ORDER BY path", (table,)
        ):
            if kind == "leaf":
                leaves[path] = rowids[at : at + cells]
                at += cells
                for id in leaves[path]:
                    where[table][id] = {page}
            elif kind == "overflow":
                more.append((path, page))
        for path, page in more:  # "/003/00c+000001": the twelfth cell of that leaf goes on here
            leaf, _, cell = path.rpartition("/")
            where[table][leaves[f"{leaf}/"][int(cell.partition("+")[0], 16)]].add(page)
    connection.close()
    return where


def rows_of(path: Path, key: bytes) -> Rows:
    """Every row by table and rowid, as it is stored."""
    connection = raw.connect(path, key, place=Place.STICK)
    try:
        return {
            table: {id: tuple(rest) for id, *rest in connection.execute(f'SELECT rowid, * FROM "{table}"').fetchall()}
            for table in metadata.tables
            if table != "journal_head"
        }
    finally:
        connection.close()


def _comparable(table: str, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Steps of a salvaged file cannot be undone; their kind says so."""
    return (
        tuple("final" if value in ("edit", "undo", "redo") else value for value in row)
        if table == ("journal_entry")
        else row
    )


def salvaging(folder: Path, rounds: int) -> Outcome:
    """All rows outside of the damaged pages come back; those on them are all in the list."""
    office_file = empty_office(folder)
    database = open_database(office_file.path, data_key=office_file.data_key)
    for part in range(2):
        with database.write("Petra Beispiel") as session:
            if part:
                session.execute(
                    text("UPDATE person SET contact_note = :note WHERE id % 7 = 0"), {"note": "lang " * 2000}
                )
            else:
                office.make(session, participants=60, seed=7, site="ennepe-ruhr", today=TODAY)
    database.close()
    where = pages_of_rows(office_file, folder / "plain.db")
    before = rows_of(office_file.path, office_file.data_key)
    original = office_file.path.read_bytes()
    rng = random.Random(11)
    losses: list[str] = []
    kept = gone = 0
    for number in range(rounds):
        content = original
        for _time in range(rng.choice((1, 1, 1, 2, 5))):
            content = damaged(content, rng) or content
        office_file.path.write_bytes(content)
        length = len(content) // PAGE * PAGE
        hit = {
            page
            for page in range(1, len(original) // PAGE + 1)
            if page * PAGE > length
            or content[(page - 1) * PAGE : page * PAGE] != original[(page - 1) * PAGE : page * PAGE]
        }
        target = folder / f"{number}.permenti"
        try:
            made = salvage(office_file.path, office_file.data_key, target)
        except DamagedFile:
            if any(not pages_ & hit for rows in where.values() for pages_ in rows.values()):
                losses.append(f"damage {number}: nothing was salvaged")
            continue
        except Exception as error:
            losses.append(f"damage {number}: {type(error).__name__} {error}")
            continue
        after = rows_of(target, office_file.data_key)
        named = {one.table: (set(one.ids), one.more) for one in made.lost}
        changed = {(table, id) for table, id in (*made.cut_off, *made.stood_in)}
        entries_lost = {id for id, on in where["journal_entry"].items() if on & hit}
        for table, rows in before.items():
            for id, row in rows.items():
                if where[table][id] & hit:
                    gone += 1
                    ids, more = named.get(table, (set(), False))
                    if id not in ids and not more:
                        losses.append(f"damage {number}: {table} {id} is on a bad page and not in the list")
                elif (table, id) in changed or (table == "journal_change" and row[1] in entries_lost):
                    continue
                elif _comparable(table, after[table].get(id, ())) != _comparable(table, row):
                    losses.append(f"damage {number}: {table} {id} is not what it was")
                else:
                    kept += 1
        target.unlink()
        Path(f"{target}.key").unlink()
    if left := [file.name for file in folder.rglob("*") if ".part" in file.name]:
        losses.append(f"left behind: {left}")
    return Outcome(rounds, tuple(losses), f"{kept:,} rows kept, {gone:,} on bad pages and all listed")


def salvaging_control(folder: Path) -> int:
    """Reading by SQLite alone: how many tables it does not read any more after one bad page."""
    office_file = empty_office(folder)
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        session.add_all(Person(last_name=f"P{number}", contact_note="x" * 500) for number in range(400))
    database.close()
    where = pages_of_rows(office_file, folder / "plain.db")
    (page,) = where["person"][200]
    content = bytearray(office_file.path.read_bytes())
    content[page * PAGE - 2000] ^= 1
    office_file.path.write_bytes(content)
    connection = raw.connect(office_file.path, office_file.data_key, place=Place.STICK)
    read = 0
    try:
        read = len(connection.execute("SELECT id, last_name FROM person").fetchall())
    except raw.dbapi2.DatabaseError:
        pass
    finally:
        connection.close()
    lost_to_the_page = sum(page in on for on in where["person"].values())
    return 400 - lost_to_the_page - read
