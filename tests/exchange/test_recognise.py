"""What columns mean, by the words above them and the cells below; what a person may decide otherwise."""

from datetime import date
from pathlib import Path

import pytest

from permenti_desktop.exchange import headers, read_workbook
from permenti_desktop.exchange.fields import FIELDS, SUBJECTS, TITLE_WORDS
from permenti_desktop.exchange.manners import colour_name
from permenti_desktop.exchange.recognise import choose, recognise
from permenti_desktop.exchange.records import read_records
from permenti_desktop.exchange.tables import Recognition
from permenti_desktop.exchange.workbook import Area, Cell, Sheet, Value, Workbook
from tests.exchange import lists

TODAY = date(2026, 11, 22)
WORDS = Path(__file__).resolve().parents[1] / "data" / "lists" / "headers.txt"
EXAMPLES: dict[str, tuple[str, ...]] = {
    "birth": ("03.07.1984", "1969", "Okt. 1998", "12.05.1989"),
    "entry": ("03.02.2021", "2020-03-15", "Aug. 2020", "11.10.2019"),
    "exit": ("03.02.2021", "2020-03-15", "Aug. 2020", "11.10.2019"),
    "nationality": ("Syrien", "Irak", "Guinea", "Türkei"),
    "german": ("B1", "A2", "C1", "B2"),
    "arrival": ("2014", "2016", "2015", "2019"),
    "postal": ("58452", "45525", "58256", "58300"),
    "town": ("Witten", "Hattingen", "Ennepetal", "Schwelm"),
    "phone": ("0157/6898575", "02302 1234", "0176 6791601", "0163 798 3724"),
    "mobile": ("0157/6898575", "01520 1234567", "0176 6791601", "0163 798 3724"),
    "email": ("a@example.org", "b@example.org", "c@example.org", "d.e@example.org"),
    "mentor": ("Ute Groß", "Anke Kramer", "Petra Weiß", "Heike Groß"),
    "last": ("Sow", "Kassab", "Al-Jubouri", "Demir"),
    "first": ("Kadiatou", "Rima", "Avin", "Zeynep"),
    "name": ("Sow, Kadiatou", "Kassab, Rima", "Al-Jubouri, Avin", "Demir, Zeynep"),
    "name2": ("Kadiatou Sow", "Rima Kassab", "Avin Al-Jubouri", "Zeynep Demir"),
    "residence": ("§ 24 AufenthG", "Duldung", "AE 25,3", "Niederlassungserl."),
    "occupation": ("Hebamme", "Architektin", "Juristin", "Köchin"),
    "recognition": ("ja", "läuft", "teilw.", "beantragt 3/20"),
    "children": ("2", "0", "keine", "1"),
    "outcome": ("Arbeit TZ", "Studium", "Elternzeit", "Praktikum"),
    "remark": ("Kita fehlt!", "nur vormittags", "ruft zurück", "+ Führerschein"),
    "address": (
        "Ruhrstr. 13, 58256 Ennepetal",
        "Am Markt 6, 58256 Ennepetal",
        "Steg 3, 58300 Wetter",
        "Ufer 1, 58452 Witten",
    ),
    "street": ("Ruhrstr. 13", "Am Markt 67", "Schulstr. 3", "Gartenweg 1"),
    "case_worker": ("Fr. Meier", "Hr. Kurz", "Fr. Öz", "Fr. Meier"),
    "cohort": ("1", "2", "1", "2"),
    "number": ("1", "2", "3", "4"),
    "licence": ("ja", "nein", "x", "nein"),
    "phase": ("im Tandem", "wartet", "pausiert", "abgebrochen"),
    "employment": ("arbeitslos", "beschäftigt", "arbeitslos", "arbeitsuchend"),
    "wanted": ("Pflege", "Büro", "Lehrerin", "Labor"),
    "education": ("Bachelor", "Abitur", "Master", "Diplom"),
    "consent": ("ja", "x", "ja", "ja"),
    "residence_expires": ("04.03.2027", "01.01.2028", "05.06.2027", "31.12.2026"),
    "exit_reason": ("Umzug", "Arbeit", "Krankheit", "Umzug"),
    "languages": ("Arabisch", "Dari, Englisch", "Türkisch", "Kurdisch"),
    "gender": ("w", "w", "w", "d"),
    "household": ("verheiratet", "ledig", "geschieden", "ledig"),
    "age": ("34", "45", "29", "51"),
    "district": ("Annen", "Heven", "Bommern", "Mitte"),
}


