"""Occupations: from spoken words to ISCO-08 groups, checked against the shipped lists and the ILO's own examples."""

import csv
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permenti_desktop import paths
from permenti_desktop.domain import occupations
from permenti_desktop.domain.occupations import both_forms, group_name, kinship, read_occupation, suggest
from permenti_desktop.domain.text import search_key


def _rows(name: str) -> list[dict[str, str]]:
    with open(paths.resource(f"occupations/{name}"), encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_groups_of_the_isco_08_are_complete() -> None:
    # ILO: 10 major, 43 sub-major, 130 minor and 436 unit groups
    codes = [row["code"] for row in _rows("isco08_de.csv")]
    assert Counter(map(len, codes)) == {1: 10, 2: 43, 3: 130, 4: 436}
    assert group_name("2142") == "Bauingenieure"
    assert group_name("26") == "Juristen, Sozialwissenschaftler und Kulturberufe"
    assert group_name("9999") == "9999"
    assert occupations.is_code("2142")
    assert not occupations.is_code("214")
    assert not occupations.is_code("9999")


@pytest.mark.parametrize(
    ("spoken", "code"),
    [
        # all words of a real office's list
        ("Krankenschwester", "3221"),
        ("Informatikerin", "2512"),
        ("Agraringenieurin", "2132"),
        ("Ökonomin", "2631"),
        ("Zahnärztin", "2261"),
        ("Hebamme", "2222"),
        ("Juristin", "2619"),
        ("Bauingenieurin", "2142"),
        ("Psychologin", "2634"),
        ("Journalistin", "2642"),
        ("Buchhalterin", "3313"),
        ("BWL Studium", "2421"),
        ("Bankkauffrau", "3312"),
        ("Apothekerin", "2262"),
        ("Architektin", "2161"),
        ("Englischlehrerin", "2330"),
        ("Chemikerin", "2113"),
        ("Laborassistentin", "3212"),
        ("Lehrerin (Mathe)", "2330"),
        ("Grafikdesignerin", "2166"),
        # other hands; codes by the definitions of the ILO
        ("bauingenieurin ", "2142"),
        ("Bauingenieur", "2142"),
        ("Dipl.-Bauingenieurin", "2142"),
        ("Dipl.-Ing. Architektur", "2161"),
        ("Bachelor Informatik", "2512"),
        ("Köchin", "5120"),
        ("Koechin", "5120"),
        ("Köchin/Bäckerin", "5120"),
        ("Friseurin", "5141"),
        ("Verkäuferin im Kiosk", "5223"),
        ("Chemielehrerin", "2330"),
        ("Kinderkrankenschwester", "3221"),
        ("Rechtsanwältin", "2611"),
        ("Tierärztin", "2250"),
        ("Physiotherapeutin", "2264"),
        ("Bibliothekarin", "2622"),
        ("Putzfrau", "9112"),
        ("Schneiderin", "7531"),
        ("Erzieherin", "2342"),
    ],
)
def test_spoken_words_become_groups(spoken: str, code: str) -> None:
    found = read_occupation(spoken)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "spoken", ["", "keine", "Hausfrau", "?", "Schülerin", "ja", "B2", "Abitur", "in", "Umzug", "3"]
)
def test_what_is_no_occupation_stays_without_a_group(spoken: str) -> None:
    assert read_occupation(spoken) is None


def test_every_title_of_the_shipped_lists_is_known_and_every_group_exists() -> None:
    for name, column in (("auxco_occupations_de.csv", "title"), ("esco_occupations_de.csv", "label_de")):
        rows = _rows(name)
        assert len(rows) == {"title": 1_129, "label_de": 3_039}[column]
        for row in rows:
            assert occupations.is_code(row["isco08"]), row
            assert all(search_key(form) in occupations._index() for form in both_forms(row[column]))
    for code in occupations._SPOKEN:
        assert occupations.is_code(code)


@pytest.mark.parametrize(
    ("title", "women", "men"),
    [
        ("Landwirt/in", "Landwirtin", "Landwirt"),
        ("Koch/Köchin", "Köchin", "Koch"),
        ("Zahnarzt/ -ärztin", "Zahnärztin", "Zahnarzt"),
        ("Kaufmann/-frau für Spedition", "Kauffrau für Spedition", "Kaufmann für Spedition"),
        ("Technische/r Informatiker/in", "Technische Informatikerin", "Technischer Informatiker"),
        ("Tierpsychologe/-psychologin", "Tierpsychologin", "Tierpsychologe"),
        ("Krankenschwester/-pfleger", "Krankenschwester", "Krankenpfleger"),
        ("Hebamme/ Entbindungspfleger", "Hebamme", "Entbindungspfleger"),
        ("KrankenpflegerIn", "Krankenpflegerin", "Krankenpfleger"),
        ("Bauingenieur/Bauingenieurin", "Bauingenieurin", "Bauingenieur"),
        ("Experte/in für Kultur", "Expertin für Kultur", "Experte für Kultur"),
        ("Datenschutzbeauftragte/r", "Datenschutzbeauftragte", "Datenschutzbeauftragter"),
        ("Zolldienstbeamt(er/in)", "Zolldienstbeamtin", "Zolldienstbeamter"),
        ("Reinigungskraft", "Reinigungskraft", "Reinigungskraft"),
        ("Ausstattungsleiter/in - Bühne/Film", "Ausstattungsleiterin – Bühne/Film", "Ausstattungsleiter – Bühne/Film"),
    ],
)
def test_titles_in_both_forms(title: str, women: str, men: str) -> None:
    assert both_forms(title) == (women, men)


def test_suggestions_while_typing() -> None:
    assert suggest("krankens")[0].name == "Krankenschwester"
    assert suggest("Köch")[0].code == "5120"
    assert suggest("informatiker")[0].name == "Informatikerin"
    names = [found.name for found in suggest("ingenieur", limit=20)]
    assert len(names) == len(set(names)) == 20
    assert suggest("") == suggest("x") == suggest("qqqq") == ()


def test_kindred_occupations_share_their_first_digits() -> None:
    assert kinship("2142", "2142") == 4
    assert kinship("2142", "2144") == 3
    assert kinship("2142", "2161") == 2
    assert kinship("2142", "3112") == 0
    assert kinship(None, "2142") == kinship("", "") == 0


@given(st.text(max_size=40))
def test_no_text_can_break_reading(text: str) -> None:
    for found in (read_occupation(text), *suggest(text)):
        assert found is None or occupations.is_code(found.code)
    both_forms(text)
