"""A page with a list at the left and one record at the right: participants, mentors, tandems, internships,
organisations.  What is the same for all of them stands here; see page.py for what a page is.

A subclass makes ``self.list``, ``self.file`` and ``self.split`` and then calls ``self.ready()``.  It may leave
``self.file`` to a cached property that answers with ``self.joined(…)``: then the file is made when the list has its
first rows, or sooner when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from permenti_desktop.gui import hub, jobs, office_lists, preload
from permenti_desktop.gui.aside import aside
from permenti_desktop.gui.commands import Handlers
from permenti_desktop.gui.icons import icon
from permenti_desktop.gui.list_and_file import ListAndFile
from permenti_desktop.gui.list_panel import ListPanel
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.remember import recall, remember
from permenti_desktop.gui.saved_views import Views
from permenti_desktop.gui.table import Asked
from permenti_desktop.gui.widgets.button import icon_button
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.i18n import _

if TYPE_CHECKING:
    from permenti_desktop.gui.record_panel import RecordPanel
    from permenti_desktop.gui.take_out import Listing

File = TypeVar("File", bound="RecordPanel")
Ids = list[int]
Widgets = list[QWidget]
Actions = list[QAction]
Lines = list[tuple[str, str, Callable[[], object]]]
"""Lines of a context menu: picture, words, what it does."""


class ListPage(Page):
    """The list is walked through, the file follows; Enter puts the cursor into its note box."""

    fills = True
    lists_from: ClassVar[frozenset[str]] = frozenset({"office_term", "setting"})
    """Tables from which the lists to choose from come."""

    list: ListPanel
    split: ListAndFile

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._lists = Lists()
        self._lists_asked = False
        self._counts: Mapping[str, int] = {}
        self._open_first = True
        self._waiting: int | None = None
        """The record that the file opens when it is made."""
        self._height = 0
        self._file_wanted = False
        self._before = recall(f"{self.section} place")
        self.drawer = Drawer(self)
        self.list_buttons = (
            icon_button("columns-3", _("Spalten wählen"), self.choose_columns),
            icon_button("download", _("Diese Liste nach Excel (Strg+Umschalt+E)"), self.to_excel),
            icon_button("printer", _("Diese Liste drucken (Strg+P)"), self.print_list),
        )
        for made in self.list_buttons:
            self.add_action(made)

    def ready(self) -> None:
        """List and file are there: connect them, and read the words to choose from."""
        table = self.list.table
        table.current_changed.connect(self._walked)
        table.opened.connect(self.open_record)
        table.delete_pressed.connect(self.delete)
        table.set_context(self._context)
        table.counted.connect(self._counted)
        table.model_.dataChanged.connect(self._filled)
        self.list.counts_changed.connect(self._show_counts)
        self.list.views_wanted.connect(self.open_views)
        self.views_of_list = Views(self, self.drawer, self.list)

    def _filled(self, *_places: object) -> None:
        self.tell_filled()
        if not self.has_file() and not self._file_wanted:
            self._file_wanted = True
            QTimer.singleShot(0, self, self._load_below_file)  # when the list is painted

    def has_file(self) -> bool:
        """Whether the file has been made."""
        return "file" in vars(self)

    def _load_below_file(self) -> None:
        aside(preload.below_file, then=self._load_file, owner=self)

    def _load_file(self, _aside: object) -> None:
        import_module(f"permenti_desktop.gui.{self.section}.file")
        QTimer.singleShot(0, self, self._make_file)  # in a turn of its own: the window answers in between

    def _make_file(self) -> None:
        self.file.set_height(self._height)  # it is made by being asked for

    def joined(self, file: File) -> File:
        """Put a file that was just made into its place beside the list, and let it open what is waiting for it."""
        self.split.set_right(file)
        file.set_height(self._height)
        if self._waiting is not None:
            file.open_file(self._waiting)
        return file

    def lists(self) -> Lists:
        """The office's words and lists as they were read last."""
        return self._lists

    @cached_property
    def file(self) -> RecordPanel:
        """The file beside the list; a page makes it at once or answers here."""
        raise NotImplementedError

    # -- for subclasses --------------------------------------------------------------------------------------

    def new(self) -> None:
        """Ctrl+N."""
        raise NotImplementedError

    def shown_list(self) -> ListPanel:
        """The list on screen, on a page with several."""
        return self.list

    def walks(self) -> bool:
        """Whether the first record is opened by itself, and the file follows the list."""
        return not self.split.one_pane

    def tell_counts(self, shown: int, counts: Mapping[str, int]) -> None:
        """Say beside the heading how many there are; ``counts[""]`` is all of them."""
        total = counts.get("", shown)
        self.set_subtitle(_("{shown} angezeigt · {all} gesamt").format(shown=shown, all=total))

    def context(self, ids: Ids) -> Lines:
        """Lines of the context menu between opening and the bin."""
        return []

    # -- what pages do ---------------------------------------------------------------------------------------

    def refresh(self, touched: hub.Touched = frozenset()) -> None:
        self.list.refresh()
        if self.has_file():
            self.file.refresh()
        if not self._lists_asked or any(table in self.lists_from for table, _id in touched):
            self._lists_asked = True  # after the list: a connection is open, and its rows get it
            self._read_lists()

    def handlers(self) -> Handlers:
        own = {
            **self.shown_list().handlers(),
            "new": self.new,
            "delete": self.delete,
            "excel": self.to_excel,
            "print": self.print_list,
        }
        if self.record() is not None:
            own |= {"note": self.write_note, "follow_up": self.write_follow_up, "edit": self.edit}
        return own

    def reflow(self, width: int, height: int) -> None:
        self.split.reflow(width)
        self._height = height
        if self.has_file():
            self.file.set_height(height)

    def open_record(self, record: int) -> None:
        """Show a file with the cursor in the note box: writing during the call."""
        self._open_first = False
        self._waiting = None
        self.list.table.blockSignals(True)
        self.list.table.select(record)
        self.list.table.blockSignals(False)
        self.file.open_file(record)
        self.write_note()
        self.file.return_to(self._before)  # after locking, the program starts anew: to where one was
        self._before = None

    def record(self) -> int | None:
        return self.file.id if self.has_file() else self._waiting

    def back(self) -> bool:
        if not self.drawer.isHidden():
            self.drawer.close_drawer()
            return True
        return self.split.go_back()

    def focus_first(self) -> None:
        self.shown_list().table.setFocus()

    def panes(self) -> Widgets:
        return self.split.panes()

    def may_leave(self) -> None:
        if self.has_file():
            self.file.flush()
            remember(f"{self.section} place", self.file.place())

    # -- doing -----------------------------------------------------------------------------------------------

    def write_note(self) -> None:
        """The note box of the open file."""
        self.split.show_file()
        self.file.write_note()

    def write_follow_up(self) -> None:
        """The follow-up of the open file."""
        self.split.show_file()
        self.file.write_follow_up()

    def edit(self) -> None:
        """F2: the form of the open file."""
        self.split.show_file()
        self.file.edit()

    def delete(self) -> None:
        """Entf in the list: the selected rows go into the bin."""
        if self.list.table.hasFocus():
            self.bulk_bin(self.list.table.selected_ids())

    def bulk_bin(self, ids: Ids) -> None:
        """All of them into the bin, as one step."""
        from permenti_desktop.gui import deeds  # with the file, of which most lists need it

        self.file.flush()
        deeds.into_bin(self, self.section, ids)

    def choose_columns(self) -> None:
        """The menu of columns."""
        self.shown_list().choose_columns()

    # -- what is shown, elsewhere ----------------------------------------------------------------------------

    def filtered_by(self) -> str:
        """What the list on screen is filtered by, in words."""
        panel = self.shown_list()
        asked, view = panel.asked(), panel.view()
        typed = _("„{text}“").format(text=asked.filter) if asked.filter else ""
        parts = [view.name if view is not None else "", panel.pill_words(), self.more_words(), typed]
        return ", ".join(part for part in parts if part)

    def more_words(self) -> str:
        """The further filters in words."""
        return ""

    def _listing(self, ids: Ids | None = None) -> Listing:
        from permenti_desktop.gui.take_out import listing  # reports are loaded when one is made

        panel = self.shown_list()
        filtered = _("von Hand ausgewählt") if ids is not None else self.filtered_by()
        return listing(panel.table, panel.accessibleName(), filtered, ids)

    def to_excel(self, ids: Ids | None = None) -> None:
        """Strg+Umschalt+E: what is shown, or the selected rows."""
        from permenti_desktop.gui.take_out import TakeOut, report_of

        shown = self._listing(ids)
        TakeOut(self, self.drawer, report_of(shown), shown.ids, shown.words()).open()

    def print_list(self) -> None:
        """Strg+P: the preview of what is shown, and the way to the printer."""
        from permenti_desktop.gui.take_out import PrintOut, report_of

        shown = self._listing()
        PrintOut(self, self.drawer, report_of(shown), shown.ids, shown.words()).open()

    def open_views(self) -> None:
        """The menu of the saved views."""
        self.views_of_list.open_menu()

    def show_list(self, asked: object) -> None:
        if isinstance(asked, Asked):
            self.list.show_asked(asked)
            self.split.show_list()
            self.list.table.setFocus()

    # -- list ------------------------------------------------------------------------------------------------

    def _walked(self, id: int) -> None:
        """The cursor has moved in the list; on a narrow window a file is opened by Enter only."""
        if not self.walks():
            return
        if self.has_file():
            self.file.open_file(id)
        else:
            self._waiting = id

    def _counted(self, number: int) -> None:
        if not number:
            self._filled()
        if self._open_first and number and self.walks():
            self._open_first = False
            if self.record() is None:
                self.list.table.select(self.list.table.model_.ids[0])

    def _show_counts(self, shown: int, counts: object) -> None:
        if isinstance(counts, Mapping):
            self._counts = counts
        self.tell_counts(shown, self._counts)

    def _context(self, ids: Ids) -> Actions:
        lines: Lines = []
        if len(ids) == 1:
            lines.append(("notebook-pen", _("Öffnen und Notiz schreiben"), partial(self.open_record, ids[0])))
        lines += self.context(ids)
        lines.append(("trash-2", _("In den Papierkorb"), partial(self.bulk_bin, ids)))
        found: Actions = []
        for picture, words, run in lines:
            made = QAction(icon(picture), words, self)
            made.triggered.connect(run)
            found.append(made)
        return found

    # -- lists to choose from --------------------------------------------------------------------------------

    def _read_lists(self) -> None:
        jobs.read(office_lists.lists, then=self._got_lists, owner=self, key="lists")
        self.views_of_list.refresh()

    def _got_lists(self, lists: Lists) -> None:
        if lists != self._lists:
            self._lists = lists
            self.use_lists()

    def use_lists(self) -> None:
        """The office's words have changed."""
        if self.has_file():
            self.file.use_lists()
        self.list.table.viewport().update()
