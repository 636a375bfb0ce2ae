"""Text made fit for a file. What XML allows is checked with an XML parser, not with our own list."""

import xml.dom.minidom
from xml.parsers.expat import ExpatError
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permenti_desktop.reports.plain import clean, is_formula, undirected


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Müller-Öztürk", "Müller-Öztürk"),
        ("eins\r\nzwei\rdrei\x0bvier\x85fünf", "eins\nzwei\ndrei\nvier\nfünf"),
        ("a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
        ("kaputt \ud83d hier", "kaputt \ufffd hier"),
        ("\ufffeanders\uffff", "anders"),
        ("Emoji 👩‍💻 bleibt", "Emoji 👩‍💻 bleibt"),
        ("Spalte\tzwei", "Spalte\tzwei"),
    ],
)
def test_clean(text: str, wanted: str) -> None:
    assert clean(text) == wanted


@given(st.text(st.characters(exclude_categories=())))
def test_clean_text_is_always_good_xml_and_good_utf8(text: str) -> None:
    cleaned = clean(text)
    parsed = xml.dom.minidom.parseString(f"<t>{escape(cleaned)}</t>".encode())
    assert "".join(node.data for node in parsed.documentElement.childNodes) == cleaned
    assert clean(cleaned) == cleaned


def test_uncleaned_text_is_not() -> None:
    with pytest.raises(ExpatError):
        xml.dom.minidom.parseString(b"<t>a\x07b</t>")


def test_signs_that_force_a_direction_are_taken_out() -> None:
    assert undirected("Rechnung \u202efdp.exe\u202c \u2068شیلان\u2069") == "Rechnung fdp.exe شیلان"


@pytest.mark.parametrize("text", ["=1+1", "+49 231", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_looks_like_a_formula(text: str) -> None:
    assert is_formula(text)


@pytest.mark.parametrize("text", ["", "a=1", " Müller", "'=1", "3-5"])
def test_what_does_not(text: str) -> None:
    assert not is_formula(text)
