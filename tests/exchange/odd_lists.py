"""More lists of other offices, each odd in ways of its own, with what a careful person reads from it.

As in :mod:`tests.exchange.lists`, the truth was written down from the list before anything read it. ``listed`` are
texts that no careful person would settle alone: they have to be among the questions.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import PatternFill

from tests.exchange.lists import ENGLISH_COUNTRY, GERMAN_COUNTRY, PEOPLE, Person, Truth, _save, dotted

EPOCH = date(1899, 12, 30)


@dataclass
class Odd:
    """One list; see :class:`tests.exchange.lists.Layout`."""

    name: str
    suffix: str
    write: Callable[[Path], None]
    truth: Truth = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    """Texts of cells that must be asked about."""
    notes: dict[str, str] = field(default_factory=dict)
    """Family name → words that must be among the notes of her row."""
    left_out: tuple[str, ...] = ()
    """Sheets that hold no list."""
    kept: dict[str, str] = field(default_factory=dict)
    """Family name → text that must stay with her entry."""


def names(one: Person, **more: Any) -> dict[str, Any]:
    """Her name, and what a layout says besides."""
    return {"last": one.last, "first": one.first, **more}


def years() -> Odd:
    """A sheet per year, the header in row 9 under a letterhead; months, quarters and seasons as text."""
    letterhead: list[list[Any]] = [
        ["Stadt Musterhausen"],
        ["Gleichstellungsstelle"],
        ["Marktplatz 1, 58452 Witten"],
        [],
        ["Projekt: Frauen in Arbeit"],
        ["Bearbeitung:", "Frau Weber", "Tel.", "02302 581-0"],
        ["Stand:", date(2023, 12, 31)],
        [],
    ]
    header = ["lfd. Nr.", "Name", "Vorname", "Geb.-Datum", "Wohnort", "Aufnahme", "Ende", "Sprachniveau"]
    ends = ("Q1/2022", "Frühjahr 2023", "laufend", "12/2022")
    sheets = []
    truth = []
    for number, year in enumerate((2021, 2022, 2023)):
        rows = [*letterhead, header]
        for at, one in enumerate(PEOPLE[number * 4 : number * 4 + 4]):
            rows.append(
                [at + 1, one.last, one.first, dotted(one.birth), one.town, f"0{at + 3}/{year}", ends[at], one.german]
            )
            truth.append(
                names(
                    one,
                    birth=one.birth,
                    town=one.town,
                    entry=f"{year}-0{at + 3}",
                    exit="2022-12" if at == 3 and year < 2023 else None,
                    german=one.german,
                )
            )
        sheets.append((str(year), rows))
    # In 2023 the last end lies before the beginning, which is why it cannot be settled alone.
    truth[-1]["exit"] = "2022-12"
    return Odd("years", "xlsx", lambda path: _save(path, *sheets), {"participant": truth}, ("Q1/2022", "Frühjahr 2023"))


def towns() -> Odd:
    """A sheet per town with the same header and no column for the town; salutations, titles, maiden names."""
    header = ["Nachname, Vorname", "geb.", "PLZ", "Tel.", "Staatsangeh.", "B-Führerschein"]
    written = (
        ("Frau Dr. Petrosjan, Anahit", "Petrosjan", "Anahit", "x"),
        ("Demirtaş geb. Yılmaz, Gülbahar", "Demirtaş", "Gülbahar", "✓"),
        ("Fr. Haile, Tirhas", "Haile", "Tirhas", "j"),
        ("Nkosi, Thandiwe (Thandi)", "Nkosi", "Thandiwe", 1),
        ("El Mansouri, Fatiha", "El Mansouri", "Fatiha", "n"),
        ("Ó Briain, Saoirse", "Ó Briain", "Saoirse", 0),
    )
    by_last = {one.last: one for one in PEOPLE}
    sheets: list[tuple[str, list[list[Any]]]] = []
    truth = []
    for number, (town, postal) in enumerate((("Witten", 58452), ("Hattingen", 45525), ("Wetter (Ruhr)", 58300))):
        rows: list[list[Any]] = [header]
        for shown, last, first, licence in written[number * 2 : number * 2 + 2]:
            one = by_last[last]
            rows.append([shown, dotted(one.birth), postal, 1761234500 + number, GERMAN_COUNTRY[one.country], licence])
            truth.append(
                {
                    "last": last,
                    "first": first,
                    "birth": one.birth,
                    "postal": str(postal),
                    "town": town,
                    "country": one.country,
                    "participant.phone": f"+49 176 123450{number}",
                    "participant.licence": "no" if licence in ("n", 0) else "yes",
                }
            )
        sheets.append((town, rows))
    return Odd(
        "towns",
        "xlsx",
        lambda path: _save(path, *sheets),
        {"participant": truth},
        ("Demirtaş geb. Yılmaz, Gülbahar", "Nkosi, Thandiwe (Thandi)"),
        kept={"Demirtaş": "geb. Yılmaz", "Nkosi": "Thandi"},
    )


def quoted() -> Odd:
    """An export of another program: cp1252, semicolons, notes over several lines, first name first."""
    header = ["Teilnehmerin", "Geburtstag", "Adresse", "Dt. Niveau", "Kinder", "Führerschein", "Notiz"]
    levels = (
        ("A2.1", "A2"),
        ("B1 (Zert.)", "B1"),
        ("C1 in Arbeit", None),
        ("B2-Kurs läuft", None),
        ("A1/A2", "A1"),
        ("keine", "A0"),
    )
    children = (("2 (5J, 8J)", 2), ("keine", 0), ("1", 1), ("3 Kinder", 3), ("ja", None), ("-", None))
    rows: list[list[Any]] = [header]
    truth = []
    for number, one in enumerate(PEOPLE[:6]):
        rows.append(
            [
                f"{one.first} {one.last}",
                dotted(one.birth),
                f"{one.street}\n{one.postal} {one.town}",
                levels[number][0],
                children[number][0],
                ("ja", "nein", "X", "j", "n", "")[number],
                'sagt "bald";\nruft an' if number == 1 else "",
            ]
        )
        truth.append(
            names(
                one,
                birth=one.birth,
                postal=one.postal,
                town=one.town,
                german=levels[number][1],
                **{
                    "participant.children": children[number][1],
                    "participant.licence": ("yes", "no", "yes", "yes", "no", None)[number],
                    "participant.street": one.street,
                },
            )
        )

    def write(path: Path) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
        path.write_bytes(text.getvalue().encode("cp1252"))

    return Odd(
        "quoted",
        "csv",
        write,
        {"participant": truth},
        ("C1 in Arbeit", "B2-Kurs läuft", "A1/A2", "ja"),
        kept={"Yusupova": "2 (5J, 8J)", "El Mansouri": "C1 in Arbeit"},
    )


def english() -> Odd:
    """English, two header rows without merged cells, days as bare numbers, telephone numbers without their zero."""
    top = ["Participant", None, None, None, None, "Programme", None, "Mentoring", None, None]
    header = [
        "Family name",
        "Given names",
        "Date of birth",
        "Citizenship",
        "Phone",
        "Entry",
        "Exit",
        "Mentor",
        "Company",
        "Comments",
    ]
    adjectives = {"ZA": "South African", "IE": "Irish", "NG": "Nigerian", "ET": "Ethiopian", "TR": "Turkish"}
    rows: list[list[Any]] = [top, header]
    truth = []
    for number, one in enumerate(PEOPLE):
        entered = date.fromisoformat(one.entry)
        rows.append(
            [
                one.last,
                one.first,
                (date.fromisoformat(one.birth) - EPOCH).days,
                adjectives.get(one.country, ENGLISH_COUNTRY[one.country]),
                15123456000 + number,
                (entered - EPOCH).days,
                (date.fromisoformat(one.exit) - EPOCH).days if one.exit else "ongoing",
                one.mentor,
                "Blumen Rademacher" if one.mentor else None,
                "moved here with her sister" if number == 2 else None,
            ]
        )
        truth.append(
            names(
                one,
                birth=one.birth,
                country=one.country,
                entry=one.entry,
                exit=one.exit,
                mentor=one.mentor,
                **{
                    "participant.phone": f"+49 1512 34560{number:02}",
                    "mentor.organisation": "Blumen Rademacher" if one.mentor else None,
                },
            )
        )
    return Odd("english", "xlsx", lambda path: _save(path, ("Women 2019-2022", rows)), {"participant": truth})


def families() -> Odd:
    """One address and one telephone number for a family, merged down over its women; a title merged over all."""
    header = ["Familie", "Vorname", "geb. am", "Anschrift", "Telefon", "Beratung durch"]
    groups = (
        ("Haidari", ("Marzia", "Soraya", "Laila"), "Ardeystr. 12, 58452 Witten", "02302 445566"),
        ("Kowaltschuk", ("Wira",), "Ruhrdeich 7, 58300 Wetter", "02335 99001"),
        ("Bekele", ("Hirut", "Makeda"), "Kirchplatz 3, 45525 Hattingen", "02324 7788"),
    )
    years = iter((1975, 1998, 2001, 1983, 1969, 1992))
    rows: list[list[Any]] = [["Familien im Projekt"], header]
    areas = ["A1:F1"]
    truth = []
    for last, firsts, address, phone in groups:
        start = len(rows) + 1
        street, place = address.split(", ")
        postal, town = place.split(" ")
        for number, first in enumerate(firsts):
            born = next(years)
            top = number == 0
            rows.append(
                [last if top else None, first, f"05.06.{born}", address if top else None, phone if top else None, None]
            )
            truth.append(
                {
                    "last": last,
                    "first": first,
                    "birth": f"{born}-06-05",
                    "postal": postal,
                    "town": town,
                    "participant.street": street,
                    "participant.phone": f"+49 {phone[1:]}",
                }
            )
        if len(firsts) > 1:
            areas += [f"{column}{start}:{column}{start + len(firsts) - 1}" for column in "ADE"]

    def merge(book: Workbook) -> None:
        for area in areas:
            book.worksheets[0].merge_cells(area)

    return Odd("families", "xlsx", lambda path: _save(path, ("Familien", rows), after=merge), {"participant": truth})


def colours() -> Odd:
    """Colour as status with its legend beside the list, totals, hidden rows, a filter switched on."""
    header = ["Name", "Vorname", "Geburtsjahr", "Herkunft", "Deutsch"]
    fills = {"wartet auf Mentorin": "FFFF00", "im Tandem": "92D050", "abgebrochen": "FF0000"}
    words = list(fills)
    rows: list[list[Any]] = [["Interne Liste"], header]
    truth = []
    notes = {}
    for number, one in enumerate(PEOPLE[:9]):
        rows.append([one.last, one.first, int(one.birth[:4]), GERMAN_COUNTRY[one.country], one.german])
        truth.append(names(one, birth=one.birth[:4], country=one.country, german=one.german))
        notes[one.last] = words[number % 3]
        if number == 4:
            rows.append(["Zwischensumme", None, None, None, 5])
    rows += [["Gesamt:", 9], [], ["Legende:"], *([None, word] for word in words)]

    def paint(book: Workbook) -> None:
        sheet = book.worksheets[0]
        number = 0
        for row in range(3, 13):
            if sheet.cell(row, 1).value == "Zwischensumme":
                continue
            fill = PatternFill("solid", fgColor=f"FF{fills[words[number % 3]]}")
            for column in range(1, 6):
                sheet.cell(row, column).fill = fill
            number += 1
        for at, word in enumerate(words):
            sheet.cell(len(rows) - 2 + at, 1).fill = PatternFill("solid", fgColor=f"FF{fills[word]}")
        sheet.auto_filter.ref = "A2:E12"
        sheet.row_dimensions[6].hidden = True

    return Odd(
        "colours",
        "xlsx",
        lambda path: _save(path, ("intern", rows), after=paint),
        {"participant": truth},
        notes={**notes, PEOPLE[3].last: "ausgeblendet"},
    )


def beside() -> Odd:
    """A count beside the list, mentors below it, a pivot and an empty sheet behind it, one cell in the last column."""
    rows: list[list[Any]] = [
        ["TN-Name", "geb.", "Herkunft", "Eintritt", None, None, "Herkunft", "Anzahl"],
    ]
    truth = []
    counts = [("Ukraine", 3), ("Marokko", 2), ("Summe", 5)]
    for number, one in enumerate(PEOPLE[:7]):
        right = counts[number] if number < len(counts) else (None, None)
        rows.append(
            [
                f"{one.last}, {one.first}",
                dotted(one.birth),
                GERMAN_COUNTRY[one.country],
                dotted(one.entry),
                None,
                None,
                *right,
            ]
        )
        truth.append(names(one, birth=one.birth, country=one.country, entry=one.entry))
    rows += [[], ["Unsere Mentorinnen"], ["Mentorin", "Firma", "Plätze"]]
    rows += [["Ilse Brandt", "Malerbetrieb Schmitz", 2], ["Renate Kowalski", "Contorion & Co. KG", "max. 1"]]
    pivot: list[list[Any]] = [
        [],
        [],
        ["Zeilenbeschriftungen", "Anzahl von TN-Name"],
        ["Marokko", 2],
        ["Ukraine", 3],
        ["Gesamtergebnis", 5],
    ]

    def far(book: Workbook) -> None:
        book.worksheets[0]["XFD1"] = " "

    return Odd(
        "beside",
        "xlsx",
        lambda path: _save(path, ("Tabelle1", rows), ("Auswertung", pivot), ("Tabelle3", []), after=far),
        {
            "participant": truth,
            "mentor": [
                {"name": "Ilse Brandt", "firm": "Malerbetrieb Schmitz", "capacity": 2},
                {"name": "Renate Kowalski", "firm": "Contorion & Co. KG", "capacity": 1},
            ],
        },
        left_out=("Auswertung", "Tabelle3"),
    )


def formulas() -> Odd:
    """Formulas without results and with errors, the number in front of the name, remarks in brackets behind dates."""
    header = [
        "TN (Nachname Vorname)",
        "Alter",
        "Geburtsdatum",
        "Einreise",
        "Aufenthaltstitel",
        "gültig bis",
        "Tel./Handy",
    ]
    titles = (("§ 24 AufenthG", "24"), ("Niederlassungserlaubnis", "ne"), ("AE 25 III", "25_3"), ("Duldung", "duldung"))
    rows: list[list[Any]] = [header]
    truth = []
    for number, one in enumerate(PEOPLE[:4]):
        rows.append(
            [
                f"{number + 1}. {one.last} {one.first}",
                '=DATEDIF(C2,TODAY(),"Y")' if number else "#N/A",
                f"{dotted(one.birth)} (laut Pass)" if number == 2 else dotted(one.birth),
                ("2016", "Ende 2015", "03/2018", "#N/A")[number],
                titles[number][0],
                ("04.03.2027", "unbefristet", "#N/A", "31.12.26")[number],
                ("0176 1112223, 02302 4455", "0151/2223334", "keins", "privat 02302-778899")[number],
            ]
        )
        truth.append(
            names(
                one,
                birth=one.birth,
                **{
                    "participant.residence_expires": ("2027-03-04", None, None, "2026-12-31")[number],
                    "participant.arrival": ("2016", None, "2018-03", None)[number],
                    "residence": titles[number][1],
                },
            )
        )
    return Odd(
        "formulas",
        "xlsx",
        lambda path: _save(path, ("TN", rows)),
        {"participant": truth},
        ("Ende 2015", f"{dotted(PEOPLE[2].birth)} (laut Pass)"),
        kept={"Okafor": "Ende 2015"},
    )


def attendance() -> Odd:
    """Who came when: names at the left, days above the columns, crosses below."""
    days = [date(2023, 3, day) for day in (1, 8, 15, 22, 29)]
    rows: list[list[Any]] = [["Anwesenheit Frauencafé"], [], ["Name", "Vorname", "Tel.", *days]]
    truth = []
    for number, one in enumerate(PEOPLE[:8]):
        ticks = ["x" if (number + at) % 3 else None for at in range(len(days))]
        rows.append([one.last, one.first, one.phone, *ticks])
        truth.append(names(one, birth=None, entry=None, exit=None))
    rows.append(["anwesend", None, None, 5, 6, 5, 5, 6])
    return Odd(
        "attendance",
        "xlsx",
        lambda path: _save(path, ("Frauencafé", rows)),
        {"participant": truth},
        kept={PEOPLE[0].last: "x", PEOPLE[7].last: "x"},
    )


def pairs() -> Odd:
    """Mentee and mentor side by side under the same words, each block under a title of its own."""
    top = ["Mentee", None, None, None, "Mentorin", None, None, None, "Tandem", None]
    header = ["Name", "Vorname", "Telefon", "E-Mail", "Name", "Vorname", "Telefon", "Firma", "seit", "Status"]
    mentors = (("Brandt", "Ilse"), ("Vogt", "Hannelore"), ("Kowalski", "Renate"))
    rows: list[list[Any]] = [top, header]
    truth = []
    for number, one in enumerate(PEOPLE[:6]):
        last, first = mentors[number % 3]
        state = ("läuft", "beendet", "pausiert (Elternzeit)")[number % 3]
        rows.append(
            [
                one.last,
                one.first,
                one.phone,
                one.email or None,
                last,
                first,
                "0231 815",
                f"Firma {last}",
                one.entry[:7],
                state,
            ]
        )
        truth.append(
            {
                "mentee": f"{one.first} {one.last}",
                "mentor": f"{first} {last}",
                "firm": f"Firma {last}",
                "start": one.entry[:7],
                "tandem.state": ("running", "completed", "paused")[number % 3],
            }
        )
    return Odd("pairs", "xlsx", lambda path: _save(path, ("Matching 2022", rows)), {"tandem": truth})


def split_births() -> Odd:
    """A birth in three columns, house number and street apart, status in the office's own words."""
    header = [
        "Familienname",
        "Vornamen",
        "Geburtstag",
        "Geburtsmonat",
        "Geburtsjahr",
        "Straße",
        "Hausnr.",
        "PLZ",
        "Ort",
        "Status",
    ]
    states = ("TN aktiv", "TN aktiv", "ausgeschieden", "Warteliste", "TN aktiv")
    rows: list[list[Any]] = [header]
    truth = []
    for number, one in enumerate(PEOPLE[:5]):
        year, month, day = one.birth.split("-")
        street, _blank, house = one.street.rpartition(" ")
        rows.append(
            [
                one.last,
                one.first,
                int(day),
                int(month),
                int(year),
                street,
                house,
                int(one.postal),
                one.town,
                states[number],
            ]
        )
        truth.append(
            names(
                one,
                birth=one.birth,
                postal=one.postal,
                town=one.town,
                **{
                    "participant.street": one.street,
                    "participant.phase": (None, None, "completed", "matching", None)[number],
                },
            )
        )
    return Odd(
        "split_births", "xlsx", lambda path: _save(path, ("Export", rows)), {"participant": truth}, ("TN aktiv",)
    )


