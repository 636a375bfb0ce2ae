"""The date field: typed as people type, empty really empty, and as vague as the papers are.

``5.3.``, ``050326``, ``heute``, ``fr``, ``+2w`` … (domain.dates.typed_date); what was understood is shown under the
field while typing.  ↑/↓ a day, Bild↑/Bild↓ a month, Strg+. or Strg+; today, Alt+↓ the calendar.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from permenti_desktop.domain.dates import Kind, PartialDate, add_months, typed_date
from permenti_desktop.gui.icons import icon
from permenti_desktop.gui.theme import T, fixed, kind, spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.inner_button import InnerButton
from permenti_desktop.gui.widgets.undo_key import leaves_undo
from permenti_desktop.i18n import _, date_text, long_date_text

#: A date is a line of figures from left to right even between Arabic names.
_LTR: Final = Qt.LayoutDirection.LeftToRight


class DateField(QLineEdit):
    """A line edit with a calendar; ``changed`` is sent when a person has changed what it means.

    ``meaning`` is "birth" (two-digit years lie in the past) or "event"; with ``partial`` a year or a month is enough;
    a ``compact`` one has no button, only Alt+↓.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        meaning: Kind = "event",
        partial: bool = False,
        compact: bool = False,
        today: Callable[[], date] = date.today,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._meaning: Kind = meaning
        self._partial = partial
        self._today = today
        self._told: PartialDate | None = None
        self._echo: _Echo | None = None
        self._popup: CalendarPopup | None = None
        self.setLayoutDirection(_LTR)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPlaceholderText(_("TT.MM.JJJJ"))
        self.calendar_button: InnerButton | None = None
        if not compact:
            self.calendar_button = InnerButton(self, "calendar-days", _("Kalender öffnen (Alt+↓)"))
            self.calendar_button.clicked.connect(self.open_calendar)
        self.textEdited.connect(self._typed)
        fixed(self, min_width=76 if compact else 128)

    # -- value -----------------------------------------------------------------------------------------------

    def value(self) -> PartialDate | None:
        """The date, None when the field is empty or what stands there is no date (ask ``readable``)."""
        found = typed_date(self.text(), kind=self._meaning, today=self._today())
        if found is not None and not self._partial and found.exact is None:
            return None
        return found

    def day(self) -> date | None:
        """The value as a whole day."""
        found = self.value()
        return found.exact if found is not None else None

    def readable(self) -> bool:
        """False while something stands in the field that is no date."""
        return not self.text().strip() or self.value() is not None

    def problem(self) -> str:
        """What is wrong with the text, in a sentence; "" if nothing."""
        if self.readable():
            return ""
        found = typed_date(self.text(), kind=self._meaning, today=self._today())
        if found is not None:
            return _("Hier wird ein ganzes Datum gebraucht, zum Beispiel 05.03.2026.")
        return _("Das ist kein Datum. Möglich ist zum Beispiel 5.3.26, heute oder +7.")

    def set_partial(self, partial: bool) -> None:
        """Whether a year or a month is enough."""
        self._partial = partial

    def set_value(self, value: PartialDate | date | None) -> None:
        """Show a date; None empties the field.  Sends nothing."""
        found = PartialDate.of_day(value) if isinstance(value, date) else value
        self.setText(date_text(found))
        self._told = found
        self._hide_echo()

    # -- typing ----------------------------------------------------------------------------------------------

    def _typed(self) -> None:
        self._show_echo()
        self._tell()

    def _tell(self) -> None:
        found = self.value()
        if found != self._told:
            self._told = found
            self.changed.emit()

    def _put(self, value: PartialDate) -> None:
        self.setText(date_text(value))
        self._show_echo()
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, keys = event.key(), event.modifiers()
        control = bool(keys & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Down and keys & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        elif control and key in (Qt.Key.Key_Period, Qt.Key.Key_Semicolon):
            self._put(PartialDate.of_day(self._today()))
        elif not control and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if key == Qt.Key.Key_Up else -1, months=False)
        elif not control and key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._step(1 if key == Qt.Key.Key_PageUp else -1, months=True)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tidy()
            super().keyPressEvent(event)
            event.ignore()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if leaves_undo(self, event):
            return True
        # Ctrl+. and Ctrl+; belong to this field, whatever shortcuts the window has.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if control and event.key() in (Qt.Key.Key_Period, Qt.Key.Key_Semicolon):
                event.accept()
                return True
        return super().event(event)

    def _step(self, step: int, *, months: bool) -> None:
        """A day or a month on; a date known only to the month or year moves by what is known of it."""
        found = self.value()
        if found is None:
            if self.readable():
                self._put(PartialDate.of_day(self._today()))
            return
        try:
            if found.month is None:
                self._put(PartialDate(found.year + step))
            elif found.day is None:
                moved = add_months(found.first(), step)
                self._put(PartialDate(moved.year, moved.month))
            elif months:
                self._put(PartialDate.of_day(add_months(found.first(), step)))
            else:
                self._put(PartialDate.of_day(found.first() + timedelta(days=step)))
        except (ValueError, OverflowError):
            return

    def _tidy(self) -> None:
        """Write out what was understood: "5.3." becomes "05.03.2026"; what was not stays as it is."""
        found = self.value()
        if found is not None:
            self.setText(date_text(found))
        self._hide_echo()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._tidy()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._hide_echo()
        super().hideEvent(event)

    # -- what was understood ---------------------------------------------------------------------------------

    def echo_text(self) -> str:
        """The line shown under the field: what was understood of the text, "" while it is empty."""
        if not self.text().strip():
            return ""
        found = self.value()
        if found is None:
            return _("noch kein Datum")
        return long_date_text(found.exact) if found.exact else _("nur {date}").format(date=date_text(found))

    def _show_echo(self) -> None:
        text = self.echo_text()
        if not text or not self.isVisible():
            self._hide_echo()
            return
        if self._echo is None:
            self._echo = _Echo(self.window())
            self._follow(True)
        self._echo.say(text, known=self.value() is not None)
        self._place_echo(self._echo)
        self._echo.show()
        self._echo.raise_()

    def _place_echo(self, echo: QWidget) -> None:
        window = self.window()
        place = self.mapTo(window, QPoint(0, self.height() + T.px(2)))
        if place.y() + echo.height() > window.height():
            place = self.mapTo(window, QPoint(0, -echo.height() - T.px(2)))
        echo.move(max(0, min(place.x(), window.width() - echo.width())), max(0, place.y()))

    def _hide_echo(self) -> None:
        if self._echo is not None:
            self._follow(False)
            self._echo.hide()
            self._echo.deleteLater()
            self._echo = None

    def _follow(self, on: bool) -> None:
        """Keep the line under the field while what is around it moves or scrolls."""
        around = self.parentWidget()
        while around is not None:
            if on:
                around.installEventFilter(self)
            else:
                around.removeEventFilter(self)
            around = around.parentWidget()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._echo is not None and event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._place_echo(self._echo)
        return False

    # -- calendar --------------------------------------------------------------------------------------------

    def open_calendar(self) -> None:
        """Show the month; choosing a day puts it into the field."""
        if self._popup is not None:
            return
        found = self.value()
        self._popup = CalendarPopup(found.first() if found else self._today(), self._today(), self)
        self._popup.picked.connect(self._picked)
        self._popup.destroyed.connect(self._popup_gone)
        self._popup.open_at(self)

    def _picked(self, day: object) -> None:
        if isinstance(day, date):
            self._put(PartialDate.of_day(day))
        elif day is None:
            self.clear()
            self._tell()
        self._hide_echo()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def _popup_gone(self) -> None:
        self._popup = None


