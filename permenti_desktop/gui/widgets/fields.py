"""Fields of forms: a line, longer text, a choice, several choices, a tick, a number, a time, the week.

All have the same four things: ``value()``, ``set_value(value)`` (sends nothing), ``problem()`` (a sentence while
what stands there cannot be read) and the signal ``changed``.  The wheel changes none of them without the focus.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from permenti_desktop.gui.theme import T, fixed, spaced
from permenti_desktop.gui.widgets import wheel_guard
from permenti_desktop.gui.widgets.button import Button, button
from permenti_desktop.gui.widgets.flow import Flow
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.gui.widgets.undo_key import leaves_undo
from permenti_desktop.i18n import N_, _, language

Terms = Sequence[tuple[Hashable, str]] | Callable[[], Sequence[tuple[Hashable, str]]]
"""(value, words) in order, or a function that knows them now (cohorts, grants)."""

#: From so many terms on one types instead of scrolling.
MANY: Final = 16


class LineField(QLineEdit):
    """One line; ``value()`` is the text without blanks around it."""

    changed = Signal()

    def __init__(self, hint: str = "", limit: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPlaceholderText(hint)
        if limit:
            self.setMaxLength(limit)
        self.textEdited.connect(self._edited)
        fixed(self, min_width=64)

    def value(self) -> str:
        return self.text().strip()

    def set_value(self, value: str | None) -> None:
        if self.text() != (value or ""):
            self.setText(value or "")
            self.setCursorPosition(0)

    def problem(self) -> str:
        return ""

    def event(self, event: QEvent) -> bool:
        return leaves_undo(self, event) or super().event(event)

    def _edited(self) -> None:
        self.changed.emit()


class TextField(QPlainTextEdit):
    """Several lines that grow with what is written, from ``rows`` to ``most`` lines; Tab leaves the field."""

    changed = Signal()

    def __init__(self, hint: str = "", rows: int = 3, most: int = 12, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows, self._most = rows, most
        self._quiet = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(hint)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._edited)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        T.changed.connect(self._grow)
        self._grow()

    def value(self) -> str:
        return self.toPlainText().strip()

    def set_value(self, value: str | None) -> None:
        if self.toPlainText() != (value or ""):
            self._quiet = True
            self.setPlainText(value or "")
            self._quiet = False

    def problem(self) -> str:
        return ""

    def event(self, event: QEvent) -> bool:
        return leaves_undo(self, event) or super().event(event)

    def _edited(self) -> None:
        if not self._quiet:
            self.changed.emit()

    def _grow(self) -> None:
        line = self.fontMetrics().lineSpacing()
        lines = min(self._most, max(self._rows, round(self.document().size().height())))
        self.setFixedHeight(lines * line + T.px(18))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # Ctrl+Enter confirms the form around it
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(T.px(200), self.minimumHeight())


class ChoiceField(QComboBox):
    """One of several terms.  A value that is not among them is added as it is, so that nothing stored disappears.

    With many terms one can type; what fits no term stays and is reported by ``problem()``.
    """

    changed = Signal()

    def __init__(
        self,
        terms: Terms,
        *,
        optional: bool = True,
        empty: str = "–",
        typing: bool | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._terms = terms
        self._optional = optional
        self._empty = empty
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(14)
        wheel_guard.guard(self)
        listed = self._now()
        self._typing = len(listed) >= MANY if typing is None else typing
        if self._typing:
            self.setEditable(True)
            self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            completer = self.completer()
            if completer is not None:
                completer.setFilterMode(Qt.MatchFlag.MatchContains)
                completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
                completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            edit = self.lineEdit()
            if edit is not None:
                edit.setPlaceholderText(empty)
                edit.textEdited.connect(self._typed)
        self._fill(listed)
        self.activated.connect(self._chosen)
        self.currentTextChanged.connect(self.setToolTip)

    def _now(self) -> Sequence[tuple[Hashable, str]]:
        return self._terms() if callable(self._terms) else self._terms

    def _fill(self, terms: Sequence[tuple[Hashable, str]]) -> None:
        self.clear()
        if self._optional:
            self.addItem("" if self._typing else self._empty, None)
        for value, words in terms:
            self.addItem(words, value)

    def refresh_terms(self) -> None:
        """Ask again for the terms and keep the value."""
        value = self.value()
        self._fill(self._now())
        self.set_value(value)

    def value(self) -> Any:
        if self._typing:
            index = self._typed_index()
            return self.itemData(index) if index >= 0 else None
        return self.currentData()

    def set_value(self, value: Any) -> None:
        index = next((i for i in range(self.count()) if self.itemData(i) == value), -1)
        if index < 0 and value not in (None, ""):
            self.addItem(str(value), value)
            index = self.count() - 1
        self.setCurrentIndex(index if index >= 0 else (0 if self._optional else -1))
        edit = self.lineEdit()
        if edit is not None:
            edit.setCursorPosition(0)

    def problem(self) -> str:
        if self._typing and self.currentText().strip() and self._typed_index() < 0:
            return _("Das steht nicht in der Liste. Bitte wählen Sie etwas aus.")
        return ""

    def _typed_index(self) -> int:
        wanted = self.currentText().strip().casefold()
        current = self.currentIndex()
        if current >= 0 and self.itemText(current).casefold() == wanted:
            return current
        return next((i for i in range(self.count()) if self.itemText(i).casefold() == wanted), -1)

    def _typed(self) -> None:
        self.changed.emit()

    def _chosen(self) -> None:
        self.changed.emit()

    def event(self, event: QEvent) -> bool:
        # The list itself may turn with the wheel once it is open or the field has been entered.
        if event.type() == QEvent.Type.Wheel and not self.hasFocus():
            event.ignore()
            return False
        return super().event(event)


class MultiField(Flow):
    """Any number of terms, as pills that break into lines; ``value()`` is a tuple in the order of the terms."""

    changed = Signal()

    def __init__(self, terms: Terms, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._pills: dict[Hashable, Button] = {}
        self._unknown: tuple[Hashable, ...] = ()
        for value, words in terms() if callable(terms) else terms:
            made = button(words, look="pill")
            made.setCheckable(True)
            made.setAccessibleName(words)
            made.clicked.connect(self._clicked)
            self.add(made)
            self._pills[value] = made

    def value(self) -> tuple[Any, ...]:
        return (*(value for value, made in self._pills.items() if made.isChecked()), *self._unknown)

    def set_value(self, value: Sequence[Any] | None) -> None:
        chosen = set(value or ())
        for code, made in self._pills.items():
            made.setChecked(code in chosen)
        self._unknown = tuple(code for code in value or () if code not in self._pills)
        self.arrange()

    def problem(self) -> str:
        return ""

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        for made in self._pills.values():
            made.setAccessibleName(f"{name}: {made.text()}")

    def _clicked(self) -> None:
        self.arrange()  # the words of what is chosen are bold
        self.changed.emit()


class CheckField(QCheckBox):
    """Yes or no."""

    changed = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._clicked)

    def value(self) -> bool:
        return self.isChecked()

    def set_value(self, value: bool | None) -> None:
        self.setChecked(bool(value))

    def problem(self) -> str:
        return ""

    def _clicked(self) -> None:
        self.changed.emit()


class NumberField(QLineEdit):
    """A number that may be missing.  ``decimals`` 0 gives int, more give Decimal; German and English signs.

    Its unit stands in the empty field as a hint, and behind the number where there is room for both."""

    changed = Signal()

    def __init__(self, decimals: int = 0, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._decimals = decimals
        self._unit = unit
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPlaceholderText(unit)
        self.setAccessibleDescription(unit)
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._make_room)
        fixed(self, min_width=64)

    def event(self, event: QEvent) -> bool:
        return leaves_undo(self, event) or super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def unit_shown(self) -> bool:
        """Whether the unit is painted behind the number."""
        text = self.text()
        if not text or not self._unit or text.endswith(self._unit):
            return False
        return self.fontMetrics().horizontalAdvance(text + self._unit) + T.px(40) <= self.width()

    def _make_room(self) -> None:
        room = self.fontMetrics().horizontalAdvance(self._unit) + T.px(4) if self.unit_shown() else 0
        if self.textMargins().right() != room:
            self.setTextMargins(0, 0, room, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.unit_shown():
            painter = QPainter(self)
            painter.setPen(T.color("muted"))
            right = self.rect().adjusted(0, 0, -T.px(10), 0)
            painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._unit)
            painter.end()

    def value(self) -> int | Decimal | None:
        return self._read()

    def set_value(self, value: int | float | Decimal | None) -> None:
        self.setText(self._shown(value))

    def problem(self) -> str:
        if not self.text().strip() or self._read() is not None:
            return ""
        if self._decimals == 0:
            return _("Hier wird eine ganze Zahl gebraucht, zum Beispiel 12.")
        return _("Hier wird eine Zahl gebraucht, zum Beispiel 49,50.")

    def _shown(self, value: int | float | Decimal | None) -> str:
        if value is None:
            return ""
        if self._decimals == 0:
            return str(int(value))
        text = f"{value:.{self._decimals}f}"
        return text.replace(".", ",") if language() == "de" else text

    def _read(self) -> int | Decimal | None:
        text = self.text().strip().replace("\u00a0", "").replace(" ", "").removesuffix("€").removesuffix("%")
        if self._unit:
            text = text.removesuffix(self._unit.replace(" ", ""))
        if not text:
            return None
        point, group = (",", ".") if language() == "de" else (".", ",")
        if group in text and point not in text:
            # "49.50" typed on the keypad of a German keyboard means the decimal point, "1.250" a thousand.
            tail = text.rsplit(group, 1)[1]
            text = text.replace(group, "") if len(tail) == 3 else text.replace(group, point)
        text = text.replace(group, "").replace(point, ".")
        try:
            number = Decimal(text)
        except InvalidOperation:
            return None
        if not number.is_finite():
            return None
        if self._decimals == 0:
            return int(number) if number == number.to_integral_value() else None
        return number.quantize(Decimal(1).scaleb(-self._decimals))

    def _edited(self) -> None:
        self.changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        number = self._read()
        if number is not None:
            self.setText(self._shown(number))
        super().focusOutEvent(event)


class TimeField(QLineEdit):
    """A time of day: "9", "930", "9:30", "9.30"; ``value()`` is a datetime.time or None."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPlaceholderText(_("SS:MM"))
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.textEdited.connect(self._edited)
        fixed(self, min_width=72)

    def event(self, event: QEvent) -> bool:
        return leaves_undo(self, event) or super().event(event)

    def value(self) -> time | None:
        text = self.text().strip().casefold().removesuffix("uhr").strip().replace(".", ":").replace(",", ":")
        head, colon, tail = text.partition(":")
        if not colon and head.isdecimal() and len(head) in (3, 4):
            head, tail = head[:-2], head[-2:]
        if not head.isdecimal() or (tail and not tail.isdecimal()) or (colon and len(tail) not in (0, 2)):
            return None
        hour, minute = int(head), int(tail or "0")
        return time(hour, minute) if hour < 24 and minute < 60 else None

    def set_value(self, value: time | None) -> None:
        self.setText(f"{value:%H:%M}" if value is not None else "")

    def problem(self) -> str:
        if not self.text().strip() or self.value() is not None:
            return ""
        return _("Das ist keine Uhrzeit. Möglich ist zum Beispiel 9:30.")

    def _edited(self) -> None:
        self.changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        found = self.value()
        if found is not None:
            self.set_value(found)
        super().focusOutEvent(event)


