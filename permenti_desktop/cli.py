"""The one entry. Without arguments it opens the window; with them it works without one.

Exit status: 0 done, 1 something the user can solve (one sentence on standard error, nothing changed), 2 wrong usage,
3 a mistake of the program. ``--json`` prints one JSON document on standard output and nothing else there.
Passphrases come from a prompt or a file, never from an argument: arguments stand in the list of processes.
"""

import argparse
import logging
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, NoReturn

from permenti_desktop import i18n, log, settings
from permenti_desktop.domain import vocab
from permenti_desktop.domain.data_protection import ERASURE_REASON, RESTRICTION_GROUND
from permenti_desktop.domain.errors import UserError
from permenti_desktop.i18n import N_, _

DONE: Final = 0
USERS_TO_SOLVE: Final = 1
WRONG_USAGE: Final = 2
BUG: Final = 3

# The subjects that can be listed, each with the other words that people type for it.
LIST_SUBJECTS: Final = {
    "participants": ("participant", "teilnehmerinnen", "teilnehmerin"),
    "mentors": ("mentor", "mentorinnen", "mentorin"),
    "organisations": ("organisation", "organisationen"),
    "tandems": ("tandem",),
    "internships": ("internship", "praktika", "praktikum"),
    "groups": ("group", "network", "netzwerk"),
    "meetings": ("meeting", "netzwerktreffen"),
    "follow-ups": ("follow-up", "followups", "wiedervorlagen"),
    "grants": ("grant", "zuwendungen"),
    "cohorts": ("cohort", "durchgänge"),
    "promises": ("promise", "zusagen"),
    "disclosures": ("disclosure", "ausgaben"),
    "erasures": ("erasure", "löschungen", "loeschungen"),
    "history": ("verlauf", "änderungen", "aenderungen"),
    "bin": ("papierkorb",),
}

# The words that argparse itself writes, in German. Its own are English; the window's language decides.
ARGPARSE_WORDS: Final = {
    "usage: ": N_("Aufruf: "),
    "positional arguments": N_("Angaben"),
    "options": N_("Möglichkeiten"),
    "show this help message and exit": N_("diese Hilfe zeigen"),
    "the following arguments are required: %s": N_("es fehlt: %s"),
    "unrecognized arguments: %s": N_("unbekannt: %s"),
    "invalid choice: %(value)r (choose from %(choices)s)": N_("%(value)r ist nicht vorgesehen (möglich: %(choices)s)"),
    "argument %(argument_name)s: %(message)s": N_("%(argument_name)s: %(message)s"),
    "not allowed with argument %s": N_("nicht zusammen mit %s"),
    "expected one argument": N_("hier fehlt eine Angabe"),
    "invalid %(type)s value: %(value)r": N_("%(value)r ist hier nicht möglich"),
    "%(prog)s: error: %(message)s\n": N_("%(prog)s: %(message)s\n"),
}


def _argparse_word(text: str) -> str:
    return _(ARGPARSE_WORDS[text]) if text in ARGPARSE_WORDS else text


class _Parser(argparse.ArgumentParser):
    """argparse, with the exit status of this program and a way on from a mistake."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        hint = _("Hilfe: {program} --help").format(program=self.prog)
        self.exit(WRONG_USAGE, f"{self.prog}: {message}\n{hint}\n")


def _day(text: str) -> date:
    """A day as the report command takes it: ISO, or as it is written in German."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        from permenti_desktop.domain.dates import typed_date

        found = typed_date(text, kind="event", today=date.today())
        exact = found.exact if found else None
        if exact is None:
            raise argparse.ArgumentTypeError(
                _("{text} ist kein Datum; bitte so schreiben: 2026-01-31").format(text=text)
            ) from None
        return exact


