"""What was changed by whom and when, in words; and what lies in the bin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import String, cast, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from permenti_desktop.db import journal
from permenti_desktop.db.journal import RowChange
from permenti_desktop.db.models.grant import Cohort, Grant
from permenti_desktop.db.models.internship import Internship
from permenti_desktop.db.models.mentor import Mentor
from permenti_desktop.db.models.network import NetworkGroup, NetworkMeeting
from permenti_desktop.db.models.organisation import Organisation
from permenti_desktop.db.models.participant import Participant
from permenti_desktop.db.models.person import Person
from permenti_desktop.db.models.tandem import Tandem
from permenti_desktop.db.models.timeline import FollowUp, TimelineEntry
from permenti_desktop.domain.data_protection import RESTRICTION_GROUND
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import NotFound
from permenti_desktop.domain.person import display_name
from permenti_desktop.domain.vocab import Vocabulary
from permenti_desktop.i18n import N_, _, date_text, datetime_text, number_text
from permenti_desktop.queries import office
from permenti_desktop.queries.listing import Anything, chunks


@dataclass(frozen=True, slots=True)
class Step:
    """One deed: what was done, by whom, when. *reversed* was taken back since; *undoable* can be taken back in
    principle (whether a later change stands in the way, only the attempt shows)."""

    id: int
    at: datetime
    who: str
    sentence: str
    kind: str
    reversed: bool
    undoable: bool


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that changed: its name as a person reads it, and the value before and after in words. ``part`` says in
    which part of the record ("Sprache", "Rechtsgrundlage"; empty: the record itself), ``op`` whether that part was
    added ("I"), changed ("U") or removed ("D")."""

    step: Step
    table: str
    id: int
    op: str
    part: str
    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class BinRow:
    """A record in the bin; *kind* is the name of its table, as ``usecases.bin`` takes it."""

    kind: str
    id: int
    version: int
    name: str
    binned_at: datetime | None


# Columns that a person never changes herself: keys, counters, copies.
HIDDEN: Final = frozenset(
    {
        "id",
        "version",
        "created_at",
        "updated_at",
        "binned_at",
        "search_key",
        "sort_key",
        "skeleton_key",
        "person_id",
        "participant_id",
        "entry_id",
        "meeting_id",
        "disclosure_id",
    }
)
COPIES: Final = {
    "participant": frozenset({"phase", "entry", "exit", "german", "town"}),
    "mentor": frozenset({"town"}),
    "timeline_person": frozenset({"on"}),
}

PARTS: Final[Mapping[str, str]] = {
    "person_language": N_("Sprache"),
    "consent": N_("Rechtsgrundlage"),
    "qualification": N_("Qualifikation"),
    "phase_period": N_("Phase"),
    "participation": N_("Teilnahme"),
    "outcome": N_("Verbleib"),
    "absence": N_("Abwesenheit"),
    "contact_person": N_("Ansprechperson"),
    "tandem": N_("Tandem"),
    "tandem_mentee": N_("Mentee"),
    "goal": N_("Ziel"),
    "tandem_meeting": N_("Treffen"),
    "internship": N_("Praktikum"),
    "checklist_item": N_("Prüfpunkt"),
    "visit": N_("Besuch"),
    "timeline_entry": N_("Eintrag"),
    "timeline_person": N_("Eintrag"),
    "follow_up": N_("Wiedervorlage"),
    "group_member": N_("Mitglied"),
    "network_meeting": N_("Treffen"),
    "attendance": N_("Anwesenheit"),
    "minutes_line": N_("Zeile im Protokoll"),
    "target": N_("Ziel"),
    "deadline": N_("Frist"),
    "restriction": N_("Sperre"),
}
"""What the rows that belong to a record are called."""

