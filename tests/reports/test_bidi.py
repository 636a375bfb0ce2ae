"""The order of mixed text, compared with Qt's own implementation of UAX #9 and with hand-worked lines."""

import random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextLayout, QTextOption
from pytestqt.qtbot import QtBot

from permenti_desktop.reports import bidi


def drawn(text: str, base: int) -> list[int]:
    """Positions of the characters of *text* in the order they are drawn from the left."""
    order: list[int] = []
    for first, end, backwards in bidi.visual_runs(text, bidi.levels(text, base), base):
        order += reversed(range(first, end)) if backwards else range(first, end)
    return order


def drawn_by_qt(text: str, base: int) -> list[int]:
    """The same order as Qt draws it, from the places of the glyphs."""
    layout = QTextLayout(text, QFont("Sans", 20))
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if base else Qt.LayoutDirection.LeftToRight)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    places = [min(point.x() for run in line.glyphRuns(at, 1) for point in run.positions()) for at in range(len(text))]
    return sorted(range(len(text)), key=places.__getitem__)


@pytest.mark.parametrize(
    ("text", "base", "wanted"),
    [
        # Worked by hand from the rules; capitals stand for Arabic letters.
        ("abc", 0, "abc"),
        ("abc DEF ghi", 0, "abc FED ghi"),
        ("ABC 12 DEF", 1, "FED 12 CBA"),
        ("ABC (def) GHI", 1, "IHG )def( CBA"),  # brackets are turned round where they are drawn
        ("a (B) C", 0, "a (B) C"),
        ("a B, C d", 0, "a C ,B d"),
        ("A 3/4", 0, "3/4 A"),
        ("a 3/4", 1, "a 3/4"),
        ("A: a b", 1, "a b :A"),
        ("", 0, ""),
    ],
)
def test_by_hand(text: str, base: int, wanted: str) -> None:
    real = "".join(chr(0x0628 + ord(sign) - 65) if sign.isupper() else sign for sign in text)
    assert "".join(text[at] for at in drawn(real, base)) == wanted


def test_base_level_is_that_of_the_first_letter() -> None:
    assert bidi.base_level("123 شیلان") == 1
    assert bidi.base_level("(Hussein) شیلان") == 0
    assert bidi.base_level("12.03.2026") == 0


def test_as_qt_does_it(qtbot: QtBot) -> None:
    """Random lines of Latin, Arabic, digits and the punctuation of names and notes."""
    chance = random.Random(11)
    # Letters that do not join to the left and do not merge: every character keeps a place of its own.
    words = ("abc", "Köln", "ورد", "دار", "12", "3.5", "(", ")", "-", "/", ",", ":", "١٢", "%", "+49", "[", "]")
    for _ in range(400):
        text = "".join(chance.choice(words) + chance.choice(("", " ")) for _ in range(chance.randrange(2, 8)))
        base = chance.randrange(2)
        assert drawn(text, base) == drawn_by_qt(text, base), (text, base)
