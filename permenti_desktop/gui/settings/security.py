"""Sicherheit: the own passphrase, other people's, the lock, the recovery sheet."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from permenti_desktop import settings
from permenti_desktop.db import keys
from permenti_desktop.domain.errors import UserError, WrongPassphrase
from permenti_desktop.gui import jobs, recovery_sheet
from permenti_desktop.gui.aside import aside
from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.program import current
from permenti_desktop.gui.settings.group import Group
from permenti_desktop.gui.theme import kind, spaced
from permenti_desktop.gui.unlock.passphrase_field import PassphraseField
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.factory import labelled
from permenti_desktop.gui.widgets.label import isolated, label
from permenti_desktop.i18n import _, date_text, ngettext

_MINUTES = (1, 3, 5, 10, 15, 30, 60)


class NewPassphrase(QFrame):
    """Opened below a row: (the present passphrase or a name), the new one twice.  ``given`` brings what was typed."""

    given = Signal(str, str)
    """present passphrase or name, new passphrase."""

    def __init__(self, *, for_another: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        kind(self, "well")
        column = QVBoxLayout(self)
        spaced(column, (14, 10, 14, 12), 8)
        self.for_another = for_another
        self.name = factory.line(_("Name der Person"), limit=120)
        self.name_labelled = labelled(_("Name der Person"), self.name)
        self.present = PassphraseField(_("Jetziges Passwort"))
        column.addWidget(self.name_labelled if for_another else self.present)
        (self.present if for_another else self.name_labelled).setParent(None)
        self.first = PassphraseField(_("Neues Passwort"))
        self.second = PassphraseField(_("Neues Passwort noch einmal"))
        self.first.changed.connect(self._strength)
        self.second.confirmed.connect(self.confirm)
        column.addWidget(self.first)
        column.addWidget(self.second)
        row = QHBoxLayout()
        spaced(row, 0, 8)
        row.addStretch(1)
        row.addWidget(button(_("Abbrechen"), self.close_it))
        self.save = button(_("Passwort setzen"), self.confirm, look="primary")
        row.addWidget(self.save)
        column.addLayout(row)
        self.hide()

    def _strength(self) -> None:
        text = self.first.text()
        self.first.remark.say("hint" if text else None, keys.strength_in_words(text) if text else "")

    def open_it(self) -> None:
        """Show it with the cursor in its first field."""
        self.show()
        (self.name if self.for_another else self.present).setFocus()

    def close_it(self) -> None:
        """Take it away; nothing typed stays."""
        for field in (self.present, self.first, self.second):
            field.clear()
            field.remark.say(None)
        self.name.set_value("")
        self.name_labelled.say(None)
        self.hide()

    def confirm(self) -> None:
        """Check what was typed and send it."""
        self.second.remark.say(None)
        self.name_labelled.say(None)
        if self.for_another and not self.name.value():
            self.name_labelled.say("error", _("Bitte geben Sie den Namen ein."))
        elif not self.first.text():
            self.second.remark.say("error", _("Bitte wählen Sie ein Passwort."))
        elif self.first.text() != self.second.text():
            self.second.remark.say("error", _("Die beiden Passwörter sind verschieden."))
        else:
            given = self.name.value() if self.for_another else self.present.text()
            self.given.emit(given, self.first.text())


class _Rekeying(QFrame):
    """Opened below its row: what follows, and the present passphrase.  ``given`` brings it."""

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        kind(self, "well")
        column = QVBoxLayout(self)
        spaced(column, (14, 10, 14, 12), 8)
        column.addWidget(
            label(
                _(
                    "Vorher wird gesichert; danach startet das Programm neu. Dann öffnet nur Ihr Passwort die Datei: "
                    "Andere Personen brauchen ein neues, und das bisherige Wiederherstellungsblatt gilt nicht mehr. "
                    "Ältere Sicherungen öffnet weiter, wer sie bisher öffnen konnte."
                ),
                wrap=True,
            )
        )
        self.present = PassphraseField(_("Jetziges Passwort"))
        self.present.confirmed.connect(self.confirm)
        column.addWidget(self.present)
        row = QHBoxLayout()
        spaced(row, 0, 8)
        row.addStretch(1)
        row.addWidget(button(_("Abbrechen"), self.close_it))
        self.go = button(_("Jetzt neu verschlüsseln"), self.confirm, look="primary")
        row.addWidget(self.go)
        column.addLayout(row)
        self.hide()

    def open_it(self) -> None:
        """Show it with the cursor in the passphrase."""
        self.show()
        self.present.setFocus()

    def close_it(self) -> None:
        """Take it away; nothing typed stays."""
        self.present.clear()
        self.present.remark.say(None)
        self.hide()

    def confirm(self) -> None:
        """Send what was typed."""
        if self.present.text():
            self.given.emit(self.present.text())
        else:
            self.present.remark.say("error", _("Bitte geben Sie Ihr Passwort ein."))


def prove(path: Path, who: str, passphrase: str) -> str:
    """Whose passphrase it is; raises WrongPassphrase when it is nobody's, or not *who*'s."""
    return keys.unwrap(keys.read(keys.envelope_path(path)), passphrase, who or None)[1]


def change_own(path: Path, who: str, data_key: bytes, present: str, new: str) -> str:
    """Replace the passphrase that was proved to be one's own; returns whose it was."""
    envelope = keys.envelope_path(path)
    _key, name = keys.unwrap(keys.read(envelope), present, who or None)
    keys.set_passphrase(envelope, name, data_key, new)
    return name


