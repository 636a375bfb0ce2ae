"""The columns of the list of participants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from permenti_desktop.domain import countries
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.participant.reading import consent_look, language_words
from permenti_desktop.gui.table import Cell, Column, Detail
from permenti_desktop.gui.theme import status_tone
from permenti_desktop.i18n import _, date_text, days_ago, relative_day
from permenti_desktop.queries.participant import ParticipantRow

_NEAR = 14
"""Days up to which a due day is said in words instead of as a date."""


def due_cell(due: date | None, today: date) -> Cell:
    """A due day: overdue ones red with a picture, today's amber."""
    if due is None:
        return Cell()
    if due < today:
        return Cell(relative_day(due, today), icon="triangle-alert", tone="bad")
    if due == today:
        return Cell(relative_day(due, today), icon="clock", tone="warn")
    return Cell(relative_day(due, today) if (due - today).days <= _NEAR else date_text(due))


def columns(lists: Callable[[], Lists]) -> tuple[Column, ...]:
    """All columns; ``lists`` knows the office's words now."""

    def name(row: ParticipantRow) -> Cell:
        return Cell(row.name, second=language_words(row.languages), strong=True, private=True)

    def phase(row: ParticipantRow) -> Cell:
        return Cell(lists().phase(row.phase), tone=status_tone(row.phase), chip=True)

    def mentor(row: ParticipantRow) -> Cell:
        return Cell(row.mentor, private=True) if row.mentor else Cell(_("noch keine"), tone="muted")

    def due(row: ParticipantRow) -> Cell:
        return due_cell(row.next_due, date.today())

    def consent(row: ParticipantRow) -> Cell:
        words, icon, tone = consent_look(row.consent)
        return Cell("" if row.consent == "given" else words, icon=icon, tone=tone, spoken=words)

    def last_contact(row: ParticipantRow) -> Cell:
        return Cell(days_ago(row.last_contact, date.today())) if row.last_contact else Cell(_("noch nie"), tone="muted")

    def internship(row: ParticipantRow) -> Cell:
        until = _("bis {date}").format(date=date_text(row.internship_end)) if row.internship_end else ""
        return Cell(row.internship, second=until)

    return (
        Column("name", _("Name"), name, width=176, priority=0, stretch=True,
               also=(Detail(_("Sprachen"), lambda row: language_words(row.languages)),)),
        Column("phase", _("Status"), phase, width=146, priority=1),
        Column("mentor", _("Mentorin"), mentor, width=130, priority=3, value=lambda row: row.mentor),
        Column("next_due", _("Wiedervorlage"), due, width=130, priority=2,
               value=lambda row: row.next_due, kind="partial_date"),
        Column("consent", _("Einwilligung"), consent, width=106, priority=4),
        Column("town", _("Wohnort"), lambda row: Cell(row.town), width=120, priority=5, hidden=True),
        Column("german", _("Deutsch"), lambda row: Cell(row.german or ""), width=78, priority=5, hidden=True),
        Column("number", _("Nummer"), lambda row: Cell(row.number), width=118, priority=6, hidden=True),
        Column("entry", _("Eintritt"), lambda row: Cell(date_text(row.entry)), width=100, priority=6, hidden=True,
               value=lambda row: row.entry, kind="partial_date"),
        Column("exit", _("Austritt"), lambda row: Cell(date_text(row.exit)), width=100, priority=6, hidden=True,
               value=lambda row: row.exit, kind="partial_date"),
        Column("last_contact", _("Letzter Kontakt"), last_contact, width=126, priority=6, hidden=True,
               value=lambda row: row.last_contact, kind="partial_date"),
        Column("internship", _("Praktikum"), internship, width=150, priority=7, sortable=False, hidden=True,
               also=(Detail(_("Praktikum bis"), lambda row: row.internship_end, "partial_date"),)),
        Column(
            "cohort", _("Durchgang"), lambda row: Cell(row.cohort), width=120, priority=7, sortable=False, hidden=True
        ),
        Column(
            "phone", _("Telefon"), lambda row: Cell(row.phone, private=True), width=130, priority=7, sortable=False,
            hidden=True,
        ),
        Column(
            "occupation_wanted", _("Wunschberuf"), lambda row: Cell(row.occupation_wanted), width=150, priority=7,
            sortable=False, hidden=True,
        ),
        Column(
            "nationality", _("Staatsangehörigkeit"), _nationality, width=140, priority=8, sortable=False, hidden=True,
        ),
    )  # fmt: skip


def _nationality(row: ParticipantRow) -> Cell:
    return Cell(countries.name(row.nationality) if row.nationality else "")
