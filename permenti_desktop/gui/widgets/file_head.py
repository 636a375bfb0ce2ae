"""The head of an Akte: initials, name, number and place, the name in its own script, chips, facts to click on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.theme import T, spaced
from permenti_desktop.gui.widgets.button import IconButton, icon_button
from permenti_desktop.gui.widgets.chip import Chip
from permenti_desktop.gui.widgets.flow import Flow
from permenti_desktop.gui.widgets.label import CutLabel, Disc, IconLabel, isolated, label
from permenti_desktop.i18n import _


@dataclass(frozen=True)
class Fact:
    """One of the facts: what, its value, a picture, what a click does.  ``keep`` ones stay on low windows."""

    what: str
    value: str
    icon: str
    run: Callable[[], object] | None = None
    tone: str = ""
    keep: bool = False


class FactView(QWidget):
    """A fact; with something to run it is a link, reached by Tab."""

    def __init__(self, fact: Fact, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fact = fact
        layout = QHBoxLayout(self)
        spaced(layout, (4, 2, 4, 2), 8)
        layout.addWidget(IconLabel(fact.icon, fact.tone or "text2", 16), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        spaced(words, 0, 0)
        words.addWidget(CutLabel(fact.what, "caption"))
        value = label(fact.value, wrap=True)
        if fact.tone:
            value.setStyleSheet(f"color: {T.hex(fact.tone)};")
        guard(value)
        words.addWidget(value)
        layout.addLayout(words, 1)
        self.setAccessibleName(f"{fact.what}: {fact.value}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        if fact.run is not None:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._go()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.fact.run is not None and (self.underMouse() or self.hasFocus()):
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(T.color("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(T.color("hover"))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), T.px(5), T.px(5))
            painter.end()

    def _go(self) -> None:
        if self.fact.run is not None:
            self.fact.run()


class FileHead(QFrame):
    """``set_person``, ``set_chips``, ``set_facts``; buttons at the right by ``add_button``."""

    pinned = Signal(bool)

    def __init__(self, *, pin: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._small = self._tiny = False
        outer = QVBoxLayout(self)
        spaced(outer, (16, 12, 12, 6), 8)
        row = QHBoxLayout()
        spaced(row, 0, 12)
        self.disc = Disc(size=46)
        row.addWidget(self.disc, 0, Qt.AlignmentFlag.AlignTop)
        beside = QVBoxLayout()
        spaced(beside, 0, 3)
        top = QHBoxLayout()
        spaced(top, 0, 12)
        words = QVBoxLayout()
        spaced(words, 0, 3)
        self.name = CutLabel("", "title")
        guard(self.name)
        words.addWidget(self.name)
        line = QHBoxLayout()
        spaced(line, 0, 6)
        self._line: QLabel = CutLabel("", "caption")
        guard(self._line)
        self._line.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._own_script: QLabel = CutLabel("", "caption")
        guard(self._own_script)
        line.addWidget(self._line)
        line.addWidget(self._own_script, 1)
        words.addLayout(line)
        top.addLayout(words, 1)
        self._buttons = QHBoxLayout()
        spaced(self._buttons, 0, 2)
        if pin:
            self.pin: IconButton = icon_button("pin", _("Anheften"))
            self.pin.setCheckable(True)
            self.pin.toggled.connect(self.pinned)
            self._buttons.addWidget(self.pin)
        self.menu_button: IconButton = icon_button("ellipsis", _("Weitere Aktionen"))
        self._buttons.addWidget(self.menu_button)
        top.addLayout(self._buttons)
        top.setAlignment(self._buttons, Qt.AlignmentFlag.AlignTop)
        beside.addLayout(top)
        self._chips = Flow()
        beside.addWidget(self._chips)
        row.addLayout(beside, 1)
        outer.addLayout(row)
        self._facts = QWidget()
        self._fact_grid = QGridLayout(self._facts)
        spaced(self._fact_grid, 0, 4)
        self._fact_views: list[FactView] = []
        outer.addWidget(self._facts)
        T.changed.connect(self._restyle)

    def set_person(self, name: str, initials: str, line: str, own_script: str = "") -> None:
        """Name as it is spoken, two letters, "number · age · place", the name in its own script."""
        self.name.setText(name)
        self.disc.set_text(initials)
        self._line.setText(line)
        self._own_script.setText(f"· {isolated(own_script)}" if own_script else "")
        self.setAccessibleName(name)

    def set_chips(self, chips: Sequence[tuple[str, str]]) -> None:
        """(words, tone)."""
        self._chips.clear()
        for text, tone in chips:
            self._chips.add(Chip(text, tone))
        self._chips.setVisible(bool(chips) and not self._tiny)
        self._chips.updateGeometry()

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Shown in two columns."""
        for old in self._fact_views:
            self._fact_grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._fact_views = [FactView(fact) for fact in facts]
        self._arrange()

    def set_small(self, small: bool, tiny: bool = False) -> None:
        """On low windows only the facts to keep are shown; on ``tiny`` ones the name and its line alone."""
        if (small, tiny) != (self._small, self._tiny):
            self._small, self._tiny = small, tiny
            self._chips.setVisible(bool(self._chips.flowing()) and not tiny)
            self._arrange()

    def add_button(self, widget: QWidget) -> None:
        """A further button at the right, before the menu."""
        self._buttons.insertWidget(0, widget)

    def _restyle(self) -> None:
        self.set_facts([view.fact for view in self._fact_views])

    def _arrange(self) -> None:
        kept = [view for view in self._fact_views if not self._tiny and (not self._small or view.fact.keep)]
        for view in self._fact_views:
            self._fact_grid.removeWidget(view)
            if view not in kept:
                view.setVisible(False)
        span = 2 if len(kept) == 1 else 1
        for place, view in enumerate(kept):
            self._fact_grid.addWidget(view, place // 2, place % 2, 1, span, Qt.AlignmentFlag.AlignTop)
            view.setVisible(True)
        self._fact_grid.setColumnStretch(0, 1)
        self._fact_grid.setColumnStretch(1, 1)
        self._facts.setVisible(bool(kept))
