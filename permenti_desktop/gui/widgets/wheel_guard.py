"""The mouse wheel cannot change data: it scrolls the page until a field has been clicked.

One filter per field.  A filter of the whole program would be asked about every event of every widget, in Python: 900
times before the first window is painted, and PySide6 makes each class of ``QtCore`` when it looks for the one of an
inner widget of Qt's (15 ms).
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QTabBar, QWidget


class WheelGuard(QObject):
    """A child of the widget it guards."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Wheel or not isinstance(watched, QWidget):
            return False
        if watched.hasFocus() and not isinstance(watched, QTabBar):
            return False
        # Ignored and swallowed here; Qt then offers the same turn of the wheel to the parent, which scrolls.
        event.ignore()
        return True


def guard(widget: QWidget) -> None:
    """Guard a field whose value the wheel would change, or a row of tabs; every such widget is given to this."""
    widget.installEventFilter(WheelGuard(widget))
