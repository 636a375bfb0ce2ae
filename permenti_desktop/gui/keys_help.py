"""Strg+F1: all keys, from the one table of commands, laid over the window; Esc closes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from permenti_desktop.gui.commands import TABLE, all_keys, keys_text
from permenti_desktop.gui.theme import T, kind, spaced
from permenti_desktop.gui.widgets.button import icon_button
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.i18n import _


class KeysHelp(QWidget):
    """A card in the middle of the window with every command and its keys, in two columns where there is room."""

    def __init__(self, window: QWidget, sections: Sequence[str]) -> None:
        super().__init__(window)
        self._over = window
        self._before: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Alle Tasten"))
        self.box = QFrame(self)
        kind(self.box, "popup")
        outer = QVBoxLayout(self.box)
        spaced(outer, 16, 8)
        head = QHBoxLayout()
        head.addWidget(label(_("Alle Tasten"), "title"))
        head.addStretch(1)
        head.addWidget(icon_button("x", _("Schließen (Esc)"), self.close_help))
        outer.addLayout(head)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(_("Alle Tasten"))
        inner = QWidget()
        grid = QGridLayout(inner)
        spaced(grid, (0, 0, 12, 0), 6)
        row = 0
        groups = dict.fromkeys(command.group for command in TABLE)
        for group in groups:
            grid.addWidget(label(_(group), "heading"), row, 0, 1, 2)
            row += 1
            if group == TABLE[0].group:
                for number, title in enumerate(sections[:10], 1):
                    grid.addWidget(label(keys_text(f"Ctrl+{number % 10}"), "key"), row, 0, Qt.AlignmentFlag.AlignLeft)
                    grid.addWidget(label(_("Bereich {title}").format(title=title)), row, 1)
                    row += 1
                grid.addWidget(label("Alt+1 … Alt+5", "key"), row, 0, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(label(_("Reiter der Akte")), row, 1)
                row += 1
            for command in TABLE:
                if command.group == group and command.keys:
                    grid.addWidget(label(all_keys(command.name), "key"), row, 0, Qt.AlignmentFlag.AlignLeft)
                    grid.addWidget(label(_(command.text)), row, 1)
                    row += 1
        grid.setColumnStretch(1, 1)
        scroll.setWidget(inner)
        outer.addWidget(scroll, 1)
        window.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show it."""
        self._before = self._over.focusWidget()
        self.place()
        self.show()
        self.raise_()
        self.setFocus()

    def close_help(self) -> None:
        """Close it and give the focus back."""
        self.hide()
        self.deleteLater()
        if self._before is not None:
            self._before.setFocus()

    def place(self) -> None:
        self.setGeometry(self._over.rect())
        width, height = min(T.px(560), self.width() - T.px(32)), min(T.px(640), self.height() - T.px(48))
        self.box.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_help()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.box.geometry().contains(event.position().toPoint()):
            self.close_help()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setOpacity(0.18 if T.scheme == "light" else 0.6)
        painter.fillRect(self.rect(), T.color("text") if T.scheme == "light" else T.color("window"))
        painter.end()