LABELS: Final[Mapping[str, str]] = {
    "address": N_("Anschrift"),
    "aims": N_("Ziele"),
    "applied_on": N_("Antrag gestellt am"),
    "agreed_on": N_("vereinbart am"),
    "agreement_on": N_("Vereinbarung vom"),
    "agenda": N_("Tagesordnung"),
    "ags": N_("Gemeindeschlüssel"),
    "arrival": N_("Ankunft in Deutschland"),
    "attended": N_("anwesend"),
    "author": N_("Verfasst von"),
    "basis": N_("Grundlage"),
    "birth": N_("Geburtsdatum"),
    "call_name": N_("Rufname"),
    "capacity": N_("Plätze"),
    "case_worker_id": N_("Zuständig"),
    "certificate": N_("Zertifikat"),
    "certificate_on": N_("Zertifikat vom"),
    "childcare": N_("Kinderbetreuung"),
    "children": N_("Kinder"),
    "clearance_until": N_("Führungszeugnis gültig bis"),
    "closing_note": N_("Abschlussgespräch"),
    "closing_on": N_("Abschlussgespräch am"),
    "cohort_id": N_("Durchgang"),
    "compensation": N_("Ausgleichsmaßnahme"),
    "completed": N_("abgeschlossen"),
    "confidentiality_on": N_("Verschwiegenheit erklärt am"),
    "contact_note": N_("Hinweis zum Kontakt"),
    "country": N_("Land"),
    "disability": N_("Behinderung"),
    "done_note": N_("Ergebnis"),
    "done_on": N_("erledigt am"),
    "driving_licence": N_("Führerschein"),
    "dropout": N_("Abbruch"),
    "dropped_reason": N_("Grund des Wegfalls"),
    "due": N_("fällig am"),
    "education_on_entry": N_("Bildung beim Eintritt"),
    "email": N_("E-Mail"),
    "employment": N_("Erwerbsstatus"),
    "employment_on_entry": N_("Erwerbsstatus beim Eintritt"),
    "end": N_("Ende"),
    "end_note": N_("Bemerkung zum Ende"),
    "end_reason": N_("Grund des Endes"),
    "entry": N_("Eintritt"),
    "evaluation_host": N_("Rückmeldung des Betriebs"),
    "evaluation_participant": N_("Rückmeldung der Teilnehmerin"),
    "exit": N_("Austritt"),
    "exit_note": N_("Bemerkung zum Austritt"),
    "exit_reason": N_("Austrittsgrund"),
    "experience": N_("Berufserfahrung"),
    "experience_years": N_("Jahre Berufserfahrung"),
    "first_name": N_("Vorname"),
    "follows_id": N_("folgt auf"),
    "foreign_background": N_("ausländische Herkunft"),
    "form": N_("Form"),
    "function": N_("Funktion"),
    "funder": N_("Zuwendungsgeber"),
    "gender": N_("Geschlecht"),
    "given_on": N_("erteilt am"),
    "grant_id": N_("Zuwendung"),
    "ground": N_("Grund"),
    "group_id": N_("Netzwerkgruppe"),
    "held": N_("hat stattgefunden"),
    "homeless": N_("wohnungslos"),
    "hours_per_week": N_("Wochenstunden"),
    "hours_total": N_("Stunden insgesamt"),
    "household": N_("Haushalt"),
    "in_bin": N_("im Papierkorb"),
    "indicator": N_("Kennzahl"),
    "informal": N_("per Du"),
    "institution": N_("Einrichtung"),
    "insurance": N_("Versicherung"),
    "interim_note": N_("Zwischengespräch"),
    "interim_on": N_("Zwischengespräch am"),
    "internship_id": N_("Praktikum"),
    "interpreter": N_("Sprachmittlung"),
    "isced": N_("Bildungsstufe"),
    "kind": N_("Art"),
    "language": N_("Sprache"),
    "last_name": N_("Nachname"),
    "last_payment_on": N_("letzte Zahlung am"),
    "level": N_("Niveau"),
    "lifted_at": N_("aufgehoben am"),
    "lifted_note": N_("Bemerkung zur Aufhebung"),
    "limit_weeks": N_("höchstens alle … Wochen"),
    "mentor_id": N_("Mentorin"),
    "ministry": N_("Ministerium"),
    "minority": N_("Minderheit"),
    "minutes": N_("Minuten"),
    "mobile": N_("Mobiltelefon"),
    "moment": N_("Zeitpunkt"),
    "name": N_("Name"),
    "nationality": N_("Staatsangehörigkeit"),
    "no_fault": N_("ohne Verschulden"),
    "no_gos": N_("Ausschlüsse"),
    "note": N_("Bemerkung"),
    "number": N_("Nummer"),
    "occupation": N_("Beruf"),
    "occupation_code": N_("Berufsschlüssel"),
    "occupation_held": N_("erlernter oder ausgeübter Beruf"),
    "occupation_held_code": N_("Schlüssel des ausgeübten Berufs"),
    "occupation_wanted": N_("gewünschter Beruf"),
    "occupation_wanted_code": N_("Schlüssel des gewünschten Berufs"),
    "on": N_("am"),
    "organisation_id": N_("Organisation"),
    "outcome": N_("Ergebnis"),
    "outcome_note": N_("Bemerkung zum Ergebnis"),
    "own_script_name": N_("Name in eigener Schrift"),
    "permit_note": N_("Bemerkung zur Aufenthaltsfrage"),
    "permit_question": N_("Aufenthaltsfrage"),
    "phase": N_("Phase"),
    "phone": N_("Telefon"),
    "place": N_("Ort des Treffens"),
    "planned_end": N_("geplantes Ende"),
    "postal_code": N_("Postleitzahl"),
    "proposed_on": N_("vorgeschlagen am"),
    "purpose": N_("Zweck"),
    "reach_km": N_("Reichweite in km"),
    "reached_on": N_("erreicht am"),
    "reason": N_("Begründung"),
    "recognised_on": N_("anerkannt am"),
    "recognition": N_("Anerkennung"),
    "recognition_text": N_("Anerkennung im Wortlaut"),
    "reference": N_("Aktenzeichen"),
    "regulated": N_("reglementiert"),
    "remarks": N_("Bemerkungen"),
    "residence_expires": N_("Aufenthaltstitel gültig bis"),
    "residence_text": N_("Aufenthaltstitel im Wortlaut"),
    "residence_title": N_("Aufenthaltstitel"),
    "retention_years": N_("Jahre der Aufbewahrung"),
    "review": N_("Rückblick"),
    "rhythm_days": N_("Turnus in Tagen"),
    "role": N_("Rolle"),
    "sector": N_("Branche"),
    "sheet_version": N_("Fassung des Bogens"),
    "short_contact_hours": N_("Stunden bis zum Fragebogen"),
    "since": N_("seit"),
    "since_text": N_("seit, im Wortlaut"),
    "size": N_("Größe"),
    "spokesperson_id": N_("Ansprechperson"),
    "start": N_("Beginn"),
    "state": N_("Stand"),
    "status": N_("Stand"),
    "street": N_("Straße"),
    "substitute_id": N_("Vertretung"),
    "supervisor": N_("Betreuung im Betrieb"),
    "tandem_id": N_("Tandem"),
    "target_weeks": N_("alle … Wochen"),
    "tasks": N_("Aufgaben"),
    "text": N_("Text"),
    "third_country": N_("aus einem Drittstaat"),
    "time": N_("Uhrzeit"),
    "times": N_("Zeiten"),
    "title": N_("Titel"),
    "topic": N_("Thema"),
    "town": N_("Ort"),
    "training_on": N_("Schulung"),
    "travel": N_("Wie sie fährt"),
    "travel_minutes": N_("Fahrzeit höchstens"),
    "trial_mentee_on": N_("von der Mentee bestätigt am"),
    "trial_mentor_on": N_("von der Mentorin bestätigt am"),
    "trial_since": N_("Schnupperphase seit"),
    "unemployed_since": N_("arbeitslos seit"),
    "unread": N_("nicht erkannte Angaben"),
    "until": N_("bis"),
    "valid_until": N_("gültig bis"),
    "value": N_("Zielzahl"),
    "website": N_("Internetseite"),
    "who": N_("wer"),
    "wishes": N_("Wünsche"),
    "with_whom": N_("mit wem"),
    "withdrawn_on": N_("widerrufen am"),
    "year": N_("Jahr"),
}
"""What the fields are called."""

