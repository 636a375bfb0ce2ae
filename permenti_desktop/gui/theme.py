"""How everything looks: colours, sizes, fonts and the one style sheet of the program.

Use the module's ``T``: ``T.px(12)`` for a length, ``T.color("muted")`` for a colour, ``T.font("title")`` for a
font, ``spaced(layout, …)`` for margins that follow the text size.  ``T.changed`` is sent after the mode or the
text size has changed; whoever paints by hand or keeps fixed sizes listens to it.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLayout, QWidget

from permenti_desktop import paths

Mode = Literal["auto", "light", "dark", "contrast"]
Scheme = Literal["light", "dark", "contrast"]
MODES: Final[tuple[Mode, ...]] = ("auto", "light", "dark", "contrast")
ZOOM_LOWEST: Final = 0.9
ZOOM_HIGHEST: Final = 1.75
ZOOM_STEPS: Final = (0.9, 1.0, 1.1, 1.25, 1.5, 1.75)
BASE_POINTS: Final = 10.0
#: What each size of text is, in multiples of the base size.
SCALE: Final = {"caption": 0.9, "body": 1.0, "subtitle": 1.15, "title": 1.5, "figure": 2.0}

_NAMES: Final = [
    "window",
    "side",
    "base",
    "alt",
    "line",
    "thumb",
    "ctrl",
    "text",
    "text2",
    "muted",
    "accent",
    "on_accent",
    "sel",
    "sel_text",
    "hover",
    "link",
    "ok",
    "ok_bg",
    "warn",
    "warn_bg",
    "bad",
    "bad_bg",
    "info",
    "info_bg",
    "violet",
    "violet_bg",
    "work",
    "work_bg",
    "neutral",
    "neutral_bg",
    "toast",
    "on_toast",
]
_VALUES: Final[dict[Scheme, str]] = {
    "light": (
        "#F4F6F6 #E9EEEE #FFFFFF #F8FAFA #DFE5E6 #B9C3C5 #7C898D #192123 #445054 #5A676B #0E6A6A #FFFFFF "
        "#D9EDEA #0E2F2E #EFF4F4 #0A5C8F "
        "#1B6E3F #DFF2E6 #7A4E00 #FBEBCB #A3231B #FBE3E0 #1D5291 #E0ECF9 #5B3F8C #ECE5F7 #8A3A12 #FBE7DA "
        "#445054 #E6EAEB #192123 #FFFFFF"
    ),
    "dark": (
        "#14191A #0F1314 #1B2122 #1F2627 #2E3739 #4A5659 #849296 #E6EBEB #BAC5C7 #A2AFB2 #5FC4BC #04211F "
        "#1C4644 #E6F6F4 #232B2C #82C0EE "
        "#84D6A2 #183424 #F0C36D #3A2C0C #F5A49C #431C19 #9CC5F2 #172E47 #C9B3F0 #30254A #F2B48F #402415 "
        "#BAC5C7 #2A3234 #E6EBEB #14191A"
    ),
    "contrast": (
        "#000000 #000000 #000000 #000000 #FFFFFF #FFFFFF #FFFFFF #FFFFFF #FFFFFF #FFFFFF #FFD84D #000000 "
        "#FFD84D #000000 #2B2B2B #8CD0FF "
        "#7CFFA6 #000000 #FFD84D #000000 #FF9C94 #000000 #8CCBFF #000000 #D9BFFF #000000 #FFB98A #000000 "
        "#FFFFFF #000000 #FFFFFF #000000"
    ),
}
COLOURS: Final[dict[Scheme, dict[str, str]]] = {
    scheme: dict(zip(_NAMES, values.split(), strict=True)) for scheme, values in _VALUES.items()
}

TONES: Final = ("ok", "warn", "bad", "info", "violet", "work", "neutral", "outline")
#: Phase of a participant (``vocab.PHASE``) → tone of its chip.  No red for people; red is for deadlines.
STATUS_TONES: Final[dict[str, str]] = {
    "contact": "info",
    "interview": "info",
    "profiling": "violet",
    "qualification": "violet",
    "matching": "violet",
    "trial": "ok",
    "tandem": "ok",
    "internship": "work",
    "application": "work",
    "paused": "warn",
    "completed": "neutral",
    "dropout": "outline",
    "alumna": "neutral",
}


def contrast_ratio(one: str | QColor, other: str | QColor) -> float:
    """Contrast of two colours by WCAG 2.2 (1 … 21)."""

    def luminance(colour: str | QColor) -> float:
        c = QColor(colour)
        parts = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in (c.redF(), c.greenF(), c.blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def status_tone(code: str | None) -> str:
    """Tone of a participant's status; a code the office added itself is neutral."""
    return STATUS_TONES.get(code or "", "neutral")


