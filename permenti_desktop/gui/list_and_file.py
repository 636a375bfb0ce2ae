"""List at the left, Akte at the right; on a narrow window one of the two, with "‹ Liste" to go back."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from permenti_desktop.gui.remember import recall, remember
from permenti_desktop.gui.theme import T, fixed, kind, spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.i18n import _

#: Below this width of the *page* in design pixels there is room for one of the two.  The window's limit is 1020;
#: the side bar of icons takes 57 of it.
ONE_PANE_BELOW: Final = 1020 - 57


FILE_WIDTH: Final = 473
"""Width in design pixels that the Akte keeps: the row below the note box fits with its words."""


class ListAndFile(QWidget):
    """``show_file()`` brings the Akte to the front where there is room for one only; ``show_list()`` the list.

    Without *right*, an empty card keeps its place until ``set_right()``.
    """

    one_pane_changed = Signal(bool)
    went_back = Signal()

    def __init__(
        self,
        left: QWidget,
        right: QWidget | None = None,
        *,
        name: str = "",
        share: int = 60,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if right is None:
            right = QFrame()
            kind(right, "card")
        self.left, self.right = left, right
        self._name = name
        self.one_pane = False
        self._file_in_front = False
        self._stretch = share
        layout = QVBoxLayout(self)
        spaced(layout, 0, 6)
        self.back = button(
            _("Liste"), self.go_back, icon="chevron-left", look="link", tip=_("Zurück zur Liste (Alt+←)")
        )
        layout.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(0, share)
        self.splitter.setStretchFactor(1, 100 - share)
        stored = recall(f"{name} split") if name else None
        self._moved = isinstance(stored, int) and 20 <= stored <= 80
        self._share = stored if isinstance(stored, int) and self._moved else share
        self.splitter.setSizes([self._share * 10, (100 - self._share) * 10])
        self.splitter.splitterMoved.connect(self._remember)
        layout.addWidget(self.splitter, 1)
        fixed(left, min_width=380)
        fixed(right, min_width=430)
        T.changed.connect(self._restyle)
        self._restyle()
        self._arrange()

    def set_right(self, right: QWidget) -> None:
        """Put the Akte into the place that was kept for it."""
        kept, self.right = self.right, right
        fixed(right, min_width=430)
        self.splitter.replaceWidget(1, right)
        self.splitter.setStretchFactor(1, 100 - self._stretch)  # which is kept with the widget
        kept.deleteLater()
        self._arrange()

    def reflow(self, width: int) -> None:
        """``width`` of the page in design pixels, as ``Page.reflow`` gets it."""
        if not self._moved:  # where there is little room, the list gives way first
            right = max(width * (100 - self._share) // 100, FILE_WIDTH)
            self.splitter.setSizes([max(1, width - right), right])
        one_pane = width < ONE_PANE_BELOW
        if one_pane != self.one_pane:
            self.one_pane = one_pane
            self._arrange()
            self.one_pane_changed.emit(one_pane)

    def show_file(self) -> None:
        """Someone has opened a record."""
        self._file_in_front = True
        self._arrange()

    def show_list(self) -> None:
        """Back to the list."""
        self._file_in_front = False
        self._arrange()

    def go_back(self) -> bool:
        """One step back inside the page; False if the list is in front anyway."""
        if not (self.one_pane and self._file_in_front):
            return False
        self.show_list()
        self.left.setFocus()
        self.went_back.emit()
        return True

    def panes(self) -> list[QWidget]:
        """For F6."""
        return [pane for pane in (self.left, self.right) if not pane.isHidden()]

    def _arrange(self) -> None:
        self.left.setVisible(not (self.one_pane and self._file_in_front))
        self.right.setVisible(not self.one_pane or self._file_in_front)
        self.back.setVisible(self.one_pane and self._file_in_front)

    def _restyle(self) -> None:
        self.splitter.setHandleWidth(T.px(12))

    def _remember(self) -> None:
        left, right = self.splitter.sizes()
        self._moved = True
        if self._name and left and right:
            remember(f"{self._name} split", round(100 * left / (left + right)))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)
