"""What an office sets for itself. Every figure that an office or its funder may see otherwise is here, with a default.

Stored as one JSON value per field; a field that is missing or unreadable in the database has its default.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from permenti_desktop.domain import site_profile, vocab
from permenti_desktop.i18n import FORMS_OF_ADDRESS, _

if TYPE_CHECKING:
    from permenti_desktop.domain.check import Problem

SMALL_CELLS: Final = (3, 5, 10)
"""Thresholds below which a figure is hidden in a protected report."""

Checklists = dict[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class OfficeSettings:
    """The settings of an office. Days and weeks are calendar ones.

    ``participant_number`` is a pattern: ``{year}`` and ``{number:04}`` (the running number, four digits or more).
    ``checklists`` replaces the starting checklist of a kind of internship by lines (what, with whom).
    """

    office: str = ""
    provider: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    site: str = "other"
    forms: str = "feminine"
    modules: tuple[str, ...] = site_profile.profile("other").modules
    phases: tuple[str, ...] = vocab.PHASE.codes
    participant_number: str = "TN-{year}-{number:04}"
    network_target_weeks: int = 4
    network_limit_weeks: int = 6
    tandem_rhythm_days: int = 14
    follow_up_days: int = 7
    silence_days: int = 60
    expiring_days: int = 30
    small_cells: int = 3
    on_leaving_days: int = 28
    figures_due_weeks: int = 4
    long_term_months: int = 12
    long_term_months_under_25: int = 6
    short_contact_hours: int = 8
    bin_days: int = 30
    retention_years: int = 5
    lock_minutes: int = 10
    checklists: Checklists = field(default_factory=dict)


def read(pairs: Iterable[tuple[str, str]]) -> OfficeSettings:
    """The settings from what is stored: name of the field and JSON. What does not fit is left at its default."""
    stored = dict(pairs)
    default = OfficeSettings()
    found: dict[str, Any] = {}
    for one in fields(OfficeSettings):
        if one.name not in stored:
            continue
        try:
            value = _typed(json.loads(stored[one.name]))
        except ValueError:
            continue
        if type(value) is type(getattr(default, one.name)):
            found[one.name] = value
    return OfficeSettings(**found)


def _typed(value: Any) -> Any:
    """JSON's lists as tuples, also inside."""
    if isinstance(value, list):
        return tuple(_typed(one) for one in value)
    if isinstance(value, dict):
        return {name: _typed(one) for name, one in value.items()}
    return value


def stored(settings: OfficeSettings) -> dict[str, str]:
    """The settings as they are stored: name of the field → JSON."""
    return {one.name: json.dumps(getattr(settings, one.name), ensure_ascii=False) for one in fields(settings)}


def check(settings: OfficeSettings, today: date) -> "Iterable[Problem]":
    """Rules over the settings."""
    from permenti_desktop.domain.check import Problem  # reading dates is not loaded for the first window

    if not settings.office.strip():
        yield Problem("office", "error", _("Bitte geben Sie den Namen Ihrer Stelle ein."))
    if settings.small_cells not in SMALL_CELLS:
        yield Problem("small_cells", "error", _("Bitte wählen Sie 3, 5 oder 10."))
    if settings.forms not in FORMS_OF_ADDRESS:
        yield Problem("forms", "error", _("Bitte wählen Sie eine Schreibweise aus der Liste."))
    if not _is_pattern(settings.participant_number, today):
        yield Problem(
            "participant_number",
            "error",
            _("Das Muster braucht die laufende Nummer, zum Beispiel TN-{year}-{number:04}."),
        )
    if settings.network_limit_weeks < settings.network_target_weeks:
        yield Problem("network_limit_weeks", "warning", _("Die Grenze liegt unter dem gewünschten Turnus."))
    if not set(settings.modules) >= site_profile.ALWAYS_ON:
        yield Problem("modules", "error", _("Akten, Tandems, Praktika und Berichte lassen sich nicht ausschalten."))
    if not settings.phases:
        yield Problem("phases", "error", _("Bitte wählen Sie mindestens eine Phase."))
    for one in fields(settings):
        value = getattr(settings, one.name)
        if isinstance(value, int) and value < 0:
            yield Problem(one.name, "error", _("Diese Zahl kann nicht negativ sein."))
    if settings.bin_days < 1:
        yield Problem("bin_days", "error", _("Im Papierkorb bleibt alles mindestens einen Tag."))


def _is_pattern(pattern: str, today: date) -> bool:
    try:
        first, second = (pattern.format(year=today.year, number=number) for number in (1, 2))
    except (ValueError, LookupError, AttributeError, TypeError):
        return False
    return first != second and len(first) <= 40
