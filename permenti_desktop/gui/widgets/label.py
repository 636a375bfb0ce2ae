"""Labels: wrapped text, headings, facts, and text that is cut with dots instead of pushing the window wider."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from permenti_desktop.gui.icons import pixmap
from permenti_desktop.gui.theme import T, kind


def label(text: str, look: str = "", *, wrap: bool = False, parent: QWidget | None = None) -> QLabel:
    """A label; ``look`` is one of the kinds of theme.kind ("title", "caption", "muted", …).  Never rich text: what
    people type must not become markup."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if wrap:
        policy = made.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        made.setSizePolicy(policy)
    if look:
        kind(made, look)
    return made


class CutLabel(QLabel):
    """One line that ends in … when there is no room, and shows the whole text as tool tip then."""

    def __init__(self, text: str = "", look: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if look:
            kind(self, look)

    def minimumSizeHint(self) -> QSize:
        return QSize(T.px(40), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        metrics = self.fontMetrics()
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        whole = shown == self.text()
        if self.toolTip() != ("" if whole else self.text()):
            self.setToolTip("" if whole else self.text())
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()


class IconLabel(QWidget):
    """A small picture in a role's colour; a decoration for the eye, silent for screen readers."""

    def __init__(self, name: str, role: str = "text2", size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._role = role
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        T.changed.connect(self._restyle)

    def set_icon(self, name: str, role: str) -> None:
        """Show another picture."""
        self._name, self._role = name, role
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(T.px(self._size), T.px(self._size))

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        side = T.px(self._size)
        painter = QPainter(self)
        painter.drawPixmap(
            (self.width() - side) // 2,
            (self.height() - side) // 2,
            pixmap(self._name, T.color(self._role), side, self.devicePixelRatioF()),
        )
        painter.end()


class Disc(QWidget):
    """A tinted disc with initials or a picture: avatar of an Akte, mark of a row."""

    def __init__(
        self, text: str = "", icon: str = "", tone: str = "", size: int = 32, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text, self._icon, self._tone, self._size = text, icon, tone, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        T.changed.connect(self._restyle)

    def set_text(self, text: str) -> None:
        """Show other initials."""
        self._text = text
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(T.px(self._size), T.px(self._size))

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_disc(painter, 0, 0, T.px(self._size), self._text, self._icon, self._tone, self.devicePixelRatioF())
        painter.end()


def draw_disc(painter: QPainter, x: int, y: int, side: int, text: str, icon: str, tone: str, dpr: float = 1.0) -> None:
    """A disc for delegates and widgets; without a tone in the colours of a selection (avatars)."""
    if tone:
        ink, ground, border = T.tone(tone)
    else:
        ink, ground, border = T.color("sel_text"), T.color("sel"), None
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(ground)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        painter.setPen(border)
    painter.drawEllipse(x, y, side - 1, side - 1)
    if icon:
        inner = round(side * 0.5)
        painter.drawPixmap(x + (side - inner) // 2, y + (side - inner) // 2, pixmap(icon, ink, inner, dpr))
    else:
        painter.setPen(ink)
        painter.setFont(T.font("subtitle" if side > T.px(40) else "caption", 600))
        painter.drawText(x, y, side, side, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.restore()


def initials(first: str, last: str = "") -> str:
    """Two letters for an avatar: "Amina Al-Hassan" → "AA"."""
    parts = [part for part in (first.strip(), last.strip()) if part]
    if len(parts) == 1:
        words = parts[0].split()
        parts = [words[0], words[-1]] if len(words) > 1 else parts
    return "".join(part[0] for part in parts).upper()


def announce(widget: QWidget, sentence: str) -> None:
    """Have a screen reader say a sentence, without moving the focus."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # 2 ms, and nothing is said while starting

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


def isolated(name: str) -> str:
    """A name inside a sentence, so that an Arabic one does not turn the line around (U+2068 … U+2069)."""
    return f"\u2068{name}\u2069" if name else ""
