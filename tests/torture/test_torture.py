"""The short versions of what ``dev.py torture`` does for hours, and that each control finds what it must find."""

from pathlib import Path

import pytest

from tests.needed import needs
from tests.torture.missing import missing
from tests.torture.rounds import Torture
from tests.torture.table import TABLE

HERE = [one for one in TABLE if "postgresql" not in missing(one)]
"""Without a server, what needs one is not collected; the last line of the run says so."""


def _there(one: Torture) -> None:
    programs = [name for name in one.needs if name not in ("postgresql", "dbstat", "proc")]
    if programs:
        needs(*programs)
    if lacking := missing(one):
        pytest.skip(f"this system has no {', '.join(lacking)}")


@pytest.mark.parametrize("one", [one for one in HERE if one.short], ids=lambda one: one.name)
def test_a_short_version_loses_nothing(one: Torture, tmp_path: Path) -> None:
    _there(one)
    outcome = one.run(tmp_path, one.short)
    assert outcome.losses == ()
    assert outcome.rounds == one.short


@pytest.mark.parametrize("one", [one for one in HERE if one.short], ids=lambda one: one.name)
def test_without_the_protection_something_is_lost(one: Torture, tmp_path: Path) -> None:
    _there(one)
    assert one.control(tmp_path) > 0


def test_the_table_is_that_of_the_page() -> None:
    numbers = {one.number for one in TABLE}
    assert numbers == set(range(1, 22))
    assert len({one.name for one in TABLE}) == len(TABLE)
