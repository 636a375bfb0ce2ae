"""Writing a plan: exactly what it showed, in one transaction, undone as one step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from permenti_desktop.db import journal
from permenti_desktop.db.session import Session
from permenti_desktop.domain.grant import CohortInput
from permenti_desktop.domain.internship import InternshipInput
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.organisation import ContactPersonInput, OrganisationInput
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.tandem import TandemInput
from permenti_desktop.exchange.steps import Plan, Step
from permenti_desktop.i18n import N_
from permenti_desktop.queries import known
from permenti_desktop.queries import mentor as mentor_queries
from permenti_desktop.queries import organisation as organisation_queries
from permenti_desktop.queries import participant as participant_queries
from permenti_desktop.usecases import bulk, grant, internship, mentor, organisation, participant, tandem

Tick = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Result:
    """What was written: how many new records and how many changed ones; ``ids`` by number of step."""

    added: int
    changed: int
    ids: dict[int, int]


def load(session: Session, subject: str, id: int) -> tuple[int, object]:
    """Version and Input of a record that a plan may change: what ``plan.make_plan`` asks for."""
    if subject == "participant":
        return participant_queries.load(session, id)
    if subject == "mentor":
        return mentor_queries.load(session, id)
    if subject == "person":
        return known.person(session, id)
    return organisation_queries.load(session, id)


def apply(session: Session, plan: Plan, today: date, tick: Tick | None = None) -> Result:
    """Write all steps of a plan that write. The caller's write makes it all or nothing.

    Raises BadInput, Conflict when a record was changed since the plan was made, Cancelled from *tick*.
    """
    writer = _Writer(session, plan, today, tick)
    writer.run()
    journal.name(
        session,
        N_("Liste „{file}“ eingelesen: {added} neu, {changed} geändert"),
        file=plan.file,
        added=writer.added,
        changed=writer.changed,
    )
    return Result(writer.added, writer.changed, {-key: id for key, id in writer.ids.items()})


class _Writer:
    def __init__(self, session: Session, plan: Plan, today: date, tick: Tick | None) -> None:
        self.session = session
        self.plan = plan
        self.today = today
        self.tick = tick
        self.ids: dict[int, int] = {}
        self.cohorts: dict[str, int] = {}
        self.added = self.changed = self.done = 0

    def run(self) -> None:
        """New records go in kind by kind, many at once; changes one by one through their use cases."""
        for name in self.plan.cohorts:
            self.cohorts[name] = grant.save_cohort(self.session, None, None, CohortInput(name=name), today=self.today)
        writing = [step for step in self.plan.steps if step.writes]
        for subject in ("organisation", "mentor", "participant", "internship", "tandem"):
            steps = [step for step in writing if step.subject == subject]
            self._add([step for step in steps if step.kind == "add" and not step.role_only])
            for step in steps:
                if step.kind == "change" or step.role_only:
                    self._change(step)
                    self._tell(1)
        self._late_contacts(writing)
        self._entries(writing)

    def _late_contacts(self, writing: Sequence[Step]) -> None:
        """Who speaks for an organisation and was entered after it, as its mentor."""
        for step in writing:
            late = [one for one in step.contacts if one.person_id is not None and one.person_id < 0]
            if not late:
                continue
            id = self.ids[-step.number]
            version, given = organisation_queries.load(self.session, id)
            people = [ContactPersonInput(person_id=self._id(one.person_id), function=one.function) for one in late]
            given = replace(given, people=(*given.people, *people))
            organisation.save(self.session, id, version, given, today=self.today)

    def _tell(self, count: int) -> None:
        self.done += count
        if self.tick is not None:
            self.tick(self.done, self.plan.writes)

    def _id(self, id: int | None) -> int | None:
        """The id in the database for one that may be a step's."""
        return self.ids[id] if id is not None and id < 0 else id

    def _resolved(self, step: Step) -> object:
        """The Input of a step with the ids of records that were made before it."""
        given = step.given
        if isinstance(given, MentorInput):
            return replace(given, organisation_id=self._id(given.organisation_id))
        if isinstance(given, ParticipantInput):
            return replace(given, cohort_id=self.cohorts[step.cohort]) if step.cohort else given
        if isinstance(given, InternshipInput):
            return replace(
                given,
                participant_id=self._id(given.participant_id),
                organisation_id=self._id(given.organisation_id),
                mentor_id=self._id(given.mentor_id),
            )
        if isinstance(given, TandemInput):
            mentees = tuple(id for id in map(self._id, given.mentee_ids) if id is not None)
            found = replace(given, mentor_id=self._id(given.mentor_id), mentee_ids=mentees)
            return replace(found, cohort_id=self.cohorts[step.cohort]) if step.cohort else found
        if isinstance(given, OrganisationInput) and step.contacts:
            new = [contact for contact in step.contacts if contact.person_id is None]
            people = bulk.people(self.session, [contact.person for contact in new], today=self.today) if new else []
            speaking = [
                ContactPersonInput(person_id=id, function=contact.function)
                for id, contact in zip(people, new, strict=True)
            ]
            known = [
                ContactPersonInput(person_id=contact.person_id, function=contact.function)
                for contact in step.contacts
                if contact.person_id is not None and contact.person_id > 0
            ]
            return replace(given, people=(*given.people, *known, *speaking))
        return given

    def _add(self, steps: Sequence[Step]) -> None:
        if not steps:
            return
        given = [self._resolved(step) for step in steps]
        subject = steps[0].subject
        new: list[int]
        if subject == "organisation":
            new = bulk.organisations(
                self.session, [one for one in given if isinstance(one, OrganisationInput)], today=self.today
            )
        elif subject == "mentor":
            new = bulk.mentors(self.session, [one for one in given if isinstance(one, MentorInput)], today=self.today)
        elif subject == "participant":
            new = bulk.participants(
                self.session, [one for one in given if isinstance(one, ParticipantInput)], today=self.today
            )
        elif subject == "internship":
            new = bulk.internships(
                self.session, [one for one in given if isinstance(one, InternshipInput)], today=self.today
            )
        else:
            new = bulk.tandems(self.session, [one for one in given if isinstance(one, TandemInput)], today=self.today)
        for step, id in zip(steps, new, strict=True):
            self.ids[-step.number] = id
        self.added += len(steps)
        self._tell(len(steps))

    def _change(self, step: Step) -> None:
        given = self._resolved(step)
        if step.id is None:
            raise ValueError("a change without a record")
        if isinstance(given, ParticipantInput):
            save = participant.add_role if step.role_only else participant.save
            save(self.session, step.id, step.version, given, today=self.today)
        elif isinstance(given, MentorInput):
            keep = mentor.add_role if step.role_only else mentor.save
            keep(self.session, step.id, step.version, given, today=self.today)
        elif isinstance(given, OrganisationInput):
            organisation.save(self.session, step.id, step.version, given, today=self.today)
        elif isinstance(given, InternshipInput):
            internship.save(self.session, step.id, step.version, given, today=self.today)
        elif isinstance(given, TandemInput):
            tandem.save(self.session, step.id, step.version, given, today=self.today)
        self.ids[-step.number] = step.id
        if step.role_only:
            self.added += 1
        else:
            self.changed += 1

    def _entries(self, writing: Sequence[Step]) -> None:
        entries = [
            replace(step.entry, organisation_id=self.ids[-step.number]) for step in writing if step.entry is not None
        ]
        if entries:
            bulk.entries(self.session, entries, today=self.today)
