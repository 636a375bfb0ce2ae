"""Buttons in the few looks there are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from permenti_desktop.gui.icons import icon as picture
from permenti_desktop.gui.theme import T, kind


class Button(QPushButton):
    """A button whose icon grows with the text size; see ``button``."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)
        T.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        # Wider than high: Qt leaves little between picture and words, and the engine paints in the middle.
        self.setIconSize(QSize(T.px(23), T.px(16)))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        look = self.property("kind")
        width = hint.width()
        if look == "pill" and self.isChecked():
            # Bold when chosen, which Qt does not reckon with.
            words = self.text()
            width += max(
                0, T.metrics("body", 600).horizontalAdvance(words) - self.fontMetrics().horizontalAdvance(words)
            )
        return QSize(width, max(hint.height(), T.px(24 if look in ("link", "pill") else 32)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class IconButton(QToolButton):
    """A button with a picture only; its name is its tool tip and what a screen reader says."""

    def __init__(self, icon_name: str, name: str, parent: QWidget | None = None, size: int = 18) -> None:
        super().__init__(parent)
        self._size = size
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setIcon(picture(icon_name))
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        T.changed.connect(self._restyle)
        self._restyle()

    def set_icon(self, icon_name: str, role: str = "text2") -> None:
        """Show another picture."""
        self.setIcon(picture(icon_name, role))

    def _restyle(self) -> None:
        self.setIconSize(QSize(T.px(self._size), T.px(self._size)))

    def sizeHint(self) -> QSize:
        return QSize(T.px(32), T.px(32))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def button(
    text: str, run: Callable[[], object] | None = None, *, icon: str = "", look: str = "", tip: str = ""
) -> Button:
    """A button; ``look`` is "", "primary", "pill", "link" or "danger".  ``run`` takes nothing."""
    made = Button(text)
    if icon:
        made.setIcon(picture(icon, {"primary": "on_accent", "danger": "bad", "link": "link"}.get(look, "text")))
    if look:
        kind(made, look)
    if tip:
        made.setToolTip(tip)
    if run is not None:
        made.clicked.connect(lambda: run())
    return made


def icon_button(icon: str, name: str, run: Callable[[], object] | None = None, *, size: int = 18) -> IconButton:
    """A picture button; ``name`` is said and shown as tool tip."""
    made = IconButton(icon, name, size=size)
    if run is not None:
        made.clicked.connect(lambda: run())
    return made
