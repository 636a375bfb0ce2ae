"""Lists in other hands: forms, contacts in one column, lists beside and below each other, words that deny."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from permenti_desktop import cli_commands
from permenti_desktop.db.database import Database
from permenti_desktop.domain.dates import PartialDate
from permenti_desktop.domain.internship import InternshipInput
from permenti_desktop.domain.mentor import MentorInput
from permenti_desktop.domain.organisation import OrganisationInput
from permenti_desktop.domain.participant import ParticipantInput
from permenti_desktop.domain.tandem import TandemInput
from permenti_desktop.exchange import read_terms, read_values, read_workbook
from permenti_desktop.exchange.plan import make_plan
from permenti_desktop.exchange.read_terms import Spoken
from permenti_desktop.exchange.recognise import recognise
from permenti_desktop.exchange.steps import Plan
from permenti_desktop.queries.known import KnownRecords
from tests.exchange.reading_aid import TODAY
from tests.exchange.test_questions import Rows, plan_of, write, written


def plan_from(path: Path) -> Plan:
    return make_plan(recognise(read_workbook.read(path), TODAY), KnownRecords(), TODAY)


def women(plan: Plan) -> dict[str, ParticipantInput]:
    given = [step.given for step in plan.steps if isinstance(step.given, ParticipantInput)]
    return {one.person.last_name: one for one in given}


def all_of(plan: Plan, kind: type[Any]) -> list[Any]:
    return [step.given for step in plan.steps if isinstance(step.given, kind)]


def levels(woman: ParticipantInput) -> dict[str, str | None]:
    return {one.language: one.level for one in woman.person.languages}


def test_a_form_for_each_woman_on_a_sheet_of_its_own(tmp_path: Path) -> None:
    def form(name: str, born: str, country: str, mail: str) -> Rows:
        return (
            ("Stammblatt", None),
            (None, None),
            ("Name, Vorname:", name),
            ("geboren am:", born),
            ("Staatsangehörigkeit:", country),
            ("E-Mail:", mail),
        )

    first = form("Wardak, Zohra", "03.04.1984", "afghanisch", "zohra@example.org")
    second = form("Kovalchuk, Daryna", "22.10.1996", "ukrainisch", "daryna@example.org")
    found = women(plan_from(written(tmp_path, Wardak=first, Kovalchuk=second)))
    assert {last: (one.person.first_name, one.person.nationality) for last, one in found.items()} == {
        "Wardak": ("Zohra", "AF"),
        "Kovalchuk": ("Daryna", "UA"),
    }
    assert found["Wardak"].person.birth == PartialDate(1984, 4, 3)
    assert found["Kovalchuk"].person.email == "daryna@example.org"


def test_number_mail_and_address_in_one_column(tmp_path: Path) -> None:
    rows: Rows = (
        ("Name", "Vorname", "Kontakt"),
        ("Karimi", "Leila", "Tel: 0231-555123, leila@example.org, Münsterstr. 45, 44145 Dortmund"),
        ("Demir", "Hatice", "Borsigplatz 3 / 44145 Dortmund / 0157 11223344"),
        ("Aziz", "Noor", "0176 / 2233 4455\nnoor@example.org"),
        ("Sow", "Aminata", "aminata@example.org"),
    )
    found = {last: one.person for last, one in women(plan_from(written(tmp_path, Teilnehmerinnen=rows))).items()}
    leila, hatice, noor = found["Karimi"], found["Demir"], found["Aziz"]
    assert (leila.phone, leila.email) == ("+49 231 555123", "leila@example.org")
    assert (leila.street, leila.postal_code, leila.town) == ("Münsterstr. 45", "44145", "Dortmund")
    assert (hatice.phone, hatice.street, hatice.town) == ("+49 1571 1223344", "Borsigplatz 3", "Dortmund")
    assert (noor.phone, noor.email) == ("+49 176 22334455", "noor@example.org")
    assert found["Sow"].email == "aminata@example.org"


def test_a_second_list_below_with_other_columns(tmp_path: Path) -> None:
    """Its header repeats most of the first one, but the fifth column holds the exit and no longer the town."""
    rows: Rows = (
        ("Nachname", "Vorname", "Geb.", "Tel.", "Wohnort"),
        ("Barakzai", "Latifa", "21.03.1990", "0231 445566", "Dortmund"),
        ("Mesfin", "Almaz", "01.05.1982", "0231 998877", "Lünen"),
        (None,),
        ("Ehemalige",),
        ("Nachname", "Vorname", "Geb.", "Tel.", "ausgeschieden am"),
        ("Rahmani", "Sima", "04.04.1979", "0231 112233", "30.09.2024"),
        ("Lysenko", "Olha", "12.12.1991", None, "Dez 24"),
    )
    found = women(plan_from(written(tmp_path, Frauen=rows)))
    assert (found["Mesfin"].person.town, found["Mesfin"].participations) == ("Lünen", ())
    assert found["Rahmani"].participations[0].exit == PartialDate(2024, 9, 30)
    assert (found["Lysenko"].participations[0].exit, found["Lysenko"].person.town) == (PartialDate(2024, 12), "")


def test_a_list_beside_another_that_begins_lower(tmp_path: Path) -> None:
    """Nobody becomes the mentor of the woman in whose row she happens to stand."""
    rows: Rows = (
        ("Nachname", "Vorname", "Geb.", None, None, "Patinnen"),
        ("Barakzai", "Latifa", "21.03.1990", None, None, "Patin", "Beruf", "Tel."),
        ("Mesfin", "Almaz", "01.05.1982", None, None, "Regina Voss", "Architektin", "0231 5551234"),
        ("Rahmani", "Sima", "04.04.1979", None, None, "Heidi Brandt", "Ärztin", "0172 9998887"),
    )
    plan = plan_from(written(tmp_path, Blatt1=rows))
    mentors = {one.person.last_name: one.occupation for one in all_of(plan, MentorInput)}
    assert mentors == {"Voss": "Architektin", "Brandt": "Ärztin"}
    assert set(women(plan)) == {"Barakzai", "Mesfin", "Rahmani"}
    assert all_of(plan, TandemInput) == []


def test_filled_words_under_a_legend_say_what_colours_mean(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    fills = {"aktiv": "92D050", "Warteliste": "FFFF00"}
    sheet["G1"] = "Legende:"
    for row, (word, colour) in enumerate(fills.items(), 2):
        sheet.cell(row, 7, word).fill = PatternFill("solid", fgColor=colour)
    for line in (("Name, Vorname", "geb. am"), ("Noori, Mina", "02.04.1988"), ("Popova, Olena", "17.08.1981")):
        sheet.append(line)
    sheet["A5"].fill = PatternFill("solid", fgColor=fills["aktiv"])
    sheet["A6"].fill = PatternFill("solid", fgColor=fills["Warteliste"])
    book.save(tmp_path / "bunt.xlsx")
    found = women(plan_from(tmp_path / "bunt.xlsx"))
    assert "grün: aktiv" in found["Noori"].remarks
    assert "gelb: Warteliste" in found["Popova"].remarks


def test_columns_under_a_title_keep_its_meaning(tmp_path: Path) -> None:
    rows: Rows = (
        ("Person", None, "Sprachen", None, None, "Bildungsgutschein", None),
        ("Nachname", "Vorname", "Deutsch", "Englisch", "weitere", "beantragt", "gültig bis"),
        ("Rostami", "Zahra", "B2", "gut", "Farsi (Muttersprache), Türkisch A2", "x", "11.06.2025"),
        ("Haile", "Freweini", "A2", "A1", "Tigrinya, Amharisch", "-", None),
        ("Bojko", "Natalija", "B1", "C1", "Ukrainisch", "x", "12.08.2025"),
    )
    path = written(tmp_path, Teilnehmerinnen=rows)
    book = openpyxl.load_workbook(path)
    for area in ("A1:B1", "C1:E1", "F1:G1"):
        book.active.merge_cells(area)
    book.save(path)
    found = women(plan_from(path))
    assert levels(found["Rostami"]) == {"de": "B2", "en": None, "fa": "L1", "tr": "A2"}
    assert levels(found["Haile"]) == {"de": "A2", "en": "A1", "ti": None, "am": None}
    assert "Englisch: gut" in found["Rostami"].unread
    assert "Bildungsgutschein gültig bis: 11.06.2025" in found["Rostami"].unread


def test_the_state_of_an_internship_is_what_the_list_says(tmp_path: Path) -> None:
    """Not what its dates would suggest: who broke off has not completed it."""
    rows: Rows = (
        ("Praktikantin", "Einsatzort", "von", "bis", "Status"),
        ("Noori, Mina", "Stadtwerke Essen", "02.09.2024", "27.09.2024", "abgebrochen"),
        ("Yusufi, Parwana", "Storm GmbH", "01.03.2024", "31.05.2024", "abgeschlossen"),
        ("Bondar, Olha", "Storm GmbH", "01.03.2024", None, "läuft"),
    )
    people: Rows = (("Name", "Vorname"), ("Noori", "Mina"), ("Yusufi", "Parwana"), ("Bondar", "Olha"))
    plan = plan_from(written(tmp_path, Praktika=rows, Teilnehmerinnen=people))
    assert [one.state for one in all_of(plan, InternshipInput)] == ["aborted", "completed", "running"]
    assert {one.name for one in all_of(plan, OrganisationInput)} == {"Stadtwerke Essen", "Storm GmbH"}


def test_the_beginning_of_mentoring_is_the_tandems(tmp_path: Path) -> None:
    rows: Rows = (
        ("Name", "Vorname", "Mentorin", "Beginn Mentoring", "Mobilität", "Familienstand / Kinder", "Muttersprache"),
        ("Yusufi", "Parwana", "Inge Storm", "05/2025", "Fahrrad/Bus", "verh., 2 Kinder", "Dari"),
        ("Getachew", "Hirut", "noch offen", "12.05.2025", "Auto", "ledig, keine Kinder", "Amharisch"),
    )
    plan = plan_from(written(tmp_path, Teilnehmerinnen=rows))
    assert [one.start for one in all_of(plan, TandemInput)] == [PartialDate(2025, 5)]
    parwana, hirut = women(plan)["Yusufi"], women(plan)["Getachew"]
    assert parwana.participations == hirut.participations == ()
    assert "Beginn Mentoring: 12.05.2025" in hirut.unread
    assert (parwana.travel, parwana.children, hirut.children) == (("bike", "transit"), 2, 0)
    assert levels(parwana) == {"fa-AF": "L1"}


def test_a_sentence_is_no_mentor_and_nobody_no_contact(tmp_path: Path) -> None:
    tn: Rows = (
        ("Name", "Vorname", "Mentorin"),
        ("Petrenko", "Halyna", "wechselt zu Gisela Horn"),
        ("Bah", "Mariama", "hat keine"),
        ("Sow", "Kadiatou", "Ulla Pohl"),
    )
    network: Rows = (
        ("Institution", "Nachname", "Vorname", "Funktion", "Größe (MA)"),
        ("AWO Kreisverband", "N.N.", None, None, "ca. 1200"),
        ("REGE mbH", "Lindner", "Ulrike", "Leitung", 12),
    )
    plan = plan_from(written(tmp_path, Teilnehmerinnen=tn, Netzwerk=network))
    assert [one.person.last_name for one in all_of(plan, MentorInput)] == ["Pohl"]
    assert "wechselt zu Gisela Horn" in women(plan)["Petrenko"].unread
    contacts = {step.title: len(step.contacts) for step in plan.steps if step.subject == "organisation"}
    assert contacts == {"AWO Kreisverband": 0, "REGE mbH": 1}
    assert {one.name: one.size for one in all_of(plan, OrganisationInput)} == {
        "AWO Kreisverband": "large",
        "REGE mbH": "small",
    }


def test_a_question_stays_a_question_when_the_list_comes_again(database: Database, tmp_path: Path) -> None:
    """Two spellings that may be one woman are asked about each time, and never joined by themselves."""
    rows: Rows = (
        ("Vorname", "Nachname", "Geburtsdatum", "Status"),
        ("Amina", "Scheikh", "07.07.1989", "aktiv"),
        ("Amina", "Sheikh", "07.07.1989", "aktiv"),
    )
    path = written(tmp_path, Teilnehmerinnen=rows)
    first = plan_of(database, path)
    write(database, first)
    again = plan_of(database, path)
    assert first.count("duplicate") == again.count("duplicate") == 1
    assert not again.writes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nicht beantragt", "none"),
        ("Antrag nicht gestellt", "none"),
        ("keine Beratung", None),
        ("beantragt", "applied"),
    ],
)
def test_recognition_that_is_denied(text: str, code: str | None) -> None:
    found = read_terms.read_recognition(text, TODAY).value
    assert found is not None
    assert found.code == code


def test_words_that_deny_give_no_code() -> None:
    assert read_terms.read_phase("noch kein Praktikum").state == "unreadable"
    assert read_terms.read_phase("nicht im Tandem").state == "unreadable"
    assert read_terms.read_employment("nicht berufstätig").state == "unreadable"
    assert read_terms.read_employment("nicht arbeitslos").value is None
    assert read_terms.read_phase("im Praktikum").value == "internship"
    work = read_terms.read_exit_reason("keine Arbeit gefunden")
    assert work.state == "unsure"
    assert work.value is not None
    assert work.value.reason == "other"


@pytest.mark.parametrize(
    ("text", "spoken", "state"),
    [
        ("UKR, RUS, D: B2, E: B1", (("uk", None), ("ru", None), ("de", "B2"), ("en", "B1")), "read"),
        ("Somali; Deutsch: A1-A2", (("so", None), ("de", "A1")), "unsure"),
        ("Deutsch B1 (Kurs läuft), Dari (MS)", (("de", None), ("fa-AF", "L1")), "unsure"),
        ("Kurdisch (Kurmandschi), Arabisch", (("kmr", None), ("ar", None)), "read"),
        ("Amharic, German B1 (exam in May)", (("am", None), ("de", None)), "unsure"),
        ("Arabic (native), French good", (("ar", "L1"), ("fr", None)), "read"),
    ],
)
def test_languages_in_short(text: str, spoken: tuple[tuple[str, str | None], ...], state: str) -> None:
    found = read_terms.read_languages(text)
    assert (found.value, found.state) == (tuple(Spoken(*one) for one in spoken), state)


@pytest.mark.parametrize(
    ("text", "size"),
    [("12", "small"), ("> 250", "large"), ("10-49", "small"), ("5-20", None), ("bis 200", None), ("KMU", None)],
)
def test_the_size_of_a_firm(text: str, size: str | None) -> None:
    assert read_terms.read_size(text).value == size


def test_what_is_missing_is_kept_in_a_column_without_a_field(tmp_path: Path) -> None:
    rows: Rows = (("Name", "Vorname", "ESF-Bogen"), ("Omar", "Hibaq", "fehlt"), ("Sow", "Aminata", "-"))
    found = women(plan_from(written(tmp_path, Teilnehmerinnen=rows)))
    assert (found["Omar"].unread, found["Sow"].unread) == ("ESF-Bogen: fehlt", "")


def test_until_when_a_title_is_valid() -> None:
    found = read_terms.read_residence("§ 24, valid till 04.03.2027", TODAY).value
    assert found is not None
    assert (found.code, found.expires) == ("24", date(2027, 3, 4))


def test_a_month_beside_words_is_read_with_a_question() -> None:
    found = read_values.read_partial_date("abgebrochen 2/25", "event", TODAY)
    assert (found.value, found.state) == (PartialDate(2025, 2), "unsure")


def test_what_the_list_says_otherwise_is_told_in_words(database: Database, tmp_path: Path) -> None:
    """A cell that was changed in the list since never overwrites the record, and is never passed over in silence."""
    header = ("Nachname", "Vorname", "Geburtsdatum", "Beruf", "Führerschein", "Austritt", "Austrittsgrund")
    first: Rows = (header, ("Haddad", "Rasha", "12.04.1986", "Köchin", "nein", "30.06.2025", "Umzug"))
    write(database, plan_of(database, written(tmp_path, Teilnehmerinnen=first)))
    second: Rows = (header, ("Haddad", "Rasha", "12.04.1986", "Bäckerin", "ja", "31.07.2025", "krank"))
    plan = plan_of(database, written(tmp_path, Teilnehmerinnen=second))
    assert plan.steps[0].kind == "same"
    assert set(plan.steps[0].otherwise) == {
        "Beruf: Bäckerin",
        "Führerschein: ja",
        "Austritt: 31.07.2025",
        "Grund des Austritts: krank",
    }
    assert "Beruf: Bäckerin; " in cli_commands.plan_text(plan)


def test_a_form_in_several_columns_is_left_to_a_person(tmp_path: Path) -> None:
    """Its labels are nobody's names; the sheet is named as one without a list."""
    form: Rows = (
        ("Aufnahmebogen",),
        ("Nachname", "Yusuf", "Vorname", "Ikram"),
        ("Geburtsdatum", "05.05.1991", "Nationalität", "somalisch"),
        ("Telefon", "0176 5554443", "E-Mail", "ikram@example.org"),
        ("Deutsch", "B1", "Kinder", 2),
    )
    plan = plan_from(written(tmp_path, Yusuf=form))
    assert (plan.steps, plan.left_out) == ((), ("Yusuf",))


