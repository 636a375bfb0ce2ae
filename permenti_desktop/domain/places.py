"""Places in Germany: what a postal code or a typed town means, where it lies, and how far it is.

Read from ``resources/places`` when first asked. What is not certain stays unknown: figures about rural areas
are taken from the municipality, and a guessed one would be a wrong figure.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Final

from permenti_desktop import paths
from permenti_desktop.domain.text import search_key, sort_key

ENNEPE_RUHR: Final = "05954"
"""Key of the Ennepe-Ruhr-Kreis."""

_EARTH_KM: Final = 6371.0


@dataclass(frozen=True, slots=True)
class Place:
    """A town, or the part of one under a postal code.

    *postal_code* is empty where a town has several and none was named; *ags* is the official key of the
    municipality (eight digits), empty where the source has none; *district* the Kreis or the free city;
    *state* as in "NW".
    """

    postal_code: str
    town: str
    district: str
    ags: str
    latitude: float
    longitude: float
    state: str = ""

    @property
    def district_ags(self) -> str:
        """The key of the Kreis or free city, five digits; empty with an unknown municipality."""
        return self.ags[:5]


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality in North Rhine-Westphalia; *inhabitants* on 31 December 2022, *area* in km²."""

    ags: str
    name: str
    official_name: str
    district_ags: str
    district: str
    inhabitants: int
    area: float


