"""A list to Excel and to the printer, and saved views, in the real window: what leaves is what is shown."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from permenti_desktop.db.database import Database
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import ConsentInput, LanguageInput, PersonInput
from permenti_desktop.domain.timeline import FollowUpInput
from permenti_desktop.gui.internship.page import InternshipPage
from permenti_desktop.gui.mentor.page import MentorPage
from permenti_desktop.gui.organisation.page import OrganisationPage
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.participant.page import ParticipantPage
from permenti_desktop.gui.pdf_pane import PdfPane
from permenti_desktop.gui.tandem.page import TandemPage
from permenti_desktop.usecases import participant as participants
from permenti_desktop.usecases import timeline
from tests.gui.real_window import CTRL, Desk, desk

TODAY = date.today()
SHIFT = Qt.KeyboardModifier.ShiftModifier
Types = Callable[[QWidget, str], None]


def enter(database: Database) -> dict[str, int]:
    """Three participants of two towns; one is due."""
    ids = {}
    with database.write("M. Adler") as session:
        for last, first, town, german in (
            ("Öztürk", "Derya", "Witten", "B1"),
            ("Haidari", "Zahra", "Hagen", "A2"),
            ("Al-Hassan", "Amina", "Hagen", "B2"),
        ):
            given = ParticipantInput(
                person=PersonInput(
                    last_name=last,
                    first_name=first,
                    town=town,
                    languages=(LanguageInput(language="de", level=german), LanguageInput(language="ar")),
                    consents=(ConsentInput(purpose="programme", given_on=TODAY),) if last != "Haidari" else (),
                ),
            )
            ids[last] = participants.save(session, None, None, given)
        due = FollowUpInput(due=TODAY + timedelta(days=3), text="Anrufen", person_id=ids["Haidari"])
        timeline.save_follow_up(session, None, None, due)
    return ids


@pytest.fixture
def here(working: Database, qtbot: QtBot) -> Iterator[Desk[ParticipantPage]]:
    ids = enter(working)
    with desk(working, qtbot, "participant", ParticipantPage) as made:
        made.ids = ids
        made.wait(lambda: len(made.page.list.table.model_.ids) == 3)
        made.settle()
        yield made


def disclosed(here: Desk[ParticipantPage]) -> list[tuple[str, str, int]]:
    """What was written down about what left the house, by SQL of the test's own."""
    with here.database.read() as session:
        found = session.execute(text("SELECT what, purpose, people FROM disclosure ORDER BY id")).all()
    return [(row[0], row[1], row[2]) for row in found]


