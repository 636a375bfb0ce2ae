"""PDFs, read by pypdf, Poppler and qpdf."""

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest

from permenti_desktop.domain.errors import Cancelled
from permenti_desktop.reports import write_pdf
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
)


def written(document: Document) -> bytes:
    out = io.BytesIO()
    write_pdf.write(document, out)
    return out.getvalue()


def pages(document: Document) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(written(document))).pages]


def by_poppler(document: Document, *options: str) -> str:
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=written(document), check=True, capture_output=True)
    return done.stdout.decode()


def squeezed(text: str) -> str:
    return "".join(text.split())


def listed(count: int, **more: object) -> Document:
    rows = tuple((f"Name {number}", number, date(2026, 1, 1 + number % 28)) for number in range(count))
    columns = (Column("Name"), Column("Zahl", "integer"), Column("Tag", "date"))
    return Document("Liste", "de", (Table("Teilnehmerinnen", columns, rows, count),), cut_off=date(2026, 7, 15))


def test_every_page_says_what_it_belongs_to(document: Document) -> None:
    found = pages(document)
    for number, text in enumerate(found, 1):
        assert "Sachbericht zum Verwendungsnachweis" in text
        assert "Zeitraum 01.01.2026 – 30.06.2026 · Stichtag 15.07.2026" in text
        assert f"Seite {number} von {len(found)}" in text
        assert "Nur für den Zuwendungsgeber. Enthält personenbezogene Daten." in text


def test_it_is_a_sound_file_with_its_fonts_inside(document: Document, tmp_path: Path) -> None:
    target = tmp_path / "bericht.pdf"
    target.write_bytes(written(document))
    subprocess.run(["qpdf", "--check", str(target)], check=True, capture_output=True)
    fonts = subprocess.run(["pdffonts", str(target)], check=True, capture_output=True, text=True).stdout.splitlines()[
        2:
    ]
    assert {line.split()[0].partition("+")[2] for line in fonts} == {
        "NotoSans-Regular", "NotoSans-Bold", "NotoSansArabic-Regular", "NotoSansEthiopic-Regular",
    }  # fmt: skip
    for line in fonts:
        assert line.split()[-5:-2] == ["yes", "yes", "yes"], line  # embedded, a subset, readable


def test_title_language_and_bookmarks(document: Document) -> None:
    reader = pypdf.PdfReader(io.BytesIO(written(document)))
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    assert reader.metadata.author == document.office
    assert "Petra" not in str(reader.metadata)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "de"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == "true" or root["/ViewerPreferences"]["/DisplayDocTitle"]
    top = [item.title for item in reader.outline if not isinstance(item, list)]
    below = [item.title for part in reader.outline if isinstance(part, list) for item in part]
    assert top == ["Auf einen Blick", "Teilnehmerinnen"]
    assert below == ["Entwicklung"]


def test_names_in_every_script_can_be_read_and_searched(document: Document) -> None:
    text = by_poppler(document)
    for name in ("شیلان حسین", "أمينة الحسن", "ምሕረት ተስፋይ", "Шевченко, Олена", "Müller-Öztürk, Aylin"):
        assert name in text
    assert "شیلان حسین" in "".join(pages(document))


def test_figures_of_tables_and_charts_are_text(document: Document) -> None:
    text = by_poppler(document, "-layout")
    assert re.search(
        r"Hussein, Shilan +\S+شیلان حسین\S+ +07\.03\.1985 +12\.01\.2026 +Im Tandem +14 +12,50 +50,0 %", text
    )
    assert re.search(r"Summe +1\.230 +34,92", text)
    for figure in ("35,4 %", "1.020,50", "Soll 24", "Jobcenter", "21", "Für April 2026 wird keine Zahl gezeigt"):
        assert figure in text


def test_figures_stand_below_each_other() -> None:
    """The right ends of numbers of any length are at the same place, to a tenth of a point."""
    rows = tuple((number,) for number in (1, 22, 333, 4444, 55555))
    document = Document("Liste", "de", (Table("T", (Column("Zahl", "integer"),), rows),))
    html = by_poppler(document, "-bbox")
    ends = {round(float(found), 1) for found in re.findall(r'xMax="([\d.]+)"[^>]*>[\d.]+</word>', html)}
    assert len({end for end in ends if end < 400}) == 1


def test_a_long_table_repeats_its_head_and_loses_no_row() -> None:
    found = pages(listed(1_000))
    assert len(found) > 15
    names: list[str] = []
    for text in found:
        assert text.count("Name Zahl Tag") == 1
        names += re.findall(r"Name (\d+) ", text)
    assert names == [str(number) for number in range(1_000)]


def test_rows_may_come_one_by_one() -> None:
    class Rows:
        def __iter__(self) -> Iterator[Row]:
            return ((f"Zeile {number}",) for number in range(600))

    text = "".join(pages(Document("Liste", "de", (Table("T", (Column("a"),), Rows()),))))
    assert re.findall(r"Zeile (\d+)", text) == [str(number) for number in range(600)]


