"""The women of the sample in layouts drawn by lot: other words, other order of columns, other hands for dates and
names. What has to come out is in the truth beside the sample; the share of cells read right is measured over all."""

import json
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from permenti_desktop.domain import countries
from permenti_desktop.exchange.recognise import recognise
from permenti_desktop.exchange.records import Draft, read_records
from permenti_desktop.exchange.workbook import Cell, Sheet, Value, Workbook
from tests.exchange.lists import MONTHS
from tests.exchange.reading_aid import TODAY, said

FOLDER = Path(__file__).resolve().parents[1] / "data" / "lists"
WORDS = ("last", "first", "birth", "entry", "exit", "postal", "town", "german", "country", "mentor")
LAYOUTS = 60
WOMEN = 25
# Words that name two things at once, or nothing without their cells.
TOO_VAGUE = {"aus", "Alter / Geburtsdatum", "B1?"}


def headers() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (FOLDER / "headers.txt").read_text(encoding="utf-8").splitlines():
        kind, words = line.split(": ", 1)
        found.setdefault(kind, []).extend(word for word in words.replace("¶", "\n").split("|") if word not in TOO_VAGUE)
    return found


def written(iso: str | None, hand: str, chance: random.Random) -> Any:
    """A date as someone writes it; months and years stay months and years."""
    if not iso:
        return None
    parts = iso.split("-")
    if len(parts) == 1:
        return chance.choice([int(iso), iso])
    named = MONTHS[int(parts[1]) - 1]
    if len(parts) == 2:
        return chance.choice([f"{parts[1]}/{parts[0]}", f"{named} {parts[0]}", iso])
    year, month, day = parts
    manners: dict[str, Value] = {
        "dots": f"{day}.{month}.{year}",
        "iso": iso,
        "short": f"{int(day)}.{int(month)}.{year[2:]}",
        "slashes": f"{day}/{month}/{year}",
        "cell": date.fromisoformat(iso),
        "words": f"{int(day)}. {named} {year}",
    }
    return manners[chance.choice(sorted(manners)) if hand == "any" else hand]


def layout(women: list[dict[str, Any]], chance: random.Random, words: dict[str, list[str]]) -> Workbook:
    """One list, drawn by lot."""
    hand = chance.choice(["dots", "iso", "short", "slashes", "cell", "words", "any"])
    columns: list[tuple[str, list[Value]]] = []

    def add(kind: str, value: Callable[[dict[str, Any]], Any]) -> None:
        taken = {header for header, _cells in columns}
        header = chance.choice([word for word in words[kind] if word not in taken])
        columns.append((header, [value(one) for one in women]))

    manner = chance.choice(["comma", "two columns", "first last", "last first", "capitals"])
    if manner == "two columns":
        add("last", lambda one: one["last"])
        add("first", lambda one: one["first"])
    elif manner == "first last":
        add("name2", lambda one: f"{one['first']} {one['last']}")
    else:
        shapes = {"comma": "{last}, {first}", "last first": "{last} {first}", "capitals": "{big} {first}"}
        add("name", lambda one: shapes[manner].format(big=one["last"].upper(), **one))
    for kind in ("birth", "entry", "exit"):
        add(kind, lambda one, kind=kind: written(one[kind], hand, chance))  # type: ignore[misc]
    if chance.random() < 0.5:
        add("address", lambda one: f"Ruhrstr. 3, {one['postal']} {one['town']}")
    else:
        add("postal", lambda one: chance.choice([one["postal"], int(one["postal"])]))
        add("town", lambda one: one["town"])
    add("german", lambda one: one["german"] + chance.choice(["", "", ".1", " telc"]))
    add("nationality", lambda one: one["country"])
    add("mentor", lambda one: one["mentor"])
    others: dict[str, Callable[[dict[str, Any]], Any]] = {
        "phone": lambda one: f"0176 {chance.randrange(10**7):07}",
        "arrival": lambda one: chance.randrange(2013, 2022),
        "children": lambda one: chance.choice([0, 1, 2, "keine", "ja"]),
        "residence": lambda one: chance.choice(["Duldung", "AE 25,3", "§ 24 AufenthG", "?"]),
        "occupation": lambda one: chance.choice(["Hebamme", "Juristin", "Köchin"]),
        "outcome": lambda one: chance.choice(["Arbeit TZ", "Studium"]) if one["exit"] else None,
        "remark": lambda one: chance.choice(["Kita fehlt", "ruft an", None]),
        "number": lambda one: women.index(one) + 1,
    }
    for kind, value in others.items():
        if chance.random() < 0.5:
            add(kind, value)
    chance.shuffle(columns)
    rows: list[list[Value]] = [["Liste des Projekts"], []] if chance.random() < 0.5 else []
    rows.append([header for header, _cells in columns])
    rows += [[cells[number] for _header, cells in columns] for number in range(len(women))]
    return Workbook("x", "xlsx", (Sheet("Tabelle1", tuple(tuple(Cell(value) for value in row) for row in rows)),))


def right(draft: Draft, word: str, wanted: Any) -> bool:
    got = said(draft, word)
    if word == "country" and got:
        got = countries.name(got, "de")
    # Capitals do not tell whether a Turkish name has a dot on its i.
    return bool(got == wanted or (word == "last" and str(got).casefold() == str(wanted).casefold()))


def test_the_share_of_cells_read_right() -> None:
    women = json.loads((FOLDER / "TN-Liste_EN-Kreis.truth.json").read_text(encoding="utf-8"))["participants"]
    words = headers()
    count = 0
    wrong: list[str] = []
    for seed in range(LAYOUTS):
        chance = random.Random(seed)
        some = chance.sample(women, WOMEN)
        found = read_records(recognise(layout(some, chance, words), TODAY), TODAY)
        drafts = [draft for one in found for draft in one.drafts]
        assert len(drafts) == WOMEN, seed
        for draft, one in zip(drafts, some, strict=True):
            for word in WORDS:
                count += 1
                if not right(draft, word, one[word]):
                    wrong.append(f"{seed}: {word} {said(draft, word)!r} instead of {one[word]!r}")
    assert len(wrong) <= count * 0.01, wrong[:40]
