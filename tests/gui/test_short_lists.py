"""Organisations, network and grants: list beside form, saved by themselves, undone in one step."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from permenti_desktop.db.database import Database
from permenti_desktop.gui import hub, jobs
from permenti_desktop.gui.grant.page import GrantPage
from permenti_desktop.gui.network.page import GROUPS, MEETINGS, PROMISES, NetworkPage
from permenti_desktop.gui.organisation.page import OrganisationPage
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.pdf_pane import PdfPane
from permenti_desktop.gui.theme import T
from permenti_desktop.gui.widgets.note_box import Note
from permenti_desktop.usecases import undo
from tests.gui.audit import audit
from tests.gui.real_window import CTRL, Desk, desk

Shown = Callable[..., QWidget]
Typed = Callable[[QWidget, str], None]


def value(database: Database, statement: str) -> Any:
    with database.read() as session:
        return session.execute(text(statement)).scalar()


@pytest.fixture
def demo(demo_database: Database) -> Database:
    jobs.start(demo_database)
    hub.start(demo_database)
    return demo_database


@pytest.fixture
def organisations(qtbot: QtBot, shown: Shown, demo: Database) -> OrganisationPage:
    page = OrganisationPage()
    shown(page, 1200, 800)
    qtbot.waitUntil(lambda: len(page.list.table.model_.ids) > 0)
    return page


@pytest.fixture
def network(qtbot: QtBot, shown: Shown, demo: Database) -> NetworkPage:
    page = NetworkPage()
    shown(page, 1200, 800)
    qtbot.waitUntil(lambda: len(page.groups.list.table.model_.ids) == 2 and jobs.idle())
    return page


@pytest.fixture
def grants(qtbot: QtBot, shown: Shown, demo: Database) -> GrantPage:
    page = GrantPage()
    shown(page, 1200, 800)
    qtbot.waitUntil(lambda: len(page.grants.list.table.model_.ids) == 2 and jobs.idle())
    return page


def field(form: Any, name: str) -> QLineEdit:
    widget = form.widget_of(name)
    assert isinstance(widget, QLineEdit)
    return widget


def test_all_organisations_are_listed_by_name(organisations: OrganisationPage, demo: Database) -> None:
    assert len(organisations.list.table.model_.ids) == value(demo, "SELECT count(*) FROM organisation")
    assert organisations.subtitle.text().startswith(str(len(organisations.list.table.model_.ids)))


def test_a_change_in_the_form_is_saved_and_undone(
    qtbot: QtBot, organisations: OrganisationPage, demo: Database, type_text: Typed
) -> None:
    id = organisations.list.table.model_.ids[0]
    organisations.open_record(id)
    qtbot.waitUntil(lambda: organisations.file.form.version is not None)
    organisations.file.tabs.setCurrentIndex(1)
    sector = field(organisations.file.form.form, "sector")
    sector.clear()
    type_text(sector, "Prüfstand")
    organisations.may_leave()
    qtbot.waitUntil(lambda: value(demo, f"SELECT sector FROM organisation WHERE id = {id}") == "Prüfstand")
    qtbot.waitUntil(jobs.idle)
    with demo.write() as session:
        undo.undo(session)
    qtbot.waitUntil(lambda: sector.text() != "Prüfstand")


def test_a_new_organisation_is_stored_once_it_has_a_name(
    qtbot: QtBot, organisations: OrganisationPage, demo: Database, type_text: Typed
) -> None:
    before = value(demo, "SELECT count(*) FROM organisation")
    organisations.new()
    type_text(field(organisations.file.form.form, "sector"), "Handel")
    organisations.may_leave()
    qtbot.waitUntil(jobs.idle)
    assert value(demo, "SELECT count(*) FROM organisation") == before
    type_text(field(organisations.file.form.form, "name"), "Öko-Laden Şahin")
    organisations.may_leave()
    qtbot.waitUntil(lambda: value(demo, "SELECT count(*) FROM organisation") == before + 1)
    assert value(demo, "SELECT sector FROM organisation WHERE name = 'Öko-Laden Şahin'") == "Handel"


def test_a_note_at_an_organisation_appears_in_its_timeline(
    qtbot: QtBot, organisations: OrganisationPage, demo: Database
) -> None:
    organisations.open_record(organisations.list.table.model_.ids[0])
    qtbot.waitUntil(lambda: bool(organisations.file.file))
    organisations.file.stream.box.save_wanted.emit(Note("Termin im Mai", "call", date.today(), 10, date.today()))
    qtbot.waitUntil(
        lambda: any(entry.text == "Termin im Mai" for entry in organisations.file.stream.timeline.entries())
    )
    assert value(demo, "SELECT count(*) FROM follow_up WHERE text = 'Termin im Mai'") == 1


def test_a_note_at_an_organisation_waits_as_a_draft_and_can_be_corrected(
    qtbot: QtBot, organisations: OrganisationPage, demo: Database
) -> None:
    first, second = organisations.list.table.model_.ids[:2]
    stream = organisations.file.stream
    organisations.open_record(first)
    qtbot.waitUntil(lambda: bool(organisations.file.file))
    stream.box.set_draft("Angefangen")
    organisations.open_record(second)
    assert stream.box.draft() == ""
    qtbot.waitUntil(jobs.idle)
    organisations.open_record(first)
    assert stream.box.draft() == "Angefangen"
    assert value(demo, "SELECT count(*) FROM draft") == 1
    stream.box.save_wanted.emit(Note("Angefangen und beendet", "call", date.today(), None, None))
    qtbot.waitUntil(lambda: any(entry.text == "Angefangen und beendet" for entry in stream.timeline.entries()))
    assert value(demo, "SELECT count(*) FROM draft") == 0
    line = next(entry for entry in stream.timeline.entries() if entry.text == "Angefangen und beendet")
    stream.timeline.opened.emit(line.key)
    qtbot.waitUntil(organisations.drawer.isVisible)
    assert organisations.back()
    assert organisations.drawer.isHidden()
    organisations.new()
    assert not stream.box.isEnabled()


def test_the_bin_takes_an_organisation_out_of_the_list(
    qtbot: QtBot, organisations: OrganisationPage, demo: Database
) -> None:
    id = organisations.list.table.model_.ids[0]
    organisations.open_record(id)
    qtbot.waitUntil(lambda: organisations.file.id == id and jobs.idle())
    organisations.file.delete()
    qtbot.waitUntil(lambda: id not in organisations.list.table.model_.ids)
    assert value(demo, f"SELECT in_bin FROM organisation WHERE id = {id}") == 1


def test_a_meeting_names_its_group_and_who_was_invited(qtbot: QtBot, network: NetworkPage, demo: Database) -> None:
    network.tabs.setCurrentIndex(MEETINGS)
    qtbot.waitUntil(lambda: len(network.meetings.list.table.model_.ids) > 3)
    id = value(demo, 'SELECT id FROM network_meeting WHERE held ORDER BY "on" DESC LIMIT 1')
    network.meetings.open(id)
    qtbot.waitUntil(lambda: network.meetings.form.version is not None)
    group = value(
        demo, f"SELECT g.name FROM network_group g JOIN network_meeting m ON g.id = m.group_id WHERE m.id = {id}"[:]
    )
    choice: Any = network.meetings.form.form.widget_of("group_id")
    assert choice.currentText() == group
    invited = value(demo, f"SELECT count(*) FROM attendance WHERE meeting_id = {id}")
    assert len(network.meetings.form.form.value().attendance) == invited


def test_a_promise_is_ticked_off_where_it_stands(qtbot: QtBot, network: NetworkPage, demo: Database) -> None:
    network.tabs.setCurrentIndex(PROMISES)
    statement = "SELECT count(*) FROM minutes_line WHERE kind = 'promise' AND done_on IS NULL"
    before = value(demo, statement)
    assert before
    qtbot.waitUntil(lambda: len(network.promises.table.model_.ids) == before)
    network.promises.table.select(network.promises.table.model_.ids[0])
    network.promise_done()
    qtbot.waitUntil(lambda: len(network.promises.table.model_.ids) == before - 1)
    assert value(demo, statement) == before - 1


def test_a_new_group_appears_in_the_list(qtbot: QtBot, network: NetworkPage, demo: Database, type_text: Typed) -> None:
    network.tabs.setCurrentIndex(GROUPS)
    network.new()
    type_text(field(network.groups.form.form, "name"), "Arbeitskreis Pflege")
    network.may_leave()
    qtbot.waitUntil(lambda: len(network.groups.list.table.model_.ids) == 3)
    assert value(demo, "SELECT target_weeks FROM network_group WHERE name = 'Arbeitskreis Pflege'") == 4


def test_a_target_is_changed_in_its_row(qtbot: QtBot, grants: GrantPage, demo: Database, type_text: Typed) -> None:
    id = grants.grants.list.table.model_.ids[0]
    grants.open_record(id)
    qtbot.waitUntil(lambda: grants.grants.form.version is not None)
    rows: Any = grants.grants.form.form.widget_of("targets")
    slot = rows.rows()[0].slot("value")
    slot.widget.clear()
    type_text(slot.widget, "123")
    grants.may_leave()
    qtbot.waitUntil(lambda: value(demo, f"SELECT count(*) FROM target WHERE grant_id = {id} AND value = 123") == 1)


@pytest.mark.parametrize("look", ["light", "dark", "contrast"])
@pytest.mark.parametrize("page_class", [OrganisationPage, NetworkPage, GrantPage])
def test_each_page_is_accessible_in_every_look(
    qtbot: QtBot, shown: Shown, demo: Database, look: Any, page_class: Callable[[], Page]
) -> None:
    T.apply(look, 1.0)
    page = page_class()
    page.reflow(1200, 800)
    shown(page, 1200, 800)
    qtbot.waitUntil(jobs.idle)
    page.open_record(1)
    qtbot.waitUntil(jobs.idle)

    def clean() -> None:
        assert audit(page.window()) == []

    qtbot.waitUntil(clean)


# Network and grants by keys --------------------------------------------------------------------------------------


@pytest.fixture
def desk_of(demo: Database, qtbot: QtBot) -> Iterator[Callable[[str, type[Page]], Desk[Any]]]:
    """The real window with one of these pages in front."""
    with ExitStack() as stack:
        yield lambda section, page: stack.enter_context(desk(demo, qtbot, section, page))


@pytest.mark.parametrize(("section", "page"), [("network", NetworkPage), ("grant", GrantPage)])
def test_short_lists_are_printed_taken_out_and_edited_by_the_keys_of_all_lists(
    desk_of: Callable[[str, type[Page]], Desk[Any]], section: str, page: type[Page]
) -> None:
    here = desk_of(section, page)
    pane = here.page.groups if section == "network" else here.page.grants
    here.wait(lambda: len(pane.list.table.model_.ids) > 0)
    pane.list.table.setFocus()
    QTest.keyClick(pane.list.table, Qt.Key.Key_P, CTRL)
    here.wait(here.page.drawer.isVisible)
    pdf = here.page.drawer.findChild(PdfPane)
    assert pdf is not None
    here.wait(lambda: pdf.document.pageCount() > 0)
    here.page.drawer.close_drawer()
    pane.list.table.setFocus()
    QTest.keyClick(pane.list.table, Qt.Key.Key_E, CTRL | Qt.KeyboardModifier.ShiftModifier)
    here.wait(here.page.drawer.isVisible)
    here.page.drawer.close_drawer()
    pane.open(pane.list.table.model_.ids[0])
    here.wait(lambda: pane.form.version is not None)
    pane.list.table.setFocus()
    QTest.keyClick(pane.list.table, Qt.Key.Key_F2)
    here.wait(next(iter(pane.form.form.slots.values())).widget.hasFocus)
    pane.history()
    here.wait(here.page.drawer.isVisible)


def test_minutes_of_a_meeting_are_saved_as_a_pdf(
    desk_of: Callable[[str, type[Page]], Desk[Any]], demo: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    id = value(demo, "SELECT meeting_id FROM minutes_line ORDER BY meeting_id DESC LIMIT 1")
    said = value(demo, f"SELECT text FROM minutes_line WHERE meeting_id = {id} LIMIT 1")
    host = value(
        demo,
        f"SELECT o.name FROM organisation o JOIN attendance a ON a.organisation_id = o.id WHERE a.meeting_id = {id}",
    )
    here = desk_of("network", NetworkPage)
    here.page.tabs.setCurrentIndex(MEETINGS)
    here.page.meetings.open(id)
    here.wait(lambda: here.page.meetings.form.version is not None)
    target = tmp_path / "protokoll.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
    here.page.save_minutes()
    here.wait(here.page.drawer.isVisible)
    here.page.drawer.confirm()
    here.wait(target.exists)
    here.settle()
    pdf = QPdfDocument(None)  # type: ignore[call-overload]  # the stubs ask for a parent
    pdf.load(str(target))
    words = " ".join(pdf.getAllText(number).text() for number in range(pdf.pageCount()))
    pdf.close()
    plain = "".join(words.split())
    for wanted in ("Protokoll", "Anwesenheit", said, host):
        assert "".join(wanted.split()) in plain
    assert value(demo, "SELECT count(*) FROM disclosure WHERE what LIKE 'Protokoll%'") == 1
