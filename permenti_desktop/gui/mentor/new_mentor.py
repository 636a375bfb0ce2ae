"""The drawer for a new mentor: few fields, and who is known already while one types.

A participant or a contact person can become a mentor: she is entered once and gets a further role.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QTimer

from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.gui import jobs, providers
from permenti_desktop.gui.deeds import Asking
from permenti_desktop.gui.page import Page
from permenti_desktop.gui.privacy import guard
from permenti_desktop.gui.widgets import factory
from permenti_desktop.gui.widgets.drawer import Drawer
from permenti_desktop.gui.widgets.known_people import KnownPeople
from permenti_desktop.gui.widgets.label import isolated
from permenti_desktop.gui.widgets.row import ActionRow
from permenti_desktop.gui.widgets.suggest import Suggestion
from permenti_desktop.i18n import _, list_text
from permenti_desktop.queries import mentor as mentors
from permenti_desktop.queries import person
from permenti_desktop.queries.person import PersonHit
from permenti_desktop.usecases import mentor

_PAUSE: Final = 250
"""Milliseconds of not typing after which duplicates are looked for."""


def is_mobile(number: str) -> bool:
    """Whether a number as written is one of a German mobile network (015, 016, 017)."""
    digits = "".join(sign for sign in number if sign.isdigit())
    national = digits.removeprefix("00").removeprefix("49").lstrip("0")
    return national[:2] in ("15", "16", "17")


def take_in(session: Any, person_id: int, occupation: str, code: str | None) -> int:
    """Make a mentor of somebody known: her person stays as it is."""
    version, given = mentors.for_person(session, person_id)
    return mentor.add_role(session, person_id, version, replace(given, occupation=occupation, occupation_code=code))


class NewMentor(Asking):
    """Everything else is entered later, in the file."""

    def __init__(self, page: Page, drawer: Drawer, opened: Callable[[int], object]) -> None:
        super().__init__(page, drawer)
        self._opened = opened
        self._place: dict[str, str | None] = {}
        self.last_name = factory.line(_("Nachname"))
        self.first_name = factory.line(_("Vorname"))
        self.phone = factory.line(_("Telefon"))
        self.town = factory.suggest(_("Wohnort"), providers.towns(), free=True)
        self.occupation = factory.suggest(_("Beruf"), providers.occupation_names, free=True)
        self.places = factory.number(_("Plätze"))
        self.places.set_value(1)
        self.named = {
            "last_name": self.add(_("Nachname"), self.last_name),
            "first_name": self.add(_("Vorname"), self.first_name),
            "phone": self.add(_("Telefon"), self.phone),
            "town": self.add(_("Wohnort"), self.town),
            "occupation": self.add(_("Beruf"), self.occupation),
            "capacity": self.add(_("Plätze"), self.places, _("So viele Tandems begleitet sie zugleich.")),
        }
        for private in (self.last_name, self.first_name, self.phone):
            guard(private)
        self.known = KnownPeople(_("Ist sie schon bekannt?"))
        self.layout.addWidget(self.known)
        self.explain(_("Alles Weitere tragen Sie danach in der Akte ein."))
        self._timer = QTimer(self.content)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._look)
        self.town.chosen.connect(self._placed)
        for changed in (self.last_name.changed, self.first_name.changed, self.phone.changed):
            changed.connect(self._timer.start)

    def open(self) -> None:
        """Show the fields, the cursor in the first."""
        self.show(_("Neue Mentorin"), _("Anlegen"), self.save)

    def given(self) -> MentorInput:
        """What stands in the fields."""
        town = self.town.text().strip()
        place = self._place if self._place.get("town") == town else {}
        number = self.phone.value()
        mobile = is_mobile(number)
        places = self.places.value()
        return MentorInput(
            person=PersonInput(
                last_name=self.last_name.value(),
                first_name=self.first_name.value(),
                mobile=number if mobile else "",
                phone="" if mobile else number,
                town=town,
                postal_code=place.get("postal_code") or "",
                ags=place.get("ags"),
            ),
            occupation=self.occupation.text().strip(),
            occupation_code=self.occupation.value(),
            capacity=int(places) if places is not None else None,
        )

    def save(self) -> None:
        """Make her, then open her file."""
        self.drawer.confirm_button.setEnabled(False)
        jobs.write(mentor.save, None, None, self.given(), then=self._saved, failed=self.failed, owner=self.drawer)

    def _saved(self, id: int) -> None:
        name = f"{self.first_name.value()} {self.last_name.value()}".strip()
        self.done(_("{name} angelegt").format(name=isolated(name)))
        self._opened(id)

    def _placed(self, suggestion: Suggestion) -> None:
        fills = dict(suggestion.fills)
        self._place = {"town": suggestion.text, "postal_code": fills.get("postal_code"), "ags": fills.get("ags")}

    # -- who is known already --------------------------------------------------------------------------------

    def _look(self) -> None:
        jobs.read(person.similar, self.given().person, then=self._show_known, owner=self.content, key="similar")

    def _show_known(self, hits: Sequence[PersonHit]) -> None:
        self.known.show_rows([self._row(hit) for hit in hits])

    def _row(self, hit: PersonHit) -> ActionRow:
        if "mentor" in hit.roles:
            role, deed, run = _("ist schon Mentorin"), _("Akte öffnen"), partial(self._go, hit.id)
        else:
            role = _("Teilnehmerin") if "participant" in hit.roles else _("Ansprechperson")
            if not hit.roles:
                role = _("bekannt")
            deed, run = _("Als Mentorin aufnehmen"), partial(self._take_in, hit)
        details = [role, str(hit.birth_year) if hit.birth_year else "", hit.town]
        row = ActionRow(
            hit.name,
            " · ".join(part for part in details if part),
            note=reasons(hit.reasons),
            icon="user",
            disc="warn",
            actions=((deed, "", run),),
        )
        row.setToolTip(deed)
        row.opened.connect(run)
        return row

    def _go(self, id: int) -> None:
        self.drawer.close_drawer()
        self._opened(id)

    def _take_in(self, hit: PersonHit) -> None:
        self.drawer.confirm_button.setEnabled(False)

        def taken(id: int) -> None:
            self.done(_("{name} ist jetzt auch Mentorin").format(name=isolated(hit.name)))
            self._opened(id)

        jobs.write(
            take_in, hit.id, self.occupation.text().strip(), self.occupation.value(),
            then=taken, failed=self.failed, owner=self.drawer,
        )  # fmt: skip


def reasons(names: Sequence[str]) -> str:
    """What agrees: "Name und Telefon"."""
    words = {"name": _("Name"), "birth": _("Geburtsdatum"), "phone": _("Telefon"), "email": _("E-Mail")}
    return list_text([words[name] for name in names if name in words])