class Theme(QObject):
    """The look in force.  There is one, ``T``; it becomes useful with ``T.apply`` after the QApplication exists."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.mode: Mode = "light"
        self.scheme: Scheme = "light"
        self.zoom = 1.0
        self.generation = 0  # grows with every change; caches of fonts and pixmaps compare it
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[tuple[str, int, bool], QFont] = {}
        self._metrics: dict[tuple[str, int, bool], QFontMetrics] = {}
        self._family = ""
        self._listening = False

    # -- reading ---------------------------------------------------------------------------------------------

    def px(self, length: float) -> int:
        """A length of the design in pixels at the present text size, at least 1."""
        return max(1, round(length * self.zoom))

    def hex(self, role: str) -> str:
        """Colour of a role as "#RRGGBB"."""
        return COLOURS[self.scheme][role]

    def color(self, role: str) -> QColor:
        """Colour of a role, cached; do not change the object."""
        colour = self._colours.get(role)
        if colour is None:
            colour = self._colours[role] = QColor(COLOURS[self.scheme][role])
        return colour

    def tone(self, tone: str) -> tuple[QColor, QColor, QColor | None]:
        """Text, background and border of a chip; border None where the tint is enough."""
        if tone == "outline":
            return self.color("text2"), self.color("base"), self.color("ctrl")
        text = self.color(tone)
        return text, self.color(tone + "_bg"), text if self.high_contrast else None

    def font(self, size: str = "body", weight: int = 400, *, italic: bool = False) -> QFont:
        """A font of the scale with tabular figures; weight 400, 500 or 600.  Cached: copy before changing."""
        key = (size, weight, italic)
        font = self._fonts.get(key)
        if font is None:
            font = QFont(self._base_font())
            font.setPointSizeF(BASE_POINTS * SCALE[size] * self.zoom)
            font.setWeight(QFont.Weight(weight))
            font.setItalic(italic)
            self._fonts[key] = font
        return font

    def metrics(self, size: str = "body", weight: int = 400) -> QFontMetrics:
        """Metrics of ``font(size, weight)``, cached."""
        key = (size, weight, False)
        metrics = self._metrics.get(key)
        if metrics is None:
            metrics = self._metrics[key] = QFontMetrics(self.font(size, weight))
        return metrics

    @property
    def high_contrast(self) -> bool:
        return self.scheme == "contrast"

    @property
    def hairline(self) -> int:
        """Width of lines and borders: 1, in high contrast 2."""
        return 2 if self.scheme == "contrast" else 1

    @property
    def motion(self) -> bool:
        """Whether movement on the screen is welcome (the desktop can ask for none)."""
        hints = QGuiApplication.styleHints()  # named, because what it hands out lives no longer than it
        preference = getattr(hints.accessibility(), "motionPreference", None)
        return preference is None or "Reduce" not in str(preference())

    # -- changing --------------------------------------------------------------------------------------------

    def apply(self, mode: Mode | None = None, zoom: float | None = None) -> None:
        """Put on a look, at the start and live afterwards; without arguments look again at the desktop's wish.

        Repeats every fixed length given by ``spaced`` and ``fixed`` at the new text size.
        """
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            raise RuntimeError("a look needs a QApplication")
        if mode is not None:
            self.mode = mode
        if zoom is not None:
            self.zoom = min(ZOOM_HIGHEST, max(ZOOM_LOWEST, round(zoom, 2)))
        self.scheme = self._wanted_scheme()
        self.generation += 1
        self._colours.clear()
        self._fonts.clear()
        self._metrics.clear()
        if app.style().objectName().lower() != "fusion":
            app.setStyle("Fusion")
        app.setFont(self.font())
        app.setPalette(self._palette())
        app.setStyleSheet(style_sheet(self))
        if not self._listening:
            self._listening = True
            app.styleHints().colorSchemeChanged.connect(self._desktop_changed)
        for window in app.topLevelWidgets():
            for layout in window.findChildren(QLayout):
                _rescale_layout(layout)
            for widget in [window, *window.findChildren(QWidget)]:
                _rescale_widget(widget)
        self.changed.emit()

    def zoom_by(self, step: int) -> None:
        """One step larger (+1) or smaller (-1), 0 for the normal size."""
        if step == 0:
            self.apply(zoom=1.0)
            return
        nearest = min(range(len(ZOOM_STEPS)), key=lambda i: abs(ZOOM_STEPS[i] - self.zoom))
        self.apply(zoom=ZOOM_STEPS[min(len(ZOOM_STEPS) - 1, max(0, nearest + step))])

    def _desktop_changed(self) -> None:
        if self.mode == "auto":
            self.apply()

    def _wanted_scheme(self) -> Scheme:
        hints = QGuiApplication.styleHints()
        if self.mode == "auto":
            if "High" in str(hints.accessibility().contrastPreference()):
                return "contrast"
            return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"
        return self.mode

    def _base_font(self) -> QFont:
        font = QFont(QApplication.font())
        if not self._family:
            self._family = font.family()
        font.setFamily(self._family)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _palette(self) -> QPalette:
        roles = QPalette.ColorRole
        palette = QPalette()
        for role, name in (
            (roles.Window, "window"), (roles.WindowText, "text"), (roles.Base, "base"), (roles.AlternateBase, "alt"),
            (roles.Text, "text"), (roles.Button, "base"), (roles.ButtonText, "text"), (roles.BrightText, "bad"),
            (roles.Highlight, "sel"), (roles.HighlightedText, "sel_text"), (roles.Accent, "accent"),
            (roles.PlaceholderText, "muted"), (roles.Link, "link"), (roles.LinkVisited, "link"),
            (roles.ToolTipBase, "toast"), (roles.ToolTipText, "on_toast"), (roles.Light, "base"),
            (roles.Midlight, "alt"), (roles.Mid, "line"), (roles.Dark, "ctrl"), (roles.Shadow, "ctrl"),
        ):  # fmt: skip
            palette.setColor(role, self.color(name))
        for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.PlaceholderText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("muted"))
        palette.setColor(QPalette.ColorGroup.Disabled, roles.Base, self.color("window"))
        palette.setColor(QPalette.ColorGroup.Disabled, roles.Highlight, self.color("line"))
        return palette


T: Final = Theme()


def spaced(layout: QLayout, margins: Iterable[int] | int = 0, spacing: int = 8) -> None:
    """Give a layout margins (left, top, right, bottom) and spacing in design pixels; they follow the text size."""
    four = [margins] * 4 if isinstance(margins, int) else list(margins)
    layout.setProperty("tokens", [*four, spacing])
    _rescale_layout(layout)


def fixed(widget: QWidget, *, width: int = 0, height: int = 0, min_width: int = 0, max_width: int = 0) -> None:
    """Give a widget lengths in design pixels that follow the text size; 0 leaves a length free."""
    widget.setProperty("tokens", [width, height, min_width, max_width])
    _rescale_widget(widget)


def kind(widget: QWidget, name: str) -> None:
    """Set the property the style sheet looks at and make the widget look at it again.

    Buttons: "primary", "pill", "flat", "link", "danger".  Labels: "title", "subtitle", "caption", "figure",
    "strong", "muted", "heading".  Frames: "card", "bar", "bulk", "side", "top", "well".
    """
    if widget.property("kind") == name:
        return
    widget.setProperty("kind", name)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def _rescale_layout(layout: QLayout) -> None:
    tokens = layout.property("tokens")
    if isinstance(tokens, list):
        left, top, right, bottom, spacing = (round(int(token) * T.zoom) for token in tokens)
        layout.setContentsMargins(left, top, right, bottom)
        layout.setSpacing(spacing)


def _rescale_widget(widget: QWidget) -> None:
    tokens = widget.property("tokens")
    if isinstance(tokens, list):
        width, height, min_width, max_width = (round(int(token) * T.zoom) for token in tokens)
        if width:
            widget.setFixedWidth(width)
        if height:
            widget.setFixedHeight(height)
        if min_width:
            widget.setMinimumWidth(min_width)
        if max_width:
            widget.setMaximumWidth(max_width)


def blend(one: QColor, other: QColor, share: float) -> QColor:
    """``one`` mixed with ``share`` (0 … 1) of ``other``."""
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )


def _arrow(scheme: Scheme, name: str) -> str:
    """Address of a drawn arrow for the style sheet, which can only take files (one per look)."""
    file: Path = paths.resource(f"icons/style/{name}-{scheme}.svg")
    return file.as_posix()


def style_sheet(t: Theme) -> str:
    """The one style sheet.  Only what a palette cannot say: frames by kind, buttons, inputs, bars, menus.

    A border needs the padding of the focus ring taken off again (2 px ring, 1 px less padding), and a radius
    greater than half the box is dropped by Qt: radii come from the heights below.
    """
    c = COLOURS[t.scheme]
    line = t.hairline
    p = t.px
    points = BASE_POINTS * t.zoom
    radius = p(6)
    field_padding = p(5) - (line - 1)
    pill = p(13)
    on_sel = c["sel_text"]
    return f"""