def _subject(text: str) -> str:
    """A subject by its name or one of its other words."""
    word = text.casefold()
    for name, others in LIST_SUBJECTS.items():
        if word == name or word in others:
            return name
    raise argparse.ArgumentTypeError(
        _("{text} ist keine Liste; möglich sind: {names}").format(text=text, names=", ".join(LIST_SUBJECTS))
    )


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def parser() -> argparse.ArgumentParser:
    """All commands and options."""
    argparse._ = _argparse_word  # type: ignore[attr-defined]  # argparse looks its words up by this name
    top = _Parser(
        prog="permenti-desktop",
        description=_("Teilnehmerinnen, Mentorinnen, Tandems, Praktika und Netzwerk einer Koordinierungsstelle."),
        epilog=_("Ohne Angaben öffnet sich das Fenster. DATEI kann auch eine PostgreSQL-Adresse sein."),
    )
    top.add_argument("--version", action="store_true", help=_("Version zeigen"))
    top.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)
    commands = top.add_subparsers(dest="command", metavar=_("BEFEHL"), title=_("Befehle"))

    def command(name: str, help: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help, description=help)
        made.set_defaults(command=name)
        return made

    def with_file(made: argparse.ArgumentParser, name: str = "file") -> None:
        made.add_argument(name, metavar=_("DATEI"), help=_("Datei der Stelle oder PostgreSQL-Adresse"))
        with_passphrase(made)

    def with_passphrase(made: argparse.ArgumentParser) -> None:
        made.add_argument(
            "--passphrase-file",
            metavar=_("PFAD"),
            help=_(
                "Datei, deren erste Zeile das Passwort oder der Code des Wiederherstellungsblatts ist; "
                "- für die Standardeingabe"
            ),
        )

    def with_json(made: argparse.ArgumentParser) -> None:
        made.add_argument("--json", action="store_true", help=_("Ergebnis als JSON"))

    init = command("init", _("Neue verschlüsselte Datei für eine Stelle anlegen"))
    with_file(init)
    init.add_argument("--office", required=True, metavar=_("NAME"), help=_("Name der Stelle"))
    init.add_argument("--site", required=True, choices=vocab.SITE.codes, help=_("Standort"))
    init.add_argument(
        "--recovery-sheet",
        metavar=_("ZIEL"),
        help=_("Wiederherstellungsblatt (.pdf): öffnet die Datei, wenn das Passwort vergessen ist"),
    )

    demo = command("demo", _("Beispielstelle mit erfundenen Daten anlegen"))
    with_file(demo)
    demo.add_argument("--participants", type=_count, default=48, metavar="N", help=_("Zahl der Teilnehmerinnen"))
    demo.add_argument("--seed", type=int, default=1, metavar="S", help=_("Anfangszahl: gleiche Zahl, gleiche Daten"))
    demo.add_argument("--site", choices=vocab.SITE.codes, default="ennepe-ruhr", help=_("Standort"))

    imported = command("import", _("Eine vorhandene Excel-Liste übernehmen"))
    with_file(imported)
    imported.add_argument("list", metavar=_("LISTE"), help=_("Excel-Datei (.xlsx), auch .ods oder .csv"))
    imported.add_argument("--dry-run", action="store_true", help=_("nur zeigen, was geschehen würde"))
    with_json(imported)

    access = command("access", _("Alles über eine Person für sie ausgeben (Art. 15 und 20 DSGVO)"))
    with_file(access)
    access.add_argument("person", metavar=_("PERSON"), help=_("Nummer oder Name"))
    access.add_argument("--format", choices=("pdf", "json"), default="pdf", help=_("Dateiformat"))
    access.add_argument("--language", choices=("de", "en"), default="de", help=_("Sprache des Berichts"))
    access.add_argument("-o", "--out", required=True, metavar=_("ZIEL"), help=_("Zieldatei"))

    erase = command("erase", _("Eine Person löschen (Art. 17 DSGVO); das lässt sich nicht zurücknehmen"))
    with_file(erase)
    erase.add_argument("person", metavar=_("PERSON"), help=_("Nummer oder Name"))
    erase.add_argument("--reason", choices=ERASURE_REASON.codes, required=True, help=_("Grund der Löschung"))
    erase.add_argument(
        "--despite-retention",
        action="store_true",
        help=_("auch wenn eine Aufbewahrungsfrist noch läuft: das ist mit dem Zuwendungsgeber geklärt"),
    )
    erase.add_argument("--proof", metavar=_("ZIEL"), help=_("Nachweis als PDF speichern"))
    with_json(erase)

    block = command("block", _("Die Daten einer Person sperren oder die Sperre aufheben (Art. 18 DSGVO)"))
    with_file(block)
    block.add_argument("person", metavar=_("PERSON"), help=_("Nummer oder Name"))
    deed = block.add_mutually_exclusive_group(required=True)
    deed.add_argument("--ground", choices=RESTRICTION_GROUND.codes, help=_("Grund der Sperre"))
    deed.add_argument("--lift", action="store_true", help=_("die Sperre aufheben"))
    block.add_argument("--note", default="", metavar=_("TEXT"), help=_("Bemerkung dazu"))
    with_json(block)

    retention = command("retention", _("Aufbewahrungsfristen zeigen und anonymisieren, was abgelaufen ist"))
    with_file(retention)
    retention.add_argument(
        "--anonymise",
        action="store_true",
        help=_("Akten anonymisieren, deren Frist vorbei ist; das lässt sich nicht zurücknehmen"),
    )
    with_json(retention)

    undo = command("undo", _("Die letzte Änderung rückgängig machen"))
    with_file(undo)
    undo.add_argument("--list", action="store_true", help=_("zeigen, was rückgängig gemacht werden kann"))
    with_json(undo)

    listed = command("list", _("Eine Liste ausgeben"))
    with_file(listed)
    listed.add_argument("subject", type=_subject, metavar=_("THEMA"), help=", ".join(LIST_SUBJECTS))
    listed.add_argument("--search", default="", metavar=_("TEXT"), help=_("nur passende Einträge"))
    with_json(listed)

    dump = command("dump", _("Alles maschinenlesbar ausgeben, eine JSON-Datei je Thema"))
    with_file(dump)
    dump.add_argument("--out", required=True, metavar=_("ORDNER"), help=_("Zielordner"))
    dump.add_argument("--purpose", default="", metavar=_("ZWECK"), help=_("wofür die Daten das Haus verlassen"))

    report = command("report", _("Einen Bericht speichern"))
    report.add_argument("file", nargs="?", metavar=_("DATEI"), help=_("Datei der Stelle oder PostgreSQL-Adresse"))
    report.add_argument("name", nargs="?", metavar=_("BERICHT"), help=_("Name des Berichts, siehe --list"))
    with_passphrase(report)
    report.add_argument("--list", action="store_true", help=_("verfügbare Berichte zeigen"))
    report.add_argument("--from", dest="start", type=_day, metavar=_("DATUM"), help=_("erster Tag des Zeitraums"))
    report.add_argument("--to", dest="end", type=_day, metavar=_("DATUM"), help=_("letzter Tag des Zeitraums"))
    report.add_argument("--grant", default="", metavar=_("NAME"), help=_("nur diese Zuwendung"))
    report.add_argument("--format", choices=("xlsx", "pdf", "csv"), default=None, help=_("Dateiformat"))
    report.add_argument("--language", choices=("de", "en"), default="de", help=_("Sprache des Berichts"))
    report.add_argument("-o", "--out", metavar=_("ZIEL"), help=_("Zieldatei"))
    report.add_argument("--purpose", default="", metavar=_("ZWECK"), help=_("wofür die Daten das Haus verlassen"))
    with_json(report)

    backup = command("backup", _("Eine geprüfte Sicherung anlegen"))
    with_file(backup)
    backup.add_argument("--to", metavar=_("ORDNER"), help=_("Ordner der Sicherungen"))
    backup.add_argument("--list", action="store_true", help=_("zeigen, welche es gibt und was darin ist"))
    with_json(backup)

    restore = command("restore", _("Eine Sicherung zurückholen"))
    restore.add_argument("backup", metavar=_("SICHERUNG"), help=_("Sicherungsdatei"))
    restore.add_argument(
        "--to", required=True, dest="file", metavar=_("DATEI"), help=_("Zieldatei oder PostgreSQL-Adresse")
    )
    with_passphrase(restore)

    people = command("keys", _("Wer die Datei öffnen kann: zeigen und ändern"))
    with_file(people)
    deed = people.add_mutually_exclusive_group()
    deed.add_argument("--change", action="store_true", help=_("das eigene Passwort ändern"))
    deed.add_argument("--add", metavar=_("NAME"), help=_("einer Person ein Passwort geben"))
    deed.add_argument("--remove", metavar=_("NAME"), help=_("das Passwort einer Person entfernen"))
    deed.add_argument("--recovery-sheet", metavar=_("ZIEL"), help=_("Wiederherstellungsblatt speichern (.pdf)"))
    deed.add_argument(
        "--rekey", action="store_true", help=_("die ganze Datei neu verschlüsseln; danach öffnet nur Ihr Passwort")
    )
    people.add_argument(
        "--new-passphrase-file", metavar=_("PFAD"), help=_("Datei, deren erste Zeile das neue Passwort ist")
    )
    with_json(people)

    check = command("check", _("Eine Datei auf Fehler prüfen"))
    with_file(check)
    with_json(check)

    salvage = command("salvage", _("Aus einer beschädigten Datei retten, was noch lesbar ist"))
    with_file(salvage)
    salvage.add_argument("--to", required=True, metavar=_("ZIEL"), help=_("neue Datei"))
    with_json(salvage)

    self_test = command("self-test", _("Prüfen, ob das Programm auf diesem Rechner vollständig arbeitet"))
    self_test.add_argument("folder", nargs="?", metavar=_("ORDNER"), help=_("Ordner, in den geschrieben werden darf"))
    self_test.add_argument("--window", action="store_true", help=argparse.SUPPRESS)

    gui = command("gui", _("Das Fenster öffnen"))
    gui.add_argument("file", nargs="?", metavar=_("DATEI"), help=_("Datei, die geöffnet werden soll"))
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _use_utf8()
    i18n.use(settings.load().language)
    if not given or given[0] == "gui":
        return _window(given[1:])
    if given[0].endswith(".permenti"):  # a double click on a file
        return _window(given[:1])
    options = parser().parse_args(given)
    if options.version:
        from permenti_desktop.version import version

        print(f"permenti-desktop {version()}")
        return DONE
    if options.command is None:
        return _window([])
    return guarded(lambda: _run(options), debug=options.debug)


