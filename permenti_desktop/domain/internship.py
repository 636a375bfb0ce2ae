"""An internship (Praktikum) and its kin: job shadowing, orientation, measure with an employer, trial work."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from permenti_desktop.domain import vocab
from permenti_desktop.domain.check import Problem, in_order, prefixed
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.person import in_vocabulary
from permenti_desktop.i18n import N_, _


@dataclass(frozen=True, slots=True)
class ChecklistItemInput:
    """One point to be settled, with whom, by when, and when it was."""

    id: int | None = None
    text: str = ""
    with_whom: str = ""
    due: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class VisitInput:
    """One visit at the host company."""

    id: int | None = None
    on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class InternshipInput:
    """Everything a form hands over about an internship. ``mentor_id`` is the mentor who opened the door.

    ``hours_total`` is what was really worked; without it, hours follow from ``hours_per_week`` and the dates.
    """

    participant_id: int | None = None
    organisation_id: int | None = None
    mentor_id: int | None = None
    kind: str = "internship"
    state: str = "sought"
    supervisor: str = ""
    start: PartialDate | None = None
    end: PartialDate | None = None
    hours_per_week: Decimal | None = None
    hours_total: Decimal | None = None
    tasks: str = ""
    agreement_on: date | None = None
    insurance: str | None = None
    permit_question: str | None = None
    permit_note: str = ""
    evaluation_participant: str = ""
    evaluation_host: str = ""
    outcome: str | None = None
    outcome_note: str = ""
    remarks: str = ""
    unread: str = ""
    checklist: tuple[ChecklistItemInput, ...] = ()
    visits: tuple[VisitInput, ...] = ()


def check(internship: InternshipInput, today: date) -> Iterable[Problem]:
    """Rules over one internship."""
    if internship.participant_id is None:
        yield Problem("participant_id", "error", _("Bitte wählen Sie eine Teilnehmerin."))
    yield from in_vocabulary("state", internship.state, vocab.INTERNSHIP_STATE)
    yield from in_vocabulary("kind", internship.kind, vocab.INTERNSHIP_KIND)
    yield from in_order("start", internship.start, "end", internship.end)
    hours = internship.hours_per_week
    if hours is not None and not 0 < hours <= 60:
        yield Problem("hours_per_week", "warning", _("Wochenstunden liegen sonst zwischen 1 und 60."))
    if internship.state in ("agreed", "running") and internship.agreement_on is None:
        yield Problem("agreement_on", "warning", _("Die Vereinbarung fehlt noch."))
    if internship.state in ("agreed", "running") and internship.organisation_id is None:
        yield Problem("organisation_id", "warning", _("Der Betrieb fehlt noch."))
    for index, visit in enumerate(internship.visits):
        if visit.on is None:
            yield from prefixed(f"visits.{index}", [Problem("on", "warning", _("Das Datum des Besuchs fehlt."))])


# What is to be clarified before the first day, by kind; and what a residence title adds. The program never says
# "allowed": each line names with whom to clarify it. Offices change both lists in the settings.
CHECKLIST_BY_KIND: dict[str, tuple[tuple[str, str], ...]] = {
    "job_shadowing": (
        (N_("Vereinbarung über die Hospitation"), N_("Betrieb")),
        (N_("Unfall- und Haftpflichtversicherung"), N_("Betrieb oder Träger")),
    ),
    "internship": (
        (N_("Praktikumsvertrag mit Aufgaben und Zeiten"), N_("Betrieb")),
        (N_("Frage nach dem Mindestlohn (§ 22 MiLoG)"), N_("Betrieb")),
        (N_("Unfall- und Haftpflichtversicherung"), N_("Betrieb oder Träger")),
        (N_("Meldung des Praktikums"), N_("Jobcenter oder Agentur für Arbeit")),
    ),
    "orientation": (
        (N_("Praktikumsvertrag, höchstens drei Monate (§ 22 MiLoG)"), N_("Betrieb")),
        (N_("Unfall- und Haftpflichtversicherung"), N_("Betrieb oder Träger")),
        (N_("Meldung des Praktikums"), N_("Jobcenter oder Agentur für Arbeit")),
    ),
    "mag": (
        (N_("Zuweisung vor Beginn (§ 45 SGB III)"), N_("Jobcenter oder Agentur für Arbeit")),
        (N_("Dauer beim Arbeitgeber"), N_("Jobcenter oder Agentur für Arbeit")),
    ),
    "trial_work": (
        (N_("Art und Dauer der Probearbeit"), N_("Betrieb")),
        (N_("Meldung vor Beginn"), N_("Jobcenter oder Agentur für Arbeit")),
    ),
}
# Titles whose holders usually need a decision of the immigration authority on employment (§ 4a Abs. 4 AufenthG,
# § 61 AsylG, § 32 BeschV). To be checked with the authority in each case.
TITLES_TO_CLARIFY = frozenset({"gestattung", "duldung", "fiktion", "visum", "unknown", "16", "18", "20"})


def checklist(kind: str, residence_title: str | None) -> tuple[ChecklistItemInput, ...]:
    """What is to be clarified for an internship of this kind with this residence title: the starting checklist."""
    lines = list(CHECKLIST_BY_KIND.get(kind, ()))
    if residence_title is None or residence_title in TITLES_TO_CLARIFY:
        lines.insert(0, (N_("Ob eine Zustimmung zur Beschäftigung nötig ist"), N_("Ausländerbehörde")))
    return tuple(ChecklistItemInput(text=_(text), with_whom=_(whom)) for text, whom in lines)


def hours(internship: InternshipInput, until: date | None = None) -> Decimal | None:
    """Hours worked: the total where it was recorded, else weekly hours times the weeks from start to end (to
    ``until`` where that comes first), rounded to half hours. None when neither is known."""
    if internship.hours_total is not None:
        return internship.hours_total
    if internship.hours_per_week is None or internship.start is None:
        return None
    last = internship.end.last() if internship.end else until
    if last is None:
        return None
    if until is not None and until < last:
        last = until
    return hours_of_days(internship.hours_per_week, (last - internship.start.first()).days + 1)


def hours_of_days(hours_per_week: Decimal, days: int) -> Decimal:
    """Hours worked on so many days in a row, rounded to half hours."""
    return (hours_per_week * days / 7 * 2).quantize(Decimal(1)) / 2 if days > 0 else Decimal(0)