def test_what_is_denied_is_no_status_after_exit() -> None:
    for text in ("keine Arbeit", "nicht im Praktikum", "noch kein Studium"):
        found = read_terms.read_outcome(text)
        assert found.state == "unsure"
        assert found.value is not None
        assert found.value.status is None
    kept = read_terms.read_outcome("nicht erwerbstätig").value
    assert kept is not None
    assert kept.status == "inactive"


def test_values_that_can_be_meant_in_two_ways_are_asked_about() -> None:
    assert read_values.read_partial_date("24-03-01", "event", TODAY).state == "unsure"
    assert read_values.read_children("4;7").value is None
    assert read_values.read_children("2: 4 und 7").value == 2
    two = read_values.read_phones("0176 1234567/8")
    assert two.state == "unsure"
    assert [one.text for one in two.value or ()] == ["+49 176 1234567"]
    assert read_values.read_phones("0231/12345-67").state == "read"
    title = read_terms.read_residence("keine Duldung", TODAY)
    assert (title.state, title.value and title.value.code) == ("unsure", None)


@pytest.mark.parametrize(
    ("text", "status", "state"),
    [
        ("Ausbildungssuche", "job_search", "read"),
        ("sucht einen Minijob", "job_search", "read"),
        ("Jobcenter", None, "unsure"),
        ("Job in Aussicht", "employed", "unsure"),
        ("Ausbildung", "apprenticeship", "read"),
    ],
)
def test_words_with_work_in_them(text: str, status: str | None, state: str) -> None:
    found = read_terms.read_outcome(text)
    assert found.value is not None
    assert (found.value.status, found.state) == (status, state)


