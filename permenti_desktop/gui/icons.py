"""Pictures: SVG files from ``resources/icons`` drawn in the colours of the present look.

``icon("users")`` for buttons and menus: its engine asks the theme for the colour while painting, so a change of
the look needs no new icons.  ``pixmap("users", T.color("muted"), 16, dpr)`` for delegates: cached by name, colour,
size and pixel ratio.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import cache
from typing import Final

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from permenti_desktop import paths
from permenti_desktop.gui.theme import T

_PIXMAPS: OrderedDict[tuple[str, str, int, float], QPixmap] = OrderedDict()
_PIXMAPS_KEPT: Final = 600
#: Engines must stay referenced from Python, or Qt paints with a dead object.  One per (name, role): a small, closed
#: number; clones are made by Qt only when an icon is changed, which we never do.
_ENGINES: list[_Engine] = []


@cache
def _svg(name: str) -> bytes:
    return paths.resource(f"icons/{name}.svg").read_bytes()


def exists(name: str) -> bool:
    """Whether there is a picture of that name."""
    return paths.resource(f"icons/{name}.svg").is_file()


def pixmap(name: str, colour: QColor | str, size: int, dpr: float = 1.0) -> QPixmap:
    """A picture of ``size`` × ``size`` logical pixels in one colour, from the cache."""
    code = colour if isinstance(colour, str) else colour.name()
    key = (name, code, size, dpr)
    found = _PIXMAPS.get(key)
    if found is not None:
        _PIXMAPS.move_to_end(key)
        return found
    picture = QPixmap(round(size * dpr), round(size * dpr))
    picture.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_svg(name).replace(b"currentColor", code.encode())))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(dpr)
    _PIXMAPS[key] = picture
    if len(_PIXMAPS) > _PIXMAPS_KEPT:
        _PIXMAPS.popitem(last=False)
    return picture


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
        return pixmap(self.name, self._colour(mode), min(size.width(), size.height()), 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        side = min(size.width(), size.height())
        return pixmap(self.name, self._colour(mode), max(1, round(side / scale)), scale)

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
    _svg(name)
    return QIcon(_Engine(name, role))
