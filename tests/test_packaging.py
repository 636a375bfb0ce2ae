"""What goes into the built programs and how they are set up; the built programs themselves are tested by
python3 dev.py build-test, in clean systems."""

import json
import os
import re
import subprocess
import tomllib
import zipfile
from pathlib import Path

import inventory
import pytest
import workshop
from PIL import Image

from permenti_desktop import cli, paths, self_test
from permenti_desktop.db import keys
from permenti_desktop.gui import places

ROOT = Path(__file__).resolve().parent.parent
PACKAGING = ROOT / "packaging"
KIND = "application/vnd.permenti.office"


def text(name: str) -> str:
    return (PACKAGING / name).read_text("utf-8")


# --- locks and wheels -----------------------------------------------------------------------------


def test_markers_are_read_for_the_target_and_not_for_this_machine(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text(
        "everywhere==1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
        "tzdata==2 ; sys_platform == 'win32' \\\n    --hash=sha256:cc\n"
        "macholib==3 ; sys_platform == 'darwin' \\\n    --hash=sha256:dd\n"
        "binary==4 ; implementation_name != 'pypy' \\\n    --hash=sha256:ee\n"
    )

    assert workshop.entries(lock, workshop.WINDOWS) == [
        "everywhere==1 --hash=sha256:aa --hash=sha256:bb",
        "tzdata==2 --hash=sha256:cc",
        "binary==4 --hash=sha256:ee",
    ]


def test_windows_gets_everything_the_program_needs_and_the_time_zones() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split(r"[\[<>=!;~ ]", requirement)[0].lower() for requirement in project["dependencies"]}
    names = {
        entry.split("==")[0].partition("[")[0] for entry in workshop.entries(workshop.RUNTIME_LOCK, workshop.WINDOWS)
    }

    assert wanted <= names
    assert "tzdata" in names


@pytest.mark.parametrize("name", ["requirements.lock", "windows/runtime.lock"])
def test_the_tools_are_pinned_by_hash_and_without_an_address(name: str) -> None:
    lines = text(name).replace("\\\n", " ").splitlines()

    assert lines
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}\s*", line)] == []
    assert "://" not in text(name)


def test_a_wheel_is_unpacked_to_where_python_looks(tmp_path: Path) -> None:
    wheel = tmp_path / "a-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("a/__init__.py", "")
        archive.writestr("a-1.data/purelib/b.py", "")
        archive.writestr("a-1.data/scripts/a", "")
        archive.writestr("a-1.dist-info/METADATA", "")
    workshop.unpack(wheel, tmp_path / "site")

    files = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    found = sorted(path.relative_to(tmp_path / "site").as_posix() for path in files)
    assert found == ["a-1.dist-info/METADATA", "a/__init__.py", "b.py"]


# --- lists of what is inside ----------------------------------------------------------------------


def made_wheel(folder: Path) -> Path:
    wheel = folder / "some_thing-1.5-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(
            "some_thing-1.5.dist-info/METADATA", "Name: Some_Thing\nVersion: 1.5\nLicense-Expression: MIT\n"
        )
        archive.writestr("some_thing-1.5.dist-info/licenses/LICENSE.txt", "the words of the licence")
    return wheel


def test_a_part_names_version_licence_and_hash_of_its_wheel(tmp_path: Path) -> None:
    (part,) = inventory.wheel_parts([made_wheel(tmp_path)])
    told = subprocess.run(["sha256sum", made_wheel(tmp_path)], capture_output=True, text=True, check=True).stdout

    assert (part.name, part.version, part.licence, part.purl) == ("some-thing", "1.5", "MIT", "pkg:pypi/some-thing@1.5")
    assert part.sha256 == told.split()[0]
    inventory.put_licences(tmp_path / "licences", [part])
    assert (tmp_path / "licences" / "some-thing" / "LICENSE.txt").read_text() == "the words of the licence"
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (tmp_path / "licences" / "LGPL-3.0.txt").read_text()
    assert (tmp_path / "licences" / "NOTICE").read_bytes() == (ROOT / "NOTICE").read_bytes()


