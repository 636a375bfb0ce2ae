"""The lists of the Ennepe-Ruhr-Kreis and of invented other offices: at least 99 of 100 cells right, the rest listed."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from permenti_desktop.domain import countries
from permenti_desktop.exchange.duplicates import Known, within
from permenti_desktop.exchange.records import Draft, RecordSet
from tests.exchange import lists
from tests.exchange.figures import sample_cells
from tests.exchange.reading_aid import drafts_of, read, said, wrong_cells

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "lists"


@pytest.fixture(scope="module")
def sample() -> tuple[RecordSet, ...]:
    return read(SAMPLES / "TN-Liste_EN-Kreis.xlsx")


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return json.loads((SAMPLES / "TN-Liste_EN-Kreis.truth.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_every_participant_of_the_sample(sample: tuple[RecordSet, ...], truth: dict[str, Any]) -> None:
    drafts = drafts_of(sample, "participant")
    assert [draft.row for draft in drafts] == [row["row"] for row in truth["participants"]]
    wrong = []
    for draft, row in zip(drafts, truth["participants"], strict=True):
        for word, value in row.items():
            got: Any = draft.row if word == "row" else said(draft, word)
            if word == "country":
                got = countries.name(got, "de")
            if got != value:
                wrong.append((draft.row, word, got, value))
    assert wrong == []


def test_the_figures_of_the_sample(sample: tuple[RecordSet, ...], truth: dict[str, Any]) -> None:
    """Every cell of the truth, counted: what :mod:`tests.exchange.figures` prints."""
    count, wrong = sample_cells(sample, truth)
    assert (count - len(wrong), wrong) == (count, [])
    assert count > 1500


def test_mentors_internships_and_organisations_of_the_sample(
    sample: tuple[RecordSet, ...], truth: dict[str, Any]
) -> None:
    mentors = [
        [said(one, "name"), said(one, "firm"), said(one, "sector"), said(one, "capacity")]
        for one in drafts_of(sample, "mentor")
    ]
    assert mentors == truth["mentors"]
    people = truth["participants"]
    internships = [
        [said(one, "person"), said(one, "start"), said(one, "end")] for one in drafts_of(sample, "internship")
    ]
    assert internships == [
        [f"{people[number - 1]['first']} {people[number - 1]['last']}", start, end]
        for number, start, end in truth["internships"]
    ]
    assert [said(one, "name") for one in drafts_of(sample, "organisation")] == truth["organisations"]


def known(drafts: list[Draft]) -> list[Known]:
    return [
        Known(
            number,
            draft.text("participant.last"),
            draft.text("participant.first"),
            draft.day("participant.birth"),
            tuple(filter(None, [draft.text("participant.phone")])),
            draft.text("participant.email"),
            draft.text("participant.postal"),
            draft.text("participant.street"),
            entry=draft.day("participant.entry"),
        )
        for number, draft in enumerate(drafts, 1)
    ]


def test_women_entered_twice_are_found_and_no_others(sample: tuple[RecordSet, ...], truth: dict[str, Any]) -> None:
    """Four women are called Kadiatou Sow, five Sahra Farah or Hodan Abdi: a name alone makes no pair."""
    pairs = within(known(drafts_of(sample, "participant")))
    assert sorted([pair.one, pair.other] for pair in pairs) == sorted(truth["duplicates"])


def test_what_is_unsure_is_listed_with_its_text(sample: tuple[RecordSet, ...]) -> None:
    items = [item for draft in drafts_of(sample, "participant") for item in draft.items]
    for item in items:
        if item.state in ("unsure", "unreadable"):
            assert item.text, item
            assert item.remark, item
    # § 25 Abs. 2 may mean two titles, "ja" no number of children, "B1/B2" no level between.
    doubtful = Counter(item.text for item in items if item.state in ("unsure", "unreadable"))
    for text in ("AE § 25 Abs. 2", "AE §25(2)", "B1/B2"):
        assert doubtful[text] == sum(item.text == text and item.field != "" for item in items)
    assert all(item.value is None for item in items if item.field == "participant.children" and item.text == "ja")


def test_no_text_of_the_sample_is_lost(sample: tuple[RecordSet, ...]) -> None:
    """Every cell of a record is in some item, every comment and the meaning of the yellow rows in a note."""
    drafts = drafts_of(sample, "participant")
    first = drafts[0]
    assert first.item("participant.remark") is not None
    assert first.text("participant.remark") == "=Rücksprache JC"
    comments = [note for draft in drafts for note in draft.notes if "hat am 3.2. abgesagt" in note]
    yellow = [draft for draft in drafts if any("Wartet auf Mentorin" in note for note in draft.notes)]
    assert len(comments) == 5
    assert len(yellow) == 68
    assert all(draft.value("participant.mentor") is None for draft in yellow)


def test_subtotals_are_no_women(sample: tuple[RecordSet, ...]) -> None:
    (table,) = [one for one in sample if one.table.subject == "participant"]
    assert [line.text for line in table.lines] == [f"Zwischensumme: {count}" for count in (25, 50, 75, 100, 125)]


@pytest.mark.parametrize("layout", lists.all_layouts(), ids=lambda layout: layout.name)
def test_lists_laid_out_in_other_ways(layout: lists.Layout, tmp_path: Path) -> None:
    path = tmp_path / f"liste.{layout.suffix}"
    layout.write(path)
    count, wrong = wrong_cells(read(path), layout.truth)
    assert len(wrong) <= count * 0.01, wrong


def test_what_stands_under_a_title_is_a_suggestion(tmp_path: Path) -> None:
    layout = lists.grouped()
    path = tmp_path / "liste.xlsx"
    layout.write(path)
    for draft in drafts_of(read(path), "participant"):
        town = draft.item("participant.town")
        assert town is not None
        assert town.state == "unsure"
        assert "Zwischenüberschrift" in town.remark
