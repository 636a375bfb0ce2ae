"""Tabs of an Akte: Alt+1 … Alt+9 choose one, as the keys of the program say."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabWidget, QWidget

from permenti_desktop.gui.widgets import wheel_guard


class Tabs(QTabWidget):
    """``add(title, widget)``; the number of what is in it can stand behind the title."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setDocumentMode(True)
        self.tabBar().setAccessibleName(name)
        self.tabBar().setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tabBar().setDrawBase(False)
        self.tabBar().setExpanding(False)
        self.tabBar().setUsesScrollButtons(True)
        wheel_guard.guard(self.tabBar())
        self._titles: list[str] = []

    def add(self, title: str, widget: QWidget) -> int:
        """A further tab; returns its index."""
        index = self.addTab(widget, title.replace("&", "&&"))
        self._titles.append(title)
        if index < 9:
            shortcut = QShortcut(QKeySequence(f"Alt+{index + 1}"), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(lambda: self.setCurrentIndex(index))
            self.setTabToolTip(index, f"Alt+{index + 1}")
        return index

    def set_number(self, index: int, number: int | None) -> None:
        """Show how many things a tab holds."""
        title = self._titles[index]
        self.setTabText(index, (title if not number else f"{title} {number}").replace("&", "&&"))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())
