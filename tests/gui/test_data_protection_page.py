"""Datenschutz in the window: handed over, blocked, anonymised, erased, and what is written down of it."""

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from permenti_desktop import i18n
from permenti_desktop.db.backup_list import backups_of
from permenti_desktop.db.database import Database
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.grant import GrantInput
from permenti_desktop.domain.participant import ParticipantInput, ParticipationInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.gui import app as program
from permenti_desktop.gui import jobs
from permenti_desktop.gui.data_protection.asking import Blocking, Erasing, OnePerson, standing
from permenti_desktop.gui.data_protection.page import Anonymising, DataProtectionPage
from permenti_desktop.gui.participant.page import ParticipantPage
from permenti_desktop.gui.theme import T
from permenti_desktop.gui.widgets.row import ActionRow
from permenti_desktop.queries import data_protection as questions
from permenti_desktop.usecases import data_protection as rights
from permenti_desktop.usecases import grant, office, participant
from tests.gui.real_window import Desk, desk


def enter(database: Database) -> dict[str, int]:
    """One whose period is over, one whose period runs, one who takes part still."""
    ids: dict[str, int] = {}
    with database.write("Anna Beispiel") as session:
        over = grant.save(
            session, None, None,
            GrantInput(title="Land 2014–2016", start=date(2014, 1, 1), end=date(2016, 12, 31)),
        )  # fmt: skip
        running = grant.save(
            session, None, None, GrantInput(title="Land 2025–2027", start=date(2025, 1, 1), end=date(2027, 12, 31))
        )
        for name, first, paid, exit in (
            ("Haddad", "Amal", over, PartialDate(2016, 5, 31)),
            ("Yilmaz", "Elif", running, PartialDate(2025, 9, 30)),
            ("Osei", "Ama", running, None),
        ):
            one = ParticipationInput(grant_id=paid, entry=PartialDate(2016 if paid == over else 2025, 2, 1), exit=exit)
            ids[name] = participant.save(
                session, None, None,
                ParticipantInput(person=PersonInput(last_name=name, first_name=first), participations=(one,)),
            )  # fmt: skip
    with database.write("Anna Beispiel") as session:
        office.disclose(session, "Teilnehmendenliste (PDF)", "Jobcenter", "Vermittlung", "", 1, [ids["Yilmaz"]])
    return ids


@pytest.fixture
def here(working: Database, qtbot: QtBot) -> Iterator[Desk[DataProtectionPage]]:
    ids = enter(working)
    with desk(working, qtbot, "data_protection", DataProtectionPage) as made:
        made.ids = ids
        made.settle()
        yield made


def words(widget: QWidget) -> str:
    """Everything a widget says."""
    rows = [one.accessibleName() for one in widget.findChildren(ActionRow)]
    return "\n".join([*(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)), *rows])


def open_person(here: Desk[DataProtectionPage], name: str) -> OnePerson:
    found = OnePerson(here.page, here.page.drawer, here.ids[name])
    found.open()
    here.wait(lambda: found.standing is not None)
    here.settle()
    return found


def test_the_page_says_whose_period_is_over_and_what_left_the_house(here: Desk[DataProtectionPage]) -> None:
    said = words(here.page.periods)
    assert "Haddad, Amal" in said
    assert "1 Akte anonymisieren" in " ".join([said, here.page.due_button.text()])
    assert "Frist bis 31.12.2021" in said
    assert "Land 2025–2027" in said
    assert "Yilmaz" not in said
    assert "Jobcenter" in words(here.page.lines)
    here.page.picker.set_value(here.ids["Osei"])
    here.page.read_lines()
    here.settle()
    assert "nichts vermerkt" in words(here.page.lines)


def test_anonymising_takes_the_names_and_keeps_the_row(here: Desk[DataProtectionPage]) -> None:
    here.page.due_button.click()
    here.wait(here.page.drawer.isVisible)
    asked = Anonymising(here.page, here.page.drawer, here.read(questions.due, date.today()))
    asked.open()
    asked.save()
    here.wait(lambda: here.read(lambda session: session.scalar(text("SELECT count(*) FROM erasure"))) == 1)
    here.settle()
    assert (
        here.read(lambda session: session.scalar(text("SELECT count(*) FROM person WHERE last_name = 'Haddad'"))) == 0
    )
    assert here.read(lambda session: session.scalar(text("SELECT count(*) FROM participation"))) == 3
    assert "Haddad" not in words(here.page.periods)
    assert "Löschung Nr. 1" in words(here.page.erased)
    path = here.database.path
    assert path is not None
    assert [one.reason for one in backups_of(path)] == ["erasure"]


def test_blocking_and_lifting(here: Desk[DataProtectionPage]) -> None:
    one = open_person(here, "Yilmaz")
    assert "üblich ist, bis dahin zu sperren" in words(one.content)
    one.block_button.click()
    asked = Blocking(here.page, here.page.drawer, here.ids["Yilmaz"])
    asked.open()
    asked.save()
    here.wait(lambda: here.read(questions.restrictions))
    here.settle()
    assert "Yilmaz, Elif" in words(here.page.blocked)
    again = open_person(here, "Yilmaz")
    again.lift_button.click()
    here.wait(lambda: not here.read(questions.restrictions))