def book_of(*rows: tuple[Value, ...], name: str = "Tabelle1") -> Workbook:
    return Workbook("liste", "xlsx", (Sheet(name, tuple(tuple(Cell(value) for value in row) for row in rows)),))


def found_in(*rows: tuple[Value, ...], name: str = "Tabelle1") -> Recognition:
    return recognise(book_of(*rows, name=name), TODAY)


def table_around(kind: str, header: str) -> Recognition:
    """A small list with this column among others that fit beside it."""
    mine = (header, EXAMPLES[kind])
    name, phone = ("Name, Vorname", EXAMPLES["name"]), ("Tel.", EXAMPLES["phone"])
    columns = {
        "name": [mine, phone, ("Deutsch", EXAMPLES["german"])],
        "name2": [mine, phone, ("Deutsch", EXAMPLES["german"])],
        "last": [mine, ("Vorname", EXAMPLES["first"]), phone],
        "first": [("Nachname", EXAMPLES["last"]), mine, phone],
        "street": [name, mine, ("PLZ", EXAMPLES["postal"]), ("Ort", EXAMPLES["town"])],
        "exit": [name, ("geb.", EXAMPLES["birth"]), ("Beginn", EXAMPLES["entry"]), mine],
        "entry": [name, ("geb.", EXAMPLES["birth"]), mine, ("Austritt", EXAMPLES["exit"])],
        "mobile": [name, phone, mine],
        "town": [name, mine, phone],
    }.get(kind, [name, ("Vermerk", ("a b", "c d", "e f", "g h")), mine, ("Wohnort", EXAMPLES["town"])])
    rows = [tuple(column[0] for column in columns)]
    rows += [tuple(column[1][number] for column in columns) for number in range(4)]
    return found_in(*rows)


def test_words_above_columns() -> None:
    """Some 400 headers as offices write them; 98 of 100 have to be understood, whatever the cells say."""
    wrong = []
    count = 0
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        kind, words = line.split(": ", 1)
        for word in words.replace("¶", "\n").split("|"):
            count += 1
            (table,) = table_around(kind, word).tables
            meant = f"participant.{'name' if kind == 'name2' else kind}"
            got = [column.field for column in table.columns if column.header == " ".join(word.split())]
            if got != [meant]:
                wrong.append((word, meant, got))
    assert count > 380
    assert len(wrong) <= count * 0.02, wrong


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Teilnehmer*innen", "Teilnehmerinnen"),
        ("Mentor:in", "Mentorin"),
        ("Mentor/in", "Mentorin"),
        ("Mentor(in)", "MENTORIN"),
        ("MentorInnen", "mentorin"),
        ("Geburts-\ndatum", "Geburtsdatum"),
        ("E-Mail", "e mail"),
        ("Straße", "Strasse"),
    ],
)
def test_spellings_of_one_header(one: str, other: str) -> None:
    assert headers.header_key(one) == headers.header_key(other)


def test_cells_outweigh_a_wrong_word() -> None:
    """A column called "Telefon" that holds addresses of mail is no column of telephones."""
    found = found_in(
        ("Name, Vorname", "Telefon", "Deutsch"),
        *(
            (name, mail, level)
            for name, mail, level in zip(EXAMPLES["name"], EXAMPLES["email"], EXAMPLES["german"], strict=True)
        ),
    )
    assert found.tables[0].columns[1].field != "participant.phone"


