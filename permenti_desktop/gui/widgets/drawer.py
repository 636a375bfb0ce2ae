"""A drawer at the right edge of a page, for what is entered in one go: a new person, an exit, a filter.

::

    drawer = Drawer(page)
    drawer.show_content(_("Austritt eintragen"), widget, confirm=_("Eintragen"), run=self.leave)

The page stays where it is and cannot be used meanwhile.  Esc and ✕ close without doing anything, Ctrl+Enter and the
button confirm; ``run`` closes the drawer itself (``close_drawer``) once everything is well.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from permenti_desktop.domain.errors import UserError
from permenti_desktop.gui.theme import T, kind, spaced
from permenti_desktop.gui.widgets.button import Button, button, icon_button
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.gui.widgets.message_bar import MessageBar
from permenti_desktop.i18n import _

WIDTH = 440
_WIDE_WIDTH = 640


class Drawer(QWidget):
    """Lies over the widget it was made for; hidden while there is nothing to enter."""

    closed = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._run: Callable[[], object] | None = None
        self._before: QWidget | None = None
        self._width = WIDTH
        self._panel = QFrame(self)
        kind(self._panel, "card")
        outer = QVBoxLayout(self._panel)
        spaced(outer, (16, 12, 12, 12), 8)
        head = QHBoxLayout()
        spaced(head, 0, 8)
        self.heading = label("", "subtitle", wrap=True)
        head.addWidget(self.heading, 1)
        head.addWidget(icon_button("x", _("Schließen (Esc)"), self.close_drawer))
        outer.addLayout(head)
        self.messages = MessageBar()
        outer.addWidget(self.messages)
        self._middle = QVBoxLayout()
        spaced(self._middle, 0, 0)
        outer.addLayout(self._middle, 1)
        self._scroll: QScrollArea | None = None
        foot = QHBoxLayout()
        spaced(foot, (0, 4, 4, 0), 8)
        foot.addStretch(1)
        self.cancel_button: Button = button(_("Abbrechen"), self.close_drawer)
        self.confirm_button: Button = button("", self.confirm, icon="check", look="primary")
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.confirm_button)
        outer.addLayout(foot)
        self.content: QWidget | None = None
        over.installEventFilter(self)
        self.hide()

    def show_content(
        self,
        title: str,
        content: QWidget,
        *,
        confirm: str = "",
        run: Callable[[], object] | None = None,
        wide: bool = False,
        tip: str = "",
    ) -> None:
        """Open with this content, which the drawer owns from now on; the cursor goes into its first field."""
        if self.isHidden():
            self._before = QApplication.focusWidget()
        self._drop()
        self.content = content
        self._run = run
        self._width = _WIDE_WIDTH if wide else WIDTH
        self.heading.setText(title)
        self._panel.setAccessibleName(title)
        self.setAccessibleName(title)
        self.messages.clear()
        self._scroll = QScrollArea(self._panel)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        self._middle.addWidget(self._scroll, 1)
        self.confirm_button.setVisible(run is not None)
        self.confirm_button.setText(confirm)
        self.confirm_button.setToolTip(tip or _("Strg+Eingabe"))
        self.confirm_button.setEnabled(True)
        self.cancel_button.setText(_("Abbrechen") if run is not None else _("Schließen"))
        self._place()
        self.show()
        self.raise_()
        if run is None:
            # Something to read: the arrow keys scroll it.
            self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._scroll.setAccessibleName(title)
            self._scroll.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._focus_first(content)

    def confirm(self) -> None:
        """The button or Ctrl+Enter."""
        if self._run is not None and self.confirm_button.isEnabled():
            self.messages.clear()
            self._run()

    def failed(self, error: UserError) -> None:
        """Say what went wrong inside the drawer; what was typed stays."""
        self.confirm_button.setEnabled(True)
        self.messages.error(error, key="failed")

    def close_drawer(self) -> None:
        """Go away; the focus returns to where it was."""
        if self.isHidden():
            return
        inside = QApplication.focusWidget()
        mine = inside is None or self.isAncestorOf(inside)
        self.hide()
        self._drop()
        before, self._before = self._before, None
        # A list may have been made anew meanwhile, and the button that opened the drawer with it.
        if mine and before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def _drop(self) -> None:
        # The scroll area goes with its content: taking the content out of it first would leave Qt's chain of focus
        # with a hole, and the program would end at the next widget that is made.
        old, self._scroll = self._scroll, None
        if old is not None:
            self._middle.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.content = None
        self._run = None

    def _focus_first(self, content: QWidget) -> None:
        for widget in (*content.findChildren(QWidget), self.confirm_button, self.cancel_button):
            if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    # -- place and keys --------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _place(self) -> None:
        room = self._over.rect()
        self.setGeometry(room)
        width = min(T.px(self._width), room.width() - T.px(24))
        self._panel.setGeometry(room.right() - width + 1 - T.px(8), T.px(8), width, room.height() - T.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        veil = QColor(T.color("window"))
        veil.setAlpha(180)
        painter.fillRect(self.rect(), veil)
        painter.end()

    def event(self, event: QEvent) -> bool:
        # Ctrl+Enter and Esc belong to the drawer while it is open, before any shortcut of the window.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_drawer()
        elif _is_own(event):
            self.confirm()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab stays inside."""
        start = QApplication.focusWidget()
        if start is None or not self.isAncestorOf(start):
            return super().focusNextPrevChild(next)
        widget = start
        for _step in range(2000):
            following = widget.nextInFocusChain() if next else widget.previousInFocusChain()
            if following is None or following is start:
                break
            widget = following
            if (
                self.isAncestorOf(widget)
                and widget.isVisible()
                and widget.isEnabled()
                and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
                and widget.focusProxy() is None
            ):
                widget.setFocus(Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason)
                if self._scroll is not None and self._scroll.isAncestorOf(widget):
                    self._scroll.ensureWidgetVisible(widget)
                return True
        return True


def _is_own(event: QKeyEvent) -> bool:
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return event.key() == Qt.Key.Key_Escape or (control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter))
