"""The terminal: what it promises about files, sentences, JSON and exit status."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from permenti_desktop import cli, cli_commands, log
from permenti_desktop.db import keys, opening
from permenti_desktop.db.backup_list import backups_of
from permenti_desktop.db.models.person import Person
from permenti_desktop.domain import vocab
from permenti_desktop.queries import participant
from permenti_desktop.usecases import bin as paper_bin
from permenti_desktop.usecases import data_protection
from tests.needed import needs

PASSPHRASE = "Brücke über die Ruhr 7"
Run = Callable[..., int]


@pytest.fixture
def words(tmp_path: Path) -> Path:
    file = tmp_path / "words.txt"
    file.write_text(PASSPHRASE + "\nnot this line\n", encoding="utf-8")
    return file


@pytest.fixture
def run(words: Path) -> Run:
    def call(command: str, *arguments: object, passphrase: bool = True) -> int:
        given = [command, *map(str, arguments)]
        return cli.main([*given, "--passphrase-file", str(words)] if passphrase else given)

    return call


@pytest.fixture(scope="module")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo office, made once by the terminal; opened by nobody."""
    folder = tmp_path_factory.mktemp("demo")
    words, file = folder / "words.txt", folder / "demo.permenti"
    words.write_text(PASSPHRASE + "\n", encoding="utf-8")
    assert cli.main(["demo", str(file), "--participants", "15", "--seed", "3", "--passphrase-file", str(words)]) == 0
    return file


def copied(file: Path, folder: Path) -> Path:
    for name in (file.name, f"{file.name}.key"):
        shutil.copy2(file.with_name(name), folder / name)
    return folder / file.name


@pytest.fixture
def demo(tmp_path: Path, made_demo: Path) -> Path:
    """A copy of the demo office."""
    return copied(made_demo, tmp_path)


@pytest.fixture(scope="module")
def made_with_everything(tmp_path_factory: pytest.TempPathFactory, made_demo: Path) -> Path:
    """The demo office with what a new one has none of: something that left the house, something in the bin, somebody
    who was erased."""
    file = copied(made_demo, tmp_path_factory.mktemp("everything"))
    words = made_demo.with_name("words.txt")
    report = ["report", str(file), "participants", "--from", "2026-01-01", "--to", "2026-12-31"]
    out = ["-o", str(file.with_name("list.csv")), "--passphrase-file", str(words)]
    assert cli.main([*report, *out]) == 0
    database = opening.open_database(file, passphrase=PASSPHRASE)
    with database.write() as session:
        first, second, *_others = participant.ids(session)
        data_protection.erase(session, second, "request", despite_retention=True)
    with database.write() as session:
        paper_bin.put(session, "participant", first)
    database.close()
    return file


def listed(
    run: Run, file: Path | str, subject: str, capsys: pytest.CaptureFixture[str], *more: object
) -> list[dict[str, object]]:
    assert run("list", file, subject, "--json", *more) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, list)
    return found


