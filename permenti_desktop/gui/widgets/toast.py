"""A short message at the lower edge: "Notiz gespeichert  [Rückgängig]", 8 seconds, waiting while looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPropertyAnimation, Qt, QTimer
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QGraphicsOpacityEffect, QHBoxLayout, QLabel, QWidget

from permenti_desktop.gui.icons import icon as picture
from permenti_desktop.gui.privacy import protect
from permenti_desktop.gui.theme import T, kind, spaced
from permenti_desktop.gui.widgets.button import Button, button
from permenti_desktop.gui.widgets.label import announce, label

MILLISECONDS: Final = 8000


class Toast(QFrame):
    """There is one per window, laid over its lower edge; a new message replaces the old one."""

    def __init__(self, window: QWidget, milliseconds: int = MILLISECONDS) -> None:
        super().__init__(window)
        self._over = window
        kind(self, "toast")
        self._run: Callable[[], object] | None = None
        layout = QHBoxLayout(self)
        spaced(layout, (16, 8, 8, 8), 12)
        self._label: QLabel = label("")
        self._button: Button = button("", self._pressed)
        layout.addWidget(self._label)
        layout.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(milliseconds)
        self._timer.timeout.connect(self._end)
        self._effect = QGraphicsOpacityEffect(self)
        self._effect.setEnabled(False)
        self.setGraphicsEffect(self._effect)
        self._fade = QPropertyAnimation(self._effect, b"opacity", self)
        self._fade.setDuration(120)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._fade.finished.connect(self._faded)
        self._button.installEventFilter(self)
        window.installEventFilter(self)
        self.hide()

    def text(self) -> str:
        return self._label.text()

    def say(
        self,
        sentence: str,
        action: str = "",
        run: Callable[[], object] | None = None,
        icon: str = "undo-2",
        *,
        private: bool = True,
    ) -> None:
        """Show a sentence, perhaps with one action; a screen reader says it without losing the focus.  ``private``
        ones may hold a name and cannot be read while Sichtschutz is on."""
        protect(self._label, private)
        self._run = run
        self._label.setText(sentence)
        self._button.setText(action)
        self._button.setIcon(picture(icon, "on_toast"))
        self._button.setVisible(bool(action))
        self.place()
        if T.motion:
            self._effect.setEnabled(True)
            self._fade.setStartValue(0.0)
            self._fade.setEndValue(1.0)
            self._fade.start()
        self.show()
        self.raise_()
        self._timer.start()
        announce(self, sentence)

    def place(self) -> None:
        """In the middle of the lower edge; a long sentence is broken, never cut."""
        window = self._over
        self._label.setWordWrap(False)
        self.adjustSize()
        if self.width() > window.width() - T.px(32):
            self._label.setWordWrap(True)
            self.resize(window.width() - T.px(32), self.heightForWidth(window.width() - T.px(32)))
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - T.px(64))

    def waiting(self) -> bool:
        """Whether the clock stands still because someone is at it."""
        return self.isVisible() and not self._timer.isActive()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._button:
            if event.type() == QEvent.Type.FocusIn:
                self._timer.stop()
            elif event.type() == QEvent.Type.FocusOut and self.isVisible():
                self._timer.start()
        elif event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        if self.isVisible() and not self._button.hasFocus():
            self._timer.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._end()
        else:
            super().keyPressEvent(event)

    def _pressed(self) -> None:
        run, self._run = self._run, None
        self.hide()
        if run is not None:
            run()

    def _faded(self) -> None:
        self._effect.setEnabled(False)

    def _end(self) -> None:
        self._timer.stop()
        self._run = None
        self.hide()
