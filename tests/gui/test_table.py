"""The list of unlimited length, with 100,000 ids from a real database."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from permenti_desktop import settings
from permenti_desktop.db.database import Database
from permenti_desktop.gui import jobs, remember
from permenti_desktop.gui.list_panel import ListPanel
from permenti_desktop.gui.privacy import P
from permenti_desktop.gui.table import PAGE, Asked, Cell, Column, Model, Table
from permenti_desktop.gui.theme import T, contrast_ratio

MANY = 100_000
SOME = 1_500


@dataclass(frozen=True)
class Row:
    id: int
    name: str
    town: str


class Source:
    """Rows reckoned by the database itself; what was asked of it is kept."""

    def __init__(self) -> None:
        self.many = SOME
        self.asked: list[Asked] = []
        self.read: list[int] = []
        self.renamed = ""

    def ids(self, session: Session, asked: Asked) -> Sequence[int]:
        self.asked.append(asked)
        order = "DESC" if asked.descending else "ASC"
        found = session.execute(
            text(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :many)"
                f" SELECT i FROM n WHERE i <= :many AND 'frau ' || i LIKE :wanted ORDER BY i {order}"
            ),
            {"many": self.many, "wanted": f"%{asked.filter}%"},
        )
        return array("q", found.scalars())

    def rows(self, session: Session, ids: Sequence[int]) -> list[Row]:
        self.read += ids
        statement = text("SELECT value FROM json_each(:ids)").bindparams(bindparam("ids"))
        found = session.execute(statement, {"ids": str(list(ids))}).scalars()
        return [Row(int(i), f"Frau {i}{self.renamed}", f"Ort {int(i) % 7}") for i in found]

    def counts(self, session: Session, asked: Asked) -> dict[str, int]:
        return {"": self.many, "all": self.many, "due": 3}


COLUMNS = (
    Column("name", "Name", lambda row: Cell(row.name, "Dari, Farsi", strong=True, private=True), 200, 0, stretch=True),
    Column("status", "Status", lambda row: Cell("Im Tandem", tone="ok", chip=True), 120, 1),
    Column("town", "Wohnort", lambda row: Cell(row.town), 120, 2),
    Column("consent", "Einwilligung", lambda row: Cell(icon="shield-check", spoken="erteilt"), 100, 3, sortable=False),
    Column("extra", "Weiteres", lambda row: Cell("x"), 100, 4, hidden=True),
)


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def many(source: Source) -> Source:
    """Ask for it before the table: then there are 100,000 of them."""
    source.many = MANY
    return source


@pytest.fixture
def table(working: Database, source: Source, shown: Callable[..., QWidget], qtbot: QtBot) -> Table:
    made = Table("test list", COLUMNS, ids=source.ids, rows=source.rows, title="Teilnehmerinnen")
    shown(made, 800, 600)
    made.refresh()
    qtbot.waitUntil(lambda: made.loaded and made.row(1) is not None and jobs.idle())
    return made


def test_model_keeps_the_rules_of_qt(qtmodeltester: ModelTester) -> None:
    model = Model(COLUMNS)
    qtmodeltester.check(model)
    model.set_ids(range(1, 500))
    model.put_rows(Row(i, f"Frau {i}", "Ort") for i in range(1, 200))
    qtmodeltester.check(model)
    model.set_ids([3, 1, 2])
    qtmodeltester.check(model)


def test_a_hundred_thousand_are_shown_and_a_screenful_is_read(many: Source, table: Table, source: Source) -> None:
    assert table.model_.rowCount() == MANY
    assert 1 <= len(source.read) <= 2 * PAGE
    assert table.model_.index(0, 0).data() == "Frau 1"


def test_the_end_is_reached_by_one_key(many: Source, table: Table, source: Source, qtbot: QtBot) -> None:
    source.read.clear()
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_End)
    last = table.model_.index(MANY - 1, 0)
    qtbot.waitUntil(lambda: last.data() == f"Frau {MANY}")
    assert table.current_id() == MANY
    assert len(source.read) <= 3 * PAGE


def test_a_click_on_the_header_asks_for_another_order(table: Table, source: Source, qtbot: QtBot) -> None:
    place = QPoint(table.header.sectionViewportPosition(0) + 20, 10)
    QTest.mouseClick(table.header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: table.model_.ids[0] == SOME)
    assert (source.asked[-1].sort, source.asked[-1].descending) == ("name", True)
    qtbot.waitUntil(lambda: "test list" in settings.load().layouts)
    assert settings.load().layouts["test list"]["descending"] is True


def test_selection_cursor_and_scroll_position_stay_by_id(
    many: Source, table: Table, source: Source, qtbot: QtBot
) -> None:
    table.select(50_000)
    qtbot.waitUntil(jobs.idle)
    top = table.model_.ids[table.rowAt(0)]
    shift = table.rowViewportPosition(table.rowAt(0))
    source.many = MANY + 5
    table.refresh()
    qtbot.waitUntil(lambda: table.model_.rowCount() == MANY + 5)
    assert table.selected_ids() == [50_000]
    assert table.current_id() == 50_000
    assert table.model_.ids[table.rowAt(0)] == top
    assert table.rowViewportPosition(table.rowAt(0)) == shift


def test_a_changed_row_is_read_again_and_shown_until_then(table: Table, source: Source, qtbot: QtBot) -> None:
    first = table.model_.index(0, 0)
    source.renamed = " (neu)"
    table.refresh()
    assert first.data() == "Frau 1"
    qtbot.waitUntil(lambda: first.data() == "Frau 1 (neu)")


def test_who_is_filtered_away_is_no_longer_selected(table: Table, qtbot: QtBot) -> None:
    table.select(5)
    with qtbot.waitSignal(table.selected_changed):
        table.show_asked(Asked(filter="77"))
    assert table.selected_ids() == []
    assert set(table.model_.ids) == {i for i in range(1, SOME + 1) if "77" in str(i)}


def test_columns_give_way_by_priority_and_the_name_never(table: Table) -> None:
    window = table.window()

    def shown() -> list[str]:
        return [column.name for column in table.shown_columns()]

    assert shown() == ["name", "status", "town", "consent"]
    window.resize(480, 600)
    assert shown() == ["name", "status"] or shown() == ["name", "status", "town"]
    assert table.columnWidth(0) >= T.px(200)
    window.resize(260, 600)
    assert shown() == ["name"]


def test_the_column_menu_says_what_has_no_room(table: Table) -> None:
    table.window().resize(480, 600)
    texts = {action.text() for action in table.column_menu().actions()}
    assert "Einwilligung (kein Platz)" in texts
    assert "Weiteres" in texts


def test_chosen_columns_and_widths_are_remembered_and_can_be_reset(
    table: Table, source: Source, shown: Callable[..., QWidget]
) -> None:
    table.switch_column("extra", True)
    table.switch_column("town", False)
    table.header.resizeSection(1, 150)
    table.header.moveSection(1, 0)
    again = Table("test list", COLUMNS, ids=source.ids, rows=source.rows)
    shown(again, 800, 600)
    assert [column.name for column in again.shown_columns()] == ["status", "name", "consent", "extra"]
    assert again.columnWidth(1) == pytest.approx(150, abs=8)
    again.reset_layout()
    assert [column.name for column in again.shown_columns()] == ["name", "status", "town", "consent"]
    remember.flush()
    assert "test list" not in settings.load().layouts


def test_rows_are_spoken_as_a_sentence(table: Table) -> None:
    sentence = table.model_.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert sentence == "Frau 1, Dari, Farsi · Im Tandem · Ort 1 · erteilt · x"


def test_privacy_hides_names_everywhere(table: Table) -> None:
    P.switch(True)
    first = table.model_.index(0, 0)
    assert first.data() == "•••• •"
    assert "Frau" not in first.data(Qt.ItemDataRole.AccessibleTextRole)


def test_enter_opens_and_delete_asks(table: Table, qtbot: QtBot) -> None:
    table.select(3)
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [3]
    with qtbot.waitSignal(table.delete_pressed):
        QTest.keyClick(table, Qt.Key.Key_Delete)


def test_context_menu_is_for_the_selected_rows(table: Table) -> None:
    asked: list[list[int]] = []

    def actions(ids: list[int]) -> list[QAction]:
        asked.append(ids)
        return [QAction("Akte öffnen", table)]

    table.set_context(actions)
    table.select(2)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), table.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(table.viewport(), event)
    assert asked == [[2]]
    assert any(menu.isVisible() for menu in table.findChildren(QMenu))
    for menu in table.findChildren(QMenu):
        menu.close()


def test_the_header_has_a_menu_to_sort_and_to_choose(table: Table, source: Source, qtbot: QtBot) -> None:
    table.header.customContextMenuRequested.emit(QPoint(table.header.sectionViewportPosition(2) + 5, 5))
    menu = next(menu for menu in table.findChildren(QMenu) if menu.isVisible())
    words = [action.text() for action in menu.actions()]
    assert words[:2] == ["Aufsteigend sortieren", "Absteigend sortieren"]
    assert "Spalten zurücksetzen" in words
    menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: (source.asked[-1].sort, source.asked[-1].descending) == ("town", True))
    menu.close()


@pytest.mark.parametrize("scheme", ["light", "dark", "contrast"])
def test_every_pixel_is_painted(table: Table, scheme: str, qtbot: QtBot) -> None:
    """The view tells Qt that it paints everything; whatever it forgot would keep old pixels."""
    T.apply(scheme)  # type: ignore[arg-type]
    table.show_asked(Asked(filter="1499"))
    qtbot.waitUntil(lambda: table.model_.rowCount() == 1 and jobs.idle())
    image = table.viewport().grab().toImage()
    base = T.color("base").name()
    middle = image.width() // 2
    assert {image.pixelColor(middle, y).name() for y in range(200, image.height())} == {base}


def test_panel_fills_pills_shows_the_bar_for_several_and_explains_emptiness(
    working: Database, source: Source, shown: Callable[..., QWidget], qtbot: QtBot
) -> None:
    done: list[list[int]] = []
    panel = ListPanel(
        "panel",
        COLUMNS,
        ids=source.ids,
        rows=source.rows,
        title="Teilnehmerinnen",
        pills=[("all", "Alle"), ("due", "Fällig")],
        counts=source.counts,
        bulk=[("Einladen", "calendar-days", done.append)],
        empty=("Noch keine Teilnehmerinnen", "Legen Sie die erste an.", "Neue Teilnehmerin", None),
    )
    shown(panel, 800, 600)
    panel.refresh()
    qtbot.waitUntil(jobs.idle)
    assert panel.pills.code() == "all"
    assert source.asked[-1].pill == "all"
    panel.table.selectRow(0)
    assert panel.bulk.isHidden()
    panel.table.selectAll()
    assert not panel.bulk.isHidden()
    assert "1500" in panel.bulk._count.text()
    panel.search.setText("gibt es nicht")
    qtbot.waitUntil(lambda: panel.empty.isVisible())
    assert panel.bulk.isHidden()
    QTest.keyClick(panel.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: panel.table.isVisible())
    panel.pills.choose("due", tell=True)
    qtbot.waitUntil(lambda: source.asked[-1].pill == "due")
    source.many = 0
    panel.refresh()
    qtbot.waitUntil(lambda: panel.empty.isVisible())


@pytest.mark.parametrize("look", ["light", "dark", "contrast"])
@pytest.mark.parametrize("chosen", [False, True])
def test_an_empty_bar_does_not_look_full(table: Table, look: str, chosen: bool) -> None:
    """The bar of taken places: in every look what is empty differs from what is filled, on a chosen row, too."""
    T.apply(look, 1.0)  # type: ignore[arg-type]  # the literals are those of the theme

    def middle(share: float) -> str:
        picture = QImage(60, 20, QImage.Format.Format_RGB32)
        picture.fill(T.color("sel" if chosen else "base"))
        painter = QPainter(picture)
        delegate = table.itemDelegate()
        delegate._share(painter, 0, 10, Cell("1 von 2", share=share), chosen and T.high_contrast)  # type: ignore[attr-defined]
        painter.end()
        return picture.pixelColor(18, 10).name()

    assert contrast_ratio(middle(1.0), middle(0.0)) >= 3
