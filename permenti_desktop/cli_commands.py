"""What each command of the terminal does. ``cli.py`` reads the arguments and turns mistakes into exit statuses."""

import argparse
import dataclasses
import getpass
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from permenti_desktop import i18n
from permenti_desktop.db import backup as backups
from permenti_desktop.db import check as checking
from permenti_desktop.db import journal, opening
from permenti_desktop.db.backup_list import Backup
from permenti_desktop.db.database import Database
from permenti_desktop.db.engine import is_postgresql
from permenti_desktop.db.session import Session
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.errors import Missing, UserError
from permenti_desktop.i18n import N_, _, ngettext
from permenti_desktop.queries import (
    grant,
    internship,
    known,
    mentor,
    network,
    organisation,
    participant,
    tandem,
    timeline,
)
from permenti_desktop.usecases import office, undo

if TYPE_CHECKING:
    from permenti_desktop.exchange.plan import Plan, Step

DONE: Final = 0
NOT_GOOD: Final = 1
WRONG_USAGE: Final = 2


# Passphrase and file ---------------------------------------------------------------------------------------


def passphrase(options: argparse.Namespace, *, new: bool = False) -> str:
    """The passphrase from the file that was named, or from a prompt (twice for a new file)."""
    source = options.passphrase_file
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
            _("Das Passwort fehlt."), _("Bitte geben Sie es mit --passphrase-file DATEI oder --passphrase-file - an.")
        )
    first = getpass.getpass(_("Passwort: "))
    if new and getpass.getpass(_("Passwort noch einmal: ")) != first:
        raise UserError(_("Die beiden Passwörter sind verschieden."), _("Bitte versuchen Sie es noch einmal."))
    return first


@contextmanager
def opened(options: argparse.Namespace, *, read_only: bool = False) -> Iterator[Database]:
    """The database that a command names, closed at the end."""
    if is_postgresql(options.file):
        database = opening.open_database(options.file, read_only=read_only)
    else:
        state = opening.inspect(options.file)
        needs_key = state.content is opening.Content.LOCKED_UP
        database = opening.open_database(
            options.file, passphrase=passphrase(options) if needs_key else "", read_only=read_only
        )
    try:
        with database.read() as session:
            i18n.use_forms(office.settings(session).forms)
        yield database
    finally:
        database.close()


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
    """``init FILE --office NAME --site SITE``"""
    database = new_file(options)
    try:
        with database.write(who()) as session:
            office.found(session, options.office, options.site)
            journal.make_final(session)  # the first step: an office without name and site is no use to anybody
    except BaseException:
        discard(database)
        raise
    database.close()
    print(_("Die Datei für „{office}“ ist angelegt: {file}").format(office=options.office, file=options.file))
    return DONE


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
        ).format(count=options.participants, file=options.file)
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
}


def list_subject(options: argparse.Namespace) -> int:
    """``list FILE SUBJECT [--search TEXT] [--json]``"""
    reader, fields = LISTS[options.subject]
    with opened(options, read_only=True) as database, database.read() as session:
        rows = reader(session, options.search)
    if options.json:
        say(options, "", [plain(row) for row in rows])
        return DONE
    heading = [field.replace("_", " ") for field in fields]
    lines = [heading, *([_cell(getattr(row, field)) for field in fields] for row in rows)]
    print(table(lines))
    print(ngettext("{count} Eintrag", "{count} Einträge", len(rows)).format(count=len(rows)))
    return DONE


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    return " ".join(str(plain(value)).split())


def dump_all(options: argparse.Namespace) -> int:
    """``dump FILE --out DIR``"""
    from permenti_desktop.exchange import write_dump

    folder = Path(options.out)
    with opened(options) as database:
        with database.read() as session:
            counts = write_dump.write(session, folder, i18n.current(), progress(N_("Ausgabe")))
        with database.write(who()) as session:
            office.disclose(session, _("Ausgabe aller Daten"), "", options.purpose, "", counts["person"])
    total = sum(counts.values())
    sentence = ngettext("{count} Eintrag ausgegeben: {folder}", "{count} Einträge ausgegeben: {folder}", total)
    print(sentence.format(count=total, folder=folder))
    return DONE


def undo_last(options: argparse.Namespace) -> int:
    """``undo FILE [--list]``"""
    if options.list:
        with opened(options, read_only=True) as database, database.read() as session:
            newest = journal.undoable(session)
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
        what = undo.undo(session)
    say(options, _("Zurückgenommen: {what}").format(what=what), {"undone": what})
    return DONE


# Lists of the office ----------------------------------------------------------------------------------------


