"""Chips: a word on a tint (status, language, verdict), as a widget and for delegates."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from permenti_desktop.gui.theme import T, blend


def chip_size(text: str) -> QSize:
    """How large the chip with this text is."""
    metrics = T.metrics("caption", 600)
    return QSize(metrics.horizontalAdvance(text) + T.px(16), metrics.height() + T.px(4))


def draw_chip(
    painter: QPainter, x: float, middle: float, text: str, tone: str, *, selected: bool = False, width: int = 0
) -> int:
    """Draw a chip from ``x``, vertically around ``middle``; returns its width.  ``width`` > 0 cuts a long text."""
    size = chip_size(text)
    wide = min(size.width(), width) if width else size.width()
    ink, ground, border = T.tone(tone)
    if selected:
        border = blend(ink, ground, 0.35) if not T.high_contrast else None
        if T.high_contrast:
            ink, ground = T.color("accent"), T.color("on_accent")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(x + 0.5, middle - size.height() / 2 + 0.5, wide - 1, size.height() - 1)
    painter.setPen(QPen(border, 1) if border is not None else Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setPen(ink)
    painter.setFont(T.font("caption", 600))
    shown = text
    if wide < size.width():
        shown = T.metrics("caption", 600).elidedText(text, Qt.TextElideMode.ElideRight, wide - T.px(12))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
    painter.restore()
    return wide


class Chip(QWidget):
    """A chip as a widget of its own."""

    def __init__(self, text: str = "", tone: str = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        T.changed.connect(self._restyle)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str, tone: str | None = None) -> None:
        """Show another word, perhaps in another tone."""
        self._text = text
        self._tone = tone or self._tone
        self.setAccessibleName(text)
        self._restyle()

    def sizeHint(self) -> QSize:
        return chip_size(self._text)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_chip(painter, 0, self.height() / 2, self._text, self._tone, width=self.width())
        painter.end()