def test_what_she_did_later_comes_with_a_later_list(database: Database, tmp_path: Path) -> None:
    """The list of next year knows what she did half a year after her exit; it comes to what is known already."""
    header = ("Nachname", "Vorname", "Geburtsdatum", "Austritt", "Verbleib", "nach 4 Wochen", "nach 6 Monaten")
    first: Rows = (header, ("Popescu", "Elena", "03.03.1981", "30.11.2024", "Praktikum", "Vollzeit", None))
    write(database, plan_of(database, written(tmp_path, Teilnehmerinnen=first)))
    later: Rows = (header, ("Popescu", "Elena", "03.03.1981", "30.11.2024", "Praktikum", "Vollzeit", "Ausbildung"))
    plan = plan_of(database, written(tmp_path, Teilnehmerinnen=later))
    (woman,) = women(plan).values()
    assert [(one.moment, one.status) for one in woman.outcomes] == [
        ("exit", "internship"),
        ("four_weeks", "employed_full"),
        ("six_months", "apprenticeship"),
    ]
    write(database, plan)
    assert not plan_of(database, written(tmp_path, Teilnehmerinnen=later)).writes


def test_a_birth_in_the_column_that_says_so_is_no_question(tmp_path: Path) -> None:
    rows: Rows = (
        ("Name, Vorname (Geburtsdatum)", "Wohnort"),
        ("Azizi, Freshta (12.04.1989)", "Bielefeld"),
        ("Kahsay, Luam (1994)", "Herford"),
    )
    plan = plan_from(written(tmp_path, Teilnehmerinnen=rows))
    assert women(plan)["Azizi"].person.birth == PartialDate(1989, 4, 12)
    assert plan.doubts == ()


