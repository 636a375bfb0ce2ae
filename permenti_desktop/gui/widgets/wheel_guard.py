"""The mouse wheel cannot change data: it scrolls the page until a field has been clicked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QApplication, QComboBox, QScrollBar, QTabBar

_GUARDED = (QComboBox, QAbstractSpinBox, QAbstractSlider, QTabBar)


class WheelGuard(QObject):
    """Event filter of the whole program."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.Wheel
            and isinstance(watched, _GUARDED)
            and not isinstance(watched, QScrollBar)
            and not (watched.hasFocus() and not isinstance(watched, QTabBar))
        ):
            # Ignored and swallowed here; Qt then offers the same turn of the wheel to the parent, which scrolls.
            event.ignore()
            return True
        return False


def install(app: QApplication) -> WheelGuard:
    """Guard the whole program, once."""
    found = app.findChild(WheelGuard)
    if found is not None:
        return found
    guard = WheelGuard(app)
    app.installEventFilter(guard)
    return guard
