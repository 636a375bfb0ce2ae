"""The settings of a machine survive bad files, other versions and failed writes."""

import json
import os
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from permenti_desktop import paths, settings
from permenti_desktop.settings import Settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PERMENTI_HOME", str(tmp_path))
    return tmp_path


def _file() -> Path:
    return paths.config_dir() / "settings.json"


def test_defaults_without_a_file() -> None:
    assert settings.load() == Settings()
    assert not _file().exists()


def test_what_is_saved_is_read_back() -> None:
    changed = replace(Settings(), language="en", theme="dark", zoom=125, lock_after_minutes=0, window_geometry="AdnQ")
    changed = changed.with_recent("/daten/büro.permenti").with_layout("participants", {"columns": ["name"]})
    settings.save(changed)
    assert settings.load() == changed
    if sys.platform != "win32":
        assert stat.S_IMODE(_file().stat().st_mode) == 0o600


def test_the_latest_file_comes_first_once_and_only_eight_are_kept() -> None:
    state = Settings()
    for number in range(12):
        state = state.with_recent(f"/{number}.permenti")
    state = state.with_recent("/7.permenti")
    assert state.recent_files[:2] == ("/7.permenti", "/11.permenti")
    assert len(state.recent_files) == len(set(state.recent_files)) == 8
    assert "/7.permenti" not in state.without_recent("/7.permenti").recent_files


def test_a_layout_returns_to_what_is_shipped() -> None:
    state = Settings().with_layout("mentors", {"sort": "name"}).with_layout("mentors", None)
    assert state == Settings()


def test_keys_of_another_version_are_kept() -> None:
    _file().write_text(json.dumps({"zoom": 110, "later": {"a": [1, 2]}}), "utf-8")
    settings.change(theme="dark")
    content = json.loads(_file().read_text("utf-8"))
    assert content["later"] == {"a": [1, 2]}
    assert (content["zoom"], content["theme"]) == (110, "dark")
    assert "unknown" not in content


def test_values_of_the_wrong_kind_fall_back_one_by_one() -> None:
    _file().write_text(
        json.dumps(
            {"language": "xx", "theme": 3, "zoom": 500, "lock_after_minutes": True, "recent_files": ["/a", 7],
             "layouts": [], "reminders": False}
        ),
        "utf-8",
    )  # fmt: skip
    assert settings.load() == replace(Settings(), zoom=175, recent_files=("/a",), reminders=False)


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe\x00", b"null", b"[" * 100_000])
def test_a_broken_file_is_set_aside(content: bytes) -> None:
    _file().write_bytes(content)
    assert settings.load() == Settings()
    assert _file().with_name("settings.broken.json").read_bytes() == content
    assert not _file().exists()
    settings.save(Settings())
    assert settings.load() == Settings()


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(sorted(vars(Settings()))), inner)))  # fmt: skip # noqa: E501
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_file_can_stop_the_program(content: object) -> None:
    _file().write_text(json.dumps(content), "utf-8")
    loaded = settings.load()
    settings.save(loaded)
    assert settings.load() == loaded


def test_a_write_that_fails_leaves_the_old_file_and_no_remains() -> None:
    settings.save(replace(Settings(), zoom=150))
    with pytest.raises(TypeError):
        settings.save(replace(Settings(), layouts={"mentors": object()}))
    assert settings.load().zoom == 150
    assert os.listdir(paths.config_dir()) == ["settings.json"]
