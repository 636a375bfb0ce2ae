"""Hilfe: F1 opens the chapter of the screen, words find chapters, links lead on, the manual becomes a PDF."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from permenti_desktop.db.database import Database
from permenti_desktop.gui.first_run.wizard import Wizard
from permenti_desktop.gui.help.page import HelpPage
from permenti_desktop.gui.help.window import HelpWindow
from permenti_desktop.gui.start_window import StartWindow
from permenti_desktop.gui.unlock.page import UnlockPage
from permenti_desktop.reports import manual
from tests.db_fixtures import OfficeFile
from tests.gui.audit import audit
from tests.gui.real_window import Desk, desk


@pytest.fixture
def help_desk(working: Database, qtbot: QtBot) -> Iterator[Desk[HelpPage]]:
    with desk(working, qtbot, "help", HelpPage, others=("tandem", "elsewhere")) as found:
        yield found


def title(page: HelpPage) -> str:
    """The first line of what is shown."""
    return page.text.toPlainText().partition("\n")[0]


def test_f1_opens_the_chapter_of_the_screen_and_alt_left_leads_back(help_desk: Desk[HelpPage]) -> None:
    help_desk.window.go("tandem")
    QTest.keyClick(help_desk.window, Qt.Key.Key_F1)
    help_desk.settle()
    assert help_desk.window.current() is help_desk.page
    assert title(help_desk.page) == "Tandems"
    QTest.keyClick(help_desk.window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert help_desk.window.windowTitle().startswith("Anderswo")
    # A screen without a chapter of its own: the beginning.
    help_desk.window.go("elsewhere")
    QTest.keyClick(help_desk.window, Qt.Key.Key_F1)
    help_desk.settle()
    assert title(help_desk.page) == "Willkommen"


def test_f1_opens_the_manual_before_an_office_is_open(office_file: OfficeFile, qtbot: QtBot) -> None:
    start = StartWindow()
    qtbot.addWidget(start)
    start.show()
    for page, chapter in ((UnlockPage(str(office_file.path)), "Wenn etwas nicht geht"), (Wizard(), "Die erste Stunde")):
        start.show_page(page)
        QTest.keyClick(page, Qt.Key.Key_F1)
        (window,) = start.findChildren(HelpWindow)
        qtbot.waitUntil(lambda window=window, chapter=chapter: title(window.page) == chapter)
        assert window.isWindow()
        assert window.isVisible()
        assert not audit(window)
        QTest.keyClick(window, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not start.findChildren(HelpWindow))


def test_words_find_chapters_and_links_lead_on(help_desk: Desk[HelpPage]) -> None:
    page = help_desk.page
    page.search.setText("wiederherstellungsblatt")
    help_desk.wait(lambda: 0 < page.list.count() < len(page.chapters))
    names = [page.list.item(row).text() for row in range(page.list.count())]
    assert "Sicherungen" in names
    assert "Tandems" not in names
    page.search.setText("quastenflosser")
    help_desk.wait(lambda: page.list.count() == 0)
    assert page.none.isVisible()
    page.text.anchorClicked.emit(QUrl("backups"))
    help_desk.settle()
    assert title(page) == "Sicherungen"
    assert page.list.count() == len(page.chapters)


def test_every_chapter_shows_its_whole_text_and_its_pictures(help_desk: Desk[HelpPage]) -> None:
    page = help_desk.page
    for row, one in enumerate(page.chapters.values()):
        page.list.setCurrentRow(row)
        shown = "".join(page.text.toPlainText().split())
        for piece in one.pieces:
            assert "".join(manual.plain(piece.text).split()) in shown
        if any(piece.kind == "picture" for piece in one.pieces):
            document = page.text.document()
            assert document.size().height() > 400


def test_the_manual_is_saved_as_a_pdf(help_desk: Desk[HelpPage], tmp_path: Path) -> None:
    help_desk.page.save_to(tmp_path / "Handbuch")
    help_desk.wait((tmp_path / "Handbuch.pdf").exists)
    help_desk.settle()
    assert len(PdfReader(tmp_path / "Handbuch.pdf").pages) > 15


def test_nothing_is_cut_or_without_a_name(help_desk: Desk[HelpPage]) -> None:
    assert help_desk.audit_all_looks() == []
