"""What an import would do, before it is done: every record with every cell, and what a person has to decide.

A plan is pure calculation over a recognised file and what is already known. It holds the very Inputs that
will be written: what it shows is what :mod:`permenti_desktop.exchange.apply` does, and nothing else.
Decisions are given to :func:`make_plan` and a new plan comes out, so that links, duplicates and checks are
always worked out anew. What a plan is made of is in :mod:`permenti_desktop.exchange.steps`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal, TypeVar

from permenti_desktop.domain import internship as internship_rules
from permenti_desktop.domain import mentor as mentor_rules
from permenti_desktop.domain import organisation as organisation_rules
from permenti_desktop.domain import participant as participant_rules
from permenti_desktop.domain import tandem as tandem_rules
from permenti_desktop.domain.check import Problem, errors
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.organisation import OrganisationInput
from permenti_desktop.domain.participant import ParticipantInput, PhaseInput
from permenti_desktop.domain.person import PersonInput, list_name
from permenti_desktop.domain.tandem import TandemInput
from permenti_desktop.domain.text import search_key
from permenti_desktop.domain.timeline import TimelineEntryInput
from permenti_desktop.exchange import duplicates, inputs, merge
from permenti_desktop.exchange.duplicates import Pair
from permenti_desktop.exchange.fields import Subject, field_by_key
from permenti_desktop.exchange.people import (
    People,
    Someone,
    is_contact,
    known_of,
    known_of_person,
    participant_as_someone,
    who_is_meant,
    with_birth,
    with_firm,
)
from permenti_desktop.exchange.read_names import Name
from permenti_desktop.exchange.records import Draft, Item, RecordSet, read_records
from permenti_desktop.exchange.steps import (
    AnyInput,
    Candidate,
    CellChoice,
    CellKey,
    Decision,
    NewContact,
    Plan,
    PlanCell,
    Step,
    StepKey,
)
from permenti_desktop.exchange.tables import Recognition as Recognised
from permenti_desktop.exchange.to_check import as_one_cell, columns_to_look_at
from permenti_desktop.exchange.wording import value_text
from permenti_desktop.i18n import _, date_text
from permenti_desktop.queries.known import KnownPerson, KnownRecords

InputT = TypeVar("InputT")


def make_plan(
    found: Recognised,
    known: KnownRecords,
    today: date,
    decisions: Mapping[StepKey, Decision] | None = None,
    stored: Callable[[str, int], tuple[int, object]] | None = None,
    choices: Mapping[CellKey, CellChoice] | None = None,
) -> Plan:
    """The plan for a recognised file. Without *choices* blanks are filled and nothing that is there is overwritten.

    *stored* loads version and Input of a record that may be changed: ("participant" | "mentor" |
    "organisation", id). Without it, records that are known already are left as they are.
    """
    return _Planner(found, known, today, decisions or {}, stored, choices or {}).plan()


class _Planner:
    def __init__(
        self,
        found: Recognised,
        known: KnownRecords,
        today: date,
        decisions: Mapping[StepKey, Decision],
        stored: Callable[[str, int], tuple[int, object]] | None,
        choices: Mapping[CellKey, CellChoice],
    ) -> None:
        self.choices = choices
        self.found = found
        self.known = known
        self.today = today
        self.decisions = decisions
        self.stored = stored
        self.sets: tuple[RecordSet, ...] = read_records(found, today)
        self.steps: list[Step] = []
        self.organisations: dict[str, int] = {
            search_key(name): id for id, name in reversed(known.organisations) if search_key(name)
        }
        self.cohort_ids = {search_key(name): id for id, name in known.cohorts}
        self.new_cohorts: dict[str, str] = {}
        self.people = {one.id: one for one in known.people}
        self.firms = dict(known.organisations)
        self.by_name = People(self._someone(one) for one in known.people)
        self.assumed: list[PlanCell] = []
        self.mentors = People(self._someone(one) for one in known.people if one.mentor)
        self.participants = People(self._someone(one) for one in known.people if one.participant)
        self.tandems: set[tuple[int, int]] = set(known.tandems)
        self.by_key: dict[StepKey, int] = {}
        self.changed: dict[int, int] = {}
        """Participants who are known already → number of their step."""
        self.others_changed: dict[tuple[str, int], int] = {}
        """The same of organisations and mentors."""

    def plan(self) -> Plan:
        """All steps, in the order in which they can be written."""
        for draft in self._drafts("organisation"):
            self._organisation(draft)
        for draft in self._drafts("mentor"):
            self._mentor(draft)
        self._participants()
        for draft in self._drafts("internship"):
            self._internship(draft)
        for draft in self._drafts("tandem"):
            self._pair(draft)
        self._link_contacts()
        cells = [(draft.sheet, item) for one in self.sets for draft in one.drafts for item in draft.items]
        doubts, kept = self._listed(cells)
        return Plan(
            self.found.book.name,
            tuple(self.steps),
            tuple(line for one in self.sets for line in one.lines),
            self.found.left_out,
            tuple(self.new_cohorts.values()),
            len({(sheet, item.place) for sheet, item in cells}),
            doubts,
            kept,
            columns_to_look_at(self.found, self.sets),
        )

    def _drafts(self, subject: str) -> Iterable[Draft]:
        return (draft for one in self.sets if one.table.subject == subject for draft in one.drafts)

    def _someone(self, one: KnownPerson) -> Someone:
        firm = self.firms.get(one.organisation_id, "") if one.organisation_id is not None else ""
        return Someone(one.id, Name(one.last, one.first), one.birth, one.entry, one.exit, firm, one.id)

    def _without(self, role: Literal["participant", "mentor"], name: Name, firm: str = "") -> list[Someone]:
        """People of this whole name who are known, but not in this role; the one of this firm alone, if there is
        one."""
        if not (name.last and name.first):
            return []
        same = [one for one in self.by_name.named(name) if not getattr(self.people[one.id], role)]
        same = [one for one in same if one.id not in self.changed or role != "participant"]
        there = [one for one in same if firm and self._is_at(self.people[one.id], firm)]
        return there if len(there) == 1 else same

    def _is_at(self, person: KnownPerson, firm: str) -> bool:
        """Whether a known person works in this firm, or speaks for it."""
        places = [person.organisation_id, *person.speaks_for]
        return any(search_key(self.firms.get(id, "")) == search_key(firm) for id in places if id is not None)

    def _add(self, step: Step) -> int:
        """Append a step; answers the id by which others refer to its record."""
        number = len(self.steps) + 1
        self.steps.append(replace(step, number=number))
        id = step.id if step.id is not None else -number
        if step.id is not None and step.subject == "participant":
            self.changed.setdefault(step.id, number)
        elif step.id is not None:
            self.others_changed.setdefault((step.subject, step.id), number)
        if step.key is not None and step.kind != "problem":
            self.by_key.setdefault(step.key, id)
        return id

    def _decided(self, draft: Draft, subject: str) -> Literal["new", "leave"] | int | None:
        """What a person decided for a row: a record of this plan by its number, another by its id."""
        decision = self.decisions.get((draft.sheet, draft.row, subject))
        return self.by_key.get(decision) if isinstance(decision, tuple) else decision

    def _choice(self, id: int) -> int | StepKey:
        """A record as a decision names it."""
        key = self.steps[-id - 1].key if id < 0 else None
        return key if key is not None else id

    def _checked(self, step: Step, problems: Iterable[Problem]) -> Step:
        """The step, or the problem that keeps it from being written."""
        wrong = errors(problems)
        if not wrong:
            return step
        return replace(step, kind="problem", remark=" ".join(dict.fromkeys(problem.sentence for problem in wrong)))

    # Organisations

    def _organisation(self, draft: Draft) -> None:
        given = inputs.organisation(draft)
        row = (draft.sheet, draft.row)
        key = search_key(given.name)
        title = given.name or _("ohne Namen")
        decision = self._decided(draft, "organisation")
        id = decision if isinstance(decision, int) else self.organisations.get(key)
        contacts, remark = self._contacts(draft, id)
        entry = self._last_talk(draft)
        step = Step(0, "add", "organisation", title, row, given, self._cells(draft), contacts=contacts, entry=entry)
        step = replace(step, remark=remark)
        if decision == "leave":
            self._add(replace(step, kind="same", given=None, remark=_("Wird ausgelassen.")))
        elif decision != "new" and id is not None:
            self._known_organisation(step, id, given)
        else:
            step = self._checked(step, organisation_rules.check(given, self.today))
            self.organisations[key] = self._add(step)

    def _known_organisation(self, step: Step, id: int, given: OrganisationInput) -> None:
        if (first := self._first_row("organisation", id)) is not None:
            self._one_more_contact(first, step, given, id)
            return
        if self.stored is None:
            self._add(replace(step, kind="same", given=None, id=id, contacts=(), entry=None))
            return
        version, old = self.stored("organisation", id)
        assert isinstance(old, OrganisationInput)
        merged, kept = merge.organisation(old, given)
        merged = self._chosen(step, old, merged, given, kept)
        cells = self._compared(step.cells, old, merged)
        # Who speaks for it already is not entered a second time.
        there = [self.people[one.person_id] for one in old.people if one.person_id in self.people]
        contacts = tuple(one for one in step.contacts if not any(is_contact(person, one.person) for person in there))
        changed = merged != old or bool(contacts)
        self._add(
            replace(
                step,
                kind="change" if changed else "same",
                given=merged if changed else None,
                id=id,
                version=version,
                cells=cells,
                contacts=contacts,
                entry=step.entry if changed else None,
                remark=" ".join(filter(None, [step.remark if contacts else "", _kept_remark(kept)])),
                otherwise=tuple(kept),
            )
        )

    def _one_more_contact(self, first: Step, step: Step, given: OrganisationInput, id: int) -> None:
        """Another row of an organisation, mostly with another person who speaks for it: it goes to the first row's
        record, her own number and address to herself."""
        old = first.given if isinstance(first.given, OrganisationInput) else self._stored_organisation(first)
        new: tuple[NewContact, ...] = ()
        if old is not None and step.contacts:
            contact = step.contacts[0]
            phone = given.phone if given.phone != old.phone else ""
            email = given.email if given.email != old.email else ""
            there = [*first.contacts, *(self._speaking(one.person_id) for one in old.people)]
            known = next((one for one in there if _is_same_contact(contact, one)), None)
            if known is None:
                new = (replace(contact, person=replace(contact.person, phone=phone, email=email)),)
            if known is None or self._reaches(known, phone):
                given = replace(given, phone="" if phone else given.phone)
            if known is None or self._reaches(known, email):
                given = replace(given, email="" if email else given.email)
        self._join(first.number, step, given, merge.organisation, id)
        target = self.steps[first.number - 1]
        if target.given is None and new:
            target = replace(target, given=old, kind="change")
        if step.entry is not None and target.entry is None:
            target = replace(target, entry=step.entry)
        self.steps[first.number - 1] = replace(target, contacts=(*target.contacts, *new))

    def _stored_organisation(self, step: Step) -> OrganisationInput | None:
        found = self.stored("organisation", step.id)[1] if self.stored is not None and step.id is not None else None
        return found if isinstance(found, OrganisationInput) else None

    def _speaking(self, id: int | None) -> NewContact:
        """Somebody who is known to speak for an organisation."""
        known = self.people.get(id) if id is not None else None
        person = PersonInput(last_name=known.last, first_name=known.first) if known is not None else PersonInput()
        return NewContact(person, "", id)

    def _reaches(self, contact: NewContact, text: str) -> bool:
        """Whether a number or an address is known to be this person's."""
        known = self.people.get(contact.person_id) if contact.person_id is not None else None
        ways = (contact.person.phone, contact.person.email, *((*known.phones, known.email) if known else ()))
        return text in ways

    # Several rows for one record

    def _first_row(self, subject: Subject, id: int) -> Step | None:
        """The step of an earlier row that made or changed this record."""
        if id < 0:
            return self.steps[-id - 1]
        number = self.changed.get(id) if subject == "participant" else self.others_changed.get((subject, id))
        return self.steps[number - 1] if number is not None else None

    def _join(
        self, first: int, step: Step, given: InputT, fill: Callable[[InputT, InputT], tuple[InputT, list[str]]], id: int
    ) -> None:
        """What another row of the list says of a record goes to its first step; what differs stays as text there."""
        target = self.steps[first - 1]
        old: AnyInput | None = target.given
        if old is None and target.id is not None and self.stored is not None:
            old = self.stored(target.subject, target.id)[1]  # type: ignore[assignment]
        if isinstance(old, type(given)):
            merged, kept = fill(old, given)
            for text in kept:
                line = _("{place}: {text}").format(place=_place(step), text=text)
                merged = inputs.with_unread(merged, line)  # type: ignore[type-var]
            if merged != old:
                kind = "change" if target.kind == "same" else target.kind
                self.steps[first - 1] = replace(target, given=merged, kind=kind)  # type: ignore[arg-type]
        remark = _("Steht in dieser Liste schon einmal; was hier dazukommt, steht im selben Eintrag.")
        self._add(replace(step, kind="same", given=None, id=None, contacts=(), entry=None, remark=remark))
        if step.key is not None:
            self.by_key[step.key] = id

    def _contacts(self, draft: Draft, organisation: int | None) -> tuple[tuple[NewContact, ...], str]:
        """Who speaks for it, with a remark where somebody of this name is known elsewhere."""
        contact = draft.value("organisation.contact")
        name = contact if isinstance(contact, Name) else Name()
        last = draft.text("organisation.contact_last") or name.last
        first = draft.text("organisation.contact_first") or name.first
        if not (last or first):
            return (), ""
        gender = draft.text("organisation.contact_gender") or name.salutation
        person = PersonInput(last_name=last, first_name=first, title=name.title, gender=gender)
        function = draft.text("organisation.function")
        same = self.by_name.named(Name(last, first)) if last and first else []
        here = [
            one
            for one in same
            if organisation in (self.people[one.id].organisation_id, *self.people[one.id].speaks_for)
        ]
        if len(here) == 1 and organisation is not None:
            return (NewContact(person, function, here[0].id),), ""
        remark = _("Eine Person namens {name} ist schon eingetragen. Bitte prüfen Sie, ob es dieselbe ist.")
        return (NewContact(person, function),), remark.format(name=Name(last, first).whole) if same else ""

    def _link_contacts(self) -> None:
        """Who speaks for an organisation and is its mentor as well is one person."""
        for number, step in enumerate(self.steps):
            if not step.contacts:
                continue
            linked = []
            for contact in step.contacts:
                name = Name(contact.person.last_name, contact.person.first_name)
                here = [
                    one
                    for one in self.mentors.named(name)
                    if search_key(one.firm) == search_key(step.title) and (one.id > 0 or self.steps[-one.id - 1].writes)
                ]
                if contact.person_id is None and name.last and name.first and len(here) == 1:
                    contact = replace(contact, person_id=here[0].id)
                linked.append(contact)
            self.steps[number] = replace(step, contacts=tuple(linked))

    @staticmethod
    def _last_talk(draft: Draft) -> TimelineEntryInput | None:
        spoken = draft.day("organisation.last_contact")
        if spoken is None or spoken.exact is None:
            return None
        return TimelineEntryInput(
            on=spoken.exact, kind="conversation", text=_("Zuletzt gesprochen (aus der Liste übernommen)")
        )

    def _firm_name(self, id: int | None) -> str:
        if id is None:
            return ""
        return self.steps[-id - 1].title if id < 0 else self.firms.get(id, "")

    def _firm(self, name: str, kind: str = "company") -> int | None:
        """The organisation of this name; one that is not known yet becomes a step of its own."""
        key = search_key(name)
        if not key:
            return None
        if key not in self.organisations:
            given = OrganisationInput(name=name[:200], kind=kind)
            step = Step(0, "add", "organisation", name, None, given, remark=_("In der Liste nur genannt."))
            self.organisations[key] = self._add(step)
        return self.organisations[key]

    # Mentors

    def _mentor(self, draft: Draft) -> int | None:
        given = inputs.mentor(draft)
        firm_name = draft.text("mentor.organisation") or draft.text("organisation.name")
        given = replace(given, organisation_id=self._firm(firm_name))
        name = Name(given.person.last_name, given.person.first_name, given.person.title)
        row = (draft.sheet, draft.row)
        decision = self._decided(draft, "mentor")
        step = Step(0, "add", "mentor", name.whole, row, given, self._cells(draft))
        if decision == "leave":
            self._add(replace(step, kind="same", given=None, remark=_("Wird ausgelassen.")))
            return None
        if isinstance(decision, int):
            return self._known_mentor(step, decision, given)
        same = self.mentors.named(name) if decision is None else []
        others = self._without("mentor", name, firm_name) if decision is None else []
        certain = [one for one in (*same, *others) if self._same_mentor(one, given, firm_name)]
        if decision is None and not certain and (person := self._already_known(given.person)) is not None:
            certain = [self._someone(person)]
        if len(certain) == 1:
            return self._known_mentor(step, certain[0].id, given)
        asked = [one for one in (*same, *others) if one.known is not None or not one.firm or not firm_name]
        candidates = tuple(
            Candidate(self._choice(one.id), with_firm(one), (_("gleicher Name"),)) for one in (*same, *others)
        )
        if asked:
            # A name alone is not enough to say that it is the person who is known.
            self._add(self._beside_known(replace(step, kind="duplicate", given=None, candidates=candidates)))
            return None
        if same:
            remark = _("Eine Mentorin gleichen Namens steht mit einem anderen Betrieb in der Liste.")
            step = replace(step, candidates=candidates, remark=remark)
        step = self._checked(step, mentor_rules.check(given, self.today))
        if step.kind == "problem":
            self._add(step)
            return None
        id = self._add(step)
        self.mentors.add(Someone(id, name, firm=firm_name, known=None))
        return id

    def _same_mentor(self, one: Someone, given: MentorInput, firm: str) -> bool:
        if one.known is not None:
            person = self.people[one.known]
            if given.person.email and given.person.email.casefold() == person.email.casefold():
                return True
            return bool(firm) and self._is_at(person, firm)
        return bool(firm) and search_key(firm) == search_key(one.firm)

    def _as_mentor(self, step: Step, id: int, given: MentorInput) -> Step:
        """The step for a person who is entered already, in another role: only the role is added."""
        if self.stored is None:
            return replace(step, kind="same", given=None, id=id)
        version, her = self.stored("person", id)
        assert isinstance(her, PersonInput)
        given = replace(given, person=merge.person(her, given.person, []))
        remark = _("Ist schon als Person eingetragen; hier kommt die Rolle dazu.")
        step = replace(step, given=given, id=id, version=version, role_only=True, remark=remark)
        return self._checked(step, mentor_rules.check(given, self.today))

    def _known_mentor(self, step: Step, id: int, given: MentorInput) -> int:
        if (first := self._first_row("mentor", id)) is not None:
            self._join(first.number, step, given, merge.mentor, id)
            return id
        person = self.people.get(id)
        if person is not None and not person.mentor and self.mentors.get(id) is None:
            self._add(self._as_mentor(step, id, given))
            firm = step.given.organisation_id if isinstance(step.given, MentorInput) else None
            self.mentors.add(Someone(id, Name(person.last, person.first), firm=self._firm_name(firm), known=id))
            return id
        if self.stored is None:
            self._add(replace(step, kind="same", given=None, id=id))
            return id
        version, old = self.stored("mentor", id)
        assert isinstance(old, MentorInput)
        merged, kept = merge.mentor(old, given)
        merged = self._chosen(step, old, merged, given, kept)
        changed = merged != old
        self._add(
            replace(
                step,
                kind="change" if changed else "same",
                given=merged if changed else None,
                id=id,
                version=version,
                cells=self._compared(step.cells, old, merged),
                remark=_kept_remark(kept),
                otherwise=tuple(kept),
            )
        )
        return id

    def _already_known(self, person: PersonInput) -> KnownPerson | None:
        """A person of another role who is surely the same."""
        pairs = duplicates.against([known_of(0, person)], [known_of_person(one) for one in self.known.people])
        certain = [pair for pair in pairs if pair.certain]
        if len(certain) != 1:
            return None
        return self.people.get(certain[0].other)

    # Participants

    def _participants(self) -> None:
        rows: list[tuple[Draft, ParticipantInput]] = []
        for one in self.sets:
            if one.table.subject != "participant":
                continue
            numbers = [item for draft in one.drafts for item in draft.items if item.field == "participant.number"]
            running = inputs.is_running_number(numbers)
            rows.extend((draft, inputs.participant(draft, running)) for draft in one.drafts)
        people = [known_of(number, given.person, given) for number, (_draft, given) in enumerate(rows)]
        twice: dict[int, list[Pair]] = {}
        for pair in duplicates.within(people):
            twice.setdefault(max(pair.one, pair.other), []).append(pair)
        there = duplicates.against(people, [known_of_person(one) for one in self.known.people])
        known: dict[int, list[Pair]] = {}
        for pair in there:
            known.setdefault(pair.one, []).append(pair)
        placed: dict[int, int] = {}
        for number, (draft, given) in enumerate(rows):
            self._participant(number, draft, given, twice.get(number, []), known.get(number, []), placed)

    def _participant(
        self,
        number: int,
        draft: Draft,
        given: ParticipantInput,
        twice: list[Pair],
        known: list[Pair],
        placed: dict[int, int],
    ) -> None:
        row = (draft.sheet, draft.row)
        title = list_name(given.person.last_name, given.person.first_name) or _("ohne Namen")
        given, cohort = self._in_cohort(draft, given)
        step = Step(0, "add", "participant", title, row, given, self._cells(draft), cohort=cohort)
        decision = self._decided(draft, "participant")
        if decision == "leave":
            self._add(replace(step, kind="same", given=None, remark=_("Wird ausgelassen.")))
            return
        if decision is None and twice:
            pair = twice[0]
            first = placed.get(min(pair.one, pair.other))
            if first is not None and first < 0:
                earlier = Candidate(self._choice(first), self.steps[-first - 1].title, pair.reasons)
                decision = first if pair.certain else None
                if decision is None:
                    step = replace(step, kind="duplicate", given=None, candidates=(earlier,))
                    self._add(self._beside_known(step))
                    return
                step = replace(step, candidates=(earlier,))
            elif first is not None and pair.certain:
                decision = first
        if decision is None and known:
            candidates = tuple(Candidate(pair.other, self._name_of(pair.other), pair.reasons) for pair in known[:3])
            certain = [pair for pair in known if pair.certain]
            step = replace(step, candidates=candidates)
            if len(certain) != 1:
                self._add(self._beside_known(replace(step, kind="duplicate", given=None)))
                return
            decision = certain[0].other
        if isinstance(decision, int) and decision < 0:
            self._merge_into(decision, step, given, draft)
            placed[number] = decision
            return
        if isinstance(decision, int):
            placed[number] = self._known_participant(step, decision, given)
        else:
            given, dropped = _writable(given, self.today)
            step = self._checked(
                replace(step, given=given, remark=dropped or step.remark), participant_rules.check(given, self.today)
            )
            id = self._add(step)
            if step.kind == "problem":
                return
            placed[number] = id
            self.participants.add(participant_as_someone(id, given))
        self._beside(draft, placed[number])

    def _in_cohort(self, draft: Draft, given: ParticipantInput) -> tuple[ParticipantInput, str]:
        """Her round by name; one that is not known yet is made along with her."""
        name = " ".join(draft.text("participant.cohort").split())
        if not name:
            return given, ""
        id = self._cohort(name)
        return (replace(given, cohort_id=id), "") if id is not None else (given, self.new_cohorts[search_key(name)])

    def _cohort(self, name: str) -> int | None:
        shown = _("Durchgang {number}").format(number=name) if name.isdigit() else name
        for spelling in (name, shown):
            if search_key(spelling) in self.cohort_ids:
                return self.cohort_ids[search_key(spelling)]
        self.new_cohorts.setdefault(search_key(name), shown[:200])
        return None

    def _known_participant(self, step: Step, id: int, given: ParticipantInput) -> int:
        if (first := self._first_row("participant", id)) is not None:
            self._join(first.number, step, given, merge.participant, id)
            return id
        person = self.people.get(id)
        if person is not None and not person.participant and self.stored is not None:
            version, her = self.stored("person", id)
            assert isinstance(her, PersonInput)
            given = replace(given, person=merge.person(her, given.person, []))
            checked, dropped = _writable(given, self.today)
            remark = _("Ist schon als Person eingetragen; hier kommt die Rolle dazu.")
            remark = " ".join(filter(None, [remark, dropped]))
            step = replace(step, given=checked, id=id, version=version, role_only=True, remark=remark)
            self._add(self._checked(step, participant_rules.check(checked, self.today)))
            self.participants.add(participant_as_someone(id, checked))
            return id
        if self.stored is None:
            self._add(replace(step, kind="same", given=None, id=id))
            return id
        version, old = self.stored("participant", id)
        assert isinstance(old, ParticipantInput)
        merged, kept = merge.participant(old, given)
        merged = self._chosen(step, old, merged, given, kept)
        merged, dropped = _writable(merged, self.today)
        changed = merged != old
        self._add(
            replace(
                step,
                kind="change" if changed else "same",
                given=merged if changed else None,
                id=id,
                version=version,
                cells=self._compared(step.cells, old, merged),
                remark=" ".join(filter(None, [_kept_remark(kept), dropped])),
                otherwise=tuple(kept),
            )
        )
        return id

    def _merge_into(self, first: int, step: Step, given: ParticipantInput, draft: Draft) -> None:
        """A woman who stands in the list twice becomes one record; what differs stays as text in it."""
        target = self.steps[-first - 1]
        assert isinstance(target.given, ParticipantInput)
        merged, kept = merge.participant(target.given, given)
        for text in kept:
            merged = inputs.with_unread(merged, _("{place}: {text}").format(place=draft.place, text=text))
        self.steps[-first - 1] = replace(target, given=merged)
        if (someone := self.participants.get(first)) is not None:
            someone.birth = merged.person.birth
        remark = _("Steht in dieser Liste zweimal und wird zu einem Eintrag.")
        self._add(replace(step, kind="duplicate", given=None, remark=remark))
        self._beside(draft, first)

    def _name_of(self, id: int) -> str:
        if id < 0:
            return self.steps[-id - 1].title
        person = self.people[id]
        return list_name(person.last, person.first)

    def _beside(self, draft: Draft, participant: int) -> None:
        """What the same row says of her mentor and her internship."""
        linked = draft.value("participant.mentor")
        name = linked if isinstance(linked, Name) else draft.name("mentor")
        if name.last or name.first:
            self._her_mentor(draft, participant, name)
        elif (item := draft.item("participant.mentor")) is not None and item.state == "unreadable":
            self._keep(participant, _("Mentorin"), item.text)
        began = draft.item("participant.tandem_since")
        if began is not None and began.value is not None and not (name.last or name.first):
            self._keep(participant, began.label, began.text)
        if any(item.field.startswith("internship.") and item.value is not None for item in draft.items):
            self._link_internship(draft, participant)
        elif (host := draft.item("organisation.name")) is not None and host.value:
            self._keep(participant, host.label, host.text)

    def _her_mentor(self, draft: Draft, participant: int, name: Name) -> None:
        firm = draft.text("mentor.organisation")
        same = self.mentors.named(name)
        if len(same) > 1 and firm:
            same = [one for one in same if search_key(one.firm) == search_key(firm)] or same
        decision = self._decided(draft, "tandem")
        if isinstance(decision, int):
            chosen = self.mentors.get(decision) or self.by_name.get(decision)
            same = [chosen] if chosen is not None else same
        elif decision is None and not same:
            same = [one for one in self._without("mentor", name, firm) if one.id != participant]
        title = _("{mentee} und {mentor}").format(mentee=self._title(participant), mentor=name.whole)
        row = (draft.sheet, draft.row)
        if decision == "leave":
            self._keep(participant, _("Mentorin"), name.whole)
            self._add(Step(0, "same", "tandem", title, row, None, remark=_("Wird ausgelassen.")))
            return
        item = draft.item("participant.mentor") or draft.item("mentor.last")
        cells = (self._cell(item, draft.sheet),) if item is not None else ()
        unasked = [one for one in same if self._in_no_such_role(one, firm) and not isinstance(decision, int)]
        if decision != "new" and (len(same) > 1 or unasked):
            # Two mentors share the name, or who is known is none yet: the text stays with her, and a person decides.
            self._keep(participant, _("Mentorin"), name.whole)
            remark = (
                _("{name} ist eingetragen, aber nicht als Mentorin: bitte wählen Sie.")
                if unasked
                else _("Mehrere Mentorinnen heißen {name}: bitte wählen Sie.")
            ).format(name=name.whole)
            candidates = tuple(Candidate(self._choice(one.id), with_firm(one)) for one in same)
            self._add(Step(0, "problem", "tandem", title, row, None, cells, candidates=candidates, remark=remark))
            return
        mentor = same[0].id if same and decision != "new" else None
        if mentor is None or self.mentors.get(mentor) is None:
            mentor = self._new_mentor(draft, name, firm, mentor)
        if (mentor, participant) in self.tandems:
            return
        self.tandems.add((mentor, participant))
        given = self._participant_input(participant)
        left = given.participations[0].exit if given is not None and given.participations else None
        began = draft.item("participant.tandem_since")
        since = draft.day("participant.tandem_since")
        started = TandemInput(
            mentor_id=mentor,
            mentee_ids=(participant,),
            state="completed" if left else "running",
            start=since,
            end=left,
            remarks=_("Aus der Spalte „{label}“ der Liste.").format(label=item.label if item else _("Mentorin")),
            unread="\n".join(self._told_besides(draft, "mentor", mentor) if same else ()),
        )
        remark = _("Beginn und Vereinbarung stehen nicht in der Liste.")
        if began is not None and since is not None:
            cells = (*cells, self._cell(began, draft.sheet))
            remark = _("Die Vereinbarung steht nicht in der Liste.")
        if left is not None:
            ended = _("Ende und Stand des Tandems sind vom Austritt angenommen.")
            remark = f"{remark} {ended}"
            exit = draft.item("participant.exit")
            shown = (exit.place, exit.text) if exit is not None else ("", "")
            end = PlanCell(
                "tandem.end", _("Ende des Tandems"), "", date_text(left), *shown, "unsure", ended, draft.sheet
            )
            self.assumed.append(end)
            cells = (*cells, end)
        self._add(Step(0, "add", "tandem", title, row, started, cells, remark=remark))
        if left is None:
            self._lead(participant, "tandem")

    def _told_besides(self, draft: Draft, role: str, id: int) -> list[str]:
        """What a row says of somebody who has an entry already and what that entry does not say: kept as text."""
        step = self._step_of(id) if id < 0 or role == "participant" else None
        has: object = step.given if step is not None else None
        if has is None and id > 0 and self.stored is not None and getattr(self.people[id], role):
            has = self.stored(role, id)[1]
        own = repr(has)
        taken = {f"{role}.{part}" for part in ("name", "last", "first", "title", "birth", "organisation")}
        return [
            f"{item.label}: {item.text}"
            for item in draft.items
            if item.field.startswith(f"{role}.")
            and item.field not in taken
            and item.value is not None
            and repr(item.value) not in own
            and not (role == "participant" and draft.subject == "participant")
        ]

    def _in_no_such_role(self, one: Someone, firm: str) -> bool:
        """Whether somebody is known, but not as a mentor, and her firm does not say that it is she."""
        return self.mentors.get(one.id) is None and not (firm and self._is_at(self.people[one.id], firm))

    def _new_mentor(self, draft: Draft, name: Name, firm: str, known: int | None = None) -> int:
        """A mentor whom the list only names; *known* is a person who is entered already."""
        given = inputs.mentor(replace(draft, notes=()))
        if not given.person.last_name and not given.person.first_name:
            person = PersonInput(last_name=name.last, first_name=name.first, title=name.title, gender=name.salutation)
            given = MentorInput(person=person)
        else:
            given = replace(given, unread="", remarks="")
        given = replace(given, organisation_id=self._firm(firm))
        remark = _("In der Liste nur genannt.")
        step = Step(0, "add", "mentor", name.whole, (draft.sheet, draft.row), given, remark=remark)
        id = self._add(step if known is None else self._as_mentor(step, known, given))
        self.mentors.add(Someone(id, name, firm=firm, known=known))
        return id

    def _participant_input(self, id: int) -> ParticipantInput | None:
        step = self._step_of(id)
        return step.given if step is not None and isinstance(step.given, ParticipantInput) else None

    def _step_of(self, id: int) -> Step | None:
        if id < 0:
            return self.steps[-id - 1]
        number = self.changed.get(id)
        return self.steps[number - 1] if number is not None else None

    def _title(self, id: int) -> str:
        step = self._step_of(id)
        return step.title if step is not None else self._name_of(id)

    def _lead(self, participant: int, phase: str) -> None:
        """A woman with a running tandem is in the phase of that name, if her list says nothing else."""
        step = self._step_of(participant)
        if step is not None and isinstance(step.given, ParticipantInput) and not step.given.phases and participant < 0:
            self.steps[step.number - 1] = replace(step, given=replace(step.given, phases=(PhaseInput(phase=phase),)))

    def _keep(self, participant: int, label: str, text: str) -> None:
        step = self._step_of(participant)
        if step is not None and isinstance(step.given, ParticipantInput):
            given = inputs.with_unread(step.given, f"{label}: {text}")
            self.steps[step.number - 1] = replace(step, given=given)

    # Internships and pairs

    def _internship(self, draft: Draft) -> None:
        name = draft.name("participant")
        start = draft.day("internship.start")
        meant, remark = who_is_meant(self.participants, name, draft.day("participant.birth"), start)
        decision = self._decided(draft, "internship")
        row = (draft.sheet, draft.row)
        title = _("{name}: {host}").format(name=name.whole, host=draft.text("organisation.name") or "–")
        if decision == "leave":
            step = Step(0, "same", "internship", title, row, None, self._cells(draft), remark=_("Wird ausgelassen."))
            self._add(step)
            return
        if isinstance(decision, int):
            chosen = self.participants.get(decision)
            meant, remark = ([chosen], "") if chosen is not None else (meant, remark)
        if len(meant) == 1:
            self._link_internship(draft, meant[0].id, remark)
            return
        candidates = tuple(Candidate(self._choice(one.id), with_birth(one)) for one in meant)
        reason = (
            _("Mehrere Teilnehmerinnen heißen {name}: bitte wählen Sie.")
            if meant
            else _("Eine Teilnehmerin {name} ist nicht bekannt: bitte wählen Sie.")
        )
        step = Step(0, "problem", "internship", title, row, None, self._cells(draft), candidates=candidates)
        self._add(replace(step, remark=reason.format(name=name.whole)))

    def _link_internship(self, draft: Draft, participant: int, remark: str = "") -> None:
        given = inputs.internship(draft, self.today)
        if draft.subject == "participant":
            given = replace(given, remarks="", unread="")
        host = self._firm(draft.text("organisation.name"))
        given = replace(given, participant_id=participant, organisation_id=host)
        title = _("{name}: {host}").format(name=self._title(participant), host=draft.text("organisation.name") or "–")
        row = (draft.sheet, draft.row)
        cells = (
            self._cells(draft) if draft.subject == "internship" else self._cells(draft, ("internship", "organisation"))
        )
        step = Step(0, "add", "internship", title, row, given, cells, remark=remark)
        if (participant, host, given.start) in self.known.internships:
            self._add(replace(step, kind="same", given=None))
            return
        self._add(self._checked(step, internship_rules.check(given, self.today)))

    def _pair(self, draft: Draft) -> None:
        """A row of a list of pairs: both people, her firm, and the tandem."""
        row = (draft.sheet, draft.row)
        mentor_name, mentee_name = draft.name("mentor"), draft.name("participant")
        title = _("{mentee} und {mentor}").format(mentee=mentee_name.whole, mentor=mentor_name.whole)
        decision = self._decided(draft, "tandem")
        if decision == "leave":
            step = Step(0, "same", "tandem", title, row, None, self._cells(draft), remark=_("Wird ausgelassen."))
            self._add(step)
            return
        firm = draft.text("mentor.organisation") or draft.text("organisation.name")
        mentors = self.mentors.named(mentor_name)
        if len(mentors) > 1 and firm:
            mentors = [one for one in mentors if search_key(one.firm) == search_key(firm)] or mentors
        if isinstance(decision, int):
            mentors = [one for one in mentors if one.id == decision] or mentors
        if not mentors:
            mentors = self._named_elsewhere("mentor", mentor_name, decision, firm)
        start = draft.day("tandem.start")
        mentees, remark = who_is_meant(self.participants, mentee_name, draft.day("participant.birth"), start)
        if isinstance(decision, int):
            mentees = [one for one in mentees if one.id == decision] or mentees
        if not mentees:
            mentees = self._named_elsewhere("participant", mentee_name, decision)
        open_ = [
            people
            for people, known in ((mentors, self.mentors), (mentees, self.participants))
            if len(people) > 1 or any(known.get(one.id) is None and one.id != decision for one in people)
        ]
        if mentors and self.mentors.get(mentors[0].id) is None and not self._in_no_such_role(mentors[0], firm):
            open_ = [people for people in open_ if people is not mentors]
        if open_ and decision != "new":
            several = open_[0]
            candidates = tuple(
                Candidate(self._choice(one.id), with_firm(one) if one.firm else with_birth(one)) for one in several
            )
            reason = _("Der Name ist nicht eindeutig: bitte wählen Sie.")
            step = Step(0, "problem", "tandem", title, row, None, self._cells(draft), candidates=candidates)
            self._add(replace(step, remark=reason))
            return
        if decision == "new":
            mentors = [one for one in mentors if self.mentors.get(one.id) is not None]
            mentees = [one for one in mentees if self.participants.get(one.id) is not None]
        mentor = mentors[0].id if mentors else None
        if (mentor is None or self.mentors.get(mentor) is None) and (mentor_name.last or mentor_name.first):
            mentor = self._new_mentor(draft, mentor_name, firm, mentor)
        mentee = mentees[0].id if mentees else None
        if mentee is None and (mentee_name.last or mentee_name.first):
            mentee = self._new_mentee(draft)
        elif mentee is not None and self.participants.get(mentee) is None:
            her = replace(inputs.participant(replace(draft, notes=())), unread="", remarks="")
            step = self._step_in_list(draft, "participant", her, list_name(mentee_name.last, mentee_name.first))
            mentee = self._known_participant(step, mentee, her)
        given = inputs.tandem(draft)
        cohort = ""
        if name := " ".join(draft.text("tandem.cohort").split()):
            id = self._cohort(name)
            given = replace(given, cohort_id=id)
            cohort = "" if id is not None else self.new_cohorts[search_key(name)]
        beside = [
            line
            for role, id, found in (("mentor", mentor, mentors), ("participant", mentee, mentees))
            if id is not None and found
            for line in self._told_besides(draft, role, id)
        ]
        given = replace(given, unread="\n".join(filter(None, [given.unread, *beside])))
        others, open_names = self._other_mentees(draft)
        given = replace(given, unread="\n".join(filter(None, [given.unread, *open_names])))
        given = replace(given, mentor_id=mentor, mentee_ids=(*((mentee,) if mentee is not None else ()), *others))
        step = Step(0, "add", "tandem", title, row, given, self._cells(draft), remark=remark, cohort=cohort)
        if mentor is not None and mentee is not None and (mentor, mentee) in self.tandems:
            self._add(replace(step, kind="same", given=None))
            return
        step = self._checked(step, tandem_rules.check(given, self.today))
        self._add(step)
        if step.kind == "add" and mentor is not None and mentee is not None:
            self.tandems.add((mentor, mentee))
            if given.state == "running":
                self._lead(mentee, "tandem")

    def _other_mentees(self, draft: Draft) -> tuple[list[int], list[str]]:
        """The other mentees of a group, and lines for those whose name does not tell who is meant."""
        ids: list[int] = []
        lines: list[str] = []
        for item in draft.items:
            if item.field != "participant.other" or not isinstance(item.value, Name):
                continue
            name = item.value
            meant = self.participants.named(name)
            elsewhere = [] if meant else self._without("participant", name)
            if len(meant) > 1 or elsewhere:
                lines.append(f"{item.label}: {name.whole}")
            elif meant:
                ids.append(meant[0].id)
            else:
                her = ParticipantInput(person=PersonInput(last_name=name.last, first_name=name.first, title=name.title))
                id = self._add(self._step_in_list(draft, "participant", her, list_name(name.last, name.first)))
                self.participants.add(participant_as_someone(id, her))
                ids.append(id)
        return ids, lines

    def _named_elsewhere(
        self, role: Literal["participant", "mentor"], name: Name, decision: object, firm: str = ""
    ) -> list[Someone]:
        """Who is known by this name without the role; the one alone whom a person has chosen."""
        others = self._without(role, name, firm)
        return [one for one in others if one.id == decision] or others

    @staticmethod
    def _step_in_list(draft: Draft, subject: Subject, given: AnyInput, title: str) -> Step:
        remark = _("Nur aus der Liste der Tandems bekannt.")
        return Step(0, "add", subject, title, (draft.sheet, draft.row), given, remark=remark)

    def _new_mentee(self, draft: Draft) -> int:
        given, _dropped = _writable(inputs.participant(replace(draft, notes=())), self.today)
        given = replace(given, unread="", remarks="")
        title = list_name(given.person.last_name, given.person.first_name)
        id = self._add(self._step_in_list(draft, "participant", given, title))
        self.participants.add(participant_as_someone(id, given))
        return id

    # Cells

    def _cells(self, draft: Draft, subjects: tuple[str, ...] = ()) -> tuple[PlanCell, ...]:
        return tuple(
            self._cell(item, draft.sheet)
            for item in draft.items
            if not subjects or item.field.split(".")[0] in subjects or not item.field
        )

    def _listed(self, cells: Sequence[tuple[str, Item]]) -> tuple[tuple[PlanCell, ...], tuple[PlanCell, ...]]:
        """The cells to check and those with text that is kept, each cell once however much was read from it."""
        doubted: dict[tuple[str, str], list[PlanCell]] = {}
        kept: dict[tuple[str, str], PlanCell] = {}
        first: dict[tuple[str, str], Item] = {}
        for sheet, item in cells:
            at = (sheet, item.place)
            meant = first.setdefault(at, item)
            if item.state in ("unsure", "unreadable"):
                doubted.setdefault(at, []).append(self._cell(item, sheet))
            elif item.state == "kept" and item.field == "" and meant is not item:
                kept.setdefault(at, replace(self._cell(item, sheet), label=self._cell(meant, sheet).label))
            elif item.state == "kept" and item.field and field_by_key(item.field).kind != "keep":
                kept.setdefault(at, self._cell(item, sheet))
        for cell in self.assumed:
            doubted.setdefault((cell.sheet, cell.place), []).append(cell)
        return tuple(map(as_one_cell, doubted.values())), tuple(cell for at, cell in kept.items() if at not in doubted)

    @staticmethod
    def _cell(item: Item, sheet: str) -> PlanCell:
        label = item.label
        if item.field:
            try:
                label = _(field_by_key(item.field).label)
            except KeyError:
                label = item.label
        after = value_text(item.field, item.value)
        return PlanCell(item.field, label, "", after, item.place, item.text, item.state, item.remark, sheet)

    @staticmethod
    def _compared(cells: Sequence[PlanCell], old: AnyInput, new: AnyInput) -> tuple[PlanCell, ...]:
        """Each cell beside what the record has now and will have then."""
        result = []
        for cell in cells:
            path = merge.PATHS.get(cell.field)
            if path is None:
                result.append(cell)
                continue
            before, after = (value_text(cell.field, merge.at(one, path)) for one in (old, new))
            result.append(replace(cell, before=before, after=after, listed=cell.after))
        return tuple(result)

    def _chosen(self, step: Step, old: InputT, merged: InputT, given: InputT, kept: list[str]) -> InputT:
        """What was merged, with what a person chose for single fields. *kept* loses what she has settled."""
        for cell in step.cells:
            path, choice = merge.PATHS.get(cell.field), self.choices.get(cell.key)
            if path is None or choice is None:
                continue
            line = f"{_(field_by_key(cell.field).label)}: {cell.after}"
            kept[:] = [one for one in kept if not one.startswith(line.partition(":")[0] + ":")]
            if choice == "take":
                merged = merge.put(merged, path, merge.at(given, path))
                continue
            merged = merge.put(merged, path, merge.at(old, path))
            if choice == "both":
                unread = str(merge.at(merged, ("unread",)) or "")
                if line not in unread.splitlines():
                    merged = merge.put(merged, ("unread",), "\n".join(filter(None, [unread, line])))
        return merged

    def _beside_known(self, step: Step) -> Step:
        """A step that asks whether it is a known record, with its cells beside what the first candidate has."""
        first = step.candidates[0].choice if step.candidates else None
        if isinstance(first, tuple):
            meant = self.by_key.get(first)
            old = self.steps[-meant - 1].given if meant is not None and meant < 0 else None
        elif first is not None and self.stored is not None and getattr(self.people.get(first), step.subject, False):
            old = self.stored(step.subject, first)[1]  # type: ignore[assignment]
        else:
            old = None
        return step if old is None else replace(step, cells=self._compared(step.cells, old, old))


