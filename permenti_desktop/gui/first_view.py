"""What stands in the window for the moment until the page itself is there: its heading and the first rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from permenti_desktop.db.first_look import FirstRow
from permenti_desktop.gui.privacy import P
from permenti_desktop.gui.theme import T
from permenti_desktop.i18n import date_text


class FirstView(QWidget):
    """Painted by hand, in one go; it takes no focus and goes when the page comes."""

    painted = Signal()
    """For the first time, and the painting is over."""

    def __init__(self, title: str, rows: Sequence[FirstRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._rows = rows
        self._painted = False
        self.setAccessibleName(title)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        left, right = T.px(16), self.width() - T.px(16)
        painter.setFont(T.font("title", 600))
        painter.setPen(T.color("text"))
        painter.drawText(QRect(left, T.px(12), right - left, T.px(32)), middle, self._title)
        card = QRectF(left, T.px(56), right - left, self.height() - T.px(68))
        painter.setPen(QPen(T.color("line"), T.hairline))
        painter.setBrush(T.color("base"))
        painter.drawRoundedRect(card, T.px(8), T.px(8))
        high = T.px(46)
        top = round(card.top()) + T.px(12)
        for row in self._rows:
            if top + high > card.bottom():
                break
            words = QRect(left + T.px(16), top, right - left - T.px(150), high // 2)
            painter.setFont(T.font("body", 600))
            painter.setPen(T.color("text"))
            painter.drawText(words, middle, P.text(row.name))
            painter.setFont(T.font("caption"))
            painter.setPen(T.color("text2"))
            detail = T.metrics("caption").elidedText(row.detail, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words.translated(0, high // 2 - T.px(3)), middle, detail)
            if row.due:
                box = QRect(right - T.px(140), top, T.px(124), high)
                painter.setFont(T.font())
                painter.drawText(box, middle | int(Qt.AlignmentFlag.AlignRight), date_text(row.due))
            top += high
        painter.end()
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.painted.emit)
