"""People across their roles: found while someone types, told apart, and recognised when entered a second time."""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Final, Literal, TypeAlias

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, cast, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from permenti_desktop.db import search as full_text
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.organisation import ContactPerson
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.models.person import Consent, Person, PersonLanguage
from permenti_desktop.domain import text as spelling
from permenti_desktop.domain.dates import PartialDate, age_on
from permenti_desktop.domain.person import PersonInput, consent_state, display_name, list_name
from permenti_desktop.queries.listing import FEW, IDS, Anything, Column, Ids, chunks, ids_of, narrow, rows_for

Role: TypeAlias = Literal["participant", "mentor", "contact"]

PROGRAMME: Final = "programme"
"""The purpose without whose legal basis nobody may be counselled: lists and pills show how it stands with it."""

_SHORT: Final = 3
"""A word below this length is too short to be like another."""


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A person as a picker shows her: name, and what tells two of the same name apart. ``alike`` marks a name that
    is only spelt alike; ``reasons`` (field names) say why a person may be the one just being entered."""

    id: int
    name: str
    birth_year: int | None
    town: str
    number: str
    phone: str
    roles: tuple[Role, ...]
    alike: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person named in another record: as spoken, and as lists order her."""

    id: int
    name: str
    list_name: str


# Finding -----------------------------------------------------------------------------------------------------------


def matching(session: Session, typed: str) -> Ids:
    """The ids of all people who match what was typed, each once and in no order: each typed word begins a word of the
    name in any spelling, or a typed number is part of a telephone number or of a participant's number."""
    digits = typed_number(typed)
    if not digits:
        if not _has_letter(typed):
            return array("q")  # one or two digits alone would be in nearly every number
        found = full_text.matching(session, "person", typed)
        if any(sign.isdigit() for sign in typed):  # EN-2024-017
            numbered = session.scalars(select(Participant.id).where(Participant.number.icontains(typed.strip())))
            return array("q", {*found, *numbered})
        return found
    # 0176 … is kept as +49 176 …
    found = full_text.matching(session, "person", digits.lstrip("0") or digits)
    numbered = session.scalars(select(Participant.id).where(Participant.number.contains(digits)))
    return array("q", {*found, *numbered})


def typed_number(typed: str) -> str:
    """The digits of what was typed, if it is a number of at least three ("0176 12" is, "Amina 2" is not)."""
    digits = re.sub(r"\D", "", typed)
    return digits if len(digits) >= spelling.SHORTEST_NUMBER and not _has_letter(typed) else ""


def _has_letter(typed: str) -> bool:
    return any(sign.isalpha() for sign in typed)


def has_number(column: Column, digits: str) -> ColumnElement[bool]:
    """Whether digits are part of a telephone number, however it is written; 0176 … is kept as +49 176 …"""
    # Saving writes numbers as "+49 176 1234567"; what it could not read may hold other signs.
    bare: ColumnElement[str] = cast(column, String)
    for sign in " -/":
        bare = func.replace(bare, sign, "")
    return bare.contains(digits.lstrip("0") or digits)


def find(session: Session, text: str, limit: int = 12, role: Role | None = None) -> tuple[PersonHit, ...]:
    """People for a picker: those whose names begin with what was typed first, then the other hits, then names that
    are spelt alike."""
    if not spelling.words(text):
        return ()
    first = spelling.sort_key(text)
    ours = (Person.in_bin == false(), *_in_role(role))
    by_name = select(Person.id).order_by(Person.sort_key, Person.id).limit(limit)
    # A range, not LIKE, which no index helps.
    found = list(session.scalars(by_name.where(*ours, Person.sort_key.between(first, first + "\uffff"))))
    if len(found) < limit:
        hits = set(matching(session, text)) - set(found)
        if len(hits) <= FEW:
            found += session.scalars(by_name.where(*ours, Person.id.in_(hits)).limit(limit - len(found)))
        else:
            everybody = ids_of(session, select(Person.id).where(*ours).order_by(Person.sort_key, Person.id))
            found += narrow(everybody, hits)[: limit - len(found)]
    exact = cards(session, found)
    if len(exact) >= limit:
        return exact
    others = variants(session, text, limit - len(exact), role, without=found)
    return exact + tuple(replace(hit, alike=True) for hit in cards(session, others))


