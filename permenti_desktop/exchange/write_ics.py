"""Days as a calendar file (iCalendar, RFC 5545) for Outlook, Thunderbird and telephones: whole days, no alarms.

The same day keeps its UID (section 3.8.4.7), so that a calendar into which a newer file is read changes what it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

_LONGEST: Final = 75
"""Octets of a line without its end (section 3.1)."""


@dataclass(frozen=True)
class Day:
    """One entry: its lasting name, the day, a line, and perhaps more words and a place."""

    uid: str
    on: date
    summary: str
    description: str = ""
    location: str = ""


def calendar_file(days: Sequence[Day], made_at: datetime) -> bytes:
    """The whole file."""
    stamp = made_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Permenti//Permenti Desktop//DE", "CALSCALE:GREGORIAN"]
    for day in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day.uid}@permenti",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(day.summary)}",
        ]
        if day.description:
            lines.append(f"DESCRIPTION:{_text(day.description)}")
        if day.location:
            lines.append(f"LOCATION:{_text(day.location)}")
        lines += ["TRANSP:TRANSPARENT", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _text(words: str) -> str:
    """A value of the type TEXT (section 3.3.11); control signs, which no text may hold, are left out."""
    plain = words.replace("\r\n", "\n").replace("\r", "\n")
    escaped = plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(sign for sign in escaped if sign.isprintable())


def _folded(line: str) -> bytes:
    """A line in pieces of at most 75 octets, never within a letter; each further one begins with a blank."""
    pieces, piece = [], b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > _LONGEST:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
