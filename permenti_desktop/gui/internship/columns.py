"""The columns of the list of internships, and the words that list, board and file share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from permenti_desktop.domain import vocab
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.table import Cell, Column, Detail
from permenti_desktop.i18n import _, date_text, ngettext, number_text, relative_day, short_date_text
from permenti_desktop.queries.internship import InternshipRow

_TONES: Final = {
    "sought": "neutral",
    "requested": "info",
    "agreed": "violet",
    "running": "work",
    "completed": "ok",
    "aborted": "outline",
}
_SOON: Final = 14
"""Days before its end from which an internship is marked."""


def state_tone(state: str) -> str:
    """Tone of an internship's state."""
    return _TONES.get(state, "neutral")


def period_words(row: InternshipRow) -> str:
    """ "02.11.26 – 18.12.26", or what of it is known."""
    if row.start is None and row.end is None:
        return _("noch ohne Termin")
    if row.start is None:
        return _("bis {date}").format(date=short_date_text(row.end) if row.end else "")
    if row.end is None:
        return _("ab {date}").format(date=short_date_text(row.start))
    return f"{short_date_text(row.start)} – {short_date_text(row.end)}"


def left_words(days: int) -> tuple[str, str]:
    """How long it goes on, and the tone."""
    if days < 0:
        return ngettext("seit {n} Tag vorbei", "seit {n} Tagen vorbei", -days).format(n=-days), "bad"
    if days == 0:
        return _("endet heute"), "warn"
    return ngettext("noch {n} Tag", "noch {n} Tage", days).format(n=days), "warn" if days <= _SOON else ""


def warnings(row: InternshipRow) -> list[tuple[str, str]]:
    """What is missing or late, in words, with the tone: an agreement, points of the checklist, the end."""
    found = []
    if row.days_left is not None and row.days_left <= _SOON:
        found.append(left_words(row.days_left))
    if row.agreement_on is None and row.state in ("agreed", "running"):
        found.append((_("Vertrag fehlt"), "warn"))
    if row.overdue_points:
        words = ngettext("{n} Punkt überfällig", "{n} Punkte überfällig", row.overdue_points)
        found.append((words.format(n=row.overdue_points), "bad"))
    elif row.open_points and row.state != "sought":
        words = ngettext("{n} Punkt offen", "{n} Punkte offen", row.open_points)
        found.append((words.format(n=row.open_points), "warn" if row.state == "running" else "muted"))
    return found


def columns(lists: Callable[[], Lists]) -> tuple[Column, ...]:
    """All columns; ``lists`` knows the office's words now."""

    def participant(row: InternshipRow) -> Cell:
        return Cell(row.list_name, second=lists().label(vocab.INTERNSHIP_KIND, row.kind), strong=True, private=True)

    def host(row: InternshipRow) -> Cell:
        if not row.host:
            return Cell(_("noch offen"), tone="muted")
        return Cell(row.host, second=" · ".join(part for part in (row.town, row.sector) if part))

    def state(row: InternshipRow) -> Cell:
        return Cell(lists().label(vocab.INTERNSHIP_STATE, row.state), chip=True, tone=state_tone(row.state))

    def start(row: InternshipRow) -> Cell:
        return (
            Cell(date_text(row.start), second=_("bis {date}").format(date=date_text(row.end)) if row.end else "")
            if row.start
            else Cell()
        )

    def end(row: InternshipRow) -> Cell:
        if row.end is None or row.days_left is None:
            return Cell()
        words, tone = left_words(row.days_left)
        return Cell(words, second=date_text(row.end), tone=tone, icon="clock" if tone else "")

    def points(row: InternshipRow) -> Cell:
        if row.overdue_points:
            words = ngettext("{n} überfällig", "{n} überfällig", row.overdue_points).format(n=row.overdue_points)
            return Cell(words, icon="triangle-alert", tone="bad")
        if row.open_points:
            return Cell(ngettext("{n} offen", "{n} offen", row.open_points).format(n=row.open_points))
        return Cell("–", tone="muted", spoken=_("nichts offen"))

    def agreement(row: InternshipRow) -> Cell:
        if row.agreement_on is not None:
            return Cell(date_text(row.agreement_on))
        missing = row.state in ("agreed", "running")
        return Cell(_("fehlt") if missing else "–", tone="warn" if missing else "muted", spoken=_("Vertrag fehlt"))

    def next_date(row: InternshipRow) -> Cell:
        return Cell(relative_day(row.next_date, date.today()) if row.next_date else "")

    def hours(row: InternshipRow) -> Cell:
        return Cell(_("{n} Std.").format(n=number_text(row.hours, 0)) if row.hours else "")

    return (
        Column("participant", _("Teilnehmerin"), participant, width=140, priority=0, stretch=True,
               also=(Detail(_("Art"), lambda row: lists().label(vocab.INTERNSHIP_KIND, row.kind)),)),
        Column("host", _("Betrieb"), host, width=146, priority=1, stretch=True,
               also=(Detail(_("Ort"), lambda row: row.town), Detail(_("Branche"), lambda row: row.sector))),
        Column("state", _("Stand"), state, width=134, priority=2),
        Column("start", _("Zeitraum"), start, width=128, priority=3, value=lambda row: row.start, kind="partial_date",
               also=(Detail(_("bis"), lambda row: row.end, "partial_date"),)),
        Column("end", _("Ende"), end, width=124, priority=4),
        Column("points", _("Prüfliste"), points, width=116, priority=5, sortable=False),
        Column("agreement", _("Vertrag vom"), agreement, width=100, priority=6, sortable=False, hidden=True,
               value=lambda row: row.agreement_on, kind="partial_date"),
        Column("next_date", _("Nächster Termin"), next_date, width=120, priority=7, sortable=False, hidden=True,
               value=lambda row: row.next_date, kind="partial_date"),
        Column("hours", _("Stunden"), hours, width=90, priority=8, sortable=False, hidden=True,
               value=lambda row: row.hours, kind="decimal"),
        Column("mentor", _("Mentorin"), lambda row: Cell(row.mentor, private=True), width=130, priority=8,
               sortable=False, hidden=True),
        Column("outcome", _("Ergebnis"),
               lambda row: Cell(lists().label(vocab.INTERNSHIP_OUTCOME, row.outcome)), width=140, priority=8,
               sortable=False, hidden=True),
        Column("kind", _("Art"), lambda row: Cell(lists().label(vocab.INTERNSHIP_KIND, row.kind)), width=120,
               priority=9, hidden=True),
    )  # fmt: skip
