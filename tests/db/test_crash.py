"""What the world does to a file, where it needs no many rounds (these are in tests/torture): saving into damage, and
what lies beside the file."""

import os

from permenti_desktop.db import backup
from permenti_desktop.db.backup_list import DamagedFile
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.opening import open_database
from permenti_desktop.domain.errors import UserError
from tests.db_fixtures import PASSPHRASE, OfficeFile


def saved_twice(office_file: OfficeFile) -> list[UserError]:
    """What a person is told who saves twice."""
    errors = []
    try:
        database = open_database(office_file.path, passphrase=PASSPHRASE)
    except UserError as error:
        return [error]
    for _try in range(2):
        try:
            with database.write() as session:
                session.add(Person(last_name="Okoye", sort_key="p20"))
        except UserError as error:
            errors.append(error)
    database.close()
    return errors


def test_saving_into_a_damaged_file_says_damage_and_not_something_else(office_file: OfficeFile) -> None:
    """Every page in turn; a connection that met damage calls itself read-only."""
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        session.add_all(Person(last_name=f"P{number}", sort_key=f"p{number}") for number in range(50))
    database.close()
    original = office_file.path.read_bytes()
    refused = 0
    for page in range(1, len(original) // 4096, 9):
        content = bytearray(original)
        content[page * 4096 + 1000] ^= 4
        office_file.path.write_bytes(content)
        for error in saved_twice(office_file):
            assert isinstance(error, DamagedFile), page
            refused += 1
    assert refused > 5


def test_nothing_of_the_office_is_left_beside_the_file(office_file: OfficeFile) -> None:
    """A canary in every text field: looked for in whatever the program wrote while open and after."""
    canary = "Kanarienvogel"
    database = open_database(office_file.path, data_key=office_file.data_key)
    with database.write() as session:
        person = Person(**{c.name: canary for c in Person.__table__.columns if str(c.type) in ("TEXT", "VARCHAR(200)")})
        session.add(person)
    backup.back_up(database, "manual")
    for moment in ("open", "closed"):
        files = [file for file in office_file.path.parent.parent.rglob("*") if file.is_file()]
        assert len(files) >= 4
        for file in files:
            content = file.read_bytes()
            for coded in (canary.encode(), canary.casefold().encode(), canary.encode("utf-16-le")):
                assert coded not in content, (moment, file)
            assert office_file.data_key.hex().encode() not in content
        if moment == "open":
            database.close()
    if os.name == "posix":
        assert sorted(file.name for file in office_file.path.parent.glob("*") if file.is_file()) == [
            office_file.path.name,
            office_file.path.name + ".key",
        ]
