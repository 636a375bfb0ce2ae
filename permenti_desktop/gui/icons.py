"""Pictures: SVG files from ``resources/icons`` drawn in the colours of the present look.

``icon("users")`` for buttons and menus: its engine asks the theme for the colour while painting, so a change of
the look needs no new icons.  Delegates use ``pixmap`` (see ``pixmaps.py``).
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap

from permenti_desktop.gui.pixmaps import exists as exists
from permenti_desktop.gui.pixmaps import pixmap as pixmap
from permenti_desktop.gui.pixmaps import svg
from permenti_desktop.gui.theme import T

#: Engines must stay referenced from Python, or Qt paints with a dead object.  One per (name, role): a small, closed
#: number; clones are made by Qt only when an icon is changed, which we never do.
_ENGINES: list[_Engine] = []


class _Engine(QIconEngine):
    """Paints one picture in the colour a role has at that moment."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self.name = name
        self.role = role
        _ENGINES.append(self)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        device = painter.device()
        dpr = device.devicePixelRatioF() if device is not None else 1.0
        place = QRect(QPoint(0, 0), QSize(side, side))
        place.moveCenter(rect.center())
        painter.drawPixmap(place.topLeft(), pixmap(self.name, self._colour(mode), side, dpr))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        side = min(size.width(), size.height())
        square = pixmap(self.name, self._colour(mode), max(1, round(side / scale)), scale)
        if size.width() == size.height() or side <= 0:
            return square
        # In the middle of a box of the size asked for: a button keeps its words at a distance by a wide box.
        whole = QPixmap(size)
        whole.fill(Qt.GlobalColor.transparent)
        whole.setDevicePixelRatio(scale)
        painter = QPainter(whole)
        left, top = (size.width() - side) // 2, (size.height() - side) // 2  # whole pixels of the screen: nothing blurs
        painter.drawPixmap(QPointF(left, top) / scale, square)
        painter.end()
        return whole

    def clone(self) -> QIconEngine:
        return _Engine(self.name, self.role)

    def _colour(self, mode: QIcon.Mode) -> QColor:
        if mode == QIcon.Mode.Disabled:
            return T.color("thumb") if not T.high_contrast else T.color("muted")
        if mode == QIcon.Mode.Selected:
            return T.color("sel_text")
        return T.color(self.role)


@cache
def icon(name: str, role: str = "text2") -> QIcon:
    """An icon that always has the colour the role has now; an unknown name raises FileNotFoundError at once."""
    svg(name)
    return QIcon(_Engine(name, role))