class _Echo(QLabel):
    """A small line that floats under the field, so that nothing jumps while one types."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setObjectName("echo")

    def say(self, text: str, *, known: bool) -> None:
        ink = T.hex("text2") if known else T.hex("warn")
        self.setStyleSheet(
            f"background: {T.hex('base')}; color: {ink}; border: {T.hairline}px solid {T.hex('ctrl')};"
            f" border-radius: {T.px(4)}px; padding: {T.px(2)}px {T.px(6)}px;"
        )
        self.setFont(T.font("caption", 500))
        self.setText(text)
        self.adjustSize()


class CalendarPopup(QFrame):
    """A month to choose from, with "Heute" and "Leeren"; ``picked`` sends a date, or None for no date."""

    picked = Signal(object)

    def __init__(self, shown: date, today: date, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kind(self, "popup")
        self._today = today
        layout = QVBoxLayout(self)
        spaced(layout, 8, 4)
        self.calendar = QCalendarWidget()
        self.calendar.setAccessibleName(_("Kalender"))
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.ISOWeekNumbers)
        self.calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        head = QTextCharFormat()
        head.setForeground(T.color("muted"))
        head.setBackground(T.color("base"))
        self.calendar.setHeaderTextFormat(head)
        plain = QTextCharFormat()
        plain.setForeground(T.color("text"))
        weekend = QTextCharFormat()
        weekend.setForeground(T.color("muted"))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, weekend)
        mark = QTextCharFormat()
        mark.setForeground(T.color("accent"))
        mark.setFontWeight(600)
        self.calendar.setDateTextFormat(QDate(today.year, today.month, today.day), mark)
        self.calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        for name, arrow in (("qt_calendar_prevmonth", "chevron-left"), ("qt_calendar_nextmonth", "chevron-right")):
            found = self.calendar.findChild(QWidget, name)
            if found is not None and hasattr(found, "setIcon"):
                found.setIcon(icon(arrow))
        self.calendar.clicked.connect(self._choose)
        self.calendar.activated.connect(self._choose)
        layout.addWidget(self.calendar)
        row = QHBoxLayout()
        spaced(row, 0, 8)
        row.addWidget(button(_("Heute"), self._pick_today, look="link"))
        row.addStretch(1)
        row.addWidget(button(_("Leeren"), self._pick_none, look="link"))
        layout.addLayout(row)

    def open_at(self, field: QWidget) -> None:
        """Below the field, or above it where there is no room."""
        self.adjustSize()
        place = field.mapToGlobal(QPoint(0, field.height() + 2))
        room = field.screen().availableGeometry()
        if place.y() + self.height() > room.bottom():
            place = field.mapToGlobal(QPoint(0, -self.height() - 2))
        place.setX(max(room.left(), min(place.x(), room.right() - self.width())))
        self.move(place)
        self.show()
        self.calendar.setFocus()

    def _choose(self, day: QDate) -> None:
        self.picked.emit(date(day.year(), day.month(), day.day()))
        self.close()

    def _pick_today(self) -> None:
        self.picked.emit(self._today)
        self.close()

    def _pick_none(self) -> None:
        self.picked.emit(None)
        self.close()