class SecurityGroup(Group):
    """Passphrases belong to the file, the time of the lock to this machine."""

    def __init__(self) -> None:
        super().__init__("security", _("Sicherheit"), _("Passwörter, Sperre und das Wiederherstellungsblatt."))
        database: Any = jobs.database()
        self.database = database
        self.change_button = button(_("Passwort ändern"), icon="key")
        self.own = NewPassphrase(for_another=False)
        self.another = NewPassphrase(for_another=True)
        self.people = QWidget()
        self._people = QVBoxLayout(self.people)
        spaced(self._people, 0, 6)
        self.lock = factory.choice(
            _("Sperren nach"),
            [(n, ngettext("{n} Minute ohne Eingabe", "{n} Minuten ohne Eingabe", n).format(n=n)) for n in _MINUTES]
            + [(0, _("nie von selbst"))],
            optional=False,
        )
        self.lock.set_value(settings.load().lock_after_minutes)
        self.lock.changed.connect(self._lock)
        if database.path is not None and not database.read_only:
            self.change_button.clicked.connect(self.own.open_it)
            self.add(_("Ihr Passwort"), _("Es gilt für diese Datei."), self.change_button, "Passphrase Kennwort ändern")
            self.body.addWidget(self.own)
            self.own.given.connect(self._change_own)
            self.add_button = button(_("Person hinzufügen"), self.another.open_it, icon="user-plus")
            self.add(
                _("Wer die Datei öffnen kann"),
                _("Jede Person hat ihr eigenes Passwort; ihr Name steht im Änderungsverlauf."),
                self.add_button,
                "zweite Person Vertretung Kollegin Passwort",
            )
            self.body.addWidget(self.people)
            self.body.addWidget(self.another)
            self.another.given.connect(self._add_person)
            self.rekey_button = button(_("Neu verschlüsseln"), icon="key")
            self.rekeying = _Rekeying()
            self.rekey_button.clicked.connect(self.rekeying.open_it)
            self.rekeying.given.connect(self._prove)
            self.add(
                _("Datei neu verschlüsseln"),
                _("Wenn ein Wiederherstellungsblatt verloren ging oder jemand für immer ausgeschlossen sein soll."),
                self.rekey_button,
                "Schlüssel Rekey Blatt verloren",
            )
            self.body.addWidget(self.rekeying)
        self.add(
            _("Sperren nach"),
            _("Gespeichert ist alles. Ihre Stelle kann unter „Stelle“ eine kürzere Zeit verlangen."),
            self.lock,
            "Sperre Minuten Bildschirm",
        )
        if database.path is not None:
            sheet = QWidget()
            row = QHBoxLayout(sheet)
            spaced(row, 0, 8)
            self.sheet_save = button(_("Speichern"), self.save_sheet, icon="save")
            self.sheet_print = button(_("Drucken"), self.print_sheet, icon="printer")
            row.addWidget(self.sheet_save)
            row.addWidget(self.sheet_print)
            row.addStretch(1)
            sheet.setFocusProxy(self.sheet_save)
            self.add(
                _("Wiederherstellungsblatt"),
                _("Öffnet die Datei, wenn das Passwort vergessen ist. Gehört in den Tresor."),
                sheet,
                "Notfallblatt Notfall vergessen PDF",
            )
        self.protection = button(_("Ansehen"), self._show_protection, icon="shield-check")
        self.add(
            _("Was geschützt ist, und was nicht"),
            _("Auskunft, Löschen und das Verzeichnis der Weitergaben stehen unter „Datenschutz“."),
            self.protection,
            "Datenschutz DSGVO Auskunft Löschen Verschlüsselung Sicherheit",
        )
        self.refresh()

    def _show_protection(self) -> None:
        program = current()
        if program is not None and program.window is not None:
            program.window.go("data_protection")

    def refresh(self) -> None:
        """Who has a passphrase."""
        if self.database.path is None or self.database.read_only:
            return
        while (item := self._people.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        try:
            envelope = keys.read(keys.envelope_path(self.database.path))
        except UserError as error:
            self.failed.emit(error)
            return
        for slot in envelope.slots:
            line = QFrame()
            kind(line, "well")
            row = QHBoxLayout(line)
            spaced(row, (12, 4, 6, 4), 8)
            name = label(slot.name or _("ohne Namen"), "strong")
            guard(name)
            row.addWidget(name)
            row.addWidget(label(_("seit {day}").format(day=date_text(slot.since)), "caption"))
            row.addStretch(1)
            if slot.name == self.database.who:
                row.addWidget(label(_("das sind Sie"), "caption"))
            elif len(envelope.slots) > 1:
                remove = button(_("Entfernen"), partial(self._remove, slot.name), icon="user-x")
                remove.setAccessibleName(_("{name} entfernen").format(name=isolated(slot.name)))
                row.addWidget(remove)
            self._people.addWidget(line, 0, Qt.AlignmentFlag.AlignTop)

    # -- passphrases -----------------------------------------------------------------------------------------

    def _change_own(self, present: str, new: str) -> None:
        self.own.save.setEnabled(False)
        aside(
            change_own,
            self.database.path,
            self.database.who,
            self.database.key,
            present,
            new,
            then=self._changed,
            failed=self._not_changed,
            owner=self,
        )

    def _changed(self, _name: str) -> None:
        self.own.save.setEnabled(True)
        self.own.close_it()
        self.refresh()
        self.said.emit(_("Das neue Passwort gilt. Ältere Sicherungen öffnet noch das alte."))

    def _not_changed(self, error: UserError) -> None:
        self.own.save.setEnabled(True)
        if isinstance(error, WrongPassphrase):
            self.own.present.remark.say("error", _("Das jetzige Passwort stimmt nicht."))
            self.own.present.setFocus()
        else:
            self.failed.emit(error)

    def _add_person(self, name: str, passphrase: str) -> None:
        envelope = keys.envelope_path(self.database.path)
        if name in keys.read(envelope).names:
            self.another.name_labelled.say("error", _("Diese Person hat schon ein Passwort."))
            return
        self.another.save.setEnabled(False)
        aside(
            keys.set_passphrase,
            envelope,
            name,
            self.database.key,
            passphrase,
            then=partial(self._added, name),
            failed=self._not_added,
            owner=self,
        )

    def _added(self, name: str, _nothing: object) -> None:
        self.another.save.setEnabled(True)
        self.another.close_it()
        self.refresh()
        self.said.emit(_("{name} kann die Datei jetzt öffnen.").format(name=isolated(name)))

    def _not_added(self, error: UserError) -> None:
        self.another.save.setEnabled(True)
        self.failed.emit(error)

    def _remove(self, name: str) -> None:
        try:
            keys.remove_person(keys.envelope_path(self.database.path), name)
        except UserError as error:
            self.failed.emit(error)
            return
        self.refresh()
        self.said.emit(_("{name} kann diese Datei nicht mehr öffnen.").format(name=isolated(name)))

    # -- a new data key ----------------------------------------------------------------------------------------

    def _prove(self, passphrase: str) -> None:
        self.rekeying.go.setEnabled(False)
        aside(
            prove,
            self.database.path,
            self.database.who,
            passphrase,
            then=partial(self._proved, passphrase),
            failed=self._not_proved,
            owner=self,
        )

    def _proved(self, passphrase: str, name: str) -> None:
        self.rekeying.go.setEnabled(True)
        self.rekeying.close_it()
        program = current()
        if program is not None:
            program.rekey(name, passphrase)

    def _not_proved(self, error: UserError) -> None:
        self.rekeying.go.setEnabled(True)
        if isinstance(error, WrongPassphrase):
            self.rekeying.present.remark.say("error", _("Das jetzige Passwort stimmt nicht."))
            self.rekeying.present.setFocus()
        else:
            self.failed.emit(error)

    # -- lock and sheet --------------------------------------------------------------------------------------

    def _lock(self) -> None:
        settings.change(lock_after_minutes=self.lock.value())
        program = current()
        if program is not None:
            program.machine_settings_changed()

    def _office(self) -> str:
        program = current()
        return program.office.office if program is not None else ""

    def save_sheet(self) -> None:
        """The recovery sheet as a PDF."""
        try:
            saved = recovery_sheet.save(self, self.database.key, self.database.path.name, self._office())
        except UserError as error:
            self.failed.emit(error)
            return
        if saved:
            self.said.emit(_("Gespeichert: {name}. Bitte drucken Sie es aus.").format(name=Path(saved).name))

    def print_sheet(self) -> None:
        """The recovery sheet on paper."""
        recovery_sheet.print_sheet(self, self.database.key, self.database.path.name, self._office())
