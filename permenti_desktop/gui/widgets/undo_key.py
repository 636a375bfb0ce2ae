"""Whose Ctrl+Z it is: a field takes back its own typing, and what is left belongs to the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit


def leaves_undo(field: QLineEdit | QPlainTextEdit, event: QEvent) -> bool:
    """Whether an event is Ctrl+Z (or Ctrl+Y) and this field has nothing to take back (or to repeat).

    A field asks this first in ``event``.  After a note has been saved the cursor stands in the empty box, and Ctrl+Z
    takes back the note; Qt would keep the key for the box.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    own = field.document() if isinstance(field, QPlainTextEdit) else field
    undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
    left = (event.matches(undo) and not own.isUndoAvailable()) or (event.matches(redo) and not own.isRedoAvailable())
    if left:
        event.ignore()
    return left
