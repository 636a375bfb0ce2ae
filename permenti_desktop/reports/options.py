"""What a person chooses for a report, and the formats it is written in."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, TypeAlias, get_args

from permenti_desktop.domain.errors import UserError
from permenti_desktop.i18n import _

Format: TypeAlias = Literal["pdf", "xlsx", "csv"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)


@dataclass(frozen=True, slots=True)
class Options:
    """The choices for one report. *start* and *end* are the first and last day it speaks of, *cut_off* the day whose
    state of the data counts; a list that was chosen by hand has none of them and names its people in *ids*."""

    start: date | None = None
    end: date | None = None
    cut_off: date | None = None
    grant_id: int | None = None
    ids: tuple[int, ...] | None = None
    purpose: str = ""
    """What the report is for, in words; personal data leave the house for this only."""
    made_at: datetime | None = None
    made_by: str = ""

    @property
    def period(self) -> tuple[date, date] | None:
        """First and last day, both included."""
        return (self.start, self.end) if self.start is not None and self.end is not None else None


def of_period(start: date, end: date, today: date, grant_id: int | None = None) -> Options:
    """The choices for a period; the cut-off date is its end, or today while it lasts. Raises UserError when the period
    ends before it begins."""
    if end < start:
        raise UserError(
            _("Der Zeitraum endet, bevor er beginnt."), _("Bitte wählen Sie einen letzten Tag nach dem ersten.")
        )
    return Options(start=start, end=end, cut_off=min(end, today), grant_id=grant_id)
