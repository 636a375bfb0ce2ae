"""Participants: the list with its filters, the form, the file."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, String, and_, false, func, literal_column, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from permenti_desktop.db.models.grant import Cohort
from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.organisation import Organisation
from permenti_desktop.db.models.participant import Participant, Participation
from permenti_desktop.db.models.person import Person, PersonLanguage
from permenti_desktop.db.models.tandem import Goal, Tandem, TandemMeeting, TandemMentee
from permenti_desktop.db.models.timeline import FollowUp
from permenti_desktop.domain import vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import NotFound
from permenti_desktop.domain.participant import (
    OutcomeInput,
    ParticipantInput,
    ParticipationInput,
    PhaseInput,
    QualificationInput,
    current_participation,
    missing_for_funder,
)
from permenti_desktop.domain.person import (
    ConsentInput,
    LanguageInput,
    PersonInput,
    consent_state,
    display_name,
    list_name,
)
from permenti_desktop.domain.text import search_key, sort_key
from permenti_desktop.queries import person as people
from permenti_desktop.queries import timeline as stream
from permenti_desktop.queries.listing import (
    IDS,
    Anything,
    Column,
    Ids,
    begun,
    chunks,
    ids_by_group,
    ids_of,
    in_order_of,
    narrow,
    not_over,
    remembered,
    tuples_for,
    whole_day,
)
from permenti_desktop.queries.period import moment
from permenti_desktop.queries.records import as_input, as_inputs, this_day
from permenti_desktop.queries.timeline import Cursor, FollowUpRow, TimelinePage

ENDED_PHASES: Final = ("completed", "dropout", "alumna")
"""Phases after which a participant no longer counts as active."""

ACCOMPANIED: Final = ("trial", "running", "paused")
"""States of a tandem in which a participant has a mentor; a proposal is none yet."""

HOSTED: Final = ("agreed", "running")
"""States of an internship that is settled and not over."""

GERMAN_LEVELS: Final = ("A0", "A1", "A2", "B1", "B2", "C1", "C2", "L1")
"""The levels of ``vocab.cefr()`` from the lowest to the first language."""


@dataclass(frozen=True, slots=True)
class ParticipantFilter:
    """Which participants a list shows; all conditions together. Empty fields ask nothing.

    The first four are the pills. *german_from* and *german_to* are levels including themselves; *entry_from* … compare
    with the participation that counts today, a partial date by its first day. *only* restricts to given ids (the list
    behind a figure)."""

    active: bool = False
    without_mentor: bool = False
    consent_missing: bool = False
    due: bool = False
    phases: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    german_from: str | None = None
    german_to: str | None = None
    german_unknown: bool = False
    entry_from: date | None = None
    entry_to: date | None = None
    exit_from: date | None = None
    exit_to: date | None = None
    genders: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    employment: tuple[str, ...] = ()
    travel: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    occupation: str = ""
    residence_expires_to: date | None = None
    cohort_id: int | None = None
    grant_id: int | None = None
    case_worker_id: int | None = None
    mentor_id: int | None = None
    only: tuple[int, ...] | None = None
    in_bin: bool = False


EVERYONE: Final = ParticipantFilter()
ACTIVE: Final = ParticipantFilter(active=True)

SORTS: Final = (
    "name",
    "phase",
    "town",
    "number",
    "german",
    "entry",
    "exit",
    "mentor",
    "next_due",
    "consent",
    "last_contact",
)
"""Columns by which the list can be ordered."""

_COMMA: Final[Any] = literal_column("','")
_CONSENT_ORDER: Final = ("missing", "withdrawn", "expired", "expiring", "given")


_TOLD: Final = (
    "id", "name", "spoken_name", "own_script_name", "number", "languages", "phase", "mentor_id", "mentor", "next_due",
    "consent", "town", "german", "entry", "exit", "birth", "nationality", "phone", "email", "occupation_wanted",
    "cohort", "internship", "internship_end", "last_contact", "residence_expires",
)  # fmt: skip


class ParticipantRow(NamedTuple):
    """One line of the list. It is what the database handed over; what a column shows is told of it when somebody asks,
    because most columns are hidden and many lines are never looked at. Days are as they are stored; *today* is the day
    for which the line was read."""

    id: int
    last_name: str
    first_name: str
    title: str
    own_script_name: str
    number: str
    language_codes: str | None
    phase: str
    mentor_id: int | None
    mentor_last_name: str | None
    mentor_first_name: str | None
    mentor_title: str | None
    due: str | date | None
    newest_consent: str | None
    town: str
    german: str | None
    entered: str | None
    left: str | None
    born: str | None
    nationality: str | None
    mobile: str
    landline: str
    email: str
    occupation_wanted: str
    cohort_name: str | None
    host: str | None
    hosted_until: str | None
    contact: str | date | None
    title_expires: str | date | None
    today: date

    def told(self) -> dict[str, Any]:
        """All that a line tells, by name."""
        return {name: getattr(self, name) for name in _TOLD}

    @property
    def name(self) -> str:
        """Her name as lists order it."""
        return list_name(self.last_name, self.first_name)

    @property
    def spoken_name(self) -> str:
        """Her name as it is spoken."""
        return display_name(self.last_name, self.first_name, self.title)

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes, in the order entered."""
        return tuple(self.language_codes.split(",")) if self.language_codes else ()

    @property
    def mentor(self) -> str:
        """The mentor of her newest tandem that runs; empty without one."""
        return display_name(self.mentor_last_name or "", self.mentor_first_name or "", self.mentor_title or "")

    @property
    def next_due(self) -> date | None:
        """The day of the next open follow-up."""
        return whole_day(self.due)

    @property
    def consent(self) -> str:
        """A state of :func:`domain.person.consent_state`."""
        return people.consent_told(self.newest_consent, self.today)

    @property
    def entry(self) -> PartialDate | None:
        """Her entry into the participation that counts."""
        return moment(self.entered)

    @property
    def exit(self) -> PartialDate | None:
        """Her exit from it."""
        return moment(self.left)

    @property
    def birth(self) -> PartialDate | None:
        """When she was born."""
        return moment(self.born)

    @property
    def phone(self) -> str:
        """The number by which she is reached soonest."""
        return self.mobile or self.landline

    @property
    def cohort(self) -> str:
        """The name of her cohort; empty without one."""
        return self.cohort_name or ""

    @property
    def internship(self) -> str:
        """The host of a settled or running internship; empty without one."""
        return self.host or ""

    @property
    def internship_end(self) -> PartialDate | None:
        """When that ends."""
        return moment(self.hosted_until)

    @property
    def last_contact(self) -> date | None:
        """The day of the newest entry about her."""
        return whole_day(self.contact)

    @property
    def residence_expires(self) -> date | None:
        """When her residence title runs out."""
        return whole_day(self.title_expires)


