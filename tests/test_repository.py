"""What holds for the repository as a whole: no machine's traces, locked versions, reasons, credits."""

import hashlib
import re
import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements.runtime.lock")
# Put together here, so that this file does not hold what it looks for.
REGISTRIES = [
    ".".join(parts).encode()
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("deb", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("conda", "anaconda", "org"),
    )
]
# A folder of one machine at the start of a path; "example.org/work/…" is none.
MACHINE_PATH = re.compile(rb"(?<![\w.\-*])/(?:tmp|root|work)/[A-Za-z_.]")
APACHE_2 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"  # LICENSE-2.0.txt of apache.org


def committed() -> list[str]:
    """The names of all files under version control that are there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def project() -> dict[str, object]:
    content: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return content


def locked(name: str) -> dict[str, str]:
    """Package → version of a lock."""
    text = (ROOT / name).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==([^ ;]+)", text, re.MULTILINE))


def traces(content: bytes) -> list[str]:
    """Addresses of package registries and folders of a machine in a file."""
    hosts = [host for host in REGISTRIES if host in content]
    return [found.decode() for found in [*hosts, *MACHINE_PATH.findall(content)]]


def test_no_file_holds_a_registry_or_a_machine() -> None:
    found = {name: traces((ROOT / name).read_bytes()) for name in committed()}

    assert len(found) > 20
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "text",
    [
        "--index-url https://" + "pypi" + ".org/simple",
        "open('/" + "tmp/x.db')",
        "/" + "root/.cache",
        "file:///" + "work/main",
    ],
)
def test_a_planted_trace_is_found(text: str) -> None:
    assert traces(text.encode())


@pytest.mark.parametrize("text", ["https://example.org/work/it", "sub/tmp/x", "network/home/x", "/tmpfiles"])
def test_other_text_is_no_trace(text: str) -> None:
    assert traces(text.encode()) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    entries = [entry for entry in re.split(r"\n(?=[a-z0-9])", text) if not entry.startswith("#")]

    assert len(entries) > 20
    assert [entry.split(" ")[0] for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)] == []
    assert not re.search(r"://|^-|@ ", text, re.MULTILINE)


def test_the_runtime_lock_is_part_of_the_whole_lock() -> None:
    whole, runtime = locked(LOCKS[0]), locked(LOCKS[1])

    assert runtime.items() <= whole.items()
    assert "pytest" in whole
    assert "pytest" not in runtime


def test_what_the_project_needs_is_locked() -> None:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*content["project"]["dependencies"], *content["dependency-groups"]["dev"]]
    names = {re.split(r"[\[<>=!;~ ]", requirement)[0].lower() for requirement in wanted}

    assert names <= locked(LOCKS[0]).keys()
    assert len(content["build-system"]["requires"]) == 2
    assert {re.split("[<>=]", one)[0].lower() for one in content["build-system"]["requires"]} <= names


def test_every_dependency_gives_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    lines = [line for part in lists for line in part.splitlines()]

    assert len(lists) == 2
    assert len(lines) > 20
    assert [line for line in lines if not re.fullmatch(r'    "[^"]+", +# \S+ \S+.*', line)] == []


def test_project_and_changelog_name_the_same_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\] – (\d{4}-\d{2}-\d{2})$", changelog, re.MULTILINE)

    assert released[0][0] == project()["version"]
    assert [day for _version, day in released] == sorted((day for _version, day in released), reverse=True)


def test_the_licence_is_apache_2() -> None:
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE_2
    assert project()["license"] == "Apache-2.0"


def credited() -> list[str]:
    """The patterns of files that CREDITS.md names between backticks in the first column of its tables."""
    rows = re.findall(r"^\| (`.*?) \|", (ROOT / "CREDITS.md").read_text("utf-8"), re.MULTILINE)
    return [pattern for row in rows for pattern in re.findall(r"`([^`]+)`", row)]


def test_every_shipped_file_is_credited() -> None:
    """Also what we made ourselves: a file without a line is one nobody has thought about."""
    patterns = credited()
    licences = re.compile(r"(^|/)(LICENSE\.txt|OFL\.txt)$|^resources/licences/")
    shipped = [name for name in committed() if name.startswith("resources/") and not licences.search(name)]

    def is_credited(name: str) -> bool:
        return any(fnmatch(name, pattern) or fnmatch(Path(name).name, pattern) for pattern in patterns)

    assert [name for name in shipped if not is_credited(name)] == []


def test_no_credit_is_left_over() -> None:
    names = [name for name in committed() if name.startswith("resources/")]

    assert [
        pattern
        for pattern in credited()
        if not any(fnmatch(name, pattern) or fnmatch(Path(name).name, pattern) for name in names)
    ] == []


@pytest.mark.parametrize("file", ["CREDITS.md", "resources/licences/SOURCES.md"])
@pytest.mark.parametrize(
    "words",
    [
        "GeoNames (www.geonames.org)",
        "creativecommons.org/licenses/by/4.0",
        "Statistisches Bundesamt (Destatis), Gemeindeverzeichnis GV100AD",
        "GeoBasis-DE / BKG 2021 (Daten ver",  # the Bundesamt prescribes this note, umlaut or not
        "www.govdata.de/dl-de/by-2-0",
        "This service uses the ESCO classification of the European Commission",
        "2023 occupationMeasurement authors, MIT",
        "Unicode, Inc., Unicode License v3",
        "The Noto Project Authors / Google, SIL Open Font License 1.1",
    ],
)
def test_sources_are_named_in_the_words_their_licences_ask_for(file: str, words: str) -> None:
    assert words in (ROOT / file).read_text("utf-8")


def test_every_library_of_the_program_is_credited() -> None:
    rows = re.findall(r"^\| ([a-z0-9, -]+) \|", (ROOT / "CREDITS.md").read_text("utf-8"), re.MULTILINE)
    named = {name.strip() for row in rows for name in row.split(",")}

    assert locked(LOCKS[1]).keys() - named == set()
