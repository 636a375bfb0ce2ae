"""A chapter of the manual as rich text in the colours and text size of the window."""

from __future__ import annotations

from html import escape
from itertools import groupby

from permenti_desktop.gui.theme import BASE_POINTS, SCALE, T
from permenti_desktop.reports import manual
from permenti_desktop.reports.manual import Chapter, Piece


def markup(chapter: Chapter, language: str) -> str:
    """The chapter as HTML. Everything in it is the program's own text."""
    # Not <h1> and <h2>: Qt makes their letters larger than they are asked to be.
    parts = [f'<p style="{_size("title")} color:{T.hex("accent")}; margin-top:0; margin-bottom:{T.px(10)}px">']
    parts += [escape(chapter.title), "</p>"]
    for kind, group in groupby(chapter.pieces, key=lambda piece: piece.kind):
        pieces = list(group)
        if kind == "row":
            parts.append(_table(pieces))
        elif kind in ("item", "step"):
            tag = "ul" if kind == "item" else "ol"
            rows = "".join(f'<li style="margin-bottom:{T.px(4)}px">{_inline(piece.text)}</li>' for piece in pieces)
            parts.append(f'<{tag} style="margin-top:{T.px(2)}px; margin-bottom:{T.px(8)}px">{rows}</{tag}>')
        else:
            parts += (_one(piece, language) for piece in pieces)
    return f'<div style="line-height:145%; color:{T.hex("text")}">{"".join(parts)}</div>'


def _size(name: str) -> str:
    return f"font-size:{BASE_POINTS * SCALE[name] * T.zoom:.1f}pt; font-weight:600;"


def _one(piece: Piece, language: str) -> str:
    text = _inline(piece.text)
    match piece.kind:
        case "heading":
            return f'<p style="{_size("subtitle")} margin-top:{T.px(16)}px; margin-bottom:{T.px(4)}px">{text}</p>'
        case "remark":
            return (
                f'<table width="100%" cellpadding="{T.px(8)}" style="margin:{T.px(8)}px 0"><tr>'
                f'<td bgcolor="{T.hex("info_bg")}" style="color:{T.hex("info")}">{text}</td></tr></table>'
            )
        case "picture":
            source = escape(manual.picture(language, piece.more).as_uri())
            caption = f'<p style="color:{T.hex("muted")}; margin-top:0">{text}</p>'
            return f'<p style="margin-bottom:0"><img src="{source}"></p>{caption}'
        case _:
            return f'<p style="margin-top:{T.px(2)}px; margin-bottom:{T.px(8)}px">{text}</p>'


def _table(rows: list[Piece]) -> str:
    head, *body = rows
    edge = f'style="border-bottom:1px solid {T.hex("line")}"'
    cells = f'<tr><th align="left">{escape(head.text)}</th><th align="left">{escape(head.more)}</th></tr>'
    for row in body:
        cells += f"<tr><td {edge}>{_inline(row.text)}</td><td {edge}>{_inline(row.more)}</td></tr>"
    return f'<table cellpadding="{T.px(5)}" cellspacing="0" style="margin:{T.px(6)}px 0 {T.px(10)}px 0">{cells}</table>'


def _inline(text: str) -> str:
    link = f'<a href="\\2" style="color:{T.hex("link")}">\\1</a>'
    return manual.LINK.sub(link, escape(text, quote=False))