@dataclass(frozen=True, slots=True)
class ParticipantPills:
    """How many participants each pill of the list would show, and how many there are in all."""

    active: int
    without_mentor: int
    consent_missing: int
    due: int
    all: int


# The list ----------------------------------------------------------------------------------------------------------


def has_mentor() -> ColumnElement[bool]:
    """A participant with a mentor now."""
    return Participant.id.in_(
        select(TandemMentee.participant_id)
        .join(Tandem, Tandem.id == TandemMentee.tandem_id)
        .where(Tandem.state.in_(ACCOMPANIED), Tandem.in_bin == false())
    )


def is_active(today: date) -> ColumnElement[bool]:
    """A participant on her way: in no phase that ends it, and without an exit before *today*."""
    return and_(Participant.phase.not_in(ENDED_PHASES), not_over(Participant.exit, today))


def _is_due(today: date) -> ColumnElement[bool]:
    return Participant.id.in_(
        select(FollowUp.person_id).where(stream.is_open(), FollowUp.due <= today, FollowUp.person_id.is_not(None))
    )


def _conditions(chosen: ParticipantFilter, today: date) -> list[ColumnElement[bool]]:
    """A filter as conditions on the participant's table. Pills other than the first speak of active participants."""
    found: list[ColumnElement[bool]] = [Participant.in_bin == chosen.in_bin]
    if chosen.active or chosen.without_mentor or chosen.consent_missing:
        found.append(is_active(today))
    if chosen.without_mentor:
        found.append(~has_mentor())
    if chosen.consent_missing:
        found.append(~people.has_consent(Participant.id, today))
    if chosen.due:
        found.append(_is_due(today))
    coded: tuple[tuple[Column, tuple[str, ...]], ...] = (
        (Participant.phase, chosen.phases),
        (Participant.town, chosen.towns),
        (Participant.employment, chosen.employment),
    )
    found.extend(column.in_(codes) for column, codes in coded if codes)
    if chosen.german_from or chosen.german_to:
        levels = GERMAN_LEVELS
        first = levels.index(chosen.german_from) if chosen.german_from in levels else 0
        last = levels.index(chosen.german_to) if chosen.german_to in levels else len(levels) - 1
        found.append(Participant.german.in_(levels[first : last + 1]))
    if chosen.german_unknown:
        found.append(Participant.german.is_(None))
    for dated, start, end in (
        (Participant.entry, chosen.entry_from, chosen.entry_to),
        (Participant.exit, chosen.exit_from, chosen.exit_to),
    ):
        if start is not None:
            found.append(dated >= PartialDate.of_day(start))
        if end is not None:
            found.append(begun(dated, end))
    of_person: list[ColumnElement[bool]] = []
    if chosen.genders:
        of_person.append(Person.gender.in_(chosen.genders))
    if chosen.nationalities:
        of_person.append(Person.nationality.in_(chosen.nationalities))
    if of_person:
        found.append(Participant.id.in_(select(Person.id).where(*of_person)))
    found.extend(Participant.id.in_(people.people_with_language(code)) for code in chosen.languages)
    # Codes are kept as ",bus,car,".
    for kept, codes in ((Participant.travel, chosen.travel), (Participant.times, chosen.times)):
        if codes:
            found.append(or_(*(type_coerce(kept, String).contains(f",{code},") for code in codes)))
    if chosen.residence_expires_to is not None:
        found.append(Participant.residence_expires <= chosen.residence_expires_to)
    if chosen.cohort_id is not None:
        found.append(Participant.cohort_id == chosen.cohort_id)
    if chosen.case_worker_id is not None:
        found.append(Participant.case_worker_id == chosen.case_worker_id)
    if chosen.grant_id is not None:
        in_grant = select(Participation.participant_id).where(Participation.grant_id == chosen.grant_id)
        found.append(Participant.id.in_(in_grant))
    if chosen.mentor_id is not None:
        hers = (
            select(TandemMentee.participant_id)
            .join(Tandem, Tandem.id == TandemMentee.tandem_id)
            .where(Tandem.mentor_id == chosen.mentor_id, Tandem.in_bin == false())
        )
        found.append(Participant.id.in_(hers))
    return found


