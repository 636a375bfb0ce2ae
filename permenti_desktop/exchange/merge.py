"""Filling a record with what a list knows besides: blanks are filled, nothing that is there is overwritten.

What the list says otherwise comes back as text, so that it is shown and kept and a person can decide.
"""

from dataclasses import replace
from datetime import date
from typing import Any, Final, TypeVar

from permenti_desktop.domain import countries, vocab
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.organisation import OrganisationInput
from permenti_desktop.domain.participant import ParticipantInput, ParticipationInput, PhaseInput, QualificationInput
from permenti_desktop.domain.person import LanguageInput, PersonInput
from permenti_desktop.domain.text import search_key
from permenti_desktop.exchange.duplicates import births_agree
from permenti_desktop.i18n import N_, _, date_text

InputT = TypeVar("InputT")

# Where a field of a list stands in the Input of its record. Numbers are places in a tuple.
PATHS: Final[dict[str, tuple[str | int, ...]]] = {
    "participant.last": ("person", "last_name"),
    "participant.first": ("person", "first_name"),
    "participant.own_script": ("person", "own_script_name"),
    "participant.birth": ("person", "birth"),
    "participant.nationality": ("person", "nationality"),
    "participant.street": ("person", "street"),
    "participant.postal": ("person", "postal_code"),
    "participant.town": ("person", "town"),
    "participant.phone": ("person", "phone"),
    "participant.mobile": ("person", "mobile"),
    "participant.email": ("person", "email"),
    "participant.gender": ("person", "gender"),
    "participant.german": ("person", "languages", "de", "level"),
    "participant.household": ("household",),
    "participant.residence_expires": ("residence_expires",),
    "participant.employment": ("employment",),
    "participant.number": ("number",),
    "participant.arrival": ("arrival",),
    "participant.children": ("children",),
    "participant.occupation": ("occupation_held",),
    "participant.wanted": ("occupation_wanted",),
    "participant.licence": ("driving_licence",),
    "participant.entry": ("participations", 0, "entry"),
    "participant.exit": ("participations", 0, "exit"),
    "mentor.last": ("person", "last_name"),
    "mentor.first": ("person", "first_name"),
    "mentor.email": ("person", "email"),
    "mentor.phone": ("person", "phone"),
    "mentor.mobile": ("person", "mobile"),
    "mentor.street": ("person", "street"),
    "mentor.postal": ("person", "postal_code"),
    "mentor.town": ("person", "town"),
    "mentor.status": ("status",),
    "mentor.sector": ("sector",),
    "mentor.capacity": ("capacity",),
    "mentor.occupation": ("occupation",),
    "mentor.since": ("since",),
    "organisation.name": ("name",),
    "organisation.phone": ("phone",),
    "organisation.email": ("email",),
    "organisation.town": ("town",),
    "organisation.postal": ("postal_code",),
    "organisation.street": ("street",),
    "organisation.sector": ("sector",),
}

_LABELS: Final = {
    "last_name": N_("Nachname"),
    "first_name": N_("Vorname"),
    "own_script_name": N_("Name in eigener Schrift"),
    "birth": N_("Geburtsdatum"),
    "nationality": N_("Staatsangehörigkeit"),
    "street": N_("Straße"),
    "postal_code": N_("Postleitzahl"),
    "town": N_("Ort"),
    "phone": N_("Telefon"),
    "mobile": N_("Mobiltelefon"),
    "email": N_("E-Mail"),
    "arrival": N_("In Deutschland seit"),
    "residence_text": N_("Aufenthaltstitel"),
    "children": N_("Kinder"),
    "occupation_held": N_("Beruf"),
    "occupation_wanted": N_("Wunschberuf"),
    "entry": N_("Eintritt"),
    "exit": N_("Austritt"),
    "sector": N_("Branche"),
    "capacity": N_("Plätze"),
    "occupation": N_("Beruf"),
    "name": N_("Name der Organisation"),
    "household": N_("Haushalt"),
    "residence_expires": N_("Aufenthaltstitel gültig bis"),
    "exit_note": N_("Grund des Austritts"),
    "employment_on_entry": N_("Erwerbsstatus beim Eintritt"),
    "driving_licence": N_("Führerschein"),
    "size": N_("Größe"),
}
_JOINED: Final = ("remarks", "unread")
# Codes that go with a text, and defaults that say nothing.
_SILENT: Final = frozenset(
    {"occupation_held_code", "occupation_wanted_code", "occupation_code", "residence_title", "ags", "informal", "id"}
    | {"kind", "status", "number", "case_worker_id", "cohort_id", "employment", "gender", "since_text", "exit_reason"}
)
_CODES: Final = {
    "employment_on_entry": vocab.EMPLOYMENT,
    "driving_licence": vocab.YES_NO,
    "size": vocab.ORGANISATION_SIZE,
}
"""Fields that hold a code, which nobody should have to read."""


