"""The self-test says what works, fails when something is taken away, and writes only into its folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from permenti_desktop import paths, self_test


def test_everything_works_here_and_nothing_is_written_elsewhere(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "folder", tmp_path / "elsewhere"
    elsewhere.mkdir()
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PERMENTI_", "XDG_"))}
    environment = {**own, "HOME": str(elsewhere), "TMPDIR": str(elsewhere)}
    touched = elsewhere.stat().st_mtime_ns
    done = subprocess.run(
        [sys.executable, "-m", "permenti_desktop", "self-test", str(folder)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == len(self_test.CHECKS) + 1
    assert all(line.startswith("gut ") for line in lines[:-1])
    assert list(elsewhere.iterdir()) == []
    assert elsewhere.stat().st_mtime_ns == touched  # not for a moment either


def test_a_missing_piece_is_told_and_the_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_test, "CHECKS", tuple(one for one in self_test.CHECKS if one[0] in ("Schriften", "Texte")))
    monkeypatch.setattr(paths, "resource", lambda name: tmp_path / name)
    lines: list[str] = []
    assert not self_test.run(tmp_path, lines.append)
    assert [line.split(" ")[0] for line in lines[:2]] == ["gut", "FEHLER"]
