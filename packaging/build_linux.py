"""The program for Linux: a folder made by PyInstaller, and from it a Debian package and a self-extracting file.

The Debian package leaves the libraries of the desktop (X, GL, GLib, fonts, C++) to the system and names them as
dependencies: an old copy of them beside a new graphics driver is the classic crash. The self-extracting file, for
systems without apt and people without root, brings all but the C++ ones along.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import inventory
import pictures
from workshop import (
    COMMAND,
    HERE,
    HOST,
    NAME,
    OUT,
    ROOT,
    RUNTIME_LOCK,
    TOOLS_LOCK,
    WORK,
    BuildError,
    environment_for,
    epoch,
    files_below,
    fresh,
    megabytes,
    need,
    pip,
    project_wheel,
    run,
    same_time,
    say,
    step,
    version,
    wheels,
)

DATA: Final = HERE / "linux"
TREE: Final = WORK / "linux" / "dist" / COMMAND

# Bundled library (its name up to ".so") → Debian packages, of which one holds it. What Debian's own desktop programs
# take from the system is not brought along by the package.
SYSTEM: Final[dict[str, str]] = {
    "libstdc++": "libstdc++6",
    "libgcc_s": "libgcc-s1",
    "libz": "zlib1g",
    "libX11": "libx11-6",
    "libX11-xcb": "libx11-xcb1",
    "libXau": "libxau6",
    "libXdmcp": "libxdmcp6",
    "libXext": "libxext6",
    "libXrender": "libxrender1",
    "libxcb": "libxcb1",
    "libxcb-cursor": "libxcb-cursor0",
    "libxcb-glx": "libxcb-glx0",
    "libxcb-icccm": "libxcb-icccm4",
    "libxcb-image": "libxcb-image0",
    "libxcb-keysyms": "libxcb-keysyms1",
    "libxcb-randr": "libxcb-randr0",
    "libxcb-render": "libxcb-render0",
    "libxcb-render-util": "libxcb-render-util0",
    "libxcb-shape": "libxcb-shape0",
    "libxcb-shm": "libxcb-shm0",
    "libxcb-sync": "libxcb-sync1",
    "libxcb-util": "libxcb-util1",
    "libxcb-xfixes": "libxcb-xfixes0",
    "libxcb-xinerama": "libxcb-xinerama0",
    "libxcb-xkb": "libxcb-xkb1",
    "libxkbcommon": "libxkbcommon0",
    "libxkbcommon-x11": "libxkbcommon-x11-0",
    "libwayland-client": "libwayland-client0",
    "libwayland-cursor": "libwayland-cursor0",
    "libwayland-egl": "libwayland-egl1",
    "libglib-2.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgobject-2.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgthread-2.0": "libglib2.0-0 | libglib2.0-0t64",
    "libdbus-1": "libdbus-1-3",
    "libfontconfig": "libfontconfig1",
    "libfreetype": "libfreetype6",
    "libEGL": "libegl1",
    "libGL": "libgl1",
    "libGLX": "libgl1",
    "libOpenGL": "libopengl0",
    "libbrotlicommon": "libbrotli1",
    "libbrotlidec": "libbrotli1",
    "libgssapi_krb5": "libgssapi-krb5-2",
}
# Libraries that only the system's own ones above need: with them they leave the package, by their packages' own
# dependencies they are there.
BEHIND_THEM: Final = """
    libbsd libmd libcap libcom_err libexpat libgcrypt libgpg-error libk5crypto libkeyutils libkrb5 libkrb5support
    liblz4 libpcre2-8 libpng16 libsystemd
