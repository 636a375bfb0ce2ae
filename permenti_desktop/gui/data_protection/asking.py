"""What is done with one person's data, in the drawer: handed to her, blocked, erased; and the work behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from permenti_desktop import paths
from permenti_desktop.db import backup
from permenti_desktop.domain.data_protection import ERASURE_REASON, RESTRICTION_GROUND
from permenti_desktop.domain.errors import NotFound
from permenti_desktop.gui import jobs, keeper
from permenti_desktop.gui.deeds import Asking
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.label import isolated, label
from permenti_desktop.i18n import _, date_text, language, ngettext
from permenti_desktop.queries import data_protection
from permenti_desktop.queries import person as people
from permenti_desktop.queries.data_protection import RestrictionRow
from permenti_desktop.reports import data_protection as papers
from permenti_desktop.usecases import data_protection as rights

Tick = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with one person: her name, whether she is blocked, and until when a funder wants her file."""

    id: int
    name: str
    number: str
    restriction: RestrictionRow | None
    is_kept: bool
    kept_until: date | None


def standing(session: Any, id: int) -> Standing:
    """Read it. Raises NotFound."""
    restriction = data_protection.restriction(session, id)
    kept, until = rights.kept_until(session, id)
    card = next(iter(people.cards(session, [id])), None)
    if card is None or not card.name.strip():
        raise NotFound()
    return Standing(id, card.name, card.number, restriction, kept, until)


def folder_and_days(database: Any) -> tuple[Path | None, int]:
    """Where backups go, and for how many days the last of them stay."""
    return (keeper.folder_for(database.path) if database.path is not None else None), backup.Keep().longest.days


def erase(database: Any, id: int, reason: str, despite: bool, tick: Tick) -> tuple[rights.Erased, date | None]:
    """Back up and erase; answers what was done and until when backups still hold her."""
    tick(0, 0)
    with database.read() as session:
        rights.may_erase(session, id, despite_retention=despite)
    until = _backed_up(database)
    with database.write() as session:
        return rights.erase(session, id, reason, despite_retention=despite), until


def anonymise(database: Any, ids: tuple[int, ...], tick: Tick) -> int:
    """Back up and anonymise those whose period is over."""
    tick(0, 0)
    _backed_up(database)
    with database.write() as session:
        return rights.anonymise(session, ids)


def _backed_up(database: Any) -> date | None:
    if database.path is None:
        return None
    folder, days = folder_and_days(database)
    made = backup.back_up(database, "erasure", folder=folder)
    return (made.at + timedelta(days=days)).date()


def until_words(until: date | None) -> str:
    """In words: how long backups still hold somebody who was erased."""
    if until is None:
        return ""
    return _("In älteren Sicherungen steht sie noch bis spätestens {day}; wird eine zurückgeholt, wird sie dort "
             "sofort wieder gelöscht.").format(day=date_text(until))  # fmt: skip


