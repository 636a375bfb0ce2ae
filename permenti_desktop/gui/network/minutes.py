"""The minutes of a network meeting as a PDF: who was there, what was said and decided, who does what till when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from permenti_desktop.domain import vocab
from permenti_desktop.domain.network import NetworkMeetingInput
from permenti_desktop.i18n import Texts, _, date_text, long_date_text
from permenti_desktop.queries import network, office
from permenti_desktop.reports.catalogue import Report
from permenti_desktop.reports.document import Block, Column, Document, Heading, Paragraph, Row, Table, Tick, no_tick
from permenti_desktop.reports.options import Format, Options


def report(meeting: int, group: str, labels: Mapping[str, str], given: NetworkMeetingInput) -> Report:
    """The minutes of a meeting; ``labels`` are the names of who was invited, as its form shows them."""
    title = _("Protokoll: {group}").format(group=group) if group else _("Protokoll")

    def build(session: Any, options: Options, speak: Texts, format: Format, tick: Tick = no_tick) -> Document:
        _version, now = network.load_meeting(session, meeting)
        facts = (
            (_("Datum"), long_date_text(now.on) if now.on is not None else ""),
            (_("Uhrzeit"), now.time),
            (_("Ort des Treffens"), now.place),
            (_("Zweck"), options.purpose),
        )
        blocks: list[Block] = []
        for heading, words in ((_("Tagesordnung"), now.agenda), (_("Ergebnis"), now.minutes)):
            if words.strip():
                blocks.append(Heading(heading))
                blocks += [Paragraph(line) for line in words.splitlines() if line.strip()]
        lines: list[Row] = [
            (vocab.LINE_KIND.label(one.kind), one.text, one.who, one.due, one.done_on) for one in now.lines
        ]
        if lines:
            columns = (
                Column(_("Art"), width=12), Column(_("Was"), width=60), Column(_("Wer"), width=24),
                Column(_("Bis wann"), "date"), Column(_("Erledigt am"), "date"),
            )  # fmt: skip
            blocks.append(Table(_("Informationen, Beschlüsse und Aufgaben"), columns, lines, count=len(lines)))
        guests: list[Row] = [
            (
                labels.get(f"attendance.{index}.organisation_id", ""),
                labels.get(f"attendance.{index}.person_id", ""),
                _("ja") if one.attended else _("nein"),
            )
            for index, one in enumerate(given.attendance)
        ]
        heads = (Column(_("Organisation"), width=40), Column(_("Person"), width=30), Column(_("War da"), width=10))
        blocks.append(Table(_("Anwesenheit"), heads, guests, count=len(guests), empty=_("Niemand eingetragen.")))
        return Document(
            title=title,
            subtitle=date_text(now.on) if now.on is not None else "",
            language=speak.language,
            office=office.settings(session).office,
            cut_off=options.cut_off,
            made_at=options.made_at,
            made_by=options.made_by,
            facts=tuple((name, words) for name, words in facts if words),
            blocks=tuple(blocks),
        )

    return Report("minutes", title, "", "network", True, build)
