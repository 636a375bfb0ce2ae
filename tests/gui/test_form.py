"""Forms: data in, data out; nothing is lost and nothing is stored that was not meant."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from permenti_desktop.domain import participant, vocab
from permenti_desktop.domain.check import Problem
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import BadInput
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import LanguageInput, PersonInput
from permenti_desktop.gui.form import Field, Form, RowsField, Section
from permenti_desktop.gui.widgets.fields import ChoiceField, NumberField, TimeField
from permenti_desktop.gui.widgets.suggest import SuggestField, Suggestion, from_terms

TODAY = date(2026, 11, 23)
Typing = Callable[[QWidget, str], None]

STORED = ParticipantInput(
    person=PersonInput(
        last_name="Öztürk ",  # the blank came from an import; a form that nobody touched must leave it alone
        first_name="Derya",
        birth=PartialDate(1999),
        gender="f",
        postal_code="09126",
        town="Chemnitz",
        languages=(LanguageInput(11, "tr", "L1"), LanguageInput(12, "de", "A2", "telc", PartialDate(2025, 6))),
    ),
    number="TN-2026-0156",
    children=2,
    residence_expires=date(2027, 3, 31),
    travel=("transit", "of old"),
    times=("tu_pm", "th_pm"),
    occupation_wanted="Kauffrau",
    occupation_wanted_code="71302",
    case_worker_id=3,
)


def _places(text: str, deliver: Callable[..., None]) -> None:
    fills = (("person.postal_code", "44135"), ("person.ags", "05913000"))
    deliver([Suggestion("05913000", "Dortmund", "44135", fills=fills)])


def _people(text: str, deliver: Callable[..., None]) -> None:
    deliver([Suggestion(4, "S. Kern", "Dortmund"), Suggestion(5, "M. Kern", "Hagen")])


SECTIONS = (
    Section(
        "Person",
        (
            Field("person.last_name", "Nachname", private=True),
            Field("person.birth", "Geburtsdatum", "date", meaning="birth"),
            Field("person.gender", "Geschlecht", "choice", terms=vocab.GENDER),
            Field("person.email", "E-Mail"),
            Field("person.postal_code", "Postleitzahl"),
            Field("person.town", "Ort", "suggest", provider=_places, free=True),
            Field("children", "Kinder", "number"),
            Field("travel", "Wie sie kommt", "multi", terms=vocab.TRAVEL),
            Field("times", "Wann sie kann", "week"),
            Field(
                "occupation_wanted",
                "Berufswunsch",
                "suggest",
                provider=from_terms([("71302", "Kauffrau"), ("81302", "Pflegefachfrau")]),
                code="occupation_wanted_code",
            ),
            Field("case_worker_id", "Zuständig", "person", provider=_people),
            Field(
                "person.languages",
                "Sprachen",
                "rows",
                row=LanguageInput,
                fields=(
                    Field("language", "Sprache", "choice", terms=[("de", "Deutsch"), ("tr", "Türkisch")]),
                    Field("level", "Niveau", "choice", terms=vocab.cefr()),
                    Field("certificate_on", "vom", "date"),
                ),
            ),
        ),
    ),
    Section("Aufenthalt", (Field("residence_expires", "gültig bis", "date"),), folded=True, name="residence"),
)


@pytest.fixture
def form(shown: Callable[..., QWidget]) -> Form:
    made = Form(SECTIONS, check=lambda given: participant.check(given, TODAY))
    shown(made, 1000, 700)
    made.fill(STORED, {"case_worker_id": "M. Adler"})
    return made


def _line(form: Form, name: str) -> QLineEdit:
    widget = form.widget_of(name)
    assert isinstance(widget, QLineEdit)
    return widget


def _type_anew(form: Form, name: str, text: str, type_text: Typing) -> None:
    line = _line(form, name)
    line.setFocus()
    line.selectAll()
    if text:
        type_text(line, text)
    else:
        QTest.keyClick(line, Qt.Key.Key_Delete)


def test_what_nobody_touched_stays_exactly_as_it_was(form: Form) -> None:
    assert form.value() == STORED
    assert form.value().travel == ("transit", "of old")
    assert not form.dirty


def test_dirty_is_a_comparison(form: Form, type_text: Typing) -> None:
    _type_anew(form, "children", "3", type_text)
    assert form.dirty
    assert form.value() == replace(STORED, children=3)
    _type_anew(form, "children", "2", type_text)
    assert not form.dirty


def test_partial_dates_go_in_and_out(form: Form, type_text: Typing) -> None:
    _type_anew(form, "person.birth", "märz 1998", type_text)
    assert form.value().person.birth == PartialDate(1998, 3)
    _type_anew(form, "person.birth", "", type_text)
    assert form.value().person.birth is None
    assert form.dirty


def test_whole_days_come_as_days(form: Form, type_text: Typing) -> None:
    _type_anew(form, "residence_expires", "1.4.27", type_text)
    assert form.value().residence_expires == date(2027, 4, 1)
    _type_anew(form, "residence_expires", "2027", type_text)
    assert form.value().residence_expires == date(2027, 3, 31)
    assert form.dirty


def test_what_cannot_be_read_stays_in_its_field_and_is_not_stored(form: Form, type_text: Typing) -> None:
    _type_anew(form, "person.birth", "vor langer zeit", type_text)
    _type_anew(form, "person.email", "derya@example.org", type_text)
    assert form.value() == replace(STORED, person=replace(STORED.person, email="derya@example.org"))
    assert form.dirty
    remark = form.slots["person.birth"].labelled.remark
    assert (remark.level, remark.isHidden()) == ("error", False)
    assert _line(form, "person.birth").text() == "vor langer zeit"


def test_remarks_of_the_domain_stand_at_their_fields(form: Form, type_text: Typing) -> None:
    _type_anew(form, "person.email", "derya.example.org", type_text)
    remark = form.slots["person.email"].labelled.remark
    assert remark.level == "warning"
    assert "@" in remark.text()
    _type_anew(form, "person.email", "derya@example.org", type_text)
    assert remark.level is None
    assert remark.isHidden()


def test_an_error_in_one_field_does_not_hold_up_the_others(form: Form, type_text: Typing) -> None:
    _type_anew(form, "person.birth", "01.01.2030", type_text)  # lies in the future: not a date of birth
    _type_anew(form, "children", "4", type_text)
    assert form.storable() == replace(STORED, children=4)


def test_what_was_held_back_stays_in_its_field_when_the_rest_was_saved(form: Form, type_text: Typing) -> None:
    _type_anew(form, "person.birth", "01.01.2030", type_text)
    _type_anew(form, "children", "4", type_text)
    form.widget_of("children").setFocus()
    sent = form.storable()
    form.saved()
    form.update_snapshot(sent)
    assert _line(form, "person.birth").text() == "01.01.2030"
    remark = form.slots["person.birth"].labelled.remark
    assert (remark.level, remark.isHidden()) == ("error", False)
    assert form.dirty
    assert form.storable() == replace(STORED, children=4)
    form.saved()
    _type_anew(form, "person.birth", "1999", type_text)
    assert form.value() == replace(STORED, children=4)
    assert not form.dirty


def test_an_error_in_one_row_keeps_all_rows_as_typed(form: Form) -> None:
    rows = form.widget_of("person.languages")
    assert isinstance(rows, RowsField)
    rows.add_button.click()
    slot = rows.rows()[2].slot("language")
    day = rows.rows()[2].slot("certificate_on")
    assert slot is not None
    assert day is not None
    slot.widget.set_value("de")  # type: ignore[attr-defined]
    day.widget.setText("irgendwann")  # type: ignore[attr-defined]
    form.set_field("children", 4)
    sent = form.storable()
    assert sent == replace(STORED, children=4)
    form.saved()
    form.update_snapshot(sent)
    assert len(rows.rows()) == 3
    assert day.widget.text() == "irgendwann"  # type: ignore[attr-defined]
    assert form.value().person.languages[2].language == "de"


def test_refused_by_the_use_case_is_shown_at_the_field(form: Form, type_text: Typing) -> None:
    _type_anew(form, "children", "4", type_text)
    form.storable()
    form.not_saved(BadInput((Problem("person.languages.1.level", "error", "So nicht."),)))
    rows = form.widget_of("person.languages")
    assert isinstance(rows, RowsField)
    slot = rows.rows()[1].slot("level")
    assert slot is not None
    assert slot.labelled.remark.text() == "So nicht."
    assert form.dirty


def test_rows_are_added_changed_and_removed(form: Form) -> None:
    rows = form.widget_of("person.languages")
    assert isinstance(rows, RowsField)
    rows.add_button.click()
    slot = rows.rows()[2].slot("language")
    assert slot is not None
    assert isinstance(slot.widget, ChoiceField)
    slot.widget.set_value("de")
    slot.widget.activated.emit(slot.widget.currentIndex())
    assert form.value().person.languages == (*STORED.person.languages, LanguageInput(language="de"))
    rows.rows()[0].remove.click()
    assert form.value().person.languages == (STORED.person.languages[1], LanguageInput(language="de"))
    assert form.dirty


def test_new_rows_get_their_ids_after_saving_and_no_twins(form: Form) -> None:
    rows = form.widget_of("person.languages")
    assert isinstance(rows, RowsField)
    rows.add_button.click()
    slot = rows.rows()[2].slot("language")
    assert slot is not None
    slot.widget.set_value("de")  # type: ignore[attr-defined]
    sent = form.storable()
    form.saved()
    stored = replace(sent, person=replace(sent.person, languages=(*sent.person.languages[:2], LanguageInput(13, "de"))))
    form.update_snapshot(stored)
    assert not form.dirty
    assert form.value().person.languages[2] == LanguageInput(13, "de")


def test_what_is_typed_while_saving_stays(form: Form, type_text: Typing) -> None:
    _type_anew(form, "person.email", "derya@", type_text)
    sent = form.storable()
    type_text(_line(form, "person.email"), "example.org")
    form.saved()
    form.update_snapshot(sent)
    assert _line(form, "person.email").text() == "derya@example.org"
    assert form.dirty
    assert form.value().person.email == "derya@example.org"


def test_what_the_use_case_tidied_is_not_an_edit(form: Form, type_text: Typing) -> None:
    _type_anew(form, "person.last_name", "Öztürk  Demir", type_text)
    sent = form.storable()
    form.saved()
    form.update_snapshot(replace(sent, person=replace(sent.person, last_name="Öztürk Demir")))
    assert not form.dirty
    assert form.value().person.last_name == "Öztürk Demir"


def test_changes_from_elsewhere_do_not_touch_own_edits(form: Form, type_text: Typing) -> None:
    _type_anew(form, "children", "5", type_text)
    form.update_snapshot(replace(STORED, children=1, number="TN-2026-0157"))
    assert form.value() == replace(STORED, children=5, number="TN-2026-0157")
    assert form.dirty
    form.fill(replace(STORED, children=1))
    assert form.value().children == 1


def test_a_save_under_way_is_not_saved_twice(form: Form, type_text: Typing, qtbot: QtBot) -> None:
    asked: list[int] = []
    form.save_wanted.connect(lambda: asked.append(1))
    _type_anew(form, "children", "5", type_text)
    form.flush()
    assert asked == [1]
    sent = form.storable()
    assert form.version_for(7) is None
    form.flush()
    assert asked == [1]
    form.saved()
    form.update_snapshot(sent)
    assert form.version_for(8) == 8
    form.flush()
    assert asked == [1]


def test_saving_is_asked_for_after_a_pause_on_leaving_and_by_key(form: Form, type_text: Typing, qtbot: QtBot) -> None:
    with qtbot.waitSignal(form.save_wanted):
        _type_anew(form, "children", "5", type_text)
    with qtbot.waitSignals([form.save_wanted, form.confirmed]):
        QTest.keyClick(_line(form, "children"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    _type_anew(form, "children", "6", type_text)
    with qtbot.waitSignal(form.save_wanted):
        form.hide()


def test_nothing_changed_asks_for_nothing(form: Form, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(form.save_wanted):
        form.flush()
        QTest.keyClick(_line(form, "children"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_an_offer_fills_what_follows_from_it(form: Form, type_text: Typing, qtbot: QtBot) -> None:
    _type_anew(form, "person.town", "dor", type_text)
    town = form.widget_of("person.town")
    assert isinstance(town, SuggestField)
    qtbot.waitUntil(lambda: bool(town.offered()))
    QTest.keyClick(town, Qt.Key.Key_Down)
    QTest.keyClick(town, Qt.Key.Key_Return)
    person = form.value().person
    assert (person.town, person.postal_code, person.ags) == ("Dortmund", "44135", "05913000")


def test_own_words_lose_the_code_and_an_offer_brings_it(form: Form, type_text: Typing, qtbot: QtBot) -> None:
    _type_anew(form, "occupation_wanted", "Schneiderin", type_text)
    assert (form.value().occupation_wanted, form.value().occupation_wanted_code) == ("Schneiderin", None)
    _type_anew(form, "occupation_wanted", "Pfl", type_text)
    field = form.widget_of("occupation_wanted")
    assert isinstance(field, SuggestField)
    qtbot.waitUntil(lambda: bool(field.offered()))
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (form.value().occupation_wanted, form.value().occupation_wanted_code) == ("Pflegefachfrau", "81302")


def test_a_person_is_chosen_and_not_guessed(form: Form, type_text: Typing, qtbot: QtBot) -> None:
    picker = form.widget_of("case_worker_id")
    assert isinstance(picker, SuggestField)
    assert picker.text() == "M. Adler"
    _type_anew(form, "case_worker_id", "kern", type_text)
    assert form.value().case_worker_id == 3
    qtbot.waitUntil(lambda: len(picker.offered()) == 2)
    QTest.keyClick(picker, Qt.Key.Key_Return)
    assert form.value().case_worker_id == 4
    _type_anew(form, "case_worker_id", "", type_text)
    assert form.value().case_worker_id is None


def test_two_columns_where_there_is_room(form: Form, qtbot: QtBot) -> None:
    def side_by_side() -> bool:
        upper, right = (form.slots[name].labelled for name in ("person.last_name", "person.birth"))
        return upper.mapTo(form, upper.rect().topLeft()).y() == right.mapTo(form, right.rect().topLeft()).y()

    qtbot.waitUntil(side_by_side)
    form.window().resize(700, 700)
    qtbot.waitUntil(lambda: not side_by_side())


def test_opening_a_sensitive_section_is_told(form: Form, qtbot: QtBot) -> None:
    assert not form.widget_of("residence_expires").isVisible()
    with qtbot.waitSignal(form.section_opened) as opened:
        form.focus_field("residence_expires")
    assert opened.args == ["residence"]
    assert form.widget_of("residence_expires").isVisible()


def test_missing_fields_are_marked(form: Form) -> None:
    form.mark_missing({"person.gender": "Der Bericht braucht das Geschlecht."})
    assert not form.slots["person.gender"].labelled._missing.isHidden()
    form.mark_missing({})
    assert form.slots["person.gender"].labelled._missing.isHidden()


def test_a_program_can_set_what_has_no_field(form: Form) -> None:
    form.set_field("person.ags", "05913000")
    form.set_field("children", 7)
    assert (form.value().person.ags, form.value().children) == ("05913000", 7)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("12", 12), ("", None), ("1.250", 1250), ("12,5", None), ("zwölf", None), ("-3", -3)],
)
def test_whole_numbers(typed: str, meant: int | None, shown: Callable[..., QWidget]) -> None:
    field = NumberField()
    shown(field)
    field.setText(typed)
    assert field.value() == meant
    assert bool(field.problem()) == (meant is None and bool(typed))


@pytest.mark.parametrize(
    ("typed", "meant"), [("49,50", "49.50"), ("49.50", "49.50"), ("1.250,00 €", "1250.00"), ("7", "7.00")]
)
def test_amounts_as_typed_in_german(typed: str, meant: str, shown: Callable[..., QWidget]) -> None:
    field = NumberField(2, "€")
    shown(field)
    field.setText(typed)
    assert str(field.value()) == meant


def test_the_unit_stays_behind_a_number_where_there_is_room(shown: Callable[..., QWidget]) -> None:
    field = NumberField(0, "Wochen")
    shown(field)

    def painted_at_the_right() -> bool:
        picture = field.grab(field.rect().adjusted(field.width() // 2, 6, -6, -6)).toImage()
        return len({picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}) > 1

    field.resize(240, 34)
    field.set_value(4)
    assert painted_at_the_right()
    field.resize(70, 34)
    assert not field.unit_shown()
    assert not painted_at_the_right()
    field.resize(240, 34)
    field.setText("4 Wochen")
    assert not field.unit_shown()
    assert field.value() == 4


@pytest.mark.parametrize(
    ("typed", "meant"), [("9", "09:00"), ("930", "09:30"), ("9.30", "09:30"), ("14:05 Uhr", "14:05"), ("25", None)]
)
def test_times_of_day(typed: str, meant: str | None, shown: Callable[..., QWidget]) -> None:
    field = TimeField()
    shown(field)
    field.setText(typed)
    found: Any = field.value()
    assert (f"{found:%H:%M}" if found else None) == meant


def test_a_stored_value_that_is_no_term_any_more_is_still_shown(shown: Callable[..., QWidget]) -> None:
    field = ChoiceField([("a", "Anfang"), ("e", "Ende")])
    shown(field)
    field.set_value("alt")
    assert (field.value(), field.currentText()) == ("alt", "alt")


def test_long_lists_can_be_typed_into(shown: Callable[..., QWidget], type_text: Typing) -> None:
    field = ChoiceField([(n, f"Land {n}") for n in range(30)])
    shown(field)
    edit = field.lineEdit()
    assert edit is not None
    edit.setFocus()
    type_text(edit, "land 17")
    assert field.value() == 17
    edit.setText("Atlantis")
    assert field.value() is None
    assert "nicht in der Liste" in field.problem()
