"""Fill an empty office file with a made-up office: three years of stories, deterministic by seed, size and day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from permenti_desktop.db import filling, journal
from permenti_desktop.db.session import Session
from permenti_desktop.demo import words
from permenti_desktop.demo.story import InternshipStory, Setting, Story, TandemStory, tell, workday
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.grant import CohortInput, DeadlineInput, GrantInput, TargetInput
from permenti_desktop.domain.internship import InternshipInput
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.network import (
    AttendanceInput,
    GroupMemberInput,
    MinutesLineInput,
    NetworkGroupInput,
    NetworkMeetingInput,
)
from permenti_desktop.domain.organisation import ContactPersonInput, OrganisationInput
from permenti_desktop.domain.person import LanguageInput, PersonInput
from permenti_desktop.domain.tandem import GoalInput, TandemInput, TandemMeetingInput
from permenti_desktop.domain.timeline import FollowUpInput, TimelineEntryInput
from permenti_desktop.i18n import N_, _
from permenti_desktop.usecases import bulk, grant, network, office

COORDINATOR: Final = "M. Adler"
NOTES_PER_WOMAN: Final = 10
BATCH: Final = 2000
"""Stories told at one time: enough for long statements, few enough to keep memory flat."""

Tick = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Mentor:
    id: int
    sector: str
    capacity: int
    organisation_id: int | None


def make(
    session: Session,
    *,
    participants: int = 48,
    seed: int = 1,
    site: str = "ennepe-ruhr",
    today: date,
    tick: Tick | None = None,
) -> None:
    """Write a whole office into an empty file. ``tick(done, total)`` counts participants and may raise Cancelled."""
    rng = Random(f"office:{seed}:{site}")
    town = words.PLACES[site][0][1]
    office.found(session, _("Beispielstelle {town}").format(town=town), site, today=today)
    with filling.without_indexes(session):
        grants = _grants(session, participants, town, today)
        cohorts = _cohorts(session, today)
        institutions = _institutions(session, rng, site, town, today)
        _partner_contacts(session, rng, institutions, today)
        companies = _companies(session, rng, site, participants, today)
        mentors = _mentors(session, rng, site, participants, companies, today)
        setting = Setting(site, today, seed, grants, cohorts, NOTES_PER_WOMAN)
        busy_until: dict[int, list[date]] = {mentor.id: [] for mentor in mentors}
        for start in range(0, participants, BATCH):
            if tick is not None:
                tick(start, participants)
            stories = [tell(setting, index) for index in range(start, min(start + BATCH, participants))]
            ids = bulk.participants(session, [story.participant for story in stories], today=today)
            tandems, internships, entries = [], [], []
            for id, story in zip(ids, stories, strict=True):
                her_mentor = None
                for told in story.tandems:
                    mentor = _choose_mentor(rng, mentors, busy_until, story, told, today)
                    tandems.append(_tandem(rng, id, mentor, story, told, today))
                    if told.state not in ("declined", "proposed"):
                        her_mentor = mentor
                internships += [
                    _internship(rng, id, her_mentor, companies, story, told, today) for told in story.internships
                ]
                entries += _entries(id, story)
            bulk.tandems(session, tandems, today=today)
            bulk.internships(session, internships, today=today)
            bulk.entries(session, entries, today=today)
        _network(session, rng, institutions, town, today)
    journal.make_final(session)  # as in founding: an office without name and site is no use to anybody
    journal.name(session, N_("Beispielstelle mit {count} Teilnehmerinnen angelegt"), count=participants)
    if tick is not None:
        tick(participants, participants)


def _grants(session: Session, participants: int, town: str, today: date) -> tuple[tuple[int, date, date], ...]:
    """An ended grant and the running one, with targets near what the stories reach."""
    found = []
    this_year = today.year
    for first, last in ((this_year - 4, this_year - 2), (this_year - 1, this_year + 1)):
        start, end = date(first, 1, 1), date(last, 12, 31)
        yearly = max(1, round(participants / 3))
        targets = [
            TargetInput(indicator="entries", value=yearly * 3),
            TargetInput(indicator="tandems", value=yearly * 2),
            TargetInput(indicator="internships", value=yearly),
            TargetInput(indicator="employed_after_exit", value=max(1, round(yearly * 2))),
            TargetInput(indicator="network_meetings", value=24),
        ]
        for year in range(first, last + 1):
            targets += [
                TargetInput(indicator="entries", value=yearly, year=year),
                TargetInput(indicator="tandems", value=max(1, round(yearly * 0.7)), year=year),
                TargetInput(indicator="internships", value=max(1, round(yearly * 0.5)), year=year),
                TargetInput(indicator="employed_after_exit", value=max(1, round(yearly * 0.7)), year=year),
            ]
        deadlines = [
            DeadlineInput(
                title="Zwischenbericht" if year < last else "Verwendungsnachweis",
                due=date(year + 1, 3, 31),
                done_on=workday(date(year + 1, 3, 20)) if date(year + 1, 3, 24) <= today else None,
            )
            for year in range(first, last + 1)
        ]
        id = grant.save(
            session,
            None,
            None,
            GrantInput(
                title=f"PerMenti {town} {first}–{last}",
                funder="Land Nordrhein-Westfalen",
                ministry="Ministerium für Gleichstellung des Landes Nordrhein-Westfalen",
                reference=f"{first}-GL-{town[:3].upper()}-17",
                start=start,
                end=end,
                targets=tuple(targets),
                deadlines=tuple(deadlines),
            ),
            today=today,
        )
        found.append((id, start, end))
    return tuple(found)


def _cohorts(session: Session, today: date) -> tuple[tuple[int, date, date], ...]:
    found = []
    for number, year in enumerate(range(today.year - 3, today.year + 1), start=1):
        start, end = date(year, 1, 1), date(year, 12, 31)
        given = CohortInput(name=f"Durchgang {number} ({year})", start=start, end=end)
        found.append((grant.save_cohort(session, None, None, given, today=today), start, end))
    return tuple(found)


def _name(rng: Random) -> tuple[str, str]:
    return rng.choice(words.MENTOR_FIRST), rng.choice(words.MENTOR_LAST)


def _institutions(session: Session, rng: Random, site: str, town: str, today: date) -> list[tuple[int, int]]:
    """The network's organisations, each with the person who speaks for it: (organisation id, person id)."""
    people: list[PersonInput] = []
    for _institution in words.INSTITUTIONS:
        first, last = _name(rng)
        people.append(
            PersonInput(
                first_name=first,
                last_name=last,
                gender="f",
                phone=f"+49 2302 {rng.randint(100000, 999999)}",
                email=f"kontakt{len(people) + 1}@example.org",
            )
        )
    person_ids = bulk.people(session, people, today=today)
    postal_code, main_town, _weight = words.PLACES[site][0]
    given = [
        OrganisationInput(
            name=name.format(town=town),
            kind=kind,
            role=role,
            size="large" if kind == "authority" else "medium",
            postal_code=postal_code,
            town=main_town,
            street=f"{rng.choice(words.STREETS)} {rng.randint(1, 80)}",
            rhythm_days=rng.choice((42, 60, 90)),
            people=(ContactPersonInput(person_id=person_id, function=rng.choice(words.CONTACT_FUNCTIONS)),),
        )
        for (name, kind, role), person_id in zip(words.INSTITUTIONS, person_ids, strict=True)
    ]
    return list(zip(bulk.organisations(session, given, today=today), person_ids, strict=True))


