"""A grant (Zuwendung): funder, period, targets, reporting dates, how long records are kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from permenti_desktop.domain import vocab
from permenti_desktop.domain.check import Problem, in_order, not_negative, prefixed, required
from permenti_desktop.domain.person import in_vocabulary
from permenti_desktop.i18n import _


@dataclass(frozen=True, slots=True)
class TargetInput:
    """How much of an indicator is to be reached, in one year or (``year`` None) in the whole period."""

    id: int | None = None
    indicator: str = "entries"
    value: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class DeadlineInput:
    """A day on which the funder expects something (interim report, final accounts)."""

    id: int | None = None
    title: str = ""
    due: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class GrantInput:
    """Everything a form hands over about a grant. ``retention_years`` counts from 31 December of the year of
    ``last_payment_on``; funder and ministry are written as they are called in this period."""

    title: str = ""
    funder: str = ""
    ministry: str = ""
    reference: str = ""
    start: date | None = None
    end: date | None = None
    last_payment_on: date | None = None
    retention_years: int = 5
    short_contact_hours: int = 8
    remarks: str = ""
    targets: tuple[TargetInput, ...] = ()
    deadlines: tuple[DeadlineInput, ...] = ()


@dataclass(frozen=True, slots=True)
class CohortInput:
    """A round (Durchgang) of tandems."""

    name: str = ""
    start: date | None = None
    end: date | None = None
    remarks: str = ""


def check(grant: GrantInput, today: date) -> Iterable[Problem]:
    """Rules over one grant."""
    yield from required("title", grant.title)
    yield from in_order("start", grant.start, "end", grant.end)
    yield from not_negative("retention_years", grant.retention_years)
    for index, target in enumerate(grant.targets):
        yield from prefixed(f"targets.{index}", in_vocabulary("indicator", target.indicator, vocab.INDICATOR))
        if target.value is None:
            yield Problem(f"targets.{index}.value", "warning", _("Die Zielzahl fehlt."))
    for index, deadline in enumerate(grant.deadlines):
        if deadline.due is None:
            yield Problem(f"deadlines.{index}.due", "warning", _("Das Datum fehlt."))


def check_cohort(cohort: CohortInput, today: date) -> Iterable[Problem]:
    """Rules over one cohort."""
    yield from required("name", cohort.name)
    yield from in_order("start", cohort.start, "end", cohort.end)


def keep_until(grant: GrantInput) -> date | None:
    """The last day on which records of this grant must be kept: the retention years, counted from 31 December of the
    year of the last payment (or of the end of the period where no payment is recorded yet)."""
    reference = grant.last_payment_on or grant.end
    return date(reference.year + grant.retention_years, 12, 31) if reference else None