def _in_role(role: Role | None) -> tuple[ColumnElement[bool], ...]:
    if role == "participant":
        return (exists().where(Participant.id == Person.id, Participant.in_bin == false()),)
    if role == "mentor":
        return (exists().where(Mentor.id == Person.id, Mentor.in_bin == false()),)
    if role == "contact":
        return (exists().where(ContactPerson.person_id == Person.id),)
    return ()


def variants(
    session: Session, typed: str, limit: int = 12, role: Role | None = None, without: Iterable[int] = ()
) -> tuple[int, ...]:
    """The ids of people whose names are spelt otherwise but sound like what was typed (Schewtschenko, Shevchenko):
    each typed word is like a word of the name. Most alike first. Meant to be read after the exact hits are shown."""
    wanted = spelling.skeleton_key(typed).split()
    if not any(len(word) >= _SHORT for word in wanted):
        return ()
    everything = session.scalar(select(func.aggregate_strings(Person.skeleton_key, "\n")))
    keys = list(dict.fromkeys((everything or "").split("\n")))
    known = list(dict.fromkeys(" ".join(keys).split()))
    likeness = [_alike(word, known) for word in wanted]
    scores: dict[str, float] = {}
    for key in keys:
        score = 0.0
        for alike in likeness:
            best = max([alike[word] for word in key.split() if word in alike], default=0.0)
            if not best:
                break
            score += best
        else:
            scores[key] = score
    best_keys = sorted(scores, key=lambda key: -scores[key])[: 4 * limit + 20]
    left_out = set(without)
    rows = session.execute(
        select(Person.id, Person.skeleton_key)
        .where(Person.skeleton_key.in_(best_keys), Person.in_bin == false(), *_in_role(role))
        .order_by(Person.sort_key, Person.id)
    ).all()
    found = [(scores[key], id) for id, key in rows if id not in left_out]
    return tuple(id for _score, id in sorted(found, key=lambda pair: -pair[0])[:limit])


def _alike(word: str, known: Sequence[str]) -> dict[str, float]:
    """The words of names that are like a typed one, and how much (0 to 100); what it is the beginning of is among
    them, because it may not be typed to the end."""
    alike = {other: 95.0 for other in known if other.startswith(word)}
    if len(word) >= _SHORT:
        from rapidfuzz import fuzz, process  # it takes longer to load than the list at the start

        near = process.extract(word, known, scorer=fuzz.ratio, score_cutoff=spelling.ALIKE, limit=60)
        alike.update((other, score) for other, score, _index in near)
    return alike


def similar(session: Session, person: PersonInput, limit: int = 5, without: int | None = None) -> tuple[PersonHit, ...]:
    """People already known who may be the one just being entered, with the fields that agree: "name" (spelt the same
    or alike), "birth", "phone", "email". The more reasons, the higher."""
    reasons: dict[int, list[str]] = defaultdict(list)
    typed = f"{person.last_name} {person.first_name}".strip()
    if len(spelling.skeleton_key(typed).replace(" ", "")) >= _SHORT:
        for id in variants(session, typed, limit=50):
            reasons[id].append("name")
    numbers = [digits[-7:] for number in (person.phone, person.mobile) if len(digits := re.sub(r"\D", "", number)) >= 7]
    contact: list[ColumnElement[bool]] = [
        Person.id.in_(full_text.matching(session, "person", number)[:FEW]) for number in numbers
    ]
    email = person.email.strip().lower()
    if email:
        contact.append(func.lower(Person.email) == email)
    if contact:
        known = select(Person.id, Person.phone, Person.mobile, Person.email)
        for id, phone, mobile, mail in session.execute(known.where(or_(*contact), Person.in_bin == false()).limit(50)):
            bare = [re.sub(r"\D", "", number) for number in (phone, mobile)]
            if any(one.endswith(number) for one in bare for number in numbers):
                reasons[id].append("phone")
            if email and mail.lower() == email:
                reasons[id].append("email")
    if without is not None:
        reasons.pop(without, None)
    if person.birth is not None and reasons:
        births = select(Person.id).where(Person.id.in_(list(reasons)), Person.birth == person.birth)
        for id in session.scalars(births):
            reasons[id].append("birth")
    best = sorted(reasons, key=lambda id: -len(reasons[id]))[:limit]
    return tuple(
        replace(hit, alike="name" in reasons[hit.id], reasons=tuple(reasons[hit.id])) for hit in cards(session, best)
    )