def at(given: object, path: tuple[str | int, ...]) -> object:
    """What stands in an Input at a path; None where there is nothing."""
    found: Any = given
    for step in path:
        if isinstance(found, tuple):
            found = next((one for n, one in enumerate(found) if step in (n, getattr(one, "language", None))), None)
        else:
            found = getattr(found, str(step), None)
        if found is None:
            return None
    return found


def put(given: Any, path: tuple[str | int, ...], value: object) -> Any:
    """An Input, or a part of one, with another value at a path; as it is where the path leads nowhere."""
    step, rest = path[0], path[1:]
    if isinstance(given, tuple):
        return tuple(
            put(one, rest, value) if step in (number, getattr(one, "language", None)) else one
            for number, one in enumerate(given)
        )
    return replace(given, **{str(step): put(getattr(given, str(step)), rest, value) if rest else value})


def _fill(old: InputT, new: InputT, names: tuple[str, ...], kept: list[str]) -> InputT:
    """Blanks of *old* filled from *new*; what differs is told in *kept*."""
    changes: dict[str, object] = {}
    for name in names:
        mine, theirs = getattr(old, name), getattr(new, name)
        if theirs in (None, "", (), False) or mine == theirs:
            continue
        if name in _JOINED:
            lines = [line for line in str(theirs).splitlines() if line not in str(mine).splitlines()]
            if lines:
                changes[name] = "\n".join(filter(None, [str(mine), *lines]))
        elif mine in (None, ""):
            changes[name] = theirs
        elif isinstance(mine, PartialDate) and isinstance(theirs, PartialDate) and births_agree(mine, theirs):
            # The same day, known more exactly.
            if len(theirs.iso) > len(mine.iso):
                changes[name] = theirs
        elif name not in _SILENT and not (
            isinstance(mine, str) and isinstance(theirs, str) and search_key(mine) == search_key(theirs)
        ):
            shown = date_text(theirs) if isinstance(theirs, PartialDate | date) else str(theirs)
            if name in _CODES:
                shown = _CODES[name].label(shown)
            if name == "nationality":
                shown = countries.name(shown)
            kept.append(f"{_(_LABELS[name])}: {shown}" if name in _LABELS else shown)
    return replace(old, **changes) if changes else old  # type: ignore[type-var]


_PERSON: Final = (
    "last_name", "first_name", "own_script_name", "title", "gender", "birth", "nationality", "street", "postal_code",
    "town", "phone", "mobile", "email",
)  # fmt: skip


def person(old: PersonInput, new: PersonInput, kept: list[str]) -> PersonInput:
    """A person with what the list knows besides. A second telephone number finds the other place, if it is
    free.
    """
    if new.phone and new.phone == old.mobile:
        new = replace(new, phone="")  # known, in the other place
    elif new.phone and old.phone and new.phone != old.phone and not old.mobile and not new.mobile:
        new = replace(new, phone="", mobile=new.phone)
    # A street of another town must not be put before the town that is known.
    if old.town and new.town and search_key(old.town) != search_key(new.town):
        kept.append(
            f"{_('Anschrift')}: {', '.join(filter(None, [new.street, f'{new.postal_code} {new.town}'.strip()]))}"
        )
        new = replace(new, street="", postal_code="", town="")
    filled = _fill(old, new, _PERSON, kept)
    spoken = {one.language: one for one in filled.languages}
    for other in new.languages:
        mine = spoken.get(other.language)
        if mine is None:
            spoken[other.language] = replace(other, id=None)
        else:
            spoken[other.language] = _language(mine, other, kept)
    return replace(filled, languages=tuple(spoken.values()))


def _language(mine: LanguageInput, other: LanguageInput, kept: list[str]) -> LanguageInput:
    if mine.level and other.level and mine.level != other.level:
        kept.append(f"{_('Deutschkenntnisse') if mine.language == 'de' else mine.language}: {other.level}")
    return replace(
        mine,
        level=mine.level or other.level,
        certificate=mine.certificate or other.certificate,
        certificate_on=mine.certificate_on or other.certificate_on,
    )


