"""Ctrl+K: find anything, do anything; usable with the keyboard alone.

The window gives it commands and one provider: ``provider(text, deliver)`` calls ``deliver(entries)`` with what the
database knows.  Entries of people carry further actions, reached with →.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from permenti_desktop.gui.icons import pixmap
from permenti_desktop.gui.privacy import P
from permenti_desktop.gui.theme import T, kind, spaced
from permenti_desktop.gui.widgets.label import CutLabel, announce
from permenti_desktop.i18n import _, ngettext

_Index = QModelIndex | QPersistentModelIndex
MOST: Final = 40


@dataclass(frozen=True)
class Entry:
    """One line.  ``run`` is what Enter does, ``verb`` says it at the right; ``open`` is what Ctrl+Enter does.

    ``more`` are further things to do with it, shown by →.
    """

    group: str
    text: str
    run: Callable[[], object]
    detail: str = ""
    icon: str = ""
    keys: str = ""
    verb: str = ""
    open: Callable[[], object] | None = None
    more: tuple[Entry, ...] = field(default=())
    private: bool = False


Deliver = Callable[[Sequence[Entry]], None]
Provider = Callable[[str, Deliver], object]


def folded(text: str) -> str:
    """Without accents and capitals, for comparing what was typed with the names of commands."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def rank(text: str, wanted: str) -> int | None:
    """How well words answer to what was typed: 0 begins with it, 1 a word begins with it, 2 every typed word is
    somewhere in it, None not at all."""
    words, typed = folded(text), folded(wanted).strip()
    if not typed:
        return 0
    if words.startswith(typed):
        return 0
    if any(word.startswith(typed) for word in words.replace("-", " ").split()):
        return 1
    return 2 if len(typed) > 2 and all(part in words for part in typed.split()) else None