def saved_to(here: Desk[ParticipantPage], monkeypatch: pytest.MonkeyPatch, target: Path) -> openpyxl.Workbook:
    """Confirm the drawer and wait for the file."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
    here.wait(here.page.drawer.isVisible)
    here.page.drawer.confirm()
    here.wait(lambda: here.page.messages.sentences())
    return openpyxl.load_workbook(target)


def test_excel_holds_the_rows_columns_and_order_on_screen_with_real_days(
    here: Desk[ParticipantPage], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    table = here.page.list.table
    table.switch_column("town", True)
    table.switch_column("mentor", False)
    table.sort_by("name", descending=True)
    here.page.list.set_more_filters({"towns": ("Hagen",)})
    here.settle()
    QTest.keyClick(here.window, Qt.Key.Key_E, CTRL | SHIFT)
    book = saved_to(here, monkeypatch, tmp_path / "liste.xlsx")
    sheet = book["Teilnehmerinnen"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Name", "Sprachen", "Status", "Wiedervorlage", "Einwilligung", "Wohnort")
    assert [row[0] for row in rows[1:3]] == ["Haidari, Zahra", "Al-Hassan, Amina"]
    assert rows[1][3] == datetime.combine(TODAY + timedelta(days=3), datetime.min.time())
    assert [row[4] for row in rows[1:3]] == ["fehlt", "erteilt"]
    assert [row[5] for row in rows[1:3]] == ["Hagen", "Hagen"]
    assert sheet.freeze_panes == "B2"  # the head and the names stay
    assert sheet.auto_filter.ref or sheet.tables
    words = " ".join(str(cell) for one in book.worksheets for row in one.iter_rows(values_only=True) for cell in row)
    assert "Wohnort ist Hagen" in words
    assert "Name, absteigend" in words
    assert disclosed(here) == [("Teilnehmerinnen (XLSX)", "Teilnahme am Programm", 2)]


def test_selected_rows_go_to_excel_from_the_bar_for_several(
    here: Desk[ParticipantPage], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    table = here.page.list.table
    table.sort_by("name")
    here.settle()
    table.setFocus()
    table.select(table.model_.ids[0])
    here.key(Qt.Key.Key_Down, SHIFT)
    bar = here.page.list.bulk
    assert bar.isVisible()
    button = next(one for one in bar.findChildren(QWidget) if one.objectName() == "Excel")
    here.click(button)
    sheet = saved_to(here, monkeypatch, tmp_path / "zwei.xlsx")["Teilnehmerinnen"]
    names = [row[0] for row in sheet.iter_rows(min_row=2, max_row=3, values_only=True)]
    assert names == ["Al-Hassan, Amina", "Haidari, Zahra"]
    assert disclosed(here)[0][2] == 2


def test_the_purpose_is_asked_and_without_confirming_nothing_leaves(here: Desk[ParticipantPage]) -> None:
    here.click(here.page.list_buttons[1])
    here.wait(here.page.drawer.isVisible)
    here.key(Qt.Key.Key_Escape)
    assert here.page.drawer.isHidden()
    assert disclosed(here) == []


def test_print_shows_the_pages_first_and_is_written_down_when_printed(
    here: Desk[ParticipantPage], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    QTest.keyClick(here.window, Qt.Key.Key_P, CTRL)
    here.wait(here.page.drawer.isVisible)
    content = here.page.drawer.content
    assert content is not None
    pane = content.findChild(PdfPane)
    assert pane is not None
    here.wait(lambda: pane.document.pageCount() == 1)
    shown = pane.document.getAllText(0).text()
    for name in ("Al-Hassan", "Haidari", "Öztürk", "Wiedervorlage", "Zweck"):
        assert name in shown
    assert disclosed(here) == []

    def to_file(dialog: QPrintDialog) -> int:
        dialog.printer().setOutputFileName(str(tmp_path / "druck.pdf"))
        return 1

    monkeypatch.setattr(QPrintDialog, "exec", to_file)
    here.page.drawer.confirm()
    here.wait(lambda: disclosed(here) == [("Teilnehmerinnen (gedruckt)", "Teilnahme am Programm", 3)])
    here.settle()
    printed = QPdfDocument(None)  # type: ignore[call-overload]  # the stubs ask for a parent
    printed.load(str(tmp_path / "druck.pdf"))
    assert printed.pageCount() == 1
    printed.close()


@pytest.mark.parametrize(
    ("section", "page"),
    [
        ("mentor", MentorPage),
        ("tandem", TandemPage),
        ("internship", InternshipPage),
        ("organisation", OrganisationPage),
    ],
)
def test_every_list_goes_to_excel(
    working: Database, qtbot: QtBot, section: str, page: type[Page], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(working, qtbot, section, page) as made:
        if isinstance(made.page, InternshipPage):
            made.page.show_view("list")
        made.settle()
        made.window.commands.run("excel")
        target = tmp_path / f"{section}.xlsx"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
        made.page.drawer.confirm()  # type: ignore[attr-defined]  # all four have one
        made.wait(lambda: made.page.messages.sentences())
        assert openpyxl.load_workbook(target).sheetnames


# Saved views -------------------------------------------------------------------------------------------------------


def names(here: Desk[ParticipantPage]) -> list[str]:
    """The last names on screen from top to bottom."""
    table = here.page.list.table
    rows = [table.row(id) for id in table.model_.ids]
    return [row.name.split(",")[0] for row in rows] if all(row is not None for row in rows) else []


def save_view(here: Desk[ParticipantPage], type_text: Types, name: str) -> None:
    here.page.views_of_list.ask_name()
    here.wait(here.page.drawer.isVisible)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit)
    type_text(focus, name)
    here.key(Qt.Key.Key_Return, CTRL)


def test_a_view_is_saved_shown_renamed_deleted_and_taken_back(here: Desk[ParticipantPage], type_text: Types) -> None:
    panel = here.page.list
    panel.set_more_filters({"towns": ("Hagen",), "entry_to": None, "german_from": "B1"})
    panel.table.sort_by("name", descending=True)
    here.settle()
    save_view(here, type_text, "B1 in Hagen")
    here.wait(here.page.drawer.isHidden)
    here.wait(lambda: panel.view() is not None)
    here.wait(lambda: names(here) == ["Al-Hassan"])
    panel.pills.choose("active", tell=True)
    here.wait(lambda: names(here) == ["Öztürk", "Haidari", "Al-Hassan"])
    assert not here.page.filter_line.isVisible()
    panel.pills.choose("view B1 in Hagen", tell=True)
    here.wait(lambda: names(here) == ["Al-Hassan"])
    assert here.page.filter_line.isVisible()
    here.page.views_of_list.ask_new_name()
    here.wait(here.page.drawer.isVisible)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.setText("Hagen ab B1")
    here.key(Qt.Key.Key_Return, CTRL)
    here.wait(lambda: panel.view() is not None and panel.view().name == "Hagen ab B1")  # type: ignore[union-attr]
    here.page.views_of_list.delete()
    here.wait(lambda: panel.view() is None)
    here.settle()
    assert "view Hagen ab B1" not in panel.pills._buttons
    QTest.keyClick(here.window, Qt.Key.Key_Z, CTRL)
    here.wait(lambda: "view Hagen ab B1" in panel.pills._buttons)


def test_days_of_a_view_come_back_as_days(here: Desk[ParticipantPage], type_text: Types) -> None:
    panel = here.page.list
    last = TODAY + timedelta(days=30)
    panel.set_more_filters({"residence_expires_to": last})
    here.settle()
    save_view(here, type_text, "Titel läuft ab")
    here.wait(lambda: panel.view() is not None)
    assert panel.asked().more == {"residence_expires_to": last}


def test_two_views_of_one_name_and_none_without(here: Desk[ParticipantPage], type_text: Types) -> None:
    save_view(here, type_text, "")
    assert here.page.drawer.isVisible()
    here.page.drawer.close_drawer()
    save_view(here, type_text, "Meine")
    here.wait(here.page.drawer.isHidden)
    here.wait(lambda: here.page.list.view() is not None)
    save_view(here, type_text, "MEINE")
    here.wait(lambda: here.page.drawer.messages.sentences())
    assert here.page.drawer.isVisible()


def test_page_with_views_and_drawers_is_accessible(here: Desk[ParticipantPage], type_text: Types) -> None:
    save_view(here, type_text, "Alle in Hagen, die bald einen Platz brauchen")
    here.wait(here.page.drawer.isHidden)
    here.wait(lambda: here.page.list.view() is not None)
    assert here.audit_all_looks() == []
    here.page.to_excel()
    assert here.audit_all_looks() == []
