"""Long work, shown as a thin strip under the top bar: what, how far, and "Abbrechen".  Nothing is blocked."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from permenti_desktop.gui.jobs import Work
from permenti_desktop.gui.theme import fixed, kind, spaced
from permenti_desktop.gui.widgets.button import button
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.i18n import _


class _Line(QFrame):
    def __init__(self, work: Work, strip: WorkStrip) -> None:
        super().__init__()
        kind(self, "top")
        self._work = work
        self._strip = strip
        layout = QHBoxLayout(self)
        spaced(layout, (16, 6, 8, 6), 12)
        layout.addWidget(label(work.title, "strong"))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(work.title)
        fixed(self._bar, min_width=80)
        layout.addWidget(self._bar, 1)
        self._far = label("", "caption")
        layout.addWidget(self._far)
        self._cancel = button(_("Abbrechen"), self._stop)
        layout.addWidget(self._cancel)
        work.progress.connect(self._progress)
        work.ended.connect(self._end)

    def _progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._far.setText(_("{done} von {total}").format(done=done, total=total) if total else "")

    def _stop(self) -> None:
        self._cancel.setEnabled(False)
        self._far.setText(_("wird abgebrochen …"))
        self._work.cancel()

    def _end(self) -> None:
        self.hide()
        self.deleteLater()
        self._strip.tidy(self)


class WorkStrip(QWidget):
    """``show_work`` adds a line; it goes by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        spaced(self._layout, 0, 0)
        self._lines: list[_Line] = []
        self.setVisible(False)

    def show_work(self, work: Work) -> None:
        line = _Line(work, self)
        self._lines.append(line)
        self._layout.addWidget(line)
        self.setVisible(True)

    def tidy(self, line: _Line) -> None:
        """A line has gone."""
        if line in self._lines:
            self._lines.remove(line)
        self.setVisible(bool(self._lines))
