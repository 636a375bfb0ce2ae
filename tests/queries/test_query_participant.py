"""The list of participants, its filters and pills, the form and the file: against what was entered by hand."""

from datetime import date
from typing import Any

import pytest

from permenti_desktop.domain.errors import NotFound
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.domain.timeline import FollowUpInput
from permenti_desktop.queries import participant
from permenti_desktop.queries.participant import ParticipantFilter, ParticipantPills
from permenti_desktop.queries.timeline import TimelineItem
from permenti_desktop.usecases import participant as participant_use_cases
from permenti_desktop.usecases import timeline as timeline_use_cases
from tests.queries.small_office import Office, Statements


def listed(office: Office, **options: Any) -> list[str]:
    with office.database.read() as session:
        return office.names(participant.ids(session, today=office.today, **options))


def test_names_are_ordered_as_german_lists_are(office: Office) -> None:
    # DIN 5007-2: ä as ae, ö as oe, ü as ue, ß as ss; "Muller" and "Mueller"/"Müller" apart.
    wanted = ["Ahrens", "Böhm", "Bohm", "Fußer", "Mader", "Mueller", "Müller", "Muller", "Oeztuerk", "Öztürk", "Ozan"]
    for name in reversed(wanted):
        office.participant(name, ParticipantInput(person=PersonInput(last_name=name)))
    found = listed(office)
    same = {"Müller": "Mueller", "Öztürk": "Oeztuerk"}
    assert [same.get(name, name) for name in found] == [same.get(name, name) for name in wanted]
    backwards = listed(office, descending=True)
    assert [same.get(name, name) for name in backwards] == [same.get(name, name) for name in reversed(wanted)]


def test_last_name_goes_before_first_name(office: Office) -> None:
    for last, first in (("Al", "Zahra"), ("Al Hassan", "Amina"), ("Al", "Beyan")):
        office.participant(f"{last}/{first}", ParticipantInput(person=PersonInput(last_name=last, first_name=first)))
    assert listed(office) == ["Al/Beyan", "Al/Zahra", "Al Hassan/Amina"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["amina", "derya", "ueberall", "farah", "olena"]),
        ("phase", ["olena", "derya", "amina", "farah", "ueberall"]),
        ("town", ["farah", "derya", "amina", "olena", "ueberall"]),
        ("german", ["olena", "amina", "derya", "ueberall", "farah"]),
        ("entry", ["amina", "farah", "derya", "ueberall", "olena"]),
        ("exit", ["farah", "ueberall", "amina", "derya", "olena"]),
        ("mentor", ["amina", "derya", "ueberall", "farah", "olena"]),
        ("next_due", ["derya", "amina", "ueberall", "farah", "olena"]),
        ("last_contact", ["amina", "derya", "ueberall", "farah", "olena"]),
        ("consent", ["derya", "ueberall", "farah", "olena", "amina"]),
        ("number", ["amina", "derya", "olena", "farah", "ueberall"]),
    ],
)
def test_every_column_orders_the_list(dortmund: Office, sort: str, expected: list[str]) -> None:
    assert listed(dortmund, sort=sort) == expected
    assert sorted(listed(dortmund, sort=sort, descending=True)) == sorted(expected)


def test_empty_values_stay_at_the_end_both_ways(dortmund: Office) -> None:
    assert listed(dortmund, sort="exit", descending=True)[:2] == ["ueberall", "farah"]
    assert listed(dortmund, sort="next_due", descending=True)[:2] == ["amina", "derya"]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (ParticipantFilter(active=True), ["amina", "derya", "olena"]),
        (ParticipantFilter(without_mentor=True), ["derya", "olena"]),
        (ParticipantFilter(consent_missing=True), ["derya", "olena"]),
        (ParticipantFilter(due=True), ["amina", "derya"]),
        (ParticipantFilter(phases=("tandem", "contact")), ["amina", "olena"]),
        (ParticipantFilter(towns=("Witten",), german_from="B1"), ["amina"]),
        (ParticipantFilter(german_to="A2"), ["olena"]),
        (ParticipantFilter(german_unknown=True), ["derya", "ueberall", "farah"]),
        (ParticipantFilter(languages=("ar", "de")), ["amina"]),
        (ParticipantFilter(travel=("bus", "car")), ["amina"]),
        (ParticipantFilter(occupation="koch"), ["amina"]),
        (ParticipantFilter(genders=("x",)), ["ueberall"]),
        (ParticipantFilter(nationalities=("SY", "IR")), ["amina"]),
        (ParticipantFilter(entry_from=date(2026, 2, 1), entry_to=date(2026, 9, 30)), ["derya", "farah"]),
        (ParticipantFilter(exit_from=date(2026, 9, 1)), ["ueberall"]),
        (ParticipantFilter(residence_expires_to=date(2026, 12, 31)), ["olena"]),
        (ParticipantFilter(in_bin=True), []),
    ],
)
def test_filters_show_whom_they_say(dortmund: Office, chosen: ParticipantFilter, expected: list[str]) -> None:
    assert listed(dortmund, filter=chosen) == expected