def _place(step: Step) -> str:
    """Where the row of a step stands: "Netzwerk, Zeile 7"."""
    if step.row is None:
        return ""
    return _("{sheet}, Zeile {row}").format(sheet=step.row[0].strip(), row=step.row[1])


def _is_same_contact(one: NewContact, other: NewContact) -> bool:
    """Whether two rows name one person who speaks for an organisation."""
    if one.person_id is not None and one.person_id == other.person_id:
        return True
    names = [(search_key(each.person.last_name), search_key(each.person.first_name)) for each in (one, other)]
    return names[0][0] == names[1][0] and (names[0][1] == names[1][1] or not names[0][1] or not names[1][1])


def _kept_remark(kept: Sequence[str]) -> str:
    if not kept:
        return ""
    return _("Bleibt, wie es ist; die Liste sagt: {text}").format(text="; ".join(kept))


def _writable(given: ParticipantInput, today: date) -> tuple[ParticipantInput, str]:
    """The Input without what the rules refuse, which stays as text: an exit before the entry, a birth to
    come.
    """
    wrong = errors(participant_rules.check(given, today))
    sentences: list[str] = []
    for problem in wrong:
        if problem.field == "person.birth" and given.person.birth is not None:
            text = f"{_('Geburtsdatum')}: {date_text(given.person.birth)}"
            given = inputs.with_unread(replace(given, person=replace(given.person, birth=None)), text)
        elif problem.field.startswith("participations.") and given.participations:
            first = given.participations[0]
            name = problem.field.rpartition(".")[2]
            if name == "exit" and first.exit is not None:
                text = f"{_('Austritt')}: {date_text(first.exit)}"
                without = replace(first, exit=None)
            elif name == "entry" and first.entry is not None:
                text = f"{_('Eintritt')}: {date_text(first.entry)}"
                without = replace(first, entry=None)
            else:
                continue
            phases = tuple(one for one in given.phases if one.since != first.exit or name != "exit")
            changed = replace(given, participations=(without, *given.participations[1:]), phases=phases)
            given = inputs.with_unread(changed, text)
        else:
            continue
        sentences.append(problem.sentence)
    return given, " ".join(dict.fromkeys(sentences))