_DAYS: Final = (
    ("mo", N_("Mo")), ("tu", N_("Di")), ("we", N_("Mi")), ("th", N_("Do")), ("fr", N_("Fr")), ("sa", N_("Sa")),
    ("su", N_("So")),
)  # fmt: skip
_PARTS: Final = (("am", N_("vormittags")), ("pm", N_("nachmittags")), ("ev", N_("abends")))


class WeekField(QWidget):
    """The week as a grid of ticks, 7 days × 3 parts; arrows walk, Space ticks.  Codes of ``vocab.TIMES``."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        spaced(grid, 0, 4)
        self._ticks: dict[str, QCheckBox] = {}
        self._place: dict[QCheckBox, tuple[int, int]] = {}
        for column, (_day, words) in enumerate(_DAYS):
            grid.addWidget(label(_(words), "heading"), 0, column + 1, Qt.AlignmentFlag.AlignHCenter)
        for row, (part, part_words) in enumerate(_PARTS):
            grid.addWidget(label(_(part_words), "caption"), row + 1, 0)
            for column, (day, day_words) in enumerate(_DAYS):
                tick = QCheckBox()
                tick.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                tick.setAccessibleName(f"{_(day_words)} {_(part_words)}")
                tick.clicked.connect(self._clicked)
                tick.installEventFilter(self)
                grid.addWidget(tick, row + 1, column + 1, Qt.AlignmentFlag.AlignHCenter)
                self._ticks[f"{day}_{part}"] = tick
                self._place[tick] = (row, column)
        grid.setColumnStretch(len(_DAYS) + 1, 1)

    def value(self) -> tuple[str, ...]:
        return tuple(
            code for day, _w in _DAYS for part, _p in _PARTS if self._ticks[code := f"{day}_{part}"].isChecked()
        )

    def set_value(self, value: Sequence[str] | None) -> None:
        for code, tick in self._ticks.items():
            tick.setChecked(code in (value or ()))

    def problem(self) -> str:
        return ""

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched in self._place:
            row, column = self._place[watched]
            step = {
                Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
            }.get(Qt.Key(event.key()))  # fmt: skip
            if step is not None:
                wanted = (row + step[0], column + step[1])
                for tick, place in self._place.items():
                    if place == wanted:
                        tick.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False

    def _clicked(self) -> None:
        self.changed.emit()
