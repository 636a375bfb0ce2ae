"""A line for a passphrase: hidden, to be shown with a click, with a hint when Caps Lock is on."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from permenti_desktop.gui.theme import fixed, spaced
from permenti_desktop.gui.widgets.button import icon_button
from permenti_desktop.gui.widgets.factory import line
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.gui.widgets.validation_line import ValidationLine
from permenti_desktop.i18n import _


def caps_lock_on_windows() -> bool | None:
    """Whether Caps Lock is on; None where the system does not say so without asking the keyboard."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.user32.GetKeyState(0x14) & 1)
    return None


def caps_lock_from(event: QKeyEvent) -> bool | None:
    """What a typed letter says: a capital without Shift, or a small one with it.  None for everything else."""
    text = event.text()
    if len(text) != 1 or text.upper() == text.lower():
        return None
    shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return text.isupper() != shifted


class PassphraseField(QWidget):
    """``text()`` is exactly what was typed: blanks count in a passphrase."""

    changed = Signal()
    confirmed = Signal()

    def __init__(self, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        spaced(layout, 0, 3)
        caption = label(name, "caption")
        layout.addWidget(caption)
        row = QHBoxLayout()
        spaced(row, 0, 4)
        self.line = line(name)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText | self.line.inputMethodHints()
        )
        self.line.textChanged.connect(self.changed)
        self.line.returnPressed.connect(self.confirmed)
        self.line.installEventFilter(self)
        fixed(self.line, height=34)
        caption.setBuddy(self.line)
        row.addWidget(self.line, 1)
        self.eye = icon_button("eye", _("Passwort zeigen"), self._show)
        self.eye.setCheckable(True)
        row.addWidget(self.eye)
        layout.addLayout(row)
        self.remark = ValidationLine()
        layout.addWidget(self.remark)
        if hint:
            layout.addWidget(label(hint, "caption", wrap=True))
        self._caps = False
        self.setFocusProxy(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    def clear(self) -> None:
        """Forget it."""
        self.line.clear()

    def _show(self) -> None:
        shown = self.eye.isChecked()
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.eye.set_icon("eye-off" if shown else "eye")

    def _say_caps(self, on: bool) -> None:
        if on != self._caps:
            self._caps = on
            if on:
                self.remark.say("warning", _("Die Feststelltaste ist an."))
            else:
                self.remark.say(None)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_CapsLock:
                known = caps_lock_on_windows()
                self._say_caps(not self._caps if known is None else known)
            elif (seen := caps_lock_from(event)) is not None:
                self._say_caps(seen)
        elif isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusIn:
            known = caps_lock_on_windows()
            if known is not None:
                self._say_caps(known)
        return False