def columns_of_women() -> Odd:
    """Women side by side with a title above, the words at the left, some of them in groups."""
    some = PEOPLE[:9]
    rows: list[list[Any]] = [
        ["Übersicht Teilnehmerinnen"],
        [],
        ["Angabe", *range(1, len(some) + 1)],
        ["Name, Vorname", *(f"{one.last}, {one.first}" for one in some)],
        ["Geburtsdatum", *(date.fromisoformat(one.birth) for one in some)],
        ["Staatsangehörigkeit", *(GERMAN_COUNTRY[one.country] for one in some)],
        ["Sprachniveau Deutsch", *(one.german for one in some)],
        ["Wohnort", *(f"{one.postal} {one.town}" for one in some)],
        ["Eintritt", *(date.fromisoformat(one.entry) for one in some)],
        ["Mentorin", *(one.mentor for one in some)],
        ["Bemerkung", *(None for _one in some)],
    ]
    truth = [
        names(
            one,
            birth=one.birth,
            country=one.country,
            german=one.german,
            postal=one.postal,
            town=one.town,
            entry=one.entry,
            mentor=one.mentor,
        )
        for one in some
    ]
    return Odd("columns_of_women", "xlsx", lambda path: _save(path, ("Übersicht", rows)), {"participant": truth})