""".split()
# The self-extracting file runs beside the graphics driver of the system, which needs a C++ library as new as itself.
NEVER_BUNDLED: Final = ("libstdc++", "libgcc_s")
# Loaded by the starter of the program, so no file lists it.
LOADED_BY_NAME: Final = ("libpython3.11",)
# Always loaded by the interpreter or by Qt at run time, not named in any file's list of libraries.
AT_RUN_TIME: Final = ("libgl1", "libegl1", "libxcb-cursor0", "libfontconfig1")


def build(*, release: bool) -> None:
    """The program folder, the Debian package and the self-extracting file, with their inventories, into dist."""
    for program, package in (("dpkg-deb", "dpkg"), ("makeself", "makeself"), ("objdump", "binutils")):
        need(program, package)
    with step("Program folder for Linux"):
        freeze()
        say(f"    {megabytes(TREE)}")
    with step("Debian package"):
        deb(release=release)
    with step("Self-extracting file"):
        self_extracting(release=release)


def freeze() -> None:
    """PyInstaller's folder with the program and the licences of all its parts."""
    python = environment_for(
        "linux-python", [*wheels(TOOLS_LOCK, "linux-tools", HOST), *wheels(RUNTIME_LOCK, "linux", HOST)]
    )
    pip(python, project_wheel())
    folder = WORK / "linux"
    folder.mkdir(exist_ok=True)
    run(
        python,
        *("-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
        *("--distpath", folder / "dist", "--workpath", folder / "work"),
        HERE / "permenti.spec",
        cwd=folder,  # in the project folder Python would find the sources instead of the installed wheel
        environment={"PERMENTI_START": str(HERE / "permenti_start.py"), "PERMENTI_VERSION": version()},
    )
    drop_unused(TREE)
    inventory.put_licences(TREE / "licences", parts(TREE))
    same_time(TREE)


def parts(tree: Path) -> list[inventory.Part]:
    """Everything in a program folder that others made."""
    packages = wheels(RUNTIME_LOCK, "linux", HOST)
    tools = [wheel for wheel in wheels(TOOLS_LOCK, "linux-tools", HOST) if wheel.name.startswith("pyinstaller-")]
    return [
        inventory.python_part(),
        *inventory.wheel_parts([*packages, *tools]),  # PyInstaller's starter is part of the program
        *inventory.debian_parts(system_packages(tree)),
        *inventory.shipped_parts(),
    ]


def library(file: Path) -> str:
    """The name of a library without its version: libxcb-cursor.so.0.0.0 → libxcb-cursor."""
    return file.name.partition(".so")[0]


def is_elf(file: Path) -> bool:
    if file.is_symlink():
        return False
    with file.open("rb") as opened:
        return opened.read(4) == b"\x7fELF"


def dynamic(file: Path) -> str:
    return subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=True).stdout


def wanted_libraries(tree: Path) -> set[str]:
    """The names of all libraries that the files of a folder ask the loader for, and that are not among them."""
    found = set()
    for file in files_below(tree):
        if is_elf(file):
            found |= set(re.findall(r"NEEDED +(\S+)", dynamic(file)))
    return found - {file.name for file in files_below(tree)}


def newest_glibc(tree: Path) -> str:
    """The newest version of the C library that a file of the folder asks for, e.g. "2.35"."""
    found = {
        tuple(map(int, number.split(".")))
        for file in files_below(tree)
        if is_elf(file)
        for number in re.findall(r"\bGLIBC_(\d+\.\d+)", dynamic(file))
    }
    return ".".join(map(str, max(found)))


def dependencies(tree: Path) -> str:
    """The Depends of a package with these files, from what they ask for. Raises BuildError for an unknown library."""
    packages = set(AT_RUN_TIME)
    libc = re.compile(r"^(libc|libm|libdl|libpthread|librt|libutil|libresolv|ld-linux-x86-64)\.so")
    unknown = []
    for name in sorted(wanted_libraries(tree)):
        if libc.match(name):
            continue
        package = SYSTEM.get(name.partition(".so")[0])
        if package is None:
            unknown.append(name)
        else:
            packages.add(package)
    if unknown:
        raise BuildError(f"No package is named in build_linux.py for {', '.join(unknown)}.")
    return ", ".join([f"libc6 (>= {newest_glibc(tree)})", *sorted(packages)])


def drop_unused(tree: Path) -> None:
    """Take away what only left-out libraries needed: PyInstaller collected it before the recipe left them out."""
    while True:
        needed = {
            name for file in files_below(tree) if is_elf(file) for name in re.findall(r"NEEDED +(\S+)", dynamic(file))
        }
        idle = [
            file
            for file in sorted((tree / "_internal").glob("lib*.so*"))
            if file.name not in needed and library(file) not in LOADED_BY_NAME
        ]
        if not idle:
            return
        for file in idle:
            file.unlink()


def system_packages(tree: Path) -> dict[str, str]:
    """Debian package → version of the libraries that PyInstaller took from the building machine."""
    found: dict[str, str] = {}
    for file in sorted((tree / "_internal").glob("lib*.so*")):
        if file.is_symlink() or library(file) in LOADED_BY_NAME:  # the interpreter is a part of its own
            continue
        for folder in ("/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu"):
            shown = subprocess.run(
                ["dpkg-query", "-S", f"{folder}/{file.name}"], capture_output=True, text=True, check=False
            ).stdout
            if shown:
                package = shown.partition(":")[0]
                found[package] = subprocess.run(
                    ["dpkg-query", "-W", "-f", "${Version}\n", package], capture_output=True, text=True, check=True
                ).stdout.splitlines()[0]
                break
    return found


