"""The page of reports: choosing, looking, saving, and what is said on the way."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from permenti_desktop import i18n
from permenti_desktop.db.database import Database
from permenti_desktop.db.opening import open_database
from permenti_desktop.demo import office as demo_office
from permenti_desktop.gui import app as program
from permenti_desktop.gui import hub, jobs
from permenti_desktop.gui.privacy import P
from permenti_desktop.gui.report.page import ReportPage
from permenti_desktop.gui.report.periods import period, running
from permenti_desktop.gui.report.saving import save_to
from permenti_desktop.gui.theme import Mode, T
from permenti_desktop.gui.widgets.button import Button
from permenti_desktop.queries import grant, office
from permenti_desktop.queries.grant import GrantRow
from permenti_desktop.reports import catalogue
from tests.db_fixtures import OfficeFile, copied
from tests.gui.audit import audit


@pytest.fixture(scope="module")
def filled(template_file: OfficeFile, tmp_path_factory: pytest.TempPathFactory) -> OfficeFile:
    """A demo office of 24 participants, made once."""
    file = copied(template_file, tmp_path_factory.mktemp("reports") / "office")
    database = open_database(file.path, data_key=file.data_key)
    with database.write() as session:
        demo_office.make(session, participants=24, seed=5, today=date.today())
    database.close()
    return file


@pytest.fixture
def demo(filled: OfficeFile, tmp_path: Path) -> Iterator[Database]:
    """The demo office with jobs and hub running over it."""
    file = copied(filled, tmp_path / "office")
    database = open_database(file.path, data_key=file.data_key)
    jobs.start(database)
    hub.start(database)
    yield database
    hub.stop()
    jobs.stop()
    database.close()


Make = Callable[..., ReportPage]


@pytest.fixture
def make(qtbot: QtBot, demo: Database) -> Iterator[Make]:
    """Makes the page in a window of a size and waits for its preview."""
    made: list[ReportPage] = []

    def page(width: int = 1180, height: int = 700) -> ReportPage:
        one = ReportPage()
        made.append(one)
        one.resize(width, height)
        one.reflow(round(width / T.zoom), round(height / T.zoom))
        one.show()
        ready(qtbot, one)
        return one

    yield page
    for one in made:
        one.close()
        one.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def ready(qtbot: QtBot, page: ReportPage) -> None:
    """Everything that was asked for has arrived."""
    qtbot.waitUntil(lambda: jobs.idle() and not page._pause.isActive(), timeout=20_000)


def days(page: ReportPage) -> tuple[date | None, date | None]:
    return page.first.day(), page.last.day()


GRANT = GrantRow(1, "Wege", "", "", "", date(2025, 1, 1), date(2027, 12, 31), 0, 0, None, "", None)


@pytest.mark.parametrize(
    ("preset", "today", "wanted"),
    [
        ("quarter", date(2026, 11, 22), (date(2026, 10, 1), date(2026, 12, 31))),
        ("quarter", date(2024, 2, 29), (date(2024, 1, 1), date(2024, 3, 31))),
        ("last_quarter", date(2026, 2, 1), (date(2025, 10, 1), date(2025, 12, 31))),
        ("last_quarter", date(2026, 7, 1), (date(2026, 4, 1), date(2026, 6, 30))),
        ("half_year", date(2026, 6, 30), (date(2026, 1, 1), date(2026, 6, 30))),
        ("half_year", date(2026, 7, 1), (date(2026, 7, 1), date(2026, 12, 31))),
        ("year", date(2026, 7, 1), (date(2026, 1, 1), date(2026, 12, 31))),
        ("grant", date(2026, 7, 1), (date(2025, 1, 1), date(2027, 12, 31))),
        ("free", date(2026, 7, 1), None),
    ],
)
def test_presets_are_whole_quarters_halves_and_years(
    preset: str, today: date, wanted: tuple[date, date] | None
) -> None:
    assert period(preset, today, GRANT) == wanted


def test_the_grant_of_today_comes_before_a_newer_one() -> None:
    later = GrantRow(2, "Neu", "", "", "", date(2028, 1, 1), date(2029, 12, 31), 0, 0, None, "", None)
    assert running((later, GRANT), date(2026, 5, 1)) is GRANT
    assert running((later, GRANT), date(2030, 5, 1)) is later
    assert running((), date(2030, 5, 1)) is None


def test_the_preview_follows_what_is_chosen(make: Make, qtbot: QtBot) -> None:
    page = make()
    assert page.stack.currentWidget() is page.pdf
    assert page.pdf.document.pageCount() >= 3
    quarter = page.pdf.document.pageCount()
    page.presets["year"].click()
    ready(qtbot, page)
    today = date.today()
    assert days(page) == (date(today.year, 1, 1), date(today.year, 12, 31))
    assert page.pdf.document.pageCount() > quarter
    assert page.purpose.isHidden() or not page.purpose.isVisible()
    page.cards["participants"].click()
    ready(qtbot, page)
    size = page.pdf.document.pagePointSize(0)
    assert size.width() > size.height(), "the list lies across"
    assert page.purpose.isVisible()


def test_who_waits_for_the_preview_is_not_told_to_enter_the_days_that_are_there(make: Make, qtbot: QtBot) -> None:
    page = make()
    said: list[str] = []

    def note() -> None:
        if page.stack.currentWidget() is page.nothing:
            said.append(f"{page.nothing._title.text()} {page.nothing._sentence.text()}".strip())

    page.first.clear()
    page.look()
    note()
    page._preset("quarter")
    page.look()
    page._counted(())  # who lacks something is often told before the preview is made
    note()
    ready(qtbot, page)
    note()
    assert said == [
        "Noch keine Vorschau Bitte geben Sie den ersten und den letzten Tag ein.",
        "Die Vorschau wird vorbereitet …",
    ]


def test_typed_days_are_a_free_period_and_the_wrong_order_is_said(
    make: Make, qtbot: QtBot, type_text: Callable[[QWidget, str], None]
) -> None:
    page = make()
    page.first.clear()
    type_text(page.first, "1.1.2026")
    assert page.presets["free"].isChecked()
    page.last.clear()
    type_text(page.last, "31.12.2025")
    ready(qtbot, page)
    assert any("endet, bevor" in sentence for sentence in page.messages.sentences())
    assert not page.buttons["pdf"].isEnabled()
    assert page.stack.currentWidget() is page.nothing
    page.presets["year"].click()
    ready(qtbot, page)
    assert page.messages.sentences() == []
    assert page.buttons["pdf"].isEnabled()


def test_what_is_missing_is_counted_and_leads_to_the_files(make: Make, qtbot: QtBot) -> None:
    page = make()
    page.presets["year"].click()
    ready(qtbot, page)
    assert page._gaps
    assert str(len(page._gaps)) in page.missing_button.text()
    page.missing_button.click()
    assert page.stack.currentWidget() is page.missing_list
    names = page.missing_list.findChildren(Button)
    assert [one.text() for one in names] == [gap.name for gap in page._gaps]
    with qtbot.waitSignal(page.went) as went:
        names[0].click()
    assert went.args == ["participant", page._gaps[0].id]
    page.missing_button.click()
    assert page.stack.currentWidget() is page.pdf


@pytest.mark.parametrize("format", ["pdf", "xlsx", "csv"])
def test_saving_says_where_it_is_and_is_written_down(
    make: Make, qtbot: QtBot, demo: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    page = make()
    page.cards["participants"].click()
    ready(qtbot, page)
    target = tmp_path / f"Liste.{format}"
    proposed: list[str] = []

    def chosen(_owner: QWidget, _title: str, name: str, _filter: str) -> tuple[str, str]:
        proposed.append(Path(name).name)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    page.buttons[format].click()
    qtbot.waitUntil(lambda: bool(page.messages.sentences()), timeout=20_000)
    assert proposed[0].startswith("Teilnehmendenliste 20")
    assert proposed[0].endswith(f".{format}")
    assert page.messages.sentences() == [f"Gespeichert: Liste.{format}"]
    assert "Ordner öffnen" in [one.text() for one in page.messages.findChildren(Button)]
    assert target.stat().st_size > 1_000
    with demo.read() as session:
        newest = office.disclosures(session)[0]
    assert newest.people > 0
    assert newest.purpose == "Bericht an den Zuwendungsgeber"


def test_a_target_that_is_open_elsewhere_is_said_on_the_page(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    page = make()
    (tmp_path / ".~lock.zahlen.xlsx#").write_text("Petra")
    options = page.options()
    assert options is not None
    save_to(page, page.report, options, "xlsx", "de", tmp_path / "zahlen.xlsx")
    qtbot.waitUntil(lambda: bool(page.messages.sentences()), timeout=20_000)
    assert "noch in einem anderen Programm" in page.messages.sentences()[0]
    assert not (tmp_path / "zahlen.xlsx").exists()


def test_work_can_be_stopped_and_leaves_nothing(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    page = make()
    options = page.options()
    assert options is not None
    jobs.board().work_started.connect(lambda work: work.cancel())
    save_to(page, page.report, options, "pdf", "de", tmp_path / "zahlen.pdf")
    qtbot.waitUntil(jobs.idle, timeout=20_000)
    assert page.messages.sentences() == []
    assert not list(tmp_path.glob("*zahlen*"))
    jobs.board().work_started.disconnect()


def test_names_are_hidden_from_who_stands_at_the_desk(make: Make, qtbot: QtBot) -> None:
    page = make()
    page.cards["participants"].click()
    ready(qtbot, page)
    P.switch(True)
    assert page.stack.currentWidget() is page.nothing
    page.cards["figures"].click()
    ready(qtbot, page)
    assert page.stack.currentWidget() is page.pdf
    P.switch(False)


def test_a_change_in_the_file_is_seen(make: Make, qtbot: QtBot, demo: Database) -> None:
    from permenti_desktop.domain.grant import GrantInput
    from permenti_desktop.usecases import grant as changes

    page = make()
    given = GrantInput(title="Ganz neu", start=date(2026, 1, 1), end=date(2026, 12, 31))
    jobs.write(changes.save, None, None, given, today=date.today())
    qtbot.waitUntil(lambda: page.grant.findText("Ganz neu") >= 0, timeout=10_000)
    ready(qtbot, page)
    with demo.read() as session:
        ids = {row.title: row.id for row in grant.rows(session)}
    page.grant.set_value(ids["Ganz neu"])
    page.grant.changed.emit()
    ready(qtbot, page)
    options = page.options()
    assert options is not None
    assert options.grant_id == ids["Ganz neu"]


def test_on_a_narrow_window_the_preview_comes_to_the_front(make: Make) -> None:
    page = make(800, 560)
    assert page.split.one_pane
    assert page.buttons["look"].isVisible()
    page.buttons["look"].click()
    assert page.pdf.isVisible()
    assert page.back()
    assert not page.pdf.isVisible()


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_the_page_can_be_used_by_everyone(
    make: Make, qapp: QApplication, language: str, scheme: Mode, zoom: float
) -> None:
    program.use_language(qapp, language)
    T.apply(scheme, zoom)
    page = make(1366, 768)
    assert i18n.language() == language
    assert page.report is catalogue.REPORTS[0]
    found = audit(page)
    program.use_language(qapp, "de")
    assert found == []
