"""What several rows of a list say of one record comes together in it: nothing of a second row is lost."""

from pathlib import Path
from typing import Any

import pytest

from permenti_desktop.db.database import Database
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.organisation import OrganisationInput
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.exchange import read_workbook
from permenti_desktop.exchange.apply import Result, apply, load
from permenti_desktop.exchange.plan import make_plan
from permenti_desktop.exchange.recognise import recognise
from permenti_desktop.exchange.steps import Plan
from permenti_desktop.i18n import texts
from permenti_desktop.queries import dump, known
from permenti_desktop.usecases import mentor as mentor_cases
from permenti_desktop.usecases import organisation as organisation_cases
from permenti_desktop.usecases import participant as participant_cases
from tests.exchange.reading_aid import TODAY
from tests.exchange.test_questions import Rows, written

NETWORK: Rows = (
    ("Institution", "Ansprechpartner", "Funktion", "Telefon", "E-Mail", "Bemerkung"),
    ("Jobcenter EN", "Lange, Petra", "BCA", "02336 111222", "lange@example.org", "gut erreichbar"),
    ("Jobcenter EN", "Stein, Rolf", "Teamleiter", "02336 333444", "stein@example.org", "nur montags"),
    (None, "Kurt, Elif", "Vermittlung", "02336 555666", "kurt@example.org", None),
    ("IHK Dortmund", "Vogel, Jan", "Fachkräfte", "0231 54170", "vogel@example.org", None),
)
PARTICIPANTS: Rows = (
    ("Nachname", "Vorname", "Geburtsdatum", "Telefon", "E-Mail", "Beruf", "Bemerkung"),
    ("Haddad", "Rasha", "12.04.1986", "0231 445566", None, "Köchin", "ruft zurück"),
    ("Nkosi", "Thandiwe", "30.08.1986", None, None, None, None),
    ("Haddad", "Rasha", "12.04.1986", "0231 445566", "rasha@example.org", "Bäckerin", "nur vormittags"),
)
MENTORS: Rows = (
    ("Mentorin", "Betrieb", "Telefon", "E-Mail", "Branche", "Plätze"),
    ("Groß, Ute", "Kramer GmbH", "0231 445566", None, None, 1),
    ("Veit, Maren", "selbstständig", None, None, "Bau", 2),
    ("Groß, Ute", "Kramer GmbH", "0231 445566", "ute@example.org", "IT", 3),
)


def plan_of(database: Database, path: Path) -> Plan:
    found = recognise(read_workbook.read(path), TODAY)
    with database.read() as session:
        there = known.records(session)
        return make_plan(found, there, TODAY, stored=lambda subject, id: load(session, subject, id))


def take_over(database: Database, folder: Path, **sheets: Rows) -> Result:
    plan = plan_of(database, written(folder, **sheets))
    with database.write() as session:
        return apply(session, plan, TODAY)


def records(database: Database, subject: str) -> list[dict[str, Any]]:
    with database.read() as session:
        return list(dump.records(session, subject, texts("de")))


def speakers(database: Database, organisation: str) -> dict[str, tuple[str, str, str]]:
    """Family name → function, number and address of everybody who speaks for an organisation."""
    people = {one["id"]: one for one in records(database, "person")}
    (found,) = [one for one in records(database, "organisation") if one["name"] == organisation]
    return {
        people[one["person_id"]]["last_name"]: (
            one["function"],
            people[one["person_id"]]["phone"],
            people[one["person_id"]]["email"],
        )
        for one in found["people"]
    }


def test_all_who_speak_for_an_institution_are_entered(database: Database, tmp_path: Path) -> None:
    """In its own rows, and in a row whose first cell stands empty because the name is above."""
    take_over(database, tmp_path, Netzwerk=NETWORK)
    assert [one["name"] for one in records(database, "organisation")] == ["Jobcenter EN", "IHK Dortmund"]
    assert speakers(database, "Jobcenter EN") == {
        "Lange": ("BCA", "", ""),
        "Stein": ("Teamleiter", "+49 2336 333444", "stein@example.org"),
        "Kurt": ("Vermittlung", "+49 2336 555666", "kurt@example.org"),
    }
    (jobcenter, _ihk) = records(database, "organisation")
    assert (jobcenter["phone"], jobcenter["email"]) == ("+49 2336 111222", "lange@example.org")
    assert jobcenter["remarks"].splitlines() == ["gut erreichbar", "nur montags"]


