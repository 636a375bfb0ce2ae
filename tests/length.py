"""How long the tests are: short in every run of all of them, long in ``dev.py torture``."""

import os
from typing import Final

LONG_NAME: Final = "PERMENTI_LONG_TESTS"
"""Set for the tests that are a line of the table of the long ones (``tests/torture/table.py``)."""

LONG: Final = bool(os.environ.get(LONG_NAME))
