"""How many cells of each list are read as its truth says: ``python -m tests.exchange.figures``."""

import json
import tempfile
from pathlib import Path
from typing import Any

from permenti_desktop.domain import countries
from permenti_desktop.exchange.records import RecordSet
from tests.exchange import lists, odd_lists
from tests.exchange.reading_aid import drafts_of, read, said, wrong_cells

FOLDER = Path(__file__).resolve().parents[1] / "data" / "lists"


def sample_cells(sets: tuple[RecordSet, ...], truth: dict[str, Any]) -> tuple[int, list[str]]:
    """How many cells the truth of the sample has, and which were read otherwise."""
    pairs: list[tuple[str, Any, Any]] = []
    for draft, row in zip(drafts_of(sets, "participant"), truth["participants"], strict=True):
        for word, value in row.items():
            got: Any = draft.row if word == "row" else said(draft, word)
            pairs.append((f"{draft.row} {word}", countries.name(got, "de") if word == "country" else got, value))
    for draft, told in zip(drafts_of(sets, "mentor"), truth["mentors"], strict=True):
        words = ("name", "firm", "sector", "capacity")
        pairs += [(f"mentor {draft.row}", said(draft, word), value) for word, value in zip(words, told, strict=True)]
    people = truth["participants"]
    for draft, (number, start, end) in zip(drafts_of(sets, "internship"), truth["internships"], strict=True):
        her = f"{people[number - 1]['first']} {people[number - 1]['last']}"
        for word, value in (("person", her), ("start", start), ("end", end)):
            pairs.append((f"internship {draft.row}", said(draft, word), value))
    for draft, name in zip(drafts_of(sets, "organisation"), truth["organisations"], strict=True):
        pairs.append((f"organisation {draft.row}", said(draft, "name"), name))
    return len(pairs), [f"{place}: {got!r} instead of {value!r}" for place, got, value in pairs if got != value]


def main() -> None:
    """Print a line for each list."""
    truth = json.loads((FOLDER / "TN-Liste_EN-Kreis.truth.json").read_text(encoding="utf-8"))
    count, wrong = sample_cells(read(FOLDER / "TN-Liste_EN-Kreis.xlsx"), truth)
    print(f"TN-Liste_EN-Kreis: {count - len(wrong)} of {count}")
    with tempfile.TemporaryDirectory() as folder:
        for one in (*lists.all_layouts(), *odd_lists.all_odd()):
            path = Path(folder) / f"{one.name}.{one.suffix}"
            one.write(path)
            count, wrong = wrong_cells(read(path), one.truth)
            print(f"{one.name}: {count - len(wrong)} of {count}", *wrong, sep="\n  " if wrong else "")


if __name__ == "__main__":
    main()
