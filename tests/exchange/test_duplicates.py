"""Who is entered twice: never surely by the name alone, always with the reasons in words."""

from dataclasses import replace

import pytest

from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.exchange.duplicates import Known, against, births_agree, compare, within

HER = Known(
    1,
    "Diallo",
    "Aïssatou",
    PartialDate(1997, 1, 18),
    ("+49 163 4282609",),
    "a.diallo@example.org",
    "45525",
    "Steinstr. 29a",
    "GN",
    PartialDate(2019, 7, 27),
)
NAME_ONLY = Known(2, "Diallo", "Aïssatou")


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (replace(HER, key=2), True),
        (replace(NAME_ONLY, birth=PartialDate(1997, 1, 18)), True),
        (replace(NAME_ONLY, last="DIALLO", first="Aissatou", birth=PartialDate(1997, 1, 18)), True),
        (replace(NAME_ONLY, last="Aïssatou", first="Diallo", birth=PartialDate(1997, 1, 18)), True),
        (replace(NAME_ONLY, last="Dialo", first="Aissatu", birth=PartialDate(1997, 1, 18)), True),
        (replace(NAME_ONLY, last="Sow", birth=PartialDate(1997, 1, 18), phones=("0163 4282609",)), True),
        (replace(NAME_ONLY, birth=PartialDate(1997, 1)), True),
        (replace(NAME_ONLY, birth=PartialDate(1997, 1, 13), phones=("00491634282609",), postal_code="45525"), True),
        # The name alone, where the other knows no birth: nothing speaks against it, a person is asked
        (NAME_ONLY, True),
        (replace(NAME_ONLY, nationality="SN"), False),
        (replace(NAME_ONLY, last="Dialo"), True),
        (replace(NAME_ONLY, last="Balde"), False),
        # A name against another date of birth
        (replace(NAME_ONLY, birth=PartialDate(1985, 6, 2)), False),
        (replace(HER, key=2, birth=PartialDate(1985, 6, 2)), False),
        # A mother and her daughter share telephone and address
        (replace(HER, key=2, first="Mariama", birth=PartialDate(1975, 3, 3)), False),
        (replace(NAME_ONLY, last="Barry", first="Kadiatou", birth=PartialDate(1997, 1, 18)), False),
    ],
)
def test_pairs(other: Known, found: bool) -> None:
    pair = compare(HER, other)
    assert (pair is not None) == found
    if pair is not None:
        assert len(pair.reasons) >= 2
        assert compare(other, HER) is not None
        assert not (pair.certain and other.birth is None and other.phones == ())


def test_in_a_list_each_pair_stands_once() -> None:
    pairs = within([HER, replace(HER, key=2), replace(HER, key=3, birth=PartialDate(1960, 5, 5), phones=())])
    assert [(pair.one, pair.other) for pair in pairs] == [(1, 2)]


def test_against_the_people_already_there() -> None:
    there = [replace(HER, key=77), replace(NAME_ONLY, key=78)]
    pairs = against([HER], there)
    assert [(pair.one, pair.other, pair.certain) for pair in pairs] == [(1, 77, True), (1, 78, False)]


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (PartialDate(1985), PartialDate(1985, 3, 7), True),
        (PartialDate(1985, 3), PartialDate(1985, 3, 7), True),
        (PartialDate(1985, 4), PartialDate(1985, 3, 7), False),
        (PartialDate(1985), None, None),
    ],
)
def test_partial_dates_of_birth(one: PartialDate, other: PartialDate | None, agree: bool | None) -> None:
    assert births_agree(one, other) is agree