def _rows(name: str) -> Iterable[dict[str, str]]:
    with paths.resource(f"places/{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def _municipalities() -> dict[str, Municipality]:
    return {
        row["ags"]: Municipality(
            row["ags"], row["name"], row["name_amtlich"], row["kreis_ags"], row["kreis"],
            int(row["einwohner"]), float(row["flaeche_km2"]),
        )
        for row in _rows("gemeinden_nrw")
    }  # fmt: skip


def municipality(ags: str) -> Municipality | None:
    """A municipality of North Rhine-Westphalia by its key."""
    return _municipalities().get(ags)


def municipalities(district_ags: str) -> tuple[Municipality, ...]:
    """The towns of a Kreis in North Rhine-Westphalia, ordered by name: nine for the Ennepe-Ruhr-Kreis."""
    found = [one for one in _municipalities().values() if one.district_ags == district_ags]
    return tuple(sorted(found, key=lambda one: sort_key(one.name)))


def districts() -> tuple[tuple[str, str], ...]:
    """Key and name of the 53 Kreise and free cities of North Rhine-Westphalia, ordered by name."""
    names = {one.district_ags: one.district for one in _municipalities().values()}
    return tuple(sorted(names.items(), key=lambda pair: (sort_key(pair[1]), pair[0])))


def inhabitants(district_ags: str) -> int:
    """How many people live in a Kreis of North Rhine-Westphalia."""
    return sum(one.inhabitants for one in municipalities(district_ags))


@cache
def _by_code() -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for row in _rows("plz_de"):
        known = _municipalities().get(row["ags"])
        # "Halle" is written "Halle (Westf.)" by its own list; parts of a town keep their name.
        name = known.name if known and known.name.startswith(f"{row['ort']} (") else row["ort"]
        latitude, longitude = float(row["lat"]), float(row["lon"])
        place = Place(row["plz"], name, row["kreis"], row["ags"], latitude, longitude, row["land"])
        found.setdefault(place.postal_code, []).append(place)
    # The town itself before its parts, those with a known municipality first.
    for shared in found.values():
        shared.sort(key=lambda one: (not one.ags, len(one.town)))
    return {code: tuple(shared) for code, shared in found.items()}


def places(postal_code: str) -> tuple[Place, ...]:
    """The towns and parts of towns that share a postal code, the best known first; empty for no such code."""
    return _by_code().get(postal_code.strip(), ())


_FILLERS: Final = frozenset(("a", "d", "an", "am", "b", "bei", "der", "dem", "den", "die", "i", "im", "in", "v", "vor"))


@lru_cache(maxsize=1024)
def _town_key(town: str) -> str:
    """What counts of a town's name: "Mülheim a. d. Ruhr" is "mulheim ruhr"."""
    parts = search_key(town).split()
    kept = [part for part in parts if part not in _FILLERS] or parts
    return " ".join("sankt" if part == "st" else part for part in kept)


def _mean(places: list[Place]) -> Place:
    """One place for a whole town; without its postal code unless it has only one."""
    codes = {one.postal_code for one in places}
    return replace(
        places[0],
        postal_code=places[0].postal_code if len(codes) == 1 else "",
        latitude=sum(one.latitude for one in places) / len(places),
        longitude=sum(one.longitude for one in places) / len(places),
    )


@cache
def _towns() -> tuple[Place, ...]:
    """Each town once."""
    grouped: dict[tuple[str, str, str], list[Place]] = {}
    for shared in _by_code().values():
        for place in shared:
            grouped.setdefault((place.town, place.ags, place.district), []).append(place)
    return tuple(_mean(group) for group in grouped.values())


@cache
def _keyed_towns() -> tuple[tuple[str, Place], ...]:
    return tuple((_town_key(place.town), place) for place in _towns())


_ADDITION: Final = re.compile(r"\s*[(/].*|\s+(?:am|an der|im|in|ob der|vor der|bei)\s.*")


@cache
def _by_town() -> dict[str, tuple[Place, ...]]:
    """Towns by each key that names them: "wetter ruhr" and "wetter", "frankfurt main" and "frankfurt"."""
    found: dict[str, dict[Place, None]] = {}
    for place in _towns():
        known = _municipalities().get(place.ags)
        short = _ADDITION.sub("", place.town)
        for name in {place.town, short, known.name if known else place.town}:
            found.setdefault(_town_key(name), {})[place] = None
    return {key: tuple(places) for key, places in found.items()}


# Parts of the towns of the Ennepe-Ruhr-Kreis that people name instead of their town.
_PARTS: Final = {
    "Witten": "Annen, Bommern, Herbede, Heven, Rüdinghausen, Stockum, Buchholz, Durchholz, Vormholz",
    "Hattingen": "Blankenstein, Niederwenigern, Oberwinzerfeld, Welper, Winz-Baak, Holthausen, Bredenscheid",
    "Sprockhövel": "Niedersprockhövel, Obersprockhövel, Haßlinghausen, Hiddinghausen, Gennebreck",
    "Wetter (Ruhr)": "Alt-Wetter, Volmarstein, Wengern, Grundschöttel, Esborn",
    "Herdecke": "Ende, Kirchende, Westende",
    "Ennepetal": "Milspe, Altenvoerde, Rüggeberg, Büttenberg, Oelkinghausen",
    "Gevelsberg": "Silschede, Vogelsang, Asbeck, Berge",
    "Breckerfeld": "Zurstraße, Delle",
    "Schwelm": "Linderhausen",
}


@cache
def _by_part() -> dict[str, str]:
    return {_town_key(part): town for town, parts in _PARTS.items() for part in parts.split(", ")}


_CODE: Final = re.compile(r"(?<!\d)(?:D\s*-?\s*)?(\d{5})(?!\d)\s*([^,;]*)", re.IGNORECASE)


def read_place(text: str, near: str = "") -> Place | None:
    """The place that an office wrote, or None when it is not certain.

    Understands "58452 Witten", a whole address with its postal code, and a town alone: "Wetter",
    "Wetter/Ruhr", "Witten-Herbede". A town's name that exists more than once means the one nearest to the
    postal code *near*; without it the only one in North Rhine-Westphalia.
    """
    for code, rest in _CODE.findall(text):
        if shared := places(code):
            named = [place for place in shared if _town_key(place.town) == _town_key(rest)]
            return (named or list(shared))[0]
    # A last part that is the town: "Steinstr. 90, Witten".
    for piece in reversed(text.split(",")):
        if found := _read_town(piece, near):
            return found
    return None


def _read_town(text: str, near: str) -> Place | None:
    parts = _town_key(re.sub(r"\d+", " ", text)).split()
    whole = len(parts)
    while parts:
        key = " ".join(parts)
        if found := _by_town().get(key, ()) or _by_qualifier(parts):
            likely = _likely(found, near)
            # "Dortmund Hörde": only a city that is its own district is believed without a sign in between.
            certain = len(parts) == whole or re.search(r"[-/(]", text)
            return likely if certain or (likely and likely.town == likely.district) else None
        if town := _by_part().get(key):
            (place,) = [one for one in _by_town()[_town_key(town)] if one.ags.startswith(ENNEPE_RUHR)]
            return place if not near or (distance_km(place, near) or 0) < 60 else None
        # "Witten-Herbede", "Köln (Mülheim)": the part after the town is left out.
        parts.pop()
    return None


def _by_qualifier(parts: list[str]) -> tuple[Place, ...]:
    """Towns whose addition is shortened otherwise: "Halle Westfalen" for "Halle (Westf.)"."""
    if len(parts) < 2:
        return ()
    return tuple(
        place for place in _by_town().get(parts[0], ()) if _same_addition(_town_key(place.town).split()[1:], parts[1:])
    )


def _same_addition(one: list[str], other: list[str]) -> bool:
    pairs = list(zip(one, other, strict=False))
    return bool(pairs) and all(word.startswith(typed) or typed.startswith(word) for word, typed in pairs)


def _likely(found: tuple[Place, ...], near: str) -> Place | None:
    if len(found) == 1:
        return found[0]
    if near and places(near):
        return min(found, key=lambda place: distance_km(place, near) or 0.0)
    here = [place for place in found if place.state == "NW"]
    return here[0] if len(here) == 1 else None


@lru_cache(maxsize=4096)
def ags(postal_code: str, town: str) -> str | None:
    """The municipality key of an address, or None when it is not certain.

    The postal code decides where it lies in one municipality; else the town's name among those that share it.
    Without a postal code a town counts whose name exists once in the list.
    """
    shared = places(postal_code)
    if postal_code.strip():
        key = _town_key(town)
        named = {place.ags for place in shared if key and _town_key(place.town) == key}
        keys = named or {place.ags for place in shared}
    else:
        keys = {place.ags for place in _by_town().get(_town_key(town), ())}
    return keys.pop() or None if len(keys) == 1 else None


def suggest(text: str, near: str = "", limit: int = 8) -> tuple[Place, ...]:
    """Places to offer while someone types a postal code or a town, the nearest to *near* first."""
    typed = text.strip()
    if not typed:
        return ()
    if typed.isdecimal():
        found = [shared[0] for code, shared in _by_code().items() if code.startswith(typed)]
    else:
        key = _town_key(typed)
        found = [place for own, place in _keyed_towns() if own.startswith(key)] if key else []
    origin = places(near)[0] if places(near) else None

    def order(place: Place) -> tuple[float, bool, str, str]:
        away = _kilometres(place, origin) if origin else 0.0
        return away, place.state != "NW", sort_key(place.town), place.postal_code

    return tuple(sorted(found, key=order)[:limit])


def distance_km(one: Place | str, other: Place | str) -> float | None:
    """Kilometres as the crow flies between two places or postal codes; None when one is not known."""
    first, second = _located(one), _located(other)
    return None if first is None or second is None else _kilometres(first, second)


def _located(place: Place | str) -> Place | None:
    if isinstance(place, Place):
        return place
    shared = places(place)
    return shared[0] if shared else None


def _kilometres(one: Place, other: Place) -> float:
    """Length of the great circle (haversine)."""
    south, north = radians(one.latitude), radians(other.latitude)
    across = radians(other.longitude - one.longitude)
    chord = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(across / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(chord)))
