"""The board (Tafel): a column per state, a card per internship; moved with Strg+← → or by dragging."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from permenti_desktop.domain import vocab
from permenti_desktop.gui.internship.columns import period_words, state_tone, warnings
from permenti_desktop.gui.internship.reading import BoardColumn
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.theme import T, fixed, kind, spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.chip import Chip
from permenti_desktop.gui.widgets.label import CutLabel, label
from permenti_desktop.i18n import _, ngettext, relative_day
from permenti_desktop.queries.internship import InternshipRow

_MIME: Final = "application/x-permenti-internship"
_COLUMN: Final = 190


class Card(QFrame):
    """One internship.  Enter opens it, Strg+← → moves it, the arrows go to other cards."""

    opened = Signal(int)
    move_wanted = Signal(int, int)
    """The id, and one column to the left (-1) or right (1)."""
    walk_wanted = Signal(int, int)
    """Columns and rows to go to another card."""

    def __init__(self, row: InternshipRow, lists: Lists) -> None:
        super().__init__()
        kind(self, "card")
        self.row = row
        self._pressed: QPoint | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        layout = QVBoxLayout(self)
        spaced(layout, (10, 8, 10, 8), 3)
        name = CutLabel(row.participant, "strong")
        guard(name)
        layout.addWidget(name)
        layout.addWidget(CutLabel(row.host or _("Betrieb noch offen"), "" if row.host else "muted"))
        words = [period_words(row)]
        if row.kind != "internship":
            words.insert(0, lists.label(vocab.INTERNSHIP_KIND, row.kind))
            layout.addWidget(CutLabel(words[0], "caption"))
        layout.addWidget(CutLabel(words[-1], "caption"))
        if row.next_date is not None:
            upcoming = _("Nächster Termin {when}").format(when=relative_day(row.next_date, date.today()))
            words.append(upcoming)
            layout.addWidget(CutLabel(upcoming, "caption"))
        marks = warnings(row)
        if row.outcome:
            marks.append((lists.label(vocab.INTERNSHIP_OUTCOME, row.outcome), "neutral"))
        for text, tone in marks:
            chip = Chip(text, "neutral" if tone in ("", "muted") else tone)
            chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)  # cut where it is too long
            chip.setToolTip(text)
            layout.addWidget(chip)
        parts = [row.participant, row.host or _("Betrieb noch offen"), *words, *(text for text, _tone in marks)]
        state = lists.label(vocab.INTERNSHIP_STATE, row.state)
        self.setAccessibleName(" · ".join([*parts, state]))
        self.setToolTip(_("Eingabe öffnet. Strg+← und Strg+→ verschieben in die nächste Spalte."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control:
            self.opened.emit(self.row.id)
        elif step is not None and control:
            self.move_wanted.emit(self.row.id, step)
        elif step is not None and not event.modifiers():
            self.walk_wanted.emit(step, 0)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.walk_wanted.emit(0, 1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        way = event.position().toPoint() - self._pressed
        if way.manhattanLength() < QApplication.startDragDistance():
            return
        self._pressed = None
        drag = QDrag(self)
        data = QMimeData()
        data.setData(_MIME, str(self.row.id).encode("ascii"))
        drag.setMimeData(data)
        drag.setPixmap(self.grab())
        drag.exec(Qt.DropAction.MoveAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self.row.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(T.color("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), T.px(7), T.px(7))
            painter.end()


def first_large(words: str) -> str:
    """ "läuft" as a heading: "Läuft"."""
    return words[:1].upper() + words[1:]


class Column(QFrame):
    """One state: its words with the number, its cards, and what does not fit."""

    dropped = Signal(int, str)
    all_wanted = Signal()

    def __init__(self, state: str) -> None:
        super().__init__()
        kind(self, "well")
        self.state = state
        self.cards: list[Card] = []
        self.setAcceptDrops(True)
        fixed(self, min_width=_COLUMN)
        outer = QVBoxLayout(self)
        spaced(outer, (8, 8, 8, 4), 6)
        head = self.head = QHBoxLayout()
        spaced(head, (2, 0, 2, 0), 6)
        self.chip = Chip(first_large(vocab.INTERNSHIP_STATE.label(state)), state_tone(state))
        self.number = label("", "muted")
        head.addWidget(self.chip)
        head.addWidget(self.number)
        head.addStretch(1)
        outer.addLayout(head)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        outer.addWidget(self._scroll, 1)

    def show_column(self, column: BoardColumn, words: str, cards: Sequence[Card]) -> None:
        """Show these cards."""
        if words != self.chip.text():
            self.chip.set_text(words)
            self.head.invalidate()  # the chip may not have been shown yet, and would keep its old width
        self.number.setText(str(column.total))
        self.setAccessibleName(f"{words}, {column.total}")
        self.cards = list(cards)
        inner = QWidget()
        inner.setAutoFillBackground(False)
        layout = QVBoxLayout(inner)
        spaced(layout, (0, 0, 2, 4), 8)
        for card in cards:
            layout.addWidget(card)
        if not cards:
            layout.addWidget(label(_("noch keine"), "muted"))
        left = column.total - len(cards)
        if left > 0:
            more = ngettext("{n} weiteres in der Liste", "{n} weitere in der Liste", left).format(n=left)
            layout.addWidget(button(more, self.all_wanted.emit, look="link"), 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        place = self._scroll.verticalScrollBar().value()
        self._scroll.setWidget(inner)
        inner.setAutoFillBackground(False)
        self._scroll.verticalScrollBar().setValue(place)

    def reveal(self, card: Card) -> None:
        """Scroll to a card."""
        self._scroll.ensureWidgetVisible(card, 0, T.px(8))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(_MIME):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if event.mimeData().hasFormat(_MIME):
            event.acceptProposedAction()
            self.dropped.emit(int(bytes(event.mimeData().data(_MIME).data())), self.state)


class Board(QScrollArea):
    """All columns side by side; scrolls sideways where the window is narrow."""

    opened = Signal(int)
    moved = Signal(int, str)
    """An internship is to be put into another state."""
    all_wanted = Signal()

    def __init__(self, lists: Callable[[], Lists], neighbour: Callable[[str, int], str | None]) -> None:
        super().__init__()
        self._lists, self._neighbour = lists, neighbour
        self._content: tuple[BoardColumn, ...] = ()
        self._wanted: int | None = None  # the card that gets the focus when it is shown
        self.setAccessibleName(_("Tafel"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        row = QHBoxLayout(inner)
        spaced(row, 0, 10)
        self.columns: dict[str, Column] = {}
        for state in vocab.INTERNSHIP_STATE.codes:
            column = Column(state)
            column.dropped.connect(self._dropped)
            column.all_wanted.connect(self.all_wanted)
            row.addWidget(column, 1)
            self.columns[state] = column
        self.setWidget(inner)

    def show_board(self, columns: tuple[BoardColumn, ...], *, anew: bool = False) -> None:
        """Show what was read; the focus stays with its card, also in another column."""
        if columns == self._content and not anew:
            return
        self._content = columns
        focused = next((card.row.id for card in self.cards() if card.hasFocus()), None)
        wanted = self._wanted if self._wanted is not None else focused
        for one in columns:
            column = self.columns.get(one.state)
            if column is not None:
                words = self._lists().label(vocab.INTERNSHIP_STATE, one.state)
                column.show_column(one, first_large(words), [self._card(row) for row in one.rows])
        if wanted is not None:
            self._wanted = None
            self.focus_card(wanted)

    def use_lists(self) -> None:
        """The office's words have been read."""
        self.show_board(self._content, anew=True)

    def cards(self) -> list[Card]:
        """All cards on the board, column by column."""
        return [card for column in self.columns.values() for card in column.cards]

    def focus_card(self, id: int | None = None) -> None:
        """The cursor onto a card; the first one if none is named."""
        for column in self.columns.values():
            for card in column.cards:
                if id is None or card.row.id == id:
                    card.setFocus(Qt.FocusReason.OtherFocusReason)
                    self.ensureWidgetVisible(column)
                    column.reveal(card)
                    return

    def _card(self, row: InternshipRow) -> Card:
        card = Card(row, self._lists())
        card.opened.connect(self.opened)
        card.move_wanted.connect(self._move)
        card.walk_wanted.connect(self._walk)
        return card

    def _move(self, id: int, step: int) -> None:
        card = next((one for one in self.cards() if one.row.id == id), None)
        state = self._neighbour(card.row.state, step) if card is not None else None
        if state is not None:
            self._wanted = id
            self.moved.emit(id, state)

    def _dropped(self, id: int, state: str) -> None:
        card = next((one for one in self.cards() if one.row.id == id), None)
        if card is not None and card.row.state != state:
            self._wanted = id
            self.moved.emit(id, state)

    def _walk(self, sideways: int, down: int) -> None:
        columns = [column for column in self.columns.values() if column.cards]
        for place, column in enumerate(columns):
            row = next((index for index, card in enumerate(column.cards) if card.hasFocus()), None)
            if row is None:
                continue
            target = columns[place + sideways] if 0 <= place + sideways < len(columns) else column
            goal = target.cards[min(max(row + down, 0), len(target.cards) - 1)]
            self.focus_card(goal.row.id)
            return
