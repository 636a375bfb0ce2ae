"""The bar at the left: the office, the sections with their numbers, below settings, help and lock."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from permenti_desktop.gui.first_view import NARROW, WIDE, office_lines
from permenti_desktop.gui.icons import pixmap
from permenti_desktop.gui.theme import T, fixed, kind, spaced
from permenti_desktop.gui.widgets.label import CutLabel
from permenti_desktop.i18n import _


class NavButton(QAbstractButton):
    """One section: picture, words, number; only the picture (and a dot) in a narrow bar."""

    def __init__(self, key: str, title: str, icon: str, keys: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._title, self._icon = title, icon
        self._keys = keys
        self._number = 0
        self._tone = "neutral"
        self.narrow = False
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._name()

    def set_badge(self, number: int, tone: str) -> None:
        """The number at the right; 0 takes it away."""
        self._number, self._tone = number, tone
        self._name()
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Picture only."""
        self.narrow = narrow
        self._name()
        self.updateGeometry()
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(f"{self._title}, {self._number}" if self._number else self._title)
        tip = " · ".join(part for part in (self.accessibleName() if self.narrow else "", self._keys) if part)
        self.setToolTip(tip)

    def sizeHint(self) -> QSize:
        return QSize(T.px(41 if self.narrow else 180), T.px(36 if self.narrow else 30))

    def minimumSizeHint(self) -> QSize:
        return QSize(T.px(36), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        if chosen or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(T.color("sel" if chosen else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 0, 0, -1), T.px(5), T.px(5))
        ink = T.color("sel_text" if chosen else "text2")
        side = T.px(18)
        middle = self.height() // 2
        left = (self.width() - side) // 2 if self.narrow else T.px(10)
        painter.drawPixmap(left, middle - side // 2, pixmap(self._icon, ink, side, self.devicePixelRatioF()))
        if self.narrow:
            if self._number:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(T.color(self._tone if self._tone != "neutral" else "text2"))
                radius = T.px(4)
                painter.drawEllipse(left + side - radius + 1, middle - side // 2 - radius + 1, 2 * radius, 2 * radius)
        else:
            right = self.width() - T.px(8)
            if self._number:
                right = self._badge(painter, right, middle, chosen)
            weight = 600 if chosen else 400
            painter.setFont(T.font("body", weight))
            painter.setPen(T.color("sel_text" if chosen else "text"))
            box = QRect(left + side + T.px(10), 0, right - left - side - T.px(12), self.height())
            shown = T.metrics("body", weight).elidedText(self._title, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), shown)
        if self.hasFocus():
            painter.setPen(QPen(T.color("sel_text" if chosen and T.high_contrast else "accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -2), T.px(5), T.px(5))
        painter.end()

    def _badge(self, painter: QPainter, right: int, middle: int, chosen: bool) -> int:
        text = str(self._number) if self._number < 1000 else "999+"
        metrics = T.metrics("caption", 600)
        wide = max(T.px(20), metrics.horizontalAdvance(text) + T.px(12))
        high = T.px(19)
        ink, ground, border = T.tone(self._tone)
        if chosen:
            ground = T.color("base")
            if T.high_contrast:
                border = ink = T.color("text")
        box = QRectF(right - wide, middle - high / 2, wide, high)
        painter.setPen(QPen(border, 1) if border is not None else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, high / 2, high / 2)
        painter.setPen(ink)
        painter.setFont(T.font("caption", 600))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return round(right - wide - T.px(4))


class SideBar(QFrame):
    """``chosen`` sends the key of the section, or "lock"."""

    chosen = Signal(str)

    def __init__(
        self,
        sections: Sequence[tuple[str, str, str, str]],
        lower: Sequence[tuple[str, str, str, str]],
        parent: QWidget | None = None,
    ) -> None:
        """Sections as (key, words, picture, keys)."""
        super().__init__(parent)
        kind(self, "side")
        self.setAccessibleName(_("Bereiche"))
        self.narrow = False
        self.buttons: dict[str, NavButton] = {}
        layout = QVBoxLayout(self)
        spaced(layout, (8, 12, 8, 10), 1)
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        spaced(head, (10, 0, 6, 8), 0)
        self._name = ""
        self._office = (CutLabel("", "subtitle"), CutLabel("", "subtitle"))
        for line in self._office:
            head.addWidget(line)
        layout.addWidget(self._head)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        upper = QVBoxLayout(inner)
        spaced(upper, 0, 2)
        for key, title, icon, keys in sections:
            upper.addWidget(self._add(key, title, icon, keys))
        upper.addStretch(1)
        scroll.setWidget(inner)
        self._scroll = scroll
        layout.addWidget(scroll, 1)
        for key, title, icon, keys in lower:
            layout.addWidget(self._add(key, title, icon, keys))
        T.changed.connect(self._restyle)
        self.set_narrow(False)

    def _add(self, key: str, title: str, icon: str, keys: str) -> NavButton:
        made = NavButton(key, title, icon, keys)
        made.clicked.connect(self._clicked)
        self.buttons[key] = made
        return made

    def set_office(self, name: str) -> None:
        """Who works here: the head of the bar, in two lines where one is too short."""
        self._name = name
        for line, text in zip(self._office, office_lines(name), strict=True):
            line.setText(text)
            line.setVisible(bool(text))

    def set_current(self, key: str) -> None:
        """Mark the section on screen."""
        for name, made in self.buttons.items():
            made.setChecked(name == key)
        if key in self.buttons:
            self._scroll.ensureWidgetVisible(self.buttons[key])

    def set_badge(self, key: str, number: int, tone: str) -> None:
        """The number beside a section."""
        if key in self.buttons:
            self.buttons[key].set_badge(number, tone)

    def set_narrow(self, narrow: bool) -> None:
        """Pictures only, or with words."""
        self.narrow = narrow
        self._head.setVisible(not narrow)
        # No room for a bar beside the pictures: wheel and arrow keys scroll.
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if narrow else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self._scroll.setVerticalScrollBarPolicy(policy)
        for made in self.buttons.values():
            made.set_narrow(narrow)
        fixed(self, width=NARROW if narrow else WIDE)

    def focus_current(self) -> None:
        """For F6."""
        chosen = next((made for made in self.buttons.values() if made.isChecked()), None)
        (chosen or next(iter(self.buttons.values()))).setFocus(Qt.FocusReason.TabFocusReason)

    def _restyle(self) -> None:
        self.set_office(self._name)
        for made in self.buttons.values():
            made.updateGeometry()

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, NavButton):
            sender.setChecked(sender.isChecked() and sender.key != "lock")
            self.chosen.emit(sender.key)
