"""Writing during the call: a box that is always there, kind, date, minutes, follow-up, save; a draft per Akte.

``/erst`` and a blank expands to a text block of the office; Ctrl+Enter saves.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from permenti_desktop.gui.theme import T, fixed, spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.button import Button, button
from permenti_desktop.gui.widgets.fields import Terms
from permenti_desktop.gui.widgets.validation_line import ValidationLine
from permenti_desktop.i18n import _


@dataclass(frozen=True)
class Note:
    """What was written: kind (code), day, minutes or None, the follow-up's day or None."""

    text: str
    kind: Hashable
    on: date
    minutes: int | None
    follow_up: date | None


class NoteBox(QWidget):
    """``save_wanted`` sends a Note; call ``clear`` when it has been saved.  ``draft_changed`` comes after a pause."""

    save_wanted = Signal(object)
    draft_changed = Signal(str)

    def __init__(
        self,
        kinds: Terms,
        *,
        today: Callable[[], date] = date.today,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._blocks: Mapping[str, str] = {}
        layout = QVBoxLayout(self)
        spaced(layout, 0, 8)
        self.text = factory.text(_("Notiz"), _("Was ist passiert? Kurz genügt …"), rows=2, most=10)
        layout.addWidget(self.text)
        row = QHBoxLayout()
        spaced(row, 0, 6)
        self.kind = factory.choice(_("Art"), kinds, optional=False)
        self.day = factory.date(_("Datum"), compact=True, today=today)
        self.minutes = factory.number(_("Dauer in Minuten"), unit=_("Min."))
        self.follow_up = factory.date(_("Wiedervorlage"), compact=True, today=today)
        self.follow_up.setPlaceholderText(_("WV +7"))
        for field, least, most in (
            (self.kind, 108, 150), (self.day, 68, 110), (self.minutes, 54, 64), (self.follow_up, 66, 110)
        ):  # fmt: skip
            fixed(field, min_width=least, max_width=most)
            row.addWidget(field, most)
        self.save_button: Button = button("", self.save, icon="check", look="primary")
        self.save_button.setAccessibleName(_("Speichern"))
        self.save_button.setToolTip(_("Speichern (Strg+Eingabe)"))
        row.addStretch(1)
        row.addWidget(self.save_button)
        layout.addLayout(row)
        # From the words straight to the follow-up, the one field that is asked for every day.
        order = (self.text, self.follow_up, self.kind, self.day, self.minutes, self.save_button)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        self.remark = ValidationLine()
        layout.addWidget(self.remark)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(800)
        self._timer.timeout.connect(self._tell_draft)
        self.text.changed.connect(self._typed)
        self._set_today()
        self.setFocusProxy(self.text)

    def _set_today(self) -> None:
        self.day.set_value(self._today())
        self.day.setText(_("heute"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # In a wide font of the system its hint needs more than it has in ours.
        hint = self.follow_up.fontMetrics().horizontalAdvance(self.follow_up.placeholderText())
        self.follow_up.setMinimumWidth(max(T.px(66), hint + T.px(26)))
        # Where there is little room the button keeps its picture and its name.
        fields = (self.kind, self.day, self.minutes, self.follow_up)
        room = self.width() - sum(field.minimumWidth() + T.px(6) for field in fields)
        self.save_button.setText(_("Speichern"))
        if self.save_button.sizeHint().width() > room:
            self.save_button.setText("")

    def set_blocks(self, blocks: Mapping[str, str]) -> None:
        """Text blocks by their short name: {"erst": "Erstgespräch: …"}."""
        self._blocks = blocks

    def set_draft(self, text: str) -> None:
        """Show what was typed and not yet saved."""
        self.text.set_value(text)

    def draft(self) -> str:
        """What stands in the box now."""
        return self.text.toPlainText()

    def clear(self) -> None:
        """Empty for the next note; the kind stays."""
        self.text.set_value("")
        self._set_today()
        self.minutes.set_value(None)
        self.follow_up.set_value(None)
        self.remark.say(None)
        self._timer.stop()

    def refresh_kinds(self) -> None:
        """The office's words for the kinds may have changed."""
        self.kind.refresh_terms()

    def save(self) -> None:
        """Send the note, unless it is empty or a field cannot be read."""
        problem = self.day.problem() or self.minutes.problem() or self.follow_up.problem()
        if not problem and not self.text.value():
            problem = _("Bitte schreiben Sie ein paar Worte.")
        if problem:
            self.remark.say("error", problem)
            return
        self.remark.say(None)
        minutes = self.minutes.value()
        self.save_wanted.emit(
            Note(
                self.text.value(),
                self.kind.value(),
                self.day.day() or self._today(),
                int(minutes) if minutes is not None else None,
                self.follow_up.day(),
            )
        )

    def event(self, event: QEvent) -> bool:
        # Ctrl+Enter is this box's while it has the focus, before any shortcut of the window.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
        else:
            super().keyPressEvent(event)

    def _typed(self) -> None:
        cursor = self.text.textCursor()
        before = self.text.toPlainText()[: cursor.position()]
        if before.endswith((" ", "\n")):
            word = before[:-1].rsplit(maxsplit=1)[-1] if before.strip() else ""
            block = self._blocks.get(word[1:].casefold()) if word.startswith("/") else None
            if block:
                cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(word) + 1)
                cursor.insertText(block)
        self._timer.start()

    def _tell_draft(self) -> None:
        self.draft_changed.emit(self.draft())
