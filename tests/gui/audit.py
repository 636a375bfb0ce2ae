"""Accessibility of what is on screen, checked from inside: there is no axe for Qt.

``audit(window)`` walks all visible widgets and returns findings: a name for screen readers, reached by Tab, a target of
at least 24 × 24, no clipped words, and a wheel that cannot change data.  To be called per page × look × language ×
text size; an empty list is what a test expects.
"""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QScrollBar,
    QSlider,
    QTabBar,
    QTextEdit,
    QWidget,
)

from permenti_desktop.gui.widgets.inner_button import InnerButton
from permenti_desktop.gui.widgets.label import CutLabel
from permenti_desktop.gui.widgets.wheel_guard import WheelGuard

TARGET = 24
_INTERACTIVE = (
    QAbstractButton,
    QLineEdit,
    QTextEdit,
    QPlainTextEdit,
    QComboBox,
    QAbstractSpinBox,
    QSlider,
    QAbstractItemView,
    QTabBar,
)
_WHEEL = (QComboBox, QAbstractSpinBox, QSlider)


@dataclass(frozen=True)
class Finding:
    """What is wrong with one widget, and where it sits."""

    where: str
    what: str


def _where(widget: QWidget) -> str:
    parts: list[str] = []
    step: QWidget | None = widget
    while step is not None and len(parts) < 5:
        name = step.objectName() or step.accessibleName()
        parts.append(type(step).__name__ + (f"[{name}]" if name else ""))
        step = step.parentWidget()
    return " < ".join(parts)


def _inner(widget: QWidget) -> bool:
    """Parts that Qt or a field of ours is made of; the whole is looked at instead."""
    if isinstance(widget, QScrollBar | QHeaderView | InnerButton):
        return True
    if widget.objectName().startswith("qt_") or widget.objectName() in ("ScrollLeftButton", "ScrollRightButton"):
        return True
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QComboBox | QAbstractSpinBox | QCalendarWidget | QTabBar):
            return True
        if isinstance(parent, QAbstractItemView) and isinstance(widget, QAbstractButton):
            return True  # the corner of a table
        parent = parent.parentWidget()
    return False


def spoken(widget: QWidget) -> str:
    """What a screen reader calls a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface is not None else ""


def _reached_by_tab(widget: QWidget) -> bool:
    proxy = widget.focusProxy()
    if proxy is not None:
        return _reached_by_tab(proxy)
    if isinstance(widget, QRadioButton) and (group := widget.group()) is not None and group.exclusive():
        # Tab reaches the chosen one, the arrows reach the others; Qt takes Tab away from these.
        return any(other.focusPolicy() & Qt.FocusPolicy.TabFocus for other in group.buttons())
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _clipped(widget: QWidget) -> str:
    if isinstance(widget, QLabel):
        if isinstance(widget, CutLabel) or not widget.text() or widget.pixmap().width():
            return ""
        if widget.wordWrap():
            needed = widget.heightForWidth(widget.width())
            return f"needs {needed} px of height, has {widget.height()}" if needed > widget.height() + 2 else ""
        needed_size = widget.sizeHint()
    elif isinstance(widget, QAbstractButton) and widget.text():
        needed_size = widget.minimumSizeHint() if type(widget).__name__ == "NavButton" else widget.sizeHint()
        if isinstance(widget, QCheckBox):
            needed_size = QSize(widget.sizeHint().width(), widget.minimumSizeHint().height())
        if type(widget).__name__ in ("SearchButton", "NavButton"):
            return ""  # painted by hand, with dots and a tool tip
    elif isinstance(widget, QLineEdit):
        if not widget.text() or not widget.isReadOnly():
            return ""
        needed_size = widget.sizeHint()
    else:
        return ""
    if needed_size.width() > widget.width() + 2:
        return f"needs {needed_size.width()} px of width, has {widget.width()}"
    if needed_size.height() > widget.height() + 3:
        return f"needs {needed_size.height()} px of height, has {widget.height()}"
    return ""


def _small(widget: QWidget) -> str:
    if isinstance(widget, QTabBar):
        for index in range(widget.count()):
            box = widget.tabRect(index)
            if widget.isTabVisible(index) and min(box.width(), box.height()) < TARGET:
                return f"tab {widget.tabText(index)} is {box.width()} × {box.height()}"
        return ""
    if isinstance(widget, QAbstractItemView | QTextEdit | QPlainTextEdit):
        return ""
    if min(widget.width(), widget.height()) < TARGET:
        return f"target is {widget.width()} × {widget.height()}, at least {TARGET} × {TARGET} are needed"
    return ""


def audit(window: QWidget) -> list[Finding]:
    """All findings below (and with) a widget that is on screen."""
    findings: list[Finding] = []
    for widget in [window, *window.findChildren(QWidget)]:
        if not widget.isVisible() or (widget.visibleRegion().isEmpty() and not isinstance(widget, QLabel)):
            continue
        problem = _clipped(widget)
        if problem and not widget.visibleRegion().isEmpty():
            text = widget.text() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else ""
            findings.append(Finding(_where(widget), f"words are cut ({text!r}): {problem}"))
        own_focus = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
        interactive = isinstance(widget, _INTERACTIVE) or own_focus
        if not interactive or _inner(widget) or not widget.isEnabled():
            continue
        if isinstance(widget, QAbstractItemView) and widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue  # a list of offers; its line has the focus and speaks
        if not spoken(widget):
            findings.append(Finding(_where(widget), "has no name for screen readers"))
        if not _reached_by_tab(widget):
            findings.append(Finding(_where(widget), "cannot be reached by Tab"))
        if small := _small(widget):
            findings.append(Finding(_where(widget), small))
        if isinstance(widget, _WHEEL) and (
            widget.findChild(WheelGuard) is None or widget.focusPolicy() == Qt.FocusPolicy.WheelFocus
        ):
            findings.append(Finding(_where(widget), "the wheel can change it without the focus"))
    return findings