class _Model(QAbstractListModel):
    """Headings and entries in one list; headings cannot be chosen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Entry | str] = []

    def show_entries(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.rows = []
        group = ""
        for entry in entries:
            if entry.group != group:
                group = entry.group
                if group:
                    self.rows.append(group)
            self.rows.append(entry)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.rows[index.row()], Entry):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row = self.rows[index.row()]
        if isinstance(row, str):
            return row
        text = P.text(row.text) if row.private else row.text
        return " · ".join(part for part in (text, row.detail, row.keys) if part)


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        model = index.model()
        assert isinstance(model, _Model)
        row = model.rows[index.row()]
        if isinstance(row, str):
            return QSize(T.px(100), T.px(26))
        return QSize(T.px(100), T.px(40 if row.detail else 30))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, _Model)
        row = model.rows[index.row()]
        rect: QRect = option.rect
        painter.fillRect(rect, T.color("base"))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        if isinstance(row, str):
            painter.setFont(T.font("caption", 600))
            painter.setPen(T.color("muted"))
            painter.drawText(rect.adjusted(T.px(10), T.px(4), 0, 0), middle, row)
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(T.color("sel"))
            painter.drawRoundedRect(rect.adjusted(0, 1, -1, -1), T.px(6), T.px(6))
        ink = T.color("sel_text" if chosen else "text")
        grey = T.color("sel_text" if chosen else "text2")
        left, side = rect.x() + T.px(12), T.px(18)
        if row.icon:
            dpr = painter.device().devicePixelRatioF()
            painter.drawPixmap(left, rect.center().y() - side // 2, pixmap(row.icon, grey, side, dpr))
        left += side + T.px(10)
        right = rect.right() - T.px(12)
        note = row.verb + "  ↵" if chosen and row.verb else row.keys
        if note:
            wide = T.metrics("caption", 500).horizontalAdvance(note)
            painter.setFont(T.font("caption", 500))
            painter.setPen(grey)
            painter.drawText(QRect(right - wide, rect.y(), wide + 2, rect.height()), middle, note)
            right -= wide + T.px(12)
        text = P.text(row.text) if row.private else row.text
        painter.setPen(ink)
        if not row.detail:
            painter.setFont(T.font())
            shown = T.metrics().elidedText(text, Qt.TextElideMode.ElideRight, right - left)
            painter.drawText(QRect(left, rect.y(), right - left, rect.height()), middle, shown)
            return
        half = rect.height() // 2
        painter.setFont(T.font("body", 600))
        shown = T.metrics("body", 600).elidedText(text, Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRect(left, rect.y() + T.px(3), right - left, half - T.px(2)), middle, shown)
        painter.setFont(T.font("caption"))
        painter.setPen(grey)
        shown = T.metrics("caption").elidedText(row.detail, Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRect(left, rect.y() + half, right - left, half - T.px(3)), middle, shown)


class Palette(QWidget):
    """Laid over the whole window; ``open`` shows it, Esc or a click beside it closes it."""

    closed = Signal()

    def __init__(self, window: QWidget, commands: Callable[[], Sequence[Entry]], provider: Provider | None) -> None:
        super().__init__(window)
        self._over = window
        self._commands = commands
        self._provider = provider
        self._asked = 0
        self._asking = False
        self._found: list[Entry] = []
        self._more_of: Entry | None = None
        self._before: QWidget | None = None
        self.box = QFrame(self)
        kind(self.box, "popup")
        layout = QVBoxLayout(self.box)
        spaced(layout, 6, 4)
        self.line = QLineEdit()
        kind(self.line, "bare")
        self.line.setPlaceholderText(_("Person, Notiz oder Befehl suchen …"))
        self.line.setAccessibleName(_("Person, Notiz oder Befehl suchen"))
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._typed)
        layout.addWidget(self.line)
        self._rule = QFrame()
        kind(self._rule, "line")
        self._rule.setFixedHeight(1)
        layout.addWidget(self._rule)
        self.list = QListView()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(_("Treffer"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._model = _Model(self.list)
        self.list.setModel(self._model)
        self._delegate = _Delegate(self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.clicked.connect(self._clicked)
        layout.addWidget(self.list)
        self._foot = CutLabel("", "caption")
        layout.addWidget(self._foot)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(60)
        self._timer.timeout.connect(self._ask)
        window.installEventFilter(self)
        self.hide()

    def open(self, text: str = "", ask: str = "") -> None:
        """Show it, with something typed already perhaps; with ``ask`` it asks for somebody, and offers no commands."""
        if not self.isVisible():
            self._before = self._over.focusWidget()
        self._asking = bool(ask)
        self.line.setPlaceholderText(ask or _("Person, Notiz oder Befehl suchen …"))
        self.line.setAccessibleName(ask or _("Person, Notiz oder Befehl suchen"))
        self._more_of = None
        self._found = []
        self.line.setText(text)
        self._show_entries()
        self.place()
        self.show()
        self.raise_()
        self.line.setFocus()
        if text:
            self._ask()

    def close_palette(self) -> None:
        """Hide it and give the focus back."""
        if not self.isVisible():
            return
        self.hide()
        if self._before is not None:
            self._before.setFocus()
        self._before = None
        self.closed.emit()

    def place(self) -> None:
        """In the upper middle of the window."""
        self.setGeometry(self._over.rect())
        width = min(T.px(600), self.width() - T.px(32))
        heights = sum(self.list.sizeHintForRow(row) for row in range(self._model.rowCount()))
        self.list.setFixedHeight(max(T.px(30), min(heights + 2, self.height() - T.px(200))))
        self.line.setFont(T.font("subtitle"))
        self.line.setFixedHeight(T.px(38))
        self._foot.setContentsMargins(T.px(10), T.px(2), T.px(10), T.px(2))
        self.box.setFixedWidth(width)
        self.box.adjustSize()
        self.box.move((self.width() - width) // 2, min(T.px(72), self.height() // 8))

    def entries(self) -> list[Entry]:
        """What is on offer now, in order."""
        return [row for row in self._model.rows if isinstance(row, Entry)]

    def current(self) -> Entry | None:
        """The marked line."""
        row = self.list.currentIndex().row()
        found = self._model.rows[row] if 0 <= row < len(self._model.rows) else None
        return found if isinstance(found, Entry) else None

    # -- finding ---------------------------------------------------------------------------------------------

    def _typed(self) -> None:
        self._more_of = None
        if not self.line.text().strip():
            self._found = []
        self._show_entries()
        self._timer.start()

    def _ask(self) -> None:
        self._timer.stop()
        text = self.line.text().strip()
        self._asked += 1
        number = self._asked
        if not text or self._provider is None:
            return

        def deliver(entries: Sequence[Entry]) -> None:
            if number == self._asked and self.isVisible():
                self._found = list(entries)
                self._show_entries()
                count = len(self._found)
                announce(self, ngettext("{n} Treffer", "{n} Treffer", count).format(n=count))

        self._provider(text, deliver)

    def _show_entries(self) -> None:
        text = self.line.text()
        if self._more_of is not None:
            shown = list(self._more_of.more)
        else:
            ranked = [
                (place, entry)
                for entry in ([] if self._asking else self._commands())
                if (place := rank(f"{entry.text} {entry.detail}", text)) is not None
            ]
            best: dict[str, int] = {}
            for place, entry in ranked:
                best[entry.group] = min(place, best.get(entry.group, place))
            groups = list(best)
            # Groups stay together, the one with the best answer first; the order of the table within a rank.
            ranked.sort(key=lambda pair: (best[pair[1].group], groups.index(pair[1].group), pair[0]))
            commands = [entry for _place, entry in ranked]
            shown = [*self._found, *commands]
        self._model.show_entries(shown[:MOST])
        first = next((i for i, row in enumerate(self._model.rows) if isinstance(row, Entry)), -1)
        self.list.setCurrentIndex(self._model.index(first))
        self._show_foot()
        if self.isVisible():
            self.place()
        self.list.scrollToTop()  # with the words above the first one

    def _show_foot(self) -> None:
        parts = []
        entry, text = self.current(), self.line.text().strip()
        if entry is None and not text:
            parts.append(_("Ein Teil des Namens oder vier Ziffern der Nummer genügen."))
        elif entry is None:
            parts.append(_("Nichts gefunden. Ein Teil des Namens oder vier Ziffern der Nummer genügen."))
        else:
            parts.append("↵ " + (entry.verb or _("ausführen")))
            if entry.open is not None:
                parts.append(_("Strg ↵ Akte öffnen"))
            if entry.more:
                parts.append(_("→ weitere Aktionen"))
        parts.append(_("Esc schließen"))
        self._foot.setText("     ".join(parts))

    # -- keys ------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if watched is self.line and event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()
                return True
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            if self._more_of is not None:
                self._more_of = None
                self._show_entries()
            else:
                self.close_palette()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._walk(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(opening=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif key == Qt.Key.Key_Right and self.line.cursorPosition() == len(self.line.text()):
            entry = self.current()
            if entry is None or not entry.more:
                return False
            self._more_of = entry
            self._show_entries()
        elif key == Qt.Key.Key_Left and self._more_of is not None:
            self._more_of = None
            self._show_entries()
        elif key == Qt.Key.Key_Tab or key == Qt.Key.Key_Backtab:
            self._walk(1 if key == Qt.Key.Key_Tab else -1)
        else:
            return False
        return True

    def _walk(self, step: int) -> None:
        places = [i for i, row in enumerate(self._model.rows) if isinstance(row, Entry)]
        if not places:
            return
        now = self.list.currentIndex().row()
        at = places.index(now) if now in places else -1
        self.list.setCurrentIndex(self._model.index(places[(at + step) % len(places)]))
        if (at + step) % len(places) == 0:
            self.list.scrollToTop()
        self._show_foot()

    def _run(self, *, opening: bool) -> None:
        entry = self.current()
        if entry is None:
            return
        run = entry.open if opening and entry.open is not None else entry.run
        self.close_palette()
        run()

    def _clicked(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self._run(opening=False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.box.geometry().contains(event.position().toPoint()):
            self.close_palette()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shade = T.color("text") if T.scheme == "light" else T.color("window")
        painter.setOpacity(0.18 if T.scheme == "light" else 0.6)
        painter.fillRect(self.rect(), shade)
        painter.end()
