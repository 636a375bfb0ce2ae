"""Internships: board, time line, calendar or list; the list stands beside the file, the others take the whole page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from permenti_desktop import settings
from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import add_months
from permenti_desktop.domain.errors import UserError
from permenti_desktop.gui import hub, jobs
from permenti_desktop.gui.commands import Handlers
from permenti_desktop.gui.internship import reading
from permenti_desktop.gui.internship.board import Board
from permenti_desktop.gui.internship.calendar import Calendar
from permenti_desktop.gui.internship.columns import columns
from permenti_desktop.gui.internship.file import InternshipPanel
from permenti_desktop.gui.internship.new_internship import NewInternship
from permenti_desktop.gui.internship.periods import TimeLine, moved_words
from permenti_desktop.gui.internship.reading import BoardColumn
from permenti_desktop.gui.list_and_file import ListAndFile
from permenti_desktop.gui.list_page import ListPage
from permenti_desktop.gui.list_panel import ListPanel
from permenti_desktop.gui.theme import fixed, kind, spaced
from permenti_desktop.gui.widgets.button import button, icon_button
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.gui.widgets.pills import PillBar
from permenti_desktop.gui.widgets.search_box import SearchBox
from permenti_desktop.i18n import N_, _, date_text, ngettext
from permenti_desktop.queries import internship
from permenti_desktop.queries.internship import InternshipDay, InternshipRow

if TYPE_CHECKING:
    from permenti_desktop.gui.internship.calendar_out import ReadDays
    from permenti_desktop.reports.catalogue import Report

_VIEW: Final = "internships view"
_VIEWS: Final = {"board": 0, "list": 1, "periods": 2, "calendar": 3}
"""The views and their places in the stack."""
_NOTHING: Final = 4
"""The place of what is said in an office without internships, instead of columns and months without any."""

_PILLS: Final = (
    ("all", N_("Alle")),
    ("running", N_("Läuft")),
    ("ending", N_("Endet bald")),
    ("open_points", N_("Etwas offen")),
    ("without_agreement", N_("Vertrag fehlt")),
)


class InternshipPage(ListPage):
    """The section "Praktika"."""

    section, icon = "internship", "briefcase-business"
    file: InternshipPanel
    fills = False  # the list is but one of four views

    def __init__(self) -> None:
        super().__init__(_("Praktika"))
        self.new_button = button(_("Neues Praktikum"), self.new, icon="plus", look="primary", tip=_("Strg+N"))
        self.add_action(self.new_button)
        pills = [(code, _(words)) for code, words in _PILLS]
        empty = (
            _("Noch keine Praktika"),
            _("Legen Sie das erste an, oder übernehmen Sie Ihre Excel-Liste unter „Liste übernehmen“."),
            _("Neues Praktikum"),
            self.new,
        )
        self.list = ListPanel(
            "internships",
            columns(self.lists),
            ids=reading.ids,
            rows=internship.rows,
            counts=reading.counts,
            title=_("Praktika"),
            pills=pills,
            bulk=(
                (_("Excel"), "file-spreadsheet", self.to_excel),
                (_("Papierkorb"), "trash-2", self.bulk_bin),
            ),
            empty=empty,
            empty_icon="briefcase",
            views=True,
        )
        self.views = PillBar(
            (
                ("board", _("Tafel")),
                ("periods", _("Zeitleiste")),
                ("calendar", _("Kalender")),
                ("list", _("Liste")),
            ),
            name=_("Ansicht"),
        )
        self.views.chosen.connect(self._view_chosen)
        self.file = InternshipPanel(self, self.drawer, self.lists)
        self.split = ListAndFile(self.list, self.file, name="internships", share=61)
        self.board = Board(self.lists, reading.state_after)
        self.board.opened.connect(self.open_record)
        self.board.moved.connect(self.move_to)
        self.board.all_wanted.connect(partial(self.show_view, "list"))
        self.periods = TimeLine(self.lists)
        self.periods.opened.connect(self.open_record)
        self.periods.moved.connect(self.move_days)
        self.calendar = Calendar()
        self.calendar.opened.connect(self.open_record)
        self.calendar.week_wanted.connect(self.show_week)
        self.span = PillBar((("month", _("Monat")), ("week", _("Woche"))), name=_("Zeitraum"))
        self.span.chosen.connect(partial(self.show_span, 0))
        self._days: Sequence[InternshipDay] = ()
        self.period_words = label("", "subtitle")
        self.span_words = label("", "subtitle")
        self.search = SearchBox(_("Praktika filtern"))
        self.search.searched.connect(self._board_filtered)
        self.search.downward.connect(self._into_view)
        self.board_pills = PillBar(pills, name=_("Filter"))
        self.board_pills.chosen.connect(self._board_filtered)
        self.views_row = QWidget()
        row = QHBoxLayout(self.views_row)
        spaced(row, 0, 12)
        fixed(self.views, width=330)
        fixed(self.search, width=168)
        row.addWidget(self.views)
        row.addWidget(self.search)
        row.addWidget(self.board_pills, 1)
        row.addStretch(0)
        self.body.addWidget(self.views_row)
        whole = QWidget()
        around = QVBoxLayout(whole)
        spaced(around, 0, 0)
        around.addWidget(self.board)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack, 1)  # before it is filled: the first widget is shown at once
        self._stack.addWidget(whole)
        self._stack.addWidget(self.split)
        self._stack.addWidget(self._time_card())
        self._stack.addWidget(self._calendar_card())
        self._none = False
        self.nothing = EmptyState("briefcase", *empty)
        self._stack.addWidget(self.nothing)
        stored = settings.load().layouts.get(_VIEW)
        self.show_view(stored if stored in _VIEWS else "board")
        self.ready()

    def _time_card(self) -> QWidget:
        """The time line below the line that leads to other months."""
        card = QFrame()
        kind(card, "card")
        layout = QVBoxLayout(card)
        spaced(layout, 1, 0)
        names = _("Einen Monat zurück"), _("Einen Monat weiter")
        line = _days_line(self.period_words, names, self.show_months, partial(self.show_months, 0))
        self.period_rest = label("", "caption")
        line.addWidget(self.period_rest)
        layout.addLayout(line)
        layout.addWidget(self.periods, 1)
        return card

    def _calendar_card(self) -> QWidget:
        """The calendar below the line that leads to other months or weeks, to paper and to other calendars."""
        card = QFrame()
        kind(card, "card")
        layout = QVBoxLayout(card)
        spaced(layout, 1, 0)
        line = _days_line(self.span_words, (_("Zurück"), _("Weiter")), self.show_span, self.show_today)
        fixed(self.span, width=150)
        line.addWidget(self.span)
        line.addWidget(icon_button("printer", _("Diese Termine drucken (Strg+P)"), self.print_calendar))
        line.addWidget(icon_button("calendar-days", _("Termine als Kalenderdatei"), self.calendar_file))
        layout.addLayout(line)
        layout.addWidget(self.calendar, 1)
        return card

    # -- what pages do ---------------------------------------------------------------------------------------

    def refresh(self, touched: hub.Touched = frozenset()) -> None:
        super().refresh(touched)
        self._read_view()

    def handlers(self) -> Handlers:
        own = {**super().handlers(), "filter": self.focus_filter}
        if self.view() != "list":
            for name in ("columns", "excel", "print"):
                own.pop(name, None)
        if self.view() == "calendar":
            own["print"] = self.print_calendar
        return own

    def open_record(self, record: int) -> None:
        self._open_first = False
        self.show_view("list")
        super().open_record(record)

    def show_list(self, asked: object) -> None:
        self.show_view("list")
        super().show_list(asked)

    def record(self) -> int | None:
        return self.file.id if self.view() == "list" else None

    def walks(self) -> bool:
        return super().walks() and self.view() == "list"

    def back(self) -> bool:
        if self.view() == "list" or not self.drawer.isHidden():
            return super().back()
        return False

    def focus_first(self) -> None:
        self._into_view()

    def _into_view(self) -> None:
        if self.view() == "board":
            self.board.focus_card()
        elif self.view() == "periods":
            self.periods.setFocus()
        elif self.view() == "calendar":
            self.calendar.focus_first()
        else:
            self.list.table.setFocus()

    def panes(self) -> list[QWidget]:
        if self.view() == "list":
            return self.split.panes()
        shown: dict[str, QWidget] = {"board": self.board, "periods": self.periods, "calendar": self.calendar}
        return [self.views_row, shown[self.view()]]

    # -- views -----------------------------------------------------------------------------------------------

    def view(self) -> str:
        """ "board", "periods", "calendar" or "list"."""
        return self.views.code()

    def show_view(self, code: str) -> None:
        """The board, the time line, the calendar, or the list with the file."""
        self.views.choose(code)
        listed = code == "list"
        if not listed:
            self.file.flush()
        self._place()
        self.search.setVisible(not listed)
        self.board_pills.setVisible(not listed)
        for made in self.list_buttons:
            made.setVisible(listed)
        if listed and self.list.table.loaded:
            self._counted(len(self.list.table.model_.ids))
        elif not listed and self._shown:
            self._read_view()

    def _place(self) -> None:
        """Bring the view to the front, or what is said without any internship (the list says it by itself)."""
        listed = self.view() == "list"
        self._stack.setCurrentIndex(_NOTHING if self._none and not listed else _VIEWS[self.view()])

    def _view_chosen(self, code: str) -> None:
        """Chosen by hand: remembered for next time."""
        self.show_view(code)
        settings.save(settings.load().with_layout(_VIEW, code))

    def focus_filter(self) -> None:
        """Ctrl+F."""
        if self.view() != "list":
            self.search.setFocus()
            self.search.selectAll()
        else:
            self.list.focus_filter()

    # -- board -----------------------------------------------------------------------------------------------

    def _read_board(self) -> None:
        jobs.read(
            reading.board, self.board_pills.code(), self.search.text(),
            then=self._show_board, owner=self, key="board", failed=self.failed,
        )  # fmt: skip

    def _show_board(self, found: tuple[BoardColumn, ...]) -> None:
        self.board.show_board(found)

    def _board_filtered(self, *_what: object) -> None:
        self._read_view()

    def _read_view(self) -> None:
        """Read the board, the time line or the calendar, whichever is on screen."""
        if self.view() == "periods":
            self._read_periods()
        elif self.view() == "calendar":
            self._read_days()
        else:
            self._read_board()

    # -- time line -------------------------------------------------------------------------------------------

    def show_months(self, step: int) -> None:
        """Other months on the time line: a month back (-1) or on (1); 0 leads to today."""
        first = date.today().replace(day=1) if step == 0 else self.periods.first
        self.periods.show_from(add_months(first, step or -1))
        self._read_periods()

    def _read_periods(self) -> None:
        self.period_words.setText(self.periods.period_words())
        jobs.read(
            reading.periods, self.board_pills.code(), self.search.text(), self.periods.first, self.periods.last,
            then=self._show_periods, owner=self, key="periods", failed=self.failed,
        )  # fmt: skip

    def _show_periods(self, found: tuple[Sequence[InternshipRow], int]) -> None:
        rows, left = found
        self.periods.show_rows(rows)
        words = ngettext("{n} weiteres in der Liste", "{n} weitere in der Liste", left).format(n=left)
        self.period_rest.setText(words if left else "")

    # -- calendar --------------------------------------------------------------------------------------------

    def show_span(self, step: int, *_code: object) -> None:
        """The month or week before (-1), after (1), or the same day in the other span (0)."""
        week, day = self.span.code() == "week", self.calendar.day
        if step:
            day = day + timedelta(days=7 * step) if week else add_months(day.replace(day=1), step)
        self.calendar.show_around(day, week=week)
        self._read_days()

    def show_today(self) -> None:
        """The month or week of today."""
        self.calendar.show_around(date.today(), week=self.calendar.week)
        self._read_days()

    def show_week(self, day: date) -> None:
        """The week of a day, with everything that is on it."""
        self.span.choose("week")
        self.calendar.show_around(day, week=True)
        self._read_days()

    def _asked_days(self) -> tuple[str, str, date, date]:
        return self.board_pills.code(), self.search.text(), self.calendar.first, self.calendar.last

    def _read_days(self) -> None:
        self.span_words.setText(self.calendar.words())
        jobs.read(
            reading.days, *self._asked_days(), then=self._show_days, owner=self, key="days", failed=self.failed
        )  # fmt: skip

    def _show_days(self, found: Sequence[InternshipDay]) -> None:
        self._days = found
        self.calendar.show_days(found)

    def _out(self) -> tuple[Report, ReadDays, tuple[int, ...], str]:
        """What goes to paper or into a file: as a report, how it is read, whom it is about, and that in a line."""
        from permenti_desktop.gui.internship import calendar_out  # reports are loaded when one is made

        pill, search, first, last = self._asked_days()

        def read(session: Any) -> Sequence[InternshipDay]:
            return reading.days(session, pill, search, first, last)

        made = calendar_out.report(_("Termine {when}").format(when=self.calendar.words()), first, last, read)
        people = tuple(dict.fromkeys(one.participant_id for one in self._days))
        number = len(self._days)
        told = ngettext("{n} Termin vom {first} bis {last}", "{n} Termine vom {first} bis {last}", number)
        return made, read, people, told.format(n=number, first=date_text(first), last=date_text(last))

    def print_calendar(self) -> None:
        """Strg+P: the days on screen as a list, after a look."""
        from permenti_desktop.gui.take_out import PrintOut

        made, _read, people, told = self._out()
        PrintOut(self, self.drawer, made, people, told).open()

    def calendar_file(self) -> None:
        """The days on screen for Outlook, Thunderbird or a telephone."""
        from permenti_desktop.gui.internship.calendar_out import CalendarFile

        made, read, people, told = self._out()
        CalendarFile(self, self.drawer, made, read, people, told).open()

    def move_days(self, id: int, first: object, last: object) -> None:
        """Other days for an internship, as drawn on the time line."""
        self.file.flush()
        days = [day if isinstance(day, date) else None for day in (first, last)]

        def done(_id: int) -> None:
            self.say(moved_words(*days), undo=True)

        def failed(error: UserError) -> None:
            self.failed(error)
            self._read_periods()  # the bar goes back to where it was

        jobs.write(reading.set_days, id, *days, then=done, failed=failed, owner=self)

    def move_to(self, id: int, state: str) -> None:
        """Put an internship into another state."""
        self.file.flush()
        words = self._lists.label(vocab.INTERNSHIP_STATE, state)

        def done(_id: int) -> None:
            self.say(_("Stand des Praktikums: {state}").format(state=words), undo=True)

        jobs.write(reading.move, id, state, then=done, failed=self.failed, owner=self)

    # -- doing -----------------------------------------------------------------------------------------------

    def new(self) -> None:
        """The drawer for a new internship."""
        self.new_for(None)

    def begin_for(self, participant: int) -> None:
        self.new_for(participant)

    def new_for(self, participant_id: int | None) -> None:
        """The drawer for a new internship, perhaps of a participant."""
        self.file.flush()
        NewInternship(self, self.drawer, self._lists, self._made).open(participant_id)

    def _made(self, id: int) -> None:
        self.open_record(id)
        self.file.show_checklist()

    def delete(self) -> None:
        """Entf in the list or on a card: into the bin."""
        if self.view() == "board":
            focused = [card.row.id for card in self.board.cards() if card.hasFocus()]
            self.bulk_bin(focused)
        else:
            super().delete()

    # -- list ------------------------------------------------------------------------------------------------

    def tell_counts(self, shown: int, counts: Mapping[str, int]) -> None:
        total = counts.get("", shown)
        running, ending = counts.get("running", 0), counts.get("ending", 0)
        self.set_subtitle(
            _("{running} laufen · {ending} enden bald · {all} gesamt").format(running=running, ending=ending, all=total)
        )
        self.board_pills.set_counts({code: number for code, number in counts.items() if code})
        self.set_badge(ending, "warn")
        self._none = not total
        self._place()

    def use_lists(self) -> None:
        super().use_lists()
        self.board.use_lists()


def _days_line(
    words: QWidget, names: tuple[str, str], step: Callable[[int], object], today: Callable[[], object]
) -> QHBoxLayout:
    """The line above days: back (-1), which they are, on (1), and to those of today."""
    line = QHBoxLayout()
    spaced(line, (8, 6, 8, 6), 6)
    back, on = names
    line.addWidget(icon_button("chevron-left", back, partial(step, -1)))
    line.addWidget(words)
    line.addWidget(icon_button("chevron-right", on, partial(step, 1)))
    line.addWidget(button(_("Heute"), today, look="link"))
    line.addStretch(1)
    return line
