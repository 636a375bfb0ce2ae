"""From the draft of a row to what a form would hand over: the same Inputs, checked by the same rules.

Whatever has no field of its own, could not be read, or was read with something left over, stands as text in
``unread``; what the office wrote as a remark, and comments and colours, in ``remarks``.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from permenti_desktop.domain import occupations, text
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.internship import InternshipInput
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.organisation import OrganisationInput
from permenti_desktop.domain.participant import (
    OutcomeInput,
    ParticipantInput,
    ParticipationInput,
    PhaseInput,
    QualificationInput,
)
from permenti_desktop.domain.person import ConsentInput, LanguageInput, PersonInput
from permenti_desktop.domain.tandem import TandemInput
from permenti_desktop.exchange.fields import FIELDS
from permenti_desktop.exchange.read_terms import Outcome, Recognition, Residence, Spoken, kind_of_organisation
from permenti_desktop.exchange.reading import says_ongoing, says_without
from permenti_desktop.exchange.records import Draft, Item
from permenti_desktop.i18n import _

# How long the lines of a record are; a longer text stays among what could not be read.
_LONGEST = {
    "last": 200,
    "first": 200,
    "own_script": 200,
    "title": 60,
    "street": 200,
    "postal": 10,
    "town": 120,
    "phone": 60,
    "mobile": 60,
    "email": 200,
    "number": 40,
    "occupation": 200,
    "wanted": 200,
    "sector": 120,
    "name": 200,
    "website": 200,
    "function": 200,
    "supervisor": 200,
    "cohort": 200,
    "certificate": 200,
}


_FIELDS: Final = {field.key: field for field in FIELDS}
_HOST: Final = ("organisation", "name")
_TAKEN_BESIDE: Final[dict[str, Callable[[str, str], bool]]] = {
    "participant": lambda subject, name: subject in ("mentor", "internship") or (subject, name) == _HOST,
    "mentor": lambda subject, name: (subject, name) == _HOST,
    "organisation": lambda subject, name: False,
    "internship": lambda subject, name: (
        (subject, name) == _HOST or (subject == "participant" and name in ("name", "last", "first", "title", "birth"))
    ),
    "tandem": lambda subject, name: True,
}
"""Which fields of other subjects in a list are taken by the plan, so that they need not be kept as text."""


class _Row:
    """A draft while its Input is put together: keeps account of what found a place, so that nothing is
    lost.
    """

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.lines: list[str] = []

    def line(self, key: str) -> str:
        """A text of one line; one that is too long is kept whole among the unread."""
        found = " ".join(self.draft.text(key).split())
        longest = _LONGEST.get(key.split(".")[1])
        if longest is not None and len(found) > longest:
            item = self.draft.item(key)
            self.keep(item.label if item else "", found)
            return ""
        return found

    def keep(self, label: str, found: str) -> None:
        """Put a text among the unread, once."""
        line = f"{label}: {found}" if label else found
        if found and line not in self.lines:
            self.lines.append(line)

    def keep_unread(self, taken: Iterable[str] = ()) -> None:
        """Everything that could not be read, or for which there is no field."""
        skipped = set(taken)
        for item in self.draft.items:
            # A list of internships may tell the town of the firm: what nothing else takes stays with the record.
            subject, _dot, name = item.field.partition(".")
            beside = subject not in ("", self.draft.subject) and not _TAKEN_BESIDE[self.draft.subject](subject, name)
            if beside and item.value is not None and item.field not in skipped:
                self.keep(item.label, item.text)
        said: dict[str, object] = {}
        for item in self.draft.items:
            if item.field in skipped or item.value is None or item.field in ("", "participant.other"):
                continue
            # A second column for the same field: what it says otherwise is not lost.
            first = said.setdefault(item.field, item.value)
            many = item.field in _FIELDS and _FIELDS[item.field].many
            if first != item.value and not many and item.state in ("read", "unsure"):
                self.keep(item.label, item.text)
            # A number that only counts the rows says nothing; "M-017" is what the office calls her by.
            if item.field.endswith(".number") and self.draft.subject != "participant":
                self.keep(item.label, "" if item.text.rstrip(".").isdigit() else item.text)
        for item in self.draft.items:
            if item.field in skipped:
                continue
            if item.state == "unreadable" or (item.state == "kept" and item.text):
                self.keep(item.label, str(item.value) if item.state == "kept" and item.field == "" else item.text)

    def unread(self) -> str:
        """The lines as they are stored."""
        return "\n".join(self.lines)

    def remarks(self, subject: str) -> str:
        """The columns of remarks, and what comments and colours say."""
        said = [str(item.value) for item in self.draft.items if item.field == f"{subject}.remark" and item.value]
        return "\n".join([*said, *self.draft.notes])


def _code(draft: Draft, key: str) -> str | None:
    return draft.text(key) or None


def _number(draft: Draft, key: str) -> int | None:
    found = draft.value(key)
    return found if isinstance(found, int) else None


def _day(draft: Draft, key: str) -> date | None:
    found = draft.value(key)
    return found if isinstance(found, date) else None


def _person(row: _Row, subject: str) -> PersonInput:
    draft = row.draft
    name = draft.name(subject)
    languages: dict[str, LanguageInput] = {}
    german, certificate = _code(draft, f"{subject}.german"), row.line(f"{subject}.certificate")
    if german or certificate:
        languages["de"] = LanguageInput(
            language="de",
            level=german,
            certificate=certificate,
            certificate_on=draft.day(f"{subject}.certificate_on"),
        )
    for item in draft.items:
        if item.field != f"{subject}.languages" or not isinstance(item.value, tuple):
            continue
        for one in item.value:
            if not isinstance(one, Spoken):
                continue
            first = languages.setdefault(one.language, LanguageInput(language=one.language, level=one.level))
            if first.level is None and one.level is not None:
                languages[one.language] = replace(first, level=one.level)
            elif one.level is not None and one.level != first.level:
                row.keep(item.label, item.text)
    return PersonInput(
        last_name=row.line(f"{subject}.last") or name.last,
        first_name=row.line(f"{subject}.first") or name.first,
        own_script_name=row.line(f"{subject}.own_script"),
        title=row.line(f"{subject}.title"),
        gender=_code(draft, f"{subject}.gender") or name.salutation,
        birth=draft.day(f"{subject}.birth"),
        nationality=_code(draft, f"{subject}.nationality"),
        street=row.line(f"{subject}.street"),
        postal_code=row.line(f"{subject}.postal"),
        town=row.line(f"{subject}.town"),
        phone=row.line(f"{subject}.phone"),
        mobile=row.line(f"{subject}.mobile"),
        email=row.line(f"{subject}.email"),
        languages=tuple(languages.values()),
        consents=_consents(row, subject),
    )


def _consents(row: _Row, subject: str) -> tuple[ConsentInput, ...]:
    """A consent that the list dates; a bare "ja" stays as text, because a basis needs its date."""
    given_on = _day(row.draft, f"{subject}.consent")
    return (ConsentInput(given_on=given_on),) if given_on is not None else ()


def is_running_number(items: Iterable[Item]) -> bool:
    """Whether a column of numbers only counts the rows: then it is no number of a file."""
    texts = [item.text for item in items]
    numbers = [int(one) for one in texts if one.isdigit()]
    return len(numbers) == len(texts) and (
        numbers == sorted(numbers) and bool(numbers) and numbers[-1] - numbers[0] <= 2 * len(numbers) + 5
    )


def participant(draft: Draft, running_numbers: bool = True) -> ParticipantInput:
    """A participant as the row of a list tells of her."""
    row = _Row(draft)
    person = _person(row, "participant")
    residence = draft.value("participant.residence")
    if not isinstance(residence, Residence):
        residence = Residence(None, "")
    residence_text = residence.text
    if len(residence_text) > 200:
        row.keep(_("Aufenthaltstitel"), residence_text)
        residence_text = ""
    occupation = row.line("participant.occupation")
    held = occupations.read_occupation(occupation) if occupation else None
    wanted = row.line("participant.wanted")
    wished = occupations.read_occupation(wanted) if wanted else None
    for key, label in (
        ("case_worker", _("Zuständig")),
        ("times", _("Zeiten")),
        ("mentor_text", _("Mentorin")),
    ):
        row.keep(label, draft.text(f"participant.{key}"))
    entry, left = draft.day("participant.entry"), draft.day("participant.exit")
    travel = draft.value("participant.travel")
    outcome = draft.value("participant.outcome")
    reason = draft.value("participant.exit_reason")
    outcome = outcome if isinstance(outcome, Outcome) else None
    reason = reason if isinstance(reason, Outcome) else None
    row.keep_unread()
    if education := draft.item("participant.education"):
        row.keep(education.label, education.text if says_without(education.text) else "")
    if reason is not None and entry is None and left is None and not draft.text("participant.employment"):
        row.keep(_("Grund des Austritts"), reason.text)
    if outcome is not None and outcome.status is None and not outcome.dropout:
        row.keep(_("Verbleib"), outcome.text)
    for item in draft.items:
        if item.field in _MOMENTS and isinstance(item.value, Outcome) and item.value.status is None:
            row.keep(item.label, item.text)
    return ParticipantInput(
        person=person,
        number="" if running_numbers else row.line("participant.number"),
        arrival=draft.day("participant.arrival"),
        residence_title=residence.code,
        residence_text=residence_text,
        residence_expires=_day(draft, "participant.residence_expires") or residence.expires,
        household=draft.text("participant.household"),
        children=_number(draft, "participant.children"),
        childcare=draft.text("participant.childcare"),
        travel=travel if isinstance(travel, tuple) else (),
        driving_licence=_code(draft, "participant.licence"),
        occupation_held=occupation,
        occupation_held_code=held.code if held else None,
        occupation_wanted=wanted,
        occupation_wanted_code=wished.code if wished else None,
        experience=draft.text("participant.experience"),
        aims=draft.text("participant.aims"),
        employment=_code(draft, "participant.employment"),
        remarks=row.remarks("participant"),
        unread=row.unread(),
        qualifications=_qualifications(draft, occupation),
        phases=_phases(draft, left, outcome, reason),
        participations=_participations(draft, entry, left, outcome, reason),
        outcomes=(*_outcomes(left, outcome), *_later_outcomes(draft)),
    )


def _qualifications(draft: Draft, occupation: str) -> tuple[QualificationInput, ...]:
    recognition = draft.value("participant.recognition")
    education = draft.text("participant.education")
    if not isinstance(recognition, Recognition):
        return (QualificationInput(title=education[:200]),) if education and not says_without(education) else ()
    return (
        QualificationInput(
            title=(education or occupation)[:200],
            recognition=recognition.code,
            recognition_text=recognition.text[:200],
            applied_on=recognition.applied_on,
        ),
    )


def _phases(
    draft: Draft, left: PartialDate | None, outcome: Outcome | None, reason: Outcome | None
) -> tuple[PhaseInput, ...]:
    """What the list says of her path: where she stands, or that she has left."""
    phase = _code(draft, "participant.phase")
    broken_off = any(one is not None and one.dropout for one in (outcome, reason))
    if left is not None and phase not in ("dropout", "completed", "alumna"):
        return (PhaseInput(phase="dropout" if broken_off else "completed", since=left),)
    if phase is not None:
        return (PhaseInput(phase=phase, since=left if phase in ("dropout", "completed") else None),)
    return ()


def _participations(
    draft: Draft, entry: PartialDate | None, left: PartialDate | None, outcome: Outcome | None, reason: Outcome | None
) -> tuple[ParticipationInput, ...]:
    employment = _code(draft, "participant.employment")
    if entry is None and left is None and employment is None:
        return ()
    why = reason or (outcome if outcome is not None and outcome.dropout else None)
    return (
        ParticipationInput(
            entry=entry,
            exit=left,
            exit_reason=why.reason if why and left is not None else None,
            exit_note=why.text if why else "",
            dropout=any(one is not None and one.dropout for one in (outcome, reason)),
            employment_on_entry=employment,
        ),
    )


def _outcomes(left: PartialDate | None, outcome: Outcome | None) -> tuple[OutcomeInput, ...]:
    if outcome is None or outcome.status is None:
        return ()
    return (OutcomeInput(moment="exit" if left is not None else "other", status=outcome.status, note=outcome.text),)


_MOMENTS: Final = {"participant.after_four_weeks": "four_weeks", "participant.after_six_months": "six_months"}


def _later_outcomes(draft: Draft) -> tuple[OutcomeInput, ...]:
    """What she did four weeks and six months after her exit, where the list has a column for it."""
    found = ((moment, draft.value(key)) for key, moment in _MOMENTS.items())
    return tuple(
        OutcomeInput(moment=moment, status=one.status, note=one.text)
        for moment, one in found
        if isinstance(one, Outcome) and one.status is not None
    )


def mentor(draft: Draft) -> MentorInput:
    """A mentor as the row of a list tells of her. Her firm is linked by the plan."""
    row = _Row(draft)
    person = _person(row, "mentor")
    since = draft.item("mentor.since")
    since_text = ""
    taken: list[str] = []
    if since is not None and since.value is None and len(since.text) <= 60:
        since_text = since.text
        taken.append("mentor.since")
    occupation = row.line("mentor.occupation")
    known = occupations.read_occupation(occupation) if occupation else None
    capacity = draft.item("mentor.capacity")
    row.keep(_("Zeiten"), draft.text("mentor.times"))
    row.keep(_("Durchgang"), draft.text("mentor.cohort"))
    row.keep(_("Mentee"), draft.text("mentor.mentees"))
    row.keep_unread(taken)
    return MentorInput(
        person=person,
        status=_code(draft, "mentor.status") or "active",
        occupation=occupation,
        occupation_code=known.code if known else None,
        sector=row.line("mentor.sector"),
        capacity=_number(draft, "mentor.capacity") if capacity is not None else 1,
        wishes=draft.text("mentor.wishes"),
        training_on=draft.day("mentor.training"),
        clearance_until=_day(draft, "mentor.clearance"),
        since=draft.day("mentor.since"),
        since_text=since_text,
        until=draft.day("mentor.until"),
        remarks=row.remarks("mentor"),
        unread=row.unread(),
    )


def organisation(draft: Draft) -> OrganisationInput:
    """An organisation of a network list. Who speaks for it is linked by the plan."""
    row = _Row(draft)
    name = row.line("organisation.name")
    last = draft.item("organisation.last_contact")
    spoken = draft.day("organisation.last_contact")
    if last is not None and spoken is not None and spoken.day is None:
        row.keep(last.label, last.text)
    if draft.value("organisation.contact") is None and not draft.text("organisation.contact_last"):
        row.keep(_("Funktion"), draft.text("organisation.function"))
    row.keep(_("Mobil"), draft.text("organisation.mobile"))
    row.keep_unread()
    return OrganisationInput(
        name=name,
        kind=_code(draft, "organisation.kind") or kind_of_organisation(name) or "other",
        size=_code(draft, "organisation.size"),
        sector=row.line("organisation.sector"),
        street=row.line("organisation.street"),
        postal_code=row.line("organisation.postal"),
        town=row.line("organisation.town"),
        phone=row.line("organisation.phone"),
        email=row.line("organisation.email"),
        website=row.line("organisation.website"),
        remarks=row.remarks("organisation"),
        unread=row.unread(),
    )


def internship(draft: Draft, today: date) -> InternshipInput:
    """An internship; participant and host are linked by the plan. Where the list does not say its state, the state
    follows from its dates."""
    row = _Row(draft)
    start, end = draft.day("internship.start"), draft.day("internship.end")
    outcome = _code(draft, "internship.outcome")
    said, until = draft.item("internship.outcome"), draft.item("internship.end")
    goes_on = until is not None and says_ongoing(until.text)
    hours, total = draft.value("internship.hours"), draft.value("internship.hours_total")
    stated = _code(draft, "internship.state")
    if stated is not None:
        state = stated
    elif outcome == "aborted":
        state = "aborted"
    elif end is not None and end.last() < today:
        state = "completed"
    elif start is not None and start.first() <= today:
        state = "running" if end is not None or goes_on else "completed"
    elif start is not None:
        state = "agreed"
    else:
        state = "completed" if outcome else "sought"
    row.keep_unread()
    return InternshipInput(
        kind=_code(draft, "internship.kind") or "internship",
        state=state,
        supervisor=row.line("internship.supervisor"),
        start=start,
        end=end,
        hours_per_week=hours if isinstance(hours, Decimal) else None,
        hours_total=total if isinstance(total, Decimal) else None,
        tasks=draft.text("internship.tasks"),
        outcome=outcome,
        outcome_note=said.text if said is not None and outcome is not None else "",
        remarks=row.remarks("internship"),
        unread=row.unread(),
    )


def tandem(draft: Draft) -> TandemInput:
    """A tandem of a list of pairs; both people are linked by the plan."""
    row = _Row(draft)
    start, end = draft.day("tandem.start"), draft.day("tandem.end")
    row.keep_unread(item.field for item in draft.items if item.field and not item.field.startswith("tandem."))
    return TandemInput(
        state=_code(draft, "tandem.state") or ("completed" if end else "running"),
        trial_since=_day(draft, "tandem.trial"),
        agreement_on=_day(draft, "tandem.agreement"),
        start=start,
        planned_end=_day(draft, "tandem.planned_end"),
        end=end,
        end_note=draft.text("tandem.end_note"),
        remarks=row.remarks("tandem"),
        unread=row.unread(),
    )


WithUnread = TypeVar("WithUnread", ParticipantInput, MentorInput, OrganisationInput)


def with_unread(given: WithUnread, line: str) -> WithUnread:
    """The same with one more line of text that found no field."""
    line = text.clean_lines(line)
    return given if line in given.unread.splitlines() else replace(given, unread=f"{given.unread}\n{line}".strip("\n"))
