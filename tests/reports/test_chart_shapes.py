"""Charts as shapes: axes by hand, and everything within the box with all its figures."""

import pytest

from permenti_desktop.reports import chart_shapes, write_pdf
from permenti_desktop.reports.chart_shapes import Dot, Label, Path, Rect, Shape, ticks
from permenti_desktop.reports.document import Chart, ChartKind, Series

WIDTH = 495.0


def wrap(text: str, room: float) -> list[str]:
    """Letters four points wide."""
    found: list[str] = []
    for word in text.split():
        if found and len(found[-1]) + 1 + len(word) <= room / 4:
            found[-1] += " " + word
        else:
            found.append(word)
    return found or [""]


def measure(text: str) -> float:
    return 4.0 * len(text)


def drawn(chart: Chart) -> list[Shape]:
    return chart_shapes.shapes(chart, WIDTH, "de", wrap, measure)


@pytest.mark.parametrize(
    ("highest", "lowest", "wanted"),
    [
        (48, 0, [0, 10, 20, 30, 40, 50]),
        (5, 0, [0, 1, 2, 3, 4, 5]),
        (1, 0, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (0, 0, [0, 1]),
        (1001, 0, [0, 500, 1000, 1500]),
        (7, -3, [-4, -2, 0, 2, 4, 6, 8]),
    ],
)
def test_axis(highest: float, lowest: float, wanted: list[float]) -> None:
    assert ticks(highest, lowest) == pytest.approx(wanted)


@pytest.mark.parametrize("kind", ["bar", "stacked", "line", "target"])
@pytest.mark.parametrize(
    "names", [("Jan.", "Feb."), ("Kreishandwerkerschaft und Innungen im Süden des Kreises",) * 5, ("07/2026",) * 36]
)
def test_everything_stands_in_the_box(kind: ChartKind, names: tuple[str, ...]) -> None:
    values = ((3, 0, None, 17, 5) * 8)[: len(names)]
    if kind == "line":
        names = tuple(name[:30] for name in names)
    chart = Chart("x", kind, names, (Series("Soll", values), Series("Ist", tuple(reversed(values)))))
    assert chart_shapes.drawable(chart, WIDTH, measure)
    height = chart_shapes.height(chart, WIDTH, wrap, measure)
    for shape in drawn(chart):
        match shape:
            case Rect():
                places = [(shape.x, shape.y), (shape.x + shape.width, shape.y + shape.height)]
                assert shape.width >= 0
                assert shape.height >= 0
            case Path():
                places = list(shape.points)
            case Dot():
                places = [(shape.x, shape.y)]
            case Label():
                left = {"left": 0.0, "right": 1.0, "center": 0.5}[shape.align] * measure(shape.text)
                places = [(shape.x - left, shape.y - 8), (shape.x - left + measure(shape.text), shape.y)]
        for x, y in places:
            assert -0.5 <= x <= WIDTH + 0.5, shape
            assert -0.5 <= y <= height + 0.5, shape


def test_bars_are_as_long_as_their_figures() -> None:
    chart = Chart("x", "bar", ("A", "B"), (Series("s", (10, 5)),))
    first, second = (shape for shape in drawn(chart) if isinstance(shape, Rect))
    assert first.height == pytest.approx(2 * second.height)
    assert first.y + first.height == pytest.approx(second.y + second.height)


def test_every_bar_carries_its_figure_and_a_gap_is_marked() -> None:
    chart = Chart("x", "target", ("A", "B"), (Series("Soll", (0.5, 0.25)), Series("Ist", (0.4, None))), percent=True)
    texts = [shape.text for shape in drawn(chart) if isinstance(shape, Label)]
    for figure in ("50\u00a0%", "25\u00a0%", "40\u00a0%", "–", "Soll", "Ist"):
        assert figure in texts


def test_a_gap_breaks_the_line() -> None:
    chart = Chart("x", "line", tuple("ABCDE"), (Series("s", (1, 2, None, 3, 4)),))
    lines = [shape for shape in drawn(chart) if isinstance(shape, Path) and shape.width > 1]
    assert [len(line.points) for line in lines] == [2, 2]


def test_numbers_of_people_have_no_halves_on_the_axis() -> None:
    chart = Chart("x", "bar", ("A",), (Series("s", (2,)),))
    labels = [shape.text for shape in drawn(chart) if isinstance(shape, Label) and shape.align == "right"]
    assert labels == ["0", "1", "2"]


@pytest.mark.parametrize(
    "chart",
    [
        Chart("x", "bar", (), ()),
        Chart("x", "bar", ("A",) * 41, (Series("s", (1,) * 41),)),
        Chart("x", "bar", ("A",), (Series("s" * 5_000, (1,)),)),
        Chart("x", "line", ("A" * 5_000,), (Series("s", (1,)),)),
    ],
)
def test_what_leaves_no_room_for_bars_is_not_drawn(chart: Chart) -> None:
    assert not chart_shapes.drawable(chart, WIDTH, measure)


def test_no_word_of_a_name_is_broken() -> None:
    """The real letters of the PDF; "sozialversicherungspflichtig" is wider than a column of six, or than a third."""
    names = ("sozialversicherungspflichtig beschäftigt", "in Ausbildung", "Praktikum", "Sprachkurs", "Minijob", "Umzug")
    values = (3, 1, 4, 1, 5, 9)
    for width in (240.0, 330.0, WIDTH):
        chart = Chart("x", "bar", names, (Series("Ist", values), Series("Soll", values)))
        words = {word for name in names for word in name.split()}
        shown = {
            word
            for shape in chart_shapes.shapes(chart, width, "de", write_pdf._wrap, write_pdf._measure)
            if isinstance(shape, Label)
            for word in shape.text.split()
        }
        assert words <= shown
