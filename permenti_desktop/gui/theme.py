"""How everything looks: colours, sizes, fonts and the one style sheet of the program.

Use the module's ``T``: ``T.px(12)`` for a length, ``T.color("muted")`` for a colour, ``T.font("title")`` for a
font, ``spaced(layout, …)`` for margins that follow the text size.  ``T.changed`` is sent after the mode or the
text size has changed; whoever paints by hand or keeps fixed sizes listens to it.

``Qt`` itself, the class of Qt's general enumerations, is imported in the functions that need it: PySide6 makes all of
them when the first is named, which takes longer than painting the first window (see ``first_view.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication, QLayout, QWidget
from shiboken6 import isValid

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
        self._hints: QStyleHints | None = None  # kept: what it hands out lives no longer than its Python object
        self._told: Mode = "auto"  # what the desktop was told last

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

    def begin(self, mode: Mode, zoom: float, seen: str) -> None:
        """Put on the look for the first window. *seen* is what "auto" came to last time: asking the desktop can wait
        until the window is painted (:meth:`look_again`)."""
        scheme = next((scheme for scheme in COLOURS if scheme == seen), None)
        if mode != "auto" or scheme is None:
            self.apply(mode, zoom)
        else:
            self.mode = mode
            self.zoom = min(ZOOM_HIGHEST, max(ZOOM_LOWEST, round(zoom, 2)))
            self._put_on(scheme)

    def look_again(self) -> Scheme:
        """Ask the desktop after :meth:`begin`; tells what the look has come to."""
        if self.mode == "auto" and self._wanted_scheme() != self.scheme:
            self.apply()
        return self.scheme

    def apply(self, mode: Mode | None = None, zoom: float | None = None) -> None:
        """Put on a look live; without arguments look again at the desktop's wish.

        Repeats every fixed length given by ``spaced`` and ``fixed`` at the new text size.
        """
        if mode is not None:
            self.mode = mode
        if zoom is not None:
            self.zoom = min(ZOOM_HIGHEST, max(ZOOM_LOWEST, round(zoom, 2)))
        if self.mode != self._told:
            from PySide6.QtCore import Qt

            # For what the desktop draws: title bar, file dialogs.  Does nothing where there is no desktop.
            QGuiApplication.styleHints().setColorScheme(
                {"auto": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light}.get(self.mode, Qt.ColorScheme.Dark)
            )
            self._told = self.mode
        self._put_on(self._wanted_scheme())

    def _put_on(self, scheme: Scheme) -> None:
        from permenti_desktop.gui.style_sheet import style_sheet

        app = QApplication.instance()
        if not isinstance(app, QApplication):
            raise RuntimeError("a look needs a QApplication")
        if self._hints is None or not isValid(self._hints):
            self._hints = app.styleHints()
            self._hints.colorSchemeChanged.connect(self._desktop_changed)
            self._hints.accessibility().contrastPreferenceChanged.connect(self._desktop_changed)
        self.scheme = scheme
        self.generation += 1
        self._colours.clear()
        self._fonts.clear()
        self._metrics.clear()
        if not app.property("fusion"):  # once: the style cannot be asked while a sheet is wrapped around it
            app.setStyle("Fusion")
            app.setProperty("fusion", True)
        # Without a sheet the new font and palette are taken over by all widgets at once; going from one sheet
        # straight to another takes six times as long as over none.
        app.setStyleSheet("")
        app.setFont(self.font())
        app.setPalette(self._palette())
        app.setStyleSheet(
            style_sheet(self.scheme, COLOURS[self.scheme], self.px, self.hairline, BASE_POINTS * self.zoom)
        )
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
        from PySide6.QtCore import Qt

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


def fixed(
    widget: QWidget, *, width: int = 0, height: int = 0, min_width: int = 0, max_width: int = 0, max_height: int = 0
) -> None:
    """Give a widget lengths in design pixels that follow the text size; 0 leaves a length free."""
    widget.setProperty("tokens", [width, height, min_width, max_width, max_height])
    _rescale_widget(widget)


def kind(widget: QWidget, name: str) -> None:
    """Set the property the style sheet looks at and make the widget look at it again.

    Buttons: "primary", "pill", "flat", "link", "danger".  Labels: "title", "subtitle", "caption", "figure",
    "strong", "muted", "heading".  Frames: "card", "bar", "bulk", "side", "top", "well".
    """
    if widget.property("kind") == name:
        return
    widget.setProperty("kind", name)
    from PySide6.QtCore import Qt

    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else it has not looked yet
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
        width, height, min_width, max_width, max_height = (round(int(token) * T.zoom) for token in tokens)
        if width:
            widget.setFixedWidth(width)
        if height:
            widget.setFixedHeight(height)
        if min_width:
            widget.setMinimumWidth(min_width)
        if max_width:
            widget.setMaximumWidth(max_width)
        if max_height:
            widget.setMaximumHeight(max_height)


def blend(one: QColor, other: QColor, share: float) -> QColor:
    """``one`` mixed with ``share`` (0 … 1) of ``other``."""
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )
