"""Datenschutz: whose period is over, who is blocked, who was erased, what left the house, and what is protected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from permenti_desktop import paths
from permenti_desktop.domain.data_protection import ERASURE_REASON, RESTRICTION_GROUND
from permenti_desktop.gui import hub, jobs, providers
from permenti_desktop.gui.data_protection import asking
from permenti_desktop.gui.deeds import Asking, ScrollTab
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.gui.widgets.row import ActionRow
from permenti_desktop.gui.widgets.tabs import Tabs
from permenti_desktop.i18n import _, date_text, datetime_text, language, ngettext
from permenti_desktop.queries import data_protection
from permenti_desktop.queries.data_protection import DueRow, ErasureRow, PeriodRow, RestrictionRow
from permenti_desktop.queries.office import DisclosureRow
from permenti_desktop.reports import data_protection as papers
from permenti_desktop.reports import manual


@dataclass(frozen=True, slots=True)
class _State:
    periods: tuple[PeriodRow, ...]
    due: tuple[DueRow, ...]
    blocked: tuple[RestrictionRow, ...]
    erased: tuple[ErasureRow, ...]


def _state(session: Any, today: date) -> _State:
    return _State(
        data_protection.periods(session, today),
        data_protection.due(session, today),
        data_protection.restrictions(session),
        data_protection.erasures(session),
    )


class DataProtectionPage(Page):
    """The section "Datenschutz"."""

    section: ClassVar[str] = "data_protection"
    icon: ClassVar[str] = "shield-check"
    tables: ClassVar[tuple[str, ...]] = (
        "person",
        "participant",
        "participation",
        "grant_award",
        "restriction",
        "setting",
    )

    def __init__(self) -> None:
        super().__init__(_("Datenschutz"))
        self.drawer = Drawer(self)
        self.tabs = Tabs(_("Datenschutz"))
        self.periods = ScrollTab(_("Fristen"))
        self.blocked = ScrollTab(_("Gesperrt"))
        self.erased = ScrollTab(_("Gelöscht"))
        self.lines = ScrollTab(_("Was hinausging"))
        self.protected = ScrollTab(_("Was geschützt ist"))
        self._places = [self.tabs.add(one.accessibleName(), one) for one in (self.periods, self.blocked, self.erased)]
        self.went_out = QWidget()
        self._column = QVBoxLayout(self.went_out)
        spaced(self._column, (16, 12, 16, 0), 4)
        self.tabs.add(_("Was hinausging"), self.went_out)
        self.tabs.add(_("Was geschützt ist"), self.protected)
        self.body.addWidget(self.tabs, 1)
        self.picker = factory.person_picker(_("Person"), providers.people(self))
        self.since = factory.date(_("Von"))
        self.until = factory.date(_("Bis"))
        for field in (self.picker, self.since, self.until):
            field.changed.connect(self.read_lines)
        self.csv = button(_("Als CSV speichern …"), self.save_lines, icon="download")
        self._column.addWidget(self._filters())
        self._column.addWidget(self.lines, 1)
        self._show_protected()

    # -- reading ---------------------------------------------------------------------------------------------

    def refresh(self, touched: hub.Touched = frozenset()) -> None:
        jobs.read(_state, date.today(), then=self._show, owner=self, key="state", failed=self.failed)
        self.read_lines()

    def read_lines(self) -> None:
        """What left the house, by the filters."""
        person = self.picker.value()
        jobs.read(
            data_protection.disclosures,
            person=person if isinstance(person, int) else None, start=self.since.day(), end=self.until.day(),
            then=self._show_lines, owner=self, key="lines", failed=self.failed,
        )  # fmt: skip

    def open_record(self, record: int) -> None:
        """The drawer with what can be done for one person."""
        asking.OnePerson(self, self.drawer, record).open()

    # -- the tabs --------------------------------------------------------------------------------------------

    def _show(self, state: _State) -> None:
        self._show_periods(state)
        self._show_blocked(state.blocked)
        self._show_erased(state.erased)
        for place, number in zip(self._places, (len(state.due), len(state.blocked), len(state.erased)), strict=True):
            self.tabs.set_number(place, number)
        self.set_badge(len(state.due), "warn")

    def _show_periods(self, state: _State) -> None:
        rows = self.periods.begin()
        rows.addWidget(
            label(
                _(
                    "Wie lange Akten aufbewahrt werden, steht im Zuwendungsbescheid: Tragen Sie letzte Zahlung und "
                    "Jahre unter „Zuwendungen“ ein. Ist die Frist vorbei, werden Namen und Texte entfernt; die "
                    "Zahlen bleiben."
                ),
                "caption",
                wrap=True,
            )
        )
        if state.due:
            rows.addWidget(label(_("Frist abgelaufen"), "subtitle"))
            number = len(state.due)
            words = ngettext("{n} Akte anonymisieren …", "{n} Akten anonymisieren …", number).format(n=number)
            self.due_button = button(words, partial(self.ask_anonymise, state.due), icon="shield-check", look="primary")
            line = QHBoxLayout()
            spaced(line, 0, 8)
            line.addWidget(self.due_button)
            line.addStretch(1)
            rows.addLayout(line)
            for due in state.due:
                until = _("Frist bis {day}").format(day=date_text(due.until))
                made = ActionRow(due.name, due.number, note=until, icon="hourglass", disc="warn")
                made.opened.connect(partial(self.open_record, due.id))
                rows.addWidget(made)
        rows.addWidget(label(_("Kalender der Fristen"), "subtitle"))
        for period in state.periods:
            count = len(period.people)
            people = ngettext("{n} Akte", "{n} Akten", count).format(n=count)
            until = date_text(period.until) if period.until else _("noch offen")
            title = period.title or _("Ohne Zuwendung")
            detail = ngettext(
                "{n} Jahr ab Ende des Jahres der letzten Zahlung", "{n} Jahre ab Ende des Jahres der letzten Zahlung",
                period.years,
            ).format(n=period.years) if period.grant_id else ngettext(
                "{n} Jahr ab Ende des Jahres des Austritts", "{n} Jahre ab Ende des Jahres des Austritts", period.years
            ).format(n=period.years)  # fmt: skip
            tone = "warn" if period.due and count else "neutral"
            rows.addWidget(
                ActionRow(title, detail, note=f"{people} · {until}", icon="calendar-clock", disc=tone, private=False)
            )
        self.periods.end()

    def ask_anonymise(self, due: Sequence[DueRow]) -> None:
        """Say what it means, then do it."""
        Anonymising(self, self.drawer, due).open()

    def _show_blocked(self, blocked: Sequence[RestrictionRow]) -> None:
        rows = self.blocked.begin()
        if not blocked:
            rows.addWidget(
                label(_("Niemand ist gesperrt. Sperren können Sie in der Akte unter „⋯ Datenschutz“."), wrap=True)
            )
        for one in blocked:
            made = ActionRow(
                one.name,
                RESTRICTION_GROUND.label(one.ground),
                note=_("seit {day}").format(day=date_text(one.since.astimezone().date())),
                icon="lock",
                actions=((_("Öffnen"), "O", partial(self.open_record, one.id)),),
            )
            made.opened.connect(partial(self.open_record, one.id))
            rows.addWidget(made)
        self.blocked.end()

    def _show_erased(self, erased: Sequence[ErasureRow]) -> None:
        rows = self.erased.begin()
        rows.addWidget(
            label(
                _(
                    "Das Verzeichnis nennt niemanden. Es liegt auch neben der Datei und den Sicherungen, damit jede "
                    "Löschung wiederholt wird, wenn eine ältere Sicherung zurückkommt."
                ),
                "caption",
                wrap=True,
            )
        )
        for one in erased:
            rows.addWidget(
                ActionRow(
                    _("Löschung Nr. {n}").format(n=one.id),
                    ERASURE_REASON.label(one.reason),
                    note=_("{moment} von {name}").format(moment=datetime_text(one.at), name=one.who or "–"),
                    icon="shield-x",
                    private=False,
                    actions=((_("Nachweis speichern"), "N", partial(self.save_proof, one)),),
                )
            )
        if not erased:
            rows.addWidget(label(_("Noch wurde niemand gelöscht.")))
        self.erased.end()

    def _filters(self) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        spaced(line, 0, 10)
        line.addWidget(factory.labelled(_("Person"), self.picker), 2)
        line.addWidget(factory.labelled(_("Von"), self.since), 1)
        line.addWidget(factory.labelled(_("Bis"), self.until), 1)
        line.addWidget(self.csv, 0, Qt.AlignmentFlag.AlignBottom)
        return made

    def _show_lines(self, found: Sequence[DisclosureRow]) -> None:
        rows = self.lines.begin()
        for one in found:
            where = " · ".join(part for part in (one.recipient, one.purpose, one.basis) if part)
            count = ngettext("{n} Person", "{n} Personen", one.people).format(n=one.people)
            rows.addWidget(
                ActionRow(
                    one.what, where, note=f"{count} · {datetime_text(one.at)} · {one.who}".rstrip(" ·"),
                    icon="eye" if not one.recipient and one.people == 1 else "send", private=False,
                )
            )  # fmt: skip
        if not found:
            rows.addWidget(label(_("In dieser Zeit ist nichts vermerkt."), "muted"))
        self.lines.end()

    def _show_protected(self) -> None:
        rows = self.protected.begin()
        for piece in manual.one(language(), "protection").pieces:
            if piece.kind == "heading":
                made = label(piece.text, "subtitle")
            elif piece.kind == "item":
                made = label(f"•  {piece.text}", wrap=True)
            else:
                made = label(piece.text, "caption", wrap=True)
            rows.addWidget(made)
        self.protected.end()

    # -- saving ----------------------------------------------------------------------------------------------

    def save_lines(self) -> None:
        """Ask for a place and save what is shown as CSV."""
        proposed = paths.documents_dir() / (_("Weitergaben {day}").format(day=date.today().isoformat()) + ".csv")
        target, _kind = QFileDialog.getSaveFileName(self, _("Verzeichnis speichern"), str(proposed), "CSV (*.csv)")
        if target:
            self.save_lines_as(Path(target))

    def save_lines_as(self, target: Path) -> None:
        """Save the record under a name."""
        person = self.picker.value()
        jobs.long(
            _save_lines, jobs.database(), target, language(),
            person if isinstance(person, int) else None, self.since.day(), self.until.day(),
            title=_("Verzeichnis wird gespeichert"), failed=self.failed, owner=self,
            then=lambda _nothing: self.say(_("Gespeichert: {name}").format(name=target.name)),
        )  # fmt: skip

    def save_proof(self, row: ErasureRow) -> None:
        """Ask for a place and save the proof there."""
        proposed = paths.documents_dir() / (_("Nachweis Löschung {n}").format(n=row.id) + ".pdf")
        target, _kind = QFileDialog.getSaveFileName(self, _("Nachweis speichern"), str(proposed), "PDF (*.pdf)")
        if target:
            self.save_proof_as(row, Path(target))

    def save_proof_as(self, row: ErasureRow, target: Path) -> None:
        """Save the proof under a name."""
        database: Any = jobs.database()
        until = row.at.astimezone().date() + timedelta(days=365) if database.path is not None else None
        jobs.long(
            asking.save_proof, database, row.id, target, until,
            title=_("Nachweis wird gespeichert"), failed=self.failed, owner=self,
            then=lambda _nothing: self.say(_("Gespeichert: {name}").format(name=target.name)),
        )  # fmt: skip

    def back(self) -> bool:
        if self.drawer.isHidden():
            return False
        self.drawer.close_drawer()
        return True

    def focus_first(self) -> None:
        self.tabs.tabBar().setFocus()

    def panes(self) -> list[QWidget]:
        return [self.tabs]


def _save_lines(
    database: Any,
    target: Path,
    spoken: str,
    person: int | None,
    start: date | None,
    end: date | None,
    tick: asking.Tick,
) -> None:
    tick(0, 0)
    papers.save_audit(database, target, spoken, person=person, start=start, end=end)


class Anonymising(Asking):
    """What it means to anonymise those whose period is over."""

    def __init__(self, page: DataProtectionPage, drawer: Drawer, due: Sequence[DueRow]) -> None:
        super().__init__(page, drawer)
        self.due = tuple(due)

    def open(self) -> None:
        """Show it."""
        self.explain(
            _(
                "Namen, Kontakt, Texte, Unterlagen und der Inhalt des Änderungsverlaufs werden entfernt. Die Zahlen "
                "früherer Berichte bleiben gleich. Das lässt sich nicht rückgängig machen; vorher wird gesichert."
            )
        )
        for one in self.due[:20]:
            self.layout.addWidget(ActionRow(one.name, one.number, note=date_text(one.until)))
        number = len(self.due)
        title = ngettext("{n} Akte anonymisieren", "{n} Akten anonymisieren", number).format(n=number)
        self.show(title, _("Anonymisieren"), self.save)

    def save(self) -> None:
        """Do it, after a backup."""
        jobs.long(
            asking.anonymise, jobs.database(), tuple(one.id for one in self.due),
            title=_("Akten werden anonymisiert"), then=self._done, failed=self.drawer.failed, owner=self.drawer,
        )  # fmt: skip

    def _done(self, number: int) -> None:
        self.drawer.close_drawer()
        self.page.say(ngettext("{n} Akte anonymisiert", "{n} Akten anonymisiert", number).format(n=number))
