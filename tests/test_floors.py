"""The floors of the house, read from the import statements of every module.

Imports go down only; rooms on one floor do not know each other; each library is used in its own rooms; no
modules import each other in a circle. ARCHITECTURE.md says why. Nothing is imported here: the source is parsed.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "permenti_desktop"

CELLAR, GROUND, FIRST, SECOND, THIRD, WINDOW, TERMINAL = range(7)
FLOORS = {
    "paths": CELLAR,
    "version": CELLAR,
    "i18n": CELLAR,
    "settings": CELLAR,
    "log": CELLAR,
    "domain": GROUND,
    "db": FIRST,
    "queries": SECOND,
    "usecases": SECOND,
    "reports": THIRD,
    "exchange": THIRD,
    "planning": THIRD,
    "demo": THIRD,
    "gui": WINDOW,
    "cli": TERMINAL,
    "cli_commands": TERMINAL,
    "self_test": TERMINAL,
    "__main__": TERMINAL,
}
# Where one floor may know another is said above; these rooms may know less than their floor.
ONLY = {
    "domain": {"i18n", "paths"},  # words and rules: no settings, no log
    "planning": {"domain", "i18n"},  # pure calculation: neither database nor window
    "__main__": {"cli"},
}
DATABASE = {"db"}
STATEMENTS = {"db", "queries", "usecases"}
# Which rooms or modules may import a library; "files" are the modules read_… and write_… of reports and exchange.
LIBRARIES = {
    "PySide6": {"gui"},
    "shiboken6": {"gui"},
    "sqlalchemy": STATEMENTS,
    "sqlite3": DATABASE,
    "sqlcipher3": DATABASE,
    "alembic": DATABASE,
    "psycopg": DATABASE,
    "argon2": DATABASE | {"files"},
    "cryptography": DATABASE | {"files"},
    "openpyxl": {"files"},
    "defusedxml": {"files", "exchange.guard"},
    "reportlab": {"files", "reports.typeset"},
    "uharfbuzz": {"reports.typeset"},
    "babel": {"i18n"},
    "platformdirs": {"paths"},
    "phonenumbers": {"usecases", "exchange"},
    "rapidfuzz": {"db", "queries", "exchange"},
}


@dataclass(frozen=True)
class Import:
    """One imported module: who imports it, in which line, and whether only when a function runs."""

    by: str
    line: int
    target: str
    lazy: bool


def modules(package: Path) -> dict[str, Path]:
    """Each module of the package by its name below it: ``gui.page``; a package by the name of its folder."""
    found = {}
    for file in sorted(package.rglob("*.py")):
        parts = file.relative_to(package).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imports(package: Path) -> Iterator[Import]:
    """Every import of every module; those of the own package are named like :func:`modules` names them."""
    names = modules(package)
    for name, file in names.items():
        is_folder = file.name == "__init__.py"
        tree = ast.parse(file.read_text("utf-8"), str(file))
        late = {
            node
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
            for node in ast.walk(function)
        }
        for node in ast.walk(tree):
            for target in _targets(node, name, is_folder, package.name, names):
                yield Import(name, getattr(node, "lineno", 0), target, node in late)


def _targets(node: ast.AST, by: str, is_folder: bool, package: str, names: dict[str, Path]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield _own(alias.name, package)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            above = [package, *by.split(".")]
            above = above[: len(above) - node.level + is_folder]
            base = ".".join([*above, base] if base else above)
        for alias in node.names:
            whole = _own(f"{base}.{alias.name}", package)
            # "from package import module" or "from module import name".
            yield whole if whole.removeprefix(".") in names and whole.startswith(".") else _own(base, package)


def _own(target: str, package: str) -> str:
    """Own modules get a dot in front: ``permenti_desktop.gui.page`` is ``.gui.page``."""
    return f".{target.removeprefix(package).removeprefix('.')}" if target.split(".")[0] == package else target


def room(module: str) -> str:
    return module.split(".")[0]


def is_file_module(module: str) -> bool:
    """Whether a module reads or writes files of another program."""
    return room(module) in {"reports", "exchange"} and module.split(".")[-1].startswith(("read_", "write_"))


def faults(package: Path) -> list[str]:
    """What stands against the rules of the house, a sentence each."""
    found = []
    names = modules(package)
    edges: dict[str, set[str]] = {name: set() for name in names}
    for name, file in names.items():
        if name and room(name) not in FLOORS:
            found.append(f"{name} stands on no floor")
        if file.name == "__init__.py":
            body = ast.parse(file.read_text("utf-8")).body
            is_docstring = (
                len(body) == 1
                and isinstance(body[0], ast.Expr)
                and isinstance(body[0].value, ast.Constant)
                and isinstance(body[0].value.value, str)
            )
            if not is_docstring:
                found.append(f"{file.relative_to(package)} holds more than a docstring")
    for one in imports(package):
        where = f"{one.by}:{one.line}"
        if one.target.startswith("."):
            target = one.target[1:]
            if target:
                # "from .db import models" with a name that is no module points at db itself.
                edges[one.by].add(target)
                found += [f"{where} {fault}" for fault in _floor_faults(one, target)]
        else:
            found += [f"{where} {fault}" for fault in _library_faults(one)]
    circle = cycle(edges)
    if circle:
        found.append("circle of imports: " + " → ".join(circle))
    return found


def _floor_faults(one: Import, target: str) -> Iterator[str]:
    by, to = room(one.by), room(target)
    if by == to or by not in FLOORS or to not in FLOORS:
        return
    if by in ONLY and to not in ONLY[by]:
        yield f"may not know {target}"
    elif FLOORS[by] < FLOORS[to]:
        yield f"imports upwards: {target}"
    elif FLOORS[by] == FLOORS[to] and FLOORS[by] not in {CELLAR, TERMINAL}:
        yield f"imports the room beside it: {target}"
    elif FLOORS[by] == TERMINAL and to == "gui" and not one.lazy:
        yield f"loads the window although only the terminal may be wanted: {target}"


def _library_faults(one: Import) -> Iterator[str]:
    library = one.target.split(".")[0]
    if library in LIBRARIES:
        allowed = LIBRARIES[library]
        is_open = {room(one.by), one.by} & allowed or ("files" in allowed and is_file_module(one.by))
        if not is_open:
            yield f"may not use {library}"
    elif library not in sys.stdlib_module_names:
        yield f"uses {library}, which is no dependency of this room"


def cycle(edges: dict[str, set[str]]) -> list[str]:
    """One circle among the modules, or nothing."""
    left = {name: (targets & edges.keys()) - {name} for name, targets in edges.items()}
    while leaves := {name for name, targets in left.items() if not targets}:
        left = {name: targets - leaves for name, targets in left.items() if name not in leaves}
    if not left:
        return []
    path = [min(left)]
    while (following := min(left[path[-1]])) not in path:
        path.append(following)
    return [*path[path.index(following) :], following]


def test_the_house_stands_as_its_plan_says() -> None:
    assert len(modules(PACKAGE)) > 10
    assert faults(PACKAGE) == []


CLEAN = {
    "__init__.py": '"""House."""',
    "__main__.py": "from house.cli import main\nmain()",
    "cli.py": "def main():\n    from house.gui import app\n    return app",
    "i18n.py": "from house import paths\nimport gettext",
    "paths.py": "import pathlib\ndef f():\n    import platformdirs\n    return platformdirs",
    "domain/__init__.py": '"""Words."""',
    "domain/tandem.py": "from ..i18n import N_\nfrom dataclasses import dataclass",
    "db/base.py": "import sqlalchemy.orm\nimport sqlcipher3\nfrom house.domain import tandem",
    "queries/tandem.py": "from sqlalchemy import select\nfrom house.db.base import Base",
    "usecases/tandem.py": "from house.db import base\nimport phonenumbers",
    "reports/document.py": "from house.queries import tandem",
    "reports/write_pdf.py": "from reportlab.platypus import Table\nfrom . import document",
    "planning/matching.py": "from house.domain.tandem import check",
    "gui/app.py": "from PySide6.QtCore import Qt\nfrom house.reports import write_pdf",
}


def built(folder: Path, changes: dict[str, str]) -> Path:
    """A small house on the disk, with some files written differently."""
    for name, text in {**CLEAN, **changes}.items():
        file = folder / "house" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder / "house"


def test_a_house_in_order_has_no_fault(tmp_path: Path) -> None:
    assert faults(built(tmp_path, {})) == []


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("db/base.py", "from house.usecases import tandem as t", "db.base:1 imports upwards: usecases.tandem"),
        ("db/base.py", "def f():\n    import house.gui.app", "db.base:2 imports upwards: gui.app"),
        ("i18n.py", "from .domain.tandem import x", "i18n:1 imports upwards: domain.tandem"),
        ("gui/app.py", "from house import cli", "gui.app:1 imports upwards: cli"),
        ("queries/x.py", "import house.usecases.tandem", "queries.x:1 imports the room beside it: usecases.tandem"),
        ("reports/x.py", "from ..planning import matching", "imports the room beside it: planning.matching"),
        ("exchange/x.py", "from house.reports.document import x", "the room beside it: reports.document"),
        ("planning/x.py", "from house.db.base import Base", "planning.x:1 may not know db.base"),
        ("domain/x.py", "from house import settings", "domain.x:1 may not know settings"),
        ("__main__.py", "from house.gui.app import start", "__main__:1 may not know gui.app"),
        ("cli.py", "from house.gui import app", "cli:1 loads the window"),
        ("cli.py", "if True:\n    import house.gui.app", "cli:2 loads the window"),
        ("usecases/x.py", "from PySide6.QtCore import QObject", "usecases.x:1 may not use PySide6"),
        ("gui/x.py", "from sqlalchemy import select", "gui.x:1 may not use sqlalchemy"),
        ("queries/x.py", "import sqlcipher3.dbapi2", "queries.x:1 may not use sqlcipher3"),
        ("gui/x.py", "import sqlite3", "gui.x:1 may not use sqlite3"),
        ("usecases/x.py", "from alembic import op", "usecases.x:1 may not use alembic"),
        ("exchange/x.py", "import openpyxl", "exchange.x:1 may not use openpyxl"),
        ("gui/read_x.py", "import openpyxl", "gui.read_x:1 may not use openpyxl"),
        ("reports/figures.py", "def f():\n    import reportlab", "reports.figures:2 may not use reportlab"),
        ("domain/x.py", "import phonenumbers", "domain.x:1 may not use phonenumbers"),
        ("reports/x.py", "import requests", "reports.x:1 uses requests"),
        ("somewhere/x.py", "", "somewhere.x stands on no floor"),
        ("domain/__init__.py", '"""Words."""\nimport os', "domain/__init__.py holds more than a docstring"),
        ("domain/__init__.py", "", "domain/__init__.py holds more than a docstring"),
        ("i18n.py", "def f():\n    from house import log", "circle of imports: i18n → log → i18n"),
    ],
)
def test_a_planted_fault_is_found(tmp_path: Path, file: str, text: str, fault: str) -> None:
    house = built(tmp_path, {"settings.py": "", "log.py": "from house import i18n", file: text})

    found = faults(house)

    assert any(fault in sentence for sentence in found), found
