"""The recovery sheet: on one page, readable by a person and by a camera."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from permenti_desktop.db import keys
from permenti_desktop.reports import recovery_sheet, write_pdf

KEY = bytes(range(7, 39))

FINDER = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")
"""The mark in three corners of every QR code (ISO/IEC 18004, 6.3.3)."""


@pytest.mark.parametrize("language", ["de", "en"])
def test_all_of_it_stands_on_one_page(language: str) -> None:
    out = BytesIO()
    sheet = recovery_sheet.document(KEY, "Büro.permenti", "Stelle Witten", language, datetime.now(UTC))
    assert write_pdf.write(sheet, out) == frozenset()
    reader = PdfReader(out)
    (page,) = reader.pages
    words = page.extract_text().split()
    groups = keys.recovery_code(KEY).split("-")
    assert set(groups) <= set(words)

    # Every module of the code, found again from the squares on the page.
    content = page.get_contents()
    assert content is not None
    black = r"0 0 0 rg ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re"
    bars = [tuple(map(float, found)) for found in re.findall(black, content.get_data().decode("latin-1"))]
    size = min(bar[3] for bar in bars)
    left, top = min(bar[0] for bar in bars), max(bar[1] for bar in bars)
    dark = {
        (round((top - y) / size), round((x - left) / size) + step)
        for x, y, width, _height in bars
        for step in range(round(width / size))
    }
    count = max(max(one) for one in dark) + 1
    assert (count - 21) % 4 == 0
    for row, column in ((0, 0), (0, count - 7), (count - 7, 0)):
        seen = tuple("".join(str(int((row + r, column + c) in dark)) for c in range(7)) for r in range(7))
        assert seen == FINDER
    assert all(((6, column) in dark) == (column % 2 == 0) for column in range(8, count - 8))  # timing pattern
    assert size >= 2.5  # points: 0.9 mm, what a phone's camera reads from a hand's breadth
