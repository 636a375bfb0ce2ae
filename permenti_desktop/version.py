"""The version of the program, as the installed package states it."""

from functools import cache


@cache
def version() -> str:
    """The version of the installed package, e.g. "1.0.0"; "0" when it runs from bare source files."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("permenti-desktop")
    except PackageNotFoundError:
        return "0"


def to_number(name: str) -> int:
    """A version as one number that grows with it: "1.12.3" → 1012003; 0 for what is no version of three numbers."""
    parts = name.split(".")
    if len(parts) != 3 or not all(part.isdecimal() and int(part) < 1000 for part in parts):
        return 0
    major, minor, patch = map(int, parts)
    return (major * 1000 + minor) * 1000 + patch


def from_number(number: int) -> str:
    """The other way round; empty for 0."""
    return f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}" if number > 0 else ""