def take_over(options: argparse.Namespace) -> int:
    """``import FILE LIST [--dry-run] [--json]``"""
    from permenti_desktop.exchange import apply, plan, read_workbook, recognise

    today = date.today()
    book = read_workbook.read(options.list)
    found = recognise.recognise(book, today)
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
        "doubts": made.doubts,
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
    from permenti_desktop.exchange.plan import KIND_LABELS

    subjects = dict.fromkeys(step.subject for step in made.steps)
    rows = [["", *(_(words) for words in KIND_LABELS.values())]]
    rows += [[subject, *(str(made.count(kind, subject)) for kind in KIND_LABELS)] for subject in subjects]
    return [table(rows)]


def _plan_doubts(made: "Plan") -> list[str]:
    from permenti_desktop.exchange.plan import KIND_LABELS

    lines = []
    asked = [step for step in made.steps if step.kind in ("duplicate", "problem")]
    if asked:
        lines.append(_("Bitte entscheiden Sie (im Fenster unter „Liste übernehmen“):"))
        lines += [
            "  "
            + " · ".join(part for part in (_(KIND_LABELS[step.kind]), _where(step), step.title, step.remark) if part)
            for step in asked
        ]
    if made.doubts:
        count = len(made.doubts)
        lines.append(ngettext("{count} Zelle bitte prüfen:", "{count} Zellen bitte prüfen:", count).format(count=count))
        lines += [f"  {cell.sheet} {cell.place}: {cell.text} – {cell.remark}" for cell in made.doubts]
    for name in made.left_out:
        lines.append(_("Blatt ohne Liste: {name}").format(name=name))
    return lines


def _where(step: "Step") -> str:
    if step.row is None:
        return ""
    return _("{sheet}, Zeile {row}").format(sheet=step.row[0], row=step.row[1])


# Copies ----------------------------------------------------------------------------------------------------


def back_up(options: argparse.Namespace) -> int:
    """``backup FILE [--to DIR]``"""
    folder = Path(options.to) if options.to else None
    with opened(options) as database:
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


def _back_up_server(options: argparse.Namespace, database: Database, folder: Path | None) -> Backup:
    """A server's backup is an encrypted file of its own, under a passphrase that is asked for."""
    from permenti_desktop.db import keys

    if folder is None:
        raise UserError(
            _("Für die Sicherung eines Servers fehlt der Ordner."), _("Bitte geben Sie ihn mit --to ORDNER an.")
        )
    key = keys.new_data_key()
    envelope = keys.Envelope((keys.make_slot(who(), passphrase(options, new=True), key),), b"")
    return backups.back_up(database, "manual", folder=folder, name="PostgreSQL.permenti", key=key, envelope=envelope)


def restore(options: argparse.Namespace) -> int:
    """``restore BACKUP --to FILE``"""
    if is_postgresql(options.file):
        raise UserError(
            _("Eine Sicherung lässt sich nicht in eine PostgreSQL-Datenbank zurückholen."),
            _("Bitte holen Sie sie in eine Datei zurück, zum Beispiel mit --to Stelle.permenti."),
        )
    source, target = Path(options.backup), Path(options.file)
    state = opening.inspect(source)
    word = passphrase(options) if state.content is opening.Content.LOCKED_UP else ""
    aside = backups.restore(target, source, opening.unlock(source, passphrase=word))
    print(_("Zurückgeholt: {file}").format(file=target))
    if aside is not None:
        print(_("Die bisherige Datei liegt hier: {file}").format(file=aside.path))
    return DONE


def check(options: argparse.Namespace) -> int:
    """``check FILE [--json]``"""
    with opened(options) as database:
        report = checking.check(database)
    if report.is_good:
        sentence = _("Die Datei ist in Ordnung.")
    elif not report.problems:
        sentence = _("Die Daten sind in Ordnung. Nur das Suchverzeichnis ist veraltet; es wird beim Öffnen erneuert.")
    else:
        sentence = "\n".join(
            (_("Die Datei hat Fehler. Bitte stellen Sie die neueste gute Sicherung wieder her."), *report.problems)
        )
    say(
        options,
        sentence,
        {"good": report.is_good, "problems": report.problems, "search": report.search, "rows": report.rows},
    )
    return DONE if report.is_good else NOT_GOOD


# Reports ---------------------------------------------------------------------------------------------------


def report(options: argparse.Namespace) -> int:
    """``report FILE NAME --from DATE --to DATE -o OUT [--format F] [--language L] [--purpose TEXT]``, ``--list``"""
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
    choices = of_period(options.start, options.end, date.today())
    with opened(options, read_only=not chosen.personal) as database:
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
        "people": saved.people if chosen.personal else None,
        "unprintable": sorted(saved.unprintable),
    }
    say(options, _("Gespeichert: {file}").format(file=saved.file), document)
    if saved.unprintable:
        print(
            _("Einige Schriftzeichen kann die PDF-Datei nicht darstellen: {letters}").format(
                letters=" ".join(sorted(saved.unprintable))
            ),
            file=sys.stderr,
        )
    return DONE


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
    "undo": undo_last,
    "report": report,
    "backup": back_up,
    "restore": restore,
    "check": check,
    "self-test": self_test,
}
