"""One woman's story: what happened between first contact and today, as the Inputs that a coordinator would have typed.

Everything follows from the seed, her index and today's date; another size of the office does not change her story.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from permenti_desktop.demo import words
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.participant import (
    OutcomeInput,
    ParticipantInput,
    ParticipationInput,
    PhaseInput,
    QualificationInput,
)
from permenti_desktop.domain.person import ConsentInput, LanguageInput, PersonInput

YEARS_OF_HISTORY = 3
RESIDENCE_BY_COUNTRY = {
    "UA": ("24",),
    "SY": ("25_2a", "25_2b", "ne", "28_36"),
    "AF": ("25_3", "25_2a", "22_23", "duldung"),
    "TR": ("28_36", "ne", "gestattung", "18"),
}
RESIDENCE_OTHER = ("25_2a", "25_3", "28_36", "ne", "gestattung", "duldung")
LEVELS = ("A1", "A2", "B1", "B1", "B2", "B2", "B2", "C1")
CONSENT_VERSION = "2024-01"


@dataclass(frozen=True, slots=True)
class Note:
    """A timeline entry before it is known under which id its person is stored."""

    on: date
    kind: str
    topic: str
    minutes: int
    text: str


@dataclass(frozen=True, slots=True)
class TandemStory:
    """A tandem, seen from the mentee."""

    state: str
    proposed: date
    start: date | None
    end: date | None
    end_reason: str | None


@dataclass(frozen=True, slots=True)
class InternshipStory:
    """An internship, seen from the participant."""

    kind: str
    state: str
    start: date | None
    end: date | None
    hours: Decimal
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """All that is told of one woman."""

    participant: ParticipantInput
    trade: words.Trade
    first_name: str
    entry: date
    exit: date | None
    tandems: tuple[TandemStory, ...]
    internships: tuple[InternshipStory, ...]
    notes: tuple[Note, ...]
    follow_up: tuple[date, str] | None
    """What is due next, and when."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the stories of an office share. ``grants`` are (id, start, end); ``cohorts`` (id, start, end)."""

    site: str
    today: date
    seed: int
    grants: tuple[tuple[int, date, date], ...]
    cohorts: tuple[tuple[int, date, date], ...]
    notes_per_woman: int


def workday(day: date) -> date:
    """The day itself, or the Monday after a weekend: offices are closed then."""
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() >= 5 else 0)


def _person(rng: Random, origin: words.Origin, site: str, entry: date, today: date) -> PersonInput:
    first, first_script = rng.choice(origin.first)
    last, last_script = rng.choice(origin.last)
    postal_code, town, _ = rng.choices(words.PLACES[site], [weight for *_, weight in words.PLACES[site]])[0]
    year = entry.year - rng.randint(23, 57)
    precision = rng.random()
    birth = (
        PartialDate(year, None, None) if precision < 0.06 else PartialDate(year, rng.randint(1, 12), rng.randint(1, 28))
    )
    levels = [LanguageInput(language=language, level="L1") for language in origin.languages[:1]]
    levels += [
        LanguageInput(language=language, level=rng.choice(("B2", "C1")))
        for language in origin.languages[1:]
        if rng.random() < 0.6
    ]
    level = rng.choice(LEVELS)
    if rng.random() > 0.05:
        with_certificate = rng.random() < 0.6
        levels.append(
            LanguageInput(
                language="de",
                level=level,
                certificate=rng.choice(("telc", "DTZ", "Goethe", "DTB")) if with_certificate else "",
                certificate_on=PartialDate.of_day(workday(entry - timedelta(days=rng.randint(20, 500))))
                if with_certificate
                else None,
            )
        )
    if rng.random() < 0.35:
        levels.append(LanguageInput(language="en", level=rng.choice(("A2", "B1", "B2"))))
    consents = []
    if rng.random() > 0.06:
        given = workday(entry)
        valid = given.replace(day=min(given.day, 28), year=given.year + 3)
        consents.append(
            ConsentInput(
                purpose="programme", given_on=given, valid_until=valid, sheet_version=CONSENT_VERSION, interpreter=""
            )
        )
        if rng.random() > 0.1:
            consents.append(ConsentInput(purpose="funder", given_on=given, sheet_version=CONSENT_VERSION))
        if rng.random() > 0.35:
            withdrawn = given + timedelta(days=200) if rng.random() < 0.03 else None
            consents.append(
                ConsentInput(
                    purpose="mentor",
                    given_on=given,
                    withdrawn_on=withdrawn if withdrawn and withdrawn <= today else None,
                    sheet_version=CONSENT_VERSION,
                )
            )
    local = f"{first}.{last}".lower().replace(" ", "-").replace("'", "")
    ascii_local = local.encode("ascii", "ignore").decode()
    return PersonInput(
        last_name=last,
        first_name=first,
        own_script_name=f"{first_script} {last_script}".strip(),
        gender="f",
        birth=birth,
        nationality=origin.country,
        street=f"{rng.choice(words.STREETS)} {rng.randint(1, 120)}",
        postal_code=postal_code,
        town=town,
        mobile=f"+49 176 {rng.randint(10000000, 99999999)}",
        email=f"{ascii_local}@example.org" if rng.random() < 0.5 else "",
        languages=tuple(levels),
        consents=tuple(consents),
    )