def test_a_later_list_leads_her_on(database: Database, tmp_path: Path) -> None:
    """Her exit ends the phase that was known; a recognition that stands otherwise in the record is told, never lost."""
    header = ("Nachname", "Vorname", "Geburtsdatum", "Mentorin", "Anerkennung", "Abschluss", "Austritt")
    first: Rows = (
        header,
        ("Popescu", "Elena", "03.03.1981", "Ute Wolf", "beantragt", "Diplom", None),
        ("Sow", "Aminata", "04.04.1984", None, None, "Abitur", None),
    )
    write(database, plan_of(database, written(tmp_path, Teilnehmerinnen=first)))
    later: Rows = (
        header,
        ("Popescu", "Elena", "03.03.1981", "Ute Wolf", "anerkannt", "Diplom", "31.03.2025"),
        ("Sow", "Aminata", "04.04.1984", None, "teilw.", "Abitur", None),
    )
    plan = plan_of(database, written(tmp_path, Teilnehmerinnen=later))
    elena, aminata = women(plan)["Popescu"], women(plan)["Sow"]
    assert [one.phase for one in elena.phases] == ["tandem", "completed"]
    assert [one.recognition for one in (*elena.qualifications, *aminata.qualifications)] == ["applied", "partial"]
    assert {step.title: step.otherwise for step in plan.steps if step.subject == "participant"} == {
        "Popescu, Elena": ("Anerkennung: anerkannt",),
        "Sow, Aminata": (),
    }
    write(database, plan)
    assert not plan_of(database, written(tmp_path, Teilnehmerinnen=later)).writes
