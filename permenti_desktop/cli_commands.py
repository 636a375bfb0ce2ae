"""What each command of the terminal does. ``cli.py`` reads the arguments and turns mistakes into exit statuses."""

import argparse
import dataclasses
import getpass
import json
import os
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from permenti_desktop import i18n, paths
from permenti_desktop.db import backup as backups
from permenti_desktop.db import check as checking
from permenti_desktop.db import failures, journal, keys, opening
from permenti_desktop.db.backup_list import Backup, DamagedFile, backups_of
from permenti_desktop.db.database import Database
from permenti_desktop.db.engine import is_postgresql
from permenti_desktop.db.salvage import salvage as rescue
from permenti_desktop.db.salvage import suggested
from permenti_desktop.db.session import Session
from permenti_desktop.domain import vocab
from permenti_desktop.domain.data_protection import ERASURE_REASON
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import DiskFull, Missing, NotFound, NotOurs, ReadOnly, UserError, WrongPassphrase
from permenti_desktop.i18n import N_, _, ngettext
from permenti_desktop.queries import data_protection as protected
from permenti_desktop.queries import (
    grant,
    history,
    internship,
    known,
    mentor,
    network,
    organisation,
    participant,
    tandem,
    timeline,
)
from permenti_desktop.queries import office as office_queries
from permenti_desktop.queries.participant import ParticipantRow
from permenti_desktop.usecases import data_protection as rights
from permenti_desktop.usecases import office, undo

if TYPE_CHECKING:
    from permenti_desktop.exchange.steps import Plan, PlanColumn, Step

DONE: Final = 0
NOT_GOOD: Final = 1
WRONG_USAGE: Final = 2


# Passphrase and file ---------------------------------------------------------------------------------------


def passphrase(options: argparse.Namespace, *, new: bool = False) -> str:
    """The passphrase from the file that was named, or from a prompt (twice for a new file)."""
    source, option = options.passphrase_file, "--passphrase-file"
    return _new_word(source, option) if new else _word(source, option, new=False)


def _new_word(source: str | None, option: str) -> str:
    """A passphrase to be set.  As in the window, an empty one is refused: it would let everybody in."""
    word = _word(source, option, new=True)
    if not word:
        raise UserError(_("Das neue Passwort ist leer."), _("Bitte wählen Sie ein Passwort."))
    return word


def _word(source: str | None, option: str, *, new: bool) -> str:
    if source == "-":
        return sys.stdin.readline().rstrip("\r\n")
    if source is not None:
        try:
            with open(source, encoding="utf-8-sig") as file:
                return file.readline().rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise Missing(
                _("Die Datei mit dem Passwort lässt sich nicht lesen."),
                _("Bitte prüfen Sie den Pfad {path}.").format(path=source),
            ) from None
    if not sys.stdin.isatty():
        raise UserError(
            _("Das Passwort fehlt."),
            _("Bitte geben Sie es mit {option} DATEI oder {option} - an.").format(option=option),
        )
    first = getpass.getpass(_("Neues Passwort: ") if new else _("Passwort: "))
    if new and getpass.getpass(_("Neues Passwort noch einmal: ")) != first:
        raise UserError(_("Die beiden Passwörter sind verschieden."), _("Bitte versuchen Sie es noch einmal."))
    return first


@contextmanager
def opened(options: argparse.Namespace, *, read_only: bool = False) -> Iterator[Database]:
    """The database that a command names, closed at the end."""
    if is_postgresql(options.file):
        database = opening.open_database(options.file, read_only=read_only)
    else:
        word, code = way_in(options, Path(options.file))
        database = opening.open_database(options.file, passphrase=word, data_key=code, read_only=read_only)
    try:
        with database.read() as session:
            i18n.use_forms(office.settings(session).forms)
        yield database
    finally:
        database.close()


def way_in(options: argparse.Namespace, path: Path) -> tuple[str, bytes | None]:
    """The passphrase of a file, and the data key if what was given is the code of its recovery sheet."""
    content = opening.inspect(path).content
    without = content in (opening.Content.WITHOUT_KEY_FILE, opening.Content.KEY_FILE_DAMAGED)
    if content is not opening.Content.LOCKED_UP and not (without and options.passphrase_file):
        return "", None  # opening says in words what is wrong
    word = options.word = passphrase(options)
    try:
        return word, keys.from_recovery_code(word)
    except keys.BadRecoveryCode:
        groups = word.replace("-", " ").split()
        if len(groups) == 13 and all(len(group) == 5 for group in groups):
            raise  # a code with a slip, and no passphrase that anybody would think of
        return word, None


@contextmanager
def target_folder(name: str) -> Iterator[Path]:
    """A folder to write into, made where it is missing and taken away again when nothing could be written; raises a
    sentence that speaks of the folder."""
    folder = Path(name)
    with ExitStack() as made:
        _make_folder(folder, made)
        yield folder


def _make_folder(folder: Path, made: ExitStack) -> None:
    try:
        made.enter_context(paths.folder_for(folder))
    except (FileExistsError, NotADirectoryError):
        raise UserError(
            _("Hier wird ein Ordner gebraucht, aber unter diesem Namen liegt schon eine Datei."),
            _("Bitte wählen Sie einen anderen Ordner."),
        ) from None
    except PermissionError:
        raise ReadOnly(
            _("In den Ordner {folder} darf nicht geschrieben werden.").format(folder=folder),
            _("Bitte wählen Sie einen anderen Ordner."),
        ) from None
    except OSError as error:
        if isinstance(sentence := failures.sentence_for(error), DiskFull):
            raise sentence from None
        raise Missing(
            _("Der Ordner {folder} ist nicht erreichbar.").format(folder=folder),
            _("Bitte stecken Sie den Stick ein, verbinden Sie das Netzlaufwerk oder wählen Sie einen anderen Ordner."),
        ) from None


