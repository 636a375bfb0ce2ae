"""Settings that hold for every test: no window on the screen, a home of its own, no warning unheard.

Python's warnings and Qt's are made failures in pyproject.toml (filterwarnings, qt_log_level_fail); the
warnings of the log are made failures here.
"""

import logging
import os
import tempfile
from collections.abc import Iterator

import hypothesis
import pytest

from tests.length import LONG

# Set before anything is imported that reads it. Under xdist each worker is a process with a home of its own.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
_home = tempfile.TemporaryDirectory(prefix="permenti-tests-")
os.environ["PERMENTI_HOME"] = _home.name


def pytest_unconfigure() -> None:
    _home.cleanup()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not os.environ.get("PERMENTI_TEST_POSTGRES"):
        line = "NOT TESTED: PostgreSQL. PERMENTI_TEST_POSTGRES names no server; python3 dev.py test starts one."
        terminalreporter.write_line(line, yellow=True)


class _Collector(logging.Handler):
    """Keeps what was logged as a warning or worse while a test ran."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.sentences: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.sentences.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _log_warnings_fail(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a warning in the log, unless it asks for ``caplog`` and looks at it itself."""
    collector = _Collector()
    logging.getLogger().addHandler(collector)
    yield
    logging.getLogger().removeHandler(collector)
    if collector.sentences and "caplog" not in request.fixturenames:
        pytest.fail("Warnings in the log:\n" + "\n".join(collector.sentences))


# Half of the examples that Hypothesis makes by itself, in every run of all tests; a test may say otherwise.
hypothesis.settings.register_profile("short", max_examples=50)
if not LONG:
    hypothesis.settings.load_profile("short")

pytest_plugins = ["tests.db_fixtures"]  # real databases, on PostgreSQL too when a server is named
