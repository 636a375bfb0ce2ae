"""Letters for the PDF: measured, shaped, broken into lines and turned into PDF text operators.

Three bundled families stand in for each other: Noto Sans (Latin, Cyrillic, Greek), Noto Sans Arabic and Noto
Sans Ethiopic. Nearly all text is *plain*: every letter is in Noto Sans and reads from left to right; it is
measured by adding up widths and written as it stands. Everything else (Arabic script, Ethiopic, combining
marks) is taken apart into runs by direction and family; HarfBuzz joins the letters of Arabic script, since
Sorani and Pashto have letters for which Unicode has no ready-made joined forms.

A joined glyph has no character of its own. It gets one of the private area, and the font's ToUnicode table
says which letters it stands for, so that names can be searched and copied from the PDF.

Sizes are PDF points; internal widths are thousandths of the font size.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final
from unicodedata import combining, mirrored, normalize

import uharfbuzz
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import ShapeData, ShapedStr, TTFont

from permenti_desktop import paths
from permenti_desktop.reports import bidi
from permenti_desktop.reports.plain import clean, undirected

FAMILIES: Final = ("NotoSans", "NotoSansArabic", "NotoSansEthiopic")
"""The bundled families, the one for plain text first. Each comes in Regular and Bold."""

_MIRRORED: Final = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ESCAPED: Final = str.maketrans({"(": "\\(", ")": "\\)", "\\": "\\\\"})
_MOST_READ: Final = 5_000
_MOST_DRAWN: Final = 6_000
_WORDS: Final = re.compile(r"\S+|\s+")


class Font(TTFont):  # type: ignore[misc]  # reportlab has no types
    """A TrueType font whose joined glyphs know which letters they stand for."""

    def __init__(self, name: str) -> None:
        super().__init__(name, str(paths.resource(f"fonts/{name}.ttf")))
        self.stands_for: dict[int, str] = {}
        self._codes: dict[tuple[int, str], str] = {}
        self._shaper: Any = None

    @property
    def widths(self) -> dict[int, float]:
        """Width of every character by code point, in thousandths."""
        return self.face.charWidths  # type: ignore[no-any-return]

    def has(self, sign: str) -> bool:
        """Whether the font has a glyph of its own for *sign*."""
        return ord(sign) in self.face.charToGlyph

    @property
    def shaper(self) -> Any:
        """HarfBuzz's view of the font, at one unit per thousandth."""
        if self._shaper is None:
            self._shaper = self.hbFont()
        return self._shaper

    def glyph(self, number: int, letters: str) -> str:
        """The private character that draws glyph *number* and is read as *letters*.

        There are 6,400 of them for the life of the process. Real names need a few hundred; when somebody's
        text uses up most of them, new glyphs are still drawn but no longer read, and at last drawn as a box.
        """
        if len(self._codes) > _MOST_READ:
            letters = ""
        if len(self._codes) > _MOST_DRAWN and (number, letters) not in self._codes:
            number = 0
        if (number, letters) not in self._codes:
            advance = self.pdfScale(self.shaper.get_glyph_h_advance(number))
            code = int(self.hbAddPrivate(f"{number}:{letters}", number, advance))
            self.stands_for[code] = letters
            self._codes[number, letters] = chr(code)
        return self._codes[number, letters]

    def addObjects(self, document: Any) -> None:  # noqa: N802 - reportlab's name
        """Write the font into *document*, its ToUnicode tables with whole clusters instead of private codes."""
        subsets = [list(subset) for subset in self.state[document].subsets]
        names = [self.getSubsetInternalName(number, document)[1:] for number in range(len(subsets))]
        super().addObjects(document)
        if not self.stands_for:
            return
        fonts = document.idToObject["BasicFonts"].dict
        for name, subset in zip(names, subsets, strict=True):
            table = document.idToObject[fonts[name].ToUnicode.name]
            lines = table.content.split("\n")
            first = next(at for at, line in enumerate(lines) if line.endswith("beginbfchar")) + 1
            for at, code in enumerate(subset):
                if code in self.stands_for:
                    letters = self.stands_for[code].encode("utf-16-be").hex().upper()
                    lines[first + at] = f"<{at:02X}> <{letters}>"
            table.content = "\n".join(lines)


