"""Does the program work completely on this computer? One line per check; writes only into the folder it is given.

For the person who installed it, for packages built on another machine, and for support on the telephone.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from permenti_desktop import i18n, paths
from permenti_desktop.domain import countries, languages, occupations, places
from permenti_desktop.i18n import N_, _

PASSPHRASE: Final = "Prüfung der Brücke 7"
OLD_OFFICE: Final = "self_test/0001.permenti"
"""A practice office as the first version of the program wrote it."""
OLD_PASSPHRASE: Final = "Drei Wörter am Hafen"
LANGUAGES: Final = ("de", "en")
LONGEST: Final = 3000
"""Seconds after which the window counts as stuck; on a slow computer every page takes its time."""
LIST: Final = "Nachname;Vorname;geb.;PLZ;Ort;Eintritt\nŞahin;Özlem;12.03.1985;58452;Witten;01.02.2024\n"

Check = Callable[[Path], str]
Said = Callable[[str], None]


def run(folder: Path | None, say: Said) -> bool:
    """Run all checks; ``say`` gets one line for each. True when everything works."""
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="permenti-") as made:
            return run(Path(made), say)
    temporary = folder / "temporary"
    temporary.mkdir(parents=True, exist_ok=True)
    before, tempfile.tempdir = tempfile.tempdir, str(temporary)  # for what the libraries write for a moment
    try:
        return _run(folder, say)
    finally:
        tempfile.tempdir = before


def _run(folder: Path, say: Said) -> bool:
    good = True
    for name, check in CHECKS:
        try:
            detail = check(folder)
        except Exception as error:  # whatever it is, the next checks still tell something
            good = False
            say(_("FEHLER {check}: {kind} {error}").format(check=_(name), kind=type(error).__name__, error=error))
        else:
            say(_("gut {check}: {detail}").format(check=_(name), detail=detail))
        sys.stdout.flush()  # into a pipe, too, each line comes when its check is done
    say(_("Alles in Ordnung.") if good else _("Nicht alles ist in Ordnung. Bitte geben Sie diese Zeilen weiter."))
    return good


def _encryption(folder: Path) -> str:
    from permenti_desktop.db import check, keys, opening
    from permenti_desktop.demo import office

    file = folder / "check.permenti"
    for left in (file, keys.envelope_path(file)):
        left.unlink(missing_ok=True)
    database = opening.create_database(file, PASSPHRASE)
    with database.write("self-test") as session:
        office.make(session, participants=8, seed=1, today=date.today())
    report = check.check(database)
    database.close()
    if not report.is_good:
        raise RuntimeError("; ".join((*report.problems, *report.search)))
    content = file.read_bytes()
    if b"SQLite format 3" in content or b"Beispielstelle" in content:
        raise RuntimeError("the file is not encrypted")
    return _("Datei mit {n} Teilnehmerinnen angelegt, verschlüsselt und geprüft").format(n=report.rows["participant"])


def _old_office(folder: Path) -> str:
    """An office of the first version is backed up and brought to this one; one of a later version is left alone."""
    from permenti_desktop.db import backup_list, check, keys, opening, raw
    from permenti_desktop.db.place import place_of
    from permenti_desktop.domain.errors import NewerFile

    file, source = folder / "old.permenti", paths.resource(OLD_OFFICE)
    shutil.copyfile(source, file)
    shutil.copyfile(keys.envelope_path(source), keys.envelope_path(file))
    key = opening.unlock(file, passphrase=OLD_PASSPHRASE)
    door = opening.knock(file, data_key=key)
    if not door.is_older:
        door.leave()
        raise RuntimeError("the old office is not an old one")
    database = opening.enter(door)
    report = check.check(database)
    database.close()
    if not report.is_good or not report.rows["participant"]:
        raise RuntimeError("; ".join((*report.problems, *report.search)) or "nobody is in the old office")
    if not backup_list.backups_of(file):
        raise RuntimeError("the old office was not backed up")
    connection = raw.connect(file, key, place=place_of(file))
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    try:
        opening.knock(file, data_key=key).leave()
    except NewerFile:
        return _("Datei der ersten Fassung mit {n} Teilnehmerinnen übernommen").format(n=report.rows["participant"])
    raise RuntimeError("an office of a later version was opened")


def _search(folder: Path) -> str:
    from permenti_desktop.db import opening
    from permenti_desktop.queries import participant

    database = opening.open_database(folder / "check.permenti", passphrase=PASSPHRASE)
    try:
        with database.read() as session:
            wanted = participant.rows(session, participant.ids(session))[0]
            found = participant.ids(session, search=wanted.name.split(",")[0])
        if wanted.id not in found:
            raise RuntimeError("a participant was not found by her name")
        return i18n.ngettext("{n} Treffer", "{n} Treffer", len(found)).format(n=len(found))
    finally:
        database.close()


def _import(folder: Path) -> str:
    from permenti_desktop.db import opening
    from permenti_desktop.exchange import apply, plan, read_workbook, recognise
    from permenti_desktop.queries import known
    from permenti_desktop.usecases import undo

    today = date.today()
    found = recognise.recognise(read_workbook.read_bytes(LIST.encode(), "Liste.csv"), today)
    database = opening.open_database(folder / "check.permenti", passphrase=PASSPHRASE)
    try:
        with database.read() as session:
            made = plan.make_plan(
                found, known.records(session), today, stored=lambda subject, id: apply.load(session, subject, id)
            )
        with database.write("self-test") as session:
            result = apply.apply(session, made, today)
        if result.added != 1:
            raise RuntimeError(f"{result.added} records instead of 1")
        with database.write("self-test") as session:
            undo.undo(session)
        return _("Liste übernommen und zurückgenommen")
    finally:
        database.close()


def _reports(folder: Path) -> str:
    from permenti_desktop.db import opening
    from permenti_desktop.reports import catalogue
    from permenti_desktop.reports.options import FORMATS, of_period

    today = date.today()
    options = of_period(date(today.year - 3, 1, 1), today, today)
    database = opening.open_database(folder / "check.permenti", passphrase=PASSPHRASE)
    written = []
    try:
        for language in LANGUAGES:
            for report in catalogue.REPORTS:
                for kind in FORMATS:
                    target = folder / f"{report.name}-{language}.{kind}"
                    catalogue.save(database, report, options, language, kind, target)
                    if target.stat().st_size == 0:
                        raise RuntimeError(f"{target.name} is empty")
                    written.append(target.name)
    finally:
        database.close()
    return ", ".join(written)


def _backup(folder: Path) -> str:
    from permenti_desktop.db import backup, opening

    database = opening.open_database(folder / "check.permenti", passphrase=PASSPHRASE)
    try:
        made = backup.back_up(database, "manual", folder=folder / "backups")
    finally:
        database.close()
    restored = folder / "restored.permenti"
    backup.restore(restored, made.path, opening.unlock(made.path, passphrase=PASSPHRASE))
    return _("gesichert, geprüft und zurückgeholt")


def window(folder: Path) -> str:
    """Open every page over the office of the check; answers what was seen. Run in a process of its own."""
    from permenti_desktop.gui import self_test

    return self_test.pages(folder / "check.permenti", PASSPHRASE)


def _lists(folder: Path) -> str:
    place = places.read_place("58452 Witten")
    if place is None or not place.ags:
        raise RuntimeError("places")
    if countries.read_country("Syrien") != "SY" or languages.read_language("Dari") is None:
        raise RuntimeError("countries or languages")
    if not occupations.suggest("Apothekerin"):
        raise RuntimeError("occupations")
    return _("Orte, Länder, Sprachen, Berufe")


def _texts(folder: Path) -> str:
    german, english = i18n.texts("de").gettext("Teilnehmerinnen"), i18n.texts("en").gettext("Teilnehmerinnen")
    if german == english:
        raise RuntimeError("the English texts are missing")
    for language, comma in (("de", "1.234,5"), ("en", "1,234.5")):
        if i18n.number_text(1234.5, 1, language) != comma:
            raise RuntimeError(f"numbers are not written as in {language}")
    return f"{german} / {english}"


def _fonts(folder: Path) -> str:
    """The fonts of the PDF reports, each with a letter of its script and, in Arabic, letters that join."""
    from permenti_desktop.reports import typeset

    names = []
    for family, sign in zip(typeset.FAMILIES, "Şسሰ", strict=True):
        for style in ("Regular", "Bold"):
            font = typeset.Font(f"{family}-{style}")
            if not font.has(sign):
                raise RuntimeError(f"{font.fontName} has no {sign}")
            names.append(font.fontName)
    return ", ".join(names)


def _window(folder: Path) -> str:
    """In a process of its own: a window that cannot be opened ends the whole process, and Qt wants to be first."""
    import os
    import subprocess
    import sys

    from permenti_desktop.gui.begin import program_words

    environment = dict(os.environ)
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    environment["PERMENTI_HOME"] = environment["XDG_CACHE_HOME"] = str(folder / "home")
    environment["TMPDIR"] = environment["TEMP"] = environment["TMP"] = str(folder / "temporary")
    done = subprocess.run(
        [*program_words(), "self-test", "--window", str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=LONGEST,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError((done.stderr.strip() or done.stdout.strip() or str(done.returncode)).splitlines()[-1])
    return done.stdout.strip()


CHECKS: Final[tuple[tuple[str, Check], ...]] = (
    (N_("Verschlüsselte Datei"), _encryption),
    (N_("Ältere Datei"), _old_office),
    (N_("Suche"), _search),
    (N_("Liste übernehmen"), _import),
    (N_("Berichte"), _reports),
    (N_("Sicherung"), _backup),
    (N_("Verzeichnisse"), _lists),
    (N_("Texte"), _texts),
    (N_("Schriften"), _fonts),
    (N_("Fenster"), _window),
)