def cards(session: Session, ids: Sequence[int]) -> tuple[PersonHit, ...]:
    """People as a picker shows them, in the order of *ids*."""
    if not ids:
        return ()
    found: dict[int, PersonHit] = {}
    for some in chunks(ids):
        speaks = exists().where(ContactPerson.person_id == Person.id)
        statement = (
            select(
                Person.id,
                Person.last_name,
                Person.first_name,
                Person.birth,
                Person.town,
                Person.mobile,
                Person.phone,
                Participant.number,
                and_(Participant.id.is_not(None), Participant.in_bin == false()),
                and_(Mentor.id.is_not(None), Mentor.in_bin == false()),
                speaks,
            )
            .outerjoin(Participant, Participant.id == Person.id)
            .outerjoin(Mentor, Mentor.id == Person.id)
            .where(Person.id.in_(some))
        )
        for id, last, first, birth, town, mobile, phone, number, participates, mentors, contact in session.execute(
            statement
        ):
            roles: list[Role] = []
            if participates:
                roles.append("participant")
            if mentors:
                roles.append("mentor")
            if contact:
                roles.append("contact")
            found[id] = PersonHit(
                id=id,
                name=list_name(last, first),
                birth_year=birth.year if birth else None,
                town=town,
                number=number or "",
                phone=mobile or phone,
                roles=tuple(roles),
            )
    return tuple(found[id] for id in ids if id in found)


def names(session: Session, ids: Iterable[int]) -> dict[int, PersonName]:
    """The names of people by their ids."""
    found: dict[int, PersonName] = {}
    for some in chunks(sorted(set(ids))):
        for id, last, first, title in session.execute(
            select(Person.id, Person.last_name, Person.first_name, Person.title).where(Person.id.in_(some))
        ):
            found[id] = PersonName(id, display_name(last, first, title), list_name(last, first))
    return found


# What lists and files of several roles show ------------------------------------------------------------------------


def initials(last_name: str, first_name: str) -> str:
    """Up to two letters that stand for a person where a picture would be: first and last name."""
    letters = [next((sign for sign in name if sign.isalpha()), "") for name in (first_name, last_name)]
    return "".join(letters).upper()


@cache
def _languages() -> Anything:
    return (
        select(PersonLanguage.person_id, PersonLanguage.language, PersonLanguage.level)
        .where(PersonLanguage.person_id.in_(IDS))
        .order_by(PersonLanguage.id)
    )


@cache
def _consents() -> Anything:
    return (
        select(Consent.person_id, Consent.given_on, Consent.valid_until, Consent.withdrawn_on)
        .where(Consent.purpose == bindparam("purpose"))
        .order_by(Consent.id)
    )


def languages(session: Session, ids: Sequence[int]) -> dict[int, tuple[tuple[str, str | None], ...]]:
    """The languages of people with their levels, in the order in which they were entered."""
    found: dict[int, list[tuple[str, str | None]]] = defaultdict(list)
    for some in chunks(ids):
        for id, code, level in rows_for(session, _languages(), some):
            found[id].append((code, level))
    return {id: tuple(spoken) for id, spoken in found.items()}