def test_what_comes_under_the_lgpl_comes_with_its_text_and_not_with_that_for_buyers(tmp_path: Path) -> None:
    wheel = tmp_path / "pyside6_essentials-6-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        inside = "pyside6_essentials-6.dist-info"
        said = "Name: PySide6_Essentials\nVersion: 6\nLicense-Expression: LGPL-3.0-only OR GPL-2.0-only\n"
        archive.writestr(f"{inside}/METADATA", said)
        archive.writestr(f"{inside}/licenses/LicenseRef-Qt-Commercial.txt", "for those who pay")
    (part,) = inventory.wheel_parts([wheel])

    assert part.texts is not None
    assert set(part.texts) == {"LGPL-3.0.txt", "GPL-3.0.txt"}
    assert b"GNU LESSER GENERAL PUBLIC LICENSE" in part.texts["LGPL-3.0.txt"]


def test_the_lists_beside_an_artefact_name_every_part_and_every_file(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "in ner").mkdir(parents=True)
    (tree / "in ner" / "ä.txt").write_text("x")
    artefact = tmp_path / "artefact.exe"
    artefact.write_bytes(b"made")
    parts = [*inventory.wheel_parts([made_wheel(tmp_path)]), inventory.python_part(), *inventory.shipped_parts()]
    inventory.write(artefact, tree, parts)

    checked = subprocess.run(
        ["sha256sum", "--check", "artefact.exe.sha256"], cwd=tmp_path, capture_output=True, check=False
    )
    assert checked.returncode == 0
    listed = subprocess.run(
        ["sha256sum", "--check", "../artefact.exe.contents.txt"], cwd=tree, capture_output=True, check=False
    )
    assert listed.returncode == 0
    bill = json.loads((tmp_path / "artefact.exe.cdx.json").read_text("utf-8"))
    assert (bill["bomFormat"], bill["specVersion"], bill["metadata"]["component"]["version"]) == (
        "CycloneDX",
        "1.6",
        workshop.version(),
    )
    references = [component["bom-ref"] for component in bill["components"]]
    assert len(references) == len(set(references)) == len(parts)
    assert bill["dependencies"][0]["dependsOn"] == references
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    inventory.write(artefact, tree, reversed(parts))
    assert json.loads((tmp_path / "artefact.exe.cdx.json").read_text("utf-8")) == bill


# --- file type and language -----------------------------------------------------------------------