class OnePerson(Asking):
    """Everything that data protection offers for one person."""

    def __init__(self, page: Page, drawer: Drawer, id: int) -> None:
        super().__init__(page, drawer)
        self.id = id
        self.standing: Standing | None = None

    def open(self) -> None:
        """Read how it stands and show it."""
        jobs.read(standing, self.id, then=self._show, owner=self.drawer, key="standing", failed=self.page.failed)

    def _show(self, found: Standing) -> None:
        self.standing = found
        name = label(f"{found.name}  {found.number}".strip(), "subtitle", wrap=True)
        guard(name)
        self.layout.addWidget(name)
        self.layout.addWidget(label(_("Auskunft und Mitnahme (Art. 15 und 20 DSGVO)"), "heading"))
        self.explain(
            _(
                "Alles, was über sie gespeichert ist, auch was andere über sie notiert haben. Bitte vor der Übergabe "
                "lesen: In Notizen kann etwas über andere Menschen stehen. Die Ausgabe wird vermerkt."
            )
        )
        self.pdf = button(_("Als PDF speichern …"), partial(self.save, "pdf"), icon="file-text")
        self.json = button(_("Als Datei zum Mitnehmen speichern …"), partial(self.save, "json"), icon="download")
        self.layout.addWidget(self.pdf)
        self.layout.addWidget(self.json)
        self.layout.addWidget(label(_("Berichtigung (Art. 16 DSGVO)"), "heading"))
        self.explain(_("Ändern Sie die Angaben in der Akte; der Änderungsverlauf zeigt, was vorher dort stand."))
        self.layout.addWidget(label(_("Einschränkung (Art. 18 DSGVO)"), "heading"))
        if found.restriction is None:
            self.explain(
                _(
                    "Gesperrte Daten werden nur aufbewahrt: in keiner Liste, keiner Ausgabe, nicht zu ändern. Ihre "
                    "Tandems, Praktika und Wiedervorlagen erscheinen auch nicht. In Zahlen für Zuwendungsgeber zählt "
                    "sie weiter mit."
                )
            )
            self.block_button = button(_("Sperren …"), self.ask_block, icon="lock")
            self.layout.addWidget(self.block_button)
        else:
            ground = RESTRICTION_GROUND.label(found.restriction.ground)
            since = date_text(found.restriction.since.astimezone().date())
            self.explain(_("Gesperrt seit {day}: {ground}").format(day=since, ground=ground))
            self.lift_button = button(_("Sperre aufheben"), self.lift, icon="lock-open")
            self.layout.addWidget(self.lift_button)
        self.layout.addWidget(label(_("Löschung (Art. 17 DSGVO)"), "heading"))
        self.explain(_kept_words(found))
        self.erase_button = button(_("Löschen …"), self.ask_erase, icon="trash-2", look="danger")
        self.layout.addWidget(self.erase_button)
        self.layout.addStretch(1)
        self.drawer.show_content(_("Datenschutz"), self.content)

    def save(self, format: papers.Format) -> None:
        """Ask for a place and save the access report there."""
        found = self.standing
        if found is None:
            return
        name = papers.file_name(found.number or str(found.id), format, date.today())
        target, _kind = QFileDialog.getSaveFileName(
            self.page, _("Auskunft speichern"), str(paths.documents_dir() / name), f"{format.upper()} (*.{format})"
        )
        if target:
            self.save_as(format, Path(target))

    def save_as(self, format: papers.Format, target: Path) -> None:
        """Save the access report under a name."""
        jobs.long(
            _save_access, jobs.database(), self.id, format, language(), target,
            title=_("Auskunft wird gespeichert"), failed=self.drawer.failed, owner=self.drawer,
            then=lambda _letters: self._saved(target),
        )  # fmt: skip

    def _saved(self, target: Path) -> None:
        self.page.say(_("Auskunft gespeichert: {name}").format(name=target.name))
        self.page.refresh()

    def ask_block(self) -> None:
        """The next drawer: why."""
        Blocking(self.page, self.drawer, self.id).open()

    def lift(self) -> None:
        """End the block."""
        jobs.write(
            rights.lift, self.id, failed=self.drawer.failed, owner=self.drawer,
            then=lambda _id: self.done(_("Sperre aufgehoben")),
        )  # fmt: skip

    def ask_erase(self) -> None:
        """The next drawer: why, and are you sure."""
        if self.standing is not None:
            Erasing(self.page, self.drawer, self.standing).open()


def _save_access(
    database: Any, id: int, format: papers.Format, spoken: str, target: Path, tick: Tick
) -> frozenset[str]:
    tick(0, 0)
    return papers.save_access(database, id, format, spoken, target)


def _kept_words(found: Standing) -> str:
    if not found.is_kept:
        return _("Keine Zuwendung verlangt, dass diese Akte aufbewahrt wird.")
    if found.kept_until is None:
        return _("Für die Zuwendung ihrer Teilnahme ist noch kein Ende der Aufbewahrungsfrist eingetragen.")
    if found.kept_until < date.today():
        return _("Die Aufbewahrungsfrist der Zuwendung ist am {day} abgelaufen.").format(
            day=date_text(found.kept_until)
        )
    return _("Die Aufbewahrungsfrist der Zuwendung läuft bis {day}: üblich ist, bis dahin zu sperren.").format(
        day=date_text(found.kept_until)
    )