CODED: Final[Mapping[str, str]] = {
    "gender": "gender",
    "phase": "phase",
    "level": "cefr",
    "german": "cefr",
    "isced": "isced",
    "education_on_entry": "isced",
    "employment": "employment",
    "employment_on_entry": "employment",
    "exit_reason": "exit_reason",
    "moment": "outcome_moment",
    "outcome.status": "status_after_exit",
    "mentor.status": "mentor_status",
    "recognition": "recognition",
    "regulated": "yes_no",
    "third_country": "yes_no",
    "foreign_background": "yes_no",
    "minority": "yes_no",
    "disability": "yes_no",
    "homeless": "yes_no",
    "driving_licence": "yes_no",
    "residence_title": "residence_title",
    "consent.purpose": "purpose",
    "basis": "legal_basis",
    "organisation.kind": "organisation_kind",
    "size": "organisation_size",
    "tandem.state": "tandem_state",
    "end_reason": "tandem_end_reason",
    "form": "meeting_form",
    "internship.kind": "internship_kind",
    "internship.state": "internship_state",
    "internship.outcome": "internship_outcome",
    "permit_question": "permit_question",
    "insurance": "insurance",
    "timeline_entry.kind": "entry_kind",
    "minutes_line.kind": "line_kind",
    "indicator": "indicator",
    "travel": "travel",
    "times": "times",
}
"""Which vocabulary the codes of a column come from: by table and column, or by column alone."""

