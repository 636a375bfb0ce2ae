"""The drawer for a new participant: five fields, and who is there already while one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import BadInput, UserError
from permenti_desktop.domain.participant import ParticipantInput, PhaseInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.gui import jobs, providers
from permenti_desktop.gui.office_lists import Lists
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.theme import spaced
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.known_people import KnownPeople
from permenti_desktop.gui.widgets.label import isolated, label
from permenti_desktop.gui.widgets.row import ActionRow
from permenti_desktop.gui.widgets.suggest import Suggestion
from permenti_desktop.i18n import _, list_text
from permenti_desktop.queries import person
from permenti_desktop.queries.person import PersonHit
from permenti_desktop.usecases import participant

_PAUSE: Final = 250
"""Milliseconds of not typing after which duplicates are looked for."""


class NewParticipant:
    """Everything else is entered later, in the file."""

    def __init__(self, page: Page, drawer: Drawer, lists: Lists, opened: Callable[[int], object]) -> None:
        self._page, self._drawer, self._opened = page, drawer, opened
        self._place: dict[str, str | None] = {}
        self._content = QWidget()
        layout = QVBoxLayout(self._content)
        spaced(layout, (0, 0, 6, 0), 10)
        self.last_name = factory.line(_("Nachname"))
        self.first_name = factory.line(_("Vorname"))
        self.phone = factory.line(_("Telefon"))
        self.town = factory.suggest(_("Wohnort"), providers.towns(), free=True)
        self.phase = factory.choice(_("Status"), lists.terms(vocab.PHASE), optional=False)
        self._labelled = {
            "last_name": factory.labelled(_("Nachname"), self.last_name),
            "first_name": factory.labelled(_("Vorname"), self.first_name),
            "phone": factory.labelled(_("Telefon"), self.phone),
            "town": factory.labelled(_("Wohnort"), self.town),
            "phase": factory.labelled(_("Status"), self.phase),
        }
        for field in self._labelled.values():
            layout.addWidget(field)
        for private in (self.last_name, self.first_name, self.phone):
            guard(private)
        self.known = KnownPeople(_("Ist sie schon da?"))
        layout.addWidget(self.known)
        layout.addWidget(label(_("Alles Weitere tragen Sie danach in der Akte ein."), "caption", wrap=True))
        layout.addStretch(1)
        self._timer = QTimer(self._content)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._look)
        self.town.chosen.connect(self._placed)
        for changed in (self.last_name.changed, self.first_name.changed, self.phone.changed):
            changed.connect(self._timer.start)

    def open(self) -> None:
        """Show the fields, the cursor in the first."""
        self._drawer.show_content(_("Neue Teilnehmerin"), self._content, confirm=_("Anlegen"), run=self.save)

    def given(self) -> ParticipantInput:
        """What stands in the fields."""
        town = self.town.text().strip()
        place = self._place if self._place.get("town") == town else {}
        number = self.phone.value()
        mobile = number.replace(" ", "").lstrip("+").removeprefix("0049").removeprefix("49").lstrip("0")
        is_mobile = mobile.startswith("1")
        return ParticipantInput(
            person=PersonInput(
                last_name=self.last_name.value(),
                first_name=self.first_name.value(),
                mobile=number if is_mobile else "",
                phone="" if is_mobile else number,
                town=town,
                postal_code=place.get("postal_code") or "",
                ags=place.get("ags"),
            ),
            phases=(PhaseInput(phase=self.phase.value() or "contact", since=PartialDate.of_day(date.today())),),
        )

    def save(self) -> None:
        """Make her, then open her file."""
        for field in self._labelled.values():
            field.say(None)
        self._drawer.confirm_button.setEnabled(False)
        jobs.write(
            participant.save, None, None, self.given(), then=self._saved, failed=self._failed, owner=self._drawer
        )

    def _saved(self, id: int) -> None:
        name = f"{self.last_name.value()} {self.first_name.value()}".strip()
        self._drawer.close_drawer()
        self._page.say(_("{name} angelegt").format(name=isolated(name)), undo=True)
        self._opened(id)

    def _failed(self, error: UserError) -> None:
        self._drawer.failed(error)
        if isinstance(error, BadInput):
            for problem in error.problems:
                field = self._labelled.get(problem.field.rpartition(".")[2])
                if field is not None:
                    field.say(problem.level, problem.sentence)
                    field.widget.setFocus()

    def _placed(self, suggestion: Suggestion) -> None:
        fills = dict(suggestion.fills)
        self._place = {"town": suggestion.text, "postal_code": fills.get("postal_code"), "ags": fills.get("ags")}

    def _look(self) -> None:
        jobs.read(person.similar, self.given().person, then=self._show_known, owner=self._content, key="similar")

    def _show_known(self, hits: Sequence[PersonHit]) -> None:
        self.known.show_rows([self._row(hit) for hit in hits])

    def _row(self, hit: PersonHit) -> ActionRow:
        details = [str(hit.birth_year) if hit.birth_year else "", hit.town, hit.number, hit.phone]
        row = ActionRow(
            hit.name,
            " · ".join(part for part in details if part),
            note=_reasons(hit.reasons),
            icon="user",
            disc="warn",
        )
        if "participant" in hit.roles:
            row.setToolTip(_("Akte öffnen"))
            row.opened.connect(lambda id=hit.id: self._go("participant", id))
        elif "mentor" in hit.roles:
            row.setToolTip(_("Akte der Mentorin öffnen"))
            row.opened.connect(lambda id=hit.id: self._go("mentor", id))
        return row

    def _go(self, section: str, id: int) -> None:
        self._drawer.close_drawer()
        if section == "participant":
            self._opened(id)
        else:
            self._page.go(section, id)


def _reasons(names: tuple[str, ...]) -> str:
    """Why it may be her: "Name und Telefon gleich"."""
    words = {"name": _("Name"), "birth": _("Geburtsdatum"), "phone": _("Telefon"), "email": _("E-Mail")}
    return list_text([words[name] for name in names if name in words])
