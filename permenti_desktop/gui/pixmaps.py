"""Pictures as pixels: SVG files from ``resources/icons`` drawn in one colour, for delegates and the first window.

``pixmap("users", T.color("muted"), 16, dpr)`` is cached by name, colour, size and pixel ratio.  ``icons.py`` makes
icons for buttons and menus of it.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from permenti_desktop import paths

_PIXMAPS: OrderedDict[tuple[str, str, int, float], QPixmap] = OrderedDict()
_PIXMAPS_KEPT: Final = 600


@cache
def svg(name: str) -> bytes:
    """The file of a picture; an unknown name raises FileNotFoundError."""
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
    picture.fill(QColor(0, 0, 0, 0))
    renderer = QSvgRenderer(QByteArray(svg(name).replace(b"currentColor", code.encode())))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(dpr)
    _PIXMAPS[key] = picture
    if len(_PIXMAPS) > _PIXMAPS_KEPT:
        _PIXMAPS.popitem(last=False)
    return picture
