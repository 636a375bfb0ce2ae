"""The page "Heute": what it shows is what the tables hold, and what one does there is done."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from permenti_desktop.db.database import Database
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.organisation import OrganisationInput
from permenti_desktop.domain.participant import ParticipantInput, ParticipationInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.domain.timeline import FollowUpInput
from permenti_desktop.gui import hub, jobs
from permenti_desktop.gui.main_window import Place
from permenti_desktop.gui.participant.page import ParticipantPage
from permenti_desktop.gui.pdf_pane import PdfPane
from permenti_desktop.gui.theme import T
from permenti_desktop.gui.today.done_line import DoneLine
from permenti_desktop.gui.today.page import TodayPage
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.empty_state import EmptyState
from permenti_desktop.gui.widgets.row import ActionRow
from permenti_desktop.usecases import organisation, participant, timeline
from tests.gui.audit import audit
from tests.gui.real_window import Desk, desk

Shown = Callable[..., QWidget]


def value(database: Database, statement: str) -> Any:
    with database.read() as session:
        return session.execute(text(statement)).scalar()


@pytest.fixture
def her(working: Database) -> int:
    """A participant with three follow-ups, and a partner with one."""
    today = date.today()
    with working.write("M. Adler") as session:
        id = participant.save(
            session, None, None, ParticipantInput(person=PersonInput(last_name="Al-Hassan", first_name="Amina"))
        )
        office = organisation.save(session, None, None, OrganisationInput(name="Jobcenter", kind="authority"))
        for days, words in ((-3, "Rückruf"), (0, "Kita klären"), (40, "Zeugnis")):
            timeline.save_follow_up(
                session, None, None, FollowUpInput(due=today + timedelta(days=days), text=words, person_id=id)
            )
        timeline.save_follow_up(
            session, None, None, FollowUpInput(due=today, text="Liste senden", organisation_id=office)
        )
    return id


@pytest.fixture
def page(qtbot: QtBot, shown: Shown, her: int) -> TodayPage:
    found = TodayPage()
    shown(found, 1200, 800)
    qtbot.waitUntil(lambda: bool(found.to_do.findChildren(ActionRow)))
    return found


def rows(page: TodayPage) -> list[str]:
    return [row.accessibleName() for row in page.to_do.findChildren(ActionRow) if row.isVisibleTo(page)]


def row(page: TodayPage, words: str) -> ActionRow:
    return next(one for one in page.to_do.findChildren(ActionRow) if words in one.accessibleName())


def test_overdue_comes_before_today_and_later_is_counted(page: TodayPage) -> None:
    found = rows(page)
    assert [words.split(" · ")[1] for words in found] == ["Rückruf", "Kita klären", "Liste senden"]
    assert "seit 3 Tagen" in found[0]
    assert "heute" in found[1]


def test_done_asks_for_a_line_and_enter_settles_it(
    qtbot: QtBot, page: TodayPage, working: Database, type_text: Callable[[QWidget, str], None]
) -> None:
    one = row(page, "Rückruf")
    one.setFocus()
    QTest.keyClick(one, Qt.Key.Key_E)
    line = page.to_do.findChild(DoneLine)
    assert line is not None
    qtbot.waitUntil(line.line.hasFocus)
    type_text(line.line, "läuft")
    QTest.keyClick(line.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Rückruf" not in " ".join(rows(page)))
    assert value(working, "SELECT done_note FROM follow_up WHERE text = 'Rückruf'") == "läuft"
    assert value(working, "SELECT done_on FROM follow_up WHERE text = 'Rückruf'") == date.today().isoformat()


def test_escape_takes_the_line_away_and_settles_nothing(qtbot: QtBot, page: TodayPage, working: Database) -> None:
    one = row(page, "Rückruf")
    one.setFocus()
    QTest.keyClick(one, Qt.Key.Key_E)
    line = page.to_do.findChild(DoneLine)
    assert line is not None
    QTest.keyClick(line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not page.to_do.findChildren(DoneLine))
    assert value(working, "SELECT count(*) FROM follow_up WHERE done_on IS NOT NULL") == 0


def test_a_week_later_counts_from_today_when_it_is_overdue(qtbot: QtBot, page: TodayPage, working: Database) -> None:
    one = row(page, "Rückruf")
    one.setFocus()
    QTest.keyClick(one, Qt.Key.Key_W)
    qtbot.waitUntil(jobs.idle)
    expected = (date.today() + timedelta(days=7)).isoformat()
    assert value(working, "SELECT due FROM follow_up WHERE text = 'Rückruf'") == expected


def test_the_next_row_is_at_the_keys_when_one_is_settled_or_moved(qtbot: QtBot, page: TodayPage) -> None:
    """Through the list with W, E and Enter: nobody has to look for the place again."""
    one = row(page, "Rückruf")
    one.setFocus()
    QTest.keyClick(one, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: row(page, "Kita klären").hasFocus())
    QTest.keyClick(row(page, "Kita klären"), Qt.Key.Key_E)
    line = page.to_do.findChild(DoneLine)
    assert line is not None
    qtbot.waitUntil(line.line.hasFocus)
    QTest.keyClick(line.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Kita klären" not in " ".join(rows(page)))
    qtbot.waitUntil(lambda: row(page, "Liste senden").hasFocus())


@pytest.mark.parametrize(("words", "section"), [("Kita klären", "participant"), ("Liste senden", "organisation")])
def test_enter_opens_the_record_it_is_about(qtbot: QtBot, page: TodayPage, words: str, section: str) -> None:
    with qtbot.waitSignal(page.went) as went:
        one = row(page, words)
        one.setFocus()
        QTest.keyClick(one, Qt.Key.Key_Return)
    assert went.args is not None
    assert went.args[0] == section


def test_an_empty_office_says_so(qtbot: QtBot, shown: Shown, working: Database) -> None:
    page = TodayPage()
    shown(page, 1200, 800)
    qtbot.waitUntil(lambda: page.to_do.count is not None and page.to_do.count.text() == "0")
    assert not page.to_do.findChildren(ActionRow)


@pytest.mark.parametrize("look", ["light", "dark", "contrast"])
@pytest.mark.parametrize("size", [(1250, 850), (1036, 520), (704, 510)])
def test_the_page_of_a_full_office_is_accessible_in_every_look(
    qtbot: QtBot, shown: Shown, demo_database: Database, look: Any, size: tuple[int, int]
) -> None:
    T.apply(look, 1.0)
    jobs.start(demo_database)
    hub.start(demo_database)
    page = TodayPage()
    page.reflow(*size)
    shown(page, *size)
    qtbot.waitUntil(lambda: bool(page.subtitle.text()) and jobs.idle())

    def clean() -> None:
        assert audit(page.window()) == []

    qtbot.waitUntil(clean)


def test_the_figures_are_those_of_the_tables(qtbot: QtBot, shown: Shown, demo_database: Database) -> None:
    jobs.start(demo_database)
    hub.start(demo_database)
    page = TodayPage()
    shown(page, 1250, 850)
    qtbot.waitUntil(lambda: bool(page.subtitle.text()))
    running = value(demo_database, "SELECT count(*) FROM tandem WHERE state = 'running' AND NOT in_bin")
    placed = value(demo_database, "SELECT count(*) FROM internship WHERE state = 'running' AND NOT in_bin")
    assert f"Tandems laufend: {running} " in page._tiles[1][0].accessibleName() + " "
    assert f"Praktika laufend: {placed} " in page._tiles[2][0].accessibleName() + " "


# From here on in the real window -----------------------------------------------------------------------------------


@pytest.fixture
def office(working: Database, her: int, qtbot: QtBot) -> Iterator[Desk[TodayPage]]:
    """The window with "Heute" in front and the participants behind it; one follow-up is somebody else's."""
    today = date.today()
    with working.write("S. Kern") as session:
        other = participant.save(
            session, None, None, ParticipantInput(person=PersonInput(last_name="Öztürk", first_name="Derya"))
        )
        ended = participant.save(
            session, None, None, ParticipantInput(person=PersonInput(last_name="Haidari", first_name="Zahra"))
        )
        participant.set_phase(session, ended, None, "completed", PartialDate.of_day(today))
        timeline.save_follow_up(session, None, None, FollowUpInput(due=today, text="Termin", person_id=other))
    with desk(working, qtbot, "today", TodayPage) as made:
        made.window.places["participant"] = Place("participant", "Teilnehmerinnen", "users", ParticipantPage)
        made.ids = {"amina": her, "derya": other}
        made.wait(lambda: made.page.to_do.findChildren(ActionRow))
        made.settle()
        yield made


