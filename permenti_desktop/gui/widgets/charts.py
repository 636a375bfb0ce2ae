"""Small charts drawn by hand: bars for a tile, bars with words for a page, a line, a share."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
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


class Sparkline(QWidget):
    """A line without axes: how a number went."""

    def __init__(self, values: Sequence[float] = (), name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._values: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_values(values)

    def set_values(self, values: Sequence[float]) -> None:
        """Show these, oldest first."""
        self._values = tuple(values)
        self.setAccessibleName(f"{self._name}: " + ", ".join(f"{value:g}" for value in values))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(T.px(120), T.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        if len(self._values) < 2:
            return
        low, high = min(self._values), max(self._values)
        span = (high - low) or 1.0
        step = (self.width() - 6) / (len(self._values) - 1)
        points = [
            QPointF(3 + index * step, 3 + (self.height() - 6) * (1 - (value - low) / span))
            for index, value in enumerate(self._values)
        ]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(T.color("accent"), 2))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(T.color("accent"))
        painter.drawEllipse(points[-1], 3, 3)
        painter.end()


class ShareBar(QWidget):
    """One bar filled in part: places taken, budget used.  The words stand beside it, never in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self._role = "accent"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float, role: str = "accent", words: str = "") -> None:
        """``share`` from 0 to 1; ``words`` say the same to screen readers."""
        self._share, self._role = min(1.0, max(0.0, share)), role
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(T.px(80), T.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(T.color("ctrl") if T.high_contrast else Qt.PenStyle.NoPen)
        painter.setBrush(T.color("base") if T.high_contrast else T.color("line"))
        box = QRectF(0.5, 0.5, self.width() - 1, self.height() - 1)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(T.color(self._role))
        if self._share > 0:
            box.setWidth(max(box.height(), box.width() * self._share))
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.end()
