"""Reports by name: what is saved, what is written down about it, and what a failure leaves behind."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from permenti_desktop import i18n
from permenti_desktop.db.database import Database
from permenti_desktop.db.opening import open_database
from permenti_desktop.domain.errors import Cancelled, TargetOpen, UserError
from permenti_desktop.queries import grant, office
from permenti_desktop.queries.office import DisclosureRow
from permenti_desktop.reports import catalogue
from permenti_desktop.reports.options import FORMATS, Format, Options, of_period
from tests.db_fixtures import OfficeFile, copied

FIGURES, PEOPLE = catalogue.find("figures"), catalogue.find("participants")
OPTIONS = of_period(date(2026, 1, 1), date(2026, 12, 31), date(2026, 11, 22))


@pytest.fixture(autouse=True)
def _german() -> None:
    """What is said and written down is in the language of the window, whatever other tests left it at."""
    i18n.use("de")


def disclosures(database: Database) -> tuple[DisclosureRow, ...]:
    with database.read() as session:
        return office.disclosures(session)


def test_the_cut_off_date_is_the_end_or_today() -> None:
    assert OPTIONS.cut_off == date(2026, 11, 22)
    assert of_period(date(2026, 1, 1), date(2026, 3, 31), date(2026, 11, 22)).cut_off == date(2026, 3, 31)
    with pytest.raises(UserError, match="endet, bevor"):
        of_period(date(2026, 2, 1), date(2026, 1, 1), date(2026, 11, 22))


def test_an_unknown_name_says_which_there_are() -> None:
    with pytest.raises(UserError, match=r"figures, participants"):
        catalogue.find("unicorns")


@pytest.mark.parametrize(("name", "format"), [("a.PDF", "pdf"), ("b.xlsx", "xlsx"), ("c.csv", "csv"), ("d.doc", None)])
def test_the_ending_names_the_format(name: str, format: Format | None) -> None:
    assert catalogue.format_of(Path(name)) == format


def test_file_names_say_what_and_when() -> None:
    assert catalogue.file_name(PEOPLE, OPTIONS, "de", "xlsx") == "Teilnehmendenliste 2026-01-01 bis 2026-12-31.xlsx"
    assert catalogue.file_name(PEOPLE, Options(ids=(1,)), "de", "pdf") == "Teilnehmendenliste.pdf"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_personal_data_leave_the_house_with_a_note(
    demo: Database, tmp_path: Path, format: Format, language: str
) -> None:
    before = len(disclosures(demo))
    figures = catalogue.save(demo, FIGURES, OPTIONS, language, format, tmp_path / f"figures.{format}")
    assert figures.people == 0
    assert len(disclosures(demo)) == before
    people = catalogue.save(demo, PEOPLE, OPTIONS, language, format, tmp_path / f"people.{format}", who="Petra")
    newest, *_older = disclosures(demo)
    assert len(disclosures(demo)) == before + 1
    assert newest.people == people.people > 20
    assert newest.who == "Petra"
    assert newest.purpose == "Bericht an den Zuwendungsgeber"
    assert format.upper() in newest.what
    assert sorted(file.name for file in tmp_path.glob("*.*")) == [f"figures.{format}", f"people.{format}"]


def test_the_funder_of_the_grant_is_the_recipient(demo: Database, tmp_path: Path) -> None:
    with demo.read() as session:
        newest = grant.rows(session)[0]
    options = of_period(date(2026, 1, 1), date(2026, 12, 31), date(2026, 11, 22), newest.id)
    catalogue.save(demo, PEOPLE, options, "de", "csv", tmp_path / "people.csv")
    assert disclosures(demo)[0].recipient == newest.funder != ""


def stopped_at(step: int) -> Callable[[int, int], None]:
    steps = iter(range(step))

    def tick(done: int, total: int) -> None:
        if next(steps, None) is None:
            raise Cancelled

    return tick


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("report", [FIGURES, PEOPLE], ids=["figures", "participants"])
def test_what_is_stopped_leaves_everything_as_it_was(
    demo: Database, tmp_path: Path, format: Format, report: catalogue.Report
) -> None:
    target = tmp_path / f"old.{format}"
    target.write_bytes(b"the old one")
    before = disclosures(demo)
    with pytest.raises(Cancelled):
        catalogue.save(demo, report, OPTIONS, "de", format, target, tick=stopped_at(1))
    assert target.read_bytes() == b"the old one"
    assert [file for file in tmp_path.iterdir() if file.is_file()] == [target]
    assert disclosures(demo) == before


def test_a_target_that_is_open_elsewhere_is_left_alone_and_nothing_noted(demo: Database, tmp_path: Path) -> None:
    target = tmp_path / "list.xlsx"
    (tmp_path / ".~lock.list.xlsx#").write_text("Petra")
    before = disclosures(demo)
    with pytest.raises(TargetOpen):
        catalogue.save(demo, PEOPLE, OPTIONS, "de", "xlsx", target)
    assert not target.exists()
    assert disclosures(demo) == before


def test_from_a_file_that_is_only_looked_at_no_person_leaves(demo_file: OfficeFile, tmp_path: Path) -> None:
    file = copied(demo_file, tmp_path / "looking")
    database = open_database(file.path, data_key=file.data_key, read_only=True)
    try:
        with pytest.raises(UserError, match="nur zum Ansehen"):
            catalogue.save(database, PEOPLE, OPTIONS, "de", "csv", tmp_path / "people.csv")
        assert not (tmp_path / "people.csv").exists()
        catalogue.save(database, FIGURES, OPTIONS, "de", "csv", tmp_path / "figures.csv")
    finally:
        database.close()


def test_a_preview_of_a_long_list_shows_its_beginning(demo: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with demo.read() as session:
        whole = catalogue.preview(session, PEOPLE, OPTIONS, "de")
        monkeypatch.setattr(catalogue, "PREVIEW_PEOPLE", 3)
        begun = catalogue.preview(session, PEOPLE, OPTIONS, "de")
    assert whole.shown == whole.people == begun.people > 20
    assert begun.shown == 3
    assert begun.content.startswith(b"%PDF")
    assert len(begun.content) < len(whole.content)
    content, people = catalogue.to_print(demo, PEOPLE, OPTIONS, "de")
    assert len(people) == whole.people
    assert len(content) > len(begun.content)
