"""The page of the passphrase: neutral, with the programme's name only; says why it is there and what is kept.

Every refusal of ``db/opening.py`` is shown as its sentence, with the next steps as buttons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from permenti_desktop import paths, settings
from permenti_desktop.db import keys, lock_file, opening
from permenti_desktop.db.backup_list import DamagedFile
from permenti_desktop.domain.errors import InUse, Missing, NotOurs, ReadOnly, UserError, WrongPassphrase
from permenti_desktop.gui import salvaging
from permenti_desktop.gui.aside import aside
from permenti_desktop.gui.first_run.making import SAMPLE_PASSPHRASE, sample_file
from permenti_desktop.gui.theme import fixed, kind, spaced
from permenti_desktop.gui.unlock import opening as work
from permenti_desktop.gui.unlock.passphrase_field import PassphraseField
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import Button, button
from permenti_desktop.gui.widgets.factory import labelled
from permenti_desktop.gui.widgets.flow import FlowLayout
from permenti_desktop.gui.widgets.label import CutLabel, IconLabel, label
from permenti_desktop.gui.widgets.message_bar import MessageBar
from permenti_desktop.i18n import _, datetime_text, ngettext

FILTER = "Permenti (*.permenti)"
Step = tuple[str, Callable[[], object]]


class UnlockPage(QScrollArea):
    """``opened`` brings a ``Door`` and a ``FirstLook``; ``server_opened`` a ``Database``."""

    chapter: ClassVar[str] = "problems"
    """What F1 opens of the manual: here it is needed by who cannot get in."""

    opened = Signal(object, object)
    server_opened = Signal(object)
    restored = Signal(object)
    """The moment of the backup that was restored; sent before ``opened``."""
    other_file = Signal(str)
    """Another file is to be opened instead."""
    beginning_wanted = Signal()
    """The choice between new, open, restore and samples."""
    settings_wanted = Signal()
    """After unlocking, show the setting of the lock."""

    def __init__(
        self,
        target: str,
        *,
        reason: str = "",
        drafts: int = 0,
        locked: bool = False,
        read_only: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.read_only = read_only
        self.target = target
        self.path = Path(target)
        self._busy = False
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        outer = QVBoxLayout(inner)
        spaced(outer, 24, 0)
        outer.addStretch(2)
        row = QHBoxLayout()
        spaced(row, 0, 0)
        row.addStretch(1)
        card = QFrame()
        kind(card, "card")
        fixed(card, min_width=320, max_width=480)
        row.addWidget(card, 8)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(3)
        self.setWidget(inner)
        column = QVBoxLayout(card)
        spaced(column, (32, 28, 32, 24), 10)
        head = QHBoxLayout()
        spaced(head, 0, 10)
        head.addWidget(IconLabel("lock", "accent", 26))
        head.addWidget(label("Permenti", "title"))
        head.addStretch(1)
        column.addLayout(head)
        self.reason = label(reason, "", wrap=True)
        self.reason.setVisible(bool(reason))
        column.addWidget(self.reason)
        self.drafts = label(
            ngettext("{n} Entwurf ist gesichert.", "{n} Entwürfe sind gesichert.", drafts).format(n=drafts),
            "caption",
            wrap=True,
        )
        self.drafts.setVisible(drafts > 0)
        column.addWidget(self.drafts)
        if not locked:
            # While the program is locked the page stays neutral: a file's name may be the office's.
            file = CutLabel(_("Datei: {name}").format(name=self.path.name), "caption")
            file.setToolTip("" if work.is_server(target) else str(self.path))
            column.addWidget(file)
            if read_only:
                column.addWidget(label(_("Sie wird nur zum Ansehen geöffnet."), "caption", wrap=True))
        self.messages = MessageBar()
        column.addWidget(self.messages)
        self.steps = QWidget()
        self._steps = FlowLayout(self.steps, gap=8)
        self.steps.setVisible(False)
        column.addWidget(self.steps)
        self.rescued = label("", "caption", wrap=True)
        self.rescued.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.rescued.setVisible(False)
        column.addWidget(self.rescued)
        self.passphrase = PassphraseField(_("Passwort"))
        self.passphrase.confirmed.connect(self.open)
        column.addWidget(self.passphrase)
        self.button: Button = button(_("Öffnen"), self.open, look="primary", icon="lock-open")
        fixed(self.button, height=36)
        column.addWidget(self.button)
        self.recovery = _Recovery()
        self.recovery.confirmed.connect(self._recover)
        self.recovery.setVisible(False)
        column.addWidget(self.recovery)
        self.waiting = label("", "caption", wrap=True)
        self.waiting.setVisible(False)
        column.addWidget(self.waiting)
        links = QWidget()
        flow = FlowLayout(links, gap=12)
        self.forgotten = button(_("Passwort vergessen?"), self.show_recovery, look="link")
        flow.addWidget(self.forgotten)
        flow.addWidget(button(_("Andere Datei öffnen"), self.choose_file, look="link"))
        flow.addWidget(button(_("Neu beginnen oder wiederherstellen"), self.beginning_wanted.emit, look="link"))
        if locked:
            flow.addWidget(button(_("Einstellung zur Sperre ändern"), self._settings, look="link"))
        column.addWidget(links)
        others = [other for other in settings.load().recent_files if other != target][:3]
        if others and not locked:
            recent = QWidget()
            beside = FlowLayout(recent, gap=12)
            beside.addWidget(label(_("Zuletzt geöffnet:"), "caption"))
            for other in others:
                name = other if work.is_server(other) else Path(other).stem
                beside.addWidget(button(name, partial(self.other_file.emit, other), look="link", tip=other))
            column.addWidget(recent)
        if self.path == sample_file():
            self.passphrase.remark.say(
                "hint", _("Das Passwort der Beispieldaten ist „{word}“.").format(word=SAMPLE_PASSPHRASE)
            )
        if work.is_server(target):
            self.passphrase.setVisible(False)
            self.forgotten.setVisible(False)
        else:
            self._look()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.focus_first()

    def focus_first(self) -> None:
        """The cursor stands in the passphrase."""
        (self.passphrase if self.passphrase.isVisibleTo(self) else self.button).setFocus()

    # -- opening ---------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Say at once what is wrong with a file, before a passphrase is typed in vain."""
        try:
            state = opening.inspect(self.path)
        except UserError as error:
            self.refuse(error)
            return
        if state.content is opening.Content.LOCKED_UP:
            return
        try:
            opening.unlock(self.path, passphrase="")
        except UserError as error:
            self.refuse(error)

    def open(self) -> None:
        """Try the passphrase."""
        self._open(partial(work.open_file, read_only=self.read_only), self.path, self.passphrase.text())

    def _open(self, function: Callable[..., object], *args: object, then: Callable[..., object] | None = None) -> None:
        if self._busy:
            return
        self.messages.clear()
        self._offer(())
        if work.is_server(self.target):
            self._start(_("Die gemeinsame Datenbank wird geöffnet …"))
            from permenti_desktop.gui.unlock.server import open_server

            aside(open_server, self.target, then=self._server, failed=self.refuse, owner=self)
            return
        self._start(_("Die Datei wird geöffnet …"))
        aside(function, *args, then=then or self._opened, failed=self.refuse, owner=self)

    @property
    def busy(self) -> bool:
        """Whether a file is being opened."""
        return self._busy

    def _start(self, words: str) -> None:
        self._busy = True
        self.button.setEnabled(False)
        self.waiting.setText(words)
        self.waiting.setVisible(True)

    def _stop(self) -> None:
        self._busy = False
        self.button.setEnabled(True)
        self.waiting.setVisible(False)

    def _opened(self, answer: work.Opened) -> None:
        self._stop()
        self.passphrase.clear()
        self.opened.emit(*answer)

    def _server(self, database: object) -> None:
        self._stop()
        self.server_opened.emit(database)

    # -- refusals --------------------------------------------------------------------------------------------

    def refuse(self, error: UserError) -> None:
        """Show a refusal as its sentence, with what can be done as buttons."""
        self._stop()
        self.messages.clear()
        if isinstance(error, WrongPassphrase):
            self.passphrase.line.selectAll()
        self.messages.error(error)
        self._offer(self.next_steps(error))
        if isinstance(error, WrongPassphrase) or not self.steps.isVisibleTo(self):
            self.focus_first()

    def next_steps(self, error: UserError) -> tuple[Step, ...]:
        """What can be done about a refusal, the best first."""
        again = (_("Noch einmal versuchen"), self.open)
        other = (_("Andere Datei wählen"), self.choose_file)
        back = (_("Aus Sicherung wiederherstellen"), self.beginning_wanted.emit)
        sheet = (_("Mit Wiederherstellungsblatt öffnen"), self.show_recovery)
        view = (_("Nur ansehen"), self.open_read_only)
        rescue = (_("Retten, was lesbar ist"), self.salvage)
        match error:
            case WrongPassphrase():
                return ()
            case DamagedFile() if error.backups:
                newest = error.backups[0]
                words = _("Sicherung vom {when} wiederherstellen").format(when=datetime_text(newest.at))
                return ((words, self.restore_newest), rescue, other)
            case DamagedFile():
                return (back, rescue, again, other)
            case keys.KeyFileDamaged() | opening.KeyFileMissing():
                return (sheet, back, other)
            case lock_file.FileInUse():
                return (again, view, *self._take_over(error.holder), other)
            case InUse():
                return (again, other)
            case NotOurs():
                return (other, back)
            case Missing():
                return (again, other, back)
            case ReadOnly():
                return (view, other)
            case keys.BadRecoveryCode():
                return ()
        return (again, other, back)

    def _take_over(self, holder: lock_file.Holder | None) -> tuple[Step, ...]:
        """Another machine may have crashed with the file open; only a person can know."""
        if holder is None or holder.host == "" or _is_here(holder):
            return ()
        return ((_("Dort ist sie sicher geschlossen: trotzdem öffnen"), self.take_over),)

    def _offer(self, steps: Sequence[Step]) -> None:
        while (item := self._steps.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, (words, run) in enumerate(steps):
            made = button(words, run, look="primary" if number == 0 else "")
            self._steps.addWidget(made)
            made.show()
        self.steps.setVisible(bool(steps))
        self.steps.updateGeometry()

    def open_read_only(self) -> None:
        """Look without changing anything."""
        if not self.passphrase.text():
            self._ask_for_passphrase()
            return
        self._open(partial(work.open_file, read_only=True), self.path, self.passphrase.text())

    def take_over(self) -> None:
        """The lock of another machine is left behind, a person says."""
        self._open(work.take_over, self.path, self.passphrase.text())

    def restore_newest(self) -> None:
        """The newest good backup takes the place of the damaged file; that one is kept."""
        if not self.passphrase.text():
            self._ask_for_passphrase()
            return
        folder = settings.load().backup_folder
        self._open(
            work.restore, self.path, Path(folder) if folder else None, self.passphrase.text(), then=self._restored
        )

    def salvage(self) -> None:
        """What can still be read goes into a new file beside the damaged one, which stays as it is."""
        if not self.passphrase.text():
            self._ask_for_passphrase()
            return
        self._open(salvaging.salvage, self.path, self.passphrase.text(), then=self._salvaged)
        self.waiting.setText(_("Es wird gerettet, was lesbar ist …"))

    def _salvaged(self, made: salvaging.Rescued) -> None:
        self._stop()
        self.messages.say(
            _("Gerettet in die neue Datei „{name}“.").format(name=made.path.name),
            "ok" if made.is_whole else "warn",
            next_step=_("Was nicht zu lesen war, steht in „{name}“ daneben.").format(name=made.list.name),
        )
        self.rescued.setText(made.words)
        self.rescued.setVisible(True)
        again = (_("Gerettete Datei öffnen"), partial(self.other_file.emit, str(made.path)))
        self._offer((again, (_("Andere Datei wählen"), self.choose_file)))

    def _restored(self, answer: tuple[work.Opened, object]) -> None:
        opened, at = answer
        self.restored.emit(at)
        self._opened(opened)

    def _ask_for_passphrase(self) -> None:
        self.passphrase.remark.say("hint", _("Bitte geben Sie zuerst das Passwort ein."))
        self.passphrase.setFocus()

    # -- other ways ------------------------------------------------------------------------------------------

    def show_recovery(self) -> None:
        """The fields of the recovery sheet in the place of the passphrase; and back."""
        shown = not self.recovery.isVisibleTo(self)
        self.recovery.setVisible(shown)
        self.passphrase.setVisible(not shown)
        self.button.setVisible(not shown)
        self.forgotten.setText(_("Doch mit Passwort öffnen") if shown else _("Passwort vergessen?"))
        (self.recovery if shown else self.passphrase).setFocus()

    def _recover(self) -> None:
        given = self.recovery.given()
        if given is not None:
            self._open(work.recover, self.path, *given)

    def choose_file(self) -> None:
        """Another file by the system's dialog."""
        folder = self.path.parent if self.path.parent.is_dir() else paths.documents_dir()
        name, _chosen = QFileDialog.getOpenFileName(self, _("Datei öffnen"), str(folder), FILTER)
        if name:
            self.other_file.emit(name)

    def _settings(self) -> None:
        self.settings_wanted.emit()
        self.reason.setText(_("Nach dem Öffnen sehen Sie die Einstellung."))
        self.reason.setVisible(True)
        self.focus_first()


def _is_here(holder: lock_file.Holder) -> bool:
    import socket

    return holder.host == socket.gethostname()


class _Recovery(QWidget):
    """Code of the sheet, name and a new passphrase."""

    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        spaced(layout, 0, 8)
        layout.addWidget(
            label(
                _("Bitte tippen Sie den Code von Ihrem Wiederherstellungsblatt ab und setzen Sie ein neues Passwort."),
                "",
                wrap=True,
            )
        )
        self.code = factory.text(_("Code vom Wiederherstellungsblatt"), "XXXXX-XXXXX-…", rows=3)
        self.code.setTabChangesFocus(True)
        self._code = labelled(_("Code vom Wiederherstellungsblatt"), self.code)
        layout.addWidget(self._code)
        self.name = factory.line(_("Ihr Name"), limit=120)
        self._name = labelled(_("Ihr Name"), self.name)
        layout.addWidget(self._name)
        self.first = PassphraseField(_("Neues Passwort"))
        self.second = PassphraseField(_("Neues Passwort noch einmal"))
        self.first.changed.connect(self._strength)
        self.second.confirmed.connect(self.confirmed)
        layout.addWidget(self.first)
        layout.addWidget(self.second)
        layout.addWidget(button(_("Öffnen"), self.confirmed.emit, look="primary", icon="lock-open"))
        self.setFocusProxy(self.code)

    def _strength(self) -> None:
        text = self.first.text()
        self.first.remark.say("hint" if text else None, keys.strength_in_words(text) if text else "")

    def given(self) -> tuple[str, str, str] | None:
        """Code, name and passphrase; None after saying what is missing."""
        self._code.say(None)
        self._name.say(None)
        self.second.remark.say(None)
        try:
            keys.from_recovery_code(self.code.value())
        except UserError as error:
            self._code.say("error", str(error))
            return None
        if not self.name.value():
            self._name.say("error", _("Bitte geben Sie Ihren Namen ein: zu ihm gehört das neue Passwort."))
            return None
        if not self.first.text():
            self.second.remark.say("error", _("Bitte wählen Sie ein neues Passwort."))
            return None
        if self.first.text() != self.second.text():
            self.second.remark.say("error", _("Die beiden Passwörter sind verschieden."))
            return None
        return self.code.value(), self.name.value(), self.first.text()
