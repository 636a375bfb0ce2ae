"""A chart as plain shapes: rectangles, lines, dots and words with their places. Whoever can draw these can
draw the chart: the PDF does, and so can a window.

Lengths are points, the origin is the upper left corner, y grows downwards. Bars and points carry their
figures as words wherever there is room, so a chart need not be read by colour or by measuring. Bars lie on
their side when their names are long or they are many.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final, TypeAlias

from permenti_desktop.reports.document import Align, Chart
from permenti_desktop.reports.formats import value_text
from permenti_desktop.reports.look import ACCENT, LINE, MUTED, SERIES, TARGET, TEXT, TEXT_2, WHITE

SIZE: Final = 8.0
"""Size of the words of a chart."""
_LEADING: Final = 10.5
_PLOT: Final = 150.0
_AXIS: Final = 34.0


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True, slots=True)
class Path:
    """Connected straight lines."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 0.5


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float
    fill: str


@dataclass(frozen=True, slots=True)
class Label:
    """Words in one line; *y* is the base line, *x* the left end, the middle or the right end."""

    x: float
    y: float
    text: str
    colour: str = TEXT_2
    align: Align = "left"
    bold: bool = False


Shape: TypeAlias = Rect | Path | Dot | Label
Wrap: TypeAlias = Callable[[str, float], list[str]]
"""Breaks words into lines of a width in points, at :data:`SIZE`."""
Measure: TypeAlias = Callable[[str], float]
"""Width of words in points, at :data:`SIZE`."""


def drawable(chart: Chart, width: float, measure: Measure) -> bool:
    """Whether the words of *chart* leave room for its bars. What cannot be drawn is better written as a table."""
    longest = max(map(measure, chart.categories), default=0)
    return (
        bool(chart.series and chart.categories)
        and all(measure(series.name) < width / 2 for series in chart.series)
        and longest < (width / 3 if chart.kind == "line" else width)
        and len(chart.categories) <= (120 if chart.kind == "line" else 40)
    )


def height(chart: Chart, width: float, wrap: Wrap, measure: Measure) -> float:
    """How much room a chart of *width* wants."""
    top = _legend(chart, width, measure)[1]
    if _lies(chart, width, wrap, measure):
        return top + sum(_row_heights(chart, width, wrap, measure)) + 4
    deepest = max(len(wrap(name, _name_room(chart, width))) for name in chart.categories)
    return top + _PLOT + 6 + _LEADING * (1 if chart.kind == "line" else deepest)


def shapes(chart: Chart, width: float, language: str, wrap: Wrap, measure: Measure) -> list[Shape]:
    """All shapes of a :func:`drawable` chart in a box of *width* and :func:`height`, in drawing order."""
    found, top = _legend(chart, width, measure)
    figures = _Figures(chart, language)
    if _lies(chart, width, wrap, measure):
        return found + _lying(chart, figures, width, top, wrap, measure)
    return found + _standing(chart, figures, width, top, wrap, measure)


def _legend(chart: Chart, width: float, measure: Measure) -> tuple[list[Shape], float]:
    """The names of the series with their colours, and where the chart below them begins."""
    found: list[Shape] = []
    if len(chart.series) < 2:
        return found, 10.0
    x, y = 0.0, 8.0
    for number, series in enumerate(chart.series):
        wide = 12 + measure(series.name) + 18
        if x and x + wide > width:
            x, y = 0.0, y + 13
        found.append(Rect(x, y - 7, 8, 8, _colour(chart, number)))
        found.append(Label(x + 12, y, series.name))
        x += wide
    return found, y + 14


def ticks(highest: float, lowest: float = 0.0) -> list[float]:
    """Round values of an axis that holds 0 and *lowest* to *highest*: steps of 1, 2 or 5, at most seven."""
    highest, lowest = max(highest, 0.0), min(lowest, 0.0)
    span = highest - lowest
    if span == 0:
        return [0.0, 1.0]
    power = 10.0 ** floor(log10(span / 5))
    step = next(factor * power for factor in (1, 2, 5, 10) if span / (factor * power) <= 5.000001)
    first, last = floor(lowest / step + 1e-9), ceil(highest / step - 1e-9)
    return [number * step for number in range(first, last + 1)]


class _Figures:
    """The values of a chart: their range, their axis, and how they are written."""

    def __init__(self, chart: Chart, language: str) -> None:
        self._chart = chart
        self._language = language
        if chart.kind == "stacked":
            sums = [
                [value for series in chart.series if (value := series.values[at]) is not None]
                for at in range(len(chart.categories))
            ]
            tops = [sum(value for value in column if value > 0) for column in sums]
            bottoms = [sum(value for value in column if value < 0) for column in sums]
        else:
            tops = bottoms = [value for series in chart.series for value in series.values if value is not None]
        self.axis = ticks(max(tops, default=0), min(bottoms, default=0))
        if not chart.percent and not chart.decimals:
            # Nobody can be half a participant.
            self.axis = [tick for tick in self.axis if tick == int(tick)]

    def share(self, value: float) -> float:
        """Where on the axis a value stands: 0 at its beginning, 1 at its end."""
        return (value - self.axis[0]) / (self.axis[-1] - self.axis[0])

    def text(self, value: float) -> str:
        """A value as it is written in the chart."""
        chart = self._chart
        return value_text(value, "percent" if chart.percent else "decimal", chart.decimals, self._language)


