"""The common indicators of ESF+ for participants (Regulation (EU) 2021/1057, Annex I), in question order.

One report profile of several; compatibility with a funder's portal is never claimed. On entry those are counted whose
first entry into the operation lies in the period, on leaving and six months after those whose last exit does; the rules
of :mod:`permenti_desktop.queries.participation` on operations and the cut-off date, and of
:mod:`permenti_desktop.queries.period` on partial dates, hold here too. And:

- A record that is incomplete in a non-sensitive field (gender, employment, age, education) counts in the grand total
  only (EECO01); the field is named.
- Age, employment and education are those on entry; foreign degrees count by level, without recognition.
- Long-term unemployed: more than 12 months, under 25 more than 6 (both set).
- "On leaving" are the 28 days after the exit (set); the last event counts, so EECR01 and EECR04 exclude each other.
- Sensitive answers may be refused: "no answer" is an answer and is not missing.
- What the program does not record (rural area, qualifications gained, a better situation at work) is said to be so and
  never guessed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import false, func, select
from sqlalchemy.orm import Session

from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.timeline import TimelineEntry, TimelinePerson
from permenti_desktop.domain.dates import add_months, age_on
from permenti_desktop.domain.participant import is_employed, is_in_education
from permenti_desktop.domain.person import list_name
from permenti_desktop.i18n import N_
from permenti_desktop.queries import office, participation
from permenti_desktop.queries.figures import MissingValue
from permenti_desktop.queries.participation import Facts, Unit, status_after_six_months, status_at_exit
from permenti_desktop.queries.period import Answers, Certainty, Span

TITLES: Final = {
    "EECO01": N_("Teilnehmende insgesamt"),
    "EECO02": N_("Arbeitslose, einschließlich Langzeitarbeitslose"),
    "EECO03": N_("Langzeitarbeitslose"),
    "EECO04": N_("Nichterwerbstätige"),
    "EECO05": N_("Erwerbstätige, einschließlich Selbstständige"),
    "EECO06": N_("unter 18 Jahre"),
    "EECO07": N_("18 bis 29 Jahre"),
    "EECO08": N_("55 Jahre und älter"),
    "EECO09": N_("höchstens Sekundarbereich I (ISCED 0–2)"),
    "EECO10": N_("Sekundarbereich II oder postsekundär (ISCED 3–4)"),
    "EECO11": N_("tertiäre Bildung (ISCED 5–8)"),
    "EECO12": N_("Menschen mit Behinderung"),
    "EECO13": N_("Drittstaatsangehörige"),
    "EECO14": N_("Menschen ausländischer Herkunft"),
    "EECO15": N_("Angehörige von Minderheiten"),
    "EECO16": N_("Obdachlose oder von Ausgrenzung auf dem Wohnungsmarkt Betroffene"),
    "EECO17": N_("aus ländlichen Gebieten"),
    "EECR01": N_("nach der Teilnahme auf Arbeitsuche (vorher nicht erwerbstätig)"),
    "EECR02": N_("nach der Teilnahme in Bildung oder Ausbildung"),
    "EECR03": N_("nach der Teilnahme eine Qualifizierung erlangt"),
    "EECR04": N_("nach der Teilnahme in Arbeit (vorher arbeitslos oder nicht erwerbstätig)"),
    "EECR05": N_("sechs Monate danach in Arbeit (vorher arbeitslos oder nicht erwerbstätig)"),
    "EECR06": N_("sechs Monate danach in besserer Lage am Arbeitsmarkt (vorher erwerbstätig)"),
}
"""The indicators in question order, with short German titles."""

NOT_RECORDED: Final = frozenset({"EECO17", "EECR03", "EECR06"})
"""Indicators whose answers the program does not know."""

_UNEMPLOYED: Final = frozenset({"unemployed", "long_term_unemployed"})
_INACTIVE: Final = frozenset({"inactive", "in_education"})
_EMPLOYED: Final = frozenset({"employed", "self_employed"})


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. *ids* are those counted; women, men and non-binary people add up to them except in EECO01, whose
    total also holds the incomplete records. *uncertain* are those for whom partial dates do not decide."""

    code: str
    title: str
    recorded: bool
    ids: tuple[int, ...]
    women: tuple[int, ...]
    men: tuple[int, ...]
    non_binary: tuple[int, ...]
    uncertain: tuple[int, ...]

    @property
    def value(self) -> int:
        """How many were counted."""
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Indicators:
    """All indicators of a period, and what is missing in the records that count in the grand total only."""

    start: date
    end: date
    cut_off: date
    grant_id: int | None
    indicators: tuple[Indicator, ...]
    incomplete: tuple[MissingValue, ...]


@dataclass(frozen=True, slots=True)
class ShortContact:
    """Somebody without an entry whom the office has already spent time with. *due*: so much that the questionnaire on
    entry is due."""

    id: int
    name: str
    minutes: int
    due: bool


def indicators(
    session: Session, start: date, end: date, cut_off: date | None = None, grant_id: int | None = None
) -> Indicators:
    """The indicators from *start* to *end* by what is known on the *cut_off* date, of one grant or of all."""
    known_on = cut_off or end
    span = Span(start, min(end, known_on))
    facts = participation.facts(session, known_on, span)
    if grant_id is not None:
        facts = facts.of_grant(grant_id)
    came = _in_span(facts.units, span.held([unit.entered for unit in facts.units]))
    went = _in_span(facts.units, span.held([unit.left for unit in facts.units]))
    found = tuple(_indicator(code, facts, went if code.startswith("EECR") else came) for code in TITLES)
    incomplete = tuple(
        MissingValue(unit.participant_id, field, None) for unit, surely in came if surely for field in unit.missing
    )
    return Indicators(start, end, known_on, grant_id, found, tuple(dict.fromkeys(incomplete)))


