"""Lists as other offices keep them, made for tests: each layout with what a careful person reads from it.

The truth of a layout is written down from the people it shows, never from what the program makes of it. People are
invented; several of their names stand in no list of names.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

Truth = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Person:
    """An invented participant. Dates are ISO text, whole or partial."""

    last: str
    first: str
    birth: str
    country: str
    postal: str
    town: str
    street: str
    german: str | None
    entry: str
    exit: str | None
    mentor: str | None
    phone: str
    email: str = ""
    arrival: str = "2016"


_TABLE = """
Yusupova|Nigora|1983-11-04|UZ|44137|Dortmund|Rheinische Str. 12|B1|2021-03-15||Ilse Brandt|0231 445566|n.y@example.org
Okafor|Blessing Chidinma|1990-02-28|NG|44147|Dortmund|Bornstraße 101a|A2|2020-11-02|2021-09-30||0176 55512340|
El Mansouri|Fatiha|1979-07-19|MA|44145|Dortmund|Kielstr. 7|C1|2022-01-10||Hannelore Vogt|0231 990011|f@example.org
Tesfaye|Lemlem|1988-05-06|ET|44225|Dortmund|Hagener Straße 330|B2|2019-09-01|2020-08-31|Ilse Brandt|0157 44332211|
Horbatschuk|Solomija|1995-12-24|UA|44263|Dortmund|Hermannstr. 5|A1|2022-05-16|||+49 151 23456789|s.h@example.org
Rezai|Gul Makai|1971-01-01|AF|44329|Dortmund|Flughafenstr. 48|A1|2021-06-01|2022-02-14||0163 7778899|
Nkosi|Thandiwe|1986-08-30|ZA|44139|Dortmund|Märkische Str. 22|C1|2020-02-17||Renate Kowalski|0231 123987|t.n@example.org
Ó Briain|Saoirse|1992-04-11|IE|44141|Dortmund|Im Grund 3|B2|2021-10-04|||0170 9988776|
Demirtaş|Gülbahar|1977-10-09|TR|44149|Dortmund|Huckarder Str. 91|B1|2019-05-20|2020-01-31|Hannelore Vogt|0231 556677|
Mbarek|Ines|1998-03-03|TN|44135|Dortmund|Kampstr. 14|B2|2022-03-07|||0152 01234567|i.m@example.org
Haile|Tirhas|1969-06-15|ER|44143|Dortmund|Körner Hellweg 60|A2|2020-08-24|2021-04-01|Renate Kowalski|0176 20304050|
Petrosjan|Anahit|1981-09-27|AM|44227|Dortmund|Baroper Str. 233|B1|2021-01-18|||0231 7550|a.p@example.org
"""


def _from_line(line: str) -> Person:
    last, first, birth, country, postal, town, street, german, entry, left, mentor, phone, email = line.split("|")
    return Person(
        last, first, birth, country, postal, town, street, german, entry, left or None, mentor or None, phone, email
    )


PEOPLE = tuple(_from_line(line) for line in _TABLE.strip().splitlines())

GERMAN_COUNTRY = {
    "UZ": "Usbekistan",
    "NG": "Nigeria",
    "MA": "Marokko",
    "ET": "Äthiopien",
    "UA": "Ukraine",
    "AF": "Afghanistan",
    "ZA": "Südafrika",
    "IE": "Irland",
    "TR": "Türkei",
    "TN": "Tunesien",
    "ER": "Eritrea",
    "AM": "Armenien",
}
ENGLISH_COUNTRY = {
    "UZ": "Uzbekistan",
    "NG": "Nigeria",
    "MA": "Morocco",
    "ET": "Ethiopia",
    "UA": "Ukraine",
    "AF": "Afghanistan",
    "ZA": "South Africa",
    "IE": "Ireland",
    "TR": "Turkey",
    "TN": "Tunisia",
    "ER": "Eritrea",
    "AM": "Armenia",
}
MONTHS = "Jan. Feb. März April Mai Juni Juli Aug. Sept. Okt. Nov. Dez.".split()


def person(one: Person, **changed: Any) -> dict[str, Any]:
    """What is to be read of a person; *changed* where a layout says less or says it otherwise."""
    truth = {
        "last": one.last,
        "first": one.first,
        "birth": one.birth,
        "entry": one.entry,
        "exit": one.exit,
        "postal": one.postal,
        "town": one.town,
        "german": one.german,
        "country": one.country,
        "mentor": one.mentor,
    }
    truth.update(changed)
    return truth


def dotted(iso: str | None) -> str:
    """ "1985-03-07" → "07.03.1985"."""
    return ".".join(reversed(iso.split("-"))) if iso else ""


def slashed(iso: str | None) -> str:
    """ "1985-03-07" → "07/03/1985"."""
    return "/".join(reversed(iso.split("-"))) if iso else ""


def american(iso: str | None) -> str:
    """ "1985-03-07" → "03/07/1985"."""
    if not iso:
        return ""
    year, month, day = iso.split("-")
    return f"{month}/{day}/{year}"


def short(iso: str | None) -> str:
    """ "1985-03-07" → "7.3.85"."""
    if not iso:
        return ""
    year, month, day = iso.split("-")
    return f"{int(day)}.{int(month)}.{year[2:]}"


def month_words(iso: str) -> str:
    """ "1985-03-07" → "März 1985"."""
    return f"{MONTHS[int(iso[5:7]) - 1]} {iso[:4]}"


@dataclass
class Layout:
    """One list: a name, a file ending, how it is written, and what is to be read from it."""

    name: str
    suffix: str
    write: Callable[[Path], None]
    truth: Truth = field(default_factory=dict)


def _save(
    path: Path, *sheets: tuple[str, Sequence[Sequence[Any]]], after: Callable[[Workbook], None] | None = None
) -> None:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    if after:
        after(book)
    book.save(path)


# Dortmund: English headers in row 7 under a letterhead ---------------------------------------------------------


def dortmund() -> Layout:
    header = [
        "No.",
        "Surname",
        "First name",
        "DOB",
        "Nationality",
        "Arrived",
        "Permit",
        "Street",
        "Postcode",
        "Town",
        "Mobile",
        "E-mail",
        "Profession",
        "Degree recognised",
        "German level",
        "Children",
        "Start date",
        "End date",
        "Status after exit",
        "Mentor",
        "Notes",
    ]
    rows: list[list[Any]] = [
        ["Project office Dortmund"],
        ["Bridges into work – list of participants"],
        [],
        ["Printed on", date(2022, 6, 1)],
        [None, None, "confidential"],
        [],
        header,
    ]
    for number, one in enumerate(PEOPLE, 1):
        rows.append(
            [
                number,
                one.last,
                one.first,
                slashed(one.birth),
                ENGLISH_COUNTRY[one.country],
                int(one.arrival),
                "Sec. 24",
                one.street,
                int(one.postal),
                one.town,
                one.phone,
                one.email or None,
                "nurse",
                "yes" if number % 3 else "no",
                one.german,
                number % 4,
                slashed(one.entry),
                slashed(one.exit) or None,
                "full-time work" if one.exit else None,
                one.mentor,
                "called twice" if number == 4 else None,
            ]
        )
    rows.append(["Total", len(PEOPLE)])
    return Layout(
        "dortmund", "xlsx", lambda path: _save(path, ("Sheet1", rows)), {"participant": [person(one) for one in PEOPLE]}
    )


# Bielefeld: two header rows, merged groups, ISO dates, separate postal code and town ----------------------------


def bielefeld() -> Layout:
    groups = [("Person", 4), ("Adresse", 3), ("Kontakt", 2), ("Sprache", 1), ("Projekt", 4), ("", 1)]
    header = [
        "Nachname",
        "Vorname",
        "geboren am",
        "Staatsangehörigkeit",
        "Straße",
        "PLZ",
        "Ort",
        "Telefon",
        "E-Mail",
        "GER-Niveau",
        "von",
        "bis",
        "Verbleib",
        "Mentorin",
        "Anmerkungen",
    ]
    top: list[Any] = []
    for name, width in groups:
        top.extend([name or None] + [None] * (width - 1))
    rows: list[list[Any]] = [["Teilnehmendenliste Bielefeld"], top, header]
    for one in PEOPLE:
        rows.append(
            [
                one.last,
                one.first,
                one.birth,
                GERMAN_COUNTRY[one.country],
                one.street,
                int(one.postal),
                one.town,
                one.phone,
                one.email or None,
                one.german,
                one.entry,
                one.exit,
                "Arbeit TZ" if one.exit else None,
                one.mentor,
                None,
            ]
        )

    def merge(book: Workbook) -> None:
        sheet = book.worksheets[0]
        column = 1
        for name, width in groups:
            if name and width > 1:
                sheet.merge_cells(start_row=2, end_row=2, start_column=column, end_column=column + width - 1)
            column += width
        sheet.merge_cells("A1:O1")
        sheet["B5"].comment = Comment("bitte nur vormittags anrufen", "Büro")

    return Layout(
        "bielefeld",
        "xlsx",
        lambda path: _save(path, ("Liste 2022", rows), after=merge),
        {"participant": [person(one) for one in PEOPLE]},
    )


# Köln: pairs in one row, and the mentees on a sheet of their own with columns in an odd order -------------------

FIRMS = ("Malerbetrieb Schmitz", "Contorion & Co. KG", "Blumen Rademacher")
SECTORS = ("Handwerk", "Handel", "Floristik")


def koeln() -> Layout:
    paired = [one for one in PEOPLE if one.mentor]
    firms = {name: number for number, name in enumerate(dict.fromkeys(one.mentor for one in paired))}
    pairs: list[list[Any]] = [
        ["Mentegra – Tandems"],
        [],
        ["Durchgang", "Mentor*in", "Unternehmen", "Branche", "Mentee", "Matching am", "Status", "Bemerkungen"],
    ]
    truth_pairs = []
    for number, one in enumerate(paired):
        firm = FIRMS[firms[one.mentor]]
        state = ("läuft", "beendet")[number % 2]
        pairs.append(
            [
                f"{1 + number % 2}",
                one.mentor,
                firm,
                SECTORS[firms[one.mentor]],
                f"{one.first} {one.last}",
                date.fromisoformat(one.entry),
                state,
                None,
            ]
        )
        truth_pairs.append(
            {"mentor": one.mentor, "firm": firm, "mentee": f"{one.first} {one.last}", "start": one.entry}
        )
    mentees: list[list[Any]] = [
        [
            "E-Mail",
            "Eintritt",
            "Vorname",
            "Deutschkenntnisse",
            "Nachname",
            None,
            "Herkunftsland",
            "Geb.-Datum",
            "Durchgang",
            "Wohnort",
            "PLZ",
            "Handy",
            "Austritt",
            "Beruf",
        ]
    ]
    for number, one in enumerate(PEOPLE):
        mentees.append(
            [
                one.email or None,
                date.fromisoformat(one.entry),
                one.first,
                f"Niveau {one.german}",
                one.last,
                None,
                GERMAN_COUNTRY[one.country],
                date.fromisoformat(one.birth),
                1 + number % 2,
                one.town,
                one.postal,
                one.phone,
                date.fromisoformat(one.exit) if one.exit else None,
                "Köchin",
            ]
        )
    return Layout(
        "koeln",
        "xlsx",
        lambda path: _save(path, ("Tandems", pairs), ("Mentees", mentees)),
        {"tandem": truth_pairs, "participant": [person(one, mentor=None) for one in PEOPLE]},
    )


# A text file from another program: cp1252, semicolons, abbreviations --------------------------------------------


def text_file(encoding: str = "cp1252", separator: str = ";") -> Layout:
    people = [replace(one, last=one.last.replace("ş", "s")) for one in PEOPLE]
    header = [
        "TN",
        "Geb.-Dat.",
        "Staatsang.",
        "AT",
        "AT seit",
        "Tel. mobil",
        "SB JC",
        "Dt.-Niveau",
        "PLZ/Ort",
        "Str.",
        "Eintr.",
        "Austr.",
        "Mentorin",
    ]

    def write(path: Path) -> None:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=separator)
        writer.writerow(header)
        for one in people:
            writer.writerow(
                [
                    f"{one.last}, {one.first}",
                    dotted(one.birth),
                    GERMAN_COUNTRY[one.country],
                    "AE § 25 (3)",
                    "2018",
                    one.phone,
                    "Fr. Schulze",
                    one.german,
                    f"{one.postal} {one.town}",
                    one.street,
                    short(one.entry),
                    short(one.exit),
                    one.mentor or "-",
                ]
            )
        path.write_bytes(text.getvalue().encode(encoding))

    return Layout(f"text_{encoding}", "csv", write, {"participant": [person(one) for one in people]})


# No header at all ----------------------------------------------------------------------------------------------


def headless() -> Layout:
    rows = [
        [
            f"{one.last}, {one.first}",
            dotted(one.birth),
            GERMAN_COUNTRY[one.country],
            f"{one.street}, {one.postal} {one.town}",
            one.phone,
            one.german,
            date.fromisoformat(one.entry),
            date.fromisoformat(one.exit) if one.exit else None,
        ]
        for one in PEOPLE
    ]
    return Layout(
        "headless",
        "xlsx",
        lambda path: _save(path, ("Tabelle1", rows)),
        {"participant": [person(one, mentor=None) for one in PEOPLE]},
    )


# Names in capitals, dates in every manner a spreadsheet allows ---------------------------------------------------


def serials() -> Layout:
    header = [
        "Name",
        "Geburtstag",
        "Land",
        "Stadt",
        "Deutsch",
        "Beginn der Teilnahme",
        "Ende der Teilnahme",
        "Mentor/in",
    ]
    rows: list[list[Any]] = [header]
    truth = []
    for number, one in enumerate(PEOPLE):
        born = date.fromisoformat(one.birth)
        birth: Any = (born, (born - date(1899, 12, 30)).days, one.birth[:4], short(one.birth), month_words(one.birth))[
            number % 5
        ]
        known = one.birth if number % 5 in (0, 1, 3) else one.birth[:4] if number % 5 == 2 else one.birth[:7]
        rows.append(
            [
                f"{one.last.upper()} {one.first}",
                birth,
                GERMAN_COUNTRY[one.country],
                one.town,
                f"{one.german}.1",
                (date.fromisoformat(one.entry) - date(1899, 12, 30)).days if number % 2 else dotted(one.entry),
                month_words(one.exit) if one.exit else None,
                one.mentor,
            ]
        )
        truth.append(person(one, birth=known, postal=None, exit=one.exit[:7] if one.exit else None))
    return Layout("serials", "xlsx", lambda path: _save(path, ("Übersicht", rows)), {"participant": truth})


# Women under the names of their towns, the header repeated, a subtotal after each --------------------------------

TOWNS = ("Witten", "Hattingen", "Wetter (Ruhr)")


def grouped() -> Layout:
    header = ["Vor- und Nachname", "Jahrgang", "Sprachniveau", "Telefon", "im Projekt seit", "Patin"]
    rows: list[list[Any]] = [["Frauen im Projekt, nach Orten"], []]
    truth = []
    for number, town in enumerate(TOWNS):
        rows.append([f"{town}:"])
        rows.append(header)
        for one in PEOPLE[number * 4 : number * 4 + 4]:
            rows.append(
                [
                    f"{one.first} {one.last}",
                    int(one.birth[:4]),
                    one.german,
                    one.phone,
                    month_words(one.entry),
                    one.mentor,
                ]
            )
            truth.append(
                person(one, birth=one.birth[:4], entry=one.entry[:7], exit=None, postal=None, town=town, country=None)
            )
        rows.append(["Summe: 4"])
        rows.append([])
    return Layout("grouped", "xlsx", lambda path: _save(path, ("Tabelle1", rows)), {"participant": truth})


# ja/nein columns, empty columns, several facts in one cell, the list begins in column C --------------------------


def ticks() -> Layout:
    header = [
        None,
        None,
        "Kontakt (Mail)",
        None,
        "Familienname",
        "Rufname / Vorname",
        "Führerschein",
        "Einwilligung",
        "Foto ok?",
        "Deutsch (Niveau, Zertifikat)",
        "Adresse",
        "PLZ",
        "Wohnort",
        "Geburtsdatum (TT.MM.JJJJ)",
        "Nationalität",
        "Aufnahme",
        "Ende",
    ]
    rows: list[list[Any]] = [[None, None, "Stand: 5/2022"], [], header]
    for number, one in enumerate(PEOPLE):
        rows.append(
            [
                None,
                None,
                one.email or None,
                None,
                one.last,
                one.first,
                ("ja", "nein", "x", None)[number % 4],
                ("x", None)[number % 2],
                "nein",
                f"{one.german} telc {2017 + number % 4}",
                one.street,
                one.postal,
                one.town,
                dotted(one.birth),
                GERMAN_COUNTRY[one.country],
                dotted(one.entry),
                dotted(one.exit) or None,
            ]
        )

    def hide(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.column_dimensions["N"].hidden = True
        for cell in sheet[3]:
            cell.font = Font(bold=True)
        for row in (5, 8):
            sheet.cell(row, 5).fill = PatternFill("solid", fgColor="FF92D050")
        sheet["C1"] = "Stand: 5/2022, grün = im Tandem"

    return Layout(
        "ticks",
        "xlsx",
        lambda path: _save(path, ("TN", rows), after=hide),
        {"participant": [person(one, mentor=None) for one in PEOPLE]},
    )


# People side by side, headers at the left ------------------------------------------------------------------------


def sideways() -> Layout:
    some = PEOPLE[:6]
    rows: list[list[Any]] = [
        ["Nachname", *(one.last for one in some)],
        ["Vorname", *(one.first for one in some)],
        ["geb. am", *(dotted(one.birth) for one in some)],
        ["Herkunft", *(GERMAN_COUNTRY[one.country] for one in some)],
        ["Telefon", *(one.phone for one in some)],
        ["Deutsch", *(one.german for one in some)],
        ["PLZ", *(one.postal for one in some)],
        ["Ort", *(one.town for one in some)],
        ["Eintritt", *(dotted(one.entry) for one in some)],
        ["Austritt", *(dotted(one.exit) or None for one in some)],
        ["Mentorin", *(one.mentor for one in some)],
    ]
    return Layout(
        "sideways",
        "xlsx",
        lambda path: _save(path, ("Teilnehmerinnen", rows)),
        {"participant": [person(one) for one in some]},
    )


# Two lists beside each other, and a third below them --------------------------------------------------------------


def stacked() -> Layout:
    header = ["Name", "Vorname", "Geb.", "Ort", "Deutsch"]
    left, right = PEOPLE[:5], PEOPLE[5:10]
    rows: list[list[Any]] = [["Durchgang 1", None, None, None, None, None, "Durchgang 2"], [*header, None, *header]]
    for one, other in zip(left, right, strict=True):
        rows.append(
            [
                one.last,
                one.first,
                dotted(one.birth),
                one.town,
                one.german,
                None,
                other.last,
                other.first,
                dotted(other.birth),
                other.town,
                other.german,
            ]
        )
    rows += [[], [], ["Mentorinnen"], ["Mentorin", "Firma", "Branche", "Max. Mentees", "aktiv seit", "Telefon"]]
    mentors: list[tuple[str, str, str, int]] = [
        ("Ilse Brandt", FIRMS[0], SECTORS[0], 2),
        ("Hannelore Vogt", FIRMS[1], SECTORS[1], 1),
        ("Renate Kowalski", FIRMS[2], SECTORS[2], 3),
    ]
    for name, firm, sector, places in mentors:
        rows.append([name, firm, sector, places, "2019", "0231 4711"])
    bare: dict[str, Any] = {"entry": None, "exit": None, "postal": None, "country": None, "mentor": None}
    return Layout(
        "stacked",
        "xlsx",
        lambda path: _save(path, ("Tabelle1", rows)),
        {
            "participant": [person(one, **bare) for one in (*left, *right)],
            "mentor": [
                {"name": name, "firm": firm, "sector": sector, "capacity": places}
                for name, firm, sector, places in mentors
            ],
        },
    )


# American dates in a tab-separated file with two bytes per letter --------------------------------------------------


def american_tabs() -> Layout:
    def write(path: Path) -> None:
        lines = [
            "Last name\tFirst name\tDate of birth\tCountry of origin\tZIP\tCity\tCEFR\tProgramme entry"
            "\tProgramme exit\tAssigned mentor"
        ]
        for one in PEOPLE:
            lines.append(
                "\t".join(
                    [
                        one.last,
                        one.first,
                        american(one.birth),
                        ENGLISH_COUNTRY[one.country],
                        one.postal,
                        one.town,
                        one.german or "",
                        american(one.entry),
                        american(one.exit),
                        one.mentor or "",
                    ]
                )
            )
        path.write_bytes("\r\n".join(lines).encode("utf-16"))

    return Layout("american_tabs", "csv", write, {"participant": [person(one) for one in PEOPLE]})


# Everything of a woman in one wide row: her mentor and her internship under titles of their own --------------------


def wide() -> Layout:
    top = ["Teilnehmerin", None, None, None, "Mentorin", None, None, "Praktikum", None, None, None]
    header = ["Name", "geb.", "Nationalität", "Deutsch", "Name", "Firma", "Tel.", "Betrieb", "von", "bis", "Std./Woche"]
    rows: list[list[Any]] = [top, header]
    for number, one in enumerate(PEOPLE):
        rows.append(
            [
                f"{one.last}, {one.first}",
                dotted(one.birth),
                GERMAN_COUNTRY[one.country],
                one.german,
                one.mentor,
                FIRMS[number % 3] if one.mentor else None,
                "0231 815" if one.mentor else None,
                "Stadtarchiv" if number % 2 else None,
                "01.03.2022" if number % 2 else None,
                "31.03.2022" if number % 2 else None,
                20 if number % 2 else None,
            ]
        )

    def merge(book: Workbook) -> None:
        for area in ("A1:D1", "E1:G1", "H1:K1"):
            book.worksheets[0].merge_cells(area)

    truth = []
    for number, one in enumerate(PEOPLE):
        truth.append(
            {
                **person(one, entry=None, exit=None, postal=None, town=None),
                "internship.start": "2022-03-01" if number % 2 else None,
                "organisation.name": "Stadtarchiv" if number % 2 else None,
                "mentor.organisation": FIRMS[number % 3] if one.mentor else None,
            }
        )
    return Layout("wide", "xlsx", lambda path: _save(path, ("Gesamt", rows), after=merge), {"participant": truth})


# Internships with a period in one cell, a mentors' list in English, partners with their people ----------------------


def others() -> Layout:
    some = PEOPLE[:5]
    internships: list[list[Any]] = [
        [
            "Praktikantin Nachname",
            "Praktikantin Vorname",
            "Praktikumsbetrieb",
            "Zeitraum",
            "Stunden pro Woche",
            "Anleitung",
            "Was kam heraus",
        ]
    ]
    truth = []
    for number, one in enumerate(some):
        internships.append(
            [
                one.last,
                one.first,
                FIRMS[number % 3],
                f"0{number + 1}.02.–28.02.2022",
                "25 Std.",
                "Frau Simsek",
                ("übernommen", "gut", "abgebrochen", "Ausbildungsplatz", "-")[number],
            ]
        )
        truth.append(
            {
                "person": f"{one.first} {one.last}",
                "firm": FIRMS[number % 3],
                "start": f"2022-02-0{number + 1}",
                "end": "2022-02-28",
                "hours": 25,
            }
        )
    mentors: list[list[Any]] = [
        ["Full name", "Company", "Industry", "Max mentees", "Mentor since"],
        ["Ilse Brandt", FIRMS[0], "Crafts", 2, 2019],
        ["Dr. Hannelore Vogt", FIRMS[1], "Retail", 1, "Nov. 2020"],
    ]
    partners: list[list[Any]] = [
        ["Unsere Netzwerkpartner"],
        [],
        ["Einrichtung", "Ansprechperson", "Telefon", "E-Mail-Adresse", "PLZ", "Ort", "letzter Kontakt"],
        ["REGE mbH", "Herr Thiele", "0521 9622", "info@example.org", "33602", "Bielefeld", "03.05.2022"],
        ["Agentur für Arbeit Bielefeld", "Frau Dr. Kunze", "0521 587", None, 33602, "Bielefeld", "April 22"],
        ["Grone Bildungszentren", "N. N.", None, None, "33609", "Bielefeld", None],
    ]
    return Layout(
        "others",
        "xlsx",
        lambda path: _save(path, ("Praktika 2022", internships), ("Mentors", mentors), ("Netzwerk", partners)),
        {
            "internship": truth,
            "mentor": [
                {"name": "Ilse Brandt", "firm": FIRMS[0], "sector": "Crafts", "capacity": 2},
                {"name": "Dr. Hannelore Vogt", "firm": FIRMS[1], "sector": "Retail", "capacity": 1},
            ],
            "organisation": [
                {
                    "name": "REGE mbH",
                    "contact": "Thiele",
                    "town": "Bielefeld",
                    "postal": "33602",
                    "email": "info@example.org",
                },
                {
                    "name": "Agentur für Arbeit Bielefeld",
                    "contact": "Dr. Kunze",
                    "town": "Bielefeld",
                    "postal": "33602",
                    "email": None,
                },
                {
                    "name": "Grone Bildungszentren",
                    "contact": None,
                    "town": "Bielefeld",
                    "postal": "33609",
                    "email": None,
                },
            ],
        },
    )


# OpenDocument, as LibreOffice writes it ------------------------------------------------------------------------------


def open_document() -> Layout:
    def cell(value: Any) -> str:
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, date):
            kind, shown = f'"date" office:date-value="{value.isoformat()}"', f"{value:%d.%m.%y}"
        elif isinstance(value, int):
            kind, shown = f'"float" office:value="{value}"', str(value)
        else:
            kind, shown = '"string"', escape(value)
        return f"<table:table-cell office:value-type={kind}><text:p>{shown}</text:p></table:table-cell>"

    header = [
        "Lfd.",
        "Nachname, Vorname",
        "geb.",
        "Geburtsland",
        "Wohnort",
        "Plz",
        "Deutsch",
        "Zugang",
        "Abgang",
        "Mentorin",
    ]
    rows: list[list[Any]] = [header]
    for number, one in enumerate(PEOPLE, 1):
        rows.append(
            [
                number,
                f"{one.last}, {one.first}",
                date.fromisoformat(one.birth),
                GERMAN_COUNTRY[one.country],
                one.town,
                int(one.postal),
                one.german,
                date.fromisoformat(one.entry),
                date.fromisoformat(one.exit) if one.exit else None,
                one.mentor,
            ]
        )

    def write(path: Path) -> None:
        body = "".join(f"<table:table-row>{''.join(cell(value) for value in row)}</table:table-row>" for row in rows)
        content = (
            '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
            'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="TN-Liste"><table:table-column table:number-columns-repeated="10"/>{body}'
            '<table:table-row table:number-rows-repeated="1048000">'
            '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
            "</table:table></office:spreadsheet></office:body></office:document-content>"
        )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
            archive.writestr("content.xml", content)

    return Layout("open_document", "ods", write, {"participant": [person(one) for one in PEOPLE]})


def all_layouts() -> tuple[Layout, ...]:
    """Every layout once."""
    return (
        dortmund(),
        bielefeld(),
        koeln(),
        text_file(),
        text_file("utf-8-sig", ","),
        headless(),
        serials(),
        grouped(),
        ticks(),
        sideways(),
        stacked(),
        american_tabs(),
        wide(),
        others(),
        open_document(),
    )
