"""How reports look on paper: the light colours of the program, so that screen, Excel and PDF are one family.

Colours are ``#rrggbb``; every text colour stands on white or its own tint with a contrast of at least 4.5:1.
"""

from typing import Final

from permenti_desktop.reports.document import Tone

TEXT: Final = "#192123"
TEXT_2: Final = "#445054"
MUTED: Final = "#5A676B"
LINE: Final = "#DFE5E6"
SOFT: Final = "#F4F6F6"
ACCENT: Final = "#0E6A6A"
TINT: Final = "#D9EDEA"
WHITE: Final = "#FFFFFF"

TONES: Final[dict[Tone, tuple[str, str]]] = {
    "neutral": (TEXT_2, "#E9EEEE"),
    "info": ("#1D5291", "#E0ECF9"),
    "ok": ("#1B6E3F", "#DFF2E6"),
    "warn": ("#7A4E00", "#FBEBCB"),
    "bad": ("#A3231B", "#FBE3E0"),
    "violet": ("#5B3F8C", "#ECE5F7"),
    "work": ("#8A3A12", "#FBE7DA"),
}
"""Text colour and tint of each tone."""

SERIES: Final = ("#0E6A6A", "#E0A458", "#5B3F8C", "#6FA8A3", "#1D5291", "#C9B3F0", "#7A4E00", "#A9B98C")
"""Colours of a chart's series in order. Neighbours differ in lightness, so they can be told apart in grey.
There is no red: red is for deadlines, never for people."""

TARGET: Final = "#B9C3C5"
"""The wanted value beside what was reached."""