def test_filters_by_other_records(dortmund: Office) -> None:
    assert listed(dortmund, filter=ParticipantFilter(cohort_id=dortmund.cohorts["first"])) == ["amina"]
    assert listed(dortmund, filter=ParticipantFilter(mentor_id=dortmund.people["brigitte"])) == ["amina"]
    by_grant = ParticipantFilter(grant_id=dortmund.grants["esf"])
    assert listed(dortmund, filter=by_grant) == ["amina", "derya", "ueberall", "farah"]
    only = ParticipantFilter(only=(dortmund.people["olena"], dortmund.people["amina"]))
    assert listed(dortmund, filter=only) == ["amina", "olena"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("hass", ["amina"]),
        ("amina al", ["amina"]),
        ("oeztuerk", ["derya"]),
        ("OZT", ["derya"]),
        ("أمينة", ["amina"]),
        ("1234567", ["amina"]),
        ("4567", ["amina"]),
        ("0176 12", ["amina"]),
        ("+49 176", ["amina"]),
        ("3-4/5", ["amina"]),
        ("al-hassan 4567", ["amina"]),
        ("TN-2026-0004", ["farah"]),
        ("tn-2026-0004 ", ["farah"]),
        ("45", []),
        ("zzz", []),
    ],
)
def test_search_finds_names_and_numbers(dortmund: Office, typed: str, expected: list[str]) -> None:
    assert listed(dortmund, search=typed) == expected


def test_who_is_found_by_telephone_and_by_number_stands_once(office: Office) -> None:
    given = ParticipantInput(
        person=PersonInput(last_name="Sahin", first_name="Elif", mobile="0176 2026777"), number="TN-2026777"
    )
    office.participant("elif", given)
    assert listed(office, search="2026777") == ["elif"]
    assert listed(office, search="TN-2026777") == ["elif"]


def test_names_spelt_otherwise_are_a_second_tier(dortmund: Office) -> None:
    assert listed(dortmund, search="Shevchenko") == []
    with dortmund.database.read() as session:
        assert dortmund.names(participant.variants(session, "Shevchenko")) == ["olena"]