@dataclass(frozen=True, slots=True)
class _Consent:
    """What the rule on consents looks at."""

    purpose: str
    given_on: date | None
    valid_until: date | None
    withdrawn_on: date | None


def consent_states(session: Session, today: date, purpose: str = PROGRAMME) -> dict[int, str]:
    """How it stands with one purpose for everybody who ever consented to it; who is not in the answer has no entry:
    ``missing``. The states are those of :func:`domain.person.consent_state`."""
    known: dict[int, list[_Consent]] = defaultdict(list)
    for id, given, until, withdrawn in session.connection().execute(_consents(), {"purpose": purpose}):
        known[id].append(_Consent(purpose, given, until, withdrawn))
    return {id: consent_state(consents, purpose, today) for id, consents in known.items()}  # type: ignore[arg-type]


def newest_consent(person_id: Column, purpose: str = PROGRAMME) -> ColumnElement[str | None]:
    """The consent for a purpose that decides for a person, as text for :func:`consent_told`; none without one."""
    until, withdrawn = (func.coalesce(cast(day, String), "") for day in (Consent.valid_until, Consent.withdrawn_on))
    return (
        select(until.concat("/").concat(withdrawn))
        .where(Consent.person_id == person_id, Consent.purpose == purpose, Consent.given_on.is_not(None))
        .order_by(Consent.given_on.desc(), Consent.id)
        .correlate_except(Consent)
        .limit(1)
        .scalar_subquery()
    )


@lru_cache(maxsize=4096)
def consent_told(newest: str | None, today: date) -> str:
    """How it stands with the consent of :func:`newest_consent`, by :func:`domain.person.consent_state`; asked once for
    each pair of days, of which there are few."""
    if newest is None:
        return consent_state((), PROGRAMME, today)
    until, withdrawn = (date.fromisoformat(day) if day else None for day in newest.split("/"))
    return consent_state((_Consent(PROGRAMME, date.min, until, withdrawn),), PROGRAMME, today)  # type: ignore[arg-type]


def has_consent(person_id: Column, today: date, purpose: str = PROGRAMME) -> ColumnElement[bool]:
    """Whether the newest consent for a purpose is in force: the rule of :func:`domain.person.consent_state` as a
    condition, ``given`` or ``expiring``."""
    # A set read from one index in its order, instead of a look for each person.
    return person_id.in_(with_consent(today, purpose))


def with_consent(today: date, purpose: str = PROGRAMME) -> Anything:
    """The statement behind: everybody whose newest consent for a purpose is in force, in no order."""
    newest, newer = aliased(Consent), aliased(Consent)
    # Few have several, so that nearly all are told without a look for a newer one.
    several = (
        select(Consent.person_id)
        .where(Consent.purpose == purpose, Consent.given_on.is_not(None))
        .group_by(Consent.person_id)
        .having(func.count() > 1)
    )
    return select(newest.person_id).where(
        newest.purpose == purpose,
        newest.given_on.is_not(None),
        or_(newest.withdrawn_on.is_(None), newest.withdrawn_on > today),
        or_(newest.valid_until.is_(None), newest.valid_until >= today),
        or_(
            newest.person_id.not_in(several),
            ~exists(
                select(newer.id).where(
                    newer.person_id == newest.person_id,
                    newer.purpose == purpose,
                    or_(
                        newer.given_on > newest.given_on, and_(newer.given_on == newest.given_on, newer.id < newest.id)
                    ),
                )
            ),
        ),
    )


def people_with_language(language: str) -> Select[int]:
    """The ids of people who speak a language."""
    return select(PersonLanguage.person_id).where(PersonLanguage.language == language)


def age(birth: PartialDate | None, day: date) -> tuple[int, int] | None:
    """The lowest and the highest age on a day that a birth date known in part allows; None without one."""
    return age_on(birth, day) if birth is not None else None