def ids(
    session: Session,
    *,
    search: str = "",
    filter: ParticipantFilter = EVERYONE,
    sort: str = "name",
    descending: bool = False,
    today: date | None = None,
) -> Ids:
    """The ids of all participants that the filter shows, in the order of the list; with *search*, those of them that
    match what was typed (:func:`queries.person.matching`)."""
    day = this_day(today)
    order = remembered(
        session,
        ("participant", filter, sort, descending, day),
        lambda: _narrowed(session, _ordered(session, filter, sort, descending, day), filter),
    )
    return order.narrowed(matching(session, search)) if search.strip() else order.ids


def first_ids(
    session: Session,
    *,
    filter: ParticipantFilter = EVERYONE,
    sort: str = "name",
    count: int = 64,
    today: date | None = None,
) -> tuple[int, ...]:
    """The first of :func:`ids` in a rising order, read through an index; none where that would take as long as all."""
    if sort not in ("name", "next_due") or filter.only is not None or filter.occupation.strip():
        return ()
    found: Anything = select(Participant.id).where(*_conditions(filter, this_day(today)))
    if sort == "name":
        found = found.order_by(Participant.sort_key, Participant.phase, Participant.exit, Participant.id)
    else:
        dues = select(FollowUp.due).where(stream.is_open(), FollowUp.person_id.is_not(None)).order_by(FollowUp.due)
        last = session.scalar(dues.offset(2 * count).limit(1))
        if last is None:
            return ()
        # All who are due by that day are sorted among themselves; everybody else stands behind them.
        soon = stream.next_due_of_each().where(FollowUp.due <= last).subquery()
        found = found.join(soon, soon.c[0] == Participant.id)
        found = found.order_by(soon.c[1], Participant.sort_key, Participant.id)
    first = tuple(session.scalars(found.limit(count)))
    return first if len(first) == count else ()


