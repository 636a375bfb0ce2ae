"""Places in Germany: which municipality (AGS, the official municipality key) a postal code and a town name mean.

Read from ``resources/places/plz_de.csv`` when first asked. What is not certain stays unknown: figures about rural
areas are taken from the municipality, and a guessed one would be a wrong figure.
"""

import csv
from dataclasses import dataclass
from functools import cache, lru_cache

from permenti_desktop import paths
from permenti_desktop.domain.text import search_key


@dataclass(frozen=True, slots=True)
class Place:
    """A town or part of one under a postal code. ``ags`` is empty where the source has none."""

    postal_code: str
    town: str
    district: str
    ags: str
    latitude: float
    longitude: float


@cache
def _by_code() -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    with paths.resource("places/plz_de.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = Place(row["plz"], row["ort"], row["kreis"], row["ags"], float(row["lat"]), float(row["lon"]))
            found.setdefault(place.postal_code, []).append(place)
    return {code: tuple(places) for code, places in found.items()}


@cache
def _by_town() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for places in _by_code().values():
        for place in places:
            found.setdefault(search_key(place.town), set()).add(place.ags)
    return {town: frozenset(keys) for town, keys in found.items()}


def places(postal_code: str) -> tuple[Place, ...]:
    """The towns that share a postal code, empty for a code that does not exist; to offer while someone types."""
    return _by_code().get(postal_code.strip(), ())


@lru_cache(maxsize=4096)
def ags(postal_code: str, town: str) -> str | None:
    """The municipality key of an address, or None when it is not certain.

    The postal code decides where it lies in one municipality; else the town's name among those that share it.
    Without a postal code a town counts whose name exists once in the list.
    """
    code, name = postal_code.strip(), search_key(town)
    if code:
        candidates = places(code)
        same_name = {place.ags for place in candidates if name and search_key(place.town) == name}
        keys = same_name or {place.ags for place in candidates}
    else:
        keys = set(_by_town().get(name, ())) if name else set()
    return keys.pop() or None if len(keys) == 1 else None