def spoken(page: TodayPage) -> str:
    """All rows of "Zu tun" in words."""
    return " | ".join(row.accessibleName() for row in page.to_do.findChildren(ActionRow) if not row.isHidden())


def test_mine_shows_only_ones_own_and_is_remembered(office: Desk[TodayPage]) -> None:
    page = office.page
    assert "Kita klären" in spoken(page)
    assert "Termin" in spoken(page)
    office.database.who = "S. Kern"
    page.whose.choose("mine", tell=True)
    office.wait(lambda: "Termin" in spoken(page) and "Kita klären" not in spoken(page))
    assert TodayPage().whose.code() == "mine"
    page.whose.choose("all", tell=True)
    office.wait(lambda: "Kita klären" in spoken(page))


def test_a_figure_leads_to_the_list_behind_it(office: Desk[TodayPage]) -> None:
    office.click(office.page._tiles[0][0])
    there = office.window.current()
    assert isinstance(there, ParticipantPage)
    office.wait(lambda: len(there.list.table.model_.ids) == 2)
    assert there.list.pills.code() == "active"
    assert sorted(there.list.table.model_.ids) == sorted(office.ids.values())


def test_what_is_missing_leads_to_whom_it_is_missing_for(office: Desk[TodayPage]) -> None:
    row = next(one for one in office.page.missing.findChildren(ActionRow) if "Einwilligung" in one.accessibleName())
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    office.wait(lambda: isinstance(office.window.current(), ParticipantPage))
    there = office.window.current()
    assert isinstance(there, ParticipantPage)
    office.wait(lambda: sorted(there.list.table.model_.ids) == sorted(office.ids.values()))
    assert there.filter_line.words.text() == "2 Teilnehmerinnen von „Heute“"
    there.clear_filters()
    office.wait(lambda: len(there.list.table.model_.ids) == 3)