* {{ outline: 0; }}
QToolTip {{ background: {c["toast"]}; color: {c["on_toast"]}; border: {line}px solid {c["ctrl"]}; padding: {p(4)}px; }}
QFrame[kind="card"] {{ background: {c["base"]}; border: {line}px solid {c["line"]}; border-radius: {p(8)}px; }}
QFrame[kind="well"] {{ background: {c["alt"]}; border: {line}px solid {c["line"]}; border-radius: {radius}px; }}
QFrame[kind="side"] {{ background: {c["side"]}; border: 0; border-right: {line}px solid {c["line"]}; }}
QFrame[kind="top"] {{ background: {c["window"]}; border: 0; border-bottom: {line}px solid {c["line"]}; }}
QFrame[kind="bulk"] {{ background: {c["sel"]}; border: 0; border-top: {line}px solid {c["accent"]};
  border-bottom-left-radius: {p(7)}px; border-bottom-right-radius: {p(7)}px; }}
QFrame[kind="bulk"] QLabel {{ color: {on_sel}; }}
QFrame[kind="line"] {{ background: {c["line"]}; border: 0; }}
QFrame[kind="popup"] {{ background: {c["base"]}; border: {line}px solid {c["ctrl"]}; border-radius: {p(10)}px; }}
QFrame[kind="toast"] {{ background: {c["toast"]}; border: {line}px solid {c["ctrl"]}; border-radius: {p(8)}px; }}
QFrame[kind="toast"] QLabel {{ color: {c["on_toast"]}; font-weight: 500; }}
QFrame[kind="message-info"] {{ background: {c["info_bg"]}; border: {line}px solid {c["info"]}; border-radius: {radius}px; }}
QFrame[kind="message-ok"] {{ background: {c["ok_bg"]}; border: {line}px solid {c["ok"]}; border-radius: {radius}px; }}
QFrame[kind="message-warn"] {{ background: {c["warn_bg"]}; border: {line}px solid {c["warn"]}; border-radius: {radius}px; }}
QFrame[kind="message-bad"] {{ background: {c["bad_bg"]}; border: {line}px solid {c["bad"]}; border-radius: {radius}px; }}
QLabel {{ background: transparent; }}
QLabel[kind="title"] {{ font-size: {points * 1.5:.2f}pt; font-weight: 600; }}
QLabel[kind="subtitle"] {{ font-size: {points * 1.15:.2f}pt; font-weight: 600; }}
QLabel[kind="figure"] {{ font-size: {points * 2:.2f}pt; font-weight: 600; }}
QLabel[kind="strong"] {{ font-weight: 600; }}
QLabel[kind="heading"] {{ font-size: {points * 0.9:.2f}pt; font-weight: 600; color: {c["muted"]}; }}
QLabel[kind="caption"] {{ font-size: {points * 0.9:.2f}pt; color: {c["text2"]}; }}
QLabel[kind="muted"] {{ color: {c["muted"]}; }}
QLabel[kind="key"] {{ font-size: {points * 0.9:.2f}pt; font-weight: 600; color: {c["text2"]}; background: {c["alt"]};
  border: {line}px solid {c["line"]}; border-radius: {p(4)}px; padding: {p(1)}px {p(6)}px; }}
