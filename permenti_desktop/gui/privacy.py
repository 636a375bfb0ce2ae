"""Sichtschutz (F9): names cannot be read by someone who stands at the desk.

Delegates send every name through ``P.text``; labels and fields that show a name are marked once with ``guard``.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QGraphicsEffect, QWidget

from permenti_desktop.gui.theme import T

_PROPERTY: Final = "private"


class Privacy(QObject):
    """Whether names are hidden.  There is one, ``P``."""

    changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.active = False

    def text(self, name: str) -> str:
        """The name, or dots in its place: as long, so that columns stay as they are, but at most 12."""
        if not self.active:
            return name
        return "".join(" " if letter.isspace() else "•" for letter in name[:12])

    def switch(self, active: bool) -> None:
        """Hide or show all names."""
        if active == self.active:
            return
        self.active = active
        app = QApplication.instance()
        if isinstance(app, QApplication):
            for widget in app.allWidgets():
                if widget.property(_PROPERTY):
                    _show(widget, active)
        self.changed.emit(active)


P: Final = Privacy()


class Veil(QGraphicsEffect):
    """Paints a widget so coarsely that a grain is larger than a letter.

    Qt's own blur leaves names readable: of a letter it spreads the edges only, and the larger the text the less.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget

    def draw(self, painter: QPainter) -> None:
        grain = max(T.px(20), round(1.3 * self._widget.fontMetrics().height()))
        box = self.sourceBoundingRect(Qt.CoordinateSystem.LogicalCoordinates).toAlignedRect()
        seen = self.sourcePixmap(
            Qt.CoordinateSystem.LogicalCoordinates, mode=QGraphicsEffect.PixmapPadMode.NoPad
        ).toImage()
        coarse = seen.scaled(
            max(1, round(box.width() / grain)),
            max(1, round(2 * box.height() / grain)),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, coarse)


def guard(widget: QWidget) -> None:
    """Mark a widget that shows a name: it is veiled while the names are hidden."""
    widget.setProperty(_PROPERTY, True)
    if P.active:
        _show(widget, True)


def protect(widget: QWidget, private: bool) -> None:
    """Mark a widget that shows a name now and another time none."""
    widget.setProperty(_PROPERTY, private)
    _show(widget, private and P.active)


def _show(widget: QWidget, hidden: bool) -> None:
    if not hidden:
        widget.setGraphicsEffect(None)  # type: ignore[arg-type]  # None takes the effect away; the stub forgets it
        return
    widget.setGraphicsEffect(Veil(widget))
