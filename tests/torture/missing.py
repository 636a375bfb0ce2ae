"""What this machine lacks for a test."""

import os
import shutil
import sys
from pathlib import Path

from tests.torture.damage import has_page_lists
from tests.torture.rounds import Torture


def missing(torture: Torture) -> list[str]:
    """The programs, or other things, without which it cannot be done here."""
    return [name for name in torture.needs if not _is_there(name)]


def _is_there(name: str) -> bool:
    if name == "postgresql":
        return bool(os.environ.get("PERMENTI_TEST_POSTGRES"))
    if name == "dbstat":
        return has_page_lists()
    if name == "proc":
        return Path("/proc/self/mem").exists()
    return sys.platform.startswith("linux") and shutil.which(name) is not None
