"""The sections of the window, in their order; each page is imported when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Collection
from importlib import import_module
from typing import TYPE_CHECKING

from permenti_desktop.gui.main_window import Place
from permenti_desktop.i18n import N_, _

if TYPE_CHECKING:
    from permenti_desktop.gui.page import Page

#: section, words, picture, the class of its page, the module of the office that switches it on ("" always), below.
_SECTIONS: tuple[tuple[str, str, str, str, str, bool], ...] = (
    ("today", N_("Heute"), "sun", "TodayPage", "", False),
    ("participant", N_("Teilnehmerinnen"), "users", "ParticipantPage", "participants", False),
    ("mentor", N_("Mentorinnen"), "user-check", "MentorPage", "mentors", False),
    ("tandem", N_("Tandems"), "handshake", "TandemPage", "tandems", False),
    ("internship", N_("Praktika"), "briefcase-business", "InternshipPage", "internships", False),
    ("organisation", N_("Organisationen"), "building-2", "OrganisationPage", "organisations", False),
    ("network", N_("Netzwerk"), "network", "NetworkPage", "network", False),
    ("grant", N_("Zuwendungen"), "landmark", "GrantPage", "grants", False),
    ("report", N_("Berichte"), "file-chart-column", "ReportPage", "reports", False),
    ("importing", N_("Liste übernehmen"), "file-spreadsheet", "ImportPage", "", True),
    ("settings", N_("Einstellungen"), "settings", "SettingsPage", "", True),
    ("backups", N_("Sicherungen"), "database-backup", "BackupsPage", "", True),
    ("data_protection", N_("Datenschutz"), "shield-check", "DataProtectionPage", "", True),
    ("help", N_("Hilfe"), "circle-help", "HelpPage", "", True),
)


def sections() -> list[str]:
    """Every section there is, whether or not an office has switched it on."""
    return [section for section, *_rest in _SECTIONS]


def module_of(section: str) -> str:
    """The module of a section's page."""
    return f"permenti_desktop.gui.{section}.page"


def _maker(section: str, name: str, before: Callable[[], object]) -> Callable[[], Page]:
    def make() -> Page:
        before()
        made: Page = getattr(import_module(module_of(section)), name)()
        return made

    return make


def places(modules: Collection[str], before: Callable[[], object] = lambda: None) -> list[Place]:
    """The sections an office with these modules has.  ``before()`` is called before a page is made."""
    return [
        Place(section, _(words), icon, _maker(section, name, before), lower)
        for section, words, icon, name, module, lower in _SECTIONS
        if not module or module in modules or _is_always_on(module)
    ]


def _is_always_on(module: str) -> bool:
    from permenti_desktop.domain import site_profile  # an office has them all, as a rule: not for the first window

    return module in site_profile.ALWAYS_ON
