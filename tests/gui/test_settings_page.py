"""Einstellungen: found by a word, in force at once, stored where they belong."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from permenti_desktop import i18n, settings
from permenti_desktop.db import keys
from permenti_desktop.db.database import Database
from permenti_desktop.domain.errors import WrongPassphrase
from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.gui import jobs, recovery_sheet
from permenti_desktop.gui.settings.about import AboutGroup, shipped_text
from permenti_desktop.gui.settings.checklists import ChecklistGroup, as_lines, as_text, shipped
from permenti_desktop.gui.settings.look import LookGroup
from permenti_desktop.gui.settings.office import OfficeGroup
from permenti_desktop.gui.settings.page import SettingsPage
from permenti_desktop.gui.settings.security import SecurityGroup, prove
from permenti_desktop.gui.settings.terms import TermsGroup
from permenti_desktop.gui.theme import T
from permenti_desktop.queries import office as queries
from permenti_desktop.usecases import office
from tests.db_fixtures import PASSPHRASE
from tests.gui.audit import audit

GROUPS = ("look", "security", "office", "checklists", "terms", "backup", "about")


@pytest.fixture
def page(working: Database, shown: Callable[..., QWidget], qtbot: QtBot) -> Callable[..., SettingsPage]:
    with working.write() as session:
        office.found(session, "Brücken Witten", "ennepe-ruhr")

    def made(group: str = "look", width: int = 1243, height: int = 700) -> SettingsPage:
        made = SettingsPage()
        shown(made, width, height)
        made.show_group(group)
        qtbot.waitUntil(jobs.idle)
        return made

    return made


def stored(database: Database) -> OfficeSettings:
    with database.read() as session:
        return queries.settings(session)


def choose(field: QWidget, value: object) -> None:
    """As a person does with the keyboard: the term is taken and told."""
    field.set_value(value)  # type: ignore[attr-defined]
    field.activated.emit(field.currentIndex())  # type: ignore[attr-defined]


def test_a_setting_is_found_by_a_word_and_gets_the_focus(
    page: Callable[..., SettingsPage], qtbot: QtBot, type_text: Callable[[QWidget, str], None]
) -> None:
    one = page()
    type_text(one.search, "sperr")
    qtbot.waitUntil(lambda: one.list.count() == 2)
    assert [one.list.item(row).text() for row in range(2)] == [
        "Sperren nach\nSicherheit",
        "Sperren spätestens nach\nStelle",
    ]
    QTest.keyClick(one.search, Qt.Key.Key_Return)
    group = one.stack.currentWidget()
    assert isinstance(group, SecurityGroup)
    qtbot.waitUntil(group.lock.hasFocus)
    one.search.clear()
    qtbot.waitUntil(lambda: one.list.count() == len(GROUPS))
    type_text(one.search, "qqqq")
    qtbot.waitUntil(lambda: one.list.count() == 0)
    assert "anderes Wort" in one.subtitle.text()


def test_look_takes_effect_at_once_and_is_remembered(page: Callable[..., SettingsPage], qtbot: QtBot) -> None:
    group = page("look").stack.currentWidget()
    assert isinstance(group, LookGroup)
    choose(group.theme, "dark")
    assert T.scheme == "dark"
    choose(group.zoom, 150)
    assert T.zoom == 1.5
    choose(group.spacing, "roomy")
    choose(group.language, "en")
    assert i18n.language() == "en"
    kept = settings.load()
    assert (kept.theme, kept.zoom, kept.spacing, kept.language) == ("dark", 150, "roomy", "en")
    T.zoom_by(-1)
    assert group.zoom.value() == 125  # the keys say it here, too


def test_own_passphrase_is_changed_only_with_the_present_one(
    page: Callable[..., SettingsPage], working: Database, qtbot: QtBot
) -> None:
    group = page("security").stack.currentWidget()
    assert isinstance(group, SecurityGroup)
    assert working.path is not None
    QTest.mouseClick(group.change_button, Qt.MouseButton.LeftButton)
    form = group.own
    qtbot.waitUntil(form.present.line.hasFocus)
    form.present.line.setText("falsch")
    form.first.line.setText("Neues Wort am Hafen")
    form.second.line.setText("Neues Wort am Haken")
    form.confirm()
    assert "verschieden" in form.second.remark.text()
    form.second.line.setText("Neues Wort am Hafen")
    form.confirm()
    qtbot.waitUntil(lambda: "stimmt nicht" in form.present.remark.text())
    envelope = keys.envelope_path(working.path)
    assert keys.unwrap(keys.read(envelope), PASSPHRASE)[0] == working.key
    form.present.line.setText(PASSPHRASE)
    form.confirm()
    qtbot.waitUntil(lambda: not form.isVisible(), timeout=10_000)
    assert keys.unwrap(keys.read(envelope), "Neues Wort am Hafen") == (working.key, "Anna Beispiel")
    with pytest.raises(WrongPassphrase):
        keys.unwrap(keys.read(envelope), PASSPHRASE)
    assert form.first.text() == ""


def test_the_file_is_encrypted_anew_only_with_ones_own_passphrase(
    page: Callable[..., SettingsPage], working: Database, qtbot: QtBot
) -> None:
    group = page("security").stack.currentWidget()
    assert isinstance(group, SecurityGroup)
    QTest.mouseClick(group.rekey_button, Qt.MouseButton.LeftButton)
    panel = group.rekeying
    qtbot.waitUntil(panel.present.line.hasFocus)
    panel.confirm()
    assert "Passwort ein" in panel.present.remark.text()
    panel.present.line.setText("falsch")
    panel.confirm()
    qtbot.waitUntil(lambda: "stimmt nicht" in panel.present.remark.text(), timeout=10_000)
    assert working.path is not None
    assert prove(working.path, "", PASSPHRASE) == "Anna Beispiel"
    panel.present.line.setText(PASSPHRASE)
    panel.confirm()
    qtbot.waitUntil(lambda: not panel.isVisible(), timeout=10_000)  # on to the program, which there is none of here
    assert panel.present.text() == ""


def test_a_second_person_comes_and_goes(page: Callable[..., SettingsPage], working: Database, qtbot: QtBot) -> None:
    group = page("security").stack.currentWidget()
    assert isinstance(group, SecurityGroup)
    assert working.path is not None
    envelope = keys.envelope_path(working.path)
    QTest.mouseClick(group.add_button, Qt.MouseButton.LeftButton)
    group.another.name.setText("Anna Beispiel")
    group.another.first.line.setText("Wolke Tisch Sieben")
    group.another.second.line.setText("Wolke Tisch Sieben")
    group.another.confirm()
    assert "schon ein Passwort" in group.another.name_labelled.remark.text()
    group.another.name.setText("Vera Vertretung")
    group.another.confirm()
    qtbot.waitUntil(lambda: keys.read(envelope).names == ("Anna Beispiel", "Vera Vertretung"), timeout=10_000)
    assert keys.unwrap(keys.read(envelope), "Wolke Tisch Sieben") == (working.key, "Vera Vertretung")
    qtbot.waitUntil(lambda: not group.another.isVisible())
    group._remove("Vera Vertretung")
    assert keys.read(envelope).names == ("Anna Beispiel",)


def test_recovery_sheet_carries_the_key(working: Database, tmp_path: Path) -> None:
    recovery_sheet.write(tmp_path / "Blatt.pdf", working.key, "Büro.permenti", "Brücken Witten")
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "Blatt.pdf").pages)
    for group in keys.recovery_code(working.key).split("-"):
        assert group in text
    assert "Büro.permenti" in text


def test_office_settings_save_themselves(
    page: Callable[..., SettingsPage], working: Database, qtbot: QtBot, type_text: Callable[[QWidget, str], None]
) -> None:
    one = page("office")
    group = one.stack.currentWidget()
    assert isinstance(group, OfficeGroup)
    qtbot.waitUntil(lambda: group.form.snapshot is not None)
    provider = group.form.widget_of("provider")
    provider.setFocus()
    type_text(provider, "Träger e. V.")
    silence = group.form.widget_of("silence_days")
    silence.setText("90")  # type: ignore[attr-defined]
    silence.changed.emit()  # type: ignore[attr-defined]
    one.may_leave()
    qtbot.waitUntil(lambda: stored(working).provider == "Träger e. V.")
    assert stored(working).silence_days == 90
    # What cannot be is not stored.
    office_field = group.form.widget_of("office")
    office_field.setText("")  # type: ignore[attr-defined]
    office_field.changed.emit()  # type: ignore[attr-defined]
    one.may_leave()
    qtbot.waitUntil(jobs.idle)
    assert stored(working).office == "Brücken Witten"


def test_every_field_of_an_office_can_be_set(page: Callable[..., SettingsPage]) -> None:
    group = page("office").stack.currentWidget()
    assert isinstance(group, OfficeGroup)
    from dataclasses import fields

    # The site has its own button, the checklists their own group.
    assert {one.name for one in fields(OfficeSettings)} == {*group.form.slots, "site", "checklists"}


def test_another_profile_is_taken_over(page: Callable[..., SettingsPage], working: Database, qtbot: QtBot) -> None:
    group = page("office").stack.currentWidget()
    assert isinstance(group, OfficeGroup)
    choose(group.site, "koeln")
    assert stored(working).site == "ennepe-ruhr"  # choosing alone changes nothing
    QTest.mouseClick(group.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: stored(working).site == "koeln")
    assert "cohorts" in stored(working).modules


def test_terms_are_renamed_added_and_retired(
    page: Callable[..., SettingsPage], working: Database, qtbot: QtBot
) -> None:
    group = page("terms").stack.currentWidget()
    assert isinstance(group, TermsGroup)
    choose(group.list, "entry_kind")
    qtbot.waitUntil(lambda: any(line.term.code == "call" for line in group.term_lines()))

    def line(code: str) -> QWidget:
        return next(one for one in group.term_lines() if one.term.code == code)

    call = line("call")
    call.de.setText("Anruf")  # type: ignore[attr-defined]
    call.de.editingFinished.emit()  # type: ignore[attr-defined]

    def terms() -> dict[str, tuple[str, bool]]:
        with working.read() as session:
            return {term.code: (term.de, term.retired) for term in queries.terms(session, "entry_kind")}

    qtbot.waitUntil(lambda: terms()["call"] == ("Anruf", False))
    group.new_de.setText("Hausbesuch")
    QTest.keyClick(group.new_de, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ("Hausbesuch", False) in terms().values())
    qtbot.waitUntil(lambda: any(one.term.de == "Hausbesuch" for one in group.term_lines()))
    qtbot.waitUntil(jobs.idle)
    line("call").retire.click()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: terms()["call"] == ("Anruf", True))
    qtbot.waitUntil(lambda: not line("call").de.isEnabled())  # type: ignore[attr-defined]
    line("call").retire.click()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: terms()["call"] == ("Anruf", False))


def test_checklists_are_lines_with_whom(page: Callable[..., SettingsPage], working: Database, qtbot: QtBot) -> None:
    assert as_lines("Versicherung klären | Betrieb\n\n  Fahrkarte \n") == (
        ("Versicherung klären", "Betrieb"),
        ("Fahrkarte", ""),
    )
    assert as_lines(as_text(shipped("internship"))) == shipped("internship")
    one = page("checklists")
    group = one.stack.currentWidget()
    assert isinstance(group, ChecklistGroup)
    kind = group.kind.value()
    group.text.set_value("Schlüssel abholen | Betrieb")
    one.may_leave()
    qtbot.waitUntil(lambda: stored(working).checklists == {kind: (("Schlüssel abholen", "Betrieb"),)})
    QTest.mouseClick(group.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: stored(working).checklists == {})
    qtbot.waitUntil(lambda: as_lines(group.text.value()) == shipped(kind))  # it is read again after it was written


def test_licences_and_credits_are_shown_in_full(page: Callable[..., SettingsPage], qtbot: QtBot) -> None:
    group = page("about").stack.currentWidget()
    assert isinstance(group, AboutGroup)
    assert group.text.toPlainText() == Path("CREDITS.md").read_text("utf-8").rstrip("\n") + "\n"
    assert "Apache License" in shipped_text("LICENSE")
    assert "Permenti" in shipped_text("NOTICE")
    QTest.mouseClick(group.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().startswith("Permenti ")


@pytest.mark.parametrize("scheme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(("width", "zoom"), [(1243, 1.0), (1036, 1.0), (1036, 1.5)])
def test_every_group_can_be_used_by_everyone(
    page: Callable[..., SettingsPage], qtbot: QtBot, scheme: str, language: str, width: int, zoom: float
) -> None:
    T.apply(scheme, zoom)  # type: ignore[arg-type]
    i18n.use(language)
    one = page("look", width, 640)
    for name in GROUPS:
        one.show_group(name)
        qtbot.waitUntil(jobs.idle)
        qtbot.waitUntil(lambda: audit(one) == [])
