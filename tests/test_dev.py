"""dev.py: what it says on which system, when it installs, and that its PostgreSQL comes and goes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import dev

DEBIAN_12 = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\n'
DEBIAN_13 = 'VERSION_ID="13"\nVERSION_CODENAME=trixie\nID=debian\n'
DEBIAN_TESTING = 'PRETTY_NAME="Debian GNU/Linux forky/sid"\nVERSION_CODENAME=forky\nID=debian\n'
UBUNTU_22 = 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"\nVERSION_CODENAME=jammy\nUBUNTU_CODENAME=jammy\n'
UBUNTU_24 = "ID=ubuntu\nID_LIKE=debian\nVERSION_ID='24.04'\nUBUNTU_CODENAME=noble\n"
MINT_21 = 'ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_CODENAME=virginia\nUBUNTU_CODENAME=jammy\n'
FEDORA = "ID=fedora\nVERSION_ID=43\n"


def system(folder: Path, text: str) -> dict[str, str]:
    file = folder / "os-release"
    file.write_text(text, "utf-8")
    return dev.release(file)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (DEBIAN_12, "libglib2.0-0"),
        (DEBIAN_13, "libglib2.0-0t64"),
        (DEBIAN_TESTING, "libglib2.0-0t64"),
        (UBUNTU_22, "libglib2.0-0"),
        (UBUNTU_24, "libglib2.0-0t64"),
        (MINT_21, "libglib2.0-0"),
    ],
)
def test_the_apt_line_has_the_names_of_the_release(tmp_path: Path, text: str, name: str) -> None:
    line = dev.apt_line(dev.QT_PACKAGES, system(tmp_path, text))

    assert line.startswith("sudo apt-get install -y --no-install-recommends libegl1 ")
    assert name in line.split()
    assert "libxcb-cursor0" in line.split()


def test_apt_is_for_debian_and_what_is_made_from_it(tmp_path: Path) -> None:
    assert dev.is_debian(system(tmp_path, DEBIAN_12))
    assert dev.is_debian(system(tmp_path, MINT_21))
    assert not dev.is_debian(system(tmp_path, FEDORA))
    assert not dev.is_debian(dev.release(tmp_path / "missing"))


def test_a_changed_lock_is_another_environment(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text("a==1\n")
    before = dev.digest(lock)

    lock.write_text("a==2\n")

    assert dev.digest(lock) != before


def test_an_old_python_gets_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))

    assert dev.main(["run"]) == 1
    assert "needs Python 3.11 or newer" in capsys.readouterr().out


def test_help_names_every_command() -> None:
    done = subprocess.run(
        [sys.executable, str(dev.ROOT / "dev.py"), "--help"], capture_output=True, text=True, check=True
    )

    for name in ("run", "test", "check", "bench", "translate", "build", "build-test", "demo", "screenshots", "lock"):
        assert f"\n  {name} " in done.stdout


def test_dev_needs_nothing_but_python() -> None:
    # -I -S: no packages at all are visible, as on a machine where nothing is installed yet.
    code = f"import sys; sys.path.insert(0, {str(dev.ROOT)!r}); import dev; print(sorted(dev.COMMANDS))"

    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_qt_finds_its_libraries_where_these_tests_run() -> None:
    done = subprocess.run([sys.executable, "-c", dev.QT_PROBE], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_qt_probe_names_a_missing_library(tmp_path: Path) -> None:
    # A library that cannot be loaded stands in front of the real one, as a missing one would.
    (tmp_path / "libxcb-cursor.so.0").write_bytes(b"")
    environment = {**os.environ, "LD_LIBRARY_PATH": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, "-c", dev.QT_PROBE], capture_output=True, text=True, check=False, env=environment
    )

    assert done.returncode != 0
    assert "libxcb-cursor.so.0" in done.stderr.splitlines()[-1]


def test_postgres_answers_on_loopback_and_is_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    if dev.postgres_programs() is None:
        assert "PERMENTI_TEST_POSTGRES" not in os.environ
        return
    import psycopg

    monkeypatch.delenv("PERMENTI_TEST_POSTGRES", raising=False)

    with dev.postgres() as url:
        assert url is not None
        address = url.replace("+psycopg", "")
        with psycopg.connect(address) as connection:
            words = [("Zoe",), ("Ärztin",), ("Anna",), ("anna",)]
            connection.execute("create temp table w (w text)")
            connection.cursor().executemany("insert into w values (%s)", words)
            # German order of words: a query that sorts by plain text gives another order than SQLite.
            rows = connection.execute("select w from w order by w").fetchall()
            assert rows == [("anna",), ("Anna",), ("Ärztin",), ("Zoe",)]

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address, connect_timeout=5)


def test_a_given_postgres_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERMENTI_TEST_POSTGRES", "postgresql+psycopg://somebody@127.0.0.1/theirs")

    with dev.postgres() as url:
        assert url == "postgresql+psycopg://somebody@127.0.0.1/theirs"


def test_without_a_display_the_window_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert not dev.has_display()

    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert dev.has_display()