def _qualification(
    rng: Random, trade: words.Trade, origin: words.Origin, birth_year: int, entry: date
) -> QualificationInput:
    completed = min(entry.year - 1, birth_year + rng.randint(21, 27))
    if not trade.regulated:
        recognition = rng.choice(("n/a", "zab_requested", "zab_done", "none"))
    else:
        recognition = rng.choice(("none", "advice", "applied", "applied", "partial", "measure", "full", "rejected"))
    applied = recognition not in ("none", "n/a", "advice")
    applied_on = PartialDate.of_day(workday(entry - timedelta(days=rng.randint(30, 700)))) if applied else None
    return QualificationInput(
        title=trade.title,
        country=origin.country,
        isced=trade.isced,
        completed=PartialDate(completed, None, None),
        regulated="yes" if trade.regulated else "no",
        recognition=recognition,
        applied_on=applied_on,
        recognised_on=PartialDate.of_day(workday(applied_on.first() + timedelta(days=rng.randint(60, 240))))
        if applied_on and recognition == "full"
        else None,
        compensation="Anpassungslehrgang" if recognition in ("partial", "measure") else "",
    )


def _phases(
    rng: Random, entry: date, today: date
) -> tuple[list[PhaseInput], dict[str, tuple[date, date]], date | None, bool]:
    """Her phases, each with first and last day (only those that have begun), the day of exit, and whether she broke
    off."""
    plan: list[tuple[str, int]] = [("interview", rng.randint(7, 21)), ("profiling", rng.randint(14, 45))]
    if rng.random() < 0.7:
        plan.append(("qualification", rng.randint(60, 200)))
    plan.append(("matching", rng.randint(14, 90)))
    if rng.random() < 0.8:
        plan += [("trial", rng.randint(21, 60)), ("tandem", rng.randint(120, 330))]
    if rng.random() < 0.65:
        plan.append(("internship", rng.randint(35, 120)))
    plan.append(("application", rng.randint(30, 120)))
    breaks_off_after = rng.randint(2, len(plan)) if rng.random() < 0.18 else None
    pause_after = rng.randint(2, len(plan)) if rng.random() < 0.12 else None
    phases = [
        PhaseInput(
            phase="contact",
            since=PartialDate.of_day(workday(entry - timedelta(days=rng.randint(5, 30)))),
            until=PartialDate.of_day(entry),
        )
    ]
    spans: dict[str, tuple[date, date]] = {}
    day = entry
    for position, (phase, length) in enumerate(plan, start=1):
        if day > today:
            break
        end = workday(day + timedelta(days=length))
        spans[phase] = (day, end)
        phases.append(
            PhaseInput(
                phase=phase,
                since=PartialDate.of_day(day),
                until=PartialDate.of_day(end) if end <= today else None,
            )
        )
        day = end
        if pause_after == position and day <= today:
            end = workday(day + timedelta(days=rng.randint(30, 150)))
            phases.append(
                PhaseInput(
                    phase="paused",
                    since=PartialDate.of_day(day),
                    until=PartialDate.of_day(end) if end <= today else None,
                    note=rng.choice(("Elternzeit", "Krankheit", "Familie")),
                )
            )
            day = end
        if breaks_off_after == position:
            break
    if day > today:
        return phases, spans, None, False
    broke_off = breaks_off_after is not None
    phases.append(PhaseInput(phase="dropout" if broke_off else "completed", since=PartialDate.of_day(day)))
    return phases, spans, day, broke_off


