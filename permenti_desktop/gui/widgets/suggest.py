"""Type-ahead: a line that offers what fits while one types (places, occupations, countries, people).

The provider is asked with the text and hands over its answers when it has them:
``def provider(text, deliver): jobs.read(query, text, then=lambda rows: deliver([Suggestion(...), …]), …)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from permenti_desktop.gui.icons import pixmap
from permenti_desktop.gui.theme import T, kind
from permenti_desktop.gui.widgets.label import announce
from permenti_desktop.gui.widgets.undo_key import leaves_undo
from permenti_desktop.i18n import _, ngettext

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Suggestion:
    """One offer: what it stands for (a code, an id, a frozen row), its words, a second grey line, a picture.

    ``fills`` are further fields of a form that follow from it: {"postal_code": "44135", "town": "Dortmund"}.
    """

    value: Any
    text: str
    detail: str = ""
    icon: str = ""
    fills: tuple[tuple[str, Any], ...] = ()


Deliver = Callable[[Sequence[Suggestion]], None]
Provider = Callable[[str, Deliver], object]
_ROWS: Final = 8


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Suggestion] = []

    def show_rows(self, rows: Sequence[Suggestion]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.text} · {row.detail}" if row.detail else row.text
        return None


class SuggestionDelegate(QStyledItemDelegate):
    """One or two lines with a picture at the left."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        model = index.model()
        two = isinstance(model, _Model) and bool(model.rows[index.row()].detail)
        return QSize(T.px(200), T.px(44 if two else 30))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        if not isinstance(model, _Model):
            return
        row = model.rows[index.row()]
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, T.color("sel" if chosen else "base"))
        left = rect.x() + T.px(10)
        if row.icon:
            side = T.px(16)
            ink = T.color("sel_text" if chosen else "text2")
            painter.drawPixmap(
                left, rect.center().y() - side // 2, pixmap(row.icon, ink, side, painter.device().devicePixelRatioF())
            )
            left += side + T.px(8)
        box = QRect(left, rect.y(), rect.right() - left - T.px(8), rect.height())
        painter.setPen(T.color("sel_text" if chosen else "text"))
        if row.detail:
            half = rect.height() // 2
            painter.setFont(T.font("body", 500))
            upper = QRect(box.x(), box.y() + T.px(4), box.width(), half - T.px(3))
            shown = T.metrics("body", 500).elidedText(row.text, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(upper, int(Qt.AlignmentFlag.AlignVCenter), shown)
            painter.setFont(T.font("caption"))
            painter.setPen(T.color("sel_text" if chosen else "text2"))
            lower = QRect(box.x(), box.y() + half, box.width(), half - T.px(4))
            shown = T.metrics("caption").elidedText(row.detail, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(lower, int(Qt.AlignmentFlag.AlignVCenter), shown)
        else:
            painter.setFont(T.font())
            shown = T.metrics().elidedText(row.text, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), shown)


class _Offers(QListView):
    """The list under the line.  A child of the window, without focus of its own: keys stay in the line."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line.window())
        self._over = line.window()
        kind(self, "popup")
        self.setObjectName("offers")
        self.setAccessibleName(_("Vorschläge"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(line)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.offers = _Model(self)
        self.setModel(self.offers)
        self._delegate = SuggestionDelegate(self)
        self.setItemDelegate(self._delegate)

    def place(self, line: QLineEdit) -> None:
        rows = self.offers.rows[:_ROWS]
        height = sum(T.px(44 if row.detail else 30) for row in rows) + 2 * T.hairline
        width = max(line.width(), T.px(280))
        window = self._over
        corner = line.mapTo(window, QPoint(0, line.height() + 2))
        if corner.y() + height > window.height():
            above = line.mapTo(window, QPoint(0, -height - 2))
            if above.y() >= 0:
                corner = above
            else:
                height = max(T.px(60), window.height() - corner.y() - 4)
        corner.setX(max(0, min(corner.x(), window.width() - width)))
        self.setGeometry(corner.x(), corner.y(), min(width, window.width()), height)


class SuggestField(QLineEdit):
    """With ``free`` any text counts and an offer adds its value (a code); without, only an offer counts.

    ``value()`` is the value of the chosen offer or None; ``text()`` what stands there.
    """

    changed = Signal()
    chosen = Signal(object)
    """The Suggestion a person took."""

    def __init__(
        self, provider: Provider, *, free: bool = False, least: int = 1, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._provider = provider
        self._free = free
        self._least = least
        self._value: Any = None
        self._known = ""
        self._offers: _Offers | None = None
        self._asked = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(90)
        self._timer.timeout.connect(self.ask)
        self.textEdited.connect(self._typed)

    def event(self, event: QEvent) -> bool:
        return leaves_undo(self, event) or super().event(event)

    # -- value -----------------------------------------------------------------------------------------------

    def value(self) -> Any:
        return self._value

    def set_value(self, value: Any, text: str = "") -> None:
        """Show a value with its words; None empties the field.  Sends nothing."""
        self._value = value
        self._known = text
        self.setText(text)
        self.setCursorPosition(0)
        self.hide_offers()

    def readable(self) -> bool:
        return self._free or not self.text().strip() or self._value is not None

    def problem(self) -> str:
        """What is wrong, in a sentence; "" if nothing."""
        return "" if self.readable() else _("Bitte wählen Sie einen der Vorschläge aus.")

    # -- typing ----------------------------------------------------------------------------------------------

    def _typed(self, text: str) -> None:
        if text != self._known:
            self._value = None
        if len(text.strip()) >= self._least:
            self._timer.start()
        else:
            self._timer.stop()
            self.hide_offers()
        self.changed.emit()

    def ask(self) -> None:
        """Ask the provider now; answers to older questions are dropped."""
        self._asked += 1
        number = self._asked

        def deliver(rows: Sequence[Suggestion]) -> None:
            if number == self._asked and self.hasFocus():
                self.offer(rows)

        self._provider(self.text().strip(), deliver)

    def offer(self, rows: Sequence[Suggestion]) -> None:
        """Show what fits; the first is marked, Enter takes it."""
        rows = self.extended(rows)
        if not rows:
            self.hide_offers()
            return
        if self._offers is None:
            self._offers = _Offers(self)
            self._offers.clicked.connect(self._clicked)
        self._offers.offers.show_rows(rows)
        self._offers.setCurrentIndex(self._offers.offers.index(-1 if self._free else 0))
        self._offers.place(self)
        self._offers.show()
        self._offers.raise_()
        announce(self, ngettext("{n} Vorschlag", "{n} Vorschläge", len(rows)).format(n=len(rows)))

    def extended(self, rows: Sequence[Suggestion]) -> list[Suggestion]:
        """A place for rows of one's own below the answers."""
        return list(rows)

    def offered(self) -> list[Suggestion]:
        """What is being offered now."""
        return list(self._offers.offers.rows) if self._offers is not None and self._offers.isVisible() else []

    def take(self, suggestion: Suggestion) -> None:
        """Put an offer into the field as if a person had chosen it."""
        self._value = suggestion.value
        self._known = suggestion.text
        self.setText(suggestion.text)
        self.hide_offers()
        self.changed.emit()
        self.chosen.emit(suggestion)

    def hide_offers(self) -> None:
        """Close the list."""
        self._timer.stop()
        self._asked += 1
        if self._offers is not None:
            self._offers.hide()
            # Its end would otherwise take the focus from the line that it stands for.
            self._offers.setFocusProxy(None)  # type: ignore[arg-type]  # None takes it away; the stub forgets it
            self._offers.deleteLater()
            self._offers = None

    def _clicked(self, index: QModelIndex) -> None:
        if self._offers is not None:
            self.take(self._offers.offers.rows[index.row()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        offers = self._offers
        if offers is not None and offers.isVisible():
            row = offers.currentIndex().row()
            count = offers.offers.rowCount()
            if key == Qt.Key.Key_Down:
                offers.setCurrentIndex(offers.offers.index(min(count - 1, row + 1)))
                return
            if key == Qt.Key.Key_Up:
                offers.setCurrentIndex(offers.offers.index(max(0, row - 1)))
                return
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0 and not event.modifiers():
                self.take(offers.offers.rows[row])
                return
            if key == Qt.Key.Key_Escape:
                self.hide_offers()
                return
        elif key == Qt.Key.Key_Down:
            self.ask()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        offers = self._offers
        if not self._free and self._value is None and offers is not None and offers.isVisible():
            rows = offers.offers.rows
            if len(rows) == 1 and rows[0].value is not None:
                self.take(rows[0])
        self.hide_offers()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.hide_offers()
        super().hideEvent(event)


def from_terms(terms: Sequence[tuple[Any, str]]) -> Provider:
    """A provider over a fixed list of (value, words): beginnings of words first, then anything that contains it."""
    folded = [(value, words, words.casefold()) for value, words in terms]

    def provide(text: str, deliver: Deliver) -> None:
        wanted = text.casefold()
        starts = [Suggestion(v, w) for v, w, f in folded if f.startswith(wanted)]
        inside = [Suggestion(v, w) for v, w, f in folded if wanted in f and not f.startswith(wanted)]
        deliver((starts + inside)[:50])

    return provide
