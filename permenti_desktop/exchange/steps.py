"""What an import would do, as plain data: its steps, their cells, and what a person decides about them.

Inputs refer to records that do not exist yet by negative numbers: ``-7`` is the record that step 7 makes.
"""

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from permenti_desktop.domain.internship import InternshipInput
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.organisation import OrganisationInput
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.person import PersonInput
from permenti_desktop.domain.tandem import TandemInput
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.exchange import merge
from permenti_desktop.exchange.fields import Subject
from permenti_desktop.exchange.records import Line
from permenti_desktop.i18n import N_

Kind = Literal["add", "change", "duplicate", "problem", "same"]
"""New · known already and gets more · perhaps known or twice in the list: a person decides · cannot be
written as it is · known already with all of this."""

KIND_LABELS: Final[dict[Kind, str]] = {
    "add": N_("neu"),
    "change": N_("ändern"),
    "duplicate": N_("doppelt?"),
    "problem": N_("zu klären"),
    "same": N_("schon da"),
}

StepKey: TypeAlias = tuple[str, int, str]
"""Sheet, row and subject: what a step is known by from one plan to the next."""

Decision: TypeAlias = Literal["new", "leave"] | int | StepKey
"""For one step: enter as a new record, leave out, or who is meant: the record with this id, or that step's."""
AnyInput: TypeAlias = ParticipantInput | MentorInput | OrganisationInput | InternshipInput | TandemInput


@dataclass(frozen=True, slots=True)
class PlanCell:
    """One cell of the list and what becomes of it. ``before`` is what the record has now (changes only)."""

    field: str
    label: str
    before: str
    after: str
    place: str
    text: str
    state: str
    remark: str = ""
    sheet: str = ""
    listed: str = ""
    """What the list says, as it was read, where the record may keep what it has (changes only)."""

    @property
    def key(self) -> "CellKey":
        """What a choice names this cell by."""
        return (self.sheet, self.place, self.field)

    @property
    def differs(self) -> bool:
        """Whether the list says something else than the record, so that there is something to choose."""
        return bool(self.listed) and self.listed != self.before and self.field in merge.PATHS


CellKey: TypeAlias = tuple[str, str, str]
"""Sheet, cell and field."""

CellChoice: TypeAlias = Literal["take", "keep", "both"]
"""For one field of a record that is known already: what the list says, what is there, or what is there with the
list's as text beside it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be meant; ``choice`` is the decision for it."""

    choice: int | StepKey
    name: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One record of the plan. It is written when ``given`` is there and ``kind`` is "add" or "change"."""

    number: int
    kind: Kind
    subject: Subject
    title: str
    row: tuple[str, int] | None
    given: AnyInput | None
    cells: tuple[PlanCell, ...] = ()
    id: int | None = None
    version: int | None = None
    candidates: tuple[Candidate, ...] = ()
    remark: str = ""
    role_only: bool = False
    """The person is known, but not in this role: only the role is added."""
    contacts: tuple["NewContact", ...] = ()
    entry: TimelineEntryInput | None = None
    """A talk that the list dates ("zuletzt gesprochen"), for the record of this step."""
    otherwise: tuple[str, ...] = ()
    """What the list says otherwise than the record, which stays as it is: "Telefon: +49 231 445566"."""
    cohort: str = ""
    """Name of the cohort, where it has to be made first."""

    @property
    def key(self) -> StepKey | None:
        """What decisions name this step by; None for what a list only mentions."""
        return (*self.row, self.subject) if self.row is not None else None

    @property
    def writes(self) -> bool:
        """Whether anything is written for this step."""
        return self.kind in ("add", "change") and self.given is not None


@dataclass(frozen=True, slots=True)
class NewContact:
    """A person who speaks for an organisation. ``person_id`` is who she is, where she is known already or another
    step makes her; otherwise she is entered along with the organisation."""

    person: PersonInput
    function: str = ""
    person_id: int | None = None


ColumnKind = Literal["kept", "near", "values", "unsure", "serials", "ignored"]
"""No field, stays as text · named by a word that only lies near to the field · told by its cells alone · a word that
may mean something else · days as bare numbers · specially protected, left out."""


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """A column that a person should look at once, instead of at each of its cells."""

    sheet: str
    place: str
    header: str
    kind: ColumnKind
    label: str
    cells: int
    samples: tuple[str, ...]
    remark: str


@dataclass(frozen=True)
class Plan:
    """Everything that an import would do. ``lines`` are rows that are no records, ``left_out`` sheets
    without a list, ``cohorts`` names of rounds that will be made."""

    file: str
    steps: tuple[Step, ...]
    lines: tuple[Line, ...] = ()
    left_out: tuple[str, ...] = ()
    cohorts: tuple[str, ...] = ()
    cells: int = 0
    """How many cells with content were read."""
    doubts: tuple[PlanCell, ...] = field(default=(), repr=False)
    """Every cell that was read with a doubt or not at all, each once."""
    kept: tuple[PlanCell, ...] = field(default=(), repr=False)
    """Every other cell of a column with a meaning that says more than its field can hold: its text is kept."""
    columns: tuple[PlanColumn, ...] = field(default=(), repr=False)
    """Columns to be looked at: without a meaning, or with one that is not certain."""

    def count(self, kind: Kind, subject: str | None = None) -> int:
        """How many steps are of a kind."""
        return sum(step.kind == kind and subject in (None, step.subject) for step in self.steps)

    @property
    def writes(self) -> int:
        """How many records will be written."""
        return sum(step.writes for step in self.steps)