def test_an_empty_passphrase_is_never_set(
    tmp_path: Path, demo: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("\n", encoding="utf-8")
    file = tmp_path / "new.permenti"
    key_file = demo.with_name(demo.name + ".key")
    before = key_file.read_bytes()
    new = ("--office", "X", "--site", "other", "--passphrase-file", empty)
    assert run("init", file, *new, passphrase=False) == 1
    for deed in (("--change",), ("--add", "Berta"), ("--rekey",)):
        assert run("keys", demo, *deed, "--new-passphrase-file", empty) == 1
    assert capsys.readouterr().err.count("Das neue Passwort ist leer. Bitte wählen Sie ein Passwort.\n") == 4
    assert not file.exists()
    assert key_file.read_bytes() == before


def test_a_new_office_is_encrypted_and_opens_by_its_passphrase(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "office.permenti"
    assert run("init", file, "--office", "Frau & Beruf Köln", "--site", "koeln") == 0
    assert "Frau & Beruf Köln" in capsys.readouterr().out
    assert b"SQLite format 3" not in file.read_bytes()
    assert "Köln".encode() not in file.read_bytes()
    database = opening.open_database(file, passphrase=PASSPHRASE)
    database.close()
    with pytest.raises(Exception, match="Passwort"):
        opening.open_database(file, passphrase="Bruecke")


def test_an_existing_file_is_never_overwritten(demo: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    before = demo.read_bytes(), keys.envelope_path(demo).read_bytes()
    for command in (("init", demo, "--office", "X", "--site", "other"), ("demo", demo)):
        assert run(*command) == 1
        error = capsys.readouterr().err
        assert error.count("\n") == 1
        assert "gibt es schon" in error
    assert (demo.read_bytes(), keys.envelope_path(demo).read_bytes()) == before


def test_the_same_seed_makes_the_same_office_and_another_makes_another(
    tmp_path: Path, run: Run, demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {}
    for name, seed in (("again", 3), ("other", 4)):
        assert run("demo", tmp_path / name, "--participants", 15, "--seed", seed) == 0
        capsys.readouterr()
        names[name] = listed(run, tmp_path / name, "participants", capsys)
    first = listed(run, demo, "participants", capsys)
    assert len(first) == 15
    assert first == names["again"]
    assert first != names["other"]


@pytest.mark.parametrize("subject", list(cli.LIST_SUBJECTS))
def test_every_subject_is_listed_for_people_and_for_programs(
    made_with_everything: Path, run: Run, capsys: pytest.CaptureFixture[str], subject: str
) -> None:
    rows = listed(run, made_with_everything, subject, capsys)
    assert rows
    assert run("list", made_with_everything, subject) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(rows) + 2  # heading and count
    assert "_" not in lines[0]


def test_a_program_gets_the_same_names_for_a_participant_in_every_version(
    demo: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(listed(run, demo, "participants", capsys)[0]) == [
        "id", "name", "spoken_name", "own_script_name", "number", "languages", "phase", "mentor_id", "mentor",
        "next_due", "consent", "town", "german", "entry", "exit", "birth", "nationality", "phone", "email",
        "occupation_wanted", "cohort", "internship", "internship_end", "last_contact", "residence_expires",
    ]  # fmt: skip


def test_a_search_narrows_a_list(demo: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    everybody = listed(run, demo, "participants", capsys)
    wanted = str(everybody[0]["name"]).split(",")[0]
    found = listed(run, demo, "participants", capsys, "--search", wanted)
    assert [row["id"] for row in found] == [row["id"] for row in everybody if str(row["name"]).startswith(wanted)]
    assert listed(run, demo, "participants", capsys, "--search", "Xylophon Qwertz") == []


def test_the_founding_of_an_office_cannot_be_undone(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "office.permenti"
    assert run("init", file, "--office", "Stelle Witten", "--site", "other") == 0
    capsys.readouterr()
    assert run("undo", file, "--list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run("undo", file) == 1
    assert "nichts" in capsys.readouterr().err


def test_a_backup_is_restored_and_the_replaced_file_kept(
    tmp_path: Path, demo: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("backup", demo, "--to", tmp_path / "safe", "--json") == 0
    made = Path(json.loads(capsys.readouterr().out)["file"])
    target = tmp_path / "elsewhere.permenti"
    assert run("restore", made, "--to", target) == 0
    capsys.readouterr()
    rows = listed(run, target, "participants", capsys)
    assert rows == listed(run, demo, "participants", capsys)
    assert run("restore", made, "--to", target) == 0
    aside = capsys.readouterr().out.splitlines()[-1].split(": ", 1)[1]
    assert Path(aside).exists()


def test_check_finds_nothing_in_a_good_file(demo: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", demo, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["good"] is True
    assert report["rows"]["participant"] == 15


def test_check_of_a_damaged_file_names_the_newest_good_backup_and_the_way_to_salvage(
    demo: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """The newest backup is damaged as well, so the one before it is named; what check prints can be typed."""
    assert run("backup", demo) == 0
    assert run("backup", demo) == 0
    newest, good = backups_of(demo)
    for file in (demo, newest.path):
        content = bytearray(file.read_bytes())
        for page in (1, *range(40, len(content) // 4096, 9)):
            content[page * 4096 - 2000] ^= 1
        file.write_bytes(content)
    capsys.readouterr()
    assert run("check", demo, "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["good"], found["opens"], found["newest_good_backup"]) == (False, False, str(good.path))
    assert run("check", demo) == 1
    lines = capsys.readouterr().out.splitlines()
    typed = [shlex.split(line) for line in lines if line.startswith("  permenti-desktop ")]
    assert [words[1] for words in typed] == ["restore", "salvage"]

    assert run(*typed[1][1:]) == 0
    told = capsys.readouterr().out
    assert "Nicht lesbar" in told
    assert not re.search("Nadia|Olena|Zahra", told)
    rescued = Path(typed[1][-1])
    assert run("check", rescued) == 0
    capsys.readouterr()
    assert 0 < len(listed(run, rescued, "follow-ups", capsys)) <= len(listed(run, good.path, "follow-ups", capsys))
    assert run("salvage", demo, "--to", rescued) == 1  # never over another file
    assert "schon eine Datei" in capsys.readouterr().err

    assert run(*typed[0][1:]) == 0
    capsys.readouterr()
    assert run("check", demo, "--json") == 0
    assert json.loads(capsys.readouterr().out)["rows"]["participant"] == 15


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "nicht da"),
        (b"", "leer"),
        (b"Name;Ort\nAnna;Witten\n" * 300, ""),
        (b"SQLite format 3\0" + bytes(4080), ""),
    ],
)
def test_what_is_no_office_file_is_refused_in_one_sentence_and_left_alone(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str], content: bytes | None, sentence: str
) -> None:
    file = tmp_path / "thing.permenti"
    if content is not None:
        file.write_bytes(content)
    assert run("list", file, "participants") == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert sentence in told.err
    assert (file.read_bytes() if file.exists() else None) == content


def test_a_wrong_passphrase_changes_nothing(tmp_path: Path, demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("something else\n", encoding="utf-8")
    before = demo.read_bytes()
    assert cli.main(["undo", str(demo), "--passphrase-file", str(wrong)]) == 1
    assert "Passwort" in capsys.readouterr().err
    assert demo.read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["init"],
        ["init", "x", "--office", "Y", "--site", "berlin"],
        ["list", "x", "unicorns"],
        ["demo", "x", "--participants", "-4"],
        ["report", "x", "figures", "--from", "gestern war schön"],
        ["--passphrase", "secret"],
        ["keys", "x", "--change", "--rekey"],
    ],
)
def test_wrong_usage_is_status_2_and_says_where_help_is(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    assert "--help" in capsys.readouterr().err


def test_the_program_runs_as_a_process_with_the_passphrase_on_standard_input(tmp_path: Path) -> None:
    environment = {**os.environ, "PERMENTI_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "permenti_desktop"]
    file = str(tmp_path / "office.permenti")
    made = subprocess.run(
        [*command, "init", file, "--office", "Öffentliche Stelle", "--site", "bielefeld", "--passphrase-file", "-"],
        input=PASSPHRASE.encode() + b"\n",
        capture_output=True,
        env=environment,
        check=False,
    )
    assert made.returncode == 0, made.stderr.decode()
    assert "Öffentliche Stelle" in made.stdout.decode("utf-8")
    asked = subprocess.run(
        [*command, "check", file, "--json"], stdin=subprocess.DEVNULL, capture_output=True, env=environment, check=False
    )
    assert asked.returncode == 1
    assert asked.stdout == b""
    assert b"--passphrase-file" in asked.stderr


def test_a_mistake_of_the_program_is_status_3_without_personal_data(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> int:
        raise RuntimeError("Amina Al-Hassan")

    assert cli.guarded(fails) == 3
    told = capsys.readouterr().err
    assert "RuntimeError" in told
    assert "Amina" not in told
    assert [record.levelname for record in caplog.records if record.levelname == "ERROR"] == ["ERROR"]
    written = log.log_file().read_text(encoding="utf-8")
    assert "RuntimeError" in written
    assert "Amina" not in written


def test_the_dump_holds_every_record_with_iso_dates_and_labels(
    tmp_path: Path, demo: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    assert run("dump", demo, "--out", folder) == 0
    capsys.readouterr()
    assert run("check", demo, "--json") == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    tables = {"grant": "grant_award"}
    for file in folder.iterdir():
        document = json.loads(file.read_text(encoding="utf-8"))
        assert len(document["records"]) == rows[tables.get(file.stem, file.stem)], file.stem
        if os.name == "posix":
            assert file.stat().st_mode & 0o077 == 0
    participants = json.loads((folder / "participant.json").read_text(encoding="utf-8"))["records"]
    birth = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
    assert all(birth.fullmatch(one["person"]["birth"]) for one in participants)
    assert {one["phase"]["label"] for one in participants} <= {term.de for term in vocab.PHASE.terms}
    assert run("dump", demo, "--out", folder) == 1
    assert "leeren Ordner" in capsys.readouterr().err


def test_a_file_where_nothing_can_be_written_is_checked_all_the_same(demo: Path, words: Path, tmp_path: Path) -> None:
    needs("unshare")
    disk = tmp_path / "Stick"
    disk.mkdir()
    program = [
        sys.executable,
        "-m",
        "permenti_desktop",
        "check",
        disk / demo.name,
        "--passphrase-file",
        words,
        "--json",
    ]
    script = (
        'mount -t tmpfs disk "$0" && cp "$1" "$1.key" "$0" && mount -o remount,ro "$0" && shift && "$@"; echo " $?"'
    )
    given = map(str, (disk, demo, *program))
    ran = subprocess.run(["unshare", "-rm", "sh", "-c", script, *given], capture_output=True, text=True, check=False)
    document, status = ran.stdout.rsplit(" ", 1)
    assert int(status) == 0, ran.stderr
    assert json.loads(document)["good"] is True


@pytest.mark.parametrize("command", [("dump", "--out"), ("backup", "--to")])
def test_a_full_disk_keeps_nothing_half_written_and_no_empty_folder(
    demo: Path, words: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    needs("unshare")
    disk = tmp_path / "Stick"
    disk.mkdir()
    program = [sys.executable, "-m", "permenti_desktop", command[0], demo, "--passphrase-file", words, *command[1:]]
    # A disk of its own with room for a folder and a few kilobytes; one folder was there before.
    script = 'mount -t tmpfs -o size=64k disk "$0" && mkdir "$0/mine" && "$@"; echo "$?"; cd "$0" && find . -mindepth 1'
    given = map(str, (disk, *program, disk / "mine" / "new" / "deep"))
    ran = subprocess.run(["unshare", "-rm", "sh", "-c", script, *given], capture_output=True, text=True, check=False)
    assert ran.stdout.split() == ["1", "./mine"], ran.stderr
    assert "voll" in ran.stderr


LIST = """Nachname;Vorname;geb.;PLZ;Ort;Deutsch;Eintritt
Şahin;Özlem;12.03.1985;58452;Witten;B1;01.02.2024
Diallo;Kadiatou;1990;58300;Wetter (Ruhr);B1/B2;Aug. 2024
Melnyk;Iryna;31.12.1979;45525;Hattingen;C1;2024-10-07
"""


@pytest.fixture
def office_list(tmp_path: Path) -> Path:
    file = tmp_path / "Liste.csv"
    file.write_text(LIST, encoding="utf-8")
    return file


def test_a_dry_run_shows_the_plan_and_changes_nothing(
    demo: Path, office_list: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    before = demo.read_bytes()
    assert run("import", demo, office_list, "--dry-run", "--json") == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["written"] is False
    assert plan["counts"]["add"] == 3
    assert [cell["text"] for cell in plan["doubts"]] == ["B1/B2"]
    assert demo.read_bytes() == before


def test_an_import_writes_what_the_plan_showed_and_is_undone_in_one_step(
    demo: Path, office_list: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    before = listed(run, demo, "participants", capsys)
    assert run("import", demo, office_list) == 0
    told = capsys.readouterr().out
    assert "3 neu" in told
    assert "B1/B2" in told
    after = {str(row["name"]): row for row in listed(run, demo, "participants", capsys)}
    assert len(after) == len(before) + 3
    assert after["Şahin, Özlem"]["entry"] == "2024-02-01"
    assert after["Diallo, Kadiatou"]["birth"] == "1990"
    assert after["Diallo, Kadiatou"]["entry"] == "2024-08"
    assert after["Diallo, Kadiatou"]["german"] == "B1"
    assert after["Melnyk, Iryna"]["town"] == "Hattingen"
    assert list(demo.parent.glob("*-Sicherungen/*.import.permenti"))  # a backup came first
    assert run("undo", demo, "--list", "--json") == 0
    assert [step["next"] for step in json.loads(capsys.readouterr().out)] == [True]
    assert run("undo", demo) == 0
    assert "Zurückgenommen" in capsys.readouterr().out
    assert listed(run, demo, "participants", capsys) == before


def test_what_is_no_list_is_refused_in_one_sentence(
    tmp_path: Path, demo: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    before = demo.read_bytes()
    for content in (b"", b"PK\x03\x04broken", b"%PDF-1.7\n", b"Das ist ein Brief und keine Liste.\n"):
        thing = tmp_path / "Liste.xlsx"
        thing.write_bytes(content)
        assert run("import", demo, thing) == 1
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.count("\n") == 1
    assert run("import", demo, tmp_path / "gibt-es-nicht.xlsx") == 1
    assert demo.read_bytes() == before


@pytest.mark.parametrize("command", [("dump", "--out"), ("backup", "--to")])
def test_a_file_where_a_folder_is_needed_is_the_users_to_solve(
    demo: Path, tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    taken = tmp_path / "taken.txt"
    taken.write_text("mine", encoding="utf-8")
    for folder in (taken, taken / "below"):
        assert run(command[0], demo, *command[1:], folder) == 1
        error = capsys.readouterr().err
        assert error.count("\n") == 1
        assert "Ordner" in error
    assert taken.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("command", [("dump", "--out"), ("backup", "--to"), ("restore", "--to")])
def test_a_folder_that_is_not_there_is_called_a_folder(
    demo: Path, tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    nowhere = Path("/dev/null/folder") if os.name == "posix" else Path("Q:/folder")
    assert run(command[0], demo, *command[1:], nowhere / "x.permenti") == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "Ordner" in error


def test_the_password_in_an_address_is_not_shown() -> None:
    assert cli_commands.shown_address("postgresql://anna:geheim@server:5432/x") == "postgresql://anna@server:5432/x"
    assert cli_commands.shown_address("postgresql://server/x") == "postgresql://server/x"
    assert cli_commands.shown_address("Büro@Witten: neu.permenti") == "Büro@Witten: neu.permenti"


def test_a_server_that_does_not_answer_is_said_in_plain_words(
    demo: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("restore", demo, "--to", "postgresql://nobody@127.0.0.1:1/none") == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "Datenbank" in error


def test_on_a_server_only_ones_own_step_is_taken_back(
    server_url: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    database = opening.open_database(server_url)
    for who, name in ((cli_commands.who(), "Meine"), ("jemand anders", "Fremde")):
        with database.write(who) as session:
            session.add(Person(last_name=name))
    assert run("undo", server_url) == 0
    with database.read() as session:
        assert session.scalars(select(Person.last_name)).all() == ["Fremde"]
    assert run("undo", server_url) == 1
    with database.read() as session:
        assert session.scalars(select(Person.last_name)).all() == ["Fremde"]
    database.close()
    capsys.readouterr()


def test_a_backup_is_put_on_a_server_whose_state_is_kept(
    demo: Path, tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str], empty_server_url: str
) -> None:
    assert run("restore", demo, "--to", empty_server_url) == 0
    first = capsys.readouterr().out
    assert first.count("\n") == 1  # nothing was replaced
    everybody = listed(run, demo, "participants", capsys)
    assert listed(run, empty_server_url, "participants", capsys) == everybody
    smaller = tmp_path / "small.permenti"
    assert run("demo", smaller, "--participants", 3) == 0
    capsys.readouterr()
    assert run("restore", smaller, "--to", empty_server_url) == 0
    aside = Path(capsys.readouterr().out.splitlines()[-1].split(": ", 1)[1])
    assert len(listed(run, empty_server_url, "participants", capsys)) == 3
    assert listed(run, aside, "participants", capsys) == everybody


def test_the_sheet_is_offered_and_opens_the_file_without_passphrase_and_key_file(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    file, sheet = tmp_path / "office.permenti", tmp_path / "sheet.pdf"
    given = ("--office", "Stelle Witten", "--site", "other")
    assert run("init", tmp_path / "other.permenti", *given) == 0
    assert "--recovery-sheet" in capsys.readouterr().out  # where it is to be had, when it was not asked for
    assert run("init", file, *given, "--recovery-sheet", tmp_path / "nowhere" / "sheet.pdf") == 1
    assert not file.exists()
    assert run("init", file, *given, "--recovery-sheet", sheet) == 0
    assert run("keys", file, "--recovery-sheet", tmp_path / "again.pdf") == 0
    capsys.readouterr()
    read = subprocess.run(["pdftotext", "-layout", sheet, "-"], capture_output=True, text=True, check=True).stdout
    found = re.findall(r"\b(\d+) +([0-9A-Z]{5})\b", read)
    groups = [group for _number, group in sorted(found, key=lambda one: int(one[0]))]
    assert len(groups) == 13
    code = tmp_path / "code.txt"
    code.write_text("-".join(groups).lower(), encoding="utf-8")
    keys.envelope_path(file).unlink()
    assert run("check", file) == 1
    assert "Schlüsseldatei" in capsys.readouterr().err
    assert run("check", file, "--passphrase-file", code, passphrase=False) == 0
    # A new key file is made with a new passphrase; a slip in the code is said with its group.
    new = tmp_path / "new.txt"
    new.write_text("Sieben Boote im Regen", encoding="utf-8")
    by_code = ("--passphrase-file", code)
    assert run("keys", file, "--add", "Berta", "--new-passphrase-file", new, *by_code, passphrase=False) == 0
    keys.envelope_path(file).unlink()
    assert run("keys", file, "--change", "--new-passphrase-file", new, *by_code, passphrase=False) == 0
    assert run("check", file, "--passphrase-file", new, passphrase=False) == 0
    code.write_text("-".join([*groups[:4], groups[5], *groups[5:]]), encoding="utf-8")
    capsys.readouterr()
    assert run("check", file, *by_code, passphrase=False) == 1
    assert "5. Gruppe" in capsys.readouterr().err


def test_people_get_change_and_lose_a_passphrase_and_the_file_another_key(
    demo: Path, tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new.txt"
    new.write_text("Sieben Boote im Regen", encoding="utf-8")

    def names() -> list[str]:
        assert run("keys", demo, "--json") == 0
        return [one["name"] for one in json.loads(capsys.readouterr().out)]

    (me,) = names()
    assert run("keys", demo, "--add", "Berta", "--new-passphrase-file", new) == 0
    capsys.readouterr()
    assert run("keys", demo, "--add", "Berta", "--new-passphrase-file", new) == 1
    assert run("check", demo, "--passphrase-file", new, passphrase=False) == 0
    capsys.readouterr()
    assert names() == [me, "Berta"]
    assert run("keys", demo, "--remove", "Cora") == 1
    assert run("keys", demo, "--remove", "Berta") == 0
    assert run("keys", demo, "--remove", me) == 1  # the last one stays
    assert run("keys", demo, "--add", "Berta", "--new-passphrase-file", new) == 0
    before = opening.unlock(demo, passphrase=PASSPHRASE)
    capsys.readouterr()
    assert run("keys", demo, "--rekey", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"without_passphrase": ["Berta"]}
    assert names() == [me]
    assert opening.unlock(demo, passphrase=PASSPHRASE) != before
    assert run("check", demo) == 0


def test_dates_of_an_internship_are_not_taken_for_those_of_the_programme(
    tmp_path: Path, demo: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "Liste.csv"
    file.write_text(
        "Nachname;Vorname;Geburtsdatum;Ort;Herkunft;Deutsch;Kinder;Telefon;Aufnahme am;Verbleib;Praktikum bei;von;bis\n"
        "Abdullahi;Hodan;15.06.1989;Witten;Somalia;B1;3;017612345;10.01.2024;Ausbildung;Kita;01.03.2024;28.03.2024\n"
        "Berhane;Selam;01.02.1991;Hattingen;Eritrea;A2;0;0176 7654321;12.02.2024;;Pflegeheim;15.04.2024;\n",
        encoding="utf-8",
    )
    assert run("import", demo, file, "--json") == 0
    capsys.readouterr()
    hodan = next(row for row in listed(run, demo, "participants", capsys, "--search", "Abdullahi"))
    assert (hodan["entry"], hodan["exit"]) == ("2024-01-10", None)
    folder = tmp_path / "out"
    assert run("dump", demo, "--out", folder) == 0
    text = (folder / "participant.json").read_text(encoding="utf-8")
    for kept in ("01.03.2024", "28.03.2024", "15.04.2024"):
        assert kept in text