QPushButton {{ background: {c["base"]}; color: {c["text"]}; border: {line}px solid {c["ctrl"]}; border-radius: {radius}px;
  padding: {p(6)}px {p(12)}px; font-weight: 500; }}
QPushButton:hover {{ background: {c["hover"]}; }}
QPushButton:pressed, QPushButton:checked {{ background: {c["sel"]}; color: {on_sel}; }}
QPushButton:focus {{ border: 2px solid {c["accent"]}; padding: {p(6) - 2 + line}px {p(12) - 2 + line}px; }}
QPushButton:disabled {{ color: {c["muted"]}; border-color: {c["line"]}; background: {c["window"]}; }}
QPushButton[kind="primary"] {{ background: {c["accent"]}; color: {c["on_accent"]}; border-color: {c["accent"]};
  font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {_shade(c["accent"], t.scheme)}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {c["text"]}; }}
QPushButton[kind="primary"]:disabled {{ background: {c["line"]}; color: {c["muted"]}; border-color: {c["line"]}; }}
QPushButton[kind="danger"] {{ color: {c["bad"]}; border-color: {c["bad"]}; }}
QPushButton[kind="pill"] {{ border-radius: {pill}px; padding: 0 {p(11)}px; min-height: {2 * pill - 2 * line}px;
  max-height: {2 * pill - 2 * line}px; border-color: {c["line"]}; font-weight: 400; }}
