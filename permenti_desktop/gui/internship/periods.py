"""The time line (Zeitleiste) of internships: a bar per internship over the days of three months, by host.

Its edges are drawn with the mouse, or moved with Alt+← → (the end) and Alt+Umschalt+← → (the beginning), from working
day to working day.  Every bar is a row of the list: what is seen here is read and written there, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsItem, QGraphicsScene, QGraphicsView, QStyleOptionGraphicsItem, QWidget

from permenti_desktop.domain import holidays, vocab
from permenti_desktop.domain.dates import add_months, end_of_month
from permenti_desktop.gui.internship.columns import period_words, state_tone
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.privacy import P
from permenti_desktop.gui.theme import T
from permenti_desktop.i18n import _, date_text, language, month_text
from permenti_desktop.queries.internship import InternshipRow

MONTHS: Final = 3
_NAMES: Final = 190
_HEAD: Final = 44
_ROW: Final = 30
_GROUP: Final = 26
_GRIP: Final = 7
"""Width of an edge that can be caught, in design pixels."""


@dataclass(frozen=True)
class Stretch:
    """The days of a bar; *open_start* and *open_end* say that a day is not known to the day, or not at all."""

    first: date
    last: date
    open_start: bool
    open_end: bool


def stretch(row: InternshipRow, window_end: date) -> Stretch | None:
    """The days of an internship, None without any beginning; one without an end reaches to the end of the window."""
    if row.start is None:
        return None
    first = row.start.first()
    last = row.end.last() if row.end is not None else max(window_end, first)
    return Stretch(first, max(first, last), row.start.exact is None, row.end is None or row.end.exact is None)


def overlapping(rows: Sequence[InternshipRow], window_end: date) -> frozenset[int]:
    """The internships of one participant whose days overlap: one of both dates cannot be right."""
    found: set[int] = set()
    by_her: dict[int, list[tuple[Stretch, int]]] = {}
    for row in rows:
        days = stretch(row, window_end)
        if days is not None and row.state != "aborted":
            for other, id in by_her.setdefault(row.participant_id, []):
                if days.first <= other.last and other.first <= days.last:
                    found |= {row.id, id}
            by_her[row.participant_id].append((days, row.id))
    return frozenset(found)


class Bar(QGraphicsItem):
    """One internship; painted from its row, moved by its view."""

    def __init__(self, view: TimeLine, row: InternshipRow, days: Stretch, top: float) -> None:
        super().__init__()
        self.view, self.row, self.days, self.top = view, row, days, top
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsFocusable)
        self.setAcceptHoverEvents(True)
        self.setToolTip(self.sentence())

    def sentence(self) -> str:
        """The bar in words."""
        row = self.row
        parts = [P.text(row.participant), row.host or _("Betrieb noch offen"), period_words(row)]
        parts.append(self.view.state_words(row.state))
        if row.id in self.view.clashes:
            parts.append(_("überschneidet sich mit einem anderen Praktikum"))
        return " · ".join(parts)

    def rect(self) -> QRectF:
        """Where it stands, cut at the edges of the window."""
        left = max(self.view.x_of(self.days.first), self.view.left())
        right = min(self.view.x_of(self.days.last + timedelta(days=1)), self.view.right())
        return QRectF(left, self.top + T.px(4), max(T.px(6), right - left), T.px(_ROW - 8))

    def words(self) -> str:
        """What is written on it."""
        said = self.view.state_words(self.row.state)
        return _("{state} · überschneidet sich").format(state=said) if self.row.id in self.view.clashes else said

    def words_rect(self) -> QRectF:
        """Where that is written: on the bar, or where it is too short, beside it."""
        rect = self.rect()
        wide = T.metrics("caption", 600).horizontalAdvance(self.words()) + T.px(4)
        inside = rect.adjusted(T.px(8), 0, -T.px(6), 0)
        if inside.width() >= wide:
            return inside
        left = rect.right() + T.px(6)
        if left + wide > self.view.right():
            left = rect.left() - T.px(6) - wide
        return QRectF(left, rect.top(), wide, rect.height())

    def boundingRect(self) -> QRectF:
        return self.rect().united(self.words_rect()).adjusted(-3, -3, 3, 3)

    def edge_at(self, x: float) -> str:
        """ "start" or "end" where an edge can be caught, "" elsewhere; an edge outside the window cannot."""
        rect, grip = self.rect(), T.px(_GRIP)
        if abs(x - rect.right()) <= grip and self.days.last < self.view.last:
            return "end"
        if abs(x - rect.left()) <= grip and self.days.first >= self.view.first:
            return "start"
        return ""

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        rect = self.rect()
        text, ground, _outline = T.tone(state_tone(self.row.state))
        clash = self.row.id in self.view.clashes
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(T.color("warn") if clash else text, 2 if clash else 1)
        if self.days.open_start or self.days.open_end:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, T.px(5), T.px(5))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(T.color("accent"), 2))
            painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), T.px(6), T.px(6))
        painter.setFont(T.font("caption", 600))
        painter.setPen(text)
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(self.words_rect(), middle, self.words())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.view.told(self)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


class TimeLine(QGraphicsView):
    """``show_rows`` shows internships; ``moved`` asks for other days of one."""

    opened = Signal(int)
    moved = Signal(int, object, object)
    """Id, first day or None, last day or None: what is to be changed."""

    def __init__(self, lists: Callable[[], Lists]) -> None:
        super().__init__()
        self._lists = lists
        self._scene = QGraphicsScene(self)
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Zeitleiste der Praktika"))
        self.setAccessibleDescription(_("Jeder Balken steht auch als Zeile unter „Liste“."))
        self.rows: tuple[InternshipRow, ...] = ()
        self.clashes: frozenset[int] = frozenset()
        self._labels: list[tuple[float, str, bool]] = []
        self._today = date.today()
        self._drag: tuple[Bar, str, Stretch] | None = None
        self._wanted: int | None = None
        self.first = self.last = self._today
        self.show_from(add_months(self._today.replace(day=1), -1))
        T.changed.connect(self._build)
        P.changed.connect(self._build)

    # -- what is shown ---------------------------------------------------------------------------------------

    def show_from(self, first: date) -> None:
        """The months beginning with a first of a month."""
        self.first, self.last = first, end_of_month(add_months(first, MONTHS - 1))
        self._build()

    def period_words(self) -> str:
        """ "Oktober 2026 – Dezember 2026"."""
        return f"{month_text(self.first)} – {month_text(self.last)}"

    def show_rows(self, rows: Sequence[InternshipRow]) -> None:
        """Show these; the bar that had the focus keeps it."""
        self.rows = tuple(rows)
        self._build()

    def state_words(self, state: str) -> str:
        """A state in the office's words."""
        return self._lists().label(vocab.INTERNSHIP_STATE, state)

    def bars(self) -> list[Bar]:
        """All bars from top to bottom."""
        found = [item for item in self._scene.items() if isinstance(item, Bar)]
        return sorted(found, key=lambda bar: (bar.top, bar.days.first))

    def focused(self) -> Bar | None:
        """The bar with the focus."""
        item = self._scene.focusItem()
        return item if isinstance(item, Bar) else None

    def told(self, bar: Bar) -> None:
        """A bar got the focus: it is what a screen reader says of the view."""
        self._wanted = bar.row.id
        self.setAccessibleDescription(bar.sentence())
        self.ensureVisible(bar.rect(), 0, T.px(_HEAD))

    def left(self) -> float:
        """Where the days begin."""
        return float(T.px(_NAMES))

    def right(self) -> float:
        """Where they end."""
        return max(self.left() + 100.0, float(self.viewport().width() - T.px(8)))

    def x_of(self, day: date) -> float:
        """The left edge of a day."""
        wide = (self.right() - self.left()) / ((self.last - self.first).days + 1)
        return self.left() + (day - self.first).days * wide

    def day_at(self, x: float) -> date:
        """The day at a place."""
        wide = (self.right() - self.left()) / ((self.last - self.first).days + 1)
        return self.first + timedelta(days=int((x - self.left()) // wide))

    def _build(self, *_what: object) -> None:
        focus = self._scene.focusItem()
        inside = isinstance(focus, Bar) or (self._wanted is not None and self.hasFocus())
        self._scene.clear()
        self._drag = None
        self._labels = []
        self.clashes = overlapping(self.rows, self.last)
        top = float(T.px(_HEAD))

        def of_host(row: InternshipRow) -> tuple[str, str]:
            return (row.host or "\uffff", row.host)

        ordered = sorted(self.rows, key=lambda row: (of_host(row), row.list_name, row.id))
        for (_key, host), group in groupby(ordered, key=of_host):
            shown = [(row, days) for row in group if (days := stretch(row, self.last)) is not None]
            shown = [(row, days) for row, days in shown if days.first <= self.last and days.last >= self.first]
            if not shown:
                continue
            self._labels.append((top, host or _("Betrieb noch offen"), True))
            top += T.px(_GROUP)
            for row, days in shown:
                self._labels.append((top, row.list_name, False))
                bar = Bar(self, row, days, top)
                self._scene.addItem(bar)
                if inside and row.id == self._wanted:
                    bar.setFocus()
                top += T.px(_ROW)
        self._scene.setSceneRect(0, 0, max(1, self.viewport().width()), max(top + T.px(12), self.viewport().height()))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._build()

    # -- painting --------------------------------------------------------------------------------------------

    def drawBackground(self, painter: QPainter, rect: QRectF | object) -> None:
        area = self._scene.sceneRect()
        painter.fillRect(area, T.color("base"))
        day = self.first
        while day <= self.last:
            left, right = self.x_of(day), self.x_of(day + timedelta(days=1))
            if not holidays.is_working_day(day):
                tint = QColor(T.color("warn_bg" if holidays.holiday(day) else "alt"))
                painter.fillRect(QRectF(left, T.px(_HEAD), right - left, area.height()), tint)
            if day.day == 1 or (day.weekday() == 0 and not T.high_contrast):
                painter.setPen(QPen(T.color("ctrl" if day.day == 1 else "line"), 1))
                painter.drawLine(
                    round(left), T.px(_HEAD - 20 if day.day != 1 else 4), round(left), round(area.height())
                )
            day += timedelta(days=1)
        for top, words, strong in self._labels:
            painter.setFont(T.font("body" if not strong else "caption", 600 if strong else 400))
            painter.setPen(T.color("text2" if strong else "text"))
            metrics = T.metrics("body" if not strong else "caption", 600 if strong else 400)
            room = T.px(_NAMES - 20)
            said = words if strong else P.text(words)
            cut = metrics.elidedText(said, Qt.TextElideMode.ElideRight, room)
            box = QRectF(T.px(12), top, room, T.px(_GROUP if strong else _ROW))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), cut)
            if strong:
                painter.setPen(QPen(T.color("line"), 1))
                painter.drawLine(0, round(top), round(area.width()), round(top))
        if not self._labels:
            painter.setFont(T.font("body"))
            painter.setPen(T.color("muted"))
            words = _("In diesen Monaten liegt kein Praktikum. Ohne Beginn stehen sie unter „Liste“.")
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), words)

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:
        area = self.mapToScene(self.viewport().rect()).boundingRect()
        head = QRectF(area.x(), area.y(), area.width(), T.px(_HEAD))
        painter.fillRect(head, T.color("base"))
        painter.setFont(T.font("caption", 600))
        month = self.first
        for _number in range(MONTHS):
            left = self.x_of(month)
            painter.setPen(T.color("text2"))
            painter.drawText(round(left) + T.px(6), round(area.y()) + T.px(18), month_text(month))
            month = add_months(month, 1)
        painter.setFont(T.font("caption"))
        painter.setPen(T.color("muted"))
        number = "{}." if language() == "de" else "{}"
        monday = self.first + timedelta(days=-self.first.weekday() % 7)
        while monday <= self.last:
            painter.drawText(round(self.x_of(monday)) + T.px(3), round(area.y()) + T.px(37), number.format(monday.day))
            monday += timedelta(days=7)
        painter.setPen(QPen(T.color("line"), 1))
        painter.drawLine(head.bottomLeft(), head.bottomRight())
        if self.first <= self._today <= self.last:
            now = self.x_of(self._today)
            painter.setPen(QPen(T.color("accent"), 2))
            painter.drawLine(round(now), round(head.bottom()), round(now), round(area.bottom()))
            # On a tag over the numbers of the days: beside them and the months there may be no room.
            words = _("heute")
            wide = T.metrics("caption", 600).horizontalAdvance(words) + T.px(12)
            tag = QRectF(now - wide / 2, head.bottom() - T.px(19), wide, T.px(18))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(T.color("accent"))
            painter.drawRoundedRect(tag, T.px(5), T.px(5))
            painter.setPen(T.color("on_accent"))
            painter.setFont(T.font("caption", 600))
            painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), words)

    # -- mouse -----------------------------------------------------------------------------------------------

    def _bar_at(self, event: QMouseEvent) -> tuple[Bar | None, float]:
        place = self.mapToScene(event.position().toPoint())
        for bar in self.bars():
            if bar.rect().adjusted(-T.px(_GRIP), 0, T.px(_GRIP), 0).contains(place):
                return bar, place.x()
        return None, place.x()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        bar, x = self._bar_at(event)
        if event.button() == Qt.MouseButton.LeftButton and bar is not None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            bar.setFocus()
            if edge := bar.edge_at(x):
                self._drag = bar, edge, bar.days
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        bar, x = self._bar_at(event)
        if self._drag is not None:
            moving, edge, before = self._drag
            moving.prepareGeometryChange()
            moving.days = self._dragged(before, edge, self.day_at(x))
            moving.update()
            self.viewport().update()
            return
        self.viewport().setToolTip(holidays.holiday(self.day_at(x)) if x >= self.left() else "")
        caught = bar is not None and bar.edge_at(x)
        self.viewport().setCursor(Qt.CursorShape.SizeHorCursor if caught else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            super().mouseReleaseEvent(event)
            return
        bar, edge, before = self._drag
        self._drag = None
        if bar.days != before:
            self._tell(bar, edge)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        bar, _x = self._bar_at(event)
        if bar is not None:
            self.opened.emit(bar.row.id)

    def _dragged(self, before: Stretch, edge: str, day: date) -> Stretch:
        """The days with one edge at a day, on the nearest working day inside, never past the other edge."""
        if edge == "end":
            last = max(before.first, holidays.working_day(max(day, before.first), -1))
            return Stretch(before.first, last, before.open_start, False)
        first = min(before.last, holidays.working_day(min(day, before.last), 1))
        return Stretch(first, before.last, False, before.open_end)

    def _tell(self, bar: Bar, edge: str) -> None:
        first, last = (bar.days.first, None) if edge == "start" else (None, bar.days.last)
        self.moved.emit(bar.row.id, first, last)

    # -- keys ------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        # Alt+← of a bar comes before the window's "back".
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._moves(event):
            event.accept()
            return True
        return super().event(event)

    def _moves(self, event: QKeyEvent) -> bool:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        return alt and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.focused() is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, key = self.focused(), event.key()
        if bar is not None and self._moves(event):
            step = 1 if key == Qt.Key.Key_Right else -1
            edge = "start" if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else "end"
            day = bar.days.first if edge == "start" else bar.days.last
            moved = holidays.shifted(day, step)
            if bar.days.first <= moved if edge == "end" else moved <= bar.days.last:
                bar.days = self._dragged(bar.days, edge, moved)
                self._tell(bar, edge)
        elif bar is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(bar.row.id)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right) and not event.modifiers():
            self._walk(1 if key in (Qt.Key.Key_Down, Qt.Key.Key_Right) else -1)
        else:
            super().keyPressEvent(event)

    def _walk(self, step: int) -> None:
        bars = self.bars()
        if not bars:
            return
        now = self.focused()
        place = bars.index(now) + step if now in bars else 0
        bars[max(0, min(len(bars) - 1, place))].setFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.focused() is None:
            wanted = next((bar for bar in self.bars() if bar.row.id == self._wanted), None)
            if wanted is not None:
                wanted.setFocus()
            else:
                self._walk(0)


def moved_words(first: date | None, last: date | None) -> str:
    """What was changed, for the toast."""
    if last is not None:
        return _("Praktikum bis {date}").format(date=date_text(last))
    return _("Praktikum ab {date}").format(date=date_text(first))