def test_erasing_asks_twice_while_a_period_runs_and_says_until_when_backups_hold_her(
    here: Desk[DataProtectionPage], tmp_path: Path
) -> None:
    asked = Erasing(here.page, here.page.drawer, here.read(standing, here.ids["Yilmaz"]))
    asked.open()
    assert asked.is_early
    asked.save()  # not confirmed
    assert "bestätigen" in words(here.page.drawer)
    asked.sure.set_value(True)
    asked.save()  # the period still runs
    here.wait(lambda: "Aufbewahrungsfrist" in words(here.page.drawer.messages))
    here.settle()
    assert here.read(questions.erasures) == ()
    asked.despite.set_value(True)
    asked.save()
    here.wait(lambda: here.read(questions.erasures))
    here.settle()
    assert "spätestens" in words(here.page.messages)
    (row,) = here.read(questions.erasures)
    proof = tmp_path / "Nachweis.pdf"
    here.page.save_proof_as(row, proof)
    here.wait(proof.exists)
    here.settle()
    assert proof.read_bytes().startswith(b"%PDF")


def test_her_data_are_handed_over_and_that_is_written_down(here: Desk[DataProtectionPage], tmp_path: Path) -> None:
    one = open_person(here, "Osei")
    target = tmp_path / "Auskunft.json"
    one.save_as("json", target)
    here.wait(target.exists)
    here.settle()
    assert json.loads(target.read_text("utf-8"))["person"]["last_name"] == "Osei"
    assert "die Person selbst" in words(here.page.lines)
    csv = tmp_path / "Verzeichnis.csv"
    here.page.save_lines_as(csv)
    here.wait(csv.exists)
    here.settle()
    assert "Jobcenter" in csv.read_text("utf-8-sig")


def test_a_blocked_file_says_so_and_leads_to_data_protection(working: Database, qtbot: QtBot) -> None:
    ids = enter(working)
    with working.write() as session:
        rights.block(session, ids["Yilmaz"], "claims")
    with desk(working, qtbot, "participant", ParticipantPage, ("data_protection",)) as made:
        made.settle()
        assert ids["Yilmaz"] not in made.page.list.table.model_.ids
        made.window.go("participant", ids["Yilmaz"])
        made.wait(lambda: "gesperrt seit" in words(made.page.file.messages))
        assert "Papierkorb" not in words(made.page.file.messages)
        assert any(line is not None and line[0] == "shield-check" for line in made.page.file.menu())


def test_what_is_protected_and_what_is_not_is_said_on_the_page(here: Desk[DataProtectionPage]) -> None:
    said = words(here.page.protected)
    assert [
        heading
        for heading in ("Was geschützt ist", "Was nicht geschützt ist", "Was wir nicht geprüft haben")
        if heading not in said
    ] == []
    assert "Windows" in said
    assert "SMB" in said


@pytest.mark.parametrize("tab", range(5))
def test_every_tab_is_reached_and_read_in_every_look(here: Desk[DataProtectionPage], tab: int) -> None:
    with here.database.write() as session:
        rights.block(session, here.ids["Osei"], "claims")
        rights.erase(session, here.ids["Yilmaz"], "request", despite_retention=True)
    here.page.refresh()
    here.settle()
    here.page.tabs.setCurrentIndex(tab)
    here.settle()
    assert here.audit_all_looks() == []


PICTURES = os.environ.get("PERMENTI_PICTURES", "")


@pytest.mark.parametrize(("language", "look"), [("de", "light"), ("en", "dark")])
def test_the_page_speaks_the_language_of_the_window(working: Database, qtbot: QtBot, language: str, look: str) -> None:
    program.use_language(program.application([]), language)
    ids = enter(working)
    with working.write("Anna Beispiel") as session:
        rights.block(session, ids["Osei"], "claims")
        rights.erase(session, ids["Yilmaz"], "request", despite_retention=True)
    with desk(working, qtbot, "data_protection", DataProtectionPage) as made:
        T.apply(look, 1.0)  # type: ignore[arg-type]
        made.settle()
        said = "\n".join(words(tab) for tab in (made.page.periods, made.page.blocked, made.page.erased))
        assert ("Frist abgelaufen" in said) == (language == "de")
        assert ("auf ihren Wunsch" in said) == (language == "de")
        if PICTURES:
            for number in range(5):
                made.page.tabs.setCurrentIndex(number)
                made.settle()
                made.window.grab().save(f"{PICTURES}/{language}-{look}-{number}.png")
            one = OnePerson(made.page, made.page.drawer, ids["Haddad"])
            one.open()
            made.wait(lambda: one.standing is not None)
            made.settle()
            made.window.grab().save(f"{PICTURES}/{language}-{look}-person.png")
            Erasing(made.page, made.page.drawer, made.read(standing, ids["Haddad"])).open()
            made.settle()
            made.window.grab().save(f"{PICTURES}/{language}-{look}-erase.png")
    assert i18n.language() == language
    assert jobs is not None
