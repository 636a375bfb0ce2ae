"""The office's own: founding, settings, terms, drafts, disclosures."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from permenti_desktop.db import journal
from permenti_desktop.db.models.office import Disclosure, OfficeTerm, Setting
from permenti_desktop.domain import vocab
from permenti_desktop.domain.errors import BadInput
from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.usecases import office, undo
from tests.usecases.conftest import Do
from tests.usecases.rows import snapshot

TODAY = date(2026, 11, 22)


def test_a_new_file_has_every_default(look: Do) -> None:
    assert look(office.settings) == OfficeSettings()


@pytest.mark.parametrize("site", vocab.SITE.codes)
def test_an_office_is_founded_with_the_profile_of_its_site(site: str, do: Do, look: Do) -> None:
    do(office.found, "Stelle", site, today=TODAY)
    settings = look(office.settings)
    assert (settings.office, settings.site) == ("Stelle", site)
    assert set(settings.phases) <= set(vocab.PHASE.codes)
    instruments = look(lambda s: s.scalars(select(OfficeTerm.de).where(OfficeTerm.vocabulary == "instrument")).all())
    assert len(instruments) >= 3
    assert look(lambda session: journal.entries(session)[0].sentence) == "Datei der Stelle Stelle angelegt"


def test_what_makes_the_sites_different(do: Do, look: Do) -> None:
    do(office.found, "Stelle", "koeln", today=TODAY)
    koeln = look(office.settings)
    words = look(
        lambda s: dict(s.execute(select(OfficeTerm.code, OfficeTerm.de).where(OfficeTerm.vocabulary == "word")).all())
    )
    assert "cohorts" in koeln.modules
    assert words["participant"] == "Mentee"
    do(office.choose_profile, "bielefeld", today=TODAY)
    bielefeld = look(office.settings)
    assert (bielefeld.network_target_weeks, bielefeld.network_limit_weeks) == (4, 6)  # every 4 to 6 weeks
    assert "cohorts" not in bielefeld.modules
    assert look(lambda s: s.scalars(select(OfficeTerm).where(OfficeTerm.vocabulary == "word")).all()) == []
    do(office.choose_profile, "ennepe-ruhr", today=TODAY)
    assert "regions" in look(office.settings).modules


def test_a_change_of_profile_keeps_what_the_office_made_and_can_be_undone(do: Do, look: Do) -> None:
    do(office.found, "Stelle", "dortmund", today=TODAY)
    own = do(office.save_term, "phase", None, "Werkstatt", "Workshop")
    settings = look(office.settings)
    do(office.save_settings, replace(settings, phases=(*settings.phases, own), small_cells=5), today=TODAY)
    before = look(snapshot)
    do(office.choose_profile, "bielefeld", today=TODAY)
    settings = look(office.settings)
    assert settings.phases[-1] == own
    assert (settings.small_cells, settings.office) == (5, "Stelle")
    terms = select(OfficeTerm.de).where(OfficeTerm.vocabulary == "phase")
    assert look(lambda session: session.scalars(terms).all()) == ["Werkstatt"]
    do(undo.undo)
    assert look(snapshot) == before


def test_only_what_differs_from_the_default_is_stored(do: Do, look: Do) -> None:
    given = OfficeSettings(office="Stelle", small_cells=10, checklists={"mag": (("Zuweisung", "Jobcenter"),)})
    do(office.save_settings, given, today=TODAY)
    assert look(lambda session: set(session.scalars(select(Setting.key)))) == {"office", "small_cells", "checklists"}
    assert look(office.settings) == given
    do(office.save_settings, replace(given, small_cells=3, bin_days=90), today=TODAY)
    assert look(lambda session: set(session.scalars(select(Setting.key)))) == {"office", "bin_days", "checklists"}
    assert do(undo.undo) == "Einstellungen geändert"
    assert look(office.settings) == given


@pytest.mark.parametrize(
    "wrong",
    [
        {"office": " "},
        {"small_cells": 4},
        {"forms": "x"},
        {"participant_number": "TN"},
        {"participant_number": "{number"},
        {"participant_number": "{nummer}"},
        {"participant_number": "{number:0100}"},
        {"modules": ("participants",)},
        {"phases": ()},
        {"bin_days": 0},
        {"follow_up_days": -1},
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, object], do: Do, look: Do) -> None:
    with pytest.raises(BadInput) as refused:
        do(office.save_settings, replace(OfficeSettings(office="Stelle"), **wrong), today=TODAY)  # type: ignore[arg-type]
    assert next(iter(wrong)) in [problem.field for problem in refused.value.problems]
    assert look(office.settings) == OfficeSettings()


def test_a_damaged_setting_has_its_default(do: Do, look: Do) -> None:
    do(lambda session: session.add_all([Setting(key="small_cells", value='"3'), Setting(key="bin_days", value='"x"')]))
    assert look(office.settings) == OfficeSettings()


def test_something_of_the_programs_own_is_remembered(do: Do, look: Do) -> None:
    for value in ({"since": "2026-11-22"}, [1, "ä"], None):
        do(office.note, "views:participants", value)
        assert look(lambda session: office.noted(session, "views:participants")) == value
    with pytest.raises(ValueError, match="small_cells"):
        do(office.note, "small_cells", 3)
    assert look(office.settings) == OfficeSettings()


def test_terms_are_added_renamed_and_retired_but_keep_their_code(do: Do, look: Do) -> None:
    code = do(office.save_term, "exit_reason", None, "Rückkehr ins Herkunftsland")
    assert code.startswith("own-")
    assert do(office.save_term, "exit_reason", None, "Rückkehr ins Herkunftsland") != code
    assert do(office.save_term, "exit_reason", code, "Rückkehr", "Return") == code
    do(office.save_term, "exit_reason", "moved", "Umzug oder Wegzug")
    do(office.retire_term, "exit_reason", "health", "Krankheit")
    do(office.retire_term, "exit_reason", code)

    def terms() -> dict[str, tuple[str, str, bool]]:
        rows = look(lambda session: session.scalars(select(OfficeTerm).order_by(OfficeTerm.id)).all())
        return {row.code: (row.de, row.en, row.retired) for row in rows}

    assert terms()[code] == ("Rückkehr", "Return", True)
    assert terms()["moved"] == ("Umzug oder Wegzug", "", False)
    assert terms()["health"] == ("Krankheit", "", True)
    do(office.retire_term, "exit_reason", code, retired=False)
    assert terms()[code] == ("Rückkehr", "Return", False)
    with pytest.raises(BadInput):
        do(office.save_term, "exit_reason", None, "  ")


def test_drafts_stay_until_they_are_saved_or_thrown_away(do: Do, look: Do) -> None:
    do(office.keep_draft, "participant:17:note", "Hat heute")
    do(office.keep_draft, "participant:17:note", "Hat heute angerufen")
    do(office.keep_draft, "participant:18:note", "Kommt")
    assert look(office.drafts) == {"participant:17:note": "Hat heute angerufen", "participant:18:note": "Kommt"}
    do(office.drop_draft, "participant:18:note")
    do(office.keep_draft, "participant:17:note", "")
    assert look(office.drafts) == {}
    assert look(journal.entries) == ()  # typing is no step to be undone


def test_what_left_the_house_is_recorded(do: Do, look: Do) -> None:
    do(
        office.disclose,
        "Teilnehmendenliste 2026",
        "Bezirksregierung Arnsberg",
        "Verwendungsnachweis",
        "Art. 6 (1) c",
        23,
    )
    row = look(lambda session: session.scalars(select(Disclosure)).one())
    assert (row.who, row.what, row.recipient, row.people) == (
        "Anna Beispiel",
        "Teilnehmendenliste 2026",
        "Bezirksregierung Arnsberg",
        23,
    )
