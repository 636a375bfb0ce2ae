"""Papers of data protection: everything that is kept about a person, for her (GDPR Art. 15), the same machine-readable
(Art. 20), and the proof of an erasure (Art. 17, 5(2)).

The first two are made from one reading. They are written in plain words: what, for what purpose and on which basis, for
how long, who got to see it, and which rights she has. Other people stand in them by their role.
"""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from permenti_desktop.db.database import Database
from permenti_desktop.db.session import Session
from permenti_desktop.domain import countries, languages
from permenti_desktop.domain.data_protection import ERASURE_REASON, RESTRICTION_GROUND
from permenti_desktop.domain.errors import ReadOnly
from permenti_desktop.i18n import N_, Texts, _, date_text, datetime_text, texts
from permenti_desktop.queries import data_protection, office
from permenti_desktop.queries.data_protection import ErasureRow, Plain
from permenti_desktop.queries.history import LABELS
from permenti_desktop.reports import saving, write_csv, write_pdf
from permenti_desktop.reports.document import Block, Column, Document, Heading, Note, Paragraph, Table
from permenti_desktop.usecases import data_protection as use_cases

Format: TypeAlias = Literal["pdf", "json"]
FORMATS: Final[tuple[Format, ...]] = ("pdf", "json")

_PARTS: Final = (
    ("person", N_("Angaben zur Person")),
    ("participant", N_("Als Teilnehmerin")),
    ("mentor", N_("Als Mentorin")),
    ("tandem", N_("Tandems")),
    ("internship", N_("Praktika")),
    ("timeline_entry", N_("Gespräche und Notizen")),
    ("follow_up", N_("Wiedervorlagen")),
    ("organisation", N_("Als Ansprechperson")),
    ("draft", N_("Noch nicht gespeicherte Texte")),
)
_CHILDREN: Final = {
    "languages": N_("Sprachen"),
    "qualifications": N_("Qualifikationen"),
    "phases": N_("Phasen"),
    "participations": N_("Teilnahmen"),
    "outcomes": N_("Verbleib"),
    "absences": N_("Abwesenheiten"),
    "goals": N_("Ziele"),
    "meetings": N_("Treffen"),
    "checklist": N_("Prüfpunkte"),
    "visits": N_("Besuche"),
}
_OWN_LABELS: Final = {
    "created_at": N_("eingetragen am"),
    "updated_at": N_("zuletzt geändert am"),
    "other_people": N_("weitere Personen in diesem Eintrag"),
    "other_mentees": N_("weitere Mentees in diesem Tandem"),
    "network_groups": N_("Netzwerkgruppen, für die sie spricht"),
    "network_meetings_attended": N_("Netzwerktreffen, bei denen sie war"),
    "at": N_("am"),
    "german": N_("Deutsch"),
}
_COUNTED: Final = {
    "records": N_("Einträge (Person, Rollen, Tandems, Praktika, Gespräche)"),
    "notes": N_("davon Gespräche und Notizen"),
    "drafts": N_("noch nicht gespeicherte Texte"),
    "texts": N_("Texte über andere, aus denen ihr Name genommen wurde"),
    "journal": N_("Schritte im Änderungsverlauf, deren Inhalt gelöscht wurde"),
    "mentions": N_("Texte, in denen der Nachname noch steht und vielleicht jemand anderen meint"),
}


# Access (Art. 15) and portability (Art. 20) ----------------------------------------------------------------


def save_access(
    database: Database,
    id: int,
    format: Format,
    language: str,
    target: Path,
    *,
    who: str | None = None,
    at: datetime | None = None,
) -> frozenset[str]:
    """Save everything about a person at *target* and write down that it was handed over; answers the letters that could
    not be printed. Raises UserError; nothing half-written is left, and no file without a line in the record."""
    if database.read_only:
        raise ReadOnly()
    moment = at or datetime.now().astimezone()

    def fill(out: Any) -> frozenset[str]:
        with database.read() as session:
            unprintable = write_access(session, id, format, language, out, moment)
        with database.write(who) as session:
            use_cases.handed_over(session, id, format.upper())
        return unprintable

    return saving.save(target, fill)


def write_access(session: Session, id: int, format: Format, language: str, out: Any, at: datetime) -> frozenset[str]:
    """Write everything about a person into an open binary file. Raises NotFound."""
    speak = texts(language)
    found = data_protection.access(session, id, speak)
    if format == "json":
        head = {"format": 1, "made_at": at.isoformat(), "office": office.settings(session).office}
        out.write(json.dumps({**head, **found}, ensure_ascii=False, indent=1).encode())
        return frozenset()
    return write_pdf.write(access_document(session, found, speak, at), out)


