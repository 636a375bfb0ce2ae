"""One field of a record back to what stood in it before a step of its history; everything else stays as it is now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from permenti_desktop.domain.errors import Conflict
from permenti_desktop.i18n import _
from permenti_desktop.queries import history, internship, mentor, organisation, participant, tandem
from permenti_desktop.queries.history import FieldChange
from permenti_desktop.usecases import internship as internships
from permenti_desktop.usecases import mentor as mentors
from permenti_desktop.usecases import organisation as organisations
from permenti_desktop.usecases import participant as participants
from permenti_desktop.usecases import tandem as tandems

_WAYS: Final[dict[str, tuple[Callable[..., Any], Callable[..., Any]]]] = {
    "participant": (participant.load, participants.save),
    "mentor": (mentor.load, mentors.save),
    "organisation": (organisation.load, organisations.save),
    "tandem": (tandem.load, tandems.save),
    "internship": (internship.load, internships.save),
}


def possible(kind: str, change: FieldChange) -> bool:
    """Whether a change is one of a single field of the record itself: what was in a list is taken back by its step."""
    return kind in _WAYS and change.op == "U" and change.table in (kind, "person")


def put_back(session: Any, kind: str, id: int, change: FieldChange) -> None:
    """Store what stood in the field before the change, by the same rules as typing it. Raises UserError."""
    load, save = _WAYS[kind]
    version, given = load(session, id)
    value = history.value_before(session, change)
    if change.table == "person" and hasattr(given, "person") and hasattr(given.person, change.field):
        changed = replace(given, person=replace(given.person, **{change.field: value}))
    elif change.table == kind and hasattr(given, change.field):
        changed = replace(given, **{change.field: value})
    else:
        raise Conflict(
            _("Dieses Feld lässt sich nicht einzeln zurückholen."),
            _("Nehmen Sie stattdessen den ganzen Schritt zurück."),
        )
    if changed != given:
        save(session, id, version, changed)
