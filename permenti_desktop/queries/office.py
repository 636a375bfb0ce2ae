"""The office itself: its settings, its words, what was typed and not saved, what left the house, how much there is."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from permenti_desktop.db.base import Versioned
from permenti_desktop.db.models.grant import Cohort, Grant
from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.network import NetworkGroup, NetworkMeeting
from permenti_desktop.db.models.office import Disclosure, Draft, OfficeTerm, Setting
from permenti_desktop.db.models.organisation import Organisation
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.models.tandem import Tandem
from permenti_desktop.db.models.timeline import FollowUp, TimelineEntry
from permenti_desktop.domain import office as rules
from permenti_desktop.domain import vocab
from permenti_desktop.domain.office import OfficeSettings
from permenti_desktop.domain.vocab import Term, Vocabulary


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term of a vocabulary as the settings show it: shipped, renamed (*own* label) or added by the office."""

    code: str
    de: str
    en: str
    shipped: bool
    renamed: bool
    retired: bool


@dataclass(frozen=True, slots=True)
class DraftRow:
    """Text that was typed and not saved: what it belongs to, and when."""

    key: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """Something that left the house."""

    id: int
    at: datetime
    who: str
    what: str
    recipient: str
    purpose: str
    basis: str
    people: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How much an office file holds, for the page of backups and the start page."""

    participants: int
    mentors: int
    organisations: int
    tandems: int
    internships: int
    notes: int
    follow_ups: int
    groups: int
    meetings: int
    grants: int
    cohorts: int
    in_bin: int


def settings(session: Session) -> OfficeSettings:
    """The settings of the office, with defaults for what it never set."""
    return rules.read((key, value) for key, value in session.execute(select(Setting.key, Setting.value)))


def noted(session: Session, key: str) -> Any:
    """What the program remembered in the file under a key (a saved view …), or None."""
    value = session.scalar(select(Setting.value).where(Setting.key == key))
    return None if value is None else json.loads(value)


# Words -------------------------------------------------------------------------------------------------------------


def _shipped() -> dict[str, Vocabulary]:
    short = {one.name: one for one in vars(vocab).values() if isinstance(one, Vocabulary)}
    published = (vocab.cefr(), vocab.isced(), vocab.recognition(), vocab.residence_title())
    return short | {one.name: one for one in published}


def vocabularies(session: Session) -> dict[str, Vocabulary]:
    """All vocabularies with the office's own words, by name. Terms that it retired are still in them, because records
    may have them: :func:`retired` says which are no longer offered. One statement."""
    own: dict[str, list[OfficeTerm]] = defaultdict(list)
    for term in session.scalars(select(OfficeTerm).order_by(OfficeTerm.vocabulary, OfficeTerm.position, OfficeTerm.id)):
        own[term.vocabulary].append(term)
    merged = {name: _merged(shipped, own.get(name, ())) for name, shipped in _shipped().items()}
    for name, terms in own.items():
        if name not in merged:
            merged[name] = _merged(Vocabulary(name, ()), terms)
    return merged


def vocabulary(session: Session, name: str) -> Vocabulary:
    """One vocabulary with the office's own words."""
    return vocabularies(session)[name]


def _merged(shipped: Vocabulary, own: Sequence[OfficeTerm]) -> Vocabulary:
    if not own:
        return shipped
    words = {term.code: term for term in own}
    terms = [_term(words[term.code], term) if term.code in words else term for term in shipped.terms]
    terms += [_term(term, None) for term in own if term.code not in shipped]
    return Vocabulary(shipped.name, tuple(terms))


def _term(own: OfficeTerm, shipped: Term | None) -> Term:
    """A renamed or added term: an office that wrote no English label reads the German one in English too."""
    de = own.de or (shipped.de if shipped else own.code)
    if shipped is not None and own.de in ("", shipped.de) and not own.en:
        return shipped
    return Term(own.code, de, own.en or de)


def retired(session: Session) -> dict[str, frozenset[str]]:
    """The codes that are no longer offered, by vocabulary."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, code in session.execute(select(OfficeTerm.vocabulary, OfficeTerm.code).where(OfficeTerm.retired)):
        found[name].add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


def terms(session: Session, name: str) -> tuple[TermRow, ...]:
    """The terms of one vocabulary as the settings show them, in the order in which they are chosen from."""
    own = {
        term.code: term
        for term in session.scalars(
            select(OfficeTerm).where(OfficeTerm.vocabulary == name).order_by(OfficeTerm.position, OfficeTerm.id)
        )
    }
    shipped = _shipped().get(name, Vocabulary(name, ()))
    rows = [
        TermRow(
            code=term.code,
            de=(own[term.code].de if term.code in own else "") or term.de,
            en=(own[term.code].en if term.code in own else "") or term.en or "",
            shipped=True,
            renamed=term.code in own and own[term.code].de not in ("", term.de),
            retired=term.code in own and own[term.code].retired,
        )
        for term in shipped.terms
    ]
    rows += [
        TermRow(code=code, de=term.de, en=term.en, shipped=False, renamed=False, retired=term.retired)
        for code, term in own.items()
        if code not in shipped
    ]
    return tuple(rows)


# What was typed, what left the house, how much there is ---------------------------------------------------------------


def drafts(session: Session) -> tuple[DraftRow, ...]:
    """All texts that were typed and not saved, the oldest first."""
    rows = session.execute(select(Draft.key, Draft.text, Draft.at).order_by(Draft.at, Draft.key))
    return tuple(DraftRow(*row) for row in rows)


def draft(session: Session, key: str) -> str:
    """The text that was typed and not saved for one place; empty if there is none."""
    return session.scalar(select(Draft.text).where(Draft.key == key)) or ""


def disclosures(session: Session, before: int | None = None, limit: int = 200) -> tuple[DisclosureRow, ...]:
    """What left the house, the newest first; *before* is the id of the last line already shown."""
    columns = (
        Disclosure.id,
        Disclosure.at,
        Disclosure.who,
        Disclosure.what,
        Disclosure.recipient,
        Disclosure.purpose,
        Disclosure.basis,
        Disclosure.people,
    )
    statement = select(*columns).order_by(Disclosure.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(Disclosure.id < before)
    return tuple(DisclosureRow(*row) for row in session.execute(statement))


_COUNTED: Final[dict[str, type[Versioned]]] = {
    "participants": Participant,
    "mentors": Mentor,
    "organisations": Organisation,
    "tandems": Tandem,
    "internships": Internship,
    "notes": TimelineEntry,
    "follow_ups": FollowUp,
    "groups": NetworkGroup,
    "meetings": NetworkMeeting,
    "grants": Grant,
    "cohorts": Cohort,
}


def counts(session: Session) -> Counts:
    """How much there is of everything outside the bin, and how much is in it. One statement."""
    parts = [
        select(literal(name), literal(binned), func.count())
        .select_from(table)
        .where(table.in_bin == binned, *((table.binned_at.is_not(None),) if binned else ()))
        for name, table in _COUNTED.items()
        for binned in (False, True)
    ]
    found = session.execute(union_all(*parts)).all()
    numbers = {name: number for name, binned, number in found if not binned}
    return Counts(**numbers, in_bin=sum(number for _name, binned, number in found if binned))
