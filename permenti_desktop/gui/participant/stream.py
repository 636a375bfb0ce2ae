"""The first tab of the file: the note box, always open, and below it everything that happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.stream import RecordStream
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.i18n import N_
from permenti_desktop.queries import participant

FILTERS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "": (N_("Alles"), ()),
    "talks": (N_("Gespräche"), ("entry",)),
    "due": (N_("Wiedervorlagen"), ("follow_up",)),
    "tandem": (N_("Tandem"), ("tandem_start", "tandem_end", "tandem_meeting")),
    "internship": (N_("Praktikum"), ("internship_start", "internship_end", "internship_visit")),
    "path": (
        N_("Werdegang"),
        ("phase", "joined", "left", "outcome", "qualification", "consent", "consent_withdrawn", "network_meeting"),
    ),
}
"""Chips above the stream: words and the sources they leave."""

_BLOCKS: Final = {
    "erst": N_("Erstgespräch: Anliegen – Situation – Ziele – Vereinbart: "),
    "tel": N_("Telefonat mit ihr: "),
    "nicht": N_("Nicht erreicht, Nachricht hinterlassen. "),
    "bew": N_("Bewerbungsunterlagen besprochen: Lebenslauf – Anschreiben – Nächster Schritt: "),
}
"""Text blocks that are shipped; the office's own of the same name replace them."""


def stream_tab(page: Page, drawer: Drawer, lists: Callable[[], Lists]) -> RecordStream:
    """Note box and stream of one participant."""
    return RecordStream(
        page, drawer, lists, name="participant", read=participant.timeline, filters=FILTERS, blocks=_BLOCKS
    )
