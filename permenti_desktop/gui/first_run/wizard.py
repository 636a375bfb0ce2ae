"""The frame of the first run: which page, on and back, what is remembered.

The file is made when the passphrase is given, so that the recovery sheet is the right one; from then on what made
it can be looked at but not changed here.  It can be left at any page and goes on there.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from permenti_desktop import paths, settings
from permenti_desktop.db.first_look import FirstLook
from permenti_desktop.db.opening import Door
from permenti_desktop.domain.errors import UserError
from permenti_desktop.gui import app as program_app
from permenti_desktop.gui.aside import aside
from permenti_desktop.gui.first_run import making, state, steps
from permenti_desktop.gui.first_run.step import Step
from permenti_desktop.gui.theme import fixed, kind, spaced
from permenti_desktop.gui.unlock.opening import Opened, restore_from
from permenti_desktop.gui.unlock.page import FILTER
from permenti_desktop.gui.widgets.button import Button, button
from permenti_desktop.gui.widgets.label import announce, label
from permenti_desktop.gui.widgets.message_bar import MessageBar
from permenti_desktop.i18n import _

_COUNTED = ("project", "place", "passphrase", "sheet", "backups", "lists")


class Wizard(QWidget):
    """``opened`` brings Door, FirstLook and the section to begin with; ``file_chosen`` a file to be unlocked."""

    chapter: ClassVar[str] = "first-hour"
    """What F1 opens of the manual."""

    opened = Signal(object, object, str)
    file_chosen = Signal(str)
    language_changed = Signal()

    def __init__(self, opened: Opened | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = state.load()
        self._opened = opened
        self._busy = False
        self._section = ""
        outer = QVBoxLayout(self)
        spaced(outer, 16, 0)
        row = QHBoxLayout()
        spaced(row, 0, 0)
        row.addStretch(1)
        card = QFrame()
        kind(card, "card")
        fixed(card, min_width=320, max_width=720, max_height=640)  # a large window shows it in its middle
        row.addWidget(card, 20)
        row.addStretch(1)
        outer.addLayout(row, 1)
        column = QVBoxLayout(card)
        spaced(column, (28, 18, 20, 16), 8)
        self.where = label("", "caption")
        column.addWidget(self.where)
        self.messages = MessageBar()
        column.addWidget(self.messages)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        self._pages = QVBoxLayout(inner)
        spaced(self._pages, (0, 0, 8, 0), 0)
        self.area.setWidget(inner)
        column.addWidget(self.area, 1)
        feet = QHBoxLayout()
        spaced(feet, 0, 8)
        self.back: Button = button(_("Zurück"), self.go_back, icon="arrow-left")
        self.waiting = label("", "caption")
        self.next: Button = button(_("Weiter"), self.go_on, look="primary")
        feet.addWidget(self.back)
        feet.addStretch(1)
        feet.addWidget(self.waiting)
        feet.addWidget(self.next)
        column.addLayout(feet)
        self.welcome = steps.Welcome(
            (
                (
                    "file-plus",
                    _("Neu beginnen"),
                    _("Eine leere Datei für Ihre Stelle, in drei Minuten."),
                    partial(self.show_step, "project"),
                ),
                (
                    "folder-open",
                    _("Vorhandene Datei öffnen"),
                    _("Von diesem Rechner, einem Stick oder einem Netzlaufwerk."),
                    self.choose_file,
                ),
                (
                    "archive-restore",
                    _("Aus Sicherung wiederherstellen"),
                    _("Der alte Rechner ist weg oder die Datei beschädigt."),
                    self.choose_backup,
                ),
                ("eye", _("Erst ansehen: Beispieldaten"), _("48 erfundene Teilnehmerinnen."), self.show_samples),
            )
        )
        self.project = steps.Project(self.state)
        self.place = steps.PlaceStep(self.state)
        self.passphrase = steps.Passphrase()
        self.sheet = steps.Sheet(later=self.state.sheet_later)
        self.backups = steps.BackupsStep()
        self.lists = steps.Lists(partial(self._lists, "importing"), partial(self._lists, ""))
        self.done = steps.Done(self.finish)
        self.steps: dict[str, Step] = {}
        for step in (
            self.welcome,
            self.project,
            self.place,
            self.passphrase,
            self.sheet,
            self.backups,
            self.lists,
            self.done,
        ):
            self._add(step)
        self.welcome.language_chosen.connect(self._language)
        self.passphrase.confirmed.connect(self.go_on)
        self.current: Step = self.welcome
        page = self.state.page if self.state.page in self.steps else "welcome"
        if opened is not None:
            self._made(opened, page if page in ("sheet", "backups", "lists", "done") else "sheet")
        else:
            # The passphrase is not remembered, so a file that was not made begins there again.
            self.show_step(page if page in ("welcome", "project", "place", "passphrase") else "welcome")

    def _add(self, step: Step) -> None:
        step.hide()
        self.steps[step.name] = step
        self._pages.addWidget(step)
        step.changed.connect(self._changed)

    # -- pages -----------------------------------------------------------------------------------------------

    def show_step(self, name: str) -> None:
        """Go to a page."""
        self.current.hide()
        self.current = self.steps[name]
        if name == "place":
            self.place.set_office(self.project.office.value())
        self.current.on_show()
        self.current.show()
        self.messages.clear()
        self.where.setText(
            _("Schritt {number} von {all}").format(number=_COUNTED.index(name) + 1, all=len(_COUNTED))
            if name in _COUNTED
            else ""
        )
        self.where.setVisible(name in _COUNTED)
        self.back.setVisible(self._before() is not None)
        self.next.setVisible(name not in ("welcome", "lists", "done"))
        self.next.setText(_("Wiederherstellen") if name == "restore" else _("Weiter"))
        self.area.verticalScrollBar().setValue(0)
        self._remember(name)
        announce(self, self.current.title)
        self.focus_first()

    def focus_first(self) -> None:
        """The cursor stands where one begins."""
        self.current.focus_first()

    def _before(self) -> str | None:
        if self.current.name == "restore":
            return "welcome"
        order = ("welcome", *_COUNTED, "done")
        place = order.index(self.current.name)
        return order[place - 1] if place else None

    def go_back(self) -> None:
        """One page back; nothing that was entered is lost."""
        before = self._before()
        if before is not None and not self._busy:
            self.show_step(before)

    def go_on(self) -> None:
        """One page on, if the page agrees; else it says why not."""
        if self._busy:
            return
        step = self.current
        made = self._opened is not None and step.name in ("project", "place", "passphrase")
        problem = "" if made else step.problem()
        if problem:
            step.remark.say("error", problem)
            return
        if step is not self.place:
            step.remark.say(None)
        if step.name == "restore":
            self._restore()
        elif step is self.passphrase and self._opened is None:
            self._make()
        else:
            if step is self.backups:
                self.backups.keep()
            order = ("welcome", *_COUNTED, "done")
            self.show_step(order[order.index(step.name) + 1])

    def _changed(self) -> None:
        if self.current.remark.level == "error":
            self.current.remark.say(None)
        self._remember(self.current.name)

    def _remember(self, page: str) -> None:
        if page in ("welcome", "restore") and self._opened is None and not self.project.office.value():
            return
        found = self.place.into(self.project.into(replace(self.state, page=page)))
        found = replace(found, sheet_later=self.sheet.later.value())
        if found != self.state:
            self.state = found
            state.save(found)

    def _language(self, code: str) -> None:
        settings.change(language=code)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            program_app.use_language(app, code)
        self.language_changed.emit()

    # -- making ----------------------------------------------------------------------------------------------

    def _start(self, words: str) -> None:
        self._busy = True
        self.messages.clear()
        self.waiting.setText(words)
        for widget in (self.back, self.next, self.area):
            widget.setEnabled(False)

    def _stop(self) -> None:
        self._busy = False
        self.waiting.setText("")
        for widget in (self.back, self.next, self.area):
            widget.setEnabled(True)

    def _failed(self, error: UserError) -> None:
        self._stop()
        self.messages.error(error)

    def _make(self) -> None:
        problem = self.project.problem() or self.place.problem()
        if problem:
            self.passphrase.remark.say("error", problem)
            return
        self._start(_("Die Datei wird angelegt …"))
        aside(
            making.make_file,
            self.place.target(),
            self.passphrase.first.text(),
            self.passphrase.person.value(),
            self.project.office.value(),
            self.project.provider.value(),
            self.project.site(),
            then=self._file_made,
            failed=self._failed,
            owner=self,
        )

    def _file_made(self, opened: Opened) -> None:
        self._stop()
        self.passphrase.forget()
        door, _look = opened
        target = str(door.path.absolute())
        settings.save(settings.load().with_recent(target))
        self.state = replace(self.state, file=target)
        state.save(self.state)
        self._made(opened, "sheet")

    def _made(self, opened: Opened, page: str) -> None:
        """The file is there: what made it can be read, but not changed here."""
        self._opened = opened
        door, _look = opened
        self.sheet.data_key = door.key
        self.sheet.file_name = door.path.name
        self.sheet.office = self.project.office.value()
        self.backups.set_file(door.path)
        for step in (self.project, self.place, self.passphrase):
            for widget in step.findChildren(QWidget):
                if widget.parentWidget() is step and widget is not step.remark and not widget.property("kind"):
                    widget.setEnabled(False)
            step.remark.say("hint", _("Die Datei ist angelegt. Ändern lässt sich das unter „Einstellungen“."))
        self.show_step(page)

    # -- other ways ------------------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """A file that is there already."""
        name, _chosen = QFileDialog.getOpenFileName(self, _("Datei öffnen"), str(paths.documents_dir()), FILTER)
        if name:
            self.file_chosen.emit(name)

    def choose_backup(self) -> None:
        """A backup from anywhere."""
        name, _chosen = QFileDialog.getOpenFileName(self, _("Sicherung wählen"), str(paths.documents_dir()), FILTER)
        if name:
            self.show_restore(Path(name))

    def show_restore(self, source: Path) -> None:
        """The page that makes a backup the file."""
        old = self.steps.pop("restore", None)
        if old is not None:
            self._pages.removeWidget(old)
            old.deleteLater()
        made = steps.Restore(source)
        made.confirmed.connect(self.go_on)
        self._add(made)
        self.show_step("restore")

    def _restore(self) -> None:
        step = self.current
        assert isinstance(step, steps.Restore)
        self._start(_("Die Sicherung wird geprüft und wiederhergestellt …"))
        aside(
            restore_from,
            step.source,
            step.target(),
            step.passphrase.text(),
            then=self._open_now,
            failed=self._failed,
            owner=self,
        )

    def show_samples(self) -> None:
        """The office of samples."""
        if self._busy:
            return
        self._start(_("Die Beispieldaten werden angelegt …"))
        aside(making.make_samples, making.sample_file(), then=self._open_now, failed=self._failed, owner=self)

    def _open_now(self, opened: Opened) -> None:
        self._stop()
        self._leave(opened, "")

    def _lists(self, section: str) -> None:
        self._section = section
        self.show_step("done")
        if section:
            self.finish(section)

    def finish(self, section: str) -> None:
        """The first run is over."""
        if self._opened is not None:
            state.forget()
            opened, self._opened = self._opened, None
            self._leave(opened, section)

    def _leave(self, opened: tuple[Door, FirstLook], section: str) -> None:
        self.opened.emit(*opened, section)

    def abandon(self) -> None:
        """The window is closed: give the file back; the next start goes on here."""
        if self._opened is not None:
            self._opened[0].leave()
            self._opened = None
