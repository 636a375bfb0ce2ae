"""Two people at one record: both values side by side, to be chosen field by field; nothing overwritten unseen.

On PostgreSQL the other person is a second session, whose changes come by themselves; in a file another view of it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import create_engine, text

from permenti_desktop.db.database import Database
from permenti_desktop.db.opening import open_database
from permenti_desktop.domain import organisation as rules
from permenti_desktop.domain.errors import UserError
from permenti_desktop.domain.organisation import ContactPersonInput, OrganisationInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.gui import hub, jobs
from permenti_desktop.gui.form import Field, RowsField, Section
from permenti_desktop.gui.others import Others
from permenti_desktop.gui.record_form import RecordForm
from permenti_desktop.queries import organisation as queries
from permenti_desktop.queries import person as people
from permenti_desktop.queries.history import of_record
from permenti_desktop.usecases import organisation, person

SECTIONS = (
    Section(
        "Organisation",
        (
            Field("name", "Name"),
            Field("town", "Ort"),
            Field("role", "Aufgabe"),
            Field(
                "people",
                "Ansprechpersonen",
                "rows",
                row=ContactPersonInput,
                fields=(Field("function", "Funktion"),),
            ),
        ),
    ),
)


@dataclass
class Both:
    """One person at the window, the other somewhere else."""

    form: RecordForm
    id: int
    mine: Database
    hers: Database
    others: Others
    qtbot: QtBot

    def stored(self) -> OrganisationInput:
        with self.hers.read() as session:
            return queries.load(session, self.id)[1]

    def she_saves(self, **changes: object) -> None:
        with self.hers.write("Berta") as session:
            version, given = queries.load(session, self.id)
            organisation.save(session, self.id, version, replace(given, **changes))  # type: ignore[arg-type]

    def news(self) -> None:
        """Her changes come, as they do every few seconds."""
        self.others.look()
        self.qtbot.waitUntil(lambda: self.others._work is None or not self.others._work.running)
        self.settle()

    def settle(self) -> None:
        for _round in range(3):
            self.qtbot.wait(20)
            self.qtbot.waitUntil(jobs.idle, timeout=10_000)

    def type(self, name: str, text: str) -> None:
        widget = self.form.form.widget_of(name)
        assert isinstance(widget, QLineEdit)
        widget.setFocus()
        widget.selectAll()
        widget.insert(text)

    def save(self) -> None:
        self.form.form._want_save()
        self.settle()

    def shown(self, name: str) -> str:
        widget = self.form.form.widget_of(name)
        assert isinstance(widget, QLineEdit)
        return widget.text()

    def choose(self, words: str) -> None:
        panel = self.form.form.clash_panel
        buttons = [one for one in panel.findChildren(QPushButton) if one.text() == words and one.isVisible()]
        QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
        self.settle()


@pytest.fixture
def both(database: Database, shown: Callable[..., QWidget], qtbot: QtBot) -> Iterator[Both]:
    hers = database
    if not database.is_sqlite:
        hers = open_database(database.engine.url.render_as_string(hide_password=False))
    with database.write("Anna") as session:
        who = person.save(session, None, None, PersonInput(last_name="Demir", first_name="Ayşe"))
        id = organisation.save(
            session,
            None,
            None,
            OrganisationInput(name="Bäckerei", town="Witten", role="Backstube 1",
                              people=(ContactPersonInput(person_id=who, function="Meisterin"),)),
        )  # fmt: skip
    jobs.start(database)
    hub.start(database)
    form = RecordForm(
        SECTIONS,
        load=queries.load,
        save=organisation.save,
        check=rules.check,
        labels=lambda session, given: {
            f"people.{number}.person_id": str(people.names(session, [one.person_id])[one.person_id])
            for number, one in enumerate(given.people)
        },
    )
    hub.watch(form, form.refresh, ("organisation", "contact_person"))
    shown(form, 700, 600)
    form.open(id)
    found = Both(form, id, database, hers, Others(database), qtbot)
    found.settle()
    yield found
    found.others.stop()
    form.form.snapshot = None
    hub.stop()
    jobs.stop()  # what still reads does so before the database is closed
    if hers is not database:
        hers.close()


def test_what_the_other_changed_appears_by_itself(both: Both) -> None:
    both.she_saves(town="Hagen")
    both.news()
    assert both.shown("town") == "Hagen"
    assert not both.form.form.clash_panel.isVisible()


def test_different_fields_of_one_record_are_both_kept_without_a_question(both: Both) -> None:
    both.type("role", "Backstube 99")
    both.she_saves(town="Hagen")
    both.save()  # on an older state: refused, read again, saved by itself
    both.news()
    both.qtbot.waitUntil(lambda: both.stored().role == "Backstube 99", timeout=10_000)
    assert both.stored().town == "Hagen"
    assert not both.form.form.clash_panel.isVisible()


@pytest.mark.parametrize("heard_first", [True, False])
@pytest.mark.parametrize(
    ("choice", "stands"), [("Meine Eingabe nehmen", "Herdecke"), ("Das Gespeicherte nehmen", "Hagen")]
)
def test_one_field_changed_by_both_is_asked_and_not_overwritten(
    both: Both, heard_first: bool, choice: str, stands: str
) -> None:
    both.type("town", "Herdecke")
    both.she_saves(town="Hagen")
    if heard_first:
        both.news()
    both.save()
    form = both.form.form
    assert [(one.field, one.mine, one.theirs) for one in form.clashes()] == [("Ort", "Herdecke", "Hagen")]
    assert form.clash_panel.isVisible()
    assert both.stored().town == "Hagen"
    assert both.shown("town") == "Herdecke"
    # What else she does is saved meanwhile; the question stays.
    both.type("role", "Backstube 77")
    both.save()
    assert (both.stored().town, both.stored().role) == ("Hagen", "Backstube 77")
    assert form.clash_panel.isVisible()
    both.choose(choice)
    both.qtbot.waitUntil(lambda: both.stored().town == stands, timeout=10_000)
    both.settle()
    assert both.shown("town") == stands
    assert not form.clash_panel.isVisible()


def test_left_without_a_choice_nothing_is_lost_and_it_is_said(both: Both) -> None:
    told: list[object] = []
    jobs.board().problem.connect(told.append)
    both.type("town", "Herdecke")
    both.she_saves(town="Hagen")
    both.news()
    both.form.flush()
    both.settle()
    jobs.board().problem.disconnect(told.append)
    assert both.stored().town == "Herdecke"
    assert len(told) == 1
    assert "Hagen" in str(told[0])
    with both.mine.read() as session:
        steps = [(one.before, one.after) for one in of_record(session, "organisation", both.id) if one.op == "U"]
    assert ("Hagen", "Herdecke") in steps


def test_a_line_of_a_list_is_compared_field_by_field(both: Both) -> None:
    rows = both.form.form.widget_of("people")
    assert isinstance(rows, RowsField)
    field = rows.rows()[0].slots[0].widget
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.selectAll()
    field.insert("Inhaberin")
    contact = both.stored().people[0]
    both.she_saves(people=(replace(contact, function="Ausbilderin"),))
    both.news()
    both.save()
    assert both.stored().people[0].function == "Ausbilderin"
    (clash,) = both.form.form.clashes()
    assert (clash.field, clash.mine, clash.theirs) == ("Funktion", "Inhaberin", "Ausbilderin")
    both.choose("Meine Eingabe nehmen")
    both.qtbot.waitUntil(lambda: both.stored().people[0].function == "Inhaberin", timeout=10_000)


def test_a_line_the_other_removed_while_it_was_changed_here_comes_back(both: Both) -> None:
    rows = both.form.form.widget_of("people")
    assert isinstance(rows, RowsField)
    field = rows.rows()[0].slots[0].widget
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.end(False)
    field.insert(" und Ausbilderin")
    both.she_saves(people=())
    both.news()
    both.save()
    both.qtbot.waitUntil(lambda: len(both.stored().people) == 1, timeout=10_000)
    assert both.stored().people[0].function == "Meisterin und Ausbilderin"


def test_typing_on_while_one_s_own_value_is_saved_is_no_clash(both: Both) -> None:
    both.type("town", "Herd")
    both.form.form._want_save()
    both.type("town", "Herdecke")
    both.settle()
    assert both.form.form.clashes() == []
    both.save()
    both.qtbot.waitUntil(lambda: both.stored().town == "Herdecke", timeout=10_000)
    assert both.form.form.clashes() == []


def test_a_server_that_does_not_answer_is_told_once_and_found_again(server_url: str, qtbot: QtBot) -> None:
    database = open_database(server_url)
    others = Others(database)
    lost: list[UserError] = []
    found: list[bool] = []
    others.lost.connect(lost.append)
    others.found.connect(lambda: found.append(True))
    engine = database.engine
    name = engine.url.database
    admin = create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")

    def look() -> None:
        others.look()
        qtbot.waitUntil(lambda: others._work is not None and not others._work.running, timeout=10_000)

    look()
    assert (lost, found) == ([], [])
    # The server lets nobody in: connections are cut and new ones refused.
    with admin.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'))
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :n AND pid <> pg_backend_pid()"
            ),
            {"n": name},
        )
        look()
        look()
        connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'))
    assert len(lost) == 1
    look()
    look()
    assert found == [True]
    others.stop()
    admin.dispose()
    database.close()