def test_an_institution_that_is_known_gets_all_of_them_in_one_change(database: Database, tmp_path: Path) -> None:
    """Two changes of one record would be a conflict of the plan with itself."""
    with database.write() as session:
        organisation_cases.save(session, None, None, OrganisationInput(name="Jobcenter EN"), today=TODAY)
    result = take_over(database, tmp_path, Netzwerk=NETWORK)
    assert (result.added, result.changed) == (1, 1)
    assert speakers(database, "Jobcenter EN").keys() == {"Lange", "Stein", "Kurt"}
    again = plan_of(database, tmp_path / "liste.xlsx")
    assert again.writes == 0


def test_a_woman_who_is_known_and_stands_in_the_list_twice(database: Database, tmp_path: Path) -> None:
    person = PersonInput(last_name="Haddad", first_name="Rasha", birth=PartialDate.of("1986-04-12"))
    with database.write() as session:
        participant_cases.save(session, None, None, ParticipantInput(person=person), today=TODAY)
    take_over(database, tmp_path, Teilnehmerinnen=PARTICIPANTS)
    (her,) = [one for one in records(database, "participant") if one["person"]["last_name"] == "Haddad"]
    assert (her["person"]["phone"], her["person"]["email"]) == ("+49 231 445566", "rasha@example.org")
    assert her["remarks"].splitlines() == ["ruft zurück", "nur vormittags"]
    assert her["occupation_held"] == "Köchin"
    assert "Bäckerin" in her["unread"]


@pytest.mark.parametrize("known_before", [False, True])
def test_a_mentor_in_two_rows(known_before: bool, database: Database, tmp_path: Path) -> None:
    """ "selbstständig" is no firm, but stays as text."""
    if known_before:
        person = PersonInput(last_name="Groß", first_name="Ute", phone="+49 231 445566")
        with database.write() as session:
            firm = organisation_cases.save(session, None, None, OrganisationInput(name="Kramer GmbH"), today=TODAY)
            given = MentorInput(person=person, organisation_id=firm)
            mentor_cases.save(session, None, None, given, today=TODAY)
    take_over(database, tmp_path, Mentorinnen=MENTORS)
    by_name = {one["person"]["last_name"]: one for one in records(database, "mentor")}
    assert by_name.keys() == {"Groß", "Veit"}
    assert (by_name["Groß"]["person"]["email"], by_name["Groß"]["sector"]) == ("ute@example.org", "IT")
    assert by_name["Groß"]["capacity"] == 1
    assert known_before or "Plätze: 3" in by_name["Groß"]["unread"]
    assert by_name["Veit"]["organisation_id"] is None
    assert by_name["Veit"]["unread"] == "Betrieb: selbstständig"
    assert [one["name"] for one in records(database, "organisation")] == ["Kramer GmbH"]


def test_a_list_of_pairs_with_a_group_and_a_planned_end(database: Database, tmp_path: Path) -> None:
    rows: Rows = (
        ("Mentorin", "Mentee", "Kennenlernen", "Beginn", "geplantes Ende", "tatsächliches Ende", "Abbruchgrund"),
        ("Schäfer, Ingrid", "Traoré, Amina", "01.03.2023", "15.03.2023", "15.03.2024", None, None),
        ("Amrani, Nadia", "Kowal, Lesia", "02.03.2023", "20.03.2023", "20.03.2024", "10.09.2023", "hat Arbeit"),
        ("Öztürk, Sevda", "Sharifi, Mina; Nazari, Maryam", None, "05.04.2023", None, None, None),
    )
    take_over(database, tmp_path, Tandems=rows)
    first, second, group = records(database, "tandem")
    assert (first["trial_since"], first["start"], first["planned_end"], first["end"]) == (
        "2023-03-01",
        "2023-03-15",
        "2024-03-15",
        None,
    )
    assert (second["planned_end"], second["end"], second["end_note"]) == ("2024-03-20", "2023-09-10", "hat Arbeit")
    names = {one["id"]: one["person"]["last_name"] for one in records(database, "participant")}
    assert [names[one["participant_id"]] for one in group["mentees"]] == ["Sharifi", "Nazari"]


