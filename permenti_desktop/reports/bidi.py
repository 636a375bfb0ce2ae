"""The order in which mixed text is read and drawn: the Unicode Bidirectional Algorithm (UAX #9).

Names in Arabic script stand in German lines, and German words and numbers in Arabic paragraphs. Here the
letters alone decide: signs that force a direction are taken out before (:func:`plain.undirected`), so the
rules for explicit levels and isolates (X1–X8) have nothing to do and are left out. The paired brackets of N0
are the three that people type.
"""

from collections.abc import Iterator
from typing import Final
from unicodedata import bidirectional

_BRACKETS: Final = {"(": ")", "[": "]", "{": "}"}
_CLOSING: Final = {closing: opening for opening, closing in _BRACKETS.items()}
_NEUTRAL: Final = frozenset({"B", "S", "WS", "ON", "BN"})
_STRONG_AS: Final = {"L": "L", "R": "R", "EN": "R", "AN": "R"}


def base_level(text: str) -> int:
    """The level of a paragraph: 1 when its first letter is read from right to left, else 0 (P2, P3)."""
    for sign in text:
        kind = bidirectional(sign)
        if kind == "L":
            return 0
        if kind in ("R", "AL"):
            return 1
    return 0


def levels(text: str, base: int) -> list[int]:
    """The level of every character of one paragraph: even is drawn from left to right, odd the other way."""
    kinds = [bidirectional(sign) or "L" for sign in text]
    edge = "R" if base else "L"
    _resolve_weak(kinds, edge)
    _resolve_brackets(text, kinds, edge)
    _resolve_neutral(kinds, edge)
    if base:
        return [base if kind == "R" else base + 1 for kind in kinds]
    return [{"L": 0, "R": 1}.get(kind, 2) for kind in kinds]


def _resolve_weak(kinds: list[str], edge: str) -> None:
    """W1 to W7."""
    previous = strong = edge
    for at, kind in enumerate(kinds):
        if kind == "NSM":
            kind = previous
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kind = "AN"
        previous = kinds[at] = kind
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    for at in range(1, len(kinds) - 1):
        before, kind, after = kinds[at - 1 : at + 2]
        if before == after and ((kind in ("ES", "CS") and before == "EN") or (kind == "CS" and before == "AN")):
            kinds[at] = before
    for first, end in _runs(kinds, frozenset({"ET", "BN"})):
        if (first and kinds[first - 1] == "EN") or (end < len(kinds) and kinds[end] == "EN"):
            kinds[first:end] = ["EN"] * (end - first)
    strong = edge
    for at, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind in ("ET", "ES", "CS"):
            kinds[at] = "ON"
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"


def _resolve_brackets(text: str, kinds: list[str], edge: str) -> None:
    """N0: both brackets of a pair go the same way, that of what they hold or of what stands before."""
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for at, sign in enumerate(text):
        if kinds[at] != "ON":
            continue
        if sign in _BRACKETS:
            opened.append((sign, at))
        elif sign in _CLOSING:
            for depth in range(len(opened) - 1, -1, -1):
                if opened[depth][0] == _CLOSING[sign]:
                    pairs.append((opened[depth][1], at))
                    del opened[depth:]
                    break
    for first, last in sorted(pairs):
        inside = {_STRONG_AS[kind] for kind in kinds[first + 1 : last] if kind in _STRONG_AS}
        if edge in inside:
            way = edge
        elif inside:
            before = next((_STRONG_AS[kind] for kind in reversed(kinds[:first]) if kind in _STRONG_AS), edge)
            way = before if before != edge else edge
        else:
            continue
        kinds[first] = kinds[last] = way


def _resolve_neutral(kinds: list[str], edge: str) -> None:
    """N1 and N2: neutrals between two of a kind join them, the others go the paragraph's way."""
    for first, end in _runs(kinds, _NEUTRAL):
        before = _STRONG_AS[kinds[first - 1]] if first else edge
        after = _STRONG_AS[kinds[end]] if end < len(kinds) else edge
        kinds[first:end] = [before if before == after else edge] * (end - first)


def _runs(kinds: list[str], wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Stretches of *kinds* made of *wanted* only, as (first, end)."""
    at = 0
    while at < len(kinds):
        if kinds[at] not in wanted:
            at += 1
            continue
        first = at
        while at < len(kinds) and kinds[at] in wanted:
            at += 1
        yield first, at


def visual_runs(text: str, found: list[int], base: int) -> list[tuple[int, int, bool]]:
    """One line in the order it is drawn from the left: pieces of *text* as (first, end, from right to left).

    *found* are the levels of the line's characters. White space at the line's end goes the paragraph's way
    (L1); then runs are turned round from the highest level down (L2). Turning the letters
    of a piece round is left to who draws them.
    """
    line = list(found)
    at = len(text)
    while at and bidirectional(text[at - 1]) in ("WS", "B", "S", "BN"):
        at -= 1
        line[at] = base
    runs: list[tuple[int, int, int]] = []
    for at, level in enumerate(line):
        if runs and runs[-1][2] == level:
            runs[-1] = (runs[-1][0], at + 1, level)
        else:
            runs.append((at, at + 1, level))
    for level in range(max(line, default=0), 0, -1):
        at = 0
        while at < len(runs):
            if runs[at][2] < level:
                at += 1
                continue
            end = at
            while end < len(runs) and runs[end][2] >= level:
                end += 1
            runs[at:end] = runs[at:end][::-1]
            at = end
    return [(first, end, level % 2 == 1) for first, end, level in runs]