def _narrowed(session: Session, order: Ids, chosen: ParticipantFilter) -> Ids:
    """What is left of an order by those fields of a filter that SQL does not know."""
    if chosen.only is not None:
        order = narrow(order, chosen.only)
    if chosen.occupation.strip():
        order = narrow(order, _with_occupation(session, chosen.occupation))
    return order


def matching(session: Session, typed: str) -> Ids:
    """The ids of all people who match what was typed, in no order."""
    return people.matching(session, typed)


def variants(session: Session, typed: str, without: Iterable[int] = ()) -> tuple[int, ...]:
    """Participants whose names are spelt otherwise but sound alike: a second tier, shown below the exact hits."""
    return people.variants(session, typed, 50, "participant", without)


def _with_occupation(session: Session, typed: str) -> set[int]:
    """Participants whose occupation, held or wanted, has each typed word in it, however umlauts are written."""
    wanted = search_key(typed).split()
    rows = session.execute(
        select(Participant.id, Participant.occupation_held, Participant.occupation_wanted).where(
            or_(Participant.occupation_held != "", Participant.occupation_wanted != "")
        )
    )
    return {id for id, held, aim in rows if all(word in search_key(f"{held} {aim}") for word in wanted)}


def _ordered(
    session: Session,
    chosen: ParticipantFilter,
    sort: str,
    descending: bool,
    today: date,
) -> Ids:
    conditions = _conditions(chosen, today)
    name = (Participant.sort_key, Participant.id)
    plain: Anything = select(Participant.id).where(*conditions)
    if sort in ("phase", "town"):
        column = Participant.phase if sort == "phase" else Participant.town
        grouped = select(column, Participant.id).where(*conditions).order_by(column, *name)
        return ids_by_group(session, grouped, _phase_place if sort == "phase" else _town_place, descending)
    if sort == "consent":
        return _by_consent(session, plain.order_by(*name), descending, today)
    if sort in ("number", "german", "entry", "exit"):
        wanted = {
            "number": func.nullif(Participant.number, "") if descending else Participant.number,
            "german": Participant.german,
            "entry": Participant.entry,
            "exit": Participant.exit,
        }[sort]
        order = wanted.desc() if descending else wanted.asc()
        return ids_of(session, plain.order_by(order.nulls_last(), *name))
    if sort in ("mentor", "next_due", "last_contact"):
        per_person = _PER_PERSON[sort]().subquery()
        value = per_person.c[1].desc() if descending else per_person.c[1].asc()
        first = ids_of(session, plain.join(per_person, per_person.c[0] == Participant.id).order_by(value, *name))
        # All others stand behind, by name: an index has that order, so that only those with a value are sorted.
        known = set(first)
        first.extend(id for id in _by_name(session, plain) if id not in known)
        return first
    if sort != "name":
        raise ValueError(f"no such column: {sort}")
    return _by_name(session, plain, descending)