def without(tree: Path, names: set[str]) -> None:
    """Take libraries out of the top of a program folder."""
    for file in sorted((tree / "_internal").iterdir()):
        leads_nowhere = file.is_symlink() and not file.exists()
        if leads_nowhere or (".so" in file.name and library(file) in names):
            file.unlink()


def desktop_files(share: Path) -> None:
    """Menu entry, file type and icons below a ``share`` folder."""
    for source, target in (
        (DATA / "permenti.desktop", share / "applications" / "permenti.desktop"),
        (DATA / "permenti.xml", share / "mime" / "packages" / "permenti.xml"),
        (pictures.SIGN, share / "icons" / "hicolor" / "scalable" / "apps" / "permenti.svg"),
    ):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    for size, file in pictures.pngs(WORK / "linux" / "icons", "permenti").items():
        target = share / "icons" / "hicolor" / f"{size}x{size}" / "apps" / "permenti.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def deb(*, release: bool) -> Path:
    """The Debian package; small for a release, fast otherwise."""
    root = fresh(WORK / "linux" / "deb")
    program = root / "usr" / "lib" / COMMAND
    shutil.copytree(TREE, program, symlinks=True)
    without(program, {*SYSTEM, *BEHIND_THEM})
    needed = dependencies(program)
    desktop_files(root / "usr" / "share")
    start = root / "usr" / "bin" / COMMAND
    start.parent.mkdir()
    start.symlink_to(f"../lib/{COMMAND}/{COMMAND}")
    papers = root / "usr" / "share" / "doc" / COMMAND
    papers.mkdir(parents=True)
    (papers / "copyright").write_text(
        f"{(ROOT / 'NOTICE').read_text('utf-8')}\nThe licences of all parts lie in /usr/lib/{COMMAND}/licences.\n",
        "utf-8",
    )
    shutil.copyfile(ROOT / "CHANGELOG.md", papers / "CHANGELOG.md")
    size = sum(-(-file.lstat().st_size // 1024) for file in files_below(root))
    control = root / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(
        f"""Package: {COMMAND}
Version: {version()}
Architecture: amd64
Maintainer: The Permenti authors <permenti@example.org>
Installed-Size: {size}
Depends: {needed}
Recommends: fonts-noto-core | fonts-dejavu-core, shared-mime-info, desktop-file-utils
Section: misc
Priority: optional
Description: office for mentoring and internships of refugee women
 Participants, mentors, tandems, internships, companies and authorities, vouchers,
 meetings and the figures for funders, in one encrypted file on the own computer,
 without a server and without the internet. German and English.
""",
        "utf-8",
    )
    same_time(root)
    target = OUT / f"{COMMAND}_{version()}_amd64.deb"
    kind = ("-Zxz", "-z9") if release else ("-Zzstd", "-z10")
    OUT.mkdir(exist_ok=True)
    run("dpkg-deb", "--root-owner-group", *kind, "--build", root, target)
    inventory.write(target, program, parts(program))
    say(f"    {target.name}: {megabytes(target)}, {megabytes(program)} installed\n    Depends: {needed}")
    return target


def self_extracting(*, release: bool) -> Path:
    """One file that a user without root runs: it puts the program into her own folders."""
    folder = fresh(WORK / "linux" / "run")
    program = folder / COMMAND
    shutil.copytree(TREE, program, symlinks=True)
    without(program, set(NEVER_BUNDLED))
    desktop_files(folder / "share")
    shutil.copyfile(DATA / "install.sh", folder / "install.sh")
    (folder / "install.sh").chmod(0o755)
    (folder / "VERSION").write_text(f"{version()}\n")
    same_time(folder)
    target = OUT / f"{NAME}-{version()}-linux-x86_64.run"
    OUT.mkdir(exist_ok=True)
    kind = ["--xz", "--complevel", "9"] if release else ["--gzip", "--complevel", "6"]
    run(
        "makeself",
        *("--quiet", "--nox11", "--nomd5", "--sha256"),
        *kind,
        *("--packaging-date", f"@{epoch()}"),
        *("--tar-extra", f"--sort=name --owner=0 --group=0 --numeric-owner --mtime=@{epoch()}"),
        *(folder, target, f"{NAME} {version()}", "./install.sh"),
    )
    unpacker = inventory.tool_part("makeself", "GPL-2.0-or-later")
    inventory.write(target, program, [*parts(program), unpacker])
    say(f"    {target.name}: {megabytes(target)}")
    return target
