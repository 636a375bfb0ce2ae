"""A calendar file against RFC 5545: lines, folding, escaping, whole days."""

import re
from datetime import UTC, date, datetime

from permenti_desktop.exchange.write_ics import Day, calendar_file

MADE = datetime(2026, 11, 30, 9, 14, tzinfo=UTC)


def unfolded(content: bytes) -> list[str]:
    """The lines as section 3.1 has them read: a line break and a blank belong to the folding."""
    return content.replace(b"\r\n ", b"").decode().split("\r\n")


def test_a_day_is_a_whole_day_and_ends_before_the_next() -> None:
    lines = unfolded(calendar_file([Day("start-7-0", date(2026, 12, 31), "Praktikum")], MADE))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "DTSTAMP:20261130T091400Z" in lines
    assert "UID:start-7-0@permenti" in lines


def test_signs_with_a_meaning_are_escaped_and_come_back() -> None:
    words = "Meier, Söhne & Co; C:\\Ablage\nzweite Zeile"
    lines = unfolded(calendar_file([Day("x", date(2026, 1, 1), words)], MADE))
    (summary,) = [line[len("SUMMARY:") :] for line in lines if line.startswith("SUMMARY:")]
    assert summary == "Meier\\, Söhne & Co\\; C:\\\\Ablage\\nzweite Zeile"
    read = re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], summary)
    assert read == words


def test_no_line_is_longer_than_75_octets_and_no_letter_is_torn() -> None:
    words = "Öztürk und مرحبا 🙂 " * 30
    content = calendar_file([Day("x", date(2026, 1, 1), "kurz", words.strip())], MADE)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    for line in content.split(b"\r\n"):
        line.decode()  # each piece is whole letters
    assert f"DESCRIPTION:{words.strip()}" in unfolded(content)


def test_nothing_can_be_smuggled_into_the_file() -> None:
    content = calendar_file([Day("x", date(2026, 1, 1), "a\r\nBEGIN:VALARM\x00\x1b")], MADE)
    assert b"\r\nBEGIN:VALARM" not in content
    assert b"\x00" not in content