def who() -> str:
    """Who changes something from the terminal, for the journal."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


# Output ----------------------------------------------------------------------------------------------------


def plain(value: object) -> object:
    """A value as JSON knows it: ISO dates, numbers, text, lists, dictionaries."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        if isinstance(value, PartialDate):
            return value.iso
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, ParticipantRow):
        return plain(value.told())
    if isinstance(value, tuple) and hasattr(value, "_asdict"):  # a row with names
        return plain(value._asdict())
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if isinstance(value, Path):
        return str(value)
    return value


def say(options: argparse.Namespace, sentence: str, document: object) -> None:
    """The sentence for a person, or the document for a program."""
    if getattr(options, "json", False):
        json.dump(plain(document), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        print(sentence)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of text, aligned; the first is the heading."""
    widths = [min(40, max(len(row[column]) for row in rows)) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell[:40].ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


# Making and filling a file ---------------------------------------------------------------------------------


def new_file(options: argparse.Namespace) -> Database:
    """An empty database for ``init`` and ``demo``."""
    if is_postgresql(options.file):
        return opening.create_database(options.file)
    return opening.create_database(options.file, passphrase(options, new=True), name=who())


def discard(database: Database) -> None:
    """Close a new database that could not be filled, and leave nothing half-made behind."""
    database.close()
    if database.path is not None:
        from permenti_desktop.db.keys import envelope_path

        for left in (database.path, envelope_path(database.path)):
            left.unlink(missing_ok=True)


def init(options: argparse.Namespace) -> int:
    """``init FILE --office NAME --site SITE [--recovery-sheet OUT.pdf]``"""
    database = new_file(options)
    try:
        with database.write(who()) as session:
            office.found(session, options.office, options.site)
            journal.make_final(session)  # the first step: an office without name and site is no use to anybody
        if options.recovery_sheet and database.path is not None:
            save_sheet(database, options.recovery_sheet)
    except BaseException:
        discard(database)
        raise
    database.close()
    file = shown_address(options.file)
    print(_("Die Datei für „{office}“ ist angelegt: {file}").format(office=options.office, file=file))
    if options.recovery_sheet and database.path is not None:
        print(_told_of_sheet(options.recovery_sheet))
    elif database.path is not None:
        print(
            _(
                "Ist das Passwort vergessen, öffnet nur das Wiederherstellungsblatt die Datei: "
                "permenti-desktop keys {file} --recovery-sheet Blatt.pdf"
            ).format(file=options.file)
        )
    return DONE


def save_sheet(database: Database, target: str) -> None:
    """The recovery sheet of an open file as a PDF."""
    from permenti_desktop.reports import recovery_sheet

    if database.path is None:
        raise UserError(
            _("Eine gemeinsame Datenbank hat kein Wiederherstellungsblatt."),
            _("Ihre Passwörter verwaltet die Person, die sie betreut."),
        )
    with database.read() as session:
        name = office.settings(session).office
    recovery_sheet.save(Path(target), database.key, database.path.name, name, i18n.language(), datetime.now(UTC))


def _told_of_sheet(target: str) -> str:
    return _(
        "Wiederherstellungsblatt: {file} – bitte ausdrucken, verschlossen aufbewahren und die Datei löschen."
    ).format(file=target)


def demo(options: argparse.Namespace) -> int:
    """``demo FILE [--participants N] [--seed S]``"""
    from permenti_desktop.demo import office as demo_office

    database = new_file(options)
    try:
        with database.write(demo_office.COORDINATOR) as session:
            demo_office.make(
                session,
                participants=options.participants,
                seed=options.seed,
                site=options.site,
                today=date.today(),
                tick=progress(N_("Beispieldaten")),
            )
    except BaseException:
        discard(database)
        raise
    database.close()
    print(
        ngettext(
            "Die Beispielstelle mit {count} Teilnehmerin ist angelegt: {file}",
            "Die Beispielstelle mit {count} Teilnehmerinnen ist angelegt: {file}",
            options.participants,
        ).format(count=options.participants, file=shown_address(options.file))
    )
    return DONE


def progress(what: str) -> Callable[[int, int], None]:
    """Shows on standard error how far long work is, where a person looks on."""
    visible = sys.stderr.isatty()

    def tick(done: int, total: int) -> None:
        if visible:
            end = "\n" if done >= total else ""
            print(f"\r{_(what)}: {done}/{total}", end=end, file=sys.stderr, flush=True)

    return tick


# Reading ---------------------------------------------------------------------------------------------------

Reader = Callable[[Session, str], Sequence[Any]]


def _by_ids(module: Any) -> Reader:
    def read(session: Session, search: str) -> Sequence[Any]:
        rows: Sequence[Any] = module.rows(session, module.ids(session, search=search))
        return rows

    return read


def _containing(read_all: Callable[[Session], Sequence[Any]]) -> Reader:
    """Short lists have no index; a line fits when the folded text of any of its fields does."""
    from permenti_desktop.domain.text import search_key

    def read(session: Session, search: str) -> Sequence[Any]:
        wanted = search_key(search)
        return [row for row in read_all(session) if wanted in search_key(" ".join(map(str, dataclasses.astuple(row))))]

    return read


def _all_disclosures(session: Session) -> Sequence[Any]:
    return office_queries.disclosures(session, limit=1_000_000)


def _all_erasures(session: Session) -> Sequence[Any]:
    return protected.erasures(session, limit=1_000_000)


def _all_changes(session: Session) -> Sequence[Any]:
    return history.last_changes(session, limit=1_000_000)


HEADINGS: Final = {
    "attended": N_("anwesend"),
    "at": N_("am"),
    "author": N_("wer"),
    "binned_at": N_("gelöscht am"),
    "capacity": N_("Plätze"),
    "contact": N_("Ansprechperson"),
    "due": N_("fällig"),
    "end": N_("Ende"),
    "entry": N_("Eintritt"),
    "exit": N_("Austritt"),
    "funder": N_("Geldgeber"),
    "german": N_("Deutsch"),
    "group": N_("Gruppe"),
    "held": N_("fand statt"),
    "host": N_("Betrieb"),
    "hours": N_("Stunden"),
    "id": N_("Nr."),
    "invited": N_("eingeladen"),
    "kind": N_("Art"),
    "last": N_("zuletzt"),
    "last_contact": N_("letzter Kontakt"),
    "last_meeting": N_("letztes Treffen"),
    "list_name": N_("Name"),
    "meetings": N_("Treffen"),
    "members": N_("Mitglieder"),
    "mentees": N_("Mentees"),
    "mentor": N_("Mentorin"),
    "mentors": N_("Mentorinnen"),
    "name": N_("Name"),
    "notes": N_("Notizen"),
    "number": N_("Nummer"),
    "occupation": N_("Beruf"),
    "on": N_("am"),
    "open_promises": N_("offene Zusagen"),
    "organisation": N_("Organisation"),
    "participants": N_("Teilnehmerinnen"),
    "people": N_("Personen"),
    "phase": N_("Phase"),
    "place": N_("Ort des Treffens"),
    "promised_on": N_("zugesagt am"),
    "purpose": N_("Zweck"),
    "reason": N_("Grund"),
    "recipient": N_("Empfänger"),
    "reference": N_("Aktenzeichen"),
    "rhythm": N_("Rhythmus"),
    "sector": N_("Branche"),
    "sentence": N_("was"),
    "start": N_("Beginn"),
    "state": N_("Stand"),
    "status": N_("Status"),
    "taken": N_("belegt"),
    "tandems": N_("Tandems"),
    "text": N_("Text"),
    "title": N_("Titel"),
    "town": N_("Ort"),
    "what": N_("was"),
    "who": N_("wer"),
}
"""The columns as a person reads them; in JSON they bear the names of the fields."""

TERMS: Final = {
    ("participants", "phase"): vocab.PHASE,
    ("mentors", "status"): vocab.MENTOR_STATUS,
    ("organisations", "kind"): vocab.ORGANISATION_KIND,
    ("tandems", "state"): vocab.TANDEM_STATE,
    ("internships", "kind"): vocab.INTERNSHIP_KIND,
    ("internships", "state"): vocab.INTERNSHIP_STATE,
    ("erasures", "reason"): ERASURE_REASON,
}

RHYTHMS: Final = {"new": N_("neu"), "in_time": N_("im Takt"), "due": N_("fällig"), "overdue": N_("überfällig")}

BINNED: Final = {
    "person": N_("Person"),
    "participant": N_("Teilnehmerin"),
    "mentor": N_("Mentorin"),
    "organisation": N_("Organisation"),
    "tandem": N_("Tandem"),
    "internship": N_("Praktikum"),
    "network_group": N_("Gruppe"),
    "network_meeting": N_("Netzwerktreffen"),
    "follow_up": N_("Wiedervorlage"),
    "timeline_entry": N_("Notiz"),
    "grant_award": N_("Zuwendung"),
    "cohort": N_("Durchgang"),
}

# Subject → how it is read, and the fields that a person sees. JSON holds all of them.
LISTS: Final[dict[str, tuple[Reader, tuple[str, ...]]]] = {
    "participants": (_by_ids(participant), ("number", "name", "phase", "mentor", "town", "german", "entry", "exit")),
    "mentors": (_by_ids(mentor), ("name", "occupation", "organisation", "status", "taken", "capacity", "town")),
    "organisations": (_by_ids(organisation), ("name", "kind", "sector", "town", "contact", "last_contact")),
    "tandems": (_by_ids(tandem), ("mentor", "mentees", "state", "start", "end", "meetings", "last_meeting")),
    "internships": (_by_ids(internship), ("list_name", "host", "kind", "state", "start", "end", "hours")),
    "groups": (_by_ids(network), ("name", "members", "last", "due", "rhythm", "open_promises")),
    "meetings": (_containing(network.meetings), ("on", "group", "place", "held", "attended", "invited")),
    "follow-ups": (_containing(timeline.follow_ups), ("due", "name", "text", "author")),
    "grants": (_containing(grant.rows), ("title", "funder", "reference", "start", "end", "participants")),
    "cohorts": (_containing(grant.cohorts), ("name", "start", "end", "participants", "tandems")),
    "promises": (_containing(network.promises), ("due", "who", "text", "group", "promised_on")),
    "disclosures": (_containing(_all_disclosures), ("at", "who", "what", "recipient", "purpose", "people")),
    "erasures": (_containing(_all_erasures), ("id", "at", "who", "reason")),
    "history": (_containing(_all_changes), ("at", "who", "sentence")),
    "bin": (_containing(history.in_bin), ("kind", "name", "binned_at")),
}


def list_subject(options: argparse.Namespace) -> int:
    """``list FILE SUBJECT [--search TEXT] [--json]``"""
    reader, fields = LISTS[options.subject]
    with opened(options, read_only=True) as database, database.read() as session:
        rows = reader(session, options.search)
    if options.json:
        say(options, "", [plain(row) for row in rows])
        return DONE
    heading = [_(HEADINGS[field]) for field in fields]
    lines = [heading, *([_in_words(options.subject, field, getattr(row, field)) for field in fields] for row in rows)]
    print(table(lines))
    print(ngettext("{count} Eintrag", "{count} Einträge", len(rows)).format(count=len(rows)))
    return DONE


def _in_words(subject: str, field: str, value: object) -> str:
    """A field of a list for a person: codes by their labels, in one line."""
    terms = TERMS.get((subject, field))
    if terms is not None:
        return terms.label(str(value) if value else None)
    words = {("groups", "rhythm"): RHYTHMS, ("bin", "kind"): BINNED}.get((subject, field), {})
    if str(value) in words:
        return _(words[str(value)])
    return _cell(value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return i18n.datetime_text(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    return " ".join(str(plain(value)).split())


def dump_all(options: argparse.Namespace) -> int:
    """``dump FILE --out DIR [--purpose TEXT]``: the purpose is written down with it, also that none was given"""
    from permenti_desktop.exchange import write_dump

    purpose = options.purpose or _("kein Zweck angegeben")
    with opened(options) as database, target_folder(options.out) as folder:
        write_dump.refuse_used(folder)
        # First, so that nothing goes out that is not written down.
        with database.write(who()) as session:
            ids = protected.people(session)
            office.disclose(session, _("Ausgabe aller Daten"), "", purpose, "", len(ids), ids)
        with database.read() as session:
            counts = write_dump.write(session, folder, i18n.current(), progress(N_("Ausgabe")))
    total = sum(counts.values())
    sentence = ngettext("{count} Eintrag ausgegeben: {folder}", "{count} Einträge ausgegeben: {folder}", total)
    print(sentence.format(count=total, folder=folder))
    return DONE


def _meant(database: Database, typed: str) -> int:
    """The one person whom a number or a name typed in the terminal means."""
    with database.read() as session:
        try:
            return protected.find_person(session, typed)
        except NotFound:
            raise UserError(
                _("Niemand hat die Nummer oder den Namen „{typed}“.").format(typed=typed),
                _("Bitte geben Sie beide Namen an, „Nachname, Vorname“, oder die Nummer der Teilnehmerin."),
            ) from None


def access(options: argparse.Namespace) -> int:
    """``access FILE PERSON --format pdf|json -o OUT``"""
    from permenti_desktop.reports import data_protection as papers

    target = Path(options.out)
    with opened(options) as database:
        her = _meant(database, options.person)
        by = database.who or who()
        papers.save_access(database, her, options.format, options.language, target, who=by)
    print(_("Gespeichert: {file}").format(file=target))
    print(_("Die Auskunft ist vermerkt. Bitte lesen Sie sie, bevor Sie sie übergeben."))
    return DONE


def erase(options: argparse.Namespace) -> int:
    """``erase FILE PERSON --reason CODE [--despite-retention] [--proof OUT] [--json]``"""
    from permenti_desktop.reports import data_protection as papers

    with opened(options) as database:
        her = _meant(database, options.person)
        with database.read() as session:
            rights.may_erase(session, her, despite_retention=options.despite_retention)
        until = None
        if database.path is not None:
            made = backups.back_up(database, "erasure")
            until = (made.at + backups.Keep().longest).date()
        with database.write(database.who or who()) as session:
            erased = rights.erase(session, her, options.reason, despite_retention=options.despite_retention)
        if options.proof:
            with database.read() as session:
                now = datetime.now().astimezone()
                papers.save_proof(session, erased.line, i18n.current().language, Path(options.proof), now, until)
    sentence = _("Die Person ist gelöscht, Nummer {line} im Verzeichnis der Löschungen.").format(line=erased.line)
    if until is not None:
        sentence += " " + _("In älteren Sicherungen steht sie noch bis spätestens {day}.").format(
            day=i18n.date_text(until)
        )
    say(options, sentence, {"line": erased.line, "counts": erased.counts, "backups_until": until})
    return DONE


def block(options: argparse.Namespace) -> int:
    """``block FILE PERSON --ground CODE|--lift [--note TEXT] [--json]``"""
    with opened(options) as database:
        her = _meant(database, options.person)
        with database.write(database.who or who()) as session:
            if options.lift:
                rights.lift(session, her, options.note)
            else:
                rights.block(session, her, options.ground, options.note)
    done = _("Die Sperre ist aufgehoben.") if options.lift else _("Die Daten sind gesperrt.")
    say(options, done, {"id": her, "blocked": not options.lift})
    return DONE


def retention(options: argparse.Namespace) -> int:
    """``retention FILE [--anonymise] [--json]``"""
    today = date.today()
    gone = 0
    with opened(options, read_only=not options.anonymise) as database:
        with database.read() as session:
            periods, due = protected.periods(session, today), protected.due(session, today)
        if options.anonymise and due:
            if database.path is not None:
                backups.back_up(database, "erasure")
            with database.write(database.who or who()) as session:
                gone = rights.anonymise(session, [one.id for one in due], today=today)
    lines = [[_("Zuwendung"), _("Frist bis"), _("Akten")]]
    for period in periods:
        until = i18n.date_text(period.until) if period.until else _("noch offen")
        lines.append([period.title or _("Ohne Zuwendung"), until, str(len(period.people))])
    sentence = table(lines)
    if options.anonymise:
        sentence = ngettext("{n} Akte anonymisiert", "{n} Akten anonymisiert", gone).format(n=gone)
    elif due:
        rows = [[one.number, one.name, i18n.date_text(one.until)] for one in due]
        sentence += "\n\n" + table([[_("Frist abgelaufen"), _("Name"), _("Frist bis")], *rows])
    say(options, sentence, {"periods": periods, "due": due, "anonymised": gone})
    return DONE


def undo_last(options: argparse.Namespace) -> int:
    """``undo FILE [--list]``"""
    if options.list:
        with opened(options, read_only=True) as database, database.read() as session:
            newest = journal.undoable(session, _own_steps(database))
            found = [entry for entry in journal.entries(session) if entry.kind == "edit" and entry.reversed_by is None]
            steps = [
                {
                    "id": one.id,
                    "at": one.at,
                    "who": one.who,
                    "what": one.sentence,
                    "next": one.id == getattr(newest, "id", 0),
                }
                for one in found
            ]
        lines = [f"{i18n.datetime_text(one.at)}  {one.who}  {one.sentence}" for one in found]
        say(options, "\n".join(lines) or _("Es gibt nichts, was sich zurücknehmen lässt."), steps)
        return DONE
    with opened(options) as database, database.write(who()) as session:
        what = undo.undo(session, who=_own_steps(database))
    say(options, _("Zurückgenommen: {what}").format(what=what), {"undone": what})
    return DONE


def _own_steps(database: Database) -> str | None:
    """Whose newest step is taken back: on a server one's own, in a file anybody's."""
    return who() if database.path is None else None


# Lists of the office ----------------------------------------------------------------------------------------


def take_over(options: argparse.Namespace) -> int:
    """``import FILE LIST [--dry-run] [--json]``"""
    from permenti_desktop.exchange import apply, plan, read_workbook, recognise

    today = date.today()
    book = read_workbook.read(options.list)
    found = recognise.recognise(book, today)
    if not any(one.subject for one in found.tables):
        raise UserError(
            _("In dieser Datei wurde keine Liste erkannt."),
            _("Im Fenster können Sie unter „Liste übernehmen“ sagen, was in den Spalten steht."),
        )
    with opened(options, read_only=options.dry_run) as database:
        with database.read() as session:
            made = plan.make_plan(
                found, known.records(session), today, stored=lambda subject, id: apply.load(session, subject, id)
            )
        result = None
        if not options.dry_run and made.writes:
            if database.path is not None:
                backups.back_up(database, "import")
            with database.write(who()) as session:
                result = apply.apply(session, made, today, progress(N_("Liste")))
    sentence = plan_text(made) if result is None else result_text(made, result.added, result.changed)
    say(options, sentence, {**plan_document(made), "written": result is not None})
    return DONE


def plan_document(made: "Plan") -> dict[str, object]:
    """A plan as data: every step with its cells, every doubt, every line that is no record."""
    return {
        "file": made.file,
        "cells": made.cells,
        "counts": {kind: made.count(kind) for kind in ("add", "change", "duplicate", "problem", "same")},
        "steps": [
            {
                "kind": step.kind,
                "subject": step.subject,
                "title": step.title,
                "sheet": step.row[0] if step.row else None,
                "row": step.row[1] if step.row else None,
                "remark": step.remark,
                "candidates": [one.name for one in step.candidates],
                "cells": step.cells,
            }
            for step in made.steps
        ],
        "columns": made.columns,
        "doubts": made.doubts,
        "kept": made.kept,
        "lines": made.lines,
        "left_out": made.left_out,
    }


def plan_text(made: "Plan") -> str:
    """A plan in words: how much of what, and everything that a person should look at."""
    lines = [_("Es wurde nichts geändert. So würde die Liste „{file}“ übernommen:").format(file=made.file)]
    lines += _plan_counts(made)
    lines += _plan_doubts(made)
    return "\n".join(lines)


def result_text(made: "Plan", added: int, changed: int) -> str:
    """What was taken over, and what a person should look at."""
    lines = [
        _("Übernommen aus „{file}“: {added} neu, {changed} geändert. Rückgängig: permenti-desktop undo").format(
            file=made.file, added=added, changed=changed
        )
    ]
    lines += _plan_counts(made)
    lines += _plan_doubts(made)
    return "\n".join(lines)


def _plan_counts(made: "Plan") -> list[str]:
    from permenti_desktop.exchange.steps import KIND_LABELS

    subjects = dict.fromkeys(step.subject for step in made.steps)
    rows = [["", *(_(words) for words in KIND_LABELS.values())]]
    rows += [[subject, *(str(made.count(kind, subject)) for kind in KIND_LABELS)] for subject in subjects]
    return [table(rows)]


def _plan_doubts(made: "Plan") -> list[str]:
    from permenti_desktop.exchange.steps import KIND_LABELS

    lines = []
    asked = [step for step in made.steps if step.kind in ("duplicate", "problem")]
    if asked:
        lines.append(_("Bitte entscheiden Sie (im Fenster unter „Liste übernehmen“):"))
        lines += [
            "  "
            + " · ".join(part for part in (_(KIND_LABELS[step.kind]), _where(step), step.title, step.remark) if part)
            for step in asked
        ]
    if otherwise := [step for step in made.steps if step.otherwise]:
        lines.append(_("Steht schon anders im Eintrag und bleibt dort, wie es ist (im Fenster können Sie wählen):"))
        lines += [f"  {_where(step)} · {step.title} · {'; '.join(step.otherwise)}" for step in otherwise]
    if made.columns:
        lines.append(_("Spalten, die Sie ansehen sollten:"))
        lines += [f"  {_column_text(column)}" for column in made.columns]
    if made.doubts:
        count = len(made.doubts)
        lines.append(ngettext("{count} Zelle bitte prüfen:", "{count} Zellen bitte prüfen:", count).format(count=count))
        lines += [
            f"  {cell.sheet} {cell.place}: {_one_line(cell.text)}{_read_as(cell.after)} – {cell.remark}"
            for cell in made.doubts
        ]
    if made.kept:
        count = len(made.kept)
        lines.append(
            ngettext(
                "{count} Zelle sagt mehr, als ihr Feld fasst; der Text bleibt im Eintrag:",
                "{count} Zellen sagen mehr, als ihr Feld fasst; der Text bleibt im Eintrag:",
                count,
            ).format(count=count)
        )
        lines += [f"  {cell.sheet} {cell.place}: {_one_line(cell.text)}" for cell in made.kept]
    for name in made.left_out:
        lines.append(_("Blatt ohne Liste: {name}").format(name=name))
    return lines


def _column_text(column: "PlanColumn") -> str:
    """A column with its meaning, some of its cells, and what to look at."""
    name = column.header or _("ohne Kopf")
    meaning = f" → {column.label}" if column.label and column.kind != "kept" else ""
    count = ngettext("{count} Zelle", "{count} Zellen", column.cells).format(count=column.cells)
    samples = "; ".join(_one_line(text) for text in column.samples)
    return f"{column.sheet} {column.place} „{name}“{meaning} ({count}: {samples}) – {column.remark}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _read_as(after: str) -> str:
    return f" → {_one_line(after)}" if after else ""


def _where(step: "Step") -> str:
    if step.row is None:
        return ""
    return _("{sheet}, Zeile {row}").format(sheet=step.row[0], row=step.row[1])


# Copies ----------------------------------------------------------------------------------------------------


def back_up(options: argparse.Namespace) -> int:
    """``backup FILE [--to DIR] [--list]``"""
    if options.list:
        return _list_backups(options)
    with opened(options) as database, target_folder(options.to) if options.to else nullcontext() as folder:
        if folder is not None:
            with database.write(who()) as session:
                ids, what = protected.people(session), _("Sicherung an einem anderen Ort")
                office.disclose(session, what, folder.name, _("Datensicherung"), "", len(ids), ids)
        if database.path is None:
            made = _back_up_server(options, database, folder)
        else:
            made = backups.back_up(database, "manual", folder=folder)
    say(
        options,
        _("Gesichert und geprüft: {file}").format(file=made.path),
        {"file": made.path, "at": made.at, "bytes": made.bytes},
    )
    return DONE


def _list_backups(options: argparse.Namespace) -> int:
    """Every backup of a file with what it holds; one that does not open with the file's key says so."""
    if is_postgresql(options.file):
        raise UserError(
            _("Die Sicherungen einer gemeinsamen Datenbank liegen in dem Ordner, den Sie ihnen gegeben haben."),
            _("Was darin ist, zeigt permenti-desktop list SICHERUNG THEMA."),
        )
    folder = Path(options.to) if options.to else None
    found = []
    with opened(options, read_only=True) as database:
        assert database.path is not None
        for one in backups_of(database.path, folder):
            rows: dict[str, int] = {}
            with suppress(UserError):
                rows = backups.contents_of(one.path, database.key).rows
            found.append((one, rows))
    lines = [[_("am"), *(_(HEADINGS[name]) for name in ("participants", "mentors", "notes")), _("Datei")]]
    for one, rows in found:
        held = [str(rows.get(name, "–")) for name in ("participant", "mentor", "timeline_entry")]
        lines.append([i18n.datetime_text(one.at), *held, one.path.name])
    document = [
        {"file": one.path, "at": one.at, "reason": one.reason, "checked": one.checked, "bytes": one.bytes, "rows": rows}
        for one, rows in found
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    text = "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
    say(options, text if found else _("Noch keine Sicherung"), document)
    return DONE


def _back_up_server(options: argparse.Namespace, database: Database, folder: Path | None) -> Backup:
    """A server's backup is an encrypted file of its own, under a passphrase that is asked for."""
    if folder is None:
        raise UserError(
            _("Für die Sicherung eines Servers fehlt der Ordner."), _("Bitte geben Sie ihn mit --to ORDNER an.")
        )
    key = keys.new_data_key()
    envelope = keys.Envelope((keys.make_slot(who(), passphrase(options, new=True), key),), b"")
    return backups.back_up(database, "manual", folder=folder, name="PostgreSQL.permenti", key=key, envelope=envelope)


def restore(options: argparse.Namespace) -> int:
    """``restore BACKUP --to FILE``"""
    source = Path(options.backup)
    if is_postgresql(options.file):
        return _restore_server(options, source)
    target = Path(options.file)
    word, code = way_in(options, source)
    if not target.absolute().parent.is_dir():
        raise Missing(
            _("Den Ordner „{name}“ gibt es nicht.").format(name=target.absolute().parent),
            _("Bitte wählen Sie einen anderen Ordner."),
        )
    key = opening.unlock(source, passphrase=word, data_key=code)
    aside = backups.restore(target, source, key, passphrase=word if code is None else None)
    print(_("Zurückgeholt: {file}").format(file=target))
    if aside is not None:
        print(_("Die bisherige Datei liegt hier: {file}").format(file=aside.path))
    return DONE


def _restore_server(options: argparse.Namespace, source: Path) -> int:
    """Put a backup in the place of everything on a server, which is backed up first, beside it, under the same key."""
    from permenti_desktop.db import transfer

    word, code = way_in(options, source)
    copy = opening.open_database(source, passphrase=word, data_key=code, read_only=True)
    try:
        server, fresh = _server(options.file)
        try:
            aside = None
            if not fresh and keys.envelope_path(source).exists():
                envelope = keys.read(keys.envelope_path(source))
                aside = backups.back_up(
                    server, "restore", folder=source.absolute().parent, name="PostgreSQL.permenti", key=copy.key,
                    envelope=envelope,
                )  # fmt: skip
            elif not fresh:
                raise keys.KeyFileDamaged()
            transfer.file_to_server(copy, server)
        finally:
            server.close()
    finally:
        copy.close()
    print(_("Zurückgeholt: {file}").format(file=shown_address(options.file)))
    if aside is not None:
        print(_("Der bisherige Stand der gemeinsamen Datenbank liegt hier: {file}").format(file=aside.path))
    return DONE


def _server(url: str) -> tuple[Database, bool]:
    """A server to restore into, and whether its tables were just made."""
    try:
        return opening.open_database(url), False
    except NotOurs:
        return opening.create_database(url), True


def shown_address(file: str) -> str:
    """A file as it was named; the address of a server without the password that may stand in it."""
    if not is_postgresql(file):
        return file
    before, at, place = file.rpartition("@")
    scheme, _slashes, name = before.partition("://")
    return f"{scheme}://{name.partition(':')[0]}@{place}" if at else file


def people(options: argparse.Namespace) -> int:
    """``keys FILE [--change | --add NAME | --remove NAME | --recovery-sheet OUT.pdf | --rekey]``"""
    if is_postgresql(options.file):
        raise UserError(
            _("Wer eine gemeinsame Datenbank öffnet, bestimmt der Server."),
            _("Bitte wenden Sie sich an die Person, die ihn betreut."),
        )
    deed = options.change or options.add is not None or options.remove is not None or options.rekey
    with opened(options, read_only=not deed) as database:
        path = database.path
        assert path is not None
        key, name = database.key, database.who
        envelope_file = keys.envelope_path(path)
        if options.change or options.add is not None:
            name = options.add or name or who()
            if options.add is not None and name in _names(envelope_file):
                raise UserError(
                    _("{name} hat schon ein Passwort.").format(name=name), _("Bitte wählen Sie einen anderen Namen.")
                )
            word = _new_word(options.new_passphrase_file, "--new-passphrase-file")
            keys.let_in(path, name, key, word)
            say(
                options,
                _("{name} öffnet die Datei jetzt mit dem neuen Passwort (Stärke: {strength}).").format(
                    name=name, strength=keys.strength_in_words(word)
                ),
                {"name": name, "strength": keys.strength(word)},
            )
            return DONE
        if options.remove is not None:
            if options.remove not in keys.read(envelope_file).names:
                raise UserError(
                    _("{name} hat kein Passwort zu dieser Datei.").format(name=options.remove),
                    _("Wer eines hat, zeigt permenti-desktop keys DATEI."),
                )
            keys.remove_person(envelope_file, options.remove)
            say(
                options,
                _("{name} kann diese Datei nicht mehr öffnen.").format(name=options.remove),
                {"removed": options.remove},
            )
            return DONE
        if options.recovery_sheet:
            save_sheet(database, options.recovery_sheet)
            say(options, _told_of_sheet(options.recovery_sheet), {"file": options.recovery_sheet})
            return DONE
        if not options.rekey:
            slots = keys.read(envelope_file).slots
            lines = "\n".join(f"{slot.name}  {i18n.date_text(slot.since)}" for slot in slots)
            say(options, lines, [{"name": slot.name, "since": slot.since} for slot in slots])
            return DONE
    return _rekey(options, path, key, name)


def _names(envelope_file: Path) -> tuple[str, ...]:
    """Who has a passphrase; nobody where the key file is lost or damaged and the sheet opened the file."""
    try:
        return keys.read(envelope_file).names
    except (keys.KeyFileDamaged, Missing):
        return ()


def _rekey(options: argparse.Namespace, path: Path, key: bytes, name: str) -> int:
    """Encrypt a file anew. Her passphrase is the present one, unless a new one is given."""
    from permenti_desktop.db.rekey import rekey

    envelope = keys.read(keys.envelope_path(path))
    if options.new_passphrase_file:
        word = _new_word(options.new_passphrase_file, "--new-passphrase-file")
    else:
        word = options.word
        try:
            keys.unwrap(envelope, word, name or None)
        except WrongPassphrase:
            raise UserError(
                _("Für die neu verschlüsselte Datei fehlt ein Passwort."),
                _("Bitte geben Sie es mit --new-passphrase-file DATEI an."),
            ) from None
    rekey(path, key, name or who(), word, tick=progress(N_("Neu verschlüsseln")))
    others = [one for one in envelope.names if one != name]
    sentence = _("Die Datei ist neu verschlüsselt. Das bisherige Wiederherstellungsblatt gilt nicht mehr.")
    if others:
        sentence += " " + _("Ein neues Passwort brauchen: {names}.").format(names=", ".join(others))
    say(options, sentence, {"without_passphrase": others})
    return DONE


def check(options: argparse.Namespace) -> int:
    """``check FILE [--json]``: what is wrong with a file, and what to do about it."""
    path = Path(options.file)  # where nothing can be written, on a stick that is locked, it is looked at all the same
    writable = is_postgresql(options.file) or (os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK))
    try:
        with opened(options, read_only=not writable) as database:
            report = checking.check(database)
    except DamagedFile as error:
        ways, good = _ways_out(options)
        say(options, "\n".join((error.sentence, *ways)), {"good": False, "opens": False, "newest_good_backup": good})
        return NOT_GOOD
    good = None
    if report.is_good:
        sentence = _("Die Datei ist in Ordnung.")
    elif not report.problems:
        sentence = _("Die Daten sind in Ordnung. Nur das Suchverzeichnis ist veraltet; es wird beim Öffnen erneuert.")
    elif is_postgresql(options.file):
        sentence = "\n".join((_("Die gemeinsame Datenbank hat Fehler."), *report.problems))
    else:
        ways, good = _ways_out(options)
        sentence = "\n".join((_("Die Datei hat Fehler."), *report.problems, *ways))
    document = {"good": report.is_good, "problems": report.problems, "search": report.search, "rows": report.rows}
    say(options, sentence, {**document, "newest_good_backup": good} if report.problems else document)
    return DONE if report.is_good else NOT_GOOD


def _ways_out(options: argparse.Namespace) -> tuple[list[str], Path | None]:
    """The next steps for a damaged file, the best first, as they are typed; and the newest backup that is whole."""
    path = Path(options.file)
    key = opening.unlock(path, passphrase=options.word, data_key=_code(options.word))
    good = checking.newest_good(path, key)
    lines = []
    if good is None:
        lines.append(
            _("Eine unbeschädigte Sicherung liegt nicht neben der Datei. Vielleicht gibt es eine auf dem Stick.")
        )
    else:
        lines.append(_("Die neueste gute Sicherung ist vom {when}:").format(when=i18n.datetime_text(good.at)))
        lines.append(f"  permenti-desktop restore {shlex.quote(str(good.path))} --to {shlex.quote(str(path))}")
    lines.append(_("Was in der Datei noch lesbar ist, lässt sich in eine neue Datei retten:"))
    target = suggested(path)
    lines.append(f"  permenti-desktop salvage {shlex.quote(str(path))} --to {shlex.quote(str(target))}")
    return lines, None if good is None else good.path


def _code(word: str) -> bytes | None:
    with suppress(keys.BadRecoveryCode):
        return keys.from_recovery_code(word)
    return None


def salvage(options: argparse.Namespace) -> int:
    """``salvage FILE --to NEW [--json]``"""
    path, target = Path(options.file), Path(options.to)
    word, code = way_in(options, path)
    key = opening.unlock(path, passphrase=word, data_key=code)
    if not target.absolute().parent.is_dir():
        raise Missing(
            _("Den Ordner „{name}“ gibt es nicht.").format(name=target.absolute().parent),
            _("Bitte wählen Sie einen anderen Ordner."),
        )
    made = rescue(path, key, target, progress(N_("Rettung")))
    document = {
        "file": made.path,
        "rows": made.rows,
        "damaged_pages": made.bad_pages,
        "lost": [{"table": one.table, "ids": one.ids, "more": one.more} for one in made.lost],
        "stood_in": [{"table": table, "id": id} for table, id in made.stood_in],
        "cut_off": [{"table": table, "row": id} for table, id in made.cut_off],
    }
    say(options, made.report(), document)
    return DONE


# Reports ---------------------------------------------------------------------------------------------------


def report(options: argparse.Namespace) -> int:
    """``report FILE NAME --from DATE --to DATE -o OUT [--format F] [--language L] [--grant NAME] [--purpose TEXT]``,
    ``--list``"""
    from permenti_desktop.reports import catalogue
    from permenti_desktop.reports.options import FORMATS, of_period

    if options.list:
        found = [
            {
                "name": one.name,
                "title": _(one.title),
                "about": _(one.about),
                "formats": FORMATS,
                "personal": one.personal,
            }
            for one in catalogue.REPORTS
        ]
        say(options, "\n".join(f"{one.name:14}{_(one.title)}: {_(one.about)}" for one in catalogue.REPORTS), found)
        return DONE
    needed = {
        _("DATEI"): options.file,
        _("BERICHT"): options.name,
        "--from": options.start,
        "--to": options.end,
        "--out": options.out,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing:
        return _wrong_usage(_("es fehlt: {names}").format(names=", ".join(missing)))
    target = Path(options.out)
    format = options.format or catalogue.format_of(target)
    if format is None:
        return _wrong_usage(
            _("Das Format ist nicht zu erkennen; bitte geben Sie --format {formats} an.").format(
                formats="|".join(FORMATS)
            )
        )
    chosen = catalogue.find(options.name)
    today = date.today()
    of_period(options.start, options.end, today)  # says what is wrong before the passphrase is asked for
    with opened(options, read_only=not chosen.personal) as database:
        grant_id = find_grant(database, options.grant) if options.grant else None
        choices = of_period(options.start, options.end, today, grant_id)
        choices = dataclasses.replace(choices, purpose=options.purpose, made_at=datetime.now(UTC), made_by=database.who)
        saved = catalogue.save(
            database,
            chosen,
            choices,
            options.language,
            format,
            target,
            who=database.who or who(),
            tick=progress(N_("Bericht")),
        )
    document = {
        "file": saved.file,
        "report": saved.report,
        "format": saved.format,
        "language": saved.language,
        "from": choices.start,
        "to": choices.end,
        "cut_off": choices.cut_off,
        "grant": options.grant or None,
        "people": saved.people if chosen.personal else None,
        "unprintable": sorted(saved.unprintable),
    }
    say(options, _("Gespeichert: {file}").format(file=saved.file), document)
    if choices.start is not None and choices.start > today:
        print(
            _("Der Zeitraum liegt in der Zukunft; der Bericht zeigt nur, was heute schon eingetragen ist."),
            file=sys.stderr,
        )
    if saved.unprintable:
        print(
            _("Einige Schriftzeichen kann die PDF-Datei nicht darstellen: {letters}").format(
                letters=" ".join(sorted(saved.unprintable))
            ),
            file=sys.stderr,
        )
    return DONE


def find_grant(database: Database, name: str) -> int:
    """The grant of that title or reference; a part of it is enough where only one has it. Raises UserError."""
    from permenti_desktop.domain.text import search_key

    with database.read() as session:
        found = grant.rows(session)
    wanted = search_key(name)
    exact = [one for one in found if wanted in (search_key(one.title), search_key(one.reference))]
    fitting = exact or [one for one in found if wanted in search_key(f"{one.title} {one.reference}")]
    if len(fitting) == 1:
        return fitting[0].id
    names = ", ".join(f"„{one.title}“" for one in (fitting or found)) or _("keine")
    if not fitting:
        raise UserError(
            _("Eine Zuwendung „{name}“ gibt es nicht.").format(name=name),
            _("Eingetragen sind: {names}.").format(names=names),
        )
    raise UserError(
        _("Mehrere Zuwendungen passen zu „{name}“.").format(name=name),
        _("Bitte schreiben Sie den ganzen Namen: {names}.").format(names=names),
    )


def _wrong_usage(sentence: str) -> int:
    """Say what is wrong with the arguments, and where help is, as argparse does."""
    hint = _("Hilfe: {program} --help").format(program="permenti-desktop report")
    print(f"permenti-desktop report: {sentence}\n{hint}", file=sys.stderr)
    return WRONG_USAGE


def self_test(options: argparse.Namespace) -> int:
    """``self-test [FOLDER]``: one line per check."""
    from permenti_desktop import self_test as checks

    folder = Path(options.folder) if options.folder else None
    if options.window and folder is not None:
        print(checks.window(folder))
        return DONE
    return DONE if checks.run(folder, print) else NOT_GOOD


COMMANDS: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    "init": init,
    "demo": demo,
    "list": list_subject,
    "import": take_over,
    "dump": dump_all,
    "access": access,
    "erase": erase,
    "block": block,
    "retention": retention,
    "undo": undo_last,
    "report": report,
    "backup": back_up,
    "restore": restore,
    "keys": people,
    "check": check,
    "salvage": salvage,
    "self-test": self_test,
}