def _outcomes(rng: Random, exit_on: date, broke_off: bool, today: date) -> list[OutcomeInput]:
    if broke_off:
        status = rng.choice(("moved", "parental_leave", "unknown", "inactive", "job_search"))
    else:
        status = rng.choices(
            ("employed_full", "employed_part", "apprenticeship", "studies", "language_course", "qualification",
             "internship", "job_search", "parental_leave", "self_employed", "employed_mini"),
            (18, 20, 13, 4, 11, 9, 4, 12, 4, 2, 3),
        )[0]  # fmt: skip
    found = [OutcomeInput(moment="exit", on=PartialDate.of_day(exit_on), status=status)]
    later = workday(exit_on + timedelta(days=26))
    if later <= today and rng.random() < 0.7:
        if status in ("job_search", "internship") and rng.random() < 0.3:
            status = rng.choice(("employed_part", "employed_full", "apprenticeship"))
        found.append(OutcomeInput(moment="four_weeks", on=PartialDate.of_day(later), status=status))
    half_year = workday(exit_on + timedelta(days=183))
    if half_year <= today and rng.random() < 0.75:
        if status in ("language_course", "qualification", "job_search") and rng.random() < 0.5:
            status = rng.choice(("employed_part", "employed_full", "apprenticeship"))
        found.append(OutcomeInput(moment="six_months", on=PartialDate.of_day(half_year), status=status))
    return found


def _tandems(
    rng: Random, spans: dict[str, tuple[date, date]], broke_off_on: date | None, today: date
) -> list[TandemStory]:
    found = []
    if "matching" in spans and rng.random() < 0.5:
        start, end = spans["matching"]
        proposed = workday(start + (end - start) / 3)
        if proposed <= today and proposed < end:
            found.append(TandemStory("declined", proposed, None, None, rng.choice(("no_time", "no_fit"))))
    if "trial" not in spans:
        return found
    proposed = max(spans["trial"][0] - timedelta(days=10), spans["matching"][0])
    trial_end = spans["trial"][1]
    if "tandem" not in spans:
        state = "trial" if trial_end > today else "declined"
        found.append(TandemStory(state, proposed, None, None, None if state == "trial" else "no_fit"))
        return found
    start, end = spans["tandem"]
    if broke_off_on is not None and broke_off_on <= end:
        found.append(
            TandemStory("ended_early", proposed, start, broke_off_on, rng.choice(("moved", "health", "other")))
        )
    elif end > today:
        found.append(TandemStory("running", proposed, start, None, None))
    elif rng.random() < 0.12:
        found.append(TandemStory("ended_early", proposed, start, end, rng.choice(("no_time", "no_fit", "moved"))))
    else:
        found.append(TandemStory("completed", proposed, start, end, rng.choice(("goal_reached", "time_over"))))
    return found


