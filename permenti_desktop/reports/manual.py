"""The manual: chapters shipped as text files in German and English, read for the window and printed as PDF.

``resources/manual/<language>/<number>-<name>.md`` is one chapter; the number gives its place, and ``name`` is the
section of the window it explains, so that F1 finds it. A chapter knows these marks of Markdown and no others::

    # Title            (first line)           ## Heading              > Remark
    - Item                                    1. Step                 ![What is seen](picture.png)
    | Key | What it does |                    [words](chapter)        a link to another chapter

Paragraphs are separated by empty lines; a line that goes on is joined. Pictures lie in
``resources/manual/pictures/<language>`` and are made by ``tools/screenshots.py``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Literal, TypeAlias

from permenti_desktop.domain.text import search_key
from permenti_desktop.i18n import texts
from permenti_desktop.paths import resource
from permenti_desktop.reports import saving, write_pdf
from permenti_desktop.reports.document import (
    Block,
    Column,
    Document,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Table,
    Tick,
    no_tick,
)
from permenti_desktop.version import version

Kind: TypeAlias = Literal["heading", "paragraph", "remark", "item", "step", "picture", "row"]

LINK: Final = re.compile(r"\[([^\]]+)\]\(([a-z_-]+)\)")
"""A link to another chapter: its words and the chapter's name."""

_PICTURE: Final = re.compile(r"!\[([^\]]*)\]\(([a-z0-9_-]+\.png)\)")
_STEP: Final = re.compile(r"(\d+)\. +")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, an item, a row of a table … *text* still holds its links; *more* is the number of a step, the file
    of a picture, the second cell of a row."""

    kind: Kind
    text: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter; *name* is what links and F1 call it."""

    name: str
    title: str
    pieces: tuple[Piece, ...]


def chapters(language: str) -> tuple[Chapter, ...]:
    """All chapters in their order."""
    files = sorted(resource(f"manual/{language}").glob("*.md"))
    return tuple(chapter(file.stem.partition("-")[2], file.read_text(encoding="utf-8")) for file in files)


def one(language: str, name: str) -> Chapter:
    """The chapter of that name."""
    return next(found for found in chapters(language) if found.name == name)


def chapter(name: str, text: str) -> Chapter:
    """A chapter from the text of its file."""
    title, _newline, rest = text.partition("\n")
    return Chapter(name, title.removeprefix("#").strip(), tuple(_pieces(rest)))


def _pieces(text: str) -> Iterator[Piece]:
    for lines in (part.splitlines() for part in re.split(r"\n\s*\n", text.strip()) if part.strip()):
        held: list[str] = []
        for line in lines:
            # A line that begins nothing new goes on with the one before.
            if held and not re.match(r"(#|>|- |!\[|\||\d+\. )", line):
                held[-1] += " " + line.strip()
            else:
                held.append(line.strip())
        for line in held:
            yield _piece(line)


def _piece(line: str) -> Piece:
    if line.startswith("## "):
        return Piece("heading", line[3:])
    if line.startswith("> "):
        return Piece("remark", line[2:])
    if line.startswith("- "):
        return Piece("item", line[2:])
    if step := _STEP.match(line):
        return Piece("step", line[step.end() :], step[1])
    if picture := _PICTURE.fullmatch(line):
        return Piece("picture", picture[1], picture[2])
    if line.startswith("|"):
        first, second = (cell.strip() for cell in line.strip("|").split("|"))
        return Piece("row", first, second)
    return Piece("paragraph", line)


def picture(language: str, name: str) -> Path:
    """The file of a picture."""
    return resource(f"manual/pictures/{language}/{name}")


def plain(text: str) -> str:
    """*text* with the words of its links only."""
    return LINK.sub(r"\1", text)


def found(all_chapters: tuple[Chapter, ...], words: str) -> tuple[Chapter, ...]:
    """The chapters that hold every one of *words*, those with all of them in the title first; all of them for none."""
    wanted = search_key(words).split()

    def has(text: str) -> bool:
        folded = search_key(text)
        return all(word in folded for word in wanted)

    hits = [c for c in all_chapters if has(" ".join((c.title, *(f"{p.text} {p.more}" for p in c.pieces))))]
    return tuple(sorted(hits, key=lambda c: not has(c.title)))


def write(language: str, out: BinaryIO, tick: Tick = no_tick) -> frozenset[str]:
    """The whole manual as a PDF into an open file; answers the characters it has no letter for."""
    return write_pdf.write(_document(language), out, tick)


def save(language: str, target: Path, tick: Tick = no_tick) -> None:
    """The whole manual as a PDF file. Raises what :func:`permenti_desktop.reports.saving.save` raises."""
    saving.save(target, lambda out: write(language, out, tick))


def _document(language: str) -> Document:
    speak = texts(language)
    _ = speak.gettext
    all_chapters = chapters(language)
    blocks: list[Block] = [Heading(speak.pgettext("manual", "Inhalt"), 2)]
    numbered = [(f"{number}.", one) for number, one in enumerate(all_chapters, 1)]
    blocks += (Paragraph(one.title, mark=number, page_of=f"{number} {one.title}") for number, one in numbered)
    for number, one in numbered:
        blocks += (PageBreak(), Heading(f"{number} {one.title}"), *_blocks(one, language))
    return Document(
        title=_("Handbuch"),
        subtitle=_("Permenti Desktop, Version {version}").format(version=version()),
        language=language,
        blocks=tuple(blocks),
    )


def _blocks(one: Chapter, language: str) -> Iterator[Block]:
    rows: list[tuple[str, str]] = []
    for piece in (*one.pieces, None):
        if piece is not None and piece.kind == "row":
            rows.append((plain(piece.text), plain(piece.more)))
            continue
        if rows:
            head, *body = rows
            yield Table("", (Column(head[0], width=28.0), Column(head[1], width=62.0)), tuple(body), len(body))
            rows = []
        if piece is not None:
            yield _block(piece, language)


def _block(piece: Piece, language: str) -> Block:
    text = plain(piece.text)
    match piece.kind:
        case "heading":
            return Heading(text, 2)
        case "remark":
            return Note(text)
        case "item":
            return Paragraph(text, mark="•")
        case "step":
            return Paragraph(text, mark=f"{piece.more}.")
        case "picture":
            return Picture(picture(language, piece.more), text)
        case _:
            return Paragraph(text)
