"""Places: checked against the shipped files read another way, and against facts anybody can look up."""

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permenti_desktop import paths
from permenti_desktop.domain import places
from permenti_desktop.domain.places import ENNEPE_RUHR, distance_km, read_place

WITTEN = "05954036"


def _rows(name: str) -> list[list[str]]:
    with open(paths.resource(f"places/{name}"), encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


def test_every_postal_code_of_the_file_is_known() -> None:
    rows = _rows("plz_de.csv")
    codes = {row[0] for row in rows}
    assert len(rows) == 16_477
    assert len(codes) == 8_309
    assert sum(len(places.places(code)) for code in codes) == len(rows)
    assert places.places("00000") == ()
    assert places.places("") == ()


def test_the_nine_towns_of_the_ennepe_ruhr_kreis() -> None:
    towns = places.municipalities(ENNEPE_RUHR)
    assert [town.name for town in towns] == [
        "Breckerfeld", "Ennepetal", "Gevelsberg", "Hattingen", "Herdecke", "Schwelm", "Sprockhövel",
        "Wetter (Ruhr)", "Witten",
    ]  # fmt: skip
    # about 324,000 people
    assert places.inhabitants(ENNEPE_RUHR) == pytest.approx(324_000, rel=0.01)
    with open(paths.resource("places/en_gemeinden.geojson"), encoding="utf-8") as stream:
        outlines = json.load(stream)["features"]
    assert {outline["properties"]["ags"] for outline in outlines} == {town.ags for town in towns}


def test_north_rhine_westphalia_is_whole() -> None:
    # 396 municipalities in 53 Kreise and free cities, about 18.1 million people
    districts = places.districts()
    assert len(districts) == 53
    assert ("05954", "Ennepe-Ruhr-Kreis") in districts
    everyone = sum(places.inhabitants(key) for key, _name in districts)
    assert everyone == sum(int(row[6]) for row in _rows("gemeinden_nrw.csv"))
    assert everyone == pytest.approx(18_100_000, rel=0.01)
    assert sum(len(places.municipalities(key)) for key, _name in districts) == 396
    dortmund = places.municipality("05913000")
    assert dortmund is not None
    assert (dortmund.name, dortmund.district) == ("Dortmund", "Dortmund")
    assert places.municipality("00000000") is None


@pytest.mark.parametrize(
    ("typed", "code", "town", "ags"),
    [
        ("58452 Witten", "58452", "Witten", WITTEN),
        ("58452", "58452", "Witten", WITTEN),
        ("D-58452 Witten", "58452", "Witten", WITTEN),
        ("Witten", "", "Witten", WITTEN),
        ("WITTEN ", "", "Witten", WITTEN),
        ("Witten-Herbede", "", "Witten", WITTEN),
        ("Witten (Annen)", "", "Witten", WITTEN),
        ("Herbede", "", "Witten", WITTEN),
        ("Wetter", "58300", "Wetter (Ruhr)", "05954032"),
        ("Wetter/Ruhr", "58300", "Wetter (Ruhr)", "05954032"),
        ("Wetter (Ruhr)", "58300", "Wetter (Ruhr)", "05954032"),
        ("Wetter a. d. Ruhr", "58300", "Wetter (Ruhr)", "05954032"),
        ("Volmarstein", "58300", "Wetter (Ruhr)", "05954032"),
        ("Sprockhoevel", "45549", "Sprockhövel", "05954028"),
        ("Schulstr. 66, 45549 Sprockhövel", "45549", "Sprockhövel", "05954028"),
        ("Hauptstraße 36, 58300 Wetter (Ruhr)", "58300", "Wetter (Ruhr)", "05954032"),
        ("Steinstr. 90, Witten", "", "Witten", WITTEN),
        ("Mülheim a.d. Ruhr", "", "Mülheim an der Ruhr", "05117000"),
        ("St. Augustin", "53757", "Sankt Augustin", "05382056"),
        ("Halle Westfalen", "33790", "Halle (Westf.)", "05754012"),
        ("Halle (Westf.)", "33790", "Halle (Westf.)", "05754012"),
        ("Köln-Mülheim", "", "Köln", "05315000"),
        ("Dortmund Hörde", "", "Dortmund", "05913000"),
        ("Bielefeld", "", "Bielefeld", "05711000"),
        ("Frankfurt/Main", "", "Frankfurt am Main", "06412000"),
        # 44801 and all other codes of Bochum
        ("44801 irgendwo", "44801", "Bochum", "05911000"),
    ],
)
def test_a_place_is_understood_however_it_is_typed(typed: str, code: str, town: str, ags: str) -> None:
    place = read_place(typed)
    assert place is not None
    assert (place.postal_code, place.town, place.ags) == (code, town, ags)
    assert place.district_ags == ags[:5]


@pytest.mark.parametrize(
    "typed", ["", "?", "Paris", "99999", "Neustadt", "Frankfurt", "0176 1634218096", "Haus am See", "123456", "k.A."]
)
def test_what_is_not_certain_stays_unknown(typed: str) -> None:
    assert read_place(typed) is None


def test_a_name_that_exists_twice_means_the_near_one() -> None:
    for near, code in (("35037", "35083"), ("58452", "58300")):  # Marburg, Witten
        place = read_place("Wetter", near=near)
        assert place is not None
        assert place.postal_code == code
    frankfurt = read_place("Frankfurt", near="15230")
    assert frankfurt is not None
    assert frankfurt.town == "Frankfurt (Oder)"


@pytest.mark.parametrize(
    ("code", "town", "key"),
    [
        ("58452", "Witten", WITTEN),
        ("58452", "", WITTEN),
        ("58452", "Wittn", WITTEN),
        ("", "Witten", WITTEN),
        ("", "Wetter", None),  # Hesse has one too
        ("", "Neustadt", None),
        ("", "", None),
        ("00000", "Witten", None),
        ("58300", "Wetter", "05954032"),
    ],
)
def test_the_municipality_is_never_guessed(code: str, town: str, key: str | None) -> None:
    assert places.ags(code, town) == key


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [
        ("58452", "44135", 13),  # Witten – Dortmund
        ("50667", "33602", 166),  # Köln – Bielefeld
        ("10115", "80331", 504),  # Berlin – München
        ("58452", "58452", 0),
    ],
)
def test_distances_as_the_crow_flies(one: str, other: str, kilometres: float) -> None:
    away = distance_km(one, other)
    assert away is not None
    assert away == pytest.approx(kilometres, rel=0.04, abs=0.01)
    assert distance_km(other, one) == pytest.approx(away)


def test_a_distance_to_nowhere_is_unknown() -> None:
    assert distance_km("58452", "00000") is None
    witten = read_place("Witten")
    assert witten is not None
    assert (distance_km(witten, "58452") or 99) < 2


def test_suggestions_while_typing() -> None:
    assert [place.postal_code for place in places.suggest("5845")] == ["58452", "58453", "58454", "58455", "58456"]
    assert places.suggest("wit", near="58452")[0].town == "Witten"
    assert places.suggest("Wet", near="58452")[0].town == "Wetter (Ruhr)"
    assert len(places.suggest("a")) == 8
    assert places.suggest("") == places.suggest("-") == places.suggest("qqq") == ()


@given(st.text(max_size=40))
def test_no_text_can_break_reading(text: str) -> None:
    read_place(text)
    read_place(text, near="58452")
    places.ags("", text)
    places.suggest(text)