def participant(old: ParticipantInput, new: ParticipantInput) -> tuple[ParticipantInput, list[str]]:
    """A participant with what the list knows besides, and what it says otherwise, in words."""
    kept: list[str] = []
    her = person(old.person, new.person, kept)
    names = (
        "arrival", "residence_expires", "household", "children", "childcare", "driving_licence", "occupation_wanted",
        "experience", "aims", "employment", "cohort_id", "remarks", "unread",
    )  # fmt: skip
    filled = _fill(replace(old, person=her), new, names, kept)
    if not filled.residence_text and not filled.residence_title:
        filled = replace(filled, residence_title=new.residence_title, residence_text=new.residence_text)
    elif new.residence_text and new.residence_title not in (filled.residence_title, "unknown"):
        kept.append(f"{_('Aufenthaltstitel')}: {new.residence_text}")
    if not filled.occupation_held:
        filled = replace(filled, occupation_held=new.occupation_held, occupation_held_code=new.occupation_held_code)
    elif new.occupation_held and search_key(new.occupation_held) != search_key(filled.occupation_held):
        kept.append(f"{_('Beruf')}: {new.occupation_held}")
    # What the list says without a day of exit adds nothing to what is known of her after it.
    told = {one.moment for one in filled.outcomes} | ({"other"} if filled.outcomes else set())
    filled = replace(
        filled,
        qualifications=_qualifications(filled.qualifications, new, kept),
        phases=(*filled.phases, *(one for one in new.phases if not filled.phases or _has_left(old, new, one))),
        # A list that is kept for years knows more of her half a year after her exit than it did before.
        outcomes=(*filled.outcomes, *(one for one in new.outcomes if one.moment not in told)),
        travel=filled.travel or new.travel,
    )
    for one in new.outcomes:
        if one.moment in told and one.status not in {other.status for other in old.outcomes}:
            kept.append(f"{_('Verbleib')}: {one.note or vocab.STATUS_AFTER_EXIT.label(one.status)}")
    if not filled.participations:
        filled = replace(filled, participations=new.participations)
    elif new.participations:
        filled = replace(filled, participations=_participations(filled.participations, new.participations[0], kept))
    return filled, kept


def _has_left(old: ParticipantInput, new: ParticipantInput, phase: PhaseInput) -> bool:
    """Whether a phase is the exit that only this list knows: then her path goes on to it."""
    known = old.participations[-1].exit if old.participations else None
    told = new.participations[0].exit if new.participations else None
    return known is None and told is not None and phase.since == told


def _is_recognised_alike(one: QualificationInput, other: QualificationInput) -> bool:
    if one.recognition is not None or other.recognition is not None:
        return one.recognition == other.recognition
    return search_key(one.recognition_text) == search_key(other.recognition_text)


def _qualifications(
    old: tuple[QualificationInput, ...], new: ParticipantInput, kept: list[str]
) -> tuple[QualificationInput, ...]:
    """Her qualifications with a recognition or a title that was not known; what the list says otherwise is told."""
    if not old or not new.qualifications:
        return old or new.qualifications
    first, one = old[0], new.qualifications[0]
    if one.recognition or one.recognition_text:
        if not any(each.recognition or each.recognition_text for each in old):
            first = replace(
                first,
                recognition=one.recognition,
                recognition_text=one.recognition_text,
                applied_on=first.applied_on or one.applied_on,
            )
        elif not any(_is_recognised_alike(each, one) for each in old):
            kept.append(f"{_('Anerkennung')}: {one.recognition_text or vocab.recognition().label(one.recognition)}")
    titles = {search_key(each.title) for each in old}
    if one.title and not first.title:
        first = replace(first, title=one.title)
    elif one.title and search_key(one.title) not in titles and one.title != new.occupation_held:
        kept.append(f"{_('Abschluss')}: {one.title}")
    return (first, *old[1:])


def _participations(
    old: tuple[ParticipationInput, ...], new: ParticipationInput, kept: list[str]
) -> tuple[ParticipationInput, ...]:
    """Her latest participation filled; one that clearly came later is told, never added without a person's
    word.
    """
    last = old[-1]
    names = ("entry", "exit", "exit_reason", "exit_note", "employment_on_entry")
    return (*old[:-1], _fill(last, new, names, kept))


def mentor(old: MentorInput, new: MentorInput) -> tuple[MentorInput, list[str]]:
    """A mentor with what the list knows besides, and what it says otherwise."""
    kept: list[str] = []
    her = person(old.person, new.person, kept)
    names = (
        "organisation_id", "occupation", "occupation_code", "sector", "capacity", "wishes", "training_on",
        "clearance_until", "since", "since_text", "until", "remarks", "unread",
    )  # fmt: skip
    if new.organisation_id is not None and new.organisation_id < 0 and old.organisation_id is not None:
        new = replace(new, organisation_id=None)
    return _fill(replace(old, person=her), new, names, kept), kept


def organisation(old: OrganisationInput, new: OrganisationInput) -> tuple[OrganisationInput, list[str]]:
    """An organisation with what the list knows besides, and what it says otherwise."""
    kept: list[str] = []
    names = (
        "size",
        "sector",
        "role",
        "street",
        "postal_code",
        "town",
        "phone",
        "email",
        "website",
        "remarks",
        "unread",
    )
    return _fill(old, new, names, kept), kept