QPushButton[kind="pill"]:hover {{ border-color: {c["ctrl"]}; }}
QPushButton[kind="pill"]:checked {{ background: {c["sel"]}; color: {on_sel}; border-color: {c["accent"]};
  font-weight: 600; }}
QPushButton[kind="pill"]:focus {{ border: 2px solid {c["accent"]}; padding: 0 {p(11) - 2 + line}px;
  min-height: {2 * pill - 4}px; max-height: {2 * pill - 4}px; }}
QPushButton[kind="flat"], QToolButton {{ background: transparent; border: {line}px solid transparent; color: {c["text2"]};
  border-radius: {radius}px; padding: {p(5)}px; }}
QPushButton[kind="flat"]:hover, QToolButton:hover {{ background: {c["hover"]}; }}
QPushButton[kind="flat"]:focus, QToolButton:focus {{ border: 2px solid {c["accent"]}; padding: {p(5) - 2 + line}px; }}
QToolButton:checked, QToolButton:pressed {{ background: {c["sel"]}; color: {on_sel}; }}
QToolButton::menu-indicator {{ image: none; }}
QPushButton::menu-indicator {{ image: none; }}
QPushButton[kind="link"] {{ background: transparent; border: {line}px solid transparent; color: {c["link"]};
  padding: {p(3)}px {p(2)}px; font-weight: 400; text-align: left; }}
QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
QPushButton[kind="link"]:focus {{ border: 2px solid {c["accent"]}; padding: {p(3) - 2 + line}px {max(0, p(2) - 2 + line)}px; }}
QFrame[kind="toast"] QPushButton {{ background: transparent; color: {c["on_toast"]}; border-color: {c["on_toast"]}; }}
QLineEdit, QTextEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox {{ background: {c["base"]}; color: {c["text"]};
  border: {line}px solid {c["ctrl"]}; border-radius: {radius}px; padding: {field_padding}px {p(8)}px;
  placeholder-text-color: {c["muted"]}; selection-background-color: {c["accent"]}; selection-color: {c["on_accent"]}; }}
QLineEdit:focus, QTextEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{
  border: 2px solid {c["accent"]}; padding: {field_padding - 2 + line}px {p(8) - 2 + line}px; }}
QLineEdit[level="bad"], QComboBox[level="bad"], QTextEdit[level="bad"] {{ border-color: {c["bad"]}; }}
QLineEdit[level="warn"], QComboBox[level="warn"], QTextEdit[level="warn"] {{ border-color: {c["warn"]}; }}
QLineEdit:disabled, QTextEdit:disabled, QComboBox:disabled, QLineEdit:read-only {{ background: {c["window"]};
  border-color: {c["line"]}; color: {c["text2"]}; }}
QLineEdit[kind="bare"], QLineEdit[kind="bare"]:focus {{ border: 0; background: transparent; }}
QComboBox {{ padding-right: {p(24)}px; }}
QComboBox::drop-down {{ border: 0; width: {p(22)}px; }}
QComboBox::down-arrow {{ image: url("{_arrow(t.scheme, "down")}"); width: {p(14)}px; height: {p(14)}px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: 0; width: {p(20)}px; background: transparent; }}
QAbstractSpinBox::up-arrow {{ image: url("{_arrow(t.scheme, "up")}"); width: {p(12)}px; height: {p(12)}px; }}
QAbstractSpinBox::down-arrow {{ image: url("{_arrow(t.scheme, "down")}"); width: {p(12)}px; height: {p(12)}px; }}
QComboBox QAbstractItemView, QListView[kind="popup"] {{ background: {c["base"]}; border: {line}px solid {c["ctrl"]};
  selection-background-color: {c["sel"]}; selection-color: {on_sel}; }}
QComboBox QAbstractItemView::item {{ min-height: {p(28)}px; }}
QCheckBox, QRadioButton {{ spacing: {p(8)}px; min-height: {p(24)}px; border: {line}px solid transparent;
  border-radius: {p(4)}px; padding: 0 {p(2)}px; }}
