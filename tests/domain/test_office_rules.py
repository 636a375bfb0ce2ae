"""Settings of an office, and what each kind of office starts with."""

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permenti_desktop.domain import office, site_profile, vocab
from permenti_desktop.domain.check import errors
from permenti_desktop.domain.office import OfficeSettings

TODAY = date(2026, 11, 22)

settings = st.builds(
    OfficeSettings,
    office=st.text(),
    modules=st.lists(st.text()).map(tuple),
    small_cells=st.integers(),
    checklists=st.dictionaries(st.text(), st.lists(st.tuples(st.text(), st.text())).map(tuple)),
)


@given(settings)
def test_what_is_stored_is_read(given: OfficeSettings) -> None:
    assert office.read(office.stored(given).items()) == given


@given(st.dictionaries(st.sampled_from([one.name for one in fields(OfficeSettings)]), st.text()))
def test_whatever_is_stored_can_be_read(stored: dict[str, str]) -> None:
    found = office.read(stored.items())
    assert {one.name: type(getattr(found, one.name)) for one in fields(found)} == {
        one.name: type(getattr(OfficeSettings(), one.name)) for one in fields(found)
    }


def test_the_defaults_of_law_and_regulation() -> None:
    # Regulation (EU) 2021/1057, Annex I: four weeks after leaving; long-term: more than 12 months, 6 below 25.
    default = OfficeSettings()
    assert (default.on_leaving_days, default.long_term_months, default.long_term_months_under_25) == (28, 12, 6)
    assert (default.short_contact_hours, default.small_cells) == (8, 3)
    assert (default.network_target_weeks, default.network_limit_weeks) == (4, 6)


@pytest.mark.parametrize("site", vocab.SITE.codes)
def test_every_site_has_a_profile_that_makes_sense(site: str) -> None:
    profile = site_profile.profile(site)
    assert profile.site == site
    assert set(profile.modules) >= site_profile.ALWAYS_ON
    assert all(code in site_profile.MODULE for code in profile.modules)
    assert len(set(profile.modules)) == len(profile.modules)
    assert all(code in vocab.PHASE for code in profile.phases)
    # What leaving a participant leads into must be among the phases.
    assert {"contact", "completed", "dropout"} <= set(profile.phases)
    assert {code for code, _de, _en in profile.phase_names} <= set(profile.phases)
    chosen = replace(OfficeSettings(office="Stelle"), modules=profile.modules, phases=profile.phases)
    assert errors(office.check(chosen, TODAY)) == ()


def test_an_unknown_site_starts_like_any_other() -> None:
    assert site_profile.profile("hamburg").modules == site_profile.profile("other").modules
