"""How values of a document are written as text: for the PDF, for CSV, and for what is put into a sentence.

Numbers are rounded half up, as Excel shows them and as people round; dates come from the program's own
:func:`permenti_desktop.i18n.date_text`, so a report and the window never differ.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from permenti_desktop.i18n import Texts, date_text, datetime_text
from permenti_desktop.reports.document import Document, Kind, Value

# Sign for thousands and for decimals.
_SIGNS: Final = {"de": (".", ","), "en": (",", ".")}


@lru_cache(maxsize=4096)
def day_text(day: date, language: str) -> str:
    """A whole date, remembered: a table of 10,000 rows has the same few hundred days again and again."""
    return date_text(day, language)


def partial_text(iso: str, language: str) -> str:
    """A date known in full, to the month or to the year: "07.03.1985", "03.1985", "1985".

    In a table the month is a number, so that the column stays narrow and lines up under whole dates.
    """
    if len(iso) == 7 and language == "de":
        return f"{iso[5:]}.{iso[:4]}"
    return date_text(iso, language)


def number_text(value: int | float | Decimal, decimals: int, language: str) -> str:
    """A number with exactly *decimals* places, rounded half up: 1234.5 → "1.234,50"."""
    thousands, point = _SIGNS[language]
    if isinstance(value, int):
        if -1000 < value < 1000 and not decimals:
            return str(value)
        text = f"{value:,}" if not decimals else f"{value:,}.{'0' * decimals}"
    else:
        # str() of a float is the shortest text that means it: 0.125 is rounded as it reads.
        exact = Decimal(str(value))
        text = f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"
        if not text.strip("-0.,"):
            text = text.lstrip("-")
    if language == "en":
        return text
    return text.translate({ord(","): thousands, ord("."): point})


def value_text(value: Value, kind: Kind, decimals: int, language: str) -> str:
    """A value of a document as text in the document's language; "" for None."""
    if value is None:
        return ""
    if isinstance(value, str):
        return partial_text(value, language) if kind == "partial_date" and value[:4].isdigit() else value
    if isinstance(value, date):
        return day_text(value, language)
    if kind == "percent":
        text = number_text(Decimal(str(value)) * 100, decimals, language)
        return f"{text}\u00a0%" if language == "de" else f"{text}%"
    if kind == "hours":
        return number_text(Decimal(value) / 60, 2, language)
    return number_text(value, decimals if kind == "decimal" else 0, language)


def period_text(document: Document) -> str:
    """The period of a document: "01.01.2026 – 30.06.2026"; "" without one."""
    if document.period is None:
        return ""
    first, last = document.period
    return f"{day_text(first, document.language)} – {day_text(last, document.language)}"


def period_line(document: Document, speak: Texts) -> str:
    """Period and cut-off date in one line, as it stands on every page; "" when the document has neither."""
    parts = []
    if document.period is not None:
        parts.append(speak.gettext("Zeitraum {period}").format(period=period_text(document)))
    if document.cut_off is not None:
        parts.append(speak.gettext("Stichtag {day}").format(day=day_text(document.cut_off, document.language)))
    return " · ".join(parts)


def cover_facts(document: Document, speak: Texts) -> list[tuple[str, str]]:
    """What the first page says about the report: names and values, ready to be written.

    The name of who made it is left out of a protected report.
    """
    facts: list[tuple[str, str]] = []
    if document.office:
        facts.append((speak.gettext("Büro"), document.office))
    if document.period is not None:
        facts.append((speak.gettext("Zeitraum"), period_text(document)))
    if document.cut_off is not None:
        facts.append((speak.gettext("Stichtag"), day_text(document.cut_off, document.language)))
    facts += document.facts
    if document.made_at is not None:
        made = datetime_text(document.made_at, document.language)
        if document.made_by and not document.protected:
            made = speak.gettext("{moment} von {name}").format(moment=made, name=document.made_by)
        facts.append((speak.gettext("Erstellt"), made))
    return facts
