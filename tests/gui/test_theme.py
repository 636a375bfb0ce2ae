"""Contrast is computed, not guessed: text 4.5, what carries a meaning without words 3 (WCAG 2.2, 1.4.3 and 1.4.11)."""

from collections.abc import Iterator
from typing import get_args

import pytest
from PySide6.QtGui import QColor, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from permenti_desktop import paths
from permenti_desktop.domain import vocab
from permenti_desktop.gui import commands
from permenti_desktop.gui.icons import exists, icon, pixmap
from permenti_desktop.gui.theme import (
    COLOURS,
    STATUS_TONES,
    TONES,
    Scheme,
    T,
    contrast_ratio,
    fixed,
    spaced,
    status_tone,
)

SCHEMES = get_args(Scheme)


def test_contrast_is_reckoned_as_wcag_says() -> None:
    # Published pairs: black on white is 21, #767676 on white is the lightest grey that passes 4.5.
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast_ratio("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert contrast_ratio("#FFFFFF", "#777777") == pytest.approx(4.48, abs=0.01)


def _texts(scheme: Scheme) -> Iterator[tuple[str, str]]:
    for ground in ("base", "window", "side", "alt", "hover"):
        yield from ((ink, ground) for ink in ("text", "text2"))
    yield from (("muted", ground) for ground in ("base", "window", "side", "alt"))
    yield from (("link", ground) for ground in ("base", "window"))
    yield from (("on_accent", "accent"), ("sel_text", "sel"), ("on_toast", "toast"))
    for tone in TONES[:-1]:
        yield tone, tone + "_bg"
        yield tone, "base"
    if scheme != "contrast":  # there a chosen row shows everything in sel_text
        yield from ((ink, "sel") for ink in ("text", "text2", "bad", "warn", "ok", "info"))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_text_can_be_read(scheme: Scheme) -> None:
    colours = COLOURS[scheme]
    weak = [
        f"{ink} on {ground}: {contrast_ratio(colours[ink], colours[ground]):.2f}"
        for ink, ground in _texts(scheme)
        if contrast_ratio(colours[ink], colours[ground]) < 4.5
    ]
    assert weak == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_borders_of_controls_and_the_focus_can_be_seen(scheme: Scheme) -> None:
    colours = COLOURS[scheme]
    weak = [
        f"{line} on {ground}: {contrast_ratio(colours[line], colours[ground]):.2f}"
        for line in ("ctrl", "accent")
        for ground in ("base", "window", "side")
        if contrast_ratio(colours[line], colours[ground]) < 3.0
    ]
    assert weak == []


def test_high_contrast_selection_is_fifteen_to_one() -> None:
    colours = COLOURS["contrast"]
    assert contrast_ratio(colours["sel_text"], colours["sel"]) > 14.9


def test_every_phase_has_a_tone_and_nobody_is_red() -> None:
    assert set(STATUS_TONES) == set(vocab.PHASE.codes)
    assert set(STATUS_TONES.values()) <= set(TONES)
    assert "bad" not in STATUS_TONES.values()
    assert status_tone("something the office added") == "neutral"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_palette_follows_the_look(qapp: QApplication, scheme: Scheme) -> None:
    T.apply(scheme)
    palette = qapp.palette()
    assert palette.color(QPalette.ColorRole.Window) == QColor(COLOURS[scheme]["window"])
    assert palette.color(QPalette.ColorRole.Accent) == QColor(COLOURS[scheme]["accent"])
    assert palette.color(QPalette.ColorRole.PlaceholderText) == QColor(COLOURS[scheme]["muted"])
    assert qapp.style().name().lower() in ("fusion", "")


def test_text_size_reaches_fonts_lengths_and_layouts(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    spaced(layout, (16, 12, 16, 12), 8)
    inner = QWidget()
    fixed(inner, width=100)
    layout.addWidget(inner)
    points = T.font("body").pointSizeF()
    with qtbot.waitSignal(T.changed):
        T.apply(zoom=1.5)
    assert T.px(32) == 48
    assert T.font("body").pointSizeF() == pytest.approx(points * 1.5)
    assert layout.contentsMargins().left() == 24
    assert layout.spacing() == 12
    assert inner.width() == 150
    T.zoom_by(0)
    assert (layout.contentsMargins().left(), inner.width()) == (16, 100)


def test_text_size_stays_within_its_bounds() -> None:
    T.apply(zoom=9.0)
    assert T.zoom == 1.75
    T.zoom_by(1)
    assert T.zoom == 1.75
    T.apply(zoom=0.1)
    assert T.zoom == 0.9


def test_figures_stand_under_each_other() -> None:
    metrics = QFontMetrics(T.font())
    assert len({metrics.horizontalAdvance(figure * 8) for figure in "0123456789"}) == 1


def test_every_picture_of_the_commands_is_there() -> None:
    missing = [command.icon for command in commands.TABLE if command.icon and not exists(command.icon)]
    assert missing == []
    with pytest.raises(FileNotFoundError):
        icon("no-such-picture")


def test_icons_change_their_colour_with_the_look(qapp: QApplication) -> None:
    users = icon("users", "text")

    def ink() -> set[str]:
        image = users.pixmap(32, 32).toImage()
        return {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() == 255
        }

    assert ink() == {COLOURS["light"]["text"].lower()}
    T.apply("dark")
    assert ink() == {COLOURS["dark"]["text"].lower()}


def test_a_picture_stands_in_the_middle_of_a_wide_box(qapp: QApplication) -> None:
    """A button keeps its words away from its picture by asking for a box that is wider than high."""
    image = icon("plus", "text").pixmap(23, 16).toImage()
    assert (image.width(), image.height()) == (23, 16)
    inked = [x for x in range(23) if any(image.pixelColor(x, y).alpha() for y in range(16))]
    assert inked[0] >= 3
    assert inked[-1] <= 19
    icon("plus", "text").pixmap(23, 0)  # asked for while a layout settles; a warning of Qt would fail the test


def test_pixmaps_are_drawn_once_and_sharp(qapp: QApplication) -> None:
    first = pixmap("users", "#123456", 16, 2.0)
    assert pixmap("users", "#123456", 16, 2.0) is first
    assert (first.width(), first.devicePixelRatio()) == (32, 2.0)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("arrow", ["up", "down", "check"])
def test_arrows_of_the_style_sheet_are_there(scheme: str, arrow: str) -> None:
    assert paths.resource(f"icons/style/{arrow}-{scheme}.svg").is_file()
