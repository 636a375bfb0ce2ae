"""A picture button inside a line edit, as large as its line; for the mouse, the field has a key for the same."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QLineEdit, QToolButton

from permenti_desktop.gui.icons import icon
from permenti_desktop.gui.theme import T, kind


class InnerButton(QToolButton):
    """Sits at the right end of its line and keeps the text clear of itself."""

    def __init__(self, line: QLineEdit, picture: str, name: str) -> None:
        super().__init__(line)
        self._line = line
        kind(self, "inner")
        self.setIcon(icon(picture))
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        line.installEventFilter(self)
        T.changed.connect(self.place)
        self.place()

    def place(self) -> None:
        """At the right end, in the middle."""
        side = T.px(24)
        self.setIconSize(QSize(T.px(16), T.px(16)))
        self.setGeometry(self._line.width() - side - T.px(4), (self._line.height() - side) // 2, side, side)
        margins = self._line.textMargins()
        margins.setRight(0 if self.isHidden() else T.px(20))
        self._line.setTextMargins(margins)

    def set_shown(self, shown: bool) -> None:
        """Show or hide it."""
        self.setVisible(shown)
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.place()
        return False