def _by_name(session: Session, plain: Anything, descending: bool = False) -> Ids:
    """The columns of one index, so that nothing is left to sort; phase and exit only decide between equal names."""
    columns = (Participant.sort_key, Participant.phase, Participant.exit, Participant.id)
    return ids_of(session, plain.order_by(*(column.desc() if descending else column for column in columns)))


def _phase_place(code: str) -> tuple[int, str]:
    codes = vocab.PHASE.codes
    return (codes.index(code), "") if code in codes else (len(codes), code)


def _town_place(town: str) -> tuple[bool, str]:
    return (not town, sort_key(town))


def _mentor_keys() -> Anything:
    return (
        select(TandemMentee.participant_id, func.min(Mentor.sort_key))
        .join(Tandem, Tandem.id == TandemMentee.tandem_id)
        .join(Mentor, Mentor.id == Tandem.mentor_id)
        .where(Tandem.state.in_(ACCOMPANIED), Tandem.in_bin == false())
        .group_by(TandemMentee.participant_id)
    )


_PER_PERSON: Final[dict[str, Callable[[], Anything]]] = {
    "mentor": _mentor_keys,
    "next_due": stream.next_due_of_each,
    "last_contact": stream.last_contact_of_each,
}


def _by_consent(session: Session, by_name: Anything, descending: bool, today: date) -> Ids:
    states = people.consent_states(session, today)
    buckets: dict[str, list[int]] = defaultdict(list)
    for id in ids_of(session, by_name):
        buckets[states.get(id, "missing")].append(id)
    result: Ids = array("q")
    for state in reversed(_CONSENT_ORDER) if descending else _CONSENT_ORDER:
        result.extend(buckets[state])
    return result


def _hers(of_each: Anything) -> ColumnElement[Any]:
    """What a statement with a person and a value in each row says of the participant of a line."""
    person, value = of_each.selected_columns
    return (
        of_each.with_only_columns(value)
        .where(person == Participant.id)
        .group_by(None)  # so that an index tells the last one without reading all
        .correlate(Participant)
        .scalar_subquery()
    )


@cache
def _rows() -> Anything:
    """What a :class:`ParticipantRow` holds, but for the day; a row for each participant."""
    languages = (
        select(func.aggregate_strings(PersonLanguage.language, _COMMA).aggregate_order_by(PersonLanguage.id))
        .where(PersonLanguage.person_id == Participant.id)
        .correlate(Participant)
        .scalar_subquery()
    )
    # The mentor of the newest tandem that runs.
    mentoring = (
        select(Tandem.mentor_id)
        .join(TandemMentee, TandemMentee.tandem_id == Tandem.id)
        .where(
            TandemMentee.participant_id == Participant.id,
            or_(*(Tandem.state == state for state in ACCOMPANIED)),
            Tandem.in_bin == false(),
        )
        .order_by(Tandem.id.desc())
        .limit(1)
        .correlate(Participant)
        .scalar_subquery()
    )
    # A running one goes before an agreed one, a new one before an old one.
    hosted = (
        select(Internship.id)
        .where(
            Internship.participant_id == Participant.id,
            or_(*(Internship.state == state for state in HOSTED)),
            Internship.in_bin == false(),
        )
        .order_by(Internship.state.desc(), Internship.id.desc())
        .limit(1)
        .correlate(Participant)
        .scalar_subquery()
    )
    mentor = aliased(Person)
    return (
        select(
            Participant.id,
            Person.last_name,
            Person.first_name,
            Person.title,
            Person.own_script_name,
            Participant.number,
            languages,
            Participant.phase,
            mentor.id,
            mentor.last_name,
            mentor.first_name,
            mentor.title,
            _hers(stream.next_due_of_each()),
            people.newest_consent(Participant.id),
            Participant.town,
            Participant.german,
            Participant.entry,
            Participant.exit,
            Person.birth,
            Person.nationality,
            Person.mobile,
            Person.phone,
            Person.email,
            Participant.occupation_wanted,
            Cohort.name,
            Organisation.name,
            Internship.end,
            _hers(stream.last_contact_of_each()),
            Participant.residence_expires,
        )
        .join(Person, Person.id == Participant.id)
        .outerjoin(Cohort, Cohort.id == Participant.cohort_id)
        .outerjoin(mentor, mentor.id == mentoring)
        .outerjoin(Internship, Internship.id == hosted)
        .outerjoin(Organisation, Organisation.id == Internship.organisation_id)
        .where(Participant.id.in_(IDS))
    )