def access_document(session: Session, found: Plain, speak: Texts, at: datetime) -> Document:
    """The paper for the person: first what the law asks to be said, then every statement."""
    _ = speak.gettext
    settings = office.settings(session)
    person = found["person"]
    name = " ".join(part for part in (person["first_name"], person["last_name"]) if part)
    blocks: list[Block] = [
        Paragraph(_("Das ist alles, was {office} über Sie gespeichert hat.").format(office=settings.office or "…")),
        Note(
            _(
                "Für die Stelle: Bitte vor der Übergabe lesen. In Gesprächen und Notizen kann etwas über andere "
                "Menschen stehen; ihre Rechte dürfen nicht verletzt werden (Art. 15 Abs. 4 DSGVO). Namen anderer "
                "stehen sonst nicht in diesem Papier."
            ),
            "warn",
        ),
        Heading(_("Wozu, auf welcher Grundlage, wie lange")),
        _purposes(person["consents"], speak),
        *_periods(found["kept_until"], settings.retention_years, speak),
        *_restricted(found["restriction"], speak),
        Heading(_("Wer Daten über Sie bekommen oder besonders Geschütztes angesehen hat")),
        _recipients(found["disclosure"], speak),
        Heading(_("Ihre Rechte")),
        *(
            Paragraph(_(sentence), mark="•")
            for sentence in (
                N_("Sie können verlangen, dass Falsches berichtigt und Fehlendes ergänzt wird (Art. 16 DSGVO)."),
                N_("Sie können verlangen, dass Daten gelöscht oder gesperrt werden (Art. 17 und 18 DSGVO)."),
                N_("Sie können der Verarbeitung widersprechen (Art. 21 DSGVO)."),
                N_("Sie können eine Einwilligung jederzeit widerrufen; was vorher geschah, bleibt rechtmäßig."),
                N_("Sie können diese Daten als Datei bekommen, die andere Programme lesen können (Art. 20 DSGVO)."),
                N_("Sie können sich bei der Datenschutzaufsicht Ihres Landes beschweren (Art. 77 DSGVO)."),
            )
        ),
        Paragraph(
            _("Woher die Daten sind: von Ihnen, aus Gesprächen, oder aus Listen, die die Stelle übernommen hat.")
        ),
        Paragraph(_("Kein Programm entscheidet über Sie: Es gibt keine automatischen Entscheidungen.")),
    ]
    for part, title in _PARTS:
        records = found.get(part)
        if not records:
            continue
        blocks.append(Heading(_(title)))
        several = records if isinstance(records, list) else [records]
        for number, record in enumerate(several, 1):
            label = f"{_(title)} {number}" if len(several) > 1 else _(title)
            blocks += _record(label, record, speak)
    return Document(
        title=_("Auskunft über Ihre Daten"),
        subtitle=name,
        language=speak.language,
        office=settings.office,
        made_at=at,
        facts=tuple(
            (label, value)
            for label, value in (
                (_("Verantwortlich"), settings.provider or settings.office),
                (_("Anschrift"), settings.address),
                (_("Telefon"), settings.phone),
                (_("E-Mail"), settings.email),
            )
            if value
        ),
        confidential=_("Enthält personenbezogene Daten. Nur für die genannte Person."),
        blocks=tuple(blocks),
    )


def _purposes(consents: Sequence[Plain], speak: Texts) -> Block:
    _ = speak.gettext
    rows = tuple(
        (
            _label(one["purpose"]),
            _label(one["basis"]),
            _day(one["given_on"]),
            _day(one["valid_until"]),
            _day(one["withdrawn_on"]),
        )
        for one in consents
    )
    return Table(
        _("Zwecke und Rechtsgrundlagen"),
        (
            Column(_("Zweck"), width=34),
            Column(_("Grundlage"), width=26),
            Column(_("erteilt am"), "date"),
            Column(_("gültig bis"), "date"),
            Column(_("widerrufen am"), "date"),
        ),
        rows,
        empty=_("Es ist noch keine Rechtsgrundlage eingetragen. Bitte fragen Sie die Stelle danach."),
    )


