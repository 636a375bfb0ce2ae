"""The bar at the top: the search that opens the palette, what is saved, undo and redo, bell, lock."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QWidget

from permenti_desktop.gui.commands import Commands, all_keys
from permenti_desktop.gui.icons import pixmap
from permenti_desktop.gui.theme import T, fixed, kind, spaced
from permenti_desktop.gui.widgets.button import IconButton, icon_button
from permenti_desktop.gui.widgets.label import CutLabel, IconLabel
from permenti_desktop.i18n import _


class SearchButton(QAbstractButton):
    """Looks like a line to type into; a click or a key opens the palette, where one types."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = _("Person, Notiz oder Befehl suchen …")
        self.setAccessibleName(_("Person, Notiz oder Befehl suchen"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        fixed(self, max_width=460, min_width=120)
        T.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(T.px(460), T.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thick = 2 if self.hasFocus() else T.hairline
        painter.setPen(QPen(T.color("accent" if self.hasFocus() else "ctrl"), thick))
        painter.setBrush(T.color("base"))
        shift = thick / 2
        box = QRectF(self.rect()).adjusted(shift, shift, -shift, -shift)
        painter.drawRoundedRect(box, T.px(6), T.px(6))
        side = T.px(16)
        painter.drawPixmap(
            T.px(12), (self.height() - side) // 2, pixmap("search", T.color("text2"), side, self.devicePixelRatioF())
        )
        keys = all_keys("palette").replace("+", " ")
        wide = T.metrics("caption", 600).horizontalAdvance(keys) + T.px(12)
        right = self.width() - T.px(7)
        if self.width() > T.px(260):
            key = QRectF(right - wide, (self.height() - T.px(20)) / 2, wide, T.px(20))
            painter.setPen(QPen(T.color("line"), T.hairline))
            painter.setBrush(T.color("alt"))
            painter.drawRoundedRect(key, T.px(4), T.px(4))
            painter.setPen(T.color("text2"))
            painter.setFont(T.font("caption", 600))
            painter.drawText(key, Qt.AlignmentFlag.AlignCenter, keys)
            right -= wide
        left = T.px(38)
        room = right - left - T.px(8)
        painter.setPen(T.color("muted"))
        painter.setFont(T.font())
        shown = T.metrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(left, 0, room, self.height()), int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()


class TopBar(QFrame):
    """The state of saving is words with a picture; undo and redo say what they would take back."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        kind(self, "top")
        self.setAccessibleName(_("Kopfzeile"))
        layout = QHBoxLayout(self)
        spaced(layout, (16, 8, 8, 8), 4)
        self.search = SearchButton()
        self.search.clicked.connect(lambda: commands.run("palette"))
        layout.addWidget(self.search, 3)
        self.back = icon_button("arrow-left", _("Zurück (Alt+←)"), lambda: commands.run("back"))
        self.back.setEnabled(False)
        layout.addWidget(self.back)
        layout.addStretch(1)
        self._mark = IconLabel("circle-check", "ok", 18)
        layout.addWidget(self._mark)
        self.state = CutLabel("", "caption")
        self.state.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        layout.addWidget(self.state)
        layout.addSpacing(8)
        self.undo: IconButton = icon_button("undo-2", _("Rückgängig"), lambda: commands.run("undo"))
        self.redo: IconButton = icon_button("redo-2", _("Wiederholen"), lambda: commands.run("redo"))
        self.bell: IconButton = icon_button("bell", _("Erinnerungen"))
        self.privacy: IconButton = icon_button("eye-off", _("Sichtschutz (F9)"), lambda: commands.run("privacy"))
        self.privacy.setCheckable(True)
        self.lock: IconButton = icon_button("lock", _("Sperren (Strg+L)"), lambda: commands.run("lock"))
        for made in (self.undo, self.redo, self.bell, self.privacy, self.lock):
            layout.addWidget(made)
        self.set_undo("", "")

    def set_state(self, words: str, tone: str = "ok", icon: str = "circle-check") -> None:
        """What is saved and backed up, in words."""
        self._mark.setVisible(bool(words))
        self._mark.set_icon(icon, tone)
        self.state.setText(words)
        self.state.setAccessibleName(words)
        layout = self.layout()
        assert layout is not None
        layout.activate()  # at once: painted before, longer words would stand there cut for a moment

    def set_undo(self, undo: str, redo: str) -> None:
        """What undo and redo would do, in the words of the journal; "" when there is nothing."""
        self.undo.setEnabled(bool(undo))
        self.undo.setVisible(True)
        self.undo.setToolTip(_("Rückgängig: {what}").format(what=undo) if undo else _("Nichts rückgängig zu machen"))
        self.redo.setVisible(bool(redo))
        self.redo.setEnabled(bool(redo))
        self.redo.setToolTip(_("Wiederholen: {what}").format(what=redo) if redo else _("Wiederholen"))

    def set_narrow(self, narrow: bool) -> None:
        """On small windows the state is only a picture with a tool tip."""
        self.state.setVisible(not narrow)
        self._mark.setToolTip(self.state.text() if narrow else "")