def rows(session: Session, ids: Sequence[int], today: date | None = None) -> tuple[ParticipantRow, ...]:
    """The lines of the list for *ids*, in their order, by one statement (for up to 1,000 at a time)."""
    day = this_day(today)
    found = {
        line[0]: ParticipantRow._make((*line, day))
        for some in chunks(ids)
        for line in tuples_for(session, _rows(), some)
    }
    return in_order_of(ids, found)


def pills(session: Session, today: date) -> ParticipantPills:
    """How many each pill would show. One statement."""

    def count(chosen: ParticipantFilter) -> Any:
        return select(func.count()).select_from(Participant).where(*_conditions(chosen, today)).scalar_subquery()

    row = session.execute(
        select(
            count(ACTIVE),
            count(ParticipantFilter(without_mentor=True)),
            count(ParticipantFilter(consent_missing=True)),
            count(ParticipantFilter(due=True)),
            count(EVERYONE),
        )
    ).one()
    return ParticipantPills(*row)


def towns(session: Session) -> tuple[str, ...]:
    """The towns in which participants live, in order, for the filter."""
    found = session.scalars(
        select(Participant.town).where(Participant.in_bin == false(), Participant.town != "").distinct()
    )
    return tuple(sorted(found, key=sort_key))


# The form ----------------------------------------------------------------------------------------------------------


def person_input(record: Person) -> PersonInput:
    """What a form shows of a person."""
    return as_input(
        PersonInput,
        record,
        languages=as_inputs(LanguageInput, record.languages),
        consents=as_inputs(ConsentInput, record.consents),
    )


def _record(session: Session, id: int) -> Participant:
    record = session.execute(
        select(Participant)
        .where(Participant.id == id)
        .options(
            joinedload(Participant.person).options(selectinload(Person.languages), selectinload(Person.consents)),
            selectinload(Participant.qualifications),
            selectinload(Participant.phases),
            selectinload(Participant.participations),
            selectinload(Participant.outcomes),
        )
    ).scalar_one_or_none()
    if record is None:
        raise NotFound()
    return record


def _as_input(record: Participant) -> ParticipantInput:
    return as_input(
        ParticipantInput,
        record,
        person=person_input(record.person),
        qualifications=as_inputs(QualificationInput, record.qualifications),
        phases=as_inputs(PhaseInput, record.phases),
        participations=as_inputs(ParticipationInput, record.participations),
        outcomes=as_inputs(OutcomeInput, record.outcomes),
    )


def load(session: Session, id: int) -> tuple[int, ParticipantInput]:
    """Version and content of a participant as her form shows it: what ``usecases.participant.save`` takes. The
    version is the sum of the person's and the participant's, so that it rises whichever of the two was saved.
    Raises NotFound."""
    record = _record(session, id)
    return record.version + record.person.version, _as_input(record)


# The file ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TandemLine:
    """A tandem in a file. ``name`` is the other side: the mentor, or the mentees in the file of a mentor."""

    id: int
    name: str
    other_id: int
    state: str
    start: PartialDate | None
    end: PartialDate | None
    meetings: int
    last_meeting: date | None


