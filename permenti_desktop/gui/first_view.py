"""The first picture of the window: bars, heading and first rows, painted by hand while everything else is loaded.

It lies over the window, looks as the bars and the page under it are going to look, takes no focus, and goes bit by bit
as they come.

``Qt`` is not imported here.  PySide6 makes all of Qt's general enumerations when the first of them is named, or when
a function is called that could be given one (``setPen``, ``setBrush``, ``fillRect``); that takes longer than the whole
picture.  So boxes are filled as paths, and words are painted by one widget for each colour: a painter begins with the
colour of its widget's palette.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QRect, QRectF, QTimer, Signal
from PySide6.QtGui import QBrush, QFont, QPainter, QPainterPath, QPaintEvent, QPalette, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from permenti_desktop.gui.pixmaps import pixmap
from permenti_desktop.gui.theme import T
from permenti_desktop.i18n import _, date_text, language

if TYPE_CHECKING:
    from permenti_desktop.db.first_look import FirstRow
    from permenti_desktop.gui.page import Page

# As Qt writes them; see above why not by name.
_LEFT: Final = 0x80  # AlignVCenter
_RIGHT: Final = 0x82  # AlignVCenter | AlignRight
_CENTRE: Final = 0x84

WIDE: Final = 197
"""Width of the bar of sections in design pixels."""
NARROW: Final = 57
"""The same with pictures only."""
_TOP: Final = 49


class Place(NamedTuple):
    """One section: its key, words and picture, and how its page is made.  ``lower`` ones stand below (settings)."""

    section: str
    title: str
    icon: str
    make: Callable[[], Page]
    lower: bool = False


class _Ink(QWidget):
    """All words of one colour."""

    def __init__(self, role: str, parent: QWidget) -> None:
        super().__init__(parent)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, T.color(role))
        self.setPalette(palette)
        self.words: list[tuple[QFont, QRect, int, str]] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for font, box, flags, words in self.words:
            painter.setFont(font)
            painter.drawText(box, flags, words)
        painter.end()


class FirstView(QWidget):
    """``shell`` are the sections in the bar at the left; ``section`` is the one whose first rows are shown.

    ``share`` is what the list has of the width of list and file, as it is remembered; None as it is shipped.
    """

    painted = Signal()
    """For the first time, and the painting is over."""

    def __init__(
        self,
        shell: Sequence[Place],
        office: str,
        section: str,
        rows: Sequence[FirstRow],
        parent: QWidget,
        *,
        share: object = None,
    ) -> None:
        super().__init__(parent)
        self._shell, self._office, self._section, self._rows = shell, office, section, rows
        self._title = next((place.title for place in shell if place.section == section), "")
        self._narrow = False
        self._share = share
        self._painted = False
        self._only = False
        self._boxes: list[tuple[QRectF, float, str]] = []  # where, radius, colour; painted in this order
        self._pictures: list[tuple[int, int, int, str, str]] = []  # left, top, side, name, colour
        self._inks: dict[str, _Ink] = {}
        self.setAccessibleName(self._title)

    def set_narrow(self, narrow: bool) -> None:
        """Whether the sections are shown by their pictures only."""
        self._narrow = narrow

    def page_only(self) -> None:
        """The bars are there themselves now: cover nothing but the page."""
        self._only = True
        left, top = self._left(), T.px(_TOP)
        self.setMask(QRegion(left, top, self.width() - left, self.height() - top))

    def _left(self) -> int:
        return T.px(NARROW if self._narrow else WIDE)

    # -- what is where ---------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._boxes.clear()
        self._pictures.clear()
        for ink in self._inks.values():
            ink.words.clear()
        self._box(0, 0, self.width(), self.height(), "window")
        self._side()
        self._top()
        self._page()
        for ink in self._inks.values():
            ink.setGeometry(self.rect())
            ink.show()
        if self._only:
            self.page_only()

    def _side(self) -> None:
        wide, high = self._left(), self.height()
        self._box(0, 0, wide, high, "side")
        self._box(wide - T.hairline, 0, T.hairline, high, "line")
        left, right = T.px(8), wide - T.hairline - T.px(8)
        top = T.px(12)
        if not self._narrow:
            line = T.metrics("subtitle", 600).height()
            for words in filter(None, office_lines(self._office)):
                self._say("text", "subtitle", 600, QRect(T.px(18), top, right - T.px(24), line), words)
                top += line
            top += T.px(8) + T.px(1)
        each = T.px(36 if self._narrow else 30)
        lower = [place for place in self._shell if place.lower]
        bottom = high - T.px(10) - len(lower) * each - (len(lower) - 1) * T.px(1)
        for place in self._shell:
            if not place.lower and top + each // 2 < bottom:  # the rest is reached by scrolling
                self._section_line(place, QRect(left, top, right - left, each))
                top += each + T.px(2)
        for place in lower:
            self._section_line(place, QRect(left, bottom, right - left, each))
            bottom += each + T.px(1)

    def _section_line(self, place: Place, box: QRect) -> None:
        chosen = place.section == self._section
        if chosen:
            self._box(box.x(), box.y(), box.width(), box.height() - 1, "sel", 5)
        side = T.px(18)
        left = box.x() + ((box.width() - side) // 2 if self._narrow else T.px(10))
        ink = "sel_text" if chosen else "text2"
        self._picture(left, box.y() + box.height() // 2 - side // 2, side, place.icon, ink)
        if not self._narrow:
            start = left + side + T.px(10)
            words = QRect(start, box.y(), box.right() + 1 - T.px(8) - start - T.px(2), box.height())
            self._say("sel_text" if chosen else "text", "body", 600 if chosen else 400, words, place.title)

    def _top(self) -> None:
        left, line = self._left(), T.hairline
        self._box(left, T.px(_TOP) - line, self.width() - left, line, "line")
        top, side = T.px(8), T.px(32)
        room = self.width() - left - T.px(24) - 4 * side - T.px(8) - 4 * T.px(4)
        wide = min(T.px(460), room * 3 // 4)
        start = left + T.px(16)
        self._frame(QRectF(start, top, wide, side), T.px(6) + T.hairline / 2, "ctrl", "base")
        small = T.px(16)
        self._picture(start + T.px(12), top + (side - small) // 2, small, "search", "text2")
        right = start + wide - T.px(7)
        if wide > T.px(260):
            keys = "Strg K" if language() == "de" else "Ctrl K"
            key = T.metrics("caption", 600).horizontalAdvance(keys) + T.px(12)
            half = T.hairline / 2
            around = QRect(right - key, top + (side - T.px(20)) // 2, key, T.px(20))
            self._frame(QRectF(around).adjusted(-half, -half, half, half), T.px(4) + half, "line", "alt")
            self._say("text2", "caption", 600, around, keys, _CENTRE)
            right -= key
        words = QRect(start + T.px(38), top, right - start - T.px(46), side)
        self._say("muted", "body", 400, words, _("Person, Notiz oder Befehl suchen …"))
        self._button(start + wide + T.px(4), top, "arrow-left", "thumb")
        at = self.width() - T.px(8) - side
        for name, role in (("lock", "text2"), ("eye-off", "text2"), ("undo-2", "thumb")):
            self._button(at, top, name, role)
            at -= side + T.px(4)

    def _button(self, left: int, top: int, name: str, role: str) -> None:
        side = T.px(18)
        self._picture(left + (T.px(32) - side) // 2, top + (T.px(32) - side) // 2, side, name, role)

    def _page(self) -> None:
        left, right = self._left() + T.px(16), self.width() - T.px(16)
        top, bottom = T.px(_TOP) + T.px(12), self.height() - T.px(12)
        self._say("text", "title", 600, QRect(left, top, right - left, T.px(32)), self._title)
        top += T.px(42)
        if self._section == "participant":
            self._list(QRect(left, top, right - left, bottom - top))
        elif self._section == "today":
            self._to_do(QRect(left, top, right - left, bottom - top))

    def _list(self, room: QRect) -> None:
        """The list beside an empty file; alone where there is no room for both."""
        page = round(self.width() / T.zoom) - (NARROW if self._narrow else WIDE)
        both = page >= _ONE_PANE_BELOW
        gap = T.px(12)
        wide = room.width()
        if both:
            share = self._share
            right = max(page * 40 // 100, _FILE)
            if isinstance(share, int) and 20 <= share <= 80:
                right = page * (100 - share) // 100
            right = right * (room.width() - gap) // page
            wide = room.width() - gap - right
            self._frame(QRectF(room.x() + wide + gap, room.y(), right, room.height()), T.px(8), "line", "base")
        self._frame(QRectF(room.x(), room.y(), wide, room.height()), T.px(8), "line", "base")
        left, right = room.x() + 2, room.x() + wide - 2
        top, side = room.y() + 2 + T.px(10), T.px(16)
        field = QRect(left + T.px(10), top + T.px(1), T.px(168), T.px(29))
        self._frame(QRectF(field), T.px(6), "ctrl", "base")
        self._picture(field.x() + T.px(10), field.y() + (field.height() - side) // 2, side, "funnel", "text2")
        self._say("muted", "body", 400, field.adjusted(T.px(33), 0, 0, 0), _("Liste filtern"))
        top += T.px(32) + T.px(10)
        self._box(left, top, right - left, T.px(30), "alt")
        top += T.px(30)
        self._box(left, top - T.hairline, right - left, T.hairline, "line")
        high = T.px(47)
        for row in self._rows:
            if top + high > room.bottom() - 1:
                break
            lines = T.metrics("body", 600).height()
            box = QRect(left + T.px(12), top + (high - 1) // 2 - lines + T.px(1), T.px(150), lines)
            self._say("text", "body", 600, box, row.name)
            below = top + (high - 1) // 2 + T.px(5)
            self._box(box.x(), below, T.px(90), T.px(6), "line")
            self._box(left, top + high - 1, right - left, 1, "line")
            top += high

    def _to_do(self, room: QRect) -> None:
        self._frame(QRectF(room), T.px(8), "line", "base")
        left, right = room.x() + T.px(16), room.right() + 1 - T.px(16)
        top, high = room.y() + T.px(12), T.px(46)
        for row in self._rows:
            if top + high > room.bottom():
                break
            words = QRect(left, top, right - left - T.px(134), high // 2)
            self._say("text", "body", 600, words, row.name)
            self._say("text2", "caption", 400, words.translated(0, high // 2 - T.px(3)), row.detail)
            if row.due:
                due = QRect(right - T.px(124), top, T.px(124), high)
                self._say("text", "body", 400, due, date_text(row.due), _RIGHT)
            top += high

    # -- pieces ----------------------------------------------------------------------------------------------

    def _box(self, left: float, top: float, wide: float, high: float, role: str, radius: int = 0) -> None:
        self._boxes.append((QRectF(left, top, wide, high), T.px(radius) if radius else 0, role))

    def _frame(self, box: QRectF, radius: float, border: str, ground: str) -> None:
        """A box with a border inside; ``radius`` is that of its outer edge."""
        line = T.hairline
        self._boxes.append((box, radius, border))
        self._boxes.append((box.adjusted(line, line, -line, -line), radius - line, ground))

    def _picture(self, left: int, top: int, side: int, name: str, role: str) -> None:
        self._pictures.append((left, top, side, name, role))

    def _say(self, role: str, size: str, weight: int, box: QRect, words: str, flags: int = _LEFT) -> None:
        ink = self._inks.get(role)
        if ink is None:
            ink = self._inks[role] = _Ink(role, self)
        ink.words.append((T.font(size, weight), box, flags, _cut(words, size, weight, box.width())))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for box, radius, role in self._boxes:
            path = QPainterPath()
            if radius:
                path.addRoundedRect(box, radius, radius)
            else:
                path.addRect(box)
            painter.fillPath(path, _brush(role))
        dpr = self.devicePixelRatioF()
        for left, top, side, name, role in self._pictures:
            painter.drawPixmap(left, top, pixmap(name, T.color(role), side, dpr))
        painter.end()
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.painted.emit)


_ONE_PANE_BELOW: Final = 1020 - 57
_FILE: Final = 473
"""As the page itself has them (``list_and_file.py``)."""


def office_lines(name: str) -> tuple[str, str]:
    """The name of the office in two lines, where one is too short for it."""
    room = T.px(WIDE - 32)
    words = name.split()
    first = words[:1]
    for word in words[1:]:
        if T.metrics("subtitle", 600).horizontalAdvance(" ".join([*first, word])) > room:
            break
        first.append(word)
    return " ".join(first), " ".join(words[len(first) :])


def _brush(role: str) -> QBrush:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, T.color(role))
    return palette.brush(QPalette.ColorRole.Window)


def _cut(words: str, size: str, weight: int, wide: int) -> str:
    """The words, or as many letters as there is room for and three dots."""
    metrics = T.metrics(size, weight)
    if metrics.horizontalAdvance(words) <= wide:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if metrics.horizontalAdvance(words[:middle] + "…") <= wide:
            low = middle
        else:
            high = middle - 1
    return words[:low] + "…"
