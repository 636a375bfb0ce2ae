"""What a test needs besides Python: where it is missing, the test says so loudly and never passes unseen."""

import shutil
import sys

import pytest

import dev


def needs(*programs: str) -> None:
    """Fail where one of the programs (see ``dev.TEST_TOOLS``) is missing and can be installed, with the line that does
    it. Only Linux as root can play a second machine or mount a disk of its own: elsewhere the test is skipped by name.
    """
    packages = {program: names for program, names, _what in dev.TEST_TOOLS}
    missing = [program for program in programs if shutil.which(program) is None]
    if sys.platform.startswith("linux") and dev.is_root():
        if missing:
            line = dev.apt_line([name for program in missing for name in packages[program]], dev.release())
            pytest.fail(f"{', '.join(missing)} is missing. Please type:\n\n    {line}\n", pytrace=False)
    elif missing or not sys.platform.startswith("linux"):
        pytest.skip(f"needs Linux with {', '.join(programs)}")
