"""Sichtschutz and window title on every page of a whole office: nobody who stands at the desk can read a name."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from permenti_desktop.db.database import Database
from permenti_desktop.demo import office
from permenti_desktop.gui import jobs
from permenti_desktop.gui.places import places
from permenti_desktop.gui.privacy import P, guard
from permenti_desktop.gui.theme import T
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.queries import office as office_query
from tests.gui.real_window import real_window


def _is_hidden(widget: QWidget) -> bool:
    """Whether a widget or what it lies in is veiled."""
    step: QWidget | None = widget
    while step is not None:
        if step.graphicsEffect() is not None:
            return True
        step = step.parentWidget()
    return False


def readable_names(window: QWidget, names: set[str]) -> list[str]:
    """Which names can be read in labels, buttons and fields; lists paint theirs themselves (test_table)."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or _is_hidden(widget):
            continue
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            words = widget.text()
        elif isinstance(widget, QPlainTextEdit):
            words = widget.toPlainText()
        else:
            continue
        hit = set(re.findall(r"[\w-]+", words)) & names
        found += [f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}: {words!r}"] if hit else []
    return found


def test_no_page_shows_a_name_under_sichtschutz_nor_in_the_title(working: Database, qtbot: QtBot) -> None:
    with working.write() as session:
        office.make(session, participants=14, seed=5, site="ennepe-ruhr", today=date.today())
    with working.read() as session:
        names = {name for name in session.execute(text("SELECT last_name FROM person")).scalars() if len(name) > 3} - {
            "Kaya",
            "Bauer",
        }
        modules = office_query.settings(session).modules
        records = {
            section: session.execute(text(f"SELECT id FROM {section} ORDER BY id LIMIT 1")).scalar()
            for section in ("participant", "mentor", "tandem", "internship", "organisation")
        }
    with real_window(qtbot, places(modules)) as window:

        def look(section: str) -> list[str]:
            window.go(section, records.get(section))
            for _round in range(4):
                qtbot.waitUntil(jobs.idle, timeout=20_000)
                QApplication.processEvents()
            assert not names & set(re.findall(r"[\w-]+", window.windowTitle())), window.windowTitle()
            return readable_names(window, names)

        seen = {section: look(section) for section in window.places}
        assert sum(map(bool, seen.values())) >= 4  # the control: without it they are read
        QTest.keyClick(window, Qt.Key.Key_F9)
        assert P.active
        assert {section: found for section in window.places if (found := look(section))} == {}
        P.switch(False)


def unrest(widget: QWidget) -> int:
    """How much a line of writing changes from column to column of dots: what letters are told apart by."""
    image = widget.grab().toImage()
    columns = [sum(image.pixelColor(x, y).value() for y in range(image.height())) for x in range(image.width())]
    return sum(
        abs(2 * here - left - right) for left, here, right in zip(columns, columns[1:], columns[2:], strict=False)
    )


@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_a_large_name_cannot_be_read_through_the_veil(shown: Callable[..., None], zoom: float) -> None:
    T.apply("light", zoom)
    name = label("Fatoumata Camara", "title")
    guard(name)
    shown(name, 400, 40)
    plain = unrest(name)
    P.switch(True)
    try:
        assert unrest(name) < 0.2 * plain  # Qt's blur, which left it readable, keeps a third
    finally:
        P.switch(False)
    assert unrest(name) == plain
