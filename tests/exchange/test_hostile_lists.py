"""Files that want to do harm, or came to harm, all the way from the file to a plan."""

from pathlib import Path

import pytest

from permenti_desktop.exchange import read_workbook
from tests.exchange.hostile import KINDS, hostile_lists, outcome


def test_thirteen_kinds_and_mutations_by_lot(tmp_path: Path) -> None:
    counts = hostile_lists(25, tmp_path / "in")
    assert counts.losses == ()
    assert counts.rounds == 25
    assert counts.read > 2
    # The same files without the door end in bare errors: what the door turns into sentences.
    assert counts.control > 5


def test_a_loss_would_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the counting itself: without the door, the bare errors are losses."""
    monkeypatch.setattr(read_workbook, "read_bytes", read_workbook._read)
    assert any("Error" in loss or "Exception" in loss for loss in hostile_lists(4, tmp_path / "in", ()).losses)


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS if kind.refused])
def test_each_is_refused_in_one_sentence(kind: str, tmp_path: Path) -> None:
    (found,) = [one for one in KINDS if one.name == kind]
    path = tmp_path / kind
    path.write_bytes(found.data())
    said = outcome(path)
    assert said != "read"
    assert said.endswith(".")
