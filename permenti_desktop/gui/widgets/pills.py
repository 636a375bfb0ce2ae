"""Filter pills with counts; those that do not fit go into "Mehr ▾" instead of widening the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from permenti_desktop.gui.icons import icon
from permenti_desktop.gui.theme import T
from permenti_desktop.gui.widgets.button import Button, button
from permenti_desktop.i18n import _


class PillBar(QWidget):
    """One of several filters is on: ``chosen`` sends its code.  Or any number with ``many=True``."""

    chosen = Signal(str)
    changed = Signal()

    def __init__(
        self, pills: Sequence[tuple[str, str]], *, many: bool = False, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._many = many
        self._texts: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._buttons: dict[str, Button] = {}
        self._more = button(_("Mehr"), look="pill")
        self._more.setParent(self)
        self._more.setIcon(icon("chevron-down"))
        self._more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._more.setAccessibleName(_("Weitere Filter"))
        self._more.clicked.connect(self._open_menu)
        self._more.hide()
        self.setAccessibleName(name or _("Filter"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_pills(pills)
        T.changed.connect(self._arrange)

    def set_pills(self, pills: Sequence[tuple[str, str]]) -> None:
        """Replace all pills: (code, words).  The chosen one stays chosen if it is still there; otherwise the first."""
        before = self.codes()
        for made in self._buttons.values():
            made.hide()
            made.deleteLater()
        self._buttons.clear()
        self._texts = dict(pills)
        for code, text in pills:
            made = button(text, look="pill")
            made.setParent(self)
            made.setCheckable(True)
            made.setObjectName(code)
            made.clicked.connect(self._clicked)
            self._buttons[code] = made
        keep = [code for code in before if code in self._buttons]
        if not self._many and not keep and pills:
            keep = [pills[0][0]]
        for code in keep:
            self._buttons[code].setChecked(True)
        self.set_counts(self._counts)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """The number on each pill; a code without one shows none."""
        self._counts = dict(counts)
        for code, made in self._buttons.items():
            count = self._counts.get(code)
            text = self._texts[code]
            made.setAccessibleName(text if count is None else f"{text}, {count}")
        self._arrange()

    def codes(self) -> tuple[str, ...]:
        """What is on."""
        return tuple(code for code, made in self._buttons.items() if made.isChecked())

    def code(self) -> str:
        """The one that is on, "" if none is."""
        return next(iter(self.codes()), "")

    def choose(self, code: str, *, tell: bool = False) -> None:
        """Switch one on (with ``many`` switch it over)."""
        for other, made in self._buttons.items():
            if other == code:
                made.setChecked(not made.isChecked() if self._many else True)
            elif not self._many:
                made.setChecked(False)
        self._arrange()
        if tell:
            self.chosen.emit(code)
            self.changed.emit()

    def sizeHint(self) -> QSize:
        width = sum(made.sizeHint().width() + T.px(6) for made in self._buttons.values())
        return QSize(max(width, T.px(80)), T.px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(T.px(80), T.px(28))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, Button):
            code = sender.objectName()
            if self._many:
                self._arrange()
                self.chosen.emit(code)
                self.changed.emit()
            else:
                self.choose(code, tell=True)

    def _arrange(self) -> None:
        """Chosen pills first, then in order, as many as fit.  One that is too long for all of the room is shortened."""
        gap = T.px(6)
        for code, made in self._buttons.items():
            made.setText(self._words(code, self._texts[code]))
            made.setToolTip("")
        more = self._more.sizeHint().width()
        widths = {code: made.sizeHint().width() for code, made in self._buttons.items()}
        fits = sum(widths.values()) + gap * (len(widths) - 1) <= self.width()
        room = self.width() if fits else self.width() - more - gap
        shown: set[str] = set()
        for code in sorted(widths, key=lambda code: not self._buttons[code].isChecked()):
            if widths[code] > room:
                if shown:
                    break
                widths[code] = self._shorten(code, widths[code] - max(room, T.px(80)))
            shown.add(code)
            room -= widths[code] + gap
        x = 0
        for code, made in self._buttons.items():
            visible = fits or code in shown
            made.setVisible(visible)
            if visible:
                height = made.sizeHint().height()
                made.setGeometry(x, (self.height() - height) // 2, widths[code], height)
                x += widths[code] + gap
        self._more.setVisible(not fits)
        if not fits:
            height = self._more.sizeHint().height()
            self._more.setGeometry(x, (self.height() - height) // 2, more, height)

    def _words(self, code: str, text: str) -> str:
        count = self._counts.get(code)
        return text if count is None else f"{text}  {count}"

    def _shorten(self, code: str, too_long: int) -> int:
        """Cut the words of a pill, not its number; all of them stand in its tool tip.  Returns its width then."""
        made, text = self._buttons[code], self._texts[code]
        metrics = T.metrics("body", 600 if made.isChecked() else 400)
        cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, metrics.horizontalAdvance(text) - too_long - 1)
        made.setText(self._words(code, cut))
        made.setToolTip(text)
        return made.sizeHint().width()

    def _open_menu(self) -> None:
        self._menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _fill_menu(self) -> None:
        self._menu.clear()
        for code, made in self._buttons.items():
            if made.isHidden():
                action = self._menu.addAction(made.text())
                action.setCheckable(True)
                action.setChecked(made.isChecked())
                action.setObjectName(code)
                action.triggered.connect(self._from_menu)

    def _from_menu(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.choose(sender.objectName(), tell=True)