_FIXED: Final[Mapping[str, Vocabulary]] = {"restriction.ground": RESTRICTION_GROUND}
"""Codes whose words are the law's and not the office's to change."""

_POINTS_AT: Final[Mapping[str, str]] = {
    "mentor_id": "person",
    "substitute_id": "person",
    "case_worker_id": "person",
    "spokesperson_id": "person",
    "participant_id": "person",
    "person_id": "person",
    "organisation_id": "organisation",
    "cohort_id": "cohort",
    "grant_id": "grant_award",
    "group_id": "network_group",
}
"""To which table a column points, so that its value can be shown by name."""


# Deeds -------------------------------------------------------------------------------------------------------------


def _step(entry: journal.Entry) -> Step:
    return Step(
        id=entry.id,
        at=entry.at,
        who=entry.who or "",
        sentence=entry.sentence,
        kind=entry.kind,
        reversed=entry.reversed_by is not None,
        undoable=entry.kind != "final" and entry.reversed_by is None,
    )


def last_changes(
    session: Session, before: int | None = None, limit: int = 100, who: str | None = None
) -> tuple[Step, ...]:
    """The deeds of the office, the newest first; *before* is the id of the last one already shown."""
    return tuple(_step(entry) for entry in journal.entries(session, before=before, limit=limit, who=who))


def step(session: Session, id: int) -> tuple[FieldChange, ...]:
    """What one deed changed, field by field."""
    return _in_words(session, journal.changes(session, id), owner=None)


def of_record(session: Session, table: str, id: int, limit: int = 200) -> tuple[FieldChange, ...]:
    """What happened to a record, field by field, the newest first. For a participant or mentor her person counts as
    hers."""
    changes = list(journal.history(session, table, id, limit=limit))
    if table in ("participant", "mentor"):
        of_person = [change for change in journal.history(session, "person", id, limit=limit) if change.table != table]
        seen = {(change.entry.id, change.table, change.id, change.op) for change in changes}
        changes += [one for one in of_person if (one.entry.id, one.table, one.id, one.op) not in seen]
        changes.sort(key=lambda change: -change.entry.id)
    return _in_words(session, changes[:limit], owner=table)


def value_before(session: Session, change: FieldChange) -> Any:
    """What stood in a field before a change, as its column holds it. Raises NotFound."""
    for row in journal.changes(session, change.step.id):
        if (row.table, row.id) == (change.table, change.id) and change.field in row.before:
            return row.before[change.field]
    raise NotFound


def _in_order(change: RowChange) -> list[str]:
    """The fields of a change in the order of its table's columns: a server keeps what was written down in another."""
    table = Person.metadata.tables.get(change.table)
    known = list(table.columns.keys()) if table is not None else []
    fields = dict.fromkeys((*change.before, *change.after))
    return sorted(fields, key=lambda field: known.index(field) if field in known else len(known))


def _in_words(session: Session, changes: Sequence[RowChange], owner: str | None) -> tuple[FieldChange, ...]:
    words = office.vocabularies(session)
    names = _names(session, changes)
    found: list[FieldChange] = []
    for change in changes:
        part = _(PARTS[change.table]) if change.table in PARTS and change.table != owner else ""
        copies = COPIES.get(change.table, frozenset())
        for field in _in_order(change):
            if field in copies or (field in HIDDEN and not (field in _POINTS_AT and change.table == "tandem_mentee")):
                continue
            before = _word(change.table, field, change.before.get(field), words, names)
            after = _word(change.table, field, change.after.get(field), words, names)
            if before != after:
                found.append(
                    FieldChange(
                        step=_step(change.entry),
                        table=change.table,
                        id=change.id,
                        op=change.op,
                        part=part,
                        field=field,
                        label=_(LABELS[field]) if field in LABELS else field,
                        before=before,
                        after=after,
                    )
                )
    return tuple(found)


def _word(
    table: str, field: str, value: Any, words: Mapping[str, Vocabulary], names: Mapping[tuple[str, int], str]
) -> str:
    """A value as a person reads it."""
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if field in _POINTS_AT and isinstance(value, int):
        return names.get((_POINTS_AT[field], value), "")
    coded = f"{table}.{field}"
    vocabulary = _FIXED.get(coded) or words.get(CODED.get(coded) or CODED.get(field) or "")
    if isinstance(value, tuple):
        return ", ".join(vocabulary.label(code) if vocabulary else str(code) for code in value)
    if isinstance(value, str):
        return vocabulary.label(value) if vocabulary else value
    if isinstance(value, datetime):
        return datetime_text(value)
    if isinstance(value, date | PartialDate):
        return date_text(value)
    if isinstance(value, float | Decimal):
        return number_text(value, 2)
    return str(value)


