"""SQLAlchemy is loaded without what it does not need here; whoever needs that afterwards gets it whole."""

import subprocess
import sys

SCRIPT = """
import sys
from permenti_desktop.db import orm

orm.load()
print(*(name in sys.modules for name in ("sqlalchemy.orm", "asyncio", "importlib.metadata", "email", "ssl")))

from sqlalchemy.util import concurrency as util

async def later():
    return 7

waiting = later()
print(util.iscoroutine(waiting), util.iscoroutine(later))
import asyncio
import importlib.metadata
print(asyncio.run(waiting), importlib.metadata.version("sqlalchemy").split(".")[0])
print(sys.modules["asyncio"].__spec__.name, sys.modules["importlib.metadata"].__spec__.name)
"""


def test_libraries_that_are_not_needed_stay_out_and_are_whole_when_they_are() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "True False False False False",
        "True False",
        "7 2",
        "asyncio importlib.metadata",
    ]


MEANWHILE = """
import sys
from permenti_desktop.db import orm

with orm._stand_ins():
    import importlib.metadata
    import asyncio.subprocess
    print(importlib.metadata.version("sqlalchemy").split(".")[0], asyncio.subprocess.PIPE, asyncio.iscoroutine(1))
"""


def test_another_thread_may_import_them_meanwhile() -> None:
    done = subprocess.run([sys.executable, "-c", MEANWHILE], capture_output=True, text=True, check=False, timeout=60)
    assert (done.stderr, done.stdout) == ("", "2 -1 False\n")
