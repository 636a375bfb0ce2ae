"""Putting the hits of a search in the order of a list: the same whichever way it is done."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from permenti_desktop.queries.listing import Order, narrow


@given(st.lists(st.integers(1, 200), unique=True), st.lists(st.integers(1, 300), unique=True))
def test_hits_come_in_the_order_of_the_list(order: list[int], hits: list[int]) -> None:
    expected = [id for id in order if id in hits]
    ids = array("q", order)
    assert list(narrow(ids, hits)) == expected
    list_order = Order(ids)
    assert list(list_order.narrowed(array("q", hits))) == expected
    assert list(list_order.narrowed(array("q", hits[:1]))) == [id for id in order if id in hits[:1]]
