"""Liste übernehmen: choose a file, assign its columns, check what would be written, take it over.

Nothing is written before "Übernehmen". What step 3 shows is the very plan that is written then.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QWidget

from permenti_desktop import paths
from permenti_desktop.domain.errors import Conflict, UserError
from permenti_desktop.exchange.steps import Plan
from permenti_desktop.gui import hub, jobs
from permenti_desktop.gui.commands import Handlers
from permenti_desktop.gui.importing import reading
from permenti_desktop.gui.importing.assign import Assign
from permenti_desktop.gui.importing.check import Check, look
from permenti_desktop.gui.importing.choose_file import ChooseFile
from permenti_desktop.gui.importing.plan_rows import PlanRows
from permenti_desktop.gui.importing.reading import Draft, Planned, Taken
from permenti_desktop.gui.importing.result import Result, open_questions
from permenti_desktop.gui.importing.step_bar import ASSIGN, CHECK, DONE, FILE, StepBar
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.theme import kind, spaced
from permenti_desktop.gui.widgets.button import Button, button
from permenti_desktop.gui.widgets.label import CutLabel
from permenti_desktop.i18n import _, ngettext, number_text
from permenti_desktop.usecases import undo


class ImportPage(Page):
    """Four steps, one after another; going back keeps every choice."""

    section: ClassVar[str] = "importing"
    icon: ClassVar[str] = "file-spreadsheet"
    tables: ClassVar[tuple[str, ...]] = ("participant", "person", "mentor", "organisation", "internship", "tandem")

    def __init__(self) -> None:
        super().__init__(_("Liste übernehmen"))
        self.draft: Draft | None = None
        self.plan: Plan | None = None
        self.taken: Taken | None = None
        self._written: Plan | None = None
        self.work: jobs.Work | None = None
        self.step = FILE
        self._stale = True
        self.opening: jobs.Work | None = None
        self.bar = StepBar()
        self.bar.chosen.connect(self.go_to)
        self.body.addWidget(self.bar)
        self.file = ChooseFile()
        self.file.chosen.connect(self.open_file)
        self.file.cancelled.connect(self.cancel_opening)
        self.file.opened.connect(self._open_table)
        self.assign = Assign()
        self.assign.changed.connect(self._assigned)
        self.check = Check()
        self.check.changed.connect(self.make_plan)
        self.result = Result()
        self.result.undo_wanted.connect(self.undo)
        self.result.protocol_wanted.connect(self.save_protocol)
        self.result.again_wanted.connect(self.begin_again)
        self.result.look_wanted.connect(self._look)
        self.stack = QStackedWidget()
        for part in (self.file, self.assign, self.check, self.result):
            self.stack.addWidget(part)
        self.body.addWidget(self.stack, 1)
        self.foot = QWidget()
        row = QHBoxLayout(self.foot)
        spaced(row, 0, 8)
        self.back_button: Button = button(_("Zurück"), self.back, icon="chevron-left")
        row.addWidget(self.back_button)
        self.told = CutLabel("", "caption")
        row.addWidget(self.told, 1)
        self.assign_button: Button = button(_("Spalten zuordnen"), partial(self.go_to, ASSIGN))
        self.check_button: Button = button(_("Prüfen"), partial(self.go_to, CHECK))
        self.take_button: Button = button(_("Übernehmen"), self.take_over, icon="check", look="primary")
        for made in (self.assign_button, self.check_button, self.take_button):
            row.addWidget(made)
        self.body.addWidget(self.foot)
        self._show()

    # -- steps -----------------------------------------------------------------------------------------------

    @property
    def _farthest(self) -> int:
        if self.work is not None:
            return self.step
        if self.taken is not None:
            return DONE
        return CHECK if self.draft is not None else FILE

    def go_to(self, step: int) -> None:
        """Go to a step that can be gone to."""
        if step > self._farthest or self.work is not None:
            self._show()
            return
        self.step = step
        if step == ASSIGN and self.draft is not None:
            self.assign.show_draft(self.draft)
        elif step == FILE:
            self.file.show_draft(self.draft)
        self._show()
        if step == CHECK and self._stale:
            self.make_plan()
        self.focus_first()

    def _show(self) -> None:
        """Which part is in front, and what the buttons say."""
        at, busy = self.step, self.work is not None
        self.stack.setCurrentIndex(at)
        self.bar.show_at(at, self._farthest)
        self.back_button.setVisible(at in (ASSIGN, CHECK))
        self.back_button.setEnabled(not busy)
        self.assign_button.setVisible(at == FILE and self.draft is not None)
        self.check_button.setVisible(at in (FILE, ASSIGN) and self.draft is not None)
        known = self.draft is not None and self.draft.is_known
        kind(self.check_button, "primary" if known or at == ASSIGN else "")
        kind(self.assign_button, "" if known else "primary")
        self.take_button.setVisible(at == CHECK)
        database: Any = jobs.database()
        ready = self.plan is not None and not self._stale and self.plan.writes > 0
        self.take_button.setEnabled(ready and not busy and not database.read_only)
        self.foot.setVisible(at != DONE and self.draft is not None)
        self.check.setEnabled(not busy)
        self.told.setText(self._words())

    def _words(self) -> str:
        if self.work is not None:
            return _("Wird übernommen. Bis zum Schluss können Sie oben abbrechen.")
        if self.step == FILE:
            return _("Es ist noch nichts geschrieben.") if self.draft is not None else ""
        if self.step == ASSIGN:
            return _("Ihre Zuordnung wird bei der Übernahme gemerkt und beim nächsten Mal vorgeschlagen.")
        if self.step == CHECK:
            if self._stale or self.plan is None:
                return _("Wird geprüft …")
            if getattr(jobs.database(), "read_only", False):
                return _("Diese Datei ist nur zum Ansehen geöffnet; übernommen werden kann nichts.")
            count = self.plan.writes
            written = ngettext("Geschrieben wird {n} Eintrag", "Geschrieben werden {n} Einträge", count).format(
                n=number_text(count)
            )
            left = open_questions(self.plan)
            if not left:
                return written + "."
            waiting = ngettext(
                "{n} Zeile ist noch zu klären und bleibt bis dahin draußen.",
                "{n} Zeilen sind noch zu klären und bleiben bis dahin draußen.",
                left,
            ).format(n=number_text(left))
            return f"{written}. {waiting}"
        return ""

    # -- 1 file ----------------------------------------------------------------------------------------------

    def open_file(self, path: Path) -> None:
        """Read a list; what was decided for another one is gone with it."""
        self.messages.clear()
        self.cancel_opening()
        self.file.say_reading(path.name)
        work = jobs.long(
            reading.open_list,
            jobs.database(),
            path,
            date.today(),
            title=_("Liste wird gelesen"),
            then=self._opened,
            failed=self._not_opened,
            owner=self,
        )
        work.ended.connect(partial(self._opening_ended, work))
        self.opening = work
        self.file.cancel_button.setFocus()

    def cancel_opening(self) -> None:
        """Read no further."""
        if self.opening is not None:
            self.opening.cancel()

    def _opening_ended(self, work: jobs.Work) -> None:
        if work is self.opening:
            self.opening = None
            if work.cancelled:
                self.file.show_draft(self.draft)
                self.messages.say(_("Das Lesen wurde abgebrochen."), key="cancelled")
                self.focus_first()

    def _opened(self, draft: Draft) -> None:
        if self.opening is not None:
            return  # another one is being read by now
        self.draft, self.plan, self.taken, self._written = draft, None, None, None
        self._stale = True
        self.step = FILE
        self.set_subtitle(draft.found.book.name)
        self.file.show_draft(draft)
        self._show()
        if not any(table.subject for table in draft.found.tables):
            self.messages.say(
                _("In dieser Datei wurde keine Liste erkannt."),
                "warn",
                next_step=_("Sagen Sie unter „Spalten zuordnen“, was darin steht, oder wählen Sie eine andere Datei."),
                key="nothing",
            )
        self.focus_first()

    def _not_opened(self, error: UserError) -> None:
        self.file.show_draft(self.draft)
        self.messages.error(error, key="file")

    def _open_table(self, number: int) -> None:
        if self.draft is not None:
            self.assign.show_draft(self.draft, number)
            self.go_to(ASSIGN)

    def begin_again(self) -> None:
        """Another list."""
        self.draft = self.plan = self.taken = self._written = None
        self._stale = True
        self.set_subtitle("")
        self.messages.clear()
        self.file.show_draft(None)
        self.step = FILE
        self._show()
        self.focus_first()

    # -- 2 assign, 3 check -----------------------------------------------------------------------------------

    def _assigned(self) -> None:
        self._stale = True
        self._show()

    def make_plan(self) -> None:
        """Work out anew what would be written."""
        if self.draft is None:
            return
        self._stale = True
        self._show()
        jobs.read(
            look,
            reading.asked(self.draft),
            date.today(),
            then=partial(self._planned, self.draft),
            owner=self,
            key="plan",
            failed=self.failed,
        )

    def _planned(self, draft: Draft, answer: tuple[Planned, PlanRows]) -> None:
        if draft is not self.draft or self.work is not None:
            return
        planned, rows = answer
        self.plan = planned.plan
        self._stale = False
        self.check.show_plan(planned, rows, draft)
        self._show()

    def refresh(self, touched: hub.Touched = frozenset()) -> None:
        """The records a plan is compared with have changed."""
        self._stale = True
        if self.step == CHECK and self.work is None:
            self.make_plan()

    # -- 4 take over -----------------------------------------------------------------------------------------

    def take_over(self) -> None:
        """Back up and write what is shown."""
        if self.draft is None or self.plan is None or self._stale or self.work is not None or not self.plan.writes:
            return
        self.messages.clear()
        work = jobs.long(
            reading.take_over,
            jobs.database(),
            self.draft,
            self.plan,
            date.today(),
            title=_("Liste wird übernommen"),
            then=partial(self._taken, self.plan),
            failed=self._not_taken,
            owner=self,
        )
        self.work = work
        work.ended.connect(self._ended)
        self._show()

    def _ended(self) -> None:
        """Written, failed or cancelled: the page can be used again."""
        cancelled = self.work is not None and self.work.cancelled
        self.work = None
        self._show()
        if cancelled:
            self.messages.say(
                _("Die Übernahme wurde abgebrochen."), next_step=_("Es wurde nichts übernommen."), key="cancelled"
            )
        if self.step == CHECK and self._stale:
            self.make_plan()

    def _taken(self, plan: Plan, taken: Taken) -> None:
        self.messages.take_back("cancelled")
        self.taken, self._written = taken, plan
        self._stale = True
        self.step = DONE
        self.result.show_result(plan, taken)
        self._show()
        self.focus_first()

    def _not_taken(self, error: UserError) -> None:
        self.messages.error(error, key="taken")
        if isinstance(error, Conflict):
            self.make_plan()

    def undo(self) -> None:
        """Take back the whole import."""
        if self.taken is not None:
            self.result.undo.setEnabled(False)
            jobs.write(undo.undo, self.taken.entry, then=self._undone, failed=self._not_undone, owner=self)

    def _undone(self, words: str) -> None:
        self.messages.clear()
        self.taken = None
        self._stale = True
        self.result.show_undone(words)
        self._show()

    def _not_undone(self, error: UserError) -> None:
        self.result.undo.setEnabled(True)
        self.messages.error(error, key="undo")

    def save_protocol(self) -> None:
        """Ask where to."""
        if self._written is None:
            return
        stem = Path(self._written.file).stem
        proposed = paths.documents_dir() / (_("Protokoll {name}").format(name=stem) + ".txt")
        text, table = _("Text (*.txt)"), _("Tabelle für Excel (*.csv)")
        name, chosen = QFileDialog.getSaveFileName(self, _("Protokoll speichern"), str(proposed), f"{text};;{table}")
        if name:
            target = Path(name)
            self.save_protocol_to(
                target if target.suffix else target.with_suffix(".csv" if chosen == table else ".txt")
            )

    def save_protocol_to(self, target: Path) -> None:
        """Write down what was taken over and what is to be looked at."""
        if self._written is None:
            return
        jobs.long(
            reading.save_protocol,
            self._written,
            self.result.headline.text(),
            target,
            title=_("Protokoll wird gespeichert"),
            then=self._saved,
            failed=partial(self.messages.error, key="protocol"),
            owner=self,
        )

    def _saved(self, target: Path) -> None:
        open_it = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(target)))
        self.messages.say(
            _("Gespeichert: {name}").format(name=target.name),
            "ok",
            next_step=_("Das Protokoll enthält Namen. Bitte bewahren Sie es auf wie die Liste selbst."),
            actions=((_("Öffnen"), open_it),),
            key="protocol",
        )

    def _look(self, section: str) -> None:
        self.go(section)

    # -- for the window --------------------------------------------------------------------------------------

    def handlers(self) -> Handlers:
        if self.step == CHECK:
            return {"new": self.begin_again, **self.check.list.handlers()}
        return {"new": self.begin_again}

    def back(self) -> bool:
        if self.step == CHECK and self.check.split.go_back():
            return True
        if self.step in (ASSIGN, CHECK) and self.work is None:
            self.go_to(self.step - 1)
            return True
        return False

    def reflow(self, width: int, height: int) -> None:
        self.check.split.reflow(width)

    def focus_first(self) -> None:
        if self.step == FILE and self.draft is not None:
            (self.check_button if self.draft.is_known else self.assign_button).setFocus()
        elif self.step == FILE:
            self.file.choose_button.setFocus()
        elif self.step == ASSIGN:
            self.assign.subject.setFocus()
        elif self.step == CHECK:
            self.check.list.table.setFocus()
        else:
            self.result.protocol.setFocus()

    def panes(self) -> list[QWidget]:
        if self.step == CHECK:
            return [*self.check.split.panes(), self.take_button]
        if self.step == ASSIGN:
            return [self.assign.subject, self.check_button]
        return [self]