def _periods(kept: Sequence[Plain], years: int, speak: Texts) -> Iterable[Block]:
    _ = speak.gettext
    for one in kept:
        if one["until"]:
            words = _("Für „{grant}“ werden Ihre Daten bis {day} aufbewahrt, weil der Zuwendungsgeber es verlangt.")
            yield Paragraph(words.format(grant=one["grant"], day=date_text(one["until"], speak.language)))
        else:
            words = _("Für „{grant}“ gilt eine Aufbewahrung von {years} Jahren nach der letzten Zahlung.")
            yield Paragraph(words.format(grant=one["grant"], years=one["years"]))
    if not kept:
        words = _("Ihre Daten werden bis {years} Jahre nach dem Ende des Jahres aufbewahrt, in dem Sie ausscheiden.")
        yield Paragraph(words.format(years=years))
    yield Paragraph(
        _("Danach bleiben nur Zahlen ohne Namen. In Sicherungskopien stehen gelöschte Daten höchstens ein Jahr länger.")
    )


def _restricted(rows: Sequence[Plain], speak: Texts) -> Iterable[Block]:
    _ = speak.gettext
    for one in rows:
        ground = RESTRICTION_GROUND.label(one["ground"], speak)
        words = _("Gesperrt seit {day}: {ground}") if not one["lifted_at"] else _("War gesperrt seit {day}: {ground}")
        yield Note(
            words.format(day=date_text(datetime.fromisoformat(one["since"]).date(), speak.language), ground=ground)
        )


def _recipients(rows: Sequence[Plain], speak: Texts) -> Block:
    _ = speak.gettext
    return Table(
        _("Weitergaben"),
        (
            Column(_("Wann"), width=16),
            Column(_("Was"), width=36),
            Column(_("An wen"), width=24),
            Column(_("Wozu"), width=26),
        ),
        tuple(
            (
                datetime_text(datetime.fromisoformat(one["at"]), speak.language),
                one["what"],
                one["recipient"],
                one["purpose"],
            )
            for one in rows
        ),
        empty=_("Es ist keine Weitergabe vermerkt, die Sie mit Namen nennt."),
    )


_UNSAID: Final = frozenset({"id", "version", "consents", "person_id", "participant_id", "mentor_id", "grant_id", "ags"})


def _record(title: str, record: Mapping[str, Any], speak: Texts) -> list[Block]:
    """One record: its statements as a table of two columns, what belongs to it below."""
    _ = speak.gettext
    rows = [
        (_label_of(name, speak), text)
        for name, value in record.items()
        if name not in _UNSAID
        and not name.endswith("_id")
        and not _is_rows(value)
        and (text := _said(name, value, speak))
    ]
    found: list[Block] = []
    if rows:
        columns = (Column(_("Angabe"), width=30), Column(_("Was gespeichert ist"), width=70))
        found.append(Table(title, columns, tuple(rows)))
    for name, value in record.items():
        if _is_rows(value) and name not in _UNSAID:
            found.append(Heading(f"{title}: {_(_CHILDREN.get(name, name))}", 2))
            for one in value:
                parts = [
                    f"{_label_of(field, speak)}: {text}"
                    for field, inner in one.items()
                    if field not in _UNSAID and not field.endswith("_id") and (text := _said(field, inner, speak))
                ]
                found.append(Paragraph("; ".join(parts), mark="•"))
    return found


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and "code" not in value[0]


def _label_of(name: str, speak: Texts) -> str:
    return speak.gettext(LABELS.get(name) or _OWN_LABELS.get(name) or name)


def _said(name: str, value: Any, speak: Texts) -> str:
    """A statement in words a person understands (GDPR Art. 12(1)): a country and a language by name, not by code."""
    if value and name in ("nationality", "country"):
        return countries.name(str(value), speak.language)
    if value and name == "language":
        return languages.name(str(value), speak.language)
    return _text(value, speak)