def test_the_week_is_printed_after_a_look_and_written_down(
    office: Desk[TodayPage], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    QTest.keyClick(office.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    drawer = office.page.findChild(Drawer)
    assert drawer is not None
    office.wait(drawer.isVisible)
    pane = drawer.findChild(PdfPane)
    assert pane is not None
    office.wait(lambda: pane.document.pageCount() > 0)
    shown = pane.document.getAllText(0).text()
    for words in ("Wochenliste KW", "Überfällig", "Rückruf", "Kita klären", "Jobcenter", "Öztürk"):
        assert words in shown
    assert "Zeugnis" not in shown

    def to_file(dialog: QPrintDialog) -> int:
        dialog.printer().setOutputFileName(str(tmp_path / "woche.pdf"))
        return 1

    monkeypatch.setattr(QPrintDialog, "exec", to_file)
    drawer.confirm()
    office.wait(lambda: value(office.database, "SELECT people FROM disclosure") == 2)
    assert "Wochenliste" in value(office.database, "SELECT what FROM disclosure")
    office.settle()
    assert (tmp_path / "woche.pdf").stat().st_size > 0


def test_what_is_being_noted_survives_a_change_elsewhere(office: Desk[TodayPage]) -> None:
    row = next(one for one in office.page.to_do.findChildren(ActionRow) if "Kita klären" in one.accessibleName())
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_E)
    line = office.page.to_do.findChild(DoneLine)
    assert line is not None
    assert line.line.hasFocus()
    line.line.insert("Platz ab Januar")
    with office.database.write("S. Kern") as session:
        due = FollowUpInput(due=date.today(), text="Neu dazu", person_id=office.ids["derya"])
        timeline.save_follow_up(session, None, None, due)
    office.wait(lambda: "Neu dazu" in spoken(office.page))
    again = [one for one in office.page.to_do.findChildren(DoneLine) if not one.isHidden()]
    assert [one.line.text() for one in again] == ["Platz ab Januar"]
    assert again[0].line.hasFocus()


def test_nothing_open_leads_to_whom_nobody_spoke_with(working: Database, qtbot: QtBot) -> None:
    long_ago = PartialDate.of_day(date.today() - timedelta(days=400))
    with working.write("M. Adler") as session:
        given = ParticipantInput(
            person=PersonInput(last_name="Al-Hassan", first_name="Amina"),
            participations=(ParticipationInput(entry=long_ago),),
        )
        silent = participant.save(session, None, None, given)
    with desk(working, qtbot, "today", TodayPage) as made:
        made.window.places["participant"] = Place("participant", "Teilnehmerinnen", "users", ParticipantPage)
        nothing = made.page.to_do.findChild(EmptyState)
        assert nothing is not None
        assert "Lange nicht gesprochen: 1 Teilnehmerin." in nothing._sentence.text()
        made.click(nothing._button)
        made.wait(lambda: isinstance(made.window.current(), ParticipantPage))
        there = made.window.current()
        assert isinstance(there, ParticipantPage)
        made.wait(lambda: list(there.list.table.model_.ids) == [silent])
