"""A note that was saved, opened again in the drawer to be corrected."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from permenti_desktop.domain import vocab
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.gui import jobs
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.i18n import _
from permenti_desktop.queries import timeline as stream
from permenti_desktop.usecases import timeline


class EntryDrawer:
    """Reads an entry, shows its fields, saves them."""

    def __init__(self, page: Page, drawer: Drawer, lists: Lists) -> None:
        self._page, self._drawer = page, drawer
        self._id = 0
        self._version = 0
        self._given = TimelineEntryInput()
        self.kind = factory.choice(_("Art"), lists.terms(vocab.ENTRY_KIND), optional=False)
        self.day = factory.date(_("Datum"))
        self.minutes = factory.number(_("Dauer in Minuten"), unit=_("Min."))
        self.topic = factory.line(_("Thema"))
        self.text = factory.text(_("Notiz"), rows=8, most=20)

    def open_entry(self, id: int) -> None:
        """Read the entry and show it."""
        self._id = id
        jobs.read(stream.load, id, then=self._show, owner=self._drawer, key="entry", failed=self._page.failed)

    def _show(self, answer: tuple[int, TimelineEntryInput]) -> None:
        self._version, self._given = answer
        given = self._given
        self.kind.set_value(given.kind)
        self.day.set_value(given.on)
        self.minutes.set_value(given.minutes)
        self.topic.set_value(given.topic)
        self.text.set_value(given.text)
        content = QWidget()
        layout = QVBoxLayout(content)
        spaced(layout, (0, 0, 6, 0), 10)
        for name, field in (
            (_("Notiz"), self.text),
            (_("Art"), self.kind),
            (_("Datum"), self.day),
            (_("Dauer in Minuten"), self.minutes),
            (_("Thema"), self.topic),
        ):
            layout.addWidget(factory.labelled(name, field))
        layout.addStretch(1)
        self._drawer.show_content(_("Notiz bearbeiten"), content, confirm=_("Speichern"), run=self._save)

    def _save(self) -> None:
        problem = self.day.problem() or self.minutes.problem()
        if problem:
            self._drawer.messages.say(problem, "bad", key="failed")
            return
        minutes = self.minutes.value()
        given = replace(
            self._given,
            kind=str(self.kind.value()),
            on=self.day.day(),
            minutes=int(minutes) if minutes is not None else None,
            topic=self.topic.value(),
            text=self.text.value(),
        )
        jobs.write(
            timeline.save, self._id, self._version, given,
            then=self._saved, failed=self._drawer.failed, owner=self._drawer,
        )  # fmt: skip

    def _saved(self, _id: int) -> None:
        self._drawer.close_drawer()
        self._page.say(_("Notiz geändert"), undo=True)
