"""Countries and citizenships, checked against Babel's own data and what offices write."""

import json

import pytest
from babel import Locale
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from permenti_desktop import i18n, paths
from permenti_desktop.domain import countries
from permenti_desktop.domain.countries import read_country
from permenti_desktop.domain.text import sort_key


def test_every_country_of_the_source_has_a_name_in_both_languages() -> None:
    source = json.loads(paths.resource("countries/countries_cldr.json").read_text("utf-8"))
    assert len(source) == 250
    assert countries.codes() == {*source, "XXA", "XXX"}
    for language in i18n.LANGUAGES:
        names = [countries.name(code, language) for code in countries.codes()]
        assert len(set(names)) == len(names) == 252


def test_names_are_those_of_the_unicode_consortium_but_for_the_long_ones() -> None:
    other = Locale("de").territories
    differing = {code for code in countries.codes() if countries.name(code, "de") != other.get(code)}
    assert differing <= {"XXA", "XXX", "HK", "MO", "PS", "CD", "CG", "CI"}
    assert countries.name("SY", "en") == "Syria"
    assert countries.name("SY", "ar") == "سوريا"
    assert countries.name("SY") == "Syrien"
    assert countries.name("??") == "??"


def test_codes_of_three_letters_are_read_as_iso_3166_has_them() -> None:
    aliases = get_global("territory_aliases")
    own = countries.codes() - {"XXA", "XXX", "XK"}
    three = {key: codes[0] for key, codes in aliases.items() if len(key) == 3 and key.isalpha() and codes[0] in own}
    known = {key: code for key, code in three.items() if read_country(key) == code}
    assert set(known.values()) == own
    assert read_country("AFG") == "AF"
    assert read_country("XXA") == "XXA"


def test_choices_are_ordered_as_german_lists_are() -> None:
    names = [name for _code, name in countries.choices("de")]
    assert names == sorted(names, key=sort_key)
    assert names.index("Ägypten") < names.index("Albanien") < names.index("Österreich") < names.index("Oman")
    assert len(countries.choices("en")) == 252


def test_the_union_has_27_members() -> None:
    assert len(countries.EU) == 27
    assert countries.codes() >= countries.EU
    assert [countries.third_country(code) for code in ("SY", "GB", "CH", "XXA", "DE", "PL", "XXX", "??")] == [
        True, True, True, True, False, False, None, None,
    ]  # fmt: skip
    assert countries.is_eu("FR")
    assert not countries.is_eu("TR")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Syrien", "SY"),
        (" syrien ", "SY"),
        ("syrisch", "SY"),
        ("syrische", "SY"),
        ("Syrische Staatsangehörigkeit", "SY"),
        ("Syrerin", "SY"),
        ("syr.", "SY"),
        ("SYR", "SY"),
        ("SY", "SY"),
        ("Arab. Republik Syrien", "SY"),
        ("Syrien, Arabische Republik", "SY"),
        ("Syria", "SY"),
        ("سوريا", "SY"),
        ("Syrien (Kurdin)", "SY"),
        ("aus Syrien", "SY"),
        ("Türkei", "TR"),
        ("Tuerkei", "TR"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("türk.", "TR"),
        ("Türkin", "TR"),
        ("Afghanistan", "AF"),
        ("afghanisch", "AF"),
        ("Afghanin", "AF"),
        ("afgh.", "AF"),
        ("Iran, Islamische Republik", "IR"),
        ("Iranerin", "IR"),
        ("Irakerin", "IQ"),
        ("irakisch-kurdisch", "IQ"),
        ("Ukraine", "UA"),
        ("ukr.", "UA"),
        ("Україна", "UA"),
        ("Eritrea", "ER"),
        ("eritreisch", "ER"),
        ("Somalia", "SO"),
        ("somalisch", "SO"),
        ("Guinea", "GN"),
        ("Guinea-Bissau", "GW"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("nigerianische", "NG"),
        ("Elfenbeinküste", "CI"),
        ("Côte d'Ivoire", "CI"),
        ("DR Kongo", "CD"),
        ("Kongo (DR)", "CD"),
        ("Rep. Kongo", "CG"),
        ("Weißrussland", "BY"),
        ("Moldawien", "MD"),
        ("Palästina", "PS"),
        ("Kosovo", "XK"),
        ("Französin", "FR"),
        ("Polin", "PL"),
        ("deutsch", "DE"),
        ("Deutsche", "DE"),
        ("USA", "US"),
        ("staatenlos", "XXA"),
        ("Staatenlose", "XXA"),
        ("ungeklärt", "XXX"),
    ],
)
def test_what_offices_write(written: str, code: str) -> None:
    assert read_country(written) == code


@pytest.mark.parametrize(
    "written",
    [
        "",
        "?",
        "-",
        "Syrien/Türkei",
        "deutsch-türkisch",
        "Kongo",
        "Kurdistan",
        "Afrika",
        "so",
        "in",
        "Witten",
        "ja",
        "k.A.",
        "s.",
    ],
)
def test_what_is_not_certain_stays_unknown(written: str) -> None:
    assert read_country(written) is None


def test_each_name_in_both_languages_is_read_back() -> None:
    for language in i18n.LANGUAGES:
        for code, name in countries.choices(language):
            assert read_country(name) == code
            assert read_country(name.upper()) == code


@given(st.text(max_size=30))
def test_no_text_can_break_reading(text: str) -> None:
    found = read_country(text)
    assert found is None or found in countries.codes()
