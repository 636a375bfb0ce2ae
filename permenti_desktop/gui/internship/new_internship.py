"""The drawer for a new internship, with what will be to clarify for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from permenti_desktop.domain import vocab
from permenti_desktop.domain.internship import ChecklistItemInput, InternshipInput
from permenti_desktop.gui import jobs, providers
from permenti_desktop.gui.deeds import Asking
from permenti_desktop.gui.internship import reading
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.label import label
from permenti_desktop.i18n import _
from permenti_desktop.queries import person
from permenti_desktop.queries.person import PersonName
from permenti_desktop.usecases import internship


class NewInternship(Asking):
    """Everything else is entered later, in the internship itself."""

    def __init__(self, page: Page, drawer: Drawer, lists: Lists, opened: Callable[[int], object]) -> None:
        super().__init__(page, drawer)
        self._opened = opened
        self.participant = factory.person_picker(_("Teilnehmerin"), providers.people(self.content, role="participant"))
        self.kind = factory.choice(_("Art"), lists.terms(vocab.INTERNSHIP_KIND), optional=False)
        self.kind.set_value("internship")
        self.host = factory.suggest(_("Betrieb"), providers.organisations(self.content))
        self.state = factory.choice(_("Stand"), lists.terms(vocab.INTERNSHIP_STATE), optional=False)
        self.state.set_value("sought")
        self.start = factory.date(_("Beginn"), partial=True)
        self.end = factory.date(_("Ende"), partial=True)
        self.named = {
            "participant_id": self.add(_("Teilnehmerin"), self.participant),
            "kind": self.add(_("Art"), self.kind),
            "organisation_id": self.add(
                _("Betrieb"), self.host, _("Ist noch keiner gefunden, lassen Sie das Feld leer.")
            ),
            "state": self.add(_("Stand"), self.state),
            "start": self.add(_("Beginn"), self.start),
            "end": self.add(_("Ende"), self.end),
        }
        self.points = QWidget()
        self._points = QVBoxLayout(self.points)
        spaced(self._points, (0, 4, 0, 0), 2)
        self.points.hide()
        self.layout.addWidget(self.points)
        self.participant.chosen.connect(self._look)
        self.participant.changed.connect(self._look)
        self.kind.changed.connect(self._look)

    def open(self, participant_id: int | None = None) -> None:
        """Show the fields, perhaps for somebody; the cursor where something is missing."""
        self.show(_("Neues Praktikum"), _("Anlegen"), self.save)
        if participant_id is not None:

            def named(names: Mapping[int, PersonName]) -> None:
                if participant_id in names:
                    self.participant.set_value(participant_id, names[participant_id].name)
                    self._look()

            jobs.read(person.names, [participant_id], then=named, owner=self.content, key="participant")
            self.kind.setFocus()

    def given(self) -> InternshipInput:
        """What stands in the fields."""
        return InternshipInput(
            participant_id=self.participant.value(),
            organisation_id=self.host.value(),
            kind=self.kind.value(),
            state=self.state.value(),
            start=self.start.value(),
            end=self.end.value(),
        )

    def save(self) -> None:
        """Make it, then open it."""
        self.drawer.confirm_button.setEnabled(False)
        jobs.write(internship.save, None, None, self.given(), then=self._saved, failed=self.failed, owner=self.drawer)

    def _saved(self, id: int) -> None:
        self.done(_("Praktikum angelegt"))
        self._opened(id)

    def _look(self) -> None:
        jobs.read(
            reading.starting_points, self.participant.value(), self.kind.value(),
            then=self._show_points, owner=self.content, key="points", failed=self.drawer.failed,
        )  # fmt: skip

    def _show_points(self, points: Sequence[ChecklistItemInput]) -> None:
        while (item := self._points.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.points.setVisible(bool(points))
        if points:
            self._points.addWidget(label(_("Das ist vor dem ersten Tag zu klären"), "strong", wrap=True))
        for point in points:
            self._points.addWidget(point_line(point))


def point_line(point: ChecklistItemInput) -> QWidget:
    """A point in two lines: what, and with whom."""
    box = QWidget()
    layout = QVBoxLayout(box)
    spaced(layout, (0, 4, 0, 0), 0)
    layout.addWidget(label(point.text, wrap=True))
    if point.with_whom:
        layout.addWidget(label(_("mit: {whom}").format(whom=point.with_whom), "caption", wrap=True))
    return box
