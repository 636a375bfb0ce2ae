"""The columns of the lists of tandems and of those who wait for a mentor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from permenti_desktop.domain import languages, vocab
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.table import Cell, Column, Detail
from permenti_desktop.i18n import _, date_text, days_ago, list_text, ngettext, pgettext, relative_day
from permenti_desktop.queries.tandem import TandemRow, WaitingRow

_TONES = {
    "proposed": "info",
    "trial": "violet",
    "running": "ok",
    "paused": "warn",
    "completed": "neutral",
    "ended_early": "outline",
    "declined": "outline",
}


def state_tone(state: str) -> str:
    """Tone of a tandem's state."""
    return _TONES.get(state, "neutral")


def rhythm_words(days: int | None) -> str:
    """ "alle 14 Tage"."""
    return ngettext("jeden Tag", "alle {n} Tage", days).format(n=days) if days else ""


def overdue_words(days: int) -> str:
    """How late a meeting is: "überfällig seit 6 Tagen"."""
    return ngettext("überfällig seit {n} Tag", "überfällig seit {n} Tagen", days).format(n=days)


def meeting_cell(row: TandemRow, today: date) -> Cell:
    """The last meeting, or that the next one is late by the rhythm both agreed on."""
    rhythm = rhythm_words(row.rhythm_days)
    if row.overdue_days is not None:
        last = _("zuletzt {date}").format(date=date_text(row.last_meeting)) if row.last_meeting else _("noch keins")
        return Cell(overdue_words(row.overdue_days), second=last, icon="triangle-alert", tone="warn")
    if row.last_meeting is None:
        return Cell(_("noch keins"), second=rhythm, tone="muted")
    if row.meeting_due is not None:
        due = relative_day(row.meeting_due, today)
        return Cell(days_ago(row.last_meeting, today), second=_("nächstes {when}").format(when=due))
    return Cell(days_ago(row.last_meeting, today), second=rhythm)


def columns(lists: Callable[[], Lists]) -> tuple[Column, ...]:
    """All columns of the list of tandems; ``lists`` knows the office's words now."""

    def mentees(row: TandemRow) -> Cell:
        return Cell(list_text(row.mentees), second=row.cohort, strong=True, private=True)

    def state(row: TandemRow) -> Cell:
        return Cell(lists().label(vocab.TANDEM_STATE, row.state), chip=True, tone=state_tone(row.state))

    def goals(row: TandemRow) -> Cell:
        if not row.goals:
            return Cell("–", tone="muted", spoken=_("keine Ziele vereinbart"))
        words = _("{reached} von {all}").format(reached=row.goals_reached, all=row.goals)
        return Cell(words, spoken=_("Ziele erreicht: {words}").format(words=words))

    def end(row: TandemRow) -> Cell:
        if row.end is not None:
            return Cell(date_text(row.end))
        return Cell(
            _("geplant {date}").format(date=date_text(row.planned_end)) if row.planned_end else "", tone="muted"
        )

    return (
        Column("mentee", _("Teilnehmerin"), mentees, width=160, priority=0, stretch=True,
               also=(Detail(_("Durchgang"), lambda row: row.cohort),)),
        Column("mentor", _("Mentorin"), lambda row: Cell(row.mentor, private=True), width=140, priority=1),
        Column("state", _("Stand"), state, width=146, priority=3),
        Column(
            "last_meeting", _("Letztes Treffen"), lambda row: meeting_cell(row, date.today()), width=208, priority=2,
            value=lambda row: row.last_meeting, kind="partial_date",
            also=(Detail(_("Nächstes Treffen"), lambda row: row.meeting_due, "partial_date"),),
        ),
        Column("start", _("Beginn"), lambda row: Cell(date_text(row.start) if row.start else ""), width=100, priority=5,
               value=lambda row: row.start, kind="partial_date"),
        Column("goals", _("Ziele"), goals, width=76, priority=6, sortable=False),
        Column("end", _("Ende"), end, width=120, priority=7, hidden=True,
               value=lambda row: row.end or row.planned_end, kind="partial_date"),
        Column("meetings", pgettext("mehrere", "Treffen"), lambda row: Cell(str(row.meetings or "")), width=80,
               priority=8, sortable=False, hidden=True, value=lambda row: row.meetings, kind="integer"),
    )  # fmt: skip


def waiting_columns() -> tuple[Column, ...]:
    """All columns of the list of those who wait."""

    def name(row: WaitingRow) -> Cell:
        return Cell(row.list_name, second=row.occupation_wanted, strong=True, private=True)

    def days(row: WaitingRow) -> Cell:
        if row.days is None:
            return Cell(_("nicht bekannt"), tone="muted")
        words = ngettext("{n} Tag", "{n} Tagen", row.days).format(n=row.days)
        return Cell(_("seit {days}").format(days=words))

    def proposed(row: WaitingRow) -> Cell:
        return Cell(
            ngettext("{n} Vorschlag", "{n} Vorschläge", row.proposed).format(n=row.proposed) if row.proposed else ""
        )

    return (
        Column("days", _("Wartet"), days, width=110, priority=1,
               also=(Detail(_("Tage"), lambda row: row.days, "integer"),)),
        Column("name", _("Teilnehmerin"), name, width=170, priority=0, stretch=True,
               also=(Detail(_("Wunschberuf"), lambda row: row.occupation_wanted),)),
        Column("town", _("Wohnort"), lambda row: Cell(row.town), width=110, priority=2),
        Column(
            "languages", _("Sprachen"), lambda row: Cell(", ".join(languages.name(code) for code in row.languages)),
            width=150, priority=3, sortable=False,
        ),
        Column("proposed", _("Vorgeschlagen"), proposed, width=110, priority=4, sortable=False),
    )  # fmt: skip
