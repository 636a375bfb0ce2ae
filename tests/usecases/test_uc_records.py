"""What saving has in common: cleaned values, limits of columns, rows of children."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from permenti_desktop.db.database import Database
from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.models.person import Person, PersonLanguage
from permenti_desktop.domain import text
from permenti_desktop.domain.errors import BadInput
from permenti_desktop.domain.internship import InternshipInput
from permenti_desktop.domain.organisation import OrganisationInput
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import LanguageInput, PersonInput
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.usecases import organisation, person, phone, records, timeline
from tests.usecases.conftest import Do


@given(st.text())
def test_one_line_is_what_clean_makes(written: str) -> None:
    assert records.one_line(written) == text.clean(written)


@given(st.text())
def test_several_lines_are_what_clean_lines_makes(written: str) -> None:
    assert records.several_lines(written) == text.clean_lines(written)


def test_text_is_cleaned_by_the_kind_of_its_column() -> None:
    found = records.values(
        Participant, ParticipantInput(number=" TN\t1 ", aims="Erst\r\ndann \x00\n", occupation_held="A\nB")
    )
    assert (found["number"], found["aims"], found["occupation_held"]) == ("TN 1", "Erst\ndann", "A B")


@pytest.mark.parametrize(
    ("model", "written", "field"),
    [
        (Person, PersonInput(last_name="x" * 201), "last_name"),
        (Participant, ParticipantInput(travel_minutes=2**31), "travel_minutes"),
        (Internship, InternshipInput(hours_per_week=Decimal(1000)), "hours_per_week"),
    ],
)
def test_what_a_column_cannot_hold_is_refused_by_name(model: type[Person], written: object, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        records.values(model, written, "here.")
    assert [problem.field for problem in refused.value.problems] == [f"here.{field}"]


def test_the_longest_text_that_fits_is_stored_on_every_database(do: Do, look: Do) -> None:
    # ß becomes two letters in every key, so that the keys are longer than the name.
    longest = PersonInput(last_name="ß" * 200, first_name="ä" * 200, call_name="ß" * 200, own_script_name="ﷺ" * 200)
    id = do(person.save, None, None, longest)
    assert look(lambda session: len(session.get_one(Person, id).sort_key)) == 400


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_any_text_that_someone_pastes_can_be_stored(database: Database, pasted: str) -> None:
    with database.write() as session:
        id = organisation.save(session, None, None, OrganisationInput(name=f"x{pasted}", remarks=pasted))
        timeline.save(
            session, None, None, TimelineEntryInput(on=date(2026, 11, 22), text=f"x{pasted}", organisation_id=id)
        )


@given(st.lists(st.sampled_from("abc"), max_size=5), st.data())
def test_sync_makes_the_rows_what_was_handed_over(before: list[str], data: st.DataObject) -> None:
    rows = [PersonLanguage(id=number, language=code, certificate="") for number, code in enumerate(before, 1)]
    kept = data.draw(st.lists(st.sampled_from(rows), unique=True) if rows else st.just([]))
    wanted = [LanguageInput(id=row.id, language=data.draw(st.sampled_from("abcd"))) for row in kept]
    wanted += [LanguageInput(language=code) for code in data.draw(st.lists(st.sampled_from("ef"), max_size=3))]
    was = {(row.id, row.language) for row in rows}
    changed = records.sync(rows, wanted, PersonLanguage, "languages")
    assert sorted((row.id or 0, row.language) for row in rows) == sorted((one.id or 0, one.language) for one in wanted)
    assert changed == (was != {(row.id, row.language) for row in rows} or any(one.id is None for one in wanted))


def test_the_path_of_a_child_names_its_row() -> None:
    with pytest.raises(BadInput) as refused:
        records.sync([], [LanguageInput(), LanguageInput(certificate="x" * 201)], PersonLanguage, "person.languages")
    assert [problem.field for problem in refused.value.problems] == ["person.languages.1.certificate"]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("0231/123456", "+49 231 123456"),
        ("+49 (0)176 12345678", "+49 176 12345678"),
        ("0049 2302 555-12", "+49 2302 55512"),
        ("+380 50 123 4567", "+380 50 123 4567"),
        ("nur abends: 0231 123456", "nur abends: 0231 123456"),
        ("110", "110"),
        ("  ", ""),
        ("176 12345678", "176 12345678"),
        ("0231 123456 privat", "0231 123456 privat"),
        ("0", "0"),
        ("00", "00"),
        ("(02302) 12345", "+49 2302 12345"),
        ("12345678901234567890", "12345678901234567890"),
    ],
)
def test_telephone_numbers_have_one_spelling(written: str, stored: str) -> None:
    assert phone.one_spelling(written) == stored
    assert phone.one_spelling(stored) == stored


def test_al_is_ordered_before_al_hassan() -> None:
    names = (("Al Hassan", "Amina"), ("Al", "Zahra"), ("Alberts", "Ada"))
    keys = [person.keys(PersonInput(last_name=last, first_name=first)) for last, first in names]
    assert sorted(key["sort_key"] for key in keys) == ["al  zahra", "al hassan  amina", "alberts  ada"]
