"""Numbers and dates as German and English people write them, by worked examples."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from permenti_desktop.i18n import texts
from permenti_desktop.reports.document import Document, Kind, Value
from permenti_desktop.reports.formats import cover_facts, number_text, period_line, value_text


@pytest.mark.parametrize(
    ("value", "decimals", "german", "english"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (-1000, 0, "-1.000", "-1,000"),
        (1234567, 0, "1.234.567", "1,234,567"),
        (7, 2, "7,00", "7.00"),
        (1234.5, 2, "1.234,50", "1,234.50"),
        # Half up, as in school and in Excel; binary floats would say 0.12, 2.67 and 1.00.
        (0.125, 2, "0,13", "0.13"),
        (2.675, 2, "2,68", "2.68"),
        (1.005, 2, "1,01", "1.01"),
        (2.5, 0, "3", "3"),
        (-2.5, 0, "-3", "-3"),
        (Decimal("0.05"), 1, "0,1", "0.1"),
        (-0.04, 1, "0,0", "0.0"),
    ],
)
def test_numbers(value: int | float | Decimal, decimals: int, german: str, english: str) -> None:
    assert number_text(value, decimals, "de") == german
    assert number_text(value, decimals, "en") == english


@pytest.mark.parametrize(
    ("value", "kind", "german", "english"),
    [
        (None, "integer", "", ""),
        ("< 3", "integer", "< 3", "< 3"),
        ("Hussein", "text", "Hussein", "Hussein"),
        (date(1985, 3, 7), "date", "07.03.1985", "7 Mar 1985"),
        ("1985-03-07", "partial_date", "07.03.1985", "7 Mar 1985"),
        ("1985-03", "partial_date", "03.1985", "March 1985"),
        ("1985", "partial_date", "1985", "1985"),
        ("um 1985", "partial_date", "um 1985", "um 1985"),
        (0.254, "percent", "25,4\u00a0%", "25.4%"),
        (1, "percent", "100,0\u00a0%", "100.0%"),
        (90, "hours", "1,50", "1.50"),
        (20, "hours", "0,33", "0.33"),
        (61_230, "hours", "1.020,50", "1,020.50"),
        (3.25, "decimal", "3,3", "3.3"),
    ],
)
def test_values(value: Value, kind: Kind, german: str, english: str) -> None:
    assert value_text(value, kind, 1, "de") == german
    assert value_text(value, kind, 1, "en") == english


def test_the_line_on_every_page() -> None:
    document = Document(
        "Bericht", "de", (), period=(date(2026, 1, 1), date(2026, 6, 30)), cut_off=date(2026, 7, 15)
    )  # fmt: skip
    assert period_line(document, texts("de")) == "Zeitraum 01.01.2026 – 30.06.2026 · Stichtag 15.07.2026"
    assert period_line(Document("Bericht", "de", ()), texts("de")) == ""


def test_a_protected_report_does_not_say_who_made_it() -> None:
    def said(protected: bool) -> str:
        document = Document(
            "Bericht", "de", (), made_at=datetime(2026, 7, 16, 8, 30, tzinfo=UTC), made_by="Petra Beispiel",
            protected=protected,
        )  # fmt: skip
        return str(cover_facts(document, texts("de")))

    assert "Petra Beispiel" in said(protected=False)
    assert "Petra" not in said(protected=True)
    assert "16.07.2026" in said(protected=True)