def _names(session: Session, changes: Sequence[RowChange]) -> dict[tuple[str, int], str]:
    """The names of everything that the changed columns point at."""
    wanted: dict[str, set[int]] = {}
    for change in changes:
        for field, table in _POINTS_AT.items():
            for values in (change.before, change.after):
                if isinstance(values.get(field), int):
                    wanted.setdefault(table, set()).add(values[field])
    found: dict[tuple[str, int], str] = {}
    for some in chunks(sorted(wanted.get("person", ()))):
        for id, last, first, title in session.execute(
            select(Person.id, Person.last_name, Person.first_name, Person.title).where(Person.id.in_(some))
        ):
            found["person", id] = display_name(last, first, title)
    for table, id_column, name in (
        ("organisation", Organisation.id, Organisation.name),
        ("cohort", Cohort.id, Cohort.name),
        ("grant_award", Grant.id, Grant.title),
        ("network_group", NetworkGroup.id, NetworkGroup.name),
    ):
        for some in chunks(sorted(wanted.get(table, ()))):
            rows = session.execute(select(id_column, name).where(id_column.in_(some)))
            found.update({(table, row[0]): row[1] for row in rows})
    return found


# The bin -----------------------------------------------------------------------------------------------------------


def in_bin(session: Session, limit: int = 500) -> tuple[BinRow, ...]:
    """What lies in the bin, what was put there last first. One statement."""
    mentor, mentee = aliased(Person), aliased(Person)
    parts: list[Anything] = []

    def add(statement: Anything) -> None:
        parts.append(statement)

    for kind, table in (("participant", Participant), ("mentor", Mentor)):
        add(
            select(
                literal(kind).label("kind"),
                table.id.label("id"),
                (table.version + Person.version).label("version"),
                Person.last_name.label("one"),
                Person.first_name.label("two"),
                table.binned_at.label("binned_at"),
            )
            .join(Person, Person.id == table.id)
            .where(table.in_bin)
        )
    add(
        select(
            literal("person"), Person.id, Person.version, Person.last_name, Person.first_name, Person.binned_at
        ).where(
            Person.in_bin,
            Person.id.not_in(select(Participant.id).union(select(Mentor.id))),
        )
    )
    for kind, record, name in (
        ("organisation", Organisation, Organisation.name),
        ("grant_award", Grant, Grant.title),
        ("cohort", Cohort, Cohort.name),
        ("network_group", NetworkGroup, NetworkGroup.name),
        ("timeline_entry", TimelineEntry, TimelineEntry.text),
        ("follow_up", FollowUp, FollowUp.text),
    ):
        add(select(literal(kind), record.id, record.version, name, literal(""), record.binned_at).where(record.in_bin))
    add(
        select(literal("tandem"), Tandem.id, Tandem.version, mentor.last_name, mentor.first_name, Tandem.binned_at)
        .join(mentor, mentor.id == Tandem.mentor_id)
        .where(Tandem.in_bin)
    )
    add(
        select(
            literal("internship"),
            Internship.id,
            Internship.version,
            mentee.last_name,
            mentee.first_name,
            Internship.binned_at,
        )
        .join(mentee, mentee.id == Internship.participant_id)
        .where(Internship.in_bin)
    )
    add(
        select(
            literal("network_meeting"),
            NetworkMeeting.id,
            NetworkMeeting.version,
            NetworkGroup.name,
            cast(NetworkMeeting.on, String),
            NetworkMeeting.binned_at,
        )
        .join(NetworkGroup, NetworkGroup.id == NetworkMeeting.group_id)
        .where(NetworkMeeting.in_bin)
    )
    binned = union_all(*parts).subquery()
    rows = session.execute(
        select(binned)
        .where(binned.c.binned_at.is_not(None))
        .order_by(binned.c.binned_at.desc(), binned.c.kind, binned.c.id)
        .limit(limit)
    )
    people = {"participant", "mentor", "person", "tandem", "internship"}
    found = []
    for row in rows:
        if row.kind in people:
            shown = display_name(row.one, row.two)
        elif row.kind == "network_meeting":
            shown = f"{row.one}, {date_text(row.two)}"
        else:
            shown = " ".join(row.one.split())[:120]
        found.append(BinRow(row.kind, row.id, row.version, shown, row.binned_at))
    return tuple(found)
