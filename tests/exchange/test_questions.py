"""What a person is asked after reading a list: near words, columns without meaning, people who are known already."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from permenti_desktop import cli_commands
from permenti_desktop.db.database import Database
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.organisation import ContactPersonInput, OrganisationInput
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.domain.tandem import TandemInput
from permenti_desktop.exchange import read_workbook
from permenti_desktop.exchange.apply import Result, apply, load
from permenti_desktop.exchange.plan import make_plan
from permenti_desktop.exchange.recognise import choose, recognise
from permenti_desktop.exchange.steps import Plan, Step
from permenti_desktop.queries import known
from permenti_desktop.queries import mentor as mentors
from permenti_desktop.queries import organisation as organisations
from permenti_desktop.queries import participant as participants
from permenti_desktop.usecases import mentor as mentor_cases
from permenti_desktop.usecases import organisation as organisation_cases
from permenti_desktop.usecases import participant as participant_cases
from permenti_desktop.usecases import person as person_cases
from tests.exchange.reading_aid import TODAY

Rows = tuple[tuple[Any, ...], ...]


def written(folder: Path, **sheets: Rows) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    path = folder / "liste.xlsx"
    book.save(path)
    return path


def plan_of(database: Database, path: Path, decisions: Any = None) -> Plan:
    found = recognise(read_workbook.read(path), TODAY)
    with database.read() as session:
        there = known.records(session)
        return make_plan(found, there, TODAY, decisions, stored=lambda subject, id: load(session, subject, id))


def write(database: Database, plan: Plan) -> Result:
    with database.write() as session:
        return apply(session, plan, TODAY)


def of(plan: Plan, subject: str) -> list[Step]:
    return [step for step in plan.steps if step.subject == subject]


# Words that lie near to a field ------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["Erstgespräch", "Erstkontakt am", "Anmeldung", "Datum", "first interview"])
def test_a_first_talk_is_not_silently_the_entry(database: Database, tmp_path: Path, header: str) -> None:
    path = written(
        tmp_path,
        Teilnehmerinnen=(
            ("Nachname", "Vorname", "geb.", "Ort", header),
            ("Haile", "Tirhas", "15.06.1969", "Witten", "24.08.2020"),
            ("Rezai", "Gul", "01.01.1971", "Hagen", "1.6.2021"),
        ),
    )
    plan = plan_of(database, path)
    (column,) = plan.columns
    assert (column.place, column.header, column.kind, column.label) == ("E", header, "near", "Eintritt")
    assert [cell.place for cell in plan.doubts if cell.field == "participant.entry"] == ["E2", "E3"]
    # Confirmed once, it is asked no more.
    found = recognise(read_workbook.read(path), TODAY)
    confirmed = choose(found, found.tables[0], TODAY, {5: "participant.entry"})
    with database.read() as session:
        again = make_plan(confirmed, known.records(session), TODAY)
    assert (again.columns, again.doubts) == ((), ())


def test_beside_a_real_entry_the_first_talk_stays_text(database: Database, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        Teilnehmerinnen=(
            ("Nachname", "Vorname", "geb.", "Erstgespräch", "Eintritt"),
            ("Haile", "Tirhas", "15.06.1969", "03.08.2020", "24.08.2020"),
        ),
    )
    plan = plan_of(database, path)
    (step,) = of(plan, "participant")
    assert isinstance(step.given, ParticipantInput)
    assert step.given.participations[0].entry == PartialDate(2020, 8, 24)
    assert "Erstgespräch: 03.08.2020" in step.given.unread
    assert [(column.header, column.kind) for column in plan.columns] == [("Erstgespräch", "kept")]


# Each thing listed once --------------------------------------------------------------------------------------------


def test_a_column_without_meaning_is_listed_once_and_kept(database: Database, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        Teilnehmerinnen=(
            ("Nachname", "Vorname", "geb.", "Schuhgröße", "Stadtteil"),
            ("Haile", "Tirhas", "15.06.1969", "38", "Annen"),
            ("Rezai", "Gul", "01.01.1971", "41", "Herbede"),
            ("Nkosi", "Thandiwe", "30.08.1986", None, None),
        ),
    )
    plan = plan_of(database, path)
    assert [(column.header, column.kind, column.cells) for column in plan.columns] == [
        ("Schuhgröße", "kept", 2),
        ("Stadtteil", "kept", 2),
    ]
    assert plan.columns[0].samples == ("38", "41")
    told = cli_commands.plan_text(plan)
    assert told.count("Schuhgröße") == told.count("Stadtteil") == 1
    assert "38; 41" in told
    assert (plan.doubts, plan.kept) == ((), ())
    unread = [step.given.unread for step in of(plan, "participant") if isinstance(step.given, ParticipantInput)]
    assert unread == ["Schuhgröße: 38\nStadtteil: Annen", "Schuhgröße: 41\nStadtteil: Herbede", ""]


def test_a_cell_stands_in_the_list_of_questions_once(database: Database, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        Teilnehmerinnen=(
            ("Name", "geb.", "Anschrift", "Kinder", "Tel."),
            ("Gul Makai Rezai (geb. Karimi)", "ca. 1971", "Bahnhofstr. 3, 58452 Witten, bei Schulz", "2 (5J, 8J)", "?"),
            ("Lemlem Tesfaye", "6.5.1988", "Ruhrstr. 1, 58452 Witten", "keine", "02302 1234"),
        ),
    )
    plan = plan_of(database, path)
    places = [cell.place for cell in plan.doubts]
    assert len(places) == len(set(places))
    assert {"A2", "B2", "C2"} <= set(places)
    (address,) = [cell for cell in plan.doubts if cell.place == "C2"]
    assert address.after == "Bahnhofstr. 3, 58452, Witten"
    assert [cell.place for cell in plan.kept] == ["D2"]
    (step, _other) = of(plan, "participant")
    assert isinstance(step.given, ParticipantInput)
    assert step.given.children == 2
    for text in ("2 (5J, 8J)", "geb. Karimi", "bei Schulz", "ca. 1971"):
        assert text in step.given.unread


@pytest.mark.parametrize("text", ["laufend", "noch im Projekt", "läuft noch", "ongoing", "unbefr.", "bis auf weiteres"])
def test_no_end_yet_is_no_question(database: Database, tmp_path: Path, text: str) -> None:
    path = written(
        tmp_path,
        Teilnehmerinnen=(
            ("Nachname", "Vorname", "geb.", "Eintritt", "Austritt", "Verbleib", "Titel gültig bis"),
            ("Haile", "Tirhas", "15.06.1969", "24.08.2020", text, text, text),
            ("Rezai", "Gul", "01.01.1971", "1.6.2021", "14.02.2022", "Arbeit TZ", "31.12.2027"),
        ),
    )
    plan = plan_of(database, path)
    assert plan.doubts == ()
    (step, _other) = of(plan, "participant")
    assert isinstance(step.given, ParticipantInput)
    assert step.given.participations[0].exit is None
    assert (step.given.outcomes, step.given.phases) == ((), ())
    assert f"Titel gültig bis: {text}" in step.given.unread


@pytest.mark.parametrize(
    ("text", "code"),
    [("South African", "ZA"), ("nigerianisch", "NG"), ("Irish", "IE"), ("kanadisch", "CA"), ("Kazakhstani", "KZ")],
)
def test_adjectives_of_nationality(database: Database, tmp_path: Path, text: str, code: str) -> None:
    path = written(
        tmp_path,
        Teilnehmerinnen=(
            ("Nachname", "Vorname", "geb.", "Staatsang."),
            ("Haile", "Tirhas", "15.06.1969", text),
            ("Rezai", "Gul", "01.01.1971", "afghanisch"),
        ),
    )
    plan = plan_of(database, path)
    assert plan.doubts == ()
    (step, _other) = of(plan, "participant")
    assert isinstance(step.given, ParticipantInput)
    assert step.given.person.nationality == code


def test_the_end_of_a_tandem_that_only_follows_from_the_exit_is_marked(database: Database, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        Teilnehmerinnen=(
            ("Nachname", "Vorname", "geb.", "Eintritt", "Austritt", "Mentorin"),
            ("Haile", "Tirhas", "15.06.1969", "24.08.2020", "01.04.2021", "Renate Kowalski"),
            ("Rezai", "Gul", "01.01.1971", "1.6.2021", None, "Renate Kowalski"),
        ),
    )
    plan = plan_of(database, path)
    first, second = of(plan, "tandem")
    assert isinstance(first.given, TandemInput)
    assert (first.given.state, first.given.end) == ("completed", PartialDate(2021, 4, 1))
    assert "angenommen" in first.remark
    assert "angenommen" not in second.remark
    (cell,) = plan.doubts
    assert (cell.place, cell.field, cell.after) == ("E2", "tandem.end", "01.04.2021")


# Who is known already ----------------------------------------------------------------------------------------------


def enter(database: Database, **given: Any) -> int:
    with database.write() as session:
        return participant_cases.save(session, None, None, ParticipantInput(person=PersonInput(**given)), today=TODAY)


@pytest.mark.parametrize(
    ("there", "birth"),
    [({}, "15.06.1969"), ({"birth": PartialDate(1969, 6, 15)}, None), ({}, None)],
)
def test_one_name_without_a_birth_is_asked_about(
    database: Database, tmp_path: Path, there: dict[str, Any], birth: str | None
) -> None:
    id = enter(database, last_name="Haile", first_name="Tirhas", **there)
    path = written(
        tmp_path,
        Teilnehmerinnen=(
            ("Nachname", "Vorname", "geb.", "Ort"),
            ("Haile", "Tirhas", birth, "Witten"),
            ("Rezai", "Gul", "01.01.1971", "Hagen"),
        ),
    )
    plan = plan_of(database, path)
    asked, new = of(plan, "participant")
    assert (asked.kind, asked.writes, new.kind) == ("duplicate", False, "add")
    assert [one.choice for one in asked.candidates] == [id]
    assert asked.key is not None
    (joined, _new) = of(plan_of(database, path, {asked.key: id}), "participant")
    assert (joined.kind, joined.id) == ("change", id)


def test_the_same_short_list_again_enters_nobody_anew(database: Database, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        Teilnehmerinnen=(
            ("Nachname", "Vorname", "Deutsch"),
            ("Haile", "Tirhas", "B1"),
            ("Rezai", "Gul", "A2"),
            ("Sow", "Kadiatou", "A1"),
        ),
        Mentorinnen=(("Mentorin", "Branche"), ("Ilse Brandt", "Handwerk"), ("Hannelore Vogt", "Handel")),
        Netzwerk=(
            ("Institution", "Ansprechpartner", "Tel."),
            ("Jobcenter", "Frau Kunze", "02302 1"),
            ("IHK", "Bernd Thiele", "02331 2"),
        ),
    )
    first = plan_of(database, path)
    assert first.writes == 7
    write(database, first)
    again = plan_of(database, path)
    assert again.writes == 0
    assert {step.kind for step in again.steps} <= {"same", "duplicate"}


def test_a_known_mentor_is_found_by_her_firm(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        firm = organisation_cases.save(session, None, None, OrganisationInput(name="Blumen Rademacher"), today=TODAY)
        person = PersonInput(last_name="Vogt", first_name="Hannelore")
        id = mentor_cases.save(session, None, None, MentorInput(person=person, organisation_id=firm), today=TODAY)
    path = written(
        tmp_path,
        Mentorinnen=(
            ("Mentorin", "Firma", "Branche"),
            ("Hannelore Vogt", "Blumen Rademacher", "Floristik"),
            ("Hannelore Vogt", "Malerbetrieb Schmitz", "Handwerk"),
        ),
    )
    known_one, other = of(plan_of(database, path), "mentor")
    assert (known_one.kind, known_one.id) == ("change", id)
    # Another firm: perhaps she has moved on, perhaps it is somebody else.
    assert other.kind == "duplicate"
    assert id in [one.choice for one in other.candidates]


def test_who_speaks_for_a_firm_and_becomes_its_mentor_is_one_person(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        person = PersonInput(last_name="Vogt", first_name="Hannelore", email="h@example.org")
        id = person_cases.save(session, None, None, person, today=TODAY)
        given = OrganisationInput(name="Blumen Rademacher", people=(ContactPersonInput(person_id=id),))
        organisation_cases.save(session, None, None, given, today=TODAY)
    path = written(
        tmp_path,
        Mentorinnen=(("Mentorin", "Firma", "Branche"), ("Hannelore Vogt", "Blumen Rademacher", "Floristik")),
        Teilnehmerinnen=(
            ("Nachname", "Vorname", "geb.", "Mentorin"),
            ("Haile", "Tirhas", "15.06.1969", "Hannelore Vogt"),
        ),
    )
    plan = plan_of(database, path)
    (mentor,) = of(plan, "mentor")
    assert (mentor.id, mentor.role_only) == (id, True)
    write(database, plan)
    with database.read() as session:
        stored = mentors.load(session, id)[1]
        people = [one for one in known.records(session).people if one.last == "Vogt"]
        pairs = known.records(session).tandems
    assert (stored.sector, stored.person.email) == ("Floristik", "h@example.org")
    assert len(people) == 1
    assert [mentor for mentor, _her in pairs] == [id]


def test_a_mentor_and_her_firms_contact_in_one_list_are_one_person(database: Database, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        Mentorinnen=(("Mentorin", "Firma"), ("Hannelore Vogt", "Blumen Rademacher"), ("Ilse Brandt", "Contorion")),
        Netzwerk=(
            ("Institution", "Ansprechpartnerin", "Funktion"),
            ("Blumen Rademacher", "Frau Hannelore Vogt", "Inhaberin"),
            ("IHK", "Ilse Brandt", "Beratung"),
        ),
    )
    plan = plan_of(database, path)
    write(database, plan)
    with database.read() as session:
        there = known.records(session)
        vogt = [one for one in there.people if one.last == "Vogt"]
        (firm,) = [id for id, name in there.organisations if name == "Blumen Rademacher"]
        people = organisations.load(session, firm)[1].people
    assert len(vogt) == 1
    assert [(one.person_id, one.function) for one in people] == [(vogt[0].id, "Inhaberin")]
    # Of another firm, one name is not yet one person.
    assert len([one for one in there.people if one.last == "Brandt"]) == 2


def test_a_name_that_is_known_in_another_role_is_asked_about(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        id = person_cases.save(session, None, None, PersonInput(last_name="Vogt", first_name="Hannelore"), today=TODAY)
    path = written(
        tmp_path,
        Teilnehmerinnen=(
            ("Nachname", "Vorname", "geb.", "Mentorin"),
            ("Haile", "Tirhas", "15.06.1969", "Hannelore Vogt"),
        ),
    )
    plan = plan_of(database, path)
    (pair,) = of(plan, "tandem")
    assert (pair.kind, [one.choice for one in pair.candidates]) == ("problem", [id])
    assert of(plan, "mentor") == []
    assert pair.key is not None
    chosen = plan_of(database, path, {pair.key: id})
    assert [(step.id, step.role_only) for step in of(chosen, "mentor")] == [(id, True)]
    other = plan_of(database, path, {pair.key: "new"})
    assert [(step.id, step.kind) for step in of(other, "mentor")] == [(None, "add")]
    write(database, chosen)
    with database.read() as session:
        assert [mentor for mentor, _her in known.records(session).tandems] == [id]
        assert [one.mentor for one in known.records(session).people if one.last == "Vogt"] == [True]


def test_what_a_list_of_pairs_tells_besides_is_not_lost(database: Database, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        Mentorinnen=(("Mentorin", "Firma", "Telefon"), ("Hannelore Vogt", "Blumen Rademacher", "02302 1111")),
        Teilnehmerinnen=(("Nachname", "Vorname", "geb."), ("Haile", "Tirhas", "15.06.1969")),
        Tandems=(
            ("Mentorin", "Tel. Mentorin", "Branche", "Mentee", "Handy Mentee", "Matching am"),
            ("Hannelore Vogt", "02302 1111", "Floristik", "Tirhas Haile", "0176 2345678", "01.09.2023"),
        ),
    )
    plan = plan_of(database, path)
    (pair,) = of(plan, "tandem")
    assert isinstance(pair.given, TandemInput)
    assert pair.given.unread.splitlines() == ["Branche: Floristik", "Handy Mentee: 0176 2345678"]


def test_a_second_contact_of_a_known_organisation_is_added(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        id = person_cases.save(session, None, None, PersonInput(last_name="Kunze"), today=TODAY)
        given = OrganisationInput(name="Jobcenter", people=(ContactPersonInput(person_id=id),))
        organisation = organisation_cases.save(session, None, None, given, today=TODAY)
    rows = (("Institution", "Ansprechpartner", "Tel."), ("Jobcenter", "Frau Anna Thiele", "02302 1"))
    plan = plan_of(database, written(tmp_path, Netzwerk=rows))
    write(database, plan)
    with database.read() as session:
        people = organisations.load(session, organisation)[1].people
        assert len(people) == 2
        assert not participants.ids(session)
    assert plan_of(database, written(tmp_path, Netzwerk=rows)).writes == 0