@dataclass(frozen=True, slots=True)
class InternshipLine:
    """An internship in a file. ``name`` is the host, or the participant in the file of a host or mentor."""

    id: int
    name: str
    other_id: int | None
    kind: str
    state: str
    start: PartialDate | None
    end: PartialDate | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """How it stands with one purpose, and the newest entry for it."""

    purpose: str
    state: str
    basis: str
    given_on: date | None
    valid_until: date | None
    withdrawn_on: date | None


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal agreed on in a tandem."""

    id: int
    tandem_id: int
    text: str
    agreed_on: date | None
    due: date | None
    review: str
    reached_on: date | None


@dataclass(frozen=True, slots=True)
class ParticipantFile:
    """Everything that the file of a participant shows at once. *age* is the lowest and highest that her birth date
    allows. The four facts of its head: *tandem*, *internship*, *follow_up* (the next one) and *consent* (the state for
    the programme, with *consent_until*). *missing* names fields that a funder asks and that are empty."""

    id: int
    version: int
    content: ParticipantInput
    initials: str
    name: str
    list_name: str
    number: str
    age: tuple[int, int] | None
    town: str
    own_script_name: str
    phase: str
    german: str | None
    languages: tuple[tuple[str, str | None], ...]
    cohort: str
    case_worker: str
    in_bin: bool
    tandem: TandemLine | None
    internship: InternshipLine | None
    follow_up: FollowUpRow | None
    consent: str
    consent_until: date | None
    tandems: tuple[TandemLine, ...]
    goals: tuple[GoalLine, ...]
    internships: tuple[InternshipLine, ...]
    follow_ups: tuple[FollowUpRow, ...]
    consents: tuple[ConsentLine, ...]
    missing: tuple[str, ...]
    timeline: TimelinePage


def file(session: Session, id: int, today: date, limit: int = 50) -> ParticipantFile:
    """The file of a participant with the first page of its timeline. The number of statements does not depend on how
    much there is. Raises NotFound."""
    record = _record(session, id)
    person = record.person
    content = _as_input(record)
    tandems = tandems_of(session, id)
    internships = internships_where(session, Internship.participant_id == id)
    follow_ups = stream.follow_ups(session, person_id=id)
    consents = consent_lines(content.person, today)
    programme = next((line for line in consents if line.purpose == people.PROGRAMME), None)
    goals = tuple(
        GoalLine(*row)
        for row in session.execute(
            select(Goal.id, Goal.tandem_id, Goal.text, Goal.agreed_on, Goal.due, Goal.review, Goal.reached_on)
            .where(Goal.tandem_id.in_([line.id for line in tandems]))
            .order_by(Goal.agreed_on.desc().nulls_last(), Goal.id)
        )
    )
    cohort, last, first, title = session.execute(
        select(Cohort.name, Person.last_name, Person.first_name, Person.title)
        .select_from(Participant)
        .outerjoin(Cohort, Cohort.id == Participant.cohort_id)
        .outerjoin(Person, Person.id == Participant.case_worker_id)
        .where(Participant.id == id)
    ).one()
    now = current_participation(content.participations)
    return ParticipantFile(
        id=id,
        version=record.version + person.version,
        content=content,
        initials=people.initials(person.last_name, person.first_name),
        name=display_name(person.last_name, person.first_name, person.title),
        list_name=list_name(person.last_name, person.first_name),
        number=record.number,
        age=people.age(person.birth, today),
        town=person.town,
        own_script_name=person.own_script_name,
        phase=record.phase,
        german=record.german,
        languages=tuple((spoken.language, spoken.level) for spoken in content.person.languages),
        cohort=cohort or "",
        case_worker=display_name(last or "", first or "", title or ""),
        in_bin=record.in_bin,
        tandem=next((line for line in tandems if line.state in ACCOMPANIED), None),
        internship=next((line for state in ("running", "agreed") for line in internships if line.state == state), None),
        follow_up=follow_ups[0] if follow_ups else None,
        consent=programme.state if programme else "missing",
        consent_until=programme.valid_until if programme else None,
        tandems=tandems,
        goals=goals,
        internships=internships,
        follow_ups=follow_ups,
        consents=consents,
        missing=tuple(missing_for_funder(now, person.gender, person.birth)) if now else (),
        timeline=timeline(session, id, limit=limit, today=today),
    )


def timeline(
    session: Session,
    person_id: int,
    before: Cursor | None = None,
    limit: int = 50,
    sources: Iterable[str] | None = None,
    today: date | None = None,
) -> TimelinePage:
    """Everything that happened with a participant, newest first, a page at a time."""
    return stream.of_person(session, person_id, before, limit, sources, today)


def consent_lines(person: PersonInput, today: date) -> tuple[ConsentLine, ...]:
    """How it stands with each purpose for which there is an entry, in the order of the vocabulary."""
    lines = []
    purposes = dict.fromkeys(consent.purpose for consent in person.consents)
    known = vocab.PURPOSE.codes
    for purpose in sorted(purposes, key=lambda code: known.index(code) if code in known else len(known)):
        entries = [consent for consent in person.consents if consent.purpose == purpose]
        newest = max(entries, key=lambda consent: consent.given_on or date.min)
        lines.append(
            ConsentLine(
                purpose=purpose,
                state=consent_state(person.consents, purpose, today),
                basis=newest.basis,
                given_on=newest.given_on,
                valid_until=newest.valid_until,
                withdrawn_on=newest.withdrawn_on,
            )
        )
    return tuple(lines)


def tandems_of(session: Session, id: int) -> tuple[TandemLine, ...]:
    """The tandems of a participant, open ones first, then the newest."""
    meetings = (
        select(TandemMeeting.tandem_id, func.count().label("number"), func.max(TandemMeeting.on).label("last"))
        .join(TandemMentee, TandemMentee.tandem_id == TandemMeeting.tandem_id)
        .where(TandemMentee.participant_id == id)
        .group_by(TandemMeeting.tandem_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Tandem.id,
            Person.last_name,
            Person.first_name,
            Person.title,
            Tandem.mentor_id,
            Tandem.state,
            Tandem.start,
            Tandem.end,
            meetings.c.number,
            meetings.c.last,
        )
        .join(TandemMentee, TandemMentee.tandem_id == Tandem.id)
        .join(Person, Person.id == Tandem.mentor_id)
        .outerjoin(meetings, meetings.c.tandem_id == Tandem.id)
        .where(TandemMentee.participant_id == id, Tandem.in_bin == false())
        .order_by(Tandem.start.desc().nulls_last(), Tandem.id.desc())
    )
    lines = [
        TandemLine(
            id=row.id,
            name=display_name(row.last_name, row.first_name, row.title),
            other_id=row.mentor_id,
            state=row.state,
            start=row.start,
            end=row.end,
            meetings=row.number or 0,
            last_meeting=row.last,
        )
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: line.state not in vocab.TANDEM_OPEN))


def internships_where(
    session: Session, condition: ColumnElement[bool], trainee: bool = False
) -> tuple[InternshipLine, ...]:
    """Internships by a condition, the newest first; *trainee* names the participant instead of the host."""
    rows = session.execute(
        select(
            Internship.id,
            Internship.kind,
            Internship.state,
            Internship.start,
            Internship.end,
            Internship.outcome,
            Internship.organisation_id,
            Internship.participant_id,
            Organisation.name,
            Person.last_name,
            Person.first_name,
            Person.title,
        )
        .join(Person, Person.id == Internship.participant_id)
        .outerjoin(Organisation, Organisation.id == Internship.organisation_id)
        .where(condition, Internship.in_bin == false())
        .order_by(Internship.start.desc().nulls_first(), Internship.id.desc())
    )
    return tuple(
        InternshipLine(
            id=row.id,
            name=display_name(row.last_name, row.first_name, row.title) if trainee else row.name or "",
            other_id=row.participant_id if trainee else row.organisation_id,
            kind=row.kind,
            state=row.state,
            start=row.start,
            end=row.end,
            outcome=row.outcome,
        )
        for row in rows
    )