def guarded(action: Callable[[], int], debug: bool = False) -> int:
    """Run a command and turn what went wrong into an exit status and one sentence on standard error."""
    try:
        return action()
    except UserError as error:
        print(error, file=sys.stderr)
        return USERS_TO_SOLVE
    except KeyboardInterrupt:
        print(_("Abgebrochen. Es wurde nichts geändert."), file=sys.stderr)
        return USERS_TO_SOLVE
    except BrokenPipeError:
        return DONE
    except Exception as error:
        file = log.setup()
        logging.getLogger("permenti_desktop").exception("unexpected error in the terminal")
        if debug:
            traceback.print_exc()
        print(
            _("Das ist ein Fehler des Programms ({kind}). Einzelheiten ohne Personendaten stehen in {file}.").format(
                kind=type(error).__name__, file=file
            ),
            file=sys.stderr,
        )
        return BUG


def _run(options: argparse.Namespace) -> int:
    from permenti_desktop import cli_commands

    command: Callable[[argparse.Namespace], int] = cli_commands.COMMANDS[options.command]
    return command(options)


def _window(arguments: list[str]) -> int:
    from permenti_desktop.gui.start import run

    return run(arguments)


def _use_utf8() -> None:
    """Windows consoles and pipes default to a code page that has no Arabic."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
