"""Site profiles: with what an office of one kind starts (DOMAIN: who sits in front of the program).

A profile is chosen when a file is founded and can be changed later. It only fills the settings: every line of it can
be changed afterwards, and no code asks for the site itself.
"""

from dataclasses import dataclass
from typing import Final

from permenti_desktop.domain import vocab
from permenti_desktop.domain.vocab import Term, Vocabulary
from permenti_desktop.i18n import N_

MODULE: Final = Vocabulary(
    "module",
    (
        Term("participants", N_("Teilnehmerinnen")),
        Term("mentors", N_("Mentorinnen")),
        Term("tandems", N_("Tandems")),
        Term("matching", N_("Matching")),
        Term("internships", N_("Praktika")),
        Term("organisations", N_("Organisationen")),
        Term("network", N_("Netzwerk")),
        Term("cohorts", N_("Durchgänge")),
        Term("regions", N_("Regionen")),
        Term("grants", N_("Zuwendungen")),
        Term("federation", N_("Zahlen aller Standorte")),
        Term("reports", N_("Berichte")),
    ),
)
ALWAYS_ON: Final = frozenset({"participants", "mentors", "tandems", "internships", "organisations", "reports"})
"""Modules without which the program has no purpose; a setting cannot switch them off."""


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """What a kind of office starts with.

    ``phases`` are codes of ``vocab.PHASE`` in the order of the path. ``phase_names`` and ``words`` rename a term
    (code, German, English). ``instruments`` are titles of the first instruments in the toolbox. The weeks are target
    and limit of the rhythm of network groups.
    """

    site: str
    modules: tuple[str, ...]
    phases: tuple[str, ...] = vocab.PHASE.codes
    phase_names: tuple[tuple[str, str, str], ...] = ()
    words: tuple[tuple[str, str, str], ...] = ()
    instruments: tuple[str, ...] = ()
    target_weeks: int = 4
    limit_weeks: int = 6
    tandem_rhythm_days: int = 14


_BASE = (
    "participants",
    "mentors",
    "tandems",
    "matching",
    "internships",
    "organisations",
    "network",
    "grants",
    "reports",
)

_OTHER = SiteProfile(
    "other",
    modules=_BASE,
    instruments=(N_("Leitfaden Erstgespräch"), N_("Tandemvereinbarung"), N_("Zielvereinbarung")),
)

# The pilot has the whole path and the toolbox, and adds up the figures of all sites.
_DORTMUND = SiteProfile(
    "dortmund",
    modules=(*_BASE, "cohorts", "federation"),
    instruments=(
        N_("Leitfaden Erstgespräch"),
        N_("Profilingbogen"),
        N_("Tandemvereinbarung"),
        N_("Zielvereinbarung"),
        N_("Auswertung Praktikum"),
        N_("Workshop Bewerbung"),
    ),
)

# The network of authorities and providers meets every four to six weeks; a voucher buys qualification and internship.
_BIELEFELD = SiteProfile(
    "bielefeld",
    modules=_BASE,
    phases=tuple(code for code in vocab.PHASE.codes if code not in ("trial",)),
    instruments=(N_("Leitfaden Erstgespräch"), N_("Tagesordnung Netzwerktreffen"), N_("Anfrage an Betriebe")),
    target_weeks=4,
    limit_weeks=6,
)

# Company mentoring in rounds: the mentor runs or works in a small firm, and the internship takes place there.
_KOELN = SiteProfile(
    "koeln",
    modules=(*_BASE, "cohorts"),
    phases=tuple(code for code in vocab.PHASE.codes if code not in ("profiling", "qualification")),
    phase_names=(
        ("interview", "Zielvereinbarung", "Goal agreement"),
        ("trial", "Auftakt", "Kick-off"),
        ("internship", "Praktikum im Mentoringbetrieb", "Internship at the mentor's firm"),
    ),
    words=(("participant", "Mentee", "Mentee"), ("participants", "Mentees", "Mentees")),
    instruments=(
        N_("Zielvereinbarung"),
        N_("Tandemvereinbarung"),
        N_("Ablauf Auftaktveranstaltung"),
        N_("Abschlussgespräch"),
    ),
    target_weeks=8,
    limit_weeks=12,
    tandem_rhythm_days=21,
)

# Nine towns, scattered participants and slow buses: where an offer reaches most women.
_ENNEPE_RUHR = SiteProfile(
    "ennepe-ruhr",
    modules=(*_BASE, "regions"),
    instruments=(
        N_("Leitfaden Erstgespräch"),
        N_("Fahrzeiten im Kreis"),
        N_("Tandemvereinbarung"),
        N_("Zielvereinbarung"),
    ),
)

PROFILES: Final = {one.site: one for one in (_DORTMUND, _BIELEFELD, _KOELN, _ENNEPE_RUHR, _OTHER)}


def profile(site: str) -> SiteProfile:
    """The profile of a site (``vocab.SITE``); an unknown one starts like "other"."""
    return PROFILES.get(site, _OTHER)
