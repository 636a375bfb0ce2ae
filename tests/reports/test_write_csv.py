"""CSV that Excel opens and programs read: the standard reader, LibreOffice, and back again."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permenti_desktop.domain.errors import Cancelled
from permenti_desktop.reports import write_csv
from permenti_desktop.reports.document import Column, Document, Row, Table
from permenti_desktop.reports.plain import clean


def written(columns: tuple[Column, ...], rows: tuple[Row, ...], language: str = "de") -> bytes:
    out = io.BytesIO()
    write_csv.write(Document("Liste", language, (Table("Liste", columns, rows),)), out)
    return out.getvalue()


COLUMNS = (
    Column("Name"),
    Column("Geboren", "partial_date"),
    Column("Eintritt", "date"),
    Column("Gespräche", "integer"),
    Column("Betrag", "decimal", decimals=2),
    Column("Stunden", "hours"),
    Column("Anteil", "percent"),
)
ROWS: tuple[Row, ...] = (
    ('Müller; "Anna"', "1985-03", date(2026, 1, 12), 1204, Decimal("1234.50"), 90, 0.254),
    ("zwei\r\nZeilen", None, None, -3, -0.5, 20, "< 3"),
)


def test_german() -> None:
    assert written(COLUMNS, ROWS) == (
        b"\xef\xbb\xbf"
        + (
            '"Name";"Geboren";"Eintritt";"Gespräche";"Betrag";"Stunden";"Anteil"\r\n'
            '"Müller; ""Anna""";"03.1985";"12.01.2026";"1204";"1234,50";"1,5";"25,4\u00a0%"\r\n'
            '"zwei\nZeilen";"";"";"-3";"-0,5";"0,3333";"< 3"\r\n'
        ).encode()
    )


def test_english() -> None:
    assert written(COLUMNS, ROWS[:1], "en").decode("utf-8-sig").splitlines()[1] == (
        '"Müller; ""Anna""","March 1985","2026-01-12","1204","1234.50","1.5","25.4%"'
    )


@given(st.lists(st.text(st.characters(exclude_categories=())), min_size=1, max_size=4), st.sampled_from(["de", "en"]))
def test_every_text_reads_back_as_it_was(texts: list[str], language: str) -> None:
    columns = tuple(Column(str(number)) for number, _text in enumerate(texts))
    rows = list(write_csv.read(written(columns, (tuple(texts),), language), language))
    assert rows[1] == [clean(text) for text in texts]


@given(st.text())
def test_no_field_begins_like_a_formula(text: str) -> None:
    raw = written((Column("a"),), ((text,),)).decode("utf-8-sig")
    (field,) = list(csv.reader(io.StringIO(raw, newline=""), delimiter=";"))[1] or [""]
    assert not field.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))


def test_nothing_is_calculated_by_libreoffice(office: Callable[[Path, str], Path], tmp_path: Path) -> None:
    """The control without the apostrophe shows that it would have been."""
    guarded = tmp_path / "guarded.csv"
    guarded.write_bytes(written((Column("a"),), (("=1+1",), ("Ende",))))
    bare = tmp_path / "bare.csv"
    bare.write_bytes(b"\xef\xbb\xbfa\r\n=1+1\r\nEnde\r\n")
    filters = "html:HTML (StarCalc)"
    assert ">2<" in office(bare, filters).read_text("utf-8", "replace")
    shown = office(guarded, filters).read_text("utf-8", "replace")
    assert ">2<" not in shown
    assert "=1+1" in shown


def test_cancelling_stops_it() -> None:
    def tick(done: int, total: int) -> None:
        if done >= 512:
            raise Cancelled()

    table = Table("Liste", (Column("a"),), tuple((str(number),) for number in range(2_000)))
    out = io.BytesIO()
    with pytest.raises(Cancelled):
        write_csv.write(Document("Liste", "de", (table,)), out, tick)
    assert not out.closed
