"""A screen without a monitor for the tests of built programs, keys for their windows, and pictures to look at."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PIL import Image
from workshop import BuildError

SIZE: Final = "1280x900x24"
LONGEST: Final = 3600.0
"""Seconds after which a program under test counts as hanging. It takes half a minute to paint all pages, and twenty
minutes on a machine that many work on."""
SLOWEST: Final = 300.0
"""Seconds for a window to open or a program to end there."""
COLOURS: Final = 60
"""A picture with fewer colours shows no window: blank ones have one or two."""


@contextmanager
def screen() -> Iterator[str]:
    """A screen with a window manager; gives its name, e.g. ":91". Both are ended afterwards."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp"],
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    if not number:
        raise BuildError("Xvfb did not start.")
    display = f":{number}"
    manager = subprocess.Popen(
        ["openbox"],
        env={**os.environ, "DISPLAY": display},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield display
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait()


def to_the_end(
    words: Sequence[str], environment: Mapping[str, str] | None = None, errors: int = subprocess.STDOUT
) -> tuple[int, str]:
    """Run a program until it ends by itself; exit status and what it said. One that hangs is ended, and fails."""
    process = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors)
    try:
        said, _nothing = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        process.kill()
        said, _nothing = process.communicate()
        said += f"\nended after {LONGEST:.0f} seconds".encode()
    return process.returncode, said.decode("utf-8", "replace").replace("\r", "")


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Look twice a second whether something has come true; False when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.5)
    return False


def xdotool(display: str, *words: str) -> str:
    return subprocess.run(
        ["xdotool", *words], env={**os.environ, "DISPLAY": display}, capture_output=True, text=True, check=False
    ).stdout.strip()


def windows(display: str, title: str) -> list[str]:
    """The visible windows whose title holds these words."""
    return xdotool(display, "search", "--onlyvisible", "--name", title).split()


def picture(display: str, target: Path) -> int:
    """Take a picture of the whole screen; the number of colours in it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    subprocess.run(["scrot", "--overwrite", target], env={**os.environ, "DISPLAY": display}, check=True)
    with Image.open(target) as image:
        found = image.convert("RGB").getcolors(maxcolors=1 << 24)
    return len(found or [])
