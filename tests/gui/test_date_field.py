"""The date field: what people type (UX 4.4), on the Monday that the pictures show."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QTableView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.gui import app
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.date_field import CalendarPopup, DateField
from permenti_desktop.gui.widgets.tabs import Tabs
from permenti_desktop.gui.widgets.wheel_guard import guard

MONDAY = date(2026, 11, 23)
Typing = Callable[[QWidget, str], None]
Making = Callable[..., DateField]


@pytest.fixture
def make(shown: Callable[..., QWidget]) -> Making:
    """A date field with the focus."""

    def made(**options: Any) -> DateField:
        field = factory.date("Datum", today=lambda: MONDAY, **options)
        shown(field)
        field.setFocus()
        return field

    return made


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5.3.", "05.03.2027"), ("5.3.26", "05.03.2026"), ("050326", "05.03.2026"), ("5 märz", "05.03.2027"),
        ("heute", "23.11.2026"), ("gestern", "22.11.2026"), ("morgen", "24.11.2026"), ("mo", "30.11.2026"),
        ("fr", "27.11.2026"), ("+7", "30.11.2026"), ("-2", "21.11.2026"), ("+2w", "07.12.2026"),
        ("+1m", "23.12.2026"), ("kw48", "23.11.2026"), ("ende", "30.11.2026"),
    ],
)  # fmt: skip
def test_what_people_type(make: Making, type_text: Typing, typed: str, meant: str) -> None:
    field = make()
    type_text(field, typed)
    assert field.readable()
    assert meant in field.echo_text()
    field.clearFocus()
    assert field.text() == meant


def test_empty_is_no_date(make: Making, qtbot: QtBot) -> None:
    field = make()
    assert field.value() is None
    assert field.readable()
    field.set_value(date(2026, 3, 5))
    with qtbot.waitSignal(field.changed):
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
    assert field.value() is None
    assert field.problem() == ""


def test_what_cannot_be_read_stays_and_is_explained(make: Making, type_text: Typing) -> None:
    field = make()
    type_text(field, "irgendwann")
    field.clearFocus()
    assert field.text() == "irgendwann"
    assert field.value() is None
    assert "kein Datum" in field.problem()


def test_births_may_be_a_year_and_lie_in_the_past(make: Making, type_text: Typing) -> None:
    field = make(meaning="birth", partial=True)
    type_text(field, "1985")
    assert field.value() == PartialDate(1985)
    field.clear()
    type_text(field, "01.01.30")
    assert field.value() == PartialDate(1930, 1, 1)


def test_a_year_is_not_enough_where_a_day_is_needed(make: Making, type_text: Typing) -> None:
    field = make()
    type_text(field, "2026")
    assert field.value() is None
    assert "ganzes Datum" in field.problem()


def test_arrows_walk_by_day_and_month(make: Making) -> None:
    field = make()
    field.set_value(date(2026, 1, 31))
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.day() == date(2026, 2, 1)
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_PageUp)
    assert field.day() == date(2026, 2, 28)
    QTest.keyClick(field, Qt.Key.Key_PageDown)
    assert field.day() == date(2026, 1, 28)


def test_arrows_leave_a_year_a_year(make: Making) -> None:
    field = make(meaning="birth", partial=True)
    field.set_value(PartialDate(1985))
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == PartialDate(1986)


@pytest.mark.parametrize("key", [Qt.Key.Key_Period, Qt.Key.Key_Semicolon])
def test_today_by_key(make: Making, qtbot: QtBot, key: Qt.Key) -> None:
    field = make()
    with qtbot.waitSignal(field.changed):
        QTest.keyClick(field, key, Qt.KeyboardModifier.ControlModifier)
    assert field.day() == MONDAY


def test_the_line_below_shows_the_weekday_while_typing(make: Making, type_text: Typing) -> None:
    field = make()
    type_text(field, "+1")
    assert field.echo_text() == "Dienstag, 24.11.2026"
    type_text(field, "x")
    assert field.echo_text() == "noch kein Datum"


def test_a_day_from_the_calendar(make: Making, qtbot: QtBot) -> None:
    field = make()
    QTest.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = field.findChild(CalendarPopup)
    assert popup is not None
    with qtbot.waitSignal(field.changed):
        QTest.keyClick(popup.calendar.findChild(QTableView), Qt.Key.Key_Right)
        popup.calendar.activated.emit(popup.calendar.selectedDate())
    assert field.day() == date(2026, 11, 24)


def test_dates_are_written_from_left_to_right(make: Making) -> None:
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert make().layoutDirection() == Qt.LayoutDirection.LeftToRight
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_english_dates_can_be_read_back(make: Making, qapp: QApplication) -> None:
    app.use_language(qapp, "en")
    field = make()
    for month in range(1, 13):
        field.set_value(date(2026, month, 9))
        assert field.day() == date(2026, month, 9), field.text()


def _turn_wheel(widget: QWidget) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_changes_nothing_without_the_focus(shown: Callable[..., QWidget]) -> None:
    window = QWidget()
    layout = QVBoxLayout(window)
    choice = factory.choice("Wahl", [("1", "eins"), ("2", "zwei"), ("3", "drei")], optional=False)
    tabs = Tabs("Blätter")
    tabs.add("A", QWidget())
    tabs.add("B", QWidget())
    other = factory.line("Anderes")
    for widget in (choice, tabs, other):
        layout.addWidget(widget)
    shown(window)
    other.setFocus()
    _turn_wheel(choice)
    _turn_wheel(tabs.tabBar())
    assert (choice.currentIndex(), tabs.currentIndex()) == (0, 0)
    choice.setFocus()
    _turn_wheel(choice)
    assert choice.currentIndex() == 1
    tabs.tabBar().setFocus()
    _turn_wheel(tabs.tabBar())
    assert tabs.currentIndex() == 0


def test_without_the_guard_the_wheel_would_change_data(shown: Callable[..., QWidget]) -> None:
    """The control: proves that the turned wheel of these tests reaches the field."""
    choice = QComboBox()
    choice.addItems(["eins", "zwei"])
    shown(choice)
    choice.clearFocus()
    _turn_wheel(choice)
    assert choice.currentIndex() == 1
    guard(choice)
    choice.setCurrentIndex(0)
    _turn_wheel(choice)
    assert choice.currentIndex() == 0