def partners() -> Odd:
    """A distribution list of a network: several people for one institution, dates in words, addresses over lines."""
    header = [
        "Institution / Träger",
        "Anrede",
        "Name",
        "Vorname",
        "Funktion",
        "Mailadresse",
        "Adresse",
        "letzter Kontakt",
    ]
    rows: list[list[Any]] = [["Verteiler Netzwerk Frauen & Arbeit"], [], header]
    rows += [
        [
            "Jobcenter EN",
            "Frau",
            "Kunze",
            "Anja",
            "BCA",
            "bca@example.org",
            "Rheinische Str. 41\n58332 Schwelm",
            "03/2023",
        ],
        [
            "Agentur für Arbeit Hagen",
            "Herr",
            "Thiele",
            "Jens",
            "Teamleiter",
            "jt@example.org",
            "Körnerstr. 98, 58095 Hagen",
            date(2023, 5, 4),
        ],
        ["VHS Witten", None, None, None, None, "vhs@example.org", "Holzkampstr. 7, 58453 Witten", "im Sommer"],
    ]
    words = ("name", "town", "postal", "email", "organisation.contact_last", "organisation.contact_first")
    told = (
        ("Jobcenter EN", "Schwelm", "58332", "bca@example.org", "Kunze", "Anja"),
        ("Agentur für Arbeit Hagen", "Hagen", "58095", "jt@example.org", "Thiele", "Jens"),
        ("VHS Witten", "Witten", "58453", "vhs@example.org", None, None),
    )
    truth = [dict(zip(words, one, strict=True)) for one in told]
    return Odd(
        "partners", "xlsx", lambda path: _save(path, ("Verteiler", rows)), {"organisation": truth}, ("im Sommer",)
    )