def _colour(chart: Chart, number: int) -> str:
    if chart.kind == "target":
        return TARGET if number == 0 else ACCENT
    return SERIES[number % len(SERIES)]


def _on(fill: str) -> str:
    """Colour of words on a bar: white on dark, dark on light."""
    red, green, blue = (int(fill[at : at + 2], 16) for at in (1, 3, 5))
    return WHITE if 0.299 * red + 0.587 * green + 0.114 * blue < 130 else TEXT


def _name_room(chart: Chart, width: float) -> float:
    return (width - _AXIS) / max(1, len(chart.categories)) - 6


def _longest_word(chart: Chart, measure: Measure) -> float:
    return max((measure(word) for name in chart.categories for word in name.split()), default=0.0)


def _lies(chart: Chart, width: float, wrap: Wrap, measure: Measure) -> bool:
    """Whether the bars lie on their side: then long names have room, and no word is broken."""
    if chart.kind == "line":
        return False
    side_by_side = 1 if chart.kind == "stacked" else max(1, len(chart.series))
    if len(chart.categories) * side_by_side > 16:
        return True
    room = _name_room(chart, width)
    return _longest_word(chart, measure) > room or any(len(wrap(name, room)) > 2 for name in chart.categories)


def _standing(chart: Chart, figures: _Figures, width: float, top: float, wrap: Wrap, measure: Measure) -> list[Shape]:
    found: list[Shape] = []
    bottom = top + _PLOT
    for tick in figures.axis:
        y = bottom - figures.share(tick) * (_PLOT - 10)
        found.append(Path(((_AXIS, y), (width, y)), TEXT_2 if tick == 0 else LINE, 0.6))
        found.append(Label(_AXIS - 6, y + 2.8, figures.text(tick), MUTED, "right"))
    slot = (width - _AXIS) / len(chart.categories)
    if chart.kind == "line":
        found += _polylines(chart, figures, slot, bottom, measure)
        free = 0.0
        for at, name in enumerate(chart.categories):
            wide = measure(name)
            middle = max(wide / 2, min(_AXIS + (at + 0.5) * slot, width - wide / 2))
            if middle - wide / 2 >= free:  # of many months only as many are named as there is room for
                found.append(Label(middle, bottom + 12, name, align="center"))
                free = middle + wide / 2 + 6
        return found
    side_by_side = 1 if chart.kind == "stacked" else len(chart.series)
    thick = min(34.0, slot * 0.7 / side_by_side)
    for at, name in enumerate(chart.categories):
        middle = _AXIS + (at + 0.5) * slot
        for line, words in enumerate(wrap(name, _name_room(chart, width))):
            found.append(Label(middle, bottom + 12 + line * _LEADING, words, align="center"))
        up = down = 0.0
        for number, series in enumerate(chart.series):
            value = series.values[at]
            x = middle - thick * side_by_side / 2 + (0 if chart.kind == "stacked" else number * thick)
            if value is None:
                zero = bottom - figures.share(0) * (_PLOT - 10)
                found.append(Label(x + thick / 2, zero - 3, "–", MUTED, "center"))
                continue
            start = (up if value >= 0 else down) if chart.kind == "stacked" else 0.0
            end = start + value
            up, down = (end, down) if value >= 0 else (up, end)
            high, low = (bottom - figures.share(one) * (_PLOT - 10) for one in (max(start, end), min(start, end)))
            fill = _colour(chart, number)
            found.append(Rect(x + 1, high, thick - 2, low - high, fill))
            words = figures.text(value)
            if chart.kind != "stacked":
                found.append(Label(x + thick / 2, high - 3 if value >= 0 else low + 9, words, TEXT, "center"))
            elif low - high >= 10 and thick > measure(words):
                found.append(Label(x + thick / 2, (high + low) / 2 + 2.8, words, _on(fill), "center"))
        if chart.kind == "stacked" and len(chart.series) > 1 and up:
            y = bottom - figures.share(up) * (_PLOT - 10) - 3
            found.append(Label(middle, y, figures.text(up), TEXT, "center", bold=True))
    return found


