"""The list of the week on paper: what is due until Sunday, with a box to tick."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from permenti_desktop.domain.dates import iso_week
from permenti_desktop.i18n import Texts, _
from permenti_desktop.queries import office, today
from permenti_desktop.queries.timeline import FollowUpRow
from permenti_desktop.queries.today import ToDo
from permenti_desktop.reports.catalogue import Report
from permenti_desktop.reports.document import Column, Document, Row, Table, Tick, no_tick
from permenti_desktop.reports.options import Format, Options

_BOX = "[   ]"
"""To tick with a pen; the fonts of the reports have no empty box."""


def title(day: date) -> str:
    """ "Wochenliste KW 48"."""
    return _("Wochenliste KW {week}").format(week=iso_week(day)[1])


def people(found: ToDo) -> tuple[int, ...]:
    """Whom the list names, each once."""
    rows = (*found.overdue, *found.today, *found.week)
    return tuple(dict.fromkeys(row.person_id for row in rows if row.person_id is not None))


def report(day: date, author: str | None) -> Report:
    """The list as a report; with *author* only her own follow-ups."""

    def build(session: Any, options: Options, speak: Texts, format: Format, tick: Tick = no_tick) -> Document:
        found = today.things_to_do(session, day, author)
        settings = office.settings(session)
        parts = ((_("Überfällig"), found.overdue), (_("Heute"), found.today), (_("Diese Woche"), found.week))
        blocks = [_table(name, rows) for name, rows in parts if rows]
        if found.promises:
            columns = (
                Column("", width=3),
                Column(_("Bis wann"), "date"),
                Column(_("Wer")),
                Column(_("Aufgabe"), width=60),
            )
            lines: list[Row] = [(_BOX, one.due, one.who, one.text) for one in found.promises]
            blocks.append(Table(_("Zugesagt im Netzwerk"), columns, lines, count=len(lines)))
        if not blocks:
            blocks.append(Table(_("Zu tun"), (Column(_("Was")),), (), count=0, empty=_("Nichts offen")))
        return Document(
            title=title(day),
            subtitle=_("Nur eigene Wiedervorlagen") if author is not None else "",
            language=speak.language,
            office=settings.office,
            cut_off=day,
            made_at=options.made_at,
            made_by=options.made_by,
            facts=((_("Zweck"), options.purpose),),
            confidential=_("Enthält personenbezogene Daten. Nur für den genannten Zweck verwenden."),
            blocks=tuple(blocks),
        )

    return Report("week", title(day), "", "printer", True, build)


def _table(name: str, rows: Sequence[FollowUpRow]) -> Table:
    columns = (
        Column("", width=4),
        Column(_("Fällig"), "date"),
        Column(_("Wer"), width=30),
        Column(_("Was"), width=60),
        Column(_("Von"), width=18),
    )
    lines: list[Row] = [(_BOX, row.due, row.name or _("Eigene Aufgabe"), row.text, row.author) for row in rows]
    return Table(name, columns, lines, count=len(lines))