def notebook() -> Odd:
    """A coordinator's own list: birth behind the name, number and address in one cell, those who have left below."""
    header = ["Nr.", "Name, geb.", "Kontakt", "Status", "Was läuft?"]
    rows: list[list[Any]] = [
        header,
        [1, "Amira Haddad, geb. 12.03.1988", "0176 12345678, amira@example.org", "Warteliste", "B1-Kurs bis Juli"],
        [2, "Olena Kowal, geb. 1990", "olena@example.org", "im Tandem mit Fr. Brandt", "sucht Praktikum"],
        [3, "Rima Nasser (*03/1979)", "02302 998877", "pausiert (krank)", None],
        [],
        ["Ehemalige (1)"],
        [4, "Marzia Haidari, geb. 5.6.1975", "02302 445566 / marzia@example.org", None, None],
    ]
    words = ("last", "first", "birth", "participant.phone", "participant.email", "participant.phase")
    told = (
        ("Haddad", "Amira", "1988-03-12", "+49 176 12345678", "amira@example.org", "matching"),
        ("Kowal", "Olena", "1990", None, "olena@example.org", "tandem"),
        ("Nasser", "Rima", "1979-03", "+49 2302 998877", None, "paused"),
        ("Haidari", "Marzia", "1975-06-05", "+49 2302 445566", "marzia@example.org", "alumna"),
    )
    truth = [dict(zip(words, one, strict=True)) for one in told]
    return Odd(
        "notebook",
        "xlsx",
        lambda path: _save(path, ("Tabelle1", rows)),
        {"participant": truth},
        ("Ehemalige (1)",),
        kept={"Kowal": "im Tandem mit Fr. Brandt", "Nasser": "pausiert (krank)", "Haddad": "B1-Kurs bis Juli"},
    )


def all_odd() -> tuple[Odd, ...]:
    """Every list once."""
    return (
        years(),
        towns(),
        quoted(),
        english(),
        families(),
        colours(),
        beside(),
        formulas(),
        attendance(),
        pairs(),
        split_births(),
        columns_of_women(),
        partners(),
        notebook(),
    )