def test_pills_count_what_their_filters_show(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        assert participant.pills(session, dortmund.today) == ParticipantPills(
            active=3, without_mentor=2, consent_missing=2, due=2, all=5
        )


def test_a_line_says_what_its_columns_need(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        line = participant.rows(session, [dortmund.people["amina"]], dortmund.today)[0]
    assert (line.name, line.spoken_name, line.own_script_name) == ("Al-Hassan, Amina", "Amina Al-Hassan", "أمينة الحسن")
    assert line.languages == ("ar", "de")
    assert (line.phase, line.mentor, line.town, line.german) == ("tandem", "Dr. Brigitte Lorenz", "Witten", "B1")
    assert (line.next_due, line.last_contact) == (date(2026, 11, 23), date(2026, 11, 20))
    assert (line.consent, line.cohort, line.internship) == ("given", "Durchgang 1", "Café Ölmühle")
    assert line.entry is not None
    assert line.entry.iso == "2026-01-12"


def test_lines_keep_the_order_of_the_ids_and_leave_out_who_is_gone(dortmund: Office) -> None:
    wanted = [dortmund.people["olena"], 999_999, dortmund.people["amina"]]
    with dortmund.database.read() as session:
        assert [line.id for line in participant.rows(session, wanted)] == [wanted[0], wanted[2]]


def test_lines_take_as_many_statements_for_one_as_for_many(dortmund: Office, statements: Statements) -> None:
    with dortmund.database.read() as session:
        with statements(dortmund.database.engine) as one:
            participant.rows(session, [dortmund.people["amina"]], dortmund.today)
        with statements(dortmund.database.engine) as all_of_them:
            participant.rows(session, list(dortmund.people.values()), dortmund.today)
    assert len(all_of_them) == len(one)
    assert len(one) <= 8


def test_the_file_takes_as_many_statements_for_much_as_for_little(dortmund: Office, statements: Statements) -> None:
    def count(name: str) -> int:
        with dortmund.database.read() as session, statements(dortmund.database.engine) as sent:
            participant.file(session, dortmund.people[name], dortmund.today)
        return len(sent)

    assert count("amina") == count("olena") <= 15


def test_the_file_shows_the_whole_of_her(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        her = participant.file(session, dortmund.people["amina"], dortmund.today)
    assert (her.initials, her.name, her.age, her.town) == ("AA", "Amina Al-Hassan", (34, 34), "Witten")
    assert her.tandem is not None
    assert (her.tandem.name, her.tandem.meetings, her.tandem.last_meeting) == (
        "Dr. Brigitte Lorenz",
        2,
        date(2026, 11, 2),
    )
    assert her.internship is not None
    assert (her.internship.name, her.internship.state) == ("Café Ölmühle", "running")
    assert her.follow_up is not None
    assert her.follow_up.text == "Kita-Platz klären"
    assert (her.consent, her.consent_until) == ("given", date(2027, 12, 31))
    assert [(line.purpose, line.state) for line in her.consents] == [("programme", "given"), ("press", "expiring")]
    assert [goal.text for goal in her.goals] == ["Bewerbung schreiben"]
    assert her.missing == ()


def test_a_birth_year_alone_leaves_two_ages(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        assert participant.file(session, dortmund.people["olena"], dortmund.today).age == (40, 41)


def test_the_timeline_holds_everything_newest_first(dortmund: Office) -> None:
    with dortmund.database.read() as session:
        items = participant.timeline(session, dortmund.people["amina"], today=dortmund.today).items
    assert [(item.on.iso, item.source) for item in items] == [
        ("2026-11-20", "entry"),
        ("2026-11-20", "internship_visit"),
        ("2026-11-02", "tandem_meeting"),
        ("2026-11-02", "internship_start"),
        ("2026-04-08", "tandem_meeting"),
        ("2026-04-01", "tandem_start"),
        ("2026-04-01", "phase"),
        ("2026-01-12", "phase"),
        ("2026-01-12", "joined"),
        ("2026-01-12", "consent"),
        ("2026-01-12", "consent"),
    ]
    assert items[0].minutes == 45
    assert items[0].author == "Anna Adler"
    assert "Dr. Brigitte Lorenz" in items[5].headline


def test_pages_of_a_timeline_join_without_gap_or_double(dortmund: Office) -> None:
    id = dortmund.people["amina"]
    with dortmund.database.read() as session:
        whole = participant.timeline(session, id, today=dortmund.today).items
        for size in (1, 2, 3, 5, 50):
            joined: list[TimelineItem] = []
            cursor = None
            while True:
                page = participant.timeline(session, id, cursor, size, today=dortmund.today)
                joined += page.items
                cursor = page.next
                if cursor is None:
                    break
            assert tuple(joined) == whole


def test_the_form_shows_what_was_saved(dortmund: Office) -> None:
    id = dortmund.people["farah"]
    with dortmund.database.read() as session:
        version, content = participant.load(session, id)
    with dortmund.database.write() as session:
        participant_use_cases.save(session, id, version, content, today=dortmund.today)
    with dortmund.database.read() as session:
        assert participant.load(session, id) == (version, content)


def test_who_is_not_there_cannot_be_loaded(dortmund: Office) -> None:
    with dortmund.database.read() as session, pytest.raises(NotFound):
        participant.load(session, 999_999)


def test_the_order_is_read_once_while_someone_types(dortmund: Office, statements: Statements) -> None:
    everybody = listed(dortmund)
    with statements(dortmund.database.engine) as sent:
        assert listed(dortmund, search="amina") == ["amina"]
    assert not [statement for statement in sent if "ORDER BY" in statement]
    # … and anew after every save, also after one that was given up.
    office = dortmund.database
    with pytest.raises(ZeroDivisionError), office.write() as session:
        participant_use_cases.save(
            session, None, None, ParticipantInput(person=PersonInput(last_name="Aal")), today=dortmund.today
        )
        assert len(participant.ids(session, today=dortmund.today)) == len(everybody) + 1
        raise ZeroDivisionError
    assert listed(dortmund) == everybody
    dortmund.participant("aal", ParticipantInput(person=PersonInput(last_name="Aal")))
    assert listed(dortmund) == ["aal", *everybody]


def test_the_list_begins_as_it_goes_on(office: Office) -> None:
    """What is shown until all ids are read stands in the same order, those who are due on one day included."""
    for number in range(12):
        who = office.participant(
            f"p{number}", ParticipantInput(person=PersonInput(last_name=f"N{number * 7 % 12:02}", first_name="A"))
        )
        if number != 5:
            due = date(2026, 11, 20 + number % 3)
            given = FollowUpInput(due=due, text="Rückruf", person_id=who)
            with office.database.write() as session:
                timeline_use_cases.save_follow_up(session, None, None, given)
    with office.database.read() as session:
        for sort in ("name", "next_due"):
            for filter in (participant.EVERYONE, participant.ACTIVE):
                whole = participant.ids(session, filter=filter, sort=sort, today=office.today)
                first = participant.first_ids(session, filter=filter, sort=sort, count=3, today=office.today)
                assert list(first) == list(whole)[:3]
        # Too few follow-ups to say so much of the order: all must be read.
        assert participant.first_ids(session, sort="next_due", count=12, today=office.today) == ()
        assert participant.first_ids(session, sort="town", count=3, today=office.today) == ()