class Blocking(Asking):
    """Why her data are only kept from now on."""

    def __init__(self, page: Page, drawer: Drawer, id: int) -> None:
        super().__init__(page, drawer)
        self.id = id
        self.ground = factory.choice(_("Grund"), factory.terms_of(RESTRICTION_GROUND), optional=False)
        self.note = factory.text(_("Bemerkung"), rows=3)

    def open(self) -> None:
        """Show the fields."""
        self.add(_("Grund"), self.ground)
        self.add(_("Bemerkung"), self.note)
        self.show(_("Daten sperren"), _("Sperren"), self.save)

    def save(self) -> None:
        """Block."""
        jobs.write(
            rights.block, self.id, self.ground.value(), self.note.value(),
            failed=self.drawer.failed, owner=self.drawer, then=lambda _id: self.done(_("Daten gesperrt")),
        )  # fmt: skip


class Erasing(Asking):
    """Why, whether the period was clarified, and what it means."""

    def __init__(self, page: Page, drawer: Drawer, standing: Standing) -> None:
        super().__init__(page, drawer)
        self.standing = standing
        self.reason = factory.choice(_("Grund"), factory.terms_of(ERASURE_REASON), optional=False)
        self.despite = factory.check(_("Mit Datenschutz und Zuwendungsgeber geklärt: jetzt löschen"))
        self.sure = factory.check(_("Ich weiß, dass sich das nicht rückgängig machen lässt."))

    @property
    def is_early(self) -> bool:
        """Whether a period still runs."""
        until = self.standing.kept_until
        return self.standing.is_kept and (until is None or until >= date.today())

    def open(self) -> None:
        """Show the fields."""
        name = label(isolated(self.standing.name), "subtitle", wrap=True)
        guard(name)
        self.layout.addWidget(name)
        self.explain(
            _(
                "Gelöscht werden Angaben, Notizen, angefangene Texte, das Suchverzeichnis und der Inhalt des "
                "Änderungsverlaufs. In Texten über andere wird ihr voller Name durch […] ersetzt. Für Zahlen bleibt "
                "eine Zeile ohne Person. Vorher wird gesichert; diese Sicherung enthält sie noch bis zu ihrer Frist."
            )
        )
        self.add(_("Grund"), self.reason)
        if self.is_early:
            self.explain(_kept_words(self.standing))
            self.layout.addWidget(self.despite)
        self.layout.addWidget(self.sure)
        self.show(_("Person löschen"), _("Löschen"), self.save)

    def save(self) -> None:
        """Erase, after a backup."""
        if not self.sure.value():
            self.drawer.messages.say(
                _("Bitte bestätigen Sie, dass sich das nicht rückgängig machen lässt."), "warn", key="failed"
            )
            return
        jobs.long(
            erase, jobs.database(), self.standing.id, self.reason.value(), self.is_early and bool(self.despite.value()),
            title=_("Wird gelöscht"), then=self._erased, failed=self.drawer.failed, owner=self.drawer,
        )  # fmt: skip

    def _erased(self, answer: tuple[rights.Erased, date | None]) -> None:
        erased, until = answer
        self.drawer.close_drawer()
        self.page.messages.say(
            _("Gelöscht, Nummer {line} im Verzeichnis. {backups}").format(line=erased.line, backups=until_words(until)),
            "ok", key="erased",
        )  # fmt: skip
        mentions = erased.counts.get("mentions", 0)
        if mentions:
            words = ngettext(
                "In {n} Text steht der Nachname noch, vielleicht meint er jemand anderen. Suchen Sie mit Strg+K.",
                "In {n} Texten steht der Nachname noch, vielleicht meint er jemand anderen. Suchen Sie mit Strg+K.",
                mentions,
            ).format(n=mentions)
            self.page.messages.say(words, "warn", key="mentions")


def save_proof(database: Any, line: int, target: Path, until: date | None, tick: Tick) -> None:
    """The proof of one erasure as PDF."""
    tick(0, 0)
    with database.read() as session:
        papers.save_proof(session, line, language(), target, datetime.now().astimezone(), until)
