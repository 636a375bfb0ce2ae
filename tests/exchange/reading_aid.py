"""Reads a list to the end and says what came out, in the words of the lists' truths."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from permenti_desktop.exchange import read_workbook
from permenti_desktop.exchange.read_names import Name
from permenti_desktop.exchange.read_terms import Residence
from permenti_desktop.exchange.recognise import recognise
from permenti_desktop.exchange.records import Draft, RecordSet, read_records

TODAY = date(2026, 11, 22)


def read(path: Path) -> tuple[RecordSet, ...]:
    """All drafts of a file."""
    return read_records(recognise(read_workbook.read(path), TODAY), TODAY)


def drafts_of(sets: Sequence[RecordSet], subject: str) -> list[Draft]:
    """The drafts of all tables of a subject, in order."""
    return [draft for one in sets if one.table.subject == subject for draft in one.drafts]


_PLAIN = {
    "last": "participant.last",
    "first": "participant.first",
    "birth": "participant.birth",
    "entry": "participant.entry",
    "exit": "participant.exit",
    "german": "participant.german",
    "country": "participant.nationality",
    "sector": "mentor.sector",
    "capacity": "mentor.capacity",
    "hours": "internship.hours",
    "email": "organisation.email",
}


def said(draft: Draft, word: str) -> Any:
    """What a draft says under a word of a truth: dates as ISO text, names as they are spoken, None for nothing."""
    value: Any
    if word in ("mentee", "person"):
        value = draft.name("participant").whole
    elif word == "mentor":
        linked = draft.value("participant.mentor")
        value = linked.whole if isinstance(linked, Name) else draft.name("mentor").whole
    elif word == "name":
        value = draft.name("mentor").whole if draft.subject == "mentor" else draft.text("organisation.name")
    elif word == "firm":
        value = draft.text("mentor.organisation") or draft.text("organisation.name")
    elif word == "contact":
        contact = draft.value("organisation.contact")
        value = contact.whole if isinstance(contact, Name) else None
    elif word in ("postal", "town", "start", "end"):
        value = draft.value(f"{draft.subject}.{word}")
    elif word == "residence":
        title = draft.value("participant.residence")
        value = title.code if isinstance(title, Residence) else None
    else:
        value = draft.value(_PLAIN.get(word, word))
    if isinstance(value, date):
        return value.isoformat()
    # No children are an answer, too.
    return getattr(value, "iso", value) if value != "" else None


def wrong_cells(sets: Sequence[RecordSet], truth: dict[str, list[dict[str, Any]]]) -> tuple[int, list[str]]:
    """How many cells a truth has, and which of them were read otherwise."""
    count = 0
    wrong = []
    for subject, rows in truth.items():
        drafts = drafts_of(sets, subject)
        if len(drafts) != len(rows):
            wrong.append(f"{subject}: {len(drafts)} records instead of {len(rows)}")
        for number, row in enumerate(rows):
            for word, value in row.items():
                count += 1
                got = said(drafts[number], word) if number < len(drafts) else None
                if got != value:
                    wrong.append(f"{subject} {number} {word}: {got!r} instead of {value!r}")
    return count, wrong
