"""A row of a card: disc, two lines, a note at the right, and actions that appear under the mouse *and* with the
focus.  Keys: Enter opens, a letter does the action it stands for (E erledigt, W +1 Woche)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.theme import T, spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.label import CutLabel, Disc, label

Action = tuple[str, str, Callable[[], object]]
"""Words, key (one letter or ""), what it does."""


class ActionRow(QFrame):
    """``opened`` is sent by Enter and by a click."""

    opened = Signal()

    def __init__(
        self,
        title: str,
        detail: str = "",
        *,
        note: str = "",
        tone: str = "",
        icon: str = "",
        initials: str = "",
        disc: str = "",
        actions: Sequence[Action] = (),
        private: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._keys = {key.casefold(): run for _text, key, run in actions if key}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        row = QHBoxLayout(self)
        spaced(row, (8, 4, 8, 4), 10)
        if icon or initials:
            row.addWidget(Disc(initials, icon, disc or tone or "neutral", 32))
        words = QVBoxLayout()
        spaced(words, 0, 0)
        words.addStretch(1)
        name = CutLabel(title, "strong")
        if private:
            guard(name)
        words.addWidget(name)
        if detail:
            more = CutLabel(detail, "caption")
            if private:
                guard(more)
            words.addWidget(more)
        words.addStretch(1)
        row.addLayout(words, 1)
        self._note = label(note)
        if tone:
            self._note.setStyleSheet(f"color: {T.hex(tone)}; font-weight: 600;")
        self._tone = tone
        row.addWidget(self._note)
        self._actions = QWidget()
        inner = QHBoxLayout(self._actions)
        spaced(inner, 0, 4)
        for text, key, run in actions:
            made = button(text, run, tip=f"{text} ({key})" if key else "")
            made.installEventFilter(self)
            inner.addWidget(made)
        row.addWidget(self._actions)
        self._actions.setVisible(False)
        self._has_actions = bool(actions)
        self.setAccessibleName(" · ".join(part for part in (title, detail, note) if part))
        T.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), T.px(46))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), T.px(46))  # never squeezed: what does not fit is scrolled to

    def _restyle(self) -> None:
        if self._tone:
            self._note.setStyleSheet(f"color: {T.hex(self._tone)}; font-weight: 600;")
        self.updateGeometry()

    def _show_actions(self) -> None:
        focus = QApplication.focusWidget()
        inside = focus is not None and (focus is self or self.isAncestorOf(focus))
        shown = self._has_actions and (self.underMouse() or inside)
        self._actions.setVisible(shown)
        self._note.setVisible(not shown)
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._show_actions()

    def leaveEvent(self, event: QEvent) -> None:
        self._show_actions()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_actions()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_actions()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._show_actions()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._walk(event.key() == Qt.Key.Key_Down)
        elif not event.modifiers() and event.text().casefold() in self._keys:
            self._keys[event.text().casefold()]()
        else:
            super().keyPressEvent(event)

    def _walk(self, down: bool) -> None:
        """To the next row of the same list, over the buttons."""
        widget: QWidget | None = self
        for _step in range(200):
            if widget is None:
                return
            widget = widget.nextInFocusChain() if down else widget.previousInFocusChain()
            if isinstance(widget, ActionRow) and widget.isVisible() and widget.window() is self.window():
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not (self.underMouse() or self.hasFocus()):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(T.color("accent"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(T.color("hover"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), T.px(5), T.px(5))
        painter.end()
