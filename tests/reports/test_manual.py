"""The manual: its chapters fit the window and each other, its pictures are there, and its PDF can be read."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from PIL import Image
from pypdf import PdfReader

from permenti_desktop import i18n
from permenti_desktop.gui import commands
from permenti_desktop.gui.commands import keys_text
from permenti_desktop.paths import resource
from permenti_desktop.reports import manual
from permenti_desktop.reports.manual import Piece

LANGUAGES = ("de", "en")

# Words in quotation marks that are somebody else's (Windows, names of files, what a person types or reads) and not
# the window's own.
NOT_OURS = {
    "Permenti-…-setup.exe", "Der Computer wurde durch Windows geschützt", "Weitere Informationen", "Trotzdem ausführen",
    ".deb", ".run", ".key", "Apps", "Permenti", "Deinstallieren", "Müller", "Mueller", "…", "alle 90 Tage melden", "WV",
    "Bei … Personen fehlen Angaben", "Frau …", "Die Datei ist schon geöffnet",
    ".zip", "Permenti.exe", "-- --uninstall",
    "Windows protected your PC", "More info", "Run anyway", "Uninstall", "get in touch every 90 days",
    "The file is already open",
}  # fmt: skip

SIGNS = {"Pfeil links": "←", "left arrow": "←", "Pfeil rechts": "→", "right arrow": "→", "Plus": "+", "plus": "+",
         "Minus": "−", "minus": "−"}  # fmt: skip
"""Keys that the manual names in words, for its paper has no signs for them; the window prints the signs."""


@pytest.fixture(scope="module")
def words() -> dict[str, set[str]]:
    """All texts of the window by language, without case, as the translations list them."""
    with (Path(__file__).parents[2] / "translations" / "en.po").open("rb") as file:
        catalogue = read_po(file)
    said: dict[str, set[str]] = {"de": set(), "en": set()}
    for message in catalogue:
        for language, text in (("de", message.id), ("en", message.string)):
            parts = (text,) if isinstance(text, str) else tuple(text)
            said[language].update(part.casefold() for part in parts)
    return said


def test_both_languages_have_the_same_chapters_with_the_same_shape() -> None:
    german, english = (manual.chapters(language) for language in LANGUAGES)
    assert [one.name for one in german] == [one.name for one in english]
    for one, other in zip(german, english, strict=True):
        assert [piece.kind for piece in one.pieces] == [piece.kind for piece in other.pieces], one.name
        assert [(p.kind, p.more) for p in one.pieces if p.kind in ("step", "picture")] == [
            (p.kind, p.more) for p in other.pieces if p.kind in ("step", "picture")
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_and_pictures_lead_somewhere(language: str) -> None:
    chapters = manual.chapters(language)
    names = {one.name for one in chapters}
    for one in chapters:
        for piece in one.pieces:
            assert {name for _words, name in manual.LINK.findall(piece.text)} <= names
            assert "](" not in manual.plain(piece.text)  # nothing that looks like a link and is none
            if piece.kind == "picture":
                with Image.open(manual.picture(language, piece.more)) as picture:
                    assert picture.width >= 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_in_quotation_marks_are_those_of_the_window(language: str, words: dict[str, set[str]]) -> None:
    quoted = re.compile("„([^“]+)“" if language == "de" else "“([^”]+)”")
    unknown = {
        (one.name, found)
        for one in manual.chapters(language)
        for piece in one.pieces
        for found in quoted.findall(piece.text)
        if found.casefold() not in words[language] and found not in NOT_OURS
    }
    assert not unknown


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_of_the_window_has_its_chapter(language: str) -> None:
    names = {one.name for one in manual.chapters(language)}
    assert {
        "today", "participant", "mentor", "tandem", "internship", "organisation", "network", "grant", "report",
        "importing", "settings", "backups", "data_protection",
    } <= names  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_is_one_that_the_window_knows(language: str) -> None:
    i18n.use(language)
    try:
        known = {keys_text(keys) for command in commands.TABLE for keys in command.keys}
    finally:
        i18n.use("de")
    known |= {"Strg+→", "Ctrl+→"}  # of the board of internships alone
    known |= {f"{head}+{n}" for head, last in (("Strg", 9), ("Ctrl", 9), ("Alt", 5)) for n in range(1, last + 1)}
    said = set()
    for one in manual.chapters(language):
        text = " | ".join(f"{piece.text} | {piece.more}" for piece in one.pieces)
        for words, sign in SIGNS.items():
            text = re.sub(rf"\+{words}\b", f"+{sign}", text)
        said |= set(re.findall(r"\b(?:Strg|Ctrl|Alt|F(?=\d))(?:\+(?:Umschalt|Shift))?(?:\+[\w←→+−]+|\d+)", text))
    assert len(said) > 15
    assert said <= known


def test_a_chapter_is_read_as_it_is_meant() -> None:
    text = (
        "# Titel\n\nEin Satz,\nder weitergeht.\n\n- eins\n- zwei\n  und mehr\n\n1. Schritt\n\n> Hinweis\n\n| a | b |\n"
    )
    assert manual.chapter("x", text).pieces == (
        Piece("paragraph", "Ein Satz, der weitergeht."),
        Piece("item", "eins"),
        Piece("item", "zwei und mehr"),
        Piece("step", "Schritt", "1"),
        Piece("remark", "Hinweis"),
        Piece("row", "a", "b"),
    )


def test_the_search_finds_words_in_any_spelling_and_titles_first() -> None:
    chapters = manual.chapters("de")
    assert manual.found(chapters, "zuruecknehmen")
    assert manual.found(chapters, "sicherungen")[0].name == "backups"
    assert manual.found(chapters, "") == chapters
    assert manual.found(chapters, "quastenflosser") == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_holds_every_chapter_as_bookmark_and_every_sentence(language: str) -> None:
    out = BytesIO()
    assert manual.write(language, out) == frozenset()  # arrows, for example, are in no bundled font
    reader = PdfReader(out)
    pages = [page.extract_text() for page in reader.pages]
    text = re.sub(r"\s+", "", "".join(pages))
    marks = [str(mark.title) for mark in _flat(reader.outline)]
    for number, one in enumerate(manual.chapters(language), 1):
        assert f"{number}. {one.title}" in marks
        for piece in one.pieces:
            assert re.sub(r"\s+", "", manual.plain(piece.text)) in text, (one.name, piece.text)
    begins = [
        next(at for at, words in enumerate(pages[1:], 2) if f"{number}. {one.title}\n" in words)
        for number, one in enumerate(manual.chapters(language), 1)
    ]
    assert re.findall(r"(?m)^(\d+)$", pages[0]) == [str(page) for page in begins]  # the table of contents
    assert len(reader.pages[0]["/Annots"]) == len(begins)
    shown = sum(len(page.images) for page in reader.pages)
    wanted = len(list(resource(f"manual/pictures/{language}").glob("*.png")))
    assert shown == wanted


def _flat(outline: list[object]) -> list[object]:
    return [one for item in outline for one in (_flat(item) if isinstance(item, list) else [item])]