def _text(value: Any, speak: Texts) -> str:
    """A plain value in words; empty for what is not known."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return speak.gettext("ja") if value else speak.gettext("nein")
    if isinstance(value, dict):
        return _label(value)
    if isinstance(value, list):
        return ", ".join(_text(one, speak) for one in value)
    text = str(value)
    if len(text) >= 16 and text[10:11] == "T":
        return datetime_text(datetime.fromisoformat(text), speak.language)
    if len(text) == 10 and text[4] == text[7] == "-" and text[:4].isdigit():
        return date_text(text, speak.language)
    return text


def _moment(iso: str, speak: Texts) -> str:
    return datetime_text(datetime.fromisoformat(iso), speak.language)


def _label(value: Any) -> str:
    return str(value["label"]) if isinstance(value, dict) else str(value or "")


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


# Proof of an erasure ---------------------------------------------------------------------------------------


def proof_document(
    row: ErasureRow, office_name: str, language: str, at: datetime, backups_until: date | None = None
) -> Document:
    """That somebody was erased: when, by whom, why and what, in numbers and without a name. *backups_until* is the last
    day on which a backup made before may still be there."""
    speak = texts(language)
    _ = speak.gettext
    told = [(_(words), row.counts[name]) for name, words in _COUNTED.items() if name in row.counts]
    blocks: list[Block] = [
        Table(
            _("Was gelöscht wurde"),
            (Column(_("Was"), width=70), Column(_("Anzahl"), "integer", width=14)),
            tuple(told),
            empty=_("Diese Löschung wurde nach der Rückkehr einer älteren Sicherung noch einmal ausgeführt."),
        ),
        Paragraph(
            _(
                "Für die Statistik bleibt eine Zeile ohne Person: Geschlecht, Wohnort, Alter beim Eintritt, Beginn, "
                "Ende und Ergebnis der Teilnahme, Dauer von Gesprächen, Tandems und Praktika."
            )
            if row.figures_kept
            else _("Es bleibt keine Angabe, auch nicht für die Statistik.")
        ),
        Heading(_("Sicherungskopien")),
        Paragraph(
            _(
                "Sicherungen, die vor der Löschung gemacht wurden, enthalten die Daten noch, verschlüsselt. Sie werden "
                "nach und nach entfernt, spätestens am {day}. Wird vorher eine zurückgeholt, wird die Löschung sofort "
                "wiederholt, bevor jemand etwas sieht."
            ).format(day=date_text(backups_until, language))
            if backups_until
            else _("Sicherungen der gemeinsamen Datenbank macht, wer sie betreibt; bitte klären Sie dort, wie lange.")
        ),
        Paragraph(
            _("Kopien, die das Haus verlassen haben (Ausdrucke, Listen, E-Mails), kann das Programm nicht löschen.")
        ),
    ]
    return Document(
        title=_("Nachweis einer Löschung"),
        language=language,
        office=office_name,
        made_at=at,
        facts=(
            (_("Gelöscht am"), datetime_text(row.at, language)),
            (_("Gelöscht von"), row.who or "–"),
            (_("Grund"), ERASURE_REASON.label(row.reason, speak)),
            (_("Nummer im Verzeichnis der Löschungen"), str(row.id)),
            (_("Kennzeichen (nennt niemanden)"), row.tag[:32]),
        ),
        blocks=tuple(blocks),
    )


def save_proof(
    session: Session, line: int, language: str, target: Path, at: datetime, backups_until: date | None = None
) -> None:
    """Save the proof of one line of the ledger. Raises UserError."""
    document = proof_document(
        data_protection.erasure(session, line), office.settings(session).office, language, at, backups_until
    )
    saving.save(target, lambda out: write_pdf.write(document, out))


def proof_pdf(session: Session, line: int, language: str, at: datetime, backups_until: date | None = None) -> bytes:
    """The proof in memory, for the printer."""
    out = io.BytesIO()
    row = data_protection.erasure(session, line)
    write_pdf.write(proof_document(row, office.settings(session).office, language, at, backups_until), out)
    return out.getvalue()


# The record of what left the house -------------------------------------------------------------------------


def audit_document(
    session: Session,
    language: str,
    at: datetime,
    *,
    person: int | None = None,
    start: date | None = None,
    end: date | None = None,
) -> Document:
    """Who looked at what is specially protected or took something out, as a table (CSV, PDF)."""
    speak = texts(language)
    _ = speak.gettext
    rows = data_protection.disclosures(session, person=person, start=start, end=end, limit=None)
    return Document(
        title=_("Was hinausging und angesehen wurde"),
        language=language,
        office=office.settings(session).office,
        made_at=at,
        period=(start, end) if start and end else None,
        blocks=(
            Table(
                _("Weitergaben"),
                tuple(
                    Column(name)
                    for name in (
                        _("Wann"), _("Wer"), _("Was"), _("An wen"), _("Wozu"), _("Grundlage"), _("Personen")
                    )
                ),
                tuple(
                    (
                        datetime_text(row.at, language), row.who, row.what, row.recipient,
                        row.purpose, row.basis, str(row.people),
                    )
                    for row in rows
                ),
                count=len(rows),
            ),
        ),
    )  # fmt: skip


def save_audit(
    database: Database,
    target: Path,
    language: str,
    *,
    person: int | None = None,
    start: date | None = None,
    end: date | None = None,
) -> None:
    """Save the record as CSV."""
    with database.read() as session:
        document = audit_document(session, language, datetime.now().astimezone(), person=person, start=start, end=end)
    saving.save(target, lambda out: write_csv.write(document, out))


def file_name(name: str, format: Format, day: date) -> str:
    """A name for the file of the access report; without the person's, because names of files are seen by others."""
    return _("Auskunft {name} {day}").format(name=name, day=day.isoformat()) + f".{format}"