def _partner_contacts(session: Session, rng: Random, institutions: list[tuple[int, int]], today: date) -> None:
    """Calls and mails with the network's organisations; two of them have not been spoken to for long."""
    given = []
    for position, (organisation_id, person_id) in enumerate(institutions):
        day = today - timedelta(days=150 if position in (3, 9) else rng.randint(3, 35))
        for _contact in range(4):
            kind, text = rng.choice(words.PARTNER_CONTACTS)
            given.append(
                TimelineEntryInput(
                    on=min(workday(day), today),
                    kind=kind,
                    text=text,
                    minutes=rng.choice((5, 10, 15, 30)),
                    person_ids=(person_id,),
                    organisation_id=organisation_id,
                )
            )
            day -= timedelta(days=rng.randint(25, 60))
    bulk.entries(session, sorted(given, key=lambda entry: entry.on or today), today=today)


def _companies(session: Session, rng: Random, site: str, participants: int, today: date) -> dict[str, list[int]]:
    """Host companies by sector: a few per sector in a small office, one for about five women in a large one."""
    sectors = list(words.COMPANY_FORMS)
    given, sector_of, seen = [], [], set()
    for index in range(max(2 * len(sectors), participants // 5)):
        sector = sectors[index % len(sectors)]
        postal_code, town, _weight = rng.choice(words.PLACES[site])
        name = rng.choice(words.COMPANY_FORMS[sector]).format(name=rng.choice(words.MENTOR_LAST), town=town)
        if name in seen:
            name = f"{name}, {rng.choice(words.STREETS)} {rng.randint(1, 120)}"
        seen.add(name)
        sector_of.append(sector)
        given.append(
            OrganisationInput(
                name=name,
                kind="company",
                sector=sector,
                size=rng.choices(("micro", "small", "medium", "large"), (35, 40, 18, 7))[0],
                street=f"{rng.choice(words.STREETS)} {rng.randint(1, 120)}",
                postal_code=postal_code,
                town=town,
                phone=f"+49 2302 {rng.randint(100000, 999999)}",
            )
        )
    found: dict[str, list[int]] = {}
    for id, sector in zip(bulk.organisations(session, given, today=today), sector_of, strict=True):
        found.setdefault(sector, []).append(id)
    return found


def _mentors(
    session: Session, rng: Random, site: str, participants: int, companies: dict[str, list[int]], today: date
) -> list[_Mentor]:
    given: list[MentorInput] = []
    for _index in range(max(6, round(participants * 0.4))):
        first, last = _name(rng)
        trade = rng.choice(words.TRADES)
        postal_code, town, _weight = rng.choices(words.PLACES[site], [w for *_p, w in words.PLACES[site]])[0]
        since = today - timedelta(days=rng.randint(60, 1300))
        status = rng.choices(("active", "interested", "paused", "ended"), (80, 8, 7, 5))[0]
        languages = [LanguageInput(language="de", level="L1")]
        languages += [LanguageInput(language=code, level="B2") for code in ("en", "tr", "ar") if rng.random() < 0.25]
        given.append(
            MentorInput(
                person=PersonInput(
                    first_name=first,
                    last_name=last,
                    title="Dr." if rng.random() < 0.08 else "",
                    gender="f",
                    postal_code=postal_code,
                    town=town,
                    street=f"{rng.choice(words.STREETS)} {rng.randint(1, 120)}",
                    mobile=f"+49 171 {rng.randint(1000000, 9999999)}",
                    email=f"mentorin{len(given) + 1}@example.org",
                    languages=tuple(languages),
                ),
                organisation_id=rng.choice(companies[trade.sector]) if rng.random() < 0.75 else None,
                status=status,
                occupation=trade.title,
                occupation_code=trade.isco,
                sector=trade.sector,
                capacity=rng.choice((1, 1, 1, 2, 2, 3)),
                reach_km=rng.choice((5, 10, 15, 25)),
                times=tuple(
                    f"{day}_{part}"
                    for day in ("mo", "tu", "we", "th", "fr")
                    for part in ("pm", "ev")
                    if rng.random() < 0.4
                ),
                wishes=rng.choice(("", "", "gern mit Kindern", "im eigenen Beruf", "abends")),
                training_on=PartialDate.of_day(workday(since + timedelta(days=30))) if rng.random() < 0.8 else None,
                clearance_until=today + timedelta(days=rng.randint(-30, 1500)) if rng.random() < 0.85 else None,
                confidentiality_on=since,
                since=PartialDate.of_day(since),
                until=PartialDate.of_day(today - timedelta(days=rng.randint(1, 50))) if status == "ended" else None,
            )
        )
    ids = bulk.mentors(session, given, today=today)
    return [_Mentor(id, one.sector, one.capacity or 1, one.organisation_id) for id, one in zip(ids, given, strict=True)]


def _choose_mentor(
    rng: Random,
    mentors: Sequence[_Mentor],
    busy_until: dict[int, list[date]],
    story: Story,
    told: TandemStory,
    today: date,
) -> _Mentor:
    """A mentor with a free place on the day of the proposal, of her own sector where there is one."""
    tried = [rng.choice(mentors) for _attempt in range(12)]
    tried.sort(key=lambda mentor: mentor.sector != story.trade.sector)

    def is_free(mentor: _Mentor) -> bool:
        return sum(end > told.proposed for end in busy_until[mentor.id]) < mentor.capacity

    chosen = next((mentor for mentor in tried if is_free(mentor)), None)
    chosen = chosen or next((mentor for mentor in mentors if is_free(mentor)), tried[0])
    if told.state != "declined":
        busy_until[chosen.id].append(told.end or today + timedelta(days=3650))
    return chosen


def _tandem(rng: Random, mentee: int, mentor: _Mentor, story: Story, told: TandemStory, today: date) -> TandemInput:
    meetings: list[TandemMeetingInput] = []
    goals: tuple[GoalInput, ...] = ()
    trial = told.proposed + timedelta(days=12)
    confirmed = told.start is not None
    if told.start is not None:
        last = min(told.end or today, today)
        rhythm = rng.choice((14, 14, 21, 28))
        day = workday(told.start + timedelta(days=3))
        while day <= last:
            if rng.random() < 0.85:
                topic = rng.choice(words.MEETING_TOPICS)
                form = rng.choices(("in_person", "video", "phone"), (75, 15, 10))[0]
                minutes = rng.choice((60, 60, 90, 45))
                meetings.append(TandemMeetingInput(on=day, minutes=minutes, form=form, topic=topic))
            day = workday(day + timedelta(days=rhythm + rng.randint(-3, 4)))
        goals = tuple(
            GoalInput(
                text=text,
                agreed_on=told.start,
                due=told.start + timedelta(days=180),
                reached_on=last if told.state == "completed" and rng.random() < 0.7 else None,
            )
            for text in rng.sample(words.GOALS, 3)
        )
    reason = "gleicher Beruf" if mentor.sector == story.trade.sector else "wohnt in der Nähe, gleiche Zeiten"
    interim = told.start + timedelta(days=120) if told.start else None
    return TandemInput(
        mentor_id=mentor.id,
        mentee_ids=(mentee,),
        cohort_id=story.participant.cohort_id if told.start else None,
        state=told.state,
        proposed_on=told.proposed,
        reason=reason,
        trial_since=trial if told.state != "declined" else None,
        trial_mentee_on=told.start if confirmed else None,
        trial_mentor_on=told.start if confirmed else None,
        agreement_on=told.start if confirmed else None,
        start=PartialDate.of_day(told.start) if told.start else None,
        planned_end=told.start + timedelta(days=300) if told.start else None,
        end=PartialDate.of_day(told.end) if told.end else None,
        rhythm_days=14 if confirmed else None,
        interim_on=interim if interim and interim <= min(told.end or today, today) else None,
        closing_on=told.end if told.state == "completed" else None,
        end_reason=told.end_reason,
        no_fault=told.end_reason in ("no_fit", "no_time", "moved", "health"),
        goals=goals,
        meetings=tuple(meetings),
    )


def _internship(
    rng: Random,
    participant: int,
    mentor: _Mentor | None,
    companies: dict[str, list[int]],
    story: Story,
    told: InternshipStory,
    today: date,
) -> InternshipInput:
    through_mentor = mentor is not None and mentor.organisation_id is not None and rng.random() < 0.4
    host = mentor.organisation_id if mentor and through_mentor else rng.choice(companies[story.trade.sector])
    agreed = told.state in ("agreed", "running", "completed", "aborted")
    ended = told.state in ("completed", "aborted")
    missing_agreement = told.state in ("agreed", "running") and rng.random() < 0.2
    return InternshipInput(
        participant_id=participant,
        organisation_id=None if told.state == "sought" else host,
        mentor_id=mentor.id if mentor and through_mentor else None,
        kind=told.kind,
        state=told.state,
        supervisor=f"Frau {rng.choice(words.MENTOR_LAST)}" if agreed else "",
        start=PartialDate.of_day(told.start) if told.start else None,
        end=PartialDate.of_day(told.end) if told.end else None,
        hours_per_week=told.hours,
        agreement_on=workday(told.start - timedelta(days=9))
        if agreed and told.start and not missing_agreement
        else None,
        insurance=rng.choice(("host", "authority", "office")) if agreed else "unknown",
        permit_question="not_needed" if agreed else "not_asked",
        evaluation_participant="Das Team hat mir viel gezeigt." if ended and rng.random() < 0.6 else "",
        evaluation_host="Zuverlässig und lernbereit." if ended and rng.random() < 0.6 else "",
        outcome=told.outcome,
    )


def _entries(participant: int, story: Story) -> list[TimelineEntryInput]:
    """Her notes; what is due next hangs on the newest one."""
    last = len(story.notes) - 1
    return [
        TimelineEntryInput(
            on=note.on,
            kind=note.kind,
            topic=note.topic,
            minutes=note.minutes,
            text=note.text,
            person_ids=(participant,),
            follow_up=FollowUpInput(due=story.follow_up[0], text=story.follow_up[1])
            if story.follow_up and index == last
            else None,
        )
        for index, note in enumerate(story.notes)
    ]


def _network(session: Session, rng: Random, institutions: list[tuple[int, int]], town: str, today: date) -> None:
    """Two groups over three years: one in rhythm, one whose next meeting is overdue."""
    for name, purpose, late in (
        (f"Projektgruppe PerMenti {town}", "Vermittlung abstimmen, Gutscheine und Praktika klären", False),
        (f"Runder Tisch Frauen und Arbeit {town}", "Zugang zu Betrieben, Öffentlichkeit", True),
    ):
        members = institutions[: 9 if not late else 6]
        group = network.save_group(
            session,
            None,
            None,
            NetworkGroupInput(
                name=name,
                purpose=purpose,
                target_weeks=4 if not late else 12,
                limit_weeks=6 if not late else 14,
                members=tuple(
                    GroupMemberInput(organisation_id=organisation_id, spokesperson_id=person_id)
                    for organisation_id, person_id in members
                ),
            ),
            today=today,
        )
        step = 35 if not late else 88
        day = workday(today - timedelta(days=3 * 365 - 20))
        last_day = today - timedelta(days=97 if late else 12)
        while day <= last_day:
            _meeting(session, rng, group, members, day, today)
            day = workday(day + timedelta(days=step + rng.randint(-5, 5)))
        if not late:
            _meeting(session, rng, group, members, workday(today + timedelta(days=9)), today)


def _meeting(session: Session, rng: Random, group: int, members: list[tuple[int, int]], day: date, today: date) -> None:
    held = day <= today
    lines = []
    for kind, text in (*rng.sample(words.MINUTES[:4], 2), *rng.sample(words.MINUTES[4:], 2)) if held else ():
        if kind == "promise":
            due = day + timedelta(days=28)
            is_open = day > today - timedelta(days=60)
            done = None if is_open else due
            lines.append(MinutesLineInput(kind=kind, text=text, who=f"Frau {rng.choice(words.MENTOR_LAST)}", due=due,
                                          done_on=done))  # fmt: skip
        else:
            lines.append(MinutesLineInput(kind=kind, text=text))
    network.save_meeting(
        session,
        None,
        None,
        NetworkMeetingInput(
            group_id=group,
            on=day,
            time="10:00–12:00",
            place=rng.choice(("Rathaus, Sitzungszimmer 2", "IHK, Raum Ruhr", "Volkshochschule", "per Video")),
            agenda=words.AGENDA,
            held=held,
            attendance=tuple(
                AttendanceInput(organisation_id=organisation_id, person_id=person_id, attended=rng.random() < 0.75)
                for organisation_id, person_id in members
            )
            if held
            else (),
            lines=tuple(lines),
        ),
        today=today,
    )
