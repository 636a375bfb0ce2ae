"""The participant list of the funder, what is found from anywhere, history, bin and plain data."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from permenti_desktop.db.schema import metadata
from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import NotFound
from permenti_desktop.domain.organisation import ContactPersonInput, OrganisationInput
from permenti_desktop.domain.participant import ParticipantInput, ParticipationInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.i18n import texts
from permenti_desktop.queries import dump, figures, history, participant, participant_list, person, search
from permenti_desktop.queries.participant_list import ListRow
from permenti_desktop.usecases import bin as bin_use_cases
from permenti_desktop.usecases import data_protection, organisation, timeline
from permenti_desktop.usecases import participant as participant_use_cases
from permenti_desktop.usecases import person as people
from tests.queries.small_office import Office, Statements

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def listed(office: Office, *period: Any, **more: Any) -> list[ListRow]:
    with office.database.read() as session:
        ids = participant_list.ids(session, *period, **more)
        return list(participant_list.rows(session, ids, *period, **more))


# The list of the funder --------------------------------------------------------------------------------------------


def test_a_line_holds_what_funders_ask(dortmund: Office) -> None:
    lines = {line.last_name: line for line in listed(dortmund, *YEAR)}
    assert list(lines) == ["Al-Hassan", "Öztürk", "Overbeck", "Rahimi"]
    farah, amina = lines["Rahimi"], lines["Al-Hassan"]
    assert (farah.number, farah.gender, farah.birth) == ("TN-2026-0004", "f", PartialDate(1990, 5))
    assert (farah.entry, farah.exit) == (PartialDate(2026, 2, 1), PartialDate(2026, 8, 31))
    assert (farah.exit_reason, farah.status_on_leaving) == ("work", "employed_part")
    assert (farah.education_on_entry, farah.employment_on_entry) == ("6", "inactive")
    assert (farah.grant, farah.internships, farah.mentors) == ("Wege in Arbeit", ("Stadtwerke Witten",), ())
    assert (amina.mentors, amina.internships, amina.counselling_minutes) == (
        ("Dr. Brigitte Lorenz",),
        ("Café Ölmühle",),
        45,
    )
    assert (amina.german, amina.cohort, amina.nationality, amina.postal_code) == ("B1", "Durchgang 1", "SY", "58452")


def test_the_list_has_a_line_for_each_that_the_statement_counts(dortmund: Office) -> None:
    dortmund.participant(
        "straddles",
        ParticipantInput(
            person=PersonInput(last_name="Zeit"), participations=(ParticipationInput(entry=PartialDate(2026)),)
        ),
    )
    for start, end in (YEAR, (date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 9, 1), date(2026, 12, 31))):
        lines = listed(dortmund, start, end)
        with dortmund.database.read() as session:
            active = figures.statement(session, start, end).active
        assert sorted(line.participant_id for line in lines if not line.uncertain) == sorted(active.ids)
        assert sorted(line.participant_id for line in lines if line.uncertain) == sorted(active.uncertain)


def test_reentry_is_one_line_even_between_its_two_stretches(dortmund: Office) -> None:
    dortmund.participant(
        "again",
        ParticipantInput(
            person=PersonInput(last_name="Wieder"),
            participations=(
                ParticipationInput(entry=PartialDate(2025, 1, 10), exit=PartialDate(2025, 2, 20)),
                ParticipationInput(entry=PartialDate(2025, 9, 1)),
            ),
        ),
    )
    may = (date(2025, 5, 1), date(2025, 5, 31))
    lines = listed(dortmund, *may, cut_off=date(2025, 12, 31))
    assert [(line.last_name, line.entry, line.exit) for line in lines] == [("Wieder", PartialDate(2025, 1, 10), None)]
    # At the end of May nobody knew that she would come again.
    assert listed(dortmund, *may) == []


def test_without_a_period_everybody_has_a_line(dortmund: Office) -> None:
    assert [line.last_name for line in listed(dortmund)] == [
        "Al-Hassan",
        "Öztürk",
        "Overbeck",
        "Rahimi",
        "Schewtschenko",
    ]
    assert len(listed(dortmund, grant_id=dortmund.grants["esf"])) == 4


def test_the_list_is_read_in_pieces(dortmund: Office, statements: Statements) -> None:
    with dortmund.database.read() as session:
        ids = list(participant_list.ids(session)) * 500  # 2,500 lines, three pieces
        lines = participant_list.rows(session, ids)
        with statements(dortmund.database.engine) as sent:
            next(lines)
            first = len(sent)
            rest = sum(1 for _line in lines)
    assert rest == 2499
    assert first <= 9
    assert len(sent) - first <= 2 * first


# Anything from anywhere --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ami", [("participant", "Al-Hassan, Amina"), ("tandem", "Amina Al-Hassan – Dr. Brigitte Lorenz")]),
        ("brandt", [("mentor", "Brandt, Heike")]),
        ("stadtw", [("organisation", "Stadtwerke Witten")]),
        ("arbeitskreis", [("group", "Arbeitskreis Arbeitsmarkt")]),
        ("halbzeitgespräch", [("note", "Amina Al-Hassan")]),
        ("praktikumsplätze herbst", [("note", "Stadtwerke Witten")]),
        ("shevchenko", [("participant", "Schewtschenko, Olena")]),
        ("4567", [("participant", "Al-Hassan, Amina")]),
        ("…", []),
    ],
)
def test_everything_is_found_from_anywhere(dortmund: Office, typed: str, expected: list[tuple[str, str]]) -> None:
    with dortmund.database.read() as session:
        found = [(hit.kind, hit.title) for hit in search.find(session, typed, dortmund.today)]
    assert found[: len(expected)] == expected
    assert expected or not found


def test_a_contact_person_leads_to_her_organisation(dortmund: Office) -> None:
    with dortmund.database.write() as session:
        her = people.save(session, None, None, PersonInput(first_name="Nadja", last_name="Ohm"))
        speaker = ContactPersonInput(person_id=her)
        bakery = organisation.save(session, None, None, OrganisationInput(name="Backhaus", people=(speaker,)))
    with dortmund.database.read() as session:
        (hit,) = search.find(session, "ohm nadja", dortmund.today)
    assert (hit.kind, hit.id, hit.organisation_id) == ("person", her, bakery)
    assert hit.detail == "Backhaus"


def test_a_hit_says_where_it_leads(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        her = search.find(session, "amina", dortmund.today)
        note = search.find(session, "kita", dortmund.today)[0]
        alike = search.find(session, "shevchenko", dortmund.today)[0]
    assert her[0].state == "tandem"
    assert her[0].detail == "TN-2026-0001 · Witten · Dr. Brigitte Lorenz"
    assert {hit.kind for hit in her} == {"participant", "tandem", "internship"}
    assert (note.person_id, note.on, note.state) == (dortmund.people["amina"], date(2026, 11, 20), "conversation")
    assert "Kita-Platz" in note.detail
    assert alike.alike
    assert not her[0].alike


def test_a_note_leads_to_the_file_it_stands_in(dortmund: Office) -> None:
    with dortmund.database.write() as session:
        speaker = people.save(session, None, None, PersonInput(first_name="Nadja", last_name="Ohm"))
        given = OrganisationInput(name="Backhaus", people=(ContactPersonInput(person_id=speaker),))
        bakery = organisation.save(session, None, None, given)
        for who, words in (
            ((dortmund.people["heike"],), "Zirkuskarten"),
            ((dortmund.people["heike"], dortmund.people["amina"]), "Zoobesuch"),
            ((speaker,), "Zuckerguss"),
        ):
            note = TimelineEntryInput(on=dortmund.today, kind="note", text=words, person_ids=who)
            timeline.save(session, None, None, note)
    with dortmund.database.read() as session:
        alone = search.find(session, "zirkuskarten")[-1]
        both = search.find(session, "zoobesuch")[-1]
        elsewhere = search.find(session, "zuckerguss")[-1]
    assert (alone.role, alone.person_id) == ("mentor", dortmund.people["heike"])
    assert (both.role, both.person_id) == ("participant", dortmund.people["amina"])
    assert (elsewhere.role, elsewhere.organisation_id) == ("", bakery)


def test_an_excerpt_shows_the_typed_word() -> None:
    long = "Anfang " * 30 + "Führerschein " + "Ende " * 30
    shown = search.excerpt(long, "führerschein")
    assert "Führerschein" in shown
    assert len(shown) <= 100
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert search.excerpt("kurz", "x") == "kurz"


# Pickers and doubles -----------------------------------------------------------------------------------------------


def test_a_picker_tells_two_of_one_name_apart(office: Office) -> None:
    for name, year, town in (("one", 1985, "Witten"), ("two", 1999, "Hagen")):
        office.participant(
            name,
            ParticipantInput(
                person=PersonInput(last_name="Ahmadi", first_name="Fatima", birth=PartialDate(year), town=town)
            ),
        )
    with office.database.read() as session:
        hits = person.find(session, "ahmadi fat")
    assert {(hit.name, hit.birth_year, hit.town, hit.roles) for hit in hits} == {
        ("Ahmadi, Fatima", 1985, "Witten", ("participant",)),
        ("Ahmadi, Fatima", 1999, "Hagen", ("participant",)),
    }


def test_a_picker_asks_for_a_role(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        assert [hit.name for hit in person.find(session, "b", role="mentor")] == ["Brandt, Heike", "Lorenz, Brigitte"]
        assert person.find(session, "b", role="participant") == ()
        assert [hit.name for hit in person.find(session, "heike", role="contact")] == ["Brandt, Heike"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (PersonInput(last_name="Oeztuerk", first_name="Deria"), [("derya", {"name"})]),
        (PersonInput(last_name="Ozturk", first_name="Derya"), [("derya", {"name"})]),
        (PersonInput(last_name="Neu", mobile="+49 176 1234567"), [("amina", {"phone"})]),
        (
            PersonInput(last_name="Shevchenko", first_name="Olyena", birth=PartialDate(1985)),
            [("olena", {"name", "birth"})],
        ),
        (PersonInput(last_name="Ganz", first_name="Anders"), []),
        (PersonInput(), []),
    ],
)
def test_doubles_are_seen_while_typing(
    dortmund: Office, given: PersonInput, expected: list[tuple[str, set[str]]]
) -> None:
    with dortmund.database.read() as session:
        hits = person.similar(session, given)
    assert [(dortmund.names([hit.id])[0], set(hit.reasons)) for hit in hits] == expected


def test_variants_of_spelling_are_found_below_exact_hits(office: Office) -> None:
    # Names as different registry offices write them; from left to right and back.
    pairs = [
        ("Müller", "Mueller"), ("Olena", "Olyena"), ("Schewtschenko", "Shevchenko"), ("Mohammad", "Muhammed"),
        ("Hussein", "Hossein"), ("Yusuf", "Jussuf"), ("Jamila", "Dschamila"), ("Khalid", "Chalid"),
        ("Fatima", "Fatma"), ("Nadezhda", "Nadeschda"), ("Oksana", "Oxana"), ("Gebremedhin", "Ghebremedhin"),
        ("Abdulrahman", "Abdelrahman"), ("Yekaterina", "Jekaterina"), ("Zahra", "Sahra"), ("Tesfaye", "Tesfai"),
        ("Aisha", "Aischa"), ("Kovalenko", "Kowalenko"), ("Hadi", "Hady"), ("Ahmadi", "Achmadi"),
        ("Öztürk", "Ozturk"), ("Şahin", "Schahin"), ("Nguyen", "Nguyên"), ("Tkachuk", "Tkatschuk"),
        ("Rukhsana", "Ruchsana"), ("Mahmoud", "Mahmud"), ("Ismail", "Ismael"), ("Sharifi", "Scharifi"),
        ("Volodymyr", "Wolodymyr"), ("Tsegaye", "Zegaye"), ("Nilofar", "Niloufar"), ("Qasim", "Kasim"),
        ("Meier", "Meyer"), ("Weiß", "Weiss"), ("Łukasz", "Lukasz"), ("Yılmaz", "Yilmaz"),
        ("Haile", "Hayle"), ("Zainab", "Zeinab"), ("Rahimi", "Raheemi"), ("Jovanović", "Jovanovic"),
    ]  # fmt: skip
    for number, (one, _other) in enumerate(pairs):
        office.participant(f"{number}", ParticipantInput(person=PersonInput(last_name=one, first_name="Test")))
    with office.database.read() as session:
        found = 0
        for number, (_one, other) in enumerate(pairs):
            found += f"{number}" in office.names(hit.id for hit in person.find(session, other, limit=8))
        exact = person.find(session, "rahimi")
    assert found >= 0.85 * len(pairs)
    assert not exact[0].alike


# History and bin ---------------------------------------------------------------------------------------------------


def test_history_tells_field_old_and_new_in_words(dortmund: Office) -> None:
    id = dortmund.people["derya"]
    with dortmund.database.read() as session:
        version, content = participant.load(session, id)
    changed = replace(
        content,
        residence_title="24",
        cohort_id=dortmund.cohorts["first"],
        person=replace(content.person, town="Essen", gender="x"),
    )
    with dortmund.database.write("Berta Kern") as session:
        participant_use_cases.save(session, id, version, changed, today=dortmund.today)
    with dortmund.database.read() as session:
        told = [one for one in history.of_record(session, "participant", id) if one.step.who == "Berta Kern"]
        newest = history.last_changes(session, limit=1)[0]
    title = vocab.residence_title().label("24", texts("de"))
    assert {(one.label, one.before, one.after) for one in told} == {
        ("Aufenthaltstitel", "", title),
        ("Durchgang", "", "Durchgang 1"),
        ("Ort", "Hagen", "Essen"),
        ("Geschlecht", "weiblich", "divers"),
    }
    assert (newest.who, newest.sentence, newest.undoable) == ("Berta Kern", "Teilnehmerin Derya Öztürk geändert", True)


def test_every_column_that_people_fill_has_a_name_in_the_history() -> None:
    # What is the office's and no record's; the ledger of erasures names nobody.
    own = {
        "office_term",
        "setting",
        "draft",
        "disclosure",
        "journal_head",
        "journal_entry",
        "journal_change",
        "erasure",
    }
    hidden = history.HIDDEN
    unnamed = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        if table.name not in own
        for column in table.columns
        if column.name not in hidden | history.COPIES.get(table.name, frozenset()) and column.name not in history.LABELS
    }
    assert unnamed == set()


def test_a_block_and_its_end_are_told_in_words(dortmund: Office) -> None:
    amina = dortmund.people["amina"]
    with dortmund.database.write() as session:
        data_protection.block(session, amina, "accuracy", "Brief vom 3.")
    with dortmund.database.write() as session:
        data_protection.lift(session, amina, "geklärt")
    with dortmund.database.read() as session:
        told = [
            (one.part, one.label, one.before, one.after)
            for one in history.of_record(session, "participant", amina)
            if one.table == "restriction" and one.field in ("ground", "note", "lifted_note")
        ]
    assert told == [
        ("Sperre", "Bemerkung zur Aufhebung", "", "geklärt"),
        ("Sperre", "Grund", "", "Richtigkeit wird bestritten (Art. 18 Abs. 1 a DSGVO)"),
        ("Sperre", "Bemerkung", "", "Brief vom 3."),
    ]


def test_the_bin_names_what_lies_in_it(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        assert history.in_bin(session) == ()
    with dortmund.database.write() as session:
        bin_use_cases.put(session, "participant", dortmund.people["amina"])
    with dortmund.database.write() as session:
        bin_use_cases.put(session, "organisation", dortmund.organisations["jobcenter"])
    with dortmund.database.read() as session:
        rows = {(row.kind, row.name) for row in history.in_bin(session)}
    assert {
        ("participant", "Amina Al-Hassan"),
        ("organisation", "Jobcenter"),
        ("internship", "Amina Al-Hassan"),
    } <= rows


# Plain data --------------------------------------------------------------------------------------------------------


def test_every_record_of_every_subject_is_there_and_plain(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        for subject in dump.subjects():
            table = dump.SUBJECTS[subject][0].__tablename__
            expected = session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            found = list(dump.records(session, subject, texts("en")))
            assert len(found) == dump.count(session, subject) == expected > 0
            assert json.loads(json.dumps(found)) == found


def test_dates_are_iso_and_codes_have_labels(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        ids = [dortmund.people["farah"]]
        german = next(dump.records(session, "participant", texts("de"), ids))
        internship = next(dump.records(session, "internship", texts("de"), [dortmund.internships["farah"]]))
    assert german["person"]["birth"] == "1990-05"
    assert german["person"]["gender"] == {"code": "f", "label": "weiblich"}
    assert german["phase"] == {"code": "completed", "label": "Abgeschlossen"}
    assert german["participations"][0]["exit"] == "2026-08-31"
    assert Decimal(internship["hours_total"]) == 160
    assert "sort_key" not in german["person"]


def test_everything_about_one_person(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        her = dump.person(session, dortmund.people["amina"], texts("de"))
        mentor = dump.person(session, dortmund.people["brigitte"], texts("de"))
        with pytest.raises(NotFound):
            dump.person(session, 999_999, texts("de"))
    assert her["person"]["last_name"] == "Al-Hassan"
    assert len(her["tandem"]) == len(her["internship"]) == len(her["timeline_entry"]) == len(her["follow_up"]) == 1
    assert "participant" not in mentor
    assert len(mentor["tandem"]) == len(mentor["internship"]) == 1
