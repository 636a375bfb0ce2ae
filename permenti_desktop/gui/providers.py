"""What fields offer while one types: people, organisations, places, occupations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QObject

from permenti_desktop.domain import occupations, places
from permenti_desktop.gui import jobs
from permenti_desktop.gui.widgets.suggest import Deliver, Provider, Suggestion
from permenti_desktop.queries import organisation, person
from permenti_desktop.queries.organisation import OrganisationHit
from permenti_desktop.queries.person import PersonHit


def person_suggestion(hit: PersonHit) -> Suggestion:
    """A person with what tells two of the same name apart."""
    detail = [str(hit.birth_year) if hit.birth_year else "", hit.town, hit.number, hit.phone]
    return Suggestion(hit.id, hit.name, " · ".join(part for part in detail if part), icon="user")


def people(
    owner: QObject, *, role: person.Role | None = None, without: Callable[[], int | None] | None = None
) -> Provider:
    """People for pickers: all, or those who hold a role; never the one whom ``without`` names."""

    def provide(text: str, deliver: Deliver) -> None:
        def show(hits: Iterable[PersonHit]) -> None:
            left_out = without() if without is not None else None
            deliver([person_suggestion(hit) for hit in hits if hit.id != left_out])

        jobs.read(person.find, text, 12, role, then=show, owner=owner, key=f"people {role}")

    return provide


def organisations(owner: QObject, *, kind: str | None = None) -> Provider:
    """Organisations for pickers: all, or those of a kind."""

    def provide(text: str, deliver: Deliver) -> None:
        def show(hits: Iterable[OrganisationHit]) -> None:
            deliver([Suggestion(hit.id, hit.name, hit.town, icon="building-2") for hit in hits])

        jobs.read(organisation.find, text, 12, kind, then=show, owner=owner, key=f"organisations {kind}")

    return provide


def postal_codes(where: str = "") -> Provider:
    """Places for a field that keeps the postal code; town and municipality follow. ``where`` is the Input's path."""

    def provide(text: str, deliver: Deliver) -> None:
        deliver(
            [
                Suggestion(
                    place.postal_code,
                    place.postal_code,
                    _words(place.town, place.district),
                    fills=((f"{where}town", place.town), (f"{where}ags", place.ags or None)),
                )
                for place in places.suggest(text)
                if place.postal_code
            ]
        )

    return provide


def towns(where: str = "") -> Provider:
    """Places for a field that keeps the town; postal code (where it is certain) and municipality follow."""

    def provide(text: str, deliver: Deliver) -> None:
        offers = []
        for place in places.suggest(text):
            fills: list[tuple[str, Any]] = [(f"{where}ags", place.ags or None)]
            if place.postal_code:
                fills.append((f"{where}postal_code", place.postal_code))
            detail = _words(place.postal_code, place.district if place.district != place.town else "")
            offers.append(Suggestion(place.town, place.town, detail, fills=tuple(fills)))
        deliver(offers)

    return provide


def occupation_names(text: str, deliver: Deliver) -> None:
    """Occupations with the code that goes with them."""
    found = occupations.suggest(text)
    deliver([Suggestion(one.code, one.name, occupations.group_name(one.code)) for one in found])


def _words(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