def test_wide_tables_lie_across_the_page_and_small_ones_do_not() -> None:
    def sizes(columns: int) -> list[bool]:
        table = Table("T", tuple(Column(f"Spalte {at}") for at in range(columns)), (("Ein paar Wörter",) * columns,))
        document = Document("Liste", "de", (Paragraph("Vorweg"), table, Paragraph("Danach")))
        reader = pypdf.PdfReader(io.BytesIO(written(document)))
        return [page.mediabox.width > page.mediabox.height for page in reader.pages]

    assert sizes(3) == [False]
    assert sizes(12) == [False, True, False]


def test_thirty_columns_lose_nothing() -> None:
    row = tuple(f"Angabe{at}Zusammengeschrieben" for at in range(30))
    table = Table("T", tuple(Column(f"Spalte {at}") for at in range(30)), (row,))
    reader = pypdf.PdfReader(io.BytesIO(written(Document("Liste", "de", (table,)))))
    # Words are broken into pieces, so cells are read column by column.
    pieces: dict[float, str] = {}

    def visit(text: str, _cm: list[float], matrix: list[float], _font: object, _size: float) -> None:
        pieces[round(matrix[4], 1)] = pieces.get(round(matrix[4], 1), "") + text.strip()

    for page in reader.pages:
        page.extract_text(visitor_text=visit)
    for at, cell in enumerate(row):
        assert any(cell in text for text in pieces.values()), at


def test_a_row_higher_than_a_page_goes_on() -> None:
    words = [f"Wort{number}" for number in range(4_000)]
    table = Table("T", (Column("Name"), Column("Notiz")), (("Hussein", " ".join(words)), ("Tesfay", "kurz")))
    found = pages(Document("Liste", "de", (table,)))
    assert len(found) > 4
    text = " ".join(found)
    assert re.findall(r"Wort(\d+)", text) == [str(number) for number in range(4_000)]
    assert "Tesfay" in found[-1]


def test_headings_are_not_left_alone() -> None:
    for count in range(20, 50):
        blocks = (
            *(Paragraph(f"Absatz {number}") for number in range(count)),
            Heading("Überschrift"),
            Paragraph("Text"),
        )
        for text in pages(Document("Bericht", "de", blocks)):
            assert ("Überschrift" in text) == ("Text" in text)


def test_page_breaks_and_notes() -> None:
    found = pages(Document("Bericht", "de", (Paragraph("eins"), PageBreak(), Note("zwei", "bad"), PageBreak())))
    assert "eins" in found[0]
    assert "zwei" in found[1]


def test_a_note_longer_than_a_page_goes_on() -> None:
    words = [f"Wort{number}" for number in range(3_000)]
    text = " ".join(pages(Document("Bericht", "de", (Note(" ".join(words)),))))
    assert re.findall(r"Wort(\d+)", text) == [str(number) for number in range(3_000)]


def test_what_cannot_be_drawn_is_written_as_a_table() -> None:
    chart = Chart("Verteilung", "bar", tuple(f"Ort {at}" for at in range(60)), (Series("Frauen", tuple(range(60))),))
    text = "".join(pages(Document("Bericht", "de", (chart,))))
    for at in range(60):
        assert re.search(rf"Ort {at} {at}\b", text)


def test_figures_without_a_value_and_with_a_suppressed_one() -> None:
    figures = KeyFigures((Figure("Tandems", None), Figure("Praktika", "< 3", target=10), Figure("Frauen", 0, target=5)))
    text = "".join(pages(Document("Bericht", "de", (figures,))))
    for wanted in ("–", "< 3", "Soll 10", "Soll 5"):
        assert wanted in text


def test_an_empty_table_says_so() -> None:
    table = Table("T", (Column("Name"), Column("Zahl", "integer")), ())
    assert "Keine Einträge" in pages(Document("Liste", "de", (table,)))[0]
    assert "Niemand fehlt" in pages(Document("Liste", "de", (replace(table, empty="Niemand fehlt"),)))[0]


def test_characters_nobody_can_print_are_told() -> None:
    table = Table("T", (Column("Name"),), (("Müller شیلان ምሕረት Шевченко",), ("გიორგი 中",)))
    out = io.BytesIO()
    assert write_pdf.write(Document("Liste", "de", (table,)), out) == frozenset("გიორ中")
    # They are empty boxes on paper, but can still be copied.
    assert "გიორგი 中" in pypdf.PdfReader(out).pages[0].extract_text()


def test_progress_and_cancelling() -> None:
    seen: list[tuple[int, int]] = []
    write_pdf.write(listed(1_000), io.BytesIO(), lambda *now: seen.append(now))
    assert seen[-1] == (1_000, 1_000)
    assert seen == sorted(seen)

    def stop(done: int, total: int) -> None:
        if done > 300:
            raise Cancelled()

    with pytest.raises(Cancelled):
        write_pdf.write(listed(1_000), io.BytesIO(), stop)


def test_english(document: Document) -> None:
    text = by_poppler(replace(document, language="en"), "-layout")
    assert "12 Jan 2026" in text
    assert "25.4%" in text
    assert "1,020.50" in text