def _in_span(units: Sequence[Unit], answers: Answers) -> Sequence[tuple[Unit, Certainty]]:
    """Who came or went in the period, or may have."""
    return [(unit, answer) for unit, answer in zip(units, answers, strict=True) if answer is not False]


def _indicator(code: str, facts: Facts, of_period: Sequence[tuple[Unit, Certainty]]) -> Indicator:
    """One indicator of those who came or went in the period, or may have."""
    counted: list[Unit] = []
    uncertain: list[int] = []
    for unit, in_span in of_period if code not in NOT_RECORDED else ():
        if code != "EECO01" and unit.missing:
            continue
        answer = _RULES[code](facts, unit)
        if answer and in_span:
            counted.append(unit)
        elif answer is not False:
            uncertain.append(unit.participant_id)
    complete = [unit for unit in counted if not unit.missing]

    def of(gender: str) -> tuple[int, ...]:
        return tuple(unit.participant_id for unit in complete if unit.gender == gender)

    return Indicator(
        code,
        TITLES[code],
        code not in NOT_RECORDED,
        tuple(unit.participant_id for unit in counted),
        of("f"),
        of("m"),
        of("x"),
        tuple(uncertain),
    )


# The rules ---------------------------------------------------------------------------------------------------------


def _age(unit: Unit) -> tuple[int, int] | None:
    """The lowest and highest age on entry that her dates allow."""
    birth, entry = unit.birth, unit.entry
    if birth is None or entry is None:
        return None
    return age_on(birth, entry.first())[0], age_on(birth, entry.last())[1]


def _aged(lowest: int, highest: int) -> Callable[[Facts, Unit], Certainty]:
    def decide(_facts: Facts, unit: Unit) -> Certainty:
        ages = _age(unit)
        if ages is None:
            return False
        inside = [lowest <= age <= highest for age in ages]
        return True if all(inside) else None if any(inside) or ages[0] < lowest <= highest < ages[1] else False

    return decide


def _long_term(facts: Facts, unit: Unit) -> Certainty:
    """More than so many months without work before the entry."""
    if unit.employment_on_entry == "long_term_unemployed":
        return True
    since, entry = unit.unemployed_since, unit.entry
    if unit.employment_on_entry != "unemployed" or since is None or entry is None:
        return False
    young = _aged(0, 24)(facts, unit)
    general, of_young = facts.settings.long_term_months, facts.settings.long_term_months_under_25
    limits = {general} if young is False else {of_young} if young else {general, of_young}
    answers: set[Certainty] = set()
    for months in limits:
        surely = add_months(since.last(), months) < entry.first()
        possibly = add_months(since.first(), months) < entry.last()
        answers.add(True if surely else None if possibly else False)
    return answers.pop() if len(answers) == 1 else None


def _employment(*codes: str) -> Callable[[Facts, Unit], Certainty]:
    return lambda _facts, unit: unit.employment_on_entry in codes


def _education(*levels: str) -> Callable[[Facts, Unit], Certainty]:
    return lambda _facts, unit: unit.education_on_entry in levels


def _yes(field: str) -> Callable[[Facts, Unit], Certainty]:
    return lambda _facts, unit: getattr(unit, field) == "yes"


def _was(unit: Unit, codes: frozenset[str]) -> bool:
    return unit.employment_on_entry in codes


_RULES: Final[dict[str, Callable[[Facts, Unit], Certainty]]] = {
    "EECO01": lambda _facts, _unit: True,
    "EECO02": _employment(*_UNEMPLOYED),
    "EECO03": _long_term,
    "EECO04": _employment(*_INACTIVE),
    "EECO05": _employment(*_EMPLOYED),
    "EECO06": _aged(0, 17),
    "EECO07": _aged(18, 29),
    "EECO08": _aged(55, 200),
    "EECO09": _education("0", "1", "2"),
    "EECO10": _education("3", "4"),
    "EECO11": _education("5", "6", "7", "8"),
    "EECO12": _yes("disability"),
    "EECO13": _yes("third_country"),
    "EECO14": _yes("foreign_background"),
    "EECO15": _yes("minority"),
    "EECO16": _yes("homeless"),
    "EECR01": lambda facts, unit: _was(unit, _INACTIVE) and status_at_exit(facts, unit) == "job_search",
    "EECR02": lambda facts, unit: is_in_education(status_at_exit(facts, unit)),
    "EECR04": lambda facts, unit: _was(unit, _UNEMPLOYED | _INACTIVE) and is_employed(status_at_exit(facts, unit)),
    "EECR05": lambda facts, unit: (
        _was(unit, _UNEMPLOYED | _INACTIVE) and is_employed(status_after_six_months(facts, unit)[0])
    ),
}


def short_contacts(session: Session) -> tuple[ShortContact, ...]:
    """Participants without an entry, with the time spent on each, the longest first: short contact up to about eight
    hours (set) needs no questionnaire."""
    limit = office.settings(session).short_contact_hours * 60
    minutes = func.sum(TimelineEntry.minutes)
    rows = session.execute(
        select(Participant.id, Person.last_name, Person.first_name, minutes)
        .join(Person, Person.id == Participant.id)
        .join(TimelinePerson, TimelinePerson.person_id == Participant.id)
        .join(TimelineEntry, TimelineEntry.id == TimelinePerson.entry_id)
        .where(Participant.in_bin == false(), Participant.entry.is_(None), TimelineEntry.in_bin == false())
        .group_by(Participant.id, Person.last_name, Person.first_name)
        .having(minutes > 0)
        .order_by(minutes.desc(), Participant.id)
    )
    return tuple(
        ShortContact(id, list_name(last, first), int(spent or 0), int(spent or 0) >= limit)
        for id, last, first, spent in rows
    )
