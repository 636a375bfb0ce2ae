"""Access report and erasure from the terminal, read back by other programs."""

import json
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import text

from permenti_desktop.cli import main
from permenti_desktop.db.opening import open_database
from permenti_desktop.domain.errors import ReadOnly
from permenti_desktop.reports import data_protection
from tests.db_fixtures import PASSPHRASE, OfficeFile, copied


@pytest.fixture
def office(demo_file: OfficeFile, tmp_path: Path) -> OfficeFile:
    return copied(demo_file, tmp_path / "office", "Beispiel.permenti")


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    file = tmp_path / "Passwort.txt"
    file.write_text(PASSPHRASE + "\n", "utf-8")
    return ["--passphrase-file", str(file)]


def asked(office: OfficeFile, statement: str, **given: object) -> list[tuple[object, ...]]:
    database = open_database(office.path, data_key=office.data_key)
    try:
        with database.read() as session:
            return [tuple(row) for row in session.execute(text(statement), given)]
    finally:
        database.close()


def pdf_text(path: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def somebody(office: OfficeFile) -> tuple[int, str, str, str]:
    """A participant with a tandem: id, number, last and first name."""
    ((id, number, last, first),) = asked(
        office,
        "SELECT t.id, t.number, p.last_name, p.first_name FROM participant t JOIN person p ON p.id = t.id"
        " WHERE t.id IN (SELECT participant_id FROM tandem_mentee) ORDER BY t.id LIMIT 1",
    )
    return int(str(id)), str(number), str(last), str(first)


def test_the_access_report_says_everything_and_names_no_mentor(
    office: OfficeFile, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    id, number, last, first = somebody(office)
    pdf, data = tmp_path / "Auskunft.pdf", tmp_path / "Auskunft.json"
    assert main(["access", str(office.path), number, *words, "-o", str(pdf)]) == 0
    assert main(["access", str(office.path), number, *words, "--format", "json", "-o", str(data)]) == 0
    assert "bevor Sie sie übergeben" in capsys.readouterr().out
    found = json.loads(data.read_text("utf-8"))
    said = pdf_text(pdf)
    assert found["person"]["last_name"] == last
    for sentence in ("Auskunft über Ihre Daten", f"{first} {last}", number, "Art. 77 DSGVO", "Jahre", "Tandems"):
        assert sentence in said
    notes = asked(
        office,
        "SELECT e.text FROM timeline_entry e JOIN timeline_person t ON t.entry_id = e.id WHERE t.person_id = :id",
        id=id,
    )
    assert [one["text"] for one in found["timeline_entry"]] == [note for (note,) in notes]
    assert all(" ".join(str(note).split())[:30] in said for (note,) in notes)
    mentors = asked(
        office,
        "SELECT p.last_name FROM tandem t JOIN tandem_mentee m ON m.tandem_id = t.id"
        " JOIN person p ON p.id = t.mentor_id"
        " WHERE m.participant_id = :id",
        id=id,
    )
    assert mentors
    tandems = json.dumps(found["tandem"], ensure_ascii=False)
    assert all(str(name) not in tandems for (name,) in mentors)
    assert asked(office, "SELECT count(*) FROM disclosure_person WHERE person_id = :id", id=id) == [(2,)]
    ((recipient, purpose),) = set(asked(office, "SELECT recipient, purpose FROM disclosure"))
    assert (recipient, "Art. 15" in str(purpose)) == ("die Person selbst", True)


def test_the_access_report_speaks_english(office: OfficeFile, words: list[str], tmp_path: Path) -> None:
    _id, number, _last, _first = somebody(office)
    pdf = tmp_path / "access.pdf"
    assert main(["access", str(office.path), number, *words, "--language", "en", "-o", str(pdf)]) == 0
    said = pdf_text(pdf)
    assert "Your rights" in said
    assert "Ihre Rechte" not in said


@pytest.mark.parametrize(("language", "country", "tongue"), [("de", "Irak", "Tigrinya"), ("en", "Iraq", "Tigrinya")])
def test_the_access_report_names_countries_and_languages(
    office: OfficeFile, words: list[str], tmp_path: Path, language: str, country: str, tongue: str
) -> None:
    id, number, _last, _first = somebody(office)
    database = open_database(office.path, data_key=office.data_key)
    with database.write() as session:
        session.execute(text("UPDATE person SET nationality = 'IQ' WHERE id = :id"), {"id": id})
        session.execute(text("UPDATE person_language SET language = 'ti' WHERE person_id = :id"), {"id": id})
    database.close()
    pdf = tmp_path / "access.pdf"
    assert main(["access", str(office.path), number, *words, "--language", language, "-o", str(pdf)]) == 0
    said = pdf_text(pdf)
    assert f" {country} " in said
    assert f": {tongue}" in said
    assert " IQ " not in said


def test_a_name_that_nobody_has_is_answered(
    office: OfficeFile, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["access", str(office.path), "Niemand Dergleichen", *words, "-o", str(tmp_path / "x.pdf")]) == 1
    assert not (tmp_path / "x.pdf").exists()
    assert capsys.readouterr().err.startswith("Niemand hat die Nummer oder den Namen „Niemand Dergleichen“.")


def test_an_erasure_makes_a_backup_erases_and_proves(
    office: OfficeFile, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    id, number, last, first = somebody(office)
    proof = tmp_path / "Nachweis.pdf"
    command = ["erase", str(office.path), number, *words, "--reason", "request", "--proof", str(proof)]
    assert main(command) == 1  # the funder's period still runs
    assert "Aufbewahrungsfrist" in capsys.readouterr().err
    assert asked(office, "SELECT last_name FROM person WHERE id = :id", id=id) == [(last,)]
    assert main([*command, "--despite-retention", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["line"] == 1
    assert told["counts"]["notes"] > 0
    assert asked(office, "SELECT last_name, first_name FROM person WHERE id = :id", id=id) == [("", "")]
    said = pdf_text(proof)
    for sentence in ("Nachweis einer Löschung", "auf ihren Wunsch", "spätestens am", str(told["counts"]["notes"])):
        assert sentence in said
    assert number not in said
    assert f"{first} {last}" not in said
    assert len(list(office.path.parent.rglob("*.erasure.permenti"))) == 1  # none for what was refused


def test_what_was_erased_stays_erased_when_the_terminal_brings_a_backup_back(
    office: OfficeFile, words: list[str]
) -> None:
    id, number, _last, _first = somebody(office)
    assert main(["backup", str(office.path), *words]) == 0
    command = ["erase", str(office.path), number, *words, "--reason", "request", "--despite-retention"]
    assert main(command) == 0
    (older,) = office.path.parent.rglob("*.manual.permenti")
    assert main(["restore", str(older), "--to", str(office.path), *words]) == 0
    assert asked(office, "SELECT last_name FROM person WHERE id = :id", id=id) == [("",)]


def test_a_backup_to_another_place_and_an_export_are_written_down(
    office: OfficeFile, words: list[str], tmp_path: Path
) -> None:
    assert main(["backup", str(office.path), *words, "--to", str(tmp_path / "Stick")]) == 0
    assert main(["dump", str(office.path), *words, "--out", str(tmp_path / "dump"), "--purpose", "Umzug"]) == 0
    assert main(["dump", str(office.path), *words, "--out", str(tmp_path / "again")]) == 0
    rows = asked(office, "SELECT what, recipient, purpose, people FROM disclosure ORDER BY id")
    assert [row[:3] for row in rows] == [
        ("Sicherung an einem anderen Ort", "Stick", "Datensicherung"),
        ("Ausgabe aller Daten", "", "Umzug"),
        ("Ausgabe aller Daten", "", "kein Zweck angegeben"),
    ]
    linked = asked(office, "SELECT disclosure_id, count(*) FROM disclosure_person GROUP BY 1 ORDER BY 1")
    assert [count for _line, count in linked] == [row[3] for row in rows]


def test_the_record_is_saved_as_csv(office: OfficeFile, words: list[str], tmp_path: Path) -> None:
    id, number, _last, _first = somebody(office)
    assert main(["access", str(office.path), number, *words, "-o", str(tmp_path / "a.pdf")]) == 0
    database = open_database(office.path, data_key=office.data_key)
    target = tmp_path / "Verzeichnis.csv"
    data_protection.save_audit(database, target, "de", person=id)
    data_protection.save_audit(database, tmp_path / "andere.csv", "de", person=id + 1)
    database.close()
    content = target.read_text("utf-8-sig")
    assert "die Person selbst" in content
    assert "die Person selbst" not in (tmp_path / "andere.csv").read_text("utf-8-sig")


def test_a_report_that_cannot_be_written_down_is_not_saved(office: OfficeFile, tmp_path: Path) -> None:
    database = open_database(office.path, data_key=office.data_key, read_only=True)
    with database.read() as session:
        id = session.scalar(text("SELECT min(id) FROM participant"))
    with pytest.raises(ReadOnly):
        data_protection.save_access(database, int(id or 0), "pdf", "de", tmp_path / "a.pdf")
    database.close()
    assert not (tmp_path / "a.pdf").exists()


def test_blocked_and_lifted_in_the_terminal_she_is_out_of_the_lists_and_back(
    office: OfficeFile, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    id, number, last, _first = somebody(office)

    def listed() -> int:
        capsys.readouterr()
        assert main(["list", str(office.path), "participants", *words, "--search", last, "--json"]) == 0
        return sum(one["number"] == number for one in json.loads(capsys.readouterr().out))

    assert listed() == 1
    assert main(["block", str(office.path), number, *words, "--ground", "accuracy", "--note", "Brief"]) == 0
    assert listed() == 0
    assert asked(office, "SELECT ground, note FROM restriction WHERE person_id = :id", id=id) == [("accuracy", "Brief")]
    assert main(["block", str(office.path), number, *words, "--ground", "accuracy"]) == 1  # she is already
    assert main(["block", str(office.path), number, *words, "--lift"]) == 0
    assert listed() == 1


def test_the_terminal_shows_the_periods_and_anonymises_whose_is_over(
    office: OfficeFile, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["retention", str(office.path), *words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["due"] == []
    database = open_database(office.path, data_key=office.data_key)
    with database.write() as session:
        session.execute(text("UPDATE grant_award SET last_payment_on = '1999-12-01', retention_years = 5"))
    database.close()
    figures = asked(office, "SELECT count(*), count(entry), count(exit) FROM participation")
    assert main(["retention", str(office.path), *words]) == 0
    assert "Frist abgelaufen" in capsys.readouterr().out
    assert main(["retention", str(office.path), *words, "--anonymise", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["anonymised"] == len(told["due"]) > 0
    ids = [one["id"] for one in told["due"]]
    left = asked(office, f"SELECT DISTINCT last_name FROM person WHERE id IN ({','.join(map(str, ids))})")
    assert left == [("",)]
    assert asked(office, "SELECT count(*), count(entry), count(exit) FROM participation") == figures
    assert main(["list", str(office.path), "erasures", *words, "--json"]) == 0
    assert [one["reason"] for one in json.loads(capsys.readouterr().out)] == ["retention"] * len(ids)
    assert main(["list", str(office.path), "history", *words, "--search", "anonymisiert"]) == 0
    assert "1 Eintrag" in capsys.readouterr().out
    assert main(["backup", str(office.path), *words, "--list", "--json"]) == 0
    (made,) = json.loads(capsys.readouterr().out)
    assert (made["reason"], made["checked"]) == ("erasure", True)
    assert [(made["rows"]["participation"],)] == [figures[0][:1]]