def test_what_a_header_says_of_others_is_not_taken_for_hers(database: Database, tmp_path: Path) -> None:
    """The birth of a child is no entry, her husband's name is not hers, and a course's beginning is not hers either."""
    rows: Rows = (
        ("Nachname", "Vorname", "Kind 1 geb.", "Name Ehemann", "Tel. Jobcenter", "Kursbeginn", "Kursende", "Termin am"),
        ("Haddad", "Rasha", "03.05.2015", "Omar Haddad", "02336 987654", "01.02.2023", "30.06.2023", "25.01.2023"),
        ("Okafor", "Blessing", "01.01.2020", "Chidi Okafor", "02336 987655", "01.03.2023", "15.04.2023", "20.01.2023"),
    )
    take_over(database, tmp_path, Teilnehmerinnen=rows)
    for her, row in zip(records(database, "participant"), rows[1:], strict=True):
        assert (her["person"]["last_name"], her["person"]["first_name"]) == row[:2]
        assert (her["entry"], her["exit"], her["person"]["phone"], her["residence_title"]) == (None, None, "", None)
        assert {line.partition(": ")[2] for line in her["unread"].splitlines()} == set(row[2:])


def test_numbers_of_the_office_and_hours_of_an_internship(database: Database, tmp_path: Path) -> None:
    mentors: Rows = (("Nr.", "Mentorin", "Betrieb"), ("M-017", "Groß, Ute", "Kramer GmbH"))
    women: Rows = (("Nachname", "Vorname"), ("Haddad", "Rasha"), ("Okafor", "Blessing"))
    internships: Rows = (
        ("Teilnehmerin", "Praktikumsbetrieb", "von", "bis", "Stunden gesamt"),
        ("Haddad, Rasha", "Kita Wiese", "02.05.2023", "26.05.2023", 120),
        ("Okafor, Blessing", "Rathaus", "05.06.2023", "07.06.2023", "18,5 Std."),
    )
    take_over(database, tmp_path, Mentorinnen=mentors, Teilnehmerinnen=women, Praktika=internships)
    assert [one["unread"] for one in records(database, "mentor")] == ["Nr.: M-017"]
    assert [one["hours_total"] for one in records(database, "internship")] == ["120.00", "18.50"]


def test_lists_of_vouchers_and_courses_are_no_lists_of_internships_or_mentors(
    database: Database, tmp_path: Path
) -> None:
    """What they tell besides the names has no field yet: nothing is taken for a stay in the programme or a title."""
    vouchers: Rows = (
        ("Name", "Vorname", "Gutschein-Nr.", "ausgestellt am", "gültig bis", "Träger", "Beginn", "Ende"),
        ("Haddad", "Rasha", "BGS 111", "01.03.2023", "31.05.2023", "QuaBeD", "02.05.2023", "31.10.2023"),
        ("Okafor", "Blessing", "BGS 112", "01.04.2023", "30.06.2023", "VHS", "05.06.2023", "30.11.2023"),
    )
    course: Rows = (
        ("Nr", "Name", "Vorname", "Kursbeginn", "Kursende", "Fehltage"),
        (1, "Tesfaye", "Lemlem", "01.02.2023", "30.06.2023", 3),
        (2, "Nkosi", "Thandiwe", "01.03.2023", "15.04.2023", 10),
    )
    take_over(database, tmp_path, Bildungsgutscheine=vouchers, Kurs=course)
    women = {one["person"]["last_name"]: one for one in records(database, "participant")}
    assert women.keys() == {"Haddad", "Okafor", "Tesfaye", "Nkosi"}
    assert records(database, "mentor") == records(database, "internship") == []
    for her in women.values():
        assert (her["entry"], her["exit"], her["residence_expires"], her["participations"]) == (None, None, None, [])
    assert "gültig bis: 31.05.2023" in women["Haddad"]["unread"]
    assert "Kursbeginn: 01.02.2023" in women["Tesfaye"]["unread"]
