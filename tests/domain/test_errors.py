"""Errors speak: a sentence and a next step, in the language of the window."""

import inspect

import pytest

from permenti_desktop.domain import errors
from permenti_desktop.domain.check import Problem
from permenti_desktop.domain.errors import BadInput, UserError

KINDS = [
    kind
    for _name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, UserError) and kind not in (UserError, BadInput) and not kind.__name__.startswith("_")
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_has_words_of_its_own_that_can_be_replaced(kind: type[UserError]) -> None:
    plain = kind()  # type: ignore[call-arg]
    assert plain.sentence.endswith(".")
    assert plain.next_step.endswith(".") or kind is errors.Cancelled
    better = kind("Der Stick „BLAU“ ist nicht eingesteckt.", "Bitte stecken Sie ihn ein.")
    assert str(better) == "Der Stick „BLAU“ ist nicht eingesteckt. Bitte stecken Sie ihn ein."
    assert len({str(other()) for other in KINDS}) == len(KINDS) == 13


def test_a_sentence_alone_is_enough() -> None:
    assert str(UserError("Es ist etwas geschehen.")) == "Es ist etwas geschehen."


def test_bad_input_says_each_problem_once() -> None:
    problems = (
        Problem("first", "error", "Bitte füllen Sie dieses Feld aus."),
        Problem("last", "error", "Bitte füllen Sie dieses Feld aus."),
        Problem("birth", "error", "Die Geburt liegt in der Zukunft."),
    )
    error = BadInput(problems)
    assert error.problems == problems
    assert error.sentence == "Bitte füllen Sie dieses Feld aus. Die Geburt liegt in der Zukunft."