def _internships(rng: Random, spans: dict[str, tuple[date, date]], today: date) -> list[InternshipStory]:
    found = []
    hours = Decimal(rng.choice(("15", "20", "20", "25", "30", "39")))
    if "qualification" in spans and rng.random() < 0.3:
        start = workday(spans["qualification"][1] - timedelta(days=12))
        end = start + timedelta(days=rng.choice((0, 1, 4)))
        if end <= today:
            found.append(InternshipStory("job_shadowing", "completed", start, end, Decimal(30), "good"))
    if "internship" in spans:
        start, end = spans["internship"]
        if end > today:
            found.append(InternshipStory("internship", "running", start, end, hours, None))
        elif rng.random() < 0.12:
            found.append(InternshipStory("internship", "aborted", start, start + (end - start) / 2, hours, "aborted"))
        else:
            outcome = rng.choices(
                ("job_offer", "hired", "training", "good", "nothing", "another_internship"), (10, 18, 10, 35, 15, 12)
            )[0]
            found.append(InternshipStory("internship", "completed", start, end, hours, outcome))
    elif ("tandem" in spans and spans["tandem"][1] > today) and rng.random() < 0.5:
        state = rng.choice(("sought", "sought", "requested", "agreed"))
        start_on = workday(today + timedelta(days=rng.randint(10, 50))) if state == "agreed" else None
        end_on = start_on + timedelta(days=42) if start_on else None
        found.append(InternshipStory("internship", state, start_on, end_on, hours, None))
    return found


def _notes(
    rng: Random,
    first_name: str,
    trade: words.Trade,
    entry: date,
    exit_on: date | None,
    spans: dict[str, tuple[date, date]],
    setting: Setting,
) -> list[Note]:
    last = min(exit_on or setting.today, setting.today)
    length = max((last - entry).days, 1)
    wanted = max(2, round(rng.gauss(setting.notes_per_woman, setting.notes_per_woman / 3)))

    def note(about: str, on: date) -> Note:
        kind, topic, minutes, text = rng.choice(words.NOTES[about])
        return Note(workday(on), kind, topic, minutes, text.format(first=first_name, trade=trade.title))

    found = [note("start", entry)]
    while len(found) < wanted:
        day = entry + timedelta(days=rng.randint(1, length))
        about = next(
            (
                phase
                for phase in ("internship", "tandem")
                if phase in spans and spans[phase][0] <= day <= spans[phase][1]
            ),
            "counsel",
        )
        found.append(note(about if rng.random() < 0.5 else "counsel", day))
    if exit_on is not None:
        found.append(note("exit", exit_on))
    return sorted((one for one in found if one.on <= setting.today), key=lambda one: one.on)