@cache
def font(family: str, bold: bool) -> Font:
    """A bundled font, read and registered once per process."""
    name = f"{family}-{'Bold' if bold else 'Regular'}"
    made = Font(name)
    pdfmetrics.registerFont(made)
    return made


@cache
def _plain_signs(bold: bool) -> frozenset[str]:
    """All characters that need neither another family nor shaping."""
    return frozenset(
        sign
        for sign in map(chr, font(FAMILIES[0], bold).face.charToGlyph)
        if not combining(sign) and not _RIGHT_TO_LEFT.match(sign) and ord(sign) < 0xE000
    )


@cache
def _all_signs(bold: bool) -> frozenset[str]:
    """All characters some bundled font can draw."""
    return frozenset(chr(code) for family in FAMILIES for code in font(family, bold).face.charToGlyph)


@cache
def _plain_widths(bold: bool) -> dict[str, float]:
    return {chr(code): width for code, width in font(FAMILIES[0], bold).widths.items() if code < 0xE000}


def printed(text: str) -> str:
    """User text as it is printed: fit for a file, composed (NFC), without signs that force a direction."""
    if text.isascii() and text.isprintable():
        return text
    return normalize("NFC", undirected(clean(text))).replace("\t", "    ").replace("\xad", "").replace("\u200b", "")


# Pieces of mixed text --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line that one font draws, ready to be written from the left."""

    font: Font
    text: str
    """A plain string, or a ``ShapedStr`` of private characters in drawing order."""
    width: float


