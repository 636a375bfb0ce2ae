"""Blocking, anonymising, erasing: what stays, what is refused, what figures say afterwards."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from permenti_desktop.db import journal
from permenti_desktop.db.backup_list import backups_of
from permenti_desktop.db.database import Database
from permenti_desktop.domain.data_protection import Restricted, StillKept, birth_for_figures
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import NotFound, UserError
from permenti_desktop.domain.grant import GrantInput
from permenti_desktop.domain.internship import InternshipInput
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.participant import OutcomeInput, ParticipantInput, ParticipationInput, PhaseInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.domain.tandem import TandemInput, TandemMeetingInput
from permenti_desktop.domain.timeline import FollowUpInput, TimelineEntryInput
from permenti_desktop.i18n import texts
from permenti_desktop.queries import data_protection as questions
from permenti_desktop.queries import dump, esf, figures, history, participant_list, search
from permenti_desktop.queries import internship as internships
from permenti_desktop.queries import participant as participants
from permenti_desktop.queries import person as people
from permenti_desktop.queries import tandem as tandems
from permenti_desktop.queries import timeline as stream
from permenti_desktop.usecases import bin as bins
from permenti_desktop.usecases import (
    bulk,
    data_protection,
    grant,
    internship,
    mentor,
    office,
    participant,
    tandem,
    timeline,
    undo,
)

Do = Callable[..., Any]
TODAY = date(2031, 6, 1)


@pytest.fixture
def her(do: Do) -> int:
    """A participant with everything, in a grant that was paid last in 2024: kept until 31.12.2029."""
    funded = do(
        grant.save, None, None,
        GrantInput(
            title="Land 2024", start=date(2023, 1, 1), end=date(2024, 12, 31), last_payment_on=date(2024, 11, 5)
        ),
        today=TODAY,
    )  # fmt: skip
    return enter(do, "Haddad", "Amal", funded)


def enter(do: Do, last: str, first: str, grant_id: int | None, *, exit: str | None = "2024-05-31") -> int:
    id: int = do(
        participant.save, None, None,
        ParticipantInput(
            person=PersonInput(
                last_name=last, first_name=first, gender="f", birth=PartialDate(1994, 9, 20), town="Witten"
            ),
            remarks="vertraulich",
            phases=(PhaseInput(phase="tandem", since=PartialDate(2023, 3)),),
            participations=(
                ParticipationInput(
                    grant_id=grant_id, entry=PartialDate(2023, 2, 1), exit=PartialDate.of(exit) if exit else None,
                    exit_reason="work" if exit else None, employment_on_entry="unemployed", education_on_entry="6",
                    third_country="yes", disability="no",
                ),
            ),
            outcomes=(OutcomeInput(moment="exit", on=PartialDate(2024, 6, 3), status="employed_full"),) if exit else (),
        ),
        today=TODAY,
    )  # fmt: skip
    helper = do(
        mentor.save,
        None,
        None,
        MentorInput(person=PersonInput(last_name=f"Lind{len(last)}", first_name="Maj")),
        today=TODAY,
    )
    do(
        tandem.save, None, None,
        TandemInput(
            mentor_id=helper, mentee_ids=(id,), state="completed", start=PartialDate(2023, 4, 1),
            end=PartialDate(2024, 3, 31), meetings=(TandemMeetingInput(on=date(2023, 5, 2), minutes=90),),
        ),
        today=TODAY,
    )  # fmt: skip
    do(
        internship.save, None, None,
        InternshipInput(
            participant_id=id, state="completed", start=PartialDate(2023, 6, 1), end=PartialDate(2023, 6, 30),
            hours_total=120, outcome="job",
        ),
        today=TODAY,
    )  # fmt: skip
    entry = TimelineEntryInput(
        on=date(2023, 7, 4), kind="call", text=f"Gespräch mit {last}", minutes=50, person_ids=(id,)
    )
    do(timeline.save, None, None, entry, today=TODAY)
    return id


@pytest.fixture
def block(do: Do, her: int) -> int:
    do(timeline.save_follow_up, None, None, FollowUpInput(due=TODAY, text="anrufen", person_id=her), today=TODAY)
    do(data_protection.block, her, "objection", "Widerspruch vom 1.6.")
    return her


def everywhere(database: Database) -> dict[str, list[str]]:
    """Where her name stands: lists, search, reports by name, exports."""
    with database.read() as session:
        all_people = dump.records(session, "person", texts("de"))
        notes = dump.records(session, "timeline_entry", texts("de"))
        return {
            "list": [str(id) for id in participants.ids(session)],
            "internships": [str(id) for id in internships.ids(session)],
            "picker": [hit.name for hit in people.find(session, "Haddad")],
            "search": [hit.title for hit in search.find(session, "Haddad", TODAY)],
            "notes": [hit.title for hit in search.find(session, "Gespräch", TODAY)],
            "tandems": [row.mentor for row in tandems.rows(session, tandem_ids(database), TODAY)],
            "report": [
                str(id) for id in participant_list.ids(session, date(2023, 1, 1), date(2024, 12, 31), TODAY, None)
            ],
            "dump": [one["last_name"] for one in all_people if one["last_name"] == "Haddad"],
            "dump of notes": [one["text"] for one in notes],
            "due": [row.text for row in stream.follow_ups(session)],
            "bin": [row.name for row in history.in_bin(session)],
        }


def tandem_ids(database: Database) -> list[int]:
    with database.read() as session:
        return list(session.scalars(text("SELECT id FROM tandem WHERE NOT in_bin")))


def figures_of(database: Database) -> tuple[Any, ...]:
    """What the statement and the indicators of ESF+ say, and the same by SQL of this test's own."""
    year = date(2023, 1, 1), date(2024, 12, 31)
    with database.read() as session:
        said = figures.statement(session, *year)
        indicators = esf.indicators(session, *year)
        shares = [(figure.code, figure.value, [(s.code, s.value) for s in figure.by_gender]) for figure in said.figures]
        towns = [[(share.code, share.value) for share in figure.by_town] for figure in said.figures]
        hours = [
            (one.code, one.hours, one.records) for one in (said.counselling, said.tandem_hours, said.internship_hours)
        ]
        targets = [line.actual for line in said.targets]
        own = session.execute(
            text(
                "SELECT count(*), sum(CASE WHEN q.gender = 'f' AND q.town = 'Witten' THEN 1 ELSE 0 END),"
                " count(DISTINCT p.grant_id) FROM participation p JOIN person q ON q.id = p.participant_id"
                " WHERE p.entry LIKE '2023%' AND p.exit LIKE '2024%'"
            )
        ).one()
        minutes = session.scalar(
            text("SELECT sum(e.minutes) FROM timeline_person t JOIN timeline_entry e ON e.id = t.entry_id")
        )
    return shares, towns, hours, targets, [(one.code, one.value) for one in indicators.indicators], tuple(own), minutes


