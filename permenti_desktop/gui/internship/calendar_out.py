"""The days of the calendar on paper and as a file for other calendars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from permenti_desktop import paths
from permenti_desktop.exchange.write_ics import Day, calendar_file
from permenti_desktop.gui import jobs
from permenti_desktop.gui.internship.calendar import what_words
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.take_out import TakeOut
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.i18n import Texts, _, date_text
from permenti_desktop.queries import office
from permenti_desktop.queries.internship import InternshipDay
from permenti_desktop.reports import catalogue, saving
from permenti_desktop.reports.catalogue import Report
from permenti_desktop.reports.document import Column, Document, Row, Table, Tick, no_tick
from permenti_desktop.reports.options import Format, Options

ReadDays = Callable[[Any], Sequence[InternshipDay]]


def report(title: str, first: date, last: date, read: ReadDays) -> Report:
    """The days as a list; ``read(session)`` says which."""

    def build(session: Any, options: Options, speak: Texts, format: Format, tick: Tick = no_tick) -> Document:
        days = read(session)
        columns = (
            Column(_("Tag"), "date"),
            Column(_("Was"), width=14),
            Column(_("Teilnehmerin"), width=30),
            Column(_("Betrieb"), width=34),
            Column(_("Bemerkung"), width=40),
        )
        lines: list[Row] = [(one.on, what_words(one.what), one.participant, one.host, one.words) for one in days]
        return Document(
            title=title,
            subtitle=f"{date_text(first)} – {date_text(last)}",
            language=speak.language,
            office=office.settings(session).office,
            cut_off=options.cut_off,
            made_at=options.made_at,
            made_by=options.made_by,
            facts=((_("Zweck"), options.purpose),),
            confidential=_("Enthält personenbezogene Daten. Nur für den genannten Zweck verwenden."),
            blocks=(Table(_("Praktika"), columns, lines, count=len(lines), empty=_("Keine Termine")),),
        )

    return Report("calendar", title, "", "printer", True, build)


def entries(days: Sequence[InternshipDay], *, names: bool) -> list[Day]:
    """The days for a calendar file; without *names* a participant stands there by her number."""
    found = []
    for one in days:
        who = one.participant if names else one.number
        summary = _("Praktikum {who}: {what}").format(who=who, what=what_words(one.what))
        uid = f"{one.what}-{one.id}-{one.row_id}"
        found.append(Day(uid, one.on, summary, one.words if names or one.what == "due" else "", one.host))
    return found


def _write(session: Any, target: Path, read: ReadDays, names: bool) -> tuple[int, ...]:
    """Write the file; returns whom it is about."""
    days = read(session)
    content = calendar_file(entries(days, names=names), datetime.now(UTC))
    saving.save(target, lambda out: out.write(content))
    return tuple(dict.fromkeys(one.participant_id for one in days))


class CalendarFile(TakeOut):
    """Asks what for and whether with names, then saves the file."""

    def __init__(self, page: Page, drawer: Drawer, made: Report, read: ReadDays, people: Sequence[int], told: str):
        super().__init__(page, drawer, made, people, told)
        self._read_days = read
        self.names = factory.check(_("Namen der Teilnehmerinnen nennen"))

    def open(self) -> None:
        self._tell()
        self.add(
            _("Namen der Teilnehmerinnen nennen"), self.names,
            _("Ohne Namen steht die Nummer dort: Kalender sind oft auch auf dem Telefon zu sehen."),
        )  # fmt: skip
        self.show(_("Termine als Kalenderdatei"), _("Speichern …"), self._save)

    def _save(self) -> None:
        proposed = paths.documents_dir() / f"{_('Praktika')} {self.report.title}.ics".replace(":", "")
        name, _filter = QFileDialog.getSaveFileName(
            self.page, _("Termine als Kalenderdatei"), str(proposed), _("Kalenderdateien (*.ics)")
        )
        if name:
            target = Path(name) if Path(name).suffix else Path(name).with_suffix(".ics")
            options, names = self.options(), bool(self.names.value())  # before the drawer forgets its fields
            self.drawer.close_drawer()
            jobs.read(
                _write, target, self._read_days, names,
                then=partial(self._saved, target, options), owner=self.page, key="ics", failed=self.page.failed,
            )  # fmt: skip

    def _saved(self, target: Path, options: Options, people: tuple[int, ...]) -> None:
        jobs.write(catalogue.record, self.report, options, "ICS", people, failed=self.page.failed)
        self.page.messages.say(
            _("Gespeichert: {file}").format(file=target.name), "ok",
            next_step=_("Öffnen Sie die Datei, und Ihr Kalender fragt, ob er die Termine aufnehmen soll."), key="ics",
        )  # fmt: skip
