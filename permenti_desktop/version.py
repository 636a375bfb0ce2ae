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