def test_who_is_blocked_stands_nowhere_and_counts_everywhere(database: Database, do: Do, her: int) -> None:
    before = figures_of(database)
    assert all(everywhere(database)[place] for place in ("picker", "search", "notes", "report", "dump", "tandems"))
    do(data_protection.block, her, "objection")
    assert {place: names for place, names in everywhere(database).items() if names} == {}
    assert figures_of(database) == before
    assert before[5] == (1, 1, 1)
    with database.read() as session:
        (row,) = questions.restrictions(session)
        assert (row.id, row.name, row.ground, row.who) == (her, "Haddad, Amal", "objection", "Anna Beispiel")
    do(data_protection.lift, her, "geklärt")
    assert all(everywhere(database)[place] for place in ("picker", "search", "notes", "report", "dump", "tandems"))
    with database.read() as session:
        assert questions.restrictions(session) == ()


def test_what_is_blocked_cannot_be_changed_by_any_way(database: Database, do: Do, block: int) -> None:
    with database.read() as session:
        entry = session.scalar(text("SELECT id FROM timeline_entry"))
        state = session.execute(text("SELECT * FROM person ORDER BY id")).all()
    one = TimelineEntryInput(on=TODAY, text="neu", person_ids=(block,))
    ways: list[tuple[Any, ...]] = [
        (participant.set_phase, block, None, "alumna", PartialDate.of_day(TODAY)),
        (participant.leave, block, None, PartialDate(2024, 6), "work"),
        (timeline.save, None, None, one),
        (timeline.save, entry, None, replace(one, text="geändert")),
        (timeline.save_follow_up, None, None, FollowUpInput(due=TODAY, text="x", person_id=block)),
        (bulk.entries, [replace(one, text="neu")]),
    ]
    for use_case, *given in ways:
        with pytest.raises(Restricted):
            do(use_case, *given)
    do(bins.restore, "participant", block)  # what is set aside is not in the bin
    with database.read() as session:
        assert session.execute(text("SELECT * FROM person ORDER BY id")).all() == state
        assert session.scalar(text("SELECT count(*) FROM timeline_entry WHERE text = 'neu'")) == 0
        assert session.scalar(text("SELECT count(*) FROM phase_period WHERE phase = 'alumna'")) == 0