def test_a_person_decides_otherwise() -> None:
    found = found_in(
        ("Name", "Datum", "Deutsch"), ("Sow, Kadiatou", "03.02.2021", "B1"), ("Demir, Zeynep", "04.02.2021", "B2")
    )
    table = found.tables[0]
    changed = choose(found, table, TODAY, {2: "participant.exit", 3: None})
    (one,) = changed.tables
    assert [column.field for column in one.columns] == ["participant.name", "participant.exit", None]
    assert one.columns[1].by == "person"
    drafts = read_records(changed, TODAY)[0].drafts
    assert str(drafts[0].value("participant.exit")) == "2021-02-03"
    # What has no field stays as text.
    assert [item.value for item in drafts[0].items if item.state == "kept"] == ["B1"]


def test_the_decision_is_remembered_by_the_header() -> None:
    rows = (("Name", "Datum", "Deutsch"), ("Sow, Kadiatou", "03.02.2021", "B1"))
    first = found_in(*rows).tables[0]
    again = recognise(book_of(*rows), TODAY, {first.fingerprint: {"datum": "participant.exit"}}).tables[0]
    assert again.columns[1].field == "participant.exit"
    other = recognise(
        book_of(("Name", "Tag"), *rows[1:]), TODAY, {first.fingerprint: {"datum": "participant.exit"}}
    ).tables[0]
    assert other.fingerprint != first.fingerprint


def test_another_subject() -> None:
    found = found_in(("Name", "Ort"), ("Sow, Kadiatou", "Witten"), ("Demir, Zeynep", "Wetter"))
    changed = choose(found, found.tables[0], TODAY, {}, "mentor")
    assert [column.field for column in changed.tables[0].columns] == ["mentor.name", "mentor.town"]


def test_a_sheet_without_a_list_is_named() -> None:
    note = Sheet("Notizen", ((Cell("Bitte nicht vergessen"),),))
    book = Workbook("liste", "xlsx", (*book_of(("Name", "geb."), ("Sow, Kadiatou", "1990")).sheets, note))
    found = recognise(book, TODAY)
    assert found.left_out == ("Notizen",)


def test_sensitive_columns_are_left_out_until_a_person_ticks_them() -> None:
    found = found_in(
        ("Name", "geb.", "Religion"), ("Sow, Kadiatou", "1990", "christlich"), ("Demir, Zeynep", "1991", "-")
    )
    item = read_records(found, TODAY)[0].drafts[0].items[-1]
    assert (item.state, item.value, item.text) == ("ignored", None, "")
    chosen = choose(found, found.tables[0], TODAY, {3: "participant.sensitive"})
    item = read_records(chosen, TODAY)[0].drafts[0].items[-1]
    assert (item.state, item.value) == ("kept", "christlich")


@pytest.mark.parametrize(
    ("sheet", "subject"),
    [
        ("Mentorinnen", "mentor"),
        ("Mentors 2022", "mentor"),
        ("TN-Liste", "participant"),
        ("Netzwerkpartner", "organisation"),
    ],
)
def test_the_name_of_the_sheet_helps(sheet: str, subject: str) -> None:
    found = found_in(
        ("Name", "Ort", "Telefon"), ("Ute Groß", "Witten", "02302 1234"), ("Eva Kurz", "Wetter", "02335 1"), name=sheet
    )
    assert found.tables[0].subject == subject


def test_names_of_colours() -> None:
    assert [colour_name(rgb) for rgb in ("FFFF00", "FF0000", "92D050", "00B0F0", "FFC000", "D9D9D9")] == [
        "gelb",
        "rot",
        "grün",
        "blau",
        "orange",
        "grau",
    ]


def test_every_field_can_be_named() -> None:
    for field in FIELDS:
        assert field.label
        assert field.words or field.weak
    assert {field.subject for field in FIELDS} == set(SUBJECTS) == set(TITLE_WORDS)


