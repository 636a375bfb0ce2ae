"""The style sheet: only what a palette cannot say.  Frames by kind, buttons, inputs, bars, menus.

Colours, lengths and the rest come from the theme; nothing else in the program sets a sheet of its own except to
colour a single word.
"""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtGui import QColor

from permenti_desktop import paths


def _arrow(scheme: str, name: str) -> str:
    """Address of a drawn arrow for the style sheet, which can only take files (one per look)."""
    file: Path = paths.resource(f"icons/style/{name}-{scheme}.svg")
    return file.as_posix()


def style_sheet(scheme: str, c: Mapping[str, str], p: Callable[[float], int], line: int, points: float) -> str:
    """The one style sheet.  Only what a palette cannot say: frames by kind, buttons, inputs, bars, menus.

    A border needs the padding of the focus ring taken off again (2 px ring, 1 px less padding), and a radius
    greater than half the box is dropped by Qt: radii come from the heights below.
    """
    radius = p(6)
    field_padding = p(5) - (line - 1)
    pill = p(13)
    on_sel = c["sel_text"]
    return f"""
* {{ outline: 0; }}
QToolTip {{ background: {c["toast"]}; color: {c["on_toast"]}; border: {line}px solid {c["ctrl"]};
  padding: {p(4)}px; }}
QFrame[kind="card"] {{ background: {c["base"]}; border: {line}px solid {c["line"]};
  border-radius: {p(8)}px; }}
QFrame[kind="well"] {{ background: {c["alt"]}; border: {line}px solid {c["line"]};
  border-radius: {radius}px; }}
QFrame[kind="side"] {{ background: {c["side"]}; border: 0; border-right: {line}px solid {c["line"]}; }}
QFrame[kind="top"] {{ background: {c["window"]}; border: 0; border-bottom: {line}px solid {c["line"]}; }}
QFrame[kind="bulk"] {{ background: {c["sel"]}; border: 0; border-top: {line}px solid {c["accent"]};
  border-bottom-left-radius: {p(7)}px; border-bottom-right-radius: {p(7)}px; }}
QFrame[kind="bulk"] QLabel {{ color: {on_sel}; }}
QFrame[kind="line"] {{ background: {c["line"]}; border: 0; }}
QFrame[kind="popup"] {{ background: {c["base"]}; border: {line}px solid {c["ctrl"]};
  border-radius: {p(10)}px; }}
QFrame[kind="toast"] {{ background: {c["toast"]}; border: {line}px solid {c["ctrl"]};
  border-radius: {p(8)}px; }}
QFrame[kind="toast"] QLabel {{ color: {c["on_toast"]}; font-weight: 500; }}
QFrame[kind="message-info"] {{ background: {c["info_bg"]}; border: {line}px solid {c["info"]};
  border-radius: {radius}px; }}
QFrame[kind="message-ok"] {{ background: {c["ok_bg"]}; border: {line}px solid {c["ok"]};
  border-radius: {radius}px; }}
QFrame[kind="message-warn"] {{ background: {c["warn_bg"]}; border: {line}px solid {c["warn"]};
  border-radius: {radius}px; }}
QFrame[kind="message-bad"] {{ background: {c["bad_bg"]}; border: {line}px solid {c["bad"]};
  border-radius: {radius}px; }}
QLabel {{ background: transparent; }}
QLabel[kind="title"] {{ font-size: {points * 1.5:.2f}pt; font-weight: 600; }}
QLabel[kind="subtitle"] {{ font-size: {points * 1.15:.2f}pt; font-weight: 600; }}
QLabel[kind="figure"] {{ font-size: {points * 2:.2f}pt; font-weight: 600; }}
QLabel[kind="strong"] {{ font-weight: 600; }}
QLabel[kind="heading"] {{ font-size: {points * 0.9:.2f}pt; font-weight: 600; color: {c["muted"]}; }}
QLabel[kind="caption"] {{ font-size: {points * 0.9:.2f}pt; color: {c["text2"]}; }}
QLabel[kind="muted"] {{ color: {c["muted"]}; }}
QLabel[kind="key"] {{ font-size: {points * 0.9:.2f}pt; font-weight: 600; color: {c["text2"]};
  background: {c["alt"]};
  border: {line}px solid {c["line"]}; border-radius: {p(4)}px; padding: {p(1)}px {p(6)}px; }}
QPushButton {{ background: {c["base"]}; color: {c["text"]}; border: {line}px solid {c["ctrl"]};
  border-radius: {radius}px;
  padding: {p(6)}px {p(12)}px; font-weight: 500; }}
QPushButton:hover {{ background: {c["hover"]}; }}
QPushButton:pressed, QPushButton:checked {{ background: {c["sel"]}; color: {on_sel}; }}
QPushButton:focus {{ border: 2px solid {c["accent"]}; padding: {p(6) - 2 + line}px {p(12) - 2 + line}px; }}
QPushButton:disabled {{ color: {c["muted"]}; border-color: {c["line"]}; background: {c["window"]}; }}
QPushButton[kind="primary"] {{ background: {c["accent"]}; color: {c["on_accent"]};
  border-color: {c["accent"]};
  font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {_shade(c["accent"], scheme)}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {c["text"]}; }}
QPushButton[kind="primary"]:disabled {{ background: {c["line"]}; color: {c["muted"]};
  border-color: {c["line"]}; }}
QPushButton[kind="danger"] {{ color: {c["bad"]}; border-color: {c["bad"]}; }}
QPushButton[kind="pill"] {{ border-radius: {pill}px; padding: 0 {p(11)}px;
  min-height: {2 * pill - 2 * line}px;
  max-height: {2 * pill - 2 * line}px; border-color: {c["line"]}; font-weight: 400; }}
QPushButton[kind="pill"]:hover {{ border-color: {c["ctrl"]}; }}
QPushButton[kind="pill"]:checked {{ background: {c["sel"]}; color: {on_sel}; border-color: {c["accent"]};
  font-weight: 600; }}
QPushButton[kind="pill"]:focus {{ border: 2px solid {c["accent"]}; padding: 0 {p(11) - 2 + line}px;
  min-height: {2 * pill - 4}px; max-height: {2 * pill - 4}px; }}
QPushButton[kind="flat"], QToolButton {{ background: transparent; border: {line}px solid transparent;
  color: {c["text2"]};
  border-radius: {radius}px; padding: {p(5)}px; }}
QPushButton[kind="flat"]:hover, QToolButton:hover {{ background: {c["hover"]}; }}
QPushButton[kind="flat"]:focus, QToolButton:focus {{ border: 2px solid {c["accent"]};
  padding: {p(5) - 2 + line}px; }}
QToolButton:checked, QToolButton:pressed {{ background: {c["sel"]}; color: {on_sel}; }}
QToolButton[kind="inner"] {{ padding: 0; border: 0; }}
QToolButton::menu-indicator {{ image: none; }}
QPushButton::menu-indicator {{ image: none; }}
QPushButton[kind="link"] {{ background: transparent; border: {line}px solid transparent; color: {c["link"]};
  padding: {p(3)}px {p(2)}px; font-weight: 400; text-align: left; }}
QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
QPushButton[kind="link"]:focus {{ border: 2px solid {c["accent"]};
  padding: {p(3) - 2 + line}px {max(0, p(2) - 2 + line)}px; }}
QFrame[kind="toast"] QPushButton {{ background: transparent; color: {c["on_toast"]};
  border-color: {c["on_toast"]}; }}
QLineEdit, QTextEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox {{ background: {c["base"]};
  color: {c["text"]};
  border: {line}px solid {c["ctrl"]}; border-radius: {radius}px; padding: {field_padding}px {p(8)}px;
  placeholder-text-color: {c["muted"]}; selection-background-color: {c["accent"]};
  selection-color: {c["on_accent"]}; }}
QLineEdit:focus, QTextEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{
  border: 2px solid {c["accent"]}; padding: {field_padding - 2 + line}px {p(8) - 2 + line}px; }}
QTextBrowser {{ border-color: {c["base"]}; }}
QLineEdit[level="bad"], QComboBox[level="bad"], QTextEdit[level="bad"] {{ border-color: {c["bad"]}; }}
QLineEdit[level="warn"], QComboBox[level="warn"], QTextEdit[level="warn"] {{ border-color: {c["warn"]}; }}
QLineEdit:disabled, QTextEdit:disabled, QComboBox:disabled, QLineEdit:read-only {{ background: {c["window"]};
  border-color: {c["line"]}; color: {c["text2"]}; }}
QLineEdit[kind="bare"], QLineEdit[kind="bare"]:focus {{ border: 0; background: transparent; }}
QComboBox {{ padding-left: {p(10)}px; padding-right: {p(2)}px; }}
QComboBox:focus {{ padding-left: {p(10) - 2 + line}px; padding-right: {max(0, p(2) - 2 + line)}px; }}
QComboBox::drop-down {{ border: 0; width: {p(22)}px; }}
QComboBox::down-arrow {{ image: url("{_arrow(scheme, "down")}"); width: {p(14)}px; height: {p(14)}px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: 0; width: {p(20)}px;
  background: transparent; }}
QAbstractSpinBox::up-arrow {{ image: url("{_arrow(scheme, "up")}"); width: {p(12)}px; height: {p(12)}px; }}
QAbstractSpinBox::down-arrow {{ image: url("{_arrow(scheme, "down")}"); width: {p(12)}px;
  height: {p(12)}px; }}
QComboBox QAbstractItemView, QListView[kind="popup"] {{ background: {c["base"]};
  border: {line}px solid {c["ctrl"]};
  selection-background-color: {c["sel"]}; selection-color: {on_sel}; }}
QComboBox QAbstractItemView::item {{ min-height: {p(28)}px; }}
QCheckBox, QRadioButton {{ spacing: {p(8)}px; min-height: {p(24)}px; border: {line}px solid transparent;
  border-radius: {p(4)}px; padding: 0 {p(2)}px; }}
QCheckBox:focus, QRadioButton:focus {{ border: 2px solid {c["accent"]};
  padding: 0 {max(0, p(2) - 2 + line)}px; }}
QCheckBox::indicator, QGroupBox::indicator {{ width: {p(16)}px; height: {p(16)}px;
  border: {line}px solid {c["ctrl"]};
  border-radius: {p(4)}px; background: {c["base"]}; }}
QCheckBox::indicator:checked {{ background: {c["accent"]}; border-color: {c["accent"]};
  image: url("{_arrow(scheme, "check")}"); }}
QCheckBox::indicator:indeterminate {{ background: {c["sel"]}; border-color: {c["accent"]}; }}
QRadioButton::indicator {{ width: {p(16)}px; height: {p(16)}px; border: {line}px solid {c["ctrl"]};
  border-radius: {p(16) // 2 + line}px; background: {c["base"]}; }}
QRadioButton::indicator:checked {{ border: {p(5)}px solid {c["accent"]};
  width: {p(16) - 2 * p(5) + 2 * line}px;
  height: {p(16) - 2 * p(5) + 2 * line}px; }}
QTabWidget::tab-bar {{ left: {p(6)}px; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{ background: transparent; color: {c["text2"]}; border: 0;
  border-bottom: 3px solid transparent;
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
QMenu::item {{ padding: {p(6)}px {p(20)}px {p(6)}px {p(10)}px; border-radius: {p(4)}px;
  color: {c["text"]}; }}
QMenu::icon {{ padding-left: {p(8)}px; }}
QMenu::item:selected {{ background: {c["sel"]}; color: {on_sel}; }}
QMenu::item:disabled {{ color: {c["muted"]}; }}
QMenu::separator {{ height: 1px; background: {c["line"]}; margin: {p(4)}px {p(6)}px; }}
QMenu::indicator {{ width: {p(14)}px; height: {p(14)}px; margin-left: {p(6)}px; }}
QProgressBar {{ background: {c["line"]}; border: 0; border-radius: {p(3)}px; max-height: {p(6)}px;
  min-height: {p(6)}px; }}
QProgressBar::chunk {{ background: {c["accent"]}; border-radius: {p(3)}px; }}
QSplitter::handle {{ background: transparent; }}
QSplitter::handle:hover {{ background: {c["thumb"]}; border-radius: {p(2)}px; }}
QCalendarWidget QWidget {{ alternate-background-color: {c["alt"]}; }}
QCalendarWidget QAbstractItemView {{ background: {c["base"]}; selection-background-color: {c["accent"]};
  selection-color: {c["on_accent"]}; border: 0; }}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {c["base"]}; }}
QCalendarWidget QToolButton {{ color: {c["text"]}; font-weight: 600; }}
"""


def _shade(colour: str, scheme: str) -> str:
    """The colour a primary button takes under the mouse: darker on light, lighter on dark."""
    c = QColor(colour)
    hue, light, saturation = colorsys.rgb_to_hls(c.redF(), c.greenF(), c.blueF())
    light = min(1.0, max(0.0, light - 0.05 if scheme == "light" else light + 0.06))
    return QColor.fromRgbF(*colorsys.hls_to_rgb(hue, light, saturation)).name()