def _polylines(chart: Chart, figures: _Figures, slot: float, bottom: float, measure: Measure) -> list[Shape]:
    right = _AXIS + slot * len(chart.categories)
    found: list[Shape] = []
    words: list[Shape] = []
    last = len(chart.categories) - 1
    for number, series in enumerate(chart.series):
        colour = _colour(chart, number)
        stretch: list[tuple[float, float]] = []
        for at, value in enumerate(series.values):
            if value is None:
                found.append(Path(tuple(stretch), colour, 1.6))
                stretch = []
                continue
            point = (_AXIS + (at + 0.5) * slot, bottom - figures.share(value) * (_PLOT - 10))
            stretch.append(point)
            found.append(Dot(*point, 2.4, colour))
            others = [one.values[at] for one in chart.series if one is not series]
            text = figures.text(value)
            if len(chart.series) > 2 or measure(text) + 4 > slot:
                if at == last:
                    beside = point[0] + 5 + measure(text) <= right
                    words.append(
                        Label(point[0] + 5, point[1] + 2.8, text, TEXT)
                        if beside
                        else Label(min(point[0] + measure(text) / 2, right), point[1] - 6, text, TEXT, "right")
                    )
                continue
            # Of two lines the lower one has its figures below, so that they do not meet, unless it lies on the axis.
            lower = any(other is not None and (other, -number) > (value, -1) for other in others)
            below = lower and bottom - point[1] > 12
            words.append(Label(point[0], point[1] + (11 if below else -5), text, TEXT, "center"))
        found.append(Path(tuple(stretch), colour, 1.6))
    return [shape for shape in found if not (isinstance(shape, Path) and len(shape.points) < 2)] + words


def _most_for_names(chart: Chart, width: float, measure: Measure) -> float:
    """A third of the chart, or as much as the longest word takes, up to half of it."""
    return max(width * 0.34, min(width * 0.5, _longest_word(chart, measure) + 2))


def _name_column(chart: Chart, width: float, measure: Measure) -> float:
    return min(_most_for_names(chart, width, measure), max((measure(name) for name in chart.categories), default=0) + 2)


def _bar_thickness(chart: Chart) -> float:
    return 14.0 if chart.kind == "stacked" or len(chart.series) == 1 else 10.0


def _row_heights(chart: Chart, width: float, wrap: Wrap, measure: Measure) -> list[float]:
    bars = 1 if chart.kind == "stacked" else max(1, len(chart.series))
    thick = _bar_thickness(chart)
    room = _most_for_names(chart, width, measure)
    return [max(bars * (thick + 1) + 7, len(wrap(name, room)) * _LEADING + 6) for name in chart.categories]


def _lying(chart: Chart, figures: _Figures, width: float, top: float, wrap: Wrap, measure: Measure) -> list[Shape]:
    found: list[Shape] = []
    heights = _row_heights(chart, width, wrap, measure)
    left = _name_column(chart, width, measure) + 8
    room = width - left - 42
    zero = left + figures.share(0) * room
    thick = _bar_thickness(chart)
    y = top
    bottom = y + sum(heights)
    for tick in figures.axis:
        x = left + figures.share(tick) * room
        found.append(Path(((x, y - 4), (x, bottom)), TEXT_2 if tick == 0 else LINE, 0.6))
    for at, (name, row) in enumerate(zip(chart.categories, heights, strict=True)):
        names = wrap(name, _most_for_names(chart, width, measure))
        base = y + (row - len(names) * _LEADING) / 2 + 7.5
        for line, words in enumerate(names):
            found.append(Label(left - 8, base + line * _LEADING, words, align="right"))
        bars = 1 if chart.kind == "stacked" else len(chart.series)
        upper = y + (row - bars * (thick + 1)) / 2
        reached = 0.0
        for number, series in enumerate(chart.series):
            value = series.values[at]
            place = upper if chart.kind == "stacked" else upper + number * (thick + 1)
            if value is None:
                if chart.kind != "stacked":
                    found.append(Label(zero + 4, place + thick / 2 + 2.8, "–", MUTED))
                continue
            start = reached if chart.kind == "stacked" else 0.0
            begin, end = sorted((left + figures.share(start) * room, left + figures.share(start + value) * room))
            reached = start + value
            fill = _colour(chart, number)
            found.append(Rect(begin, place, end - begin, thick, fill))
            words = figures.text(value)
            if chart.kind != "stacked":
                beside: tuple[float, Align] = (end + 4, "left") if value >= 0 else (begin - 4, "right")
                found.append(Label(beside[0], place + thick / 2 + 2.8, words, TEXT, beside[1]))
            elif end - begin > measure(words) + 4:
                found.append(Label((begin + end) / 2, place + thick / 2 + 2.8, words, _on(fill), "center"))
        if chart.kind == "stacked" and len(chart.series) > 1:
            x = left + figures.share(reached) * room + 4
            found.append(Label(x, upper + thick / 2 + 2.8, figures.text(reached), TEXT, bold=True))
        y += row
    return found