@lru_cache(maxsize=4096)
def _shaped(text: str, family: str, bold: bool, backwards: bool) -> Piece:
    """*text* (one font, one direction, reading order) with its letters joined by HarfBuzz."""
    drawn_by = font(family, bold)
    buffer = uharfbuzz.Buffer()
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if backwards else "ltr"
    shaper = drawn_by.shaper
    # Rare ligatures are for calligraphy: a name is written letter by letter.
    uharfbuzz.shape(shaper, buffer, {"kern": True, "liga": True, "dlig": False})
    starts = sorted({info.cluster for info in buffer.glyph_infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    told: set[int] = set()
    signs: list[str] = []
    data: list[Any] = []
    scale = drawn_by.pdfScale
    total = 0.0

    def add(glyph: int, letters: str, advance: float, across: float, up: float) -> None:
        sign = drawn_by.glyph(glyph, letters)
        data.append(ShapeData(0, advance, 0, across, up, drawn_by.widths[ord(sign)]))
        signs.append(sign)

    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        # Of several glyphs for the same letters only one is read.
        letters = "" if info.cluster in told else text[info.cluster : ends[info.cluster]]
        told.add(info.cluster)
        if backwards and len(letters) > 1:
            # A glyph for two letters (lam-alef): readers turn the glyphs of a line round, but not the letters
            # of one glyph. So every further letter gets a glyph of its own, without ink and without width.
            for letter in reversed(letters[1:]):
                add(drawn_by.face.charToGlyph[32], letter, 0, 0, 0)
            letters = letters[0]
        add(info.codepoint, letters, scale(place.x_advance), scale(place.x_offset), scale(place.y_offset))
        total += scale(place.x_advance)
    return Piece(drawn_by, ShapedStr("".join(signs), data), total)


@lru_cache(maxsize=4096)
def _family_of(sign: str, bold: bool) -> str | None:
    """The first family that has *sign*; None when nobody has."""
    return next((family for family in FAMILIES if font(family, bold).has(sign)), None)


def _families(text: str, bold: bool) -> Iterator[tuple[str, str]]:
    """*text* cut where another family has to take over, as (stretch, family); nobody's letters stay with the first."""
    held, current = "", ""
    for sign in text:
        if current and font(current, bold).has(sign) and (current == FAMILIES[0] or not sign.isascii() or sign == " "):
            held += sign
            continue
        wanted = _family_of(sign, bold) or current or FAMILIES[0]
        if wanted != current and held:
            yield held, current
            held = ""
        current = wanted
        held += sign
    if held:
        yield held, current


def _pieces_of_run(text: str, backwards: bool, bold: bool) -> list[Piece]:
    pieces = []
    for stretch, family in _families(text, bold):
        if family == FAMILIES[0] and not any(map(combining, stretch)) and all(map(font(family, bold).has, stretch)):
            if backwards:
                stretch = "".join(_mirror(sign) for sign in reversed(stretch))
            pieces.append(Piece(font(family, bold), stretch, plain_width(stretch, bold)))
        else:
            pieces.append(_shaped(stretch, family, bold, backwards))
    return pieces[::-1] if backwards else pieces


def _mirror(sign: str) -> str:
    return sign.translate(_MIRRORED) if mirrored(sign) else sign


def plain_width(text: str, bold: bool) -> float:
    """Width of *text* in Noto Sans alone, in thousandths; letters it lacks are as wide as its empty box."""
    widths = _plain_widths(bold)
    try:
        return sum(map(widths.__getitem__, text))
    except KeyError:
        missing = float(font(FAMILIES[0], bold).face.defaultWidth)
        return sum(widths.get(sign, missing) for sign in text)


# Lines -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text, laid out: *text* in reading order, and *pieces* from left to right if it is not plain."""

    width: float
    """In thousandths of the font size."""
    text: str = ""
    pieces: tuple[Piece, ...] = ()
    backwards: bool = False
    """The paragraph it belongs to is read from right to left."""


def is_plain(text: str, bold: bool) -> bool:
    """Whether Noto Sans draws all of *text* without shaping."""
    return text.isascii() or _plain_signs(bold).issuperset(text)


def lines(text: str, bold: bool, room: float) -> list[Line]:
    """*text* broken into lines no wider than *room* (thousandths): at spaces, within a word only where even a
    line of its own is too short for it. Nothing is left out. There is at least one line."""
    found: list[Line] = []
    for paragraph in text.split("\n"):
        if not paragraph.strip():
            found.append(Line(0))
        elif is_plain(paragraph, bold):
            found += (
                Line(width, part) for part, width in _broken(paragraph, room, lambda word: plain_width(word, bold))
            )
        else:
            found += _mixed_lines(paragraph, bold, room)
    return found


def _mixed_lines(paragraph: str, bold: bool, room: float) -> Iterator[Line]:
    base = bidi.base_level(paragraph)
    found = bidi.levels(paragraph, base)

    def word_width(word: str) -> float:
        if is_plain(word, bold):
            return plain_width(word, bold)
        backwards = bidi.base_level(word) == 1
        return sum(piece.width for piece in _pieces_of_run(word, backwards, bold))

    at = 0
    for part, _width in _broken(paragraph, room, word_width):
        at = paragraph.index(part, at)
        pieces: list[Piece] = []
        for first, end, backwards in bidi.visual_runs(part, found[at : at + len(part)], base):
            pieces += _pieces_of_run(part[first:end], backwards, bold)
        at += len(part)
        yield Line(sum(piece.width for piece in pieces), part, tuple(pieces), backwards=base == 1)


def _broken(text: str, room: float, width_of: Callable[[str], float]) -> Iterator[tuple[str, float]]:
    """*text* (one paragraph) cut into lines with their widths; white space at a break disappears."""
    # No letter is narrower than a tenth of the size: what has more letters than that is not measured at all,
    # or one word of 40,000 letters would be measured again for every line.
    most = 2 + int(room // 100)

    def measured(part: str) -> float:
        return width_of(part) if len(part) <= most else room + 1

    whole = measured(text)
    if whole <= room:
        yield text.rstrip(), whole
        return
    line, line_width, gap, gap_width = "", 0.0, "", 0.0
    for word in _WORDS.findall(text):
        if word.isspace():
            gap, gap_width = word, measured(word)
            continue
        word_width = measured(word)
        if line_width + gap_width + word_width <= room:
            line, line_width = line + gap + word, line_width + gap_width + word_width
        else:
            if line:
                yield line, line_width
            while word_width > room and len(word) > 1:
                part = _fitting(word, room, width_of)
                yield word[:part], width_of(word[:part])
                word = word[part:]
                word_width = measured(word)
            line, line_width = word, word_width
        gap, gap_width = "", 0.0
    if line:
        yield line, line_width


def _fitting(word: str, room: float, width_of: Callable[[str], float]) -> int:
    """How many characters of *word* fit into *room*, at least one, never parting a letter from its marks."""
    low, high = 1, min(len(word), 2 + int(room // 100))
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(word[:middle]) <= room:
            low = middle
        else:
            high = middle - 1
    while low > 1 and low < len(word) and combining(word[low]):
        low -= 1
    # A break after a hyphen, a slash or an at sign is easier to read, if it does not waste half the line.
    better = max(word.rfind(sign, 0, low) for sign in "-/@_.") + 1
    return better if better > low // 2 else low


def longest_word(text: str, bold: bool) -> float:
    """Width of the widest word of *text*, in thousandths."""
    words = text.split()
    if not words:
        return 0.0
    return max(plain_width(word, bold) for word in (words if len(words) < 12 else sorted(words, key=len)[-5:]))


# Operators -------------------------------------------------------------------------------------------------


class Ink:
    """Turns lines into PDF text operators for one canvas.

    Every operator string answered stands within a text object (``BT`` … ``ET``) whose font is the one that
    :meth:`select` named, and leaves that font selected.
    """

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._document = canvas._doc
        for bold in (False, True):
            font(FAMILIES[0], bold).splitString(" ", self._document)  # makes the document know the font
        self.missing: set[str] = set()
        """Characters that no bundled font has: they are printed as an empty box."""

    def select(self, bold: bool, size: float) -> str:
        """Operator that selects Noto Sans in its first subset."""
        return f"{self._name(font(FAMILIES[0], bold), 0)} {size:g} Tf"

    def _name(self, used: Font, subset: int) -> str:
        return str(used.getSubsetInternalName(subset, self._document))

    def show(self, line: Line, bold: bool, size: float) -> str:
        """Operators that draw *line* from the current point."""
        if not line.pieces:
            return self._plain(line.text, bold, size)
        self.missing.update(set(line.text) - _all_signs(bold))
        return " ".join(self._piece(piece, size) for piece in line.pieces) + " " + self.select(bold, size)

    def _plain(self, text: str, bold: bool, size: float) -> str:
        if text.isascii():
            # The first subset holds ASCII at its own places.
            return f"({text.translate(_ESCAPED)}) Tj"
        return self._split(font(FAMILIES[0], bold), text, size) + self.select(bold, size)

    def _split(self, used: Font, text: str, size: float) -> str:
        shown = []
        for subset, codes in used.splitString(text, self._document):
            shown.append(f"{self._name(used, subset)} {size:g} Tf <{codes.hex()}> Tj ")
        return "".join(shown)

    def _piece(self, piece: Piece, size: float) -> str:
        if not isinstance(piece.text, ShapedStr):
            return self._split(piece.font, piece.text, size)
        shown = []
        at = 0
        data = piece.text.__shapeData__
        raised = False
        for subset, codes in piece.font.splitString(str(piece.text), self._document):
            shown.append(f"{self._name(piece.font, subset)} {size:g} Tf")
            for code in codes:
                place = data[at]
                at += 1
                if place.y_offset or raised:
                    shown.append(f"{place.y_offset * size / 1000:.2f} Ts")
                    raised = bool(place.y_offset)
                # Positions are HarfBuzz's: move to the glyph, draw it, and go on where its advance ends.
                rest = place.width + place.x_offset - place.x_advance
                shown.append(f"[{-place.x_offset:g} <{code:02X}> {rest:g}] TJ")
        if raised:
            shown.append("0 Ts")
        return " ".join(shown)