def test_rows_that_are_no_records(tmp_path: Path) -> None:
    found = found_in(
        ("Teilnehmerinnen PerMenti",),
        ("Name", "geb.", "Wohnort", "Niveau", "seit", "Tel."),
        (None, "(TT.MM.JJJJ)", None, "(A1–C2)"),
        ("Rima Kassab", "01.10.1981", "Witten", "B2", "17.12.2018", "0176 1234567"),
        (None, None, None, None, None, "02302 55555"),
        (),
        ("Ausgeschieden:",),
        ("Senait Gebremedhin", "8.3.70", "Wetter", "A2", "2019", ""),
        ("Gesamt: 2",),
        ("gelb = wartet auf Mentorin",),
        ("Stand 3/2021",),
    )
    (one,) = read_records(found, TODAY)
    assert [draft.row for draft in one.drafts] == [4, 8]
    assert {line.row: line.kind for line in one.lines} == {
        3: "unclear",
        5: "continuation",
        7: "section",
        9: "total",
        10: "legend",
        11: "legend",
    }
    assert any("02302 55555" in note for note in one.drafts[0].notes)
    assert any(item.value == "Ausgeschieden:" for item in one.drafts[1].items)


def test_s_o_takes_what_stands_above_and_says_so() -> None:
    found = found_in(
        ("Teilnehmerin", "Betrieb", "von", "bis", "Ansprechpartner"),
        ("Fatoumata Sow", "Stadtwerke", "27.05.2019", "24.06.2019", "s.o."),
        ("Hêvî Aziz", "Stadtwerke", "04.11.2020", "02.12.2020", "Fr. Öz"),
        ("Ayşe Aydın", "s.o.", "28.11.2020", "09.01.2021", "s.o."),
        name="Praktika",
    )
    (one,) = read_records(found, TODAY)
    people = [draft.item("internship.supervisor") for draft in one.drafts]
    assert [(item.value, item.state) for item in people if item] == [
        ("s.o.", "read"),
        ("Fr. Öz", "read"),
        ("Fr. Öz", "unsure"),
    ]
    assert one.drafts[2].text("organisation.name") == "Stadtwerke"


def test_a_sample_file_is_recognised_from_its_bytes(tmp_path: Path) -> None:
    layout = lists.dortmund()
    path = tmp_path / "liste.xlsx"
    layout.write(path)
    (table,) = recognise(read_workbook.read(path), TODAY).tables
    assert table.header_rows == (7,)
    assert table.place(8, 2) == "B8"


