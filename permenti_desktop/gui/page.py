"""What every screen has: a heading, a place for messages, its section, and a way to be refreshed.

A guide to building a page
--------------------------
A page is a ``Page`` with a section, a title and a picture; it reads with ``jobs.read`` and writes with ``jobs.write``::

    class ParticipantsPage(Page):
        section, icon = "participant", "users"
        tables = ("participant", "person", "phase")     # a commit that touches them calls refresh()

        def __init__(self) -> None:
            super().__init__(_("Teilnehmerinnen"))
            self.add_action(icon_button("printer", _("Drucken"), self.print_list))
            self.add_action(button(_("Neue Teilnehmerin"), self.new, icon="plus", look="primary"))
            self.list = ListPanel("participants", COLUMNS, ids=queries.participant.ids, rows=queries.participant.rows,
                                  pills=PILLS, counts=queries.participant.counts)
            self.file = ParticipantFile()
            self.split = ListAndFile(self.list, self.file)
            self.body.addWidget(self.split, 1)
            self.list.table.current_changed.connect(self.open_record)

        def refresh(self, touched=frozenset()): self.list.refresh()     # read, then show; never hold rows
        def handlers(self): return {"new": self.new, "print": self.print_list, **self.list.handlers()}
        def reflow(self, width, height): self.split.reflow(width)       # design pixels, text zoom taken off
        def open_record(self, record): jobs.read(queries.participant.one, record, then=self.file.fill, owner=self)

* **List**: ``Column(name, title, cell)``; ``cell(row)`` returns a ``Cell`` (words, second line, chip, tone).  The
  queries get ``(session, asked)`` and ``(session, ids)``; see table.py.  Rows of a query have ``.id``.
* **Form**: ``Form(sections)``; ``form.fill(input, labels)``, ``form.value()``, ``form.dirty``, ``form.show_problems``;
  the signal ``save_wanted`` comes after a pause, on leaving and with Ctrl+Enter; then
  ``jobs.write(usecases.x.save, id, version, form.value(), then=…, failed=self.failed)``; see form.py.
* **Fields** outside forms: ``factory.line/choice/date/…``, with ``labelled(name, field)``.
* **Telling**: ``self.say(sentence, undo=True)`` is the toast; ``self.messages.say/error`` stays on the page;
  ``self.failed`` shows a UserError.  No pop-ups.
* **Going**: ``self.go("tandem", 17)`` opens a record elsewhere and can be gone back from with Alt+←.
* **Badge**: ``self.set_badge(6, "bad")`` puts a number beside the section.
* **Look**: ``T.color``, ``T.px``, ``spaced(layout, …)``, ``fixed(widget, …)``, ``kind(widget, …)``; no numbers of
  one's own, no setStyleSheet, no QMessageBox.  Names in labels: ``privacy.guard(label)``; in sentences ``isolated``.
* **Long work**: ``jobs.long(function, …, title=…)``; the window shows progress and "Abbrechen".
* **Texts**: German in ``_()``; everything said is a sentence and a next step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from permenti_desktop.domain.errors import UserError
from permenti_desktop.gui import hub
from permenti_desktop.gui.commands import Handlers
from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets.label import CutLabel, label
from permenti_desktop.gui.widgets.message_bar import MessageBar


class Page(QWidget):
    """Base of all screens; see the guide above.  Subclasses set ``section`` and ``icon`` and fill ``self.body``."""

    section: ClassVar[str] = ""
    """The key of the section in the side bar, e.g. "participants"; the same word on every floor of the house."""
    icon: ClassVar[str] = "file-text"
    tables: ClassVar[tuple[str, ...]] = ()
    """Tables whose changes make this page refresh; none named: every change."""

    badge_changed = Signal(str, int, str)
    """section, number (0 takes it away), tone."""
    said = Signal(str, str, object)
    """sentence, words on the button, what it does: for the toast."""
    went = Signal(str, object)
    """section, record (or what its list is to show): for the window to go there."""
    new_wanted = Signal(str, object)
    """what is to be made ("note", "follow_up", …, or a section) and for whom; the window asks the page that can."""
    filled = Signal()
    """What is read first is on the screen; at the start a picture stands in the page's place until then."""
    fills: ClassVar[bool] = False
    """Whether the page calls ``tell_filled``; of others everything must have been read."""

    def __init__(self, title: str, subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.is_filled = False
        self._shown = False
        outer = QVBoxLayout(self)
        spaced(outer, (16, 12, 16, 12), 10)
        head = QHBoxLayout()
        spaced(head, 0, 8)
        self.heading = label(title, "title")
        self.subtitle = CutLabel(subtitle, "caption")
        head.addWidget(self.heading)
        head.addSpacing(4)
        head.addWidget(self.subtitle, 1)
        self._actions = QHBoxLayout()
        spaced(self._actions, 0, 8)
        head.addLayout(self._actions)
        outer.addLayout(head)
        self.messages = MessageBar()
        outer.addWidget(self.messages)
        self.body = QVBoxLayout()
        spaced(self.body, 0, 12)
        outer.addLayout(self.body, 1)
        self.setAccessibleName(title)
        hub.watch(self, self.refresh, self.tables)

    def tell_filled(self) -> None:
        """What is read first is on the screen."""
        self.is_filled = True
        self.filled.emit()

    # -- for subclasses --------------------------------------------------------------------------------------

    def refresh(self, touched: hub.Touched = frozenset()) -> None:
        """Read again what is shown.  Called when the page is first shown and after changes to ``tables``."""

    def on_show(self) -> None:
        """The page has come to the front."""

    def handlers(self) -> Handlers:
        """Commands this page answers to: {"new": self.new, …}; see commands.TABLE for the names."""
        return {}

    def reflow(self, width: int, height: int) -> None:
        """The room of the page in design pixels (text zoom taken off); called before the first show, too."""

    def open_record(self, record: int) -> None:
        """Show one record."""

    def show_list(self, asked: object) -> None:
        """Show the list filtered as another page asks (a figure on "Heute"): an ``Asked`` of table.py."""

    def begin_for(self, participant: int) -> None:
        """Begin what this page makes, for a participant: another page has sent her here with ``new_wanted``."""

    def open_about(self, section: str) -> None:
        """Show what this page says about another section (the manual)."""

    def record(self) -> int | None:
        """The record that is open, for going back to it."""
        return None

    def back(self) -> bool:
        """Alt+← inside the page (from the Akte to the list on a narrow window); False if there is nothing to do."""
        return False

    def focus_first(self) -> None:
        """Put the focus where work begins."""
        self.setFocus()

    def panes(self) -> list[QWidget]:
        """What F6 walks through on this page."""
        return [self]

    def may_leave(self) -> None:
        """The page is being left: save what is typed.  Leaving is never refused."""

    # -- for everyone ----------------------------------------------------------------------------------------

    def add_action(self, widget: QWidget) -> None:
        """A button at the right of the heading; the main one last."""
        self._actions.addWidget(widget)

    def set_subtitle(self, text: str) -> None:
        """The grey words beside the heading ("18 angezeigt · 20 gesamt")."""
        self.subtitle.setText(text)

    def set_badge(self, number: int, tone: str = "neutral") -> None:
        """The number beside the section in the side bar."""
        self.badge_changed.emit(self.section, number, tone)

    def say(
        self, sentence: str, *, undo: bool = False, action: str = "", run: Callable[[], object] | None = None
    ) -> None:
        """A toast; with ``undo`` it offers "Rückgängig"."""
        self.said.emit(sentence, "undo" if undo else action, run)

    def failed(self, error: UserError) -> None:
        """Show an error a person can solve."""
        self.messages.error(error)

    def go(self, section: str, record: int | None = None) -> None:
        """Go to another section, perhaps to one record there."""
        self.went.emit(section, record)

    def go_to_list(self, section: str, asked: object) -> None:
        """Go to another section and show its list filtered by an ``Asked``."""
        self.went.emit(section, asked)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._shown:
            self._shown = True
            self.refresh()
        self.on_show()

    def minimumSizeHint(self) -> QSize:
        # The window decides how small it gets; a page scrolls or reflows.
        return QSize(0, 0)
