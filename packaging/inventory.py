"""What is in an artefact: its parts with versions, licences and hashes, and every single file.

Beside each artefact lie ``….cdx.json`` (CycloneDX 1.6), ``….contents.txt`` (a hash for every installed file, as
``sha256sum`` writes it) and ``….sha256`` (the hash of the artefact). The licence texts lie in the program itself.
"""

from __future__ import annotations

import email
import json
import platform
import re
import shutil
import subprocess
import sysconfig
import uuid
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from workshop import COMMAND, HERE, ROOT, epoch, files_below, sha256, version

# Not the text for those who have bought Qt: it comes along under the LGPL.
_LICENCE_FILE: Final = re.compile(
    r"\.dist-info/(.*/)?((LICEN[CS]E(?!Ref-Qt-Commercial)|COPYING|NOTICE|AUTHORS)[^/]*)$", re.IGNORECASE
)
_LGPL: Final = ("LGPL-3.0.txt", "GPL-3.0.txt")
"""What the LGPL asks for is in two texts: it adds to the GPL."""
# What these packages write into their metadata is no SPDX expression; CREDITS.md says the same in words.
_LICENCES: Final = {
    "defusedxml": "PSF-2.0",
    "reportlab": "BSD-3-Clause",
    "sqlcipher3": "Zlib",
    "uharfbuzz": "Apache-2.0",
    "charset-normalizer": "MIT",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a program that somebody else made; ``sha256`` is that of the file it came in, if it came in one."""

    name: str
    version: str
    licence: str
    """An SPDX expression, or words where there is none."""
    purl: str
    sha256: str = ""
    texts: Mapping[str, bytes] | None = None
    """Licence file → content."""


def wheel_parts(wheels: Iterable[Path]) -> list[Part]:
    """The Python packages, as their wheels describe themselves."""
    found = []
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            names = archive.namelist()
            (metadata,) = (name for name in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
            said = email.message_from_bytes(archive.read(metadata))
            texts = {match[2]: archive.read(name) for name in names if (match := _LICENCE_FILE.search(name))}
        name = said["Name"].lower().replace("_", "-")
        licence = _LICENCES.get(name) or said["License-Expression"] or said["License"] or ""
        if "LGPL-3.0" in licence:
            texts |= {text: (HERE / "licences" / text).read_bytes() for text in _LGPL}
        purl = f"pkg:pypi/{name}@{said['Version']}"
        found.append(Part(name, said["Version"], licence, purl, sha256(wheel), texts))
    return found


def debian_parts(packages: Mapping[str, str]) -> list[Part]:
    """The libraries that were taken from packages of the building machine."""
    found = []
    for name, number in sorted(packages.items()):
        paper = Path("/usr/share/doc") / name / "copyright"
        texts = {"copyright": paper.read_bytes()} if paper.is_file() else {}
        purl = f"pkg:deb/debian/{name}@{number}"
        found.append(Part(name, number, "see licences/" + name, purl, "", texts))
    return found


def tool_part(package: str, licence: str) -> Part:
    """A tool of the building machine of which a piece is in the artefact: what unpacks it, what starts it."""
    shown = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True, check=False
    ).stdout
    paper = Path("/usr/share/doc") / package / "copyright"
    texts = {"copyright": paper.read_bytes()} if paper.is_file() else {}
    return Part(package, shown, licence, f"pkg:deb/debian/{package}@{shown}", "", texts)


def python_part() -> Part:
    """The interpreter and standard library of the building machine."""
    text = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    if not text.is_file():
        text = Path("/usr/share/doc/python3.11/copyright")
    number = platform.python_version()
    return Part("python", number, "PSF-2.0", f"pkg:generic/python@{number}", "", {"LICENSE.txt": text.read_bytes()})


def shipped_parts() -> list[Part]:
    """Fonts, pictures and lists in resources/: who made them and under which licence, as CREDITS.md says."""
    return [
        Part("noto-sans", "", "OFL-1.1", "pkg:generic/noto-sans"),
        Part("lucide", "1.62.0", "ISC AND MIT", "pkg:npm/lucide-static@1.62.0"),
        Part("geonames-postal-codes", "", "CC-BY-4.0", "pkg:generic/geonames-postal-codes"),
        Part("destatis-gv100ad", "2023-11-30", "DL-DE-BY-2.0", "pkg:generic/destatis-gv100ad"),
        Part("bkg-vg5000", "2021-01-01", "DL-DE-BY-2.0", "pkg:generic/bkg-vg5000"),
        Part("esco-occupations", "1.2.0", "CC-BY-4.0", "pkg:generic/esco-occupations@1.2.0"),
        Part("auxco", "", "MIT", "pkg:generic/auxco"),
        Part("cldr", "48", "Unicode-3.0", "pkg:generic/cldr@48"),
    ]


def put_licences(folder: Path, parts: Iterable[Part]) -> None:
    """Licence texts of the program and of every part, each in a folder of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("LICENSE", "NOTICE", "CREDITS.md"):
        shutil.copyfile(ROOT / name, folder / name)
    for text in sorted((HERE / "licences").iterdir()):
        shutil.copyfile(text, folder / text.name)
    for part in parts:
        for name, content in (part.texts or {}).items():
            target = folder / part.name / name
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(content)


def write(artefact: Path, tree: Path, parts: Iterable[Part]) -> None:
    """The three lists beside an artefact whose installed files are those of ``tree``."""
    digest = sha256(artefact)
    Path(f"{artefact}.sha256").write_text(f"{digest}  {artefact.name}\n", "utf-8")
    lines = [
        f"{sha256(file)}  {file.relative_to(tree).as_posix()}\n" for file in files_below(tree) if not file.is_symlink()
    ]
    Path(f"{artefact}.contents.txt").write_text("".join(lines), "utf-8")
    content = json.dumps(cyclonedx(artefact.name, digest, parts), ensure_ascii=False, indent=1)
    Path(f"{artefact}.cdx.json").write_text(content + "\n", "utf-8")


def cyclonedx(name: str, digest: str, parts: Iterable[Part]) -> dict[str, Any]:
    """The bill of materials in the words of CycloneDX 1.6 (ECMA-424)."""
    own = f"pkg:generic/{COMMAND}@{version()}"
    components = [_component(part) for part in sorted({*_hashable(parts)}, key=lambda part: part.purl)]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{name}:{digest}')}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": name,
                "version": version(),
                "licenses": [{"license": {"id": "Apache-2.0"}}],
                "hashes": [{"alg": "SHA-256", "content": digest}],
                "properties": [{"name": "permenti:commit", "value": commit()}],
            },
        },
        "components": components,
        "dependencies": [{"ref": own, "dependsOn": [component["bom-ref"] for component in components]}],
    }


def _hashable(parts: Iterable[Part]) -> list[Part]:
    return [Part(part.name, part.version, part.licence, part.purl, part.sha256) for part in parts]


def _component(part: Part) -> dict[str, Any]:
    is_expression = re.fullmatch(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*", part.licence) is not None
    licence: dict[str, Any] = {"license": {"name": part.licence or "see licences"}}
    if is_expression and part.licence != "DL-DE-BY-2.0":
        licence = {"expression": part.licence}
    made: dict[str, Any] = {
        "type": "data" if part.purl.startswith("pkg:generic") and not part.texts and not part.sha256 else "library",
        "bom-ref": part.purl,
        "name": part.name,
        "licenses": [licence],
        "purl": part.purl,
    }
    if part.name == "python":
        made["type"] = "platform"
    if part.version:
        made["version"] = part.version
    if part.sha256:
        made["hashes"] = [{"alg": "SHA-256", "content": part.sha256}]
    return made


def commit() -> str:
    """The commit that was built, with "+changes" where the working copy differs from it."""
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    status = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=no"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return (head.stdout.strip() or "unknown") + ("+changes" if status.stdout.strip() else "")
