"""``report``: what the terminal promises about files, formats, languages, sentences and exit status."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from permenti_desktop import cli
from permenti_desktop.db.opening import open_database
from permenti_desktop.demo import office as demo_office
from permenti_desktop.queries import grant, office
from tests.db_fixtures import PASSPHRASE, OfficeFile, copied

Run = Callable[..., int]


@pytest.fixture(scope="module")
def filled(template_file: OfficeFile, tmp_path_factory: pytest.TempPathFactory) -> OfficeFile:
    """A demo office of 20 participants, made once."""
    file = copied(template_file, tmp_path_factory.mktemp("terminal") / "office")
    database = open_database(file.path, data_key=file.data_key)
    with database.write() as session:
        demo_office.make(session, participants=20, seed=5, today=date(2026, 11, 22))
    database.close()
    return file


@pytest.fixture
def file(filled: OfficeFile, tmp_path: Path) -> OfficeFile:
    return copied(filled, tmp_path / "office")


@pytest.fixture
def run(file: OfficeFile, tmp_path: Path) -> Run:
    words = tmp_path / "words.txt"
    words.write_text(PASSPHRASE + "\n", encoding="utf-8")

    def call(*arguments: object) -> int:
        given = [str(one) for one in arguments]
        return cli.main(["report", str(file.path), *given, "--passphrase-file", str(words)])

    return call


PERIOD = ("--from", "2026-01-01", "--to", "2026-12-31")


def test_the_reports_are_listed_for_people_and_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["report", "--list"]) == 0
    told = capsys.readouterr().out
    assert "figures" in told
    assert "participants" in told
    assert cli.main(["report", "--list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(one["name"], one["personal"]) for one in listed] == [("figures", False), ("participants", True)]
    assert all(one["formats"] == ["pdf", "xlsx", "csv"] for one in listed)


@pytest.mark.parametrize("format", ["pdf", "xlsx", "csv"])
@pytest.mark.parametrize("name", ["figures", "participants"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_report_in_every_format_and_language(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, format: str, language: str
) -> None:
    target = tmp_path / f"out.{format}"
    assert run(name, *PERIOD, "--language", language, "-o", target, "--json") == 0
    told = capsys.readouterr()
    assert told.err == ""
    said = json.loads(told.out)
    assert said["file"] == str(target)
    assert (said["report"], said["format"], said["language"]) == (name, format, language)
    assert (said["from"], said["to"]) == ("2026-01-01", "2026-12-31")
    assert (said["people"] or 0) > 0 if name == "participants" else said["people"] is None
    beginning = {"pdf": b"%PDF", "xlsx": b"PK", "csv": b"\xef\xbb\xbf"}[format]
    assert target.read_bytes().startswith(beginning)


def test_the_ending_and_the_option_name_the_format(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("figures", *PERIOD, "-o", tmp_path / "report.XLSX") == 0
    assert "Kennzahlen" in openpyxl.load_workbook(tmp_path / "report.XLSX").sheetnames
    assert run("figures", *PERIOD, "-o", tmp_path / "report.txt", "--format", "csv") == 0
    capsys.readouterr()
    assert run("figures", *PERIOD, "-o", tmp_path / "report.doc") == 2
    assert "--format" in capsys.readouterr().err
    assert not (tmp_path / "report.doc").exists()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), "BERICHT"),
        (("figures",), "--from"),
        (("figures", "--from", "2026-01-01", "-o", "x.pdf"), "--to"),
        (("figures", *PERIOD), "--out"),
    ],
)
def test_what_is_missing_is_named_with_status_2(
    run: Run, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], named: str
) -> None:
    assert run(*arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert named in told.err
    assert "--help" in told.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("unicorns", *PERIOD, "-o", "x.pdf"), "figures, participants"),
        (("figures", "--from", "2026-12-31", "--to", "2026-01-01", "-o", "x.pdf"), "bevor er beginnt"),
        (("figures", *PERIOD, "-o", "/nowhere/at/all/x.pdf"), "nicht erreichbar"),
    ],
)
def test_what_a_person_can_solve_is_one_sentence_with_status_1(
    run: Run, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], sentence: str
) -> None:
    assert run(*arguments) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert sentence in told.err


def test_the_purpose_is_written_down_and_printed(run: Run, file: OfficeFile, tmp_path: Path) -> None:
    target = tmp_path / "list.xlsx"
    assert run("participants", *PERIOD, "-o", target, "--purpose", "Prüfung durch den Rechnungshof") == 0
    database = open_database(file.path, data_key=file.data_key)
    with database.read() as session:
        newest = office.disclosures(session)[0]
    database.close()
    assert newest.purpose == "Prüfung durch den Rechnungshof"
    cover = openpyxl.load_workbook(target).worksheets[0]
    cells = [cell for row in cover.iter_rows(values_only=True) for cell in row]
    assert "Prüfung durch den Rechnungshof" in cells


def test_a_grant_is_found_by_its_name_or_a_part_of_it(
    run: Run, file: OfficeFile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = open_database(file.path, data_key=file.data_key)
    with database.read() as session:
        newer, older = grant.rows(session)
    database.close()

    def people(*more: str) -> int:
        assert run("participants", *PERIOD, *more, "-o", tmp_path / "list.csv", "--json") == 0
        return int(json.loads(capsys.readouterr().out)["people"])

    assert 0 < people("--grant", newer.title) < people()
    assert people("--grant", newer.reference) == people("--grant", newer.title[-9:]) == people("--grant", newer.title)
    assert run("participants", *PERIOD, "--grant", newer.title[:8], "-o", tmp_path / "x.csv") == 1
    told = capsys.readouterr().err
    assert newer.title in told
    assert older.title in told
    assert run("participants", *PERIOD, "--grant", "Mondfahrt", "-o", tmp_path / "x.csv") == 1
    assert newer.title in capsys.readouterr().err
    assert not (tmp_path / "x.csv").exists()


def test_a_period_to_come_is_remarked_and_leaves_the_document_alone(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for start, remarked in (("2026-01-01", False), ("2126-01-01", True)):
        assert run("figures", "--from", start, "--to", "2126-12-31", "-o", tmp_path / "f.csv", "--json") == 0
        told = capsys.readouterr()
        json.loads(told.out)
        assert ("Zukunft" in told.err) == remarked
