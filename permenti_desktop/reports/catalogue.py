"""All reports by name, and the one way in which each becomes a file. Menu and terminal read this list.

A report is made from one snapshot of the database and saved beside the target before it replaces it. One that holds
personal data is written down among the things that left the house before it appears under its name: a failure can
leave a note about a file that never was, but no file without a note.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from permenti_desktop.db.database import Database
from permenti_desktop.db.session import Session
from permenti_desktop.domain import vocab
from permenti_desktop.domain.errors import UserError
from permenti_desktop.i18n import N_, Texts, _, date_text, texts
from permenti_desktop.queries import grant
from permenti_desktop.reports import figures, participants, saving, write_csv, write_pdf, write_xlsx
from permenti_desktop.reports.document import Document, Tick, no_tick
from permenti_desktop.reports.options import FORMATS, Format, Options
from permenti_desktop.usecases import office

Build = Callable[[Session, Options, Texts, Format, Tick], Document]


@dataclass(frozen=True, slots=True)
class Report:
    """One report: its *name* in the terminal, its words (German, to be translated where they are shown), its picture,
    whether it holds personal data, and who makes its document."""

    name: str
    title: str
    about: str
    icon: str
    personal: bool
    build: Build


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved: where, what, about how many people, and the letters that no bundled font could print."""

    file: Path
    report: str
    format: Format
    language: str
    people: int
    unprintable: frozenset[str] = frozenset()


REPORTS: Final[tuple[Report, ...]] = (
    Report(
        "figures",
        figures.TITLE,
        N_(
            "Eintritte, Austritte, Verbleib, Tandems, Praktika und Stunden, nach Ort, mit Soll und Ist. "
            "Enthält keine Namen."
        ),
        "file-chart-column",
        False,
        figures.build,
    ),
    Report(
        "participants",
        participants.TITLE,
        N_("Jede Teilnahme des Zeitraums mit Eintritt, Austritt und Verbleib. Enthält personenbezogene Daten."),
        "clipboard-list",
        True,
        participants.build,
    ),
)
BY_NAME: Final[dict[str, Report]] = {report.name: report for report in REPORTS}


def find(name: str) -> Report:
    """The report of that name. Raises UserError when there is none."""
    report = BY_NAME.get(name)
    if report is None:
        raise UserError(
            _("Einen Bericht „{name}“ gibt es nicht.").format(name=name),
            _("Möglich sind: {names}.").format(names=", ".join(BY_NAME)),
        )
    return report


def format_of(target: Path) -> Format | None:
    """The format that the ending of a file name asks for, or None."""
    ending = target.suffix.lower().lstrip(".")
    return next((one for one in FORMATS if one == ending), None)


def file_name(report: Report, options: Options, language: str, format: Format) -> str:
    """A name for the file, in the language of the report: "Teilnehmendenliste 2026-01-01 bis 2026-06-30.xlsx"."""
    speak = texts(language).gettext
    name = speak(report.title)
    if options.period is not None:
        first, last = options.period
        name = speak("{report} {first} bis {last}").format(report=name, first=first.isoformat(), last=last.isoformat())
    return f"{name}.{format}"


def write(
    session: Session,
    report: Report,
    options: Options,
    language: str,
    format: Format,
    out: BinaryIO,
    tick: Tick = no_tick,
) -> frozenset[str]:
    """Write a report into an open binary file; answers the letters that could not be printed. Lets through what *tick*
    raises; *out* is then worthless."""
    document = report.build(session, options, texts(language), format, tick)
    if format == "pdf":
        return write_pdf.write(document, out, tick)
    if format == "xlsx":
        write_xlsx.write(document, out, tick)
    else:
        write_csv.write(document, out, tick)
    return frozenset()


PREVIEW_PEOPLE: Final = 120
"""How many people of a long list are shown before it is saved."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A report as PDF in memory; of a long list only the first *shown* of *people* (0 where nobody is named)."""

    content: bytes
    people: int
    shown: int
    unprintable: frozenset[str]


def preview(session: Session, report: Report, options: Options, language: str) -> Preview:
    """What the report will look like. Nothing is left on the disk."""
    people = shown = 0
    if report.personal:
        everybody = participants.people(session, options)
        people = len(everybody)
        options = replace(options, ids=everybody[:PREVIEW_PEOPLE])
        shown = min(people, PREVIEW_PEOPLE)
    out = BytesIO()
    unprintable = write(session, report, options, language, "pdf", out)
    return Preview(out.getvalue(), people, shown, unprintable)


def to_print(
    database: Database, report: Report, options: Options, language: str, tick: Tick = no_tick
) -> tuple[bytes, tuple[int, ...]]:
    """The whole report as PDF in memory for the printer, and the people it is about: :func:`record` it then."""
    out = BytesIO()
    with database.read() as session:
        write(session, report, options, language, "pdf", out, tick)
        people = participants.people(session, options) if report.personal else ()
    return out.getvalue(), people


def save(
    database: Database,
    report: Report,
    options: Options,
    language: str,
    format: Format,
    target: Path,
    *,
    who: str | None = None,
    tick: Tick = no_tick,
) -> Saved:
    """Save a report at *target*, which is replaced when everything is written. Raises UserError (the target is open in
    another program, the disk is full …) and Cancelled; the old file then is as it was."""
    if report.personal and database.read_only:
        raise UserError(
            _("Diese Datei ist nur zum Ansehen geöffnet."),
            _("Personendaten können Sie nur ausgeben, wenn sich die Ausgabe in der Datei vermerken lässt."),
        )
    people: tuple[int, ...] = ()

    def fill(out: BinaryIO) -> frozenset[str]:
        nonlocal people
        with database.read() as session:
            unprintable = write(session, report, options, language, format, out, tick)
            if report.personal:
                people = participants.people(session, options)
        if report.personal:
            with database.write(who) as session:
                record(session, report, options, format.upper(), people)
        return unprintable

    unprintable = saving.save(target, fill)
    return Saved(target, report.name, format, language, len(people), unprintable)


def record(session: Session, report: Report, options: Options, how: str, people: Sequence[int]) -> int:
    """Write down that a report about *people* leaves the house; *how* is its format, or that it is printed."""
    what = f"{_(report.title)} ({how})"
    if options.period is not None:
        first, last = options.period
        what += f" {date_text(first)} – {date_text(last)}"
    purpose = options.purpose or vocab.PURPOSE.label(participants.PURPOSE)
    return office.disclose(session, what, _funder(session, options), purpose, "", len(people), people)


def _funder(session: Session, options: Options) -> str:
    """The funder of the chosen grant; empty without one."""
    return grant.load(session, options.grant_id)[1].funder if options.grant_id is not None else ""