def test_the_file_type_is_the_same_everywhere_and_the_program_understands_a_double_click(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert f"MimeType={KIND};" in text("linux/permenti.desktop")
    assert f'<mime-type type="{KIND}">' in text("linux/permenti.xml")
    assert f'<glob pattern="*{workshop.ENDING}"/>' in text("linux/permenti.xml")
    assert f'"Software\\Classes\\{workshop.ENDING}"' in text("windows/installer.nsi")
    assert f'["{workshop.ENDING[1:]}"]' in text("permenti.spec")

    asked: list[list[str]] = []

    def window(words: list[str]) -> int:
        asked.append(words)
        return 0

    monkeypatch.setattr(cli, "_window", window)
    assert "Exec=permenti-desktop gui %f" in text("linux/permenti.desktop")
    assert '"$INSTDIR\\Permenti.exe" gui "%1"' in text("windows/installer.nsi")
    cli.main(["gui", "/home/zoë/Mein Büro.permenti"])
    cli.main(["/home/zoë/Mein Büro.permenti"])  # dropped on the program
    assert asked == [["/home/zoë/Mein Büro.permenti"]] * 2


def test_the_wizard_speaks_both_languages_everywhere() -> None:
    said = re.findall(r"^LangString (\w+) \$\{LANG_(\w+)\} \"(.+)\"$", text("windows/installer.nsi"), re.MULTILINE)
    used = set(re.findall(r"\$\((\w+)\)", text("windows/installer.nsi")))

    assert {name for name, language, _text in said if language == "GERMAN"} == used
    assert {name for name, language, _text in said if language == "ENGLISH"} == used
    assert len(said) == 2 * len(used)


def test_the_signs_have_the_sizes_that_systems_ask_for(tmp_path: Path) -> None:
    import pictures

    for size, file in pictures.pngs(tmp_path, "permenti").items():
        with Image.open(file) as image:
            assert image.size == (size, size)
            assert image.getpixel((0, 0))[3] == 0, "the corners are round"
            assert image.getpixel((size // 2, size // 20 + 1))[:3] == pictures.BACKGROUND
    pictures.ico(tmp_path / "permenti.ico")
    with Image.open(tmp_path / "permenti.ico") as image:
        assert {(16, 16), (32, 32), (48, 48), (256, 256)} <= image.info["sizes"]
    for file, wanted in zip(pictures.wizard(tmp_path), ((164, 314), (150, 57)), strict=True):
        with Image.open(file) as image:
            assert image.size == wanted
            assert image.format == "BMP"


# --- the self-extracting file ---------------------------------------------------------------------


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """What the self-extracting file unpacks before it runs install.sh, with a program of one line."""
    folder = tmp_path / "unpacked"
    (folder / "permenti-desktop").mkdir(parents=True)
    program = folder / "permenti-desktop" / "permenti-desktop"
    program.write_text('#!/bin/sh\necho "started with $*"\n')
    program.chmod(0o755)
    (folder / "share" / "applications").mkdir(parents=True)
    (folder / "share" / "applications" / "permenti.desktop").write_text(text("linux/permenti.desktop"))
    (folder / "VERSION").write_text("9.9.9\n")
    (folder / "install.sh").write_text(text("linux/install.sh"))
    return folder


def install(unpacked: Path, home: Path, *words: str, language: str = "C.UTF-8") -> tuple[int, str]:
    home.mkdir(exist_ok=True)
    done = subprocess.run(
        ["sh", "./install.sh", *words],
        cwd=unpacked,
        env={"HOME": str(home), "PATH": os.environ["PATH"], "LANG": language},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_the_self_extracting_file_installs_upgrades_and_takes_away_only_what_is_its_own(
    unpacked: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home of hers"
    program = home / ".local" / "lib" / "permenti-desktop"

    status, said = install(unpacked, home)
    assert (status, said.partition(".")[0]) == (0, "Permenti 9")
    assert said.endswith(f"in a terminal with: {home}/.local/bin/permenti-desktop\n")
    started = subprocess.run(
        [home / ".local/bin/permenti-desktop", "gui", "x"], capture_output=True, text=True, check=True
    )
    assert started.stdout == "started with gui x\n"
    entry = (home / ".local/share/applications/permenti.desktop").read_text("utf-8")
    assert f'Exec="{program}/permenti-desktop" gui %f\n' in entry

    (program / "leftover").write_text("of an old version")
    assert install(unpacked, home, language="de_DE.UTF-8")[1].startswith("Permenti 9.9.9 ist eingerichtet.")
    assert not (program / "leftover").exists()

    kept = [
        home / "Büro.permenti",
        home / ".config/permenti/settings.json",
        home / ".local/state/permenti/log/permenti.log",
        home / ".local/share/permenti/Beispiel.permenti",
        home / ".local/share/permenti/Büro.permenti",
    ]
    for file in kept:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("hers")
    assert install(unpacked, home, "--uninstall")[0] == 0
    assert not program.exists()
    assert not (home / ".local/bin/permenti-desktop").is_symlink()
    assert [file.exists() for file in kept] == [True] * 5
    assert install(unpacked, home, "--purge")[0] == 0
    assert [file.exists() for file in kept] == [True, False, False, False, True]


def test_the_self_extracting_file_refuses_while_the_program_runs(unpacked: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    program = unpacked / "permenti-desktop" / "permenti-desktop"
    program.write_bytes(Path("/bin/sleep").read_bytes())
    install(unpacked, home)
    running = subprocess.Popen([home / ".local/bin/permenti-desktop", "60"])
    try:
        for words in ((), ("--uninstall",), ("--purge",)):
            status, said = install(unpacked, home, *words)
            assert (status, said) == (3, "Permenti is still running. Please close it and try again.\n")
        assert (home / ".local/lib/permenti-desktop/permenti-desktop").exists()
    finally:
        running.kill()
        running.wait()
    assert install(unpacked, home)[0] == 0


def test_another_word_for_the_self_extracting_file_changes_nothing(unpacked: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"

    assert install(unpacked, home, "--remove") == (2, "Possible are: --uninstall, --purge\n")
    assert list(home.iterdir()) == []


# --- the self-test --------------------------------------------------------------------------------


def test_the_old_office_of_the_self_test_is_the_one_that_migrations_are_tried_on() -> None:
    shipped, released = paths.resource(self_test.OLD_OFFICE), ROOT / "tests" / "data" / "released" / "0001"

    assert shipped.read_bytes() == (released / "Beispiel.permenti").read_bytes()
    assert keys.envelope_path(shipped).read_bytes() == (released / "Beispiel.permenti.key").read_bytes()
    assert (released / "passphrase.txt").read_text("utf-8").strip() == self_test.OLD_PASSPHRASE


def test_the_self_test_knows_every_section() -> None:
    folders = {file.parent.name for file in (ROOT / "permenti_desktop" / "gui").glob("*/page.py")}

    assert set(places.sections()) <= folders