SMALL_LISTS: dict[str, tuple[str, str, tuple[tuple[Value, ...], ...], list[dict[str, str]]]] = {
    "a cross for each level": (
        "Tabelle1",
        "participant",
        (
            ("Name", "Herkunft", "A1", "A2", "B1"),
            ("Sow, Kadiatou", "Guinea", "x", None, None),
            ("Demir, Zeynep", "Türkei", None, None, "x"),
        ),
        [{"participant.german": "A1"}, {"participant.german": "B1"}],
    ),
    "the birth behind the name": (
        "Tabelle1",
        "participant",
        (
            ("Teilnehmerin", "Ort", "Deutsch"),
            ("Sow, Kadiatou (*1971)", "Witten", "B1"),
            ("2. Demir, Zeynep, geb. 7.3.85", "Wetter", "B2"),
        ),
        [
            {"participant.last": "Sow", "participant.first": "Kadiatou", "participant.birth": "1971"},
            {"participant.last": "Demir", "participant.first": "Zeynep", "participant.birth": "1985-03-07"},
        ],
    ),
    "two rows of headers in a text file": (
        "Tabelle1",
        "participant",
        (
            ("Person", None, None, "Adresse", None, "Projekt", None),
            ("Name", "Vorname", "geb.", "PLZ", "Ort", "von", "bis"),
            ("Sow", "Kadiatou", "25.9.71", "58452", "Witten", "1.2.2020", "3.4.2021"),
        ),
        [{"participant.last": "Sow", "participant.entry": "2020-02-01", "participant.exit": "2021-04-03"}],
    ),
    "pairs under the same headers": (
        "Tandems",
        "tandem",
        (
            ("Name", "Vorname", "Firma", "Telefon", "Name", "Vorname", "Herkunft", "Telefon"),
            ("Groß", "Ute", "Kanzlei", "02302 1234", "Sow", "Kadiatou", "Guinea", "0176 1234567"),
            ("Kramer", "Anke", "Stadtwerke", "02302 2345", "Demir", "Zeynep", "Türkei", "0176 7654321"),
        ),
        [
            {
                "mentor.last": "Groß",
                "mentor.phone": "+49 2302 1234",
                "participant.last": "Sow",
                "participant.nationality": "GN",
                "participant.phone": "+49 176 1234567",
            }
        ],
    ),
    "pairs by words": (
        "Tabelle1",
        "tandem",
        (
            ("Vorname Mentee", "Nachname Mentee", "Vorname Mentorin", "Nachname Mentorin", "Unternehmen", "Start"),
            ("Kadiatou", "Sow", "Ute", "Groß", "Kanzlei", "1.2.2020"),
        ),
        [{"mentor.organisation": "Kanzlei", "tandem.start": "2020-02-01", "participant.first": "Kadiatou"}],
    ),
    "English": (
        "List",
        "participant",
        (
            ("Participant", "Date of Birth", "Country of Origin", "Residence Status", "Contact number", "Date left"),
            ("Kadiatou Sow", "25/09/1971", "Guinea", "Sec. 25 (3)", "0176 1234567", "31/12/2020"),
        ),
        [
            {
                "participant.last": "Sow",
                "participant.birth": "1971-09-25",
                "participant.phone": "+49 176 1234567",
                "participant.exit": "2020-12-31",
            }
        ],
    ),
    "a sheet for each town": (
        "Hattingen",
        "participant",
        (("Vorname", "Nachname", "Sprache"), ("Kadiatou", "Sow", "B1"), ("Zeynep", "Demir", "B2")),
        [{"participant.town": "Hattingen", "participant.german": "B1"}],
    ),
    "rounds as titles between rows": (
        "Tabelle1",
        "participant",
        (
            ("Durchgang 1 (2019/20)",),
            ("Vorname", "Nachname", "Sprache"),
            ("Kadiatou", "Sow", "B1"),
            ("Durchgang 2 (2020/21)",),
            ("Zeynep", "Demir", "B2"),
        ),
        [{"participant.cohort": "Durchgang 1 (2019/20)"}, {"participant.cohort": "Durchgang 2 (2020/21)"}],
    ),
}


@pytest.mark.parametrize("name", SMALL_LISTS)
def test_small_lists(name: str) -> None:
    sheet, subject, rows, expected = SMALL_LISTS[name]
    (one,) = read_records(found_in(*rows, name=sheet), TODAY)
    assert one.table.subject == subject
    for draft, wanted in zip(one.drafts, expected, strict=False):
        for key, value in wanted.items():
            found = draft.value(key)
            assert str(getattr(found, "iso", found)) == value


def test_a_name_merged_over_two_rows_is_one_woman() -> None:
    rows = (
        ("Name", "Tel.", "Deutsch"),
        ("Sow, Kadiatou", "0176 1234567", "B1"),
        (None, "02302 1234", None),
        ("Demir, Zeynep", "0176 7654321", "B2"),
    )
    sheet = book_of(*rows).sheets[0]
    merged = Sheet(sheet.name, sheet.rows, (Area(2, 1, 3, 1),))
    (one,) = read_records(recognise(Workbook("liste", "xlsx", (merged,)), TODAY), TODAY)
    assert [draft.row for draft in one.drafts] == [2, 4]
    assert "02302 1234" in one.drafts[0].notes[0]