def tell(setting: Setting, index: int) -> Story:
    """The story of the woman with this index (0-based)."""
    rng = Random(f"{setting.seed}:{setting.site}:{index}")
    today = setting.today
    origin = rng.choices(words.ORIGINS, [origin.weight for origin in words.ORIGINS])[0]
    trade = rng.choice(words.TRADES)
    # More recent entries than old ones: the programme has grown.
    entry = workday(today - timedelta(days=3 + round(rng.random() ** 1.3 * (YEARS_OF_HISTORY * 365 - 3))))
    if entry > today:
        entry = today - timedelta(days=3)
    person = _person(rng, origin, setting.site, entry, today)
    phases, spans, exit_on, broke_off = _phases(rng, entry, today)
    outcomes = _outcomes(rng, exit_on, broke_off, today) if exit_on else []
    residence = rng.choice(RESIDENCE_BY_COUNTRY.get(origin.country, RESIDENCE_OTHER))
    expires = None
    if residence not in ("ne", "de_eu"):
        expires = today + timedelta(days=rng.randint(-20, 900)) if exit_on is None else exit_on + timedelta(days=300)
    employment = rng.choices(("unemployed", "long_term_unemployed", "inactive", "in_education", "employed"),
                             (45, 20, 15, 12, 8))[0]  # fmt: skip
    children = rng.choices((0, 1, 2, 3, 4), (30, 22, 27, 14, 7))[0]
    grant = next((grant_id for grant_id, start, end in setting.grants if start <= entry <= end), None)
    participation = ParticipationInput(
        grant_id=grant,
        entry=PartialDate.of_day(entry),
        exit=PartialDate.of_day(exit_on) if exit_on else None,
        exit_reason=None
        if exit_on is None
        else rng.choice(("moved", "childcare", "health", "no_contact"))
        if broke_off
        else rng.choice(("work", "training", "completed", "end_of_project")),
        dropout=broke_off,
        employment_on_entry=employment if rng.random() > 0.04 else None,
        unemployed_since=PartialDate(entry.year - rng.randint(1, 3), rng.randint(1, 12), None)
        if employment == "long_term_unemployed"
        else None,
        education_on_entry=trade.isced if rng.random() > 0.03 else None,
        third_country="yes",
        foreign_background="yes",
        minority=rng.choice(("no", "unknown")),
        disability=rng.choices(("no", "yes", "unknown"), (80, 5, 15))[0],
        homeless=rng.choices(("no", "yes", "unknown"), (85, 3, 12))[0],
    )
    tandem_span = spans.get("tandem")
    cohort = next(
        (cohort_id for cohort_id, start, end in setting.cohorts if tandem_span and start <= tandem_span[0] <= end), None
    )
    arrival_year = entry.year - rng.randint(1, 8)
    participant = ParticipantInput(
        person=person,
        arrival=PartialDate(arrival_year, rng.randint(1, 12) if rng.random() < 0.4 else None, None),
        residence_title=residence,
        residence_expires=expires,
        household="alleinerziehend" if children and rng.random() < 0.25 else "",
        children=children,
        childcare=rng.choice(("Kita vormittags", "offene Ganztagsschule", "Kita-Platz fehlt", "")) if children else "",
        travel=tuple(sorted(rng.sample(("walk", "bike", "transit", "car"), rng.randint(1, 2)))),
        travel_minutes=rng.choice((30, 45, 60, 75)),
        driving_licence=rng.choice(("yes", "no", "no", "unknown")),
        times=tuple(
            f"{day}_{part}" for day in ("mo", "tu", "we", "th", "fr") for part in ("am", "pm") if rng.random() < 0.45
        ),
        occupation_held=trade.title,
        occupation_held_code=trade.isco,
        occupation_wanted=trade.title if rng.random() < 0.7 else rng.choice(words.TRADES).title,
        experience_years=rng.randint(0, 15),
        aims=rng.choice(("Arbeit im erlernten Beruf", "Anerkennung und Einstieg", "Ausbildung", "Praktikum")),
        employment=employment,
        cohort_id=cohort,
        remarks=rng.choice(("", "", "nur vormittags", "kommt mit dem Bus", "Sprachmittlung hilfreich")),
        qualifications=(
            _qualification(rng, trade, origin, person.birth.year if person.birth else entry.year - 30, entry),
        ),
        phases=tuple(phases),
        participations=(participation,),
        outcomes=tuple(outcomes),
    )
    follow_up = None
    if exit_on is None and rng.random() < 0.75:
        days = rng.choices((-6, -4, -1, 0, 1, 2, 3, 4, 6, 9, 14, 21, 30), (2, 2, 2, 4, 3, 3, 3, 2, 2, 2, 3, 3, 3))[0]
        follow_up = (today + timedelta(days=days), rng.choice(words.FOLLOW_UPS))
    return Story(
        participant=participant,
        trade=trade,
        first_name=person.first_name,
        entry=entry,
        exit=exit_on,
        tandems=tuple(_tandems(rng, spans, exit_on if broke_off else None, today)),
        internships=tuple(_internships(rng, spans, today)),
        notes=tuple(_notes(rng, person.first_name, trade, entry, exit_on, spans, setting)),
        follow_up=follow_up,
    )