def test_control_without_the_look_at_the_end_a_blocked_file_is_changed(
    database: Database, do: Do, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("permenti_desktop.db.restricting.guard", lambda _session, _touched: None)
    do(participant.set_phase, block, None, "alumna", PartialDate.of_day(TODAY))


def test_the_daily_renewal_leaves_blocked_files_alone(do: Do, block: int) -> None:
    do(participant.renew_all, date(2022, 1, 1), date(2024, 1, 1))


def test_blocking_is_undone_and_done_again(database: Database, do: Do, block: int) -> None:
    do(undo.undo)
    assert everywhere(database)["picker"] == ["Haddad, Amal"]
    do(undo.redo)
    assert everywhere(database)["picker"] == []
    do(data_protection.lift, block)
    do(undo.undo)
    assert everywhere(database)["picker"] == []


def test_blocking_twice_and_lifting_twice_are_answered(do: Do, block: int) -> None:
    with pytest.raises(UserError, match="schon gesperrt"):
        do(data_protection.block, block, "claims")
    do(data_protection.lift, block)
    with pytest.raises(UserError, match="nicht gesperrt"):
        do(data_protection.lift, block)


# Anonymising and erasing -----------------------------------------------------------------------------------


def test_figures_are_the_same_after_the_files_are_anonymised(database: Database, do: Do, her: int) -> None:
    """Retention (DOMAIN): five years from 31 December of the year of the last payment, here until 31.12.2029."""
    before = figures_of(database)
    with database.read() as session:
        (row,) = questions.due(session, TODAY)
        assert (row.id, row.name, row.until) == (her, "Haddad, Amal", date(2029, 12, 31))
        assert questions.due(session, date(2029, 12, 31)) == ()
    assert do(data_protection.anonymise, [her], today=TODAY) == 1
    assert figures_of(database) == before
    with database.read() as session:
        left = session.execute(
            text("SELECT last_name, first_name, gender, town, birth, street FROM person WHERE id = :id"), {"id": her}
        ).one()
        assert tuple(left) == ("", "", "f", "Witten", "1994", "")
        assert session.scalar(text("SELECT count(*) FROM timeline_entry WHERE text <> ''")) == 0
        assert questions.due(session, TODAY) == ()
        assert session.scalar(text("SELECT remarks FROM participant WHERE id = :id"), {"id": her}) == ""
        (line,) = questions.erasures(session)
        assert (line.reason, line.figures_kept, line.who) == ("retention", True, "Anna Beispiel")
        assert line.counts["notes"] == 1


def test_an_erasure_before_the_period_ends_asks_first(database: Database, do: Do, her: int) -> None:
    with pytest.raises(StillKept, match=r"31\.12\.2029"):
        do(data_protection.erase, her, "request", today=date(2026, 1, 1))
    with pytest.raises(StillKept):
        do(data_protection.anonymise, [her], today=date(2029, 12, 31))
    with database.read() as session:
        assert session.scalar(text("SELECT last_name FROM person WHERE id = :id"), {"id": her}) == "Haddad"
    erased = do(data_protection.erase, her, "request", despite_retention=True, today=date(2026, 1, 1))
    with database.read() as session:
        assert questions.erasure(session, erased.line).reason == "request"
    with pytest.raises(NotFound):
        do(data_protection.erase, her, "request", today=TODAY)


def test_a_blocked_file_is_erased_when_its_period_is_over(database: Database, do: Do, block: int) -> None:
    do(data_protection.erase, block, "request", today=TODAY)
    with database.read() as session:
        assert questions.restrictions(session) == ()
        assert session.scalar(text("SELECT count(*) FROM restriction")) == 0


def test_the_calendar_names_each_once_where_it_ends_last(database: Database, do: Do, her: int) -> None:
    later = do(
        grant.save, None, None,
        GrantInput(title="Land 2030", start=date(2029, 1, 1), end=date(2030, 12, 31), retention_years=10), today=TODAY,
    )  # fmt: skip
    stays = enter(do, "Yilmaz", "Elif", later)
    without = enter(do, "Osei", "Ama", None, exit="2023-12-31")
    here = enter(do, "Noch", "Da", None, exit=None)
    do(office.save_settings, replace(office_settings(do), retention_years=3), today=TODAY)
    with database.read() as session:
        rows = {row.title: row for row in questions.periods(session, TODAY)}
    assert rows["Land 2024"].people == (her,)
    assert rows["Land 2024"].due
    assert (rows["Land 2030"].until, rows["Land 2030"].people, rows["Land 2030"].due) == (
        date(2040, 12, 31),
        (stays,),
        False,
    )
    assert (rows[""].until, rows[""].people, rows[""].years) == (date(2026, 12, 31), (without,), 3)
    assert here not in {id for row in rows.values() for id in row.people}


def office_settings(do: Do) -> Any:
    return replace(do(office.settings), office="Stelle")


@pytest.mark.parametrize(
    ("birth", "entries", "expected"),
    [
        ("1994-09-20", ["2023-02-01"], "1994"),  # 28 or 29: one bracket
        ("1993-01-31", ["2023-02-01"], "1993-01"),  # 30; born in March she would be 29
        ("1993-02-20", ["2023-02-10"], "1993-02-28"),  # 29 on the day, 30 later in that month
        ("1993-02-05", ["2023-02-10"], "1993-02-01"),
        ("1990", ["2023-02-10"], "1990"),
        ("1990-05", [], None),
    ],
)
def test_as_much_of_the_birth_stays_as_the_age_on_entry_needs(
    birth: str, entries: list[str], expected: str | None
) -> None:
    """Regulation (EU) 2021/1057, Annex I: 18–29 is one of the groups."""
    found = birth_for_figures(PartialDate.of(birth), [PartialDate.of(entry) for entry in entries])
    assert (found.iso if found else None) == expected


# What left the house ---------------------------------------------------------------------------------------


def test_the_record_answers_by_person_and_time(database: Database, do: Do, her: int) -> None:
    other = enter(do, "Andere", "Anna", None)
    do(office.disclose, "Liste", "Jobcenter", "Vermittlung", "Einwilligung", 2, [her, other])
    do(office.disclose, "Liste", "Kammer", "Anerkennung", "", 1, [other])
    do(data_protection.handed_over, her, "PDF")
    do(participant.sensitive_opened, her)
    with database.read() as session:
        hers = questions.disclosures(session, person=her)
        assert [row.recipient for row in hers] == ["", "die Person selbst", "Jobcenter"]
        assert hers[1].basis == "Art. 15 und 20 DSGVO"
        assert [row.people for row in questions.disclosures(session)] == [1, 1, 1, 2]
        now = date.today()
        assert len(questions.disclosures(session, start=now, end=now)) == 4
        assert questions.disclosures(session, end=date(2020, 1, 1)) == ()
        own = session.scalar(
            text(
                "SELECT count(*) FROM disclosure_person l JOIN disclosure d ON d.id = l.disclosure_id"
                " WHERE l.person_id = :id"
            ),
            {"id": her},
        )
    assert own == 3


def test_undo_does_not_reach_the_record_and_the_ledger(database: Database, do: Do, her: int) -> None:
    do(office.disclose, "Liste", "Jobcenter", "Vermittlung", "", 1, [her])
    with database.read() as session:
        assert "disclosure" not in {row.table for row in journal.changes(session, journal.last_entry(session))}


def test_everything_about_her_names_nobody_else(database: Database, do: Do, block: int) -> None:
    with database.read() as session:
        found = questions.access(session, block, texts("de"))
    assert found["person"]["last_name"] == "Haddad"
    assert found["participant"]["remarks"] == "vertraulich"
    assert len(found["tandem"]) == len(found["internship"]) == len(found["timeline_entry"]) == 1
    assert found["restriction"][0]["ground"] == "objection"
    assert found["kept_until"][0]["until"] == "2029-12-31"
    assert "Lind6" not in str(found)
    if database.path is not None:
        assert backups_of(database.path) == ()
