"""Sicherungen: when the last one was made, all that there are, looking into them, restoring."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from permenti_desktop import settings
from permenti_desktop.db.backup_list import folder_of, last_checked
from permenti_desktop.domain.errors import UserError
from permenti_desktop.gui import hub, jobs, keeper, salvaging, tend
from permenti_desktop.gui.aside import aside
from permenti_desktop.gui.backups.listing import REASONS, BackupRow, Listing, Loss, loss, size_words
from permenti_desktop.gui.begin import Begin, command
from permenti_desktop.gui.commands import Handlers
from permenti_desktop.gui.icons import icon
from permenti_desktop.gui.keeper import Keeper
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.program import current
from permenti_desktop.gui.table import Asked, Cell, Column, Table
from permenti_desktop.gui.theme import T, kind, spaced
from permenti_desktop.gui.widgets.button import Button, button
from permenti_desktop.gui.widgets.card import Card
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.label import CutLabel, IconLabel, label
from permenti_desktop.i18n import N_, _, date_text, datetime_text, days_ago, local, ngettext, number_text, pgettext

_STATES = {
    "checked": (N_("geprüft"), "check", "ok"),
    "good": (N_("eben geprüft, in Ordnung"), "check", "ok"),
    "bad": (N_("beschädigt"), "triangle-alert", "bad"),
    "former": (N_("mit früherem Schlüssel"), "key", "muted"),
    "unknown": (N_("nicht geprüft"), "circle-help", "muted"),
}


def _state(row: BackupRow) -> Cell:
    words, picture, tone = _STATES[row.state]
    return Cell(_(words), icon=picture, tone=tone)


def _columns() -> tuple[Column, ...]:
    return (
        Column("at", _("Datum"), lambda row: Cell(datetime_text(row.backup.at), strong=True), width=150, priority=0),
        Column("reason", _("Art"), lambda row: Cell(_(REASONS[row.backup.reason])), width=180, priority=2),
        Column("words", _("Inhalt"), lambda row: Cell(row.words), width=230, priority=1, stretch=True, sortable=False),
        Column("size", _("Größe"), lambda row: Cell(size_words(row.backup.bytes), right=True), width=90, priority=4),
        Column(
            "place",
            pgettext("backup", "Ort"),
            lambda row: Cell(_("zweiter Ort") if row.elsewhere else _("Rechner")),
            width=110,
            priority=3,
            sortable=False,
        ),
        Column("state", _("Zustand"), _state, width=190, priority=1, sortable=False),
    )


class BackupsPage(Page):
    """What there is stands in the folders; nothing of it is stored in the file."""

    section: ClassVar[str] = "backups"
    icon: ClassVar[str] = "database-backup"
    tables: ClassVar[tuple[str, ...]] = ("setting",)

    def __init__(self) -> None:
        super().__init__(_("Sicherungen"))
        database: Any = jobs.database()
        self.database = database
        self.program = current()
        self._chosen: BackupRow | None = None
        self._loss: Loss | None = None
        self._high = True
        if database.path is None:
            self.body.addWidget(
                EmptyState(
                    "database",
                    _("Die gemeinsame Datenbank wird dort gesichert, wo sie läuft."),
                    _("Fragen Sie die Person, die sie betreut, wann zuletzt gesichert wurde."),
                ),
                1,
            )
            return
        self.path: Path = database.path
        running = self.program.keeper if self.program is not None else None
        self.keeper = running or Keeper(database, self)
        self.keeper.backed_up.connect(self.refresh)
        self.keeper.failed.connect(self.failed)
        self.keeper.told.connect(self._told)
        self.now: Button = button(_("Jetzt sichern"), self.back_up, icon="save", look="primary")
        self.now.setEnabled(self.keeper.possible)
        self.check_file_button: Button = button(_("Datei prüfen"), self.check_file, icon="shield-check")
        self.add_action(self.check_file_button)
        self.add_action(self.now)
        self.places = self._places()
        self.body.addWidget(self.places)
        self.listing = Listing(database)
        self.table = Table(
            "backups", _columns(), ids=self.listing.ids, rows=self.listing.rows, title=_("Sicherungen"), two_lines=False
        )
        self.table.asked = Asked(sort="at", descending=True)
        self.table.selected_changed.connect(self._selected)
        self.table.opened.connect(self._view_id)
        self.table.counted.connect(self._counted)
        self.table.set_context(self._context)
        card = QFrame()
        kind(card, "card")
        inside = QVBoxLayout(card)
        spaced(inside, (1, 4, 1, 4), 0)
        inside.addWidget(self.table, 1)
        self.none = EmptyState(
            "database-backup",
            _("Noch keine Sicherung"),
            _("Beim Schließen und alle 30 Minuten wird gesichert, wenn sich etwas geändert hat."),
            _("Jetzt sichern"),
            self.back_up,
        )
        self.none.hide()
        inside.addWidget(self.none, 1)
        inside.addWidget(self._bar())
        self.confirm = self._confirmation()
        self.confirm.hide()
        self.body.addWidget(self.confirm)
        self.body.addWidget(card, 1)
        self._selected(0)

    # -- the two places --------------------------------------------------------------------------------------

    def _places(self) -> QWidget:
        card = Card(margins=14)
        grid = QGridLayout()
        spaced(grid, 0, 8)
        grid.setColumnStretch(1, 1)
        self._mark = IconLabel("circle-check", "ok", 20)
        self.last = label("", "strong", wrap=True)
        self.where = CutLabel("", "caption")
        self.open_folder = button(_("Ordner zeigen"), self.show_folder, icon="folder-open")
        self._stick_mark = IconLabel("usb", "text2", 20)
        self.stick = label("", "strong", wrap=True)
        self.stick_where = CutLabel("", "caption")
        self.stick_button = button("", self.choose_stick, icon="usb")
        self._drill_mark = IconLabel("archive-restore", "text2", 20)
        self.drill = label("", "strong", wrap=True)
        self.drill_where = CutLabel("", "caption")
        self.drill_button = button(_("Jetzt proben"), self.try_restore, icon="archive-restore")
        self.drill_button.setEnabled(self.keeper.possible)
        for row, (mark, words, where, act) in enumerate(
            (
                (self._mark, self.last, self.where, self.open_folder),
                (self._stick_mark, self.stick, self.stick_where, self.stick_button),
                (self._drill_mark, self.drill, self.drill_where, self.drill_button),
            )
        ):
            grid.addWidget(mark, row, 0)
            both = QVBoxLayout()
            spaced(both, 0, 1)
            both.addWidget(words)
            both.addWidget(where)
            grid.addLayout(both, row, 1)
            grid.addWidget(act, row, 2)
        card.body.addLayout(grid)
        return card

    def _show_places(self) -> None:
        folder = keeper.folder_for(self.path) or folder_of(self.path)
        newest = last_checked(self.path, folder)
        today = datetime.now().astimezone().date()
        if newest is None:
            self.last.setText(_("Noch nie gesichert"))
            self._mark.set_icon("circle-alert", "warn")
        else:
            when = _at(newest.at)
            self.last.setText(_("Letzte Sicherung {when}, geprüft").format(when=when))
            old = (datetime.now(UTC) - newest.at).days > 7
            self._mark.set_icon("circle-alert" if old else "circle-check", "warn" if old else "ok")
        self.where.setText(_with_room(folder))
        chosen = settings.load().stick_folder
        second = keeper.second_folder()
        if not chosen:
            self.stick.setText(_("Kein zweiter Ort gewählt"))
            self.stick_where.setText(_("Ein Stick oder Netzlaufwerk hilft, wenn dieser Rechner verloren geht."))
            self._stick_mark.set_icon("usb", "text2")
            self.stick_button.setText(_("Zweiten Ort wählen"))
        elif second is None:
            self.stick.setText(_("Der zweite Ort ist nicht da"))
            self.stick_where.setText(_("{folder} – bitte den Stick einstecken").format(folder=chosen))
            self._stick_mark.set_icon("circle-alert", "warn")
            self.stick_button.setText(_("Anderen Ort wählen"))
        else:
            there = last_checked(self.path, second)
            if there is None:
                self.stick.setText(_("Auf dem zweiten Ort liegt noch keine Sicherung"))
            else:
                ago = days_ago(local(there.at).date(), today)
                self.stick.setText(_("Zweiter Ort zuletzt {ago}").format(ago=ago))
            late = there is None or (datetime.now(UTC) - there.at).days > 7
            self._stick_mark.set_icon("circle-alert" if late else "usb", "warn" if late else "ok")
            self.stick_where.setText(_with_room(second))
            self.stick_button.setText(_("Anderen Ort wählen"))

    def _show_drill(self) -> None:
        last = tend.last_drill(self.path)
        self.drill.setText(tend.words(last))
        self.drill_where.setText(
            last.wrong if last is not None and last.wrong else _("Das geschieht jeden Monat von selbst.")
        )
        if last is None:
            self._drill_mark.set_icon("archive-restore", "text2")
        else:
            self._drill_mark.set_icon("circle-alert" if last.due else "circle-check", "warn" if last.due else "ok")

    def try_restore(self) -> None:
        """Restore the newest backup for trial, beside the others."""
        self.drill_button.setEnabled(False)
        self.drill.setText(_("Wird geprobt …"))
        aside(tend.try_restore, self.database, then=self._tried, owner=self)

    def _tried(self, _last: tend.LastDrill) -> None:
        self.drill_button.setEnabled(self.keeper.possible)
        self._show_drill()

    def show_folder(self) -> None:
        """The folder of backups in the system's file manager."""
        folder = keeper.folder_for(self.path) or folder_of(self.path)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def choose_stick(self) -> None:
        """Another second place."""
        from PySide6.QtWidgets import QFileDialog

        found = QFileDialog.getExistingDirectory(self, _("Zweiten Ort wählen"), settings.load().stick_folder)
        if found:
            self.set_stick(found)

    def set_stick(self, folder: str) -> None:
        """Use a second place from now on, and begin with it."""
        if problem := keeper.no_second_place(Path(folder), self.path):
            self.failed(problem)
            return
        settings.change(stick_folder=folder)
        self.back_up()

    # -- the list --------------------------------------------------------------------------------------------

    def refresh(self, touched: hub.Touched = frozenset()) -> None:
        if self.database.path is None:
            return
        self._show_places()
        self._show_drill()
        self.table.refresh()

    def handlers(self) -> Handlers:
        return {"new": self.back_up} if self.database.path is not None else {}

    def focus_first(self) -> None:
        if self.database.path is not None:
            self.table.setFocus()

    def panes(self) -> list[QWidget]:
        return [self.table, self.now] if self.database.path is not None else [self]

    def _counted(self, count: int) -> None:
        self.table.setVisible(count > 0)
        self.none.setVisible(count == 0)
        self.set_subtitle(
            ngettext("{n} Sicherung", "{n} Sicherungen", count).format(n=number_text(count)) if count else ""
        )

    def _bar(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        spaced(row, (12, 8, 12, 4), 8)
        self.hint = CutLabel("", "caption")
        row.addWidget(self.hint, 1)
        self.check_button = button(_("Prüfen"), self.check, icon="shield-check")
        self.view_button = button(_("Ansehen"), self.view, icon="eye")
        self.restore_button = button(_("Wiederherstellen …"), self.ask_restore, icon="archive-restore")
        for made in (self.check_button, self.view_button, self.restore_button):
            row.addWidget(made)
        return bar

    def _selected(self, count: int) -> None:
        ids = self.table.selected_ids() if count else []
        one = len(ids) == 1
        for made in (self.check_button, self.view_button, self.restore_button):
            made.setEnabled(one)
        self.hint.setText("" if one else _("Wählen Sie eine Sicherung aus der Liste."))
        if not one or (self._chosen is not None and self._chosen.id != ids[0]):
            self._do_not_ask()

    def _row(self) -> BackupRow | None:
        ids = self.table.selected_ids()
        return self.listing.row(ids[0]) if len(ids) == 1 else None

    def _context(self, ids: list[int]) -> list[QAction]:
        if len(ids) != 1:
            return []
        actions = []
        for picture, words, run in (
            ("eye", _("Ansehen"), self.view),
            ("shield-check", _("Prüfen"), self.check),
            ("archive-restore", _("Wiederherstellen …"), self.ask_restore),
        ):
            action = QAction(icon(picture), words, self)
            action.triggered.connect(run)
            actions.append(action)
        return actions

    # -- doing -----------------------------------------------------------------------------------------------

    def back_up(self) -> None:
        """Back up now."""
        if self.keeper.possible:
            self.now.setEnabled(False)
            self.keeper.back_up("manual")

    def _told(self, _words: str, tone: str, _picture: str) -> None:
        if tone != "info":
            self.now.setEnabled(self.keeper.possible)

    def check_file(self) -> None:
        """Read every page of the open file, its references, its journal and its search index."""
        self.check_file_button.setEnabled(False)
        self.hint.setText(_("Wird geprüft …"))
        folder = keeper.folder_for(self.path)
        aside(salvaging.check, self.database, folder, then=self._file_checked, failed=self._not_checked, owner=self)

    def _not_checked(self, error: UserError) -> None:
        self._end_check()
        self.failed(error)

    def _end_check(self) -> None:
        self.hint.setText("")
        self.check_file_button.setEnabled(True)

    def _file_checked(self, found: salvaging.Checked) -> None:
        self._end_check()
        if found.problems:
            sentence, step = salvaging.told(found)
            rescue = [(_("Retten, was lesbar ist"), self.salvage)]
            self.messages.say(sentence, "bad", next_step=step, actions=rescue, key="check")
        elif found.repaired:
            self.say(_("Die Daten sind in Ordnung. Das Suchverzeichnis war veraltet und ist erneuert."))
        else:
            self.say(_("Die Datei ist in Ordnung."))

    def salvage(self) -> None:
        """What can still be read of the damaged file goes into a new one beside it."""
        self.hint.setText(_("Es wird gerettet, was lesbar ist …"))
        aside(salvaging.salvage_open, self.database, then=self._salvaged, failed=self._not_checked, owner=self)

    def _salvaged(self, made: salvaging.Rescued) -> None:
        self._end_check()
        self.messages.say(
            _("Gerettet in die neue Datei „{name}“.").format(name=made.path.name),
            "ok" if made.is_whole else "warn",
            next_step=_("Was nicht zu lesen war, steht in „{name}“ daneben.").format(name=made.list.name),
            key="check",
        )

    def check(self) -> None:
        """Read every page of the chosen backup."""
        row = self._row()
        if row is not None:
            self.hint.setText(_("Wird geprüft …"))
            aside(self.listing.check, row.id, then=self._checked, owner=self)

    def _checked(self, row: BackupRow | None) -> None:
        self.hint.setText("")
        if row is None:
            self.refresh()
            return
        when = datetime_text(row.backup.at)
        if row.state == "good":
            self.say(_("Die Sicherung vom {when} ist in Ordnung.").format(when=when))
        elif row.state == "former":
            self.messages.say(
                _("Die Sicherung vom {when} öffnet nur das Passwort von damals.").format(when=when),
                "info",
                next_step=_(
                    "Danach wurde die Datei neu verschlüsselt. „Ansehen“ fragt nach dem Passwort; zum Wiederherstellen "
                    "wählen Sie beim Start „Neu beginnen oder wiederherstellen“."
                ),
            )
        else:
            self.messages.say(
                _("Die Sicherung vom {when} ist beschädigt.").format(when=when),
                "bad",
                next_step=_("Bitte sichern Sie jetzt neu. Die anderen Sicherungen bleiben."),
                actions=[(_("Jetzt sichern"), self.back_up)],
            )
        self.table.refresh()

    def _view_id(self, _id: int) -> None:
        self.view()

    def view(self) -> None:
        """Look into the chosen backup in a second window, where nothing can be changed."""
        row = self._row()
        if row is None:
            return
        program, *arguments = command(Begin(file=str(row.backup.path), read_only=True))
        QProcess.startDetached(program, arguments)
        self.say(_("Die Sicherung öffnet sich in einem zweiten Fenster, nur zum Ansehen."))

    # -- restoring -------------------------------------------------------------------------------------------

    def _confirmation(self) -> QFrame:
        frame = QFrame()
        kind(frame, "message-warn")
        column = QVBoxLayout(frame)
        spaced(column, (14, 10, 14, 10), 6)
        self.question = label("", "strong", wrap=True)
        self.consequence = label("", "", wrap=True)
        column.addWidget(self.question)
        column.addWidget(self.consequence)
        row = QHBoxLayout()
        spaced(row, 0, 8)
        self.do_restore = button(_("Ja, diesen Stand wiederherstellen"), self.restore, look="danger")
        self.leave_it = button(_("Nein, alles lassen"), self._do_not_ask)
        row.addStretch(1)
        row.addWidget(self.leave_it)
        row.addWidget(self.do_restore)
        column.addLayout(row)
        return frame

    def ask_restore(self) -> None:
        """Say what would be lost, and ask."""
        row = self._row()
        if row is not None and row.state == "former":
            self._checked(row)
        elif row is not None:
            self._chosen = row
            jobs.read(loss, row, then=self._ask, owner=self, key="loss")

    def _ask(self, found: Loss) -> None:
        when = datetime_text(found.at)
        self._loss = found
        self.question.setText(_("Die Datei durch die Sicherung vom {when} ersetzen?").format(when=when))
        if not found.steps:
            lost = _("Seitdem hat sich nichts geändert.")
        else:
            day = date_text(local(found.at).date())
            lost = ngettext(
                "Verloren geht {n} Schritt seit dem {day}.", "Verloren gehen {n} Schritte seit dem {day}.", found.steps
            ).format(n=number_text(found.steps), day=day)
            if found.words:
                lost += " " + _("Darunter: {what}.").format(what=found.words)
        self.consequence.setText(
            lost
            + " "
            + _(
                "Der jetzige Stand wird vorher aufgehoben. Das Programm startet danach neu und fragt nach dem Passwort."
            )
        )
        self.places.setVisible(self._high)  # on a small screen the question needs its room
        self.confirm.show()
        self.leave_it.setFocus()

    def _do_not_ask(self) -> None:
        self.confirm.hide()
        self.places.show()

    def restore(self) -> None:
        """Restore the chosen backup: the program closes, puts it in place and begins anew."""
        row, program = self._chosen, self.program
        self._do_not_ask()
        if row is None or program is None:
            return
        aside(
            self.listing.check,
            row.id,
            then=partial(self._restore_checked, program),
            failed=self._restore_failed,
            owner=self,
        )

    def _restore_checked(self, program: Any, row: BackupRow | None) -> None:
        if row is None or row.state != "good":
            self._checked(row)
            return
        program.restore(row.backup.path, row.backup.at)

    def _restore_failed(self, error: UserError) -> None:
        self.failed(error)

    def reflow(self, width: int, height: int) -> None:
        self._high = height >= 560
        if self.database.path is not None:
            self.open_folder.setVisible(width >= 620)
            self.table.setMinimumHeight(T.px(80))


def _at(moment: datetime) -> str:
    now = datetime.now().astimezone().date()
    day = local(moment).date()
    time = datetime_text(moment).rpartition(" ")[2]
    return _("heute {time}").format(time=time) if day == now else datetime_text(moment)


def _with_room(folder: Path) -> str:
    step = folder
    while not step.exists() and step != step.parent:
        step = step.parent
    try:
        free = shutil.disk_usage(step).free
    except OSError:
        return str(folder)
    return _("{folder} ({size} frei)").format(folder=folder, size=size_words(free))
