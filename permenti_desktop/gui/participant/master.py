"""The second tab of the file: everything that is known of her, as one form that saves by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from permenti_desktop.domain import participant as rules
from permenti_desktop.domain.errors import Conflict, UserError
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.gui import jobs, providers
from permenti_desktop.gui.form import Form
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.participant.sections import SENSITIVE, sections
from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.theme import kind, spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.label import IconLabel, label
from permenti_desktop.gui.widgets.message_bar import MessageBar
from permenti_desktop.i18n import _
from permenti_desktop.queries.participant import ParticipantFile
from permenti_desktop.usecases import participant

TWO_COLUMNS_FROM: Final = 390
"""Width of the form in design pixels from which its fields stand in two columns."""


class UnreadBar(QFrame):
    """What an import kept because it could not say where it belongs."""

    cleared = Signal()

    def __init__(self) -> None:
        super().__init__()
        kind(self, "message-info")
        layout = QVBoxLayout(self)
        spaced(layout, (12, 8, 8, 8), 4)
        head = QHBoxLayout()
        spaced(head, 0, 8)
        head.addWidget(IconLabel("clipboard-list", "info", 18))
        head.addWidget(label(_("Aus der Liste übernommen, noch nicht zugeordnet"), "strong", wrap=True), 1)
        layout.addLayout(head)
        self.text = label("", wrap=True)
        guard(self.text)
        layout.addWidget(self.text)
        foot = QHBoxLayout()
        spaced(foot, 0, 8)
        foot.addWidget(
            label(
                _("Tragen Sie unten ein, was davon wichtig ist, und entfernen Sie dann den Text."), "caption", wrap=True
            ),
            1,
        )
        self.clear_button = button(_("Text entfernen"), self.cleared.emit, icon="check")
        foot.addWidget(self.clear_button)
        layout.addLayout(foot)
        self.setAccessibleName(_("Aus der Liste übernommen, noch nicht zugeordnet"))

    def show_text(self, text: str) -> None:
        """Show it, or nothing."""
        self.text.setText(text.strip())
        self.setVisible(bool(text.strip()))


class MasterTab(QWidget):
    """The form is made when it is first looked at, and filled while it is on screen."""

    read_again = Signal()

    def __init__(self, page: Page, lists: Callable[[], Lists]) -> None:
        super().__init__()
        self._page, self._lists = page, lists
        self._file: ParticipantFile | None = None
        self._filled: int | None = None
        self._version = 0
        self._used: Lists | None = None
        self._layout = QVBoxLayout(self)
        spaced(self._layout, (0, 8, 0, 0), 8)
        self.messages = MessageBar()
        self._layout.addWidget(self.messages)
        self.unread = UnreadBar()
        self.form: Form | None = None

    # -- content ---------------------------------------------------------------------------------------------

    def set_file(self, file: ParticipantFile) -> None:
        """What is to be shown; it is, if the tab is."""
        if self._file is not None and self._file.id != file.id:
            self.messages.clear()
        self._file = file
        if self.isVisible():
            self.show_now()

    def show_now(self) -> None:
        """Bring the form into step with the file."""
        file = self._file
        if file is None:
            return
        form = self._made()
        labels = {"case_worker_id": file.case_worker}
        same = self._filled == file.id
        self._version = file.version
        self._filled = file.id
        if same:
            form.update_snapshot(file.content, labels)
        else:
            form.fold_again()
            form.fill(file.content, labels)
            form.verticalScrollBar().setValue(0)
        form.mark_missing(_missing(file.missing))
        self.unread.show_text(file.content.unread)

    def _made(self) -> Form:
        if self.form is None:
            form = Form(
                sections(self._lists, providers.people(self)),
                check=_check,
                two_columns_from=TWO_COLUMNS_FROM,
            )
            form.setAccessibleName(_("Stammdaten"))
            form.save_wanted.connect(self._save)
            form.section_opened.connect(self._section_opened)
            # Above the first section, and scrolling with it: it may be long.
            self.unread = UnreadBar()
            self.unread.cleared.connect(self._clear_unread)
            content = form.widget()
            inner = content.layout() if content is not None else None
            assert isinstance(inner, QVBoxLayout)
            inner.insertWidget(0, self.unread)
            self._layout.addWidget(form, 1)
            self.form = form
            self._used = self._lists()
        return self.form

    def use_lists(self) -> None:
        """The office's words have changed: the form is made anew when it is looked at next."""
        if self.form is not None and self._used != self._lists() and not self.form.dirty:
            self.form.hide()
            self.form.deleteLater()
            self.form = None
            self._filled = None
            if self.isVisible():
                self.show_now()

    def focus_field(self, name: str) -> None:
        """Into a field."""
        self.show_now()
        if self.form is not None:
            self.form.focus_field(name)

    # -- saving ----------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Save now what is not saved yet."""
        if self.form is not None and self._filled is not None:
            self.form.flush()

    def _save(self) -> None:
        form, id = self.form, self._filled
        if form is None or id is None:
            return
        jobs.write(
            participant.save, id, form.version_for(self._version), form.storable(),
            then=partial(self._saved, form), failed=partial(self._not_saved, form, id), owner=self,
        )  # fmt: skip

    def _saved(self, form: Form, id: int) -> None:
        form.saved()
        self.messages.take_back("conflict")
        if id == self._filled:
            self.read_again.emit()

    def _not_saved(self, form: Form, id: int, error: UserError) -> None:
        form.not_saved(error)
        if id != self._filled or not isinstance(error, Conflict):
            self._page.failed(error)
            return
        # What others changed comes into the form; where both changed one field, it asks which is to stand.
        self.messages.say(
            error.sentence, "info", next_step=_("Ihre Eingaben stehen noch in den Feldern."), key="conflict"
        )
        self.read_again.emit()

    def _clear_unread(self) -> None:
        if self.form is not None:
            self.form.set_field("unread", "")
            self.form.flush()

    def _section_opened(self, name: str) -> None:
        if name == SENSITIVE and self._file is not None:
            jobs.write(participant.sensitive_opened, self._file.id, failed=self._page.failed, owner=self)


def _check(given: ParticipantInput) -> Any:
    return rules.check(given, date.today())


def _missing(names: tuple[str, ...]) -> dict[str, str]:
    """Fields of the form for what a report to a funder lacks."""
    paths = {"gender": "person.gender", "birth": "person.birth"}
    sentence = _("Diese Angabe fehlt für den Bericht an den Zuwendungsgeber.")
    return {paths.get(name, "participations"): sentence for name in names}
