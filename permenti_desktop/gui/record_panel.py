"""The right half of a page: one record with its head, its next steps, its tabs, and what stands there while none is
open.

::

    class MentorPanel(RecordPanel):
        subject, first_field = "mentor", "status"

        def __init__(self, page, drawer, lists):
            super().__init__(page, drawer, lists, name=_("Akte"), read=reading.opened, in_bin=_("…"), empty=…)
            self.stream = RecordStream(…)
            self.form = RecordForm(…)
            self.tabs.add(_("Verlauf"), self.stream)
            self.tabs.add(_("Stammdaten"), self.form)

``read(session, id)`` answers a record with ``.file`` (``.id``, ``.in_bin``, ``.timeline``) and ``.draft``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from permenti_desktop.domain.data_protection import RESTRICTION_GROUND
from permenti_desktop.domain.errors import NotFound, UserError
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.gui import deeds, jobs
from permenti_desktop.gui.form import Form
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.record_form import RecordForm
from permenti_desktop.gui.stream import RecordStream, Shown
from permenti_desktop.gui.theme import kind, spaced
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.file_head import FileHead
from permenti_desktop.gui.widgets.message_bar import MessageBar
from permenti_desktop.gui.widgets.tabs import Tabs
from permenti_desktop.i18n import _, date_text
from permenti_desktop.queries import data_protection
from permenti_desktop.queries.data_protection import SetAside

LOW: Final = 610
"""Height of the page in design pixels below which the head shows its most important fact alone."""
VERY_LOW: Final = 470
"""Height below which the next steps stand in the menu only."""


class RecordPanel(QFrame):
    """``open_file`` shows a record, ``refresh`` reads it again; subclasses say what stands in head and tabs."""

    opened = Signal(int)
    """A record has been read and is shown."""

    subject: ClassVar[str]
    """The word for the record on every floor: "mentor"."""
    first_field: ClassVar[str] = ""
    """Where F2 puts the cursor."""
    fields_with_terms: ClassVar[tuple[str, ...]] = ()
    """Fields of the form whose choices are the office's words."""

    stream: RecordStream
    form: RecordForm | None = None

    def __init__(
        self,
        page: Page,
        drawer: Drawer,
        lists: Callable[[], Lists],
        *,
        name: str,
        read: Callable[..., Any],
        in_bin: str,
        empty: EmptyState,
        pin: bool = False,
        steps: bool = False,
    ) -> None:
        """``in_bin`` is the sentence above a record that lies in the bin; ``steps`` puts the bar of what comes next
        below the head."""
        super().__init__()
        kind(self, "card")
        self.setAccessibleName(name)
        self._page, self._drawer, self._lists = page, drawer, lists
        self._reader, self._in_bin = read, in_bin
        self.id: int | None = None
        self.file: Any = None
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(1, 1, 1, 1)
        self.empty = empty
        self._stack.addWidget(empty)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        spaced(layout, 0, 0)
        self.head = FileHead(pin=pin)
        self.head.menu_button.clicked.connect(self._open_menu)
        layout.addWidget(self.head)
        self.deeds = deeds.DeedBar(_("Nächste Schritte"))
        layout.addWidget(self.deeds)
        self.deeds.setVisible(False)
        self._steps = steps
        self.messages = MessageBar()
        layout.addWidget(self.messages)
        self.tabs = Tabs(name)
        layout.addWidget(self.tabs, 1)
        self._stack.addWidget(whole)
        self.setFocusProxy(self.tabs.tabBar())
        self._return: Mapping[str, Any] | None = None

    # -- for subclasses --------------------------------------------------------------------------------------

    def show_head(self, file: Any) -> None:
        """Name, chips and facts; also called when the office's words have changed."""
        raise NotImplementedError

    def show_file(self, file: Any) -> None:
        """What stands in the tabs besides stream and form."""

    def note_about(self, file: Any) -> tuple[str, TimelineEntryInput]:
        """Whom a note written here is about: the name in a sentence, and an entry without text."""
        raise NotImplementedError

    def back_words(self) -> str:
        """What is said to be there again when it is taken out of the bin."""
        raise NotImplementedError

    def menu_lines(self) -> list[deeds.MenuLine]:
        """The menu of the file without history and bin; those are the same everywhere."""
        return [(picture, words, run) for words, picture, _look, run in self.deeds.shown]

    def first_about(self, id: int) -> TimelineEntryInput | None:
        """Whom a note is about before the record has been read, where its id says it."""
        return None

    # -- opening ---------------------------------------------------------------------------------------------

    def open_file(self, id: int) -> None:
        """Show a record; what was typed for the one before is saved first."""
        if id == self.id:
            self.refresh()
            return
        self.flush()
        self.messages.clear()
        self.id = id
        self.stream.begin(id, self.first_about(id))
        if self.form is not None and self.form.record != id:
            self.form.open(id)
            self.form.form.verticalScrollBar().setValue(0)
        self._read()

    def refresh(self) -> None:
        """Read again what is shown; what is being typed stays."""
        if self.id is not None:
            self._read()
            if self.form is not None:
                self.form.refresh()

    def close_file(self) -> None:
        """Show nobody."""
        self.flush()
        self.id = self.file = None
        self._stack.setCurrentWidget(self.empty)

    def flush(self) -> None:
        """Save what is typed, before leaving, locking or opening another record."""
        if self.id is not None:
            self.stream.flush()
            if self.form is not None:
                self.form.flush()

    def set_height(self, height: int) -> None:
        """The room of the page in design pixels: a low one shows less, and the note box keeps its place."""
        self.head.set_small(height < LOW)
        self.stream.set_low(height < LOW)
        if self._steps:
            self.deeds.set_low(height < VERY_LOW)

    def use_lists(self) -> None:
        """The office's words and lists have been read."""
        self.stream.use_lists()
        for name in self.fields_with_terms:
            assert self.form is not None
            field: Any = self.form.form.widget_of(name)
            field.refresh_terms()
        if self.file is not None:
            self.show_head(self.file)

    def write_note(self) -> None:
        """Bring the note box to the front, with the cursor in it."""
        self._return = None
        self.tabs.setCurrentWidget(self.stream)
        self.stream.write()

    def write_follow_up(self) -> None:
        """Bring the note box to the front, with the cursor in the day of the follow-up."""
        self.tabs.setCurrentWidget(self.stream)
        self.stream.write_follow_up()

    def edit(self, field: str = "") -> None:
        """F2: the form, with the cursor in a field."""
        if self.form is not None:
            self.tabs.setCurrentWidget(self.form)
            self.form.form.focus_field(field or self.first_field)

    # -- coming back -----------------------------------------------------------------------------------------

    def place(self) -> dict[str, Any] | None:
        """Where one is in the record: tab, how far it is scrolled, field and caret; no word of what stands there."""
        if self.id is None:
            return None
        area = self._scrolling()
        found: dict[str, Any] = {"id": self.id, "tab": self.tabs.currentIndex()}
        found["scroll"] = area.verticalScrollBar().value() if area is not None else 0
        form, focus = self.form_on_screen(), self.window().focusWidget()
        if focus is self.stream.box.text:
            found |= {"field": "note", "caret": self.stream.box.text.textCursor().position()}
        elif form is not None and focus is not None:
            name = next((name for name, slot in form.slots.items() if slot.widget is focus), "")
            found |= {"field": name, "caret": focus.cursorPosition() if isinstance(focus, QLineEdit) else 0}
        return found

    def return_to(self, place: object) -> None:
        """After a restart: go to where one was, as soon as the record has been read."""
        if isinstance(place, dict) and place.get("id") == self.id:
            self._return = place
            self.tabs.setCurrentIndex(int(place.get("tab", 0)))

    def form_on_screen(self) -> Form | None:
        """The form, while its tab is in front."""
        return self.form.form if self.form is not None and self.tabs.currentWidget() is self.form else None

    def _scrolling(self) -> QAbstractScrollArea | None:
        """What scrolls in the tab in front."""
        tab = self.tabs.currentWidget()
        if tab is self.stream:
            return self.stream.timeline
        if isinstance(tab, QAbstractScrollArea):
            return tab
        return self.form_on_screen() or (tab.findChild(QAbstractScrollArea) if tab is not None else None)

    def _come_back(self) -> None:
        place, form = self._return, self.form_on_screen()
        if place is None or place.get("id") != self.id or (form is not None and form.snapshot is None):
            return
        self._return = None
        field, caret = str(place.get("field", "")), int(place.get("caret", 0))
        if field == "note":
            cursor = self.stream.box.text.textCursor()
            cursor.setPosition(min(caret, len(self.stream.box.text.toPlainText())))
            self.stream.box.text.setTextCursor(cursor)
            self.stream.box.text.setFocus()
        elif form is not None and field in form.slots:
            form.focus_field(field)
            widget = form.widget_of(field)
            if isinstance(widget, QLineEdit):
                widget.setCursorPosition(caret)
        area = self._scrolling()
        if area is not None:
            area.verticalScrollBar().setValue(int(place.get("scroll", 0)))

    def _read(self) -> None:
        jobs.read(self._reader, self.id, then=self._show, owner=self, key="file", failed=self._failed)

    def _failed(self, error: UserError) -> None:
        if isinstance(error, NotFound):
            self.close_file()
        self._page.failed(error)

    def _show(self, answer: Any) -> None:
        file = answer.file
        if file.id != self.id:
            return
        self.file = file
        self._stack.setCurrentIndex(1)
        self.show_head(file)
        if file.in_bin:
            self.messages.say(self._in_bin, "warn", actions=[(_("Zurückholen"), self.restore)], key="bin")
            self._ask_whether_blocked()
        else:
            self.messages.take_back("bin")
        name, about = self.note_about(file)
        self.stream.show_record(Shown(file.id, name, file.timeline, answer.draft, about))
        self.show_file(file)
        if self.form is None or self.tabs.currentWidget() is not self.form or self.form.shown == file.id:
            self.come_back_soon()
        self.opened.emit(file.id)

    def come_back_soon(self, *_what: object) -> None:
        """Once what was read has been laid out: to where one was before a restart."""
        if self._return is not None:
            QTimer.singleShot(0, self, self._come_back)

    def _ask_whether_blocked(self) -> None:
        """What no list shows is in the bin, or it is set aside because somebody's data are blocked."""
        jobs.read(data_protection.set_aside, self.subject, self.id, then=self._tell_blocked, owner=self, key="blocked")

    def _tell_blocked(self, found: SetAside | None) -> None:
        if found is None or found.id != self.id:
            return
        words = _("Diese Daten sind gesperrt seit {day}: {ground}. Sie lassen sich lesen und nicht ändern.").format(
            day=date_text(found.since.astimezone().date()), ground=RESTRICTION_GROUND.label(found.ground)
        )
        person = found.person
        actions = [(_("Datenschutz"), lambda: self._page.go("data_protection", person))]
        self.messages.say(words, "bad", actions=actions, key="bin")

    # -- doing -----------------------------------------------------------------------------------------------

    def current(self) -> Any:
        """The record on screen, with what is typed saved first; None if there is none."""
        self.flush()
        return self.file

    def history(self) -> None:
        """The drawer with what was changed."""
        if self.id is not None:
            self.flush()
            deeds.show_history(self._page, self._drawer, self.subject, self.id)

    def data_protection(self) -> None:
        """What a person may ask of the office: her data, blocked, erased."""
        self.flush()
        self._page.go("data_protection", self.id)

    def delete(self) -> None:
        """Into the bin, with a way back."""
        if self.id is not None:
            self.flush()
            deeds.into_bin(self._page, self.subject, [self.id])

    def restore(self) -> None:
        """Out of the bin."""
        if self.file is not None:
            deeds.restore(self._page, self.subject, self.file.id, self.back_words())

    def menu(self) -> list[deeds.MenuLine]:
        """What can be done with the record."""
        if self.file is None:
            return []
        lines = self.menu_lines()
        lines += [None, ("history", _("Änderungsverlauf …"), self.history)]
        if self.subject in ("participant", "mentor"):
            words = _("Datenschutz: Auskunft, sperren, löschen …")
            lines.append(("shield-check", words, self.data_protection))
        if self.file.in_bin:
            lines.append(("archive-restore", _("Aus dem Papierkorb holen"), self.restore))
        else:
            lines.append(("trash-2", _("In den Papierkorb"), self.delete))
        return lines

    def _open_menu(self) -> None:
        if lines := self.menu():
            deeds.open_menu(self.head, lines)
