"""Languages: names, and what offices write about them."""

import json

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from permenti_desktop import i18n, paths
from permenti_desktop.domain import languages
from permenti_desktop.domain.languages import read_language, read_languages
from permenti_desktop.domain.text import sort_key


def test_living_languages_of_the_source_have_a_name_in_both_languages() -> None:
    source = json.loads(paths.resource("languages/languages_cldr.json").read_text("utf-8"))
    assert len(source) == 201
    assert source.keys() - languages.codes() == {"ae", "arc", "cu", "gez", "ia", "ie", "io", "pi", "vo"}
    for language in i18n.LANGUAGES:
        names = [languages.name(code, language) for code in languages.codes()]
        assert len(set(names)) == len(names)
        assert not set(names) & languages.codes()


def test_most_names_are_those_of_the_unicode_consortium() -> None:
    other = Locale("de").languages
    differing = {code for code in languages.codes() if languages.name(code, "de") != other.get(code.replace("-", "_"))}
    assert {"ckb", "fa", "zza"} <= differing
    assert len(differing) <= 22
    assert languages.name("uk", "ar") == "الأوكرانية"
    assert languages.name("kmr") == "Kurmandschi"
    assert languages.name("kmr", "fr") == "Kurmanji"
    assert languages.name("??") == "??"


def test_the_common_ones_are_offered_first() -> None:
    choices = languages.choices("de")
    assert [code for code, _name in choices[: len(languages.COMMON)]] == list(languages.COMMON)
    others = [name for _code, name in choices[len(languages.COMMON) :]]
    assert others == sorted(others, key=sort_key)
    assert len(choices) == len({code for code, _name in choices}) == len(languages.codes())


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Arabisch", "ar"),
        ("arab.", "ar"),
        ("arabische", "ar"),
        ("Muttersprache Arabisch", "ar"),
        ("العربية", "ar"),
        ("Farsi", "fa"),
        ("Persisch", "fa"),
        ("Dari", "fa-AF"),
        ("Farsi (Dari)", "fa-AF"),
        ("Dari/Farsi", "fa-AF"),
        ("Paschto", "ps"),
        ("Pashto", "ps"),
        ("Kurdisch", "ku"),
        ("Kurdisch (Kurmandschi)", "kmr"),
        ("Kurdisch-Kurmanci", "kmr"),
        ("Kurmancî", "kmr"),
        ("Sorani", "ckb"),
        ("Kurdisch Sorani", "ckb"),
        ("Ukrainisch", "uk"),
        ("українська", "uk"),
        ("Tigrinya", "ti"),
        ("Tigrigna", "ti"),
        ("ትግርኛ", "ti"),
        ("türk.", "tr"),
        ("Türkisch (fließend)", "tr"),
        ("Somalisch", "so"),
        ("Somali", "so"),
        ("Fulani", "ff"),
        ("Peul", "ff"),
        ("Soussou", "sus"),
        ("Malinke", "mnk"),
        ("Swahili", "sw"),
        ("Romanes", "rom"),
        ("Aramäisch", "syr"),
        ("Deutsch B1", "de"),
        ("Deutsch B1/B2", "de"),
        ("B 1 Deutsch", "de"),
        ("Englisch sehr gut", "en"),
        ("DGS", "gsg"),
        ("uk", None),
        ("fa-AF", "fa-AF"),
        ("ckb", "ckb"),
        # not certain
        ("Syrisch", None),
        ("Afghanisch", None),
        ("B1", None),
        ("", None),
        ("?", None),
        ("ja", None),
        ("so", None),
        ("keine", None),
    ],
)
def test_what_offices_write(written: str, code: str | None) -> None:
    assert read_language(written) == code


def test_several_languages_in_one_cell() -> None:
    assert read_languages("Arabisch, Kurdisch (Sorani) und etwas Deutsch A1; Englisch/Französisch") == (
        "ar", "ckb", "de", "en", "fr",
    )  # fmt: skip
    assert read_languages("Dari\nFarsi\nDari") == ("fa-AF", "fa")
    assert read_languages("k.A.") == ()


def test_each_name_in_both_languages_is_read_back() -> None:
    for language in i18n.LANGUAGES:
        for code, name in languages.choices(language):
            assert read_language(name) == code, name


@given(st.text(max_size=40))
def test_no_text_can_break_reading(text: str) -> None:
    assert set(read_languages(text)) <= languages.codes()
