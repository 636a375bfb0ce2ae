"""A version as one number in the head of a file, and back."""

import pytest

from permenti_desktop.version import from_number, to_number


@pytest.mark.parametrize(("name", "number"), [("0.1.0", 1000), ("1.12.3", 1012003), ("999.999.999", 999_999_999)])
def test_a_version_is_a_number_and_back(name: str, number: int) -> None:
    assert to_number(name) == number
    assert from_number(number) == name


def test_a_later_version_is_a_greater_number() -> None:
    names = ["0.1.0", "0.1.9", "0.1.10", "0.2.0", "1.0.0", "1.10.0"]

    assert [to_number(name) for name in names] == sorted(to_number(name) for name in names)


@pytest.mark.parametrize("name", ["0", "1.0", "1.0.0rc1", "1.2.3.4", "1.1000.0", ""])
def test_what_is_no_released_version_is_not_noted(name: str) -> None:
    assert to_number(name) == 0
    assert from_number(0) == ""
