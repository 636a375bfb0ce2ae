"""The local log holds no word about anybody: canaries in every way an error can carry text."""

import ast
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy.exc import IntegrityError

import permenti_desktop
from permenti_desktop import log, paths
from permenti_desktop.log import public

CANARY = "Shilan-Hussein-0163-8195705"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The log of a program that just started; other listeners to the log are away meanwhile."""
    monkeypatch.setenv("PERMENTI_HOME", str(tmp_path))
    root = logging.getLogger()
    level, others = root.level, list(root.handlers)
    for handler in others:
        root.removeHandler(handler)
    path = log.setup(logging.DEBUG)
    (own,) = root.handlers
    yield path
    root.removeHandler(own)
    own.close()
    for handler in others:
        root.addHandler(handler)
    root.setLevel(level)


def _fails_with_a_name() -> None:
    name = CANARY
    raise KeyError(name)


def test_arguments_are_left_out_unless_they_are_public(file: Path) -> None:
    logger = logging.getLogger("permenti_desktop.test")
    logger.info("saved %s after %s ms", CANARY, public(12))
    logger.warning("%(name)s is missing", {"name": CANARY})
    logger.error("%d rows of %s", 3, CANARY)
    logger.error({"name": CANARY})
    text = file.read_text("utf-8")
    assert CANARY not in text
    assert "saved … after 12 ms" in text
    assert "%(name)s is missing" in text
    assert "%d rows of %s" in text
    assert "dict withheld" in text


def test_other_libraries_are_withheld(file: Path) -> None:
    logging.getLogger("sqlalchemy.engine").warning("INSERT … " + CANARY)
    logging.getLogger("py.warnings").warning("%s", CANARY)
    logging.getLogger().error("about " + CANARY)
    text = file.read_text("utf-8")
    assert CANARY not in text
    assert text.count("message withheld (test_log.py:") + text.count("/test_log.py:") >= 3


def test_exceptions_show_where_but_not_what(file: Path) -> None:
    logger = logging.getLogger("permenti_desktop.test")
    try:
        try:
            _fails_with_a_name()
        except KeyError as error:
            error.add_note(CANARY)
            raise ValueError(CANARY) from error
    except ValueError:
        logger.exception("saving failed")
    text = file.read_text("utf-8")
    assert CANARY not in text
    assert "ValueError" in text
    assert "caused by\nKeyError" in text
    assert "in _fails_with_a_name" in text
    assert str(Path.home()) not in text
    assert str(Path(__file__).parent.parent) not in text


def test_a_row_quoted_by_the_database_does_not_reach_the_log(file: Path) -> None:
    engine = sqlalchemy.create_engine("sqlite://")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE person (name TEXT PRIMARY KEY)")
        statement = sqlalchemy.text("INSERT INTO person VALUES (:name)")
        connection.execute(statement, {"name": CANARY})
        with pytest.raises(IntegrityError) as caught:
            connection.execute(statement, {"name": CANARY})
    engine.dispose()
    assert CANARY in str(caught.value)
    logging.getLogger("permenti_desktop.db").error("insert failed", exc_info=caught.value)
    text = file.read_text("utf-8")
    assert CANARY not in text
    assert "sqlalchemy.exc.IntegrityError" in text
    assert "sqlite_errorname=SQLITE_CONSTRAINT_PRIMARYKEY" in text


def test_a_row_quoted_by_postgresql_does_not_reach_the_log(file: Path) -> None:
    from psycopg.errors import UniqueViolation

    original = UniqueViolation(f"DETAIL:  Key (name)=({CANARY}) already exists.")
    error = IntegrityError("INSERT INTO person VALUES (%(name)s)", {"name": CANARY}, original)
    logging.getLogger("permenti_desktop.db").error("insert failed", exc_info=error)
    text = file.read_text("utf-8")
    assert CANARY not in text
    assert "psycopg.errors.UniqueViolation (sqlstate=23505)" in text


def test_files_and_groups_of_errors(file: Path) -> None:
    missing = FileNotFoundError(2, "No such file", f"/akten/{CANARY}.xlsx")
    group = ExceptionGroup(CANARY, [missing, UnicodeDecodeError("utf-8", CANARY.encode(), 0, 1, CANARY)])
    logging.getLogger("permenti_desktop.test").error("import failed", exc_info=group)
    text = file.read_text("utf-8")
    assert CANARY not in text
    assert "  | FileNotFoundError (errno=2)" in text
    assert "  | UnicodeDecodeError" in text


def test_a_failing_log_prints_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    class Unprintable:
        def __str__(self) -> str:
            raise RuntimeError(CANARY)

    (handler,) = [found for found in logging.getLogger().handlers if isinstance(found, logging.FileHandler)]
    values = (public(Unprintable()), CANARY)  # type: ignore[arg-type]
    handler.handle(logging.LogRecord("permenti_desktop.test", 40, __file__, 1, "%s %s", values, None))
    output = capsys.readouterr()
    assert CANARY not in output.err + output.out


def test_setting_up_twice_writes_each_line_once(file: Path) -> None:
    log.setup()
    logging.getLogger("permenti_desktop.test").warning("only once")
    assert file.read_text("utf-8").count("only once") == 1
    assert file.is_relative_to(paths.log_dir())


def test_the_log_is_only_readable_by_its_owner_and_does_not_grow_without_end(file: Path) -> None:
    logger = logging.getLogger("permenti_desktop.test")
    line = "x" * 1000
    for _ in range(4500):
        logger.warning(line)
    files = sorted(file.parent.iterdir())
    assert [found.name for found in files] == [
        "permenti.log", "permenti.log.1", "permenti.log.2", "permenti.log.3",
    ]  # fmt: skip
    assert all(found.stat().st_size <= 1_000_000 for found in files)
    if sys.platform != "win32":
        assert {found.stat().st_mode & 0o777 for found in files} == {0o600}


def test_messages_of_the_program_are_fixed_templates() -> None:
    """A message put together before it is logged would carry its values past the filter."""
    built = []
    methods = {"debug", "info", "warning", "error", "exception", "critical", "log"}
    for path in Path(permenti_desktop.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            owner = node.func.value
            if isinstance(owner, ast.Call):
                owner = owner.func
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            if node.func.attr not in methods or name.strip("_").lower() not in (
                "log", "logger", "logging", "own", "getlogger",
            ):  # fmt: skip
                continue
            message = node.args[1 if node.func.attr == "log" else 0]
            if not (isinstance(message, ast.Constant) and isinstance(message.value, str)):
                built.append(f"{path.name}:{node.lineno}")
    assert built == []
