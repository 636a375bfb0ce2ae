"""Letters of the PDF: nothing lost when lines break, and Arabic letters joined as Qt joins them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QRawFont, QTextLayout
from pytestqt.qtbot import QtBot
from reportlab.pdfbase.ttfonts import ShapedStr

from permenti_desktop import paths
from permenti_desktop.reports import typeset

NAMES = ("شیلان حسین", "محمد الأحمد", "ڕۆژین ئەحمەد", "ښکلا ګل", "لا إله إلا الله", "نور الهدى")


def letters(text: str) -> str:
    return "".join(text.split())


@given(st.text(st.sampled_from("abc äß-/ @\nشیلا ምሕ()12"), max_size=300), st.integers(600, 40_000))
def test_breaking_loses_no_letter_and_no_line_is_too_wide(text: str, room: int) -> None:
    found = typeset.lines(text, False, room)
    assert letters("".join(line.text for line in found)) == letters(text)
    for line in found:
        # A single letter may be wider than the room; it is then alone in its line.
        assert line.width <= room + 0.01 or len(line.text) == 1


def test_words_stay_whole_where_there_is_room() -> None:
    text = "Die Wege sind lang und Busse fahren selten"
    found = [line.text for line in typeset.lines(text, False, typeset.plain_width("Die Wege sind lang", False) + 1)]
    assert found == ["Die Wege sind lang", "und Busse fahren", "selten"]


def test_long_addresses_break_at_their_joints() -> None:
    found = [line.text for line in typeset.lines("vorname.nachname@beispiel-traeger.example", False, 13_000)]
    assert found[0].endswith((".", "@", "-"))
    assert "".join(found) == "vorname.nachname@beispiel-traeger.example"


def test_forty_thousand_letters_take_no_minutes() -> None:
    for text in ("x" * 40_000, "ش" * 40_000, "x " * 20_000):
        found = typeset.lines(text, False, 20_000)
        assert letters("".join(line.text for line in found)) == letters(text)


@pytest.mark.parametrize("name", NAMES)
def test_arabic_letters_are_joined_as_qt_joins_them(qtbot: QtBot, name: str) -> None:
    """The glyphs Qt's own HarfBuzz chooses from the same font file."""
    file = str(paths.resource("fonts/NotoSansArabic-Regular.ttf"))
    layout = QTextLayout(name)
    layout.setRawFont(QRawFont(file, 20))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    wanted = sorted(glyph for run in layout.glyphRuns() for glyph in run.glyphIndexes())
    (line,) = typeset.lines(name, False, 1e9)
    glyphs = [
        piece.font.face.charToGlyph[ord(sign)]
        for piece in line.pieces
        for sign, data in zip(piece.text, piece.text.__shapeData__, strict=True)
        if data.x_advance or data.x_offset or data.y_offset or piece.font.stands_for[ord(sign)] == ""
    ]
    assert sorted(glyphs) == wanted
    assert line.backwards


def test_a_line_knows_what_its_glyphs_stand_for() -> None:
    (line,) = typeset.lines("لا", False, 1e9)
    (piece,) = line.pieces
    assert isinstance(piece.text, ShapedStr)
    read = "".join(piece.font.stands_for[ord(sign)] for sign in piece.text)
    assert read[::-1] == "لا"


def test_brackets_open_towards_what_they_hold() -> None:
    (line,) = typeset.lines("شیلان (حسین)", False, 1e9)
    plain = "".join(piece.text for piece in line.pieces if not isinstance(piece.text, ShapedStr))
    # From left to right on paper: an opening bracket, her name, a closing one.
    assert plain.replace(" ", "") == "()"


def test_printed_text_is_composed_and_has_no_hidden_signs() -> None:
    assert typeset.printed("Mu\u0308ller\u202e\u00ad\u200b\x00") == "Müller"
