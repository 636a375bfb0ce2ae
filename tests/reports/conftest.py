"""A report with one of everything, and the second programs that read what was written."""

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from permenti_desktop.db.database import Database
from permenti_desktop.db.opening import open_database
from permenti_desktop.demo import office as demo_office
from permenti_desktop.reports.document import (
    Chart,
    Column,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Note,
    PageBreak,
    Paragraph,
    Row,
    Series,
    Table,
    Tone,
)
from tests.db_fixtures import OfficeFile, copied

STATES: dict[str, Tone] = {
    "Aufnahme": "info",
    "In Beratung": "violet",
    "Im Tandem": "ok",
    "Im Praktikum": "work",
    "Pausiert": "warn",
    "Abgeschlossen": "neutral",
}

PEOPLE: tuple[Row, ...] = (
    ("Hussein, Shilan", "شیلان حسین", "1985-03-07", date(2026, 1, 12), "Im Tandem", 14, 750, 0.5),
    ("Al-Hassan, Amina", "أمينة الحسن", "1990", date(2026, 2, 3), "Im Praktikum", 9, 1230, 0.254),
    ("Шевченко, Олена", "", "1978-11", date(2025, 11, 30), "In Beratung", 3, 95, 0.0),
    ("Tesfay, Mihret", "ምሕረት ተስፋይ", "1999-12-31", None, "Aufnahme", None, 0, None),
    ("Müller-Öztürk, Aylin", "", None, date(2026, 6, 30), "Pausiert", 1204, 20, 1.0),
)


def people(columns: tuple[Column, ...] | None = None) -> Table:
    """The list of five women, with a total."""
    return Table(
        "Teilnehmerinnen",
        columns
        or (
            Column("Name"),
            Column("Eigene Schrift"),
            Column("Geboren", "partial_date"),
            Column("Eintritt", "date"),
            Column("Status", "chip", tones=dict(STATES)),
            Column("Gespräche", "integer", sums=True),
            Column("Stunden", "hours", sums=True),
            Column("Anteil", "percent"),
        ),
        PEOPLE,
        count=len(PEOPLE),
        total=("Summe", None, None, None, None, 1230, 2095, None),
        note="Ohne Frauen, die nur an einer Veranstaltung teilgenommen haben.",
    )


def sample() -> Document:
    """One of every block."""
    return Document(
        title="Sachbericht zum Verwendungsnachweis",
        subtitle="Mentoring und Praktika für geflüchtete Frauen",
        language="de",
        office="Koordinierungsstelle Ennepe-Ruhr-Kreis",
        period=(date(2026, 1, 1), date(2026, 6, 30)),
        cut_off=date(2026, 7, 15),
        made_at=datetime(2026, 7, 16, 8, 30, tzinfo=UTC),
        made_by="Petra Beispiel",
        facts=(
            ("Zuwendungsgeber", "Ministerium für Kinder, Jugend, Familie, Gleichstellung, Flucht und Integration"),
            ("Aktenzeichen", "IV-2026-0815/7"),
        ),
        confidential="Nur für den Zuwendungsgeber. Enthält personenbezogene Daten.",
        blocks=(
            Heading("Auf einen Blick"),
            KeyFigures(
                (
                    Figure("Teilnehmerinnen", 48, target=50),
                    Figure("Tandems", 31, target=24),
                    Figure("Praktika", 12, target=15, note="3 enden im Juli"),
                    Figure("In Arbeit nach sechs Monaten", 0.354, "percent", target=0.3),
                    Figure("Ehrenamtliche Stunden", 61_230, "hours"),
                )
            ),
            Paragraph(
                "Im ersten Halbjahr 2026 wurden 48 Frauen begleitet, 17 davon neu. Die meisten kamen über das "
                "Jobcenter und über Frauen, die früher selbst teilgenommen haben. Schwieriger als erwartet war "
                "die Suche nach Praktika in den kleinen Städten im Süden des Kreises: Die Wege sind lang, und "
                "Busse fahren selten.\n"
                "Gelungen ist die Zusammenarbeit mit den Kammern: Elf Betriebe haben zum ersten Mal eine "
                "Praktikantin aufgenommen, vier davon haben sie übernommen."
            ),
            Note("Bei 12 Teilnehmerinnen fehlt noch die Angabe zum Schulabschluss.", "warn"),
            Heading("Entwicklung", 2),
            Chart(
                "Soll und Ist im Bewilligungszeitraum",
                "target",
                ("Teilnehmerinnen", "Tandems", "Praktika", "In Arbeit"),
                (Series("Soll", (50, 24, 15, 15)), Series("Ist", (48, 31, 12, 17))),
            ),
            Chart(
                "Neue Teilnehmerinnen je Monat",
                "line",
                ("Jan.", "Feb.", "März", "April", "Mai", "Juni"),
                (Series("2025", (2, 4, 1, 0, 3, 2)), Series("2026", (3, 5, 2, None, 4, 3))),
                note="Für April 2026 wird keine Zahl gezeigt (weniger als 3).",
            ),
            Chart(
                "Herkunft der Kontakte",
                "bar",
                ("Jobcenter", "Bekannte", "Sprachkurs", "Beratungsstelle", "Veranstaltung"),
                (Series("Frauen", (21, 14, 7, 4, 2)),),
            ),
            Chart(
                "Verbleib nach Austritt",
                "stacked",
                ("Witten", "Hattingen", "Schwelm"),
                (
                    Series("Arbeit", (7, 4, 6)),
                    Series("Ausbildung", (2, 3, 1)),
                    Series("Suche", (3, 1, 4)),
                ),
            ),
            PageBreak(),
            Heading("Teilnehmerinnen"),
            people(),
        ),
    )


@pytest.fixture
def document() -> Document:
    """A report with one of every block, with names in four scripts."""
    return sample()


_GERMAN = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>de-DE</value></prop></item>
</oor:items>
"""  # noqa: E501


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Path]:
    """LibreOffice as the second program, speaking German: converts a file (and answers the new one) or a folder."""
    profile = tmp_path_factory.mktemp("office-profile")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_GERMAN, "utf-8")

    def convert(source: Path, into: str) -> Path:
        sources = sorted(source.iterdir()) if source.is_dir() else [source]
        folder = source if source.is_dir() else source.parent
        subprocess.run(
            [
                "soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
                "--convert-to", into, "--outdir", str(folder), *map(str, sources),
            ],
            check=True, capture_output=True, timeout=240,
            env={**os.environ, "SAL_USE_VCLPLUGIN": "svp", "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        return source.with_suffix("." + into.partition(":")[0])

    return convert


TODAY = date(2026, 11, 22)
"""The day on which the demo office of these tests looks at its data."""


@pytest.fixture(scope="session")
def demo_file(template_file: OfficeFile, tmp_path_factory: pytest.TempPathFactory) -> OfficeFile:
    """A closed file with a demo office of 60 participants, always the same; copied, never changed."""
    file = copied(template_file, tmp_path_factory.mktemp("demo") / "office")
    database = open_database(file.path, data_key=file.data_key)
    with database.write("Petra Beispiel") as session:
        demo_office.make(session, participants=60, seed=7, today=TODAY)
    database.close()
    return file


@pytest.fixture
def demo(demo_file: OfficeFile, tmp_path: Path) -> Iterator[Database]:
    """The demo office, open, for one test."""
    file = copied(demo_file, tmp_path / "demo")
    database = open_database(file.path, data_key=file.data_key)
    yield database
    database.close()
