"""Sichtschutz (F9): names cannot be read by someone who stands at the desk.

Delegates send every name through ``P.text``; labels and fields that show a name are marked once with ``guard``.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QGraphicsBlurEffect, QWidget

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


def guard(widget: QWidget) -> None:
    """Mark a widget that shows a name: it is blurred while the names are hidden."""
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
    blur = QGraphicsBlurEffect(widget)
    blur.setBlurRadius(9)
    widget.setGraphicsEffect(blur)
