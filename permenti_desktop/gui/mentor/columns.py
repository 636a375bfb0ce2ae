"""The columns of the list of mentors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from permenti_desktop.domain import languages, vocab
from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.table import Cell, Column, Detail
from permenti_desktop.i18n import _, date_text, days_ago, list_text, relative_day
from permenti_desktop.queries.mentor import MentorRow


def places_words(taken: int, capacity: int | None) -> str:
    """How many places are taken: "1 von 2"."""
    return _("{taken} von {capacity}").format(taken=taken, capacity=capacity or 0)


def places_cell(taken: int, capacity: int | None, absent: bool) -> Cell:
    """A small bar and the words; a mentor who is away says so."""
    share = min(1.0, taken / capacity) if capacity else 1.0
    free = max(0, (capacity or 0) - taken)
    second = _("zurzeit nicht da") if absent else _("{n} frei").format(n=free) if free else _("voll")
    words = places_words(taken, capacity)
    spoken = _("Plätze: {places} belegt, {state}").format(places=words, state=second)
    return Cell(words, second=second, share=share, spoken=spoken)


def clearance_look(until: date | None, today: date, expiring_days: int) -> tuple[str, str]:
    """Words and tone of a clearance document."""
    if until is None:
        return _("fehlt"), "muted"
    words = date_text(until)
    if until < today:
        return _("abgelaufen {date}").format(date=words), "bad"
    return words, "warn" if until <= today + timedelta(days=expiring_days) else ""


def clearance_cell(until: date | None, today: date, expiring_days: int) -> Cell:
    """Valid until; amber when it ends soon, red when it has ended."""
    words, tone = clearance_look(until, today, expiring_days)
    picture = "shield-x" if tone == "bad" else "shield-alert" if tone in ("warn", "muted") else "shield-check"
    spoken = _("Führungszeugnis: {state}").format(state=words)
    return Cell(words, icon=picture, tone=tone, spoken=spoken)


def contact_cell(last: date | None, today: date, silence_days: int) -> Cell:
    """When there was the last entry about her; amber after the office's time of silence."""
    if last is None:
        return Cell(_("noch nie"), icon="triangle-alert", tone="warn")
    late = last < today - timedelta(days=silence_days)
    words = days_ago(last, today)
    return Cell(words, icon="triangle-alert" if late else "", tone="warn" if late else "")


def columns(lists: Callable[[], Lists], settings: Callable[[], OfficeSettings]) -> tuple[Column, ...]:
    """All columns; ``lists`` and ``settings`` know the office's words and rules now."""

    def name(row: MentorRow) -> Cell:
        state = lists().label(vocab.MENTOR_STATUS, row.status) if row.status != "active" else ""
        work = " · ".join(part for part in (state, row.occupation or row.sector, row.organisation) if part)
        return Cell(row.name, second=work, strong=True, private=True)

    def region(row: MentorRow) -> Cell:
        reach = _("bis {km} km").format(km=row.reach_km) if row.reach_km else ""
        return Cell(row.town, second=reach)

    def training(row: MentorRow) -> Cell:
        if row.training_on is None:
            return Cell(_("fehlt"), tone="warn", spoken=_("Schulung fehlt"))
        return Cell(date_text(row.training_on))

    def spoken(row: MentorRow) -> Cell:
        return Cell(", ".join(languages.name(code) for code in row.languages))

    def clearance(row: MentorRow) -> Cell:
        return clearance_cell(row.clearance_until, date.today(), settings().expiring_days)

    def contact(row: MentorRow) -> Cell:
        return contact_cell(row.last_contact, date.today(), settings().silence_days)

    def due(row: MentorRow) -> Cell:
        if row.next_due is None:
            return Cell()
        today = date.today()
        tone = "bad" if row.next_due < today else "warn" if row.next_due == today else ""
        return Cell(relative_day(row.next_due, today), tone=tone, icon="clock" if tone else "")

    return (
        Column("name", _("Name und Beruf"), name, width=150, priority=0, stretch=True,
               also=(Detail(_("Beruf"), lambda row: row.occupation or row.sector),
                     Detail(_("Organisation"), lambda row: row.organisation))),
        Column(
            "places", _("Plätze"), lambda row: places_cell(row.taken, row.capacity, row.absent), width=118, priority=1,
            also=(Detail(_("Plätze frei"), lambda row: max(0, (row.capacity or 0) - row.taken), "integer"),),
        ),
        Column("town", _("Region"), region, width=104, priority=3,
               also=(Detail(_("Umkreis in km"), lambda row: row.reach_km, "integer"),)),
        Column("languages", _("Sprachen"), spoken, width=112, priority=5, sortable=False),
        Column("training", _("Schulung"), training, width=86, priority=6, value=lambda row: row.training_on,
               kind="partial_date"),
        Column(
            "clearance", _("Zeugnis bis"), clearance,
            width=112, priority=4, value=lambda row: row.clearance_until, kind="partial_date",
        ),
        Column(
            "last_contact", _("Letzter Kontakt"), contact,
            width=142, priority=2, value=lambda row: row.last_contact, kind="partial_date",
        ),
        Column("mentees", _("Begleitet"), lambda row: Cell(list_text(row.mentees), private=True), width=150,
               priority=7, sortable=False, hidden=True),
        Column("status", _("Stand"), lambda row: Cell(lists().label(vocab.MENTOR_STATUS, row.status), chip=True,
               tone=status_tone(row.status)), width=100, priority=7, hidden=True),
        Column("next_due", _("Wiedervorlage"), due, width=110, priority=7, sortable=False, hidden=True,
               value=lambda row: row.next_due, kind="partial_date"),
        Column("since", _("Dabei seit"), lambda row: Cell(date_text(row.since) if row.since else ""), width=100,
               priority=8, hidden=True, value=lambda row: row.since, kind="partial_date"),
        Column("phone", _("Telefon"), lambda row: Cell(row.phone, private=True), width=130, priority=8,
               sortable=False, hidden=True),
        Column("email", _("E-Mail"), lambda row: Cell(row.email, private=True), width=170, priority=8,
               sortable=False, hidden=True),
    )  # fmt: skip


def status_tone(code: str) -> str:
    """Tone of a mentor's status."""
    return {"active": "ok", "interested": "info", "paused": "warn", "ended": "outline"}.get(code, "neutral")