QCheckBox:focus, QRadioButton:focus {{ border: 2px solid {c["accent"]}; padding: 0 {max(0, p(2) - 2 + line)}px; }}
QCheckBox::indicator, QGroupBox::indicator {{ width: {p(16)}px; height: {p(16)}px; border: {line}px solid {c["ctrl"]};
  border-radius: {p(4)}px; background: {c["base"]}; }}
QCheckBox::indicator:checked {{ background: {c["accent"]}; border-color: {c["accent"]};
  image: url("{_arrow(t.scheme, "check")}"); }}
QCheckBox::indicator:indeterminate {{ background: {c["sel"]}; border-color: {c["accent"]}; }}
QRadioButton::indicator {{ width: {p(16)}px; height: {p(16)}px; border: {line}px solid {c["ctrl"]};
  border-radius: {p(16) // 2 + line}px; background: {c["base"]}; }}
QRadioButton::indicator:checked {{ border: {p(5)}px solid {c["accent"]}; width: {p(16) - 2 * p(5) + 2 * line}px;
  height: {p(16) - 2 * p(5) + 2 * line}px; }}
QTabBar {{ background: transparent; qproperty-drawBase: 0; }}
QTabBar::tab {{ background: transparent; color: {c["text2"]}; border: 0; border-bottom: 3px solid transparent;
  padding: {p(6)}px {p(10)}px {p(5)}px {p(10)}px; }}
QTabBar::tab:hover {{ color: {c["text"]}; background: {c["hover"]}; }}
QTabBar::tab:selected {{ color: {c["text"]}; border-bottom-color: {c["accent"]}; font-weight: 600; }}
QTabBar::tab:focus {{ background: {c["sel"]}; color: {on_sel}; }}
QTabWidget::pane {{ border: 0; border-top: {line}px solid {c["line"]}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: 0; }}
QScrollBar:vertical {{ background: transparent; width: {p(12)}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {p(12)}px; margin: 0; }}
QScrollBar::handle {{ background: {c["thumb"]}; border-radius: {p(3)}px; margin: {p(3)}px; }}
QScrollBar::handle:vertical {{ min-height: {p(32)}px; }}
QScrollBar::handle:horizontal {{ min-width: {p(32)}px; }}
QScrollBar::handle:hover {{ background: {c["ctrl"]}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none; border: 0;
  width: 0; height: 0; }}
QMenu {{ background: {c["base"]}; border: {line}px solid {c["ctrl"]}; padding: {p(4)}px; }}
QMenu::item {{ padding: {p(6)}px {p(20)}px {p(6)}px {p(10)}px; border-radius: {p(4)}px; color: {c["text"]}; }}
QMenu::icon {{ padding-left: {p(8)}px; }}
QMenu::item:selected {{ background: {c["sel"]}; color: {on_sel}; }}
QMenu::item:disabled {{ color: {c["muted"]}; }}
QMenu::separator {{ height: 1px; background: {c["line"]}; margin: {p(4)}px {p(6)}px; }}
QMenu::indicator {{ width: {p(14)}px; height: {p(14)}px; margin-left: {p(6)}px; }}
QProgressBar {{ background: {c["line"]}; border: 0; border-radius: {p(3)}px; max-height: {p(6)}px; min-height: {p(6)}px; }}
QProgressBar::chunk {{ background: {c["accent"]}; border-radius: {p(3)}px; }}
QSplitter::handle {{ background: transparent; }}
QSplitter::handle:hover {{ background: {c["thumb"]}; border-radius: {p(2)}px; }}
QCalendarWidget QWidget {{ alternate-background-color: {c["alt"]}; }}
QCalendarWidget QAbstractItemView {{ background: {c["base"]}; selection-background-color: {c["accent"]};
  selection-color: {c["on_accent"]}; border: 0; }}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {c["base"]}; }}
QCalendarWidget QToolButton {{ color: {c["text"]}; font-weight: 600; }}
"""


def _shade(colour: str, scheme: Scheme) -> str:
    """The colour a primary button takes under the mouse: darker on light, lighter on dark."""
    c = QColor(colour)
    hue, light, saturation = colorsys.rgb_to_hls(c.redF(), c.greenF(), c.blueF())
    light = min(1.0, max(0.0, light - 0.05 if scheme == "light" else light + 0.06))
    return QColor.fromRgbF(*colorsys.hls_to_rgb(hue, light, saturation)).name()
