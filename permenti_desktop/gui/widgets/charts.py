"""Small charts drawn by hand: bars for a tile, bars with words for a page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from permenti_desktop.gui.theme import T


class SmallBars(QWidget):
    """A row of thin bars, the last one (now) in the accent colour; says its values to screen readers."""

    def __init__(self, values: Sequence[float] = (), name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: tuple[float, ...] = ()
        self._name = name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        T.changed.connect(self.updateGeometry)
        self.set_values(values)

    def set_values(self, values: Sequence[float]) -> None:
        """Show these, oldest first."""
        self._values = tuple(values)
        self.setAccessibleName(f"{self._name}: " + ", ".join(f"{value:g}" for value in values))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(T.px(9) * max(1, len(self._values)), T.px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._values:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        highest = max(max(self._values), 1e-9)
        wide, step = T.px(6), T.px(9)
        for index, value in enumerate(self._values):
            last = index == len(self._values) - 1
            painter.setBrush(T.color("accent" if last else "thumb"))
            high = max(2.0, self.height() * max(0.0, value) / highest)
            painter.drawRoundedRect(QRectF(index * step, self.height() - high, wide, high), 2, 2)
        painter.end()


class BarChart(QWidget):
    """Lying bars with a word at the left and the number at the right: as readable as a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[str, float, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        T.changed.connect(self.updateGeometry)

    def set_rows(self, rows: Sequence[tuple[str, float, str]]) -> None:
        """(words, value, role of the colour: "accent", "ok", "warn" …)."""
        self._rows = tuple(rows)
        self.setAccessibleName("; ".join(f"{text}: {value:g}" for text, value, _role in rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(T.px(240), T.px(26) * max(1, len(self._rows)))

    def minimumSizeHint(self) -> QSize:
        return QSize(T.px(160), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(T.font())
        metrics = T.metrics()
        words = min(self.width() // 2, max((metrics.horizontalAdvance(t) for t, _v, _r in self._rows), default=0))
        number = max((metrics.horizontalAdvance(f"{v:g}") for _t, v, _r in self._rows), default=0)
        left, room = words + T.px(10), self.width() - words - number - T.px(20)
        highest = max((value for _t, value, _r in self._rows), default=0.0) or 1.0
        for index, (text, value, role) in enumerate(self._rows):
            top = index * T.px(26)
            painter.setPen(T.color("text"))
            line = QRectF(0, top, words, T.px(26))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, words)
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), shown)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(T.color(role))
            long = max(2.0, room * max(0.0, value) / highest)
            painter.drawRoundedRect(QRectF(left, top + T.px(6), long, T.px(14)), T.px(3), T.px(3))
            painter.setPen(T.color("text2"))
            painter.drawText(
                QRectF(left + long + T.px(6), top, number + T.px(4), T.px(26)),
                int(Qt.AlignmentFlag.AlignVCenter),
                f"{value:g}",
            )
        painter.end()
